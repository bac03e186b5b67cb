//! Templates that make YAML (`{{ … }}`, `{% … %}`, `<%= … %>`, `@NAME@`): the same text with placeholders as opaque words, byte for byte in place.

use std::ops::Range;

/// What begins and ends a placeholder or a statement of a template language; the last says whether it prints nothing.
const MARKS: [(&str, &str, bool); 6] = [
    ("{{", "}}", false),
    ("{%", "%}", true),
    ("{#", "#}", true),
    ("<%=", "%>", false),
    ("<%-", "%>", true),
    ("<%", "%>", true),
];

/// A text with opaque words in place of what a template language fills in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Masked {
    pub(super) text: String,
    /// Where words were put, in order.
    pub(super) words: Vec<Range<usize>>,
}

/// The masked text; `None` where nothing in it looks like a template.
pub(super) fn masked(text: &str) -> Option<Masked> {
    let mut masked = Masked { text: String::with_capacity(text.len()), words: Vec::new() };
    let (mut at, mut found) = (0, false);
    while at < text.len() {
        let rest = &text[at..];
        let Some((length, is_silent)) = mark(rest) else {
            let c = rest.chars().next().map_or(1, char::len_utf8);
            masked.text.push_str(&rest[..c]);
            at += c;
            continue;
        };
        found = true;
        let silent = is_silent && is_alone(text, at..at + length);
        if !silent {
            masked.words.push(at..at + length);
        }
        for byte in text[at..at + length].bytes() {
            masked.text.push(match byte {
                b'\n' => '\n',
                b'\r' => '\r',
                _ if silent => ' ',
                _ => 'x',
            });
        }
        at += length;
    }
    found.then_some(masked)
}

/// The length of the placeholder that a text begins with, and whether it prints nothing.
fn mark(text: &str) -> Option<(usize, bool)> {
    if let Some(rest) = text.strip_prefix('@') {
        let name = rest.find('@').map(|end| &rest[..end])?;
        return is_name(name).then(|| (name.len() + 2, false));
    }
    let (_, close, silent) = MARKS.iter().find(|(open, ..)| text.starts_with(open))?;
    let end = text.find(close)? + close.len();
    Some((end, *silent))
}

/// `DB_HOST`: what build tools put between marks.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// Whether nothing else stands on the lines of a statement but further statements.
fn is_alone(text: &str, range: Range<usize>) -> bool {
    let line = text[..range.start].rfind('\n').map_or(0, |end| end + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |end| range.end + end);
    let is_blank = |mut part: &str| {
        part = part.trim();
        while let Some((length, true)) = mark(part) {
            part = part[length..].trim_start();
        }
        part.is_empty()
    };
    is_blank(&text[line..range.start]) && is_blank(&text[range.end..end])
}

#[cfg(test)]
mod tests {
    use super::masked;

    fn text(text: &str) -> String {
        masked(text).map_or_else(|| "none".to_owned(), |masked| masked.text)
    }

    #[test]
    fn every_byte_stays_in_place() {
        for (template, expected) in [
            ("a: {{ b }}\n", "a: xxxxxxx\n"),
            ("{% if a %}\nb: 1\n{% endif %}\n", "          \nb: 1\n           \n"),
            ("a: x{% if b %}y{% endif %}\n", "a: xxxxxxxxxxxyxxxxxxxxxxx\n"),
            ("a: <%= b %>\n<% end %>\n", "a: xxxxxxxx\n         \n"),
            ("a: @PORT@:80\n", "a: xxxxxx:80\n"),
            ("a: b@c.d\n", "none"),
            ("a: {{ b\n", "none"),
            ("é: {{ ü }}\n", "é: xxxxxxxx\n"),
        ] {
            assert_eq!(text(template), expected, "{template:?}");
            assert!(masked(template).is_none_or(|masked| masked.text.len() == template.len()));
        }
    }
}
