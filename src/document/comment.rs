//! The comments of a file, found in its text alone: outside of quotes and block scalars, where the format has comments at all.

use std::ops::Range;

/// What kind of text a file is, as far as comments go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// `#` at the start of a line or after a blank; quotes and block scalars hide it.
    Yaml,
    /// `#` at the start of a line only.
    Dockerfile,
    /// `#` at the start of a line or after a blank; quotes hide it.
    Env,
}

impl Syntax {
    /// By the file's name.
    pub fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let is_yaml = name.ends_with(".yaml") || name.ends_with(".yml");
        if name.contains("dockerfile") || name.contains("containerfile") {
            Self::Dockerfile
        } else if is_yaml {
            Self::Yaml
        } else {
            Self::Env
        }
    }
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// From the `#` to the end of the line.
    pub range: Range<usize>,
    /// Number of its line, from 0.
    pub line: usize,
    /// Nothing but blanks stands before it.
    pub alone: bool,
}

/// All comments of a text, whose lines are given as ranges without their ends.
pub fn comments(text: &str, lines: &[Range<usize>], syntax: Syntax) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut scanner = Scanner { syntax, quote: None, scalar: None };
    for (number, range) in lines.iter().enumerate() {
        let line = &text[range.clone()];
        if let Some(at) = scanner.comment(line) {
            let alone = line[..at].trim_matches(['\u{feff}', ' ', '\t']).is_empty();
            comments.push(Comment { range: range.start + at..range.end, line: number, alone });
        }
    }
    comments
}

/// What is open at the end of a line.
struct Scanner {
    syntax: Syntax,
    quote: Option<u8>,
    /// Indentation of the line that opened a block scalar.
    scalar: Option<usize>,
}

impl Scanner {
    /// Where the line's comment starts.
    fn comment(&mut self, line: &str) -> Option<usize> {
        let bare = line.trim_start_matches('\u{feff}');
        let mark = line.len() - bare.len();
        let indent = bare.len() - bare.trim_start_matches([' ', '\t']).len();
        if self.syntax == Syntax::Dockerfile {
            return bare[indent..].starts_with('#').then_some(mark + indent);
        }
        if self.inside_scalar(bare, indent) {
            return None;
        }
        let end = self.scan(bare.as_bytes());
        let code = bare[..end.unwrap_or(bare.len())].trim_end();
        if self.syntax == Syntax::Yaml && self.quote.is_none() && opens_scalar(code) {
            self.scalar = Some(indent);
        }
        end.map(|at| mark + at)
    }

    /// Whether the line belongs to a block scalar that an earlier one opened.
    fn inside_scalar(&mut self, line: &str, indent: usize) -> bool {
        let Some(opened) = self.scalar else { return false };
        if line.trim().is_empty() || indent > opened {
            return true;
        }
        self.scalar = None;
        false
    }

    /// Walks over quotes; the offset of the `#` that starts a comment.
    fn scan(&mut self, line: &[u8]) -> Option<usize> {
        // Whether a value may start here, so that a quote is one and not an apostrophe.
        let mut fresh = true;
        let mut at = 0;
        while let Some(&byte) = line.get(at) {
            let before = at.checked_sub(1).map(|before| line[before]);
            match (self.quote, byte) {
                (Some(b'"'), b'\\') => at += 1,
                (Some(quote), _) if byte == quote => {
                    if quote == b'\'' && self.syntax == Syntax::Yaml && line.get(at + 1) == Some(&b'\'') {
                        at += 1;
                    } else {
                        self.quote = None;
                    }
                }
                (Some(_), _) => {}
                (None, b'#') if before.is_none_or(|b| b == b' ' || b == b'\t') => return Some(at),
                (None, b'"' | b'\'') if fresh => {
                    self.quote = Some(byte);
                    fresh = false;
                }
                (None, b' ' | b'\t') => {}
                (None, _) => fresh = self.starts_value(line, at),
            }
            at += 1;
        }
        None
    }

    /// Whether a value may follow this byte.
    fn starts_value(&self, line: &[u8], at: usize) -> bool {
        let blank_follows = line.get(at + 1).is_none_or(|b| matches!(b, b' ' | b'\t'));
        match (self.syntax, line[at]) {
            (Syntax::Env, b'=') => true,
            (Syntax::Yaml, b':' | b'-' | b'?') => blank_follows,
            (Syntax::Yaml, b'[' | b'{' | b',') => true,
            _ => false,
        }
    }
}

/// `key: |`, `- >-`, `key: !tag |2+`.
pub fn opens_scalar(code: &str) -> bool {
    let last = code.rsplit([' ', '\t']).next().unwrap_or(code);
    let mut chars = last.chars();
    let is_mark = matches!(chars.next(), Some('|' | '>')) && chars.all(|c| matches!(c, '+' | '-' | '1'..='9'));
    let before = code[..code.len() - last.len()].trim_end();
    is_mark
        && (before.ends_with([':', '-']) || before.rsplit(' ').next().is_some_and(|word| word.starts_with(['!', '&'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, syntax: Syntax) -> Vec<&str> {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            lines.push(start..start + line.len());
            start += line.len() + 1;
        }
        comments(text, &lines, syntax).into_iter().map(|comment| &text[comment.range]).collect()
    }

    #[test]
    fn comments_are_told_from_text() {
        let table: [(Syntax, &str, &[&str]); 14] = [
            (Syntax::Yaml, "a: b # c", &["# c"]),
            (Syntax::Yaml, "a: b#c", &[]),
            (Syntax::Yaml, "a: \"b # c\" # d", &["# d"]),
            (Syntax::Yaml, "a: 'it''s # c' # d", &["# d"]),
            (Syntax::Yaml, "a: it's # c", &["# c"]),
            (Syntax::Yaml, "a: \"b\n  # c\" # d", &["# d"]),
            (Syntax::Yaml, "a: |\n  # c\n\n  x\nb: 1 # d", &["# d"]),
            (Syntax::Yaml, "- >- # why\n  # c\n# d", &["# why", "# d"]),
            (Syntax::Yaml, "a: [x, '#y', # c", &["# c"]),
            (Syntax::Dockerfile, "RUN x # c\n  # d\nRUN y \\\n# e\n z", &["# d", "# e"]),
            (Syntax::Env, "A='b # c' # d\n#e\nB=x#y", &["# d", "#e"]),
            (Syntax::Env, "A=\"b\n# c\n\" # d", &["# d"]),
            (Syntax::Yaml, "\u{feff}# a", &["# a"]),
            (Syntax::Yaml, "a: \"x\\\" # y\" # z", &["# z"]),
        ];
        for (syntax, text, expected) in table {
            assert_eq!(found(text, syntax), expected, "{text:?}");
        }
    }
}
