//! `controls.json`: per framework every control, the rules that decide it and those that support it, how they came out, and what no rule decides.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::subject;
use plimsoll_judge::control::{
    ControlSummary, Controls, ControlsBeside, ControlsIn, FrameworkRows, FrameworkSummary, Reason,
};
use plimsoll_judge::finding::OutcomeKind;
use plimsoll_policy::RuleId;
use plimsoll_report::Report;

/// The frameworks as the run judged them.
pub(super) fn frameworks(report: &Report) -> &[FrameworkSummary] {
    &of(report).frameworks
}

/// What the run says of controls: one that does not ask is no evidence.
pub(super) fn of(report: &Report) -> &Controls {
    report.controls.as_ref().expect("internal: evidence is made of a run that is about controls")
}

/// The document.
pub(super) fn document(report: &Report) -> Value {
    // What a rule was not asked of has a row that is an error.
    let mut off: BTreeMap<&RuleId, usize> = BTreeMap::new();
    for outcome in report.outcomes.iter().filter(|outcome| outcome.off.is_some()) {
        *off.entry(&outcome.rule).or_default() += 1;
    }
    let frameworks: Vec<Value> = frameworks(report)
        .iter()
        .map(|framework| {
            let controls: Vec<Value> = framework.controls.iter().map(|control| of_control(control, &off)).collect();
            let bare: Vec<&str> =
                framework.controls.iter().filter(|c| deciding(c).is_empty()).map(|c| c.id.as_str()).collect();
            let (total, covered) = (controls.len(), controls.len() - bare.len());
            let percent = if total == 0 { 0.0 } else { (1000.0 * covered as f64 / total as f64).round() / 10.0 };
            json!({
                "id": framework.id,
                "title": framework.title,
                "version": framework.version,
                "controls": controls,
                "coverage": {"covered": covered, "total": total, "percent": percent},
                "uncovered": bare,
            })
        })
        .collect();
    let environments: Vec<Value> = of(report).environments.iter().map(beside).collect();
    json!({"version": 1, "narrowed": report.narrowing(), "frameworks": frameworks, "environments": environments})
}

/// The environments of an application, and how the controls that rules decide come out in each.
fn beside(controls: &ControlsBeside) -> Value {
    let of_one = |(index, environment): (usize, &ControlsIn)| {
        let (project, deployed) = &environment.project;
        let frameworks = controls.frameworks.iter().map(|framework| (&*framework.id, states(framework, index)));
        let frameworks: BTreeMap<&str, BTreeMap<&str, &str>> = frameworks.collect();
        json!({
            "name": environment.name,
            "project": subject::project(project, deployed.as_deref()),
            "complete": environment.complete,
            "controls": frameworks,
        })
    };
    json!({
        "application": controls.label,
        "together": subject::project(&controls.together.0, controls.together.1.as_deref()),
        "environments": controls.environments.iter().enumerate().map(of_one).collect::<Vec<_>>(),
    })
}

/// The rules that decide a control, sorted: one that did not run has a row that says so, and counts as an error.
pub(super) fn deciding(control: &ControlSummary) -> Vec<&RuleId> {
    let not_run = control.rules_not_run.iter().map(|not_run| &not_run.rule);
    let rules: BTreeSet<&RuleId> = control.rules.iter().chain(not_run).collect();
    rules.into_iter().collect()
}

/// The status of each control in one of the environments.
fn states(framework: &FrameworkRows, index: usize) -> BTreeMap<&str, &str> {
    framework.controls.iter().map(|row| (&*row.id, row.states[index].words().bundle)).collect()
}

fn of_control(control: &ControlSummary, off: &BTreeMap<&RuleId, usize>) -> Value {
    // What does not occur is left out: most of hundreds of controls.
    let mut counts = control.outcomes.clone();
    let not_asked: usize = control.rules.iter().filter_map(|rule| off.get(rule)).sum();
    *counts.entry(OutcomeKind::Error).or_default() += control.rules_not_run.len() + not_asked;
    counts.retain(|_, count| *count > 0);
    let explanation = control.explanation();
    json!({
        "id": control.id,
        "title": control.title,
        "manual": control.manual,
        "rules": deciding(control),
        "supporting": control.supporting,
        "rules_not_run": control.rules_not_run,
        "counts": counts,
        "status": control.status.words().bundle,
        "reasons": control.reasons.iter().copied().map(Reason::as_str).collect::<Vec<_>>(),
        "explanation": (!explanation.is_empty()).then_some(explanation),
    })
}

/// Framework → ids of its controls.
type Links<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Which controls each rule decides, and which it supports.
#[derive(Default)]
pub(super) struct Linked<'a> {
    pub(super) decides: BTreeMap<&'a RuleId, Links<'a>>,
    pub(super) supports: BTreeMap<&'a RuleId, Links<'a>>,
    /// The rules that ran for controls only.
    aside: BTreeSet<&'a RuleId>,
}

impl<'a> Linked<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let aside = of(report).rules.iter().map(|rule| &rule.id).collect();
        let mut linked = Self { aside, ..Self::default() };
        for framework in frameworks(report) {
            for control in &framework.controls {
                let mut link = |to: fn(&mut Self) -> &mut BTreeMap<&'a RuleId, Links<'a>>, rule: &'a RuleId| {
                    let of_rule = to(&mut linked).entry(rule).or_default();
                    of_rule.entry(&framework.id).or_default().push(&control.id);
                };
                deciding(control).into_iter().for_each(|rule| link(|linked| &mut linked.decides, rule));
                control.supporting.iter().for_each(|rule| link(|linked| &mut linked.supports, rule));
            }
        }
        linked
    }

    /// Whether what a rule finds is among the findings of the run.
    pub(super) fn is_reported(&self, rule: &RuleId) -> bool {
        !self.aside.contains(rule)
    }
}
