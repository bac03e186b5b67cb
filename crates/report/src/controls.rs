//! The controls of a run as JSON: what `plimsoll controls` and `check -o json --controls` print. Decides nothing: `plimsoll_judge::control` has.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Report;
use plimsoll_judge::control::{ControlSummary, Controls, ControlsBeside, FrameworkSummary};
use plimsoll_judge::finding::{Finding, Outcome, OutcomeKind};
use plimsoll_policy::{Framework, RuleId, Strength};
use plimsoll_source::Shown;

/// Every framework with its controls; `None` where the run did not look at them.
pub fn controls(report: &Shown<Report>) -> Option<Vec<Value>> {
    let controls = report.controls.as_ref()?;
    let of_one = |summary: &FrameworkSummary| {
        let definition = report.frameworks.iter().find(|definition| definition.id == summary.id);
        framework(&Open::of(report, controls), summary, definition, &controls.environments)
    };
    Some(controls.frameworks.iter().map(of_one).collect())
}

/// What is not simply kept, by rule: the outcome, and the findings that its indices mean.
struct Open<'a>(BTreeMap<&'a str, Vec<(&'a Outcome, &'a [Finding])>>);

impl<'a> Open<'a> {
    fn of(report: &'a Report, controls: &'a Controls) -> Self {
        let reported = report.outcomes.iter().map(|outcome| (outcome, report.findings.as_slice()));
        let others = controls.outcomes.iter().map(|outcome| (outcome, controls.findings.as_slice()));
        let mut by_rule: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for (outcome, findings) in reported.chain(others) {
            if !matches!(outcome.kind, OutcomeKind::Pass | OutcomeKind::NotApplicable) {
                by_rule.entry(outcome.rule.as_str()).or_default().push((outcome, findings));
            }
        }
        Self(by_rule)
    }
}

/// How a control comes out in each environment of each application that has several.
fn in_each(beside: &[ControlsBeside], framework: &str, control: &str) -> Vec<Value> {
    let of_one = |application: &ControlsBeside| -> Vec<Value> {
        let rows = application.frameworks.iter().filter(|one| one.id == framework).flat_map(|one| &one.controls);
        let states = rows.filter(|row| row.id == control).flat_map(|row| &row.states);
        let told = application.environments.iter().zip(states).map(|(environment, status)| {
            json!({"application": application.label, "environment": environment.name, "status": status})
        });
        told.collect()
    };
    beside.iter().flat_map(of_one).collect()
}

fn framework(
    open: &Open<'_>,
    summary: &FrameworkSummary,
    definition: Option<&Framework>,
    beside: &[ControlsBeside],
) -> Value {
    let controls: Vec<Value> = summary
        .controls
        .iter()
        .map(|one| {
            let environments = in_each(beside, &summary.id, &one.id);
            let definition = definition.and_then(|all| all.controls.iter().find(|control| control.id == one.id));
            let strengths = definition.into_iter().flat_map(|control| &control.rules);
            let strengths = strengths.map(|mapping| (mapping.rule.as_str(), mapping.strength)).collect();
            let mut told = control(open, one, &strengths);
            if !environments.is_empty() {
                told["environments"] = Value::Array(environments);
            }
            told
        })
        .collect();
    json!({"id": summary.id, "title": summary.title, "version": summary.version, "source": summary.source, "controls": controls})
}

fn control(open: &Open<'_>, control: &ControlSummary, strengths: &BTreeMap<&str, Strength>) -> Value {
    let named = |rules: &[RuleId]| -> Vec<Value> {
        let rule = |rule: &RuleId| json!({"rule": rule, "strength": strengths.get(rule.as_str())});
        rules.iter().map(rule).collect()
    };
    let of_it = || control.rules.iter().flat_map(|rule| open.0.get(rule.as_str()).into_iter().flatten());
    let told = |(outcome, _): &(&Outcome, &[Finding])| {
        let environment = outcome.about.environment.as_ref().map(|name| format!("@{name}")).unwrap_or_default();
        let subject = format!("{}{environment}#{}", outcome.about.project, outcome.about.subject);
        json!({"rule": outcome.rule, "subject": subject, "outcome": outcome.kind})
    };
    let exceptions: Vec<Value> = of_it()
        .filter(|(outcome, _)| outcome.kind == OutcomeKind::Waived)
        .flat_map(|(outcome, findings)| outcome.findings.iter().filter_map(|i| findings.get(*i)?.waiver.as_ref()))
        .map(|waiver| json!(waiver))
        .collect();
    let explanation = control.explanation();
    json!({
        "id": control.id,
        "title": control.title,
        "status": control.status,
        "reasons": control.reasons,
        "explanation": (!explanation.is_empty()).then_some(explanation),
        "rules": named(&control.rules),
        "supporting": named(&control.supporting),
        "rules_not_run": control.rules_not_run,
        "counts": control.counts(),
        "passed": control.counts()[&OutcomeKind::Pass],
        "open": of_it().map(told).collect::<Vec<_>>(),
        "exceptions": exceptions,
        "manual": control.manual,
    })
}
