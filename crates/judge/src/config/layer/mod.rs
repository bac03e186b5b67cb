//! Noun: a layer: the configurations that rule the files of one directory, the floors beneath them, and what comes of it all for each rule.

mod settling;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use self::settling::Settling;
use super::command::{Command, Origin};
use super::floor::{Demanded, Floors};
use super::stated::Stated;
use super::{Config, Output};
use crate::waiver::{Waiver, WaiverPolicy};
use plimsoll_policy::{Params, Rule, RuleId, Severity};
use plimsoll_source::Span;

/// The configurations that rule the files of one directory.
#[derive(Debug, Default)]
pub struct Layer {
    /// Outermost first.
    pub(super) chain: Vec<Stated>,
    settled: OnceLock<Settled>,
}

/// What comes of all that is said, once the rules and the command line are known.
#[derive(Debug, Default)]
struct Settled {
    rules: HashMap<RuleId, Ruled>,
    waivers: WaiverPolicy,
    min_severity: Option<Severity>,
    fails_from: Option<Severity>,
    fails_on_review: bool,
}

/// What comes of all that is said of a rule.
#[derive(Debug, Clone, Default)]
struct Ruled {
    standing: RuleStanding,
    /// It is ours, and elsewhere another one has its place.
    ours: bool,
    /// Whether it would run if no configuration spoke of it, or one switches it on.
    wanted: bool,
    /// Where its severity is lowered below its own or one that a configuration further out gives it, if it is.
    lowered: Option<Option<Span>>,
    severity: Option<Severity>,
    demanded: Option<Demanded>,
    params: Map<String, Value>,
    /// The parameters that configurations set to something else than the rule's default, or than one further out: name and place.
    changed: Vec<(String, Option<Span>)>,
}

/// Whether a rule runs on some files, and if not, why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RuleStanding {
    /// It runs.
    On,
    /// A configuration turns it off, at this place.
    Off(Option<Span>),
    /// `--skip` leaves it out.
    Skipped,
    /// `--rule` names others.
    Unnamed,
    /// It is not in the set, or does not speak of the framework, and nobody asks for it by name.
    #[default]
    NotChosen,
    /// It cannot run here: the built-in rules are left out, or it is of a configuration that does not count here.
    Elsewhere,
}

/// Something that a configuration of the tree tried to loosen, and that holds all the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Loosened {
    /// `floor-rule-off`, ….
    pub code: &'static str,
    /// Where the tree says it; nothing where the command line did.
    pub span: Option<Span>,
    /// What was tried: `turns off`, ….
    pub tried: String,
    /// The rule, where it is about one.
    pub rule: Option<RuleId>,
    /// The floor that holds.
    pub floor: String,
}

impl Layer {
    pub(super) fn new(chain: Vec<Stated>) -> Self {
        Self { chain, settled: OnceLock::new() }
    }

    /// The configurations, outermost first.
    pub fn configs(&self) -> impl DoubleEndedIterator<Item = &Config> {
        self.chain.iter().map(|stated| stated.config.as_ref())
    }

    fn innermost<T>(&self, said: impl Fn(&Config) -> Option<T>) -> Option<T> {
        self.configs().rev().find_map(said)
    }

    /// Whether of the configurations that say something, this is the one that counts.
    pub(super) fn decides(&self, config: &Config, says: impl Fn(&Config) -> bool) -> bool {
        self.configs().rev().find(|one| says(one)).is_some_and(|one| std::ptr::eq(one, config))
    }

    fn settled(&self) -> &Settled {
        self.settled.get().expect("internal: a layer is settled before it is asked")
    }

    /// Whether a rule runs on the files of this layer.
    pub fn runs(&self, rule: &RuleId) -> bool {
        self.standing(rule) == RuleStanding::On
    }

    /// Whether here counts ours of a rule that elsewhere another one has the place of.
    pub fn has_ours(&self, rule: &RuleId) -> bool {
        self.settled().rules.get(rule).is_some_and(|ruled| ruled.ours)
    }

    /// Whether any rule runs on the files of this layer.
    pub fn runs_any(&self) -> bool {
        self.settled().rules.values().any(|ruled| ruled.standing == RuleStanding::On)
    }

    /// The directory below which it rules, and the path of the configuration that it has from there; `None` without a configuration.
    pub fn innermost_place(&self) -> Option<(&str, &str)> {
        self.chain.last().map(|stated| (stated.below.as_str(), stated.config.path.as_str()))
    }

    /// Whether a rule runs on the files of this layer, and if not, why.
    pub fn standing(&self, rule: &RuleId) -> RuleStanding {
        self.settled().rules.get(rule).map_or(RuleStanding::Unnamed, |ruled| ruled.standing)
    }

    /// Whether a rule would run here if no configuration turned it off.
    pub(super) fn wants(&self, rule: &Rule) -> bool {
        self.settled().rules.get(&rule.id).is_some_and(|ruled| ruled.wanted)
    }

    /// Where a configuration says that findings of a rule weigh less than the rule says, or a configuration further out.
    pub(super) fn lowers(&self, rule: &Rule) -> Option<Option<Span>> {
        self.settled().rules.get(&rule.id).filter(|ruled| ruled.standing == RuleStanding::On)?.lowered
    }

    /// The parameters of a rule that are others here than the rule's defaults or than further out, by choice of a configuration, each with its place. Of a rule that
    /// judges here, if only for controls.
    pub(super) fn changes(&self, rule: &Rule) -> &[(String, Option<Span>)] {
        let judges = |ruled: &&Ruled| matches!(ruled.standing, RuleStanding::On | RuleStanding::NotChosen);
        self.settled().rules.get(&rule.id).filter(judges).map_or(&[], |ruled| &ruled.changed)
    }

    /// The severity of a finding that has one by itself.
    pub fn severity(&self, rule: &RuleId, own: Severity) -> Severity {
        let Some(ruled) = self.settled().rules.get(rule) else { return own };
        let said = ruled.severity.unwrap_or(own);
        match &ruled.demanded {
            Some(demanded) => said.max(demanded.severity.unwrap_or(own)),
            None => said,
        }
    }

    /// Parameters that are set for the projects of these directories.
    pub fn params(&self) -> Params {
        let rules = self.settled().rules.iter();
        Params::new(rules.filter(|(_, ruled)| !ruled.params.is_empty()).map(|(rule, ruled)| (rule, &ruled.params)))
    }

    /// What a waiver of findings in these files must be like.
    pub fn waivers(&self) -> &WaiverPolicy {
        &self.settled().waivers
    }

    /// Findings in these files are reported from this severity on; `None`: all.
    pub fn min_severity(&self) -> Option<Severity> {
        self.settled().min_severity
    }

    /// Findings in these files fail the run from this severity on; `None`: never.
    pub fn fails_from(&self) -> Option<Severity> {
        self.settled().fails_from
    }

    /// Whether findings in these files that are for review fail the run, too.
    pub fn fails_on_review(&self) -> bool {
        self.settled().fails_on_review
    }

    /// Whether these are the files of a deployment, so that what they lack is an error.
    pub fn is_complete(&self) -> bool {
        self.innermost(|config| config.complete) == Some(true)
    }

    /// Whether samples stand in for env files that are not there.
    pub fn assumes(&self) -> bool {
        self.innermost(|config| config.assume) != Some(false)
    }

    /// What is written where the command line does not say, by the innermost configuration that says something; not one that is only extended.
    pub fn output(&self) -> Option<(&Config, Output)> {
        let config = self.own().find(|config| !config.output.is_silent())?;
        Some((config, config.output.clone()))
    }

    /// The baseline that the innermost configuration names which names one.
    pub fn baseline(&self) -> Option<(&Config, &str)> {
        self.own().find_map(|config| Some((config, config.baseline.as_deref()?)))
    }

    /// The directories' own configurations, innermost first.
    fn own(&self) -> impl Iterator<Item = &Config> {
        self.chain.iter().rev().filter(|stated| !stated.extended).map(|stated| stated.config.as_ref())
    }

    /// Whether the built-in rules are left out.
    pub(super) fn leaves_builtin_out(&self) -> bool {
        self.innermost(|config| config.builtin) == Some(false)
    }

    /// What the configurations of its own directory allow of secrets.
    pub(super) fn allowed(&self, floors: &Floors, loosened: &mut Vec<Loosened>) -> Vec<Waiver> {
        let Some(innermost) = self.chain.last() else { return Vec::new() };
        let own = self.chain.iter().filter(|stated| stated.below == innermost.below);
        let allowed: Vec<Waiver> = own.flat_map(|stated| stated.config.allowed_secrets(&stated.below)).collect();
        let Some(floor) = floors.forbids_allowed() else { return allowed };
        loosened.extend(allowed.iter().map(|waiver| Loosened {
            code: "floor-secrets",
            span: Some(waiver.span),
            tried: "allows values that look like secrets".to_owned(),
            rule: None,
            floor: floor.title().to_owned(),
        }));
        Vec::new()
    }

    /// Works out what holds, and what of the tree does not because a floor says otherwise.
    pub(super) fn work_out(
        &self,
        rules: &[Arc<Rule>],
        beside: &HashMap<RuleId, Arc<Rule>>,
        origins: &HashMap<RuleId, Origin>,
        floors: &Floors,
        command: &Command,
    ) -> Vec<Loosened> {
        let mut loosened = Vec::new();
        if self.settled.get().is_some() {
            return loosened;
        }
        let mut settling = Settling { layer: self, floors, command, loosened: &mut loosened };
        let settled = Settled {
            rules: rules
                .iter()
                .map(|rule| {
                    let ours = beside.get(&rule.id).filter(|_| !settling.in_place(origins.get(&rule.id)));
                    let ruled = match ours {
                        Some(ours) => Ruled { ours: true, ..settling.rule(ours, Some(&Origin::Ours)) },
                        None => settling.rule(rule, origins.get(&rule.id)),
                    };
                    (rule.id.clone(), ruled)
                })
                .collect(),
            waivers: settling.waivers(),
            min_severity: settling.min_severity(),
            fails_from: settling.fails_from(),
            fails_on_review: command.fail_on_review || self.innermost(|config| config.fail_on_review) == Some(true),
        };
        settling.set();
        // Nobody settles it in between: it is done from one place, one layer after the other.
        let _first = self.settled.set(settled);
        loosened
    }
}
