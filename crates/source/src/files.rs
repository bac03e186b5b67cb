//! Noun: the tree of files a run may look at. The one door through which steps reach files by path, so that they stay free of I/O themselves.
//!
//! All paths are relative to the repository root, with forward slashes, cleaned (`.` is the root itself; `..` leads outside).

use std::collections::BTreeMap;

use crate::{FileId, Sources};

/// Why a file's text could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing is there.
    #[error("no such file")]
    NotFound,
    /// A directory is there.
    #[error("is a directory, not a file")]
    Directory,
    /// It lies outside the root that the run was pointed at, or a symbolic link leads there.
    #[error("lies outside the scanned root, so it is not read")]
    Outside,
    /// The text is not UTF-8 (nor UTF-16 with a byte-order mark).
    #[error("is not UTF-8: byte {offset} does not decode")]
    NotText {
        /// The first byte that does not decode.
        offset: usize,
    },
    /// It is larger than the limit.
    #[error("is {size} bytes; the limit is {limit}")]
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The operating system says no.
    #[error("cannot be read: {0}")]
    Unreadable(String),
}

/// What a file may be, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A Compose file.
    Compose,
    /// A Dockerfile.
    Dockerfile,
    /// An env file.
    Env,
    /// An ignore file of a build context.
    Dockerignore,
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A regular file, or a link to one inside the root.
    File,
    /// A directory, or a link to one inside the root.
    Directory,
}

/// An entry of a listing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Relative to the listed directory.
    pub path: String,
    /// A directory is only listed by itself when it was not walked into (pruned, or a limit was met).
    pub kind: EntryKind,
}

/// The files a run may look at.
pub trait Files: Sync {
    /// Loads a file's text into `sources` (once) and gives its number.
    ///
    /// # Errors
    /// [`ReadError`], for the caller to make a problem of.
    fn read(&self, path: &str, sources: &Sources) -> Result<FileId, ReadError>;

    /// What stands at a path; `None` where nothing does or it may not be looked at.
    fn kind(&self, path: &str) -> Option<EntryKind>;

    /// Everything below a directory, sorted, at most `limit` entries; true when there were more.
    fn list(&self, directory: &str, limit: usize) -> (Vec<Entry>, bool);

    /// Whether git ignores the path; `None` where there is no repository to ask.
    fn ignored(&self, path: &str) -> Option<bool>;

    /// The path as the operating system knows it, with forward slashes.
    fn absolute(&self, path: &str) -> String;

    /// The beginning of a file that cannot be read as text, as far as it is one: platforms know a place by the text of its line.
    fn beginning(&self, _path: &str) -> Option<String> {
        None
    }
}

/// Files in memory, under the absolute root `/project`: for tests, editors and fuzzing.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    texts: BTreeMap<String, String>,
}

impl MemoryFiles {
    /// Files by cleaned path.
    pub fn new(texts: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { texts: texts.into_iter().collect() }
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &str, sources: &Sources) -> Result<FileId, ReadError> {
        match self.texts.get(path) {
            Some(text) => Ok(sources.add(path, text.as_str())),
            None if path.starts_with("..") || path.starts_with('/') => Err(ReadError::Outside),
            None if self.kind(path).is_some() => Err(ReadError::Directory),
            None => Err(ReadError::NotFound),
        }
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        if self.texts.contains_key(path) {
            return Some(EntryKind::File);
        }
        let inside = |file: &String| path == "." || file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        self.texts.keys().any(inside).then_some(EntryKind::Directory)
    }

    fn list(&self, directory: &str, limit: usize) -> (Vec<Entry>, bool) {
        let prefix = if directory == "." { String::new() } else { format!("{directory}/") };
        let mut below = self.texts.keys().filter_map(|path| path.strip_prefix(&prefix));
        let entries = below.by_ref().take(limit).map(|p| Entry { path: p.to_owned(), kind: EntryKind::File }).collect();
        (entries, below.next().is_some())
    }

    fn ignored(&self, _path: &str) -> Option<bool> {
        None
    }

    fn absolute(&self, path: &str) -> String {
        if path == "." { "/project".to_owned() } else { format!("/project/{path}") }
    }
}

/// Whether a cleaned path is a directory, or lies in it; nothing outside the root lies in the root.
pub fn lies_in(path: &str, directory: &str) -> bool {
    let is_inside = || path != ".." && !path.starts_with("../") && !path.starts_with('/');
    if directory == "." {
        return is_inside();
    }
    path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The names that docker compose looks for, in its order.
pub const BASE_NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// The names of override files that are taken without being asked for, in order.
pub const OVERRIDE_NAMES: [&str; 4] =
    ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];

/// Joins and cleans paths: `join("web", "../x/./y")` = `x/y`; an absolute `path` or `directory` makes it absolute; what leaves the root starts with `..`.
pub fn join(directory: &str, path: &str) -> String {
    let base = if path.starts_with('/') { "" } else { directory };
    let absolute = path.starts_with('/') || base.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            _ => parts.push(part),
        }
    }
    match (absolute, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}
