//! Every rule folder is complete, keeps our style, and passes its own tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use plimsoll_loader::load::policies;
use plimsoll_policy::{self as policy, Bundle, PolicyError, PolicySet};

const TARGETS: [&str; 5] = ["compose", "dockerfile", "env", "environments", "project"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("policies")
}

/// All policy files, with paths below `policies/`.
fn texts() -> Vec<(String, String)> {
    let root = root();
    let prefix = format!("{}/", root.display());
    let texts = policies::texts(&root).expect("policies can be read");
    texts.into_iter().map(|(path, text)| (path.replacen(&prefix, "", 1), text)).collect()
}

fn bundle() -> Bundle {
    Bundle::given(texts()).unwrap_or_else(|errors| panic!("{}", listed(&errors)))
}

fn listed(errors: &[PolicyError]) -> String {
    errors.iter().map(|error| format!("\n  {error}")).collect()
}

/// The folders of all rules.
fn folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for target in TARGETS {
        let Ok(entries) = fs::read_dir(root().join(target)) else { continue };
        folders.extend(entries.map(|entry| entry.expect("readable").path()).filter(|path| path.is_dir()));
    }
    folders.sort();
    folders
}

#[test]
fn every_folder_is_complete() {
    let mut missing = Vec::new();
    for folder in folders() {
        let name = folder.file_name().and_then(|n| n.to_str()).expect("UTF-8").to_owned();
        let target = folder.parent().and_then(Path::file_name).and_then(|n| n.to_str()).expect("UTF-8");
        let mut need = |what: String, there: bool| {
            if !there {
                missing.push(format!("{target}/{name}: {what}"));
            }
        };
        need(format!("no {name}.rego"), folder.join(format!("{name}.rego")).is_file());
        let has_rego = folder.join(format!("{name}_test.rego")).is_file();
        need(format!("no {name}_test.md"), has_rego || folder.join(format!("{name}_test.md")).is_file());
        for example in ["good", "bad"] {
            let files = fs::read_dir(folder.join(example)).map(Iterator::count).unwrap_or(0);
            need(format!("no files in {example}/"), files > 0);
        }
        let package = |file: String| fs::read_to_string(folder.join(file)).unwrap_or_default();
        let declares = |text: &str, package: &str| text.lines().any(|line| line == format!("package {package}"));
        let id = format!("policies.{target}.{name}");
        need(format!("does not declare package {id}"), declares(&package(format!("{name}.rego")), &id));
        need(
            format!("test does not declare package {id}_test"),
            !has_rego || declares(&package(format!("{name}_test.rego")), &format!("{id}_test")),
        );
        let well_named = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        need("the name is not in snake_case".to_owned(), well_named);
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn words_for_rules_lie_in_the_file_that_their_package_names() {
    let words: Vec<(String, String)> = texts().into_iter().filter(|(path, _)| path.starts_with("lib/")).collect();
    assert!(!words.is_empty());
    for (path, text) in &words {
        let noun = path.trim_start_matches("lib/").trim_end_matches(".rego");
        let package = match noun {
            // What all rules use.
            "at" => "policies.lib".to_owned(),
            "at_test" => "policies.lib_test".to_owned(),
            noun => format!("policies.lib.{noun}"),
        };
        assert!(text.lines().any(|line| line == format!("package {package}")), "{path} does not declare {package}");
    }
}

#[test]
fn policies_keep_our_style() {
    let found = policy::lint(&bundle());
    assert!(found.is_empty(), "{}", listed(&found));
}

#[test]
fn policies_are_in_order() {
    if let Err(errors) = PolicySet::load(bundle()) {
        panic!("{}", listed(&errors));
    }
}

#[test]
fn the_tests_of_all_policies_pass() {
    let run = policy::test(bundle(), Bundle::default()).unwrap_or_else(|errors| panic!("{}", listed(&errors)));
    let failed = run.tests.iter().filter_map(|test| {
        let failure = test.failure.as_ref()?;
        Some(format!("{}:{}: {} {}", failure.path, failure.line, test.name, failure.message))
    });
    let failed: Vec<String> = failed.collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_binary_holds_the_policies_on_disk() {
    let embedded = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED))
        .unwrap_or_else(|errors| panic!("{}", listed(&errors)));
    let given = PolicySet::load(bundle()).unwrap_or_else(|errors| panic!("{}", listed(&errors)));
    let described = |set: &PolicySet| -> Vec<String> {
        set.rules().iter().map(|rule| serde_json::to_string(rule.as_ref()).expect("JSON")).collect()
    };
    assert_eq!(described(&embedded), described(&given));
    assert!(embedded.rules().iter().all(|rule| !rule.good.is_empty() && !rule.bad.is_empty()), "examples are embedded");
}

#[test]
fn ids_and_aliases_lead_to_one_place() {
    let set = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED))
        .unwrap_or_else(|errors| panic!("{}", listed(&errors)));
    for rule in set.rules() {
        let found = |name: &str| set.find(name).into_iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
        assert_eq!(found(rule.id.as_str()), std::slice::from_ref(&rule.id));
        for alias in &rule.aliases {
            assert!(found(alias).contains(&rule.id), "{alias} does not lead to {}", rule.id);
        }
    }
    let ids: BTreeSet<&str> = set.rules().iter().map(|rule| rule.id.as_str()).collect();
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    for rule in set.rules() {
        for old in rule.aliases.iter().filter(|alias| !alias.contains(':')) {
            assert!(!ids.contains(old.as_str()), "{old}, an old id of {}, is a rule", rule.id);
            let before = taken.insert(old, rule.id.as_str());
            assert!(before.is_none(), "{old} is an old id of {} and {}", rule.id, before.unwrap_or_default());
        }
    }
}
