//! Noun: a layer: the configurations that rule the files of one directory, the floors beneath them, and what comes of it all for each rule.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use super::command::{Command, Origin};
use super::floor::{Demanded, Floors};
use super::rules::Effective;
use super::stated::Stated;
use super::{Config, FailOn, Output};
use crate::settings::Pointer;
use crate::waiver::{Waiver, WaiverPolicy};
use plimsoll_policy::{Params, Rule, RuleId, RuleSet, Severity};
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
    pub(super) fn settle(
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

/// What the configurations say of a rule one over the other, and what of it takes something back that one further out says.
#[derive(Default)]
struct Taken {
    said: Effective,
    /// Whether one switches it on.
    on: bool,
    /// The worst severity that one gives it.
    worst: Option<Severity>,
    /// The parameters whose value is not the rule's default, or not the one that a configuration further out sets: name and place.
    changed: Vec<(String, Option<Span>)>,
}

fn taken<'c>(rule: &Rule, configs: impl Iterator<Item = &'c Config>) -> Taken {
    let mut taken = Taken::default();
    let mut reset: BTreeSet<String> = BTreeSet::new();
    for config in configs {
        let before = taken.said.params.clone();
        config.take_up(&rule.id, &mut taken.said);
        taken.on |= taken.said.enabled == Some(true);
        taken.worst = taken.worst.max(taken.said.severity);
        let others = taken.said.params.iter().filter(|(name, value)| before.get(*name).is_some_and(|b| b != *value));
        reset.extend(others.map(|(name, _)| name.clone()));
    }
    let differs = |(name, value): &(&String, &Value)| {
        reset.contains(*name) || rule.params.get(*name).is_some_and(|param| param.default != **value)
    };
    let place = |name: &String| taken.said.params_at.get(name).copied().flatten();
    taken.changed = taken.said.params.iter().filter(differs).map(|(name, _)| (name.clone(), place(name))).collect();
    taken
}

/// Works out one layer.
struct Settling<'a> {
    layer: &'a Layer,
    floors: &'a Floors,
    command: &'a Command,
    loosened: &'a mut Vec<Loosened>,
}

impl Settling<'_> {
    fn tell(&mut self, code: &'static str, span: Option<Span>, tried: impl Into<String>, floor: &str) {
        let (tried, floor) = (tried.into(), floor.to_owned());
        self.loosened.push(Loosened { code, span, tried, rule: None, floor });
    }

    /// The place of the innermost configuration's key.
    fn place(&self, has: impl Fn(&Config) -> bool, way: &[Pointer]) -> Option<Span> {
        self.layer.configs().rev().find(|config| has(config)).and_then(|config| config.place(way, false))
    }

    fn rule(&mut self, rule: &Rule, origin: Option<&Origin>) -> Ruled {
        let Taken { said, on, worst, changed } = taken(rule, self.layer.configs());
        // What a tree brings itself it may leave out again, unless a floor names it.
        let demanded = match origin {
            Some(Origin::Tree(_)) => self.floors.named(rule),
            _ => self.floors.demanded(rule),
        };
        let mut ruled = Ruled {
            standing: self.chosen(rule, &said),
            ours: false,
            wanted: on || self.in_set(rule),
            lowered: said
                .severity
                .filter(|severity| *severity < worst.unwrap_or(rule.severity).max(rule.severity))
                .map(|_| said.severity_at),
            severity: said.severity,
            demanded: demanded.clone(),
            changed,
            params: said.params.clone(),
        };
        if !self.in_place(origin) {
            ruled.standing = RuleStanding::Elsewhere;
            return ruled;
        }
        let Some(demanded) = demanded else { return ruled };
        let mut tell = |code, span, tried: &str| {
            self.loosened.push(Loosened {
                code,
                span,
                tried: tried.to_owned(),
                rule: Some(rule.id.clone()),
                floor: demanded.title.clone(),
            });
        };
        if self.command.skip.contains(&rule.id) {
            tell("floor-rule-off", None, "--skip leaves out");
        } else if said.enabled == Some(false) {
            tell("floor-rule-off", said.enabled_at, "turns off");
        }
        let least = demanded.severity.unwrap_or(rule.severity);
        ruled.lowered = None;
        if let Some(severity) = said.severity.filter(|severity| *severity < least) {
            tell("floor-severity", said.severity_at, &format!("lowers to {severity} the severity of"));
        }
        let own_params = said.params.iter().find(|(name, value)| match demanded.params.get(*name) {
            Some(settled) => settled != *value,
            None => !demanded.free_params,
        });
        if let Some((name, _)) = own_params {
            tell("floor-params", said.params_at.get(name).copied().flatten(), "sets parameters of");
        }
        if !demanded.free_params {
            ruled.params.clear();
        }
        ruled.changed.retain(|(name, _)| demanded.free_params && !demanded.params.contains_key(name));
        ruled.params.extend(demanded.params.clone());
        // With --rule, the caller looks at a part, and sees only that; with --framework, too, but for rules that are demanded by name.
        let is_looked_at = self.command.framework.is_none() || !demanded.by_set || self.in_set(rule);
        if self.command.only.is_none() && is_looked_at {
            ruled.standing = RuleStanding::On;
        }
        ruled
    }

    /// Whether a rule can run here at all: one of ours wherever those are wanted, one of a configuration's own below it.
    fn in_place(&self, origin: Option<&Origin>) -> bool {
        match origin {
            Some(Origin::Tree(path)) => self.layer.configs().any(|config| config.path == *path),
            // Of those of a run that is replayed nobody tells that they are ours.
            Some(Origin::Ours) | None => self.floors.builtin().is_some() || self.builtin() != Some(false),
            Some(Origin::Caller) => true,
        }
    }

    fn builtin(&self) -> Option<bool> {
        self.layer.innermost(|config| config.builtin)
    }

    fn chosen(&self, rule: &Rule, said: &Effective) -> RuleStanding {
        if self.command.skip.contains(&rule.id) {
            return RuleStanding::Skipped;
        }
        if let Some(only) = &self.command.only {
            return if only.contains(&rule.id) { RuleStanding::On } else { RuleStanding::Unnamed };
        }
        if said.enabled == Some(false) {
            return RuleStanding::Off(said.enabled_at);
        }
        let is_named = self.command.framework.is_none() && said.enabled == Some(true);
        if is_named || self.in_set(rule) { RuleStanding::On } else { RuleStanding::NotChosen }
    }

    /// Whether a rule runs where nothing is said of it: by the framework that was asked for, else by the set.
    fn in_set(&self, rule: &Rule) -> bool {
        if let Some(framework) = &self.command.framework {
            return rule.controls.contains_key(framework);
        }
        let stated = self.command.set.or_else(|| self.layer.innermost(|config| config.set));
        rule.set <= stated.unwrap_or(RuleSet::Recommended).max(self.floors.set().unwrap_or(RuleSet::Recommended))
    }

    /// Tells of a smaller set, and of built-in rules that are turned off.
    fn set(&mut self) {
        let stated = self.layer.innermost(|config| config.set);
        let floor = self.floors.all().iter().filter(|floor| floor.set.is_some()).max_by_key(|floor| floor.set);
        if let (Some(stated), Some(floor)) = (stated, floor)
            && Some(stated) < floor.set
        {
            let place = self.place(|config| config.set.is_some(), &["set".into()]);
            self.tell("floor-set", place, "chooses a smaller set of rules", floor.title());
        }
        if let Some(floor) = self.floors.builtin().filter(|_| self.builtin() == Some(false)) {
            let place = self.place(|config| config.builtin.is_some(), &["builtin".into()]);
            self.tell("floor-builtin", place, "leaves the built-in rules out", floor.title());
        }
    }

    fn waivers(&mut self) -> WaiverPolicy {
        let mut policy = WaiverPolicy::default();
        self.layer.configs().for_each(|config| config.waivers.over(&mut policy));
        for floor in self.floors.all() {
            let asked = &floor.waivers;
            let (require, peers) = (policy.require.clone(), policy.peers.clone());
            let looser: [(&str, bool, &str); 6] = [
                ("max_days", policy.max_days > asked.max_days && asked.max_days.is_some(), "lets waivers hold longer"),
                (
                    "max_severity",
                    policy.max_severity > asked.max_severity && asked.max_severity.is_some(),
                    "lets worse findings be waived",
                ),
                (
                    "separate_approver",
                    asked.separate_approver && self.says(|c| c.waivers.separate_approver == Some(false)),
                    "lets owners approve their own waivers",
                ),
                (
                    "inline",
                    asked.inline == Some(false) && self.says(|c| c.waivers.inline == Some(true)),
                    "lets comments waive",
                ),
                (
                    "require",
                    self.says(|c| c.waivers.require.is_some()) && asked.require.iter().any(|r| !require.contains(r)),
                    "requires less of waivers",
                ),
                ("peers", peers.iter().any(|peer| !asked.allows(*peer)), "lets comments for other tools waive"),
            ];
            for (key, _, tried) in looser.into_iter().filter(|(_, is_looser, _)| *is_looser) {
                let way = ["waivers".into(), key.into()];
                let place = self.place(|config| config.has(&way), &way);
                self.tell("floor-waivers", place, tried, floor.title());
            }
        }
        self.floors.tighten(&mut policy);
        policy
    }

    fn says(&self, what: impl Fn(&Config) -> bool) -> bool {
        self.layer.configs().any(what)
    }

    fn min_severity(&mut self) -> Option<Severity> {
        let stated = self.layer.innermost(|config| config.min_severity);
        let wanted = self.command.min_severity.or(stated);
        let (Some(wanted), Some(most)) = (wanted, self.floors.min_severity()) else { return wanted };
        if wanted > most {
            let demands = |floor: &super::Floor| [floor.min_severity, floor.fail_on].contains(&Some(most));
            let title = self.floors.that(demands).map(|floor| floor.title().to_owned()).unwrap_or_default();
            match self.command.min_severity {
                Some(_) => self.tell("floor-min-severity", None, "--min-severity hides findings", &title),
                None => {
                    let place = self.place(|config| config.min_severity.is_some(), &["min_severity".into()]);
                    self.tell("floor-min-severity", place, "hides findings by their severity", &title);
                }
            }
        }
        Some(wanted.min(most))
    }

    fn fails_from(&mut self) -> Option<Severity> {
        let stated = self.layer.innermost(|config| config.fail_on);
        let wanted = match self.command.fail_on.or(stated) {
            Some(FailOn::Never) => None,
            Some(FailOn::Severity(severity)) => Some(severity),
            None => Some(Severity::Medium),
        };
        let Some(most) = self.floors.fail_on() else { return wanted };
        if wanted.is_none_or(|wanted| wanted > most) {
            let demands = |floor: &super::Floor| floor.fail_on == Some(most);
            let title = self.floors.that(demands).map(|floor| floor.title().to_owned()).unwrap_or_default();
            if self.command.fail_on.is_some() {
                self.tell("floor-fail-on", None, "--fail-on lets findings pass", &title);
            } else if stated.is_some() {
                let place = self.place(|config| config.fail_on.is_some(), &["fail_on".into()]);
                self.tell("floor-fail-on", place, "lets findings pass", &title);
            }
        }
        Some(wanted.map_or(most, |wanted| wanted.min(most)))
    }
}
