//! `controls.json`: per framework every control, the rules that speak of it, how they came out, and what nothing speaks of.

use serde_json::{Value, json};

use super::results::{Row, counts};
use crate::finding::OutcomeKind;
use crate::report::{self, Report};

/// The document.
pub(super) fn document(report: &Report, rows: &[Row<'_>]) -> Value {
    let version = |id: &str| report.frameworks.iter().find(|f| f.id == id).map_or("", |f| f.version.as_str());
    let frameworks: Vec<Value> = report::frameworks(report)
        .iter()
        .map(|framework| {
            let controls: Vec<Value> = framework.controls.iter().map(|control| of_control(control, rows)).collect();
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

fn of_control(control: &report::ControlSummary, rows: &[Row<'_>]) -> Value {
    let of_it = || rows.iter().filter(|row| control.rules.contains(&row.rule.id));
    let has = |kind| of_it().any(|row| row.kind() == kind);
    let status = if has(OutcomeKind::Fail) {
        "not_satisfied"
    } else if has(OutcomeKind::Error) || has(OutcomeKind::Review) {
        "not_assessed"
    } else if has(OutcomeKind::Waived) {
        "satisfied_with_exception"
    } else if has(OutcomeKind::Pass) {
        "satisfied"
    } else {
        "not_assessed"
    };
    json!({
        "id": control.id,
        "title": control.title,
        "manual": control.manual,
        "rules": control.rules,
        "counts": counts(of_it()),
        "status": status,
    })
}
