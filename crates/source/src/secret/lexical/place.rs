//! Where a name stands in its line, which says how its value is written.

use std::ops::Range;

use super::extent::LONGEST;

/// Where a name stands in its line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// First in the line, also behind `export`.
    Line,
    /// First behind `- `.
    Item,
    /// First in a comment.
    Comment,
    /// Behind `ENV`, `ARG` or `LABEL`.
    Keyword,
    /// Behind `{` or `,`.
    Flow,
    /// Anywhere else.
    Inside,
}

pub(super) struct Place {
    pub(super) name: Range<usize>,
    pub(super) lead: Lead,
    /// The quote mark right in front of the name, where none is right behind it.
    pub(super) enclosing: Option<u8>,
    /// The name is in quotes of its own.
    pub(super) quoted_key: bool,
    pub(super) line: Range<usize>,
}

impl Place {
    /// Column (from 0) that lines of the value are indented more than.
    pub(super) fn column(&self) -> usize {
        self.name.start - usize::from(self.quoted_key) - self.line.start
    }

    /// Semicolons part the members of the line around it.
    pub(super) fn separated(&self, text: &str) -> bool {
        let before = self.name.start.saturating_sub(256).max(self.line.start);
        text.as_bytes()[before..self.name.start].contains(&b';')
    }
}

/// What stands in front of a name, by the text before it in its line.
pub(super) fn lead(text: &str, line: &Range<usize>, name: usize) -> Lead {
    const LONGEST_LEAD: usize = 256;
    if name - line.start > LONGEST_LEAD {
        let before = text.as_bytes()[name - LONGEST_LEAD..name].iter().rev().find(|b| !matches!(b, b' ' | b'\t'));
        return if matches!(before, Some(b'{' | b',')) { Lead::Flow } else { Lead::Inside };
    }
    let before = &text[line.start..name];
    let word = before.trim();
    let in_comment = word.starts_with(['#', ';']) || word.starts_with("//");
    let word = word.trim_start_matches(['#', ';', '/']).trim_start();
    let word = word.strip_prefix("export").filter(|rest| rest.is_empty()).unwrap_or(word);
    let keyword = ["ENV", "ARG", "LABEL", "ONBUILD ENV", "ONBUILD ARG"].iter().any(|k| word.eq_ignore_ascii_case(k));
    if in_comment && (word.is_empty() || word == "-" || keyword) {
        Lead::Comment
    } else if keyword {
        Lead::Keyword
    } else if word.is_empty() {
        Lead::Line
    } else if !word.is_empty() && word.bytes().all(|b| matches!(b, b'-' | b' ')) || word == "- export" {
        Lead::Item
    } else if word.ends_with(['{', ',', '[']) {
        Lead::Flow
    } else {
        Lead::Inside
    }
}

/// `|-`, `>+2`, `| # why`.
pub(super) fn is_block_header(value: &str) -> bool {
    value.starts_with(['|', '>'])
        && value[1..]
            .split('#')
            .next()
            .unwrap_or_default()
            .trim()
            .bytes()
            .all(|b| b.is_ascii_digit() || b"+-".contains(&b))
}

/// Where a comment begins, or the line ends, without blanks before it.
pub(super) fn comment_start(text: &str, at: usize, end: usize) -> usize {
    if at >= end {
        return at;
    }
    let mut end = end.min(at + LONGEST);
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let rest = &text[at..end];
    let stop = rest.find(" #").or_else(|| rest.find("\t#")).unwrap_or(rest.len());
    at + rest[..stop].trim_end().len()
}
