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

/// A policy that asks too much, and what is told of it: where it is compiled, and where it is interpreted and ruins its process.
fn ruinous() -> Vec<(&'static str, String, [&'static str; 2])> {
    let doubled = |first: &str, next: fn(usize) -> String, count| format!("a0 := {first}\n{}", repeated(count, next));
    let text = doubled("\"xxxxxxxxxxxxxxxx\"", |n| format!("a{n} := concat(\"\", [a{}, a{}])", n - 1, n - 1), 34);
    let list = doubled("[1, 2, 3, 4]", |n| format!("a{n} := array.concat(a{}, a{})", n - 1, n - 1), 30);
    let calls = format!("f0(x) := x\n{}", repeated(12_000, |n| format!("f{n}(x) := f{}(x) + 1", n - 1)));
    vec![
        ("doubled text", asks("ruins", &text, "count(a33)"), ["bytes", "it needs more memory"]),
        ("doubled list", asks("ruins", &list, "count(a29)"), ["more than 100663296 bytes", "it needs more memory"]),
        (
            "deep calls",
            asks("ruins", &calls, "f11999(1)"),
            ["more than 128 rules and functions wait for each other", "stack"],
        ),
        (
            "range",
            asks("ruins", "", "count(numbers.range(1, 300000000))"),
            ["more than 1048576 numbers", "more than 1000000 numbers"],
        ),
        ("network", asks("ruins", "", "count(net.cidr_expand(\"::/0\"))"), ["more than 1000000 addresses"; 2]),
        ("shift", asks("ruins", "", "bits.lsh(1, 100000000000)"), ["shifts by 0 to 4096 bits"; 2]),
        (
            "address",
            asks("ruins", "", "1").replace("service.at}", "concat(\"\", [\"/x\" | some i in numbers.range(1, 3000)])}"),
            ["is deeper than"; 2],
        ),
        (
            "answer",
            asks("ruins", "", "concat(\"\", [\"xxxxxxxxxxxxxxxx\" | some i in numbers.range(1, 900000)])"),
            ["bytes"; 2],
        ),
    ]
}

#[test]
fn a_policy_that_ruins_its_process_costs_its_own_answer_alone() {
    let says = rule("acme.says", "", SAYS);
    let last = rule("acme.zeal", "", SAYS);
    let engines = ["compiled", "regorus"];
    let cases = ruinous().into_iter().flat_map(|(what, policy, expected)| {
        engines.into_iter().zip(expected).map(move |(engine, expected)| (what, policy.clone(), engine, expected))
    });
    for (what, policy, engine, expected) in cases {
        let what = format!("{what}, {engine}");
        let files = [("compose.yaml", COMPOSE), ("p/a.rego", &says), ("p/r.rego", &policy), ("p/z.rego", &last)];
        let directory = tree(&files);
        let output =
            run(directory.path(), &["check", ".", "-o", "json", "--outcomes", "--policy", "p", "--engine", engine]);
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

/// Sources that nobody can read, with the code of what is told of them and a part of the message.
fn unreadable() -> Vec<(&'static str, Vec<(String, String)>, &'static str, &'static str)> {
    let lost = rule("acme.lost", "", SAYS);
    let with = |path: &str, text: String| vec![("q/lost.rego".to_owned(), lost.clone()), (format!("q/{path}"), text)];
    let zeros = |count| format!("a: [{}0]\n", "0,".repeat(count));
    let bracketed =
        format!("# METADATA\n# title: {}\npackage acme.open\n\ndeny contains 1 if false\n", "[".repeat(200_000));
    let huge = [("q/data/a.yaml", zeros(2_000_000)), ("q/data/b.yaml", zeros(2_000_000))];
    let huge = huge.into_iter().map(|(path, text)| (path.to_owned(), text));
    vec![
        (
            "dies",
            with("x.md", String::new()).into_iter().chain(huge).collect(),
            "policy-unreadable",
            "it needs more memory",
        ),
        ("values", with("data/a.yaml", zeros(300_000)), "policy-unreadable", "more than 250000"),
        ("METADATA", with("open.rego", bracketed), "policy-metadata", "more than 128 brackets are open"),
        ("deep data", with("data/a.yaml", "[".repeat(100_000)), "policy-data", "more than 128 brackets are open"),
        ("syntax", with("broken.rego", "package acme.broken\n\nx :=\n".to_owned()), "policy-syntax", ""),
        (
            "engine",
            with(
                "used.rego",
                rule("acme.used", "", &SAYS.replace("finding :=", "1 == later\n\tlater := 1\n\tfinding :=")),
            ),
            "policy-compile",
            "later",
        ),
        (
            "claims",
            with("claims.rego", rule("acme.claims", ", controls: {cis-docker-1.6: [\"x\"]}", SAYS)),
            "policy-metadata",
            "has no control `x`",
        ),
    ]
}

#[test]
fn a_source_that_cannot_be_read_costs_its_own_rules_alone() {
    let says = rule("acme.says", "", SAYS);
    for (what, files, expected, part) in unreadable() {
        let mut all = vec![("compose.yaml", COMPOSE), ("p/a.rego", &says)];
        all.extend(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let directory = tree(&all);
        let output = run(directory.path(), &["check", ".", "-o", "json", "--policy", "p", "--policy", "q"]);
        assert_eq!(code(&output), 2, "{what}: {}", text(&output.stderr));
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let list = |key: &str| report[key].as_array().cloned().unwrap_or_default();
        let told: Vec<String> = list("problems").iter().map(|p| format!("{} {}", p["code"], p["message"])).collect();
        let is_told = |code: &str, part: &str| told.iter().any(|line| line.contains(code) && line.contains(part));
        assert!(is_told(expected, part), "{what}: {told:?}");
        assert!(is_told("policy-left-out", "acme/lost"), "{what}: its rules are named: {told:?}");
        let found: BTreeSet<String> =
            list("findings").iter().filter_map(|f| Some(f["rule"].as_str()?.to_owned())).collect();
        assert!(found.contains("compose/service-privileged") && !found.contains("acme/lost"), "{what}: {found:?}");
        // Where two do not go together nobody can say which one is to blame.
        assert_eq!(found.contains("acme/says"), what != "claims", "{what}: {found:?}");
        for words in [&["rules", "--policy", "q"][..], &["explain", "acme/lost", "--policy", "q"]] {
            let output = run(directory.path(), words);
            assert_eq!(code(&output), 2, "{what} {words:?}");
            assert!(text(&output.stderr).contains(&format!("error[{expected}]")), "{what}: {}", text(&output.stderr));
        }
        let bundle = directory.path().join("bundle");
        let made = run(directory.path(), &["evidence", "create", ".", "--out", "bundle", "--policy", "q"]);
        assert_eq!(
            (code(&made), bundle.exists()),
            (2, false),
            "{what}: evidence keeps what it was judged by, or is not made"
        );
    }
}

/// The program takes memory by small pages, in a child too: huge ones would hold twice as much as is used.
#[test]
#[cfg(target_os = "linux")]
fn no_process_takes_huge_pages() {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .arg(plimsoll_policy::cage::VERB)
        // As the parent starts it: it may not take much address space.
        .env("MIMALLOC_ARENA_RESERVE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("plimsoll starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(b"nothing that is asked\n").expect("written");
    let mut answer = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut answer).expect("an answer");
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("its status");
    drop(stdin);
    assert!(child.wait().expect("it ends").success(), "{answer}");
    match status.lines().find(|line| line.starts_with("THP_enabled:")) {
        Some(line) => assert!(line.ends_with('0'), "{line}"),
        None => println!("not looked at: this system does not say"),
    }
}
