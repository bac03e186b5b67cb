//! The terms of a run, from what the command line and the configurations say.

use std::collections::BTreeSet;
use std::sync::Arc;

use plimsoll_judge::config::{Layers, RuleStanding, TurnedOffKind};
use plimsoll_judge::waiver::WaiverSource;
use plimsoll_policy::{Bundle, PolicyError, PolicySet, Rule, RuleId};
use plimsoll_report::{Report, Silent, Terms, UsedFile};

use super::inputs::Inputs;
use super::judging::Judging;

/// So many rules are named with a setting; the `json` report names all.
const RULES_NAMED: usize = 12;

/// What the terms rest on.
pub(crate) struct Asked<'a> {
    pub(crate) inputs: &'a Inputs,
    pub(crate) judging: &'a Judging,
    pub(crate) layers: &'a Layers,
    pub(crate) policies: &'a PolicySet,
}

/// On which terms a report was made.
///
/// # Errors
/// When the built-in policies do not compile.
pub(crate) fn terms(asked: &Asked<'_>, report: &Report) -> Result<Terms, Vec<PolicyError>> {
    let mut terms = Terms::default();
    command_line(asked, &mut terms);
    if let Some(part) = &report.part {
        terms.narrowed.push(format!("everything but {part}"));
    }
    configured(asked.layers, report, &mut terms);
    for replaced in &report.replaced {
        let (kind, name) = (replaced.kind, &replaced.name);
        terms.narrowed.push(format!("built-in {kind} `{name}`, replaced by policies of `{}`", replaced.source));
    }
    let waivers = report.waivers.iter().filter(|state| state.waiver.source != WaiverSource::Config).count();
    if waivers > 0 {
        terms.chosen.push(format!("{waivers} waivers were read"));
    }
    let for_controls = report.controls.iter().flat_map(|controls| &controls.rules);
    terms.not_run = silent(asked, &report.rules.iter().chain(for_controls).map(|rule| &rule.id).collect(), report)?;
    Ok(terms)
}

/// What the configurations and floors say.
fn configured(layers: &Layers, report: &Report, terms: &mut Terms) {
    for path in &report.configurations {
        match report.sources.find(path) {
            Some(file) => {
                let sha256 = report.sources.sha256(file, "");
                terms.configuration.push(UsedFile { path: path.clone(), sha256 });
            }
            None => terms.chosen.push(format!("the configuration `{path}`")),
        }
    }
    for floor in &report.floors {
        terms.chosen.push(format!("the floor `{}`", floor.title));
    }
    for one in &report.turned_off {
        let place = one.span.map(|span| report.sources.location(span));
        let place = place.map(|place| format!(" (`{}:{}`)", place.path, place.start.line)).unwrap_or_default();
        let named: Vec<&str> = one.rules.iter().take(RULES_NAMED).map(RuleId::as_str).collect();
        let more = one.rules.len().saturating_sub(RULES_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let rules = if named.is_empty() { String::new() } else { format!(": {}{more}", named.join(", ")) };
        let what = format!("{}{rules}{place}", one.what);
        match one.kind {
            TurnedOffKind::Rules | TurnedOffKind::Files | TurnedOffKind::Builtin => terms.turned_off.push(what),
            // What the caller vouches for is his own word.
            TurnedOffKind::Params | TurnedOffKind::PlainStart | TurnedOffKind::Baseline
                if !layers.are_vouched_for() =>
            {
                terms.turned_off.push(what)
            }
            TurnedOffKind::Params
            | TurnedOffKind::PlainStart
            | TurnedOffKind::Baseline
            | TurnedOffKind::Above
            | TurnedOffKind::Severities
            | TurnedOffKind::MinSeverity
            | TurnedOffKind::FailOn
            | TurnedOffKind::Secrets => terms.weighed.push(what),
        }
    }
    for problem in report.problems.iter().filter(|problem| problem.code.starts_with("floor-")) {
        terms.chosen.push(format!("tried and overridden by a floor: {}", problem.message));
    }
}

/// Rules that run by default and did not, with the reason.
fn silent(asked: &Asked<'_>, ran: &BTreeSet<&RuleId>, report: &Report) -> Result<Vec<Silent>, Vec<PolicyError>> {
    let default = |rule: &&Arc<Rule>| rule.default && !ran.contains(&rule.id);
    let because = |rule: &Arc<Rule>| {
        let standings: Vec<RuleStanding> = asked.layers.standings(&rule.id).collect();
        let is = |wanted: fn(&RuleStanding) -> bool| standings.iter().any(wanted);
        if is(|standing| *standing == RuleStanding::Skipped) {
            "--skip"
        } else if is(|standing| *standing == RuleStanding::Unnamed) {
            "--rule"
        } else if is(|standing| matches!(standing, RuleStanding::Off(_))) {
            "off in a configuration"
        } else if asked.judging.framework.is_some() {
            "--framework"
        } else {
            "not chosen"
        }
    };
    let rules = asked.policies.rules().iter().filter(default);
    let mut silent: Vec<Silent> =
        rules.map(|rule| Silent { rule: rule.id.clone(), why: because(rule).to_owned() }).collect();
    if asked.judging.no_builtin || report.turned_off.iter().any(|one| one.kind == TurnedOffKind::Builtin) {
        let builtin = PolicySet::load(Bundle::shipped(super::shipped()))?;
        let known: BTreeSet<&RuleId> = asked.policies.rules().iter().map(|rule| &rule.id).collect();
        let missing = builtin.rules().iter().filter(default).filter(|rule| !known.contains(&rule.id));
        silent.extend(missing.map(|rule| Silent { rule: rule.id.clone(), why: "without built-in rules".to_owned() }));
    }
    silent.sort();
    Ok(silent)
}

fn command_line(asked: &Asked<'_>, terms: &mut Terms) {
    let (inputs, judging) = (asked.inputs, asked.judging);
    let Terms { chosen, narrowed, .. } = terms;
    if !judging.rule.is_empty() {
        narrowed.push(format!("every rule but {} (--rule)", quoted(&judging.rule)));
    }
    if !judging.skip.is_empty() {
        narrowed.push(format!("rules {} (--skip)", quoted(&judging.skip)));
    }
    if let Some(name) = &judging.framework {
        narrowed.push(format!("findings of rules that say nothing of `{name}` (--framework)"));
    }
    if judging.no_builtin {
        narrowed.push("the built-in rules (--no-builtin)".to_owned());
    }
    if let Some(set) = &judging.set {
        chosen.push(format!("the set `{set}`"));
    }
    if judging.no_waivers {
        chosen.push("nothing is waived".to_owned());
    }
    if inputs.env_from_shell {
        chosen.push("variables of the shell take part, which are not recorded".to_owned());
    }
    if !inputs.build_arg.is_empty() {
        let names: Vec<String> = inputs.build_arg.iter().map(|(name, _)| name.clone()).collect();
        chosen.push(format!("build arguments {}", quoted(&names)));
    }
    if inputs.no_ignore {
        chosen.push("files that git ignores are judged too".to_owned());
    }
}

fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
