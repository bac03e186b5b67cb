//! Noun: what configurations turn off, so that everybody sees it: a tree may choose, and nobody may take its choice for a verdict.

use indexmap::IndexMap;
use serde::Serialize;

use super::layer::RuleStanding;
use super::layers::Layers;
use super::{Config, Exclude};
use crate::policy::{RuleId, Severity};
use crate::settings::Pointer;
use crate::source::Span;

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
        for (below, config) in self.own() {
            let here = |kind, what: String, way: &[Pointer]| TurnedOff {
                kind,
                what,
                rules: Vec::new(),
                count: None,
                span: config.place(way, false),
            };
            all.extend(self.left_out(config, &here));
            if let Some(least) = config.min_severity {
                let layers = self.all().into_iter().filter(|layer| {
                    let stated = layer.configs().rev().find(|config| config.min_severity.is_some());
                    stated.is_some_and(|stated| stated.path == config.path)
                });
                let count = layers.map(hidden).sum();
                let what = format!("does not report findings below {least}");
                all.push(TurnedOff {
                    count: Some(count),
                    ..here(TurnedOffKind::MinSeverity, what, &["min_severity".into()])
                });
            }
            let way = ["fail_on".into()];
            match config.fail_on {
                Some(super::FailOn::Never) => {
                    all.push(here(TurnedOffKind::FailOn, "lets no finding fail the run".to_owned(), &way));
                }
                Some(super::FailOn::Severity(severity)) if severity > Severity::Medium => {
                    all.push(here(TurnedOffKind::FailOn, format!("lets only {severity} findings fail the run"), &way));
                }
                _ => {}
            }
            if config.builtin == Some(false) && self.floors().builtin().is_none() {
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
                    && layer.has_in_set(rule)
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
