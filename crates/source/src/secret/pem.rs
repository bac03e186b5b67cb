//! Detector: private keys in PEM and similar armour, over several lines, with `\n` written out, or indented.

use std::ops::Range;

const BEGIN: &str = "-----BEGIN ";
const ENDS: [&str; 2] = ["PRIVATE KEY-----", "PRIVATE KEY BLOCK-----"];

/// Every private key in the text: from its first line to its last, or to the end of the text where the last is missing.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, _) in text.match_indices(BEGIN) {
        if found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let label = &text[start + BEGIN.len()..];
        let Some(end_of_label) = label.find("-----") else { continue };
        let Some(kind) = ENDS.iter().find(|end| label[..end_of_label + 5].ends_with(**end)) else { continue };
        let body = start + BEGIN.len() + end_of_label + 5;
        // The key ends at its last line, or at the latest where another one begins.
        let limit = text[body..].find(BEGIN).map_or(text.len(), |next| body + next);
        let end = text[body..limit].find("-----END ").and_then(|from| {
            let from = body + from;
            text[from..limit].find(kind).map(|to| from + to + kind.len())
        });
        let range = start..end.unwrap_or(limit);
        if holds_key(&text[body..range.end]) {
            found.push(range);
        }
    }
    found
}

/// Every public key and certificate in the text: what stands in their armour is meant to be seen.
pub(super) fn public(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, _) in text.match_indices(BEGIN) {
        let label = &text[start + BEGIN.len()..];
        let is_public = ["PUBLIC KEY", "PGP PUBLIC KEY BLOCK", "CERTIFICATE", "RSA PUBLIC KEY", "PGP SIGNATURE"]
            .iter()
            .any(|kind| label.strip_prefix(kind).is_some_and(|rest| rest.starts_with("-----")));
        if !is_public || found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let body = start + BEGIN.len();
        let limit = text[body..].find(BEGIN).map_or(text.len(), |next| body + next);
        if let Some(end) = text[body..limit].find("-----END ") {
            found.push(start..body + end);
        }
    }
    found
}

/// At least forty characters of base64 in it, and no dots that leave the key out.
fn holds_key(body: &str) -> bool {
    let body = body.split("-----END").next().unwrap_or(body);
    let base64 = body.chars().filter(|c| c.is_ascii_alphanumeric() || "+/=".contains(*c)).count();
    base64 >= 40
        && !body.contains("...")
        && !super::shape::repeated(body)
        && !body.to_ascii_lowercase().contains("your")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(label: &str, line_end: &str) -> String {
        let body: String = (0..3).map(|n| format!("MIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6P{n}{line_end}")).collect();
        format!("-----BEGIN {label}-----{line_end}{body}-----END {label}-----")
    }

    #[test]
    fn private_keys_are_found_however_their_lines_end() {
        for label in [
            "RSA PRIVATE KEY",
            "PRIVATE KEY",
            "OPENSSH PRIVATE KEY",
            "EC PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "PGP PRIVATE KEY BLOCK",
        ] {
            for line_end in ["\n", "\\n", "\n    ", " "] {
                let key = key(label, line_end);
                let text = format!("a {key} b");
                assert_eq!(find(&text), [2..2 + key.len()], "{label} {line_end:?}");
            }
        }
    }

    #[test]
    fn public_keys_and_empty_armour_are_not() {
        for text in [
            key("PUBLIC KEY", "\n"),
            key("CERTIFICATE", "\n"),
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----".to_owned(),
            "grep -- '-----BEGIN PRIVATE KEY-----' key.pem".to_owned(),
            "-----BEGIN ".to_owned(),
        ] {
            assert!(find(&text).is_empty(), "{text}");
        }
        let certificate = key("CERTIFICATE", "\n");
        assert_eq!(public(&format!("a {certificate}")).len(), 1);
        assert!(public(&key("RSA PRIVATE KEY", "\n")).is_empty());
    }
}
