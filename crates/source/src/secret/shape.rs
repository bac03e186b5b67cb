//! Noun: what a value looks like: a reference, a placeholder, a plain word, something random. Knows values, not keys.

use super::kind::{Charset, Placeholder};
use super::mixture::unlike_words;
use super::published;

/// A value that gives nothing away, whatever its key is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harmless {
    /// Nothing, or blanks.
    Empty,
    /// `true`, `off`, `none`, ….
    Switch,
    /// A path in a file system.
    Path,
    /// A URL without credentials (those are found by themselves).
    Url,
    /// A variable, a command substitution or a template that something else fills in.
    Reference,
    /// A public key or certificate.
    PublicKey,
}

/// Why a value gives nothing away; `None` where it may be a secret.
pub fn harmless(value: &str) -> Option<Harmless> {
    let value = value.trim();
    if value.is_empty() {
        return Some(Harmless::Empty);
    }
    if is_switch(value) {
        return Some(Harmless::Switch);
    }
    if is_reference(value) {
        return Some(Harmless::Reference);
    }
    if is_path(value) {
        return Some(Harmless::Path);
    }
    let public = [
        "ssh-rsa ",
        "ssh-ed25519 ",
        "ecdsa-sha2-",
        "ssh-dss ",
        "sk-ssh-",
        "-----BEGIN PUBLIC",
        "-----BEGIN CERT",
        "-----BEGIN RSA PUBLIC",
    ];
    if public.iter().any(|start| value.starts_with(start)) {
        return Some(Harmless::PublicKey);
    }
    is_url(value).then_some(Harmless::Url)
}

/// The same for who may show a value under the name of a secret: a path with parts that no path has, and a variable with a name that no
/// variable has, give something away.
pub(super) fn plainly_harmless(value: &str) -> bool {
    let odd = |part: &str| part.len() >= 8 && unlike_words(part);
    let value = value.trim();
    match harmless(value) {
        Some(Harmless::Path) if value.starts_with('/') => {
            let alphanumeric = value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'/');
            !(alphanumeric && value.split('/').any(odd))
        }
        Some(Harmless::Reference) => {
            let written = value.trim_matches(['"', '\'']);
            let name = written.trim_start_matches('$');
            let bare = name.len() < written.len() && name.bytes().all(|b| b.is_ascii_alphanumeric());
            let mixed = name.bytes().any(|b| b.is_ascii_uppercase()) && name.bytes().any(|b| b.is_ascii_lowercase());
            !(bare && mixed && odd(name))
        }
        other => other.is_some(),
    }
}

/// Whether a value counts or measures something: `3600`, `12h`, `1.5GB`, `1h30m`, `v1.2.3`.
pub(super) fn measures(value: &str) -> bool {
    const UNITS: &str = "smhdwytkgbipnuv";
    let lower = value.trim().to_ascii_lowercase();
    let digits = lower.bytes().filter(u8::is_ascii_digit).count();
    let longest = lower.split(|c: char| !c.is_ascii_alphabetic()).map(str::len).max().unwrap_or_default();
    let plain = lower.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b',' | b'%' | b' '));
    let units = longest <= 2 && lower.chars().all(|c| !c.is_ascii_alphabetic() || UNITS.contains(c));
    plain && units && digits > 0 && lower.len() <= 12 && digits <= 6 + longest
}

fn is_switch(value: &str) -> bool {
    const SWITCHES: [&str; 23] = [
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "none",
        "null",
        "nil",
        "enabled",
        "disabled",
        "enable",
        "disable",
        "undefined",
        "auto",
        "~",
        "optional",
        "required",
        "always",
        "never",
        "invalid",
        "unset",
        "unused",
    ];
    SWITCHES.iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// Whether the whole value is a variable, a command substitution, a template, or names a place in a secret store.
pub(super) fn is_reference(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'', ' ', '\t', '\n', '\r']);
    if only_references(value) || is_kept_elsewhere(value) {
        return true;
    }
    if let Some(rest) = value.strip_prefix('$') {
        let rest = rest.trim_start_matches('$');
        return match rest.chars().next() {
            Some('{') => rest.ends_with('}') && rest.matches('{').count() == 1,
            Some('(') => rest.ends_with(')'),
            Some(c) => {
                (c.is_ascii_alphabetic() || c == '_') && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            }
            None => false,
        };
    }
    false
}

/// Whether a value that is no variable names a place in a store of secrets, or is a template that something fills in before it is used.
pub(super) fn is_kept_elsewhere(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'', ' ', '\t', '\n', '\r']);
    let wrapped = |start: &str, end: &str| {
        value.len() > start.len() + end.len() && value.starts_with(start) && value.ends_with(end)
    };
    let stores = [
        "op://",
        "vault:",
        "vault://",
        "ssm:",
        "ssm://",
        "secretref:",
        "secret://",
        "secretsmanager:",
        "awssm://",
        "gcpsm://",
        "azurekeyvault://",
        "keyvault://",
        "arn:",
        "env:",
        "env://",
        "file:",
        "file://",
        "ref+",
        "sops:",
        "bw://",
        "doppler://",
        "projects/",
        "!vault",
        "ENC[",
    ];
    wrapped("`", "`")
        || wrapped("{{", "}}")
        || wrapped("%", "%")
        || wrapped("#{", "}")
        || wrapped("@{", "}")
        || wrapped("$__", "}") && value.contains('{')
        || stores.iter().any(|store| value.starts_with(store) && value.len() > store.len())
}

/// `${USER}:${PASSWORD}`, `$${file:/data/x:KEY}:$${file:/data/x:SECRET}`: variables with nothing but punctuation between them.
fn only_references(value: &str) -> bool {
    let mut rest = value;
    let mut found = false;
    while let Some(at) = rest.find("${") {
        let Some(end) = rest[at..].find('}') else { return false };
        if rest[..at].contains(char::is_alphanumeric) {
            return false;
        }
        found = true;
        rest = &rest[at + end + 1..];
    }
    found && !rest.contains(char::is_alphanumeric)
}

/// Whether the value is a path: absolute, relative with a dot, in a home, or a Windows path.
pub(super) fn is_path(value: &str) -> bool {
    let plain = |s: &str| s.chars().all(|c| c.is_alphanumeric() || "/._-@ ${}:~".contains(c));
    let unlike_base64 = |s: &str| s.split('/').all(|part| part.len() < 32 || part.contains(['.', '-', '_', '$']));
    let rooted = value.starts_with('/') && value.len() > 1
        || ["./", "../", "~/", "$HOME/", "${HOME}/"].iter().any(|p| value.starts_with(p));
    let bytes = value.as_bytes();
    let drive =
        bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' && matches!(bytes[2], b'\\' | b'/');
    rooted && plain(value) && unlike_base64(value) && !value.contains("//")
        || drive
        || plain(value) && names_key_file(value)
}

/// `certs/server.key`, `tls.pem`: ends like a file that keys and passwords are kept in.
fn names_key_file(value: &str) -> bool {
    const KEY_FILES: [&str; 10] =
        [".key", ".pem", ".crt", ".cer", ".p12", ".pfx", ".jks", ".keystore", ".keytab", ".kdbx"];
    const TEXT_FILES: [&str; 8] = [".txt", ".json", ".yaml", ".yml", ".toml", ".conf", ".properties", ".env"];
    let ends = |endings: &[&str]| endings.iter().any(|end| value.len() > end.len() && value.ends_with(end));
    !value.contains([' ', '@']) && (ends(&KEY_FILES) || value.contains('/') && ends(&TEXT_FILES))
}

fn is_url(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once("://") else { return false };
    let named = !scheme.is_empty()
        && scheme.len() <= 30
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c));
    named && !rest.is_empty() && !rest.contains(char::is_whitespace)
}

/// Why a value stands in for one that is still to come; `None` where it looks real.
pub(super) fn placeholder(value: &str) -> Option<Placeholder> {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let pair = |start: char, end: char| value.len() > 2 && value.starts_with(start) && value.ends_with(end);
    if value.is_empty() {
        None
    } else if pair('<', '>') || value.contains('<') && value.contains('>') && !value.contains(['=', '+']) {
        Some(Placeholder::AngleBrackets)
    } else if value.contains("{{") && value.contains("}}")
        || pair('[', ']')
        || pair('{', '}')
        || value.len() > 4 && value.starts_with("__") && value.ends_with("__")
    {
        Some(Placeholder::Template)
    } else if value.chars().all(|c| matches!(c, '*' | '.' | '-' | '_' | 'x' | 'X' | '?' | '#' | '…' | '•'))
        || crossed_out(&lower)
    {
        Some(Placeholder::CrossedOut)
    } else if lower.contains("change")
        && [
            "changeme",
            "change_me",
            "change-me",
            "change me",
            "changethis",
            "change_this",
            "change-this",
            "change this",
            "change_in",
            "change-in",
            "please_change",
            "please-change",
            "to_be_changed",
        ]
        .iter()
        .any(|w| lower.contains(w))
    {
        Some(Placeholder::Changeme)
    } else if asks(&lower) {
        Some(Placeholder::AsksToBeReplaced)
    } else if lower.contains("example")
        || lower.contains("sample")
        || lower.contains("dummy")
        || published::is_published(value)
    {
        Some(Placeholder::Example)
    } else if value.len() >= 8 && repeated(value) {
        Some(Placeholder::Repeated)
    } else if is_variable_name(value) {
        Some(Placeholder::VariableName)
    } else {
        None
    }
}

/// Words that tell the reader to put something else here.
fn asks(lower: &str) -> bool {
    #[rustfmt::skip]
    const STARTS: [&str; 16] = [
        "your", "my-secret", "my_secret", "insert", "replace", "enter", "todo", "fixme", "tbd", "put_",
        "put-", "fill", "set_", "set-me", "redacted", "placeholder",
    ];
    const STEMS: [&str; 6] = ["your", "replac", "here", "placeholder", "redacted", "not-a"];
    const PARTS: [&str; 24] = [
        "your_",
        "your-",
        "_your",
        "-your",
        "replace_me",
        "replace-me",
        "replaceme",
        "replace_with",
        "replace-with",
        "-here",
        "_here",
        "goes here",
        "goes-here",
        "placeholder",
        "redacted",
        "yourpassword",
        "yoursecret",
        "yourtoken",
        "yourkey",
        "your password",
        "your secret",
        "your token",
        "your api",
        "not-a-real",
    ];
    STARTS.iter().any(|s| lower.starts_with(s))
        || STEMS.iter().any(|s| lower.contains(s)) && PARTS.iter().any(|s| lower.contains(s))
}

/// Five or more `x` or `*` in a row, as in `ghp_xxxxxxxx`, or `xxx` as a part by itself.
fn crossed_out(lower: &str) -> bool {
    let mut run = 0;
    for c in lower.chars() {
        run = if matches!(c, 'x' | '*' | '•') { run + 1 } else { 0 };
        if run >= 5 {
            return true;
        }
    }
    lower
        .split(|c: char| !c.is_alphanumeric() && c != '*')
        .any(|part| part.len() >= 3 && part.chars().all(|c| matches!(c, 'x' | '*')))
}

/// Hardly more than one or two characters, or a run of one over most of it.
pub(super) fn repeated(value: &str) -> bool {
    let chars: Vec<char> = value.chars().filter(|c| c.is_alphanumeric()).collect();
    if chars.is_empty() {
        return true;
    }
    let mut distinct = chars.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let (mut longest, mut run, mut before) = (0_usize, 0_usize, None);
    for c in &chars {
        run = if before == Some(c) { run + 1 } else { 1 };
        before = Some(c);
        longest = longest.max(run);
    }
    distinct.len() <= 2 || longest * 2 > chars.len() && chars.len() >= 8
}

/// `NEW_RELIC_LICENSE_KEY`: the name of a variable where its value should be.
fn is_variable_name(value: &str) -> bool {
    let upper = value.contains('_') && value.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    upper && value.len() >= 6 && super::names::naming(value).is_some()
}

/// Shannon entropy in bits per character.
pub(super) fn entropy(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for b in value.bytes() {
        counts[usize::from(b)] += 1;
    }
    let total = value.len().max(1) as f64;
    counts.iter().filter(|n| **n > 0).map(|n| f64::from(*n) / total).map(|p| -p * p.log2()).sum()
}

/// Whether the value looks drawn by lot: long enough, without blanks, mixed, and of high entropy for its length.
pub(super) fn random_looking(value: &str) -> bool {
    let length = value.chars().count();
    if length < 16 || value.contains(char::is_whitespace) || !value.is_ascii() {
        return false;
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let token = value.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=_-.~".contains(&b));
    let words = value
        .split(['-', '_', '.', '/', ':'])
        .all(|w| w.is_empty() || w.bytes().all(|b| b.is_ascii_lowercase()) || w.bytes().all(|b| b.is_ascii_digit()));
    token && !words && digits >= 2 && letters >= 2 && entropy(value) >= 3.0
}

/// What a value is made of.
pub fn charset(value: &str) -> Charset {
    let all = |f: fn(u8) -> bool| value.bytes().all(f);
    if value.is_empty() {
        Charset::Mixed
    } else if all(|b| b.is_ascii_digit()) {
        Charset::Digits
    } else if all(|b| b.is_ascii_hexdigit()) && value.len() >= 8 {
        Charset::Hex
    } else if all(|b| b.is_ascii_alphanumeric()) {
        Charset::Alphanumeric
    } else if value.len() >= 16 && all(|b| b.is_ascii_alphanumeric() || b"+/=_-".contains(&b)) {
        Charset::Base64
    } else {
        Charset::Mixed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_values() {
        for (value, want) in [
            ("", Some(Harmless::Empty)),
            ("  ", Some(Harmless::Empty)),
            ("True", Some(Harmless::Switch)),
            ("/run/secrets/db", Some(Harmless::Path)),
            ("./certs/key.pem", Some(Harmless::Path)),
            ("C:\\keys\\a", Some(Harmless::Path)),
            ("certs/server.key", Some(Harmless::Path)),
            ("server.pem", Some(Harmless::Path)),
            ("secrets/db.txt", Some(Harmless::Path)),
            ("invalid", Some(Harmless::Switch)),
            ("p4ss.txt", None),
            ("my house.key", None),
            ("${DB_PASSWORD}", Some(Harmless::Reference)),
            ("$DB_PASSWORD", Some(Harmless::Reference)),
            ("$$DB_PASSWORD", Some(Harmless::Reference)),
            ("\"$(cat /run/secrets/pw)\"", Some(Harmless::Reference)),
            ("{{ password }}", Some(Harmless::Reference)),
            ("$${file:/data/c:KEY}:$${file:/data/c:SECRET}", Some(Harmless::Reference)),
            ("${USER}:hunter2", None),
            ("op://vault/item/field", Some(Harmless::Reference)),
            ("arn:aws:secretsmanager:eu:1:secret:x", Some(Harmless::Reference)),
            ("https://login.example.org/token", Some(Harmless::Url)),
            ("ssh-ed25519 AAAAC3Nza deploy", Some(Harmless::PublicKey)),
            ("hunter2", None),
            ("pa$word", None),
            ("$2y$10$abc", None),
            ("/aB3+x9==", None),
            ("0", None),
        ] {
            assert_eq!(harmless(value), want, "{value}");
        }
    }

    #[test]
    fn placeholders() {
        for (value, want) in [
            ("<password>", Some(Placeholder::AngleBrackets)),
            ("{{password}}", Some(Placeholder::Template)),
            ("__DB_PASSWORD__", Some(Placeholder::Template)),
            ("xxx", Some(Placeholder::CrossedOut)),
            ("********", Some(Placeholder::CrossedOut)),
            ("prefix-xxxxxxxxxx", Some(Placeholder::CrossedOut)),
            ("xoxb-xxx", Some(Placeholder::CrossedOut)),
            ("changeme", Some(Placeholder::Changeme)),
            ("please-change-me", Some(Placeholder::Changeme)),
            ("your-api-key", Some(Placeholder::AsksToBeReplaced)),
            ("insert_key_here", Some(Placeholder::AsksToBeReplaced)),
            ("myexamplekey", Some(Placeholder::Example)),
            ("aaaaaaaaaaaa", Some(Placeholder::Repeated)),
            ("DB_PASSWORD", Some(Placeholder::VariableName)),
            ("hunter2", None),
            ("s3cr3t-w0rd", None),
            ("Winter2024!x", None),
            ("my-jwt-signing-phrase", None),
            ("", None),
        ] {
            assert_eq!(placeholder(value), want, "{value}");
        }
    }

    #[test]
    fn looks_drawn_by_lot() {
        let drawn: String = (0..32_u32).map(|i| char::from(b"q7Zk2mX9pL4vB1nC"[(i * 5 % 16) as usize])).collect();
        assert!(random_looking(&drawn));
        for value in
            ["id", "deploy", "some-long-name-of-a-thing", "2024-01-01-12-00-00", "value with quotes 12 and spaces"]
        {
            assert!(!random_looking(value), "{value}");
        }
    }

    #[test]
    fn charsets() {
        for (value, want) in [
            ("1234", Charset::Digits),
            ("deadbeef01", Charset::Hex),
            ("Abc123", Charset::Alphanumeric),
            ("a b", Charset::Mixed),
            ("QUJD+/aGVsbG8gd29y==", Charset::Base64),
        ] {
            assert_eq!(charset(value), want, "{value}");
        }
    }
}
