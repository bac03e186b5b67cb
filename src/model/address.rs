//! Noun: where something stands in a [`Project`](super::Project): a JSON pointer (RFC 6901) into its serialized form.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A JSON pointer into a project, e.g. `/services/web/ports/0`; empty for the project itself. Clones share the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(Arc<str>);

impl Address {
    /// The project itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// From the text of a pointer; `None` unless it is empty or starts with `/`.
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.into()))
    }

    /// The address of a key or index below this one (`~` and `/` are escaped).
    #[must_use]
    pub fn child(&self, segment: impl fmt::Display) -> Self {
        let segment = segment.to_string();
        let escaped =
            if segment.contains(['~', '/']) { segment.replace('~', "~0").replace('/', "~1") } else { segment };
        Self(format!("{}/{escaped}", self.0).into())
    }

    /// The address above; `None` for the project itself.
    pub fn parent(&self) -> Option<Self> {
        self.0.rfind('/').map(|cut| Self(self.0[..cut].into()))
    }

    /// Whether `other` is this address or lies below it.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.strip_prefix(self.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The unescaped segments.
    pub fn segments(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(|s| s.replace("~1", "/").replace("~0", "~"))
    }

    /// The pointer's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
