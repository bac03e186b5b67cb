//! How many outcomes there are of each kind, by rule and by project: what is left of those that no report tells one by one.

use std::collections::BTreeMap;
use std::sync::Arc;

use plimsoll_policy::RuleId;
use plimsoll_source::{Sources, Veil};

use super::{OutcomeKind, Place};

/// Number of outcomes by kind.
pub type Counts = BTreeMap<OutcomeKind, usize>;

/// Outcomes of which nothing is told but their number: where a rule is kept, or does not speak of a subject.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    by_rule: BTreeMap<RuleId, Counts>,
    by_project: BTreeMap<Place, Counts>,
}

impl Tally {
    /// Counts so many more.
    pub fn add(
        &mut self,
        rule: &RuleId,
        project: &Arc<str>,
        environment: Option<&Arc<str>>,
        kind: OutcomeKind,
        n: usize,
    ) {
        // Nearly always they are known already.
        let of_rule = match self.by_rule.get_mut(rule) {
            Some(counts) => counts,
            None => self.by_rule.entry(rule.clone()).or_default(),
        };
        *of_rule.entry(kind).or_default() += n;
        let place = (Arc::clone(project), environment.cloned());
        *self.by_project.entry(place).or_default().entry(kind).or_default() += n;
    }

    /// Leaves out what is counted of other rules: those of projects are counts of all of them, and go.
    pub fn of_rules(mut self, wanted: impl Fn(&RuleId) -> bool) -> Self {
        self.by_rule.retain(|rule, _| wanted(rule));
        self.by_project.clear();
        self
    }

    /// How many there are of a kind.
    pub fn of_kind(&self, kind: OutcomeKind) -> usize {
        self.by_rule.values().filter_map(|counts| counts.get(&kind)).sum()
    }

    /// By rule, sorted.
    pub fn by_rule(&self) -> impl Iterator<Item = (&RuleId, &Counts)> {
        self.by_rule.iter()
    }

    /// By name and environment of the project, sorted.
    pub fn by_project(&self) -> impl Iterator<Item = (&str, Option<&str>, &Counts)> {
        self.by_project.iter().map(|((name, environment), counts)| (&**name, environment.as_deref(), counts))
    }
}

impl Veil for Tally {
    fn veil(&mut self, sources: &Sources) {
        let Self { by_rule: _, by_project } = self;
        // What reads the same after it is one.
        for ((mut name, mut environment), counts) in std::mem::take(by_project) {
            name.veil(sources);
            environment.veil(sources);
            let known = by_project.entry((name, environment)).or_default();
            counts.into_iter().for_each(|(kind, n)| *known.entry(kind).or_default() += n);
        }
    }
}
