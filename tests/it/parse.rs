//! `plimsoll parse`: env files as JSON, and no secret in what is printed unless it is asked for.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Exit code, stdout as JSON, stderr.
fn parse(name: &str, text: &str, arguments: &[&str]) -> (i32, Value, String) {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join(name), text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    let output =
        command.arg("parse").arg(name).args(arguments).current_dir(directory.path()).env_clear().output().unwrap();
    let printed = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code().unwrap(), printed, String::from_utf8(output.stderr).unwrap())
}

#[test]
fn env_files_are_printed_with_what_could_be_read() {
    let text = "export A=1 # c\nB=${A}${HOST}\nB C=2\nHOST\nNOPE\n";
    let (code, printed, errors) = parse("x.env", text, &["--define", "HOST=h"]);
    let assignments: Vec<_> = printed["assignments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| json!([a["key"], a["value"], a["line"], a["exported"]]))
        .collect();
    assert_eq!(
        json!(assignments),
        json!([["A", "1", 1, true], ["B", "1h", 2, false], ["HOST", "h", 4, false], ["NOPE", null, 5, false]])
    );
    assert_eq!((code, printed["problems"][0]["code"].as_str()), (2, Some("env-syntax")));
    assert!(errors.contains("variable \"B C\" contains a space") && errors.contains("x.env:3:1"), "{errors}");
    let (code, printed, _) = parse("x.env", "A='$HOST' # c", &["--env-file-format", "raw"]);
    assert_eq!((code, printed["assignments"][0]["value"].as_str()), (0, Some("'$HOST' # c")));
}

#[test]
fn secrets_are_shown_only_on_demand() {
    const SECRET: &str = "Tr0ub4dor-and-3x";
    for (name, text) in [
        ("x.env", format!("DB_PASSWORD='{SECRET}'\n")),
        ("compose.yaml", format!("services: {{a: {{image: i, environment: {{DB_PASSWORD: {SECRET}}}}}}}\n")),
        ("Dockerfile", format!("FROM a\nENV DB_PASSWORD={SECRET}\n")),
        ("Dockerfile", format!("FROM a\nENV DB_PASSWORD={}\\\n# c\n{}\n", &SECRET[..5], &SECRET[5..])),
    ] {
        let (_, hidden, errors) = parse(name, &text, &[]);
        assert!(!hidden.to_string().contains(SECRET) && hidden.to_string().contains("***"), "{name}: {hidden}");
        assert!(!errors.contains(SECRET), "{name}: {errors}");
        let (_, shown, _) = parse(name, &text, &["--show-secrets"]);
        assert!(shown.to_string().contains(SECRET), "{name}: {shown}");
    }
}

#[test]
fn a_compose_file_may_come_from_standard_input() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("Dockerfile"), "FROM scratch\n").unwrap();
    for (verb, more) in [("model", &["--format", "compose"][..]), ("model", &[]), ("check", &["-o", "json"])] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        command.arg(verb).args(["-f", "-", "-p", "demo"]).args(more).current_dir(directory.path()).env_clear();
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(b"services: {web: {build: ., privileged: true}}\n").unwrap();
        let output = child.wait_with_output().unwrap();
        let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        match (verb, more) {
            ("check", _) => {
                let privileged = |finding: &Value| finding["rule"] == "compose/service-privileged";
                let finding =
                    printed["findings"].as_array().unwrap().iter().find(|finding| privileged(finding)).unwrap();
                assert!(finding.to_string().contains("\"path\":\"-\""), "{finding}");
            }
            (_, []) => assert_eq!(printed["projects"][0]["services"]["web"]["build"]["context"], ".", "{errors}"),
            _ => assert_eq!(printed["services"]["web"]["privileged"], true, "{errors}"),
        }
    }
}
