//! Noun: how far a text was looked through for values under names.

use std::ops::Range;

use super::super::suspicion::Suspicion;
use super::extent::Cursor;

/// A text that is looked through once, from its beginning to its end.
pub(super) struct Scan<'t, 'm> {
    pub(super) text: &'t str,
    pub(super) cursor: Cursor<'t>,
    /// Names before this offset stand in a value that is marked.
    pub(super) covered: usize,
    /// How far values reach that were looked at, marked or not.
    pub(super) looked: usize,
    /// So many names in a row stand in a value that was looked at.
    pub(super) nested: usize,
    /// Members of collections before this offset were looked at.
    pub(super) members_done: usize,
    /// The name whose value is looked at.
    pub(super) name: Range<usize>,
    pub(super) marks: &'m mut Vec<Range<usize>>,
}

impl Scan<'_, '_> {
    /// Whether a name is looked at that stands in the value of another, which itself may stand in one: `auth=auth=auth=…`. Deep inside, only names that
    /// are sure are; and deeper still everything is taken for a secret, for looking at each value to its end would never end.
    pub(super) fn goes_into(&mut self, name: &Range<usize>, suspicion: Suspicion) -> bool {
        const DEEP: usize = 16;
        const DEEPEST: usize = 128;
        self.nested = if name.start < self.looked { self.nested + 1 } else { 0 };
        if self.nested > DEEPEST {
            self.marks.push(name.end.min(self.looked)..self.looked);
            self.covered = self.looked;
            return false;
        }
        self.nested <= DEEP || matches!(suspicion, Suspicion::Sure | Suspicion::Password)
    }
}
