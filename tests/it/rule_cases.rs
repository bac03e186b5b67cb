//! Tests of rules as texts: ours pass, what is not as a case says is told with its line, and mutants that no test finds out are named.

use std::path::Path;
use std::sync::Arc;

use plimsoll_cases::{self as cases, Tested};
use plimsoll_loader::load::policies;
use plimsoll_policy::{Bundle, PolicySet, known_images};

use crate::sources::{code, run, text, tree};

/// A rule of a company's own.
const RULE: &str = r#"# METADATA
# title: t
# custom: {severity: low, applies_to: service, params: {allow: {default: [], description: d}}}
package policies.company.tty

deny contains finding if {
	some service in input.services
	service.tty
	not service.key in data.params.company.tty.allow
	service.image in {"a:1", "b:1"}
	finding := {"message": sprintf("service %s has a terminal", [service.key]), "at": concat("", [service.at, "/tty"])}
}
"#;

const CASES: &str = "\
# Terminals

## A terminal is found

- passes: /services/plain

```yaml compose.yaml
services:
  web:
    image: a:1
    # expect: service web has a …
    tty: true
  plain:
    image: a:1
```

## In another file, through the loader

```yaml compose.yaml
services:
  web:
    image: ${IMAGE}
    extends: {file: base.yaml, service: base}
```

```yaml base.yaml
services:
  base:
    tty: true # expect
```

```env .env
IMAGE=b:1
```

## Other images may

```yaml compose.yaml
services:
  web: {image: c:1, tty: true}
```

## Allowed ones may

params: {\"allow\": [\"web\"]}

```yaml compose.yaml
services:
  web: {image: a:1, tty: true}
```
";

#[test]
fn cases_go_through_the_loader_and_tell_what_is_not_as_they_say() {
    let company = tree(&[("policies/tty/tty.rego", RULE), ("policies/tty/tty_test.md", CASES)]);
    let good = run(company.path(), &["test"]);
    let told = text(&good.stdout);
    assert_eq!(code(&good), 0, "{told}{}", text(&good.stderr));
    assert!(told.contains("ok   policies/tty/tty_test.md: 4 of 4 passed  100% covered"), "{told}");

    let wrong = [
        // Another message, another line, another outcome; a case that must not be silent; one with nothing in it to judge.
        (
            "has a …",
            "has no …",
            ":11: A terminal is found: expected a finding that says `service web has no …`; found here is `# expect: service web has a terminal`",
        ),
        (
            "    tty: true # expect",
            "    tty: true",
            ":29: In another file, through the loader: nothing is expected here, and found is `# expect: service web has a terminal`",
        ),
        (
            "- passes: /services/plain",
            "- fails: /services/plain",
            ":5: A terminal is found: expected fails: /services/plain, and it is passes",
        ),
        (
            "- passes: /services/plain",
            "- passes: /services/plane",
            ":5: A terminal is found: there is no /services/plane; the rule judges /services/plain, /services/web",
        ),
        ("# expect: service", "# expect high: service", ":11: A terminal is found: expected a finding that says"),
        (
            "  web: {image: c:1, tty: true}",
            "  web: {image: c:1, tty: maybe}",
            ":40: Other images may: the case cannot be loaded",
        ),
        (
            "services:\n  web: {image: c:1, tty: true}",
            "networks: {}",
            ":36: Other images may: there is no service that the rule could judge",
        ),
        ("{\"allow\"", "{\"alow\"", ":43: Allowed ones may: the rule has no parameter `alow`"),
        ("```env .env", "```env", ":32: format: a block names its language and its path"),
    ];
    for (from, to, said) in wrong {
        let broken = CASES.replacen(from, to, 1);
        assert_ne!(broken, CASES);
        let company = tree(&[("policies/tty/tty.rego", RULE), ("policies/tty/tty_test.md", &broken)]);
        let output = run(company.path(), &["test", "policies/tty/tty_test.md"]);
        let told = text(&output.stdout);
        assert!(code(&output) == 1 && told.contains(&format!("policies/tty/tty_test.md{said}")), "{to}: {told}");
    }
    let lone = tree(&[("policies/tty/a.rego", RULE), ("policies/tty/tty_test.md", CASES)]);
    let told = text(&run(lone.path(), &["test"]).stdout);
    assert!(told.contains("policies/tty/tty_test.md:1: format: there is no rule `tty.rego` beside it"), "{told}");
}

#[test]
fn a_policy_that_no_test_reaches_is_not_covered() {
    let company = tree(&[
        ("policies/tty/tty.rego", RULE),
        ("policies/tty/tty_test.md", CASES),
        ("policies/other/other.rego", &RULE.replace("company.tty", "company.other")),
    ]);
    let output = run(company.path(), &["test", "--threshold", "1"]);
    let told = text(&output.stdout);
    assert_eq!(code(&output), 1, "{told}");
    assert!(told.contains("FAIL policies/other/other.rego: no test reaches it"), "{told}");
    assert!(!told.contains("FAIL policies/tty"), "{told}");
}

#[test]
fn examples_are_tests_and_no_projects() {
    let bad = "services:\n  web:\n    image: a:1\n    # expect: company/tty\n    tty: true\n";
    let files = |good| {
        [
            ("policies/tty/tty.rego", RULE),
            ("policies/tty/bad/compose.yaml", bad),
            ("policies/tty/good/compose.yaml", good),
            ("app/good/compose.yaml", bad),
        ]
    };
    let company = tree(&files("services:\n  web:\n    image: a:1\n"));
    let output = run(company.path(), &["test"]);
    let told = text(&output.stdout);
    assert!(code(&output) == 0 && told.contains("ok   policies/tty/bad: 1 of 1 passed"), "{told}");

    let words = ["check", ".", "--policy", "policies", "--no-builtin", "--fail-on", "never", "-o", "json"];
    let found = |words: &[&str]| {
        let output = run(company.path(), words);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
        let findings = report["findings"].as_array().expect("findings").iter();
        let paths: Vec<String> =
            findings.map(|f| f["location"]["path"].as_str().unwrap_or_default().to_owned()).collect();
        (paths, report["excluded"].to_string())
    };
    let (paths, excluded) = found(&words);
    assert_eq!(paths, ["app/good/compose.yaml"]);
    assert!(
        excluded.contains("policies/tty/bad/") && excluded.contains("an example of the policy beside it"),
        "{excluded}"
    );
    let named =
        ["check", "policies/tty/bad", "--policy", "policies", "--no-builtin", "--fail-on", "never", "-o", "json"];
    assert_eq!(found(&named).0.len(), 1);

    let company = tree(&files(bad));
    let output = run(company.path(), &["test"]);
    let told = text(&output.stdout);
    assert!(
        code(&output) == 1 && told.contains("policies/tty/good/compose.yaml:5: example: nothing is expected here"),
        "{told}"
    );
}

#[test]
fn mutants_that_no_test_finds_out_are_named() {
    let company = tree(&[("policies/tty/tty.rego", RULE), ("policies/tty/tty_test.md", CASES)]);
    let mutate = |words: &[&str]| {
        let output = run(company.path(), &[&["test", "--mutate"], words].concat());
        (code(&output), text(&output.stdout), text(&output.stderr))
    };
    let (exit, told, _) = mutate(&["--score", "100"]);
    // Nobody wrote a case of a service without a terminal that says so: dropping the guard is found out by `plain`.
    assert_eq!((exit, told.as_str()), (0, "all: 8 of 8 mistakes are found out, 100.0%\n"));
    let (exit, told, _) = mutate(&["company/tty", "--mutate-sample", "3", "--seed", "5"]);
    assert_eq!((exit, told.as_str()), (0, "all: 3 of 3 mistakes are found out, 100.0%\n"));
    let (exit, _, said) = mutate(&["company/tti"]);
    assert!(
        exit == 2 && said.contains("no rule `company/tti`") && said.contains("`company/tty` may be meant"),
        "{said}"
    );

    let holes = CASES.split("## Other images may").next().expect("a beginning");
    let company = tree(&[("policies/tty/tty.rego", RULE), ("policies/tty/tty_test.md", holes)]);
    let output = run(company.path(), &["test", "--mutate", "--score", "90"]);
    let told = text(&output.stdout);
    assert_eq!(code(&output), 1, "{told}");
    let expected = [
        "policies/tty/tty.rego:9: company/tty: no test finds out without `not service.key in data.params.company.tty.allow`",
        "policies/tty/tty.rego:10: company/tty: no test finds out without `service.image in {\"a:1\", \"b:1\"}`",
        "all: 6 of 8 mistakes are found out, 75.0%",
    ];
    assert_eq!(told.lines().collect::<Vec<_>>(), expected);

    let wrong = CASES.replace("has a …", "has no …");
    let company = tree(&[("policies/tty/tty.rego", RULE), ("policies/tty/tty_test.md", &wrong)]);
    let output = run(company.path(), &["test", "--mutate"]);
    assert!(code(&output) == 2 && text(&output.stderr).contains("fails for the rule as it is"));
}

#[test]
fn cases_are_there_as_input_for_other_engines() {
    let company = tree(&[("policies/tty/tty.rego", RULE), ("policies/tty/tty_test.md", CASES)]);
    let output = run(company.path(), &["test", "--inputs"]);
    let rules: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let cases = rules[0]["cases"].as_array().expect("cases");
    assert_eq!((rules[0]["package"].as_str(), cases.len()), (Some("policies.company.tty"), 4));
    assert_eq!(cases[1]["inputs"][0]["services"]["web"]["image"], "b:1");
    assert_eq!(cases[1]["answers"][0][0]["message"], "service web has a terminal");
    assert_eq!(cases[3]["params"]["allow"][0], "web");
}

#[test]
fn inputs_for_other_engines_show_no_secret() {
    let secret = ["Zq7Rk29f", "jQ0sLwq8"].concat();
    let cases = format!(
        "# T\n\n## A\n\n```yaml compose.yaml\nservices:\n  web:\n    image: b:1\n    tty: true\n    user: \"${{DB_PASSWORD:-{secret}}}\"\n    command: run {secret}\n```\n"
    );
    let rule =
        RULE.replace("has a terminal\"", "has a terminal %v\"").replace("[service.key]", "[service.key, service.user]");
    let company = tree(&[("policies/tty/tty.rego", &rule), ("policies/tty/tty_test.md", &cases)]);
    for words in [&["test", "--inputs"][..], &["test"], &["test", "-v"]] {
        let output = run(company.path(), words);
        let told = text(&output.stdout) + &text(&output.stderr);
        assert!(told.contains("tty") && !told.contains(&secret), "{words:?}: {told}");
    }
}

#[test]
fn our_cases_and_examples_pass() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let bundle = Bundle::given(policies::texts(&root).expect("policies can be read")).expect("policies");
    let set = PolicySet::for_tests(bundle, Bundle::default()).expect("policies are in order");
    let files = policies::cases(&root).expect("cases can be read");
    let known = Arc::new(known_images(&plimsoll_rules::SHIPPED));
    let run = cases::run(Tested { policies: &set, files: &files, known: &known }).expect("they run");
    assert!(run.tests.len() > set.rules().len(), "{} tests", run.tests.len());
    let failed = run.tests.iter().filter_map(|test| {
        let failure = test.failure.as_ref()?;
        Some(format!("{}:{}: {}: {}", failure.path, failure.line, test.name, failure.message))
    });
    let failed: Vec<String> = failed.collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
