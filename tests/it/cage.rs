//! The cage: a policy that is not ours can ruin its own process, and nothing else.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use crate::sources::{code, rule, run, text, tree};

const COMPOSE: &str = "services:\n  web:\n    image: nginx:1.27.3\n    privileged: true\n";

const SAYS: &str = "deny contains finding if {\n\tsome service in input.services\n\tfinding := {\"message\": \"said\", \"at\": service.at}\n}";

/// A rule that says what an expression comes to, with definitions before it.
fn asks(name: &str, definitions: &str, expression: &str) -> String {
    let body = format!(
        "{definitions}\ndeny contains finding if {{\n\tsome service in input.services\n\tfinding := {{\"message\": sprintf(\"%v\", [{expression}]), \"at\": service.at}}\n}}"
    );
    rule(&format!("acme.{name}"), "", &body)
}

fn repeated(count: usize, one: impl Fn(usize) -> String) -> String {
    (1..count).fold(String::new(), |mut all, number| {
        writeln!(all, "{}", one(number)).expect("a string");
        all
    })
}

/// A policy that ruins its process, and what is told of it.
fn ruinous() -> Vec<(&'static str, String, &'static str)> {
    let doubled = |first: &str, next: fn(usize) -> String, count| format!("a0 := {first}\n{}", repeated(count, next));
    let text = doubled("\"xxxxxxxxxxxxxxxx\"", |n| format!("a{n} := concat(\"\", [a{}, a{}])", n - 1, n - 1), 34);
    let list = doubled("[1, 2, 3, 4]", |n| format!("a{n} := array.concat(a{}, a{})", n - 1, n - 1), 30);
    let calls = format!("f0(x) := x\n{}", repeated(12_000, |n| format!("f{n}(x) := f{}(x) + 1", n - 1)));
    vec![
        ("doubled text", asks("ruins", &text, "count(a33)"), "it needs more memory"),
        ("doubled list", asks("ruins", &list, "count(a29)"), "it needs more memory"),
        ("deep calls", asks("ruins", &calls, "f11999(1)"), "stack"),
        ("range", asks("ruins", "", "count(numbers.range(1, 300000000))"), "more than 1000000 numbers"),
        ("network", asks("ruins", "", "count(net.cidr_expand(\"::/0\"))"), "more than 1000000 addresses"),
        ("shift", asks("ruins", "", "bits.lsh(1, 100000000000)"), "shifts by 0 to 4096 bits"),
        (
            "address",
            asks("ruins", "", "1").replace("service.at}", "concat(\"\", [\"/x\" | some i in numbers.range(1, 3000)])}"),
            "is deeper than",
        ),
        (
            "answer",
            asks("ruins", "", "concat(\"\", [\"xxxxxxxxxxxxxxxx\" | some i in numbers.range(1, 900000)])"),
            "bytes",
        ),
    ]
}

#[test]
fn a_policy_that_ruins_its_process_costs_its_own_answer_alone() {
    let says = rule("acme.says", "", SAYS);
    let last = rule("acme.zeal", "", SAYS);
    for (what, policy, expected) in ruinous() {
        let files = [("compose.yaml", COMPOSE), ("p/a.rego", &says), ("p/r.rego", &policy), ("p/z.rego", &last)];
        let directory = tree(&files);
        let output = run(directory.path(), &["check", ".", "-o", "json", "--outcomes", "--policy", "p"]);
        assert_eq!(code(&output), 2, "{what}: {}", text(&output.stderr));
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let list = |key: &str| report[key].as_array().cloned().unwrap_or_default();
        let problems: Vec<String> =
            list("problems").iter().map(|p| format!("{} {}", p["code"], p["message"])).collect();
        assert_eq!(problems.len(), 1, "{what}: {problems:?}");
        assert!(problems[0].contains("rule acme/ruins: ") && problems[0].contains(expected), "{what}: {problems:?}");
        let found: BTreeSet<String> =
            list("findings").iter().filter_map(|f| Some(f["rule"].as_str()?.to_owned())).collect();
        for rule in ["acme/says", "acme/zeal", "compose/service-privileged"] {
            assert!(found.contains(rule), "{what}: {rule} is not in {found:?}");
        }
        let ruined = list("outcomes").into_iter().filter(|outcome| outcome["rule"] == "acme/ruins");
        let ruined: Vec<Value> = ruined.map(|outcome| outcome["outcome"].clone()).collect();
        assert_eq!(ruined, ["error"], "{what}");
    }
}

#[test]
fn reports_are_the_same_bytes_whatever_the_thread_count_and_say_nothing_that_a_policy_prints() {
    let prints = rule("acme.prints", "", &SAYS.replace("finding :=", "print(\"PRINTED\", service.key)\n\tfinding :="));
    let doubled = format!(
        "a0 := \"xxxxxxxxxxxxxxxx\"\n{}",
        repeated(34, |n| format!("a{n} := concat(\"\", [a{}, a{}])", n - 1, n - 1))
    );
    let ruins = asks("ruins", &doubled, "count(a33)");
    let names: Vec<String> = (0..6).map(|n| format!("d{n}/compose.yaml")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), COMPOSE)).collect();
    files.extend([("p/a.rego", prints.as_str()), ("p/r.rego", ruins.as_str())]);
    let directory = tree(&files);
    let outputs = ["1", "4"].map(|threads| {
        let output = run(directory.path(), &["check", ".", "-o", "json", "--policy", "p", "--threads", threads]);
        assert!(!text(&output.stderr).contains("PRINTED") && !text(&output.stdout).contains("PRINTED"));
        text(&output.stdout)
    });
    assert_eq!(outputs[0], outputs[1]);
    let report: Value = serde_json::from_str(&outputs[0]).expect("a report");
    let said = report["findings"].as_array().into_iter().flatten().filter(|finding| finding["rule"] == "acme/prints");
    assert_eq!(said.count(), 6);
}

#[test]
fn a_bundle_with_policies_of_others_replays_and_tells_what_they_replace() {
    let says = rule("acme.says", "", SAYS);
    let never =
        rule("policies.compose.service_privileged", "", "deny contains finding if {\n\tfalse\n\tfinding := {}\n}");
    let ruins = asks("ruins", "", "count(numbers.range(1, 300000000))");
    let files = [("t/compose.yaml", COMPOSE), ("t/p/a.rego", &says), ("t/p/in/x.rego", &never), ("t/p/r.rego", &ruins)];
    let directory = tree(&files);
    let here = directory.path().join("t");
    let bundle = directory.path().join("bundle").display().to_string();
    let absolute = format!("replaces:{}", here.join("p").display());
    let made = run(&here, &["evidence", "create", ".", "--out", &bundle, "--policy", &absolute]);
    assert_eq!(code(&made), 2, "a rule fails: {}", text(&made.stderr));
    let manifest = std::fs::read(directory.path().join("bundle/manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let replaced = serde_json::json!([{"kind": "rule", "name": "compose/service-privileged", "source": "p"}]);
    assert_eq!(manifest["policy"]["replaced"], replaced);
    let verified = run(&here, &["evidence", "verify", &bundle, "--unsigned", "--replay", "--src", "."]);
    assert_eq!(code(&verified), 0, "{}{}", text(&verified.stdout), text(&verified.stderr));
}
