//! One of two sides: from what the caller wrote to a project with the places of everything in it.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plimsoll_check::{self as check, Startable};
use plimsoll_loader::discover::Found;
use plimsoll_loader::disk::{DiskFiles, slashed};
use plimsoll_loader::normalize::compose::ComposeRequest;
use plimsoll_loader::normalize::project::Loaded;
use plimsoll_model::{Deployment, How, Start};
use plimsoll_source::Sources;
use plimsoll_source::files::{EntryKind, Files, join, lies_in};
use plimsoll_source::near::nearest;
use plimsoll_source::problem::{Problem, Severity};

use crate::scene::{self, Scene};

/// How the files are called that lie there.
pub(super) const WORK_TREE: &str = "work tree";

/// So many names are listed where one is not found.
const NAMES_LISTED: usize = 20;

/// What the caller wrote, before anything is looked at.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    text: String,
    what: What,
    env_files: Vec<PathBuf>,
    profiles: Vec<String>,
}

#[derive(Debug, Clone)]
enum What {
    /// Compose files in the order of merging.
    Files(Vec<PathBuf>),
    /// What `docker compose` would be started for there.
    Directory(PathBuf),
    /// An environment; of those in a directory, where one is named.
    Named(Option<PathBuf>, String),
}

impl Asked {
    /// Paths start at `root`. `files` are those of a revision, where the side is of one.
    pub(super) fn read(text: &str, root: &Path, files: Option<&Then<'_>>) -> Self {
        let is_file = |path: &Path| match files {
            Some(then) => then.kind(path) == Some(EntryKind::File),
            None => path.is_file(),
        };
        let is_dir = |path: &Path| match files {
            Some(then) => then.kind(path) == Some(EntryKind::Directory),
            None => path.is_dir(),
        };
        let path = root.join(text);
        let is_path = matches!(text, "." | "..") || text.contains(['/', std::path::MAIN_SEPARATOR]);
        let lower = text.to_ascii_lowercase();
        let is_named_like_a_file = [".yaml", ".yml", ".json"].iter().any(|ending| lower.ends_with(ending));
        let what = match text.rsplit_once(':') {
            _ if text.contains(',') || is_file(&path) => What::Files(split(text, root)),
            _ if is_path && is_dir(&path) => What::Directory(path),
            Some((directory, name)) if is_dir(&root.join(directory)) => {
                What::Named(Some(root.join(directory)), name.to_owned())
            }
            _ if is_path || is_named_like_a_file => What::Files(split(text, root)),
            _ => What::Named(None, text.to_owned()),
        };
        Self { text: text.to_owned(), what, env_files: Vec::new(), profiles: Vec::new() }
    }

    /// With what it is started with instead of its own.
    pub(super) fn started_with(self, root: &Path, env_files: &[PathBuf], profiles: &[String]) -> Self {
        let env_files = env_files.iter().map(|file| root.join(file)).collect();
        Self { env_files, profiles: profiles.to_vec(), ..self }
    }

    /// A name that may be that of an environment, a directory or a revision.
    pub(super) fn bare(&self) -> Option<&str> {
        match &self.what {
            What::Named(None, name) => Some(name),
            _ => None,
        }
    }

    /// What has to be looked through for it.
    pub(super) fn paths(&self, root: &Path) -> Vec<PathBuf> {
        match &self.what {
            What::Files(files) if files.iter().all(|file| file.exists()) => files.clone(),
            What::Directory(directory) | What::Named(Some(directory), _) => vec![directory.clone()],
            _ => vec![root.to_owned()],
        }
    }
}

/// The files of a revision, asked by paths as they would lie on disk.
pub(super) struct Then<'a> {
    pub(super) files: &'a DiskFiles,
    /// Where paths of the caller start, on disk and from the root of the repository.
    pub(super) root: &'a Path,
    pub(super) base: &'a str,
}

impl Then<'_> {
    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.files.kind(&self.relative(path)?)
    }

    /// The path from the root of the repository, without asking the disk.
    fn relative(&self, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(self.root).ok()?.to_str()?;
        Some(join(self.base, &slashed(inside)))
    }
}

fn split(text: &str, root: &Path) -> Vec<PathBuf> {
    text.split(',').map(str::trim).filter(|file| !file.is_empty()).map(|file| root.join(file)).collect()
}

/// A side that was loaded.
pub(super) struct Side {
    pub(super) given: String,
    pub(super) startable: Startable,
    pub(super) loaded: Loaded,
    /// All of it could be read.
    pub(super) is_complete: bool,
    /// Its texts.
    pub(super) sources: Arc<Sources>,
    /// The revision it is of; stands before its paths.
    pub(super) label: Option<String>,
}

impl Side {
    /// The same without anything in it: what it is held against where only one of two times has it.
    pub(super) fn emptied(self, stage: &Stage<'_>) -> Self {
        let Self { mut startable, mut loaded, sources, .. } = self;
        loaded.project.services.clear();
        loaded.project.unknown.clear();
        loaded.project.files.clear();
        startable.request.env_files.clear();
        startable.request.profiles.clear();
        let (given, label) = (stage.name(), stage.label.clone());
        Self { given, startable, loaded, is_complete: true, sources, label }
    }
}

/// Where both sides are looked for.
pub(super) struct Stage<'a> {
    pub(super) scene: &'a Scene,
    root: &'a Path,
    here: PathBuf,
    /// The revision that the files are of.
    label: Option<String>,
    /// The root of the caller from that of the repository.
    base: String,
    all: Vec<Startable>,
    /// Nothing was looked for: files that are named stand for themselves.
    nothing: Found,
    /// What stood in the way of finding them.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Stage<'a> {
    pub(super) fn new(scene: &'a Scene, root: &'a Path, label: Option<String>) -> io::Result<Self> {
        let here = std::env::current_dir()?.canonicalize()?;
        let (all, met) = check::startable(&scene.found, &scene.scope, &scene.files, &scene.sources);
        let problems = scene.found.problems.iter().cloned().chain(met).collect();
        let base = match (scene::relative(&scene.files, &here.join(root)), &label) {
            (Ok(base), _) => base,
            (Err(error), Some(_)) => return Err(error),
            // What is named lies elsewhere.
            (Err(_), None) => ".".to_owned(),
        };
        Ok(Self { scene, root, here, label, base, all, nothing: Found::default(), problems })
    }

    /// How it is called.
    pub(super) fn name(&self) -> String {
        self.label.clone().unwrap_or_else(|| WORK_TREE.to_owned())
    }

    pub(super) fn then(&self) -> Option<Then<'_>> {
        self.label.as_ref().map(|_| Then { files: &self.scene.files, root: self.root, base: &self.base })
    }

    /// Whether an environment has this name, or a directory in the root.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.all.iter().any(|one| one.deployment.name.as_deref() == Some(name)) || self.root.join(name).is_dir()
    }

    /// Every project below the root of the caller.
    pub(super) fn whole(&self) -> Vec<&Startable> {
        let is_below = |one: &&Startable| lies_in(directory_of(one), &self.base);
        self.all.iter().filter(|one| !one.is_guest).filter(is_below).collect()
    }

    /// The project of a side, `None` where nothing of it could be understood, and what is wrong with it. `near` is a revision that may be meant.
    ///
    /// # Errors
    /// In words: nothing has that name, or several have.
    pub(super) fn load(&self, asked: &Asked, near: Option<&str>) -> Result<(Option<Side>, Vec<Problem>), String> {
        let (mut startable, found) = match &asked.what {
            What::Files(files) => (self.files(files)?, &self.nothing),
            What::Directory(directory) => (self.directory(&asked.text, directory)?.clone(), &self.scene.found),
            What::Named(directory, name) => (self.named(directory.as_deref(), name, near)?.clone(), &self.scene.found),
        };
        if !asked.env_files.is_empty() {
            startable.request.env_files = self.paths(&asked.env_files)?;
            startable.request.options.env_files_may_lack = false;
        }
        if !asked.profiles.is_empty() {
            startable.request.profiles.clone_from(&asked.profiles);
        }
        let given = match &self.label {
            Some(label) if asked.text == "." => label.clone(),
            Some(label) => format!("{label}:{}", asked.text),
            None => asked.text.clone(),
        };
        let (side, problems) = self.loaded(startable, found, &given);
        match side {
            None if !problems.iter().any(is_broken) => {
                Err(format!("`{given}` is no Compose project; name its files, or an environment"))
            }
            side => Ok((side, problems)),
        }
    }

    /// One of the projects that were found.
    pub(super) fn one(&self, startable: &Startable, given: &str) -> (Option<Side>, Vec<Problem>) {
        self.loaded(startable.clone(), &self.scene.found, given)
    }

    fn loaded(&self, startable: Startable, found: &Found, given: &str) -> (Option<Side>, Vec<Problem>) {
        let Scene { scope, files, sources, .. } = self.scene;
        let (loaded, problems) = check::load(&startable, found, scope, files, sources);
        let is_complete = !problems.iter().any(is_broken);
        let (given, sources, label) = (given.to_owned(), Arc::clone(sources), self.label.clone());
        (loaded.map(|loaded| Side { given, startable, loaded, is_complete, sources, label }), problems)
    }

    fn relative(&self, path: &Path) -> Result<String, String> {
        if let Some(then) = self.then() {
            let outside = || format!("`{}` lies outside of the repository", path.display());
            return then.relative(path).ok_or_else(outside);
        }
        scene::relative(&self.scene.files, &self.here.join(path)).map_err(|error| error.to_string())
    }

    fn paths(&self, paths: &[PathBuf]) -> Result<Vec<String>, String> {
        let exists = |path: &Path| match self.then() {
            Some(then) => then.kind(path).is_some(),
            None => path.exists(),
        };
        let one = |path: &PathBuf| match exists(path) {
            true => self.relative(path),
            false => Err(self.missing(path)),
        };
        paths.iter().map(one).collect()
    }

    /// A file that is not there, and the one that may be meant.
    fn missing(&self, path: &Path) -> String {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let base = |path: &'a String| path.rsplit('/').next().unwrap_or(path);
        let known = self.scene.found.candidates.keys();
        let near: Option<&str> = nearest(&name, known.map(base));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let label = self.label.as_ref().map(|label| format!("{label}:")).unwrap_or_default();
        format!("there is no `{label}{}`{near}", path.display())
    }

    fn files(&self, files: &[PathBuf]) -> Result<Startable, String> {
        let files = self.paths(files)?;
        if files.is_empty() {
            return Err("no file is named".to_owned());
        }
        let request = ComposeRequest { files: files.clone(), ..self.scene.scope.defaults.clone() };
        Ok(Startable {
            deployment: Deployment::default(),
            application: None,
            described: None,
            request,
            files,
            start: Start::of(How::Asked),
            is_guest: false,
        })
    }

    /// The project of a directory, else the only one below it.
    fn directory(&self, shown: &str, directory: &Path) -> Result<&Startable, String> {
        let directory = self.relative(directory)?;
        let whole = || self.all.iter().filter(|one| !one.is_guest);
        let own: Vec<&Startable> = whole().filter(|one| directory_of(one) == directory).collect();
        let those = match own.is_empty() {
            true => whole().filter(|one| lies_in(directory_of(one), &directory)).collect(),
            false => own,
        };
        match those.as_slice() {
            [] => Err(format!("there is no Compose project in `{shown}`")),
            [one] => Ok(one),
            several => Err(format!("`{shown}` holds several projects: {}; name one of them", self.ways(several))),
        }
    }

    fn named(&self, directory: Option<&Path>, name: &str, revision: Option<&str>) -> Result<&Startable, String> {
        let within = directory.map(|directory| self.relative(directory)).transpose()?;
        let is_in = |one: &&Startable| within.is_none() || one.application == within;
        let named = || self.all.iter().filter(is_in).filter(|one| one.deployment.name.is_some());
        let those: Vec<&Startable> = named().filter(|one| one.deployment.name.as_deref() == Some(name)).collect();
        match those.as_slice() {
            [one] => Ok(one),
            [] if within.is_none() && self.is_directory(&self.root.join(name)) => {
                self.directory(name, &self.root.join(name))
            }
            [] => {
                let known: BTreeSet<&str> = named().filter_map(|one| one.deployment.name.as_deref()).collect();
                let near = match (nearest(name, known.iter().copied()), revision) {
                    (None, None) => String::new(),
                    (Some(near), None) => format!("; did you mean `{near}`?"),
                    (None, Some(near)) => format!("; did you mean the revision `{near}`?"),
                    (Some(one), Some(other)) => {
                        format!("; did you mean the environment `{one}` or the revision `{other}`?")
                    }
                };
                let all = if known.is_empty() { "none were found".to_owned() } else { listed(known.into_iter()) };
                let place = directory.unwrap_or(self.root).display();
                Err(format!(
                    "no environment, directory, file or revision is called `{name}`{near} (environments in `{place}`: {all}; `plimsoll environments` tells more)"
                ))
            }
            several => {
                Err(format!("several environments are called `{name}`: {}; name one of them", self.ways(several)))
            }
        }
    }

    fn is_directory(&self, path: &Path) -> bool {
        match self.then() {
            Some(then) => then.kind(path) == Some(EntryKind::Directory),
            None => path.is_dir(),
        }
    }

    /// How the caller may name each of these.
    fn ways(&self, several: &[&Startable]) -> String {
        let root = self.relative(self.root).unwrap_or_default();
        let from_root = |path: &str| match path.strip_prefix(&format!("{root}/")) {
            Some(rest) => rest.to_owned(),
            None if path == root => ".".to_owned(),
            None => path.to_owned(),
        };
        let count = |name: &str| self.all.iter().filter(|one| one.deployment.name.as_deref() == Some(name)).count();
        let way = |one: &&Startable| match (&one.deployment.name, &one.application) {
            (Some(name), _) if count(name) == 1 => name.clone(),
            (Some(name), Some(application)) => format!("{}:{name}", from_root(application)),
            _ => one.files.iter().map(|file| from_root(file)).collect::<Vec<_>>().join(","),
        };
        let ways: Vec<String> = several.iter().map(way).collect();
        listed(ways.iter().map(String::as_str))
    }
}

/// The directory that a project is of.
pub(super) fn directory_of(one: &Startable) -> &str {
    one.request.project_directory.as_ref().unwrap_or(&one.request.directory)
}

fn is_broken(problem: &Problem) -> bool {
    problem.severity == Severity::Error || problem.is_unjudged()
}

fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    let more = names.len().saturating_sub(NAMES_LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let named: Vec<String> = names.iter().take(NAMES_LISTED).map(|name| format!("`{name}`")).collect();
    format!("{}{more}", named.join(", "))
}
