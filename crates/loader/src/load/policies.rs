//! Step 2 of 5, for policies: the files of a policy directory as texts.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::disk::{is_example, is_pruned, is_version_control, read_text};

/// The files of a source of policies, together.
const MAX_BYTES: usize = 16 << 20;

/// Files of a source of policies.
const MAX_FILES: usize = 20_000;

/// A policy file that could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct Unreadable {
    /// The file or directory.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// The policies, data and frameworks below a directory (or one file), as path and text, sorted. Examples of rules are left out.
///
/// # Errors
/// When something cannot be read.
pub fn texts(directory: &Path) -> Result<Vec<(String, String)>, Unreadable> {
    read(directory, &|path| {
        let extension = path.extension().and_then(|e| e.to_str());
        let folder = path.parent().and_then(Path::file_name).and_then(|f| f.to_str());
        extension == Some("rego")
            || (matches!(extension, Some("yaml" | "yml" | "json")) && matches!(folder, Some("data" | "frameworks")))
    })
}

/// The files of cases (`<rule>_test.md`) below a directory, or the one beside a policy that is named by itself, as path and text, sorted.
///
/// # Errors
/// When something cannot be read.
pub fn cases(directory: &Path) -> Result<Vec<(String, String)>, Unreadable> {
    let is_of_cases = |path: &Path| path.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.ends_with("_test.md"));
    if directory.is_dir() || is_of_cases(directory) {
        return read(directory, &is_of_cases);
    }
    let stem = directory.file_stem().and_then(|n| n.to_str()).unwrap_or_default();
    let beside = directory.with_file_name(format!("{stem}_test.md"));
    if beside.is_file() { read(&beside, &is_of_cases) } else { Ok(Vec::new()) }
}

/// The files below a directory that are wanted; a file that is named is.
fn read(directory: &Path, wanted: &dyn Fn(&Path) -> bool) -> Result<Vec<(String, String)>, Unreadable> {
    let mut files = Vec::new();
    let mut bytes = 0;
    let walk = WalkDir::new(directory).sort_by_file_name().into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_str().unwrap_or_default();
        let left = is_pruned(name) || is_version_control(name) || is_example(entry.path(), &Path::is_file);
        entry.depth() == 0 || !(entry.file_type().is_dir() && left)
    });
    for entry in walk {
        let entry = entry.map_err(|error| Unreadable {
            path: shown(error.path().unwrap_or(directory)),
            reason: error.io_error().map_or_else(|| error.to_string(), ToString::to_string),
        })?;
        if entry.file_type().is_file() && (entry.depth() == 0 || wanted(entry.path())) {
            let text = read_text(entry.path())
                .map_err(|error| Unreadable { path: shown(entry.path()), reason: error.to_string() })?;
            bytes += text.len();
            files.push((shown(entry.path()), text));
            if bytes > MAX_BYTES || files.len() > MAX_FILES {
                let reason = format!("it has more than {MAX_BYTES} bytes or {MAX_FILES} files of policies");
                return Err(Unreadable { path: shown(directory), reason });
            }
        }
    }
    Ok(files)
}

/// The nearest directory at or above `directory` that holds a `lib` of policies: where the words that its rules use come from.
pub fn library_root(directory: &Path) -> Option<PathBuf> {
    let directory = directory.canonicalize().ok()?;
    directory.ancestors().find(|above| above.join("lib/at.rego").is_file()).map(Path::to_owned)
}

fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}
