//! Reports from the outside: identities that survive what moves lines, findings of several projects, and one answer in all formats.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use regex::Regex;
use serde_json::Value;

/// A repository with some files, each with its path.
pub(crate) fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join(".git")).unwrap();
    lay_out(directory.path(), files);
    directory
}

/// Writes files below a folder.
pub(crate) fn lay_out(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Runs git in a folder and says what it prints; `None` on a machine without it.
pub(crate) fn git(folder: &Path, words: &[&str]) -> Option<String> {
    let done = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"])
        .args(words)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("HOME", folder)
        .output()
        .ok()?;
    assert!(done.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&done.stderr));
    Some(String::from_utf8_lossy(&done.stdout).trim().to_owned())
}

/// What a run prints on stdout, in a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(arguments).current_dir(folder).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    let done = command.output().unwrap();
    let (code, told) = (done.status.code(), String::from_utf8_lossy(&done.stderr));
    assert!(matches!(code, Some(0..=2)) && !told.contains("panicked"), "{code:?}: {told}");
    String::from_utf8(done.stdout).unwrap()
}

pub(crate) fn json(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&run(folder, &[&["check", "-o", "json"], arguments].concat())).unwrap()
}

pub(crate) fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

pub(crate) fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// (rule, identity) of every finding, with the path of the file or without it.
fn identities(report: &Value, key: &str) -> BTreeSet<(String, String)> {
    list(report, "findings").map(|finding| (word(&finding["rule"]), word(&finding[key]))).collect()
}

const COMPOSE: &str = "services:\n  web:\n    image: nginx:latest\n    privileged: true\n    ports:\n      - \"8080:80\"\n      - \"5432:5432\"\n    \
    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock\n  worker:\n    build: ../worker\n    pid: host\n    cap_add: [SYS_ADMIN, NET_ADMIN]\n";
const DOCKERFILE: &str =
    "FROM python:latest\nRUN curl -s https://example.com/x.sh | sh\nADD https://example.com/y.tgz /y\nUSER root\n";

fn with_lines_above(text: &str) -> String {
    format!("# a word about this\n\n{text}")
}

fn reindented(text: &str) -> String {
    let deeper = |line: &str| {
        let code = line.trim_start();
        format!("{}{code}", " ".repeat(2 * (line.len() - code.len())))
    };
    text.lines().map(deeper).collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn identities_survive_what_moves_lines() {
    let reordered = "services:\n  worker:\n    cap_add: [NET_ADMIN, SYS_ADMIN]\n    pid: host\n    build: ../worker\n  web:\n    volumes:\n      \
        - /var/run/docker.sock:/var/run/docker.sock\n    ports:\n      - \"5432:5432\"\n      - \"8080:80\"\n    privileged: true\n    image: nginx:latest\n";
    let as_is = (COMPOSE.to_owned(), DOCKERFILE.to_owned());
    let (compose, dockerfile) = (COMPOSE, DOCKERFILE);
    // What is done, the folder above the projects, the two files, and where the run starts (below the repository).
    let table: [(&str, &str, (String, String), &str); 8] = [
        ("nothing", "", as_is.clone(), ""),
        ("lines inserted above", "", (with_lines_above(compose), with_lines_above(dockerfile)), ""),
        ("indented deeper", "", (reindented(compose), dockerfile.replace("\nADD", "\n  ADD")), ""),
        ("keys and items in another order", "", (reordered.to_owned(), dockerfile.to_owned()), ""),
        ("CRLF", "", (compose.replace('\n', "\r\n"), dockerfile.replace('\n', "\r\n")), ""),
        ("a comment at the end of a line", "", (compose.replace("true\n", "true  # why\n"), dockerfile.to_owned()), ""),
        ("moved into a folder", "sub/deep/", as_is.clone(), ""),
        ("moved into a folder, run from there", "sub/deep/", as_is, "sub/deep"),
    ];
    let (mut expected, mut expected_whole) = (None, None);
    for (what, above, (compose, dockerfile), start) in table {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join(".git")).unwrap();
        let (compose_path, docker_path) = (format!("{above}app/compose.yaml"), format!("{above}worker/Dockerfile"));
        lay_out(root.path(), &[(&compose_path, &compose), (&docker_path, &dockerfile)]);
        let report = json(&root.path().join(start), &[]);
        let found = identities(&report, "content_fingerprint");
        let whole = identities(&report, "fingerprint");
        assert_eq!(whole.len(), list(&report, "findings").count(), "{what}: identities are unique");
        // With the path, an identity stays as long as the file has its name.
        if above.is_empty() {
            assert_eq!(&whole, expected_whole.get_or_insert_with(|| whole.clone()), "{what}");
        } else {
            assert!(expected_whole.as_ref().is_some_and(|known| known.is_disjoint(&whole)), "{what}");
        }
        let rules: BTreeSet<&String> = found.iter().map(|(rule, _)| rule).collect();
        assert!(rules.len() > 8 && rules.iter().any(|rule| rule.starts_with("dockerfile/")), "{what}: {rules:?}");
        assert!(
            list(&report, "findings").all(|finding| word(&finding["location"]["path"]).starts_with(above)),
            "{what}"
        );
        assert_eq!(&found, expected.get_or_insert_with(|| found.clone()), "{what}");
    }
}

/// Two environments of one project, and another project that builds the same Dockerfile.
fn several(root: &Path, waivers: &str) {
    let environments = "version: 1\nenvironments:\n  - {name: dev, files: [app/compose.yaml]}\n  - {name: prod, files: [app/compose.yaml, app/compose.prod.yaml]}\n";
    fs::create_dir(root.join(".git")).unwrap();
    lay_out(
        root,
        &[
            ("plimsoll.yaml", environments),
            (
                "app/compose.yaml",
                "services:\n  web:\n    image: nginx:1.27.3\n    privileged: true\n    build: ../web\n",
            ),
            ("app/compose.prod.yaml", "services:\n  web:\n    pid: host\n"),
            ("other/compose.yaml", "services:\n  front:\n    build: ../web\n"),
            ("web/Dockerfile", "FROM python:3.12.1-slim\nADD https://example.com/y.tgz /y\nUSER 10001\n"),
        ],
    );
    if !waivers.is_empty() {
        fs::write(root.join("plimsoll-waivers.yaml"), waivers).unwrap();
    }
}

#[test]
fn a_finding_of_several_projects_is_told_once_and_names_them_all() {
    let root = tempfile::tempdir().unwrap();
    several(root.path(), "");
    let report = json(root.path(), &["--rule", "compose/*", "--rule", "dockerfile/add-remote-url"]);
    let of = |rule: &str| {
        let found: Vec<&Value> = list(&report, "findings").filter(|finding| finding["rule"] == rule).collect();
        assert_eq!(found.len(), 1, "{rule}: {report:#}");
        let names = |one: &Value| format!("{} {}", word(&one["project"]), word(&one["environment"]));
        std::iter::once(found[0]).chain(list(found[0], "also")).map(names).collect::<BTreeSet<_>>()
    };
    assert_eq!(of("compose/pid-host").len(), 1);
    assert_eq!(of("compose/service-privileged").len(), 2);
    assert_eq!(of("dockerfile/add-remote-url").len(), 3);
    let arguments = ["check", "--rule", "compose/*", "--rule", "dockerfile/add-remote-url"];
    let text = run(root.path(), &arguments);
    let environments = ["dev: 2 critical, 1 high", "prod: 2 critical, 2 high"];
    assert!(text.contains("(dev)") && text.contains("(prod)"), "{text}");
    for line in ["compose.yaml (dev)", "compose.prod.yaml (prod)", "other/compose.yaml"] {
        assert!(text.replace("\n  │", "").contains(line), "{line}: {text}");
    }
    let summary: Vec<&str> =
        text.lines().filter(|line| line.trim().starts_with("dev:") || line.trim().starts_with("prod:")).collect();
    assert_eq!(summary.len(), environments.len(), "{text}");

    // Nothing is new against itself, also when the first environment is gone.
    let baseline = run(root.path(), &["check", "-o", "json"]);
    fs::write(root.path().join("baseline.json"), &baseline).unwrap();
    let text = fs::read_to_string(root.path().join("plimsoll.yaml")).unwrap();
    let again = json(root.path(), &["--baseline", "baseline.json"]);
    assert_eq!((&again["baseline"]["new"], &again["baseline"]["gone"]), (&Value::from(0), &Value::from(0)));
    let without = text.replace("  - {name: dev, files: [app/compose.yaml]}\n", "");
    fs::write(root.path().join("plimsoll.yaml"), without).unwrap();
    let later = json(root.path(), &["--baseline", "baseline.json"]);
    assert_eq!(later["baseline"]["new"], 0, "{later:#}");
}

#[test]
fn with_a_baseline_people_see_what_is_new() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join(".git")).unwrap();
    let before = "services:\n  web:\n    image: nginx:1.27.3\n    privileged: true\n";
    lay_out(root.path(), &[("compose.yaml", before)]);
    for format in ["json", "sarif"] {
        let rule = ["--rule", "compose/service-privileged", "--rule", "compose/pid-host"];
        fs::write(root.path().join("compose.yaml"), before).unwrap();
        run(root.path(), &[&["check", "-o", &format!("{format}=before.{format}")], &rule[..]].concat());
        fs::write(root.path().join("compose.yaml"), format!("# moved\n{before}    pid: host\n")).unwrap();
        let baseline = format!("before.{format}");
        let check = |more: &[&str]| run(root.path(), &[&["check", "--baseline", &baseline], &rule[..], more].concat());
        let told = |text: &str| {
            // What was asked for names the rules too.
            let lines: Vec<&str> = text.lines().filter(|line| !line.contains("not asked for: ")).collect();
            let names = |rule: &str| lines.iter().any(|line| line.contains(rule));
            (names("compose/pid-host"), names("compose/service-privileged"))
        };
        assert_eq!(told(&check(&[])), (true, false), "{format}");
        assert!(check(&[]).contains("1 new, 1 unchanged, 0 gone (-v shows the unchanged ones)"), "{format}");
        assert_eq!(told(&check(&["-v"])), (true, true), "{format}");
        assert_eq!(told(&check(&["-o", "concise"])), (true, false), "{format}");
        assert_eq!(told(&check(&["-o", "github"])), (true, false), "{format}");
        // For platforms that close what is not told any more, everything stays in.
        assert_eq!(told(&check(&["-o", "json"])), (true, true), "{format}");
        assert_eq!(
            list(&serde_json::from_str::<Value>(&check(&["-o", "sarif"])).unwrap()["runs"][0], "results").count(),
            2
        );
        let junit = check(&["-o", "junit"]);
        assert!(junit.contains("failures=\"1\"") && junit.contains("unchanged since the baseline"), "{junit}");
    }
}

#[test]
fn a_waiver_for_one_environment_leaves_the_others_open() {
    let root = tempfile::tempdir().unwrap();
    let waivers = "version: 1\nwaivers:\n  - id: W-1\n    rules: [compose/service-privileged]\n    match: {environment: dev}\n    kind: risk-accepted\n    \
        reason: only on our own machines\n    owner: a@x\n    created: 2026-11-01\n    expires: 2027-01-31\n";
    several(root.path(), waivers);
    let report = json(root.path(), &["--as-of", "2026-11-20", "--outcomes"]);
    assert_eq!(report["problems"], Value::Array(Vec::new()));
    let states: BTreeSet<(String, bool)> = list(&report, "findings")
        .filter(|finding| finding["rule"] == "compose/service-privileged")
        .map(|finding| (word(&finding["environment"]), finding["waiver"].is_null()))
        .collect();
    assert_eq!(states, [("dev".to_owned(), false), ("prod".to_owned(), true)].into());
    let outcomes: BTreeSet<(String, String)> = list(&report, "outcomes")
        .filter(|outcome| outcome["rule"] == "compose/service-privileged" && !outcome["environment"].is_null())
        .map(|outcome| (word(&outcome["environment"]), word(&outcome["outcome"])))
        .collect();
    assert_eq!(outcomes, [("dev".to_owned(), "waived".to_owned()), ("prod".to_owned(), "fail".to_owned())].into());
}

/// What a format says of an open finding: rule, path, line, severity.
type Told = BTreeSet<(String, String, u64, String)>;

fn told(text: &str, pattern: &str) -> Told {
    let pattern = Regex::new(pattern).unwrap();
    let one = |found: regex::Captures<'_>| {
        (
            found["rule"].to_owned(),
            found["path"].to_owned(),
            found["line"].parse().unwrap(),
            found["severity"].to_owned(),
        )
    };
    pattern.captures_iter(text).map(one).collect()
}

fn of_sarif(text: &str) -> Told {
    let log: Value = serde_json::from_str(text).unwrap();
    let result = |result: &Value| {
        let place = &result["locations"][0]["physicalLocation"];
        let severity = word(&result["properties"]["severity"]);
        (
            word(&result["ruleId"]),
            word(&place["artifactLocation"]["uri"]),
            place["region"]["startLine"].as_u64().unwrap(),
            severity,
        )
    };
    list(&log["runs"][0], "results").map(result).collect()
}

fn of_gitlab(text: &str) -> Told {
    let issues: Value = serde_json::from_str(text).unwrap();
    let issue = |issue: &Value| {
        let severity = match issue["severity"].as_str() {
            Some("blocker") => "critical",
            Some("critical") => "high",
            Some("major") => "medium",
            Some("minor") => "low",
            // What is for review has the severity of no failure.
            _ => "to review",
        };
        let place = &issue["location"];
        (
            word(&issue["check_name"]),
            word(&place["path"]),
            place["lines"]["begin"].as_u64().unwrap(),
            severity.to_owned(),
        )
    };
    issues.as_array().into_iter().flatten().map(issue).collect()
}

fn of_csv(text: &str) -> Told {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let rows = rows.records().map(|row| row.unwrap()).filter(|row| &row[0] == "finding" && &row[7] != "waived");
    rows.map(|row| (row[4].to_owned(), row[8].to_owned(), row[9].parse().unwrap(), row[6].to_owned())).collect()
}

fn assert_same(found: &Told, expected: &Told, format: &str) {
    let (more, fewer): (Vec<_>, Vec<_>) = (found.difference(expected).collect(), expected.difference(found).collect());
    assert!(more.is_empty() && fewer.is_empty(), "{format} has {more:?} and lacks {fewer:?}");
}

/// (rule, line, severity) of annotations: at most ten of a level.
fn of_github(text: &str) -> Told {
    told(text, r"(?m)^::\w+ file=(?P<path>[^,]+),line=(?P<line>\d+),.*title=(?P<rule>[\w/-]+) \((?P<severity>\w+)")
}

/// A report tells the same whether rows in which nothing was found are kept for another one or only counted.
#[test]
fn what_is_counted_is_what_would_be_listed() {
    let root = tempfile::tempdir().unwrap();
    several(root.path(), "");
    // Off in a part, not chosen in another, a service whose image nobody knows, a file that cannot be judged.
    lay_out(
        root.path(),
        &[
            (
                "other/plimsoll.yaml",
                "version: 1\nrules:\n  dockerfile/add-remote-url: off\n  compose/service-user-missing: off\n",
            ),
            ("lost/compose.yaml", "services:\n  a:\n    build: ./nowhere\n  b:\n    image: busybox:1.36.1\n"),
            ("broken/compose.yaml", "services: [\n"),
            ("empty/.env", "\n"),
        ],
    );
    let formats = ["text", "markdown", "html", "junit", "json", "csv", "github", "gitlab", "concise"];
    let outputs = |folder: &str| -> Vec<String> {
        fs::create_dir(root.path().join(folder)).unwrap();
        formats.iter().map(|format| format!("{format}={folder}/report.{format}")).collect()
    };
    let asked = ["check", "--controls", "--as-of", "2026-11-30"];
    let write = |folder: &str, more: &[&str]| {
        let outputs = outputs(folder);
        let outputs: Vec<&str> = outputs.iter().flat_map(|output| ["-o", output]).collect();
        run(root.path(), &[&asked[..], &outputs[..], more].concat());
    };
    write("counted", &[]);
    write("listed", &["-o", "sarif=listed/report.sarif", "--sarif-profile", "full"]);
    let text = |folder: &str, format: &str| {
        let text = fs::read_to_string(root.path().join(folder).join(format!("report.{format}"))).unwrap();
        // How long it took.
        text.lines().filter(|line| !line.starts_with("Time ")).collect::<Vec<_>>().join("\n")
    };
    for format in formats {
        let (counted, listed) = (text("counted", format), text("listed", format));
        assert!(!counted.is_empty());
        assert_eq!(counted, listed, "{format}");
    }
    let report = json(root.path(), &["--outcomes", "--controls"]);
    let rows =
        |kind: &str| list(&report, "outcomes").filter(|row| row["outcome"] == kind && row["unjudged"] != true).count();
    let footer = text("counted", "text");
    assert!(rows("pass") > 100 && rows("not_applicable") > 5);
    let judged = footer.lines().find(|line| line.starts_with("Judged")).unwrap();
    assert!(
        judged.contains(&format!("{} passed, {} not applicable", rows("pass"), rows("not_applicable"))),
        "{judged}"
    );
    // Without a report that lists them there are no rows of what is kept.
    let plain = json(root.path(), &[]);
    assert!(plain["outcomes"].is_null() && report["findings"] == plain["findings"]);
}

#[test]
fn all_formats_tell_the_same_of_a_real_project() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join(".git")).unwrap();
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop");
    for entry in
        walkdir::WalkDir::new(&shop).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file())
    {
        let to = root.path().join(entry.path().strip_prefix(&shop).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(entry.path(), to).unwrap();
    }
    let compose = fs::read_to_string(root.path().join("compose.yaml")).unwrap();
    let waived = compose
        .replace("- 5432:5432", "- 5432:5432 # plimsoll: ignore[compose/datastore-port-published] reason=\"tests\"");
    assert_ne!(compose, waived);
    fs::write(root.path().join("compose.yaml"), waived).unwrap();
    let unknown = "services:\n  web:\n    image: nginx:1.27\n    ports: [\"${ADDRESS}:80:80\"]\n";
    crate::reports::lay_out(root.path(), &[("open/compose.yaml", unknown)]);

    let formats = ["json", "sarif", "gitlab", "csv", "text", "concise", "github", "markdown", "html", "junit"];
    let outputs: Vec<String> = formats.iter().map(|format| format!("{format}=report.{format}")).collect();
    let mut arguments = vec!["check", "--set", "all"];
    outputs.iter().for_each(|output| arguments.extend(["-o", output]));
    run(root.path(), &arguments);
    let text = |format: &str| fs::read_to_string(root.path().join(format!("report.{format}"))).unwrap();

    let report: Value = serde_json::from_str(&text("json")).unwrap();
    let open = list(&report, "findings").filter(|finding| finding["waiver"].is_null());
    let of_json: Told = open
        .map(|finding| {
            let place = &finding["location"];
            let line = place["start"]["line"].as_u64().unwrap();
            (word(&finding["rule"]), word(&place["path"]), line, word(&finding["severity"]))
        })
        .collect();
    let reviewed =
        list(&report, "findings").filter(|finding| finding["waiver"].is_null() && finding["outcome"] == "review");
    let reviewed: BTreeSet<(String, u64)> =
        reviewed.map(|one| (word(&one["rule"]), one["location"]["start"]["line"].as_u64().unwrap())).collect();
    let is_review = |(rule, _, line, _): &&(String, String, u64, String)| reviewed.contains(&(rule.clone(), *line));
    let broken: Told = of_json.iter().filter(|one| !is_review(one)).cloned().collect();
    let as_gitlab: Told = of_json
        .iter()
        .map(|one| match is_review(&one) {
            true => (one.0.clone(), one.1.clone(), one.2, "to review".to_owned()),
            false => one.clone(),
        })
        .collect();
    assert!(!reviewed.is_empty() && broken.len() > 20);
    assert!(of_json.len() > 30 && of_json.iter().all(|(rule, ..)| rule != "compose/datastore-port-published"));

    assert_same(&of_sarif(&text("sarif")), &of_json, "sarif");
    let issues = of_gitlab(&text("gitlab"));
    // How many are waived is said in a note.
    assert!(issues.iter().any(|(rule, ..)| rule == "plimsoll/waived"));
    let renamed: Told = issues
        .into_iter()
        .filter(|(rule, ..)| rule != "plimsoll/waived")
        .map(|mut one| {
            // The lowest severity has the same word there.
            if one.3 == "to review" && !reviewed.contains(&(one.0.clone(), one.2)) {
                one.3 = "info".to_owned();
            }
            one
        })
        .collect();
    assert_same(&renamed, &as_gitlab, "gitlab");
    assert_same(&of_csv(&text("csv")), &of_json, "csv");
    // What is for review is told there in a line for each rule.
    let in_text = r"(?m)^(?P<severity>critical|high|medium|low|info) (?P<rule>[\w/-]+)(?: \(.*\))?\n(?:  .*\n)+? *╭─\[(?P<path>[^:\]]+):(?P<line>\d+):\d+\]";
    assert_same(&told(&text("text"), in_text), &broken, "text");
    let in_concise = r"(?m)^(?P<path>[^:\n]+):(?P<line>\d+):\d+: (?P<severity>\w+): .*\[(?P<rule>[a-z]+/[\w-]+)\](?: \(to review\))?(?: \[.*\])?$";
    assert_same(&told(&text("concise"), in_concise), &of_json, "concise");
    let in_markdown = r"(?m)^\| (?P<severity>critical|high|medium|low|info)[^|]*\| `(?P<path>[^:`]+):(?P<line>\d+)` \|.*\| \[?`(?P<rule>[\w/-]+)`";
    assert_same(&told(&text("markdown"), in_markdown), &of_json, "markdown");
    let in_html = r#"(?s)<li class="finding [a-z]+" id="f\d+" data-severity="(?P<severity>\w+)" data-state="(?:fail|review)" data-project="[^"]*" data-rule="(?P<rule>[^"]+)".*?<p class="where">(?:<a [^>]*>)?<code>(?P<path>[^:<]+):(?P<line>\d+):\d+</code>"#;
    assert_same(&told(&text("html"), in_html), &of_json, "html");
    let in_junit = r"(?m)^(?:.*>)?(?P<path>[\w./-]+):(?P<line>\d+):\d+: (?P<severity>critical|high|medium|low|info): .*\[(?P<rule>[\w/-]+)\]$";
    // What is waived is a test that is skipped.
    let mut tests = told(&text("junit"), in_junit);
    tests.retain(|(rule, ..)| rule != "compose/datastore-port-published");
    assert_same(&tests, &of_json, "junit");

    // Annotations are limited: those that are there agree, and the worst are.
    let annotated = of_github(&text("github"));
    assert!(annotated.is_subset(&of_json), "github: {:?}", annotated.difference(&of_json));
    let at_level = |severities: &[&str]| {
        let all = broken.iter().filter(|(.., severity)| severities.contains(&severity.as_str())).count();
        let shown =
            annotated.intersection(&broken).filter(|(.., severity)| severities.contains(&severity.as_str())).count();
        (shown, all)
    };
    assert_eq!(at_level(&["critical", "high"]).0, at_level(&["critical", "high"]).1.min(10));
    assert_eq!(at_level(&["medium"]).0, at_level(&["medium"]).1.min(10));
}
