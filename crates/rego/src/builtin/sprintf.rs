//! Go's `fmt.Sprintf` as OPA uses it: numbers are numbers, strings are strings, everything else is its text.

use std::iter::Peekable;
use std::str::Chars;

use super::{Answer, Hands};
use crate::pattern::MAX_TEXT;
use crate::value::{Arena, Number, Value};

/// Wider fields are refused, as Go does at a million: a policy must not fill the memory.
const MAX_WIDTH: usize = 1000;

pub(super) fn sprintf(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let format = hands.text(args, 0)?;
    let arguments = hands.arena.items(hands.array(args, 1)?);
    let text = formatted(hands.arena, format, arguments)?;
    hands.made(&text)
}

/// An argument as Go sees it.
enum Argument {
    Int(i128),
    Float(f64),
    Text(String),
}

impl Argument {
    fn new(arena: &Arena, value: Value) -> Self {
        match (arena.as_number(value), arena.str(value)) {
            (Some(Number::Int(number)), _) => Self::Int(number),
            (Some(Number::Float(number)), _) => Self::Float(number),
            (_, Some(text)) => Self::Text(text.to_owned()),
            _ => Self::Text(shown(arena, value)),
        }
    }

    fn type_name(&self) -> &'static str {
        match self {
            Self::Int(number) if i64::try_from(*number).is_err() => "*big.Int",
            Self::Int(_) => "int64",
            Self::Float(_) => "float64",
            Self::Text(_) => "string",
        }
    }

    fn described(&self) -> String {
        let plain = match self {
            Self::Int(number) => number.to_string(),
            Self::Float(number) => general(*number, None, 'e'),
            Self::Text(text) => text.clone(),
        };
        // A large number answers for itself, without naming its type first.
        format!("{}={plain}", self.type_name())
    }
}

/// A value as OPA writes it: `["a", 1]`, `{"k": null}`, `{1, 2}`, `set()`.
fn shown(arena: &Arena, value: Value) -> String {
    let all = |items: &[Value]| items.iter().map(|item| shown(arena, *item)).collect::<Vec<_>>().join(", ");
    match value {
        Value::Undefined => "undefined".to_owned(),
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Text(number) => quoted(arena.text(number)),
        Value::Array(span) => format!("[{}]", all(arena.items(span))),
        Value::Set(span) if span.len == 0 => "set()".to_owned(),
        Value::Set(span) => format!("{{{}}}", all(arena.items(span))),
        Value::Object(span) => {
            let field = |(key, value): (Value, Value)| format!("{}: {}", shown(arena, key), shown(arena, value));
            format!("{{{}}}", arena.pairs(span).map(field).collect::<Vec<_>>().join(", "))
        }
        Value::Int(_) | Value::Big(_) | Value::Float(_) => match arena.as_number(value) {
            Some(Number::Float(number)) => general(number, None, 'e'),
            Some(number) => number.to_string(),
            None => String::new(),
        },
    }
}

/// Go's `strconv.Quote`.
fn quoted(text: &str) -> String {
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

/// What does not fit is written into the text, as Go does (`%!d(string=a)`).
fn formatted(arena: &Arena, format: &str, arguments: &[Value]) -> Result<String, String> {
    let mut out = String::with_capacity(format.len() + 32);
    let mut arguments = arguments.iter().map(|value| Argument::new(arena, *value));
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
            Some(Argument::Int(number)) => number.to_string(),
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
        (_, Argument::Int(number)) => of_int(verb, flags, *number, argument),
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

fn of_int(verb: char, flags: &Flags, number: i128, argument: &Argument) -> String {
    let character = u32::try_from(number).ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
    match verb {
        'v' | 'd' => integer(number.to_string(), flags),
        'b' | 'o' | 'O' | 'x' | 'X' => integer(radix(verb, number, flags.sharp), flags),
        'c' => padded(character.to_string(), flags, false),
        'q' if character == '\'' => padded("'\\''".to_owned(), flags, false),
        'q' => padded(format!("'{}'", quoted(&character.to_string()).trim_matches('"')), flags, false),
        'U' => padded(format!("U+{:04X}", character as u32), flags, false),
        _ => format!("%!{verb}({})", argument.described()),
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

/// `%g`: the shortest text that reads back as the same number; with an exponent where that is below -4, or has no less than the
/// precision (6 where there is none).
fn general(number: f64, precision: Option<usize>, letter: char) -> String {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::{ask, hold};

    #[test]
    fn formats_as_go_does() {
        let cases = [
            (r#"("%s", ["a"])"#, "a"),
            (r#"("%d of %d", [1, 2])"#, "1 of 2"),
            (r#"("%v %v %v %v", ["a", 1.5, true, null])"#, "a 1.5 true null"),
            (r#"("%q", ["a\"b\n"])"#, r#""a\"b\n""#),
            (r#"("%v", [["a", 1, {"k": [null]}]])"#, r#"["a", 1, {"k": [null]}]"#),
            (r#"("%v %v", [set(), {2, 1}])"#, "set() {1, 2}"),
            (r#"("%s", [[1]])"#, "[1]"),
            (r#"("%s", [5])"#, "%!s(int64=5)"),
            (r#"("%d", ["x"])"#, "%!d(string=x)"),
            (r#"("%d", [1.5])"#, "%!d(float64=1.5)"),
            (r#"("%d %d", [1])"#, "1 %!d(MISSING)"),
            (r#"("%d", [1, "a"])"#, "1%!(EXTRA string=a)"),
            (r#"("%5d|%-5d|%05d|%+d", [42, 42, 42, 42])"#, "   42|42   |00042|+42"),
            (r#"("%5.2f|%.0f", [3.14159, 2.5])"#, " 3.14|2"),
            (r#"("%10s|%-10s|%.2s", ["ab", "ab", "abc"])"#, "        ab|ab        |ab"),
            (r#"("%x %X %o %b %#x", [255, 255, 8, 5, 255])"#, "ff FF 10 101 0xff"),
            (r#"("%x", ["hi"])"#, "6869"),
            (r#"("%c %U %q", [65, 65, 39])"#, "A U+0041 '\\''"),
            (r#"("%e", [1234.5])"#, "1.234500e+03"),
            (r#"("%v %v", [0.00001, 123456789.5])"#, "1e-05 1.234567895e+08"),
            (r#"("%d", [100000000000000000000])"#, "100000000000000000000"),
            (r#"("%T %T %T", [1, "a", 1.5])"#, "int64 string float64"),
            (r#"("100%%", [])"#, "100%"),
            (r#"("%", [])"#, "%!(NOVERB)"),
            (r#"("%t", [true])"#, "%!t(string=true)"),
            (r#"("%*d", [5, 42])"#, "   42"),
            (r#"("%100000000d", [1])"#, "%!(BADWIDTH)1"),
        ];
        for (arguments, expected) in cases {
            assert_eq!(ask(&format!("sprintf{arguments}")), Ok(json!(expected)), "{arguments}");
        }
    }

    #[test]
    fn arguments_are_an_array() {
        hold(&[
            ("sprintf(`a`, {1})", json!("!argument 2 must be array, not set")),
            ("sprintf(1, [])", json!("!must be string")),
        ]);
    }
}
