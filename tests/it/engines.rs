//! Our rules are compiled when the program is built. Other engines answer the same: the interpreter on projects and examples, and the rules' own
//! tests say so of both.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plimsoll_check as check;
use plimsoll_loader::discover::{self, Selection};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_policy::{Bundle, Engine, Evaluator, PolicySet, Rule, SubjectKind};
use plimsoll_rego::{Budget, Compiler};
use plimsoll_source::Sources;
use serde_json::{Value, json};

use crate::shared;

/// Repositories of the corpus with much of everything.
const LARGE: [&str; 3] = ["docker__awesome-compose", "authelia__authelia", "overleaf__toolkit"];

/// So many rules are asked about an example besides its own.
const NEIGHBOURS: usize = 3;

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("policies")
}

/// Our rules, and an evaluator by each engine.
fn engines() -> (PolicySet, [Evaluator; 2]) {
    let set = || PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).unwrap_or_else(|all| panic!("{}", all[0]));
    let (compiled, mut interpreted) = (set(), set());
    interpreted.answer_by(Engine::Regorus);
    assert_eq!(compiled.compiled_of(compiled.rules()), compiled.rules().len(), "all of ours are compiled");
    assert_eq!(interpreted.compiled_of(interpreted.rules()), 0);
    let evaluators = [&compiled, &interpreted].map(|set| set.evaluator(set.rules()).expect("ours compile"));
    (compiled, evaluators)
}

/// How much some rules find in the first projects of a folder, by both engines.
fn found(engines: &mut [Evaluator; 2], folder: &Path, projects: usize, rules: &[&Arc<Rule>]) -> usize {
    let files = DiskFiles::new(folder).expect("a folder");
    let candidates = discover::candidates(&files, &[".".to_owned()], &Selection::default());
    let (loaded, _) = check::projects(&candidates, &shared::scope(), &files, &Sources::default());
    let mut found = 0;
    for one in loaded.iter().take(projects) {
        engines.iter_mut().for_each(|engine| engine.set_input(&one.project));
        for rule in rules {
            let [ours, theirs] = engines.each_mut().map(|engine| engine.answer(rule).expect("no rule fails"));
            assert_eq!(ours, theirs, "{} on {} of {}", rule.id, one.project.label(), folder.display());
            found += ours.as_array().map_or(0, Vec::len);
        }
    }
    found
}

#[test]
fn compiled_rules_answer_as_interpreted_ones() {
    let (set, mut engines) = engines();
    let mut folders: Vec<PathBuf> = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop")];
    if let Some(corpus) = shared::folder("corpus") {
        folders.extend(LARGE.iter().map(|name| corpus.join(name)).filter(|folder| folder.is_dir()));
    }
    let rules: Vec<&Arc<Rule>> = set.rules().iter().collect();
    let found: usize = folders.iter().map(|folder| found(&mut engines, folder, 6, &rules)).sum();
    assert!(found > 50, "{found}");
}

#[test]
fn examples_are_judged_alike_compiled_and_interpreted() {
    let (set, mut engines) = engines();
    let (mut examples, mut bad) = (0, 0);
    // Rules of several environments are asked of all of them together: tests of those ask both engines.
    let of_one = |rule: &Arc<Rule>| rule.applies_to != SubjectKind::Environments;
    let count = set.rules().iter().filter(|rule| of_one(rule)).count();
    for (number, rule) in set.rules().iter().enumerate().filter(|(_, rule)| of_one(rule)) {
        let folder = policies().join(&rule.path);
        let folder = folder.parent().expect("a rule lies in a folder");
        let mut asked = vec![rule];
        asked.extend((1..=NEIGHBOURS).map(|next| &set.rules()[(number * 7 + next * 29) % set.rules().len()]));
        for name in ["good", "bad"] {
            let found = found(&mut engines, &folder.join(name), usize::MAX, &asked);
            examples += 1;
            bad += usize::from(name == "bad" && found > 0);
        }
    }
    assert!(examples == 2 * count && bad == count && count > 390, "{bad} of {examples} find something");
}

/// The texts of our policies and of their tests, by path.
fn texts(folder: &Path, texts: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            self::texts(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rego") {
            texts.insert(path.to_string_lossy().into_owned(), fs::read_to_string(&path).expect("UTF-8"));
        }
    }
}

/// `data.params` as METADATA says.
fn params(rules: &[Arc<Rule>]) -> Value {
    let mut params = json!({});
    for rule in rules {
        let mut place = &mut params;
        for part in rule.package.trim_start_matches("policies.").split('.') {
            place = &mut place[part];
        }
        for (name, param) in &rule.params {
            place[name] = param.default.clone();
        }
    }
    params
}

/// The tests of a module, as rules of `data`.
fn tests(text: &str) -> impl Iterator<Item = String> + '_ {
    let package = package(text);
    let name =
        |line: &str| line.split(|c: char| c != '_' && !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_owned();
    let names = text.lines().filter(|line| line.starts_with("test_")).map(name);
    names.map(move |name| format!("data.{package}.{name}"))
}

fn package(text: &str) -> &str {
    text.lines().find_map(|line| line.strip_prefix("package ")).expect("a package").trim()
}

/// A test passes where it is true, or every case of its table is.
fn passes(answer: &Value) -> bool {
    match answer {
        Value::Object(table) => !table.is_empty() && table.values().all(passes),
        Value::Array(table) => !table.is_empty(),
        answer => *answer == json!(true),
    }
}

/// That they pass interpreted is a test of its own (`rules.rs`).
#[test]
fn tests_of_rules_pass_compiled() {
    let (set, _) = engines();
    let mut all = BTreeMap::new();
    texts(&policies(), &mut all);
    let mut compiler = Compiler::new();
    for (path, text) in &all {
        compiler = compiler.module(path, text).unwrap_or_else(|refusal| panic!("{refusal}"));
    }
    let compiler =
        compiler.data("params", &params(set.rules())).expect("JSON").data("known", set.known()).expect("JSON");
    let asked = all.iter().filter(|(path, _)| path.ends_with("_test.rego")).flat_map(|(_, text)| tests(text));
    let mut asked: Vec<String> = asked.collect();
    asked.sort();
    asked.dedup();
    let compiled = compiler.compile_what_fits(&asked.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(compiled.refused.is_empty(), "{} refused: {:#?}", compiled.refused.len(), &compiled.refused[..1]);
    let mut evaluator = plimsoll_rego::Evaluator::new(Arc::new(compiled.program), Budget::default());
    let mut failed = Vec::new();
    for test in &asked {
        match evaluator.eval(test) {
            Ok(answer) if passes(&serde_json::to_value(answer).expect("JSON")) => {}
            Ok(_) => failed.push(format!("{test} is not true")),
            Err(error) => failed.push(format!("{test}: {error}")),
        }
    }
    assert!(failed.is_empty(), "{} of {}: {:#?}", failed.len(), asked.len(), &failed[..failed.len().min(5)]);
    assert!(asked.len() > 50, "{}", asked.len());
}
