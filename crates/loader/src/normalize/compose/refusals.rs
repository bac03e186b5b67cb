//! Verb: a project that docker compose refuses for what defaults of variables say → the variables.
//!
//! A default stands only where nothing sets the variable: whoever starts the project may, so the project is not broken everywhere.

use std::collections::{BTreeMap, HashMap};

use super::context::Context;
use plimsoll_model::{Operator, VariableState};
use plimsoll_source::Span;
use plimsoll_source::problem::{Problem, Severity};

/// Variables whose defaults have a part in a value that an error is about, each with what the error says. None where what is lacking is an error anyway.
pub(super) fn of_defaults(context: &Context<'_>) -> BTreeMap<String, String> {
    if !context.options.open() {
        return BTreeMap::new();
    }
    let is_error = |problem: &&Problem| problem.severity == Severity::Error;
    let mut errors: HashMap<Span, &str> = HashMap::new();
    for problem in context.problems.iter().filter(is_error) {
        if let Some(span) = problem.span {
            errors.entry(span).or_insert(&problem.message);
        }
    }
    let mut found = BTreeMap::new();
    if errors.is_empty() {
        return found;
    }
    for used in &context.uses {
        let by_default = used.state == VariableState::Defaulted
            && matches!(used.operator, Operator::DefaultIfEmpty | Operator::DefaultIfUnset);
        if let Some(message) = errors.get(&used.scalar).filter(|_| by_default) {
            found.entry(used.name.clone()).or_insert_with(|| (*message).to_owned());
        }
    }
    found
}
