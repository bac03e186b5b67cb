//! One instruction to the model: words expanded where the builder expands them, and the data its keyword carries.

use std::collections::BTreeMap;

use super::MAX_COMMAND_WORDS;
use super::pair::{argument, open_expansion, pair_origin};
use super::scope::{Lack, Scope, filled_in};
use crate::document::dockerfile::expand::{Expansion, Lexer, Value};
use crate::document::dockerfile::{Comment, Instruction as Written, Word as WrittenWord, mount_fields};
use crate::document::text::Mapped;
use crate::normalize::shell::{self, Dialect};
use plimsoll_model::{
    Address, Argv, Copied, Expose, Flag, Healthcheck, HealthcheckSource, HealthcheckState, Instruction, Origin,
    Origins, Pair, RunMount, StageEffect, Word,
};
use plimsoll_source::files::join;
use plimsoll_source::problem::Problem;

/// Keywords whose arguments the builder expands.
pub(super) const EXPANDED: [&str; 7] = ["ADD", "COPY", "EXPOSE", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"];

/// That an instruction hangs on an argument that nothing gives.
const UNSET: &str = "build-argument-unset";

/// Reads the instructions of one stage.
pub(super) struct InstructionReader<'r, 'g> {
    pub(super) lexer: Lexer,
    pub(super) scope: &'r mut Scope<'g>,
    /// The image as it is before the instruction.
    pub(super) effect: &'r StageEffect,
    /// Words of commands that may still be split.
    pub(super) words: &'r mut usize,
    /// Its path.
    pub(super) dockerfile: &'r str,
    /// All comments of the file.
    pub(super) comments: &'r [Comment],
    pub(super) origins: &'r mut Origins,
    pub(super) problems: &'r mut Vec<Problem>,
}

impl InstructionReader<'_, '_> {
    pub(super) fn read(&mut self, written: &Written, at: Address) -> Instruction {
        let mut instruction = bare(written, at.clone(), self.comments, self.origins);
        match instruction.keyword.as_str() {
            "ARG" => self.arguments(written, &mut instruction),
            "ENV" | "LABEL" => self.pairs(written, &mut instruction),
            "RUN" => self.run(written, &mut instruction),
            "CMD" | "ENTRYPOINT" => self.command_line(written, &mut instruction),
            "HEALTHCHECK" => self.healthcheck(written, &mut instruction),
            "ONBUILD" => {
                if let Some(trigger) = &written.trigger {
                    let mut trigger = self.read(trigger, at.child("trigger"));
                    instruction.undefined.append(&mut trigger.undefined);
                    instruction.trigger = Some(Box::new(trigger));
                }
            }
            _ => self.words(written, &mut instruction),
        }
        match instruction.keyword.as_str() {
            "COPY" | "ADD" => instruction.copied = Some(self.copied(&instruction)),
            "EXPOSE" => self.exposes(&mut instruction),
            _ => {}
        }
        if ["ADD", "COPY", "HEALTHCHECK"].contains(&instruction.keyword.as_str()) {
            self.open_flags(written, &instruction);
        }
        self.open_commands(&instruction);
        instruction
    }

    /// Expands a word; what nothing defines is recorded as `undefined`.
    fn expand(&mut self, word: &Mapped, instruction: &mut Instruction) -> Expansion {
        match self.scope.expand(&self.lexer, word.as_str()) {
            Ok(expansion) => {
                self.undefined(word, &expansion, instruction);
                self.problems.extend(filled_in(&expansion, self.dockerfile, word.span()));
                expansion
            }
            Err(error) => {
                let problem = open_expansion(&error, &instruction.keyword);
                let whole = word.span();
                let span = word.locate(error.at.min(word.as_str().len())..word.as_str().len());
                self.problems.push(problem.at(if span.start < span.end { span } else { whole }));
                Expansion { text: word.as_str().to_owned(), ..Expansion::default() }
            }
        }
    }

    fn undefined(&mut self, word: &Mapped, expansion: &Expansion, instruction: &mut Instruction) {
        for used in expansion.uses.iter().filter(|used| !used.set && !used.operator.contains(['-', '+', '?'])) {
            let special = !used.name.starts_with(|c: char| c.is_alphabetic() || c == '_');
            if special || self.scope.declares(&used.name) {
                continue;
            }
            let at = instruction.at.child("undefined").child(instruction.undefined.len());
            self.origins.insert(at.clone(), Origin::new(word.locate(used.range.clone())));
            let raw = word.as_str()[used.range.clone()].to_owned();
            instruction.undefined.push(Word { at, text: used.name.clone(), raw, known: false });
        }
    }

    fn words(&mut self, written: &Written, instruction: &mut Instruction) {
        let list = instruction.at.child("args");
        let expands = EXPANDED.contains(&instruction.keyword.as_str());
        for word in &written.args {
            let mut unset = Vec::new();
            let (texts, known) = if !expands || is_heredoc(word.text(), written) {
                (vec![word.text().to_owned()], true)
            } else {
                let expansion = self.expand(&word.0, instruction);
                unset = self.lacking(&word.0, &expansion, &instruction.keyword);
                // A variable of EXPOSE may hold several ports.
                let texts = if instruction.keyword == "EXPOSE" { expansion.words } else { vec![expansion.text] };
                (if texts.is_empty() { vec![String::new()] } else { texts }, expansion.known)
            };
            for text in texts {
                let at = list.child(instruction.args.len());
                self.origins.insert(at.clone(), Origin { unset: unset.clone(), ..Origin::new(word.span()) });
                instruction.args.push(Word { at, text, raw: word.text().to_owned(), known });
            }
        }
    }

    /// What nobody knows of a word, where it may be anything: what is known at its begin says what kind of thing it is. Of a port every digit counts.
    fn lacking(&mut self, word: &Mapped, expansion: &Expansion, keyword: &str) -> Vec<String> {
        let text = word.as_str();
        let lacks = self.scope.lacks(text, expansion);
        let is_blank = |part: &str| part.trim_matches(['"', '\'']).is_empty();
        let is_open = |lack: &Lack| match keyword {
            "EXPOSE" => true,
            // Any part of a path tells that it is not the whole context, and most often what it is.
            "COPY" => is_blank(&text[..lack.range.start]) && is_blank(&text[lack.range.end..]),
            _ => is_blank(&text[..lack.range.start]),
        };
        if !lacks.iter().any(is_open) {
            return Vec::new();
        }
        for lack in lacks.iter().filter(|lack| lack.is_argument) {
            let is_told = |problem: &Problem| problem.code == UNSET && problem.lacks.as_deref() == Some(&lack.name);
            if !self.problems.iter().any(is_told) {
                let message = format!("{keyword} in {} uses {}, an ARG that has no value", self.dockerfile, lack.name);
                let gap = Problem::gap(UNSET, message).at(word.span()).lacking(&lack.name);
                let help = "give the ARG a default, or pass it as a build argument (`build.args`)";
                self.problems.push(gap.help(help));
            }
        }
        lacks.into_iter().map(|lack| lack.name).collect()
    }

    /// Notes the flags whose values nobody knows.
    fn open_flags(&mut self, written: &Written, instruction: &Instruction) {
        for (flag, word) in instruction.flags.iter().zip(written.flags.iter().map(|flag| &flag.word)) {
            let Some(start) = word.text().find('=').map(|cut| cut + 1) else { continue };
            let value = word.0.part(start..word.text().len());
            let Ok(expansion) = self.scope.expand(&self.lexer, value.as_str()) else { continue };
            let unset = self.lacking(&value, &expansion, &instruction.keyword);
            if !unset.is_empty() {
                self.origins.insert(flag.at.clone(), Origin { unset, ..Origin::new(word.span()) });
            }
        }
    }

    /// Notes the commands whose programs a template names.
    fn open_commands(&mut self, instruction: &Instruction) {
        for command in &instruction.commands {
            let Some(written) = self.scope.placeholder_in(&command.name) else { continue };
            if let Some(origin) = self.origins.get(&command.at).cloned() {
                self.origins.insert(command.at.clone(), Origin { unset: vec![written], ..origin });
            }
        }
    }

    fn arguments(&mut self, written: &Written, instruction: &mut Instruction) {
        let list = instruction.at.child("pairs");
        for word in &written.args {
            let (key, default) = argument(word.text());
            let default = default.map(|text| {
                let start = word.text().len() - text.len();
                let expansion = self.expand(&word.0.part(start..word.text().len()), instruction);
                self.scope.note_choice(key, text, &expansion);
                Value { text: expansion.text, known: expansion.known }
            });
            let value = self.scope.declare(key, default);
            let at = list.child(instruction.pairs.len());
            self.origins.insert(at.clone(), pair_origin(word));
            let known = value.as_ref().is_none_or(|value| value.known);
            let value = value.map(|value| value.text);
            instruction.pairs.push(Pair { at, key: key.to_owned(), value, legacy: false, known });
        }
    }

    fn pairs(&mut self, written: &Written, instruction: &mut Instruction) {
        let list = instruction.at.child("pairs");
        let mut values = Vec::new();
        for pair in &written.pairs {
            let key = self.expand(&pair.key.0, instruction).text;
            let expansion = self.expand(&pair.value.0, instruction);
            let at = list.child(instruction.pairs.len());
            let marked = if pair.value.text().is_empty() { pair.key.span() } else { pair.value.span() };
            let mut origin = Origin::new(marked).keyed(pair.key.span());
            origin.unset = expansion.uses.iter().filter(|used| !used.set).map(|used| used.name.clone()).collect();
            self.origins.insert(at.clone(), origin);
            if instruction.keyword == "ENV" {
                self.scope.note_choice(&key, pair.value.text(), &expansion);
            }
            values.push((key.clone(), Value { text: expansion.text.clone(), known: expansion.known }));
            instruction.pairs.push(Pair {
                at,
                key,
                value: Some(expansion.text),
                legacy: pair.legacy,
                known: expansion.known,
            });
        }
        if instruction.keyword == "ENV" {
            for (key, value) in values {
                self.scope.set(&key, value);
            }
        }
    }

    fn run(&mut self, written: &Written, instruction: &mut Instruction) {
        instruction.mounts = mounts(&instruction.flags);
        (instruction.commands, _) = self.commands(&written.args, written, &instruction.at);
        if written.json {
            self.plain_args(&written.args, instruction);
        } else {
            instruction.shell = self.shell();
        }
    }

    /// The shell in force.
    fn shell(&self) -> Vec<String> {
        match &self.effect.shell {
            Some(shell) => shell.value.clone(),
            None => vec!["/bin/sh".to_owned(), "-c".to_owned()],
        }
    }

    fn plain_args(&mut self, words: &[WrittenWord], instruction: &mut Instruction) {
        let list = instruction.at.child("args");
        for word in words {
            let at = list.child(instruction.args.len());
            self.origins.insert(at.clone(), Origin::new(word.span()));
            let text = word.text().to_owned();
            instruction.args.push(Word { at, raw: text.clone(), text, known: true });
        }
    }

    fn commands(&mut self, words: &[WrittenWord], written: &Written, at: &Address) -> shell::Commands {
        let (commands, complete) = if written.json {
            let words: Vec<Mapped> = words.iter().map(|word| word.0.clone()).collect();
            shell::argv(&words, *self.words, at, self.origins)
        } else if let Some(word) = words.first() {
            let dialect = Dialect::of(&self.shell());
            shell::script(&word.0, &written.heredocs, dialect, *self.words, at, self.origins)
        } else {
            (Vec::new(), true)
        };
        let used = commands.iter().map(|command| command.args.len() + 1).sum();
        if complete {
            *self.words = self.words.saturating_sub(used);
        } else if *self.words < shell::MAX_WORDS {
            self.no_more_words(written);
        } else {
            *self.words = self.words.saturating_sub(used);
            let keyword = written.keyword.text().to_uppercase();
            self.problems.push(shell::cut("dockerfile-limit", &keyword).at(written.first_line));
        }
        (commands, complete)
    }

    /// Says once that all commands of the file together are too many.
    fn no_more_words(&mut self, written: &Written) {
        if std::mem::take(self.words) > 0 {
            let message = format!(
                "the commands of the Dockerfile have more than {MAX_COMMAND_WORDS} words; those from here on are not judged"
            );
            self.problems.push(Problem::error("dockerfile-limit", message).at(written.first_line));
        }
    }

    fn argv(&mut self, words: &[WrittenWord], written: &Written, at: &Address) -> Argv {
        let (commands, complete) = self.commands(words, written, at);
        Argv {
            at: at.clone(),
            shell: !written.json,
            words: words.iter().map(|word| word.text().to_owned()).collect(),
            raw: (!written.json).then(|| words.first().map(|word| word.text().to_owned()).unwrap_or_default()),
            commands,
            complete,
        }
    }

    fn command_line(&mut self, written: &Written, instruction: &mut Instruction) {
        let argv = self.argv(&written.args, written, &instruction.at);
        if written.json {
            self.plain_args(&written.args, instruction);
        } else {
            instruction.shell = self.shell();
        }
        instruction.commands = argv.commands.clone();
        instruction.argv = Some(argv);
    }

    fn healthcheck(&mut self, written: &Written, instruction: &mut Instruction) {
        let Some((kind, words)) = written.args.split_first() else { return };
        let disabled = kind.text().eq_ignore_ascii_case("NONE");
        let test = (!disabled).then(|| self.argv(words, written, &instruction.at));
        instruction.commands = test.as_ref().map(|test| test.commands.clone()).unwrap_or_default();
        self.plain_args(&written.args, instruction);
        let duration = |name: &str| {
            written.flag(name).and_then(crate::document::dockerfile::duration).filter(|nanoseconds| *nanoseconds != 0)
        };
        instruction.healthcheck = Some(Healthcheck {
            at: Some(instruction.at.clone()),
            state: if disabled { HealthcheckState::Disabled } else { HealthcheckState::Defined },
            source: Some(HealthcheckSource::Dockerfile),
            overrides_image: false,
            test,
            interval_ns: duration("interval"),
            timeout_ns: duration("timeout"),
            start_period_ns: duration("start-period"),
            retries: written.flag("retries").and_then(|retries| retries.parse().ok()).filter(|retries| *retries != 0),
        });
    }

    fn copied(&mut self, instruction: &Instruction) -> Copied {
        let flag = |name: &str| {
            let flag = instruction.flags.iter().rev().find(|flag| flag.name == name);
            flag.and_then(|flag| flag.value.clone())
        };
        let (destination, sources) = match instruction.args.split_last() {
            Some((destination, sources)) if !sources.is_empty() => (Some(destination.clone()), sources.to_vec()),
            _ => (None, instruction.args.clone()),
        };
        let workdir = self.effect.workdir.as_ref().map(|workdir| workdir.value.as_str());
        let destination_path = destination.as_ref().filter(|word| word.known).and_then(|word| {
            if word.text.starts_with('/') {
                return Some(join("/", &word.text));
            }
            workdir.map(|workdir| join(workdir, &word.text))
        });
        Copied {
            sources,
            destination,
            destination_path,
            from: flag("from"),
            from_stage: None,
            from_image: None,
            chown: flag("chown"),
            chmod: flag("chmod"),
            ignored: Vec::new(),
            files: Vec::new(),
        }
    }

    fn exposes(&mut self, instruction: &mut Instruction) {
        let list = instruction.at.child("exposes");
        for (i, word) in instruction.args.iter().enumerate() {
            let at = list.child(i);
            if let Some(origin) = self.origins.get(&word.at).cloned() {
                self.origins.insert(at.clone(), origin);
            }
            instruction.exposes.push(expose(&word.text, at, word.known));
        }
    }
}

/// An instruction without what its keyword means.
pub(super) fn bare(written: &Written, at: Address, comments: &[Comment], origins: &mut Origins) -> Instruction {
    origins.insert(at.clone(), Origin::new(written.first_line).keyed(written.keyword.span()));
    if let Some(span) = written.empty_continuation {
        origins.insert(at.child("empty_continuation"), Origin::new(span));
    }
    let list = at.child("flags");
    let flags = written.flags.iter().enumerate().map(|(i, flag)| {
        let at = list.child(i);
        origins.insert(at.clone(), Origin::new(flag.word.span()));
        Flag { at, name: flag.name.clone(), value: flag.value.clone() }
    });
    Instruction {
        flags: flags.collect(),
        at,
        keyword: written.keyword.text().to_uppercase(),
        keyword_raw: written.keyword.text().to_owned(),
        text: written.body.as_str().to_owned(),
        comment: comment(written, comments),
        json: written.json,
        args: Vec::new(),
        pairs: Vec::new(),
        commands: Vec::new(),
        shell: Vec::new(),
        mounts: Vec::new(),
        copied: None,
        healthcheck: None,
        exposes: Vec::new(),
        argv: None,
        trigger: None,
        heredocs: written.heredocs.iter().map(|heredoc| heredoc.name.clone()).collect(),
        undefined: Vec::new(),
        width: written.line.width(),
        empty_continuation: written.empty_continuation.is_some(),
    }
}

/// The comment line right above an instruction.
pub(super) fn comment(written: &Written, comments: &[Comment]) -> Option<String> {
    let last = written.described_by.last()?;
    comments.get(*last).map(|comment| comment.text.clone())
}

/// Whether a word of COPY or ADD opens a heredoc.
fn is_heredoc(word: &str, written: &Written) -> bool {
    !written.heredocs.is_empty() && word.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with("<<")
}

/// `8080`, `8080/udp`, `8000-8010/tcp`.
fn expose(text: &str, at: Address, known: bool) -> Expose {
    let (ports, protocol) = match text.split_once('/') {
        Some((ports, protocol)) => (ports, Some(protocol.to_owned())),
        None => (text, None),
    };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        text.parse::<u32>().ok().filter(|port| digits && *port <= 65_535)
    };
    let (port, end) = match ports.split_once('-') {
        Some((first, last)) => (number(first), number(last)),
        None => (number(ports), number(ports)),
    };
    let ordered = port.zip(end).is_some_and(|(port, end)| port <= end);
    let named = protocol.as_deref().is_none_or(|p| matches!(p.to_lowercase().as_str(), "tcp" | "udp" | "sctp"));
    let (port, end) = if ordered && known { (port, end) } else { (None, None) };
    Expose { at, text: text.to_owned(), port, end, protocol, valid: ordered && named }
}

/// The mounts of RUN: `type=cache,target=/x,ro`.
fn mounts(flags: &[Flag]) -> Vec<RunMount> {
    let mut mounts = Vec::new();
    for flag in flags.iter().filter(|flag| flag.name == "mount") {
        let mut options = BTreeMap::new();
        for field in flag.value.as_deref().and_then(mount_fields).unwrap_or_default() {
            let (key, value) = field.split_once('=').unwrap_or((&field, ""));
            options.insert(key.to_lowercase(), value.to_owned());
        }
        let kind = options.get("type").map_or_else(|| "bind".to_owned(), |kind| kind.to_lowercase());
        mounts.push(RunMount { at: flag.at.clone(), kind, options });
    }
    mounts
}
