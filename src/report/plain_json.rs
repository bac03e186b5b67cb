//! JSON in which nothing moves a terminal's cursor or turns the reading order, whatever stood in the files: such characters are escaped.
//! Readers of JSON get the same text.

use std::io::{self, Write};

use serde::Serialize;

use super::inert::is_harmful;

/// Writes a document and a line end; with line breaks and indentation where people may read it.
pub(super) fn write(document: &impl Serialize, pretty: bool, out: &mut dyn Write) -> io::Result<()> {
    let text = if pretty { serde_json::to_string_pretty(document)? } else { serde_json::to_string(document)? };
    let mut rest = text.as_str();
    // Outside of strings JSON is printable ASCII, so what is found here stands in a string.
    while let Some((at, harmful)) = rest.char_indices().find(|(at, c)| is_harmful(*c) || is_order(rest, *at)) {
        out.write_all(&rest.as_bytes()[..at])?;
        let mut units = [0_u16; 2];
        for unit in harmful.encode_utf16(&mut units) {
            write!(out, "\\u{unit:04x}")?;
        }
        rest = &rest[at + harmful.len_utf8()..];
    }
    writeln!(out, "{rest}")
}

/// Whether the bracket of `##[order]` stands here, which some systems obey wherever it stands in a log.
fn is_order(text: &str, at: usize) -> bool {
    text.as_bytes()[..=at].ends_with(b"##[")
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn harmful_characters_are_escaped_and_read_back() {
        let text = "##[error]a\u{1b}[2J\u{202e}b\u{7f}\u{9b}é\n\t\"\\";
        for pretty in [false, true] {
            let mut out = Vec::new();
            write(&[text], pretty, &mut out).expect("written");
            let json = String::from_utf8(out).expect("UTF-8");
            assert!(json.contains("\\u202e") && json.contains("\\u009b") && json.contains('é'), "{json}");
            assert!(!json.chars().any(super::is_harmful) && !json.contains("##["), "{json}");
            assert_eq!(serde_json::from_str::<Vec<String>>(&json).expect("JSON"), [text]);
        }
    }
}
