//! in-toto statements in DSSE envelopes, signed with Ed25519: what `openssl`, cosign's tools and compliance-trestle can check without us.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde_json::{Value, json};

use super::verdict::Tests;
use super::{ATTESTATIONS, Files, OSCAL, OSCAL_SIGNATURE, canonical, is_attestation, sha256};
use plimsoll_report::write_json_value;

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
        Ok(sealed(&payload, &signature.to_bytes(), &self.key.verifying_key()))
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

/// The statement in an envelope, when the key signed it. Nothing may stand in the envelope that the signature does not cover.
pub(super) fn open(envelope: &[u8], key: &VerifyingKey) -> Result<Value, String> {
    let given: Value = serde_json::from_slice(envelope).map_err(|error| format!("it is not JSON: {error}"))?;
    let field = |value: &Value, name: &str| {
        value[name].as_str().map(str::to_owned).ok_or_else(|| format!("the envelope has no {name}"))
    };
    if field(&given, "payloadType")? != PAYLOAD_TYPE {
        return Err(format!("the payload is not {PAYLOAD_TYPE}"));
    }
    let payload = BASE64.decode(field(&given, "payload")?).map_err(|_| "the payload is not base64".to_owned())?;
    let signature =
        BASE64.decode(field(&given["signatures"][0], "sig")?).map_err(|_| "the signature is not base64".to_owned())?;
    let signed = Signature::from_slice(&signature)
        .is_ok_and(|signature| key.verify_strict(&encoding(PAYLOAD_TYPE, &payload), &signature).is_ok());
    if !signed {
        return Err("no signature in it is by the given key".to_owned());
    }
    if serde_json::to_vec(&sealed(&payload, &signature, key)).ok().as_deref() != Some(envelope) {
        return Err("the envelope holds more than was signed, or is written in another way".to_owned());
    }
    let statement: Value = serde_json::from_slice(&payload).map_err(|e| format!("the payload is not JSON: {e}"))?;
    if statement["_type"] != STATEMENT {
        return Err("the payload is no in-toto statement".to_owned());
    }
    Ok(statement)
}

/// The test result in an envelope, whoever signed it.
pub(super) fn test_result_in(envelope: &[u8]) -> Option<Value> {
    let envelope: Value = serde_json::from_slice(envelope).ok()?;
    let payload = BASE64.decode(envelope["payload"].as_str()?).ok()?;
    serde_json::from_slice(&payload).ok().filter(is_test_result)
}

fn sealed(payload: &[u8], signature: &[u8], key: &VerifyingKey) -> Value {
    json!({
        "payload": BASE64.encode(payload),
        "payloadType": PAYLOAD_TYPE,
        "signatures": [{"keyid": sha256(key.as_bytes()), "sig": BASE64.encode(signature)}],
    })
}

fn statement(kind: &str, subjects: Vec<Value>, predicate: Value) -> Value {
    json!({"_type": STATEMENT, "subject": subjects, "predicateType": kind, "predicate": predicate})
}

/// The in-toto test result of a run, from its `manifest.json` and `results.json`.
pub(super) fn test_result(manifest: &Value, results: &Value) -> Value {
    let Tests { failed, warned, passed } = Tests::of(results);
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
        "result": manifest["result"]["word"], "configuration": configuration, "passedTests": passed, "warnedTests": warned, "failedTests": failed,
    });
    statement(TEST_RESULT, subjects, predicate)
}

/// Adds the signed statements to a bundle that has everything else.
pub(super) fn sign(files: &mut Files, manifest: &Value, test_result: &Value, signer: &Signer) -> std::io::Result<()> {
    let subjects: Vec<Value> = files
        .iter()
        .filter(|(path, _)| !is_attestation(path))
        .map(|(path, bytes)| json!({"name": path, "digest": {"sha256": sha256(bytes)}}))
        .collect();
    let bundle = statement(BUNDLE, subjects, json!({"run_id": manifest["run_id"]}));
    let mut lines = Vec::new();
    for said in [test_result, &bundle] {
        write_json_value(&signer.envelope(said)?, &mut lines)?;
        lines.push(b'\n');
    }
    files.insert(ATTESTATIONS.to_owned(), lines);
    if let Some(document) = files.get(OSCAL) {
        let value: Value = serde_json::from_slice(document)?;
        let envelope = signer.envelope(&about_oscal(json!(sha256(&canonical(&value)?))))?;
        files.insert(OSCAL_SIGNATURE.to_owned(), serde_json::to_vec(&envelope)?);
    }
    Ok(())
}

/// The statement about an OSCAL document of this digest.
pub(super) fn about_oscal(sha256: Value) -> Value {
    let subject = vec![json!({"name": "assessment-results.json", "digest": {"sha256": sha256}})];
    let predicate = json!({
        "canonicalization": "RFC8785", "digestAlgorithm": "sha256", "digestSource": "canonical-json", "tool": "plimsoll",
    });
    statement(OSCAL_SIGNING, subject, predicate)
}

/// Whether a statement has the keys of one, these in its predicate, and of each subject name and digest: nothing that nobody checks.
pub(super) fn says_no_more(statement: &Value, predicate: &[&str]) -> bool {
    let has = |value: &Value, keys: &[&str]| {
        value.as_object().is_some_and(|map| map.len() == keys.len() && keys.iter().all(|key| map.contains_key(*key)))
    };
    let is_subject = |subject: &Value| has(subject, &["name", "digest"]) && has(&subject["digest"], &["sha256"]);
    has(statement, &["_type", "subject", "predicateType", "predicate"])
        && has(&statement["predicate"], predicate)
        && statement["subject"].as_array().is_some_and(|subjects| subjects.iter().all(is_subject))
}

/// Whether a statement speaks of the whole bundle.
pub(super) fn is_about_bundle(statement: &Value) -> bool {
    statement["predicateType"] == BUNDLE
}

/// Whether a statement speaks of the run.
pub(super) fn is_test_result(statement: &Value) -> bool {
    statement["predicateType"] == TEST_RESULT
}

/// Whether a statement speaks of the OSCAL document.
pub(super) fn is_about_oscal(statement: &Value) -> bool {
    statement["predicateType"] == OSCAL_SIGNING
}
