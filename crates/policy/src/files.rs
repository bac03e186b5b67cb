//! Policies as evidence keeps them: the exact texts, facts and frameworks of every source, and the way back.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plimsoll_policy_text::Shipped;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::bundle::{Bundle, Content, Module};
use super::keeper::Keeper;
use super::reading::Ours;
use super::source::Source;
use super::world::World;
use super::{PolicyError, PolicySet, RuleId};

/// Names the sources, in the order of their folders.
const SOURCES: &str = "sources.json";

/// The configured parameters.
const PARAMS: &str = "params.json";

/// What a source brought itself, as it was given.
#[derive(Debug, Default)]
pub(super) struct Given {
    policies: Vec<Policy>,
    known: BTreeMap<String, Value>,
    frameworks: Vec<(String, Content)>,
}

/// A policy as it was given.
#[derive(Debug)]
struct Policy {
    path: Cow<'static, str>,
    package: Cow<'static, str>,
    text: Cow<'static, str>,
    /// JSON, where the text comes without its METADATA: it was read when the program was built.
    metadata: Option<&'static str>,
}

impl Given {
    pub(super) fn of(bundle: &Bundle) -> Self {
        let policy = |module: &Module| Policy {
            path: module.path.clone(),
            package: module.package.clone(),
            text: module.text.clone(),
            metadata: module.metadata,
        };
        Self {
            policies: bundle.modules.iter().filter(|module| !module.is_test()).map(policy).collect(),
            known: bundle.known.clone(),
            frameworks: bundle.frameworks.clone(),
        }
    }

    /// Of what we ship, by package; of a source, as they lie in it: places in messages are the same in a replay then.
    fn files(&self, source: Option<&str>) -> Vec<(String, String)> {
        let mut taken = BTreeSet::new();
        let mut files: Vec<(String, String)> = Vec::new();
        for policy in &self.policies {
            let free = |place: &String| !taken.contains(place);
            let place = match source {
                Some(source) => inside(&policy.path, source),
                // A package may be spread over several files.
                None => (1..).map(|number| place(&policy.package, number)).find(free).unwrap_or_default(),
            };
            taken.insert(place.clone());
            files.push((place, policy.text()));
        }
        files.extend(self.known.iter().map(|(name, value)| (format!("data/{name}.yaml"), pretty(value))));
        let stem = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        let framework =
            |(path, content): &(String, Content)| (format!("frameworks/{}", stem(path)), pretty(&content.value()));
        files.extend(self.frameworks.iter().map(framework));
        files
    }
}

/// A file's path within its source; a source may be a file itself.
fn inside(path: &str, source: &str) -> String {
    let below = path.strip_prefix(source).and_then(|rest| rest.strip_prefix('/'));
    below.unwrap_or_else(|| path.rsplit('/').next().unwrap_or(path)).to_owned()
}

/// The way back from [`inside`].
fn outside(inside: &str, source: &str) -> String {
    if source.rsplit('/').next() == Some(inside) { source.to_owned() } else { format!("{source}/{inside}") }
}

impl Policy {
    /// The text with its METADATA (JSON is YAML, too).
    fn text(&self) -> String {
        let Some(metadata) = self.metadata else { return self.text.to_string() };
        let value: Value = serde_json::from_str(metadata).expect("internal: what is shipped is JSON");
        let lines: String = format!("{value:#}").lines().map(|line| format!("# {line}\n")).collect();
        format!("# METADATA\n{lines}{}", self.text.trim_start())
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Where a module stands by its package: `policies.compose.x` → `compose/x/x.rego`, the second of the package `compose/x/x_2.rego`.
fn place(package: &str, number: usize) -> String {
    let inside = package.strip_prefix("policies.").unwrap_or(package).replace('.', "/");
    let last = inside.rsplit('/').next().unwrap_or(&inside).to_owned();
    match number {
        1 => format!("{inside}/{last}.rego"),
        _ => format!("{inside}/{last}_{number}.rego"),
    }
}

/// A source as `sources.json` names it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    folder: String,
    name: String,
    replaces: bool,
}

/// What the files of a set hold.
pub(super) struct Kept {
    /// What we shipped; ours again where it is what this program ships.
    pub(super) ours: Ours,
    /// What others added.
    pub(super) sources: Vec<Source>,
    /// Rule → parameter → value.
    pub(super) params: BTreeMap<RuleId, Map<String, Value>>,
}

/// The files of some worlds, ours first, and of their parameters, sorted.
pub(super) fn of(worlds: &[World], params: &BTreeMap<String, BTreeMap<String, Value>>) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut named = Vec::new();
    for (number, world) in worlds.iter().enumerate() {
        let Some(name) = &world.source else {
            files.extend(world.given.files(None));
            continue;
        };
        let folder = format!("sources/{number}");
        files.extend(world.given.files(Some(name)).into_iter().map(|(path, text)| (format!("{folder}/{path}"), text)));
        named.push(Named { folder, name: name.to_string(), replaces: world.replaces });
    }
    if !named.is_empty() {
        files.push((SOURCES.to_owned(), pretty(&json!(named))));
    }
    if !params.is_empty() {
        files.push((PARAMS.to_owned(), pretty(&json!(params))));
    }
    files.sort();
    files
}

/// Reads such files again.
///
/// # Errors
/// When they are not what a set writes.
pub(super) fn read(
    shipped: &Shipped,
    files: impl IntoIterator<Item = (String, String)>,
) -> Result<Kept, Vec<PolicyError>> {
    let mut files: BTreeMap<String, String> = files.into_iter().collect();
    let named: Vec<Named> = json_file(&mut files, SOURCES)?.unwrap_or_default();
    let params = json_file(&mut files, PARAMS)?.unwrap_or_default();
    let mut sources = Vec::new();
    for Named { folder, name, replaces } in named {
        let prefix = format!("{folder}/");
        let (inside, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
            files.into_iter().partition(|(path, _)| path.starts_with(&prefix));
        files = others;
        let inside = inside.into_iter().map(|(path, text)| (outside(&path[prefix.len()..], &name), text));
        sources.push(Source { files: inside.collect(), name, replaces });
    }
    let is_kept = |bundle: &Bundle| Given::of(bundle).files(None).into_iter().collect::<BTreeMap<_, _>>() == files;
    let ours = if is_kept(&Bundle::shipped(shipped)) {
        Ours::Shipped
    } else if is_kept(&Bundle::shipped(shipped).without_rules()) {
        Ours::Words
    } else {
        Ours::Kept(files.into_iter().collect())
    };
    Ok(Kept { ours, sources, params })
}

fn json_file<T: serde::de::DeserializeOwned>(
    files: &mut BTreeMap<String, String>,
    path: &str,
) -> Result<Option<T>, Vec<PolicyError>> {
    let Some(text) = files.remove(path) else { return Ok(None) };
    serde_json::from_str(&text)
        .map(Some)
        .map_err(|error| vec![PolicyError::new("policy-data", path, format!("is not what plimsoll writes: {error}"))])
}

impl PolicySet {
    /// The exact policies, data, frameworks and configured parameters, by path, sorted: what evidence keeps, and what a replay loads again.
    pub fn files(&self) -> Vec<(String, String)> {
        of(&self.worlds, &self.params)
    }

    /// The set that such files were written of; what is not ours is read where a keeper says.
    ///
    /// # Errors
    /// When they are not what [`files`](Self::files) writes, or their policies are broken.
    pub fn of_files(
        shipped: &Shipped,
        files: impl IntoIterator<Item = (String, String)>,
        keeper: Option<Arc<dyn Keeper>>,
    ) -> Result<Self, Vec<PolicyError>> {
        let Kept { ours, sources, params } = read(shipped, files)?;
        let mut set = Self::with(shipped, &ours, sources, keeper)?;
        for (rule, values) in params {
            for (name, value) in values {
                let configured = set.configure(&rule, &name, value);
                configured.map_err(|error| vec![PolicyError::new("policy-data", PARAMS, error.to_string())])?;
            }
        }
        Ok(set)
    }
}
