//! Floors: whatever a tree tries to loosen holds all the same, and is told at its place; what it tightens counts.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::reports::lay_out;

const COMPOSE: &str = "services:\n  web:\n    image: nginx:1.27.3\n    # plimsoll: ignore[compose/pid-host] reason=x\n    pid: host\n    privileged: true\n    environment:\n      APP_PASSWORD: plant-a-b7c9e1\n";
const PRIVILEGED: &str = "compose/service-privileged";
const PID: &str = "compose/pid-host";

struct Tree {
    _directory: tempfile::TempDir,
    root: PathBuf,
    floor: PathBuf,
}

impl Tree {
    fn new(config: &str, floor: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let (root, floor_path) = (directory.path().join("tree"), directory.path().join("floor.yaml"));
        fs::create_dir_all(root.join(".git")).unwrap();
        lay_out(&root, &[("compose.yaml", COMPOSE), ("plimsoll.yaml", &format!("version: 1\n{config}\n"))]);
        fs::write(&floor_path, format!("version: 1\nname: the house\n{floor}\n")).unwrap();
        Self { _directory: directory, root, floor: floor_path }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        command.args(arguments).current_dir(&self.root).env_remove("PLIMSOLL_ENFORCE").env_remove("CLICOLOR_FORCE");
        command
    }

    fn check(&self, enforced: bool, arguments: &[&str]) -> (i32, Value) {
        let mut command = self.command(&[&["check", "-o", "json", "--as-of", "2026-11-01"], arguments].concat());
        if enforced {
            command.arg("--enforce").arg(&self.floor);
        }
        let done = command.output().unwrap();
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        (done.status.code().unwrap(), serde_json::from_slice(&done.stdout).unwrap_or_else(|_| panic!("{told}")))
    }
}

fn open<'a>(report: &'a Value, rule: &str) -> Option<&'a str> {
    let mut findings = report["findings"].as_array().unwrap().iter();
    let found = findings.find(|finding| finding["rule"] == rule && finding["waiver"].is_null())?;
    found["severity"].as_str()
}

/// (code, line) of what a floor overrode.
fn overridden(report: &Value) -> Vec<(&str, u64)> {
    let problems = report["problems"].as_array().unwrap().iter();
    let told = problems.filter(|problem| problem["code"].as_str().unwrap().starts_with("floor-"));
    told.map(|problem| {
        assert_eq!(problem["severity"], "warning", "{problem}");
        assert!(problem["message"].as_str().unwrap().contains("the house"), "{problem}");
        (problem["code"].as_str().unwrap(), problem["location"]["start"]["line"].as_u64().unwrap_or(0))
    })
    .collect()
}

/// What a tree tries, what the floor demands, the code and line told, and the rule that is open with its severity in spite of it.
#[test]
fn every_loosening_is_overridden_and_told() {
    let demands = "rules: {compose/service-privileged: on}";
    let table: [(&str, &str, &[(&str, u64)], &str, &str); 14] = [
        ("rules: {compose/service-privileged: off}", demands, &[("floor-rule-off", 2)], PRIVILEGED, "critical"),
        ("rules: {'*': off}", demands, &[("floor-rule-off", 2)], PRIVILEGED, "critical"),
        ("rules:\n  compose/service-privileged: low", demands, &[("floor-severity", 3)], PRIVILEGED, "critical"),
        (
            "rules: {compose/service-privileged: low}",
            "rules: {'compose/*-privileged': high}",
            &[("floor-severity", 2)],
            PRIVILEGED,
            "high",
        ),
        ("builtin: false", "builtin: true", &[("floor-builtin", 2)], PRIVILEGED, "critical"),
        ("fail_on: never", "fail_on: critical", &[("floor-fail-on", 2)], PRIVILEGED, "critical"),
        (
            "min_severity: critical\nrules: {compose/service-privileged: high}",
            "fail_on: high",
            &[("floor-min-severity", 2)],
            PRIVILEGED,
            "high",
        ),
        (
            "paths: {exclude: ['**']}",
            "paths: {required: ['**/compose.yaml', compose.yaml]}",
            &[("floor-exclude", 2)],
            PRIVILEGED,
            "critical",
        ),
        ("paths: {include: ['x/**']}", "paths: {required: ['**']}", &[("floor-exclude", 2)], PRIVILEGED, "critical"),
        (
            "secrets: {allow: [{key: '*', reason: x}]}",
            "secrets: {allow: false}",
            &[("floor-secrets", 2)],
            "compose/env-literal-secret",
            "high",
        ),
        ("set: recommended", "set: strict", &[("floor-set", 2)], PRIVILEGED, "critical"),
        ("waivers: {inline: true}", "waivers: {inline: false}", &[("floor-waivers", 2)], PID, "high"),
        ("waivers:\n  max_severity: critical", "waivers: {max_severity: medium}", &[("floor-waivers", 3)], PID, "high"),
        ("", "waivers: {inline: false}", &[], PID, "high"),
    ];
    for (config, floor, told, rule, severity) in table {
        let tree = Tree::new(config, floor);
        let (code, report) = tree.check(true, &[]);
        assert_eq!(overridden(&report), told, "{config} under {floor}");
        assert_eq!(open(&report, rule), Some(severity), "{config} under {floor}");
        assert_eq!(code, 1, "{config} under {floor}");
        assert_eq!(report["floors"][0]["title"], "the house");
    }
}

#[test]
fn waivers_have_to_be_as_the_floor_demands() {
    for (floor, holds) in [
        ("waivers: {require: [owner]}", false),
        ("waivers: {max_days: 30}", false),
        ("waivers: {separate_approver: true}", false),
        ("waivers: {max_severity: critical}", true),
        ("fail_on: critical", true),
    ] {
        let tree = Tree::new("", floor);
        let (code, report) = tree.check(true, &[]);
        assert_eq!(open(&report, PID).is_none(), holds, "{floor}");
        assert_eq!(code, if holds { 1 } else { 2 }, "{floor}: a waiver that is not right is an error");
    }
    // Comments of other tools cannot say who and until when.
    let tree = Tree::new("waivers: {peers: [kics]}", "waivers: {require: [until]}");
    assert_eq!(overridden(&tree.check(true, &[]).1), [("floor-waivers", 2)]);
    let tree = Tree::new("waivers: {peers: [kics]}", "waivers: {require: [until], peers: [kics]}");
    assert_eq!(overridden(&tree.check(true, &[]).1), []);
}

#[test]
fn parameters_that_make_a_rule_mute_do_not_count() {
    let rule = "compose/registry-not-allowed";
    let own = format!("rules: {{{rule}: {{enabled: true, params: {{registries: [docker.io]}}}}}}");
    let demand = |more: &str| format!("rules: {{{rule}: {{severity: medium, {more}}}}}");
    for (floor, told, found) in [
        (demand("params: {registries: [ours.example]}"), 1, true),
        (demand("params: {registries: [docker.io]}"), 0, false),
        (demand("free_params: true"), 0, false),
        (format!("rules: {{{rule}: on}}"), 1, false),
    ] {
        let (_, report) = Tree::new(&own, &floor).check(true, &[]);
        let overridden = overridden(&report);
        assert_eq!(overridden.len(), told, "{floor}: {overridden:?}");
        assert!(overridden.iter().all(|(code, _)| *code == "floor-params"), "{floor}");
        assert_eq!(open(&report, rule).is_some(), found, "{floor}");
    }
}

#[test]
fn the_trees_own_baseline_may_be_forbidden() {
    let tree = Tree::new("baseline: old.json", "baseline: false");
    let old = tree.command(&["check", "-o", "json", "--no-config"]).output().unwrap();
    fs::write(tree.root.join("old.json"), old.stdout).unwrap();
    assert_eq!(tree.check(false, &[]).0, 0);
    let (code, report) = tree.check(true, &[]);
    assert_eq!((code, overridden(&report)), (1, vec![("floor-baseline", 2)]));
    // The caller's own counts.
    assert_eq!(tree.check(true, &["--baseline", "old.json"]).0, 0);
}

#[test]
fn what_tightens_counts_and_nothing_is_told() {
    let tree = Tree::new(
        "set: all\nfail_on: info\nrules: {compose/service-privileged: critical}\nwaivers: {require: [owner, until], max_days: 10, inline: false}",
        "set: strict\nfail_on: high\nrules: {compose/service-privileged: high}\nwaivers: {require: [owner], max_days: 90}",
    );
    let (code, report) = tree.check(true, &[]);
    assert_eq!((code, overridden(&report)), (1, vec![]));
    assert_eq!(open(&report, PRIVILEGED), Some("critical"));
    assert_eq!(open(&report, PID), Some("high"), "the tree lets no comment waive");
}

#[test]
fn the_command_line_does_not_loosen_it_either() {
    let tree = Tree::new("", "fail_on: critical\nrules: {compose/service-privileged: on}\nbuiltin: true");
    for (arguments, code) in
        [(&["--skip", PRIVILEGED] as &[&str], "floor-rule-off"), (&["--fail-on", "never"], "floor-fail-on")]
    {
        let (exit, report) = tree.check(true, arguments);
        assert_eq!((exit, overridden(&report)), (1, vec![(code, 0)]), "{arguments:?}");
    }
}

#[test]
fn the_runners_variable_says_the_same() {
    let tree = Tree::new("rules: {'*': off, compose/init-missing: on}", "rules: {compose/service-privileged: on}");
    assert_ne!(tree.check(false, &[]).0, 1);
    for arguments in [&["check", "-o", "json"] as &[&str], &["check", "-o", "json", "--no-config"]] {
        let done = tree.command(arguments).env("PLIMSOLL_ENFORCE", &tree.floor).output().unwrap();
        assert_eq!(done.status.code(), Some(1), "{arguments:?}");
    }
    let done = tree.command(&["check"]).env("PLIMSOLL_ENFORCE", "/nowhere/floor.yaml").output().unwrap();
    assert_eq!(done.status.code(), Some(2), "a run without its floor does not go on");
}

#[test]
fn a_floor_that_is_not_right_stops_the_run() {
    for floor in
        ["rules: {compose/service-privileged: off}", "fail_on: never", "fial_on: high", "paths: {required: ['a[']}"]
    {
        let tree = Tree::new("", floor);
        let done = tree.command(&["check", "--enforce", tree.floor.to_str().unwrap()]).output().unwrap();
        let told = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(2), "{floor}");
        assert!(told.contains("floor-invalid") && told.contains("floor.yaml:3"), "{floor}: {told}");
        assert!(done.stdout.is_empty(), "{floor}");
    }
}

#[test]
fn every_report_names_what_was_tried() {
    let tree = Tree::new("rules: {compose/service-privileged: off}", "rules: {compose/service-privileged: on}");
    for format in ["text", "sarif", "markdown", "html", "json"] {
        let floor = tree.floor.to_str().unwrap();
        let done = tree.command(&["check", "-o", format, "--enforce", floor]).output().unwrap();
        let shown = String::from_utf8(done.stdout).unwrap();
        assert!(shown.contains("floor-rule-off") && shown.contains("the house"), "{format}");
    }
}

#[test]
fn a_bundle_keeps_the_floor_for_its_replay() {
    let tree = Tree::new("rules: {compose/service-privileged: off}", "rules: {compose/service-privileged: on}");
    let (floor, out) = (tree.floor.to_str().unwrap(), tree.root.join("../ev"));
    let made =
        tree.command(&["evidence", "create", "--enforce", floor, "--out", out.to_str().unwrap()]).output().unwrap();
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    fs::remove_file(&tree.floor).unwrap();
    let verify = ["evidence", "verify", out.to_str().unwrap(), "--unsigned", "--replay"];
    let done = tree.command(&verify).output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stdout));
}

/// What a floor demands holds for whole sets, too, and for rules that somebody would put another one in the place of.
#[test]
fn a_set_is_demanded_with_all_its_rules() {
    let table: [(&str, &[(&str, u64)]); 4] = [
        ("rules: {'compose/*': off}", &[("floor-rule-off", 2)]),
        ("rules: {'*': info}", &[("floor-severity", 2)]),
        ("rules: {compose/service-privileged: {enabled: false}}", &[("floor-rule-off", 2)]),
        ("rules: {compose/service-privileged: critical}", &[]),
    ];
    for (config, told) in table {
        let tree = Tree::new(config, "set: recommended");
        let (code, report) = tree.check(true, &[]);
        assert_eq!((overridden(&report), open(&report, PRIVILEGED)), (told.to_vec(), Some("critical")), "{config}");
        assert_eq!(code, 1, "{config}");
    }
    // A framework is a part that the caller looks at.
    let of = |floor: &str| {
        Tree::new("", floor).check(true, &["--framework", "gdpr"]).1["findings"].as_array().unwrap().len()
    };
    assert_eq!(of("set: strict"), of("fail_on: high"));
}

#[test]
fn nobody_takes_the_place_of_what_is_demanded() {
    const MUTE: &str = "# METADATA\n# title: x\n# description: x\n# custom:\n#   severity: info\n#   applies_to: service\npackage policies.compose.service_privileged\nimport rego.v1\ndeny contains f if { false; f := {\"message\": \"x\", \"at\": \"\"} }\n";
    for demand in ["rules: {compose/service-privileged: critical}", "builtin: true", "set: recommended"] {
        let tree = Tree::new("policies: [{path: p, replaces: true}]", demand);
        lay_out(&tree.root, &[("p/a.rego", MUTE)]);
        for arguments in [&["--trust-config"] as &[&str], &["--no-config", "--policy", "replaces:p"]] {
            let (code, report) = tree.check(true, arguments);
            let codes: Vec<&str> =
                report["problems"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
            assert_eq!((code, open(&report, PRIVILEGED)), (2, Some("critical")), "{demand} {codes:?}");
            assert!(codes.contains(&"floor-replace"), "{demand} {codes:?}");
        }
        let (_, report) = tree.check(false, &["--trust-config"]);
        assert_eq!(open(&report, PRIVILEGED), None, "without a floor it may");
    }
    let tree = Tree::new("", "builtin: true");
    let (code, report) = tree.check(true, &["--no-builtin"]);
    assert_eq!(
        (code, open(&report, PRIVILEGED), overridden(&report)),
        (1, Some("critical"), vec![("floor-builtin", 0)])
    );
}

#[test]
fn a_floor_that_names_no_rule_stops_the_run() {
    for demand in ["rules: {compose/service-priviledged: critical}", "rules: {'compoze/*': on}"] {
        let tree = Tree::new("rules: {compose/service-privileged: off}", demand);
        let done = tree.command(&["check", "--enforce"]).arg(&tree.floor).output().unwrap();
        let told = String::from_utf8_lossy(&done.stderr);
        assert_eq!((done.status.code(), done.stdout.is_empty()), (Some(2), true), "{told}");
        assert!(
            told.contains("floor-invalid") && told.contains("which is no rule") && told.contains("floor.yaml:3:"),
            "{told}"
        );
    }
}

/// Neither git nor the name of a directory takes files out that must be judged.
#[test]
fn required_files_are_judged_wherever_they_lie() {
    for (glob, directory, judged) in [
        ("services/**", "services", true),
        ("**", "services", true),
        ("vendor/*/compose.yaml", "vendor/x", true),
        ("deploy/**", "services", false),
    ] {
        let tree = Tree::new("", &format!("paths: {{required: ['{glob}']}}"));
        lay_out(&tree.root, &[(&format!("{directory}/compose.yaml"), COMPOSE), (".gitignore", "services/\n")]);
        let (_, report) = tree.check(true, &[]);
        let mut findings = report["findings"].as_array().unwrap().iter();
        let file = format!("{directory}/compose.yaml");
        assert_eq!(findings.any(|finding| finding["location"]["path"] == file.as_str()), judged, "{glob}");
        assert_eq!(overridden(&report), if judged { vec![("floor-exclude", 0)] } else { Vec::new() }, "{glob}");
    }
}

/// An environment may take away what a plain `docker compose up` starts, and a configuration may say that nobody starts it so; where a floor demands
/// the file, it is judged all the same.
#[test]
fn environments_do_not_hide_the_plain_project() {
    let config = "plain_start: false\nenvironments: [{name: p, files: [compose.yaml, o.yaml]}]";
    for (demand, judged) in
        [("paths: {required: ['**']}", true), ("rules: {compose/service-privileged: critical}", false)]
    {
        let tree = Tree::new(config, demand);
        lay_out(&tree.root, &[("o.yaml", "services: {web: {privileged: !reset null}}\n")]);
        let (_, report) = tree.check(true, &[]);
        assert_eq!(open(&report, PRIVILEGED).is_some(), judged, "{demand}");
        assert_eq!(overridden(&report), if judged { vec![("floor-environments", 2)] } else { Vec::new() }, "{demand}");
        let (_, report) = tree.check(false, &[]);
        assert_eq!((open(&report, PRIVILEGED), overridden(&report)), (None, vec![]), "{demand}");
    }
}
