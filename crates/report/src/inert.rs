//! Text of files on its way into a report: nothing in it moves a cursor, turns the reading order, hides, begins a line of its own or gives an order to
//! the system that reads the log. One helper for each kind of text; HTML has `html::Esc` on top.

use std::io::{self, Write};

/// Whether a character does more than stand there: control characters, those that turn the reading order, and those that cannot be seen.
pub(super) fn is_harmful(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control() && !matches!(c, '\n' | '\r' | '\t');
    }
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}' | '\u{2029}');
    let hides = matches!(
        c,
        '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    );
    // The last two of each plane are no characters; XML refuses those of the first.
    let none = (c as u32) & 0xfffe == 0xfffe;
    turns || hides || none || c.is_control()
}

/// Whether a text is printable ASCII without the beginning of an order, so that no character of it needs another look.
pub(super) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~')) && !text.contains("##")
}

/// Text as a part of one line: line ends and tabs are blanks, harmful characters are written as escapes.
pub fn line(text: &str) -> String {
    escaped(text, false)
}

/// The name of a file or of something in one: as [`line()`], but a line end or a backslash in it is shown as what it is.
pub(super) fn name(text: &str) -> String {
    escaped(text, true)
}

/// A name that begins a line: no log takes it for an order.
pub(super) fn leading_name(text: &str) -> String {
    let text = name(text);
    if text.trim_start().starts_with("::") { format!("./{text}") } else { text }
}

fn escaped(text: &str, is_name: bool) -> String {
    let special = |c: char| is_harmful(c) || matches!(c, '\n' | '\r' | '\t') || (is_name && c == '\\');
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if !special(c) => out.push(c),
            '\n' | '\r' | '\t' | '\\' if is_name => out.extend(c.escape_default()),
            '\n' | '\r' | '\t' => out.push(' '),
            c => out.extend(c.escape_unicode()),
        }
    }
    without_orders(out)
}

/// Runners of GitHub, Azure and TeamCity obey `##[order]`, `##vso[order]` and the like wherever they stand in a line.
pub(super) fn without_orders(text: String) -> String {
    broken_up(text, "\\[")
}

/// The text with the bracket of each order written in another way.
fn broken_up(text: String, bracket: &str) -> String {
    if !text.contains("##") {
        return text;
    }
    let mut out = String::with_capacity(text.len() + bracket.len());
    let mut from = 0;
    for (at, _) in text.match_indices('[').filter(|(at, _)| is_order(&text, *at)) {
        out.push_str(&text[from..at]);
        out.push_str(bracket);
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out
}

/// Whether the bracket of an order stands here: `##[`, `##vso[`.
pub(super) fn is_order(text: &str, at: usize) -> bool {
    if !text[at..].starts_with('[') {
        return false;
    }
    let before = text[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    before.ends_with("##") && at - before.len() <= LONGEST_ORDER
}

/// Letters of the longest name of a system that gives orders; `teamcity` is the longest there is.
const LONGEST_ORDER: usize = 16;

/// Text of several lines, each as [`line()`] and guarded by [`guarded`]; blank lines are left out.
pub(super) fn lines(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|one| line(one.trim_end())).collect::<Vec<_>>().join("\n")
}

/// Finished text in which no line begins with an order (`::error::`), and no `##[` or `##vso[` is left, each broken up by an escape that fits the format.
pub(super) fn guarded(text: String, colon: &str, bracket: &str) -> String {
    let begins = |text: &str| text.split(['\n', '\r']).any(|line| line.trim_start().starts_with("::"));
    let mut text = broken_up(text, bracket);
    if begins(&text) {
        let mut out = String::with_capacity(text.len() + 64);
        for line in text.split_inclusive(['\n', '\r']) {
            let content = line.trim_start();
            match content.strip_prefix("::") {
                Some(rest) => {
                    out.push_str(&line[..line.len() - content.len()]);
                    out.push_str(colon);
                    out.push(':');
                    out.push_str(rest);
                }
                None => out.push_str(line),
            }
        }
        text = out;
    }
    text
}

/// A writer for people's eyes: each line goes on with harmful characters written as escapes, and is no order to the system that shows it.
pub struct Guarded<W: Write> {
    out: W,
    begun: Vec<u8>,
}

impl<W: Write> Guarded<W> {
    /// Lines go to `out`.
    pub fn new(out: W) -> Self {
        Self { out, begun: Vec::new() }
    }

    fn pass(&mut self, upto: usize) -> io::Result<()> {
        let rest = self.begun.split_off(upto);
        let done = std::mem::replace(&mut self.begun, rest);
        let text = String::from_utf8_lossy(&done);
        let safe: String = text
            .chars()
            .flat_map(|c| {
                let escape = (is_harmful(c) || c == '\r').then(|| c.escape_unicode());
                let plain = escape.is_none().then_some(c);
                escape.into_iter().flatten().chain(plain)
            })
            .collect();
        self.out.write_all(guarded(safe, "\\:", "\\[").as_bytes())
    }
}

impl<W: Write> Write for Guarded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begun.extend(bytes);
        if let Some(end) = self.begun.iter().rposition(|byte| *byte == b'\n') {
            self.pass(end + 1)?;
        }
        Ok(bytes.len())
    }

    /// Passes on the last line, too, which has no end yet.
    fn flush(&mut self) -> io::Result<()> {
        self.pass(self.begun.len())?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_does_nothing_but_stand_there() {
        let table = [
            ("plain é 漢 👩‍👧", "plain é 漢 👩‍👧"),
            ("a\u{1b}[2Jb\u{9b}c\u{7}", "a\\u{1b}[2Jb\\u{9b}c\\u{7}"),
            ("x\u{202e}y\u{200b}\u{feff}\u{61c}\u{fffe}", "x\\u{202e}y\\u{200b}\\u{feff}\\u{61c}\\u{fffe}"),
            ("one\r\ntwo\tC:\\x", "one  two C:\\x"),
            ("##[error]x ##[x", "##\\[error]x ##\\[x"),
            (
                "a ##vso[task.complete]x [y] #vso[z] ##teamcity[a] ## vso[b]",
                "a ##vso\\[task.complete]x [y] #vso[z] ##teamcity\\[a] ## vso[b]",
            ),
        ];
        for (text, expected) in table {
            assert_eq!(line(text), expected);
        }
        assert_eq!(name("a\n\\b\u{1b}"), "a\\n\\\\b\\u{1b}");
        assert_eq!(leading_name("::stop-commands::x/Dockerfile"), "./::stop-commands::x/Dockerfile");
        assert_eq!(lines("a\n\n  b\u{1b} \n"), "a\n  b\\u{1b}");
    }

    #[test]
    fn a_guarded_writer_passes_on_whole_lines() {
        let mut seen = Vec::new();
        let mut out = Guarded::new(&mut seen);
        out.write_all("a\u{1b}[2J\n  ::err".as_bytes()).expect("written");
        out.write_all("or::x\r\né".as_bytes()).expect("written");
        out.flush().expect("written");
        assert_eq!(String::from_utf8(seen).expect("UTF-8"), "a\\u{1b}[2J\n  \\::error::x\\u{d}\né");
    }

    #[test]
    fn no_line_begins_with_an_order() {
        assert_eq!(
            guarded("a ::b\n \u{a0}::error::x\n##[group]".into(), "&#58;", "&#91;"),
            "a ::b\n \u{a0}&#58;:error::x\n##&#91;group]"
        );
    }
}
