//! Exit codes and files survive what happens to a stream: nobody reads it any more, the disk is full, a directory is missing.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::reports::lay_out;

const FORMATS: [&str; 10] =
    ["text", "concise", "json", "sarif", "github", "junit", "gitlab", "markdown", "html", "csv"];

/// A tree with findings, and one with a file that cannot be judged too.
fn tree() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join(".git")).unwrap();
    let compose = "services:\n  web:\n    image: nginx:1.27.3\n    # plimsoll: ignore[compose/pid-host] reason=x\n    pid: host\n    privileged: true\n";
    lay_out(root.path(), &[("ok/compose.yaml", compose), ("broken/compose.yaml", "services: [\n")]);
    root
}

fn plimsoll(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(arguments).current_dir(root).stdin(Stdio::null()).env_remove("CLICOLOR_FORCE");
    command
}

/// The exit code where everything is read.
fn read(root: &Path, arguments: &[&str]) -> Option<i32> {
    plimsoll(root, arguments).output().unwrap().status.code()
}

/// The exit code and stderr where nobody reads stdout.
fn unread(root: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut child = plimsoll(root, arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
}

#[test]
fn a_closed_pipe_keeps_the_exit_code_in_every_format_and_the_files_beside_it() {
    let root = tree();
    for format in FORMATS {
        for (path, code) in [("ok", 1), (".", 2)] {
            let file = root.path().join("side.sarif");
            let arguments =
                ["check", path, "--rule", "compose/service-privileged", "-o", format, "-o", "sarif=side.sarif"];
            let (got, told) = unread(root.path(), &arguments);
            assert_eq!(got, Some(code), "{format} {path}: {told}");
            assert!(!told.contains("cannot write"), "{format}: {told}");
            let sarif: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
            assert_eq!(sarif["runs"].as_array().map(Vec::len), Some(1), "{format}");
            fs::remove_file(file).unwrap();
        }
    }
}

#[test]
fn a_closed_pipe_keeps_the_exit_code_of_every_verb() {
    let root = tree();
    let rule = "compose/service-privileged";
    lay_out(root.path(), &[("p/x/a.rego", "package policies.x.a\n"), ("env", "A=1\n")]);
    let verbs: [&[&str]; 18] = [
        &["check", "ok", "--rule", rule],
        &["model", "ok"],
        &["model", "ok", "--format", "compose"],
        &["model", "broken"],
        &["parse", "ok/compose.yaml"],
        &["parse", "broken/compose.yaml"],
        &["parse", "env", "--as", "env"],
        &["rules"],
        &["rules", "--format", "json"],
        &["explain", rule],
        &["why", rule, "ok"],
        &["controls", "ok", "--rule", rule],
        &["waivers", "list", "ok", "--rule", "compose/pid-host"],
        &["waivers", "lint", "ok", "--rule", "compose/pid-host"],
        &["environments", "ok", "--format", "json"],
        &["init", "--print"],
        &["completions", "bash"],
        &["--help"],
    ];
    for verb in verbs {
        let (code, told) = unread(root.path(), verb);
        assert_eq!(code, read(root.path(), verb), "{verb:?}: {told}");
        assert!(!told.contains("panicked") && !told.contains("cannot write"), "{verb:?}: {told}");
    }
}

/// What else goes wrong with an output is told, and the others are there.
#[test]
fn an_output_that_fails_is_told_and_the_others_are_written() {
    let root = tree();
    let check = |outputs: &[&str]| {
        let outputs = outputs.iter().flat_map(|output| ["-o", output]);
        let arguments: Vec<&str> =
            ["check", "ok", "--rule", "compose/service-privileged"].into_iter().chain(outputs).collect();
        let done = plimsoll(root.path(), &arguments).output().unwrap();
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let whole = |name: &str| {
        let bytes = fs::read(root.path().join(name)).unwrap();
        fs::remove_file(root.path().join(name)).unwrap();
        serde_json::from_slice::<serde_json::Value>(&bytes).is_ok()
    };
    let (code, told) = check(&["json=no/such/dir.json", "json=a.json", "sarif=ok", "sarif=b.sarif"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("cannot write `no/such/dir.json`") && told.contains("cannot write `ok`"), "{told}");
    assert!(whole("a.json") && whole("b.sarif"));

    let (code, told) = check(&["json=a.json", "sarif=./a.json"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("two outputs go to `./a.json`"), "{told}");
    assert!(!root.path().join("a.json").exists());

    // Nothing is left beside what was written.
    fs::write(root.path().join("a.json"), "before").unwrap();
    assert_eq!(check(&["json=a.json", "csv=b.csv"]).0, Some(1));
    assert!(whole("a.json"));
    let left: Vec<String> =
        fs::read_dir(root.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!left.iter().any(|name| name.contains("partial")), "{left:?}");
}

/// A full disk is no closed pipe.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_makes_the_answer_incomplete() {
    let root = tree();
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        println!("skipped: there is no /dev/full");
        return;
    };
    let rule = "compose/service-privileged";
    for verb in [
        &["check", "ok", "--rule", rule][..],
        &["check", "ok", "--rule", rule, "-o", "json", "-o", "sarif=side.sarif"],
        &["model", "ok"],
        &["parse", "ok/compose.yaml"],
        &["rules", "--format", "json"],
        &["explain", rule],
        &["completions", "bash"],
        &["init", "--print"],
        &["waivers", "list", "ok", "--rule", rule],
    ] {
        let done =
            plimsoll(root.path(), verb).stdout(full.try_clone().unwrap()).stderr(Stdio::piped()).output().unwrap();
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(2), "{verb:?}: {told}");
        assert!(told.contains("plimsoll: ") && told.contains("os error 28"), "{verb:?}: {told}");
    }
    assert!(
        fs::read(root.path().join("side.sarif")).is_ok_and(|bytes| bytes.ends_with(b"}\n") || bytes.ends_with(b"}"))
    );
    let told =
        plimsoll(root.path(), &["check", "ok", "--rule", rule, "-o", "json=/dev/full", "-o", "sarif=side2.sarif"])
            .output()
            .unwrap();
    assert_eq!(told.status.code(), Some(2));
    assert!(root.path().join("side2.sarif").exists());
}
