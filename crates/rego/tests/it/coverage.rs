//! What held is counted by place.

use plimsoll_rego::Budget;
use serde_json::json;

use super::{answer, evaluator};

#[test]
fn definitions_and_statements_that_held_are_counted() {
    let text = "package t

x contains n if {
\tsome n in input.xs
\tn > 1
\tnot n == 3
}

x contains 0 if input.none
";
    let mut evaluator = evaluator(text, &["data.t.x"], Budget::default());
    evaluator.count(true);
    evaluator.set_input(&json!({"xs": [1, 2, 3, 4]})).expect("fits");
    answer(&mut evaluator, "data.t.x").expect("no error");
    let covered: Vec<String> =
        evaluator.covered().iter().map(|covered| format!("{}x{}", covered.place, covered.count)).collect();
    assert_eq!(covered, ["t.rego:3:1x2", "t.rego:4:2x4", "t.rego:5:2x3", "t.rego:6:2x2"]);
    let places = evaluator.program().places().expect("sound");
    let uncovered: Vec<String> = places
        .iter()
        .filter(|place| !evaluator.covered().iter().any(|covered| covered.place == **place))
        .map(ToString::to_string)
        .collect();
    assert_eq!(uncovered, ["t.rego:9:1", "t.rego:9:17"]);
    evaluator.count(false);
    assert!(evaluator.covered().is_empty());
}
