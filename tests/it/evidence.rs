//! Evidence: the same input gives the same bytes, every change is caught and named, and a row of runs shows what is missing.

use std::path::Path;

use plimsoll_evidence::{
    self as evidence, ATTESTATIONS, Bundle as Recorded, Circumstances, Closing, Demands, Files, OSCAL_SIGNATURE,
    Presence, Signer, UNSIGNED,
};
use plimsoll_policy::{Bundle, PolicySet};

use crate::rule_examples::judge_for;

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
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("the built-in policies load");
    let rules: Vec<_> = policies.rules().iter().filter(|rule| rule.default).take(60).cloned().collect();
    let report = judge_for(&root, &policies, &rules, true);
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
    let failures = evidence::verify(files, None);
    Recorded::of_files(name.to_owned(), files.clone(), failures, true).expect("it has a manifest")
}

/// The manifest of a bundle that is there already, with another run's circumstances: the chain reads no digests but those of manifests.
fn run(first: &Files, id: &str, day: u8, previous: Option<&Files>) -> Files {
    let mut files = first.clone();
    let mut manifest: serde_json::Value = serde_json::from_slice(&first[evidence::MANIFEST]).expect("JSON");
    let around = circumstances(id, day, None);
    let link = |files: &Files| {
        let manifest: serde_json::Value = serde_json::from_slice(&files[evidence::MANIFEST]).expect("JSON");
        serde_json::json!({"run_id": manifest["run_id"], "manifest_sha256": evidence::sha256(&files[evidence::MANIFEST])})
    };
    manifest["run_id"] = id.into();
    manifest["started"] = around.started.into();
    manifest["finished"] = around.finished.into();
    manifest["previous"] = previous.map(link).unwrap_or_default();
    files.insert(evidence::MANIFEST.to_owned(), serde_json::to_vec(&manifest).expect("JSON"));
    files
}

fn whole(files: &Files, name: &str) -> Recorded {
    Recorded { failures: Vec::new(), ..recorded(files, name) }
}

/// The one row of runs of one repository.
fn row(bundles: &[Recorded], demands: &Demands) -> evidence::Chain {
    let mut rows = evidence::chain(bundles, demands).expect("manifests are whole");
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

fn kinds(bundles: &[Recorded], demands: &Demands) -> Vec<&'static str> {
    row(bundles, demands).gaps.iter().map(|gap| gap.kind).collect()
}

#[test]
fn a_chain_shows_gaps_and_missing_runs() {
    let made = bundle(&circumstances("a", 1, None), None);
    let first = run(&made, "a", 1, None);
    let second = run(&made, "b", 3, Some(&first));
    let third = run(&made, "c", 20, Some(&second));
    let all = [whole(&third, "3"), whole(&first, "1"), whole(&second, "2")];
    let any = Demands::default();
    let chain = row(&all, &any);
    assert_eq!(chain.runs.iter().map(|run| run.run_id.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(chain.gaps, []);
    assert!(!chain.findings.is_empty());
    assert!(chain.findings.iter().all(|finding| finding.runs == 3 && finding.closed.is_none()));
    let day = |day: &str| Some(day.parse().expect("a day"));
    let week = Demands { max_gap: Some(7 * 86_400), ..any };
    assert_eq!(kinds(&all, &week), ["time"]);
    assert_eq!(kinds(&[whole(&first, "1"), whole(&third, "3")], &any), ["missing"]);
    assert_eq!(kinds(&[whole(&first, "1"), whole(&first, "again")], &any).first(), Some(&"twice"));
    // The run before the period says that none is missing in it; its ends count as well.
    assert_eq!(kinds(&all, &Demands { from: day("2026-11-02"), ..any }), [""; 0]);
    assert_eq!(kinds(&all, &Demands { from: day("2026-11-02"), to: day("2026-11-08"), ..week }), [""; 0]);
    assert_eq!(kinds(&all, &Demands { from: day("2026-10-01"), to: day("2026-11-08"), ..week }), ["time"]);
    assert_eq!(kinds(&all, &Demands { to: day("2026-12-24"), ..week }), ["time", "time"]);
    assert_eq!(kinds(&all, &Demands { from: day("2027-01-01"), to: day("2027-12-31"), ..week }), ["time"]);
    let mut edited = first.clone();
    let manifest = String::from_utf8_lossy(&first[evidence::MANIFEST]).replacen('{', "{ ", 1).into_bytes();
    edited.insert(evidence::MANIFEST.to_owned(), manifest);
    assert_eq!(kinds(&[whole(&edited, "1"), whole(&second, "2")], &any), ["changed"]);
    // The clock was set back between two runs: links say which came first.
    let early = run(&made, "d", 2, Some(&second));
    assert_eq!(kinds(&[whole(&first, "1"), whole(&second, "2"), whole(&early, "3")], &any), ["order"]);
    // Two runs after the same one.
    let fork = run(&made, "e", 4, Some(&first));
    assert_eq!(kinds(&[whole(&first, "1"), whole(&second, "2"), whole(&fork, "3")], &any), ["order"]);
    let mut doctored = made.clone();
    doctored.insert("results.json".to_owned(), b"{}".to_vec());
    assert_eq!(kinds(&[recorded(&made, "1")], &any), [""; 0]);
    assert_eq!(kinds(&[recorded(&doctored, "1")], &any), ["broken", "unread"]);
}

/// A manifest changed, without what follows from it.
fn with(files: &Files, change: impl Fn(&mut serde_json::Value)) -> Files {
    let mut files = files.clone();
    let mut manifest = serde_json::from_slice(&files[evidence::MANIFEST]).expect("JSON");
    change(&mut manifest);
    files.insert(evidence::MANIFEST.to_owned(), serde_json::to_vec(&manifest).expect("JSON"));
    files
}

/// Commands pasted one after the other take less than the second that clocks are written in.
#[test]
fn runs_within_a_second_are_in_the_order_of_their_links() {
    let made = bundle(&circumstances("a", 1, None), None);
    let at_once = |id: &str, previous: Option<&Files>| {
        with(&run(&made, id, 1, previous), |manifest| manifest["finished"] = manifest["started"].clone())
    };
    let first = at_once("z", None);
    let second = at_once("m", Some(&first));
    let third = at_once("a", Some(&second));
    for order in [[&first, &second, &third], [&third, &second, &first], [&second, &third, &first]] {
        let bundles = order.map(|files| whole(files, "x"));
        let chain = row(&bundles, &Demands::default());
        assert_eq!(chain.gaps, []);
        assert_eq!(chain.runs.iter().map(|run| run.run_id.as_str()).collect::<Vec<_>>(), ["z", "m", "a"]);
    }
    // Runs that name each other, or themselves, come in some order, each once, and the row is not whole.
    let round = with(&first, |manifest| {
        manifest["previous"] = serde_json::json!({"run_id": "a", "manifest_sha256": "0".repeat(64)})
    });
    let chain = row(&[whole(&round, "1"), whole(&second, "2"), whole(&third, "3")], &Demands::default());
    assert_eq!(chain.runs.len(), 3);
    assert!(!chain.gaps.is_empty());
    let own = with(&first, |manifest| {
        manifest["previous"] = serde_json::json!({"run_id": "z", "manifest_sha256": "0".repeat(64)})
    });
    assert_eq!(kinds(&[whole(&own, "1")], &Demands::default()), ["order"]);
}

/// What a run whose results are broken found is not known: nothing is mended by it, and nothing counts as met.
#[test]
fn a_broken_document_is_told_and_closes_nothing() {
    let made = bundle(&circumstances("a", 1, None), None);
    let first = run(&made, "a", 1, None);
    let second = run(&made, "b", 3, Some(&first));
    let third = run(&made, "c", 5, Some(&second));
    for broken in [None, Some(&b"{\"rows\": ["[..]), Some(b"[]"), Some(b"{\"rows\": null}")] {
        let mut second = second.clone();
        for document in [evidence::RESULTS, evidence::CONTROLS, evidence::WAIVERS] {
            second.remove(document);
            second.extend(broken.map(|bytes| (document.to_owned(), bytes.to_vec())));
        }
        let bundles = [whole(&first, "1"), whole(&second, "2"), whole(&third, "3")];
        let chain = row(&bundles, &Demands::default());
        let told: Vec<_> = chain.gaps.iter().map(|gap| (gap.kind, gap.message.split(' ').next())).collect();
        let documents = [evidence::RESULTS, evidence::CONTROLS, evidence::WAIVERS];
        assert_eq!(told, documents.map(|document| ("unread", Some(document))));
        assert!(!chain.findings.is_empty());
        for finding in &chain.findings {
            assert_eq!(finding.closed, None, "{finding:?}");
            assert_eq!((finding.presence[1], finding.runs), (Presence::Unknown, 2), "{finding:?}");
        }
        assert!(chain.controls.iter().all(|control| control.statuses[1] == "not_assessed"));
        assert!(evidence::timeline(&[chain]).contains("not known"));
    }
    let whole_row = row(&[whole(&first, "1"), whole(&second, "2")], &Demands::default());
    assert!(!evidence::timeline(&[whole_row]).contains("not known"));
}

/// A run of one repository says nothing of another's.
#[test]
fn each_repository_has_a_row_of_its_own() {
    let made = bundle(&circumstances("a", 1, None), None);
    let of = |files: &Files, name: &str| {
        with(files, |manifest| manifest["repository"] = serde_json::json!({"identity": name, "from": "caller"}))
    };
    let (one, other) = (of(&run(&made, "a", 1, None), "one"), of(&run(&made, "b", 2, None), "two"));
    let mut empty = whole(&other, "2");
    empty.results = serde_json::json!({"version": 1, "rows": []});
    let rows = evidence::chain(&[whole(&one, "1"), empty], &Demands::default()).expect("manifests are whole");
    let names: Vec<Option<&str>> = rows.iter().map(|row| row.repository.as_deref()).collect();
    assert_eq!(names, [Some("one"), Some("two")]);
    assert!(rows.iter().all(|row| row.gaps.is_empty() && row.runs.len() == 1));
    assert!(!rows[0].findings.is_empty());
    assert!(rows[0].findings.iter().all(|finding| finding.closed.is_none()));
    let page = evidence::timeline(&rows);
    assert!(page.contains("2 repositories") && page.contains("<h2>one</h2>") && page.contains("<h2>two</h2>"));
}

#[test]
fn a_chain_without_a_key_says_so() {
    let made = bundle(&circumstances("a", 1, None), None);
    let unverified = Recorded { verified: false, ..whole(&made, "1") };
    let rows = evidence::chain(&[unverified], &Demands::default()).expect("manifests are whole");
    assert!(!rows[0].verified && !rows[0].runs[0].verified);
    assert!(evidence::timeline(&rows).matches(evidence::UNVERIFIED).count() >= 4);
    assert!(!evidence::timeline(&[row(&[whole(&made, "1")], &Demands::default())]).contains(evidence::UNVERIFIED));
}

#[test]
fn findings_open_and_close_and_controls_hold_for_a_while() {
    let made = bundle(&circumstances("a", 1, None), None);
    let first = run(&made, "a", 1, None);
    let second = run(&made, "b", 3, Some(&first));
    let third = run(&made, "c", 5, Some(&second));
    let mut bundles = [whole(&first, "1"), whole(&second, "2"), whole(&third, "3")];
    let failing: Vec<usize> = {
        let rows = bundles[0].results["rows"].as_array().expect("rows");
        rows.iter().enumerate().filter(|(_, row)| row["outcome"] == "fail").map(|(n, _)| n).collect()
    };
    let key = |bundle: &Recorded, n: usize| -> (String, String) {
        let row = &bundle.results["rows"][n];
        (row["rule"].as_str().expect("a rule").to_owned(), row["subject"].as_str().expect("a subject").to_owned())
    };
    let (mended, waived, gone) = (failing[0], failing[1], failing[2]);
    let (mended_key, waived_key, gone_key) =
        (key(&bundles[0], mended), key(&bundles[0], waived), key(&bundles[0], gone));
    for bundle in &mut bundles[1..] {
        bundle.results["rows"][mended]["outcome"] = "pass".into();
        bundle.results["rows"][waived]["outcome"] = "waived".into();
        bundle.results["rows"].as_array_mut().expect("rows").remove(gone);
        bundle.controls["frameworks"][0]["controls"][0]["status"] = "satisfied".into();
    }
    bundles[0].controls["frameworks"][0]["controls"][0]["status"] = "not_satisfied".into();
    bundles[2].waivers["waivers"] = serde_json::json!([
        {"id": "W-1", "created": "2026-11-02"}, {"id": "W-2", "created": "2026-11-04"}, {"id": "W-3", "created": null},
    ]);
    let chain = row(&bundles, &Demands::default());
    let found = |key: &(String, String)| {
        let fits = |f: &&evidence::FindingHistory| (&f.rule, &f.subject) == (&key.0, &key.1);
        chain.findings.iter().find(fits).expect("it has a history")
    };
    assert_eq!(found(&mended_key).closed.as_deref(), Some("2026-11-03T05:00:10Z"));
    assert_eq!(found(&mended_key).closing, Some(Closing::Mended));
    assert_eq!(found(&gone_key).closing, Some(Closing::NotJudged));
    assert_eq!(found(&waived_key).closed, None);
    assert_eq!(found(&waived_key).presence, [Presence::Open, Presence::Waived, Presence::Waived]);
    let gaps: Vec<(&str, bool)> = chain.gaps.iter().map(|gap| (gap.kind, gap.message.starts_with("W-1 "))).collect();
    assert_eq!(gaps, [("waiver", true)]);
    let framework = bundles[0].controls["frameworks"][0]["id"].as_str().expect("an id").to_owned();
    let id = bundles[0].controls["frameworks"][0]["controls"][0]["id"].clone();
    let share = |demands: &Demands| {
        let chain = row(&bundles, demands);
        let control =
            chain.controls.iter().find(|c| c.framework == framework && id == *c.control).expect("it is there");
        control.met_percent
    };
    assert_eq!(share(&Demands::default()), 50.0);
    // A status speaks for a day only: of four days between the runs one was covered and met.
    assert_eq!(share(&Demands { max_gap: Some(86_400), ..Demands::default() }), 25.0);
    let page = evidence::timeline(std::slice::from_ref(&chain));
    for text in ["The row of runs is not whole: 1 gap.", "waiver dated back", "no longer judged", "aria-label=\"met\""]
    {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("src=") && !page.contains("url(") && !page.contains("<script"));
}
