//! Honest bundles hold: for the tool, by replay, and for the script of docs/auditors.md that needs nothing of ours.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::controls::plimsoll;
use crate::evidence::keys;
use crate::reports::lay_out;

const BAD: &str = "services:\n  a:\n    image: reg.example.org/a:1.2\n    privileged: true\n";

/// The script of the page.
fn script() -> String {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/auditors.md")).unwrap();
    let (_, rest) = page.split_once("```sh\n").expect("the page has a script");
    rest.split_once("```").expect("it ends").0.to_owned()
}

fn has(tool: &str) -> bool {
    Command::new(tool).arg("--version").output().is_ok_and(|output| output.status.success())
        || Command::new(tool).arg("version").output().is_ok_and(|output| output.status.success())
}

fn run(root: &Path, arguments: &[&str]) -> (i32, String) {
    let output = plimsoll(root, arguments);
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&text).into_owned())
}

/// A signed bundle of a tree, held against itself, the tree and the page. Gives back its results.
fn held(files: &[(&str, &str)], bytes: &[(&str, Vec<u8>)]) -> Value {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().canonicalize().unwrap();
    let tree = root.join("tree");
    lay_out(&tree, files);
    for (path, bytes) in bytes {
        fs::write(tree.join(path), bytes).unwrap();
    }
    let (private, public) = keys(9);
    lay_out(&root, &[("key.pem", &private), ("pub.pem", &public)]);
    let git = |arguments: &[&str]| {
        let user = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        let done = Command::new("git").args(user).args(arguments).current_dir(&tree).output();
        done.is_ok_and(|output| output.status.success())
    };
    let in_git = git(&["init", "-q"]) && git(&["add", "-A"]) && git(&["commit", "-q", "-m", "x"]);
    let (code, said) = run(&tree, &["evidence", "create", "--out", "../bundle", "--key", "../key.pem"]);
    assert!(code < 2, "{said}");
    let (code, said) =
        run(&tree, &["evidence", "verify", "../bundle", "--key", "../pub.pem", "--replay", "--src", "."]);
    assert_eq!(code, 0, "{said}");
    let tools = ["bash", "jq", "openssl", "git"];
    if in_git && cfg!(target_os = "linux") && tools.iter().all(|tool| has(tool)) {
        let mut bash = Command::new("bash");
        bash.arg("-c").arg(script()).env("TMPDIR", &root);
        bash.env("BUNDLE", root.join("bundle")).env("PUB", root.join("pub.pem")).env("CHECKOUT", &tree);
        let output = bash.output().unwrap();
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{text}");
    } else {
        println!("skipped: the script of docs/auditors.md needs {tools:?} on Linux");
    }
    serde_json::from_slice(&fs::read(root.join("bundle/results.json")).unwrap()).unwrap()
}

/// The outcome and the words of a rule on a subject.
fn row(results: &Value, rule: &str, subject: &str) -> (String, String) {
    let rows = results["rows"].as_array().unwrap();
    let found: Vec<&Value> = rows.iter().filter(|row| row["rule"] == rule && row["subject"] == subject).collect();
    assert_eq!(found.len(), 1, "{rule} {subject}");
    let text = |key: &str| found[0][key].as_str().unwrap_or_default().to_owned();
    (text("outcome"), text("observed"))
}

#[test]
fn a_part_that_has_a_rule_off_has_rows_that_say_so() {
    let of = |nested: &str, rule: &str| {
        let outer = if nested.contains("set:") { "version: 1\nset: all\n" } else { "version: 1\n" };
        let files = [
            ("plimsoll.yaml", outer),
            ("compose.yaml", BAD),
            ("sub/compose.yaml", BAD),
            ("sub/plimsoll.yaml", &format!("version: 1\n{nested}\n")),
        ];
        let results = held(&files, &[]);
        let subject = if rule.ends_with("obsolete") { "project" } else { "services.a" };
        assert_ne!(row(&results, rule, &format!("compose.yaml#{subject}")).0, "error");
        row(&results, rule, &format!("sub/compose.yaml#{subject}"))
    };
    let off = "the rule did not run here: turned off in sub/plimsoll.yaml".to_owned();
    assert_eq!(of("rules: {compose/image-eol: off}", "compose/image-eol"), ("error".to_owned(), off.clone()));
    assert_eq!(of("rules: {compose/service-privileged: off}", "compose/service-privileged"), ("error".to_owned(), off));
    let (outcome, why) = of("set: recommended", "compose/compose-version-obsolete");
    assert_eq!((outcome.as_str(), why.contains("set that is chosen here")), ("error", true), "{why}");
}

#[test]
fn a_tree_without_findings_and_one_in_utf_16_hold() {
    held(&[(".env", "LEVEL=1\n")], &[]);
    // Nothing that the run reports, and something that only controls rest on.
    let pinned = format!("FROM reg.example.org/a:1.2@sha256:{}\nUSER 1000:1000\n", "5".repeat(64));
    let results = held(&[("Dockerfile", &pinned)], &[]);
    let broken = |reported: bool| {
        let rows = results["rows"].as_array().unwrap().iter();
        rows.filter(|row| row["outcome"] == "fail" && (row["reported"] != false) == reported).count()
    };
    assert_eq!((broken(true), broken(false) > 0), (0, true));
    let utf16 = |bytes: fn(u16) -> [u8; 2]| {
        std::iter::once(0xfeff).chain(BAD.encode_utf16()).flat_map(bytes).collect::<Vec<u8>>()
    };
    let files = [("compose.yaml", utf16(u16::to_le_bytes)), ("sub.compose.yaml", utf16(u16::to_be_bytes))];
    let results = held(&[("README", "")], &files);
    assert_eq!(row(&results, "compose/service-privileged", "compose.yaml#services.a").0, "fail");
}
