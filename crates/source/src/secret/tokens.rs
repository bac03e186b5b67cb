//! Detector: token formats of providers. One pass of a prefilter over the text says which formats can be in it; only their patterns are
//! compiled, once per process, and run.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use regex::bytes::{Regex, RegexBuilder};

use super::formats::{FORMATS, Format};
use super::kind::Placeholder;
use super::shape;
use super::spread::Spread;

/// A token found in a text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Its bytes.
    pub range: Range<usize>,
    /// Its format.
    pub format: &'static Format,
    /// Why it is taken for a stand-in; `None` where it looks issued.
    pub placeholder: Option<Placeholder>,
}

/// Texts shorter than every token are not looked at.
const SHORTEST: usize = 13;

/// Every token in the text, in order, not overlapping.
pub(super) fn find(text: &str) -> Vec<Token> {
    if text.len() < SHORTEST {
        return Vec::new();
    }
    let mut tokens = Spread::default();
    for index in candidates(text) {
        let Some(pattern) = pattern(index) else { continue };
        let format = &FORMATS[index];
        for found in pattern.find_iter(text.as_bytes()) {
            let range = found.range();
            let whole = text.is_char_boundary(range.start) && text.is_char_boundary(range.end);
            if whole && stands_alone(text.as_bytes(), &range) && tokens.overlapping(&range).is_none() {
                let placeholder = if format.exact { None } else { stand_in(&text[range.clone()], format) };
                tokens.insert(&range.clone(), Token { range, format, placeholder });
            }
        }
    }
    tokens.into_values().collect()
}

/// Indices of the formats whose keyword is in the text, in the order of the table.
fn candidates(text: &str) -> Vec<usize> {
    static PREFILTER: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let prefilter = PREFILTER.get_or_init(|| {
        AhoCorasick::builder().ascii_case_insensitive(true).build(FORMATS.iter().map(|f| f.keyword)).ok()
    });
    let Some(prefilter) = prefilter else { return (0..FORMATS.len()).collect() };
    let mut seen = vec![false; FORMATS.len()];
    for hit in prefilter.find_overlapping_iter(text) {
        seen[hit.pattern().as_usize()] = true;
    }
    (0..FORMATS.len()).filter(|i| seen[*i]).collect()
}

/// The compiled pattern of a format; compiled when first asked for.
fn pattern(index: usize) -> Option<&'static Regex> {
    static PATTERNS: OnceLock<Vec<OnceLock<Option<Regex>>>> = OnceLock::new();
    let patterns = PATTERNS.get_or_init(|| FORMATS.iter().map(|_| OnceLock::new()).collect());
    let compile = || RegexBuilder::new(FORMATS[index].pattern).unicode(false).size_limit(4 << 20).build().ok();
    patterns[index].get_or_init(compile).as_ref()
}

/// No letter or digit right before or after: otherwise it is a part of something longer.
fn stands_alone(text: &[u8], range: &Range<usize>) -> bool {
    let before = range.start.checked_sub(1).and_then(|i| text.get(i));
    let starts_with_word = text.get(range.start).is_some_and(u8::is_ascii_alphanumeric);
    let glued = starts_with_word && before.is_some_and(u8::is_ascii_alphanumeric) && !after_escape(text, range.start);
    !glued && !text.get(range.end).is_some_and(u8::is_ascii_alphanumeric)
}

/// The letter before belongs to an escape sequence such as `\n`.
fn after_escape(text: &[u8], start: usize) -> bool {
    start >= 2 && text[start - 2] == b'\\' && matches!(text[start - 1], b'n' | b't' | b'r')
}

/// Why a token of a format is no issued one: crossed out, hardly any variety, marked as an example.
fn stand_in(token: &str, format: &Format) -> Option<Placeholder> {
    let body = token.get(format.prefix().len()..).unwrap_or(token);
    let lower = body.to_ascii_lowercase();
    if lower.contains("xxxxx") || lower.contains("*****") || lower.contains(".....") {
        Some(Placeholder::CrossedOut)
    } else if lower.contains("example")
        || lower.contains("placeholder")
        || lower.contains("yourtoken")
        || lower.contains("your_")
    {
        Some(Placeholder::Example)
    } else if body.len() >= 8 && (shape::repeated(body) || shape::entropy(body) < 1.8) {
        Some(Placeholder::Repeated)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A string that the pattern accepts, built from the pattern itself: no token is ever written down. Understands what the table uses.
    fn sample(pattern: &str) -> String {
        let (text, _) = sequence(&pattern.chars().collect::<Vec<_>>(), 0, &mut 7);
        text
    }

    fn sequence(p: &[char], mut i: usize, seed: &mut usize) -> (String, usize) {
        let mut out = String::new();
        while i < p.len() && p[i] != ')' && p[i] != '|' {
            let (choices, after) = atom(p, i, seed);
            let (least, next) = repeat(p, after);
            for _ in 0..least {
                *seed += 11;
                out.push_str(&choices[*seed % choices.len()]);
            }
            i = next;
        }
        (out, i)
    }

    fn atom(p: &[char], i: usize, seed: &mut usize) -> (Vec<String>, usize) {
        let word = || ('a'..='z').chain('A'..='Z').chain('0'..='9').map(String::from).collect::<Vec<_>>();
        match p[i] {
            '\\' if p[i + 1] == 'w' => (word(), i + 2),
            '\\' if p[i + 1] == 'd' => (('1'..='9').map(String::from).collect(), i + 2),
            '\\' => (vec![p[i + 1].to_string()], i + 2),
            '[' => class(p, i + 1),
            '(' => {
                let mut start = i + 1;
                while p[start] != ':' {
                    start += 1;
                }
                let (text, mut end) = sequence(p, start + 1, seed);
                let mut depth = 1;
                while depth > 0 {
                    match p[end] {
                        '(' => depth += 1,
                        ')' => depth -= 1,
                        '[' => {
                            while p[end] != ']' {
                                end += 1
                            }
                        }
                        _ => {}
                    }
                    end += 1;
                }
                (vec![text], end)
            }
            c => (vec![c.to_string()], i + 1),
        }
    }

    fn class(p: &[char], mut i: usize) -> (Vec<String>, usize) {
        let mut chars = Vec::new();
        if p[i] == '^' {
            while p[i] != ']' {
                i += 1;
            }
            return (('a'..='z').chain('0'..='9').map(String::from).collect(), i + 1);
        }
        while p[i] != ']' {
            if p[i] == '\\' {
                chars.extend(if p[i + 1] == 'd' { '1'..='9' } else { 'a'..='z' });
                i += 2;
            } else if p[i + 1] == '-' && p[i + 2] != ']' {
                chars.extend(p[i]..=p[i + 2]);
                i += 3;
            } else {
                chars.push(p[i]);
                i += 1;
            }
        }
        let letters: Vec<char> = chars.iter().copied().filter(char::is_ascii_alphanumeric).collect();
        (if letters.is_empty() { chars } else { letters }.into_iter().map(String::from).collect(), i + 1)
    }

    fn repeat(p: &[char], i: usize) -> (usize, usize) {
        match p.get(i) {
            Some('?') => (0, i + 1),
            Some('{') => {
                let end = i + p[i..].iter().position(|c| *c == '}').expect("a closing brace");
                let least: String = p[i + 1..end].iter().take_while(|c| c.is_ascii_digit()).collect();
                (least.parse().expect("a number"), end + 1)
            }
            Some('+') => (3, i + 1),
            Some('*') => (0, i + 1),
            _ => (1, i),
        }
    }

    #[test]
    fn every_format_is_found_alone_and_in_a_text() {
        assert!(FORMATS.len() >= 60);
        let mut ids = BTreeSet::new();
        for (i, format) in FORMATS.iter().enumerate() {
            assert!(ids.insert(format.id), "{} twice", format.id);
            assert!(format.reference.starts_with("https://"), "{}", format.id);
            assert!(pattern(i).is_some(), "{}: the pattern does not compile", format.id);
            let token = sample(format.pattern);
            assert!(
                token.to_ascii_lowercase().contains(&format.keyword.to_ascii_lowercase()),
                "{}: {token}",
                format.id
            );
            for text in [token.clone(), format!("X={token}"), format!("curl -H \"Auth: {token}\" x")] {
                assert!(
                    find(&text)
                        .iter()
                        .any(|t| text[t.range.clone()].contains(&token) || token.contains(&text[t.range.clone()])),
                    "{} not found in {text}",
                    format.id
                );
            }
        }
    }

    #[test]
    fn parts_of_longer_words_are_no_tokens() {
        let token = sample("ghp_[A-Za-z0-9]{36,251}");
        assert!(find(&format!("{token}é")).len() == 1);
        assert!(find(&format!("Z{token}")).is_empty());
        let fixed = sample("AKIA[A-Z0-9]{16}");
        assert!(find(&format!("{fixed}7")).is_empty());
    }

    #[test]
    fn stand_ins_are_told_apart() {
        for (token, want) in [
            (format!("ghp_{}", "x".repeat(36)), Some(Placeholder::CrossedOut)),
            (format!("glc_{}=", "1".repeat(42)), Some(Placeholder::Repeated)),
            (format!("AIza{}", "a".repeat(35)), Some(Placeholder::Repeated)),
            (format!("{}{}", "AKIA", "IOSFODNN7EXAMPLE"), Some(Placeholder::Example)),
            (sample("ghp_[A-Za-z0-9]{36,251}"), None),
        ] {
            let found = find(&token);
            assert_eq!(found.first().map(|t| t.placeholder), Some(want), "{token}");
        }
    }
}
