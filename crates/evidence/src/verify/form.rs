//! Whether the four documents are there, are what their schemas say, and stand in the form in which they were written.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use super::{Documents, Failure};
use crate::{Files, MANIFEST, written};

const SCHEMAS: [(&str, &str); 4] = [
    (MANIFEST, include_str!("../../schemas/evidence/manifest.json")),
    ("results.json", include_str!("../../schemas/evidence/results.json")),
    ("controls.json", include_str!("../../schemas/evidence/controls.json")),
    ("waivers.json", include_str!("../../schemas/evidence/waivers.json")),
];

static VALIDATORS: LazyLock<Vec<(&str, Validator)>> = LazyLock::new(|| {
    let compiled = SCHEMAS.iter().map(|(name, schema)| {
        let schema: Value = serde_json::from_str(schema).expect("internal: an embedded schema is JSON");
        (*name, jsonschema::validator_for(&schema).expect("internal: an embedded schema is a schema"))
    });
    compiled.collect()
});

/// Of one document no more violations than this are told: one explains the others.
const TOLD: usize = 5;

/// Reads them. A document that is not what its schema says is told about and read as far as it goes.
pub(super) fn documents(files: &Files, failures: &mut Vec<Failure>) -> Documents {
    let mut read = VALIDATORS.iter().map(|(name, validator)| document(files, name, validator, failures));
    let mut next = || read.next().expect("internal: each document has a schema");
    Documents { manifest: next(), results: next(), controls: next(), waivers: next() }
}

fn document(files: &Files, name: &str, validator: &Validator, failures: &mut Vec<Failure>) -> Value {
    let mut wrong = |message: String| failures.push(Failure::new(name, "form", message));
    let Some(bytes) = files.get(name) else {
        wrong("the file is missing".to_owned());
        return Value::Null;
    };
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => {
            wrong(format!("it is not JSON: {error}"));
            return Value::Null;
        }
    };
    if written(name, &value).ok().as_ref() != Some(bytes) {
        let form = if name == MANIFEST { "canonical form (RFC 8785)" } else { "the form it is written in" };
        wrong(format!("it is not in {form}"));
    }
    for error in validator.iter_errors(&value).take(TOLD) {
        let place = error.instance_path().to_string();
        let place = if place.is_empty() { "the document" } else { place.as_str() };
        // The value itself may be long, or not ours to show.
        wrong(format!("{place} is not what its schema says ({})", error.schema_path()));
    }
    value
}
