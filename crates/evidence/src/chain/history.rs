//! Findings and controls through the runs.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::Value;

use super::super::RESULTS;
use super::{Closing, ControlHistory, DAY, Demands, FindingHistory, Link, Presence, list, midnight};
use plimsoll_judge::control::ControlStatus;

/// Identity, rule, subject.
type Key = (String, String, String);

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub(super) fn findings(links: &[Link<'_>]) -> Vec<FindingHistory> {
    let mut all: Vec<FindingHistory> = Vec::new();
    let mut there: BTreeMap<Key, usize> = BTreeMap::new();
    for (number, link) in links.iter().enumerate() {
        if !link.bundle.has(RESULTS) {
            there.values().for_each(|index| all[*index].presence.push(Presence::Unknown));
            continue;
        }
        let mut now = BTreeSet::new();
        let mut judged = BTreeSet::new();
        for row in list(&link.bundle.results, "rows") {
            let (rule, subject) = (text(&row["rule"]), text(&row["subject"]));
            // What could not be judged, or was not asked, is not mended.
            if row["outcome"] != "error" {
                judged.insert((rule.clone(), subject.clone()));
            }
            let presence = match row["outcome"].as_str() {
                Some("fail") => Presence::Open,
                Some("review") => Presence::Review,
                Some("waived") => Presence::Waived,
                _ => continue,
            };
            let mut identities: Vec<String> = list(row, "identities").iter().map(text).collect();
            if identities.is_empty() {
                identities.push(text(&row["identity"]));
            }
            for identity in identities {
                let key = (identity, rule.clone(), subject.clone());
                let index = *there.entry(key.clone()).or_insert_with(|| {
                    all.push(opened(&key, &link.run.finished, number));
                    all.len() - 1
                });
                all[index].runs += 1;
                all[index].severity = text(&row["severity"]);
                all[index].presence.push(presence);
                now.insert(key);
            }
        }
        there.retain(|key, index| {
            if now.contains(key) {
                return true;
            }
            let was_judged = judged.contains(&(key.1.clone(), key.2.clone()));
            all[*index].closed = Some(link.run.finished.clone());
            all[*index].closing = Some(if was_judged { Closing::Mended } else { Closing::NotJudged });
            false
        });
    }
    all.iter_mut().for_each(|finding| finding.presence.resize(links.len(), Presence::Absent));
    all.sort_by(|a, b| {
        (&a.opened, &a.rule, &a.subject, &a.identity).cmp(&(&b.opened, &b.rule, &b.subject, &b.identity))
    });
    all
}

fn opened((identity, rule, subject): &Key, when: &str, run: usize) -> FindingHistory {
    FindingHistory {
        identity: identity.clone(),
        rule: rule.clone(),
        subject: subject.clone(),
        severity: String::new(),
        opened: when.to_owned(),
        closed: None,
        closing: None,
        runs: 0,
        presence: vec![Presence::Absent; run],
    }
}

pub(super) fn controls(links: &[Link<'_>], demands: &Demands) -> Vec<ControlHistory> {
    let unknown = ControlStatus::NotAssessed.words().bundle;
    // In the order of the documents, which is the frameworks' own.
    let mut all: IndexMap<(String, String), (String, Vec<String>)> = IndexMap::new();
    for (index, link) in links.iter().enumerate() {
        for framework in list(&link.bundle.controls, "frameworks") {
            for control in list(framework, "controls") {
                let (title, statuses) = all.entry((text(&framework["id"]), text(&control["id"]))).or_default();
                *title = text(&control["title"]);
                statuses.resize(index, unknown.to_owned());
                statuses.push(text(&control["status"]));
            }
        }
    }
    let histories = all.into_iter().map(|((framework, control), (title, mut statuses))| {
        statuses.resize(links.len(), unknown.to_owned());
        let met_percent = met(&statuses, links, demands);
        ControlHistory { framework, control, title, statuses, met_percent }
    });
    histories.collect()
}

/// Share of the time in which a control was met.
fn met(statuses: &[String], links: &[Link<'_>], demands: &Demands) -> f64 {
    let held = [ControlStatus::Met, ControlStatus::Excepted].map(Some);
    let is_met = |status: &String| held.contains(&ControlStatus::of_bundle(status));
    let (Some(first), Some(last)) = (links.first(), links.last()) else { return 0.0 };
    // Where it is said how long a run may speak for, the whole period counts; else only what lies between runs.
    let limit = demands.max_gap.unwrap_or(i64::MAX);
    let bounded = demands.max_gap.is_some();
    let begin = demands.from.filter(|_| bounded).and_then(midnight).unwrap_or(first.end);
    let end = demands.to.filter(|_| bounded).and_then(midnight).map_or(last.end, |day| day + DAY);
    let total = end - begin;
    if total <= 0 {
        return if statuses.last().is_some_and(is_met) { 100.0 } else { 0.0 };
    }
    let mut held = 0;
    for (index, link) in links.iter().enumerate() {
        let next = links.get(index + 1).map_or(end, |next| next.end);
        if statuses.get(index).is_some_and(is_met) {
            held += (next - link.end).clamp(0, limit);
        }
    }
    (held as f64 / total as f64 * 1000.0).round() / 10.0
}
