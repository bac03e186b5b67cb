//! Noun: a value as it was written, with the defaults of its variables filled in, that still knows which bytes came from where.

use std::ops::Range;

/// Where bytes of a filled-in text come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// Written out.
    Literal,
    /// Written out as the default (`:-`) or alternative (`:+`) of a variable.
    Default,
    /// A variable without a default; its reference stands in the text as written.
    Variable,
}

/// A value with defaults filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// The text.
    pub text: String,
    pieces: Vec<(usize, Piece)>,
}

/// How a literal `$` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    /// `$$`, as in Compose files.
    Dollar,
    /// `\$`, as in Dockerfiles and env files.
    Backslash,
}

/// How deep defaults may nest.
const DEPTH: usize = 8;

impl Filled {
    /// A text without variables.
    pub fn literal(text: &str) -> Self {
        Self { text: text.to_owned(), pieces: vec![(0, Piece::Literal)] }
    }

    /// Reads `${X:-default}` and its kin.
    pub fn read(written: &str, escape: Escape) -> Self {
        let mut filled = Self::default();
        filled.fill(written, escape, Piece::Literal, 0);
        filled
    }

    /// Whether any of it is a variable or its default.
    pub fn has_variables(&self) -> bool {
        self.pieces.iter().any(|(_, piece)| *piece != Piece::Literal)
    }

    /// Which kinds of pieces make up a range: (literal, default, variable).
    pub fn kinds(&self, range: &Range<usize>) -> (bool, bool, bool) {
        let mut kinds = (false, false, false);
        for (i, (start, piece)) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(i + 1).map_or(self.text.len(), |next| next.0);
            if *start < range.end && range.start < end {
                match piece {
                    Piece::Literal => kinds.0 = true,
                    Piece::Default => kinds.1 = true,
                    Piece::Variable => kinds.2 = true,
                }
            }
        }
        kinds
    }

    fn push(&mut self, text: &str, piece: Piece) {
        if text.is_empty() {
            return;
        }
        if self.pieces.last().is_none_or(|(_, last)| *last != piece) {
            self.pieces.push((self.text.len(), piece));
        }
        self.text.push_str(text);
    }

    fn fill(&mut self, written: &str, escape: Escape, around: Piece, depth: usize) {
        let mut rest = written;
        while let Some(at) = rest.find('$') {
            let escaped = escape == Escape::Backslash && rest[..at].ends_with('\\');
            self.push(if escaped { &rest[..at - 1] } else { &rest[..at] }, around);
            let after = &rest[at + 1..];
            if escaped {
                self.push("$", around);
                rest = after;
            } else if escape == Escape::Dollar && after.starts_with('$') {
                self.push("$", around);
                rest = &after[1..];
            } else if after.starts_with('{') {
                let Some(end) = closing(after) else {
                    self.push(&rest[at..], around);
                    return;
                };
                self.braced(&after[1..end], &rest[at..at + end + 2], escape, depth);
                rest = &after[end + 1..];
            } else {
                let length = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
                let named = length > 0 && !after.starts_with(|c: char| c.is_ascii_digit());
                let length = if named { length } else { 0 };
                self.push(&rest[at..at + 1 + length], if named { Piece::Variable } else { around });
                rest = &after[length..];
            }
        }
        self.push(rest, around);
    }

    /// The inside of `${…}`, and all of it as written.
    fn braced(&mut self, inside: &str, written: &str, escape: Escape, depth: usize) {
        let name = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inside.len());
        let operation = &inside[name..];
        let default = [":-", ":+", "-", "+"].iter().find_map(|op| operation.strip_prefix(op));
        match default {
            Some(default) if !default.is_empty() && depth < DEPTH => {
                self.fill(default, escape, Piece::Default, depth + 1)
            }
            _ => {
                let reference = format!("${{{}}}", &inside[..name]);
                self.push(if name == 0 { written } else { &reference }, Piece::Variable);
            }
        }
    }
}

/// Offset of the `}` that closes the `{` at the start.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (i, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(i);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_filled_in_and_keep_their_kind() {
        for (written, escape, text, kinds) in [
            ("hunter2", Escape::Dollar, "hunter2", (true, false, false)),
            ("${X:-hunter2}", Escape::Dollar, "hunter2", (false, true, false)),
            ("${X-hunter2}", Escape::Dollar, "hunter2", (false, true, false)),
            ("${X:-${Y:-a}b}", Escape::Dollar, "ab", (false, true, false)),
            ("${X}", Escape::Dollar, "${X}", (false, false, true)),
            ("$X", Escape::Dollar, "$X", (false, false, true)),
            ("${X:?must be set}", Escape::Dollar, "${X}", (false, false, true)),
            ("${X:-}", Escape::Dollar, "${X}", (false, false, true)),
            ("a-${X}", Escape::Dollar, "a-${X}", (true, false, true)),
            ("pa$$word", Escape::Dollar, "pa$word", (true, false, false)),
            ("pa\\$word", Escape::Backslash, "pa$word", (true, false, false)),
            ("pa$1word", Escape::Dollar, "pa$1word", (true, false, false)),
            ("a$", Escape::Dollar, "a$", (true, false, false)),
            ("a${X", Escape::Dollar, "a${X", (true, false, false)),
            ("${}", Escape::Dollar, "${}", (false, false, true)),
        ] {
            let filled = Filled::read(written, escape);
            assert_eq!(filled.text, text, "{written}");
            assert_eq!(filled.kinds(&(0..text.len())), kinds, "{written}");
        }
        let url = Filled::read("postgres://${U:-app}:${P:-hunter2}@${H}/x", Escape::Dollar);
        assert_eq!(url.text, "postgres://app:hunter2@${H}/x");
        assert_eq!(url.kinds(&(15..22)), (false, true, false));
        assert!(url.has_variables());
    }

    #[test]
    fn deep_nesting_ends() {
        let deep = "${A:-".repeat(5000);
        assert!(Filled::read(&deep, Escape::Dollar).text.len() <= deep.len());
        let closed = format!("{}x{}", "${A:-".repeat(50), "}".repeat(50));
        assert!(Filled::read(&closed, Escape::Dollar).has_variables());
    }
}
