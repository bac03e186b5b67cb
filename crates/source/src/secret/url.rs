//! Detector: passwords in URLs and connection strings: `scheme://user:password@host`, `user:password@tcp(host)`, `…;Password=x;…`, `?token=x`.

use std::ops::Range;

use super::names::{self, Naming};
use super::shape;
use super::spread::Spread;

/// A password found in a URL or connection string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its bytes.
    pub range: Range<usize>,
    /// The user name or the parameter's name in front of it, where there is one.
    pub name: Option<String>,
    /// It stands in the place of a password (`user:password@`), not under a parameter's name.
    pub userinfo: bool,
}

/// Every password in URLs and connection strings of the text; references are left out. In command lines `name=value` is for
/// the reader of commands.
pub(super) fn find(text: &str, with_parameters: bool) -> Vec<Found> {
    let mut found: Spread<Found> = Spread::default();
    let users = text.match_indices("://").filter_map(|(at, _)| userinfo(text, at));
    let pieces = if with_parameters { parameters(text) } else { Vec::new() };
    for piece in users.chain(driver_dsn(text)).chain(pieces) {
        let value = &text[piece.range.clone()];
        let given = !value.is_empty() && !shape::is_reference(value) && !reference_inside(value);
        if given && found.overlapping(&piece.range).is_none() {
            found.insert(&piece.range.clone(), piece);
        }
    }
    found.into_values().collect()
}

/// No user and password are longer than this, and no scheme than that.
const LONGEST_AUTHORITY: usize = 1024;
const LONGEST_SCHEME: usize = 40;
/// Without a scheme in front of them they are shorter still.
const LONGEST_USER: usize = 256;

/// The part of the text before or after `at` that is near enough to belong to it.
fn near(text: &str, from: usize, to: usize) -> (usize, usize) {
    let (mut from, mut to) = (from, to.min(text.len()));
    while !text.is_char_boundary(from) {
        from += 1;
    }
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    (from, to)
}

/// Whether the user of a URL is the public key of an error tracker: `https://<32 digits>@host/<project>`, as a page hands it to every browser.
pub(super) fn is_public_key(text: &str, user: &Range<usize>) -> bool {
    let key = &text[user.clone()];
    let hex = key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit());
    if !hex {
        return false;
    }
    let (_, limit) = near(text, user.end, user.end + LONGEST_USER);
    let rest = &text[user.end..limit];
    let rest = &rest[..rest.find(|c: char| c.is_whitespace() || "\"'<>`".contains(c)).unwrap_or(rest.len())];
    let project = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches('/').rsplit_once('/');
    text[..user.start].ends_with("://")
        && project.is_some_and(|(_, id)| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()))
}

/// `user:password@` after `://` at `at`.
fn userinfo(text: &str, at: usize) -> Option<Found> {
    let (from, _) = near(text, at.saturating_sub(LONGEST_SCHEME), at);
    let scheme =
        at - text[from..at].chars().rev().take_while(|c| c.is_ascii_alphanumeric() || "+.-".contains(*c)).count();
    let scheme_ok = text.as_bytes().get(scheme).is_some_and(u8::is_ascii_alphabetic);
    let (start, limit) = near(text, at + 3, at + 3 + LONGEST_AUTHORITY);
    let end = start + authority_end(&text[start..limit]);
    let authority = &text[start..end];
    let info = &authority[..authority.rfind('@')?];
    if !scheme_ok {
        return None;
    }
    match outside_braces(info, ':') {
        Some(colon) => {
            let name = (colon > 0).then(|| info[..colon].to_owned());
            Some(Found { range: start + colon + 1..start + info.len(), name, userinfo: true })
        }
        // A token in the place of the user name, as git hosts take it.
        None if text[scheme..at].contains("http") && shape::random_looking(info) => {
            Some(Found { range: start..start + info.len(), name: None, userinfo: true })
        }
        None => None,
    }
}

/// The password of `user:password@host` without a scheme, as it slips into `FROM` and `image:`; a digest behind the `@` is none, and what
/// reads like words is a label or a rule of a proxy.
pub(super) fn without_scheme(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let host = text.as_bytes().get(at + 1).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'(');
        let digest = text[at + 1..].starts_with("sha256:") || text[at + 1..].starts_with("sha512:");
        if !host || digest {
            continue;
        }
        let (from, _) = near(text, at.saturating_sub(LONGEST_USER), at);
        let blank = |c: char| c.is_whitespace() || "\"'/@=<>(){}[],;|`".contains(c);
        let start = text[from..at]
            .rfind(blank)
            .map_or(from, |i| from + i + text[from + i..].chars().next().map_or(1, char::len_utf8));
        let Some(colon) = text[start..at].find(':') else { continue };
        let password = start + colon + 1..at;
        let pulled = || {
            let lead = text[..start].trim_end_matches([' ', '"', '\'']);
            let (from, _) = near(lead, lead.len().saturating_sub(10), lead.len());
            let word = lead[from..].rsplit(char::is_whitespace).next().unwrap_or_default();
            // Also `COPY --from=…`, and `from=…` of a mount.
            word.eq_ignore_ascii_case("from")
                || word.ends_with("from=")
                || matches!(word, "image:" | "build:" | "context:" | "file:" | "-")
        };
        if colon > 0 && password.len() >= 3 && (pulled() || super::mixture::unlike_words(&text[password.clone()])) {
            found.push(password);
        }
    }
    found
}

/// Length of the authority: up to a slash, question mark, quote, blank or other character no authority holds; `${…}` counts as one.
fn authority_end(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut quoted = 0;
    for (i, c) in text.char_indices() {
        if i < quoted {
            continue;
        }
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            // `user:'pass&word'@host`: quotes that a shell takes away.
            '"' | '\'' if text[..i].ends_with(':') => match text[i + 1..].find(c) {
                Some(length) if text[i + length + 2..].starts_with('@') => quoted = i + length + 2,
                _ => return i,
            },
            '/' | '?' | '#' if depth == 0 => {
                // A password may hold a slash that should have been escaped: the authority then goes on to the next `@`.
                let rest = &text[i..];
                let word = rest.find(|c: char| c.is_whitespace() || "\"'<>`".contains(c)).unwrap_or(rest.len());
                let before = &text[..i];
                let unescaped =
                    !before.contains('@') && before.contains(':') && !is_port(before) && rest[..word].contains('@');
                return if unescaped && c != '?' { i + rest[..word].rfind('@').map_or(0, |at| at + 1) } else { i };
            }
            _ if depth == 0 && (c.is_whitespace() || "\"'<>`\\".contains(c)) => return i,
            _ => {}
        }
    }
    text.len()
}

/// `host:8080`: what stands before the first slash is a host and port.
fn is_port(authority: &str) -> bool {
    authority
        .rsplit_once(':')
        .is_some_and(|(_, port)| port.chars().all(|c| c.is_ascii_digit()) || port.starts_with('$'))
}

/// The first `wanted` that is not inside `${…}`.
fn outside_braces(text: &str, wanted: char) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(i, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (c == wanted && depth == 0).then_some(i)
    })
}

/// `user:password@tcp(host:3306)/db`, as Go's MySQL driver takes it, and `jdbc:oracle:thin:user/password@host`.
fn driver_dsn(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for marker in ["@tcp(", "@unix(", "@udp("] {
        for (at, _) in text.match_indices(marker) {
            let (from, _) = near(text, at.saturating_sub(LONGEST_AUTHORITY), at);
            let length: usize = text[from..at]
                .chars()
                .rev()
                .take_while(|c| !c.is_whitespace() && !"\"'=".contains(*c))
                .map(char::len_utf8)
                .sum();
            let start = at - length;
            if let Some(colon) = outside_braces(&text[start..at], ':') {
                let name = (colon > 0).then(|| text[start..start + colon].to_owned());
                found.push(Found { range: start + colon + 1..at, name, userinfo: true });
            }
        }
    }
    const ORACLE: &str = "jdbc:oracle:thin:";
    for (at, _) in text.match_indices(ORACLE) {
        let start = at + ORACLE.len();
        let (_, limit) = near(text, start, start + LONGEST_AUTHORITY);
        let rest = &text[start..limit];
        if let (Some(slash), Some(end)) = (rest.find('/'), rest.find('@'))
            && slash < end
        {
            found.push(Found {
                range: start + slash + 1..start + end,
                name: Some(rest[..slash].to_owned()),
                userinfo: true,
            });
        }
    }
    found
}

/// `name=value` pieces between `;`, `&`, `?`, `,` and blanks whose name is that of a secret.
fn parameters(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    if !text.contains('=') || !text.contains([';', '&', '?', ',', ' ']) {
        return found;
    }
    // Where semicolons part the parameters, blanks and commas belong to the values.
    let semicolons = text.contains(';');
    let mut start = 0;
    for (i, c) in text.char_indices() {
        let blank = c == ' ' && text[start..i].contains('=');
        let ends = matches!(c, ';' | '\n' | '"' | '\'') || !semicolons && (matches!(c, '&' | '?' | ',') || blank);
        if ends {
            found.extend(parameter(text, start..i));
            start = i + c.len_utf8();
        }
    }
    found.extend(parameter(text, start..text.len()));
    found
}

fn parameter(text: &str, piece: Range<usize>) -> Option<Found> {
    let body = text.get(piece.clone())?;
    let equals = body.find('=')?;
    let name = body[..equals].trim();
    let name = name.rsplit(char::is_whitespace).next().unwrap_or(name);
    let value = &body[equals + 1..];
    let lead = value.len() - value.trim_start().len();
    let value = value.trim();
    let ok = (2..=60).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    if !ok || value.is_empty() || names::naming(name) != Some(Naming::Secret) || shape::harmless(value).is_some() {
        return None;
    }
    let start = piece.start + equals + 1 + lead;
    Some(Found { range: start..start + value.len(), name: Some(name.to_owned()), userinfo: false })
}

/// The text is put together from a variable or command substitution alone, with nothing else of weight.
fn reference_inside(value: &str) -> bool {
    let mut rest = value;
    let mut literal = 0;
    while let Some(at) = rest.find('$') {
        literal += at;
        let after = &rest[at..];
        let end = match after.as_bytes().get(1) {
            Some(b'{') => after.find('}').map(|i| i + 1),
            Some(b'(') => after.find(')').map(|i| i + 1),
            Some(c) if c.is_ascii_alphabetic() || *c == b'_' => {
                Some(after[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(after.len(), |i| i + 1))
            }
            _ => None,
        };
        match end {
            Some(end) => rest = &after[end..],
            None => return false,
        }
    }
    literal + rest.len() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_keys_of_error_trackers() {
        let key = "0123456789abcdef".repeat(2);
        for (text, want) in [
            (format!("https://{key}@errors.example.org/42"), true),
            (format!("https://{key}@errors.example.org/group/42?x=1"), true),
            (format!("https://{key}@errors.example.org/app.git"), false),
            (format!("https://{key}@errors.example.org"), false),
            (format!("https://me:{key}@errors.example.org/42"), false),
        ] {
            let start = text.find(&key).expect("the key");
            assert_eq!(is_public_key(&text, &(start..start + key.len())), want, "{text}");
        }
    }

    #[test]
    fn passwords_in_urls_and_connection_strings() {
        for (text, want) in [
            ("postgres://app:hunter2@db:5432/app", &["hunter2"][..]),
            ("mongodb+srv://root:pa55@c.example.net,d.example.net/?x=1", &["pa55"]),
            ("redis://:hunter2@cache", &["hunter2"]),
            ("amqp://w:p%40ss@mq:5672/", &["p%40ss"]),
            ("postgres://u:p@ss@db/x", &["p@ss"]),
            ("postgres://u:p/ss@db/x", &["p/ss"]),
            ("a postgres://u:p1@x b mysql://u:p2@y", &["p1", "p2"]),
            ("git+https://me:tok@github.com/x.git", &["tok"]),
            ("app:hunter2@tcp(db:3306)/x", &["hunter2"]),
            ("jdbc:oracle:thin:scott/tiger@//db:1521/x", &["tiger"]),
            ("jdbc:mysql://db/x?user=a&password=hunter2", &["hunter2"]),
            ("Server=db;User Id=sa;Password=Hunter 2;Encrypt=no", &["Hunter 2"]),
            ("host=db user=x password=hunter2 dbname=y", &["hunter2"]),
            ("username=x,password=y1,vers=3.0", &["y1"]),
            ("https://x.example/cb?access_token=abcd", &["abcd"]),
            ("postgres://app@db:5432/app", &[]),
            ("postgres://app:${PW}@db/app", &[]),
            ("postgres://app:$PW@db/app", &[]),
            ("https://${USER}:${PW}@host", &[]),
            ("https://$(cat /run/secrets/x)@host", &[]),
            ("https://url:8000", &[]),
            ("https://host:8000/a@b", &[]),
            ("http://host/x?token=${TOKEN}", &[]),
            ("https://medium.com/@user", &[]),
            ("arn:aws:iam::aws:policy/IAMUserChangePassword", &[]),
            ("://", &[]),
            ("x=1;token_ttl=300", &[]),
        ] {
            let got: Vec<&str> = find(text, true).into_iter().map(|f| &text[f.range]).collect();
            assert_eq!(got, want, "{text}");
        }
    }
}
