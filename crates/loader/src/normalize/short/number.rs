//! Numbers and booleans written as strings, and numbers printed as strings.

use super::Invalid;

/// A boolean, and whether it is written in a way that only YAML 1.1 knows (`yes`, `off`, …).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Boolean {
    /// The value.
    pub value: bool,
    /// Worth a warning: better written `true` or `false`.
    pub legacy: bool,
}

/// A boolean: `true`/`false`, and y/yes/on and n/no/off, in any case.
///
/// # Errors
/// `invalid boolean: …`.
pub fn boolean(text: &str) -> Result<Boolean, Invalid> {
    match text.to_lowercase().as_str() {
        "true" => Ok(Boolean { value: true, legacy: false }),
        "false" => Ok(Boolean { value: false, legacy: false }),
        "y" | "yes" | "on" => Ok(Boolean { value: true, legacy: true }),
        "n" | "no" | "off" => Ok(Boolean { value: false, legacy: true }),
        _ => Invalid::new(format!("invalid boolean: {text}")),
    }
}

/// A whole number in decimal digits, with or without a sign.
///
/// # Errors
/// `invalid integer: …`.
pub fn integer(text: &str) -> Result<i64, Invalid> {
    text.parse().map_err(|_| Invalid(format!("invalid integer: {text}")))
}

/// A finite number.
///
/// # Errors
/// `invalid number: …`.
pub fn float(text: &str) -> Result<f64, Invalid> {
    text.parse().ok().filter(|n: &f64| n.is_finite()).ok_or_else(|| Invalid(format!("invalid number: {text}")))
}

/// The mode of a file, written in octal digits.
///
/// # Errors
/// `invalid file mode: …`.
pub fn file_mode(text: &str) -> Result<i64, Invalid> {
    i64::from_str_radix(text, 8).map_err(|_| Invalid(format!("invalid file mode: {text}")))
}

/// A float as Go's `%v` prints it: the fewest digits that tell it apart, with an exponent below 1e-04 and from 1e+06 on.
pub fn printed_float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let shortest = format!("{value:e}");
    let exponent: i32 = shortest.rsplit_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or_default();
    if (-4..6).contains(&exponent) || value == 0.0 {
        return format!("{value}");
    }
    let digits = shortest.rsplit_once('e').map_or(shortest.as_str(), |(digits, _)| digits);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_go_does() {
        for (value, expected) in [
            (1.10, "1.1"),
            (1.0, "1"),
            (0.0, "0"),
            (-0.0, "-0"),
            (0.5, "0.5"),
            (999_999.0, "999999"),
            (1e6, "1e+06"),
            (12_345_678.0, "1.2345678e+07"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (-1.5e300, "-1.5e+300"),
            (0.1, "0.1"),
            (123_456.789, "123456.789"),
            (f64::INFINITY, "+Inf"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(printed_float(value), expected);
        }
    }

    #[test]
    fn casts() {
        for (text, value, legacy) in
            [("TRUE", true, false), ("false", false, false), ("Yes", true, true), ("off", false, true)]
        {
            assert_eq!(boolean(text), Ok(Boolean { value, legacy }));
        }
        assert_eq!(boolean("1").unwrap_err().to_string(), "invalid boolean: 1");
        assert_eq!(integer("-3"), Ok(-3));
        assert_eq!(integer("+3"), Ok(3));
        assert_eq!(integer("3.0").unwrap_err().to_string(), "invalid integer: 3.0");
        assert_eq!(integer(" 3").unwrap_err().to_string(), "invalid integer:  3");
        assert_eq!(float("0.5"), Ok(0.5));
        assert_eq!(float("inf").unwrap_err().to_string(), "invalid number: inf");
        assert_eq!(file_mode("0440"), Ok(0o440));
        assert_eq!(file_mode("9").unwrap_err().to_string(), "invalid file mode: 9");
    }
}
