//! What is outside the part is refused with its place, and never given another meaning.

use plimsoll_rego::Compiler;

fn refusal(text: &str) -> String {
    let text = format!("package t\n{text}\n");
    let compiler = match Compiler::new().module("t.rego", &text) {
        Ok(compiler) => compiler,
        Err(refusal) => return refusal.to_string(),
    };
    match compiler.compile(&["data.t.x"]) {
        Ok(_) => "compiled".to_owned(),
        Err(refusals) => refusals[0].to_string(),
    }
}

#[test]
fn each_construct_has_a_place_and_a_way_out() {
    let cases = [
        ("default x := 1\ndefault x := 2", "t.rego:3:1: a second `default`; leave one of them out"),
        ("default x := input.a[_]", "t.rego:2:14: a `default` that depends on something; "),
        ("x if count(input) == 1 with count as 2", "t.rego:2:29: `with` in place of `count`, which is no document; "),
        ("f(a) := a\nx if f(1) with data.t.f as 2", "t.rego:3:16: `with` in place of the function `data.t.f`; "),
        ("y := {}\nx if y with data.t.y.z as 2", "t.rego:3:13: `with` in place of a part of `data.t.y`; "),
        ("x if input with data.t as 2", "t.rego:2:17: `with` in place of all of `data.t`; "),
        ("x if input with data.u as 2", "t.rego:2:17: `data.u`, which does not exist"),
        ("x if { a == b; b == a }", "t.rego:2:8: `a`, which is nowhere bound or declared; "),
        ("x if not input.a[_]", "t.rego:2:18: `_` where a value is needed; "),
        ("x if { a = b }", "t.rego:2:8: `=` with open variables on both sides; "),
        ("x if { some a in [1]; some a in [2] }", "t.rego:2:28: `a` bound twice in one body; "),
        ("x if { some a; a := 2 }", "t.rego:2:16: `a` bound twice in one body; "),
        ("x if not walk(input)", "t.rego:2:10: `walk` in a negation; "),
        ("x[a][b] := 1 if some a, b in input", "t.rego:2:1: a rule whose name has several computed keys; "),
        ("x := data.t", "t.rego:1:1: `data.t.x`, which needs itself here; "),
        ("x := data", "t.rego:2:6: `data` as a whole; name one rule or document"),
        ("x.y.z := 1\nx.y := 2", "t.rego:3:1: a name that is the beginning of another rule's or package's"),
        ("x if { a == 1; a := 1 }", "t.rego:2:8: `a` before it is bound; move the statement that binds it"),
        ("x if { a := 1; b := [a | c := a; some a in [1]]; b }", "t.rego:2:31: `a` before it is bound"),
        ("x if { a := 1; a := 2 }", "t.rego:2:16: `a` bound twice in one body; "),
        ("f(a) if { a := 1 }\nx := f(1)", "t.rego:2:11: `a` bound again; "),
        ("f(a, a) := 1\nx := f(1, 1)", "t.rego:2:6: the parameter `a` twice; "),
        ("x := y\ny := x", "t.rego:3:6: `data.t.x`, which needs itself here; "),
        ("f(a) := f(a)\nx := f(1)", "t.rego:2:9: `data.t.f`, which needs itself here; "),
        ("x := http.send({})", "t.rego:2:6: the function `http.send`, which is not there; take it from the input"),
        ("x := count(1, 2)", "t.rego:2:6: `count` with 2 arguments, not 1; "),
        ("f(a) := a\nx := f(1, 2)", "t.rego:3:6: `f` with 2 arguments, not 1; "),
        ("f(a) := a\nx := f", "t.rego:3:6: the function `data.t.f` without arguments; call it"),
        ("y := 1\nx := y(1)", "t.rego:3:6: a call of `data.t.y`, which is no function"),
        ("x if { f := 1; f(2) }", "t.rego:2:16: a call of the variable `f`; "),
        ("x := data.u.y", "t.rego:2:6: `data.u.y`, which does not exist; name one rule"),
        ("x := regex.match(`(`, input.a)", "t.rego:2:18: `(` is no pattern: unclosed group; patterns are RE2's"),
        ("x := 0.12345678901234567890", "t.rego:2:6: the number 0.12345678901234567890: the result has more digits"),
        ("x contains 1\nx := 2", "t.rego:3:1: a definition of another kind than the one before it; "),
        ("x contains 1 if { input.a } else := 2", "t.rego:2:"),
        ("import data.u.y\ny := 1\nx := y", "t.rego:4:6: `y`, which is a rule and an import; rename one"),
        ("import data.a.b\nimport data.c.b\nx := 1", "t.rego:3:1: a second import called `b`; "),
        ("x := {", "t.rego:3:1: this is no Rego: "),
        ("y := 1", "t.rego:1:1: there is no rule `data.t.x`"),
        ("x(a) := a", "t.rego:1:1: `data.t.x` is a function, not a rule"),
    ];
    for (text, expected) in cases {
        let found = refusal(text);
        assert!(found.starts_with(expected), "{text}\n  expected {expected}\n  found    {found}");
    }
}

#[test]
fn what_nothing_needs_is_not_looked_at() {
    assert_eq!(refusal("x := 1\nf(a) := http.send(a)\ny if { z == 1 }"), "compiled");
}

#[test]
fn one_refused_rule_leaves_the_others() {
    let text = "package t\nf(a) if http.send(a)\na if f(1)\nb if input.b\nc if a\n";
    let compiler = Compiler::new().module("t.rego", text).expect("Rego");
    let compiled = compiler.compile_what_fits(&["data.t.a", "data.t.b", "data.t.c"]);
    assert_eq!(compiled.program.rules().collect::<Vec<_>>(), ["data.t.b"]);
    let names: Vec<&str> = compiled.refused.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["data.t.a", "data.t.c"]);
    assert_eq!(
        compiled.refused[0].1[0].to_string(),
        "t.rego:2:9: the function `http.send`, which is not there; take it from the input: an answer depends on nothing else"
    );
}

#[test]
fn deep_expressions_are_refused_before_they_fill_the_stack() {
    let deep = format!("x := {}1{}", "[".repeat(14), "]".repeat(14));
    assert_eq!(refusal(&deep), "compiled");
    let long = format!("x := 1{}", " + 1".repeat(100));
    assert!(refusal(&long).contains("an expression more than 64 deep; name its parts"), "{}", refusal(&long));
}
