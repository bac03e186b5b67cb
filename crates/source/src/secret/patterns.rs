//! Detector: credentials by what is written around them, whatever program reads it: headers, SQL, calls of functions, entries of a netrc file.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};

use super::credential::Found;

/// `Authorization: Bearer x`, `X-Api-Key: x`, and `Bearer x` by itself.
pub(super) fn headers(text: &str) -> Vec<Found> {
    static PATTERNS: OnceLock<Vec<Regex>> = OnceLock::new();
    let lower = text.to_ascii_lowercase();
    if !["authorization", "-key", "-token", "bearer ", "apikey", "x-"].iter().any(|k| lower.contains(k)) {
        return Vec::new();
    }
    let patterns = PATTERNS.get_or_init(|| compile(&[
        // Behind a scheme anything is one, however short.
        r#"(?i)\b((?:proxy-)?authorization|x-api-key|api-key|apikey|private-token)["']?\s*[:=]\s*["']?(?:bearer|basic|token|apikey|key)\s+([^\s"'\\;&|<>]+)"#,
        r#"(?i)\b((?:proxy-)?authorization|x-api-key|api-key|apikey|private-token|job-token|deploy-token|x-[a-z-]{0,30}(?:token|secret|key))["']?\s*[:=]\s*["']?(?:(?:bearer|basic|token|apikey|key)\s+)?([^\s"'\\;&|<>]{3,})"#,
        // Between quotes `&` parts nothing.
        r#"(?i)\b((?:proxy-)?authorization|x-api-key|x-[a-z-]{0,30}(?:token|secret|key|auth))["']?\s*:\s*(?:(?:bearer|basic|token|apikey|key)\s+)?([^\s"'\\;|<>&]{1,200}&[^\s"'\\;|<>&]{1,200})["']"#,
        // A scheme of its own, and what it takes.
        r#"(?i)\b((?:proxy-)?authorization)["']?\s*:\s*["']?(?:[a-z][a-z0-9-]{1,24})[ ]{1,2}([^\s"'\\;&|<>=,]{3,200})["']"#,
        r"(?i)\b(bearer)\s+([\w.~+/=%&!-]{12,})",
    ]));
    let mut found = captures(text, patterns, true);
    // With nothing but a scheme there is none.
    let schemes = ["bearer", "basic", "token", "apikey", "key"];
    let starts: BTreeSet<usize> = found.iter().map(|each| each.range.start).collect();
    let is_scheme = |range: &Range<usize>| {
        let rest = &text[range.end..];
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        blanks > 0 && starts.contains(&(range.end + blanks))
            || schemes.contains(&text[range.clone()].to_ascii_lowercase().as_str())
    };
    found.retain(|each| !is_scheme(&each.range));
    found
}

/// `IDENTIFIED BY 'x'`, `WITH PASSWORD 'x'`.
pub(super) fn sql(text: &str) -> Vec<Found> {
    static PATTERNS: OnceLock<Vec<Regex>> = OnceLock::new();
    let lower = text.to_ascii_lowercase();
    if !lower.contains("identified") && !lower.contains("password") {
        return Vec::new();
    }
    let patterns = PATTERNS.get_or_init(|| {
        compile(&[
            r#"(?i)\b(identified)\s+(?:with\s+\S{1,40}\s+)?(?:by|as)\s+(?:password\s+)?\\?['"]([^'"\\]{1,200})\\?['"]"#,
            r#"(?i)\b(?:role|user)\b[^;]{0,200}?\b(password)\s+\\?['"]([^'"\\]{1,200})\\?['"]"#,
        ])
    });
    captures(text, patterns, false)
}

/// What functions are called with that take a password: `crypt('x')`, `PASSWORD('x')`, `login('me', 'x')`, `mysqli_connect('h', 'me', 'x')`.
pub(super) fn calls(text: &str) -> Vec<Found> {
    static PATTERNS: OnceLock<Vec<Regex>> = OnceLock::new();
    let lower = text.to_ascii_lowercase();
    if !["crypt(", "password(", "login(", "connect(", "hash(", "hashpw", "hashsync", "create(", "securestring"]
        .iter()
        .any(|called| lower.contains(called))
    {
        return Vec::new();
    }
    let patterns = PATTERNS.get_or_init(|| {
        compile(&[
            r#"(?i)\b(crypt|set_password|password|password_hash|make_password|generate_password_hash|hashpw|hashsync|password\.create)\(\s{0,4}b?\\?['"]([^'"\\]{1,200})"#,
            r#"(?i)\b(convertto-securestring)\s{1,4}(?:-string\s{1,4})?\\?['"]([^'"\\]{1,200})"#,
            r#"(?i)\b(login)\(\s{0,4}\\?['"][^'"\\]{1,100}\\?['"]\s{0,4},\s{0,4}\\?['"]([^'"\\]{1,200})"#,
            r#"(?i)\b(mysqli?_connect)\((?:\s{0,4}\\?['"][^'"\\]{1,100}\\?['"]\s{0,4},){2}\s{0,4}\\?['"]([^'"\\]{1,200})"#,
        ])
    });
    let mut found = captures(text, patterns, false);
    found.iter_mut().for_each(|each| each.perhaps = true);
    found
}

/// `machine h login u password x`, as a netrc file has it.
pub(super) fn netrc(text: &str) -> Vec<Found> {
    static PATTERNS: OnceLock<Vec<Regex>> = OnceLock::new();
    if !text.contains("machine") || !text.contains("password") {
        return Vec::new();
    }
    let patterns = PATTERNS.get_or_init(|| {
        compile(&[
            r#"\bmachine(?:\s|\\n)+[^\s\\]+(?:\s|\\n)+login(?:\s|\\n)+[^\s\\]+(?:\s|\\n)+(password)(?:\s|\\n)+([^\s"'\\]+)"#,
        ])
    });
    captures(text, patterns, false)
}

fn compile(patterns: &[&str]) -> Vec<Regex> {
    patterns.iter().filter_map(|p| RegexBuilder::new(p).unicode(false).build().ok()).collect()
}

fn captures(text: &str, patterns: &[Regex], auth: bool) -> Vec<Found> {
    let mut found = Vec::new();
    for pattern in patterns {
        for hit in pattern.captures_iter(text.as_bytes()) {
            if let (Some(name), Some(value)) = (hit.get(1), hit.get(2))
                && let (Some(name), Some(_)) = (text.get(name.range()), text.get(value.range()))
            {
                found.push(Found { range: value.range(), name: name.to_owned(), auth, perhaps: false });
            }
        }
    }
    found
}
