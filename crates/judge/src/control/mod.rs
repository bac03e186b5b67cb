//! What a control comes to. The one place that decides it: every verb, format and bundle takes its numbers from here.
//!
//! A control is decided by the rules that are mapped to it as `full` or `partial`, all of them, whatever set was chosen. `supporting` rules stand
//! beside them and decide nothing. What was not judged is never met.

mod beside;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use self::beside::{ByPlace, ControlRow, ControlsBeside, ControlsIn, FrameworkRows, beside, places};
pub use self::words::{ControlStatus, Reason, WORDS, Words};
pub use crate::finding::Counts;

use crate::finding::{Finding, Outcome, OutcomeKind, Tally};
use plimsoll_policy::{Control, Framework, Rule, RuleId};
use plimsoll_source::{Sources, Veil};

/// Which rules run, and what for. A rule is in one list at most.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Their findings are what the run reports. Sorted by id.
    pub reported: Vec<Arc<Rule>>,
    /// They run because frameworks rest on them: only controls and evidence speak of what they find. Sorted by id.
    pub for_controls: Vec<Arc<Rule>>,
    /// They run because waivers name them: only what became of these waivers speaks of what they find. Sorted by id.
    pub for_waivers: Vec<Arc<Rule>>,
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
        let aside = self.for_controls.iter().chain(&self.for_waivers);
        let mut all: Vec<Arc<Rule>> = self.reported.iter().chain(aside).cloned().collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }
}

/// A rule that did not run, or not everywhere, although a framework rests on it.
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
    /// How many more of their outcomes there are, where only what was found has a row.
    pub tally: Tally,
    /// Rules that frameworks rest on and that did not run, sorted by id.
    pub not_run: Vec<NotRun>,
    /// The same for each environment, application by application, as they are held side by side.
    pub environments: Vec<ControlsBeside>,
}

/// Frameworks and rules are texts of policies.
impl Veil for Controls {
    fn veil(&mut self, sources: &Sources) {
        let Self { frameworks: _, rules: _, findings, outcomes, tally, not_run: _, environments } = self;
        findings.veil(sources);
        outcomes.veil(sources);
        tally.veil(sources);
        environments.veil(sources);
    }
}

impl Controls {
    /// What narrows the controls: `narrowed: only `api` was asked for, 2 rules did not run (--skip), …`. `part` is the part of the whole that was asked for.
    /// `None` where all rules ran over everything.
    pub fn narrowing(&self, part: Option<&str>) -> Option<String> {
        let mut by_reason: BTreeMap<&str, usize> = BTreeMap::new();
        for rule in &self.not_run {
            *by_reason.entry(&rule.reason).or_default() += 1;
        }
        let not_run = by_reason.into_iter().map(|(reason, n)| format!("{} did not run ({reason})", rules(n)));
        let part = part.map(|part| format!("only {part} was asked for"));
        let parts: Vec<String> = part.into_iter().chain(not_run).collect();
        (!parts.is_empty()).then(|| format!("narrowed: {}", parts.join(", ")))
    }

    /// The rules that ran for controls only and are broken or waived somewhere, with the number of their outcomes by kind.
    pub fn broken(&self) -> BTreeMap<&RuleId, Counts> {
        let mut by_rule = by_rule(self.outcomes.iter(), &[&self.tally]);
        by_rule.retain(|_, counts| counts.keys().any(|kind| matches!(kind, OutcomeKind::Fail | OutcomeKind::Waived)));
        by_rule
    }
}

fn rules(n: usize) -> String {
    format!("{n} rule{}", if n == 1 { "" } else { "s" })
}

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
    /// The rules that decide it and did not run, or not everywhere, sorted.
    pub rules_not_run: Vec<NotRun>,
    /// Number of outcomes of the rules that decide it, by kind.
    pub outcomes: Counts,
}

impl ControlSummary {
    /// Whether some rule is to decide it, one that ran or one that did not.
    pub fn is_decided_by_rules(&self) -> bool {
        !self.rules.is_empty() || !self.rules_not_run.is_empty()
    }

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
    /// Whether none of the rules that decide its controls ran.
    pub fn is_left_out(&self) -> bool {
        self.controls.iter().all(|control| control.rules.is_empty())
    }

    /// The controls that were not assessed, or that files cannot tell of, by reason: ids in the framework's order.
    pub fn not_assessed(&self) -> BTreeMap<String, Vec<&str>> {
        let is_open = |status| matches!(status, ControlStatus::NotAssessed | ControlStatus::Manual);
        let mut by_reason: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for control in self.controls.iter().filter(|control| is_open(control.status)) {
            by_reason.entry(control.explanation()).or_default().push(&control.id);
        }
        by_reason
    }

    /// Number of controls that came out so.
    pub fn count(&self, status: ControlStatus) -> usize {
        self.controls.iter().filter(|control| control.status == status).count()
    }
}

/// Ids of rules, each once and sorted, that frameworks map to a control: those that decide one, and all.
pub fn mapped(frameworks: &[Framework]) -> (BTreeSet<&RuleId>, BTreeSet<&RuleId>) {
    let mappings = frameworks.iter().flat_map(|framework| &framework.controls).flat_map(|control| &control.rules);
    // Each rule is mapped many times: only once each are they sorted.
    let mut decides: HashMap<&RuleId, bool> = HashMap::new();
    mappings.for_each(|mapping| *decides.entry(&mapping.rule).or_default() |= mapping.strength.decides());
    let mut all: Vec<(&RuleId, bool)> = decides.into_iter().collect();
    all.sort_unstable();
    (
        all.iter().filter(|(_, decides)| *decides).map(|(rule, _)| *rule).collect(),
        all.iter().map(|(rule, _)| *rule).collect(),
    )
}

/// How a rule of ours is called that another one of the same id took the place of: what is mapped to it does not mean the other.
pub fn ours(rule: &RuleId) -> RuleId {
    RuleId::new(format!("plimsoll:{rule}"))
}

/// Whether a rule is the one that a mapping means. One that took the place of another knows nothing of its controls.
pub fn is_meant(rule: &Rule, framework: &Framework, control: &Control) -> bool {
    rule.controls.get(&framework.id).is_some_and(|controls| controls.contains(&control.id))
}

/// How all controls come out, from the rules that ran, their outcomes (those that are only counted too), and the rules that did not run (anywhere or
/// everywhere). Sorted by id of the framework.
pub fn frameworks<'a>(
    frameworks: &[Framework],
    ran: impl Iterator<Item = &'a Arc<Rule>>,
    outcomes: impl Iterator<Item = &'a Outcome>,
    counted: &[&'a Tally],
    not_run: &[NotRun],
) -> Vec<FrameworkSummary> {
    let ran = ran.map(|rule| (&rule.id, rule.as_ref())).collect();
    let by_rule = by_rule(outcomes, counted);
    let why = not_run.iter().map(|not_run| (&not_run.rule, not_run.reason.as_str())).collect();
    let known = Known { ran, by_rule, why };
    let mut summaries: Vec<FrameworkSummary> = frameworks
        .iter()
        .map(|framework| FrameworkSummary {
            id: framework.id.clone(),
            title: framework.title.clone(),
            version: framework.version.clone(),
            source: framework.source.clone(),
            controls: framework.controls.iter().map(|control| known.summary(framework, control)).collect(),
        })
        .collect();
    summaries.sort_by(|a, b| a.id.cmp(&b.id));
    summaries
}

fn by_rule<'a>(outcomes: impl Iterator<Item = &'a Outcome>, counted: &[&'a Tally]) -> BTreeMap<&'a RuleId, Counts> {
    let mut by_rule: BTreeMap<&RuleId, Counts> = BTreeMap::new();
    for outcome in outcomes {
        *by_rule.entry(&outcome.rule).or_default().entry(outcome.kind).or_default() += 1;
    }
    for (rule, counts) in counted.iter().flat_map(|tally| tally.by_rule()) {
        let known = by_rule.entry(rule).or_default();
        counts.iter().for_each(|(kind, n)| *known.entry(*kind).or_default() += n);
    }
    by_rule
}

/// What is known of a run's rules.
struct Known<'a> {
    ran: BTreeMap<&'a RuleId, &'a Rule>,
    by_rule: BTreeMap<&'a RuleId, Counts>,
    why: BTreeMap<&'a RuleId, &'a str>,
}

impl Known<'_> {
    fn summary(&self, framework: &Framework, control: &Control) -> ControlSummary {
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
            let (is_it, missing) = match self.ran.get(&rule) {
                Some(found) if is_meant(found, framework, control) => (true, self.not_run(&rule)),
                Some(_) => (false, Some(self.not_run(&ours(&rule)).unwrap_or_else(|| replaced(&rule)))),
                None => (false, Some(self.not_run(&rule).unwrap_or_else(|| unasked(&rule)))),
            };
            match mapping.strength.decides() {
                true => {
                    summary.rules.extend(is_it.then_some(rule));
                    summary.rules_not_run.extend(missing);
                }
                false => summary.supporting.extend(is_it.then_some(rule)),
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

impl Known<'_> {
    /// That a rule did not run, or not everywhere.
    fn not_run(&self, rule: &RuleId) -> Option<NotRun> {
        self.why.get(rule).map(|reason| NotRun { rule: rule.clone(), reason: (*reason).to_owned() })
    }
}

fn replaced(rule: &RuleId) -> NotRun {
    NotRun { rule: ours(rule), reason: "another rule took its place".to_owned() }
}

fn unasked(rule: &RuleId) -> NotRun {
    NotRun { rule: rule.clone(), reason: "it was not asked".to_owned() }
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
