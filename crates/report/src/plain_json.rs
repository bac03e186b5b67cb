//! JSON in which nothing moves a terminal's cursor or turns the reading order, whatever stood in the files: such characters are escaped.
//! Readers of JSON get the same text. Every JSON document that leaves the program is written here.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::inert::{is_harmful, is_order, is_plain};

/// Writes a document and a line end; with line breaks and indentation where people may read it.
///
/// # Errors
/// Those of `out`, and those of the document's own serialization.
pub fn write(document: &(impl Serialize + ?Sized), pretty: bool, out: &mut dyn Write) -> io::Result<()> {
    if pretty {
        document.serialize(&mut Serializer::with_formatter(&mut *out, Plain(PrettyFormatter::new())))?;
    } else {
        write_value(document, &mut *out)?;
    }
    out.write_all(b"\n")
}

/// Writes a value on one line, without an end.
///
/// # Errors
/// As [`write()`].
pub fn write_value(value: &(impl Serialize + ?Sized), out: &mut dyn Write) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(out, Plain(CompactFormatter)))?)
}

/// Writes what is between strings as another formatter does, and escapes more in strings.
struct Plain<F>(F);

impl<F: Formatter> Formatter for Plain<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        if is_plain(fragment) {
            return out.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        // A bracket is never escaped otherwise, so what it ends stands in one fragment.
        while let Some((at, harmful)) = rest.char_indices().find(|(at, c)| is_harmful(*c) || is_order(rest, *at)) {
            out.write_all(&rest.as_bytes()[..at])?;
            let mut units = [0_u16; 2];
            for unit in harmful.encode_utf16(&mut units) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + harmful.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_key(out)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn harmful_characters_are_escaped_and_read_back() {
        let text = "##[error]a\u{1b}[2J\u{202e}b\u{7f}\u{9b}é\n\t\"\\##[";
        let document = serde_json::json!({text: [text, {}, [], 1.5, null, true], "##": ["x"]});
        for pretty in [false, true] {
            let mut out = Vec::new();
            write(&document, pretty, &mut out).expect("written");
            let json = String::from_utf8(out).expect("UTF-8");
            assert!(json.contains("\\u202e") && json.contains("\\u009b") && json.contains('é'), "{json}");
            assert!(!json.chars().any(super::is_harmful) && !json.contains("##["), "{json}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&json).expect("JSON"), document);
        }
    }

    #[test]
    fn the_rest_is_as_everywhere() {
        let document = serde_json::json!({"a": [1, {"b": "c\"\\\n"}, [], {}], "d": "é漢🎉"});
        let written = |pretty| {
            let mut out = Vec::new();
            write(&document, pretty, &mut out).expect("written");
            String::from_utf8(out).expect("UTF-8")
        };
        assert_eq!(written(false), format!("{document}\n"));
        assert_eq!(written(true), format!("{document:#}\n"));
    }
}
