//! JSON arrays of strings (the exec form) with the place of every character.

use std::ops::Range;

use super::MAX_WORDS;
use crate::document::dockerfile::Word;
use crate::document::text::Mapped;

/// What a text that may be a JSON array is.
pub(super) enum Json {
    /// An array of strings.
    Strings(Vec<Word>),
    /// An array, but not of strings only.
    NotStrings,
    /// No JSON array: shell form.
    No,
}

/// Reads the text as a JSON array of strings.
pub(super) fn parse(text: &Mapped, range: Range<usize>) -> Json {
    let part = &text.as_str()[range.clone()];
    let trimmed = part.trim_start();
    if !trimmed.starts_with('[') {
        return Json::No;
    }
    let mut reader = ArrayReader { text, at: range.end - trimmed.len() + 1, end: range.end };
    match reader.strings() {
        Some(words) => Json::Strings(words),
        None => match serde_json::from_str::<Vec<serde_json::Value>>(trimmed) {
            Ok(_) => Json::NotStrings,
            Err(_) => Json::No,
        },
    }
}

struct ArrayReader<'a> {
    text: &'a Mapped,
    at: usize,
    end: usize,
}

impl ArrayReader<'_> {
    fn peek(&self) -> Option<char> {
        self.text.as_str()[self.at..self.end].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn spaces(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\r' | '\n')) {
            self.at += 1;
        }
    }

    /// The strings after `[`, when they are all that stands there up to the end.
    fn strings(&mut self) -> Option<Vec<Word>> {
        let mut words = Vec::new();
        self.spaces();
        if self.peek() == Some(']') {
            self.next();
        } else {
            loop {
                self.spaces();
                let word = self.string()?;
                if words.len() <= MAX_WORDS {
                    words.push(word);
                }
                self.spaces();
                match self.next()? {
                    ',' => {}
                    ']' => break,
                    _ => return None,
                }
            }
        }
        self.spaces();
        (self.at == self.end).then_some(words)
    }

    fn string(&mut self) -> Option<Word> {
        if self.next()? != '"' {
            return None;
        }
        let mut word = self.text.part(self.at..self.at);
        let mut run = self.at;
        loop {
            let at = self.at;
            match self.next()? {
                '"' => {
                    word.push_part(self.text, run..at);
                    return Some(Word(word));
                }
                '\\' => {
                    word.push_part(self.text, run..at);
                    let meaning = self.escape()?;
                    word.push_meaning(meaning.encode_utf8(&mut [0; 4]), self.text.locate(at..self.at));
                    run = self.at;
                }
                c if c < ' ' => return None,
                _ => {}
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            c @ ('"' | '\\' | '/') => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode(),
            _ => return None,
        })
    }

    /// `\uXXXX`, in pairs for what lies beyond; half a pair means U+FFFD.
    fn unicode(&mut self) -> Option<char> {
        let unit = self.hex()?;
        if !(0xD800..0xE000).contains(&unit) {
            return char::from_u32(unit);
        }
        let after = self.at;
        if unit < 0xDC00 && self.text.as_str()[self.at..self.end].starts_with("\\u") {
            self.at += 2;
            if let Some(low) = self.hex().filter(|low| (0xDC00..0xE000).contains(low)) {
                return char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
            }
            self.at = after;
        }
        Some(char::REPLACEMENT_CHARACTER)
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.as_str()[..self.end].get(self.at..self.at + 4)?;
        let valid = digits.chars().all(|c| c.is_ascii_hexdigit());
        self.at += 4;
        valid.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    }
}
