//! What the verbs that need policies share: reading them, and saying what is wrong with them.

use std::io;
use std::path::{Path, PathBuf};

use plimsoll::load;
use plimsoll::policy::{Bundle, PolicyError, PolicySet};

/// The policies in the binary (unless left out) and those of some directories. Without ours, their words and facts are still there.
pub(crate) fn set(directories: &[PathBuf], builtin: bool) -> Result<PolicySet, Vec<PolicyError>> {
    let ours = if builtin { Bundle::builtin() } else { Bundle::builtin().without_rules() };
    let mut texts = Vec::new();
    for directory in directories {
        texts.extend(texts_of(directory)?);
    }
    PolicySet::load(Bundle::given(texts)?.over(ours))
}

/// The policy files of a directory.
pub(crate) fn texts_of(directory: &Path) -> Result<Vec<(String, String)>, Vec<PolicyError>> {
    load::policies::texts(directory).map_err(|error| vec![PolicyError::unreadable(error.path, error.reason)])
}

/// Says on stderr what is wrong with policies.
pub(crate) fn complain(errors: &[PolicyError]) -> io::Result<()> {
    for error in errors {
        super::complain(&error.to_string())?;
        if let Some(help) = &error.help {
            super::complain(&format!("  help: {help}"))?;
        }
    }
    Ok(())
}
