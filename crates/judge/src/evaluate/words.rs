//! Findings about a command that hang on a word of it which nobody knows: `apt-get install $OPTS curl` may have its `-y` all the same.

use std::sync::Arc;

use plimsoll_model::Address;
use plimsoll_policy::{Reads, Seen};

/// The facts of a command that options are looked for in.
const OPTIONS: [&str; 2] = ["flags", "words"];

/// What says where a mount lies, and what it is.
const OF_MOUNTS: [&str; 4] = ["target", "dst", "destination", "type"];

/// Whether what a rule finds at a command, or at an instruction, may hang on a word that nobody knows: one that may be the option which the rule misses,
/// one that may be what the same program does beside this command, or a part of a mount that it misses. `reads` is asked only where there is such a word.
pub(super) fn clouds(model: Seen<'_>, at: &Address, reads: impl FnOnce() -> Arc<Reads>) -> bool {
    let Some(place) = Place::of(model, at) else { return false };
    let (options, programs, mounts) = (place.has_open_word(), place.has_open_neighbour(), place.has_open_mount());
    if !(options || programs || mounts) {
        return false;
    }
    let reads = reads();
    options && OPTIONS.iter().any(|fact| reads.doubts(fact))
        || programs && reads.doubts("commands")
        || mounts && reads.doubts("mounts")
}

/// Where a finding lies.
struct Place<'a> {
    /// The command that is marked as a whole: a single word of one speaks for itself.
    command: Option<Seen<'a>>,
    /// What holds the commands.
    holder: Seen<'a>,
}

impl<'a> Place<'a> {
    fn of(model: Seen<'a>, at: &Address) -> Option<Self> {
        let list = at.parent()?;
        let seen = |address: &Address| model.pointer(address.as_str());
        if list.as_str().ends_with("/commands") {
            return Some(Self { command: seen(at), holder: seen(&list.parent()?)? });
        }
        let is_instruction = list.as_str().ends_with("/instructions");
        is_instruction.then(|| seen(at)).flatten().map(|holder| Self { command: None, holder })
    }

    fn has_open_word(&self) -> bool {
        self.command.is_some_and(|command| list(command, "args").any(is_open))
    }

    /// Whether the same program runs elsewhere in the same text, and nobody knows what it does there.
    fn has_open_neighbour(&self) -> bool {
        let Some(command) = self.command else { return false };
        let (at, name) = (text(command, "at"), text(command, "name"));
        let mut others = list(self.holder, "commands").filter(|it| text(*it, "at") != at && text(*it, "name") == name);
        others.any(|other| list(other, "args").next().is_some_and(is_open))
    }

    fn has_open_mount(&self) -> bool {
        let options = list(self.holder, "mounts").filter_map(|mount| mount.get("options"));
        let mut values = options.flat_map(|options| OF_MOUNTS.into_iter().filter_map(move |key| text(options, key)));
        values.any(|value| value.contains('$'))
    }
}

fn list<'a>(of: Seen<'a>, key: &str) -> impl Iterator<Item = Seen<'a>> {
    of.get(key).into_iter().flat_map(|list| list.elements())
}

fn text<'a>(of: Seen<'a>, key: &str) -> Option<&'a str> {
    of.get(key)?.as_str()
}

/// Whether a word may be any option: it is nothing but what nobody knows.
fn is_open(word: Seen<'_>) -> bool {
    word.get("known").and_then(|known| known.as_bool()) == Some(false) && text(word, "text").is_some_and(is_variable)
}

/// Whether a text is one variable, or what one command prints: `$OPTIONS`, `${OPTIONS}`, `$(options)`.
fn is_variable(text: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_closed = |inner: &str, close: char| inner.find(close) == Some(inner.len().saturating_sub(1));
    match text.strip_prefix('$') {
        Some(rest) if rest.starts_with('{') => is_closed(rest, '}'),
        Some(rest) if rest.starts_with('(') => rest.ends_with(')'),
        Some(rest) => is_name(rest),
        None => text.strip_prefix('`').is_some_and(|rest| is_closed(rest, '`')),
    }
}
