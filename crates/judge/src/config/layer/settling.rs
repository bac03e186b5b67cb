//! Works out one layer: what its configurations and the command line say of each rule, and what floors say against it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Layer, Loosened, RuleStanding, Ruled};
use crate::config::command::{Command, Origin};
use crate::config::floor::Floors;
use crate::config::rules::Effective;
use crate::config::{Config, FailOn};
use crate::settings::Pointer;
use crate::waiver::WaiverPolicy;
use plimsoll_policy::{Rule, RuleSet, Severity};
use plimsoll_source::Span;

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
pub(super) struct Settling<'a> {
    pub(super) layer: &'a Layer,
    pub(super) floors: &'a Floors,
    pub(super) command: &'a Command,
    pub(super) loosened: &'a mut Vec<Loosened>,
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

    pub(super) fn rule(&mut self, rule: &Rule, origin: Option<&Origin>) -> Ruled {
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
    pub(super) fn in_place(&self, origin: Option<&Origin>) -> bool {
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
    pub(super) fn set(&mut self) {
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

    pub(super) fn waivers(&mut self) -> WaiverPolicy {
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

    pub(super) fn min_severity(&mut self) -> Option<Severity> {
        let stated = self.layer.innermost(|config| config.min_severity);
        let wanted = self.command.min_severity.or(stated);
        let (Some(wanted), Some(most)) = (wanted, self.floors.min_severity()) else { return wanted };
        if wanted > most {
            let demands = |floor: &crate::config::Floor| [floor.min_severity, floor.fail_on].contains(&Some(most));
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

    pub(super) fn fails_from(&mut self) -> Option<Severity> {
        let stated = self.layer.innermost(|config| config.fail_on);
        let wanted = match self.command.fail_on.or(stated) {
            Some(FailOn::Never) => None,
            Some(FailOn::Severity(severity)) => Some(severity),
            None => Some(Severity::Medium),
        };
        let Some(most) = self.floors.fail_on() else { return wanted };
        if wanted.is_none_or(|wanted| wanted > most) {
            let demands = |floor: &crate::config::Floor| floor.fail_on == Some(most);
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
