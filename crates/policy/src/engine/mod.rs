//! The only door to the Rego engine: texts in, typed answers out.

mod evaluator;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, Value};
use serde_json::json;

use super::apart::{Apart, Purse};
use super::call::Patterns;
use super::compiled::{self, Bench, Stored};
use super::keeper::Keeper;
use super::{PolicyError, Rule, RuleId, SubjectKind, extension};

pub use self::evaluator::Evaluator;
pub(super) use self::evaluator::{ask, over_budget};
use self::evaluator::{data_as_json, stopped_after};

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
