//! Controls where something was not judged: files that are broken, nothing at all, rules that are left out.

use std::collections::BTreeSet;
use std::path::Path;

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
    let partly = "services:\n  web:\n    image: example.com/shop/web:1.2.3\n    mem_limit: 64m\n    ports: ['80:']\n";
    let unset = partly.replace("80:", "${NOTHING}:");
    let limits = "services:\n  web:\n    image: example.com/shop/web:1.2.3\n    mem_limit: 64m\n";
    let dockerfile = "FROM alpine:3.20\nRUNN x\n";
    let builds = "services:\n  web:\n    build: .\n    mem_limit: 64m\n";
    let cases: [(&str, &[(&str, &str)], BTreeSet<(String, String)>, [&str; 2]); 6] = [
        ("whole", &[("compose.yaml", limits)], BTreeSet::new(), ["met", "not applicable"]),
        (
            "one of two",
            &[("compose.yaml", limits), ("b/compose.yaml", broken_compose)],
            kinds("b/compose.yaml", &OF_COMPOSE),
            ["not assessed", "not assessed"],
        ),
        ("unknown in part", &[("compose.yaml", &unset)], BTreeSet::new(), ["met", "not applicable"]),
        ("partly", &[("compose.yaml", partly)], kinds("compose.yaml", &OF_COMPOSE), ["not assessed", "not assessed"]),
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

/// The statuses of CIS 4.10 (secrets are kept out of images, a matter of stages), 4.1 (users, of images and services) and 5.11 (memory, of services).
fn image_user_memory(root: &Path) -> [String; 3] {
    let found = controls_of(root, &[]);
    ["4.10", "4.1", "5.11"].map(|control| text(&found[&key("cis-docker-1.6", control)], "status").to_owned())
}

#[test]
fn a_dockerfile_that_was_never_read_leaves_open_what_rests_on_it() {
    let service =
        |build: &str| format!("services:\n  web:\n    build: {build}\n    user: '1000'\n    mem_limit: 64m\n");
    let dockerfile = "FROM alpine:3.20\nUSER 1000\n";
    let open = ["not assessed", "not assessed", "met"];
    // How it is built, the code of the problem or gap besides variables, and the statuses.
    let cases = [
        (".", None, ["met", "met", "met"]),
        ("../app", Some("dockerfile-elsewhere"), open),
        ("{context: ., dockerfile: Gone}", Some("dockerfile-not-found"), open),
        ("'${NOWHERE}/app'", Some("dockerfile-elsewhere"), open),
        ("'app${NOWHERE}'", Some("dockerfile-elsewhere"), open),
        ("'.${NOWHERE}'", Some("dockerfile-unset"), open),
        ("https://example.com/shop/app.git#0123456789012345678901234567890123456789", Some("remote-not-loaded"), open),
        ("{context: ., dockerfile: 'https://example.com/Dockerfile'}", Some("remote-not-loaded"), open),
    ];
    for (build, problem, statuses) in cases {
        let compose = service(build);
        let project = tree(&[
            ("deploy/compose.yaml", compose.as_str()),
            ("deploy/Dockerfile", dockerfile),
            ("app/Dockerfile", dockerfile),
        ]);
        let root = project.path().join("deploy");
        // What is told of the place itself is not the matter here.
        let run = plimsoll(
            &root,
            &[
                "check",
                ".",
                "-o",
                "json",
                "--skip",
                "project/*",
                "--skip",
                "compose/*",
                "--skip",
                "dockerfile/*",
                "--skip",
                "env/*",
                "--allow-empty",
            ],
        );
        let report = json(&run.stdout);
        let all = list(&report, "problems").iter().chain(list(&report, "gaps")).map(|problem| text(problem, "code"));
        let told: BTreeSet<&str> = all.filter(|code| !["no-rules", "variable-unset"].contains(code)).collect();
        assert_eq!(told, problem.into_iter().collect(), "{build}");
        assert_eq!(image_user_memory(&root), statuses, "{build}");
        // One of each kind is enough for the rows.
        if !build.starts_with("../") && !build.starts_with("https:") {
            continue;
        }
        let (_kept, results, controls) = bundle(&root, &[]);
        recomputed(&results, &controls, &definitions(), build);
        let rows = list(&results, "rows");
        let of = |rule: &str| {
            rows.iter().filter(|row| text(row, "rule") == rule).map(|row| text(row, "outcome")).collect::<BTreeSet<_>>()
        };
        assert!(!of("compose/service-user-missing").contains("pass"), "{build}: what an image may bring is not kept");
        // What does not look at the image is judged, and has no question to what stands in for the unread file.
        assert_eq!(of("compose/mem-limit-missing"), BTreeSet::from(["not_applicable", "pass"]), "{build}");
        assert!(
            rows.iter().filter(|row| text(row, "outcome") == "error").all(|row| row["observed"].is_string()),
            "{build}"
        );
    }
}

#[test]
fn the_exit_code_says_what_was_left_unread() {
    for (build, code) in
        [("../app", 0), ("https://example.com/shop/app.git#0123456789012345678901234567890123456789", 0)]
    {
        let compose = format!("services:\n  web:\n    build: {build}\n");
        let project = tree(&[("compose.yaml", compose.as_str())]);
        let run = plimsoll(project.path(), &["check", ".", "--rule", "compose/service-privileged"]);
        assert_eq!(run.status.code(), Some(code), "{build}: {}", stdout(&run));
    }
}

#[test]
fn a_context_that_was_not_listed_whole_leaves_open_what_rests_on_its_files() {
    let project = tree(&[("Dockerfile", "FROM alpine:3.20\nUSER 1000\nCOPY . /app/\n"), (".dockerignore", ".git\n")]);
    // Secrets are kept out of images; COPY instead of ADD.
    let statuses = || {
        let found = controls_of(project.path(), &[]);
        ["4.10", "4.9"].map(|control| text(&found[&key("cis-docker-1.6", control)], "status").to_owned())
    };
    assert_eq!(statuses(), ["met", "met"]);
    std::fs::create_dir(project.path().join("a")).expect("made");
    for number in 0..4_100 {
        std::fs::write(project.path().join(format!("a/{number}")), "").expect("written");
    }
    assert_eq!(statuses(), ["not assessed", "met"]);
}

#[test]
fn where_nothing_is_judged_nothing_is_met() {
    let nothing = tree(&[("compose.yaml", "services:\n  web: [\n")]);
    let empty = tempfile::tempdir().expect("a directory");
    // A file that holds nothing is no more than none.
    let hollow =
        [(".env", ""), (".env", "# nothing yet\n"), ("compose.yaml", "name: x\n"), ("compose.yaml", "services: {}\n")];
    let hollow = hollow.map(|file| tree(&[file]));
    for directory in [nothing.path(), empty.path()].into_iter().chain(hollow.iter().map(|tree| tree.path())) {
        let run = plimsoll(directory, &["controls", ".", "--format", "json"]);
        assert_eq!(run.status.code(), Some(2));
        let document = json(&run.stdout);
        let controls = list(&document, "frameworks").iter().flat_map(|framework| list(framework, "controls"));
        let told: BTreeSet<&str> = controls.map(|control| text(control, "status")).collect();
        assert!(!told.contains("met") && !told.contains("excepted") && !told.contains("not met"), "{told:?}");
    }
    for tree in &hollow {
        let check = plimsoll(tree.path(), &["check", "."]);
        assert_eq!(check.status.code(), Some(2), "{}", stdout(&check));
        assert!(stdout(&check).contains("nothing-judged"), "{}", stdout(&check));
        let out = tree.path().join("bundle");
        let out = out.to_str().expect("a path");
        let run = plimsoll(tree.path(), &["evidence", "create", "--allow-empty", "--out", out]);
        assert_eq!(run.status.code(), Some(2));
        assert!(!std::path::Path::new(out).exists(), "there is no evidence of nothing");
    }
    // What is wrong with a file that holds nothing is still found, and what lies beside it judged.
    let beside = tree(&[("compose.yaml", PLAIN), (".env.empty", "")]);
    assert_eq!(plimsoll(beside.path(), &["check", ".", "--rule", "compose/service-privileged"]).status.code(), Some(0));
}

/// Nothing is met by what has nothing of what the control speaks of; where there is some, it is judged.
#[test]
fn a_rule_keeps_no_control_where_there_is_nothing_of_what_it_speaks_of() {
    let image = "FROM reg.example.org/a:1.2\nUSER 1000\n";
    let network = |options: &str| {
        format!("{PLAIN}    networks: [n]\nnetworks:\n  n:\n    driver: overlay\n    driver_opts: {options}\n")
    };
    for (compose, statuses) in [
        (PLAIN.to_owned(), ["not applicable", "not applicable", "manual"]),
        (format!("{PLAIN}    build: .\n"), ["met", "not applicable", "manual"]),
        (network("{encrypted: \"true\"}"), ["not applicable", "met", "manual"]),
        (network("{}"), ["not applicable", "not met", "manual"]),
    ] {
        let mut files = vec![("compose.yaml", compose.as_str()), (".env", "LEVEL=1\n"), (".dockerignore", "*\n")];
        if compose.contains("build") {
            files.push(("Dockerfile", image));
        }
        let tree = tree(&files);
        let run = plimsoll(tree.path(), &["controls", ".", "--framework", "cis-docker-1.6", "--format", "json"]);
        let document = json(&run.stdout);
        let controls: Vec<&Value> = list(&document, "frameworks").iter().flat_map(|f| list(f, "controls")).collect();
        let status =
            |id| text(controls.iter().find(|control| text(control, "id") == id).expect("it is there"), "status");
        assert_eq!(["4.10", "7.3", "4.5"].map(status), statuses, "{compose}");
    }
}

/// A path leaves no span of code on the page of controls.
#[test]
#[cfg(unix)]
fn a_path_with_backticks_stays_code_on_the_page_of_controls() {
    let compose = "services:\n  a:\n    image: reg.example.org/a:1.2\n    privileged: true\n";
    let tree = tree(&[("`<img src=x> [go](javascript:x) /compose.yaml", compose)]);
    let run = plimsoll(tree.path(), &["controls", ".", "--format", "markdown"]);
    let page = stdout(&run);
    let rows: Vec<&str> = page.lines().filter(|line| line.contains("<img src=x>")).collect();
    assert!(!rows.is_empty());
    for row in rows {
        assert_eq!(
            row.matches("<img src=x>").count(),
            row.matches("`` `<img src=x> [go](javascript:x) ").count(),
            "{row}"
        );
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

#[test]
fn lines_of_an_env_file_that_cannot_be_read_are_not_judged_and_what_is_none_is_left_out() {
    let secret = format!("AWS_SECRET_ACCESS_KEY={}\n", "k9Zq3vXw".repeat(5));
    let broken = format!("{secret}NAME=\"open\n");
    let script = format!("#!/bin/sh\nset -e now\n{secret}");
    let rule = "env/envfile-secret-literal";
    let run = |files: &[(&str, &str)]| {
        let project = tree(files);
        let run = plimsoll(project.path(), &["check", ".", "--rule", rule, "-o", "json"]);
        let report = json(&run.stdout);
        let problems: Vec<String> =
            list(&report, "problems").iter().map(|p| format!("{} {}", text(p, "severity"), text(p, "code"))).collect();
        let left: Vec<String> = list(&report, "excluded").iter().map(|left| text(left, "path").to_owned()).collect();
        (run.status.code(), list(&report, "findings").len(), problems, left)
    };
    // Docker never opens what nothing reads.
    let warning = || vec!["warning env-syntax".to_owned()];
    assert_eq!(run(&[("prod.env", &broken)]), (Some(1), 1, warning(), vec![]));
    // Beside a project that does not use it, it is the same file.
    assert_eq!(run(&[("compose.yaml", PLAIN), ("prod.env", &broken)]), (Some(1), 1, warning(), vec![]));
    let error = || vec!["error env-syntax".to_owned()];
    assert_eq!(run(&[("compose.yaml", PLAIN), (".env", &broken)]), (Some(2), 1, error(), vec![]));
    assert_eq!(run(&[("compose.yaml", PLAIN), ("run.env", &script)]), (Some(0), 0, vec![], vec!["run.env".to_owned()]));
    let reads = format!("{PLAIN}    env_file: prod.env\n");
    let project = tree(&[("compose.yaml", &reads), ("prod.env", "NAME=\"open\n")]);
    for (format, mark) in [("sarif", "plimsoll/not-judged"), ("gitlab", "plimsoll/env-syntax"), ("csv", "env-syntax")] {
        let run = plimsoll(project.path(), &["check", ".", "-o", format]);
        assert_eq!(run.status.code(), Some(2), "{format}");
        assert!(stdout(&run).contains(mark), "{format}: {}", stdout(&run));
    }
}

#[test]
fn sources_and_templates_with_the_names_of_our_files_are_left_out() {
    let go = "package dockerfile\n\nfunc From() {}\n";
    let project = tree(&[
        ("Dockerfile", "FROM alpine:3.20\nUSER 1000\n"),
        ("go/dockerfile.go", go),
        ("go/Dockerfile.py", "from os import path\n"),
        ("go/Dockerfile.json", "{}\n"),
        // A variant for a language is a Dockerfile, and so is whatever has the name itself.
        ("real/Dockerfile.go", "# syntax=docker/dockerfile:1\nARG V=1\nFROM golang:$V\n"),
        ("docker-compose.yml.j2", "{% if a %}\n"),
        ("compose.yaml.example", "services: {}\n"),
    ]);
    let run = plimsoll(
        project.path(),
        &[
            "check",
            ".",
            "--rule",
            "compose/service-privileged",
            "--rule",
            "dockerfile/maintainer-deprecated",
            "-o",
            "json",
        ],
    );
    assert_eq!(run.status.code(), Some(0), "{}", stdout(&run));
    let report = json(&run.stdout);
    let left: Vec<&str> = list(&report, "excluded").iter().map(|left| text(left, "path")).collect();
    let expected =
        ["compose.yaml.example", "docker-compose.yml.j2", "go/Dockerfile.json", "go/Dockerfile.py", "go/dockerfile.go"];
    assert_eq!(left, expected);
    assert_eq!(report["summary"]["files"], 2, "{}", report["summary"]);
    let named = plimsoll(project.path(), &["check", "go/dockerfile.go"]);
    assert_eq!(named.status.code(), Some(2), "who names it is told that it is none of ours");
    let broken = tree(&[("Dockerfile", go)]);
    assert_eq!(plimsoll(broken.path(), &["check", "."]).status.code(), Some(2));
}

#[test]
fn a_rule_of_others_that_judges_another_kind_than_it_says_is_told() {
    let rule = |kind: &str| {
        format!(
            "# METADATA\n# title: Marks services\n# description: It does.\n# custom:\n#   severity: high\n#   applies_to: {kind}\n\
             package policies.compose.marks\n\ndeny contains found if {{\n\tsome service in input.services\n\tfound := {{\"message\": \"marked\", \"at\": service.at}}\n}}\n"
        )
    };
    let built = "services:\n  web:\n    build: .\n";
    let dockerfile = ("Dockerfile", "FROM alpine:3.20\n");
    let cases: [(&str, &[(&str, &str)], i32); 4] = [
        ("service", &[("compose.yaml", PLAIN)], 1),
        ("stage", &[("compose.yaml", PLAIN)], 2),
        ("stage", &[("compose.yaml", built), dockerfile], 2),
        ("stage", &[dockerfile], 0),
    ];
    for (kind, files, code) in cases {
        let policy = rule(kind);
        let project = tree(&[files, &[("own/compose/marks/marks.rego", policy.as_str())]].concat());
        let run = plimsoll(project.path(), &["check", ".", "--policy", "own", "--rule", "compose/marks"]);
        assert_eq!(run.status.code(), Some(code), "{kind} {files:?}: {}", stdout(&run));
        assert_eq!(stdout(&run).contains("policy-subject"), code == 2, "{kind}: {}", stdout(&run));
    }
}
