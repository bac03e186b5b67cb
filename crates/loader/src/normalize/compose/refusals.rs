//! Verb: a project that docker compose refuses for what defaults of variables say → the variables.
//!
//! A default stands only where nothing sets the variable: whoever starts the project may, so the project is not broken everywhere.

use std::collections::BTreeMap;

use super::context::Context;
use plimsoll_model::VariableState;
use plimsoll_source::Span;
use plimsoll_source::problem::{Problem, Severity};

/// Variables whose defaults have a part in a value that an error is about, each with what the error says. None where what is lacking is an error anyway.
pub(super) fn of_defaults(context: &Context<'_>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if !context.options.open() {
        return found;
    }
    let errors = Errors::of(&context.problems);
    for used in &context.uses {
        let by_default = used.state == VariableState::Defaulted && used.operator.gives_default();
        // Of a mapping or a list, errors mark the key.
        let about = || errors.about(used.scalar).or_else(|| errors.about(used.attribute?));
        if let Some(message) = by_default.then(about).flatten() {
            found.entry(used.name.clone()).or_insert_with(|| message.to_owned());
        }
    }
    found
}

/// Errors in order of their places, each with the furthest end of those up to it.
struct Errors<'p>(Vec<(Span, u32, &'p str)>);

impl<'p> Errors<'p> {
    fn of(problems: &'p [Problem]) -> Self {
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
        let places = |error: &'p Problem| error.span.into_iter().chain(error.related.iter().map(|(span, _)| *span));
        let mut placed: Vec<_> =
            errors.flat_map(|error| places(error).map(|span| (span, span.end, error.message.as_str()))).collect();
        placed.sort_by_key(|(span, ..)| (span.file, span.start, span.end));
        for at in 1..placed.len() {
            let (before, error) = (placed[at - 1], placed[at]);
            if before.0.file == error.0.file && before.1 > error.1 {
                // What reaches further goes on.
                placed[at] = (error.0, before.1, before.2);
            }
        }
        Self(placed)
    }

    /// What is said of a value, of a part of it, or of what it is a part of.
    fn about(&self, value: Span) -> Option<&'p str> {
        let behind = self.0.partition_point(|(span, ..)| (span.file, span.start) < (value.file, value.end));
        let (span, end, message) = self.0.get(behind.checked_sub(1)?)?;
        (span.file == value.file && *end > value.start).then_some(*message)
    }
}
