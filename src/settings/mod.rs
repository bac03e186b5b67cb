//! Noun: a YAML file of our own (configuration, waivers): read strictly against its JSON Schema, with the place of whatever is wrong in it.
//!
//! Knows nothing of what the settings mean: that is for [`crate::config`] and [`crate::waiver`].

mod place;
mod schema;

use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) use self::place::Pointer;
use crate::problem::Problem;
use crate::source::{FileId, Sources, Span};

/// Settings are small: a larger file is a mistake or an attack.
const MAX_BYTES: usize = 4 << 20;

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
    file: FileId,
    text: std::sync::Arc<str>,
}

impl Places {
    /// The value that a pointer names, or what is nearest above it.
    pub(crate) fn value(&self, pointer: &[Pointer]) -> Span {
        place::find(self.file, &self.text, pointer, false)
    }

    /// The key of the entry that a pointer names, or what is nearest above it.
    pub(crate) fn key(&self, pointer: &[Pointer]) -> Span {
        place::find(self.file, &self.text, pointer, true)
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
    let places = Places { file, text: source.text.clone() };
    let start = Span::new(file, 0, 0);
    if source.text.len() > MAX_BYTES {
        let message = format!("{} is {} bytes; settings have at most {MAX_BYTES}", source.path, source.text.len());
        return Err(vec![Problem::error(code, message).at(start)]);
    }
    let value = match place::parse(&source.text) {
        Ok(value) => value,
        Err(error) => {
            let span = Span::new(file, error.offset, error.offset);
            return Err(vec![
                Problem::error(code, format!("{} is not valid: {}", source.path, error.message)).at(span),
            ]);
        }
    };
    let problems = schema::violations(&value, schema_text, &places, code);
    if !problems.is_empty() {
        return Err(problems);
    }
    match serde_json::from_value(value) {
        Ok(value) => Ok(Settings { value, places }),
        Err(error) => Err(vec![Problem::error(code, format!("{} is not valid: {error}", source.path)).at(start)]),
    }
}

/// The word among `known` that somebody who wrote `word` most likely meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let bound = (word.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= bound || same_but_separators(word, candidate))
        .min_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(b.1)))
        .map(|(_, candidate)| candidate)
}

fn same_but_separators(a: &str, b: &str) -> bool {
    let bare =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    bare(a) == bare(b)
}

/// A JSON value in a few words, for messages.
pub(crate) fn described(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::String(text) if text.chars().count() > 60 => {
            format!("`{}…`", text.chars().take(60).collect::<String>())
        }
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}
