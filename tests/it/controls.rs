//! Controls: one status by one definition, whoever asks; the same when it is worked out again from the rows by a second hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use plimsoll_judge::control::{ControlStatus, WORDS};
use serde_json::Value;
use tempfile::TempDir;

use crate::shared;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Real projects, where they are there: small ones of several kinds.
const REAL: [&str; 5] = [
    "dockersamples__example-voting-app",
    "umami-software__umami",
    "mattermost__docker",
    "netbox-community__netbox-docker",
    "fastapi__full-stack-fastapi-template",
];

/// The examples, and so many real projects.
fn projects(real: usize) -> Vec<PathBuf> {
    let mut all = vec![repository().join("examples/shop"), repository().join("examples/environments")];
    if let Some(corpus) = shared::folder("corpus") {
        all.extend(REAL.iter().take(real).map(|name| corpus.join(name)).filter(|project| project.is_dir()));
    }
    all
}

pub(crate) fn plimsoll(directory: &Path, arguments: &[&str]) -> Output {
    let run = Command::new(env!("CARGO_BIN_EXE_plimsoll")).args(arguments).current_dir(directory).output();
    run.expect("the binary can be run")
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

pub(crate) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

pub(crate) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

pub(crate) fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

/// A project made of texts by path.
pub(crate) fn tree(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    for (path, text) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().expect("in the directory")).expect("a directory");
        fs::write(path, text).expect("a file");
    }
    directory
}

pub(crate) fn bundle(project: &Path, more: &[&str]) -> (TempDir, Value, Value) {
    let target = tempfile::tempdir().expect("a directory");
    let out = target.path().join("bundle");
    let arguments: Vec<&str> = ["evidence", "create", ".", "--as-of", "2026-11-20", "--out"]
        .into_iter()
        .chain(out.to_str())
        .chain(more.iter().copied())
        .collect();
    let run = plimsoll(project, &arguments);
    assert!(out.join("controls.json").is_file(), "{}", String::from_utf8_lossy(&run.stderr));
    let read = |name: &str| json(&fs::read(out.join(name)).expect("a file of the bundle"));
    let (results, controls) = (read("results.json"), read("controls.json"));
    (target, results, controls)
}

/// Framework → control → the rules that decide it, and its text for people, from the YAML of the repository.
pub(crate) type Definitions = BTreeMap<String, Vec<(String, BTreeSet<String>, bool)>>;

pub(crate) fn definitions() -> Definitions {
    let files = shared::files(&repository().join("policies/frameworks"), &|name| name.ends_with(".yaml"));
    let mut all = Definitions::new();
    for file in files {
        let framework: Value = serde_yaml::from_str(&fs::read_to_string(file).expect("a file")).expect("YAML");
        let controls = list(&framework, "controls").iter().map(|control| {
            let deciding = list(control, "rules").iter().filter(|mapping| text(mapping, "strength") != "supporting");
            let rules = deciding.map(|mapping| text(mapping, "rule").to_owned()).collect();
            (text(control, "id").to_owned(), rules, control["manual"].is_string())
        });
        all.insert(text(&framework, "id").to_owned(), controls.collect());
    }
    all
}

/// The definition a second time, from the rows: the words of a bundle, and of reports.
fn status(outcomes: &BTreeMap<String, BTreeSet<String>>, rules: &BTreeSet<String>, manual: bool) -> [&'static str; 2] {
    let has = |kind: &str| rules.iter().any(|rule| outcomes.get(rule).is_some_and(|kinds| kinds.contains(kind)));
    if has("fail") {
        ["not_satisfied", "not met"]
    } else if has("error") || has("review") {
        ["not_assessed", "not assessed"]
    } else if has("waived") {
        ["satisfied_with_exception", "excepted"]
    } else if has("pass") {
        ["satisfied", "met"]
    } else if !rules.is_empty() {
        ["not_assessed", "not applicable"]
    } else if manual {
        ["not_assessed", "manual"]
    } else {
        ["not_assessed", "not assessed"]
    }
}

fn outcomes(results: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut outcomes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in list(results, "rows") {
        outcomes.entry(text(row, "rule").to_owned()).or_default().insert(text(row, "outcome").to_owned());
    }
    outcomes
}

/// Every control of a bundle is what its rows and the frameworks' own files say.
pub(crate) fn recomputed(results: &Value, controls: &Value, definitions: &Definitions, what: &str) {
    let outcomes = outcomes(results);
    let frameworks: BTreeMap<&str, &Value> =
        list(controls, "frameworks").iter().map(|framework| (text(framework, "id"), framework)).collect();
    assert_eq!(frameworks.keys().copied().collect::<Vec<_>>(), definitions.keys().collect::<Vec<_>>(), "{what}");
    for (id, defined) in definitions {
        let told = list(frameworks[id.as_str()], "controls");
        assert_eq!(told.len(), defined.len(), "{what}: {id}");
        for ((control, rules, manual), told) in defined.iter().zip(told) {
            let place = format!("{what}: {id} {control}");
            assert_eq!(text(told, "id"), control, "{place}");
            assert_eq!(text(told, "status"), status(&outcomes, rules, *manual)[0], "{place}");
            let named: BTreeSet<String> =
                list(told, "rules").iter().filter_map(Value::as_str).map(str::to_owned).collect();
            assert_eq!(named, *rules, "{place}");
            for rule in rules {
                assert!(
                    outcomes.contains_key(rule) || !list(told, "rules_not_run").iter().any(|r| text(r, "rule") == rule),
                    "{place}: {rule}"
                );
            }
            let is_settled = told["explanation"].is_null();
            assert_eq!(
                is_settled,
                text(told, "status") != "not_assessed",
                "{place}: it is open exactly when it says why"
            );
        }
    }
}

#[test]
fn statuses_follow_from_the_rows_and_the_frameworks() {
    let definitions = definitions();
    for project in projects(3) {
        for more in [&[][..], &["--set", "strict"], &["--framework", "soc2"]] {
            let (_kept, results, controls) = bundle(&project, more);
            // Every rule ran; a project inside of a repository is a part of it, which the heading says.
            assert!(!controls["narrowed"].to_string().contains("did not run"), "{controls}");
            recomputed(&results, &controls, &definitions, &format!("{} {more:?}", project.display()));
        }
    }
    // Where rules are left out too: the rows alone still say it.
    let shop = repository().join("examples/shop");
    for more in [&["--skip", "compose/mem-limit-missing"][..], &["--rule", "compose/*"]] {
        let (_kept, results, controls) = bundle(&shop, more);
        assert!(controls["narrowed"].is_string(), "{more:?}");
        recomputed(&results, &controls, &definitions, &format!("shop {more:?}"));
    }
}

/// Framework → number of controls by status, in the order of reports.
type Numbers = BTreeMap<String, [usize; 6]>;

const ASKED: [&str; 3] = ["cis-docker-1.6", "iso-27001-2022", "soc2"];

fn numbers<'a>(controls: impl Iterator<Item = (&'a str, &'a str)>) -> Numbers {
    let mut numbers = Numbers::new();
    for (framework, status) in controls {
        let index = WORDS.iter().position(|words| words.report == status).expect("a status");
        numbers.entry(framework.to_owned()).or_default()[index] += 1;
    }
    numbers.retain(|framework, _| ASKED.contains(&framework.as_str()));
    numbers
}

fn of_json(frameworks: &[Value]) -> Numbers {
    let controls = frameworks.iter().flat_map(|framework| {
        list(framework, "controls").iter().map(move |control| (text(framework, "id"), text(control, "status")))
    });
    numbers(controls)
}

/// `soc2   1 met   9 not met   7 manual`: what occurs nowhere has no column.
fn of_text(report: &str) -> Numbers {
    let mut numbers = Numbers::new();
    for line in report.lines() {
        let words: Vec<&str> = line.trim_start_matches("Controls").split_whitespace().collect();
        let Some((framework, cells)) = words.split_first().filter(|(id, _)| ASKED.contains(id)) else { continue };
        let cells = cells.join(" ");
        let numbers = numbers.entry((*framework).to_owned()).or_insert([0; 6]);
        for (index, words) in WORDS.iter().enumerate() {
            let cell = regex::Regex::new(&format!(r"(\d+) {}(?: \d|$)", words.report)).expect("a pattern");
            numbers[index] = cell.captures(&cells).map_or(0, |found| found[1].parse().expect("a number"));
        }
    }
    numbers
}

/// A row of a table whose first cell is a framework's name.
fn of_table(report: &str, pattern: &str, titles: &BTreeMap<String, String>) -> Numbers {
    let row = regex::Regex::new(pattern).expect("a pattern");
    let rows = row.captures_iter(report).filter_map(|found| {
        let id = titles.get(&found[1])?;
        let cells = found[2].split(|c: char| !c.is_ascii_digit()).filter(|cell| !cell.is_empty());
        let cells: Vec<usize> = cells.map(|cell| cell.parse().expect("a number")).collect();
        Some((id.clone(), cells.try_into().expect("six numbers")))
    });
    rows.filter(|(id, _)| ASKED.contains(&id.as_str())).collect()
}

fn titles() -> BTreeMap<String, String> {
    let files = shared::files(&repository().join("policies/frameworks"), &|name| name.ends_with(".yaml"));
    let title = |file: PathBuf| {
        let framework: Value = serde_yaml::from_str(&fs::read_to_string(file).expect("a file")).expect("YAML");
        (text(&framework, "title").to_owned(), text(&framework, "id").to_owned())
    };
    files.into_iter().map(title).collect()
}

#[test]
fn everybody_counts_the_same_controls() {
    let (titles, definitions) = (titles(), definitions());
    for project in projects(5) {
        let kept = tempfile::tempdir().expect("a directory");
        let at = |format: &str, name: &str| format!("{format}={}", kept.path().join(name).display());
        let read = |name: &str| fs::read_to_string(kept.path().join(name)).expect("a report");
        let outputs = [at("text", "t"), at("markdown", "m"), at("html", "h"), at("json", "j")];
        let mut arguments = vec!["check", ".", "--controls", "--as-of", "2026-11-20"];
        outputs.iter().for_each(|output| arguments.extend(["-o", output]));
        plimsoll(&project, &arguments);
        let expected = of_json(list(&json(read("j").as_bytes())["controls"], "frameworks"));
        assert_eq!(expected.len(), ASKED.len(), "{}", project.display());
        let mut told = vec![
            ("text", of_text(&read("t"))),
            ("markdown", of_table(&read("m"), r"(?m)^\| ([^|]+) \| (\d[\d |]*) \|$", &titles)),
            (
                "html",
                of_table(
                    &read("h"),
                    r#"<th scope="row"><a href="\#fw-[^"]*">([^<]*)</a></th>((?:<td class="n">\d+</td>)+)"#,
                    &titles,
                ),
            ),
        ];
        for more in
            [&["--framework", "soc2"][..], &["--framework", "cis-docker"], &["--set", "strict"], &["--set", "all"]]
        {
            let mut arguments = vec!["check", ".", "--as-of", "2026-11-20", "-o", "text"];
            arguments.extend(more);
            told.push((more[1], of_text(&stdout(&plimsoll(&project, &arguments)))));
        }
        let verb = plimsoll(&project, &["controls", ".", "--as-of", "2026-11-20", "--format", "json"]);
        told.push(("controls", of_json(list(&json(&verb.stdout), "frameworks"))));
        let (_kept, results, controls) = bundle(&project, &[]);
        let outcomes = outcomes(&results);
        let words = list(&controls, "frameworks").iter().flat_map(|framework| {
            let defined = &definitions[text(framework, "id")];
            defined
                .iter()
                .map(|(_, rules, manual)| (text(framework, "id"), status(&outcomes, rules, *manual)[1]))
                .collect::<Vec<_>>()
        });
        told.push(("evidence create", numbers(words)));
        for (who, told) in told {
            assert_eq!(told, expected, "{}: {who}", project.display());
        }
    }
}

pub(crate) fn controls_of(directory: &Path, more: &[&str]) -> BTreeMap<(String, String), Value> {
    let arguments: Vec<&str> = ["controls", ".", "--format", "json", "--as-of", "2026-11-20"]
        .into_iter()
        .chain(more.iter().copied())
        .collect();
    let document = json(&plimsoll(directory, &arguments).stdout);
    let mut all = BTreeMap::new();
    for framework in list(&document, "frameworks") {
        for control in list(framework, "controls") {
            all.insert((text(framework, "id").to_owned(), text(control, "id").to_owned()), control.clone());
        }
    }
    all
}

pub(crate) fn key(framework: &str, control: &str) -> (String, String) {
    (framework.to_owned(), control.to_owned())
}

pub(crate) const PLAIN: &str = "services:\n  web:\n    image: example.com/shop/web:1.2.3\n    user: '1000:1000'\n";

#[test]
fn a_project_without_limits_does_not_meet_what_asks_for_them() {
    let project = tree(&[("compose.yaml", PLAIN)]);
    for more in [&[][..], &["--set", "strict"], &["--framework", "soc2"]] {
        let found = controls_of(project.path(), more);
        for (framework, control) in [
            ("cis-docker-1.6", "5.11"),
            ("cis-docker-1.6", "5.12"),
            ("cis-docker-1.6", "5.29"),
            ("owasp-docker-cheat-sheet", "7"),
        ] {
            let Some(found) = found.get(&key(framework, control)) else { continue };
            assert_eq!(text(found, "status"), "not met", "{framework} {control} {more:?}");
        }
        assert!(more.contains(&"soc2") || text(&found[&key("cis-docker-1.6", "5.11")], "status") == "not met");
    }
    let (_kept, _, controls) = bundle(project.path(), &[]);
    let cis =
        list(&controls, "frameworks").iter().find(|framework| text(framework, "id") == "cis-docker-1.6").expect("CIS");
    let memory = list(cis, "controls").iter().find(|control| text(control, "id") == "5.11").expect("5.11");
    assert_eq!(text(memory, "status"), "not_satisfied");
}

#[test]
fn what_is_not_there_is_not_applicable() {
    let project = tree(&[("compose.yaml", PLAIN)]);
    let found = controls_of(project.path(), &[]);
    // Nothing builds an image here.
    let copy = &found[&key("cis-docker-1.6", "4.9")];
    assert_eq!((text(copy, "status"), &copy["reasons"][0]), ("not applicable", &"no_subject".into()));
}

#[test]
fn leaving_rules_out_is_told_in_every_heading_and_named() {
    let config = "version: 1\nrules:\n  compose/mem-limit-missing: off\n";
    let limits = "services:\n  web:\n    image: example.com/shop/web:1.2.3\n    mem_limit: 64m\n";
    let off = tree(&[("compose.yaml", limits), ("plimsoll.yaml", config)]);
    let on = tree(&[("compose.yaml", limits)]);
    let cases: [(&Path, &[&str], &str); 3] = [
        (off.path(), &[], "turned off in plimsoll.yaml"),
        (on.path(), &["--skip", "compose/mem-limit-missing"], "--skip"),
        (on.path(), &["--rule", "compose/service-privileged"], "not named by --rule"),
    ];
    let status =
        |found: &BTreeMap<(String, String), Value>| text(&found[&key("cis-docker-1.6", "5.11")], "status").to_owned();
    assert_eq!(status(&controls_of(on.path(), &[])), "met");
    for (project, more, reason) in cases {
        let found = controls_of(project, more);
        assert_eq!(status(&found), "not assessed", "{reason}");
        let not_run = list(&found[&key("cis-docker-1.6", "5.11")], "rules_not_run");
        let named = not_run.iter().find(|rule| text(rule, "rule") == "compose/mem-limit-missing").expect("it is named");
        assert_eq!(text(named, "reason"), reason);
        for format in ["text", "markdown", "html"] {
            let arguments: Vec<&str> = ["check", ".", "-o", format].into_iter().chain(more.iter().copied()).collect();
            let told = stdout(&plimsoll(project, &arguments));
            assert!(told.contains(&format!("did not run ({reason})")), "{format}: {reason}");
            assert!(told.contains("narrowed: "), "{format}: {reason}");
        }
        let arguments: Vec<&str> = ["controls", "."].into_iter().chain(more.iter().copied()).collect();
        let first = stdout(&plimsoll(project, &arguments)).lines().next().unwrap_or_default().to_owned();
        assert!(first.contains("narrowed: ") && first.contains(reason), "{first}");
    }
}

#[test]
fn what_only_controls_need_is_no_finding() {
    let project = tree(&[("compose.yaml", PLAIN)]);
    let run = plimsoll(project.path(), &["check", ".", "-o", "json", "--controls", "--outcomes"]);
    let report = json(&run.stdout);
    let is_strict = |value: &Value| text(value, "rule") == "compose/mem-limit-missing";
    assert!(!list(&report, "findings").iter().any(is_strict));
    assert!(!list(&report, "outcomes").iter().any(is_strict));
    let alone = plimsoll(project.path(), &["check", ".", "-o", "json", "--outcomes"]);
    assert_eq!((alone.status.code(), &json(&alone.stdout)["findings"]), (run.status.code(), &report["findings"]));
    assert_eq!(json(&alone.stdout)["controls"], Value::Null);
    // The bundle keeps its rows, and says what they are.
    let (_kept, results, _) = bundle(project.path(), &[]);
    let row = list(&results, "rows").iter().find(|row| is_strict(row)).expect("a row");
    assert_eq!((text(row, "outcome"), &row["reported"]), ("fail", &false.into()));
}

/// A framework of one's own over a rule of one's own that fails.
const FRAMEWORK: &str = "id: ours\ntitle: Ours\nversion: '1'\nsource: https://example.com/\nlicence: ours\ncontrols:\n- id: '1'\n  title: One\n  rules:\n  - {rule: compose/breaks, strength: full}\n- id: '2'\n  title: Two\n  rules:\n  - {rule: compose/service-privileged, strength: supporting}\n- id: '3'\n  title: Three\n  manual: look\n  rules:\n  - {rule: compose/service-privileged, strength: supporting}\n";
pub(crate) const BREAKS: &str = "# METADATA\n# title: Breaks\n# description: It breaks.\n# custom:\n#   severity: low\n#   confidence: high\n#   category: other\n#   applies_to: service\n#   set: all\n#   since: 0.1.0\n#   remediation: Nothing.\npackage policies.compose.breaks\n\nimport data.policies.lib\n\ndeny contains finding if {\n\tsome service in input.services\n\tfinding := {\"message\": sprintf(\"%d\", [twice[service.key]]), \"at\": lib.at(service, [])}\n}\n\ntwice[key] := 1 if some key, _ in input.services\n\ntwice[key] := 2 if some key, _ in input.services\n";

#[test]
fn a_rule_that_fails_for_controls_only_costs_its_controls_and_no_findings() {
    let project = tree(&[
        ("compose.yaml", PLAIN),
        ("own/frameworks/ours.yaml", FRAMEWORK),
        ("own/compose/breaks/breaks.rego", BREAKS),
    ]);
    let with =
        |more: &[&'static str]| -> Vec<&'static str> { more.iter().copied().chain(["--policy", "own"]).collect() };
    let run = plimsoll(project.path(), &with(&["check", ".", "-o", "json", "--controls", "--fail-on", "never"]));
    let report = json(&run.stdout);
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let told: Vec<&str> = list(&report, "problems").iter().map(|problem| text(problem, "severity")).collect();
    assert_eq!(told, ["warning"], "{:#}", report["problems"]);
    for verb in
        [&["controls", ".", "--format", "json"][..], &["check", ".", "--set", "all", "-o", "json", "--controls"]]
    {
        let run = plimsoll(project.path(), &with(verb));
        assert_eq!(run.status.code(), Some(2), "{verb:?}");
    }
    let found = controls_of(project.path(), &["--policy", "own"]);
    let status = |control: &str| text(&found[&key("ours", control)], "status").to_owned();
    assert_eq!(["1", "2", "3"].map(status), ["not assessed", "not assessed", "manual"]);
    assert_eq!(found[&key("ours", "1")]["reasons"][0], "error");
    assert_eq!(found[&key("ours", "2")]["reasons"][0], "no_rule");
    assert_eq!(text(&found[&key("ours", "2")]["supporting"][0], "rule"), "compose/service-privileged");
}

#[test]
fn the_page_has_the_vocabulary_of_the_code() {
    let page = fs::read_to_string(repository().join("docs/controls.md")).expect("docs/controls.md");
    let table = page
        .lines()
        .skip_while(|line| !line.starts_with("| in reports |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let rows: Vec<[String; 3]> = table
        .map(|row| {
            let mut cells = row.split('|').skip(1).map(|cell| cell.trim().trim_matches('`').to_owned());
            std::array::from_fn(|_| cells.next().unwrap_or_default())
        })
        .collect();
    let code = WORDS.map(|words| [words.report, words.bundle, words.oscal.unwrap_or("no finding")].map(str::to_owned));
    assert_eq!(rows, code);
    assert_eq!(ControlStatus::ALL.len(), rows.len());
}
