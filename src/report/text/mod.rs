//! `text`: for a person at a terminal: findings by file with their source, problems, then what it all comes to.

mod paint;
mod snippet;
mod summary;

use std::io::{self, Write};

use self::paint::Paint;
use super::view::{Told, View, printable, told};
use super::{Options, Report};
use crate::finding::{Finding, Verdict};
use crate::problem::{self, Problem};

pub(super) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report);
    let paint = Paint::new(options);
    let mut file = None;
    for told in told(view.to_mend(options.verbose)) {
        let path = told.finding.primary.span.file;
        if file.replace(path) != Some(path) {
            writeln!(out, "{}\n", paint.heading(&printable(&view.shown(path).file.path)))?;
        }
        finding(&view, &paint, options, &told, out)?;
    }
    for problem in &report.problems {
        write_problem(&view, &paint, options, problem, out)?;
    }
    if options.quiet { Ok(()) } else { summary::write(&view, &paint, options, out) }
}

/// Problems alone, as commands other than `check` print them.
pub fn write_problems(
    problems: &[Problem],
    sources: &std::sync::Arc<crate::source::Sources>,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let report = Report { sources: std::sync::Arc::clone(sources), ..Report::default() };
    let (view, paint) = (View::new(&report), Paint::new(options));
    problems.iter().try_for_each(|problem| write_problem(&view, &paint, options, problem, out))
}

fn finding(view: &View<'_>, paint: &Paint, options: &Options, told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    let finding = told.finding;
    writeln!(out, "{}", title(view, paint, finding))?;
    let message = match told.wheres() {
        Some(wheres) => format!("{} [{wheres}]", finding.message),
        None => finding.message.clone(),
    };
    let text = snippet::Text {
        severity: Some(finding.severity),
        message: printable(&message),
        help: (!finding.help.is_empty() && finding.waiver.is_none()).then(|| paragraphs(&finding.help)),
    };
    snippet::write(view, options, &text, Some(&finding.primary), &finding.related, out)?;
    if let Some(waiver) = &finding.waiver {
        let owner = waiver.owner.as_ref().map(|owner| format!(", owner {owner}")).unwrap_or_default();
        let until = waiver.expires.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
        let text = format!("waived by {}{owner}{until}: {}", waiver.id, waiver.reason);
        writeln!(out, "  {}", paint.dim(&printable(&text)))?;
    }
    writeln!(out)
}

/// `critical compose/service-privileged (to review, new)`.
fn title(view: &View<'_>, paint: &Paint, finding: &Finding) -> String {
    let url = view.rule(&finding.rule).and_then(|rule| rule.references.first()).map(|reference| reference.url.as_str());
    let mut remarks = Vec::new();
    if finding.verdict == Verdict::Review {
        remarks.push("to review");
    }
    if finding.waiver.is_some() {
        remarks.push("waived");
    }
    if finding.new == Some(true) {
        remarks.push("new");
    }
    let remarks = if remarks.is_empty() { String::new() } else { format!(" ({})", remarks.join(", ")) };
    format!("{} {}{remarks}", paint.severity(finding.severity), paint.link(finding.rule.as_str(), url))
}

fn write_problem(
    view: &View<'_>,
    paint: &Paint,
    options: &Options,
    problem: &Problem,
    out: &mut dyn Write,
) -> io::Result<()> {
    let word = match problem.severity {
        problem::Severity::Error => "error",
        problem::Severity::Warning => "warning",
    };
    writeln!(out, "{}", paint.problem(problem.severity, &format!("{word}[{}]", problem.code)))?;
    let message = match (&problem.path, problem.span) {
        (Some(path), None) if !problem.message.contains(path.as_str()) => format!("{path}: {}", problem.message),
        _ => problem.message.clone(),
    };
    let severity = match problem.severity {
        problem::Severity::Error => crate::policy::Severity::High,
        problem::Severity::Warning => crate::policy::Severity::Medium,
    };
    let text = snippet::Text {
        severity: Some(severity),
        message: printable(&message),
        help: problem.help.as_deref().map(paragraphs),
    };
    let mark = |span, label: &str| crate::finding::Mark { span, label: label.to_owned(), via: None };
    let primary = problem.span.map(|span| mark(span, ""));
    let related: Vec<_> = problem.related.iter().map(|(span, label)| mark(*span, label)).collect();
    snippet::write(view, options, &text, primary.as_ref(), &related, out)?;
    writeln!(out)
}

/// Text of several lines, each as a terminal may hold it; blank lines are left out.
fn paragraphs(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| printable(line.trim_end())).collect::<Vec<_>>().join("\n")
}
