//! Where a run looks: the root that every path is told from, so that a file has one name however it is named on the command line.

use std::io;
use std::path::{Path, PathBuf};

use plimsoll_judge::config::FILE_NAMES;
use plimsoll_loader::disk::slashed;
use plimsoll_report::RootReason;
use plimsoll_source::problem::Problem;

use super::inputs::{Inputs, is_stdin};
use super::ownership;

/// Where the run looks.
pub(super) struct Places {
    /// The root of what is looked at.
    pub(super) root: PathBuf,
    /// Why it is the root.
    pub(super) why: RootReason,
    /// What was named, absolute: directories without links, files under the name they were given.
    pub(super) named: Vec<PathBuf>,
    /// Named paths that lie in other repositories than the first one, where no repository holds them all.
    pub(super) strangers: Vec<PathBuf>,
    /// The directory that holds everything that was named.
    pub(super) around: PathBuf,
    /// Repositories and configurations above it that do not count.
    pub(super) problems: Vec<Problem>,
}

impl Places {
    pub(super) fn of(inputs: &Inputs, here: &Path) -> io::Result<Self> {
        let here = here.canonicalize()?;
        let named: Vec<PathBuf> = inputs.paths.iter().map(|p| real(&here, p)).collect::<io::Result<_>>()?;
        let on_disk = inputs.files.iter().filter(|path| !is_stdin(path));
        let files: Vec<PathBuf> = on_disk.map(|p| real(&here, p)).collect::<io::Result<_>>()?;
        let project_directory = inputs.project_directory.as_ref().map(|p| real(&here, p)).transpose()?;
        // A file is called the same wherever the caller stands: `-f` names it, and standard input lies where the caller does.
        let has_stdin = inputs.files.iter().any(|path| is_stdin(path));
        let env_files = inputs.env_file.iter().filter_map(|p| real(&here, p).ok());
        let others: Vec<PathBuf> =
            named.iter().chain(&files).chain(&project_directory).cloned().chain(env_files).collect();
        let first = named.first().or(files.first().filter(|_| !has_stdin)).unwrap_or(&here);
        let mut around = directory_of(first).to_owned();
        widen(&mut around, &others);
        let (strangers, mut problems) = (Vec::new(), Vec::new());
        let at = |around: &Path| match named.as_slice() {
            [] if here.starts_with(around) => vec![here.clone()],
            [] => vec![around.to_owned()],
            named => named.to_vec(),
        };
        if let Some(root) = &inputs.root {
            let root = real(&here, root)?;
            let named = at(&root);
            return Ok(Self { root, why: RootReason::Given, named, strangers, around, problems });
        }
        let repository = |path: &Path| path.ancestors().find(|dir| dir.join(".git").exists()).map(Path::to_owned);
        if let Some(root) = around.ancestors().find(|dir| is_repository(dir, &around, &mut problems)) {
            let (root, named) = (root.to_owned(), at(root));
            return Ok(Self { root, why: RootReason::Git, named, strangers, around, problems });
        }
        // Without a repository the current directory has its say.
        if !files.is_empty() {
            widen(&mut around, std::slice::from_ref(&here));
        }
        let named = at(&around);
        let first = repository(&named[0]);
        let strangers = named.iter().filter(|path| repository(path) != first).cloned().collect();
        let is_configured = |dir: &&Path| {
            let found = FILE_NAMES.iter().map(|name| dir.join(name)).find(|path| path.symlink_metadata().is_ok());
            found.is_some_and(|path| *dir == around || (ownership::is_ours(dir) && ownership::is_ours(&path)))
        };
        let configured = around.ancestors().find(is_configured).map(Path::to_owned);
        let why = if configured.is_some() { RootReason::Configuration } else { RootReason::Paths };
        Ok(Self { root: configured.unwrap_or(around.clone()), why, named, strangers, around, problems })
    }

    /// The root as it reads from a directory.
    pub(super) fn shown(&self, here: &Path) -> String {
        let Ok(here) = here.canonicalize() else { return slashed(&self.root.to_string_lossy()).into_owned() };
        if let Ok(below) = self.root.strip_prefix(&here) {
            let below = below.to_string_lossy();
            return if below.is_empty() { ".".to_owned() } else { slashed(&below).into_owned() };
        }
        match here.strip_prefix(&self.root) {
            Ok(up) => vec![".."; up.components().count()].join("/"),
            Err(_) => slashed(&self.root.to_string_lossy()).into_owned(),
        }
    }
}

/// Makes a directory one that holds these places, too.
fn widen(around: &mut PathBuf, places: &[PathBuf]) {
    for place in places {
        while !directory_of(place).starts_with(&*around) {
            around.pop();
        }
    }
}

/// Whether a directory is a repository that counts: one above what was named is none if it belongs to somebody else.
fn is_repository(directory: &Path, around: &Path, problems: &mut Vec<Problem>) -> bool {
    let git = directory.join(".git");
    if !git.exists() {
        return false;
    }
    if directory == around || (ownership::is_ours(directory) && ownership::is_ours(&git)) {
        return true;
    }
    let message = format!("the repository `{}` belongs to another user, so it does not count", directory.display());
    let help = "name that directory itself if you vouch for it";
    problems.push(Problem::warning("repository-foreign", message).help(help));
    false
}

/// The directory itself, or the one that a file lies in.
pub(super) fn directory_of(path: &Path) -> &Path {
    if path.is_dir() { path } else { path.parent().unwrap_or(path) }
}

/// A path as it is without links, but for the last name of a file: docker goes by that, wherever it leads.
pub(super) fn real(here: &Path, path: &Path) -> io::Result<PathBuf> {
    let full = here.join(path);
    let resolved = match (full.is_dir(), full.parent(), full.file_name()) {
        (false, Some(parent), Some(name)) => {
            full.symlink_metadata().and_then(|_| Ok(parent.canonicalize()?.join(name)))
        }
        _ => full.canonicalize(),
    };
    resolved.map_err(|error| {
        let reason = match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "no such file or directory".to_owned(),
            _ => error.to_string(),
        };
        io::Error::new(error.kind(), format!("cannot open `{}`: {reason}", path.display()))
    })
}
