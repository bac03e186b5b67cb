//! Built-in functions that look for something which may be nothing: the engine panics there or finds it at each place, OPA says what it means.

use std::collections::BTreeSet;

use regorus::Value;

use super::call::{Function, string};

pub(super) const FUNCTIONS: [(&str, u8, Function); 4] = [
    ("indexof", 2, |_, args| {
        let found = places(args)?.next();
        Ok(found.map_or_else(|| Value::from(-1_i64), |at| Value::from(at as u64)))
    }),
    ("indexof_n", 2, |_, args| Ok(Value::from(places(args)?.map(|at| Value::from(at as u64)).collect::<Vec<_>>()))),
    ("object.subset", 2, |_, args| match args {
        [Value::Array(of), Value::Set(part)] => {
            let of: BTreeSet<&Value> = of.iter().collect();
            Ok(Value::from(part.iter().all(|element| of.contains(element))))
        }
        [of @ Value::Object(_), part @ Value::Object(_)]
        | [of @ Value::Set(_), part @ Value::Set(_)]
        | [of @ Value::Array(_), part @ Value::Array(_)] => Ok(Value::from(is_part(of, part))),
        _ => Err("both arguments must be of the same type or array and set".to_owned()),
    }),
    ("strings.count", 2, |_, args| {
        let (text, part) = (string(args, 0)?, string(args, 1)?);
        // Nothing stands before, between and behind all characters.
        let count = if part.is_empty() { text.chars().count() + 1 } else { text.matches(part).count() };
        Ok(Value::from(count as u64))
    }),
];

/// Where the second text stands in the first one, in characters; the places may overlap.
fn places(args: &[Value]) -> Result<impl Iterator<Item = usize>, String> {
    let (text, part) = (string(args, 0)?, string(args, 1)?);
    if part.is_empty() {
        return Err("empty search character".to_owned());
    }
    let starts = text.char_indices().enumerate();
    Ok(starts.filter(move |(_, (at, _))| text[*at..].starts_with(part)).map(|(number, _)| number))
}

/// Whether all of a value is in another one: fields by their keys, elements of a set, items of an array that stand behind each other.
fn is_part(of: &Value, part: &Value) -> bool {
    match (of, part) {
        (Value::Object(of), Value::Object(part)) => {
            part.iter().all(|(key, part)| of.get(key).is_some_and(|of| is_part(of, part)))
        }
        (Value::Set(of), Value::Set(part)) => part.is_subset(of),
        (Value::Array(of), Value::Array(part)) => {
            let (of, part): (Vec<&Value>, Vec<&Value>) = (of.iter().collect(), part.iter().collect());
            part.is_empty() || of.windows(part.len()).any(|some| some == part)
        }
        (of, part) => of == part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Patterns;

    fn asked(name: &str, args: &str) -> Result<String, String> {
        let args = Value::from_json_str(args).expect("JSON");
        let args: Vec<Value> = args.as_array().expect("an array").to_vec();
        let (.., function) = FUNCTIONS.iter().find(|(known, ..)| *known == name).expect("one of these");
        let answer = function(&Patterns::default(), &args)?;
        serde_json::to_string(&answer).map_err(|error| error.to_string())
    }

    #[test]
    fn they_mean_what_opa_means() {
        for (name, args, expected) in [
            ("indexof", r#"["h\u00e9llo", "l"]"#, Ok("2")),
            ("indexof", r#"["a", "b"]"#, Ok("-1")),
            ("indexof", r#"["a", ""]"#, Err("empty search character")),
            ("indexof_n", r#"["aaa", "aa"]"#, Ok("[0,1]")),
            ("indexof_n", r#"["", "a"]"#, Ok("[]")),
            ("indexof_n", r#"["", ""]"#, Err("empty search character")),
            ("object.subset", r#"[["a", "b", "c"], ["b", "c"]]"#, Ok("true")),
            ("object.subset", r#"[["a", "b", "c"], ["a", "c"]]"#, Ok("false")),
            ("object.subset", r#"[["a"], []]"#, Ok("true")),
            ("object.subset", r#"[[], []]"#, Ok("true")),
            ("object.subset", r#"[[], ["a"]]"#, Ok("false")),
            ("object.subset", r#"[{"a": {"b": [1, 2]}, "c": 1}, {"a": {"b": []}}]"#, Ok("true")),
            ("object.subset", r#"[{"a": 1}, {"b": 1}]"#, Ok("false")),
            ("object.subset", "[1, 1]", Err("both arguments must be of the same type or array and set")),
            ("strings.count", r#"["aaa", "aa"]"#, Ok("1")),
            ("strings.count", r#"["h\u00e9", ""]"#, Ok("3")),
            ("strings.count", r#"["", ""]"#, Ok("1")),
        ] {
            assert_eq!(asked(name, args), expected.map(str::to_owned).map_err(str::to_owned), "{name} {args}");
        }
    }
}
