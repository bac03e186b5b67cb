//! Every built-in rule answers whatever it is asked: models and texts of real projects are changed a little at a time, within the schema or by
//! the loader's own doing, and a rule that fails on one is a fault, told with what made it fail.
//!
//! `FORCE_ROUNDS=20000 FORCE_SEED=7 cargo test --release --test it rule_force -- --nocapture` looks longer.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plimsoll_check::{self as check, Run, Scope, Settlement};
use plimsoll_judge::config::Layers;
use plimsoll_loader::discover::{self, Found, Selection};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_policy::{Bundle, Evaluator, PolicySet, Rule};
use plimsoll_report::Repository;
use plimsoll_source::Sources;
use plimsoll_source::files::MemoryFiles;
use serde_json::{Value, json};

use crate::shared::{self, Dice};

/// Models and projects that one ordinary run tries.
const ROUNDS: usize = 60;

/// Projects that are judged in one go.
const TOGETHER: usize = 60;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

fn rounds() -> usize {
    number("FORCE_ROUNDS").map_or(ROUNDS, |rounds| rounds as usize)
}

fn dice(salt: u64) -> Dice {
    let mut dice = Dice(number("FORCE_SEED").unwrap_or(20_261_129).wrapping_mul(2) + 1 + salt);
    // The first numbers of near seeds are near each other.
    (0..8).for_each(|_| {
        dice.roll(2);
    });
    dice
}

fn pick<'t, T>(all: &'t [T], dice: &mut Dice) -> &'t T {
    &all[dice.roll(all.len())]
}

/// Our own examples and those of rules; real repositories only where somebody looks longer.
fn directories() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all: Vec<PathBuf> =
        ["shop", "shop_hardened", "environments"].map(|name| root.join("examples").join(name)).into();
    let examples = walkdir::WalkDir::new(root.join("policies")).sort_by_file_name().into_iter().filter_map(Result::ok);
    let is_example = |entry: &walkdir::DirEntry| {
        entry.file_type().is_dir() && ["good", "bad"].iter().any(|name| entry.file_name() == *name)
    };
    all.extend(examples.filter(is_example).map(walkdir::DirEntry::into_path));
    if rounds() > ROUNDS
        && let Some(corpus) = shared::folder("corpus")
    {
        let mut repositories: Vec<PathBuf> =
            fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
        repositories.sort();
        all.extend(repositories);
    }
    all
}

fn models(directory: &Path) -> Vec<Value> {
    let files = DiskFiles::new(directory).unwrap();
    let found = discover::candidates(&files, &[".".to_owned()], &Selection::default());
    let (loaded, _) = check::projects(&found, &crate::shared::scope(), &files, &Sources::default());
    loaded.iter().map(|loaded| serde_json::to_value(&loaded.project).unwrap()).collect()
}

// ------------------------------------------------------------------ models

/// What may stand where the schema leaves the type open, as it does for what Compose files say.
fn anything(dice: &mut Dice) -> Value {
    let all = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1e25),
        json!(""),
        json!("x"),
        json!("0"),
        json!("a:b:c:d"),
        json!("$X"),
        json!("${X:-}"),
        json!("../.."),
        json!("["),
        json!("{*\\"),
        json!("\u{e9}\u{301}\u{1f389}"),
        json!("9999999999999999999999"),
        json!([]),
        json!([null]),
        json!([1]),
        json!(["", ""]),
        json!(["a=b"]),
        json!([[]]),
        json!([{}]),
        json!({}),
        json!({"": null}),
        json!({"a": null}),
        json!({"a": []}),
        json!({"a": {"b": 1}}),
    ];
    pick(&all, dice).clone()
}

/// A copy that stands in another place: no two things have one address.
fn moved(value: &Value, from: &str, to: &str) -> Value {
    match value {
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| {
                let address = value.as_str().filter(|_| key == "at").and_then(|text| text.strip_prefix(from));
                let rest = address.filter(|rest| rest.is_empty() || rest.starts_with('/'));
                (key.clone(), rest.map_or_else(|| moved(value, from, to), |rest| json!(format!("{to}{rest}"))))
            };
            Value::Object(entries.iter().map(entry).collect())
        }
        Value::Array(items) => items.iter().map(|item| moved(item, from, to)).collect(),
        value => value.clone(),
    }
}

/// A list with more of its own elements at its end.
fn longer(items: &[Value], more: &[usize], at: &str) -> Value {
    let copies = more
        .iter()
        .enumerate()
        .map(|(i, from)| moved(&items[*from], &format!("{at}/{from}"), &format!("{at}/{}", items.len() + i)));
    items.iter().cloned().chain(copies).collect()
}

/// A value like this one, but empty, doubled, absent, odd.
fn other(value: &Value, at: &str, dice: &mut Dice) -> Value {
    match (value, dice.roll(4)) {
        (_, 0) => Value::Null,
        (Value::Array(items), 1) => longer(items, &(0..items.len()).collect::<Vec<_>>(), at),
        (Value::Array(items), 2) if !items.is_empty() => longer(items, &[dice.roll(items.len())], at),
        (Value::Array(_), _) => json!([]),
        (Value::Object(entries), 1 | 2) if !entries.is_empty() => {
            let gone = dice.roll(entries.len());
            Value::Object(
                entries
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| *i != gone)
                    .map(|(_, (k, v))| (k.clone(), v.clone()))
                    .collect(),
            )
        }
        (Value::Object(entries), _) if !entries.is_empty() => {
            let mut entries = entries.clone();
            let (key, twin) = entries.iter().nth(dice.roll(entries.len())).unwrap();
            let from = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
            let twin = moved(twin, &from, &format!("{at}/twin"));
            entries.insert("twin".to_owned(), twin);
            Value::Object(entries)
        }
        (Value::Bool(is), _) => json!(!is),
        (Value::Number(_), 1) => json!(-1),
        (Value::Number(_), 2) => json!(9_999_999_999_u64),
        (Value::Number(_), _) => json!(0),
        (Value::String(text), 1) => json!(format!("{text}{text}")),
        (Value::String(_), _) => {
            let odd = [
                "",
                " ",
                "x",
                "[",
                "]{*",
                "\\",
                "$",
                "${",
                "%s%d",
                "\u{e9}",
                "0",
                "-1",
                "18446744073709551616",
                "a/../b",
                "@",
                ":",
                "latest",
                "sha256:",
            ];
            json!(pick(&odd, dice))
        }
        _ => Value::Null,
    }
}

/// All places in a model, but for those of addresses: they are what the loader makes of places.
fn places(value: &Value, at: &str, into: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries.iter().filter(|(key, _)| *key != "at") {
                let below = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                places(value, &below, into);
                into.push(below);
            }
        }
        Value::Array(items) => {
            for (i, value) in items.iter().enumerate() {
                let below = format!("{at}/{i}");
                places(value, &below, into);
                into.push(below);
            }
        }
        _ => {}
    }
}

/// A few changes; what was changed to what.
fn change(model: &mut Value, dice: &mut Dice) -> Vec<String> {
    let mut all = Vec::new();
    places(model, "", &mut all);
    let mut done = Vec::new();
    for _ in 0..=dice.roll(3) {
        // What Compose files say is the widest of it, and open: half of the changes are made there.
        let written: Vec<&String> =
            all.iter().filter(|at| at.starts_with("/services/") && !at.contains("/facts")).collect();
        let at = if dice.roll(2) == 0 && !written.is_empty() {
            (*pick(&written, dice)).clone()
        } else {
            pick(&all, dice).clone()
        };
        let Some(place) = model.pointer_mut(&at) else { continue };
        let is_open = ["/services/", "/networks/", "/volumes/", "/secrets/", "/configs/", "/extensions"]
            .iter()
            .any(|start| at.starts_with(start));
        *place = if is_open && dice.roll(2) == 0 { anything(dice) } else { other(place, &at, dice) };
        done.push(format!("{at} = {place}"));
    }
    done
}

/// Attributes of Compose services, so that also those are tried that no example has.
fn attributes() -> Vec<String> {
    let schema: Value = serde_json::from_str(include_str!("../../schemas/compose.json")).unwrap();
    let of = |kind: &str| schema[kind]["service"]["properties"].as_object().map(|all| all.keys().cloned().collect());
    of("definitions").or_else(|| of("$defs")).unwrap()
}

fn extended(model: &mut Value, attributes: &[String], dice: &mut Dice) -> Vec<String> {
    let reserved: BTreeSet<&str> = ["facts", "at", "key", "active"].into();
    let mut done = Vec::new();
    for (name, service) in model["services"].as_object_mut().into_iter().flatten() {
        let key = pick(attributes, dice);
        if dice.roll(3) == 0 && !reserved.contains(key.as_str()) {
            let Some(attributes) = service.as_object_mut() else { continue };
            let value = anything(dice);
            done.push(format!("/services/{name}/{key} = {value}"));
            attributes.insert(key.clone(), value);
        }
    }
    done
}

/// What a rule says of a model that it cannot answer for.
fn failures(evaluator: &mut Evaluator, rules: &[Arc<Rule>], model: &Value) -> BTreeMap<String, String> {
    evaluator.set_input(model);
    evaluator.prepare(rules.iter().map(AsRef::as_ref));
    let failed =
        rules.iter().filter_map(|rule| evaluator.run(rule).err().map(|error| (rule.id.to_string(), error.message)));
    failed.collect()
}

#[test]
fn every_rule_answers_for_every_model_that_the_schema_allows() {
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).unwrap();
    let rules = policies.rules().to_vec();
    let mut evaluator = policies.evaluator(&rules).unwrap();
    let schema: Value = serde_json::from_str(
        &fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/input.json")).unwrap(),
    )
    .unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let (attributes, directories) = (attributes(), directories());
    let mut dice = dice(1);
    let (mut judged, mut refused) = (0, 0);
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    while judged < rounds() && refused < 50 * rounds() {
        let of_directory = models(pick(&directories, &mut dice).as_path());
        if of_directory.is_empty() {
            refused += 1;
            continue;
        }
        // Loading costs more than changing.
        for _ in 0..6 {
            let model = pick(&of_directory, &mut dice);
            let mut changed = model.clone();
            let mut done = change(&mut changed, &mut dice);
            done.extend(extended(&mut changed, &attributes, &mut dice));
            if done.is_empty() || !schema.is_valid(&changed) {
                refused += 1;
                continue;
            }
            judged += 1;
            for (rule, message) in failures(&mut evaluator, &rules, &changed) {
                wrong.entry(rule).or_insert_with(|| format!("{message}\n    with {}", done.join("\n    and  ")));
            }
        }
    }
    println!(
        "{judged} models judged by {} rules, {refused} left out as no models, {} rules failed",
        rules.len(),
        wrong.len()
    );
    assert!(judged >= rounds(), "only {judged} of the changed models are models");
    let told: Vec<String> = wrong.iter().map(|(rule, why)| format!("{rule}: {why}")).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

// ------------------------------------------------------------------- texts

/// Words that stand in for others.
const WORDS: [&str; 48] = [
    "",
    "null",
    "~",
    "[]",
    "{}",
    "\"\"",
    "''",
    "-1",
    "0",
    "1.5",
    "true",
    "x",
    "[\"a\"]",
    "{a: null}",
    "$X",
    "${X:-y}",
    "${X:?}",
    "${",
    "$",
    "--link",
    "--from=0",
    "--mount=type=",
    "--chmod",
    "--platform=",
    "=",
    "-",
    "999999999999999999999",
    "\\",
    "<<EOF",
    "@sha256:",
    "a:b:c",
    "::",
    "/",
    "..",
    "*",
    "[z-a]",
    "!",
    "\u{e9}",
    "ARG TAG=1\nARG TAG=2\nFROM a:${TAG}",
    "AS",
    "scratch",
    "COPY --link a /b\nCOPY --link c /b",
    "&&",
    "|",
    "\"",
    "'",
    "{",
    "#",
];

/// The text with a few words, lines or values changed.
fn rewritten(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..=dice.roll(3) {
        if lines.is_empty() {
            break;
        }
        let at = dice.roll(lines.len());
        match dice.roll(6) {
            0 => lines.insert(at, lines[at].clone()),
            1 => drop(lines.remove(at)),
            2 => {
                let to = dice.roll(lines.len());
                lines.swap(at, to);
            }
            3 if lines[at].contains(": ") => {
                let key = lines[at].split_once(": ").map_or("", |(key, _)| key).to_owned();
                lines[at] = format!("{key}: {}", pick(&WORDS, dice));
            }
            _ => {
                let mut words: Vec<&str> = lines[at].split_inclusive([' ', '=', ',', ':']).collect();
                if words.is_empty() {
                    continue;
                }
                let word = dice.roll(words.len());
                let with = pick(&WORDS, dice);
                match dice.roll(3) {
                    0 => words.insert(word, with),
                    1 => words.insert(word, words[word]),
                    _ => words[word] = with,
                }
                lines[at] = words.concat();
            }
        }
    }
    lines.join("\n") + "\n"
}

/// The files of an example that are texts, by path.
fn texts(directory: &Path) -> BTreeMap<String, String> {
    let files = shared::files(directory, &|_| true);
    let text = |path: PathBuf| {
        let shown = path.strip_prefix(directory).unwrap().to_string_lossy().replace('\\', "/");
        fs::read_to_string(&path).ok().filter(|text| text.len() < 50_000).map(|text| (shown, text))
    };
    files.into_iter().filter_map(text).collect()
}

/// Rules that failed on trees in memory, and bugs of the line itself: `code: message`.
fn faults(trees: &[BTreeMap<String, String>], policies: &PolicySet) -> BTreeSet<String> {
    let of_tree = |(i, tree): (usize, &BTreeMap<String, String>)| {
        let tree: Vec<(String, String)> =
            tree.iter().map(|(path, text)| (format!("p{i}/{path}"), text.clone())).collect();
        tree
    };
    let all: Vec<(String, String)> = trees.iter().enumerate().flat_map(of_tree).collect();
    let kind = |path: &String| discover::kind_of(path.rsplit('/').next().unwrap());
    let candidates = all.iter().filter_map(|(path, _)| Some((path.clone(), kind(path)?))).collect();
    let run = Run {
        found: &Found { candidates, ..Found::default() },
        scope: &Scope { allow_empty: true, ..crate::shared::scope() },
        files: &MemoryFiles::new(all),
        sources: Arc::new(Sources::default()),
        policies,
        shows_controls: false,
        is_about_controls: false,
        repository: Repository::default(),
    };
    let settlement = Settlement { as_of: "2026-11-20".to_owned(), ..Settlement::default() };
    let report = check::report(run, &mut Layers::of_rules(policies.rules()), settlement, Vec::new()).unwrap();
    let is_fault = |code: &str| code.starts_with("policy-") || code == "internal" || code == "finding-without-place";
    let problems = report.problems.iter().filter(|problem| is_fault(problem.code));
    problems.map(|problem| format!("{}: {}", problem.code, problem.message)).collect()
}

#[test]
fn every_rule_answers_for_every_text_that_the_loader_reads() {
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).unwrap();
    let directories = directories();
    let mut dice = dice(2);
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    let mut judged = 0;
    while judged < rounds() {
        let mut trees: Vec<BTreeMap<String, String>> = Vec::new();
        while trees.len() < TOGETHER.min(rounds() - judged) {
            let mut tree = texts(pick(&directories, &mut dice).as_path());
            for text in tree.values_mut() {
                if dice.roll(4) > 0 {
                    *text = rewritten(text, &mut dice);
                }
            }
            trees.push(tree);
        }
        judged += trees.len();
        if faults(&trees, &policies).is_empty() {
            continue;
        }
        for tree in trees {
            for fault in faults(std::slice::from_ref(&tree), &policies) {
                let shown: Vec<String> = tree.iter().map(|(path, text)| format!("--- {path}\n{text}")).collect();
                wrong.entry(fault).or_insert_with(|| shown.concat());
            }
        }
    }
    println!("{judged} projects judged by {} rules, {} faults", policies.rules().len(), wrong.len());
    let told: Vec<String> = wrong.iter().map(|(fault, tree)| format!("{fault}\n{tree}")).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// The two faults that were found in the field, and one bad value among good ones.
#[test]
fn what_made_rules_fail_once_is_answered() {
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).unwrap();
    let tree = |files: &[(&str, &str)]| -> BTreeMap<String, String> {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    };
    let trees = [
        tree(&[("Dockerfile", "ARG TAG=12-slim\nARG TAG=13-slim\nARG TAG\nFROM debian:${TAG}\nUSER 1\n")]),
        tree(&[(
            "Dockerfile",
            "FROM a:1\nCOPY --link a.txt /d/\nCOPY --link b.txt /d/\nADD --keep-git-dir x /d/\nUSER 1\n",
        )]),
        tree(&[("Dockerfile", "FROM a:1\nCOPY [z-a]* {b /d/\n"), (".dockerignore", "*\n"), ("x", "")]),
        tree(&[(
            "compose.yaml",
            "services:\n  web: {image: 'a:1', sysctls: 5, extra_hosts: true, group_add: x, depends_on: {db: null}, secrets: [1]}\n  db: {image: 'a:1'}\nnetworks: {n: {driver_opts: []}}\n",
        )]),
    ];
    assert_eq!(faults(&trees, &policies), BTreeSet::new());
}

#[test]
fn changes_are_the_same_every_time() {
    let model = json!({"services": {"web": {"ports": [1, 2], "facts": {}}}});
    let once = || {
        let mut changed = model.clone();
        let mut dice = dice(3);
        (change(&mut changed, &mut dice), changed)
    };
    assert_eq!(once(), once());
    let mut all = Vec::new();
    places(&model, "", &mut all);
    assert_eq!(all.len(), 6);
    assert!(!attributes().is_empty());
}
