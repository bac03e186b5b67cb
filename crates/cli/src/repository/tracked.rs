//! Which files git tracks, so that none of them is left out for the name of a directory. Read from the index, and only where somebody asks.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use plimsoll_source::problem::Problem;

use super::compare::INDEX_LIMIT;
use super::objects::Hash;
use super::{Git, bytes, index, text};

/// The tracked files of the repositories in a tree.
pub(crate) struct Tracked<'a> {
    root: &'a Path,
    /// By directory of the repository: paths in it, sorted.
    known: RefCell<HashMap<PathBuf, Vec<String>>>,
    /// Indices that could not be read: the repository's directory and why.
    faults: RefCell<BTreeMap<String, &'static str>>,
}

impl<'a> Tracked<'a> {
    /// Of the repositories at and below a root.
    pub(crate) fn new(root: &'a Path) -> Self {
        Self { root, known: RefCell::default(), faults: RefCell::default() }
    }

    /// The tracked files below a directory; both are relative to the root.
    pub(crate) fn below(&self, directory: &str) -> Vec<String> {
        let full = self.root.join(directory);
        let above = full.ancestors().skip(1).take_while(|above| above.starts_with(self.root));
        let Some(repository) = above.into_iter().find(|above| above.join(".git").exists()) else { return Vec::new() };
        let Some(prefix) = full.strip_prefix(repository).ok().and_then(Path::to_str) else { return Vec::new() };
        let prefix = format!("{}/", plimsoll_loader::disk::slashed(prefix));
        let home = repository.strip_prefix(self.root).ok().and_then(Path::to_str).unwrap_or_default();
        let mut known = self.known.borrow_mut();
        let paths = known.entry(repository.to_owned()).or_insert_with(|| {
            paths(self.root, repository).unwrap_or_else(|reason| {
                self.faults.borrow_mut().insert(if home.is_empty() { "." } else { home }.to_owned(), reason);
                Vec::new()
            })
        });
        let start = paths.partition_point(|path| path.as_str() < prefix.as_str());
        let inside = paths[start..].iter().take_while(|path| path.starts_with(&prefix));
        inside.map(|path| if home.is_empty() { path.clone() } else { format!("{home}/{path}") }).collect()
    }

    /// What could not be asked.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let told = |(home, reason): (&String, &&str)| {
            let message = format!("what git tracks in `{home}` cannot be told: {reason}");
            Problem::warning("git-index-unread", message)
                .help("directories that are left out by their name or by git are listed with -v; name them to have them judged")
        };
        self.faults.borrow().iter().map(told).collect()
    }
}

fn paths(root: &Path, repository: &Path) -> Result<Vec<String>, &'static str> {
    // The root itself may be a checkout of a repository that lies elsewhere.
    let limit = (repository != root).then_some(root);
    let git = Git::within(repository, limit).ok_or("the repository cannot be read, or lies outside of the root")?;
    if !git.own.join("index").exists() {
        // Nothing was ever added.
        return Ok(Vec::new());
    }
    let config = text(&git.common, "config").unwrap_or_default().to_ascii_lowercase();
    let is_long = config.lines().any(|line| line.split_whitespace().collect::<String>() == "objectformat=sha256");
    let content = bytes(&git.own, "index", INDEX_LIMIT).map_err(|_| "the index of git cannot be read")?;
    index::paths(&content, if is_long { Hash::Sha256 } else { Hash::Sha1 })
}
