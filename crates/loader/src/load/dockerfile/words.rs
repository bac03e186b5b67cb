//! Splitting the text of an instruction into words, in the builder's several ways. Ranges go into the text given.

use std::ops::Range;

/// The blanks between words; other white space of Unicode does not separate.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

pub(super) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.end - part.trim_start().len();
    start..start.max(range.start + part.trim_end().len())
}

/// The first word and, where blanks follow it, the rest.
pub(super) fn split_once(text: &str, range: Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    let part = &text[range.clone()];
    let Some(end) = part.find(is_blank) else { return (range, None) };
    let rest = part[end..].trim_start_matches(is_blank);
    (range.start..range.start + end, Some(range.end - rest.len()..range.end))
}

/// Words separated by blanks; a text that starts or ends with blanks other than the trimmed ones has empty words there.
pub(super) fn blank_separated(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut rest = (!range.is_empty()).then_some(range);
    while let Some(range) = rest {
        let (word, after) = split_once(text, range);
        words.push(word);
        rest = after;
    }
    words
}

/// Words in which quotes and escapes protect spaces; quotes and escapes stay.
pub(super) fn quoted(text: &str, range: Range<usize>, escape: char) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    let mut chars = text[range.clone()].char_indices().map(|(i, c)| (range.start + i, c)).peekable();
    while let Some((at, c)) = chars.next() {
        if quote.is_none() && c.is_whitespace() {
            words.extend(start.take().map(|start| start..at));
            continue;
        }
        start.get_or_insert(at);
        if c == escape && quote != Some('\'') {
            if chars.next().is_none() {
                // The escape character at the very end is dropped.
                words.extend(start.take().filter(|start| *start < at).map(|start| start..at));
            }
        } else if Some(c) == quote {
            quote = None;
        } else if quote.is_none() && matches!(c, '\'' | '"') {
            quote = Some(c);
        }
    }
    words.extend(start.map(|start| start..range.end));
    words
}

/// The flags in front of the arguments, and where the arguments start.
pub(super) fn flags(text: &str, range: Range<usize>) -> (Vec<Range<usize>>, Range<usize>) {
    let mut words = Vec::new();
    let mut at = range.start;
    loop {
        let rest = &text[at..range.end];
        at = range.end - rest.trim_start().len();
        if !text[at..range.end].starts_with("--") {
            return (words, at..range.end);
        }
        let end = flag_end(text, at..range.end);
        if &text[at..end] == "--" {
            return (words, end..range.end);
        }
        words.push(at..end);
        at = end;
    }
}

fn flag_end(text: &str, range: Range<usize>) -> usize {
    let mut quote = None;
    let mut chars = text[range.clone()].char_indices();
    while let Some((i, c)) = chars.next() {
        match c {
            // Between flags the escape is always `\`, whatever the directive says.
            '\\' => {
                chars.next();
            }
            _ if Some(c) == quote => quote = None,
            '\'' | '"' if quote.is_none() => quote = Some(c),
            _ if quote.is_none() && c.is_whitespace() => return range.start + i,
            _ => {}
        }
    }
    range.end
}
