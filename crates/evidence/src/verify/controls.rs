//! Whether each control follows from the rows of its rules. The rule of the status stands here a second time on purpose: a mistake, or a lie, in the code
//! that wrote `controls.json` would otherwise confirm itself.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_source::MASK;
use serde_json::Value;

use super::{Documents, Failure, list, text};
use crate::results::NOT_RUN;
use crate::{Files, POLICIES};

/// Controls by framework and id, of each rule.
type Links<'a> = BTreeMap<&'a str, BTreeSet<(&'a str, &'a str)>>;
pub(super) type Counts<'a> = BTreeMap<&'a str, u64>;

pub(super) fn reconcile(documents: &Documents, failures: &mut Vec<Failure>) {
    let mut wrong = |message: String| failures.push(Failure::new("controls.json", "reconciliation", message));
    let ran: BTreeSet<&str> =
        list(&documents.manifest["policy"], "rules").iter().map(|rule| text(rule, "id")).collect();
    let mut outcomes: BTreeMap<&str, Counts<'_>> = BTreeMap::new();
    for row in list(&documents.results, "rows") {
        *outcomes.entry(text(row, "rule")).or_default().entry(text(row, "outcome")).or_default() += 1;
    }
    let mut linked = Links::new();
    let mut supported = Links::new();
    let not_run = list(&documents.manifest["policy"], "rules_not_run");
    for framework in list(&documents.controls, "frameworks") {
        let id = text(framework, "id");
        let controls = list(framework, "controls");
        for control in controls {
            let place = format!("{id} {}", text(control, "id"));
            for rule in list(control, "rules").iter().filter_map(Value::as_str) {
                linked.entry(rule).or_default().insert((id, text(control, "id")));
                if !ran.contains(rule) {
                    wrong(format!("{place} rests on {rule}, which the manifest does not name"));
                }
            }
            of_control(control, &place, &outcomes, &mut wrong);
            for rule in list(control, "supporting").iter().filter_map(Value::as_str) {
                supported.entry(rule).or_default().insert((id, text(control, "id")));
            }
            for rule in list(control, "rules_not_run").iter().filter(|rule| !not_run.contains(rule)) {
                wrong(format!("{place} says that {} did not run, the manifest does not", text(rule, "rule")));
            }
        }
        coverage(framework, controls, &mut wrong);
    }
    let mut unlinked = BTreeSet::new();
    for row in list(&documents.results, "rows") {
        let rule = text(row, "rule");
        for (key, links) in [("controls", &linked), ("supports", &supported)] {
            if named(row, key) != links.get(rule).cloned().unwrap_or_default() && unlinked.insert((rule, key)) {
                wrong(format!("the {key} of {rule} are others in results.json"));
            }
        }
    }
    let ran = list(&documents.results, "rows").iter().map(|row| (text(row, "rule"), text(row, "subject")));
    let without: BTreeSet<&str> = ran.filter(|(_, subject)| *subject == NOT_RUN).map(|(rule, _)| rule).collect();
    let told: BTreeSet<&str> = not_run.iter().map(|rule| text(rule, "rule")).collect();
    for rule in told.symmetric_difference(&without) {
        wrong(format!("manifest.json and results.json do not agree on whether {rule} ran"));
    }
}

/// The controls that a row names, as framework and control.
fn named<'a>(row: &'a Value, key: &str) -> BTreeSet<(&'a str, &'a str)> {
    let named = row[key].as_object().into_iter().flatten();
    named
        .flat_map(|(id, controls)| controls.as_array().into_iter().flatten().map(move |c| (id.as_str(), c)))
        .map(|(id, control)| (id, control.as_str().unwrap_or_default()))
        .collect()
}

/// Whether every control of the bundled frameworks is there as it is called in them, and every rule that they let decide it is among those that its
/// status rests on: leaving one out would otherwise leave no trace. Where a rule says of itself that it decides more, there may be more.
pub(super) fn mapped(files: &Files, documents: &Documents, failures: &mut Vec<Failure>) {
    // What is wrong with the archive is told where it is checked.
    let Ok(policies) = crate::policies(files) else { return };
    let mut defined: BTreeMap<String, Value> = BTreeMap::new();
    for (path, bytes) in policies {
        // A source's framework of the same id takes the place of ours; its folder comes later.
        if path.split('/').rev().nth(1) != Some("frameworks") {
            continue;
        }
        match serde_json::from_slice::<Value>(&bytes) {
            Ok(framework) => {
                defined.insert(text(&framework, "id").to_owned(), framework);
            }
            Err(error) => {
                let message = format!("{path} is not in the form in which frameworks are kept: {error}");
                failures.push(Failure::new(POLICIES, "form", message));
            }
        }
    }
    let mut wrong = |message: String| failures.push(Failure::new("controls.json", "reconciliation", message));
    for (id, framework) in &defined {
        let told = list(&documents.controls, "frameworks").iter().find(|told| text(told, "id") == id);
        let told: BTreeMap<&str, &Value> = told
            .into_iter()
            .flat_map(|framework| list(framework, "controls"))
            .map(|control| (text(control, "id"), control))
            .collect();
        for control in list(framework, "controls") {
            let place = format!("{id} {}", text(control, "id"));
            let Some(told) = told.get(text(control, "id")) else {
                wrong(format!("{place} is among the policies, and not here"));
                continue;
            };
            // What is called like a secret of the tree is not there.
            let title = text(told, "title");
            if title != text(control, "title") && !title.contains(MASK) {
                wrong(format!("{place} has another title than in the bundled framework"));
            }
            let rests: BTreeSet<&str> = list(told, "rules").iter().filter_map(Value::as_str).collect();
            for mapping in list(control, "rules").iter().filter(|mapping| text(mapping, "strength") != "supporting") {
                let rule = text(mapping, "rule");
                if !rests.contains(rule) && !rests.contains(format!("plimsoll:{rule}").as_str()) {
                    wrong(format!("{place} does not rest on {rule}, which the bundled framework lets decide it"));
                }
            }
        }
    }
}

fn of_control(control: &Value, place: &str, outcomes: &BTreeMap<&str, Counts<'_>>, wrong: &mut dyn FnMut(String)) {
    let mut counts: Counts<'_> = BTreeMap::new();
    for rule in list(control, "rules").iter().filter_map(Value::as_str) {
        for (kind, count) in outcomes.get(rule).into_iter().flatten() {
            *counts.entry(kind).or_default() += count;
        }
    }
    for (kind, count) in control["counts"].as_object().into_iter().flatten() {
        let found = counts.get(kind.as_str()).copied().unwrap_or(0);
        if count.as_u64() != Some(found) {
            wrong(format!("{place} counts {count} rows as {kind}; its rules have {found}"));
        }
    }
    let told = |kind: &str| control["counts"].get(kind).is_some();
    for (kind, found) in counts.iter().filter(|(kind, found)| **found > 0 && !told(kind)) {
        wrong(format!("{place} counts no rows as {kind}; its rules have {found}"));
    }
    let status = status(&counts);
    if text(control, "status") != status {
        wrong(format!("{place} is `{}`; its rows say `{status}`", text(control, "status")));
    }
}

pub(super) fn status(counts: &Counts<'_>) -> &'static str {
    let has = |kind: &str| counts.get(kind).is_some_and(|count| *count > 0);
    if has("fail") {
        "not_satisfied"
    } else if has("error") || has("review") {
        "not_assessed"
    } else if has("waived") {
        "satisfied_with_exception"
    } else if has("pass") {
        "satisfied"
    } else {
        "not_assessed"
    }
}

fn coverage(framework: &Value, controls: &[Value], wrong: &mut dyn FnMut(String)) {
    let id = text(framework, "id");
    let bare: Vec<&str> =
        controls.iter().filter(|c| list(c, "rules").is_empty()).map(|control| text(control, "id")).collect();
    let told: Vec<&str> = list(framework, "uncovered").iter().filter_map(Value::as_str).collect();
    if told != bare {
        wrong(format!("{id} names {} uncovered controls; {} have no rule", told.len(), bare.len()));
    }
    let (total, covered) = (controls.len(), controls.len() - bare.len());
    let coverage = &framework["coverage"];
    if coverage["total"].as_u64() != Some(total as u64) || coverage["covered"].as_u64() != Some(covered as u64) {
        wrong(format!("{id} has {covered} of {total} controls covered, which is not what its coverage says"));
    }
    let percent = 100.0 * covered as f64 / total.max(1) as f64;
    if coverage["percent"].as_f64().is_none_or(|told| (told - percent).abs() > 0.1) {
        wrong(format!("{id} has {percent:.1} % of its controls covered, which is not what its coverage says"));
    }
}
