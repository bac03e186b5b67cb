//! Step 3 of 5, second half: a unit → a project: the loaded Compose model joined with its Dockerfiles, env files and ignore files. Pure.
//!
//! Knows no rule and no output. What makes no sense becomes a [`Problem`]; whatever could be understood is judged all the same.

mod builds;
mod env_files;
mod lone;
mod neighbours;
mod remarks;
mod remotes;
mod resources;
mod unknown;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use self::builds::Builds;
use super::compose::{self, ComposeModel, ComposeRequest};
use super::way::Building;
use super::{deployment, secrets, service};
use crate::document::env::EnvFormat;
use crate::load;
use plimsoll_model::{
    Address, How, Origin, Origins, Overlaid, Project, ProjectKind, Service, Start, Variable, ViaKind, Weakened,
};
use plimsoll_model::{Deployment, KnownImages};
use plimsoll_source::files::Kind;
use plimsoll_source::files::{Files, ReadError};
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, Language, Sources, Span};

pub use self::env_files::is_sample;

/// A project with the places of everything in it.
#[derive(Debug)]
pub struct Loaded {
    /// What policies see.
    pub project: Project,
    /// Where it was written.
    pub origins: Origins,
    /// Root-relative paths of every file that has a part in it.
    pub used: BTreeSet<String>,
    /// In which language its own files were read: Compose files, Dockerfiles, env files.
    pub languages: BTreeMap<String, Language>,
    /// Dockerfiles that it builds, each with whether one of the builds is the one that `docker build` makes without being told more.
    pub plainly: BTreeMap<String, bool>,
    /// The same without what samples stand in for, where whoever asked for it wants to hold it against that.
    pub bare: Option<Box<Loaded>>,
}

/// What all projects of a run are loaded with.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The files there are.
    pub files: &'a dyn Files,
    /// Their texts.
    pub sources: &'a Sources,
    /// Everything that discovery found.
    pub candidates: &'a BTreeMap<String, Kind>,
    /// Facts about well-known images.
    pub known: &'a KnownImages,
    /// How images are built, besides the files.
    pub building: &'a Building,
    /// Keep secret values in the model.
    pub show_secrets: bool,
}

/// Loads a Compose project. `None` where nothing could be understood.
pub fn compose(
    request: &ComposeRequest,
    environment: Option<&str>,
    around: Surroundings<'_>,
) -> (Option<Loaded>, Vec<Problem>) {
    let (model, mut problems) = compose::load(request, around.files, around.sources);
    let Some(model) = model else { return (None, problems) };
    let (mut loaded, more) = assemble(model, environment, around);
    let ComposeRequest { directory, files, env_files, profiles, .. } = request;
    let started = deployment::Started { directory, files, env_files, profiles };
    loaded.project.deployment = deployment::named(started, around.known.environments()).deployment;
    problems.extend(more);
    problems.extend(finish(&mut loaded, around));
    (Some(loaded), problems)
}

/// What a file that nobody refers to turned out to be.
#[derive(Debug)]
pub enum Alone {
    /// Something to judge.
    Project(Box<Loaded>, Vec<Problem>),
    /// It could not be read.
    Unreadable(Vec<Problem>),
    /// Not what its name says, for this reason.
    Other(&'static str),
}

/// A Dockerfile by itself: no service builds it, or (`is_built`) only another stage of it or with other arguments. Its directory is taken for its
/// context, as `docker build .` would.
pub fn dockerfile(path: &str, is_built: bool, around: Surroundings<'_>) -> Alone {
    let mut problems = Vec::new();
    let Some(file) = read(path, around, &mut problems) else { return Alone::Unreadable(problems) };
    if let Some(problem) = load::in_utf16(file, "dockerfile-syntax", around.sources) {
        return Alone::Unreadable(vec![problem]);
    }
    let mut loaded = empty(ProjectKind::Dockerfile, path, file);
    let more = match lone::builds(path, file, &mut loaded, around) {
        Ok(more) => more,
        Err(reason) => return Alone::Other(reason),
    };
    problems.extend(more);
    unknown::add(&mut loaded, Vec::new());
    loaded.project.deployment = deployment::of_file(path, around.known.environments());
    if !is_built {
        loaded.project.neighbours = neighbours::of(path, around);
    }
    problems.extend(finish(&mut loaded, around));
    Alone::Project(Box::new(loaded), problems)
}

/// An env file that no project uses.
pub fn env_file(path: &str, around: Surroundings<'_>) -> Alone {
    let mut problems = Vec::new();
    if env_files::is_binary(path, around) {
        return Alone::Other("no text, so no env file");
    }
    let Some(file) = read(path, around, &mut problems) else { return Alone::Unreadable(problems) };
    if let Some(problem) = load::in_utf16(file, "env-syntax", around.sources) {
        return Alone::Unreadable(vec![env_files::as_told(problem, path, false)]);
    }
    let text = around.sources.get(file).text.clone();
    let (_, found) = load::env::document(file, &text, EnvFormat::Dotenv, &|_| None);
    if let Some(reason) = env_files::other(&text, &found) {
        return Alone::Other(reason);
    }
    let mut loaded = empty(ProjectKind::Env, path, file);
    loaded.project.deployment = deployment::of_file(path, around.known.environments());
    let use_of = BTreeMap::from([(path.to_owned(), env_files::Use::default())]);
    problems.extend(env_files::add(&use_of, &mut loaded, around));
    problems.extend(finish(&mut loaded, around));
    Alone::Project(Box::new(loaded), problems)
}

fn read(path: &str, around: Surroundings<'_>, problems: &mut Vec<Problem>) -> Option<FileId> {
    match around.files.read(path, around.sources) {
        Ok(file) => Some(file),
        Err(error) => {
            problems.push(unreadable(path, &error));
            None
        }
    }
}

/// A file that cannot be read, as a problem.
pub fn unreadable(path: &str, error: &ReadError) -> Problem {
    let help = match error {
        ReadError::NotFound => "check the path",
        ReadError::Directory => "name a file",
        ReadError::Outside => "scan a directory that holds both files",
        ReadError::NotText { .. } => "save it as UTF-8",
        ReadError::TooLarge { .. } => "leave it out under `paths.exclude` if it is no configuration file",
        ReadError::Unreadable(_) => "give read permission, or leave it out under `paths.exclude`",
    };
    Problem::error("unreadable-file", format!("`{path}` {error}")).in_file(path).help(help)
}

fn empty(kind: ProjectKind, path: &str, file: FileId) -> Loaded {
    let (directory, _) = super::units::split(path);
    let mut origins = Origins::default();
    origins.insert(Address::root(), Origin::new(Span::new(file, 0, 0)));
    let project = blank(kind, path.to_owned(), directory.to_owned(), vec![path.to_owned()]);
    let used = BTreeSet::from([path.to_owned()]);
    Loaded { project, origins, used, languages: BTreeMap::new(), plainly: BTreeMap::new(), bare: None }
}

fn blank(kind: ProjectKind, name: String, directory: String, files: Vec<String>) -> Project {
    Project {
        at: Address::root(),
        kind,
        name,
        directory,
        environment: None,
        deployment: Deployment::default(),
        start: Start::of(if kind == ProjectKind::Dockerfile { How::Build } else { How::Alone }),
        files,
        extensions: Map::new(),
        services: BTreeMap::new(),
        networks: BTreeMap::new(),
        volumes: BTreeMap::new(),
        secrets: BTreeMap::new(),
        configs: BTreeMap::new(),
        builds: BTreeMap::new(),
        env_files: Vec::new(),
        variables: Vec::new(),
        unknown: Vec::new(),
        compose_files: Vec::new(),
        remarks: Vec::new(),
        neighbours: Vec::new(),
        idle_override: None,
        secret_candidates: Vec::new(),
    }
}

/// Last of all: what comments say is noted, and secrets are found, marked in the texts, and taken out of the model.
fn finish(loaded: &mut Loaded, around: Surroundings<'_>) -> Option<Problem> {
    remarks::add(loaded, around);
    let Loaded { project, origins, .. } = loaded;
    secrets::find(project, origins, around.sources, around.files, around.show_secrets)
}

fn assemble(model: ComposeModel, environment: Option<&str>, around: Surroundings<'_>) -> (Loaded, Vec<Problem>) {
    let ComposeModel {
        name,
        directory,
        files,
        document,
        origins,
        variables,
        inactive,
        env_files,
        raw,
        short_volumes,
        unknown,
        weakened,
        absent_env_files,
        overlays,
    } = model;
    let Value::Object(document) = document else {
        // The loader only answers with a mapping.
        return (empty_of(&name, &directory, &files, origins), Vec::new());
    };
    let mut loaded = empty_of(&name, &directory, &files, origins);
    loaded.project.environment = environment.map(str::to_owned);
    loaded.used.extend(touched(&loaded.origins, around.sources));
    let uses = env_files::uses(&env_files, &directory, around.candidates);
    let mut problems = env_files::add(&uses, &mut loaded, around);
    let Builds { build_of, problems: more, elsewhere } = builds::of_services(&document, &mut loaded, around);
    problems.extend(more);
    let names: Vec<String> =
        document.get("services").and_then(Value::as_object).into_iter().flat_map(Map::keys).cloned().collect();
    let Loaded { project, origins, .. } = &mut loaded;
    let surroundings = service::Surroundings {
        directory: &directory,
        document: &document,
        builds: &project.builds,
        build_of: &build_of,
        known: around.known,
        raw: &raw,
        short: &short_volumes,
        files: around.files,
        sources: around.sources,
    };
    let mut services = BTreeMap::new();
    for name in names {
        let mut facts = service::facts(&name, &surroundings, origins);
        let config = document["services"].get(&name).and_then(Value::as_object).cloned().unwrap_or_default();
        let at = Address::root().child("services").child(&name);
        facts.weakened = weakened_of(&name, &at, &weakened, origins);
        facts.overlaid = overlaid_of(&name, &at, &overlays, origins, around.sources);
        let absent = absent_env_files.iter().filter(|(service, _)| *service == name);
        facts.absent_env_files = absent.map(|(_, path)| path.clone()).collect();
        let active = !inactive.contains(&name) && !service::asks_for_none(&config);
        services.insert(name.clone(), Service { at, key: name, active, facts, config: plain(config) });
    }
    problems.extend(services.values().flat_map(|service| cut_commands(service, origins)));
    project.services = services;
    resources::add(&document, project, around);
    project.variables = place_variables(variables, project, origins);
    let kept = ["services", "networks", "volumes", "secrets", "configs", "name"];
    project.extensions = document.into_iter().filter(|(key, _)| !kept.contains(&key.as_str())).collect();
    written::add(&mut loaded, around);
    loaded.project.idle_override = neighbours::idle_override(&loaded.project.files, around);
    unknown::add(&mut loaded, unknown.into_iter().chain(elsewhere).collect());
    (loaded, problems)
}

/// Command lines of a service that are longer than what is judged; those of its image are told with the Dockerfile.
fn cut_commands(service: &Service, origins: &Origins) -> Vec<Problem> {
    let facts = &service.facts;
    let lines =
        [("entrypoint", &facts.entrypoint), ("command", &facts.command), ("healthcheck.test", &facts.healthcheck.test)];
    let cut = lines.into_iter().filter_map(|(name, line)| Some((name, line.as_ref()?))).filter(|(_, line)| {
        // What the image brings stands elsewhere.
        !line.complete && service.at.contains(&line.at)
    });
    cut.map(|(name, line)| {
        let problem = super::shell::cut("command-limit", &format!("services.{}.{name}", service.key));
        match origins.nearest(&line.at) {
            Some((_, origin)) => problem.at(origin.span),
            None => problem,
        }
    })
    .collect()
}

/// What a service lost, with its places.
fn weakened_of(name: &str, service: &Address, all: &[compose::Weakening], origins: &mut Origins) -> Vec<Weakened> {
    let list = service.child("facts").child("weakened");
    let mut placed = Vec::new();
    for loss in all.iter().filter(|loss| loss.service == name) {
        let at = list.child(placed.len());
        let base = at.child("base");
        let named = || origins.get(service).map(|o| o.key.unwrap_or(o.span));
        if let Some(place) = loss.replaced.or(loss.by).or_else(named) {
            origins.insert(at.clone(), Origin::new(place));
        }
        origins.insert(base.clone(), Origin::new(loss.base));
        let (control, through, replaced) = (loss.control, loss.through, loss.replaced.is_some());
        placed.push(Weakened { at, base, control, through, replaced });
    }
    placed
}

/// What later files do to a service, with its places.
fn overlaid_of(
    name: &str,
    service: &Address,
    all: &[compose::Overlay],
    origins: &mut Origins,
    sources: &Sources,
) -> Vec<Overlaid> {
    let list = service.child("facts").child("overlaid");
    let mut placed = Vec::new();
    for overlay in all.iter().filter(|overlay| overlay.service == name) {
        let at = list.child(placed.len());
        let below = at.child("below");
        origins.insert(at.clone(), Origin::new(overlay.at));
        origins.insert(below.clone(), Origin::new(overlay.below));
        placed.push(Overlaid {
            at,
            below,
            attribute: overlay.attribute.clone(),
            how: overlay.how,
            file: sources.get(overlay.at.file).path.clone(),
            entries: overlay.entries.clone(),
        });
    }
    placed
}

/// Every file that a value came from or through. A sample that only stands in for another file is judged by itself.
fn touched(origins: &Origins, sources: &Sources) -> BTreeSet<String> {
    let mut files: BTreeSet<FileId> = BTreeSet::new();
    for (_, origin) in origins.iter() {
        let assumed = origin.via.iter().find(|via| via.kind == ViaKind::Assumed).map(|via| via.span.file);
        let spans = std::iter::once(origin.span).chain(origin.via.iter().map(|via| via.span));
        files.extend(spans.map(|span| span.file).filter(|file| Some(*file) != assumed));
    }
    files.into_iter().map(|file| sources.get(file).path.clone()).collect()
}

fn empty_of(name: &str, directory: &str, files: &[String], mut origins: Origins) -> Loaded {
    let first = origins.iter().next().map(|(_, origin)| origin.span.file);
    if let Some(file) = first {
        origins.insert(Address::root(), Origin::new(Span::new(file, 0, 0)));
    }
    let project = blank(ProjectKind::Compose, name.to_owned(), directory.to_owned(), files.to_vec());
    let languages = files.iter().map(|file| (file.clone(), Language::Yaml)).collect();
    Loaded { origins, used: files.iter().cloned().collect(), languages, project, plainly: BTreeMap::new(), bare: None }
}

/// A service's attributes without those that the model's own fields would hide.
fn plain(mut config: Map<String, Value>) -> Map<String, Value> {
    for key in plimsoll_model::RESERVED {
        config.remove(key);
    }
    config
}

/// Gives variables their addresses, and finds the assignment that set each.
fn place_variables(variables: Vec<(Variable, Origin)>, project: &Project, origins: &mut Origins) -> Vec<Variable> {
    let assignments: BTreeMap<(FileId, u32), Address> = project
        .env_files
        .iter()
        .flat_map(|file| &file.assignments)
        .filter_map(|a| origins.get(&a.at).map(|o| ((o.span.file, o.span.start), a.at.clone())))
        .collect();
    let mut placed = Vec::with_capacity(variables.len());
    for (index, (mut variable, origin)) in variables.into_iter().enumerate() {
        variable.at = Address::root().child("variables").child(index);
        let set_by = |span: Span| assignments.get(&(span.file, span.start)).cloned();
        variable.set_at = variable.set_at.take().or_else(|| origin.via.iter().find_map(|via| set_by(via.span)));
        origins.insert(variable.at.clone(), origin);
        placed.push(variable);
    }
    placed
}
