//! Noun: names of keys, and whether a key is named like a secret. Knows words, not values.

use super::kind::Weakness;

/// What a key's name says about its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// It holds a secret: `DB_PASSWORD`, `apiKey`, `--requirepass`.
    Secret,
    /// It may: a bare `KEY`, `AUTH`, `SIGNATURE`. Only a value that looks random makes it one.
    Perhaps,
}

/// Words that make a key a secret by themselves.
#[rustfmt::skip]
const SECRET_WORDS: [&str; 39] = [
    "password", "passwords", "passwd", "passwort", "passphrase", "passcode", "pword", "pwd", "pass", "pw", "psw", "psk", "secret",
    "secrets", "token", "tokens", "apikey", "apikeys", "apitoken", "authtoken", "accesstoken", "credential", "credentials", "creds",
    "privatekey", "secretkey", "accesskey", "encryptionkey", "masterkey", "salt", "mnemonic", "requirepass", "masterauth",
    "authkey", "macaroon", "kennwort", "contrasena", "senha", "wachtwoord",
];

/// Endings of words written together: `mysqlpassword`, `myapikey`.
#[rustfmt::skip]
const SECRET_ENDINGS: [&str; 28] = [
    "password", "passwd", "passphrase", "secret", "token", "apikey", "secretkey", "accesskey", "privatekey", "pwd", "credentials",
    "credential", "dbpass", "rootpass", "userpass", "adminpass", "storepass", "keypass", "rpcpass", "sshpass", "mqttpass", "smtppass", "ftppass", "bindpw",
    "rootpw", "dbpw", "userpw", "adminpw",
];

/// Words in front of `key` that make it a secret.
#[rustfmt::skip]
const KEY_OWNERS: [&str; 53] = [
    "api", "secret", "access", "private", "priv", "encryption", "encrypt", "encrypted", "crypto", "crypt", "signing", "sign",
    "signature", "master", "session", "cookie", "cookies", "jwt", "hmac", "auth", "app", "application", "license", "licence", "deploy",
    "account", "storage", "shared", "admin", "root", "webhook", "csrf", "aes", "fernet", "rsa", "ssh", "tls", "ssl", "cipher", "vault",
    "unseal", "recovery", "preshared", "client", "server", "nonce", "security", "hash", "service", "authentication", "validation",
    "host", "setup",
];

/// Words in front of `cookie`, `auth`, `seed` or `pepper` that make it a secret.
#[rustfmt::skip]
const OTHER_PAIRS: [(&str, &str); 29] = [
    ("erlang", "cookie"), ("basic", "auth"), ("neo4j", "auth"), ("couchdb", "auth"), ("http", "auth"), ("redis", "auth"), ("proxy", "auth"), ("wallet", "seed"), ("totp",
    "seed"), ("hash", "pepper"), ("auth", "string"), ("auth", "pepper"), ("join", "code"), ("pin", "code"),
    ("snmp", "community"), ("plex", "claim"), ("in", "key"),
    ("ro", "community"), ("rw", "community"), ("community", "string"), ("github", "pat"), ("gh", "pat"), ("ghcr", "pat"), ("cr", "pat"), ("gitlab", "pat"),
    ("git", "pat"), ("devops", "pat"), ("azure", "pat"), ("bitbucket", "pat"),
];

/// Words in front of `key` that make it a name or something that everybody gets to see.
const KEYS_OF_OTHERS: [&str; 2] = ["cache", "site"];

/// Words that leave it to the value.
const PERHAPS: [&str; 11] =
    ["key", "keys", "auth", "signature", "seed", "pepper", "hash", "otp", "authorization", "bearer", "pat"];

/// Last words that speak about a secret instead of holding one.
#[rustfmt::skip]
const ABOUT: &[&str] = &[
    "file", "files", "path", "paths", "dir", "directory", "folder", "location", "name", "names", "id", "ids", "ttl", "length", "len",
    "size", "bits", "bytes", "host", "hostname", "port", "version", "public", "url", "urls", "uri", "uris", "endpoint", "issuer",
    "audience", "alg", "algorithm", "algo", "algorithms", "type", "types", "format", "prefix", "suffix", "header", "headers", "field",
    "fields", "param", "parameter", "expire", "expires", "expired", "expiry", "expiration", "exp", "lifetime", "timeout", "duration",
    "age", "days", "day", "hours", "minutes", "mins", "seconds", "secs", "sec", "ms", "interval", "rotation", "period", "validity",
    "valid", "min", "max", "count", "limit", "limits", "quota", "enabled", "enable", "disabled", "disable", "required", "require",
    "allowed", "allow", "policy", "strength", "complexity", "score", "hint", "reset", "login", "store", "provider", "providers",
    "backend", "manager", "mode", "method", "scope", "scopes", "regex", "pattern", "layout", "alias", "sock", "socket", "region",
    "engine", "driver", "mount", "arn", "ref", "label", "description", "template", "email", "mail", "subject", "hasher", "encoder",
    "rounds", "iterations", "cost", "class", "role", "roles", "user", "username", "users", "attempts", "retries", "domain", "domains",
    "samesite", "secure", "httponly", "digits", "chars", "charset", "language", "case", "image", "tag", "repo", "repository", "through",
    "phrases", "usage", "per", "rate", "budget", "price", "symbol", "address", "contract", "network", "decimals", "status", "state",
    "strategy", "command", "cmd", "script", "program", "title", "text", "change", "changed", "history", "fingerprint", "thumbprint",
    "kid", "owner", "group", "operator", "resolver", "validator", "generator", "service", "app", "variable", "var", "env", "redirect",
    "callback", "stdin", "prompt", "fd", "keyring", "realm", "tenant", "profile", "index", "column", "table", "map", "mapping", "list",
    "separator", "delimiter", "source", "scheme", "schema", "requirement", "requirements", "encryption", "methods", "checksum", "checksums",
    "storage", "attribute", "attributes", "helper", "placeholder", "placeholders", "rule", "rules", "policies", "time",
];

/// Words that, anywhere in the name, say it is no secret.
#[rustfmt::skip]
const NEVER: [&str; 21] = [
    "public", "pub", "publishable", "gpg", "pgp", "fingerprint", "keyboard", "keycode", "random", "goprivate", "passwordless", "less",
    "keyring", "primary", "foreign", "partition", "keyspace", "tokenizer", "tokenizers", "permitempty", "minlength",
];

/// Words for passwords that end a name, and words of [`NEVER`] that excuse keys and tokens but no password.
const PASSWORDS: [&str; 4] = ["password", "passwd", "passphrase", "passwort"];
const NOT_BESIDE_PASSWORDS: [&str; 7] = ["gpg", "pgp", "keyring", "primary", "pub", "keyspace", "partition"];

/// First words that make it a switch or a bound.
#[rustfmt::skip]
const SWITCHES: [&str; 24] = [
    "enable", "enabled", "disable", "disabled", "allow", "use", "require", "no", "skip", "has", "is", "min", "max", "generate", "show",
    "hide", "force", "with", "without", "need", "needs", "should", "can", "num",
];

/// What the name of a key says about its value; `None` where it says nothing of a secret.
pub fn naming(key: &str) -> Option<Naming> {
    if key.len() > 256 {
        return None;
    }
    let words = words(key);
    let last = words.last()?.as_str();
    // `TOKEN_EXPIRES_IN` speaks about it as `TOKEN_EXPIRES` does.
    let measured = matches!(last, "in" | "after" | "at") && ABOUT.contains(&before(&words));
    if measured || ABOUT.contains(&last) && !(words.len() == 1 && last == "pass") {
        return None;
    }
    let excused = |w: &str| NEVER.contains(&w) && !(PASSWORDS.contains(&last) && NOT_BESIDE_PASSWORDS.contains(&w));
    // `MYSQL_ALLOW_EMPTY_PASSWORD`: whoever the switch belongs to.
    let allows_none = || pairs(&words).any(|(a, b)| a == "allow" && b == "empty");
    if words.iter().any(|w| excused(w)) || SWITCHES.contains(&words[0].as_str()) || allows_none() {
        return None;
    }
    if words.iter().any(|w| is_secret_word(w)) || pairs(&words).any(|(a, b)| is_secret_pair(a, b)) {
        return Some(Naming::Secret);
    }
    let perhaps = words.iter().any(|w| PERHAPS.contains(&w.as_str()));
    (perhaps && !(last == "key" && KEYS_OF_OTHERS.contains(&before(&words)))).then_some(Naming::Perhaps)
}

fn before(words: &[String]) -> &str {
    words.len().checked_sub(2).map_or("", |i| words[i].as_str())
}

/// `TOKENS_PER_MINUTE`, `ETCD_INITIAL_CLUSTER_TOKEN`: what is counted, or a name that a cluster goes by.
pub(super) fn counts_or_names(key: &str) -> bool {
    let words = words(key);
    let per = words.windows(2).any(|pair| matches!(pair[0].as_str(), "token" | "tokens") && pair[1] == "per");
    per || words.windows(3).any(|row| row[0] == "initial" && row[1] == "cluster" && row[2] == "token")
}

/// Whether the key names a user, a login or a database, whose value is often taken as the password too.
pub fn names_account(key: &str) -> Option<Weakness> {
    let words = words(key);
    let last = words.last()?.as_str();
    let before = before(&words);
    match last {
        "user" | "username" | "login" | "usr" | "uname" => Some(Weakness::UserName),
        "name" if matches!(before, "user" | "login" | "admin") => Some(Weakness::UserName),
        "database" | "db" | "dbname" => Some(Weakness::DatabaseName),
        "name" if matches!(before, "db" | "database") => Some(Weakness::DatabaseName),
        _ => None,
    }
}

pub(super) fn is_secret_word(word: &str) -> bool {
    SECRET_WORDS.contains(&word) || SECRET_ENDINGS.iter().any(|end| word.ends_with(end))
}

fn is_secret_pair(first: &str, second: &str) -> bool {
    let owned = |first: &str| KEY_OWNERS.contains(&first) || first.ends_with("api") || first.ends_with("secret");
    matches!(second, "key" | "keys") && owned(first) || OTHER_PAIRS.contains(&(first, second))
}

fn pairs(words: &[String]) -> impl Iterator<Item = (&str, &str)> {
    words.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str()))
}

/// The words of a name in lower case: split at what is no letter or digit, and where lower case becomes upper
/// (`dbPassword`, `HTTPToken`); digits at the end of a word are dropped.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in name.split(|c: char| !c.is_alphanumeric()) {
        let chars: Vec<char> = part.chars().collect();
        let mut start = 0;
        for i in 1..=chars.len() {
            let cut = i == chars.len()
                || (chars[i].is_uppercase() && chars[i - 1].is_lowercase())
                || (chars[i].is_uppercase() && chars.get(i + 1).is_some_and(|next| next.is_lowercase()));
            if cut && i > start {
                let word: String = chars[start..i].iter().collect::<String>().to_lowercase();
                let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
                if !word.is_empty() {
                    words.push(word.to_owned());
                }
                start = i;
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        for (name, want) in [
            ("DB_PASSWORD", "db password"),
            ("dbPassword", "db password"),
            ("HTTPToken", "http token"),
            ("checklyhqTOKEN", "checklyhq token"),
            ("spring.datasource.password", "spring datasource password"),
            ("PASSWORD2", "password"),
            ("NEO4J_AUTH", "neo4j auth"),
            ("ssh2Key", "ssh key"),
            ("__A--b", "a b"),
            ("", ""),
        ] {
            assert_eq!(words(name).join(" "), want, "{name}");
        }
    }

    #[test]
    fn names_that_hold_a_secret() {
        for name in [
            "DB_PASSWORD",
            "MYSQL_PWD",
            "REDIS_PASSWD",
            "DB_PASS",
            "LDAP_ROOTPASS",
            "PAPERLESS_DBPASS",
            "NEO4J_AUTH",
            "COUCHDB_AUTH",
            "stripeSecretKey",
            "fbApiKey",
            "MYAPIKEY",
            "NPM_TOKEN",
            "API_TOKEN",
            "SESSION_SALT",
            "MY_CREDENTIAL",
            "SSH_PRIVATE_KEY",
            "AWS_SECRET_ACCESS_KEY",
            "ibmcloud_apikey",
            "IPIFI_ACCESS_TOKEN",
            "stitchdata_PRIVATE_key",
            "logzToken",
            "requirepass",
            "GF_SECURITY_ADMIN_PASSWORD",
            "RABBITMQ_ERLANG_COOKIE",
            "APP_KEY",
            "technicalanalysisapi_key",
            "WIREGUARD_PRESHARED_KEY",
            "_authToken",
            "rpcpassword",
            "JWT_SECRET",
            "POSTGRES_PASSWORD_2",
            "NONCE_KEY",
        ] {
            assert_eq!(naming(name), Some(Naming::Secret), "{name}");
        }
        for name in ["KEY", "AUTH", "STORE_KEY", "X_SIGNATURE"] {
            assert_eq!(naming(name), Some(Naming::Perhaps), "{name}");
        }
    }

    #[test]
    fn names_that_only_sound_like_one() {
        for name in [
            "POSTGRES_PASSWORD_FILE",
            "GOOGLE_APPLICATION_CREDENTIALS_PATH",
            "SSH_PUBLIC_KEY",
            "APP_ID",
            "CLIENT_ID",
            "SECRET_NAME",
            "TOKEN_TTL",
            "TOKEN_EXPIRES_IN",
            "PASSWORD_EXPIRES_AFTER",
            "PASSWORD_MIN_LENGTH",
            "PASSWORD_LENGTH",
            "GOPRIVATE",
            "SSH_AUTH_SOCK",
            "KEY_ALIAS",
            "KEY_NAME",
            "TOKEN_ISSUER",
            "OAUTH_TOKEN_URL",
            "CACHE_KEY_PREFIX",
            "MONKEY_COUNT",
            "KEYBOARD_LAYOUT",
            "PASSWORDLESS_LOGIN",
            "ENABLE_PASSWORD_AUTH",
            "MYSQL_RANDOM_ROOT_PASSWORD",
            "SESSION_COOKIE_NAME",
            "PRIMARY_KEY",
            "GPG_KEY",
            "EGG_PASSPORT_GITHUB_CLIENT_ID",
            "MAX_TOKENS",
            "COMPASS",
            "AUTHOR",
            "MONKEY",
            "BYPASS",
            "AWS_ACCESS_KEY_ID",
            "TOKENIZERS_PARALLELISM",
            "JWT_EXPIRES",
            "MYSQL_ALLOW_EMPTY_PASSWORD_ENABLED",
            "MYSQL_ALLOW_EMPTY_PASSWORD",
            "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
            "SECRET_VERSION",
            "KEYCLOAK_USER",
            "",
        ] {
            assert_eq!(naming(name), None, "{name}");
        }
    }

    #[test]
    fn names_of_accounts() {
        for (name, want) in [
            ("POSTGRES_USER", Some(Weakness::UserName)),
            ("DB_NAME", Some(Weakness::DatabaseName)),
            ("MYSQL_DATABASE", Some(Weakness::DatabaseName)),
            ("USER_NAME", Some(Weakness::UserName)),
            ("APP_NAME", None),
        ] {
            assert_eq!(names_account(name), want, "{name}");
        }
    }
}
