//! The crate as its users see it: what policies mean, what is refused, what is stopped, and that other engines agree.

mod budgets;
mod coverage;
mod generator;
mod meaning;
mod needs;
mod random;
mod refusals;

use std::path::PathBuf;
use std::sync::Arc;

use plimsoll_rego::{Budget, Compiler, Error, Evaluator};
use serde_json::Value;

/// The root of the repository.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// An evaluator of one module and some of its rules.
fn evaluator(text: &str, rules: &[&str], budget: Budget) -> Evaluator {
    let compiler = Compiler::new().module("t.rego", text).unwrap_or_else(|refusal| panic!("{refusal}"));
    let program = compiler.compile(rules).unwrap_or_else(|all| panic!("{}", all[0]));
    Evaluator::new(Arc::new(program), budget)
}

/// What a rule gives; JSON's null where it is undefined.
fn answer(evaluator: &mut Evaluator, rule: &str) -> Result<Value, Error> {
    evaluator.eval(rule).map(|view| serde_json::to_value(view).expect("JSON"))
}
