//! Tests of templates.

use serde_json::json;

use super::*;

fn lookup(name: &str) -> Option<String> {
    match name {
        "A" => Some("a".to_owned()),
        "E" => Some(String::new()),
        "N" => Some("42".to_owned()),
        "DOLLAR" => Some("${N}".to_owned()),
        _ => None,
    }
}

fn show(text: &str) -> String {
    match expand(text, &lookup) {
        Ok(expanded) => expanded.text,
        Err(error) => format!("{}..{} {}", error.range.start, error.range.end, error.message),
    }
}

#[test]
fn values() {
    for (text, expected) in [
        ("plain", "plain"),
        ("", ""),
        ("$A-${A}$N", "a-a42"),
        ("$$A $${A} $$$A", "$A ${A} $a"),
        ("$ $1 a$ $(x) $-", "$ $1 a$ $(x) $-"),
        ("$Ab|${U}|$E|", "|||"),
        ("${DOLLAR}", "${N}"),
        (r"\$A", r"\a"),
        ("${U:-d}${E:-d}${U-d}${E-d}.", "ddd."),
        ("${A:-d}${A-d}", "aa"),
        ("${A:+x}${E:+x}${U:+x}${A+x}${E+x}${U+x}", "xxx"),
        ("${A:?m}${A?m}${E?m}", "aa"),
        ("${U:-}", ""),
        ("${U:-a:-b?c+d}", "a:-b?c+d"),
        ("${U:-${E:-${A}}}-${U:-x}", "a-x"),
        ("${U:-pre${A}post} ${N}", "preapost 42"),
        (r#"${U:-{"k":1}} ${A}"#, r#"{"k":1} a"#),
        ("${A:-{}} s", "a s"),
        ("${A:-${U:?boom}}", "a"),
        ("${A:-${1}}", "a"),
        ("é${U:-ü}é", "éüé"),
        ("l1 ${U:-d}\n${A}", "l1 d\na"),
    ] {
        assert_eq!(show(text), expected, "{text}");
    }
}

#[test]
fn errors() {
    let invalid = "invalid interpolation format: ";
    for (text, expected) in [
        ("x ${", format!("2..4 {invalid}`${{` is not followed by a variable name")),
        ("${}", format!("0..2 {invalid}`${{` is not followed by a variable name")),
        ("${1A}", format!("0..2 {invalid}`${{` is not followed by a variable name")),
        ("${A.B}", format!("0..2 {invalid}`${{A` is followed by '.', which is neither `}}` nor an operator")),
        ("${A:=x}", format!("0..2 {invalid}`${{A` is followed by ':', which is neither `}}` nor an operator")),
        ("${A", format!("0..2 {invalid}`${{A` is not closed on its line")),
        ("${A:-x\n}", format!("0..2 {invalid}`${{A:-` is not closed on its line")),
        ("${U:?}", "0..6 required variable U is missing a value".to_owned()),
        ("a ${E:?need $A}", "2..15 required variable E is missing a value: need $A".to_owned()),
        ("${U:-${U2?x}}", "5..12 required variable U2 is missing a value: x".to_owned()),
        ("${U:-${1}}", format!("5..7 {invalid}`${{` is not followed by a variable name")),
    ] {
        assert_eq!(show(text), expected, "{text}");
    }
}

#[test]
fn uses_tell_state_and_place() {
    let uses = expand("-${U:-${N}}${E}$U ${U+x}", &lookup).unwrap().uses;
    let told: Vec<_> = uses
        .iter()
        .map(|u| {
            format!(
                "{}{} {:?} {:?} -> {:?}",
                u.name,
                json!(u.operator).as_str().unwrap_or_default(),
                u.state,
                u.range,
                u.output
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "U:- Defaulted 1..11 -> 1..3",
            "N Set 6..10 -> 1..3",
            "E Set 11..15 -> 3..3",
            "U Unset 15..17 -> 3..3",
            "U+ Defaulted 18..24 -> 4..4",
        ]
    );
}

#[test]
fn all_variables_are_found_without_values() {
    let template = Template::parse("$A ${B:-${C}} $$D");
    let names: Vec<_> = template.variables().iter().map(|v| v.name.as_str()).collect();
    assert_eq!(names, ["A", "B", "C"]);
}

#[test]
fn limits_hold() {
    let deep = format!("{}{}", "${U:-".repeat(2_000), "}".repeat(2_000));
    assert_eq!(expand(&deep, &lookup).unwrap_err().kind, TemplateErrorKind::Limit);
    let long = |_: &str| Some("x".repeat(1 << 10));
    assert_eq!(expand(&"$A".repeat(2_000), &long).unwrap_err().kind, TemplateErrorKind::Limit);
    for unit in ["${", "}", "${A:-", "${A", "$", "${A:-}", "${A:-{", "{", "${A:-\n}", "${A:-{}"] {
        let text = unit.repeat(200_000) + "}";
        // One that is not linear would not end while somebody waits.
        drop(expand(&text, &lookup));
    }
}

#[test]
fn a_long_text_comes_in_few_parts() {
    let many = 3 * USES_LIMIT;
    for (text, expected) in [
        ("$$".repeat(many), "$".repeat(many)),
        ("x$$".repeat(many), "x$".repeat(many)),
        ("$A".repeat(many), format!("10000..10002 a value uses variables more than {USES_LIMIT} times")),
        (
            "$A${1}".repeat(many),
            "2..4 invalid interpolation format: `${` is not followed by a variable name".to_owned(),
        ),
    ] {
        assert!(Template::parse(&text).parts.len() <= 2 * USES_LIMIT + 2, "{}", &text[..9]);
        assert_eq!(show(&text), expected, "{}", &text[..9]);
    }
}
