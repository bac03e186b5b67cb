//! Whether what stands behind a name is marked: by how much the notation and the name say, and what the value looks like.

use std::ops::Range;

use super::super::copied;
use super::super::counts_something;
use super::super::mixture::{drawn, unlike_words};
use super::super::shape;
use super::super::suspicion::{Suspicion, suspicion};
use super::extent::LONGEST;
use super::prose;
use super::scan::Scan;

/// How deep defaults may nest.
const DEPTH: usize = 6;

/// How much a value must look like a secret, besides standing behind a name that says so.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// The notation is one of settings: whatever is no reference, path, switch or placeholder.
    Name,
    /// A password, perhaps: not what counts or measures something.
    Password,
    /// A number too, from four digits on.
    Digits,
    /// A number, or a word of some length.
    Opens,
    /// The notation may be prose, or a list of names: it must not read like words.
    Looks,
    /// The name only may be one of a secret: it must look drawn by lot.
    Drawn,
}

impl Proof {
    /// What a name asks for that stands in a notation of settings.
    pub(super) fn for_name(suspicion: Suspicion) -> Self {
        match suspicion {
            Suspicion::Sure => Self::Name,
            Suspicion::Password => Self::Password,
            Suspicion::Digits => Self::Digits,
            Suspicion::Opens => Self::Opens,
            Suspicion::Likely => Self::Looks,
            Suspicion::Perhaps => Self::Drawn,
        }
    }

    /// The stronger demand of the two.
    pub(super) fn at_least(self, other: Self) -> Self {
        if self == Self::Drawn { self } else { other }
    }
}

impl Scan<'_, '_> {
    /// `:-default}` behind the name of a variable. Answers with where it ends.
    pub(super) fn default(&mut self, at: usize, line_end: usize, proof: Proof, depth: usize) -> usize {
        let text = self.text;
        let rest = &text[at..line_end];
        let operator = [":-", ":+", ":?", ":=", "-", "+", "?", "="].iter().find(|op| rest.starts_with(**op));
        let Some(operator) = operator.filter(|_| depth < DEPTH) else { return at };
        let start = at + operator.len();
        let end = closing_brace(text, start, line_end);
        if operator.contains('?') {
            self.words(start..end, proof.at_least(Proof::Looks));
            if proof == Proof::Name || proof == Proof::Password {
                self.numbered(start..end);
            }
        } else {
            self.judge_deep(start..end, proof, depth + 1);
        }
        end
    }

    /// Words with a number, in what is said of a secret: `the old one is CopperLantern42`. Short ones are names: `base64`, `sha256`.
    fn numbered(&mut self, range: Range<usize>) {
        let text = self.text;
        let mut at = range.start;
        for word in text[range].split_inclusive([' ', '\t']) {
            let value = word.trim_end().trim_matches(['"', '\'', '(', ')', '.', ',', ';', '`']);
            if let Some(offset) = word.find(value).filter(|_| prose::is_mixed(value)) {
                self.marks.push(at + offset..at + offset + value.len());
            }
            at += word.len();
        }
    }

    pub(super) fn judge_all(&mut self, parts: &[Range<usize>], proof: Proof) {
        let filled: Vec<&Range<usize>> = parts.iter().filter(|part| part.start < part.end).collect();
        match filled.as_slice() {
            [one] => self.judge((*one).clone(), proof),
            [] => {}
            // A value in several parts is judged by all of it.
            [.., last] => {
                let joined: String = filled.iter().map(|part| &self.text[(*part).clone()]).collect();
                if self.is_secret(&joined, proof) {
                    filled.iter().for_each(|part| self.marks.push((*part).clone()));
                    self.covered = self.covered.max(last.end);
                }
            }
        }
    }

    /// Marks a value unless it gives nothing away.
    pub(super) fn judge(&mut self, range: Range<usize>, proof: Proof) {
        self.judge_deep(range, proof, 0);
    }

    fn judge_deep(&mut self, range: Range<usize>, proof: Proof, depth: usize) {
        let Some(written) = self.text.get(range.clone()) else { return };
        let trimmed = written.trim().trim_matches(['"', '\'']);
        if trimmed.is_empty() {
            return;
        }
        self.looked = self.looked.max(range.end);
        let start = range.start + written.find(trimmed).unwrap_or(0);
        let scheme =
            ["Bearer ", "Basic ", "bearer ", "basic ", "token "].iter().find(|scheme| trimmed.starts_with(**scheme));
        let skipped = scheme.map_or(0, |scheme| scheme.len());
        let trimmed = &trimmed[skipped..];
        let range = start + skipped..start + skipped + trimmed.len();
        if trimmed.contains("${") && depth < DEPTH && trimmed.len() <= LONGEST {
            self.judge_template(range, proof, depth);
            return;
        }
        if self.is_secret(trimmed, proof) {
            self.covered = self.covered.max(range.end);
            self.marks.push(range);
        }
    }

    /// A value with variables in it: what is written beside them, and what stands for them.
    fn judge_template(&mut self, range: Range<usize>, proof: Proof, depth: usize) {
        let text = self.text;
        let (mut at, mut literal) = (range.start, String::new());
        while let Some(open) = text[at..range.end].find("${").map(|i| at + i) {
            literal.push_str(&text[at..open]);
            let name_end = open
                + 2
                + text[open + 2..range.end]
                    .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .unwrap_or(range.end - open - 2);
            let name = open + 2..name_end;
            let own = match suspicion(&text[name.clone()]) {
                Some(of_name @ (Suspicion::Sure | Suspicion::Password)) => Proof::for_name(of_name),
                _ => proof,
            };
            if drawn(text[name.clone()].as_bytes()) || name.len() >= 8 && unlike_words(&text[name.clone()]) {
                self.marks.push(name);
            }
            let end = closing_brace(text, name_end, range.end);
            if self.default(name_end, range.end, own, depth) == name_end {
                // What is no operation at all may be anything.
                let other = text[name_end..end].trim_start_matches(':').len();
                self.judge_deep(end - other..end, proof.at_least(Proof::Looks), DEPTH);
            }
            at = (end + 1).min(range.end);
        }
        literal.push_str(&text[at..range.end]);
        let letters = literal.chars().filter(char::is_ascii_alphanumeric).count();
        if letters >= 3 && self.is_secret(&literal, proof) {
            self.covered = self.covered.max(range.end);
            self.marks.push(range);
        }
    }

    /// Whether a value is marked.
    fn is_secret(&self, value: &str, proof: Proof) -> bool {
        let value = value.trim();
        if value.len() > LONGEST {
            return proof != Proof::Drawn;
        }
        // What a pattern replaces.
        if value.starts_with(".*") {
            return false;
        }
        let hex = value.strip_prefix("0x").unwrap_or(value).bytes();
        let fingerprint = || value.len() >= 8 && hex.clone().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F' | b' '));
        let looks = match proof {
            Proof::Name => value.chars().any(char::is_alphanumeric),
            Proof::Password => value.chars().any(char::is_alphanumeric) && !shape::measures(value),
            Proof::Digits => {
                value.len() >= 4 && value.bytes().all(|b| b.is_ascii_digit()) || value.len() >= 6 && unlike_words(value)
            }
            Proof::Opens => {
                let is_number = value.bytes().all(|b| b.is_ascii_digit());
                value.len() >= if is_number { 4 } else { 6 }
                    && (is_number || !shape::measures(value))
                    && !copied::is_ordinary(&value.to_ascii_lowercase())
            }
            // Fingerprints of keys stand behind such names, too.
            Proof::Looks if fingerprint() => false,
            Proof::Looks => value.len() >= 6 && unlike_words(value) && !shape::measures(value),
            // Fingerprints and hashes stand behind such names, too.
            Proof::Drawn if value.bytes().all(|b| b.is_ascii_hexdigit()) => false,
            Proof::Drawn => shape::random_looking(value),
        };
        // Asked last, for it takes longest.
        looks
            && !counts_something(&self.text[self.name.clone()], value)
            && !shape::plainly_harmless(value)
            && shape::placeholder(value).is_none()
    }
}

/// The brace that closes an operation, from inside of it; the end where there is none.
fn closing_brace(text: &str, at: usize, end: usize) -> usize {
    let stop = end.min(at + LONGEST);
    let mut depth = 0_usize;
    for (i, byte) in text.as_bytes()[at..stop].iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return at + i,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    let mut stop = stop;
    while !text.is_char_boundary(stop) {
        stop += 1;
    }
    stop
}
