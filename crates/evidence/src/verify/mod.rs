//! Checks a bundle: form, digests, signatures, reconciliation, waiver dates. Each failure says which file breaks which promise.
//!
//! Believes nothing that the bundle says of itself: what follows from other files is worked out again, apart from the code that wrote it.

mod controls;
mod digests;
mod environments;
mod form;
mod rows;
mod signatures;
mod told;
mod waivers;

pub use self::told::told;

use std::fmt;

use ed25519_dalek::VerifyingKey;
use serde_json::Value;

use super::Files;

/// A promise that a bundle does not keep.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// The file at fault.
    pub file: String,
    /// `sums`, `digest`, `signature`, `reconciliation`, `waiver`, `form`, `policy`, `time`, `replay`.
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

/// The four documents that speak of each other; null where one cannot be read.
struct Documents {
    manifest: Value,
    results: Value,
    controls: Value,
    waivers: Value,
}

/// Everything that is wrong with a bundle, sorted. Without a key nothing is said about signatures.
pub fn verify(files: &Files, key: Option<&VerifyingKey>) -> Vec<Failure> {
    let mut failures = Vec::new();
    let documents = form::documents(files, &mut failures);
    digests::all(files, &mut failures);
    if !documents.manifest.is_null() {
        digests::manifest(files, &documents.manifest, &mut failures);
        if !documents.results.is_null() {
            rows::reconcile(&documents, &mut failures);
            rows::test_result(files, &documents, &mut failures);
            waivers::reconcile(&documents, &mut failures);
            controls::reconcile(&documents, &mut failures);
            controls::mapped(files, &documents, &mut failures);
            environments::reconcile(&documents, &mut failures);
        }
    }
    if let Some(key) = key {
        signatures::check(files, &documents.manifest, key, &mut failures);
    }
    failures.sort();
    failures.dedup();
    failures
}

/// What a reader of a bundle that holds should know besides: nothing of it breaks a promise.
pub fn notes(files: &Files) -> Vec<String> {
    let manifest: Value =
        files.get(super::MANIFEST).and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default();
    let mut notes = Vec::new();
    let as_of = text(&manifest["invocation"], "as_of");
    let day = text(&manifest, "started").get(..10).unwrap_or_default();
    if as_of != day {
        notes.push(format!("the run of {day} counts as {as_of}: waivers hold or end as of that day"));
    }
    match &manifest["vcs"] {
        Value::Null => notes.push("no commit is recorded: only the digests say what was judged".to_owned()),
        vcs if vcs["dirty"] == true => notes.push(format!(
            "the judged files are not shown to be those of commit {}: {}",
            text(vcs, "commit"),
            list(vcs, "differs").iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; ")
        )),
        _ => {}
    }
    let failed = list(&manifest["population"], "failed").len();
    if failed > 0 {
        notes.push(format!("{failed} files could not be judged; population.failed in manifest.json names them"));
    }
    notes
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}
