//! What the builder refuses by looking at one instruction: flags, counts of arguments, names, durations.

use std::collections::BTreeMap;

use super::{KEYWORDS, heredoc, template};
use crate::document::dockerfile::{Flag, Instruction, Word, duration, mount_fields};
use crate::document::text::Mapped;
use plimsoll_source::Span;
use plimsoll_source::near::nearest;
use plimsoll_source::problem::Problem;

/// How a flag's value is given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bool,
    Text,
    /// May be repeated.
    Many,
}

const FROM: &[(&str, Kind)] = &[("platform", Kind::Text)];
const RUN: &[(&str, Kind)] =
    &[("mount", Kind::Many), ("network", Kind::Text), ("security", Kind::Text), ("device", Kind::Many)];
const COPY: &[(&str, Kind)] = &[
    ("chown", Kind::Text),
    ("from", Kind::Text),
    ("chmod", Kind::Text),
    ("link", Kind::Bool),
    ("parents", Kind::Bool),
    ("exclude", Kind::Many),
];
const ADD: &[(&str, Kind)] = &[
    ("chown", Kind::Text),
    ("chmod", Kind::Text),
    ("link", Kind::Bool),
    ("keep-git-dir", Kind::Bool),
    ("checksum", Kind::Text),
    ("unpack", Kind::Bool),
    ("exclude", Kind::Many),
];
const HEALTHCHECK: &[(&str, Kind)] = &[
    ("interval", Kind::Text),
    ("timeout", Kind::Text),
    ("start-period", Kind::Text),
    ("start-interval", Kind::Text),
    ("retries", Kind::Text),
];

/// Keys of RUN --mount that every type takes.
const KEYS_OF_MOUNTS: [&str; 9] = ["source", "src", "from", "id", "sharing", "mode", "uid", "gid", "env"];

/// Whether the instruction may stand where it does: before the first FROM there are only ARGs.
pub(super) fn place(instruction: &mut Instruction) -> Option<Problem> {
    let known = KEYWORDS.iter().any(|keyword| instruction.is(keyword));
    if instruction.stage.is_some() || instruction.is("ARG") || !known {
        return None;
    }
    instruction.valid = false;
    let keyword = instruction.keyword.text().to_ascii_uppercase();
    let message = format!("{keyword} stands before the first FROM, where only ARG may: there is no build stage yet");
    Some(Problem::error("dockerfile-no-stage", message).at(instruction.keyword.span()).help("put FROM above it"))
}

/// What is wrong with an instruction by itself.
pub(super) fn instruction(instruction: &mut Instruction, placeholders: &BTreeMap<String, String>) -> Vec<Problem> {
    if !instruction.valid {
        return Vec::new();
    }
    let mut check = Check { instruction, placeholders, problems: Vec::new() };
    check.run();
    let problems = check.problems;
    instruction.valid = problems.is_empty();
    problems
}

struct Check<'a> {
    instruction: &'a Instruction,
    /// Variables that stand for placeholders of a template.
    placeholders: &'a BTreeMap<String, String>,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn refuse(&mut self, span: Span, message: impl Into<String>, help: &str) {
        self.problems.push(Problem::error("dockerfile-syntax", message).at(span).help(help));
    }

    fn run(&mut self) {
        let instruction = self.instruction;
        let span = instruction.first_line;
        let args = instruction.args.len();
        match instruction.keyword.text().to_ascii_uppercase().as_str() {
            "FROM" => {
                self.flags(FROM);
                self.stage_name();
            }
            "RUN" => {
                self.flags(RUN);
                self.run_flags();
            }
            keyword @ ("COPY" | "ADD") => {
                self.flags(if keyword == "COPY" { COPY } else { ADD });
                self.copy(keyword);
            }
            keyword @ ("ENV" | "LABEL") => {
                self.flags(&[]);
                self.pairs(keyword);
            }
            "ARG" => {
                self.flags(&[]);
                self.arguments();
            }
            keyword @ ("EXPOSE" | "VOLUME") => {
                self.flags(&[]);
                if args == 0 {
                    self.refuse(span, format!("{keyword} requires at least one argument"), "give it one");
                }
                let blank: Vec<Span> =
                    instruction.args.iter().filter(|word| word.text().trim().is_empty()).map(Word::span).collect();
                for span in blank.into_iter().filter(|_| keyword == "VOLUME") {
                    self.refuse(span, "VOLUME cannot be an empty string", "give it a path");
                }
            }
            keyword @ ("USER" | "WORKDIR" | "STOPSIGNAL" | "MAINTAINER") => {
                self.flags(&[]);
                if args != 1 {
                    self.refuse(span, format!("{keyword} requires exactly one argument"), "give it one");
                }
            }
            "CMD" | "ENTRYPOINT" => self.flags(&[]),
            "SHELL" => {
                self.flags(&[]);
                if args == 0 {
                    self.refuse(
                        span,
                        "SHELL requires at least one argument",
                        "write SHELL [\"executable\", \"parameter\"]",
                    );
                } else if !instruction.json {
                    self.refuse(
                        span,
                        "SHELL requires the arguments to be in JSON form",
                        "write SHELL [\"executable\"]",
                    );
                }
            }
            "HEALTHCHECK" => self.healthcheck(),
            "ONBUILD" => {
                self.flags(&[]);
                self.trigger();
            }
            _ => self.unknown(),
        }
    }

    fn unknown(&mut self) {
        let word = self.instruction.keyword.text();
        let upper = word.to_uppercase();
        let help = match nearest(&upper, KEYWORDS) {
            Some(keyword) => format!("did you mean {keyword}?"),
            _ => "start the line with an instruction such as RUN, or end the line above it with the escape character"
                .into(),
        };
        let shown: String = word.chars().take(60).collect();
        self.refuse(self.instruction.keyword.span(), format!("unknown instruction: {shown}"), &help);
    }

    fn flags(&mut self, allowed: &[(&str, Kind)]) {
        let instruction = self.instruction;
        let keyword = instruction.keyword.text().to_ascii_uppercase();
        for (i, flag) in instruction.flags.iter().enumerate() {
            let Flag { word, name, value } = flag;
            let Some((_, kind)) = allowed.iter().find(|(known, _)| known == name) else {
                let help = match nearest(name, allowed.iter().map(|(known, _)| *known)) {
                    Some(known) => format!("did you mean --{known}?"),
                    _ => format!("remove it; {keyword} does not take it"),
                };
                self.refuse(word.span(), format!("unknown flag of {keyword}: --{name}"), &help);
                continue;
            };
            let repeated = instruction.flags[..i].iter().any(|earlier| earlier.name == *name);
            if repeated && *kind != Kind::Many {
                self.refuse(word.span(), format!("duplicate flag of {keyword}: --{name}"), "keep one of them");
            }
            match (kind, value.as_deref()) {
                (Kind::Bool, None) => {}
                (Kind::Bool, Some(value))
                    if value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false") => {}
                (Kind::Bool, Some(_)) => {
                    self.refuse(
                        word.span(),
                        format!("the flag --{name} of {keyword} must be true or false"),
                        "write it alone",
                    );
                }
                (_, None) => {
                    self.refuse(
                        word.span(),
                        format!("missing a value on flag --{name} of {keyword}"),
                        "write --flag=value",
                    );
                }
                _ => {}
            }
        }
    }

    fn stage_name(&mut self) {
        let args = &self.instruction.args;
        match args.as_slice() {
            [_] => {}
            [_, keyword, name] if keyword.text().eq_ignore_ascii_case("as") => {
                let lower = name.text().to_lowercase();
                let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
                if !lower.starts_with(|c: char| c.is_ascii_lowercase()) || !lower.chars().all(inner) {
                    let message = format!("invalid name for build stage: {:?}", name.text());
                    self.refuse(name.span(), message, "start it with a letter, use letters, digits, '-', '_' and '.'");
                }
            }
            _ => {
                let message = "FROM requires either one or three arguments";
                self.refuse(self.instruction.first_line, message, "write FROM image or FROM image AS name");
            }
        }
    }

    fn run_flags(&mut self) {
        let instruction = self.instruction;
        let choices: [(&str, &[&str]); 2] =
            [("network", &["default", "none", "host"]), ("security", &["insecure", "sandbox"])];
        for flag in &instruction.flags {
            let Some(value) = flag.value.as_deref() else { continue };
            for (name, allowed) in choices {
                if flag.name == name && !value.contains('$') && !allowed.contains(&value) {
                    let help = format!("use {}", allowed.join(" or "));
                    self.refuse(flag.word.span(), format!("unsupported value of --{name} of RUN: {value}"), &help);
                }
            }
            if flag.name == "mount" {
                self.mount(flag, value);
            }
        }
    }

    fn mount(&mut self, flag: &Flag, value: &str) {
        let span = flag.word.span();
        let Some(fields) = mount_fields(value) else {
            return self.refuse(span, "RUN --mount is no list of key=value", "write --mount=type=cache,target=/path");
        };
        let mut kind = "bind".to_owned();
        let mut target = false;
        for field in &fields {
            let (key, setting) =
                field.split_once('=').map_or((field.as_str(), None), |(key, value)| (key, Some(value)));
            let key = key.to_ascii_lowercase();
            let variable =
                setting.and_then(|setting| setting.split_once('$')).is_some_and(|(_, rest)| !rest.is_empty());
            match (key.as_str(), setting) {
                ("from", Some(_)) if variable => {
                    let message = "from of RUN --mount doesn't support variable expansion";
                    self.refuse(span, message, "name a stage: FROM image AS name, from=name");
                }
                ("type", Some(_)) if variable => return,
                ("target" | "dst" | "destination", Some(_)) => target = true,
                ("type", Some(setting)) => {
                    kind = setting.to_lowercase();
                    if !["bind", "cache", "tmpfs", "secret", "ssh"].contains(&kind.as_str()) {
                        let message = format!("unsupported mount type {setting:?} of RUN --mount");
                        self.refuse(span, message, "use bind, cache, tmpfs, secret or ssh");
                    }
                }
                ("readonly" | "ro" | "readwrite" | "rw", _) => {}
                ("required", _) => self.mount_option(span, &key, &kind, &["secret", "ssh"]),
                (key, Some(_)) if KEYS_OF_MOUNTS.contains(&key) => {}
                ("size", Some(_)) => self.mount_option(span, &key, &kind, &["tmpfs"]),
                (_, Some(_)) => self.refuse(span, format!("unexpected key '{key}' in RUN --mount"), "remove it"),
                (_, None) => {
                    let message = format!("'{field}' in RUN --mount must be a key=value pair");
                    self.refuse(span, message, "give it a value, or remove it");
                }
            }
        }
        if !target && matches!(kind.as_str(), "cache" | "tmpfs") {
            self.refuse(span, format!("RUN --mount of type {kind} has no target"), "add target=/path");
        }
    }

    /// A key of RUN --mount that only some types know; the type stands in front of it.
    fn mount_option(&mut self, span: Span, key: &str, kind: &str, kinds: &[&str]) {
        if !kinds.contains(&kind) {
            let message = format!("unexpected key '{key}' for mount type '{kind}' of RUN --mount");
            self.refuse(span, message, &format!("put it behind type={}", kinds.join(" or type=")));
        }
    }

    fn copy(&mut self, keyword: &str) {
        let args = &self.instruction.args;
        let Some((destination, sources)) = args.split_last().filter(|(_, sources)| !sources.is_empty()) else {
            let message = format!("{keyword} requires at least two arguments, a source and a destination");
            self.refuse(self.instruction.first_line, message, "name both");
            return;
        };
        let heredoc = |word: &Word| heredoc::name(word.text(), Mapped::empty(self.instruction.line.file()));
        if !self.instruction.json && heredoc(destination).is_some() {
            let message = format!("{keyword} cannot take a heredoc as its destination");
            self.refuse(destination.span(), message, "add a path behind it");
        }
        for source in sources.iter().filter(|source| source.text().is_empty()) {
            self.refuse(source.span(), format!("{keyword} has an empty source"), "remove it");
        }
    }

    fn pairs(&mut self, keyword: &str) {
        if self.instruction.pairs.is_empty() {
            let message = format!("{keyword} requires at least one argument");
            self.refuse(self.instruction.first_line, message, "write key=value");
        }
        for pair in &self.instruction.pairs {
            if pair.key.text().is_empty() {
                self.refuse(pair.value.span(), format!("{keyword} names cannot be blank"), "write key=value");
            }
        }
    }

    fn arguments(&mut self) {
        if self.instruction.args.is_empty() {
            self.refuse(self.instruction.first_line, "ARG requires at least one argument", "name one");
        }
        for word in &self.instruction.args {
            if word.text().starts_with('=') {
                self.refuse(word.span(), "ARG names cannot be blank", "write NAME or NAME=default");
            }
        }
    }

    fn healthcheck(&mut self) {
        let instruction = self.instruction;
        let Some((kind, command)) = instruction.args.split_first() else {
            self.refuse(
                instruction.first_line,
                "HEALTHCHECK requires at least one argument",
                "write HEALTHCHECK CMD …",
            );
            return;
        };
        match kind.text().to_ascii_uppercase().as_str() {
            "NONE" => {
                self.flags(HEALTHCHECK);
                if !command.is_empty() {
                    self.refuse(kind.span(), "HEALTHCHECK NONE takes no arguments", "remove them");
                }
                return;
            }
            "CMD" => {
                if command.is_empty() {
                    self.refuse(kind.span(), "missing command after HEALTHCHECK CMD", "add the command");
                }
            }
            _ => {
                let message = format!("unknown type {:?} in HEALTHCHECK", kind.text());
                self.refuse(kind.span(), message, "write HEALTHCHECK CMD … or HEALTHCHECK NONE");
            }
        }
        self.flags(HEALTHCHECK);
        for flag in &instruction.flags {
            let Some(value) = flag.value.as_deref().filter(|value| !value.is_empty()) else { continue };
            // What a template fills in, nobody can check.
            if template::is_filled_in(value, self.placeholders) {
                continue;
            }
            let wrong = match flag.name.as_str() {
                "retries" => value.parse::<i32>().map_or(true, |retries| retries < 0),
                "interval" | "timeout" | "start-period" | "start-interval" => {
                    duration(value).is_none_or(|nanoseconds| nanoseconds != 0 && nanoseconds < 1_000_000)
                }
                _ => false,
            };
            if wrong {
                let message = format!("invalid value of --{} of HEALTHCHECK: {value}", flag.name);
                self.refuse(flag.word.span(), message, "write a duration of at least 1ms such as 30s, or a count");
            }
        }
    }

    fn trigger(&mut self) {
        let Some(trigger) = self.instruction.trigger.as_deref() else {
            self.refuse(self.instruction.first_line, "ONBUILD requires at least one argument", "add an instruction");
            return;
        };
        let keyword = trigger.keyword.text().to_ascii_uppercase();
        if matches!(keyword.as_str(), "ONBUILD" | "FROM" | "MAINTAINER") {
            let message = format!("{keyword} isn't allowed as an ONBUILD trigger");
            self.refuse(trigger.keyword.span(), message, "remove it");
        }
    }
}
