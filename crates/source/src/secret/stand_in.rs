//! Noun: values that stand in for a secret, as who speaks of secrets sees them. More count here than for masks ([`shape::placeholder`]): a value that
//! calls itself fake may still be hidden, but nobody is told that it is a secret.

use super::kind::Placeholder;
use super::mixture::unlike_words;
use super::shape;

/// Words that a description of a secret is put together from.
#[rustfmt::skip]
const DESCRIBING: [&str; 91] = [
    "a", "an", "the", "my", "our", "your", "own", "some", "any", "this", "that", "here", "me", "it", "and", "or", "with", "for", "in", "to", "of",
    "use", "choose", "generate", "please", "change", "very", "super", "really", "extremely", "top", "secure", "insecure", "strong", "weak",
    "long", "random", "alphanumeric", "secret", "password", "passphrase", "key", "token", "string", "value", "database", "db", "admin", "user",
    "root", "app", "application", "jwt", "session", "cookie", "api", "auth", "access", "refresh", "signing", "encryption", "dev", "development",
    "local", "test", "testing", "tests", "only", "not", "do", "production", "prod", "default", "characters", "chars", "unsafe",
    "is", "are", "be", "must", "should", "unique", "every", "each", "install", "installation", "instance", "just", "type", "put", "something",
];

/// Words that stand for any value at all.
const ANYTHING: [&str; 6] = ["foo", "bar", "baz", "qux", "foobar", "foobarbaz"];

/// Those of them that say what is described.
const DESCRIBED: [&str; 7] = ["secret", "password", "passphrase", "key", "token", "string", "value"];

/// Words of a sentence about secrets.
#[rustfmt::skip]
const SENTENCE: [&str; 32] = [
    "the", "a", "an", "your", "must", "should", "at", "least", "with", "or", "and", "is", "are", "not", "to", "enter", "please", "wrong", "invalid",
    "incorrect", "forgot", "forgotten", "password", "passwords", "token", "secret", "username", "email", "characters", "letters", "numbers", "have",
];

/// Why a value stands in for one that is still to come; `None` where it looks real.
pub(super) fn stand_in(value: &str) -> Option<Placeholder> {
    shape::placeholder(value).or_else(|| further(value.trim()))
}

fn further(value: &str) -> Option<Placeholder> {
    if value.len() > 120 {
        return None;
    }
    let lower = value.to_ascii_lowercase();
    let words = words(value);
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    if value.len() > 3 && (value.ends_with("...") || value.ends_with('…')) {
        Some(Placeholder::CrossedOut)
    } else if asks_to_change(&lower) || has(&["notset"]) || matches!(lower.as_str(), "not-set" | "not_set" | "not set")
    {
        Some(Placeholder::Changeme)
    } else if has(&["fake", "mock", "mocked", "bogus"])
        || lower.starts_with("insecure")
        || lower.contains("not-secure")
        || ANYTHING.contains(&lower.as_str())
    {
        Some(Placeholder::Example)
    } else if lower.starts_with("choose")
        || lower.contains("openssl") && has(&["rand", "generate", "run", "use"])
        || describes(&words)
    {
        Some(Placeholder::AsksToBeReplaced)
    } else {
        None
    }
}

/// `changePassword`, `change-it`, `changeMinio1`: the word and one other.
fn asks_to_change(lower: &str) -> bool {
    let rest = lower.strip_prefix("change").map(|rest| rest.trim_start_matches(['-', '_', ' ']));
    rest.is_some_and(|rest| {
        let word = rest.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '!' | '.'));
        (2..=24).contains(&word.len())
            && rest.len() - word.len() <= 4
            && word.bytes().all(|b| b.is_ascii_alphabetic() || b"-_ ".contains(&b))
    })
}

/// `long-and-random-string`, `my-database-password`, `some_password`: nothing but words that say what goes there.
fn describes(words: &[String]) -> bool {
    let described = words.iter().any(|word| DESCRIBED.contains(&word.as_str()));
    let owned = words.len() == 2 && matches!(words[0].as_str(), "some" | "any" | "my" | "your");
    described && (words.len() >= 3 || owned) && words.iter().all(|word| DESCRIBING.contains(&word.as_str()))
}

/// The words of a value in lower case: split at what is no letter, and where lower case becomes upper.
fn words(value: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for c in value.chars() {
        let starts = c.is_uppercase() && before.is_lowercase();
        if (starts || !c.is_alphabetic()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphabetic() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// Whether a value is a sentence for people: `At least 8 characters`, `Wrong username or password`. What opens a phrase of one's own reads otherwise.
pub(super) fn is_sentence(value: &str) -> bool {
    let plain =
        |word: &str| word.trim_end_matches(['.', ',', '!', '?', ':']).chars().all(|c| c.is_alphabetic() || c == '\'');
    let number = |word: &str| word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit());
    let words: Vec<&str> = value.split_whitespace().collect();
    let known = words.iter().filter(|word| {
        let word = word.trim_end_matches(['.', ',', '!', '?', ':']).to_ascii_lowercase();
        SENTENCE.contains(&word.as_str())
    });
    let begins = value.starts_with(char::is_uppercase);
    words.len() >= 3 && begins && known.count() >= 2 && words.iter().all(|word| plain(word) || number(word))
}

/// Whether a `$` that begins no variable here begins one for whoever reads the value: its name is one that variables have.
pub(super) fn is_read_later(value: &str) -> bool {
    let odd = |name: &str| name.len() >= 8 && unlike_words(name);
    let name = value.trim_matches(['$', '{', '}', '"', '\'']);
    let mixed = name.bytes().any(|b| b.is_ascii_uppercase()) && name.bytes().any(|b| b.is_ascii_lowercase());
    !(name.bytes().all(|b| b.is_ascii_alphanumeric()) && mixed && odd(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_for_a_secret() {
        for (value, want) in [
            ("changePassword", Some(Placeholder::Changeme)),
            ("changeit", Some(Placeholder::Changeme)),
            ("changeMinio", Some(Placeholder::Changeme)),
            ("not-set", Some(Placeholder::Changeme)),
            ("sk-...", Some(Placeholder::CrossedOut)),
            ("dev_fake_token_123456789", Some(Placeholder::Example)),
            ("fake-key-for-tests", Some(Placeholder::Example)),
            ("insecure_secret", Some(Placeholder::Example)),
            ("long-and-random-alphanumeric-string", Some(Placeholder::AsksToBeReplaced)),
            ("ChooseYourOwnPasswordHere1234", Some(Placeholder::AsksToBeReplaced)),
            ("some_password", Some(Placeholder::AsksToBeReplaced)),
            ("my-super-secret-password", Some(Placeholder::AsksToBeReplaced)),
            ("very-secure-database-password", Some(Placeholder::AsksToBeReplaced)),
            (
                "a random string that must be unique to each install - just type it here",
                Some(Placeholder::AsksToBeReplaced),
            ),
            ("bar", Some(Placeholder::Example)),
            ("generate-with-openssl-rand-hex-32", Some(Placeholder::AsksToBeReplaced)),
            ("service123", None),
            ("exchange-rate-9", None),
            ("change", None),
            ("changed4Ever!2x", None),
            ("fakenham-rugby-77", None),
            ("correct-horse-battery", None),
            ("secret", None),
            ("bar-tender-9", None),
            ("jwt-secret-77-otter", None),
        ] {
            assert_eq!(stand_in(value), want, "{value}");
        }
    }

    #[test]
    fn sentences() {
        for (value, want) in [
            ("At least 8 characters with one number", true),
            ("Wrong username or password", true),
            ("Please enter your password.", true),
            ("correct horse battery staple", false),
            ("The Quick Brown 12345 Fox", false),
            ("Horse Battery Staple", false),
            ("Password", false),
        ] {
            assert_eq!(is_sentence(value), want, "{value}");
        }
    }
}
