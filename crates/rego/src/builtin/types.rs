//! Types, and what becomes of one type in another.

use super::{Answer, Hands};
use crate::value::{Number, Value, json};

/// One function per type.
macro_rules! is {
    ($($name:ident: $pattern:pat),*) => {$(
        pub(super) fn $name(_: &mut Hands<'_>, args: &[Value]) -> Answer {
            Ok(Value::Bool(matches!(args[0], $pattern)))
        }
    )*};
}

is! {
    is_array: Value::Array(_),
    is_boolean: Value::Bool(_),
    is_null: Value::Null,
    is_number: Value::Int(_) | Value::Big(_) | Value::Float(_),
    is_object: Value::Object(_),
    is_set: Value::Set(_),
    is_string: Value::Text(_)
}

pub(super) fn type_name(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    Ok(hands.arena.put(args[0].type_name()))
}

pub(super) fn to_number(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    match args[0] {
        Value::Null => Ok(Value::Int(0)),
        Value::Bool(flag) => Ok(Value::Int(flag.into())),
        Value::Int(_) | Value::Big(_) | Value::Float(_) => Ok(args[0]),
        _ => {
            let number = Number::parse(hands.text(args, 0)?);
            hands.put_number(number)
        }
    }
}

pub(super) fn json_marshal(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let text = json(hands.arena, args[0]);
    hands.made(&text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::hold;

    #[test]
    fn types() {
        hold(&[
            (
                "[is_array([]), is_array({}), is_set(set()), is_object({}), is_string(``), is_null(null)]",
                json!([true, false, true, true, true, true]),
            ),
            ("[is_number(1), is_number(1.5), is_number(`1`), is_boolean(false)]", json!([true, true, false, true])),
            ("[type_name(null), type_name({1}), type_name(true)]", json!(["null", "set", "boolean"])),
        ]);
    }

    #[test]
    fn numbers_of_texts() {
        hold(&[
            (r#"[to_number("007"), to_number("-1.50"), to_number("1e3")]"#, json!([7, -1.5, 1000])),
            ("[to_number(true), to_number(null), to_number(2)]", json!([1, 0, 2])),
            (r#"to_number("18446744073709551617") > 18446744073709551616"#, json!(true)),
            (r#"to_number("a")"#, json!("!is no number")),
            (r#"to_number("")"#, json!("!is no number")),
            ("to_number([])", json!("!must be string, not array")),
        ]);
    }

    #[test]
    fn json_is_short() {
        hold(&[(
            r#"json.marshal({"b": {2, 1}, "a": [null, "<", 1.5], "1": true})"#,
            json!(r#"{"1":true,"a":[null,"\u003c",1.5],"b":[1,2]}"#),
        )]);
    }
}
