//! Durations: Go's syntax with days and weeks, and Go's way to print them.

use super::Invalid;

/// Units and their nanoseconds; longer names first where one begins with another.
const UNITS: [(&str, u64); 10] = [
    ("ns", 1),
    ("us", 1_000),
    ("\u{b5}s", 1_000),
    ("\u{3bc}s", 1_000),
    ("ms", 1_000_000),
    ("s", SECOND),
    ("m", 60 * SECOND),
    ("h", 3_600 * SECOND),
    ("d", 24 * 3_600 * SECOND),
    ("w", 7 * 24 * 3_600 * SECOND),
];
const SECOND: u64 = 1_000_000_000;

/// The nanoseconds of a text: a sign, then numbers with units. The unit may only be left out of `0`.
///
/// # Errors
/// `time: …`, as Go says it.
pub fn nanoseconds(text: &str) -> Result<i64, Invalid> {
    let invalid = || Invalid(format!("time: invalid duration {text:?}"));
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (amount, behind) = amount(rest).ok_or_else(invalid)?;
        let length = behind.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(behind.len());
        let name = &behind[..length];
        if name.is_empty() {
            return Invalid::new(format!("time: missing unit in duration {text:?}"));
        }
        let Some((_, unit)) = UNITS.iter().find(|(known, _)| *known == name) else {
            return Invalid::new(format!("time: unknown unit {name:?} in duration {text:?}"));
        };
        total = amount.of(*unit).and_then(|n| total.checked_add(n)).ok_or_else(invalid)?;
        if total > 1 << 63 {
            return Err(invalid());
        }
        rest = &behind[length..];
    }
    if negative {
        return Ok(0i64.wrapping_sub_unsigned(total));
    }
    i64::try_from(total).map_err(|_| invalid())
}

/// Digits, with or without a fraction.
struct Amount {
    whole: u64,
    fraction: u64,
    scale: f64,
}

impl Amount {
    fn of(&self, unit: u64) -> Option<u64> {
        let whole = self.whole.checked_mul(unit).filter(|n| *n <= 1 << 63)?;
        let fraction = if self.fraction > 0 { (self.fraction as f64 * (unit as f64 / self.scale)) as u64 } else { 0 };
        whole.checked_add(fraction)
    }
}

/// The number a text begins with, and what follows it.
fn amount(text: &str) -> Option<(Amount, &str)> {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let whole_length = digits(text);
    let mut amount = Amount { whole: 0, fraction: 0, scale: 1.0 };
    if whole_length > 0 {
        amount.whole = text[..whole_length].parse().ok().filter(|n| *n <= 1 << 63)?;
    }
    let mut rest = &text[whole_length..];
    let mut fraction_length = 0;
    if let Some(behind) = rest.strip_prefix('.') {
        fraction_length = digits(behind);
        // More digits than fit say nothing any more.
        for digit in behind[..fraction_length].bytes() {
            let Some(next) = amount.fraction.checked_mul(10).and_then(|n| n.checked_add(u64::from(digit - b'0')))
            else {
                break;
            };
            if next > i64::MAX as u64 {
                break;
            }
            amount.fraction = next;
            amount.scale *= 10.0;
        }
        rest = &behind[fraction_length..];
    }
    (whole_length + fraction_length > 0).then_some((amount, rest))
}

/// A duration as Go prints it: `1h30m0s`, `500ms`, `0s`.
pub fn printed(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let n = nanoseconds.unsigned_abs();
    let text = match n {
        0 => "0s".to_owned(),
        1..1_000 => format!("{n}ns"),
        1_000..1_000_000 => format!("{}\u{b5}s", decimal(n, 1_000)),
        1_000_000..SECOND => format!("{}ms", decimal(n, 1_000_000)),
        _ => {
            let (minutes, seconds) = (n / (60 * SECOND), decimal(n % (60 * SECOND), SECOND));
            match (minutes / 60, minutes % 60) {
                (0, 0) => format!("{seconds}s"),
                (0, minutes) => format!("{minutes}m{seconds}s"),
                (hours, minutes) => format!("{hours}h{minutes}m{seconds}s"),
            }
        }
    };
    format!("{sign}{text}")
}

/// `n / unit` with all its decimal places and none for nothing; `unit` is a power of ten.
fn decimal(n: u64, unit: u64) -> String {
    let places = unit.ilog10() as usize;
    match n % unit {
        0 => (n / unit).to_string(),
        rest => format!("{}.{}", n / unit, format!("{rest:0places$}").trim_end_matches('0')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, expected) in [
            ("0", "0s"),
            ("-0", "0s"),
            ("1s", "1s"),
            ("90s", "1m30s"),
            ("1h30m", "1h30m0s"),
            ("-1h30m", "-1h30m0s"),
            ("+1.5s", "1.5s"),
            ("1d", "24h0m0s"),
            ("1w2d", "216h0m0s"),
            ("2.5d", "60h0m0s"),
            ("500ms", "500ms"),
            ("1µs", "1µs"),
            ("1μs1ns", "1.001µs"),
            ("0.1ms", "100µs"),
            (".5s", "500ms"),
            ("1.s", "1s"),
            ("0.0000000001s", "0s"),
            ("1m60s", "2m0s"),
            ("106751d", "2562024h0m0s"),
            ("0.3333333333333333333h", "20m0s"),
            ("9223372036854775807ns", "2562047h47m16.854775807s"),
        ] {
            assert_eq!(nanoseconds(text).map(printed), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn no_durations() {
        for (text, expected) in [
            ("", "time: invalid duration \"\""),
            ("-", "time: invalid duration \"-\""),
            ("s", "time: invalid duration \"s\""),
            (".", "time: invalid duration \".\""),
            (".s", "time: invalid duration \".s\""),
            (" 1s", "time: invalid duration \" 1s\""),
            ("10", "time: missing unit in duration \"10\""),
            ("1..5s", "time: missing unit in duration \"1..5s\""),
            ("1M", "time: unknown unit \"M\" in duration \"1M\""),
            ("1s ", "time: unknown unit \"s \" in duration \"1s \""),
            ("106752d", "time: invalid duration \"106752d\""),
            ("99999999999999999999s", "time: invalid duration \"99999999999999999999s\""),
        ] {
            assert_eq!(nanoseconds(text).unwrap_err().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn the_smallest_prints() {
        assert_eq!(printed(i64::MIN), "-2562047h47m16.854775808s");
    }
}
