//! The builder's word language: quotes, escapes and `${variable}` with all its operators. Knows no instruction and no scope: a lookup
//! function says what a variable is.

use std::ops::Range;

use super::pattern;
use crate::document::template;

const MAX_DEPTH: usize = 64;
/// An expansion may be longer than what it was written as by this much, so that `ENV A=$A$A` ends.
const MAX_GROWTH: usize = 16 << 10;

/// What a lookup finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The value as far as it is known.
    pub text: String,
    /// All of it is known.
    pub known: bool,
}

/// A use of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The variable.
    pub name: String,
    /// The bytes of the input that use it, from `$` on.
    pub range: Range<usize>,
    /// ``, `:-`, `-`, `:+`, `+`, `:?`, `?`, `#`, `%`, `/`, `//`.
    pub operator: &'static str,
    /// Something gives it a value.
    pub set: bool,
}

/// What comes out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expansion {
    /// The whole text.
    pub text: String,
    /// The text split at spaces that are not quoted.
    pub words: Vec<String>,
    /// Variables in it, in order.
    pub uses: Vec<Use>,
    /// It depends on nothing that is unset or unknown.
    pub known: bool,
    /// A placeholder of a template is in it, as written.
    pub opaque: bool,
}

/// Why a word has no meaning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpandError {
    /// Lower-case, no full stop.
    pub message: String,
    /// The byte of the input at fault.
    pub at: usize,
    /// The variable that must be given and is not, where that is the fault.
    pub lacks: Option<String>,
}

/// How words are read.
#[derive(Debug, Clone, Copy)]
pub struct Lexer {
    /// The escape character.
    pub escape: char,
    /// Quotes stay.
    pub raw_quotes: bool,
    /// Escape characters stay.
    pub raw_escapes: bool,
    /// Variables that nothing sets stay as written.
    pub keep_unset: bool,
    /// `${space:name}`, of which only a template language can make something, stays as written.
    pub open: bool,
}

impl Lexer {
    /// As the builder reads the arguments of instructions.
    pub fn new(escape: char) -> Self {
        Self { escape, raw_quotes: false, raw_escapes: false, keep_unset: false, open: false }
    }

    /// Removes quotes and escapes and puts values in place of variables.
    ///
    /// # Errors
    /// Where quotes or braces stay open, an operator is unknown, or `:?` refuses.
    pub fn expand(&self, input: &str, lookup: &dyn Fn(&str) -> Option<Value>) -> Result<Expansion, ExpandError> {
        let mut scan = Scan {
            lexer: *self,
            input,
            at: 0,
            lookup,
            uses: Vec::new(),
            known: true,
            opaque: false,
            depth: 0,
            limit: input.len() + MAX_GROWTH,
        };
        let (text, words) = scan.until(None, self.raw_escapes)?;
        let mut uses = scan.uses;
        uses.sort_by_key(|u| u.range.start);
        Ok(Expansion { text, words, uses, known: scan.known, opaque: scan.opaque })
    }
}

struct Scan<'a> {
    lexer: Lexer,
    input: &'a str,
    at: usize,
    lookup: &'a dyn Fn(&str) -> Option<Value>,
    uses: Vec<Use>,
    known: bool,
    opaque: bool,
    depth: usize,
    limit: usize,
}

/// Words as they grow.
#[derive(Default)]
struct Words {
    word: String,
    words: Vec<String>,
}

impl Words {
    fn split(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.end();
            } else {
                self.word.push(c);
            }
        }
    }

    fn end(&mut self) {
        if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }
}

impl Scan<'_> {
    fn peek(&self) -> Option<char> {
        self.input[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T, ExpandError> {
        Err(ExpandError { message: message.into(), at: self.at, lacks: None })
    }

    fn until(&mut self, stop: Option<char>, raw_escapes: bool) -> Result<(String, Vec<String>), ExpandError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.error(format!("variables are nested deeper than {MAX_DEPTH}"));
        }
        let outer = std::mem::replace(&mut self.lexer.raw_escapes, raw_escapes);
        let result = self.until_here(stop);
        self.lexer.raw_escapes = outer;
        self.depth -= 1;
        result
    }

    fn until_here(&mut self, stop: Option<char>) -> Result<(String, Vec<String>), ExpandError> {
        let mut text = String::new();
        let mut words = Words::default();
        while let Some(c) = self.peek() {
            if Some(c) == stop {
                self.next();
                words.end();
                return Ok((text, words.words));
            }
            match c {
                '$' => {
                    let value = self.dollar()?;
                    text.push_str(&value);
                    words.split(&value);
                }
                '\'' | '"' => {
                    let value = if c == '"' { self.double_quoted()? } else { self.single_quoted()? };
                    text.push_str(&value);
                    words.word.push_str(&value);
                }
                '<' if self.input[self.at..].starts_with("<<") => {
                    let mark = self.heredoc_mark();
                    text.push_str(&mark);
                    words.word.push_str(&mark);
                }
                _ => self.plain(&mut text, &mut words),
            }
            if text.len() > self.limit {
                return self.error("it expands to more than the limit of 16 KiB");
            }
        }
        if let Some(stop) = stop {
            return self.error(format!("unexpected end of statement while looking for matching {stop}"));
        }
        words.end();
        Ok((text, words.words))
    }

    fn plain(&mut self, text: &mut String, words: &mut Words) {
        let Some(c) = self.next() else { return };
        if c != self.lexer.escape {
            text.push(c);
            words.split(c.encode_utf8(&mut [0; 4]));
            return;
        }
        if self.lexer.raw_escapes {
            text.push(c);
            words.word.push(c);
        }
        if let Some(escaped) = self.next() {
            text.push(escaped);
            words.word.push(escaped);
        }
    }

    /// `<<` and the spaces behind it stay with the word that follows: a heredoc's name may stand apart.
    fn heredoc_mark(&mut self) -> String {
        let rest = &self.input[self.at..];
        let length = rest.len() - rest[2..].trim_start().len();
        self.at += length;
        rest[..length].to_owned()
    }

    fn single_quoted(&mut self) -> Result<String, ExpandError> {
        let start = self.at;
        self.next();
        let Some(length) = self.input[self.at..].find('\'') else {
            self.at = start;
            return self.error("unexpected end of statement while looking for matching single-quote");
        };
        let inner = self.at..self.at + length;
        self.at = inner.end + 1;
        let range = if self.lexer.raw_quotes { start..self.at } else { inner };
        Ok(self.input[range].to_owned())
    }

    fn double_quoted(&mut self) -> Result<String, ExpandError> {
        let start = self.at;
        self.next();
        let mut text = String::new();
        if self.lexer.raw_quotes {
            text.push('"');
        }
        loop {
            match self.peek() {
                None => {
                    self.at = start;
                    return self.error("unexpected end of statement while looking for matching double-quote");
                }
                Some('"') => {
                    self.next();
                    if self.lexer.raw_quotes {
                        text.push('"');
                    }
                    return Ok(text);
                }
                Some('$') => text.push_str(&self.dollar()?),
                Some(c) => {
                    self.next();
                    if c == self.lexer.escape {
                        self.escaped_in_quotes(&mut text);
                    } else {
                        text.push(c);
                    }
                }
            }
            if text.len() > self.limit {
                return self.error("it expands to more than the limit of 16 KiB");
            }
        }
    }

    /// Between double quotes only `"`, `$` and the escape character itself can be escaped.
    fn escaped_in_quotes(&mut self, text: &mut String) {
        if self.lexer.raw_escapes {
            text.push(self.lexer.escape);
        }
        match self.peek() {
            None => {}
            Some(c) if c == '"' || c == '$' || c == self.lexer.escape => {
                self.next();
                text.push(c);
            }
            Some(_) => text.push(self.lexer.escape),
        }
    }

    fn dollar(&mut self) -> Result<String, ExpandError> {
        let start = self.at;
        self.next();
        if self.peek() == Some('{') {
            self.next();
            return self.braced(start);
        }
        let name = self.name();
        if name.is_empty() {
            return Ok("$".to_owned());
        }
        self.simple(name, start)
    }

    /// `$name` or `${name}`.
    fn simple(&mut self, name: String, start: usize) -> Result<String, ExpandError> {
        let value = self.get(&name, start, "");
        match value {
            Some(value) => {
                self.known &= value.known;
                Ok(value.text)
            }
            None if self.lexer.keep_unset => Ok(self.input[start..self.at].to_owned()),
            None => {
                self.known = false;
                Ok(String::new())
            }
        }
    }

    fn braced(&mut self, start: usize) -> Result<String, ExpandError> {
        let next = self.peek();
        let name = self.name();
        if let Some(written) = self.placeholder(&name, start) {
            return Ok(written);
        }
        match next {
            None => return self.error("syntax error: missing '}'"),
            Some('{' | '}' | ':') => return self.error("syntax error: bad substitution"),
            Some(_) => {}
        }
        let first = self.next();
        let (operator, colon) = match first {
            Some('}') => return self.simple(name, start),
            Some(':') => (self.next(), true),
            other => (other, false),
        };
        match (first, operator) {
            (Some(':' | '+' | '-' | '?' | '#' | '%'), _) => self.with_word(&name, operator, colon, start),
            (Some('/'), _) => self.replaced(&name, start),
            (Some(c), _) => self.error(format!("unsupported modifier ({c}) in substitution of {name}")),
            (None, _) => self.error("syntax error: missing '}'"),
        }
    }

    /// `${templateOption:name}`, `${project.version}`: where the first word is none that variables have, and nothing sets it, a template language fills it in.
    fn placeholder(&mut self, name: &str, start: usize) -> Option<String> {
        let length = template::placeholder(self.input.get(start..)?).filter(|_| self.lexer.open)?;
        if (self.lookup)(name).is_some() {
            return None;
        }
        self.at = start + length;
        (self.known, self.opaque) = (false, true);
        Some(self.input[start..self.at].to_owned())
    }

    fn with_word(
        &mut self,
        name: &str,
        operator: Option<char>,
        colon: bool,
        start: usize,
    ) -> Result<String, ExpandError> {
        let known_before = self.known;
        self.known = true;
        let (word, _) = self.word('}', matches!(operator, Some('#' | '%')))?;
        let word_known = std::mem::replace(&mut self.known, known_before);
        let label = match (operator, colon) {
            (Some('-'), true) => ":-",
            (Some('-'), false) => "-",
            (Some('+'), true) => ":+",
            (Some('+'), false) => "+",
            (Some('?'), true) => ":?",
            (Some('?'), false) => "?",
            (Some('#'), false) => "#",
            (Some('%'), false) => "%",
            (Some(c), _) => return self.error(format!("unsupported modifier (:{c}) in substitution of {name}")),
            (None, _) => return self.error("syntax error: missing '}'"),
        };
        let value = self.get(name, start, label);
        if self.lexer.keep_unset && value.is_none() {
            return Ok(self.input[start..self.at].to_owned());
        }
        let filled = value.as_ref().is_some_and(|value| !(colon && value.text.is_empty()));
        let mut take = |known: bool, text: String| {
            self.known &= known;
            Ok(text)
        };
        match operator {
            Some('-') if !filled => take(word_known, word),
            Some('+') if filled => take(word_known, word),
            Some('+') => take(true, String::new()),
            Some('?') if !filled => {
                let state = if value.is_none() { "unset" } else { "empty" };
                let reason = if word.is_empty() { format!("is not allowed to be {state}") } else { word };
                let error: Result<String, ExpandError> = self.error(format!("{name}: {reason}"));
                error.map_err(|error| ExpandError { lacks: Some(name.to_owned()), ..error })
            }
            Some('#' | '%') => {
                let known = value.as_ref().is_some_and(|value| value.known);
                let text = value.map(|value| value.text).unwrap_or_default();
                let prefix = operator == Some('#');
                let (greedy, pattern) = match word.strip_prefix(if prefix { '#' } else { '%' }) {
                    Some(rest) => (true, rest),
                    None => (false, word.as_str()),
                };
                let trimmed = if prefix {
                    pattern::trim_prefix(pattern, &text, greedy)
                } else {
                    pattern::trim_suffix(pattern, &text, greedy)
                };
                match trimmed {
                    Ok(trimmed) => take(known, trimmed),
                    Err(reason) => {
                        self.error(format!("invalid pattern ({pattern}) in substitution of {name}: {reason}"))
                    }
                }
            }
            _ => match value {
                Some(value) => take(value.known, value.text),
                None => take(false, String::new()),
            },
        }
    }

    /// `${name/pattern/replacement}`, and `//` for all.
    fn replaced(&mut self, name: &str, start: usize) -> Result<String, ExpandError> {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let (pattern, _) = self.word('/', true)?;
        let (replacement, _) = self.word('}', true)?;
        let Some(value) = self.get(name, start, if all { "//" } else { "/" }) else {
            if self.lexer.keep_unset {
                return Ok(self.input[start..self.at].to_owned());
            }
            self.known = false;
            return Ok(String::new());
        };
        self.known &= value.known;
        if pattern::costs_too_much(&pattern, &value.text) {
            let reason = pattern::TOO_LONG;
            return self.error(format!("invalid pattern ({pattern}) in substitution of {name}: {reason}"));
        }
        let regex = match pattern::regex(&pattern, true, false) {
            Ok(regex) => regex,
            Err(reason) => {
                return self.error(format!("invalid pattern ({pattern}) in substitution of {name}: {reason}"));
            }
        };
        let text = value.text;
        // A replacement can turn each byte into many.
        if all && regex.find_iter(&text).count().saturating_mul(replacement.len()) > self.limit {
            return self.error("it expands to more than the limit of 16 KiB");
        }
        if all {
            return Ok(regex.replace_all(&text, replacement.as_str()).into_owned());
        }
        Ok(match regex.find(&text) {
            Some(found) => format!("{}{replacement}{}", &text[..found.start()], &text[found.end()..]),
            None => text,
        })
    }

    /// The word of an operator, up to its end.
    fn word(&mut self, stop: char, raw_escapes: bool) -> Result<(String, Vec<String>), ExpandError> {
        self.until(Some(stop), raw_escapes).or_else(|error| {
            if self.peek().is_none() {
                return self.error(format!("syntax error: missing '{stop}' in ${{}}"));
            }
            Err(error)
        })
    }

    /// Letters, digits and `_`; digits alone; or one special character.
    fn name(&mut self) -> String {
        let rest = &self.input[self.at..];
        let digit = |c: char| c.is_ascii_digit() || (c.is_numeric() && !c.is_alphabetic());
        let length = match rest.chars().next() {
            Some(c) if digit(c) => rest.find(|c| !digit(c)).unwrap_or(rest.len()),
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            _ => rest.find(|c: char| !(c.is_alphabetic() || digit(c) || c == '_')).unwrap_or(rest.len()),
        };
        self.at += length;
        rest[..length].to_owned()
    }

    fn get(&mut self, name: &str, start: usize, operator: &'static str) -> Option<Value> {
        let value = (self.lookup)(name);
        self.uses.push(Use { name: name.to_owned(), range: start..self.at, operator, set: value.is_some() });
        value
    }
}
