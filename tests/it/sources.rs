//! Sources of policies: each is a world of its own, what one replaces of ours is asked for and told, and what holds no rule is no pass.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use plimsoll_policy::{Bundle, Ours, PolicySet, Source};
use serde_json::Value;
use tempfile::TempDir;

const PRIVILEGED: &str = "services:\n  web:\n    image: nginx:1.27.3\n    privileged: true\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock\n";

/// A rule in a package, which says something of each service.
pub(crate) fn rule(package: &str, custom: &str, body: &str) -> String {
    format!(
        "# METADATA\n# title: t\n# custom: {{severity: low, applies_to: service{custom}}}\npackage {package}\n\n{body}\n"
    )
}

const NEVER: &str = "deny contains finding if {\n\tfalse\n\tfinding := {}\n}";

pub(crate) const SAYS: &str = "deny contains finding if {\n\tsome service in input.services\n\tfinding := {\"message\": \"said\", \"at\": service.at}\n}";

const MUTE: &str = "# METADATA\n# title: t\n# custom: {library: true}\npackage policies.lib.mount\n\nnothing := 1\n";

/// A directory with files in it.
pub(crate) fn tree(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    for (path, text) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().expect("below the directory")).expect("a directory");
        fs::write(path, text).expect("a file");
    }
    directory
}

pub(crate) fn run(directory: &Path, words: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll")).args(words).current_dir(directory).output();
    output.expect("plimsoll runs")
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Our rules that find something in the project.
fn found(output: &Output) -> Vec<String> {
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let mut rules: Vec<String> = report["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|f| Some(f["rule"].as_str()?.to_owned()))
        .collect();
    rules.sort();
    rules.dedup();
    rules
}

/// What a source replaces, how, and what must be named.
fn replacing() -> Vec<(&'static str, Vec<(&'static str, String)>, &'static str)> {
    let others = || ("acme.rego", rule("acme.says", "", SAYS));
    let framework = "id: cis-docker-1.6\ntitle: T\nversion: '1'\nsource: https://example.com\nlicence: none\ncontrols:\n  - {id: '1', title: c, rules: [{rule: acme/says, strength: full}]}\n";
    vec![
        (
            "rule",
            vec![("x.rego", rule("policies.compose.service_privileged", "", NEVER))],
            "rule compose/service-privileged",
        ),
        (
            "rule by another package",
            vec![("x.rego", rule("compose.service_privileged", "", NEVER))],
            "rule compose/service-privileged",
        ),
        ("words", vec![("m.rego", MUTE.to_owned()), others()], "words policies.lib.mount"),
        ("facts", vec![("data/images.yaml", "{}\n".to_owned()), others()], "facts images"),
        (
            "framework",
            vec![("frameworks/cis_docker_1_6.yaml", framework.to_owned()), others()],
            "framework cis-docker-1.6",
        ),
    ]
}

#[test]
fn what_we_ship_is_replaced_only_where_it_is_said_and_then_told() {
    for (what, files, named) in replacing() {
        let files: Vec<(String, String)> = files.into_iter().map(|(path, text)| (format!("p/{path}"), text)).collect();
        let mut all: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        all.push(("compose.yaml", PRIVILEGED));
        let bare = tree(&all);
        let without = [(vec!["check", ".", "-o", "json", "--policy", "p"], bare.path())];
        let in_config = {
            let mut with = all.clone();
            with.push(("plimsoll.yaml", "version: 1\npolicies: [p]\n"));
            tree(&with)
        };
        let without =
            without.into_iter().chain([(vec!["check", ".", "-o", "json", "--trust-config"], in_config.path())]);
        for (words, directory) in without {
            let output = run(directory, &words);
            let told = text(&output.stdout);
            assert_eq!(code(&output), 2, "{what} {words:?}: {told}");
            assert!(
                found(&output).contains(&"compose/service-privileged".to_owned()),
                "{what}: ours judge all the same"
            );
            for part in ["\"policy-replaces\"", named, "replaces: true", "--policy replaces:p"] {
                assert!(told.contains(part), "{what} {words:?}: no {part} in {told}");
            }
        }
        let allowed = {
            let mut with = all.clone();
            with.push(("plimsoll.yaml", "version: 1\npolicies: [{path: p, replaces: true}]\n"));
            tree(&with)
        };
        let with = [(vec!["--policy", "replaces:p"], bare.path()), (vec!["--trust-config"], allowed.path())];
        let all = ["text", "concise", "sarif", "junit", "markdown", "html", "csv", "gitlab", "github"];
        for (words, directory) in with {
            for format in if what == "rule" { all.as_slice() } else { &["text"] } {
                let output = run(directory, &[["check", ".", "-o", format].as_slice(), &words].concat());
                assert!(code(&output) <= 1, "{what} {format}: {}", text(&output.stderr));
                let both = text(&output.stdout) + &text(&output.stderr);
                assert!(both.contains(named) && both.contains("replace"), "{what} {format}: {both}");
            }
            let output = run(directory, &[["check", ".", "-o", "json"].as_slice(), &words].concat());
            let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
            assert_eq!(report["replaced"].as_array().map(Vec::len), Some(1), "{what}");
            assert_eq!(report["replaced"][0]["source"], "p", "{what}");
        }
    }
}

#[test]
fn words_and_facts_of_a_source_change_nothing_for_our_rules() {
    let ours = tree(&[("compose.yaml", PRIVILEGED)]);
    let expected = found(&run(ours.path(), &["check", ".", "-o", "json"]));
    assert!(expected.iter().any(|rule| rule.contains("docker-socket")), "{expected:?}");
    let own = rule("acme.says", "", SAYS);
    let mute =
        [("compose.yaml", PRIVILEGED), ("p/m.rego", MUTE), ("p/acme.rego", &own), ("p/data/images.yaml", "{}\n")];
    let directory = tree(&mute);
    let output = run(directory.path(), &["check", ".", "-o", "json", "--policy", "replaces:p"]);
    let mut with_own = expected.clone();
    with_own.push("acme/says".to_owned());
    with_own.sort();
    assert_eq!(found(&output), with_own);
}

#[test]
fn sources_do_not_see_each_other_nor_our_rules() {
    let word = "# METADATA\n# title: t\n# custom: {library: true}\npackage acme.lib\n\nword := \"said\"\n";
    let uses = |what: &str| {
        rule(
            "acme.uses",
            "",
            &format!("deny contains finding if {{\n\tfinding := {{\"message\": {what}, \"at\": \"\"}}\n}}"),
        )
    };
    let source = |name: &str, files: &[(&str, &str)]| Source {
        name: name.to_owned(),
        files: files.iter().map(|(path, text)| (format!("{name}/{path}"), (*text).to_owned())).collect(),
        replaces: false,
    };
    let load = |sources: Vec<Source>| {
        PolicySet::with(&plimsoll_rules::SHIPPED, &Ours::Shipped, sources, None).map_err(|errors| errors[0].to_string())
    };
    let says = rule("acme.says", "", SAYS);
    let one = || source("one", &[("w.rego", word), ("r.rego", &says)]);
    let others = load(vec![one(), source("two", &[("r.rego", &uses("data.acme.lib.word"))])]);
    assert_eq!(others.err().as_deref(), Some("two/r.rego:7: `data.acme.lib.word` does not exist"));
    let ours = load(vec![source("two", &[("r.rego", &uses("count(data.policies.compose.service_privileged.deny)"))])]);
    let told = ours.err().unwrap_or_default();
    assert!(told.contains("`data.policies.compose.service_privileged.deny` does not exist"), "{told}");
    let own = load(vec![one(), source("two", &[("w.rego", word), ("r.rego", &uses("data.acme.lib.word"))])]);
    let set = own.expect("each has its own words");
    let sources: Vec<Option<&str>> = set
        .rules()
        .iter()
        .filter(|rule| rule.id.as_str().starts_with("acme"))
        .map(|rule| rule.source.as_deref())
        .collect();
    assert_eq!(sources, [Some("one"), Some("two")]);
    let twice = load(vec![one(), source("two", &[("r.rego", &says)])]);
    assert_eq!(twice.err().as_deref(), Some("two/r.rego: rule acme/says is declared twice: one/r.rego has it too"));
}

#[test]
fn controls_do_not_follow_a_rule_that_is_replaced_until_it_claims_them() {
    let load = |custom: &str| {
        let text = rule("policies.compose.service_privileged", custom, NEVER);
        let files = vec![("p/x.rego".to_owned(), text)];
        PolicySet::with(
            &plimsoll_rules::SHIPPED,
            &Ours::Shipped,
            vec![Source { name: "p".to_owned(), files, replaces: true }],
            None,
        )
    };
    let controls = |set: &PolicySet| {
        set.rules()
            .iter()
            .find(|rule| rule.id.as_str() == "compose/service-privileged")
            .expect("it is there")
            .controls
            .clone()
    };
    let builtin = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("ours");
    assert_eq!(controls(&builtin)["cis-docker-1.6"], ["5.5"]);
    let silent = load("").expect("it replaces");
    assert!(controls(&silent).is_empty());
    assert_eq!(silent.replaced().len(), 1);
    let claims = load(", controls: {cis-docker-1.6: ['5.5']}").expect("it claims");
    assert_eq!(
        controls(&claims).into_iter().collect::<Vec<_>>(),
        [("cis-docker-1.6".to_owned(), vec!["5.5".to_owned()])]
    );
    let strength = |set: &PolicySet| {
        let framework = set.framework("cis-docker").expect("it is there");
        let control = framework.controls.iter().find(|control| control.id == "5.5").expect("it is there");
        let mapping = control.rules.iter().find(|mapping| mapping.rule.as_str() == "compose/service-privileged");
        mapping.map(|mapping| mapping.strength.as_str())
    };
    assert_eq!((strength(&builtin), strength(&claims)), (Some("full"), Some("partial")));
    for (custom, expected) in [
        (", controls: {cis-dokcer-1.6: ['5.5']}", "there is no framework `cis-dokcer-1.6`"),
        (", controls: {cis-docker-1.6: ['5.555']}", "cis-docker-1.6 has no control `5.555`"),
    ] {
        let errors = load(custom).err().unwrap_or_default();
        assert!(errors.iter().any(|error| error.message.contains(expected)), "{custom}: {errors:?}");
    }
}

#[test]
fn a_control_of_a_rule_that_is_replaced_is_not_assessed_and_names_it() {
    let status = |custom: &str| {
        let replaces = rule("policies.compose.service_privileged", custom, NEVER);
        let directory = tree(&[("compose.yaml", PRIVILEGED), ("p/x.rego", &replaces)]);
        let words = ["controls", ".", "--framework", "cis-docker", "--format", "json", "--policy", "replaces:p"];
        let output = run(directory.path(), &words);
        let document: Value = serde_json::from_slice(&output.stdout).expect("controls");
        let controls = document["frameworks"][0]["controls"].as_array().cloned().unwrap_or_default();
        let control = controls.into_iter().find(|control| control["id"] == "5.5").expect("it is there");
        (control["status"].clone(), control["rules_not_run"].clone())
    };
    let (silent, not_run) = status("");
    assert_eq!(silent, "not assessed");
    let expected =
        serde_json::json!({"rule": "plimsoll:compose/service-privileged", "reason": "replaced by `p/x.rego`"});
    assert_eq!(not_run.as_array().map(|all| all.contains(&expected)), Some(true), "{not_run}");
    let (_, claimed) = status(", controls: {cis-docker-1.6: ['5.5']}");
    assert_eq!(claimed.as_array().map(Vec::len), Some(0), "{claimed}");
}

#[test]
fn a_directory_without_a_rule_is_one_diagnostic_and_no_pass() {
    let table = [
        ("empty", vec![("p/README.md", "nothing\n")], "policy-nothing"),
        ("typo", vec![("p/a.rego", "package a.b\n\ndenny contains x if {\n\tx := 1\n}\n")], "policy-nothing"),
        ("allow", vec![("p/a.rego", "package a.b\n\nallow if true\n")], "policy-nothing"),
        ("warn", vec![("p/a.rego", "package main\n\nwarn contains \"x\" if true\n")], "policy-dialect"),
        ("deny_x", vec![("p/a.rego", "package main\n\ndeny_root contains \"x\" if true\n")], "policy-dialect"),
        ("v0", vec![("p/a.rego", "package main\n\ndeny[msg] {\n\tmsg := 1\n}\n")], "policy-dialect"),
        ("KICS", vec![("p/a.rego", "package Cx\n\nCxPolicy[result] {\n\tresult := {}\n}\n")], "policy-dialect"),
        ("two data files", vec![("p/data/a.yaml", "{}"), ("p/x/data/a.json", "{}")], "policy-data"),
    ];
    for (what, files, expected) in table {
        let directory = tree(&[[("compose.yaml", PRIVILEGED)].as_slice(), &files].concat());
        for words in [["check", ".", "--policy", "p", "--no-builtin"].as_slice(), &["rules", "--policy", "p"]] {
            let output = run(directory.path(), words);
            let told = text(&output.stderr);
            assert_eq!(code(&output), 2, "{what} {words:?}: {told}");
            assert!(told.contains(&format!("error[{expected}]: p")), "{what}: {told}");
            assert_eq!(told.lines().count(), 2, "{what}: {told}");
        }
        let output = run(directory.path(), &["check", ".", "-o", "json", "--policy", "p"]);
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let codes: Vec<&str> =
            report["problems"].as_array().into_iter().flatten().filter_map(|p| p["code"].as_str()).collect();
        assert_eq!((code(&output), codes), (2, vec![expected]), "{what}: told once");
        assert!(found(&output).contains(&"compose/service-privileged".to_owned()), "{what}: ours judge all the same");
    }
    let directory = tree(&[("compose.yaml", PRIVILEGED)]);
    let output = run(directory.path(), &["check", ".", "--no-builtin"]);
    assert_eq!((code(&output), text(&output.stderr).contains("error[policy-nothing]")), (2, true));
}

/// A rule that asks for what no project has would never hold, or always under `not`: it is told where it stands.
#[test]
fn a_policy_that_asks_for_what_there_never_is_is_told_at_its_line() {
    let table = [
        (
            "not service.facts.hardning.privileged",
            "`hardning` is no field of `service.facts`",
            "did you mean `hardening`?",
        ),
        ("service.priviledged", "`priviledged` is no field of `service`", "did you mean `privileged`?"),
        ("service.facts.image == \"redis:7\"", "`service.facts.image` is null or an object, never \"redis:7\"", ""),
        (
            "startswith(service.facts.image, \"redis\")",
            "`service.facts.image` is null or an object, and argument 1 of `startswith` is a string",
            "",
        ),
        ("object.get(service.facts, \"usr\", null) == null", "there is no field `usr` here", "did you mean `user`?"),
        (
            "count([p | p := service.facts.ports[_].port]) > 0",
            "`port` is no field of `service.facts.ports[_]`",
            "there are at",
        ),
        ("_low(service.facts)", "`published_port` is no field of `port`", ""),
    ];
    for (line, message, help) in table {
        let rego = format!(
            "# METADATA\n# title: T\n# custom: {{severity: high, applies_to: service}}\npackage acme.typed\n\ndeny contains finding if {{\n\tsome service in input.services\n\t{line}\n\tfinding := {{\"message\": \"m\", \"at\": service.at}}\n}}\n\n_low(facts) if {{\n\tsome port in facts.ports\n\tport.published_port < 1024\n}}\n"
        );
        let directory = tree(&[("compose.yaml", PRIVILEGED), ("p/typed.rego", &rego)]);
        let output = run(directory.path(), &["check", ".", "-o", "json", "--policy", "p"]);
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let problems = report["problems"].as_array().cloned().unwrap_or_default();
        let typed: Vec<&Value> = problems.iter().filter(|problem| problem["code"] == "policy-type").collect();
        let told: Vec<String> = typed.iter().map(|problem| problem.to_string()).collect();
        assert_eq!(code(&output), 2, "{line}: {told:?}");
        let is_told = |told: &String| told.contains(&json_text(message)) && told.contains(&json_text(help));
        assert!(told.iter().any(is_told), "{line}: {told:?}");
        let place = if line.starts_with("_low") { "p/typed.rego:14" } else { "p/typed.rego:8" };
        assert!(told.iter().any(|told| told.contains(place)), "{line}: {told:?}");
        // What it would have claimed is not claimed, and what others find is.
        assert!(!found(&output).contains(&"acme/typed".to_owned()), "{line}");
        assert!(found(&output).contains(&"compose/service-privileged".to_owned()), "{line}");
    }
}

/// A text as it stands in JSON, without the quotes around it.
fn json_text(text: &str) -> String {
    serde_json::to_string(text).expect("JSON").trim_matches('"').to_owned()
}

#[test]
fn a_directory_that_is_named_twice_counts_once_and_listing_reads_the_configuration() {
    let own = rule("acme.says", "", SAYS);
    let directory = tree(&[
        ("compose.yaml", PRIVILEGED),
        ("p/acme.rego", &own),
        ("plimsoll.yaml", "version: 1\npolicies: [p]\n"),
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("sub/x", ""),
    ]);
    let spelled = format!("{}/sub/../p/", directory.path().display());
    let output = run(directory.path(), &["check", ".", "-o", "json", "--policy", "./p", "--policy", &spelled]);
    assert!(found(&output).contains(&"acme/says".to_owned()), "{}", text(&output.stderr));
    let listed = run(&directory.path().join("sub"), &["rules"]);
    assert!(text(&listed.stdout).contains("acme/says"), "{}", text(&listed.stderr));
    let page = run(directory.path(), &["explain", "acme/says"]);
    assert_eq!(code(&page), 0, "{}", text(&page.stderr));
}

#[test]
fn what_another_build_shipped_is_read_as_a_source_of_others_and_judges_the_same() {
    let own = rule("acme.says", "", SAYS);
    let files = vec![("a/acme.rego".to_owned(), own)];
    let source = Source { name: "a".to_owned(), files, replaces: false };
    let set = PolicySet::with(&plimsoll_rules::SHIPPED, &Ours::Shipped, vec![source], None).expect("they load");
    let mut files = set.files();
    let changed = files.iter_mut().find(|(path, _)| path.ends_with("service_privileged.rego")).expect("it is there");
    changed.1.push_str("\n# another build\n");
    let again = PolicySet::of_files(&plimsoll_rules::SHIPPED, files.clone(), None).expect("they load again");
    let ids = |set: &PolicySet| set.rules().iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&again), ids(&set));
    assert_eq!(again.files(), files);
    let input = serde_json::json!({"services": [{"at": "/services/a", "facts": {"hardening": {"privileged": true}}}]});
    let rule = again.rules().iter().find(|rule| rule.id.as_str() == "acme/says").expect("it is there");
    let mut evaluator = again.evaluator(std::slice::from_ref(rule)).expect("it compiles");
    evaluator.set_input(&input);
    assert_eq!(evaluator.run(rule).expect("an answer").len(), 1);
}

#[test]
fn the_files_of_a_set_give_the_same_set_again() {
    let own = rule("acme.says", ", params: {word: {default: a, description: d}}", SAYS);
    let replaces = rule("policies.compose.service_privileged", "", NEVER);
    let texts =
        |files: &[(&str, &str)]| files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let sources = vec![
        Source {
            name: "a".to_owned(),
            files: texts(&[("a/acme.rego", &own), ("a/data/own.yaml", "k: 1\n")]),
            replaces: false,
        },
        Source {
            name: "b".to_owned(),
            files: texts(&[("b/x.rego", &replaces), ("b/data/own.yaml", "k: 2\n")]),
            replaces: true,
        },
    ];
    let mut set = PolicySet::with(&plimsoll_rules::SHIPPED, &Ours::Shipped, sources, None).expect("they load");
    let id = set.rules().iter().find(|rule| rule.id.as_str() == "acme/says").expect("it is there").id.clone();
    set.configure(&id, "word", "b".into()).expect("it has the parameter");
    let files = set.files();
    let again = PolicySet::of_files(&plimsoll_rules::SHIPPED, files.clone(), None).expect("they load again");
    assert_eq!(again.files(), files);
    assert_eq!(again.replaced(), set.replaced());
    let rules = |set: &PolicySet| {
        serde_json::to_value(set.rules().iter().map(|r| (&r.id, &r.controls, &r.source)).collect::<Vec<_>>())
    };
    assert_eq!(rules(&again).expect("JSON"), rules(&set).expect("JSON"));
}
