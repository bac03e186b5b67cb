//! All rules of a run, compiled once.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value, json};

use super::bundle::{Bundle, Module};
use super::engine::{self, Evaluator, Text};
use super::{PolicyError, Rule, annotation, metadata};

/// Rules, the words and facts they use, and the engine that runs them.
#[derive(Debug)]
pub struct PolicySet {
    rules: Vec<Arc<Rule>>,
    modules: Vec<Module>,
    known: BTreeMap<String, Value>,
    /// Configured parameters: rule id → name → value.
    params: BTreeMap<String, BTreeMap<String, Value>>,
    engine: OnceLock<Result<regorus::Engine, PolicyError>>,
}

impl PolicySet {
    /// Reads the rules of a bundle.
    ///
    /// # Errors
    /// Everything that is wrong with the policies, sorted by file and line.
    pub fn load(bundle: Bundle) -> Result<Self, Vec<PolicyError>> {
        let Bundle { modules, known, frameworks: _ } = bundle;
        let mut rules = Vec::new();
        let mut errors = Vec::new();
        for module in modules.iter().filter(|m| !m.is_test()) {
            match rule(module) {
                Ok(Some(rule)) => rules.push(Arc::new(rule)),
                Ok(None) => {}
                Err(found) => errors.extend(found),
            }
        }
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        for pair in rules.windows(2).filter(|pair| pair[0].id == pair[1].id) {
            let message = format!("rule {} is declared twice: {} has it too", pair[1].id, pair[0].path);
            errors.push(
                PolicyError::new("policy-twice", pair[1].path.as_str(), message).help("name its package otherwise"),
            );
        }
        if errors.is_empty() {
            return Ok(Self { rules, modules, known, params: BTreeMap::new(), engine: OnceLock::new() });
        }
        errors.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
        Err(errors)
    }

    /// The rules, sorted by id.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// An evaluator for one worker; the first call compiles the policies.
    ///
    /// # Errors
    /// When a policy does not compile.
    pub fn evaluator(&self) -> Result<Evaluator, PolicyError> {
        let engine = self.engine.get_or_init(|| {
            let texts = self.modules.iter().filter(|m| !m.is_test());
            engine::prepare(texts.map(|m| Text { path: &m.path, rego: &m.text }), self.params(), json!(self.known))
        });
        engine.as_ref().map(|engine| Evaluator { engine: engine.clone() }).map_err(Clone::clone)
    }

    /// `data.params`: the defaults of METADATA with the configured values over them.
    pub(super) fn params(&self) -> Value {
        let mut root = Map::new();
        for rule in self.rules.iter().filter(|rule| !rule.params.is_empty()) {
            let configured = self.params.get(rule.id.as_str());
            let value =
                |name: &String, default: &Value| configured.and_then(|c| c.get(name)).unwrap_or(default).clone();
            let values = rule.params.iter().map(|(name, param)| (name.clone(), value(name, &param.default)));
            let below = rule.package.strip_prefix("policies.").unwrap_or(&rule.package).split('.');
            let place = below.fold(Some(&mut root), |place, segment| {
                place?.entry(segment).or_insert_with(|| json!({})).as_object_mut()
            });
            if let Some(place) = place {
                place.extend(values);
            }
        }
        Value::Object(root)
    }
}

/// The rule that a module declares; nothing where it is a library.
fn rule(module: &Module) -> Result<Option<Rule>, Vec<PolicyError>> {
    let path = module.path.as_ref();
    let package = module.package();
    if let Some(json) = module.metadata {
        let metadata: Value = serde_json::from_str(json).expect("internal: build.rs embeds JSON");
        if metadata::is_library(&metadata) {
            return Ok(None);
        }
        let rule = metadata::rule(path, package, &metadata).map_err(|error| vec![error])?;
        return Ok(Some(Rule { good: module.good.clone(), bad: module.bad.clone(), ..rule }));
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
