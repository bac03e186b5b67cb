//! A logical line to an instruction: keyword, flags and arguments, each split as its keyword asks.

use std::ops::Range;

use super::json::{self, Json};
use super::{MAX_WORDS, words};
use crate::document::dockerfile::{Flag, Instruction, Pair, Word};
use crate::document::text::Mapped;
use plimsoll_source::Span;
use plimsoll_source::problem::Problem;

/// ONBUILD may hold ONBUILD, which is refused later, but not without end.
const MAX_TRIGGERS: usize = 4;

/// Where the line stands.
pub(super) struct Request {
    pub(super) escape: char,
    pub(super) span: Span,
    pub(super) first_line: Span,
    pub(super) lines: (u32, u32),
}

/// Splits a logical line.
pub(super) fn parse(line: &Mapped, request: &Request) -> (Instruction, Vec<Problem>) {
    let mut problems = Vec::new();
    let whole = 0..line.as_str().len();
    let instruction = split(line, whole, request, &mut problems, 0);
    (instruction, problems)
}

fn split(
    line: &Mapped,
    range: Range<usize>,
    request: &Request,
    problems: &mut Vec<Problem>,
    depth: usize,
) -> Instruction {
    let text = line.as_str();
    let range = words::trim(text, range);
    let (keyword, rest) = words::split_once(text, range.clone());
    let rest = rest.unwrap_or(range.end..range.end);
    let (flags, rest) = words::flags(text, rest);
    let body = words::trim(text, rest);
    let mut instruction = Instruction {
        keyword: Word(line.part(keyword)),
        flags: flags.into_iter().take(MAX_WORDS + 1).map(|range| flag(line, range)).collect(),
        json: false,
        args: Vec::new(),
        pairs: Vec::new(),
        trigger: None,
        heredocs: Vec::new(),
        line: line.clone(),
        body: line.part(body.clone()),
        span: request.span,
        first_line: request.first_line,
        lines: request.lines,
        stage: None,
        empty_continuation: None,
        described_by: Vec::new(),
        valid: true,
    };
    let mut splitter = Splitter { line, instruction: &mut instruction, problems };
    match splitter.instruction.keyword.text().to_ascii_uppercase().as_str() {
        "FROM" | "EXPOSE" => splitter.list(body),
        "ADD" | "COPY" | "VOLUME" => splitter.json_or(body, Splitter::list),
        "CMD" | "ENTRYPOINT" | "RUN" | "SHELL" => splitter.json_or(body, Splitter::one),
        "MAINTAINER" | "STOPSIGNAL" | "USER" | "WORKDIR" => splitter.one(body),
        "ENV" | "LABEL" => splitter.pairs(body, request.escape),
        "ARG" => {
            let words = words::quoted(text, body, request.escape);
            let words = words.into_iter().take(MAX_WORDS + 1);
            splitter.instruction.args = words.map(|range| Word(line.part(range))).collect();
        }
        "HEALTHCHECK" => splitter.healthcheck(body),
        "ONBUILD" if !body.is_empty() && depth < MAX_TRIGGERS => {
            let trigger = split(line, body, request, problems, depth + 1);
            instruction.valid = trigger.valid;
            instruction.trigger = Some(Box::new(trigger));
        }
        _ => {}
    }
    instruction
}

/// Quotes and escapes of a flag are dropped; its name ends at the first `=`.
fn flag(line: &Mapped, range: Range<usize>) -> Flag {
    let text = line.as_str();
    let mut word = line.part(range.start..range.start);
    let mut quote = None;
    let mut chars = text[range.clone()].char_indices().map(|(i, c)| (range.start + i, c));
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                if let Some((at, c)) = chars.next() {
                    word.push_part(line, at..at + c.len_utf8());
                }
            }
            _ if Some(c) == quote => quote = None,
            '\'' | '"' if quote.is_none() => quote = Some(c),
            _ => word.push_part(line, at..at + c.len_utf8()),
        }
    }
    let bare = word.as_str().strip_prefix("--").unwrap_or(word.as_str());
    let (name, value) = match bare.split_once('=') {
        Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
        None => (bare.to_owned(), None),
    };
    Flag { word: Word(word), name, value }
}

struct Splitter<'a> {
    line: &'a Mapped,
    instruction: &'a mut Instruction,
    problems: &'a mut Vec<Problem>,
}

impl Splitter<'_> {
    fn word(&self, range: Range<usize>) -> Word {
        Word(self.line.part(range))
    }

    fn refuse(&mut self, span: Span, message: String, help: &str) {
        self.instruction.valid = false;
        self.problems.push(Problem::error("dockerfile-syntax", message).at(span).help(help));
    }

    fn list(&mut self, body: Range<usize>) {
        let words = words::blank_separated(self.line.as_str(), body);
        let words = words.into_iter().take(MAX_WORDS + 1);
        self.instruction.args.extend(words.map(|range| Word(self.line.part(range))));
    }

    fn one(&mut self, body: Range<usize>) {
        if !body.is_empty() {
            let word = self.word(body);
            self.instruction.args.push(word);
        }
    }

    fn json_or(&mut self, body: Range<usize>, otherwise: fn(&mut Self, Range<usize>)) {
        match json::parse(self.line, body.clone()) {
            Json::Strings(words) => {
                self.instruction.json = true;
                self.instruction.args.extend(words);
            }
            Json::NotStrings => {
                let keyword = self.instruction.keyword.text().to_ascii_uppercase();
                let message = format!("the JSON array of {keyword} holds something that is not a string");
                self.refuse(self.line.locate(body), message, "put every element between double quotes");
            }
            Json::No => otherwise(self, body),
        }
    }

    fn healthcheck(&mut self, body: Range<usize>) {
        let text = self.line.as_str();
        let part = &text[body.clone()];
        let end = part.find(|c: char| c.is_whitespace()).unwrap_or(part.len());
        if end == 0 {
            return;
        }
        let rest = part[end..].trim_start();
        let kind = self.word(body.start..body.start + end);
        self.instruction.args.push(kind);
        self.json_or(body.end - rest.len()..body.end, Self::one);
    }

    fn pairs(&mut self, body: Range<usize>, escape: char) {
        let text = self.line.as_str();
        let keyword = self.instruction.keyword.text().to_ascii_uppercase();
        let found = words::quoted(text, body.clone(), escape);
        let Some(first) = found.first() else { return };
        if !text[first.clone()].contains('=') {
            let (key, value) = words::split_once(text, body.clone());
            match value {
                Some(value) => {
                    let pair = Pair { key: self.word(key), value: self.word(value), legacy: true };
                    self.instruction.pairs.push(pair);
                }
                None => {
                    let message = format!("{keyword} must have two arguments, got only {}", &text[key.clone()]);
                    self.refuse(self.line.locate(key), message, "write it as key=value");
                }
            }
            return;
        }
        for word in found.into_iter().take(MAX_WORDS + 1) {
            match text[word.clone()].find('=') {
                Some(cut) => {
                    let (key, value) = (word.start..word.start + cut, word.start + cut + 1..word.end);
                    let pair = Pair { key: self.word(key), value: self.word(value), legacy: false };
                    self.instruction.pairs.push(pair);
                }
                None => {
                    let message = format!("{keyword} holds a word without '=' among its key=value pairs");
                    self.refuse(self.line.locate(word), message, "quote values that hold spaces");
                }
            }
        }
    }
}
