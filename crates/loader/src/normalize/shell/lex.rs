//! Shell text to tokens: words with quotes removed, operators, redirections. Linear, never fails: what stays open ends with the text.

use std::ops::Range;

use crate::document::text::Mapped;
use plimsoll_source::Span;

/// How deep `${…:-${…}}` may nest; substitutions that lie deeper are not seen, and the caller says so.
pub(super) const MAX_BRACES: usize = 32;

/// A word as the shell sees it.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Quotes removed; variables and substitutions as written.
    pub(super) text: Mapped,
    /// Where it stands in the text.
    pub(super) range: Range<usize>,
    /// As written.
    pub(super) raw: String,
    /// Where it stands in the file.
    pub(super) span: Span,
    /// It holds a variable or a substitution.
    pub(super) dynamic: bool,
    /// Part of it was quoted or escaped, so it is no reserved word.
    pub(super) quoted: bool,
    /// The texts of command substitutions in it.
    pub(super) substitutions: Vec<Range<usize>>,
}

/// A token.
#[derive(Debug, Clone)]
pub(super) enum Token {
    Word(Word),
    /// `&&`, `||`, `;`, `|`, `|&`, `&`, `\n`, `;;`, `(`, `)`.
    Operator(&'static str, Range<usize>),
    /// A redirection: its operator with the number in front, its target, and for `<<` how its body is read.
    Redirect {
        operator: String,
        target: Option<Word>,
        range: Range<usize>,
    },
}

/// Splits a text into tokens.
pub(super) struct Lexer<'a> {
    text: &'a Mapped,
    at: usize,
    /// The backslash escapes, as in POSIX shells; not so in Windows shells.
    backslash: bool,
    depth: usize,
    /// Something nests deeper than [`MAX_BRACES`].
    pub(super) too_deep: bool,
}

const OPERATORS: [&str; 12] = ["&&", "||", ";;&", ";;", ";&", ";", "|&", "|", "&", "\n", "(", ")"];
const REDIRECTS: [&str; 12] = ["<<<", "<<-", "<<", "<>", "<&", "<", "&>>", "&>", ">>", ">&", ">|", ">"];

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a Mapped, backslash: bool) -> Self {
        Self { text, at: 0, backslash, depth: 0, too_deep: false }
    }

    fn rest(&self) -> &'a str {
        &self.text.as_str()[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Option<Token> {
        self.blanks();
        let start = self.at;
        self.peek()?;
        if let Some(operator) = self.redirect() {
            return Some(self.redirection(operator, start));
        }
        if let Some(operator) = OPERATORS.iter().find(|operator| self.rest().starts_with(**operator)) {
            self.at += operator.len();
            return Some(Token::Operator(if *operator == "|&" { "|" } else { operator }, start..self.at));
        }
        Some(Token::Word(self.word()))
    }

    /// Skips the lines of a heredoc, and gives its body; where its end never comes, that is all the rest.
    pub(super) fn heredoc(&mut self, name: &str, chomp: bool) -> Range<usize> {
        let (start, text) = (self.at, self.text.as_str());
        let mut at = start;
        while at < text.len() {
            let length = text[at..].find('\n').map_or(text.len() - at, |i| i + 1);
            let line = text[at..at + length].trim_end_matches(['\n', '\r']);
            let line = if chomp { line.trim_start_matches('\t') } else { line };
            if line == name {
                self.at = at + length;
                return start..at;
            }
            at += length;
        }
        self.at = text.len();
        start..text.len()
    }

    /// Spaces, continued lines and comments.
    fn blanks(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\u{b}', '\u{c}']);
            self.at += rest.len() - trimmed.len();
            if self.backslash && trimmed.starts_with("\\\n") {
                self.at += 2;
            } else if trimmed.starts_with('#') {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else {
                return;
            }
        }
    }

    /// A redirection operator with the file descriptor in front of it.
    fn redirect(&self) -> Option<String> {
        let rest = self.rest();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let after = &rest[digits..];
        let operator = REDIRECTS.iter().find(|operator| after.starts_with(**operator))?;
        if after[operator.len()..].starts_with('(') && matches!(*operator, "<" | ">") {
            // Process substitution is part of a word.
            return None;
        }
        Some(rest[..digits + operator.len()].to_owned())
    }

    fn redirection(&mut self, operator: String, start: usize) -> Token {
        self.at += operator.len();
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let ends = |c: char| c.is_whitespace() || matches!(c, '&' | '|' | ';' | '(' | ')' | '<' | '>');
        let target = self.peek().filter(|c| !ends(*c)).map(|_| self.word());
        let end = target.as_ref().map_or(start + operator.len(), |word| word.range.end);
        self.at = end.max(start + operator.len());
        Token::Redirect { operator, target, range: start..end }
    }

    fn word(&mut self) -> Word {
        let start = self.at;
        let empty = self.text.part(start..start);
        let mut word = Word {
            raw: String::new(),
            span: empty.span(),
            text: empty,
            range: start..start,
            dynamic: false,
            quoted: false,
            substitutions: Vec::new(),
        };
        while let Some(c) = self.peek() {
            match c {
                '\'' => self.single_quoted(&mut word),
                '"' => self.double_quoted(&mut word),
                '\\' if self.backslash => self.escaped(&mut word),
                '$' | '`' => self.dynamic(&mut word),
                '<' | '>' if self.rest()[1..].starts_with('(') => self.process(&mut word),
                '<' | '>' | '&' | '|' | ';' | '(' | ')' => break,
                c if c.is_whitespace() => break,
                c => self.keep(&mut word, c.len_utf8()),
            }
        }
        if self.at == start {
            // Nothing may stand still.
            let length = self.peek().map_or(0, char::len_utf8);
            self.keep(&mut word, length);
        }
        word.range.end = self.at;
        word.raw = self.text.as_str()[word.range.clone()].to_owned();
        word.span = self.text.locate(word.range.clone());
        word
    }

    fn keep(&mut self, word: &mut Word, length: usize) {
        word.text.push_part(self.text, self.at..self.at + length);
        self.at += length;
    }

    fn escaped(&mut self, word: &mut Word) {
        self.at += 1;
        match self.peek() {
            Some('\n') => self.at += 1,
            Some(c) => {
                word.quoted = true;
                self.keep(word, c.len_utf8());
            }
            None => {}
        }
    }

    fn single_quoted(&mut self, word: &mut Word) {
        word.quoted = true;
        self.at += 1;
        let length = self.rest().find('\'').unwrap_or(self.rest().len());
        self.keep(word, length);
        self.at = (self.at + 1).min(self.text.as_str().len());
    }

    fn double_quoted(&mut self, word: &mut Word) {
        word.quoted = true;
        self.at += 1;
        while let Some(c) = self.peek() {
            match c {
                '"' => {
                    self.at += 1;
                    return;
                }
                '$' | '`' => self.dynamic(word),
                '\\' if self.backslash && self.rest()[1..].starts_with(['"', '\\', '$', '`', '\n']) => {
                    self.escaped(word)
                }
                c => self.keep(word, c.len_utf8()),
            }
        }
    }

    /// A variable or substitution; it stays in the word as written.
    fn dynamic(&mut self, word: &mut Word) {
        let start = self.at;
        if self.dollar(&mut word.substitutions) {
            word.dynamic = true;
        }
        let end = self.at;
        self.at = start;
        self.keep(word, end - start);
    }

    /// `<(…)`.
    fn process(&mut self, word: &mut Word) {
        let start = self.at;
        self.at += 2;
        let inner = self.parenthesised();
        word.substitutions.push(inner);
        word.dynamic = true;
        let end = self.at;
        self.at = start;
        self.keep(word, end - start);
    }

    /// Moves past `$…` or a back-quoted text; false for a dollar that means itself.
    fn dollar(&mut self, substitutions: &mut Vec<Range<usize>>) -> bool {
        let rest = self.rest();
        if let Some(quoted) = rest.strip_prefix('`') {
            let inner = self.at + 1;
            let end = unescaped(quoted, '`').map_or(self.text.as_str().len(), |i| inner + i);
            substitutions.push(inner..end);
            self.at = (end + 1).min(self.text.as_str().len());
            return true;
        }
        self.at += 1;
        let rest = self.rest();
        if rest.starts_with("((") {
            self.at += 1;
            self.parenthesised();
            return true;
        }
        match rest.chars().next() {
            Some('(') => {
                self.at += 1;
                let inner = self.parenthesised();
                substitutions.push(inner);
                true
            }
            Some('{') => {
                self.at += 1;
                self.braced(substitutions);
                true
            }
            Some(c) if c.is_alphabetic() || c == '_' => {
                let name = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
                self.at += name;
                true
            }
            Some(c) if c.is_ascii_digit() || "@*#?-$!".contains(c) => {
                self.at += 1;
                true
            }
            _ => false,
        }
    }

    /// The text up to the parenthesis that closes; stands behind it afterwards.
    fn parenthesised(&mut self) -> Range<usize> {
        let start = self.at;
        let mut open = 1usize;
        while let Some(c) = self.peek() {
            match c {
                '(' => open += 1,
                ')' => open -= 1,
                '\\' if self.backslash => self.at += 1,
                '\'' => {
                    let rest = &self.rest()[1..];
                    self.at += rest.find('\'').map_or(rest.len(), |i| i + 1);
                }
                '"' => {
                    let rest = &self.rest()[1..];
                    self.at += quoted_length(rest);
                }
                _ => {}
            }
            if open == 0 {
                let end = self.at;
                self.at += 1;
                return start..end;
            }
            self.at += self.peek().map_or(0, char::len_utf8);
        }
        start..self.at
    }

    fn braced(&mut self, substitutions: &mut Vec<Range<usize>>) {
        self.depth += 1;
        while let Some(c) = self.peek() {
            match c {
                '}' => {
                    self.at += 1;
                    break;
                }
                '$' | '`' if self.depth < MAX_BRACES => {
                    self.dollar(substitutions);
                }
                '$' | '`' => {
                    self.too_deep = true;
                    self.at += 1;
                }
                '\\' if self.backslash => {
                    self.at += 1;
                    self.at += self.peek().map_or(0, char::len_utf8);
                }
                c => self.at += c.len_utf8(),
            }
        }
        self.depth -= 1;
    }
}

/// Where a character stands that no backslash escapes.
fn unescaped(text: &str, wanted: char) -> Option<usize> {
    let mut chars = text.char_indices();
    while let Some((i, c)) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if c == wanted {
            return Some(i);
        }
    }
    None
}

/// The length of what stands between double quotes, the closing one included, substitutions with quotes of their own skipped.
fn quoted_length(text: &str) -> usize {
    let mut depth = 0usize;
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '$' if chars.peek().is_some_and(|(_, c)| *c == '(') => {
                depth += 1;
                chars.next();
            }
            '(' if depth > 0 => depth += 1,
            ')' if depth > 0 => depth -= 1,
            '"' if depth == 0 => return i + 1,
            _ => {}
        }
    }
    text.len()
}
