//! Placeholders in Compose files that something fills in before docker sees them: their values are unknown.

use super::tree::{Tree, Value};
use crate::load::templates::told as gap;
use plimsoll_source::problem::Problem;
use plimsoll_source::{Sources, Span};

/// Characters of a placeholder that are told.
const SHOWN: usize = 60;

/// That a file is judged as a template.
pub(super) fn told(path: &str, words: &[Span]) -> Problem {
    let told = gap(path, words.len());
    match words.first() {
        Some(first) => told.at(*first),
        None => told,
    }
}

/// Marks every value that a placeholder has a part in. `words` are sorted.
pub(super) fn mark(tree: &mut Tree, words: &[Span], sources: &Sources) {
    if words.is_empty() {
        return;
    }
    match &mut tree.value {
        Value::Map(map) => map.values_mut().for_each(|item| mark(item, words, sources)),
        Value::List(items) => items.iter_mut().for_each(|item| mark(item, words, sources)),
        _ => {
            let span = tree.origin.span;
            let first = words.partition_point(|word| word.end <= span.start);
            let within = words[first..].iter().take_while(|word| word.start < span.end);
            let names = within.map(|word| sources.slice(*word).chars().take(SHOWN).collect::<String>());
            tree.origin.unset.extend(names);
        }
    }
}
