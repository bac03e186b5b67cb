//! Prints random policies with inputs and our answers, one JSON object a line, so that another engine can be asked the same.
//!
//! ```text
//! generate FIRST COUNT [plain]
//! ```

#![allow(clippy::print_stdout, reason = "a tool that is run by hand")]

#[path = "../tests/it/generator/mod.rs"]
mod generator;

use std::error::Error;
use std::sync::Arc;

use plimsoll_rego::{Budget, Compiler, Evaluator};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1).map(|arg| arg.parse::<u64>());
    let (Some(first), Some(count)) = (args.next(), args.next()) else { return Err("FIRST COUNT".into()) };
    let (first, plain) = (first?, std::env::args().any(|arg| arg == "plain"));
    for seed in first..first + count? {
        let case = generator::case(seed, plain);
        let rules: Vec<String> = case.rules.iter().map(|rule| format!("data.t.{rule}")).collect();
        let names: Vec<&str> = rules.iter().map(String::as_str).collect();
        let compiled = Compiler::new().module("t.rego", &case.text)?.compile(&names);
        let program = compiled.map_err(|refusals| format!("{seed}: {}\n{}", refusals[0], case.text))?;
        let mut evaluator = Evaluator::new(Arc::new(program), Budget::default());
        evaluator.set_input(&case.input)?;
        let (mut answers, mut errors) = (Map::new(), Map::new());
        for rule in &case.rules {
            match evaluator.eval(&format!("data.t.{rule}")) {
                Ok(Some(view)) => drop(answers.insert(rule.clone(), serde_json::to_value(view)?)),
                Ok(None) => {}
                Err(error) => drop(errors.insert(rule.clone(), Value::from(error.to_string()))),
            }
        }
        println!(
            "{}",
            json!({"seed": seed, "rules": case.rules, "text": case.text, "input": case.input, "answers": answers, "errors": errors})
        );
    }
    Ok(())
}
