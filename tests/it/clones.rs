//! Fresh clones: templates, parts of files, env files that a checkout lacks, and files in other encodings.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::reports::lay_out;

pub(crate) fn check(root: &Path, arguments: &[&str]) -> (i32, Value) {
    let all = [&["check", ".", "-o", "json", "--fail-on", "never"], arguments].concat();
    let done = Command::new(env!("CARGO_BIN_EXE_plimsoll")).args(&all).current_dir(root).output().unwrap();
    let text = String::from_utf8(done.stdout).unwrap();
    (done.status.code().unwrap_or(-1), serde_json::from_str(&text).unwrap_or_else(|_| panic!("{all:?}: {text}")))
}

pub(crate) fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join(".git")).unwrap();
    lay_out(directory.path(), files);
    directory
}

/// `code path:line` of problems (`gaps` or `problems`).
pub(crate) fn told(report: &Value, list: &str) -> Vec<String> {
    let told = report[list].as_array().unwrap().iter();
    told.map(|one| {
        let place = &one["location"];
        let path = place["path"].as_str().or(one["path"].as_str()).unwrap_or_default();
        format!("{} {path}:{}", one["code"].as_str().unwrap(), place["start"]["line"])
    })
    .collect()
}

/// `path:line` of the findings of a rule.
pub(crate) fn found(report: &Value, rule: &str) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule);
    findings
        .map(|one| format!("{}:{}", one["location"]["path"].as_str().unwrap(), one["location"]["start"]["line"]))
        .collect()
}

#[test]
fn templates_of_dockerfiles_are_judged_with_their_placeholders_unknown() {
    let root = tree(&[
        ("a/Dockerfile", "ARG V=${templateOption:variant}\nFROM alpine:${V}\nRUN sudo id\nUSER root\n"),
        ("b/Dockerfile", "{% if x %}\nFROM {{ image }}\n{% endif %}\nENV A={{ a\n  }}\nRUN sudo id\n"),
        ("c/Dockerfile", "FROM registry.example.org/app:@TAG@\nRUN sudo id\n"),
        ("d/Dockerfile", "FROM REPLACE-ME\nRUN sudo id\n"),
        ("e/Dockerfile", "FROM <%= image %>:1\nRUN sudo id\n"),
        ("f/Dockerfile", "ARG BASE=\"\"\nFROM docker.io/library/${BASE}\nRUN sudo id\n"),
        // A template that makes nothing by itself.
        ("g/Dockerfile", "{{ include \"x\" }}\nRUNX {{ y }}\n"),
        ("h/Dockerfile", "FROM @BASE@\n@INSTRUCTIONS@\nUSER 1\n"),
        ("i/Dockerfile", "FROM alpine\n__INSTALL__\n"),
        ("j/Dockerfile", "FROM alpine\nHEALTHCHECK --interval={{ i }} CMD x\nCOPY --from={{ s }} / /\nRUN sudo id\n"),
    ]);
    let (code, report) = check(root.path(), &["--rule", "dockerfile/sudo-used"]);
    assert_eq!((code, told(&report, "problems")), (0, Vec::new()));
    let gaps = told(&report, "gaps");
    for (path, line) in
        [("a/Dockerfile", 1), ("b/Dockerfile", 1), ("c/Dockerfile", 1), ("d/Dockerfile", 1), ("e/Dockerfile", 1)]
    {
        let gap = format!("template-placeholder {path}:{line}");
        assert!(gaps.contains(&gap), "{gap} is not in {gaps:?}");
    }
    assert!(gaps.contains(&"dockerfile-base-unset f/Dockerfile:2".to_owned()), "{gaps:?}");
    let lines = found(&report, "dockerfile/sudo-used");
    assert_eq!(
        lines,
        [
            "a/Dockerfile:3",
            "b/Dockerfile:6",
            "c/Dockerfile:2",
            "d/Dockerfile:2",
            "e/Dockerfile:2",
            "f/Dockerfile:3",
            "j/Dockerfile:4"
        ]
    );
    let left: Vec<&str> =
        report["excluded"].as_array().unwrap().iter().filter_map(|one| one["path"].as_str()).collect();
    assert_eq!(left, ["g/Dockerfile", "h/Dockerfile", "i/Dockerfile"]);
}

#[test]
fn mistakes_are_no_placeholders() {
    for (text, code) in [
        ("ARG TAG=1\nFROM alpine:${TAG:latest}\n", "dockerfile-expansion"),
        ("FROM alpine:${TAG:latest}\n", "dockerfile-expansion"),
        ("FROM ALPINE\n", "dockerfile-image"),
        ("FROM alpine\nCOPY --from=${A} / /\n", "dockerfile-stage"),
        ("FROM alpine\nHEALTHCHECK --interval=${I} CMD x\n", "dockerfile-syntax"),
        ("RUN docker inspect --format '{{.State}}' x\n", "dockerfile-no-stage"),
        ("FROM alpine\nRUNX docker inspect --format '{{.State}}' x\n", "dockerfile-syntax"),
    ] {
        let (exit, report) = check(tree(&[("Dockerfile", text)]).path(), &[]);
        let codes: Vec<&str> =
            report["problems"].as_array().unwrap().iter().filter_map(|p| p["code"].as_str()).collect();
        assert_eq!((exit, codes), (2, vec![code]), "{text}");
    }
    let compose = "services:\n  web:\n    image: nginx:${TAG:latest}\n";
    assert_eq!(check(tree(&[("compose.yaml", compose)]).path(), &[]).0, 2);
}

#[test]
fn placeholders_of_other_languages_in_compose_files_are_unknown() {
    let root =
        tree(&[("compose.yaml", "services:\n  web:\n    image: nginx:${templateOption:tag}\n    privileged: true\n")]);
    let (code, report) = check(root.path(), &["--rule", "compose/service-privileged"]);
    assert_eq!((code, told(&report, "gaps")), (0, vec!["template-placeholder compose.yaml:3".to_owned()]));
    assert_eq!(found(&report, "compose/service-privileged"), ["compose.yaml:4"]);
    let root = tree(&[("compose.yaml", "services:\n  web:\n    image: __IMAGE__\n    privileged: true\n")]);
    let (code, report) = check(root.path(), &["--rule", "compose/service-privileged"]);
    assert_eq!((code, told(&report, "gaps")), (0, vec!["template-placeholder compose.yaml:3".to_owned()]));
}

#[test]
fn parts_of_dockerfiles_are_left_out_and_whole_ones_without_a_stage_are_not() {
    let root = tree(&[
        ("Dockerfile.envs", "ENV A=1 \\\n  B=2\n"),
        ("Dockerfile.notes", "# later\n"),
        ("Dockerfile", "FROM scratch\n"),
    ]);
    let (code, report) = check(root.path(), &[]);
    assert_eq!((code, told(&report, "problems")), (0, Vec::new()));
    let left: Vec<&str> =
        report["excluded"].as_array().unwrap().iter().filter_map(|one| one["path"].as_str()).collect();
    assert_eq!(left, ["Dockerfile.envs", "Dockerfile.notes"]);
    for name in ["Dockerfile", "app.Dockerfile", "Containerfile"] {
        let (code, report) = check(tree(&[(name, "ENV A=1\n")]).path(), &[]);
        assert_eq!((code, told(&report, "problems")), (2, vec![format!("dockerfile-no-stage {name}:1")]));
    }
    // Somebody builds it as it stands.
    let root = tree(&[("Dockerfile.envs", "ENV A=1\n"), ("build.sh", "docker build -f Dockerfile.envs .\n")]);
    assert_eq!(check(root.path(), &[]).0, 2);
}

#[test]
fn a_name_for_whoever_takes_the_file_is_no_mistake() {
    let of = |name: &str| tree(&[("compose.yaml", &format!("services:\n  {name}:\n    privileged: true\n"))]);
    let (code, report) = check(of("your-service-name-here").path(), &[]);
    assert_eq!((code, told(&report, "gaps").len()), (0, 1), "{report}");
    assert_eq!(found(&report, "compose/service-privileged"), ["compose.yaml:3"]);
    assert_eq!(check(of("web").path(), &[]).0, 2);
}

#[test]
fn env_files_that_a_way_of_starting_names_may_be_lacking() {
    let compose = "services:\n  web:\n    image: nginx:${TAG}\n";
    let call = ("up.sh", "docker compose --env-file prod.env up -d\n");
    let root = tree(&[("compose.yaml", compose), call]);
    let (code, report) = check(root.path(), &[]);
    assert_eq!((code, told(&report, "problems")), (0, Vec::new()));
    let way = tree(&[
        ("stack.yaml", compose),
        ("up.sh", "docker compose -f stack.yaml --env-file prod.env up -d\n"),
        ("prod.env.example", "TAG=1\n"),
    ]);
    let (code, report) = check(way.path(), &[]);
    let gaps = told(&report, "gaps");
    assert_eq!(code, 0);
    assert!(gaps.contains(&"env-file-missing prod.env:null".to_owned()), "{gaps:?}");
    let settings = "version: 1\nenvironments:\n  - name: prod\n    files: [compose.yaml]\n    env_files: [gone.env]\n";
    let configured = tree(&[("compose.yaml", compose), ("plimsoll.yaml", settings)]);
    let (code, report) = check(configured.path(), &[]);
    let gaps = told(&report, "gaps");
    assert_eq!((code, gaps.contains(&"env-file-missing gone.env:null".to_owned())), (0, true), "{report}");
    // What the caller names has to be there.
    let (code, report) = check(root.path(), &["--env-file", "gone.env"]);
    assert_eq!((code, report["problems"][0]["code"].as_str()), (2, Some("env-file-missing")));
    assert_eq!(check(configured.path(), &["--complete"]).0, 2);
}

#[test]
fn variables_that_services_take_from_around_are_unknown() {
    let compose = "services:\n  a:\n    image: nginx:1\n    environment: [TOKEN, SET]\n  b:\n    image: nginx:1\n    environment:\n      TOKEN:\n";
    let root = tree(&[("compose.yaml", compose), (".env", "SET=1\n")]);
    let (code, report) = check(root.path(), &[]);
    assert_eq!(code, 0);
    assert_eq!(told(&report, "gaps"), ["variable-unset compose.yaml:4", "variable-unset compose.yaml:8"]);
    assert!(report["gaps"].as_array().unwrap().iter().all(|gap| gap["lacks"] == "TOKEN"));
}

#[test]
fn a_rule_does_not_repeat_what_a_gap_says() {
    let compose = "services:\n  web:\n    image: nginx:1\n    hostname: ${NAME}\n";
    let rule = "project/env-unset-variable";
    let (_, report) = check(tree(&[("compose.yaml", compose)]).path(), &["--rule", rule, "--outcomes"]);
    assert!(found(&report, rule).is_empty());
    let outcomes = report["outcomes"].as_array().unwrap().iter().filter(|row| row["rule"] == rule);
    assert_eq!(outcomes.map(|row| row["outcome"].as_str()).collect::<Vec<_>>(), [Some("error")]);
    let (_, report) = check(tree(&[("compose.yaml", compose), (".env", "OTHER=1\n")]).path(), &["--rule", rule]);
    assert_eq!(found(&report, rule), ["compose.yaml:4"]);
}

#[test]
fn encodings_and_names_are_taken_as_docker_takes_them() {
    let compose = "services:\n  web:\n    image: nginx:1\n    env_file: web.env\n";
    let root = tree(&[("compose.yaml", compose)]);
    // One Latin-1 byte drops nothing, and is told.
    std::fs::write(root.path().join("web.env"), b"# caf\xe9\nDEBUG=true\n").unwrap();
    std::fs::write(root.path().join("Dockerfile"), b"FROM scratch\n# caf\xe9\nUSER root\n").unwrap();
    let (code, report) = check(root.path(), &["--rule", "dockerfile/dockerfile-last-user-root"]);
    let expected = ["other-encoding Dockerfile:2", "other-encoding web.env:1"];
    assert_eq!((code, told(&report, "problems")), (0, expected.map(str::to_owned).to_vec()));
    assert!(report["problems"].as_array().unwrap().iter().all(|problem| problem["severity"] == "warning"));
    assert_eq!(found(&report, "dockerfile/dockerfile-last-user-root"), ["Dockerfile:3"]);
    std::fs::remove_file(root.path().join("Dockerfile")).unwrap();
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("A=1\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    std::fs::write(root.path().join("web.env"), utf16).unwrap();
    let (code, report) = check(root.path(), &[]);
    assert_eq!((code, told(&report, "problems")), (2, vec!["env-syntax web.env:1".to_owned()]));
    let root = tree(&[
        ("compose.yaml", "services:\n  web:\n    image: nginx:1\n"),
        (".env", "A=1\nCOMPOSE_PROJECT_NAME=My App\n"),
    ]);
    let (code, report) = check(root.path(), &[]);
    assert_eq!((code, told(&report, "problems")), (2, vec!["project-name-invalid .env:2".to_owned()]));
    // A directory whose name makes none has its place in the file that could say another.
    let root = tree(&[("___/compose.yaml", "services:\n  web:\n    image: nginx:1\n")]);
    let (code, report) = check(root.path(), &[]);
    assert_eq!((code, told(&report, "problems")), (2, vec!["project-name-invalid ___/compose.yaml:1".to_owned()]));
}

#[test]
fn a_compose_file_in_another_encoding_is_refused_and_judged_beside() {
    let root = tree(&[("Makefile", "all:\n")]);
    let text = b"# caf\xe9\nservices:\n  web:\n    image: nginx:1\n    privileged: true # \xfc\n";
    std::fs::write(root.path().join("compose.yaml"), text).unwrap();
    let (code, report) = check(root.path(), &["--rule", "compose/service-privileged"]);
    assert_eq!((code, told(&report, "problems")), (2, vec!["unreadable-file compose.yaml:1".to_owned()]));
    assert_eq!(found(&report, "compose/service-privileged"), ["compose.yaml:5"]);
}

#[test]
fn a_shell_script_that_is_called_an_env_file_is_none() {
    let root = tree(&[("data.env", "i=0\nDATA[((i++))]=\"/a\"\nexport DATA\n"), ("Dockerfile", "FROM scratch\n")]);
    let (code, report) = check(root.path(), &[]);
    assert_eq!((code, told(&report, "problems")), (0, Vec::new()));
    assert_eq!(report["excluded"][0]["path"], "data.env");
}

#[test]
fn a_template_of_an_env_file_is_read_with_its_placeholders_unknown() {
    let compose = "services:\n  web:\n    image: nginx:1\n    env_file: web.env\n    privileged: true\n";
    let root = tree(&[("compose.yaml", compose), ("web.env", "A=1\n{%- if x %}\nB={{ b }}\n{%- endif %}\n")]);
    let (code, report) = check(root.path(), &["--rule", "compose/service-privileged"]);
    assert_eq!((code, told(&report, "problems")), (0, Vec::new()));
    assert_eq!(told(&report, "gaps")[0], "template-placeholder web.env:null");
    assert_eq!(found(&report, "compose/service-privileged"), ["compose.yaml:5"]);
    // What is no env file even so stays a mistake.
    let root = tree(&[("compose.yaml", compose), ("web.env", "A=1\n{%- if x %}\n{b}\n{%- endif %}\n")]);
    let (code, report) = check(root.path(), &[]);
    let expected = [2, 3, 4].map(|line| format!("env-syntax web.env:{line}"));
    assert_eq!((code, told(&report, "problems")), (2, expected.to_vec()));
}

#[test]
fn what_another_target_of_a_bake_file_makes_is_known() {
    let bake = "target \"app\" {\n  context = \"app\"\n  contexts = { base = \"target:base\" }\n}\ntarget \"base\" { context = \"base\" }\n";
    let files = |user: &str| {
        tree(&[
            ("docker-bake.hcl", bake),
            ("app/Dockerfile", "FROM base\nRUN id\n"),
            ("base/Dockerfile", &format!("FROM alpine:3.20\n{user}")),
        ])
    };
    let rule = "dockerfile/dockerfile-no-user";
    let (code, report) = check(files("USER 1000:1000\n").path(), &["--rule", rule, "--set", "all"]);
    assert_eq!((code, found(&report, rule)), (0, Vec::new()));
    let (_, report) = check(files("USER 0:0\n").path(), &["--rule", "dockerfile/*", "--set", "all"]);
    assert!(report["findings"].as_array().unwrap().iter().any(|one| one["location"]["path"] == "app/Dockerfile"));
}
