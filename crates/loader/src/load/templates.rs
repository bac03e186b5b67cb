//! Templates that make YAML (`{{ … }}`, `{% … %}`, `<%= … %>`, `@NAME@`, `%{NAME}`, `${a.b}`): the same text with placeholders as opaque words, byte for
//! byte in place.

use std::collections::HashMap;
use std::ops::Range;

use crate::document::template::{is_dotted, placeholder};
use plimsoll_source::problem::Problem;

/// What begins and ends a placeholder or a statement of a template language; the last says whether it prints nothing.
const MARKS: [(&str, &str, bool); 7] = [
    ("{{", "}}", false),
    ("%{", "}", false),
    ("{%", "%}", true),
    ("{#", "#}", true),
    ("<%=", "%>", false),
    ("<%-", "%>", true),
    ("<%", "%>", true),
];

/// What begins a `%{ … }` that prints nothing.
const DIRECTIVES: [&str; 5] = ["if", "else", "endif", "for", "endfor"];

/// That a file is judged as a template.
pub(crate) fn told(path: &str, count: usize) -> Problem {
    let how = match count {
        0 => "without its statements".to_owned(),
        1 => "with its placeholder unknown".to_owned(),
        _ => format!("with its {count} placeholders unknown"),
    };
    let message = format!("{path} is a template: it is judged {how}");
    gap(path, message).in_file(path)
}

/// What a file lacks since it is a template, or nearly one.
pub(crate) fn gap(path: &str, message: String) -> Problem {
    let gap = Problem::gap("template-placeholder", message).lacking(path);
    gap.help("judge what the template makes, or leave it out under `paths.exclude`")
}

/// A text with opaque words in place of what a template language fills in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Masked {
    pub(super) text: String,
    /// Where words were put, in order.
    pub(super) words: Vec<Range<usize>>,
}

/// A placeholder or a statement of a template language.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// It prints nothing, and its lines hold nothing else.
    pub(super) alone: bool,
}

/// What a template language fills in or is told in a text, in order.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut marks = Marks::default();
    // Where the lines that were looked at last end, and whether they hold statements only.
    let (mut looked_at, mut is_alone) = (0, false);
    let mut at = 0;
    while let Some(next) = text[at..].find(['{', '<', '@', '%', '$']) {
        at += next;
        let Some((length, is_silent)) = marks.first(&text[at..]) else {
            at += 1;
            continue;
        };
        if is_silent && at >= looked_at {
            let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let (length, only) = marks.statements_only(&text[line..]);
            (looked_at, is_alone) = (line + length, only);
        }
        pieces.push(Piece { range: at..at + length, alone: is_silent && is_alone });
        at += length;
    }
    pieces
}

/// The masked text; `None` where nothing in it looks like a template.
pub(super) fn masked(text: &str) -> Option<Masked> {
    let pieces = pieces(text);
    let mut masked = Masked { text: String::with_capacity(text.len()), words: Vec::new() };
    let mut from = 0;
    // What is written alike is the same word wherever it stands, and what is not is another: names and keys stay apart.
    let mut known: HashMap<&str, usize> = HashMap::new();
    for Piece { range, alone } in &pieces {
        masked.text.push_str(&text[from..range.start]);
        let written = &text[range.clone()];
        if *alone {
            masked.text.extend(written.chars().flat_map(blank));
        } else {
            let next = known.len();
            masked.text.push_str(&word(written, *known.entry(written).or_insert(next)));
            masked.words.push(range.clone());
        }
        from = range.end;
    }
    masked.text.push_str(&text[from..]);
    (!pieces.is_empty()).then_some(masked)
}

/// As many blanks as a character has bytes; what ends lines stays.
fn blank(c: char) -> impl Iterator<Item = char> {
    let kept = if matches!(c, '\n' | '\r') { c } else { ' ' };
    std::iter::repeat_n(kept, c.len_utf8())
}

/// An opaque word as long as a placeholder: `x`s, and at its end the placeholder's number in letters, as far as there is room.
fn word(written: &str, mut number: usize) -> String {
    let mut bytes: Vec<u8> = written.bytes().map(|b| if matches!(b, b'\n' | b'\r') { b } else { b'x' }).collect();
    // `x` is nothing, so that what is numbered 0 is made of it alone.
    const DIGITS: &[u8; 26] = b"xabcdefghijklmnopqrstuvwyz";
    for byte in bytes.iter_mut().rev().filter(|byte| **byte == b'x') {
        *byte = DIGITS[number % DIGITS.len()];
        number /= DIGITS.len();
    }
    bytes.into_iter().map(char::from).collect()
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
            return (is_name(name) || is_dotted(name)).then(|| (name.len() + 2, false));
        }
        if rest.starts_with('$') {
            return placeholder(rest).map(|length| (length, false));
        }
        let kind = MARKS.iter().position(|(open, ..)| rest.starts_with(open)).filter(|kind| !self.endless[*kind])?;
        let (open, close, silent) = MARKS[kind];
        let end = rest.find(close);
        self.endless[kind] = end.is_none();
        let end = end?;
        let told = rest[open.len()..end].trim_start_matches(['~', ' ']);
        let first = told.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let is_directive = open == "%{" && DIRECTIVES.contains(&first);
        Some((end + close.len(), silent || is_directive))
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
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// Placeholders of build tools in a text that is YAML all the same: `__NAME__`, `@NAME@`, `@project.version@`, `$$NAME$$`.
pub(crate) fn in_text(text: &str) -> Option<&str> {
    ["__", "@", "$$"].iter().find_map(|mark| {
        let start = text.find(mark)?;
        let inner = &text[start + mark.len()..];
        let end = inner.find(mark)?;
        let behind = start + end + 2 * mark.len();
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let stands_alone = !is_word(text[..start].chars().next_back()) && !is_word(text[behind..].chars().next());
        let name = &inner[..end];
        ((is_name(name) || (*mark == "@" && is_dotted(name))) && stands_alone).then(|| &text[start..behind])
    })
}

/// What functions and words of the templates that the engine itself fills in begin with.
const OF_ENGINE: [&str; 14] = [
    "json", "join", "split", "printf", "print", "println", "range", "if", "else", "end", "with", "index", "upper",
    "lower",
];

/// A variable of a template language (`{{ port }}`, `{{ tag | default(1) }}`, `<%= tag %>`, `%{TAG}`) in a text that is YAML all the same. What the engine
/// fills in itself (`{{.Node.Hostname}}`, `{{json .}}`) is none.
pub(crate) fn variable_in_text(text: &str) -> Option<&str> {
    let between = |open: &str, close: &str| {
        let start = text.find(open)?;
        let inner = &text[start + open.len()..];
        let end = inner.find(close)?;
        Some((&text[start..start + open.len() + end + close.len()], &inner[..end]))
    };
    let embedded = || between("<%=", "%>").map(|(whole, _)| whole);
    let named = || between("%{", "}").filter(|(_, name)| is_name(name)).map(|(whole, _)| whole);
    in_braces(text).or_else(embedded).or_else(named)
}

fn in_braces(text: &str) -> Option<&str> {
    // What begins with a dollar sign is told as it is interpolated.
    let start = text.find("{{").filter(|start| !text[..*start].ends_with('$'))?;
    let inner = &text[start + 2..];
    let end = inner.find("}}")?;
    let written = inner[..end].trim_matches(['-', ' ']);
    let name = written.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && !OF_ENGINE.contains(&name);
    (is_name && !written.contains(" .") && !written.contains('$')).then(|| &text[start..start + end + 4])
}

#[cfg(test)]
mod tests {
    use super::{in_text, masked, variable_in_text};

    fn text(text: &str) -> String {
        masked(text).map_or_else(|| "none".to_owned(), |masked| masked.text)
    }

    #[test]
    fn every_byte_stays_in_place() {
        for (template, expected) in [
            ("a: {{ b }}\n", "a: xxxxxxx\n"),
            ("{% if a %}\nb: 1\n{% endif %}\n", "          \nb: 1\n           \n"),
            ("a: x{% if b %}y{% endif %}\n", "a: xxxxxxxxxxxyxxxxxxxxxxa\n"),
            ("a: <%= b %>\n<% end %>\n", "a: xxxxxxxx\n         \n"),
            ("a: @PORT@:80\n", "a: xxxxxx:80\n"),
            ("a: b@c.d\n", "none"),
            ("a: {{ b\n", "none"),
            ("é: {{ ü }}\n", "é: xxxxxxxx\n"),
            ("a: {{ b }}-{{ c }}-{{ b }}\n", "a: xxxxxxx-xxxxxxa-xxxxxxx\n"),
            ("a: %{B}\n%{ if c ~}\nd: 1\n%{ endif }\n", "a: xxxx\n          \nd: 1\n          \n"),
            ("{% é %}\n", "        \n"),
            ("a: ${b.c}:${{ d }}:${E}:$F\n", "a: xxxxxx:xxxxxxxa:${E}:$F\n"),
            ("a: @b.c@\n", "a: xxxxx\n"),
        ] {
            assert_eq!(text(template), expected, "{template:?}");
            assert!(masked(template).is_none_or(|masked| masked.text.len() == template.len()));
        }
    }

    #[test]
    fn texts_of_begins_cost_no_more_than_others() {
        for unit in ["@", "@ ", "%{", "${", "${{", "{{", "{%", "<%", "@A", "$", "{{}", "%{ "] {
            // One that is not linear would not end while somebody waits.
            drop(masked(&unit.repeat(200_000)));
            drop(masked(&(unit.repeat(200_000) + "}")));
        }
    }

    #[test]
    fn variables_of_template_languages_are_told_from_those_of_the_engine() {
        assert_eq!(variable_in_text("nginx:{{ tag }}"), Some("{{ tag }}"));
        assert_eq!(variable_in_text("{{- web.port | default(80) -}}:80"), Some("{{- web.port | default(80) -}}"));
        assert_eq!(variable_in_text("app:<%= tag %>-x"), Some("<%= tag %>"));
        assert_eq!(variable_in_text("app:%{TAG}"), Some("%{TAG}"));
        for text in [
            "%{http_code}",
            "%{",
            "{{.Node.Hostname}}",
            "{{ .Task.Slot }}",
            "{{json .}}",
            "{{ range $a }}",
            "{{end}}",
            "{{}}",
            "{{ a",
            "{ a }",
        ] {
            assert_eq!(variable_in_text(text), None, "{text}");
        }
    }

    #[test]
    fn placeholders_are_told_from_words() {
        assert_eq!(in_text("registry/app:__TAG__"), Some("__TAG__"));
        assert_eq!(in_text("@HOST@:80"), Some("@HOST@"));
        assert_eq!(in_text("app:@project.version@"), Some("@project.version@"));
        assert_eq!(in_text("a $$PORT$$"), Some("$$PORT$$"));
        for text in ["__pycache__", "a@b.c", "$$HOME/x", "__init__.py", "MY__VAR__x", "me@EXAMPLE.ORG"] {
            assert_eq!(in_text(text), None, "{text}");
        }
    }
}
