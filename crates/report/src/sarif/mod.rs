//! `sarif`: SARIF 2.1.0 as GitHub code scanning takes it. The only room of `serde_sarif`; what GitHub refuses cannot be built in here.

mod limits;
mod place;
mod results;
mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;
use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Message, MultiformatMessageString, Notification, ReportingDescriptor,
    ReportingDescriptorReference, Run, RunAutomationDetails, Tool, ToolComponent, VersionControlDetails,
};

use self::limits::MAX_RESULTS;
use self::place::{Places, ROOT};
use self::results::{Results, Row, Written};
use self::rules::Taxonomies;
use super::address::web_address;
use super::format::{SarifOptions, SarifProfile};
use super::view::View;
use super::{Options, Report, plain_json};
use plimsoll_policy::RuleId;
use plimsoll_source::Shown;
use plimsoll_source::problem::{self, Problem};

/// Key of our own identity among the partial fingerprints. Readers that know versions take the highest one.
pub(super) const IDENTITY: &str = "plimsoll/v2";

/// Key of the identity without the path of the file, as all were before.
pub(super) const CONTENT_IDENTITY: &str = "plimsoll/v1";

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Stands in snippets for what is secret.
const REDACTED: &str = "***";

/// Writes one file; what does not fit into it comes back as a warning.
pub(super) fn write(report: &Shown<Report>, options: &Options, out: &mut dyn Write) -> io::Result<Vec<Problem>> {
    let view = view(report, options.sarif.profile);
    let mut results = Results::new(&view, options.sarif.profile);
    let not_judged = view.listed.len();
    let rows = results.rows(not_judged);
    let mut left_out = homeless(&results);
    let (rows, cut) = part(rows, options.sarif.part);
    left_out.extend(cut);
    let uses_not_judged = rows.iter().any(Row::is_not_judged);
    let run = run(&view, results.places(), &options.sarif, uses_not_judged, &left_out);
    let runs = [RunWithResults { run, results: Written { results: &results, rows: &rows } }];
    let log = Log { schema: SCHEMA, runs, version: "2.1.0" };
    plain_json::write(&log, false, out)?;
    Ok(left_out)
}

/// A log whose results are made while they are written: there may be too many to hold.
#[derive(Serialize)]
struct Log<'a, 'b> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [RunWithResults<'a, 'b>; 1],
    version: &'static str,
}

#[derive(Serialize)]
struct RunWithResults<'a, 'b> {
    #[serde(flatten)]
    run: Run,
    results: Written<'a, 'b>,
}

/// An upload lists all rules, which closes the alerts of those that are kept. A record has a row for each that judged something, and lists these.
fn view(report: &Shown<Report>, profile: SarifProfile) -> View<'_> {
    match profile {
        SarifProfile::Github => View::new(report),
        SarifProfile::Full => View::of_rules_with_rows(report),
    }
}

/// How many files the results need.
pub(super) fn parts(report: &Shown<Report>, options: &Options) -> usize {
    let view = view(report, options.sarif.profile);
    Results::new(&view, options.sarif.profile).rows(view.listed.len()).len().div_ceil(MAX_RESULTS).max(1)
}

/// The results of one file: a part of them, or the worst ones and a warning that says how many are missing.
fn part(mut rows: Vec<Row<'_>>, part: Option<usize>) -> (Vec<Row<'_>>, Option<Problem>) {
    if let Some(part) = part {
        return (rows.into_iter().skip(part.saturating_mul(MAX_RESULTS)).take(MAX_RESULTS).collect(), None);
    }
    if rows.len() <= MAX_RESULTS {
        return (rows, None);
    }
    let missing = rows.len() - MAX_RESULTS;
    let mut weights: Vec<(std::cmp::Reverse<u8>, usize)> =
        rows.iter().enumerate().map(|(index, row)| (std::cmp::Reverse(row.weight), index)).collect();
    weights.sort_unstable();
    let kept: BTreeSet<usize> = weights.into_iter().take(MAX_RESULTS).map(|(_, index)| index).collect();
    let mut index = 0;
    rows.retain(|_| {
        index += 1;
        kept.contains(&(index - 1))
    });
    let message = format!("the sarif file leaves out {missing} results, the least severe: GitHub takes {MAX_RESULTS}");
    (rows, Some(Problem::warning("sarif-truncated", message).help("write several files with --sarif-split")))
}

/// Findings in files that do not lie in the repository cannot be shown by GitHub.
fn homeless(results: &Results<'_>) -> Vec<Problem> {
    let Some(first) = results.homeless.first() else { return Vec::new() };
    let message = format!(
        "the sarif file leaves out {} findings in files outside of the repository, the first for `{}`",
        results.homeless.len(),
        first.rule
    );
    vec![Problem::warning("sarif-outside", message).at(first.primary.span)]
}

fn run(
    view: &View<'_>,
    places: &Places<'_>,
    options: &SarifOptions,
    uses_not_judged: bool,
    left_out: &[Problem],
) -> Run {
    let report = view.report;
    let taxonomies = Taxonomies::new(&report.rules);
    let notifications = notices(report, left_out).map(|problem| notification(places, problem)).collect::<Vec<_>>();
    let root = ArtifactLocation::builder().description(Message::from("The root of the repository.")).build();
    let mut invocation = Invocation::builder().execution_successful(true).build();
    invocation.tool_execution_notifications = (!notifications.is_empty()).then_some(notifications);
    let mut run = Run::builder()
        .tool(Tool::builder().driver(driver(view, &taxonomies, options.profile, uses_not_judged)).build())
        .column_kind("utf16CodeUnits")
        .newline_sequences(["\r\n", "\n", "\r"].map(str::to_owned).to_vec())
        .original_uri_base_ids(BTreeMap::from([(ROOT.to_owned(), root)]))
        .invocations(vec![invocation])
        .build();
    run.taxonomies = Some(taxonomies.components()).filter(|all| !all.is_empty());
    run.version_control_provenance = provenance(report).map(|details| vec![details]);
    run.automation_details = automation(options);
    let unjudged = super::left_out::lines(report);
    let left_out = (!unjudged.is_empty()).then(|| ("leftOut", unjudged.into()));
    run.properties = Some(rules::bag([("summary", summary(view))].into_iter().chain(left_out)));
    run.redaction_tokens = Some(vec![REDACTED.to_owned()]);
    run
}

/// The same numbers as every other format has.
fn summary(view: &View<'_>) -> serde_json::Value {
    let by_severity: BTreeMap<&str, usize> =
        view.by_severity().into_iter().map(|(severity, n)| (severity.as_str(), n)).collect();
    serde_json::json!({
        "findings": by_severity,
        "review": view.to_review(),
        "waived": view.waived(),
        "problems": view.report.problems.len(),
    })
}

/// What the program says of itself: the description of the package `plimsoll`, whose part this is (a test compares them).
pub const DESCRIPTION: &str =
    "Policy-as-code compliance for Compose files, Dockerfiles and env files: judged as they will run, with evidence";

fn driver(view: &View<'_>, taxonomies: &Taxonomies<'_>, profile: SarifProfile, uses_not_judged: bool) -> ToolComponent {
    let version = env!("CARGO_PKG_VERSION");
    let broken: BTreeSet<&RuleId> = view.rules_told().collect();
    let mut rules: Vec<ReportingDescriptor> = view
        .listed
        .iter()
        .map(|rule| {
            let is_broken = profile == SarifProfile::Github || broken.contains(&rule.id);
            if is_broken { rules::descriptor(rule, taxonomies, profile) } else { rules::named(rule) }
        })
        .collect();
    if uses_not_judged {
        rules.push(rules::not_judged());
    }
    let mut driver = ToolComponent::builder()
        .name("plimsoll")
        .full_name(format!("plimsoll {version}"))
        .semantic_version(version)
        .version(version)
        .short_description(MultiformatMessageString::builder().text(DESCRIPTION).build())
        .rules(rules)
        .build();
    driver.information_uri = Some(information_uri().to_owned());
    driver.supported_taxonomies = Some(taxonomies.supported()).filter(|all| !all.is_empty());
    driver
}

/// Where the tool comes from: its repository once the package names one, until then the package itself.
fn information_uri() -> &'static str {
    match env!("CARGO_PKG_REPOSITORY") {
        "" => concat!("pkg:cargo/plimsoll@", env!("CARGO_PKG_VERSION")),
        repository => repository,
    }
}

fn notices<'a>(report: &'a Report, left_out: &'a [Problem]) -> impl Iterator<Item = &'a Problem> {
    report.problems.iter().chain(left_out)
}

fn notification(places: &Places<'_>, problem: &Problem) -> Notification {
    let level = match problem.severity {
        problem::Severity::Error => "error",
        problem::Severity::Warning => "warning",
        problem::Severity::Gap => "note",
    };
    let text = match (&problem.path, &problem.help) {
        (Some(path), _) if problem.span.is_none() && !problem.message.contains(path.as_str()) => {
            format!("{path}: {}", problem.message)
        }
        _ => problem.message.clone(),
    };
    let text = problem.help.as_ref().map_or(text.clone(), |help| format!("{text} (help: {help})"));
    let descriptor = ReportingDescriptorReference::builder().id(problem.code).build();
    let mut notification = Notification::builder()
        .message(Message::builder().text(text).build())
        .level(level)
        .descriptor(descriptor)
        .build();
    notification.locations = problem.span.and_then(|span| places.plain(span)).map(|location| vec![location]);
    notification
}

/// Only where a category is wanted: with any `automationDetails`, GitHub's upload ignores its own category input.
fn automation(options: &SarifOptions) -> Option<RunAutomationDetails> {
    let category = match (&options.category, options.part) {
        (Some(category), Some(part)) if part > 0 => format!("{}-{}", category.trim_end_matches('/'), part + 1),
        (Some(category), _) => category.trim_end_matches('/').to_owned(),
        (None, Some(part)) if part > 0 => format!("plimsoll-{}", part + 1),
        (None, _) => return None,
    };
    Some(RunAutomationDetails::builder().id(format!("{category}/")).build())
}

fn provenance(report: &Shown<Report>) -> Option<VersionControlDetails> {
    let repository = &report.repository;
    let uri = web_address(repository.remote.as_deref()?)?;
    let mut details = VersionControlDetails::builder()
        .repository_uri(uri)
        .mapped_to(ArtifactLocation::builder().uri_base_id(ROOT).build())
        .build();
    details.revision_id.clone_from(&repository.commit);
    details.branch.clone_from(&repository.branch);
    Some(details)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_ends_with_a_slash_and_parts_differ() {
        let id = |category: Option<&str>, part| {
            let options = SarifOptions { category: category.map(str::to_owned), part, ..SarifOptions::default() };
            automation(&options).and_then(|details| details.id)
        };
        assert_eq!(id(None, None), None);
        assert_eq!(id(Some("app"), None).as_deref(), Some("app/"));
        assert_eq!(id(Some("app/"), Some(0)).as_deref(), Some("app/"));
        assert_eq!(id(Some("app"), Some(1)).as_deref(), Some("app-2/"));
        assert_eq!(id(None, Some(1)).as_deref(), Some("plimsoll-2/"));
    }
}
