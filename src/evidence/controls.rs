//! `controls.json`: per framework every control, the rules that speak of it, how they came out, and what nothing speaks of.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::finding::OutcomeKind;
use crate::report::{self, ControlStatus, ControlSummary, Report};

/// The document.
pub(super) fn document(report: &Report) -> Value {
    let version = |id: &str| report.frameworks.iter().find(|f| f.id == id).map_or("", |f| f.version.as_str());
    let frameworks: Vec<Value> = report::frameworks(report)
        .iter()
        .map(|framework| {
            let controls: Vec<Value> = framework.controls.iter().map(of_control).collect();
            let bare: Vec<&str> =
                framework.controls.iter().filter(|c| c.rules.is_empty()).map(|c| c.id.as_str()).collect();
            let (total, covered) = (controls.len(), controls.len() - bare.len());
            let percent = if total == 0 { 0.0 } else { (1000.0 * covered as f64 / total as f64).round() / 10.0 };
            json!({
                "id": framework.id,
                "title": framework.title,
                "version": version(&framework.id),
                "controls": controls,
                "coverage": {"covered": covered, "total": total, "percent": percent},
                "uncovered": bare,
            })
        })
        .collect();
    json!({"version": 1, "frameworks": frameworks})
}

fn of_control(control: &ControlSummary) -> Value {
    let status = match control.status {
        ControlStatus::NotMet => "not_satisfied",
        ControlStatus::Excepted => "satisfied_with_exception",
        ControlStatus::Met => "satisfied",
        // What is left to people was not assessed here; `manual` says what to look at.
        ControlStatus::NotAssessed | ControlStatus::Manual => "not_assessed",
    };
    let mut counts: BTreeMap<OutcomeKind, usize> = OutcomeKind::ALL.map(|kind| (kind, 0)).into();
    counts.extend(&control.outcomes);
    json!({
        "id": control.id,
        "title": control.title,
        "manual": control.manual,
        "rules": control.rules,
        "counts": counts,
        "status": status,
    })
}
