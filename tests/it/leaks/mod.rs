//! A secret put into every kind of place that we know of, also where files are broken: no output may show it, nor ten characters of it.
//!
//! Every tree goes through the library in every format; some of them through the program, verb by verb. Values are made when the test runs.

mod kinds;
mod more;
mod shapes;
mod taken;
mod trees;
mod values;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use plimsoll_check::{self as check};
use plimsoll_evidence::{self as evidence, Circumstances};
use plimsoll_loader::discover::{self, Selection};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_policy::{Bundle, PolicySet, Rule};
use plimsoll_report::{self as report, Format, Options, Report, SarifOptions, SarifProfile};
use plimsoll_source::{Shown, Sources};
use rayon::prelude::*;

use self::trees::{Tree, trees};
use crate::rule_examples::judge_for;

/// So many characters of a secret in a row are a leak.
const PIECE: usize = 10;

/// The first piece of the secret that a text shows, in any case.
fn leaked(text: &str, secret: &str) -> Option<String> {
    let (text, secret) = (text.to_lowercase(), secret.to_lowercase());
    let pieces = secret.as_bytes().windows(PIECE).step_by(PIECE).chain(secret.as_bytes().windows(PIECE).next_back());
    let mut shown = pieces.filter_map(|piece| {
        let at = text.find(std::str::from_utf8(piece).expect("secrets are ASCII"))?;
        let before = text[..at].char_indices().rev().nth(60).map_or(0, |(i, _)| i);
        let after = text[at..].char_indices().nth(30).map_or(text.len(), |(i, _)| at + i);
        Some(text[before..after].replace('\n', "⏎"))
    });
    shown.next()
}

fn write_tree(tree: &Tree, directory: &Path) {
    for (path, text) in &tree.files {
        let path = directory.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, text).expect("written");
    }
}

/// Every format of a report, the problems as they are told on stderr, the models, and a bundle.
fn in_process(directory: &Path, policies: &PolicySet, rules: &[Arc<Rule>], bundled: bool) -> Vec<(String, String)> {
    let report: Shown<Report> = judge_for(directory, policies, rules, true);
    let options = Options {
        verbose: true,
        outcomes: true,
        sarif: SarifOptions { profile: SarifProfile::Full, ..SarifOptions::default() },
        ..Options::default()
    };
    let mut outputs = Vec::new();
    for (format, _) in Format::ALL {
        let mut out = Vec::new();
        report::write(&report, format, &options, &mut out).expect("written");
        outputs.push((format.to_string(), String::from_utf8(out).expect("UTF-8")));
    }
    let mut out = Vec::new();
    let problems = report.sources.show(report.problems.clone());
    report::write_problems(&problems, &report.sources, &options, &mut out).expect("written");
    outputs.push(("problems".to_owned(), String::from_utf8(out).expect("UTF-8")));
    outputs.push(("model".to_owned(), models(directory)));
    let file = |path: &String| Some((path.clone(), report.sources.show_file(report.sources.find(path)?)));
    let around = Circumstances {
        run_id: "run".to_owned(),
        tool_sha256: "0".repeat(64),
        started: "2026-11-20T05:00:00Z".to_owned(),
        finished: "2026-11-20T05:00:10Z".to_owned(),
        retain_until: "2027-12-31".to_owned(),
        salt: "salt".to_owned(),
        inputs: report.files.iter().filter_map(file).collect(),
        ..Circumstances::default()
    };
    // An empty report makes no bundle.
    if bundled && !report.projects.is_empty() {
        for (path, bytes) in evidence::create(&report, policies, &around, None).expect("a bundle is made") {
            outputs.push((format!("evidence {path}"), format!("{path}\n{}", String::from_utf8_lossy(&bytes))));
        }
    }
    outputs
}

/// What `plimsoll model` prints.
fn models(directory: &Path) -> String {
    let files = DiskFiles::new(directory).expect("the directory is there");
    let found = discover::candidates(&files, &[".".to_owned()], &Selection::default());
    let sources = Sources::default();
    let (loaded, _) = check::projects(&found, &crate::shared::scope(), &files, &sources);
    let show = |project| sources.show(serde_json::to_value(project).expect("JSON"));
    loaded.iter().map(|loaded| show(&loaded.project).to_string()).collect()
}

#[test]
fn no_tree_shows_its_secret_in_any_format() {
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("the built-in policies load");
    let rules = policies.rules().to_vec();
    let trees = trees();
    assert!(trees.len() >= 300, "{} trees", trees.len());
    let leaks: Vec<String> = trees
        .par_iter()
        .enumerate()
        .flat_map_iter(|(i, tree)| {
            let directory = tempfile::tempdir().expect("a directory");
            write_tree(tree, directory.path());
            // A bundle takes as long as all formats together.
            let outputs = in_process(directory.path(), &policies, &rules, i % 4 == 0);
            let shown = |(what, text): (String, String)| {
                leaked(&text, &tree.secret).map(|text| format!("{} in {what}: {text}", tree.name))
            };
            outputs.into_iter().filter_map(shown).collect::<Vec<_>>()
        })
        .collect();
    assert!(leaks.is_empty(), "{} leaks of {} trees:\n{}", leaks.len(), trees.len(), leaks.join("\n"));
}

/// Where the key, or the option, says that it is a secret, a value of two letters is one too. Digests are lower-case, so nothing else reads like it.
#[test]
fn no_secret_is_too_short_where_its_key_is_known() {
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("the built-in policies load");
    let rules = policies.rules().to_vec();
    let secret = ["Q", "7"].concat();
    let leaks: Vec<String> = trees::short(&secret)
        .par_iter()
        .flat_map_iter(|tree| {
            let directory = tempfile::tempdir().expect("a directory");
            write_tree(tree, directory.path());
            let outputs = in_process(directory.path(), &policies, &rules, false);
            let files = tree.files.values().map(String::as_str).collect::<String>();
            let shown = outputs.into_iter().filter(|(_, text)| text.contains(&tree.secret));
            shown.map(|(what, _)| format!("{what} of {files}")).collect::<Vec<_>>()
        })
        .collect();
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
}

/// The verbs that print something of a tree; paths are those of the tree's files.
fn verbs(tree: &Tree) -> Vec<Vec<String>> {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mut all: Vec<Vec<String>> = [
        "check -v --set all -o text .",
        "check --set all -o sarif .",
        "check -q -o github .",
        "model --origins .",
        "model --format compose .",
        "model --format compose --no-interpolate --origins .",
        "controls .",
        "waivers list .",
        "waivers lint .",
        "waivers list --format json .",
        "controls --format json .",
        "environments .",
        "environments --format json .",
        "init --print .",
        "evidence create --with-inputs --out ../out .",
    ]
    .map(words)
    .to_vec();
    for path in tree.files.keys() {
        all.push(vec!["parse".to_owned(), path.clone()]);
        if path.contains("Dockerfile") {
            all.push(vec!["parse".to_owned(), "--expand".to_owned(), path.clone()]);
        }
    }
    all
}

#[test]
fn no_verb_shows_a_secret() {
    let trees = trees();
    // Those that only the program can tell, and a few of all others.
    let chosen: Vec<&Tree> = trees
        .iter()
        .enumerate()
        .filter(|(i, tree)| tree.through_program || i % 12 == 0)
        .map(|(_, tree)| tree)
        .collect();
    let leaks: Vec<String> = chosen
        .par_iter()
        .flat_map_iter(|tree| {
            let directory = tempfile::tempdir().expect("a directory");
            let root = directory.path().join("tree");
            fs::create_dir_all(root.join(".git")).expect("a directory");
            write_tree(tree, &root);
            let run = |arguments: Vec<String>| {
                let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
                let output = command.args(&arguments).current_dir(&root).env_clear().output().expect("it runs");
                let mut printed =
                    format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
                let code = output.status.code();
                assert!(matches!(code, Some(0..=2)), "{}: {arguments:?} ended with {code:?}: {printed}", tree.name);
                let out = directory.path().join("out");
                for path in files_below(&out) {
                    printed.push_str(&String::from_utf8_lossy(&fs::read(&path).expect("it was written")));
                }
                let _gone = fs::remove_dir_all(out);
                leaked(&printed, &tree.secret).map(|text| format!("{} in {}: {text}", tree.name, arguments.join(" ")))
            };
            verbs(tree).into_iter().filter_map(run).collect::<Vec<_>>()
        })
        .collect();
    assert!(leaks.is_empty(), "{} leaks of {} trees:\n{}", leaks.len(), chosen.len(), leaks.join("\n"));
}

fn files_below(directory: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn secrets_are_printed_where_they_are_asked_for() {
    let directory = tempfile::tempdir().expect("a directory");
    let secret = trees::drawn(1);
    fs::write(directory.path().join("Dockerfile"), format!("FROM a:1\nENV DB_PASSWORD={secret}\n")).expect("written");
    for arguments in [&["parse", "--show-secrets", "Dockerfile"][..], &["model", "--show-secrets", "."]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        let output = command.args(arguments).current_dir(directory.path()).env_clear().output().expect("it runs");
        assert!(String::from_utf8_lossy(&output.stdout).contains(&secret), "{arguments:?}");
    }
}

#[test]
fn variables_of_the_caller_are_not_shown() {
    let directory = tempfile::tempdir().expect("a directory");
    let (chosen, spoken) = (trees::chosen(1), trees::spoken(1));
    let compose =
        "services: {a: {image: \"x:${DB_PASSWORD}\", ports: [\"${API_TOKEN}:80\"], labels: {l: \"${DB_PASSWORD}\"}}}\n";
    fs::write(directory.path().join("compose.yaml"), compose).expect("written");
    fs::write(directory.path().join("Dockerfile"), "FROM a:1\nARG DB_PASSWORD\nLABEL x=$DB_PASSWORD\n")
        .expect("written");
    let define = format!("DB_PASSWORD={spoken}");
    for arguments in [
        &["check", "--env-from-shell", "--set", "all", "-v", "."][..],
        &["check", "--env-from-shell", "--set", "all", "-o", "github", "."],
        &["check", "--env-from-shell", "--set", "all", "-o", "sarif", "."],
        &["model", "--env-from-shell", "."],
        &["model", "--env-from-shell", "--format", "compose", "."],
        &["parse", "--expand", "--define", &define, "Dockerfile"],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        command.args(arguments).current_dir(directory.path()).env_clear();
        let output = command.env("DB_PASSWORD", &spoken).env("API_TOKEN", &chosen).output().expect("it runs");
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8_lossy(&printed);
        assert!(printed.contains("x") && matches!(output.status.code(), Some(0..=2)), "{arguments:?}: {printed}");
        for secret in [&spoken, &chosen] {
            assert_eq!(leaked(&printed, secret), None, "{arguments:?}");
        }
    }
}
