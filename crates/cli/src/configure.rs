//! Which configurations rule a run, and which floors hold beneath them: from the command line and the tree to [`Layers`].

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plimsoll_judge::config::{Config, Floor, Floors, Layers, Lies, Source};
use plimsoll_loader::discover::Choice;
use plimsoll_loader::disk::{self, DiskFiles, display_path};
use plimsoll_policy::Rule;
use plimsoll_report::{self as report, Options};
use plimsoll_source::Sources;
use plimsoll_source::files::{ReadError, join};
use plimsoll_source::problem::Problem;

use super::ownership;
use super::terminal;

/// The one variable of the environment that is read: floors that hold for every run here, as paths like in PATH.
const ENFORCE: &str = "PLIMSOLL_ENFORCE";

/// Which configurations count.
#[derive(Debug, Clone, Default, clap::Args, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Configuring {
    /// The one configuration, instead of every plimsoll.yaml of the tree; it may lie anywhere
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,
    /// Read no configuration
    #[arg(long)]
    pub(crate) no_config: bool,
    /// Vouch for the configurations of the tree: they may load policies, and read and write outside of the root
    #[arg(long)]
    pub(crate) trust_config: bool,
    /// A floor: what the configurations of the tree may tighten and not loosen (repeatable) [env: PLIMSOLL_ENFORCE]
    #[arg(long, value_name = "FILE")]
    pub(crate) enforce: Vec<PathBuf>,
    /// What was read of this from outside of the tree: a replay reads it from here.
    #[arg(skip)]
    pub(crate) kept: Option<Kept>,
    /// Call what lies outside of the tree by its name alone: evidence names no directory of this machine.
    #[arg(skip)]
    #[serde(skip)]
    pub(crate) by_name: bool,
}

/// Stands before the name of a configuration from outside of the tree, where its directory is not to be told. No path of the tree begins with `/`.
pub(super) const OUTSIDE: &str = "/outside";

/// How a file that may lie outside of the tree is called: root-relative, else by its name alone where that is wanted, else as it was named.
pub(super) fn called(named: &Path, here: &Path, root: &Path, by_name: bool) -> String {
    let real = here.join(named).canonicalize().ok();
    let shown = named.to_string_lossy().replace('\\', "/");
    match (real.as_deref().and_then(|real| display_path(root, real)), named.file_name()) {
        (Some(inside), _) if by_name => inside,
        (None, Some(name)) if by_name => name.to_string_lossy().into_owned(),
        _ => shown,
    }
}

/// Texts that a run was ruled by and that are no part of the tree.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Kept {
    /// Floors, by the path they were named by, in order.
    pub(crate) floors: Vec<(String, String)>,
    /// The configuration of `--config` and those it extends, where they lie outside of the tree: by their paths from its directory.
    pub(crate) configs: BTreeMap<String, String>,
    /// Directories of policies in the tree that the caller named, so that a configuration of the tree might, too.
    pub(crate) policies: BTreeSet<String>,
    /// Rules that are not built in: the configuration that brings them, or nothing where the caller did.
    pub(crate) origins: BTreeMap<String, Option<String>>,
}

/// Reads the floors, and the configuration that is named; those of the tree are met later.
pub(super) fn layers(
    asked: &Configuring,
    policies: &[PathBuf],
    files: &DiskFiles,
    sources: &std::sync::Arc<Sources>,
    places: &Given<'_>,
    problems: &mut Vec<Problem>,
) -> io::Result<(Layers, Kept)> {
    let given: BTreeSet<String> = match &asked.kept {
        Some(kept) => kept.policies.clone(),
        None => {
            let given = policies.iter().filter_map(|path| places.here.join(path).canonicalize().ok());
            given.filter_map(|path| display_path(files.root(), &path)).collect()
        }
    };
    let floor_texts = floor_texts(asked, places.here, files.root())?;
    let mut kept = Kept { floors: floor_texts, policies: given.clone(), ..Kept::default() };
    let floors = floors(&kept.floors, sources)?;
    let Some(named) = &asked.config else {
        let source = if asked.no_config { Source::Nowhere } else { Source::Tree };
        let foreign = if asked.no_config { BTreeSet::new() } else { foreign(files, places, problems) };
        let layers = Layers::new(source, asked.trust_config, floors).without(foreign).with_policies(given);
        return Ok((layers, kept));
    };
    let (path, lies) = place_of(named, asked, files, places.here)?;
    let home = match lies {
        Lies::Inside => path.rsplit_once('/').map_or(".", |(home, _)| home).to_owned(),
        Lies::Outside(_) | Lies::Kept => ".".to_owned(),
    };
    let source = Source::Named { path, home, lies: lies.clone() };
    let mut layers = Layers::new(source, true, floors).with_policies(given);
    let before = asked.kept.clone().unwrap_or_default().configs;
    layers.read_named(sources, &mut |path: &str| {
        let (shown, text) = match (&lies, before.get(path)) {
            (Lies::Inside, _) => {
                let (text, encoding) = disk::read_encoded(&files.root().join(path))?;
                return Ok::<_, ReadError>(sources.add_encoded(path, text, encoding));
            }
            (Lies::Outside(directory), _) => {
                let text = disk::read_text(&directory.join(path))?;
                kept.configs.insert(path.to_owned(), text.clone());
                let real = || join(&directory.to_string_lossy().replace('\\', "/"), path);
                (if asked.by_name { format!("{OUTSIDE}/{path}") } else { real() }, text)
            }
            (Lies::Kept, Some(text)) => {
                kept.configs.insert(path.to_owned(), text.clone());
                (format!("{OUTSIDE}/{path}"), text.clone())
            }
            (Lies::Kept, None) => return Err(ReadError::NotFound),
        };
        Ok::<_, ReadError>(sources.find(&shown).unwrap_or_else(|| sources.add(shown, text)))
    });
    Ok((layers, kept))
}

/// What the places of a run mean for its configurations.
pub(super) struct Given<'a> {
    /// The current directory.
    pub(super) here: &'a Path,
    /// Everything that was named lies in this directory: those above it were not meant.
    pub(super) around: &'a Path,
}

/// The path by which a named configuration goes, and where it lies: root-relative, or where it lies elsewhere its name.
fn place_of(named: &Path, asked: &Configuring, files: &DiskFiles, here: &Path) -> io::Result<(String, Lies)> {
    let shown = named.to_string_lossy().replace('\\', "/");
    if asked.kept.as_ref().is_some_and(|kept| kept.configs.contains_key(&shown)) {
        return Ok((shown, Lies::Kept));
    }
    let real = here
        .join(named)
        .canonicalize()
        .map_err(|error| io::Error::new(error.kind(), format!("cannot open `{shown}`: {error}")))?;
    match (display_path(files.root(), &real), real.parent(), real.file_name()) {
        (Some(inside), ..) => Ok((inside, Lies::Inside)),
        (None, Some(directory), Some(name)) => {
            Ok((name.to_string_lossy().into_owned(), Lies::Outside(directory.to_owned())))
        }
        _ => Err(io::Error::other(format!("`{shown}` is no file"))),
    }
}

fn floor_texts(asked: &Configuring, here: &Path, root: &Path) -> io::Result<Vec<(String, String)>> {
    if let Some(kept) = &asked.kept {
        return Ok(kept.floors.clone());
    }
    let of_runner: Vec<PathBuf> = match env::var_os(ENFORCE) {
        Some(paths) => env::split_paths(&paths).filter(|path| !path.as_os_str().is_empty()).collect(),
        None => Vec::new(),
    };
    let read = |path: &PathBuf| {
        let shown = called(path, here, root, asked.by_name);
        let text = disk::read_text(&here.join(path))
            .map_err(|error| io::Error::other(format!("the floor `{shown}` {error}")))?;
        Ok((shown, text))
    };
    of_runner.iter().chain(&asked.enforce).map(read).collect()
}

/// A run without its floors must not go on.
fn floors(texts: &[(String, String)], sources: &std::sync::Arc<Sources>) -> io::Result<Floors> {
    let mut floors = Vec::new();
    for (path, text) in texts {
        let file = sources.add(path.as_str(), text.as_str());
        match Floor::parse(sources, file) {
            Ok(floor) => floors.push(floor),
            Err(problems) => refused(problems, path, sources)?,
        }
    }
    Ok(Floors::new(floors))
}

/// Says what is wrong with floors, and ends the run.
fn refused(problems: Vec<Problem>, path: &str, sources: &Arc<Sources>) -> io::Result<()> {
    let options = terminal::stderr(Options::default(), None);
    report::write_problems(&sources.show(problems), &sources.showcase(), &options, &mut super::output::stderr())?;
    Err(io::Error::other(format!("the floor `{path}` is not right, so nothing was judged")))
}

/// A floor that demands what nothing can fulfil must not be taken for one that is kept.
pub(super) fn fulfillable(layers: &Layers, rules: &[Arc<Rule>], sources: &Arc<Sources>) -> io::Result<()> {
    let problems = layers.floors().unknown(rules);
    let Some(span) = problems.first().and_then(|problem| problem.span) else { return Ok(()) };
    let path = sources.get(span.file).path.clone();
    refused(problems, &path, sources)
}

/// Directories above what was named whose configuration belongs to somebody else, each told.
fn foreign(files: &DiskFiles, places: &Given<'_>, problems: &mut Vec<Problem>) -> BTreeSet<String> {
    let mut foreign = BTreeSet::new();
    let above = places.around.ancestors().skip(1).take_while(|directory| directory.starts_with(files.root()));
    for directory in above {
        let Some(path) =
            plimsoll_judge::config::FILE_NAMES.iter().map(|name| directory.join(name)).find(|p| p.exists())
        else {
            continue;
        };
        if ownership::is_ours(directory) && ownership::is_ours(&path) {
            continue;
        }
        let (Some(shown), Some(inside)) = (display_path(files.root(), &path), display_path(files.root(), directory))
        else {
            continue;
        };
        let message = format!("{shown} lies above what was named and belongs to another user, so it does not count");
        let help = "name it by --config if you vouch for it";
        problems.push(Problem::warning("config-foreign", message).in_file(shown).help(help));
        foreign.insert(inside);
    }
    foreign
}

/// The configurations while files are looked for: each is read when the first file below it is met.
pub(super) struct Chosen<'a> {
    layers: RefCell<Layers>,
    files: &'a DiskFiles,
    sources: &'a Sources,
}

impl<'a> Chosen<'a> {
    pub(super) fn new(layers: Layers, files: &'a DiskFiles, sources: &'a Sources) -> Self {
        Self { layers: RefCell::new(layers), files, sources }
    }

    pub(super) fn into_layers(self) -> Layers {
        self.layers.into_inner()
    }
}

impl Choice for Chosen<'_> {
    fn leaves_out(&self, path: &str) -> Option<String> {
        let mut layers = self.layers.borrow_mut();
        layers.learn([path], self.files, self.sources);
        layers.leaves_out(path)
    }

    fn reaches(&self, directory: &str, name: &str) -> bool {
        let mut layers = self.layers.borrow_mut();
        layers.learn([directory], self.files, self.sources);
        layers.reaches(directory, name)
    }
}

/// A path of a configuration as the operating system knows it.
pub(super) fn beside(config: &Config, path: &str, files: &DiskFiles) -> PathBuf {
    let own = config.key.rsplit_once('/').map_or(".", |(directory, _)| directory);
    let from = match &config.lies {
        Lies::Outside(directory) => directory,
        Lies::Inside | Lies::Kept => files.root(),
    };
    from.join(join(own, path))
}
