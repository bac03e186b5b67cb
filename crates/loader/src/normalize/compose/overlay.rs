//! What later files of a project do to the services of those before, attribute by attribute: noted while document is laid over document, and finished
//! when the whole is there. Changes nothing.

use std::collections::{BTreeSet, HashMap};

use super::decode::Marks;
use super::tree::{Tree, Value};
use super::weakening::{self, Base};
use plimsoll_model::OverlaidHow;
use plimsoll_source::Span;

/// What a document does to an attribute of a service that the documents before have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// The service.
    pub service: String,
    /// The attribute.
    pub attribute: String,
    /// What comes of it.
    pub how: OverlaidHow,
    /// Where the later document writes it; the service there, where it only takes it away.
    pub at: Span,
    /// What it is laid over; the service there, where that lacks the attribute.
    pub below: Span,
    /// Of a list that is appended: which elements of the whole it brought.
    pub entries: Vec<usize>,
    /// Where these stand.
    brought: Vec<Span>,
}

/// Attributes that a later file replaces whatever their form.
const REPLACED: [&str; 2] = ["command", "entrypoint"];

/// What a document does to the services of a model, before any of it is done, and what these set so far.
pub(super) fn of(model: &Tree, document: &Tree, marks: &Marks) -> (Vec<Overlay>, Vec<Base>) {
    let (mut overlays, mut bases) = (Vec::new(), Vec::new());
    let Some(services) = document.get(&["services"]).and_then(Tree::as_map) else { return (overlays, bases) };
    for (name, over) in services {
        let Some(base) = model.get(&["services", name]) else { continue };
        let named = over.origin.key.unwrap_or(over.origin.span);
        bases.extend(weakening::below(name, base, named));
        let marked: BTreeSet<&str> = marks.of_service(name).collect();
        let overlay = |attribute: &str, how, at: Span, brought| Overlay {
            service: name.clone(),
            attribute: attribute.to_owned(),
            how,
            at,
            below: base.get(&[attribute]).unwrap_or(base).place(),
            entries: Vec::new(),
            brought,
        };
        for (attribute, value) in over.as_map().into_iter().flatten().filter(|(key, _)| *key != "extends") {
            let before = base.get(&[attribute]).filter(|before| !is_empty(before));
            let Some(how) = how(attribute, before, value, marked.contains(attribute.as_str())) else { continue };
            let brought = match &value.value {
                Value::List(items) if how == OverlaidHow::Appended => items.iter().map(|it| it.origin.span).collect(),
                _ => Vec::new(),
            };
            overlays.push(overlay(attribute, how, value.place(), brought));
        }
        let is_gone = |attribute: &&&str| over.get(&[attribute]).is_none() && base.get(&[attribute]).is_some();
        for attribute in marked.iter().filter(is_gone) {
            overlays.push(overlay(attribute, OverlaidHow::Removed, named, Vec::new()));
        }
    }
    (overlays, bases)
}

/// What comes of a value over that of the documents before; nothing where neither has any.
fn how(attribute: &str, before: Option<&Tree>, value: &Tree, is_marked: bool) -> Option<OverlaidHow> {
    let Some(before) = before else { return (!is_empty(value)).then_some(OverlaidHow::Added) };
    let is_collection = |tree: &Tree| matches!(tree.value, Value::List(_) | Value::Map(_));
    Some(if is_marked {
        OverlaidHow::Replaced
    } else if value.is_null() {
        // Nothing is written, and nothing meant.
        return None;
    } else if REPLACED.contains(&attribute) || !(is_collection(before) || is_collection(value)) {
        OverlaidHow::Replaced
    } else if is_empty(value) {
        OverlaidHow::Empty
    } else if value.as_list().is_some() && before.as_list().is_some() {
        OverlaidHow::Appended
    } else {
        OverlaidHow::Merged
    })
}

fn is_empty(tree: &Tree) -> bool {
    match &tree.value {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ => false,
    }
}

/// Finds in the finished model what was appended.
pub(super) fn finish(mut overlays: Vec<Overlay>, model: &Tree) -> Vec<Overlay> {
    for overlay in overlays.iter_mut().filter(|overlay| !overlay.brought.is_empty()) {
        let list = model.get(&["services", &overlay.service, &overlay.attribute]).and_then(Tree::as_list);
        let mut place_of: HashMap<Span, Vec<usize>> = HashMap::new();
        for (index, item) in list.unwrap_or_default().iter().enumerate() {
            place_of.entry(item.origin.span).or_default().push(index);
        }
        overlay.entries = overlay.brought.iter().filter_map(|span| place_of.get(span)).flatten().copied().collect();
        overlay.entries.sort_unstable();
    }
    overlays
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::normalize::compose::{ComposeRequest, load};
    use plimsoll_source::Sources;
    use plimsoll_source::files::MemoryFiles;

    /// `service attribute how`, the text on both sides, and the elements.
    fn overlays(base: &str, over: &str) -> Vec<(String, String, String, Vec<usize>)> {
        let files = [("compose.yaml", base), ("compose.prod.yaml", over)];
        let files = MemoryFiles::new(files.map(|(path, text)| (path.to_owned(), format!("services:\n  web:\n{text}"))));
        let sources = Sources::default();
        let request = ComposeRequest {
            directory: ".".to_owned(),
            files: vec!["compose.yaml".to_owned(), "compose.prod.yaml".to_owned()],
            ..ComposeRequest::default()
        };
        let (model, _) = load(&request, &files, &sources);
        let show = |span| sources.slice(span).to_string();
        let told = model.unwrap().overlays.into_iter().map(|overlay| {
            let how = json!(overlay.how).as_str().unwrap().to_owned();
            (format!("{} {how}", overlay.attribute), show(overlay.at), show(overlay.below), overlay.entries)
        });
        told.collect()
    }

    fn one(what: &str, at: &str, below: &str, entries: &[usize]) -> (String, String, String, Vec<usize>) {
        (what.to_owned(), at.to_owned(), below.to_owned(), entries.to_vec())
    }

    #[test]
    fn what_a_file_does_to_a_service_of_the_one_before() {
        let base = "    image: a\n    ports: [\"80:80\", \"81:81\"]\n    cap_drop: [ALL]\n    command: [\"a\"]\n    healthcheck: {test: check}\n    read_only: true\n";
        let over = "    image: b\n    ports: [\"80:80\", \"127.0.0.1:81:81\"]\n    cap_drop: []\n    command: []\n    healthcheck: {interval: 1s}\n    read_only: !reset null\n    privileged: true\n    volumes:\n    environment: {}\n";
        assert_eq!(
            overlays(base, over),
            [
                one("image replaced", "b", "a", &[]),
                one("ports appended", "ports", "ports", &[0, 2]),
                one("cap_drop empty", "cap_drop", "cap_drop", &[]),
                one("command replaced", "command", "command", &[]),
                one("healthcheck merged", "healthcheck", "healthcheck", &[]),
                one("privileged added", "true", "web", &[]),
                one("read_only removed", "web", "true", &[]),
            ]
        );
    }

    #[test]
    fn a_list_that_stands_in_place_of_the_other() {
        let base = "    image: a\n    cap_drop: [ALL]\n";
        let over = "    cap_drop: !override [NET_RAW]\n";
        assert_eq!(overlays(base, over), [one("cap_drop replaced", "cap_drop", "cap_drop", &[])]);
    }
}
