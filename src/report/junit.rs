//! `junit`: for the test tab of CI systems: one test per rule and subject; what is waived is skipped with its reason.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};

use super::Report;
use super::view::View;
use crate::finding::{Finding, Outcome, OutcomeKind};
use crate::problem;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report);
    let mut document = Document::new("plimsoll");
    let mut suites: BTreeMap<String, TestSuite> = BTreeMap::new();
    for outcome in report.judged() {
        let Some(status) = status(&view, outcome) else { continue };
        let name = match &outcome.environment {
            Some(environment) => format!("{} ({environment})", outcome.project),
            None => outcome.project.to_string(),
        };
        let subject = if outcome.subject.as_str().is_empty() { "/" } else { outcome.subject.as_str() };
        let mut case = TestCase::new(format!("{subject} {}", outcome.rule), status);
        case.set_classname(format!("{name}.{}", outcome.rule));
        if let Some(place) = outcome.span.map(|span| view.place(span)) {
            case.extra.insert("file".into(), place.path.into());
            case.extra.insert("line".into(), place.start.line.to_string().into());
        }
        suites.entry(name.clone()).or_insert_with(|| TestSuite::new(name)).add_test_case(case);
    }
    document.add_test_suites(suites.into_values());
    if !report.problems.is_empty() {
        document.add_test_suite(problems(&view));
    }
    let text = document.to_string().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

/// `None` for what the rule does not speak of.
fn status(view: &View<'_>, outcome: &Outcome) -> Option<TestCaseStatus> {
    let findings: Vec<&Finding> =
        outcome.findings.iter().filter_map(|index| view.report.findings.get(*index)).collect();
    Some(match outcome.kind {
        OutcomeKind::Pass => TestCaseStatus::success(),
        OutcomeKind::NotApplicable => return None,
        OutcomeKind::Waived => {
            let mut status = TestCaseStatus::skipped();
            let waivers = findings.iter().filter_map(|finding| finding.waiver.as_ref());
            let texts = waivers.map(|waiver| {
                let until = waiver.expires.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
                format!("waived by {}{until}: {}", waiver.id, waiver.reason)
            });
            status.set_message(texts.collect::<Vec<_>>().join("; "));
            status
        }
        OutcomeKind::Error => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message("the rule could not be evaluated").set_type("error");
            status
        }
        OutcomeKind::Fail | OutcomeKind::Review => {
            let open: Vec<&Finding> = findings.into_iter().filter(|finding| finding.waiver.is_none()).collect();
            let is_old = open.iter().all(|finding| finding.new == Some(false));
            let worst = open.iter().map(|finding| finding.severity).max();
            let review = if outcome.kind == OutcomeKind::Review { " (to review)" } else { "" };
            // What the files cannot decide is no failure: somebody must look. What was there before is none of this run.
            let mut status = match outcome.kind {
                OutcomeKind::Review => TestCaseStatus::skipped(),
                _ if is_old => TestCaseStatus::skipped(),
                _ => TestCaseStatus::non_success(NonSuccessKind::Failure),
            };
            let messages: Vec<&str> = open.iter().map(|finding| finding.message.as_str()).collect();
            let remark = match (open.is_empty(), is_old) {
                (true, _) => "below the severity that is reported",
                (false, true) => "unchanged since the baseline: ",
                (false, false) => "",
            };
            status.set_message(format!("{remark}{}", messages.join("; ")));
            status.set_type(format!("{}{review}", worst.map_or("", crate::policy::Severity::as_str)));
            status.set_description(open.iter().map(|finding| describe(view, finding)).collect::<Vec<_>>().join("\n"));
            status
        }
    })
}

fn describe(view: &View<'_>, finding: &Finding) -> String {
    let place = view.place(finding.primary.span);
    let (path, line, column) = (place.path, place.start.line, place.start.column);
    format!("{path}:{line}:{column}: {}: {} [{}]\n{}\n", finding.severity, finding.message, finding.rule, finding.help)
}

/// What could not be judged is an error; what is worth telling is a passed test with output.
fn problems(view: &View<'_>) -> TestSuite {
    let mut suite = TestSuite::new("problems");
    for problem in &view.report.problems {
        let place = problem.span.map(|span| view.place(span));
        let name = match (&place, &problem.path) {
            (Some(place), _) => format!("{}:{}: {}", place.path, place.start.line, problem.code),
            (None, Some(path)) => format!("{path}: {}", problem.code),
            (None, None) => problem.code.to_owned(),
        };
        let help = problem.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        let mut case = match problem.severity {
            problem::Severity::Error => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
                status.set_message(problem.message.clone()).set_type(problem.code);
                TestCase::new(name, status)
            }
            problem::Severity::Warning => TestCase::new(name, TestCaseStatus::success()),
        };
        case.set_classname("plimsoll.problems").set_system_out(format!("{}{help}", problem.message));
        suite.add_test_case(case);
    }
    suite
}
