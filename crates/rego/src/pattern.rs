//! Patterns in Go's syntax (RE2). A pattern is first run by an engine that is quick to prepare, and by one that is quick to run once it has
//! been used often: a program knows hundreds of patterns, and most are tried a few times only.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Bytes of a compiled pattern.
const SIZE_LIMIT: usize = 16 << 20;

/// Bytes of text, in pieces of 64, that a pattern looks at before it gets the quicker engine.
const OFTEN: u32 = 200;

/// Bytes that one replacement makes.
pub const MAX_TEXT: usize = 8 << 20;

/// A pattern that is known to be one.
#[derive(Debug)]
pub struct Pattern {
    text: String,
    /// Nothing where the small engine has not what it needs.
    small: Option<regex_lite::Regex>,
    large: OnceLock<Result<regex::Regex, String>>,
    uses: AtomicU32,
}

/// Reads a pattern.
///
/// # Errors
/// Where it is none, or too large.
pub fn read(text: &str) -> Result<Pattern, String> {
    let small = if text.is_ascii() { small(text) } else { None };
    let pattern = Pattern { text: text.to_owned(), small, large: OnceLock::new(), uses: AtomicU32::new(0) };
    if pattern.small.is_none() {
        pattern.large()?;
    }
    Ok(pattern)
}

/// Whether a text is a pattern, as the large engine sees it.
///
/// # Errors
/// Where it is none, or too large.
pub fn check(text: &str) -> Result<(), String> {
    large(text).map(drop)
}

fn small(text: &str) -> Option<regex_lite::Regex> {
    regex_lite::RegexBuilder::new(&from_re2(text, "\\b", "\\B")).size_limit(SIZE_LIMIT).build().ok()
}

fn large(text: &str) -> Result<regex::Regex, String> {
    let built = regex::RegexBuilder::new(&from_re2(text, "(?-u:\\b)", "(?-u:\\B)")).size_limit(SIZE_LIMIT).build();
    built.map_err(|error| {
        // The regex crate draws a picture; its last line says what is wrong.
        let error = error.to_string();
        let why = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
        format!("`{text}` is no pattern: {why}")
    })
}

/// What is found where: bytes of the whole match and of each group.
pub type Found = Vec<Option<(usize, usize)>>;

/// One of the two engines.
enum Engine<'p> {
    Small(&'p regex_lite::Regex),
    Large(&'p regex::Regex),
}

/// The same for both engines.
macro_rules! with {
    ($engine:expr, $regex:ident => $body:expr) => {
        match $engine {
            Engine::Small($regex) => $body,
            Engine::Large($regex) => $body,
        }
    };
}

impl Pattern {
    fn large(&self) -> Result<&regex::Regex, String> {
        self.large.get_or_init(|| large(&self.text)).as_ref().map_err(Clone::clone)
    }

    /// The engine for a text. The small one knows letters of ASCII only.
    fn engine(&self, text: &str) -> Result<Engine<'_>, String> {
        if let Some(Ok(large)) = self.large.get() {
            return Ok(Engine::Large(large));
        }
        let weight = u32::try_from(text.len() / 64).unwrap_or(u32::MAX).saturating_add(1);
        match &self.small {
            Some(small) if text.is_ascii() && self.uses.fetch_add(weight.min(OFTEN), Ordering::Relaxed) < OFTEN => {
                Ok(Engine::Small(small))
            }
            _ => self.large().map(Engine::Large),
        }
    }

    /// Whether it matches somewhere in a text.
    ///
    /// # Errors
    /// Where the large engine cannot be had.
    pub fn is_match(&self, text: &str) -> Result<bool, String> {
        Ok(with!(self.engine(text)?, regex => regex.is_match(text)))
    }

    /// The first so many places where it matches.
    ///
    /// # Errors
    /// Where the large engine cannot be had.
    pub fn places(&self, text: &str, limit: usize) -> Result<Vec<(usize, usize)>, String> {
        Ok(with!(self.engine(text)?, regex => {
            regex.find_iter(text).take(limit).map(|found| (found.start(), found.end())).collect()
        }))
    }

    /// The pieces between its matches, as Go splits: an empty match at the beginning or the end parts nothing.
    ///
    /// # Errors
    /// Where the large engine cannot be had.
    pub fn parts(&self, text: &str) -> Result<Vec<(usize, usize)>, String> {
        if text.is_empty() {
            return Ok(vec![(0, 0)]);
        }
        let mut parts = Vec::new();
        let (mut start, mut end) = (0, 0);
        for (from, to) in self.places(text, usize::MAX)? {
            end = from;
            if to != 0 {
                parts.push((start, from));
            }
            start = to;
        }
        if end != text.len() {
            parts.push((start, text.len()));
        }
        Ok(parts)
    }

    /// The places of groups.
    ///
    /// # Errors
    /// Where the large engine cannot be had.
    pub fn groups(&self, text: &str, limit: usize) -> Result<Vec<Found>, String> {
        Ok(with!(self.engine(text)?, regex => {
            let found = regex.captures_iter(text).take(limit);
            found.map(|all| all.iter().map(|group| group.map(|group| (group.start(), group.end()))).collect()).collect()
        }))
    }

    /// The text with every match replaced; `$1` and `${name}` stand for groups.
    ///
    /// # Errors
    /// Where it makes more than [`MAX_TEXT`] bytes, or the large engine cannot be had.
    pub fn replaced(&self, text: &str, by: &str) -> Result<String, String> {
        with!(self.engine(text)?, regex => {
            let mut out = String::new();
            let mut done = 0;
            for found in regex.captures_iter(text) {
                let Some(whole) = found.get(0) else { continue };
                out.push_str(&text[done..whole.start()]);
                found.expand(by, &mut out);
                done = whole.end();
                if out.len() > MAX_TEXT {
                    return Err(format!("makes more than {MAX_TEXT} bytes"));
                }
            }
            out.push_str(&text[done..]);
            Ok(out)
        })
    }
}

/// A pattern in Go's syntax as our engines write it, with their words for the boundary of a word and what is none.
fn from_re2(text: &str, boundary: &str, inside: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut in_class = false;
    while let Some(c) = rest.chars().next() {
        if let Some(quoted) = rest.strip_prefix("\\Q") {
            let (literal, after) = quoted.split_once("\\E").unwrap_or((quoted, ""));
            out.push_str(&regex::escape(literal));
            rest = after;
            continue;
        }
        let taken = match (c, in_class) {
            ('\\', _) => escape(rest, in_class, (boundary, inside), &mut out),
            ('[', false) => {
                in_class = true;
                let start = if rest.starts_with("[^") { "[^" } else { "[" };
                out.push_str(start);
                // A bracket that comes first stands for itself.
                let is_itself = rest[start.len()..].starts_with(']');
                out.push_str(if is_itself { "\\]" } else { "" });
                start.len() + usize::from(is_itself)
            }
            (']', true) => {
                in_class = false;
                push(&mut out, "]")
            }
            ('[', true) if rest.starts_with("[:") && rest.contains(":]") => {
                let end = rest.find(":]").map_or(rest.len(), |end| end + 2);
                out.push_str(&rest[..end]);
                end
            }
            ('[', true) => push(&mut out, "\\["),
            ('&', true) => push(&mut out, "\\&"),
            ('~', true) => push(&mut out, "\\~"),
            ('-', true) if rest.starts_with("--") => push(&mut out, "\\-"),
            ('{', false) if !is_repetition(rest) => push(&mut out, "\\{"),
            _ => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

fn push(out: &mut String, text: &str) -> usize {
    out.push_str(text);
    1
}

/// Translates the escape at the start of `rest` and says how many bytes it took. Go's classes are those of ASCII.
fn escape(rest: &str, in_class: bool, (boundary, inside): (&str, &str), out: &mut String) -> usize {
    let Some(next) = rest.chars().nth(1) else {
        out.push('\\');
        return 1;
    };
    let class = match next.to_ascii_lowercase() {
        'd' => Some("0-9"),
        'w' => Some("0-9A-Za-z_"),
        's' => Some("\\t\\n\\x0c\\r "),
        _ => None,
    };
    match (class, next) {
        (Some(class), 'd' | 'w' | 's') if in_class => out.push_str(class),
        (Some(class), 'd' | 'w' | 's') => out.push_str(&format!("[{class}]")),
        (Some(class), _) => out.push_str(&format!("[^{class}]")),
        (None, 'b') if !in_class => out.push_str(boundary),
        (None, 'B') if !in_class => out.push_str(inside),
        (None, '<' | '>') => out.push(next),
        // `\p{Greek}`, `\x{10FFFF}`: these braces belong to the escape.
        (None, 'p' | 'P' | 'x') if rest[2..].starts_with('{') => {
            let end = rest.find('}').map_or(rest.len(), |end| end + 1);
            out.push_str(&rest[..end]);
            return end;
        }
        (None, _) => {
            out.push('\\');
            out.push(next);
        }
    }
    1 + next.len_utf8()
}

/// `{2}`, `{2,}`, `{2,5}`; any other brace stands for itself.
fn is_repetition(rest: &str) -> bool {
    let Some((inside, _)) = rest[1..].split_once('}') else { return false };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    !least.is_empty() && is_number(least) && is_number(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_mean_what_go_means() {
        let cases = [
            (r"^\w+$", "é", false),
            (r"^\w{20,60}$", "abcdefghijklmnopqrstuvwx", true),
            (r"^\d$", "٣", false),
            (r"^[\w.-]+$", "a.b-c", true),
            (r"^[^\s]+$", "a\u{a0}b", true),
            (r"^[]a]+$", "]a", true),
            (r"^[^]a]+$", "bc", true),
            (r"^[a[b]+$", "[ab", true),
            (r"^[[:alpha:]_]+$", "ab_", true),
            (r"^[[:^alpha:]]+$", "12", true),
            (r"^[a&&b]+$", "&ab", true),
            (r"^[a~~b]+$", "~ab", true),
            (r"^\${", "${X}", true),
            (r"^{a}$", "{a}", true),
            (r"a{2,3}", "aa", true),
            (r"^\Qa.b\E$", "a.b", true),
            (r"^\Qa.b\E$", "axb", false),
            (r"^\<a\>$", "<a>", true),
            (r"\bé", "aé", true),
            (r"\bb\b", "a b c", true),
            (r"a\Bb", "ab", true),
            (r"(?i)^latest$", "LATEST", true),
            (r"(?i)^k$", "\u{212a}", true),
            (r"^.$", "\n", false),
            (r"(?s)^.$", "\n", true),
            (r"a$", "a\n", false),
            (r"(?m)^b$", "a\nb", true),
            (r"^\p{Greek}$", "α", true),
            (r"^[\x{61}\pN]+$", "a5", true),
        ];
        for (pattern, text, expected) in cases {
            let read = read(pattern).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(read.is_match(text), Ok(expected), "{pattern} on {text}");
            assert_eq!(large(pattern).expect("a pattern").is_match(text), expected, "{pattern} on {text}, large");
        }
    }

    #[test]
    fn what_is_no_pattern_is_an_error() {
        for text in ["(", "[a", r"(?=a)", r"\1", "*", "é("] {
            assert!(read(text).is_err() && check(text).is_err(), "{text}");
        }
        assert!(check(&format!("({}){{1000}}", r"\pL{1000}")).is_err(), "too large");
    }

    #[test]
    fn the_engine_changes_and_the_answer_does_not() {
        let pattern = read("a(b)?").expect("a pattern");
        for _ in 0..3 * OFTEN {
            assert_eq!(pattern.is_match("xab"), Ok(true));
            assert_eq!(pattern.groups("ab a", 9), Ok(vec![vec![Some((0, 2)), Some((1, 2))], vec![Some((3, 4)), None]]));
        }
        assert!(pattern.large.get().is_some());
        assert_eq!(pattern.replaced("ab a", "<$1>").as_deref(), Ok("<b> <>"));
        assert_eq!(pattern.places("ab a", 1), Ok(vec![(0, 2)]));
    }
}
