//! Built-in functions in which the engine differs from OPA: `sprintf` (Go's verbs), `to_number` (zeros in front) and `regex.*` (RE2's syntax, ASCII classes, no small limit).

use std::sync::{Arc, PoisonError};

use plimsoll_rego::format::{Argument, float, quoted, sprintf};
use plimsoll_rego::pattern::{self, Pattern};
use regorus::{Engine, Value};

use super::call::{Answer, Function, Patterns, string};
use super::{capped, repaired};

/// More patterns than a set of rules has; a rule that makes patterns from its input must not fill the memory.
const MAX_PATTERNS: usize = 4096;

const FUNCTIONS: [(&str, u8, Function); 8] = [
    ("to_number", 1, |_, args| to_number(args)),
    ("sprintf", 2, |_, args| formatted(args)),
    ("regex.match", 2, |patterns, args| Ok(known(patterns, args, 0)?.is_match(string(args, 1)?)?.into())),
    ("regex.is_valid", 1, |_, args| Ok(string(args, 0).is_ok_and(|text| pattern::check(text).is_ok()).into())),
    ("regex.split", 2, |patterns, args| {
        let text = string(args, 1)?;
        let parts = known(patterns, args, 0)?.parts(text)?;
        Ok(array(parts.into_iter().map(|(from, to)| Value::from(&text[from..to]))))
    }),
    ("regex.find_n", 3, |patterns, args| {
        let text = string(args, 1)?;
        let places = known(patterns, args, 0)?.places(text, count(args, 2)?)?;
        Ok(array(places.into_iter().map(|(from, to)| Value::from(&text[from..to]))))
    }),
    ("regex.find_all_string_submatch_n", 3, |patterns, args| {
        let text = string(args, 1)?;
        let group = |group: Option<(usize, usize)>| Value::from(group.map_or("", |(from, to)| &text[from..to]));
        let found = known(patterns, args, 0)?.groups(text, count(args, 2)?)?;
        Ok(array(found.into_iter().map(|groups| array(groups.into_iter().map(group)))))
    }),
    ("regex.replace", 3, |patterns, args| {
        Ok(Value::from(known(patterns, args, 1)?.replaced(string(args, 0)?, string(args, 2)?)?))
    }),
];

/// Puts our functions before the engine's own of the same names.
pub(super) fn register(engine: &mut Engine, patterns: &Patterns) -> Result<(), String> {
    for (name, arity, function) in FUNCTIONS.into_iter().chain(capped::FUNCTIONS).chain(repaired::FUNCTIONS) {
        let patterns = Arc::clone(patterns);
        let extension = move |args: Vec<Value>| match function(&patterns, &args) {
            Ok(value) => Ok(value),
            Err(message) => Err(std::io::Error::other(format!("{name}: {message}")).into()),
        };
        engine.add_extension(name.to_owned(), arity, Box::new(extension)).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// How many arguments one of our functions takes.
pub(super) fn arity(name: &str) -> Option<usize> {
    FUNCTIONS
        .iter()
        .chain(&capped::FUNCTIONS)
        .chain(&repaired::FUNCTIONS)
        .find(|(known, ..)| *known == name)
        .map(|(_, arity, _)| usize::from(*arity))
}

/// Zeros in front of a number in a text say nothing; the engine refuses them.
fn to_number(args: &[Value]) -> Answer {
    match args.first() {
        Some(Value::Null) => Ok(Value::from(0_u64)),
        Some(Value::Bool(value)) => Ok(Value::from(u64::from(*value))),
        Some(number @ Value::Number(_)) => Ok(number.clone()),
        _ => {
            let text = string(args, 0)?;
            let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
            let plain = digits.trim_start_matches('0');
            let zero =
                if plain.starts_with(|c: char| c.is_ascii_digit()) || plain.len() == digits.len() { "" } else { "0" };
            match Value::from_json_str(&format!("{sign}{zero}{plain}")) {
                Ok(number @ Value::Number(_)) => Ok(number),
                _ => Err("could not parse string as number".to_owned()),
            }
        }
    }
}

fn count(args: &[Value], index: usize) -> Result<usize, String> {
    let number = args.get(index).and_then(|value| value.as_i64().ok());
    let number = number.ok_or_else(|| format!("argument {} must be an integer", index + 1))?;
    // Any negative number stands for all.
    Ok(usize::try_from(number).unwrap_or(usize::MAX))
}

fn array(values: impl Iterator<Item = Value>) -> Value {
    Value::from(values.collect::<Vec<_>>())
}

fn formatted(args: &[Value]) -> Answer {
    match args.get(1) {
        Some(Value::Array(values)) => sprintf(string(args, 0)?, values.iter().map(argument)).map(Value::from),
        _ => Err("argument 2 must be an array".to_owned()),
    }
}

fn argument(value: &Value) -> Argument {
    match value {
        Value::String(text) => Argument::Text(text.to_string()),
        Value::Number(number) if number.is_integer() => Argument::Int(number.format_decimal()),
        Value::Number(number) => Argument::Float(number.as_f64().unwrap_or(f64::NAN)),
        other => Argument::Text(shown(other)),
    }
}

/// A value as OPA writes it: `["a", 1]`, `{"k": null}`, `{1, 2}`, `set()`.
fn shown(value: &Value) -> String {
    let list = |values: Vec<String>| values.join(", ");
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) if number.is_integer() => number.format_decimal(),
        Value::Number(number) => float(number.as_f64().unwrap_or(f64::NAN)),
        Value::String(text) => quoted(text),
        Value::Array(values) => format!("[{}]", list(values.iter().map(shown).collect())),
        Value::Set(values) if values.is_empty() => "set()".to_owned(),
        Value::Set(values) => format!("{{{}}}", list(values.iter().map(shown).collect())),
        Value::Object(fields) => {
            let field = |(key, value): (&Value, &Value)| format!("{}: {}", shown(key), shown(value));
            format!("{{{}}}", list(fields.iter().map(field).collect()))
        }
        Value::Undefined => "undefined".to_owned(),
    }
}

fn known(patterns: &Patterns, args: &[Value], index: usize) -> Result<Arc<Pattern>, String> {
    let text = string(args, index)?;
    if let Some(known) = patterns.read().unwrap_or_else(PoisonError::into_inner).get(text) {
        return Ok(Arc::clone(known));
    }
    let read = Arc::new(pattern::read(text)?);
    let mut known = patterns.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() < MAX_PATTERNS {
        known.insert(text.into(), Arc::clone(&read));
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &str, args: &str) -> Result<String, String> {
        let args = Value::from_json_str(args).expect("JSON");
        let args: Vec<Value> = args.as_array().expect("an array").to_vec();
        let (.., function) = FUNCTIONS.iter().find(|(known, ..)| *known == name).expect("a function of ours");
        let answer = function(&Patterns::default(), &args)?;
        let answer: serde_json::Value = serde_json::from_str(&answer.to_json_str().expect("JSON")).expect("JSON");
        Ok(answer.to_string())
    }

    /// The whole table of patterns and formats is in `plimsoll-rego`, which both engines ask.
    #[test]
    fn patterns_and_formats_are_go_s() {
        for (name, args, expected) in [
            ("regex.match", r#"["^\\w+$", "\u00e9"]"#, "false"),
            ("regex.match", r#"["^\\p{Greek}$", "\u03b1"]"#, "true"),
            ("regex.match", r#"["^[\\x{41}\\pN]+$", "A5"]"#, "true"),
            ("regex.match", r#"["a\\Bb", "\u00e9ab"]"#, "true"),
            ("regex.match", r#"["^[]a]+$", "]a"]"#, "true"),
            ("regex.is_valid", r#"["(?=a)"]"#, "false"),
            ("regex.is_valid", "[5]", "false"),
            ("regex.split", r#"[",", "a,b,"]"#, r#"["a","b",""]"#),
            ("regex.split", r#"["x*", "ab"]"#, r#"["a","b"]"#),
            ("regex.find_n", r#"["a.", "abacad", 2]"#, r#"["ab","ac"]"#),
            ("regex.find_n", r#"["a.", "abacad", -1]"#, r#"["ab","ac","ad"]"#),
            ("regex.find_all_string_submatch_n", r#"["a(x)?(.)", "ab", -1]"#, r#"[["ab","","b"]]"#),
            ("regex.replace", r#"["a1b2", "[a-z](\\d)", "<$1>"]"#, r#""<1><2>""#),
            ("sprintf", r#"["%v %v", [123456789.5, 0.00001]]"#, r#""1.234567895e+08 1e-05""#),
            ("sprintf", r#"["%v %s", [[1234567.5, "a"], {"k": null}]]"#, r#""[1.2345675e+06, \"a\"] {\"k\": null}""#),
            ("sprintf", r#"["%d %x", [100000000000000000000, 255]]"#, r#""100000000000000000000 ff""#),
            ("sprintf", r#"["%s|%5d|%q", [5, 42, "a\"b"]]"#, r#""%!s(int64=5)|   42|\"a\\\"b\"""#),
        ] {
            assert_eq!(asked(name, args).as_deref(), Ok(expected), "{name} {args}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_an_error() {
        for text in ["(", "[a", "(?=a)", r"\\1", "*"] {
            assert!(asked("regex.match", &format!("[\"{text}\", \"\"]")).is_err(), "{text}");
        }
        assert_eq!(asked("sprintf", r#"["%s", "a"]"#), Err("argument 2 must be an array".to_owned()));
    }
}
