//! What the command line chooses of the rules there are.

use std::collections::{BTreeSet, HashMap};
use std::io;

use plimsoll_judge::config::{self, Command, Origin};
use plimsoll_policy::{PolicySet, RuleId, RuleSet};

use super::configure;
use super::judging::{Judging, VerbOptions};
use super::scene::Scene;

/// Says to the configurations which rules there are, and what the command line chooses of them.
pub(super) fn know(
    judging: &Judging,
    options: &VerbOptions,
    scene: &mut Scene,
    mut policies: PolicySet,
    origins: HashMap<RuleId, Origin>,
) -> io::Result<PolicySet> {
    configure::fulfillable(&scene.layers, policies.rules(), &scene.sources)?;
    let set = match judging.set.as_deref() {
        None => None,
        Some("recommended") => Some(RuleSet::Recommended),
        Some("strict") => Some(RuleSet::Strict),
        Some("all") => Some(RuleSet::All),
        Some(set) => return Err(io::Error::other(format!("`{set}` is no set of rules: recommended, strict, all"))),
    };
    let (only, skip) = (named(&judging.rule, &policies)?, named(&judging.skip, &policies)?);
    let framework = match &judging.framework {
        Some(name) => Some(policies.framework(name).ok_or_else(|| no_framework(name, &policies))?.id.clone()),
        None => None,
    };
    let only = (!judging.rule.is_empty()).then_some(only);
    let (fail_on, min_severity, fail_on_review) = (options.fail_on, options.min_severity, options.fail_on_review);
    let command = Command { set, only, framework, skip, fail_on, fail_on_review, min_severity };
    let brought = origins.iter().filter_map(|(rule, origin)| {
        let path = match origin {
            Origin::Ours => return None,
            Origin::Caller => None,
            Origin::Tree(path) => Some(path.clone()),
        };
        Some((rule.to_string(), path))
    });
    scene.kept.origins = brought.collect();
    scene.layers.stand_beside(policies.beside());
    scene.layers.know(policies.rules(), origins, command);
    if let [layer] = scene.layers.all().as_slice() {
        // Where one layer rules everything, the policies themselves carry its parameters, and so does evidence.
        for (rule, name, value) in layer.params().values() {
            // What does not fit is told at its line by the check of the configuration, and keeps its default.
            let _unfit = policies.configure(&rule, &name, value);
        }
    }
    Ok(policies)
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
