//! The image a stage makes: what its base brings, then what each instruction changes.

use std::collections::BTreeMap;

use super::MAX_VARIABLES;
use crate::normalize::service::parse_user;
use plimsoll_model::{
    Address, Argv, BaseKind, Healthcheck, HealthcheckSource, HealthcheckState, Instruction, KnownImages, Layered,
    Stage, StageBase, StageEffect, StageFrom, User, UserSource,
};
use plimsoll_source::files::join;

/// What a stage starts from.
pub(super) fn start(from: &StageFrom, stage: &Address, earlier: &[Stage], known: &KnownImages) -> StageEffect {
    let mut effect = StageEffect {
        base: None,
        base_kind: BaseKind::Unknown,
        user: User::default(),
        workdir: None,
        env: BTreeMap::new(),
        labels: BTreeMap::new(),
        exposed: Vec::new(),
        volumes: Vec::new(),
        healthcheck: Healthcheck::of_state(None, HealthcheckState::Unknown, None),
        entrypoint: None,
        command: None,
        shell: None,
        stop_signal: None,
    };
    match &from.base {
        StageBase::Stage { stage } => return earlier[*stage].effect.clone(),
        StageBase::Unknown => {}
        StageBase::Scratch => {
            effect.base_kind = BaseKind::Scratch;
            effect.user =
                User { at: Some(stage.clone()), root: Some(true), source: UserSource::Dockerfile, ..User::default() };
            effect.healthcheck = Healthcheck::of_state(None, HealthcheckState::Missing, None);
        }
        StageBase::Image { image } => {
            effect.base_kind = BaseKind::Image;
            effect.base = Some(image.clone());
            if let Some(facts) = known.get(image) {
                if let Some(name) = facts.user_of(image.tag.as_deref()) {
                    effect.user = parse_user(name, Some(from.at.clone()), true, UserSource::KnownImage);
                }
                effect.healthcheck = match facts.healthcheck {
                    Some(true) => Healthcheck::of_state(
                        Some(from.at.clone()),
                        HealthcheckState::Defined,
                        Some(HealthcheckSource::KnownImage),
                    ),
                    Some(false) => {
                        Healthcheck::of_state(None, HealthcheckState::Missing, Some(HealthcheckSource::KnownImage))
                    }
                    None => effect.healthcheck,
                };
            }
        }
    }
    effect
}

/// The instructions of one stage as they change its effect.
pub(super) struct Layer {
    stage: usize,
    own_command: bool,
    /// Kinds of which there are more than the limit, and whether that was said.
    full: BTreeMap<&'static str, bool>,
}

impl Layer {
    pub(super) fn new(stage: usize) -> Self {
        Self { stage, own_command: false, full: BTreeMap::new() }
    }

    /// Kinds of which there turned out to be too many since this was asked last.
    pub(super) fn newly_full(&mut self) -> Vec<&'static str> {
        let unsaid = self.full.iter_mut().filter(|(_, said)| !**said);
        unsaid.map(|(kind, said)| (*said = true, *kind).1).collect()
    }

    /// Adds a value to a list that holds each once.
    fn add(&mut self, list: &mut Vec<Layered<String>>, kind: &'static str, at: &Address, value: String) {
        if list.iter().any(|known| known.value == value) {
            return;
        }
        if list.len() < MAX_VARIABLES {
            list.push(self.layered(at, value));
        } else {
            self.full.entry(kind).or_default();
        }
    }

    fn layered<T>(&self, at: &Address, value: T) -> Layered<T> {
        Layered { at: at.clone(), value, stage: self.stage }
    }

    pub(super) fn apply(&mut self, instruction: &Instruction, effect: &mut StageEffect) {
        let at = &instruction.at;
        let first = instruction.args.first();
        match instruction.keyword.as_str() {
            "USER" => {
                if let Some(word) = first {
                    effect.user = parse_user(&word.text, Some(at.clone()), word.known, UserSource::Dockerfile);
                }
            }
            "WORKDIR" => {
                if let Some(word) = first {
                    self.workdir(&word.text, word.known, at, effect);
                }
            }
            "ENV" | "LABEL" => self.pairs(instruction, effect),
            "EXPOSE" => {
                for expose in instruction.exposes.iter().filter(|expose| expose.valid) {
                    let protocol = expose.protocol.as_deref().unwrap_or("tcp").to_lowercase();
                    let port = expose.text.split('/').next().unwrap_or_default();
                    self.add(&mut effect.exposed, "ports", &expose.at, format!("{port}/{protocol}"));
                }
            }
            "VOLUME" => {
                for word in &instruction.args {
                    self.add(&mut effect.volumes, "volumes", &word.at, word.text.clone());
                }
            }
            "HEALTHCHECK" => {
                if let Some(written) = &instruction.healthcheck {
                    effect.healthcheck = written.clone();
                }
            }
            "CMD" => {
                effect.command = instruction.argv.clone().filter(not_empty);
                self.own_command = true;
            }
            "ENTRYPOINT" => {
                effect.entrypoint = instruction.argv.clone();
                if !self.own_command {
                    effect.command = None;
                }
            }
            "SHELL" => {
                let words = instruction.args.iter().map(|word| word.text.clone()).collect();
                effect.shell = Some(self.layered(at, words));
            }
            "STOPSIGNAL" => {
                effect.stop_signal = first.map(|word| self.layered(at, word.text.clone()));
            }
            _ => {}
        }
    }

    fn workdir(&self, text: &str, known: bool, at: &Address, effect: &mut StageEffect) {
        let windows = text.as_bytes().get(1) == Some(&b':');
        let path = match &effect.workdir {
            _ if !known => None,
            _ if text.starts_with('/') => Some(join("/", text)),
            _ if windows => Some(text.to_owned()),
            Some(workdir) => Some(join(&workdir.value, text)),
            // A relative path on an image that nobody knows.
            None if effect.base_kind == BaseKind::Scratch => Some(join("/", text)),
            None => None,
        };
        effect.workdir = path.map(|path| self.layered(at, path));
    }

    fn pairs(&mut self, instruction: &Instruction, effect: &mut StageEffect) {
        let env = instruction.keyword == "ENV";
        let (table, kind) = if env { (&mut effect.env, "variables") } else { (&mut effect.labels, "labels") };
        for pair in &instruction.pairs {
            let Some(value) = &pair.value else { continue };
            if table.len() < MAX_VARIABLES || table.contains_key(&pair.key) {
                table.insert(pair.key.clone(), self.layered(&pair.at, value.clone()));
            } else {
                self.full.entry(kind).or_default();
            }
        }
    }
}

fn not_empty(argv: &Argv) -> bool {
    !argv.words.is_empty()
}

/// About how many bytes an effect takes, for the stages that build on it.
pub(super) fn weight(effect: &StageEffect) -> usize {
    let of_table = |table: &BTreeMap<String, Layered<String>>| -> usize {
        table.iter().map(|(key, layered)| key.len() + of_layered(layered)).sum()
    };
    let of_list = |list: &[Layered<String>]| -> usize { list.iter().map(of_layered).sum() };
    let of_argv = |argv: &Argv| -> usize {
        let words = argv.words.iter().map(|word| word.len() + ENTRY);
        let args = argv.commands.iter().flat_map(|command| &command.args);
        words.sum::<usize>() + args.map(|word| 3 * word.text.len() + 3 * ENTRY).sum::<usize>()
    };
    let lines = [&effect.entrypoint, &effect.command, &effect.healthcheck.test];
    let shell = effect.shell.iter().flat_map(|shell| &shell.value).map(|word| word.len() + ENTRY);
    of_table(&effect.env)
        + of_table(&effect.labels)
        + of_list(&effect.exposed)
        + of_list(&effect.volumes)
        + lines.into_iter().flatten().map(of_argv).sum::<usize>()
        + shell.sum::<usize>()
}

/// What an address and the like take beside a text.
const ENTRY: usize = 100;

fn of_layered(layered: &Layered<String>) -> usize {
    layered.value.len() + ENTRY
}
