//! Built-in functions in which the engine differs from OPA: `sprintf` (Go's verbs), `to_number` (zeros in front) and `regex.*` (RE2's syntax, ASCII classes, no small limit).

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use regex::{Regex, RegexBuilder};
use regorus::{Engine, Value};

use super::{capped, format};

/// Compiled patterns; shared by all engines of a run.
pub(super) type Patterns = Arc<RwLock<HashMap<Arc<str>, Arc<Regex>>>>;

/// More patterns than a set of rules has; a rule that makes patterns from its input must not fill the memory.
const MAX_PATTERNS: usize = 4096;

/// Bytes of a compiled pattern.
const PATTERN_LIMIT: usize = 16 << 20;

pub(super) type Answer = Result<Value, String>;
pub(super) type Function = fn(&Patterns, &[Value]) -> Answer;

const FUNCTIONS: [(&str, u8, Function); 8] = [
    ("to_number", 1, |_, args| to_number(args)),
    ("sprintf", 2, |_, args| sprintf(args)),
    ("regex.match", 2, |patterns, args| Ok(pattern(patterns, args, 0)?.is_match(string(args, 1)?).into())),
    ("regex.is_valid", 1, |patterns, args| {
        Ok(string(args, 0).is_ok_and(|text| compiled(patterns, text).is_ok()).into())
    }),
    ("regex.split", 2, |patterns, args| {
        let pattern = pattern(patterns, args, 0)?;
        Ok(array(pattern.split(string(args, 1)?).map(Value::from)))
    }),
    ("regex.find_n", 3, |patterns, args| {
        let pattern = pattern(patterns, args, 0)?;
        Ok(array(pattern.find_iter(string(args, 1)?).take(count(args, 2)?).map(|m| Value::from(m.as_str()))))
    }),
    ("regex.find_all_string_submatch_n", 3, |patterns, args| {
        let pattern = pattern(patterns, args, 0)?;
        let groups = |found: regex::Captures<'_>| {
            array(found.iter().map(|group| Value::from(group.map_or("", |group| group.as_str()))))
        };
        Ok(array(pattern.captures_iter(string(args, 1)?).take(count(args, 2)?).map(groups)))
    }),
    ("regex.replace", 3, |patterns, args| {
        let pattern = pattern(patterns, args, 1)?;
        replaced(&pattern, string(args, 0)?, string(args, 2)?)
    }),
];

/// Puts our functions before the engine's own of the same names.
pub(super) fn register(engine: &mut Engine, patterns: &Patterns) -> Result<(), String> {
    for (name, arity, function) in FUNCTIONS.into_iter().chain(capped::FUNCTIONS) {
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
        .find(|(known, ..)| *known == name)
        .map(|(_, arity, _)| usize::from(*arity))
}

pub(super) fn string(args: &[Value], index: usize) -> Result<&str, String> {
    match args.get(index) {
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(format!("argument {} must be a string, not {other}", index + 1)),
        None => Err(format!("argument {} is missing", index + 1)),
    }
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

fn sprintf(args: &[Value]) -> Answer {
    match args.get(1) {
        Some(Value::Array(values)) => {
            let values: Vec<&Value> = values.iter().collect();
            format::sprintf(string(args, 0)?, &values).map(Value::from)
        }
        _ => Err("argument 2 must be an array".to_owned()),
    }
}

/// Each match with its replacement, within the size that a text may have.
fn replaced(pattern: &Regex, text: &str, by: &str) -> Answer {
    let mut out = String::new();
    let mut done = 0;
    for found in pattern.captures_iter(text) {
        let whole = found.get_match();
        out.push_str(&text[done..whole.start()]);
        found.expand(by, &mut out);
        done = whole.end();
        if out.len() > format::MAX_TEXT {
            return Err(format!("makes more than {} bytes", format::MAX_TEXT));
        }
    }
    out.push_str(&text[done..]);
    Ok(Value::from(out))
}

fn pattern(patterns: &Patterns, args: &[Value], index: usize) -> Result<Arc<Regex>, String> {
    compiled(patterns, string(args, index)?)
}

fn compiled(patterns: &Patterns, text: &str) -> Result<Arc<Regex>, String> {
    if let Some(known) = patterns.read().unwrap_or_else(PoisonError::into_inner).get(text) {
        return Ok(Arc::clone(known));
    }
    let regex = RegexBuilder::new(&from_re2(text)).size_limit(PATTERN_LIMIT).build();
    let regex = Arc::new(regex.map_err(|error| {
        // The regex crate draws a picture; its last line says what is wrong.
        let error = error.to_string();
        let why = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
        format!("`{text}` is no pattern: {why}")
    })?);
    let mut known = patterns.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() < MAX_PATTERNS {
        known.insert(text.into(), Arc::clone(&regex));
    }
    Ok(regex)
}

/// A pattern in Go's syntax as the regex crate writes it.
fn from_re2(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut in_class = false;
    let mut class_start = false;
    while let Some(c) = rest.chars().next() {
        let starts_class = std::mem::take(&mut class_start);
        if let Some(quoted) = rest.strip_prefix("\\Q") {
            let (literal, after) = quoted.split_once("\\E").unwrap_or((quoted, ""));
            out.push_str(&regex::escape(literal));
            rest = after;
            continue;
        }
        let taken = match (c, in_class) {
            ('\\', _) => escape(rest, in_class, &mut out),
            ('[', false) => {
                in_class = true;
                class_start = true;
                out.push('[');
                if rest.starts_with("[^") {
                    out.push('^');
                    2
                } else {
                    1
                }
            }
            // `[]a]` and `[^]a]`: a bracket that comes first stands for itself.
            (']', true) if starts_class => push(&mut out, "\\]"),
            (']', true) => {
                in_class = false;
                push(&mut out, "]")
            }
            ('[', true) if rest.starts_with("[:") && rest.contains(":]") => {
                let end = rest.find(":]").map_or(rest.len(), |end| end + 2);
                out.push_str(&rest[..end]);
                end
            }
            ('[', true) => push(&mut out, "\\["),
            ('&' | '~', true) => {
                out.push('\\');
                out.push(c);
                1
            }
            ('-', true) if rest.starts_with("--") => push(&mut out, "\\-"),
            ('{', false) if !is_repetition(rest) => push(&mut out, "\\{"),
            _ => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

fn push(out: &mut String, text: &str) -> usize {
    out.push_str(text);
    1
}

/// Translates the escape at the start of `rest` and says how many bytes it took.
fn escape(rest: &str, in_class: bool, out: &mut String) -> usize {
    let Some(next) = rest.chars().nth(1) else {
        out.push('\\');
        return 1;
    };
    let class = match next {
        'd' | 'D' => Some("0-9"),
        'w' | 'W' => Some("0-9A-Za-z_"),
        's' | 'S' => Some("\\t\\n\\x0c\\r "),
        _ => None,
    };
    match (class, next) {
        (Some(class), 'd' | 'w' | 's') if in_class => out.push_str(class),
        (Some(class), 'd' | 'w' | 's') => out.push_str(&format!("[{class}]")),
        (Some(class), _) => out.push_str(&format!("[^{class}]")),
        (None, 'b') if !in_class => out.push_str("(?-u:\\b)"),
        (None, '<' | '>') => out.push(next),
        (None, _) => {
            out.push('\\');
            out.push(next);
        }
    }
    1 + next.len_utf8()
}

/// `{2}`, `{2,}`, `{2,5}`; any other brace stands for itself.
fn is_repetition(rest: &str) -> bool {
    let Some((inside, _)) = rest[1..].split_once('}') else { return false };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    !least.is_empty() && is_number(least) && is_number(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_go_means() {
        let cases = [
            (r"^\w+$", "é", false),
            (r"^\w{20,60}$", "abcdefghijklmnopqrstuvwx", true),
            (r"^\d$", "٣", false),
            (r"^[\w.-]+$", "a.b-c", true),
            (r"^[^\s]+$", "a\u{a0}b", true),
            (r"^[]a]+$", "]a", true),
            (r"^[^]a]+$", "bc", true),
            (r"^[a[b]+$", "[ab", true),
            (r"^[[:alpha:]_]+$", "ab_", true),
            (r"^[a&&b]+$", "&ab", true),
            (r"^\${", "${X}", true),
            (r"a{2,3}", "aa", true),
            (r"^\Qa.b\E$", "a.b", true),
            (r"^\Qa.b\E$", "axb", false),
            (r"^\<a\>$", "<a>", true),
            (r"\bé", "aé", true),
            (r"(?i)^latest$", "LATEST", true),
        ];
        let patterns = Patterns::default();
        for (pattern, text, expected) in cases {
            let regex = compiled(&patterns, pattern).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(regex.is_match(text), expected, "{pattern} on {text}, as {}", regex.as_str());
        }
    }

    #[test]
    fn what_is_no_pattern_is_an_error() {
        for text in ["(", "[a", r"(?=a)", r"\1", "*"] {
            assert!(compiled(&Patterns::default(), text).is_err(), "{text}");
        }
    }
}
