//! With the key: whatever is signed, a replay must come to it again.

use plimsoll_evidence::{self as evidence, Files, MANIFEST, OSCAL, POLICIES, RESULTS};
use serde_json::{Value, json};

use super::Stage;
use crate::reports::git;

/// With the key: what replay is for.
#[test]
fn who_has_the_key_cannot_say_what_does_not_come_out_again() {
    let stage = Stage::with(&[("plimsoll.yaml", "version: 1\nfail_on: high\n")], &[]);
    let (code, told) = stage.replay("bundle");
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("replayed with the same results"), "{told}");
    let empty_page =
        b"<!DOCTYPE html><h1>plimsoll compliance report</h1><p>Everything was judged and nothing was found.</p>";
    let edit = |files: &mut Files, path: &str, change: fn(&mut Value)| {
        let mut document: Value = serde_json::from_slice(&files[path]).expect("JSON");
        change(&mut document);
        files.insert(path.to_owned(), evidence::written(path, &document).expect("written"));
    };
    let all_of = |name: &str, told: &[&str]| {
        let (code, said) = stage.replay(name);
        assert_eq!(code, 1, "{name}: {said}");
        for told in told {
            assert!(said.contains(told), "{name}: {told}: {said}");
        }
    };
    // Documents that say something else than the results.
    stage.signed_again("documents", &|_, files| {
        files.insert("report.html".to_owned(), empty_page.to_vec());
        files.insert("report.md".to_owned(), b"## plimsoll: nothing found\n".to_vec());
        let tests = b"<?xml version=\"1.0\"?><testsuites tests=\"1\" failures=\"0\"/>";
        files.insert("junit.xml".to_owned(), tests.to_vec());
        let mut log: Value = serde_json::from_slice(&files["results.sarif"]).expect("JSON");
        let run = json!({"tool": {"driver": {"name": "plimsoll"}}, "results": []});
        log["runs"].as_array_mut().expect("runs").push(run);
        files.insert("results.sarif".to_owned(), serde_json::to_vec(&log).expect("JSON"));
        edit(files, OSCAL, |v| v["assessment-results"]["results"][0]["findings"] = json!([]));
        edit(files, "controls.json", |v| {
            for control in v["frameworks"][0]["controls"].as_array_mut().expect("controls") {
                control["explanation"] = json!("changed");
            }
        });
        files.insert("notes.txt".to_owned(), b"PASSED".to_vec());
    });
    let documents = ["report.html", "report.md", "junit.xml", "results.sarif", OSCAL, "controls.json", "notes.txt"];
    all_of("documents", &documents.map(|file| format!("broken: {file}: replay: ")).each_ref().map(String::as_str));
    // A manifest that says something else of the run.
    stage.signed_again("run", &|manifest, _| {
        let commit = "a".repeat(40);
        manifest["vcs"] = json!({"remote": "https://example.com/a/b", "commit": commit, "dirty": false, "differs": []});
        manifest["repository"] = json!({"identity": "example.com/a/b", "from": "remote"});
        manifest["terms"]["chosen"] = json!([]);
        manifest["terms"]["configuration"] = json!([]);
        manifest["population"]["evaluated"].as_array_mut().expect("files").pop();
        let count = manifest["population"]["discovered"].as_u64().expect("a number") - 1;
        manifest["population"]["discovered"] = json!(count);
    });
    let commit = format!("broken: {MANIFEST}: vcs: it records commit aaaa");
    let facts =
        ["/repository", "/terms", "/population"].map(|fact| format!("made again, {fact} comes out differently"));
    all_of("run", &[&commit, &facts[0], &facts[1], &facts[2]]);
    // Results that say something else than comes out, and policies that find nothing.
    stage.signed_again("results", &|_, files| {
        edit(files, RESULTS, |v| {
            for row in v["rows"].as_array_mut().expect("rows").iter_mut().filter(|row| row["observed"].is_string()) {
                row["observed"] = json!("all good");
            }
        });
    });
    all_of("results", &[&format!("broken: {RESULTS}: replay: ")]);
    stage.signed_again("policies", &|_, files| {
        let mut policies = evidence::policies(files).expect("policies");
        for (path, text) in policies.iter_mut().filter(|(path, _)| path.ends_with("service_privileged.rego")) {
            let rego = String::from_utf8(text.clone()).expect("text");
            assert!(rego.contains("service.facts.hardening.privileged"), "{path}");
            *text = rego.replace("service.facts.hardening.privileged", "service.facts.never_privileged").into_bytes();
        }
        files.insert(POLICIES.to_owned(), evidence::pack(&policies, None).expect("packed"));
    });
    all_of("policies", &[&format!("broken: {RESULTS}: replay: ")]);
    // Results that do come out of policies which are ours by name only.
    stage.signed_again("named", &|_, files| {
        let mut policies = evidence::policies(files).expect("policies");
        let text = policies.get_mut("compose/service_privileged/service_privileged.rego").expect("the rule");
        text.extend(b"\n# changed\n");
        files.insert(POLICIES.to_owned(), evidence::pack(&policies, None).expect("packed"));
    });
    all_of("named", &[&format!("broken: {POLICIES}: policy: compose/service_privileged/")]);
    // Another build cannot show that the page is what was written.
    stage.signed_again("build", &|manifest, files| {
        manifest["tool"]["sha256"] = json!("0".repeat(64));
        files.insert("report.html".to_owned(), empty_page.to_vec());
    });
    all_of("build", &["broken: report.html: replay: ", &format!("broken: {MANIFEST}: replay: made by another build")]);
    // What another build made can be replayed knowingly: the results count.
    stage.signed_again("other", &|manifest, _| manifest["tool"]["sha256"] = json!("0".repeat(64)));
    let source = stage.project().display().to_string();
    let (code, told) = stage.verify("other", &["--replay", "--src", &source, "--other-build"]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("note: ") && told.contains("another build"), "{told}");
    // A checkout of another commit is another checkout, though its files are the same.
    if stage.project().join(".git").exists() {
        git(&stage.project(), &["commit", "-q", "--allow-empty", "-m", "2"]).expect("git starts");
        let (code, told) = stage.replay("bundle");
        assert_eq!(code, 1, "{told}");
        assert!(told.contains("broken: manifest.json: vcs: "), "{told}");
    }
}

/// What the manifest says of the run besides: what can be compared is, and what nobody knows is refused.
#[test]
fn what_a_manifest_claims_is_compared_or_refused() {
    let stage = Stage::with(&[("plimsoll.yaml", "version: 1\n")], &[]);
    let table: [(&str, fn(&mut Value)); 8] = [
        ("names the floor `acme.yaml`", |m| m["invocation"]["request"]["inputs"]["enforce"] = json!(["acme.yaml"])),
        ("holds more than this build asks", |m| m["invocation"]["request"]["verdict"] = json!("PASSED")),
        ("is not the one that is recorded", |m| m["invocation"]["config_sha256"] = json!("0".repeat(64))),
        ("is not the one that is recorded", |m| m["invocation"]["config_sha256"] = Value::Null),
        ("ignored by git are not those", |m| m["vcs"]["ignored"] = json!(["prod.env"])),
        ("the document is not what its schema says", |m| m["verdict"] = json!("PASSED")),
        ("/population is not what its schema says", |m| m["population"]["all"] = json!(true)),
        ("another remote than the checkout", |m| m["vcs"]["remote"] = json!("https://bank.example/prod.git")),
    ];
    let has_git = stage.project().join(".git").exists();
    if has_git {
        git(&stage.project(), &["remote", "add", "origin", "https://user:pw@acme.example/shop.git?token=x"])
            .expect("git starts");
        let (code, out, error) = stage.create("remote", &[]);
        assert_eq!(code, 0, "{out}{error}");
        let (code, told) = stage.replay("remote");
        assert_eq!(code, 0, "{told}");
        let manifest = std::fs::read_to_string(stage.root().join("remote/manifest.json")).expect("read");
        assert!(manifest.contains("\"https://acme.example/shop.git\"") && !manifest.contains("token=x"), "{manifest}");
    }
    for (number, (message, change)) in
        table.iter().enumerate().filter(|(_, (told, _))| has_git || !told.contains("git"))
    {
        let name = format!("c{number}");
        stage.signed_again(&name, &|manifest, _| change(manifest));
        let (code, told) = stage.replay(&name);
        assert_eq!(code, 1, "{message}: {told}");
        assert!(told.contains(message), "{message}: {told}");
    }
    let (_, told) = stage.replay("bundle");
    assert!(told.contains("which version of plimsoll"), "what cannot be checked is named: {told}");
}

/// An envelope is written in one way: whatever else says the same is another one, for `verify` and by hand.
#[test]
fn an_envelope_is_the_only_one_of_what_is_signed() {
    let stage = Stage::with(&[], &[]);
    assert_ne!(stage.by_hand("bundle"), Some(false));
    let keyid = evidence::sha256(ed25519_dalek::SigningKey::from_bytes(&[7; 32]).verifying_key().as_bytes());
    let (attestations, oscal) = ("attestations.jsonl", "oscal/assessment-results.dsse.json");
    let other = "0".repeat(64);
    let table: [(&str, &str, &str, &str); 7] = [
        ("another key's id", attestations, &keyid, &other),
        ("a word for an id", oscal, &keyid, "PASSED"),
        ("a key more", oscal, "{\"payload\"", "{\"verdict\":\"PASSED\",\"payload\""),
        ("a key twice", oscal, "{\"payload\":", "{\"payload\":\"UEFTU0VE\",\"payload\":"),
        ("a key more beside the signature", attestations, "\"signatures\":[{", "\"signatures\":[{\"x\":\"PASSED\","),
        ("other line ends", attestations, "\n", "\r\n"),
        ("a space", oscal, "\"}]", "\"} ]"),
    ];
    for (number, (what, path, from, to)) in table.iter().enumerate() {
        let name = format!("e{number}");
        stage.changed(&name, &|directory| {
            let text = std::fs::read_to_string(directory.join(path)).expect("read");
            let changed = text.replacen(from, to, 1);
            assert_ne!(text, changed, "{what}");
            std::fs::write(directory.join(path), changed).expect("written");
        });
        let (code, told) = stage.verify(&name, &[]);
        assert_eq!(code, 1, "{what}: {told}");
        assert_ne!(stage.by_hand(&name), Some(true), "{what}");
    }
}

/// What the key's owner writes and `verify` finds without a checkout is found by the procedure by hand, too.
#[test]
fn what_verify_finds_alone_is_found_by_hand() {
    let stage = Stage::with(&[], &[]);
    let edit = |files: &mut Files, path: &str, change: &dyn Fn(&mut Value)| {
        let mut document: Value = serde_json::from_slice(&files[path]).expect("JSON");
        change(&mut document);
        files.insert(path.to_owned(), evidence::written(path, &document).expect("written"));
    };
    fn rows(document: &mut Value) -> &mut Vec<Value> {
        document["rows"].as_array_mut().expect("rows")
    }
    fn controls(document: &mut Value) -> &mut Vec<Value> {
        document["frameworks"][0]["controls"].as_array_mut().expect("controls")
    }
    let is_of = |row: &Value, rule: &str| row["rule"] == rule;
    const RULE: &str = "compose/service-privileged";
    type Change<'a> = Box<dyn Fn(&mut Value, &mut Files) + 'a>;
    let table: Vec<(&str, Change<'_>)> = vec![
        (
            "a row that fails passes",
            Box::new(|_, files| {
                edit(files, RESULTS, &|v| {
                    for row in rows(v).iter_mut().filter(|row| is_of(row, RULE)) {
                        row["outcome"] = json!("pass");
                    }
                });
            }),
        ),
        (
            "a row that fails passes, and is counted so",
            Box::new(|manifest, files| {
                let mut turned = 0;
                let mut document: Value = serde_json::from_slice(&files[RESULTS]).expect("JSON");
                for row in rows(&mut document).iter_mut().filter(|row| row["outcome"] == "fail") {
                    row["outcome"] = json!("pass");
                    turned += 1;
                }
                files.insert(RESULTS.to_owned(), evidence::written(RESULTS, &document).expect("written"));
                manifest["counts"]["pass"] = json!(manifest["counts"]["pass"].as_u64().expect("a number") + turned);
                manifest["counts"]["fail"] = json!(0);
            }),
        ),
        (
            "a rule's rows are gone",
            Box::new(|_, files| edit(files, RESULTS, &|v| rows(v).retain(|row| !is_of(row, RULE)))),
        ),
        (
            "a rule is gone everywhere",
            Box::new(|manifest, files| {
                let mut document: Value = serde_json::from_slice(&files[RESULTS]).expect("JSON");
                rows(&mut document).retain(|row| !is_of(row, RULE));
                for (kind, count) in manifest["counts"].as_object_mut().expect("counts") {
                    *count = json!(rows(&mut document).iter().filter(|row| row["outcome"] == kind.as_str()).count());
                }
                files.insert(RESULTS.to_owned(), evidence::written(RESULTS, &document).expect("written"));
                manifest["policy"]["rules"].as_array_mut().expect("rules").retain(|rule| rule["id"] != RULE);
            }),
        ),
        (
            "a file is gone from the population",
            Box::new(|manifest, _| {
                manifest["population"]["evaluated"].as_array_mut().expect("files").pop();
            }),
        ),
        (
            "a control that is not met is met",
            Box::new(|_, files| {
                edit(files, "controls.json", &|v| {
                    for control in controls(v).iter_mut().filter(|control| control["status"] == "not_satisfied") {
                        control["status"] = json!("satisfied");
                    }
                });
            }),
        ),
        (
            "a control loses the rule that fails",
            Box::new(|_, files| {
                edit(files, "controls.json", &|v| {
                    for control in controls(v) {
                        control["rules"].as_array_mut().expect("rules").retain(|rule| rule != RULE);
                    }
                });
            }),
        ),
        (
            "a control is called otherwise",
            Box::new(|_, files| {
                edit(files, "controls.json", &|v| {
                    for control in controls(v) {
                        control["title"] = json!("Nothing is asked for");
                    }
                });
            }),
        ),
        (
            "a key twice",
            Box::new(|_, files| {
                let text = String::from_utf8(files[RESULTS].clone()).expect("text");
                let twice = text.replacen("{\"controls\"", "{\"outcome\":\"pass\",\"controls\"", 1);
                assert_ne!(text, twice);
                files.insert(RESULTS.to_owned(), twice.into_bytes());
            }),
        ),
        (
            "another spelling",
            Box::new(|_, files| {
                let text = String::from_utf8(files["waivers.json"].clone()).expect("text");
                files.insert("waivers.json".to_owned(), text.replace(": ", ":").into_bytes());
            }),
        ),
        ("a word of nobody's", Box::new(|manifest, _| manifest["verdict"] = json!("PASSED"))),
        ("a word in the population", Box::new(|manifest, _| manifest["population"]["all"] = json!(true))),
        (
            "a waiver of no file",
            Box::new(|_, files| edit(files, "waivers.json", &|v| v["waivers"] = json!([waiver(&Value::Null)]))),
        ),
        (
            "a row is waived by nothing",
            Box::new(|_, files| {
                edit(files, RESULTS, &|v| {
                    for row in rows(v).iter_mut().filter(|row| is_of(row, RULE) && row["outcome"] == "fail") {
                        row["outcome"] = json!("waived");
                        row["waiver_id"] = json!("W-1");
                    }
                });
            }),
        ),
        (
            "the result is another",
            Box::new(|manifest, _| manifest["result"] = json!({"word": "PASSED", "reasons": []})),
        ),
        (
            "the policies' digest is another",
            Box::new(|_, files| {
                files.insert("policies/more.rego".to_owned(), b"package x\n".to_vec());
            }),
        ),
    ];
    let mut found = 0;
    let mut unnoticed = Vec::new();
    for (number, (what, change)) in table.iter().enumerate() {
        let name = format!("k{number}");
        stage.signed_again(&name, change);
        let (code, told) = stage.verify(&name, &[]);
        found += usize::from(code == 1);
        if code != 1 {
            unnoticed.push(format!("{what}: verify ends with {code}: {told}"));
        }
        if code == 1 && stage.by_hand(&name) == Some(true) {
            unnoticed.push(format!("{what}: not found by hand"));
        }
    }
    assert_eq!(unnoticed, Vec::<String>::new(), "{found} found");
}

/// A waiver that nobody wrote.
fn waiver(location: &Value) -> Value {
    json!({
        "id": "W-9", "source": "file", "location": location, "rules": ["compose/service-privileged"], "match": {}, "kind": "risk-accepted",
        "reason": "agreed", "owner": "ciso", "approver": "ciso", "ticket": null, "created": "2020-01-01", "expires": "2099-01-01", "state": "unused",
        "matched": 0,
    })
}

/// What `verify` leaves to a replay and the documents say of each other is found by hand, without one.
#[test]
fn documents_that_do_not_say_the_same_are_found_by_hand() {
    let stage = Stage::with(&[], &[]);
    let edit = |files: &mut Files, path: &str, change: &dyn Fn(&mut Value)| {
        let mut document: Value = serde_json::from_slice(&files[path]).expect("JSON");
        change(&mut document);
        files.insert(path.to_owned(), evidence::written(path, &document).expect("written"));
    };
    type Change<'a> = Box<dyn Fn(&mut Value, &mut Files) + 'a>;
    let table: Vec<(&str, Change<'_>)> = vec![
        (
            "what was observed",
            Box::new(|_, files| {
                edit(files, RESULTS, &|v| {
                    let rows = v["rows"].as_array_mut().expect("rows").iter_mut();
                    rows.filter(|row| row["observed"].is_string()).for_each(|row| row["observed"] = json!("all good"));
                });
            }),
        ),
        (
            "a waiver in a file that the run did not read",
            Box::new(|_, files| {
                let end = json!({"line": 1, "column": 1});
                let place = json!({"path": "accepted.yaml", "start": end, "end": end});
                edit(files, "waivers.json", &|v| v["waivers"] = json!([waiver(&place)]));
            }),
        ),
        ("the day", Box::new(|manifest, _| manifest["invocation"]["as_of"] = json!("2020-01-01"))),
        (
            "a file elsewhere",
            Box::new(|manifest, _| {
                let read = json!({"path": "../elsewhere.yaml", "sha256": "0".repeat(64)});
                manifest["invocation"]["read"].as_array_mut().expect("a list").push(read);
            }),
        ),
        (
            "a file that is another one",
            Box::new(|manifest, _| {
                let read = json!({"path": "compose.yaml", "sha256": "0".repeat(64)});
                manifest["invocation"]["read"].as_array_mut().expect("a list").push(read);
            }),
        ),
        (
            "findings of OSCAL",
            Box::new(|_, files| {
                edit(files, OSCAL, &|v| {
                    let findings = v["assessment-results"]["results"][0]["findings"].as_array_mut().expect("findings");
                    findings.iter_mut().for_each(|finding| finding["title"] = json!("changed"));
                });
            }),
        ),
    ];
    for (number, (what, change)) in table.iter().enumerate() {
        let name = format!("d{number}");
        stage.signed_again(&name, change);
        let (code, told) = stage.replay(&name);
        assert_eq!(code, 1, "{what}: {told}");
        assert_ne!(stage.by_hand(&name), Some(true), "{what}");
    }
}
