//! The only door to the Rego engine: texts in, typed answers out.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rayon::prelude::*;
use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, Value};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::apart::{Apart, Purse, Seat};
use super::call::Patterns;
use super::compiled::{self, Bench, Stored};
use super::finding::RawFinding;
use super::keeper::{self, Keeper};
use super::{PolicyError, Rule, RuleId, SubjectKind, extension, finding};

/// A value of what is judged.
pub use plimsoll_rego::View as Seen;

/// Policies that are not ours may take so long for one input.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Our own rules may take so many steps of the engine for one project, each by itself. Steps are counted, not timed: a rule that ends on one
/// machine ends on all of them.
pub const STEP_LIMIT: u32 = 20_000_000;

/// After so many steps the engine looks at the clock.
const CHECK_INTERVAL: NonZeroU32 = NonZeroU32::new(256).expect("internal: 256 is not zero");

/// Rules that are compiled together: fewer would parse the shared words too often, more would leave processors idle.
const GROUP_SIZE: usize = 128;

/// The package that asks all rules of a group.
const ALL: &str = "plimsoll.all";

/// Where the facts and parameters stand that rules answer with.
const GIVEN: &str = "given";

/// A policy text as the engine gets it.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) path: Cow<'static, str>,
    pub(super) rego: Cow<'static, str>,
    /// The package it declares.
    pub(super) package: String,
    /// Ours, and in order.
    pub(super) trusted: bool,
}

impl Text {
    /// The name under which rules use it: `lib` or `lib.<noun>`; nothing for a rule.
    pub(super) fn word(&self) -> Option<&str> {
        let word = self.package.strip_prefix("policies.")?;
        (word == "lib" || word.starts_with("lib.")).then_some(word)
    }
}

/// An engine that has everything: adding policies and preparing them is done, cloning it costs next to nothing.
pub(super) fn prepare<'t>(
    texts: impl Iterator<Item = &'t Text>,
    data: &Value,
    patterns: &Patterns,
) -> Result<Engine, PolicyError> {
    let internal = |error: String| PolicyError::from_engine("policy-compile", "policies", &error);
    let mut engine = Engine::new();
    engine.set_strict_builtin_errors(true);
    extension::register(&mut engine, patterns).map_err(internal)?;
    let mut trusted = true;
    for text in texts {
        trusted &= text.trusted;
        engine
            .add_policy(text.path.clone().into_owned(), text.rego.clone().into_owned())
            .map_err(|error| PolicyError::from_engine("policy-syntax", &text.path, &error.to_string()))?;
    }
    if trusted {
        engine.set_execution_timer_config(stopped_after(STEP_LIMIT));
    } else {
        engine.set_execution_timer_config(ExecutionTimerConfig { limit: TIME_LIMIT, check_interval: CHECK_INTERVAL });
    }
    // What a policy prints is for its own tests: it must not reach the reports of a run.
    engine.set_gather_prints(true);
    engine.add_data(data.clone()).map_err(|error| internal(error.to_string()))?;
    // The first evaluation compiles everything; an empty question is enough.
    engine.eval_query("true".to_owned(), false).map_err(|error| internal(error.to_string()))?;
    Ok(engine)
}

/// `data`, as all engines of a run share it.
pub(super) fn data(params: serde_json::Value, known: &BTreeMap<String, serde_json::Value>) -> Value {
    Value::from(json!({"params": params, "known": known}))
}

/// All policies of a run, in groups that are compiled when one of their rules is first needed: a run that has no Dockerfile never
/// compiles the rules for Dockerfiles, and two groups can be compiled at the same time.
#[derive(Debug, Default)]
pub(super) struct Program {
    groups: Vec<Group>,
    by_rule: HashMap<RuleId, usize>,
    patterns: Patterns,
    /// Rules that need no interpreter: ready for an input, by world.
    benches: Vec<Bench>,
    compiled: HashMap<RuleId, usize>,
    /// Where what is not ours is asked, if there is such a place.
    keeper: Option<Arc<dyn Keeper>>,
    /// Which engine answers there.
    engine: super::Engine,
    purse: Purse,
}

/// Ours or not, target folder, what is judged, and a number where there are many.
type GroupKey<'r> = (bool, &'r str, Option<SubjectKind>, usize);

#[derive(Debug)]
struct Group {
    texts: Vec<Text>,
    /// Whether its rules can be asked together.
    together: bool,
    data: Value,
    engine: OnceLock<Result<Engine, PolicyError>>,
    /// What is not ours is asked in a place apart.
    apart: Option<Apart>,
}

impl Group {
    /// Rules of others, and ours that use words of others, are asked one by one: each has a time limit of its own.
    fn new(
        mut texts: Vec<Text>,
        rules: &[&Arc<Rule>],
        data: &Value,
        keeper: Option<&Arc<dyn Keeper>>,
        engine: super::Engine,
    ) -> Self {
        if texts.iter().any(|text| !text.trusted) {
            let apart = keeper.map(|keeper| Apart::new(Arc::clone(keeper), &texts, &data_as_json(data), engine));
            return Self { texts, together: false, data: data.clone(), engine: OnceLock::new(), apart };
        }
        texts.extend(looks(&texts, data));
        texts.push(question(rules));
        let data = Value::from(BTreeMap::from([(Value::from(GIVEN), data.clone())]));
        Self { texts, together: true, data, engine: OnceLock::new(), apart: None }
    }
}

/// A policy that asks all rules of a group at once: what they share is worked out once then, instead of once per rule.
fn question(rules: &[&Arc<Rule>]) -> Text {
    let folders: BTreeSet<&str> = rules.iter().filter_map(|rule| place(rule)).map(|(folder, _)| folder).collect();
    let answers: String = folders.iter().map(|folder| format!("\t{folder:?}: data.{folder},\n")).collect();
    text(ALL, &format!("answers := {{\n{answers}}}\n"))
}

/// A rule's package as folder and name: `policies.compose` and `image_eol`.
fn place(rule: &Rule) -> Option<(&str, &str)> {
    rule.package.rsplit_once('.')
}

/// The facts and parameters that texts mention, by way of rules: for each look at plain data the engine goes through all packages, at what a
/// rule answered it looks directly.
fn looks(texts: &[Text], data: &Value) -> [Text; 2] {
    ["known", "params"].map(|kind| {
        let mention = format!("data.{kind}.");
        let mentioned = texts.iter().flat_map(|text| text.rego.split(&mention).skip(1)).map(first_name);
        let names: BTreeSet<&str> = mentioned.filter(|name| data[kind][*name] != Value::Undefined).collect();
        let rules: String = names.iter().map(|name| format!("{name} := data.{GIVEN}.{kind}.{name}\n")).collect();
        text(kind, &rules)
    })
}

/// The name that a text begins with.
fn first_name(text: &str) -> &str {
    let end = text.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    &text[..end]
}

fn text(package: &'static str, rules: &str) -> Text {
    Text {
        path: Cow::Borrowed(package),
        rego: Cow::Owned(format!("package {package}\n\n{rules}")),
        package: package.to_owned(),
        trusted: true,
    }
}

impl Program {
    /// One without rules; what is not ours will be asked where a keeper says.
    pub(super) fn new(keeper: Option<Arc<dyn Keeper>>, engine: super::Engine) -> Self {
        Self { keeper, engine, ..Self::default() }
    }

    /// One of a rule by itself, with the texts that it needs.
    pub(super) fn lone(rule: &Arc<Rule>, texts: Vec<Text>, data: &Value) -> Self {
        let group = Group { texts, together: false, data: data.clone(), engine: OnceLock::new(), apart: None };
        Self { groups: vec![group], by_rule: HashMap::from([(rule.id.clone(), 0)]), ..Self::default() }
    }

    /// Compiles a group, if that was not done before.
    pub(super) fn compiles(&self, group: usize) -> Result<(), PolicyError> {
        self.engine(group).map(drop)
    }

    /// Adds those of some rules that were compiled when the program was built, and tells the others.
    pub(super) fn add_compiled<'r>(
        &mut self,
        stored: Option<&Stored>,
        rules: &[&'r Arc<Rule>],
        params: &serde_json::Value,
        known: &BTreeMap<String, serde_json::Value>,
    ) -> Vec<&'r Arc<Rule>> {
        let Some(program) = stored.map(Stored::program) else { return rules.to_vec() };
        let is_ready = |rule: &&Arc<Rule>| program.has(&compiled::deny(rule));
        let (ready, rest): (Vec<&Arc<Rule>>, Vec<&Arc<Rule>>) = rules.iter().copied().partition(is_ready);
        self.compiled.extend(ready.iter().map(|rule| (rule.id.clone(), self.benches.len())));
        if !ready.is_empty() {
            self.benches.push(Bench::new(program, params, known));
        }
        rest
    }

    /// Adds some rules of one world and the texts that they need: given policies all in one group (they may use each other), ours by what
    /// they judge.
    pub(super) fn add(&mut self, texts: &[Text], rules: &[&Arc<Rule>], data: &Value) {
        let words: Vec<&Text> = texts.iter().filter(|text| text.word().is_some()).collect();
        let by_package: HashMap<&str, &Text> = texts.iter().map(|text| (text.package.as_str(), text)).collect();
        let mut groups: BTreeMap<GroupKey<'_>, Vec<&Arc<Rule>>> = BTreeMap::new();
        let mut counts: BTreeMap<(&str, SubjectKind), usize> = BTreeMap::new();
        for rule in rules {
            let Some(text) = by_package.get(rule.package.as_str()) else { continue };
            let target = rule.id.as_str().split('/').next().unwrap_or_default();
            let key = if text.trusted {
                let count = counts.entry((target, rule.applies_to)).or_default();
                *count += 1;
                (true, target, Some(rule.applies_to), *count / GROUP_SIZE)
            } else {
                (false, "", None, 0)
            };
            groups.entry(key).or_default().push(rule);
        }
        for ((trusted, ..), rules) in groups {
            let mut chosen: Vec<&Text> = match trusted {
                true => rules.iter().filter_map(|rule| by_package.get(rule.package.as_str()).copied()).collect(),
                false => texts.iter().filter(|text| !text.trusted && text.word().is_none()).collect(),
            };
            chosen.extend(needed(&words, &chosen));
            self.by_rule.extend(rules.iter().map(|rule| (rule.id.clone(), self.groups.len())));
            let texts = chosen.into_iter().cloned().collect();
            self.groups.push(Group::new(texts, &rules, data, self.keeper.as_ref(), self.engine));
        }
    }

    /// Whether it is compiled for just these rules.
    pub(super) fn is_of(&self, rules: &[Arc<Rule>]) -> bool {
        let is_there = |rule: &Arc<Rule>| self.by_rule.contains_key(&rule.id) || self.compiled.contains_key(&rule.id);
        self.by_rule.len() + self.compiled.len() == rules.len() && rules.iter().all(is_there)
    }

    fn engine(&self, group: usize) -> Result<&Engine, PolicyError> {
        let group = &self.groups[group];
        let engine = group.engine.get_or_init(|| prepare(group.texts.iter(), &group.data, &self.patterns));
        engine.as_ref().map_err(Clone::clone)
    }

    /// Compiles what is not ours: it may not compile.
    pub(super) fn compile_given(&self) -> Result<(), PolicyError> {
        let mut given =
            (0..self.groups.len()).filter(|group| self.groups[*group].texts.iter().any(|text| !text.trusted));
        given.try_for_each(|group| match &self.groups[group].apart {
            Some(apart) => apart.compile(&self.purse),
            None => self.engine(group).map(drop),
        })
    }
}

/// The words that some texts use, and the words that those use.
fn needed<'t>(words: &[&'t Text], texts: &[&'t Text]) -> Vec<&'t Text> {
    let mut needed: Vec<&Text> = Vec::new();
    let mut open: Vec<&Text> = texts.to_vec();
    while let Some(text) = open.pop() {
        for word in words {
            let is_new = !needed.iter().any(|known| known.package == word.package && known.path == word.path);
            if is_new && word.word().is_some_and(|name| text.rego.contains(name)) {
                needed.push(word);
                open.push(word);
            }
        }
    }
    needed.sort_by(|a, b| a.path.cmp(&b.path));
    needed
}

/// Runs rules on one input after the other. One per worker.
#[derive(Debug, Clone)]
pub struct Evaluator {
    program: Arc<Program>,
    desks: Vec<Desk>,
    benches: Vec<Bench>,
    asked: Asked,
    at_once: bool,
}

/// What all questions are about.
#[derive(Debug, Clone, Default)]
struct Asked {
    input: Option<Value>,
    /// How many steps one question may take, where it is not [`STEP_LIMIT`].
    budget: Option<u32>,
}

/// One group at work: its engine, once it is needed, and what all its rules answer for the input (`Value::Undefined` where they cannot be
/// asked together).
#[derive(Debug, Clone, Default)]
struct Desk {
    engine: Option<Engine>,
    answers: Option<Value>,
    /// Where the rules are asked if not here.
    seat: Seat,
}

impl Desk {
    fn engine(&mut self, program: &Program, group: usize, asked: &Asked) -> Result<&mut Engine, PolicyError> {
        if self.engine.is_none() {
            let mut engine = program.engine(group)?.clone();
            if let Some(input) = &asked.input {
                engine.set_input(input.clone());
            }
            if let Some(steps) = asked.budget.filter(|_| program.groups[group].together) {
                engine.set_execution_timer_config(stopped_after(steps));
            }
            self.engine = Some(engine);
        }
        Ok(self.engine.as_mut().expect("internal: it was just made"))
    }

    /// The answers of all rules of the group. Where one of them fails, or all together take as many steps as one may, there are none: asking
    /// one by one then tells which.
    fn together(&mut self, program: &Program, group: usize, asked: &Asked) -> Result<&Value, PolicyError> {
        if self.answers.is_none() {
            let answers = match program.groups[group].together {
                false => Value::Undefined,
                true => self
                    .engine(program, group, asked)?
                    .eval_rule(format!("data.{ALL}.answers"))
                    .unwrap_or(Value::Undefined),
            };
            self.answers = Some(answers);
        }
        Ok(self.answers.as_ref().expect("internal: it was just answered"))
    }
}

impl Evaluator {
    pub(super) fn new(program: Arc<Program>) -> Self {
        let desks = vec![Desk::default(); program.groups.len()];
        let mut benches = program.benches.clone();
        if benches.is_empty() {
            benches.push(Bench::empty());
        }
        Self { program, desks, benches, asked: Asked::default(), at_once: false }
    }

    /// The engines of all groups.
    pub(super) fn engines(&mut self) -> Result<Vec<&mut Engine>, PolicyError> {
        let (program, asked) = (&self.program, &self.asked);
        let desks = self.desks.iter_mut().enumerate();
        desks.map(|(group, desk)| desk.engine(program, group, asked)).collect()
    }

    /// Stops each question to our own rules after so many steps of the engine instead of [`STEP_LIMIT`], at the same step on every machine:
    /// it is a rule that fails then.
    pub fn set_budget(&mut self, steps: u32) {
        self.asked.budget = Some(steps);
        self.benches.iter_mut().for_each(|bench| bench.set_budget(steps));
        for (desk, group) in self.desks.iter_mut().zip(&self.program.groups) {
            desk.answers = None;
            if let Some(engine) = desk.engine.as_mut().filter(|_| group.together) {
                engine.set_execution_timer_config(stopped_after(steps));
            }
        }
    }

    /// Asks the groups of one input at the same time: worth it where there are too few inputs to keep all processors busy.
    #[must_use]
    pub fn at_once(self, at_once: bool) -> Self {
        Self { at_once, ..self }
    }

    /// Sets what the following runs judge: what a project is serialized to. Each engine makes its own values of it.
    ///
    /// # Panics
    /// When it is nothing that JSON could say: a mistake of plimsoll.
    pub fn set_input<T: Serialize + ?Sized>(&mut self, input: &T) {
        self.benches.iter_mut().for_each(|bench| bench.set_input(input));
        if self.desks.is_empty() {
            return;
        }
        let json = serde_json::to_value(input).expect("internal: a project is JSON");
        let value = Value::deserialize(json).expect("internal: what is JSON is a value");
        self.asked.input = Some(value.clone());
        for desk in &mut self.desks {
            desk.answers = None;
            desk.seat.turn();
            if let Some(engine) = &mut desk.engine {
                engine.set_input(value.clone());
            }
        }
    }

    /// What is judged, to be looked at; nothing where it is too large or too deep for that.
    pub fn input(&self) -> Option<Seen<'_>> {
        self.benches.first().and_then(Bench::input)
    }

    /// Compiles what some rules need, at the same time where there are several processors, and asks them already if groups are asked
    /// [at once](Self::at_once). Without it each is compiled and asked when it is first run.
    pub fn prepare<'r>(&mut self, rules: impl Iterator<Item = &'r Rule>) {
        let groups: BTreeSet<usize> = rules.filter_map(|rule| self.program.by_rule.get(&rule.id).copied()).collect();
        let (program, asked, at_once) = (&self.program, &self.asked, self.at_once);
        let needed = self.desks.par_iter_mut().enumerate().filter(|(group, _)| groups.contains(group));
        // An error comes back when a rule of the group is run.
        needed.for_each(|(group, desk)| match asked.input.is_some() && at_once {
            _ if program.groups[group].apart.is_some() => {}
            true => drop(desk.together(program, group, asked)),
            false => drop(program.engine(group)),
        });
    }

    fn group(&self, rule: &Rule) -> Result<usize, PolicyError> {
        self.program.by_rule.get(&rule.id).copied().ok_or_else(|| {
            let message = format!("rule {} is none of the loaded ones", rule.id);
            PolicyError::new("policy-failed", rule.path.as_str(), message)
        })
    }

    /// What a rule finds in the input, sorted.
    ///
    /// # Errors
    /// When the rule fails, or answers something that is no finding.
    pub fn run(&mut self, rule: &Rule) -> Result<Vec<RawFinding>, PolicyError> {
        if let Some(bench) = self.program.compiled.get(&rule.id) {
            return self.benches[*bench].found(rule);
        }
        let group = self.group(rule)?;
        let (folder, name) = place(rule).unwrap_or_default();
        match &self.desks[group].together(&self.program, group, &self.asked)?[folder][name]["deny"] {
            Value::Undefined => finding::read(rule, &self.answer(rule)?),
            answer => finding::read(rule, &to_json(rule, answer)?),
        }
    }

    /// What a rule's `deny` is, as it stands, asked by itself.
    ///
    /// # Errors
    /// When the rule fails.
    pub fn answer(&mut self, rule: &Rule) -> Result<serde_json::Value, PolicyError> {
        if let Some(bench) = self.program.compiled.get(&rule.id) {
            return self.benches[*bench].answer(rule);
        }
        let group = self.group(rule)?;
        if let Some(apart) = &self.program.groups[group].apart {
            let input = self.asked.input.as_ref();
            let input = || input.map(data_as_json).unwrap_or_default();
            return self.desks[group].seat.ask(apart, &self.program.purse, &input, rule);
        }
        let counted = self.program.groups[group].together;
        let engine = self.desks[group].engine(&self.program, group, &self.asked)?;
        ask(engine, format!("data.{}.deny", rule.package)).map_err(|error| {
            match counted && error.contains(OUT_OF_TIME) {
                true => over_budget(rule, self.asked.budget.unwrap_or(STEP_LIMIT)),
                false => PolicyError::from_engine("policy-failed", &rule.path, &error).rule(&rule.id),
            }
        })
    }
}

/// What stands at a path of `data`, within the size that an answer may have.
pub(super) fn ask(engine: &mut Engine, path: String) -> Result<serde_json::Value, String> {
    let answer = engine.eval_rule(path).map_err(|error| error.to_string());
    // Nobody reads what it printed, and it must not pile up.
    let _prints = engine.take_prints();
    keeper::bounded(&answer?)
}

/// The engine counts steps to know when to look at its clock; a limit of no time at all stops it at the first look.
fn stopped_after(steps: u32) -> ExecutionTimerConfig {
    ExecutionTimerConfig {
        limit: Duration::ZERO,
        check_interval: NonZeroU32::new(steps.max(1)).expect("internal: it is at least one"),
    }
}

/// What the engine says when it stops at its limit.
const OUT_OF_TIME: &str = "execution exceeded time limit";

pub(super) fn over_budget(rule: &Rule, steps: u32) -> PolicyError {
    let message = format!("the project asks for more than {steps} steps of the rule");
    let help = "split the project into smaller ones; docs/limits.md says what a rule may use";
    PolicyError::new("policy-budget", rule.path.as_str(), message).rule(&rule.id).help(help)
}

/// Data or an input as it is sent.
fn data_as_json(value: &Value) -> serde_json::Value {
    serde_json::to_value(value).expect("internal: what was made of JSON is JSON")
}

fn to_json(rule: &Rule, value: &Value) -> Result<serde_json::Value, PolicyError> {
    serde_json::to_value(value)
        .map_err(|error| PolicyError::new("policy-finding", rule.path.as_str(), error.to_string()).rule(&rule.id))
}
