//! `json`: everything a report says, as `schemas/report.json` describes it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;

use super::view::View;
use super::{FloorSummary, Options, ProjectSummary, Report, RootReason, left_out, plain_json};
use plimsoll_judge::config::{TurnedOff, TurnedOffKind};
use plimsoll_judge::finding::{AppliedWaiver, Finding, Mark, Occurrence, OutcomeKind, Verdict};
use plimsoll_judge::waiver::{Standing, WaiverKind, WaiverSource, WaiverState};
use plimsoll_model::{Start, ViaKind};
use plimsoll_policy::{Replaced, RuleId, Severity};
use plimsoll_source::problem::{self, Problem};
use plimsoll_source::{Location, Shown};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool,
    as_of: &'a str,
    root: RootOut<'a>,
    findings: Vec<FindingOut<'a>>,
    problems: Vec<ProblemOut<'a>>,
    gaps: Vec<GapOut<'a>>,
    waivers: Vec<WaiverOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcomes: Option<Vec<OutcomeOut<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    controls: Option<ControlsOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<BaselineOut<'a>>,
    projects: Vec<ProjectOut<'a>>,
    excluded: Vec<ExcludedOut<'a>>,
    replaced: &'a [Replaced],
    turned_off: Vec<TurnedOffOut<'a>>,
    floors: &'a [FloorSummary],
    configurations: &'a [String],
    summary: Summary,
}

#[derive(Serialize)]
struct RootOut<'a> {
    path: &'a str,
    why: RootReason,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
pub(super) struct FindingOut<'a> {
    rule: &'a str,
    severity: Severity,
    message: &'a str,
    help: &'a str,
    outcome: Verdict,
    address: &'a str,
    subject: &'a str,
    project: &'a str,
    environment: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<Elsewhere<'a>>,
    occurrences: Vec<OccurrenceOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    absorbed: Vec<FindingOut<'a>>,
    location: Location,
    related: Vec<RelatedOut<'a>>,
    aliases: &'a [String],
    fingerprint: &'a str,
    content_fingerprint: &'a str,
    waiver: Option<&'a AppliedWaiver>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<bool>,
}

/// Another project or environment that a finding holds for.
#[derive(Serialize)]
struct Elsewhere<'a> {
    project: &'a str,
    environment: Option<&'a str>,
    fingerprint: &'a str,
}

/// A subject that a finding holds for.
#[derive(Serialize)]
pub(super) struct OccurrenceOut<'a> {
    project: &'a str,
    environment: Option<&'a str>,
    subject: &'a str,
    address: &'a str,
    fingerprint: &'a str,
    content_fingerprint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

#[derive(Serialize)]
struct RelatedOut<'a> {
    location: Location,
    message: &'a str,
    kind: Option<ViaKind>,
}

#[derive(Serialize)]
struct ProblemOut<'a> {
    severity: problem::Severity,
    code: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    path: Option<&'a str>,
    location: Option<Location>,
    related: Vec<RelatedOut<'a>>,
}

#[derive(Serialize)]
struct GapOut<'a> {
    code: &'a str,
    lacks: Option<&'a str>,
    message: &'a str,
    help: Option<&'a str>,
    path: Option<&'a str>,
    location: Option<Location>,
    related: Vec<RelatedOut<'a>>,
}

#[derive(Serialize)]
struct WaiverOut<'a> {
    id: &'a str,
    source: WaiverSource,
    standing: Standing,
    kind: WaiverKind,
    rules: &'a [String],
    reason: &'a str,
    owner: Option<&'a str>,
    approver: Option<&'a str>,
    ticket: Option<&'a str>,
    created: Option<&'a str>,
    expires: Option<&'a str>,
    location: Location,
    covers: &'a [String],
}

#[derive(Serialize)]
struct OutcomeOut<'a> {
    rule: &'a str,
    project: &'a str,
    environment: Option<&'a str>,
    subject: &'a str,
    outcome: OutcomeKind,
    location: Option<Location>,
    findings: Vec<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unjudged: bool,
}

#[derive(Serialize)]
struct ControlsOut {
    narrowed: Option<String>,
    frameworks: Vec<serde_json::Value>,
}

#[derive(Serialize)]
struct BaselineOut<'a> {
    new: usize,
    unchanged: usize,
    gone: usize,
    out_of_sight: usize,
    /// Where a revision was judged in place of a baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<SinceOut<'a>>,
}

#[derive(Serialize)]
struct SinceOut<'a> {
    revision: &'a str,
    commit: Option<&'a str>,
    new_problems: usize,
    new_gaps: usize,
}

/// What was judged as one unit, and why.
#[derive(Serialize)]
struct ProjectOut<'a> {
    name: &'a str,
    kind: &'a str,
    directory: &'a str,
    environment: Option<&'a str>,
    files: &'a [String],
    start: &'a Start,
}

#[derive(Serialize)]
struct ExcludedOut<'a> {
    path: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct TurnedOffOut<'a> {
    kind: TurnedOffKind,
    what: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    rules: &'a [RuleId],
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    location: Option<Location>,
}

#[derive(Serialize)]
struct Summary {
    projects: usize,
    files: usize,
    rules: usize,
    findings: BTreeMap<&'static str, usize>,
    review: usize,
    waived: usize,
    problems: usize,
    gaps: usize,
    left_out: Vec<String>,
}

pub(super) fn write(report: &Shown<Report>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report);
    let document = Document {
        version: 1,
        tool: Tool { name: "plimsoll", version: env!("CARGO_PKG_VERSION") },
        as_of: &report.as_of,
        root: RootOut { path: &report.repository.shown, why: report.repository.why },
        findings: report.findings.iter().map(|f| finding(&view, f)).collect(),
        problems: report.problems.iter().filter(|p| !p.is_gap()).map(|p| problem(&view, p)).collect(),
        gaps: report.gaps().map(|gap| self::gap(&view, gap)).collect(),
        waivers: report.waivers.iter().map(|w| waiver(&view, w)).collect(),
        outcomes: options.outcomes.then(|| outcomes(&view)),
        controls: options.controls.then(|| controls(report)).flatten(),
        baseline: report.baseline.map(|b| BaselineOut {
            new: b.new,
            unchanged: b.unchanged,
            gone: b.gone,
            out_of_sight: b.out_of_sight,
            since: report.since.as_ref().map(|since| SinceOut {
                revision: &since.revision.given,
                commit: since.revision.commit.as_deref(),
                new_problems: since.new_problems,
                new_gaps: since.new_gaps,
            }),
        }),
        projects: report.projects.iter().map(project).collect(),
        excluded: report.excluded.iter().map(|(path, reason)| ExcludedOut { path, reason }).collect(),
        replaced: &report.replaced,
        turned_off: report.turned_off.iter().map(|one| turned_off(&view, one)).collect(),
        floors: &report.floors,
        configurations: &report.configurations,
        summary: Summary {
            projects: report.projects.len(),
            files: report.files.len(),
            rules: report.rules.len(),
            findings: view.by_severity().into_iter().map(|(severity, n)| (severity.as_str(), n)).collect(),
            review: view.to_review(),
            waived: view.waived(),
            problems: report.problems.len() - report.gaps().count(),
            gaps: report.gaps().count(),
            left_out: left_out::lines(report),
        },
    };
    plain_json::write(&document, true, out)
}

fn project(project: &ProjectSummary) -> ProjectOut<'_> {
    ProjectOut {
        name: &project.name,
        kind: project.kind,
        directory: &project.directory,
        environment: project.environment.as_deref(),
        files: &project.files,
        start: &project.start,
    }
}

/// A finding with all that is known of it.
pub(super) fn finding<'a>(view: &View<'a>, finding: &'a Finding) -> FindingOut<'a> {
    FindingOut {
        rule: finding.rule.as_str(),
        severity: finding.severity,
        message: &finding.message,
        help: &finding.help,
        outcome: finding.verdict,
        address: finding.at.as_str(),
        subject: finding.subject.as_str(),
        project: &finding.project,
        environment: finding.environment.as_deref(),
        also: elsewhere(finding),
        occurrences: occurrences(finding),
        absorbed: finding.absorbed.iter().map(|part| self::finding(view, part)).collect(),
        location: view.place(finding.primary.span),
        related: finding.related.iter().map(|mark| related(view, mark)).collect(),
        aliases: view.rule(&finding.rule).map_or(&[], |rule| &rule.aliases),
        fingerprint: &finding.fingerprint,
        content_fingerprint: &finding.content_fingerprint,
        waiver: finding.waiver.as_deref(),
        new: finding.new,
    }
}

/// All occurrences, the finding's own first.
pub(super) fn occurrences(finding: &Finding) -> Vec<OccurrenceOut<'_>> {
    let own = OccurrenceOut {
        project: &finding.project,
        environment: finding.environment.as_deref(),
        subject: finding.subject.as_str(),
        address: finding.at.as_str(),
        fingerprint: &finding.fingerprint,
        content_fingerprint: &finding.content_fingerprint,
        message: None,
    };
    std::iter::once(own).chain(finding.others.iter().map(occurrence)).collect()
}

fn occurrence(other: &Occurrence) -> OccurrenceOut<'_> {
    OccurrenceOut {
        project: &other.project,
        environment: other.environment.as_deref(),
        subject: other.subject.as_str(),
        address: other.at.as_str(),
        fingerprint: &other.fingerprint,
        content_fingerprint: &other.content_fingerprint,
        message: other.message.as_deref(),
    }
}

/// The first occurrence in each other project and environment.
fn elsewhere(finding: &Finding) -> Vec<Elsewhere<'_>> {
    let mut met = BTreeSet::from([(&*finding.project, finding.environment.as_deref())]);
    let mut all = Vec::new();
    for other in &finding.others {
        let (project, environment) = (&*other.project, other.environment.as_deref());
        if met.insert((project, environment)) {
            all.push(Elsewhere { project, environment, fingerprint: &other.fingerprint });
        }
    }
    all
}

fn related<'a>(view: &View<'a>, mark: &'a Mark) -> RelatedOut<'a> {
    RelatedOut { location: view.place(mark.span), message: &mark.label, kind: mark.via }
}

fn turned_off<'a>(view: &View<'a>, one: &'a TurnedOff) -> TurnedOffOut<'a> {
    let location = one.span.map(|span| view.place(span));
    TurnedOffOut { kind: one.kind, what: &one.what, rules: &one.rules, count: one.count, location }
}

fn problem<'a>(view: &View<'a>, problem: &'a Problem) -> ProblemOut<'a> {
    let related = |(span, message): &'a (plimsoll_source::Span, String)| RelatedOut {
        location: view.place(*span),
        message,
        kind: None,
    };
    ProblemOut {
        severity: problem.severity,
        code: problem.code,
        message: &problem.message,
        help: problem.help.as_deref(),
        path: problem.path.as_deref(),
        location: problem.span.map(|span| view.place(span)),
        related: problem.related.iter().map(related).collect(),
    }
}

fn gap<'a>(view: &View<'a>, gap: &'a Problem) -> GapOut<'a> {
    let ProblemOut { severity: _, code, message, help, path, location, related } = problem(view, gap);
    GapOut { code, lacks: gap.lacks.as_deref(), message, help, path, location, related }
}

fn waiver<'a>(view: &View<'a>, state: &'a WaiverState) -> WaiverOut<'a> {
    let waiver = &state.waiver;
    WaiverOut {
        id: &waiver.id,
        source: waiver.source,
        standing: state.standing,
        kind: waiver.kind,
        rules: &waiver.rules,
        reason: &waiver.reason,
        owner: waiver.owner.as_deref(),
        approver: waiver.approver.as_deref(),
        ticket: waiver.ticket.as_deref(),
        created: waiver.created.as_deref(),
        expires: waiver.expires.as_deref(),
        location: view.place(waiver.span),
        covers: &state.covers,
    }
}

fn controls(report: &Shown<Report>) -> Option<ControlsOut> {
    let narrowed = report.narrowing();
    Some(ControlsOut { narrowed, frameworks: super::controls(report)? })
}

fn outcomes<'a>(view: &View<'a>) -> Vec<OutcomeOut<'a>> {
    let report = view.report;
    let outcome = |outcome: &'a plimsoll_judge::finding::Outcome| OutcomeOut {
        rule: outcome.rule.as_str(),
        project: &outcome.about.project,
        environment: outcome.about.environment.as_deref(),
        subject: outcome.about.subject.as_str(),
        outcome: outcome.kind,
        location: outcome.about.span.map(|span| view.place(span)),
        findings: report.found_for(outcome).map(|finding| finding.fingerprint.as_str()).collect(),
        unjudged: outcome.unjudged,
    };
    report.outcomes.iter().map(outcome).collect()
}
