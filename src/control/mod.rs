//! What a control comes to. The one place that decides it: every verb, format and bundle takes its numbers from here.
//!
//! A control is decided by the rules that are mapped to it as `full` or `partial`, all of them, whatever set was chosen. `supporting` rules stand
//! beside them and decide nothing. What was not judged is never met.

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use self::words::{ControlStatus, Reason, WORDS, Words};

use crate::finding::{Finding, Outcome, OutcomeKind};
use crate::policy::{Control, Framework, Rule, RuleId};

/// Which rules run, and what for. A rule is in one list at most.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Their findings are what the run reports. Sorted by id.
    pub reported: Vec<Arc<Rule>>,
    /// They run because frameworks rest on them: only controls and evidence speak of what they find. Sorted by id.
    pub for_controls: Vec<Arc<Rule>>,
    /// Rules that frameworks rest on and that do not run. Sorted by id.
    pub not_run: Vec<NotRun>,
    /// Whether controls are shown at all; without it they are not worked out.
    pub shows_controls: bool,
    /// Whether the run is about controls: a rule that fails makes it incomplete even where only a framework needs it.
    pub is_about_controls: bool,
}

impl Choice {
    /// Only rules whose findings are reported: no controls.
    pub fn of(reported: Vec<Arc<Rule>>) -> Self {
        Self { reported, ..Self::default() }
    }

    /// All rules that run, sorted by id.
    pub fn evaluated(&self) -> Vec<Arc<Rule>> {
        let mut all: Vec<Arc<Rule>> = self.reported.iter().chain(&self.for_controls).cloned().collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }
}

/// A rule that did not run although a framework rests on it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NotRun {
    /// The rule.
    pub rule: RuleId,
    /// Why, in plain words: `turned off in plimsoll.yaml`.
    pub reason: String,
}

/// What a run says of controls.
#[derive(Debug, Clone, Default)]
pub struct Controls {
    /// All frameworks, sorted by id.
    pub frameworks: Vec<FrameworkSummary>,
    /// The rules that ran for controls only, sorted by id.
    pub rules: Vec<Arc<Rule>>,
    /// What these found, sorted by path, line, column and rule.
    pub findings: Vec<Finding>,
    /// How these came out, sorted by project, subject and rule; indices point into `findings` beside it.
    pub outcomes: Vec<Outcome>,
    /// Rules that frameworks rest on and that did not run, sorted by id.
    pub not_run: Vec<NotRun>,
}

impl Controls {
    /// What of the rules did not run, for the heading of every report that shows controls: `narrowed: 2 rules did not run (--skip), …`. `None` where all
    /// ran.
    pub fn narrowing(&self) -> Option<String> {
        let mut by_reason: BTreeMap<&str, usize> = BTreeMap::new();
        for rule in &self.not_run {
            *by_reason.entry(&rule.reason).or_default() += 1;
        }
        let part = |(reason, n): (&str, usize)| format!("{} did not run ({reason})", rules(n));
        let parts: Vec<String> = by_reason.into_iter().map(part).collect();
        (!parts.is_empty()).then(|| format!("narrowed: {}", parts.join(", ")))
    }

    /// The rules that ran for controls only and are broken or waived somewhere, with the number of their outcomes by kind.
    pub fn broken(&self) -> BTreeMap<&RuleId, Counts> {
        let mut by_rule = by_rule(self.outcomes.iter());
        by_rule.retain(|_, counts| counts.keys().any(|kind| matches!(kind, OutcomeKind::Fail | OutcomeKind::Waived)));
        by_rule
    }
}

fn rules(n: usize) -> String {
    format!("{n} rule{}", if n == 1 { "" } else { "s" })
}

/// Number of outcomes by kind.
pub type Counts = BTreeMap<OutcomeKind, usize>;

/// A control and how it comes out.
#[derive(Debug, Clone)]
pub struct ControlSummary {
    /// Its id in the framework.
    pub id: String,
    /// In our own words.
    pub title: String,
    /// Why files cannot decide it alone, and what to look at instead.
    pub manual: Option<String>,
    /// How it comes out.
    pub status: ControlStatus,
    /// Why it is neither met nor not met nor excepted.
    pub reasons: Vec<Reason>,
    /// The rules that decide it and ran, sorted.
    pub rules: Vec<RuleId>,
    /// The rules that stand beside it and ran, sorted: they never decide.
    pub supporting: Vec<RuleId>,
    /// The rules that decide it and did not run, sorted.
    pub rules_not_run: Vec<NotRun>,
    /// Number of outcomes of the rules that decide it, by kind.
    pub outcomes: Counts,
}

impl ControlSummary {
    /// Number of outcomes by kind, of those that do not occur too.
    pub fn counts(&self) -> Counts {
        let mut counts: Counts = OutcomeKind::ALL.map(|kind| (kind, 0)).into();
        counts.extend(&self.outcomes);
        counts
    }

    /// Why it is neither met nor not met nor excepted, in words; empty where it is one of them.
    pub fn explanation(&self) -> String {
        let count = |kind| self.outcomes.get(&kind).copied().unwrap_or(0);
        let word = |reason: &Reason| match reason {
            Reason::NotRun => {
                let why: BTreeSet<&str> = self.rules_not_run.iter().map(|rule| rule.reason.as_str()).collect();
                let why: Vec<&str> = why.into_iter().collect();
                format!("{} did not run ({})", rules(self.rules_not_run.len()), why.join(", "))
            }
            Reason::Error => format!("{} could not be judged", count(OutcomeKind::Error)),
            Reason::Review => format!("{} to review", count(OutcomeKind::Review)),
            Reason::NoSubject => "there is nothing that its rules judge".to_owned(),
            Reason::Manual => "files cannot tell".to_owned(),
            Reason::NoRule if self.supporting.is_empty() => "no rule speaks of it".to_owned(),
            Reason::NoRule => "rules only support it".to_owned(),
        };
        self.reasons.iter().map(word).collect::<Vec<_>>().join(", ")
    }
}

/// A framework and its controls.
#[derive(Debug, Clone)]
pub struct FrameworkSummary {
    /// Id of the framework.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Which edition.
    pub version: String,
    /// Where it is published.
    pub source: String,
    /// All, in the framework's order.
    pub controls: Vec<ControlSummary>,
}

impl FrameworkSummary {
    /// Number of controls that came out so.
    pub fn count(&self, status: ControlStatus) -> usize {
        self.controls.iter().filter(|control| control.status == status).count()
    }
}

/// Ids of rules, each once and sorted, that frameworks map to a control: those that decide one, and all.
pub fn mapped(frameworks: &[Framework]) -> (BTreeSet<&RuleId>, BTreeSet<&RuleId>) {
    let mappings = || frameworks.iter().flat_map(|framework| &framework.controls).flat_map(|control| &control.rules);
    let deciding = mappings().filter(|mapping| mapping.strength.decides()).map(|mapping| &mapping.rule).collect();
    (deciding, mappings().map(|mapping| &mapping.rule).collect())
}

/// How all controls come out, from the rules that ran, their outcomes, and the rules that did not run. Sorted by id of the framework.
pub fn frameworks<'a>(
    frameworks: &[Framework],
    ran: &BTreeSet<&RuleId>,
    outcomes: impl Iterator<Item = &'a Outcome>,
    not_run: &[NotRun],
) -> Vec<FrameworkSummary> {
    let by_rule = by_rule(outcomes);
    let why = not_run.iter().map(|not_run| (&not_run.rule, not_run.reason.as_str())).collect();
    let known = Known { ran, by_rule, why };
    let mut summaries: Vec<FrameworkSummary> = frameworks
        .iter()
        .map(|framework| FrameworkSummary {
            id: framework.id.clone(),
            title: framework.title.clone(),
            version: framework.version.clone(),
            source: framework.source.clone(),
            controls: framework.controls.iter().map(|control| known.summary(control)).collect(),
        })
        .collect();
    summaries.sort_by(|a, b| a.id.cmp(&b.id));
    summaries
}

fn by_rule<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> BTreeMap<&'a RuleId, Counts> {
    let mut by_rule: BTreeMap<&RuleId, Counts> = BTreeMap::new();
    for outcome in outcomes {
        *by_rule.entry(&outcome.rule).or_default().entry(outcome.kind).or_default() += 1;
    }
    by_rule
}

/// What is known of a run's rules.
struct Known<'a> {
    ran: &'a BTreeSet<&'a RuleId>,
    by_rule: BTreeMap<&'a RuleId, Counts>,
    why: BTreeMap<&'a RuleId, &'a str>,
}

impl Known<'_> {
    fn summary(&self, control: &Control) -> ControlSummary {
        let mut summary = ControlSummary {
            id: control.id.clone(),
            title: control.title.clone(),
            manual: control.manual.clone(),
            status: ControlStatus::NotAssessed,
            reasons: Vec::new(),
            rules: Vec::new(),
            supporting: Vec::new(),
            rules_not_run: Vec::new(),
            outcomes: Counts::new(),
        };
        for mapping in &control.rules {
            let rule = mapping.rule.clone();
            match (mapping.strength.decides(), self.ran.contains(&rule)) {
                (true, true) => summary.rules.push(rule),
                (false, true) => summary.supporting.push(rule),
                (true, false) => {
                    let reason = self.why.get(&rule).copied().unwrap_or("it was not asked").to_owned();
                    summary.rules_not_run.push(NotRun { rule, reason });
                }
                (false, false) => {}
            }
        }
        summary.rules.sort();
        summary.supporting.sort();
        summary.rules_not_run.sort();
        for (kind, count) in summary.rules.iter().filter_map(|rule| self.by_rule.get(rule)).flatten() {
            *summary.outcomes.entry(*kind).or_default() += count;
        }
        (summary.status, summary.reasons) = decide(&summary);
        summary
    }
}

/// The definition.
fn decide(control: &ControlSummary) -> (ControlStatus, Vec<Reason>) {
    let any = |kind| control.outcomes.get(&kind).is_some_and(|count| *count > 0);
    if any(OutcomeKind::Fail) {
        return (ControlStatus::NotMet, Vec::new());
    }
    let open = [
        (!control.rules_not_run.is_empty(), Reason::NotRun),
        (any(OutcomeKind::Error), Reason::Error),
        (any(OutcomeKind::Review), Reason::Review),
    ];
    let open: Vec<Reason> = open.into_iter().filter_map(|(is_so, reason)| is_so.then_some(reason)).collect();
    if !open.is_empty() {
        return (ControlStatus::NotAssessed, open);
    }
    match (any(OutcomeKind::Waived), any(OutcomeKind::Pass), control.rules.is_empty(), &control.manual) {
        (true, ..) => (ControlStatus::Excepted, Vec::new()),
        (false, true, ..) => (ControlStatus::Met, Vec::new()),
        (_, _, false, _) => (ControlStatus::NotApplicable, vec![Reason::NoSubject]),
        (_, _, true, Some(_)) => (ControlStatus::Manual, vec![Reason::Manual]),
        (_, _, true, None) => (ControlStatus::NotAssessed, vec![Reason::NoRule]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Address;
    use crate::policy::{Mapping, Strength};

    fn outcome(rule: &str, kind: OutcomeKind) -> Outcome {
        Outcome {
            rule: RuleId::new(rule),
            project: "shop".into(),
            environment: None,
            subject: Address::root(),
            kind,
            span: None,
            findings: Vec::new(),
            unjudged: false,
        }
    }

    fn control(rules: &[(&str, Strength)], manual: Option<&str>) -> Control {
        let mapping = |(rule, strength): &(&str, Strength)| Mapping { rule: RuleId::new(*rule), strength: *strength };
        Control {
            id: "1".into(),
            title: "One".into(),
            baseline: None,
            manual: manual.map(str::to_owned),
            rules: rules.iter().map(mapping).collect(),
        }
    }

    fn summary(control: Control, ran: &[&str], outcomes: &[(&str, OutcomeKind)], not_run: &[NotRun]) -> ControlSummary {
        let framework = Framework {
            id: "f".into(),
            title: "F".into(),
            version: "1".into(),
            source: String::new(),
            licence: String::new(),
            notes: None,
            controls: vec![control],
        };
        let ran: Vec<RuleId> = ran.iter().map(|rule| RuleId::new(*rule)).collect();
        let outcomes: Vec<Outcome> = outcomes.iter().map(|(rule, kind)| outcome(rule, *kind)).collect();
        frameworks(&[framework], &ran.iter().collect(), outcomes.iter(), not_run).remove(0).controls.remove(0)
    }

    #[test]
    fn what_was_not_judged_is_never_met() {
        use OutcomeKind::{Error, Fail, NotApplicable, Pass, Review, Waived};
        let table: [(&[OutcomeKind], ControlStatus, &[Reason]); 11] = [
            (&[], ControlStatus::NotApplicable, &[Reason::NoSubject]),
            (&[NotApplicable], ControlStatus::NotApplicable, &[Reason::NoSubject]),
            (&[Pass], ControlStatus::Met, &[]),
            (&[Pass, NotApplicable], ControlStatus::Met, &[]),
            (&[Pass, Waived], ControlStatus::Excepted, &[]),
            (&[Waived, Fail], ControlStatus::NotMet, &[]),
            (&[Pass, Error], ControlStatus::NotAssessed, &[Reason::Error]),
            (&[Pass, Review], ControlStatus::NotAssessed, &[Reason::Review]),
            (&[Fail, Error], ControlStatus::NotMet, &[]),
            (&[Waived, Error], ControlStatus::NotAssessed, &[Reason::Error]),
            (&[Review, Error], ControlStatus::NotAssessed, &[Reason::Error, Reason::Review]),
        ];
        for (kinds, status, reasons) in table {
            let outcomes: Vec<_> = kinds.iter().map(|kind| ("a", *kind)).collect();
            let found = summary(control(&[("a", Strength::Partial)], None), &["a"], &outcomes, &[]);
            assert_eq!((found.status, found.reasons.as_slice()), (status, reasons), "{kinds:?}");
            // Text for people does not change what rules decide.
            let found = summary(control(&[("a", Strength::Full)], Some("look")), &["a"], &outcomes, &[]);
            assert_eq!(found.status, status, "{kinds:?}");
        }
    }

    #[test]
    fn a_rule_that_did_not_run_leaves_its_control_open_unless_another_fails() {
        let both = || control(&[("a", Strength::Full), ("b", Strength::Partial)], None);
        let skipped = [NotRun { rule: RuleId::new("b"), reason: "--skip".into() }];
        let found = summary(both(), &["a"], &[("a", OutcomeKind::Pass)], &skipped);
        assert_eq!((found.status, found.rules_not_run.as_slice()), (ControlStatus::NotAssessed, skipped.as_slice()));
        assert_eq!(found.explanation(), "1 rule did not run (--skip)");
        let found = summary(both(), &["a"], &[("a", OutcomeKind::Fail)], &skipped);
        assert_eq!((found.status, found.rules_not_run.len()), (ControlStatus::NotMet, 1));
        // Even where nobody says why.
        let found = summary(both(), &[], &[], &[]);
        assert_eq!((found.status, found.rules_not_run.len()), (ControlStatus::NotAssessed, 2));
    }

    #[test]
    fn what_supports_never_decides() {
        for kind in OutcomeKind::ALL {
            let found = summary(control(&[("a", Strength::Supporting)], None), &["a"], &[("a", kind)], &[]);
            assert_eq!((found.status, found.reasons), (ControlStatus::NotAssessed, vec![Reason::NoRule]), "{kind:?}");
            let found = summary(control(&[("a", Strength::Supporting)], Some("look")), &["a"], &[("a", kind)], &[]);
            assert_eq!(found.status, ControlStatus::Manual, "{kind:?}");
            assert_eq!(found.supporting, [RuleId::new("a")]);
            let two = [("a", Strength::Supporting), ("b", Strength::Partial)];
            let found = summary(control(&two, None), &["a", "b"], &[("a", kind), ("b", OutcomeKind::Pass)], &[]);
            assert_eq!((found.status, found.outcomes.values().sum::<usize>()), (ControlStatus::Met, 1), "{kind:?}");
        }
        // Nor does one that did not run leave anything open.
        let two = [("a", Strength::Supporting), ("b", Strength::Partial)];
        let found = summary(control(&two, None), &["b"], &[("b", OutcomeKind::Pass)], &[]);
        assert_eq!((found.status, found.rules_not_run.len()), (ControlStatus::Met, 0));
    }

    #[test]
    fn every_status_has_one_row_of_words() {
        for (status, words) in ControlStatus::ALL.into_iter().zip(WORDS) {
            assert_eq!(words.status, status);
            assert_eq!(status.words(), &words);
        }
        assert_eq!(ControlStatus::of_bundle("not_assessed"), Some(ControlStatus::NotAssessed));
        assert_eq!(ControlStatus::of_bundle("fine"), None);
    }

    #[test]
    fn narrowing_is_told_by_reason() {
        let not_run = |rule: &str, reason: &str| NotRun { rule: RuleId::new(rule), reason: reason.into() };
        let controls = Controls {
            not_run: vec![not_run("a", "--skip"), not_run("b", "turned off in plimsoll.yaml"), not_run("c", "--skip")],
            ..Controls::default()
        };
        let told = "narrowed: 2 rules did not run (--skip), 1 rule did not run (turned off in plimsoll.yaml)";
        assert_eq!(controls.narrowing().as_deref(), Some(told));
        assert_eq!(Controls::default().narrowing(), None);
    }
}
