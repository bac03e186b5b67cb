//! Detector: lines that call a program which takes a password as an option of its own (`-p…`, `-u user:…`), and SQL.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::super::{command, options, shape, words};
use super::extent;

/// What such lines hold.
const HINTS: [&str; 53] = [
    "crypt(",
    "login(",
    "connect(",
    "mysql",
    "mariadb",
    "mycli",
    "xtrabackup",
    "mydumper",
    "sshpass",
    "mongo",
    "cqlsh",
    "twine",
    "rabbitmq",
    "useradd",
    "usermod",
    "redis-cli",
    "valkey-cli",
    "keydb-cli",
    "sqlcmd",
    "bcp",
    "isql",
    "zip ",
    "mc ",
    "ldap",
    "openssl",
    "curl",
    "httpie",
    "login",
    "chpasswd",
    "passwd",
    "htpasswd",
    "composer",
    "identified",
    "requirepass",
    "masterauth",
    "-stdin",
    "with-token",
    "echo ",
    "printf ",
    "tee ",
    "poetry",
    "nuget",
    "ssh-keygen",
    "mkpasswd",
    "caddy",
    "7z",
    "rar ",
    "smbclient",
    "smbget",
    "rpcclient",
    "smbmap",
    "lftp",
    "<<<",
];

/// A line that is continued is read with what follows, up to this many bytes.
const LONGEST: usize = 1 << 16;

/// Credentials of every command line in the text.
pub(super) fn find(text: &str, marks: &mut Vec<Range<usize>>) {
    static PREFILTER: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let Some(prefilter) = PREFILTER.get_or_init(|| {
        let hints = HINTS.iter().chain(&options::HINTS);
        AhoCorasick::builder().ascii_case_insensitive(true).build(hints).ok()
    }) else {
        return;
    };
    let mut done = 0;
    for hit in prefilter.find_iter(text) {
        if hit.start() < done {
            continue;
        }
        let line = logical_line(text, hit.start(), done);
        done = line.end.max(hit.end());
        if is_sentence(&text[line.clone()]) {
            continue;
        }
        let start = line.start + before_command(&text[line.clone()]);
        let mut push = |range: Range<usize>| {
            if shape::placeholder(&text[range.clone()]).is_none() {
                marks.push(range);
            }
        };
        let end = command_end(text, start, line.end);
        for found in command::suspected_in_text(&text[start..end]) {
            push(start + found.range.start..start + found.range.end);
        }
        for words in lists(text, &line) {
            command::suspected_in_words(text, &words).into_iter().for_each(|found| push(found.range));
        }
    }
}

/// Whether a comment is made of words alone: it speaks of a program (`# snyk auth is needed first`) and calls none.
fn is_sentence(line: &str) -> bool {
    const FEW: usize = 5;
    let Some(said) = line.trim_start().strip_prefix('#') else { return false };
    let is_word = |word: &str| {
        let word = word.trim_matches(['.', ',', ';', ':', '(', ')', '!', '?', '#']);
        word.bytes().all(|b| b.is_ascii_alphabetic())
    };
    said.split_whitespace().count() >= FEW && said.split_whitespace().all(is_word)
}

/// The line at an offset with the lines before and after that a backslash joins to it.
fn logical_line(text: &str, at: usize, from: usize) -> Range<usize> {
    let continued = |end: usize| text[..end].trim_end_matches('\r').ends_with('\\');
    let mut start = text[from..at].rfind('\n').map_or(from, |i| from + i + 1);
    while start > from && at - start < LONGEST && continued(start - 1) {
        start = text[from..start - 1].rfind('\n').map_or(from, |i| from + i + 1);
    }
    let mut end = at + text[at..].find('\n').unwrap_or(text.len() - at);
    while end < text.len() && end - at < LONGEST && continued(end) {
        end = end + 1 + text[end + 1..].find('\n').unwrap_or(text.len() - end - 1);
    }
    let (mut start, mut end) = (start.max(at.saturating_sub(LONGEST)), end.min(at + LONGEST));
    while !text.is_char_boundary(start) {
        start += 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// Commands that are written as lists: in brackets, also where none closes them, or item by item below each other.
fn lists(text: &str, line: &Range<usize>) -> Vec<Vec<Range<usize>>> {
    const MOST: usize = 8;
    let opens = text[line.clone()].match_indices('[').take(MOST).map(|(at, _)| line.start + at + 1);
    let mut lists: Vec<Vec<Range<usize>>> = opens.map(|open| words::flow_list(text, open..line.end)).collect();
    lists.push(items_below(text, line));
    lists.retain(|words| words.len() > 1);
    lists
}

/// The item of a line, and those below it.
fn items_below(text: &str, line: &Range<usize>) -> Vec<Range<usize>> {
    const MOST: usize = 64;
    let (mut items, mut next) = (Vec::new(), Some(line.clone()));
    while let Some(line) = next.filter(|_| items.len() < MOST) {
        let content = text[line.clone()].trim();
        let Some(item) = content.strip_prefix("- ").map(|item| item.trim().trim_matches(['"', '\''])) else { break };
        let Some(offset) = text[line.clone()].find(item) else { break };
        items.push(line.start + offset..line.start + offset + item.len());
        next = extent::next_line(text, line.end);
    }
    items
}

/// Where a command ends that stands in quotes as the last value of its line: `{test: "cmd -p x"}`.
fn command_end(text: &str, start: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    let Some(quote) = start.checked_sub(1).map(|at| bytes[at]).filter(|b| matches!(b, b'"' | b'\'')) else {
        return end;
    };
    let rest = text[start..end].trim_end_matches(['}', ']', ',', ' ', '\t', '\r']);
    let closes = rest.len() > 1 && rest.as_bytes()[rest.len() - 1] == quote && rest.as_bytes()[rest.len() - 2] != b'\\';
    if closes { start + rest.len() - 1 } else { end }
}

/// How much of a line stands in front of the command: indentation, `- `, `key: `, `RUN `, an opening quote.
fn before_command(line: &str) -> usize {
    let mut rest = line.trim_start_matches([' ', '\t', '#', '-', '"', '\'']);
    loop {
        let word = rest.find([' ', '\t']).unwrap_or(rest.len());
        let leads = rest[..word].ends_with(':') && word <= 60
            || ["RUN", "CMD", "ENTRYPOINT", "ONBUILD", "CMD-SHELL"]
                .iter()
                .any(|k| rest[..word].eq_ignore_ascii_case(k))
            || rest[..word].starts_with("--mount=");
        if !leads {
            break;
        }
        rest = rest[word..].trim_start_matches([' ', '\t']);
    }
    // A whole line in quotes is a script; an array begins with its bracket.
    line.len() - rest.trim_start_matches(['"', '\'']).len()
}
