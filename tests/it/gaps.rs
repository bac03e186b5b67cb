//! What a deployment has and a checkout lacks: unknown, told apart, and no part of the exit code.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::reports::{lay_out, tree};

/// Exit code, output and what is told of a call.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    let done = command.args(arguments).current_dir(root).env_remove("PLIMSOLL_ENFORCE").output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

fn check(root: &Path, arguments: &[&str]) -> (Option<i32>, Value) {
    let (code, out, _) = run(root, &[&["check", "-o", "json"], arguments].concat());
    (code, serde_json::from_str(&out).unwrap())
}

/// Codes of gaps with what is lacking.
fn gaps(report: &Value) -> Vec<(String, String)> {
    let gaps = report["gaps"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    gaps.map(|gap| (text(&gap["code"]), text(&gap["lacks"]))).collect()
}

/// How a rule comes out for a subject, `findings` first.
fn outcome(report: &Value, rule: &str, subject: &str) -> String {
    let same = |row: &&Value| row["rule"] == rule && row["subject"] == subject;
    let found = report["findings"].as_array().unwrap().iter().find(same).map(|finding| &finding["outcome"]);
    let outcome = || report["outcomes"].as_array().unwrap().iter().find(same).map(|row| &row["outcome"]);
    found.or_else(outcome).and_then(Value::as_str).unwrap_or("none").to_owned()
}

/// What becomes of what a rule says, wherever it says it.
fn verdict<'r>(report: &'r Value, rule: &str) -> &'r str {
    let mut found = report["findings"].as_array().unwrap().iter();
    found.find(|finding| finding["rule"] == rule).and_then(|finding| finding["outcome"].as_str()).unwrap_or("none")
}

const CLONE: &str = "services:\n  web:\n    image: \"nginx:${TAG:?say which}\"\n    privileged: true\n    env_file: [web.env]\n    \
                     volumes: [\"${DATA}:/data\"]\n    ports: [\"127.0.0.1:${PORT}:80\"]\n    mem_limit: ${LIMIT}\n    read_only: ${RO}\n    \
                     cap_drop: [\"${CAPS}\"]\n";

#[test]
fn a_fresh_clone_is_judged_and_says_what_it_lacks() {
    let root = tree(&[("compose.yaml", CLONE)]);
    let (code, report) = check(root.path(), &["--fail-on", "never", "--set", "all", "--outcomes"]);
    assert_eq!((code, report["problems"].as_array().unwrap().len()), (Some(0), 0), "{}", report["problems"]);
    let lacking = gaps(&report);
    for expected in [
        ("variable-required", "TAG"),
        ("env-file-missing", "web.env"),
        ("variable-unset", "DATA"),
        ("variable-unset", "PORT"),
        ("variable-unset", "LIMIT"),
        ("variable-unset", "RO"),
    ] {
        let expected = (expected.0.to_owned(), expected.1.to_owned());
        assert!(lacking.contains(&expected), "{expected:?} is not in {lacking:?}");
    }
    // What is written counts; what hangs on something unknown is neither broken nor kept.
    assert_eq!(outcome(&report, "compose/service-privileged", "/services/web"), "fail");
    assert_eq!(outcome(&report, "compose/image-latest-or-untagged", "/services/web"), "error");
    assert_eq!(outcome(&report, "compose/mem-limit-missing", "/services/web"), "review");
    assert_eq!(outcome(&report, "compose/read-only-rootfs-missing", "/services/web"), "review");
    assert_eq!(outcome(&report, "compose/cap-drop-all-missing", "/services/web"), "review");
}

#[test]
fn gaps_fail_a_run_only_where_the_tree_is_complete() {
    let files = [("compose.yaml", "services:\n  web:\n    image: \"nginx:${TAG:?}\"\n")];
    let root = tree(&files);
    let never = ["--fail-on", "never"];
    assert_eq!(check(root.path(), &never).0, Some(0));
    let (code, report) = check(root.path(), &["--fail-on", "never", "--complete"]);
    assert_eq!((code, report["problems"][0]["code"].as_str()), (Some(2), Some("variable-required")));
    assert!(gaps(&report).is_empty());
    lay_out(root.path(), &[("plimsoll.yaml", "version: 1\ncomplete: true\n")]);
    assert_eq!(check(root.path(), &never).0, Some(2));
    // As docker compose has it, it is an error all the same.
    let (code, _, told) = run(tree(&files).path(), &["model", "--format", "compose"]);
    assert!(code == Some(2) && told.contains("variable-required"), "{told}");
}

#[test]
fn text_tells_each_cause_in_one_line() {
    let services: String = (0..20)
        .map(|i| format!("  s{i}:\n    image: a:1\n    env_file: .env\n    hostname: \"${{HOST_{i}}}\"\n"))
        .collect();
    let root = tree(&[("compose.yaml", &format!("services:\n{services}"))]);
    let (_, out, _) = run(root.path(), &["check", "--rule", "compose/service-privileged", "-o", "text"]);
    let lines: Vec<&str> = out.lines().filter(|line| line.starts_with("gap: ")).collect();
    assert_eq!(lines.len(), 2, "{out}");
    assert!(
        lines[0].contains(": .env (20 places, first compose.yaml:4:") && lines[0].ends_with("[env-file-missing]"),
        "{out}"
    );
    assert!(lines[1].contains("HOST_0, HOST_1") && lines[1].contains(" and 12 more (20 places"), "{out}");
    assert!(out.contains("40 gaps that only a deployment fills"), "{out}");
    let (_, sarif, _) = run(root.path(), &["check", "--rule", "compose/service-privileged", "-o", "sarif"]);
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    let notes = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notes.iter().filter(|note| note["level"] == "note").count(), 40);
}

#[test]
fn samples_are_assumed_and_keep_no_rule() {
    let compose = "services:\n  web:\n    image: \"nginx:${TAG}\"\n    ports: [\"${PORT}:80\"]\n    privileged: ${ROOT:-true}\n    env_file: app.env\n";
    let samples = [
        ("compose.yaml", compose),
        (".env.example", "TAG=1.27\nPORT=8080\nROOT=false\n"),
        ("app.env.sample", "MODE=x\n"),
    ];
    let root = tree(&samples);
    let (code, report) = check(root.path(), &["--fail-on", "never", "--set", "all", "--outcomes"]);
    assert_eq!(code, Some(0), "{}", report["problems"]);
    // A default is what the file says; a sample changes nothing of it.
    assert_eq!(outcome(&report, "compose/service-privileged", "/services/web"), "fail");
    assert_ne!(outcome(&report, "compose/image-latest-or-untagged", "/services/web"), "pass");
    let (_, model, _) = run(root.path(), &["model"]);
    let model: Value = serde_json::from_str(&model).unwrap();
    let project = model["projects"].as_array().unwrap().iter().find(|one| one["kind"] == "compose").unwrap();
    assert_eq!(project["services"]["web"]["image"], "nginx:1.27");
    assert_eq!(project["services"]["web"]["environment"]["MODE"], "x");
    let assumed = |name: &str| {
        let all = project["unknown"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).map(|one| one["assumed"] == true)
    };
    assert_eq!((assumed("TAG"), assumed("PORT"), assumed("app.env")), (Some(true), Some(true), Some(false)));
    lay_out(root.path(), &[("plimsoll.yaml", "version: 1\nassume: false\n")]);
    let (_, model, _) = run(root.path(), &["model"]);
    assert!(!model.contains("nginx:1.27"), "{model}");
}

#[test]
fn what_only_a_sample_decides_is_to_review() {
    let rules = [
        "compose/read-only-rootfs-missing",
        "compose/cap-drop-all-missing",
        "compose/no-new-privileges-missing",
        "compose/mem-limit-missing",
        "compose/restart-policy-missing",
    ];
    let memory = "compose/memswap-unbounded";
    let files = [
        (
            "hard/compose.yaml",
            "services:\n  a:\n    image: x:1\n    read_only: ${RO}\n    cap_drop: [\"${DROP}\"]\n    security_opt: [\"${OPT}\"]\n    mem_limit: ${ML}\n    restart: ${RE}\n",
        ),
        ("limit/compose.yaml", "services:\n  a:\n    image: x:1\n    mem_limit: ${ML}\n"),
    ];
    let samples = [
        ("hard/.env.example", "RO=true\nDROP=ALL\nOPT=no-new-privileges:true\nML=100m\nRE=always\n"),
        ("limit/.env.example", "ML=100m\n"),
    ];
    let root = tree(&files);
    let outcomes = |directory: &str| {
        let (_, report) = check(root.path(), &[directory, "--fail-on", "never", "--set", "all", "--outcomes"]);
        let of = |rule: &str| (rule.to_owned(), outcome(&report, rule, "/services/a"));
        (rules.map(of), of(memory).1, report)
    };
    let (hard, _, _) = outcomes("hard");
    lay_out(root.path(), &samples);
    assert_eq!(outcomes("hard").0, hard, "a sample keeps no rule");
    assert_eq!(hard, rules.map(|rule| (rule.to_owned(), "review".to_owned())));
    // What is found for what a sample says is asked, with its place.
    let (_, found, report) = outcomes("limit");
    assert_eq!(found, "review");
    let finding = report["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == memory).unwrap();
    assert!(finding["related"].to_string().contains("limit/.env.example"), "{finding}");
    let strict = ["check", "hard", "--set", "all", "--rule", rules[0], "--fail-on", "low", "--fail-on-review"];
    assert_eq!(run(root.path(), &strict).0, Some(1));
}

#[test]
fn codes_are_explained() {
    let root = tree(&[]);
    let (code, page, _) = run(root.path(), &["explain", "env-file-missing"]);
    assert!(code == Some(0) && page.contains("(gap)") && page.contains("## Ways out"), "{page}");
    let (code, _, told) = run(root.path(), &["explain", "no-such-thing"]);
    assert!(code == Some(2) && told.contains("no rule and no code is called"), "{told}");
}

/// Attributes of a service, each with a variable that nothing sets where a value of that kind would be refused if it were blank.
const OPEN: [&str; 12] = [
    "build: {context: ., ssh: [\"${X:?}\"]}",
    "build: {context: ., extra_hosts: [\"${X}=1.2.3.4\"]}",
    "extra_hosts: [\"${X:?}\"]",
    "extra_hosts: [\"h:1.2.3.4\", \"${X}:1.2.3.4\"]",
    "ports: [{target: 80, host_ip: \"${X}\"}]",
    "develop: {watch: [{path: \"${X}\", action: rebuild}]}",
    "extends: {file: \"${X}\", service: base}",
    "extends: {file: \"./${X}/other.yaml\", service: base}",
    "extends: {file: other.yaml, service: \"${X:?}\"}",
    "extends: {file: other.yaml, service: \"${X}-base\"}",
    "env_file: [\"${X}\"]",
    "volumes: [\"${X}\"]",
];

#[test]
fn what_nobody_knows_is_refused_nowhere() {
    let services = OPEN.map(|line| format!("services:\n  web:\n    image: example.org/web:1\n    {line}\n"));
    let includes = [
        "[\"${X}\"]",
        "[{path: \"./${X}/compose.yaml\"}]",
        "[{path: \"./${X}/inc/compose.yaml\"}]",
        "[{path: inc.yaml, env_file: \"${X}\"}]",
    ]
    .map(|include| format!("include: {include}\nservices:\n  web:\n    image: example.org/web:1\n"));
    let base = "services:\n  base:\n    image: example.org/base:1\n";
    for compose in services.iter().chain(&includes) {
        let root = tree(&[
            ("compose.yaml", compose),
            ("other.yaml", base),
            ("inc.yaml", base),
            ("Dockerfile", "FROM scratch\n"),
        ]);
        let (code, report) = check(root.path(), &["--fail-on", "never"]);
        assert_eq!((code, &report["problems"]), (Some(0), &Value::Array(Vec::new())), "{compose}");
        assert!(!report["gaps"].as_array().unwrap().is_empty(), "{compose}");
        // Docker compose refuses it where it starts it: so does the model in its form.
        let (code, _, _) = run(root.path(), &["check", "--complete", "--fail-on", "never"]);
        assert_eq!(code, Some(2), "{compose}");
    }
}

/// Attributes of a service whose default docker compose refuses, with a value that it takes, and one that it does not.
const REFUSED: [(&str, &str, &str); 13] = [
    ("network_mode: \"${X:-service:nosuch}\"", "none", "service:nope"),
    ("extra_hosts: [\"${X:-nohost}\"]", "a:10.0.0.1", "nohost"),
    ("extends: {service: \"${X:-nosuch}\"}\n  base: {image: base}", "base", "nope"),
    ("container_name: \"${X:-same}\"\n  b:\n    image: example.org/b:1\n    container_name: same", "other", "same"),
    ("depends_on: [\"${X:-b}\"]\n  b:\n    image: example.org/b:1\n    depends_on: [web]\n  c: {image: c}", "c", "b"),
    ("deploy: {replicas: \"${X-x}\"}", "2", "a b:c d"),
    ("ports: [\"${X:-abc}:80\"]", "8080", "a b:c d"),
    ("mem_limit: ${X-zzz}", "64m", "a b:c d"),
    ("privileged: ${X-maybe}", "true", "a b:c d"),
    ("cpus: ${X-lots}", "0.5", "a b:c d"),
    ("volumes: [\"${X:-./a:/b:/c:/d}\"]", "./a:/b", "a b:c d"),
    ("extends: {file: \"${X:-absent.yaml}\", service: base}", "other.yaml", "a b:c d"),
    ("stop_grace_period: ${X:-${Y-soon}}", "10s", "a b:c d"),
];

#[test]
fn a_default_that_docker_refuses_leaves_the_value_unknown() {
    for (attribute, value, refused_value) in REFUSED {
        let compose = format!("services:\n  web:\n    image: example.org/web:1\n    pid: host\n    {attribute}\n");
        let files =
            [("compose.yaml", compose.as_str()), ("other.yaml", "services:\n  base:\n    image: example.org/base:1\n")];
        let root = tree(&files);
        let (code, report) = check(root.path(), &["--fail-on", "never", "--set", "all"]);
        assert_eq!((code, &report["problems"]), (Some(0), &Value::Array(Vec::new())), "{attribute}");
        let refused = ("default-refused".to_owned(), "X".to_owned());
        assert!(gaps(&report).contains(&refused), "{attribute}: {}", report["gaps"]);
        assert_eq!(outcome(&report, "compose/pid-host", "/services/web"), "fail", "{attribute}");
        let (code, _, _) = run(root.path(), &["check", "--complete", "--fail-on", "never"]);
        assert_eq!(code, Some(2), "{attribute}");
        // What is set is no default.
        for (set, expected) in [(value, 0), (refused_value, 2)] {
            let env = format!("X={set}\n");
            let root = tree(&[files[0], files[1], (".env", &env)]);
            let (code, _, _) = run(root.path(), &["check", "--fail-on", "never"]);
            assert_eq!(code, Some(expected), "{attribute} with {set}");
        }
    }
}

#[test]
fn what_an_env_file_that_may_lack_would_set_is_unknown_but_in_a_complete_tree() {
    let compose = "services:\n  db:\n    image: postgres:17\n    env_file: [{path: db.env, required: false}]\n";
    let root = tree(&[("compose.yaml", compose)]);
    let of = |arguments: &[&str]| {
        let (code, report) = check(root.path(), &[&["--fail-on", "never", "--set", "all"], arguments].concat());
        (code, gaps(&report), outcome(&report, "compose/stateful-no-volume", "/services/db"))
    };
    let gap = ("env-file-optional".to_owned(), "db.env".to_owned());
    assert_eq!(of(&[]), (Some(0), vec![gap], "review".to_owned()));
    assert_eq!(of(&["--complete"]), (Some(0), Vec::new(), "fail".to_owned()));
}

#[test]
fn what_an_include_that_is_not_at_hand_may_declare_is_no_mistake() {
    for include in
        ["https://example.org/more.git", "oci://example.org/more:1", "../outside/compose.yaml", "${X}/compose.yaml"]
    {
        let compose = format!(
            "include: [\"{include}\"]\nservices:\n  web:\n    image: example.org/web:1\n    pid: host\n    depends_on: [db]\n    networks: [back]\n"
        );
        let root = tree(&[("compose.yaml", &compose)]);
        let (code, report) = check(root.path(), &["--fail-on", "never"]);
        assert_eq!((code, &report["problems"]), (Some(0), &Value::Array(Vec::new())), "{include}");
        assert_eq!(outcome(&report, "compose/pid-host", "/services/web"), "fail", "{include}");
    }
}

#[test]
fn services_that_no_other_file_extends_are_judged_beside_those_that_one_does() {
    let root = tree(&[
        ("compose.yaml", "services:\n  a:\n    extends: {file: part.yaml, service: p}\nnetworks: {n: {}}\n"),
        (
            "part.yaml",
            "services:\n  p: {image: \"p:1\", networks: [n]}\n  q: {image: \"q:1\", pid: host, networks: [n]}\n",
        ),
    ]);
    let (code, report) = check(root.path(), &["--fail-on", "never"]);
    assert_eq!((code, outcome(&report, "compose/pid-host", "/services/q").as_str()), (Some(0), "fail"));
}

#[test]
fn what_is_refused_whatever_the_variable_is_stays_an_error() {
    for ports in ["${X}:80/foo", "${X:-1}:80/foo"] {
        let root = tree(&[("compose.yaml", &format!("services:\n  a:\n    image: a:1\n    ports: [\"{ports}\"]\n"))]);
        assert_eq!(check(root.path(), &["--fail-on", "never"]).0, Some(2), "{ports}");
    }
    let compose = "services:\n  web:\n    image: example.org/web:1\n    cpus: ${X-lots}\n    init: maybe\n";
    let root = tree(&[("compose.yaml", compose)]);
    let (code, report) = check(root.path(), &["--fail-on", "never"]);
    assert_eq!((code, report["problems"].as_array().unwrap().len()), (Some(2), 1), "{}", report["problems"]);
    assert_eq!(gaps(&report), [("default-refused".to_owned(), "X".to_owned())]);
}

/// Attributes of a service that a rule is silent about as long as `1` stands for the first value, and what becomes of it without a value.
const ELSEWHERE: [(&str, &str, &str); 9] = [
    ("compose/memswap-below-mem", "memswap_limit: 1g\n    mem_limit: \"${X:?}\"", "review"),
    ("compose/memswap-below-mem", "memswap_limit: 1g\n    hostname: \"${X:?}\"", "fail"),
    ("compose/build-and-image", "build: .\n    pull_policy: \"${X:?}\"", "review"),
    ("compose/healthcheck-timing-missing", "healthcheck: {test: [CMD, \"true\"], interval: \"${X:?}\"}", "review"),
    ("compose/healthcheck-timing-missing", "healthcheck: {test: [CMD, \"true\"], start_period: \"${X:?}\"}", "fail"),
    ("compose/cpu-limit-missing", "deploy: {resources: {limits: {cpus: \"${X:?}\"}}}", "review"),
    ("compose/cpu-limit-missing", "deploy: {replicas: \"${X:?}\"}", "fail"),
    ("compose/service-privileged", "privileged: true\n    cap_drop: [\"${X:?}\"]\n    pid: \"${X:?}\"", "fail"),
    ("compose/port-all-interfaces", "ports: [\"9000:9000\", \"${X:?}:8081:81\"]", "fail"),
];

#[test]
fn a_finding_that_a_value_nobody_knows_may_refute_is_a_question() {
    for (rule, attributes, expected) in ELSEWHERE {
        let compose = format!("services:\n  web:\n    image: example.org/web:1\n    {attributes}\n");
        let root = tree(&[("compose.yaml", &compose), ("Dockerfile", "FROM scratch\n")]);
        let (_, report) = check(root.path(), &["--fail-on", "never", "--set", "all"]);
        assert_eq!(verdict(&report, rule), expected, "{rule}: {attributes}");
    }
}

#[test]
fn what_a_service_that_nobody_knows_may_use_is_not_unused() {
    let compose = "services:\n  web:\n    image: example.org/web:1\n    volumes: [\"${X:?}\"]\n    secrets: [\"${Y:?}\"]\nvolumes: {v: {}}\n\
                   secrets: {s: {file: ./s}}\n";
    let root = tree(&[("compose.yaml", compose)]);
    let (_, report) = check(root.path(), &["--fail-on", "never", "--set", "all"]);
    for rule in ["compose/top-level-unused", "compose/secret-unused"] {
        assert_eq!(verdict(&report, rule), "review", "{rule}");
    }
}

#[test]
fn a_tag_that_nobody_knows_leaves_the_name_known() {
    let of = |image: &str| {
        let compose = format!("services:\n  web:\n    image: \"{image}\"\n    cap_add: [NET_ADMIN]\n");
        let root = tree(&[("compose.yaml", &compose)]);
        let (_, report) = check(root.path(), &["--fail-on", "never", "--set", "all"]);
        verdict(&report, "compose/cap-add-host-adjacent").to_owned()
    };
    let images =
        ["example.org/web:${T:?}", "example.org/web:${T:?}-alpine", "${I:?}", "${R:?}web:${T:?}", "${R:?}/web:1"];
    assert_eq!(images.map(of), ["fail", "fail", "review", "review", "review"]);
}

/// Instructions of a Dockerfile in which nobody knows `X`, and what becomes of what a rule says there.
const WORDS: [(&str, &str, &str); 11] = [
    ("dockerfile/package-no-assume-yes", "RUN apt-get install ${X} curl", "review"),
    ("dockerfile/package-no-assume-yes", "RUN apt-get install \"$X\" curl", "review"),
    ("dockerfile/package-no-assume-yes", "RUN apt-get install curl=${X}", "fail"),
    ("dockerfile/package-no-assume-yes", "RUN apt-get install curl && echo $X", "fail"),
    ("dockerfile/package-no-assume-yes", "RUN apt-get install -y ${X} curl", "none"),
    ("dockerfile/pip-cache-kept", "RUN pip install ${X} flask==3.0.3", "review"),
    (
        "dockerfile/apt-lists-not-removed",
        "RUN --mount=type=cache,target=${X} apt-get update && apt-get install -y a",
        "review",
    ),
    (
        "dockerfile/apt-lists-not-removed",
        "RUN --mount=type=cache,target=/a apt-get update && apt-get install -y a",
        "fail",
    ),
    ("dockerfile/tls-verify-disabled-run", "RUN curl -k ${X} https://example.com/a.txt", "fail"),
    ("dockerfile/curl-pipe-shell", "RUN curl ${X} https://example.com/a.sh | sh", "fail"),
    ("dockerfile/volume-sensitive-dir", "VOLUME /${X}", "review"),
];

#[test]
fn a_word_of_a_command_that_nobody_knows_may_be_the_option_that_is_missed() {
    for (rule, instruction, expected) in WORDS {
        let dockerfile = format!("FROM python:3.13\nARG X\n{instruction}\nUSER 1000\n");
        let root = tree(&[("Dockerfile", &dockerfile)]);
        let (_, report) = check(root.path(), &["--fail-on", "never", "--set", "all"]);
        assert_eq!(verdict(&report, rule), expected, "{rule}: {instruction}");
    }
}

/// Services beside each other, and what becomes of what a rule says of one when nobody knows something of the other.
const OTHERS: [(&str, &str, &str); 5] = [
    ("compose/restart-policy-missing", "{depends_on: {init: {condition: \"${X:?}\"}}}", "review"),
    ("compose/restart-policy-missing", "{hostname: \"${X:?}\"}", "fail"),
    ("compose/secret-unused", "{build: {context: ., secrets: [\"${X:?}\"]}}", "review"),
    ("compose/secret-unused", "{hostname: \"${X:?}\"}", "fail"),
    ("compose/log-driver-blocking", "{logging: {driver: gelf, options: {gelf-address: \"${X:?}\"}}}", "review"),
];

#[test]
fn what_another_service_may_say_is_a_question_only_where_the_rule_asks_it() {
    for (rule, other, expected) in OTHERS {
        let compose = format!(
            "services:\n  init:\n    image: example.org/init:1\n  other: {other}\nsecrets: {{s: {{file: ./s}}}}\n"
        );
        let compose = if other.contains("build") {
            compose
        } else {
            compose.replace("other: {", "other: {image: example.org/x:1, ")
        };
        let root = tree(&[("compose.yaml", &compose), ("Dockerfile", "FROM scratch\n")]);
        let (_, report) = check(root.path(), &["--fail-on", "never", "--set", "all"]);
        assert_eq!(verdict(&report, rule), expected, "{rule}: {other}");
    }
}

/// Outcomes of one Dockerfile for the rules of a list, with the gaps.
fn judged(files: &[(&str, &str)], arguments: &[&str]) -> Value {
    let (_, report) = check(tree(files).path(), &[&["--set", "all", "--outcomes"], arguments].concat());
    assert_eq!(report["problems"].as_array().unwrap().len(), 0, "{}", report["problems"]);
    report
}

#[test]
fn what_a_build_argument_without_a_value_says_keeps_and_breaks_no_rule() {
    const ARG: &str = "FROM alpine:3.22\nARG U\nUSER ${U}\n";
    let stage = "/builds/Dockerfile/stages/0";
    let report = judged(&[("Dockerfile", ARG)], &[]);
    for rule in ["dockerfile/dockerfile-last-user-root", "dockerfile/dockerfile-no-user", "dockerfile/user-non-numeric"]
    {
        assert_eq!(outcome(&report, rule, stage), "error", "{rule}");
    }
    // What looks at nothing of it is kept.
    assert_eq!(outcome(&report, "dockerfile/sudo-used", stage), "pass");
    assert_eq!(gaps(&report), [("build-argument-unset".to_owned(), "U".to_owned())]);
    // With a value nothing is unknown.
    let report = judged(&[("Dockerfile", ARG)], &["--build-arg", "U=root", "--fail-on", "never"]);
    assert_eq!(outcome(&report, "dockerfile/dockerfile-last-user-root", stage), "fail");
    assert_eq!(gaps(&report), []);
    for known in [
        "FROM alpine:3.22\nARG U=app\nUSER ${U}\n",
        "FROM alpine:3.22\nENV U=app\nUSER ${U}\n",
        "FROM alpine:3.22\nARG U\nUSER ${U:-app}\n",
        "FROM alpine:3.22\nARG G\nUSER app:$G\n",
        "FROM alpine:3.22\nARG U\nUSER $U\nUSER app\n",
        "ARG U=app\nFROM alpine:3.22\nARG U\nUSER ${U}\n",
    ] {
        let report = judged(&[("Dockerfile", known)], &[]);
        assert_eq!(outcome(&report, "dockerfile/dockerfile-last-user-root", stage), "pass", "{known}");
    }
    // What a base image may set, and what hangs on what is unknown, are as unknown.
    for open in [
        "FROM alpine:3.22\nUSER $APP_USER\n",
        "FROM alpine:3.22\nARG U\nENV V=$U\nUSER $V\n",
        "FROM alpine:3.22 AS a\nARG U\nUSER $U\nFROM a\nRUN id\n",
    ] {
        let report = judged(&[("Dockerfile", open)], &[]);
        let last = format!("/builds/Dockerfile/stages/{}", open.matches("FROM").count() - 1);
        assert_eq!(outcome(&report, "dockerfile/dockerfile-no-user", &last), "error", "{open}");
    }
    // What the builder chooses is no such thing.
    let report = judged(
        &[("Dockerfile", "FROM alpine:3.22\nARG TARGETARCH\nENV A=$TARGETARCH\nWORKDIR /a\nCOPY $A /a/\n")],
        &[],
    );
    assert_eq!(gaps(&report), []);
    let services =
        [("Dockerfile", ARG), ("compose.yaml", "services:\n  a:\n    build: .\n  b:\n    build: .\n    user: \"1\"\n")];
    let report = judged(&services, &["--fail-on", "never"]);
    assert_eq!(outcome(&report, "project/effective-root", "/services/a"), "error");
    assert_eq!(outcome(&report, "project/effective-root", "/services/b"), "pass");
}

#[test]
fn what_a_template_fills_into_instructions_keeps_and_breaks_no_rule() {
    let stage = "/builds/Dockerfile/stages/0";
    for (text, rule) in [
        ("USER {{ user }}\n", "dockerfile/dockerfile-last-user-root"),
        ("USER @USER@\n", "dockerfile/dockerfile-last-user-root"),
        ("ADD {{ url }} /x\n", "dockerfile/add-remote-url"),
        ("RUN curl -s {{ url }} | {{ sh }}\n", "dockerfile/curl-pipe-shell"),
        ("RUN @COMMAND@\n", "dockerfile/curl-pipe-shell"),
        ("EXPOSE {{ port }}\n", "dockerfile/expose-invalid-format"),
    ] {
        let report = judged(&[("Dockerfile", &format!("FROM alpine:3.22\n{text}"))], &["--fail-on", "never"]);
        assert_eq!(outcome(&report, rule, stage), "error", "{text}");
    }
    // What programs fill in themselves is none of a template's.
    let plain = "FROM alpine:3.22\nENV PROMPT=\"{{ user }}\"\nRUN echo '{{ user }}' > /prompt\nUSER app\n";
    let report = judged(&[("Dockerfile", plain)], &["--fail-on", "never"]);
    assert_eq!(
        (outcome(&report, "dockerfile/dockerfile-last-user-root", stage), gaps(&report)),
        ("pass".to_owned(), vec![])
    );
}
