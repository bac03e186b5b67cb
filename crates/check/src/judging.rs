//! Judges what was found: by every rule that some file, a control or a waiver asks for, until nobody asks for another one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use plimsoll_judge::config::Layers;
use plimsoll_judge::control::Choice;
use plimsoll_judge::evaluate::{self, Evaluation};
use plimsoll_judge::waiver::{self, Waiving};
use plimsoll_loader::discover::Found;
use plimsoll_loader::normalize::project::Loaded;
use plimsoll_policy::{Params, PolicyError, Rule, RuleId, SubjectKind};
use plimsoll_source::files::Files;
use plimsoll_source::problem::{self, Problem};
use plimsoll_source::timings;
use plimsoll_source::{FileId, Sources};

use crate::ended::touched;
use crate::together::{Application, Meet};
use crate::walk::{Batches, walk};
use crate::workshop::Workshop;
use crate::{Judged, Run, Scope, Settlement, configured, summary};

/// So few files make too few projects to keep all processors busy.
const FEW: usize = 16;

/// Judges by every rule that some file is to be judged by, that a control rests on, or that a waiver names; gives back which these last are. What
/// projects include may lie beside configurations that nobody had met, and comments in what was read may name further rules: then it is done again.
pub(super) fn judge(
    run: &Run<'_>,
    layers: &mut Layers,
    settlement: &Settlement,
) -> Result<(Choice, BTreeSet<RuleId>, Judged), PolicyError> {
    let mut named = rules_named(run, layers, settlement, &Judged::default());
    loop {
        let choice = configured::choice(run, &layers.all(), &named);
        let rules: Arc<[Arc<Rule>]> = choice.evaluated().into();
        let at_once = run.scope.project.is_some() || run.found.candidates.len() < FEW;
        let beside: Arc<[Arc<Rule>]> = beside(run, layers, &rules).into();
        let policies = run.policies;
        let workshop = Workshop {
            policies,
            rules: &rules,
            layers,
            at_once,
            ours: false,
            memory: run.scope.memory.as_deref(),
            made: Mutex::default(),
            reads: Mutex::default(),
        };
        let other = Workshop {
            policies,
            rules: &beside,
            layers,
            at_once,
            ours: true,
            memory: None,
            made: Mutex::default(),
            reads: Mutex::default(),
        };
        let mut judged = check(run.found, run.scope, run.files, &run.sources, (&workshop, &other), &choice)?;
        let is_of_tree = |problem: &&mut Problem| problem.is_gap() && problem.code != problem::OF_CALLER;
        for gap in judged.problems.iter_mut().filter(|_| run.scope.complete).filter(is_of_tree) {
            gap.severity = problem::Severity::Error;
        }
        layers.learn(judged.files.iter().map(String::as_str), run.files, &run.sources);
        named.extend(rules_named(run, layers, settlement, &judged));
        let same_beside = self::beside(run, layers, &rules).len() == beside.len();
        if same_beside && configured::choice(run, &layers.all(), &named).evaluated().len() == rules.len() {
            // Rules that only run where nothing was judged did not run.
            let ruling = configured::ruling(layers, &touched(&judged, &run.sources));
            let not_run = configured::not_run(run, layers, &ruling);
            return Ok((Choice { not_run, ..configured::choice(run, &ruling, &named) }, named, judged));
        }
    }
}

/// Rules of ours that others took the place of, as far as they count somewhere.
fn beside(run: &Run<'_>, layers: &Layers, evaluated: &[Arc<Rule>]) -> Vec<Arc<Rule>> {
    let is_asked = |rule: &&Arc<Rule>| evaluated.iter().any(|one| one.id == rule.id) && layers.has_ours(&rule.id);
    run.policies.beside().iter().filter(is_asked).cloned().collect()
}

/// The rules that waivers name: those in files, and those in comments of what was judged.
fn rules_named(run: &Run<'_>, layers: &Layers, settlement: &Settlement, judged: &Judged) -> BTreeSet<RuleId> {
    let Some(waiver_files) = &settlement.waivers else { return BTreeSet::new() };
    waiver::rules_named(&Waiving {
        sources: &run.sources,
        files: &texts_of(run, judged),
        waiver_files,
        allowed: &[],
        rules: run.policies.rules(),
        policy: layers,
        as_of: &settlement.as_of,
        sight: &run.scope.sight,
        there: &BTreeSet::new(),
    })
}

pub(super) fn texts_of(run: &Run<'_>, judged: &Judged) -> Vec<FileId> {
    judged.files.iter().filter_map(|path| run.sources.find(path)).collect()
}

/// Judges everything in the scope by the rules given.
///
/// # Errors
/// When the policies do not compile.
fn check(
    found: &Found,
    scope: &Scope,
    files: &dyn Files,
    sources: &Sources,
    (workshop, beside): (&Workshop<'_>, &Workshop<'_>),
    choice: &Choice,
) -> Result<Judged, PolicyError> {
    // What fails here costs its controls, and nothing that the run was asked for.
    let for_controls = choice.for_controls.iter().filter(|_| !choice.is_about_controls);
    let aside: BTreeMap<&RuleId, &str> = for_controls
        .map(|rule| (&rule.id, "only controls rest on it, and they are not assessed"))
        .chain(choice.for_waivers.iter().map(|rule| (&rule.id, "only waivers speak of it")))
        .collect();
    // What does not compile is told before anything is loaded.
    {
        let _step = timings::step("engine");
        workshop.give_back(Params::default(), workshop.take(&Params::default())?);
    }
    let failed: Mutex<Option<PolicyError>> = Mutex::default();
    let asked = |ask: &dyn Fn(&Workshop<'_>) -> Result<Evaluation, PolicyError>| {
        let _step = timings::step("evaluate");
        let answer = |workshop: &Workshop<'_>| match ask(workshop) {
            Ok(evaluation) => Some(evaluation),
            Err(error) => {
                *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                None
            }
        };
        let mut evaluation = answer(workshop)?;
        if !beside.rules.is_empty() {
            evaluation.beside = Some(Box::new(Evaluation { ours: true, ..answer(beside)? }));
        }
        evaluation
            .problems
            .iter_mut()
            .filter_map(|(rule, problem)| Some((aside.get(&*rule)?, problem)))
            .for_each(|(why, problem)| soften(problem, why));
        Some(evaluation)
    };
    let judged = |loaded: &Loaded| {
        let params = workshop.layers.of_directory(&loaded.project.directory).params();
        let evaluation = asked(&|workshop| workshop.ask(&params, loaded))?;
        let model = match scope.keep_models {
            true => serde_json::to_value(&loaded.project).expect("internal: a project is JSON"),
            false => serde_json::Value::Null,
        };
        Some((summary(loaded, &evaluation, model), evaluation))
    };
    let visit = |mut loaded: Loaded, is_awaited: bool| {
        if let Some(bare) = &mut loaded.bare {
            // How it is started, and for what, is settled after loading.
            bare.project.start = loaded.project.start.clone();
            bare.project.deployment = loaded.project.deployment.clone();
        }
        let answer = judged(&loaded);
        loaded.bare = None;
        (answer, is_awaited.then(|| Box::new(loaded)))
    };
    let judges_environments =
        |rules: &[Arc<Rule>]| rules.iter().any(|rule| rule.applies_to == SubjectKind::Environments);
    let asks = judges_environments(workshop.rules) || judges_environments(beside.rules);
    let meet = |application: Application| {
        if !application.is_several() {
            return None;
        }
        if !asks {
            return Some(evaluate::unasked(&application.together()));
        }
        let params = workshop.layers.of_directory(&application.directory).params();
        asked(&|workshop| workshop.ask_together(&params, &application))
    };
    // Controls are told of each of them, too.
    let meet: Option<&Meet<'_>> = match asks || choice.shows_controls {
        true => Some(&meet),
        // Then nobody waits for anything.
        false => None,
    };
    let judged = walk(found, scope, files, sources, &visit, meet, &mut Batches { size: usize::MAX, ended: &mut || {} });
    match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(judged),
    }
}

/// Makes the failure of a rule that runs for something else than findings a warning: the findings are complete without it.
fn soften(problem: &mut Problem, why: &str) {
    problem.severity = problem::Severity::Warning;
    problem.message.push_str("; ");
    problem.message.push_str(why);
}
