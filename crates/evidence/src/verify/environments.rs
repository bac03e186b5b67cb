//! Whether each control follows from the rows of its rules in each environment, too.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::controls::{Counts, status};
use super::{Documents, Failure, list, text};
use crate::results::{NOT_RUN, RUN};

/// What rows of the run as a whole are called by.
const WHOLE: [&str; 2] = [".", RUN];

pub(super) fn reconcile(documents: &Documents, failures: &mut Vec<Failure>) {
    let mut wrong = |message: String| failures.push(Failure::new("controls.json", "reconciliation", message));
    for application in list(&documents.controls, "environments") {
        for environment in list(application, "environments") {
            let prefixes: Vec<String> = [text(environment, "project"), text(application, "together")]
                .into_iter()
                .chain(WHOLE)
                .map(|project| format!("{project}#"))
                .collect();
            let mut outcomes: BTreeMap<&str, Counts<'_>> = BTreeMap::new();
            for row in list(&documents.results, "rows") {
                let subject = text(row, "subject");
                if subject == NOT_RUN || prefixes.iter().any(|prefix| subject.starts_with(prefix)) {
                    *outcomes.entry(text(row, "rule")).or_default().entry(text(row, "outcome")).or_default() += 1;
                }
            }
            let place = format!("environment `{}` of {}", text(environment, "name"), text(application, "application"));
            of_one(documents, environment, &place, &outcomes, &mut wrong);
        }
    }
}

fn of_one(
    documents: &Documents,
    environment: &Value,
    place: &str,
    outcomes: &BTreeMap<&str, Counts<'_>>,
    wrong: &mut dyn FnMut(String),
) {
    let is_complete = environment["complete"].as_bool() == Some(true);
    let told = &environment["controls"];
    let mut known = BTreeSet::new();
    for framework in list(&documents.controls, "frameworks") {
        for control in list(framework, "controls").iter().filter(|control| !list(control, "rules").is_empty()) {
            let (id, name) = (text(framework, "id"), text(control, "id"));
            known.insert((id, name));
            let mut counts: Counts<'_> = BTreeMap::new();
            for rule in list(control, "rules").iter().filter_map(Value::as_str) {
                for (kind, count) in outcomes.get(rule).into_iter().flatten() {
                    *counts.entry(kind).or_default() += count;
                }
            }
            let follows = match status(&counts) {
                follows if is_complete || follows == "not_satisfied" => follows,
                _ => "not_assessed",
            };
            let said = told[id][name].as_str().unwrap_or_default();
            if said != follows {
                wrong(format!("{id} {name} is `{said}` in {place}; its rows say `{follows}`"));
            }
        }
    }
    for (id, controls) in told.as_object().into_iter().flatten() {
        for name in controls.as_object().into_iter().flatten().map(|(name, _)| name) {
            if !known.contains(&(id.as_str(), name.as_str())) {
                wrong(format!("{id} {name} is told of in {place}, and no rule decides it"));
            }
        }
    }
}
