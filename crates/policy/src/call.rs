//! Noun: a built-in function of ours as the engine calls it.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use plimsoll_rego::pattern::Pattern;
use regorus::Value;

/// Compiled patterns; shared by all engines of a run.
pub(super) type Patterns = Arc<RwLock<HashMap<Arc<str>, Arc<Pattern>>>>;

pub(super) type Answer = Result<Value, String>;
pub(super) type Function = fn(&Patterns, &[Value]) -> Answer;

/// An argument that must be a string.
pub(super) fn string(args: &[Value], index: usize) -> Result<&str, String> {
    match args.get(index) {
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(format!("argument {} must be a string, not {other}", index + 1)),
        None => Err(format!("argument {} is missing", index + 1)),
    }
}
