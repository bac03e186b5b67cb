//! `text`: for a person at a terminal: findings by file with their source, problems, then what it all comes to.

mod paint;
mod review;
mod snippet;
mod summary;

use std::collections::BTreeMap;
use std::io::{self, Write};

use self::paint::Paint;
use super::gaps;
use super::inert;
use super::occurrences::{self, SOME};
use super::view::View;
use super::{Options, Report};
use plimsoll_judge::finding::{Finding, Verdict};
use plimsoll_source::problem::{self, Problem};
use plimsoll_source::{Showcase, Shown};

/// Problems of one kind in one file that are drawn; the others are counted.
const MAX_DRAWN: usize = 50;

pub(super) fn write(report: &Shown<Report>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    pages(report, options, &mut text)?;
    print(text, out)
}

fn pages(report: &Shown<Report>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report);
    let paint = Paint::new(options);
    let mut file = None;
    // What is for review is told in a few lines below, unless it fails the run or is asked for.
    let drawn = |finding: &&Finding| finding.verdict == Verdict::Fail || options.gate.of(finding).1 || options.verbose;
    for finding in view.to_mend(options.verbose).filter(drawn) {
        let path = finding.primary.span.file;
        if file.replace(path) != Some(path) {
            writeln!(out, "{}\n", paint.heading(&inert::leading_name(&view.path(path))))?;
        }
        self::finding(&view, &paint, options, finding, out)?;
    }
    problems(&view, &paint, options, &report.problems, out)?;
    if !options.quiet {
        review::write(&view, &paint, out)?;
        summary::write(&view, &paint, options, out)?;
    }
    Ok(())
}

/// Problems alone, as commands other than `check` print them.
pub fn write_problems(
    problems: &Shown<Vec<Problem>>,
    sources: &Showcase,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let report = sources.show(Report { sources: sources.clone(), ..Report::default() });
    let (view, paint) = (View::new(&report), Paint::new(options));
    let mut text = Vec::new();
    self::problems(&view, &paint, options, problems, &mut text)?;
    print(text, out)
}

/// Hands on what was written, once no line of it can be taken for an order to the system that shows it.
fn print(text: Vec<u8>, out: &mut dyn Write) -> io::Result<()> {
    let text = String::from_utf8(text).map_err(io::Error::other)?;
    out.write_all(inert::guarded(text, "\\:", "\\[").as_bytes())
}

/// Draws problems, of many equal ones in a file only the first ones, and what is said of several files once.
fn problems(
    view: &View<'_>,
    paint: &Paint,
    options: &Options,
    problems: &[Problem],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut drawn: BTreeMap<(&str, Option<String>), usize> = BTreeMap::new();
    // What has no place in its file and says the same of each.
    let said = |problem: &&Problem| problem.span.is_none() && problem.path.is_some() && problem.related.is_empty();
    let mut same: BTreeMap<(&str, &str, Option<&str>), usize> = BTreeMap::new();
    for problem in problems.iter().filter(said) {
        *same.entry(words(problem)).or_default() += 1;
    }
    for problem in problems.iter().filter(|problem| !problem.is_gap()) {
        let files = if said(&problem) { same.insert(words(problem), 0).unwrap_or(1) } else { 1 };
        if files == 0 {
            continue;
        }
        let path = problem.span.map(|span| view.place(span).path).or_else(|| problem.path.clone());
        let count = drawn.entry((problem.code, path)).or_default();
        *count += 1;
        if *count <= MAX_DRAWN {
            write_problem(view, paint, options, &problem.clone().bounded(), files, out)?;
        }
    }
    for ((code, path), count) in drawn.into_iter().filter(|(_, count)| *count > MAX_DRAWN) {
        let path = path.map(|path| format!(" in {}", inert::name(&path))).unwrap_or_default();
        writeln!(out, "{}\n", paint.dim(&format!("and {} more of {code}{path}", count - MAX_DRAWN)))?;
    }
    let causes = gaps::causes(view, problems);
    for cause in &causes {
        let word = paint.problem(problem::Severity::Gap, "gap:");
        writeln!(out, "{word} {}", inert::line(&cause.line(options.verbose)))?;
    }
    if !causes.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

/// What a problem says.
fn words(problem: &Problem) -> (&str, &str, Option<&str>) {
    (problem.code, &problem.message, problem.help.as_deref())
}

fn finding(
    view: &View<'_>,
    paint: &Paint,
    options: &Options,
    finding: &Finding,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}", title(view, paint, finding))?;
    let text = snippet::Text {
        severity: Some(finding.severity),
        message: inert::line(&occurrences::message(finding, SOME)),
        help: (!finding.help.is_empty() && finding.waiver.is_none()).then(|| inert::lines(&finding.help)),
    };
    snippet::write(view, options, &text, Some(&finding.primary), &finding.related, out)?;
    if let Some(waiver) = &finding.waiver {
        let owner = waiver.owner.as_ref().map(|owner| format!(", owner {owner}")).unwrap_or_default();
        let until = waiver.expires.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
        let text = format!("waived by {}{owner}{until}: {}", waiver.id, waiver.reason);
        writeln!(out, "  {}", paint.dim(&inert::line(&text)))?;
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
    files: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let word = problem.severity.as_str();
    writeln!(out, "{}", paint.problem(problem.severity, &format!("{word}[{}]", problem.code)))?;
    let message = match (&problem.path, problem.span) {
        (Some(path), None) if files > 1 => format!("{path} and {} more: {}", files - 1, problem.message),
        (Some(path), None) if !problem.message.contains(path.as_str()) => format!("{path}: {}", problem.message),
        _ => problem.message.clone(),
    };
    let severity = match problem.severity {
        problem::Severity::Error => plimsoll_policy::Severity::High,
        problem::Severity::Warning => plimsoll_policy::Severity::Medium,
        problem::Severity::Gap => plimsoll_policy::Severity::Info,
    };
    let text = snippet::Text {
        severity: Some(severity),
        message: inert::line(&message),
        help: problem.help.as_deref().map(inert::lines),
    };
    let mark = |span, label: &str| plimsoll_judge::finding::Mark { span, label: label.to_owned(), via: None };
    let primary = problem.span.map(|span| mark(span, ""));
    let related: Vec<_> = problem.related.iter().map(|(span, label)| mark(*span, label)).collect();
    snippet::write(view, options, &text, primary.as_ref(), &related, out)?;
    writeln!(out)
}
