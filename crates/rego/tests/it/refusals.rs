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
        ("default x := 1", "t.rego:2:1: `default`; write a second definition with the opposite condition, or `else`"),
        ("x if input.a with input as {}", "t.rego:2:14: `with`; "),
        ("x if {\n\tinput.a = 1\n}", "t.rego:3:2: `=`; write `:=` to bind, `==` to compare"),
        ("x if { some i; input.a[i] }", "t.rego:2:8: `some` without `in`; write `some x in xs`"),
        ("x := input.a[_]", "t.rego:2:14: `_` where a value is needed; go through the collection with `some … in`"),
        ("x := input.a[i]", "t.rego:2:14: `i`, which is nowhere bound or declared; "),
        ("x if { [a, b] := [1, 2]; a == b }", "t.rego:2:8: a pattern where a variable is bound; "),
        ("x if { some [a, _] in [[1, 2]]; a }", "t.rego:2:13: a pattern where a variable is bound; "),
        ("x if { a == 1; a := 1 }", "t.rego:2:8: `a` before it is bound; move the statement that binds it"),
        ("x if { a := 1; b := [a | c := a; some a in [1]]; b }", "t.rego:2:31: `a` before it is bound"),
        ("x if { a := 1; a := 2 }", "t.rego:2:16: `a` bound twice in one body; "),
        ("f(a) if { a := 1 }\nx := f(1)", "t.rego:2:11: `a` bound again; "),
        ("f([a]) := a\nx := f([1])", "t.rego:2:4: `a`, which is nowhere bound"),
        ("f(a, a) := 1\nx := f(1, 1)", "t.rego:2:6: the parameter `a` twice; "),
        ("x := y\ny := x", "t.rego:3:6: `data.t.x`, which needs itself here; "),
        ("f(a) := f(a)\nx := f(1)", "t.rego:2:9: `data.t.f`, which needs itself here; "),
        ("x := walk(input)", "t.rego:2:6: the function `walk`, which is not there; go through the parts"),
        ("x := http.send({})", "t.rego:2:6: the function `http.send`, which is not there; take it from the input"),
        ("x := count(1, 2)", "t.rego:2:6: `count` with 2 arguments, not 1; "),
        ("f(a) := a\nx := f(1, 2)", "t.rego:3:6: `f` with 2 arguments, not 1; "),
        ("f(a) := a\nx := f", "t.rego:3:6: the function `data.t.f` without arguments; call it"),
        ("y := 1\nx := y(1)", "t.rego:3:6: a call of `data.t.y`, which is no function"),
        ("x if { f := 1; f(2) }", "t.rego:2:16: a call of the variable `f`; "),
        ("x := data.t", "t.rego:2:6: `data.t` as a whole, which is a package; name one rule"),
        ("x := data.u.y", "t.rego:2:6: `data.u.y`, which does not exist; name one rule"),
        ("x := regex.match(`(`, input.a)", "t.rego:2:18: `(` is no pattern: unclosed group; patterns are RE2's"),
        ("x := 0.12345678901234567890", "t.rego:2:6: the number 0.12345678901234567890: the result has more digits"),
        ("x.y.z := 1", "t.rego:2:1: a rule whose name is a longer path; write `name[key] := value`"),
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
    assert_eq!(refusal("x := 1\nf(a) := walk(a)\ny if { input = 1 }"), "compiled");
}

#[test]
fn one_refused_rule_leaves_the_others() {
    let text = "package t\nf(a) if a = 1\na if f(1)\nb if input.b\nc if a\n";
    let compiler = Compiler::new().module("t.rego", text).expect("Rego");
    let compiled = compiler.compile_what_fits(&["data.t.a", "data.t.b", "data.t.c"]);
    assert_eq!(compiled.program.rules().collect::<Vec<_>>(), ["data.t.b"]);
    let names: Vec<&str> = compiled.refused.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["data.t.a", "data.t.c"]);
    assert_eq!(compiled.refused[0].1[0].to_string(), "t.rego:2:9: `=`; write `:=` to bind, `==` to compare");
}

#[test]
fn deep_expressions_are_refused_before_they_fill_the_stack() {
    let deep = format!("x := {}1{}", "[".repeat(14), "]".repeat(14));
    assert_eq!(refusal(&deep), "compiled");
    let long = format!("x := 1{}", " + 1".repeat(100));
    assert!(refusal(&long).contains("an expression more than 64 deep; name its parts"), "{}", refusal(&long));
}
