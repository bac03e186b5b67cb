//! What people get: the reports of the examples, as they stand in `snapshots/`. A change of them is read with `cargo insta review` (CONTRIBUTING.md).

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::Settings;
use regex::Regex;
use serde_json::{Value, json};

const EXAMPLES: [&str; 3] = ["shop", "shop_hardened", "environments"];
const FORMATS: [&str; 4] = ["text", "json", "sarif", "html"];
const DAY: &str = "2026-11-30";

/// The reports of an example, which lies in a directory by itself: what is around it does not matter.
fn reports(example: &str) -> Vec<(&'static str, String)> {
    let root = tempfile::tempdir().unwrap();
    let home = root.path().join(example);
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example);
    for entry in walkdir::WalkDir::new(&from).into_iter().map(Result::unwrap) {
        let to = home.join(entry.path().strip_prefix(&from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    let out = root.path().join("out");
    fs::create_dir(&out).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(["check", "--fail-on", "never", "--as-of", DAY]).current_dir(&home).env_clear();
    for format in FORMATS {
        command.arg("-o").arg(format!("{format}={}", out.join(format).display()));
    }
    let done = command.output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{example}: {}", String::from_utf8_lossy(&done.stderr));
    FORMATS.map(|format| (format, fs::read_to_string(out.join(format)).unwrap())).into()
}

/// Without what another version, another set of rules or another way to number things changes.
fn steady(text: &str) -> String {
    let version = regex::escape(env!("CARGO_PKG_VERSION"));
    let changes = [
        (format!(r"\b{version}\b"), "VERSION"),
        (r"\b[0-9a-f]{64}\b".to_owned(), "DIGEST"),
        (r"\b[0-9a-f]{32}\b".to_owned(), "FINGERPRINT"),
        (r"\b[0-9a-f]{16}:\d+\b".to_owned(), "LINE-HASH"),
        (r"\b\d+ (rules|passed)\b".to_owned(), "N $1"),
        (r#""rules": \d+\b"#.to_owned(), "\"rules\": N"),
        (r"passed, \d+ not applicable".to_owned(), "passed, N not applicable"),
        (r"Time +\d+\.\d+ s".to_owned(), "Time      N s"),
    ];
    changes.iter().fold(text.to_owned(), |text, (pattern, word)| {
        Regex::new(pattern).unwrap().replace_all(&text, *word).into_owned()
    })
}

/// The results, and of the rules only those that they name, without the prose that the pages of rules have.
fn sarif(text: &str) -> String {
    let mut log: Value = serde_json::from_str(text).unwrap();
    for run in log["runs"].as_array_mut().unwrap() {
        let mut named = Vec::new();
        for result in run["results"].as_array_mut().unwrap() {
            let fields = result.as_object_mut().unwrap();
            fields.remove("ruleIndex").unwrap();
            named.push(fields["ruleId"].clone());
        }
        let rules = run["tool"]["driver"]["rules"].as_array_mut().unwrap();
        rules.retain(|rule| named.contains(&rule["id"]));
        for rule in rules {
            *rule = json!({"id": rule["id"], "defaultConfiguration": rule["defaultConfiguration"], "properties": rule["properties"]});
        }
    }
    serde_json::to_string_pretty(&log).unwrap()
}

/// What is to be read, an element a line, each behind its name; not the controls, which other tests hold.
fn html(text: &str) -> String {
    let hidden = r#"(?s)<(?:style|script|svg)\b.*?</(?:style|script|svg)>|<section[^>]*"controls".*?</section>"#;
    let text = Regex::new(hidden).unwrap().replace_all(text, "");
    let element = Regex::new(r"(?s)<(\w+)[^>]*>([^<]*)|</\w+>([^<]*)").unwrap();
    let mut lines = Vec::new();
    for found in element.captures_iter(&text) {
        let said = found.get(2).or(found.get(3)).map_or("", |said| said.as_str());
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        if !said.is_empty() {
            lines.push(format!("{}: {said}", found.get(1).map_or("", |name| name.as_str())));
        }
    }
    lines.join("\n")
}

#[test]
fn the_reports_of_the_examples_read_as_they_did() {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots");
    settings.bind(|| {
        for example in EXAMPLES {
            for (format, text) in reports(example) {
                let text = match format {
                    "sarif" => sarif(&text),
                    "html" => html(&text),
                    _ => text,
                };
                assert!(!text.is_empty(), "{example}: {format}");
                insta::assert_snapshot!(format!("{example}.{format}"), steady(&text));
            }
        }
    });
}
