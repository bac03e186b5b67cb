//! Objects and graphs.

use super::{Answer, Hands, wrong};
use crate::value::{Arena, Span, Value, equal, get as find, has, index};

/// A field, or what is at the end of a path; else the default.
pub(super) fn get(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let object = hands.object(args, 0)?;
    let found = match args[1] {
        Value::Array(path) => {
            hands.arena.items(path).iter().fold(args[0], |value, key| index(hands.arena, value, *key))
        }
        key => find(hands.arena, object, key).unwrap_or(Value::Undefined),
    };
    Ok(if found.is_undefined() { args[2] } else { found })
}

pub(super) fn keys(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let object = hands.object(args, 0)?;
    let keys: Vec<Value> = hands.arena.pairs(object).map(|pair| pair.0).collect();
    Ok(hands.arena.sorted_set(&keys))
}

/// What the keys of an argument are: elements of arrays and sets, keys of objects.
fn listed(hands: &Hands<'_>, args: &[Value]) -> Result<Vec<Value>, String> {
    match args[1] {
        Value::Array(span) | Value::Set(span) => Ok(hands.arena.items(span).to_vec()),
        Value::Object(span) => Ok(hands.arena.pairs(span).map(|pair| pair.0).collect()),
        _ => Err(wrong(args, 1, "array, set or object")),
    }
}

/// The fields whose keys are listed, or those whose are not.
fn chosen(hands: &mut Hands<'_>, args: &[Value], wanted: bool) -> Answer {
    let object = hands.object(args, 0)?;
    let listed = listed(hands, args)?;
    let is_listed = |key: Value| listed.iter().any(|known| crate::value::equal(hands.arena, *known, key));
    let pairs = hands.arena.pairs(object).filter(|pair| is_listed(pair.0) == wanted).collect();
    Ok(hands.arena.object(pairs))
}

/// Whether all of a value is in another one.
pub(super) fn subset(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let is_there = match (args[0], args[1]) {
        (Value::Array(of), Value::Set(part)) => {
            let mut all = hands.arena.items(part).iter();
            all.all(|element| hands.arena.items(of).iter().any(|known| equal(hands.arena, *known, *element)))
        }
        (Value::Object(_), Value::Object(_)) | (Value::Set(_), Value::Set(_)) | (Value::Array(_), Value::Array(_)) => {
            is_part(hands.arena, args[0], args[1])
        }
        _ => return Err("both arguments must be of the same type or array and set".to_owned()),
    };
    Ok(Value::Bool(is_there))
}

/// Fields by their keys, elements of a set, items of an array that stand behind each other.
fn is_part(arena: &Arena, of: Value, part: Value) -> bool {
    match (of, part) {
        (Value::Object(of), Value::Object(part)) => {
            arena.pairs(part).all(|(key, part)| find(arena, of, key).is_some_and(|of| is_part(arena, of, part)))
        }
        (Value::Set(_), Value::Set(part)) => arena.items(part).iter().all(|element| has(arena, of, *element)),
        (Value::Array(of), Value::Array(part)) => {
            let (of, part) = (arena.items(of), arena.items(part));
            let same = |some: &[Value]| some.iter().zip(part).all(|(one, other)| equal(arena, *one, *other));
            part.is_empty() || of.windows(part.len()).any(same)
        }
        (of, part) => equal(arena, of, part),
    }
}

/// Values that `walk` gives, the elements of their paths included.
const MAX_WALKED: usize = 2_000_000;

/// A value and everything in it, each with its path: an array of pairs, what contains before what it contains.
pub(super) fn walk(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let mut all = Vec::new();
    let mut open = vec![(hands.arena.array(&[]), args[0])];
    let mut walked = 0;
    while let Some((path, value)) = open.pop() {
        let Value::Array(steps) = path else { unreachable!("internal: a path is an array") };
        walked += 1 + steps.len as usize;
        if walked > MAX_WALKED {
            return Err(format!("there are more than {MAX_WALKED} values and steps to them"));
        }
        all.push(hands.arena.array(&[path, value]));
        let parts: Vec<(Value, Value)> = match value {
            Value::Array(span) => (0..span.len).map(|at| (Value::Int(at.into()), hands.arena.item(span, at))).collect(),
            Value::Set(span) => hands.arena.items(span).iter().map(|item| (*item, *item)).collect(),
            Value::Object(span) => hands.arena.pairs(span).collect(),
            _ => continue,
        };
        if walked + parts.len() > MAX_WALKED {
            return Err(format!("there are more than {MAX_WALKED} values and steps to them"));
        }
        for (key, part) in parts.into_iter().rev() {
            let mut longer = hands.arena.items(steps).to_vec();
            longer.push(key);
            open.push((hands.arena.array(&longer), part));
        }
    }
    Ok(hands.arena.array(&all))
}

pub(super) fn filter(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    chosen(hands, args, true)
}

pub(super) fn remove(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    chosen(hands, args, false)
}

/// Both, the second's fields before the first's; objects under one key are united too.
pub(super) fn union(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let (first, second) = (hands.object(args, 0)?, hands.object(args, 1)?);
    Ok(united(hands, first, second))
}

fn united(hands: &mut Hands<'_>, first: Span, second: Span) -> Value {
    let theirs: Vec<(Value, Value)> = hands.arena.pairs(first).collect();
    let mut pairs = Vec::with_capacity(theirs.len() + second.len as usize);
    for (key, value) in theirs {
        let both = (value, find(hands.arena, second, key));
        pairs.push((
            key,
            match both {
                (Value::Object(a), Some(Value::Object(b))) => united(hands, a, b),
                (_, Some(other)) => other,
                _ => value,
            },
        ));
    }
    pairs.extend(hands.arena.pairs(second).filter(|pair| find(hands.arena, first, pair.0).is_none()));
    hands.arena.object(pairs)
}

/// The nodes of a graph (node → its neighbours) that can be reached from some of them.
pub(super) fn reachable(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let graph = hands.object(args, 0)?;
    let mut open = hands.elements(args, 1)?.to_vec();
    let pairs: Vec<(Value, Value)> = hands.arena.pairs(graph).collect();
    let place = |node: Value| pairs.binary_search_by(|pair| crate::value::compare(hands.arena, pair.0, node)).ok();
    let mut seen = vec![false; pairs.len()];
    while let Some(node) = open.pop() {
        if let Some(place) = place(node).filter(|place| !seen[*place]) {
            seen[place] = true;
            open.extend(hands.arena.elements(pairs[place].1).unwrap_or_default());
        }
    }
    let reached: Vec<Value> = pairs.iter().zip(&seen).filter(|(_, seen)| **seen).map(|(pair, _)| pair.0).collect();
    Ok(hands.arena.sorted_set(&reached))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::hold;

    #[test]
    fn parts() {
        hold(&[
            (
                r#"[object.subset(["a", "b", "c"], ["b", "c"]), object.subset(["a", "b", "c"], ["a", "c"]), object.subset(["a"], []), object.subset([], []), object.subset([], ["a"])]"#,
                json!([true, false, true, true, false]),
            ),
            (
                r#"[object.subset({"a": {"b": [1, 2]}, "c": 1}, {"a": {"b": [2]}}), object.subset({"a": 1}, {"b": 1}), object.subset({"a": ["x"]}, {"a": {"x"}})]"#,
                json!([true, false, false]),
            ),
            (
                r#"[object.subset({1, 2}, {1}), object.subset({1}, {1, 2}), object.subset(["a", "b"], {"b"}), object.subset(["a"], {"b"})]"#,
                json!([true, false, true, false]),
            ),
            ("object.subset({1}, [1])", json!("!both arguments must be of the same type")),
            ("object.subset(1, 1)", json!("!both arguments must be of the same type")),
        ]);
    }

    #[test]
    fn fields() {
        hold(&[
            (
                r#"[object.get({"a": null}, "a", 1), object.get({"a": 2}, "b", 1), object.get({1: 2}, 1, 0)]"#,
                json!([null, 1, 2]),
            ),
            (
                r#"[object.get({"a": [{"b": 5}]}, ["a", 0, "b"], 1), object.get({"a": 5}, ["a", "b"], 1), object.get({"a": 5}, [], 1)]"#,
                json!([5, 1, {"a": 5}]),
            ),
            ("object.get(null, `a`, 1)", json!("!argument 1 must be object, not null")),
            (r#"object.keys({"b": 1, "a": 2})"#, json!(["a", "b"])),
            (
                r#"[object.remove({"a": 1, "b": 2}, ["a", "c"]), object.filter({"a": 1, "b": 2}, {"a"}), object.filter({"a": 1}, {"a": 5})]"#,
                json!([{"b": 2}, {"a": 1}, {"a": 1}]),
            ),
        ]);
    }

    #[test]
    fn unions_go_deep() {
        hold(&[
            (
                r#"object.union({"a": {"b": 1, "c": {"d": 1}}, "z": 1}, {"a": {"c": {"e": 2}}, "y": {"x": 1}})"#,
                json!({"a": {"b": 1, "c": {"d": 1, "e": 2}}, "y": {"x": 1}, "z": 1}),
            ),
            (r#"object.union({"a": {"b": 1}}, {"a": [1]})"#, json!({"a": [1]})),
            ("object.union({}, [])", json!("!argument 2 must be object")),
        ]);
    }

    #[test]
    fn graphs() {
        hold(&[
            (r#"graph.reachable({"a": ["b"], "b": {"c", "a"}, "c": [], "d": ["a"]}, {"a"})"#, json!(["a", "b", "c"])),
            (
                r#"[graph.reachable({"a": ["x"]}, ["a", "y"]), graph.reachable({}, ["a"]), graph.reachable({1: null}, [1])]"#,
                json!([["a"], [], [1]]),
            ),
        ]);
    }
}
