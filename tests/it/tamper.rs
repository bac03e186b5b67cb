//! Every way to change a bundle after it was made is caught, and named: which file, which promise. Writes the table of them to `tamper.md` among
//! the build's temporary files.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use plimsoll_evidence::{
    self as evidence, ATTESTATIONS, Failure, Files, MANIFEST, OSCAL, OSCAL_SIGNATURE, SUMS, TEST_RESULT,
};
use serde_json::{Value, json};

use crate::evidence::{bundle, circumstances, keys, signer};

/// What was tried, and by which promises it was caught.
struct Table {
    text: String,
    unnoticed: Vec<String>,
}

impl Table {
    fn row(&mut self, file: &str, what: &str, tried: usize, failures: &[Failure]) {
        let named: BTreeSet<String> = failures.iter().map(|f| f.promise.to_owned()).collect();
        let first = failures.iter().find(|f| f.file == file).or(failures.first());
        let first = first.map_or(String::new(), |f| f.to_string().replace('|', "\\|"));
        let promises = named.into_iter().collect::<Vec<_>>().join(", ");
        writeln!(self.text, "| `{file}` | {what} | {tried} | {promises} | {first} |").expect("a string");
    }

    /// Tries one change; it must be caught, by the file's own name where that is asked.
    fn try_one(&mut self, file: &str, what: &str, changed: &Files, named: bool) {
        let failures = check(changed);
        if failures.is_empty() || (named && !failures.iter().any(|f| f.file == file)) {
            self.unnoticed.push(format!("{file} {what}: {failures:?}"));
        }
        self.row(file, what, 1, &failures);
    }
}

fn check(files: &Files) -> Vec<Failure> {
    let key = evidence::verifying_key(&keys(7).1).expect("a public key");
    evidence::verify(files, Some(&key))
}

/// Offsets all over a text: its ends, and places between them.
fn offsets(length: usize, count: usize) -> BTreeSet<usize> {
    let between = (0..count).map(|n| (n * 7919 + n * n * 104_729) % length.max(1));
    between.chain([0, length.saturating_sub(1), length / 2]).filter(|offset| *offset < length).collect()
}

fn with(files: &Files, path: &str, content: Vec<u8>) -> Files {
    let mut changed = files.clone();
    changed.insert(path.to_owned(), content);
    changed
}

#[test]
fn every_change_to_a_signed_bundle_is_caught_and_named() {
    let files = bundle(&circumstances("a", 1, None), Some(&signer(7)));
    assert_eq!(check(&files), []);
    let later = bundle(&circumstances("b", 8, None), Some(&signer(7)));
    let mut table = Table { text: String::new(), unnoticed: Vec::new() };
    table.text.push_str("| file | change | tried | caught by | first message |\n|---|---|---|---|---|\n");
    for path in files.keys() {
        let bytes = &files[path];
        // What is signed as text of its own is tried densely: there every byte must count.
        let places = offsets(bytes.len(), if evidence_only(path) { 16 } else { 1 });
        let mut last = Vec::new();
        for (n, place) in places.iter().enumerate() {
            let mut content = bytes.clone();
            content[*place] ^= [1, 0x20, 0x80][n % 3];
            let failures = check(&with(&files, path, content));
            if !failures.iter().any(|f| f.file == *path) {
                table.unnoticed.push(format!("{path} flipped at {place}: {failures:?}"));
            }
            last = failures;
        }
        table.row(path, "one byte flipped", places.len(), &last);
        let mut removed = files.clone();
        removed.remove(path);
        table.try_one(path, "removed", &removed, true);
        table.try_one(path, "cut in half", &with(&files, path, bytes[..bytes.len() / 2].to_vec()), true);
        table.try_one(path, "emptied", &with(&files, path, Vec::new()), true);
        table.try_one(path, "said twice", &with(&files, path, bytes.repeat(2)), true);
        let other = if path == SUMS { MANIFEST } else { SUMS };
        table.try_one(path, "swapped with another file", &with(&files, path, files[other].clone()), true);
        if later[path] != *bytes {
            table.try_one(path, "taken from another run, same key", &with(&files, path, later[path].clone()), true);
        }
        if let Some(reordered) = reordered(bytes) {
            table.try_one(path, "lines reordered", &with(&files, path, reordered), true);
        }
    }
    for added in ["policies/compose/more/more.rego", "inputs/more.yaml", "more.dsse.json", "notes.txt"] {
        table.try_one(added, "added", &with(&files, added, b"package more\n".to_vec()), true);
    }
    fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("tamper.md"), &table.text).expect("the table is written");
    assert_eq!(table.unnoticed, Vec::<String>::new());
}

fn evidence_only(path: &str) -> bool {
    [ATTESTATIONS, OSCAL_SIGNATURE, MANIFEST, SUMS].contains(&path)
}

/// The same lines, the first of them at the end.
fn reordered(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut lines: Vec<&str> = text.lines().collect();
    lines.rotate_left(1);
    let turned = lines.join("\n") + "\n";
    (lines.len() > 1 && turned.as_bytes() != bytes).then(|| turned.into_bytes())
}

/// Changes a document, and makes everything that is computed from it again: as somebody would who has the tool, but not the key.
fn forged(files: &Files, path: &str, change: impl Fn(&mut Value)) -> Files {
    let mut files: Files = files.clone();
    files.remove(ATTESTATIONS);
    files.remove(OSCAL_SIGNATURE);
    let mut document: Value = serde_json::from_slice(&files[path]).expect("JSON");
    change(&mut document);
    let mut manifest: Value =
        if path == MANIFEST { document.clone() } else { serde_json::from_slice(&files[MANIFEST]).expect("JSON") };
    if path != MANIFEST {
        files.insert(path.to_owned(), evidence::written(path, &document).expect("written"));
        for entry in manifest["files"].as_array_mut().expect("a list").iter_mut().filter(|entry| entry["path"] == path)
        {
            entry["sha256"] = json!(evidence::sha256(&files[path]));
            entry["size"] = json!(files[path].len());
        }
    }
    files.insert(MANIFEST.to_owned(), serde_jcs::to_vec(&manifest).expect("JSON"));
    let lines: String = files
        .iter()
        .filter(|(path, _)| *path != SUMS)
        .map(|(path, bytes)| format!("{}  {path}\n", evidence::sha256(bytes)))
        .collect();
    files.insert(SUMS.to_owned(), lines.into_bytes());
    files
}

/// Without a key what does not fit together is still found, though all digests are right.
#[test]
fn a_forger_without_the_key_has_to_change_everything() {
    let files = bundle(&circumstances("a", 1, None), None);
    type Change = fn(&mut Value);
    let first = |kind: &'static str| {
        move |v: &mut Value| {
            let rows = v["rows"].as_array_mut().expect("rows");
            rows.iter_mut().find(|row| row["outcome"] == "fail").expect("one fails")["outcome"] = json!(kind);
        }
    };
    let table: [(&str, &str, &str, Box<dyn Fn(&mut Value)>); 22] = [
        ("results.json", MANIFEST, "reconciliation", Box::new(first("pass"))),
        ("results.json", "results.json", "form", Box::new(first("waived"))),
        ("results.json", "results.json", "form", Box::new(first("fine"))),
        ("results.json", TEST_RESULT, "reconciliation", Box::new(first("pass"))),
        ("results.json", "controls.json", "reconciliation", Box::new(first("pass"))),
        ("results.json", "results.json", "reconciliation", boxed(|v| drop(rows(v).remove(0)))),
        ("results.json", "results.json", "reconciliation", boxed(|v| rows(v).swap(0, 1))),
        (
            "results.json",
            "results.json",
            "reconciliation",
            boxed(|v| {
                let row = rows(v)[0].clone();
                rows(v).insert(0, row);
            }),
        ),
        ("results.json", "controls.json", "reconciliation", boxed(|v| rows(v)[0]["controls"] = json!({}))),
        (
            "controls.json",
            "controls.json",
            "reconciliation",
            boxed(|v| {
                let all = v["frameworks"][0]["controls"].as_array_mut().expect("controls");
                let unmet = all.iter_mut().find(|c| c["status"] == "not_satisfied").expect("one is not met");
                unmet["status"] = json!("satisfied");
            }),
        ),
        (
            "controls.json",
            "controls.json",
            "reconciliation",
            boxed(|v| v["frameworks"][0]["coverage"]["covered"] = json!(1)),
        ),
        ("controls.json", "controls.json", "reconciliation", boxed(|v| v["frameworks"][0]["uncovered"] = json!([]))),
        ("controls.json", "controls.json", "form", boxed(|v| v["frameworks"] = json!({}))),
        ("waivers.json", "waivers.json", "form", boxed(|v| v["waivers"] = json!([{"id": "W"}]))),
        (MANIFEST, MANIFEST, "time", boxed(|v| v["finished"] = json!("2026-10-01T05:00:00Z"))),
        (MANIFEST, MANIFEST, "time", boxed(|v| v["retain_until"] = json!("2026-11-01"))),
        (MANIFEST, MANIFEST, "form", boxed(|v| v["started"] = json!("yesterday"))),
        (MANIFEST, MANIFEST, "form", boxed(|v| drop(v.as_object_mut().expect("an object").remove("salt")))),
        (MANIFEST, MANIFEST, "reconciliation", boxed(|v| v["population"]["discovered"] = json!(0))),
        (MANIFEST, MANIFEST, "reconciliation", boxed(|v| drop(list(&mut v["population"]["evaluated"]).remove(0)))),
        (MANIFEST, "results.json", "reconciliation", boxed(|v| drop(list(&mut v["policy"]["rules"]).remove(0)))),
        (MANIFEST, "policies", "policy", boxed(|v| v["policy"]["root_sha256"] = json!("0".repeat(64)))),
    ];
    fn boxed(change: Change) -> Box<dyn Fn(&mut Value)> {
        Box::new(change)
    }
    fn list(value: &mut Value) -> &mut Vec<Value> {
        value.as_array_mut().expect("a list")
    }
    fn rows(value: &mut Value) -> &mut Vec<Value> {
        list(&mut value["rows"])
    }
    assert_eq!(evidence::verify(&forged(&files, "waivers.json", |_same| {}), None), []);
    for (n, (path, named, promise, change)) in table.into_iter().enumerate() {
        let failures = evidence::verify(&forged(&files, path, change), None);
        let caught = failures.iter().any(|f| f.file == named && f.promise == promise);
        assert!(caught, "{n}: {path}: no {promise} of {named}: {failures:#?}");
        assert!(!failures.iter().any(|f| matches!(f.promise, "sums" | "digest")), "{n}: {failures:#?}");
    }
}

#[test]
fn a_control_that_loses_its_rules_everywhere_is_caught_by_the_bundled_frameworks() {
    let files = bundle(&circumstances("a", 1, None), None);
    let (framework, control) = ("cis-docker-1.6", "5.11");
    let lost = |v: &mut Value| {
        let all = v["frameworks"].as_array_mut().expect("frameworks");
        let framework = all.iter_mut().find(|one| one["id"] == framework).expect("the framework");
        let controls = framework["controls"].as_array_mut().expect("controls");
        let (total, covered) = (controls.len(), controls.iter().filter(|c| c["rules"] != json!([])).count() - 1);
        let one = controls.iter_mut().find(|one| one["id"] == control).expect("the control");
        for key in ["rules", "supporting", "rules_not_run"] {
            one[key] = json!([]);
        }
        one["counts"] = json!({"pass": 0, "fail": 0, "waived": 0, "review": 0, "not_applicable": 0, "error": 0});
        (one["status"], one["reasons"]) = (json!("not_assessed"), json!(["no_rule"]));
        let bare = controls.iter().filter(|c| c["rules"] == json!([])).map(|c| c["id"].clone()).collect();
        framework["uncovered"] = Value::Array(bare);
        let percent = 100.0 * covered as f64 / total as f64;
        framework["coverage"] = json!({"covered": covered, "total": total, "percent": percent});
    };
    let unlinked = |v: &mut Value| {
        for row in v["rows"].as_array_mut().expect("rows") {
            for key in ["controls", "supports"] {
                let Some(links) = row.get_mut(key).and_then(Value::as_object_mut) else { continue };
                if let Some(ids) = links.get_mut(framework).and_then(Value::as_array_mut) {
                    ids.retain(|id| id != control);
                }
                links.retain(|_, ids| ids != &json!([]));
            }
        }
    };
    let files = forged(&forged(&files, "controls.json", lost), "results.json", unlinked);
    let failures = evidence::verify(&files, None);
    let told = format!("{framework} {control} does not rest on compose/mem-limit-missing");
    assert!(failures.iter().any(|failure| failure.message.contains(&told)), "{failures:#?}");
    assert!(failures.iter().all(|failure| failure.message.contains("does not rest on")), "{failures:#?}");
}

#[test]
fn waivers_that_have_ended_or_are_dated_ahead_are_named() {
    let mut files = bundle(&circumstances("a", 1, None), None);
    // A row is waived by W-1: what depends on it besides the waiver is not of interest here.
    let waive = |v: &mut Value| {
        let rows = v["rows"].as_array_mut().expect("rows");
        let row = rows.iter_mut().find(|row| row["outcome"] == "fail").expect("one fails");
        (row["outcome"], row["waiver_id"]) = (json!("waived"), json!("W-1"));
    };
    files = forged(&files, "results.json", waive);
    let place = json!({"path": "w.yaml", "start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 2}});
    let waiver = json!({
        "id": "W-1", "source": "file", "location": place, "rules": ["x/y"], "match": {}, "kind": "risk-accepted", "reason": "known",
        "owner": "a", "approver": "b", "ticket": null, "created": "2026-01-01", "expires": "2026-12-31", "state": "active", "matched": 1,
    });
    let table: [(&str, Value, Option<&str>); 9] = [
        ("id", json!("W-1"), None),
        ("id", json!("W-2"), Some("rows are waived by W-1, which is not listed")),
        ("expires", json!("2025-12-31"), Some("W-1 ended on 2025-12-31, before")),
        ("created", json!("2099-01-01"), Some("W-1 was written on 2099-01-01, after the run of")),
        ("state", json!("expired"), Some("W-1 counts as expired, but had not ended on")),
        ("state", json!("unused"), Some("W-1 is unused, but rows are waived by it")),
        ("state", json!("invalid"), Some("W-1 is invalid, but rows are waived by it")),
        ("matched", json!(0), Some("W-1 says that it matched 0 rows; 1 name it")),
        ("expires", Value::Null, None),
    ];
    for (field, value, message) in table {
        let bad = forged(&files, "waivers.json", |v| {
            let mut waiver = waiver.clone();
            waiver[field] = value.clone();
            v["waivers"] = json!([waiver]);
        });
        let told: Vec<String> =
            evidence::verify(&bad, None).into_iter().filter(|f| f.promise == "waiver").map(|f| f.message).collect();
        match message {
            Some(message) => assert!(told.iter().any(|m| m.starts_with(message)), "{field} {value}: {told:?}"),
            None => assert_eq!(told, Vec::<String>::new(), "{field} {value}"),
        }
    }
}

#[test]
fn a_signature_is_for_one_bundle_and_one_key() {
    let files = bundle(&circumstances("a", 1, None), Some(&signer(7)));
    let text = String::from_utf8(files[ATTESTATIONS].clone()).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    let foreign = bundle(&circumstances("a", 1, None), Some(&signer(8)));
    let foreign = String::from_utf8(foreign[ATTESTATIONS].clone()).expect("text");
    let of_oscal = String::from_utf8(files[OSCAL_SIGNATURE].clone()).expect("text");
    let table = [
        ("only one line", format!("{}\n", lines[0]), "0 signed statements about the bundle are in it"),
        ("the other line", format!("{}\n", lines[1]), "0 signed test results are in it"),
        ("other order", format!("{}\n{}\n", lines[1], lines[0]), "its statements are in the wrong order"),
        ("one line twice", format!("{0}\n{0}\n", lines[1]), "2 signed statements about the bundle are in it"),
        ("a third line", format!("{text}{}\n", lines[0]), "it has 3 lines"),
        ("another statement", format!("{}\n{of_oscal}\n", lines[1]), "0 signed test results are in it"),
        ("another key's", foreign, "line 1: no signature in it is by the given key"),
        ("not ended", text.trim_end().to_owned(), "its last line does not end"),
        (
            "key id",
            text.replacen("\"keyid\":\"", "\"keyid\":\"0", 1),
            "line 1: the envelope holds more than was signed",
        ),
        ("spaces", text.replacen(':', ": ", 1), "line 1: the envelope holds more than was signed"),
        ("type", text.replace("in-toto+json", "json"), "line 1: the payload is not application/vnd.in-toto+json"),
    ];
    for (what, content, message) in table {
        let failures = check(&with(&files, ATTESTATIONS, content.into_bytes()));
        let named = failures.iter().any(|f| f.file == ATTESTATIONS && f.message.starts_with(message));
        assert!(named, "{what}: {failures:#?}");
    }
    let failures = check(&with(&files, OSCAL_SIGNATURE, lines[0].as_bytes().to_vec()));
    assert!(failures.iter().any(|f| f.file == OSCAL_SIGNATURE), "{failures:#?}");
    assert!(failures.iter().any(|f| f.file == OSCAL), "{failures:#?}");
}
