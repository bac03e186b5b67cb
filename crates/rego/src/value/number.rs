//! Numbers as OPA has them: whole ones exactly, others as decimals. What cannot be said exactly is said to be so, and never rounded in
//! silence.

use std::cmp::Ordering;

/// A number: whole, or a decimal that reads back from its shortest text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Int(i128),
    Float(f64),
}

/// Why there is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("the result has more digits than can be kept exactly")]
    Inexact,
    #[error("divide by zero")]
    DivideByZero,
    #[error("modulo by zero")]
    ModuloByZero,
    #[error("modulo on floating-point number")]
    ModuloOfFloat,
    #[error("is no number")]
    NoNumber,
}

/// `digits` × 10^`power`, without zeros at the end of the digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Decimal {
    digits: i128,
    power: i32,
}

impl Decimal {
    const ZERO: Self = Self { digits: 0, power: 0 };

    fn new(mut digits: i128, mut power: i32) -> Self {
        if digits == 0 {
            return Self::ZERO;
        }
        while digits % 10 == 0 {
            digits /= 10;
            power += 1;
        }
        Self { digits, power }
    }

    /// The same with a smaller power.
    fn at(self, power: i32) -> Option<i128> {
        let zeros = u32::try_from(self.power - power).ok()?;
        self.digits.checked_mul(10_i128.checked_pow(zeros)?)
    }

    /// Both with the same power.
    fn aligned(self, other: Self) -> Option<(i128, i128, i32)> {
        let power = self.power.min(other.power);
        Some((self.at(power)?, other.at(power)?, power))
    }

    /// As a number, if it can be said exactly.
    fn number(self) -> Result<Number, Trouble> {
        if self.power >= 0 {
            return self.at(0).map(Number::Int).ok_or(Trouble::Inexact);
        }
        let float: f64 = format!("{}e{}", self.digits, self.power).parse().map_err(|_| Trouble::Inexact)?;
        match Self::of(float) {
            same if same == Some(self) => Ok(Number::Float(float)),
            _ => Err(Trouble::Inexact),
        }
    }

    /// The shortest decimal that reads back as the float.
    fn of(float: f64) -> Option<Self> {
        let text = format!("{float:e}");
        Self::parse(&text)
    }

    /// JSON's notation of numbers, and zeros in front.
    fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let bare = whole.strip_prefix('-').unwrap_or(whole);
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let signless = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if !is_digits(bare) || !is_digits(signless) || (mantissa.contains('.') && !is_digits(fraction)) {
            return None;
        }
        let power: i32 = exponent.parse().ok()?;
        let fraction = fraction.trim_end_matches('0');
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        Some(Self::new(digits, power.checked_sub(fraction.len() as i32)?))
    }
}

impl Number {
    /// Reads what JSON and Rego call a number. Zeros in front say nothing.
    pub(crate) fn parse(text: &str) -> Result<Self, Trouble> {
        match text.parse::<i128>() {
            Ok(whole) if !text.starts_with('+') => Ok(Self::Int(whole)),
            _ => Decimal::parse(text).ok_or(Trouble::NoNumber)?.number(),
        }
    }

    /// A float as it came in, whole where it is.
    pub(crate) fn from_float(float: f64) -> Option<Self> {
        match float {
            _ if !float.is_finite() => None,
            _ if float.fract() == 0.0 && float.abs() < 1e30 => Some(Self::Int(float as i128)),
            _ => Some(Self::Float(float)),
        }
    }

    fn decimal(self) -> Result<Decimal, Trouble> {
        match self {
            Self::Int(whole) => Ok(Decimal::new(whole, 0)),
            Self::Float(float) => Decimal::of(float).ok_or(Trouble::Inexact),
        }
    }

    pub(crate) fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a.cmp(&b),
            (Self::Float(a), Self::Float(b)) => a.total_cmp(&b),
            (Self::Int(a), Self::Float(b)) => whole_and_float(a, b),
            (Self::Float(a), Self::Int(b)) => whole_and_float(b, a).reverse(),
        }
    }

    pub(crate) fn add(self, other: Self) -> Result<Self, Trouble> {
        if let (Self::Int(a), Self::Int(b)) = (self, other) {
            return a.checked_add(b).map(Self::Int).ok_or(Trouble::Inexact);
        }
        let (a, b, power) = self.decimal()?.aligned(other.decimal()?).ok_or(Trouble::Inexact)?;
        Decimal::new(a.checked_add(b).ok_or(Trouble::Inexact)?, power).number()
    }

    pub(crate) fn subtract(self, other: Self) -> Result<Self, Trouble> {
        self.add(other.negate()?)
    }

    pub(crate) fn negate(self) -> Result<Self, Trouble> {
        match self {
            Self::Int(whole) => whole.checked_neg().map(Self::Int).ok_or(Trouble::Inexact),
            Self::Float(float) => Ok(Self::Float(-float)),
        }
    }

    pub(crate) fn multiply(self, other: Self) -> Result<Self, Trouble> {
        if let (Self::Int(a), Self::Int(b)) = (self, other) {
            return a.checked_mul(b).map(Self::Int).ok_or(Trouble::Inexact);
        }
        let (a, b) = (self.decimal()?, other.decimal()?);
        let digits = a.digits.checked_mul(b.digits).ok_or(Trouble::Inexact)?;
        Decimal::new(digits, a.power + b.power).number()
    }

    pub(crate) fn divide(self, other: Self) -> Result<Self, Trouble> {
        let (a, b) = (self.decimal()?, other.decimal()?);
        if b.digits == 0 {
            return Err(Trouble::DivideByZero);
        }
        // More digits than a float has are no use; digits are added until the division comes out even.
        let (mut dividend, mut power) = (a.digits, a.power - b.power);
        for _ in 0..40 {
            if dividend % b.digits == 0 {
                return Decimal::new(dividend / b.digits, power).number();
            }
            dividend = dividend.checked_mul(10).ok_or(Trouble::Inexact)?;
            power -= 1;
        }
        Err(Trouble::Inexact)
    }

    pub(crate) fn modulo(self, other: Self) -> Result<Self, Trouble> {
        match (self, other) {
            (Self::Int(_), Self::Int(0)) => Err(Trouble::ModuloByZero),
            (Self::Int(a), Self::Int(b)) => a.checked_rem(b).map(Self::Int).ok_or(Trouble::Inexact),
            _ => Err(Trouble::ModuloOfFloat),
        }
    }

    pub(crate) fn absolute(self) -> Result<Self, Trouble> {
        if self.compare(Self::Int(0)).is_lt() { self.negate() } else { Ok(self) }
    }

    /// The whole number that a rounding makes of it.
    pub(crate) fn whole(self, rounding: fn(f64) -> f64) -> Result<Self, Trouble> {
        match self {
            Self::Int(_) => Ok(self),
            Self::Float(float) => Self::from_float(rounding(float)).ok_or(Trouble::Inexact),
        }
    }
}

impl std::fmt::Display for Number {
    /// As JSON has it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Int(whole) => write!(f, "{whole}"),
            Self::Float(float) if float.abs() < 1e-6 || float.abs() >= 1e21 => write!(f, "{float:e}"),
            Self::Float(float) => write!(f, "{float}"),
        }
    }
}

fn whole_and_float(whole: i128, float: f64) -> Ordering {
    const LARGE: f64 = 1.7e38;
    if float >= LARGE {
        return Ordering::Less;
    }
    if float <= -LARGE {
        return Ordering::Greater;
    }
    let below = float.floor();
    whole.cmp(&(below as i128)).then(if float > below { Ordering::Less } else { Ordering::Equal })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap_or_else(|error| panic!("{text} {error}"))
    }

    #[test]
    fn arithmetic_is_exact() {
        let cases = [
            ("0.1", '+', "0.2", "0.3"),
            ("1.1", '-', "1.1", "0"),
            ("0.1", '*', "3", "0.3"),
            ("10", '/', "4", "2.5"),
            ("1", '/', "8", "0.125"),
            ("6", '/', "3", "2"),
            ("1.5", '/', "0.5", "3"),
            ("-7", '%', "3", "-1"),
            ("9223372036854775807", '+', "1", "9223372036854775808"),
            ("4611686018427387904", '*', "4", "18446744073709551616"),
            ("1e3", '+', "0", "1000"),
            ("2.50", '-', "0.5", "2"),
            ("0.0000001", '*', "1", "1e-7"),
        ];
        for (a, operation, b, expected) in cases {
            let (a, b) = (number(a), number(b));
            let result = match operation {
                '+' => a.add(b),
                '-' => a.subtract(b),
                '*' => a.multiply(b),
                '/' => a.divide(b),
                _ => a.modulo(b),
            };
            assert_eq!(result.map(|n| n.to_string()).as_deref(), Ok(expected), "{a} {operation} {b}");
        }
    }

    #[test]
    fn what_is_not_exact_is_no_number() {
        assert_eq!(number("1").divide(number("3")), Err(Trouble::Inexact));
        assert_eq!(number("1").divide(number("0")), Err(Trouble::DivideByZero));
        assert_eq!(number("1").modulo(number("0")), Err(Trouble::ModuloByZero));
        assert_eq!(number("1.5").modulo(number("1")), Err(Trouble::ModuloOfFloat));
        assert_eq!(Number::parse("0.1234567890123456789"), Err(Trouble::Inexact));
        assert_eq!(Number::Int(i128::MAX).add(Number::Int(1)), Err(Trouble::Inexact));
        assert_eq!(number("100000000000000000000").multiply(number("1e30")), Err(Trouble::Inexact));
        for text in ["", "-", "1.", ".5", "1e", "0x1", "1_0", "+1", "abc", " 1", "NaN", "inf"] {
            assert_eq!(Number::parse(text), Err(Trouble::NoNumber), "{text}");
        }
    }

    #[test]
    fn numbers_compare_by_what_they_are() {
        let ordered = ["-1e30", "-1.5", "-1", "0", "0.5", "1", "1.5", "9007199254740993", "1e30", "1.5e300"];
        let ordered: Vec<Number> = ordered
            .iter()
            .map(|text| Number::parse(text).unwrap_or_else(|_| Number::Float(text.parse().expect("a float"))))
            .collect();
        for (i, a) in ordered.iter().enumerate() {
            for (j, b) in ordered.iter().enumerate() {
                assert_eq!(a.compare(*b), i.cmp(&j), "{a} and {b}");
            }
        }
    }

    #[test]
    fn zeros_in_front_say_nothing() {
        assert_eq!(number("007"), Number::Int(7));
        assert_eq!(number("-00.5"), Number::Float(-0.5));
    }
}
