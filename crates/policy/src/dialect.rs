//! Directories that hold no rule of plimsoll's: empty ones, names that nothing asks, and policies that were written for other tools.
//!
//! What is not asked cannot find anything, and that must not look like a pass. One diagnostic tells of a whole directory.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

use plimsoll_policy_text::annotation;
use regex::Regex;

use super::PolicyError;
use super::bundle::{Bundle, Module};

/// So many names of rules are listed.
const NAMED: usize = 8;

/// Where it is told how policies must be.
const DOCUMENTED: &str =
    "docs/policies.md says what a source of policies holds, and how to bring those of other tools over";

/// The head of a rule, at the beginning of a line.
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^(?:default[ \t]+)?([a-z_][A-Za-z0-9_]*)[ \t]*(contains\b|\[|\(|:=|=|\{|if\b)")
        .expect("internal: a valid pattern")
});

/// Names that other tools ask, with whatever they are followed by.
static ASKED_ELSEWHERE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^(?:warn|violation|(?:deny|warn|violation)_.*)$").expect("internal: a valid pattern"));

/// The tool that policies were written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Dialect {
    Trivy,
    Conftest,
    Kics,
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Trivy => "Trivy",
            Self::Conftest => "Conftest",
            Self::Kics => "KICS",
        })
    }
}

/// What is wrong with a source as a whole. Its policies need not be looked at one by one then.
pub(super) fn complaint(source: &str, bundle: &Bundle) -> Option<PolicyError> {
    let policies: Vec<&Module> = bundle.modules.iter().filter(|module| !module.is_test()).collect();
    let mut foreign: BTreeMap<Dialect, Vec<(&Module, String)>> = BTreeMap::new();
    for module in &policies {
        if let Some((dialect, sign)) = dialect(module) {
            foreign.entry(dialect).or_default().push((module, sign));
        }
    }
    if let Some((dialect, theirs)) = foreign.iter().max_by_key(|(_, theirs)| theirs.len())
        && let Some((first, sign)) = theirs.first()
    {
        let message = format!(
            "{} of {} policies are written for {dialect}, not for plimsoll: {} {sign}",
            theirs.len(),
            policies.len(),
            first.path
        );
        return Some(error("policy-dialect", source, message));
    }
    // A `deny` without METADATA is a rule that lacks something: its own diagnostic tells what.
    if policies.iter().any(|module| is_native(module) || heads(&module.text).contains_key("deny")) {
        return unasked(source, &policies);
    }
    if !bundle.frameworks.is_empty() && policies.iter().all(|module| is_library(module)) {
        return None;
    }
    let message = match policies.as_slice() {
        [] => "no policy is in it".to_owned(),
        some => {
            let found = listed(some.iter().flat_map(|module| heads(&module.text).into_keys()).collect());
            let meant = some.iter().flat_map(|module| heads(&module.text).into_keys()).find(|name| is_typo(name));
            let meant = meant.map(|name| format!("; `{name}` looks like `deny`")).unwrap_or_default();
            format!("none of its {} policies is a rule: found {found}; a rule is called `deny`{meant}", some.len())
        }
    };
    Some(error("policy-nothing", source, message))
}

/// That nothing at all judges.
pub(super) fn nothing() -> PolicyError {
    PolicyError::new(
        "policy-nothing",
        "policies",
        "no rule is loaded: the built-in ones are left out, and no source brings any",
    )
    .help("name a directory of rules with `--policy DIR`, or leave `--no-builtin` (`builtin: false`) out")
}

fn error(code: &'static str, source: &str, message: String) -> PolicyError {
    let expected = "a rule of plimsoll's has METADATA with `custom: {severity: …, applies_to: …}` and `deny contains finding if { … }`";
    PolicyError::new(code, source, message).help(format!("{expected}; {DOCUMENTED}"))
}

/// Partial rules beside real ones that nothing asks: their findings would be lost.
fn unasked(source: &str, policies: &[&Module]) -> Option<PolicyError> {
    let all: String = policies.iter().map(|module| module.text.as_ref()).collect::<Vec<_>>().join("\n");
    let lost = policies.iter().find_map(|module| {
        let partial = heads(&module.text).into_iter().filter(|(_, partial)| *partial).map(|(name, _)| name);
        let suspect = partial.filter(|name| is_typo(name) || ASKED_ELSEWHERE.is_match(name));
        let name = suspect.into_iter().find(|name| !is_used(&all, name))?;
        Some((module, name))
    });
    let (module, name) = lost?;
    let message = format!("{} declares `{name}`, which nothing asks: what it finds would be lost", module.path);
    Some(error("policy-nothing", source, message))
}

/// Whether a name stands anywhere but at the head of a rule.
fn is_used(text: &str, name: &str) -> bool {
    let word = |c: char| c == '_' || c.is_ascii_alphanumeric();
    text.match_indices(name).any(|(at, _)| {
        let alone = !text[..at].ends_with(word) && !text[at + name.len()..].starts_with(word);
        alone && at > 0 && !text[..at].ends_with('\n')
    })
}

/// Names of rules, and whether one of that name is a partial set.
fn heads(text: &str) -> BTreeMap<&str, bool> {
    let mut found: BTreeMap<&str, bool> = BTreeMap::new();
    for head in HEAD.captures_iter(text) {
        let (name, how) = (head.get(1).map_or("", |m| m.as_str()), head.get(2).map_or("", |m| m.as_str()));
        if !matches!(name, "package" | "import" | "default" | "some" | "every" | "not") {
            *found.entry(name).or_default() |= matches!(how, "contains" | "[");
        }
    }
    found
}

fn listed(names: BTreeSet<&str>) -> String {
    let (count, shown) =
        (names.len(), names.into_iter().take(NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>());
    match count {
        0 => "no rule of any name".to_owned(),
        n if n > NAMED => format!("{} and {} more", shown.join(", "), n - NAMED),
        _ => shown.join(", "),
    }
}

fn is_typo(name: &str) -> bool {
    name != "deny" && strsim::damerau_levenshtein(name, "deny") == 1
}

pub(super) fn metadata(module: &Module) -> String {
    annotation::of_package(&module.text).map(|annotation| annotation.yaml).unwrap_or_default()
}

/// METADATA says what the rule judges: it is meant for us.
fn is_native(module: &Module) -> bool {
    module.metadata.is_some() || metadata(module).contains("applies_to:")
}

fn is_library(module: &Module) -> bool {
    metadata(module).contains("library: true")
}

/// The tool that a policy is plainly written for, and how that shows.
fn dialect(module: &Module) -> Option<(Dialect, String)> {
    if is_native(module) || is_library(module) {
        return None;
    }
    let (package, text, metadata) = (module.package(), module.text.as_ref(), metadata(module));
    let root = package.split('.').next().unwrap_or_default();
    if package == "Cx" || text.contains("CxPolicy") {
        return Some((
            Dialect::Kics,
            format!("declares `{}`", if package == "Cx" { "package Cx" } else { "CxPolicy" }),
        ));
    }
    let signs = [
        (text.contains("__rego_metadata__"), "declares `__rego_metadata__`"),
        (text.contains("result.new("), "calls `result.new`"),
        (metadata.contains("selector:"), "has `input: selector:` in its METADATA"),
        (metadata.contains("schema[\""), "names a `schema[…]` in its METADATA"),
    ];
    if let Some((_, sign)) = signs.into_iter().find(|(shows, _)| *shows) {
        return Some((Dialect::Trivy, sign.to_owned()));
    }
    if matches!(root, "builtin" | "user" | "appshield" | "defsec") && heads(text).contains_key("deny") {
        return Some((Dialect::Trivy, format!("stands in the package `{package}`")));
    }
    let heads = heads(text);
    let asked = heads.keys().find(|name| ASKED_ELSEWHERE.is_match(name));
    if let Some(name) = asked.or_else(|| heads.keys().find(|name| package == "main" && **name == "deny")) {
        return Some((Dialect::Conftest, format!("declares `{name}` in the package `{package}`")));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bundle;

    fn told(files: &[(&str, &str)]) -> Option<String> {
        let files = files.iter().map(|(path, text)| (format!("p/{path}"), (*text).to_owned()));
        let bundle = Bundle::given(files).expect("facts are YAML");
        let error = complaint("p", &bundle)?;
        Some(format!("{}: {}", error.code, error.message))
    }

    const NATIVE: &str = "# METADATA\n# title: t\n# custom: {severity: low, applies_to: service}\npackage acme.x\n\ndeny contains finding if { finding := {} }\n";

    #[test]
    fn a_source_without_a_rule_is_told_once() {
        let table: [(&[(&str, &str)], &str); 9] = [
            (&[], "policy-nothing: no policy is in it"),
            (
                &[("a.rego", "package acme\n\nallow if true\n")],
                "policy-nothing: none of its 1 policies is a rule: found `allow`; a rule is called `deny`",
            ),
            (
                &[("a.rego", "package acme\n\ndenny contains x if { x := 1 }\n")],
                "policy-nothing: none of its 1 policies is a rule: found `denny`; a rule is called `deny`; `denny` looks like `deny`",
            ),
            (
                &[("a.rego", "package acme\n\nwarn contains x if { x := 1 }\n")],
                "policy-dialect: 1 of 1 policies are written for Conftest, not for plimsoll: p/a.rego declares `warn` in the package `acme`",
            ),
            (
                &[("a.rego", "package main\n\ndeny_root[msg] { msg := 1 }\n"), ("b.rego", "package lib.x\n\ny := 1\n")],
                "policy-dialect: 1 of 2 policies are written for Conftest, not for plimsoll: p/a.rego declares `deny_root` in the package `main`",
            ),
            (
                &[("a.rego", "package Cx\n\nCxPolicy[result] { result := {} }\n")],
                "policy-dialect: 1 of 1 policies are written for KICS, not for plimsoll: p/a.rego declares `package Cx`",
            ),
            (
                &[(
                    "a.rego",
                    "# METADATA\n# title: t\n# custom:\n#   input:\n#     selector:\n#     - type: dockerfile\npackage builtin.dockerfile.DS001\n\ndeny contains res if { res := result.new(\"m\", {}) }\n",
                )],
                "policy-dialect: 1 of 1 policies are written for Trivy, not for plimsoll: p/a.rego calls `result.new`",
            ),
            (
                &[("a.rego", NATIVE), ("b.rego", "package acme.y\n\ndenny contains x if { x := 1 }\n")],
                "policy-nothing: p/b.rego declares `denny`, which nothing asks: what it finds would be lost",
            ),
            (
                &[("lib.rego", "# METADATA\n# title: t\n# custom: {library: true}\npackage acme.lib\n\nx := 1\n")],
                "policy-nothing: none of its 1 policies is a rule: found `x`; a rule is called `deny`",
            ),
        ];
        for (files, expected) in table {
            assert_eq!(told(files).as_deref(), Some(expected), "{files:?}");
        }
    }

    #[test]
    fn rules_with_helpers_and_frameworks_alone_are_fine() {
        let helper = format!("{NATIVE}\ndeny_list contains x if {{ x := 1 }}\n\nused if count(deny_list) > 0\n");
        assert_eq!(told(&[("a.rego", &helper)]), None);
        assert_eq!(told(&[("frameworks/acme.yaml", "id: acme\n")]), None);
    }
}
