//! Random policies answer as another engine does. Where the two are known to differ, the generator leaves it out: there OPA is asked (see
//! `examples/generate.rs`).

use std::sync::Arc;

use plimsoll_rego::{Budget, Compiler, Evaluator};
use regorus::Engine;
use serde_json::Value;

use super::generator::{Case, case};

/// What each rule gives, or that it fails.
fn ours(case: &Case) -> Vec<Result<Value, String>> {
    let rules: Vec<String> = case.rules.iter().map(|rule| format!("data.t.{rule}")).collect();
    let names: Vec<&str> = rules.iter().map(String::as_str).collect();
    let compiler =
        Compiler::new().module("t.rego", &case.text).unwrap_or_else(|refusal| panic!("{refusal}\n{}", case.text));
    let program = compiler.compile(&names).unwrap_or_else(|all| panic!("{}\n{}", all[0], case.text));
    let mut evaluator = Evaluator::new(Arc::new(program), Budget::default());
    evaluator.set_input(&case.input).expect("fits");
    let mut answer = |rule: &&str| match evaluator.eval(rule) {
        Ok(view) => Ok(serde_json::to_value(view).expect("JSON")),
        Err(error) => Err(error.to_string()),
    };
    names.iter().map(&mut answer).collect()
}

fn theirs(case: &Case) -> Vec<Result<Value, String>> {
    let mut engine = Engine::new();
    engine.set_strict_builtin_errors(true);
    engine.add_policy("t.rego".to_owned(), case.text.clone()).expect("Rego");
    engine.set_input(regorus::Value::from(case.input.clone()));
    let answer = |rule: &String| match engine.eval_rule(format!("data.t.{rule}")) {
        Ok(regorus::Value::Undefined) => Ok(Value::Null),
        Ok(value) => Ok(serde_json::to_value(&value).expect("JSON")),
        Err(error) => Err(error.to_string()),
    };
    case.rules.iter().map(answer).collect()
}

/// Seeds for which regorus answers otherwise than OPA, which answers as we do.
const REGORUS_IS_WRONG: &[(u64, &str)] = &[
    (3, "a head that is undefined for one binding counts as a second value"),
    (4, "a head that is undefined for one binding counts as a second value"),
    (337, "`<` holds although what it compares is undefined"),
    (365, "a variable in a comprehension of the head is said to come before its definition"),
    (387, "a comprehension of the head cannot be evaluated"),
];

#[test]
fn random_policies_answer_as_in_regorus() {
    let (mut same, mut defined, mut failed, mut wrong, mut different) = (0, 0, 0, 0, Vec::new());
    for seed in 0..400 {
        let case = case(seed, true);
        for ((rule, ours), theirs) in case.rules.iter().zip(ours(&case)).zip(theirs(&case)) {
            match (&ours, &theirs) {
                // Where a partial object has no fields, regorus leaves it out.
                (Ok(Value::Object(none)), Ok(Value::Null)) if none.is_empty() => same += 1,
                (Ok(ours), Ok(theirs)) if ours == theirs => {
                    same += 1;
                    defined += usize::from(!ours.is_null());
                }
                (Err(_), Err(_)) => failed += 1,
                _ if REGORUS_IS_WRONG.iter().any(|(known, _)| *known == seed) => wrong += 1,
                _ => different.push(format!("{seed} {rule}: {ours:?} and {theirs:?}\n{}{}", case.text, case.input)),
            }
        }
    }
    assert!(different.is_empty(), "{} different, the first: {}", different.len(), different[0]);
    assert!(defined > 1000 && same > 2 * failed && wrong < 20, "{same} the same, {defined} defined, {failed} fail");
}
