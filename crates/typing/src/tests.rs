use regorus::Source;
use regorus::unstable::{Module, Parser};
use serde_json::{Value, json};

use super::{Answers, Contract, Policy, check};

/// Servers with all that a policy may trip over.
fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "servers": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Server"}},
            "names": {"type": "array", "items": {"type": "string"}},
        },
        "additionalProperties": false,
        "$defs": {
            "Address": {"type": "string", "format": "json-pointer"},
            "State": {"enum": ["on", "off", "unknown"]},
            "Image": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "tag": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
                "additionalProperties": false,
            },
            "Server": {
                "type": "object",
                "properties": {
                    "at": {"$ref": "#/$defs/Address"},
                    "name": {"type": "string"},
                    "state": {"$ref": "#/$defs/State"},
                    "image": {"anyOf": [{"$ref": "#/$defs/Image"}, {"type": "null"}]},
                    "ports": {"type": "array", "items": {
                        "type": "object", "properties": {"number": {"type": "integer"}}, "additionalProperties": false,
                    }},
                    "parent": {"anyOf": [{"$ref": "#/$defs/Server"}, {"type": "null"}]},
                },
                "x-names": {"anyOf": [{"enum": ["privileged", "labels"]}, {"pattern": "^x-"}]},
                "additionalProperties": true,
            },
        },
    })
}

fn parsed(text: &str) -> Module {
    let source = Source::from_contents("p.rego".to_owned(), text.to_owned()).expect("a source");
    let mut parser = Parser::new(&source).expect("a parser");
    parser.enable_rego_v1().expect("Rego v1");
    parser.parse().expect("a policy")
}

/// What is told of policies, as `path:line:column: message; help`; those whose path begins with `lib` only lend their words.
fn told(policies: &[(&str, &str)]) -> Vec<String> {
    let modules: Vec<(&str, Module)> = policies.iter().map(|(path, text)| (*path, parsed(text))).collect();
    let policies: Vec<Policy<'_>> =
        modules.iter().map(|(path, module)| Policy { path, module, judged: !path.starts_with("lib") }).collect();
    let contract = Contract::new(&schema()).expect("a schema");
    let found = check(&contract, &policies, &[Answers { rule: "deny", member: "at" }]).expect("few steps");
    found
        .into_iter()
        .map(|c| format!("{}:{}:{}: {}; {}", c.path, c.line, c.column, c.message, c.help.unwrap_or_default()))
        .collect()
}

/// A policy whose `deny` has this body, after `some s in input.servers`.
fn body(lines: &str) -> String {
    format!(
        "package p\nimport rego.v1\nimport data.lib.words\ndeny contains finding if {{\nsome s in input.servers\n{lines}\nfinding := {{\"message\": \"m\", \"at\": s.at}}\n}}\n"
    )
}

const WORDS: &str =
    "package lib.words\nimport rego.v1\nis_latest(image) if image.tag == \"latest\"\nfirst(list) := list[0]\n";

#[test]
fn what_holds_is_not_complained_of() {
    for lines in [
        "s.image.tag == \"latest\"",
        "s.privileged == true",
        "s.labels.anything.at.all == 1",
        "s[\"x-team\"] == \"a\"",
        "s.state == \"on\"",
        "s.state in {\"on\", \"off\"}",
        "s.parent.parent.parent.image.name == \"a\"",
        "object.get(s, \"image\", null) == null",
        "object.get(s, [\"image\", \"tag\"], \"none\") == \"none\"",
        "is_string(s.image.tag)",
        "s.image == null",
        "some port in s.ports\nport.number < 1024",
        "some i, port in s.ports\ni == 0\nport.number > 1",
        "count([n | n := s.ports[_].number; n > 3]) > 0",
        "every port in s.ports { port.number > 3 }",
        "some field in [\"name\", \"state\"]\ns[field] == \"on\"",
        "startswith(s.name, \"a\")",
        "words.is_latest(s.image)",
        "words.first(s.ports).number == 1",
        "not s.image.tag",
        "x := {\"a\": s.name, \"b\": 1}\nx.a == \"q\"\nx.b == 3",
        "data.anything.else == s.name",
        // Used before it is bound.
        "later == s.name\nlater := \"a\"",
        "input.servers[key].name == s.name\nkey == \"k\"",
        "s.name == concat(\"-\", [\"a\", s.image.name])",
        "x := ({\"a\", \"b\"} | {\"c\"}) - {\"a\"}\nx != set()",
    ] {
        assert_eq!(told(&[("p.rego", &body(lines)), ("lib.rego", WORDS)]), Vec::<String>::new(), "{lines}");
    }
}

#[test]
fn what_can_never_be_meant_is_told_at_its_place() {
    for (lines, expected) in [
        ("s.image.tagg == \"a\"", "p.rego:6:9: `tagg` is no field of `s.image`; did you mean `tag`?"),
        ("not s.image.tagg", "p.rego:6:13: `tagg` is no field of `s.image`; did you mean `tag`?"),
        ("s.priviledged", "p.rego:6:3: `priviledged` is no field of `s`; did you mean `privileged`?"),
        ("s[\"imag\"]", "p.rego:6:4: `imag` is no field of `s`; did you mean `image`?"),
        ("s.name.first == 1", "p.rego:6:8: `first` is no field of a string (`s.name`); "),
        ("s.image == \"redis:7\"", "p.rego:6:1: `s.image` is null or an object, never \"redis:7\"; "),
        (
            "s.state == \"onn\"",
            "p.rego:6:1: `s.state` is \"off\" or \"on\" or \"unknown\", never \"onn\"; did you mean \"on\"?",
        ),
        (
            "\"offf\" in {x.state | some x in input.servers}",
            "p.rego:6:2: this is \"offf\", never \"off\" or \"on\" or \"unknown\"; did you mean \"off\"?",
        ),
        (
            "s.ports[_].number < \"1024\"",
            "p.rego:6:1: `s.ports[_].number` is a number: comparing it with \"1024\" always gives the same answer; ",
        ),
        ("some port in s.ports\nport.published > 3", "p.rego:7:6: `published` is no field of `port`; there are number"),
        ("some c in s.name\nc == \"a\"", "p.rego:6:11: `s.name` is a string, which has no members to go through; "),
        (
            "startswith(s.image, \"a\")",
            "p.rego:6:12: `s.image` is null or an object, and argument 1 of `startswith` is a string; ",
        ),
        ("is_number(s.name)", "p.rego:6:11: `s.name` is a string, and `is_number` always says no; "),
        (
            "object.get(s.image, \"tga\", null) == null",
            "p.rego:6:22: there is no field `tga` here; did you mean `tag`?",
        ),
        (
            "object.get(s, [\"image\", \"tga\"], null) == null",
            "p.rego:6:26: there is no field `tga` here; did you mean `tag`?",
        ),
        (
            "count([n | n := s.ports[_].numbr]) > 0",
            "p.rego:6:28: `numbr` is no field of `s.ports[_]`; did you mean `number`?",
        ),
        ("every port in s.ports { port.nr > 3 }", "p.rego:6:30: `nr` is no field of `port`; there are number"),
        (
            "some field in [\"nam\", \"stat\"]\ns.image[field] == \"on\"",
            "p.rego:7:9: there is no field `nam` here; did you mean `name`?",
        ),
        (
            "words.is_latest(s)",
            "p.rego:6:1: `lib.words.is_latest` never answers for what it is given here: `tag` is no field of `image`; there are at, image, labels, name, parent, ports, privileged, state",
        ),
        ("x := {\"a\": s.name}\nx.b == \"q\"", "p.rego:7:3: `b` is no field of `x`; did you mean `a`?"),
        ("s.name | {\"a\"} == {\"a\"}", "p.rego:6:1: `s.name` is a string, and the operator takes a set; "),
        ("s.name + 1 == 2", "p.rego:6:1: `s.name` is a string, and the operator takes a number; "),
    ] {
        assert_eq!(told(&[("p.rego", &body(lines)), ("lib.rego", WORDS)]), [expected], "{lines}");
    }
}

#[test]
fn what_a_rule_gives_flows_to_where_it_is_used() {
    let rules = "package p\nimport rego.v1\n\
        deny contains finding if {\n_old[name]\nimage := _image(input.servers[name])\nimage.tga == \"a\"\nfinding := {\"message\": image, \"at\": _at(name)}\n}\n\
        _old contains name if {\nsome name, s in input.servers\n_bad(s.image)\n}\n\
        _bad(image) if image.tagg == \"latest\"\n\
        _image(s) := s.image\n\
        _at(name) := input.servers[name].name\n";
    assert_eq!(
        told(&[("p.rego", rules)]),
        [
            "p.rego:3:1: `at` of what `deny` contains is a string, which is no address; give it the `at` of what the finding is about",
            "p.rego:6:7: `tga` is no field of `image`; did you mean `tag`?",
            "p.rego:13:22: `tagg` is no field of `image`; did you mean `tag`?",
        ]
    );
}

/// A helper that is called with different things may ask for what only some of them have.
#[test]
fn a_helper_is_held_against_all_that_it_is_called_with() {
    let rules = "package p\nimport rego.v1\n\
        deny contains finding if {\nsome s in input.servers\n_named(s)\n_named(s.image)\nfinding := {\"message\": \"m\", \"at\": s.at}\n}\n\
        _named(thing) if {\nthing.tag\nthing.name\n}\n";
    assert_eq!(told(&[("p.rego", rules)]), Vec::<String>::new());
    let wrong = rules.replace("thing.tag", "thing.tagg");
    assert_eq!(told(&[("p.rego", &wrong)]).len(), 1);
}

#[test]
fn a_schema_that_leads_nowhere_is_an_error() {
    let error = Contract::new(&json!({"properties": {"a": {"$ref": "#/$defs/B"}}})).expect_err("no such definition");
    assert_eq!(error.to_string(), "/properties/a: `#/$defs/B` leads nowhere");
}

/// Functions that call each other in ever more ways end in a word, not in a wait.
#[test]
fn what_would_take_too_long_is_said() {
    let mut text = "package p\nimport rego.v1\ndeny contains x if x := _f0([input])\n".to_owned();
    for n in 0..40 {
        text.push_str(&format!("_f{n}(x) := [_f{m}([x, 1]), _f{m}({{\"a\": x}})]\n", m = n + 1));
    }
    text.push_str("_f40(x) := x\n");
    let module = parsed(&text);
    let contract = Contract::new(&schema()).expect("a schema");
    let found = check(&contract, &[Policy { path: "p.rego", module: &module, judged: true }], &[]);
    assert_eq!(found.expect_err("too much").to_string(), "their types cannot be worked out in 1000000 steps");
}
