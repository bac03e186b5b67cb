//! Takes secret values out of a canonical Compose document, as they are taken out of the model that policies see.

use std::collections::BTreeSet;

use plimsoll::check::{self, Scope};
use plimsoll::discover::Found;
use plimsoll::normalize::compose::{ComposeRequest, Options};
use plimsoll::normalize::secrets::MASK;
use plimsoll::source::Sources;
use serde_json::Value;

use super::Place;

/// Replaces every secret in `document`, the project of `request`, by `***`.
pub(super) fn apply(document: &mut Value, request: &ComposeRequest, place: &Place, sources: &Sources) {
    // What is a secret is decided on the model that policies see, whatever form is printed.
    let request = ComposeRequest { options: Options::default(), ..request.clone() };
    let scope = Scope { project: Some(request), ..Scope::default() };
    let (loaded, _told_by_the_caller) = check::projects(&Found::default(), &scope, &place.files, sources);
    for one in loaded {
        let Ok(Value::Object(mut masked)) = serde_json::to_value(&one.project) else { continue };
        if let Some(Value::Object(extensions)) = masked.remove("extensions") {
            masked.extend(extensions);
        }
        copy(document, &Value::Object(masked));
    }
    replace(document, &secrets(sources));
}

/// Takes over the strings that are masked in a document of the same shape.
fn copy(document: &mut Value, masked: &Value) {
    match (document, masked) {
        (Value::String(text), Value::String(masked)) if masked.contains(MASK) => masked.clone_into(text),
        (Value::Array(items), Value::Array(masked)) => {
            items.iter_mut().zip(masked).for_each(|(item, masked)| copy(item, masked))
        }
        (Value::Object(members), Value::Object(masked)) => {
            for (key, item) in members {
                if let Some(masked) = masked.get(key) {
                    copy(item, masked);
                }
            }
        }
        _ => {}
    }
}

/// Shorter secrets are masked only where they were found: as parts of other texts they would mask half the document.
const SHORTEST: usize = 4;

/// The texts that were found to be secrets, longest first.
fn secrets(sources: &Sources) -> Vec<String> {
    let mut found = BTreeSet::new();
    for (id, file) in sources.all() {
        let texts = sources.hidden(id).into_iter().filter_map(|range| file.text.get(range).map(str::to_owned));
        found.extend(texts.filter(|text| text.len() >= SHORTEST));
    }
    let mut found: Vec<String> = found.into_iter().collect();
    found.sort_by_key(|text| std::cmp::Reverse(text.len()));
    found
}

fn replace(value: &mut Value, secrets: &[String]) {
    match value {
        Value::String(text) => {
            for secret in secrets {
                if text.contains(secret.as_str()) {
                    *text = text.replace(secret.as_str(), MASK);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, secrets)),
        Value::Object(members) => members.values_mut().for_each(|item| replace(item, secrets)),
        _ => {}
    }
}
