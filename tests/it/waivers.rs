//! Waivers from the outside: comments in all three kinds of files, those of other tools, and what becomes of wrong ones.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::reports::{lay_out, run};

/// File, its text (`WAIVER` stands for the comment), the comment, the rule in question, whether it is waived, the problem told.
type Row = (&'static str, &'static str, &'static str, &'static str, bool, Option<&'static str>);

const COMPOSE: &str = "services:\n  web:\n    image: nginx:1.27.3\n    WAIVER\n    privileged: true\n  db:\n    image: mysql:8.4.1\n    pid: host\n";
const MISSING: &str = "services:\n  WAIVER\n  web:\n    image: nginx\n";
const DOCKERFILE: &str = "FROM python:3.12.1-slim\nWAIVER\nUSER root\n";
const NO_USER: &str = "WAIVER\nFROM python:3.12.1-slim\nRUN true\n";
const ENV: &str = "SHOP=1\nWAIVER\nDB_PASSWORD=q8Zr2vLw91xKpT\n";

const PRIVILEGED: &str = "compose/service-privileged";
const UNTAGGED: &str = "compose/image-latest-or-untagged";
const ROOT: &str = "dockerfile/dockerfile-last-user-root";
const NOBODY: &str = "dockerfile/dockerfile-no-user";
const LITERAL: &str = "env/envfile-secret-literal";

const ROWS: [Row; 38] = [
    ("compose.yaml", COMPOSE, "# no waiver at all", PRIVILEGED, false, None),
    ("compose.yaml", COMPOSE, "# plimsoll: ignore[compose/service-privileged] reason=x", PRIVILEGED, true, None),
    (
        "compose.yaml",
        COMPOSE,
        "# plimsoll: ignore[compose/service-privileged] reason=\"the bus, \\\"SEC-12\\\"\" owner=ops approver=ciso ticket=SEC-12 kind=deferred until=2027-01-31",
        PRIVILEGED,
        true,
        None,
    ),
    ("compose.yaml", COMPOSE, "# plimsoll: ignore-file[compose/service-privileged] reason=x", PRIVILEGED, true, None),
    (
        "compose.yaml",
        COMPOSE,
        "# plimsoll: ignore[kics:ae5b6871-7f45-42e0-bb4c-ab300c4d2026] reason=x",
        PRIVILEGED,
        true,
        None,
    ),
    (
        "compose.yaml",
        MISSING,
        "# plimsoll: ignore-block[compose/image-latest-or-untagged] reason=x",
        UNTAGGED,
        true,
        None,
    ),
    ("Dockerfile", DOCKERFILE, "# plimsoll: ignore[dockerfile/dockerfile-last-user-root] reason=x", ROOT, true, None),
    (
        "Dockerfile",
        DOCKERFILE,
        "# plimsoll: ignore-file[dockerfile/dockerfile-last-user-root] reason=x",
        ROOT,
        true,
        None,
    ),
    // There is no USER to stand beside: the finding is at the stage.
    ("Dockerfile", NO_USER, "# plimsoll: ignore[dockerfile/dockerfile-no-user] reason=x", NOBODY, true, None),
    ("Dockerfile", NO_USER, "# plimsoll: ignore-block[dockerfile/dockerfile-no-user] reason=x", NOBODY, true, None),
    (".env", ENV, "# plimsoll: ignore[env/envfile-secret-literal] reason=x", LITERAL, true, None),
    (".env", ENV, "# plimsoll: ignore-block[env/envfile-secret-literal] reason=x", LITERAL, true, None),
    (".env", ENV, "# plimsoll: ignore-file[env/envfile-secret-literal] reason=x", LITERAL, true, None),
    // Wrong ones.
    (
        "compose.yaml",
        COMPOSE,
        "# plimsoll: ignore[compose/service-privilegd] reason=x",
        PRIVILEGED,
        false,
        Some("waiver-invalid"),
    ),
    ("compose.yaml", COMPOSE, "# plimsoll: ignore[compose/*] reason=x", PRIVILEGED, false, Some("waiver-invalid")),
    (
        "compose.yaml",
        COMPOSE,
        "# plimsoll: ignore[compose/service-privileged]",
        PRIVILEGED,
        false,
        Some("waiver-invalid"),
    ),
    ("compose.yaml", COMPOSE, "# plimsoll: ignore reason=x", PRIVILEGED, false, Some("waiver-invalid")),
    (
        "compose.yaml",
        COMPOSE,
        "# plimsoll: ignroe[compose/service-privileged] reason=x",
        PRIVILEGED,
        false,
        Some("waiver-invalid"),
    ),
    (
        "compose.yaml",
        COMPOSE,
        "# plimsoll: ignore[compose/service-privileged reason=x",
        PRIVILEGED,
        false,
        Some("waiver-invalid"),
    ),
    (
        "compose.yaml",
        COMPOSE,
        "# plimsoll: ignore[compose/service-privileged] reason=x why=y",
        PRIVILEGED,
        false,
        Some("waiver-invalid"),
    ),
    (
        "compose.yaml",
        COMPOSE,
        "# plimsoll: ignore[compose/service-privileged] reason=x until=31.01.2027",
        PRIVILEGED,
        false,
        Some("waiver-invalid"),
    ),
    (
        "compose.yaml",
        COMPOSE,
        "# plimsoll: ignore[compose/service-privileged] reason=x until=2026-11-19",
        PRIVILEGED,
        false,
        Some("waiver-expired"),
    ),
    (
        "compose.yaml",
        COMPOSE,
        "# plimsoll: ignore[compose/pid-host] reason=x",
        PRIVILEGED,
        false,
        Some("waiver-unused"),
    ),
    (
        "Dockerfile",
        DOCKERFILE,
        "# plimsoll: ignore[dockerfile/dockerfile-last-user-root]",
        ROOT,
        false,
        Some("waiver-invalid"),
    ),
    (
        "Dockerfile",
        "FROM a:1.2\nUSER root\nRUN true WAIVER\n",
        "# plimsoll: ignore[dockerfile/dockerfile-last-user-root] reason=x",
        ROOT,
        false,
        Some("waiver-invalid"),
    ),
    (
        ".env",
        ENV,
        "# plimsoll: ignore[env/envfile-secret-literal] reason=x until=2020-01-01",
        LITERAL,
        false,
        Some("waiver-expired"),
    ),
    (".env", ENV, "# plimsoll: ignore[env/envfile-secret-litteral] reason=x", LITERAL, false, Some("waiver-invalid")),
    // Those of other tools, by the rules both have.
    ("Dockerfile", DOCKERFILE, "# hadolint ignore=DL3002", ROOT, true, None),
    ("Dockerfile", DOCKERFILE, "# hadolint ignore=DL3003", ROOT, false, Some("waiver-unused")),
    ("Dockerfile", NO_USER, "# hadolint global ignore=DL3002", NOBODY, false, Some("waiver-unused")),
    ("Dockerfile", DOCKERFILE, "# trivy:ignore:AVD-DS-0002", ROOT, true, None),
    ("Dockerfile", DOCKERFILE, "# trivy:ignore:DS002:exp:2020-01-01", ROOT, false, Some("waiver-expired")),
    ("Dockerfile", DOCKERFILE, "# checkov:skip=CKV_DOCKER_8:it drops them itself", ROOT, true, None),
    ("compose.yaml", COMPOSE, "# kics-scan ignore-line", PRIVILEGED, true, None),
    ("Dockerfile", NO_USER, "# kics-scan ignore-block", NOBODY, true, None),
    (
        "compose.yaml",
        "services:\n  web:\n    # dclint disable-line service-image-require-explicit-tag\n    image: nginx # dclint disable-line service-image-require-explicit-tag\n",
        "",
        UNTAGGED,
        true,
        None,
    ),
    (
        "Dockerfile",
        "WAIVER\nFROM a:1.2\nWORKDIR x\nUSER 1\n",
        "# check=skip=WorkdirRelativePath",
        "dockerfile/workdir-relative",
        true,
        None,
    ),
    (
        "Dockerfile",
        "WAIVER\nFROM a:1.2\nWORKDIR x\nUSER 1\n",
        "# check=skip=StageNameCasing",
        "dockerfile/workdir-relative",
        false,
        None,
    ),
];

#[test]
fn comments_waive_what_they_say_and_wrong_ones_nothing() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join(".git")).unwrap();
    let peers = "version: 1\nwaivers:\n  peers: [hadolint, trivy, checkov, kics, dclint, buildkit]\n";
    lay_out(root.path(), &[("plimsoll.yaml", peers)]);
    let paths: Vec<String> =
        ROWS.iter().enumerate().map(|(number, (file, ..))| format!("row-{number:02}/{file}")).collect();
    for (path, (_, text, comment, ..)) in paths.iter().zip(ROWS) {
        lay_out(root.path(), &[(path, &text.replace("WAIVER", comment))]);
    }
    let told = run(root.path(), &["check", "--as-of", "2026-11-20", "-o", "json"]);
    let report: Value = serde_json::from_str(&told).unwrap();
    let list = |key: &str| report[key].as_array().cloned().unwrap_or_default();
    let path = |value: &Value| value["location"]["path"].as_str().unwrap_or_default().to_owned();
    let mut found: BTreeMap<(String, String), bool> = BTreeMap::new();
    for finding in list("findings") {
        let rule = finding["rule"].as_str().unwrap_or_default().to_owned();
        found.insert((path(&finding), rule), !finding["waiver"].is_null());
    }
    for (file, (_, _, comment, rule, waived, problem)) in paths.iter().zip(ROWS) {
        let row = format!("{file}: {comment}");
        assert_eq!(found.get(&(file.clone(), rule.to_owned())), Some(&waived), "{row}");
        let of_file = list("problems").into_iter().filter(|problem| path(problem) == *file);
        let codes: Vec<String> = of_file
            .filter_map(|problem| problem["code"].as_str().map(str::to_owned))
            .filter(|code| code.starts_with("waiver-"))
            .collect();
        let expected: Vec<String> = problem.into_iter().map(str::to_owned).collect();
        assert!(codes == expected || (problem == Some("waiver-unused") && codes.is_empty()), "{row}: {codes:?}");
        if waived || matches!(problem, Some("waiver-expired" | "waiver-unused")) {
            assert!(list("waivers").iter().any(|waiver| path(waiver) == *file), "{row} is not on the list of waivers");
        }
    }
    let full = list("waivers").into_iter().find(|waiver| waiver["ticket"] == "SEC-12").unwrap();
    let said =
        ["owner", "approver", "kind", "expires", "reason"].map(|key| full[key].as_str().unwrap_or_default().to_owned());
    assert_eq!(said, ["ops", "ciso", "deferred", "2027-01-31", "the bus, \"SEC-12\""]);
}

/// Whether a waiver covers anything is one truth, whatever is shown and whoever asks: a rule that it names is evaluated for it.
#[test]
fn what_became_of_a_waiver_depends_on_no_format() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join(".git")).unwrap();
    // One rule of the strict set that controls rest on, and one that none does; neither is chosen.
    let compose = "services:\n  # plimsoll: ignore[compose/mem-limit-missing] reason=x\n  a:\n    image: nginx:1.27.3\n  b:\n    image: nginx:1.27.3\n  # plimsoll: ignore[compose/port-privileged-host] reason=nothing\n  c:\n    image: nginx:1.27.3\n    mem_limit: 1g\n    # plimsoll: ignore[compose/container-name-fixed] reason=x\n    container_name: cache\n";
    let waivers = "version: 1\nwaivers:\n  - {id: W, rules: [compose/mem-limit-missing], match: {subject: services.b}, reason: x, owner: a, created: 2026-11-01, expires: 2027-01-01}\n";
    crate::reports::lay_out(directory.path(), &[("compose.yaml", compose), ("plimsoll-waivers.yaml", waivers)]);
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        command.args(arguments).args(["--as-of", "2026-11-20"]).current_dir(directory.path());
        let done = command.env_remove("PLIMSOLL_ENFORCE").output().unwrap();
        let told = [done.stdout, done.stderr].concat();
        (done.status.code().unwrap(), String::from_utf8_lossy(&told).into_owned())
    };
    let formats = ["text", "concise", "json", "sarif", "github", "junit", "gitlab", "markdown", "html", "csv"];
    for set in [&[] as &[&str], &["--set", "recommended"], &["--set", "strict"]] {
        for format in formats {
            let to = format!("{format}=/dev/null");
            let (_, told) = run(&[&["check", "-o", &to], set].concat());
            assert_eq!(told.matches("waiver-unused").count(), 1, "{format} {set:?}: {told}");
            assert!(told.contains("compose.yaml:7:3"), "{format} {set:?}: {told}");
        }
        let (code, told) = run(&[&["waivers", "lint"], set].concat());
        assert_eq!((code, told.matches("waiver-unused").count()), (1, 1), "{set:?}: {told}");
        let (_, told) = run(&[&["waivers", "list"], set].concat());
        assert!(told.contains("3 active, 0 expired, 1 unused, 0 invalid"), "{set:?}: {told}");
    }
}
