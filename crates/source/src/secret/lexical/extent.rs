//! Where a value ends that stands behind `=`, `:` or a blank: by the quotes around it, else by what ends values in such a place.

use std::ops::Range;

/// Values are followed this far; what is longer is taken as it is.
pub(super) const LONGEST: usize = 1 << 13;
/// A quoted value goes on over so many lines.
const LINES: usize = 80;

/// A text with the line that is being looked at.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    line: Range<usize>,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, line: 0..line_end(text, 0) }
    }

    /// The line that holds an offset; offsets only grow, so that every line is looked for once.
    pub(super) fn line(&mut self, at: usize) -> Range<usize> {
        if at > self.line.end {
            let start = self.text[self.line.end..at].rfind('\n').map_or(self.line.end, |i| self.line.end + i + 1);
            self.line = start..line_end(self.text, at);
        }
        self.line.clone()
    }
}

/// The offset of the line's end, without a carriage return.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    if end > at && text.as_bytes()[end - 1] == b'\r' { end - 1 } else { end }
}

/// The line behind the one that ends at `end`.
pub(super) fn next_line(text: &str, end: usize) -> Option<Range<usize>> {
    let start = end + text[end..].find('\n')? + 1;
    (start < text.len()).then(|| start..line_end(text, start))
}

/// Number of blanks in front of a line's text.
pub(super) fn indent(text: &str, line: &Range<usize>) -> usize {
    let line = &text[line.clone()];
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

pub(super) fn skip_blanks(text: &str, mut at: usize, end: usize) -> usize {
    while at < end && matches!(text.as_bytes()[at], b' ' | b'\t') {
        at += 1;
    }
    at
}

/// Length of the quote mark at an offset: `"`, `'`, a backquote, or `\"`; 0 where there is none.
pub(super) fn quote_at(text: &str, at: usize) -> usize {
    match text.as_bytes()[at.min(text.len())..] {
        // Three of them hold a text of several lines.
        [b'"', b'"', b'"', b'\n' | b'\r', ..] | [b'\'', b'\'', b'\'', b'\n' | b'\r', ..] => 3,
        // Written twice within single quotes of YAML.
        [b'\'', b'\'', inner, ..] if inner.is_ascii_alphanumeric() => 2,
        [b'"' | b'\'' | b'`', ..] => 1,
        [b'\\', b'"' | b'\'', ..] => 2,
        _ => 0,
    }
}

/// What stands between the quote mark at `at` and the next of its kind. A value that is not closed on its line goes on over lines that may look like
/// settings, unless one of them has a value in such quotes of its own; where it is never closed, it ends before the first of them.
pub(super) fn quoted(text: &str, at: usize) -> (Vec<Range<usize>>, usize) {
    let length = quote_at(text, at);
    let mark = &text.as_bytes()[at..at + length];
    let (mut parts, mut sure) = (Vec::new(), 1);
    let mut line = at + length..line_end(text, at + length);
    for _ in 0..LINES {
        if let Some(end) = closing(text, &line, mark) {
            parts.push(line.start..end);
            return (parts, end + length);
        }
        parts.push(line.clone());
        let Some(next) = next_line(text, line.end) else { break };
        let begins = is_setting(&text[next.clone()]);
        if begins && (text[next.clone()].trim_start().starts_with("- ") || has_value_in(mark, &text[next.clone()])) {
            break;
        }
        if !begins && sure == parts.len() {
            sure += 1;
        }
        line = next;
    }
    parts.truncate(sure);
    let end = parts.last().map_or(at + length, |part| part.end);
    (parts, end)
}

/// Whether a line that begins a setting of its own has a value that begins and ends with this quote mark, or only begins with it.
fn has_value_in(mark: &[u8], line: &str) -> bool {
    let value = line.find(['=', ':']).map_or("", |at| line[at + 1..].trim_start());
    value.as_bytes().starts_with(mark)
}

/// The same for a part of a word, which ends with its line.
fn quoted_on_line(text: &str, at: usize) -> (Vec<Range<usize>>, usize) {
    let line = at + 1..line_end(text, at + 1);
    let end = closing(text, &line, &text.as_bytes()[at..=at]);
    (vec![line.start..end.unwrap_or(line.end)], end.map_or(line.end, |end| end + 1))
}

/// The quote marks that are open at an offset of a line: the next one closes what began before.
fn open_quotes(text: &str, at: usize) -> Vec<u8> {
    const LONGEST_LEAD: usize = 1 << 10;
    let before = &text.as_bytes()[at.saturating_sub(LONGEST_LEAD)..at];
    let line = before.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    let odd = |quote: &u8| line.iter().filter(|b| *b == quote).count() % 2 == 1;
    [b'"', b'\'', b'`'].into_iter().filter(odd).collect()
}

/// Where the next quote mark of the kind stands in a line.
fn closing(text: &str, line: &Range<usize>, mark: &[u8]) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = line.start;
    while at < line.end {
        if bytes[at..line.end].starts_with(mark) {
            // `''` in single quotes is one that is meant.
            if mark == b"'" && bytes.get(at + 1) == Some(&b'\'') {
                at += 2;
                continue;
            }
            return Some(at);
        }
        at += if bytes[at] == b'\\' && mark != b"'" && mark.len() == 1 { 2 } else { 1 };
    }
    None
}

/// `KEY=…`, `key: …`, `- …`: a line that begins something of its own.
pub(super) fn is_setting(line: &str) -> bool {
    let rest = line.trim_start_matches([' ', '\t']);
    let rest = rest.strip_prefix("export ").unwrap_or(rest);
    let name = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"_-.\"'".contains(c)).unwrap_or(rest.len());
    let after = &rest[name..];
    rest.is_empty()
        || rest.starts_with("- ")
        || rest.starts_with('#')
        || name > 0 && {
            after.starts_with('=') || after.starts_with(':') && (after.len() == 1 || after.starts_with(": "))
        }
}

/// A shell word at an offset: parts with and without quotes in a row, up to a blank. With `wide` what ends a command does not end it.
/// A backslash at the line's end takes it on to the next line.
pub(super) fn word(text: &str, at: usize, wide: bool) -> (Vec<Range<usize>>, usize) {
    let bytes = text.as_bytes();
    let (mut parts, mut start, mut i) = (Vec::new(), at, at);
    let open = open_quotes(text, at);
    while i < bytes.len() && i - at < LONGEST {
        match bytes[i] {
            quote if open.contains(&quote) => break,
            b'"' | b'\'' | b'`' => {
                parts.push(start..i);
                let (inside, end) = if i == at { quoted(text, i) } else { quoted_on_line(text, i) };
                parts.extend(inside);
                i = end;
                start = i;
            }
            b'\\' if matches!(bytes.get(i + 1), Some(b'"' | b'\'')) && !wide => break,
            b'\\' if matches!(bytes.get(i + 1), Some(b'\n' | b'\r')) => {
                parts.push(start..i);
                let Some(line) = text_behind(text, i + 1) else { return (parts, i) };
                i = line;
                start = i;
            }
            b'\\' if i + 1 < bytes.len() => i += 1 + text[i + 1..].chars().next().map_or(1, char::len_utf8),
            b'$' if matches!(bytes.get(i + 1), Some(b'{' | b'(')) => i = closed(text, i + 1),
            b' ' | b'\t' | b'\n' | b'\r' => break,
            b'&' if !wide && !goes_on(text, i + 1) => break,
            b';' | b'|' | b'<' | b'>' if !wide => break,
            b',' if !wide && starts_member(text, i + 1) => break,
            _ => i += 1,
        }
    }
    let mut i = i.min(bytes.len());
    while !text.is_char_boundary(i) {
        i += 1;
    }
    parts.push(start..i);
    (parts, i)
}

/// Whether what stands behind `&` belongs to the value all the same: no command ends there (`a & b`, `a && b`), and no parameter begins (`?a=b&c=d`).
fn goes_on(text: &str, at: usize) -> bool {
    let rest = &text.as_bytes()[at..];
    let name =
        rest.iter().take(64).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')).count();
    !matches!(rest.first(), None | Some(b' ' | b'\t' | b'\r' | b'\n' | b'&' | b'"' | b'\'' | b'>'))
        && (name == 0 || rest.get(name) != Some(&b'='))
}

/// `,name=` or `,}`: another member of a list follows.
fn starts_member(text: &str, at: usize) -> bool {
    let rest = &text.as_bytes()[at..];
    let name =
        rest.iter().take(64).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')).count();
    matches!(rest.get(name), Some(b'=' | b':' | b'"')) || name == 0
}

/// Behind the bracket that closes the one at `at`, on this line; else the line's end.
pub(super) fn closed(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let end = line_end(text, at).min(at + LONGEST);
    let mut depth = 0_usize;
    for (i, byte) in bytes[at..end].iter().enumerate() {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + i + 1;
                }
            }
            _ => {}
        }
    }
    let mut end = end;
    while !text.is_char_boundary(end) {
        end += 1;
    }
    end
}

/// The text of the next line that is neither blank nor a comment, as a builder joins continued lines.
fn text_behind(text: &str, at: usize) -> Option<usize> {
    let mut line = next_line(text, at)?;
    for _ in 0..LINES {
        let start = skip_blanks(text, line.start, line.end);
        if start < line.end && text.as_bytes()[start] != b'#' {
            return Some(start);
        }
        line = next_line(text, line.end)?;
    }
    None
}
