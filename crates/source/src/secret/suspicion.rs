//! Noun: what the name of a key says to who may show its value. More names count here than for findings ([`names::naming`]): a mask that is
//! not needed costs little, and a word such as `primary` or `app` beside `password` does not make a password public.

use super::names::{self, Naming, words};

/// How much a name says that its value is not to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suspicion {
    /// It holds a secret: whatever is no reference, path, switch or placeholder.
    Sure,
    /// It speaks of a password and may hold one (`NO_IP_PASSWORD`, `DB_PASS_USER`): what counts or measures something does not.
    Password,
    /// It may be one (`TOKEN_ID`, `SENDGRID_KEY`, `SESSION_COOKIE`): what does not read like words is.
    Likely,
    /// Numbers too: `DOOR_PIN`, `UNLOCK_CODE`.
    Digits,
    /// Numbers and words: `OTP`, `PIN`.
    Opens,
    /// It may be anything: what looks drawn by lot is.
    Perhaps,
}

/// Words for passwords: nobody gives another thing such a name.
const PASSWORDS: [&str; 10] =
    ["password", "passwords", "passwd", "passwort", "passphrase", "passcode", "pword", "pwd", "pass", "mdp"];

/// Last words for what is as good as a password.
const AS_GOOD: [&str; 3] = ["passkey", "jwt", "bearer"];

/// Words behind one of [`PASSWORDS`] that may say whose it is, or where it is used. Others (`_FILE`, `_LENGTH`) speak about it.
#[rustfmt::skip]
const WHOSE: [&str; 28] = [
    "app", "user", "users", "username", "service", "id", "owner", "group", "operator", "login", "store", "backend", "manager", "host",
    "domain", "tenant", "realm", "profile", "env", "role", "engine", "network", "image", "repo", "repository", "region", "database", "mail",
];

/// Words that end like one for a secret and are none.
const INNOCENT: [&str; 8] =
    ["bypass", "compass", "encompass", "trespass", "nopass", "passthrough", "httpw", "multipass"];

/// Last words whose values are secrets where they do not read like words.
const LIKELY: [&str; 10] =
    ["key", "keys", "pat", "cookie", "cookies", "otp", "auth", "seed", "pepper", "authorization"];

/// Words in front of `code` that make it one to open something.
#[rustfmt::skip]
const OPENERS: [&str; 14] = [
    "unlock", "access", "door", "alarm", "security", "entry", "gate", "verification", "invite", "recovery", "backup", "pairing", "activation",
    "login",
];

/// Two words in a row that make a secret of what their last word alone does not.
const PAIRS: [(&str, &str); 5] =
    [("sonar", "login"), ("amz", "signature"), ("goog", "signature"), ("url", "signature"), ("basicauth", "users")];

/// First words of options that switch something off, and take no value.
const OFF: [&str; 5] = ["no", "without", "skip", "disable", "disabled"];

/// Whether an option is a switch by its name: `--disabled-password`, `--no-passphrase`. What follows it is another argument; more words may be a
/// name (`--no-ip-password`).
pub(super) fn is_switch(option: &str) -> bool {
    let words = words(option);
    let [first, last] = words.as_slice() else { return false };
    OFF.contains(&first.as_str()) && (PASSWORDS.contains(&last.as_str()) || names::is_secret_word(last))
}

/// What a name says of showing its value; `None` where nothing.
pub(super) fn suspicion(key: &str) -> Option<Suspicion> {
    match names::naming(key) {
        Some(Naming::Secret) => return Some(Suspicion::Sure),
        _ if key.len() > 256 => return None,
        _ => {}
    }
    let words = words(key);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (last, before) = (*words.last()?, words.len().checked_sub(2).map_or("", |i| words[i]));
    let password = |word: &str| {
        PASSWORDS.contains(&word)
            || !INNOCENT.contains(&word)
                && (word.ends_with("pw") && word.len() > 3 || PASSWORDS.iter().any(|end| word.ends_with(end)))
    };
    let alone = words.len() == 1 && key.bytes().all(|b| b.is_ascii_uppercase());
    let opens = matches!(last, "otp" | "pin") && (words.len() > 1 || alone) || alone && matches!(last, "tan" | "puk");
    let digits = matches!(last, "code" | "codes") && OPENERS.contains(&before);
    // Nobody calls a thing so that is none: `COOKIE_DOMAIN` is another name.
    if alone && matches!(last, "cookie" | "seed" | "pepper") {
        Some(Suspicion::Password)
    } else if opens {
        Some(Suspicion::Opens)
    } else if AS_GOOD.contains(&last) || password(last) || password(before) && WHOSE.contains(&last) {
        Some(Suspicion::Password)
    } else if digits {
        Some(Suspicion::Digits)
    } else if PAIRS.contains(&(before, last))
        || words.iter().any(|word| password(word) || names::is_secret_word(word))
        || matches!(last, "cookie" | "cookies") && words.len() > 1
    {
        Some(Suspicion::Likely)
    } else {
        let perhaps = names::naming(key)? == Naming::Perhaps;
        Some(if perhaps && words.len() > 1 && LIKELY.contains(&last) { Suspicion::Likely } else { Suspicion::Perhaps })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_switches_off_takes_no_value() {
        for (option, want) in [
            ("--disabled-password", true),
            ("--no-passphrase", true),
            ("--skip-token", true),
            ("--no-ip-password", false),
            ("--use-password", false),
            ("--password", false),
            ("--no-cache", false),
        ] {
            assert_eq!(is_switch(option), want, "{option}");
        }
    }

    #[test]
    fn a_word_beside_a_password_excuses_nothing() {
        for (name, want) in [
            ("DB_PASSWORD", Some(Suspicion::Sure)),
            ("MAVEN_GPG_PASSPHRASE", Some(Suspicion::Sure)),
            ("POSTGRES_PRIMARY_PASSWORD", Some(Suspicion::Sure)),
            ("NO_IP_PASSWORD", Some(Suspicion::Password)),
            ("DB_PASSWORD_APP", Some(Suspicion::Password)),
            ("DB_PASS_USER", Some(Suspicion::Password)),
            ("LDAP_BINDPW", Some(Suspicion::Sure)),
            ("PUB_SUB_TOKEN", Some(Suspicion::Likely)),
            ("VAULT_DEV_ROOT_TOKEN_ID", Some(Suspicion::Likely)),
            ("TOKEN_TTL", Some(Suspicion::Likely)),
            ("SENDGRID_KEY", Some(Suspicion::Likely)),
            ("GITLAB_PAT", Some(Suspicion::Sure)),
            ("FORGE_PAT", Some(Suspicion::Likely)),
            ("SERVICE_JWT", Some(Suspicion::Password)),
            ("JWT_REALM", None),
            ("RECOVERY_CODES", Some(Suspicion::Digits)),
            ("SESSION_COOKIE", Some(Suspicion::Likely)),
            ("sonar.login", Some(Suspicion::Likely)),
            ("DOOR_PIN", Some(Suspicion::Opens)),
            ("PIN", Some(Suspicion::Opens)),
            ("OTP", Some(Suspicion::Opens)),
            ("ADMIN_OTP", Some(Suspicion::Opens)),
            ("OTP_DIGITS", None),
            ("SEED", Some(Suspicion::Password)),
            ("COOKIE", Some(Suspicion::Password)),
            ("seed", Some(Suspicion::Perhaps)),
            ("pin", None),
            ("UNLOCK_CODE", Some(Suspicion::Digits)),
            ("COMMIT_SIGNATURE", Some(Suspicion::Perhaps)),
            ("SSH_PUBLIC_KEY", None),
            ("GPG_KEY", None),
            ("PRIMARY_KEY", None),
            ("BYPASS", None),
            ("COUNTRY_CODE", None),
            ("AWS_ACCESS_KEY_ID", None),
            ("", None),
        ] {
            assert_eq!(suspicion(name), want, "{name}");
        }
    }
}
