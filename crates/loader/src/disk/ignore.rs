//! What git ignores, from the `.gitignore` files of a tree and `.git/info/exclude`.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ::ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::display_path;
use super::door::unreadable;
use super::ground::Ground;
use super::stored::Node;
use plimsoll_source::files::ReadError;

/// An ignore file larger than this, in bytes, ignores nothing. Those of real repositories stay below 50 kB.
pub const IGNORE_SIZE_LIMIT: u64 = 256 << 10;

/// Patterns that the ignore files of a run may have together; a file that would exceed it ignores nothing.
pub const MAX_IGNORE_PATTERNS: usize = 20_000;

/// The ignore files below a root, read where they are asked for.
#[derive(Debug)]
pub(super) struct IgnoreFiles {
    ground: Arc<Ground>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    rules: HashMap<PathBuf, Arc<Gitignore>>,
    patterns: usize,
    /// Files that were not followed: path and reason.
    faults: BTreeMap<String, String>,
}

impl IgnoreFiles {
    pub(super) fn new(ground: Arc<Ground>) -> Self {
        Self { ground, state: Mutex::default() }
    }

    /// Whether git ignores this entry itself, not looking at the directories above it.
    pub(super) fn ignores(&self, path: &Path, is_directory: bool) -> bool {
        let above = path.ancestors().skip(1).take_while(|a| a.starts_with(self.ground.root()));
        for directory in above {
            let verdict = self.rules_of(directory).matched(path, is_directory).map(|_| ());
            if !verdict.is_none() {
                return verdict.is_ignore();
            }
        }
        false
    }

    /// Ignore files that could not be followed, and why. They ignore nothing: what they may have meant is judged rather than left out.
    pub(super) fn faults(&self) -> BTreeMap<String, String> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).faults.clone()
    }

    /// The rules of the `.gitignore` in one directory (for the root also `.git/info/exclude`).
    fn rules_of(&self, directory: &Path) -> Arc<Gitignore> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = state.rules.get(directory) {
            return Arc::clone(known);
        }
        let mut builder = GitignoreBuilder::new(directory);
        state.add(&self.ground, &directory.join(".gitignore"), &mut builder);
        if directory == self.ground.root() {
            state.add(&self.ground, &directory.join(".git/info/exclude"), &mut builder);
        }
        let rules = builder.build().unwrap_or_else(|error| {
            state.faults.insert(shown(self.ground.root(), &directory.join(".gitignore")), error.to_string());
            Gitignore::empty()
        });
        let rules = Arc::new(rules);
        state.rules.insert(directory.to_owned(), Arc::clone(&rules));
        rules
    }
}

impl State {
    fn add(&mut self, ground: &Ground, path: &Path, builder: &mut GitignoreBuilder) {
        let text = match text(ground, path) {
            Ok(text) => text,
            Err(ReadError::NotFound) => return,
            Err(error) => {
                self.faults.insert(shown(ground.root(), path), error.to_string());
                return;
            }
        };
        let lines = || text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let total = self.patterns + lines().count();
        if total > MAX_IGNORE_PATTERNS {
            let reason = format!("would make it {total} patterns to ignore; the limit is {MAX_IGNORE_PATTERNS}");
            self.faults.insert(shown(ground.root(), path), reason);
            return;
        }
        self.patterns = total;
        for line in lines() {
            // A line that is no pattern matches nothing, as in git.
            let _matches_nothing = builder.add_line(Some(path.to_owned()), line);
        }
    }
}

fn text(ground: &Ground, path: &Path) -> Result<String, ReadError> {
    // Git does not follow links here either.
    if ground.node(path) == Some(Node::Link) {
        return Err(ReadError::Unreadable("it is a link".to_owned()));
    }
    // The directory itself may have been reached through a link inside the root.
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else { return Err(ReadError::NotFound) };
    let real = ground.real(directory).map_err(|error| unreadable(&error))?;
    let inside = real.strip_prefix(ground.root()).map_err(|_| ReadError::Outside)?.join(name);
    let bytes = ground.read_bytes(&inside, IGNORE_SIZE_LIMIT)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

fn shown(root: &Path, path: &Path) -> String {
    display_path(root, path).unwrap_or_else(|| path.display().to_string())
}
