//! An entry of `policies:`.

use serde::Deserialize;

/// A directory of policies, and whether it may take the place of what plimsoll ships.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum PolicySource {
    /// Only adds.
    Directory(String),
    /// In full.
    Detailed {
        /// The directory.
        path: String,
        /// Whether rules, words, facts and frameworks of it may replace ours.
        #[serde(default)]
        replaces: bool,
    },
}

impl PolicySource {
    /// The directory, as written.
    pub fn path(&self) -> &str {
        match self {
            Self::Directory(path) | Self::Detailed { path, .. } => path,
        }
    }

    /// Whether it may replace what plimsoll ships.
    pub fn replaces(&self) -> bool {
        matches!(self, Self::Detailed { replaces: true, .. })
    }
}
