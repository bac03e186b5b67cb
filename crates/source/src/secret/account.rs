//! Noun: a name and its password in one word: `bob:tractorbeam`, `bob:tractorbeam:1001`. Knows the word, not what it stands under.

use std::ops::Range;

use super::mixture::unlike_words;
use super::shape;

/// Longer names are none.
const LONGEST_NAME: usize = 64;

/// What stands before a colon that is no name of an account.
const SCHEMES: [&str; 12] =
    ["http", "https", "arn", "urn", "sha256", "sha512", "file", "env", "op", "vault", "ssm", "data"];

/// The password of such a word; `signs` are what may part the two. What counts, leads somewhere or is filled in later is none.
pub(super) fn password_of(word: &str, signs: &[char]) -> Option<Range<usize>> {
    let sign = word.find(signs)?;
    let name = &word[..sign];
    let of_name = |b: u8| b.is_ascii_alphanumeric() || b"_.@+-".contains(&b);
    let named = (1..=LONGEST_NAME).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(of_name)
        && name.bytes().any(|b| b.is_ascii_alphabetic())
        && !SCHEMES.iter().any(|scheme| name.eq_ignore_ascii_case(scheme));
    if !named {
        return None;
    }
    let rest = &word[sign + 1..];
    // Numbers of users and groups, and directories, stand behind the password.
    let end = rest.find(':').filter(|at| is_further(&rest[at + 1..])).unwrap_or(rest.len());
    let password = &rest[..end];
    let counts = password.len() <= 5 && password.bytes().all(|b| b.is_ascii_digit());
    let leads = password.contains('/') && !unlike_words(password) || password.starts_with(['/', '\\', ':', '=']);
    let opens = password.starts_with("${") || password.starts_with("$(");
    let given =
        !counts && !opens && !leads && !shape::plainly_harmless(password) && shape::placeholder(password).is_none();
    given.then_some(sign + 1..sign + 1 + end)
}

/// `1001:1001:upload`, `e:1001`: numbers and words that say what an account may do.
fn is_further(rest: &str) -> bool {
    rest.split(':').all(|part| part.len() <= 1 || part.bytes().all(|b| b.is_ascii_digit()) || part.starts_with('/'))
        || rest.split(':').next().is_some_and(|part| part.len() >= 2 && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_of_accounts() {
        for (word, want) in [
            ("bob:tractorbeam", Some("tractorbeam")),
            ("bob@example.org:a", Some("a")),
            ("bob;tractorbeam", Some("tractorbeam")),
            ("foo:tractorbeam:1001:100:upload", Some("tractorbeam")),
            ("foo:tractorbeam:e:1001", Some("tractorbeam")),
            ("bob:tractor:beam", Some("tractor:beam")),
            ("bob:", None),
            ("1000:1000", None),
            ("db:5432", None),
            ("https://host", None),
            ("arn:aws:iam", None),
            ("-agentlib:jdwp=x", None),
            ("bob:$PW", None),
            ("bob:${PW}", None),
            ("bob:/etc/x", None),
            ("bob:changeme", None),
            ("bob", None),
            ("", None),
        ] {
            assert_eq!(password_of(word, &[':', ';']).map(|range| &word[range]), want, "{word}");
        }
    }
}
