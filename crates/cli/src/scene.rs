//! What several verbs share: from paths and options to the root, the configuration, the candidates and the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plimsoll_check::{Described, Scope};
use plimsoll_judge::config::{Config, Environment, Layers};
use plimsoll_judge::sight::Sight;
use plimsoll_loader::discover::{self, Choice, Found, Selection};
use plimsoll_loader::disk::{DiskFiles, FILE_SIZE_LIMIT, display_path};
use plimsoll_loader::normalize::compose::{ComposeRequest, Lacking, Options as LoadOptions};
use plimsoll_loader::normalize::units::BASE_NAMES;
use plimsoll_loader::normalize::way::{BuildWay, Ways};
use plimsoll_loader::ways;
use plimsoll_report::{Repository, RootReason};
use plimsoll_source::Sources;
use plimsoll_source::files::{Files as _, Kind, join};
use plimsoll_source::problem::Problem;
use plimsoll_source::timings;

use super::configure::{self, Configuring, Kept};
use super::inputs::{Inputs, is_stdin};
use super::repository;
use super::root::{self, Places};

/// Everything a verb needs to begin with.
pub(crate) struct Scene {
    pub(crate) files: DiskFiles,
    pub(crate) sources: Arc<Sources>,
    pub(crate) layers: Layers,
    /// What of the configurations lies outside of the tree.
    pub(crate) kept: Kept,
    /// Root-relative directory that holds everything that was named: its configuration says what is written, and against which baseline.
    pub(crate) ruling: String,
    /// Root-relative directory of the first path that was named.
    pub(crate) base: String,
    pub(crate) found: Found,
    pub(crate) scope: Scope,
    /// Mistakes in the configuration: the run is incomplete.
    pub(crate) problems: Vec<Problem>,
    pub(crate) repository: Repository,
}

impl Scene {
    /// The configuration that rules the run, as the files of the tree are named.
    pub(crate) fn ruling_path(&self) -> Option<String> {
        self.layers.of_directory(&self.ruling).configs().last().map(|config| config.path.clone())
    }
}

/// Sets the scene. `policies` are the directories that the caller names.
///
/// # Errors
/// A path that does not exist, a floor that is not right.
pub(crate) fn set(inputs: &Inputs, policies: &[PathBuf]) -> io::Result<Scene> {
    set_on(inputs, policies, None)
}

/// The files of another time in place of those that lie on disk.
pub(crate) struct Instead {
    pub(crate) files: DiskFiles,
    /// Empty, where their texts go.
    pub(crate) sources: Sources,
}

/// The root that a scene would have, and why.
pub(crate) fn root(inputs: &Inputs) -> io::Result<(PathBuf, Vec<Problem>)> {
    let places = Places::of(inputs, &env::current_dir()?)?;
    Ok((places.root, places.problems))
}

/// Sets the scene, as it was at another time where that is given: what is named is looked for among the files of then.
///
/// # Errors
/// A path that does not exist, a floor that is not right.
pub(crate) fn set_on(inputs: &Inputs, policies: &[PathBuf], instead: Option<Instead>) -> io::Result<Scene> {
    let here = env::current_dir()?.canonicalize()?;
    let places = Places::of(inputs, &here)?;
    let is_of_then = instead.is_some();
    let (files, sources) = match instead {
        Some(Instead { files, sources }) => (files, Arc::new(sources)),
        None => (DiskFiles::new(&places.root)?, Arc::new(Sources::default())),
    };
    let mut problems = strangers(&places);
    problems.extend(places.problems.iter().cloned());
    // Whoever asks for another time was told before that.
    problems.extend(Some(&places.root).filter(|_| !is_of_then).and_then(|root| repository::problem(root)));
    let given = configure::Given { here: &here, around: &places.around };
    let (mut layers, kept) = configure::layers(&inputs.configuring, policies, &files, &sources, &given, &mut problems)?;
    let walked = relative(&files, root::directory_of(&places.named[0]))?;
    let ruling = relative(&files, &places.around)?;
    layers.learn_directory(&ruling, &files, &sources);
    let mut asked = Vec::new();
    let mut ways = Ways::default();
    let found = if inputs.files.is_empty() {
        asked = places.named.iter().map(|path| relative(&files, path)).collect::<io::Result<Vec<_>>>()?;
        let mut selection = Selection::new(&[], &[], inputs.no_ignore).map_err(io::Error::other)?;
        selection.force_exclude = inputs.force_exclude;
        let chosen = configure::Chosen::new(layers, &files, &sources);
        let mut found = {
            let _step = timings::step("discover");
            match is_of_then {
                true => find_then(&asked, places.why, &selection, &chosen, &files),
                false => find(&asked, places.why, &selection, &chosen, &files),
            }
        };
        if inputs.environment.is_none() {
            let _step = timings::step("ways");
            ways = started(&mut found, &chosen, &files);
        }
        found.excluded.append(&mut found.aside);
        layers = chosen.into_layers();
        layers.learn(found.candidates.keys().map(String::as_str), &files, &sources);
        found
    } else {
        let named = inputs.files.iter().filter(|path| !is_stdin(path));
        let named = named.map(|path| relative(&files, &here.join(path))).collect::<io::Result<Vec<_>>>()?;
        layers.learn(named.iter().map(String::as_str), &files, &sources);
        Found::default()
    };
    let plainly = plain(&mut layers);
    let mut scope = scope(inputs, &layers, &files, &here, &plainly, &sources)?;
    scope.ways = ways;
    let ruled = layers.of_directory(&ruling);
    if ruled.is_complete() {
        scope.make_complete();
    }
    if !ruled.assumes() {
        scope.requests_mut().for_each(|request| request.options.lacking = Lacking::Unknown);
    }
    scope.sight.part = (!asked.is_empty() && !asked.iter().any(|path| path == ".")).then(|| asked.clone());
    scope.asked = asked;
    if inputs.files.iter().any(|path| is_stdin(path)) {
        sources.add(join(&relative(&files, &here)?, "-"), stdin_text()?);
    }
    let repository = Repository { shown: places.shown(&here), why: places.why, ..repository::describe(&places.root) };
    Ok(Scene { files, sources, layers, kept, ruling, base: walked, found, scope, problems, repository })
}

/// What the configurations above the current directory say, for verbs that look at no files.
pub(crate) struct Configuration {
    pub(crate) layers: Layers,
    pub(crate) files: DiskFiles,
    pub(crate) sources: Arc<Sources>,
    pub(crate) problems: Vec<Problem>,
}

/// The configurations above the current directory, under the same conditions as when something is judged there.
pub(crate) fn configuration(policies: &[PathBuf]) -> io::Result<Configuration> {
    let here = env::current_dir()?.canonicalize()?;
    let places = Places::of(&Inputs::default(), &here)?;
    let files = DiskFiles::new(&places.root)?;
    let sources = Arc::new(Sources::default());
    let mut problems = strangers(&places);
    problems.extend(places.problems.iter().cloned());
    let given = configure::Given { here: &here, around: &places.around };
    // Nothing is run or written here.
    let asked = Configuring { trust_config: true, ..Configuring::default() };
    let (mut layers, _) = configure::layers(&asked, policies, &files, &sources, &given, &mut problems)?;
    layers.learn_directory(&relative(&files, &places.around)?, &files, &sources);
    Ok(Configuration { layers, files, sources, problems })
}

/// What standard input holds.
pub(crate) fn stdin_text() -> io::Result<String> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(FILE_SIZE_LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_SIZE_LIMIT {
        return Err(io::Error::other(format!("standard input is larger than {FILE_SIZE_LIMIT} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("standard input is not UTF-8 text"))
}

/// Looks for what was named, with what git tracks at hand.
fn find(named: &[String], why: RootReason, selection: &Selection, choice: &dyn Choice, files: &DiskFiles) -> Found {
    let tracked = repository::Tracked::new(files.root());
    let roots = walked(named, why, files);
    let below = |directory: &str| tracked.below(directory);
    let request = discover::Request { roots: &roots, named, selection, choice, tracked: &below, says: &ways::may_say };
    let mut found = discover::find(files, &request);
    found.problems.extend(tracked.problems());
    found
}

/// The same among the files of a revision: git tracks all of them, and what was named may not have been there.
fn find_then(
    named: &[String],
    why: RootReason,
    selection: &Selection,
    choice: &dyn Choice,
    files: &DiskFiles,
) -> Found {
    let named: Vec<String> = named.iter().filter(|path| files.kind(path).is_some()).cloned().collect();
    if named.is_empty() {
        return Found::default();
    }
    let roots = walked(&named, why, files);
    let below = |directory: &str| files.kept_below(directory);
    let (named, tracked) = (&named, &below);
    discover::find(files, &discover::Request { roots: &roots, named, selection, choice, tracked, says: &ways::may_say })
}

/// The directories that are walked, and how deep.
///
/// Where a repository or a configuration says what the whole is, all of it is walked, since a project elsewhere may be what judges the part. Where
/// nothing does, only what was named is, and the directories that named files lie in.
fn walked(named: &[String], why: RootReason, files: &DiskFiles) -> Vec<(String, usize)> {
    if why != RootReason::Paths {
        return vec![(".".to_owned(), discover::DEPTH_LIMIT)];
    }
    let around = |path: &String| match path.rsplit_once('/') {
        _ if files.is_directory(path) => (path.clone(), discover::DEPTH_LIMIT),
        Some((directory, _)) => (directory.to_owned(), 1),
        None => (".".to_owned(), 1),
    };
    named.iter().map(around).collect()
}

/// How projects are started, as the files say that were found. What is left out is not brought back by it; a Dockerfile of any name is found by it.
fn started(found: &mut Found, choice: &dyn Choice, files: &DiskFiles) -> Ways {
    let left: BTreeSet<&str> = found.excluded.iter().map(|(path, _)| path.as_str()).collect();
    let is_out =
        |path: &str| left.contains(path) || path.match_indices('/').any(|(end, _)| left.contains(&path[..=end]));
    let (mut ways, problems) = ways::find(&found.says, files, &is_out);
    found.problems.extend(problems);
    // What no name and no text makes one of ours the walk has not asked about.
    let mut leaves_out = |path: &String| {
        let reason = if found.candidates.contains_key(path) { None } else { choice.leaves_out(path) };
        let is_out = reason.is_some();
        found.excluded.extend(reason.map(|reason| (path.clone(), reason)));
        is_out
    };
    ways.compose.retain(|way| !way.start.files.iter().any(&mut leaves_out));
    ways.builds.retain(|way| !leaves_out(&way.start.dockerfile));
    for path in ways.builds.iter().flat_map(|way| dockerfiles(&way.start)) {
        if !found.candidates.contains_key(path) && discover::reads_like_dockerfile(path, files) {
            found.candidates.insert(path.clone(), Kind::Dockerfile);
        }
    }
    let (candidates, compose) = (&found.candidates, &ways.compose);
    let is_started = |path: &String| compose.iter().any(|way| way.start.files.contains(path));
    found.aside.retain(|(path, _)| !candidates.contains_key(path) && !is_started(path));
    ways
}

/// The Dockerfile of a build, and those of the builds that it starts from.
fn dockerfiles(way: &BuildWay) -> Vec<&String> {
    let others = way.built.values().flat_map(|other| dockerfiles(other));
    std::iter::once(&way.dockerfile).chain(others).collect()
}

/// Paths of several repositories that no repository holds: told, since each of them has other names for its files.
fn strangers(places: &Places) -> Vec<Problem> {
    let told = |path: &PathBuf| {
        let message = format!("`{}` does not lie in the repository of the first path", path.display());
        Problem::warning("several-repositories", message)
            .help("check one repository at a time, so that paths, waivers and identities are those of each")
    };
    places.strangers.iter().map(told).collect()
}

/// The path from the root, of what may be a link itself.
pub(crate) fn relative(files: &DiskFiles, path: &Path) -> io::Result<String> {
    let real = root::real(files.root(), path)?;
    let outside = || io::Error::other(format!("`{}` lies outside of `{}`", path.display(), files.root().display()));
    let below = real.strip_prefix(files.root()).map_err(|_| outside())?;
    if below.to_str().is_none() {
        return Err(io::Error::other(format!("the name of `{}` is not UTF-8, so it is not judged", path.display())));
    }
    display_path(files.root(), &real).ok_or_else(outside)
}

fn scope(
    inputs: &Inputs,
    layers: &Layers,
    files: &DiskFiles,
    here: &Path,
    plainly: &BTreeSet<String>,
    sources: &Sources,
) -> io::Result<Scope> {
    let shell: BTreeMap<String, String> = if inputs.env_from_shell {
        env::vars_os().filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?))).collect()
    } else {
        BTreeMap::new()
    };
    shell.iter().for_each(|(name, value)| sources.learn_variable(name, value));
    let at = |path: &PathBuf| {
        if is_stdin(path) { Ok(join(&relative(files, here)?, "-")) } else { relative(files, &here.join(path)) }
    };
    let at_maybe_missing = |path: &PathBuf| at(path).unwrap_or_else(|_| path.display().to_string());
    let defaults = ComposeRequest {
        directory: relative(files, here).unwrap_or_else(|_| ".".to_owned()),
        project_name: inputs.project_name.clone(),
        project_directory: inputs.project_directory.as_ref().map(at).transpose()?,
        env_files: inputs.env_file.iter().map(at_maybe_missing).collect(),
        profiles: inputs.profile.clone(),
        environment: shell.clone(),
        ..ComposeRequest::default()
    };
    let project = if inputs.files.is_empty() {
        None
    } else {
        let given = inputs.files.iter().map(at).collect::<io::Result<Vec<_>>>()?;
        Some(ComposeRequest { files: given, ..defaults.clone() })
    };
    let own = layers.own();
    let environments: Vec<Described> = own
        .iter()
        .flat_map(|(_, config)| {
            config.environments.iter().map(|e| Described {
                name: e.name.clone(),
                role: e.role,
                configuration: config.path.clone(),
                request: environment(e, &config.home, &shell),
            })
        })
        .collect();
    // Nearer configurations win over those further out, and the caller over all.
    let mut build_args: Vec<(String, BTreeMap<String, String>)> =
        own.iter().map(|(below, config)| ((*below).to_owned(), config.build_args.clone())).collect();
    build_args.sort_by_key(|(below, _)| if below == "." { 0 } else { below.split('/').count() });
    build_args.push((".".to_owned(), inputs.build_arg.iter().cloned().collect()));
    build_args.retain(|(_, args)| !args.is_empty());
    build_args.iter().flat_map(|(_, args)| args).for_each(|(name, value)| sources.learn_variable(name, value));
    let never_plain = own
        .iter()
        .filter(|(_, config)| config.plain_start == Some(false) && !plainly.contains(&config.path))
        .flat_map(|(_, config)| {
            config.environments.iter().flat_map(|e| {
                let request = environment(e, &config.home, &shell);
                request.files.into_iter().chain(request.project_directory)
            })
        });
    let never_plain = never_plain.collect();
    if let Some(name) = &inputs.environment
        && project.is_none()
        && !environments.iter().any(|known| known.name == *name)
    {
        let known: BTreeSet<&str> = environments.iter().map(|known| known.name.as_str()).collect();
        let known: Vec<&str> = known.into_iter().collect();
        let message = format!("no environment `{name}` in the configuration; it has {}", list(&known));
        return Err(io::Error::other(message));
    }
    let only_environment = inputs.environment.clone();
    let allow_empty = inputs.allow_empty;
    let sight = Sight { lone: project.is_some() || only_environment.is_some(), ..Sight::default() };
    let known = Arc::new(plimsoll_policy::known_images(crate::shipped()));
    Ok(Scope {
        known,
        project,
        environments,
        never_plain,
        only_environment,
        build_args,
        defaults,
        allow_empty,
        sight,
        ..Scope::default()
    })
}

/// The configurations whose environments leave nothing of the plain start out, whatever they say, because a floor demands its files.
fn plain(layers: &mut Layers) -> BTreeSet<String> {
    let standard = |path: &String| BASE_NAMES.contains(&path.rsplit('/').next().unwrap_or(path));
    let of = |config: &Config| {
        let requests = config.environments.iter().map(|e| environment(e, &config.home, &BTreeMap::new()));
        let files = requests.flat_map(|request| request.files).filter(standard).collect();
        (config.path.clone(), files)
    };
    let environments: Vec<(String, Vec<String>)> = layers.own().into_iter().map(|(_, config)| of(config)).collect();
    layers.plain_all_the_same(&environments)
}

fn list(names: &[&str]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn environment(environment: &Environment, base: &str, shell: &BTreeMap<String, String>) -> ComposeRequest {
    let directory = environment.directory.as_deref().map_or_else(|| base.to_owned(), |dir| join(base, dir));
    let mut variables = shell.clone();
    variables.extend(environment.variables.clone());
    ComposeRequest {
        files: environment.files.iter().map(|file| join(&directory, file)).collect(),
        env_files: environment.env_files.iter().map(|file| join(&directory, file)).collect(),
        project_directory: environment.directory.as_ref().map(|_| directory.clone()),
        project_name: environment.project_name.clone(),
        profiles: environment.profiles.clone(),
        environment: variables,
        directory,
        options: LoadOptions { env_files_may_lack: true, ..LoadOptions::default() },
    }
}
