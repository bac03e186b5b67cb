//! Rows of a rule and a subject in which nothing was found, in a few bytes each: nearly all are such, and few reports list them.

use std::sync::Arc;

use crate::finding::{About, Outcome, OutcomeKind};
use plimsoll_model::Address;
use plimsoll_policy::{Rule, RuleId};

/// Where the rules of one evaluation are kept, or do not speak of a subject. Nothing of it is a finding.
#[derive(Debug, Default)]
pub struct Quiet {
    rules: Arc<[Arc<Rule>]>,
    subjects: Vec<Arc<About>>,
    passed: Vec<Row>,
    unconcerned: Vec<Row>,
}

/// Numbers of a rule and of a subject.
#[derive(Debug, Clone, Copy)]
struct Row {
    rule: u32,
    subject: u32,
}

impl Quiet {
    /// None yet, of these rules and subjects.
    pub(super) fn new(rules: &Arc<[Arc<Rule>]>, subjects: Vec<Arc<About>>) -> Self {
        Self { rules: Arc::clone(rules), subjects, ..Self::default() }
    }

    /// Adds one; both are numbers in what was given.
    pub(super) fn push(&mut self, rule: usize, subject: usize, is_kept: bool) {
        let number = |n: usize| u32::try_from(n).expect("internal: neither rules nor subjects are that many");
        let row = Row { rule: number(rule), subject: number(subject) };
        if is_kept { self.passed.push(row) } else { self.unconcerned.push(row) }
    }

    /// That no more come.
    pub(super) fn complete(&mut self) {
        self.passed.shrink_to_fit();
        self.unconcerned.shrink_to_fit();
    }

    /// The rules that were asked.
    pub fn rules(&self) -> &Arc<[Arc<Rule>]> {
        &self.rules
    }

    /// All subjects.
    pub fn subjects(&self) -> &[Arc<About>] {
        &self.subjects
    }

    /// Numbers of a rule and of a subject, with how it came out: pass, or not applicable.
    pub fn rows(&self) -> impl Iterator<Item = (usize, usize, OutcomeKind)> {
        let passed = self.passed.iter().map(|row| (row, OutcomeKind::Pass));
        let unconcerned = self.unconcerned.iter().map(|row| (row, OutcomeKind::NotApplicable));
        passed.chain(unconcerned).map(|(row, kind)| (row.rule as usize, row.subject as usize, kind))
    }

    /// A row as others have it.
    pub fn outcome(&self, rule: usize, subject: usize, kind: OutcomeKind) -> Outcome {
        Outcome {
            rule: self.rules[rule].id.clone(),
            about: Arc::clone(&self.subjects[subject]),
            kind,
            findings: Vec::new(),
            unjudged: false,
            off: None,
        }
    }

    /// Takes out rows: something was found there after all.
    pub(super) fn remove(&mut self, is_found: impl Fn(&RuleId, &Address) -> bool) {
        let (rules, subjects) = (&self.rules, &self.subjects);
        let stays = |row: &Row| !is_found(&rules[row.rule as usize].id, &subjects[row.subject as usize].subject);
        self.passed.retain(stays);
        self.unconcerned.retain(stays);
    }

    /// Leaves the rows of some subjects.
    pub fn retain(&mut self, wanted: impl Fn(&About) -> bool) {
        let wanted: Vec<bool> = self.subjects.iter().map(|subject| wanted(subject)).collect();
        let stays = |row: &Row| wanted[row.subject as usize];
        self.passed.retain(stays);
        self.unconcerned.retain(stays);
    }
}
