//! Noun: all configurations of a run, each with the files it rules: path → [`Layer`]. The one place that knows which configuration counts where.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use indexmap::IndexMap;

mod reading;

use super::command::{Command, Origin, Source};
use super::layer::{Layer, Loosened, RuleStanding};
use super::{Config, Floors, directory as parent};
use crate::waiver::{DEFAULT_FILE, Policies, Waiver, WaiverPolicy};
use plimsoll_policy::{Params, Rule, RuleId};
use plimsoll_source::Span;
use plimsoll_source::files::join;
use plimsoll_source::problem::Problem;

/// All configurations of a run.
#[derive(Debug, Default)]
pub struct Layers {
    source: Source,
    /// Whether the caller vouches for what the tree says.
    trusted: bool,
    floors: Floors,
    /// Directories whose own configuration is not taken: they belong to somebody else.
    foreign: BTreeSet<String>,
    /// Directories of policies that the caller names, root-relative.
    given_policies: BTreeSet<String>,
    /// Every directory that was looked into.
    by_directory: BTreeMap<String, Arc<Layer>>,
    /// Every configuration that was read, by path; `None` where it could not be.
    read: BTreeMap<String, Option<Arc<Config>>>,
    rules: Option<Known>,
    /// Rules of ours that others took the place of: they count where the others do not.
    beside: HashMap<RuleId, Arc<Rule>>,
    problems: Vec<Problem>,
    /// The files that each exclusion left out, by its place.
    excluded: HashMap<Option<Span>, BTreeSet<String>>,
    /// The baseline that a configuration names and that counts: its path as it is written, and where.
    baseline: Option<(String, Option<Span>)>,
    /// What floors override, each with the rules it is about.
    loosened: IndexMap<Loosened, BTreeSet<RuleId>>,
}

#[derive(Debug)]
struct Known {
    rules: Vec<Arc<Rule>>,
    origins: HashMap<RuleId, Origin>,
    command: Command,
}

impl Layers {
    /// No configuration has been read yet.
    pub fn new(source: Source, trusted: bool, floors: Floors) -> Self {
        let mut layers = Self { source, trusted, floors, ..Self::default() };
        layers.by_directory.insert(".".to_owned(), Arc::default());
        if matches!(layers.source, Source::Tree) {
            layers.by_directory.clear();
        }
        layers
    }

    /// No configuration at all, and each of these rules runs everywhere.
    pub fn of_rules(rules: &[Arc<Rule>]) -> Self {
        let mut layers = Self::new(Source::Nowhere, false, Floors::default());
        let only = rules.iter().map(|rule| rule.id.clone()).collect();
        layers.know(rules, HashMap::new(), Command { only: Some(only), ..Command::default() });
        layers
    }

    /// Directories (root-relative) whose configurations are not taken, since somebody else owns them.
    #[must_use]
    pub fn without(mut self, foreign: BTreeSet<String>) -> Self {
        self.foreign = foreign;
        self
    }

    /// Directories of policies that the caller names: a configuration of the tree may name them too.
    #[must_use]
    pub fn with_policies(mut self, given: BTreeSet<String>) -> Self {
        self.given_policies = given;
        self
    }

    /// The parameters of rules that configurations set, by the root-relative directory from which on they hold. Sorted.
    pub fn params(&self) -> Vec<(String, Params)> {
        let mut met: Vec<&Arc<Layer>> = Vec::new();
        let mut all = Vec::new();
        for (directory, layer) in &self.by_directory {
            if met.iter().any(|known| Arc::ptr_eq(known, layer)) {
                continue;
            }
            met.push(layer);
            let params = layer.params();
            if !params.is_empty() {
                all.push((directory.clone(), params));
            }
        }
        all
    }

    /// Rules of ours that others took the place of, before it is known which rules there are.
    pub fn stand_beside(&mut self, rules: &[Arc<Rule>]) {
        self.beside = rules.iter().map(|rule| (rule.id.clone(), Arc::clone(rule))).collect();
    }

    /// Whether on some of the files that are known a rule of ours counts that elsewhere others took the place of.
    pub fn has_ours(&self, rule: &RuleId) -> bool {
        self.all().into_iter().any(|layer| layer.has_ours(rule))
    }

    /// From here on it is known which rules there are, who brings them, and what the command line says.
    pub fn know(&mut self, rules: &[Arc<Rule>], origins: HashMap<RuleId, Origin>, command: Command) {
        for config in self.read.values().flatten() {
            self.problems.extend(config.check_rules(rules));
        }
        self.rules = Some(Known { rules: rules.to_vec(), origins, command });
        self.work_out();
    }

    fn work_out(&mut self) {
        let Some(Known { rules, origins, command }) = &self.rules else { return };
        for layer in self.by_directory.values() {
            for one in layer.work_out(rules, &self.beside, origins, &self.floors, command) {
                remember(&mut self.loosened, one);
            }
        }
    }

    /// What rules the file of a root-relative path.
    pub fn at(&self, path: &str) -> &Arc<Layer> {
        self.of_directory(parent(path))
    }

    /// What rules the files of a root-relative directory.
    pub fn of_directory(&self, directory: &str) -> &Arc<Layer> {
        let mut here = directory;
        loop {
            if let Some(layer) = self.by_directory.get(here) {
                return layer;
            }
            if here == "." {
                // What lies outside of the root is ruled by what rules the root.
                return self.by_directory.get(".").expect("internal: the root is looked into first");
            }
            here = parent(here);
        }
    }

    /// Every different layer, in order of its outermost directory.
    pub fn all(&self) -> Vec<&Arc<Layer>> {
        let mut all: Vec<&Arc<Layer>> = Vec::new();
        for layer in self.by_directory.values() {
            if !all.iter().any(|known| Arc::ptr_eq(known, layer)) {
                all.push(layer);
            }
        }
        all
    }

    /// Every configuration that counts somewhere, by path.
    pub fn configs(&self) -> impl Iterator<Item = &Arc<Config>> {
        self.read.values().flatten()
    }

    /// The configurations that are some directory's own, with that directory, outermost first; not those that are only extended.
    pub fn own(&self) -> Vec<(&str, &Arc<Config>)> {
        let mut own: Vec<(&str, &Arc<Config>)> = Vec::new();
        for layer in self.all() {
            for stated in layer.chain.iter().filter(|stated| !stated.extended) {
                if !own.iter().any(|(_, known)| Arc::ptr_eq(known, &stated.config)) {
                    own.push((&stated.below, &stated.config));
                }
            }
        }
        own
    }

    /// Every configuration that counts somewhere, with the outermost directory where it does, and whether it counts because another one extends it.
    pub(super) fn stated(&self) -> Vec<(&str, &Arc<Config>, bool)> {
        let mut all: Vec<(&str, &Arc<Config>, bool)> = Vec::new();
        for stated in self.all().into_iter().flat_map(|layer| &layer.chain) {
            match all.iter_mut().find(|(_, known, _)| Arc::ptr_eq(known, &stated.config)) {
                // A directory's own one that others extend, too.
                Some(known) if known.2 && !stated.extended => *known = (&stated.below, &stated.config, false),
                Some(_) => {}
                None => all.push((&stated.below, &stated.config, stated.extended)),
            }
        }
        all
    }

    /// Waivers files with the directory below which each counts: those that configurations name (`true`), and those of the default name that may
    /// stand beside them, or in the root where no configuration does.
    pub fn waivers_files(&self) -> Vec<(String, String, bool)> {
        let mut all: Vec<(String, String, bool)> = Vec::new();
        for layer in self.all() {
            for stated in &layer.chain {
                let below = || stated.below.clone();
                let at = |file: &String| (join(&stated.config.home, file), below(), true);
                match &stated.config.waivers.files {
                    Some(files) => all.extend(files.iter().map(at)),
                    None if stated.extended => {}
                    None => all.push((join(&stated.config.home, DEFAULT_FILE), below(), false)),
                }
            }
        }
        if self.of_directory(".").chain.is_empty() {
            all.push((DEFAULT_FILE.to_owned(), ".".to_owned(), false));
        }
        let mut seen = BTreeSet::new();
        all.retain(|(path, below, _)| seen.insert((path.clone(), below.clone())));
        all
    }

    /// Whether built-in rules are there at all.
    pub fn has_builtin(&self) -> bool {
        let Some(Known { rules, origins, .. }) = &self.rules else { return false };
        rules.iter().any(|rule| origins.get(&rule.id).is_none_or(|origin| *origin == Origin::Ours))
    }

    /// Whether the built-in rules are wanted for some file.
    pub fn wants_builtin(&self) -> bool {
        self.floors.builtin().is_some() || self.all().iter().any(|layer| !layer.leaves_builtin_out())
    }

    /// Whether the baseline that a configuration names counts.
    pub fn allows_baseline(&mut self, config: &Config, named: &str) -> bool {
        let span = config.place(&["baseline".into()], false);
        let Some(floor) = self.floors.forbids_baseline().filter(|_| !config.trusted) else {
            self.baseline = Some((named.to_owned(), span));
            return true;
        };
        let floor = floor.title().to_owned();
        let tried = "brings a baseline of its own".to_owned();
        remember(&mut self.loosened, Loosened { code: "floor-baseline", span, tried, rule: None, floor });
        false
    }

    /// The baseline that a configuration names and that counts: its path as it is written, and where.
    pub(super) fn baseline(&self) -> Option<&(String, Option<Span>)> {
        self.baseline.as_ref()
    }

    /// Whether the caller vouches for what configurations say.
    pub fn are_vouched_for(&self) -> bool {
        self.trusted || matches!(self.source, Source::Named { .. })
    }

    /// The floors of the run.
    pub fn floors(&self) -> &Floors {
        &self.floors
    }

    /// How a rule stands in each layer.
    pub fn standings<'r>(&'r self, rule: &'r RuleId) -> impl Iterator<Item = RuleStanding> + 'r {
        self.all().into_iter().map(|layer| layer.standing(rule))
    }

    /// Whether a rule runs on some of the files that are known.
    pub fn runs_somewhere(&self, rule: &RuleId) -> bool {
        self.all().into_iter().any(|layer| layer.runs(rule))
    }

    /// Why a file is left out; `None` where it is judged, too because a floor demands it.
    pub fn leaves_out(&mut self, path: &str) -> Option<String> {
        let layer = Arc::clone(self.at(path));
        let (reason, span) = layer.chain.iter().rev().find_map(|stated| stated.leaves_out(path))?;
        let Some(floor) = self.floors.requires(path) else {
            self.excluded.entry(span).or_default().insert(path.to_owned());
            return Some(reason);
        };
        let floor = floor.title().to_owned();
        let tried = "leaves files out".to_owned();
        remember(&mut self.loosened, Loosened { code: "floor-exclude", span, tried, rule: None, floor });
        None
    }

    /// Whether a directory that would be pruned is asked for: by a pattern of `paths.include` that spells it out, or by a floor.
    pub fn reaches(&mut self, directory: &str, name: &str) -> bool {
        if self.at(directory).chain.iter().any(|stated| stated.reaches(directory, name)) {
            return true;
        }
        let Some(floor) = self.floors.requires_below(directory) else { return false };
        let floor = floor.title().to_owned();
        let tried = "directories would be left out that git ignores, or by their name".to_owned();
        remember(&mut self.loosened, Loosened { code: "floor-exclude", span: None, tried, rule: None, floor });
        true
    }

    /// Of configurations with the standard files of their environments: those whose `plain_start: false` does not count, because a floor demands
    /// one of the files.
    pub fn plain_all_the_same(&mut self, environments: &[(String, Vec<String>)]) -> BTreeSet<String> {
        let mut overridden = BTreeSet::new();
        for (of, files) in environments {
            let Some(config) = self.read.get(of).cloned().flatten().filter(|config| !config.trusted) else { continue };
            let demanding = files.iter().find_map(|file| self.floors.requires(file));
            let Some(floor) = demanding.filter(|_| config.plain_start == Some(false)) else { continue };
            let (floor, span) = (floor.title().to_owned(), config.place(&["plain_start".into()], false));
            let tried = "has projects judged only as its environments describe them".to_owned();
            remember(&mut self.loosened, Loosened { code: "floor-environments", span, tried, rule: None, floor });
            overridden.insert(of.clone());
        }
        overridden
    }

    /// How many files the exclusion at a place left out.
    pub(super) fn excluded_by(&self, place: Option<Span>) -> usize {
        self.excluded.get(&place).map_or(0, BTreeSet::len)
    }

    /// The rules there are, once that is known.
    pub(super) fn known_rules(&self) -> &[Arc<Rule>] {
        self.rules.as_ref().map_or(&[], |known| &known.rules)
    }

    /// What the configurations allow of secrets, as waivers.
    pub fn allowed_secrets(&mut self) -> Vec<Waiver> {
        let mut loosened = Vec::new();
        let allowed = self.all().into_iter().flat_map(|layer| layer.allowed(&self.floors, &mut loosened)).collect();
        for one in loosened {
            remember(&mut self.loosened, one);
        }
        allowed
    }

    /// What became apparent since this was asked last: what is wrong with configurations, and what of them floors override.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        let mut problems = std::mem::take(&mut self.problems);
        problems.extend(overridden(&std::mem::take(&mut self.loosened)));
        problems
    }
}

fn remember(all: &mut IndexMap<Loosened, BTreeSet<RuleId>>, mut one: Loosened) {
    let rule = one.rule.take();
    all.entry(one).or_default().extend(rule);
}

/// One problem for each setting that a floor overrides.
fn overridden(loosened: &IndexMap<Loosened, BTreeSet<RuleId>>) -> Vec<Problem> {
    let problem = |(one, rules): (&Loosened, &BTreeSet<RuleId>)| {
        let who = match one.span {
            Some(_) => "the configuration ",
            None => "",
        };
        let what = match (rules.first(), rules.len()) {
            (None, _) => String::new(),
            (Some(first), 1) => format!(" {first}"),
            (Some(first), count) => format!(" {first} and {} more rules", count - 1),
        };
        let Loosened { tried, floor, .. } = one;
        let message = format!("{who}{tried}{what}; that does not count, because \"{floor}\" demands otherwise");
        let problem = Problem::warning(one.code, message).help("a tree may tighten what is demanded, never loosen it");
        match one.span {
            Some(span) => problem.at(span),
            None => problem,
        }
    };
    loosened.iter().map(problem).collect()
}

/// A waiver has to be as the configurations demand that rule the file it speaks of.
impl Policies for Layers {
    fn policy(&self, path: &str) -> &WaiverPolicy {
        self.at(path).waivers()
    }
}
