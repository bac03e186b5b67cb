//! Noun: secrets that are known, to find copies of them: as they are, in other spellings, and in pieces.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::copied::{self, Words};
use super::finder::Finder;
use super::lexical::joined;
use super::mixture::unlike_words;
use super::shape;
use super::weak::common;

/// Values from this length on are looked for elsewhere, if they are particular enough.
const PARTICULAR: usize = 8;
/// Values from this length on are particular, whatever they are made of.
const LONG: usize = 16;
/// So many characters of a secret in a row are a piece that counts.
const PIECE: usize = 12;
/// Longer secrets (keys, certificates) are known by their lines.
const LONGEST: usize = 1 << 12;
/// Pieces are cut from so much of a value.
const CUT: usize = 256;
/// So many values are looked for; a hostile file may have more.
const MAX_KNOWN: usize = 20_000;
/// Bytes of all texts that are looked for whole; beyond, long ones are known by how they begin.
const MAX_BYTES: usize = 1 << 20;
/// Bytes by which a long one is known then.
const HEAD: usize = 128;
/// Other spellings are looked for where there are no more values than this.
const MAX_SPELLED: usize = 2_000;
/// And no more bytes of them: each is spelled in a dozen ways.
const MAX_SPELLED_BYTES: usize = 1 << 17;

/// Whether a value is so particular that it means the secret wherever it stands: not `postgres`, not `my-password`.
fn particular(value: &str) -> bool {
    let value = value.trim();
    let common = common(value);
    let plain = value.chars().all(|c| c.is_lowercase() || "-_. ".contains(c));
    let empty = shape::plainly_harmless(value) || shape::placeholder(value).is_some();
    value.len() >= PARTICULAR && !empty && (!plain || value.len() >= LONG) && (!common || unlike_words(value))
}

/// Secrets to look for.
#[derive(Debug, Default)]
pub struct Known {
    /// Whole values and spellings of them.
    whole: Finder,
    /// Texts of [`HEAD`] bytes are beginnings: what follows them in a line may be the rest.
    heads: bool,
    /// Values that are words, which are looked for as whole words.
    words: Words,
    /// Hashes of every [`PIECE`] characters in a row of values that read like no words.
    pieces: Pieces,
}

impl Known {
    /// Knows these values: particular ones wherever they stand, words as whole words, and what everybody uses nowhere. The texts, each with what is
    /// secret in it, tell which words are names.
    pub fn new<'v>(
        values: impl IntoIterator<Item = &'v str>,
        texts: impl IntoIterator<Item = (&'v str, &'v [Range<usize>])>,
    ) -> Self {
        let texts: Vec<_> = texts.into_iter().collect();
        let (mut particulars, mut words) = (BTreeSet::new(), BTreeSet::new());
        for value in values {
            // Of a key or a block the lines are what may be copied.
            let lines = value.lines().map(str::trim).filter(|line| line.len() <= LONGEST && !line.starts_with("-----"));
            // What stands in quotes is copied without them.
            for line in lines.map(|line| line.trim_matches(['"', '\''])) {
                if particular(line) {
                    particulars.insert(line);
                } else if copied::counts(line) {
                    words.insert(line);
                } else {
                    continue;
                }
                // How it begins gives it away; of what reads like no words every piece is known.
                let begins = line.char_indices().nth(PIECE).map(|(end, _)| line[..end].trim_end());
                if let Some(begins) =
                    begins.filter(|begins| copied::counts(begins) && !begins.contains(' ') && !unlike_words(begins))
                {
                    words.insert(begins);
                }
            }
        }
        // However long, what the files use as a name themselves is none that a name could give away.
        let spoken: Vec<&str> = particulars.iter().copied().filter(|value| copied::may_be_a_name(value)).collect();
        for name in copied::names_among(&spoken, texts.iter().copied()) {
            particulars.remove(name);
            words.insert(name);
        }
        let bytes: usize = particulars.iter().chain(&words).map(|value| value.len()).sum();
        let spelled = particulars.len() + words.len() <= MAX_SPELLED && bytes <= MAX_SPELLED_BYTES;
        let mut known = Self::default();
        let mut whole = BTreeSet::new();
        for value in particulars.into_iter().take(MAX_KNOWN) {
            known.learn(value, spelled, &mut whole);
        }
        let words: Vec<&str> = words.into_iter().take(MAX_KNOWN).collect();
        if spelled {
            let plain: HashSet<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
            let others = words.iter().flat_map(|word| spellings(word));
            whole.extend(others.filter(|spelling| !plain.contains(&spelling.to_ascii_lowercase())));
        }
        known.words = Words::new(&words, texts);
        known.pieces.sort();
        known.heads = whole.iter().map(String::len).sum::<usize>() > MAX_BYTES;
        if known.heads {
            whole = whole.into_iter().map(beginning).collect();
        }
        known.whole = Finder::in_any_case(whole.iter().map(String::as_str));
        known
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.pieces.hashes.is_empty() && self.words.is_empty()
    }

    fn learn(&mut self, value: &str, spelled: bool, whole: &mut BTreeSet<String>) {
        let spellings = if spelled { spellings(value) } else { BTreeSet::from([value.to_owned()]) };
        for written in spellings {
            if written.len() >= PIECE && unlike_words(&written) && self.add_pieces(&written) {
                continue;
            }
            whole.insert(written);
        }
        for part in value.split(|c: char| !c.is_ascii_alphanumeric()) {
            if part.len() >= PARTICULAR && part.len() < value.len() && unlike_words(part) {
                whole.insert(part.to_owned());
            }
        }
    }

    /// Notes the pieces of a value, and answers whether they make up all of it.
    fn add_pieces(&mut self, value: &str) -> bool {
        let bytes = value.as_bytes();
        let mut all = bytes.len() <= CUT;
        for (hash, window) in hashes(&bytes[..bytes.len().min(CUT)]).zip(bytes.windows(PIECE)) {
            // A piece that reads like a word (`password2024`) would be found where nobody copied anything.
            if std::str::from_utf8(window).is_ok_and(unlike_words) {
                self.pieces.hashes.push(hash);
            } else {
                all = false;
            }
        }
        all
    }

    /// Where what is known stands in a text, in order, not overlapping.
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = self.whole.find(text);
        let mut end = 0;
        for range in found.iter_mut().filter(|range| self.heads && range.len() >= HEAD - 3) {
            if range.end > end {
                end = text[range.end..].find(['\n', '\r']).map_or(text.len(), |at| range.end + at);
            }
            range.end = end;
        }
        self.words.find(text, &mut found);
        if !self.pieces.hashes.is_empty() {
            let pieces = hashes(text.as_bytes()).enumerate().filter(|(_, hash)| self.pieces.contain(*hash));
            found.extend(pieces.map(|(start, _)| start..start + PIECE));
        }
        found.retain_mut(|range| {
            // A piece may begin or end inside of a character.
            while !text.is_char_boundary(range.start) {
                range.start -= 1;
            }
            while !text.is_char_boundary(range.end) {
                range.end += 1;
            }
            true
        });
        touching(joined(found))
    }
}

/// The first [`HEAD`] bytes, or a few less where a character goes on.
fn beginning(mut text: String) -> String {
    let end = (0..=HEAD.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    text.truncate(end);
    text
}

/// Pieces next to each other are one.
fn touching(ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match found.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => found.push(range),
        }
    }
    found
}

/// How a secret may be written elsewhere: in a URL, in base64 (also as a part of a longer text), in hexadecimal digits, with escapes.
fn spellings(value: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::from([value.to_owned()]);
    let escaped = |from: &[(char, &str)]| {
        value.chars().fold(String::new(), |mut out, c| {
            match from.iter().find(|(plain, _)| *plain == c) {
                Some((_, other)) => out.push_str(other),
                None => out.push(c),
            }
            out
        })
    };
    all.insert(escaped(&[('$', "$$")]));
    all.insert(escaped(&[('$', "\\$"), ('"', "\\\""), ('\\', "\\\\"), ('`', "\\`"), (' ', "\\ ")]));
    all.insert(escaped(&[('"', "\\\""), ('\\', "\\\\")]));
    all.insert(escaped(&[('\'', "''")]));
    for unwritten in [unescaped(value), value.replace("$$", "$"), value.replace("''", "'")] {
        all.insert(unwritten);
    }
    let percent = |keep: &[u8]| {
        value.bytes().fold(String::new(), |mut out, b| {
            if b.is_ascii_alphanumeric() || keep.contains(&b) {
                out.push(b as char);
            } else {
                out.push_str(&format!("%{b:02X}"));
            }
            out
        })
    };
    all.insert(percent(b"-_.~"));
    all.insert(percent(b"-_.~!*'()"));
    all.insert(percent(b"-_.~+/=").replace("%20", "+"));
    let hex: String = value.bytes().map(|b| format!("{b:02x}")).collect();
    all.insert(hex);
    for shift in 0..3 {
        // What stands before it shifts the digits; those that depend on what stands around it are left out.
        let mut bytes = vec![0; shift];
        bytes.extend_from_slice(value.as_bytes());
        let encoded = STANDARD_NO_PAD.encode(&bytes);
        let (first, rest) = ([0, 2, 3][shift], (bytes.len() % 3 != 0) as usize);
        if let Some(inner) = encoded.get(first..encoded.len() - rest).filter(|inner| inner.len() >= PARTICULAR) {
            all.insert(inner.to_owned());
            all.insert(inner.replace('+', "-").replace('/', "_"));
        }
    }
    all.retain(|spelled| spelled.len() >= PARTICULAR);
    all
}

/// Without the backslashes in front of signs, as a shell or a builder reads it.
fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        let escapes = c == '\\' && chars.peek().is_some_and(|next| !next.is_alphanumeric());
        match chars.peek() {
            Some(next) if escapes => {
                out.push(*next);
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out
}

/// Hashes of pieces.
#[derive(Debug, Default)]
struct Pieces {
    /// In order, once they are sorted.
    hashes: Vec<u64>,
    /// Bits of the hashes, to tell most texts apart without looking them up.
    sieve: Vec<u64>,
}

impl Pieces {
    /// Makes them ready to be asked.
    fn sort(&mut self) {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        // Sixteen bits for each; a few hashes need no few bits, and many no more than fit where memory is near.
        let words = (self.hashes.len() / 4).clamp(1 << 6, 1 << 17).next_power_of_two();
        self.sieve = vec![0; words];
        for hash in &self.hashes {
            let bit = bit_of(*hash, words);
            self.sieve[bit / 64] |= 1 << (bit % 64);
        }
    }

    fn contain(&self, hash: u64) -> bool {
        let bit = bit_of(hash, self.sieve.len());
        self.sieve[bit / 64] & 1 << (bit % 64) != 0 && self.hashes.binary_search(&hash).is_ok()
    }
}

const BASE: u64 = 0x0100_0000_01b3;

/// The bit of a sieve of so many words, a power of two.
fn bit_of(hash: u64, words: usize) -> usize {
    (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & (words * 64 - 1)
}

/// Hashes of every [`PIECE`] bytes in a row, in any case.
fn hashes(bytes: &[u8]) -> impl Iterator<Item = u64> {
    let first_weight = (1..PIECE).fold(1_u64, |weight, _| weight.wrapping_mul(BASE));
    let code = |byte: u8| u64::from(byte.to_ascii_lowercase()) + 1;
    let mut hash = bytes.iter().take(PIECE - 1).fold(0_u64, |hash, b| hash.wrapping_mul(BASE).wrapping_add(code(*b)));
    (PIECE..=bytes.len()).map(move |end| {
        let whole = hash.wrapping_mul(BASE).wrapping_add(code(bytes[end - 1]));
        hash = whole.wrapping_sub(code(bytes[end - PIECE]).wrapping_mul(first_weight));
        whole
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn() -> String {
        format!("{}{}", "Zq7Rk29fjQ", "0sLwq81zPv4")
    }

    fn found(known: &Known, text: &str) -> Vec<String> {
        known.find(text).into_iter().map(|range| text[range].to_owned()).collect()
    }

    #[test]
    fn copies_spellings_and_pieces() {
        let secret = format!("{}+/=", drawn());
        let known = Known::new([secret.as_str()], [("", &[][..])]);
        let base64 = base64::engine::general_purpose::STANDARD.encode(format!("me:{secret}"));
        for text in [
            secret.clone(),
            format!("x{secret}y"),
            drawn().to_lowercase(),
            drawn()[..12].to_owned(),
            drawn()[5..18].to_owned(),
            format!("{}%2B%2F%3D", drawn()),
        ] {
            let got = found(&known, &format!("see {text} there"));
            assert_eq!(got.len(), 1, "{text}: {got:?}");
            assert!(text.contains(got[0].as_str()) && got[0].len() >= text.len() - 2, "{text}: {got:?}");
        }
        let got = found(&known, &base64);
        assert!(got.len() == 1 && got[0].len() + 8 >= base64.len(), "{base64}: {got:?}");
        assert!(found(&known, &drawn()[..11]).is_empty());
    }

    #[test]
    fn of_too_much_text_the_beginnings_are_known() {
        let values: Vec<String> = (0..2_000).map(|n| format!("{}{n:06}{}", drawn(), "=k9".repeat(300))).collect();
        let known = Known::new(values.iter().map(String::as_str), [("", &[][..])]);
        assert!(known.heads);
        let text = format!("a {} b\nc {}", values[7], values[1_999]);
        let got = found(&known, &text);
        assert_eq!(got, [format!("{} b", values[7]), values[1_999].clone()]);
        let short = Known::new(values[..9].iter().map(String::as_str), [("", &[][..])]);
        assert_eq!(found(&short, &format!("a {} b", values[7])), [values[7].clone()]);
    }

    #[test]
    fn words_are_left_alone() {
        let words =
            ["postgres", "password", "my-password", "changeme123", "x7Kq", "/run/secrets/x", "${DB_PASSWORD}", "true"];
        for value in words {
            assert!(!particular(value), "{value}");
        }
        let phrase = "my-password";
        for value in words.into_iter().filter(|value| *value != phrase) {
            assert!(Known::new([value], [("", &[][..])]).is_empty(), "{value}");
        }
        let known = Known::new([phrase], [("", &[][..])]);
        assert_eq!(found(&known, "see my-password there"), [phrase], "as a word by itself");
        assert!(found(&known, "see my-passwords there").is_empty());
        for value in ["plant-a-b7c9e1", "correct-horse-battery", "Winter2024!x", "hunter2hunter2"] {
            assert!(particular(value), "{value}");
        }
        let known = Known::new(["MySuperPassword2024xY9"], [("", &[][..])]);
        assert!(found(&known, "the SuperPassword is").is_empty());
    }

    #[test]
    fn how_a_phrase_begins_is_known_as_a_word() {
        let known = Known::new(["CopperLantern42", "marble-otter-plays"], [("image: x/marble-otter\n", &[][..])]);
        assert_eq!(found(&known, "it begins with CopperLanter and so on"), ["CopperLanter"]);
        assert!(found(&known, "CopperLanters, marble-otter").is_empty());
        assert_eq!(found(&known, "(copperlantern42)"), ["copperlantern42"]);
    }

    #[test]
    fn quotes_are_no_part_of_a_copy() {
        let known = Known::new(["\"marble-Otter\""], [("", &[][..])]);
        assert_eq!(found(&known, "-passin pass:marble-Otter"), ["marble-Otter"]);
    }

    #[test]
    fn other_characters_do_no_harm() {
        let known = Known::new([drawn().as_str()], [("", &[][..])]);
        for text in ["é", "", "ééééééééééééé", &format!("é{}é", drawn())] {
            for range in known.find(text) {
                assert!(text.get(range).is_some());
            }
        }
    }
}
