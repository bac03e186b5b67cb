//! Where a part of a settings file stands. The YAML library tells places only in errors, so the way to a part is walked and ends in one.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::source::{FileId, Span};

/// One step on the way into a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pointer {
    /// Into the value of a key.
    Key(String),
    /// Into an element.
    Index(usize),
}

impl From<&str> for Pointer {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Pointer {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// Why a text is no settings file.
#[derive(Debug)]
pub(super) struct SyntaxError {
    /// Byte offset.
    pub(super) offset: usize,
    /// In the library's words, without its "at line".
    pub(super) message: String,
}

/// Reads YAML as JSON; duplicate keys and keys that are no text are refused. An empty file is null.
pub(super) fn parse(text: &str) -> Result<Value, SyntaxError> {
    let text = text.trim_start_matches('\u{feff}');
    let value: serde_yaml::Value = serde_yaml::from_str(text).map_err(|error| syntax_error(&error))?;
    serde_json::to_value(value).map_err(|error| SyntaxError { offset: 0, message: error.to_string() })
}

fn syntax_error(error: &serde_yaml::Error) -> SyntaxError {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    SyntaxError { offset: error.location().map_or(0, |location| location.index()), message }
}

/// The place of what `pointer` names, or of what is nearest above it: one line of it at most.
pub(super) fn find(file: FileId, text: &str, pointer: &[Pointer], key: bool) -> Span {
    let body = text.trim_start_matches('\u{feff}');
    let mark = text.len() - body.len();
    for depth in (0..=pointer.len()).rev() {
        let want_key = key && depth == pointer.len();
        let found = Cell::new(false);
        let seek = Seek { way: &pointer[..depth], key: want_key, found: &found };
        let Err(error) = seek.deserialize(serde_yaml::Deserializer::from_str(body)) else { continue };
        if !found.get() {
            continue;
        }
        let Some(offset) = error.location().map(|location| location.index()) else { continue };
        let offset = (offset + mark).min(text.len());
        return Span::new(file, offset, offset + token_length(&text[offset..]));
    }
    Span::new(file, 0, 0)
}

/// How far a scalar or key reaches on its line.
fn token_length(rest: &str) -> usize {
    let line = rest.lines().next().unwrap_or_default();
    if let Some(quote) = line.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        return line[1..].find(quote).map_or(line.len(), |end| end + 2);
    }
    let ends = [": ", " #", ", ", "]", "}"];
    let end = ends.iter().filter_map(|end| line.find(end)).min().unwrap_or(line.len());
    line[..end].trim_end().trim_end_matches(':').len()
}

/// Walks into a document and fails where the way ends, so that the library tells the place.
struct Seek<'a> {
    way: &'a [Pointer],
    key: bool,
    found: &'a Cell<bool>,
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Seek<'_> {
    fn here<E: de::Error>(&self) -> Result<(), E> {
        if self.way.is_empty() {
            self.found.set(true);
            return Err(E::custom("here"));
        }
        Ok(())
    }
}

macro_rules! scalars {
    ($($name:ident: $type:ty),*) => {
        $(fn $name<E: de::Error>(self, _: $type) -> Result<(), E> { self.here() })*
    };
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    scalars!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.here()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.here()?;
        let mut index = 0;
        loop {
            let inner = matches!(&self.way[0], Pointer::Index(wanted) if *wanted == index);
            let more = if inner {
                seq.next_element_seed(Seek { way: &self.way[1..], key: self.key, found: self.found })?.is_some()
            } else {
                seq.next_element::<IgnoredAny>()?.is_some()
            };
            if !more {
                return Ok(());
            }
            index += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.here()?;
        let last = self.key && self.way.len() == 1;
        let wanted = match &self.way[0] {
            Pointer::Key(key) => Some(key.as_str()),
            Pointer::Index(_) => None,
        };
        while let Some(key) = map.next_key_seed(KeySeed { wanted, fail: last.then_some(self.found) })? {
            if key {
                map.next_value_seed(Seek { way: &self.way[1..], key: self.key, found: self.found })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// Tells whether a key is the wanted one, or fails at it.
struct KeySeed<'a> {
    wanted: Option<&'a str>,
    fail: Option<&'a Cell<bool>>,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<bool, E> {
        let is_wanted = self.wanted == Some(text);
        if let Some(found) = self.fail.filter(|_| is_wanted) {
            found.set(true);
            return Err(E::custom("here"));
        }
        Ok(is_wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[test]
    fn parts_are_found_where_they_are_written() {
        let text = "\u{feff}a: 1\nlist:\n  - x\n  - name: \"two words\"\n    deep: {k: [v, w]} # c\n'q': off\n";
        let sources = Sources::default();
        let file = sources.add("x.yaml", text);
        let table: [(&[Pointer], bool, &str, u32); 8] = [
            (&["a".into()], false, "1", 1),
            (&["list".into(), 0.into()], false, "x", 3),
            (&["list".into(), 1.into(), "name".into()], false, "\"two words\"", 4),
            (&["list".into(), 1.into(), "name".into()], true, "name", 4),
            (&["list".into(), 1.into(), "deep".into(), "k".into(), 1.into()], false, "w", 5),
            (&["q".into()], true, "'q'", 6),
            (&["q".into()], false, "off", 6),
            (&["list".into(), 1.into(), "missing".into()], true, "name", 4),
        ];
        for (pointer, key, expected, line) in table {
            let span = find(file, text, pointer, key);
            assert_eq!(sources.slice(span), expected, "{pointer:?}");
            assert_eq!(sources.location(span).start.line, line, "{pointer:?}");
        }
    }

    #[test]
    fn duplicate_keys_and_broken_syntax_are_refused_at_their_line() {
        for (text, line) in [("a: 1\nb: 2\na: 3\n", 1), ("a:\n  - [1, 2\nb: 3\n", 3), ("a: b: c\n", 1)] {
            let error = parse(text).expect_err(text);
            let at = text[..error.offset.min(text.len())].lines().count().max(1);
            assert!(at as u32 >= line, "{text}: {error:?}");
            assert!(!error.message.contains("line"), "{error:?}");
        }
    }
}
