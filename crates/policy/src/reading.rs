//! Reading a source of others: its YAML, its METADATA and its Rego, from texts to what a run needs of them.
//!
//! No parser is to be trusted with a text that somebody wrote to ruin it, so all of it happens in a place apart where there is one. What comes back
//! is bounded, and nothing in it is parsed as policy again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plimsoll_policy_text::Shipped;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::apart::ask_once;
use super::bundle::{Bundle, Content, Module};
use super::engine::Text;
use super::error::Mistake;
use super::files::Given;
use super::keeper::{Keeper, Lost, Reply, Request};
use super::source::{self, Replaced, Source};
use super::world::World;
use super::{PolicyError, Rule, dialect, framework, metadata};

/// So many mistakes of a source are told.
const MAX_MISTAKES: usize = 50;

/// Values in the facts and frameworks of a source.
pub(super) const MAX_FACTS: usize = 250_000;

/// Bytes of METADATA of all policies of a source.
pub(super) const MAX_METADATA: usize = 4 << 20;

/// What plimsoll brings to a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ours {
    /// What this program ships.
    Shipped,
    /// The same without its rules: other rules may use its words and facts, and its frameworks are known.
    Words,
    /// What another build of plimsoll shipped, by path, as evidence keeps it: not ours to trust.
    Kept(Vec<(String, String)>),
}

/// A source that nobody has looked into.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unread {
    /// As its user calls it; nothing for what stands in the place of ours.
    name: Option<String>,
    files: Vec<(String, String)>,
    replaces: bool,
    /// What it stands over; nothing for what stands in the place of ours.
    over: Option<Ours>,
}

/// What a source holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    known: BTreeMap<String, Value>,
    frameworks: Vec<(String, Value)>,
    rules: Vec<Rule>,
    /// By path: the policies that are not ours as the engine gets them.
    texts: BTreeMap<String, String>,
    replaced: Vec<Replaced>,
}

impl Ours {
    /// What of it stands in what this program ships.
    fn bundle(&self, shipped: &Shipped) -> Option<Bundle> {
        match self {
            Self::Shipped => Some(Bundle::shipped(shipped)),
            Self::Words => Some(Bundle::shipped(shipped).without_rules()),
            Self::Kept(_) => None,
        }
    }

    /// Its policies, facts and frameworks.
    fn parsed(&self, shipped: &Shipped) -> Result<Bundle, Vec<PolicyError>> {
        match self {
            Self::Kept(files) => Bundle::given(files.iter().cloned()),
            ours => Ok(ours.bundle(shipped).unwrap_or_default()),
        }
    }

    /// It as a bundle and as a world, as far as they can be had without parsing what is not ours here.
    ///
    /// # Errors
    /// When what another build shipped cannot be read.
    pub(super) fn read(
        &self,
        shipped: &Shipped,
        keeper: Option<&dyn Keeper>,
    ) -> Result<(Bundle, Option<World>), Vec<PolicyError>> {
        let Self::Kept(files) = self else { return Ok((self.bundle(shipped).unwrap_or_default(), None)) };
        let unread = Unread { name: None, files: files.clone(), replaces: false, over: None };
        let reading = unread.read(shipped, keeper)?;
        let bundle = reading.bundle(&unread);
        Ok((bundle, Some(reading.world(&unread, Bundle::default())?)))
    }

    /// Whether it has rules that judge: of what does not judge nothing can be replaced.
    pub(super) fn judges(bundle: &Bundle) -> bool {
        bundle.modules.iter().any(|module| !module.is_vocabulary())
    }
}

impl Unread {
    /// Of a source; its tests are no part of a run.
    pub(super) fn new(source: &Source, ours: &Ours) -> Self {
        let files = source.files.iter().filter(|(path, _)| !path.ends_with("_test.rego")).cloned().collect();
        Self { name: Some(source.name.clone()), files, replaces: source.replaces, over: Some(ours.clone()) }
    }

    /// What it holds: found out in a place apart if there is a keeper of such places.
    ///
    /// # Errors
    /// Everything that is wrong with it, or that reading it ruins the place.
    pub(super) fn read(&self, shipped: &Shipped, keeper: Option<&dyn Keeper>) -> Result<Reading, Vec<PolicyError>> {
        let Some(keeper) = keeper else { return self.read_here(shipped) };
        let lost = match ask_once(keeper, &Request::Read(self.clone())) {
            Ok(Reply::Read(reading)) => return Ok(*reading),
            Ok(Reply::Mistakes(mistakes)) => {
                let errors: Option<Vec<PolicyError>> = mistakes.into_iter().map(Mistake::into_error).collect();
                match errors {
                    Some(errors) if !errors.is_empty() => return Err(errors),
                    _ => Lost::Other("it says nothing of what is wrong".to_owned()),
                }
            }
            Ok(Reply::Failed(what)) => Lost::Other(what),
            Ok(_) => Lost::Other("it answers what nobody asked".to_owned()),
            Err(lost) => lost,
        };
        Err(vec![self.unreadable(&lost.to_string())])
    }

    /// Reads it, in whatever place this is called.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(super) fn read_here(&self, shipped: &Shipped) -> Result<Reading, Vec<PolicyError>> {
        let mut bundle = Bundle::given(self.files.iter().cloned())?;
        bundle.modules.retain(|module| !module.is_test());
        let of_frameworks: usize = bundle.frameworks.iter().map(|(_, content)| count(&content.value())).sum();
        let facts = bundle.known.values().map(count).sum::<usize>() + of_frameworks;
        if facts > MAX_FACTS {
            return Err(vec![
                self.unreadable(&format!("its facts and frameworks hold {facts} values, more than {MAX_FACTS}")),
            ]);
        }
        let described: usize = bundle.modules.iter().map(|module| dialect::metadata(module).len()).sum();
        if described > MAX_METADATA {
            return Err(vec![
                self.unreadable(&format!("its METADATA has {described} bytes, more than {MAX_METADATA}")),
            ]);
        }
        let ours = self.over.as_ref().map_or_else(|| Ok(Bundle::default()), |ours| ours.parsed(shipped))?;
        let mut errors = Vec::new();
        let mut replaced = Vec::new();
        if let Some(name) = &self.name {
            if let Some(error) = dialect::complaint(name, &bundle) {
                return Err(vec![error]);
            }
            let taken = if Ours::judges(&ours) { source::replaced(&ours, name, &bundle) } else { Vec::new() };
            match source::unasked(name, self.replaces, &taken) {
                Some(error) => errors.push(error),
                None => replaced.extend(taken.into_iter().map(|(replaced, _)| replaced)),
            }
        }
        let known = bundle.known.clone();
        let frameworks =
            bundle.frameworks.iter().map(|(path, content)| (path.clone(), (*content.value()).clone())).collect();
        let lent = if self.over.is_some() { ours.vocabulary() } else { Bundle::default() };
        let world = World::load(bundle, lent, self.name.as_deref().map(Into::into)).map_err(|found| {
            errors.extend(found);
            bounded(std::mem::take(&mut errors), self.name.as_deref())
        })?;
        if !errors.is_empty() {
            return Err(bounded(errors, self.name.as_deref()));
        }
        // The engine itself has the last word.
        world.engine(world.params(&BTreeMap::new())).map_err(|error| vec![error])?;
        let texts = world.texts.into_iter().filter(|text| !text.trusted);
        let texts = texts.map(|text| (text.path.into_owned(), text.rego.into_owned())).collect();
        Ok(Reading { known, frameworks, rules: world.rules, texts, replaced })
    }

    fn unreadable(&self, why: &str) -> PolicyError {
        let name = self.name.as_deref().unwrap_or("policies");
        PolicyError::new("policy-unreadable", name, format!("its policies cannot be read: {why}"))
            .help("docs/limits.md lists what policies of others may use")
    }
}

/// The ids of what looks like a rule in files that nobody has parsed, sorted.
pub(super) fn rules_of(files: &[(String, String)]) -> Vec<String> {
    let policies = files.iter().filter(|(path, _)| path.ends_with(".rego") && !path.ends_with("_test.rego"));
    let rules = policies.filter(|(_, text)| text.contains("# METADATA") && text.contains("\ndeny"));
    let ids = rules.filter_map(|(_, text)| plimsoll_policy_text::annotation::package(text)).map(metadata::rule_id);
    let ids: BTreeSet<String> = ids.map(|id| id.to_string()).collect();
    ids.into_iter().collect()
}

impl Reading {
    /// The ids of its frameworks.
    pub(super) fn framework_ids(&self) -> impl Iterator<Item = &str> {
        self.frameworks.iter().filter_map(|(_, value)| value["id"].as_str())
    }

    /// What of ours it takes the place of.
    pub(super) fn replaced(&self) -> &[Replaced] {
        &self.replaced
    }

    fn bundle(&self, unread: &Unread) -> Bundle {
        let policies = unread.files.iter().filter(|(path, _)| path.ends_with(".rego"));
        let modules = policies.map(|(path, text)| Module::given(path.clone(), text.clone()));
        let given = |(path, value): &(String, Value)| (path.clone(), Content::Given(Arc::new(value.clone())));
        Bundle {
            modules: modules.filter(|module| !module.is_test()).collect(),
            known: self.known.clone(),
            frameworks: self.frameworks.iter().map(given).collect(),
            shipped: None,
        }
    }

    /// The world that it makes over what is lent to it.
    ///
    /// # Errors
    /// When it is not what reading the source gives: a place apart is believed no more than its source.
    pub(super) fn world(mut self, unread: &Unread, lent: Bundle) -> Result<World, Vec<PolicyError>> {
        let bundle = self.bundle(unread);
        let given = Given::of(&bundle);
        let Bundle { modules, known, .. } = bundle.over(lent);
        let source = unread.name.as_deref().map(Into::into);
        let mut texts = Vec::with_capacity(modules.len());
        for module in modules {
            let package = module.package().to_owned();
            let rego = match module.trusted {
                true => module.text,
                false => self
                    .texts
                    .remove(module.path.as_ref())
                    .ok_or_else(|| vec![unread.unreadable("a part of them is missing")])?
                    .into(),
            };
            texts.push(Text { path: module.path, rego, package, trusted: module.trusted });
        }
        let frameworks: Result<_, _> =
            self.frameworks.iter().map(|(path, value)| framework::of_value(path, value)).collect();
        let rules = self.rules.into_iter().map(|rule| Rule { source: Option::clone(&source), ..rule }).collect();
        Ok(World {
            source,
            replaces: unread.replaces,
            rules,
            frameworks: frameworks?,
            texts,
            known,
            given,
            compiled: None,
            shipped: None,
        })
    }
}

/// How many values there are in a value, it and the keys counted.
fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(fields) => 1 + fields.values().map(|value| 1 + count(value)).sum::<usize>(),
        _ => 1,
    }
}

/// The first of the mistakes of a source, and how many more there are.
fn bounded(mut errors: Vec<PolicyError>, source: Option<&str>) -> Vec<PolicyError> {
    let more = errors.len().saturating_sub(MAX_MISTAKES);
    errors.truncate(MAX_MISTAKES);
    if more > 0 {
        let name = source.unwrap_or("policies");
        errors.push(PolicyError::new("policy-unreadable", name, format!("{more} more mistakes are in it")));
    }
    errors
}
