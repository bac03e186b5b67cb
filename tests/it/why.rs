//! `plimsoll why` and `check --timings`: what a rule made of a project, and where the time went.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::reports::lay_out;

fn run(root: &Path, arguments: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_plimsoll")).current_dir(root).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code().unwrap(), text(&done.stdout), text(&done.stderr))
}

const MARKED: &str = "services:\n  web:\n    image: acme/web:1.2\n    privileged: true\n";
const SILENT: &str = "services:\n  web:\n    image: acme/web:1.2\n";

#[test]
fn lines_of_a_rule_that_were_reached_are_marked() {
    let root = tempfile::tempdir().unwrap();
    lay_out(root.path(), &[("marked/compose.yaml", MARKED), ("silent/compose.yaml", SILENT)]);
    let mark = |told: &str, line: &str| {
        let line =
            told.lines().find(|told| told.contains(line)).unwrap_or_else(|| panic!("{line} is not told: {told}"));
        line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).trim_start().chars().next()
    };
    let condition = "service.facts.hardening.privileged";
    let message = "\"subject\": service.at";

    let (code, told, errors) = run(root.path(), &["why", "service-privileged", "marked"]);
    assert_eq!(code, 0, "{errors}");
    assert!(told.contains("1 finding of compose/service-privileged"), "{told}");
    assert_eq!((mark(&told, condition), mark(&told, message)), (Some('+'), Some('+')), "{told}");

    let (code, told, errors) = run(root.path(), &["why", "compose/service-privileged", "silent"]);
    assert_eq!(code, 0, "{errors}");
    assert!(told.contains("0 findings of compose/service-privileged"), "{told}");
    assert_eq!((mark(&told, "some service in"), mark(&told, message)), (Some('+'), Some('-')), "{told}");
}

#[test]
fn what_cannot_be_asked_is_told() {
    let root = tempfile::tempdir().unwrap();
    lay_out(root.path(), &[("broken/compose.yaml", "services: [\n"), ("empty/readme.txt", "")]);
    let (code, _, told) = run(root.path(), &["why", "service-priviledged", "broken"]);
    assert!(code == 2 && told.contains("did you mean"), "{told}");
    for path in ["broken", "empty"] {
        let (code, _, told) = run(root.path(), &["why", "service-privileged", path]);
        assert!(code == 2 && told.contains("no project in"), "{path}: {told}");
    }
}

/// Policies that the tree's own configuration names are not run by a question about a rule.
#[test]
fn rules_of_the_caller_are_asked_and_those_of_the_tree_are_not() {
    let rule = "# METADATA\n# title: Says\n# description: Says something.\n# custom:\n#   severity: low\n#   applies_to: service\n#   remediation: None.\npackage policies.acme.says\n\n\
                deny contains finding if {\n\tsome service in input.services\n\tfinding := {\"message\": \"here\", \"at\": service.at, \"subject\": service.at}\n}\n";
    let root = tempfile::tempdir().unwrap();
    let files =
        [("compose.yaml", SILENT), ("rules/acme/says/says.rego", rule), ("plimsoll.yaml", "policies: [rules]\n")];
    lay_out(root.path(), &files);
    let (code, told, errors) = run(root.path(), &["why", "says", ".", "--policy", "rules"]);
    assert!(code == 0 && told.contains("1 finding of acme/says"), "{told}{errors}");
    let (code, _, told) = run(root.path(), &["why", "acme/says"]);
    assert!(code == 2 && told.contains("no rule is called"), "{told}");
}

#[test]
fn timings_are_told_and_change_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    lay_out(root.path(), &[("compose.yaml", MARKED)]);
    let check = ["check", "--rule", "service-privileged", "--as-of", "2026-01-01", "-o", "json"];
    let plain = run(root.path(), &check);
    let (code, report, told) = run(root.path(), &[&check[..], &["--timings"]].concat());
    assert_eq!((code, &report), (plain.0, &plain.1));
    for step in ["discover", "policies", "load", "evaluate", "settle", "report"] {
        assert!(told.lines().any(|line| line.starts_with(step)), "{step} is not told: {told}");
    }
    let (code, report, _) = run(root.path(), &[&check[..], &["--timings=trace.json"]].concat());
    assert_eq!((code, &report), (plain.0, &plain.1));
    let trace: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(root.path().join("trace.json")).unwrap()).unwrap();
    let events = trace["traceEvents"].as_array().unwrap();
    assert!(events.iter().any(|event| event["name"] == "evaluate" && event["ph"] == "X"), "{trace}");
    // What is judged is not written over.
    let (code, _, told) = run(root.path(), &[&check[..], &["--timings=compose.yaml"]].concat());
    assert!(code == 2 && told.contains("is judged here"), "{told}");
    assert_eq!(fs::read_to_string(root.path().join("compose.yaml")).unwrap(), MARKED);
}
