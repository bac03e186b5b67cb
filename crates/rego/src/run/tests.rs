//! What stays in an evaluator's memory: what is still wanted, and nothing that was needed on the way.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{Budget, Compiler, Evaluator};

const TEXT: &str = r#"package t

large[x] := [y | some y in input.xs] if some x in input.xs

# Nothing holds.
quiet contains x if {
	some x in input.xs
	texts := [sprintf("%s %s", [x, y]) | some y in input.xs]
	count(texts) == 0
}

doubled(x) := concat("", [part, part]) if {
	parts := split(sprintf("%s,%s", [x, x]), ",")
	part := parts[0]
}

# A text that a function makes; a rule that is worked out on the way.
texts contains doubled(x) if some x in input.xs

kept := {x: sprintf("%s!", [x]) | some x in input.xs}

late := [value |
	some x in input.xs
	not startswith(concat("", [x, "-", x]), "z")
	value := [kept[x], [upper(y) | some y in [x, "q"]], {doubled(x)}]
]

with_others := [value |
	some x in input.xs
	value := count([y | some y in inner]) with input as {"xs": [x, sprintf("%s2", [x])]}
	kept[x] != ""
]

inner contains upper(x) if some x in input.xs
"#;

const RULES: [&str; 6] =
    ["data.t.large", "data.t.quiet", "data.t.texts", "data.t.kept", "data.t.late", "data.t.with_others"];

fn evaluator(n: usize) -> Evaluator {
    let compiler = Compiler::new().module("t.rego", TEXT).expect("Rego");
    let program = compiler.compile(&RULES).unwrap_or_else(|all| panic!("{all:?}"));
    let mut evaluator = Evaluator::new(Arc::new(program), Budget::default());
    let xs: Vec<String> = (0..n).map(|i| format!("element {i}")).collect();
    evaluator.set_input(&json!({"xs": xs})).expect("fits");
    evaluator
}

fn asked(evaluator: &mut Evaluator, rule: &str) -> Value {
    let answer = evaluator.eval(rule).expect("no error");
    serde_json::to_value(answer).expect("JSON")
}

#[test]
fn what_is_needed_on_the_way_is_freed() {
    let mut evaluator = evaluator(100);
    let before = evaluator.state.arena.held();
    assert_eq!(asked(&mut evaluator, "data.t.quiet"), json!([]));
    assert_eq!(evaluator.state.arena.held(), before, "ten thousand texts");
    // They still count.
    assert!(evaluator.spent().bytes > 100_000, "{:?}", evaluator.spent());
    asked(&mut evaluator, "data.t.large");
    let large = evaluator.state.arena.held();
    asked(&mut evaluator, "data.t.quiet");
    assert!(evaluator.state.arena.held() < large - 100_000, "the answer before is forgotten");
}

#[test]
fn what_is_wanted_stays() {
    let mut evaluator = evaluator(3);
    let names = ["element 0", "element 1", "element 2"];
    let texts: Vec<String> = names.iter().map(|name| name.repeat(2)).collect();
    let late: Vec<Value> =
        names.iter().map(|name| json!([format!("{name}!"), [name.to_uppercase(), "Q"], [name.repeat(2)]])).collect();
    // In whatever order, and again.
    for _ in 0..3 {
        assert_eq!(asked(&mut evaluator, "data.t.late"), json!(late));
        assert_eq!(asked(&mut evaluator, "data.t.texts"), json!(texts));
        assert_eq!(asked(&mut evaluator, "data.t.with_others"), json!([2, 2, 2]));
        assert_eq!(asked(&mut evaluator, "data.t.kept")["element 1"], "element 1!");
        assert_eq!(asked(&mut evaluator, "data.t.large")["element 2"], json!(names));
    }
}

#[test]
fn what_a_question_costs_does_not_depend_on_what_was_asked_before() {
    let alone = RULES.map(|rule| {
        let mut evaluator = evaluator(20);
        asked(&mut evaluator, rule);
        evaluator.spent()
    });
    for order in [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [3, 4, 3, 4, 5, 3]] {
        let mut evaluator = evaluator(20);
        for index in order {
            asked(&mut evaluator, RULES[index]);
            assert_eq!(evaluator.spent(), alone[index], "{} in {order:?}", RULES[index]);
        }
    }
}
