//! Here-documents: which an instruction opens, and their bodies.

use std::collections::HashMap;

use super::KEYWORDS;
use super::lines::Lines;
use crate::document::dockerfile::expand::{ExpandError, Lexer};
use crate::document::dockerfile::{Heredoc, Instruction};
use crate::document::text::Mapped;
use plimsoll_source::problem::Problem;

/// The heredocs that a RUN, COPY or ADD (or one behind ONBUILD) opens, without bodies yet.
pub(super) fn opened(instruction: &Instruction) -> Result<Vec<Heredoc>, Box<Problem>> {
    let inner = instruction.trigger.as_deref().unwrap_or(instruction);
    let may = ["RUN", "COPY", "ADD"].iter().any(|keyword| inner.is(keyword)) && !inner.json;
    let line = instruction.line.as_str();
    if !may || !line.contains("<<") {
        return Ok(Vec::new());
    }
    let lexer = Lexer { escape: '\\', raw_quotes: true, raw_escapes: true, keep_unset: true, open: false };
    // A line whose quotes stay open opens no heredoc; the shell is the one to complain.
    let words = lexer.expand(line, &|_| None).map(|expansion| expansion.words).unwrap_or_default();
    let file = instruction.line.file();
    let mut heredocs = Vec::new();
    for word in words {
        match heredoc(&word, Mapped::empty(file)) {
            Ok(found) => heredocs.extend(found),
            Err(error) => {
                let message = format!("the heredoc {word} cannot be read: {error}");
                return Err(Box::new(Problem::error("dockerfile-heredoc", message).at(instruction.first_line)));
            }
        }
    }
    Ok(heredocs)
}

/// The name of the heredoc that a word opens: `<<EOF`, `3<<-'EOF'`.
pub(crate) fn name(word: &str, body: Mapped) -> Option<String> {
    heredoc(word, body).ok().flatten().map(|heredoc| heredoc.name)
}

fn heredoc(word: &str, body: Mapped) -> Result<Option<Heredoc>, ExpandError> {
    let Some(rest) = word.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix("<<") else { return Ok(None) };
    let (chomp, rest) = match rest.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let rest = rest.trim_start();
    if rest.is_empty() || rest.contains('<') {
        return Ok(None);
    }
    let plain = Lexer { keep_unset: true, ..Lexer::new('\\') };
    let raw = Lexer { raw_quotes: true, ..plain };
    let (unquoted, quoted) = (plain.expand(rest, &|_| None)?.words, raw.expand(rest, &|_| None)?.words);
    let ([name], [written]) = (unquoted.as_slice(), quoted.as_slice()) else { return Ok(None) };
    // Quotes that were escaped are in both; the others mean that the body is not expanded.
    let quotes = |word: &str| word.matches(['\'', '"']).count();
    Ok(Some(Heredoc { name: name.clone(), expand: quotes(name) == quotes(written), chomp, body }))
}

/// The lines up to the terminator, the number of its line, and where it ends; none where it never comes.
pub(super) fn body(lines: &mut Lines<'_>, text: &Mapped, heredoc: &Heredoc) -> Option<(Mapped, u32, usize)> {
    let mut start = None;
    let mut end = None;
    while let Some(line) = lines.next() {
        let content = &text.as_str()[line.content.clone()];
        let content = if heredoc.chomp { content.trim_start_matches('\t') } else { content };
        if content == heredoc.name {
            let from = start.unwrap_or(line.whole.start);
            let body = text.part(from..end.unwrap_or(from));
            return Some((body, line.number, line.content.end));
        }
        start.get_or_insert(line.whole.start);
        end = Some(line.whole.end);
    }
    None
}

/// Where each text stands last as a whole line, so that a heredoc without an end costs no walk over the rest of the file.
pub(super) struct Ends<'a> {
    whole: HashMap<&'a str, usize>,
    /// The same without tabs in front, for `<<-`.
    chomped: HashMap<&'a str, usize>,
}

impl<'a> Ends<'a> {
    /// Of the lines from here on.
    pub(super) fn new(mut lines: Lines<'a>, text: &'a str) -> Self {
        let (mut whole, mut chomped) = (HashMap::new(), HashMap::new());
        while let Some(line) = lines.next() {
            let content = &text[line.content];
            whole.insert(content, line.whole.start);
            chomped.insert(content.trim_start_matches('\t'), line.whole.start);
        }
        Self { whole, chomped }
    }

    /// Whether the heredoc ends at or behind this byte.
    pub(super) fn has(&self, heredoc: &Heredoc, from: usize) -> bool {
        let ends = if heredoc.chomp { &self.chomped } else { &self.whole };
        ends.get(heredoc.name.as_str()).is_some_and(|last| *last >= from)
    }
}

/// After a heredoc that never ends, goes on at the next line that looks like an instruction.
pub(super) fn skip_lost_body(lines: &mut Lines<'_>, text: &str) {
    loop {
        let before = lines.clone();
        let Some(line) = lines.next() else { return };
        let content = &text[line.content];
        if KEYWORDS
            .iter()
            .any(|keyword| content.strip_prefix(keyword).is_some_and(|rest| rest.starts_with([' ', '\t'])))
        {
            *lines = before;
            return;
        }
    }
}
