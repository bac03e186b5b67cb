//! The schema's violations, each at the place of the value at fault.

use super::context::Context;
use super::tree::{Tree, Value};
use crate::problem::Problem;

/// Checks a model against the schema of Compose files and takes the obsolete `version` away.
pub(super) fn check(context: &mut Context<'_>, model: &mut Tree, file: &str) {
    if model.remove("version").is_some_and(|version| version.as_str().is_none()) {
        let message = format!("{file}: version must be a string");
        context.problems.push(Problem::error("compose-schema", message).in_file(file));
    }
}

/// The value a JSON pointer leads to, or the last one on the way.
fn find<'t>(model: &'t Tree, pointer: &str) -> &'t Tree {
    let mut tree = model;
    for segment in pointer.split('/').skip(1) {
        let segment = segment.replace("~1", "/").replace("~0", "~");
        let next = match &tree.value {
            Value::Map(map) => map.get(&segment),
            Value::List(items) => segment.parse::<usize>().ok().and_then(|i| items.get(i)),
            _ => None,
        };
        let Some(next) = next else { break };
        tree = next;
    }
    tree
}
