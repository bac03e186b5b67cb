//! Audit evidence: what was judged, what passed, what was excepted by whom until when, what was not assessed, and that nobody changed it afterwards.
//!
//! A bundle is a set of files made from one report. `manifest.json` is the only one that knows the time of day; everything else is the same bytes for the
//! same input, policies and day. Does no I/O: files go in and come out as bytes by path.

mod chain;
mod controls;
mod dsse;
mod manifest;
mod oscal;
mod results;
mod timeline;
mod verify;

use std::collections::BTreeMap;
use std::fmt::Write as _;

pub use ed25519_dalek::VerifyingKey;
use serde_json::Value;
use sha2::{Digest, Sha256};

pub use self::chain::{Bundle, Chain, Closing, ControlHistory, Demands, FindingHistory, Gap, Presence, Run, chain};
pub use self::dsse::{KeyError, Signer, verifying_key};
pub use self::manifest::Circumstances;
pub use self::oscal::component_definition;
pub use self::timeline::timeline;
pub use self::verify::{Failure, notes, verify};

use crate::policy::PolicySet;
use crate::report::{self, Format, Options, Report, SarifOptions, SarifProfile};

/// The files of a bundle by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The statements about the bundle, signed.
pub const ATTESTATIONS: &str = "attestations.jsonl";
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
    report: &Report,
    policies: &PolicySet,
    circumstances: &Circumstances,
    signer: Option<&Signer>,
) -> std::io::Result<Files> {
    let rows = results::rows(report);
    let results = results::document(&rows);
    let mut files = derived(report, policies, signer.is_some())?;
    for (path, text) in &circumstances.inputs {
        files.insert(format!("inputs/{path}"), text.clone().into_bytes());
    }
    // What the test result says does not depend on the list of files, so the statement can be one of them.
    let before = manifest::document(report, &rows, &files, circumstances);
    let test_result = dsse::test_result(&before, &results);
    files.insert(TEST_RESULT.to_owned(), pretty(&test_result)?);
    let manifest = manifest::document(report, &rows, &files, circumstances);
    files.insert(MANIFEST.to_owned(), canonical(&manifest)?);
    files.insert(SUMS.to_owned(), sums(&files).into_bytes());
    if let Some(signer) = signer {
        dsse::sign(&mut files, &manifest, &test_result, signer)?;
    }
    Ok(files)
}

/// The files that follow from a report and its policies alone: the same bytes whenever and by whomever they are made.
///
/// # Errors
/// When a report cannot be written.
pub fn derived(report: &Report, policies: &PolicySet, is_signed: bool) -> std::io::Result<Files> {
    let rows = results::rows(report);
    let mut files = Files::new();
    for (path, text) in policies.files() {
        files.insert(format!("policies/{path}"), text.into_bytes());
    }
    files.insert("results.json".to_owned(), pretty(&results::document(&rows))?);
    let controls = controls::document(report);
    files.insert("controls.json".to_owned(), pretty(&controls)?);
    files.insert("waivers.json".to_owned(), pretty(&results::waivers(report, &rows))?);
    files.insert(OSCAL.to_owned(), pretty(&oscal::assessment_results(report, &rows, &controls))?);
    files.insert("oscal/component-definition.json".to_owned(), pretty(&component_definition(report))?);
    for (path, format) in [
        ("results.sarif", Format::Sarif),
        ("report.html", Format::Html),
        ("report.md", Format::Markdown),
        ("junit.xml", Format::Junit),
    ] {
        let options = Options {
            sarif: SarifOptions { profile: SarifProfile::Full, ..SarifOptions::default() },
            ..Options::default()
        };
        let mut bytes = Vec::new();
        report::write(report, format, &options, &mut bytes)?;
        if !is_signed {
            bytes = results::marked_unsigned(path, bytes);
        }
        files.insert(path.to_owned(), bytes);
    }
    Ok(files)
}

/// `results.json` of a report: what a replay must come to again.
///
/// # Errors
/// When it cannot be serialized.
pub fn results(report: &Report) -> std::io::Result<Vec<u8>> {
    pretty(&results::document(&results::rows(report)))
}

/// The lines of `SHA256SUMS`, sorted by path.
fn sums(files: &Files) -> String {
    let mut text = String::new();
    for (path, bytes) in files.iter().filter(|(path, _)| *path != SUMS && !is_attestation(path)) {
        // Writing to a string cannot fail.
        let _always = writeln!(text, "{}  {path}", sha256(bytes));
    }
    text
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

fn pretty(value: &Value) -> std::io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
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
