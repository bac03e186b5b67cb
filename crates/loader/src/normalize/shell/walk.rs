//! Tokens to simple commands: control words are skipped, substitutions, `sh -c` texts and heredoc scripts are walked into.

use std::collections::BTreeMap;
use std::ops::Range;

use super::lex::{Lexer, Token, Word};
use super::wrappers;
use crate::document::dockerfile::Heredoc;
use crate::document::text::Mapped;
use plimsoll_model::Joiner;
use plimsoll_source::Span;

/// How deep scripts, substitutions and heredocs may nest; what lies deeper is left out, and the caller says so.
pub(super) const MAX_NESTING: usize = 24;

/// Bytes of all commands of a text, those of scripts in scripts counted each time; the commands after them are left out.
pub(super) const MAX_BYTES: usize = 8 << 20;

/// A finished simple command.
pub(super) struct Simple {
    pub(super) span: Span,
    pub(super) name: String,
    pub(super) wrappers: Vec<String>,
    pub(super) args: Vec<Word>,
    pub(super) assignments: BTreeMap<String, String>,
    pub(super) redirects: Vec<String>,
    pub(super) operator: Option<Joiner>,
    pub(super) pipeline: usize,
    pub(super) depth: usize,
    pub(super) dynamic: bool,
}

/// What a simple command is made of.
struct Parts {
    words: Vec<Word>,
    redirects: Vec<String>,
    span: Span,
    operator: Option<Joiner>,
    pipeline: usize,
    depth: usize,
}

/// What became of a command.
struct Ended {
    /// It is a shell that reads its script from its input.
    reads: bool,
    /// The word that was walked into as a script.
    script: Option<Range<usize>>,
}

/// A heredoc whose body comes later.
struct Pending {
    name: String,
    chomp: bool,
    /// The body is a script: a shell reads it, or the builder runs it.
    script: bool,
    /// Nothing but the heredoc stands in the command.
    alone: bool,
    depth: usize,
}

/// What encloses the place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Parenthesis,
    Brace,
    /// `case`, waiting for a pattern.
    Pattern,
    /// `case`, in the commands of a branch.
    Branch,
}

/// One walk over a text and all that it holds.
pub(super) struct Walk {
    pub(super) done: Vec<Simple>,
    backslash: bool,
    limit: usize,
    /// Words that may still be read.
    words: usize,
    /// Bytes of commands that may still be kept.
    bytes: usize,
    /// Something was left out.
    pub(super) cut: bool,
    pipelines: usize,
    nesting: usize,
}

/// The command that is being read.
#[derive(Default)]
struct Current {
    words: Vec<Word>,
    redirects: Vec<(String, Option<Word>, Range<usize>)>,
    /// `[[` was read, `]]` not yet.
    test: bool,
}

impl Walk {
    pub(super) fn new(backslash: bool, limit: usize, words: usize) -> Self {
        Self { done: Vec::new(), backslash, limit, words, bytes: MAX_BYTES, cut: false, pipelines: 0, nesting: 0 }
    }

    /// Walks a shell text; `bodies` are heredoc bodies that stand outside of it.
    pub(super) fn text(&mut self, text: &Mapped, bodies: &[Heredoc], depth: usize) {
        if self.nesting >= MAX_NESTING {
            self.cut = true;
            return;
        }
        self.nesting += 1;
        TextWalk::new(self, text, depth).run(bodies);
        self.nesting -= 1;
    }

    /// Takes a list of words as one command.
    pub(super) fn argv(&mut self, words: &[Mapped]) {
        let Some((first, last)) = words.first().zip(words.last()) else { return };
        let (start, end) = (first.span(), last.span());
        let span = Span::new(start.file, start.start as usize, end.end as usize);
        let plain = |text: &Mapped| Word {
            text: text.clone(),
            range: 0..0,
            raw: text.as_str().to_owned(),
            span: text.span(),
            dynamic: false,
            quoted: true,
            substitutions: Vec::new(),
        };
        let pipeline = self.pipelines;
        self.pipelines += 1;
        let words = words.iter().map(plain).collect();
        self.simple(Parts { words, redirects: Vec::new(), span, operator: None, pipeline, depth: 0 });
    }

    /// Finishes a command: wrappers and assignments aside, and walks into the script it runs.
    fn simple(&mut self, parts: Parts) -> Option<Ended> {
        let size = parts.words.iter().map(|word| word.raw.len()).sum();
        if self.done.len() >= self.limit || self.bytes < size {
            self.cut = true;
            return None;
        }
        self.bytes -= size;
        let Parts { mut words, redirects, span, operator, pipeline, depth } = parts;
        let dynamic = words.iter().any(|word| word.dynamic);
        let mut assignments = BTreeMap::new();
        let mut wrappers = Vec::new();
        loop {
            let count = words.iter().take_while(|word| assignment(word).is_some()).count();
            assignments.extend(words.drain(..count).filter_map(|word| assignment(&word)));
            let Some(taken) = wrappers::unwrapped(&words) else { break };
            let rest = words.split_off(taken);
            if rest.iter().all(|word| assignment(word).is_some()) {
                words.extend(rest);
                break;
            }
            wrappers.push(wrappers::program(words[0].text.as_str()).to_owned());
            words = rest;
        }
        let mut words = words.into_iter();
        let name = words.next().map(|word| wrappers::program(word.text.as_str()).to_owned()).unwrap_or_default();
        let args: Vec<Word> = words.collect();
        let script = wrappers::script(&name, &args).map(|i| (args[i].text.clone(), args[i].range.clone()));
        let reads = wrappers::reads_script(&name, &args);
        self.done.push(Simple {
            span,
            name,
            wrappers,
            args,
            assignments,
            redirects,
            operator,
            pipeline,
            depth,
            dynamic,
        });
        let script = script.map(|(text, range)| {
            self.text(&text, &[], depth + 1);
            range
        });
        Some(Ended { reads, script })
    }
}

/// `KEY=value` in front of a command.
fn assignment(word: &Word) -> Option<(String, String)> {
    let (key, value) = word.text.as_str().split_once('=')?;
    let key = key.strip_suffix('+').unwrap_or(key);
    let name = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (name && !key.is_empty() && !key.starts_with(|c: char| c.is_ascii_digit()))
        .then(|| (key.to_owned(), value.to_owned()))
}

/// Reads one text.
struct TextWalk<'w, 't> {
    walk: &'w mut Walk,
    text: &'t Mapped,
    lexer: Lexer<'t>,
    base: usize,
    blocks: Vec<Block>,
    current: Current,
    operator: Option<Joiner>,
    pipeline: Option<usize>,
    pending: Vec<Pending>,
}

impl<'w, 't> TextWalk<'w, 't> {
    fn new(walk: &'w mut Walk, text: &'t Mapped, base: usize) -> Self {
        let lexer = Lexer::new(text, walk.backslash);
        Self {
            walk,
            text,
            lexer,
            base,
            blocks: Vec::new(),
            current: Current::default(),
            operator: None,
            pipeline: None,
            pending: Vec::new(),
        }
    }

    fn depth(&self) -> usize {
        let blocks = self.blocks.iter().filter(|block| matches!(block, Block::Parenthesis | Block::Brace));
        self.base + blocks.count()
    }

    fn run(&mut self, bodies: &[Heredoc]) {
        while let Some(token) = self.lexer.next() {
            if self.walk.done.len() >= self.walk.limit || self.walk.words == 0 {
                self.walk.cut = true;
                break;
            }
            self.walk.words -= 1;
            match token {
                Token::Redirect { operator, target, range } => self.current.redirects.push((operator, target, range)),
                Token::Word(word) => self.word(word),
                Token::Operator(operator, range) => self.operator(operator, range),
            }
        }
        self.end(None);
        self.walk.cut |= self.lexer.too_deep;
        self.outer_bodies(bodies);
    }

    /// Heredocs whose bodies the Dockerfile holds below the instruction.
    fn outer_bodies(&mut self, bodies: &[Heredoc]) {
        let pending = std::mem::take(&mut self.pending);
        for body in bodies {
            let Some(opened) = pending.iter().find(|pending| pending.name == body.name) else { continue };
            let shebang = body.body.as_str().strip_prefix("#!").map(|rest| rest.lines().next().unwrap_or_default());
            let shell = shebang.is_none_or(|line| line.split_whitespace().any(wrappers::is_shell));
            if shell && (opened.script || opened.alone) {
                let depth = opened.depth + usize::from(!opened.alone);
                self.walk.text(&body.body, &[], depth);
            }
        }
    }

    fn word(&mut self, word: Word) {
        if self.current.test {
            self.current.test = word.text.as_str() != "]]";
            self.current.words.push(word);
            return;
        }
        if self.blocks.last() == Some(&Block::Pattern) {
            if word.text.as_str() == "esac" && !word.quoted {
                self.blocks.pop();
            }
            return;
        }
        if self.current.words.is_empty() && !word.quoted && self.control(&word) {
            return;
        }
        self.current.test = self.current.words.is_empty() && word.text.as_str() == "[[";
        self.current.words.push(word);
    }

    /// A reserved word at the start of a command; true where it is used up.
    fn control(&mut self, word: &Word) -> bool {
        match word.text.as_str() {
            "if" | "then" | "elif" | "else" | "fi" | "while" | "until" | "do" | "done" | "!" => {}
            "{" => self.blocks.push(Block::Brace),
            "}" => {
                if self.blocks.last() == Some(&Block::Brace) {
                    self.blocks.pop();
                }
            }
            "for" | "select" => self.until_list_end(),
            "case" => {
                self.until_in();
                self.blocks.push(Block::Pattern);
            }
            "esac" => {
                if matches!(self.blocks.last(), Some(Block::Branch | Block::Pattern)) {
                    self.blocks.pop();
                }
            }
            "function" => {
                self.lexer.next();
            }
            _ => return false,
        }
        true
    }

    /// Skips `name in words` of a loop, but not what its substitutions run.
    fn until_list_end(&mut self) {
        while let Some(token) = self.lexer.next() {
            match token {
                Token::Operator("\n" | ";" | "&&" | "||" | "&", _) => return,
                Token::Word(word) => self.substitutions(&word, self.depth()),
                _ => {}
            }
        }
    }

    fn until_in(&mut self) {
        while let Some(token) = self.lexer.next() {
            match token {
                Token::Word(word) if word.text.as_str() == "in" && !word.quoted => return,
                Token::Word(word) => self.substitutions(&word, self.depth()),
                _ => {}
            }
        }
    }

    fn operator(&mut self, operator: &'static str, range: Range<usize>) {
        if self.current.test && operator != "\n" {
            return;
        }
        match operator {
            "(" => self.open(range),
            ")" => {
                self.end(None);
                match self.blocks.last() {
                    Some(Block::Pattern) => {
                        self.blocks.pop();
                        self.blocks.push(Block::Branch);
                    }
                    Some(Block::Parenthesis) => {
                        self.blocks.pop();
                    }
                    _ => {}
                }
            }
            ";;" | ";&" | ";;&" => {
                self.end(None);
                if self.blocks.last() == Some(&Block::Branch) {
                    self.blocks.pop();
                    self.blocks.push(Block::Pattern);
                }
                self.operator = Some(Joiner::Then);
            }
            // An alternative of a pattern.
            "|" if self.blocks.last() == Some(&Block::Pattern) => {}
            "\n" => {
                self.end(Some(Joiner::Newline));
                self.inner_bodies();
            }
            "&&" => self.end(Some(Joiner::And)),
            "||" => self.end(Some(Joiner::Or)),
            "|" => self.end(Some(Joiner::Pipe)),
            "&" => self.end(Some(Joiner::Background)),
            _ => self.end(Some(Joiner::Then)),
        }
    }

    /// A subshell, the parentheses of a function, an arithmetic command, or the one in front of a pattern.
    fn open(&mut self, range: Range<usize>) {
        if self.blocks.last() == Some(&Block::Pattern) {
            return;
        }
        let named = |word: &Word| !word.text.as_str().contains('=');
        if matches!(self.current.words.as_slice(), [word] if named(word)) && self.current.redirects.is_empty() {
            // `name()`: what follows is its body.
            self.current = Current::default();
            if let Some(Token::Operator(")", _)) = self.lexer.next() {}
            return;
        }
        if !self.current.words.is_empty() {
            // An array: `name=(…)` or an argument with parentheses.
            self.skip_parenthesis();
            return;
        }
        if self.text.as_str()[range.end..].starts_with('(') {
            self.skip_parenthesis();
            return;
        }
        self.blocks.push(Block::Parenthesis);
    }

    fn skip_parenthesis(&mut self) {
        let mut open = 1usize;
        while let Some(token) = self.lexer.next() {
            match token {
                Token::Operator("(", _) => open += 1,
                Token::Operator(")", _) => open -= 1,
                Token::Word(word) => self.substitutions(&word, self.depth()),
                _ => {}
            }
            if open == 0 {
                return;
            }
        }
    }

    /// The bodies of heredocs start on the line after the command.
    fn inner_bodies(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            let body = self.lexer.heredoc(&pending.name, pending.chomp);
            if pending.script {
                let body = self.text.part(body);
                self.walk.text(&body, &[], pending.depth + 1);
            }
        }
    }

    /// Ends the current command; `operator` joins it to the next.
    fn end(&mut self, operator: Option<Joiner>) {
        let current = std::mem::take(&mut self.current);
        let empty = current.words.is_empty() && current.redirects.is_empty();
        if !empty {
            self.finish(current);
        }
        match operator {
            Some(Joiner::Newline) if empty => {}
            Some(operator) => {
                self.operator = Some(operator);
                if operator != Joiner::Pipe {
                    self.pipeline = None;
                }
            }
            None => self.pipeline = None,
        }
    }

    fn finish(&mut self, current: Current) {
        let ranges = current.words.iter().map(|word| &word.range);
        let all: Vec<&Range<usize>> = ranges.chain(current.redirects.iter().map(|(_, _, range)| range)).collect();
        let start = all.iter().map(|range| range.start).min().unwrap_or_default();
        let end = all.iter().map(|range| range.end).max().unwrap_or_default();
        let text = self.text;
        let redirects = current.redirects.iter().map(|(_, _, range)| text.as_str()[range.clone()].to_owned()).collect();
        let pipeline = *self.pipeline.get_or_insert_with(|| {
            let next = self.walk.pipelines;
            self.walk.pipelines += 1;
            next
        });
        let depth = self.depth();
        let alone = current.words.is_empty();
        let substitutions: Vec<Range<usize>> = current
            .words
            .iter()
            .chain(current.redirects.iter().filter_map(|(_, target, _)| target.as_ref()))
            .flat_map(|word| word.substitutions.iter().cloned())
            .collect();
        let span = text.locate(start..end);
        let words = current.words;
        let ended = self.walk.simple(Parts { words, redirects, span, operator: self.operator, pipeline, depth });
        let (reads, script) = ended.map_or((false, None), |ended| (ended.reads, ended.script));
        for range in substitutions {
            // What a script substitutes was met inside of it.
            if script.as_ref().is_none_or(|script| !(script.start <= range.start && range.end <= script.end)) {
                self.walk.text(&text.part(range), &[], depth + 1);
            }
        }
        for (operator, target, _) in current.redirects {
            let Some(name) = target.filter(|_| operator.ends_with("<<") || operator.ends_with("<<-")) else { continue };
            let chomp = operator.ends_with('-');
            let name = name.text.as_str().to_owned();
            self.pending.push(Pending { name, chomp, script: reads, alone, depth });
        }
    }

    fn substitutions(&mut self, word: &Word, depth: usize) {
        for range in word.substitutions.clone() {
            self.walk.text(&self.text.part(range), &[], depth + 1);
        }
    }
}
