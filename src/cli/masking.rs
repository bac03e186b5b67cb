//! Texts that are secrets, taken out of what is printed.

use std::collections::BTreeSet;

use plimsoll::normalize::secrets::MASK;
use plimsoll::source::Sources;
use serde_json::Value;

/// Shorter secrets are masked only where they are the whole text: as parts of others they would mask half the document.
const SHORTEST_PART: usize = 4;

/// The texts that were found to be secrets, longest first.
pub(crate) fn hidden(sources: &Sources) -> Vec<String> {
    let mut found = BTreeSet::new();
    for (id, file) in sources.all() {
        let shown = sources.shown(id);
        let mut start = None;
        // One pair more than there are bytes ends a secret at the end of the file.
        for (i, (written, shown)) in file.text.bytes().zip(shown.bytes()).chain([(0, 0)]).enumerate() {
            let is_hidden = shown == b'*' && written != shown;
            match (is_hidden, start) {
                (true, None) => start = Some(i),
                (false, Some(from)) => {
                    found.extend(file.text.get(from..i).map(str::to_owned));
                    start = None;
                }
                _ => {}
            }
        }
    }
    let mut found: Vec<String> = found.into_iter().collect();
    found.sort_by_key(|text| std::cmp::Reverse(text.len()));
    found
}

/// Replaces secrets in every string: as parts, and with `whole` also short ones that are all of a string.
pub(crate) fn replace(value: &mut Value, secrets: &[String], whole: bool) {
    match value {
        Value::String(text) => {
            for secret in secrets {
                if whole && text == secret {
                    MASK.clone_into(text);
                } else if secret.len() >= SHORTEST_PART && text.contains(secret.as_str()) {
                    *text = text.replace(secret.as_str(), MASK);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, secrets, whole)),
        Value::Object(members) => members.values_mut().for_each(|item| replace(item, secrets, whole)),
        _ => {}
    }
}
