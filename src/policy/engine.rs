//! The only door to the Rego engine: texts in, typed answers out.

use regorus::{Engine, Value};
use serde_json::json;

use super::finding::RawFinding;
use super::{PolicyError, Rule, extension, finding};

/// What policies see: a project, converted once and shared by all workers.
#[derive(Debug, Clone)]
pub struct Input(Value);

impl Input {
    /// From the serialized project.
    pub fn new(project: serde_json::Value) -> Self {
        Self(Value::from(project))
    }
}

/// A policy text as the engine gets it.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) path: String,
    pub(super) rego: String,
}

/// An engine that has everything: adding policies and preparing them is done, cloning it costs next to nothing.
pub(super) fn prepare(
    texts: &[Text],
    params: serde_json::Value,
    known: serde_json::Value,
) -> Result<Engine, PolicyError> {
    let mut engine = Engine::new();
    engine.set_strict_builtin_errors(true);
    extension::register(&mut engine).map_err(|error| PolicyError::new("policy-compile", "policies", error))?;
    for Text { path, rego } in texts {
        engine
            .add_policy(path.clone(), rego.clone())
            .map_err(|error| PolicyError::from_engine("policy-syntax", path, &error.to_string()))?;
    }
    let internal = |error: String| PolicyError::from_engine("policy-compile", "policies", &error);
    engine
        .add_data(Value::from(json!({"params": params, "known": known})))
        .map_err(|error| internal(error.to_string()))?;
    // The first evaluation compiles everything; an empty question is enough.
    engine.eval_query("true".to_owned(), false).map_err(|error| internal(error.to_string()))?;
    Ok(engine)
}

/// Runs rules on one input after the other. One per worker.
#[derive(Debug, Clone)]
pub struct Evaluator {
    pub(super) engine: Engine,
}

impl Evaluator {
    /// Sets what the following runs judge.
    pub fn set_input(&mut self, input: &Input) {
        self.engine.set_input(input.0.clone());
    }

    /// What a rule finds in the input, sorted.
    ///
    /// # Errors
    /// When the rule fails, or answers something that is no finding.
    pub fn run(&mut self, rule: &Rule) -> Result<Vec<RawFinding>, PolicyError> {
        finding::read(rule, &self.answer(rule)?)
    }

    /// What a rule's `deny` is, as it stands.
    ///
    /// # Errors
    /// When the rule fails.
    pub fn answer(&mut self, rule: &Rule) -> Result<serde_json::Value, PolicyError> {
        let answer = self.engine.eval_rule(format!("data.{}.deny", rule.package)).map_err(|error| {
            PolicyError::from_engine("policy-failed", &rule.path, &error.to_string()).rule(&rule.id)
        })?;
        to_json(rule, &answer)
    }
}

fn to_json(rule: &Rule, value: &Value) -> Result<serde_json::Value, PolicyError> {
    serde_json::to_value(value)
        .map_err(|error| PolicyError::new("policy-finding", rule.path.as_str(), error.to_string()).rule(&rule.id))
}
