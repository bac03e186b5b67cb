//! Several configurations in one tree: each rules the files it lies above, whatever the order of the paths and wherever the run starts.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::reports::lay_out;

const COMPOSE: &str = "services:\n  web:\n    image: nginx:1.27.3\n    privileged: true\n    environment:\n      APP_PASSWORD: plant-a-b7c9e1\n";
const PRIVILEGED: &str = "compose/service-privileged";
const SECRET: &str = "compose/env-literal-secret";

struct Tree(tempfile::TempDir);

impl Tree {
    /// Projects in `a/` and `b/`, and these files.
    fn new(files: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join(".git")).unwrap();
        lay_out(directory.path(), &[("a/compose.yaml", COMPOSE), ("b/compose.yaml", COMPOSE)]);
        lay_out(directory.path(), files);
        Self(directory)
    }

    fn check_in(&self, below: &str, arguments: &[&str]) -> (i32, Value) {
        check_in(&self.0.path().join(below), arguments)
    }

    fn check(&self, arguments: &[&str]) -> (i32, Value) {
        self.check_in(".", arguments)
    }
}

fn check_in(folder: &Path, arguments: &[&str]) -> (i32, Value) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args([&["check", "-o", "json"], arguments].concat()).current_dir(folder).env_remove("PLIMSOLL_ENFORCE");
    let done = command.output().unwrap();
    (done.status.code().unwrap(), serde_json::from_slice(&done.stdout).unwrap())
}

/// `a/compose.yaml critical` for each finding of a rule that nobody waived.
fn places(report: &Value, rule: &str) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let of_rule = findings.filter(|finding| finding["rule"] == rule && finding["waiver"].is_null());
    of_rule
        .map(|f| format!("{} {}", f["location"]["path"].as_str().unwrap(), f["severity"].as_str().unwrap()))
        .collect()
}

fn codes(report: &Value) -> Vec<&str> {
    report["problems"].as_array().unwrap().iter().map(|problem| problem["code"].as_str().unwrap()).collect()
}

#[test]
fn each_path_is_ruled_by_its_own_in_either_order() {
    let tree = Tree::new(&[
        ("a/plimsoll.yaml", "version: 1\nrules: {compose/service-privileged: off}\n"),
        ("b/plimsoll.yaml", "version: 1\nrules: {compose/env-literal-secret: off}\n"),
    ]);
    let orders: [&[&str]; 6] = [
        &["a", "b"],
        &["b", "a"],
        &["a/compose.yaml", "b/compose.yaml"],
        &["b/compose.yaml", "a/compose.yaml"],
        &["b", "a/compose.yaml"],
        &["."],
    ];
    for order in orders {
        let (code, report) = tree.check(order);
        assert_eq!((code, codes(&report)), (1, vec![]), "{order:?}");
        assert_eq!(places(&report, PRIVILEGED), ["b/compose.yaml critical"], "{order:?}");
        assert_eq!(places(&report, SECRET), ["a/compose.yaml high"], "{order:?}");
    }
    // Each alone, from the root or from within.
    for (below, arguments) in [(".", &["a"] as &[&str]), ("a", &[]), ("a", &["compose.yaml"])] {
        let (_, report) = tree.check_in(below, arguments);
        assert_eq!(places(&report, PRIVILEGED), Vec::<String>::new(), "{below} {arguments:?}");
        assert_eq!(places(&report, SECRET), ["a/compose.yaml high"], "{below} {arguments:?}");
    }
}

#[test]
fn what_did_not_run_has_no_outcome() {
    let tree = Tree::new(&[("a/plimsoll.yaml", "version: 1\nrules: {compose/service-privileged: off}\n")]);
    let (_, report) = tree.check(&["--outcomes"]);
    let outcomes = report["outcomes"].as_array().unwrap().iter();
    let of_rule: Vec<&str> = outcomes
        .filter(|outcome| outcome["rule"] == PRIVILEGED)
        .map(|outcome| outcome["location"]["path"].as_str().unwrap())
        .collect();
    assert_eq!(of_rule, ["b/compose.yaml"]);
}

/// Configuration at the root, in `a/`, and what comes of it for the two rules in `a/` (in `b/` the root's holds).
#[test]
fn inner_ones_lie_over_outer_ones() {
    let off = "rules: {compose/service-privileged: off}";
    let table: [(&str, &str, &[&str], &[&str]); 8] = [
        ("rules: {compose/*: low}", off, &["b/compose.yaml low"], &["a/compose.yaml low", "b/compose.yaml low"]),
        // The nearer one wins, however exact the outer one is.
        (
            "rules: {compose/service-privileged: low}",
            "rules: {compose/*: info}",
            &["a/compose.yaml info", "b/compose.yaml low"],
            &["a/compose.yaml info", "b/compose.yaml high"],
        ),
        (
            off,
            "rules: {compose/service-privileged: on}",
            &["a/compose.yaml critical"],
            &["a/compose.yaml high", "b/compose.yaml high"],
        ),
        (off, "root: true", &["a/compose.yaml critical"], &["a/compose.yaml high", "b/compose.yaml high"]),
        (
            "min_severity: critical",
            "min_severity: info",
            &["a/compose.yaml critical", "b/compose.yaml critical"],
            &["a/compose.yaml high"],
        ),
        ("builtin: true", "builtin: false", &["b/compose.yaml critical"], &["b/compose.yaml high"]),
        ("paths: {exclude: ['b/**']}", "fail_on: never", &["a/compose.yaml critical"], &["a/compose.yaml high"]),
        // A glob starts where it is written.
        (
            "fail_on: never",
            "paths: {exclude: ['compose.yaml']}",
            &["b/compose.yaml critical"],
            &["b/compose.yaml high"],
        ),
    ];
    for (outer, inner, privileged, secret) in table {
        let (outer, inner) = (format!("version: 1\n{outer}\n"), format!("version: 1\n{inner}\n"));
        let tree = Tree::new(&[("plimsoll.yaml", &outer), ("a/plimsoll.yaml", &inner)]);
        let (_, report) = tree.check(&[]);
        // Where no rule is left, nothing is judged.
        let told = if inner.contains("builtin: false") { vec!["no-rules"] } else { Vec::new() };
        assert_eq!(codes(&report), told, "{outer}{inner}");
        assert_eq!(places(&report, PRIVILEGED), privileged, "{outer}{inner}");
        assert_eq!(places(&report, SECRET), secret, "{outer}{inner}");
    }
}

#[test]
fn each_finding_fails_by_the_threshold_of_its_own_file() {
    let off = "rules: {'*': off, compose/service-privileged: on}\n";
    let tree = Tree::new(&[
        ("plimsoll.yaml", &format!("version: 1\nfail_on: never\n{off}")),
        ("b/plimsoll.yaml", "version: 1\nfail_on: high\n"),
    ]);
    assert_eq!(tree.check(&["a"]).0, 0);
    assert_eq!(tree.check(&["b"]).0, 1);
    assert_eq!(tree.check(&["a", "b"]).0, 1);
    assert_eq!(tree.check(&["b", "--fail-on", "never"]).0, 0, "the command line wins");
}

#[test]
fn parameters_hold_for_the_projects_of_the_directory() {
    let tree = Tree::new(&[]);
    let many = "services:\n  web:\n    image: internal.example/app:1.2.3\n";
    lay_out(tree.0.path(), &[("a/compose.yaml", many), ("b/compose.yaml", many)]);
    let with = |allowed: &str| {
        format!(
            "version: 1\nrules:\n  compose/registry-not-allowed:\n    enabled: true\n    params: {{registries: [{allowed}]}}\n"
        )
    };
    lay_out(
        tree.0.path(),
        &[("a/plimsoll.yaml", &with("internal.example")), ("b/plimsoll.yaml", &with("other.example"))],
    );
    let (_, report) = tree.check(&[]);
    assert_eq!(places(&report, "compose/registry-not-allowed").len(), 1, "{:?}", codes(&report));
    assert!(places(&report, "compose/registry-not-allowed")[0].starts_with("b/"));
}

#[test]
fn waivers_count_below_their_configuration_and_by_its_conditions() {
    let waiver = |path: &str| {
        format!(
            "version: 1\nwaivers:\n  - id: W-1\n    rules: [{PRIVILEGED}]\n    match: {{path: '{path}'}}\n    reason: x\n    owner: o\n    created: 2026-01-01\n    expires: 2029-01-01\n"
        )
    };
    let everywhere = waiver("**/compose.yaml");
    let config = "version: 1\n";
    // A file in a/ says nothing about b/.
    let tree = Tree::new(&[("a/plimsoll.yaml", config), ("a/plimsoll-waivers.yaml", &everywhere)]);
    let (_, report) = tree.check(&["--as-of", "2026-11-01"]);
    assert_eq!(places(&report, PRIVILEGED), ["b/compose.yaml critical"]);
    // One at the root does, unless the place it speaks of demands more.
    let tree = Tree::new(&[("plimsoll-waivers.yaml", &everywhere)]);
    let (_, report) = tree.check(&["--as-of", "2026-11-01"]);
    assert_eq!(places(&report, PRIVILEGED), Vec::<String>::new());
    lay_out(tree.0.path(), &[("b/plimsoll.yaml", "version: 1\nwaivers: {max_days: 30}\n")]);
    let (code, report) = tree.check(&["--as-of", "2026-11-01"]);
    assert_eq!((code, codes(&report)), (2, vec!["waiver-invalid"]));
    assert_eq!(places(&report, PRIVILEGED), ["b/compose.yaml critical"]);
}

#[test]
fn extended_ones_lie_beneath_and_cycles_are_told() {
    let tree = Tree::new(&[
        ("shared/strict.yaml", "version: 1\nextends: more.yaml\nrules: {compose/service-privileged: low}\n"),
        (
            "shared/more.yaml",
            "version: 1\nrules: {compose/service-privileged: info, compose/env-literal-secret: off}\n",
        ),
        ("a/plimsoll.yaml", "version: 1\nextends: ../shared/strict.yaml\n"),
    ]);
    let (_, report) = tree.check(&[]);
    assert_eq!(codes(&report), Vec::<&str>::new());
    assert_eq!(places(&report, PRIVILEGED), ["a/compose.yaml low", "b/compose.yaml critical"]);
    assert_eq!(places(&report, SECRET), ["b/compose.yaml high"]);
    lay_out(tree.0.path(), &[("shared/more.yaml", "version: 1\nextends: strict.yaml\n")]);
    let (code, report) = tree.check(&[]);
    assert_eq!((code, codes(&report)), (2, vec!["config-extends-cycle"]));
    lay_out(tree.0.path(), &[("shared/more.yaml", "version: 1\nextends: nowhere.yaml\n")]);
    assert_eq!(codes(&tree.check(&[]).1), ["config-extends-missing"]);
}

#[test]
fn what_is_written_is_said_by_the_one_that_rules_the_run() {
    let output = "version: 1\noutput: {formats: [json=out.json]}\n";
    let tree = Tree::new(&[("a/plimsoll.yaml", output)]);
    let (_, report) = tree.check(&[]);
    assert_eq!(codes(&report), ["config-not-ruling"]);
    assert!(!tree.0.path().join("a/out.json").exists());
    crate::reports::run(&tree.0.path().join("a"), &["check"]);
    assert!(tree.0.path().join("a/out.json").exists());
}

#[test]
fn environments_are_each_configurations_own() {
    let environments = "version: 1\nenvironments: [{name: prod, files: [compose.yaml]}]\n";
    let tree = Tree::new(&[("a/plimsoll.yaml", environments), ("b/plimsoll.yaml", environments)]);
    let (_, report) = tree.check(&[]);
    let findings = report["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == PRIVILEGED);
    let told: Vec<String> = findings.map(|f| format!("{} {}", f["location"]["path"], f["environment"])).collect();
    assert_eq!(told, ["\"a/compose.yaml\" \"prod\"", "\"b/compose.yaml\" \"prod\""]);
}

#[test]
fn two_names_in_one_directory_are_told() {
    let tree = Tree::new(&[("plimsoll.yaml", "version: 1\n"), (".plimsoll.yml", "version: 1\nrules: {'*': off}\n")]);
    let (code, report) = tree.check(&[]);
    assert_eq!((code, codes(&report)), (1, vec!["config-shadowed"]));
}

/// Every key of a schema, with the way to it: `waivers.files`, `environments[].name`, `rules.*.params`.
fn keys(schema: &Value, root: &Value, way: &str, found: &mut Vec<String>) {
    let schema = match schema["$ref"].as_str() {
        Some(target) => root.pointer(target.trim_start_matches('#')).unwrap(),
        None => schema,
    };
    for (key, value) in schema["properties"].as_object().into_iter().flatten() {
        let way = if way.is_empty() { key.clone() } else { format!("{way}.{key}") };
        found.push(way.clone());
        keys(value, root, &way, found);
    }
    if schema["additionalProperties"].is_object() {
        keys(&schema["additionalProperties"], root, &format!("{way}.*"), found);
    }
    if schema["items"].is_object() {
        keys(&schema["items"], root, &format!("{way}[]"), found);
    }
    for alternative in schema["oneOf"].as_array().into_iter().flatten() {
        keys(alternative, root, way, found);
    }
}

#[test]
fn the_document_speaks_of_every_key_and_of_no_other() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = std::fs::read_to_string(repository.join("docs/configuration.md")).unwrap();
    let (tree, floor) = document.split_once("## Floors").unwrap();
    for (part, schema) in [(tree, "config.json"), (floor, "floor.json")] {
        let text = std::fs::read_to_string(repository.join("schemas").join(schema)).unwrap();
        let schema: Value = serde_json::from_str(&text).unwrap();
        let mut known = Vec::new();
        keys(&schema, &schema, "", &mut known);
        // What an entry of a list is made of stands in the row of the list.
        let in_rows = |key: &String| key.contains("[]") && !key.starts_with("environments");
        let rows: Vec<&str> = part.lines().filter(|line| line.starts_with("| `")).collect();
        let described: Vec<&str> = rows
            .iter()
            .flat_map(|row| row.split('|').nth(1).unwrap().split(','))
            .map(|cell| cell.trim().trim_matches('`'))
            .filter(|cell| !cell.starts_with("--"))
            .collect();
        for key in known.iter().filter(|key| !in_rows(key)) {
            let is_group = known.iter().any(|other| other.starts_with(&format!("{key}.")));
            assert!(is_group || described.contains(&key.as_str()), "`{key}` is not described");
        }
        for key in described {
            assert!(known.iter().any(|known| known == key), "`{key}` is described and is no key");
        }
    }
}

/// A part that no rule is left for is as little judged as a whole.
#[test]
fn a_part_without_rules_is_not_judged() {
    for config in ["builtin: false", "rules: {'*': off}"] {
        let tree = Tree::new(&[("a/plimsoll.yaml", &format!("version: 1\n{config}\n"))]);
        for paths in [&["a"] as &[&str], &["a/compose.yaml"], &[]] {
            let (code, report) = tree.check(paths);
            let told = &report["problems"][0];
            assert_eq!((code, codes(&report)), (2, vec!["no-rules"]), "{config} {paths:?}");
            assert_eq!(
                (told["severity"].as_str(), told["path"].as_str()),
                (Some("error"), Some("a/plimsoll.yaml")),
                "{told}"
            );
            // What has rules is judged all the same.
            let there = if paths.is_empty() { vec!["b/compose.yaml critical".to_owned()] } else { Vec::new() };
            assert_eq!(places(&report, PRIVILEGED), there, "{config} {paths:?}");
            for format in ["text", "concise", "sarif", "github", "junit", "gitlab", "markdown", "html", "csv"] {
                let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
                command
                    .args(["check", "-o", format])
                    .args(paths)
                    .current_dir(tree.0.path())
                    .env_remove("PLIMSOLL_ENFORCE");
                let done = command.output().unwrap();
                assert_eq!(done.status.code(), Some(2), "{format}");
                assert!(String::from_utf8_lossy(&done.stdout).contains("no rule runs"), "{format}");
            }
        }
    }
}

/// A rule that a nested configuration puts in the place of ours counts below it, and ours everywhere else.
#[test]
fn a_rule_is_replaced_below_its_configuration_only() {
    const MUTE: &str = "# METADATA\n# title: x\n# description: x\n# custom:\n#   severity: info\n#   applies_to: service\npackage policies.compose.service_privileged\nimport rego.v1\ndeny contains f if { some s in input.services; s.key == \"loud\"; f := {\"message\": \"theirs\", \"at\": s.at} }\n";
    let tree = Tree::new(&[
        ("a/plimsoll.yaml", "version: 1\npolicies: [{path: rules, replaces: true}]\n"),
        ("a/rules/a.rego", MUTE),
        ("a/x/compose.yaml", "services: {loud: {image: 'nginx:1.27.3', privileged: true}}\n"),
    ]);
    for paths in [&[] as &[&str], &["a", "b"], &["b", "a"]] {
        let (code, report) = tree.check(&[&["--trust-config", "--outcomes"], paths].concat());
        assert_eq!(code, 1);
        assert_eq!(codes(&report), ["policy-replaced"]);
        assert_eq!(places(&report, PRIVILEGED), ["a/x/compose.yaml info", "b/compose.yaml critical"], "{paths:?}");
        let outcomes = report["outcomes"].as_array().unwrap().iter().filter(|one| one["rule"] == PRIVILEGED);
        let rows: Vec<String> = outcomes.map(|one| format!("{} {}", one["project"], one["outcome"])).collect();
        assert_eq!(rows.len(), 3, "one row for each subject: {rows:?}");
    }
    let (code, report) = tree.check(&["--trust-config", "b"]);
    assert_eq!((code, places(&report, PRIVILEGED)), (1, vec!["b/compose.yaml critical".to_owned()]));
}
