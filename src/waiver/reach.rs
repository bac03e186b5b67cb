//! Which bytes of its file a comment speaks of.

use std::ops::Range;

use super::directive::Reach;
use crate::document::comment::{Comment, Syntax, comments, opens_scalar};

/// A file as comments see it.
pub(super) struct Lines<'a> {
    text: &'a str,
    syntax: Syntax,
    /// Each line without its end.
    lines: Vec<Range<usize>>,
    pub(super) comments: Vec<Comment>,
    /// Offset in its line at which a line's comment starts, for lines that have one.
    code_end: Vec<Option<usize>>,
    /// For each line, the first one from it on that has more than a comment.
    next_code: Vec<Option<usize>>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str, starts: &[u32], syntax: Syntax) -> Self {
        let end = |i: usize| starts.get(i + 1).map_or(text.len(), |next| *next as usize);
        let lines: Vec<Range<usize>> = (0..starts.len())
            .map(|i| {
                let start = starts[i] as usize;
                start..start + text[start..end(i)].trim_end_matches(['\n', '\r']).len()
            })
            .collect();
        let comments = comments(text, &lines, syntax);
        let mut code_end = vec![None; lines.len()];
        for comment in &comments {
            code_end[comment.line] = Some(comment.range.start - lines[comment.line].start);
        }
        let mut all = Self { text, syntax, lines, comments, code_end, next_code: Vec::new() };
        let mut next = None;
        let mut next_code: Vec<Option<usize>> = Vec::with_capacity(all.lines.len());
        for line in (0..all.lines.len()).rev() {
            next = if all.has_code(line) { Some(line) } else { next };
            next_code.push(next);
        }
        next_code.reverse();
        all.next_code = next_code;
        all
    }

    /// The line's text before its comment.
    fn code(&self, line: usize) -> &'a str {
        let range = self.lines[line].clone();
        let text = &self.text[range];
        text[..self.code_end[line].unwrap_or(text.len())].trim_end().trim_start_matches('\u{feff}')
    }

    fn has_code(&self, line: usize) -> bool {
        !self.code(line).trim().is_empty()
    }

    /// Whether only comments and blank lines stand above.
    pub(super) fn is_top(&self, line: usize) -> bool {
        self.next_code.first().copied().flatten().is_none_or(|first| first >= line)
    }

    /// The bytes a comment speaks of; `None` where nothing follows it.
    pub(super) fn covered(&self, comment: &Comment, reach: Reach) -> Option<Range<usize>> {
        if reach == Reach::File {
            return Some(0..self.text.len() + 1);
        }
        let first = if comment.alone { self.next_code.get(comment.line + 1).copied().flatten()? } else { comment.line };
        let last = match (self.syntax, reach) {
            (Syntax::Dockerfile, Reach::Block) => self.stage_end(first),
            (Syntax::Dockerfile, _) => self.instruction_end(first),
            (Syntax::Yaml, Reach::Block) => self.block_end(first),
            (Syntax::Yaml, _) if opens_scalar(self.code(first)) => self.block_end(first),
            (Syntax::Env, Reach::Block) => (first..self.lines.len())
                .find(|line| self.text[self.lines[*line].clone()].trim().is_empty())
                .unwrap_or(self.lines.len())
                .saturating_sub(1)
                .max(first),
            _ => first,
        };
        Some(self.lines[first].start..self.lines[last].end + 1)
    }

    /// The last line of what a line of YAML opens: everything indented deeper, and a list at the same depth.
    fn block_end(&self, first: usize) -> usize {
        let depth = indent(self.code(first));
        let opens_list = !self.code(first).trim_start().starts_with('-');
        let belongs = |line: usize| {
            let text = &self.text[self.lines[line].clone()];
            let deep = indent(text);
            deep > depth || (opens_list && deep == depth && (text.trim_start().starts_with("- ") || text.trim() == "-"))
        };
        let mut last = first;
        for line in first + 1..self.lines.len() {
            if self.text[self.lines[line].clone()].trim().is_empty() {
                continue;
            }
            if !belongs(line) {
                break;
            }
            last = line;
        }
        last
    }

    /// The last line of a Dockerfile's instruction, over continuations, the comments between them, and heredocs.
    fn instruction_end(&self, first: usize) -> usize {
        let mut line = first;
        while line + 1 < self.lines.len() && (self.continues(line) || (line > first && !self.has_code(line))) {
            line += 1;
        }
        for marker in heredocs(&self.text[self.lines[first].start..self.lines[line].end]) {
            let ends = |at: &usize| self.text[self.lines[*at].clone()].trim() == marker;
            match (line + 1..self.lines.len()).find(ends) {
                Some(end) => line = end,
                None => break,
            }
        }
        line
    }

    fn continues(&self, line: usize) -> bool {
        let code = self.code(line).trim_end();
        code.ends_with('\\') || code.ends_with('`')
    }

    /// From a FROM to the line before the next one; for other instructions, their own end.
    fn stage_end(&self, first: usize) -> usize {
        let is_from =
            |line: usize| self.code(line).trim_start().get(..5).is_some_and(|word| word.eq_ignore_ascii_case("from "));
        if !is_from(first) {
            return self.instruction_end(first);
        }
        (first + 1..self.lines.len()).find(|line| is_from(*line)).unwrap_or(self.lines.len()) - 1
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// The end marks of the heredocs that an instruction opens.
fn heredocs(instruction: &str) -> Vec<&str> {
    let mut marks = Vec::new();
    let mut rest = instruction;
    while let Some(at) = rest.find("<<") {
        rest = rest[at + 2..].trim_start_matches('-');
        let name = rest.trim_start_matches(['"', '\'']);
        let end = name.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).unwrap_or(name.len());
        if end > 0 {
            marks.push(&name[..end]);
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached(text: &str, syntax: Syntax, reach: Reach) -> String {
        let mut starts = vec![0_u32];
        starts.extend(text.match_indices('\n').map(|(at, _)| at as u32 + 1));
        let lines = Lines::new(text, &starts, syntax);
        let comment = lines.comments.iter().find(|c| text[c.range.clone()].starts_with("# W")).expect("a comment");
        let range = lines.covered(comment, reach).unwrap_or(0..0);
        text[range.start..range.end.min(text.len())].trim_end().to_owned()
    }

    #[test]
    fn a_comment_reaches_its_line_its_block_or_the_file() {
        use Reach::{Block, File, Line};
        use Syntax::{Dockerfile, Env, Yaml};
        let table = [
            (Yaml, Line, "a:\n  b: 1 # W\n  c: 2\n", "  b: 1 # W"),
            (Yaml, Line, "a:\n  # W\n  # more\n\n  b: 1\n  c: 2\n", "  b: 1"),
            (Yaml, Line, "a:\n  b: | # W\n    x\n    y\n  c: 2\n", "  b: | # W\n    x\n    y"),
            (
                Yaml,
                Block,
                "s:\n  web: # W\n    a: 1\n\n    b: 2\n  db:\n    c: 1\n",
                "  web: # W\n    a: 1\n\n    b: 2",
            ),
            (Yaml, Block, "ports: # W\n- a\n- b\nx: 1\n", "ports: # W\n- a\n- b"),
            (Yaml, Block, "l:\n  # W\n  - a: 1\n    b: 2\n  - c\n", "  - a: 1\n    b: 2"),
            (Yaml, File, "a: 1\n# W\n", "a: 1\n# W"),
            (Yaml, Line, "a: 1\n# W\n", ""),
            (Dockerfile, Line, "FROM a\n# W\nRUN x \\\n  # c\n  && y\nUSER b\n", "RUN x \\\n  # c\n  && y"),
            (Dockerfile, Line, "# W\nRUN <<EOF\nx\nEOF\nUSER b\n", "RUN <<EOF\nx\nEOF"),
            (Dockerfile, Block, "# W\nFROM a\nRUN x\nFROM b\n", "FROM a\nRUN x"),
            (Env, Line, "A=1\n# W\nB=2\nC=3\n", "B=2"),
            (Env, Block, "# W\nB=2\nC=3\n\nD=4\n", "B=2\nC=3"),
        ];
        for (syntax, reach, text, expected) in table {
            assert_eq!(reached(text, syntax, reach), expected, "{text:?}");
        }
    }
}
