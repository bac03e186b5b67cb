//! Writing files whose place or content somebody else had a hand in: through no link, over nothing that is not ours.

use std::fs::{File, Metadata};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Component, Path};

use plimsoll::report::Format;

use super::output;

/// So much of a file is looked at to tell whether it is a report of ours.
const LOOKED_AT: u64 = 4096;

fn refused(path: &Path, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, format!("`{}` is not written: {why}", path.display()))
}

/// Writes a report that the scanned tree's own configuration asks for. `relative` starts at the root. Its directories must be there and no
/// links; the file must not be there, or be empty, or begin as a report of this format does, and be neither a link nor executable.
///
/// # Errors
/// Whatever is not so.
pub(crate) fn report<T>(
    root: &Path,
    relative: &Path,
    format: Format,
    write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> io::Result<T> {
    let told = |error: io::Error| match error.kind() {
        io::ErrorKind::PermissionDenied => error,
        kind => io::Error::new(kind, format!("cannot write `{}`: {error}", relative.display())),
    };
    let mut out = BufWriter::new(open(root, relative, format).map_err(told)?);
    let done = write(&mut out).map_err(told)?;
    out.flush().map_err(told)?;
    Ok(done)
}

fn open(root: &Path, relative: &Path, format: Format) -> io::Result<File> {
    let shown = relative;
    let mut parts: Vec<&std::ffi::OsStr> = Vec::new();
    for part in relative.components() {
        match part {
            Component::Normal(name) => parts.push(name),
            Component::CurDir => {}
            _ => return Err(refused(shown, "it does not lie below the root")),
        }
    }
    let Some((name, directories)) = parts.split_last() else { return Err(refused(shown, "it is a directory")) };
    let directory = Directory::below(root, directories, shown)?;
    match directory.create(name) {
        Ok(file) => Ok(file),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let mut file =
                directory.open(name).map_err(|_| refused(shown, "something is there that is no plain file"))?;
            let meta = file.metadata()?;
            if !meta.is_file() || is_executable(&meta) {
                return Err(refused(shown, "something is there that is no report"));
            }
            let mut start = Vec::new();
            (&mut file).take(LOOKED_AT).read_to_end(&mut start)?;
            if meta.len() > 0 && !begins_like(format, &String::from_utf8_lossy(&start)) {
                return Err(refused(shown, "the file that is there is no report of this kind"));
            }
            file.set_len(0)?;
            io::Seek::rewind(&mut file)?;
            Ok(file)
        }
        Err(error) => Err(error),
    }
}

/// Whether a text begins as our reports of a format do. Formats that are plain lines begin like nothing in particular: they replace nothing.
fn begins_like(format: Format, text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    match format {
        Format::Json => text.starts_with('{') && text.contains("\"name\": \"plimsoll\""),
        Format::Sarif => text.starts_with('{') && text.contains("sarif"),
        Format::Junit => text.starts_with("<?xml") && text.contains("plimsoll"),
        Format::Html => text.starts_with("<!DOCTYPE html>") && text.contains("plimsoll"),
        Format::Markdown => text.starts_with("# plimsoll") || text.starts_with("## plimsoll"),
        Format::Csv => {
            text.lines().next().is_some_and(|line| line.contains(",rule,") && line.contains(",fingerprint,"))
        }
        Format::Gitlab => text.starts_with('[') && (text.trim() == "[]" || text.contains("\"check_name\"")),
        Format::Text | Format::Concise | Format::Github => false,
    }
}

/// Writes a file of ours that must not lead elsewhere: over a link it is refused.
///
/// # Errors
/// A link, or what the operating system says.
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    let is_link = path.symlink_metadata().is_ok_and(|meta| meta.file_type().is_symlink());
    if is_link {
        return Err(refused(path, "it is a link, and this would write where it leads"));
    }
    output::file(path, |out| out.write_all(text.as_bytes()))
}

/// Whether a path that is to be written lies below a root, links followed in its directories.
pub(crate) fn lies_below(root: &Path, path: &Path) -> bool {
    path.parent().and_then(|parent| parent.canonicalize().ok()).is_some_and(|parent| parent.starts_with(root))
}

#[cfg(unix)]
fn is_executable(meta: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    meta.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_meta: &Metadata) -> bool {
    false
}

/// A directory that was reached through no link.
struct Directory {
    #[cfg(unix)]
    open: std::os::fd::OwnedFd,
    #[cfg(not(unix))]
    path: std::path::PathBuf,
}

#[cfg(unix)]
impl Directory {
    fn below(root: &Path, names: &[&std::ffi::OsStr], shown: &Path) -> io::Result<Self> {
        use rustix::fs::{Mode, OFlags};
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let mut open = rustix::fs::open(root, flags, Mode::empty())?;
        for name in names {
            open = rustix::fs::openat(&open, *name, flags | OFlags::NOFOLLOW, Mode::empty())
                .map_err(|_| refused(shown, "its directory is not there, or is a link"))?;
        }
        Ok(Self { open })
    }

    fn create(&self, name: &std::ffi::OsStr) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags};
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(File::from(rustix::fs::openat(&self.open, name, flags, Mode::from_raw_mode(0o666))?))
    }

    fn open(&self, name: &std::ffi::OsStr) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags};
        let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(File::from(rustix::fs::openat(&self.open, name, flags, Mode::empty())?))
    }
}

#[cfg(not(unix))]
impl Directory {
    fn below(root: &Path, names: &[&std::ffi::OsStr], shown: &Path) -> io::Result<Self> {
        let mut path = root.to_owned();
        for name in names {
            path.push(name);
            if !path.symlink_metadata().is_ok_and(|meta| meta.is_dir()) {
                return Err(refused(shown, "its directory is not there, or is a link"));
            }
        }
        Ok(Self { path })
    }

    fn create(&self, name: &std::ffi::OsStr) -> io::Result<File> {
        std::fs::OpenOptions::new().write(true).create_new(true).open(self.path.join(name))
    }

    fn open(&self, name: &std::ffi::OsStr) -> io::Result<File> {
        let path = self.path.join(name);
        if !path.symlink_metadata()?.is_file() {
            return Err(refused(&path, "it is no plain file"));
        }
        std::fs::OpenOptions::new().read(true).write(true).open(path)
    }
}
