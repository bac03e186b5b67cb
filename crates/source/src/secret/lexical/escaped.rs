//! Detector: names of secrets that are written with escapes of JSON or YAML: `"pass\u0077ord": "x"`.

use std::ops::Range;

use super::assigned;

/// Marks what stands under such names.
pub(super) fn find(text: &str, marks: &mut Vec<Range<usize>>) {
    if !["\\u00", "\\x", "\\U0"].iter().any(|escape| text.contains(escape)) {
        return;
    }
    let (plain, starts) = read(text);
    if plain.len() == text.len() {
        return;
    }
    let mut found = Vec::new();
    assigned::find(&plain, &mut found);
    marks.extend(found.into_iter().map(|range| starts[range.start]..starts[range.end]));
}

/// The text with escaped letters and digits as they read, and where each byte of it stood.
fn read(text: &str) -> (String, Vec<usize>) {
    let (mut plain, mut starts) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let escaped = if c == '\\' { letter(&text.as_bytes()[at + 1..]) } else { None };
        let (read, length) = match escaped {
            // A backslash that is escaped itself stands before it: `\\u0077`.
            Some((letter, length)) => {
                if plain.ends_with('\\') {
                    plain.pop();
                    starts.pop();
                }
                (letter, 1 + length)
            }
            None => (c, c.len_utf8()),
        };
        starts.extend(std::iter::repeat_n(at, read.len_utf8()));
        plain.push(read);
        at += length;
    }
    starts.push(text.len());
    (plain, starts)
}

/// The letter, digit, dash or dot that an escape stands for, and the length of the escape behind its backslash.
fn letter(escape: &[u8]) -> Option<(char, usize)> {
    let digits = match escape.first()? {
        b'u' => 4,
        b'x' => 2,
        b'U' => 8,
        _ => return None,
    };
    let written = std::str::from_utf8(escape.get(1..=digits)?).ok()?;
    let code = u32::from_str_radix(written, 16).ok()?;
    let read = char::from_u32(code).filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))?;
    Some((read, 1 + digits))
}

#[cfg(test)]
mod tests {
    use super::super::tests::marked_by;
    use super::*;

    #[test]
    fn names_with_escapes_mean_what_they_read() {
        for text in [
            r#"{"pass\u0077ord":"marble-otter"}"#,
            r#"RUN curl -d '{"\u0070assword": "marble-otter"}' x"#,
            r#"X: "{\"passw\\u006frd\": \"marble-otter\"}""#,
            r#""\x70assword": "marble-otter""#,
            r#""\U00000070assword": marble-otter"#,
        ] {
            assert_eq!(marked_by(find, text), ["marble-otter"], "{text}");
        }
        let value = r#"{"pass\u0077ord":"marble\u002dotter é"}"#;
        assert_eq!(marked_by(find, value), [r"marble\u002dotter é"]);
        for text in [r#"{"\u0075ser":"marble-otter"}"#, "password: x", r"C:\users\x", r"\u00", r"\u00é", r"\x7"] {
            assert_eq!(marked_by(find, text), [""; 0], "{text}");
        }
    }
}
