//! `gitlab`: GitLab Code Quality, whose fingerprints must be unique and must not change when lines move.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::anchor::anchor;
use super::left_out;
use super::occurrences::{self, SOME};
use super::severity;
use super::view::View;
use super::{Report, plain_json};
use plimsoll_judge::finding::{Finding, Verdict};
use plimsoll_source::Shown;
use plimsoll_source::problem;

/// The name of the note about what the run is not about.
const LEFT_OUT: &str = "plimsoll/left-out";
/// The name of the note about findings that a waiver covers.
const WAIVED: &str = "plimsoll/waived";

/// A list without issues, as nobody else writes one: so that one of ours is known again.
pub const NO_ISSUES: &str = "[\n\n]\n";

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Place,
}

#[derive(Serialize)]
struct Place {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

pub(super) fn write(report: &Shown<Report>, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report);
    let mut issues: Vec<Issue> = Vec::new();
    for finding in view.open() {
        let place = view.place(finding.primary.span);
        let lines = Lines { begin: place.start.line, end: place.end.line };
        issues.push(Issue {
            description: describe(finding),
            check_name: finding.rule.to_string(),
            fingerprint: finding.fingerprint.clone(),
            severity: severity::of(finding).gitlab,
            location: Place { path: place.path, lines },
        });
    }
    let mut seen = BTreeMap::new();
    for problem in report.problems.iter().filter(|problem| problem.severity == problem::Severity::Error) {
        let place = problem.span.map(|span| view.place(span));
        let whole = || anchor(&view, problem).unwrap_or_else(|| ".".to_owned());
        let (path, lines, what) = match place {
            Some(place) => {
                (place.path, Lines { begin: place.start.line, end: place.end.line }, "parts of this file were")
            }
            None => (whole(), Lines { begin: 1, end: 1 }, "this was"),
        };
        issues.push(Issue {
            description: format!("{} ({what} not judged)", problem.message),
            check_name: format!("plimsoll/{}", problem.code),
            fingerprint: unique(&mut seen, &[&path, problem.code, &problem.message]),
            severity: "blocker",
            location: Place { path, lines },
        });
    }
    issues.extend(waived(&view));
    issues.extend(unjudged(report));
    if issues.is_empty() {
        return out.write_all(NO_ISSUES.as_bytes());
    }
    plain_json::write(&issues, true, out)
}

/// What the run is not about. A report without issues reads as a pass, and the form has nothing else to say it with; always the same fingerprint, so that a
/// merge request shows it once.
fn unjudged(report: &Shown<Report>) -> Option<Issue> {
    let told = left_out::in_one_line(report)?;
    let file = report.excluded.iter().map(|(path, _)| path).find(|path| !path.ends_with('/'));
    let file = file.or(report.configurations.first()).or(report.files.first());
    Some(Issue {
        description: format!("This report is not about everything: {told}"),
        check_name: LEFT_OUT.to_owned(),
        fingerprint: unique(&mut BTreeMap::new(), &[LEFT_OUT]),
        severity: "info",
        location: Place { path: file.cloned().unwrap_or_else(|| ".".to_owned()), lines: Lines { begin: 1, end: 1 } },
    })
}

/// How many findings are not here because a waiver covers them; always the same fingerprint, as [`unjudged`].
fn waived(view: &View<'_>) -> Option<Issue> {
    let first = view.report.findings.iter().find(|finding| finding.waiver.is_some())?;
    let place = view.place(first.primary.span);
    let (count, verb) = match view.waived() {
        1 => ("1 finding".to_owned(), "is"),
        more => (format!("{more} findings"), "are"),
    };
    Some(Issue {
        description: format!("{count} {verb} waived and not shown here, the first of them at this place"),
        check_name: WAIVED.to_owned(),
        fingerprint: unique(&mut BTreeMap::new(), &[WAIVED]),
        severity: "info",
        location: Place { path: place.path, lines: Lines { begin: place.start.line, end: place.end.line } },
    })
}

fn describe(finding: &Finding) -> String {
    let review = if finding.verdict == Verdict::Review { " (to review)" } else { "" };
    format!("{}{review}", occurrences::message(finding, SOME))
}

/// A hash of the parts, with a number where they occurred before: GitLab shows only the first of equal ones.
fn unique(seen: &mut BTreeMap<String, usize>, parts: &[&str]) -> String {
    let key = parts.join("\0");
    let count = seen.entry(key.clone()).or_default();
    *count += 1;
    let hash = Sha256::digest(format!("{key}\0{count}"));
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
