//! Takes secret values out of a canonical Compose document, as they are taken out of the model that policies see.

use plimsoll::check::{self, Scope};
use plimsoll::discover::Found;
use plimsoll::normalize::compose::{ComposeRequest, Options};
use plimsoll::normalize::secrets::MASK;
use plimsoll::source::Sources;
use serde_json::Value;

use super::Place;
use crate::cli::masking;

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
    masking::replace(document, &masking::hidden(sources), false);
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
