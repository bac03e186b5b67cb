//! Which Compose projects of the scope are loaded: the one that was asked for, or the environments that configurations name and whatever else discovery
//! finds. That an environment names a file does not hide what `docker compose` takes without being asked.

use std::collections::BTreeSet;

use super::{Described, Judged, Scope};
use plimsoll_loader::discover::Found;
use plimsoll_loader::normalize::compose::{ComposeRequest, Lacking};
use plimsoll_loader::normalize::deployment::{self, Named, Started};
use plimsoll_loader::normalize::project::{self, Loaded, Surroundings};
use plimsoll_loader::normalize::units::{self, BASE_NAMES, OVERRIDE_NAMES, Unit, split};
use plimsoll_loader::normalize::way::{ComposeWay, Way};
use plimsoll_model::{Because, Deployment, How, NamedBy, RoleNames, Start};
use plimsoll_source::Sources;
use plimsoll_source::files::{EntryKind, Files, join};
use plimsoll_source::problem::{Problem, Severity};

/// Compose projects of a run that are judged whatever they hold.
const MAX_PROJECTS: usize = 500;

/// Beyond these, one for so many bytes of Compose files: no tree of real ones comes to more.
const PROJECT_LIMIT: usize = 256;

/// A Compose project to load.
pub(super) struct Wanted {
    pub(super) environment: Option<String>,
    pub(super) request: ComposeRequest,
    /// The files that it starts from, also where none are named.
    pub(super) starts: Vec<String>,
    /// Another one includes it, or a way of starting completes it.
    pub(super) is_guest: bool,
    /// Why it is loaded.
    pub(super) start: Start,
    /// For which environment.
    pub(super) named: Named,
    /// It is a plain start beside environments that are described.
    pub(super) is_beside: bool,
}

impl Wanted {
    /// What is wrong with a plain start that nobody may ever use: said with the way out.
    pub(super) fn told(&self, problems: &mut [Problem]) {
        for problem in problems.iter_mut().filter(|problem| self.is_beside && problem.severity == Severity::Error) {
            let way =
                "if nobody starts this by a plain `docker compose up`, say `plain_start: false` beside `environments`";
            problem.help = Some(match problem.help.take() {
                Some(help) => format!("{help}; {way}"),
                None => way.to_owned(),
            });
        }
    }
}

/// Loads what is started. A base that docker refuses it over is none: what nobody says is a guess, and a fragment is judged by itself then.
pub(super) fn load(
    request: &ComposeRequest,
    described: Option<&str>,
    start: &Start,
    around: Surroundings<'_>,
) -> (Option<Loaded>, Vec<Problem>) {
    let (loaded, problems, _) = started(request, described, start, around);
    (loaded, problems)
}

/// The same with what it is without the samples that stand in for something in it, to be held against that.
pub(super) fn load_to_judge(
    request: &ComposeRequest,
    described: Option<&str>,
    start: &Start,
    around: Surroundings<'_>,
) -> (Option<Loaded>, Vec<Problem>) {
    let (mut loaded, problems, alone) = started(request, described, start, around);
    let assumes = |loaded: &&mut Loaded| loaded.project.unknown.iter().any(|unknown| unknown.assumed);
    if let Some(loaded) = loaded.as_mut().filter(assumes) {
        let mut bare = alone.unwrap_or_else(|| request.clone());
        bare.options.lacking = Lacking::Unknown;
        let environment = loaded.project.environment.clone();
        // What is told of loading it is the same.
        loaded.bare = project::compose(&bare, environment.as_deref(), around).0.map(Box::new);
    }
    (loaded, problems)
}

/// What is started, with the request for the fragment alone where that is what was loaded.
fn started(
    request: &ComposeRequest,
    described: Option<&str>,
    start: &Start,
    around: Surroundings<'_>,
) -> (Option<Loaded>, Vec<Problem>, Option<ComposeRequest>) {
    let (mut loaded, mut problems) = project::compose(request, described, around);
    let mut start = start.clone();
    let mut alone = by_itself(request, &start).filter(|_| is_refused(&problems));
    if let Some(request) = &alone {
        let part = project::compose(request, None, around);
        match is_refused(&part.1) {
            true => alone = None,
            false => ((loaded, problems), start) = (part, Start::of(How::Alone)),
        }
    }
    if let Some(loaded) = &mut loaded {
        loaded.project.start = start;
    }
    (loaded, problems, alone)
}

/// The fragment alone, of one that is laid over a base which neither its directory nor its name speaks for.
fn by_itself(request: &ComposeRequest, start: &Start) -> Option<ComposeRequest> {
    let [.., base, over] = request.files.as_slice() else { return None };
    let (directory, name) = split(over);
    let is_named_for = split(base).0 == directory && units::is_usual(name);
    let is_guess = start.how == How::Overlay && !is_named_for;
    is_guess.then(|| {
        let mut request = request.clone();
        request.options.fragment = true;
        ComposeRequest { directory: directory.to_owned(), files: vec![over.clone()], ..request }
    })
}

/// Whether docker refuses what was loaded.
fn is_refused(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

/// The Compose projects of the scope.
pub(super) fn requests(
    found: &Found,
    scope: &Scope,
    ways: &[Way<ComposeWay>],
    around: Surroundings<'_>,
    judged: &mut Judged,
) -> Vec<Wanted> {
    let names = scope.known.environments();
    let own = |described: Option<&Described>, request: &ComposeRequest| Wanted {
        start: Start::of(if described.is_some() { How::Environment } else { How::Asked }),
        environment: described.map(|described| described.name.clone()),
        request: request.clone(),
        starts: request.files.clone(),
        is_guest: false,
        is_beside: false,
        named: of_request(request, described, names),
    };
    if let Some(request) = &scope.project {
        let environment = scope.only_environment.clone();
        return vec![Wanted { environment, ..own(None, request) }];
    }
    let part = scope.sight.part.as_deref();
    let touches = |request: &ComposeRequest| {
        part.is_none_or(|part| units::may_touch(&request.directory, &request.files, part, around.files, around.sources))
    };
    let wanted = |described: &Described| scope.only_environment.as_ref().is_none_or(|only| *only == described.name);
    let mut requests: Vec<Wanted> = scope
        .environments
        .iter()
        .filter(|described| wanted(described) && touches(&described.request))
        .map(|described| own(Some(described), &described.request))
        .collect();
    if scope.only_environment.is_some() {
        return requests;
    }
    let grouped = match part {
        Some(part) => units::touching(part, &found.candidates, ways, around.files, around.sources),
        None => units::units(&found.candidates, ways, around.files, around.sources),
    };
    judged.excluded.extend(grouped.excluded);
    judged.problems.extend(grouped.problems);
    let named: BTreeSet<&String> = scope.environments.iter().flat_map(|described| &described.request.files).collect();
    for unit in grouped.compose.into_iter().filter(|unit| !is_left(unit, scope, around.files)) {
        let is_beside = unit.starts.iter().any(|file| named.contains(file));
        let Unit { directory, files, starts, fragment, guest, start, .. } = unit;
        // What the caller says holds for all.
        let mut request = ComposeRequest { directory, files, ..scope.defaults.clone() };
        request.options.fragment = fragment;
        request.project_directory = request.project_directory.or(unit.project_directory);
        request.project_name = request.project_name.or(unit.project_name);
        if request.env_files.is_empty() {
            request.env_files = unit.env_files;
            request.options.env_files_may_lack = true;
        }
        if request.profiles.is_empty() {
            request.profiles = unit.profiles;
        }
        let named = match unit.mixed {
            // What one way among several gives it names no environment.
            true => {
                let bare = ComposeRequest { env_files: Vec::new(), profiles: Vec::new(), ..request.clone() };
                of_request(&bare, None, names)
            }
            false => of_request(&request, None, names),
        };
        requests.push(Wanted { environment: None, request, starts, is_guest: guest, is_beside, start, named });
    }
    bound(&mut requests, around.sources, judged);
    requests
}

/// Leaves out projects beyond those that a run judges, and says so.
fn bound(requests: &mut Vec<Wanted>, sources: &Sources, judged: &mut Judged) {
    if requests.len() <= MAX_PROJECTS {
        return;
    }
    let files: BTreeSet<&String> = requests.iter().flat_map(|wanted| &wanted.starts).collect();
    let texts = files.into_iter().filter_map(|path| sources.find(path));
    let bytes: usize = texts.map(|file| sources.get(file).text.len()).sum();
    let (all, most) = (requests.len(), MAX_PROJECTS + bytes / PROJECT_LIMIT);
    let left = requests.split_off(most.min(all));
    let Some(first) = left.first() else { return };
    let message = format!(
        "{} of {all} Compose projects are not judged, this one and those after it: a run judges {MAX_PROJECTS}, and one more for every {PROJECT_LIMIT} bytes of their files",
        left.len()
    );
    let path = first.starts.first().unwrap_or(&first.request.directory);
    let problem = Problem::error("too-many-projects", message).in_file(path.as_str());
    judged.problems.push(problem.help("check a part of them at a time, by naming their directories"));
    let reason = "a Compose project beyond those that a run judges";
    judged.excluded.extend(left.into_iter().flat_map(|wanted| wanted.starts).map(|path| (path, reason.to_owned())));
}

/// For which environment something is started: as the configuration says, else as names do.
fn of_request(request: &ComposeRequest, described: Option<&Described>, names: &RoleNames) -> Named {
    let ComposeRequest { directory, files, env_files, profiles, .. } = request;
    let by_names = deployment::named(Started { directory, files, env_files, profiles }, names);
    let Some(Described { name, role, configuration, .. }) = described else { return by_names };
    let because = Some(Because { by: NamedBy::Configuration, text: configuration.clone() });
    let role = role.unwrap_or_else(|| deployment::role_of(name, names));
    // Whatever its files are called: the environments of one configuration in one directory are those of one application.
    let started = Started { directory, files: &[], env_files: &[], profiles: &[] };
    let Named { application, .. } = deployment::named(started, names);
    Named { deployment: Deployment { name: Some(name.clone()), role, because }, application }
}

/// Whether what a unit is made of is left to the environments. A plain start is, where one of them is exactly that start, or a configuration says that
/// nobody starts it plainly and the user did not name it; a file with a name of its own, where an environment lays nothing over it.
fn is_left(unit: &Unit, scope: &Scope, files: &dyn Files) -> bool {
    let mut environments = scope.environments.iter().map(|described| &described.request);
    if is_plain(unit) {
        let is_among = |all: &dyn Fn(&String) -> bool| unit.starts.iter().any(all);
        let never = |path: &String| scope.never_plain.contains(path);
        let is_asked = is_among(&|file| scope.asked.contains(file));
        return (!is_asked && (never(&unit.directory) || is_among(&never)))
            || environments.any(|request| is_start(request, unit, scope, files));
    }
    match unit.files.as_slice() {
        [alone] => environments.any(|request| request.files.last() == Some(alone)),
        laid => environments.any(|request| laid.last().is_some_and(|over| request.files.contains(over))),
    }
}

/// Whether `docker compose` takes these files without being asked, or would if no `.env` named others.
fn is_plain(unit: &Unit) -> bool {
    let is_standard = |name: &str| BASE_NAMES.contains(&name) || OVERRIDE_NAMES.contains(&name);
    unit.files.iter().all(|file| {
        let (directory, name) = split(file);
        directory == unit.directory && is_standard(name)
    })
}

/// Whether an environment is exactly the plain start of a unit: the same files, variables, profiles and name.
fn is_start(request: &ComposeRequest, unit: &Unit, scope: &Scope, files: &dyn Files) -> bool {
    let ComposeRequest {
        directory: _,
        files: started,
        project_name,
        project_directory,
        env_files,
        profiles,
        environment,
        options: _,
    } = request;
    let plain = &scope.defaults;
    let first = |names: &[&str]| {
        let mut paths = names.iter().map(|name| join(&unit.directory, name));
        paths.find(|path| files.kind(path) == Some(EntryKind::File))
    };
    // What lies there counts, whether it was found or left out: docker compose knows nothing of that.
    let takes: Vec<String> = first(&BASE_NAMES).into_iter().chain(first(&OVERRIDE_NAMES)).collect();
    let takes_these = started == &unit.starts && (!unit.files.is_empty() || *started == takes);
    takes_these
        && (env_files == &plain.env_files || *env_files == [join(&unit.directory, ".env")])
        && project_directory
            .as_ref()
            .is_none_or(|directory| [Some(&unit.directory), unit.project_directory.as_ref()].contains(&Some(directory)))
        && project_name == &plain.project_name
        && profiles == &plain.profiles
        && environment == &plain.environment
}
