//! Detector: settings in the text of a configuration file or script: `key = value`, `key: value`, `"key": "value"`, `<key>value</key>`,
//! and the passwords of a netrc file.

use std::ops::Range;

use super::names::{self, Naming};
use super::shape;

/// A value under a key that is named like a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    /// The value's bytes.
    pub range: Range<usize>,
    /// The key.
    pub key: String,
}

/// Every setting of a secret in the text, one per line at most.
pub(super) fn find(text: &str) -> Vec<Setting> {
    let mut settings = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        settings.extend(
            in_line(line.trim_end_matches(['\n', '\r']))
                .map(|s| Setting { range: start + s.range.start..start + s.range.end, key: s.key }),
        );
        start += line.len();
    }
    settings
}

/// Passwords of `machine HOST login USER password WORD`, on one line or several; also where a command writes them with `\n`.
pub(super) fn netrc(text: &str) -> Vec<Setting> {
    if !text.contains("password") {
        return Vec::new();
    }
    let mut passwords = Vec::new();
    let mut words = words(text);
    let mut in_entry = false;
    while let Some(word) = words.next() {
        match &text[word] {
            "machine" => in_entry = words.next().is_some_and(|host| is_host(&text[host])),
            "default" => in_entry = true,
            "login" | "account" if in_entry => drop(words.next()),
            "password" if in_entry => {
                let Some(range) = words.next() else { break };
                if shape::harmless(&text[range.clone()]).is_none() {
                    passwords.push(Setting { range, key: "password".to_owned() });
                }
            }
            _ => in_entry = false,
        }
    }
    passwords
}

/// Passwords of a `.pgpass` file: the fifth part of `host:port:database:user:password`.
pub(super) fn pgpass(text: &str) -> Vec<Range<usize>> {
    let mut passwords = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let entry = line.trim_end_matches(['\n', '\r']).trim_start();
        let lead = line.find(entry).unwrap_or(0);
        let parts: Vec<&str> = entry.splitn(5, ':').collect();
        if let [host, port, database, user, password] = parts[..] {
            let is_port = port == "*" || !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
            let names = [host, database, user].iter().all(|part| !part.is_empty() && !part.contains([' ', '\t', '"']));
            let one_word = !password.contains(char::is_whitespace) && !password.contains(':');
            if is_port && names && one_word && shape::harmless(password).is_none() {
                let end = start + lead + entry.len();
                passwords.push(end - password.len()..end);
            }
        }
        start += line.len();
    }
    passwords
}

fn is_host(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_:$".contains(&b))
}

/// Words between white space, quotes and the escapes of white space.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let gap = move |at: usize| match bytes[at] {
        b'\\' if matches!(bytes.get(at + 1), Some(b'n' | b't' | b'r')) => 2,
        b' ' | b'\t' | b'\n' | b'\r' | b'"' | b'\'' => 1,
        _ => 0,
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() && gap(at) > 0 {
            at += gap(at);
        }
        let start = at;
        while at < bytes.len() && gap(at) == 0 {
            at += 1;
        }
        (start < at).then_some(start..at)
    })
}

fn in_line(line: &str) -> Option<Setting> {
    let trimmed = line.trim_start();
    if trimmed.starts_with(['#', ';']) || trimmed.starts_with("//") || trimmed.starts_with("--") {
        return None;
    }
    let separator = line.char_indices().find(|(_, c)| matches!(c, '=' | ':' | '>'))?.0;
    let key = line[..separator]
        .trim()
        .trim_start_matches("export ")
        .trim_start_matches("set ")
        .trim_matches(['"', '\'', '<', '-', ' ', '{', ',', '$']);
    let named = (2..=80).contains(&key.len()) && key.chars().all(|c| c.is_ascii_alphanumeric() || "_.-[]".contains(c));
    if !named || names::naming(key.trim_end_matches(']')) != Some(Naming::Secret) {
        return None;
    }
    let rest = &line[separator + 1..];
    let rest_start = separator + 1 + (rest.len() - rest.trim_start_matches([' ', '\t', '=', '>', ':']).len());
    let value = value_of(&line[rest_start..]);
    let range = rest_start + value.start..rest_start + value.end;
    let text = &line[range.clone()];
    (!text.is_empty() && shape::harmless(text).is_none()).then(|| Setting { range, key: key.to_owned() })
}

/// The value at the start of the text: between quotes, or up to what ends it.
fn value_of(text: &str) -> Range<usize> {
    for quote in ['"', '\'', '`'] {
        if text.starts_with(quote) {
            return 1..text[1..].find(quote).map_or(text.len(), |end| 1 + end);
        }
    }
    let end = text.find(" #").or_else(|| text.find('<')).or_else(|| text.find(';')).unwrap_or(text.len());
    let value = text[..end].trim_end_matches([',', ' ', '\t']);
    let closed = value.contains(['{', '[', '(']);
    0..if closed { value.len() } else { value.trim_end_matches([',', ' ', '}', ']']).len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_of_a_netrc() {
        for (text, want) in [
            ("machine example.org login bob password hunter2x", vec!["hunter2x"]),
            ("machine example.org\nlogin bob\npassword hunter2x\n", vec!["hunter2x"]),
            ("machine example.org\\nlogin bob\\npassword hunter2x\\n", vec!["hunter2x"]),
            ("default login bob password hunter2x", vec!["hunter2x"]),
            ("machine a.b login x password one11 machine c.d login y password two22", vec!["one11", "two22"]),
            ("machine example.org login bob password ${TOKEN}", vec![]),
            ("the machine asks for a password again", vec![]),
            ("login bob password hunter2x", vec![]),
            ("machine example.org password", vec![]),
        ] {
            let got: Vec<&str> = netrc(text).into_iter().map(|s| &text[s.range]).collect();
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn passwords_of_pgpass() {
        for (text, want) in [
            ("db:5432:app:me:hunter2x\n", vec!["hunter2x"]),
            ("  *:*:*:me:hunter2x", vec!["hunter2x"]),
            ("db:5432:app:me:$PW", vec![]),
            ("- 127.0.0.1:80:81:82:83 x", vec![]),
            ("a:b:c:d:e", vec![]),
        ] {
            let got: Vec<&str> = pgpass(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn settings_in_every_notation() {
        for (line, want) in [
            ("password = hunter2", Some("hunter2")),
            ("db.password=hunter2", Some("hunter2")),
            ("  password: \"hunter2\" # x", Some("hunter2")),
            ("\"password\": \"hunter2\",", Some("hunter2")),
            ("<password>hunter2</password>", Some("hunter2")),
            ("export API_TOKEN='abc d'", Some("abc d")),
            ("requirepass: hunter2", Some("hunter2")),
            ("# password = hunter2", None),
            ("password = ${DB_PASSWORD}", None),
            ("password_file: /run/secrets/x", None),
            ("password:", None),
            ("user = admin", None),
            ("password = true", None),
            ("a sentence about a password: it is secret", None),
        ] {
            let text = format!("x = 1\n{line}\n");
            let got: Vec<&str> = find(&text).into_iter().map(|s| &text[s.range]).collect();
            assert_eq!(got, want.into_iter().collect::<Vec<_>>(), "{line}");
        }
    }
}
