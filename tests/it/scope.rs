//! What a run looks at: nothing judged is no pass, a part is not the whole, a file has one name, and none can hide.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::reports::{git, lay_out};

const BAD: &str = "services:\n  web:\n    image: nginx:1.27.0\n    privileged: true\n";
const DOCKERFILE: &str = "FROM alpine:3.20\nRUN apk add sudo\n";

/// Exit code, stdout and stderr.
fn plimsoll(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll")).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let mut all = vec!["check", "-o", "json"];
    all.extend(arguments);
    let (code, out, err) = plimsoll(folder, &all);
    serde_json::from_str(&out).unwrap_or_else(|_| panic!("{arguments:?}: {code} {out} {err}"))
}

fn codes(report: &Value) -> BTreeSet<String> {
    report["problems"].as_array().unwrap().iter().map(|problem| problem["code"].as_str().unwrap().to_owned()).collect()
}

fn paths(report: &Value) -> BTreeSet<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["location"]["path"].as_str().unwrap().to_owned()).collect()
}

/// Rule, severity, fingerprint and line of each finding in a file.
fn of_file(report: &Value, path: &str) -> BTreeSet<String> {
    let findings = report["findings"].as_array().unwrap().iter().filter(|f| f["location"]["path"] == path);
    let text =
        |f: &Value| format!("{} {} {} {}", f["rule"], f["severity"], f["fingerprint"], f["location"]["start"]["line"]);
    findings.map(text).collect()
}

fn repository(folder: &Path) {
    lay_out(folder, &[(".git/HEAD", "ref: refs/heads/main\n")]);
}

/// Where there is no `Dockerfile`, the builder takes a `dockerfile`, whatever directory it is looked for in.
#[test]
fn a_dockerfile_in_lower_case_is_what_a_service_builds() {
    let compose = "services:\n  web:\n    build: web\n  api:\n    build: {context: ., dockerfile: api/Dockerfile}\n  own:\n    build: {context: web, dockerfile: other}\n";
    let with = |files: &[(&str, &str)]| {
        let dir = tempfile::tempdir().unwrap();
        repository(dir.path());
        lay_out(dir.path(), &[("compose.yaml", compose)]);
        lay_out(dir.path(), files);
        json(dir.path(), &["--set", "all"])
    };
    let report = with(&[("web/dockerfile", DOCKERFILE), ("api/dockerfile", DOCKERFILE), ("web/Other", DOCKERFILE)]);
    let missing: Vec<&Value> = report["problems"].as_array().unwrap().iter().collect();
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert!(missing[0]["message"].as_str().unwrap().contains("`web/other`"), "{missing:?}");
    for path in ["web/dockerfile", "api/dockerfile"] {
        let projects = |finding: &&Value| finding["location"]["path"] == path && finding["project"] == "compose.yaml";
        assert!(report["findings"].as_array().unwrap().iter().any(|finding| projects(&finding)), "{path}: {report:#}");
    }
    // A file of the usual name goes first, and the other one is judged by itself.
    let report = with(&[
        ("web/Dockerfile", "FROM alpine:3.20\n"),
        ("web/dockerfile", DOCKERFILE),
        ("api/Dockerfile", "FROM alpine:3.20\n"),
    ]);
    let own: BTreeSet<&str> =
        report["findings"].as_array().unwrap().iter().filter_map(|f| f["project"].as_str()).collect();
    assert!(own.contains("web/dockerfile"), "{own:?}");
}

#[test]
fn nothing_judged_is_no_pass() {
    let dir = tempfile::tempdir().unwrap();
    lay_out(
        dir.path(),
        &[
            ("empty/.keep", ""),
            ("docs/README.md", "# Title\n\nText.\n"),
            ("docs/foo.py", "import os\nA = 1\n"),
            ("helm/values.yaml", "image: x\nservice:\n  port: 1\n"),
            ("typo/stack.yml", "service:\n  web:\n    image: x\n"),
            ("typo/list.json", "[1, 2]"),
            ("ci/compose.ci.yaml", "on: push\njobs: {}\n"),
            ("out/plimsoll.yaml", "version: 1\npaths:\n  exclude: [\"**\"]\n"),
            ("out/compose.yaml", BAD),
            ("off/plimsoll.yaml", "version: 1\nrules:\n  \"*\": off\n"),
            ("off/compose.yaml", BAD),
        ],
    );
    // Arguments, the code that tells, and the exit code where that may be nothing.
    let table: [(&[&str], &str, i32); 9] = [
        (&["empty"], "nothing-found", 0),
        (&["docs/README.md"], "not-judged", 2),
        (&["docs/foo.py"], "not-judged", 2),
        (&["helm/values.yaml"], "not-judged", 2),
        (&["typo/stack.yml"], "not-judged", 2),
        (&["typo/list.json"], "not-judged", 2),
        (&["ci/compose.ci.yaml"], "not-judged", 0),
        (&["out"], "nothing-judged", 0),
        (&["off"], "no-rules", 2),
    ];
    for (arguments, code, allowed) in table {
        let report = json(dir.path(), arguments);
        assert!(codes(&report).contains(code), "{arguments:?}: {:?}", codes(&report));
        for format in ["text", "concise", "sarif", "github", "junit", "gitlab", "markdown", "html", "csv", "json"] {
            let all = [&["check", "-o", format][..], arguments].concat();
            assert_eq!(plimsoll(dir.path(), &all).0, 2, "{all:?}");
        }
        for verb in [&["controls"][..], &["waivers", "lint"]] {
            let (exit, _, err) = plimsoll(dir.path(), &[verb, arguments].concat());
            assert!(exit == 2 && err.contains(code), "{verb:?} {arguments:?}: {exit} {err}");
        }
        let (exit, ..) = plimsoll(dir.path(), &[&["evidence", "create", "--out", "bundle"][..], arguments].concat());
        assert!(exit == 2 && !dir.path().join("bundle").exists(), "{arguments:?}");
        let exit = plimsoll(dir.path(), &[&["check", "--allow-empty"][..], arguments].concat()).0;
        assert_eq!(exit, allowed, "{arguments:?}");
    }
    // A file that is judged beside one that is not: told all the same.
    let report = json(dir.path(), &["off/compose.yaml", "empty"]);
    assert!(codes(&report).contains("nothing-found"));
    let named = json(&dir.path().join("out"), &["compose.yaml"]);
    assert!(!named["findings"].as_array().unwrap().is_empty());
    assert_eq!(plimsoll(&dir.path().join("out"), &["check", "--force-exclude", "--allow-empty", "compose.yaml"]).0, 0);
    assert_eq!(plimsoll(&dir.path().join("out"), &["check", "--force-exclude", "compose.yaml"]).0, 2);
}

#[test]
fn a_file_has_one_name() {
    let dir = tempfile::tempdir().unwrap();
    let repo = dir.path().join("repo");
    lay_out(&repo, &[("services/web/compose.yaml", BAD), ("services/api/Dockerfile", DOCKERFILE)]);
    let absolute = repo.join("services/web/compose.yaml").display().to_string();
    let whole = |marker: &str| {
        let mut seen = BTreeSet::new();
        let ways: [(&Path, &str); 7] = [
            (&repo, "."),
            (&repo, "services/web"),
            (&repo, "services/web/compose.yaml"),
            (&repo.join("services/web"), "compose.yaml"),
            (&repo.join("services/api"), "../web/compose.yaml"),
            (dir.path(), "repo/services/web/compose.yaml"),
            (dir.path(), &absolute),
        ];
        for (here, path) in ways {
            let report = json(here, &[path]);
            seen.insert(of_file(&report, "services/web/compose.yaml"));
            assert_eq!(report["root"]["why"], marker, "{path}");
        }
        assert_eq!(seen.len(), 1, "{marker}");
        assert!(!seen.first().unwrap().is_empty());
    };
    lay_out(&repo, &[("plimsoll.yaml", "version: 1\n")]);
    whole("configuration");
    fs::remove_file(repo.join("plimsoll.yaml")).unwrap();
    repository(&repo);
    whole("git");
    assert_eq!(json(&repo.join("services/web"), &[])["root"]["path"], "../..");
    assert_eq!(json(dir.path(), &["repo"])["root"]["path"], "repo");
    // With neither, a file and its directory agree.
    fs::remove_dir_all(repo.join(".git")).unwrap();
    let (file, folder) = (json(&repo, &["services/web/compose.yaml"]), json(&repo, &["services/web"]));
    assert_eq!(file["root"]["why"], "paths");
    assert_eq!((paths(&file), file["root"].clone()), (paths(&folder), folder["root"].clone()));
    // Two repositories, and none around them.
    repository(&repo.join("services/web"));
    repository(&repo.join("services/api"));
    assert!(codes(&json(&repo, &["services/web", "services/api"])).contains("several-repositories"));
}

#[test]
fn a_part_says_what_the_whole_says_of_it() {
    let dir = tempfile::tempdir().unwrap();
    repository(dir.path());
    let compose =
        "services:\n  api:\n    build: ./api\n    user: \"0\"\n  web:\n    image: nginx:1.27.0\n    privileged: true\n";
    lay_out(
        dir.path(),
        &[
            ("compose.yaml", compose),
            ("compose.dev.yaml", "services:\n  web:\n    network_mode: host\n"),
            ("api/Dockerfile", DOCKERFILE),
            ("api/.dockerignore", ".git\n"),
            ("tools/compose.yaml", "services:\n  t:\n    build: ../api\n    image: t:1.0\n    network_mode: host\n"),
            ("other/compose.yaml", BAD),
            (
                "plimsoll-waivers.yaml",
                "version: 1\nwaivers:\n- {id: W-1, rules: [compose/service-privileged], match: {path: other/compose.yaml}, reason: known, owner: a@x, created: 2026-01-01, expires: 2099-01-01}\n\
                 - {id: W-2, rules: [compose/service-privileged], match: {path: tools/compose.yaml}, reason: stale, owner: a@x, created: 2026-01-01, expires: 2099-01-01}\n",
            ),
        ],
    );
    let whole = json(dir.path(), &[]);
    assert_eq!(whole["waivers"][1]["standing"], "unused");
    for path in ["api/Dockerfile", "compose.yaml", "api", "tools/compose.yaml", "other", "compose.dev.yaml"] {
        let part = json(dir.path(), &[path]);
        let files: BTreeSet<String> = paths(&whole).into_iter().filter(|p| p.starts_with(path)).collect();
        for file in &files {
            assert_eq!(of_file(&part, file), of_file(&whole, file), "{path}: {file}");
        }
        assert!(!files.is_empty(), "{path}");
        let standing = if path == "tools/compose.yaml" { "unused" } else { "out-of-sight" };
        assert_eq!(part["waivers"][1]["standing"], standing, "{path}");
        assert_eq!(part["waivers"][0]["standing"], if path == "other" { "active" } else { "out-of-sight" }, "{path}");
        assert_eq!(codes(&part).contains("waiver-unused"), path == "tools/compose.yaml", "{path}");
    }
    // What a Dockerfile's findings are in the project that builds it, and no other file's.
    assert_eq!(paths(&json(dir.path(), &["api/Dockerfile"])), ["api/Dockerfile".to_owned()].into());
    for narrow in [
        &["--rule", "compose/image-latest-or-untagged"][..],
        &["--skip", "compose/service-privileged"],
        &["-f", "compose.yaml"],
    ] {
        let part = json(dir.path(), narrow);
        assert!(!codes(&part).contains("waiver-unused"), "{narrow:?}");
    }
    let (exit, out, err) = plimsoll(dir.path(), &["waivers", "lint", "api"]);
    assert_eq!((exit, err.as_str()), (0, ""), "{out}");
    // Of a baseline only what was looked at can be gone.
    let (_, text, _) = plimsoll(dir.path(), &["check", "-o", "json"]);
    fs::write(dir.path().join("then.json"), text).unwrap();
    let part = json(dir.path(), &["--baseline", "then.json", "other"]);
    assert_eq!((part["baseline"]["new"].as_u64(), part["baseline"]["gone"].as_u64()), (Some(0), Some(0)));
    assert!(part["baseline"]["out_of_sight"].as_u64() > Some(0));
    let rule = json(dir.path(), &["--baseline", "then.json", "--rule", "compose/service-privileged"]);
    assert_eq!(rule["baseline"]["gone"], 0);
    // A project that cannot be read may be the one that builds it.
    fs::write(dir.path().join("compose.yaml"), "services: [\n").unwrap();
    assert_eq!(plimsoll(dir.path(), &["check", "api/Dockerfile"]).0, 2);
}

#[cfg(unix)]
#[test]
fn no_file_hides() {
    use std::os::unix::fs::symlink;
    let check = |files: &[(&str, &str)], links: &[(&str, &str)], hit: &str, exit: i32| {
        let dir = tempfile::tempdir().unwrap();
        repository(dir.path());
        lay_out(dir.path(), files);
        for (from, to) in links {
            symlink(to, dir.path().join(from)).unwrap();
        }
        let report = json(dir.path(), &[]);
        let told: BTreeSet<String> = paths(&report).into_iter().chain(codes(&report)).collect();
        assert!(told.contains(hit), "{files:?} {links:?}: {told:?}");
        assert_eq!(plimsoll(dir.path(), &["check", "-q"]).0, exit, "{files:?} {links:?}: {told:?}");
    };
    let fix = "services:\n  web: !override\n    image: nginx:1.27.0\n";
    check(
        &[
            ("compose.yaml", BAD),
            ("zz/fix.yaml", fix),
            ("zz/compose.yaml", "include:\n- path: [../compose.yaml, fix.yaml]\n"),
        ],
        &[],
        "compose.yaml",
        1,
    );
    check(&[("compose.yaml", "include: [compose.yaml]\n")], &[], "include-cycle", 2);
    check(
        &[("compose.yaml", "include: [b/compose.yaml]\n"), ("b/compose.yaml", "include: [../compose.yaml]\n")],
        &[],
        "include-cycle",
        2,
    );
    let mutual = |other: &str| format!("services:\n  a:\n    extends: {{file: {other}, service: a}}\n");
    check(
        &[("compose.x.yaml", &mutual("compose.y.yaml")), ("compose.y.yaml", &mutual("compose.x.yaml"))],
        &[],
        "extends-cycle",
        2,
    );
    check(
        &[
            ("compose.yaml", "services:\n  web:\n    image: nginx:1.27.0\n"),
            ("compose.prod.yaml", "services:\n  web:\n    privileged: true\n"),
            (
                "compose.zz.yaml",
                "services:\n  z:\n    image: nginx:1.27.0\n    extends: {file: compose.prod.yaml, service: web}\n    privileged: false\n",
            ),
        ],
        &[],
        "compose.prod.yaml",
        1,
    );
    let lost = "include: [compose.yaml]\nservices:\n  web:\n    image: nginx:1.27.0\n    networks: [nope]\n";
    check(&[("compose.yaml", lost)], &[], "include-cycle", 2);
    // A part that lacks a network is judged where it is included, and by itself it is no broken project.
    check(
        &[
            ("compose.yaml", "include: [db/compose.yaml]\nnetworks: {n: {}}\n"),
            ("db/compose.yaml", &format!("{BAD}    networks: [n]\n")),
        ],
        &[],
        "db/compose.yaml",
        1,
    );
    check(
        &[
            ("compose.yaml", BAD),
            (".env", "COMPOSE_FILE=ok.yaml\n"),
            ("ok.yaml", "services: {a: {image: \"x:1.0\"}}\n"),
        ],
        &[],
        "compose.yaml",
        1,
    );
    check(&[(".env", "COMPOSE_FILE=stack.yml\n"), ("stack.yml", BAD)], &[], "stack.yml", 1);
    check(&[("vendor/compose.yaml", BAD)], &[("compose.yaml", "vendor/compose.yaml")], "compose.yaml", 1);
    check(
        &[(".gitignore", "gen/\n"), ("gen/compose.yaml", BAD)],
        &[("compose.yaml", "gen/compose.yaml")],
        "compose.yaml",
        1,
    );
    check(&[(".cache/Dockerfile", DOCKERFILE)], &[("Dockerfile", ".cache/Dockerfile")], "Dockerfile", 1);
    check(&[("a/compose.yaml", BAD)], &[("compose.yaml", "/etc/hostname")], "link-not-followed", 2);
    check(&[("a/compose.yaml", BAD)], &[("Dockerfile", "nowhere")], "link-not-followed", 2);
    check(&[(".venv/x/compose.yaml", BAD)], &[("app", ".venv/x")], "app/compose.yaml", 1);
    check(
        &[("app/web/compose.yaml", "services: {a: {image: \"x:1.0\"}}\n"), ("app\\web/compose.yaml", BAD)],
        &[],
        "app\\web/compose.yaml",
        1,
    );
    check(&[("Compose.yaml", BAD), ("compose.yaml", "services: {a: {image: \"x:1.0\"}}\n")], &[], "Compose.yaml", 1);
    check(
        &[("vendor/base.yaml", BAD), ("compose.override.yaml", "services:\n  web:\n    network_mode: host\n")],
        &[("compose.yaml", "vendor/base.yaml")],
        "compose.yaml",
        1,
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_waited_for() {
    let pipe = |path: &Path| {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    };
    for at in [".gitignore", "sub/.gitignore", ".git/info/exclude"] {
        let dir = tempfile::tempdir().unwrap();
        repository(dir.path());
        lay_out(dir.path(), &[("compose.yaml", BAD), ("sub/x/compose.yaml", BAD)]);
        pipe(&dir.path().join(at));
        let report = json(dir.path(), &[]);
        assert!(codes(&report).contains("ignore-file-skipped"), "{at}");
        assert_eq!(paths(&report).len(), 2, "{at}");
    }
    let dir = tempfile::tempdir().unwrap();
    repository(dir.path());
    lay_out(dir.path(), &[("compose.yaml", BAD), ("sub/x/compose.yaml", BAD)]);
    std::os::unix::fs::symlink("/dev/zero", dir.path().join(".gitignore")).unwrap();
    assert!(codes(&json(dir.path(), &[])).contains("ignore-file-skipped"));
    for at in ["Dockerfile", "plimsoll-waivers.yaml"] {
        pipe(&dir.path().join(at));
        assert_eq!(plimsoll(dir.path(), &["check", "-q"]).0, 2, "{at}");
        fs::remove_file(dir.path().join(at)).unwrap();
    }
}

#[test]
fn what_git_tracks_is_judged_wherever_it_lies() {
    let dir = tempfile::tempdir().unwrap();
    lay_out(
        dir.path(),
        &[
            (".gitignore", "gen/\n"),
            ("vendor/a/compose.yaml", BAD),
            ("target/compose.yaml", BAD),
            ("gen/compose.yaml", BAD),
            ("gen/other/compose.yaml", BAD),
        ],
    );
    if git(dir.path(), &["init", "-q"]).is_none() {
        println!("skipped: there is no git");
        return;
    }
    assert!(git(dir.path(), &["add", "-f", ".gitignore", "vendor", "gen/compose.yaml"]).is_some());
    let set = |all: &[&str]| all.iter().map(|path| (*path).to_owned()).collect::<BTreeSet<_>>();
    let report = json(dir.path(), &[]);
    assert_eq!(paths(&report), set(&["gen/compose.yaml", "vendor/a/compose.yaml"]));
    let left: Vec<&str> = report["excluded"].as_array().unwrap().iter().map(|e| e["path"].as_str().unwrap()).collect();
    assert_eq!(left, ["gen/", "target/"]);
    let (_, text, _) = plimsoll(dir.path(), &["check", "-v"]);
    assert!(text.contains("2 directories") && text.contains("target/: "), "{text}");
    assert_eq!(paths(&json(dir.path(), &["target"])), set(&["target/compose.yaml"]));
    assert_eq!(paths(&json(dir.path(), &["gen/other/compose.yaml"])), set(&["gen/other/compose.yaml"]));
    assert_eq!(paths(&json(dir.path(), &["--no-ignore"])).len(), 4);
    lay_out(dir.path(), &[("plimsoll.yaml", "version: 1\npaths:\n  include: [\"target/**\"]\n")]);
    assert_eq!(paths(&json(dir.path(), &[])), set(&["target/compose.yaml"]));
}

/// A file has one name and one identity, whether it is an argument or `-f`, and wherever the caller stands.
#[test]
fn a_file_is_called_the_same_by_f_and_from_anywhere() {
    let dir = tempfile::tempdir().unwrap();
    let outside = dir.path();
    repository(&outside.join("main"));
    lay_out(
        outside,
        &[
            ("main/sub/compose.yaml", BAD),
            ("main/sub/o.yaml", "services: {web: {pid: host}}\n"),
            ("away/.env", "A=1\n"),
        ],
    );
    let file = |below: &str| outside.join(below).display().to_string();
    let all = file("main/sub/compose.yaml");
    let expected = of_file(&json(outside, &["main/sub/compose.yaml"]), "sub/compose.yaml");
    assert!(!expected.is_empty());
    let ways: [(&str, &[&str]); 7] = [
        (".", &["-f", "main/sub/compose.yaml"]),
        ("main", &["-f", "sub/compose.yaml"]),
        ("main/sub", &["-f", "compose.yaml"]),
        ("away", &["-f", "../main/sub/compose.yaml"]),
        ("away", &["-f", &all]),
        ("main/sub", &["-f", &all]),
        ("away", &[&all]),
    ];
    for (from, arguments) in ways {
        let report = json(&outside.join(from), arguments);
        assert_eq!(of_file(&report, "sub/compose.yaml"), expected, "{from} {arguments:?}");
        // What is named as a path is judged with what is laid over it, too.
        let beside = usize::from(arguments[0] != "-f");
        assert_eq!(paths(&report).len(), 1 + beside, "{from} {arguments:?}");
    }
    let report = json(outside, &["-f", "main/sub/compose.yaml", "-f", "main/sub/o.yaml"]);
    assert_eq!(paths(&report), ["sub/compose.yaml", "sub/o.yaml"].map(str::to_owned).into());
    // Without a repository the current directory is the root, and what it has to reach lies in it.
    fs::remove_dir_all(outside.join("main/.git")).unwrap();
    let report = json(outside, &["-f", "main/sub/compose.yaml"]);
    assert_eq!(paths(&report), ["main/sub/compose.yaml".to_owned()].into());
}

#[test]
fn no_report_is_written_over_what_it_is_about() {
    let dir = tempfile::tempdir().unwrap();
    repository(dir.path());
    lay_out(dir.path(), &[("compose.yaml", BAD), ("plimsoll.yaml", "version: 1\n")]);
    for file in ["compose.yaml", "./compose.yaml", "plimsoll.yaml"] {
        let (code, _, told) = plimsoll(dir.path(), &["check", "-o", &format!("json={file}")]);
        assert_eq!(code, 2, "{told}");
        assert!(told.contains("is judged here, so no report is written over it"), "{told}");
    }
    assert_eq!(fs::read_to_string(dir.path().join("compose.yaml")).unwrap(), BAD);
    // A report of before is none of what is judged.
    for _ in 0..2 {
        assert_eq!(plimsoll(dir.path(), &["check", "-q", "-o", "json=report.json"]).0, 1);
    }
    let (_, text, _) = plimsoll(dir.path(), &["check", "--as-of", "2027-01-31"]);
    assert!(text.contains("2027-01-31"), "{text}");
    assert!(!plimsoll(dir.path(), &["check"]).1.contains("As of"));
}

#[test]
fn init_counts_what_it_is_for() {
    let dir = tempfile::tempdir().unwrap();
    repository(dir.path());
    lay_out(dir.path(), &[("a/compose.yaml", BAD), ("ab/compose.yaml", BAD), ("b/Dockerfile", DOCKERFILE)]);
    for (from, found) in [
        ("a", "# Found: 1 Compose files, 0 Dockerfiles, 0 env files."),
        (".", "# Found: 2 Compose files, 1 Dockerfiles, 0 env files."),
    ] {
        let (_, text, _) = plimsoll(&dir.path().join(from), &["init", "--print"]);
        assert!(text.contains(found), "{text}");
    }
}
