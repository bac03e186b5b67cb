//! What a finding is: one rule, one cause, one place; whom it holds for; and how it is called.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::reports::{json, lay_out, list, run, word};

fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join(".git")).unwrap();
    lay_out(root.path(), files);
    root
}

fn of<'a>(report: &'a Value, rule: &str) -> Vec<&'a Value> {
    list(report, "findings").filter(|finding| finding["rule"] == rule).collect()
}

fn waiver(id: &str, matching: &str) -> String {
    format!(
        "  - id: {id}\n    rules: [compose/service-privileged]\n    match: {{{matching}}}\n    kind: risk-accepted\n    reason: a test of waivers\n    owner: a@x\n    created: 2026-11-01\n    expires: 2027-01-31\n"
    )
}

fn waivers(root: &Path, entries: &[String]) {
    fs::write(root.join("plimsoll-waivers.yaml"), format!("version: 1\nwaivers:\n{}", entries.concat())).unwrap();
}

const ANCHOR: &str = "x-base: &base\n  image: nginx:1.27.3\n  privileged: true\nservices:\n  b:\n    <<: *base\n  a:\n    <<: *base\n  c:\n    <<: *base\n  d:\n    image: nginx:1.27.3\n    privileged: true\n";

#[test]
fn one_cause_at_one_place_is_one_finding_for_all_services_that_it_reaches() {
    let root = repository(&[("compose.yaml", ANCHOR)]);
    let report = json(root.path(), &["--rule", "compose/service-privileged", "--outcomes"]);
    let found = of(&report, "compose/service-privileged");
    let lines: Vec<u64> = found.iter().filter_map(|finding| finding["location"]["start"]["line"].as_u64()).collect();
    assert_eq!(lines, [3, 13], "{report:#}");
    let subjects: Vec<String> = list(found[0], "occurrences").map(|one| word(&one["subject"])).collect();
    assert_eq!(subjects, ["/services/a", "/services/b", "/services/c"]);
    assert_eq!(found[0]["subject"], "/services/a");
    let messages: Vec<bool> = list(found[0], "occurrences").map(|one| one.get("message").is_some()).collect();
    assert_eq!(messages, [false, true, true], "the message of another service names it");
    assert_eq!(list(found[1], "occurrences").count(), 1);
    // Each service has its row all the same, and all name the finding.
    let rows: Vec<&Value> = list(&report, "outcomes").filter(|row| row["outcome"] == "fail").collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows.iter().filter(|row| row["findings"][0] == found[0]["fingerprint"]).count(), 3);
    for format in ["text", "concise", "markdown", "html", "github", "gitlab", "junit"] {
        let text = run(root.path(), &["check", "--rule", "compose/service-privileged", "-o", format]);
        let flat = text.replace("\n  │", "").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains("and 2 more services: b, c"), "{format}: {text}");
    }
    // In rows of subjects, each is told about itself.
    let junit = run(root.path(), &["check", "--rule", "compose/service-privileged", "-o", "junit", "--outcomes"]);
    assert!(junit.contains("message=\"service b runs privileged"), "{junit}");
}

#[test]
fn what_is_waived_for_one_service_stays_open_for_the_others() {
    let root = repository(&[("compose.yaml", ANCHOR)]);
    waivers(root.path(), &[waiver("W-1", "subject: services.b")]);
    let report = json(root.path(), &["--rule", "compose/service-privileged", "--as-of", "2026-11-20"]);
    let found = of(&report, "compose/service-privileged");
    let told: Vec<(bool, usize)> =
        found.iter().map(|one| (one["waiver"].is_null(), list(one, "occurrences").count())).collect();
    assert_eq!(told, [(true, 2), (false, 1), (true, 1)], "{report:#}");
    let prints: BTreeSet<String> = found.iter().map(|one| word(&one["fingerprint"])).collect();
    assert_eq!(prints.len(), 3);
}

#[test]
fn an_identity_covers_exactly_one_occurrence() {
    let compose = "services:\n  web:\n    image: nginx:1.27.3\n    privileged: true\n";
    let root =
        repository(&[("web/compose.yaml", compose), ("api/compose.yaml", compose), ("all/compose.yaml", ANCHOR)]);
    let arguments = ["--rule", "compose/service-privileged", "--as-of", "2026-11-20"];
    let report = json(root.path(), &arguments);
    let all = of(&report, "compose/service-privileged");
    assert_eq!(all.len(), 4);
    let identities = |finding: &Value| -> Vec<String> {
        list(finding, "occurrences").map(|one| word(&one["fingerprint"])).collect()
    };
    for finding in &all {
        assert_eq!(word(&finding["fingerprint"]), identities(finding)[0]);
        for (index, identity) in identities(finding).iter().enumerate() {
            waivers(root.path(), &[waiver("W-1", &format!("identity: {identity}"))]);
            let now = json(root.path(), &arguments);
            let covered: Vec<&Value> = list(&now, "findings").filter(|one| !one["waiver"].is_null()).collect();
            assert_eq!(covered.len(), 1, "{now:#}");
            assert_eq!(covered[0]["location"], finding["location"]);
            assert_eq!(identities(covered[0]), std::slice::from_ref(identity));
            assert_eq!(covered[0]["occurrences"][0]["subject"], finding["occurrences"][index]["subject"]);
            assert_eq!(now["waivers"][0]["covers"], Value::from(vec![identity.clone()]));
            assert_eq!(now["problems"], Value::Array(Vec::new()));
        }
        // All of them, one by one.
        let listed = identities(finding).join(", ");
        waivers(root.path(), &[waiver("W-1", &format!("identity: [{listed}]"))]);
        let now = json(root.path(), &arguments);
        let covered: Vec<&Value> = list(&now, "findings").filter(|one| !one["waiver"].is_null()).collect();
        assert_eq!((covered.len(), &covered[0]["occurrences"]), (1, &finding["occurrences"]));
    }
    // An identity of before waives nothing, and says how the findings are called now.
    let anchored = all.iter().find(|one| list(one, "occurrences").count() == 3).unwrap();
    let content = word(&anchored["content_fingerprint"]);
    waivers(root.path(), &[waiver("W-1", &format!("identity: {content}"))]);
    let now = json(root.path(), &arguments);
    assert_eq!(now["summary"]["waived"], 0);
    let help = word(&now["problems"][0]["help"]);
    assert!(help.contains("path") && help.contains(&word(&anchored["fingerprint"])), "{help}");
}

/// Who joins a finding later (a service, an environment, a project with the same file) was not waived, and takes no waiver from those who were.
#[test]
fn an_identity_covers_what_it_covered_whoever_joins() {
    const ONE: &str = "x-q: &q {privileged: true}\nservices:\n  d: {<<: *q, image: 'nginx:1.27'}\n";
    let more = format!("{ONE}  a: {{<<: *q, image: 'nginx:1.27'}}\n  e: {{<<: *q, image: 'nginx:1.27'}}\n");
    let config = |names: &[&str]| {
        let all: Vec<String> = names.iter().map(|name| format!("{{name: {name}, files: [compose.yaml]}}")).collect();
        format!("version: 1\nenvironments: [{}]\n", all.join(", "))
    };
    let arguments = ["--rule", "compose/service-privileged", "--as-of", "2026-11-20"];
    let including = "include: [../shared.yaml]\nservices: {}\n";
    let table: [(&[(&str, &str)], &[(&str, &str)]); 3] = [
        (&[("compose.yaml", ONE)], &[("compose.yaml", &more)]),
        (&[("compose.yaml", ONE), ("plimsoll.yaml", &config(&["p"]))], &[("plimsoll.yaml", &config(&["a", "p", "q"]))]),
        (
            &[("shared.yaml", ONE), ("b/compose.yaml", including), ("c/compose.yaml", including)],
            &[("a/compose.yaml", including)],
        ),
    ];
    for (before, after) in table {
        let root = repository(before);
        let report = json(root.path(), &arguments);
        let first = of(&report, "compose/service-privileged")[0]["occurrences"][0].clone();
        waivers(root.path(), &[waiver("W-1", &format!("identity: {}", word(&first["fingerprint"])))]);
        crate::reports::lay_out(root.path(), after);
        let now = json(root.path(), &arguments);
        let covered: Vec<&Value> = list(&now, "findings")
            .filter(|one| !one["waiver"].is_null())
            .flat_map(|one| list(one, "occurrences"))
            .collect();
        assert_eq!(covered, [&first], "{now:#}");
        let open = list(&now, "findings").filter(|one| one["waiver"].is_null());
        assert!(open.flat_map(|one| list(one, "occurrences")).count() > 1, "{now:#}");
    }
}

/// What else is judged beside it, and how it was asked for, is no part of what a finding is.
#[test]
fn a_finding_is_called_the_same_however_it_was_asked_for() {
    let base = "services:\n  web:\n    build: web\n    privileged: true\n    env_file: [web/app.env]\n";
    let root = repository(&[
        ("compose.yaml", base),
        ("compose.override.yaml", "services:\n  web:\n    pid: host\n"),
        ("compose.prod.yaml", "services:\n  web:\n    ipc: host\n"),
        ("compose.a.yaml", "services:\n  web:\n    uts: host\n"),
        ("web/Dockerfile", "FROM debian:latest\nRUN sudo ls\n"),
        ("web/app.env", "A=1\nA=2\n"),
        (".env", "B=1\nB=2\n"),
        (".env.test", "C=1\nC=2\nDOCKER_CONTENT_TRUST=0\n"),
        ("alone/.env.test", "C=1\nC=2\n"),
        ("alone/Dockerfile", "FROM debian:latest\n"),
    ]);
    let called = |arguments: &[&str]| -> BTreeSet<(String, String, String)> {
        let report = json(root.path(), &[&["--set", "all"], arguments].concat());
        let one = |finding: &Value| {
            (word(&finding["location"]["path"]), word(&finding["rule"]), word(&finding["fingerprint"]))
        };
        list(&report, "findings").map(one).collect()
    };
    let all = called(&[]);
    let asked: [(&[&str], &[&str]); 9] = [
        (&[".env.test"], &[".env.test"]),
        (&[".env"], &[".env"]),
        (&["web/app.env"], &["web/app.env"]),
        (&["web/Dockerfile"], &["web/Dockerfile"]),
        (&["alone/.env.test"], &["alone/.env.test"]),
        (&["alone"], &["alone/.env.test", "alone/Dockerfile"]),
        (&["compose.prod.yaml"], &["compose.prod.yaml"]),
        (&["-f", "compose.yaml"], &["compose.yaml"]),
        (&["-f", "compose.yaml", "-f", "compose.prod.yaml"], &["compose.prod.yaml"]),
    ];
    for (arguments, paths) in asked {
        let now = called(arguments);
        for path in paths {
            let of = |all: &BTreeSet<(String, String, String)>| -> BTreeSet<(String, String, String)> {
                all.iter().filter(|(there, ..)| there == path).cloned().collect()
            };
            let rules = |all: &BTreeSet<(String, String, String)>| -> BTreeSet<String> {
                of(all).into_iter().map(|(_, rule, _)| rule).collect()
            };
            assert!(!of(&now).is_empty(), "{arguments:?} {path}");
            let strange: Vec<_> = of(&now).difference(&of(&all)).cloned().collect();
            let shared: Vec<_> = strange.iter().filter(|(_, rule, _)| rules(&all).contains(rule)).collect();
            assert!(shared.is_empty(), "{arguments:?} {path}: {shared:?} are not in {:?}", of(&all));
        }
    }
    // Another overlay changes the name of nothing that was there.
    crate::reports::lay_out(root.path(), &[("compose.z.yaml", "services:\n  web:\n    ipc: host\n")]);
    let prints = |all: BTreeSet<(String, String, String)>| -> BTreeSet<String> {
        all.into_iter().map(|(_, _, print)| print).collect()
    };
    let (before, after) = (prints(all), prints(called(&[])));
    assert!(before.is_subset(&after), "{:?}", before.difference(&after));
}

#[test]
fn baselines_follow_files_that_are_renamed() {
    let compose = "services:\n  web:\n    image: nginx:1.27.3\n    privileged: true\n";
    let root = repository(&[("web/compose.yaml", compose)]);
    let rule = ["--rule", "compose/service-privileged"];
    for format in ["json", "sarif"] {
        run(root.path(), &[&["check", "-o", &format!("{format}=before")], &rule[..]].concat());
        fs::rename(root.path().join("web"), root.path().join("moved")).unwrap();
        let now = json(root.path(), &[&rule[..], &["--baseline", "before"]].concat());
        let told = ["new", "unchanged", "gone"].map(|key| now["baseline"][key].as_u64());
        assert_eq!(told, [Some(0), Some(1), Some(0)], "{format}");
        fs::rename(root.path().join("moved"), root.path().join("web")).unwrap();
    }
}

/// What was in a file that nobody could judge, that is left out, or of rules that did not run is out of sight, and not gone; whatever is written.
#[test]
fn what_nobody_looked_at_is_not_gone() {
    let compose = "services:\n  web:\n    image: nginx:1.27.3\n    privileged: true\n";
    let root = repository(&[("a/compose.yaml", compose), ("b/compose.yaml", compose)]);
    run(root.path(), &["check", "--set", "strict", "-o", "json=before.json"]);
    let counts = |arguments: &[&str]| {
        let mut all = Vec::new();
        for more in [&[] as &[&str], &["-o", "text=/dev/null"]] {
            run(
                root.path(),
                &[&["check", "--baseline", "before.json", "-o", "json=now.json"], arguments, more].concat(),
            );
            let now: Value = serde_json::from_str(&fs::read_to_string(root.path().join("now.json")).unwrap()).unwrap();
            all.push(["new", "unchanged", "gone", "out_of_sight"].map(|key| now["baseline"][key].as_u64().unwrap()));
        }
        assert_eq!(all[0], all[1], "{arguments:?}");
        all[0]
    };
    let [_, all, _, _] = counts(&["--set", "strict"]);
    assert_eq!(counts(&["--set", "strict"]), [0, all, 0, 0]);
    let [new, unchanged, gone, unseen] = counts(&[]);
    assert_eq!((new, unchanged + unseen, gone), (0, all, 0), "rules of the strict set did not run");
    assert_eq!(counts(&["--set", "recommended"]), [new, unchanged, gone, unseen]);
    let configured = |text: &str| crate::reports::lay_out(root.path(), &[("plimsoll.yaml", text)]);
    configured("version: 1\nset: strict\nrules: {compose/service-privileged: off}\n");
    assert_eq!(counts(&[]), [0, all - 2, 0, 2]);
    configured("version: 1\nset: strict\npaths: {exclude: [a/]}\n");
    assert_eq!(counts(&[]), [0, all / 2, 0, all / 2]);
    // Broken, it is out of sight, and that it is broken is new; gone for good, it is gone.
    configured("version: 1\nset: strict\n");
    fs::write(root.path().join("a/compose.yaml"), "x: [\n").unwrap();
    assert_eq!(counts(&[]), [0, all / 2, 0, all / 2]);
    let state = |baseline: &str| {
        let to = ["-o", "sarif=now.sarif", "--sarif-profile", "full"];
        run(root.path(), &[&["check", "--baseline", baseline], &to[..]].concat());
        let now: Value = serde_json::from_str(&fs::read_to_string(root.path().join("now.sarif")).unwrap()).unwrap();
        let results = list(&now["runs"][0], "results").find(|one| one["ruleId"] == "plimsoll/not-judged").unwrap();
        word(&results["baselineState"])
    };
    assert_eq!(state("before.json"), "new");
    for format in ["json", "sarif"] {
        run(root.path(), &["check", "-o", &format!("{format}=broken")]);
        assert_eq!(state("broken"), "unchanged", "{format}");
    }
    fs::remove_dir_all(root.path().join("a")).unwrap();
    assert_eq!(counts(&[]), [0, all / 2, all / 2, 0]);
}
