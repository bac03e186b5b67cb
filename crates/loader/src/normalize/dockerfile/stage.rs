//! Stages in order: FROM resolved, instructions turned into the model one after the other while scope and effect follow along.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::effect;
use super::instruction::{self, InstructionReader};
use super::named::{self, Named};
use super::pair::{argument, open_expansion, pair_origin};
use super::scope::{Arguments, Globals, Heritage, Scope, filled_in};
use super::{BuildRequest, MAX_COMMAND_WORDS, MAX_INHERITED, MAX_STAGES, MAX_VARIABLES};
use crate::document::dockerfile::expand::{Expansion, Lexer, Use, Value};
use crate::document::dockerfile::{Dockerfile, Instruction as Written, Word};
use crate::document::template;
use crate::load::templates;
use crate::normalize::image;
use plimsoll_model::{Address, Instruction, KnownImages, Origin, Origins, Pair, Stage, StageBase, StageFrom};
use plimsoll_source::problem::Problem;
use plimsoll_source::secret::is_stand_in;

pub(super) struct Builder<'a> {
    request: &'a BuildRequest,
    document: &'a Dockerfile,
    known: &'a KnownImages,
    at: Address,
    origins: &'a mut Origins,
    problems: &'a mut Vec<Problem>,
    globals: Rc<Globals<'a>>,
    global_args: Vec<Pair>,
    /// The same without arguments from outside.
    defaults: Globals<'a>,
    preamble: Vec<Instruction>,
    /// Per stage, what it leaves to stages built on it.
    heritage: Vec<Heritage>,
    /// Words of commands that may still be split.
    words: usize,
    /// Bytes that stages took over from other stages.
    inherited: usize,
    lexer: Lexer,
}

/// The variables of a base image that a build may be given.
struct Open {
    /// Those that have no value.
    unset: String,
    /// Those that have the values that the file gives them.
    defaults: String,
}

/// Whether the builder itself sets a variable.
fn is_of_platform(name: &str) -> bool {
    ["TARGET", "BUILD"].iter().any(|side| {
        let rest = name.strip_prefix(side);
        rest.is_some_and(|rest| matches!(rest, "PLATFORM" | "OS" | "ARCH" | "VARIANT"))
    })
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        request: &'a BuildRequest,
        document: &'a Dockerfile,
        known: &'a KnownImages,
        at: &Address,
        origins: &'a mut Origins,
        problems: &'a mut Vec<Problem>,
    ) -> Self {
        let lexer = Lexer { open: true, ..Lexer::new(document.escape) };
        let globals = Rc::new(Globals::new(&request.args, &document.placeholders));

        static NONE: Arguments = Arguments::new();
        Self {
            request,
            document,
            known,
            at: at.clone(),
            origins,
            problems,
            globals,
            defaults: Globals::new(&NONE, &document.placeholders),
            global_args: Vec::new(),
            preamble: Vec::new(),
            heritage: Vec::new(),
            words: MAX_COMMAND_WORDS,
            inherited: request.inherited,
            lexer,
        }
    }

    pub(super) fn take_preamble(&mut self) -> (Vec<Pair>, Vec<Instruction>) {
        (std::mem::take(&mut self.global_args), std::mem::take(&mut self.preamble))
    }

    /// The ARGs before the first FROM.
    pub(super) fn globals(&mut self) {
        let at = self.at.child("preamble");
        let list = self.at.child("global_args");
        for written in self.document.instructions.iter().take_while(|written| written.stage.is_none()) {
            let at = at.child(self.preamble.len());
            let comments = &self.document.comments;
            let mut instruction = instruction::bare(written, at.clone(), comments, self.origins);
            for word in written.args.iter().filter(|_| written.is("ARG")) {
                let (key, default) = argument(word.text());
                let value = self.global_default(default, word);
                self.defaults.declare(key, value.1);
                let value = Rc::make_mut(&mut self.globals).declare(key, value.0);
                let pair = |at: &Address| Pair {
                    at: at.clone(),
                    key: key.to_owned(),
                    known: value.as_ref().is_none_or(|value| value.known),
                    value: value.as_ref().map(|value| value.text.clone()),
                    legacy: false,
                };
                let global = list.child(self.global_args.len());
                let inner = at.child("pairs").child(instruction.pairs.len());
                for at in [&global, &inner] {
                    self.origins.insert(at.clone(), pair_origin(word));
                }
                self.global_args.push(pair(&global));
                instruction.pairs.push(pair(&inner));
            }
            self.preamble.push(instruction);
        }
    }

    /// The default of a global ARG, with the arguments given from outside and without.
    fn global_default(&mut self, text: Option<&str>, word: &Word) -> (Option<Value>, Option<Value>) {
        let Some(text) = text else { return (None, None) };
        let value = |expansion: Expansion| Value { text: expansion.text, known: expansion.known };
        match self.globals.expand(&self.lexer, text) {
            Ok(expansion) => {
                self.problems.extend(filled_in(&expansion, &self.request.dockerfile, word.span()));
                (Some(value(expansion)), self.defaults.expand(&self.lexer, text).ok().map(value))
            }
            Err(error) => {
                self.problems.push(open_expansion(&error, "ARG").at(word.span()));
                (None, None)
            }
        }
    }

    /// All stages, each with its effect.
    pub(super) fn stages(&mut self) -> Vec<Stage> {
        let mut stages: Vec<Stage> = Vec::new();
        let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
        let instructions = &self.document.instructions;
        let mut rest = instructions.as_slice();
        while let Some(start) = rest.iter().position(|written| written.is("FROM")) {
            let length = rest[start + 1..].iter().position(|written| written.is("FROM"));
            let end = length.map_or(rest.len(), |length| start + 1 + length);
            let (from, body) = (&rest[start], &rest[start + 1..end]);
            rest = &rest[end..];
            let too_much = if stages.len() == MAX_STAGES {
                format!("the Dockerfile has more than {MAX_STAGES} stages")
            } else if self.inherited > MAX_INHERITED {
                format!(
                    "the stages of the project's Dockerfiles inherit more than {MAX_INHERITED} bytes from each other"
                )
            } else {
                String::new()
            };
            if !too_much.is_empty() {
                let problem = Problem::error("dockerfile-limit", format!("{too_much}; the rest is not judged"));
                self.problems.push(problem.at(from.first_line).help("split it into several Dockerfiles"));
                break;
            }
            let stage = self.stage(from, body, &stages, &by_name);
            if let Some(name) = &stage.name {
                by_name.insert(name.clone(), stage.index);
            }
            stages.push(stage);
        }
        if stages.is_empty() && !instructions.is_empty() && instructions.iter().all(|written| written.valid) {
            let problem = Problem::error("dockerfile-no-stage", "the Dockerfile has no stages to build");
            self.problems.push(problem.at(instructions[0].first_line).help("add a FROM instruction"));
        }
        stages
    }

    fn stage(
        &mut self,
        from: &Written,
        body: &[Written],
        earlier: &[Stage],
        by_name: &BTreeMap<String, usize>,
    ) -> Stage {
        let index = earlier.len();
        let at = self.at.child("stages").child(index);
        self.origins.insert(at.clone(), Origin::new(from.first_line).keyed(from.keyword.span()));
        let stage_from = self.from(from, &at, by_name);
        let heritage = match stage_from.base {
            StageBase::Stage { stage } => {
                self.inherited += self.heritage[stage].weight() + effect::weight(&earlier[stage].effect);
                self.heritage[stage].clone()
            }
            _ => Heritage::default(),
        };
        let mut scope = Scope::new(Rc::clone(&self.globals), heritage);
        let mut effect = match self.named(from) {
            Some(Named::Built(effect)) => *effect,
            _ => effect::start(&stage_from, &at, earlier, self.known),
        };
        let mut layer = effect::Layer::new(index);
        if let StageBase::Stage { stage } = stage_from.base {
            // What a stage says ONBUILD happens in the stages built on it.
            let triggers = earlier[stage].instructions.iter().filter_map(|instruction| instruction.trigger.as_deref());
            for trigger in triggers {
                layer.apply(trigger, &mut effect);
            }
            self.too_many(&layer.newly_full(), from);
        }
        let mut told = false;
        let list = at.child("instructions");
        let mut instructions: Vec<Instruction> = Vec::with_capacity(body.len());
        for written in body {
            let mut reader = InstructionReader {
                lexer: self.lexer,
                scope: &mut scope,
                effect: &effect,
                words: &mut self.words,
                dockerfile: &self.request.dockerfile,
                comments: &self.document.comments,
                origins: self.origins,
                problems: self.problems,
            };
            let instruction = reader.read(written, list.child(instructions.len()));
            layer.apply(&instruction, &mut effect);
            instructions.push(instruction);
            let mut kinds = layer.newly_full();
            if std::mem::take(&mut scope.full) && !std::mem::replace(&mut told, true) && !kinds.contains(&"variables") {
                kinds.push("variables");
            }
            self.too_many(&kinds, written);
        }
        self.heritage.push(scope.into_heritage());
        Stage {
            at,
            index,
            name: stage_from.alias.as_ref().map(|alias| alias.to_lowercase()),
            from: stage_from,
            instructions,
            effect,
            is_target: false,
            used: false,
        }
    }

    /// Says of what a stage has too many.
    fn too_many(&mut self, kinds: &[&str], written: &Written) {
        for kind in kinds {
            let message =
                format!("a stage of the Dockerfile has more than {MAX_VARIABLES} {kind}; the rest is not judged");
            let problem = Problem::error("dockerfile-limit", message).at(written.first_line);
            self.problems.push(problem.help("set fewer, or put them into a file that the image reads"));
        }
    }

    fn from(&mut self, from: &Written, stage: &Address, by_name: &BTreeMap<String, usize>) -> StageFrom {
        let at = stage.child("from");
        let raw = from.args.first().map(|word| word.text().to_owned()).unwrap_or_default();
        let span = from.args.first().map_or(from.first_line, |word| word.span());
        let mut origin = Origin::new(span).keyed(from.keyword.span());
        let alias = from.args.get(2).map(|word| word.text().to_owned());
        let mut variables: Vec<String> = Vec::new();
        let is_unserved = self.request.unserved.contains(&self.heritage.len());
        let base = match self.globals.expand(&self.lexer, &raw) {
            Ok(_) if is_unserved => StageBase::Unknown,
            Err(error) => {
                self.problems.push(open_expansion(&error, "FROM").at(span));
                StageBase::Unknown
            }
            Ok(expansion) => {
                self.problems.extend(filled_in(&expansion, &self.request.dockerfile, span));
                variables.extend(expansion.uses.iter().map(|used| used.name.clone()));
                origin.unset = expansion.uses.iter().filter(|used| !used.set).map(|used| used.name.clone()).collect();
                let names =
                    |uses: Vec<&Use>| uses.iter().map(|used| used.name.as_str()).collect::<Vec<&str>>().join(", ");
                let lacks = |used: &&Use| !used.set || self.globals.is_blank(&used.name);
                let is_default =
                    |used: &&Use| !self.request.args.contains_key(&used.name) && !is_of_platform(&used.name);
                let open = Open {
                    unset: names(expansion.uses.iter().filter(lacks).collect()),
                    defaults: names(expansion.uses.iter().filter(is_default).collect()),
                };
                self.base(&expansion, &open, &at, span, by_name)
            }
        };
        let platform = from.flag("platform").map(str::to_owned);
        if let Some(platform) = &platform {
            match self.globals.expand(&self.lexer, platform) {
                Ok(expansion) => variables.extend(expansion.uses.into_iter().map(|used| used.name)),
                Err(error) => self.problems.push(open_expansion(&error, "FROM --platform").at(from.first_line)),
            }
        }
        for flag in from.flags.iter().filter(|flag| flag.name == "platform") {
            self.origins.insert(at.child("platform"), Origin::new(flag.word.span()));
        }
        if let Some(alias) = from.args.get(2) {
            self.origins.insert(at.child("alias"), Origin::new(alias.span()));
        }
        self.origins.insert(at.clone(), origin);
        variables.retain(|name| !self.document.placeholders.contains_key(name));
        let default_valid = self.defaults.expand(&self.lexer, &raw).is_ok_and(|expansion| {
            let text = &expansion.text;
            text == "scratch" || by_name.contains_key(text) || image::parse(text, at.clone(), true).valid
        });
        StageFrom {
            keyword_raw: from.keyword.text().to_owned(),
            as_raw: from.args.get(1).map(|word| word.text().to_owned()),
            comment: instruction::comment(from, &self.document.comments),
            at,
            raw: self.as_written(raw),
            platform,
            alias,
            variables,
            default_valid,
            base,
        }
    }

    /// A text with the placeholders in it that variables stand for.
    fn as_written(&self, text: String) -> String {
        let placeholders = self.document.placeholders.iter();
        placeholders.fold(text, |text, (name, written)| text.replace(&format!("${{{name}}}"), written))
    }

    /// Whether what a template fills in has a part in a text.
    fn is_filled_in(&self, text: &str) -> bool {
        template::has_placeholder(text)
            || templates::in_text(text).is_some()
            || self.document.placeholders.values().any(|written| text.contains(written))
    }

    /// What a stage is built on, where that is a name that the build is given.
    fn named(&self, from: &Written) -> Option<Named> {
        let raw = from.args.first()?.text();
        let expansion = self.globals.expand(&self.lexer, raw).ok()?;
        named::find(&self.request.contexts, &expansion.text).cloned()
    }

    fn base(
        &mut self,
        Expansion { text, known, .. }: &Expansion,
        open: &Open,
        at: &Address,
        span: plimsoll_source::Span,
        by_name: &BTreeMap<String, usize>,
    ) -> StageBase {
        let (text, known, unset) = (text.as_str(), *known, open.unset.as_str());
        if text == "scratch" {
            return StageBase::Scratch;
        }
        match named::find(&self.request.contexts, text) {
            Some(Named::Image(image)) => {
                let image = image::parse(image, at.clone(), !image.contains('$'));
                return if image.valid { StageBase::Image { image } } else { StageBase::Unknown };
            }
            Some(Named::Built(_) | Named::Elsewhere) => return StageBase::Unknown,
            None => {}
        }
        if let Some(stage) = by_name.get(text) {
            return StageBase::Stage { stage: *stage };
        }
        if text.is_empty() {
            let message = format!("the base image of {} is blank: an ARG in it has no value", self.request.dockerfile);
            let gap = Problem::gap("dockerfile-base-unset", message).at(span).lacking(unset);
            self.problems.push(gap.help("give the ARG a default, or pass it as a build argument (`build.args`)"));
            return StageBase::Unknown;
        }
        let image = image::parse(text, at.clone(), known);
        if !image.valid && !known && self.is_filled_in(text) {
            // The file is told as a template.
            return StageBase::Unknown;
        }
        if !image.valid && is_stand_in(text) {
            let message =
                format!("the base image of {} is for whoever takes the file to name", self.request.dockerfile);
            self.problems.push(templates::gap(&self.request.dockerfile, message).at(span));
            return StageBase::Unknown;
        }
        if !image.valid && !unset.is_empty() {
            let message =
                format!("the base image of {} is no whole name: an ARG in it has no value", self.request.dockerfile);
            let gap = Problem::gap("dockerfile-base-unset", message).at(span).lacking(unset);
            self.problems.push(gap.help("give the ARG a default, or pass it as a build argument (`build.args`)"));
            return StageBase::Unknown;
        }
        if !image.valid && !open.defaults.is_empty() {
            let path = &self.request.dockerfile;
            let message = format!(
                "the base image of {path} is no name with the default of an ARG in it: whoever builds it gives another"
            );
            let gap = Problem::gap("dockerfile-base-unset", message).at(span).lacking(&open.defaults);
            self.problems.push(gap.help("correct the default, or pass the ARG as a build argument (`build.args`)"));
            return StageBase::Unknown;
        }
        if !image.valid && known {
            let message = format!("invalid reference of a base image: {text}");
            // BuildKit keeps the names of stages in lower case, and compares what FROM says as it is written; COPY --from has no case.
            let lower = text.to_lowercase();
            let help = match by_name.contains_key(&lower) {
                true => format!("the builder keeps the names of stages in lower case: write FROM {lower}"),
                false => "write registry/repository:tag, the repository in lower case".to_owned(),
            };
            self.problems.push(Problem::error("dockerfile-image", message).at(span).help(help));
            return StageBase::Unknown;
        }
        StageBase::Image { image }
    }
}
