//! `docs/rules/` says what the rules say. `UPDATE=1 cargo test docs` writes it anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use plimsoll_policy::{self as policy, Bundle, PolicySet};
use walkdir::WalkDir;

use crate::shared;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules")
}

/// Path below `docs/rules/` → text.
fn pages() -> BTreeMap<String, String> {
    let set =
        PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).unwrap_or_else(|errors| panic!("{}", errors[0]));
    let page = |rule: &std::sync::Arc<policy::Rule>| (format!("{}.md", rule.id), policy::page(rule, set.frameworks()));
    let mut pages: BTreeMap<String, String> = set.rules().iter().map(page).collect();
    pages.insert("README.md".to_owned(), policy::index(set.rules(), set.frameworks()));
    pages.insert("catalogue.md".to_owned(), super::catalogue::page(set.rules()));
    pages
}

fn existing() -> BTreeSet<String> {
    let files = WalkDir::new(folder()).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    files.map(|file| file.path().strip_prefix(folder()).expect("below").to_string_lossy().replace('\\', "/")).collect()
}

#[test]
fn rule_pages_are_fresh() {
    let pages = pages();
    if std::env::var_os("UPDATE").is_some() {
        for stale in existing().iter().filter(|path| !pages.contains_key(*path)) {
            fs::remove_file(folder().join(stale)).expect("can be removed");
        }
        for (path, text) in &pages {
            let path = folder().join(path);
            fs::create_dir_all(path.parent().expect("has a folder")).expect("can be made");
            fs::write(path, text).expect("can be written");
        }
        return;
    }
    if !folder().join("README.md").is_file() {
        println!("docs/rules is not written yet: UPDATE=1 cargo test docs");
        return;
    }
    let stale: Vec<&String> = pages
        .iter()
        .filter(|(path, text)| fs::read_to_string(folder().join(path)).ok().as_ref() != Some(*text))
        .map(|(path, _)| path)
        .collect();
    assert!(stale.is_empty(), "stale, write them anew with UPDATE=1 cargo test docs: {stale:?}");
    let left: Vec<String> = existing().into_iter().filter(|path| !pages.contains_key(path)).collect();
    assert!(left.is_empty(), "pages of rules that are gone: {left:?}");
}

#[test]
fn a_page_says_what_the_rule_says() {
    let pages = pages();
    let page = &pages["compose/service-privileged.md"];
    for part in [
        "# compose/service-privileged",
        "## Why it matters",
        "## What to do",
        "## Bad",
        "## Good",
        "## The same elsewhere",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("# expect:"), "marks for tests are no part of an example");
}

/// The names `module::test` in a text.
fn tests_named(text: &str) -> Vec<(&str, &str)> {
    let words = text.split('`').skip(1).step_by(2);
    words.filter_map(|word| word.rsplit_once("::")).filter(|(_, name)| name.contains('_')).collect()
}

#[test]
fn every_promise_has_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("docs/security.md")).unwrap();
    let section = document.split("\n## Promises").nth(1).unwrap().split("\n## ").next().unwrap();
    let tests = shared::files(&root.join("tests/it"), &|name| name.ends_with(".rs"));
    let sources: Vec<(String, String)> = shared::rust()
        .into_iter()
        .map(|(_, path)| path)
        .chain(tests)
        .map(|path| (path.to_string_lossy().replace('\\', "/"), fs::read_to_string(path).unwrap()))
        .collect();
    let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(rows.len() > 15);
    for row in rows {
        let named = tests_named(row);
        assert!(!named.is_empty() || row.contains("](#configuration)"), "no test holds {row}");
        for (module, name) in named {
            let is_there = |(path, text): &(String, String)| {
                let within = [format!("/{module}.rs"), format!("/{module}/")].iter().any(|part| path.contains(part));
                within && text.contains(&format!("fn {name}()"))
            };
            assert!(sources.iter().any(is_there), "{module}::{name} in {row}");
        }
    }
}

/// Where the repository lies is said once, in `Cargo.toml`; recipes, scripts and packages say the same.
#[test]
fn one_repository_is_named_everywhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let repository = env!("CARGO_PKG_REPOSITORY").strip_prefix("https://github.com/").expect("a repository");
    let mut named = 0;
    let told = ["README.md", "action.yml", "SECURITY.md", "CONTRIBUTING.md"].map(|name| root.join(name)).into_iter();
    let below = ["docs", "packaging", ".github"].iter().flat_map(|folder| shared::files(&root.join(folder), &|_| true));
    for path in told.chain(below) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for place in ["github.com/", "ghcr.io/", "uses: "] {
            for (at, _) in text.match_indices(place) {
                let rest = &text[at + place.len()..];
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_/".contains(c)).unwrap_or(rest.len());
                let mut parts = rest[..end].split('/');
                if let (Some(owner), Some("plimsoll")) = (parts.next(), parts.next()) {
                    named += 1;
                    assert_eq!(format!("{owner}/plimsoll"), repository, "{}: {}", path.display(), &rest[..end]);
                }
            }
        }
    }
    assert!(named > 5, "{named}");
}
