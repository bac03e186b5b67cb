//! Sizes with units.

use super::{Answer, Hands};
use crate::value::{Number, Value};

const UNITS: &[(&[&str], u32, u32)] = &[
    (&[""], 1, 0),
    (&["kb", "k"], 1000, 1),
    (&["kib", "ki"], 1024, 1),
    (&["mb", "m"], 1000, 2),
    (&["mib", "mi"], 1024, 2),
    (&["gb", "g"], 1000, 3),
    (&["gib", "gi"], 1024, 3),
    (&["tb", "t"], 1000, 4),
    (&["tib", "ti"], 1024, 4),
    (&["pb", "p"], 1000, 5),
    (&["pib", "pi"], 1024, 5),
    (&["eb", "e"], 1000, 6),
    (&["eib", "ei"], 1024, 6),
];

/// `1.5MiB` in bytes; parts of a byte are cut off.
pub(super) fn parse_bytes(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let text = hands.text(args, 0)?.to_lowercase().replace('"', "");
    if text.contains(' ') {
        return Err("spaces not allowed in resource strings".to_owned());
    }
    let (number, unit) = text.split_at(number_end(&text));
    if number.is_empty() {
        return Err("no byte amount provided".to_owned());
    }
    let Some((_, base, power)) = UNITS.iter().find(|(names, ..)| names.contains(&unit)) else {
        return Err(format!("byte unit {unit} not recognized"));
    };
    // Go reads a number that begins or ends with its point.
    let number = number.strip_prefix('+').unwrap_or(number);
    let written = match number.strip_prefix('.') {
        Some(fraction) => format!("0.{fraction}"),
        None => number.trim_end_matches('.').to_owned(),
    };
    let number = Number::parse(&written).map_err(|_| "could not parse byte amount to a number".to_owned())?;
    let factor = i128::from(*base).pow(*power);
    hands.put_number(number.multiply(Number::Int(factor)).and_then(|bytes| bytes.whole(f64::trunc)))
}

/// Where the number at the beginning ends: digits, a point, signs, and an exponent that has digits.
fn number_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let belongs = |at: usize| match bytes[at] {
        b'0'..=b'9' | b'.' => true,
        b'e' => at > 0 && (is_digit(at + 1) || (matches!(bytes.get(at + 1), Some(b'+' | b'-')) && is_digit(at + 2))),
        b'+' | b'-' => at == 0 || bytes[at - 1] == b'e',
        _ => false,
    };
    (0..bytes.len()).find(|at| !belongs(*at)).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::hold;

    #[test]
    fn sizes() {
        hold(&[
            (
                r#"[units.parse_bytes(x) | some x in ["1", "1.9", "1k", "1KB", "1KiB", "1.5MiB", "2gi", "\"3m\""]]"#,
                json!([1, 1, 1000, 1000, 1024, 1_572_864, 2_147_483_648_u64, 3_000_000]),
            ),
            (
                r#"[units.parse_bytes(x) | some x in ["1e3", "1e3k", "-1k", "1e", "1E", "+5", "1e+2", ".5k"]]"#,
                json!([
                    1000,
                    1_000_000,
                    -1000,
                    1_000_000_000_000_000_000_u64,
                    1_000_000_000_000_000_000_u64,
                    5,
                    100,
                    500
                ]),
            ),
            ("units.parse_bytes(`0.0000001kb`)", json!(0)),
            ("units.parse_bytes(`1 k`)", json!("!spaces not allowed")),
            ("units.parse_bytes(`k`)", json!("!no byte amount")),
            ("units.parse_bytes(`1x`)", json!("!byte unit x not recognized")),
            ("units.parse_bytes(`1.1.1`)", json!("!could not parse byte amount")),
            ("units.parse_bytes(1)", json!("!must be string")),
        ]);
    }
}
