//! Projects and environments, what was not assessed, and waivers.

use std::fmt::{self, Write as _};

use super::super::view::{View, holds_for};
use super::super::{beside, left_out};
use super::Esc;
use super::findings::message;
use crate::ProjectSummary;
use plimsoll_judge::control::{ControlsBeside, FrameworkSummary};
use plimsoll_judge::finding::{Outcome, OutcomeKind, Verdict};
use plimsoll_judge::waiver::Standing;
use plimsoll_policy::Severity;
use plimsoll_source::problem;

/// Controls are listed one by one for so many applications: each has hundreds.
const APPLICATIONS: usize = 20;

/// More rows than this are counted, not listed: the csv has them all.
const ROWS: usize = 500;

fn open(id: &str, title: &str, columns: &[(&str, bool)], out: &mut String) -> fmt::Result {
    write!(
        out,
        "<div class=\"scroll tall\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\"><table id=\"{id}\">\n<caption>{title}</caption>\n<thead><tr>"
    )?;
    for (name, number) in columns {
        write!(out, "<th scope=\"col\"{}>{name}</th>", if *number { " class=\"n\"" } else { "" })?;
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    Ok(())
}

fn close(left: usize, out: &mut String) -> fmt::Result {
    out.push_str("</tbody></table></div>\n");
    if left > 0 {
        writeln!(out, "<p>{left} more are not listed here; the csv report has them all.</p>")?;
    }
    Ok(())
}

pub(super) fn projects(view: &View<'_>, out: &mut String) -> fmt::Result {
    out.push_str("<section aria-labelledby=\"projects\">\n<h2 id=\"projects\">Projects and environments</h2>\n");
    environments(view, out)?;
    let mut columns = vec![("Project", false), ("Environment", false), ("Kind", false), ("Subjects", false)];
    columns.extend(Severity::ALL.map(|severity| (severity.as_str(), true)));
    columns.push(("waived", true));
    open("project-table", "What was judged", &columns, out)?;
    for project in view.report.projects.iter().take(ROWS) {
        project_row(view, project, out)?;
    }
    close(view.report.projects.len().saturating_sub(ROWS), out)?;
    out.push_str("</section>\n");
    Ok(())
}

/// Environments side by side: which protection holds where, and what differs.
pub(super) fn beside(view: &View<'_>, out: &mut String) -> fmt::Result {
    if view.report.compared.is_empty() {
        return Ok(());
    }
    out.push_str(
        "<section aria-labelledby=\"environments\">\n<h2 id=\"environments\">Environments side by side</h2>\n",
    );
    let controls = view.report.controls.as_ref();
    for (number, compared) in view.report.compared.iter().enumerate() {
        writeln!(out, "<h3>{}</h3>", Esc(&compared.label))?;
        if let Some(told) = beside::broken(compared) {
            writeln!(out, "<p>{}</p>", Esc(&told))?;
        }
        let tables = [
            (format!("matrix-{number}"), "Which protection holds where", beside::matrix(compared)),
            (format!("drift-{number}"), "What differs", beside::drift(compared)),
        ];
        for (id, title, table) in &tables {
            texts(id, title, table, out)?;
        }
        if let Some(told) = controls.and_then(|controls| controls.environments.get(number)) {
            controls_beside(number, told, view.report.narrowing(), out)?;
        }
    }
    out.push_str("</section>\n");
    Ok(())
}

/// Which control of which framework holds where.
fn controls_beside(
    number: usize,
    controls: &ControlsBeside,
    narrowing: Option<String>,
    out: &mut String,
) -> fmt::Result {
    let title = "Which control holds where";
    let narrowing = narrowing.map(|told| format!("{title}, {told}"));
    writeln!(out, "<p>{}</p>", Esc(beside::WHAT_CONTROLS_MEAN))?;
    if let Some(told) = narrowing {
        writeln!(out, "<p>{}</p>", Esc(&told))?;
    }
    texts(&format!("controls-{number}"), title, &beside::frameworks(controls), out)?;
    if number >= APPLICATIONS {
        writeln!(out, "<p>Its controls are not listed one by one here: there are many applications.</p>")?;
        return Ok(());
    }
    for framework in controls.frameworks.iter().filter(|framework| !framework.controls.is_empty()) {
        let apart = framework.controls.iter().filter(|row| !row.is_alike()).count();
        writeln!(
            out,
            "<details><summary>{} <span class=\"dim\">{}, {apart} not alike</span></summary>",
            Esc(&framework.title),
            super::count(framework.controls.len(), "control")
        )?;
        let id = format!("controls-{number}-{}", super::controls::slug(&framework.id));
        let title = Esc(&framework.title).to_string();
        texts(&id, &title, &beside::controls(controls, framework), out)?;
        out.push_str("</details>\n");
    }
    Ok(())
}

/// A table of texts; none where it has no rows. The title is markup.
fn texts(id: &str, title: &str, table: &beside::Table, out: &mut String) -> fmt::Result {
    if table.rows.is_empty() {
        return Ok(());
    }
    let head: Vec<String> = table.head.iter().map(|name| Esc(name).to_string()).collect();
    let columns: Vec<(&str, bool)> = head.iter().map(|name| (name.as_str(), false)).collect();
    open(id, title, &columns, out)?;
    for row in &table.rows {
        let (first, cells) = row.split_first().expect("internal: a row has a cell");
        write!(out, "<tr><th scope=\"row\">{}</th>", Esc(first))?;
        for cell in cells {
            write!(out, "<td>{}</td>", Esc(cell))?;
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
    if table.left > 0 {
        writeln!(out, "<p>{} more are not listed here.</p>", table.left)?;
    }
    Ok(())
}

/// Open findings by environment, where there are any.
fn environments(view: &View<'_>, out: &mut String) -> fmt::Result {
    let rows = view.by_environment();
    if rows.is_empty() {
        return Ok(());
    }
    let mut columns = vec![("Environment", false)];
    columns.extend(Severity::ALL.map(|severity| (severity.as_str(), true)));
    open("environment-table", "Open findings by environment", &columns, out)?;
    for (environment, counts) in rows {
        write!(out, "<tr><th scope=\"row\">{}</th>", Esc(environment.unwrap_or("without one")))?;
        for (_, count) in counts {
            write!(out, "<td class=\"n\">{count}</td>")?;
        }
        out.push_str("</tr>\n");
    }
    close(0, out)
}

fn project_row(view: &View<'_>, project: &ProjectSummary, out: &mut String) -> fmt::Result {
    let subjects: Vec<String> = project
        .subjects
        .iter()
        .filter(|(_, n)| **n > 0)
        .map(|(kind, n)| format!("{n} {}", subject(*kind, *n)))
        .collect();
    write!(
        out,
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td>",
        Esc(&project.name),
        Esc(project.environment.as_deref().unwrap_or("–")),
        Esc(project.kind),
        subjects.join(", ")
    )?;
    let of_project = || view.report.findings.iter().filter(|finding| holds_for(finding, project));
    for severity in Severity::ALL {
        let count = of_project()
            .filter(|finding| {
                finding.severity == severity && finding.waiver.is_none() && finding.verdict == Verdict::Fail
            })
            .count();
        write!(out, "<td class=\"n\">{count}</td>")?;
    }
    writeln!(out, "<td class=\"n\">{}</td></tr>", of_project().filter(|finding| finding.waiver.is_some()).count())
}

fn subject(kind: plimsoll_policy::SubjectKind, n: usize) -> String {
    let name = serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(|text| text.replace('_', " ")));
    let name = name.unwrap_or_default();
    if n == 1 { name } else { format!("{name}s") }
}

/// Problems, what was left out or turned off, outcomes that nobody could settle, and controls that nobody may take for met.
pub(super) fn not_assessed(view: &View<'_>, out: &mut String) -> fmt::Result {
    let report = view.report;
    out.push_str("<section aria-labelledby=\"not-assessed\">\n<h2 id=\"not-assessed\">What was not assessed</h2>\n");
    let undecided: Vec<&Outcome> =
        report.judged().filter(|o| matches!(o.kind, OutcomeKind::Error | OutcomeKind::Review)).collect();
    let told = left_out::lines(report);
    let controls = report.controls.iter().flat_map(|found| &found.frameworks);
    let controls: Vec<(&FrameworkSummary, String, Vec<&str>)> = controls
        .flat_map(|framework| framework.not_assessed().into_iter().map(move |(why, ids)| (framework, why, ids)))
        .collect();
    if report.problems.is_empty() && told.is_empty() && undecided.is_empty() && controls.is_empty() {
        out.push_str("<p>Nothing: every file that was found was read, and every rule gave an answer.</p>\n");
    }
    if !told.is_empty() {
        let lines: Vec<String> = told.iter().map(|line| format!("<li>{}</li>", message(line))).collect();
        writeln!(out, "<ul id=\"left-out\">{}</ul>", lines.concat())?;
    }
    if !report.problems.is_empty() {
        open(
            "problem-table",
            "Problems and gaps",
            &[("Severity", false), ("Where", false), ("What", false), ("Help", false)],
            out,
        )?;
        for problem in report.problems.iter().take(ROWS) {
            let place = match (problem.span.map(|span| view.place(span)), &problem.path) {
                (Some(place), _) => format!("{}:{}:{}", place.path, place.start.line, place.start.column),
                (None, Some(path)) => path.clone(),
                (None, None) => "–".to_owned(),
            };
            let word = problem.severity.as_str();
            let class = match problem.severity {
                problem::Severity::Error => "high",
                problem::Severity::Warning => "low",
                problem::Severity::Gap => "info",
            };
            writeln!(
                out,
                "<tr><td><span class=\"badge {class}\">{word}</span></td><td><code>{}</code></td><td>{} <code>{}</code></td><td>{}</td></tr>",
                Esc(place),
                message(&problem.message),
                Esc(problem.code),
                message(problem.help.as_deref().unwrap_or("–"))
            )?;
        }
        close(report.problems.len().saturating_sub(ROWS), out)?;
    }
    if !undecided.is_empty() {
        open(
            "undecided-table",
            "Rules that could not be settled",
            &[("Rule", false), ("Subject", false), ("Project", false), ("Why", false)],
            out,
        )?;
        for outcome in undecided.iter().take(ROWS) {
            let why = if outcome.kind == OutcomeKind::Error {
                "the rule failed to evaluate"
            } else {
                "the files do not say enough"
            };
            writeln!(
                out,
                "<tr><td><code>{}</code></td><td><code>{}</code></td><td>{}</td><td>{why}</td></tr>",
                Esc(&outcome.rule),
                Esc(if outcome.about.subject.as_str().is_empty() { "/" } else { outcome.about.subject.as_str() }),
                Esc(&outcome.about.project)
            )?;
        }
        close(undecided.len().saturating_sub(ROWS), out)?;
    }
    if !report.excluded.is_empty() {
        open("excluded-table", "Files that were left out", &[("File", false), ("Reason", false)], out)?;
        for (path, reason) in report.excluded.iter().take(ROWS) {
            writeln!(out, "<tr><td><code>{}</code></td><td>{}</td></tr>", Esc(path), Esc(reason))?;
        }
        close(report.excluded.len().saturating_sub(ROWS), out)?;
    }
    if !controls.is_empty() {
        let columns = [("Framework", false), ("Why", false), ("Controls", false)];
        open("open-control-table", "Controls that were not assessed", &columns, out)?;
        for (framework, why, ids) in controls {
            writeln!(
                out,
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
                Esc(&framework.title),
                Esc(why),
                Esc(ids.join(", "))
            )?;
        }
        close(0, out)?;
    }
    out.push_str("</section>\n");
    Ok(())
}

pub(super) fn waivers(view: &View<'_>, out: &mut String) -> fmt::Result {
    let states = &view.report.waivers;
    if states.is_empty() {
        return Ok(());
    }
    out.push_str("<section aria-labelledby=\"waivers\">\n<h2 id=\"waivers\">Waivers</h2>\n");
    let columns = ["Waiver", "State", "Rules", "Reason", "Owner", "Until", "Covers", "Where"]
        .map(|name| (name, name == "Covers"));
    open("waiver-table", "Accepted risks", &columns, out)?;
    for state in states.iter().take(ROWS) {
        let waiver = &state.waiver;
        let (class, word) = match state.standing {
            Standing::Active => ("met", "active"),
            Standing::Expired => ("not-met", "expired"),
            Standing::Unused => ("not-assessed", "unused"),
            Standing::OutOfSight => ("not-assessed", "out of sight"),
            Standing::Invalid => ("not-met", "invalid"),
        };
        let place = view.place(waiver.span);
        writeln!(
            out,
            "<tr><th scope=\"row\"><code>{}</code></th><td><span class=\"status {class}\">{word}</span></td><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td><td><code>{}:{}</code></td></tr>",
            Esc(&waiver.id),
            Esc(waiver.rules.join(", ")),
            Esc(&waiver.reason),
            Esc(waiver.owner.as_deref().unwrap_or("–")),
            Esc(waiver.expires.as_deref().unwrap_or("–")),
            state.covers.len(),
            Esc(&place.path),
            place.start.line
        )?;
    }
    close(states.len().saturating_sub(ROWS), out)?;
    out.push_str("</section>\n");
    Ok(())
}
