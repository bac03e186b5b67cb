//! Noun: a Dockerfile as the builder's parser splits it, with the place of every word. Quotes, escapes and variables are as written;
//! what they mean is the business of [`expand`] and of `normalize`.

pub mod expand;
mod pattern;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::document::text::Mapped;
use plimsoll_source::{FileId, Span};

/// A Dockerfile.
#[derive(Debug, Clone)]
pub struct Dockerfile {
    /// The file, or the Compose file that holds it.
    pub file: FileId,
    /// `# syntax=`, `# escape=` and `# check=` at its top, in order.
    pub directives: Vec<Directive>,
    /// The escape character in force: `\` or `` ` ``.
    pub escape: char,
    /// Its instructions, in order; invalid ones too, as far as they could be read.
    pub instructions: Vec<Instruction>,
    /// Its comments, in order; also those inside of continued instructions.
    pub comments: Vec<Comment>,
    /// Variables that stand for placeholders of a template, each with what is written in its place.
    pub placeholders: BTreeMap<String, String>,
}

impl Dockerfile {
    /// The value of a directive.
    pub fn directive(&self, name: &str) -> Option<&str> {
        self.directives.iter().find(|directive| directive.name == name).map(|directive| directive.value.as_str())
    }
}

/// A parser directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// In lower case: `syntax`, `escape`, `check`.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The place of its value.
    pub span: Span,
}

/// A comment line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The text after `#`, trimmed.
    pub text: String,
    /// From `#` to the end of the line.
    pub span: Span,
    /// The line it stands on, from 1.
    pub line: u32,
}

/// An instruction.
#[derive(Debug, Clone)]
pub struct Instruction {
    /// The keyword as written; compare with [`Instruction::is`].
    pub keyword: Word,
    /// Its flags in order, quotes removed as the builder does.
    pub flags: Vec<Flag>,
    /// The arguments are a JSON array.
    pub json: bool,
    /// The arguments, split as the builder's parser does: one word for the text of RUN, words for COPY, the strings of a JSON array.
    /// Empty for ENV and LABEL (see `pairs`) and ONBUILD (see `trigger`).
    pub args: Vec<Word>,
    /// The keys and values of ENV and LABEL.
    pub pairs: Vec<Pair>,
    /// What ONBUILD holds.
    pub trigger: Option<Box<Instruction>>,
    /// The here-documents, in order; those of a trigger stand at the ONBUILD.
    pub heredocs: Vec<Heredoc>,
    /// The text: continuations joined, comments and empty lines between them dropped, no heredoc bodies.
    pub line: Mapped,
    /// The text after keyword and flags, trimmed.
    pub body: Mapped,
    /// From the keyword to the end of the last line, heredoc bodies included.
    pub span: Span,
    /// From the keyword to the end of its first line.
    pub first_line: Span,
    /// The physical lines it takes, from 1.
    pub lines: (u32, u32),
    /// The number of the FROM it stands under (a FROM stands under itself); none before the first.
    pub stage: Option<usize>,
    /// An empty line inside of a continued instruction.
    pub empty_continuation: Option<Span>,
    /// Indices of the comments right above it.
    pub described_by: Vec<usize>,
    /// The builder accepts it as far as its own text goes.
    pub valid: bool,
}

impl Instruction {
    /// Whether the keyword is this one, in upper case.
    pub fn is(&self, keyword: &str) -> bool {
        self.keyword.text().eq_ignore_ascii_case(keyword)
    }

    /// The last value of a flag.
    pub fn flag(&self, name: &str) -> Option<&str> {
        self.flags.iter().rev().find(|flag| flag.name == name).and_then(|flag| flag.value.as_deref())
    }
}

/// The fields of `RUN --mount`: a line of comma-separated values as Go reads one. None where it is malformed.
pub fn mount_fields(value: &str) -> Option<Vec<String>> {
    let mut fields = Vec::new();
    let mut rest = value;
    loop {
        let end = match rest.strip_prefix('"') {
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                fields.push(rest[..end].to_owned());
                if rest[..end].contains('"') {
                    return None;
                }
                end
            }
            Some(mut quoted) => {
                let mut field = String::new();
                loop {
                    let (before, after) = quoted.split_once('"')?;
                    field.push_str(before);
                    quoted = after;
                    match quoted.strip_prefix('"') {
                        Some(after) => quoted = after,
                        None => break,
                    }
                    field.push('"');
                }
                fields.push(field);
                rest.len() - quoted.len()
            }
        };
        rest = &rest[end..];
        match rest.strip_prefix(',') {
            Some(after) => rest = after,
            // A line without anything is no record.
            None => return (rest.is_empty() && !value.is_empty()).then_some(fields),
        }
    }
}

/// A word and where each byte of it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word(pub Mapped);

impl Word {
    /// As written; the decoded string for JSON arrays.
    pub fn text(&self) -> &str {
        self.0.as_str()
    }

    /// Where it was written, from its first byte to its last.
    pub fn span(&self) -> Span {
        self.0.span()
    }
}

/// A flag: `--from=build`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// As written, without quotes.
    pub word: Word,
    /// Without dashes: `from`.
    pub name: String,
    /// After `=`; none where there is none.
    pub value: Option<String>,
}

/// A key and value of ENV or LABEL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The key, quotes as written.
    pub key: Word,
    /// The value, quotes as written.
    pub value: Word,
    /// The old form `ENV key value`.
    pub legacy: bool,
}

/// A here-document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heredoc {
    /// Its name without quotes.
    pub name: String,
    /// The name was written without quotes, so the body is expanded.
    pub expand: bool,
    /// Opened with `<<-`: leading tabs are dropped.
    pub chomp: bool,
    /// The lines up to the terminator, as written.
    pub body: Mapped,
}

/// A duration as the builder reads it (`1m30s`, `.5s`), in nanoseconds.
pub fn duration(text: &str) -> Option<i64> {
    super::duration::nanoseconds(text, &[]).ok()
}
