//! What a rule answers: the elements of its `deny`, checked against `schemas/finding.json`.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use super::metadata::validator;
use super::{PolicyError, Rule, Severity};
use plimsoll_model::Address;

/// No model is as deep: a longer address only costs time wherever it is looked at.
const MAX_ADDRESS_DEPTH: usize = 512;

/// The schema of a finding.
pub const FINDING_SCHEMA: &str = include_str!("../schemas/finding.json");

static VALIDATOR: LazyLock<jsonschema::Validator> = LazyLock::new(|| validator(FINDING_SCHEMA));

/// Which half of a mapping entry to mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MarkPart {
    /// The key.
    Key,
    /// The value.
    Value,
}

/// Whether the rule is broken for sure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RawOutcome {
    /// The rule is broken.
    #[default]
    Fail,
    /// It depends on what the files do not say.
    Review,
}

/// Another place that a finding points at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRelated {
    /// Where in the model.
    pub at: Address,
    /// A few words.
    pub message: String,
}

/// An element of a rule's `deny`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFinding {
    /// Where in the model.
    pub at: Address,
    /// One sentence.
    pub message: String,
    /// The judged subject, when `at` does not lie in it.
    pub subject: Option<Address>,
    /// Other places.
    #[serde(default)]
    pub related: Vec<RawRelated>,
    /// What to mark there.
    pub mark: Option<MarkPart>,
    /// Fail, or review.
    #[serde(default)]
    pub outcome: RawOutcome,
    /// When it is worse or milder than the rule.
    pub severity: Option<Severity>,
    /// Narrower than the rule's remediation.
    pub help: Option<String>,
}

/// The findings in a rule's answer, sorted. A rule that answers nothing at all (no `deny` was ever true) has found nothing.
pub(super) fn read(rule: &Rule, answer: &Value) -> Result<Vec<RawFinding>, PolicyError> {
    match answer {
        Value::Array(elements) => in_order(elements.iter().map(|element| one(rule, element))),
        other => Err(nonsense(rule, format!("`deny` is {}, not a set of findings", shown(other)))),
    }
}

/// Findings that are read one by one, sorted.
pub(super) fn in_order(
    findings: impl Iterator<Item = Result<RawFinding, PolicyError>>,
) -> Result<Vec<RawFinding>, PolicyError> {
    let mut findings: Vec<RawFinding> = findings.collect::<Result<_, _>>()?;
    findings.sort();
    Ok(findings)
}

/// The finding that an element of `deny` is.
pub(super) fn one(rule: &Rule, element: &Value) -> Result<RawFinding, PolicyError> {
    let complaint = || {
        let error = VALIDATOR.iter_errors(element).next();
        let why = error.map(|e| {
            let place = e.instance_path().to_string();
            if place.is_empty() { e.to_string() } else { format!("{place}: {e}") }
        });
        nonsense(rule, format!("`deny` holds no finding: {} in {}", why.unwrap_or_default(), shown(element)))
    };
    let finding = RawFinding::deserialize(element).map_err(|_| complaint())?;
    if is_too_deep(&finding) {
        let message = format!("`deny` holds an address that is deeper than {MAX_ADDRESS_DEPTH} keys");
        return Err(nonsense(rule, message));
    }
    if is_sound(&finding) { Ok(finding) } else { Err(complaint()) }
}

fn nonsense(rule: &Rule, message: String) -> PolicyError {
    PolicyError::new("policy-finding", rule.path.as_str(), message)
        .rule(&rule.id)
        .help("schemas/finding.json describes what `deny` may hold: {\"message\": …, \"at\": …} and a few more fields")
}

fn is_too_deep(finding: &RawFinding) -> bool {
    let others = finding.subject.iter().chain(finding.related.iter().map(|related| &related.at));
    others.chain([&finding.at]).any(|at| at.as_str().matches('/').count() > MAX_ADDRESS_DEPTH)
}

/// What the schema demands beyond the shape: real addresses, no empty texts.
fn is_sound(finding: &RawFinding) -> bool {
    let address = |a: &Address| Address::parse(a.as_str()).is_some();
    !finding.message.is_empty()
        && address(&finding.at)
        && finding.subject.as_ref().is_none_or(address)
        && finding.related.iter().all(|r| address(&r.at) && !r.message.is_empty())
        && finding.help.as_ref().is_none_or(|help| !help.is_empty())
}

/// A value, short enough for a message.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(200) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}
