//! `command` and `entrypoint` as a string: split into words the way the reference does it, which is not quite what a shell does.

use std::ops::Range;

use super::Invalid;

/// Words that a string may have.
pub const MAX_WORDS: usize = 10_000;

/// A string taken apart into words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The words in order.
    pub words: Vec<Word>,
    /// Where the reference stopped reading: at the first of `; & | < >` outside of quotes. What follows never reaches the container.
    pub cut_at: Option<usize>,
}

/// A word and the bytes it was written with, quotes included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Without quotes and backslashes.
    pub text: String,
    /// Its bytes in the string.
    pub range: Range<usize>,
}

/// Splits at blanks. `'…'` is literal, in `"…"` and outside a backslash takes the next character literally; `$(…)` and backticks stay as they are.
///
/// # Errors
/// `invalid command line string` for quotes, parentheses or a backslash that nothing closes; more words than are read.
pub fn words(text: &str) -> Result<Words, Invalid> {
    let mut splitter = Splitter::default();
    let mut cut_at = None;
    for (at, c) in text.char_indices() {
        match splitter.push(at, c) {
            Step::On => {}
            Step::Cut => {
                cut_at = Some(at);
                break;
            }
            Step::Wrong => return Invalid::new("invalid command line string"),
        }
        if splitter.words.len() > MAX_WORDS {
            return Invalid::new(format!("it has more than {MAX_WORDS} words, so it is not judged"));
        }
    }
    splitter.end_word(cut_at.unwrap_or(text.len()));
    if splitter.escaped || splitter.single || splitter.double || splitter.backquote || splitter.dollar {
        return Invalid::new("invalid command line string");
    }
    Ok(Words { words: splitter.words, cut_at })
}

enum Step {
    On,
    Cut,
    Wrong,
}

#[derive(Default)]
struct Splitter {
    words: Vec<Word>,
    word: String,
    /// Where the current word began, once it has.
    start: Option<usize>,
    /// Whether there is a word to keep: quotes alone make an empty one.
    kept: bool,
    escaped: bool,
    single: bool,
    double: bool,
    backquote: bool,
    dollar: bool,
}

impl Splitter {
    fn push(&mut self, at: usize, c: char) -> Step {
        let blank = matches!(c, ' ' | '\t' | '\r' | '\n');
        let open = self.single || self.double || self.backquote || self.dollar;
        if self.escaped {
            self.escaped = false;
            return self.keep(at, c);
        }
        if c == '\\' && !self.single {
            self.start.get_or_insert(at);
            self.escaped = true;
            return Step::On;
        }
        if blank {
            if open {
                self.word.push(c);
            } else {
                self.end_word(at);
            }
            return Step::On;
        }
        match c {
            '`' if !self.single && !self.double && !self.dollar => self.backquote = !self.backquote,
            ')' if !self.single && !self.double && !self.backquote => self.dollar = !self.dollar,
            '(' if !self.single && !self.double && !self.backquote => {
                if self.dollar || !self.word.ends_with('$') {
                    return Step::Wrong;
                }
                self.dollar = true;
            }
            '"' if !self.single && !self.dollar => return self.quote(at, c),
            '\'' if !self.double && !self.dollar => return self.quote(at, c),
            ';' | '&' | '|' | '<' | '>' if !open => {
                if c == '>' && self.word.starts_with(|c: char| c.is_ascii_digit()) {
                    // The number of a file descriptor.
                    self.kept = false;
                }
                return Step::Cut;
            }
            _ => {}
        }
        self.keep(at, c)
    }

    fn keep(&mut self, at: usize, c: char) -> Step {
        self.start.get_or_insert(at);
        self.kept = true;
        self.word.push(c);
        Step::On
    }

    fn quote(&mut self, at: usize, c: char) -> Step {
        self.start.get_or_insert(at);
        let quoted = if c == '"' { &mut self.double } else { &mut self.single };
        self.kept |= *quoted;
        *quoted = !*quoted;
        Step::On
    }

    fn end_word(&mut self, at: usize) {
        let text = std::mem::take(&mut self.word);
        let start = self.start.take().unwrap_or(at);
        if std::mem::take(&mut self.kept) {
            self.words.push(Word { text, range: start..at });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Vec<String> {
        match words(text) {
            Ok(words) => words.words.into_iter().map(|word| word.text).collect(),
            Err(Invalid(message)) => vec![format!("error: {message}")],
        }
    }

    #[test]
    fn splits() {
        let cases: [(&str, &[&str]); 26] = [
            ("", &[]),
            ("  \t\n", &[]),
            ("echo  hi\n", &["echo", "hi"]),
            (r#""a b" 'c d' e\ f"#, &["a b", "c d", "e f"]),
            (r#"a"b"'c'd"#, &["abcd"]),
            (r#"'' "" a"#, &["", "", "a"]),
            (r"'it'\''s'", &["it's"]),
            (r#"'a"\b' "a'\"b""#, &[r#"a"\b"#, r#"a'"b"#]),
            (r"a\nb\\", &["anb\\"]),
            ("$A ${A} '$A' $ $$", &["$A", "${A}", "$A", "$", "$$"]),
            (r#"$(echo "a b") x"#, &[r#"$(echo "a b")"#, "x"]),
            ("a`b c`d", &["a`b c`d"]),
            ("a && b", &["a"]),
            ("a;b", &["a"]),
            ("a 2>&1", &["a"]),
            ("a b>c", &["a", "b"]),
            (";", &[]),
            ("sh -c 'a; b' \"c|d\" e\\&f", &["sh", "-c", "a; b", "c|d", "e&f"]),
            ("a #c {x,y} * ~/z [ \"q\" ]", &["a", "#c", "{x,y}", "*", "~/z", "[", "q", "]"]),
            ("é ü", &["é", "ü"]),
            ("\"open", &["error: invalid command line string"]),
            ("'open", &["error: invalid command line string"]),
            ("a\\", &["error: invalid command line string"]),
            ("(a)", &["error: invalid command line string"]),
            ("a)", &["error: invalid command line string"]),
            ("$(a (b))", &["error: invalid command line string"]),
        ];
        for (text, expected) in cases {
            assert_eq!(show(text), expected, "{text:?}");
        }
    }

    #[test]
    fn places() {
        let text = r#"run  "a b"c \x; rest"#;
        let words = words(text).unwrap();
        let ranges: Vec<_> = words.words.iter().map(|word| &text[word.range.clone()]).collect();
        assert_eq!(ranges, ["run", r#""a b"c"#, r"\x"]);
        assert_eq!(words.cut_at, Some(14));
    }
}
