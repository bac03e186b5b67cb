//! One run counted in all ten formats: as many findings of each severity, as many for review, as many waived, as many problems, wherever somebody looks.
#![expect(clippy::regex_creation_in_loops, reason = "read where it is used: nothing here runs often")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use serde_json::Value;

use crate::reports::{list, run, word};
use crate::shared;

const FORMATS: [&str; 10] =
    ["text", "concise", "json", "sarif", "github", "junit", "gitlab", "markdown", "html", "csv"];

const SEVERITIES: [&str; 5] = ["critical", "high", "medium", "low", "info"];

/// What a format says: broken rules by severity (where it has severities), what is for review, what is waived, errors and warnings.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Counts {
    broken: BTreeMap<String, usize>,
    review: usize,
    waived: Option<usize>,
    errors: usize,
    warnings: Option<usize>,
}

impl Counts {
    fn add(&mut self, severity: &str) {
        *self.broken.entry(severity.to_owned()).or_default() += 1;
    }

    fn total(&self) -> usize {
        self.broken.values().sum()
    }
}

fn matches(text: &str, pattern: &str) -> usize {
    Regex::new(pattern).unwrap().find_iter(text).count()
}

/// The number that a pattern captures; 0 where it is not there.
fn number(text: &str, pattern: &str) -> usize {
    Regex::new(pattern).unwrap().captures(text).map_or(0, |found| found[1].parse().unwrap())
}

fn of_json(text: &str) -> Counts {
    let report: Value = serde_json::from_str(text).unwrap();
    let mut counts = Counts { waived: Some(0), warnings: Some(0), ..Counts::default() };
    for finding in list(&report, "findings") {
        match (finding["waiver"].is_null(), finding["outcome"] == "review") {
            (false, _) => counts.waived = counts.waived.map(|n| n + 1),
            (true, true) => counts.review += 1,
            (true, false) => counts.add(&word(&finding["severity"])),
        }
    }
    for problem in list(&report, "problems") {
        match problem["severity"] == "error" {
            true => counts.errors += 1,
            false => counts.warnings = counts.warnings.map(|n| n + 1),
        }
    }
    let summary = &report["summary"];
    let told = |key: &str| summary[key].as_u64().unwrap() as usize;
    assert_eq!((told("review"), Some(told("waived"))), (counts.review, counts.waived));
    assert_eq!(Some(told("problems") - counts.errors), counts.warnings);
    for severity in SEVERITIES {
        let told = summary["findings"][severity].as_u64().unwrap() as usize;
        assert_eq!(told, counts.broken.get(severity).copied().unwrap_or_default());
    }
    counts
}

fn of_sarif(text: &str, json: &Counts) -> Counts {
    let log: Value = serde_json::from_str(text).unwrap();
    let run = &log["runs"][0];
    let mut counts = Counts::default();
    for result in list(run, "results").filter(|result| result["ruleId"] != "plimsoll/not-judged") {
        match result["properties"]["outcome"] == "review" {
            true => {
                assert_eq!(result["level"], "note");
                counts.review += 1;
            }
            false => counts.add(&word(&result["properties"]["severity"])),
        }
    }
    let notices = list(&run["invocations"][0], "toolExecutionNotifications");
    // Gaps are notes.
    let told = notices.filter(|notice| notice["level"] != "note");
    let (errors, warnings): (Vec<_>, Vec<_>) = told.partition(|notice| notice["level"] == "error");
    counts.errors = errors.len();
    counts.warnings = Some(warnings.len());
    // Those of a line are one alert, and none is without one.
    let alerts = list(run, "results").filter(|result| result["ruleId"] == "plimsoll/not-judged").count();
    assert!(alerts <= counts.errors && (alerts > 0) == (counts.errors > 0), "{alerts} of {}", counts.errors);
    let summary = &run["properties"]["summary"];
    let told = |key: &str| summary[key].as_u64().unwrap() as usize;
    assert_eq!((told("review"), Some(told("waived"))), (counts.review, json.waived));
    // An upload holds what alerts should be opened for.
    counts.waived = json.waived;
    counts
}

fn of_gitlab(text: &str, json: &Counts) -> Counts {
    let issues: Value = serde_json::from_str(text).unwrap();
    let issues = issues.as_array().unwrap();
    let prints: std::collections::BTreeSet<&str> =
        issues.iter().filter_map(|one| one["fingerprint"].as_str()).collect();
    assert_eq!(prints.len(), issues.len());
    let mut counts = Counts { waived: Some(0), warnings: json.warnings, ..Counts::default() };
    for issue in issues {
        let severity = match issue["severity"].as_str().unwrap() {
            _ if issue["check_name"] == "plimsoll/waived" => {
                let first = word(&issue["description"]).split(' ').next().and_then(|n| n.parse().ok());
                counts.waived = Some(first.expect("a number"));
                continue;
            }
            // A note about what the run is not about, and no finding.
            _ if issue["check_name"] == "plimsoll/left-out" => continue,
            _ if word(&issue["check_name"]).starts_with("plimsoll/") => {
                counts.errors += 1;
                continue;
            }
            _ if word(&issue["description"]).ends_with(" (to review)") => {
                assert_eq!(issue["severity"], "info");
                counts.review += 1;
                continue;
            }
            "blocker" => "critical",
            "critical" => "high",
            "major" => "medium",
            "minor" => "low",
            other => other,
        };
        counts.add(severity);
    }
    counts
}

fn of_csv(text: &str) -> Counts {
    let mut counts = Counts { waived: Some(0), warnings: Some(0), ..Counts::default() };
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        match (&row[0], &row[7], &row[6]) {
            ("finding", "fail", severity) => counts.add(severity),
            ("finding", "review", _) => counts.review += 1,
            ("finding", "waived", _) => counts.waived = counts.waived.map(|n| n + 1),
            ("problem", _, "error") => counts.errors += 1,
            ("problem", _, _) => counts.warnings = counts.warnings.map(|n| n + 1),
            ("occurrence" | "absorbed" | "left-out" | "gap", ..) => {}
            _ => panic!("{row:?}"),
        }
    }
    counts
}

fn of_junit(text: &str) -> Counts {
    let mut counts = Counts { waived: Some(0), warnings: Some(0), ..Counts::default() };
    let (mut failures, mut skipped, mut left_out) = (0, 0, 0);
    for case in text.split("<testcase ").skip(1) {
        let case = case.split("</testcase>").next().unwrap();
        let kind = Regex::new(r#"<(failure|skipped|error)[^>]* type="([\w-]+)( \(to review\))?""#).unwrap();
        if case.contains("\"row\" value=\"left-out\"") {
            assert!(case.contains("<skipped ") && !case.contains(" type="), "{case}");
            left_out += 1;
            continue;
        }
        if case.contains("\"row\" value=\"gap\"") {
            assert!(case.contains("<skipped/>"), "{case}");
            skipped += 1;
            continue;
        }
        let is_problem = case.contains("\"row\" value=\"problem\"");
        match kind.captures(case) {
            None if is_problem => counts.warnings = counts.warnings.map(|n| n + 1),
            None => assert!(case.starts_with("name=\"what was judged\""), "{case}"),
            Some(_) if is_problem => counts.errors += 1,
            Some(found) => {
                assert!(case.contains("\"row\" value=\"finding\""), "{case}");
                match &found[1] {
                    "failure" => failures += 1,
                    _ => skipped += 1,
                }
                match found.get(3) {
                    _ if case.contains("<skipped message=\"waived by ") => counts.waived = counts.waived.map(|n| n + 1),
                    Some(_) => counts.review += 1,
                    None => counts.add(&found[2]),
                }
            }
        }
    }
    let sum = |name: &str| number(text, &format!(r#"<testsuites [^>]*{name}="(\d+)""#));
    assert_eq!((sum("failures"), sum("skipped"), sum("errors")), (failures, skipped + left_out, counts.errors));
    counts
}

fn of_concise(text: &str, json: &Counts) -> Counts {
    let mut counts = Counts { waived: Some(0), warnings: Some(0), ..Counts::default() };
    let finding = Regex::new(r"^.+:\d+:\d+: (critical|high|medium|low|info): .* \[[a-z]+/[\w-]+\](.*)$").unwrap();
    for line in text.lines().filter(|line| !line.starts_with("note: ")) {
        match finding.captures(line) {
            Some(found) if found[2].starts_with(" (to review)") => counts.review += 1,
            Some(found) => counts.add(&found[1]),
            None if line.contains("error: ") => counts.errors += 1,
            None => counts.warnings = counts.warnings.map(|n| n + 1),
        }
    }
    counts.waived = json.waived;
    counts
}

/// Annotations are limited: what is left out is counted in the last one.
fn of_github(text: &str) -> (usize, usize) {
    let all: usize = Regex::new(r"(\d+) of level")
        .unwrap()
        .captures_iter(text)
        .map(|found| found[1].parse::<usize>().unwrap())
        .sum();
    (matches(text, r"(?m)^::(error|warning|notice) file="), all)
}

fn of_text(text: &str, json: &Counts) -> Counts {
    let mut counts = Counts { waived: json.waived, ..Counts::default() };
    for severity in SEVERITIES {
        let n = matches(text, &format!(r"(?m)^{severity} [a-z]+/[\w-]+( \(new\))?$"));
        counts.broken.extend((n > 0).then(|| (severity.to_owned(), n)));
        // The summary says the same.
        let row = Regex::new(r"(?m)^Findings .*$").unwrap().find(text).map_or("", |row| row.as_str());
        assert_eq!(number(row, &format!(r"(\d+) {severity}")), n, "{row}");
    }
    let reviewed = Regex::new(r"(?m)^ *(\d+) [a-z]+/[\w-]+ \S.*$").unwrap();
    counts.review = reviewed.captures_iter(text).map(|found| found[1].parse::<usize>().unwrap()).sum();
    assert_eq!(number(text, r"(\d+) to review"), counts.review);
    let waived = number(text, r"(?m)^ +(\d+) waived");
    assert_eq!(Some(waived), json.waived);
    let more = |word: &str| number(text, &format!(r"(?m)^Problems .*?(\d+) {word}"));
    counts.errors = more("error");
    counts.warnings = Some(more("warning"));
    counts
}

fn of_markdown(text: &str) -> Counts {
    let row = text.lines().skip_while(|line| !line.starts_with("| Critical |")).nth(2).unwrap();
    let numbers: Vec<usize> = row.trim_matches('|').split('|').map(|cell| cell.trim().parse().unwrap()).collect();
    let mut counts = Counts { review: numbers[5], waived: Some(numbers[6]), ..Counts::default() };
    let section = |title: &str| {
        let rest = text.split(&format!("### {title}")).nth(1).unwrap_or_default();
        rest.split("\n### ").next().unwrap_or_default().split("<details>").next().unwrap_or_default().to_owned()
    };
    for (severity, told) in SEVERITIES.iter().zip(&numbers) {
        let n = matches(&section("Findings"), &format!(r"(?m)^\| {severity}[ |]"));
        assert_eq!(n, *told, "{severity}");
        counts.broken.extend((n > 0).then(|| ((*severity).to_owned(), n)));
    }
    assert_eq!(matches(&section("To review"), r"(?m)^\| (critical|high|medium|low|info)[ |]"), counts.review);
    counts.errors = matches(text, r"(?m)^- \*\*error\*\*");
    counts.warnings = Some(matches(text, r"(?m)^- warning"));
    assert_eq!(counts.errors + counts.warnings.unwrap(), numbers[7]);
    counts
}

fn of_html(text: &str) -> Counts {
    let mut counts = Counts::default();
    let item = |severity: &str, state: &str| {
        matches(text, &format!(r#"<li class="finding \w+" id="f\d+" data-severity="{severity}" data-state="{state}""#))
    };
    for severity in SEVERITIES {
        let n = item(severity, "fail");
        assert_eq!(number(text, &format!(r#"<li class="card {severity}(?: zero)?"><b>(\d+)</b>"#)), n);
        counts.broken.extend((n > 0).then(|| (severity.to_owned(), n)));
    }
    counts.review = item(r"\w+", "review");
    counts.waived = Some(item(r"\w+", "waived"));
    let card = |name: &str| number(text, &format!(r#"<li class="card"><b>(\d+)</b> {name}</li>"#));
    assert_eq!((card("to review"), Some(card("waived"))), (counts.review, counts.waived));
    let table = text
        .split("<table id=\"problem-table\">")
        .nth(1)
        .unwrap_or_default()
        .split("</table>")
        .next()
        .unwrap_or_default();
    counts.errors = matches(table, ">error</span>");
    counts.warnings = Some(matches(table, ">warning</span>"));
    assert_eq!(counts.errors + counts.warnings.unwrap(), card("problems"));
    counts
}

/// Runs once, counts ten times. A row of the table that the counts make.
fn count(project: &Path, arguments: &[&str]) -> String {
    let out = tempfile::tempdir().unwrap();
    let file = |format: &str| out.path().join(format!("report.{format}"));
    let outputs: Vec<String> = FORMATS.iter().map(|format| format!("{format}={}", file(format).display())).collect();
    let mut all = vec!["check", "."];
    all.extend(arguments);
    outputs.iter().for_each(|output| all.extend(["-o", output]));
    run(project, &all);
    let text = |format: &str| fs::read_to_string(file(format)).unwrap();
    let json = of_json(&text("json"));
    assert!(json.total() + json.review > 0, "{} has nothing to count", project.display());
    let told = [
        ("sarif", of_sarif(&text("sarif"), &json)),
        ("gitlab", of_gitlab(&text("gitlab"), &json)),
        ("csv", of_csv(&text("csv"))),
        ("junit", of_junit(&text("junit"))),
        ("concise", of_concise(&text("concise"), &json)),
        ("text", of_text(&text("text"), &json)),
        ("markdown", of_markdown(&text("markdown"))),
        ("html", of_html(&text("html"))),
    ];
    for (format, counts) in told {
        assert_eq!(counts, json, "{format} of {}", project.display());
    }
    let (shown, left_out) = of_github(&text("github"));
    let annotated = json.total() + json.review + json.errors + json.warnings.unwrap();
    let placeless = matches(&text("github"), r"(?m)^::(error|warning|notice) title=[^p]");
    // Gaps of one kind are one notice.
    let report: Value = serde_json::from_str(&text("json")).unwrap();
    let gaps: BTreeSet<String> = list(&report, "gaps").map(|gap| word(&gap["code"])).collect();
    assert_eq!(shown + left_out + placeless, annotated + gaps.len(), "github of {}", project.display());
    format!(
        "{}: {} findings {:?}, {} to review, {} waived, {} errors, {} warnings",
        project.file_name().unwrap().to_string_lossy(),
        json.total(),
        json.broken,
        json.review,
        json.waived.unwrap(),
        json.errors,
        json.warnings.unwrap()
    )
}

#[test]
fn ten_formats_count_alike() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop");
    let mut projects: Vec<PathBuf> = vec![own];
    if let Some(corpus) = shared::folder("corpus") {
        let names = [
            "goharbor__harbor",
            "mailcow__mailcow-dockerized",
            "spring-petclinic__spring-petclinic-microservices",
            "dockersamples__example-voting-app",
        ];
        projects.extend(names.map(|name| corpus.join(name)));
    }
    for project in projects {
        println!("{}", count(&project, &["--set", "all"]));
    }
}

#[test]
fn what_is_waived_or_not_judged_is_counted_alike() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join(".git")).unwrap();
    let compose = "x-base: &base\n  privileged: true # plimsoll: ignore[compose/service-privileged] reason=\"a test\"\nservices:\n  web: {<<: *base, image: nginx}\n  api: {<<: *base, image: \"api:${TAG}\", pid: host}\n";
    crate::reports::lay_out(
        root.path(),
        &[
            ("compose.yaml", compose),
            ("broken/compose.yaml", "services: [\n"),
            ("wrong/compose.yaml", "services:\n  a: {image: x, colour: red}\n"),
            ("nothing/Dockerfile", "FROM scratch\nNOPE x\n"),
            ("large/compose.yaml", &format!("services: {{}}\n{}", "# padding\n".repeat(500_000))),
        ],
    );
    let row = count(root.path(), &["--set", "all"]);
    assert!(row.contains(" 1 waived, 4 errors"), "{row}");
}

/// Zero findings each, and not everything was judged: files, arguments, and what every format has to say of it.
const SILENT: [(&[(&str, &str)], &[&str], &[&str]); 6] = [
    (&[("app.env", "COLOUR=blue\n"), ("vendor/compose.yaml", "x")], &["."], &["left out: 1 directory"]),
    (
        &[
            ("app.env", "COLOUR=blue\n"),
            ("old.env", "COLOUR=blue\n"),
            ("plimsoll.yaml", "version: 1\npaths:\n  exclude: [{path: old.env, reason: gone soon}]\n"),
        ],
        &["."],
        &["left out: 1 file", "turned off by configuration: 1 file"],
    ),
    (
        &[("app.env", "COLOUR=blue\n"), ("plimsoll.yaml", "version: 1\nrules:\n  env/envfile-secret-literal: off\n")],
        &["."],
        &["turned off by configuration: 1 rule", "did not run: 1 rule that runs by default (off in a configuration)"],
    ),
    (
        &[("app.env", "COLOUR=blue\n")],
        &[".", "--skip", "env/envfile-secret-literal"],
        &["did not run: 1 rule", "(--skip)"],
    ),
    (
        &[("app.env", "COLOUR=blue\n")],
        &[".", "--rule", "env/envfile-secret-literal"],
        &["not asked for: every rule but", "(--rule)"],
    ),
    (
        &[("api/app.env", "COLOUR=blue\n"), ("web/app.env", "COLOUR=blue\n")],
        &["api"],
        &["not asked for: everything but"],
    ),
];

/// What a text says to its reader: without markup and escapes.
fn plain(text: &str) -> String {
    let text = Regex::new("</?code>|[\\\\`']").unwrap().replace_all(text, "");
    text.replace("&#39;", "").replace("&quot;", "")
}

#[test]
fn what_a_run_is_not_about_stands_in_all_ten_formats() {
    for (files, arguments, phrases) in SILENT {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join(".git")).unwrap();
        crate::reports::lay_out(root.path(), files);
        let told = |format: &str| run(root.path(), &[&["check", "-o", format], arguments].concat());
        let report: Value = serde_json::from_str(&told("json")).unwrap();
        let errors = list(&report, "problems").filter(|problem| problem["severity"] == "error").count();
        assert_eq!((list(&report, "findings").count(), errors), (0, 0), "{files:?}");
        let lines: Vec<String> = list(&report["summary"], "left_out").map(word).collect();
        for phrase in phrases {
            assert!(lines.iter().any(|line| line.contains(phrase)), "{phrase}: {lines:?}");
        }
        for format in FORMATS {
            let text = plain(&told(format));
            for line in &lines {
                // Pages for people have the count of files in a sentence of their own, and what is turned off under a title.
                let (line, short) = (plain(line), plain(line.split(": ").nth(1).unwrap()));
                let is_page = ["text", "markdown"].contains(&format);
                let is_there = text.to_lowercase().contains(&line.to_lowercase()) || (is_page && text.contains(&short));
                assert!(is_there, "{format} does not say `{line}`:\n{text}");
            }
        }
    }
}

#[test]
fn where_everything_was_judged_nothing_is_said_to_be_left_out() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join(".git")).unwrap();
    crate::reports::lay_out(root.path(), &[("app.env", "COLOUR=blue\n")]);
    for format in FORMATS {
        let told = run(root.path(), &["check", ".", "-o", format]).to_lowercase();
        for word in ["left-out", "left out:", "narrowed:", "not asked for", "leftout"] {
            assert!(!told.contains(word), "{format}: {told}");
        }
        if ["concise", "github"].contains(&format) {
            assert_eq!(told, "");
        }
    }
}

#[test]
fn controls_of_a_part_say_so_in_their_heading() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join(".git")).unwrap();
    let compose = |name: &str| format!("services:\n  {name}:\n    image: a:1\n");
    crate::reports::lay_out(
        root.path(),
        &[("api/compose.yaml", &compose("api")), ("web/compose.yaml", &compose("web"))],
    );
    let heading = "narrowed: only api was asked for";
    for format in ["text", "markdown", "html"] {
        let told = plain(&run(root.path(), &["check", "api", "-o", format]));
        assert!(told.contains(heading), "{format}: {told}");
        assert!(!plain(&run(root.path(), &["check", ".", "-o", format])).contains("narrowed: "), "{format}");
    }
    let report: Value = serde_json::from_str(&run(root.path(), &["check", "api", "-o", "json", "--controls"])).unwrap();
    assert_eq!(plain(&word(&report["controls"]["narrowed"])), heading);
    for format in ["text", "markdown", "json"] {
        assert!(plain(&run(root.path(), &["controls", "api", "--format", format])).contains(heading), "{format}");
    }
    let lone = plain(&run(root.path(), &["check", "-f", "web/compose.yaml", "-o", "markdown"]));
    assert!(lone.contains("narrowed: only the project of web/compose.yaml was asked for"), "{lone}");
    // A page names what is not assessed beside the numbers.
    for (format, title) in
        [("markdown", "### Controls that were not assessed"), ("html", "Controls that were not assessed</caption>")]
    {
        let told = run(root.path(), &["check", ".", "-o", format, "--skip", "compose/mem-limit-missing"]);
        let listed = told.split(title).nth(1).expect(title);
        assert!(listed.contains("1 rule did not run (") && listed.contains("5.11"), "{format}: {listed}");
    }
}
