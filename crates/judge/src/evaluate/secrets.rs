//! Which secret candidates a finding rests on, so that what the configuration says of a key covers it.

use std::collections::HashMap;

use crate::finding::SecretRef;
use plimsoll_model::{Address, Project, SecretCandidate};
use plimsoll_policy::{RawFinding, Rule};

/// The category of rules that speak of the value itself, also where they point at what holds it.
const CATEGORY: &str = "secrets";

/// The candidates of a project, by what holds them.
pub(super) struct Candidates<'a> {
    all: &'a [SecretCandidate],
    by_holder: HashMap<&'a Address, Vec<&'a SecretCandidate>>,
}

impl<'a> Candidates<'a> {
    pub(super) fn of(project: &'a Project) -> Self {
        let mut by_holder: HashMap<&Address, Vec<&SecretCandidate>> = HashMap::new();
        for candidate in &project.secret_candidates {
            by_holder.entry(&candidate.holder).or_default().push(candidate);
        }
        Self { all: &project.secret_candidates, by_holder }
    }

    /// Those that a rule answered with, by their own addresses; of a rule about secrets those, too, that its address holds.
    pub(super) fn behind(&self, rule: &Rule, raw: &RawFinding) -> Vec<SecretRef> {
        let pointed = std::iter::once(&raw.at).chain(raw.related.iter().map(|related| &related.at));
        let mut found: Vec<&SecretCandidate> = pointed.filter_map(|at| self.numbered(at)).collect();
        if found.is_empty() && rule.category == CATEGORY {
            found.extend(self.by_holder.get(&raw.at).into_iter().flatten());
        }
        let named = |one: &SecretCandidate| SecretRef { file: one.file.clone(), key: one.key.clone() };
        found.into_iter().map(named).collect()
    }

    fn numbered(&self, at: &Address) -> Option<&'a SecretCandidate> {
        let number = at.as_str().strip_prefix("/secret_candidates/")?;
        self.all.get(number.parse::<usize>().ok()?)
    }
}
