//! Texts.

use super::{Answer, Hands, wrong};
use crate::value::Value;

/// A text with its number, so that parts of it need no copy.
fn whole(args: &[Value], index: usize) -> Result<u32, String> {
    if let Value::Text(number) = args[index] { Ok(number) } else { Err(wrong(args, index, "string")) }
}

/// Joins texts with another between them.
pub(super) fn concat(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let between = hands.text(args, 0)?;
    let parts = hands.elements(args, 1)?.iter().map(|part| hands.arena.str(*part)).collect::<Option<Vec<_>>>();
    let parts = parts.ok_or("argument 2 must have strings only")?;
    let size = parts.iter().map(|part| part.len() + between.len()).sum::<usize>();
    if size > crate::pattern::MAX_TEXT {
        return Err(format!("makes more than {} bytes", crate::pattern::MAX_TEXT));
    }
    let joined = parts.join(between);
    hands.made(&joined)
}

pub(super) fn contains(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    Ok(Value::Bool(hands.text(args, 0)?.contains(hands.text(args, 1)?)))
}

pub(super) fn startswith(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    Ok(Value::Bool(hands.text(args, 0)?.starts_with(hands.text(args, 1)?)))
}

pub(super) fn endswith(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    Ok(Value::Bool(hands.text(args, 0)?.ends_with(hands.text(args, 1)?)))
}

/// The place of a text in another, in characters; -1 where it is not there.
pub(super) fn indexof(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let (text, part) = (hands.text(args, 0)?, hands.text(args, 1)?);
    if part.is_empty() {
        return Err("empty search character".to_owned());
    }
    Ok(Value::Int(text.find(part).map_or(-1, |at| text[..at].chars().count() as i64)))
}

/// All places, which may overlap.
pub(super) fn indexof_n(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let (text, part) = (hands.text(args, 0)?, hands.text(args, 1)?);
    if part.is_empty() {
        return Err("empty search character".to_owned());
    }
    let starts = text.char_indices().zip(0..).filter(|((at, _), _)| text[*at..].starts_with(part));
    let places: Vec<Value> = starts.map(|(_, number)| Value::Int(number)).collect();
    Ok(hands.arena.array(&places))
}

/// How often a text stands in another, one place behind the other; nothing stands before, between and behind all characters.
fn occurrences(text: &str, part: &str) -> usize {
    if part.is_empty() { text.chars().count() + 1 } else { text.matches(part).count() }
}

pub(super) fn count(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let found = occurrences(hands.text(args, 0)?, hands.text(args, 1)?);
    i64::try_from(found).map(Value::Int).map_err(|_| "too many places".to_owned())
}

/// A text in which each character is replaced by one: Go knows no longer ones.
fn each(hands: &mut Hands<'_>, args: &[Value], by: impl Fn(char) -> char, is_done: impl Fn(u8) -> bool) -> Answer {
    let text = hands.text(args, 0)?;
    if text.bytes().all(is_done) {
        return Ok(args[0]);
    }
    let replaced: String = text.chars().map(by).collect();
    hands.made(&replaced)
}

pub(super) fn lower(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    // The one character that becomes two is the dotted capital I, and Go makes a plain one of it.
    each(hands, args, |c| c.to_lowercase().next().unwrap_or(c), |b| b.is_ascii() && !b.is_ascii_uppercase())
}

pub(super) fn upper(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    each(hands, args, upper_char, |b| b.is_ascii() && !b.is_ascii_lowercase())
}

fn upper_char(c: char) -> char {
    let mut all = c.to_uppercase();
    match (all.next(), all.next()) {
        (Some(one), None) => one,
        // Greek with an iota below has capitals of its own.
        _ => match c {
            '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => {
                char::from_u32(c as u32 + 8).unwrap_or(c)
            }
            '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => char::from_u32(c as u32 + 9).unwrap_or(c),
            _ => c,
        },
    }
}

pub(super) fn reverse(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let reversed: String = hands.text(args, 0)?.chars().rev().collect();
    hands.made(&reversed)
}

pub(super) fn split(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let number = whole(args, 0)?;
    let (text, by) = (hands.arena.text(number), hands.text(args, 1)?);
    let mut places = Vec::new();
    if by.is_empty() {
        places.extend(text.char_indices().map(|(at, c)| (at, at + c.len_utf8())));
    } else {
        let mut start = 0;
        for (at, _) in text.match_indices(by) {
            places.push((start, at));
            start = at + by.len();
        }
        places.push((start, text.len()));
    }
    let parts: Vec<Value> = places.into_iter().map(|(start, end)| hands.arena.part(number, start, end)).collect();
    Ok(hands.arena.array(&parts))
}

/// The part of a text that is left of it.
fn cut(hands: &mut Hands<'_>, args: &[Value], left: impl Fn(&str, &str) -> (usize, usize)) -> Answer {
    let number = whole(args, 0)?;
    let by = if args.len() > 1 { hands.text(args, 1)? } else { "" };
    let (start, end) = left(hands.arena.text(number), by);
    Ok(hands.arena.part(number, start, end))
}

/// Where a part that was cut out of a text stands in it.
fn within(text: &str, start: &str, both: &str) -> (usize, usize) {
    let from = text.len() - start.len();
    (from, from + both.len())
}

pub(super) fn trim(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    cut(hands, args, |text, set| {
        let start = text.trim_start_matches(|c| set.contains(c));
        within(text, start, start.trim_end_matches(|c| set.contains(c)))
    })
}

pub(super) fn trim_left(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    cut(hands, args, |text, set| {
        let start = text.trim_start_matches(|c| set.contains(c));
        within(text, start, start)
    })
}

pub(super) fn trim_right(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    cut(hands, args, |text, set| (0, text.trim_end_matches(|c| set.contains(c)).len()))
}

pub(super) fn trim_prefix(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    cut(hands, args, |text, prefix| {
        let start = text.strip_prefix(prefix).unwrap_or(text);
        within(text, start, start)
    })
}

pub(super) fn trim_suffix(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    cut(hands, args, |text, suffix| (0, text.strip_suffix(suffix).unwrap_or(text).len()))
}

pub(super) fn trim_space(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    cut(hands, args, |text, _| {
        let start = text.trim_start();
        within(text, start, start.trim_end())
    })
}

/// So many characters from a place on; a negative length stands for the rest.
pub(super) fn substring(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let number = whole(args, 0)?;
    let (offset, length) = (hands.integer(args, 1)?, hands.integer(args, 2)?);
    let offset = usize::try_from(offset).map_err(|_| "negative offset".to_owned())?;
    let text = hands.arena.text(number);
    let byte = |text: &str, count: usize| text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    let start = byte(text, offset);
    let end = match usize::try_from(length) {
        Ok(length) => start + byte(&text[start..], length),
        Err(_) => text.len(),
    };
    Ok(hands.arena.part(number, start, end))
}

pub(super) fn replace(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let (text, from, to) = (hands.text(args, 0)?, hands.text(args, 1)?, hands.text(args, 2)?);
    if !text.contains(from) {
        return Ok(args[0]);
    }
    let count = text.matches(from).count();
    if text.len().saturating_add(count.saturating_mul(to.len())) > crate::pattern::MAX_TEXT {
        return Err(format!("makes more than {} bytes", crate::pattern::MAX_TEXT));
    }
    let replaced = text.replace(from, to);
    hands.made(&replaced)
}

/// Replaces the texts that are an object's keys by its values; what was replaced is not looked at again.
pub(super) fn replace_n(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    let mut rest = hands.text(args, 1)?;
    let pairs = hands.arena.pairs(hands.object(args, 0)?);
    let pairs = pairs.map(|(from, to)| Some((hands.arena.str(from)?, hands.arena.str(to)?)));
    let pairs = pairs.collect::<Option<Vec<_>>>().ok_or("argument 1 must have strings only")?;
    if pairs.iter().any(|(from, _)| from.is_empty()) {
        return Err("an empty text cannot be replaced".to_owned());
    }
    let mut out = String::with_capacity(rest.len());
    while let Some(c) = rest.chars().next() {
        let (taken, put) = match pairs.iter().find(|(from, _)| rest.starts_with(from)) {
            Some((from, to)) => (from.len(), *to),
            None => (c.len_utf8(), &rest[..c.len_utf8()]),
        };
        out.push_str(put);
        rest = &rest[taken..];
        if out.len() > crate::pattern::MAX_TEXT {
            return Err(format!("makes more than {} bytes", crate::pattern::MAX_TEXT));
        }
    }
    hands.made(&out)
}

/// One text, or those of an array or set.
fn texts<'h>(hands: &'h Hands<'_>, args: &[Value], index: usize) -> Result<Vec<&'h str>, String> {
    if let Some(text) = hands.arena.str(args[index]) {
        return Ok(vec![text]);
    }
    let all = hands.elements(args, index).map_err(|_| wrong(args, index, "string, array or set"))?;
    let all = all.iter().map(|text| hands.arena.str(*text)).collect::<Option<_>>();
    all.ok_or_else(|| format!("argument {} must have strings only", index + 1))
}

fn any(hands: &mut Hands<'_>, args: &[Value], is: fn(&str, &str) -> bool) -> Answer {
    let (subjects, parts) = (texts(hands, args, 0)?, texts(hands, args, 1)?);
    Ok(Value::Bool(subjects.iter().any(|subject| parts.iter().any(|part| is(subject, part)))))
}

pub(super) fn any_prefix(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    any(hands, args, |text, prefix| text.starts_with(prefix))
}

pub(super) fn any_suffix(hands: &mut Hands<'_>, args: &[Value]) -> Answer {
    any(hands, args, |text, suffix| text.ends_with(suffix))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::hold;

    #[test]
    fn joining_and_parting() {
        hold(&[
            (r#"[concat(",", ["b", "a"]), concat(",", {"b", "a"}), concat(",", [])]"#, json!(["b,a", "a,b", ""])),
            ("concat(`,`, [1])", json!("!must have strings only")),
            ("concat(`,`, `a`)", json!("!must be array or set, not string")),
            (
                r#"[split("a,b,", ","), split("", ","), split("aé", ""), split("", ""), split("aXXb", "X")]"#,
                json!([["a", "b", ""], [""], ["a", "é"], [], ["a", "", "b"]]),
            ),
            (
                r#"[replace("aba", "a", "x"), replace("ab", "", "-"), replace("ab", "c", "x")]"#,
                json!(["xbx", "-a-b-", "ab"]),
            ),
            (r#"strings.replace_n({"a": "b", "ab": "c", "b": "a"}, "abba")"#, json!("baab")),
        ]);
    }

    #[test]
    fn looking_into_texts() {
        hold(&[
            (
                r#"[contains("abc", "b"), startswith("abc", "b"), endswith("abc", "bc"), contains("", "")]"#,
                json!([true, false, true, true]),
            ),
            ("startswith(null, `a`)", json!("!argument 1 must be string, not null")),
            (r#"[indexof("héllo", "l"), indexof("a", "b")]"#, json!([2, -1])),
            ("indexof(`a`, ``)", json!("!empty search")),
            (
                r#"[strings.count("aaa", "aa"), strings.count("héé", "é"), strings.count("hé", ""), strings.count("", "")]"#,
                json!([1, 2, 3, 1]),
            ),
            ("strings.count(`a`, 1)", json!("!argument 2 must be string")),
            (
                r#"[substring("héllo", 1, 2), substring("abc", 1, -1), substring("abc", 5, 1), substring("abc", 0, 9), substring("abc", 1, 0)]"#,
                json!(["él", "bc", "", "abc", ""]),
            ),
            ("substring(`a`, -1, 1)", json!("!negative offset")),
            (
                r#"[strings.any_prefix_match("abc", "a"), strings.any_prefix_match(["x", "b"], {"b"}), strings.any_suffix_match("abc", [])]"#,
                json!([true, true, false]),
            ),
            ("strings.reverse(`aé`)", json!("éa")),
        ]);
    }

    #[test]
    fn trimming() {
        hold(&[
            (
                r#"[trim("xxaxx", "x"), trim("xyx", "yx"), trim_left("xxa", "x"), trim_right("axx", "x"), trim("é-é", "é")]"#,
                json!(["a", "", "a", "a", "-"]),
            ),
            (
                r#"[trim_prefix("aab", "a"), trim_suffix("abb", "b"), trim_prefix("a", "b"), trim_suffix("a", "")]"#,
                json!(["ab", "ab", "a", "a"]),
            ),
            (r#"[trim_space("\t a\u00a0\n"), trim_space("")]"#, json!(["a", ""])),
        ]);
    }

    #[test]
    fn letters() {
        hold(&[
            (
                r#"[lower("AbC-É"), upper("abc-é"), upper("ABC"), lower("abc")]"#,
                json!(["abc-é", "ABC-É", "ABC", "abc"]),
            ),
            (r#"[lower("İΣAΣ"), upper("ßǰᾳiı")]"#, json!(["iσaσ", "ßǰᾼII"])),
            ("upper(1)", json!("!must be string, not number")),
        ]);
    }
}
