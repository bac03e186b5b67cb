//! Judges again with the policies of a bundle, as of its day, and compares.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use plimsoll::evidence::{self, Failure, Files};
use plimsoll::policy::{PolicyError, PolicySet};
use serde_json::Value;

use super::request::Request;
use crate::cli::judge::{self, ControlsWish, Judged, Wishes};

/// So many rows that came out differently are told.
const TOLD: usize = 10;

/// What is not as the bundle says.
///
/// # Errors
/// When it cannot be judged again.
pub(super) fn failures(files: &Files, source: &Path) -> io::Result<Vec<Failure>> {
    let manifest: Value = serde_json::from_slice(&files[evidence::MANIFEST])?;
    let request: Request = serde_json::from_value(manifest["invocation"]["request"].clone())
        .map_err(|error| io::Error::other(format!("the manifest does not say what to ask again: {error}")))?;
    let used_shell = request.used_shell();
    let policies = bundled(files)?;
    let root = source
        .canonicalize()
        .map_err(|e| io::Error::new(e.kind(), format!("cannot open `{}`: {e}", source.display())))?;
    let (inputs, mut judging) = request.again(&root)?;
    judging.as_of = manifest["invocation"]["as_of"].as_str().map(str::to_owned);
    judging.policy.clear();
    let wishes = Wishes { models: true, controls: ControlsWish::ThePoint, ..Wishes::default() };
    let Some(judged) = judge::run_with(&inputs, &judging, &wishes, Some(policies))? else {
        return Err(io::Error::other("the bundled policies cannot be evaluated"));
    };
    let mut failures = changed(&manifest, &root);
    failures.extend(added(&manifest, &judged));
    let before = failures.len();
    compare(files, &manifest, &judged, &mut failures)?;
    if failures.len() > before && used_shell {
        let message = "variables of the shell took part in the run; they are not recorded, as they may be secret";
        failures.push(Failure::new(evidence::MANIFEST, "replay", message));
    }
    Ok(failures)
}

/// Files that are not what was judged.
fn changed(manifest: &Value, root: &Path) -> Vec<Failure> {
    let salt = manifest["salt"].as_str().unwrap_or_default();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let recorded = [list(&manifest["population"]["evaluated"]), list(&manifest["invocation"]["read"])].concat();
    let mut failures = Vec::new();
    for file in recorded {
        let path = file["path"].as_str().unwrap_or_default();
        let Ok(bytes) = fs::read(root.join(path)) else {
            failures.push(Failure::new(path, "input", "the file was read, but is not in the checkout"));
            continue;
        };
        let (wanted, found) = match file["salted_sha256"].as_str() {
            Some(wanted) => (wanted, evidence::sha256(&[salt.as_bytes(), &bytes].concat())),
            None => (file["sha256"].as_str().unwrap_or_default(), evidence::sha256(&bytes)),
        };
        if wanted != found {
            failures.push(Failure::new(path, "input", "the file in the checkout is not the one that was read"));
        }
    }
    failures
}

/// Files that were not there when the bundle was made.
fn added(manifest: &Value, judged: &Judged) -> Vec<Failure> {
    let parts = ["evaluated", "excluded", "failed"];
    let known: BTreeSet<&str> = parts
        .iter()
        .flat_map(|part| manifest["population"][part].as_array().into_iter().flatten())
        .filter_map(|file| file["path"].as_str())
        .collect();
    let now = judged.report.files.iter().filter(|path| !known.contains(path.as_str()));
    now.map(|path| Failure::new(path, "input", "the file is in the checkout, but was not judged")).collect()
}

/// What comes out otherwise: results always, and where this very program made the bundle everything that follows from them.
fn compare(files: &Files, manifest: &Value, judged: &Judged, failures: &mut Vec<Failure>) -> io::Result<()> {
    let results = evidence::results(&judged.report)?;
    if results != files["results.json"] {
        let message = "evaluating the bundled policies again gives other results";
        failures.push(Failure::new("results.json", "replay", message));
        rows(&files["results.json"], &results, failures);
        return Ok(());
    }
    if manifest["tool"]["sha256"] != super::own_digest()? {
        return Ok(());
    }
    let is_signed = files.contains_key(evidence::ATTESTATIONS);
    for (path, bytes) in evidence::derived(&judged.report, &judged.policies, is_signed)? {
        let same = match path.as_str() {
            // Pages of rules show their examples, which are no part of a bundle.
            "report.html" => true,
            "results.sarif" => results_of(&bytes) == files.get(&path).and_then(|recorded| results_of(recorded)),
            _ => files.get(&path) == Some(&bytes),
        };
        if !same {
            failures.push(Failure::new(&path, "replay", "made again, it comes out differently"));
        }
    }
    Ok(())
}

fn results_of(sarif: &[u8]) -> Option<Value> {
    let mut log: Value = serde_json::from_slice(sarif).ok()?;
    Some(log["runs"][0]["results"].take())
}

fn rows(recorded: &[u8], now: &[u8], failures: &mut Vec<Failure>) {
    let read = |bytes: &[u8]| -> BTreeMap<(String, String), String> {
        let document: Value = serde_json::from_slice(bytes).unwrap_or_default();
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let rows = document["rows"].as_array().cloned().unwrap_or_default();
        rows.iter().map(|row| ((word(&row["rule"]), word(&row["subject"])), word(&row["outcome"]))).collect()
    };
    let (before, after) = (read(recorded), read(now));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let word = |outcome: Option<&String>| outcome.map_or("no row", String::as_str).replace('_', " ");
    let differing = keys.into_iter().filter(|key| before.get(*key) != after.get(*key));
    for key in differing.take(TOLD) {
        let (was, is) = (word(before.get(key)), word(after.get(key)));
        let message = format!("{} on {}: recorded as {was}, now {is}", key.0, key.1);
        failures.push(Failure::new("results.json", "replay", message));
    }
}

fn bundled(files: &Files) -> io::Result<PolicySet> {
    let files =
        evidence::policies(files).map_err(|error| io::Error::other(format!("{}: {error}", evidence::POLICIES)))?;
    let texts = files.into_iter().map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()));
    let told = |errors: Vec<PolicyError>| {
        io::Error::other(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    };
    PolicySet::of_files(texts).map(crate::cli::policies::kept).map_err(told)
}
