//! Detector: cookies of sessions, in headers and options of clients: `Cookie: sid=x`, `curl -b sid=x`. Other cookies give nothing away.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::Regex;

/// Cookies are followed this far.
const LONGEST: usize = 1 << 12;

/// What names of cookies hold that stand for who is logged in.
const SESSIONS: [&str; 10] = ["sess", "token", "auth", "jwt", "login", "pass", "secret", "csrf", "xsrf", "remember"];

/// Marks every such cookie.
pub(super) fn find(text: &str, marks: &mut Vec<Range<usize>>) {
    static LEAD: OnceLock<Option<Regex>> = OnceLock::new();
    let lead = LEAD.get_or_init(|| {
        Regex::new(r#"(?i-u)(?:\bcookie["']?:\s{0,4}|[\s"'](?:-b|--cookie)(?:["']?\s{0,4},)?[\s=]\s{0,8})\\?["']?"#)
            .ok()
    });
    for lead in lead.iter().flat_map(|lead| lead.find_iter(text.as_bytes())) {
        cookies(text, lead.end(), marks);
    }
}

/// `a=b; c=d`, up to where they end.
fn cookies(text: &str, from: usize, marks: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let stop = text.len().min(from + LONGEST);
    let count = |at: usize, is: &dyn Fn(u8) -> bool| bytes[at..stop].iter().take_while(|b| is(**b)).count();
    let mut at = from;
    loop {
        let name = at..at + count(at, &|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
        if name.is_empty() || bytes.get(name.end) != Some(&b'=') {
            return;
        }
        let mut value = name.end + 1;
        let quote = bytes.get(value).copied().filter(|b| matches!(b, b'"' | b'\''));
        value += usize::from(quote.is_some());
        let length = match quote {
            Some(quote) => count(value, &|b| b != quote && b != b'\n'),
            None => count(value, &|b| !b.is_ascii_whitespace() && !b";\"'\\`|<>".contains(&b)),
        };
        let end = value + length;
        let lower = text[name].to_ascii_lowercase();
        let is_session = lower.ends_with("sid") || SESSIONS.iter().any(|part| lower.contains(part));
        let is_reference = text.get(value..end).is_none_or(|value| value.starts_with('$') || value.starts_with('`'));
        if is_session && !is_reference && length >= 3 {
            marks.push(value..end);
        }
        at = end + usize::from(quote.is_some());
        if bytes.get(at) != Some(&b';') {
            return;
        }
        at += 1;
        at += count(at, &|b| b == b' ');
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::marked_by;
    use super::*;

    #[test]
    fn cookies_of_sessions() {
        for text in [
            "curl -b session=marble-otter http://x",
            "curl --cookie \"a=b; JSESSIONID=marble-otter; path=/\" http://x",
            "curl --cookie=connect.sid=marble-otter x",
            "curl -H \"Cookie: lang=en; auth_token=marble-otter\" x",
            "[\"curl\", \"-b\", \"session=marble-otter\", \"x\"]",
            "curl -b session='marble-otter' x",
            "wget --header='Cookie: sid=marble-otter' x",
        ] {
            assert_eq!(marked_by(find, text), ["marble-otter"], "{text}");
        }
        for text in [
            "wget --header \"Cookie: oraclelicense=accept-securebackup-cookie\" http://x",
            "curl -b cookies.txt x",
            "curl -b session=$SESSION x",
            "curl -b \"session=$(cat s)\" x",
            "ldapsearch -b dc=x,dc=y",
            "# cookie: bake it",
        ] {
            assert_eq!(marked_by(find, text), [""; 0], "{text}");
        }
        let many = "Cookie: sid=abc; ".repeat(2_000);
        assert_eq!(marked_by(find, &many).len(), 2_000);
    }
}
