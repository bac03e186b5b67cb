//! Detector: what a stream editor writes in the place of a secret: `sed s/DB_PASSWORD_HERE/x/`, `sed -i s/y/x/ db_password.conf`. Enough to mask it.

use std::ops::Range;

use super::names::{self, Naming};

/// So many substitutions of a script are looked at.
const MOST: usize = 64;

/// Words of a command by their number, with the part of each that is written where a secret belongs; `keeps_secrets` says so of files.
pub(super) fn find(words: &[&str], keeps_secrets: impl Fn(&str) -> bool) -> Vec<(usize, Range<usize>)> {
    let is_file = |word: &&&str| !word.starts_with('-') && substitutions(word).is_empty();
    let kept = words.iter().skip(1).filter(is_file).any(|word| keeps_secrets(word));
    let mut found = Vec::new();
    for (i, word) in words.iter().enumerate().skip(1) {
        for (pattern, written) in substitutions(word) {
            let names_one = || word[pattern].split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(is_name);
            let value = inner(word, written);
            let text = &word[value.clone()];
            let one = !text.is_empty() && !text.contains([' ', '\t', '=', ':', '\\', '$', '(', '<']);
            if one && !is_name(text) && (kept || names_one()) {
                found.push((i, value));
            }
        }
    }
    found
}

fn is_name(part: &str) -> bool {
    names::naming(part) == Some(Naming::Secret)
}

/// Without quotes, and without the groups of the pattern that stand around it: `\1"x"`.
fn inner(word: &str, written: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (written.start, written.end);
    loop {
        let bytes = &word.as_bytes()[start..end];
        match bytes {
            [b'\\', b'0'..=b'9', ..] => start += 2,
            [b'"' | b'\'', ..] => start += 1,
            [.., b'\\', b'0'..=b'9'] => end -= 2,
            [.., b'"' | b'\''] => end -= 1,
            _ => return start..end,
        }
    }
}

/// The pattern and the text of every `s/pattern/text/` in a script.
fn substitutions(script: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let bytes = script.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < bytes.len() && found.len() < MOST {
        let begins = bytes[at] == b's' && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric());
        let sign = bytes[at + 1];
        let parts = || {
            let pattern = at + 2..part_end(bytes, at + 2, sign)?;
            let text = pattern.end + 1..part_end(bytes, pattern.end + 1, sign)?;
            Some((pattern, text))
        };
        let substitution = if begins && b"/|#,@:!~%^+_".contains(&sign) { parts() } else { None };
        match substitution {
            Some((pattern, text)) => {
                at = text.end + 1;
                found.push((pattern, text));
            }
            None if begins && b"/|#".contains(&sign) => break,
            None => at += 1,
        }
    }
    found
}

/// Where the next sign stands that no backslash takes its meaning from.
fn part_end(bytes: &[u8], from: usize, sign: u8) -> Option<usize> {
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            byte if byte == sign => return Some(at),
            _ => at += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_where_a_secret_belongs() {
        for (words, want) in [
            (&["sed", "-i", "s/DB_PASSWORD_HERE/otter9/", "/x"][..], Some("otter9")),
            (&["sed", "s|^(password = ).*|\\1\"otter9\"|; s/a/b/", "x"], Some("otter9")),
            (&["sed", "/x/s/a/otter9/g", "db_password.conf"], Some("otter9")),
            (&["sed", "s/a/otter9/", "x"], None),
            (&["sed", "s/PASSWORD/$PASSWORD/", "x"], None),
            (&["sed", "s/a password/another one/", "x"], None),
            (&["sed", "s/password/", "x"], None),
            (&["sed"], None),
        ] {
            let got = find(words, |path| path.ends_with("password.conf"))
                .into_iter()
                .next()
                .map(|(i, range)| &words[i][range]);
            assert_eq!(got, want, "{words:?}");
        }
        let many = "s,".repeat(50_000);
        assert!(find(&["sed", &many], |_| true).len() <= MOST);
    }
}
