//! How often definitions and statements held.

use std::collections::HashMap;

use crate::error::Place;
use crate::program::Program;
use crate::tree::At;

/// A definition or statement that held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Covered {
    /// Where it begins.
    pub place: Place,
    /// How often.
    pub count: u64,
}

/// Counts by module and place.
#[derive(Debug, Clone, Default)]
pub(super) struct Counters(HashMap<(u32, At), u64>);

impl Counters {
    pub(super) fn add(&mut self, file: u32, at: At) {
        *self.0.entry((file, at)).or_default() += 1;
    }

    pub(super) fn listed(&self, program: &Program) -> Vec<Covered> {
        let covered =
            |((file, at), count): (&(u32, At), &u64)| Covered { place: program.place(*file, *at), count: *count };
        let mut all: Vec<Covered> = self.0.iter().map(covered).collect();
        all.sort();
        all
    }
}
