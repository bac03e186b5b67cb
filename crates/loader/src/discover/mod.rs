//! Step 1 of 5: roots → candidates. What a file may be its name says at first; where it says too little or too much, a look at the text decides.
//!
//! Whatever is found and left out is noted with the reason; what docker would load and cannot be judged is a problem.

mod compose_look;
mod name;
mod selection;
mod walk;

use std::collections::BTreeMap;

pub use self::name::kind_of;
pub use self::selection::{Choice, Selection};
use self::walk::Walk;
use crate::disk::DiskFiles;
use plimsoll_source::files::Kind;
use plimsoll_source::problem::Problem;

/// The most candidates of one run. A monorepo of a hundred thousand projects stays far below.
pub const CANDIDATE_LIMIT: usize = 2_000_000;

/// Directories nested deeper than this are not walked into.
pub const DEPTH_LIMIT: usize = 64;

/// The files that git tracks below a directory; asked only where a directory would be left out.
pub type Tracked<'a> = dyn Fn(&str) -> Vec<String> + 'a;

/// Where to look, and for what.
pub struct Request<'a> {
    /// Directories that are walked, root-relative, and how many directories down; [`DEPTH_LIMIT`] for all the way.
    pub roots: &'a [(String, usize)],
    /// Files and directories that somebody named, root-relative: taken wherever they lie and whatever they are called.
    pub named: &'a [String],
    /// How the walk goes.
    pub selection: &'a Selection,
    /// What is left out.
    pub choice: &'a dyn Choice,
    /// What git tracks.
    pub tracked: &'a Tracked<'a>,
    /// Whether a file, by its path, may say how projects are started.
    pub says: &'a dyn Fn(&str) -> bool,
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Found {
    /// Candidates by repository-relative path.
    pub candidates: BTreeMap<String, Kind>,
    /// What was found and left out: path (a directory's ends with `/`) and reason.
    pub excluded: Vec<(String, String)>,
    /// What is one of ours by its name or by its text only, with the reason why it is left out where no way of starting names it.
    pub aside: Vec<(String, String)>,
    /// Files that may say how projects are started, in order.
    pub says: Vec<String>,
    /// Files that somebody named and that are neither by name nor by text anything we judge.
    pub unknown: Vec<String>,
    /// What could not be listed or judged.
    pub problems: Vec<Problem>,
}

/// Walks and takes up what the request asks for.
pub fn find(files: &DiskFiles, request: &Request<'_>) -> Found {
    let mut walk = Walk::new(files, request);
    for (root, depth) in request.roots {
        walk.directory(&files.root().join(root), *depth);
    }
    for path in request.named {
        walk.named(path);
    }
    let mut found = walk.found;
    for (path, reason) in files.ignore_faults() {
        let message = format!("`{path}` {reason}, so it ignores nothing");
        let problem = Problem::warning("ignore-file-skipped", message).in_file(path);
        found
            .problems
            .push(problem.help("keep it a small regular file: until then more is judged than git would track"));
    }
    found.says.sort();
    found.says.dedup();
    let candidates = &found.candidates;
    found.excluded.retain(|(path, _)| !candidates.contains_key(path));
    found.excluded.sort();
    found.excluded.dedup();
    found.aside.retain(|(path, _)| !candidates.contains_key(path));
    found.aside.sort();
    found.aside.dedup();
    found
}

/// Whether the text of a file, by its path from the root, may be meant for a Dockerfile. What cannot be read is told by whoever loads it.
pub fn reads_like_dockerfile(path: &str, files: &DiskFiles) -> bool {
    let start = files.start(path, name::LOOK_LIMIT as u64);
    start.map_or(true, |bytes| name::may_be_dockerfile(&String::from_utf8_lossy(&bytes)))
}

/// Everything below directories (root-relative), and files: without asking git what it tracks.
pub fn candidates(files: &DiskFiles, paths: &[String], selection: &Selection) -> Found {
    let (roots, named): (Vec<String>, Vec<String>) = paths.iter().cloned().partition(|path| files.is_directory(path));
    let roots: Vec<(String, usize)> = roots.into_iter().map(|root| (root, DEPTH_LIMIT)).collect();
    find(
        files,
        &Request {
            roots: &roots,
            named: &named,
            selection,
            choice: selection,
            tracked: &|_| Vec::new(),
            says: &|_| false,
        },
    )
}

#[cfg(test)]
mod tests;
