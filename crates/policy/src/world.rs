//! One source compiled by itself: its rules with the words and facts that they see, and nothing of other sources.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plimsoll_policy_text::{Shipped, annotation};
use serde_json::{Map, Value, json};

use super::bundle::{Bundle, Files, Module};
use super::call::Patterns;
use super::check::{self, Checked};
use super::compiled::Stored;
use super::engine::{self, Text};
use super::files::Given;
use super::rule::Example;
use super::{Framework, PolicyError, Rule, SubjectKind, contract, framework, metadata, rewrite, syntax};

/// A source whose policies have been read, checked and rewritten.
#[derive(Debug)]
pub(super) struct World {
    /// As its user calls it; nothing for what we ship.
    pub(super) source: Option<Arc<str>>,
    /// Whether it may take the place of what we ship.
    pub(super) replaces: bool,
    /// Sorted by id; their controls are those of their own METADATA.
    pub(super) rules: Vec<Rule>,
    /// Its own frameworks.
    pub(super) frameworks: Vec<Framework>,
    /// Its own policies, and the words that were lent to it.
    pub(super) texts: Vec<Text>,
    /// The facts that its rules see, lent ones too.
    pub(super) known: BTreeMap<String, Value>,
    /// What it brought itself, as it was given.
    pub(super) given: Given,
    /// Its rules as they were compiled when the program was built.
    pub(super) compiled: Option<Stored>,
    /// What was found out then of these very policies.
    pub(super) shipped: Option<Shipped>,
}

impl World {
    /// Reads a bundle that may use the words and facts of another one, and checks everything in it that is not ours.
    ///
    /// # Errors
    /// Everything that is wrong with it, sorted by file and line.
    pub(super) fn load(own: Bundle, lent: Bundle, source: Option<Arc<str>>) -> Result<Self, Vec<PolicyError>> {
        let given = Given::of(&own);
        let Bundle { modules, known, frameworks, shipped } = own.over(lent);
        let mut rules = Vec::new();
        let mut errors = Vec::new();
        let mut read = Vec::with_capacity(frameworks.len());
        for (path, content) in &frameworks {
            match framework::read(path, content) {
                Ok(framework) => read.push(framework),
                Err(found) => errors.extend(found),
            }
        }
        let mut broken = BTreeSet::new();
        for module in modules.iter().filter(|m| !m.is_test()) {
            match rule(module) {
                Ok(Some(rule)) => rules.push(Rule { source: source.clone(), ..rule }),
                Ok(None) => {}
                Err(found) => {
                    broken.insert(module.path.to_string());
                    errors.extend(found);
                }
            }
        }
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        for pair in rules.windows(2).filter(|pair| pair[0].id == pair[1].id) {
            errors.push(twice(&pair[0], &pair[1]));
        }
        let names = known.keys().map(|name| vec!["known".to_owned(), name.clone()]);
        let data = names.chain([vec!["params".to_owned()]]).collect();
        let described = rules.iter().map(|rule| rule.path.clone()).chain(broken).collect();
        // What another build shipped was written for the input of that build.
        let of_environments = rules.iter().filter(|rule| rule.applies_to == SubjectKind::Environments);
        let held = source.as_ref().map(|_| of_environments.map(|rule| rule.path.clone()).collect());
        match texts(modules, &described, &data, held) {
            Ok(texts) if errors.is_empty() => Ok(Self {
                source,
                replaces: false,
                rules,
                frameworks: read,
                texts,
                known,
                given,
                compiled: shipped.map(|all| all.compiled).filter(|bytes| !bytes.is_empty()).map(Stored::new),
                shipped,
            }),
            Ok(_) => Err(sorted(errors)),
            Err(found) => Err(sorted([errors, found].concat())),
        }
    }
}

impl World {
    /// `data.params`: the defaults of METADATA with the configured values (rule → name → value) over them.
    pub(super) fn params(&self, configured: &BTreeMap<String, BTreeMap<String, Value>>) -> Value {
        let mut root = Map::new();
        for rule in self.rules.iter().filter(|rule| !rule.params.is_empty()) {
            let configured = configured.get(rule.id.as_str());
            let value =
                |name: &String, default: &Value| configured.and_then(|c| c.get(name)).unwrap_or(default).clone();
            let values = rule.params.iter().map(|(name, param)| (name.clone(), value(name, &param.default)));
            let mut below = rule.package.strip_prefix("policies.").unwrap_or(&rule.package).split('.');
            let place = below.try_fold(&mut root, |place, segment| {
                place.entry(segment).or_insert_with(|| json!({})).as_object_mut()
            });
            if let Some(place) = place {
                place.extend(values);
            }
        }
        Value::Object(root)
    }

    /// One engine with everything in it.
    pub(super) fn engine(&self, params: Value) -> Result<regorus::Engine, PolicyError> {
        engine::prepare(self.texts.iter(), &engine::data(params, &self.known), &Patterns::default())
    }
}

/// That a rule is there twice, told at the second one.
pub(super) fn twice(first: &Rule, second: &Rule) -> PolicyError {
    let message = format!("rule {} is declared twice: {} has it too", second.id, first.path);
    PolicyError::new("policy-twice", second.path.as_str(), message).help("name its package otherwise")
}

/// The rule that a module declares; nothing where it is a library.
pub(super) fn rule(module: &Module) -> Result<Option<Rule>, Vec<PolicyError>> {
    let path = module.path.as_ref();
    let package = module.package();
    if let Some(json) = module.metadata {
        let rule = metadata::shipped(path, package, json).map_err(|error| vec![error])?;
        return Ok(rule.map(|rule| Rule { good: examples(module.good), bad: examples(module.bad), ..rule }));
    }
    let Some(annotation) = annotation::of_package(&module.text) else { return Ok(None) };
    let metadata = metadata::parse(path, &annotation).map_err(|error| vec![error])?;
    if metadata::is_library(&metadata) {
        return Ok(None);
    }
    let complaints = metadata::complaints(path, &annotation, &metadata);
    if !complaints.is_empty() {
        return Err(complaints);
    }
    metadata::rule(path, package, &metadata).map(Some).map_err(|error| vec![error])
}

fn examples(files: Files) -> Vec<Example> {
    files.iter().map(|(path, text)| Example { path: (*path).into(), text: (*text).into() }).collect()
}

pub(super) fn sorted(mut errors: Vec<PolicyError>) -> Vec<PolicyError> {
    errors.sort_by(|a, b| (&a.path, a.line, a.code).cmp(&(&b.path, b.line, b.code)));
    errors
}

/// A rule has METADATA and a `deny`; a library has neither.
fn undescribed(policy: &Checked<'_>, described: bool) -> Option<PolicyError> {
    let deny = policy.syntax.module.policy.iter().find(|rule| syntax::root(syntax::head(rule)) == Some("deny"));
    let error = |message: &str| PolicyError::new("policy-metadata", policy.path, message);
    match (deny, described) {
        (Some(rule), false) => Some(
            error("declares `deny`, but no METADATA describes the rule")
                .line(rule.span().line)
                .help("begin the file with `# METADATA`, `# title: …` and `# custom: {severity: …, applies_to: …}`"),
        ),
        (None, true) => Some(
            error("METADATA describes a rule, but the policy has no `deny`")
                .line(1)
                .help("write `deny contains finding if { … }`, or `# custom: {library: true}` in METADATA"),
        ),
        _ => None,
    }
}

/// The texts as the engine gets them. Ours are written so that it understands them as they stand (a test holds them to it); all others
/// are checked and rewritten; where they are `held` to it, against the schema of the input too, which for the rules of these paths is another one.
fn texts(
    modules: Vec<Module>,
    described: &BTreeSet<String>,
    data: &BTreeSet<Vec<String>>,
    held: Option<BTreeSet<String>>,
) -> Result<Vec<Text>, Vec<PolicyError>> {
    let mut errors = Vec::new();
    let mut parsed = Vec::new();
    if modules.iter().any(|m| !m.trusted) {
        for (index, module) in modules.iter().enumerate().filter(|(_, m)| !m.trusted || m.is_vocabulary()) {
            match check::parse(&module.path, &module.text) {
                Ok(syntax) => parsed.push((index, syntax)),
                Err(error) => errors.push(error),
            }
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let checked: Vec<Checked<'_>> = parsed
        .iter()
        .map(|(index, syntax)| {
            let module = &modules[*index];
            Checked { path: &module.path, text: &module.text, syntax, judged: !module.trusted }
        })
        .collect();
    let others: Vec<&str> = modules.iter().filter(|m| m.trusted).map(Module::package).collect();
    errors = check::all(&checked, &others, data);
    for policy in checked.iter().filter(|policy| policy.judged && !policy.path.ends_with("_test.rego")) {
        errors.extend(undescribed(policy, described.contains(policy.path)));
    }
    if let Some(of_environments) = held.filter(|_| errors.is_empty()) {
        errors = contract::complaints(&checked, &of_environments);
    }
    let mut texts = Vec::with_capacity(modules.len());
    for module in &modules {
        let rego = match module.trusted {
            true => Ok(module.text.clone()),
            false => rewrite::restore(&module.path, &module.text).map(|text| Cow::Owned(text.into_owned())),
        };
        match rego {
            Ok(rego) => texts.push(Text {
                path: module.path.clone(),
                rego,
                package: module.package().to_owned(),
                trusted: module.trusted,
            }),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(texts) } else { Err(errors) }
}
