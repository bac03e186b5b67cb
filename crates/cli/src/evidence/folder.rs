//! Bundles on disk, as a directory or as one archive: written whole or not at all, read whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use plimsoll_evidence::{self as evidence, Failure, Files, MAX_BYTES, MAX_FILES, VerifyingKey};
use plimsoll_loader::disk::{self, Below};

/// Stands in a bundle until it is whole and in its place: as no manifest names it, no bundle with it verifies.
const UNFINISHED: &str = "UNFINISHED";

/// The directory that an archive unpacks to.
const TOP: &str = "evidence";

/// Inputs may lie deep; nothing lies deeper than this.
const MAX_DEPTH: usize = 256;

fn named(path: &Path, what: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot {what} `{}`: {error}", path.display()))
}

/// Writes a bundle beside its place, moves it there, and takes the mark away: a crash or a full disk never leaves a directory that verifies.
pub(super) fn write(directory: &Path, files: &Files) -> io::Result<()> {
    if fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(io::Error::other(format!(
            "`{}` is not empty; a bundle is never written over another",
            directory.display()
        )));
    }
    let name = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside: PathBuf = directory.with_file_name(format!(".{name}.partial-{}", std::process::id()));
    let written = write_all(&beside, files).and_then(|()| {
        if directory.is_dir() {
            fs::remove_dir(directory).map_err(|e| named(directory, "replace", &e))?;
        }
        fs::rename(&beside, directory).map_err(|e| named(directory, "write", &e))?;
        let mark = directory.join(UNFINISHED);
        fs::remove_file(&mark).map_err(|e| named(&mark, "remove", &e))
    });
    if written.is_err() {
        // What is left of it is not a bundle; the reason is already on its way.
        let _left = fs::remove_dir_all(&beside);
    }
    written
}

fn write_all(directory: &Path, files: &Files) -> io::Result<()> {
    fs::create_dir_all(directory).map_err(|e| named(directory, "make", &e))?;
    let mark = directory.join(UNFINISHED);
    fs::write(&mark, "The run that wrote this did not come to its end.\n").map_err(|e| named(&mark, "write", &e))?;
    for (name, bytes) in files {
        let path = directory.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|e| named(parent, "make", &e))?;
        }
        fs::write(&path, bytes).map_err(|e| named(&path, "write", &e))?;
    }
    Ok(())
}

/// Writes a bundle as one file, beside its place first: what has its name is whole.
pub(super) fn write_archive(path: &Path, files: &Files) -> io::Result<()> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(io::Error::other(format!(
            "`{}` is there already; a bundle is never written over another",
            path.display()
        )));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside: PathBuf = path.with_file_name(format!(".{name}.partial-{}", std::process::id()));
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = fs::create_dir_all(parent)
        .map_err(|e| named(parent, "make", &e))
        .and_then(|()| evidence::pack(files, Some(TOP)))
        .and_then(|bytes| fs::write(&beside, bytes).map_err(|e| named(&beside, "write", &e)))
        .and_then(|()| fs::rename(&beside, path).map_err(|e| named(path, "write", &e)));
    if written.is_err() {
        // What is left of it is not a bundle; the reason is already on its way.
        let _left = fs::remove_file(&beside);
    }
    written
}

/// A bundle as it lies on disk.
pub(super) struct Found {
    pub(super) files: Files,
    /// What no bundle has: links, pipes, names that no manifest can hold.
    pub(super) odd: Vec<Failure>,
}

impl Found {
    /// Everything that is wrong with it.
    pub(super) fn failures(&self, key: Option<&VerifyingKey>) -> Vec<Failure> {
        let mut failures = evidence::verify(&self.files, key);
        failures.extend(self.odd.iter().cloned());
        failures.sort();
        failures
    }

    fn odd(&mut self, name: &str, message: &str) {
        self.odd.push(Failure::new(name, "form", message));
    }
}

/// Only the manifest of a bundle.
///
/// # Errors
/// When there is no bundle, or it has none.
pub(super) fn manifest(place: &Path) -> io::Result<Vec<u8>> {
    let none =
        || io::Error::other(format!("`{}` has no manifest.json: it is no bundle, or not a whole one", place.display()));
    if !place.is_dir() {
        return read(place)?.files.remove(evidence::MANIFEST).ok_or_else(none);
    }
    let below = Below::new(place).map_err(|e| named(place, "open", &e))?;
    below.read_bytes(Path::new(evidence::MANIFEST), MAX_BYTES).map_err(|_| none())
}

/// Reads every file of a bundle, a directory or an archive. Links are not followed, and only plain files are opened.
///
/// # Errors
/// When there is none, it cannot be read, or it is larger than a bundle may be.
pub(super) fn read(place: &Path) -> io::Result<Found> {
    let meta = fs::metadata(place).map_err(|e| named(place, "open", &e))?;
    let mut found = Found { files: Files::new(), odd: Vec::new() };
    if meta.is_dir() {
        let mut left = MAX_BYTES;
        let below = Below::new(place).map_err(|e| named(place, "open", &e))?;
        collect(&below, place, "", &mut found, &mut left)?;
    } else if meta.is_file() {
        let bytes = disk::read_bytes(place, MAX_BYTES)
            .map_err(|error| io::Error::other(format!("cannot read `{}`: it {error}", place.display())))?;
        found.files = evidence::unpack(&bytes, Some(TOP))
            .map_err(|error| io::Error::other(format!("`{}` is no bundle: {error}", place.display())))?;
    } else {
        return Err(io::Error::other(format!("`{}` is neither a directory nor an archive", place.display())));
    }
    Ok(found)
}

/// Reads the files of a directory of a bundle, which ends with `/` where it is not the bundle itself.
fn collect(below: &Below, directory: &Path, inside: &str, found: &mut Found, left: &mut u64) -> io::Result<()> {
    if inside.matches('/').count() > MAX_DEPTH {
        return Err(io::Error::other(format!("the bundle has more than {MAX_DEPTH} directories in each other")));
    }
    let before = found.files.len() + found.odd.len();
    for entry in fs::read_dir(directory).map_err(|e| named(directory, "list", &e))? {
        let entry = entry.map_err(|e| named(directory, "list", &e))?;
        let path = entry.path();
        let meta = fs::symlink_metadata(&path).map_err(|e| named(&path, "read", &e))?;
        // As it is: a name with a backslash is another one than with a slash.
        let name = match entry.file_name().into_string() {
            Ok(name) => format!("{inside}{name}"),
            Err(name) => {
                found.odd(
                    &format!("{inside}{}", name.to_string_lossy()),
                    "its name is not UTF-8: no bundle has such a file",
                );
                continue;
            }
        };
        if meta.is_dir() {
            collect(below, &path, &format!("{name}/"), found, left)?;
        } else if meta.is_file() {
            *left = left.checked_sub(meta.len()).filter(|_| found.files.len() < MAX_FILES).ok_or_else(|| {
                io::Error::other(format!("the bundle has more than {MAX_BYTES} bytes or {MAX_FILES} files"))
            })?;
            let bytes = below
                .read_bytes(Path::new(&name), meta.len())
                .map_err(|error| io::Error::other(format!("cannot read `{}`: it {error}", path.display())))?;
            found.files.insert(name, bytes);
        } else {
            found.odd(&name, "it is a link or no plain file: no bundle has one");
        }
    }
    if !inside.is_empty() && found.files.len() + found.odd.len() == before {
        found.odd(inside, "it is a directory without a file: no bundle has one");
    }
    Ok(())
}

/// A public key from a file.
pub(super) fn public_key(path: &Path) -> io::Result<VerifyingKey> {
    let pem = fs::read_to_string(path).map_err(|e| named(path, "read the key", &e))?;
    evidence::verifying_key(&pem).map_err(|error| io::Error::other(format!("`{}` {error}", path.display())))
}
