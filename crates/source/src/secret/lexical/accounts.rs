//! Detector: names with their passwords under keys that speak of accounts: `AUTH: bob:x`, `USERS=bob:x,eve:y`, `USERS: '{"bob": "x"}'`, `--user=bob:x`,
//! `login=bob:x` of a proxy, `auth=('bob', 'x')` of code; and the headers that an exporter sends.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use regex::bytes::Regex;

use super::super::account::password_of;
use super::super::names::words;
use super::super::shape;
use super::assigned::name_around;
use super::extent::{self, Cursor};

/// Letters that the last word of such a key begins with.
const STEMS: [&str; 8] = ["auth", "login", "user", "account", "cred", "admin", "headers", "passwords"];

/// What stands under a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// `name:password`, one or several.
    Logins,
    /// The same, also with a semicolon between them.
    Accounts,
    /// A name; with a password behind it only where an option takes it, or a semicolon parts them.
    Name,
    /// `name=value` of headers that go to a service.
    Headers,
}

/// A name and a password are no longer than this.
const LONGEST: usize = 512;

/// What a key holds by its last word.
fn holds(key: &str) -> Option<Holds> {
    let words = words(key);
    Some(match words.last()?.as_str() {
        "auth" | "login" | "logins" | "userpass" | "basicauth" | "creds" | "credential" | "credentials" => {
            Holds::Logins
        }
        "users" | "accounts" | "admins" | "passwords" => Holds::Accounts,
        "user" | "account" | "admin" => Holds::Name,
        "headers" if words.iter().any(|word| matches!(word.as_str(), "otlp" | "otel" | "exporter")) => Holds::Headers,
        _ => return None,
    })
}

/// Marks every such password.
pub(super) fn find(text: &str, marks: &mut Vec<Range<usize>>) {
    static PREFILTER: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let Some(prefilter) =
        PREFILTER.get_or_init(|| AhoCorasick::builder().ascii_case_insensitive(true).build(STEMS).ok())
    else {
        return;
    };
    let (mut cursor, mut next, mut members_done) = (Cursor::new(text), 0, 0);
    for hit in prefilter.find_iter(text) {
        if hit.start() < next {
            continue;
        }
        let name = name_around(text, hit.range(), next);
        next = name.end;
        let Some(holds) = holds(&text[name.clone()]) else { continue };
        let line = cursor.line(name.start);
        let Some(start) = value_start(text, &name, &line) else { continue };
        let key = Key { name, holds, line };
        let quoted = extent::quote_at(text, start);
        match text.as_bytes().get(start + quoted) {
            Some(b'{') if start + quoted >= members_done => members_done = members(text, start + quoted, marks),
            Some(b'{') => {}
            Some(b'(') if quoted == 0 => argument(text, start, &key, marks),
            _ => next = key.entries(text, start, marks).max(next),
        }
    }
}

/// Where the value begins, behind `=`, `:`, the comma of a list, or the blank behind an option; also in the item below an option.
fn value_start(text: &str, name: &Range<usize>, line: &Range<usize>) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_option = text[name.clone()].starts_with('-');
    let closed = extent::quote_at(text, name.end);
    let at = extent::skip_blanks(text, name.end + closed, line.end);
    let skip = |at: usize| extent::skip_blanks(text, at, line.end);
    match &bytes[at.min(line.end)..line.end] {
        [b'=', b'=' | b'~', ..] | [b':', b'/' | b':', ..] => None,
        [b'=', b'>', ..] | [b':', b'=', ..] => Some(skip(at + 2)),
        [b'=' | b':', ..] => Some(skip(at + 1)),
        [b',', ..] if closed > 0 && is_option => Some(skip(at + 1)),
        [] if is_option => {
            let below = extent::next_line(text, line.end)?;
            let item = extent::skip_blanks(text, below.start, below.end);
            text[item..below.end].starts_with("- ").then(|| extent::skip_blanks(text, item + 2, below.end))
        }
        [] => None,
        _ => (is_option && at > name.end).then_some(at),
    }
}

struct Key {
    name: Range<usize>,
    holds: Holds,
    line: Range<usize>,
}

impl Key {
    /// `bob:x,eve:y`, up to the first word that is nothing of the kind; answers with where the last one ends.
    fn entries(&self, text: &str, start: usize, marks: &mut Vec<Range<usize>>) -> usize {
        let bytes = text.as_bytes();
        let quote = extent::quote_at(text, start);
        let is_option = text[self.name.clone()].starts_with('-');
        let mut at = start + quote;
        let line_end = if at > self.line.end { text.len() } else { self.line.end };
        loop {
            // A quote that was open before the key ends the value, too.
            let ends =
                |b: u8| matches!(b, b',' | b' ' | b'\t' | b'\n' | b'\r' | b'"' | b'\'' | b')' | b']' | b'}' | b'#');
            let length = bytes[at..line_end.min(at + LONGEST)].iter().take_while(|b| !ends(**b)).count();
            let mut end = at + length;
            while !text.is_char_boundary(end) {
                end += 1;
            }
            let word = text[at..end].trim_end_matches('\\');
            let found = match self.holds {
                Holds::Headers => of_header(word),
                Holds::Logins => password_of(word, &[':']),
                Holds::Accounts => password_of(word, &[':', ';']),
                Holds::Name if is_option && self.takes_login(text) => password_of(word, &[':']),
                Holds::Name => password_of(word, &[';']).filter(|_| quote > 0),
            };
            let Some(range) = found else { return at };
            marks.push(at + range.start..at + range.end);
            let behind =
                bytes[end..line_end.min(end + 4)].iter().take_while(|b| matches!(b, b',' | b' ' | b'\t')).count();
            if behind == 0 || is_option && bytes[end] != b',' {
                return end;
            }
            at = end + behind;
        }
    }

    /// Whether the program of the line takes a password there: those that start processes take a group.
    fn takes_login(&self, text: &str) -> bool {
        const STARTERS: [&str; 14] = [
            "docker", "podman", "nerdctl", "compose", "kubectl", "chown", "gosu", "su-exec", "setpriv", "install",
            "uwsgi", "buildah", "runuser", "chroot",
        ];
        let mut from = self.name.start.saturating_sub(512).max(self.line.start);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let before = &text[from..self.name.start];
        !before.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').any(|word| STARTERS.contains(&word))
    }
}

/// The value of `x-api-key=value`, `authorization=Basic%20value`. Whom it is sent for, and in what form, is no secret.
fn of_header(entry: &str) -> Option<Range<usize>> {
    const PLAIN: [&str; 8] = ["content", "accept", "user-agent", "host", "origin", "cache", "encoding", "x-scope"];
    let (name, value) = entry.split_once(['=', ':'])?;
    let lower = name.to_ascii_lowercase();
    if PLAIN.iter().any(|start| lower.starts_with(start)) {
        return None;
    }
    let scheme = ["basic", "bearer", "token"].into_iter().find_map(|scheme| {
        let rest = value.get(scheme.len()..).filter(|_| value[..scheme.len()].eq_ignore_ascii_case(scheme))?;
        ["%20", "+"].iter().find(|blank| rest.starts_with(**blank)).map(|blank| scheme.len() + blank.len())
    });
    let start = name.len() + 1 + scheme.unwrap_or(0);
    let given = &entry[start..];
    (!shape::plainly_harmless(given) && shape::placeholder(given).is_none()).then_some(start..entry.len())
}

/// `{"bob": "x", "eve": "y"}`: names and passwords. Answers with where they end.
fn members(text: &str, open: usize, marks: &mut Vec<Range<usize>>) -> usize {
    const ABOUT: [&str; 14] = [
        "type", "name", "user", "username", "role", "roles", "email", "method", "url", "host", "id", "provider",
        "realm", "server",
    ];
    static MEMBER: OnceLock<Option<Regex>> = OnceLock::new();
    let member = MEMBER.get_or_init(|| {
        Regex::new(r#"(?-u)\\?["']([^"'\\]{1,64})\\?["']\s{0,4}:\s{0,4}\\?["']([^"'\\]{1,256})\\?["']"#).ok()
    });
    let end = extent::closed(text, open);
    let inside = open..end;
    for found in member.iter().flat_map(|member| member.captures_iter(text[inside.clone()].as_bytes())) {
        let (Some(name), Some(value)) = (found.get(1), found.get(2)) else { continue };
        let about = ABOUT.iter().any(|about| name.as_bytes().eq_ignore_ascii_case(about.as_bytes()));
        let range = open + value.start()..open + value.end();
        let given = text.get(range.clone()).is_some_and(|value| !shape::plainly_harmless(value));
        if !about && given {
            marks.push(range);
        }
    }
    end
}

/// `('bob', 'x')`.
fn argument(text: &str, open: usize, key: &Key, marks: &mut Vec<Range<usize>>) {
    static PAIR: OnceLock<Option<Regex>> = OnceLock::new();
    const LONGEST_PAIR: usize = 512;
    let pair = PAIR.get_or_init(|| {
        Regex::new(r#"(?-u)^\(\s{0,4}\\?["'][^"'\\]{1,64}\\?["']\s{0,4},\s{0,4}\\?["']([^"'\\\n]{1,256})"#).ok()
    });
    let within = &text.as_bytes()[open..text.len().min(open + LONGEST_PAIR)];
    let password = pair.as_ref().and_then(|pair| pair.captures(within)?.get(1)).filter(|_| key.holds == Holds::Logins);
    let Some(range) = password.map(|password| open + password.start()..open + password.end()) else { return };
    if text.get(range.clone()).is_some_and(|value| !shape::plainly_harmless(value)) {
        marks.push(range);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::marked_by;
    use super::*;

    #[test]
    fn passwords_of_accounts() {
        for (text, want) in [
            ("      AUTH: bob:tractorbeam\n", &["tractorbeam"][..]),
            ("AUTH=bob:tractorbeam\n", &["tractorbeam"]),
            ("HTTP_AUTH: \"bob:tractorbeam\"\n", &["tractorbeam"]),
            ("      - BASIC_AUTH=bob:tractorbeam # why\n", &["tractorbeam"]),
            ("OPTS: --user=a:tractorbeam --x\n", &["tractorbeam"]),
            ("OPTS: \"--user a:tractorbeam\"\n", &["tractorbeam"]),
            ("command: [\"app\", \"--user\", \"a:tractorbeam\"]\n", &["tractorbeam"]),
            ("command:\n  - --auth\n  - a:tractorbeam\n", &["tractorbeam"]),
            ("USERS: '{\"bob\":\"tractorbeam\", \"eve\": \"hunter2\"}'\n", &["tractorbeam", "hunter2"]),
            ("USERS: \"{\\\"bob\\\":\\\"tractorbeam\\\"}\"\n", &["tractorbeam"]),
            ("USERS=bob:tractorbeam,eve:hunter2\n", &["tractorbeam", "hunter2"]),
            ("SFTP_USERS: foo:tractorbeam:1001 bar:hunter2:e:1002\n", &["tractorbeam", "hunter2"]),
            ("ACCOUNT=\"bob;tractorbeam\"\n", &["tractorbeam"]),
            ("cache_peer h parent 3128 0 no-query login=bob:tractorbeam\n", &["tractorbeam"]),
            ("requests.get(u, auth=('bob', 'tractorbeam'))\n", &["tractorbeam"]),
            ("OTEL_EXPORTER_OTLP_HEADERS=x-team=tractorbeam,a=b c\n", &["tractorbeam", "b"]),
            ("OTEL_EXPORTER_OTLP_HEADERS: \"authorization=Basic%20tractorbeam\"\n", &["tractorbeam"]),
            ("    user: \"1000:1000\"\n    user: node:node\n", &[]),
            ("docker run --user www-data:www-data x\n", &[]),
            ("    users:\n      - bob\n", &[]),
            ("AUTH: ldap\nAUTH_URL: http://auth:8080\nauth: ${AUTH}\n", &[]),
            ("auth: https://host:80/x\nlogin: true\n", &[]),
            ("DB_USER=bob:x\n", &[]),
            ("ALLOWED_HEADERS=a=b\n", &[]),
            ("USERS: '{\"type\":\"basic\"}'\n", &[]),
        ] {
            assert_eq!(marked_by(find, text), want, "{text}");
        }
    }
}
