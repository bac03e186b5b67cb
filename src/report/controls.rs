//! How the controls of each framework come out, from the outcomes of the rules that speak of them. What was not judged is never met.

use std::collections::BTreeMap;

use super::Report;
use crate::finding::OutcomeKind;
use crate::policy::RuleId;

/// How a control comes out. Ordered from what must be looked at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ControlStatus {
    /// A rule of it is broken.
    NotMet,
    /// No rule of it could be judged for any subject, or one failed or is undecided.
    NotAssessed,
    /// Broken rules are covered by waivers.
    Excepted,
    /// Every subject keeps every rule of it.
    Met,
    /// Files cannot tell: somebody must look at what the framework says.
    Manual,
}

impl ControlStatus {
    /// All, as reports list them.
    pub const ALL: [Self; 5] = [Self::Met, Self::NotMet, Self::Excepted, Self::NotAssessed, Self::Manual];

    /// As reports say it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotMet => "not met",
            Self::NotAssessed => "not assessed",
            Self::Excepted => "excepted",
            Self::Met => "met",
            Self::Manual => "manual",
        }
    }
}

/// A control and the rules that speak of it.
#[derive(Debug, Clone)]
pub struct ControlSummary {
    /// Its id in the framework.
    pub id: String,
    /// In our own words; empty where nobody describes the framework.
    pub title: String,
    /// Why files cannot decide it alone, and what to look at instead.
    pub manual: Option<String>,
    /// How it comes out.
    pub status: ControlStatus,
    /// The rules that ran and speak of it, sorted.
    pub rules: Vec<RuleId>,
    /// Number of outcomes by kind.
    pub outcomes: BTreeMap<OutcomeKind, usize>,
}

/// A framework and its controls.
#[derive(Debug, Clone)]
pub struct FrameworkSummary {
    /// Id of the framework.
    pub id: String,
    /// Its name; the id where nobody describes it.
    pub title: String,
    /// All controls of a framework that is described, in its order; else those that rules speak of, in natural order.
    pub controls: Vec<ControlSummary>,
}

impl FrameworkSummary {
    /// Number of controls that came out so.
    pub fn count(&self, status: ControlStatus) -> usize {
        self.controls.iter().filter(|control| control.status == status).count()
    }
}

/// Number of outcomes of a rule, by kind.
type Counts = BTreeMap<OutcomeKind, usize>;

/// All frameworks that are described or that the report's rules speak of, sorted by id.
pub fn frameworks(report: &Report) -> Vec<FrameworkSummary> {
    let mut by_rule: BTreeMap<&RuleId, Counts> = BTreeMap::new();
    for outcome in &report.outcomes {
        *by_rule.entry(&outcome.rule).or_default().entry(outcome.kind).or_default() += 1;
    }
    let mut speaking: BTreeMap<&str, BTreeMap<&str, Vec<&RuleId>>> = BTreeMap::new();
    for rule in &report.rules {
        for (framework, controls) in &rule.controls {
            for id in controls {
                speaking.entry(framework).or_default().entry(id).or_default().push(&rule.id);
            }
        }
    }
    let mut summaries = Vec::new();
    for framework in &report.frameworks {
        let rules = speaking.remove(framework.id.as_str()).unwrap_or_default();
        let controls = framework.controls.iter().map(|control| {
            let rules = rules.get(control.id.as_str()).map(Vec::as_slice).unwrap_or_default();
            summary(&control.id, &control.title, control.manual.clone(), rules, &by_rule)
        });
        let controls = controls.collect();
        summaries.push(FrameworkSummary { id: framework.id.clone(), title: framework.title.clone(), controls });
    }
    for (id, rules) in speaking {
        let mut controls: Vec<ControlSummary> =
            rules.iter().map(|(control, rules)| summary(control, "", None, rules, &by_rule)).collect();
        controls.sort_by_cached_key(|control| natural(&control.id));
        summaries.push(FrameworkSummary { id: id.to_owned(), title: id.to_owned(), controls });
    }
    summaries.sort_by(|a, b| a.id.cmp(&b.id));
    summaries
}

fn summary(
    id: &str,
    title: &str,
    manual: Option<String>,
    rules: &[&RuleId],
    by_rule: &BTreeMap<&RuleId, Counts>,
) -> ControlSummary {
    let mut outcomes = Counts::new();
    for (kind, count) in rules.iter().filter_map(|rule| by_rule.get(*rule)).flatten() {
        *outcomes.entry(*kind).or_default() += count;
    }
    let status = match status(&outcomes) {
        ControlStatus::NotAssessed if manual.is_some() && !outcomes.keys().any(|kind| undecided(*kind)) => {
            ControlStatus::Manual
        }
        status => status,
    };
    let rules = rules.iter().map(|rule| (*rule).clone()).collect();
    ControlSummary { id: id.to_owned(), title: title.to_owned(), manual, status, rules, outcomes }
}

fn undecided(kind: OutcomeKind) -> bool {
    matches!(kind, OutcomeKind::Error | OutcomeKind::Review)
}

fn status(outcomes: &Counts) -> ControlStatus {
    let any = |kind| outcomes.get(&kind).is_some_and(|count| *count > 0);
    if any(OutcomeKind::Fail) {
        ControlStatus::NotMet
    } else if any(OutcomeKind::Error) || any(OutcomeKind::Review) {
        ControlStatus::NotAssessed
    } else if any(OutcomeKind::Waived) {
        ControlStatus::Excepted
    } else if any(OutcomeKind::Pass) {
        ControlStatus::Met
    } else {
        ControlStatus::NotAssessed
    }
}

/// `4.10` after `4.9`.
fn natural(id: &str) -> Vec<(String, u64)> {
    let mut parts = Vec::new();
    let mut rest = id;
    while !rest.is_empty() {
        let words = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(words);
        let digits = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        let (number, tail) = tail.split_at(digits);
        parts.push((word.to_owned(), number.parse().unwrap_or(0)));
        rest = tail;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_judged_is_never_met() {
        use OutcomeKind::{Error, Fail, NotApplicable, Pass, Review, Waived};
        let table: [(&[OutcomeKind], ControlStatus); 9] = [
            (&[], ControlStatus::NotAssessed),
            (&[NotApplicable], ControlStatus::NotAssessed),
            (&[Pass, NotApplicable], ControlStatus::Met),
            (&[Pass, Waived], ControlStatus::Excepted),
            (&[Waived, Fail], ControlStatus::NotMet),
            (&[Pass, Error], ControlStatus::NotAssessed),
            (&[Pass, Review], ControlStatus::NotAssessed),
            (&[Fail, Error], ControlStatus::NotMet),
            (&[Waived, Error], ControlStatus::NotAssessed),
        ];
        for (kinds, expected) in table {
            let outcomes = kinds.iter().map(|kind| (*kind, 1)).collect();
            assert_eq!(status(&outcomes), expected, "{kinds:?}");
        }
    }

    #[test]
    fn controls_are_in_natural_order() {
        let mut ids = ["4.10", "4.9", "A.8.2", "4.9.1", "A.8.10"];
        ids.sort_by_key(|id| natural(id));
        assert_eq!(ids, ["4.9", "4.9.1", "4.10", "A.8.2", "A.8.10"]);
    }
}
