//! Detector: sentences that tell a secret: `the password is CopperLantern42`. Sentences are full of words, so only what is mixed as no word is is taken.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::Regex;

use super::super::shape;

/// Marks what such sentences tell.
pub(super) fn find(text: &str, marks: &mut Vec<Range<usize>>) {
    static TELLS: OnceLock<Option<Regex>> = OnceLock::new();
    let tells = TELLS.get_or_init(|| {
        Regex::new(
            r#"(?i-u)\b(?:password|passwd|passphrase|passcode|passwort|pass|pwd|pw|token|secret|pin|api key)\s{1,3}(?:is|was|=|:)\s{1,3}["'`]?([^\s"'`]{6,200})"#,
        )
        .ok()
    });
    for told in tells.iter().flat_map(|tells| tells.captures_iter(text.as_bytes())) {
        let Some(range) = told.get(1).map(|value| value.range()) else { continue };
        let Some(value) = text.get(range.clone()).map(|value| value.trim_end_matches(['.', ',', ';', ')'])) else {
            continue;
        };
        if is_mixed(value) {
            marks.push(range.start..range.start + value.len());
        }
    }
}

/// Letters with digits, or with capitals inside, and no name, path, option or reference.
pub(super) fn is_mixed(value: &str) -> bool {
    let has = |is: fn(&u8) -> bool| value.bytes().filter(is).count();
    let letters = has(u8::is_ascii_alphabetic);
    let inner = value.as_bytes().windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    value.len() >= 8
        && letters >= 4
        && (has(u8::is_ascii_digit) > 0 || inner && letters >= 12)
        && !value.contains(['/', ':', '=', '$', '{', '(', '<'])
        && !value.starts_with('-')
        && !shape::plainly_harmless(value)
        && shape::placeholder(value).is_none()
}

#[cfg(test)]
mod tests {
    use super::super::tests::marked_by;
    use super::*;

    #[test]
    fn sentences_that_tell_a_secret() {
        for (text, want) in [
            ("# the password is CopperLantern42, keep it", &["CopperLantern42"][..]),
            ("reason=\"the token was CopperLantern\"", &["CopperLantern"]),
            ("# old pw : 'Copper%Lantern&42!'", &["Copper%Lantern&42!"]),
            ("# the password is read from a file", &[]),
            ("# the token is a base64 text", &[]),
            ("# The password is in docs/passwords2024.md", &[]),
            ("# the secret is configured elsewhere", &[]),
            ("password is required", &[]),
        ] {
            assert_eq!(marked_by(find, text), want, "{text}");
        }
    }
}
