//! Step 2, env files: text → [`EnvDocument`]. Pure; the variables around the file come in as a function.
//!
//! The grammar is that of the reference (compose-go's dotenv), quirks included where they decide what a container sees. A statement that
//! cannot be read becomes a problem and reading goes on with the next line, so that one bad line hides nothing.

use std::collections::HashMap;
use std::ops::Range;

use super::templates;
use crate::document::env::{Assignment, EnvDocument, EnvFormat, Quote, VariableUse};
use crate::document::template::{self, TemplateError, TemplateErrorKind};
use crate::document::text::Mapped;
use plimsoll_source::problem::{Problem, Severity};
use plimsoll_source::{FileId, Located, Span};

/// How many bytes all values of one file may add up to beyond the file's own size: guards against values that double line by line.
pub const VALUES_LIMIT: usize = 4 << 20;
/// How many statements one file may have.
pub const ASSIGNMENTS_LIMIT: usize = 5_000;
/// How many problems of one file are told one by one.
pub const PROBLEMS_LIMIT: usize = 50;

/// Reads an env file. `around` gives the variables around it: they come before the file's own when values are expanded, and fill bare names.
pub fn document(
    file: FileId,
    text: &str,
    format: EnvFormat,
    around: &dyn Fn(&str) -> Option<String>,
) -> (EnvDocument, Vec<Problem>) {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = EnvReader {
        file,
        text,
        at: start,
        around,
        defined: HashMap::new(),
        budget: VALUES_LIMIT + text.len(),
        document: EnvDocument::default(),
        problems: Vec::new(),
        untold: 0,
        untold_severity: Severity::Warning,
    };
    match format {
        EnvFormat::Dotenv => reader.dotenv(),
        EnvFormat::Raw => reader.raw(),
    }
    reader.finish()
}

/// Reads an env file that a template language makes and that is none as it stands: what is filled in is unknown. Answers how much that is, too; `None`
/// where nothing in it looks like a template, or where it is no env file even so.
pub fn template(
    file: FileId,
    text: &str,
    format: EnvFormat,
    around: &dyn Fn(&str) -> Option<String>,
) -> Option<(EnvDocument, usize)> {
    let masked = templates::masked(text)?;
    let (mut document, problems) = document(file, &masked.text, format, around);
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return None;
    }
    for assignment in &mut document.assignments {
        let is_filled_in = |word: &Range<usize>| {
            word.start < assignment.span.end as usize && (assignment.span.start as usize) < word.end
        };
        if masked.words.iter().any(is_filled_in) {
            assignment.value = None;
        }
    }
    Some((document, masked.words.len()))
}

struct EnvReader<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
    around: &'a dyn Fn(&str) -> Option<String>,
    defined: HashMap<String, String>,
    budget: usize,
    document: EnvDocument,
    problems: Vec<Problem>,
    untold: usize,
    untold_severity: Severity,
}

/// A name with what stands before it, and what ends it.
struct Name {
    range: Range<usize>,
    exported: bool,
    end: NameEnd,
}

#[derive(PartialEq, Eq)]
enum NameEnd {
    Separator,
    LineBreak,
    EndOfFile,
}

impl<'a> EnvReader<'a> {
    fn finish(mut self) -> (EnvDocument, Vec<Problem>) {
        if self.untold > 0 {
            let message = format!("{} more problems in this file are not told", self.untold);
            self.problems.push(Problem { severity: self.untold_severity, ..Problem::error("env-syntax", message) });
            if let Some(last) = self.problems.last_mut() {
                last.span = Some(Span::new(self.file, 0, 0));
            }
        }
        (self.document, self.problems)
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn tell(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS_LIMIT {
            self.problems.push(problem);
        } else {
            self.untold += 1;
            self.untold_severity = self.untold_severity.min(problem.severity);
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip(&mut self, blank: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !blank(c)).unwrap_or(rest.len());
    }

    /// To the end of the line, the line break left standing.
    fn line_end(&self) -> usize {
        self.at + self.rest().find('\n').unwrap_or(self.rest().len())
    }

    fn lookup(&self, name: &str) -> Option<String> {
        (self.around)(name).or_else(|| self.defined.get(name).cloned())
    }

    fn add(&mut self, assignment: Assignment) {
        if let Some(value) = &assignment.value {
            self.defined.insert(assignment.key.value.clone(), value.clone());
        }
        self.document.assignments.push(assignment);
    }

    /// Whether there are as many statements as are read, which is told at the next one.
    fn is_full(&mut self) -> bool {
        let full = self.document.assignments.len() == ASSIGNMENTS_LIMIT;
        if full {
            let message = format!("the file has more than {ASSIGNMENTS_LIMIT} statements; the rest is not read");
            let span = self.span(self.at..self.line_end());
            // What hides the rest is never among what is not told.
            self.problems.push(Problem::error("env-limit", message).at(span).help("split the file"));
        }
        full
    }

    fn comment(&mut self) {
        let range = self.at..self.line_end();
        let text = self.text[range.clone()].trim_end_matches('\r');
        let span = self.span(range.start..range.start + text.len());
        self.document.comments.push(Located { value: text.to_owned(), span });
        self.at = range.end;
    }

    // ---------------------------------------------------------------- dotenv

    fn dotenv(&mut self) {
        loop {
            self.skip(char::is_whitespace);
            if self.at >= self.text.len() {
                return;
            }
            if self.rest().starts_with('#') {
                self.comment();
                continue;
            }
            let line = self.at;
            if self.is_full() {
                return;
            }
            if let Err(problem) = self.statement() {
                self.tell(problem);
                self.at = line;
                self.at = self.line_end();
            }
        }
    }

    fn statement(&mut self) -> Result<(), Problem> {
        let name = self.name()?;
        let key = Located { value: self.text[name.range.clone()].to_owned(), span: self.span(name.range.clone()) };
        if name.end == NameEnd::EndOfFile {
            // The reference needs the line break: without it, it takes the text for the value of a variable without a name.
            let message =
                format!("{} stands on a last line without a line break, so it is not passed on", said(&key.value));
            let help = "end the file with a line break, or write NAME=value";
            self.tell(Problem::warning("env-bare-last-line", message).help(help).at(key.span));
            self.add(bare(key, name.exported, None));
            return Ok(());
        }
        if key.value.contains(' ') {
            let problem = Problem::error("env-syntax", format!("{} contains a space", said(&key.value)));
            return Err(problem.at(key.span).help("write NAME=value, and comment lines out with #"));
        }
        if name.end == NameEnd::LineBreak {
            let value = (self.around)(&key.value);
            if !key.value.is_empty() {
                self.add(bare(key, name.exported, value));
            }
            return Ok(());
        }
        match self.rest().chars().next() {
            Some('\'') => self.quoted(key, name.exported, Quote::Single),
            Some('"') => self.quoted(key, name.exported, Quote::Double),
            _ => {
                self.unquoted(key, name.exported);
                Ok(())
            }
        }
    }

    /// Reads a name up to its separator or the end of its line, and the blanks behind it.
    fn name(&mut self) -> Result<Name, Problem> {
        let exported = self.rest().strip_prefix("export").is_some_and(|rest| rest.starts_with(char::is_whitespace));
        if exported {
            self.at += "export".len();
            self.skip(is_blank);
        }
        let start = self.at;
        let found = self.rest().char_indices().find(|(_, c)| !is_blank(*c) && !is_name(*c));
        let end = match found {
            Some((_, '=' | ':')) => NameEnd::Separator,
            Some((_, '\n')) => NameEnd::LineBreak,
            Some((i, c)) => {
                let message = format!("unexpected character {c:?} in a variable name");
                let problem = Problem::error("env-syntax", message).at(self.span(start + i..start + i + c.len_utf8()));
                return Err(problem.help("names have letters, digits, and _ . - [ ]; write NAME=value"));
            }
            None => NameEnd::EndOfFile,
        };
        let length = found.map_or(self.rest().len(), |(i, _)| i);
        let name = self.rest()[..length].trim_end();
        self.at = start + length + usize::from(found.is_some());
        self.skip(is_blank);
        Ok(Name { range: start..start + name.len(), exported, end })
    }

    fn unquoted(&mut self, key: Located<String>, exported: bool) {
        let (start, end) = (self.at, self.line_end());
        let line = &self.text[start..end];
        let comment = line.find(" #");
        let value = line[..comment.unwrap_or(line.len())].trim_end();
        if let Some(at) = comment {
            self.at = start + at + 1;
            self.comment();
        }
        self.at = end;
        let mut mapped = Mapped::empty(self.file);
        mapped.push_verbatim(value, start);
        let span = self.span(start..start + value.len());
        let mut assignment = Assignment { span, content: span, exported, ..bare(key, false, None) };
        assignment.bare = false;
        self.expand(&mut assignment, &mapped);
        self.add(assignment);
    }

    fn quoted(&mut self, key: Located<String>, exported: bool, quote: Quote) -> Result<(), Problem> {
        let start = self.at;
        let Some(end) = self.closing_quote(quote) else {
            let problem = Problem::error("env-syntax", format!("unterminated quoted value of {}", said(&key.value)));
            let span = self.span(start..self.line_end());
            return Err(problem.at(span).help(format!("close the value with {}", quote.as_str())));
        };
        let content = start + 1..end;
        let mut assignment = Assignment {
            span: self.span(start..end + 1),
            content: self.span(content.clone()),
            quote,
            exported,
            ..bare(key, false, None)
        };
        assignment.bare = false;
        let written = &self.text[content.clone()];
        match quote {
            Quote::Double => {
                let decoded = decoded(self.file, written, content.start);
                self.expand(&mut assignment, &decoded);
            }
            Quote::Single | Quote::None => assignment.value = Some(written.replace("\\'", "'")),
        }
        self.at = end + 1;
        self.after_quote(&assignment.key.value);
        self.add(assignment);
        Ok(())
    }

    /// The quote that ends the value begun at the current place; `\` before a quote makes it part of the value.
    fn closing_quote(&self, quote: Quote) -> Option<usize> {
        let quote = *quote.as_str().as_bytes().first()?;
        let mut escaped = false;
        for (i, byte) in self.rest().bytes().enumerate().skip(1) {
            if byte == quote && !escaped {
                return Some(self.at + i);
            }
            escaped = byte == b'\\' && !escaped;
        }
        None
    }

    /// The reference reads what follows a closing quote as another statement; say so, as nobody means that.
    fn after_quote(&mut self, key: &str) {
        // Only the next statement is looked at, not the rest of the line: a line may have very many of them.
        let rest = self.rest().trim_start_matches(|c: char| c != '\n' && c.is_whitespace());
        if !rest.is_empty() && !rest.starts_with(['#', '\n']) {
            let start = self.text.len() - rest.len();
            let word = rest.chars().take(80).take_while(|c| !c.is_whitespace());
            let end = start + word.map(char::len_utf8).sum::<usize>();
            let message = format!("text after the closing quote of {} is read as another statement", said(key));
            let help = "escape the quote inside the value, or remove the text behind it";
            let span = self.span(start..end);
            self.tell(Problem::warning("env-text-after-quote", message).help(help).at(span));
        }
    }

    /// Expands a text into the assignment's value; where that fails, the value stays unknown and a problem tells why.
    fn expand(&mut self, assignment: &mut Assignment, text: &Mapped) {
        if self.budget == 0 && text.as_str().contains('$') {
            self.over_budget(assignment.span);
            return;
        }
        match template::expand(text.as_str(), &|name| self.lookup(name)) {
            Ok(expanded) if expanded.text.len() > self.budget => {
                self.budget = 0;
                self.over_budget(assignment.span);
            }
            Ok(expanded) => {
                self.budget -= expanded.text.len();
                assignment.uses = expanded
                    .uses
                    .into_iter()
                    .map(|u| VariableUse {
                        name: u.name,
                        operator: u.operator,
                        state: u.state,
                        span: text.locate(u.range),
                    })
                    .collect();
                assignment.value = Some(expanded.text);
            }
            Err(TemplateError { kind, range, message }) => {
                if kind == TemplateErrorKind::Limit {
                    // It was worked for all the same.
                    self.budget = self.budget.saturating_sub(template::EXPANSION_LIMIT);
                }
                let message = format!("{message}, in the value of {}", said(&assignment.key.value));
                let problem = Problem::error(kind.code(), message).help(kind.help()).at(text.locate(range));
                self.tell(match kind {
                    TemplateErrorKind::Required { name } => problem.lacking(name),
                    TemplateErrorKind::Syntax | TemplateErrorKind::Limit => problem,
                });
            }
        }
    }

    fn over_budget(&mut self, span: Span) {
        let message = format!("values of this file add up to more than {VALUES_LIMIT} bytes");
        let help = "write long values once instead of repeating them through variables";
        self.tell(Problem::error("env-limit", message).help(help).at(span));
    }

    // ---------------------------------------------------------------- raw

    fn raw(&mut self) {
        while self.at < self.text.len() {
            let end = self.line_end();
            let line = self.text[self.at..end].strip_suffix('\r').unwrap_or(&self.text[self.at..end]);
            let stop = self.at + line.len();
            self.at = stop - line.trim_start().len();
            if self.rest().starts_with('#') && self.at < stop {
                self.comment();
            } else if self.at < stop {
                if self.is_full() {
                    return;
                }
                self.raw_statement(self.at..stop);
            }
            self.at = end + 1;
        }
    }

    fn raw_statement(&mut self, line: Range<usize>) {
        let text = &self.text[line.clone()];
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let key = Located { value: name.to_owned(), span: self.span(line.start..line.start + name.len()) };
        let help = "write NAME=value without blanks around the name";
        if name.is_empty() {
            let problem = Problem::error("env-syntax", "no variable name before `=`").help(help);
            self.tell(problem.at(self.span(line)));
        } else if name.contains(char::is_whitespace) {
            let problem = Problem::error("env-syntax", format!("{} contains white space", said(name))).help(help);
            self.tell(problem.at(key.span));
        } else if let Some(value) = value {
            let span = self.span(line.end - value.len()..line.end);
            let value = Some(value.to_owned());
            self.add(Assignment { value, span, content: span, bare: false, ..bare(key, false, None) });
        } else {
            let value = (self.around)(name);
            self.add(bare(key, false, value));
        }
    }
}

/// A name as messages call it. What cannot be read may be a piece of a secret, so nothing longer than a name is repeated.
fn said(name: &str) -> String {
    const LONGEST: usize = 60;
    match name.char_indices().nth(LONGEST) {
        None if name.is_empty() => "a variable without a name".to_owned(),
        None => format!("variable {name:?}"),
        Some(_) => "a name of more than 60 characters".to_owned(),
    }
}

fn bare(key: Located<String>, exported: bool, value: Option<String>) -> Assignment {
    let span = key.span;
    Assignment { key, value, span, content: span, quote: Quote::None, exported, bare: true, uses: Vec::new() }
}

fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}')
}

fn is_name(c: char) -> bool {
    matches!(c, '_' | '.' | '-' | '[' | ']') || c.is_alphabetic() || c.is_numeric()
}

/// The text of a double-quoted value before expansion: escapes decoded, `\$` turned into the template's `$$`.
fn decoded(file: FileId, written: &str, start: usize) -> Mapped {
    let mut text = Mapped::empty(file);
    let (mut literal, mut at) = (0, 0);
    while let Some(found) = written[at..].find('\\') {
        let escape = at + found;
        let (meaning, length) = escape_meaning(&written[escape..]);
        at = escape + length;
        if let Some(meaning) = meaning {
            text.push_verbatim(&written[literal..escape], start + literal);
            text.push_meaning(&meaning, Span::new(file, start + escape, start + at));
            literal = at;
        }
    }
    text.push_verbatim(&written[literal..], start + literal);
    text
}

/// What an escape sequence stands for, and its length; none where it stands for itself.
fn escape_meaning(text: &str) -> (Option<String>, usize) {
    let simple = match text.as_bytes().get(1) {
        Some(b'a') => "\u{7}",
        Some(b'b') => "\u{8}",
        Some(b'f') => "\u{c}",
        Some(b'n') => "\n",
        Some(b'r') => "\r",
        Some(b't') => "\t",
        Some(b'v') => "\u{b}",
        Some(b'"') => "\"",
        Some(b'\\') => "\\",
        Some(b'$') => "$$",
        Some(b'0') => {
            let digits: String = text[2..].chars().take(3).take_while(char::is_ascii_digit).collect();
            let length = 2 + digits.len();
            // The reference drops the zero even where the digits are no octal number of three places.
            let meaning = match u8::from_str_radix(&digits, 8) {
                Ok(code) if digits.len() == 3 => char::from(code).to_string(),
                _ => format!("\\{digits}"),
            };
            return (Some(meaning), length);
        }
        // A character of more than one byte is no escape; go on behind the backslash.
        _ => return (None, 1),
    };
    (Some(simple.to_owned()), 2)
}

#[cfg(test)]
mod tests;
