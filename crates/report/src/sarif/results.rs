//! Results in SARIF: findings, and in the full profile what was kept or does not apply.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::ser::{Serialize, SerializeSeq, Serializer};
use serde_json::json;
use serde_sarif::sarif::{Location, Message, PhysicalLocation, Region, Result, ResultKind, ResultLevel, Suppression};
use sha2::{Digest, Sha256};

use super::super::address::RepoPath;
use super::super::anchor::anchor;
use super::super::format::SarifProfile;
use super::super::occurrences;
use super::super::view::{View, project_name};
use super::limits::{MAX_NAMES, MAX_RELATED};
use super::place::{Place, Places};
use super::rules::{NOT_JUDGED, bag};
use plimsoll_judge::finding::{Finding, Outcome, OutcomeKind, Verdict};
use plimsoll_judge::waiver::WaiverSource;
use plimsoll_policy::Severity;
use plimsoll_source::problem::{self, Problem};

/// A result before it is written. There may be many thousands of findings, and a result is large: it is made where it is written.
pub(super) struct Row<'a> {
    /// Worst first when not all fit.
    pub(super) weight: u8,
    said: Said<'a>,
}

/// What a result tells.
enum Said<'a> {
    Finding(&'a Finding),
    /// What could not be judged, and what was kept: few, for they are grouped.
    Other(Box<Result>),
}

impl Row<'_> {
    /// Whether it tells what could not be judged.
    pub(super) fn is_not_judged(&self) -> bool {
        matches!(&self.said, Said::Other(result) if result.rule_id.as_deref() == Some(NOT_JUDGED))
    }
}

/// The results of one file, each made when its turn comes.
pub(super) struct Written<'a, 'b> {
    pub(super) results: &'b Results<'a>,
    pub(super) rows: &'b [Row<'a>],
}

impl Serialize for Written<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for row in self.rows {
            match &row.said {
                Said::Finding(finding) => list.serialize_element(&self.results.finding(finding))?,
                Said::Other(result) => list.serialize_element(result)?,
            }
        }
        list.end()
    }
}

/// What the results of a profile are made from.
pub(super) struct Results<'a> {
    places: Places<'a>,
    view: &'a View<'a>,
    profile: SarifProfile,
    /// Findings whose file does not lie in the repository.
    pub(super) homeless: Vec<&'a Finding>,
}

impl<'a> Results<'a> {
    pub(super) fn new(view: &'a View<'a>, profile: SarifProfile) -> Self {
        Self { places: Places::new(view), view, profile, homeless: Vec::new() }
    }

    pub(super) fn places(&self) -> &Places<'a> {
        &self.places
    }

    /// All results of the profile, by path, line, column and rule.
    pub(super) fn rows(&mut self, not_judged: usize) -> Vec<Row<'a>> {
        let mut rows = Vec::new();
        let report = self.view.report;
        let shown = |finding: &&Finding| self.profile == SarifProfile::Full || finding.waiver.is_none();
        for finding in report.findings.iter().filter(shown) {
            if self.places.is_home(finding.primary.span) {
                rows.push(Row { weight: finding.severity as u8 + 2, said: Said::Finding(finding) });
            } else {
                self.homeless.push(finding);
            }
        }
        let other = |weight, result| Row { weight, said: Said::Other(Box::new(result)) };
        for group in self.problems_by_place() {
            rows.extend(self.problems(&group, not_judged).map(|result| other(u8::MAX, result)));
        }
        if self.profile == SarifProfile::Full {
            rows.extend(self.kept().into_iter().map(|(weight, result)| other(weight, result)));
        }
        rows.sort_by_cached_key(|row| match &row.said {
            Said::Finding(finding) => self.place_of(finding),
            Said::Other(result) => by_place(result),
        });
        rows
    }

    /// What the result of a finding is sorted by: as [`by_place`] has it of the result.
    fn place_of(&self, finding: &Finding) -> Key {
        let place = self.view.place(finding.primary.span);
        let (line, column) = (i64::from(place.start.line), i64::from(place.start.column));
        (
            RepoPath::new(&place.path).map(RepoPath::into_string),
            Some(line),
            Some(column),
            Some(finding.rule.to_string()),
        )
    }

    fn finding(&self, finding: &Finding) -> Option<Result> {
        let place = self.places.primary(finding.primary.span)?;
        let (message, related) = self.message(finding);
        let review = finding.verdict == Verdict::Review;
        // What is for review is no failure. An upload must hold it all the same, and as an alert it is a note; where kinds are told apart, only a
        // failure has a level (SARIF 3.27.10).
        let (kind, level) = match (self.profile, review) {
            (_, false) => (ResultKind::Fail, result_level(finding.severity)),
            (SarifProfile::Github, true) => (ResultKind::Fail, ResultLevel::Note),
            (SarifProfile::Full, true) => (ResultKind::Review, ResultLevel::None),
        };
        let mut result = Result::builder()
            .message(Message::builder().text(message).build())
            .rule_id(finding.rule.as_str())
            .kind(kind)
            .level(level)
            .locations(vec![place.location])
            .build();
        result.rule_index = self.view.rule_index(&finding.rule).map(|index| index as i64);
        result.related_locations = (!related.is_empty()).then_some(related);
        let line_hash = place.line_hash.map(|hash| ("primaryLocationLineHash".to_owned(), hash));
        let own = [(super::IDENTITY, &finding.fingerprint), (super::CONTENT_IDENTITY, &finding.content_fingerprint)];
        let own = own.map(|(key, print)| (key.to_owned(), print.clone()));
        result.partial_fingerprints = Some(line_hash.into_iter().chain(own).collect::<BTreeMap<_, _>>());
        let several = !finding.others.is_empty();
        let absorbed: Vec<_> =
            finding.absorbed.iter().map(|part| super::super::json::finding(self.view, part)).collect();
        result.properties = Some(bag([
            ("absorbed", if absorbed.is_empty() { json!(null) } else { json!(absorbed) }),
            ("address", json!(finding.at)),
            ("environment", json!(finding.environment)),
            ("environments", json!(Some(self.view.environments(finding)).filter(|names| !names.is_empty()))),
            ("occurrences", if several { json!(super::super::json::occurrences(finding)) } else { json!(null) }),
            ("outcome", json!(finding.verdict)),
            ("project", json!(finding.project)),
            ("severity", json!(finding.severity)),
        ]));
        result.occurrence_count = several.then_some(finding.others.len() as i64 + 1);
        if self.profile == SarifProfile::Full {
            result.suppressions = Some(self.suppressions(finding));
            result.baseline_state = finding.new.map(|new| json!(if new { "new" } else { "unchanged" }));
        }
        Some(result)
    }

    /// The message with a link to each related place, and those places.
    fn message(&self, finding: &Finding) -> (String, Vec<Location>) {
        let mut text = sentence(&finding.message);
        if let Some(also) = occurrences::also(finding, MAX_NAMES) {
            text.push_str(&format!(" The same holds for {}.", plain(also.trim_start_matches("and "))));
        }
        if let Some(besides) = occurrences::besides(finding, MAX_NAMES) {
            text.push_str(&format!(" {}.", plain(&besides.replacen('t', "T", 1))));
        }
        if finding.verdict == Verdict::Review {
            text.push_str(" To review: the files do not say enough to be sure.");
        }
        if let Some(wheres) = occurrences::wheres(finding, MAX_NAMES) {
            text.push_str(&format!(" In {}.", plain(&wheres)));
        }
        let mut locations: Vec<Location> = Vec::new();
        let mut links = Vec::new();
        let mut spans = BTreeSet::new();
        for mark in finding.related.iter().take(MAX_RELATED) {
            let number = locations.len() as i64 + 1;
            let place = self.view.place(mark.span);
            let label =
                if mark.label.is_empty() { format!("{}:{}", place.path, place.start.line) } else { mark.label.clone() };
            if !spans.insert((mark.span.file, mark.span.start, label.clone())) {
                continue;
            }
            if let Some(location) = self.places.related(mark.span, number, &label) {
                links.push(format!("[{}]({number})", label.replace(['[', ']', '\\'], " ")));
                locations.push(location);
            }
        }
        if !links.is_empty() {
            text.push_str(&format!(" See: {}.", links.join(", ")));
        }
        (text, locations)
    }

    fn suppressions(&self, finding: &Finding) -> Vec<Suppression> {
        let Some(waiver) = &finding.waiver else { return Vec::new() };
        let state = self.view.report.waivers.iter().find(|state| state.waiver.id == waiver.id);
        let in_source =
            state.is_some_and(|state| matches!(state.waiver.source, WaiverSource::Comment | WaiverSource::Peer));
        let justification = if waiver.reason.is_empty() { waiver.id.clone() } else { waiver.reason.clone() };
        let mut suppression = Suppression::builder()
            .kind(if in_source { "inSource" } else { "external" })
            .status("accepted")
            .justification(justification)
            .build();
        suppression.location = state.and_then(|state| self.places.plain(state.waiver.span));
        suppression.properties =
            Some(bag([("id", json!(waiver.id)), ("owner", json!(waiver.owner)), ("expires", json!(waiver.expires))]));
        vec![suppression]
    }

    /// What could not be judged, of one line or whole file together: it would be one alert.
    fn problems_by_place(&self) -> Vec<Vec<&'a Problem>> {
        let mut groups: BTreeMap<_, Vec<&Problem>> = BTreeMap::new();
        for problem in self.view.report.problems.iter().filter(|p| p.severity == problem::Severity::Error) {
            let line = problem.span.map(|span| {
                let place = self.view.place(span);
                (place.path, place.start.line)
            });
            let Some(key) = line.or_else(|| Some((anchor(self.view, problem)?, 0))) else { continue };
            let group = groups.entry(key).or_default();
            if !group.iter().any(|known| known.message == problem.message) {
                group.push(problem);
            }
        }
        groups.into_values().collect()
    }

    /// A file that could not be judged, where GitHub would otherwise close its alerts in silence.
    fn problems(&self, group: &[&Problem], rule_index: usize) -> Option<Result> {
        let first = *group.first()?;
        let (place, what) = match first.span {
            Some(span) => (self.places.primary(span)?, "Parts of this file were not judged."),
            None => (self.whole_file(&anchor(self.view, first)?, first)?, "It was not judged."),
        };
        let more = group.len().saturating_sub(MAX_NAMES);
        let messages: Vec<String> = group.iter().take(MAX_NAMES).map(|problem| sentence(&problem.message)).collect();
        let more = if more > 0 { format!(" And {more} more.") } else { String::new() };
        let helps: BTreeSet<String> =
            group.iter().filter_map(|p| p.help.as_deref()).map(sentence).take(MAX_NAMES).collect();
        let helps: String = helps.into_iter().map(|help| format!(" {help}")).collect();
        let text = format!("{}{more} {what}{helps}", messages.join(" "));
        // For GitHub an alert; in the full record what it is: nothing could be said.
        let (kind, level) = match self.profile {
            SarifProfile::Github => (ResultKind::Fail, ResultLevel::Error),
            SarifProfile::Full => (ResultKind::Open, ResultLevel::None),
        };
        let mut result = Result::builder()
            .message(Message::builder().text(text).build())
            .rule_id(NOT_JUDGED)
            .rule_index(rule_index as i64)
            .kind(kind)
            .level(level)
            .locations(vec![place.location])
            .properties(bag([("code", json!(first.code))]))
            .build();
        let hash = place.line_hash.map(|hash| ("primaryLocationLineHash".to_owned(), hash));
        result.partial_fingerprints = hash.map(|hash| BTreeMap::from([hash]));
        self.complete(&mut result);
        let path = first.span.map_or_else(|| anchor(self.view, first), |span| Some(self.view.place(span).path));
        let was_there =
            path.is_some_and(|path| self.view.report.unjudged_before.contains(&(path, first.code.to_owned())));
        if result.baseline_state.is_some() && !was_there {
            result.baseline_state = Some(json!("new"));
        }
        Some(result)
    }

    /// The beginning of a file that nobody could read: a place must have a line, and an alert must be known again.
    fn whole_file(&self, path: &str, problem: &Problem) -> Option<Place> {
        let artifact_location = super::place::artifact(path)?;
        let region = Region::builder().start_line(1).start_column(1).end_line(1).end_column(1).build();
        let physical = PhysicalLocation::builder().artifact_location(artifact_location).region(region).build();
        let location = Location::builder().physical_location(physical).build();
        // Where there is no text at all, what is told of which file stands for it.
        let digest = || {
            let digest = Sha256::digest(format!("{path}\0{}", problem.code));
            let hash: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            format!("{hash}:1")
        };
        Some(Place { location, line_hash: Some(self.places.first_line(path).unwrap_or_else(digest)) })
    }

    /// Suppressions and baseline stand on all results or on none.
    fn complete(&self, result: &mut Result) {
        if self.profile == SarifProfile::Full {
            result.suppressions = Some(Vec::new());
            result.baseline_state = self.view.report.baseline.map(|_| json!("unchanged"));
        }
    }

    /// What was judged and kept, or does not apply: one result for each rule, with the number of its subjects. What could not be judged has its place.
    fn kept(&self) -> Vec<(u8, Result)> {
        let mut groups: Vec<Vec<&Outcome>> = Vec::new();
        let mut known = HashMap::new();
        for outcome in self.view.report.judged() {
            if said(outcome.kind).is_none() {
                continue;
            }
            let span = outcome.about.span.filter(|_| outcome.kind == OutcomeKind::Error);
            let line = span
                .map(|span| self.view.tight(span))
                .map(|span| (span.file, self.view.report.sources.start(span).line));
            let index = *known.entry((&outcome.rule, outcome.kind, line)).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[index].push(outcome);
        }
        groups.iter().filter_map(|group| self.keeps(group)).collect()
    }

    fn keeps(&self, group: &[&Outcome]) -> Option<(u8, Result)> {
        let first = *group.first()?;
        let (kind, words) = said(first.kind)?;
        let name = |outcome: &&Outcome| {
            let subject =
                if outcome.about.subject.as_str().is_empty() { "the project" } else { outcome.about.subject.as_str() };
            format!("{subject} of {}", project_name(&outcome.about.project, outcome.about.environment.as_deref()))
        };
        let mut names: Vec<String> = group.iter().map(name).collect();
        names.dedup();
        let more = names.len().saturating_sub(MAX_NAMES);
        names.truncate(MAX_NAMES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let text = format!("{}{more}: {words}.", plain(&names.join(", ")));
        let mut result = Result::builder()
            .message(Message::builder().text(text).build())
            .rule_id(first.rule.as_str())
            .kind(kind)
            .level(ResultLevel::None)
            .build();
        result.rule_index = self.view.rule_index(&first.rule).map(|index| index as i64);
        result.occurrence_count = (group.len() > 1).then_some(group.len() as i64);
        let span = first.about.span.filter(|_| first.kind == OutcomeKind::Error);
        result.locations = span.and_then(|span| self.places.primary(span)).map(|place| vec![place.location]);
        self.complete(&mut result);
        Some((u8::from(first.kind != OutcomeKind::NotApplicable), result))
    }
}

/// How an outcome without findings is told; `None` for those that findings tell.
fn said(kind: OutcomeKind) -> Option<(ResultKind, &'static str)> {
    match kind {
        OutcomeKind::Pass => Some((ResultKind::Pass, "the rule is kept")),
        OutcomeKind::NotApplicable => Some((ResultKind::NotApplicable, "nothing here that the rule speaks of")),
        OutcomeKind::Error => Some((ResultKind::Open, "the rule could not be judged")),
        OutcomeKind::Fail | OutcomeKind::Review | OutcomeKind::Waived => None,
    }
}

/// Path, line, column, rule.
type Key = (Option<String>, Option<i64>, Option<i64>, Option<String>);

fn by_place(result: &Result) -> Key {
    let physical = result.locations.as_ref().and_then(|all| all.first()?.physical_location.as_ref());
    let path = physical.and_then(|physical| physical.artifact_location.as_ref()?.uri.clone());
    let region = physical.and_then(|physical| physical.region.as_ref());
    let number = |get: fn(&Region) -> Option<i64>| region.and_then(get);
    (path, number(|region| region.start_line), number(|region| region.start_column), result.rule_id.clone())
}

fn result_level(severity: Severity) -> ResultLevel {
    use super::super::severity::{Level, words};
    match words(severity).level {
        Level::Error => ResultLevel::Error,
        Level::Warning => ResultLevel::Warning,
        Level::Note => ResultLevel::Note,
    }
}

/// With a full stop, and with no accidental links.
fn sentence(text: &str) -> String {
    let text = plain(text.trim());
    if text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}

/// Text in which nothing is taken for a link.
fn plain(text: &str) -> String {
    if text.contains("](") {
        text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
    } else {
        text.to_owned()
    }
}
