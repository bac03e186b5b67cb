//! Copies of secrets that are words: which of them are looked for, and where one is a name and no copy.
//!
//! A password such as `tractorbeam` is hidden wherever it stands as a word by itself, for who reads `***` beside a name that says nothing loses
//! little. Two kinds of words are left readable, since nobody learns a password from them and a report without them is no report: those that
//! everybody uses (`postgres`, `backend`), and those that the files use as a name themselves: a key, a part of an image, a path or a host.

use std::collections::BTreeSet;
use std::ops::Range;

use super::finder::Finder;
use super::mixture::unlike_words;
use super::weak::common;
use super::{shape, weak};

/// Words from this length on are looked for.
const SHORTEST: usize = 6;

/// Words that files of this kind are full of, from [`SHORTEST`] letters on.
#[rustfmt::skip]
const ORDINARY: &[&str] = &[
    "access", "account", "accounts", "address", "adguard", "agents", "alpine", "always", "amd64", "analytics", "application", "archive",
    "assets", "authelia", "authentik", "authorization", "autoheal", "backend", "backup", "backups", "bearer", "bitwarden", "branch", "bridge",
    "broker", "bucket", "builder", "caddy", "celery", "central", "certbot", "certificate", "certificates", "client", "clients", "cluster",
    "collector", "command", "common", "community", "company", "compose", "config", "configs", "configuration", "connect", "connection",
    "console", "consumer", "container", "containers", "content", "control", "controller", "cookie", "custom", "customer", "daemon",
    "dashboard", "datadog", "dependencies", "deploy", "deployment", "discovery", "docker-compose", "documents", "domain", "download",
    "downloads", "editor", "enabled", "disabled", "encryption", "engine", "entrypoint", "environment", "events", "example.com", "exporter",
    "external", "features", "filesystem", "firewall", "flower", "frontend", "gateway", "gitlab", "github", "global", "handler", "headers",
    "health", "healthcheck", "healthy", "history", "homepage", "hostname", "images", "import", "inbound", "indexer", "infrastructure",
    "ingress", "initial", "integration", "internal", "internet", "issuer", "kafka", "language", "latest", "library", "license", "listen",
    "listener", "logging", "logstash", "lookup", "machine", "mailer", "mailhog", "mailpit", "management", "master", "member", "memcached",
    "memory", "message", "messages", "metadata", "metrics", "middleware", "migrate", "migration", "migrations", "mirror", "module",
    "monitor", "monitoring", "network", "networks", "nodejs", "normal", "notification", "notifications", "number", "object", "on-failure",
    "operator", "option", "options", "overlay", "package", "packages", "partner", "passive", "permissions", "phpmyadmin", "pgadmin",
    "platform", "plugin", "plugins", "policy", "portal", "postfix", "primary", "private", "process", "processor", "producer", "production",
    "profile", "profiles", "project", "projects", "prefix", "provider", "public", "publisher", "python", "queue", "reader", "readonly",
    "realm", "receiver", "record", "refresh", "region", "registry", "release", "remote", "replica", "replication", "reports", "repository",
    "request", "resolver", "resource", "resources", "response", "restart", "router", "runner", "runtime", "sample", "scheduler", "schema",
    "scripts", "search", "section", "sender", "server", "servers", "service", "services", "session", "sessions", "settings", "shared",
    "sidecar", "simple", "single", "socket", "source", "stable", "staging", "standard", "static", "status", "storage", "strategy",
    "stream", "string", "support", "system", "target", "template", "tenant", "throttle", "ticket", "timeout", "traffic", "transport",
    "trigger", "tunnel", "unless-stopped", "update", "upload", "uploads", "upstream", "username", "utility", "validator", "version",
    "viewer", "virtual", "volume", "volumes", "watcher", "watchtower", "webhook", "webserver", "website", "websocket", "window", "worker",
    "workers", "workspace", "writer", "xdebug",
];

/// Whether files of this kind are full of a word, in lower case.
pub(super) fn is_ordinary(word: &str) -> bool {
    ORDINARY.contains(&word)
}

/// Whether copies of a value that is not particular are looked for at all.
pub(super) fn counts(value: &str) -> bool {
    let lower = value.to_lowercase();
    let is_number = value.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let is_letters = value.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'_');
    // Of seven signs or less, letters of one kind are looked for, and what mixes all kinds: not `sha256`, `utf8mb4`, `1.24.0`.
    let mixed = [u8::is_ascii_digit, u8::is_ascii_uppercase, u8::is_ascii_lowercase]
        .iter()
        .all(|is| value.bytes().any(|b| is(&b)));
    value.chars().count() >= SHORTEST
        && (value.len() >= 8 || is_letters || mixed)
        && !is_number
        && !shape::measures(value)
        && !ORDINARY.contains(&lower.as_str())
        && !shape::plainly_harmless(value)
        && shape::placeholder(value).is_none()
        && (!common(value) || weak(value, &super::Nearby::default()) == Some(super::Weakness::Short))
}

/// Whether a value reads like the name of something: letters, with signs between words.
pub(super) fn may_be_a_name(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_')) && !unlike_words(value)
}

/// Whether a value gives nothing away where it is a part of a name, or a name: everybody uses it, or it reads like one.
pub(crate) fn says_nothing_in_names(value: &str) -> bool {
    let known = weak(value, &super::Nearby::default()).is_some_and(|why| why != super::Weakness::Short);
    known || is_ordinary(&value.to_lowercase()) || may_be_a_name(value)
}

/// Those of the words that some text uses as a name, outside of what is secret in it.
pub(super) fn names_among<'w, 'v>(
    words: &[&'w str],
    texts: impl IntoIterator<Item = (&'v str, &'v [Range<usize>])>,
) -> Vec<&'w str> {
    let names = Words::of(words).names(texts);
    words.iter().filter(|word| names.contains(&word.to_ascii_lowercase())).copied().collect()
}

/// Secrets that are words.
#[derive(Debug, Default)]
pub(super) struct Words {
    whole: Finder,
}

impl Words {
    /// Those of the words that no text uses as a name, outside of what is secret in it.
    pub(super) fn new<'v>(words: &[&str], texts: impl IntoIterator<Item = (&'v str, &'v [Range<usize>])>) -> Self {
        let all = Self::of(words);
        if all.is_empty() {
            return all;
        }
        let names = all.names(texts);
        let left: Vec<&str> =
            words.iter().filter(|word| !names.contains(&word.to_ascii_lowercase())).copied().collect();
        Self::of(&left)
    }

    /// Those that a text uses as a name, in lower case.
    fn names<'v>(&self, texts: impl IntoIterator<Item = (&'v str, &'v [Range<usize>])>) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = BTreeSet::new();
        if self.is_empty() {
            return names;
        }
        for (text, secret) in texts {
            for range in self.alone(text) {
                let after = secret.partition_point(|hidden| hidden.end <= range.start);
                let is_secret = secret.get(after).is_some_and(|hidden| hidden.start < range.end);
                if !is_secret && is_name(text, &range) {
                    names.insert(text[range].to_ascii_lowercase());
                }
            }
        }
        names
    }

    fn of(words: &[&str]) -> Self {
        Self { whole: Finder::in_any_case(words.iter().copied()) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// Adds where they stand.
    pub(super) fn find(&self, text: &str, found: &mut Vec<Range<usize>>) {
        found.extend(self.alone(text));
    }

    /// Where they stand with no letter or digit beside them, but for the letters of an option that they are written together with (`-px`, `-hpx`).
    fn alone(&self, text: &str) -> Vec<Range<usize>> {
        let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let is_option = |before: &str| {
            let letters = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            (1..=2).contains(&(before.len() - letters.len()))
                && letters.strip_suffix('-').is_some_and(|rest| free(rest.chars().next_back()) && !rest.ends_with('-'))
        };
        self.whole.find_where(text, |range| {
            let before = &text[..range.start];
            let begins = free(before.chars().next_back()) || is_option(&before[last_letters(before)..]);
            begins && free(text[range.end..].chars().next())
        })
    }
}

/// Where the last few letters of a text begin.
fn last_letters(text: &str) -> usize {
    text.char_indices().rev().nth(4).map_or(0, |(at, _)| at)
}

/// Whether a word is a name where it stands: a key, or a part of a longer name, path, image or host.
fn is_name(text: &str, range: &Range<usize>) -> bool {
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let unquoted = after.trim_start_matches(['"', '\'']);
    let is_key = unquoted.starts_with(':') && unquoted[1..].chars().next().is_none_or(char::is_whitespace)
        || after.starts_with('=');
    let joins = |c: char| matches!(c, '-' | '_' | '.' | '/');
    let mut ahead = after.chars();
    let next = ahead.next().zip(ahead.next());
    let goes_on = next.is_some_and(|(sign, c)| (joins(sign) || sign == ':') && (c.is_alphanumeric() || c == '$'));
    let mut behind = before.chars().rev();
    let last = behind.next().zip(behind.next());
    let began = last.is_some_and(|(sign, c)| joins(sign) && (c.is_alphanumeric() || matches!(c, '/' | '.' | '}')));
    is_key || goes_on || began
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hides(word: &str, text: &str, texts: &[&str]) -> bool {
        let none: &[Range<usize>] = &[];
        let words = Words::new(&[word], texts.iter().map(|text| (*text, none)));
        let mut found = Vec::new();
        words.find(text, &mut found);
        !found.is_empty()
    }

    #[test]
    fn words_that_count() {
        for word in ["tractorbeam", "sesame", "open sesame", "Blue7x", "my-dog-rex"] {
            assert!(counts(word), "{word}");
        }
        for word in [
            "postgres",
            "backend",
            "production",
            "Always",
            "secret",
            "12345678",
            "5432",
            "8080",
            "sha256",
            "1.24.0",
            "512mb",
            "utf8mb4",
            "/root",
            "/bin/bash",
            "${NAME}",
            "x7Kq",
            "true",
            "changeme",
            "<password>",
            "",
        ] {
            assert!(!counts(word), "{word}");
        }
    }

    #[test]
    fn a_word_is_hidden_as_a_word_unless_it_is_a_name() {
        let word = "tractorbeam";
        for text in [
            "x tractorbeam y",
            "--pin \"Tractorbeam\"",
            "user:tractorbeam",
            "a=tractorbeam",
            "tractorbeam.",
            "_tractorbeam_",
            "mysql -ptractorbeam",
            "rar -hptractorbeam",
        ] {
            assert!(hides(word, text, &[text]), "{text}");
        }
        for text in ["tractorbeams", "9tractorbeam", "--ptractorbeam", "x-ptractorbeam", "-abctractorbeam"] {
            assert!(!hides(word, text, &[]), "{text}");
        }
        for name in [
            "tractorbeam:\n  image: a",
            "\"tractorbeam\": {}",
            "tractorbeam=1",
            "x/tractorbeam",
            "tractorbeam:1.2",
            "tractorbeam-db",
            "/srv/tractorbeam",
            "tractorbeam.example.com",
            "my-tractorbeam",
        ] {
            assert!(!hides(word, "a tractorbeam", &[name]), "{name}");
        }
        let url = "postgres://me:tractorbeam@db/x";
        let at = url.find(word).expect("it is there");
        let marked = [at..at + word.len()];
        let words = Words::new(&[word], [(url, &marked[..])]);
        assert!(!words.is_empty());
    }
}
