//! Whether a file belongs to who runs this: what somebody else has put above a directory has no say in it, as git has it with `safe.directory`.

use std::path::Path;

/// The variable by which `sudo` says who asked for it.
#[cfg(unix)]
const SUDO_UID: &str = "SUDO_UID";

/// Whether this path (a link itself, not what it leads to) belongs to the user; under `sudo` also to who asked for it. What cannot be asked is nobody's.
#[cfg(unix)]
pub(crate) fn is_ours(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let own = rustix::process::geteuid().as_raw();
    let asked = std::env::var(SUDO_UID).ok().and_then(|id| id.parse().ok());
    path.symlink_metadata().is_ok_and(|meta| counts(meta.uid(), own, asked))
}

/// The owners that git takes for one's own: the user himself, not even the administrator; for the administrator also who called `sudo`.
#[cfg(unix)]
fn counts(owner: u32, own: u32, asked: Option<u32>) -> bool {
    owner == own || (own == 0 && asked == Some(owner))
}

/// Where files have no such owner, the question does not arise.
#[cfg(not(unix))]
pub(crate) fn is_ours(_path: &Path) -> bool {
    true
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn who_counts_as_oneself_is_as_git_has_it() {
        // Owner, who runs this, who called sudo, and whether it counts.
        let table = [
            (1000, 1000, None, true),
            (0, 0, None, true),
            (0, 1000, None, false),
            (1001, 1000, None, false),
            (1000, 0, None, false),
            (1000, 0, Some(1000), true),
            (1001, 0, Some(1000), false),
            (1001, 1000, Some(1001), false),
        ];
        for (owner, own, asked, expected) in table {
            assert_eq!(counts(owner, own, asked), expected, "{owner} {own} {asked:?}");
        }
    }
}
