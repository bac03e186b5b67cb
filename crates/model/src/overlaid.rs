//! Noun: what a later file of a project makes of a service.

use serde::Serialize;

use super::Address;

/// What a later file of a project does to an attribute of a service that a file before has.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Overlaid {
    /// Its address: `/services/web/facts/overlaid/0`; marks what the later file writes.
    pub at: Address,
    /// What it is laid over: `/services/web/facts/overlaid/0/below`; marks the service there, where that lacks the attribute.
    pub below: Address,
    /// The attribute of the service.
    pub attribute: String,
    /// What comes of it.
    pub how: OverlaidHow,
    /// The later file.
    pub file: String,
    /// Of a list that is appended: which elements of the whole it brought.
    pub entries: Vec<usize>,
}

/// What a later file makes of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OverlaidHow {
    /// The files before lack it.
    Added,
    /// A list is appended to theirs.
    Appended,
    /// A mapping is merged into theirs, key by key.
    Merged,
    /// It stands in place of theirs.
    Replaced,
    /// `!reset` takes theirs away.
    Removed,
    /// It is empty, and leaves theirs as it is.
    Empty,
}
