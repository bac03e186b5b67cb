//! `github`: workflow commands that become annotations. GitHub shows ten of a kind per step, so the worst come first and the rest is
//! counted in the last one, with what the run is not about.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Report;
use super::gaps;
use super::inert;
use super::left_out;
use super::occurrences::{self, SOME};
use super::severity::{self, Level};
use super::view::View;
use plimsoll_judge::finding::Verdict;
use plimsoll_source::problem::{self, Problem};
use plimsoll_source::{Location, Shown};

/// Annotations of one kind that a step may show.
const PER_KIND: usize = 10;

struct Annotation {
    level: Level,
    place: Option<Location>,
    path: Option<String>,
    title: String,
    message: String,
}

/// Writes the annotations that a step may show; what is left out is told in the last one, and comes back as a warning.
pub(super) fn write(report: &Shown<Report>, out: &mut dyn Write) -> io::Result<Vec<Problem>> {
    let view = View::new(report);
    let all = annotations(&view);
    let mut written: BTreeMap<Level, usize> = BTreeMap::new();
    let mut cut: BTreeMap<Level, usize> = BTreeMap::new();
    // The last notice is kept for telling how many are missing.
    let room = |level| if level == Level::Note { PER_KIND - 1 } else { PER_KIND };
    for annotation in &all {
        let count = written.entry(annotation.level).or_default();
        if *count >= room(annotation.level) {
            *cut.entry(annotation.level).or_default() += 1;
            continue;
        }
        *count += 1;
        writeln!(out, "{}", command(annotation))?;
    }
    let counts: Vec<String> = cut.iter().map(|(level, n)| format!("{n} of level {}", word(*level))).collect();
    let counts = counts.join(", ");
    let uncounted = (!cut.is_empty()).then(|| {
        format!("not all findings are shown as annotations: {counts} are left out; see the log, the job summary or code scanning")
    });
    let told: Vec<String> = uncounted.into_iter().chain(left_out::lines(report)).chain(view.hidden()).collect();
    if !told.is_empty() {
        writeln!(out, "::notice title=plimsoll::{}", data(&told.join("\n")))?;
    }
    if cut.is_empty() {
        return Ok(Vec::new());
    }
    let message = format!("the github annotations leave out {counts}: GitHub shows {PER_KIND} of a level per step");
    Ok(vec![
        Problem::warning("annotations-truncated", message)
            .help("write `-o markdown` to the job summary as well, or upload `-o sarif`"),
    ])
}

/// Worst first, then in order of the report.
fn annotations(view: &View<'_>) -> Vec<Annotation> {
    let mut all = Vec::new();
    for problem in &view.report.problems {
        let (level, weight) = match problem.severity {
            problem::Severity::Error => (Level::Error, 7),
            problem::Severity::Warning => (Level::Warning, 0),
            // Told below, by cause.
            problem::Severity::Gap => continue,
        };
        let help = problem.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        let annotation = Annotation {
            level,
            place: problem.span.map(|span| view.place(span)),
            path: problem.path.clone(),
            title: problem.code.to_owned(),
            message: format!("{}{help}", problem.message),
        };
        all.push((weight, annotation));
    }
    for cause in gaps::causes(view, &view.report.problems) {
        let annotation = Annotation {
            level: Level::Note,
            place: cause.example.span.map(|span| view.place(span)),
            path: cause.example.path.clone(),
            title: cause.code.to_owned(),
            message: format!("gap: {}", cause.line(false)),
        };
        all.push((0, annotation));
    }
    for finding in view.to_mend(false) {
        let review = if finding.verdict == Verdict::Review { ", to review" } else { "" };
        let help = if finding.help.is_empty() { String::new() } else { format!("\n{}", finding.help) };
        let annotation = Annotation {
            level: severity::of(finding).level,
            place: Some(view.place(finding.primary.span)),
            path: None,
            title: format!("{} ({}{review})", finding.rule, finding.severity),
            message: format!("{}{help}", occurrences::message(finding, SOME)),
        };
        // What is for review comes after everything that is broken.
        let weight = if finding.verdict == Verdict::Review { 1 } else { finding.severity as u8 + 2 };
        all.push((weight, annotation));
    }
    all.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    all.into_iter().map(|(_, annotation)| annotation).collect()
}

fn command(annotation: &Annotation) -> String {
    let name = word(annotation.level);
    let mut properties = Vec::new();
    if let Some(place) = &annotation.place {
        properties.push(format!("file={}", property(&without_escapes(&place.path))));
        properties.push(format!("line={},endLine={}", place.start.line, place.end.line));
        properties.push(format!("col={},endColumn={}", place.start.column, place.end.column));
    } else if let Some(path) = &annotation.path {
        properties.push(format!("file={}", property(&without_escapes(path))));
    }
    properties.push(format!("title={}", property(&inert::line(&annotation.title))));
    format!("::{name} {}::{}", properties.join(","), data(&annotation.message))
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    }
}

/// A path as it is but for what would act on the log: a file with such a name gets no place, but nothing else happens.
fn without_escapes(path: &str) -> String {
    let path: String = path.chars().map(|c| if inert::is_harmful(c) { '\u{fffd}' } else { c }).collect();
    inert::without_orders(path)
}

fn data(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(inert::line).collect();
    lines.join("\n").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A").replace(':', "%3A").replace(',', "%2C")
}
