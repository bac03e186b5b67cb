//! Noun: a name with its value, as ARG has one, its place, and what is told where it cannot be expanded.

use crate::document::dockerfile::Word;
use crate::document::dockerfile::expand::ExpandError;
use plimsoll_model::Origin;
use plimsoll_source::problem::Problem;

/// `NAME` or `NAME=default`.
pub(super) fn argument(text: &str) -> (&str, Option<&str>) {
    match text.split_once('=') {
        Some((key, default)) => (key, Some(default)),
        None => (text, None),
    }
}

/// The place of an ARG: its default, keyed by its name.
pub(super) fn pair_origin(word: &Word) -> Origin {
    let text = word.text();
    match text.find('=') {
        Some(cut) => Origin::new(word.0.locate(cut + 1..text.len())).keyed(word.0.locate(0..cut)),
        None => Origin::new(word.span()).keyed(word.span()),
    }
}

/// What cannot be expanded where a checkout is judged: an argument that must be given is a gap.
pub(super) fn open_expansion(error: &ExpandError, keyword: &str) -> Problem {
    let Some(name) = &error.lacks else { return expansion_problem(error, keyword) };
    Problem::gap("build-argument-required", format!("{keyword}: {}, and nothing here gives it", error.message))
        .lacking(name)
        .help(format!("give {name} under `build.args`, or a default where one is right everywhere"))
}

/// What cannot be expanded.
pub(super) fn expansion_problem(error: &ExpandError, keyword: &str) -> Problem {
    Problem::error("dockerfile-expansion", format!("{keyword}: {}", error.message))
        .help("close the quotes and braces, use an operator the builder knows, or set the variable")
}
