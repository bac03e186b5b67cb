//! The contract with policy writers: every project is what `schemas/input.json` says (which is derived from the model, see
//! `crates/model/src/tests/schema.rs`), and every value has a place.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use plimsoll_check::{self as check};
use plimsoll_loader::discover::{self, Selection};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_loader::normalize::project::Loaded;
use plimsoll_model::Address;
use plimsoll_source::Sources;
use serde_json::Value;

use crate::shared;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn schema() -> Value {
    let text = fs::read_to_string(root().join("schemas/input.json")).expect("schemas/input.json is there");
    serde_json::from_str(&text).expect("it is JSON")
}

/// Every project below a directory, with the texts.
fn projects(directory: &Path) -> (Vec<Loaded>, Sources) {
    let files = DiskFiles::new(directory).expect("the directory is there");
    let found = discover::candidates(&files, &[".".to_owned()], &Selection::default());
    let sources = Sources::default();
    let (loaded, _) = check::projects(&found, &crate::shared::scope(), &files, &sources);
    (loaded, sources)
}

/// Our own examples, those of rules, and real repositories where they are at hand.
fn directories() -> Vec<PathBuf> {
    let mut all = vec![root().join("examples"), root().join("policies")];
    all.extend(shared::folder("corpus"));
    all
}

#[test]
fn every_project_is_what_the_schema_says() {
    let validator = jsonschema::validator_for(&schema()).expect("schemas/input.json is a schema");
    let mut wrong = BTreeSet::new();
    let mut count = 0;
    for directory in directories() {
        for one in projects(&directory).0 {
            count += 1;
            let model = serde_json::to_value(&one.project).expect("a project serializes");
            for error in validator.iter_errors(&model).take(3) {
                let text = format!("{}: {}: {error}", one.project.label(), error.instance_path());
                wrong.insert(text.chars().take(300).collect::<String>());
            }
        }
    }
    assert!(count > 50, "only {count} projects were tried");
    assert!(wrong.is_empty(), "{}", wrong.into_iter().take(20).collect::<Vec<_>>().join("\n"));
}

fn addresses(value: &Value, found: &mut Vec<Address>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("at").and_then(Value::as_str).and_then(Address::parse));
            map.values().for_each(|v| addresses(v, found));
        }
        Value::Array(list) => list.iter().for_each(|v| addresses(v, found)),
        _ => {}
    }
}

#[test]
fn every_address_has_a_place_in_a_file() {
    let mut wrong = BTreeSet::new();
    for directory in directories() {
        let (loaded, sources) = projects(&directory);
        for one in &loaded {
            let model = serde_json::to_value(&one.project).expect("a project serializes");
            let mut all = Vec::new();
            addresses(&model, &mut all);
            for at in all {
                let Some((_, origin)) = one.origins.nearest(&at) else {
                    wrong.insert(format!("{}: {at} has no origin", one.project.label()));
                    continue;
                };
                let file = sources.get(origin.span.file);
                if file.text.get(origin.span.range()).is_none() {
                    wrong.insert(format!("{}: {at} lies outside of {}", one.project.label(), file.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().take(20).collect::<Vec<_>>().join("\n"));
}
