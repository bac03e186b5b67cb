//! Evidence: the same input gives the same bytes, every change is caught and named, and a row of runs shows what is missing.

use std::path::Path;

use plimsoll::evidence::{
    self, ATTESTATIONS, Bundle as Recorded, Circumstances, Files, OSCAL_SIGNATURE, Signer, UNSIGNED,
};
use plimsoll::policy::{Bundle, PolicySet};

use crate::rule_examples::judge;

/// PKCS#8 and SubjectPublicKeyInfo of an Ed25519 key, put together from a seed: test keys are made, not kept.
pub(crate) fn keys(seed: u8) -> (String, String) {
    use base64::Engine as _;
    let encode = |der: &[u8]| base64::engine::general_purpose::STANDARD.encode(der);
    let secret = [seed; 32];
    let mut private =
        vec![0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
    private.extend(secret);
    let verifying = ed25519_dalek::SigningKey::from_bytes(&secret).verifying_key();
    let mut public = vec![0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    public.extend(verifying.as_bytes());
    let pem = |label: &str, der: &[u8]| format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", encode(der));
    (pem(&["PRIVATE", "KEY"].join(" "), &private), pem("PUBLIC KEY", &public))
}

pub(crate) fn circumstances(run: &str, day: u8, previous: Option<(String, String)>) -> Circumstances {
    Circumstances {
        run_id: run.to_owned(),
        tool_sha256: "0".repeat(64),
        argv: vec!["plimsoll".to_owned()],
        started: format!("2026-11-{day:02}T05:00:00Z"),
        finished: format!("2026-11-{day:02}T05:00:10Z"),
        retain_until: "2027-12-31".to_owned(),
        salt: format!("salt of {run}"),
        previous,
        ..Circumstances::default()
    }
}

pub(crate) fn bundle(around: &Circumstances, signer: Option<&Signer>) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop");
    let policies = PolicySet::load(Bundle::builtin()).expect("the built-in policies load");
    let rules = policies.rules().iter().filter(|rule| rule.default).take(60).cloned().collect();
    let report = judge(&root, &policies, rules);
    evidence::create(&report, &policies, around, signer).expect("a bundle is made")
}

pub(crate) fn signer(seed: u8) -> Signer {
    Signer::from_pem(&keys(seed).0).expect("a private key")
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let signer = signer(7);
    let first = bundle(&circumstances("a", 1, None), Some(&signer));
    let same = bundle(&circumstances("a", 1, None), Some(&signer));
    assert_eq!(first, same);
    let later = bundle(&circumstances("b", 8, None), Some(&signer));
    let differing: Vec<&String> = first.keys().filter(|path| first.get(*path) != later.get(*path)).collect();
    assert_eq!(differing, [evidence::SUMS, ATTESTATIONS, evidence::MANIFEST]);
}

#[test]
fn a_whole_bundle_holds() {
    let files = bundle(&circumstances("a", 1, None), Some(&signer(7)));
    let key = evidence::verifying_key(&keys(7).1).expect("a public key");
    assert_eq!(evidence::verify(&files, Some(&key)), []);
}

#[test]
fn wrong_keys_and_swapped_signatures_are_named() {
    let files = bundle(&circumstances("a", 1, None), Some(&signer(7)));
    let other = evidence::verifying_key(&keys(8).1).expect("a public key");
    let failures = evidence::verify(&files, Some(&other));
    assert!(failures.iter().any(|f| f.file == ATTESTATIONS && f.promise == "signature"), "{failures:?}");
    let mut swapped = files.clone();
    let foreign = bundle(&circumstances("b", 2, None), Some(&signer(7)));
    swapped.insert(ATTESTATIONS.to_owned(), foreign[ATTESTATIONS].clone());
    let key = evidence::verifying_key(&keys(7).1).expect("a public key");
    let failures = evidence::verify(&swapped, Some(&key));
    assert!(failures.iter().any(|f| f.file == evidence::MANIFEST && f.promise == "signature"), "{failures:?}");
    assert!(Signer::from_pem("no key").is_err());
    assert!(evidence::verifying_key(&keys(7).0).is_err());
}

#[test]
fn an_unsigned_bundle_says_so() {
    let files = bundle(&circumstances("a", 1, None), None);
    assert!(!files.contains_key(ATTESTATIONS) && !files.contains_key(OSCAL_SIGNATURE));
    for path in ["report.md", "report.html"] {
        assert!(String::from_utf8_lossy(&files[path]).contains(UNSIGNED), "{path}");
    }
    assert_eq!(evidence::verify(&files, None), []);
    let key = evidence::verifying_key(&keys(7).1).expect("a public key");
    assert!(evidence::verify(&files, Some(&key)).iter().any(|f| f.message.contains("not signed")));
}

#[test]
fn no_secret_of_the_example_is_in_any_file() {
    let mut around = circumstances("a", 1, None);
    around.inputs.clear();
    let files = bundle(&around, Some(&signer(7)));
    let planted = "3f9a1c77d2e04b58";
    for (path, bytes) in &files {
        assert!(!String::from_utf8_lossy(bytes).contains(planted), "{path} holds a secret");
    }
}

fn recorded(files: &Files, name: &str) -> Recorded {
    let json = |path: &str| serde_json::from_slice(&files[path]).expect("JSON");
    Recorded {
        name: name.to_owned(),
        manifest: files[evidence::MANIFEST].clone(),
        results: json("results.json"),
        controls: json("controls.json"),
    }
}

#[test]
fn a_chain_shows_gaps_and_missing_runs() {
    let link = |files: &Files, run: &str| Some((run.to_owned(), evidence::sha256(&files[evidence::MANIFEST])));
    let first = bundle(&circumstances("a", 1, None), None);
    let second = bundle(&circumstances("b", 3, link(&first, "a")), None);
    let third = bundle(&circumstances("c", 20, link(&second, "b")), None);
    let all = [recorded(&third, "3"), recorded(&first, "1"), recorded(&second, "2")];
    let whole = evidence::chain(&all, None).expect("manifests are whole");
    assert_eq!(whole.runs.iter().map(|run| run.run_id.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(whole.gaps, []);
    assert!(whole.findings.iter().all(|finding| finding.runs == 3 && finding.closed.is_none()));
    let kinds = |bundles: &[Recorded], limit| -> Vec<&'static str> {
        evidence::chain(bundles, limit).expect("manifests are whole").gaps.iter().map(|gap| gap.kind).collect()
    };
    assert_eq!(kinds(&all, Some(7 * 86_400)), ["time"]);
    assert_eq!(kinds(&[recorded(&first, "1"), recorded(&third, "3")], None), ["missing"]);
    assert_eq!(kinds(&[recorded(&first, "1"), recorded(&first, "again")], None).first(), Some(&"twice"));
    let mut edited = first.clone();
    let manifest = String::from_utf8_lossy(&first[evidence::MANIFEST]).replace("\"a\"", "\"a\" ").into_bytes();
    edited.insert(evidence::MANIFEST.to_owned(), manifest);
    assert_eq!(kinds(&[recorded(&edited, "1"), recorded(&second, "2")], None), ["changed"]);
}
