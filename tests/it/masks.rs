//! A mask has one length: nothing that is written says how long a secret is, but for the places where it ends in its file.

use std::fs;
use std::process::Command;

use regex::Regex;

const FORMATS: [&str; 10] =
    ["text", "concise", "json", "sarif", "github", "junit", "gitlab", "markdown", "html", "csv"];

/// What each format says of a tree with one secret in several places.
fn reports(secret: &str) -> Vec<(&'static str, String)> {
    let directory = tempfile::tempdir().expect("a directory");
    let write = |path: &str, text: String| fs::write(directory.path().join(path), text).expect("written");
    write(
        "compose.yaml",
        format!(
            "services:\n  web:\n    image: nginx:1.27\n    privileged: true\n    environment: {{DB_PASSWORD: {secret}, DEBUG: \"true\"}}\n    command: [\"app\", \"--password\", \"{secret}\", \"--port\", \"80\"]\n    labels: [\"k={}\", \"password={secret}\", \"z\"]\n",
            "x".repeat(390)
        ),
    );
    write("Dockerfile", format!("FROM alpine:latest\nENV A=b DB_PASSWORD={secret} C=\"d\nRUN curl http://x | sh\n"));
    write("x.env", format!("DB_PASSWORD={secret}\nDB_PASSWORD={secret}\nA b\n"));
    let run = |format: &'static str, graphics: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        command.args(["check", "-v", "--set", "all", "--outcomes", "--as-of", "2026-11-20", "-o", format, "."]);
        if let Some(value) = graphics {
            command.env("NO_GRAPHICS", value);
        }
        let output = command.current_dir(directory.path()).output().expect("it runs");
        assert!(matches!(output.status.code(), Some(1 | 2)), "{}", String::from_utf8_lossy(&output.stderr));
        let both = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
        (format, both.concat())
    };
    FORMATS.map(|format| run(format, None)).into_iter().chain([run("text", Some("1"))]).collect()
}

/// Columns and digests are those of the file.
fn without_places(format: &str, text: &str) -> String {
    let places: &[&str] = match format {
        "json" => &[r#""column": \d+"#, r#""(content_)?fingerprint": "\w+""#],
        "sarif" => &[r#""(startColumn|endColumn)": ?\d+"#, r#""primaryLocationLineHash": ?"\w+:\d+""#],
        "github" => &[r"col=\d+", r"endColumn=\d+"],
        "csv" | "junit" => &[r":\d+(:\d+)?\b", r"\b\d+,\d+\b"],
        _ => &[],
    };
    let text = Regex::new(&format!(
        r":\d+:\d+\b|[0-9a-f]{{16,}}{}",
        places.iter().map(|place| format!("|{place}")).collect::<String>()
    ))
    .expect("a valid pattern")
    .replace_all(text, "§");
    Regex::new(r"\b\d+(\.\d+)? ?m?s\b|/tmp/[^/\s]+|\.tmp\w+")
        .expect("a valid pattern")
        .replace_all(&text, "§")
        .into_owned()
}

#[test]
fn no_report_says_how_long_a_secret_is() {
    let short = ["Zq7", "Rk29fj"].concat();
    let long = ["Zq7", "Rk29fj"].concat().chars().rev().cycle().take(77).collect::<String>();
    for ((format, short), (_, long)) in reports(&short).into_iter().zip(reports(&long)) {
        let (short, long) = (without_places(format, &short), without_places(format, &long));
        let different = short.lines().zip(long.lines()).find(|(a, b)| a != b);
        assert!(different.is_none() && short.lines().count() == long.lines().count(), "{format}: {different:#?}");
        assert!(!short.contains("****"), "{format}");
    }
}

/// Marks point at what they are about although a mask before them is shorter or longer than what it hides, and the place is that of the file.
#[test]
fn marks_stand_where_they_belong_behind_a_mask() {
    for length in [9, 60] {
        let secret = "Zq7Rk29fj".chars().cycle().take(length).collect::<String>();
        let directory = tempfile::tempdir().expect("a directory");
        let line = format!("  web: {{image: nginx:1.27, environment: {{DB_PASSWORD: {secret}}}, privileged: true}}");
        fs::write(directory.path().join("compose.yaml"), format!("services:\n{line}\n")).expect("written");
        let run = |format: &str| {
            let arguments = ["check", "--rule", "compose/service-privileged", "-o", format, "compose.yaml"];
            let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
            let output = command.args(arguments).current_dir(directory.path()).output().expect("it runs");
            String::from_utf8(output.stdout).expect("UTF-8")
        };
        let column = line.find("true").expect("it stands there") + 1;
        let text = run("text");
        assert!(text.contains(&format!("compose.yaml:2:{column}")), "{text}");
        let mut lines = text.lines().skip_while(|shown| !shown.contains("privileged: true}"));
        let (shown, below) = (lines.next().expect("the line"), lines.next().expect("the mark"));
        assert!(shown.contains("DB_PASSWORD: ***}"), "{shown}");
        let start = |text: &str, what: &str| text.find(what).map(|at| text[..at].chars().count());
        let (token, mark) =
            (start(shown, "true").expect("the token"), below.chars().position(|c| c == '─' || c == '┬'));
        assert!(mark.is_some_and(|mark| (token..token + 4).contains(&mark)), "{text}");
        assert!(run("concise").starts_with(&format!("compose.yaml:2:{column}: ")));
        let html = run("html");
        assert!(html.contains("{DB_PASSWORD: ***}, privileged: <mark>true</mark>}"), "{length}");
        let sarif: serde_json::Value = serde_json::from_str(&run("sarif")).expect("JSON");
        let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["region"]["startColumn"], column);
        assert_eq!(place["region"]["snippet"]["text"], "true");
        let context = place["contextRegion"]["snippet"]["text"].as_str().expect("a context");
        assert!(context.contains("{DB_PASSWORD: ***}, privileged: true}"), "{context}");
    }
}

/// What plimsoll says in its own words of a place that is called like a secret stays readable.
#[test]
fn mistakes_at_places_that_are_called_like_secrets_are_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let compose = "services:\n  api-token:\n    image: i\n    environment:\n      DB_PASSWORD: \"${x\"\n    ports: [\"99999:80\"]\n    env_file: [{path: s.env, format: odd}]\n    secrets: [db_password]\nsecrets:\n  password: {x-a: 1}\n";
    fs::write(directory.path().join("compose.yaml"), compose).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(["check", "-o", "concise", "."])
        .current_dir(directory.path())
        .output()
        .expect("it runs");
    let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8")).concat();
    for words in [
        "is not closed",
        "services.api-token.environment.DB_PASSWORD",
        "one of file|environment must be set",
        "unsupported env_file format",
        "undefined secret db_password (invalid compose project)",
        "invalid hostPort: 99999",
    ] {
        assert!(told.contains(words), "{words} is not told: {told}");
    }
    // But what stands there as a value.
    assert!(!told.replace("`***`", "").contains(": ***"), "{told}");
}
