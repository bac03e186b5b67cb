//! Nouns: what the caller says: where configurations come from, what is said over all of them, and who brings a rule.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::FailOn;
use plimsoll_policy::{RuleId, RuleSet, Severity};

/// Where configurations come from.
#[derive(Debug, Clone, Default)]
pub enum Source {
    /// The tree: each file is ruled by the nearest one above it, and by those further out.
    #[default]
    Tree,
    /// The one that the caller names: root-relative path, or as it was named where it lies elsewhere. No other is read.
    Named {
        /// Where it is.
        path: String,
        /// The directory its globs start from and below which it holds, root-relative.
        home: String,
        /// Where it lies.
        lies: Lies,
    },
    /// None at all.
    Nowhere,
}

/// Where the file of a configuration lies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Lies {
    /// In the tree that is looked at.
    #[default]
    Inside,
    /// Elsewhere: the directory, as the operating system knows it, that its path and those of what it extends start from.
    Outside(PathBuf),
    /// Nowhere on this machine: its text was kept by the run that is replayed.
    Kept,
}

/// What the command line says over every configuration.
#[derive(Debug, Clone, Default)]
pub struct Command {
    /// `--set`
    pub set: Option<RuleSet>,
    /// `--rule`: only these, whatever else is said.
    pub only: Option<BTreeSet<RuleId>>,
    /// `--framework`, by id: the rules that speak of its controls, whatever their set.
    pub framework: Option<String>,
    /// `--skip`
    pub skip: BTreeSet<RuleId>,
    /// `--fail-on`
    pub fail_on: Option<FailOn>,
    /// `--fail-on-review`
    pub fail_on_review: bool,
    /// `--min-severity`
    pub min_severity: Option<Severity>,
}

/// Who brings a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Built in.
    Ours,
    /// The caller, by `--policy`: it runs everywhere.
    Caller,
    /// The configuration of this path: it runs where that holds.
    Tree(String),
}
