//! Whether the sums of the parts are the whole: files, rows, rules and subjects, and the statement made of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Documents, Failure, list, text};
use crate::dsse;
use crate::{ATTESTATIONS, Files, MANIFEST, TEST_RESULT, lines, verdict};

/// Every file counted once, every outcome counted, exactly one row for every rule and subject of its kind.
pub(super) fn reconcile(documents: &Documents, failures: &mut Vec<Failure>) {
    let (manifest, results) = (&documents.manifest, &documents.results);
    let mut wrong = |file: &str, message: String| failures.push(Failure::new(file, "reconciliation", message));
    population(&manifest["population"], &mut wrong);
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut last = ("", "");
    for row in list(results, "rows") {
        let key = (text(row, "rule"), text(row, "subject"));
        *counts.entry(text(row, "outcome")).or_default() += 1;
        if !seen.insert(key) {
            wrong("results.json", format!("{} on {} has two rows", key.0, key.1));
        }
        if key < last {
            wrong("results.json", "the rows are not sorted by rule and subject".to_owned());
        }
        last = key;
    }
    for (kind, count) in manifest["counts"].as_object().into_iter().flatten() {
        let found = counts.remove(kind.as_str()).unwrap_or(0);
        if count.as_u64() != Some(found) {
            wrong(MANIFEST, format!("it counts {count} rows as {kind}, results.json has {found}"));
        }
    }
    for (kind, found) in counts {
        wrong(MANIFEST, format!("it does not count the {found} rows of results.json with the outcome `{kind}`"));
    }
    every_subject(manifest, seen, &mut wrong);
}

fn population(population: &Value, wrong: &mut dyn FnMut(&str, String)) {
    let parts = ["evaluated", "excluded", "failed"];
    let whole: usize = parts.iter().map(|part| list(population, part).len()).sum();
    if population["discovered"].as_u64() != Some(whole as u64) {
        wrong(MANIFEST, format!("discovered files are not the sum of evaluated, excluded and failed ({whole})"));
    }
    let mut known = BTreeSet::new();
    for path in parts.iter().flat_map(|part| list(population, part)).map(|file| text(file, "path")) {
        if !known.insert(path) {
            wrong(MANIFEST, format!("{path} is counted twice in the population"));
        }
    }
}

fn every_subject<'a>(manifest: &'a Value, mut seen: BTreeSet<(&'a str, &'a str)>, wrong: &mut dyn FnMut(&str, String)) {
    let mut by_kind: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for subject in list(&manifest["population"], "subjects") {
        by_kind.entry(text(subject, "kind")).or_default().push(text(subject, "subject"));
    }
    for rule in list(&manifest["policy"], "rules") {
        let id = text(rule, "id");
        let kinds = list(rule, "applies_to").iter().chain([&rule["applies_to"]]).filter_map(Value::as_str);
        for subject in kinds.filter_map(|kind| by_kind.get(kind)).flatten() {
            if !seen.remove(&(id, *subject)) {
                wrong("results.json", format!("{id} has no row for {subject}"));
            }
        }
    }
    for (rule, subject) in seen {
        wrong("results.json", format!("the manifest does not name {rule} with {subject}, which have a row"));
    }
}

/// The statement that is signed, or is to be signed by somebody else, says what the rows say.
pub(super) fn test_result(files: &Files, documents: &Documents, failures: &mut Vec<Failure>) {
    if documents.manifest["result"] != verdict::verdict(&documents.manifest, &documents.results) {
        let message = "its result is not what it and results.json come to";
        failures.push(Failure::new(MANIFEST, "reconciliation", message));
    }
    let said = dsse::test_result(&documents.manifest, &documents.results);
    let (path, told) = match files.get(ATTESTATIONS) {
        Some(bytes) => (ATTESTATIONS, bytes.split(|b| *b == b'\n').find_map(dsse::test_result_in)),
        None => (TEST_RESULT, files.get(TEST_RESULT).and_then(|bytes| serde_json::from_slice(bytes).ok())),
    };
    let written = lines::document(TEST_RESULT, &said).ok();
    if told.as_ref() != Some(&said) {
        let message = "its test result is not what manifest.json and results.json come to";
        failures.push(Failure::new(path, "reconciliation", message));
    } else if path == TEST_RESULT && files.get(path) != written.as_ref() {
        failures.push(Failure::new(path, "form", "it is not in the form it is written in"));
    }
}
