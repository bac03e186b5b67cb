//! Shell patterns as the builder reads them behind `#`, `%` and `/`. Knows no variable.

use regex::Regex;

/// Bytes of a pattern times those of the value that it is looked for in.
const MAX_MATCH: usize = 262_144;

/// What is told where it is more.
pub(super) const TOO_LONG: &str = "it is too long for a value of that length";

/// Whether looking for a pattern in a value costs too much.
pub(super) fn costs_too_much(pattern: &str, value: &str) -> bool {
    pattern.contains(['*', '?']) && pattern.len().saturating_mul(value.len()) > MAX_MATCH
}

/// A shell pattern (`*` and `?`, no brackets) as a regular expression.
pub(super) fn regex(pattern: &str, greedy: bool, anchored: bool) -> Result<Regex, String> {
    let mut out = String::from(if anchored { "^" } else { "" });
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '*' => out.push_str(if greedy { ".*" } else { ".*?" }),
            '?' => out.push('.'),
            '\\' => match chars.peek() {
                // The escape of `}` and `/` belongs to `${}`, not to the pattern.
                Some('}' | '/') => {}
                Some(next @ ('*' | '?' | '\\')) => {
                    out.push_str(&regex::escape(next.encode_utf8(&mut [0; 4])));
                    chars.next();
                }
                Some(next) => return Err(format!("invalid escape '\\{next}'")),
                None => return Err("it ends in an escape".to_owned()),
            },
            c => out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    Regex::new(&out).map_err(|_| "it is too large".to_owned())
}

/// What is left of a value when a pattern is taken from its beginning.
pub(super) fn trim_prefix(pattern: &str, value: &str, greedy: bool) -> Result<String, String> {
    if costs_too_much(pattern, value) {
        return Err(TOO_LONG.to_owned());
    }
    let regex = regex(pattern, greedy, true)?;
    Ok(value[regex.find(value).map_or(0, |found| found.end())..].to_owned())
}

/// As [`trim_prefix`] with everything reversed.
pub(super) fn trim_suffix(pattern: &str, value: &str, greedy: bool) -> Result<String, String> {
    let mut units: Vec<String> = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        let mut unit = c.to_string();
        if c == '\\' {
            unit.extend(chars.next());
        }
        units.push(unit);
    }
    let reversed: String = value.chars().rev().collect();
    let pattern: String = units.into_iter().rev().collect();
    Ok(trim_prefix(&pattern, &reversed, greedy)?.chars().rev().collect())
}
