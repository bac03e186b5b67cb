//! Detector: names and passwords that are written together, where no key of a secret is beside them: a token as the user of a URL, users of
//! a proxy, `user: "name:password"`, entries of a `.pgpass` that a command writes.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::Regex;

use super::super::mixture::unlike_words;
use super::super::shape;
use super::extent::line_end;

/// Longer ones are no logins.
const LONGEST: usize = 512;

/// Marks every such password.
pub(super) fn find(text: &str, marks: &mut Vec<Range<usize>>) {
    let from = marks.len();
    users_of_urls(text, marks);
    users_of_proxies(text, marks);
    passwords(text, marks);
    let given = |range: &Range<usize>| {
        let value = &text[range.clone()];
        shape::harmless(value).is_none() && shape::placeholder(value).is_none()
    };
    let found = marks.split_off(from);
    marks.extend(found.into_iter().filter(given));
}

/// `https://TOKEN@host`, `https://TOKEN:x-oauth-basic@host`.
fn users_of_urls(text: &str, marks: &mut Vec<Range<usize>>) {
    for (at, scheme) in text.match_indices("://") {
        let start = at + scheme.len();
        let user = text.as_bytes()[start..].iter().take(LONGEST).take_while(|b| is_of_user(**b)).count();
        let end = start + user;
        let own_host = text.as_bytes().get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
        let login = || user >= 8 && unlike_words(&text[start..end]) || user >= 4 && is_of_git(text, at, end);
        if text.as_bytes().get(end) == Some(&b'@') && own_host && login() {
            marks.push(start..end);
        }
    }
    // What stands in the place of the password says that the user is a token.
    for (end, _) in text.match_indices(":x-oauth-basic@") {
        let is_part = |b: &&u8| !b.is_ascii_whitespace() && !b":@/\"'".contains(b);
        let user = text.as_bytes()[..end].iter().rev().take(200).take_while(is_part).count();
        if user >= 4 && text.as_bytes()[..end - user].ends_with(b"://") {
            marks.push(end - user..end);
        }
    }
}

/// Whether git goes to the URL, with a token in the place of the user more often than not: `git clone https://TOKEN@host/x`,
/// `git config url."https://TOKEN@host".insteadOf`, `git+https://TOKEN@host/x`.
fn is_of_git(text: &str, scheme_end: usize, user_end: usize) -> bool {
    const NEAR: usize = 256;
    let bytes = text.as_bytes();
    let before = &bytes[scheme_end.saturating_sub(NEAR)..scheme_end];
    let before = before.rsplit(|b| *b == b'\n').next().unwrap_or_default().to_ascii_lowercase();
    let after = &bytes[user_end..bytes.len().min(user_end + NEAR)];
    let after = after.split(|b| *b == b'\n').next().unwrap_or_default().to_ascii_lowercase();
    let holds = |text: &[u8], word: &[u8]| text.windows(word.len()).any(|window| window == word);
    let web = before.ends_with(b"http") || before.ends_with(b"https");
    web && (before.ends_with(b"git+https")
        || before.ends_with(b"git+http")
        || holds(&after, b"insteadof")
        || ["git clone", "git remote", "git fetch", "git pull", "git push", "git submodule", "git ls-remote"]
            .iter()
            .any(|verb| holds(&before, verb.as_bytes())))
}

fn is_of_user(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~!*+=%,;&$".contains(&byte)
}

/// `traefik.http.middlewares.a.basicauth.users=admin:x,other:y`.
fn users_of_proxies(text: &str, marks: &mut Vec<Range<usize>>) {
    static NAME: OnceLock<Option<Regex>> = OnceLock::new();
    let name = NAME.get_or_init(|| Regex::new("(?i-u)(?:basic|digest)auth\\.users[\"']?\\s{0,4}[=:]\\s{0,4}").ok());
    for found in name.iter().flat_map(|name| name.find_iter(text.as_bytes())) {
        let mut at = found.end();
        let line = text[at..line_end(text, at)].trim_end_matches(['"', '\'', ' ', '\t']);
        for login in line.split_inclusive(',') {
            if let Some(colon) = login.find(':') {
                marks.push(at + colon + 1..at + login.trim_end_matches(',').len());
            }
            at += login.len();
        }
    }
}

/// `user: "name:password"` and, in quotes of a command, `host:5432:database:user:password`.
fn passwords(text: &str, marks: &mut Vec<Range<usize>>) {
    static PATTERNS: OnceLock<Vec<Regex>> = OnceLock::new();
    let patterns = PATTERNS.get_or_init(|| {
        let user = "(?m-u)^[ \\t-]{0,200}user:[ \\t]{1,20}[\"']?[A-Za-z0-9_.-]{1,64}:([^\\s\"'#]{6,200})";
        let entry = "(?m-u)[\"' \\t][^\\s:\"']{1,200}:(?:[0-9]{2,5}|\\*):[^\\s:\"']{1,100}:[^\\s:\"']{1,100}:([^\\s:\"']{3,200})(?:[\"']|\\\\n)";
        [user, entry].iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
    });
    for hit in patterns.iter().flat_map(|pattern| pattern.captures_iter(text.as_bytes())) {
        if let Some(value) = hit.get(1)
            && text.get(value.range()).is_some_and(unlike_words)
        {
            marks.push(value.range());
        }
    }
}
