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
}

impl ControlStatus {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::NotMet, Self::NotAssessed, Self::Excepted, Self::Met];

    /// As reports say it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotMet => "not met",
            Self::NotAssessed => "not assessed",
            Self::Excepted => "excepted",
            Self::Met => "met",
        }
    }
}

/// A control and the rules that speak of it.
#[derive(Debug, Clone)]
pub struct ControlSummary {
    /// Its id in the framework.
    pub id: String,
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
    /// Controls that rules speak of, in natural order.
    pub controls: Vec<ControlSummary>,
}

impl FrameworkSummary {
    /// Number of controls that came out so.
    pub fn count(&self, status: ControlStatus) -> usize {
        self.controls.iter().filter(|control| control.status == status).count()
    }
}

/// All frameworks that the report's rules speak of, sorted by id.
pub fn frameworks(report: &Report) -> Vec<FrameworkSummary> {
    let mut by_rule: BTreeMap<&RuleId, BTreeMap<OutcomeKind, usize>> = BTreeMap::new();
    for outcome in &report.outcomes {
        *by_rule.entry(&outcome.rule).or_default().entry(outcome.kind).or_default() += 1;
    }
    let mut frameworks: BTreeMap<&str, BTreeMap<&str, ControlSummary>> = BTreeMap::new();
    for rule in &report.rules {
        for (framework, controls) in &rule.controls {
            for id in controls {
                let control = frameworks.entry(framework).or_default().entry(id).or_insert_with(|| ControlSummary {
                    id: id.clone(),
                    status: ControlStatus::NotAssessed,
                    rules: Vec::new(),
                    outcomes: BTreeMap::new(),
                });
                control.rules.push(rule.id.clone());
                for (kind, count) in by_rule.get(&rule.id).into_iter().flatten() {
                    *control.outcomes.entry(*kind).or_default() += count;
                }
            }
        }
    }
    let summary = |(id, controls): (&str, BTreeMap<&str, ControlSummary>)| {
        let mut controls: Vec<ControlSummary> = controls.into_values().collect();
        for control in &mut controls {
            control.status = status(&control.outcomes);
        }
        controls.sort_by(|a, b| natural(&a.id).cmp(&natural(&b.id)));
        FrameworkSummary { id: id.to_owned(), controls }
    };
    frameworks.into_iter().map(summary).collect()
}

fn status(outcomes: &BTreeMap<OutcomeKind, usize>) -> ControlStatus {
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
