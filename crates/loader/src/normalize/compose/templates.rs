//! Placeholders in Compose files that something fills in before docker sees them: their values are unknown.

use super::tree::{Tree, Value};
use crate::load::templates::is_name;
use plimsoll_source::problem::Problem;
use plimsoll_source::{Sources, Span};

/// Characters of a placeholder that are told.
const SHOWN: usize = 60;

/// That a file is judged as a template.
pub(super) fn told(path: &str, words: &[Span]) -> Problem {
    let message = format!("{path} is a template: it is judged with its {} placeholders unknown", words.len());
    let gap = Problem::gap("template-placeholder", message).in_file(path).lacking(path);
    let gap = gap.help("judge what the template makes, or leave it out under `paths.exclude`");
    match words.first() {
        Some(first) => gap.at(*first),
        None => gap,
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

/// Placeholders of build tools in a text that is YAML all the same: `__NAME__`, `@NAME@`, `$$NAME$$`.
pub(super) fn in_text(text: &str) -> Option<&str> {
    ["__", "@", "$$"].iter().find_map(|mark| {
        let start = text.find(mark)?;
        let inner = &text[start + mark.len()..];
        let end = inner.find(mark)?;
        let behind = start + end + 2 * mark.len();
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let stands_alone = !is_word(text[..start].chars().next_back()) && !is_word(text[behind..].chars().next());
        (is_name(&inner[..end]) && stands_alone).then(|| &text[start..behind])
    })
}

#[cfg(test)]
mod tests {
    use super::in_text;

    #[test]
    fn placeholders_are_told_from_words() {
        assert_eq!(in_text("registry/app:__TAG__"), Some("__TAG__"));
        assert_eq!(in_text("@HOST@:80"), Some("@HOST@"));
        assert_eq!(in_text("a $$PORT$$"), Some("$$PORT$$"));
        for text in ["__pycache__", "a@b.c", "$$HOME/x", "__init__.py", "MY__VAR__x", "me@EXAMPLE.ORG"] {
            assert_eq!(in_text(text), None, "{text}");
        }
    }
}
