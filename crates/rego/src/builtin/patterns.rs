//! `regex.*`.

use std::sync::Arc;

use super::{Answer, Hands};
use crate::pattern;
use crate::value::Value;

/// The text of an argument that is one.
fn subject(hands: &Hands<'_>, args: &[Value], index: usize) -> Result<(u32, String), String> {
    match args[index] {
        Value::Text(number) => Ok((number, hands.arena.text(number).to_owned())),
        _ => Err(super::wrong(args, index, "string")),
    }
}

/// How many: a negative number stands for all.
fn limit(hands: &Hands<'_>, args: &[Value], index: usize) -> Result<usize, String> {
    Ok(usize::try_from(hands.integer(args, index)?).unwrap_or(usize::MAX))
}

pub(super) fn matches(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let pattern = hands.pattern(args, 0)?;
    pattern.is_match(hands.text(args, 1)?).map(Value::Bool)
}

pub(super) fn is_valid(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    Ok(Value::Bool(hands.text(args, 0).is_ok_and(|text| pattern::check(text).is_ok())))
}

pub(super) fn find_n(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let pattern = hands.pattern(args, 0)?;
    let limit = limit(hands, args, 2)?;
    let (number, text) = subject(hands, args, 1)?;
    let found = pattern.places(&text, limit)?;
    let found: Vec<Value> = found.into_iter().map(|(start, end)| hands.arena.part(number, start, end)).collect();
    Ok(hands.arena.array(&found))
}

pub(super) fn submatches(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let pattern = hands.pattern(args, 0)?;
    let limit = limit(hands, args, 2)?;
    let (number, text) = subject(hands, args, 1)?;
    let mut all = Vec::new();
    for groups in pattern.groups(&text, limit)? {
        let groups = groups.into_iter().map(Option::unwrap_or_default);
        let groups: Vec<Value> = groups.map(|(start, end)| hands.arena.part(number, start, end)).collect();
        all.push(hands.arena.array(&groups));
    }
    Ok(hands.arena.array(&all))
}

pub(super) fn replace(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let pattern: Arc<_> = hands.pattern(args, 1)?;
    let replaced = pattern.replaced(hands.text(args, 0)?, hands.text(args, 2)?)?;
    hands.made(&replaced)
}

pub(super) fn split(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let pattern = hands.pattern(args, 0)?;
    let (number, text) = subject(hands, args, 1)?;
    let parts: Vec<Value> =
        pattern.parts(&text)?.into_iter().map(|(from, to)| hands.arena.part(number, from, to)).collect();
    Ok(hands.arena.array(&parts))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::hold;

    #[test]
    fn finding() {
        hold(&[
            (r"[regex.match(`^\w+$`, `ab`), regex.match(`b`, `a`), regex.match(``, ``)]", json!([true, false, true])),
            (
                r"[regex.find_n(`\d+`, `1 22 333`, 2), regex.find_n(`\d`, `a`, -1), regex.find_n(`a*`, `baac`, -1)]",
                json!([["1", "22"], [], ["", "aa", ""]]),
            ),
            (
                r"regex.find_all_string_submatch_n(`(\w)=(\w)?`, `a=b c=`, -1)",
                json!([["a=b", "a", "b"], ["c=", "c", ""]]),
            ),
            ("regex.match(input.none, `a`)", json!("!argument 1 must be string, not null")),
            ("regex.match(`a`, 1)", json!("!argument 2 must be string, not number")),
            (r#"regex.match(concat("", ["(", "a"]), `a`)"#, json!("!is no pattern")),
            (r#"[regex.is_valid(`\w{20}`), regex.is_valid("("), regex.is_valid(1)]"#, json!([true, false, false])),
        ]);
    }

    #[test]
    fn parting_and_replacing() {
        hold(&[
            (
                r"[regex.split(`\s*,\s*`, `a , b,c`), regex.split(`x`, ``), regex.split(``, `ab`), regex.split(`,`, `,a,`)]",
                json!([["a", "b", "c"], [""], ["a", "b"], ["", "a", ""]]),
            ),
            (
                r"[regex.replace(`a-b-c`, `-(\w)`, `+$1`), regex.replace(`ab`, `b`, `$$`), regex.replace(`ab`, `(b)`, `${1}x$1x`)]",
                json!(["a+b+c", "a$", "abx"]),
            ),
            (r"regex.replace(`é`, `\w`, `x`)", json!("é")),
        ]);
    }
}
