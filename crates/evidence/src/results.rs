//! `results.json` and `waivers.json`: one row per rule and subject, and every waiver with what became of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::UNSIGNED;
use super::controls::Linked;
use super::subject::subject;
use plimsoll_judge::control::NotRun;
use plimsoll_judge::finding::{Finding, Outcome, OutcomeKind};
use plimsoll_judge::waiver::{Standing, WaiverState};
use plimsoll_policy::{Rule, RuleId};
use plimsoll_report::Report;
use plimsoll_source::problem::Problem;

/// What a rule that did not run has its one row for: the run as a whole.
pub(super) const NOT_RUN: &str = "run#rules_not_run";
/// The kind of that subject.
pub(super) const RUN: &str = "run";

/// A rule and a subject, and how it came out.
pub(super) struct Row<'a> {
    pub(super) rule: &'a RuleId,
    pub(super) subject: String,
    /// What the subject is.
    pub(super) kind: Value,
    pub(super) outcome: OutcomeKind,
    /// The finding that decides, where there is one.
    pub(super) finding: Option<&'a Finding>,
    pub(super) value: Value,
}

impl Row<'_> {
    /// Its outcome as results.json writes it.
    pub(super) fn word(&self) -> &str {
        self.value["outcome"].as_str().expect("internal: a row has an outcome")
    }

    pub(super) fn waiver(&self) -> Option<&str> {
        let waived = self.outcome == OutcomeKind::Waived;
        self.finding.filter(|_| waived).and_then(|f| f.waiver.as_ref()).map(|w| w.id.as_str())
    }
}

/// All rows of a report that holds everything which ran ([`plimsoll_check::whole`]), sorted by rule and subject.
pub(super) fn rows(report: &Report) -> Vec<Row<'_>> {
    let rules: BTreeMap<&RuleId, &Rule> = report.rules.iter().map(|rule| (&rule.id, rule.as_ref())).collect();
    let linked = Linked::of(report);
    let mut rows: Vec<Row<'_>> = report
        .outcomes
        .iter()
        .filter_map(|outcome| Some(row(report, rules.get(&outcome.rule)?, outcome, &linked)))
        .collect();
    let not_run = &super::controls::of(report).not_run;
    rows.extend(not_run.iter().map(|not_run| of_not_run(not_run, &linked)));
    rows.sort_by(|a, b| (&a.rule, &a.subject).cmp(&(&b.rule, &b.subject)));
    rows
}

/// That a rule which controls rest on did not run: an error, so that every status follows from the rows alone.
fn of_not_run<'a>(not_run: &'a NotRun, linked: &Linked<'_>) -> Row<'a> {
    let value = json!({
        "rule": not_run.rule,
        "subject": NOT_RUN,
        "outcome": OutcomeKind::Error,
        "reported": false,
        "severity": null,
        "location": null,
        "observed": format!("the rule did not run: {}", not_run.reason),
        "expected": "the rule runs",
        "identity": null,
        "identities": [],
        "findings": [],
        "controls": linked.decides.get(&not_run.rule),
        "supports": linked.supports.get(&not_run.rule).unwrap_or(&BTreeMap::new()),
        "waiver_id": null,
    });
    Row {
        rule: &not_run.rule,
        subject: NOT_RUN.to_owned(),
        kind: json!(RUN),
        outcome: OutcomeKind::Error,
        finding: None,
        value,
    }
}

fn row<'a>(report: &'a Report, rule: &'a Rule, outcome: &'a Outcome, linked: &Linked<'_>) -> Row<'a> {
    let findings: Vec<&Finding> = report.found_for(outcome).collect();
    // The finding that decides: an open one before a waived one.
    let finding = findings.iter().find(|f| f.waiver.is_none()).or_else(|| findings.first()).copied();
    let subject = subject(&outcome.about.project, outcome.about.environment.as_deref(), &outcome.about.subject);
    let span = finding.map(|f| f.primary.span).or(outcome.about.span);
    let identities: BTreeSet<&str> = findings.iter().map(|f| f.fingerprint.as_str()).collect();
    let none = BTreeMap::new();
    let off = outcome.off.as_ref().map(|why| format!("the rule did not run here: {why}"));
    let mut row = Row {
        rule: &rule.id,
        subject,
        kind: json!(rule.applies_to),
        outcome: outcome.kind,
        finding,
        value: Value::Null,
    };
    row.value = json!({
        "rule": rule.id,
        "subject": row.subject,
        "outcome": outcome.kind,
        "severity": finding.map_or(rule.severity, |f| f.severity),
        "controls": linked.decides.get(&rule.id).unwrap_or(&none),
    });
    if let Some(supported) = linked.supports.get(&rule.id) {
        row.value["supports"] = json!(supported);
    }
    if !linked.is_reported(&rule.id) {
        row.value["reported"] = json!(false);
    }
    // Most rows say that a rule is kept, and have nothing to add.
    if matches!(outcome.kind, OutcomeKind::Pass | OutcomeKind::NotApplicable) && findings.is_empty() {
        return row;
    }
    for (key, value) in [
        ("location", json!(span.map(|span| report.sources.location(span)))),
        (
            "observed",
            json!(finding.map(|f| f.message_for(outcome)).or(off.as_deref()).or_else(|| why_unjudged(report, outcome))),
        ),
        ("expected", json!(rule.remediation)),
        ("identity", json!(finding.map(|f| f.fingerprint.as_str()))),
        ("identities", json!(identities)),
        ("findings", findings.iter().map(|finding| told(report, outcome, finding)).collect()),
        ("waiver_id", json!(row.waiver())),
    ] {
        row.value[key] = value;
    }
    row
}

/// What is wrong with the file that a stand-in is for.
fn why_unjudged<'a>(report: &'a Report, outcome: &Outcome) -> Option<&'a str> {
    let names = |problem: &&Problem| match (problem.span, &problem.path) {
        (Some(span), _) => report.sources.path(span.file) == *outcome.about.project,
        (None, Some(path)) => **path == *outcome.about.project,
        (None, None) => &*outcome.about.project == ".",
    };
    let errors = || report.problems.iter().filter(|problem| problem.is_unjudged());
    let open = || errors().find(|problem| problem.open.is_some());
    // What is unknown in a subject is told where that lies, else with the first thing that is lacking.
    let near = |problem: &&Problem| {
        let place = problem.span.zip(outcome.about.span);
        problem.is_gap() && place.is_some_and(|(span, subject)| span.file == subject.file)
    };
    let lacking = || report.problems.iter().find(near).or_else(|| report.gaps().next());
    let found = errors().find(names).or_else(open).or_else(lacking);
    found.filter(|_| outcome.unjudged).map(|problem| problem.message.as_str())
}

/// One of the findings of a row: where they differ in place, the row has that of the one that decides.
fn told(report: &Report, outcome: &Outcome, finding: &Finding) -> Value {
    json!({
        "identity": finding.fingerprint,
        "severity": finding.severity,
        "location": report.sources.location(finding.primary.span),
        "observed": finding.message_for(outcome),
        "waiver_id": finding.waiver.as_ref().map(|waiver| waiver.id.as_str()),
    })
}

/// `results.json`.
pub(super) fn document(rows: &[Row<'_>]) -> Value {
    json!({"version": 1, "rows": rows.iter().map(|row| &row.value).collect::<Vec<_>>()})
}

/// Number of rows by outcome; of those that do not occur too.
pub(super) fn counts(rows: &[Row<'_>]) -> BTreeMap<OutcomeKind, usize> {
    let mut counts: BTreeMap<OutcomeKind, usize> = OutcomeKind::ALL.map(|kind| (kind, 0)).into();
    for row in rows {
        *counts.entry(row.outcome).or_default() += 1;
    }
    counts
}

/// `waivers.json`: as they were read, with what became of each.
pub(super) fn waivers(report: &Report, rows: &[Row<'_>]) -> Value {
    let waivers: Vec<Value> = report.waivers.iter().map(|state| waiver(report, state, rows)).collect();
    json!({"version": 1, "waivers": waivers})
}

fn waiver(report: &Report, state: &WaiverState, rows: &[Row<'_>]) -> Value {
    let WaiverState { waiver, standing, .. } = state;
    let matched = rows.iter().filter(|row| row.waiver() == Some(waiver.id.as_str())).count();
    let standing = match standing {
        // It covers findings, but each row has one that is open or under another waiver.
        Standing::Active if matched == 0 => Standing::Unused,
        other => *other,
    };
    let scope = &waiver.scope;
    let mut matching = serde_json::Map::new();
    let given =
        [("path", &scope.path), ("key", &scope.key), ("subject", &scope.subject), ("environment", &scope.environment)];
    for (key, value) in given {
        if let Some(value) = value {
            matching.insert(key.to_owned(), json!(value));
        }
    }
    match scope.identities.as_slice() {
        [] => {}
        [identity] => drop(matching.insert("identity".to_owned(), json!(identity))),
        identities => drop(matching.insert("identity".to_owned(), json!(identities))),
    }
    if let Some(range) = scope.range {
        matching.insert("range".to_owned(), json!(report.sources.location(range)));
    }
    json!({
        "id": waiver.id,
        "source": waiver.source,
        "location": report.sources.location(waiver.span),
        "rules": waiver.rules,
        "match": matching,
        "kind": waiver.kind,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "approver": waiver.approver,
        "ticket": waiver.ticket,
        "created": waiver.created,
        "expires": waiver.expires,
        "state": standing,
        "matched": matched,
    })
}

/// A report that says at its top that nobody signed it.
pub(super) fn marked_unsigned(path: &str, bytes: Vec<u8>) -> Vec<u8> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(broken) => return broken.into_bytes(),
    };
    let said = format!("{UNSIGNED}: nothing proves that this bundle was not changed");
    let text = match path {
        "report.md" => format!("> **{said}**\n\n{text}"),
        "report.html" => {
            let banner =
                format!("<p role=\"note\" style=\"padding:.5rem 1rem;border:2px solid;font-weight:bold\">{said}</p>");
            match text.find("<main").or_else(|| text.find("<h1")) {
                Some(place) => format!("{}{banner}{}", &text[..place], &text[place..]),
                None => text,
            }
        }
        _ => text,
    };
    text.into_bytes()
}
