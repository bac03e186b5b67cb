//! What is said of a variable that only a deployment sets.

use crate::document::template::Use;
use plimsoll_model::VariableState;
use plimsoll_source::Span;
use plimsoll_source::problem::Problem;

/// A use of a variable that nothing sets and that has no default, as a gap. `assumed` is the line of a sample that stands in for it.
pub(super) fn variable(used: &Use, text: &str, span: Span, assumed: Option<Span>) -> Problem {
    let name = &used.name;
    let (code, message) = match used.state {
        VariableState::Required => {
            let reason = reason(text.get(used.range.clone()).unwrap_or_default());
            ("variable-required", format!("{name} must be given, and nothing here sets it{reason}"))
        }
        _ => ("variable-unset", format!("nothing here sets {name}, and it has no default")),
    };
    told(code, message, name, span, assumed)
}

/// A variable that a service takes from around under its own name, where nothing sets it.
pub(super) fn named(name: &str, span: Span, assumed: Option<Span>) -> Problem {
    told("variable-unset", format!("nothing here sets {name}, which a service takes from around"), name, span, assumed)
}

fn told(code: &'static str, message: String, name: &str, span: Span, assumed: Option<Span>) -> Problem {
    let gap = Problem::gap(code, message).at(span).lacking(name).help(format!(
        "give {name} a value under `environments.variables` in plimsoll.yaml or with `--env-file`, or a default with `${{{name}:-…}}`"
    ));
    match assumed {
        Some(line) => gap.related(line, "assumed from this sample"),
        None => gap,
    }
}

/// What the author says of a required variable: `: set it in .env`.
fn reason(written: &str) -> String {
    let word = written.split_once('?').map_or("", |(_, word)| word.trim_end_matches('}').trim());
    if word.is_empty() { String::new() } else { format!(": {word}") }
}
