//! METADATA → [`Rule`]: read from the source text (the engine drops comments), checked against `schemas/rule.json`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use super::error::PolicyError;
use super::rule::{Confidence, Example, Param, Reference, Rule, RuleId, RuleSet, Severity, SubjectKind};
use super::yaml;
use plimsoll_policy_text::annotation::Annotation;

/// The schema of METADATA.
pub const RULE_SCHEMA: &str = include_str!("../schemas/rule.json");

static VALIDATOR: LazyLock<jsonschema::Validator> = LazyLock::new(|| validator(RULE_SCHEMA));

/// A validator for one of our own schemas.
pub(super) fn validator(schema: &str) -> jsonschema::Validator {
    let schema = serde_json::from_str(schema).expect("internal: an own schema is JSON");
    jsonschema::validator_for(&schema).expect("internal: an own schema is a schema")
}

#[derive(Deserialize)]
struct Metadata {
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    related_resources: Vec<Reference>,
    custom: Custom,
}

#[derive(Deserialize)]
struct Custom {
    /// Then it is no rule, whatever else it says.
    #[serde(default)]
    library: bool,
    severity: Severity,
    applies_to: SubjectKind,
    #[serde(default)]
    applies_if: Vec<String>,
    #[serde(default = "medium_confidence")]
    confidence: Confidence,
    #[serde(default = "custom_category")]
    category: String,
    #[serde(default = "recommended")]
    set: RuleSet,
    #[serde(default)]
    since: String,
    #[serde(default)]
    remediation: String,
    #[serde(default)]
    cwe: Vec<u32>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    absorbs: Vec<RuleId>,
    #[serde(default)]
    params: BTreeMap<String, Param>,
    #[serde(default)]
    controls: BTreeMap<String, Vec<String>>,
}

fn medium_confidence() -> Confidence {
    Confidence::Medium
}

fn custom_category() -> String {
    "custom".to_owned()
}

fn recommended() -> RuleSet {
    RuleSet::Recommended
}

/// Whether METADATA says that a policy is a library, not a rule.
pub(super) fn is_library(metadata: &Value) -> bool {
    metadata.pointer("/custom/library").and_then(Value::as_bool) == Some(true)
}

/// The id that follows from a package: `policies.compose.service_privileged` → `compose/service-privileged`.
pub(super) fn rule_id(package: &str) -> RuleId {
    let below = package.strip_prefix("policies.").unwrap_or(package);
    RuleId::new(below.replace('.', "/").replace('_', "-"))
}

/// METADATA as a value.
pub(super) fn parse(path: &str, annotation: &Annotation) -> Result<Value, PolicyError> {
    yaml::read(&annotation.yaml).map_err(|error| {
        let line = error.line.map_or(annotation.line, |line| annotation.line + line - 1);
        PolicyError::new("policy-metadata", path, format!("METADATA is not YAML: {}", error.message)).line(line).help(
            "indent METADATA as YAML after `# `, and quote texts that hold `: ` or start with a special character",
        )
    })
}

/// Everything in METADATA that `schemas/rule.json` does not allow.
pub(super) fn complaints(path: &str, annotation: &Annotation, metadata: &Value) -> Vec<PolicyError> {
    let complain = |error: jsonschema::ValidationError<'_>| {
        let place = error.instance_path().to_string();
        let field = place.trim_start_matches('/').replace('/', ".");
        let shown = if field.is_empty() { String::new() } else { format!("`{field}`: ") };
        PolicyError::new("policy-metadata", path, format!("METADATA: {shown}{error}"))
            .line(line_of(annotation, &place))
            .help("policies/README.md lists the fields of METADATA, schemas/rule.json describes them")
    };
    VALIDATOR.iter_errors(metadata).map(complain).collect()
}

/// The line of the innermost key of a pointer; the keys are looked for one after the other.
fn line_of(annotation: &Annotation, pointer: &str) -> u32 {
    let mut line = 0;
    for key in pointer.split('/').filter(|key| !key.is_empty() && key.parse::<usize>().is_err()) {
        let found = annotation.yaml.lines().skip(line).position(|text| {
            let text = text.trim_start_matches([' ', '-', '{', '"']);
            text.strip_prefix(key).is_some_and(|rest| rest.starts_with(':') || rest.starts_with("\":"))
        });
        line += found.unwrap_or(0);
    }
    annotation.line + line as u32
}

/// The rule that METADATA describes which was checked when the program was built; nothing for a library.
pub(super) fn shipped(path: &str, package: &str, json: &str) -> Result<Option<Rule>, PolicyError> {
    match serde_json::from_str::<Metadata>(json) {
        Ok(metadata) if metadata.custom.library => Ok(None),
        Ok(metadata) => Ok(Some(described(path, package, metadata))),
        // What describes no rule is looked at again: there are few libraries.
        Err(_) if serde_json::from_str(json).is_ok_and(|metadata: Value| is_library(&metadata)) => Ok(None),
        Err(error) => Err(undescribed(path, &error)),
    }
}

/// The rule that checked METADATA describes.
pub(super) fn rule(path: &str, package: &str, metadata: &Value) -> Result<Rule, PolicyError> {
    match Metadata::deserialize(metadata) {
        Ok(metadata) => Ok(described(path, package, metadata)),
        Err(error) => Err(undescribed(path, &error)),
    }
}

fn undescribed(path: &str, error: &serde_json::Error) -> PolicyError {
    PolicyError::new("policy-metadata", path, format!("METADATA: {error}"))
}

fn described(path: &str, package: &str, metadata: Metadata) -> Rule {
    let custom = metadata.custom;
    Rule {
        id: rule_id(package),
        title: metadata.title,
        description: metadata.description.trim().to_owned(),
        remediation: custom.remediation.trim().into(),
        severity: custom.severity,
        confidence: custom.confidence,
        category: custom.category,
        applies_to: custom.applies_to,
        applies_if: custom.applies_if,
        set: custom.set,
        default: custom.set == RuleSet::Recommended,
        since: custom.since,
        references: metadata.related_resources,
        cwe: custom.cwe,
        aliases: custom.aliases,
        absorbs: custom.absorbs,
        params: custom.params,
        controls: custom.controls,
        source: None,
        good: Vec::<Example>::new(),
        bad: Vec::new(),
        path: path.to_owned(),
        package: package.to_owned(),
    }
}
