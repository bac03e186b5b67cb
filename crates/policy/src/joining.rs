//! Sources made into one set: each a world of its own, read where it can do no harm, and left out where something is wrong with it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use plimsoll_policy_text::Shipped;
use plimsoll_typing::nearest;
use serde_json::Value;

use super::bundle::Bundle;
use super::framework::controls_by_rule;
use super::keeper::Keeper;
use super::reading::{self, Ours, Unread};
use super::set::Engine;
use super::source::{Replaced, ReplacedKind, Source};
use super::world::{self, World};
use super::{Framework, Mapping, PolicyError, PolicySet, Rule, RuleId, Strength, dialect};

/// So many rules of a source that is left out are named.
const NAMED: usize = 10;

/// So many wrong controls of a rule are told.
const MAX_CLAIMS: usize = 20;

impl PolicySet {
    /// Our rules, of what the program ships, with those of other sources. Each source is a world of its own: its rules see its own words and facts over ours, and never
    /// change what ours or another source's see. A keeper's places are where sources are read and their rules run: without one that happens in this
    /// process, where they can take its memory and its stack.
    ///
    /// # Errors
    /// Everything that is wrong with the sources: nothing in one that is a rule, what it has in common with ours without being told to
    /// replace it, and what is wrong with its files.
    pub fn with(
        shipped: &Shipped,
        ours: &Ours,
        sources: Vec<Source>,
        keeper: Option<Arc<dyn Keeper>>,
    ) -> Result<Self, Vec<PolicyError>> {
        match Self::of_readable(shipped, ours, sources, keeper)? {
            (set, errors) if errors.is_empty() => Ok(set),
            (_, errors) => Err(errors),
        }
    }

    /// The same without the sources that something is wrong with, and what that is.
    ///
    /// # Errors
    /// When nothing is left that judges.
    pub fn of_readable(
        shipped: &Shipped,
        ours: &Ours,
        sources: Vec<Source>,
        keeper: Option<Arc<dyn Keeper>>,
    ) -> Result<(Self, Vec<PolicyError>), Vec<PolicyError>> {
        Self::of_readable_under(shipped, ours, sources, keeper, &|_| None)
    }

    /// The same where some of our rules are kept by somebody (whose name the function gives): a source that takes the place of one is left out.
    ///
    /// # Errors
    /// When nothing is left that judges.
    pub fn of_readable_under(
        shipped: &Shipped,
        ours: &Ours,
        sources: Vec<Source>,
        keeper: Option<Arc<dyn Keeper>>,
        keeps: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(Self, Vec<PolicyError>), Vec<PolicyError>> {
        let place = keeper.as_deref();
        let (mut bundle, kept) = ours.read(shipped, place)?;
        bundle.modules.retain(|module| !module.is_test());
        let lent = if sources.is_empty() { Bundle::default() } else { bundle.clone().vocabulary() };
        let mut errors = Vec::new();
        let mut replaced = Vec::new();
        let mut worlds = Vec::new();
        let mut frameworks: Vec<String> = Vec::new();
        for source in &sources {
            let unread = Unread::new(source, ours);
            let read = unread.read(shipped, place).and_then(|reading| {
                let (taken, ids) = (reading.replaced().to_vec(), reading.framework_ids().map(str::to_owned).collect());
                Ok((reading.world(&unread, lent.clone())?, taken, ids))
            });
            match read {
                Ok((_, taken, _)) if taken.iter().any(|one| kept_from(one, keeps).is_some()) => {
                    errors.extend(taken.iter().filter_map(|one| kept_from(one, keeps)));
                    errors.extend(left_out(source));
                }
                Ok((world, taken, ids)) => {
                    let ids: Vec<String> = ids;
                    worlds.push(world);
                    replaced.extend(taken);
                    frameworks.extend(ids);
                }
                Err(found) => {
                    errors.extend(found);
                    errors.extend(left_out(source));
                }
            }
        }
        // Where our rules are left out, nothing of ours judges that could be replaced.
        let ours_judge = Ours::judges(&bundle);
        if !ours_judge {
            let id =
                |value: &Value| value["id"].as_str().is_some_and(|id| frameworks.iter().any(|theirs| theirs == id));
            bundle.frameworks.retain(|(_, content)| !id(&content.value()));
        }
        let first = match kept {
            Some(world) => world,
            None => World::load(bundle, Bundle::default(), None)?,
        };
        worlds.insert(0, first);
        // Where ours are left out, what absorbs one of them is right all the same.
        let known = |set: Self| match unknown_absorbed(&set.rules) {
            errors if ours_judge && !errors.is_empty() => Err(world::sorted(errors)),
            _ => Ok(set),
        };
        match Self::of_worlds(worlds, replaced).and_then(known) {
            Ok(set) => Ok((Self { keeper, ..set }, errors)),
            Err(_) if !errors.is_empty() => Err(errors),
            // They do not go together, or with ours.
            Err(found) if !sources.is_empty() => {
                let (alone, _) = Self::of_readable(shipped, ours, Vec::new(), keeper).map_err(|_| found.clone())?;
                Ok((alone, found.into_iter().chain(sources.iter().filter_map(left_out)).collect()))
            }
            Err(found) => Err(found),
        }
    }

    /// The rules and frameworks of some worlds, ours first.
    ///
    /// # Errors
    /// When they do not go together.
    pub(super) fn of_worlds(worlds: Vec<World>, replaced: Vec<Replaced>) -> Result<Self, Vec<PolicyError>> {
        let is_replaced =
            |kind, name: &str| replaced.iter().any(|replaced| replaced.kind == kind && replaced.name == name);
        let mut errors = Vec::new();
        let mut frameworks: Vec<Framework> = Vec::new();
        // Which rules our own frameworks and those of others speak of: ours do not mean what took the place of a rule.
        let (mut of_ours, mut of_others) = (Vec::new(), Vec::new());
        let all = worlds.iter().flat_map(|world| world.frameworks.iter().map(|one| (one, world.source.is_none())));
        for (framework, is_ours) in all {
            if is_ours && is_replaced(ReplacedKind::Framework, &framework.id) {
                continue;
            }
            if let Some(twice) = frameworks.iter().find(|known| known.id == framework.id) {
                let message = format!("framework {} is there twice", twice.id);
                errors
                    .push(PolicyError::new("policy-twice", "frameworks", message).help("give one of them another id"));
            }
            if is_ours {
                of_ours.push(framework)
            } else {
                of_others.push(framework)
            }
            frameworks.push(framework.clone());
        }
        let (of_ours, of_others) = (controls_by_rule(&of_ours), controls_by_rule(&of_others));
        let mut rules: Vec<Rule> = Vec::new();
        let mut beside: Vec<Arc<Rule>> = Vec::new();
        for world in &worlds {
            for rule in &world.rules {
                let mut rule = rule.clone();
                if world.source.is_none() && is_replaced(ReplacedKind::Rule, rule.id.as_str()) {
                    join(&mut rule.controls, of_ours.get(rule.id.as_str()));
                    beside.push(Arc::new(rule));
                    continue;
                }
                if world.source.is_some() {
                    errors.extend(claim(&rule, &mut frameworks));
                }
                for mapped in
                    [of_ours.get(rule.id.as_str()).filter(|_| world.source.is_none()), of_others.get(rule.id.as_str())]
                {
                    join(&mut rule.controls, mapped);
                }
                rules.push(rule);
            }
        }
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        errors.extend(
            rules.windows(2).filter(|pair| pair[0].id == pair[1].id).map(|pair| world::twice(&pair[0], &pair[1])),
        );
        errors.extend(circle(&rules));
        if rules.is_empty() && errors.is_empty() {
            errors.push(dialect::nothing());
        }
        if !errors.is_empty() {
            return Err(world::sorted(errors));
        }
        let rules = rules.into_iter().map(Arc::new).collect();
        Ok(Self {
            rules,
            beside,
            frameworks,
            worlds,
            replaced,
            params: BTreeMap::new(),
            program: Mutex::default(),
            engine: Engine::default(),
            keeper: None,
        })
    }
}

/// What rules say that they absorb and is no rule.
fn unknown_absorbed(rules: &[Arc<Rule>]) -> Vec<PolicyError> {
    let ids = || rules.iter().map(|rule| rule.id.as_str());
    let known: BTreeSet<&str> = ids().collect();
    let mut errors = Vec::new();
    for rule in rules {
        for absorbed in rule.absorbs.iter().filter(|absorbed| !known.contains(absorbed.as_str())) {
            let meant = nearest(absorbed.as_str(), ids()).map(|id| format!("did you mean `{id}`?"));
            let help = meant.unwrap_or_else(|| "`plimsoll rules` lists all rules".to_owned());
            let message = format!("absorbs `{absorbed}`, and there is no such rule");
            errors.push(PolicyError::new("policy-metadata", &rule.path, message).rule(&rule.id).help(help));
        }
    }
    errors
}

/// That rules absorb each other in a circle.
fn circle(rules: &[Rule]) -> Option<PolicyError> {
    let by_id: BTreeMap<&RuleId, &Rule> = rules.iter().map(|rule| (&rule.id, rule)).collect();
    // By how many a rule is absorbed; it leaves when nobody is left who does.
    let mut absorbed_by: BTreeMap<&RuleId, usize> = BTreeMap::new();
    for absorbed in rules.iter().flat_map(|rule| &rule.absorbs) {
        *absorbed_by.entry(absorbed).or_default() += 1;
    }
    let mut free: Vec<&Rule> = rules.iter().filter(|rule| !absorbed_by.contains_key(&rule.id)).collect();
    while let Some(rule) = free.pop() {
        for absorbed in &rule.absorbs {
            let Some(left) = absorbed_by.get_mut(absorbed) else { continue };
            *left -= 1;
            if *left == 0 {
                absorbed_by.remove(absorbed);
                free.extend(by_id.get(absorbed));
            }
        }
    }
    let is_circled = |rule: &&Rule| absorbed_by.contains_key(&rule.id) && !rule.absorbs.is_empty();
    let rule = rules.iter().find(is_circled)?;
    let all: Vec<&str> = rules.iter().filter(is_circled).take(NAMED).map(|rule| rule.id.as_str()).collect();
    let message = format!("rules absorb each other in a circle, so that none would be told: {}", all.join(", "));
    let help = "one of them says less than the others: take its `absorbs` away";
    Some(PolicyError::new("policy-metadata", &rule.path, message).rule(&rule.id).help(help))
}

/// That a source takes the place of a rule that somebody keeps.
fn kept_from(replaced: &Replaced, keeps: &dyn Fn(&str) -> Option<String>) -> Option<PolicyError> {
    let who = keeps(&replaced.name).filter(|_| replaced.kind == ReplacedKind::Rule)?;
    let message = format!("replaces {replaced}, which \"{who}\" demands as plimsoll ships it");
    let help = "give the rule an id of its own: ours judges beside it";
    Some(PolicyError::new("floor-replace", &*replaced.source, message).help(help))
}

/// That the rules of a source did not judge; nothing where it has none that can be named.
fn left_out(source: &Source) -> Option<PolicyError> {
    let rules = reading::rules_of(&source.files);
    let named = rules.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = match rules.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("the source is left out, so these of its rules did not judge: {named}{more}");
    (!rules.is_empty()).then(|| PolicyError::new("policy-left-out", source.name.as_str(), message))
}

/// Makes the controls that a rule of others claims in its METADATA part of the frameworks: partly covered, as nobody vouches for more.
/// Frameworks that are not loaded are passed over when our rules are left out.
fn claim(rule: &Rule, frameworks: &mut [Framework]) -> Vec<PolicyError> {
    let error = |message: String| PolicyError::new("policy-metadata", rule.path.as_str(), message);
    let mut errors = Vec::new();
    let ids: Vec<String> = frameworks.iter().map(|framework| framework.id.clone()).collect();
    for (id, controls) in &rule.controls {
        let Some(framework) = frameworks.iter_mut().find(|framework| framework.id == *id) else {
            if !ids.is_empty() {
                let meant = plimsoll_typing::nearest(id, ids.iter().map(String::as_str));
                let help =
                    meant.map_or_else(|| format!("there are {}", ids.join(", ")), |id| format!("did you mean `{id}`?"));
                errors.push(error(format!("METADATA: `custom.controls`: there is no framework `{id}`")).help(help));
            }
            continue;
        };
        let places: HashMap<String, usize> =
            framework.controls.iter().enumerate().map(|(place, control)| (control.id.clone(), place)).collect();
        for control in controls {
            let Some(place) = places.get(control) else {
                if errors.len() == MAX_CLAIMS {
                    return errors;
                }
                let known = framework.controls.iter().map(|control| control.id.as_str());
                let meant = plimsoll_typing::nearest(control, known);
                let help = meant.map_or_else(
                    || format!("schemas/framework.json describes frameworks; {id} is one"),
                    |id| format!("did you mean `{id}`?"),
                );
                errors.push(error(format!("METADATA: `custom.controls`: {id} has no control `{control}`")).help(help));
                continue;
            };
            let control = &mut framework.controls[*place];
            control.rules.retain(|mapping| mapping.rule != rule.id);
            control.rules.push(Mapping { rule: rule.id.clone(), strength: Strength::Partial });
        }
    }
    errors
}

/// Adds controls, each once.
fn join(controls: &mut BTreeMap<String, Vec<String>>, more: Option<&BTreeMap<String, Vec<String>>>) {
    for (framework, ids) in more.into_iter().flatten() {
        let known = controls.entry(framework.clone()).or_default();
        let new: Vec<String> = ids.iter().filter(|id| !known.contains(id)).cloned().collect();
        known.extend(new);
    }
}
