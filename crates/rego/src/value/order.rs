//! OPA's order over all values, equality, and what is found by key.

use std::cmp::Ordering;

use super::{Arena, Span, Value};

/// Objects with so few fields are searched from the beginning.
const FEW: u32 = 16;

fn rank(value: Value) -> u8 {
    match value {
        Value::Undefined => 0,
        Value::Null => 1,
        Value::Bool(_) => 2,
        Value::Int(_) | Value::Big(_) | Value::Float(_) => 3,
        Value::Text(_) => 4,
        Value::Array(_) => 5,
        Value::Object(_) => 6,
        Value::Set(_) => 7,
    }
}

/// null < booleans < numbers < strings < arrays < objects < sets; collections by their elements, the shorter first.
pub(crate) fn compare(arena: &Arena, a: Value, b: Value) -> Ordering {
    match (a, b) {
        (Value::Text(x), Value::Text(y)) if x == y => Ordering::Equal,
        (Value::Text(x), Value::Text(y)) => arena.text(x).cmp(arena.text(y)),
        (Value::Int(x), Value::Int(y)) => x.cmp(&y),
        (Value::Bool(x), Value::Bool(y)) => x.cmp(&y),
        (Value::Array(x), Value::Array(y)) | (Value::Set(x), Value::Set(y)) => {
            let pairs = arena.items(x).iter().zip(arena.items(y));
            first_difference(pairs.map(|(p, q)| compare(arena, *p, *q))).then(x.len.cmp(&y.len))
        }
        (Value::Object(x), Value::Object(y)) => {
            let pairs = arena.pairs(x).zip(arena.pairs(y));
            let differences = pairs.map(|(p, q)| compare(arena, p.0, q.0).then_with(|| compare(arena, p.1, q.1)));
            first_difference(differences).then(x.len.cmp(&y.len))
        }
        _ => match (arena.as_number(a), arena.as_number(b)) {
            (Some(x), Some(y)) => x.compare(y),
            _ => rank(a).cmp(&rank(b)),
        },
    }
}

fn first_difference(mut all: impl Iterator<Item = Ordering>) -> Ordering {
    all.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// Whether two values are the same.
pub(crate) fn equal(arena: &Arena, a: Value, b: Value) -> bool {
    match (a, b) {
        (Value::Text(x), Value::Text(y)) => {
            x == y || (!arena.is_name(x) && !arena.is_name(y) && arena.text(x) == arena.text(y))
        }
        (Value::Int(x), Value::Int(y)) => x == y,
        (Value::Bool(x), Value::Bool(y)) => x == y,
        (Value::Null, Value::Null) => true,
        (Value::Array(x), Value::Array(y)) | (Value::Set(x), Value::Set(y)) => {
            x == y || (x.len == y.len && arena.items(x).iter().zip(arena.items(y)).all(|(p, q)| equal(arena, *p, *q)))
        }
        (Value::Object(x), Value::Object(y)) => {
            let mut pairs = arena.pairs(x).zip(arena.pairs(y));
            x == y || (x.len == y.len && pairs.all(|(p, q)| equal(arena, p.0, q.0) && equal(arena, p.1, q.1)))
        }
        (Value::Big(_) | Value::Float(_) | Value::Int(_), Value::Big(_) | Value::Float(_) | Value::Int(_)) => {
            compare(arena, a, b).is_eq()
        }
        _ => false,
    }
}

/// The field of an object under a name of the program.
#[inline]
pub(crate) fn field(arena: &Arena, value: Value, name: u32) -> Value {
    match value {
        Value::Object(span) if span.len <= FEW => {
            let is_it = |pair: &(Value, Value)| matches!(pair.0, Value::Text(number) if number == name);
            arena.pairs(span).find(is_it).map_or(Value::Undefined, |pair| pair.1)
        }
        _ => index(arena, value, Value::Text(name)),
    }
}

/// What stands in a value under a key: the field of an object, the element of an array, the element of a set itself.
pub(crate) fn index(arena: &Arena, value: Value, key: Value) -> Value {
    match (value, key) {
        (_, Value::Undefined) => Value::Undefined,
        (Value::Object(span), key) => get(arena, span, key).unwrap_or(Value::Undefined),
        (Value::Array(span), Value::Int(number)) => match u32::try_from(number) {
            Ok(number) if number < span.len => arena.item(span, number),
            _ => Value::Undefined,
        },
        (Value::Set(span), key) if set_has(arena, span, key) => key,
        _ => Value::Undefined,
    }
}

/// The value of an object's key.
pub(crate) fn get(arena: &Arena, span: Span, key: Value) -> Option<Value> {
    if span.len <= FEW {
        return arena.pairs(span).find(|pair| equal(arena, pair.0, key)).map(|pair| pair.1);
    }
    search(span.len, |at| compare(arena, arena.pair(span, at).0, key)).map(|at| arena.pair(span, at).1)
}

/// The value of an object's field, by its text.
pub(crate) fn named(arena: &Arena, span: Span, name: &str) -> Option<Value> {
    let order = |at: u32| match arena.pair(span, at).0 {
        Value::Text(number) => arena.text(number).cmp(name),
        // What is no text comes before all texts or after them.
        other => rank(other).cmp(&rank(Value::Text(0))),
    };
    search(span.len, order).map(|at| arena.pair(span, at).1)
}

/// Whether a set has an element.
pub(crate) fn set_has(arena: &Arena, span: Span, element: Value) -> bool {
    if span.len <= FEW {
        return arena.items(span).iter().any(|item| equal(arena, *item, element));
    }
    search(span.len, |at| compare(arena, arena.item(span, at), element)).is_some()
}

fn search(len: u32, order: impl Fn(u32) -> Ordering) -> Option<u32> {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        match order(middle) {
            Ordering::Equal => return Some(middle),
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
        }
    }
    None
}

/// `element in collection`: an element of an array or set, a value of an object.
pub(crate) fn has(arena: &Arena, collection: Value, element: Value) -> bool {
    match collection {
        Value::Array(span) => arena.items(span).iter().any(|item| equal(arena, *item, element)),
        Value::Set(span) => set_has(arena, span, element),
        Value::Object(span) => arena.pairs(span).any(|pair| equal(arena, pair.1, element)),
        _ => false,
    }
}

/// `key, element in collection`.
pub(crate) fn has_pair(arena: &Arena, collection: Value, key: Value, element: Value) -> bool {
    match collection {
        Value::Set(span) => equal(arena, key, element) && set_has(arena, span, element),
        Value::Array(_) | Value::Object(_) => {
            let found = index(arena, collection, key);
            !found.is_undefined() && equal(arena, found, element)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_opas_order() {
        let mut arena = Arena::default();
        let (a, b) = (arena.put("a"), arena.put("b"));
        let big = arena.number(super::super::Number::Int(1 << 80));
        let one = Value::Int(1);
        let ordered = vec![
            Value::Null,
            Value::Bool(false),
            Value::Bool(true),
            Value::Int(-1),
            Value::Float(0.5),
            one,
            big,
            a,
            b,
            arena.array(&[]),
            arena.array(&[one]),
            arena.array(&[one, a]),
            arena.array(&[b]),
            arena.object(vec![(a, one)]),
            arena.object(vec![(a, one), (b, one)]),
            arena.object(vec![(b, one)]),
            arena.set(vec![]),
            arena.set(vec![one, a]),
            arena.set(vec![a]),
        ];
        for (i, x) in ordered.iter().enumerate() {
            for (j, y) in ordered.iter().enumerate() {
                assert_eq!(compare(&arena, *x, *y), i.cmp(&j), "{x:?} and {y:?}");
                assert_eq!(equal(&arena, *x, *y), i == j, "{x:?} and {y:?}");
            }
        }
    }

    #[test]
    fn large_collections_are_searched_like_small_ones() {
        for size in [3, 1000] {
            let mut arena = Arena::default();
            let keys: Vec<Value> = (0..size).map(|n| arena.put(&format!("k{n}"))).collect();
            let object = arena.object(keys.iter().enumerate().map(|(n, key)| (*key, Value::Int(n as i64))).collect());
            let set = arena.set(keys.clone());
            let (again, other) = (arena.put("k2"), arena.put("k"));
            assert!(matches!(index(&arena, object, again), Value::Int(2)));
            assert!(index(&arena, object, other).is_undefined());
            assert!(has(&arena, set, again) && !has(&arena, set, other));
            assert!(has(&arena, object, Value::Int(2)) && has_pair(&arena, object, again, Value::Int(2)));
        }
    }

    #[test]
    fn the_later_of_two_fields_stays() {
        let mut arena = Arena::default();
        let (a, b) = (arena.put("a"), arena.put("b"));
        let object = arena.object(vec![(b, Value::Int(1)), (a, Value::Int(2)), (b, Value::Int(3))]);
        let Value::Object(span) = object else { panic!("an object") };
        assert_eq!(span.len, 2);
        assert!(matches!(get(&arena, span, b), Some(Value::Int(3))));
    }
}
