//! Where output goes: a stream that nobody reads any more costs nothing else, and a file is written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, StderrLock, StdoutLock, Write};
use std::path::{Path, PathBuf};

use plimsoll_report::Guarded;

/// A stream of the process. Once nobody reads it (`plimsoll check | head -1`), what is written to it is dropped: neither the verdict nor
/// other outputs depend on it. Every other error is one.
pub(crate) struct Stream<W> {
    inner: W,
    unread: bool,
}

/// Standard output.
pub(crate) fn stdout() -> Stream<StdoutLock<'static>> {
    Stream { inner: io::stdout().lock(), unread: false }
}

/// Standard error.
pub(crate) fn stderr() -> Stream<StderrLock<'static>> {
    Stream { inner: io::stderr().lock(), unread: false }
}

/// Standard output for people: no name or value of a file does anything to the terminal or the log that shows it.
pub(crate) fn shown() -> Guarded<Stream<StdoutLock<'static>>> {
    Guarded::new(stdout())
}

/// Standard error, in the same way.
pub(crate) fn told() -> Guarded<Stream<StderrLock<'static>>> {
    Guarded::new(stderr())
}

impl<W: Write> Stream<W> {
    fn tried<T>(&mut self, done: io::Result<T>, dropped: T) -> io::Result<T> {
        match done {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.unread = true;
                Ok(dropped)
            }
            done => done,
        }
    }
}

impl<W: Write> Write for Stream<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.unread {
            return Ok(bytes.len());
        }
        let done = self.inner.write(bytes);
        self.tried(done, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.unread {
            return Ok(());
        }
        let done = self.inner.flush();
        self.tried(done, ())
    }
}

/// Writes what still waits for standard output; without it an error at the very end would be lost.
pub(crate) fn finish() -> io::Result<()> {
    stdout().flush().map_err(|error| io::Error::new(error.kind(), format!("cannot write to standard output: {error}")))
}

/// Writes a file: beside its place first, so that what has its name is whole. A file that is there already keeps its permissions; a link
/// that the caller names leads to the file that is meant. A pipe or a device is written to as it is.
pub(crate) fn file<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
    let told = |error: io::Error| io::Error::other(format!("cannot write `{}`: {error}", path.display()));
    let there = fs::metadata(path).ok();
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        let mut out = BufWriter::new(OpenOptions::new().write(true).open(path).map_err(told)?);
        return write(&mut out).and_then(|done| out.flush().map(|()| done)).map_err(told);
    }
    let target = match &there {
        Some(_) => fs::canonicalize(path).map_err(told)?,
        None if fs::symlink_metadata(path).is_ok() => {
            return Err(told(io::Error::other("it is a link that leads nowhere")));
        }
        None => path.to_owned(),
    };
    if there.is_some() {
        // What may not be written is not replaced either.
        OpenOptions::new().write(true).open(&target).map_err(told)?;
    }
    let beside = beside(&target);
    let written = create(&beside, there.as_ref())
        .and_then(|file| {
            let mut out = BufWriter::new(file);
            let done = write(&mut out)?;
            out.flush()?;
            Ok(done)
        })
        .and_then(|done| fs::rename(&beside, &target).map(|()| done));
    if written.is_err() {
        // The reason is on its way already.
        let _left = fs::remove_file(&beside);
    }
    written.map_err(told)
}

fn create(beside: &Path, there: Option<&fs::Metadata>) -> io::Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).open(beside)?;
    if let Some(there) = there {
        file.set_permissions(there.permissions())?;
    }
    Ok(file)
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.partial-{}", std::process::id()))
}

/// The file that two of these paths both are.
pub(crate) fn twice<'p>(paths: impl Iterator<Item = &'p Path>) -> Option<&'p Path> {
    let mut seen: Vec<PathBuf> = Vec::new();
    for path in paths {
        // Devices and pipes take any number of texts.
        if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
            continue;
        }
        let real = real(path);
        if seen.contains(&real) {
            return Some(path);
        }
        seen.push(real);
    }
    None
}

/// A path in the one spelling it has; its last part may not be there yet.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = fs::canonicalize(path) {
        return real;
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (fs::canonicalize(parent), path.file_name()) {
        (Ok(parent), Some(name)) => parent.join(name),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails after some bytes.
    struct Failing(usize, io::ErrorKind);

    impl Write for Failing {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::Error::from(self.1));
            }
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_stream_that_nobody_reads_is_no_error_and_a_full_disk_is_one() {
        let write = |kind| Stream { inner: Failing(3, kind), unread: false }.write_all(b"abcdef").map_err(|e| e.kind());
        assert_eq!(write(io::ErrorKind::BrokenPipe), Ok(()));
        assert_eq!(write(io::ErrorKind::StorageFull), Err(io::ErrorKind::StorageFull));
    }

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out");
        let names = || {
            let mut names: Vec<String> =
                fs::read_dir(&dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        file(&path, |out| out.write_all(b"one")).unwrap();
        let broken = file(&path, |out| out.write_all(b"tw").and(Err::<(), _>(io::Error::other("disk full"))));
        assert!(broken.unwrap_err().to_string().contains("out`: disk full"));
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), names()), ("one", vec!["out".to_owned()]));
        assert!(file(&dir.path().join("no/out"), |out| out.write_all(b"x")).is_err());
        assert!(file(dir.path(), |out| out.write_all(b"x")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_a_named_link_leads_to_the_file_that_is_meant() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        fs::write(&real, "a").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&real, &link).unwrap();
        file(&link, |out| out.write_all(b"b")).unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "b");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(twice([real.as_path(), link.as_path()].into_iter()), Some(link.as_path()));
        assert_eq!(twice([Path::new("a"), Path::new("./a")].into_iter()), Some(Path::new("./a")));
        assert_eq!(twice([Path::new("a"), Path::new("b")].into_iter()), None);
        symlink(dir.path().join("gone"), dir.path().join("dangling")).unwrap();
        assert!(file(&dir.path().join("dangling"), |out| out.write_all(b"x")).is_err());
        assert!(!dir.path().join("gone").exists());
    }
}
