//! Sizes in bytes: `64m`, `1.5 GiB`, plain numbers.

use super::Invalid;

/// The bytes of a text; fractions are cut off, only a plain whole number may be negative.
///
/// # Errors
/// `invalid size: '…'` or `invalid suffix: '…'`.
pub fn bytes(text: &str) -> Result<i64, Invalid> {
    if let Ok(plain) = text.parse::<i64>() {
        return Ok(plain);
    }
    let wrong = || Invalid(format!("invalid size: '{text}'"));
    let last = text.rfind(|c: char| c.is_ascii_digit() || c == '.' || c == ' ').ok_or_else(wrong)?;
    let number_end = if text[last..].starts_with(' ') { last } else { last + 1 };
    let (number, suffix) = (&text[..number_end], &text[last + 1..]);
    let number: f64 = number.parse().map_err(|_| wrong())?;
    let factor = factor(suffix)?;
    let size = number * factor as f64;
    if size < 0.0 || size >= i64::MAX as f64 {
        return Err(wrong());
    }
    Ok(size as i64)
}

fn factor(suffix: &str) -> Result<u64, Invalid> {
    let lower = suffix.to_lowercase();
    let (unit, rest) = match lower.chars().next() {
        None => return Ok(1),
        Some(unit) => (unit, &lower[unit.len_utf8()..]),
    };
    let exponent = match (unit, rest) {
        ('b', "") => 0,
        ('k', "" | "b" | "ib") => 1,
        ('m', "" | "b" | "ib") => 2,
        ('g', "" | "b" | "ib") => 3,
        ('t', "" | "b" | "ib") => 4,
        ('p', "" | "b" | "ib") => 5,
        _ => return Invalid::new(format!("invalid suffix: '{suffix}'")),
    };
    Ok(1 << (10 * exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, expected) in [
            ("0", 0),
            ("1", 1),
            ("-1", -1),
            ("1b", 1),
            ("1kB", 1 << 10),
            ("64M", 64 << 20),
            ("512MiB", 512 << 20),
            ("1 g", 1 << 30),
            ("1.5g", 3 << 29),
            (".5m", 1 << 19),
            ("1.g", 1 << 30),
            ("1t", 1 << 40),
            ("1024p", 1 << 60),
            ("1.9", 1),
            ("9223372036854775807", i64::MAX),
        ] {
            assert_eq!(bytes(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn no_sizes() {
        for (text, expected) in [
            ("", "invalid size: ''"),
            ("g", "invalid size: 'g'"),
            ("-1g", "invalid size: '-1g'"),
            ("1  g", "invalid size: '1  g'"),
            (" 1g", "invalid size: ' 1g'"),
            ("1e", "invalid suffix: 'e'"),
            ("1gg", "invalid suffix: 'gg'"),
            ("1bb", "invalid suffix: 'bb'"),
            ("１g", "invalid size: '１g'"),
            ("99999999p", "invalid size: '99999999p'"),
            ("1é", "invalid suffix: 'é'"),
        ] {
            assert_eq!(bytes(text).unwrap_err().to_string(), expected, "{text}");
        }
    }
}
