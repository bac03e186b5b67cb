//! `csv`: for auditors' spreadsheets: one row per rule and subject, passes included; a subject that breaks a rule in several places has one row for each.

use std::io::{self, Write};

use super::Report;
use super::view::View;
use crate::finding::{Finding, Outcome, OutcomeKind};
use crate::source::Location;

const HEADER: [&str; 22] = [
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
    "new",
    "waiver",
    "waiver_reason",
    "waiver_owner",
    "waiver_expires",
    "controls",
    "aliases",
    "as_of",
];

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report);
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
    writer.write_record(HEADER)?;
    for outcome in report.judged() {
        let findings: Vec<&Finding> = outcome.findings.iter().filter_map(|index| report.findings.get(*index)).collect();
        if findings.is_empty() {
            let place = outcome.span.map(|span| view.place(span));
            writer.write_record(row(&view, outcome, None, place.as_ref()))?;
        }
        for finding in findings {
            let place = view.place(finding.primary.span);
            writer.write_record(row(&view, outcome, Some(finding), Some(&place)))?;
        }
    }
    writer.flush()
}

fn row(
    view: &View<'_>,
    outcome: &Outcome,
    finding: Option<&Finding>,
    place: Option<&Location>,
) -> [String; HEADER.len()] {
    let rule = view.rule(&outcome.rule);
    let severity = finding.map(|finding| finding.severity).or(rule.map(|rule| rule.severity));
    let waiver = finding.and_then(|finding| finding.waiver.as_ref());
    let controls = rule
        .map(|rule| rule.controls.iter().map(|(name, ids)| format!("{name}: {}", ids.join(" "))).collect::<Vec<_>>());
    // Of several findings, some may be waived.
    let outcome_word = match (outcome.kind, waiver) {
        (OutcomeKind::Fail | OutcomeKind::Review, Some(_)) => "waived",
        (kind, _) => word(kind),
    };
    [
        outcome.project.to_string(),
        outcome.environment.as_deref().unwrap_or_default().to_owned(),
        outcome.subject.to_string(),
        outcome.rule.to_string(),
        rule.map(|rule| rule.title.clone()).unwrap_or_default(),
        severity.map(|severity| severity.to_string()).unwrap_or_default(),
        outcome_word.to_owned(),
        place.map(|place| place.path.clone()).unwrap_or_default(),
        place.map(|place| place.start.line.to_string()).unwrap_or_default(),
        place.map(|place| place.start.column.to_string()).unwrap_or_default(),
        finding.map(|finding| finding.at.to_string()).unwrap_or_default(),
        finding.map(|finding| finding.message.clone()).unwrap_or_default(),
        finding.map(|finding| finding.help.clone()).unwrap_or_default(),
        finding.map(|finding| finding.fingerprint.clone()).unwrap_or_default(),
        finding.and_then(|finding| finding.new).map(|new| new.to_string()).unwrap_or_default(),
        waiver.map(|waiver| waiver.id.clone()).unwrap_or_default(),
        waiver.map(|waiver| waiver.reason.clone()).unwrap_or_default(),
        waiver.and_then(|waiver| waiver.owner.clone()).unwrap_or_default(),
        waiver.and_then(|waiver| waiver.expires.clone()).unwrap_or_default(),
        controls.unwrap_or_default().join("; "),
        rule.map(|rule| rule.aliases.join(" ")).unwrap_or_default(),
        view.report.as_of.clone(),
    ]
    .map(|cell| inert(&cell))
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

/// A cell that no spreadsheet takes for a formula.
fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}
