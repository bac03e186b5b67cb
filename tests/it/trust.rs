//! What a scanned tree's configuration may do: the table of `docs/security.md`, one test for each row, against the binary.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::reports::lay_out;

const COMPOSE: &str = "services:\n  web:\n    image: nginx:1.27.3\n    privileged: true\n    environment:\n      APP_PASSWORD: plant-a-b7c9e1\n";

/// A tree with a repository of its own beside a place that is none of its business.
struct Tree {
    _directory: tempfile::TempDir,
    root: PathBuf,
    outside: PathBuf,
}

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let base = directory.path().canonicalize().unwrap();
        let (root, outside) = (base.join("tree"), base.join("outside"));
        fs::create_dir_all(root.join(".git")).unwrap();
        fs::create_dir_all(&outside).unwrap();
        lay_out(&root, &[("compose.yaml", COMPOSE)]);
        lay_out(&root, files);
        Self { _directory: directory, root, outside }
    }

    fn config(text: &str) -> Self {
        Self::new(&[("plimsoll.yaml", &format!("version: 1\n{text}\n"))])
    }

    fn run(&self, arguments: &[&str]) -> Output {
        run_in(&self.root, arguments)
    }

    /// Exit code, and the JSON report of a check.
    fn check(&self, arguments: &[&str]) -> (i32, Value) {
        let done = self.run(&[&["check", "-o", "json"], arguments].concat());
        (done.status.code().unwrap(), serde_json::from_slice(&done.stdout).unwrap())
    }
}

fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(arguments).current_dir(folder).env_remove("PLIMSOLL_ENFORCE").env_remove("CLICOLOR_FORCE");
    let done = command.output().unwrap();
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(matches!(done.status.code(), Some(0..=2)) && !told.contains("panicked"), "{told}");
    done
}

fn codes(report: &Value) -> Vec<&str> {
    report["problems"].as_array().unwrap().iter().map(|problem| problem["code"].as_str().unwrap()).collect()
}

fn rules(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap()).collect()
}

const PRIVILEGED: &str = "compose/service-privileged";

#[test]
fn writes_reports_below_the_root_only() {
    let tree = Tree::config("");
    let victim = tree.outside.join("victim");
    for path in [victim.to_str().unwrap(), "../outside/victim", ".bashrc", ".github/x.json", "sub/../../outside/victim"]
    {
        fs::write(&victim, "mine").unwrap();
        let text = format!("version: 1\noutput: {{formats: ['json={path}']}}\n");
        lay_out(&tree.root, &[("plimsoll.yaml", &text)]);
        let done = tree.run(&["check"]);
        assert_eq!(done.status.code(), Some(2), "{path}");
        let told = String::from_utf8(done.stdout).unwrap();
        assert!(told.contains("config-untrusted-output") && told.contains("--trust-config"), "{path}: {told}");
        assert!(told.contains(PRIVILEGED), "the rest is told all the same");
        assert_eq!(fs::read_to_string(&victim).unwrap(), "mine", "{path}");
        assert!(!tree.root.join(".bashrc").exists());
    }
}

#[cfg(unix)]
#[test]
fn writes_through_no_link_and_over_nothing_that_is_not_a_report() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let tree = Tree::config("output: {formats: [json=report.json]}");
    let report = tree.root.join("report.json");
    let victim = tree.outside.join("victim");
    fs::write(&victim, "mine").unwrap();
    symlink(&victim, &report).unwrap();
    assert_eq!(tree.run(&["check"]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(&victim).unwrap(), "mine");
    fs::remove_file(&report).unwrap();
    fs::write(&report, "{\"scripts\": {}}").unwrap();
    assert_eq!(tree.run(&["check"]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(&report).unwrap(), "{\"scripts\": {}}");
    fs::remove_file(&report).unwrap();
    // Made once, replaced afterwards: it begins as a report of ours.
    for _ in 0..2 {
        assert_eq!(tree.run(&["check"]).status.code(), Some(1));
        assert!(fs::read_to_string(&report).unwrap().contains(PRIVILEGED));
    }
    fs::set_permissions(&report, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(tree.run(&["check"]).status.code(), Some(2));
    lay_out(&tree.root, &[("plimsoll.yaml", "version: 1\noutput: {formats: [json=sub/report.json]}\n")]);
    symlink(&tree.outside, tree.root.join("sub")).unwrap();
    assert_eq!(tree.run(&["check"]).status.code(), Some(2));
    assert!(!tree.outside.join("report.json").exists());
}

/// Another tool's report, and what only begins like one of ours, stay as they are.
#[test]
fn replaces_only_what_plimsoll_wrote() {
    let others = [
        (
            "sarif",
            "{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": {\"name\": \"trivy\"}}, \"results\": []}]}",
        ),
        ("json", "{\"name\": \"plimsoll\", \"scripts\": {}}"),
        ("gitlab", "[]"),
        ("gitlab", "[{\"check_name\": \"no-eval\", \"fingerprint\": \"a\"}]"),
        ("junit", "<?xml version=\"1.0\"?>\n<project><!-- plimsoll checks it --></project>\n"),
        (
            "junit",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"plimsoll-plugin\" tests=\"1\"></testsuites>\n",
        ),
        ("html", "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<title>plimsoll: how we use it</title></head></html>\n"),
        (
            "html",
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<title>plimsoll</title><body>&lt;<meta name=\"generator\" content=\"plimsoll 1\"></body></html>\n",
        ),
        ("markdown", "# plimsoll-config\n\nHow we use it.\n"),
        ("csv", "id,rule,owner,fingerprint,note\n"),
    ];
    for (format, text) in others {
        let tree = Tree::config(&format!("output: {{formats: [{format}=report]}}"));
        let report = tree.root.join("report");
        fs::write(&report, text).unwrap();
        assert_eq!(tree.run(&["check"]).status.code(), Some(2), "{format}");
        assert_eq!(fs::read_to_string(&report).unwrap(), text);
    }
    for format in ["sarif", "json", "gitlab", "html", "junit", "markdown", "csv"] {
        let tree = Tree::config(&format!("output: {{formats: [{format}=report]}}"));
        for compose in [COMPOSE, "services: {web: {image: x}}\n", COMPOSE] {
            lay_out(&tree.root, &[("compose.yaml", compose)]);
            let done = tree.run(&["check", "--rule", PRIVILEGED]);
            assert_ne!(done.status.code(), Some(2), "{format}: {}", String::from_utf8_lossy(&done.stderr));
        }
        assert!(fs::read_to_string(tree.root.join("report")).unwrap().contains(PRIVILEGED), "{format}");
    }
}

/// A page or test results that somebody wrote on after us are not ours any more.
#[test]
fn keeps_a_report_that_somebody_wrote_on() {
    for format in ["html", "junit"] {
        let tree = Tree::config(&format!("output: {{formats: [{format}=report]}}"));
        let report = tree.root.join("report");
        assert_eq!(tree.run(&["check", "--rule", PRIVILEGED]).status.code(), Some(1), "{format}");
        let text = fs::read_to_string(&report).unwrap() + "<!-- seen by Ada -->\n";
        fs::write(&report, &text).unwrap();
        let done = tree.run(&["check", "--rule", PRIVILEGED]);
        assert_eq!(done.status.code(), Some(2), "{format}");
        assert!(String::from_utf8_lossy(&done.stderr).contains("no report of this kind"), "{format}");
        assert_eq!(fs::read_to_string(&report).unwrap(), text, "{format}");
    }
}

/// What the caller names is not led elsewhere by a link that somebody committed.
#[cfg(unix)]
#[test]
fn outputs_of_the_command_line_go_through_no_link_of_the_tree() {
    use std::os::unix::fs::symlink;
    let tree = Tree::config("");
    let victim = tree.outside.join("victim");
    fs::write(&victim, "mine").unwrap();
    symlink(&victim, tree.root.join("plimsoll.sarif")).unwrap();
    symlink(&tree.outside, tree.root.join("evidence")).unwrap();
    let done = tree.run(&["check", "-o", "sarif=plimsoll.sarif", "-o", "json=report.json"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8(done.stderr).unwrap().contains("`plimsoll.sarif` is a link in the tree"));
    assert_eq!(fs::read_to_string(&victim).unwrap(), "mine");
    assert!(tree.root.join("report.json").exists(), "the others are written");
    for arguments in [
        &["evidence", "create", "--out", "evidence/2026", "."] as &[&str],
        &["controls", "--oscal", "evidence/2026", "."],
    ] {
        assert_eq!(tree.run(arguments).status.code(), Some(2), "{arguments:?}");
    }
    assert!(!tree.outside.join("2026").exists());
    // The caller's own links are his word.
    symlink(tree.outside.join("r.json"), tree.outside.join("dangling")).unwrap();
    fs::write(tree.outside.join("r.json"), "").unwrap();
    assert_eq!(tree.run(&["check", "-o", "json=../outside/dangling"]).status.code(), Some(1));
    assert!(fs::read_to_string(tree.outside.join("r.json")).unwrap().contains(PRIVILEGED));
}

#[test]
fn writes_where_it_says_when_the_caller_vouches_for_it() {
    let tree = Tree::config("");
    let there = tree.outside.join("r.json");
    let text = format!("version: 1\noutput: {{formats: ['json={}']}}\n", there.display());
    lay_out(&tree.root, &[("plimsoll.yaml", &text)]);
    for arguments in [&["check", "--trust-config"] as &[&str], &["check", "--config", "plimsoll.yaml"]] {
        assert_eq!(tree.run(arguments).status.code(), Some(1), "{arguments:?}");
        fs::remove_file(&there).unwrap();
    }
}

const OWN_RULE: &str = "# METADATA\n# title: Leak\n# description: It leaks.\n# custom:\n#   severity: low\n#   confidence: high\n#   category: secrets\n#   applies_to: service\n#   set: recommended\n#   since: 0.1.0\n#   remediation: Do not.\npackage policies.own.leak\n\ndeny contains finding if {\n\tsome service in input.services\n\tfinding := {\"at\": service.at, \"message\": \"leak\"}\n}\n";

#[test]
fn runs_no_rego_unasked() {
    let tree = Tree::new(&[("plimsoll.yaml", "version: 1\npolicies: [p]\n"), ("p/own/leak/leak.rego", OWN_RULE)]);
    let (code, report) = tree.check(&[]);
    assert_eq!(code, 2);
    assert_eq!(codes(&report), ["config-untrusted-policies"]);
    assert!(report["problems"][0]["help"].as_str().unwrap().contains("--trust-config"));
    assert!(!rules(&report).contains(&"own/leak") && rules(&report).contains(&PRIVILEGED));
    for arguments in [&["--trust-config"] as &[&str], &["--config", "plimsoll.yaml"], &["--policy", "p"]] {
        let (code, report) = tree.check(arguments);
        assert_eq!((code, codes(&report)), (1, vec![]), "{arguments:?}");
        assert!(rules(&report).contains(&"own/leak"), "{arguments:?}");
    }
    let told = String::from_utf8(tree.run(&["controls"]).stderr).unwrap();
    assert!(told.contains("config-untrusted-policies"), "{told}");
    assert_eq!(tree.run(&["waivers", "lint"]).status.code(), Some(2));
    assert_eq!(tree.run(&["evidence", "create", "--out", "../ev"]).status.code(), Some(2));
}

#[test]
fn policies_that_are_not_there_or_the_whole_disk_are_not_looked_for() {
    for path in ["/", "../outside", "nowhere", "/etc/passwd"] {
        let tree = Tree::config(&format!("policies: ['{path}']"));
        let (code, report) = tree.check(&[]);
        assert_eq!((code, codes(&report)), (2, vec!["config-untrusted-policies"]), "{path}");
        assert!(rules(&report).contains(&PRIVILEGED), "{path}");
    }
}

#[test]
fn reads_a_baseline_below_the_root_only_and_no_device() {
    for path in ["/dev/zero", "/etc/passwd", "../outside/b.json"] {
        let tree = Tree::config(&format!("baseline: {path}"));
        fs::write(tree.outside.join("b.json"), "{}").unwrap();
        let (code, report) = tree.check(&[]);
        assert_eq!((code, codes(&report)), (2, vec!["config-untrusted-baseline"]), "{path}");
        assert!(rules(&report).contains(&PRIVILEGED), "{path}");
        // Vouched for, it is read; and it is still no device and no report.
        let (code, report) = tree.check(&["--trust-config"]);
        assert_eq!((code, codes(&report)), (2, vec!["baseline-invalid"]), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_fifo_stops_nothing() {
    let fifo = |path: &Path| {
        let made = Command::new("mkfifo").arg(path).status();
        made.is_ok_and(|status| status.success())
    };
    let tree = Tree::config("baseline: b.json");
    if !fifo(&tree.root.join("b.json")) {
        println!("skipped: there is no mkfifo");
        return;
    }
    let (code, report) = tree.check(&[]);
    assert_eq!((code, codes(&report)), (2, vec!["baseline-invalid"]));
    fs::remove_file(tree.root.join("plimsoll.yaml")).unwrap();
    fifo(&tree.root.join("plimsoll.yaml"));
    let (code, report) = tree.check(&[]);
    assert_eq!((code, codes(&report)), (2, vec!["config-unreadable"]));
    assert!(rules(&report).contains(&PRIVILEGED), "the rest is judged");
    assert_eq!(tree.check(&["--no-config"]).0, 1);
}

#[cfg(unix)]
#[test]
fn a_configuration_that_leads_out_of_the_tree_is_told_and_the_rest_judged() {
    let tree = Tree::new(&[]);
    fs::write(tree.outside.join("plimsoll.yaml"), "version: 1\nrules: {'*': off}\n").unwrap();
    std::os::unix::fs::symlink(tree.outside.join("plimsoll.yaml"), tree.root.join("plimsoll.yaml")).unwrap();
    let (code, report) = tree.check(&[]);
    assert_eq!((code, codes(&report)), (2, vec!["config-unreadable"]));
    assert!(rules(&report).contains(&PRIVILEGED));
}

#[test]
fn waivers_and_extended_files_come_from_the_tree() {
    for text in
        ["waivers: {files: [../outside/w.yaml]}", "waivers: {files: [/etc/passwd]}", "extends: ../outside/p.yaml"]
    {
        let tree = Tree::config(text);
        fs::write(tree.outside.join("w.yaml"), "version: 1\nwaivers: []\n").unwrap();
        fs::write(tree.outside.join("p.yaml"), "version: 1\nrules: {'*': off}\n").unwrap();
        let (code, report) = tree.check(&[]);
        assert_eq!(code, 2, "{text}");
        assert!(rules(&report).contains(&PRIVILEGED), "{text}");
    }
}

#[test]
fn another_configuration_or_none_can_be_chosen() {
    let tree = Tree::config("rules: {'*': off, compose/pid-host: on}");
    assert_eq!(tree.check(&[]).0, 0);
    assert_eq!(tree.check(&["--no-config"]).0, 1);
    let own = tree.outside.join("own.yaml");
    fs::write(&own, "version: 1\nextends: base.yaml\n").unwrap();
    fs::write(tree.outside.join("base.yaml"), "version: 1\nrules: {compose/env-literal-secret: off}\n").unwrap();
    let (code, report) = tree.check(&["--config", own.to_str().unwrap()]);
    assert_eq!((code, codes(&report)), (1, vec![]));
    assert!(rules(&report).contains(&PRIVILEGED) && !rules(&report).contains(&"compose/env-literal-secret"));
    assert_eq!(tree.check(&["--config", "/dev/null"]).0, 2, "a device is no configuration");
}

/// The number of the user, where files have owners and this one may give them away.
#[cfg(unix)]
fn give_away(path: &Path) -> bool {
    std::os::unix::fs::lchown(path, Some(4321), Some(4321)).is_ok()
}

#[cfg(unix)]
#[test]
fn what_somebody_else_planted_above_does_not_count() {
    let tree = Tree::new(&[
        (
            "plimsoll.yaml",
            "version: 1\nrules: {'*': off, compose/pid-host: on}\noutput: {formats: [json=planted.json]}\n",
        ),
        ("victim/compose.yaml", COMPOSE),
    ]);
    let victim = tree.root.join("victim");
    let check = || {
        let done = run_in(&victim, &["check", "-o", "json"]);
        let report: Value = serde_json::from_slice(&done.stdout).unwrap();
        (done.status.code().unwrap(), report)
    };
    assert_eq!(check().0, 0, "one's own counts");
    if !give_away(&tree.root.join("plimsoll.yaml")) {
        println!("skipped: files cannot be given away here");
        return;
    }
    let (code, report) = check();
    assert_eq!((code, codes(&report)), (1, vec!["config-foreign"]));
    assert!(give_away(&tree.root.join(".git")));
    let (code, report) = check();
    assert_eq!((code, codes(&report)), (1, vec!["repository-foreign"]));
    assert_eq!(report["findings"][0]["location"]["path"], "compose.yaml", "the root is what was named");
    assert!(!tree.root.join("planted.json").exists());
    // What was named itself counts, whoever owns it.
    assert!(give_away(&victim) && give_away(&tree.root));
    lay_out(&victim, &[("plimsoll.yaml", "version: 1\nrules: {'*': off, compose/pid-host: on}\n")]);
    assert!(give_away(&victim.join("plimsoll.yaml")));
    assert_eq!(check().0, 0);
}

#[cfg(unix)]
#[test]
fn init_and_waivers_add_write_through_no_link() {
    use std::os::unix::fs::symlink;
    let tree = Tree::new(&[]);
    let victim = tree.outside.join("victim");
    symlink(&victim, tree.root.join("plimsoll.yaml")).unwrap();
    for force in [&["init"] as &[&str], &["init", "--force"]] {
        assert_eq!(tree.run(force).status.code(), Some(2), "{force:?}");
        assert!(!victim.exists(), "{force:?}");
    }
    fs::remove_file(tree.root.join("plimsoll.yaml")).unwrap();
    symlink(&victim, tree.root.join("plimsoll-waivers.yaml")).unwrap();
    let add = [
        "waivers",
        "add",
        PRIVILEGED,
        "--reason",
        "x",
        "--owner",
        "o",
        "--expires",
        "2027-01-01",
        "--path",
        "compose.yaml",
    ];
    assert_eq!(tree.run(&add).status.code(), Some(2));
    assert!(!victim.exists());
    fs::remove_file(tree.root.join("plimsoll-waivers.yaml")).unwrap();
    for files in ["../outside/w.yaml", "link/w.yaml"] {
        lay_out(&tree.root, &[("plimsoll.yaml", &format!("version: 1\nwaivers: {{files: [{files}]}}\n"))]);
        if files.starts_with("link") {
            symlink(&tree.outside, tree.root.join("link")).unwrap();
        }
        assert_eq!(tree.run(&add).status.code(), Some(2), "{files}");
        assert!(!tree.outside.join("w.yaml").exists(), "{files}");
    }
    lay_out(&tree.root, &[("plimsoll.yaml", "version: 1\n")]);
    assert_eq!(tree.run(&add).status.code(), Some(0));
    assert!(fs::read_to_string(tree.root.join("plimsoll-waivers.yaml")).unwrap().contains(PRIVILEGED));
}

#[test]
fn what_is_turned_off_is_seen_by_everybody() {
    let table = [
        ("rules: {'*': off}", "rules"),
        ("rules: {compose/service-privileged: info}", "severities"),
        ("builtin: false", "builtin"),
        ("fail_on: never", "fail-on"),
        ("min_severity: critical\nrules: {compose/service-privileged: low}", "min-severity"),
        ("paths: {exclude: ['**']}", "files"),
        ("secrets: {allow: [{key: '*', reason: x}]}", "secrets"),
        ("rules: {compose/cap-add-*: {params: {capabilities: []}}}", "params"),
        ("environments: [{name: prod, files: [compose.yaml], variables: {P: x}}]\nplain_start: false", "plain-start"),
        ("baseline: known.json", "baseline"),
    ];
    for (text, kind) in table {
        let tree = Tree::config(text);
        lay_out(&tree.root, &[("p/own/leak/leak.rego", OWN_RULE)]);
        let known = tree.run(&["check", "--no-config", "-o", "json"]).stdout;
        fs::write(tree.root.join("known.json"), known).unwrap();
        // Without ours, some rule has to run.
        let more: &[&str] = if kind == "builtin" { &["--policy", "p"] } else { &[] };
        let (_, report) = tree.check(more);
        let told = report["turned_off"].as_array().unwrap();
        let one = told.iter().find(|one| one["kind"] == kind).unwrap_or_else(|| panic!("{text}: {told:?}"));
        assert_eq!(one["location"]["path"], "plimsoll.yaml", "{text}");
        if kind == "min-severity" {
            assert!(one["count"].as_u64().unwrap() > 0, "{one}");
        }
        for (format, needle) in [
            ("text", "Config    turns off "),
            ("markdown", "Turned off by configuration"),
            ("html", "Turned off by configuration"),
        ] {
            let shown = String::from_utf8(tree.run(&[&["check", "-o", format], more].concat()).stdout).unwrap();
            assert!(shown.contains(needle), "{text} in {format}");
        }
        let long = String::from_utf8(tree.run(&[&["check", "-v"], more].concat()).stdout).unwrap();
        assert!(long.contains("plimsoll.yaml:"), "{text}: {long}");
    }
    let (_, report) = Tree::config("rules: {compose/service-privileged: critical}").check(&[]);
    assert_eq!(report["turned_off"], Value::Array(vec![]));
    // As they are by themselves.
    let text =
        "rules: {compose/cap-add-host-takeover: {params: {capabilities: [ALL, SYS_ADMIN, SYS_MODULE, SYS_RAWIO]}}}";
    assert_eq!(Tree::config(text).check(&[]).1["turned_off"], Value::Array(vec![]));
}

#[test]
fn a_configuration_that_loosens_those_further_out_is_told() {
    for (text, what) in [
        ("root: true", "lets nothing of the configurations above count below `sub`"),
        ("set: recommended", "chooses the smaller set recommended below `sub`"),
        ("fail_on: medium", "lets more pass below `sub` than the configurations above"),
        ("set: all\nfail_on: low", ""),
    ] {
        let tree = Tree::config("set: strict\nfail_on: low");
        let inner = format!("version: 1\n{text}\n");
        lay_out(&tree.root, &[("sub/compose.yaml", COMPOSE), ("sub/plimsoll.yaml", &inner)]);
        let (_, report) = tree.check(&[]);
        let told: Vec<&str> =
            report["turned_off"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
        assert_eq!(told, if what.is_empty() { vec![] } else { vec![what] }, "{text}");
    }
}

/// Every setting that can take something back: what is said above, what below, and how that is told; through a configuration that is extended, too.
#[test]
fn whatever_is_taken_back_of_a_configuration_further_out_is_told() {
    for (outer, inner, kind) in [
        ("fail_on_review: true", "fail_on_review: false", "above lets what is for review pass below `sub`"),
        ("waivers: {inline: false}", "waivers: {inline: true}", "above lets comments waive below `sub`"),
        (
            "waivers: {peers: []}",
            "waivers: {peers: [kics]}",
            "above lets comments for more other tools waive below `sub`",
        ),
        ("waivers: {require: [owner]}", "waivers: {require: [until]}", "above requires less of waivers below `sub`"),
        ("waivers: {max_days: 5}", "waivers: {max_days: 6}", "above lets waivers hold longer below `sub`"),
        (
            "waivers: {separate_approver: true}",
            "waivers: {separate_approver: false}",
            "above lets owners approve their own waivers below `sub`",
        ),
        (
            "waivers: {max_severity: low}",
            "waivers: {max_severity: high}",
            "above lets worse findings be waived below `sub`",
        ),
        ("rules: {compose/mem-limit-missing: on}", "rules: {compose/mem-limit-missing: off}", "rules turns off 1 rule"),
        (
            "rules: {compose/tty-or-stdin-open: high}",
            "rules: {compose/tty-*: medium}",
            "severities lowers the severity of 1 rule",
        ),
        (
            "rules: {compose/port-privileged-host: {params: {allow: [22]}}}",
            "rules: {compose/port-privileged-host: {params: {allow: []}}}",
            "params sets `allow` of 1 rule otherwise",
        ),
    ] {
        for extended in [false, true] {
            let tree = Tree::config(outer);
            let whole = format!("version: 1\n{inner}\n");
            let (own, more) = match extended {
                true => ("version: 1\nextends: more.yaml\n", whole.as_str()),
                false => (whole.as_str(), "version: 1\n"),
            };
            let files = [("sub/compose.yaml", COMPOSE), ("sub/plimsoll.yaml", own), ("sub/more.yaml", more)];
            lay_out(&tree.root, &files);
            let (_, report) = tree.check(&[]);
            let told = report["turned_off"].as_array().unwrap();
            let place = if extended { "sub/more.yaml" } else { "sub/plimsoll.yaml" };
            let words = |one: &Value| format!("{} {}", one["kind"].as_str().unwrap(), one["what"].as_str().unwrap());
            let there = told.iter().filter(|one| one["location"]["path"] == place).map(words).collect::<Vec<_>>();
            assert_eq!(there, [kind], "{outer} / {inner} {extended}: {told:?}");
            // And nothing is taken back by who says the same, or nothing.
            let same = format!("version: 1\n{outer}\n");
            for text in ["version: 1\n", &same] {
                lay_out(&tree.root, &[("sub/plimsoll.yaml", text)]);
                let (_, report) = tree.check(&[]);
                let told = report["turned_off"].as_array().unwrap();
                assert!(!told.iter().any(|one| one["kind"] == "above"), "{outer} / {text}: {told:?}");
            }
        }
    }
}

/// What a configuration turns off that another one extends is turned off as well.
#[test]
fn what_an_extended_configuration_turns_off_is_told() {
    for (text, what) in [
        ("fail_on: never", "lets no finding fail the run"),
        ("min_severity: high", "does not report findings below high"),
        ("paths: {exclude: [other.yaml]}", "leaves out `other.yaml` without a reason"),
        ("secrets: {allow: [{key: X, reason: public}]}", "takes what `secrets.allow[0]` describes for no secrets"),
    ] {
        let tree = Tree::config("extends: base.yaml");
        let base = format!("version: 1\n{text}\n");
        lay_out(&tree.root, &[("compose.yaml", COMPOSE), ("base.yaml", &base)]);
        let (_, report) = tree.check(&[]);
        let told = report["turned_off"].as_array().unwrap();
        assert!(told.iter().any(|one| one["what"] == what), "{text}: {told:?}");
    }
    // What the extending one says otherwise does not count.
    let tree = Tree::config("extends: base.yaml\nfail_on: low");
    lay_out(&tree.root, &[("compose.yaml", COMPOSE), ("base.yaml", "version: 1\nfail_on: never\n")]);
    let (_, report) = tree.check(&[]);
    assert_eq!(report["turned_off"], serde_json::json!([]));
}

/// Other parameters may let a rule find nothing: evidence says so, unless the caller vouches for them.
#[test]
fn evidence_under_other_parameters_has_not_passed() {
    let reasons = |more: &[&str]| {
        let tree = Tree::config("rules: {compose/cap-add-*: {params: {capabilities: []}}}");
        lay_out(&tree.root, &[("compose.yaml", "services:\n  web:\n    image: nginx:1.27.3\n")]);
        tree.run(&[&["evidence", "create", "--out", "bundle", "."], more].concat());
        let manifest = fs::read_to_string(tree.root.join("bundle/manifest.json")).unwrap();
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        let is_told = |list: &str| {
            let told = manifest["terms"][list].as_array().unwrap();
            told.iter().any(|one| one.as_str().unwrap().contains("compose/cap-add-host-takeover"))
        };
        let is_off = manifest["result"]["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .any(|r| r.as_str().unwrap().contains("turned off"));
        (is_off, is_told("turned_off"), manifest["terms"].to_string().contains("compose/cap-add-host-takeover"))
    };
    assert_eq!(reasons(&[]), (true, true, true));
    assert_eq!(reasons(&["--trust-config"]), (false, false, true));
}

#[test]
fn every_row_of_the_document_has_its_test() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(repository.join("docs/security.md")).unwrap();
    let own = fs::read_to_string(repository.join("tests/it/trust.rs")).unwrap();
    let rust: Vec<String> = crate::shared::rust().iter().map(|(path, _)| crate::shared::short(path)).collect();
    let section = document.split("## Configuration").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(rows.len() > 8);
    for row in rows {
        let tests = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        for test in tests.split(", ").map(|test| test.trim_matches('`')) {
            let is_there = own.contains(&format!("fn {test}()"))
                || repository.join(test).is_file()
                || rust.contains(&(test.replace("::tests", "").replace("::", "/") + ".rs"));
            assert!(is_there, "{test} in {row}");
        }
    }
}
