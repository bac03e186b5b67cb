//! Whether the key signed what is there: exactly two statements about the run, in order, and one about the OSCAL document.

use std::collections::BTreeSet;

use ed25519_dalek::VerifyingKey;
use serde_json::Value;

use super::{Failure, list, text};
use crate::dsse::{self, open};
use crate::{ATTESTATIONS, Files, OSCAL, OSCAL_SIGNATURE, canonical, is_attestation, sha256};

const PROMISE: &str = "signature";

pub(super) fn check(files: &Files, manifest: &Value, key: &VerifyingKey, failures: &mut Vec<Failure>) {
    let Some(bytes) = files.get(ATTESTATIONS) else {
        failures.push(Failure::new(ATTESTATIONS, PROMISE, "the bundle is not signed"));
        return;
    };
    attestations(files, bytes, manifest, key, failures);
    oscal(files, key, failures);
}

fn attestations(files: &Files, bytes: &[u8], manifest: &Value, key: &VerifyingKey, failures: &mut Vec<Failure>) {
    let mut wrong = |message: String| failures.push(Failure::new(ATTESTATIONS, PROMISE, message));
    let Some(whole) = bytes.strip_suffix(b"\n") else {
        wrong("its last line does not end: it was cut".to_owned());
        return;
    };
    let lines: Vec<&[u8]> = whole.split(|byte| *byte == b'\n').collect();
    if lines.len() != 2 {
        wrong(format!("it has {} lines, not a statement about the run and one about the bundle", lines.len()));
    }
    let mut opened = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        match open(line, key) {
            Ok(statement) => opened.push(statement),
            Err(message) => wrong(format!("line {}: {message}", number + 1)),
        }
    }
    let is_run = |statement: &&Value| dsse::is_test_result(statement);
    let is_bundle = |statement: &&Value| dsse::is_about_bundle(statement);
    for (what, count) in [
        ("signed test results are", opened.iter().filter(is_run).count()),
        ("signed statements about the bundle are", opened.iter().filter(is_bundle).count()),
    ] {
        if count != 1 {
            wrong(format!("{count} {what} in it, not one"));
        }
    }
    if opened.len() == 2 && opened.iter().position(|s| is_bundle(&s)) == Some(0) {
        wrong("its statements are in the wrong order".to_owned());
    }
    if let Some(statement) = opened.iter().find(is_bundle) {
        if text(&statement["predicate"], "run_id") != text(manifest, "run_id") {
            wrong("the statement about the bundle was signed for another run".to_owned());
        }
        if !dsse::says_no_more(statement, &["run_id"]) {
            wrong("the statement about the bundle says more than plimsoll does".to_owned());
        }
        signed_files(files, statement, failures);
    }
}

fn signed_files(files: &Files, statement: &Value, failures: &mut Vec<Failure>) {
    let mut signed = BTreeSet::new();
    for subject in list(statement, "subject") {
        let path = text(subject, "name");
        signed.insert(path);
        match files.get(path) {
            None => failures.push(Failure::new(path, PROMISE, "it was signed, but is not there")),
            Some(bytes) if sha256(bytes) != text(&subject["digest"], "sha256") => {
                failures.push(Failure::new(path, PROMISE, "changed after it was signed"));
            }
            Some(_) => {}
        }
    }
    for path in files.keys().filter(|path| !is_attestation(path) && !signed.contains(path.as_str())) {
        failures.push(Failure::new(path, PROMISE, "nobody signed it: it was added"));
    }
}

fn oscal(files: &Files, key: &VerifyingKey, failures: &mut Vec<Failure>) {
    let Some(bytes) = files.get(OSCAL_SIGNATURE) else {
        failures.push(Failure::new(OSCAL_SIGNATURE, PROMISE, "the file is missing"));
        return;
    };
    let statement = match open(bytes, key) {
        Ok(statement) => statement,
        Err(message) => {
            failures.push(Failure::new(OSCAL_SIGNATURE, PROMISE, message));
            return;
        }
    };
    if !dsse::is_about_oscal(&statement) {
        failures.push(Failure::new(OSCAL_SIGNATURE, PROMISE, "what is signed in it does not speak of OSCAL"));
    }
    if dsse::about_oscal(statement["subject"][0]["digest"]["sha256"].clone()) != statement {
        failures.push(Failure::new(
            OSCAL_SIGNATURE,
            PROMISE,
            "the statement about OSCAL says something else than plimsoll does",
        ));
    }
    let signed = statement["subject"][0]["digest"]["sha256"].as_str().unwrap_or_default();
    let value: Option<Value> = files.get(OSCAL).and_then(|bytes| serde_json::from_slice(bytes).ok());
    let digest = value.and_then(|value| canonical(&value).ok()).map(|bytes| sha256(&bytes));
    if digest.as_deref() != Some(signed) {
        failures.push(Failure::new(
            OSCAL,
            PROMISE,
            "changed after it was signed, or the signature is another bundle's",
        ));
    }
}
