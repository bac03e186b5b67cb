//! Takes secret values out of a project: every string that holds one gets `***` in its place.
//!
//! A long, particular text is taken out wherever it stands. A short or common one (`postgres`) only where it is the secret, for
//! otherwise `postgres:16` would be no image any more.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::MASK;
use plimsoll_model::{
    Address, Argv, Build, Command, EnvFile, Flag, Healthcheck, Instruction, Layered, Mount, Pair, Project, Resource,
    RunMount, Service, Stage, StageEffect, Word,
};
use plimsoll_source::masked;
use plimsoll_source::secret::{Finder, Weakness, joined};

/// Texts from this length on are taken out everywhere, if they are particular enough.
const PARTICULAR: usize = 8;
/// Texts from this length on are particular, whatever they are made of.
const LONG: usize = 16;

/// Secret texts, and where they are secret.
#[derive(Debug, Default)]
pub struct Masks {
    everywhere: BTreeSet<String>,
    at: BTreeMap<Address, BTreeSet<String>>,
}

impl Masks {
    /// Notes a secret text below two addresses (which may be the same).
    pub(super) fn add(&mut self, at: &Address, holder: &Address, text: &str, weak: Option<Weakness>) {
        if text.trim().is_empty() {
            return;
        }
        for address in [at, holder] {
            self.at.entry(address.clone()).or_default().insert(text.to_owned());
        }
        let common = matches!(
            weak,
            Some(
                Weakness::Common
                    | Weakness::Short
                    | Weakness::Sequence
                    | Weakness::UserName
                    | Weakness::DatabaseName
                    | Weakness::ServiceName
                    | Weakness::ImageName
                    | Weakness::VariableName
            )
        );
        let plain = text.chars().all(|c| c.is_lowercase() || "-_.".contains(c));
        if !common && text.len() >= PARTICULAR && (!plain || text.len() >= LONG) {
            self.everywhere.insert(text.to_owned());
        }
    }

    /// Texts that are secret wherever they stand.
    pub(super) fn global(&self) -> impl Iterator<Item = &str> {
        self.everywhere.iter().map(String::as_str)
    }

    /// Texts that are secret at an address or below it.
    fn within(&self, at: &Address) -> impl Iterator<Item = &String> {
        let below = self.at.range(at.clone()..).take_while(|(a, _)| a.as_str().starts_with(at.as_str()));
        below.filter(|(a, _)| at.contains(a)).flat_map(|(_, texts)| texts)
    }
}

/// Texts that are secret at one place. There may be thousands, and thousands of values around them.
#[derive(Debug, Default)]
struct Here<'m> {
    whole: HashSet<&'m str>,
    /// Those that are taken out wherever they stand.
    long: Finder,
    /// Those that are taken out as words.
    short: Finder,
}

/// From this length on a text is taken out inside of words, too.
const INSIDE: usize = 4;

impl<'m> Here<'m> {
    fn new(texts: impl Iterator<Item = &'m String>) -> Self {
        let whole: HashSet<&str> = texts.map(String::as_str).collect();
        let of = |is_long: bool| Finder::new(whole.iter().copied().filter(|text| (text.len() >= INSIDE) == is_long));
        Self { long: of(true), short: of(false), whole }
    }

    fn find(&self, text: &str, found: &mut Vec<Range<usize>>) {
        found.extend(self.long.find(text));
        found.extend(self.short.find_where(text, |range| is_word(text, range)));
    }
}

/// What is secret at a value: at and below its address, and at each address above.
type Around<'m> = Vec<Rc<Here<'m>>>;

/// Replaces every secret text in a canonical Compose model.
pub(super) fn document(document: &mut Map<String, Value>, masks: &Masks) {
    if !masks.at.is_empty() {
        Masker::new(masks).map(document, &Address::root(), &Vec::new());
    }
}

/// Replaces every secret text in the project.
pub(super) fn apply(project: &mut Project, masks: &Masks) {
    if masks.at.is_empty() {
        return;
    }
    let masker = Masker::new(masks);
    for service in project.services.values_mut() {
        masker.service(service);
    }
    let resources = [&mut project.networks, &mut project.volumes, &mut project.secrets, &mut project.configs];
    for resource in resources.into_iter().flat_map(BTreeMap::values_mut) {
        masker.resource(resource);
    }
    for build in project.builds.values_mut() {
        masker.build(build);
    }
    for file in &mut project.env_files {
        masker.env_file(file);
    }
    masker.map(&mut project.extensions, &Address::root(), &Vec::new());
}

struct Masker<'m> {
    masks: &'m Masks,
    everywhere: Finder,
    /// What is secret at an address itself, for all that lies below it.
    known: RefCell<HashMap<Address, Rc<Here<'m>>>>,
}

impl<'m> Masker<'m> {
    fn new(masks: &'m Masks) -> Self {
        Self { masks, everywhere: Finder::new(masks.global()), known: RefCell::default() }
    }

    /// What is secret at an address, above it or below it.
    fn around(&self, at: &Address) -> Around<'m> {
        let mut own = self.masks.within(at).peekable();
        let mut around: Around<'m> = own.peek().is_some().then(|| Rc::new(Here::new(own))).into_iter().collect();
        let mut above = at.parent();
        while let Some(address) = above {
            around.extend(self.at(&address));
            above = address.parent();
        }
        around
    }

    /// What is secret at this very address.
    fn at(&self, at: &Address) -> Option<Rc<Here<'m>>> {
        let own = self.masks.at.get(at)?;
        let mut known = self.known.borrow_mut();
        Some(Rc::clone(known.entry(at.clone()).or_insert_with(|| Rc::new(Here::new(own.iter())))))
    }

    /// One string, with what is secret here. All of it is found before any is taken out: what is left of a longer one would show the rest.
    fn text(&self, text: &mut String, here: &[Rc<Here<'m>>]) {
        let mut found = self.everywhere.find(text);
        here.iter().for_each(|each| each.find(text, &mut found));
        if let Cow::Owned(without) = masked(text, &joined(found)) {
            *text = without;
        }
    }

    fn optional(&self, text: &mut Option<String>, here: &[Rc<Here<'m>>]) {
        if let Some(text) = text {
            self.text(text, here);
        }
    }

    fn texts<'t>(&self, texts: impl IntoIterator<Item = &'t mut String>, here: &[Rc<Here<'m>>]) {
        for text in texts {
            self.text(text, here);
        }
    }

    /// Attributes of the Compose model: each string with what is secret at its address or above.
    fn value(&self, value: &mut Value, at: &Address, above: &Around<'m>) {
        let own = self.at(at).map(|own| above.iter().cloned().chain([own]).collect());
        let here = own.as_ref().unwrap_or(above);
        match value {
            Value::String(text) => self.text(text, here),
            Value::Number(number) => {
                let written = number.to_string();
                if here.iter().any(|each| each.whole.contains(written.as_str())) {
                    *value = Value::String(MASK.to_owned());
                }
            }
            Value::Array(list) => {
                for (i, each) in list.iter_mut().enumerate() {
                    self.value(each, &at.child(i), here);
                }
            }
            Value::Object(map) => self.map(map, at, here),
            _ => {}
        }
    }

    fn map(&self, map: &mut Map<String, Value>, at: &Address, above: &Around<'m>) {
        for (key, each) in map.iter_mut() {
            self.value(each, &at.child(key), above);
        }
    }

    fn service(&self, service: &mut Service) {
        self.map(&mut service.config, &service.at, &Vec::new());
        let facts = &mut service.facts;
        for value in facts.environment.values_mut() {
            let here = self.around(&value.at);
            self.optional(&mut value.value, &here);
        }
        self.healthcheck(&mut facts.healthcheck);
        for argv in [&mut facts.entrypoint, &mut facts.command].into_iter().flatten() {
            self.argv(argv);
        }
        let logging = facts.logging.at.as_ref().map(|at| self.around(at)).unwrap_or_default();
        self.texts(facts.logging.options.values_mut(), &logging);
        for mount in &mut facts.mounts {
            self.mount(mount);
        }
    }

    fn mount(&self, mount: &mut Mount) {
        let here = self.around(&mount.at);
        self.optional(&mut mount.source, &here);
        self.optional(&mut mount.host_path, &here);
        self.optional(&mut mount.target, &here);
        self.texts(&mut mount.options, &here);
    }

    fn resource(&self, resource: &mut Resource) {
        self.map(&mut resource.config, &resource.at, &Vec::new());
    }

    fn healthcheck(&self, healthcheck: &mut Healthcheck) {
        if let Some(test) = &mut healthcheck.test {
            self.argv(test);
        }
    }

    fn argv(&self, argv: &mut Argv) {
        let here = self.around(&argv.at);
        self.texts(&mut argv.words, &here);
        self.optional(&mut argv.raw, &here);
        for command in &mut argv.commands {
            self.command(command, &here);
        }
    }

    fn command(&self, command: &mut Command, around: &[Rc<Here<'m>>]) {
        let mut here = self.around(&command.at);
        here.extend_from_slice(around);
        for word in &mut command.args {
            self.word(word, &here);
        }
        self.optional(&mut command.subcommand, &here);
        let lists = [&mut command.words, &mut command.flags, &mut command.operands, &mut command.redirects];
        self.texts(lists.into_iter().flatten().chain(command.assignments.values_mut()), &here);
    }

    fn word(&self, word: &mut Word, here: &[Rc<Here<'m>>]) {
        self.text(&mut word.text, here);
        self.text(&mut word.raw, here);
    }

    fn pair(&self, pair: &mut Pair) {
        let here = self.around(&pair.at);
        self.optional(&mut pair.value, &here);
    }

    fn build(&self, build: &mut Build) {
        for service in &build.services {
            let args = Address::root().child("services").child(service).child("build").child("args");
            for (key, value) in &mut build.args {
                let here = self.around(&args.child(key));
                self.optional(value, &here);
            }
        }
        for value in build.args.values_mut() {
            self.optional(value, &[]);
        }
        for pair in &mut build.global_args {
            self.pair(pair);
        }
        for stage in &mut build.stages {
            self.stage(stage);
        }
        if let Some(effect) = &mut build.effect {
            self.effect(effect);
        }
    }

    fn stage(&self, stage: &mut Stage) {
        self.text(&mut stage.from.raw, &[]);
        for instruction in &mut stage.instructions {
            self.instruction(instruction);
        }
        self.effect(&mut stage.effect);
    }

    fn instruction(&self, instruction: &mut Instruction) {
        let here = self.around(&instruction.at);
        self.text(&mut instruction.text, &here);
        for word in instruction.args.iter_mut().chain(&mut instruction.undefined) {
            self.word(word, &here);
        }
        for Flag { value, .. } in &mut instruction.flags {
            self.optional(value, &here);
        }
        for RunMount { options, .. } in &mut instruction.mounts {
            self.texts(options.values_mut(), &here);
        }
        for pair in &mut instruction.pairs {
            self.pair(pair);
        }
        for command in &mut instruction.commands {
            self.command(command, &here);
        }
        if let Some(copied) = &mut instruction.copied {
            for word in copied.sources.iter_mut().chain(&mut copied.destination) {
                self.word(word, &here);
            }
        }
        if let Some(healthcheck) = &mut instruction.healthcheck {
            self.healthcheck(healthcheck);
        }
        if let Some(argv) = &mut instruction.argv {
            self.argv(argv);
        }
        if let Some(trigger) = &mut instruction.trigger {
            self.instruction(trigger);
        }
    }

    fn effect(&self, effect: &mut StageEffect) {
        for Layered { at, value, .. } in effect.env.values_mut().chain(effect.labels.values_mut()) {
            let here = self.around(at);
            self.text(value, &here);
        }
        self.healthcheck(&mut effect.healthcheck);
        for argv in [&mut effect.entrypoint, &mut effect.command].into_iter().flatten() {
            self.argv(argv);
        }
    }

    fn env_file(&self, file: &mut EnvFile) {
        for assignment in &mut file.assignments {
            let here = self.around(&assignment.at);
            self.optional(&mut assignment.value, &here);
        }
    }
}

/// Whether no letter or digit stands beside a part of a text, but for the letter of an option that it is written together with (`-pab`).
fn is_word(text: &str, range: &Range<usize>) -> bool {
    let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let mut before = text[..range.start].chars().rev();
    let (letter, dash) = (before.next(), before.next());
    let is_option = letter.is_some_and(|c| c.is_ascii_alphabetic()) && dash == Some('-') && free(before.next());
    (free(letter) || is_option) && free(text[range.end..].chars().next())
}
