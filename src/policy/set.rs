//! All rules of a run, compiled once.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value, json};

use super::bundle::{Bundle, Module};
use super::check::{self, Checked};
use super::engine::{self, Evaluator, Program, Text};
use super::extension::Patterns;
use super::{Framework, PolicyError, Rule, RuleId, annotation, framework, metadata, rewrite, syntax};

/// Rules, the words and facts they use, and the engine that runs them.
#[derive(Debug)]
pub struct PolicySet {
    rules: Vec<Arc<Rule>>,
    frameworks: Vec<Framework>,
    texts: Vec<Text>,
    /// The policies as they were given: package and text.
    given: Vec<Given>,
    /// The frameworks as they were given.
    framework_files: Vec<(String, Value, bool)>,
    known: BTreeMap<String, Value>,
    /// Configured parameters: rule id → name → value.
    params: BTreeMap<String, BTreeMap<String, Value>>,
    /// What the last evaluator was made for.
    program: Mutex<Option<Arc<Program>>>,
}

/// A parameter that cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    /// No such rule.
    #[error("there is no rule `{rule}`")]
    Rule {
        /// What was asked for.
        rule: RuleId,
        /// What may have been meant.
        nearest: Option<String>,
    },
    /// No such parameter.
    #[error("rule `{rule}` has no parameter `{name}`")]
    Name {
        /// The rule.
        rule: RuleId,
        /// What was asked for.
        name: String,
        /// The parameters it has.
        known: Vec<String>,
    },
    /// Another type than the default's.
    #[error("parameter `{name}` of rule `{rule}` is {wanted}, not {given}")]
    Type {
        /// The rule.
        rule: RuleId,
        /// The parameter.
        name: String,
        /// The type of its default.
        wanted: &'static str,
        /// The type of the value.
        given: &'static str,
    },
}

/// A policy as it was given.
#[derive(Debug)]
struct Given {
    package: String,
    text: Cow<'static, str>,
    /// JSON, where the text comes without its METADATA: `build.rs` has read it already.
    metadata: Option<&'static str>,
}

impl Given {
    fn of(module: &Module) -> Self {
        Self { package: module.package().to_owned(), text: module.text.clone(), metadata: module.metadata }
    }

    /// The text with its METADATA (JSON is YAML, too).
    fn text(&self) -> String {
        let Some(metadata) = self.metadata else { return self.text.to_string() };
        let value: Value = serde_json::from_str(metadata).expect("internal: build.rs embeds JSON");
        let lines: String = format!("{value:#}").lines().map(|line| format!("# {line}\n")).collect();
        format!("# METADATA\n{lines}{}", self.text.trim_start())
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Where a module stands by its package: `policies.compose.x` → `compose/x/x.rego`.
fn place(package: &str) -> String {
    let inside = package.strip_prefix("policies.").unwrap_or(package).replace('.', "/");
    let last = inside.rsplit('/').next().unwrap_or(&inside).to_owned();
    format!("{inside}/{last}.rego")
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

impl PolicySet {
    /// Reads the rules of a bundle, and checks everything in it that is not ours.
    ///
    /// # Errors
    /// Everything that is wrong with the policies, sorted by file and line.
    pub fn load(mut bundle: Bundle) -> Result<Self, Vec<PolicyError>> {
        bundle.modules.retain(|module| !module.is_test());
        Self::load_with_tests(bundle)
    }

    /// The same with the tests in the engine, too.
    pub(super) fn load_with_tests(bundle: Bundle) -> Result<Self, Vec<PolicyError>> {
        let Bundle { modules, known, frameworks } = bundle;
        let mut rules = Vec::new();
        let mut errors = Vec::new();
        let mut read = Vec::with_capacity(frameworks.len());
        for (path, value, trusted) in &frameworks {
            match framework::read(path, value, *trusted) {
                Ok(framework) => read.push(framework),
                Err(found) => errors.extend(found),
            }
        }
        let framework_files = frameworks;
        let frameworks = read;
        let given = modules.iter().filter(|m| !m.is_test()).map(Given::of).collect();
        let mut controls = framework::controls_by_rule(&frameworks);
        let mut broken = BTreeSet::new();
        for module in modules.iter().filter(|m| !m.is_test()) {
            match rule(module) {
                Ok(Some(rule)) => {
                    let controls = controls.remove(rule.id.as_str()).unwrap_or_default();
                    rules.push(Arc::new(Rule { controls, ..rule }));
                }
                Ok(None) => {}
                Err(found) => {
                    broken.insert(module.path.to_string());
                    errors.extend(found);
                }
            }
        }
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        for pair in rules.windows(2).filter(|pair| pair[0].id == pair[1].id) {
            let message = format!("rule {} is declared twice: {} has it too", pair[1].id, pair[0].path);
            errors.push(
                PolicyError::new("policy-twice", pair[1].path.as_str(), message).help("name its package otherwise"),
            );
        }
        let names = known.keys().map(|name| vec!["known".to_owned(), name.clone()]);
        let data = names.chain([vec!["params".to_owned()]]).collect();
        let described = rules.iter().map(|rule| rule.path.clone()).chain(broken).collect();
        match texts(modules, &described, &data) {
            Ok(texts) if errors.is_empty() => Ok(Self {
                rules,
                frameworks,
                texts,
                given,
                framework_files,
                known,
                params: BTreeMap::new(),
                program: Mutex::default(),
            }),
            Ok(_) => Err(sorted(errors)),
            Err(found) => Err(sorted([errors, found].concat())),
        }
    }

    /// The exact policies, data, frameworks and configured parameters, by path, sorted: what evidence keeps, and what a replay loads again.
    pub fn files(&self) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> =
            self.given.iter().map(|given| (place(&given.package), given.text())).collect();
        files.extend(self.known.iter().map(|(name, value)| (format!("data/{name}.yaml"), pretty(value))));
        let stem = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        let frameworks = self.framework_files.iter();
        files.extend(frameworks.map(|(path, value, _)| (format!("frameworks/{}", stem(path)), pretty(value))));
        if !self.params.is_empty() {
            files.push(("params.json".to_owned(), pretty(&json!(self.params))));
        }
        files.sort();
        files
    }

    /// The rules, sorted by id.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// The facts that rules read as `data.known`, by name.
    pub fn known(&self) -> &BTreeMap<String, Value> {
        &self.known
    }

    /// The compliance frameworks.
    pub fn frameworks(&self) -> &[Framework] {
        &self.frameworks
    }

    /// A framework by its id, or by its id without the edition.
    pub fn framework(&self, name: &str) -> Option<&Framework> {
        self.frameworks.iter().find(|framework| framework.is_called(name))
    }

    /// Rules by id, by the last part of an id, or by another tool's id with or without the tool: there may be several then.
    pub fn find(&self, name: &str) -> Vec<&Arc<Rule>> {
        let last = |id: &str| id.rsplit(['/', ':']).next().is_some_and(|last| last.eq_ignore_ascii_case(name));
        let tiers: [&dyn Fn(&Rule) -> bool; 4] = [
            &|rule| rule.id.as_str() == name,
            &|rule| last(rule.id.as_str()),
            &|rule| rule.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name)),
            &|rule| rule.aliases.iter().any(|alias| last(alias)),
        ];
        let mut found =
            tiers.iter().map(|is_meant| self.rules.iter().filter(|rule| is_meant(rule)).collect::<Vec<_>>());
        found.find(|rules| !rules.is_empty()).unwrap_or_default()
    }

    /// The id that somebody who wrote `name` may have meant.
    pub fn nearest(&self, name: &str) -> Option<String> {
        let ids = self.rules.iter().map(|rule| rule.id.as_str());
        let last = |id: &str| id.rsplit('/').next().unwrap_or(id).to_owned();
        check::nearest(name, ids.clone()).or_else(|| {
            let lasts: Vec<String> = ids.clone().map(last).collect();
            let nearest = check::nearest(&last(name), lasts.iter().map(String::as_str))?;
            ids.clone().find(|id| last(id) == nearest).map(str::to_owned)
        })
    }

    /// Sets a parameter of a rule. Call it before an evaluator is made: one that runs keeps what it has.
    ///
    /// # Errors
    /// When there is no such rule or parameter, or the value is of another type than the default.
    pub fn configure(&mut self, rule: &RuleId, name: &str, value: Value) -> Result<(), ParamError> {
        let found = self.rules.iter().find(|known| known.id == *rule);
        let found =
            found.ok_or_else(|| ParamError::Rule { rule: rule.clone(), nearest: self.nearest(rule.as_str()) })?;
        let param = found.params.get(name).ok_or_else(|| ParamError::Name {
            rule: rule.clone(),
            name: name.to_owned(),
            known: found.params.keys().cloned().collect(),
        })?;
        if type_name(&param.default) != type_name(&value) {
            let (wanted, given) = (type_name(&param.default), type_name(&value));
            return Err(ParamError::Type { rule: rule.clone(), name: name.to_owned(), wanted, given });
        }
        self.params.entry(rule.to_string()).or_default().insert(name.to_owned(), value);
        *self.program.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    /// One engine with everything in it, tests too.
    pub(super) fn engine(&self) -> Result<regorus::Engine, PolicyError> {
        engine::prepare(self.texts.iter(), &engine::data(self.params(), &self.known), &Patterns::default())
    }

    /// An evaluator of some of the rules, for one worker; its clones share what is compiled.
    ///
    /// # Errors
    /// When a policy that is not ours does not compile.
    pub fn evaluator(&self, rules: &[Arc<Rule>]) -> Result<Evaluator, PolicyError> {
        let mut last = self.program.lock().unwrap_or_else(PoisonError::into_inner);
        let program = match last.take().filter(|program| program.is_of(rules)) {
            Some(program) => program,
            None => Arc::new(Program::new(&self.texts, rules, engine::data(self.params(), &self.known))),
        };
        program.compile_given()?;
        *last = Some(Arc::clone(&program));
        Ok(Evaluator::new(program))
    }

    /// `data.params`: the defaults of METADATA with the configured values over them.
    fn params(&self) -> Value {
        let mut root = Map::new();
        for rule in self.rules.iter().filter(|rule| !rule.params.is_empty()) {
            let configured = self.params.get(rule.id.as_str());
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

fn sorted(mut errors: Vec<PolicyError>) -> Vec<PolicyError> {
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
/// are checked and rewritten.
fn texts(
    modules: Vec<Module>,
    described: &BTreeSet<String>,
    data: &BTreeSet<Vec<String>>,
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
