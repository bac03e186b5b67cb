//! Nouns: what waivers are read from, and a waiver on its way to a verdict.

use std::collections::BTreeSet;
use std::sync::Arc;

use globset::GlobMatcher;
use jiff::civil::Date;

use super::check::{date, named};
use super::policy::{Policies, WaiverPolicy};
use super::state::{Standing, Waiver};
use crate::sight::Sight;
use plimsoll_policy::{Rule, RuleId};
use plimsoll_source::{FileId, Sources};

/// What waivers are read from, and by which rules they are judged.
#[derive(Debug, Clone, Copy)]
pub struct Waiving<'a> {
    /// All texts.
    pub sources: &'a Sources,
    /// The judged files, whose comments may waive.
    pub files: &'a [FileId],
    /// Waivers files.
    pub waiver_files: &'a [WaiversAt],
    /// What the configuration allows, checked with it.
    pub allowed: &'a [Waiver],
    /// Every rule there is, also those that did not run.
    pub rules: &'a [Arc<Rule>],
    /// What a waiver must be like, by the file of what it covers.
    pub policy: &'a dyn Policies,
    /// The day the run counts as, `YYYY-MM-DD`.
    pub as_of: &'a str,
    /// What the run had in sight.
    pub sight: &'a Sight,
    /// The files that there are, in sight or not.
    pub there: &'a BTreeSet<&'a str>,
}

impl Waiving<'_> {
    pub(super) fn policy_of(&self, file: FileId) -> &WaiverPolicy {
        self.policy.policy(&self.sources.get(file).path)
    }
}

/// A waivers file, and where its waivers count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiversAt {
    /// The file.
    pub file: FileId,
    /// They cover findings in files of this directory and below; `.` for everywhere.
    pub below: String,
}

/// A waiver on its way to a verdict.
pub(super) struct Candidate {
    pub(super) waiver: Waiver,
    /// It covers nothing outside of this directory.
    pub(super) below: Option<String>,
    pub(super) standing: Standing,
    pub(super) rules: BTreeSet<RuleId>,
    pub(super) path: Option<GlobMatcher>,
    pub(super) key: Option<GlobMatcher>,
    pub(super) covers: BTreeSet<String>,
    /// Rules of covered findings, where the waiver itself names none.
    pub(super) covered: BTreeSet<String>,
}

/// A waiver before anything is covered by it.
pub(super) fn candidate(waiver: Waiver, is_right: bool, waiving: &Waiving<'_>, as_of: Date) -> Candidate {
    let is_over = waiver.expires.as_deref().and_then(date).is_some_and(|last| last < as_of);
    let rules = waiver.rules.iter().flat_map(|name| named(name, waiving.rules)).cloned().collect();
    let glob = |text: &String, by_folder: bool| {
        globset::GlobBuilder::new(text).literal_separator(by_folder).build().map(|glob| glob.compile_matcher())
    };
    let path = waiver.scope.path.as_ref().map(|text| glob(text, true)).transpose();
    let key = waiver.scope.key.as_ref().map(|text| glob(text, false)).transpose();
    // A glob that is none, which is told where it is read, must not come to mean everything.
    let (path, key, is_right) = match (path, key) {
        (Ok(path), Ok(key)) => (path, key, is_right),
        (Err(_), _) | (_, Err(_)) => (None, None, false),
    };
    let standing = match (is_right, is_over) {
        (false, _) => Standing::Invalid,
        (true, true) => Standing::Expired,
        (true, false) => Standing::Unused,
    };
    Candidate { waiver, below: None, standing, rules, path, key, covers: BTreeSet::new(), covered: BTreeSet::new() }
}
