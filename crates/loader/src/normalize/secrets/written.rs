//! A value as its file has it: the text of a span without its quotes, and the place of a part of it.

use std::cell::{Cell, OnceCell};

use plimsoll_model::{Origin, Origins};
use plimsoll_source::secret::{Escape, Filled, Naming, naming};
use plimsoll_source::{Sources, Span};

/// Places of one secret in one value that are hidden one by one; where it has more, the whole value is hidden.
const MAX_PLACES: usize = 1_000;
/// Secrets of one value that are looked for in its text, where it is written otherwise than it reads; of more the whole value is hidden.
const MAX_SOUGHT: usize = 1_000;

/// A value beside the text it was written as.
#[derive(Debug)]
pub(super) struct Written {
    /// What to look into: the value where nothing in it is a variable, else the text with its defaults filled in.
    pub(super) filled: Filled,
    /// Only the name is written: the value comes from around (`- NAME`, `NAME:`, `ARG NAME`).
    pub(super) named_only: bool,
    /// The text of the span, and the span.
    raw: Option<(String, Span)>,
    /// Where in the text of the span what is looked into stands as it is.
    begins: OnceCell<Option<usize>>,
    /// How many secrets were looked for all over the text.
    sought: Cell<usize>,
    /// The place that was taken note of last.
    noted: Cell<Option<Span>>,
}

impl Written {
    /// The value at an address whose origin is known exactly.
    pub(super) fn new(
        value: &str,
        key: Option<&str>,
        origin: Option<&Origin>,
        sources: &Sources,
        escape: Escape,
    ) -> Self {
        let Some(origin) = origin else { return Self::of(Filled::literal(value), None) };
        let raw = sources.slice(origin.span);
        let only_key = key.is_some_and(|key| unquoted(&raw) == key || unquoted(&raw) == format!("{key}:"));
        if only_key || key.is_some() && !value.is_empty() && matches!(raw.trim(), "" | "~" | "null") {
            // Nothing of the value is written here.
            return Self { named_only: true, ..Self::of(Filled::literal(value), None) };
        }
        let single_quoted = escape == Escape::Backslash && raw.trim_start().starts_with('\'');
        let mut text = unquoted(&raw);
        if let Some(rest) = key.and_then(|key| text.strip_prefix(key)).and_then(|rest| rest.strip_prefix('=')) {
            text = unquoted(rest);
        }
        let filled = Filled::read(&text, escape);
        let filled = if filled.has_variables() && !single_quoted { filled } else { Filled::literal(value) };
        Self::of(filled, Some((raw, origin.span)))
    }

    /// The same for a value in which no `$` begins a variable.
    pub(super) fn taken_literally(self, value: &str) -> Self {
        Self { filled: Filled::literal(value), ..self }
    }

    fn of(filled: Filled, raw: Option<(String, Span)>) -> Self {
        Self { filled, named_only: false, raw, begins: OnceCell::new(), sought: Cell::new(0), noted: Cell::default() }
    }

    /// Text of a region of a file that is looked into as it stands.
    pub(super) fn region(text: &str, span: Span, raw: String, escape: Escape) -> Self {
        let filled = Filled::read(text, escape);
        let filled = if filled.has_variables() { filled } else { Filled::literal(text) };
        Self::of(filled, Some((raw, span)))
    }

    /// What a variable that is named like a secret brought into a value, where the text was written with it and names no other.
    pub(super) fn brought<'v>(&self, value: &'v str) -> Option<&'v str> {
        let text = unquoted(&self.raw.as_ref()?.0);
        let text = text.rsplit_once('=').map_or(text.as_str(), |(_, value)| value).trim_matches(['"', '\'']);
        let (before, rest) = text.split_once('$')?;
        let braced = rest.strip_prefix('{');
        let name_end = |text: &str| text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
        let (name, after) = match braced {
            Some(inner) => inner
                .split_at_checked(name_end(inner))
                .and_then(|(name, rest)| Some((name, rest.split_once('}')?.1)))?,
            None => rest.split_at(name_end(rest)),
        };
        let named = naming(name) == Some(Naming::Secret) && !after.contains('$');
        value.strip_prefix(before)?.strip_suffix(after).filter(|_| named)
    }

    /// Whether a place is another one than the last: where a value has very many secrets, all of it is the place of each.
    pub(super) fn is_another(&self, span: Span) -> bool {
        self.noted.replace(Some(span)) != Some(span)
    }

    /// Where a token was written. Where that is not known to the byte every place of the same text is meant, and where there is none, all of it.
    pub(super) fn locate(&self, token: &str, offset: usize) -> Option<Vec<Span>> {
        let (raw, span) = self.raw.as_ref()?;
        let start = span.start as usize;
        // A region is looked into with parts of it blanked: what is left stands where it stood.
        let in_place = raw.get(offset..offset + token.len()) == Some(token);
        let begins = *self.begins.get_or_init(|| raw.find(&self.filled.text));
        if let Some(at) = begins.map(|at| at + offset).or(in_place.then_some(offset)) {
            // Copies of it are known by themselves, where it is no common word: `postgres://postgres:postgres@postgres/postgres`.
            return Some(vec![Span::new(span.file, start + at, start + at + token.len())]);
        }
        if self.sought.replace(self.sought.get() + 1) >= MAX_SOUGHT {
            return Some(vec![*span]);
        }
        let spans = |text: &str| -> Vec<Span> {
            raw.match_indices(text)
                .take(MAX_PLACES + 1)
                .map(|(i, _)| Span::new(span.file, start + i, start + i + text.len()))
                .collect()
        };
        let mut found = spans(token);
        if found.is_empty() {
            found = spans(&token.replace('$', "$$"));
        }
        found.reverse();
        match found.as_slice() {
            [] => Some(continued(raw, token, *span)),
            [first, ..] if found.len() > MAX_PLACES => Some(vec![*first, *span]),
            _ => Some(found),
        }
    }
}

/// Where a token stands that continued lines break apart; the whole span where it does not either.
fn continued(raw: &str, token: &str, span: Span) -> Vec<Span> {
    let start = span.start as usize;
    let (joined, offsets) = joined(raw);
    let matches = joined.match_indices(token).take(MAX_PLACES).filter(|_| !token.is_empty());
    let places = matches.map(|(i, _)| (offsets[i], offsets[i + token.len() - 1] + 1));
    let found: Vec<Span> = places.map(|(from, to)| Span::new(span.file, start + from, start + to)).collect();
    if found.is_empty() { vec![span] } else { found }
}

/// A text of a Dockerfile with continued lines joined, comments between them left out, and where each byte stood.
fn joined(raw: &str) -> (String, Vec<usize>) {
    let (mut joined, mut offsets) = (String::with_capacity(raw.len()), Vec::with_capacity(raw.len()));
    let (mut at, mut goes_on) = (0, false);
    for line in raw.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim_start();
        if goes_on && (trimmed.is_empty() || trimmed.starts_with('#')) {
            continue;
        }
        let kept = line.trim_end().strip_suffix(['\\', '`']);
        goes_on = kept.is_some();
        let kept = kept.unwrap_or(line);
        joined.push_str(kept);
        offsets.extend(start..start + kept.len());
    }
    (joined, offsets)
}

/// The origin of exactly this address.
pub(super) fn exact<'a>(origins: &'a Origins, at: &plimsoll_model::Address) -> Option<&'a Origin> {
    origins.get(at)
}

/// A scalar without its quotes; escapes of double quotes that matter for a template are undone.
fn unquoted(raw: &str) -> String {
    let text = raw.trim();
    let inside = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    if let Some(inner) = inside('"') {
        inner.replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\")
    } else if let Some(inner) = inside('\'') {
        inner.replace("''", "'")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(raw: &str, value: &str, tokens: &[(&str, usize)]) -> Vec<Vec<String>> {
        let sources = Sources::default();
        let file = sources.add("x", raw);
        let origin = Origin::new(Span::new(file, 0, raw.len()));
        let written = Written::new(value, None, Some(&origin), &sources, Escape::Dollar);
        let shown = |spans: Vec<Span>| spans.into_iter().map(|span| sources.slice(span)).collect();
        tokens.iter().map(|(token, at)| shown(written.locate(token, *at).expect("it was written"))).collect()
    }

    #[test]
    fn what_stands_as_it_reads_is_found_where_it_stands() {
        assert_eq!(spans("\"a=pw b=pw\"", "a=pw b=pw", &[("pw", 2), ("pw", 7)]), [["pw"], ["pw"]]);
        assert_eq!(
            spans("\"a\\tpw pw\"", "a\tpw pw", &[("pw", 2)]),
            [["pw", "pw"]],
            "every place where it is not known"
        );
        assert_eq!(
            spans("\"a\\x70w\"", "apw", &[("pw", 1)]),
            [["\"a\\x70w\""]],
            "all of it where it is written otherwise"
        );
    }

    #[test]
    fn of_too_many_that_are_sought_the_whole_is_meant() {
        let raw = format!("\"\\t{}\"", "pw ".repeat(10));
        let value = format!("\t{}", "pw ".repeat(10));
        let tokens = vec![("pw", 1); MAX_SOUGHT + 1];
        let found = spans(&raw, &value, &tokens);
        assert_eq!((found[0].len(), found[MAX_SOUGHT].as_slice()), (10, [raw].as_slice()));
    }
}
