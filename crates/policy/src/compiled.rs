//! Our rules as they were compiled when the program was built: asked without an interpreter.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use plimsoll_rego::{Budget, ErrorKind, Evaluator, Program, View};
use serde::Serialize;
use serde_json::Value;

use super::engine::STEP_LIMIT;
use super::finding::{self, RawFinding};
use super::{PolicyError, Rule, engine};

/// Bytes that a question may take, the input included.
const BYTE_LIMIT: usize = 1 << 30;

/// A stored program, opened when it is first needed.
#[derive(Clone)]
pub(super) struct Stored {
    bytes: &'static [u8],
    program: OnceLock<Arc<Program>>,
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.bytes.len())
    }
}

impl Stored {
    pub(super) fn new(bytes: &'static [u8]) -> Self {
        Self { bytes, program: OnceLock::new() }
    }

    pub(super) fn program(&self) -> &Arc<Program> {
        let open = || Arc::new(Program::from_bytes(self.bytes).expect("internal: what is shipped can be opened"));
        self.program.get_or_init(open)
    }
}

/// One worker's memory for the rules of a program.
#[derive(Debug, Clone)]
pub(super) struct Bench {
    evaluator: Evaluator,
    /// Why the input cannot be judged, if it cannot.
    refused: Option<String>,
    steps: u32,
}

/// Where the `deny` of a rule stands.
pub(super) fn deny(rule: &Rule) -> String {
    format!("data.{}.deny", rule.package)
}

impl Bench {
    /// For these parameters and facts.
    pub(super) fn new(program: &Arc<Program>, params: &Value, known: &BTreeMap<String, Value>) -> Self {
        let mut bench = Self {
            evaluator: Evaluator::new(Arc::clone(program), budget(STEP_LIMIT)),
            refused: None,
            steps: STEP_LIMIT,
        };
        let given = bench.evaluator.set_data("params", params).and_then(|()| bench.evaluator.set_data("known", known));
        given.expect("internal: parameters and facts are JSON, and the program has both");
        bench
    }

    /// For inputs that are only looked at.
    pub(super) fn empty() -> Self {
        let evaluator = Evaluator::new(Arc::new(Program::empty()), budget(STEP_LIMIT));
        Self { evaluator, refused: None, steps: STEP_LIMIT }
    }

    pub(super) fn set_budget(&mut self, steps: u32) {
        self.steps = steps;
        self.evaluator.set_budget(budget(steps));
    }

    pub(super) fn set_input<T: Serialize + ?Sized>(&mut self, input: &T) {
        self.refused =
            self.evaluator.set_input(input).err().map(|error| format!("the project cannot be judged: {error}"));
    }

    /// The input, unless it cannot be judged.
    pub(super) fn input(&self) -> Option<View<'_>> {
        self.evaluator.input()
    }

    /// What a rule finds, sorted.
    ///
    /// # Errors
    /// When the rule fails, answers something that is no finding, or the input cannot be judged.
    pub(super) fn found(&mut self, rule: &Rule) -> Result<Vec<RawFinding>, PolicyError> {
        match self.view(rule)? {
            // Nearly always.
            Some(view) if view.is_empty() && view.type_name() == "set" => Ok(Vec::new()),
            // There may be very many: each is read by itself.
            Some(view) if matches!(view.type_name(), "set" | "array") => {
                finding::in_order(view.elements().map(|one| finding::one(rule, &to_json(rule, Some(one))?)))
            }
            view => finding::read(rule, &to_json(rule, view)?),
        }
    }

    /// What a rule's `deny` is.
    ///
    /// # Errors
    /// When the rule fails, or the input cannot be judged.
    pub(super) fn answer(&mut self, rule: &Rule) -> Result<Value, PolicyError> {
        self.view(rule).and_then(|view| to_json(rule, view))
    }

    fn view(&mut self, rule: &Rule) -> Result<Option<View<'_>>, PolicyError> {
        if let Some(why) = &self.refused {
            return Err(failed(rule, why.clone()));
        }
        match self.evaluator.eval(&deny(rule)) {
            Ok(view) => Ok(view),
            Err(error) => Err(match error.kind {
                ErrorKind::Steps | ErrorKind::Bytes | ErrorKind::Depth => engine::over_budget(rule, self.steps),
                _ => match &error.place {
                    Some(place) => PolicyError::new("policy-failed", place.path.as_str(), error.message.as_str())
                        .line(place.line)
                        .rule(&rule.id),
                    None => failed(rule, error.message),
                },
            }),
        }
    }
}

fn failed(rule: &Rule, message: String) -> PolicyError {
    PolicyError::new("policy-failed", rule.path.as_str(), message).rule(&rule.id)
}

fn to_json(rule: &Rule, view: Option<View<'_>>) -> Result<Value, PolicyError> {
    serde_json::to_value(view).map_err(|error| failed(rule, error.to_string()))
}

fn budget(steps: u32) -> Budget {
    Budget { steps: steps.into(), bytes: BYTE_LIMIT, ..Budget::default() }
}
