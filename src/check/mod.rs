//! The line from a tree of files to a report: discover → load → normalize → evaluate, in parallel over projects. Chains steps, decides nothing.

mod nothing;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

pub use self::nothing::{NOTHING, paths as nothing_of};
use self::walk::{Batches, walk};
use crate::baseline::Baseline;
use crate::config::Config;
use crate::control::{self, Choice, Controls};
use crate::discover::{self, Found};
use crate::evaluate::{self, Evaluation, triage};
use crate::files::{EntryKind, Files, Kind};
use crate::finding::{Finding, Outcome};
use crate::model::ProjectKind;
use crate::normalize::compose::ComposeRequest;
use crate::normalize::project::Loaded;
use crate::policy::{Evaluator, PolicyError, PolicySet, RuleId, Severity};
use crate::problem::{self, Problem};
use crate::report::{BaselineSummary, ProjectSummary, Report, Repository};
use crate::sight::Sight;
use crate::source::{FileId, Sources};
use crate::waiver::{self, Waiving};

/// So few files make too few projects to keep all processors busy.
const FEW: usize = 16;

/// The kind of Compose projects in summaries.
const COMPOSE: &str = "compose";

/// What is to be judged, besides the files themselves.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// One Compose project given file by file (`-f`), instead of those that discovery finds.
    pub project: Option<ComposeRequest>,
    /// Environments of named projects, instead of the standard files of their directories.
    pub environments: Vec<(String, ComposeRequest)>,
    /// Only this environment.
    pub only_environment: Option<String>,
    /// For every project that discovery finds: `--profile`, `--env-file`, and the shell's variables.
    pub defaults: ComposeRequest,
    /// Keep each project's serialized model, for reports that draw or print it.
    pub keep_models: bool,
    /// Leave secret values in the models.
    pub show_secrets: bool,
    /// The paths that were asked for, root-relative: each must come to something.
    pub asked: Vec<String>,
    /// Take it for good when nothing is there to judge.
    pub allow_empty: bool,
    /// Which part of the whole is asked for: projects that touch it are judged whole, and only what they say of it is told.
    pub sight: Sight,
}

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
    /// Files that were judged.
    pub files: BTreeSet<String>,
    /// Those of them that have a part in a Compose project.
    pub composed: BTreeSet<String>,
    /// Files that were found and left out, with the reason.
    pub excluded: Vec<(String, String)>,
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
    policies: &PolicySet,
    rules: &Choice,
) -> Result<Judged, PolicyError> {
    let evaluated = rules.evaluated();
    // What fails here costs its controls, and nothing that the run was asked for.
    let aside: BTreeSet<&RuleId> =
        rules.for_controls.iter().filter(|_| !rules.is_about_controls).map(|rule| &rule.id).collect();
    let prepared = policies.evaluator(&evaluated)?.at_once(scope.project.is_some() || found.candidates.len() < FEW);
    let workers: Mutex<Vec<Evaluator>> = Mutex::default();
    let visit = |loaded: Loaded| {
        let pooled = workers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut evaluator = pooled.unwrap_or_else(|| prepared.clone());
        let model = serde_json::to_value(&loaded.project).expect("internal: a project is JSON");
        let mut evaluation = evaluate::rules(&mut evaluator, &evaluated, &loaded.project, &model, &loaded.origins);
        evaluation
            .problems
            .iter_mut()
            .filter(|(rule, _)| aside.contains(rule))
            .for_each(|(_, problem)| soften(problem));
        workers.lock().unwrap_or_else(PoisonError::into_inner).push(evaluator);
        let model = if scope.keep_models { model } else { serde_json::Value::Null };
        Some((summary(&loaded, &evaluation, model), evaluation))
    };
    Ok(walk(found, scope, files, sources, &visit, &mut Batches { size: usize::MAX, ended: &mut || {} }))
}

/// Makes the failure of a rule that only controls rest on a warning: the findings are complete without it.
fn soften(problem: &mut Problem) {
    problem.severity = problem::Severity::Warning;
    problem.message.push_str("; only controls rest on it, and they are not assessed");
}

/// Loads everything in the scope without judging it, in order.
pub fn projects(found: &Found, scope: &Scope, files: &dyn Files, sources: &Sources) -> (Vec<Loaded>, Vec<Problem>) {
    let mut all = Vec::new();
    let problems = each_project(found, scope, files, sources, &mut |project| all.push(project));
    all.sort_by_cached_key(|loaded| order(&loaded.project));
    (all, problems)
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
    let visit = |project: Loaded| {
        loaded.lock().unwrap_or_else(PoisonError::into_inner).push(project);
        None
    };
    let mut ended = || {
        let mut batch = std::mem::take(&mut *loaded.lock().unwrap_or_else(PoisonError::into_inner));
        batch.sort_by_cached_key(|loaded| order(&loaded.project));
        batch.into_iter().for_each(&mut *take);
    };
    walk(found, scope, files, sources, &visit, &mut Batches { size: BATCH, ended: &mut ended }).problems
}

fn order(project: &crate::model::Project) -> (ProjectKind, String, Vec<String>, Option<String>) {
    (project.kind, project.directory.clone(), project.files.clone(), project.environment.clone())
}

/// What a file may be: as discovery took it, as it was named, else by its own name. `None` for what is no file.
fn kind_of(path: &str, found: &Found, scope: &Scope, files: &dyn Files) -> Option<Kind> {
    let named = scope.project.iter().chain(scope.environments.iter().map(|(_, request)| request));
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
        kind: match project.kind {
            ProjectKind::Compose => COMPOSE,
            ProjectKind::Dockerfile => "dockerfile",
            ProjectKind::Env => "env",
        },
        files: project.files.clone(),
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
    /// The rules that run, and what for.
    pub rules: Choice,
    /// The scanned repository.
    pub repository: Repository,
}

/// What is decided about findings once they are there.
#[derive(Debug, Clone, Default)]
pub struct Settlement {
    /// The day the run counts as, `YYYY-MM-DD`.
    pub as_of: String,
    /// The waivers files; `None` where nothing is to be waived.
    pub waivers: Option<Vec<FileId>>,
    /// Findings below are not reported.
    pub min_severity: Option<Severity>,
    /// A previous report.
    pub baseline: Option<Baseline>,
}

/// The whole line: judges everything in the scope, and settles severities, waivers and the baseline. `problems` are those that came before.
///
/// # Errors
/// When the policies do not compile.
pub fn report(
    run: Run<'_>,
    config: &Config,
    settlement: Settlement,
    problems: Vec<Problem>,
) -> Result<Report, PolicyError> {
    let judged = check(run.found, run.scope, run.files, &run.sources, run.policies, &run.rules)?;
    let nothing = nothing::judged(run.found, run.scope, &judged, run.rules.reported.len(), &run.sources);
    let (mut findings, mut outcomes) = merge(judged.evaluations);
    triage::identify(&mut findings, &run.sources);
    let kind_of = |path: &str| kind_of(path, run.found, run.scope, run.files);
    let population = evaluate::Population { kind_of: &kind_of, composed: &judged.composed };
    outcomes.extend(evaluate::unjudged(&judged.problems, &run.rules.evaluated(), population, &run.sources));
    sort(&mut outcomes);
    for finding in &mut findings {
        if let Some(severity) = config.effective(&finding.rule).severity {
            finding.severity = severity;
        }
    }
    let told = evaluate::replaced_problems(run.policies.replaced());
    let problems = problems.into_iter().chain(told).chain(judged.problems);
    let mut problems: Vec<Problem> = problems.chain(nothing).chain(judged.failures).collect();
    let mut waivers = Vec::new();
    if let Some(waiver_files) = &settlement.waivers {
        let files: Vec<FileId> = judged.files.iter().filter_map(|path| run.sources.find(path)).collect();
        let there = run.found.candidates.keys().chain(&judged.files).map(String::as_str).collect();
        let waiving = Waiving {
            sources: &run.sources,
            files: &files,
            waiver_files,
            allowed: &config.allowed_secrets(&run.sources),
            rules: run.policies.rules(),
            policy: &config.waivers,
            as_of: &settlement.as_of,
            sight: &run.scope.sight,
            there: &there,
        };
        let (states, met) = waiver::apply(&mut findings, &waiving);
        waiver::settle(&mut outcomes, &findings);
        waivers = states;
        problems.extend(met);
    }
    let aside: BTreeSet<&RuleId> = run.rules.for_controls.iter().map(|rule| &rule.id).collect();
    let ((findings, mut outcomes), (beside, mut of_controls)) =
        triage::part(findings, outcomes, |rule| aside.contains(rule));
    let mut findings = triage::settle(findings, &mut outcomes, &run.sources);
    let mut beside = triage::settle(beside, &mut of_controls, &run.sources);
    waiver::name_covered(&mut waivers, findings.iter().chain(&beside));
    triage::bound(findings.iter_mut().chain(&mut beside));
    let frameworks = run.policies.frameworks();
    let controls = run.rules.shows_controls.then(|| {
        let ran = run.rules.reported.iter().chain(&run.rules.for_controls);
        let all = outcomes.iter().chain(&of_controls);
        Controls {
            frameworks: control::frameworks(frameworks, ran, all, &run.rules.not_run),
            rules: run.rules.for_controls.clone(),
            findings: beside,
            outcomes: of_controls,
            not_run: run.rules.not_run.clone(),
        }
    });
    let problems: Vec<Problem> = problems.into_iter().map(Problem::bounded).collect();
    let baseline = settlement.baseline.map(|baseline| baseline.compare(&mut findings, &run.sources, &run.scope.sight));
    if let Some(least) = settlement.min_severity {
        triage::keep(&mut findings, &mut outcomes, |finding| finding.severity >= least);
    }
    Ok(Report {
        frameworks: frameworks.to_vec(),
        controls,
        rules: run.rules.reported,
        replaced: run.policies.replaced().to_vec(),
        findings,
        outcomes,
        beginnings: beginnings(&problems, run.files, &run.sources),
        problems,
        waivers,
        baseline: baseline.map(|found| BaselineSummary {
            new: found.new,
            unchanged: found.unchanged,
            gone: found.gone,
            out_of_sight: found.out_of_sight,
        }),
        projects: judged.projects,
        files: judged.files.into_iter().collect(),
        excluded: judged.excluded,
        repository: run.repository,
        as_of: settlement.as_of,
        sources: run.sources,
    })
}

/// How files begin that could not be read.
fn beginnings(problems: &[Problem], files: &dyn Files, sources: &Sources) -> BTreeMap<String, String> {
    let unread = problems.iter().filter(|problem| problem.span.is_none()).filter_map(|problem| problem.path.as_ref());
    let unread = unread.filter(|path| sources.find(path).is_none());
    unread.filter_map(|path| Some((path.clone(), files.beginning(path)?))).collect()
}

/// A report in which the rules that ran for controls only stand among the others, with all that they found: what evidence keeps.
pub fn whole(report: &Report) -> Report {
    let mut whole = report.clone();
    let Some(controls) = &report.controls else { return whole };
    let offset = whole.findings.len();
    whole.findings.extend(controls.findings.iter().cloned());
    whole.outcomes.extend(controls.outcomes.iter().cloned().map(|mut outcome| {
        outcome.findings.iter_mut().for_each(|index| *index += offset);
        outcome
    }));
    whole.findings = triage::settle(whole.findings, &mut whole.outcomes, &report.sources);
    sort(&mut whole.outcomes);
    whole.rules.extend(controls.rules.iter().cloned());
    whole.rules.sort_by(|a, b| a.id.cmp(&b.id));
    whole
}

fn sort(outcomes: &mut [Outcome]) {
    outcomes.sort_by(|a, b| {
        (&a.project, &a.environment, &a.subject, &a.rule).cmp(&(&b.project, &b.environment, &b.subject, &b.rule))
    });
}

/// Puts the evaluations of all projects into one list of findings and one of outcomes, the latter sorted.
fn merge(evaluations: Vec<Evaluation>) -> (Vec<Finding>, Vec<Outcome>) {
    let mut findings = Vec::new();
    let mut outcomes = Vec::new();
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
