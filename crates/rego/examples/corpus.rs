//! Compiles a directory of policies, asks every `deny` about every input of a file, and tells how long it took, how many questions the input made
//! needless, and where the answers differ from recorded ones. That a needless question would have had the same answer is held in any case.
//!
//! ```text
//! corpus POLICIES DATA.json INPUTS.json [ANSWERS.json]
//! ```
//!
//! `DATA.json` holds the documents below `data`, `INPUTS.json` `{"projects": [input, …]}`, `ANSWERS.json` `[{"<folder>/<rule>": [finding, …]}, …]`
//! with an object per input; rules that found nothing may be missing.

#![allow(clippy::print_stdout, reason = "a tool that is run by hand")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, fs};

use plimsoll_rego::{Budget, Compiler, Evaluator, Program};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [policies, data, inputs, rest @ ..] = args.as_slice() else {
        return Err("POLICIES DATA INPUTS [ANSWERS]".into());
    };
    let data: Map<String, Value> = serde_json::from_str(&fs::read_to_string(data)?)?;

    let start = Instant::now();
    let (mut compiler, mut rules) = (Compiler::new(), Vec::new());
    for path in modules(Path::new(policies))? {
        let text = fs::read_to_string(&path)?;
        if let Some(package) = text.lines().find_map(|line| line.strip_prefix("package "))
            && text.lines().any(|line| line.starts_with("deny contains"))
        {
            rules.push(format!("data.{}.deny", package.trim()));
        }
        compiler = compiler.module(&path.to_string_lossy(), &text)?;
    }
    let parsed = start.elapsed();
    for (name, document) in &data {
        compiler = compiler.data(name, document)?;
    }
    let names: Vec<&str> = rules.iter().map(String::as_str).collect();
    let start = Instant::now();
    let compiled = compiler.compile_what_fits(&names);
    println!("{} rules: parsed in {parsed:?}, compiled in {:?}", names.len(), start.elapsed());
    for (rule, refusals) in &compiled.refused {
        println!("refused: {rule}");
        refusals.iter().for_each(|refusal| println!("    {refusal}"));
    }
    let bytes = compiled.program.to_bytes();
    let mut best = Duration::MAX;
    for _ in 0..20 {
        let start = Instant::now();
        let program = Program::from_bytes(bytes.clone())?;
        best = best.min(start.elapsed());
        drop(program);
    }
    println!("{} bytes, opened in {best:?}", bytes.len());

    let program = Arc::new(Program::from_bytes(bytes)?);
    let inputs: Value = serde_json::from_str(&fs::read_to_string(inputs)?)?;
    let answers: Option<Vec<BTreeMap<String, Value>>> = match rest {
        [path, ..] => Some(serde_json::from_str(&fs::read_to_string(path)?)?),
        [] => None,
    };
    run(&program, inputs["projects"].as_array().ok_or("no projects")?, answers.as_deref())
}

fn run(
    program: &Arc<Program>,
    inputs: &[Value],
    answers: Option<&[BTreeMap<String, Value>]>,
) -> Result<(), Box<dyn Error>> {
    let (mut converted, mut evaluated) = (Duration::ZERO, Duration::ZERO);
    let (mut asked, mut found, mut failed, mut different, mut steps, mut bytes) = (0, 0, 0, 0, 0, 0);
    let (mut idle, mut of_all) = (0, Duration::ZERO);
    let rules: Vec<&str> = program.rules().collect();
    let mut evaluator = Evaluator::new(Arc::clone(program), Budget::default());
    for (number, input) in inputs.iter().enumerate() {
        let start = Instant::now();
        evaluator.set_input(input)?;
        converted += start.elapsed();
        let mut given = Vec::new();
        let start = Instant::now();
        for rule in &rules {
            let answer =
                evaluator.eval(rule).map(|view| view.map(|view| view.len().unwrap_or_default()).unwrap_or_default());
            let spent = evaluator.spent();
            idle += usize::from(spent.steps == 0);
            steps = steps.max(spent.steps);
            bytes = bytes.max(spent.bytes);
            given.push(answer);
        }
        evaluated += start.elapsed();
        of_all += hold(&mut evaluator, input, &rules)?;
        for (rule, answer) in rules.iter().zip(given) {
            asked += 1;
            let ours = match answer {
                Ok(count) => {
                    found += count;
                    serde_json::to_value(evaluator.eval(rule)?)?
                }
                Err(error) => {
                    failed += 1;
                    println!("input {number} {rule}: {error}");
                    Value::Null
                }
            };
            if let Some(answers) = answers {
                let theirs = answers[number].get(&id(rule)).cloned().unwrap_or(json!([]));
                if sorted(&ours) != sorted(&theirs) {
                    different += 1;
                    println!("input {number} {rule}:\n    ours   {ours}\n    theirs {theirs}");
                }
            }
        }
    }
    println!("{asked} answers, {found} findings, {failed} failed, {different} different");
    println!("{idle} were not worked out; all of them take {of_all:?}");
    println!(
        "converted in {converted:?}, evaluated in {evaluated:?}; at most {steps} steps and {bytes} bytes a question"
    );
    Ok(())
}

/// Holds every answer against that of an evaluator which leaves nothing out, and tells how long that takes.
fn hold(evaluator: &mut Evaluator, input: &Value, rules: &[&str]) -> Result<Duration, Box<dyn Error>> {
    let told = |evaluator: &mut Evaluator, rule: &&str| match evaluator.eval(rule) {
        Ok(view) => serde_json::to_value(view).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let mut all = evaluator.clone();
    all.count(true);
    all.set_input(input)?;
    let start = Instant::now();
    for rule in rules {
        let _told = all.eval(rule);
    }
    let elapsed = start.elapsed();
    for rule in rules {
        let (one, other) = (told(evaluator, rule), told(&mut all, rule));
        if one != other {
            return Err(format!("{rule}: {one:?} and, asked in any case, {other:?}").into());
        }
    }
    Ok(elapsed)
}

/// `data.policies.compose.image_eol.deny` → `compose/image-eol`.
fn id(rule: &str) -> String {
    let path = rule.trim_start_matches("data.policies.").trim_end_matches(".deny");
    path.replacen('.', "/", 1).replace('_', "-")
}

fn sorted(findings: &Value) -> Vec<String> {
    let mut all: Vec<String> = findings.as_array().into_iter().flatten().map(Value::to_string).collect();
    all.sort();
    all
}

/// Every module below a directory that is no test.
fn modules(root: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let (mut found, mut open) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                open.push(path);
            } else if name.ends_with(".rego") && !name.ends_with("_test.rego") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
