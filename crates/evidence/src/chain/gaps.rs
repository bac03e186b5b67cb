//! What breaks a row of runs: bundles that do not hold, runs that are missing, come twice or out of order, too much time between them, waivers dated back.

use std::collections::{BTreeMap, BTreeSet};

use super::super::WAIVERS;
use super::{DAY, Demands, Gap, Link, list, midnight};

/// Gaps before and between the runs that are asked for, in their order.
pub(super) fn gaps(links: &[Link<'_>], starts_in: &dyn Fn(&Link<'_>) -> bool, demands: &Demands) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let ids: BTreeSet<&str> = links.iter().map(|link| link.run.run_id.as_str()).collect();
    let mut seen = BTreeSet::new();
    for (index, link) in links.iter().enumerate() {
        let is_first = seen.insert(link.run.run_id.as_str());
        if !starts_in(link) {
            continue;
        }
        let run = &link.run.run_id;
        let mut add = |kind, message: String| gaps.push(Gap { kind, before: Some(run.clone()), message });
        if let Some(first) = link.bundle.failures.first() {
            let count = link.bundle.failures.len();
            add("broken", format!("the bundle of run {run} breaks {count} promises, first {first}"));
        }
        for document in &link.bundle.unread {
            add("unread", format!("{document} of run {run} cannot be read: what it would say is not known"));
        }
        if !is_first {
            add("twice", format!("run {run} is there twice"));
        }
        let before = index.checked_sub(1).map(|i| &links[i]);
        follows(link, before, &ids, &mut add);
        between(link, before, demands, &mut add);
        if let Some(before) = before {
            dated_back(link, before, &mut add);
        }
    }
    if let Some(gap) = after(links.iter().rfind(|link| starts_in(link)), demands) {
        gaps.push(gap);
    }
    gaps
}

/// Whether a run follows the one before it, as its manifest says.
fn follows(
    link: &Link<'_>,
    before: Option<&Link<'_>>,
    ids: &BTreeSet<&str>,
    add: &mut dyn FnMut(&'static str, String),
) {
    let run = &link.run.run_id;
    match (&link.previous, before) {
        (None, Some(before)) => {
            add("order", format!("run {run} names no run before it, but {} was before", before.run.run_id));
        }
        (Some((id, _)), None) if ids.contains(id.as_str()) => {
            add("order", format!("run {run} follows run {id}, which started later"));
        }
        (Some((id, _)), None) => {
            add("missing", format!("run {run} follows run {id}, which is not among the bundles"));
        }
        (Some((id, digest)), Some(before)) if *id != before.run.run_id => {
            let (kind, what) =
                if ids.contains(id.as_str()) { ("order", "") } else { ("missing", ", which is not among the bundles") };
            let short: String = digest.chars().take(12).collect();
            let message =
                format!("run {run} follows run {id} ({short}){what}; the one before it here is {}", before.run.run_id);
            add(kind, message);
        }
        (Some((id, digest)), Some(before)) if *digest != before.digest => {
            add("changed", format!("the manifest of run {id} is not the one that run {run} followed"));
        }
        _ => {}
    }
}

/// Whether the clock ran on, and not too long.
fn between(link: &Link<'_>, before: Option<&Link<'_>>, demands: &Demands, add: &mut dyn FnMut(&'static str, String)) {
    let run = &link.run.run_id;
    if link.end < link.start {
        add("order", format!("run {run} finished before it started: the clock ran backwards"));
    }
    if let Some(before) = before
        && link.start < before.end
    {
        add("order", format!("run {run} started before run {} had finished", before.run.run_id));
    }
    let since = match before {
        Some(before) => Some((before.end, format!("run {}", before.run.run_id))),
        None => demands.from.and_then(midnight).map(|from| (from, "the start of the period".to_owned())),
    };
    if let (Some(limit), Some((since, what))) = (demands.max_gap, since)
        && link.start - since > limit
    {
        add("time", format!("{} lie between {what} and run {run}", long(link.start - since)));
    }
}

/// Whether the end of the period is too far from the last run.
fn after(last: Option<&Link<'_>>, demands: &Demands) -> Option<Gap> {
    let (limit, end) = (demands.max_gap?, midnight(demands.to?)? + DAY);
    let gap = |message| Some(Gap { kind: "time", before: None, message });
    let Some(last) = last else { return gap("there is no run in the period".to_owned()) };
    let time = end - last.end;
    if time <= limit {
        return None;
    }
    gap(format!("{} lie between run {} and the end of the period", long(time), last.run.run_id))
}

fn long(seconds: i64) -> String {
    let hours = seconds as f64 / 3600.0;
    if hours < 48.0 { format!("{hours:.1} hours") } else { format!("{:.1} days", hours / 24.0) }
}

/// A waiver that says that it is older than the run before, which does not know it.
fn dated_back(link: &Link<'_>, before: &Link<'_>, add: &mut dyn FnMut(&'static str, String)) {
    // Which waivers a run had that cannot be read nobody knows, and that it cannot be read is told.
    if !before.bundle.has(WAIVERS) {
        return;
    }
    let id = |waiver: &serde_json::Value| waiver["id"].as_str().unwrap_or_default().to_owned();
    let known: BTreeMap<String, _> = list(&before.bundle.waivers, "waivers").iter().map(|w| (id(w), w)).collect();
    let day_before = before.run.started.get(..10).unwrap_or_default();
    for waiver in list(&link.bundle.waivers, "waivers") {
        let Some(created) = waiver["created"].as_str() else { continue };
        if created < day_before && !known.contains_key(&id(waiver)) {
            let (id, run, before) = (id(waiver), &link.run.run_id, &before.run.run_id);
            add(
                "waiver",
                format!(
                    "{id} says that it was written on {created}; run {before} of {day_before} did not have it, run {run} has"
                ),
            );
        }
    }
}
