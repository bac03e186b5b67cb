//! Detector: passwords that comments tell, in other words than a setting has: `# old password: tractorbeam`, `# pw = x`, `# login: bob / x`.
//! Comments are prose: one word alone is taken, and none that says what a password is like (`# password: required`).

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::Regex;

use super::super::copied;
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
    /// No word that sentences about passwords are made of: `use password tractorbeam for now`, not `use password authentication`.
    Unusual,
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

/// What sentences about passwords are made of besides.
#[rustfmt::skip]
const ORDINARY: &[&str] = &[
    "authentication", "authorization", "auth", "login", "logins", "logon", "protection", "hash", "hashes", "hashing", "manager", "managers", "based",
    "reset", "resets", "rotate", "rotation", "policy", "policies", "generator", "prompt", "encryption", "field", "fields", "form", "format", "files",
    "store", "stores", "storage", "variable", "variables", "setting", "settings", "change", "changes", "recovery", "hint", "strength", "length", "rule", "rules",
    "something", "anything", "whatever", "nothing", "everything", "someone", "anyone", "access", "when", "where", "which", "instead", "again", "later",
    "first", "once", "twice", "manually", "before", "after", "until", "while", "because", "since", "then", "than", "what", "that's", "each", "every", "their",
    "them", "they", "both", "either", "none", "here's", "have", "been", "were", "does", "must", "should", "would", "could", "into", "onto", "over", "under",
    "match", "matches", "change", "update", "updates", "replace", "override", "overrides", "overwrite", "leave", "keep", "make", "create", "start", "restart", "work", "works",
    "local", "localhost", "remote", "docker", "compose", "server", "client", "service", "services", "database", "postgres", "mysql", "redis", "config",
    "configuration", "secret-store", "keychain", "keystore", "provider", "providers", "account", "accounts", "email", "mail", "console", "dashboard", "browser",
    "exchange", "endpoint", "header", "headers", "request", "response", "session", "sessions", "cookie", "cookies", "issuer", "audience", "scope", "scopes", "expiry",
    "production", "staging", "development", "testing", "internal", "external", "legacy", "temporary", "initial", "original", "existing", "previous",
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
        WORDS.get_or_init(|| Regex::new("(?i-u)pass|pwd|pw|secret|token|pin|key|kennwort|community|log.?in|cred").ok());
    words.as_ref().is_some_and(|words| words.is_match(comment))
}

fn ways() -> &'static [(Regex, Told)] {
    static WAYS: OnceLock<Vec<(Regex, Told)>> = OnceLock::new();
    WAYS.get_or_init(|| {
        const NAMES: &str =
            "(?:password|passwd|pass[ _-]?phrase|passcode|passwort|kennwort|pass|pwd|pw|secret|token|pin|api[ _-]?key|community string)s?\\b";
        const WHOSE: &str = "(?:\\s(?:for|of)\\s[\\w.@-]{1,40})?";
        const USER: &str = "[\"'`]?[\\w.@-]{1,64}[\"'`]?";
        const WORD: &str = "[\"'`]?([^\\s\"'`,;()]{3,200})";
        // The word stands by itself: what follows is the end, a sign, or another thought.
        const ALONE: &str = "[\"'`]?[.,;)]{0,2}(?:\\s*$|\\s[(/|&-]|,|;|\\))";
        // Or what says for how long, or for what.
        const MEANWHILE: &str = "[\"'`]?\\s(?:for|until|till|to|here|there|now|temporarily|instead|meanwhile|works|still|opens|on|in|at)\\b";
        let name = format!("(?i-u)(?:\\b|_){NAMES}");
        let is = "(?:is|was|were|remains|stays|becomes|became|used to be)";
        let the = "(?:(?:the|this|our|my|your|old|new|default|admin|root|usual)\\s){0,2}";
        let ways = [
            (format!("{name}{WHOSE}\\s{{0,3}}(?:(?:is|was|were)\\s{{0,2}})?(?:=>|->|:=|=|:)\\s{{0,3}}{WORD}{ALONE}"), Told::Word),
            (format!("{name}{WHOSE}\\s{is}(?:\\s(?:now|still|currently|again))?\\s{WORD}{ALONE}"), Told::Being),
            (format!("{name}{WHOSE}\\s(?:should|must|can|has to|needs to) be\\s{WORD}{ALONE}"), Told::Unusual),
            (format!("{name}\\s(?:[a-z]{{1,12}}\\s){{0,3}}[\"'`]([^\\s\"'`]{{4,200}})[\"'`]"), Told::Word),
            (format!("(?i-u)\\b(?:use|using|with|enter|type|try)\\s{the}{NAMES}\\s{WORD}"), Told::Mixed),
            (format!("(?i-u)\\b(?:use|using|with|enter|type|try)\\s{the}{NAMES}\\s{WORD}(?:{ALONE}|{MEANWHILE})"), Told::Unusual),
            (format!("{name}\\s(?:now\\s)?{WORD}[\"'`]?\\s(?:still\\s)?(?:works|opens)\\b"), Told::Unusual),
            (format!("(?i-u)\\b(?:passwd|pwd|pw)\\s(?:now\\s)?{WORD}{ALONE}"), Told::Unusual),
            (format!("{name}\\s\\({WORD}[\"'`]?\\)"), Told::Unusual),
            (format!("(?i-u)(?:^|\\s){WORD}[\"'`]?\\s(?:is|was)\\s(?:still\\s)?(?:the|our|my)\\s(?:\\w{{1,20}}\\s){{0,2}}{NAMES}{ALONE}"), Told::Unusual),
            (format!("(?i-u)(?:^|\\s){WORD}[\"'`]?\\s\\((?:(?:the|our|my)\\s)?(?:\\w{{1,20}}\\s)?{NAMES}\\)"), Told::Unusual),
            (
                format!("(?i-u)\\b(?:reset|changed?|set|switch(?:ed)?|rotated?)\\s(?:the\\s)?(?:\\w{{1,20}}\\s){{0,2}}{NAMES}(?:\\sback)?\\sto\\s{WORD}{ALONE}"),
                Told::Unusual,
            ),
            (format!("{name}(?:\\s(?:was\\s)?(?:changed|rotated|switched))?\\sfrom\\s{WORD}(?:{ALONE}|[\"'`]?\\sto\\b)"), Told::Unusual),
            (
                format!("(?i-u)\\b(?:logins?|creds?|credentials?)\\s{{0,2}}(?:(?:is|are|was)\\s|[:=]\\s{{0,3}})?{USER}\\s?(?:[:/]|\\sand\\s)\\s?{WORD}{ALONE}"),
                Told::Unusual,
            ),
            (
                format!("(?i-u)\\b(?:logins?|creds?|credentials?)\\s{{0,2}}(?:(?:is|are|was)\\s|[:=]\\s{{0,3}}){USER}\\s?[:/]\\s?{WORD}{ALONE}"),
                Told::Word,
            ),
            (format!("(?i-u)\\blogin\\s{USER}\\s?[:/]\\s?{WORD}{ALONE}"), Told::Word),
            (format!("(?i-u)\\blog(?:ged)?[ -]?in\\s(?:as|with)\\s{USER}\\s(?:and|with|using)\\s(?:{the}{NAMES}\\s)?{WORD}{ALONE}"), Told::Unusual),
            (format!("(?i-u)\\busers?(?:name)?\\W{{1,3}}{USER}\\W{{1,3}}(?:and\\s)?{NAMES}\\s{WORD}{ALONE}"), Told::Unusual),
        ];
        ways.into_iter().filter_map(|(way, told)| Some((Regex::new(&way).ok()?, told))).collect()
    })
}

/// Whether a word (in lower case) is none that sentences about passwords are made of.
fn is_unusual(lower: &str) -> bool {
    let stem = lower.strip_suffix('s').unwrap_or(lower);
    let is_ordinary = |word: &str| ORDINARY.contains(&word) || ABOUT.contains(&word) || copied::is_ordinary(word);
    !is_ordinary(lower) && !is_ordinary(stem)
}

/// What the comment behind a value under the name of a secret tells: `DB_PASSWORD=a # was tractorbeam`, `# old: x`, and a word by itself that is none.
pub(super) fn beside(comment: &str) -> Vec<Range<usize>> {
    static WAYS: OnceLock<Vec<(Regex, Told)>> = OnceLock::new();
    let ways = WAYS.get_or_init(|| {
        const BEFORE: &str = "was|were|is|formerly|previously|before|old|new|prev(?:ious)?|prod(?:uction)?|stag(?:e|ing)|dev|live|real|actual(?:ly)?|\
            instead of|alternatively|or|not|from|to|used to be|then|now|also|try|local(?:ly)?|test|default";
        const WORD: &str = "[\"'`]?([^\\s\"'`,;()]{3,200})[\"'`]?[.,;)]{0,2}(?:\\s*$|\\s[(/|&-]|,|;|\\))";
        let ways = [
            (format!("(?i-u)\\b(?:{BEFORE})\\s{{0,2}}(?:[:=]|->|=>)?\\s{{0,2}}{WORD}"), Told::Unusual),
            (format!("^[#/\\s]*{WORD}"), Told::Mixed),
        ];
        ways.into_iter().filter_map(|(way, told)| Some((Regex::new(&way).ok()?, told))).collect()
    });
    let mut marks = Vec::new();
    for (way, told) in ways {
        let found = way.captures_iter(comment.as_bytes()).filter_map(|found| found.get(1)).map(|word| word.range());
        marks.extend(found.filter(|range| comment.get(range.clone()).is_some_and(|word| is_told(word, *told))));
    }
    marks
}

/// `CHROME_VERSION=2.42`: what is assigned is looked at under its own name.
fn is_assignment(word: &str) -> bool {
    let Some((name, value)) = word.split_once('=') else { return false };
    let constant = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    name.len() >= 3 && name.bytes().all(constant) && !value.is_empty() && !value.starts_with('=')
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
            Told::Unusual => {
                let kind = ["ic", "al", "ous", "ion", "ment", "ness", "ity", "word", "phrase", "'s", "n't"];
                let is_file = || {
                    let ending = word.rsplit_once('.').map_or("", |(_, ending)| ending);
                    (1..=4).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphabetic())
                };
                let is_kind = !has_digit && kind.iter().any(|end| lower.ends_with(end));
                word.len() >= 5 && !being && !is_kind && is_unusual(&lower) && !is_file() && !is_assignment(word)
            }
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
        for text in [
            "# use password § for now",
            "// use the password § until friday",
            "# using password §",
            "# § is the admin password",
            "# the old password (§) still works",
            "# until we rotate it, password § works",
            "# log in as bob with §",
            "# login with bob and §",
            "# admin user: bob, pass §",
            "# mysql root pw now §",
            "# reset password to §",
            "# changed the admin password to §.",
            "# password changed from § to x",
            "# the api key should be §",
            "# secret used to be §",
            "# credentials are bob and §",
            "# default creds bob / §",
            "# pass phrase: §",
            "# the passphrase is now §",
            "# default is § (password)",
            "# DB_PASSWORD was §",
        ] {
            for word in ["tractorbeam", "hunter2", "marble-otter"] {
                let text = text.replace('§', word);
                let mut told = marked_by(find, &text);
                told.dedup();
                assert_eq!(told, [word], "{text}");
            }
        }
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
            "# use password authentication for now",
            "# using password hashing instead",
            "# with password protection",
            "# enter the password manually",
            "# try password reset",
            "# use the token for access",
            "# use secret storage",
            "# This is the password",
            "# here is the token",
            "# the password (optional) of the database",
            "# the password (alphanumeric) of the database",
            "# set the password to something",
            "# set the token to match the server",
            "# the password must be changed",
            "# the password should be unique",
            "# change password to enable login",
            "# log in as admin with your browser",
            "# credentials in config/app",
            "# the pin used to be required",
            "# tokens from the vault",
            "# DB_PASSWORD was removed",
            "# legacy default pin (CHROME_DRIVER_VERSION=2.42) can never match",
            "password: is no comment",
        ] {
            assert_eq!(marked_by(find, text), [""; 0], "{text}");
        }
    }

    #[test]
    fn what_stands_beside_a_value() {
        for (comment, want) in [
            ("# was tractorbeam", &["tractorbeam"][..]),
            ("# old: marble-otter", &["marble-otter"]),
            ("# prod: tractorbeam, dev: marble-otter", &["tractorbeam", "marble-otter"]),
            ("# formerly 'tractorbeam'", &["tractorbeam"]),
            ("# rotated from tractorbeam", &["tractorbeam"]),
            ("# instead of tractorbeam", &["tractorbeam"]),
            ("# tractorbeam1", &["tractorbeam1"]),
            ("# from vault", &[]),
            ("# not required", &[]),
            ("# was generated", &[]),
            ("# dev only", &[]),
            ("# or generate one", &[]),
            ("# optional", &[]),
            ("# TODO: to be replaced", &[]),
            ("# from README.md", &[]),
            ("# rotate each year", &[]),
        ] {
            let got: Vec<&str> = beside(comment).into_iter().map(|range| &comment[range]).collect();
            assert_eq!(got, want, "{comment}");
        }
    }
}
