//! A rule that cannot have any element is not asked, and gives what it would have given.

use std::sync::Arc;

use plimsoll_rego::{Budget, Compiler, Evaluator, Program};
use serde_json::{Value, json};

use super::generator::case;

fn program(text: &str, rules: &[&str]) -> Program {
    let compiler = Compiler::new().module("t.rego", text).unwrap_or_else(|refusal| panic!("{refusal}"));
    let program = compiler.data("d", &json!({"lines": [{"name": "RUN"}]})).expect("data").compile(rules);
    Program::from_bytes(program.unwrap_or_else(|all| panic!("{}", all[0])).to_bytes()).expect("sound")
}

/// What a rule gives, and whether it was worked out for that.
fn asked(text: &str, input: &Value) -> (Result<Value, String>, bool) {
    let mut evaluator = Evaluator::new(Arc::new(program(text, &["data.t.deny"])), Budget::default());
    evaluator.set_input(input).expect("fits");
    let told = match evaluator.eval("data.t.deny") {
        Ok(view) => Ok(serde_json::to_value(view).expect("JSON")),
        Err(error) => Err(error.message),
    };
    (told, evaluator.spent().steps > 0)
}

const OF: &str = "of(stage, name) := [i | some i in stage.instructions; i.name == name]\n";

#[test]
fn what_misses_something_is_not_asked() {
    let input = json!({"services": [{"image": "a", "tags": ["x"]}], "stages": [{"instructions": [{"name": "COPY", "args": ["a"]}]}]});
    for (body, is_asked) in [
        ("some s in input.services; s.image", true),
        ("some s in input.services; s.privileged", false),
        ("some s in input.services; s.image == `b`", false),
        ("some s in input.services; s.image == `a`", true),
        ("some s in input.services; lower(s.image) == `b`", true),
        ("some s in input.services; not s.privileged", true),
        ("some s in input.services; s.image; not s.tags; s.privileged", false),
        ("some s in input.services; `y` in s.tags", false),
        ("some s in input.services; `x` in s.tags", true),
        ("some s in input.stages; some i in of(s, `RUN`)", false),
        ("some s in input.stages; some i in of(s, `COPY`)", true),
        ("some s in input.stages; is := of(s, `RUN`); count(is) > 0", false),
        ("some s in input.stages; is := of(s, `RUN`); count(is) == 0", true),
        ("some s in input.stages; not of(s, `RUN`)", true),
        ("some s in input.stages; every i in of(s, `RUN`) { i.args }", true),
        ("some l in data.d.lines; l.name == `RUN`", true),
        ("some k, v in {`privileged`: 1}; k == `privileged`", true),
        ("o := {lower(x): 1 | some x in [`PRIVILEGED`]}; o.privileged", true),
        ("o := object.union({`privileged`: 1}, input); o.privileged", true),
        ("some s in input.services; object.get(s, `privileged`, true)", true),
        ("input.none with input as {`none`: 1}", true),
    ] {
        let text = format!("package t\n{OF}deny contains 1 if {{ {body} }}\n");
        assert_eq!(asked(&text, &input).1, is_asked, "{body}");
    }
}

#[test]
fn each_definition_and_each_failure_counts() {
    let input = json!({"xs": [1], "b": "x"});
    for (rules, expected) in [
        // The second definition may hold.
        ("deny contains 1 if input.a\ndeny contains 2 if input.b\n", (Ok(json!([2])), true)),
        ("deny contains 1 if input.a\ndeny contains 2 if input.c\n", (Ok(json!([])), false)),
        // What fails first fails.
        (
            "deny contains 1 if { some x in input.xs; lower(x) == `b`; input.a }\n",
            (Err("lower: argument 1 must be string, not number".to_owned()), true),
        ),
        ("deny contains 1 if { input.a; some x in input.xs; lower(x) == `b` }\n", (Ok(json!([])), false)),
        (
            "f(x) := 1 if x\nf(x) := 2 if x\ndeny contains 1 if { f(input.xs) == 1; input.a }\n",
            (Err("functions must not produce multiple outputs for same inputs".to_owned()), true),
        ),
        // One of several names is enough.
        ("f(x) if x.a\nf(x) if x.b\ndeny contains 1 if f(input)\n", (Ok(json!([1])), true)),
        ("f(x) if x.a\nf(x) if x.a == 2\ndeny contains 1 if f(input)\n", (Ok(json!([])), false)),
        ("f(`k`, x) if x.a\nf(`l`, x) if x.b\ndeny contains 1 if f(`l`, input)\n", (Ok(json!([1])), true)),
        ("f(`k`, x) if x.a\nf(`l`, x) if x.b\ndeny contains 1 if f(`k`, input)\n", (Ok(json!([])), false)),
        ("default f(_) := true\nf(x) := false if x.b\ndeny contains 1 if f(input.xs)\n", (Ok(json!([1])), true)),
        ("v := input.a if true\nelse := 5\ndeny contains v\n", (Ok(json!([5])), true)),
        (
            "p contains x if { some x in input.xs; x.a }\ndeny contains 1 if { some x in p; x }\n",
            (Ok(json!([])), false),
        ),
        ("p contains x if { some x in input.xs; x.a }\ndeny contains count(p)\n", (Ok(json!([0])), true)),
    ] {
        assert_eq!(asked(&format!("package t\n{rules}"), &input), expected, "{rules}");
    }
}

/// Where it is counted what holds, every rule is asked.
#[test]
fn random_rules_give_the_same_asked_or_not() {
    let (mut sets, mut saved) = (0, 0);
    for seed in 0..1500 {
        let case = case(seed, true);
        let rules: Vec<String> = case.rules.iter().map(|rule| format!("data.t.{rule}")).collect();
        let names: Vec<&str> = rules.iter().map(String::as_str).collect();
        let compiler = Compiler::new().module("t.rego", &case.text).unwrap_or_else(|refusal| panic!("{refusal}"));
        let program = Arc::new(compiler.compile(&names).unwrap_or_else(|all| panic!("{}", all[0])));
        let told = |all: bool| {
            let mut evaluator = Evaluator::new(Arc::clone(&program), Budget::default());
            evaluator.count(all);
            evaluator.set_input(&case.input).expect("fits");
            let mut answer = |rule: &&str| {
                let told = match evaluator.eval(rule) {
                    Ok(view) => Ok(serde_json::to_value(view).expect("JSON")),
                    Err(error) => Err(error.to_string()),
                };
                (told, evaluator.spent().steps > 0)
            };
            names.iter().map(&mut answer).collect::<Vec<_>>()
        };
        for ((rule, asked), (_, all)) in case.rules.iter().zip(told(false)).zip(told(true).into_iter().enumerate()) {
            assert_eq!(asked.0, all.0, "{seed} {rule}\n{}{}", case.text, case.input);
            sets += 1;
            saved += usize::from(!asked.1 && all.1);
        }
    }
    assert!(saved > 20, "{saved} of {sets}");
}
