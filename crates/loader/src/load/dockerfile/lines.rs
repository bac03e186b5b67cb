//! Physical lines, directives at the top, and what continues a line.

use std::ops::Range;

use serde_json::{Map, Value};

use crate::document::dockerfile::Directive;
use crate::document::text::Mapped;
use plimsoll_source::problem::Problem;

/// A physical line.
pub(super) struct Line {
    /// Without the line end.
    pub(super) content: Range<usize>,
    /// With the line end.
    pub(super) whole: Range<usize>,
    /// From 1.
    pub(super) number: u32,
}

/// The lines of a text, as the builder counts them: only `\n` ends a line.
#[derive(Clone)]
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    number: u32,
}

impl<'a> Lines<'a> {
    /// Skips a byte-order mark.
    pub(super) fn new(text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at, number: 0 }
    }

    /// Where the next line starts.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn next(&mut self) -> Option<Line> {
        if self.at >= self.text.len() {
            return None;
        }
        let start = self.at;
        let rest = &self.text[start..];
        let length = rest.find('\n').map_or(rest.len(), |i| i + 1);
        self.at += length;
        self.number += 1;
        let content = start..start + rest[..length].trim_end_matches(['\r', '\n']).len();
        Some(Line { content, whole: start..self.at, number: self.number })
    }
}

pub(super) fn trim_start(text: &str, range: Range<usize>) -> Range<usize> {
    let trimmed = text[range.clone()].trim_start();
    range.end - trimmed.len()..range.end
}

/// Whether a line is continued, and what of it stays: the escape character must be the last but blanks, and not itself be escaped.
pub(super) fn continues(text: &str, range: Range<usize>, escape: char) -> (Range<usize>, bool) {
    let line = &text[range.clone()];
    let Some(before) = line.trim_end_matches([' ', '\t']).strip_suffix(escape) else { return (range, false) };
    if before.ends_with(escape) {
        return (range, false);
    }
    (range.start..range.start + before.len(), true)
}

/// The parser directives at the top of a file.
pub(super) struct Directives {
    pub(super) escape: char,
    pub(super) found: Vec<Directive>,
    done: bool,
    /// The first line may be a shebang, which only the search for `syntax` looks past.
    started: bool,
    shebang: bool,
}

impl Default for Directives {
    fn default() -> Self {
        Self { escape: '\\', found: Vec::new(), done: false, started: false, shebang: false }
    }
}

impl Directives {
    /// Looks for a directive in a line; the first line that is none ends the search. Answers whether it is one, and what is wrong with it.
    pub(super) fn look(&mut self, text: &Mapped, content: Range<usize>) -> (bool, Option<Problem>) {
        if self.done {
            return (false, None);
        }
        let line = &text.as_str()[content.clone()];
        let first = !std::mem::replace(&mut self.started, true);
        if first && line.starts_with("#!") {
            self.shebang = true;
            return (true, None);
        }
        let Some((name, value)) = directive(line, "#") else {
            self.done = true;
            return (false, None);
        };
        if self.shebang && name != "syntax" {
            self.done = true;
            return (false, None);
        }
        let start = content.start + (value.as_ptr() as usize - line.as_ptr() as usize);
        let span = text.locate(start..start + value.len());
        if self.found.iter().any(|directive| directive.name == name) {
            let message = format!("only one {name} parser directive can be used");
            let problem = Problem::error("dockerfile-directive", message).at(span).help("remove one of them");
            return (true, Some(problem));
        }
        let problem = match (name.as_str(), value) {
            ("escape", "`") => {
                self.escape = '`';
                None
            }
            ("escape", "\\") | ("syntax" | "check", _) => None,
            _ => {
                let message = format!("invalid escape token '{value}' does not match ` or \\");
                Some(Problem::error("dockerfile-directive", message).at(span).help("use # escape=` or leave it out"))
            }
        };
        self.found.push(Directive { name, value: value.to_owned(), span });
        (true, problem)
    }
}

/// `# name = value` of a known name, behind this mark of a comment.
fn directive<'t>(line: &'t str, mark: &str) -> Option<(String, &'t str)> {
    let (name, value) = line.strip_prefix(mark)?.trim_start().split_once('=')?;
    let name = name.trim_end().to_ascii_lowercase();
    let value = value.trim();
    (matches!(name.as_str(), "syntax" | "escape" | "check") && !value.is_empty()).then_some((name, value))
}

/// The frontend of a file in another language than Dockerfiles: the builder also looks for `// syntax=` and `{"syntax": …}`.
pub(super) fn frontend(text: &Mapped) -> Option<Directive> {
    let whole = text.as_str();
    let mut lines = Lines::new(whole);
    let mut start = lines.at;
    if whole[start..].starts_with("#!") {
        lines.next();
        start = lines.at;
    }
    let found =
        |range: Range<usize>, value: String| Directive { name: "syntax".into(), value, span: text.locate(range) };
    if whole[start..].starts_with("//") {
        let next = std::iter::from_fn(|| lines.next());
        let named = next.map_while(|line| directive(&whole[line.content], "//"));
        let (_, value) = named.into_iter().find(|(name, _)| name == "syntax")?;
        let at = value.as_ptr() as usize - whole.as_ptr() as usize;
        return Some(found(at..at + value.len(), value.to_owned()));
    }
    let json = whole[start..].trim_start();
    let members: Map<String, Value> = json.starts_with('{').then(|| serde_json::from_str(json).ok())??;
    let Some(Value::String(value)) = members.get("syntax") else { return None };
    // A key written with escapes is found by nobody's eye either.
    let key = whole.find("\"syntax\"").unwrap_or(start);
    let range = whole[key..].find(value.as_str()).map_or(start..start, |at| key + at..key + at + value.len());
    Some(found(range, value.clone()))
}
