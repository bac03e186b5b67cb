//! Nouns: what a rule found, and the outcome of each rule for each subject.

use std::sync::Arc;

use serde::Serialize;

use crate::model::{Address, ViaKind};
use crate::policy::{RuleId, Severity};
use crate::source::Span;

/// How sure the verdict is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The rule is broken.
    Fail,
    /// The value depends on something the files do not say (a variable that nothing sets): somebody must look.
    Review,
}

/// A marked place with a few words beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// The narrowest token.
    pub span: Span,
    /// A few words, lower-case, no full stop; empty for the primary mark.
    pub label: String,
    /// How the place had a part in the value, where it comes from the origin.
    pub via: Option<ViaKind>,
}

/// An accepted risk that covers a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppliedWaiver {
    /// Id in the waivers file, `inline` with the place of the comment, or `secrets.allow[N]` of the configuration.
    pub id: String,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Last day it holds, `YYYY-MM-DD`.
    pub expires: Option<String>,
}

/// A value that may be a secret, by where it is written: never the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretRef {
    /// The file, repository-relative.
    pub file: String,
    /// The key it stands under, where it has one.
    pub key: Option<String>,
}

/// Where else a finding holds: another project or environment that the same text is part of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Elsewhere {
    /// Name of the project.
    pub project: String,
    /// The environment.
    pub environment: Option<String>,
    /// The finding's identity there.
    pub fingerprint: String,
}

/// A rule that a project breaks at one place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// Settled: the rule's, changed by configuration or by the finding itself.
    pub severity: Severity,
    /// Fail, or review.
    pub verdict: Verdict,
    /// One sentence that names the service or stage, the offending value and what to write instead.
    pub message: String,
    /// What to do, from the rule (or narrower from the finding).
    pub help: String,
    /// Name of the project (Compose name, or the path of a single file).
    pub project: String,
    /// The environment it was judged for.
    pub environment: Option<String>,
    /// Where in the model.
    pub at: Address,
    /// The judged subject.
    pub subject: Address,
    /// Where in the files.
    pub primary: Mark,
    /// How it got there: override, variable, anchor, extends; and what the rule pointed at besides.
    pub related: Vec<Mark>,
    /// The secret candidates it rests on: those that the rule answered with.
    pub secrets: Vec<SecretRef>,
    /// Stable identity: rule + project-relative address, no line, no value.
    pub fingerprint: String,
    /// The other projects and environments in which the same was found, sorted.
    pub also: Vec<Elsewhere>,
    /// The waiver that covers it.
    pub waiver: Option<AppliedWaiver>,
    /// Against the baseline, where one was given: true = not in it.
    pub new: Option<bool>,
}

impl Finding {
    /// Every project and environment it holds for, the first one first.
    pub fn holds_for(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let own = (self.project.as_str(), self.environment.as_deref());
        std::iter::once(own).chain(self.also.iter().map(|also| (also.project.as_str(), also.environment.as_deref())))
    }

    /// Its identities in all of them.
    pub fn fingerprints(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.fingerprint.as_str()).chain(self.also.iter().map(|also| also.fingerprint.as_str()))
    }
}

/// How a rule came out for one subject. There is exactly one per rule and subject of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// Judged and kept.
    Pass,
    /// Broken.
    Fail,
    /// Depends on what the files do not say.
    Review,
    /// Broken, and every finding is covered by a waiver.
    Waived,
    /// The rule does not speak of this subject.
    NotApplicable,
    /// The rule failed to evaluate: never a pass.
    Error,
}

impl OutcomeKind {
    /// All.
    pub const ALL: [Self; 6] = [Self::Pass, Self::Fail, Self::Review, Self::Waived, Self::NotApplicable, Self::Error];
}

/// One row: a rule and a subject.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The rule.
    pub rule: RuleId,
    /// Name of the project.
    pub project: Arc<str>,
    /// The environment.
    pub environment: Option<Arc<str>>,
    /// The subject's address.
    pub subject: Address,
    /// How it came out.
    pub kind: OutcomeKind,
    /// Where the subject stands, where some text declares it.
    pub span: Option<Span>,
    /// Indices into the report's findings.
    pub findings: Vec<usize>,
    /// The subject stands for all of its kind that a file may hold which could not be judged: `project` is the path of the file, and a problem tells
    /// why.
    pub unjudged: bool,
}
