//! Controls where something was not judged: files that are broken, nothing at all, rules that are left out.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::controls::{
    BREAKS, PLAIN, bundle, controls_of, definitions, json, key, list, plimsoll, recomputed, stdout, text, tree,
};

/// Rows of stand-ins: file, kind.
fn stand_ins(results: &Value) -> BTreeSet<(String, String)> {
    let split = |row: &Value| {
        let (file, kind) = text(row, "subject").split_once("#unjudged.")?;
        assert_eq!(text(row, "outcome"), "error");
        Some((file.to_owned(), kind.to_owned()))
    };
    list(results, "rows").iter().filter_map(split).collect()
}

fn kinds(file: &str, kinds: &[&str]) -> BTreeSet<(String, String)> {
    kinds.iter().map(|kind| (file.to_owned(), (*kind).to_owned())).collect()
}

const OF_COMPOSE: [&str; 8] = ["project", "service", "network", "volume", "secret", "config", "build", "stage"];

#[test]
fn a_file_that_cannot_be_judged_leaves_open_what_it_may_hold() {
    let definitions = definitions();
    let broken_compose = "services:\n  web: [\n";
    let unset =
        "services:\n  web:\n    image: example.com/shop/web:1.2.3\n    mem_limit: 64m\n    ports: ['${NOTHING}:']\n";
    let limits = "services:\n  web:\n    image: example.com/shop/web:1.2.3\n    mem_limit: 64m\n";
    let dockerfile = "FROM alpine:3.20\nRUNN x\n";
    let builds = "services:\n  web:\n    build: .\n    mem_limit: 64m\n";
    let cases: [(&str, &[(&str, &str)], BTreeSet<(String, String)>, [&str; 2]); 5] = [
        ("whole", &[("compose.yaml", limits)], BTreeSet::new(), ["met", "not applicable"]),
        (
            "one of two",
            &[("compose.yaml", limits), ("b/compose.yaml", broken_compose)],
            kinds("b/compose.yaml", &OF_COMPOSE),
            ["not assessed", "not assessed"],
        ),
        ("partly", &[("compose.yaml", unset)], kinds("compose.yaml", &OF_COMPOSE), ["not assessed", "not assessed"]),
        (
            "a Dockerfile alone",
            &[("compose.yaml", limits), ("b/Dockerfile", dockerfile)],
            kinds("b/Dockerfile", &["build", "stage"]),
            ["met", "not assessed"],
        ),
        (
            "a Dockerfile that a service builds",
            &[("compose.yaml", builds), ("Dockerfile", dockerfile)],
            kinds("Dockerfile", &["build", "stage", "project", "service"]),
            ["not assessed", "not assessed"],
        ),
    ];
    for (what, files, expected, statuses) in cases {
        let project = tree(files);
        let (_kept, results, controls) = bundle(project.path(), &[]);
        assert_eq!(stand_ins(&results), expected, "{what}");
        recomputed(&results, &controls, &definitions, what);
        let found = controls_of(project.path(), &[]);
        // Memory is limited: a matter of services; COPY for ADD: one of stages.
        let told = ["5.11", "4.9"].map(|control| text(&found[&key("cis-docker-1.6", control)], "status"));
        assert_eq!(told, statuses, "{what}");
        for row in list(&results, "rows").iter().filter(|row| text(row, "subject").contains("#unjudged.")) {
            assert!(row["observed"].is_string(), "{what}: a stand-in says what is wrong");
        }
        // Lists of what was judged do not repeat for every rule what a problem says once.
        let run = plimsoll(project.path(), &["check", ".", "-o", "csv"]);
        assert!(!stdout(&run).contains("/unjudged/"), "{what}");
    }
}

#[test]
fn where_nothing_is_judged_nothing_is_met() {
    let nothing = tree(&[("compose.yaml", "services:\n  web: [\n")]);
    let empty = tempfile::tempdir().expect("a directory");
    for directory in [nothing.path(), empty.path()] {
        let run = plimsoll(directory, &["controls", ".", "--format", "json"]);
        assert_eq!(run.status.code(), Some(2));
        let document = json(&run.stdout);
        let controls = list(&document, "frameworks").iter().flat_map(|framework| list(framework, "controls"));
        let told: BTreeSet<&str> = controls.map(|control| text(control, "status")).collect();
        assert!(!told.contains("met") && !told.contains("excepted") && !told.contains("not met"), "{told:?}");
    }
}

#[test]
fn without_our_rules_no_control_of_ours_is_assessed() {
    let own = BREAKS.replace("twice[key] := 2", "twice[key] := 1");
    let project = tree(&[("compose.yaml", PLAIN), ("own/compose/breaks/breaks.rego", own.as_str())]);
    let found = controls_of(project.path(), &["--no-builtin", "--policy", "own"]);
    let memory = &found[&key("cis-docker-1.6", "5.11")];
    assert_eq!(text(memory, "status"), "not assessed");
    assert!(list(memory, "rules_not_run").iter().all(|rule| text(rule, "reason") == "the built-in rules are left out"));
    let run = plimsoll(project.path(), &["check", ".", "--no-builtin", "--policy", "own", "--set", "all"]);
    assert!(stdout(&run).contains("frameworks: none of the rules ran"), "{}", stdout(&run));
}
