//! `junit`: for the test tab of CI systems. One test for each finding: what fails the run is a failure and nothing else is; what does not is skipped with the
//! reason. With all outcomes, one test for each rule and subject instead, passes included. What could not be judged is an error, told once.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};

use super::inert;
use super::left_out;
use super::occurrences::{self, SOME};
use super::view::{View, project_name};
use super::{Options, Report};
use plimsoll_judge::finding::{Finding, Gate, Outcome, OutcomeKind, Spared, Verdict};
use plimsoll_source::Shown;
use plimsoll_source::problem;

pub(super) fn write(report: &Shown<Report>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report);
    let mut document = Document::new("plimsoll");
    let mut suites: BTreeMap<String, TestSuite> = BTreeMap::new();
    let mut add = |suite: String, case: TestCase| {
        let new = || {
            let mut suite = TestSuite::new(suite.clone());
            if options.outcomes {
                // All its rows are of one kind: said once.
                suite.add_property(("row", "outcome"));
            }
            suite
        };
        suites.entry(suite.clone()).or_insert_with(new).add_test_case(case);
    };
    if options.outcomes {
        for outcome in report.judged() {
            let Some(status) = of_outcome(&view, &options.gate, outcome) else { continue };
            let suite = shown(&outcome.about.project, outcome.about.environment.as_deref());
            let subject = if outcome.about.subject.as_str().is_empty() { "/" } else { outcome.about.subject.as_str() };
            let mut case = test(&suite, subject, outcome.rule.as_str(), status);
            if let Some(place) = outcome.about.span.map(|span| view.place(span)) {
                at(&mut case, &place.path, Some(place.start.line));
            }
            add(suite, case);
        }
    } else {
        for (suite, text) in judged(report) {
            let mut case = TestCase::new("what was judged", TestCaseStatus::success());
            case.set_classname(suite.clone()).set_system_out(text);
            add(suite, case);
        }
        for finding in &report.findings {
            let suite = shown(&finding.project, finding.environment.as_deref());
            let address = if finding.at.as_str().is_empty() { "/" } else { finding.at.as_str() };
            let status = of_finding(&view, &options.gate, finding);
            let mut case = test(&suite, address, finding.rule.as_str(), status);
            case.add_property(("row", "finding"));
            case.add_property(("occurrences", (finding.others.len() + 1).to_string().as_str()));
            let place = view.place(finding.primary.span);
            at(&mut case, &place.path, Some(place.start.line));
            add(suite, case);
        }
    }
    document.add_test_suites(suites.into_values());
    if !report.problems.is_empty() {
        document.add_test_suite(problems(&view));
    }
    document.add_test_suites(left_out(report));
    let text = document.to_string().map_err(io::Error::other)?;
    out.write_all(inert::guarded(text, "&#58;", "&#91;").as_bytes())
}

/// A project with its environment, as one line.
fn shown(project: &str, environment: Option<&str>) -> String {
    inert::line(&project_name(project, environment))
}

fn test(suite: &str, subject: &str, rule: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(format!("{} {}", inert::line(subject), inert::line(rule)), status);
    case.set_classname(format!("{suite}.{}", inert::line(rule)));
    case
}

fn at(case: &mut TestCase, path: &str, line: Option<u32>) {
    case.extra.insert("file".into(), inert::line(path).into());
    if let Some(line) = line {
        case.extra.insert("line".into(), line.to_string().into());
    }
}

/// For each project a test that passes and says what was kept, so that a clean run is no empty report.
fn judged(report: &Shown<Report>) -> Vec<(String, String)> {
    let mut kept: BTreeMap<(&str, Option<&str>), [usize; 2]> = BTreeMap::new();
    let rows = report.judged().map(|row| ((&*row.about.project, row.about.environment.as_deref()), row.kind, 1));
    let counted = report.tally.by_project().flat_map(|(project, environment, counts)| {
        counts.iter().map(move |(kind, n)| ((project, environment), *kind, *n))
    });
    for (project, kind, n) in rows.chain(counted) {
        let counts = kept.entry(project).or_default();
        match kind {
            OutcomeKind::Pass => counts[0] += n,
            OutcomeKind::NotApplicable => counts[1] += n,
            _ => {}
        }
    }
    let told = |project: &super::ProjectSummary| {
        let key = (project.name.as_str(), project.environment.as_deref());
        let [passed, unconcerned] = kept.get(&key).copied().unwrap_or_default();
        (shown(key.0, key.1), format!("{passed} outcomes of rules passed, {unconcerned} did not apply"))
    };
    report.projects.iter().map(told).collect()
}

fn of_finding(view: &View<'_>, gate: &Gate, finding: &Finding) -> TestCaseStatus {
    let mut status = match gate.spares(finding) {
        None => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Some(_) => TestCaseStatus::skipped(),
    };
    let message = inert::line(&occurrences::message(finding, SOME));
    let reason = gate.spares(finding).map(|spared| reason(spared, finding, gate)).unwrap_or_default();
    status.set_message(format!("{reason}{message}"));
    status.set_type(kind(finding));
    status.set_description(describe(view, finding, &finding.message));
    status
}

/// `high`, `high (to review)`.
fn kind(finding: &Finding) -> String {
    let review = if finding.verdict == Verdict::Review { " (to review)" } else { "" };
    format!("{}{review}", finding.severity)
}

/// Why a finding does not fail the run.
fn reason(spared: Spared, finding: &Finding, gate: &Gate) -> String {
    match spared {
        Spared::Waived => finding.waiver.as_ref().map_or_else(String::new, |waiver| {
            let until = waiver.expires.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
            inert::line(&format!("waived by {}{until}: {}; ", waiver.id, waiver.reason))
        }),
        Spared::Unchanged => "unchanged since the baseline: ".to_owned(),
        Spared::Review => "to review, the files do not say enough: ".to_owned(),
        Spared::Below => match gate.of(finding).0 {
            Some(from) => format!("below {from}, which fails the run: "),
            None => "nothing fails this run: ".to_owned(),
        },
    }
}

/// `None` for what the rule does not speak of, and for what could not be judged: the problem tells it, once for all rules.
fn of_outcome(view: &View<'_>, gate: &Gate, outcome: &Outcome) -> Option<TestCaseStatus> {
    let findings: Vec<&Finding> = view.report.found_for(outcome).collect();
    match outcome.kind {
        OutcomeKind::Pass => return Some(TestCaseStatus::success()),
        OutcomeKind::NotApplicable | OutcomeKind::Error => return None,
        OutcomeKind::Waived | OutcomeKind::Fail | OutcomeKind::Review => {}
    }
    let failing: Vec<&Finding> = findings.iter().copied().filter(|finding| gate.spares(finding).is_none()).collect();
    let told = if failing.is_empty() { &findings } else { &failing };
    let mut status = match failing.is_empty() {
        false => TestCaseStatus::non_success(NonSuccessKind::Failure),
        true => TestCaseStatus::skipped(),
    };
    let message = |finding: &&Finding| {
        let reason = gate.spares(finding).map(|spared| reason(spared, finding, gate)).unwrap_or_default();
        format!("{reason}{}", inert::line(finding.message_for(outcome)))
    };
    let messages: Vec<String> = told.iter().map(message).collect();
    let unreported = if told.is_empty() { "below the severity that is reported" } else { "" };
    status.set_message(format!("{unreported}{}", messages.join("; ")));
    status
        .set_type(told.iter().max_by_key(|finding| finding.severity).map(|finding| kind(finding)).unwrap_or_default());
    let described = told.iter().map(|finding| describe(view, finding, finding.message_for(outcome)));
    status.set_description(described.collect::<Vec<_>>().join("\n"));
    Some(status)
}

fn describe(view: &View<'_>, finding: &Finding, message: &str) -> String {
    let place = view.place(finding.primary.span);
    let (path, line, column) = (inert::line(&place.path), place.start.line, place.start.column);
    let (message, help) = (inert::line(message), inert::lines(&finding.help));
    format!(
        "{path}:{line}:{column}: {}: {message} [{}]\n{help}\n",
        finding.severity,
        inert::line(finding.rule.as_str())
    )
}

/// What the run is not about: a test that was skipped, so that nobody takes it for passed, and no finding.
fn left_out(report: &Shown<Report>) -> Option<TestSuite> {
    let lines = left_out::lines(report);
    if lines.is_empty() {
        return None;
    }
    let (named, more) = left_out::files(report);
    let files = named.iter().map(|(path, reason)| format!("{path}: {reason}"));
    let more = (more > 0).then(|| format!("and {more} more: the csv and json reports have them all"));
    let told: Vec<String> = lines.iter().cloned().chain(files).chain(more).map(|line| inert::line(&line)).collect();
    let mut status = TestCaseStatus::skipped();
    status.set_message(inert::line(&lines.join("; "))).set_description(told.join("\n"));
    let mut case = TestCase::new("what was left out", status);
    case.set_classname("plimsoll.left-out").add_property(("row", "left-out"));
    let mut suite = TestSuite::new("left out");
    suite.add_test_case(case);
    Some(suite)
}

/// What could not be judged is an error; what is worth telling is a passed test with output.
fn problems(view: &View<'_>) -> TestSuite {
    let mut suite = TestSuite::new("problems");
    for problem in &view.report.problems {
        let place = problem.span.map(|span| view.place(span));
        let message = inert::line(&problem.message);
        let name = match (&place, &problem.path) {
            (Some(place), _) => format!("{}:{}: {}", inert::line(&place.path), place.start.line, problem.code),
            (None, Some(path)) => format!("{}: {}", inert::line(path), problem.code),
            (None, None) => problem.code.to_owned(),
        };
        let help = problem.help.as_ref().map(|help| format!("\n{}", inert::lines(help))).unwrap_or_default();
        let mut case = match problem.severity {
            problem::Severity::Error => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
                status.set_message(message.clone()).set_type(problem.code);
                TestCase::new(name, status)
            }
            problem::Severity::Warning => TestCase::new(name, TestCaseStatus::success()),
            problem::Severity::Gap => TestCase::new(name, TestCaseStatus::skipped()),
        };
        case.set_classname("plimsoll.problems").set_system_out(format!("{message}{help}"));
        case.add_property(("row", if problem.is_gap() { "gap" } else { "problem" }));
        if let Some(place) = place {
            at(&mut case, &place.path, Some(place.start.line));
        }
        suite.add_test_case(case);
    }
    suite
}
