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
    let mut marks = Marks::default();
    // Where the lines that were looked at last end, and whether they hold statements only.
    let (mut looked_at, mut is_alone) = (0, false);
    let (mut at, mut found) = (0, false);
    while at < text.len() {
        let rest = &text[at..];
        let Some((length, is_silent)) = marks.first(rest) else {
            let c = rest.chars().next().map_or(1, char::len_utf8);
            masked.text.push_str(&rest[..c]);
            at += c;
            continue;
        };
        found = true;
        if is_silent && at >= looked_at {
            let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let (length, only) = marks.statements_only(&text[line..]);
            (looked_at, is_alone) = (line + length, only);
        }
        let silent = is_silent && is_alone;
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

/// The marks of template languages in one text that is read from its begin to its end.
#[derive(Default)]
struct Marks {
    /// What does not end in the rest of the text: looked for once, so that a text of begins costs no more than another.
    endless: [bool; MARKS.len()],
}

impl Marks {
    /// The length of the placeholder that a rest of the text begins with, and whether it prints nothing.
    fn first(&mut self, rest: &str) -> Option<(usize, bool)> {
        if let Some(behind) = rest.strip_prefix('@') {
            let name = behind.find('@').map(|end| &behind[..end])?;
            return is_name(name).then(|| (name.len() + 2, false));
        }
        let kind = MARKS.iter().position(|(open, ..)| rest.starts_with(open)).filter(|kind| !self.endless[*kind])?;
        let (_, close, silent) = MARKS[kind];
        let end = rest.find(close);
        self.endless[kind] = end.is_none();
        Some((end? + close.len(), silent))
    }

    /// Where a line ends, with what its statements go on over, and whether nothing else stands on it but statements.
    fn statements_only(&mut self, line: &str) -> (usize, bool) {
        let mut at = 0;
        loop {
            at += line[at..].len() - line[at..].trim_start_matches(|c: char| c.is_whitespace() && c != '\n').len();
            match line[at..].chars().next() {
                None | Some('\n') => return (at, true),
                Some(_) => match self.first(&line[at..]) {
                    Some((length, true)) => at += length,
                    _ => return (line[at..].find('\n').map_or(line.len(), |end| at + end), false),
                },
            }
        }
    }
}

/// `DB_HOST`: what build tools put between marks.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
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
