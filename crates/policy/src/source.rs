//! Noun: a source of policies: what one directory brings, and what of ours it takes the place of.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bundle::{Bundle, Module};
use super::{PolicyError, metadata};

/// So many things that are replaced unasked are named.
const NAMED: usize = 5;

/// Policies, facts and frameworks that somebody adds to ours. Its rules see its own words and facts over ours, nothing of other sources.
#[derive(Debug, Clone)]
pub struct Source {
    /// As its user calls it: a directory.
    pub name: String,
    /// Its files by path: `*.rego`, and YAML or JSON in folders named `data` and `frameworks`. Others are left out.
    pub files: Vec<(String, String)>,
    /// Whether it may take the place of what plimsoll ships.
    pub replaces: bool,
}

/// What kind of thing was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReplacedKind {
    /// A rule: ours does not run.
    Rule,
    /// A package of words: the source's own rules use the source's.
    Word,
    /// A file of facts: the source's own rules read the source's.
    Data,
    /// A framework: ours is not reported.
    Framework,
}

impl fmt::Display for ReplacedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rule => "rule",
            Self::Word => "words",
            Self::Data => "facts",
            Self::Framework => "framework",
        })
    }
}

/// Something that plimsoll ships and a source took the place of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Replaced {
    /// What kind of thing.
    pub kind: ReplacedKind,
    /// The rule's id, the words' package, the name of the facts, the framework's id.
    pub name: String,
    /// The source that brings the other one.
    pub source: Arc<str>,
}

impl fmt::Display for Replaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.name)
    }
}

/// What of `ours` a source takes the place of, sorted, with the file that does so.
pub(super) fn replaced(ours: &Bundle, source: &str, bundle: &Bundle) -> Vec<(Replaced, String)> {
    let name: Arc<str> = source.into();
    let one =
        |kind, what: String, path: &str| (Replaced { kind, name: what, source: Arc::clone(&name) }, path.to_owned());
    // Two packages can make one id: what counts is what reports call the rule.
    let names: BTreeMap<String, ReplacedKind> = ours.modules.iter().filter_map(named).collect();
    let modules = bundle.modules.iter().filter(|module| !module.is_test()).filter_map(|module| {
        let (called, _) = named(module)?;
        let kind = *names.get(&called)?;
        Some(one(kind, called, &module.path))
    });
    let data = bundle.known.keys().filter(|known| ours.known.contains_key(*known));
    let data = data.map(|known| one(ReplacedKind::Data, known.clone(), &format!("{source}/data/{known}")));
    let id = |value: &serde_json::Value| value["id"].as_str().map(str::to_owned);
    let frameworks = bundle.frameworks.iter().filter_map(|(path, content)| {
        let called = id(&content.value())?;
        let is_ours = ours.frameworks.iter().any(|(_, ours)| id(&ours.value()).as_ref() == Some(&called));
        is_ours.then(|| one(ReplacedKind::Framework, called, path))
    });
    let mut all: Vec<(Replaced, String)> = modules.chain(data).chain(frameworks).collect();
    all.sort();
    all.dedup_by(|a, b| a.0 == b.0);
    all
}

/// What a module is called where it could be taken for one of ours: a rule by its id, words by their package.
fn named(module: &Module) -> Option<(String, ReplacedKind)> {
    match module.package() {
        "" => None,
        package if module.is_vocabulary() => Some((package.to_owned(), ReplacedKind::Word)),
        package => Some((metadata::rule_id(package).to_string(), ReplacedKind::Rule)),
    }
}

/// That a source has what we have, and was not told to replace it.
pub(super) fn unasked(source: &str, replaces: bool, replaced: &[(Replaced, String)]) -> Option<PolicyError> {
    if replaces || replaced.is_empty() {
        return None;
    }
    let named: Vec<String> = replaced.iter().take(NAMED).map(|(what, path)| format!("{what} ({path})")).collect();
    let more = match replaced.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("has what plimsoll ships too: {}{more}", named.join(", "));
    let help = format!(
        "name it otherwise, or say that it replaces ours: `{{path: {name}, replaces: true}}` under `policies:` in plimsoll.yaml, `--policy replaces:{name}` on the command line",
        name = source
    );
    Some(PolicyError::new("policy-replaces", source, message).help(help))
}
