//! A question is stopped at the same step on every machine, whatever was asked before.

use plimsoll_rego::{Budget, ErrorKind};
use serde_json::json;

use super::{answer, evaluator};

const TEXT: &str = "package t

shared := [y | some x in input.xs; y := x * 2]

other contains x if {
\tsome x in shared
\tx > 2
}

a := count(shared) + count(other)

b := [shared, other, [[x, y] | some x in other; some y in shared]]
";

fn input() -> serde_json::Value {
    json!({"xs": (0..50).collect::<Vec<_>>()})
}

#[test]
fn a_question_costs_the_same_whatever_was_asked_before() {
    let rules = ["data.t.a", "data.t.b", "data.t.other", "data.t.shared"];
    let alone = rules.map(|rule| {
        let mut evaluator = evaluator(TEXT, &rules, Budget::default());
        evaluator.set_input(&input()).expect("fits");
        answer(&mut evaluator, rule).expect("within the budget");
        evaluator.spent()
    });
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 1, 0, 0]] {
        let mut evaluator = evaluator(TEXT, &rules, Budget::default());
        evaluator.set_input(&input()).expect("fits");
        for index in order {
            answer(&mut evaluator, rules[index]).expect("within the budget");
            assert_eq!(evaluator.spent(), alone[index], "{} in {order:?}", rules[index]);
        }
    }
}

#[test]
fn the_last_step_is_the_limit() {
    let rules = ["data.t.a", "data.t.b"];
    let mut evaluator = evaluator(TEXT, &rules, Budget::default());
    for rule in rules {
        for is_remembered in [false, true] {
            evaluator.set_budget(Budget::default());
            evaluator.set_input(&input()).expect("fits");
            answer(&mut evaluator, rule).expect("within the budget");
            let spent = evaluator.spent();
            for (steps, fits) in [(spent.steps, true), (spent.steps - 1, false), (1, false)] {
                if !is_remembered {
                    evaluator.set_input(&input()).expect("fits");
                }
                evaluator.set_budget(Budget { steps, ..Budget::default() });
                match answer(&mut evaluator, rule) {
                    Ok(_) => assert!(fits, "{rule} with {steps} of {spent:?}"),
                    Err(error) => {
                        assert!(!fits && error.kind == ErrorKind::Steps, "{rule}: {error}");
                        assert!(error.message.contains(&format!("more than {steps} steps")), "{error}");
                    }
                }
            }
        }
    }
}

#[test]
fn where_it_was_stopped_is_told() {
    let mut evaluator = evaluator(TEXT, &["data.t.b"], Budget { steps: 500, ..Budget::default() });
    evaluator.set_input(&input()).expect("fits");
    let error = answer(&mut evaluator, "data.t.b").expect_err("too many steps");
    assert_eq!(error.to_string(), "t.rego:12:49: more than 500 steps are needed");
}

#[test]
fn bytes_are_counted_with_the_input() {
    let text = "package t\nx := [concat(``, [input.s, input.s]) | some _ in input.xs]\n";
    let mut evaluator = evaluator(text, &["data.t.x"], Budget { bytes: 1 << 20, ..Budget::default() });
    let input = json!({"s": "x".repeat(1 << 16), "xs": (0..5).collect::<Vec<_>>()});
    evaluator.set_input(&input).expect("fits");
    assert!(answer(&mut evaluator, "data.t.x").is_ok());
    let input = json!({"s": "x".repeat(1 << 16), "xs": (0..9).collect::<Vec<_>>()});
    evaluator.set_input(&input).expect("fits");
    let error = answer(&mut evaluator, "data.t.x").expect_err("too many bytes");
    assert_eq!(
        (error.kind, error.to_string().as_str()),
        (ErrorKind::Bytes, "t.rego:2:7: more than 1048576 bytes are needed")
    );
    assert!(evaluator.set_input(&json!("x".repeat(2 << 20))).is_err(), "the input alone is too large");
    assert_eq!(answer(&mut evaluator, "data.t.x"), Ok(json!([])), "there is no input");
}

#[test]
fn calls_nest_only_so_deep() {
    let functions: String = (1..200).map(|n| format!("f{n}(a) := f{}(a)\n", n - 1)).collect();
    let text = format!("package t\nf0(a) := a\n{functions}x := f199(1)\ny := f100(1)\n");
    let mut evaluator = evaluator(&text, &["data.t.x", "data.t.y"], Budget::default());
    assert_eq!(answer(&mut evaluator, "data.t.x").map_err(|error| error.kind), Err(ErrorKind::Depth));
    assert_eq!(answer(&mut evaluator, "data.t.y"), Ok(json!(1)));
}

#[test]
fn what_goes_through_much_costs_much() {
    let text = "package t\nx := 7777 in input.xs\n";
    let mut evaluator = evaluator(text, &["data.t.x"], Budget { steps: 100, ..Budget::default() });
    evaluator.set_input(&json!({"xs": (0..5000).collect::<Vec<_>>()})).expect("fits");
    assert_eq!(answer(&mut evaluator, "data.t.x").map_err(|error| error.kind), Err(ErrorKind::Steps));
}
