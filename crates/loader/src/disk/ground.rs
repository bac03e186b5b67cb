//! What a tree of files stands on: the disk, or a store. The few questions that everything else is answered by, the same for both.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use plimsoll_source::files::ReadError;
use walkdir::WalkDir;

use super::door::Below;
use super::stored::{Leads, Node, StoredTree};

/// A tree of files below a root.
#[derive(Debug)]
pub(crate) struct Ground {
    /// On disk without links; a store is told from where its tree would lie.
    root: PathBuf,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Disk(Below),
    Stored(StoredTree),
}

impl Ground {
    /// The disk below a root that is no link.
    pub(super) fn disk(root: &Path) -> io::Result<Self> {
        Ok(Self { root: root.to_owned(), kind: Kind::Disk(Below::new(root)?) })
    }

    pub(super) fn stored(root: &Path, tree: StoredTree) -> Self {
        Self { root: root.to_owned(), kind: Kind::Stored(tree) }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn is_stored(&self) -> bool {
        matches!(self.kind, Kind::Stored(_))
    }

    /// Whether a repository is there to ask what git ignores.
    pub(super) fn is_repository(&self) -> bool {
        match &self.kind {
            Kind::Disk(_) => self.root.join(".git").exists(),
            Kind::Stored(_) => true,
        }
    }

    /// What stands at a full path itself.
    pub(crate) fn node(&self, path: &Path) -> Option<Node> {
        match &self.kind {
            Kind::Disk(_) => fs::symlink_metadata(path).ok().map(|meta| match meta {
                meta if meta.is_symlink() => Node::Link,
                meta if meta.is_dir() => Node::Directory,
                _ => Node::File,
            }),
            Kind::Stored(tree) => tree.node(path.strip_prefix(&self.root).ok()?, &self.root),
        }
    }

    /// Where a full path leads, all links followed.
    pub(crate) fn real(&self, path: &Path) -> io::Result<PathBuf> {
        let tree = match &self.kind {
            Kind::Disk(_) => return path.canonicalize(),
            Kind::Stored(tree) => tree,
        };
        // Of what lies elsewhere only that is told.
        let elsewhere = || self.root.parent().map_or_else(|| PathBuf::from(".."), Path::to_owned);
        let Ok(inside) = path.strip_prefix(&self.root) else { return Ok(elsewhere()) };
        match tree.real(inside, &self.root) {
            Leads::Inside(path) => Ok(self.root.join(path)),
            Leads::Outside => Ok(elsewhere()),
            Leads::Nowhere => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }

    /// Whether a full path is a directory, or leads to one.
    pub(crate) fn is_directory(&self, path: &Path) -> bool {
        self.leads_to(path, Node::Directory)
    }

    /// Whether a full path is a file, or leads to one.
    pub(crate) fn is_file(&self, path: &Path) -> bool {
        self.leads_to(path, Node::File)
    }

    fn leads_to(&self, path: &Path, node: Node) -> bool {
        match &self.kind {
            Kind::Disk(_) if node == Node::Directory => path.is_dir(),
            Kind::Disk(_) => path.is_file(),
            Kind::Stored(_) => self.real(path).ok().and_then(|real| self.node(&real)) == Some(node),
        }
    }

    /// Whether a full path leads to anything.
    pub(crate) fn exists(&self, path: &Path) -> bool {
        match &self.kind {
            Kind::Disk(_) => path.exists(),
            Kind::Stored(_) => self.real(path).ok().and_then(|real| self.node(&real)).is_some(),
        }
    }

    /// Whether a directory can be listed, and nothing lies in it.
    pub(crate) fn is_empty(&self, directory: &Path) -> bool {
        match &self.kind {
            Kind::Disk(_) => fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_none()),
            Kind::Stored(tree) => {
                let inside = directory.strip_prefix(&self.root);
                self.node(directory) == Some(Node::Directory)
                    && inside.is_ok_and(|inside| tree.entries(inside).is_empty())
            }
        }
    }

    /// Everything below a directory, sorted by name, at most `depth` directories down. The directory may be a link; others are not followed.
    pub(crate) fn walk(&self, directory: &Path, depth: usize) -> Walk<'_> {
        match &self.kind {
            Kind::Disk(_) => {
                let walk = WalkDir::new(directory).min_depth(1).max_depth(depth.max(1)).sort_by_file_name();
                Walk(Walking::Disk(Box::new(walk.into_iter())))
            }
            Kind::Stored(tree) => {
                let real = self.real(directory).unwrap_or_else(|_| directory.to_owned());
                let mut walk = StoredWalk { tree, depth, levels: Vec::new(), has_entered: false };
                if let Ok(inside) = real.strip_prefix(&self.root) {
                    walk.enter(directory.to_owned(), inside.to_owned());
                }
                Walk(Walking::Stored(walk))
            }
        }
    }

    /// The bytes of a regular file of at most `limit` bytes, by its path from the root, in which there is no link.
    pub(super) fn read_bytes(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        match &self.kind {
            Kind::Disk(below) => below.read_bytes(path, limit),
            Kind::Stored(tree) => tree.read_bytes(path, limit),
        }
    }

    /// The first bytes of such a file.
    pub(super) fn read_start(&self, path: &Path, count: u64) -> Result<Vec<u8>, ReadError> {
        match &self.kind {
            Kind::Disk(below) => below.read_start(path, count),
            Kind::Stored(tree) => tree.read_start(path, count),
        }
    }
}

/// What a walk comes by.
#[derive(Debug)]
pub(crate) struct Step {
    /// Below the directory that the walk began in, as that was named.
    pub(crate) path: PathBuf,
    /// How many directories down; 1 for what lies in the directory itself.
    pub(crate) depth: usize,
    pub(crate) node: Node,
}

/// A directory that could not be listed.
#[derive(Debug)]
pub(crate) struct Unlisted {
    pub(crate) path: Option<PathBuf>,
    pub(crate) reason: String,
}

/// A walk through a tree.
pub(crate) struct Walk<'a>(Walking<'a>);

enum Walking<'a> {
    Disk(Box<walkdir::IntoIter>),
    Stored(StoredWalk<'a>),
}

impl Walk<'_> {
    /// Passes over what lies in the directory that was come by last.
    pub(crate) fn pass_over(&mut self) {
        match &mut self.0 {
            Walking::Disk(walk) => walk.skip_current_dir(),
            Walking::Stored(walk) => walk.pass_over(),
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = Result<Step, Unlisted>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Walking::Disk(walk) => Some(walk.next()?.map(step).map_err(|error| Unlisted {
                path: error.path().map(Path::to_owned),
                reason: error.io_error().map_or_else(|| error.to_string(), ToString::to_string),
            })),
            Walking::Stored(walk) => walk.next().map(Ok),
        }
    }
}

fn step(entry: walkdir::DirEntry) -> Step {
    let node = match entry.file_type() {
        kind if entry.path_is_symlink() || kind.is_symlink() => Node::Link,
        kind if kind.is_dir() => Node::Directory,
        _ => Node::File,
    };
    Step { depth: entry.depth(), path: entry.into_path(), node }
}

/// The same through a stored tree.
struct StoredWalk<'a> {
    tree: &'a StoredTree,
    depth: usize,
    levels: Vec<Level>,
    /// The last step went into a directory.
    has_entered: bool,
}

/// A directory that is being walked through.
struct Level {
    /// As it is told.
    shown: PathBuf,
    /// Where it lies in the tree.
    inside: PathBuf,
    left: std::vec::IntoIter<(OsString, Node)>,
}

impl StoredWalk<'_> {
    fn enter(&mut self, shown: PathBuf, inside: PathBuf) {
        let left = self.tree.entries(&inside).into_iter();
        self.levels.push(Level { shown, inside, left });
    }

    fn next(&mut self) -> Option<Step> {
        loop {
            let depth = self.levels.len();
            let level = self.levels.last_mut()?;
            let Some((name, node)) = level.left.next() else {
                self.levels.pop();
                continue;
            };
            let (shown, inside) = (level.shown.join(&name), level.inside.join(&name));
            self.has_entered = node == Node::Directory && depth < self.depth;
            if self.has_entered {
                self.enter(shown.clone(), inside);
            }
            return Some(Step { path: shown, depth, node });
        }
    }

    fn pass_over(&mut self) {
        if std::mem::take(&mut self.has_entered) {
            self.levels.pop();
        }
    }
}
