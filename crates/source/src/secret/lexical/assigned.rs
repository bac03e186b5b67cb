//! Detector: values under keys that are named like secrets, in whatever notation: `KEY=v`, `key: v`, `- KEY v`, `ENV KEY v`, `"key": "v"`,
//! `--key v`, `<key>v</key>`, `${KEY:-v}`, block scalars and lines that go on.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::super::command;
use super::super::suspicion::{Suspicion, is_switch, suspicion};
use super::comments;
use super::extent::{self, Cursor, LONGEST};
use super::judge::Proof;
use super::place::{Lead, Place, comment_start, is_block_header, lead};
use super::scan::Scan;

/// Letters that every name of a secret holds. Only names with one of them are looked at.
const STEMS: [&str; 32] = [
    "pass",
    "pword",
    "pwd",
    "pw",
    "psw",
    "psk",
    "secret",
    "token",
    "key",
    "cred",
    "salt",
    "mnemonic",
    "auth",
    "cookie",
    "seed",
    "pepper",
    "code",
    "signature",
    "hash",
    "otp",
    "bearer",
    "pat",
    "pin",
    "nonce",
    "sonar",
    "community",
    "jwt",
    "kennwort",
    "senha",
    "contras",
    "wachtwoord",
    "mdp",
];

/// So much of a comment behind a value is read.
const LONGEST_COMMENT: usize = 512;

/// Attributes of Compose that are named like secrets and hold names of them.
const ATTRIBUTES: [&str; 3] = ["secrets", "credential_spec", "secret"];

/// Marks every such value.
pub(super) fn find(text: &str, marks: &mut Vec<Range<usize>>) {
    static PREFILTER: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let Some(prefilter) =
        PREFILTER.get_or_init(|| AhoCorasick::builder().ascii_case_insensitive(true).build(STEMS).ok())
    else {
        return;
    };
    let mut scan =
        Scan { text, cursor: Cursor::new(text), covered: 0, looked: 0, nested: 0, members_done: 0, name: 0..0, marks };
    let mut next = 0;
    for hit in prefilter.find_iter(text) {
        if hit.start() < next {
            continue;
        }
        let name = name_around(text, hit.range(), next);
        next = name.end;
        let of_two = of_two_words(text, &name);
        if name.start < scan.covered && of_two.is_none() {
            continue;
        }
        let written = &text[name.clone()];
        let own = suspicion(written.strip_prefix("-D").unwrap_or(written).trim_matches(['-', '.']));
        match of_two.or(own.map(|own| (name, own))) {
            Some((name, suspicion)) if scan.goes_into(&name, suspicion) => scan.value_of(&name, suspicion),
            _ => continue,
        }
    }
}

/// The name that a stem stands in.
pub(super) fn name_around(text: &str, stem: Range<usize>, from: usize) -> Range<usize> {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let bytes = text.as_bytes();
    let start = stem.start - bytes[from..stem.start].iter().rev().take_while(|b| part(b)).count();
    let end = stem.end + bytes[stem.end..].iter().take_while(|b| part(b)).count();
    if !text[..start].ends_with("${") {
        return start..end;
    }
    // `${DB_PASSWORD-x}`: names of variables hold no dash.
    let of_variable = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let start = stem.start - bytes[start..stem.start].iter().rev().take_while(|b| of_variable(b)).count();
    let end = stem.end + bytes[stem.end..].iter().take_while(|b| of_variable(b)).count();
    start..end
}

/// What a name means together with the word before it, where both are assigned to: `SECRET KEY = v`.
fn of_two_words(text: &str, name: &Range<usize>) -> Option<(Range<usize>, Suspicion)> {
    const LONGEST_WORD: usize = 32;
    let blanks = |c: char| matches!(c, ' ' | '\t');
    text[name.end..].trim_start_matches(blanks).starts_with(['=', ':']).then_some(())?;
    let before = &text.as_bytes()[..name.start.checked_sub(1).filter(|at| text.as_bytes()[*at] == b' ')?];
    let length = before.iter().rev().take(LONGEST_WORD).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = std::str::from_utf8(&before[before.len() - length..]).ok().filter(|word| !word.is_empty())?;
    // `RUN DB_PASSWORD=v`: the second word means it by itself.
    let name_alone = &text[name.clone()];
    let means_it = matches!(suspicion(name_alone), Some(Suspicion::Sure | Suspicion::Password));
    if name_alone.contains('_') || means_it && suspicion(word).is_none() {
        return None;
    }
    Some((before.len() - length..name.end, suspicion(&format!("{word}_{name_alone}"))?))
}

/// Whether a name is written as variables are.
fn is_constant(name: &str) -> bool {
    name.len() >= 4 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

impl Scan<'_, '_> {
    fn value_of(&mut self, name: &Range<usize>, suspicion: Suspicion) {
        let text = self.text;
        let bytes = text.as_bytes();
        let line = self.cursor.line(name.start);
        self.name = name.clone();
        let before = name.start.checked_sub(1).map(|i| bytes[i]);
        let proof = Proof::for_name(suspicion);
        match before {
            Some(b'$' | b'%') => return,
            Some(b'`') if text[name.clone()] == *"pwd" => return,
            Some(b'{') if name.start >= 2 && bytes[name.start - 2] == b'$' => {
                let end = self.default(name.end, line.end, proof, 0);
                self.covered = self.covered.max(end);
                return;
            }
            _ => {}
        }
        let quote = before.filter(|b| matches!(b, b'"' | b'\'' | b'`'));
        let mut at = name.end;
        let closes = quote.is_some_and(|quote| {
            let quote_at = at + usize::from(bytes.get(at) == Some(&b'\\'));
            bytes.get(quote_at) == Some(&quote)
        });
        if closes {
            at += extent::quote_at(text, at);
        }
        at += usize::from(bytes.get(at) == Some(&b']'));
        let blanks = extent::skip_blanks(text, at, line.end);
        let (gap, at) = (blanks > at, blanks);
        let enclosing = quote.filter(|_| !closes);
        let lead = lead(text, &line, name.start - usize::from(quote.is_some()));
        let place = Place { name: name.clone(), lead, enclosing, quoted_key: closes, line: line.clone() };
        let rest = &bytes[at..line.end];
        match rest {
            [b'=', b'=' | b'~', ..] => {}
            [b'=', ..] => self.assigned(&place, at + 1, proof),
            [b':' | b'!' | b'+' | b'?', b'=', ..] => self.assigned(&place, at + 2, proof.at_least(Proof::Looks)),
            [b':', b'/', b'/', ..] => {}
            [b':', ..] => self.mapped(&place, at + 1, proof),
            [b'>', ..] if before == Some(b'<') => {
                let close = bytes[at..line.end.min(at + LONGEST)].windows(2).position(|w| w == b"</");
                if let Some(close) = close {
                    self.judge(at + 1..at + close, proof);
                }
            }
            [b',', ..] if closes && text[name.clone()].starts_with('-') => {
                let value = extent::skip_blanks(text, at + 1, line.end);
                self.option(value, line.end, proof);
            }
            [b',', ..] if closes => self.argument(&place, at + 1, proof),
            [] if text[name.clone()].starts_with('-') => self.option_of_next_line(&line, proof),
            [] => {}
            _ if gap => self.behind_blank(&place, at, proof),
            _ => {}
        }
        if matches!(proof, Proof::Name | Proof::Password) && matches!(rest, [b'=' | b':', ..]) {
            self.beside(&line, at);
        }
    }

    /// The comment behind a value.
    fn beside(&mut self, line: &Range<usize>, at: usize) {
        let from = at.max(self.marks.last().map_or(at, |mark| mark.end.min(line.end)));
        let start = comment_start(self.text, from, line.end);
        let comment = &self.text[start..line.end.min(start + LONGEST_COMMENT).max(start)];
        self.marks.extend(comments::beside(comment).into_iter().map(|range| start + range.start..start + range.end));
    }

    /// Behind `=`.
    fn assigned(&mut self, place: &Place, at: usize, proof: Proof) {
        let text = self.text;
        let at = at + usize::from(text.as_bytes().get(at) == Some(&b'>'));
        let start = extent::skip_blanks(text, at, place.line.end);
        let by_itself = matches!(place.lead, Lead::Line | Lead::Item | Lead::Comment);
        // `"PASSWORD = v"` in quotes is one setting, as in a list of variables; no shell takes it so.
        let blank = |b: &u8| matches!(b, b' ' | b'\t');
        let spaced = place.enclosing.is_some() && at >= 2 && text.as_bytes().get(at - 2).is_some_and(blank);
        // `PASSWORD= next` is an empty value where several stand in a row.
        if start > at && !by_itself && !spaced && extent::quote_at(text, start) == 0 {
            return;
        }
        if let Some(quote) = place.enclosing {
            let end = text.as_bytes()[start..place.line.end.min(start + LONGEST)].iter().position(|b| *b == quote);
            if let Some(end) = end {
                self.judge(start..start + end, proof);
                return;
            }
        }
        let escaped = extent::quote_at(text, start) == 2;
        let (parts, end) = if escaped { extent::quoted(text, start) } else { extent::word(text, start, by_itself) };
        let in_quotes = text[start..].starts_with(['"', '\'']);
        let proof = if place.lead == Lead::Comment && start > at { proof.at_least(Proof::Looks) } else { proof };
        let rest = end..comment_start(text, end, place.line.end);
        let command = |c: char| matches!(c, ';' | '|' | '&' | '=' | '\\' | '"' | '\'' | '$' | '<' | '>' | '(');
        if by_itself && !in_quotes && !rest.is_empty() && !text[rest.clone()].trim_end_matches('>').contains(command) {
            // `PASSWORD=two words`, as env files have it.
            if place.lead == Lead::Comment {
                self.judge_all(&parts, proof);
                self.words(rest, proof.at_least(Proof::Looks));
            } else {
                self.judge(start..rest.end, proof);
            }
            return;
        }
        self.judge_all(&parts, proof);
        if in_quotes {
            // What stands behind the closing quote is a mistake, but whose?
            self.judge(rest, proof.at_least(Proof::Looks));
        } else if place.separated(text) {
            // `…;Password=two words;…`: semicolons part the members.
            let value_end = text[start..place.line.end].find([';', '"', '\'']).map_or(end, |i| start + i);
            self.judge(start..value_end, proof);
        }
    }

    /// Behind `:`.
    fn mapped(&mut self, place: &Place, at: usize, proof: Proof) {
        let text = self.text;
        let next = text.as_bytes().get(at).copied().filter(|_| at < place.line.end);
        let start = extent::skip_blanks(text, at, place.line.end);
        let is_key = place.lead != Lead::Inside || place.quoted_key;
        if next.is_some_and(|b| !b" \t\"'[{\\".contains(&b)) && !place.quoted_key {
            // `root:…`, `user:…@`: no mapping of YAML, but settings are written so too.
            let (parts, end) = extent::word(text, start, false);
            let alone = || match place.enclosing {
                Some(quote) => text.as_bytes().get(end) == Some(&quote),
                None => text[end..comment_start(text, end, place.line.end)].trim().is_empty(),
            };
            let is_setting = is_key && place.lead != Lead::Comment && is_constant(&text[place.name.clone()]) && alone();
            self.judge_all(&parts, if is_setting { proof } else { proof.at_least(Proof::Looks) });
            return;
        }
        let name = &text[place.name.clone()];
        let proof = if !is_key || ATTRIBUTES.contains(&name) { proof.at_least(Proof::Looks) } else { proof };
        let value = text[start..place.line.end].trim_end();
        if value.is_empty() || value.starts_with('#') {
            if is_key && place.lead != Lead::Comment {
                self.below(place, proof);
            }
        } else if value.starts_with(['|', '>']) && value.len() <= 4 || is_block_header(value) {
            self.block(place, proof);
        } else {
            self.scalar(place, start, proof);
        }
    }

    /// A scalar or a flow collection of YAML or JSON.
    fn scalar(&mut self, place: &Place, mut at: usize, proof: Proof) {
        let text = self.text;
        let bytes = text.as_bytes();
        let end = place.line.end;
        // Anchors and tags stand in front of a value; where nothing follows, they may be one that begins like them.
        while at < end && matches!(bytes[at], b'&' | b'!' | b'*' | b'@' | b'%' | b'`') {
            let word_end = text[at..end].find([' ', '\t', ',', '}', ']']).map_or(end, |i| at + i);
            self.judge(at + 1..word_end, proof.at_least(Proof::Looks));
            let next = extent::skip_blanks(text, word_end, end);
            if next == word_end || matches!(bytes[at], b'@' | b'%' | b'`') {
                return;
            }
            at = next;
        }
        if at >= end {
            return;
        }
        if extent::quote_at(text, at) > 0 {
            let (parts, behind) = extent::quoted(text, at);
            self.judge_all(&parts, proof);
            if !matches!(place.lead, Lead::Flow | Lead::Inside) {
                self.judge(behind..comment_start(text, behind, end), proof.at_least(Proof::Looks));
            }
        } else if matches!(bytes[at], b'[' | b'{') {
            let close = extent::closed(text, at);
            self.members((at + 1).max(self.members_done).min(close)..close, proof.at_least(Proof::Looks));
            self.members_done = self.members_done.max(close);
        } else if matches!(place.lead, Lead::Flow) || place.quoted_key {
            let stop = text[at..end].find([',', '}', ']']).map_or(end, |i| at + i);
            self.judge(at..stop, proof);
        } else if place.lead == Lead::Inside {
            let (parts, _) = extent::word(text, at, false);
            self.judge_all(&parts, proof);
        } else {
            let stop = comment_start(text, at, end);
            let words = text[at..stop].split_whitespace().count();
            let proof = if place.lead == Lead::Comment && words > 1 { proof.at_least(Proof::Looks) } else { proof };
            if proof == Proof::Looks {
                self.words(at..stop, proof);
            } else {
                self.judge(at..stop, proof);
                if place.lead != Lead::Comment {
                    self.goes_on(place, proof);
                }
            }
        }
    }

    /// Words one by one: in prose only what reads like none is meant.
    pub(super) fn words(&mut self, range: Range<usize>, proof: Proof) {
        let text = self.text;
        let mut at = range.start;
        for word in text[range].split_inclusive([' ', '\t']) {
            let length = word.trim_end().len();
            self.judge(at..at + length, proof);
            at += word.len();
        }
    }

    /// What stands in brackets, member by member.
    fn members(&mut self, range: Range<usize>, proof: Proof) {
        let text = self.text;
        let mut at = range.start;
        for member in text[range].split_inclusive([',', '[', ']', '{', '}', ':']) {
            let inner = member.trim_end_matches([',', '[', ']', '{', '}', ':']);
            let trimmed = inner.trim().trim_matches(['"', '\'']);
            if let Some(offset) = inner.find(trimmed).filter(|_| !trimmed.is_empty()) {
                self.judge(at + offset..at + offset + trimmed.len(), proof);
            }
            at += member.len();
        }
    }

    /// A block scalar: every line below that is indented more.
    fn block(&mut self, place: &Place, proof: Proof) {
        let column = place.column();
        let mut line = place.line.clone();
        while let Some(next) = extent::next_line(self.text, line.end) {
            let blank = self.text[next.clone()].trim().is_empty();
            if !blank && extent::indent(self.text, &next) <= column {
                break;
            }
            if !blank {
                self.judge(next.clone(), proof);
            }
            line = next;
            self.covered = self.covered.max(line.end);
        }
    }

    /// Nothing behind the key: the value, or items, stand below.
    fn below(&mut self, place: &Place, proof: Proof) {
        let text = self.text;
        let column = place.column();
        let mut line = place.line.clone();
        for _ in 0..64 {
            let Some(next) = extent::next_line(text, line.end) else { return };
            let start = extent::skip_blanks(text, next.start, next.end);
            let content = &text[start..next.end];
            if start == next.end {
                line = next;
                continue;
            }
            if extent::indent(text, &next) < column {
                return;
            }
            if &text[place.name.clone()] == "secrets" && self.attribute(start..next.end) {
                line = next;
                continue;
            }
            match content.strip_prefix("- ") {
                Some(item) if !item.contains([':', '=']) => {
                    self.judge(start + 2..next.end, proof.at_least(Proof::Looks));
                }
                None if extent::indent(text, &next) > column && !extent::is_setting(content) => {
                    self.judge(next.clone(), proof);
                }
                _ => return,
            }
            line = next;
        }
    }

    /// A line below `secrets:`. What its attributes are called is no secret; the values of those that Compose does not know may be. Answers
    /// whether it is one.
    fn attribute(&mut self, line: Range<usize>) -> bool {
        const KNOWN: [&str; 11] =
            ["file", "environment", "name", "external", "driver", "labels", "source", "target", "uid", "gid", "mode"];
        let text = self.text;
        if text[line.clone()].starts_with('-') || !extent::is_setting(&text[line.clone()]) {
            return false;
        }
        let mut start = line.start;
        for part in text[line].split_inclusive([',', '{', '}']) {
            let colon = part.find(": ");
            let key = part[..colon.unwrap_or_default()].trim().trim_matches(['"', '\'']);
            if let Some(colon) = colon.filter(|_| !KNOWN.contains(&key) && !key.starts_with("x-")) {
                let value = part[colon + 1..].trim_end_matches([',', '{', '}']);
                self.judge(start + colon + 1..start + colon + 1 + value.len(), Proof::Looks);
            }
            start += part.len();
        }
        true
    }

    /// A plain scalar over several lines.
    fn goes_on(&mut self, place: &Place, proof: Proof) {
        let column = place.column();
        let mut line = place.line.clone();
        for _ in 0..64 {
            let Some(next) = extent::next_line(self.text, line.end) else { return };
            let content = &self.text[next.clone()];
            if extent::indent(self.text, &next) <= column || extent::is_setting(content) || content.contains(": ") {
                return;
            }
            self.judge(next.clone(), proof);
            line = next;
        }
    }

    /// Behind a blank: an option's word, the old form of `ENV`, or a forgotten separator.
    fn behind_blank(&mut self, place: &Place, at: usize, proof: Proof) {
        let text = self.text;
        let name = &text[place.name.clone()];
        if name.starts_with('-') {
            return self.option(at, place.line.end, proof);
        }
        let (parts, end) = extent::word(text, at, false);
        let alone = || {
            let rest = end..comment_start(text, end, place.line.end);
            text[rest].trim_matches([' ', '\t', '"', '\'']).is_empty()
        };
        let constant = is_constant(name);
        let proof = match place.lead {
            Lead::Keyword => {
                return self.judge(at..comment_start(text, at, place.line.end), proof);
            }
            Lead::Line | Lead::Item if constant && alone() => proof,
            _ => proof.at_least(Proof::Looks),
        };
        self.judge_all(&parts, proof);
    }

    /// `define('DB_PASSWORD', 'x')`, `getenv("TOKEN", "x")`: what a call gives with a name.
    fn argument(&mut self, place: &Place, at: usize, proof: Proof) {
        const SETS: [&str; 9] =
            ["define", "set", "put", "putenv", "setenv", "getenv", "env", "setdefault", "setproperty"];
        let text = self.text;
        let before = text[place.line.start..place.name.start - 1].trim_end_matches(['\\', ' ', '\t']);
        let value = extent::skip_blanks(text, at, place.line.end);
        let Some(called) = before.strip_suffix('(').filter(|_| extent::quote_at(text, value) > 0) else { return };
        let start = called.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(0, |i| i + 1);
        let name = called.get(start..).unwrap_or_default();
        let sets = SETS.iter().any(|known| name.eq_ignore_ascii_case(known));
        let (parts, _) = extent::quoted(text, value);
        self.judge_all(&parts, if sets { proof } else { proof.at_least(Proof::Looks) });
    }

    /// The word of an option.
    fn option(&mut self, at: usize, end: usize, proof: Proof) {
        let text = self.text;
        if is_switch(&text[self.name.clone()]) {
            return;
        }
        let (parts, _) =
            if extent::quote_at(text, at) > 0 { extent::quoted(text, at) } else { extent::word(text, at, false) };
        for part in parts {
            // What a backslash takes to the next line ends there.
            let part = if part.start > end { part } else { part.start..part.end.min(end) };
            let value = text[part.clone()].trim_end_matches([',', ']', '}']);
            if !value.starts_with('-') && command::is_credential(value) {
                self.judge(part.start..part.start + value.len(), proof);
            }
        }
    }

    /// `- --password` and `- value` below it.
    fn option_of_next_line(&mut self, line: &Range<usize>, proof: Proof) {
        let Some(next) = extent::next_line(self.text, line.end) else { return };
        let start = extent::skip_blanks(self.text, next.start, next.end);
        if self.text[start..next.end].starts_with("- ") {
            self.option(extent::skip_blanks(self.text, start + 2, next.end), next.end, proof);
        }
    }
}
