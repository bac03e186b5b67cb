//! `concise`: one line per finding, in the form that terminals and editors make clickable.

use std::io::{self, Write};

use super::view::{View, printable, told};
use super::{Options, Report};
use crate::finding::Verdict;
use crate::problem;

pub(super) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report);
    for told in told(view.to_mend(options.verbose)) {
        let finding = told.finding;
        let place = view.place(finding.primary.span);
        let review = if finding.verdict == Verdict::Review { " (to review)" } else { "" };
        let waived = if finding.waiver.is_some() { " (waived)" } else { "" };
        let new = if finding.new == Some(true) { " (new)" } else { "" };
        let wheres = told.wheres().map(|wheres| format!(" [{}]", printable(&wheres))).unwrap_or_default();
        writeln!(
            out,
            "{}:{}:{}: {}: {} [{}]{review}{waived}{new}{wheres}",
            printable(&place.path),
            place.start.line,
            place.start.column,
            finding.severity,
            printable(&finding.message),
            finding.rule,
        )?;
    }
    for problem in &report.problems {
        let severity = match problem.severity {
            problem::Severity::Error => "error",
            problem::Severity::Warning => "warning",
        };
        let place = match (problem.span, &problem.path) {
            (Some(span), _) => {
                let place = view.place(span);
                format!("{}:{}:{}: ", printable(&place.path), place.start.line, place.start.column)
            }
            (None, Some(path)) => format!("{}: ", printable(path)),
            (None, None) => String::new(),
        };
        writeln!(out, "{place}{severity}: {} [{}]", printable(&problem.message), problem.code)?;
    }
    Ok(())
}
