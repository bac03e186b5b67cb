//! Runs in order: gaps, removed or reordered ones, when each finding opened and closed, how long each control was met.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use serde::Serialize;
use serde_json::Value;

use super::sha256;

/// One run, from its manifest.
#[derive(Debug, Clone, Serialize)]
pub struct Run {
    /// How the caller calls the bundle (its directory).
    pub name: String,
    /// From the manifest.
    pub run_id: String,
    /// From the manifest.
    pub started: String,
    /// From the manifest.
    pub finished: String,
    /// Commit that was judged.
    pub commit: Option<String>,
    /// Number of rows by outcome.
    pub counts: BTreeMap<String, u64>,
}

/// Something that breaks the row of runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// `time` (too long between two runs), `missing` (a run that another names is not there), `order` (the clock or the links say otherwise), `twice`.
    pub kind: &'static str,
    /// One sentence.
    pub message: String,
}

/// A finding through the runs.
#[derive(Debug, Clone, Serialize)]
pub struct FindingHistory {
    /// Its identity.
    pub identity: String,
    /// Its rule.
    pub rule: String,
    /// Its subject.
    pub subject: String,
    /// When the first run that has it finished.
    pub opened: String,
    /// When the first run after that no longer has it finished; null while it is open.
    pub closed: Option<String>,
    /// In how many runs it was there.
    pub runs: usize,
}

/// A control through the runs.
#[derive(Debug, Clone, Serialize)]
pub struct ControlHistory {
    /// Framework.
    pub framework: String,
    /// Control.
    pub control: String,
    /// Status in each run, in order.
    pub statuses: Vec<String>,
    /// Share of the time from the first to the last run in which it was met (with or without exceptions), in hundred; each run's status holds until the next.
    pub met_percent: f64,
}

/// What a row of runs tells.
#[derive(Debug, Clone, Serialize)]
pub struct Chain {
    /// In order.
    pub runs: Vec<Run>,
    /// What breaks the row; none when it is whole.
    pub gaps: Vec<Gap>,
    /// Sorted by opening, rule and subject.
    pub findings: Vec<FindingHistory>,
    /// Sorted by framework and control.
    pub controls: Vec<ControlHistory>,
}

/// One bundle's documents.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// How the caller calls it.
    pub name: String,
    /// Bytes of `manifest.json`.
    pub manifest: Vec<u8>,
    /// `results.json`.
    pub results: Value,
    /// `controls.json`.
    pub controls: Value,
}

struct Link {
    run: Run,
    digest: String,
    previous: Option<(String, String)>,
    bundle: usize,
}

/// Puts bundles in order and reads what they tell. `max_gap` in seconds.
///
/// # Errors
/// The name of a bundle whose manifest cannot be read.
pub fn chain(bundles: &[Bundle], max_gap: Option<i64>) -> Result<Chain, String> {
    let mut links = Vec::with_capacity(bundles.len());
    for (index, bundle) in bundles.iter().enumerate() {
        links.push(link(bundle, index)?);
    }
    links.sort_by(|a, b| (&a.run.started, &a.run.run_id).cmp(&(&b.run.started, &b.run.run_id)));
    let gaps = gaps(&links, max_gap);
    let findings = findings(&links, bundles);
    let controls = controls(&links, bundles);
    Ok(Chain { runs: links.into_iter().map(|link| link.run).collect(), gaps, findings, controls })
}

fn link(bundle: &Bundle, index: usize) -> Result<Link, String> {
    let unreadable = |what: &str| format!("{}: manifest.json {what}", bundle.name);
    let manifest: Value =
        serde_json::from_slice(&bundle.manifest).map_err(|e| unreadable(&format!("is not JSON: {e}")))?;
    let text =
        |key: &str| manifest[key].as_str().map(str::to_owned).ok_or_else(|| unreadable(&format!("has no {key}")));
    let previous = manifest["previous"]
        .as_object()
        .and_then(|p| Some((p.get("run_id")?.as_str()?.to_owned(), p.get("manifest_sha256")?.as_str()?.to_owned())));
    let counts = manifest["counts"].as_object().into_iter().flatten();
    Ok(Link {
        digest: sha256(&bundle.manifest),
        previous,
        bundle: index,
        run: Run {
            name: bundle.name.clone(),
            run_id: text("run_id")?,
            started: text("started")?,
            finished: text("finished")?,
            commit: manifest["vcs"]["commit"].as_str().map(str::to_owned),
            counts: counts.filter_map(|(k, v)| Some((k.clone(), v.as_u64()?))).collect(),
        },
    })
}

fn seconds(moment: &str) -> Option<i64> {
    let moment: DateTime = moment.trim_end_matches('Z').parse().ok()?;
    moment.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_second())
}

fn gaps(links: &[Link], max_gap: Option<i64>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut add = |kind, message: String| gaps.push(Gap { kind, message });
    let mut ids = BTreeSet::new();
    for link in links {
        if !ids.insert(link.run.run_id.as_str()) {
            add("twice", format!("run {} is there twice", link.run.run_id));
        }
    }
    for (index, link) in links.iter().enumerate() {
        let before = index.checked_sub(1).map(|i| &links[i]);
        match (&link.previous, before) {
            (None, Some(before)) => {
                add(
                    "order",
                    format!("run {} names no run before it, but {} was before", link.run.run_id, before.run.run_id),
                );
            }
            (Some((id, _)), None) => {
                add("missing", format!("run {} follows run {id}, which is not among the bundles", link.run.run_id));
            }
            (Some((id, digest)), Some(before)) if *id != before.run.run_id => {
                let kind = if ids.contains(id.as_str()) { "order" } else { "missing" };
                add(
                    kind,
                    format!(
                        "run {} follows run {id} ({}), but {} is before it",
                        link.run.run_id,
                        &digest[..digest.len().min(12)],
                        before.run.run_id
                    ),
                );
            }
            (Some((id, digest)), Some(before)) if *digest != before.digest => {
                add(
                    "changed",
                    format!("the manifest of run {id} is not the one that run {} followed", link.run.run_id),
                );
            }
            _ => {}
        }
        let Some(before) = before else { continue };
        let (Some(end), Some(start)) = (seconds(&before.run.finished), seconds(&link.run.started)) else { continue };
        if start < end {
            add("order", format!("run {} started before run {} had finished", link.run.run_id, before.run.run_id));
        }
        if max_gap.is_some_and(|limit| start - end > limit) {
            let days = (start - end) as f64 / 86_400.0;
            add("time", format!("{days:.1} days lie between run {} and run {}", before.run.run_id, link.run.run_id));
        }
    }
    gaps
}

fn findings(links: &[Link], bundles: &[Bundle]) -> Vec<FindingHistory> {
    let mut all: Vec<FindingHistory> = Vec::new();
    let mut open: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    for link in links {
        let rows = bundles[link.bundle].results["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut now = BTreeSet::new();
        for row in rows.iter().filter(|row| matches!(row["outcome"].as_str(), Some("fail" | "review"))) {
            let field = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            let key = (field("identity"), field("rule"), field("subject"));
            let index = *open.entry(key.clone()).or_insert_with(|| {
                let (identity, rule, subject) = key.clone();
                let opened = link.run.finished.clone();
                all.push(FindingHistory { identity, rule, subject, opened, closed: None, runs: 0 });
                all.len() - 1
            });
            all[index].runs += 1;
            now.insert(key);
        }
        open.retain(|key, index| {
            let still = now.contains(key);
            if !still {
                all[*index].closed = Some(link.run.finished.clone());
            }
            still
        });
    }
    all.sort_by(|a, b| (&a.opened, &a.rule, &a.subject).cmp(&(&b.opened, &b.rule, &b.subject)));
    all
}

fn controls(links: &[Link], bundles: &[Bundle]) -> Vec<ControlHistory> {
    let mut statuses: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (index, link) in links.iter().enumerate() {
        for framework in bundles[link.bundle].controls["frameworks"].as_array().into_iter().flatten() {
            for control in framework["controls"].as_array().into_iter().flatten() {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let history = statuses.entry((text(&framework["id"]), text(&control["id"]))).or_default();
                history.resize(index, "not_assessed".to_owned());
                history.push(text(&control["status"]));
            }
        }
    }
    let times: Vec<i64> = links.iter().filter_map(|link| seconds(&link.run.finished)).collect();
    statuses
        .into_iter()
        .map(|((framework, control), mut statuses)| {
            statuses.resize(links.len(), "not_assessed".to_owned());
            let met_percent = met(&statuses, &times);
            ControlHistory { framework, control, statuses, met_percent }
        })
        .collect()
}

fn met(statuses: &[String], times: &[i64]) -> f64 {
    let is_met = |status: &String| status == "satisfied" || status == "satisfied_with_exception";
    let spans = times.windows(2).map(|pair| (pair[1] - pair[0]).max(0));
    let total: i64 = spans.clone().sum();
    let share = if total == 0 {
        f64::from(u8::from(statuses.last().is_some_and(is_met)))
    } else {
        spans.zip(statuses).filter(|(_, status)| is_met(status)).map(|(span, _)| span).sum::<i64>() as f64
            / total as f64
    };
    (share * 1000.0).round() / 10.0
}
