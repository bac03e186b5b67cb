//! Writing files whose place or content somebody else had a hand in: through no link, over nothing that is not ours.

use std::fs::{File, Metadata};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};

use plimsoll_report::{self as report, Format};
use serde::Deserialize;

use super::output;

/// So much of a file's start and of its end is looked at to tell whether it is a report of ours, where it is not read as a whole.
const LOOKED_AT: u64 = 4096;

/// How test results of ours begin: other tools' name other suites.
const JUNIT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"plimsoll\" ";

/// How a page of ours begins, and what stands in its head.
const HTML: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n";
const GENERATOR: &str = "<meta name=\"generator\" content=\"plimsoll ";

/// A report that is larger than this is not taken for one.
const WHOLE: u64 = 256 << 20;

fn refused(path: &Path, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, format!("`{}` is not written: {why}", path.display()))
}

/// Writes a report that the scanned tree's own configuration asks for. `relative` starts at the root. Its directories must be there and no
/// links; the file must not be there, or be empty, or be a report of this format that plimsoll wrote, and be neither a link nor executable.
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
            if meta.len() > 0 && !is_ours(format, &mut file)? {
                return Err(refused(shown, "the file that is there is no report of this kind"));
            }
            file.set_len(0)?;
            file.rewind()?;
            Ok(file)
        }
        Err(error) => Err(error),
    }
}

/// Whether a file is a report of a format that plimsoll wrote. Formats that are plain lines look like nothing in particular: they replace nothing.
fn is_ours(format: Format, file: &mut File) -> io::Result<bool> {
    let is_named = |name: &str| name == "plimsoll";
    if matches!(format, Format::Json | Format::Sarif | Format::Gitlab) {
        let mut text = String::new();
        if file.take(WHOLE).read_to_string(&mut text).is_err() {
            return Ok(false);
        }
        return Ok(match format {
            Format::Json => serde_json::from_str::<OwnReport>(&text).is_ok_and(|report| is_named(&report.tool.name)),
            Format::Sarif => serde_json::from_str::<OwnLog>(&text)
                .is_ok_and(|log| !log.runs.is_empty() && log.runs.iter().all(|run| is_named(&run.tool.driver.name))),
            _ => text == report::NO_ISSUES || is_of_our_rules(&text),
        });
    }
    let length = file.metadata()?.len();
    let mut start = Vec::new();
    (&mut *file).take(LOOKED_AT).read_to_end(&mut start)?;
    file.seek(SeekFrom::Start(length.saturating_sub(LOOKED_AT)))?;
    let mut end = Vec::new();
    file.take(LOOKED_AT).read_to_end(&mut end)?;
    let start = String::from_utf8_lossy(&start);
    Ok(match format {
        Format::Junit => start.starts_with(JUNIT) && end.ends_with(b"</testsuites>\n"),
        Format::Html => {
            let (head, title) = start.split_once("<title>").unwrap_or_default();
            let is_made_by_us = head.starts_with(HTML) && head.contains(GENERATOR) && title.starts_with("plimsoll");
            is_made_by_us && end.ends_with(b"</html>\n")
        }
        Format::Markdown => start.starts_with("## plimsoll: "),
        Format::Csv => start.lines().next() == Some(report::CSV_COLUMNS.join(",").as_str()),
        Format::Json | Format::Sarif | Format::Gitlab | Format::Text | Format::Concise | Format::Github => false,
    })
}

/// Whether a list of issues names rules that plimsoll ships, or what it says itself, and nothing else.
fn is_of_our_rules(text: &str) -> bool {
    const OURS: [&str; 6] = ["compose", "dockerfile", "env", "environments", "project", "plimsoll"];
    let is_ours = |issue: &Issue| {
        let target = issue.check_name.split_once('/').map(|(target, _)| target);
        target.is_some_and(|target| OURS.contains(&target)) && !issue.fingerprint.is_empty()
    };
    serde_json::from_str::<Vec<Issue>>(text).is_ok_and(|issues| !issues.is_empty() && issues.iter().all(is_ours))
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct OwnReport {
    tool: Named,
}

#[derive(Deserialize)]
struct Driven {
    driver: Named,
}

#[derive(Deserialize)]
struct OwnRun {
    tool: Driven,
}

#[derive(Deserialize)]
struct OwnLog {
    runs: Vec<OwnRun>,
}

#[derive(Deserialize)]
struct Issue {
    check_name: String,
    fingerprint: String,
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

/// Refuses a path of the command line that a link of the scanned tree would lead elsewhere: who committed the link would say what is written over.
/// Links outside of the root are the caller's own, and so are devices.
///
/// # Errors
/// The link that it passes through.
pub(crate) fn through_no_link(root: &Path, path: &Path) -> io::Result<()> {
    let is_special = ["/dev", "/proc"].iter().any(|special| path.starts_with(special));
    let (Ok(here), Ok(root)) = (std::env::current_dir().and_then(|here| here.canonicalize()), root.canonicalize())
    else {
        return Err(refused(path, "the current directory or the root cannot be told"));
    };
    let mut at = PathBuf::new();
    for part in here.join(path).components().filter(|_| !is_special) {
        match part {
            Component::ParentDir => {
                at.pop();
            }
            part => at.push(part),
        }
        if at.symlink_metadata().is_ok_and(|meta| meta.file_type().is_symlink()) {
            if at.parent().is_some_and(|above| above.starts_with(&root)) {
                let link = at.strip_prefix(&root).unwrap_or(&at).display().to_string();
                return Err(refused(path, &format!("`{link}` is a link in the tree that is looked at")));
            }
            // What leads nowhere is for whoever opens it.
            if let Ok(real) = at.canonicalize() {
                at = real;
            }
        }
    }
    Ok(())
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

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_of_the_tree_are_not_followed_and_those_of_the_caller_are() {
        let directory = tempfile::tempdir().expect("a directory");
        let base = directory.path().canonicalize().expect("real");
        let (root, outside) = (base.join("tree"), base.join("outside"));
        for made in [&root, &outside, &root.join("plain")] {
            std::fs::create_dir(made).expect("made");
        }
        symlink(&outside, root.join("out")).expect("linked");
        symlink("nowhere", root.join("dangling")).expect("linked");
        symlink("plain", root.join("inner")).expect("linked");
        symlink(&root, base.join("home")).expect("linked");
        let is_fine = |path: &Path| through_no_link(&root, path).is_ok();
        for path in ["r.json", "plain/r.json", "gone/r.json", "plain/../r.json", "../outside/r.json"] {
            assert!(is_fine(&root.join(path)), "{path}");
        }
        for path in ["out", "out/r.json", "dangling", "inner/r.json", "plain/../out/r.json", "../home/out/r"] {
            assert!(!is_fine(&root.join(path)), "{path}");
        }
        assert!(is_fine(&base.join("home/r.json")));
        assert!(is_fine(Path::new("/dev/stdout")));
    }
}
