//! Command lines of services, taken apart with the shell's grammar. Pure.

use crate::document::text::Mapped;
use plimsoll_model::{Address, Argv, Origins};
use plimsoll_source::Sources;

use super::shell;

/// A list of words; word `i` stands at `at/<i + skipped>`.
pub(super) fn words(words: &[String], at: &Address, skipped: usize, sources: &Sources, origins: &mut Origins) -> Argv {
    let mapped: Vec<Mapped> = words
        .iter()
        .enumerate()
        .filter_map(|(i, word)| value(word, &at.child(i + skipped), sources, origins))
        .collect();
    let (commands, complete) = shell::argv(&mapped, shell::MAX_WORDS, at, origins);
    Argv { at: at.clone(), shell: false, words: words.to_vec(), raw: None, commands, complete }
}

/// A text that a shell runs.
pub(super) fn shell(text: &str, at: &Address, raw: Option<&String>, sources: &Sources, origins: &mut Origins) -> Argv {
    // In list form the text is the second element; in string form the whole attribute.
    let written_at = if raw.is_some() { at.clone() } else { at.child(1) };
    let (commands, complete) = match value(text, &written_at, sources, origins) {
        Some(mapped) => shell::commands(&mapped, at, origins),
        None => (Vec::new(), true),
    };
    Argv { at: at.clone(), shell: true, words: vec![text.to_owned()], raw: Some(text.to_owned()), commands, complete }
}

fn value(text: &str, at: &Address, sources: &Sources, origins: &Origins) -> Option<Mapped> {
    let (_, origin) = origins.nearest(at)?;
    let source = sources.get(origin.span.file);
    Some(Mapped::of_value(origin.span, &source.text, text))
}
