//! Discover → load → visit: every project in scope, in parallel, with what was left out and what could not be read. Where only a part was asked for,
//! the projects that touch it are loaded whole, and what is told is narrowed to it afterwards.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::together::{Arrived, Meet, Waiting};
use super::wanted::{self, Wanted, requests};
use super::{COMPOSE, Judged, Scope};
use plimsoll_judge::evaluate::{Evaluation, triage};
use plimsoll_judge::finding::Compared;
use plimsoll_judge::sight::Sight;
use plimsoll_loader::discover::Found;
use plimsoll_loader::normalize::compose::ComposeRequest;
use plimsoll_loader::normalize::project::{self, Alone, Loaded, Surroundings};
use plimsoll_loader::normalize::units;
use plimsoll_loader::normalize::way::Ways;
use plimsoll_model::{Project, Start};
use plimsoll_report::ProjectSummary;
use plimsoll_source::files::{Files, Kind, join};
use plimsoll_source::guard;
use plimsoll_source::problem::{Problem, Severity};
use plimsoll_source::timings;
use plimsoll_source::{Sources, Span};

/// What is done with each project once it is loaded; it is given back where others wait for it, as is said.
pub(super) type Visit<'a> =
    dyn Fn(Loaded, bool) -> (Option<(ProjectSummary, Evaluation)>, Option<Box<Loaded>>) + Sync + 'a;

/// How many projects are visited in parallel, and what happens when they are done.
pub(super) struct Batches<'a> {
    pub(super) size: usize,
    pub(super) ended: &'a mut dyn FnMut(),
}

pub(super) fn walk(
    found: &Found,
    scope: &Scope,
    files: &dyn Files,
    sources: &Sources,
    visit: &Visit<'_>,
    meet: Option<&Meet<'_>>,
    batches: &mut Batches<'_>,
) -> Judged {
    let sight = &scope.sight;
    let mut judged = Judged { problems: found.problems.clone(), excluded: found.excluded.clone(), ..Judged::default() };
    let is_given = scope.project.is_some() || scope.only_environment.is_some();
    let ways = if is_given { Ways::default() } else { scope.ways.clone() };
    let building = scope.building(ways.builds, sources);
    let around =
        Surroundings { show_secrets: scope.show_secrets, ..scope.surroundings(found, files, sources, &building) };
    // Every file that some project is made of, shown or not: it is judged there, and not by itself.
    let mut used = BTreeSet::new();
    // Dockerfiles, each with whether some project builds it as `docker build` does without being told more.
    let mut plainly: BTreeMap<String, bool> = BTreeMap::new();
    let mut guests = Vec::new();
    let joining = timings::step("join");
    let requests = requests(found, scope, &ways.compose, around, &mut judged);
    drop(joining);
    let (waiting, too_many) = Waiting::new(&requests, meet);
    judged.problems.extend(too_many);
    let numbered: Vec<(usize, &Wanted)> = requests.iter().enumerate().collect();
    let as_started = |wanted: &Wanted| {
        let mut loaded = wanted::load_to_judge(&wanted.request, wanted.environment.as_deref(), &wanted.start, around);
        wanted.told(&mut loaded.1);
        if let Some(loaded) = &mut loaded.0 {
            loaded.project.deployment = wanted.named.deployment.clone();
            kept(&loaded.project.start, files, sources);
        }
        loaded
    };
    for batch in numbered.chunks(batches.size) {
        let load = |(index, wanted): &(usize, &Wanted)| {
            let mut visited = bordered(&named(&wanted.request, found), || {
                let loaded = as_started(wanted);
                match wanted.is_guest.then(|| unstartable(&loaded)).flatten() {
                    Some(excluded) => Visited { excluded, guest: Some(*index), ..Visited::default() },
                    None => visited(loaded, sight, sources, &|loaded| visit(loaded, waiting.waits_for(*index))),
                }
            });
            if waiting.waits_for(*index) {
                let meeting = || {
                    waiting.arrive(*index, visited.arrived());
                    Visited::default()
                };
                let Visited { problems, .. } = bordered(&named(&wanted.request, found), meeting);
                visited.problems.extend(problems);
            }
            visited.loaded = None;
            visited
        };
        // Projects differ much in size: whoever is done takes the next one, and nobody has a heap of them to himself.
        let composed: Vec<Visited> = batch.par_iter().with_max_len(1).map(load).collect();
        for mut one in composed {
            for (path, is_plain) in std::mem::take(&mut one.plainly) {
                *plainly.entry(path).or_default() |= is_plain;
            }
            match one.guest {
                Some(index) => guests.push((index, one.excluded)),
                None => judged.take(one, &mut used),
            }
        }
        (batches.ended)();
    }
    for mut evaluation in waiting.told() {
        if sight.part.is_some() {
            narrow(&mut evaluation, sight, sources);
        }
        judged.problems.extend(evaluation.compared.as_ref().and_then(incomplete));
        judged.take_evaluation(evaluation);
    }
    for (index, excluded) in guests {
        // Only what was judged elsewhere is left to it.
        if excluded.iter().all(|(path, _)| used.contains(path)) {
            judged.excluded.extend(excluded);
            continue;
        }
        let wanted = &requests[index];
        let one = bordered(&named(&wanted.request, found), || {
            visited(as_started(wanted), sight, sources, &|loaded| visit(loaded, false))
        });
        judged.take(one, &mut used);
    }
    passed_over(found, scope, &used, &mut judged);
    let is_asked = |path: &str| sight.asks_for(path) || ignore_files(path).iter().any(|file| sight.asks_for(file));
    // A build of another stage, or with other arguments, hides nothing of what stands in the file.
    let is_left = |path: &String| !used.contains(path) || plainly.get(path) == Some(&false);
    let left = found.candidates.iter().filter(|(path, _)| is_left(path) && is_asked(path)).collect::<Vec<_>>();
    for wanted in [Kind::Dockerfile, Kind::Env] {
        let of_kind: Vec<&String> = left.iter().filter(|(_, kind)| **kind == wanted).map(|(path, _)| *path).collect();
        for batch in of_kind.chunks(batches.size) {
            let load = |path: &&String| {
                bordered(path, || match wanted {
                    Kind::Env => alone(path, project::env_file(path, around), sight, sources, visit),
                    _ => {
                        let found = project::dockerfile(path, used.contains(*path), around);
                        if let Alone::Project(loaded, _) = &found {
                            kept(&loaded.project.start, files, sources);
                        }
                        alone(path, found, sight, sources, visit)
                    }
                })
            };
            let singles: Vec<Visited> = batch.par_iter().with_max_len(1).map(load).collect();
            singles.into_iter().for_each(|one| judged.take(one, &mut used));
            (batches.ended)();
        }
    }
    // What is judged in another project than its own is not left out.
    let files = &judged.files;
    judged.excluded.retain(|(path, _)| !files.contains(path));
    if sight.part.is_some() {
        judged.excluded.retain(|(path, _)| sight.asks_for(path.trim_end_matches('/')));
        let place = |problem: &Problem| problem.path.as_ref().is_none_or(|path| sight.asks_for(path));
        let walked = |problem: &Problem| found.problems.contains(problem);
        judged.problems.retain(|problem| !walked(problem) || place(problem));
    }
    in_order(&mut judged.problems, sources);
    in_order(&mut judged.failures, sources);
    judged.excluded.sort();
    judged.excluded.dedup();
    judged
}

/// Keeps the texts that say how a project is started among those of the run: they are part of what it rests on.
fn kept(start: &Start, files: &dyn Files, sources: &Sources) {
    for said in &start.said {
        // It was read a moment ago; where it is gone by now, nothing rests on it but the order of ways.
        drop(files.read(&said.path, sources));
    }
}

/// By place, each once.
fn in_order(problems: &mut Vec<Problem>, sources: &Sources) {
    problems.sort_by_cached_key(|p| {
        let place = p.location(sources);
        let path = place.as_ref().map(|l| l.path.clone()).or_else(|| p.path.clone());
        (path, place.map(|l| l.start), p.code, p.message.clone())
    });
    problems.dedup();
}

/// Of a project that another one includes or completes: its files with the reason, where it names what only the other one has, so that docker compose
/// would not start it by itself. What else is wrong with one that lacks nothing is told: it may be what the including project mends.
fn unstartable((loaded, problems): &(Option<Loaded>, Vec<Problem>)) -> Option<Vec<(String, String)>> {
    let is_error = |problem: &&Problem| problem.severity == Severity::Error && problem.code == "compose-inconsistent";
    let lack = problems.iter().find(|problem| is_error(problem) || problem.code == "compose-fragment")?;
    let reason = format!("judged where another project takes it: by itself it cannot be started ({})", lack.message);
    let files = loaded.as_ref()?.project.files.iter();
    Some(files.map(|file| (file.clone(), reason.clone())).collect())
}

/// The ignore files that a Dockerfile's build goes by.
fn ignore_files(dockerfile: &str) -> [String; 2] {
    [format!("{dockerfile}.dockerignore"), join(units::split(dockerfile).0, ".dockerignore")]
}

/// Compose files that no project took, though each project could be loaded: told, since nothing else would be.
fn passed_over(found: &Found, scope: &Scope, used: &BTreeSet<String>, judged: &mut Judged) {
    let is_error = |problem: &Problem| problem.severity == Severity::Error;
    if scope.project.is_some() || scope.only_environment.is_some() || judged.problems.iter().any(is_error) {
        return;
    }
    let known: BTreeSet<&String> = judged.excluded.iter().map(|(path, _)| path).collect();
    let composes = found.candidates.iter().filter(|(_, kind)| **kind == Kind::Compose).map(|(path, _)| path);
    let passed = composes.filter(|path| scope.sight.asks_for(path) && !used.contains(*path) && !known.contains(path));
    let passed: Vec<String> = passed.cloned().collect();
    judged.excluded.extend(passed.into_iter().map(|path| (path, "no project takes it".to_owned())));
}

/// What became of one project.
#[derive(Default)]
struct Visited {
    /// Files that it is made of.
    used: BTreeSet<String>,
    /// Those of them that were asked for.
    files: BTreeSet<String>,
    /// As [`Loaded::plainly`].
    plainly: BTreeMap<String, bool>,
    answer: Option<(ProjectSummary, Evaluation)>,
    /// The project, where it was given back.
    loaded: Option<Box<Loaded>>,
    problems: Vec<Problem>,
    excluded: Vec<(String, String)>,
    /// It is only judged in the project that includes it, if it is; its number among all that is wanted.
    guest: Option<usize>,
}

fn alone(path: &str, found: Alone, sight: &Sight, sources: &Sources, visit: &Visit<'_>) -> Visited {
    match found {
        Alone::Project(loaded, problems) => {
            visited((Some(*loaded), problems), sight, sources, &|loaded| visit(loaded, false))
        }
        Alone::Unreadable(problems) => Visited { problems, ..Visited::default() },
        Alone::Other(reason) => Visited { excluded: vec![(path.to_owned(), reason.to_owned())], ..Visited::default() },
    }
}

fn visited(
    (loaded, mut problems): (Option<Loaded>, Vec<Problem>),
    sight: &Sight,
    sources: &Sources,
    visit: &dyn Fn(Loaded) -> (Option<(ProjectSummary, Evaluation)>, Option<Box<Loaded>>),
) -> Visited {
    let Some(loaded) = loaded else { return Visited { problems, ..Visited::default() } };
    let used = loaded.used.clone();
    let plainly = loaded.plainly.clone();
    if is_own(&loaded.project, sight) {
        let (answer, loaded) = visit(loaded);
        return Visited { files: used.clone(), used, plainly, answer, loaded, problems, ..Visited::default() };
    }
    let files: BTreeSet<String> = used.iter().filter(|path| sight.asks_for(path)).cloned().collect();
    if files.is_empty() {
        return Visited { used, plainly, ..Visited::default() };
    }
    // What it could not understand may be what the file asked for is judged by.
    problems.retain(|problem| problem.severity == Severity::Error || is_placed(problem.span, sight, sources));
    let (answer, loaded) = visit(loaded);
    let answer = answer.map(|(summary, mut evaluation)| {
        narrow(&mut evaluation, sight, sources);
        if let Some(beside) = &mut evaluation.beside {
            narrow(beside, sight, sources);
        }
        (summary, evaluation)
    });
    Visited { used, files, plainly, answer, loaded, problems, ..Visited::default() }
}

impl Visited {
    /// As those see it that wait for it.
    fn arrived(&mut self) -> Arrived {
        let is_whole = !self.problems.iter().any(Problem::is_unjudged);
        match self.loaded.take() {
            Some(loaded) => Arrived::Loaded(loaded, is_whole),
            None if self.guest.is_some() || is_whole => Arrived::Gone,
            None => Arrived::Broken,
        }
    }
}

/// Whether one of the files that a project starts from was asked for.
fn is_own(project: &Project, sight: &Sight) -> bool {
    project.files.iter().any(|file| sight.asks_for(file))
}

fn is_placed(span: Option<Span>, sight: &Sight, sources: &Sources) -> bool {
    span.is_some_and(|span| sight.asks_for(&sources.get(span.file).path))
}

/// That an environment could not be read wholly, where it is held against others.
fn incomplete(compared: &Compared) -> Option<Problem> {
    let names: Vec<String> = compared.broken.iter().map(|name| format!("`{name}`")).collect();
    let (noun, them) = if names.len() == 1 { ("environment", "it") } else { ("environments", "them") };
    let message = format!(
        "{noun} {} of {} could not be read wholly: what the others are held against in {them} is unknown",
        names.join(", "),
        compared.label
    );
    let problem = Problem::warning("environment-incomplete", message).in_file(compared.path.as_str());
    (!names.is_empty()).then(|| problem.help("correct what is told of its files; the other environments are compared"))
}

/// Leaves what a project says of the files that were asked for.
fn narrow(evaluation: &mut Evaluation, sight: &Sight, sources: &Sources) {
    triage::keep(&mut evaluation.findings, &mut evaluation.outcomes, |finding| {
        is_placed(Some(finding.primary.span), sight, sources)
    });
    evaluation.outcomes.retain(|outcome| !outcome.findings.is_empty() || is_placed(outcome.about.span, sight, sources));
    evaluation.quiet.retain(|about| is_placed(about.span, sight, sources));
}

/// A bug in one project leaves that one unjudged, and says so; the others are judged all the same.
fn bordered(path: &str, work: impl FnOnce() -> Visited) -> Visited {
    let _step = timings::step("load");
    guard::guarded(work).unwrap_or_else(|bug| {
        let problem = Problem::error("internal", format!("{path} and what belongs to it is not judged: {bug}"))
            .in_file(path)
            .help("this is a mistake of plimsoll: please report it, with the file if you may show it");
        Visited { problems: vec![problem], ..Visited::default() }
    })
}

/// The file that a Compose project is told by.
fn named(request: &ComposeRequest, found: &Found) -> String {
    let standard = units::BASE_NAMES.iter().map(|name| join(&request.directory, name));
    let mut files = request.files.iter().cloned().chain(standard.filter(|path| found.candidates.contains_key(path)));
    files.next().unwrap_or_else(|| request.directory.clone())
}

impl Judged {
    fn take(&mut self, one: Visited, used: &mut BTreeSet<String>) {
        if matches!(&one.answer, Some((summary, _)) if summary.kind == COMPOSE) {
            self.composed.extend(one.files.iter().cloned());
        }
        used.extend(one.used);
        self.files.extend(one.files);
        self.problems.extend(one.problems);
        self.excluded.extend(one.excluded);
        if let Some((summary, evaluation)) = one.answer {
            self.projects.push(summary);
            self.take_evaluation(evaluation);
        }
    }

    fn take_evaluation(&mut self, mut evaluation: Evaluation) {
        let beside = evaluation.beside.take().map(|beside| *beside);
        self.compared.extend(evaluation.compared.take());
        for mut one in [Some(evaluation), beside].into_iter().flatten() {
            self.failures.extend(one.problems.drain(..).map(|(_, problem)| problem));
            self.evaluations.push(one);
        }
    }
}
