//! Noun: what configurations turn off, so that everybody sees it: a tree may choose, and nobody may take its choice for a verdict.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Serialize;

use super::layer::RuleStanding;
use super::layers::Layers;
use super::{Config, Exclude, FailOn};
use crate::settings::Pointer;
use plimsoll_policy::{RuleId, Severity};
use plimsoll_source::Span;

/// How a configuration takes something away from the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TurnedOffKind {
    /// Rules that would run do not.
    Rules,
    /// Findings of rules weigh less than the rules say.
    Severities,
    /// Files are not judged.
    Files,
    /// Findings below a severity are not reported.
    MinSeverity,
    /// Findings never fail the run, or only worse ones than by default.
    FailOn,
    /// The built-in rules do not run.
    Builtin,
    /// Values that look like secrets are taken for none.
    Secrets,
    /// Rules are asked with other parameters than their own. Nobody but the rule knows whether it finds less by them.
    Params,
    /// What a plain `docker compose up` takes is not judged where environments are described.
    PlainStart,
    /// Findings of an earlier report do not fail the run.
    Baseline,
    /// What configurations in the directories above say does not count, or less of it.
    Above,
}

/// Something that a configuration turns off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnedOff {
    /// How.
    pub kind: TurnedOffKind,
    /// In words: ``turns off 3 rules``.
    pub what: String,
    /// The rules it is about, sorted.
    pub rules: Vec<RuleId>,
    /// How many files are left out or findings are hidden by it, where it does that.
    pub count: Option<usize>,
    /// Where it is said.
    pub span: Option<Span>,
}

fn rules_word(count: usize) -> String {
    if count == 1 { "1 rule".to_owned() } else { format!("{count} rules") }
}

impl Layers {
    /// What the configurations turn off, in order of directories and settings. `hidden` tells how many findings in the files of a layer are not
    /// reported because of their severity.
    pub fn turned_off(&self, hidden: &dyn Fn(&std::sync::Arc<super::Layer>) -> usize) -> Vec<TurnedOff> {
        let mut all = self.turned_off_rules();
        all.extend(self.changed_params());
        if let Some((named, span)) = self.baseline() {
            let what = format!("takes what `{}` tells for known", crate::settings::shortened(named));
            let kind = TurnedOffKind::Baseline;
            all.push(TurnedOff { kind, what, rules: Vec::new(), count: None, span: *span });
        }
        for (below, config, extended) in self.stated() {
            let here = |kind, what: String, way: &[Pointer]| TurnedOff {
                kind,
                what,
                rules: Vec::new(),
                count: None,
                span: config.place(way, false),
            };
            all.extend(self.left_out(config, &here));
            if !extended {
                all.extend(self.taken_back(below, config));
            }
            if config.plain_start == Some(false) && !config.environments.is_empty() {
                let what =
                    "does not judge what a plain `docker compose up` takes of its environments' files".to_owned();
                all.push(here(TurnedOffKind::PlainStart, what, &["plain_start".into()]));
            }
            if let Some(least) = config.min_severity {
                let layers = self
                    .all()
                    .into_iter()
                    .filter(|layer| layer.decides(config, |config| config.min_severity.is_some()));
                let count = layers.map(hidden).sum();
                let what = format!("does not report findings below {least}");
                all.push(TurnedOff {
                    count: Some(count),
                    ..here(TurnedOffKind::MinSeverity, what, &["min_severity".into()])
                });
            }
            let way = ["fail_on".into()];
            let decides = |said: &dyn Fn(&Config) -> bool| self.all().iter().any(|layer| layer.decides(config, said));
            match config.fail_on.filter(|_| decides(&|config| config.fail_on.is_some())) {
                Some(FailOn::Never) => {
                    all.push(here(TurnedOffKind::FailOn, "lets no finding fail the run".to_owned(), &way));
                }
                Some(FailOn::Severity(severity)) if severity > Severity::Medium => {
                    all.push(here(TurnedOffKind::FailOn, format!("lets only {severity} findings fail the run"), &way));
                }
                _ => {}
            }
            let is_builtin_off = config.builtin == Some(false) && decides(&|config| config.builtin.is_some());
            if is_builtin_off && self.floors().builtin().is_none() {
                all.push(here(TurnedOffKind::Builtin, "leaves the built-in rules out".to_owned(), &["builtin".into()]));
            }
            if self.floors().forbids_allowed().is_none() {
                let allowed = config.allowed_secrets(below).len();
                let what = |index: usize| format!("takes what `secrets.allow[{index}]` describes for no secrets");
                let way = |index: usize| ["secrets".into(), "allow".into(), Pointer::Index(index)];
                all.extend((0..allowed).map(|index| here(TurnedOffKind::Secrets, what(index), &way(index))));
            }
        }
        all
    }

    /// Rules that are off or weigh less: one entry for each setting.
    fn turned_off_rules(&self) -> Vec<TurnedOff> {
        let mut settings: IndexMap<(TurnedOffKind, Option<Span>), Vec<RuleId>> = IndexMap::new();
        for layer in self.all() {
            for rule in self.known_rules() {
                if let RuleStanding::Off(span) = layer.standing(&rule.id)
                    && layer.wants(rule)
                {
                    settings.entry((TurnedOffKind::Rules, span)).or_default().push(rule.id.clone());
                }
                if let Some(span) = layer.lowers(rule) {
                    settings.entry((TurnedOffKind::Severities, span)).or_default().push(rule.id.clone());
                }
            }
        }
        let entry = |((kind, span), mut rules): ((TurnedOffKind, Option<Span>), Vec<RuleId>)| {
            rules.sort();
            rules.dedup();
            let count = rules_word(rules.len());
            let what = match kind {
                TurnedOffKind::Rules => format!("turns off {count}"),
                _ => format!("lowers the severity of {count}"),
            };
            TurnedOff { kind, what, rules, count: None, span }
        };
        settings.into_iter().map(entry).collect()
    }

    /// Parameters that are others than the rules' own: one entry for each setting.
    fn changed_params(&self) -> Vec<TurnedOff> {
        let mut settings: IndexMap<Option<Span>, (BTreeSet<String>, BTreeSet<RuleId>)> = IndexMap::new();
        for layer in self.all() {
            for rule in self.known_rules() {
                for (name, span) in layer.changes(rule) {
                    let (names, rules) = settings.entry(*span).or_default();
                    names.insert(name.clone());
                    rules.insert(rule.id.clone());
                }
            }
        }
        let entry = |(span, (names, rules)): (Option<Span>, (BTreeSet<String>, BTreeSet<RuleId>))| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let what = format!("sets {} of {} otherwise", names.join(", "), rules_word(rules.len()));
            TurnedOff { kind: TurnedOffKind::Params, what, rules: rules.into_iter().collect(), count: None, span }
        };
        settings.into_iter().map(entry).collect()
    }

    /// Globs that left files out.
    fn left_out(
        &self,
        config: &Config,
        here: &dyn Fn(TurnedOffKind, String, &[Pointer]) -> TurnedOff,
    ) -> Vec<TurnedOff> {
        let mut all = Vec::new();
        for (index, exclude) in config.paths.exclude.iter().enumerate() {
            let way = ["paths".into(), "exclude".into(), Pointer::Index(index)];
            let count = self.excluded_by(config.place(&way, false));
            let reason = match exclude {
                Exclude::Glob(_) => "without a reason".to_owned(),
                Exclude::Reasoned { reason, .. } => format!("because: {}", crate::settings::shortened(reason)),
            };
            let what = format!("leaves out `{}` {reason}", crate::settings::shortened(exclude.glob()));
            all.push(TurnedOff { count: Some(count), ..here(TurnedOffKind::Files, what, &way) });
        }
        if !config.paths.include.is_empty() {
            let way = ["paths".into(), "include".into()];
            let count = self.excluded_by(config.place(&way, true));
            let what = "leaves out what `paths.include` does not name".to_owned();
            all.push(TurnedOff { count: Some(count), ..here(TurnedOffKind::Files, what, &way) });
        }
        all
    }
}
