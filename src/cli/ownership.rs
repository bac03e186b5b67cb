//! Whether a file belongs to who runs this: what somebody else has put above a directory has no say in it, as git has it with `safe.directory`.

use std::path::Path;

/// Whether this path (a link itself, not what it leads to) belongs to the user, or to the administrator, who can do anything anyway. What cannot be
/// asked is nobody's.
#[cfg(unix)]
pub(crate) fn is_ours(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let own = rustix::process::geteuid().as_raw();
    path.symlink_metadata().is_ok_and(|meta| meta.uid() == own || meta.uid() == 0)
}

/// Where files have no such owner, the question does not arise.
#[cfg(not(unix))]
pub(crate) fn is_ours(_path: &Path) -> bool {
    true
}
