//! `plimsoll parse --as env`.

use plimsoll_loader::document::env::{Assignment, EnvFormat};
use plimsoll_loader::load;
use plimsoll_source::{FileId, Sources};
use serde_json::{Map, Value, json};

use super::{Request, Tree};

pub(super) fn tree(request: &Request, file: FileId, sources: &Sources) -> Tree {
    let source = sources.get(file);
    let format = if request.raw { EnvFormat::Raw } else { EnvFormat::Dotenv };
    let around = |name: &str| request.define.get(name).cloned();
    let (document, problems) = load::env::document(file, &source.text, format, &around);
    let assignments =
        document.assignments.iter().map(|assignment| assignment_json(request, assignment, sources)).collect();
    let mut members = Map::new();
    members.insert("assignments".to_owned(), Value::Array(assignments));
    Tree { members, problems }
}

fn assignment_json(request: &Request, assignment: &Assignment, sources: &Sources) -> Value {
    let key = sources.shown_location(assignment.key.span);
    let value = sources.shown_location(assignment.span);
    json!({
        "key": assignment.key.value,
        "value": assignment.value.as_ref().map(|value| request.veil.text(value, assignment.span)),
        "line": key.start.line,
        "exported": assignment.exported,
        "quote": assignment.quote.as_str(),
        "key_location": {"start": key.start, "end": key.end},
        "value_location": {"start": value.start, "end": value.end},
    })
}
