//! No message has a hole where a value is empty or missing: `adds capability ,`.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use plimsoll_policy::{Bundle, PolicySet, Rule};

use crate::rule_examples::judge_for;

/// What is left of a message when a value in it was empty.
const HOLES: [&str; 12] = ["  ", " ,", " ;", " )", "( ", "()", "``", "''", "\"\"", "[]", "set()", ": ;"];

/// Words that want another one behind them.
const WANTING: [&str; 7] = ["of", "by", "with", "and", "or", "the", "than"];

/// Words that stand for no value in a program, and nowhere else.
const NOTHING: [&str; 3] = ["undefined", "null", "None"];

/// What is wrong with a message; code in it may look as it likes, as long as there is some.
fn hole(message: &str) -> Option<String> {
    let mut pieces = message.split('`');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    while let Some(code) = pieces.next() {
        plain.push_str(if code.trim().is_empty() { "``" } else { "X" });
        plain.push_str(pieces.next().unwrap_or_default());
    }
    if plain.trim() != plain || plain.is_empty() {
        return Some("a blank at its end".to_owned());
    }
    let found = HOLES.iter().find(|hole| plain.contains(**hole)).map(|hole| format!("{hole:?}"));
    let words = || plain.split_whitespace();
    let bare = |word: &str| word.trim_end_matches([',', ';', ':', '.']).to_owned();
    let nothing = || words().map(bare).find(|word| NOTHING.contains(&word.as_str()));
    let last = words().next_back().unwrap_or_default();
    let wants = |word: &&str| word.ends_with([',', ';', ':']) || *word == last;
    let wanting = || words().filter(wants).map(bare).find(|word| WANTING.contains(&word.as_str()));
    found.or_else(nothing).or_else(wanting)
}

/// The messages of a directory that have a hole, and how many there are.
fn holes(directory: &Path, policies: &PolicySet, rules: &[Arc<Rule>]) -> (Vec<String>, usize) {
    let report = judge_for(directory, policies, rules, false);
    let parts = report.findings.iter().flat_map(|finding| finding.parts());
    let said = parts.flat_map(|part| {
        let labels = part.related.iter().map(|mark| mark.label.as_str()).filter(|label| !label.is_empty());
        let all = [part.message.as_str()].into_iter().chain(labels);
        all.map(|text| (part.rule.to_string(), text.to_owned())).collect::<Vec<_>>()
    });
    let told = report.problems.iter().map(|problem| (problem.code.to_string(), problem.message.clone()));
    let all: Vec<(String, String)> = said.chain(told).collect();
    let wrong = all.iter().filter_map(|(who, text)| Some(format!("{who}: {}: {text}", hole(text)?)));
    (wrong.collect(), all.len())
}

fn policies() -> PolicySet {
    PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("the built-in policies load")
}

#[test]
fn no_message_about_an_example_has_a_hole() {
    let policies = policies();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let (mut wrong, mut said) = (Vec::new(), 0);
    for rule in policies.rules() {
        let folder = root.join(rule.id.as_str().replace('-', "_"));
        let (found, count) = holes(&folder.join("bad"), &policies, policies.rules());
        wrong.extend(found.into_iter().map(|text| format!("{}: {text}", rule.id)));
        said += count;
    }
    assert!(said > 2000 && wrong.is_empty(), "{} of {said}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is written and empty, in as many places as a file has.
const EMPTY: &str = r#"services:
  web:
    image: ""
    build: .
    cap_add: [""]
    cap_drop: [""]
    devices: [":/dev/x"]
    hostname: ""
    domainname: ""
    user: ""
    network_mode: ""
    restart: ""
    command: ""
    entrypoint: [""]
    working_dir: ""
    environment: {A: "", PASSWORD: ""}
    labels: {a: ""}
    security_opt: [""]
    dns: [""]
    extra_hosts: []
    env_file: [{path: ./x.env, required: false}]
    logging: {driver: "", options: {max-size: ""}}
    volumes: ["./:/b"]
    healthcheck: {test: [""]}
  other:
    image: ":"
    ports: ["${NOTHING}80"]
    container_name: "${NOTHING}-a"
    depends_on: []
"#;

const EMPTY_DOCKERFILE: &str = r#"FROM debian:12
ARG A
ARG PASSWORD=
RUN ls
RUN ls
RUN ""
COPY a /
COPY b /
COPY c /
LABEL a=""
ENV B=""
VOLUME [""]
VOLUME /$A
USER "$A"
WORKDIR /$A
STOPSIGNAL $A
ENTRYPOINT [""]
CMD [""]
"#;

#[test]
fn no_message_about_what_is_empty_has_a_hole() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("compose.yaml"), EMPTY).unwrap();
    fs::write(folder.path().join("Dockerfile"), EMPTY_DOCKERFILE).unwrap();
    fs::write(folder.path().join(".env"), "A=\nDB_PASSWORD=\n").unwrap();
    let policies = policies();
    let (wrong, said) = holes(folder.path(), &policies, policies.rules());
    assert!(said > 40 && wrong.is_empty(), "{} of {said}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn holes_are_told_from_what_is_whole() {
    for text in [
        "adds capability , which",
        "names image  and builds",
        "in a row to ; write",
        "uses ``; drop",
        "the key ''",
        "a part of; b",
        "is null",
    ] {
        assert!(hole(text).is_some(), "{text}");
    }
    for text in
        ["runs as; look it up", "write `test: []` or `''`", "a place it writes to", "copies . with ADD; write COPY"]
    {
        assert_eq!(hole(text), None, "{text}");
    }
}
