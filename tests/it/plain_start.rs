//! What a plain `docker compose up` takes is judged, whatever environments a configuration describes.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::reports::lay_out;

const PRIVILEGED: &str = "compose/service-privileged";
const EVIL: &str = "services:\n  evil:\n    image: nginx:1.27.3\n    privileged: ${P:-true}\n";
const FIX: &str = "services:\n  evil: !override\n    image: nginx:1.27.3\n";

fn check(root: &Path, arguments: &[&str]) -> (Option<i32>, Value) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args([&["check", "-o", "json", "--rule", PRIVILEGED], arguments].concat());
    let done = command.current_dir(root).env_remove("PLIMSOLL_ENFORCE").output().unwrap();
    (done.status.code(), serde_json::from_slice(&done.stdout).unwrap())
}

/// A tree under a configuration that says this besides its version.
fn tree(configuration: &str, files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join(".git")).unwrap();
    let configuration = format!("version: 1\n{configuration}\n");
    lay_out(directory.path(), &[("plimsoll.yaml", configuration.as_str()), ("fix.yaml", FIX)]);
    lay_out(directory.path(), files);
    directory
}

/// The environments of all occurrences; `""` is the plain start.
fn environments(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().unwrap().iter();
    let all = findings.flat_map(|finding| finding["occurrences"].as_array().unwrap());
    all.map(|one| one["environment"].as_str().unwrap_or_default()).collect()
}

#[test]
fn no_environment_hides_it() {
    let base = ("compose.yaml", EVIL);
    let table: [(&str, &[(&str, &str)]); 9] = [
        ("files: [compose.yaml, fix.yaml]", &[base]),
        ("files: [compose.yaml], env_files: [safe.env]", &[base, ("safe.env", "P=false\n"), (".env", "P=true\n")]),
        ("files: [compose.yaml], variables: {P: \"false\"}", &[base]),
        ("directory: sub, files: [compose.yaml, ../fix.yaml]", &[("sub/compose.yaml", EVIL)]),
        (
            "files: [compose.yaml, compose.override.yaml, fix.yaml]",
            &[("compose.yaml", "services: {}\n"), ("compose.override.yaml", EVIL)],
        ),
        ("files: [compose.yaml], profiles: [x]", &[base]),
        (
            "files: [compose.yaml], project_name: x",
            &[("compose.yaml", "services:\n  evil:\n    image: nginx:1.27.3\n    privileged: true\n")],
        ),
        // What the `.env` passes over, and what it names.
        ("files: [compose.yaml, fix.yaml]", &[base, (".env", "COMPOSE_FILE=fix.yaml\n")]),
        ("files: [stack.yaml, fix.yaml]", &[("stack.yaml", EVIL), (".env", "COMPOSE_FILE=stack.yaml\n")]),
    ];
    for (environment, files) in table {
        let root = tree(&format!("environments: [{{name: prod, {environment}}}]"), files);
        let (code, report) = check(root.path(), &[]);
        assert!(environments(&report).contains(&""), "{environment}: {report:#}");
        assert_eq!(code, Some(1), "{environment}");
    }
    // A file with a name of its own can be named by itself.
    let root =
        tree("environments: [{name: prod, files: [compose.prod.yaml, fix.yaml]}]", &[("compose.prod.yaml", EVIL)]);
    assert_eq!(environments(&check(root.path(), &[]).1), [""]);
}

#[test]
fn it_is_judged_once_where_an_environment_is_exactly_it() {
    for environment in
        ["files: [compose.yaml]", "files: [compose.yaml], env_files: [.env]", "files: [compose.yaml], directory: ."]
    {
        let text = format!("environments: [{{name: prod, {environment}}}]");
        let root = tree(&text, &[("compose.yaml", EVIL), (".env", "A=b\n")]);
        assert_eq!(environments(&check(root.path(), &[]).1), ["prod"], "{environment}");
        // With an override beside it, it is not, whether that is judged or not.
        let text = format!("{text}\npaths: {{exclude: [compose.override.yaml]}}");
        let root = tree(&text, &[("compose.yaml", EVIL), (".env", "A=b\n"), ("compose.override.yaml", FIX)]);
        assert_eq!(environments(&check(root.path(), &[]).1), ["prod"], "{environment}");
        let (_, report) = check(root.path(), &[]);
        assert_eq!(report["summary"]["projects"], 2, "{report:#}");
    }
    // The same place in both is one finding.
    let both = "environments: [{name: prod, files: [compose.yaml, compose.prod.yaml]}]";
    let root = tree(both, &[("compose.yaml", EVIL), ("compose.prod.yaml", "services: {evil: {tty: true}}\n")]);
    let (_, report) = check(root.path(), &[]);
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1));
    assert_eq!(environments(&report).len(), 2);
}

#[test]
fn that_nobody_starts_it_can_be_said_and_is_told() {
    let text = "plain_start: false\nenvironments: [{name: prod, files: [compose.yaml, fix.yaml]}]";
    let root = tree(text, &[("compose.yaml", EVIL), ("b/compose.yaml", EVIL)]);
    let (_, report) = check(root.path(), &[]);
    let told: Vec<&str> =
        report["turned_off"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(told, ["plain-start"]);
    let places: Vec<&Value> =
        report["findings"].as_array().unwrap().iter().map(|one| &one["location"]["path"]).collect();
    assert_eq!(places, ["b/compose.yaml"], "what no environment names is judged");
    // Named by the user, it is judged all the same.
    let (code, report) = check(root.path(), &["compose.yaml"]);
    assert_eq!((code, environments(&report)), (Some(1), vec![""]));
}

#[test]
fn one_that_docker_refuses_is_told_with_the_way_out() {
    let text = "environments: [{name: prod, files: [compose.yaml], variables: {TAG: x}}]";
    let root = tree(text, &[("compose.yaml", "services: {a: {image: \"x:${TAG:?}\"}}\n")]);
    let (code, report) = check(root.path(), &[]);
    assert_eq!(code, Some(2));
    assert!(report["problems"][0]["help"].as_str().unwrap().contains("plain_start: false"), "{report:#}");
}
