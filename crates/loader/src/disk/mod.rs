//! The door to the disk: the one place that reads the files of a scanned tree, or of one that a store keeps in its place.
//!
//! Nothing outside the root is read, through no link and no `..`; nothing larger than the limit; nothing that is no regular file.

mod door;
mod ground;
mod ignore;
mod stored;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::door::unreadable;
pub use self::door::{Below, open_regular, read_bytes};
pub(crate) use self::ground::{Ground, Unlisted};
use self::ignore::IgnoreFiles;
pub use self::ignore::{IGNORE_SIZE_LIMIT, MAX_IGNORE_PATTERNS};
pub(crate) use self::stored::Node;
pub use self::stored::{Branch, Contents, Stored, StoredTree, name};
use plimsoll_source::files::{Entry, EntryKind, Files, ReadError};
use plimsoll_source::{Encoding, FileId, Sources};

/// The largest input file that is read, in bytes. Real Compose files and Dockerfiles stay below 100 kB.
pub const FILE_SIZE_LIMIT: u64 = 4 << 20;

/// Directories in which version control keeps its own: no part of the tree, never walked into.
const VERSION_CONTROL: [&str; 3] = [".git", ".hg", ".svn"];

/// Directories that hold other people's or generated files: not walked into, unless git tracks something in them or somebody asks for them.
pub const PRUNED: [&str; 13] = [
    "node_modules",
    "bower_components",
    "target",
    "vendor",
    ".venv",
    "venv",
    "__pycache__",
    ".tox",
    ".terraform",
    ".cache",
    ".gradle",
    ".idea",
    "site-packages",
];

/// Whether a directory of this name is left out of walks that nobody told otherwise.
pub fn is_pruned(name: &str) -> bool {
    PRUNED.contains(&name)
}

/// Whether a directory of this name is version control's own.
pub fn is_version_control(name: &str) -> bool {
    VERSION_CONTROL.contains(&name)
}

/// Whether a directory is an example of the policy beside it: `good` or `bad` in a folder that is named as the policy in it.
pub fn is_example(directory: &Path, is_file: &dyn Fn(&Path) -> bool) -> bool {
    let name = directory.file_name().and_then(|n| n.to_str());
    let beside_policy = || {
        let folder = directory.parent();
        folder.is_some_and(|rule| rule.file_name().is_some_and(|name| is_file(&rule.join(name).with_extension("rego"))))
    };
    matches!(name, Some("good" | "bad")) && beside_policy()
}

/// The files below a root directory: on disk, or of a stored tree as if it lay there.
#[derive(Debug)]
pub struct DiskFiles {
    ground: Arc<Ground>,
    repository: bool,
    ignore: IgnoreFiles,
}

impl DiskFiles {
    /// The files below `root`.
    ///
    /// # Errors
    /// When the root does not exist or cannot be resolved.
    pub fn new(root: &Path) -> io::Result<Self> {
        Ok(Self::on(Ground::disk(&root.canonicalize()?)?))
    }

    /// The files of a stored tree, as if they lay below `root`, a path without links. Nothing is read there.
    pub fn stored(root: &Path, tree: StoredTree) -> Self {
        Self::on(Ground::stored(root, tree))
    }

    fn on(ground: Ground) -> Self {
        let ground = Arc::new(ground);
        Self { ignore: IgnoreFiles::new(Arc::clone(&ground)), repository: ground.is_repository(), ground }
    }

    /// The root, without links.
    pub fn root(&self) -> &Path {
        self.ground.root()
    }

    pub(crate) fn ground(&self) -> &Ground {
        &self.ground
    }

    /// Every file and link below a directory of a stored tree, sorted, whatever its name; nothing of what lies on disk.
    pub fn kept_below(&self, directory: &str) -> Vec<String> {
        if !self.ground.is_stored() {
            return Vec::new();
        }
        let steps = self.ground.walk(&self.root().join(directory), usize::MAX).filter_map(Result::ok);
        let mut paths: Vec<String> = steps
            .filter(|step| step.node != Node::Directory)
            .filter_map(|step| Some(slashed(step.path.strip_prefix(self.root()).ok()?.to_str()?).into_owned()))
            .collect();
        paths.sort();
        paths
    }

    /// Whether a root-relative path is a directory, or leads to one.
    pub fn is_directory(&self, path: &str) -> bool {
        self.ground.is_directory(&self.root().join(path))
    }

    /// The real path behind a root-relative one, when it lies inside the root.
    fn resolve(&self, path: &str) -> Result<PathBuf, ReadError> {
        if path.starts_with('/') || path == ".." || path.starts_with("../") {
            return Err(ReadError::Outside);
        }
        let real = self.ground.real(&self.root().join(path)).map_err(|e| unreadable(&e))?;
        if real.starts_with(self.root()) { Ok(real) } else { Err(ReadError::Outside) }
    }

    /// A root-relative path, through links that stay inside, as the path that the door opens.
    fn plain(&self, path: &str) -> Result<PathBuf, ReadError> {
        let real = self.resolve(path)?;
        real.strip_prefix(self.root()).map(Path::to_owned).map_err(|_| ReadError::Outside)
    }

    /// Opens a root-relative path as it is, and where that cannot be done, since a link or `..` is in it, the path that it leads to.
    fn through<T>(&self, path: &str, open: impl Fn(&Path) -> Result<T, ReadError>) -> Result<T, ReadError> {
        // Elsewhere the door would follow a link.
        let as_it_is = if cfg!(unix) { open(Path::new(path)).ok() } else { None };
        as_it_is.map_or_else(|| open(&self.plain(path)?), Ok)
    }

    /// The bytes of a file of at most `limit` bytes by its path from the root.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn bytes(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        self.through(path, |path| self.ground.read_bytes(path, limit))
    }

    /// The text of a file of at most `limit` bytes by its path from the root.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn text(&self, path: &str, limit: u64) -> Result<String, ReadError> {
        Ok(decode(self.bytes(path, limit)?)?.0)
    }

    /// The first bytes of a file by its path from the root.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn start(&self, path: &str, count: u64) -> Result<Vec<u8>, ReadError> {
        self.through(path, |path| self.ground.read_start(path, count))
    }

    /// Whether git ignores a directory, so that it is not walked into.
    pub fn ignores_directory(&self, path: &Path) -> bool {
        self.repository && self.ignore.ignores(path, true)
    }

    /// Whether git ignores a file that lies in a directory which it does not ignore.
    pub fn ignores_file(&self, path: &Path) -> bool {
        self.repository && self.ignore.ignores(path, false)
    }

    /// Ignore files that could not be followed so far, and why. They ignore nothing.
    pub fn ignore_faults(&self) -> BTreeMap<String, String> {
        self.ignore.faults()
    }
}

/// Bytes that tell a file's first line from others.
const BEGINNING: u64 = 64 << 10;

impl Files for DiskFiles {
    fn read(&self, path: &str, sources: &Sources) -> Result<FileId, ReadError> {
        if let Some(id) = sources.find(path) {
            return Ok(id);
        }
        let (text, encoding) = decode(self.bytes(path, FILE_SIZE_LIMIT)?)?;
        Ok(sources.add_encoded(path, text, encoding))
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        // Most names that are asked for are not there, and to follow links takes many steps.
        self.ground.node(&self.root().join(path))?;
        let real = self.resolve(path).ok()?;
        match self.ground.node(&real)? {
            Node::Directory => Some(EntryKind::Directory),
            Node::File | Node::Link => Some(EntryKind::File),
        }
    }

    fn list(&self, directory: &str, limit: usize) -> (Vec<Entry>, bool) {
        let Ok(real) = self.resolve(directory) else { return (Vec::new(), false) };
        let mut entries = Vec::new();
        let mut walk = self.ground.walk(&real, usize::MAX);
        while let Some(entry) = walk.next() {
            // What cannot be listed is not part of a build context either: the builder would fail on it.
            let Ok(entry) = entry else { continue };
            let is_directory = entry.node == Node::Directory;
            let name = entry.path.file_name().and_then(|name| name.to_str());
            let pruned = is_directory && name.is_some_and(|name| is_pruned(name) || is_version_control(name));
            if is_directory && !pruned {
                continue;
            }
            if entries.len() == limit {
                return (entries, true);
            }
            if let Some(path) = entry.path.strip_prefix(&real).ok().and_then(Path::to_str) {
                let kind = if is_directory { EntryKind::Directory } else { EntryKind::File };
                entries.push(Entry { path: slashed(path).into_owned(), kind });
            }
            if pruned {
                walk.pass_over();
            }
        }
        (entries, false)
    }

    fn ignored(&self, path: &str) -> Option<bool> {
        if !self.repository || path.starts_with('/') || path.starts_with("..") {
            return None;
        }
        let full = self.root().join(path);
        if self.ignore.ignores(&full, self.ground.is_directory(&full)) {
            return Some(true);
        }
        let mut above = full.ancestors().skip(1).take_while(|a| a.starts_with(self.root()) && *a != self.root());
        Some(above.any(|directory| self.ignore.ignores(directory, true)))
    }

    fn absolute(&self, path: &str) -> String {
        plimsoll_source::files::join(&slashed(&self.root().to_string_lossy()), path)
    }

    fn beginning(&self, path: &str) -> Option<String> {
        let bytes = self.start(path, BEGINNING).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Reads a regular file of at most [`FILE_SIZE_LIMIT`] bytes as text: UTF-8, UTF-16 with a byte-order mark, or an encoding of single bytes.
///
/// # Errors
/// [`ReadError`].
pub fn read_text(path: &Path) -> Result<String, ReadError> {
    read_text_up_to(path, FILE_SIZE_LIMIT)
}

/// The same of at most `limit` bytes.
///
/// # Errors
/// [`ReadError`].
pub fn read_text_up_to(path: &Path, limit: u64) -> Result<String, ReadError> {
    Ok(decode(read_bytes(path, limit)?)?.0)
}

/// The same with the encoding that the file has.
///
/// # Errors
/// [`ReadError`].
pub fn read_encoded(path: &Path) -> Result<(String, Encoding), ReadError> {
    decode(read_bytes(path, FILE_SIZE_LIMIT)?)
}

fn decode(bytes: Vec<u8>) -> Result<(String, Encoding), ReadError> {
    let utf16 = |encoding, unit: fn([u8; 2]) -> u16| {
        let (units, rest) = bytes[2..].as_chunks::<2>();
        if !rest.is_empty() {
            return Err(ReadError::NotText { offset: bytes.len() - 1 });
        }
        let text = char::decode_utf16(units.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>();
        Ok((text.map_err(|_| ReadError::NotText { offset: 2 })?, encoding))
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => utf16(Encoding::Utf16Le, u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(Encoding::Utf16Be, u16::from_be_bytes),
        _ => match String::from_utf8(bytes) {
            Ok(text) => Ok((text, Encoding::Utf8)),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                broken(error.into_bytes()).ok_or(ReadError::NotText { offset })
            }
        },
    }
}

/// A text with bytes in another encoding: docker reads env files and Dockerfiles as bytes, so one such byte in a comment is nothing to it. What holds
/// characters that no text has is none.
fn broken(bytes: Vec<u8>) -> Option<(String, Encoding)> {
    let is_text = |byte: &u8| !matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 127);
    let text = bytes.iter().all(is_text).then(|| String::from_utf8_lossy(&bytes).into_owned())?;
    Some((text, Encoding::Broken(bytes.into())))
}

/// A path below the root as everybody sees it: relative, with forward slashes, `.` for the root.
pub fn display_path(root: &Path, path: &Path) -> Option<String> {
    let relative = path.strip_prefix(root).ok()?;
    let text = relative.to_string_lossy();
    Some(if text.is_empty() { ".".to_owned() } else { slashed(&text).into_owned() })
}

/// A path of this operating system with forward slashes. Elsewhere than on Windows a backslash is a letter like any other.
pub fn slashed(path: &str) -> Cow<'_, str> {
    if cfg!(windows) { Cow::Owned(path.replace('\\', "/")) } else { Cow::Borrowed(path) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn reads_only_text_inside_the_root() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("root");
        fs::create_dir_all(root.join("sub")).unwrap();
        fs::write(dir.path().join("secret"), "outside").unwrap();
        fs::write(root.join("a.yaml"), "a: 1").unwrap();
        fs::write(root.join("latin1"), [b'a', 0xe9, b'b']).unwrap();
        fs::write(root.join("binary"), [b'a', 0xe9, 0, 1]).unwrap();
        fs::write(root.join("utf16"), [0xff, 0xfe, b'h', 0, b'i', 0]).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(dir.path().join("secret"), root.join("link")).unwrap();
        let files = DiskFiles::new(&root).unwrap();
        let sources = Sources::default();
        let read = |path: &str| files.read(path, &sources).map(|id| sources.get(id).text.to_string());
        assert_eq!(read("a.yaml"), Ok("a: 1".to_owned()));
        assert_eq!(read("utf16"), Ok("hi".to_owned()));
        assert_eq!(read("latin1"), Ok("a\u{fffd}b".to_owned()));
        assert_eq!(read("binary"), Err(ReadError::NotText { offset: 1 }));
        let latin1 = sources.find("latin1").map(|file| sources.encoding(file));
        assert_eq!(latin1.map(|encoding| encoding.bytes_of("a\u{fffd}b")), Some(vec![b'a', 0xe9, b'b']));
        assert_eq!(read("sub"), Err(ReadError::Directory));
        assert_eq!(read("none"), Err(ReadError::NotFound));
        assert_eq!(read("../secret"), Err(ReadError::Outside));
        assert_eq!(read("/etc/hostname"), Err(ReadError::Outside));
        #[cfg(unix)]
        assert_eq!(read("link"), Err(ReadError::Outside));
    }

    #[test]
    fn asks_git_ignore_files_up_to_the_root() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::create_dir_all(root.join(".git/info")).unwrap();
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(root.join(".gitignore"), ".env\n/build/\n").unwrap();
        fs::write(root.join("a/.gitignore"), "!.env\nb/\n").unwrap();
        let files = DiskFiles::new(root).unwrap();
        assert_eq!(files.ignored(".env"), Some(true));
        assert_eq!(files.ignored("a/.env"), Some(false));
        assert_eq!(files.ignored("a/b/x"), Some(true));
        assert_eq!(files.ignored("c/.env"), Some(true));
        assert_eq!(files.ignored("x"), Some(false));
        assert_eq!(files.ignored("../x"), None);
    }
}
