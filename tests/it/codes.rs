//! Every code of problems and gaps that the sources use is explained, nothing else is, and `docs/problems.md` says the same. `UPDATE=1` writes it anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use plimsoll_source::problem::codes;
use regex::Regex;

/// Where codes stand in the sources.
const USES: [&str; 5] = [
    r#"(?:Problem|PolicyError)::\w+\(\s*"([a-z]+(?:-[a-z]+)*)""#,
    r#"(?:code: |const (?:CODE|INVALID|UNREADABLE): &str = )"([a-z]+(?:-[a-z]+)+)""#,
    r#"\("([a-z]+(?:-[a-z]+)+)", (?:format!|message)"#,
    r#"error\("(policy-[a-z-]+)""#,
    r#"Self::\w+(?: \{ \.\. \})? => "([a-z]+-[a-z]+)""#,
];

/// What looks like a code and is none.
fn is_other(path: &str) -> bool {
    path.contains("/tests")
        || path.contains("problem/codes")
        || path.starts_with("tests/")
        || path.starts_with("benches")
}

fn sources() -> Vec<(String, String)> {
    let rust = crate::shared::rust().into_iter().filter(|(path, _)| !is_other(path));
    rust.map(|(path, file)| (path, fs::read_to_string(file).expect("can be read"))).collect()
}

#[test]
fn every_code_that_is_used_is_explained() {
    let uses: Vec<Regex> = USES.iter().map(|pattern| Regex::new(pattern).expect("a pattern")).collect();
    let mut missing = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for (path, text) in sources() {
        // A module of tests in a file of its own ends nothing.
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        // The last pattern is for the one place that gives codes by kind.
        let by_kind = path.ends_with("document/template/mod.rs");
        for pattern in &uses[..if by_kind { USES.len() } else { USES.len() - 1 }] {
            for found in pattern.captures_iter(text) {
                seen.insert(found[1].to_owned());
                if codes::find(&found[1]).is_none() {
                    missing.insert(format!("{} in {path}", &found[1]));
                }
            }
        }
    }
    assert!(seen.len() > 100, "the patterns find the codes: {}", seen.len());
    assert!(missing.is_empty(), "no row in crates/source/src/problem/codes: {missing:#?}");
}

#[test]
fn every_code_that_is_explained_is_used() {
    let all: String = sources().into_iter().map(|(_, text)| text).collect();
    let stale: Vec<&str> =
        codes::all().map(|code| code.code).filter(|code| !all.contains(&format!("\"{code}\""))).collect();
    assert!(stale.is_empty(), "explained and never used: {stale:?}");
}

#[test]
fn the_page_of_codes_is_fresh() {
    let mut page = String::from(
        "# Problems and gaps\n\nWhat the codes mean, as `plimsoll explain CODE` says it. This page is made from the sources.\n\n\
         A **problem** is something that could not be read, understood or judged: an error makes the run incomplete (exit code 2), a warning does not.\n\
         A **gap** is something that a deployment has and a checkout lacks. Its value is unknown: it is neither blank nor safe. Everything else is judged,\n\
         a finding whose verdict hangs on it is to review, and no rule is kept by it. Gaps have no part in the exit code, but with `--complete`\n\
         (`complete: true`), for those who check the tree that is deployed: there they are errors.\n",
    );
    for (title, gaps) in [("Gaps", true), ("Problems", false)] {
        let _ = write!(page, "\n## {title}\n");
        for code in codes::all().filter(|code| code.is_gap() == gaps) {
            let _ = write!(page, "\n### `{}`\n\n{}. {}\n", code.code, upper_first(code.what), code.why);
            if !code.ways.is_empty() {
                page.push('\n');
            }
            for way in code.ways {
                let _ = writeln!(page, "- {way}");
            }
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/problems.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &page).expect("it can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "stale, write it anew with UPDATE=1 cargo test codes");
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
