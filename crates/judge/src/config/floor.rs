//! Noun: a floor: what an organisation demands of every run, whatever the configurations of the tree say. They may tighten it, never loosen it.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{RuleWord, rules::matches};
use crate::settings;
use crate::waiver::{Peer, Requirement, WaiverPolicy};
use plimsoll_policy::{Rule, RuleSet, Severity};
use plimsoll_source::near;
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, Sources, Span};

/// What is wrong with a floor.
const CODE: &str = "floor-invalid";

/// What one floor file says; what it leaves out is left to the tree.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Floor {
    version: u32,
    /// How reports call it; its path when left out.
    pub name: Option<String>,
    /// The smallest set of rules.
    pub set: Option<RuleSet>,
    /// Rules that must be on, by id or pattern, each with the least severity of its findings.
    rules: IndexMap<String, Demand>,
    /// Whether the built-in rules must be on.
    pub builtin: bool,
    /// The run fails on this severity and worse, whatever else it fails on.
    pub fail_on: Option<Severity>,
    /// Findings of this severity and worse must be reported.
    pub min_severity: Option<Severity>,
    /// Which files must be judged.
    paths: Judged,
    /// What waivers must be like.
    pub waivers: Conditions,
    secrets: Secrets,
    /// Whether the tree may bring a baseline of its own; yes when not said.
    baseline: Option<bool>,
    /// Its path as it was named.
    #[serde(skip)]
    pub path: String,
    /// The places of what it demands of rules, in their order.
    #[serde(skip)]
    places: Vec<Span>,
}

/// What a floor demands of a rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
enum Demand {
    /// `on`, or a severity.
    Word(RuleWord),
    /// All of it.
    Detailed(Details),
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Details {
    severity: Option<Severity>,
    params: Map<String, Value>,
    free_params: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Judged {
    required: Vec<String>,
}

/// What a floor demands of waivers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conditions {
    /// What an inline waiver must name besides its reason.
    pub require: Vec<Requirement>,
    /// The longest time that a waiver may hold, in days.
    pub max_days: Option<u32>,
    /// Whether the approver must be named and differ from the owner.
    pub separate_approver: bool,
    /// The worst severity that can be waived.
    pub max_severity: Option<Severity>,
    /// Whether comments may waive; yes when not said.
    pub inline: Option<bool>,
    /// The other tools whose comments may hold. When not said: all, unless a condition above stands, which such comments cannot fulfil.
    pub peers: Option<Vec<Peer>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Secrets {
    allow: Option<bool>,
}

impl Conditions {
    /// Whether comments of another tool may hold.
    pub(super) fn allows(&self, peer: Peer) -> bool {
        match &self.peers {
            Some(peers) => peers.contains(&peer),
            None => self.require.is_empty() && self.max_days.is_none() && !self.separate_approver,
        }
    }
}

impl Floor {
    /// The JSON Schema of a floor, for editors.
    pub const SCHEMA: &str = include_str!("../../schemas/floor.json");

    /// Reads a floor.
    ///
    /// # Errors
    /// Everything that is wrong with it: a run without its floor must not go on.
    pub fn parse(sources: &Sources, file: FileId) -> Result<Self, Vec<Problem>> {
        let read = settings::read::<Self>(sources, file, Self::SCHEMA, CODE)?;
        let place = |name: &String| read.places.key(&["rules".into(), name.as_str().into()]);
        let places = read.value.rules.keys().map(place).collect();
        let floor = Self { path: sources.get(file).path.clone(), places, ..read.value };
        let mut problems = Vec::new();
        for (index, glob) in floor.paths.required.iter().enumerate() {
            if let Err(error) = super::stated::glob(glob) {
                let message = format!("`{}` is no glob pattern: {}", settings::shortened(glob), error.kind());
                let place = read.places.value(&["paths".into(), "required".into(), index.into()]);
                problems.push(Problem::error(CODE, message).at(place));
            }
        }
        if problems.is_empty() { Ok(floor) } else { Err(settings::bounded(problems)) }
    }

    /// How reports call it.
    pub fn title(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.path)
    }
}

/// What all floors together demand of a rule.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Demanded {
    /// Its findings have at least this severity; `None`: the one they have by themselves.
    pub(super) severity: Option<Severity>,
    /// Parameters that are settled.
    pub(super) params: Map<String, Value>,
    /// Whether the tree may set the others.
    pub(super) free_params: bool,
    /// The floor that says so: the first one.
    pub(super) title: String,
    /// No floor names the rule: it is of the set that one demands.
    pub(super) by_set: bool,
}

/// Whether a glob may mean a file below a directory.
fn may_lie_below(glob: &str, directory: &str) -> bool {
    let whole = glob.strip_prefix("./").unwrap_or(glob);
    let mut parts = whole.split('/');
    for name in directory.split('/') {
        match parts.next() {
            Some(part) if part.contains("**") => return true,
            Some(part) if super::stated::glob(part).is_ok_and(|part| part.compile_matcher().is_match(name)) => {}
            _ => return false,
        }
    }
    parts.next().is_some()
}

/// All floors of a run: the strictest word of any counts.
#[derive(Debug, Clone, Default)]
pub struct Floors(Vec<Floor>);

impl Floors {
    /// All that were named.
    pub fn new(floors: Vec<Floor>) -> Self {
        Self(floors)
    }

    /// Each of them.
    pub fn all(&self) -> &[Floor] {
        &self.0
    }

    /// Whether nothing is demanded.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is demanded of a rule, where one of them speaks of it, by name or by its set.
    pub(super) fn demanded(&self, rule: &Rule) -> Option<Demanded> {
        let first = self.that(|floor| floor.set.is_some_and(|set| rule.set <= set));
        let by_set = |floor: &Floor| Demanded {
            severity: None,
            params: Map::new(),
            free_params: false,
            title: floor.title().to_owned(),
            by_set: true,
        };
        self.named(rule).or_else(|| first.map(by_set))
    }

    /// What is demanded of a rule by name.
    pub(super) fn named(&self, rule: &Rule) -> Option<Demanded> {
        let mut all: Option<Demanded> = None;
        for floor in &self.0 {
            let mut matching: Vec<(&String, &Demand)> =
                floor.rules.iter().filter(|(pattern, _)| matches(pattern, &rule.id)).collect();
            matching.sort_by_key(|(pattern, _)| (pattern.as_str() == rule.id.as_str(), pattern.len()));
            for (_, demand) in matching {
                let details = match demand {
                    Demand::Word(RuleWord::Severity(severity)) => {
                        Details { severity: Some(*severity), ..Details::default() }
                    }
                    Demand::Word(_) => Details::default(),
                    Demand::Detailed(details) => details.clone(),
                };
                let before = all.get_or_insert_with(|| Demanded {
                    severity: None,
                    params: Map::new(),
                    free_params: true,
                    title: floor.title().to_owned(),
                    by_set: false,
                });
                before.severity = before.severity.max(details.severity);
                before.params.extend(details.params);
                before.free_params &= details.free_params;
            }
        }
        all
    }

    /// What names no rule of those there are: a demand that nothing could fulfil.
    pub fn unknown(&self, rules: &[Arc<Rule>]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for floor in &self.0 {
            for (pattern, place) in floor.rules.keys().zip(&floor.places) {
                if rules.iter().any(|rule| matches(pattern, &rule.id)) {
                    continue;
                }
                let named = settings::shortened(pattern);
                let problem = Problem::error(
                    CODE,
                    format!("\"{}\" demands `{named}`, which is no rule of this run", floor.title()),
                );
                let help = match near::nearest(pattern, rules.iter().map(|rule| rule.id.as_str())) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "`plimsoll rules` lists ours; --policy brings others".to_owned(),
                };
                problems.push(problem.at(*place).help(help));
            }
        }
        settings::bounded(problems)
    }

    /// The floor that keeps others from taking the place of one of our rules.
    pub fn keeps(&self, rule: &Rule) -> Option<String> {
        let demanded = self.demanded(rule).map(|demanded| demanded.title);
        demanded.or_else(|| self.builtin().map(|floor| floor.title().to_owned()))
    }

    /// The first floor that demands files which may lie below a directory (root-relative).
    pub(super) fn requires_below(&self, directory: &str) -> Option<&Floor> {
        self.required().find(|(glob, _)| may_lie_below(glob, directory)).map(|(_, floor)| floor)
    }

    /// The first floor that demands a file.
    pub(super) fn requires(&self, path: &str) -> Option<&Floor> {
        let is_meant = |glob: &str| super::stated::glob(glob).is_ok_and(|glob| glob.compile_matcher().is_match(path));
        self.required().find(|(glob, _)| is_meant(glob)).map(|(_, floor)| floor)
    }

    /// The smallest set of rules that is demanded.
    pub(super) fn set(&self) -> Option<RuleSet> {
        self.0.iter().filter_map(|floor| floor.set).max()
    }

    /// The severity that fails a run whatever the tree says.
    pub(super) fn fail_on(&self) -> Option<Severity> {
        self.0.iter().filter_map(|floor| floor.fail_on).min()
    }

    /// The severity that is reported whatever the tree says: what is to fail must be seen, too.
    pub(super) fn min_severity(&self) -> Option<Severity> {
        self.0.iter().flat_map(|floor| [floor.min_severity, floor.fail_on]).flatten().min()
    }

    /// The first floor that demands something.
    pub(super) fn that(&self, demands: impl Fn(&Floor) -> bool) -> Option<&Floor> {
        self.0.iter().find(|floor| demands(floor))
    }

    /// The first floor that demands the built-in rules.
    pub(super) fn builtin(&self) -> Option<&Floor> {
        self.that(|floor| floor.builtin)
    }

    /// The first floor that forbids `secrets.allow`.
    pub(super) fn forbids_allowed(&self) -> Option<&Floor> {
        self.that(|floor| floor.secrets.allow == Some(false))
    }

    /// The first floor that forbids a baseline of the tree's own.
    pub(super) fn forbids_baseline(&self) -> Option<&Floor> {
        self.that(|floor| floor.baseline == Some(false))
    }

    /// Globs of files that must be judged, each with its floor.
    pub(super) fn required(&self) -> impl Iterator<Item = (&str, &Floor)> {
        self.0.iter().flat_map(|floor| floor.paths.required.iter().map(move |glob| (glob.as_str(), floor)))
    }

    /// Lays the conditions over what the tree says of waivers.
    pub(super) fn tighten(&self, policy: &mut WaiverPolicy) {
        for floor in &self.0 {
            let conditions = &floor.waivers;
            for requirement in &conditions.require {
                if !policy.require.contains(requirement) {
                    policy.require.push(*requirement);
                }
            }
            policy.max_days = policy.max_days.into_iter().chain(conditions.max_days).min();
            policy.separate_approver |= conditions.separate_approver;
            policy.max_severity = policy.max_severity.into_iter().chain(conditions.max_severity).min();
            policy.inline &= conditions.inline.unwrap_or(true);
            policy.peers.retain(|peer| conditions.allows(*peer));
        }
    }
}
