//! Bundles on disk: written whole or not at all, read whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use plimsoll::evidence::{self, Files, VerifyingKey};

/// Stands in a bundle until it is whole and in its place: as no manifest names it, no bundle with it verifies.
const UNFINISHED: &str = "UNFINISHED";

/// A bundle larger than this is none of ours.
const MAX_BYTES: u64 = 2 << 30;

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

/// Reads every file of a bundle; links are not followed.
pub(super) fn read(directory: &Path) -> io::Result<Files> {
    if !directory.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("`{}` is no directory", directory.display())));
    }
    let mut files = Files::new();
    let mut left = MAX_BYTES;
    collect(directory, directory, &mut files, &mut left)?;
    Ok(files)
}

fn collect(root: &Path, directory: &Path, files: &mut Files, left: &mut u64) -> io::Result<()> {
    for entry in fs::read_dir(directory).map_err(|e| named(directory, "list", &e))? {
        let path = entry?.path();
        let meta = fs::symlink_metadata(&path).map_err(|e| named(&path, "read", &e))?;
        if meta.is_dir() {
            collect(root, &path, files, left)?;
            continue;
        }
        *left = left.checked_sub(meta.len()).ok_or_else(|| io::Error::other("the bundle is larger than 2 GiB"))?;
        let bytes = if meta.is_file() { fs::read(&path).map_err(|e| named(&path, "read", &e))? } else { Vec::new() };
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        files.insert(name, bytes);
    }
    Ok(())
}

/// A public key from a file.
pub(super) fn public_key(path: &Path) -> io::Result<VerifyingKey> {
    let pem = fs::read_to_string(path).map_err(|e| named(path, "read the key", &e))?;
    evidence::verifying_key(&pem).map_err(|error| io::Error::other(format!("`{}` {error}", path.display())))
}
