//! What a bundle says, for the person who reads it: which run of what, how it came out, what was chosen and what was turned off; and what should be known besides.

use serde_json::Value;

use super::{list, text};
use crate::{Files, MANIFEST};

fn document(files: &Files, name: &str) -> Value {
    // What cannot be read is among the failures.
    files.get(name).and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default()
}

/// What a bundle says of itself, a sentence a line. True only as far as it holds.
pub fn told(files: &Files) -> Vec<String> {
    let manifest = document(files, MANIFEST);
    if manifest.is_null() {
        return Vec::new();
    }
    let (started, as_of) = (text(&manifest, "started"), text(&manifest["invocation"], "as_of"));
    let tool = &manifest["tool"];
    let vcs = &manifest["vcs"];
    let repository = manifest["repository"]["identity"].as_str().unwrap_or("not recorded");
    let commit = match (vcs["commit"].as_str(), vcs["dirty"] == true) {
        (None, _) => "no commit".to_owned(),
        (Some(commit), false) => format!("commit {commit}, and its files"),
        (Some(commit), true) => format!("commit {commit}, but other files"),
    };
    let mut lines = vec![
        format!(
            "run {} of {started}, counts as {as_of}, by plimsoll {}",
            text(&manifest, "run_id"),
            text(tool, "version")
        ),
        format!("repository: {repository}; {commit}"),
    ];
    let result = &manifest["result"];
    let reasons: Vec<&str> = list(result, "reasons").iter().filter_map(Value::as_str).collect();
    let reasons = if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join("; ")) };
    lines.push(format!("result: {}{reasons}", text(result, "word")));
    let counts = manifest["counts"].as_object().into_iter().flatten();
    let counts: Vec<String> = counts.map(|(kind, count)| format!("{count} {}", kind.replace('_', " "))).collect();
    let population = &manifest["population"];
    let number = |part: &str| list(population, part).len();
    lines.push(format!(
        "counts: {}; {} rules over {} subjects; files: {} judged, {} left out, {} not judged",
        counts.join(", "),
        list(&manifest["policy"], "rules").len(),
        number("subjects"),
        number("evaluated"),
        number("excluded"),
        number("failed"),
    ));
    lines.extend(terms(&manifest["terms"]));
    lines
}

fn terms(terms: &Value) -> Vec<String> {
    let configuration: Vec<String> = list(terms, "configuration")
        .iter()
        .map(|file| format!("{} (sha256 {})", text(file, "path"), text(file, "sha256")))
        .collect();
    let mut lines = vec![format!(
        "configuration: {}",
        if configuration.is_empty() { "none".to_owned() } else { configuration.join(", ") }
    )];
    for (key, name) in [
        ("chosen", "chosen"),
        ("weighed", "weighed otherwise"),
        ("narrowed", "turned off"),
        ("turned_off", "turned off"),
    ] {
        lines.extend(list(terms, key).iter().filter_map(Value::as_str).map(|what| format!("{name}: {what}")));
    }
    let not_run = list(terms, "not_run");
    if !not_run.is_empty() {
        let ids: Vec<&str> = not_run.iter().map(|rule| text(rule, "rule")).collect();
        lines.push(format!("turned off: {} rules that run by default: {}", ids.len(), ids.join(", ")));
    }
    lines
}
