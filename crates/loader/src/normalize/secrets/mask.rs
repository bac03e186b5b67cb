//! Takes secret values out of a project: every string that holds one gets `***` in its place.
//!
//! A long, particular text is taken out wherever it stands. A short or common one (`postgres`) only where it is the secret, for
//! otherwise `postgres:16` would be no image any more.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};
use serde_json::{Map, Value};

use super::MASK;
use plimsoll_model::{
    Address, Argv, Build, Command, EnvFile, Flag, Healthcheck, Instruction, Layered, Mount, Pair, Project, Resource,
    RunMount, Service, Stage, StageEffect, Word,
};
use plimsoll_source::secret::Weakness;

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

    /// Texts that are secret at an address, above it or below it, the longest first.
    fn around(&self, at: &Address) -> Vec<&String> {
        let below = self
            .at
            .range(at.clone()..)
            .take_while(|(a, _)| a.as_str().starts_with(at.as_str()))
            .filter(|(a, _)| at.contains(a));
        let mut texts: Vec<&String> = below.flat_map(|(_, texts)| texts).collect();
        let mut above = at.parent();
        while let Some(address) = above {
            texts.extend(self.at.get(&address).into_iter().flatten());
            above = address.parent();
        }
        longest_first(texts)
    }
}

/// A part of a text may be noted, too, and what were left of the whole without it would show the rest.
fn longest_first(mut texts: Vec<&String>) -> Vec<&String> {
    texts.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    texts.dedup();
    texts
}

/// Replaces every secret text in a canonical Compose model.
pub(super) fn document(document: &mut Map<String, Value>, masks: &Masks) {
    if !masks.at.is_empty() {
        Masker::new(masks).map(document, &Address::root(), &[]);
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
    masker.map(&mut project.extensions, &Address::root(), &[]);
}

struct Masker<'m> {
    masks: &'m Masks,
    everywhere: Option<AhoCorasick>,
    /// One for each text of it.
    replacements: Vec<&'static str>,
}

impl<'m> Masker<'m> {
    fn new(masks: &'m Masks) -> Self {
        let texts: Vec<&str> = masks.global().collect();
        let everywhere = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts).ok();
        Self { masks, everywhere: everywhere.filter(|_| !texts.is_empty()), replacements: vec![MASK; texts.len()] }
    }

    /// One string, with the texts that are secret here, the longest first.
    fn text(&self, text: &mut String, here: &[&'m String]) {
        for secret in here {
            if text == *secret {
                MASK.clone_into(text);
                return;
            }
        }
        for secret in here {
            if secret.len() >= 4 {
                if text.contains(secret.as_str()) {
                    *text = text.replace(secret.as_str(), MASK);
                }
            } else {
                replace_word(text, secret);
            }
        }
        if let Some(everywhere) = &self.everywhere
            && everywhere.is_match(text.as_str())
        {
            *text = everywhere.replace_all(text, &self.replacements);
        }
    }

    fn optional(&self, text: &mut Option<String>, here: &[&'m String]) {
        if let Some(text) = text {
            self.text(text, here);
        }
    }

    fn texts<'t>(&self, texts: impl IntoIterator<Item = &'t mut String>, here: &[&'m String]) {
        for text in texts {
            self.text(text, here);
        }
    }

    /// Attributes of the Compose model: each string with what is secret at its address or above.
    fn value(&self, value: &mut Value, at: &Address, above: &[&'m String]) {
        let own = self.masks.at.get(at).map(|own| longest_first(above.iter().copied().chain(own).collect()));
        let here = own.as_deref().unwrap_or(above);
        match value {
            Value::String(text) => self.text(text, here),
            Value::Number(number) if here.iter().any(|secret| **secret == number.to_string()) => {
                *value = Value::String(MASK.to_owned())
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

    fn map(&self, map: &mut Map<String, Value>, at: &Address, above: &[&'m String]) {
        for (key, each) in map.iter_mut() {
            self.value(each, &at.child(key), above);
        }
    }

    fn service(&self, service: &mut Service) {
        self.map(&mut service.config, &service.at, &[]);
        let facts = &mut service.facts;
        for value in facts.environment.values_mut() {
            let here = self.masks.around(&value.at);
            self.optional(&mut value.value, &here);
        }
        self.healthcheck(&mut facts.healthcheck);
        for argv in [&mut facts.entrypoint, &mut facts.command].into_iter().flatten() {
            self.argv(argv);
        }
        let logging = facts.logging.at.as_ref().map(|at| self.masks.around(at)).unwrap_or_default();
        self.texts(facts.logging.options.values_mut(), &logging);
        for mount in &mut facts.mounts {
            self.mount(mount);
        }
    }

    fn mount(&self, mount: &mut Mount) {
        let here = self.masks.around(&mount.at);
        self.optional(&mut mount.source, &here);
        self.optional(&mut mount.host_path, &here);
        self.optional(&mut mount.target, &here);
        self.texts(&mut mount.options, &here);
    }

    fn resource(&self, resource: &mut Resource) {
        self.map(&mut resource.config, &resource.at, &[]);
    }

    fn healthcheck(&self, healthcheck: &mut Healthcheck) {
        if let Some(test) = &mut healthcheck.test {
            self.argv(test);
        }
    }

    fn argv(&self, argv: &mut Argv) {
        let here = self.masks.around(&argv.at);
        self.texts(&mut argv.words, &here);
        self.optional(&mut argv.raw, &here);
        for command in &mut argv.commands {
            self.command(command, &here);
        }
    }

    fn command(&self, command: &mut Command, around: &[&'m String]) {
        let mut here = self.masks.around(&command.at);
        here.extend(around);
        let here = longest_first(here);
        for word in &mut command.args {
            self.word(word, &here);
        }
        self.optional(&mut command.subcommand, &here);
        let lists = [&mut command.words, &mut command.flags, &mut command.operands, &mut command.redirects];
        self.texts(lists.into_iter().flatten().chain(command.assignments.values_mut()), &here);
    }

    fn word(&self, word: &mut Word, here: &[&'m String]) {
        self.text(&mut word.text, here);
        self.text(&mut word.raw, here);
    }

    fn pair(&self, pair: &mut Pair) {
        let here = self.masks.around(&pair.at);
        self.optional(&mut pair.value, &here);
    }

    fn build(&self, build: &mut Build) {
        for service in &build.services {
            let args = Address::root().child("services").child(service).child("build").child("args");
            for (key, value) in &mut build.args {
                let here = self.masks.around(&args.child(key));
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
        let here = self.masks.around(&instruction.at);
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
            let here = self.masks.around(at);
            self.text(value, &here);
        }
        self.healthcheck(&mut effect.healthcheck);
        for argv in [&mut effect.entrypoint, &mut effect.command].into_iter().flatten() {
            self.argv(argv);
        }
    }

    fn env_file(&self, file: &mut EnvFile) {
        for assignment in &mut file.assignments {
            let here = self.masks.around(&assignment.at);
            self.optional(&mut assignment.value, &here);
        }
    }
}

/// Replaces a short text where no letter or digit stands beside it, but for the letter of an option that it is written together with (`-pab`).
fn replace_word(text: &mut String, word: &str) {
    let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let is_option = |before: &str| {
        let mut back = before.chars().rev();
        let (letter, dash) = (back.next(), back.next());
        letter.is_some_and(|c| c.is_ascii_alphabetic()) && dash == Some('-') && free(back.next())
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(word) {
        let after = &rest[at + word.len()..];
        out.push_str(&rest[..at]);
        let alone = (free(out.chars().next_back()) || is_option(&out)) && free(after.chars().next());
        out.push_str(if alone { MASK } else { word });
        rest = after;
    }
    out.push_str(rest);
    *text = out;
}
