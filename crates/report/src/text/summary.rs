//! What it all comes to: findings by severity, controls by framework, what was judged, what was not.

use std::io::{self, Write};

use super::super::Options;
use super::super::inert;
use super::super::left_out;
use super::super::turned_off;
use super::super::view::View;
use super::paint::Paint;
use plimsoll_judge::control::{ControlStatus, FrameworkSummary};
use plimsoll_judge::finding::OutcomeKind;
use plimsoll_judge::waiver::Standing;
use plimsoll_policy::Severity;
use plimsoll_source::problem;

pub(super) fn write(view: &View<'_>, paint: &Paint, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let report = view.report;
    let row =
        |out: &mut dyn Write, name: &str, text: &str| writeln!(out, "{} {text}", paint.bold(&format!("{name:<9}")));

    // Where something was not judged, nothing is not "none".
    let incomplete = report.problems.iter().any(|problem| problem.severity == problem::Severity::Error);
    let found = match view.broken().next() {
        None if incomplete => paint.problem(problem::Severity::Error, "none in what was judged; not everything was"),
        None if report.terms.are_narrowed() => paint.good("none in what was judged"),
        _ => severities(view, paint),
    };
    row(out, "Findings", &found)?;
    for remark in remarks(view, options.verbose) {
        row(out, "", &remark)?;
    }
    for (environment, counts) in view.by_environment() {
        let name = inert::line(environment.unwrap_or("without an environment"));
        row(out, "", &format!("{name}: {}", listed(&counts, paint)))?;
    }
    controls(view, paint, out)?;
    let mut judged = vec![
        count(report.projects.len(), "project"),
        count(report.files.len(), "file"),
        count(report.rules.len(), "rule"),
    ];
    let mut outcomes = [
        (OutcomeKind::Pass, "passed"),
        (OutcomeKind::NotApplicable, "not applicable"),
        (OutcomeKind::Error, "not evaluated"),
    ]
    .map(|(kind, word)| (report.count(kind), word))
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, word)| format!("{n} {word}"))
    .collect();
    judged.append(&mut outcomes);
    row(out, "Judged", &judged.join(", "))?;
    if options.as_of {
        row(out, "As of", &inert::line(&report.as_of))?;
    }
    if options.verbose {
        let repository = &report.repository;
        row(out, "Root", &inert::line(&format!("{} ({})", repository.shown, repository.why.as_str())))?;
    }
    if options.verbose {
        for (index, project) in report.projects.iter().enumerate() {
            let name = if index == 0 { "Projects" } else { "" };
            let environment = project.environment.as_ref().map(|name| format!(" in {name}")).unwrap_or_default();
            let line = format!("{}{environment}: {}", project.name, project.start.shown());
            row(out, name, &paint.dim(&inert::line(&line)))?;
        }
    }
    if let Some(left_out) = report.left_out() {
        row(out, "Left out", &left_out)?;
        if options.verbose {
            for (path, reason) in &report.excluded {
                row(out, "", &paint.dim(&inert::line(&format!("{path}: {reason}"))))?;
            }
        }
    }
    for line in left_out::narrowed(report) {
        row(out, "Narrowed", &inert::line(&line))?;
    }
    if let Some(short) = turned_off::in_short(report) {
        let more = if options.verbose { "" } else { " (-v tells where)" };
        row(out, "Config", &inert::line(&format!("turns off {short}{more}")))?;
        for line in turned_off::lines(view).into_iter().filter(|_| options.verbose) {
            let place = line.place.map(|place| format!("{place} ")).unwrap_or_default();
            row(out, "", &paint.dim(&inert::line(&format!("{place}{}", line.what))))?;
        }
    }
    for floor in &report.floors {
        row(out, "Floor", &inert::line(&floor.title))?;
    }
    let gaps = report.gaps().count();
    if gaps > 0 {
        let text = format!("{} that only a deployment fills (`--complete` makes them errors)", count(gaps, "gap"));
        row(out, "Unknown", &paint.problem(problem::Severity::Gap, &text))?;
    }
    if report.problems.len() > gaps {
        let errors = report.problems.iter().filter(|problem| problem.severity == problem::Severity::Error).count();
        let warnings = report.problems.len() - errors - gaps;
        let mut parts = Vec::new();
        if errors > 0 {
            let text = format!("{}: the answer is incomplete", count(errors, "error"));
            parts.push(paint.problem(problem::Severity::Error, &text));
        }
        if warnings > 0 {
            parts.push(paint.problem(problem::Severity::Warning, &count(warnings, "warning")));
        }
        row(out, "Problems", &parts.join(", "))?;
    }
    if let Some(elapsed) = options.elapsed {
        row(out, "Time", &format!("{:.2} s", elapsed.as_secs_f64()))?;
    }
    Ok(())
}

fn severities(view: &View<'_>, paint: &Paint) -> String {
    listed(&view.by_severity(), paint)
}

/// `1 critical, 3 high`, or `none`.
fn listed(counts: &[(Severity, usize)], paint: &Paint) -> String {
    let counts: Vec<_> = counts.iter().filter(|(_, n)| *n > 0).collect();
    if counts.is_empty() {
        return paint.good("none");
    }
    let part = |(severity, n): &(Severity, usize)| paint.severity_text(*severity, &format!("{n} {severity}"));
    counts.into_iter().map(part).collect::<Vec<_>>().join(", ")
}

fn remarks(view: &View<'_>, verbose: bool) -> Vec<String> {
    let mut remarks = Vec::new();
    if view.to_review() > 0 {
        remarks.push(format!("{} to review (-v shows them; --fail-on-review fails on them)", view.to_review()));
    }
    if let Some(baseline) = view.report.baseline {
        let unseen = match baseline.out_of_sight {
            0 => String::new(),
            n => format!(", {n} out of sight"),
        };
        let shown = if baseline.unchanged > 0 && !verbose { " (-v shows the unchanged ones)" } else { "" };
        let problems = view.report.since.as_ref().map(|since| {
            let of =
                |count: usize, one: &str| format!("; {count} {one}{} new", if count == 1 { " is" } else { "s are" });
            let counts = [(since.new_problems, "problem"), (since.new_gaps, "gap")];
            counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, one)| of(count, one)).collect::<String>()
        });
        remarks.push(inert::line(&format!(
            "{}: {} new, {} unchanged, {} gone{unseen}{}{shown}",
            view.report.held_against(),
            baseline.new,
            baseline.unchanged,
            baseline.gone,
            problems.unwrap_or_default()
        )));
    }
    let standing = |standing| view.report.waivers.iter().filter(|waiver| waiver.standing == standing).count();
    let mut waived = vec![format!("{} waived", view.waived())];
    for (state, word) in [(Standing::Expired, "expired"), (Standing::Invalid, "invalid"), (Standing::Unused, "unused")]
    {
        if standing(state) > 0 {
            waived.push(count_of(standing(state), word, "waiver"));
        }
    }
    if view.waived() > 0 || waived.len() > 1 {
        remarks.push(waived.join(", "));
    }
    remarks
}

/// One line per framework, in columns.
fn controls(view: &View<'_>, paint: &Paint, out: &mut dyn Write) -> io::Result<()> {
    let Some(found) = &view.report.controls else { return Ok(()) };
    let (left_out, frameworks): (Vec<&FrameworkSummary>, Vec<&FrameworkSummary>) =
        found.frameworks.iter().partition(|framework| framework.is_left_out());
    let mut name = "Controls";
    if let Some(narrowing) = view.report.narrowing() {
        let narrowing = paint.problem(problem::Severity::Warning, &inert::line(&narrowing));
        writeln!(out, "{} {narrowing}", paint.bold(&format!("{name:<9}")))?;
        name = "";
    }
    let width = frameworks.iter().map(|framework| framework.id.len()).max().unwrap_or(0);
    let occurs = |status: &ControlStatus| frameworks.iter().any(|framework| framework.count(*status) > 0);
    let shown: Vec<ControlStatus> = ControlStatus::ALL.into_iter().filter(occurs).collect();
    for framework in frameworks {
        let mut cells = Vec::new();
        for status in shown.iter().copied() {
            let text = format!("{:>3} {}", framework.count(status), status.as_str());
            let none = framework.count(status) == 0;
            cells.push(match status {
                _ if none => paint.dim(&text),
                ControlStatus::Met => paint.good(&text),
                ControlStatus::NotMet => paint.problem(problem::Severity::Error, &text),
                ControlStatus::Manual | ControlStatus::NotApplicable => text,
                _ => paint.problem(problem::Severity::Warning, &text),
            });
        }
        writeln!(
            out,
            "{} {:<width$} {}",
            paint.bold(&format!("{name:<9}")),
            inert::line(&framework.id),
            cells.join(" ")
        )?;
        name = "";
    }
    // Where own rules run alone, a line for each framework of ours would say nothing.
    if !left_out.is_empty() {
        let text = format!("{}: none of the rules ran", count(left_out.len(), "framework"));
        writeln!(out, "{} {}", paint.bold(&format!("{name:<9}")), paint.dim(&text))?;
    }
    Ok(())
}

fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

fn count_of(n: usize, word: &str, noun: &str) -> String {
    format!("{n} {word} {noun}{}", if n == 1 { "" } else { "s" })
}
