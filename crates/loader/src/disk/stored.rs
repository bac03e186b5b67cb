//! A tree of files that lies on no disk: as a store keeps it, in memory by its names, its contents read where somebody asks for them.
//!
//! Links lead where they would if the tree lay at its root on disk; nothing of the disk itself is asked for.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Component, Path, PathBuf};

use plimsoll_source::files::ReadError;

/// Links that lead on from each other: as many as Linux follows.
const LINKS_LIMIT: usize = 40;
/// The target of a link is a path; longer ones lead nowhere, as on Linux.
const TARGET_LIMIT: u64 = 4095;

/// What stands at a path itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Node {
    /// A regular file, or what else is no directory and no link.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Link,
}

/// Where the contents of a stored tree come from.
pub trait Contents: fmt::Debug + Send + Sync {
    /// The bytes of a file, or the target of a link, of at most `limit` bytes.
    ///
    /// # Errors
    /// [`ReadError`].
    fn bytes(&self, key: &[u8], limit: u64) -> Result<Vec<u8>, ReadError>;

    /// Its first bytes, at most `count`.
    ///
    /// # Errors
    /// [`ReadError`].
    fn start(&self, key: &[u8], count: u64) -> Result<Vec<u8>, ReadError>;
}

/// A directory of a stored tree.
#[derive(Debug, Default)]
pub struct Branch {
    /// What lies in it, by name.
    pub entries: BTreeMap<OsString, Stored>,
}

/// What a stored tree has at a path. Files and links with the key of their contents.
#[derive(Debug)]
pub enum Stored {
    /// A directory.
    Branch(Branch),
    /// A regular file.
    File(Box<[u8]>),
    /// A symbolic link.
    Link(Box<[u8]>),
}

impl Stored {
    fn node(&self) -> Node {
        match self {
            Self::Branch(_) => Node::Directory,
            Self::File(_) => Node::File,
            Self::Link(_) => Node::Link,
        }
    }
}

/// A tree that lies on no disk.
#[derive(Debug)]
pub struct StoredTree {
    top: Branch,
    contents: Box<dyn Contents>,
}

/// Where a path leads.
pub(super) enum Leads {
    /// To this path, in which there is no link.
    Inside(PathBuf),
    /// Out of the tree.
    Outside,
    /// Nowhere.
    Nowhere,
}

impl StoredTree {
    /// A tree with the source of its contents.
    pub fn new(top: Branch, contents: Box<dyn Contents>) -> Self {
        Self { top, contents }
    }

    /// What stands at a path of plain names, through no link; `None` for the top, too.
    fn at(&self, path: &Path) -> Option<&Stored> {
        let mut branch = Some(&self.top);
        let mut found = None;
        for part in path.components() {
            let Component::Normal(name) = part else { return None };
            let node = branch?.entries.get(name)?;
            branch = if let Stored::Branch(inside) = node { Some(inside) } else { None };
            found = Some(node);
        }
        found
    }

    fn branch(&self, path: &Path) -> Option<&Branch> {
        if path.as_os_str().is_empty() {
            return Some(&self.top);
        }
        match self.at(path)? {
            Stored::Branch(branch) => Some(branch),
            Stored::File(_) | Stored::Link(_) => None,
        }
    }

    /// What stands at a path itself; links above it are followed.
    pub(super) fn node(&self, path: &Path, root: &Path) -> Option<Node> {
        let Some(name) = path.file_name() else { return self.branch(path).map(|_| Node::Directory) };
        match self.real(path.parent().unwrap_or(Path::new("")), root) {
            Leads::Inside(above) => self.at(&above.join(name)).map(Stored::node),
            Leads::Outside | Leads::Nowhere => None,
        }
    }

    /// Where a path leads, all links followed. `root` is where the tree would lie: absolute links may lead back into it.
    pub(super) fn real(&self, path: &Path, root: &Path) -> Leads {
        // What is still to be walked, the next name last.
        let mut left: Vec<PathBuf> = parts(path);
        let mut at = PathBuf::new();
        let mut links = 0;
        while let Some(part) = left.pop() {
            if part == Path::new("..") {
                if !at.pop() {
                    return Leads::Outside;
                }
                continue;
            }
            at.push(&part);
            match self.at(&at) {
                None => return Leads::Nowhere,
                Some(Stored::File(_)) if !left.is_empty() => return Leads::Nowhere,
                Some(Stored::File(_) | Stored::Branch(_)) => {}
                Some(Stored::Link(key)) => {
                    links += 1;
                    let Some(target) = self.target(key).filter(|_| links <= LINKS_LIMIT) else { return Leads::Nowhere };
                    at.pop();
                    let target = match target.strip_prefix(root) {
                        _ if target.is_relative() => target,
                        Ok(inside) => {
                            at.clear();
                            inside.to_owned()
                        }
                        Err(_) => return Leads::Outside,
                    };
                    left.extend(parts(&target));
                }
            }
        }
        Leads::Inside(at)
    }

    fn target(&self, key: &[u8]) -> Option<PathBuf> {
        let bytes = self.contents.bytes(key, TARGET_LIMIT).ok()?;
        (!bytes.is_empty() && !bytes.contains(&0)).then(|| PathBuf::from(name(&bytes)))
    }

    /// What lies in a directory, by a path without links; sorted by name.
    pub(super) fn entries(&self, path: &Path) -> Vec<(OsString, Node)> {
        let branch = self.branch(path).into_iter();
        branch.flat_map(|branch| &branch.entries).map(|(name, node)| (name.clone(), node.node())).collect()
    }

    /// The bytes of a file by a path without links.
    pub(super) fn read_bytes(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        self.contents.bytes(self.file(path)?, limit)
    }

    /// The first bytes of such a file.
    pub(super) fn read_start(&self, path: &Path, count: u64) -> Result<Vec<u8>, ReadError> {
        self.contents.start(self.file(path)?, count)
    }

    fn file(&self, path: &Path) -> Result<&[u8], ReadError> {
        if path.as_os_str().is_empty() {
            return Err(ReadError::Directory);
        }
        match self.at(path) {
            Some(Stored::File(key)) => Ok(key),
            Some(Stored::Branch(_)) => Err(ReadError::Directory),
            Some(Stored::Link(_)) => Err(ReadError::Unreadable("it is a link".to_owned())),
            None => Err(ReadError::NotFound),
        }
    }
}

/// The names of a path, the first one last.
fn parts(path: &Path) -> Vec<PathBuf> {
    let kept = path.components().filter(|part| matches!(part, Component::Normal(_) | Component::ParentDir));
    let mut parts: Vec<PathBuf> = kept.map(|part| PathBuf::from(part.as_os_str())).collect();
    parts.reverse();
    parts
}

/// A name as the operating system has it.
#[cfg(unix)]
pub fn name(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStringExt as _;
    OsString::from_vec(bytes.to_vec())
}

/// A name as the operating system has it.
#[cfg(not(unix))]
pub fn name(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}
