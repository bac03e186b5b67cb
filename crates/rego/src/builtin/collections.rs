//! Arrays and sets.

use super::{Answer, Hands, wrong};
use crate::value::{Value, compare, set_has};

pub(super) fn count(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    match args[0] {
        Value::Array(span) | Value::Set(span) | Value::Object(span) => Ok(Value::Int(span.len.into())),
        Value::Text(number) => Ok(Value::Int(hands.arena.text(number).chars().count() as i64)),
        _ => Err(wrong(args, 0, "array, object, set or string")),
    }
}

pub(super) fn concat(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let (first, second) = (hands.array(args, 0)?, hands.array(args, 1)?);
    let all = [hands.arena.items(first), hands.arena.items(second)].concat();
    Ok(hands.arena.array(&all))
}

pub(super) fn reverse(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let mut all = hands.arena.items(hands.array(args, 0)?).to_vec();
    all.reverse();
    Ok(hands.arena.array(&all))
}

/// From an index up to another; beyond the ends there is nothing.
pub(super) fn slice(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let all = hands.array(args, 0)?;
    let within = |index: i64| index.clamp(0, all.len.into()) as u32;
    let (start, end) = (within(hands.integer(args, 1)?), within(hands.integer(args, 2)?));
    let end = end.max(start);
    Ok(Value::Array(crate::value::Span { start: all.start + start, len: end - start }))
}

pub(super) fn sort(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let mut all = hands.elements(args, 0)?.to_vec();
    all.sort_by(|a, b| compare(hands.arena, *a, *b));
    Ok(hands.arena.array(&all))
}

pub(super) fn min(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let all = hands.elements(args, 0)?.iter().copied();
    Ok(all.min_by(|a, b| compare(hands.arena, *a, *b)).unwrap_or(Value::Undefined))
}

pub(super) fn max(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let all = hands.elements(args, 0)?.iter().copied();
    Ok(all.max_by(|a, b| compare(hands.arena, *a, *b)).unwrap_or(Value::Undefined))
}

/// The sets of a set.
fn sets<'h>(hands: &'h Hands<'_>, args: &[Value]) -> Result<Vec<&'h [Value]>, String> {
    let Value::Set(span) = args[0] else { return Err(wrong(args, 0, "set of sets")) };
    let inner = |set: &Value| if let Value::Set(span) = set { Some(hands.arena.items(*span)) } else { None };
    hands.arena.items(span).iter().map(inner).collect::<Option<_>>().ok_or_else(|| wrong(args, 0, "set of sets"))
}

pub(super) fn union(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let all = sets(hands, args)?.concat();
    Ok(hands.arena.set(all))
}

pub(super) fn intersection(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let Value::Set(span) = args[0] else { return Err(wrong(args, 0, "set of sets")) };
    let mut all = sets(hands, args)?.first().map(|first| first.to_vec()).unwrap_or_default();
    for set in hands.arena.items(span) {
        if let Value::Set(set) = set {
            all.retain(|element| set_has(hands.arena, *set, *element));
        }
    }
    Ok(hands.arena.sorted_set(&all))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::hold;

    #[test]
    fn counting() {
        hold(&[
            (r#"[count([1, 1]), count({1, 1}), count({"a": 1}), count("aé"), count("")]"#, json!([2, 1, 1, 2, 0])),
            ("count(1)", json!("!must be array, object, set or string, not number")),
        ]);
    }

    #[test]
    fn arrays() {
        hold(&[
            ("array.concat([1], [[2], 1])", json!([1, [2], 1])),
            ("array.concat([1], {2})", json!("!argument 2 must be array, not set")),
            (
                "[array.slice([1, 2, 3], 1, 2), array.slice([1, 2, 3], -5, 9), array.slice([1, 2], 2, 1)]",
                json!([[2], [1, 2, 3], []]),
            ),
            (
                "[array.reverse([1, 2]), sort({3, 1, 2}), sort([`b`, 1, `a`, 1])]",
                json!([[2, 1], [1, 2, 3], [1, 1, "a", "b"]]),
            ),
            ("sort({})", json!("!must be array or set, not object")),
        ]);
    }

    #[test]
    fn ends_of_nothing_are_undefined() {
        hold(&[
            ("[min([2, 1.5]), max({`a`, 9}), max([[1], [1, 0]])]", json!([1.5, "a", [1, 0]])),
            ("min([])", json!("undefined")),
            ("max(set())", json!("undefined")),
            ("max({})", json!("!not object")),
        ]);
    }

    #[test]
    fn sets_of_sets() {
        hold(&[
            (
                "[union({{1}, {2, 1}}), union(set()), intersection({{1, 2}, {2, 3}}), intersection(set())]",
                json!([[1, 2], [], [2], []]),
            ),
            ("union({1})", json!("!must be set of sets")),
        ]);
    }
}
