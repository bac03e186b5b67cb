//! Where a waiver holds: in each place of a file that the language calls a comment, and in none that only looks like one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::reports::{lay_out, run};

const PRIVILEGED: &str = "compose/service-privileged";
const ROOT: &str = "project/effective-root";
const LITERAL: &str = "env/envfile-secret-literal";

/// What is said of the text that looks like a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// It is a comment: it waives.
    Waives,
    /// It is none, and nobody could think so.
    Silent,
    /// It is none; a note says so, for the text may be meant for another file.
    Noted,
    /// It is none; an error says so.
    Error,
}

use Told::{Error, Noted, Silent, Waives};

/// File, its text (`§` stands for the waiver of the whole file), its rule, what becomes of it.
type Row = (&'static str, &'static str, &'static str, Told);

const COMPOSE: [Row; 29] = [
    // Comments.
    ("compose.yaml", "§\nservices:\n  web:\n    image: a:1\n    privileged: true\n", PRIVILEGED, Waives),
    ("compose.yaml", "services:\n  web:\n    image: a:1\n    privileged: true §\n", PRIVILEGED, Waives),
    ("compose.yaml", "services:\n  web:\n    image: a:1\n    privileged: true\n  §\n", PRIVILEGED, Waives),
    ("compose.yaml", "services:\n  web: {image: a:1, §\n    privileged: true}\n", PRIVILEGED, Waives),
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    privileged: true\n    command: > §\n      x\n",
        PRIVILEGED,
        Waives,
    ),
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    privileged: true\n    command: |-2 §\n      x\n",
        PRIVILEGED,
        Waives,
    ),
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    privileged: true\n    command: 'a\n      b' §\n",
        PRIVILEGED,
        Waives,
    ),
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    privileged: true\n    labels:\n      note: |\n        x\n    §\n",
        PRIVILEGED,
        Waives,
    ),
    ("compose.yaml", "services:\r\n  web:\r\n    image: a:1\r\n    §\r\n    privileged: true\r\n", PRIVILEGED, Waives),
    ("stack", "services:\n  web:\n    image: a:1\n    §\n    privileged: true\n", PRIVILEGED, Waives),
    ("app.docker", "services:\n  web:\n    image: a:1\n    privileged: true §\n", PRIVILEGED, Waives),
    ("compose.json", "{\"services\": {\"web\": {\"image\": \"a:1\", §\n \"privileged\": true}}}\n", PRIVILEGED, Waives),
    // Block scalars, however they are introduced.
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    labels:\n      note: |\n        §\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    (
        "stack",
        "services:\n  web:\n    image: a:1\n    labels:\n      note: |\n        §\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    (
        "stack.env",
        "services:\n  web:\n    image: a:1\n    labels:\n      note: |\n        §\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    labels:\n      note: >+\n\n        §\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    labels:\n      note: |2-\n          x\n        §\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    labels:\n      note: |-1\n        §\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    labels:\n      note: !!str |\n        §\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    labels:\n      note: &note !!str >-\n        §\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    labels:\n      note:\n        |\n        §\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    command:\n      - sh\n      - |\n        §\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    privileged: true\n    command:\n      - sh\n      - >- # why\n       §\n",
        PRIVILEGED,
        Noted,
    ),
    (
        "compose.yaml",
        "x-a:\n  - - |\n      §\nservices:\n  web:\n    image: a:1\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    // A comment of the Dockerfile in there is none of the Compose file.
    (
        "compose.yaml",
        "services:\n  web:\n    build:\n      dockerfile_inline: |\n        §\n        FROM a:1\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    // Quoted texts.
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    labels: {note: \"§\"}\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    labels:\n      note: 'x\n        §'\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    (
        "compose.yaml",
        "services:\n  web:\n    image: a:1\n    labels: {note: \"x \\\n        §\"}\n    privileged: true\n",
        PRIVILEGED,
        Noted,
    ),
    (
        "compose.json",
        "{\"services\": {\"web\": {\"image\": \"a:1\", \"labels\": {\"note\": \"§\"},\n \"privileged\": true}}}\n",
        PRIVILEGED,
        Noted,
    ),
];

const DOCKERFILES: [Row; 22] = [
    ("Dockerfile", "§\nFROM a:1\nUSER root\n", ROOT, Waives),
    ("Dockerfile", "FROM a:1\nUSER root\n  §\n", ROOT, Waives),
    ("Dockerfile", "FROM a:1\nRUN x \\\n  §\n  && y\nUSER root\n", ROOT, Waives),
    ("Dockerfile", "FROM a:1\nRUN <<E\nx\nE\n§\nUSER root\n", ROOT, Waives),
    ("Containerfile", "FROM a:1\n§\nUSER root\n", ROOT, Waives),
    ("app.docker", "FROM a:1\n§\nUSER root\n", ROOT, Waives),
    ("build.yaml", "FROM a:1\n§\nUSER root\n", ROOT, Waives),
    ("Dockerfile", "FROM a:1\nUSER root\nWORKDIR /x §\n", ROOT, Error),
    ("app.docker", "FROM a:1\nUSER root\nWORKDIR /x §\n", ROOT, Error),
    ("Containerfile", "FROM a:1\nRUN true §\nUSER root\n", ROOT, Error),
    // Its name says env file, so it is judged as one too, and what it is in neither of the two languages it is nowhere.
    ("build.env", "FROM a:1\nRUN true §\nUSER root\n", ROOT, Error),
    ("Dockerfile", "FROM a:1\nRUN x \\\n  && y §\nUSER root\n", ROOT, Error),
    ("Dockerfile", "FROM a:1\nRUN <<EOF\n§\nEOF\nUSER root\n", ROOT, Noted),
    ("Dockerfile", "FROM a:1\nRUN <<EOF\necho a §\nEOF\nUSER root\n", ROOT, Noted),
    ("Dockerfile", "FROM a:1\nRUN <<-EOF\n\t§\n\tEOF\nUSER root\n", ROOT, Noted),
    ("Dockerfile", "FROM a:1\nRUN <<\"E O F\"\nEOF\n§\nE O F\nUSER root\n", ROOT, Noted),
    ("Dockerfile", "FROM a:1\nRUN 3<<'EOF' cat\n§\nEOF\nUSER root\n", ROOT, Noted),
    ("Dockerfile", "FROM a:1\nCOPY <<EOF /x\n§\nEOF\nUSER root\n", ROOT, Noted),
    ("Dockerfile", "FROM a:1\nCOPY <<A <<B /x/\na\nA\n§\nB\nUSER root\n", ROOT, Noted),
    ("Dockerfile", "FROM a:1\nADD --chmod=644 <<'EOF' /x\n§\nEOF\nUSER root\n", ROOT, Noted),
    ("Dockerfile", "FROM a:1\nONBUILD RUN <<EOF\n§\nEOF\nUSER root\n", ROOT, Noted),
    ("Dockerfile", "# escape=`\nFROM a:1\nRUN x `\n  && y §\nUSER root\n", ROOT, Error),
];

const ENV_FILES: [Row; 9] = [
    (".env", "§\nDB_PASSWORD=SECRET\n", LITERAL, Waives),
    (".env", "DB_PASSWORD=SECRET §\n", LITERAL, Waives),
    (".env", "A='b' §\nDB_PASSWORD=SECRET\n", LITERAL, Waives),
    (".env", "A='x\n§\n'\nDB_PASSWORD=SECRET\n", LITERAL, Noted),
    (".env", "A=\"x\n§\n\"\nDB_PASSWORD=SECRET\n", LITERAL, Noted),
    (".env", "A=\"§\"\nDB_PASSWORD=SECRET\n", LITERAL, Noted),
    (".env", "A=§\nDB_PASSWORD=SECRET\n", LITERAL, Error),
    (".env", "A=x§\nDB_PASSWORD=SECRET\n", LITERAL, Error),
    (".env", "A: 'b §'\nDB_PASSWORD=SECRET\n", LITERAL, Noted),
];

/// How the file of a row becomes what it is.
#[derive(Debug, Clone, Copy)]
enum Use {
    /// `-f FILE`.
    Project,
    /// `build.dockerfile`, and by itself.
    Build,
    /// It is found.
    Discovery,
}

fn fill(text: &str, rule: &str) -> String {
    let waiver = format!("# plimsoll: ignore-file[{rule}] reason=why");
    let secret = ["q8Zr2vLw", "91xKpT"].concat();
    text.replace('§', &waiver).replace("SECRET", &secret)
}

#[test]
fn a_waiver_holds_in_comments_and_nowhere_else() {
    let mut wrong = Vec::new();
    let (mut places, mut none) = (0, 0);
    for (used, rows) in [(Use::Project, &COMPOSE[..]), (Use::Build, &DOCKERFILES[..]), (Use::Discovery, &ENV_FILES[..])]
    {
        for (file, text, rule, expected) in rows {
            let root = tempfile::tempdir().unwrap();
            fs::create_dir(root.path().join(".git")).unwrap();
            lay_out(root.path(), &[(file, &fill(text, rule))]);
            let got = judge(root.path(), used, file, rule);
            none += usize::from(*expected != Waives);
            places += usize::from(*expected == Waives);
            if got != Ok(*expected) {
                wrong.push(format!("{file} {text:?}: expected {expected:?}, got {got:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(none >= 38 && places >= 22, "{none} places that are no comment, {places} that are");
}

/// What the report says of the row's finding and of the text.
fn judge(root: &Path, used: Use, file: &str, rule: &str) -> Result<Told, String> {
    let args: Vec<&str> = match used {
        Use::Project => vec!["check", "-f", file, "--rule", rule, "-o", "json"],
        Use::Build => {
            let build = format!("services:\n  web:\n    build: {{context: ., dockerfile: {file}}}\n");
            lay_out(root, &[("compose.yaml", &build)]);
            vec!["check", "compose.yaml", "--rule", rule, "-o", "json"]
        }
        Use::Discovery => vec!["check", "--rule", rule, "-o", "json"],
    };
    let text = run(root, &args);
    let report: Value = serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))?;
    let findings: Vec<&Value> = list(&report, "findings").filter(|finding| finding["rule"] == rule).collect();
    let [finding, ..] = findings.as_slice() else { return Err(format!("the rule is silent: {}", report["problems"])) };
    let told: BTreeMap<&str, &str> = list(&report, "problems")
        .filter(|problem| problem["location"]["path"] == file)
        .filter_map(|problem| Some((problem["code"].as_str()?, problem["severity"].as_str()?)))
        .collect();
    match (finding["waiver"].is_null(), told.get("waiver-invalid")) {
        (false, None) => Ok(Waives),
        (true, None) => Ok(Silent),
        (true, Some(&"warning")) => Ok(Noted),
        (true, Some(&"error")) => Ok(Error),
        (waived, told) => Err(format!("waived: {}, told: {told:?}", !waived)),
    }
}

fn list<'a>(report: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    report[key].as_array().into_iter().flatten()
}

/// Files that Compose files name: env files in both formats, label files, ignore files; and one that is two things at once.
#[test]
fn what_a_file_is_used_for_says_what_a_comment_is() {
    let secret = ["q8Zr2vLw", "91xKpT"].concat();
    let waiver = format!("# plimsoll: ignore-file[{LITERAL}] reason=why");
    let compose = |format: &str| {
        format!("services:\n  web:\n    image: a:1\n    env_file:\n      - {{path: conf/app, {format}}}\n")
    };
    let both = "services:\n  web:\n    image: a:1\n    env_file: [conf/app]\n  db:\n    image: a:1\n    env_file: [{path: conf/app, format: raw}]\n";
    let behind = format!("DB_PASSWORD={secret} {waiver}\n");
    let above = format!("  {waiver}\nDB_PASSWORD={secret}\n");
    let quoted = format!("A='\n{waiver}\n'\nDB_PASSWORD={secret}\n");
    for (compose, text, waives) in [
        (compose("required: true"), &behind, true),
        (compose("required: true"), &above, true),
        (compose("required: true"), &quoted, false),
        // docker passes everything after `=` on, and knows no quotes: what stands behind a value is the value.
        (compose("format: raw"), &behind, false),
        (compose("format: raw"), &above, true),
        (compose("format: raw"), &quoted, true),
        // Only what is a comment either way.
        (both.to_owned(), &behind, false),
        (both.to_owned(), &above, true),
        (both.to_owned(), &quoted, false),
    ] {
        let root = tempfile::tempdir().unwrap();
        lay_out(root.path(), &[("compose.yaml", &compose), ("conf/app", text)]);
        let report: Value = serde_json::from_str(&run(root.path(), &["check", "-o", "json"])).unwrap();
        let of_rule = |finding: &&Value| finding["rule"] == LITERAL && finding["location"]["path"] == "conf/app";
        let waived: Vec<bool> =
            list(&report, "findings").filter(of_rule).map(|finding| !finding["waiver"].is_null()).collect();
        assert_eq!(waived, [waives], "{compose}{text}");
    }
}
