//! `concise`: one line per finding, in the form that terminals and editors make clickable; the last line says what the others are not about.

use std::io::{self, Write};

use super::gaps;
use super::inert;
use super::left_out;
use super::occurrences::{self, SOME};
use super::view::View;
use super::{Options, Report};
use plimsoll_judge::finding::Verdict;
use plimsoll_source::Shown;

pub(super) fn write(report: &Shown<Report>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report);
    for finding in view.to_mend(options.verbose) {
        let place = view.place(finding.primary.span);
        let review = if finding.verdict == Verdict::Review { " (to review)" } else { "" };
        let waived = if finding.waiver.is_some() { " (waived)" } else { "" };
        let new = if finding.new == Some(true) { " (new)" } else { "" };
        let wheres = occurrences::wheres(finding, SOME).map(|wheres| format!(" [{wheres}]")).unwrap_or_default();
        let notes = [occurrences::also(finding, SOME), occurrences::besides(finding, SOME)];
        let notes: String = notes.into_iter().flatten().map(|note| format!(" ({note})")).collect();
        writeln!(
            out,
            "{}:{}:{}: {}: {} [{}]{review}{waived}{new}{}",
            inert::leading_name(&place.path),
            place.start.line,
            place.start.column,
            finding.severity,
            inert::line(&format!("{}{notes}", finding.message)),
            finding.rule,
            inert::line(&wheres),
        )?;
    }
    for problem in report.problems.iter().filter(|problem| !problem.is_gap()) {
        let severity = problem.severity.as_str();
        let place = match (problem.span, &problem.path) {
            (Some(span), _) => {
                let place = view.place(span);
                format!("{}:{}:{}: ", inert::leading_name(&place.path), place.start.line, place.start.column)
            }
            (None, Some(path)) => format!("{}: ", inert::leading_name(path)),
            (None, None) => String::new(),
        };
        writeln!(out, "{place}{severity}: {} [{}]", inert::line(&problem.message), problem.code)?;
    }
    for cause in gaps::causes(&view, &report.problems) {
        writeln!(out, "note: gap: {}", inert::line(&cause.line(options.verbose)))?;
    }
    for (path, reason) in report.excluded.iter().filter(|_| options.verbose) {
        writeln!(out, "note: left out: {}", inert::line(&format!("{path}: {reason}")))?;
    }
    let hidden = (!options.verbose).then(|| view.hidden()).flatten();
    let told: Vec<String> = left_out::lines(report).into_iter().chain(hidden).collect();
    if !told.is_empty() {
        writeln!(out, "note: {}", inert::line(&told.join("; ")))?;
    }
    Ok(())
}
