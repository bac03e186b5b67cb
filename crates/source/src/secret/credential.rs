//! Noun: a credential in a command line, wherever in it.

use std::ops::Range;

/// A credential in a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its bytes.
    pub range: Range<usize>,
    /// The option, variable or header that takes it.
    pub name: String,
    /// It stands in an `Authorization` header or is the password of `curl -u`.
    pub auth: bool,
    /// It may be one: enough to mask it, not to speak of it.
    pub perhaps: bool,
}
