//! Checks a bundle: digests, signatures, reconciliation, waiver dates. Each failure says which file breaks which promise.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use ed25519_dalek::VerifyingKey;
use serde_json::Value;

use super::dsse::{is_about_bundle, open};
use super::{ATTESTATIONS, Files, MANIFEST, OSCAL, OSCAL_SIGNATURE, SUMS, canonical, is_attestation, sha256};

/// A promise that a bundle does not keep.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// The file at fault.
    pub file: String,
    /// `sums`, `digest`, `signature`, `reconciliation`, `waiver`, `form`, `replay`, ….
    pub promise: &'static str,
    /// One sentence.
    pub message: String,
}

impl Failure {
    /// A broken promise.
    pub fn new(file: &str, promise: &'static str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), promise, message: message.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.file, self.promise, self.message)
    }
}

const DOCUMENTS: [&str; 4] = [MANIFEST, "results.json", "controls.json", "waivers.json"];

/// Everything that is wrong with a bundle, sorted. Without a key nothing is said about signatures.
pub fn verify(files: &Files, key: Option<&VerifyingKey>) -> Vec<Failure> {
    let mut failures = Vec::new();
    sums(files, &mut failures);
    let documents: BTreeMap<&str, Value> =
        DOCUMENTS.iter().map(|name| (*name, document(files, name, &mut failures))).collect();
    manifest(files, &documents[MANIFEST], &mut failures);
    reconcile(&documents, &mut failures);
    waivers(&documents, &mut failures);
    controls(&documents, &mut failures);
    if let Some(key) = key {
        signatures(files, key, &mut failures);
    }
    failures.sort();
    failures.dedup();
    failures
}

fn document(files: &Files, name: &str, failures: &mut Vec<Failure>) -> Value {
    let Some(bytes) = files.get(name) else {
        failures.push(Failure::new(name, "form", "the file is missing"));
        return Value::Null;
    };
    serde_json::from_slice(bytes).unwrap_or_else(|error| {
        failures.push(Failure::new(name, "form", format!("it is not JSON: {error}")));
        Value::Null
    })
}

fn sums(files: &Files, failures: &mut Vec<Failure>) {
    let Some(bytes) = files.get(SUMS) else {
        failures.push(Failure::new(SUMS, "sums", "the file is missing"));
        return;
    };
    let text = String::from_utf8_lossy(bytes);
    let mut listed = BTreeSet::new();
    let mut last = String::new();
    for line in text.lines() {
        let Some((digest, path)) = line.split_once("  ") else {
            failures.push(Failure::new(
                SUMS,
                "sums",
                format!("a line is no digest and path: `{}`", line.chars().take(80).collect::<String>()),
            ));
            continue;
        };
        if !listed.insert(path.to_owned()) {
            failures.push(Failure::new(SUMS, "sums", format!("{path} is listed twice")));
        }
        if path < last.as_str() {
            failures.push(Failure::new(SUMS, "sums", "the lines are not sorted by path"));
        }
        path.clone_into(&mut last);
        match files.get(path) {
            None => failures.push(Failure::new(path, "sums", "listed in SHA256SUMS, but not there")),
            Some(bytes) if sha256(bytes) != digest => {
                failures.push(Failure::new(path, "sums", "changed since the bundle was made (SHA256SUMS)"));
            }
            Some(_) => {}
        }
    }
    for path in files.keys().filter(|path| *path != SUMS && !is_attestation(path) && !listed.contains(*path)) {
        failures.push(Failure::new(path, "sums", "not listed in SHA256SUMS: it was added"));
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn manifest(files: &Files, manifest: &Value, failures: &mut Vec<Failure>) {
    if manifest.is_null() {
        return;
    }
    let canonical_form = canonical(manifest).ok();
    if canonical_form.as_ref() != files.get(MANIFEST) {
        failures.push(Failure::new(MANIFEST, "form", "it is not in canonical form (RFC 8785)"));
    }
    let mut named = BTreeSet::new();
    for entry in list(manifest, "files") {
        let path = text(entry, "path");
        named.insert(path);
        match files.get(path) {
            None => failures.push(Failure::new(path, "digest", "named in the manifest, but not there")),
            Some(bytes) if sha256(bytes) != text(entry, "sha256") => {
                failures.push(Failure::new(path, "digest", "its digest is not the one in the manifest"));
            }
            Some(_) => {}
        }
    }
    let made_from_it = |path: &str| path == MANIFEST || path == SUMS || is_attestation(path);
    for path in files.keys().filter(|path| !made_from_it(path) && !named.contains(path.as_str())) {
        failures.push(Failure::new(path, "digest", "not named in the manifest"));
    }
    let listing: String = files
        .iter()
        .filter(|(path, _)| path.starts_with("policies/"))
        .map(|(path, bytes)| format!("{}  {path}\n", sha256(bytes)))
        .collect();
    if sha256(listing.as_bytes()) != text(&manifest["policy"], "root_sha256") {
        failures.push(Failure::new("policies", "policy", "the policies are not the ones recorded in the manifest"));
    }
    if text(manifest, "finished") < text(manifest, "started") {
        failures.push(Failure::new(MANIFEST, "time", "the run finished before it started: the clock ran backwards"));
    }
}

/// The sums of the parts are the whole, and every rule has exactly one row for every subject of its kind.
fn reconcile(documents: &BTreeMap<&str, Value>, failures: &mut Vec<Failure>) {
    let (manifest, results) = (&documents[MANIFEST], &documents["results.json"]);
    if manifest.is_null() || results.is_null() {
        return;
    }
    let mut wrong = |file: &str, message: String| failures.push(Failure::new(file, "reconciliation", message));
    let population = &manifest["population"];
    let parts: usize = ["evaluated", "excluded", "failed"].iter().map(|part| list(population, part).len()).sum();
    if population["discovered"].as_u64() != Some(parts as u64) {
        wrong(MANIFEST, format!("discovered files are not the sum of evaluated, excluded and failed ({parts})"));
    }
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
        let found = counts.get(kind.as_str()).copied().unwrap_or(0);
        if count.as_u64() != Some(found) {
            wrong(MANIFEST, format!("it counts {count} rows as {kind}, results.json has {found}"));
        }
    }
    let subjects: Vec<(&str, &str)> =
        list(population, "subjects").iter().map(|s| (text(s, "subject"), text(s, "kind"))).collect();
    let mut wanted = 0;
    for rule in list(&manifest["policy"], "rules") {
        for (subject, _) in subjects.iter().filter(|(_, kind)| *kind == text(rule, "applies_to")) {
            wanted += 1;
            if !seen.contains(&(text(rule, "id"), *subject)) {
                wrong("results.json", format!("{} has no row for {subject}", text(rule, "id")));
            }
        }
    }
    if seen.len() > wanted {
        wrong("results.json", "it has rows for rules or subjects that the manifest does not name".to_owned());
    }
}

fn waivers(documents: &BTreeMap<&str, Value>, failures: &mut Vec<Failure>) {
    let as_of = text(&documents[MANIFEST]["invocation"], "as_of").to_owned();
    let mut used: BTreeMap<&str, u64> = BTreeMap::new();
    for row in list(&documents["results.json"], "rows") {
        if let Some(id) = row["waiver_id"].as_str() {
            *used.entry(id).or_default() += 1;
        }
    }
    let mut wrong = |message: String| failures.push(Failure::new("waivers.json", "waiver", message));
    let mut known = BTreeSet::new();
    for waiver in list(&documents["waivers.json"], "waivers") {
        let (id, state) = (text(waiver, "id"), text(waiver, "state"));
        known.insert(id);
        let count = used.get(id).copied().unwrap_or(0);
        if waiver["matched"].as_u64() != Some(count) {
            wrong(format!("{id} says that it matched {} rows; {count} name it", waiver["matched"]));
        }
        if count > 0 && state != "active" {
            wrong(format!("{id} is {state}, but rows are waived by it"));
        }
        let expires = text(waiver, "expires");
        if !expires.is_empty() && expires < as_of.as_str() && state != "expired" && state != "invalid" {
            wrong(format!("{id} ended on {expires}, before {as_of}, but counts as {state}"));
        }
        let created = text(waiver, "created");
        if !created.is_empty() && created > as_of.as_str() && count > 0 {
            wrong(format!("{id} was written on {created}, after the run of {as_of}"));
        }
    }
    for id in used.keys().filter(|id| !known.contains(*id)) {
        wrong(format!("rows are waived by {id}, which is not listed"));
    }
}

/// Each control's status follows from the rows of its rules.
fn controls(documents: &BTreeMap<&str, Value>, failures: &mut Vec<Failure>) {
    let mut outcomes: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for row in list(&documents["results.json"], "rows") {
        *outcomes.entry(text(row, "rule")).or_default().entry(text(row, "outcome")).or_default() += 1;
    }
    for framework in list(&documents["controls.json"], "frameworks") {
        for control in list(framework, "controls") {
            let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
            for rule in list(control, "rules").iter().filter_map(Value::as_str) {
                for (kind, count) in outcomes.get(rule).into_iter().flatten() {
                    *counts.entry(kind).or_default() += count;
                }
            }
            let has = |kind: &str| counts.get(kind).is_some_and(|count| *count > 0);
            let status = if has("fail") {
                "not_satisfied"
            } else if has("error") || has("review") {
                "not_assessed"
            } else if has("waived") {
                "satisfied_with_exception"
            } else if has("pass") {
                "satisfied"
            } else {
                "not_assessed"
            };
            if text(control, "status") != status {
                let place = format!("{} {}", text(framework, "id"), text(control, "id"));
                let message = format!("{place} is `{}`; its rows say `{status}`", text(control, "status"));
                failures.push(Failure::new("controls.json", "reconciliation", message));
            }
        }
    }
}

fn signatures(files: &Files, key: &VerifyingKey, failures: &mut Vec<Failure>) {
    let Some(bytes) = files.get(ATTESTATIONS) else {
        failures.push(Failure::new(ATTESTATIONS, "signature", "the bundle is not signed"));
        return;
    };
    let mut about_bundle = None;
    let mut statements = 0;
    for line in String::from_utf8_lossy(bytes).lines().filter(|line| !line.trim().is_empty()) {
        let opened = serde_json::from_str(line)
            .map_err(|e| format!("a line is not JSON: {e}"))
            .and_then(|envelope: Value| open(&envelope, key));
        match opened {
            Ok(statement) if is_about_bundle(&statement) => about_bundle = Some(statement),
            Ok(_) => statements += 1,
            Err(message) => failures.push(Failure::new(ATTESTATIONS, "signature", message)),
        }
    }
    if statements == 0 {
        failures.push(Failure::new(ATTESTATIONS, "signature", "there is no signed test result in it"));
    }
    match about_bundle {
        Some(statement) => signed_files(files, &statement, failures),
        None => failures.push(Failure::new(
            ATTESTATIONS,
            "signature",
            "there is no signed statement about the bundle in it",
        )),
    }
    oscal(files, key, failures);
}

fn signed_files(files: &Files, statement: &Value, failures: &mut Vec<Failure>) {
    let mut signed = BTreeSet::new();
    for subject in list(statement, "subject") {
        let path = text(subject, "name");
        signed.insert(path);
        match files.get(path) {
            None => failures.push(Failure::new(path, "signature", "it was signed, but is not there")),
            Some(bytes) if sha256(bytes) != text(&subject["digest"], "sha256") => {
                failures.push(Failure::new(path, "signature", "changed after it was signed"));
            }
            Some(_) => {}
        }
    }
    for path in files.keys().filter(|path| !is_attestation(path) && !signed.contains(path.as_str())) {
        failures.push(Failure::new(path, "signature", "nobody signed it: it was added"));
    }
}

fn oscal(files: &Files, key: &VerifyingKey, failures: &mut Vec<Failure>) {
    let Some(bytes) = files.get(OSCAL_SIGNATURE) else {
        failures.push(Failure::new(OSCAL_SIGNATURE, "signature", "the file is missing"));
        return;
    };
    let envelope: Result<Value, String> = serde_json::from_slice(bytes).map_err(|e| format!("it is not JSON: {e}"));
    let statement = match envelope.and_then(|envelope| open(&envelope, key)) {
        Ok(statement) => statement,
        Err(message) => {
            failures.push(Failure::new(OSCAL_SIGNATURE, "signature", message));
            return;
        }
    };
    let signed = statement["subject"][0]["digest"]["sha256"].as_str().unwrap_or_default();
    let value: Option<Value> = files.get(OSCAL).and_then(|bytes| serde_json::from_slice(bytes).ok());
    let digest = value.and_then(|value| canonical(&value).ok()).map(|bytes| sha256(&bytes));
    if digest.as_deref() != Some(signed) {
        failures.push(Failure::new(OSCAL, "signature", "changed after it was signed"));
    }
}
