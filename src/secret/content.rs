//! Detector: settings in the text of a configuration file or script: `key = value`, `key: value`, `"key": "value"`, `<key>value</key>`.

use std::ops::Range;

use super::names::{self, Naming};
use super::shape;

/// A value under a key that is named like a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    /// The value's bytes.
    pub range: Range<usize>,
    /// The key.
    pub key: String,
}

/// Every setting of a secret in the text, one per line at most.
pub(super) fn find(text: &str) -> Vec<Setting> {
    let mut settings = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        settings.extend(
            in_line(line.trim_end_matches(['\n', '\r']))
                .map(|s| Setting { range: start + s.range.start..start + s.range.end, key: s.key }),
        );
        start += line.len();
    }
    settings
}

fn in_line(line: &str) -> Option<Setting> {
    let trimmed = line.trim_start();
    if trimmed.starts_with(['#', ';']) || trimmed.starts_with("//") || trimmed.starts_with("--") {
        return None;
    }
    let separator = line.char_indices().find(|(_, c)| matches!(c, '=' | ':' | '>'))?.0;
    let key = line[..separator]
        .trim()
        .trim_start_matches("export ")
        .trim_start_matches("set ")
        .trim_matches(['"', '\'', '<', '-', ' ', '{', ',', '$']);
    let named = (2..=80).contains(&key.len()) && key.chars().all(|c| c.is_ascii_alphanumeric() || "_.-[]".contains(c));
    if !named || names::naming(key.trim_end_matches(']')) != Some(Naming::Secret) {
        return None;
    }
    let rest = &line[separator + 1..];
    let rest_start = separator + 1 + (rest.len() - rest.trim_start_matches([' ', '\t', '=', '>', ':']).len());
    let value = value_of(&line[rest_start..]);
    let range = rest_start + value.start..rest_start + value.end;
    let text = &line[range.clone()];
    (!text.is_empty() && shape::harmless(text).is_none()).then(|| Setting { range, key: key.to_owned() })
}

/// The value at the start of the text: between quotes, or up to what ends it.
fn value_of(text: &str) -> Range<usize> {
    for quote in ['"', '\'', '`'] {
        if text.starts_with(quote) {
            return 1..text[1..].find(quote).map_or(text.len(), |end| 1 + end);
        }
    }
    let end = text.find(" #").or_else(|| text.find('<')).or_else(|| text.find(';')).unwrap_or(text.len());
    let value = text[..end].trim_end_matches([',', ' ', '\t']);
    let closed = value.contains(['{', '[', '(']);
    0..if closed { value.len() } else { value.trim_end_matches([',', ' ', '}', ']']).len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_in_every_notation() {
        for (line, want) in [
            ("password = hunter2", Some("hunter2")),
            ("db.password=hunter2", Some("hunter2")),
            ("  password: \"hunter2\" # x", Some("hunter2")),
            ("\"password\": \"hunter2\",", Some("hunter2")),
            ("<password>hunter2</password>", Some("hunter2")),
            ("export API_TOKEN='abc d'", Some("abc d")),
            ("requirepass: hunter2", Some("hunter2")),
            ("# password = hunter2", None),
            ("password = ${DB_PASSWORD}", None),
            ("password_file: /run/secrets/x", None),
            ("password:", None),
            ("user = admin", None),
            ("password = true", None),
            ("a sentence about a password: it is secret", None),
        ] {
            let text = format!("x = 1\n{line}\n");
            let got: Vec<&str> = find(&text).into_iter().map(|s| &text[s.range]).collect();
            assert_eq!(got, want.into_iter().collect::<Vec<_>>(), "{line}");
        }
    }
}
