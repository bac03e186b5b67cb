//! `sprintf` over the values of this engine; what Go's verbs mean is in [`crate::format`].

use super::{Answer, Hands};
use crate::format::{self, Argument, quoted};
use crate::value::{Arena, Number, Value};

pub(super) fn sprintf(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let format = hands.text(args, 0)?;
    let arguments = hands.arena.items(hands.array(args, 1)?);
    let text = format::sprintf(format, arguments.iter().map(|value| argument(hands.arena, *value)))?;
    hands.made(&text)
}

fn argument(arena: &Arena, value: Value) -> Argument {
    match (arena.as_number(value), arena.str(value)) {
        (Some(Number::Int(number)), _) => Argument::Int(number.to_string()),
        (Some(Number::Float(number)), _) => Argument::Float(number),
        (_, Some(text)) => Argument::Text(text.to_owned()),
        _ => Argument::Text(shown(arena, value)),
    }
}

/// A value as OPA writes it: `["a", 1]`, `{"k": null}`, `{1, 2}`, `set()`.
fn shown(arena: &Arena, value: Value) -> String {
    let all = |items: &[Value]| items.iter().map(|item| shown(arena, *item)).collect::<Vec<_>>().join(", ");
    match value {
        Value::Undefined => "undefined".to_owned(),
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Text(number) => quoted(arena.text(number)),
        Value::Array(span) => format!("[{}]", all(arena.items(span))),
        Value::Set(span) if span.len == 0 => "set()".to_owned(),
        Value::Set(span) => format!("{{{}}}", all(arena.items(span))),
        Value::Object(span) => {
            let field = |(key, value): (Value, Value)| format!("{}: {}", shown(arena, key), shown(arena, value));
            format!("{{{}}}", arena.pairs(span).map(field).collect::<Vec<_>>().join(", "))
        }
        Value::Int(_) | Value::Big(_) | Value::Float(_) => match arena.as_number(value) {
            Some(Number::Float(number)) => format::float(number),
            Some(number) => number.to_string(),
            None => String::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::{ask, hold};

    #[test]
    fn formats_as_go_does() {
        let cases = [
            (r#"("%s", ["a"])"#, "a"),
            (r#"("%d of %d", [1, 2])"#, "1 of 2"),
            (
                r#"("%s|%25s|%q", [123456789123456789123, -123456789123456789123, 123456789123456789123])"#,
                "123456789123456789123|   -123456789123456789123|%!q(big.Int=123456789123456789123)",
            ),
            (r#"("x", [123456789123456789123])"#, "x%!(EXTRA *big.Int=123456789123456789123)"),
            (r#"("%v %v %v %v", ["a", 1.5, true, null])"#, "a 1.5 true null"),
            (r#"("%q", ["a\"b\n"])"#, r#""a\"b\n""#),
            (r#"("%v", [["a", 1, {"k": [null]}]])"#, r#"["a", 1, {"k": [null]}]"#),
            (r#"("%v %v", [set(), {2, 1}])"#, "set() {1, 2}"),
            (r#"("%s", [[1]])"#, "[1]"),
            (r#"("%s", [5])"#, "%!s(int64=5)"),
            (r#"("%d", ["x"])"#, "%!d(string=x)"),
            (r#"("%d", [1.5])"#, "%!d(float64=1.5)"),
            (r#"("%d %d", [1])"#, "1 %!d(MISSING)"),
            (r#"("%d", [1, "a"])"#, "1%!(EXTRA string=a)"),
            (r#"("%5d|%-5d|%05d|%+d", [42, 42, 42, 42])"#, "   42|42   |00042|+42"),
            (r#"("%5.2f|%.0f", [3.14159, 2.5])"#, " 3.14|2"),
            (r#"("%10s|%-10s|%.2s", ["ab", "ab", "abc"])"#, "        ab|ab        |ab"),
            (r#"("%x %X %o %b %#x", [255, 255, 8, 5, 255])"#, "ff FF 10 101 0xff"),
            (r#"("%x", ["hi"])"#, "6869"),
            (r#"("%c %U %q", [65, 65, 39])"#, "A U+0041 '\\''"),
            (r#"("%e", [1234.5])"#, "1.234500e+03"),
            (r#"("%v %v", [0.00001, 123456789.5])"#, "1e-05 1.234567895e+08"),
            (r#"("%d", [100000000000000000000])"#, "100000000000000000000"),
            (r#"("%T %T %T", [1, "a", 1.5])"#, "int64 string float64"),
            (r#"("100%%", [])"#, "100%"),
            (r#"("%", [])"#, "%!(NOVERB)"),
            (r#"("%t", [true])"#, "%!t(string=true)"),
            (r#"("%*d", [5, 42])"#, "   42"),
            (r#"("%100000000d", [1])"#, "%!(BADWIDTH)1"),
        ];
        for (arguments, expected) in cases {
            assert_eq!(ask(&format!("sprintf{arguments}")), Ok(json!(expected)), "{arguments}");
        }
    }

    #[test]
    fn arguments_are_an_array() {
        hold(&[
            ("sprintf(`a`, {1})", json!("!argument 2 must be array, not set")),
            ("sprintf(1, [])", json!("!must be string")),
        ]);
    }
}
