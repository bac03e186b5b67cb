//! Whether each waiver is in the state that the recorded day makes it, and covers the rows that name it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Documents, Failure, list, text};

pub(super) fn reconcile(documents: &Documents, failures: &mut Vec<Failure>) {
    let as_of = text(&documents.manifest["invocation"], "as_of");
    let mut rows: BTreeMap<&str, u64> = BTreeMap::new();
    for row in list(&documents.results, "rows") {
        if let Some(id) = row["waiver_id"].as_str() {
            *rows.entry(id).or_default() += 1;
        }
    }
    let mut wrong = |message: String| failures.push(Failure::new("waivers.json", "waiver", message));
    let mut known = BTreeSet::new();
    for waiver in list(&documents.waivers, "waivers") {
        let (id, state) = (text(waiver, "id"), text(waiver, "state"));
        if !known.insert(id) {
            wrong(format!("{id} is listed twice"));
        }
        let count = rows.get(id).copied().unwrap_or(0);
        if waiver["matched"].as_u64() != Some(count) {
            wrong(format!("{id} says that it matched {} rows; {count} name it", waiver["matched"]));
        }
        if count > 0 && state != "active" {
            wrong(format!("{id} is {state}, but rows are waived by it"));
        }
        if count == 0 && state == "active" {
            wrong(format!("{id} counts as active, but no row is waived by it"));
        }
        let (created, expires) = (text(waiver, "created"), text(waiver, "expires"));
        let is_over = !expires.is_empty() && expires < as_of;
        if is_over && matches!(state, "active" | "unused") {
            wrong(format!("{id} ended on {expires}, before {as_of}, but counts as {state}"));
        }
        if !is_over && state == "expired" {
            wrong(format!("{id} counts as expired, but had not ended on {as_of}"));
        }
        if created > as_of && count > 0 {
            wrong(format!("{id} was written on {created}, after the run of {as_of}"));
        }
    }
    for id in rows.keys().filter(|id| !known.contains(*id)) {
        wrong(format!("rows are waived by {id}, which is not listed"));
    }
}
