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
    lay_out(directory.path(), &[("plimsoll.yaml", configuration.as_str()), ("fix.part", FIX)]);
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
        ("files: [compose.yaml, fix.part]", &[base]),
        ("files: [compose.yaml], env_files: [safe.env]", &[base, ("safe.env", "P=false\n"), (".env", "P=true\n")]),
        ("files: [compose.yaml], variables: {P: \"false\"}", &[base]),
        ("directory: sub, files: [compose.yaml, ../fix.part]", &[("sub/compose.yaml", EVIL)]),
        (
            "files: [compose.yaml, compose.override.yaml, fix.part]",
            &[("compose.yaml", "services: {}\n"), ("compose.override.yaml", EVIL)],
        ),
        ("files: [compose.yaml], profiles: [x]", &[base]),
        (
            "files: [compose.yaml], project_name: x",
            &[("compose.yaml", "services:\n  evil:\n    image: nginx:1.27.3\n    privileged: true\n")],
        ),
        // What the `.env` passes over, and what it names.
        ("files: [compose.yaml, fix.part]", &[base, (".env", "COMPOSE_FILE=fix.part\n")]),
        ("files: [stack.yaml, fix.part]", &[("stack.yaml", EVIL), (".env", "COMPOSE_FILE=stack.yaml\n")]),
    ];
    for (environment, files) in table {
        let root = tree(&format!("environments: [{{name: prod, {environment}}}]"), files);
        let (code, report) = check(root.path(), &[]);
        assert!(environments(&report).contains(&""), "{environment}: {report:#}");
        assert_eq!(code, Some(1), "{environment}");
    }
    // A file with a name of its own can be named by itself.
    let root =
        tree("environments: [{name: prod, files: [compose.prod.yaml, fix.part]}]", &[("compose.prod.yaml", EVIL)]);
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
    let text = "plain_start: false\nenvironments: [{name: prod, files: [compose.yaml, fix.part]}]";
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
    let text = "environments: [{name: prod, files: [compose.yaml, fix.part]}]";
    let compose = "services: {a: {image: x, network_mode: host, networks: [n]}}\nnetworks: {n: {}}\n";
    let fix = "services: {a: {networks: !reset []}}\n";
    let root = tree(text, &[("compose.yaml", compose), ("fix.part", fix)]);
    let (code, report) = check(root.path(), &[]);
    assert_eq!(code, Some(2));
    assert!(report["problems"][0]["help"].as_str().unwrap().contains("plain_start: false"), "{report:#}");
}

/// A build of another stage, or with other arguments, hides nothing that `docker build` would make.
#[test]
fn a_dockerfile_is_judged_as_docker_build_makes_it_too() {
    const RULE: &str = "dockerfile/add-remote-url";
    const STAGES: &str = "FROM alpine:3.20 AS safe\nUSER 1000\nFROM alpine:3.20\nADD http://x.example/y /z\n";
    const ARGUMENT: &str = "FROM alpine:3.20\nARG S=http://x.example/y\nADD ${S} /z\n";
    let table = [
        (STAGES, "{context: .., target: safe}", 1, 2),
        (ARGUMENT, "{context: .., args: {S: ./local}}", 1, 2),
        // These show it already, and it is judged once.
        (STAGES, "{context: ..}", 1, 1),
        (ARGUMENT, "{context: .., args: {S: \"http://x.example/y\"}}", 1, 1),
        (ARGUMENT, "{context: .., args: {OTHER: x}}", 1, 1),
        // By itself it cannot be built.
        (
            "ARG BASE\nFROM ${BASE}\nARG S=http://x.example/y\nADD ${S} /z\n",
            "{context: .., args: {BASE: \"alpine:3.20\", S: ./local}}",
            0,
            1,
        ),
    ];
    for (dockerfile, build, findings, projects) in table {
        let compose = format!("services: {{a: {{build: {build}}}}}\n");
        let root = tree("", &[("Dockerfile", dockerfile), ("zz/compose.yaml", &compose)]);
        let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        command.args(["check", "-o", "json", "--rule", RULE]).current_dir(root.path()).env_remove("PLIMSOLL_ENFORCE");
        let report: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
        assert_eq!(report["findings"].as_array().map(Vec::len), Some(findings), "{build}: {report:#}");
        assert_eq!(report["summary"]["projects"], projects, "{build}");
    }
    // The same place in both builds is one finding.
    let compose = "services: {a: {build: {context: .., args: {V: \"2\"}}}}\n";
    let root = tree(
        "",
        &[("Dockerfile", "FROM alpine:3.20\nARG V=1\nADD http://x.example/y /z\n"), ("zz/compose.yaml", compose)],
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(["check", "-o", "json", "--rule", RULE]).current_dir(root.path()).env_remove("PLIMSOLL_ENFORCE");
    let report: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1), "{report:#}");
    assert_eq!(report["findings"][0]["occurrences"].as_array().map(Vec::len), Some(2), "{report:#}");
    // A service builds it, if otherwise: nobody may say that none does.
    let files = [("Dockerfile", STAGES), ("compose.yaml", "services: {a: {build: {context: ., target: safe}}}\n")];
    let root = tree("", &files);
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(["check", "-o", "json", "--rule", "project/dockerfile-unreferenced"]).current_dir(root.path());
    let report: Value =
        serde_json::from_slice(&command.env_remove("PLIMSOLL_ENFORCE").output().unwrap().stdout).unwrap();
    assert_eq!((&report["summary"]["projects"], report["findings"].as_array().map(Vec::len)), (&2.into(), Some(0)));
}
