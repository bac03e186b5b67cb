//! How projects are found in a fresh clone: by their texts, by the ways in which they are started, with what builds are given.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::reports::lay_out;

/// Exit code and the `json` report.
fn check(folder: &Path, arguments: &[&str]) -> (i32, Value) {
    let mut all = vec!["check", ".", "-o", "json"];
    all.extend(arguments);
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll")).args(&all).current_dir(folder).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap_or(-1), serde_json::from_str(&text).unwrap_or_else(|_| panic!("{all:?}: {text}")))
}

/// Name, and what makes it one, of each project.
fn projects(report: &Value) -> Vec<String> {
    let projects = report["projects"].as_array().unwrap().iter();
    projects
        .map(|project| {
            let said = project["start"]["said"].as_array().unwrap();
            let said = said.first().map(|said| format!(" {}:{}", said["path"].as_str().unwrap(), said["line"]));
            let (name, how) = (project["name"].as_str().unwrap(), project["start"]["how"].as_str().unwrap());
            format!("{name} {how}{}", said.unwrap_or_default())
        })
        .collect()
}

/// `path:line rule` of each finding of these rules.
fn found(report: &Value, rules: &[&str]) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let wanted = findings.filter(|finding| rules.iter().any(|rule| finding["rule"].as_str().unwrap().ends_with(rule)));
    let shown = |finding: &Value| {
        let place = &finding["location"];
        format!("{}:{} {}", place["path"].as_str().unwrap(), place["start"]["line"], finding["rule"].as_str().unwrap())
    };
    wanted.map(shown).collect()
}

const PRIVILEGED: &str = "services:\n  web:\n    image: nginx:1.27.0\n    privileged: true\n";
const OVERLAY: &str = "services:\n  web:\n    privileged: true\n";
const WEB: &str = "services:\n  web:\n    image: nginx:1.27.0\n";

#[test]
fn files_that_only_a_dotenv_names_are_a_project() {
    let dir = tempfile::tempdir().unwrap();
    let files = [
        (".env", "COMPOSE_FILE=infra/base.yml:infra/prod.yml\nTAG=1.27.0\n"),
        ("infra/base.yml", "services:\n  web:\n    image: nginx:${TAG:?no tag}\n"),
        ("infra/prod.yml", OVERLAY),
    ];
    lay_out(dir.path(), &files);
    let (code, report) = check(dir.path(), &[]);
    // The base can be started by itself, too.
    assert_eq!(projects(&report), ["infra/base.yml + prod.yml dotenv .env:1", "infra/base.yml alone"]);
    assert_eq!(found(&report, &["service-privileged"]), ["infra/prod.yml:3 compose/service-privileged"]);
    assert_eq!((code, report["problems"].as_array().unwrap().len()), (1, 0));
}

#[test]
fn a_way_is_judged_once_and_says_who_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let files = [
        ("compose.yaml", WEB),
        ("deploy/prod.yml", OVERLAY),
        (
            "deploy/tls.yml",
            "services:\n  web:\n    tty: true\n  proxy:\n    image: nginx:1.27.0\n    networks: [edge]\n",
        ),
        ("deploy/networks.yml", "networks:\n  edge: {}\n"),
        ("Makefile", "F := -f compose.yaml -f deploy/prod.yml\nup:\n\t@docker compose $(F) up -d\n"),
        ("README.md", "```sh\ndocker compose -f compose.yaml -f deploy/prod.yml up\n```\n"),
        (
            "scripts/tls.sh",
            "cd \"$(dirname \"$0\")/..\"\ndocker compose -f compose.yaml -f deploy/tls.yml -f deploy/networks.yml up\n",
        ),
    ];
    lay_out(dir.path(), &files);
    let (_, report) = check(dir.path(), &[]);
    let expected = [
        "compose.yaml standard",
        "compose.yaml + prod.yml way Makefile:3",
        "compose.yaml + tls.yml + networks.yml way scripts/tls.sh:2",
    ];
    assert_eq!(projects(&report), expected);
    assert_eq!(found(&report, &["service-privileged"]), ["deploy/prod.yml:3 compose/service-privileged"]);
    assert!(report["excluded"].as_array().unwrap().is_empty(), "{}", report["excluded"]);
}

#[test]
fn no_text_beside_a_file_hides_it() {
    let dir = tempfile::tempdir().unwrap();
    let files = [
        ("compose.yaml", WEB),
        ("compose.prod.yaml", OVERLAY),
        ("stack.yml", PRIVILEGED),
        ("fix.yml", "services:\n  web:\n    image: nginx:1.27.0\n    privileged: false\n"),
        (
            "README.md",
            "```\ndocker compose -f compose.yaml -f compose.prod.yaml -f fix.yml up\ndocker compose -f stack.yml -f fix.yml up\n```\n",
        ),
    ];
    lay_out(dir.path(), &files);
    let (code, report) = check(dir.path(), &[]);
    let expected = ["compose.prod.yaml:3 compose/service-privileged", "stack.yml:4 compose/service-privileged"];
    assert_eq!(found(&report, &["service-privileged"]), expected);
    assert_eq!(code, 1);
}

#[test]
fn what_is_left_out_is_not_brought_back_by_a_way() {
    let dir = tempfile::tempdir().unwrap();
    let files = [
        ("compose.yaml", WEB),
        ("out/prod.yml", OVERLAY),
        ("plimsoll.yaml", "version: 1\npaths:\n  exclude: [out/]\n"),
        ("run.sh", "docker compose -f compose.yaml -f out/prod.yml up\n"),
    ];
    lay_out(dir.path(), &files);
    let (_, report) = check(dir.path(), &[]);
    assert_eq!(projects(&report), ["compose.yaml standard"]);
}

#[test]
fn what_only_a_way_names_is_judged_and_what_is_excluded_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let files = [
        ("plimsoll.yaml", "version: 1\npaths:\n  exclude: [out/]\n"),
        (
            "docker-bake.hcl",
            "target \"web\" {\n  dockerfile = \"build/web.txt\"\n  contexts = { base = \"target:_base\" }\n}\n\
             target \"_base\" {\n  dockerfile = \"build/base.txt\"\n}\n\
             target \"text\" {\n  dockerfile = \"build/notes.txt\"\n}\n\
             target \"out\" {\n  dockerfile = \"out/web.txt\"\n}\n",
        ),
        ("build/web.txt", "FROM base\nUSER root\n"),
        ("build/base.txt", "FROM alpine:3.20\nUSER root\n"),
        ("build/notes.txt", "Notes on how this is built.\n"),
        ("build/other.txt", "FROM alpine:3.20\nUSER root\n"),
        ("out/web.txt", "FROM alpine:3.20\nUSER root\n"),
        ("Makefile", "up:\n\tdocker compose -f stack.yml.tpl up\n\tdocker compose -f out/stack.txt up\n"),
        ("stack.yml.tpl", PRIVILEGED),
        ("old.yml.txt", PRIVILEGED),
        ("out/stack.txt", PRIVILEGED),
    ];
    lay_out(dir.path(), &files);
    let (_, report) = check(dir.path(), &[]);
    let expected = ["stack.yml.tpl way Makefile:2", "build/base.txt build", "build/web.txt way docker-bake.hcl:1"];
    assert_eq!(projects(&report), expected);
    assert_eq!(found(&report, &["service-privileged"]), ["stack.yml.tpl:4 compose/service-privileged"]);
    let excluded = report["excluded"].as_array().unwrap().iter();
    let excluded: Vec<&str> = excluded.map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(excluded, ["old.yml.txt", "out/stack.txt", "out/web.txt"]);
    assert!(report["problems"].as_array().unwrap().is_empty(), "{}", report["problems"]);
}

#[test]
fn named_contexts_of_services_are_what_they_name() {
    let dir = tempfile::tempdir().unwrap();
    let compose = "services:\n  base:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM alpine:3.20\n        USER 1000\n  app:\n    build:\n      context: ./app\n      additional_contexts:\n        base: service:base\n        other: docker-image://alpine:3.20\n        local: ./lib\n";
    let dockerfile = "FROM base\nCOPY --from=local a /a\nCOPY --from=other /etc/passwd /p\n";
    lay_out(dir.path(), &[("compose.yaml", compose), ("app/Dockerfile", dockerfile), ("lib/a", "")]);
    let (_, report) = check(dir.path(), &[]);
    assert_eq!(found(&report, &["image-latest-or-untagged", "dockerfile-no-user"]), Vec::<String>::new());
}

#[test]
fn builds_get_the_arguments_that_somebody_gives() {
    let dir = tempfile::tempdir().unwrap();
    let files = [
        ("Dockerfile", "ARG BASE\nFROM ${BASE}\nUSER 1000\n"),
        ("sub/Dockerfile", "ARG BASE\nFROM ${BASE}\nUSER 1000\n"),
        ("sub/plimsoll.yaml", "version: 1\nbuild_args:\n  BASE: nginx:latest\n"),
    ];
    lay_out(dir.path(), &files);
    let (_, report) = check(dir.path(), &[]);
    assert_eq!(found(&report, &["image-latest-or-untagged"]), ["sub/Dockerfile:2 dockerfile/image-latest-or-untagged"]);
    let (_, report) = check(dir.path(), &["--build-arg", "BASE=debian:latest"]);
    let expected =
        ["Dockerfile:2 dockerfile/image-latest-or-untagged", "sub/Dockerfile:2 dockerfile/image-latest-or-untagged"];
    assert_eq!(found(&report, &["image-latest-or-untagged"]), expected);
}

#[test]
fn stages_of_every_platform_are_judged() {
    let dir = tempfile::tempdir().unwrap();
    let text = "FROM alpine:3.20 AS base-amd64\nUSER 1000\nFROM alpine:3.20 AS base-arm64\nUSER root\nFROM base-${TARGETARCH}\nCMD [\"x\"]\n";
    lay_out(dir.path(), &[("Dockerfile", text)]);
    let (_, report) = check(dir.path(), &["--set", "all"]);
    assert_eq!(found(&report, &["stage-unused"]), Vec::<String>::new());
    let users = found(&report, &["last-user-root", "dockerfile-no-user"]);
    assert!(
        users.iter().any(|place| place.starts_with("Dockerfile:4 ") || place.starts_with("Dockerfile:5 ")),
        "{users:?}"
    );
}

#[test]
fn platforms_that_a_dockerfile_does_not_serve_are_not_judged() {
    let dir = tempfile::tempdir().unwrap();
    let stage = |name: &str| format!("FROM alpine:3.20 AS {name}\nUSER 1000\n");
    let text = [
        stage("w-amd64"),
        "FROM w-${TARGETARCH} AS e-windows\n".to_owned(),
        stage("e-linux"),
        "FROM e-${TARGETOS}\nCMD [\"x\"]\n".to_owned(),
    ];
    lay_out(dir.path(), &[("Dockerfile", &text.concat())]);
    let (_, report) = check(dir.path(), &["--set", "all"]);
    assert_eq!(found(&report, &["image-latest-or-untagged"]), Vec::<String>::new());
}

#[test]
fn a_bundle_holds_no_secret_that_is_a_build_argument() {
    let dir = tempfile::tempdir().unwrap();
    let tree = dir.path().join("tree");
    lay_out(&tree, &[("Dockerfile", "FROM alpine:3.20\nARG NPM_TOKEN\nARG V\nRUN echo $NPM_TOKEN $V\nUSER 1000\n")]);
    let secret: String = (0..20_u8).map(|n| char::from(b'A' + (n * 7 + 3) % 26)).collect();
    let (token, bundle) = (format!("NPM_TOKEN={secret}"), dir.path().join("out"));
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(["evidence", "create", ".", "--with-inputs", "--build-arg", &token, "--build-arg", "V=7", "--out"])
        .arg(&bundle)
        .current_dir(&tree)
        .output()
        .unwrap();
    let manifest = std::fs::read_to_string(bundle.join("manifest.json")).unwrap();
    assert!(manifest.contains("\"NPM_TOKEN\"") && manifest.contains("\"7\""), "{manifest}");
    let files = walkdir::WalkDir::new(&bundle).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
    for file in files {
        let text = String::from_utf8_lossy(&std::fs::read(file.path()).unwrap()).into_owned();
        assert!(!text.contains(&secret), "{} shows it", file.path().display());
    }
    assert!(!String::from_utf8_lossy(&output.stdout).contains(&secret));
    assert!(!String::from_utf8_lossy(&output.stderr).contains(&secret));
}
