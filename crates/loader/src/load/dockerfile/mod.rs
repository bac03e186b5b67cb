//! Dockerfiles, read as BuildKit's parser does, but going on after what it refuses: physical lines become logical ones here, and
//! `instruction` splits those. Knows the builder's syntax, not what instructions do.

mod check;
mod heredoc;
mod instruction;
mod json;
mod lines;
mod template;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::document::dockerfile::{Comment, Directive, Dockerfile, Instruction};
use crate::document::text::Mapped;
use plimsoll_source::Span;
use plimsoll_source::problem::Problem;

use self::lines::{Line, Lines};
pub(crate) use self::template::{OF_PARTS, is_filled_in, is_template, parse_open};

/// More instructions than any Dockerfile has; what follows is not read.
pub const MAX_INSTRUCTIONS: usize = 1_500;
/// More words, flags, keys and values than any Dockerfile has; what follows is not read.
pub const MAX_WORDS: usize = 100_000;
/// Problems that are told of one file.
const MAX_PROBLEMS: usize = 50;
/// The builder's scanner takes no longer lines.
const MAX_LINE: usize = 64 << 10;

/// The keywords of instructions.
pub(crate) const KEYWORDS: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// Reads a Dockerfile; `text` is a whole file, or the value of `dockerfile_inline` with the places of its bytes.
pub fn parse(text: &Mapped) -> (Dockerfile, Vec<Problem>) {
    parse_filled_in(text, BTreeMap::new())
}

/// The same where some variables stand for placeholders of a template: what each is written as.
fn parse_filled_in(text: &Mapped, placeholders: BTreeMap<String, String>) -> (Dockerfile, Vec<Problem>) {
    let mut parser = Parser {
        text,
        placeholders: &placeholders,
        lines: Lines::new(text.as_str()),
        directives: lines::Directives::default(),
        comments: Vec::new(),
        above: Vec::new(),
        problems: Vec::new(),
        instructions: Vec::new(),
        stages: 0,
        words: 0,
        ends: None,
    };
    match lines::frontend(text) {
        Some(directive) => parser.foreign(directive),
        None => parser.run(),
    }
    let Parser { directives, comments, instructions, mut problems, .. } = parser;
    if instructions.is_empty() && problems.is_empty() {
        let start = text.locate(0..0);
        let problem = Problem::error("dockerfile-empty", "the Dockerfile has no instructions");
        problems.push(problem.at(start).help("start it with FROM"));
    }
    if problems.len() > MAX_PROBLEMS {
        let more = problems.len() - MAX_PROBLEMS;
        problems.truncate(MAX_PROBLEMS);
        let message = format!("the Dockerfile has {more} more problems; it may be a template");
        problems.push(Problem::error("dockerfile-limit", message).at(text.locate(0..0)));
    }
    let escape = directives.escape;
    let (file, directives) = (text.file(), directives.found);
    (Dockerfile { file, directives, escape, instructions, comments, placeholders }, problems)
}

struct Parser<'a> {
    text: &'a Mapped,
    placeholders: &'a BTreeMap<String, String>,
    lines: Lines<'a>,
    directives: lines::Directives,
    comments: Vec<Comment>,
    /// Comments right above the next instruction.
    above: Vec<usize>,
    problems: Vec<Problem>,
    instructions: Vec<Instruction>,
    stages: usize,
    words: usize,
    /// Known from the first heredoc on.
    ends: Option<heredoc::Ends<'a>>,
}

/// A logical line while it grows.
struct Logical {
    text: Mapped,
    start: usize,
    first_end: usize,
    end: usize,
    lines: (u32, u32),
    empty: Option<Span>,
}

impl Parser<'_> {
    /// A text in the language of another frontend: nothing in it means what it would in a Dockerfile.
    fn foreign(&mut self, syntax: Directive) {
        let message =
            format!("the file is written for the frontend {}, not as a Dockerfile: it is not judged", syntax.value);
        let help = "judge what the frontend makes of it, or leave the file out under `paths.exclude`";
        self.problems.push(Problem::error("dockerfile-frontend", message).at(syntax.span).help(help));
        self.directives.found.push(syntax);
    }

    fn run(&mut self) {
        while let Some(line) = self.lines.next() {
            self.check_length(&line);
            let content = lines::trim_start(self.text.as_str(), line.content.clone());
            let (directive, problem) = self.directives.look(self.text, content.clone());
            self.problems.extend(problem);
            if directive {
                self.record(&line, content);
                continue;
            }
            if self.text.as_str()[content.clone()].starts_with('#') {
                self.comment(&line, content);
                continue;
            }
            let (kept, more) = lines::continues(self.text.as_str(), content, self.directives.escape);
            if kept.is_empty() && !more {
                self.above.clear();
                continue;
            }
            let logical = self.logical(&line, kept, more);
            if self.instructions.len() == MAX_INSTRUCTIONS {
                let message =
                    format!("the Dockerfile has more than {MAX_INSTRUCTIONS} instructions; the rest is not read");
                self.problems.push(Problem::error("dockerfile-limit", message).at(logical.text.span()));
                return;
            }
            self.instruction(logical);
            if self.words > MAX_WORDS {
                self.too_many_words();
                return;
            }
        }
    }

    /// Drops what is too much of the last instruction, and says so.
    fn too_many_words(&mut self) {
        let Some(last) = self.instructions.last_mut() else { return };
        last.args.truncate(MAX_WORDS);
        last.pairs.truncate(MAX_WORDS);
        last.flags.truncate(MAX_WORDS);
        let message = format!("the Dockerfile has more than {MAX_WORDS} words; the rest is not read");
        self.problems.push(Problem::error("dockerfile-limit", message).at(last.first_line));
    }

    /// Joins the lines that continue this one.
    fn logical(&mut self, line: &Line, kept: Range<usize>, mut more: bool) -> Logical {
        let start = kept.start;
        let mut logical = Logical {
            text: self.text.part(kept),
            start,
            first_end: line.content.end,
            end: line.content.end,
            lines: (line.number, line.number),
            empty: None,
        };
        while more {
            let Some(line) = self.lines.next() else { break };
            self.check_length(&line);
            logical.lines.1 = line.number;
            let trimmed = lines::trim_start(self.text.as_str(), line.content.clone());
            if self.text.as_str()[trimmed.clone()].starts_with('#') {
                self.record(&line, trimmed);
                continue;
            }
            if trimmed.is_empty() {
                logical.empty.get_or_insert_with(|| self.text.locate(line.content.clone()));
                continue;
            }
            let (kept, goes_on) = lines::continues(self.text.as_str(), line.content.clone(), self.directives.escape);
            logical.text.push_part(self.text, kept);
            logical.end = line.content.end;
            more = goes_on;
        }
        logical
    }

    fn instruction(&mut self, logical: Logical) {
        let span = self.text.locate(logical.start..logical.end);
        let first_line = self.text.locate(logical.start..logical.first_end);
        let request = instruction::Request { escape: self.directives.escape, span, first_line, lines: logical.lines };
        let (mut instruction, problems) = instruction::parse(&logical.text, &request);
        self.problems.extend(problems);
        instruction.empty_continuation = logical.empty;
        instruction.described_by = std::mem::take(&mut self.above);
        let inner = instruction.trigger.as_deref().unwrap_or(&instruction);
        self.words += inner.args.len() + inner.pairs.len() + inner.flags.len();
        self.heredocs(&mut instruction, logical.start);
        if instruction.is("FROM") {
            self.stages += 1;
        }
        instruction.stage = self.stages.checked_sub(1);
        self.problems.extend(check::place(&mut instruction));
        self.problems.extend(check::instruction(&mut instruction, self.placeholders));
        self.instructions.push(instruction);
    }

    /// Takes the bodies of the here-documents that an instruction opens from the lines below it.
    fn heredocs(&mut self, instruction: &mut Instruction, start: usize) {
        let opened = match heredoc::opened(instruction) {
            Ok(opened) => opened,
            Err(problem) => {
                instruction.valid = false;
                self.problems.push(*problem);
                return;
            }
        };
        for mut heredoc in opened {
            let (text, rest) = (self.text.as_str(), self.lines.clone());
            let ends = self.ends.get_or_insert_with(|| heredoc::Ends::new(rest.clone(), text));
            let ended = ends.has(&heredoc, rest.at());
            match ended.then(|| heredoc::body(&mut self.lines, self.text, &heredoc)).flatten() {
                Some((body, last, end)) => {
                    heredoc.body = body;
                    instruction.lines.1 = last;
                    instruction.span = self.text.locate(start..end);
                    instruction.heredocs.push(heredoc);
                }
                None => {
                    instruction.valid = false;
                    let message = format!("the heredoc {} is not terminated", heredoc.name);
                    let help = format!("end it with a line that holds only {}", heredoc.name);
                    let problem = Problem::error("dockerfile-heredoc", message).at(instruction.first_line).help(help);
                    self.problems.push(problem);
                    heredoc::skip_lost_body(&mut self.lines, self.text.as_str());
                    return;
                }
            }
        }
    }

    /// A comment between instructions: it describes the instruction below, unless it is empty.
    fn comment(&mut self, line: &Line, content: Range<usize>) {
        let index = self.comments.len();
        self.record(line, content);
        if self.comments[index].text.is_empty() {
            self.above.clear();
        } else {
            self.above.push(index);
        }
    }

    fn record(&mut self, line: &Line, content: Range<usize>) {
        let text = self.text.as_str()[content.clone()].trim_start_matches('#').trim().to_owned();
        self.comments.push(Comment { text, span: self.text.locate(content), line: line.number });
    }

    fn check_length(&mut self, line: &Line) {
        if line.content.len() > MAX_LINE {
            let message = format!("line {} is longer than the 65536 bytes that the builder reads", line.number);
            let start = self.text.locate(line.content.start..line.content.start);
            self.problems.push(Problem::warning("dockerfile-long-line", message).at(start).help("break it"));
        }
    }
}
