//! `secrets.allow`: findings that rest on an allowed key are waived in sight of everybody, and nothing else is.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use plimsoll_check::{self as check, Run, Settlement};
use plimsoll_judge::config::{Command, Floors, Layers, Source};
use plimsoll_loader::discover::{self, Selection};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_policy::{Bundle, PolicySet, RuleId};
use plimsoll_report::{self as report, Format, Options, Report, Repository};
use plimsoll_source::{Shown, Sources};

const COMPOSE: &str = r#"
services:
  db:
    image: postgres:17.2
    privileged: true
    environment:
      APP_PASSWORD: plant-a-b7c9e1
      CLIENT_SECRET: plant-b-b7c9e1
    command: ["postgres", "--password", "plant-c-b7c9e1"]
"#;

fn all_of(policies: &PolicySet) -> BTreeSet<RuleId> {
    policies.rules().iter().map(|rule| rule.id.clone()).collect()
}

/// Judges [`COMPOSE`] at `deploy/compose.yaml` by all rules, with a configuration at `config_path`.
fn judge(policies: &PolicySet, config_path: &str, config: &str, waivers: bool) -> Shown<Report> {
    let directory = tempfile::tempdir().expect("a directory");
    fs::create_dir(directory.path().join("deploy")).expect("a directory");
    for (path, text) in [("deploy/compose.yaml", COMPOSE), (config_path, config)] {
        fs::write(directory.path().join(path), text).expect("written");
    }
    let files = DiskFiles::new(Path::new(directory.path())).expect("the directory is there");
    let found = discover::candidates(&files, &[".".to_owned()], &Selection::default());
    let sources = Arc::new(Sources::default());
    let mut layers = Layers::new(Source::Tree, false, Floors::default());
    layers.learn(["compose.yaml", "deploy/compose.yaml", config_path], &files, &sources);
    layers.know(policies.rules(), HashMap::new(), Command { only: Some(all_of(policies)), ..Command::default() });
    assert_eq!(layers.take_problems(), []);
    let run = Run {
        found: &found,
        scope: &crate::shared::scope(),
        files: &files,
        sources,
        policies,
        shows_controls: false,
        is_about_controls: false,
        repository: Repository::default(),
    };
    let as_of = "2026-11-20".to_owned();
    let settlement = Settlement { as_of, waivers: waivers.then(Vec::new), ..Settlement::default() };
    check::report(run, &mut layers, settlement, Vec::new()).expect("the built-in policies compile")
}

/// The keys or options of which every finding about a literal is waived; `privileged` where that is.
fn waived(report: &Report) -> Vec<&'static str> {
    let about = |needle: &str| {
        let line = COMPOSE.lines().position(|line| line.contains(needle)).expect("a line") + 1;
        let place = |span| report.sources.location(span);
        let here: Vec<_> = report
            .findings
            .iter()
            .filter(|f| place(f.primary.span).start.line as usize == line && !f.secrets.is_empty())
            .collect();
        assert!(needle == "privileged" || !here.is_empty(), "nothing is found at {needle}");
        !here.is_empty() && here.iter().all(|finding| finding.waiver.is_some())
    };
    ["APP_PASSWORD", "CLIENT_SECRET", "--password", "privileged"].into_iter().filter(|needle| about(needle)).collect()
}

#[test]
fn what_is_allowed_is_waived_and_nothing_else() {
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("the built-in policies load");
    let all = vec!["APP_PASSWORD", "CLIENT_SECRET", "--password"];
    let here = "plimsoll.yaml";
    let table: [(&str, &str, Vec<&str>, &str); 8] = [
        (here, "{key: '*_PASSWORD', reason: test data}", vec!["APP_PASSWORD"], "Active"),
        (here, "{path: 'deploy/**', reason: test data}", all.clone(), "Active"),
        (here, "{path: 'deploy/*.yaml', key: CLIENT_SECRET, reason: test data}", vec!["CLIENT_SECRET"], "Active"),
        (here, "{path: '*.yaml', reason: test data}", vec![], "Unused"),
        (here, "{path: 'tests/**', key: '*', reason: test data}", vec![], "Unused"),
        (here, "{key: PASSWORD, reason: test data}", vec![], "Unused"),
        ("deploy/plimsoll.yaml", "{path: '*.yaml', reason: test data}", all, "Active"),
        ("deploy/plimsoll.yaml", "{path: 'deploy/**', reason: test data}", vec![], "Unused"),
    ];
    for (path, entry, expected, standing) in table {
        let text = format!("version: 1\nsecrets:\n  allow:\n    - {entry}\n");
        let report = judge(&policies, path, &text, true);
        assert_eq!(waived(&report), expected, "{path} {entry}");
        let [state] = report.waivers.as_slice() else { panic!("{entry}: {:?}", report.waivers) };
        assert_eq!(format!("{:?}", state.standing), standing, "{entry}");
        let place = report.sources.location(state.waiver.span);
        assert_eq!((place.path.as_str(), place.start.line), (path, 4), "{entry}");
        let others = report.findings.iter().filter(|finding| finding.waiver.is_some() && finding.secrets.is_empty());
        assert_eq!(others.count(), 0, "{entry}");
        let told = report.problems.iter().filter(|problem| problem.code == "waiver-unused").count();
        assert_eq!(told, usize::from(expected.is_empty()), "{entry}");
        assert!(waived(&judge(&policies, path, &text, false)).is_empty(), "{entry}");
    }
}

#[test]
fn severities_that_cannot_be_waived_stay() {
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("the built-in policies load");
    let text = "version: 1\nwaivers: {max_severity: info}\nsecrets:\n  allow:\n    - {key: '*', reason: x}\n";
    let report = judge(&policies, "plimsoll.yaml", text, true);
    assert!(waived(&report).is_empty());
    assert!(report.problems.iter().any(|problem| problem.code == "waiver-too-severe"));
}

#[test]
fn every_report_shows_what_is_allowed_and_why() {
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("the built-in policies load");
    let text = "version: 1\nsecrets:\n  allow:\n    - {path: 'deploy/**', reason: only for demos}\n";
    let report = judge(&policies, "plimsoll.yaml", text, true);
    let options = Options { verbose: true, ..Options::default() };
    for format in [Format::Text, Format::Json, Format::Html, Format::Markdown, Format::Junit, Format::Csv] {
        let mut out = Vec::new();
        report::write(&report, format, &options, &mut out).expect("written");
        let out = String::from_utf8(out).expect("UTF-8");
        for needle in ["only for demos", "secrets.allow[0]"] {
            assert!(out.contains(needle), "{format:?} does not show {needle}");
        }
        assert!(!out.contains("plant-a-"), "{format:?} shows a value");
    }
}
