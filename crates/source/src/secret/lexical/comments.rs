//! Detector: passwords that comments tell, in other words than a setting has: `# old password: tractorbeam`, `# pw = x`, `# login: bob / x`.
//! Comments are prose: one word alone is taken, and none that says what a password is like (`# password: required`).

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::Regex;

use super::super::mixture::unlike_words;
use super::super::names::{self, Naming};
use super::super::shape;

/// How sure a way of telling is that a word is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Whatever the word.
    Word,
    /// Not a word that says how it is: `is generated`.
    Being,
    /// With a digit: `use password hunter2 for now`.
    Mixed,
}

/// What says how a password is, of what kind, or where.
#[rustfmt::skip]
const ABOUT: &[&str] = &[
    "required", "optional", "empty", "blank", "string", "str", "text", "bytes", "int", "integer", "number", "bool", "boolean", "list", "random",
    "generated", "auto", "automatic", "default", "defaults", "unknown", "missing", "invalid", "wrong", "incorrect", "correct", "valid", "expired",
    "hidden", "masked", "redacted", "secret", "secrets", "public", "private", "encrypted", "hashed", "plain", "plaintext", "cleartext", "base64", "base32",
    "sha1", "sha256", "sha512", "md5", "bcrypt", "argon2", "argon2id", "scrypt", "pbkdf2", "hex", "utf8", "utf-8", "ascii", "uuid", "jwt", "oauth",
    "oauth2", "bearer", "basic", "here", "below", "above", "see", "there", "needed", "necessary", "used", "unused", "set", "unset", "given", "same", "different", "unique",
    "mandatory", "deprecated", "supported", "ignored", "disabled", "enabled", "ready", "safe", "unsafe", "secure", "insecure", "strong",
    "weak", "long", "short", "n/a", "tbd", "todo", "value", "password", "passwords", "passwd", "pass", "token", "tokens", "key", "keys", "user", "username", "name",
    "file", "env", "environment", "vault", "not", "only", "also", "the", "this", "that", "for", "from", "via", "with", "your", "use", "generate",
    "choose", "run", "read", "write", "admin", "root", "test", "available", "accessible", "visible", "sensitive", "present", "absent", "one", "two",
];

/// Marks every such word.
pub(super) fn find(text: &str, marks: &mut Vec<Range<usize>>) {
    static COMMENT: OnceLock<Option<Regex>> = OnceLock::new();
    let comment = COMMENT.get_or_init(|| {
        Regex::new(r"(?im-u)(?:^|[ \t])(?:#|//|<!--)[^\n]*|^[ \t]{0,64}(?:;|--[ \t]|rem[ \t])[^\n]*").ok()
    });
    for comment in comment.iter().flat_map(|comment| comment.find_iter(text.as_bytes())) {
        if !speaks_of_one(comment.as_bytes()) {
            continue;
        }
        for (way, told) in ways() {
            for word in way.captures_iter(comment.as_bytes()).filter_map(|found| found.get(1)) {
                let start = comment.start() + word.start();
                let Some(word) = text.get(start..comment.start() + word.end()) else { continue };
                let value = word.trim_end_matches(['.', ',', ';', ')', ':']);
                if is_told(value, *told) {
                    marks.push(start..start + value.len());
                }
            }
        }
    }
}

/// Whether a comment holds a word for a secret or a login.
fn speaks_of_one(comment: &[u8]) -> bool {
    static WORDS: OnceLock<Option<Regex>> = OnceLock::new();
    let words =
        WORDS.get_or_init(|| Regex::new("(?i-u)pass|pwd|pw|secret|token|pin|key|kennwort|community|login|cred").ok());
    words.as_ref().is_some_and(|words| words.is_match(comment))
}

fn ways() -> &'static [(Regex, Told)] {
    static WAYS: OnceLock<Vec<(Regex, Told)>> = OnceLock::new();
    WAYS.get_or_init(|| {
        const NAME: &str =
            "(?i-u)\\b(?:password|passwd|passphrase|passcode|passwort|kennwort|pass|pwd|pw|secret|token|pin|api[ _-]?key|community string)s?\\b";
        const WHOSE: &str = "(?:\\s(?:for|of)\\s[\\w.@-]{1,40})?";
        const WORD: &str = "[\"'`]?([^\\s\"'`,;]{3,200})";
        // The word stands by itself: what follows is the end, a sign, or another thought.
        const ALONE: &str = "[\"'`]?[.,;)]{0,2}(?:\\s*$|\\s[(/|&-]|,|;|\\))";
        let ways = [
            (format!("{NAME}{WHOSE}\\s{{0,3}}(?:(?:is|was|were)\\s{{0,2}})?(?:=>|->|:=|=|:)\\s{{0,3}}{WORD}{ALONE}"), Told::Word),
            (format!("{NAME}{WHOSE}\\s(?:is|was|were)(?:\\s(?:now|still))?\\s{WORD}{ALONE}"), Told::Being),
            (format!("{NAME}\\s(?:[a-z]{{1,12}}\\s){{0,3}}[\"'`]([^\\s\"'`]{{4,200}})[\"'`]"), Told::Word),
            (format!("(?i-u)\\b(?:use|using|with|enter|type|try)\\s(?:the\\s)?{}\\s{WORD}", &NAME["(?i-u)".len()..]), Told::Mixed),
            (
                format!("(?i-u)\\b(?:logins?|creds?|credentials?)\\s{{0,2}}(?:(?:is|are|was)\\s|[:=]\\s{{0,3}})[\"'`]?[\\w.@-]{{1,64}}\\s?[:/]\\s?{WORD}{ALONE}"),
                Told::Word,
            ),
            (format!("(?i-u)\\blogin\\s[\\w.@-]{{1,64}}\\s?[:/]\\s?{WORD}{ALONE}"), Told::Word),
        ];
        ways.into_iter().filter_map(|(way, told)| Some((Regex::new(&way).ok()?, told))).collect()
    })
}

/// Whether a word may be what is told.
fn is_told(word: &str, told: Told) -> bool {
    let lower = word.to_ascii_lowercase();
    let is_name = || {
        let plain = word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
        plain && word.contains(['_', '-', '.']) && names::naming(word) == Some(Naming::Secret) && !unlike_words(word)
    };
    let has_digit = word.bytes().any(|b| b.is_ascii_digit());
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let being = ["ed", "ly", "ing", "able", "ible", "less"].iter().any(|end| lower.ends_with(end)) && !has_digit;
    letters + usize::from(has_digit) * 3 >= 3
        && !ABOUT.contains(&lower.as_str())
        && !word.contains(['(', ')', '{', '}', '[', ']', '<', '>', '$', '\\', '/', '*'])
        && !word.starts_with(['-', '%', '@', '&'])
        && !shape::plainly_harmless(word)
        && !shape::measures(word)
        && shape::placeholder(word).is_none()
        && !is_name()
        && match told {
            Told::Word => true,
            Told::Being => word.len() >= 5 && !being,
            Told::Mixed => has_digit && letters >= 3 && word.len() >= 6,
        }
}

#[cfg(test)]
mod tests {
    use super::super::tests::marked_by;
    use super::*;

    #[test]
    fn what_comments_tell() {
        for text in [
            "# old password: §",
            "# pw = §",
            "# DB password was: §",
            "# the password for bob is §, keep it",
            "# admin password is \"§\"",
            "# TODO remove password '§' (see above)",
            "# default login admin / §",
            "# login: bob:§",
            "# creds: bob/§",
            "    image: x # token -> §",
            "// secret = §",
            "-- password: §",
        ] {
            for word in ["tractorbeam", "hunter2", "marble-otter"] {
                let text = text.replace('§', word);
                let mut told = marked_by(find, &text);
                // Two ways of telling may find it.
                told.dedup();
                assert_eq!(told, [word], "{text}");
            }
        }
        assert_eq!(marked_by(find, "# use password hunter2 for now"), ["hunter2"]);
        for text in [
            "# password: required",
            "# password: choose a good one",
            "# The password is generated.",
            "# the token is read from a file",
            "# the password is in docs/passwords2024.md",
            "# token: ${TOKEN}",
            "# password = get_password()",
            "# password: <password>",
            "# secret: db_password",
            "# the secret \"db_password\" is mounted",
            "# login: see docs/README.md",
            "# Pin the version: 1.2.3",
            "# pin: 3",
            "# needs a \"password\" field \"x\"",
            "# password is sha256",
            "# use password authentication",
            "password: is no comment",
        ] {
            assert_eq!(marked_by(find, text), [""; 0], "{text}");
        }
    }
}
