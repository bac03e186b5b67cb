//! Environments: which are found, what each is for, and what is held side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::reports::{lay_out, tree};

fn run(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(arguments).current_dir(root).env_remove("PLIMSOLL_ENFORCE").output().unwrap()
}

/// Exit code and what is listed.
fn listed(root: &Path) -> (Option<i32>, Value) {
    let done = run(root, &["environments", ".", "--format", "json"]);
    (done.status.code(), serde_json::from_slice(&done.stdout).unwrap())
}

/// `directory: name role files` of each environment.
fn told(listed: &Value) -> Vec<String> {
    let applications = listed["applications"].as_array().unwrap().iter();
    let all = applications.flat_map(|one| one["environments"].as_array().unwrap().iter().map(move |it| (one, it)));
    let files = |it: &Value| {
        let files = ["files", "env_files", "profiles"].into_iter().flat_map(|key| it[key].as_array().unwrap().clone());
        files.map(|file| file.as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    let shown = |(one, it): (&Value, &Value)| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        format!("{}: {} {} {}", text(&one["directory"]), text(&it["name"]), text(&it["role"]), files(it))
    };
    all.map(shown).collect()
}

const WEB: &str = "services:\n  web:\n    image: nginx:1.27.0\n";
const OVER: &str = "services:\n  web:\n    restart: always\n";

#[test]
fn they_are_found_by_names() {
    let root = tree(&[
        ("compose.yaml", WEB),
        ("compose.prod.yaml", OVER),
        ("docker-compose.staging.yml", WEB),
        ("compose.redis.yaml", WEB),
        ("shop/environments/dev/compose.yaml", WEB),
        ("shop/environments/production/compose.yaml", WEB),
        ("blog/compose.yaml", WEB),
        ("blog/Makefile", "up:\n\tdocker compose --env-file .env.uat up -d\n"),
        ("blog/.env.uat", "A=1\n"),
        ("forum/compose.yaml", WEB),
        ("forum/Makefile", "up:\n\tdocker compose up -d\nprod:\n\tdocker compose --env-file .env.prod up -d\n"),
        ("forum/.env.prod", "A=1\n"),
        ("wiki/compose.yaml", WEB),
        ("wiki/Makefile", "dev:\n\tdocker compose --profile dev up\n"),
    ]);
    let (code, all) = listed(root.path());
    assert_eq!(
        told(&all),
        [
            ".: staging staging docker-compose.staging.yml",
            ".: prod production compose.yaml compose.prod.yaml",
            "blog: uat staging blog/compose.yaml blog/.env.uat",
            "shop/environments: dev development shop/environments/dev/compose.yaml",
            "shop/environments: production production shop/environments/production/compose.yaml",
            "wiki: dev development wiki/compose.yaml dev",
        ]
    );
    assert_eq!(code, Some(0));
    let schema = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/environments.json"));
    let schema: Value = serde_json::from_str(&schema.unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&all).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_configuration_names_them_and_what_they_are_for() {
    let settings = "version: 1\nenvironments:\n  - {name: blue, role: production, files: [compose.yaml]}\n  - {name: uat, files: [compose.yaml, o.yaml]}\n  - {name: green, files: [compose.yaml, g.yaml]}\n";
    let root = tree(&[("plimsoll.yaml", settings), ("compose.yaml", WEB), ("o.yaml", OVER), ("g.yaml", OVER)]);
    let (_, all) = listed(root.path());
    let expected = [
        ".: uat staging compose.yaml o.yaml",
        ".: blue production compose.yaml",
        ".: green unknown compose.yaml g.yaml",
    ];
    assert_eq!(told(&all), expected);
    assert_eq!(
        all["applications"][0]["environments"][0]["because"],
        json!({"by": "configuration", "text": "plimsoll.yaml"})
    );
    let (code, problems) = {
        let wrong = settings.replace("production", "prodution");
        let root = tree(&[("plimsoll.yaml", &wrong), ("compose.yaml", WEB)]);
        let done = run(root.path(), &["environments"]);
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    assert_eq!(code, Some(2));
    assert!(problems.contains("plimsoll.yaml:3") && problems.contains("production"), "{problems}");
}

#[test]
fn nothing_that_no_file_says_is_claimed() {
    let root = tree(&[("compose.yaml", WEB), ("compose.override.yaml", OVER)]);
    assert_eq!(listed(root.path()), (Some(0), json!({"version": 1, "applications": []})));
    let text = run(root.path(), &["environments"]).stdout;
    assert!(String::from_utf8_lossy(&text).starts_with("no file, directory or configuration names an environment"));
}

#[test]
fn init_writes_what_was_found() {
    let root = tree(&[
        ("compose.yaml", WEB),
        ("compose.prod.yaml", OVER),
        (".env.prod", "A=1\n"),
        ("deploy/staging/compose.yaml", WEB),
    ]);
    let text = String::from_utf8(run(root.path(), &["init", "--print"]).stdout).unwrap();
    let expected = "environments:\n  - name: prod\n    role: production\n    files: [compose.yaml, compose.prod.yaml]\n    env_files: [\".env.prod\"]\n  - name: staging\n    role: staging\n    directory: deploy/staging\n    files: [compose.yaml]\n";
    assert!(text.contains(expected), "{text}");
    std::fs::write(root.path().join("plimsoll.yaml"), &text).unwrap();
    let (code, all) = listed(root.path());
    let expected = [
        ".: prod production compose.yaml compose.prod.yaml .env.prod",
        "deploy/staging: staging staging deploy/staging/compose.yaml",
    ];
    assert_eq!((code, told(&all)), (Some(0), expected.map(str::to_owned).into()));
}

fn check(root: &Path, arguments: &[&str]) -> (Option<i32>, Value) {
    let done = run(root, &[&["check", ".", "-o", "json"], arguments].concat());
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    (done.status.code(), serde_json::from_slice(&done.stdout).unwrap_or_else(|_| panic!("{arguments:?}: {told}")))
}

/// `path:line message` of the findings of rules for environments.
fn drifts(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let ours = findings.filter(|finding| finding["rule"].as_str().unwrap().starts_with("environments/"));
    let shown = |finding: &Value| {
        let place = &finding["location"];
        let (path, line) = (place["path"].as_str().unwrap(), &place["start"]["line"]);
        format!("{path}:{line} {}", finding["message"].as_str().unwrap())
    };
    ours.map(shown).collect()
}

const LIMITED: &str = "services:\n  web:\n    mem_limit: 1g\n";

#[test]
fn what_differs_is_told_once_and_nothing_else_is_doubled() {
    let files = [("compose.yaml", WEB), ("compose.staging.yaml", LIMITED), ("compose.prod.yaml", OVER)];
    let root = tree(&files);
    let (_, report) = check(root.path(), &[]);
    let expected = "compose.prod.yaml:2 service web lacks a limit of memory in prod, and not in staging; make it as it is in staging";
    assert_eq!(drifts(&report), [expected]);
    let projects = report["projects"].as_array().unwrap().len();
    assert_eq!(projects, 3, "the base and its two overlays, each once");
    // The same bytes with one thread and with several.
    let single = run(root.path(), &["check", ".", "-o", "json"]).stdout;
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    let other = command.args(["check", ".", "-o", "json"]).current_dir(root.path()).env("RAYON_NUM_THREADS", "1");
    assert_eq!(single, other.output().unwrap().stdout);
}

#[test]
fn a_part_of_them_and_one_of_them_alone_say_nothing_of_others() {
    let root = tree(&[("compose.yaml", WEB), ("compose.staging.yaml", LIMITED), ("compose.prod.yaml", OVER)]);
    let done = run(root.path(), &["check", "compose.staging.yaml", "-o", "json"]);
    let report: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(drifts(&report), Vec::<String>::new());
}

#[test]
fn a_broken_environment_is_told_and_keeps_nothing() {
    let root = tree(&[
        ("compose.yaml", WEB),
        ("compose.staging.yaml", LIMITED),
        ("compose.prod.yaml", LIMITED),
        ("compose.dev.yaml", "services: [\n"),
    ]);
    let (code, report) = check(root.path(), &[]);
    assert_eq!(code, Some(2));
    assert_eq!(drifts(&report), Vec::<String>::new());
}

/// A bundle of evidence holds a row of each rule for environments, and verifies.
#[test]
fn evidence_has_a_row_of_each_application() {
    let root = tree(&[("compose.yaml", WEB), ("compose.staging.yaml", LIMITED), ("compose.prod.yaml", OVER)]);
    let out = tempfile::tempdir().unwrap();
    let bundle = out.path().join("bundle");
    let bundle = bundle.to_str().unwrap();
    let made = run(root.path(), &["evidence", "create", ".", "--out", bundle]);
    let results = std::fs::read_to_string(format!("{bundle}/results.json"));
    let results: Value = serde_json::from_str(&results.unwrap_or_else(|_| panic!("{made:?}"))).unwrap();
    let rows = results["rows"].as_array().unwrap().iter();
    let rows: Vec<(&str, &str)> = rows
        .filter(|row| row["subject"] == "environments of .#environments")
        .map(|row| (row["rule"].as_str().unwrap(), row["outcome"].as_str().unwrap()))
        .collect();
    assert!(rows.contains(&("environments/prod-laxer-than-staging", "fail")), "{rows:?}");
    assert!(rows.contains(&("environments/env-healthcheck-drift", "pass")), "{rows:?}");
    let verified = |arguments: &[&str]| {
        let done = run(root.path(), &[&["evidence", "verify", bundle, "--unsigned"], arguments].concat());
        let told = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        (done.status.code(), told)
    };
    let (code, told) = verified(&["--replay"]);
    assert_eq!(code, Some(0), "{told}");

    // Environments that no configuration names have their own verdicts in it, which follow from their rows.
    let path = format!("{bundle}/controls.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let controls: Value = serde_json::from_str(&text).unwrap();
    let environments = controls["environments"][0]["environments"].as_array().unwrap();
    let limited = |one: &Value| (one["name"].clone(), one["controls"]["cis-docker-1.6"]["5.11"].clone());
    let expected = [(json!("staging"), json!("satisfied")), (json!("prod"), json!("not_satisfied"))];
    assert_eq!(environments.iter().map(limited).collect::<Vec<_>>(), expected);
    let told = r#""name":"prod","project":"compose.yaml + compose.prod.yaml""#;
    assert!(text.contains(told), "{text}");
    let at = text.find(r#""5.11":"not_satisfied""#).expect("prod has no limit");
    let forged = format!("{}{}", &text[..at], text[at..].replacen("not_satisfied", "satisfied", 1));
    std::fs::write(&path, forged).unwrap();
    let (code, told) = verified(&[]);
    let expected = "cis-docker-1.6 5.11 is `satisfied` in environment `prod` of .; its rows say `not_satisfied`";
    assert!(code != Some(0) && told.contains(expected), "{told}");
}

/// Two applications of one directory are told apart: each rule for environments has a row of each.
#[test]
fn applications_of_one_directory_have_names_of_their_own() {
    let other = "services:\n  app:\n    image: nginx:1.27.0\n";
    let root = tree(&[
        ("docker-compose.staging.yml", WEB),
        ("docker-compose.prod.yml", WEB),
        ("docker-compose.production-rollout.yml", other),
        ("docker-compose.production-ai.yml", "services:\n  app:\n    restart: always\n"),
    ]);
    let out = tempfile::tempdir().unwrap();
    let bundle = out.path().join("bundle");
    let bundle = bundle.to_str().unwrap();
    let made = run(root.path(), &["evidence", "create", ".", "--out", bundle]);
    let controls = std::fs::read_to_string(format!("{bundle}/controls.json")).unwrap_or_else(|_| panic!("{made:?}"));
    let controls: Value = serde_json::from_str(&controls).unwrap();
    let applications = controls["environments"].as_array().unwrap().iter();
    let named: Vec<&str> = applications.map(|one| one["together"].as_str().unwrap()).collect();
    let expected = [
        "environments of . (docker-compose.staging.yml)",
        "environments of . (docker-compose.production-rollout.yml + docker-compose.production-ai.yml)",
    ];
    assert_eq!(named, expected);
    let verified = run(root.path(), &["evidence", "verify", bundle, "--unsigned", "--replay"]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
}

/// What the table of controls says of each environment, by framework and control.
fn controls_in(markdown: &str) -> BTreeMap<String, Vec<String>> {
    let rows = markdown.lines().skip_while(|line| !line.starts_with("| Framework | Control |")).skip(2);
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = rows.take_while(|line| line.starts_with('|')).map(cells);
    rows.map(|mut row| (format!("{} {}", row[0], row[1]), row.split_off(2))).collect()
}

#[test]
fn each_environment_has_its_own_controls_and_claims_nothing_that_was_not_judged() {
    let files = [
        ("compose.yaml", WEB),
        ("compose.staging.yaml", LIMITED),
        ("compose.prod.yaml", OVER),
        ("compose.dev.yaml", "services:\n  web:\n    mem_limit: 1g\n    ports: {a: b}\n"),
    ];
    let root = tree(&files);
    let markdown = |arguments: &[&str]| {
        let words = ["check", ".", "--fail-on", "never", "-o", "markdown", "-o", "html=page.html"];
        String::from_utf8(run(root.path(), &[&words, arguments].concat()).stdout).unwrap()
    };
    let all = markdown(&[]);
    assert!(all.contains("| Framework | Control | dev (not wholly read) | staging | prod |"), "{all}");
    let controls = controls_in(&all);
    let limit = controls.iter().find(|(name, _)| name.starts_with("cis-docker-1.6 5.11 "));
    assert_eq!(limit.expect("it is told").1, &["not assessed", "met", "not met"], "{controls:?}");
    // What could not be read wholly is never met.
    assert!(controls.values().all(|states| states[0] != "met" && states[0] != "not applicable"), "{controls:?}");
    let page = std::fs::read_to_string(root.path().join("page.html")).unwrap();
    assert!(page.contains("<table id=\"controls-0-cis-docker-1-6\">"), "no table");
    let (_, report) = check(root.path(), &["--controls"]);
    let frameworks = report["controls"]["frameworks"].as_array().unwrap().iter();
    let controls: Vec<&Value> = frameworks.flat_map(|framework| framework["controls"].as_array().unwrap()).collect();
    let told =
        |environment: &str, status: &str| json!({"application": ".", "environment": environment, "status": status});
    let limit = controls.iter().find(|control| control["title"] == "Memory is limited").expect("CIS has it");
    let expected = [("dev", "not assessed"), ("staging", "met"), ("prod", "not met")];
    assert_eq!(limit["environments"], json!(expected.map(|(name, status)| told(name, status))));
    // What is met in the whole is broken in none of them.
    let met = controls.iter().filter(|control| control["status"] == "met");
    let broken = met.filter(|control| control["environments"].to_string().contains("not met"));
    assert_eq!(broken.count(), 0);
    // The rules for environments do not run, and the tables are there all the same.
    let narrowed = markdown(&["--rule", "compose/mem-limit-missing"]);
    assert!(narrowed.contains("Controls, narrowed: "), "{narrowed}");
    // What all of them say of the run is never more than what one of them says.
    let met = |text: &str| controls_in(text).values().flatten().filter(|state| *state == "met").count();
    assert!(met(&narrowed) <= met(&all), "{narrowed}");
}

/// Both engines say the same of the bad example of each rule for environments, and mark it.
#[test]
fn both_engines_answer_alike_about_environments() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/environments");
    let mut asked = 0;
    for folder in std::fs::read_dir(rules).unwrap().flatten().map(|entry| entry.path()) {
        let bad = folder.join("bad");
        let id = format!("environments/{}", folder.file_name().unwrap().to_str().unwrap().replace('_', "-"));
        let [compiled, interpreted] = ["compiled", "regorus"].map(|engine| {
            let root = tempfile::tempdir().unwrap();
            std::fs::create_dir(root.path().join(".git")).unwrap();
            for entry in walkdir::WalkDir::new(&bad).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
                let text = std::fs::read_to_string(entry.path()).unwrap();
                let below = entry.path().strip_prefix(&bad).unwrap().to_str().unwrap().to_owned();
                lay_out(root.path(), &[(below.as_str(), text.as_str())]);
            }
            check(root.path(), &["--set", "all", "--engine", engine]).1["findings"].clone()
        });
        assert!(
            compiled.as_array().unwrap().iter().any(|finding| finding["rule"] == id.as_str()),
            "{id} finds nothing"
        );
        assert_eq!(compiled, interpreted, "{id}");
        asked += 1;
    }
    assert!(asked > 7, "{asked}");
}

/// A copy of an example in a directory of its own, whose name says nothing.
fn example(name: &str) -> tempfile::TempDir {
    let root = tree(&[]);
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    for entry in walkdir::WalkDir::new(&from).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let below = entry.path().strip_prefix(&from).unwrap().to_str().unwrap().to_owned();
        lay_out(root.path(), &[(below.as_str(), text.as_str())]);
    }
    root
}

/// The rules about environments: those of their family in the catalogue.
fn family() -> BTreeSet<String> {
    let catalogue = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/catalogue.yaml");
    let text = std::fs::read_to_string(catalogue).unwrap();
    let rows = text.lines().filter_map(|line| line.split_once("family: O, row: ")).map(|(_, row)| row);
    rows.map(|row| row.trim_end_matches('}').split(',').next().unwrap().to_owned()).collect()
}

/// How often each rule of the family finds something in an example.
fn fired(name: &str) -> BTreeMap<String, usize> {
    let (_, report) = check(example(name).path(), &["--set", "all"]);
    assert_eq!(report["problems"], json!([]), "{name}");
    let family = family();
    let mut fired = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let rule = finding["rule"].as_str().unwrap().split('/').nth(1).unwrap().to_owned();
        if family.contains(&rule) {
            *fired.entry(rule).or_default() += 1;
        }
    }
    fired
}

#[test]
fn the_shop_as_it_should_be_is_silent_and_each_rule_finds_what_drifted() {
    assert_eq!(fired("stages"), BTreeMap::new());
    let once: BTreeMap<String, usize> = family().into_iter().map(|rule| (rule, 1)).collect();
    assert_eq!(once.len(), 25);
    assert_eq!(fired("stages_drifted"), once);
}

#[test]
fn reports_show_them_side_by_side() {
    let root = example("stages_drifted");
    let done = run(
        root.path(),
        &["check", ".", "--fail-on", "never", "-o", "markdown", "-o", "html=page.html", "-o", "sarif=found.sarif"],
    );
    let markdown = String::from_utf8(done.stdout).unwrap();
    for row in [
        "| Service | Protection | dev (development) | staging (staging) | prod (production) |",
        "| web | Read-only root filesystem | lacks | holds | lacks |",
        "| backup | Restart policy | – | – | holds |",
        "| db | image | staging: postgres:16.6\\@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc | prod: postgres:16.4\\@sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd |  |",
        "| web | read-only root filesystem | staging: read\\_only: true | prod: none | weaker |",
    ] {
        assert!(markdown.contains(row), "{row} is not in {markdown}");
    }
    assert!(!markdown.contains("pL4xVt9Qm2Zr7Wk0"));
    let page = std::fs::read_to_string(root.path().join("page.html")).unwrap();
    assert!(page.contains("<h2 id=\"environments\">") && page.contains("<td>lacks</td>"), "no table");
    let sarif: Value =
        serde_json::from_str(&std::fs::read_to_string(root.path().join("found.sarif")).unwrap()).unwrap();
    let of = |rule: &str| {
        let results = sarif["runs"][0]["results"].as_array().unwrap().iter();
        let found: Vec<&Value> = results.filter(|result| result["ruleId"] == rule).collect();
        found.iter().map(|result| result["properties"]["environments"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(of("compose/dev-command-in-prod"), [json!(["prod"])]);
    assert!(of("compose/image-eol").iter().all(|names| names.as_array().is_some()), "{:?}", of("compose/image-eol"));
}

#[test]
fn what_cannot_be_read_is_named_and_the_others_are_compared() {
    let root = tree(&[
        ("compose.yaml", "services:\n  web: {image: \"nginx:1.27.0\", read_only: true, restart: always}\n"),
        ("compose.prod.yaml", "services:\n  web: {read_only: false}\n"),
        ("compose.staging.yaml", "services:\n  web: {mem_limit: 1g}\n"),
        ("broken.yaml", "services: [\n"),
        (
            "plimsoll.yaml",
            "version: 1\nplain_start: false\nenvironments:\n  - {name: staging, files: [compose.yaml, compose.staging.yaml]}\n  - {name: prod, files: [compose.yaml, compose.prod.yaml]}\n  - {name: qa, files: [compose.yaml, broken.yaml]}\n  - {name: dev, files: [gone.yaml]}\n",
        ),
    ]);
    let (code, report) = check(root.path(), &["--set", "all"]);
    assert_eq!(code, Some(2));
    let told: Vec<&Value> = report["problems"].as_array().unwrap().iter().collect();
    let named = told.iter().find(|problem| problem["code"] == "environment-incomplete").expect("they are named");
    assert!(named["message"].as_str().unwrap().contains("`dev`, `qa`"), "{named}");
    let laxer =
        report["findings"].as_array().unwrap().iter().filter(|it| it["rule"] == "environments/prod-laxer-than-staging");
    let laxer: Vec<(&Value, &Value)> = laxer.map(|it| (&it["outcome"], &it["location"]["path"])).collect();
    assert_eq!(laxer, [(&json!("fail"), &json!("compose.prod.yaml")), (&json!("fail"), &json!("compose.prod.yaml"))]);
}

#[test]
fn what_may_be_promoted_is_a_parameter_with_a_reason() {
    let files = |promote: &str| {
        tree(&[
            ("compose.staging.yaml", "services:\n  web: {image: \"nginx:1.27.0\"}\n"),
            ("compose.prod.yaml", "services:\n  web: {image: \"nginx:1.26.0\"}\n"),
            (
                "plimsoll.yaml",
                &format!(
                    "version: 1\nset: strict\nrules:\n  environments/env-image-drift: {{params: {{promote: {promote}, reason: a release later}}}}\n"
                ),
            ),
        ])
    };
    let drifts = |report: &Value| {
        let found = report["findings"].as_array().unwrap().iter();
        found.filter(|finding| finding["rule"] == "environments/env-image-drift").count()
    };
    assert_eq!(drifts(&check(files("tag").path(), &[]).1), 1);
    let root = files("version");
    assert_eq!(drifts(&check(root.path(), &[]).1), 0);
    let done = run(root.path(), &["check", ".", "--fail-on", "never", "-o", "markdown"]);
    let markdown = String::from_utf8(done.stdout).unwrap();
    let told = "Parameters of `environments/env-image-drift`: promote version; reason a release later";
    assert!(markdown.contains(told), "{markdown}");
    let (code, wrong) = check(files("versoin").path(), &[]);
    assert_eq!((code, &wrong["problems"][0]["code"]), (Some(2), &json!("config-param-value")), "{wrong}");
}

/// The promotion policy of docs/environments.md does what the page says, and its reasons are told.
#[test]
fn the_promotion_policy_of_the_manual_holds() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/environments.md");
    let page = std::fs::read_to_string(page).unwrap();
    let policy = page.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("it has an example");
    let dev = "services:\n  api: {image: \"app:1.3.0\", cpus: 1, mem_limit: 1g}\n  seed: {image: \"app:1.3.0\"}\n  cache: {image: \"redis:7.4\"}\n";
    let prod = "services:\n  api: {image: \"app:1.2.0\"}\n";
    let told = |files: &[(&str, &str)]| -> Vec<String> {
        let root = tree(files);
        let (_, report) = check(root.path(), &["--set", "strict"]);
        assert_eq!(report["problems"], json!([]));
        let of = ["env-image-drift", "env-service-set-drift", "prod-laxer-than-staging"];
        let found = report["findings"].as_array().unwrap().iter();
        let found = found.filter(|it| of.iter().any(|rule| it["rule"] == format!("environments/{rule}").as_str()));
        found.map(|it| it["message"].as_str().unwrap().split(" in prod, and").next().unwrap().to_owned()).collect()
    };
    let with_staging = [("compose.staging.yaml", dev), ("compose.prod.yaml", prod)];
    let without = [("compose.dev.yaml", dev), ("compose.prod.yaml", prod)];
    let governed = |files: &[(&str, &str)]| told(&[files, &[("plimsoll.yaml", policy)]].concat());
    let drift = "service cache runs in staging, and not in prod";
    let lax = "service api lacks a limit of memory";
    // The version is older, `seed` and the limit of processors of `api` are allowed.
    assert_eq!(governed(&with_staging), [drift, lax]);
    assert_eq!(governed(&without), ["service cache runs in dev, and not in prod", lax]);
    assert_eq!(told(&without), Vec::<String>::new());
    assert_eq!(told(&with_staging).len(), 5, "{:?}", told(&with_staging));
    let root = tree(&[&with_staging[..], &[("plimsoll.yaml", policy)]].concat());
    let done = run(root.path(), &["check", ".", "--set", "strict", "--fail-on", "never", "-o", "markdown"]);
    let markdown = String::from_utf8(done.stdout).unwrap();
    for reason in
        ["reason production follows staging by one release", "reason the machine of production runs nothing else"]
    {
        assert!(markdown.contains(reason), "{markdown}");
    }
}
