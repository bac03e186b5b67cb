//! What a configuration says of rules: on or off, severity, parameters; and what of it fits no rule there is.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Config, RuleDetails, RuleSetting, RuleWord};
use crate::settings::{self, Pointer};
use plimsoll_policy::{Rule, RuleId, Severity};
use plimsoll_source::Span;
use plimsoll_source::near;
use plimsoll_source::problem::Problem;

/// What configurations say of one rule; what is `None` is left to the rule and the set.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Effective {
    /// On or off.
    pub enabled: Option<bool>,
    /// Severity.
    pub severity: Option<Severity>,
    /// Parameters.
    pub params: Map<String, Value>,
    /// Where on or off is said.
    pub(super) enabled_at: Option<Span>,
    /// Where the severity is said.
    pub(super) severity_at: Option<Span>,
    /// Where each parameter is said, by its name.
    pub(super) params_at: BTreeMap<String, Option<Span>>,
}

impl Config {
    /// What the configuration says of a rule: of all patterns that match, the longer one wins, and the id itself over every pattern.
    pub fn effective(&self, rule: &RuleId) -> Effective {
        let mut effective = Effective::default();
        self.take_up(rule, &mut effective);
        effective
    }

    /// Adds what this configuration says of a rule: it wins over what is there.
    pub(super) fn take_up(&self, rule: &RuleId, effective: &mut Effective) {
        let mut matching: Vec<(&String, &RuleSetting)> =
            self.rules.iter().filter(|(pattern, _)| matches(pattern, rule)).collect();
        matching.sort_by_key(|(pattern, _)| (pattern.as_str() == rule.as_str(), pattern.len()));
        for (pattern, setting) in matching {
            let at = self.places.as_ref().map(|places| places.key(&["rules".into(), pattern.as_str().into()]));
            effective.take(setting, at);
        }
    }

    /// What does not fit the rules there are: patterns that match none, parameters that no rule has or of another type.
    pub fn check_rules(&self, rules: &[Arc<Rule>]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (pattern, setting) in &self.rules {
            let matching: Vec<&Rule> =
                rules.iter().filter(|rule| matches(pattern, &rule.id)).map(AsRef::as_ref).collect();
            let way = ["rules".into(), Pointer::Key(pattern.clone())];
            if matching.is_empty() {
                let message = format!("no rule is named `{}`", settings::shortened(pattern));
                // To look for what was meant takes its time; beyond the first ones nobody reads it.
                let meant = (problems.len() < settings::MAX_PROBLEMS)
                    .then(|| near::nearest(pattern, rules.iter().map(|rule| rule.id.as_str())))
                    .flatten();
                let help = match meant {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "`plimsoll rules` lists all rules".to_owned(),
                };
                problems.push(self.placed(Problem::error("config-unknown-rule", message), &way, true).help(help));
            } else if let RuleSetting::Detailed(details) = setting {
                problems.extend(self.check_params(pattern, details, &matching));
            }
        }
        settings::bounded(problems)
    }

    fn check_params(&self, pattern: &str, details: &RuleDetails, rules: &[&Rule]) -> Vec<Problem> {
        let mut problems = Vec::new();
        let shown = settings::shortened(pattern);
        for (name, value) in details.params.iter() {
            let way = ["rules".into(), Pointer::Key(pattern.to_owned()), "params".into(), Pointer::Key(name.clone())];
            let Some(param) = rules.iter().find_map(|rule| rule.params.get(name)) else {
                let known: Vec<&str> = rules.iter().flat_map(|rule| rule.params.keys()).map(String::as_str).collect();
                let help = match near::nearest(name, known.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None if known.is_empty() => "it has no parameters".to_owned(),
                    None => format!("its parameters: {}", known.join(", ")),
                };
                let message = format!("`{shown}` has no parameter `{}`", settings::shortened(name));
                problems.push(self.placed(Problem::error("config-unknown-param", message), &way, true).help(help));
                continue;
            };
            if std::mem::discriminant(value) != std::mem::discriminant(&param.default) {
                let message = format!("parameter `{name}` of `{shown}` cannot be {}", settings::described(value));
                let help = format!("write a value like its default, {}", param.default);
                problems.push(self.placed(Problem::error("config-param-type", message), &way, false).help(help));
            } else if let Some(unknown) = param.unknown_in(value) {
                let message =
                    format!("parameter `{name}` of `{shown}` does not know `{}`", settings::shortened(unknown));
                let help = match near::nearest(unknown, param.values.iter().map(String::as_str)) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("it knows: {}", param.values.join(", ")),
                };
                problems.push(self.placed(Problem::error("config-param-value", message), &way, false).help(help));
            }
        }
        problems
    }
}

impl Effective {
    fn take(&mut self, setting: &RuleSetting, at: Option<Span>) {
        let (enabled, severity) = match setting {
            RuleSetting::Switch(on) => (Some(*on), None),
            RuleSetting::Word(RuleWord::Off) => (Some(false), None),
            RuleSetting::Word(RuleWord::On) => (Some(true), None),
            RuleSetting::Word(RuleWord::Severity(severity)) => (Some(true), Some(*severity)),
            RuleSetting::Detailed(details) => (details.enabled, details.severity),
        };
        if enabled.is_some() {
            (self.enabled, self.enabled_at) = (enabled, at);
        }
        if severity.is_some() {
            (self.severity, self.severity_at) = (severity, at);
        }
        if let RuleSetting::Detailed(RuleDetails { params, .. }) = setting {
            self.params.extend(params.clone());
            self.params_at.extend(params.keys().map(|name| (name.clone(), at)));
        }
    }
}

/// Whether a rule's id fits a pattern, in which `*` stands for any text.
pub fn matches(pattern: &str, rule: &RuleId) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = rule.as_str().strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}
