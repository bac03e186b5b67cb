//! Noun: the comments of a file, as the parser of its language has them, and what in the file a comment can speak of.

use std::ops::Range;

/// A file's comments and its parts; all ranges are bytes of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commented {
    /// The comments, each from its `#` to the end of its line, in order.
    pub comments: Vec<Range<usize>>,
    /// Comments in one of the languages that the file was read in, and not in another: they waive nothing.
    pub disputed: Vec<Range<usize>>,
    /// What a comment can stand over or behind, in order of their starts.
    pub parts: Vec<Part>,
    /// Where `#` is text, whatever the line looks like, in order.
    pub texts: Vec<Text>,
    /// The file could be read to its end, so that what is no comment is known too.
    pub complete: bool,
}

/// An entry, an element, an instruction, an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its first byte.
    pub start: usize,
    /// One past the last byte of what one line of it may take: a scalar over several lines, an instruction with its heredocs.
    pub end: usize,
    /// One past the last byte of what it opens: the value of a key, a build stage, env lines without a blank one between them.
    pub block_end: usize,
}

/// A text in which `#` starts no comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// With its quotes, or from its `|` on.
    pub range: Range<usize>,
    /// What it is.
    pub kind: TextKind,
}

/// Kinds of texts in which `#` starts no comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// YAML's `|` and `>`.
    BlockScalar,
    /// A text in quotes.
    Quoted,
    /// The body of a here-document.
    Heredoc,
}

impl TextKind {
    /// As messages call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BlockScalar => "a block scalar",
            Self::Quoted => "a quoted text",
            Self::Heredoc => "a here-document",
        }
    }
}

impl Commented {
    /// Whether a byte lies in a comment.
    pub fn has(&self, at: usize) -> bool {
        let after = self.comments.partition_point(|comment| comment.start <= at);
        after.checked_sub(1).is_some_and(|index| self.comments[index].contains(&at))
    }

    /// The text that holds a byte.
    pub fn text_at(&self, at: usize) -> Option<&Text> {
        let after = self.texts.partition_point(|text| text.range.start <= at);
        after.checked_sub(1).map(|index| &self.texts[index]).filter(|text| text.range.contains(&at))
    }

    /// Whether a byte lies in a comment of one of the languages only.
    pub fn disputes(&self, at: usize) -> bool {
        self.disputed.iter().any(|comment| comment.contains(&at))
    }

    /// What two languages have in common that a file was read in: comments of both. Of what they speak beyond their line, nobody knows. What is no comment is
    /// known where it is in one of them.
    pub fn common(self, other: Self) -> Self {
        let is_of_other = |comment: &Range<usize>| other.comments.contains(comment);
        let (comments, own): (Vec<_>, Vec<_>) = self.comments.into_iter().partition(is_of_other);
        let theirs = other.comments.iter().filter(|comment| !comments.contains(comment)).cloned();
        let disputed = own.into_iter().chain(theirs).chain(self.disputed).chain(other.disputed).collect();
        let texts = if self.complete { self.texts } else { other.texts };
        Self { comments, disputed, parts: Vec::new(), texts, complete: self.complete || other.complete }
    }
}
