//! A value as its file has it: the text of a span without its quotes, and the place of a part of it.

use plimsoll_model::{Origin, Origins};
use plimsoll_source::secret::{Escape, Filled, Naming, naming, particular};
use plimsoll_source::{Sources, Span};

/// Places of one secret in one value that are hidden one by one; where it has more, the whole value is hidden.
const MAX_PLACES: usize = 1_000;

/// A value beside the text it was written as.
#[derive(Debug)]
pub(super) struct Written {
    /// What to look into: the value where nothing in it is a variable, else the text with its defaults filled in.
    pub(super) filled: Filled,
    /// The text of the span, and the span.
    raw: Option<(String, Span)>,
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
        let Some(origin) = origin else { return Self { filled: Filled::literal(value), raw: None } };
        let raw = sources.slice(origin.span);
        if key.is_some_and(|key| raw.trim() == key) {
            // `ARG NAME`: the value comes from elsewhere, and nothing of it is written here.
            return Self { filled: Filled::literal(value), raw: None };
        }
        let single_quoted = escape == Escape::Backslash && raw.trim_start().starts_with('\'');
        let mut text = unquoted(&raw);
        if let Some(rest) = key.and_then(|key| text.strip_prefix(key)).and_then(|rest| rest.strip_prefix('=')) {
            text = unquoted(rest);
        }
        let filled = Filled::read(&text, escape);
        let filled = if filled.has_variables() && !single_quoted { filled } else { Filled::literal(value) };
        Self { filled, raw: Some((raw, origin.span)) }
    }

    /// Text of a region of a file that is looked into as it stands.
    pub(super) fn region(text: &str, span: Span, raw: String, escape: Escape) -> Self {
        let filled = Filled::read(text, escape);
        let filled = if filled.has_variables() { filled } else { Filled::literal(text) };
        Self { filled, raw: Some((raw, span)) }
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

    /// Where a token was written, narrowest first, then every other place of the same text in the span where it is no common word.
    pub(super) fn locate(&self, token: &str, offset: usize) -> Option<Vec<Span>> {
        let (raw, span) = self.raw.as_ref()?;
        let start = span.start as usize;
        let spans = |text: &str| -> Vec<Span> {
            raw.match_indices(text)
                .take(MAX_PLACES + 1)
                .map(|(i, _)| Span::new(span.file, start + i, start + i + text.len()))
                .collect()
        };
        // A region is looked into with parts of it blanked: what is left stands where it stood.
        let in_place = raw.get(offset..offset + token.len()) == Some(token);
        let exact = raw.find(&self.filled.text).map(|at| start + at + offset).or(in_place.then_some(start + offset));
        let escaped = token.replace('$', "$$");
        let mut found = spans(token);
        if found.is_empty() {
            found = spans(&escaped);
        }
        if let Some(index) = exact.and_then(|at| found.iter().position(|s| s.start as usize == at)) {
            found.swap(0, index);
        } else {
            found.reverse();
        }
        match found.as_slice() {
            // A common word is a secret where it is one: `postgres://postgres:postgres@postgres/postgres`.
            [first, ..] if exact == Some(first.start as usize) && !particular(token) => Some(vec![*first]),
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
