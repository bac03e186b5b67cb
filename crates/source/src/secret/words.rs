//! Noun: the words of a command line or script, as ranges of its text. A light splitter for finding secrets: it keeps every byte's place
//! and never fails; the exact reading of shell text is not needed for that.

use std::ops::Range;

/// A word of a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its bytes, outer quotes left out.
    pub range: Range<usize>,
    /// What stands between the command it belongs to and the one before: `|`, `;`, `&`, `\n`; `None` inside a command.
    pub after: Option<u8>,
}

/// The words of a shell text.
pub(super) fn shell(text: &str, within: Range<usize>) -> Vec<Word> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let mut start: Option<usize> = None;
    let mut after = Some(b'\n');
    let mut i = within.start;
    while i < within.end {
        let b = bytes[i];
        let step = match b {
            b'\\' if matches!(bytes.get(i + 1), Some(b'\n' | b'\r')) => {
                close(text, &mut words, &mut start, i, &mut after);
                i += 2;
                continue;
            }
            b'\\' => Some(2),
            b'\'' | b'"' | b'`' => Some(quoted(bytes, i, within.end)),
            b'$' if bytes.get(i + 1) == Some(&b'(') => Some(enclosed(bytes, i + 1, within.end, b'(', b')') + 1),
            b'$' if bytes.get(i + 1) == Some(&b'{') => Some(enclosed(bytes, i + 1, within.end, b'{', b'}') + 1),
            b' ' | b'\t' | b'\r' | b'>' | b'<' | b'\n' | b';' | b'|' | b'&' | b'(' | b')' => None,
            _ => Some(1),
        };
        match step {
            Some(step) => {
                start.get_or_insert(i);
                i += step;
            }
            None => {
                close(text, &mut words, &mut start, i, &mut after);
                if matches!(b, b'\n' | b';' | b'|' | b'&' | b'(' | b')')
                    && !(b == b'&' && i > within.start && bytes[i - 1] == b'>')
                {
                    after = Some(b);
                }
                i += 1;
            }
        }
    }
    close(text, &mut words, &mut start, within.end, &mut after);
    words
}

fn close(text: &str, words: &mut Vec<Word>, start: &mut Option<usize>, end: usize, after: &mut Option<u8>) {
    if let Some(from) = start.take() {
        words.push(Word { range: unquoted(text, from..end), after: after.take() });
    }
}

/// Length of a quoted text with its quotes; to the end where it is not closed.
fn quoted(bytes: &[u8], start: usize, end: usize) -> usize {
    let quote = bytes[start];
    let mut i = start + 1;
    while i < end {
        if bytes[i] == b'\\' && quote != b'\'' {
            i += 2;
        } else if bytes[i] == quote {
            return i + 1 - start;
        } else {
            i += 1;
        }
    }
    end - start
}

/// Length of a text in brackets, which may nest.
fn enclosed(bytes: &[u8], start: usize, end: usize, open: u8, close: u8) -> usize {
    let mut depth = 0_usize;
    for (i, b) in bytes[start..end].iter().enumerate() {
        if *b == open {
            depth += 1;
        } else if *b == close {
            depth -= 1;
            if depth == 0 {
                return i + 1;
            }
        }
    }
    end - start
}

/// Without quotes around all of it.
pub(super) fn unquoted(text: &str, range: Range<usize>) -> Range<usize> {
    let bytes = &text.as_bytes()[range.clone()];
    let quotes = bytes.len() >= 2 && matches!(bytes[0], b'"' | b'\'' | b'`') && bytes.last() == Some(&bytes[0]);
    // A backquoted word is a command substitution: its quotes say so.
    let whole = || bytes[0] == b'"' || bytes[0] != b'`' && !bytes[1..bytes.len() - 1].contains(&bytes[0]);
    if quotes && whole() { range.start + 1..range.end - 1 } else { range }
}

/// The strings of a JSON array, without their quotes; `None` where the text is none.
pub(super) fn json_array(text: &str, within: Range<usize>) -> Option<Vec<Word>> {
    let bytes = text.as_bytes();
    let inner = text.get(within.clone())?;
    let lead = inner.len() - inner.trim_start().len();
    if !inner.trim_start().starts_with('[') || !inner.trim_end().ends_with(']') {
        return None;
    }
    let mut words = Vec::new();
    let mut i = within.start + lead + 1;
    while i < within.end {
        match bytes[i] {
            b'"' => {
                let length = quoted(bytes, i, within.end);
                if length < 2 {
                    return None;
                }
                words
                    .push(Word { range: i + 1..(i + length - 1).max(i + 1), after: words.is_empty().then_some(b'\n') });
                i += length;
            }
            b',' | b']' | b' ' | b'\t' | b'\n' | b'\r' | b'\\' => i += 1,
            _ => return None,
        }
    }
    Some(words)
}

/// The items of a list in brackets, wherever it ends and with quotes or without: what a broken array may have been.
pub(super) fn flow_list(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut items = Vec::new();
    let (mut start, mut i) = (within.start, within.start);
    let mut push = |from: usize, to: usize| {
        let item = text[from..to].trim();
        let inner = item.trim_matches(['"', '\'', '\\']);
        if let Some(offset) = text[from..to].find(inner).filter(|_| !inner.is_empty()) {
            items.push(from + offset..from + offset + inner.len());
        }
    };
    while i < within.end {
        match bytes[i] {
            b'"' | b'\'' if text[start..i].trim().is_empty() => i += quoted(bytes, i, within.end),
            b',' => {
                push(start, i);
                i += 1;
                start = i;
            }
            b']' => break,
            _ => i += 1,
        }
    }
    push(start.min(i.min(within.end)), i.min(within.end));
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shell_words_and_what_joins_them() {
        let text = "A=1 cmd --p=\"x y\" 'z' $(cat /a b) ${X:-c d} | next \\\n  -x && last;end";
        let got: Vec<(&str, Option<u8>)> =
            shell(text, 0..text.len()).into_iter().map(|w| (&text[w.range], w.after)).collect();
        let want = [
            ("A=1", Some(b'\n')),
            ("cmd", None),
            ("--p=\"x y\"", None),
            ("z", None),
            ("$(cat /a b)", None),
            ("${X:-c d}", None),
            ("next", Some(b'|')),
            ("-x", None),
            ("last", Some(b'&')),
            ("end", Some(b';')),
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn json_arrays() {
        let text = "[\"a\", \"b c\",\"-pX\\\"\"]";
        let got: Vec<&str> =
            json_array(text, 0..text.len()).expect("an array").into_iter().map(|w| &text[w.range]).collect();
        assert_eq!(got, ["a", "b c", "-pX\\\""]);
        assert_eq!(json_array("[ -f x ]", 0..8), None);
        assert_eq!(json_array("x", 0..1), None);
    }

    #[test]
    fn broken_text_is_split_somehow() {
        for text in ["\"", "'a", "$(", "${", "\\", "a\\", "`", "\"é"] {
            for word in shell(text, 0..text.len()) {
                assert!(text.get(word.range).is_some(), "{text}");
            }
        }
    }
}
