//! `docs/rules/` says what the rules say. `UPDATE=1 cargo test docs` writes it anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use plimsoll::policy::{self, Bundle, PolicySet};
use walkdir::WalkDir;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules")
}

/// Path below `docs/rules/` → text.
fn pages() -> BTreeMap<String, String> {
    let set = PolicySet::load(Bundle::builtin()).unwrap_or_else(|errors| panic!("{}", errors[0]));
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
