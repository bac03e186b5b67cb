//! Noun and its detectors: values that may be secrets. Pure: texts in, byte ranges out. Knows nothing of projects, files or reports;
//! severity, exceptions and advice are for policies.

mod account;
mod command;
mod content;
mod copied;
mod credential;
mod finder;
mod formats;
mod habits;
mod handed;
mod json;
mod kind;
mod known;
mod lexical;
mod mixture;
mod names;
mod options;
mod patterns;
mod pem;
mod published;
mod sameness;
mod shape;
mod spread;
mod stand_in;
mod substituted;
mod suspicion;
mod template;
mod tokens;
mod url;
mod weak;
mod words;

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

pub(crate) use self::copied::says_nothing_in_names;
pub use self::finder::Finder;
pub use self::formats::{FORMATS, Format};
pub use self::kind::{Charset, Placeholder, SecretConfidence, SecretKind, Weakness};
pub use self::known::Known;
pub use self::lexical::{find as lexical, find_in_file as lexical_in_file, joined};
pub use self::names::{Naming, names_account, naming};
pub use self::sameness::Sameness;
pub(crate) use self::sameness::SamenessKey;
pub use self::shape::{Harmless, charset, harmless};
use self::spread::Spread;
use self::suspicion::Suspicion;
pub use self::template::{Escape, Filled};
pub use self::weak::{Nearby, weak};

/// Whether the name of a variable says that its value is a secret, and the value is no reference, path, switch or placeholder.
pub fn holds_secret(name: &str, value: &str) -> bool {
    let named = match suspicion::suspicion(name) {
        Some(Suspicion::Sure) => true,
        Some(Suspicion::Password | Suspicion::Digits | Suspicion::Opens) => !shape::measures(value),
        Some(Suspicion::Likely) => mixture::unlike_words(value) && !shape::measures(value),
        Some(Suspicion::Perhaps) => shape::random_looking(value),
        None => false,
    };
    named && !shape::plainly_harmless(value) && shape::placeholder(value).is_none()
}

/// Whether a text tells whoever takes it to put something else in its place: `REPLACE-ME`, `your-name-here`, `<image>`.
pub fn is_stand_in(text: &str) -> bool {
    let asks =
        [Placeholder::AsksToBeReplaced, Placeholder::Changeme, Placeholder::AngleBrackets, Placeholder::Template];
    shape::placeholder(text).is_some_and(|placeholder| asks.contains(&placeholder))
}

/// How a text is to be read.
#[derive(Debug, Clone)]
pub enum Form<'a> {
    /// The value of a key.
    Value,
    /// A command line or script.
    Script,
    /// The words of a command, as ranges of the text.
    Words(&'a [Range<usize>]),
    /// A configuration file.
    Content,
}

/// A text to look into.
#[derive(Debug, Clone)]
pub struct SecretInput<'a> {
    /// The key it stands under.
    pub key: Option<&'a str>,
    /// The text: as written with defaults filled in, or as it will be.
    pub value: &'a str,
    /// How it is to be read.
    pub form: Form<'a>,
    /// Names around it.
    pub nearby: &'a Nearby,
    /// No part of it is a variable where it stands: a `$` in it is one.
    pub literal: bool,
}

/// A secret, or what may be one, in a text.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The narrowest token.
    pub range: Range<usize>,
    /// How it was recognised.
    pub kind: SecretKind,
    /// How sure it is.
    pub confidence: SecretConfidence,
    /// The key, option, header or parameter that holds it.
    pub key: Option<String>,
    /// That key is named like a secret.
    pub named: bool,
    /// Why it is taken for a stand-in.
    pub placeholder: Option<Placeholder>,
    /// Why it is weak.
    pub weak: Option<Weakness>,
    /// The format, for tokens.
    pub format: Option<&'static Format>,
    /// Nothing is given away: a path or a reference under a secret-like name.
    pub harmless: bool,
}

/// Everything in a text that is or may be a secret, in order, not overlapping; the strongest kind wins.
pub fn detect(input: &SecretInput<'_>) -> Vec<Hit> {
    let text = input.value;
    let mut hits = Spread::default();
    for range in pem::find(text) {
        add(&mut hits, hit(range, SecretKind::PrivateKey, SecretConfidence::High));
    }
    for token in tokens::find(text) {
        let confidence = if token.placeholder.is_some() { SecretConfidence::Low } else { SecretConfidence::High };
        let found = Hit {
            placeholder: token.placeholder,
            format: Some(token.format),
            ..hit(token.range, SecretKind::Token, confidence)
        };
        add(&mut hits, found);
    }
    let stands_in = leads_nowhere(input, text);
    let urls = url::find(text, matches!(input.form, Form::Value | Form::Content));
    for found in urls.into_iter().filter(|found| !url::is_public_key(text, &found.range)) {
        let kind = if found.userinfo { SecretKind::UrlPassword } else { SecretKind::Named };
        let own = url_nearby(input.nearby, found.name.as_deref().filter(|_| found.userinfo));
        let kind = if text.contains("://") || !found.userinfo && looks_like_dsn(text) {
            SecretKind::UrlPassword
        } else {
            kind
        };
        let named = !found.userinfo;
        let mut judged = judged(text, found.range, kind, found.name, named, &own);
        if judged.kind == SecretKind::UrlPassword && judged.placeholder.is_none() && stands_in {
            judged.placeholder = Some(Placeholder::Template);
        }
        add(&mut hits, judged);
    }
    for found in commands(input, text) {
        let kind = if found.auth { SecretKind::AuthHeader } else { SecretKind::CommandLine };
        add(&mut hits, judged(text, found.range, kind, Some(found.name), !found.auth, input.nearby));
    }
    for setting in content::netrc(text) {
        add(&mut hits, judged(text, setting.range, SecretKind::Named, Some(setting.key), true, input.nearby));
    }
    for part in settings_in(input, text) {
        for setting in content::find(&text[part.clone()]) {
            let range = part.start + setting.range.start..part.start + setting.range.end;
            add(&mut hits, judged(text, range, SecretKind::Named, Some(setting.key), true, input.nearby));
        }
    }
    if matches!(input.form, Form::Value | Form::Content) {
        for setting in json::members(text) {
            add(&mut hits, judged(text, setting.range, SecretKind::Named, Some(setting.key), true, input.nearby));
        }
    }
    // What everybody can read in a manual gives nothing away.
    let mut hits: Vec<Hit> =
        hits.into_values().filter(|hit| !published::is_published(&text[hit.range.clone()])).collect();
    if matches!(input.form, Form::Value) {
        by_name(input, text, &mut hits);
    }
    hits
}

/// The parts of the text that may hold settings line by line: all of it, or words of a command that are whole scripts.
fn settings_in(input: &SecretInput<'_>, text: &str) -> Vec<Range<usize>> {
    match &input.form {
        Form::Words(words) => {
            words.iter().filter(|w| text.get((*w).clone()).is_some_and(|word| word.contains('\n'))).cloned().collect()
        }
        Form::Content => vec![0..text.len()],
        Form::Value | Form::Script if text.contains('\n') => vec![0..text.len()],
        Form::Value | Form::Script => Vec::new(),
    }
}

fn commands(input: &SecretInput<'_>, text: &str) -> Vec<command::Found> {
    match &input.form {
        Form::Script => command::in_text(text),
        Form::Words(words) => command::in_words(text, words),
        Form::Value | Form::Content => command::headers(text)
            .into_iter()
            .chain(login(text))
            .filter(|f| harmless(&text[f.range.clone()]).is_none() && !text[f.range.clone()].starts_with('$'))
            .collect(),
    }
}

/// `Basic <user:password in base64>` as a whole value: what goes behind `Authorization:`.
fn login(text: &str) -> Option<command::Found> {
    let (scheme, rest) = text.trim().split_once(' ')?;
    let given = rest.trim();
    let decoded = STANDARD_NO_PAD.decode(given.trim_end_matches('=')).ok()?;
    let start = text.find(given)?;
    let named = scheme.eq_ignore_ascii_case("basic") && decoded.contains(&b':') && decoded.iter().all(|b| *b >= b' ');
    named.then(|| command::Found {
        range: start..start + given.len(),
        name: scheme.to_owned(),
        auth: true,
        perhaps: false,
    })
}

/// `Server=db;Password=x`, `host=db password=x`: several parameters, none of them a command.
fn looks_like_dsn(text: &str) -> bool {
    text.matches('=').count() > 1
}

/// The value is a URL that says of itself that nothing is there: `postgres://user:pass@localhost/dummy`.
fn leads_nowhere(input: &SecretInput<'_>, text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    // `smtp://user:pass@mail.example.com`, as documentation has it.
    let shows_how = || {
        let words = ["//user:pass@", "//user:password@", "//username:password@"];
        let (_, host) = text.split_once('@').unwrap_or_default();
        let host = host.split([':', '/', '?']).next().unwrap_or_default();
        words.iter().any(|word| text.contains(word)) && RESERVED.iter().any(|name| host.ends_with(name))
    };
    matches!(input.form, Form::Value) && (text.contains("dummy") || text.contains("placeholder") || shows_how())
}

/// Names that are nobody's (RFC 2606).
const RESERVED: [&str; 3] = ["example.com", "example.org", "example.net"];

/// What keys begin with that are made for browsers.
const PUBLISHABLE: [&str; 4] = ["phc_", "pk_test_", "pk_live_", "sb_publishable_"];

/// What the key's name says about the whole value.
fn by_name(input: &SecretInput<'_>, text: &str, hits: &mut Vec<Hit>) {
    let Some(key) = input.key else { return };
    let Some(naming) = naming(key) else { return };
    let trimmed = text.trim();
    let public = stand_in::is_sentence(trimmed)
        || published::is_published(trimmed)
        || matches!(trimmed, "[]" | "{}")
        || shape::is_kept_elsewhere(trimmed)
        || names::counts_or_names(key)
        || PUBLISHABLE.iter().any(|prefix| trimmed.starts_with(prefix))
        || input.nearby.ids.iter().any(|id| id == key);
    if public {
        return;
    }
    let start = text.len() - text.trim_start().len();
    let range = start..start + trimmed.len();
    for hit in hits.iter_mut() {
        if naming == Naming::Secret && hit.key.is_none() {
            hit.named = true;
            hit.key = Some(key.to_owned());
        }
    }
    let why = harmless(trimmed).filter(|why| {
        *why != Harmless::Reference || !input.literal || !trimmed.starts_with('$') || stand_in::is_read_later(trimmed)
    });
    match (why, naming) {
        (Some(why @ (Harmless::Path | Harmless::Reference)), Naming::Secret) => {
            let placeholder = (why == Harmless::Path).then_some(Placeholder::Path);
            let found = Hit {
                key: Some(key.to_owned()),
                named: true,
                harmless: true,
                placeholder,
                ..hit(range, SecretKind::Named, SecretConfidence::Low)
            };
            if hits.is_empty() {
                hits.push(found);
            }
        }
        (None, Naming::Secret) if !hits.iter().any(|h| h.placeholder.is_none()) && !counts_something(key, trimmed) => {
            // Whatever was found is a stand-in: the whole value is what the name speaks of.
            hits.clear();
            let mut found = judged(text, range, SecretKind::Named, Some(key.to_owned()), true, input.nearby);
            if found.placeholder.is_none() && found.weak.is_none() && names::words(key) == names::words(trimmed) {
                // `S3_ACCESS_KEY=s3-access-key` shows what goes there.
                found.placeholder = Some(Placeholder::VariableName);
                found.confidence = SecretConfidence::Low;
            }
            hits.push(found);
        }
        (None, Naming::Perhaps) if hits.is_empty() && login_under(key, trimmed).is_some() => {
            let Some(password) = login_under(key, trimmed) else { return };
            let password = range.start + password.start..range.start + password.end;
            hits.push(judged(text, password, SecretKind::Named, Some(key.to_owned()), true, input.nearby));
        }
        (None, Naming::Perhaps) if shape::random_looking(trimmed) && hits.is_empty() => {
            let found = judged(text, range, SecretKind::Entropy, Some(key.to_owned()), false, input.nearby);
            hits.push(Hit { confidence: SecretConfidence::Medium, weak: None, ..found });
        }
        _ => {}
    }
}

/// The password of `name:password` under a key that ends in `AUTH`.
fn login_under(key: &str, value: &str) -> Option<Range<usize>> {
    let is_auth = names::words(key).last().is_some_and(|last| last == "auth");
    account::password_of(value, &[':']).filter(|_| is_auth && !value.contains(char::is_whitespace))
}

/// `MAX_TOKENS`-like keys with a small number, or a switch written `0` or `1`.
fn counts_something(key: &str, value: &str) -> bool {
    let digits = !value.is_empty() && value.chars().all(|c| c.is_ascii_digit());
    digits
        && (value.len() <= 1
            || names::words(key)
                .last()
                .is_some_and(|last| matches!(last.as_str(), "token" | "tokens" | "secrets" | "credentials"))
                && value.len() <= 6)
}

/// The user name of a URL is a name nearby, too.
fn url_nearby(nearby: &Nearby, user: Option<&str>) -> Nearby {
    let mut own = nearby.clone();
    own.names.extend(user.map(|user| (user.to_owned(), Weakness::UserName)));
    own
}

fn judged(text: &str, range: Range<usize>, kind: SecretKind, key: Option<String>, named: bool, nearby: &Nearby) -> Hit {
    let value = &text[range.clone()];
    let placeholder = stand_in::stand_in(value);
    let weak = weak(value, nearby);
    let confidence = match (placeholder, weak) {
        (None, None) => SecretConfidence::High,
        (None, Some(_)) => SecretConfidence::Medium,
        _ => SecretConfidence::Low,
    };
    let well_known =
        weak.is_some_and(|why| why != Weakness::Short) && placeholder.is_none() && kind == SecretKind::Named;
    let kind = if well_known { SecretKind::Weak } else { kind };
    Hit { key, named, placeholder, weak, ..hit(range, kind, confidence) }
}

fn hit(range: Range<usize>, kind: SecretKind, confidence: SecretConfidence) -> Hit {
    Hit {
        range,
        kind,
        confidence,
        key: None,
        named: false,
        placeholder: None,
        weak: None,
        format: None,
        harmless: false,
    }
}

/// Adds a hit unless a stronger one covers some of it; of two that overlap the one added first is the stronger.
fn add(hits: &mut Spread<Hit>, new: Hit) {
    match hits.overlapping(&new.range) {
        Some(there) => {
            there.named |= new.named;
            if there.key.is_none() {
                there.key = new.key;
            }
        }
        None => {
            let range = new.range.clone();
            hits.insert(&range, new);
        }
    }
}

#[cfg(test)]
mod tests;
