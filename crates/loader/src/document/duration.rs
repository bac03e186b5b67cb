//! Lengths of time as Go reads them, for every kind of file that has some.

/// Units and their nanoseconds.
const UNITS: [(&str, u64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("\u{b5}s", 1_000),
    ("\u{3bc}s", 1_000),
    ("ms", 1_000_000),
    ("s", SECOND),
    ("m", 60 * SECOND),
    ("h", 3_600 * SECOND),
];
/// The nanoseconds of a second.
pub const SECOND: u64 = 1_000_000_000;

/// The nanoseconds of a text: a sign, then numbers with units, of which some kinds of file have more than Go. The unit may only be left out of `0`.
///
/// # Errors
/// `time: …`, as Go says it.
pub fn nanoseconds(text: &str, more: &[(&str, u64)]) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {text:?}");
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
            return Err(format!("time: missing unit in duration {text:?}"));
        }
        let Some((_, unit)) = UNITS.iter().chain(more).find(|(known, _)| *known == name) else {
            return Err(format!("time: unknown unit {name:?} in duration {text:?}"));
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
