//! Policies as texts: the ones in the binary, and the ones somebody gives. Reads no files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use plimsoll_policy_text::{Shipped, annotation};
use serde_json::Value;

use super::PolicyError;
use super::yaml;

/// Files of an example that is part of the program: path and text.
pub(super) type Files = &'static [(&'static str, &'static str)];

/// One policy file.
#[derive(Debug, Clone)]
pub(super) struct Module {
    pub(super) path: Cow<'static, str>,
    /// The package it declares; empty where it declares none.
    pub(super) package: Cow<'static, str>,
    pub(super) text: Cow<'static, str>,
    /// As JSON, where it was read when the program was built.
    pub(super) metadata: Option<&'static str>,
    pub(super) good: Files,
    pub(super) bad: Files,
    /// Ours: our tests have checked it, so that a start need not.
    pub(super) trusted: bool,
}

impl Module {
    /// One that somebody gives.
    pub(super) fn given(path: String, text: String) -> Self {
        let package = annotation::package(&text).unwrap_or_default().to_owned().into();
        Self { path: path.into(), package, text: text.into(), metadata: None, good: &[], bad: &[], trusted: false }
    }

    pub(super) fn package(&self) -> &str {
        &self.package
    }

    /// Whether it lends words to rules: `policies.lib` and below.
    pub(super) fn is_vocabulary(&self) -> bool {
        self.package() == "policies.lib" || self.package().starts_with("policies.lib.")
    }

    /// Whether it holds tests.
    pub(super) fn is_test(&self) -> bool {
        self.path.ends_with("_test.rego")
    }
}

/// Policies with the data and frameworks beside them.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    pub(super) modules: Vec<Module>,
    /// `data/<name>.yaml`, read as `data.known.<name>`.
    pub(super) known: BTreeMap<String, Value>,
    /// `frameworks/<name>.yaml`: path and content.
    pub(super) frameworks: Vec<(String, Content)>,
    /// What was found out of the modules when the program was built; only where all of them are those.
    pub(super) shipped: Option<Shipped>,
}

impl Bundle {
    /// What a program ships.
    pub fn shipped(shipped: &Shipped) -> Self {
        let modules = shipped.policies.iter().map(|m| Module {
            path: m.path.into(),
            package: m.package.into(),
            text: m.text.into(),
            metadata: m.metadata,
            good: m.good,
            bad: m.bad,
            trusted: true,
        });
        Self {
            modules: modules.collect(),
            known: shipped.data.iter().filter_map(|(path, text)| Some((stem(path)?, json(text)))).collect(),
            frameworks: shipped
                .frameworks
                .iter()
                .map(|(path, text)| ((*path).to_owned(), Content::Shipped(text)))
                .collect(),
            shipped: Some(*shipped),
        }
    }

    /// Policies from files: `*.rego`, and YAML or JSON in folders named `data` and `frameworks`. Other files are left out.
    ///
    /// # Errors
    /// When a data or framework file is not YAML, or two of them have one name.
    pub fn given(files: impl IntoIterator<Item = (String, String)>) -> Result<Self, Vec<PolicyError>> {
        let mut bundle = Self::default();
        let mut errors = Vec::new();
        let mut named: BTreeMap<(String, String), String> = BTreeMap::new();
        for (path, text) in files {
            if path.ends_with(".rego") {
                bundle.modules.push(Module::given(path, text));
                continue;
            }
            let folder = path.rsplit('/').nth(1);
            if stem(&path).is_none() || !matches!(folder, Some("data" | "frameworks")) {
                continue;
            }
            let name = stem(&path).unwrap_or_default();
            let folder = folder.unwrap_or_default().to_owned();
            if let Some(other) = named.insert((folder.clone(), name.clone()), path.clone()) {
                let message = format!("`{folder}/{name}` is there twice: {other} has it too");
                errors
                    .push(PolicyError::new("policy-data", path, message).help("rename one, or put both into one file"));
                continue;
            }
            match yaml::read(&text) {
                Ok(value) if folder == "data" => drop(bundle.known.insert(name, value)),
                Ok(value) => bundle.frameworks.push((path, Content::Given(Arc::new(value)))),
                Err(error) => errors.push(not_yaml(&path, &error)),
            }
        }
        if errors.is_empty() { Ok(bundle) } else { Err(errors) }
    }

    /// Without the rules: only the words and facts that other rules, and the fixtures that other tests, may use.
    #[must_use]
    pub fn vocabulary(mut self) -> Self {
        self.modules.retain(Module::is_vocabulary);
        self.frameworks.clear();
        self.shipped = None;
        self
    }

    /// Without the rules, with the words, the facts and the frameworks: controls whose rules are left out are not assessed, and not unheard of.
    #[must_use]
    pub fn without_rules(mut self) -> Self {
        self.modules.retain(Module::is_vocabulary);
        self
    }

    /// Adds what this bundle has and `self` lacks: a package or a data file of `self` wins over one of the same name.
    #[must_use]
    pub fn over(mut self, below: Self) -> Self {
        let own: Vec<String> = self.modules.iter().map(|m| m.package().to_owned()).collect();
        self.modules.extend(below.modules.into_iter().filter(|m| !own.iter().any(|package| package == m.package())));
        for (name, value) in below.known {
            self.known.entry(name).or_insert(value);
        }
        self.frameworks.extend(below.frameworks);
        self
    }
}

/// What a bundle has of a framework.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// JSON that our tests have checked.
    Shipped(&'static str),
    Given(Arc<Value>),
}

impl Content {
    /// As a value.
    pub(super) fn value(&self) -> Arc<Value> {
        match self {
            Self::Shipped(text) => Arc::new(json(text)),
            Self::Given(value) => Arc::clone(value),
        }
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("internal: what is shipped is JSON")
}

/// `data/well_known.yaml` → `well_known`; nothing for what is no file of facts.
fn stem(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, extension) = name.rsplit_once('.')?;
    matches!(extension, "yaml" | "yml" | "json").then(|| stem.to_owned())
}

fn not_yaml(path: &str, error: &yaml::Error) -> PolicyError {
    let problem = PolicyError::new("policy-data", path, format!("not YAML: {}", error.message));
    match error.line {
        Some(line) => problem.line(line),
        None => problem,
    }
}
