//! Runs in order: gaps, removed or reordered ones, when each finding opened and closed, how long each control was met.

mod gaps;
mod history;
mod order;

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use serde::Serialize;
use serde_json::Value;

use super::manifest::identity_of_remote;
use super::verify::Failure;
use super::{CONTROLS, Files, MANIFEST, RESULTS, WAIVERS, sha256};

const DAY: i64 = 86_400;

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
    /// The day that it counts as.
    pub as_of: String,
    /// Whether a key was given and signed it: else nothing shows that it is not made up.
    pub verified: bool,
    /// Commit that was judged.
    pub commit: Option<String>,
    /// Whether the files are not shown to be those of the commit.
    pub dirty: bool,
    /// Files that could not be judged.
    pub failed: usize,
    /// Number of rows by outcome.
    pub counts: BTreeMap<String, u64>,
}

/// Something that breaks the row of runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// `broken` (the bundle does not hold), `unread` (a document of it says nothing), `time` (too long without a run), `missing` (a run that another names is not there), `order` (the clock or
    /// the links say otherwise), `changed` (a manifest is not the one that was followed), `twice`, `waiver` (dated back).
    pub kind: &'static str,
    /// The run that it stands before; none at the end of the period.
    pub before: Option<String>,
    /// One sentence.
    pub message: String,
}

/// A finding in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Not there.
    Absent,
    /// Open.
    Open,
    /// To be looked at.
    Review,
    /// Covered by a waiver.
    Waived,
    /// The run's results cannot be read: it was there before, and nobody knows.
    Unknown,
}

/// How a finding went away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// Its rule was asked about its subject again, and no longer says it.
    Mended,
    /// Its rule was no longer asked, or its subject is no longer there: nobody showed that it was mended.
    NotJudged,
}

/// A finding from the run that first has it to the last in a row.
#[derive(Debug, Clone, Serialize)]
pub struct FindingHistory {
    /// Its identity.
    pub identity: String,
    /// Its rule.
    pub rule: String,
    /// Its subject.
    pub subject: String,
    /// Its severity when it was last seen.
    pub severity: String,
    /// When the first run that has it finished.
    pub opened: String,
    /// When the first run after that no longer has it finished; null while it is there, also where it is waived.
    pub closed: Option<String>,
    /// How it went away.
    pub closing: Option<Closing>,
    /// In how many runs it was there.
    pub runs: usize,
    /// How it was there in each run, in order.
    pub presence: Vec<Presence>,
}

/// A control through the runs.
#[derive(Debug, Clone, Serialize)]
pub struct ControlHistory {
    /// Framework.
    pub framework: String,
    /// Control.
    pub control: String,
    /// What it asks, in our own words.
    pub title: String,
    /// Status in each run, in order.
    pub statuses: Vec<String>,
    /// Share of the time in which it was met (with or without exceptions), in hundred. Each run's status holds until the next one, but not longer than
    /// the longest time that may lie between runs.
    pub met_percent: f64,
}

/// What the row of runs of one repository tells.
#[derive(Debug, Clone, Serialize)]
pub struct Chain {
    /// The repository that its manifests name; none where they name none.
    pub repository: Option<String>,
    /// Whether a key was given to check the signatures with.
    pub verified: bool,
    /// First and last day asked for.
    pub period: (Option<String>, Option<String>),
    /// The longest time that may lie between runs, in seconds: longer than that no run speaks for.
    pub max_gap: Option<i64>,
    /// In order.
    pub runs: Vec<Run>,
    /// What breaks the row; none when it is whole.
    pub gaps: Vec<Gap>,
    /// Sorted by opening, rule and subject.
    pub findings: Vec<FindingHistory>,
    /// By framework, in its own order.
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
    /// `waivers.json`.
    pub waivers: Value,
    /// Those of the three that are not there, or are no such documents: the run tells nothing of what would stand in them.
    pub unread: Vec<&'static str>,
    /// What is wrong with it by itself.
    pub failures: Vec<Failure>,
    /// Whether its signatures were checked with a key.
    pub verified: bool,
}

impl Bundle {
    /// The documents among a bundle's files.
    ///
    /// # Errors
    /// When it has no manifest.
    pub fn of_files(name: String, mut files: Files, failures: Vec<Failure>, verified: bool) -> Result<Self, String> {
        let manifest = files
            .remove(MANIFEST)
            .ok_or_else(|| format!("`{name}` has no {MANIFEST}: it is no bundle, or not a whole one"))?;
        let mut unread = Vec::new();
        let mut document = |file: &'static str, key: &str| {
            let read = files.remove(file).and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
            read.filter(|document| document[key].is_array()).unwrap_or_else(|| {
                unread.push(file);
                Value::Null
            })
        };
        let results = document(RESULTS, "rows");
        let controls = document(CONTROLS, "frameworks");
        let waivers = document(WAIVERS, "waivers");
        Ok(Self { name, manifest, results, controls, waivers, unread, failures, verified })
    }

    /// Whether one of its documents says something.
    fn has(&self, file: &str) -> bool {
        !self.unread.contains(&file)
    }
}

/// What is asked of the runs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Demands {
    /// Only runs from this day on; the one before still says whether one is missing.
    pub from: Option<Date>,
    /// Only runs up to this day.
    pub to: Option<Date>,
    /// The longest time that may lie between two runs, and between a run and the ends of the period, in seconds.
    pub max_gap: Option<i64>,
}

/// A run and what ties it to others.
struct Link<'a> {
    /// The repository's identity, as its manifest says.
    repository: Option<String>,
    run: Run,
    digest: String,
    previous: Option<(String, String)>,
    start: i64,
    end: i64,
    bundle: &'a Bundle,
}

/// Puts bundles in order and reads what they tell: one row of runs for each repository, so that a run of one never closes what was found in another.
///
/// # Errors
/// The name of a bundle whose manifest cannot be read.
pub fn chain(bundles: &[Bundle], demands: &Demands) -> Result<Vec<Chain>, String> {
    let mut by_repository: BTreeMap<Option<String>, Vec<Link<'_>>> = BTreeMap::new();
    for bundle in bundles {
        let link = link(bundle)?;
        by_repository.entry(link.repository.clone()).or_default().push(link);
    }
    Ok(by_repository.into_iter().map(|(repository, links)| row(repository, links, demands)).collect())
}

fn row(repository: Option<String>, links: Vec<Link<'_>>, demands: &Demands) -> Chain {
    let links = order::by_links(links);
    let starts_in = |link: &Link<'_>| {
        let day = link.run.started.get(..10).unwrap_or_default();
        demands.from.is_none_or(|from| *day >= *from.to_string()) && demands.to.is_none_or(|to| *day <= *to.to_string())
    };
    let gaps = gaps::gaps(&links, &starts_in, demands);
    let links: Vec<Link<'_>> = links.into_iter().filter(starts_in).collect();
    let findings = history::findings(&links);
    let controls = history::controls(&links, demands);
    let period = (demands.from.map(|day| day.to_string()), demands.to.map(|day| day.to_string()));
    Chain {
        repository,
        verified: links.iter().all(|link| link.bundle.verified),
        period,
        max_gap: demands.max_gap,
        runs: links.into_iter().map(|link| link.run).collect(),
        gaps,
        findings,
        controls,
    }
}

fn link(bundle: &Bundle) -> Result<Link<'_>, String> {
    let unreadable = |what: &str| format!("{}: manifest.json {what}", bundle.name);
    let manifest: Value =
        serde_json::from_slice(&bundle.manifest).map_err(|e| unreadable(&format!("is not JSON: {e}")))?;
    let text =
        |key: &str| manifest[key].as_str().map(str::to_owned).ok_or_else(|| unreadable(&format!("has no {key}")));
    let moment = |key: &str| seconds(&text(key)?).ok_or_else(|| unreadable(&format!("has a {key} that is no time")));
    let previous = manifest["previous"]
        .as_object()
        .and_then(|p| Some((p.get("run_id")?.as_str()?.to_owned(), p.get("manifest_sha256")?.as_str()?.to_owned())));
    let counts = manifest["counts"].as_object().into_iter().flatten();
    Ok(Link {
        // Bundles of earlier versions name the remote only.
        repository: manifest["repository"]["identity"]
            .as_str()
            .map(str::to_owned)
            .or_else(|| manifest["vcs"]["remote"].as_str().map(identity_of_remote)),
        digest: sha256(&bundle.manifest),
        previous,
        start: moment("started")?,
        end: moment("finished")?,
        bundle,
        run: Run {
            name: bundle.name.clone(),
            run_id: text("run_id")?,
            started: text("started")?,
            finished: text("finished")?,
            as_of: manifest["invocation"]["as_of"].as_str().unwrap_or_default().to_owned(),
            verified: bundle.verified,
            commit: manifest["vcs"]["commit"].as_str().map(str::to_owned),
            dirty: manifest["vcs"]["dirty"] == true,
            failed: manifest["population"]["failed"].as_array().map_or(0, Vec::len),
            counts: counts.filter_map(|(k, v)| Some((k.clone(), v.as_u64()?))).collect(),
        },
    })
}

fn seconds(moment: &str) -> Option<i64> {
    let moment: DateTime = moment.trim_end_matches('Z').parse().ok()?;
    moment.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_second())
}

/// The first moment of a day.
fn midnight(day: Date) -> Option<i64> {
    day.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_second())
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}
