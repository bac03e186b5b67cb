//! Honest bundles: of odd trees, of narrowed runs, of everything that is easily taken for a forgery. They hold, and say what they are of.

use std::fs;

use plimsoll_evidence::{self as evidence, Files, MANIFEST, OSCAL, RESULTS, SUMS};
use serde_json::{Value, json};

use super::{COMPOSE, DOCKERFILE, Stage, collect, run, write};

/// A run that was asked less than everything never ends as PASSED, and says what it was asked.
#[test]
fn a_narrowed_run_says_so() {
    let table: [(&str, Option<&str>, &[&str], &str); 6] = [
        ("one rule", None, &["--rule", "dockerfile/*"], "--rule"),
        ("without a rule", None, &["--skip", "compose/*"], "--skip"),
        ("rules off", Some("version: 1\nrules: {\"compose/*\": off}\n"), &[], "plimsoll.yaml:2"),
        ("files left out", Some("version: 1\npaths: {exclude: [compose.yaml]}\n"), &[], "plimsoll.yaml:2"),
        ("one framework", None, &["--framework", "cis-docker"], "--framework"),
        ("a configuration that changes little", Some("version: 1\nfail_on: high\n"), &[], "plimsoll.yaml"),
    ];
    for (what, config, options, said) in table {
        let config: Vec<(&str, &str)> = config.map(|text| ("plimsoll.yaml", text)).into_iter().collect();
        let stage = Stage::with(&config, options);
        let (code, told) = stage.replay("bundle");
        assert_eq!(code, 0, "{what}: {told}");
        assert!(!told.contains("result: PASSED"), "{what}: {told}");
        assert!(told.contains(said), "{what}: {told}");
        for page in ["report.md", "report.html"] {
            let text = fs::read_to_string(stage.root().join("bundle").join(page)).expect("a page");
            let text = text.replace("<code>", "`").replace("</code>", "`").replace('\\', "");
            assert!(text.contains(said), "{what}: {page}");
        }
    }
}

/// Whoever is handed an older bundle, or one of another repository, sees it: `verify` says which run it is of, what came out, and what it did not check.
#[test]
fn verify_says_which_run_it_is_of_and_what_it_did_not_check() {
    let stage = Stage::with(&[], &[]);
    let (code, told) = stage.verify("bundle", &[]);
    assert_eq!(code, 0, "{told}");
    let text = fs::read_to_string(stage.root().join("bundle").join(MANIFEST)).expect("read");
    let manifest: Value = serde_json::from_str(&text).expect("JSON");
    let word = |pointer: &str| manifest.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (run, started) = (word("/run_id"), word("/started"));
    assert!(told.contains(&format!("run {run} of {started}, counts as 2026-11-20")), "{told}");
    assert!(told.contains(&format!("commit {}", word("/vcs/commit"))), "{told}");
    assert!(told.contains(&format!("result: {} (", word("/result/word"))), "{told}");
    let fails = &manifest["counts"]["fail"];
    assert!(told.contains(&format!("{fails} fail, ")) && told.contains("2 judged, 0 left out"), "{told}");
    for part in ["not checked: ", "--replay --src CHECKOUT", "whether there is a later run"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    // Replayed, it has checked more, and says so.
    let (_, told) = stage.replay("bundle");
    assert!(!told.contains("--replay --src CHECKOUT") && told.contains("whether there is a later run"), "{told}");
}

/// Honest bundles of trees with names that nobody expects hold, by any means.
#[test]
#[cfg(unix)]
fn odd_names_hold() {
    let long_ago = "0".repeat(64);
    let names = [
        "new\nline/Dockerfile".to_owned(),
        format!("x\n{long_ago}  report.html/compose.yaml"),
        "quo'te\"s/Dockerfile".to_owned(),
        "e\u{1b}[31mf/compose.yaml".to_owned(),
        " blanks /Dockerfile".to_owned(),
        "\u{fc}n\u{ef}/compose.yaml".to_owned(),
    ];
    let files: Vec<(&str, &str)> =
        names.iter().map(|name| (name.as_str(), if name.ends_with("yaml") { COMPOSE } else { DOCKERFILE })).collect();
    let stage = Stage::with(&files, &["--with-inputs", "--archive"]);
    let (code, told) = stage.replay("bundle");
    assert_eq!(code, 0, "{told}");
    assert_eq!(stage.replay("bundle.tar.gz").0, 0);
    assert_ne!(stage.by_hand("bundle"), Some(false), "SHOW=1 shows why");
    let sums = fs::read_to_string(stage.root().join("bundle").join(SUMS)).expect("read");
    assert!(sums.contains("  inputs/new\\nline/Dockerfile\n"), "{sums}");
    let oscal = fs::read_to_string(stage.root().join("bundle").join(OSCAL)).expect("read");
    let document: Value = serde_json::from_str(&oscal).expect("JSON");
    fn titles<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(entries) => entries.iter().for_each(|(key, value)| match value.as_str() {
                Some(text) if matches!(key.as_str(), "title" | "description" | "value" | "statement") => {
                    found.push(text)
                }
                _ => titles(value, found),
            }),
            Value::Array(items) => items.iter().for_each(|item| titles(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    titles(&document, &mut found);
    assert!(found.iter().any(|text| text.contains("new\\nline")));
    let is_line = |text: &&str| !text.is_empty() && text.trim() == *text && !text.chars().any(char::is_control);
    assert!(found.iter().all(is_line), "{found:?}");
}

/// What the configuration leaves out of reports, evidence has.
#[test]
fn a_least_severity_hides_nothing_from_evidence() {
    let stage = Stage::with(&[("plimsoll.yaml", "version: 1\nmin_severity: critical\n")], &[]);
    let (code, told) = stage.replay("bundle");
    assert_eq!(code, 0, "{told}");
    let results = fs::read_to_string(stage.root().join("bundle").join(RESULTS)).expect("read");
    let page = fs::read_to_string(stage.root().join("bundle/report.md")).expect("read");
    assert!(results.contains("\"outcome\":\"fail\""));
    assert!(!page.contains("nothing found") && page.contains("plimsoll.yaml"));
}

/// Evidence of nothing is not made.
#[test]
fn nothing_judged_is_no_evidence() {
    let stage = Stage::with(&[], &[]);
    for (name, config) in
        [("all", "version: 1\npaths: {exclude: [\"**\"]}\n"), ("rules", "version: 1\nrules: {\"*\": off}\n")]
    {
        write(&stage.project(), "plimsoll.yaml", config);
        let (code, out, error) = stage.create(name, &["--archive"]);
        assert_eq!(code, 2, "{name}: {out}{error}");
        assert!(!stage.root().join(name).exists() && !stage.root().join(format!("{name}.tar.gz")).exists());
    }
}

/// What git ignores is in no commit by intent, and makes no run dirty.
#[test]
fn a_file_that_git_ignores_does_not_make_a_run_dirty() {
    let stage = Stage::with(&[(".gitignore", ".env\n")], &[]);
    if !stage.project().join(".git").exists() {
        return;
    }
    write(&stage.project(), ".env", "LEVEL=debug\n");
    assert_eq!(stage.create("again", &[]).0, 0);
    let manifest: Value =
        serde_json::from_slice(&fs::read(stage.root().join("again").join(MANIFEST)).expect("read")).expect("JSON");
    assert_eq!(manifest["vcs"]["dirty"], false, "{}", manifest["vcs"]);
    assert_eq!(manifest["vcs"]["ignored"], json!([".env"]));
    assert_eq!(manifest["repository"]["from"], "first commit");
    let (code, told) = stage.replay("again");
    assert_eq!(code, 0, "{told}");
}

/// The same bytes, as a directory and as a file.
#[test]
fn an_archive_is_the_same_bundle() {
    let stage = Stage::with(&[], &["--archive", "--name", "shop"]);
    let archive = fs::read(stage.root().join("bundle.tar.gz")).expect("read");
    let mut files = Files::new();
    collect(&stage.root().join("bundle"), "", &mut files);
    assert_eq!(evidence::unpack(&archive, Some("evidence")), Ok(files.clone()));
    assert_eq!(files.len(), 13, "{:?}", files.keys());
    let bytes: usize = files.values().map(Vec::len).sum();
    assert!(bytes < 2 << 20 && archive.len() < 1 << 20, "{bytes} bytes, {} as an archive", archive.len());
    assert_eq!(stage.replay("bundle.tar.gz").0, 0);
    let next = stage.path("next.tar.gz");
    let (key, previous) = (stage.path("key.pem"), stage.path("bundle.tar.gz"));
    let arguments = ["evidence", "create", "--out", &next, "--key", &key, "--previous", &previous, "--name", "shop"];
    assert_eq!(run(&stage.project(), &arguments).0, 0);
    let public = stage.path("pub.pem");
    let (code, out, error) =
        run(stage.root(), &["evidence", "chain", "next.tar.gz", "bundle.tar.gz", "--key", &public]);
    assert_eq!(code, 0, "{out}{error}");
    assert!(out.starts_with("Repository: shop\n") && !out.contains("UNVERIFIED"), "{out}");
    let (_, out, _) = run(stage.root(), &["evidence", "chain", "next.tar.gz", "bundle.tar.gz"]);
    assert!(out.lines().all(|line| line.ends_with("UNVERIFIED")), "{out}");
    let (_, out, _) = run(stage.root(), &["evidence", "chain", "next.tar.gz", "bundle.tar.gz", "--format", "csv"]);
    assert!(out.lines().skip(1).all(|line| line.ends_with(",UNVERIFIED")), "{out}");
    // Never over what is there.
    assert_eq!(run(&stage.project(), &arguments).0, 2);
}

/// All files of a bundle, and those in its archive of policies.
fn everything(stage: &Stage, name: &str) -> Files {
    let mut files = Files::new();
    collect(&stage.root().join(name), "", &mut files);
    let policies = evidence::policies(&files).expect("the policies");
    files.extend(policies.into_iter().map(|(path, bytes)| (format!("policies/{path}"), bytes)));
    files
}

fn manifest(stage: &Stage, name: &str) -> Value {
    serde_json::from_slice(&fs::read(stage.root().join(name).join(MANIFEST)).expect("read")).expect("JSON")
}

/// What configurations set of the parameters of rules stands in the manifest, each from its directory on, and is made again.
#[test]
fn parameters_of_layered_configurations_are_kept() {
    let set = |allowed: &str| {
        format!(
            "version: 1\nrules:\n  compose/registry-not-allowed: {{enabled: true, params: {{registries: [{allowed}]}}}}\n"
        )
    };
    let files = [
        ("plimsoll.yaml", set("a.example")),
        ("in/plimsoll.yaml", set("b.example")),
        ("in/compose.yaml", COMPOSE.into()),
    ];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let stage = Stage::with(&files, &[]);
    let of = |below: &str, registry: &str| json!({"below": below, "rules": {"compose/registry-not-allowed": {"registries": [registry]}}});
    assert_eq!(manifest(&stage, "bundle")["policy"]["params"], json!([of(".", "a.example"), of("in", "b.example")]));
    let (code, told) = stage.replay("bundle");
    assert_eq!(code, 0, "{told}");
    stage.signed_again("other", &|manifest, _| manifest["policy"]["params"] = json!([]));
    let (code, told) = stage.replay("other");
    assert!(code == 1 && told.contains("/policy comes out differently"), "{told}");
}

/// Policies of the tree that its configuration names are run because the caller names them too; a replay takes that for granted and runs those of the bundle.
#[test]
fn policies_that_the_caller_and_the_tree_name_replay() {
    let rule = crate::sources::rule("acme.said", "", crate::sources::SAYS);
    let files = [("rules/a.rego", rule.as_str()), ("plimsoll.yaml", "version: 1\npolicies: [rules]\n")];
    let stage = Stage::with(&files, &["--policy", "rules"]);
    let (code, told) = stage.replay("bundle");
    assert_eq!(code, 0, "{told}");
    assert!(!told.contains("trust"), "{told}");
}

/// What rules a run from outside of the tree is kept by its name, and no directory of this machine is told anywhere.
#[test]
fn no_directory_of_this_machine_is_in_a_bundle() {
    let stage = Stage::with(&[], &[]);
    let rule = crate::sources::rule("acme.said", "", crate::sources::SAYS);
    write(stage.root(), "org/rules/a.rego", rule);
    write(stage.root(), "org/in/house.yaml", "version: 1\nextends: ../base.yaml\nname: shop\n");
    write(stage.root(), "org/base.yaml", "version: 1\nrules: {dockerfile/dockerfile-no-user: low}\n");
    write(stage.root(), "org/floor.yaml", "version: 1\nrules: {\"env/*\": on}\n");
    let (config, policy) = (stage.path("org/in/house.yaml"), stage.path("org/rules"));
    let (floor, archive) = (stage.path("org/floor.yaml"), "--archive");
    let options = ["--config", &config, "--policy", &policy, "--enforce", &floor, archive];
    let (code, out, error) = stage.create("away", &options);
    assert_eq!(code, 0, "{out}{error}");
    let here = stage.root().canonicalize().expect("it is there").display().to_string();
    for (path, bytes) in everything(&stage, "away") {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(&here), "{path} tells {here}");
    }
    let manifest = manifest(&stage, "away");
    let configurations: Vec<&str> = manifest["terms"]["configuration"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|file| file["path"].as_str())
        .collect();
    assert_eq!(configurations, ["/outside/../base.yaml", "/outside/house.yaml"], "{}", manifest["terms"]);
    // Nothing of it is needed again.
    fs::remove_dir_all(stage.root().join("org")).expect("removed");
    let (code, told) = stage.replay("away");
    assert_eq!(code, 0, "{told}");
}

/// A rule of ours that another one took the place of, from the run to the replay: told on the first pages, its controls open, and nobody can hide it.
#[test]
fn a_replaced_rule_is_told_from_the_run_to_the_replay() {
    let stage = Stage::with(&[], &[]);
    let never = "deny contains finding if {\n\tfalse\n\tfinding := {}\n}";
    let rule = crate::sources::rule("policies.compose.service_privileged", "", never);
    write(stage.root(), "org/x.rego", rule);
    let replaces = format!("replaces:{}", stage.path("org"));
    let (code, out, error) = stage.create("told", &["--policy", &replaces]);
    assert_eq!(code, 0, "{out}{error}");
    let said = manifest(&stage, "told");
    let replaced = json!([{"kind": "rule", "name": "compose/service-privileged", "source": "/outside/org"}]);
    assert_eq!(said["policy"]["replaced"], replaced);
    assert_eq!(said["terms"]["narrowed"].as_array().map(Vec::len), Some(1), "{}", said["terms"]);
    let controls = fs::read_to_string(stage.root().join("told/controls.json")).expect("read");
    let controls: Value = serde_json::from_str(&controls).expect("JSON");
    let frameworks = controls["frameworks"].as_array().expect("frameworks");
    let of_it: Vec<&Value> = frameworks
        .iter()
        .flat_map(|framework| framework["controls"].as_array().expect("controls"))
        .filter(|control| control["rules_not_run"].to_string().contains("plimsoll:compose/service-privileged"))
        .collect();
    assert!(!of_it.is_empty() && of_it.iter().all(|control| control["status"] != "satisfied"), "{of_it:?}");
    for page in ["report.md", "report.html"] {
        let text = fs::read_to_string(stage.root().join("told").join(page)).expect("a page").replace('\\', "");
        let asked = text.split("What was asked").nth(1).expect("what was asked");
        let asked = asked.split("Controls").next().expect("the first page");
        assert!(
            asked.contains("compose/service-privileged") && asked.contains("replaced by policies of"),
            "{page}: {asked}"
        );
    }
    let (code, told) = stage.replay("told");
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("replaced by policies of `/outside/org`"), "{told}");
    stage.signed_from("told", "hidden", &|manifest, _| {
        manifest["policy"]["replaced"] = json!([]);
        manifest["terms"]["narrowed"] = json!([]);
    });
    assert_eq!(stage.replay("hidden").0, 1);
}

/// What a bundle shares with other directories of the disk, a day that was chosen, and a rule that could not judge are no forgeries: the first is nobody's
/// business, the others are said.
#[test]
fn other_names_of_its_files_a_chosen_day_and_rules_that_fail_are_no_forgeries() {
    let stage = Stage::with(&[], &[]);
    let (code, told) = stage.replay("bundle");
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("note: ") && told.contains("2026-11-20"), "the chosen day is said: {told}");
    stage.changed("linked", &|bundle| {
        fs::hard_link(bundle.join("report.html"), bundle.with_extension("html")).expect("linked");
        fs::rename(bundle.join("report.md"), bundle.with_extension("md")).expect("moved");
        fs::hard_link(bundle.with_extension("md"), bundle.join("report.md")).expect("linked");
    });
    let (code, told) = stage.replay("linked");
    assert_eq!(code, 0, "{told}");
    assert_ne!(stage.by_hand("linked"), Some(false), "SHOW=1 shows why");
    // Another name within the bundle is a file that nobody signed.
    stage.changed("named", &|bundle| {
        fs::hard_link(bundle.join("report.html"), bundle.join("00-SUMMARY.html")).expect("linked");
    });
    assert_eq!(stage.verify("named", &[]).0, 1);
    assert_ne!(stage.by_hand("named"), Some(true));

    // A file that cannot be read as it is written, and a rule that asks for more than it may have: both are told, and come out again word for word.
    write(&stage.project(), "broken/Dockerfile", "FROM debian:12 && apt-get install -y curl\n");
    let much = "deny contains finding if {\n\tsome service in input.services\n\tfinding := {\"message\": sprintf(\"%v\", [count(numbers.range(1, 300000000))]), \"at\": service.at}\n}";
    write(stage.root(), "org/a.rego", crate::sources::rule("acme.much", "", much));
    let policy = stage.path("org");
    for (name, options) in
        [("unread", &["--set", "all"] as &[&str]), ("failing", &["--set", "all", "--policy", &policy])]
    {
        let (code, out, error) = stage.create(name, options);
        assert_eq!(code, 2, "{name}: {out}{error}");
        let results = fs::read_to_string(stage.root().join(name).join(RESULTS)).expect("read");
        let is_told = name == "unread" || results.contains("acme/much");
        assert!(is_told && results.contains("\"outcome\":\"error\""), "{name}: it could not judge");
        let (code, told) = stage.replay(name);
        assert_eq!(code, 0, "{name}: {told}");
        assert!(!told.contains("result: PASSED"), "{name}: {told}");
    }
}
