//! Compliance frameworks: which rules speak to which control. Rules know nothing of frameworks.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::bundle::Content;
use super::metadata::validator;
use super::{PolicyError, RuleId};

/// The schema of a framework file.
pub const FRAMEWORK_SCHEMA: &str = include_str!("../schemas/framework.json");

static VALIDATOR: LazyLock<jsonschema::Validator> = LazyLock::new(|| validator(FRAMEWORK_SCHEMA));

/// How much of a control a rule covers, as far as files can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Helps, without being what the control asks for.
    Supporting,
    /// A part of what the control asks for.
    Partial,
    /// All that the control asks for.
    Full,
}

impl Strength {
    /// Whether rules that are mapped so decide what becomes of the control.
    pub fn decides(self) -> bool {
        self >= Self::Partial
    }

    /// In lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supporting => "supporting",
            Self::Partial => "partial",
            Self::Full => "full",
        }
    }
}

/// The lowest FedRAMP baseline that selects a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Baseline {
    /// Low, and therefore all.
    Low,
    /// Moderate and High.
    Moderate,
    /// High only.
    High,
    /// None of them.
    None,
}

/// That a rule speaks to a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The rule.
    pub rule: RuleId,
    /// How much of the control it covers.
    pub strength: Strength,
}

/// A control of a framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// The framework's number.
    pub id: String,
    /// In our own words.
    pub title: String,
    /// For NIST SP 800-53.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// Why files cannot decide it (alone), and what to look at instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manual: Option<String>,
    /// The rules that speak to it.
    #[serde(default)]
    pub rules: Vec<Mapping>,
}

/// A compliance framework with all controls that concern containers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Framework {
    /// `cis-docker-1.6`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Which edition.
    pub version: String,
    /// Where it is published.
    pub source: String,
    /// On what terms its text stands.
    pub licence: String,
    /// How far the mapping goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// In the framework's order.
    pub controls: Vec<Control>,
}

impl Framework {
    /// Whether a name means this framework: its id, or the id without the edition (`cis-docker`).
    pub fn is_called(&self, name: &str) -> bool {
        let edition = self.id.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
        self.id == name
            || edition.is_some_and(|e| {
                !e.contains('-') && e.trim_start_matches(['r', 'v']).starts_with(|c: char| c.is_ascii_digit())
            })
    }
}

/// Reads a framework file.
pub(super) fn read(path: &str, content: &Content) -> Result<Framework, Vec<PolicyError>> {
    let value = match content {
        Content::Shipped(text) => {
            return serde_json::from_str(text).map_err(|error| vec![wrong(path, error.to_string())]);
        }
        Content::Given(value) => value,
    };
    let complaints = VALIDATOR.iter_errors(value).map(|complaint| {
        let place = complaint.instance_path().to_string();
        wrong(path, format!("{place}: {complaint}")).help("schemas/framework.json describes frameworks")
    });
    let complaints: Vec<PolicyError> = complaints.collect();
    if !complaints.is_empty() {
        return Err(complaints);
    }
    of_value(path, value)
}

/// The framework that a value is, which was held against the schema.
pub(super) fn of_value(path: &str, value: &Value) -> Result<Framework, Vec<PolicyError>> {
    Framework::deserialize(value).map_err(|error| vec![wrong(path, error.to_string())])
}

fn wrong(path: &str, message: String) -> PolicyError {
    PolicyError::new("policy-framework", path, message)
}

/// Rule id → framework id → control ids.
pub(super) fn controls_by_rule<'f>(frameworks: &[&'f Framework]) -> BTreeMap<&'f str, BTreeMap<String, Vec<String>>> {
    let mut found: BTreeMap<&str, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for framework in frameworks {
        for control in &framework.controls {
            for mapping in &control.rules {
                let of_rule = found.entry(mapping.rule.as_str()).or_default();
                of_rule.entry(framework.id.clone()).or_default().push(control.id.clone());
            }
        }
    }
    found
}
