//! A place in a file that something is shown of: its text, and which parts of it are secrets.

use std::ops::Range;

use crate::secret::{joined, says_nothing_in_names};

/// So many places where a text may have been read from are looked at.
const PLACES: usize = 64;

/// A place in a file.
pub(crate) struct Spot {
    /// As it is written.
    pub(crate) text: String,
    /// Its secrets, in order.
    pub(crate) hidden: Vec<Range<usize>>,
    /// The same as texts, longest first, and as they read when lines are joined.
    pub(crate) secrets: Vec<String>,
}

impl Spot {
    /// Of a file's text, in which the ranges that are secrets stand in order.
    pub(crate) fn of(file: &str, place: Range<usize>, hidden: &[Range<usize>]) -> Self {
        let first = hidden.partition_point(|range| range.end <= place.start);
        let inside = hidden[first..].iter().take_while(|range| range.start < place.end);
        let inside: Vec<Range<usize>> =
            inside.map(|range| range.start.max(place.start)..range.end.min(place.end)).collect();
        let text = file.get(place.clone()).unwrap_or_default().to_owned();
        let secrets = readings(inside.iter().filter_map(|range| file.get(range.clone())));
        let below = |range: Range<usize>| range.start - place.start..range.end - place.start;
        let hidden = if text.is_empty() { Vec::new() } else { inside.into_iter().map(below).collect() };
        Self { text, hidden, secrets }
    }

    /// What is secret of a text that was read from there, and whether that is sure: secrets where they stand, and wherever else they are more than a part
    /// of a name. In the name of something what is a secret beside it may stand by itself, if everybody uses it.
    pub(crate) fn secret_in(&self, text: &str, is_name: bool) -> (Vec<Range<usize>>, bool) {
        let mut found = Vec::new();
        let mut places = 0;
        for (at, _) in self.text.match_indices(text).take(PLACES).filter(|_| !text.is_empty()) {
            places += 1;
            let first = self.hidden.partition_point(|range| range.end <= at);
            let inside = self.hidden[first..].iter().take_while(|range| range.start < at + text.len());
            let before = found.len();
            found.extend(inside.map(|range| range.start.max(at) - at..range.end.min(at + text.len()) - at));
            if is_name && found.len() == before && says_nothing_in_names(text) {
                return (Vec::new(), true);
            }
        }
        for secret in &self.secrets {
            let alike = text.match_indices(secret.as_str()).map(|(at, _)| at..at + secret.len());
            let says_nothing = says_nothing_in_names(secret);
            found.extend(alike.filter(|part| !says_nothing || places == 0 && !self.is_named(text, part)));
        }
        let is_sure = places > 0 || !found.is_empty();
        (joined(found), is_sure)
    }

    /// Whether a part of a text that is a secret, and says nothing in names, stands in a longer word that is written openly here: `POSTGRES` in
    /// `POSTGRES_PASSWORD`.
    pub(crate) fn is_named(&self, text: &str, part: &Range<usize>) -> bool {
        let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let start = text[..part.start].trim_end_matches(goes_on).len();
        let end = text.len() - text[part.end..].trim_start_matches(goes_on).len();
        let word = text[start..end].trim_matches(['-', '.']);
        let is_open = |at: usize| {
            let first = self.hidden.partition_point(|range| range.end <= at);
            self.hidden.get(first).is_none_or(|range| range.start >= at + word.len())
        };
        word.len() > part.len()
            && says_nothing_in_names(&text[part.clone()])
            && self.text.match_indices(word).take(PLACES).any(|(at, _)| is_open(at))
    }
}

/// Secrets as they are written and as they read when lines are joined or variables are filled in, longest first.
fn readings<'t>(written: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut secrets: Vec<String> = written.map(str::to_owned).collect();
    let unbroken: Vec<String> = secrets.iter().filter(|s| s.contains('\n')).map(|s| joined_lines(s)).collect();
    secrets.extend(unbroken);
    let literals: Vec<String> = secrets.iter().flat_map(|s| literals(s)).map(str::to_owned).collect();
    secrets.extend(literals);
    secrets.retain(|secret| !secret.is_empty());
    secrets.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    secrets.dedup();
    secrets
}

/// The parts of a secret that are written out beside variables, as they read once the variables are filled in.
fn literals(secret: &str) -> Vec<&str> {
    const SHORTEST: usize = 4;
    let (mut parts, mut rest) = (Vec::new(), secret);
    while let Some(at) = rest.find('$') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        parts.push(before);
        let name = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
        let end = if after.starts_with('{') { after.find('}').map_or(after.len(), |end| end + 1) } else { name };
        rest = &after[end..];
    }
    if rest.len() < secret.len() {
        parts.push(rest);
    }
    parts.retain(|part| part.len() >= SHORTEST);
    parts
}

/// A secret of a Dockerfile as it reads: continued lines joined, comments between them left out.
fn joined_lines(secret: &str) -> String {
    let mut joined = String::with_capacity(secret.len());
    let mut goes_on = false;
    for line in secret.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if goes_on && (trimmed.is_empty() || trimmed.starts_with('#')) {
            continue;
        }
        let kept = line.trim_end().strip_suffix(['\\', '`']);
        goes_on = kept.is_some();
        joined.push_str(kept.unwrap_or(line));
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MASK, masked};

    /// A place whose secrets stand in brackets.
    fn spot(written: &str) -> Spot {
        let (mut text, mut hidden) = (String::new(), Vec::new());
        for part in written.split(']') {
            let (before, secret) = part.split_once('[').unwrap_or((part, ""));
            text.push_str(before);
            if !secret.is_empty() {
                hidden.push(text.len()..text.len() + secret.len());
                text.push_str(secret);
            }
        }
        let mut secrets: Vec<String> =
            hidden.iter().map(|range: &Range<usize>| text[range.clone()].to_owned()).collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Spot { text, hidden, secrets }
    }

    #[test]
    fn names_stay_readable_and_values_do_not() {
        for (written, text, is_name, want) in [
            ("ENV POSTGRES_PASSWORD=[postgres] X=1", "POSTGRES_PASSWORD", true, "POSTGRES_PASSWORD"),
            ("ARG POSTGRES_PASSWORD=[POSTGRES]", "POSTGRES_PASSWORD=POSTGRES", false, "POSTGRES_PASSWORD=***"),
            ("ENV DB_PASSWORD=[PASSWORD]", "DB_PASSWORD", true, "DB_PASSWORD"),
            ("ENV DB_PASSWORD=[PASSWORD]", "PASSWORD", false, MASK),
            ("ENV PASSWORD=[PASSWORD]", "PASSWORD", true, "PASSWORD"),
            ("ENV PASSWORD=[PASSWORD]", "ENV PASSWORD=PASSWORD", false, "ENV PASSWORD=***"),
            (
                "URL=postgres://postgres:[postgres]@db",
                "postgres://postgres:postgres@db",
                false,
                "postgres://postgres:***@db",
            ),
            // What everybody does not use is shown in no name.
            ("ENV x7Kq_PASSWORD=[x7Kq]", "x7Kq_PASSWORD", true, "***_PASSWORD"),
            ("ENV x7Kq=[x7Kq]", "x7Kq", true, MASK),
            // Written in another way than it reads.
            ("ENV A_PASSWORD=[ab]c[de]", "A_PASSWORD=abXde", false, "A_PASSWORD=***X***"),
            ("ENV A_PASSWORD=[hunter]${X}", "hunterx", false, "***x"),
            ("ENV POSTGRES_PASSWORD [POSTGRES]", "POSTGRES_PASSWORD=POSTGRES", false, "POSTGRES_PASSWORD=***"),
        ] {
            let (secret, _) = spot(written).secret_in(text, is_name);
            assert_eq!(masked(text, &secret), want, "{written}: {text}");
        }
        assert_eq!(spot("[a\\b]").secret_in("ab", false), (Vec::new(), false));
    }
}
