//! Detector: members of JSON that is written as a value: `{"db": {"password": "x"}}`, the credentials of registries as Docker keeps them.

use std::ops::Range;

use super::content::Setting;
use super::names::{self, Naming};
use super::shape;

/// Every string that stands under a name of a secret.
pub(super) fn members(text: &str) -> Vec<Setting> {
    let trimmed = text.trim_start();
    if !trimmed.starts_with(['{', '[']) || !trimmed.contains(':') {
        return Vec::new();
    }
    let registries = text.contains("\"auths\"");
    let bytes = text.as_bytes();
    let mut settings = Vec::new();
    let mut name: Option<Range<usize>> = None;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                let (inner, after) = string(bytes, at);
                let names = bytes[after..].iter().find(|b| !b.is_ascii_whitespace()) == Some(&b':');
                match name.take() {
                    _ if names => name = Some(inner),
                    Some(name) => settings.extend(member(text, name, inner, registries)),
                    None => {}
                }
                at = after;
            }
            b':' | b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            _ => {
                name = None;
                at += 1;
            }
        }
    }
    settings
}

/// The inside of the string that starts here, and where it ends.
fn string(bytes: &[u8], start: usize) -> (Range<usize>, usize) {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return (start + 1..at, at + 1),
            _ => at += 1,
        }
    }
    (start + 1..bytes.len(), bytes.len())
}

fn member(text: &str, name: Range<usize>, value: Range<usize>, registries: bool) -> Option<Setting> {
    let (key, given) = (text.get(name)?, text.get(value.clone())?);
    let login = registries && matches!(key, "auth" | "identitytoken" | "registrytoken");
    let secret = login || names::naming(key) == Some(Naming::Secret);
    (secret && shape::harmless(given).is_none()).then(|| Setting { range: value, key: key.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_that_are_secrets() {
        for (text, want) in [
            (r#"{"db":{"user":"app","password":"hunter2x"}}"#, &["hunter2x"][..]),
            (r#"{ "password" : "hun\"ter2", "n": 1, "api_key": "k-7" }"#, &["hun\\\"ter2", "k-7"]),
            (r#"[{"token": "a-1"}, {"token": "a-2"}]"#, &["a-1", "a-2"]),
            (r#"{"auths":{"registry.example.org":{"auth":"bWU6aHVudGVyMng="}}}"#, &["bWU6aHVudGVyMng="]),
            (r#"{"auth":"basic"}"#, &[]),
            (r#"{"password": ["x"], "token": null, "secret": {"a": "b"}}"#, &[]),
            (r#"{"password": "${PASSWORD}", "token": ""}"#, &[]),
            (r#"{"password"#, &[]),
            (r#"{"password":"#, &[]),
            (r#"{"password":"x9"#, &["x9"]),
            ("password: x", &[]),
        ] {
            let got: Vec<&str> = members(text).into_iter().map(|each| &text[each.range]).collect();
            assert_eq!(got, want, "{text}");
        }
    }
}
