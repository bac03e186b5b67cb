//! Answers cases of OPA's conformance suite, as `.ci/opa_conformance.py` sends them: a line of JSON for each case, a line of JSON with both engines'
//! answers for each.

#![allow(clippy::print_stdout, reason = "a tool that is run by hand")]

use std::error::Error;
use std::io::BufRead;
use std::panic;
use std::sync::Arc;

use plimsoll_rego::{Budget, Compiler, Evaluator};
use regorus::Engine;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    for line in std::io::stdin().lock().lines() {
        let case: Value = serde_json::from_str(&line?)?;
        let input = input(&case);
        let ours = match &input {
            Ok(input) => ours(&case, input.as_ref()),
            Err(error) => json!({"error": error}),
        };
        let theirs = match &input {
            Ok(input) => panic::catch_unwind(|| theirs(&case, input.as_ref()))
                .unwrap_or_else(|_| Err("a panic".to_owned()))
                .unwrap_or_else(|error| json!({"error": error})),
            Err(error) => json!({"error": error}),
        };
        println!("{}", json!({"compiled": ours, "regorus": theirs}));
    }
    Ok(())
}

/// The input, which a case may give as a term of Rego.
fn input(case: &Value) -> Result<Option<Value>, String> {
    let Some(term) = case["input_term"].as_str() else { return Ok(case.get("input").cloned()) };
    let results = Engine::new().eval_query(term.to_owned(), false).map_err(|error| error.to_string())?;
    let value = results.result.first().and_then(|result| result.expressions.first()).map(|each| each.value.clone());
    value.map(|value| serde_json::to_value(value).map_err(|error| error.to_string())).transpose()
}

fn modules(case: &Value) -> impl Iterator<Item = (String, &str)> {
    let texts = case["modules"].as_array().into_iter().flatten().filter_map(Value::as_str);
    texts.enumerate().map(|(number, text)| (format!("{number}.rego"), text))
}

fn ours(case: &Value, input: Option<&Value>) -> Value {
    let rule = case["rule"].as_str().unwrap_or_default();
    let mut compiler = Compiler::new().open(true);
    for (path, text) in modules(case) {
        compiler = match compiler.module(&path, text) {
            Ok(compiler) => compiler,
            Err(refusal) => return json!({"refused": refusal.to_string()}),
        };
    }
    for (name, value) in case["data"].as_object().into_iter().flatten() {
        compiler = match compiler.data(name, value) {
            Ok(compiler) => compiler,
            Err(error) => return json!({"error": error.to_string()}),
        };
    }
    let program = match compiler.compile(&[rule]) {
        Ok(program) => program,
        Err(refusals) => return json!({"refused": refusals[0].to_string()}),
    };
    let mut evaluator = Evaluator::new(Arc::new(program), Budget { steps: 5_000_000, ..Budget::default() });
    if let Some(input) = input
        && let Err(error) = evaluator.set_input(input)
    {
        return json!({"error": error.to_string()});
    }
    match evaluator.eval(rule) {
        Ok(Some(view)) => json!({"answer": serde_json::to_value(view).unwrap_or_default()}),
        Ok(None) => json!({"undefined": true}),
        Err(error) => json!({"error": error.to_string()}),
    }
}

fn theirs(case: &Value, input: Option<&Value>) -> Result<Value, String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let mut engine = Engine::new();
    engine.set_strict_builtin_errors(true);
    for (path, text) in modules(case) {
        engine.add_policy(path, text.to_owned()).map_err(|error| said(&error))?;
    }
    if let Some(data) = case.get("data").filter(|data| data.is_object()) {
        engine.add_data(regorus::Value::from(data.clone())).map_err(|error| said(&error))?;
    }
    if let Some(input) = input {
        engine.set_input(regorus::Value::from(input.clone()));
    }
    let rule = case["rule"].as_str().unwrap_or_default();
    match engine.eval_rule(rule.to_owned()).map_err(|error| said(&error))? {
        regorus::Value::Undefined => Ok(json!({"undefined": true})),
        value => Ok(json!({"answer": serde_json::to_value(value).map_err(|error| said(&error))?})),
    }
}
