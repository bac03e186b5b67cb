//! Numbers.

use super::{Answer, Hands, wrong};
use crate::value::{Number, Value};

/// Longer ranges are refused: a policy must not fill the memory with one call.
const MAX_RANGE: i128 = 1 << 20;

pub(super) fn abs(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let number = hands.number(args, 0)?;
    hands.put_number(number.absolute())
}

pub(super) fn ceil(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let number = hands.number(args, 0)?;
    hands.put_number(number.whole(f64::ceil))
}

pub(super) fn floor(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let number = hands.number(args, 0)?;
    hands.put_number(number.whole(f64::floor))
}

/// Halves go away from zero.
pub(super) fn round(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let number = hands.number(args, 0)?;
    hands.put_number(number.whole(f64::round))
}

pub(super) fn sum(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let numbers = hands.numbers(args, 0)?;
    hands.put_number(numbers.into_iter().try_fold(Number::Int(0), Number::add))
}

pub(super) fn product(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let numbers = hands.numbers(args, 0)?;
    hands.put_number(numbers.into_iter().try_fold(Number::Int(1), Number::multiply))
}

/// From one whole number to another, both with it, up or down.
pub(super) fn range(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let (Number::Int(first), Number::Int(last)) = (hands.number(args, 0)?, hands.number(args, 1)?) else {
        return Err("both arguments must be integer numbers".to_owned());
    };
    if first.checked_sub(last).is_none_or(|length| length.abs() >= MAX_RANGE) {
        return Err(format!("makes more than {MAX_RANGE} numbers"));
    }
    let up = |first: i128, last: i128| (first..=last).map(Number::Int);
    let numbers: Vec<Number> = if first <= last { up(first, last).collect() } else { up(last, first).rev().collect() };
    let numbers: Vec<Value> = numbers.into_iter().map(|number| hands.arena.number(number)).collect();
    Ok(hands.arena.array(&numbers))
}

/// A whole number in base 2, 8, 10 or 16; what stands after its point is cut off.
pub(super) fn format_int(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let Number::Int(number) = hands.number(args, 0)?.whole(f64::trunc).map_err(|trouble| trouble.to_string())? else {
        return Err(wrong(args, 0, "number"));
    };
    let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
    let digits = match args[1] {
        Value::Int(2) => format!("{size:b}"),
        Value::Int(8) => format!("{size:o}"),
        Value::Int(10) => size.to_string(),
        Value::Int(16) => format!("{size:x}"),
        _ => return Err("argument 2 must be 2, 8, 10 or 16".to_owned()),
    };
    hands.made(&format!("{sign}{digits}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::hold;

    #[test]
    fn rounding() {
        hold(&[
            (
                "[round(2.5), round(-2.5), round(2.4), ceil(1.1), ceil(-1.1), floor(-1.1), floor(1.9)]",
                json!([3, -3, 2, 2, -1, -2, 1]),
            ),
            (
                "[abs(-3), abs(-1.5), abs(2), ceil(7), floor(36893488147419103232) == 36893488147419103232]",
                json!([3, 1.5, 2, 7, true]),
            ),
            // OPA gives 0 and 1 here, and says otherwise itself.
            ("[floor(-0.5), ceil(-0.5), floor(-1 / 2), floor(0.5), ceil(0.5)]", json!([-1, 0, -1, 0, 1])),
            ("floor(`1`)", json!("!must be number, not string")),
        ]);
    }

    #[test]
    fn sums() {
        hold(&[
            ("[sum([0.1, 0.2]), sum({1, 2}), sum([]), product([2, 0.5]), product([])]", json!([0.3, 3, 0, 1, 1])),
            ("sum([1, `a`])", json!("!must have numbers only")),
            ("sum(1)", json!("!must be array or set")),
            ("product([1e30, 1e30])", json!("!more digits than can be kept")),
        ]);
    }

    #[test]
    fn ranges() {
        hold(&[
            ("[numbers.range(1, 3), numbers.range(3, 1), numbers.range(-1, -1)]", json!([[1, 2, 3], [3, 2, 1], [-1]])),
            ("numbers.range(1, 1.5)", json!("!must be integer")),
            ("numbers.range(0, 10000000)", json!("!makes more than")),
        ]);
    }

    #[test]
    fn bases() {
        hold(&[
            (
                "[format_int(10, 2), format_int(-255, 16), format_int(8, 8), format_int(1.9, 10)]",
                json!(["1010", "-ff", "10", "1"]),
            ),
            ("format_int(1, 3)", json!("!must be 2, 8, 10 or 16")),
        ]);
    }
}
