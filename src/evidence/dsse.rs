//! in-toto statements in DSSE envelopes, signed with Ed25519: what `openssl`, cosign's tools and compliance-trestle can check without us.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey};
use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier, VerifyingKey};
use serde_json::{Value, json};

use super::results::Row;
use super::{ATTESTATIONS, Files, OSCAL, OSCAL_SIGNATURE, canonical, is_attestation, sha256};
use crate::finding::OutcomeKind;

const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
const STATEMENT: &str = "https://in-toto.io/Statement/v1";
const TEST_RESULT: &str = "https://in-toto.io/attestation/test-result/v0.1";
const BUNDLE: &str = "https://plimsoll.dev/evidence-bundle/v1";
const OSCAL_SIGNING: &str = "https://oscal-compass.github.io/compliance-trestle/predicates/oscal-signing/v1";

/// A key that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not a PKCS#8 PEM Ed25519 private key.
    #[error("is no Ed25519 private key in PKCS#8 PEM; `openssl genpkey -algorithm ed25519` makes one")]
    Private,
    /// Not a PEM Ed25519 public key.
    #[error("is no Ed25519 public key in PEM; `openssl pkey -in key.pem -pubout` makes one")]
    Public,
}

/// Signs envelopes.
pub struct Signer {
    key: SigningKey,
}

impl Signer {
    /// From a PKCS#8 PEM text.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        SigningKey::from_pkcs8_pem(pem).map(|key| Self { key }).map_err(|_| KeyError::Private)
    }

    fn envelope(&self, statement: &Value) -> std::io::Result<Value> {
        let payload = canonical(statement)?;
        let signature = self.key.sign(&encoding(PAYLOAD_TYPE, &payload));
        let keyid = sha256(self.key.verifying_key().as_bytes());
        Ok(json!({
            "payload": BASE64.encode(&payload),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"keyid": keyid, "sig": BASE64.encode(signature.to_bytes())}],
        }))
    }
}

/// A public key from a PEM text.
///
/// # Errors
/// When it is none.
pub fn verifying_key(pem: &str) -> Result<VerifyingKey, KeyError> {
    VerifyingKey::from_public_key_pem(pem).map_err(|_| KeyError::Public)
}

/// DSSE's pre-authentication encoding.
fn encoding(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

/// The statement in an envelope, when the key signed it.
pub(super) fn open(envelope: &Value, key: &VerifyingKey) -> Result<Value, String> {
    let field = |name: &str| envelope[name].as_str().ok_or_else(|| format!("the envelope has no {name}"));
    let payload = BASE64.decode(field("payload")?).map_err(|_| "the payload is not base64".to_owned())?;
    let message = encoding(field("payloadType")?, &payload);
    let signatures = envelope["signatures"].as_array().map(Vec::as_slice).unwrap_or_default();
    let holds = |signature: &Value| {
        let bytes = signature["sig"].as_str().and_then(|text| BASE64.decode(text).ok());
        let signature = bytes.and_then(|bytes| Signature::from_slice(&bytes).ok());
        signature.is_some_and(|signature| key.verify(&message, &signature).is_ok())
    };
    if !signatures.iter().any(holds) {
        return Err("no signature in it is by the given key".to_owned());
    }
    serde_json::from_slice(&payload).map_err(|error| format!("the payload is not JSON: {error}"))
}

fn statement(kind: &str, subjects: Vec<Value>, predicate: Value) -> Value {
    json!({"_type": STATEMENT, "subject": subjects, "predicateType": kind, "predicate": predicate})
}

/// The in-toto test result of a run.
pub(super) fn test_result(manifest: &Value, rows: &[Row<'_>]) -> Value {
    let with = |kinds: &[OutcomeKind]| -> BTreeSet<&str> {
        rows.iter().filter(|row| kinds.contains(&row.kind())).map(|row| row.rule.id.as_str()).collect()
    };
    let failed = with(&[OutcomeKind::Fail]);
    let warned: BTreeSet<&str> =
        with(&[OutcomeKind::Review, OutcomeKind::Waived, OutcomeKind::Error]).difference(&failed).copied().collect();
    let passed: BTreeSet<&str> = with(&[OutcomeKind::Pass])
        .into_iter()
        .filter(|rule| !failed.contains(rule) && !warned.contains(rule))
        .collect();
    let result = match (failed.is_empty(), warned.is_empty()) {
        (false, _) => "FAILED",
        (true, false) => "WARNED",
        (true, true) => "PASSED",
    };
    let evaluated = manifest["population"]["evaluated"].as_array().into_iter().flatten();
    let mut subjects: Vec<Value> = evaluated
        .filter(|file| file["sha256"].is_string())
        .map(|file| json!({"name": file["path"], "digest": {"sha256": file["sha256"]}}))
        .collect();
    if let Some(commit) = manifest["vcs"]["commit"].as_str() {
        subjects.push(json!({"name": "commit", "digest": {"gitCommit": commit}}));
    }
    if subjects.is_empty() {
        // A statement is about something; where nothing was read it is about the policies.
        subjects.push(json!({"name": "policies", "digest": {"sha256": manifest["policy"]["root_sha256"]}}));
    }
    let configuration = [json!({"name": "policies", "digest": {"sha256": manifest["policy"]["root_sha256"]}})];
    let predicate = json!({
        "result": result, "configuration": configuration, "passedTests": passed, "warnedTests": warned, "failedTests": failed,
    });
    statement(TEST_RESULT, subjects, predicate)
}

/// Adds the signed statements to a bundle that has everything else.
pub(super) fn sign(files: &mut Files, manifest: &Value, rows: &[Row<'_>], signer: &Signer) -> std::io::Result<()> {
    let subjects: Vec<Value> = files
        .iter()
        .filter(|(path, _)| !is_attestation(path))
        .map(|(path, bytes)| json!({"name": path, "digest": {"sha256": sha256(bytes)}}))
        .collect();
    let bundle = statement(BUNDLE, subjects, json!({"run_id": manifest["run_id"]}));
    let mut lines = Vec::new();
    for said in [test_result(manifest, rows), bundle] {
        serde_json::to_writer(&mut lines, &signer.envelope(&said)?)?;
        lines.push(b'\n');
    }
    files.insert(ATTESTATIONS.to_owned(), lines);
    if let Some(document) = files.get(OSCAL) {
        let value: Value = serde_json::from_slice(document)?;
        let digest = json!({"sha256": sha256(&canonical(&value)?)});
        let subject = vec![json!({"name": "assessment-results.json", "digest": digest})];
        let predicate = json!({
            "canonicalization": "RFC8785", "digestAlgorithm": "sha256", "digestSource": "canonical-json", "tool": "plimsoll",
        });
        let envelope = signer.envelope(&statement(OSCAL_SIGNING, subject, predicate))?;
        files.insert(OSCAL_SIGNATURE.to_owned(), serde_json::to_vec(&envelope)?);
    }
    Ok(())
}

/// Whether a statement speaks of the whole bundle.
pub(super) fn is_about_bundle(statement: &Value) -> bool {
    statement["predicateType"] == BUNDLE
}
