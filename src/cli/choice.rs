//! Which rules run, and what for: those that were asked for, and those that only frameworks rest on.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use plimsoll::config::{self, Config};
use plimsoll::control::{self, Choice, NotRun};
use plimsoll::policy::{Framework, PolicySet, Rule, RuleId, RuleSet};

use super::judge::{Judging, Wishes};
use super::scene::Scene;

/// Named rules whatever their set, else those of the framework, the set and the configuration; and where controls are shown, all others that a
/// framework rests on and that nobody turned off.
///
/// # Errors
/// A name of a rule, set or framework that there is not.
pub(super) fn choose(
    judging: &Judging,
    wishes: &Wishes,
    scene: &mut Scene,
    policies: &PolicySet,
) -> io::Result<Choice> {
    if let Some(set) = &judging.set {
        scene.config.set = Some(match set.as_str() {
            "recommended" => RuleSet::Recommended,
            "strict" => RuleSet::Strict,
            "all" => RuleSet::All,
            _ => return Err(io::Error::other(format!("`{set}` is no set of rules: recommended, strict, all"))),
        });
    }
    let (only, skipped) = (named(&judging.rule, policies)?, named(&judging.skip, policies)?);
    let framework = match &judging.framework {
        Some(name) => Some(policies.framework(name).ok_or_else(|| no_framework(name, policies))?.id.clone()),
        None => None,
    };
    let narrowing = Narrowing {
        only: (!only.is_empty()).then_some(only),
        skipped,
        config: &scene.config,
        config_path: scene.config_path.as_deref().unwrap_or("the configuration"),
        has_builtin: !judging.no_builtin && scene.config.builtin != Some(false),
    };
    let is_asked_for = |rule: &Rule| match (&narrowing.only, &framework) {
        // `--rule` has said already which ones.
        (Some(_), _) => true,
        (None, Some(id)) => rule.controls.contains_key(id),
        (None, None) => scene.config.enables(rule),
    };
    let running = || policies.rules().iter().filter(|rule| narrowing.reason(rule).is_none());
    let reported: Vec<Arc<Rule>> = running().filter(|rule| is_asked_for(rule)).cloned().collect();
    if !wishes.controls.are_shown_by(&scene.config) {
        return Ok(Choice::of(reported));
    }
    let (deciding, mapped) = control::mapped(policies.frameworks());
    let for_controls = running().filter(|rule| mapped.contains(&rule.id) && !is_asked_for(rule)).cloned().collect();
    let loaded: BTreeMap<&RuleId, &Arc<Rule>> = policies.rules().iter().map(|rule| (&rule.id, rule)).collect();
    let lost = lost(policies.frameworks(), &loaded);
    let not_run = deciding.into_iter().filter_map(|id| {
        let (rule, reason) = match loaded.get(id) {
            // What took the place of a rule runs or not, and is another one.
            Some(rule) if lost.contains(id) => (control::ours(id), format!("replaced by `{}`", rule.path)),
            Some(rule) => (id.clone(), narrowing.reason(rule)?),
            None => (id.clone(), narrowing.missing().to_owned()),
        };
        Some(NotRun { rule, reason })
    });
    Ok(Choice {
        reported,
        for_controls,
        not_run: not_run.collect(),
        shows_controls: true,
        is_about_controls: wishes.controls.are_the_point(),
    })
}

/// Rules that are mapped to a control and mean another rule than the one of their id.
fn lost<'a>(frameworks: &'a [Framework], loaded: &BTreeMap<&RuleId, &Arc<Rule>>) -> BTreeSet<&'a RuleId> {
    let mappings = frameworks.iter().flat_map(|framework| {
        framework.controls.iter().flat_map(move |control| control.rules.iter().map(move |of| (framework, control, of)))
    });
    let deciding = mappings.filter(|(_, _, mapping)| mapping.strength.decides());
    let lost = deciding.filter(|(framework, control, mapping)| {
        loaded.get(&mapping.rule).is_some_and(|rule| !control::is_meant(rule, framework, control))
    });
    lost.map(|(_, _, mapping)| &mapping.rule).collect()
}

/// What takes rules out of a run, besides their set and a framework, which only choose what is reported.
struct Narrowing<'a> {
    only: Option<BTreeSet<RuleId>>,
    skipped: BTreeSet<RuleId>,
    config: &'a Config,
    config_path: &'a str,
    has_builtin: bool,
}

impl Narrowing<'_> {
    /// Why a rule does not run. A rule that is named runs whatever the configuration says.
    fn reason(&self, rule: &Rule) -> Option<String> {
        if self.skipped.contains(&rule.id) {
            return Some("--skip".to_owned());
        }
        match &self.only {
            Some(only) => (!only.contains(&rule.id)).then(|| "not named by --rule".to_owned()),
            None => {
                let is_off = self.config.effective(&rule.id).enabled == Some(false);
                is_off.then(|| format!("turned off in {}", self.config_path))
            }
        }
    }

    /// Why a rule that a framework names is not there.
    fn missing(&self) -> &'static str {
        if self.has_builtin { "no rule has this name" } else { "the built-in rules are left out" }
    }
}

fn named(patterns: &[String], policies: &PolicySet) -> io::Result<BTreeSet<RuleId>> {
    let mut ids = BTreeSet::new();
    for pattern in patterns {
        let matching = policies.rules().iter().filter(|rule| config::matches(pattern, &rule.id));
        let found: Vec<RuleId> = matching.chain(policies.find(pattern)).map(|rule| rule.id.clone()).collect();
        if found.is_empty() {
            let meant = policies.nearest(pattern).map(|id| format!("; did you mean `{id}`?")).unwrap_or_default();
            let message = format!("no rule is named `{pattern}`{meant} (`plimsoll rules` lists them)");
            return Err(io::Error::other(message));
        }
        ids.extend(found);
    }
    Ok(ids)
}

fn no_framework(name: &str, policies: &PolicySet) -> io::Error {
    let known: Vec<&str> = policies.frameworks().iter().map(|framework| framework.id.as_str()).collect();
    io::Error::other(format!("no framework is named `{name}`; there are {}", known.join(", ")))
}
