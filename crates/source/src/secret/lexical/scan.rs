//! Noun: how far a text was looked through for values under names.

use std::ops::Range;

use super::extent::Cursor;

/// A text that is looked through once, from its beginning to its end.
pub(super) struct Scan<'t, 'm> {
    pub(super) text: &'t str,
    pub(super) cursor: Cursor<'t>,
    /// Names before this offset stand in a value that is marked.
    pub(super) covered: usize,
    /// Members of collections before this offset were looked at.
    pub(super) members_done: usize,
    /// The name whose value is looked at.
    pub(super) name: Range<usize>,
    pub(super) marks: &'m mut Vec<Range<usize>>,
}
