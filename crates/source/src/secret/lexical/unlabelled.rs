//! Detector: words that look drawn by lot, wherever they stand: a copy of a secret in a place nobody expects it has no key beside it.
//! Hashes, digests, ids and public keys look drawn too; they give themselves away by their letters or by what stands in front of them.

use std::ops::Range;

use super::super::mixture::drawn;
use super::super::pem;

/// Words from this length on are looked at.
const SHORTEST: usize = 16;
/// Longer ones are data that is written out: images, certificates, archives.
const LONGEST: usize = 512;

/// Every such word of the text.
pub(super) fn find(text: &str, marks: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut public = pem::public(text).into_iter().peekable();
    let mut at = 0;
    while at < bytes.len() {
        if let Some(block) = public.next_if(|block| block.start <= at) {
            at = at.max(block.end);
            continue;
        }
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
            at += 1;
        }
        if (SHORTEST..=LONGEST).contains(&(at - start)) && drawn(&bytes[start..at]) && !explained(text, start) {
            marks.push(start..at);
        }
    }
}

/// Names whose values are drawn and yet no secrets.
const NAMED_ELSE: [&str; 25] = [
    "id",
    "ids",
    "version",
    "ref",
    "arn",
    "fingerprint",
    "thumbprint",
    "kid",
    "digest",
    "sha",
    "sha1",
    "sha256",
    "sha384",
    "sha512",
    "md5",
    "checksum",
    "checksums",
    "commit",
    "revision",
    "address",
    "contract",
    "integrity",
    "uuid",
    "guid",
    "etag",
];

/// Whether what stands in front says that it is a digest, an id or a public key.
fn explained(text: &str, start: usize) -> bool {
    let bytes = text.as_bytes();
    let mut from = start.saturating_sub(96);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = &text[from..start];
    // The word may be a part of a longer value: base64 with `/` and `+`, several parts with `-` and `_`.
    let head = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "+/_-.".contains(c));
    let prefix = &before[head.len()..];
    let public = prefix.starts_with("AAAA") || bytes[start..].starts_with(b"AAAA");
    let lower = before.to_ascii_lowercase();
    let digest = ["sha256", "sha512", "sha384", "sha1", "md5"].iter().any(|name| {
        // In bytes: a name is as long in them, and what stands there may be a letter of several.
        let tail = &lower.as_bytes()[lower.len().saturating_sub(prefix.len() + name.len() + 1)..];
        tail.starts_with(name.as_bytes()) || prefix.to_ascii_lowercase().starts_with(&format!("{name}-"))
    });
    let key_end = head.trim_end_matches(['"', '\'', ' ', '=', ':', '\\']);
    let key_start = key_end
        .rfind(|c: char| !c.is_ascii_alphanumeric() && !"_-.".contains(c))
        .map_or(0, |i| i + key_end[i..].chars().next().map_or(1, char::len_utf8));
    let separated = head.len() > key_end.len() && head[key_end.len()..].contains(['=', ':']);
    let words = super::super::names::words(&key_end[key_start..]);
    let named_else = separated
        && words.last().is_some_and(|last| {
            NAMED_ELSE.contains(&last.as_str())
                || words.iter().any(|word| {
                    matches!(word.as_str(), "public" | "pub" | "publishable" | "site" | "sitekey" | "gpg" | "pgp")
                })
        });
    public || digest || named_else
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_several_bytes_may_stand_before_words() {
        let word = "Zq7Rk29fjQ0sLwq81zPv4";
        for letter in ["é", "\u{feff}", "\u{fffd}", "𝄞"] {
            for between in 0..12 {
                let text = format!("before {letter}{}:.{word}", "a".repeat(between));
                let start = text.len() - word.len();
                assert!(!explained(&text, start), "{text}");
            }
        }
    }

    #[test]
    fn words_that_what_stands_before_them_explains() {
        let word = "Zq7Rk29fjQ0sLwq81zPv4";
        for (before, wanted) in [
            ("", true),
            ("- ", true),
            ("hostname: ", true),
            ("https://host/", true),
            ("CLUSTER_ID=", false),
            ("cluster_id: \"", false),
            ("integrity sha512-", false),
            ("x@sha256:", false),
            ("ssh-rsa AAAAB3NzaC1yc2E", false),
            ("WG_PUBLIC_KEY=", false),
        ] {
            let text = format!("{before}{word}");
            let mut marks = Vec::new();
            find(&text, &mut marks);
            assert_eq!(!marks.is_empty(), wanted, "{text}");
        }
    }
}
