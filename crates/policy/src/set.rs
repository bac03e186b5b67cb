//! All rules of a run: ours, and those of other sources, each compiled once in its own world.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use plimsoll_typing::nearest;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::bundle::Bundle;
use super::compiled::{self, Stored};
use super::engine::{self, Evaluator, Program};
use super::keeper::Keeper;
use super::source::Replaced;
use super::world::World;
use super::{Framework, PolicyError, Rule, RuleId};

/// Rules, the words and facts they use, and the engine that runs them.
#[derive(Debug)]
pub struct PolicySet {
    pub(super) rules: Vec<Arc<Rule>>,
    /// Rules of ours that others took the place of, sorted by id.
    pub(super) beside: Vec<Arc<Rule>>,
    pub(super) frameworks: Vec<Framework>,
    /// What we ship, then the other sources in their order.
    pub(super) worlds: Vec<World>,
    pub(super) replaced: Vec<Replaced>,
    /// Configured parameters: rule id → name → value.
    pub(super) params: BTreeMap<String, BTreeMap<String, Value>>,
    /// What the last evaluator was made for.
    pub(super) program: Mutex<Option<Arc<Program>>>,
    /// Where policies that are not ours are evaluated; nothing for here.
    pub(super) keeper: Option<Arc<dyn Keeper>>,
    pub(super) engine: Engine,
}

/// Which engine answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// What can be compiled is answered compiled, the rest by regorus.
    #[default]
    Compiled,
    /// regorus answers everything.
    Regorus,
}

/// Parameters of rules, for projects of some directory: rule → name → value as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Params(BTreeMap<RuleId, BTreeMap<String, String>>);

impl Params {
    /// From values by name and rule.
    pub fn new<'a>(values: impl Iterator<Item = (&'a RuleId, &'a serde_json::Map<String, Value>)>) -> Self {
        let texts = |map: &serde_json::Map<String, Value>| {
            map.iter().map(|(name, value)| (name.clone(), value.to_string())).collect()
        };
        Self(values.map(|(rule, map)| (rule.clone(), texts(map))).collect())
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By rule and name, as one object.
    pub fn as_json(&self) -> Value {
        let mut rules: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
        for (rule, name, value) in self.values() {
            rules.entry(rule.to_string()).or_default().insert(name, value);
        }
        serde_json::json!(rules)
    }

    /// Each value with its rule and name.
    pub fn values(&self) -> impl Iterator<Item = (RuleId, String, Value)> {
        let value = |text: &str| serde_json::from_str(text).expect("internal: it was written from a value");
        let all = self.0.iter().flat_map(|(rule, values)| values.iter().map(move |(name, text)| (rule, name, text)));
        all.map(move |(rule, name, text)| (rule.clone(), name.clone(), value(text)))
    }
}

/// A parameter that cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    /// No such rule.
    #[error("there is no rule `{rule}`")]
    Rule {
        /// What was asked for.
        rule: RuleId,
        /// What may have been meant.
        nearest: Option<String>,
    },
    /// No such parameter.
    #[error("rule `{rule}` has no parameter `{name}`")]
    Name {
        /// The rule.
        rule: RuleId,
        /// What was asked for.
        name: String,
        /// The parameters it has.
        known: Vec<String>,
    },
    /// Another type than the default's.
    #[error("parameter `{name}` of rule `{rule}` is {wanted}, not {given}")]
    Type {
        /// The rule.
        rule: RuleId,
        /// The parameter.
        name: String,
        /// The type of its default.
        wanted: &'static str,
        /// The type of the value.
        given: &'static str,
    },
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

impl PolicySet {
    /// Reads the rules of a bundle, and checks everything in it that is not ours.
    ///
    /// # Errors
    /// Everything that is wrong with the policies, sorted by file and line.
    pub fn load(mut bundle: Bundle) -> Result<Self, Vec<PolicyError>> {
        bundle.modules.retain(|module| !module.is_test());
        Self::of_worlds(vec![World::load(bundle, Bundle::default(), None)?], Vec::new())
    }

    /// What of ours other sources took the place of. Our frameworks do not speak of a rule that did: its controls are those that its own
    /// METADATA or its source's frameworks name.
    pub fn replaced(&self) -> &[Replaced] {
        &self.replaced
    }

    /// Configured parameters: rule id → name → value.
    pub fn params(&self) -> &BTreeMap<String, BTreeMap<String, Value>> {
        &self.params
    }

    /// The rules, sorted by id.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// Rules of ours that others took the place of: they judge where the others do not count. Sorted by id.
    pub fn beside(&self) -> &[Arc<Rule>] {
        &self.beside
    }

    /// The facts that our rules read as `data.known`, by name.
    pub fn known(&self) -> &BTreeMap<String, Value> {
        &self.worlds[0].known
    }

    /// The compliance frameworks.
    pub fn frameworks(&self) -> &[Framework] {
        &self.frameworks
    }

    /// A framework by its id, or by its id without the edition.
    pub fn framework(&self, name: &str) -> Option<&Framework> {
        self.frameworks.iter().find(|framework| framework.is_called(name))
    }

    /// Rules by id, by the last part of an id, or by another tool's id with or without the tool: there may be several then.
    pub fn find(&self, name: &str) -> Vec<&Arc<Rule>> {
        let last = |id: &str| id.rsplit(['/', ':']).next().is_some_and(|last| last.eq_ignore_ascii_case(name));
        let tiers: [&dyn Fn(&Rule) -> bool; 4] = [
            &|rule| rule.id.as_str() == name,
            &|rule| last(rule.id.as_str()),
            &|rule| rule.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name)),
            &|rule| rule.aliases.iter().any(|alias| last(alias)),
        ];
        let mut found =
            tiers.iter().map(|is_meant| self.rules.iter().filter(|rule| is_meant(rule)).collect::<Vec<_>>());
        found.find(|rules| !rules.is_empty()).unwrap_or_default()
    }

    /// The id that somebody who wrote `name` may have meant.
    pub fn nearest(&self, name: &str) -> Option<String> {
        let ids = self.rules.iter().map(|rule| rule.id.as_str());
        let last = |id: &str| id.rsplit('/').next().unwrap_or(id).to_owned();
        nearest(name, ids.clone()).map(str::to_owned).or_else(|| {
            let lasts: Vec<String> = ids.clone().map(last).collect();
            let meant = nearest(&last(name), lasts.iter().map(String::as_str))?;
            ids.clone().find(|id| last(id) == meant).map(str::to_owned)
        })
    }

    /// Sets a parameter of a rule. Call it before an evaluator is made: one that runs keeps what it has.
    ///
    /// # Errors
    /// When there is no such rule or parameter, or the value is of another type than the default.
    pub fn configure(&mut self, rule: &RuleId, name: &str, value: Value) -> Result<(), ParamError> {
        let found = self.rules.iter().find(|known| known.id == *rule);
        let found =
            found.ok_or_else(|| ParamError::Rule { rule: rule.clone(), nearest: self.nearest(rule.as_str()) })?;
        let param = found.params.get(name).ok_or_else(|| ParamError::Name {
            rule: rule.clone(),
            name: name.to_owned(),
            known: found.params.keys().cloned().collect(),
        })?;
        if type_name(&param.default) != type_name(&value) {
            let (wanted, given) = (type_name(&param.default), type_name(&value));
            return Err(ParamError::Type { rule: rule.clone(), name: name.to_owned(), wanted, given });
        }
        self.params.entry(rule.to_string()).or_default().insert(name.to_owned(), value);
        *self.program.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    /// Chooses the engine that answers from now on. Both give the same answers: the other one is a second opinion.
    pub fn answer_by(&mut self, engine: Engine) {
        self.engine = engine;
        *self.program.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// How many of some rules are answered compiled; regorus answers the others.
    pub fn compiled_of(&self, rules: &[Arc<Rule>]) -> usize {
        rules.iter().filter(|rule| self.is_compiled(rule)).count()
    }

    fn is_compiled(&self, rule: &Rule) -> bool {
        let world = self.worlds.iter().find(|world| world.source == rule.source);
        let program = world.and_then(|world| self.compiled(world)).map(Stored::program);
        program.is_some_and(|program| program.has(&compiled::deny(rule)))
    }

    /// A world's compiled rules, where they are asked.
    fn compiled<'w>(&self, world: &'w World) -> Option<&'w Stored> {
        world.compiled.as_ref().filter(|_| self.engine == Engine::Compiled)
    }

    /// One engine with everything in it.
    #[cfg(test)]
    pub(super) fn engine(&self) -> Result<regorus::Engine, PolicyError> {
        self.worlds[0].engine(self.worlds[0].params(&self.params))
    }

    /// An evaluator of some of the rules, for one worker; its clones share what is compiled.
    ///
    /// # Errors
    /// When a policy that is not ours does not compile.
    pub fn evaluator(&self, rules: &[Arc<Rule>]) -> Result<Evaluator, PolicyError> {
        let mut last = self.program.lock().unwrap_or_else(PoisonError::into_inner);
        let program = match last.take().filter(|program| program.is_of(rules)) {
            Some(program) => program,
            None => Arc::new(self.program(rules)),
        };
        program.compile_given()?;
        *last = Some(Arc::clone(&program));
        Ok(Evaluator::new(program))
    }

    /// The same with these parameters and no others, for the projects of some directory.
    ///
    /// # Errors
    /// When a policy that is not ours does not compile.
    pub fn evaluator_with(&self, rules: &[Arc<Rule>], params: &Params) -> Result<Evaluator, PolicyError> {
        if params.0.is_empty() && self.params.is_empty() {
            return self.evaluator(rules);
        }
        self.evaluator_anew(rules, params)
    }

    /// The same for rules that others took the place of (`beside`), which have ids in common with these others.
    ///
    /// # Errors
    /// When a policy that is not ours does not compile.
    pub fn evaluator_beside(&self, rules: &[Arc<Rule>], params: &Params) -> Result<Evaluator, PolicyError> {
        self.evaluator_anew(rules, params)
    }

    fn evaluator_anew(&self, rules: &[Arc<Rule>], params: &Params) -> Result<Evaluator, PolicyError> {
        let mut configured: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
        for (rule, name, value) in params.values() {
            let Some(known) = rules.iter().find(|known| known.id == rule) else { continue };
            // What is of another type is told at its place, and leaves the default.
            if known.params.get(&name).is_some_and(|param| type_name(&param.default) == type_name(&value)) {
                configured.entry(rule.to_string()).or_default().insert(name, value);
            }
        }
        let program = Arc::new(self.program_by(rules, &configured));
        program.compile_given()?;
        Ok(Evaluator::new(program))
    }

    fn program(&self, rules: &[Arc<Rule>]) -> Program {
        self.program_by(rules, &self.params)
    }

    fn program_by(&self, rules: &[Arc<Rule>], params: &BTreeMap<String, BTreeMap<String, Value>>) -> Program {
        let mut program = Program::new(self.keeper.clone(), self.engine);
        for world in &self.worlds {
            let of_it: Vec<&Arc<Rule>> = rules.iter().filter(|rule| rule.source == world.source).collect();
            if !of_it.is_empty() {
                let params = world.params(params);
                let rest = program.add_compiled(self.compiled(world), &of_it, &params, &world.known);
                if !rest.is_empty() {
                    program.add(&world.texts, &rest, &engine::data(params, &world.known));
                }
            }
        }
        program
    }
}
