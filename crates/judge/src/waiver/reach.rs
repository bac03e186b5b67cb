//! Which bytes of its file a comment speaks of.

use std::ops::Range;

use super::directive::Reach;
use plimsoll_loader::document::comment::{Commented, Part};
use plimsoll_source::SourceFile;

/// A file as its comments see it.
pub(super) struct Lines<'a> {
    text: &'a str,
    found: &'a Commented,
    /// Each line without its end.
    lines: Vec<Range<usize>>,
    /// For each line, the first one from it on that has more than a comment.
    next_code: Vec<Option<usize>>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(source: &'a SourceFile, found: &'a Commented) -> Self {
        let (text, starts): (&str, _) = (&source.text, source.line_starts());
        let end = |i: usize| starts.get(i + 1).map_or(text.len(), |next| *next as usize);
        let line = |i: usize| {
            let start = starts[i] as usize;
            start..start + text[start..end(i)].trim_end_matches(['\n', '\r']).len()
        };
        let lines: Vec<Range<usize>> = (0..starts.len()).map(line).collect();
        let mut next = None;
        let mut next_code: Vec<Option<usize>> = Vec::with_capacity(lines.len());
        for (number, line) in lines.iter().enumerate().rev() {
            next = if has_code(text, line, found) { Some(number) } else { next };
            next_code.push(next);
        }
        next_code.reverse();
        Self { text, found, lines, next_code }
    }

    fn line_of(&self, at: usize) -> usize {
        self.lines.partition_point(|line| line.start <= at).saturating_sub(1)
    }

    /// Whether only comments and blank lines stand above.
    pub(super) fn is_top(&self, comment: &Range<usize>) -> bool {
        let line = self.line_of(comment.start);
        self.next_code.first().copied().flatten().is_none_or(|first| first >= line)
    }

    /// The bytes a comment speaks of; `None` where nothing follows it.
    pub(super) fn covered(&self, comment: &Range<usize>, reach: Reach) -> Option<Range<usize>> {
        if reach == Reach::File {
            return Some(0..self.text.len() + 1);
        }
        let own = self.line_of(comment.start);
        let is_alone = is_blank(&self.text[self.lines[own].start..comment.start]);
        let first = if is_alone { self.next_code.get(self.line_of(comment.end) + 1).copied().flatten()? } else { own };
        let line = &self.lines[first];
        let end = match reach {
            Reach::Block => self.block_end(line),
            Reach::Line | Reach::File => None,
        };
        Some(line.start..end.unwrap_or_else(|| self.line_end(line)).max(line.end) + 1)
    }

    /// Where what stands on a line ends, over continuations, heredocs and scalars of several lines.
    fn line_end(&self, line: &Range<usize>) -> usize {
        let before = self.found.parts.partition_point(|part| part.start < line.end);
        // What began above and is not over: an instruction with a comment between its lines.
        let touching =
            self.found.parts[..before].iter().filter(|part| part.start >= line.start || part.end > line.start);
        touching.map(|part| part.end).max().unwrap_or(line.end)
    }

    /// Where the block ends that the first thing on a line opens.
    fn block_end(&self, line: &Range<usize>) -> Option<usize> {
        let at = self.found.parts.partition_point(|part| part.start < line.start);
        let first = self.found.parts.get(at).filter(|part| part.start < line.end)?;
        let same = |part: &&Part| part.start == first.start;
        self.found.parts[at..].iter().take_while(same).map(|part| part.block_end).max()
    }
}

/// Whether more than a comment stands on the line.
fn has_code(text: &str, line: &Range<usize>, found: &Commented) -> bool {
    let next = found.comments.partition_point(|comment| comment.end <= line.start);
    let comment = found.comments.get(next).filter(|comment| comment.start < line.end);
    let end = comment.map_or(line.end, |comment| comment.start.max(line.start));
    !is_blank(&text[line.start..end])
}

fn is_blank(text: &str) -> bool {
    text.trim_matches('\u{feff}').trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_loader::load;
    use plimsoll_source::{Language, Sources};

    fn reached(text: &str, language: Language, reach: Reach) -> String {
        let sources = Sources::default();
        let file = sources.add("f", text);
        let found = load::comments::read(file, &sources, language);
        let source = sources.get(file);
        let lines = Lines::new(&source, &found);
        let comment = found.comments.iter().find(|c| text[(*c).clone()].starts_with("# W")).expect("a comment");
        let range = lines.covered(comment, reach).unwrap_or(0..0);
        text[range.start..range.end.min(text.len())].trim_end().to_owned()
    }

    #[test]
    fn a_comment_reaches_its_line_its_block_or_the_file() {
        use Language::{Dockerfile, Dockerignore, Dotenv, Yaml};
        use Reach::{Block, File, Line};
        let table = [
            (Yaml, Line, "a:\n  b: 1 # W\n  c: 2\n", "  b: 1 # W"),
            (Yaml, Line, "a:\n  # W\n  # more\n\n  b: 1\n  c: 2\n", "  b: 1"),
            (Yaml, Line, "a:\n  b: | # W\n    x\n    y\n  c: 2\n", "  b: | # W\n    x\n    y"),
            (Yaml, Line, "a:\n  # W\n  b: \"x\n    y\"\n  c: 2\n", "  b: \"x\n    y\""),
            (
                Yaml,
                Block,
                "s:\n  web: # W\n    a: 1\n\n    b: 2\n  db:\n    c: 1\n",
                "  web: # W\n    a: 1\n\n    b: 2",
            ),
            (Yaml, Block, "ports: # W\n- a\n- b\nx: 1\n", "ports: # W\n- a\n- b"),
            (Yaml, Block, "ports: [a, # W\n  b]\nx: 1\n", "ports: [a, # W\n  b]"),
            (Yaml, Block, "l:\n  # W\n  - a: 1\n    b: 2\n  - c\n", "  - a: 1\n    b: 2"),
            (Yaml, Block, "l:\n  # W\n  - # c\n    a: 1\n    b: 2\n  - c\n", "  - # c\n    a: 1\n    b: 2"),
            (Yaml, Block, "# W\nweb: &x\n  a: 1\nb: 2\n", "web: &x\n  a: 1"),
            (Yaml, Block, "# W\n&x web:\n  a: 1\nb: 2\n", "&x web:\n  a: 1"),
            (Yaml, File, "a: 1\n# W\n", "a: 1\n# W"),
            (Yaml, Line, "a: 1\n# W\n", ""),
            (Dockerfile, Line, "FROM a\n# W\nRUN x \\\n  # c\n  && y\nUSER b\n", "RUN x \\\n  # c\n  && y"),
            (Dockerfile, Line, "FROM a\nRUN x \\\n  # W\n  && y \\\n  && z\nUSER b\n", "  && y \\\n  && z"),
            (Dockerfile, Line, "# W\nRUN <<EOF\nx\nEOF\nUSER b\n", "RUN <<EOF\nx\nEOF"),
            (Dockerfile, Line, "# W\nRUN <<-'A B' <<C\nx\n\tA B\nC \nC\nUSER b\n", "RUN <<-'A B' <<C\nx\n\tA B\nC \nC"),
            (Dockerfile, Line, "# escape=`\n# W\nRUN x \\\nUSER b\n", "RUN x \\"),
            (Dockerfile, Block, "# W\nFROM a\nRUN x\nFROM b\n", "FROM a\nRUN x"),
            (Dockerfile, Block, "# W\nFROM a\nRUN <<E\nFROM c\nE\nFROM b\n", "FROM a\nRUN <<E\nFROM c\nE"),
            (Dotenv, Line, "A=1\n# W\nB=2\nC=3\n", "B=2"),
            (Dotenv, Line, "A=1\n# W\nB='2\n3'\nC=3\n", "B='2\n3'"),
            (Dotenv, Block, "# W\nB=2\nC=3\n\nD=4\n", "B=2\nC=3"),
            (Dotenv, Block, "# W\nB=\"2\n\n\"\n# c\nC=3\n\nD=4\n", "B=\"2\n\n\"\n# c\nC=3"),
            (Dockerignore, Line, "a\n# W\nb\nc\n", "b"),
        ];
        for (language, reach, text, expected) in table {
            assert_eq!(reached(text, language, reach), expected, "{text:?}");
        }
    }
}
