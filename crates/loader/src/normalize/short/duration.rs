//! Durations: Go's syntax with days and weeks, and Go's way to print them.

use super::Invalid;
use crate::document::duration::{self, SECOND};

/// The units that Compose files have besides Go's.
const DAYS: [(&str, u64); 2] = [("d", 24 * 3_600 * SECOND), ("w", 7 * 24 * 3_600 * SECOND)];

/// The nanoseconds of a text.
///
/// # Errors
/// `time: …`, as Go says it.
pub fn nanoseconds(text: &str) -> Result<i64, Invalid> {
    duration::nanoseconds(text, &DAYS).map_err(Invalid)
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
