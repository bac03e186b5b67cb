//! Noun: a text with variables in it, as Compose files and env files write them: `$NAME`, `${NAME:-word}`, `$$`.
//!
//! [`Template::parse`] finds literal parts and uses of variables with their byte ranges; [`Template::expand`] puts values in. Words of
//! operators are themselves templates, looked at only where they are used, so a mistake in an unused word is none.
//! Knows no file and no environment: ranges count from the start of the text, values come from the caller.

mod expansion;
mod foreign;

use std::ops::Range;

pub use self::foreign::{has_placeholder, is_dotted, placeholder};
pub use plimsoll_model::Operator;
use plimsoll_model::VariableState;

/// How deep words may nest in words.
pub const NESTING_LIMIT: usize = 64;
/// How many bytes the values put into one text may add up to.
pub const EXPANSION_LIMIT: usize = 1 << 20;

/// How many variables one text may use.
pub const USES_LIMIT: usize = 5_000;

/// A text, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Template<'t> {
    text: &'t str,
    parts: Vec<Part>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    /// Stands for itself, but that `$$` in it is a dollar sign.
    Literal(Range<usize>),
    /// A use of a variable.
    Variable(Variable),
    /// `${` that does not begin a use of a variable.
    Invalid(TemplateError),
    /// `${space:name}` or the like, of which only another template language can make something, and why it is no use of a variable.
    Placeholder(Range<usize>, TemplateError),
}

/// A use of a variable as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// What is done with it.
    pub operator: Operator,
    /// The whole use, `$` and braces included.
    pub range: Range<usize>,
    /// The word after the operator; empty where there is none.
    pub word: Range<usize>,
    parts: Vec<Part>,
}

/// The longest match first, as the first operator after the name counts.
const OPERATORS: [(&str, Operator); 6] = [
    (":-", Operator::DefaultIfEmpty),
    (":?", Operator::RequiredNotEmpty),
    (":+", Operator::AlternativeIfNotEmpty),
    ("-", Operator::DefaultIfUnset),
    ("?", Operator::Required),
    ("+", Operator::AlternativeIfSet),
];

/// A text with its values put in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expanded {
    /// The result.
    pub text: String,
    /// The variables that had a part in it, in order of use; a variable in a word comes after the one whose word it is.
    pub uses: Vec<Use>,
}

/// A variable that had a part in a result.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// Its name.
    pub name: String,
    /// What was done with it.
    pub operator: Operator,
    /// Where the value came from.
    pub state: VariableState,
    /// Nothing sets it, and the value is one that is only assumed.
    pub assumed: bool,
    /// It is none: another template language makes something of it.
    pub placeholder: bool,
    /// The whole use in the template.
    pub range: Range<usize>,
    /// What came of it in the result.
    pub output: Range<usize>,
}

/// Why values could not be put in. The message tells of names and grammar only, never of values.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    /// What the matter is.
    pub kind: TemplateErrorKind,
    /// The use at fault.
    pub range: Range<usize>,
    /// One sentence, lower-case.
    pub message: String,
}

/// The kinds of [`TemplateError`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateErrorKind {
    /// `${` that does not begin a use of a variable.
    Syntax,
    /// `:?` or `?` and there is no value.
    Required {
        /// The variable.
        name: String,
    },
    /// A limit was met.
    Limit,
}

impl TemplateErrorKind {
    /// The code of a problem made of it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax => "interpolation-syntax",
            Self::Required { .. } => "variable-required",
            Self::Limit => "interpolation-limit",
        }
    }

    /// The next action.
    pub fn help(&self) -> String {
        match self {
            Self::Syntax => "write `${NAME}`, `${NAME:-default}`, or `$$` for a literal dollar sign".to_owned(),
            Self::Required { name } => format!("give {name} a value in `.env`, in an env file or in the environment"),
            Self::Limit => "put the value in directly, or use fewer variables".to_owned(),
        }
    }
}

impl<'t> Template<'t> {
    /// Takes a text apart. Never fails: what is malformed is an error only where it is expanded.
    pub fn parse(text: &'t str) -> Self {
        Self { text, parts: Parser { text }.parts(0..text.len(), 0) }
    }

    /// All uses of variables, those in words too, in order of their place in the text.
    pub fn variables(&self) -> Vec<&Variable> {
        fn collect<'a>(parts: &'a [Part], found: &mut Vec<&'a Variable>) {
            for part in parts {
                if let Part::Variable(variable) = part {
                    found.push(variable);
                    collect(&variable.parts, found);
                }
            }
        }
        let mut found = Vec::new();
        collect(&self.parts, &mut found);
        found
    }

    /// Puts values in.
    ///
    /// # Errors
    /// The first mistake in what is used: malformed braces, a required variable without a value, a limit.
    pub fn expand(&self, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Expanded, TemplateError> {
        self.put_in(lookup, None)
    }

    fn put_in(&self, lookup: Lookup<'_>, open: Option<Unset<'_>>) -> Result<Expanded, TemplateError> {
        expansion::of(self, lookup, open)
    }
}

/// Gives the value of a variable, where there is one.
type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What becomes of variables that nothing sets, where that only means that they are not known yet.
#[derive(Clone, Copy)]
pub struct Unset<'a> {
    /// What one that has no default is assumed to be.
    pub assumed: Lookup<'a>,
    /// Whether the defaults of one do not count.
    pub without_default: &'a dyn Fn(&str) -> bool,
}

/// Puts the values of `lookup` into a text.
///
/// # Errors
/// See [`Template::expand`].
pub fn expand(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Expanded, TemplateError> {
    if !text.contains('$') {
        return Ok(Expanded { text: text.to_owned(), uses: Vec::new() });
    }
    Template::parse(text).expand(lookup)
}

/// The same where what nothing sets is only not known yet: a required variable without a value is no mistake, and what neither is set nor has a default
/// takes its value from what is assumed, else it is blank.
///
/// # Errors
/// See [`Template::expand`].
pub fn expand_open(text: &str, lookup: Lookup<'_>, open: Unset<'_>) -> Result<Expanded, TemplateError> {
    if !text.contains('$') {
        return Ok(Expanded { text: text.to_owned(), uses: Vec::new() });
    }
    Template::parse(text).put_in(lookup, Some(open))
}

struct Parser<'t> {
    text: &'t str,
}

impl Parser<'_> {
    /// The parts of a range of the text. Every byte is looked at a fixed number of times per level of nesting, and levels are limited. There are not
    /// many more parts than variables that a text may use: what comes after that, or after a mistake, is never put in.
    fn parts(&self, range: Range<usize>, depth: usize) -> Vec<Part> {
        let bytes = self.text.as_bytes();
        let mut parts = Vec::new();
        let (mut variables, mut is_invalid) = (0, false);
        let (mut literal, mut at) = (range.start, range.start);
        // Where the last `}` of the current line stands, and from where on it must be looked for again.
        let (mut last_brace, mut line_end) = (None, range.start);
        while at < range.end {
            if bytes[at] != b'$' {
                at += 1;
                continue;
            }
            let part = match bytes[at + 1..range.end].first() {
                Some(b'$') => {
                    at += 2;
                    continue;
                }
                Some(b'{') => {
                    if at >= line_end {
                        let line = &bytes[at..range.end];
                        line_end = at + line.iter().position(|b| *b == b'\n').unwrap_or(line.len());
                        last_brace = bytes[at..line_end].iter().rposition(|b| *b == b'}').map(|i| at + i);
                    }
                    let part = self.braced(at, line_end, last_brace.filter(|brace| *brace > at), depth);
                    let end = match &part {
                        Part::Variable(variable) => variable.range.end,
                        Part::Placeholder(range, _) => range.end,
                        Part::Literal(_) | Part::Invalid(_) => at + 2,
                    };
                    Some((part, end))
                }
                Some(b) if is_name_start(*b) => {
                    let end = self.name_end(at + 1, range.end);
                    let variable = Variable {
                        name: self.text[at + 1..end].to_owned(),
                        operator: Operator::None,
                        range: at..end,
                        word: end..end,
                        parts: Vec::new(),
                    };
                    Some((Part::Variable(variable), end))
                }
                Some(_) | None => None,
            };
            let Some((part, end)) = part else {
                at += 1;
                continue;
            };
            if literal < at && !is_invalid {
                parts.push(Part::Literal(literal..at));
            }
            variables += usize::from(matches!(part, Part::Variable(_) | Part::Placeholder(..)));
            let is_first_mistake = matches!(part, Part::Invalid(_)) && !is_invalid;
            if matches!(part, Part::Variable(_) | Part::Placeholder(..)) || is_first_mistake {
                parts.push(part);
            }
            is_invalid |= is_first_mistake;
            (literal, at) = (end, end);
            if variables > USES_LIMIT {
                return parts;
            }
        }
        if literal < range.end {
            parts.push(Part::Literal(literal..range.end));
        }
        parts
    }

    fn name_end(&self, start: usize, limit: usize) -> usize {
        let name = &self.text.as_bytes()[start..limit];
        start + name.iter().position(|b| !is_name(*b)).unwrap_or(name.len())
    }

    /// The use at `${`. `line_end` bounds the search for the closing brace: a word has no line break. `last_brace` is the last `}` there.
    fn braced(&self, at: usize, line_end: usize, last_brace: Option<usize>, depth: usize) -> Part {
        let start = at + 2;
        let mistake = |message: String| TemplateError { kind: TemplateErrorKind::Syntax, range: at..start, message };
        let invalid = |message: String| Part::Invalid(mistake(message));
        let foreign = |message: String| match placeholder(&self.text[at..line_end]) {
            Some(length) => Part::Placeholder(at..at + length, mistake(message)),
            None => invalid(message),
        };
        let name_end = match self.text.as_bytes().get(start) {
            Some(b) if start < line_end && is_name_start(*b) => self.name_end(start, line_end),
            _ => return foreign("invalid interpolation format: `${` is not followed by a variable name".to_owned()),
        };
        let name = &self.text[start..name_end];
        let rest = &self.text[name_end..line_end];
        if rest.starts_with('}') {
            let range = at..name_end + 1;
            let (name, word) = (name.to_owned(), name_end..name_end);
            return Part::Variable(Variable { name, operator: Operator::None, range, word, parts: Vec::new() });
        }
        let Some((text, operator)) = OPERATORS.iter().find(|(text, _)| rest.starts_with(text)) else {
            let message = match rest.chars().next() {
                Some(c) => format!(
                    "invalid interpolation format: `${{{name}` is followed by {c:?}, which is neither `}}` nor an operator"
                ),
                None => format!("invalid interpolation format: `${{{name}` is not closed on its line"),
            };
            return foreign(message);
        };
        let word_start = name_end + text.len();
        let Some(last_brace) = last_brace.filter(|brace| *brace >= word_start) else {
            return invalid(format!("invalid interpolation format: `${{{name}{text}` is not closed on its line"));
        };
        if depth >= NESTING_LIMIT {
            let message = format!("variables are nested more than {NESTING_LIMIT} deep");
            return Part::Invalid(TemplateError { kind: TemplateErrorKind::Limit, range: at..start, message });
        }
        // Where braces do not balance, the reference takes everything up to the last brace of the line.
        let word_end = self.closing_brace(at, last_brace).unwrap_or(last_brace).max(word_start);
        let range = at..word_end + 1;
        let word = word_start..word_end;
        let parts = self.parts(word.clone(), depth + 1);
        Part::Variable(Variable { name: name.to_owned(), operator: *operator, range, word, parts })
    }

    /// The `}` that balances the `{` after `at`; every `{` counts, and the character after one is skipped, as in the reference.
    fn closing_brace(&self, at: usize, last: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let (mut open, mut i) = (0usize, at);
        while i <= last {
            match bytes[i] {
                b'}' => {
                    open = open.saturating_sub(1);
                    if open == 0 {
                        return Some(i);
                    }
                }
                b'{' => {
                    open += 1;
                    i += 1;
                }
                _ => {}
            }
            i += 1;
        }
        None
    }
}

fn is_name_start(b: u8) -> bool {
    b == b'_' || b.is_ascii_alphabetic()
}

fn is_name(b: u8) -> bool {
    b == b'_' || b.is_ascii_alphanumeric()
}

/// Whether the use of a variable at `range` is written without braces right after a letter or digit: `$word` of `pa$word`.
pub fn is_glued(text: &str, range: Range<usize>) -> bool {
    let bare = text.get(range.clone()).is_some_and(|written| written.starts_with('$') && !written.starts_with("${"));
    bare && text.get(..range.start).is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric()))
}

#[cfg(test)]
mod tests;
