//! `SHA256SUMS`, as `sha256sum` of GNU writes and reads it: a name with a backslash, a newline or a carriage return is escaped, and its line starts with a
//! backslash.

use std::fmt::Write as _;

use super::{Files, SUMS, is_attestation, sha256};

/// The lines of `SHA256SUMS`, sorted by path.
pub(super) fn sums(files: &Files) -> String {
    let mut text = String::new();
    for (path, bytes) in files.iter().filter(|(path, _)| *path != SUMS && !is_attestation(path)) {
        let (mark, name) = escaped(path);
        // Writing to a string cannot fail.
        let _always = writeln!(text, "{mark}{}  {name}", sha256(bytes));
    }
    text
}

fn escaped(path: &str) -> (&'static str, String) {
    if !path.contains(['\\', '\n', '\r']) {
        return ("", path.to_owned());
    }
    ("\\", path.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r"))
}

/// Digest and path of one line; `None` where it is none.
pub(super) fn line(line: &str) -> Option<(&str, String)> {
    let (rest, is_escaped) = line.strip_prefix('\\').map_or((line, false), |rest| (rest, true));
    let (digest, name) = rest.split_once("  ")?;
    let is_digest = digest.len() == 64 && digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !is_digest {
        return None;
    }
    if !is_escaped {
        return Some((digest, name.to_owned()));
    }
    let mut path = String::with_capacity(name.len());
    let mut chars = name.chars();
    while let Some(c) = chars.next() {
        path.push(match c {
            '\\' => match chars.next()? {
                '\\' => '\\',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            c => c,
        });
    }
    Some((digest, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_come_back() {
        let names = ["a b", "new\nline", "back\\slash", "back\\nslash", "cr\r", "  two", "\u{1b}[2J", "é"];
        let files: Files = names.iter().map(|name| ((*name).to_owned(), Vec::new())).collect();
        let text = sums(&files);
        let read: Vec<String> = text.lines().map(|one| line(one).expect("a line").1).collect();
        assert_eq!(read, files.keys().cloned().collect::<Vec<_>>());
        let digest = sha256(b"");
        assert!(text.contains(&format!("\n\\{digest}  new\\nline\n")), "{text}");
        let short = "0".repeat(63);
        for wrong in
            [format!("{short}  x"), format!("{digest} x"), format!("\\{digest}  a\\x"), format!("\\{digest}  a\\")]
        {
            assert_eq!(line(&wrong), None, "{wrong}");
        }
    }
}
