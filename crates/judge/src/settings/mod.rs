//! Noun: a YAML file of our own (configuration, waivers): read strictly against its JSON Schema, with the place of whatever is wrong in it.
//!
//! Knows nothing of what the settings mean: that is for [`crate::config`] and [`crate::waiver`].

mod place;
mod schema;

use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) use self::place::Pointer;
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, Sources, Span};

/// Settings are small: a larger file is a mistake or an attack.
const MAX_BYTES: usize = 4 << 20;

/// More than this many problems in one file tell nobody anything.
pub(crate) const MAX_PROBLEMS: usize = 50;

/// Longer words are cut in messages: they are no names that anybody would recognise.
const MAX_WORD: usize = 60;

/// A settings file that fits its schema, and the way back from its parts to their places.
#[derive(Debug)]
pub(crate) struct Settings<T> {
    /// What it says.
    pub(crate) value: T,
    /// Where it says so.
    pub(crate) places: Places,
}

/// Finds the parts of one settings file in its text.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    root: std::sync::Arc<place::Placed>,
}

impl Places {
    /// The value that a pointer names, or what is nearest above it.
    pub(crate) fn value(&self, pointer: &[Pointer]) -> Span {
        self.root.find(pointer, false)
    }

    /// Whether the file has what a pointer names.
    pub(crate) fn has(&self, pointer: &[Pointer]) -> bool {
        self.root.has(pointer)
    }

    /// The key of the entry that a pointer names, or what is nearest above it.
    pub(crate) fn key(&self, pointer: &[Pointer]) -> Span {
        self.root.find(pointer, true)
    }
}

/// Reads a settings file: syntax, duplicate keys and schema. Either it fits, or there is at least one problem.
///
/// # Errors
/// Everything that does not fit, each at its place, under the given problem code.
pub(crate) fn read<T: DeserializeOwned>(
    sources: &Sources,
    file: FileId,
    schema_text: &str,
    code: &'static str,
) -> Result<Settings<T>, Vec<Problem>> {
    let source = sources.get(file);
    let start = Span::new(file, 0, 0);
    if source.text.len() > MAX_BYTES {
        let message = format!("{} is {} bytes; settings have at most {MAX_BYTES}", source.path, source.text.len());
        return Err(vec![Problem::error(code, message).at(start)]);
    }
    let (value, placed) = match place::parse(sources, file) {
        Ok(read) => read,
        Err(problems) => return Err(bounded(problems.into_iter().map(|problem| ours(problem, code)).collect())),
    };
    let places = Places { root: std::sync::Arc::new(placed) };
    let problems = schema::violations(&value, schema_text, &places, code);
    if !problems.is_empty() {
        return Err(problems);
    }
    match serde_json::from_value(value) {
        Ok(value) => Ok(Settings { value, places }),
        Err(error) => Err(vec![Problem::error(code, format!("{} is not valid: {error}", source.path)).at(start)]),
    }
}

/// What the YAML reader says, as one of our files has it.
fn ours(problem: Problem, code: &'static str) -> Problem {
    Problem { code, help: None, ..problem }
}

/// At most [`MAX_PROBLEMS`] problems of one file, in order of their places, and a last one that tells how many more there are.
pub(crate) fn bounded(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by_key(|problem| problem.span.map(|span| span.start));
    let more = problems.len().saturating_sub(MAX_PROBLEMS);
    problems.truncate(MAX_PROBLEMS);
    if let Some(last) = problems.last().filter(|_| more > 0) {
        let message = format!("there are {more} more mistakes in this file; they are not told one by one");
        problems.push(Problem { message, help: None, related: Vec::new(), ..last.clone() });
    }
    problems
}

/// A word of a file as messages may hold it.
pub(crate) fn shortened(word: &str) -> String {
    if word.chars().nth(MAX_WORD).is_none() {
        return word.to_owned();
    }
    format!("{}…", word.chars().take(MAX_WORD).collect::<String>())
}

/// A JSON value in a few words, for messages.
pub(crate) fn described(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::String(text) => format!("`{}`", shortened(text)),
        other => format!("`{other}`"),
    }
}
