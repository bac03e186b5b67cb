//! The line from a tree of files to a report: discover → load → normalize → evaluate, in parallel over projects. Chains steps, decides nothing.

mod configured;
mod counted;
mod ended;
mod environments;
mod judging;
mod nothing;
mod scope;
mod startable;
mod together;
mod walk;
mod wanted;
mod workshop;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

pub use self::environments::{FoundApplication, FoundEnvironment, environments};
pub use self::nothing::{NOTHING, paths as nothing_of};
pub use self::scope::{Described, Scope};
pub use self::startable::{Startable, load, startable};
pub use self::together::Application;
use self::walk::{Batches, walk};
use plimsoll_judge::baseline::Baseline;
use plimsoll_judge::config::Layers;
use plimsoll_judge::control::{self, Controls};
use plimsoll_judge::evaluate::{self, Evaluation, triage};
use plimsoll_judge::finding::{Compared, Finding, Outcome, Tally};
use plimsoll_judge::waiver::{self, WaiversAt, Waiving};
use plimsoll_loader::discover::{self, Found};
use plimsoll_loader::normalize::project::Loaded;
use plimsoll_model::ProjectKind;
use plimsoll_policy::{PolicyError, PolicySet, Rule, RuleId};
use plimsoll_report::{BaselineSummary, FloorSummary, ProjectSummary, Report, Repository, Terms};
use plimsoll_source::files::{EntryKind, Files, Kind};
use plimsoll_source::problem::Problem;
use plimsoll_source::timings;
use plimsoll_source::{Position, Shown, Sources, line_hashes};

use self::configured::Configured;
use self::counted::Counted;
use self::ended::{is_among, left_out, touched};
use self::judging::{judge, texts_of};

/// The kind of Compose projects in summaries.
const COMPOSE: &str = "compose";

/// Everything that was found out, before waivers and configuration have their say.
#[derive(Debug, Default)]
pub struct Judged {
    /// What rules say, project by project, in order of the projects.
    pub evaluations: Vec<Evaluation>,
    /// What was judged.
    pub projects: Vec<ProjectSummary>,
    /// What could not be read or understood.
    pub problems: Vec<Problem>,
    /// Rules that failed.
    pub failures: Vec<Problem>,
    /// Environments side by side, application by application.
    pub compared: Vec<Compared>,
    /// Files that were judged.
    pub files: BTreeSet<String>,
    /// Those of them that have a part in a Compose project.
    pub composed: BTreeSet<String>,
    /// Files that were found and left out, with the reason.
    pub excluded: Vec<(String, String)>,
}

/// Loads everything in the scope without judging it, in order.
pub fn projects(found: &Found, scope: &Scope, files: &dyn Files, sources: &Sources) -> (Vec<Loaded>, Vec<Problem>) {
    let mut all = Vec::new();
    let problems = each_project(found, scope, files, sources, &mut |project| all.push(project));
    all.sort_by_cached_key(|loaded| order(&loaded.project));
    (all, problems)
}

/// Loads everything in the scope without judging it, in order: projects by themselves, and those that are environments of one application.
pub fn applications(
    found: &Found,
    scope: &Scope,
    files: &dyn Files,
    sources: &Sources,
) -> (Vec<Loaded>, Vec<Application>, Vec<Problem>) {
    let alone: Mutex<Vec<Loaded>> = Mutex::default();
    let all: Mutex<Vec<Application>> = Mutex::default();
    let leave = |project: Loaded| alone.lock().unwrap_or_else(PoisonError::into_inner).push(project);
    let visit = |project: Loaded, is_awaited: bool| match is_awaited {
        true => (None, Some(Box::new(project))),
        false => {
            leave(project);
            (None, None)
        }
    };
    let meet = |application: Application| {
        match application.is_several() {
            true => all.lock().unwrap_or_else(PoisonError::into_inner).push(application),
            false => application.members.into_iter().for_each(|(_, project)| leave(project)),
        }
        None
    };
    let mut batches = Batches { size: usize::MAX, ended: &mut || {} };
    let problems = walk(found, scope, files, sources, &visit, Some(&meet), &mut batches).problems;
    let mut alone = alone.into_inner().unwrap_or_else(PoisonError::into_inner);
    alone.sort_by_cached_key(|loaded| order(&loaded.project));
    let mut all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    all.sort_by_cached_key(|one| one.members.first().map(|(_, loaded)| order(&loaded.project)));
    (alone, all, problems)
}

/// Projects that are loaded at the same time before they are handed on.
const BATCH: usize = 32;

/// Loads everything in the scope without judging it, and hands on project by project, in order; only a few are held at a time.
pub fn each_project(
    found: &Found,
    scope: &Scope,
    files: &dyn Files,
    sources: &Sources,
    take: &mut dyn FnMut(Loaded),
) -> Vec<Problem> {
    let loaded: Mutex<Vec<Loaded>> = Mutex::default();
    let visit = |project: Loaded, _: bool| {
        loaded.lock().unwrap_or_else(PoisonError::into_inner).push(project);
        (None, None)
    };
    let mut ended = || {
        let mut batch = std::mem::take(&mut *loaded.lock().unwrap_or_else(PoisonError::into_inner));
        batch.sort_by_cached_key(|loaded| order(&loaded.project));
        batch.into_iter().for_each(&mut *take);
    };
    walk(found, scope, files, sources, &visit, None, &mut Batches { size: BATCH, ended: &mut ended }).problems
}

fn order(project: &plimsoll_model::Project) -> (ProjectKind, String, Vec<String>, Option<String>) {
    (project.kind, project.directory.clone(), project.files.clone(), project.environment.clone())
}

/// Where a problem comes in the order of all.
fn place(problem: &Problem, sources: &Sources) -> (Option<String>, Option<Position>, &'static str, String) {
    let place = problem.location(sources);
    let path = place.as_ref().map(|location| location.path.clone()).or_else(|| problem.path.clone());
    (path, place.map(|location| location.start), problem.code, problem.message.clone())
}

/// What a file may be: as discovery took it, as it was named, else by its own name. `None` for what is no file.
fn kind_of(path: &str, found: &Found, scope: &Scope, files: &dyn Files) -> Option<Kind> {
    let named = scope.project.iter().chain(scope.environments.iter().map(|described| &described.request));
    let is_named = || named.clone().any(|request| request.files.iter().any(|file| file == path));
    let name = path.rsplit('/').next().unwrap_or(path);
    let lower = name.to_ascii_lowercase();
    let by_name = || match discover::kind_of(name) {
        // What a Compose file includes or extends has any name.
        None if lower.ends_with(".yml") || lower.ends_with(".yaml") => Some(Kind::Compose),
        kind => kind,
    };
    match found.candidates.get(path) {
        Some(kind) => Some(*kind),
        None if is_named() => Some(Kind::Compose),
        None if files.kind(path) == Some(EntryKind::Directory) => None,
        None => by_name(),
    }
}

fn summary(loaded: &Loaded, evaluation: &Evaluation, model: serde_json::Value) -> ProjectSummary {
    let project = &loaded.project;
    ProjectSummary {
        name: project.label(),
        directory: project.directory.clone(),
        environment: project.environment.clone(),
        deployment: project.deployment.clone(),
        kind: match project.kind {
            ProjectKind::Compose => COMPOSE,
            ProjectKind::Dockerfile => "dockerfile",
            ProjectKind::Env => "env",
        },
        files: project.files.clone(),
        start: project.start.clone(),
        subjects: evaluation.subjects.clone(),
        model: Arc::new(model),
    }
}

/// Everything a run needs.
pub struct Run<'a> {
    /// What discovery found.
    pub found: &'a Found,
    /// What of it is to be judged.
    pub scope: &'a Scope,
    /// The files there are.
    pub files: &'a dyn Files,
    /// Their texts.
    pub sources: Arc<Sources>,
    /// All policies.
    pub policies: &'a PolicySet,
    /// Whether controls are worked out: rules that only they rest on cost time.
    pub shows_controls: bool,
    /// Whether the run is about controls: then a rule that fails makes it incomplete even where only a framework needs it, and nothing is hidden.
    pub is_about_controls: bool,
    /// The scanned repository.
    pub repository: Repository,
}

/// What is decided about findings once they are there.
#[derive(Debug, Clone, Default)]
pub struct Settlement {
    /// The day the run counts as, `YYYY-MM-DD`.
    pub as_of: String,
    /// The waivers files; `None` where nothing is to be waived.
    pub waivers: Option<Vec<WaiversAt>>,
    /// A previous report.
    pub baseline: Option<Baseline>,
}

/// The whole line: judges everything in the scope, and settles severities, waivers and the baseline. `problems` are those that came before.
///
/// # Errors
/// When the policies do not compile.
pub fn report(
    run: Run<'_>,
    layers: &mut Layers,
    settlement: Settlement,
    problems: Vec<Problem>,
) -> Result<Shown<Report>, PolicyError> {
    let (rules, named, mut judged) = judge(&run, layers, &settlement)?;
    let _step = timings::step("settle");
    let ruling = configured::ruling(layers, &touched(&judged, &run.sources));
    let nothing = nothing::judged(run.found, run.scope, &judged, &ruling, &run.sources);
    let allowed = layers.allowed_secrets();
    let settled = layers.take_problems();
    let layers = &*layers;
    let mapped = if run.shows_controls { control::mapped(run.policies.frameworks()).1 } else { BTreeSet::new() };
    let projects = std::mem::take(&mut judged.projects);
    let besides = mapped.iter().copied().chain(&named).collect();
    let configured = Configured::new(layers, &run.sources, besides, &projects);
    let unbuilt = judged.evaluations.iter().flat_map(|evaluation| evaluation.unbuilt.iter().cloned()).collect();
    let reads_of = |rule: &RuleId| run.policies.reads_of(rule);
    let mut withheld = evaluate::Withheld::new(unbuilt, &reads_of);
    let by_place = if run.shows_controls { control::places(&judged.compared) } else { BTreeMap::new() };
    let mut counted = Counted { keeps: run.scope.keep_rows, by_place, ..Counted::default() };
    for evaluation in &mut judged.evaluations {
        let off = configured.configure(evaluation);
        counted.take(evaluation, off, &configured, &mut withheld);
    }
    let Counted { rows, mut off, tally, aside, mut by_place, .. } = counted;
    let (mut findings, mut outcomes) = merge(std::mem::take(&mut judged.evaluations), rows);
    triage::identify(&mut findings, &run.sources);
    let sight = ended::sight(&run, &judged, &outcomes);
    let kind_of = |path: &str| kind_of(path, run.found, run.scope, run.files);
    let population = evaluate::Population { kind_of: &kind_of, composed: &judged.composed };
    let reads = |rule: &Rule| run.policies.reads(rule);
    // There is one for every rule and file: where no report lists them, controls alone want them, by their number.
    let mut left = Tally::default();
    let keeps = run.scope.keep_rows || run.scope.keep_unjudged;
    let mut take = |outcome: Outcome| match configured.has_row(&outcome) {
        false => off.extend(run.scope.keep_rows.then(|| configured.off(outcome, None))),
        true if keeps => outcomes.push(outcome),
        true => {
            let Outcome { rule, about, kind, .. } = outcome;
            left.add(&rule, &about.project, about.environment.as_ref(), kind, 1);
            if let Some(tally) = by_place.get_mut(&about.place()) {
                tally.add(&rule, &about.project, about.environment.as_ref(), kind, 1);
            }
        }
    };
    evaluate::unjudged(&judged.problems, &rules.evaluated(), population, &run.sources, &reads, &mut take);
    sort(&mut off);
    sort(&mut outcomes);
    let told = evaluate::replaced_problems(run.policies.replaced());
    let found = judged.problems.iter().cloned().chain(nothing).chain(judged.failures.drain(..));
    let mut problems: Vec<Problem> = problems.into_iter().chain(told).chain(found).collect();
    let mut waivers = Vec::new();
    if let Some(waiver_files) = &settlement.waivers {
        let files = texts_of(&run, &judged);
        let there = run.found.candidates.keys().chain(&judged.files).map(String::as_str).collect();
        let waiving = Waiving {
            sources: &run.sources,
            files: &files,
            waiver_files,
            allowed: &allowed,
            rules: run.policies.rules(),
            policy: layers,
            as_of: &settlement.as_of,
            sight: &sight,
            there: &there,
        };
        let (states, met) = waiver::apply(&mut findings, &waiving);
        waiver::mark_waived(&mut outcomes, &findings);
        waivers = states;
        problems.extend(met);
    }
    problems.extend(settled);
    problems.sort_by_cached_key(|problem| place(problem, &run.sources));
    let ((findings, mut outcomes), (beside, mut of_controls)) =
        triage::part(findings, outcomes, |outcome| configured.is_aside(outcome));
    let findings = evaluate::absorbed(findings, &mut outcomes, run.policies.rules());
    let mut findings = triage::folded(findings, &mut outcomes, &|span| run.sources.location(span));
    let mut beside = triage::folded(beside, &mut of_controls, &|span| run.sources.location(span));
    waiver::name_covered(&mut waivers, findings.iter().chain(&beside));
    // What only waivers were told by is of no further use.
    triage::keep(&mut beside, &mut of_controls, |finding| mapped.contains(&finding.rule));
    of_controls.retain(|outcome| mapped.contains(&outcome.rule));
    let aside = aside.of_rules(|rule| mapped.contains(rule));
    triage::bound(&mut findings.iter_mut().chain(&mut beside));
    let frameworks = run.policies.frameworks();
    let controls = run.shows_controls.then(|| {
        let ran = || rules.reported.iter().chain(&rules.for_controls);
        let all = || outcomes.iter().chain(&of_controls);
        let by_place = control::ByPlace::new(all(), &by_place);
        let those: Vec<&Arc<Rule>> = ran().collect();
        let in_each = |one: &Compared| control::beside(one, frameworks, &those, &by_place, &rules.not_run);
        Controls {
            environments: judged.compared.iter().map(in_each).collect(),
            frameworks: control::frameworks(frameworks, ran(), all(), &[&tally, &aside, &left], &rules.not_run),
            rules: rules.for_controls.clone(),
            findings: beside,
            outcomes: of_controls,
            tally: aside,
            not_run: rules.not_run.clone(),
        }
    });
    let problems: Vec<Problem> = problems.into_iter().map(Problem::bounded).collect();
    let left_out = left_out(&judged);
    let in_sight = |path: &str, rule: Option<&RuleId>| {
        let ran = |rule: &RuleId| sight.ran(rule) && configured.reports(rule, path);
        sight.holds(path) && !is_among(path, &left_out) && rule.is_none_or(ran)
    };
    let unjudged_before = settlement.baseline.as_ref().map(|baseline| baseline.unjudged().clone()).unwrap_or_default();
    let baseline = settlement.baseline.map(|baseline| baseline.compare(&mut findings, &run.sources, &in_sight));
    let turned_off = layers.turned_off(&|layer| configured.hidden(layer, &findings));
    // What is about controls holds every finding that one rests on.
    triage::keep(&mut findings, &mut outcomes, |finding| run.is_about_controls || configured.shows(finding));
    Ok(run.sources.show(Report {
        frameworks: frameworks.to_vec(),
        controls,
        rules: rules.reported.iter().map(|rule| described(&run, layers, rule)).collect(),
        replaced: run.policies.replaced().to_vec(),
        findings,
        outcomes,
        tally,
        off,
        first_lines: first_lines(&problems, run.files, &run.sources),
        problems,
        waivers,
        baseline: baseline.map(|found| BaselineSummary {
            new: found.new,
            unchanged: found.unchanged,
            gone: found.gone,
            out_of_sight: found.out_of_sight,
        }),
        since: None,
        unjudged_before,
        compared: std::mem::take(&mut judged.compared),
        projects,
        files: judged.files.into_iter().collect(),
        excluded: judged.excluded,
        repository: run.repository,
        as_of: settlement.as_of,
        turned_off,
        floors: layers.floors().all().iter().map(FloorSummary::of).collect(),
        configurations: layers.configs().map(|config| config.path.clone()).collect(),
        terms: Terms::default(),
        params: layers.params().into_iter().map(|(below, params)| (below, params.as_json())).collect(),
        part: run.scope.part(),
        sources: run.sources.showcase(),
    }))
}

/// A rule as reports describe it: ours, where it counts somewhere.
fn described(run: &Run<'_>, layers: &Layers, rule: &Arc<Rule>) -> Arc<Rule> {
    let ours = run.policies.beside().iter().find(|ours| ours.id == rule.id && layers.has_ours(&ours.id));
    Arc::clone(ours.unwrap_or(rule))
}

/// What platforms know the first lines of files by that could not be read.
fn first_lines(problems: &[Problem], files: &dyn Files, sources: &Sources) -> BTreeMap<String, String> {
    let unread = problems.iter().filter(|problem| problem.span.is_none()).filter_map(|problem| problem.path.as_ref());
    let unread = unread.filter(|path| sources.find(path).is_none());
    unread.filter_map(|path| Some((path.clone(), line_hashes(&files.beginning(path)?).first()?.to_string()))).collect()
}

/// A report in which the rules that ran for controls only stand among the others, with all that they found, and what was not asked of a part:
/// what evidence keeps.
pub fn whole(report: &Report) -> Report {
    let mut whole = report.clone();
    let Some(controls) = &report.controls else { return whole };
    let offset = whole.findings.len();
    whole.findings.extend(controls.findings.iter().cloned());
    whole.outcomes.extend(controls.outcomes.iter().cloned().map(|mut outcome| {
        outcome.findings.iter_mut().for_each(|index| *index += offset);
        outcome
    }));
    whole.findings = triage::folded(whole.findings, &mut whole.outcomes, &|span| report.sources.location(span));
    whole.rules.extend(controls.rules.iter().cloned());
    whole.rules.sort_by(|a, b| a.id.cmp(&b.id));
    // Every rule that ran somewhere has a row of every subject of its kind: one that says so where it was not asked.
    let off = std::mem::take(&mut whole.off).into_iter();
    let ran = |rule: &RuleId| whole.rules.binary_search_by(|one| one.id.cmp(rule)).is_ok();
    let off: Vec<Outcome> = off.filter(|outcome| ran(&outcome.rule)).collect();
    whole.outcomes.extend(off);
    sort(&mut whole.outcomes);
    whole
}

fn sort(outcomes: &mut [Outcome]) {
    // Equal ones are alike, and sorting in place takes no second copy of very many.
    outcomes.sort_unstable_by(|a, b| {
        (&a.about.project, &a.about.environment, &a.about.subject, &a.rule).cmp(&(
            &b.about.project,
            &b.about.environment,
            &b.about.subject,
            &b.rule,
        ))
    });
}

/// Puts the evaluations of all projects into one list of findings and one of outcomes, `quiet` ones among them, the latter sorted.
fn merge(evaluations: Vec<Evaluation>, quiet: Vec<Outcome>) -> (Vec<Finding>, Vec<Outcome>) {
    let mut findings = Vec::with_capacity(evaluations.iter().map(|evaluation| evaluation.findings.len()).sum());
    let mut outcomes = quiet;
    outcomes.reserve_exact(evaluations.iter().map(|evaluation| evaluation.outcomes.len()).sum());
    for evaluation in evaluations {
        let offset = findings.len();
        findings.extend(evaluation.findings);
        outcomes.extend(evaluation.outcomes.into_iter().map(|mut outcome| {
            for index in &mut outcome.findings {
                *index += offset;
            }
            outcome
        }));
    }
    sort(&mut outcomes);
    (findings, outcomes)
}
