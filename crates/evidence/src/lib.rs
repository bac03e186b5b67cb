//! Audit evidence: what was judged, what passed, what was excepted by whom until when, what was not assessed, and that nobody changed it afterwards.
//!
//! A bundle is a set of files made from one report. `manifest.json` is the only one that knows the time of day; everything else is the same bytes for the
//! same input, policies and day. Does no I/O: files go in and come out as bytes by path.

mod archive;
mod chain;
mod controls;
mod dsse;
mod lines;
mod manifest;
mod oscal;
mod results;
mod subject;
mod sums;
mod timeline;
mod verdict;
mod verify;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

pub use ed25519_dalek::VerifyingKey;
use serde_json::Value;
use sha2::{Digest, Sha256};

pub use self::archive::{ArchiveError, MAX_BYTES, MAX_FILES, pack, unpack};
pub use self::chain::{Bundle, Chain, Closing, ControlHistory, Demands, FindingHistory, Gap, Presence, Run, chain};
pub use self::dsse::{KeyError, Signer, verifying_key};
pub use self::manifest::Circumstances;
pub use self::oscal::component_definition;
pub use self::timeline::{UNVERIFIED, timeline};
pub use self::verify::{Failure, notes, told, verify};

use plimsoll_check as check;
use plimsoll_judge::finding::Gate;
use plimsoll_policy::{PolicySet, RuleId};
use plimsoll_report::{self as report, Format, Options, Report, SarifOptions, SarifProfile};
use plimsoll_source::Shown;
use plimsoll_source::problem::Problem;

/// The files of a bundle by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The statements about the bundle, signed.
pub const ATTESTATIONS: &str = "attestations.jsonl";
/// The policies, facts, frameworks and parameters that were evaluated: one archive, the same bytes for the same policies.
pub const POLICIES: &str = "policies/policies.tar.gz";
/// A row for every rule and subject.
pub const RESULTS: &str = "results.json";
/// Every control, and how it came out.
pub const CONTROLS: &str = "controls.json";
/// Every waiver, and what became of it.
pub const WAIVERS: &str = "waivers.json";
/// The OSCAL assessment results.
pub const OSCAL: &str = "oscal/assessment-results.json";
/// Their signature, in the form of compliance-trestle.
pub const OSCAL_SIGNATURE: &str = "oscal/assessment-results.dsse.json";
/// The digests of everything.
pub const SUMS: &str = "SHA256SUMS";
/// The one file that knows the time of day.
pub const MANIFEST: &str = "manifest.json";
/// The unsigned statement, for `cosign attest-blob` and other signers without a key of ours.
pub const TEST_RESULT: &str = "statements/test-result.json";
/// What an unsigned bundle says on its reports.
pub const UNSIGNED: &str = "UNSIGNED";

/// Makes a bundle. Without a signer it says that it is unsigned wherever a person looks.
///
/// # Errors
/// When a report cannot be written or a document has no canonical form.
pub fn create(
    report: &Shown<Report>,
    policies: &PolicySet,
    circumstances: &Circumstances,
    signer: Option<&Signer>,
) -> std::io::Result<Files> {
    let whole = check::whole(report);
    let rows = results::rows(&whole);
    let results = results::document(&rows);
    let mut files = derived(report, policies, signer.is_some())?;
    for (path, text) in &circumstances.inputs {
        files.insert(format!("inputs/{path}"), text.as_bytes().to_vec());
    }
    // What the test result says does not depend on the list of files, so the statement can be one of them.
    let before = manifest_of(&whole, &rows, &files, circumstances);
    let test_result = dsse::test_result(&before, &results);
    if signer.is_none() {
        files.insert(TEST_RESULT.to_owned(), lines::document(TEST_RESULT, &test_result)?);
    }
    let manifest = manifest_of(&whole, &rows, &files, circumstances);
    files.insert(MANIFEST.to_owned(), canonical(&manifest)?);
    files.insert(SUMS.to_owned(), sums::sums(&files).into_bytes());
    if let Some(signer) = signer {
        dsse::sign(&mut files, &manifest, &test_result, signer)?;
    }
    Ok(files)
}

/// The manifest, with what the run comes to.
fn manifest_of(whole: &Report, rows: &[results::Row<'_>], files: &Files, around: &Circumstances) -> Value {
    let mut manifest = manifest::document(whole, rows, files, around);
    manifest["result"] = verdict::verdict(&manifest, &results::document(rows));
    manifest
}

/// The files that follow from a report and its policies alone: the same bytes whenever and by whomever they are made.
///
/// # Errors
/// When a report cannot be written.
pub fn derived(report: &Shown<Report>, policies: &PolicySet, is_signed: bool) -> std::io::Result<Files> {
    let sources = &report.sources;
    let report = &sources.show(without_examples(report));
    let whole = sources.show(check::whole(report));
    let told = sources.show(with_not_run(&whole));
    let rows = results::rows(&whole);
    let texts = policies.files().into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
    let mut files = Files::from([(POLICIES.to_owned(), pack(&texts, None)?)]);
    let controls = controls::document(&whole);
    for (path, document) in [
        (RESULTS, results::document(&rows)),
        (WAIVERS, results::waivers(&whole, &rows)),
        (OSCAL, oscal::assessment_results(&whole, &rows, &controls)),
        (CONTROLS, controls),
    ] {
        files.insert(path.to_owned(), lines::document(path, &document)?);
    }
    for (path, format) in [
        ("results.sarif", Format::Sarif),
        ("report.html", Format::Html),
        ("report.md", Format::Markdown),
        ("junit.xml", Format::Junit),
    ] {
        let options = Options {
            // A bundle is made of rules and subjects, and everything that is broken fails there.
            outcomes: true,
            gate: Gate::ALL,
            sarif: SarifOptions { profile: SarifProfile::Full, ..SarifOptions::default() },
            ..Options::default()
        };
        let mut bytes = Vec::new();
        // People read what the run reports, and beside the controls what these rest on; machines get every row.
        let shown = match format {
            Format::Html | Format::Markdown => report,
            Format::Junit => &told,
            _ => &whole,
        };
        report::write(shown, format, &options, &mut bytes)?;
        if !is_signed {
            bytes = results::marked_unsigned(path, bytes);
        }
        files.insert(path.to_owned(), bytes);
    }
    Ok(files)
}

/// The examples of rules are no part of the policies in a bundle, so nothing else in it may rest on them.
fn without_examples(report: &Report) -> Report {
    let mut report = report.clone();
    for rule in report.rules.iter_mut().chain(report.controls.iter_mut().flat_map(|controls| &mut controls.rules)) {
        let rule = Arc::make_mut(rule);
        rule.bad.clear();
        rule.good.clear();
    }
    report
}

/// The policies of a bundle by path, as [`PolicySet::files`] gave them.
///
/// # Errors
/// When they are not there, or not in the form in which they were written.
pub fn policies(files: &Files) -> Result<Files, ArchiveError> {
    let bytes = files.get(POLICIES).ok_or_else(|| ArchiveError::Damaged("it is not there".to_owned()))?;
    unpack(bytes, None)
}

/// A report in which rules that did not run are a problem: a list of tests must not look complete without them.
fn with_not_run(report: &Report) -> Report {
    let mut told = report.clone();
    if let Some(narrowing) = controls::of(report).narrowing(None) {
        told.problems.push(Problem::error("rules-not-run", format!("controls are {narrowing}")));
    }
    let off: BTreeSet<&RuleId> = report.outcomes.iter().filter(|one| one.off.is_some()).map(|one| &one.rule).collect();
    if !off.is_empty() {
        let message = format!("{} rules were not asked of every subject, as results.json says", off.len());
        told.problems.push(Problem::error("rules-not-run", message));
    }
    told
}

/// `results.json` of a report: what a replay must come to again.
///
/// # Errors
/// When it cannot be serialized.
pub fn results(report: &Report) -> std::io::Result<Vec<u8>> {
    lines::document(RESULTS, &results::document(&results::rows(&check::whole(report))))
}

/// A document in the one form that it has in a bundle.
///
/// # Errors
/// When it cannot be serialized.
pub fn written(path: &str, document: &Value) -> std::io::Result<Vec<u8>> {
    if path == MANIFEST { canonical(document) } else { lines::document(path, document) }
}

/// The in-toto test result of a run, from its `manifest.json` and `results.json`.
pub fn test_result(manifest: &Value, results: &Value) -> Value {
    dsse::test_result(manifest, results)
}

/// What a manifest says that follows from the report, by JSON pointer: a replay must come to it again. Salt and name are those of the recorded one.
pub fn facts(report: &Report, derived: &Files, around: &Circumstances) -> Vec<(&'static str, Value)> {
    let whole = check::whole(report);
    let rows = results::rows(&whole);
    let manifest = manifest_of(&whole, &rows, derived, around);
    let said = |pointer: &'static str| Some((pointer, manifest.pointer(pointer)?.clone()));
    manifest::FACTS.into_iter().filter_map(said).collect()
}

/// Whether two addresses are those of one repository, however it is cloned.
pub fn is_same_remote(one: &str, other: &str) -> bool {
    manifest::identity_of_remote(one) == manifest::identity_of_remote(other)
}

/// Whether a file of a bundle is made from the others, or from inputs, and not from the report.
pub fn is_about_others(path: &str) -> bool {
    [MANIFEST, SUMS, TEST_RESULT].contains(&path) || is_attestation(path) || path.starts_with("inputs/")
}

/// Files that are signed over the others, so that nothing else can hold their digest.
fn is_attestation(path: &str) -> bool {
    path == ATTESTATIONS || path == OSCAL_SIGNATURE
}

/// Lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _always = write!(text, "{byte:02x}");
        text
    })
}

/// RFC 8785.
fn canonical(value: &Value) -> std::io::Result<Vec<u8>> {
    serde_jcs::to_vec(value).map_err(std::io::Error::other)
}

/// A UUID that follows from what it names: the same for the same content.
fn uuid(what: &str) -> String {
    let namespace = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, b"https://plimsoll.dev/evidence/v1");
    uuid::Uuid::new_v5(&namespace, what.as_bytes()).to_string()
}
