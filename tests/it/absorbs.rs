//! One cause is one finding: what a worse finding tells, too, is told with it, and nothing of it is lost.

use std::path::Path;

use serde_json::Value;

use crate::gaps::run;
use crate::reports::{lay_out, tree};

const WHOLE: &str = "project/toxic-exposed-default-cred";
const PORT: &str = "compose/datastore-port-published";
const PASSWORD: &str = "compose/default-credential-known-image";

fn compose(host: &str) -> String {
    let word = ["post", "gres"].concat();
    format!(
        "services:\n  db:\n    image: postgres:17\n    ports: [\"{host}5432:5432\"]\n    environment:\n      POSTGRES_PASSWORD: {word}\n"
    )
}

fn check(root: &Path, arguments: &[&str]) -> (Option<i32>, Value) {
    let (code, out, err) = run(root, &[&["check", "-o", "json", "--as-of", "2026-11-01"], arguments].concat());
    (code, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {err}")))
}

fn texts<'v>(list: &'v Value, key: &str) -> Vec<&'v str> {
    list.as_array().into_iter().flatten().filter_map(|one| one[key].as_str()).collect()
}

fn finding<'v>(report: &'v Value, rule: &str) -> Option<&'v Value> {
    report["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == rule)
}

#[test]
fn one_published_datastore_with_a_known_password_is_one_finding() {
    let root = tree(&[("compose.yaml", &compose(""))]);
    let (code, report) = check(root.path(), &["--outcomes"]);
    let whole = finding(&report, WHOLE).expect("the whole is told");
    let parts = texts(&whole["absorbed"], "rule");
    assert!(parts.contains(&PORT) && parts.contains(&PASSWORD), "{parts:?}");
    assert!(finding(&report, PORT).is_none() && finding(&report, PASSWORD).is_none(), "told beside it");
    assert_eq!(code, Some(1));
    // What is told with another finding breaks its own rule as ever.
    let rows = report["outcomes"].as_array().unwrap();
    let row = rows.iter().find(|row| row["rule"] == PORT && row["subject"] == "/services/db").expect("a row");
    let part = whole["absorbed"].as_array().unwrap().iter().find(|part| part["rule"] == PORT).unwrap();
    assert_eq!((&row["outcome"], &row["findings"][0]), (&Value::from("fail"), &part["fingerprint"]));
    for format in ["text", "concise", "markdown", "html", "csv", "sarif", "github", "gitlab", "junit"] {
        let (_, out, _) = run(root.path(), &["check", "-o", format]);
        assert!(out.contains(PORT) && out.contains(PASSWORD), "{format} does not name what is told with it:\n{out}");
    }
}

#[test]
fn a_part_is_told_by_itself_where_nothing_tells_it() {
    let root = tree(&[("compose.yaml", &compose(""))]);
    let (_, report) = check(root.path(), &["--rule", PORT]);
    assert!(finding(&report, PORT).is_some());
    let bound = tree(&[("compose.yaml", &compose("127.0.0.1:"))]);
    let (_, report) = check(bound.path(), &[]);
    assert!(finding(&report, WHOLE).is_none() && finding(&report, PASSWORD).is_some());
    // A milder one tells nothing that is worse.
    let milder =
        tree(&[("compose.yaml", &compose("")), ("plimsoll.yaml", &format!("version: 1\nrules:\n  {WHOLE}: low\n"))]);
    let (_, report) = check(milder.path(), &[]);
    assert!(finding(&report, WHOLE).is_some_and(|whole| whole["absorbed"].is_null()));
    assert!(finding(&report, PASSWORD).is_some() && finding(&report, PORT).is_some());
}

#[test]
fn a_waiver_covers_what_it_names_and_nothing_besides() {
    let waive = |rule: &str| {
        let waiver = format!(
            "version: 1\nwaivers:\n  - {{id: W, rules: [{rule}], match: {{subject: services.db}}, reason: known, owner: a, created: 2026-10-01, expires: 2027-01-01}}\n"
        );
        let root = tree(&[("compose.yaml", &compose("")), ("plimsoll-waivers.yaml", &waiver)]);
        check(root.path(), &[]).1
    };
    let report = waive(PORT);
    assert!(finding(&report, PORT).is_some_and(|part| !part["waiver"].is_null()), "the waived one stands by itself");
    assert_eq!(finding(&report, WHOLE).map(|whole| texts(&whole["absorbed"], "rule").contains(&PORT)), Some(false));
    let report = waive(WHOLE);
    assert!(finding(&report, WHOLE).is_some_and(|whole| !whole["waiver"].is_null() && whole["absorbed"].is_null()));
    assert!(finding(&report, PORT).is_some_and(|part| part["waiver"].is_null()), "nobody accepted that");
}

#[test]
fn a_baseline_knows_what_was_told_with_another_finding() {
    let root = tree(&[("compose.yaml", &compose(""))]);
    for format in ["json", "sarif"] {
        let to = format!("{format}=before.{format}");
        run(root.path(), &["check", "-o", &to]);
        let before = format!("before.{format}");
        let (code, report) = check(root.path(), &["--baseline", &before]);
        assert_eq!((code, &report["baseline"]["gone"]), (Some(0), &Value::from(0)), "{format}");
        lay_out(root.path(), &[("compose.yaml", &compose("127.0.0.1:"))]);
        let (code, report) = check(root.path(), &["--baseline", &before]);
        let part = finding(&report, PASSWORD).unwrap();
        assert_eq!((code, &part["new"]), (Some(0), &Value::from(false)), "{format}: it was there before");
        lay_out(root.path(), &[("compose.yaml", &compose(""))]);
    }
}

#[test]
fn what_comes_to_a_finding_that_was_there_is_new() {
    let with = |power: &str| {
        format!(
            "services:\n  agent:\n    image: agent:1\n    ports: [\"80:80\"]\n    volumes: [\"/var/run/docker.sock:/s\"]\n{power}"
        )
    };
    let root = tree(&[("compose.yaml", &with(""))]);
    for format in ["json", "sarif"] {
        lay_out(root.path(), &[("compose.yaml", &with(""))]);
        let before = format!("before.{format}");
        run(root.path(), &["check", "-o", &format!("{format}={before}")]);
        assert_eq!(check(root.path(), &["--baseline", &before]).0, Some(0), "{format}");
        lay_out(root.path(), &[("compose.yaml", &with("    privileged: true\n"))]);
        let (code, report) = check(root.path(), &["--baseline", &before]);
        let whole = finding(&report, "project/toxic-exposed-privileged").unwrap();
        assert_eq!((code, &whole["new"]), (Some(1), &Value::from(true)), "{format}: it is privileged now");
        let part = |rule: &str| whole["absorbed"].as_array().unwrap().iter().find(|part| part["rule"] == rule).unwrap();
        assert_eq!(part("compose/service-privileged")["new"], true);
        assert_eq!(part("compose/docker-socket-mounted")["new"], false);
    }
}

#[test]
fn what_a_rule_cannot_absorb_is_refused() {
    let policy = |name: &str, absorbs: &str| {
        let rego = "deny contains finding if {\n\tsome service in input.services\n\tfinding := {\"message\": \"m\", \"at\": service.at}\n}\n";
        format!(
            "# METADATA\n# title: {name}\n# custom:\n#   severity: low\n#   applies_to: service\n#   absorbs: [{absorbs}]\npackage policies.company.{name}\n\n{rego}"
        )
    };
    let told = |one: &str, other: &str| {
        let root = tree(&[
            ("compose.yaml", &compose("")),
            ("p/one.rego", &policy("one", one)),
            ("p/other.rego", &policy("other", other)),
        ]);
        run(root.path(), &["check", "--policy", "p"])
    };
    let (code, out, err) = told("compose/datastore-port-publishd", "company/one");
    assert_eq!(code, Some(2), "{out}{err}");
    assert!(format!("{out}{err}").contains("did you mean `compose/datastore-port-published`?"), "{out}{err}");
    let (code, out, err) = told("company/other", "company/one");
    assert_eq!(code, Some(2), "{out}{err}");
    assert!(format!("{out}{err}").contains("absorb each other in a circle"), "{out}{err}");
}
