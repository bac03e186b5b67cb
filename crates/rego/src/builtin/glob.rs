//! `glob.match`: a glob becomes a pattern.

use super::{Answer, Hands, wrong};
use crate::value::Value;

/// Whether a text is of a form: `*` and `?` stop at the delimiters (`null`: there are none, `[]`: it is the point), `**` does not.
pub(super) fn matches(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let delimiters = match args[1] {
        Value::Null => String::new(),
        Value::Array(span) if span.len == 0 => ".".to_owned(),
        Value::Array(span) => {
            let all = hands.arena.items(span).iter().map(|item| hands.arena.str(*item));
            let all = all.map(|text| text.filter(|text| text.chars().count() == 1)).collect::<Option<Vec<_>>>();
            all.ok_or("argument 2 must have strings of one character only")?.concat()
        }
        _ => return Err(wrong(args, 1, "array or null")),
    };
    let glob = hands.text(args, 0)?;
    let pattern = translated(glob, &delimiters).ok_or_else(|| format!("`{glob}` is no glob"))?;
    let pattern = hands.program.pattern(&pattern)?;
    pattern.is_match(hands.text(args, 2)?).map(Value::Bool)
}

/// A glob as a pattern; nothing where it is none.
fn translated(glob: &str, delimiters: &str) -> Option<String> {
    let one = match delimiters {
        "" => "(?s:.)".to_owned(),
        _ => format!("[^{}]", delimiters.chars().map(literal).collect::<String>()),
    };
    let mut out = "^".to_owned();
    let mut braces = 0;
    let mut chars = glob.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.next_if_eq(&'*').is_some() => {
                while chars.next_if_eq(&'*').is_some() {}
                out.push_str("(?s:.)*");
            }
            '*' => out.push_str(&format!("{one}*")),
            '?' => out.push_str(&one),
            '\\' => out.push_str(&literal(chars.next()?)),
            '{' => {
                braces += 1;
                out.push_str("(?:");
            }
            '}' if braces > 0 => {
                braces -= 1;
                out.push(')');
            }
            ',' if braces > 0 => out.push('|'),
            '[' => {
                let negated = chars.next_if(|c| matches!(c, '!' | '^')).is_some();
                out.push_str(if negated { "[^" } else { "[" });
                let mut inside = 0;
                loop {
                    match chars.next()? {
                        ']' if inside > 0 => break,
                        '\\' => out.push_str(&literal(chars.next()?)),
                        '-' if inside > 0 && chars.peek().is_some_and(|c| *c != ']') => out.push('-'),
                        c => out.push_str(&literal(c)),
                    }
                    inside += 1;
                }
                out.push(']');
            }
            c => out.push_str(&literal(c)),
        }
    }
    (braces == 0).then(|| out + "$")
}

/// A character that stands for itself, in a class or outside.
fn literal(c: char) -> String {
    match c {
        c if c.is_ascii_punctuation() => format!("\\{c}"),
        c => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::hold;

    #[test]
    fn globs() {
        hold(&[
            (
                r#"[glob.match("a.*.c", [], "a.b.c"), glob.match("a.*.c", [], "a.b.d.c"), glob.match("a.**.c", [], "a.b.d.c")]"#,
                json!([true, false, true]),
            ),
            (
                r#"[glob.match("*.js", [], "a/b.js"), glob.match("*.js", null, "a/b.js"), glob.match("*.js", ["/"], "a/b.js"), glob.match("a*", null, "a.b/c")]"#,
                json!([true, true, false, true]),
            ),
            (
                r#"[glob.match("{a,b?}c", [], "bxc"), glob.match("[!a]b", [], "cb"), glob.match("[a-c]b", [], "cb"), glob.match("[abc]", [], "d"), glob.match("\\*", [], "*")]"#,
                json!([true, true, true, false, true]),
            ),
            (
                r#"[glob.match("**/*.log", ["/"], "a/b/c.log"), glob.match("**/*.log", ["/"], "c.log"), glob.match("a?c", ["/"], "a/c")]"#,
                json!([true, false, false]),
            ),
            (r#"glob.match("[", [], "a")"#, json!("!is no glob")),
            (r#"glob.match("{a", [], "a")"#, json!("!is no glob")),
            (r#"glob.match("a", ["ab"], "a")"#, json!("!one character")),
            (r#"glob.match("a", 1, "a")"#, json!("!must be array or null")),
        ]);
    }
}
