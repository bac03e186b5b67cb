//! `csv`: for spreadsheets. The first cell says what a row is: a `finding`, an `occurrence` of the finding above it, a `problem`, a
//! `gap`, what was `left-out` (a row for each file, and one without a path for each kind, with the count), and, where all outcomes are wanted, an `outcome` of a rule for a
//! subject, passes included.

use std::io::{self, Write};

use super::inert;
use super::left_out;
use super::view::View;
use super::{Options, Report};
use plimsoll_judge::finding::{Finding, Outcome, OutcomeKind, Verdict};
use plimsoll_policy::RuleId;
use plimsoll_source::problem::Problem;
use plimsoll_source::{Location, Shown};

/// The cells of the first row.
pub const HEADER: [&str; 24] = [
    "row",
    "project",
    "environment",
    "subject",
    "rule",
    "title",
    "severity",
    "outcome",
    "path",
    "line",
    "column",
    "address",
    "message",
    "help",
    "fingerprint",
    "occurrences",
    "new",
    "waiver",
    "waiver_reason",
    "waiver_owner",
    "waiver_expires",
    "controls",
    "aliases",
    "as_of",
];

pub(super) fn write(report: &Shown<Report>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report);
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
    writer.write_record(HEADER)?;
    for finding in &report.findings {
        let place = view.place(finding.primary.span);
        let row = Row::of(finding, &place);
        writer.write_record(row.cells(&view))?;
        for part in &finding.absorbed {
            let place = view.place(part.primary.span);
            writer.write_record(Row { row: "absorbed", ..Row::of(part, &place) }.cells(&view))?;
        }
        let all = if finding.others.is_empty() { 0 } else { usize::MAX };
        for one in finding.occurrences().take(all) {
            let occurrence = Row {
                row: "occurrence",
                project: &one.project,
                environment: one.environment.as_deref(),
                subject: one.subject.as_str(),
                address: one.at.as_str(),
                message: one.message.as_deref().unwrap_or(&finding.message),
                fingerprint: &one.fingerprint,
                occurrences: String::new(),
                ..Row::of(finding, &place)
            };
            writer.write_record(occurrence.cells(&view))?;
        }
    }
    for problem in &report.problems {
        let place = problem.span.map(|span| view.place(span));
        writer.write_record(Row::told(problem, place.as_ref()).cells(&view))?;
    }
    for (path, reason) in &report.excluded {
        writer.write_record(Row::left_out(path, reason).cells(&view))?;
    }
    for line in left_out::lines(report) {
        writer.write_record(Row { row: "left-out", message: &line, ..Row::default() }.cells(&view))?;
    }
    for outcome in report.judged().filter(|_| options.outcomes) {
        let place = outcome.about.span.map(|span| view.place(span));
        writer.write_record(Row::came_out(&view, outcome, place.as_ref()).cells(&view))?;
    }
    writer.flush()
}

/// What stands in a row before it is dressed for a spreadsheet.
#[derive(Default)]
struct Row<'a> {
    row: &'static str,
    project: &'a str,
    environment: Option<&'a str>,
    subject: &'a str,
    rule: &'a str,
    severity: &'a str,
    outcome: &'a str,
    place: Option<&'a Location>,
    path: Option<&'a str>,
    address: &'a str,
    message: &'a str,
    help: &'a str,
    fingerprint: &'a str,
    occurrences: String,
    finding: Option<&'a Finding>,
}

impl<'a> Row<'a> {
    fn of(finding: &'a Finding, place: &'a Location) -> Self {
        let outcome = match (&finding.waiver, finding.verdict) {
            (Some(_), _) => OutcomeKind::Waived,
            (None, Verdict::Fail) => OutcomeKind::Fail,
            (None, Verdict::Review) => OutcomeKind::Review,
        };
        Self {
            row: "finding",
            project: &finding.project,
            environment: finding.environment.as_deref(),
            subject: finding.subject.as_str(),
            rule: finding.rule.as_str(),
            severity: finding.severity.as_str(),
            outcome: word(outcome),
            place: Some(place),
            path: None,
            address: finding.at.as_str(),
            message: &finding.message,
            help: &finding.help,
            fingerprint: &finding.fingerprint,
            occurrences: (finding.others.len() + 1).to_string(),
            finding: Some(finding),
        }
    }

    fn told(problem: &'a Problem, place: Option<&'a Location>) -> Self {
        Self {
            row: if problem.is_gap() { "gap" } else { "problem" },
            rule: problem.code,
            severity: if problem.is_gap() { "" } else { problem.severity.as_str() },
            place,
            path: problem.path.as_deref(),
            message: &problem.message,
            help: problem.help.as_deref().unwrap_or_default(),
            ..Self::default()
        }
    }

    fn left_out(path: &'a str, reason: &'a str) -> Self {
        Self { row: "left-out", path: Some(path), message: reason, ..Self::default() }
    }

    fn came_out(view: &View<'a>, outcome: &'a Outcome, place: Option<&'a Location>) -> Self {
        Self {
            row: "outcome",
            project: &outcome.about.project,
            environment: outcome.about.environment.as_deref(),
            subject: outcome.about.subject.as_str(),
            rule: outcome.rule.as_str(),
            severity: view.rule(&outcome.rule).map_or("", |rule| rule.severity.as_str()),
            outcome: word(outcome.kind),
            place,
            ..Self::default()
        }
    }

    fn cells(&self, view: &View<'_>) -> [String; HEADER.len()] {
        let rule = view.rule(&RuleId::new(self.rule));
        let waiver = self.finding.and_then(|finding| finding.waiver.as_ref());
        let controls = rule.map(|rule| {
            rule.controls.iter().map(|(name, ids)| format!("{name}: {}", ids.join(" "))).collect::<Vec<_>>().join("; ")
        });
        let own = |text: &str| text.to_owned();
        [
            own(self.row),
            own(self.project),
            own(self.environment.unwrap_or_default()),
            own(self.subject),
            own(self.rule),
            rule.map(|rule| rule.title.clone()).unwrap_or_default(),
            own(self.severity),
            own(self.outcome),
            self.place.map_or_else(|| own(self.path.unwrap_or_default()), |place| place.path.clone()),
            self.place.map(|place| place.start.line.to_string()).unwrap_or_default(),
            self.place.map(|place| place.start.column.to_string()).unwrap_or_default(),
            own(self.address),
            own(self.message),
            own(self.help),
            own(self.fingerprint),
            self.occurrences.clone(),
            self.finding.and_then(|finding| finding.new).map(|new| new.to_string()).unwrap_or_default(),
            waiver.map(|waiver| waiver.id.clone()).unwrap_or_default(),
            waiver.map(|waiver| waiver.reason.clone()).unwrap_or_default(),
            waiver.and_then(|waiver| waiver.owner.clone()).unwrap_or_default(),
            waiver.and_then(|waiver| waiver.expires.clone()).unwrap_or_default(),
            controls.unwrap_or_default(),
            rule.map(|rule| rule.aliases.join(" ")).unwrap_or_default(),
            view.report.as_of.clone(),
        ]
        .map(|text| cell(&text))
    }
}

/// An outcome as reports say it.
pub(super) fn word(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Pass => "pass",
        OutcomeKind::Fail => "fail",
        OutcomeKind::Review => "review",
        OutcomeKind::Waived => "waived",
        OutcomeKind::NotApplicable => "not_applicable",
        OutcomeKind::Error => "error",
    }
}

/// A cell of one line that no spreadsheet takes for a formula and no log for an order.
pub fn cell(text: &str) -> String {
    let cell = inert::line(text);
    let acts = cell.starts_with(['=', '+', '-', '@']) || cell.trim_start().starts_with("::");
    if acts { format!("'{cell}") } else { cell }
}
