//! The vocabulary: what a control can come to, and how each kind of document calls it. Stands here once; `docs/controls.md` is held to it by a test.

use std::fmt;

use serde::{Serialize, Serializer};

/// How a control comes out. Ordered from what must be looked at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ControlStatus {
    /// A rule that decides it is broken.
    NotMet,
    /// A rule that decides it did not run or failed, is undecided, or had an input that could not be judged.
    NotAssessed,
    /// Broken only where a waiver holds.
    Excepted,
    /// Every rule that decides it ran over every subject and is kept, with at least one subject.
    Met,
    /// Files cannot tell: somebody must look at what the framework says.
    Manual,
    /// There is nothing that its rules judge.
    NotApplicable,
}

/// What a status is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// The status.
    pub status: ControlStatus,
    /// In reports, and in the JSON of `check` and `controls`.
    pub report: &'static str,
    /// In `controls.json` of a bundle. Several are `not_assessed` there; `reasons` beside it tells them apart.
    pub bundle: &'static str,
    /// The state of its finding in OSCAL, which knows no other; `None`: no finding.
    pub oscal: Option<&'static str>,
}

/// The whole vocabulary, in the order of reports.
pub const WORDS: [Words; 6] = [
    Words { status: ControlStatus::Met, report: "met", bundle: "satisfied", oscal: Some("satisfied") },
    Words { status: ControlStatus::NotMet, report: "not met", bundle: "not_satisfied", oscal: Some("not-satisfied") },
    Words {
        status: ControlStatus::Excepted,
        report: "excepted",
        bundle: "satisfied_with_exception",
        oscal: Some("not-satisfied"),
    },
    Words { status: ControlStatus::NotAssessed, report: "not assessed", bundle: "not_assessed", oscal: None },
    Words { status: ControlStatus::Manual, report: "manual", bundle: "not_assessed", oscal: None },
    Words { status: ControlStatus::NotApplicable, report: "not applicable", bundle: "not_assessed", oscal: None },
];

impl ControlStatus {
    /// All, as reports list them.
    pub const ALL: [Self; 6] =
        [Self::Met, Self::NotMet, Self::Excepted, Self::NotAssessed, Self::Manual, Self::NotApplicable];

    /// What it is called everywhere.
    pub fn words(self) -> &'static Words {
        WORDS.iter().find(|words| words.status == self).expect("internal: every status has its words")
    }

    /// As reports say it.
    pub fn as_str(self) -> &'static str {
        self.words().report
    }

    /// The status that a word of a bundle stands for; of several the one that says least.
    pub fn of_bundle(word: &str) -> Option<Self> {
        WORDS.iter().find(|words| words.bundle == word).map(|words| words.status)
    }
}

impl fmt::Display for ControlStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for ControlStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Why a control is neither met, nor not met, nor excepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Rules that decide it did not run.
    NotRun,
    /// Rules that decide it failed, or an input that they judge could not be judged.
    Error,
    /// Rules that decide it found what the files do not say.
    Review,
    /// There is nothing that its rules judge.
    NoSubject,
    /// Files cannot tell.
    Manual,
    /// No rule decides it.
    NoRule,
}

impl Reason {
    /// As `controls.json` calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotRun => "not_run",
            Self::Error => "error",
            Self::Review => "review",
            Self::NoSubject => "no_subject",
            Self::Manual => "manual",
            Self::NoRule => "no_rule",
        }
    }
}
