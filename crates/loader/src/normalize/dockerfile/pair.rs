//! Noun: a name with its value, as ARG has one, its place, and what is told where it cannot be expanded.

use crate::document::dockerfile::Word;
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

/// What cannot be expanded.
pub(super) fn expansion_problem(message: &str, keyword: &str) -> Problem {
    Problem::error("dockerfile-expansion", format!("{keyword}: {message}"))
        .help("close the quotes and braces, use an operator the builder knows, or set the variable")
}
