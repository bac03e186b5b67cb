//! Go's `fmt.Sprintf` as OPA uses it: numbers are numbers, strings are strings, everything else is its text. Knows no values of an engine, so
//! that every engine can use it.

use std::iter::Peekable;
use std::str::Chars;

use crate::pattern::MAX_TEXT;

/// Wider fields are refused, as Go does at a million: a policy must not fill the memory.
const MAX_WIDTH: usize = 1000;

/// An argument as Go sees it.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// A whole number, by its digits.
    Int(String),
    /// Any other number.
    Float(f64),
    /// A string, or the text of anything else.
    Text(String),
}

impl Argument {
    fn type_name(&self) -> &'static str {
        match self {
            Self::Int(digits) if digits.parse::<i64>().is_err() => "*big.Int",
            Self::Int(_) => "int64",
            Self::Float(_) => "float64",
            Self::Text(_) => "string",
        }
    }

    fn described(&self) -> String {
        let plain = match self {
            Self::Int(digits) => digits.clone(),
            Self::Float(number) => float(*number),
            Self::Text(text) => text.clone(),
        };
        // A large number answers for itself, without naming its type first.
        format!("{}={plain}", self.type_name())
    }
}

/// Go's `strconv.Quote`.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            c if c.is_ascii_control() => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if c.is_control() || (c.is_whitespace() && c != ' ') || c == '\u{feff}' || c == '\u{ad}' => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[derive(Default, Clone, Copy)]
struct Flags {
    plus: bool,
    minus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// Formats by Go's rules. What does not fit is written into the text, as Go does (`%!d(string=a)`).
///
/// # Errors
/// Where it makes more than [`MAX_TEXT`] bytes.
pub fn sprintf(format: &str, mut arguments: impl Iterator<Item = Argument>) -> Result<String, String> {
    let mut out = String::with_capacity(format.len() + 32);
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if out.len() > MAX_TEXT {
            return Err(format!("makes more than {MAX_TEXT} bytes"));
        }
        if c != '%' {
            out.push(c);
            continue;
        }
        let flags = flags(&mut chars, &mut arguments, &mut out);
        match chars.next() {
            None => out.push_str("%!(NOVERB)"),
            Some('%') => out.push('%'),
            Some(verb) => match arguments.next() {
                None => out.push_str(&format!("%!{verb}(MISSING)")),
                Some(argument) => out.push_str(&one(verb, &flags, &argument)),
            },
        }
    }
    let extra: Vec<String> = arguments.map(|argument| argument.described()).collect();
    if !extra.is_empty() {
        out.push_str(&format!("%!(EXTRA {})", extra.join(", ")));
    }
    Ok(out)
}

fn flags(chars: &mut Peekable<Chars<'_>>, arguments: &mut dyn Iterator<Item = Argument>, out: &mut String) -> Flags {
    let mut flags = Flags::default();
    while let Some(c) = chars.next_if(|c| matches!(c, '+' | '-' | '#' | ' ' | '0')) {
        match c {
            '+' => flags.plus = true,
            '-' => flags.minus = true,
            '#' => flags.sharp = true,
            ' ' => flags.space = true,
            _ => flags.zero = true,
        }
    }
    flags.width = number(chars, arguments, "%!(BADWIDTH)", out);
    if chars.next_if_eq(&'.').is_some() {
        flags.precision = Some(number(chars, arguments, "%!(BADPREC)", out).unwrap_or(0));
    }
    flags
}

fn number(
    chars: &mut Peekable<Chars<'_>>,
    arguments: &mut dyn Iterator<Item = Argument>,
    bad: &str,
    out: &mut String,
) -> Option<usize> {
    let digits: String = match chars.next_if_eq(&'*') {
        Some(_) => match arguments.next() {
            Some(Argument::Int(digits)) => digits,
            _ => "bad".to_owned(),
        },
        None => std::iter::from_fn(|| chars.next_if(char::is_ascii_digit)).collect(),
    };
    if digits.is_empty() {
        return None;
    }
    let number = digits.parse().ok().filter(|number| *number <= MAX_WIDTH);
    if number.is_none() {
        out.push_str(bad);
    }
    number
}

fn one(verb: char, flags: &Flags, argument: &Argument) -> String {
    match (verb, argument) {
        ('T', _) => padded(argument.type_name().to_owned(), flags, false),
        (_, Argument::Text(text)) => of_text(verb, flags, text, argument),
        (_, Argument::Int(digits)) => of_int(verb, flags, digits, argument),
        ('v', Argument::Float(number)) => signed(general(*number, flags.precision, 'e'), flags),
        ('e', Argument::Float(number)) => signed(exponent(*number, flags.precision.unwrap_or(6)), flags),
        ('E', Argument::Float(number)) => signed(exponent(*number, flags.precision.unwrap_or(6)).to_uppercase(), flags),
        ('f' | 'F', Argument::Float(number)) => signed(format!("{number:.*}", flags.precision.unwrap_or(6)), flags),
        ('g', Argument::Float(number)) => signed(general(*number, flags.precision, 'e'), flags),
        ('G', Argument::Float(number)) => signed(general(*number, flags.precision, 'E'), flags),
        _ => format!("%!{verb}({})", argument.described()),
    }
}

fn of_text(verb: char, flags: &Flags, text: &str, argument: &Argument) -> String {
    let cut: String = match flags.precision {
        Some(precision) => text.chars().take(precision).collect(),
        None => text.to_owned(),
    };
    let hex = |text: &str| text.bytes().map(|b| format!("{b:02x}")).collect::<String>();
    match verb {
        'v' if flags.sharp => padded(quoted(text), flags, false),
        'v' | 's' => padded(cut, flags, flags.zero),
        'q' if flags.sharp && !text.contains('`') => padded(format!("`{cut}`"), flags, false),
        'q' => padded(quoted(&cut), flags, false),
        'x' => padded(hex(&cut), flags, false),
        'X' => padded(hex(&cut).to_uppercase(), flags, false),
        _ => format!("%!{verb}({})", argument.described()),
    }
}

fn of_int(verb: char, flags: &Flags, digits: &str, argument: &Argument) -> String {
    let wrong = || format!("%!{verb}({})", argument.described());
    let is_large = digits.parse::<i64>().is_err();
    let character = digits.parse().ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
    match verb {
        'v' | 'd' => integer(digits.to_owned(), flags),
        'b' | 'o' | 'O' | 'x' | 'X' => {
            digits.parse().map_or_else(|_| wrong(), |number| integer(radix(verb, number, flags.sharp), flags))
        }
        // Large numbers write themselves in Go: as texts, too, and never as characters.
        's' if is_large => integer(digits.to_owned(), flags),
        _ if is_large => format!("%!{verb}(big.Int={digits})"),
        'c' => padded(character.to_string(), flags, false),
        'q' if character == '\'' => padded("'\\''".to_owned(), flags, false),
        'q' => padded(format!("'{}'", quoted(&character.to_string()).trim_matches('"')), flags, false),
        'U' => padded(format!("U+{:04X}", character as u32), flags, false),
        _ => wrong(),
    }
}

fn radix(verb: char, number: i128, sharp: bool) -> String {
    let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
    let (prefix, text) = match verb {
        'b' => (if sharp { "0b" } else { "" }, format!("{size:b}")),
        'o' => (if sharp { "0" } else { "" }, format!("{size:o}")),
        'O' => ("0o", format!("{size:o}")),
        'x' => (if sharp { "0x" } else { "" }, format!("{size:x}")),
        _ => (if sharp { "0X" } else { "" }, format!("{size:X}")),
    };
    format!("{sign}{prefix}{text}")
}

fn integer(text: String, flags: &Flags) -> String {
    let Some(precision) = flags.precision else { return signed(text, flags) };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    // A precision switches the flag 0 off.
    signed(format!("{sign}{digits:0>precision$}"), &Flags { zero: false, precision: None, ..*flags })
}

fn signed(text: String, flags: &Flags) -> String {
    let sign = match text.starts_with(['-', '+']) {
        false if flags.plus => "+",
        false if flags.space => " ",
        _ => "",
    };
    padded(format!("{sign}{text}"), flags, flags.zero)
}

fn padded(text: String, flags: &Flags, zeros: bool) -> String {
    let Some(missing) = flags.width.and_then(|width| width.checked_sub(text.chars().count())) else { return text };
    if flags.minus {
        return format!("{text}{}", " ".repeat(missing));
    }
    if !zeros {
        return format!("{}{text}", " ".repeat(missing));
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
    let sign = &text[..text.len() - digits.len()];
    format!("{sign}{}{digits}", "0".repeat(missing))
}

/// `1.5e+06`.
fn exponent(number: f64, precision: usize) -> String {
    let text = format!("{number:.precision$e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, power) = power.strip_prefix('-').map_or(('+', power), |power| ('-', power));
    format!("{digits}e{sign}{power:0>2}")
}

/// A number as `%v` writes it.
pub fn float(number: f64) -> String {
    general(number, None, 'e')
}

/// `%g`: the shortest text that reads back as the same number; with an exponent where that is below -4, or has no less than the
/// precision (6 where there is none).
fn general(number: f64, precision: Option<usize>, letter: char) -> String {
    if !number.is_finite() {
        // No number of JSON comes to this.
        return if number.is_nan() {
            "NaN"
        } else if number > 0.0 {
            "+Inf"
        } else {
            "-Inf"
        }
        .to_owned();
    }
    let shortest = match precision {
        Some(precision) => format!("{number:.*e}", precision.max(1) - 1),
        None => format!("{number:e}"),
    };
    let (digits, power) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    let written = digits.bytes().filter(u8::is_ascii_digit).count() as i32;
    let limit = precision.map_or(6, |precision| precision.max(1) as i32);
    if power < -4 || power >= limit {
        let (sign, power) = if power < 0 { ('-', -power) } else { ('+', power) };
        return format!("{digits}{letter}{sign}{power:02}");
    }
    let decimals = (written - 1 - power).max(0) as usize;
    let rounded: f64 = shortest.parse().unwrap_or(number);
    format!("{rounded:.decimals$}")
}
