//! A value that is looked at from outside.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::{Arena, Number, Value, order};

/// A value of an evaluation, for as long as the evaluator is left alone. Serialize it to get JSON: a set is an array in OPA's order then,
/// and a key that is no text becomes its JSON.
#[derive(Debug, Clone, Copy)]
pub struct View<'e> {
    arena: &'e Arena,
    value: Value,
}

impl<'e> View<'e> {
    /// A view of a value, unless it is undefined.
    pub(crate) fn new(arena: &'e Arena, value: Value) -> Option<Self> {
        (!value.is_undefined()).then_some(Self { arena, value })
    }

    /// The type, as OPA calls it: `string`, `set`, …
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        self.value.type_name()
    }

    /// The text, where it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&'e str> {
        if let Value::Text(number) = self.value { Some(self.arena.text(number)) } else { None }
    }

    /// The boolean, where it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(flag) = self.value { Some(flag) } else { None }
    }

    /// The whole number, where it is one of 64 bits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        if let Value::Int(number) = self.value { Some(number) } else { None }
    }

    /// How many elements a collection has.
    #[must_use]
    pub fn len(&self) -> Option<usize> {
        match self.value {
            Value::Array(span) | Value::Set(span) | Value::Object(span) => Some(span.len as usize),
            _ => None,
        }
    }

    /// Whether it is a collection without elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// The elements of an array or a set, in their order; nothing for other values.
    pub fn elements(&self) -> impl Iterator<Item = View<'e>> + use<'e> {
        let arena = self.arena;
        arena.elements(self.value).unwrap_or_default().iter().map(move |value| View { arena, value: *value })
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Whether it is an array.
    #[must_use]
    pub fn is_array(&self) -> bool {
        matches!(self.value, Value::Array(_))
    }

    /// Whether it is an object.
    #[must_use]
    pub fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }

    /// The field of an object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<View<'e>> {
        let Value::Object(span) = self.value else { return None };
        Some(View { arena: self.arena, value: order::named(self.arena, span, key)? })
    }

    /// The element of an array.
    #[must_use]
    pub fn nth(&self, index: usize) -> Option<View<'e>> {
        let Value::Array(span) = self.value else { return None };
        Some(View { arena: self.arena, value: *self.arena.items(span).get(index)? })
    }

    /// What stands at a JSON pointer (RFC 6901).
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<View<'e>> {
        if pointer.is_empty() {
            return Some(*self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(*self, |at, token| match at.is_array() {
            true => at.nth(position(token)?),
            false if token.contains('~') => at.get(&token.replace("~1", "/").replace("~0", "~")),
            false => at.get(token),
        })
    }
}

/// The index that a token of a pointer is: without a sign, and without zeros before it.
fn position(token: &str) -> Option<usize> {
    let is_plain = token == "0" || !token.starts_with(['0', '+']);
    token.parse().ok().filter(|_| is_plain)
}

impl PartialEq for View<'_> {
    /// Only views into one arena can be compared.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.arena, other.arena) && order::equal(self.arena, self.value, other.value)
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let inner = |value| View { arena: self.arena, value };
        match self.value {
            Value::Undefined | Value::Null => serializer.serialize_unit(),
            Value::Bool(flag) => serializer.serialize_bool(flag),
            Value::Int(number) => serializer.serialize_i64(number),
            Value::Big(_) => match self.arena.as_number(self.value) {
                Some(Number::Int(number)) => match u64::try_from(number) {
                    Ok(number) => serializer.serialize_u64(number),
                    Err(_) => serializer.serialize_i128(number),
                },
                _ => Err(serde::ser::Error::custom("internal: a large number is a number")),
            },
            Value::Float(number) => serializer.serialize_f64(number),
            Value::Text(number) => serializer.serialize_str(self.arena.text(number)),
            Value::Array(span) | Value::Set(span) => {
                let mut all = serializer.serialize_seq(Some(span.len as usize))?;
                for item in self.arena.items(span) {
                    all.serialize_element(&inner(*item))?;
                }
                all.end()
            }
            Value::Object(span) => {
                let mut all = serializer.serialize_map(Some(span.len as usize))?;
                for (key, value) in self.arena.pairs(span) {
                    match key {
                        Value::Text(number) => all.serialize_key(self.arena.text(number))?,
                        _ => all.serialize_key(&json(self.arena, key))?,
                    }
                    all.serialize_value(&inner(value))?;
                }
                all.end()
            }
        }
    }
}

/// A value as Go's `encoding/json` writes it: short, and safe to stand in HTML.
pub(crate) fn json(arena: &Arena, value: Value) -> String {
    let mut out = String::new();
    write_json(arena, value, &mut out);
    out
}

fn write_json(arena: &Arena, value: Value, out: &mut String) {
    match value {
        Value::Undefined | Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if flag { "true" } else { "false" }),
        Value::Int(_) | Value::Big(_) | Value::Float(_) => {
            out.extend(arena.as_number(value).map(|number| number.to_string()));
        }
        Value::Text(number) => write_text(arena.text(number), out),
        Value::Array(span) | Value::Set(span) => {
            out.push('[');
            for (index, item) in arena.items(span).iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_json(arena, *item, out);
            }
            out.push(']');
        }
        Value::Object(span) => {
            out.push('{');
            for (index, (key, value)) in arena.pairs(span).enumerate() {
                if index > 0 {
                    out.push(',');
                }
                match key {
                    Value::Text(_) => write_json(arena, key, out),
                    _ => write_text(&json(arena, key), out),
                }
                out.push(':');
                write_json(arena, value, out);
            }
            out.push('}');
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Arena, sink};
    use super::{View, json};

    #[test]
    fn what_goes_in_comes_out() {
        let value = json!({"b": [1, -2.5, "é", null, true], "a": {"": {}, "x": u64::MAX}, "0": [[], 1e300]});
        let mut arena = Arena::default();
        let inside = sink(&mut arena, &value, usize::MAX, None).expect("fits");
        let view = View::new(&arena, inside).expect("defined");
        assert_eq!(serde_json::to_value(view).expect("JSON"), value);
        assert_eq!(view.get("b").and_then(|list| list.len()), Some(5));
        assert_eq!(view.get("b").and_then(|list| list.elements().nth(2)?.as_str()), Some("é"));
    }

    #[test]
    fn places_are_found_by_pointer() {
        let fields: serde_json::Map<String, serde_json::Value> =
            (0..100).map(|n| (format!("k{n}"), json!(n))).collect();
        let value = json!({"a/b": {"~": [10, {"x": null}]}, "many": fields, "": 7});
        let mut arena = Arena::default();
        let inside = sink(&mut arena, &value, usize::MAX, None).expect("fits");
        let view = View::new(&arena, inside).expect("defined");
        let pointers = [
            "",
            "/",
            "/a~1b",
            "/a~1b/~0/0",
            "/a~1b/~0/1/x",
            "/a~1b/~0/01",
            "/a~1b/~0/+1",
            "/a~1b/~0/2",
            "/a~1b/~0/x",
            "/many/k42",
            "/many/k",
            "/many/k100",
            "/many/k42/x",
            "/none",
            "none",
            "/a~1b/~0/1/x/y",
        ];
        for pointer in pointers {
            let found = view.pointer(pointer).map(|found| serde_json::to_value(found).expect("JSON"));
            assert_eq!(found.as_ref(), value.pointer(pointer), "{pointer}");
        }
        assert!(view.pointer("/a~1b/~0/1/x").is_some_and(|found| found.is_null()));
        assert!(view.pointer("/a~1b/~0").is_some_and(|found| found.is_array() && !found.is_object()));
    }

    #[test]
    fn json_is_gos() {
        let mut arena = Arena::default();
        let inside = sink(&mut arena, &json!({"a": [1, "<é>\u{1}\n"]}), usize::MAX, None).expect("fits");
        assert_eq!(json(&arena, inside), "{\"a\":[1,\"\\u003cé\\u003e\\u0001\\n\"]}");
    }

    #[test]
    fn inputs_have_limits() {
        let deep = (0..200).fold(json!(1), |inner, _| json!([inner]));
        let mut arena = Arena::default();
        assert_eq!(sink(&mut arena, &deep, usize::MAX, None).map(drop), Err(super::super::InputError::TooDeep));
        let long = json!(["x".repeat(1000)]);
        assert_eq!(sink(&mut arena, &long, 500, None).map(drop), Err(super::super::InputError::TooLarge(500)));
        assert_eq!(sink(&mut arena, &f64::NAN, 500, None).map(drop), Err(super::super::InputError::Number));
    }
}
