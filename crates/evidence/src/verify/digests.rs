//! Whether every file is the one that `SHA256SUMS` and the manifest name, and the policies are the recorded ones.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Failure, list, text};
use crate::{Files, MANIFEST, SUMS, is_attestation, sha256, sums};

/// `SHA256SUMS`, line by line.
pub(super) fn all(files: &Files, failures: &mut Vec<Failure>) {
    let Some(bytes) = files.get(SUMS) else {
        failures.push(Failure::new(SUMS, "sums", "the file is missing"));
        return;
    };
    let before = failures.len();
    let mut listed = BTreeSet::new();
    let mut last = String::new();
    let text = String::from_utf8_lossy(bytes);
    for line in text.strip_suffix('\n').unwrap_or(&text).split('\n') {
        let Some((digest, path)) = sums::line(line) else {
            let start: String = line.chars().take(80).collect();
            failures.push(Failure::new(SUMS, "sums", format!("a line is no digest and path: `{start}`")));
            continue;
        };
        let path = path.as_str();
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
    if failures.len() == before && sums::sums(files).as_bytes() != bytes {
        failures.push(Failure::new(SUMS, "sums", "it is not as it was written"));
    }
}

/// What the manifest says of files, policies and time.
pub(super) fn manifest(files: &Files, manifest: &Value, failures: &mut Vec<Failure>) {
    let mut named = BTreeSet::new();
    for entry in list(manifest, "files") {
        let path = text(entry, "path");
        if !named.insert(path) {
            failures.push(Failure::new(path, "digest", "named twice in the manifest"));
        }
        match files.get(path) {
            None => failures.push(Failure::new(path, "digest", "named in the manifest, but not there")),
            Some(bytes) if sha256(bytes) != text(entry, "sha256") => {
                failures.push(Failure::new(path, "digest", "its digest is not the one in the manifest"));
            }
            Some(bytes) if entry["size"].as_u64() != Some(bytes.len() as u64) => {
                failures.push(Failure::new(path, "digest", "its size is not the one in the manifest"));
            }
            Some(_) => {}
        }
    }
    let made_from_it = |path: &str| path == MANIFEST || path == SUMS || is_attestation(path);
    for path in files.keys().filter(|path| !made_from_it(path) && !named.contains(path.as_str())) {
        failures.push(Failure::new(path, "digest", "not named in the manifest"));
    }
    policies(files, &manifest["policy"], failures);
    if text(manifest, "finished") < text(manifest, "started") {
        failures.push(Failure::new(MANIFEST, "time", "the run finished before it started: the clock ran backwards"));
    }
    let last_day = text(manifest, "finished").get(..10).unwrap_or_default();
    if text(manifest, "retain_until") <= last_day {
        failures.push(Failure::new(MANIFEST, "time", "it need not be kept beyond the day it was made"));
    }
}

fn policies(files: &Files, policy: &Value, failures: &mut Vec<Failure>) {
    let there: BTreeMap<&str, String> = files
        .iter()
        .filter(|(path, _)| path.starts_with("policies/"))
        .map(|(path, bytes)| (path.as_str(), sha256(bytes)))
        .collect();
    let recorded: BTreeMap<&str, &str> =
        list(policy, "files").iter().map(|file| (text(file, "path"), text(file, "sha256"))).collect();
    for path in there.keys().chain(recorded.keys()).collect::<BTreeSet<_>>() {
        let message = match (there.get(path), recorded.get(path)) {
            (Some(digest), Some(known)) if digest == known => continue,
            (Some(_), Some(_)) => "this policy is not the recorded one",
            (Some(_), None) => "this policy is not among the recorded ones",
            (None, _) => "this policy was recorded, but is not there",
        };
        failures.push(Failure::new(path, "policy", message));
    }
    let listing: String = there.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect();
    if sha256(listing.as_bytes()) != text(policy, "root_sha256") {
        failures.push(Failure::new("policies", "policy", "the policies are not the ones recorded in the manifest"));
    }
}
