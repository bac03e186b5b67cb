//! `gitlab`: GitLab Code Quality, whose fingerprints must be unique and must not change when lines move.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::severity::words;
use super::view::{SOME_PROJECTS, View, wheres};
use super::{Report, plain_json};
use crate::finding::{Finding, Verdict};
use crate::problem;
use crate::source::Location;

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

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report);
    let mut seen = BTreeMap::new();
    let mut issues: Vec<Issue> = Vec::new();
    for finding in view.open() {
        let place = view.place(finding.primary.span);
        let fingerprint = unique(&mut seen, &[&place.path, &finding.fingerprint]);
        issues.push(issue(
            describe(finding),
            finding.rule.to_string(),
            fingerprint,
            words(finding.severity).gitlab,
            place,
        ));
    }
    for problem in report.problems.iter().filter(|problem| problem.severity == problem::Severity::Error) {
        let Some(span) = problem.span else { continue };
        let place = view.place(span);
        let fingerprint = unique(&mut seen, &[&place.path, problem.code, &problem.message]);
        let description = format!("{} (parts of this file were not judged)", problem.message);
        issues.push(issue(description, format!("plimsoll/{}", problem.code), fingerprint, "blocker", place));
    }
    plain_json::write(&issues, true, out)
}

fn describe(finding: &Finding) -> String {
    let review = if finding.verdict == Verdict::Review { " (to review)" } else { "" };
    let wheres = wheres(std::iter::once(finding), SOME_PROJECTS).map(|wheres| format!(" [{wheres}]"));
    format!("{}{review}{}", finding.message, wheres.unwrap_or_default())
}

fn issue(
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    place: Location,
) -> Issue {
    let lines = Lines { begin: place.start.line, end: place.end.line };
    Issue { description, check_name, fingerprint, severity, location: Place { path: place.path, lines } }
}

/// A hash of the parts, with a number where they occurred before: GitLab shows only the first of equal ones.
fn unique(seen: &mut BTreeMap<String, usize>, parts: &[&str]) -> String {
    let key = parts.join("\0");
    let count = seen.entry(key.clone()).or_default();
    *count += 1;
    let hash = Sha256::digest(format!("{key}\0{count}"));
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
