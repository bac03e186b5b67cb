//! Noun: ranges of a text that are taken already, asked for in logarithmic time.

use std::collections::BTreeMap;
use std::ops::Range;

/// Ranges that do not overlap, each with a value.
#[derive(Debug)]
pub(super) struct Spread<T> {
    by_start: BTreeMap<usize, (usize, T)>,
}

impl<T> Default for Spread<T> {
    fn default() -> Self {
        Self { by_start: BTreeMap::new() }
    }
}

impl<T> Spread<T> {
    /// What overlaps the range, where something does.
    pub(super) fn overlapping(&mut self, range: &Range<usize>) -> Option<&mut T> {
        let (_, (end, value)) = self.by_start.range_mut(..range.end.max(range.start + 1)).next_back()?;
        (*end > range.start).then_some(value)
    }

    /// Adds a range that overlaps none.
    pub(super) fn insert(&mut self, range: &Range<usize>, value: T) {
        self.by_start.insert(range.start, (range.end, value));
    }

    /// The values in order of their ranges.
    pub(super) fn into_values(self) -> impl Iterator<Item = T> {
        self.by_start.into_values().map(|(_, value)| value)
    }
}
