//! OPA's answers, recorded (`tests/semantics`), and meanings that only this crate has to decide.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use plimsoll_rego::{Budget, Compiler, ErrorKind, Evaluator};
use serde_json::{Value, json};

use super::{answer, evaluator, root};

/// Rules of `tests/semantics` that are outside the part.
const OUTSIDE: &[&str] = &["partial_heads.rego by_field_of_nothing"];

fn semantics() -> Vec<PathBuf> {
    let mut folders = vec![root().join("tests/semantics")];
    let crates = fs::read_dir(root().join("crates")).expect("crates").flatten();
    folders.extend(crates.map(|each| each.path().join("tests/semantics")));
    let files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let mut files: Vec<PathBuf> = files.map(|file| file.path()).collect();
    files.sort();
    files
}

fn header(text: &str, name: &str) -> Value {
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("# {name}: "))).expect("header");
    serde_json::from_str(line).expect("JSON")
}

/// Names at the beginning of lines.
fn names(text: &str) -> Vec<String> {
    let name =
        |line: &str| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default().to_owned();
    let is_head = |line: &&str| [":=", " if", " contains "].iter().any(|sign| line.contains(sign));
    let mut names: Vec<String> = text.lines().filter(is_head).map(name).collect();
    names.retain(|name| !name.is_empty() && name != "else" && name != "default");
    names.sort();
    names.dedup();
    names
}

#[test]
fn answers_are_opas() {
    let files = semantics();
    assert!(files.len() >= 5, "{files:?}");
    let (mut outside, mut asked) = (Vec::new(), 0);
    for file in &files {
        let text = fs::read_to_string(file).expect("UTF-8");
        let file = file.file_name().and_then(|name| name.to_str()).expect("UTF-8");
        let expected = header(&text, "result");
        let rules: Vec<String> = names(&text).into_iter().map(|name| format!("data.t.{name}")).collect();
        let compiler = Compiler::new().module(file, &text).expect("Rego");
        let compiled = compiler.compile_what_fits(&rules.iter().map(String::as_str).collect::<Vec<_>>());
        let mut evaluator = Evaluator::new(Arc::new(compiled.program), Budget::default());
        evaluator.set_input(&header(&text, "input")).expect("fits");
        for rule in &rules {
            let name = rule.trim_start_matches("data.t.");
            if let Some((_, refusals)) = compiled.refused.iter().find(|(refused, _)| refused == rule) {
                // Functions cannot be asked.
                if !refusals.iter().all(|refusal| refusal.found.ends_with("is a function, not a rule")) {
                    outside.push(format!("{file} {name}"));
                }
                continue;
            }
            asked += 1;
            let ours = answer(&mut evaluator, rule).unwrap_or_else(|error| panic!("{file} {name}: {error}"));
            assert_eq!(ours, expected.get(name).cloned().unwrap_or(Value::Null), "{file} {name}");
        }
    }
    assert_eq!(outside, OUTSIDE);
    assert!(asked >= 60, "{asked}");
}

fn hold(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let mut evaluator = evaluator(&format!("package t\n{text}\n"), &["data.t.x"], Budget::default());
        let input = json!({"xs": [1, 2, 2], "o": {"a": 1, "b": null}, "f": false, "s": "text", "n": null});
        evaluator.set_input(&input).expect("fits");
        let given = match answer(&mut evaluator, "data.t.x") {
            Ok(value) => value.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(given, *expected, "{text}");
    }
}

#[test]
fn what_leads_nowhere_is_undefined() {
    hold(&[
        ("x := input.none", "null"),
        ("x := input.s.a", "null"),
        ("x := input.s[0]", "null"),
        ("x := input.xs[3]", "null"),
        ("x := input.xs[1.5]", "null"),
        ("x := input.xs[-1]", "null"),
        ("x := [input.none]", "null"),
        ("x := {1: input.none}", "null"),
        ("x := input.none == 1", "null"),
        ("x := 1 in input.none", "null"),
        ("x := [1 | input.f]", "[]"),
        ("x := [y | some y in [1]; input.n == null]", "[1]"),
        ("x := count(input.none)", "null"),
        ("x := {1, 2}[2]", "2"),
        ("x := {1, 2}[3]", "null"),
        ("x := input.o[input.n]", "null"),
        ("x := [y | some y in 5]", "[]"),
        ("x if { some k, v in {7}; k == v }", "true"),
        ("x := [[k, v] | some k, v in input.o]", r#"[["a",1],["b",null]]"#),
        ("x := 1 in 5", "false"),
        // OPA's index of definitions leaves these out.
        ("f(v) if v in [v, 1]\nx if f(3)", "true"),
        ("f(v, w) if v in [w, 1]\nx := [f(1, 3), f(3, 3)] if not f(2, 3)", "[true,true]"),
        (
            "x := [(null in input.o), (`b`, null in input.o), (3, 3 in {3}), (0, 1 in input.xs), (0, 2 in input.xs)]",
            "[true,true,true,true,false]",
        ),
        ("x if every v in [] { v == 1 }", "true"),
        ("x if every v in input.none { true }", "null"),
        ("x if every v in 5 { true }", "null"),
        ("x if every k, v in input.xs { v > k; v < 3 }", "null"),
        ("x if every k, v in [1, 2] { v > k }", "true"),
    ]);
}

#[test]
fn one_value_or_an_error() {
    hold(&[
        ("x := 1\nx := 1", "1"),
        ("x := 1\nx := 2", "t.rego:3:1: complete rules must not produce multiple outputs"),
        ("x := v if some v in input.xs", "t.rego:2:1: complete rules must not produce multiple outputs"),
        ("x := v if { some v in input.xs; v == 2 }", "2"),
        ("f(y) := y\nf(_) := 1\nx := f(2)", "t.rego:3:1: functions must not produce multiple outputs for same inputs"),
        ("f(y) := y\nf(_) := 1\nx := f(1)", "1"),
        ("f(1) := `one`\nf(2) := `two`\nf(null) := `none`\nx := [f(1), f(2), f(null)]", r#"["one","two","none"]"#),
        ("f(1) := `one`\nx := f(3)", "null"),
        ("x := {1: v | some v in input.xs}", "t.rego:2:6: object keys must be unique"),
        ("x := {v: 1 | some v in input.xs}", r#"{"1":1,"2":1}"#),
        ("x[k] := v if some k, v in input.xs", r#"{"0":1,"1":2,"2":2}"#),
        ("x[1] := v if some v in input.xs", "t.rego:2:1: object keys must be unique"),
        ("x[v] contains k if some k, v in input.xs", r#"{"1":[0],"2":[1,2]}"#),
        ("x contains v if some v in input.xs", "[1,2]"),
        ("x contains 1 if input.none", "[]"),
        ("x[1] := 2 if input.none", "{}"),
        ("x := 1 if { input.none } else := 2 if { input.f } else := 3", "3"),
        ("x := {`a`: 1, `a`: 2}", r#"{"a":2}"#),
        ("x := {`a`: input.s, `a`: 2}", r#"{"a":2}"#),
    ]);
}

#[test]
fn operators() {
    hold(&[
        ("x := [1 + 2 * 3, 7 - 2 - 1, 7 / 2, 7 % 4, -3, -input.xs[1], 0.1 + 0.2]", "[7,4,3.5,3,-3,-2,0.3]"),
        ("x := [{1, 2} | {3}, {1, 2} & {2}, {1, 2} - {2}, {1} - set()]", "[[1,2,3],[2],[1],[1]]"),
        (
            "x := [1 < `a`, null < false, [1] < {1}, {`a`: 1} < {1}, `a` == `a`, 1 == 1.0, 2 != 2]",
            "[true,true,true,true,true,true,false]",
        ),
        ("x := 1 / 0", "t.rego:2:6: div: divide by zero"),
        ("x := 1 / 3", "t.rego:2:6: div: the result has more digits than can be kept exactly"),
        ("x := 1 + `a`", "t.rego:2:6: plus cannot work with number and string"),
        ("x := {1} + {2}", "t.rego:2:6: plus cannot work with sets"),
        ("x := 1 & 2", "t.rego:2:6: and works with sets, not numbers"),
        ("x := count(5)", "t.rego:2:6: count: argument 1 must be array, object, set or string, not number"),
        ("x := 9223372036854775807 + 1 == 9223372036854775808", "true"),
    ]);
}

#[test]
fn names_are_found_from_the_inside_out() {
    hold(&[
        ("y := 1\nx := [y | some y in [5]]", "[5]"),
        ("y := 1\nf(y) := y + 1\nx := f(5)", "6"),
        ("y := 1\nx := [a, b] if { a := y; b := [y | y := 3] }", "[1,[3]]"),
        ("count := 5\nx := count", "5"),
        ("import input.o as thing\nx := thing.a", "1"),
        ("import data.t.y as z\ny := {`a`: 1}\nx := z.a", "1"),
        ("y := {`a`: {`b`: 1}}\nx := [data.t.y.a.b, data[`t`].y[`a`][`b`]]", "[1,1]"),
        ("x if { _ := input.s; some _, _ in input.xs }", "true"),
    ]);
}

#[test]
fn a_rule_fails_by_itself() {
    let mut evaluator = evaluator("package t\na := 1 / 0\nb := 1\n", &["data.t.a", "data.t.b"], Budget::default());
    for _ in 0..2 {
        assert_eq!(answer(&mut evaluator, "data.t.a").map_err(|error| error.kind), Err(ErrorKind::Builtin));
        assert_eq!(answer(&mut evaluator, "data.t.b"), Ok(json!(1)));
    }
    assert_eq!(answer(&mut evaluator, "data.t.c").map_err(|error| error.kind), Err(ErrorKind::NoRule));
}

#[test]
fn inputs_and_data_come_one_after_the_other() {
    let text = "package t\nx := [input.a, data.d.b]\n";
    let compiler = Compiler::new().module("t.rego", text).expect("Rego").data("d", &json!({"b": 1})).expect("data");
    let program = Arc::new(compiler.compile(&["data.t.x"]).expect("within the part"));
    let mut evaluator = Evaluator::new(program, Budget::default());
    assert_eq!(answer(&mut evaluator, "data.t.x"), Ok(Value::Null), "no input yet");
    for round in 0..3 {
        evaluator.set_input(&json!({"a": round})).expect("fits");
        assert_eq!(answer(&mut evaluator, "data.t.x"), Ok(json!([round, 1])));
    }
    evaluator.set_data("d", &json!({"b": "new"})).expect("data");
    assert_eq!(answer(&mut evaluator, "data.t.x"), Ok(Value::Null), "the input is forgotten");
    evaluator.set_input(&json!({"a": "x"})).expect("fits");
    assert_eq!(answer(&mut evaluator, "data.t.x"), Ok(json!(["x", "new"])));
    assert!(evaluator.set_data("e", &json!({})).is_err());
}
