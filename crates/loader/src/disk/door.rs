//! The door itself: opens regular files and nothing else, without ever waiting for one, and reads no more of it than it may. [`Below`] opens by
//! descriptor, so that what is opened lies below its root whatever somebody does to the tree meanwhile.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use plimsoll_source::files::ReadError;

/// The bytes of a regular file of at most `limit` bytes. What a link leads to counts; pipes, sockets and devices are refused and never waited for.
///
/// # Errors
/// [`ReadError`].
pub fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    whole(open_regular(path)?, limit)
}

fn whole((file, size): (File, u64), limit: u64) -> Result<Vec<u8>, ReadError> {
    let too_large = |size| ReadError::TooLarge { size, limit };
    if size > limit {
        return Err(too_large(size));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

fn start((file, size): (File, u64), count: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(count)).unwrap_or_default());
    file.take(count).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    Ok(bytes)
}

/// Opens a regular file, and gives its size with it.
///
/// # Errors
/// [`ReadError`].
pub fn open_regular(path: &Path) -> Result<(File, u64), ReadError> {
    opened(path, || open(path))
}

/// A directory, held open, that nothing is opened outside of.
#[derive(Debug)]
pub struct Below {
    root: PathBuf,
    #[cfg(unix)]
    descriptor: rustix::fd::OwnedFd,
}

impl Below {
    /// Of a directory.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn new(root: &Path) -> io::Result<Self> {
        Ok(Self {
            root: root.to_owned(),
            #[cfg(unix)]
            descriptor: descend::root(root)?,
        })
    }

    /// Opens a regular file by its path from the root, which holds no link: one that stands there now was put there since somebody looked.
    ///
    /// # Errors
    /// [`ReadError`]. A path with `..` or from the top of the disk is outside.
    pub fn open_regular(&self, path: &Path) -> Result<(File, u64), ReadError> {
        if !path.components().all(|part| matches!(part, std::path::Component::Normal(_))) {
            return Err(ReadError::Outside);
        }
        opened(&self.root.join(path), || self.open(path))
    }

    /// The bytes of such a file of at most `limit` bytes.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn read_bytes(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        whole(self.open_regular(path)?, limit)
    }

    /// The first bytes of such a file, at most `count`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn read_start(&self, path: &Path, count: u64) -> Result<Vec<u8>, ReadError> {
        start(self.open_regular(path)?, count)
    }

    #[cfg(unix)]
    fn open(&self, path: &Path) -> io::Result<File> {
        Ok(File::from(descend::open(&self.descriptor, path)?))
    }

    /// Where nothing can be opened by descriptor, paths have to do.
    #[cfg(not(unix))]
    fn open(&self, path: &Path) -> io::Result<File> {
        open(&self.root.join(path))
    }
}

/// Opening step by step from a directory that is held open.
#[cfg(unix)]
mod descend {
    use std::io;
    use std::path::Path;

    use rustix::fd::OwnedFd;
    use rustix::fs::{Mode, OFlags, openat};

    pub(super) fn root(root: &Path) -> io::Result<OwnedFd> {
        Ok(rustix::fs::open(root, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?)
    }

    /// The kernel itself keeps to the root where it can.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub(super) fn open(root: &OwnedFd, path: &Path) -> io::Result<OwnedFd> {
        use rustix::fs::{ResolveFlags, openat2};
        use rustix::io::Errno;

        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS | ResolveFlags::NO_SYMLINKS;
        match openat2(root, path, file_flags(), Mode::empty(), resolve) {
            // Older kernels have no such call, and some sandboxes do not let it through.
            Err(Errno::NOSYS | Errno::PERM) => walk(root, path),
            opened => Ok(opened?),
        }
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub(super) fn open(root: &OwnedFd, path: &Path) -> io::Result<OwnedFd> {
        walk(root, path)
    }

    /// Name by name, through no link.
    pub(super) fn walk(root: &OwnedFd, path: &Path) -> io::Result<OwnedFd> {
        let mut held: Option<OwnedFd> = None;
        let mut names = path.iter().peekable();
        while let Some(name) = names.next() {
            let above = held.as_ref().unwrap_or(root);
            let flags = match names.peek() {
                Some(_) => OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC,
                None => file_flags() | OFlags::NOFOLLOW,
            };
            held = Some(openat(above, name, flags, Mode::empty())?);
        }
        held.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn file_flags() -> OFlags {
        OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC
    }
}

/// Opening a device may already do something, so it is looked at first; what was opened is looked at again, for it may have been exchanged.
fn opened(path: &Path, open: impl FnOnce() -> io::Result<File>) -> Result<(File, u64), ReadError> {
    regular(&fs::metadata(path).map_err(|e| unreadable(&e))?)?;
    let file = open().map_err(|e| unreadable(&e))?;
    let meta = file.metadata().map_err(|e| unreadable(&e))?;
    regular(&meta)?;
    Ok((file, meta.len()))
}

fn regular(meta: &fs::Metadata) -> Result<(), ReadError> {
    if meta.is_dir() {
        return Err(ReadError::Directory);
    }
    if !meta.is_file() {
        return Err(ReadError::Unreadable("it is no regular file".to_owned()));
    }
    Ok(())
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;

    // A pipe that took the file's place must not be waited for, nor a terminal become ours.
    let flags = OFlags::NONBLOCK.union(OFlags::NOCTTY).bits().cast_signed();
    OpenOptions::new().read(true).custom_flags(flags).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

pub(super) fn unreadable(error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ReadError::NotFound,
        io::ErrorKind::IsADirectory => ReadError::Directory,
        _ => ReadError::Unreadable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_up_to_the_limit() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("a");
        fs::write(&path, "12345").expect("written");
        assert_eq!(read_bytes(&path, 5), Ok(b"12345".to_vec()));
        assert_eq!(read_bytes(&path, 4), Err(ReadError::TooLarge { size: 5, limit: 4 }));
        assert_eq!(read_bytes(dir.path(), 5), Err(ReadError::Directory));
        assert_eq!(read_bytes(&dir.path().join("b"), 5), Err(ReadError::NotFound));
    }

    #[cfg(unix)]
    #[test]
    fn opens_nothing_outside_of_a_directory_whatever_takes_the_place_of_a_name() {
        use std::os::unix::fs::symlink;

        let dir = tempfile::tempdir().expect("a directory");
        let root = dir.path().join("root");
        fs::create_dir_all(root.join("a/b")).expect("made");
        fs::create_dir_all(dir.path().join("out/b")).expect("made");
        for file in ["root/a/b/f", "root/g", "out/b/f"] {
            fs::write(dir.path().join(file), file).expect("written");
        }
        let below = Below::new(&root).expect("a directory");
        let text = |path: &str| {
            below.read_bytes(Path::new(path), 100).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        let walked = |path: &str| descend::walk(&below.descriptor, Path::new(path)).is_ok();
        assert_eq!((text("a/b/f"), walked("a/b/f")), (Ok("root/a/b/f".to_owned()), true));
        assert_eq!(text("../out/b/f"), Err(ReadError::Outside));
        assert_eq!(text("/etc/hostname"), Err(ReadError::Outside));
        assert_eq!(text("a"), Err(ReadError::Directory));
        // As if somebody had exchanged them after their path was looked at.
        fs::rename(root.join("a"), root.join("was")).expect("renamed");
        symlink("../out", root.join("a")).expect("a link");
        fs::remove_file(root.join("g")).expect("removed");
        symlink("../out/b/f", root.join("g")).expect("a link");
        for path in ["a/b/f", "g"] {
            assert!(matches!(text(path), Err(ReadError::Unreadable(_))), "{path}: {:?}", text(path));
            assert!(!walked(path), "{path}");
        }
        assert_eq!((text("was/b/f"), walked("was/b/f")), (Ok("root/a/b/f".to_owned()), true));
    }

    #[cfg(unix)]
    #[test]
    fn waits_for_nothing() {
        let dir = tempfile::tempdir().expect("a directory");
        let pipe = dir.path().join("pipe");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_bits_truncate(0o600),
            0,
        )
        .expect("a pipe");
        let refused = Err(ReadError::Unreadable("it is no regular file".to_owned()));
        assert_eq!(read_bytes(&pipe, 5), refused);
        assert_eq!(read_bytes(Path::new("/dev/zero"), 5), refused);
        // Even where it is opened, nobody waits for it.
        assert!(open(&pipe).is_ok());
    }
}
