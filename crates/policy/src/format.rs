//! Go's `fmt.Sprintf` as OPA uses it: numbers are numbers, strings are strings, everything else is its text.

use regorus::Value;

/// Wider fields are refused, as Go does at a million: a policy must not fill the memory.
const MAX_WIDTH: usize = 1000;

/// Bytes that one call makes.
pub(super) const MAX_TEXT: usize = 8 << 20;

/// An argument as Go would see it.
enum Argument {
    Int(String),
    Float(f64),
    Text(String),
}

impl Argument {
    fn new(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text.to_string()),
            Value::Number(number) => match number.is_integer() {
                true => Self::Int(number.format_decimal()),
                false => Self::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            other => Self::Text(shown(other)),
        }
    }

    fn type_name(&self) -> &'static str {
        match self {
            Self::Int(digits) if digits.parse::<i64>().is_err() => "*big.Int",
            Self::Int(_) => "int64",
            Self::Float(_) => "float64",
            Self::Text(_) => "string",
        }
    }

    /// As `%v` writes it.
    fn plain(&self) -> String {
        match self {
            Self::Int(digits) => digits.clone(),
            Self::Float(number) => general(*number, None, 'e'),
            Self::Text(text) => text.clone(),
        }
    }

    fn described(&self) -> String {
        format!("{}={}", self.type_name(), self.plain())
    }
}

/// A value as OPA writes it: `["a", 1]`, `{"k": null}`, `{1, 2}`, `set()`.
fn shown(value: &Value) -> String {
    let list = |values: Vec<String>| values.join(", ");
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(_) => Argument::new(value).plain(),
        Value::String(text) => quoted(text),
        Value::Array(values) => format!("[{}]", list(values.iter().map(shown).collect())),
        Value::Set(values) if values.is_empty() => "set()".to_owned(),
        Value::Set(values) => format!("{{{}}}", list(values.iter().map(shown).collect())),
        Value::Object(fields) => {
            let field = |(key, value): (&Value, &Value)| format!("{}: {}", shown(key), shown(value));
            format!("{{{}}}", list(fields.iter().map(field).collect()))
        }
        Value::Undefined => "undefined".to_owned(),
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

#[derive(Default)]
struct Flags {
    plus: bool,
    minus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// Formats values by Go's rules; what does not fit is written into the text, as Go does (`%!d(string=a)`).
pub(super) fn sprintf(format: &str, values: &[&Value]) -> Result<String, String> {
    let mut out = String::with_capacity(format.len() + 32);
    let mut arguments = values.iter().map(|value| Argument::new(value));
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
                Some(argument) => out.push_str(&formatted(verb, &flags, &argument)),
            },
        }
    }
    let extra: Vec<String> = arguments.map(|argument| argument.described()).collect();
    if !extra.is_empty() {
        out.push_str(&format!("%!(EXTRA {})", extra.join(", ")));
    }
    Ok(out)
}

fn flags(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    arguments: &mut dyn Iterator<Item = Argument>,
    out: &mut String,
) -> Flags {
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
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    arguments: &mut dyn Iterator<Item = Argument>,
    bad: &str,
    out: &mut String,
) -> Option<usize> {
    let digits = match chars.next_if_eq(&'*') {
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

fn formatted(verb: char, flags: &Flags, argument: &Argument) -> String {
    let cut = |text: &str| match flags.precision {
        Some(precision) => text.chars().take(precision).collect(),
        None => text.to_owned(),
    };
    match (verb, argument) {
        ('T', _) => padded(argument.type_name().to_owned(), flags, false),
        ('v', Argument::Text(text)) if flags.sharp => padded(quoted(text), flags, false),
        ('v' | 's', Argument::Text(text)) => padded(cut(text), flags, flags.zero),
        ('q', Argument::Text(text)) if flags.sharp && !text.contains('`') => {
            padded(format!("`{}`", cut(text)), flags, false)
        }
        ('q', Argument::Text(text)) => padded(quoted(&cut(text)), flags, false),
        ('x' | 'X', Argument::Text(text)) => {
            let hex: String = cut(text).bytes().map(|b| format!("{b:02x}")).collect();
            padded(if verb == 'X' { hex.to_uppercase() } else { hex }, flags, false)
        }
        ('v' | 'd', Argument::Int(digits)) => integer(digits.clone(), flags),
        ('b' | 'o' | 'O' | 'x' | 'X', Argument::Int(digits)) => match radix(verb, digits, flags.sharp) {
            Some(text) => integer(text, flags),
            None => format!("%!{verb}({})", argument.described()),
        },
        ('c' | 'q' | 'U', Argument::Int(digits)) => {
            let c = digits.parse().ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
            let text = match verb {
                'c' => c.to_string(),
                'q' => format!(
                    "'{}'",
                    if c == '\'' { "\\'".to_owned() } else { quoted(&c.to_string()).trim_matches('"').to_owned() }
                ),
                _ => format!("U+{:04X}", c as u32),
            };
            padded(text, flags, false)
        }
        ('v', Argument::Float(number)) => signed(general(*number, flags.precision, 'e'), flags),
        ('e' | 'E', Argument::Float(number)) => {
            let text = exponent(*number, flags.precision.unwrap_or(6));
            signed(if verb == 'E' { text.to_uppercase() } else { text }, flags)
        }
        ('f' | 'F', Argument::Float(number)) => signed(format!("{number:.*}", flags.precision.unwrap_or(6)), flags),
        ('g' | 'G', Argument::Float(number)) => {
            signed(general(*number, flags.precision, if verb == 'G' { 'E' } else { 'e' }), flags)
        }
        _ => format!("%!{verb}({})", argument.described()),
    }
}

fn radix(verb: char, digits: &str, sharp: bool) -> Option<String> {
    let number: i128 = digits.parse().ok()?;
    let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
    let (prefix, text) = match verb {
        'b' => (if sharp { "0b" } else { "" }, format!("{size:b}")),
        'o' => (if sharp { "0" } else { "" }, format!("{size:o}")),
        'O' => ("0o", format!("{size:o}")),
        'x' => (if sharp { "0x" } else { "" }, format!("{size:x}")),
        _ => (if sharp { "0X" } else { "" }, format!("{size:X}")),
    };
    Some(format!("{sign}{prefix}{text}"))
}

fn integer(text: String, flags: &Flags) -> String {
    let Some(precision) = flags.precision else { return signed(text, flags) };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    // A precision switches the flag 0 off.
    let flags = Flags { zero: false, precision: None, ..*flags };
    signed(format!("{sign}{digits:0>precision$}"), &flags)
}

fn signed(text: String, flags: &Flags) -> String {
    let sign = match text.starts_with(['-', '+']) {
        true => "",
        false if flags.plus => "+",
        false if flags.space => " ",
        false => "",
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
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => text.split_at(text.len() - digits.len()),
        None => ("", text.as_str()),
    };
    format!("{sign}{}{digits}", "0".repeat(missing))
}

/// `1.5e+06`.
fn exponent(number: f64, precision: usize) -> String {
    let text = format!("{number:.precision$e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, power) = power.strip_prefix('-').map_or(('+', power), |power| ('-', power));
    format!("{digits}e{sign}{power:0>2}")
}

/// `%g`: the shortest text that reads back as the same number; with an exponent where it is below -4 or too large.
fn general(number: f64, precision: Option<usize>, letter: char) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let shortest = match precision {
        Some(precision) => format!("{number:.*e}", precision.max(1) - 1),
        None => format!("{number:e}"),
    };
    let (digits, power) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    let written = digits.bytes().filter(u8::is_ascii_digit).count() as i32;
    // Without a precision `%v` and `%g` change over at 21 digits.
    let limit = precision
        .map_or(21, |precision| (precision.max(1) as i32).max(if written > precision as i32 { written } else { 0 }));
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
    use super::*;

    #[test]
    fn formats_as_go_does() {
        let value = |json: &str| Value::from_json_str(json).expect("JSON");
        let cases = [
            ("%s", r#"["a"]"#, "a"),
            ("%d of %d", "[1, 2]", "1 of 2"),
            ("%v %v %v %v", r#"["a", 1.5, true, null]"#, "a 1.5 true null"),
            ("%q", r#"["a\"b\n"]"#, r#""a\"b\n""#),
            ("%v", r#"[["a", 1, {"k": [null]}]]"#, r#"["a", 1, {"k": [null]}]"#),
            ("%s", "[[1]]", "[1]"),
            ("%s", "[5]", "%!s(int64=5)"),
            ("%d", r#"["x"]"#, "%!d(string=x)"),
            ("%d", "[1.5]", "%!d(float64=1.5)"),
            ("%d %d", "[1]", "1 %!d(MISSING)"),
            ("%d", r#"[1, "a"]"#, "1%!(EXTRA string=a)"),
            ("%5d|%-5d|%05d|%+d", "[42, 42, 42, 42]", "   42|42   |00042|+42"),
            ("%5.2f|%.0f", "[3.14159, 2.5]", " 3.14|2"),
            ("%10s|%-10s|%.2s", r#"["ab", "ab", "abc"]"#, "        ab|ab        |ab"),
            ("%x %X %o %b %#x", "[255, 255, 8, 5, 255]", "ff FF 10 101 0xff"),
            ("%x", r#"["hi"]"#, "6869"),
            ("%c %U", "[65, 65]", "A U+0041"),
            ("%e", "[1234.5]", "1.234500e+03"),
            ("%g %v", "[1e21, 0.00001]", "%!g(*big.Int=1000000000000000000000) 1e-05"),
            ("%T %T %T", r#"[1, "a", 1.5]"#, "int64 string float64"),
            ("100%%", "[]", "100%"),
            ("%", "[]", "%!(NOVERB)"),
            ("%t", "[true]", "%!t(string=true)"),
            ("%*d", "[5, 42]", "   42"),
            ("%100000000d", "[1]", "%!(BADWIDTH)1"),
        ];
        for (format, arguments, expected) in cases {
            let arguments = value(arguments);
            let list: Vec<&Value> = arguments.as_array().expect("array").iter().collect();
            assert_eq!(sprintf(format, &list).as_deref(), Ok(expected), "{format}");
        }
    }
}
