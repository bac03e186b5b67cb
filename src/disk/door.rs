//! The door itself: opens regular files and nothing else, without ever waiting for one, and reads no more of it than it may.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use crate::files::ReadError;

/// The bytes of a regular file of at most `limit` bytes. What a link leads to counts; pipes, sockets and devices are refused and never waited for.
///
/// # Errors
/// [`ReadError`].
pub fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let (file, size) = open_regular(path)?;
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

/// The first bytes of a regular file, at most `count`.
///
/// # Errors
/// [`ReadError`].
pub fn read_start(path: &Path, count: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    open_regular(path)?.0.take(count).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    Ok(bytes)
}

/// Opens a regular file, and gives its size with it.
///
/// # Errors
/// [`ReadError`].
pub fn open_regular(path: &Path) -> Result<(File, u64), ReadError> {
    // Opening a device may already do something, so it is looked at first; what was opened is looked at again, for it may have been exchanged.
    regular(&fs::metadata(path).map_err(|e| unreadable(&e))?)?;
    let file = open(path).map_err(|e| unreadable(&e))?;
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
