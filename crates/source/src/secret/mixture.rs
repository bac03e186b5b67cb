//! Noun: how letters and digits are mixed in a word, and which mixtures no word has.

/// A kind of character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    Digit,
}

fn class(byte: u8) -> Class {
    match byte {
        b'0'..=b'9' => Class::Digit,
        b'A'..=b'Z' => Class::Upper,
        _ => Class::Lower,
    }
}

/// How often the kind of character changes, how many runs of digits there are, how many characters of each kind.
#[derive(Default)]
struct Mixture {
    changes: usize,
    digit_runs: usize,
    digits: usize,
    lower: usize,
    upper: usize,
}

fn mixture(word: &[u8]) -> Mixture {
    let mut mixture = Mixture::default();
    let mut before = None;
    for byte in word {
        let class = class(*byte);
        let changed = before.replace(class) != Some(class);
        mixture.changes += usize::from(changed);
        match class {
            Class::Digit => {
                mixture.digits += 1;
                mixture.digit_runs += usize::from(changed);
            }
            Class::Lower => mixture.lower += 1,
            Class::Upper => mixture.upper += 1,
        }
    }
    mixture
}

/// Whether letters and digits are mixed as no name mixes them. Hexadecimal digits alone are a hash more often than not.
pub(super) fn drawn(word: &[u8]) -> bool {
    if word.strip_prefix(b"0x").unwrap_or(word).iter().all(u8::is_ascii_hexdigit) {
        return false;
    }
    let found = mixture(word);
    if found.lower > 0 && found.upper > 0 {
        found.digit_runs >= 3 && found.changes * 5 >= word.len() * 2
    } else {
        found.digit_runs >= 4 && found.lower + found.upper >= 4 && found.changes * 10 >= word.len() * 3
    }
}

/// Whether a value has a part that is no word with a number behind it: `x7Kq`, `P@ssw0rd`, `aBcDeFg`.
pub(super) fn unlike_words(value: &str) -> bool {
    let odd = |part: &str| {
        let found = mixture(part.as_bytes());
        let letters_and_digits = found.digits > 0 && found.lower + found.upper > 0;
        let sides = part.as_bytes().windows(2).filter(|w| w[0].is_ascii_digit() != w[1].is_ascii_digit()).count();
        letters_and_digits && sides >= 2 || found.digits == 0 && part.len() >= 6 && found.changes * 2 > part.len()
    };
    let parts = value.split(|c: char| !c.is_ascii_alphanumeric());
    let signs = value.bytes().any(|b| b"!#$%^*+~?".contains(&b)) && value.bytes().any(|b| b.is_ascii_digit());
    value.len() >= 4 && (signs || parts.into_iter().any(odd))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_words() {
        for word in ["Zq7Rk29fjQ0sLwq81zPv4", "Xk2pQ9rLm3zT7wVb", "xk2pq9rlm3zt7wvb", "q7Zk2mX9pL4vB1nCq7Zk"] {
            assert!(drawn(word.as_bytes()), "{word}");
        }
        for word in [
            "9fceb02d0ae598e95dc970b74767f19372d61af8",
            "AuthenticationBackends",
            "Log4j2ConfigurationFactory",
            "Utf8Base64Encoder",
            "kubernetes1234567",
            "RELEASE20240101",
            "linuxamd64musl1",
            "20240101120000123",
        ] {
            assert!(!drawn(word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn words_and_what_is_none() {
        for value in ["x7Kq", "P@ssw0rd", "Winter2024!x", "aBcDeFg", "s3cr3t"] {
            assert!(unlike_words(value), "{value}");
        }
        for value in ["hunter2", "postgres", "my-secret-name", "scram-sha-256", "camelCaseName", "v2", "the"] {
            assert!(!unlike_words(value), "{value}");
        }
    }
}
