use std::sync::Arc;

use super::*;
use plimsoll_policy::{Param, Rule, RuleId};

fn parse(text: &str) -> (Config, Vec<String>) {
    let sources = Sources::default();
    let file = sources.add("plimsoll.yaml", text);
    let (config, problems) = Config::parse(&sources, file);
    (config, told(&sources, &problems))
}

fn told(sources: &Sources, problems: &[Problem]) -> Vec<String> {
    let one = |problem: &Problem| {
        let line = problem.location(sources).map_or(0, |location| location.start.line);
        format!("{line}: {} ({})", problem.message, problem.help.as_deref().unwrap_or("-"))
    };
    problems.iter().map(one).collect()
}

fn rule(id: &str, set: RuleSet) -> Arc<Rule> {
    Arc::new(Rule { id: RuleId::new(id), set, ..blank_rule() })
}

/// A rule with a parameter.
pub(crate) fn blank_rule() -> Rule {
    let max = Param { default: 4.into(), description: "most".into(), values: Vec::new() };
    Rule { params: [("max".to_owned(), max)].into(), ..Rule::named("a/b") }
}

const FULL: &str = r#"
version: 1
set: strict
rules:
  compose/*: low
  compose/a: off
  compose/b: {severity: high, params: {max: 3}}
policies: [policies]
paths:
  include: ["deploy/**"]
  exclude:
    - legacy/**
    - {path: "vendor/**", reason: not ours}
environments:
  - name: prod
    files: [compose.yaml, compose.prod.yaml]
    env_files: [.env.prod]
    profiles: [web]
    variables: {TAG: 1.2, DEBUG: false}
fail_on: never
output: {formats: [text, sarif=out.sarif], sarif_category: app}
waivers: {peers: [hadolint], require: [owner], max_days: 90}
secrets:
  allow:
    - {path: "tests/**", reason: test data}
"#;

#[test]
fn a_full_file_is_taken_as_it_says() {
    let (config, problems) = parse(FULL);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(config.set, Some(RuleSet::Strict));
    assert_eq!(config.fail_on, Some(FailOn::Never));
    assert_eq!(config.environments[0].variables["TAG"], "1.2");
    assert_eq!(config.paths.exclude[1].reason(), "not ours");
    assert_eq!(config.waivers.inline, None);
    let effective = |id: &str| config.effective(&RuleId::new(id));
    assert_eq!(effective("compose/a").enabled, Some(false));
    assert_eq!(effective("compose/b").severity, Some(Severity::High));
    assert_eq!(effective("compose/b").enabled, Some(true));
    assert_eq!(effective("compose/b").params["max"], 3);
    assert_eq!(effective("dockerfile/b"), Effective::default());
}

#[test]
fn whatever_is_wrong_is_told_at_its_line_and_nothing_holds() {
    let table = [
        ("", "1: the file must be a mapping, not nothing (-)"),
        ("set: all\n", "1: the file has no `version` (add `version:`)"),
        ("version: 2\n", "1: `version` cannot be `2` (write 1)"),
        ("version: 1\n\nfail-on: high\n", "3: unknown key `fail-on` in the file (did you mean `fail_on`?)"),
        ("version: 1\nfail_on: hihg\n", "2: `fail_on` cannot be `hihg` (did you mean `high`?)"),
        (
            "version: 1\nrules:\n  a/b:\n    severty: low\n",
            "4: unknown key `severty` in `rules.a/b` (did you mean `severity`?)",
        ),
        ("version: 1\nrules:\n  a/b: hgih\n", "3: `rules.a/b` cannot be `hgih` (did you mean `high`?)"),
        (
            "version: 1\nrules:\n  a/b: {severity: bad}\n",
            "3: `rules.a/b.severity` cannot be `bad` (write one of critical, high, medium, low, info)",
        ),
        ("version: 1\npaths:\n  exclude: x\n", "3: `paths.exclude` must be a list, not `x` (-)"),
        (
            "version: 1\npaths:\n  exclude:\n    - ok\n    - \"a[\"\n",
            "5: `a[` is no glob pattern: unclosed character class; missing ']' (-)",
        ),
        (
            "version: 1\nenvironments:\n  - {name: a, files: [c.yml]}\n  - {name: a, files: [c.yml]}\n",
            "4: environment `a` is described twice (-)",
        ),
        ("version: 1\nversion: 1\n", "2: mapping key \"version\" already defined at line 1 (-)"),
        ("version: 1\nsecrets: {allow: [{reason: x}]}\n", "2: `secrets.allow[0]` is empty (-)"),
        (
            "version: 1\noutput: {formats: [xml]}\n",
            "2: `output.formats[0]` cannot be `xml` (FORMAT or FORMAT=PATH with one of text, concise, json, sarif, github, junit, gitlab, markdown, html, csv.)",
        ),
    ];
    for (text, expected) in table {
        let (config, problems) = parse(text);
        assert_eq!(problems, [expected], "{text}");
        assert_eq!(config.version, 0, "{text}");
    }
}

#[test]
fn environments_that_are_started_alike_are_told_and_count() {
    let (config, problems) = parse(
        "version: 1\nenvironments:\n  - {name: a, files: [c.yml]}\n  - {name: b, files: [c.yml]}\n  - {name: c, files: [c.yml], env_files: [c.env]}\n",
    );
    let told = "4: environments `a` and `b` are started alike: nothing can differ between them (name the files, env files or variables of each)";
    assert_eq!(problems, [told]);
    assert_eq!(config.environments.len(), 3);
}

#[test]
fn settings_of_unknown_rules_and_parameters_are_told() {
    let text = "version: 1\nrules:\n  compose/privilegd: off\n  compose/privileged:\n    params:\n      mx: 1\n      max: x\n  nothing/*: low\n";
    let sources = Sources::default();
    let file = sources.add("plimsoll.yaml", text);
    let (config, problems) = Config::parse(&sources, file);
    assert_eq!(problems, []);
    let problems = config.check_rules(&[rule("compose/privileged", RuleSet::All)]);
    assert_eq!(
        told(&sources, &problems),
        [
            "3: no rule is named `compose/privilegd` (did you mean `compose/privileged`?)",
            "6: `compose/privileged` has no parameter `mx` (did you mean `max`?)",
            "7: parameter `max` of `compose/privileged` cannot be `x` (write a value like its default, 4)",
            "8: no rule is named `nothing/*` (`plimsoll rules` lists all rules)",
        ]
    );
}

#[test]
fn patterns_match_whole_ids() {
    for (pattern, id, expected) in [
        ("compose/*", "compose/a", true),
        ("*", "compose/a", true),
        ("*/a", "compose/a", true),
        ("c*e/*a", "compose/ba", true),
        ("compose", "compose/a", false),
        ("compose/a", "compose/a", true),
        ("*b", "compose/a", false),
        ("compose/a*a", "compose/a", false),
    ] {
        assert_eq!(matches(pattern, &RuleId::new(id)), expected, "{pattern} {id}");
    }
}

#[test]
fn the_schema_and_the_types_know_the_same_keys() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    assert!(jsonschema::meta::is_valid(&schema));
}
