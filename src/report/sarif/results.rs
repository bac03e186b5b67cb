//! Results in SARIF: findings, and in the full profile what was kept or does not apply.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::json;
use serde_sarif::sarif::{Location, Message, Result, ResultKind, ResultLevel, Suppression};

use super::super::format::SarifProfile;
use super::super::view::{View, project_name};
use super::limits::MAX_RELATED;
use super::place::Places;
use super::rules::{NOT_JUDGED, bag};
use crate::finding::{Finding, OutcomeKind, Verdict};
use crate::policy::Severity;
use crate::problem::{self, Problem};
use crate::source::Span;
use crate::waiver::WaiverSource;

/// A result with what it is sorted by.
pub(super) struct Row {
    /// Worst first when not all fit.
    pub(super) weight: u8,
    pub(super) result: Result,
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

    /// All results of the profile, in order of the report.
    pub(super) fn rows(&mut self, not_judged: usize) -> Vec<Row> {
        let mut rows = Vec::new();
        for group in self.by_line() {
            match self.finding(&group) {
                Some(result) => rows.push(Row { weight: group[0].severity as u8 + 2, result }),
                None => self.homeless.extend(group),
            }
        }
        let mut told = BTreeSet::new();
        for problem in &self.view.report.problems {
            let Some(span) = problem.span.filter(|_| problem.severity == problem::Severity::Error) else { continue };
            if told.insert((span.file, span.start, &problem.message))
                && let Some(result) = self.problem(problem, span, not_judged)
            {
                rows.push(Row { weight: u8::MAX, result });
            }
        }
        if self.profile == SarifProfile::Full {
            rows.extend(self.kept());
        }
        rows
    }

    /// Findings of one rule on one line would become one alert: they become one result that tells them all.
    fn by_line(&self) -> Vec<Vec<&'a Finding>> {
        let mut groups: Vec<Vec<&Finding>> = Vec::new();
        let mut known = HashMap::new();
        let shown = |finding: &&Finding| self.profile == SarifProfile::Full || finding.waiver.is_none();
        for finding in self.view.report.findings.iter().filter(shown) {
            let span = self.view.tight(finding.primary.span);
            let line = self.view.report.sources.get(span.file).line(span.start);
            let key =
                (&finding.rule, span.file, line, finding.verdict, finding.waiver.as_ref().map(|w| &w.id), finding.new);
            let index = *known.entry(key).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[index].push(finding);
        }
        for group in &mut groups {
            // The worst one leads.
            group.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        }
        groups
    }

    fn finding(&self, group: &[&Finding]) -> Option<Result> {
        let first = *group.first()?;
        let place = self.places.primary(first.primary.span)?;
        let (message, related) = self.message(group);
        let fails = first.verdict == Verdict::Fail || self.profile == SarifProfile::Github;
        let mut result = Result::builder()
            .message(Message::builder().text(message).build())
            .rule_id(first.rule.as_str())
            .kind(if fails { ResultKind::Fail } else { ResultKind::Review })
            .level(if fails { result_level(first.severity) } else { ResultLevel::None })
            .locations(vec![place.location])
            .build();
        result.rule_index = self.view.rule_index(&first.rule).map(|index| index as i64);
        result.related_locations = (!related.is_empty()).then_some(related);
        let line_hash = place.line_hash.map(|hash| ("primaryLocationLineHash".to_owned(), hash));
        let own = (super::IDENTITY.to_owned(), first.fingerprint.clone());
        result.partial_fingerprints = Some(line_hash.into_iter().chain([own]).collect::<BTreeMap<_, _>>());
        let all = group.iter().map(|finding| finding.fingerprint.as_str());
        result.properties = Some(bag([
            ("address", json!(first.at)),
            ("environment", json!(first.environment)),
            ("fingerprints", if group.len() > 1 { json!(all.collect::<Vec<_>>()) } else { json!(null) }),
            ("outcome", json!(first.verdict)),
            ("project", json!(first.project)),
            ("severity", json!(first.severity)),
        ]));
        if group.len() > 1 {
            result.occurrence_count = Some(group.len() as i64);
        }
        if self.profile == SarifProfile::Full {
            result.suppressions = Some(self.suppressions(first));
            result.baseline_state = first.new.map(|new| json!(if new { "new" } else { "unchanged" }));
        }
        Some(result)
    }

    /// The message with a link to each related place, and those places.
    fn message(&self, group: &[&Finding]) -> (String, Vec<Location>) {
        let mut text = String::new();
        let mut told = BTreeSet::new();
        for finding in group {
            if told.insert(&finding.message) {
                text.push_str(if text.is_empty() { "" } else { " " });
                text.push_str(&sentence(&finding.message));
            }
        }
        if group[0].verdict == Verdict::Review {
            text.push_str(" To review: the files do not say enough to be sure.");
        }
        let mut wheres: Vec<String> = group.iter().map(|finding| project_name(finding)).collect();
        wheres.dedup();
        if wheres.len() > 1 {
            text.push_str(&format!(" In {}.", plain(&wheres.join(", "))));
        }
        let mut locations: Vec<Location> = Vec::new();
        let mut links = Vec::new();
        let mut spans = BTreeSet::new();
        for mark in group.iter().flat_map(|finding| &finding.related).take(MAX_RELATED) {
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

    /// A file that could not be judged, where GitHub would otherwise close its alerts in silence.
    fn problem(&self, problem: &Problem, span: Span, rule_index: usize) -> Option<Result> {
        let place = self.places.primary(span)?;
        let help = problem.help.as_deref().map(|help| format!(" {}", sentence(help))).unwrap_or_default();
        let text = format!("{} Parts of this file were not judged.{help}", sentence(&problem.message));
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
            .properties(bag([("code", json!(problem.code))]))
            .build();
        let hash = place.line_hash.map(|hash| ("primaryLocationLineHash".to_owned(), hash));
        result.partial_fingerprints = hash.map(|hash| BTreeMap::from([hash]));
        self.complete(&mut result);
        Some(result)
    }

    /// Suppressions and baseline stand on all results or on none.
    fn complete(&self, result: &mut Result) {
        if self.profile == SarifProfile::Full {
            result.suppressions = Some(Vec::new());
            result.baseline_state = self.view.report.baseline.map(|_| json!("unchanged"));
        }
    }

    /// What was judged and kept, or does not apply.
    fn kept(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for outcome in &self.view.report.outcomes {
            let (kind, words) = match outcome.kind {
                OutcomeKind::Pass => (ResultKind::Pass, "keeps this rule"),
                OutcomeKind::NotApplicable => (ResultKind::NotApplicable, "has nothing this rule speaks of"),
                OutcomeKind::Error => (ResultKind::Open, "could not be judged by this rule"),
                OutcomeKind::Fail | OutcomeKind::Review | OutcomeKind::Waived => continue,
            };
            let environment = outcome.environment.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
            let subject = if outcome.subject.as_str().is_empty() { "the project" } else { outcome.subject.as_str() };
            let text = format!("{} of {}{environment} {words}.", plain(subject), plain(&outcome.project));
            let mut result = Result::builder()
                .message(Message::builder().text(text).build())
                .rule_id(outcome.rule.as_str())
                .kind(kind)
                .level(ResultLevel::None)
                .build();
            result.rule_index = self.view.rule_index(&outcome.rule).map(|index| index as i64);
            if let Some(place) = outcome.span.and_then(|span| self.places.primary(span)) {
                let mut location = place.location;
                // A pass needs no picture.
                if let Some(physical) = &mut location.physical_location {
                    physical.context_region = None;
                }
                result.locations = Some(vec![location]);
            }
            self.complete(&mut result);
            rows.push(Row { weight: u8::from(outcome.kind != OutcomeKind::NotApplicable), result });
        }
        rows
    }
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
