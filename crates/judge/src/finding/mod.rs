//! Nouns: what a rule found, and the outcome of each rule for each subject.

mod compared;
mod tally;

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use plimsoll_model::{Address, ViaKind};
use plimsoll_policy::{RuleId, Severity};
use plimsoll_source::{FileId, Sources, Span, Veil};

pub use self::compared::{Compared, Drift, Place, ProtectionRow};
pub use self::tally::{Counts, Tally};

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

/// One subject that a finding holds for: the same cause at the same place may reach several services (through an anchor, `extends`, a shared
/// Dockerfile), several projects, and several environments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Name of the project.
    pub project: Arc<str>,
    /// The environment.
    pub environment: Option<Arc<str>>,
    /// The judged subject.
    pub subject: Address,
    /// Where in the model.
    pub at: Address,
    /// Its identity in a run: no two occurrences have the same.
    pub fingerprint: String,
    /// The same without the path of the file.
    pub content_fingerprint: String,
    /// What is said of it, where that is not what the finding says.
    pub message: Option<String>,
}

/// One rule, one cause, one place. What it holds for are its occurrences: the fields of its own tell the first one, `others` the rest.
///
/// Until [`crate::evaluate::triage::folded`] has folded them, each finding is one occurrence.
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
    pub help: Arc<str>,
    /// Name of the project (Compose name, or the path of a single file).
    pub project: Arc<str>,
    /// Which files are the project's own: what it finds in others is told apart by it.
    pub home: Arc<Home>,
    /// The environment it was judged for.
    pub environment: Option<Arc<str>>,
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
    /// Why it stands there, apart from whom it concerns: the address below the service, stage or resource that it lies in, list items by
    /// what they are.
    pub cause: String,
    /// Stable identity, unique in a run: the path of the file, the rule, the meaning of the address, the environment; no line, no value.
    pub fingerprint: String,
    /// The same without the path: it follows a file that is renamed, and equal projects in two directories share it.
    pub content_fingerprint: String,
    /// Fingerprint of the finding that it is an occurrence of, whatever waivers make of the others.
    pub lead: Arc<str>,
    /// The other occurrences, sorted by project, environment and subject.
    pub others: Vec<Occurrence>,
    /// What it tells, too, and is not told beside it: findings of rules that its rule absorbs, in the order of findings. They absorb nothing.
    pub absorbed: Vec<Finding>,
    /// The waiver that covers it.
    pub waiver: Option<Box<AppliedWaiver>>,
    /// Against the baseline, where one was given: true = not in it.
    pub new: Option<bool>,
}

/// Which files are a project's own. What a project finds in one of these is called the same whatever else is judged beside it; in any other file its
/// name is part of the identity, for another project may find the same there.
#[derive(Debug, Clone, Default)]
pub struct Home {
    /// What the project is called: its files, without an override that docker compose takes by itself.
    pub name: String,
    /// The directory in which it is what docker compose starts by itself, if it is.
    pub directory: Option<String>,
    /// The file that makes it what it is: the last one laid over the others, or the only one.
    pub last: String,
}

impl Home {
    /// What is part of the identity of something found in a file.
    pub fn sign(&self, path: &str) -> &str {
        let lies_here = || self.directory.as_deref() == Some(path.rsplit_once('/').map_or(".", |(above, _)| above));
        if path == self.last || lies_here() { "" } else { &self.name }
    }
}

impl Occurrence {
    /// By what occurrences of one finding are sorted.
    pub(crate) fn place_among(&self) -> (&str, Option<&str>, &Address, &Address) {
        (&self.project, self.environment.as_deref(), &self.subject, &self.at)
    }
}

impl Finding {
    /// All occurrences, the first one (which the finding's own fields tell) first.
    pub fn occurrences(&self) -> impl Iterator<Item = Occurrence> + '_ {
        std::iter::once(self.first()).chain(self.others.iter().cloned())
    }

    /// The occurrence that the finding's own fields tell.
    pub fn first(&self) -> Occurrence {
        Occurrence {
            project: self.project.clone(),
            environment: self.environment.clone(),
            subject: self.subject.clone(),
            at: self.at.clone(),
            fingerprint: self.fingerprint.clone(),
            content_fingerprint: self.content_fingerprint.clone(),
            message: None,
        }
    }

    /// What is said of a subject that it holds for: messages name the service.
    pub fn message_for(&self, outcome: &Outcome) -> &str {
        let is_meant = |project: &str, environment: Option<&str>, subject: &Address| {
            *project == *outcome.about.project
                && environment == outcome.about.environment.as_deref()
                && *subject == outcome.about.subject
        };
        if is_meant(&self.project, self.environment.as_deref(), &self.subject) {
            return &self.message;
        }
        let other = self.others.iter().find(|one| is_meant(&one.project, one.environment.as_deref(), &one.subject));
        other.and_then(|one| one.message.as_deref()).unwrap_or(&self.message)
    }

    /// It, and what it absorbed.
    pub fn parts(&self) -> impl Iterator<Item = &Finding> {
        std::iter::once(self).chain(&self.absorbed)
    }

    /// The part of it that an outcome speaks of: what its rule found for its subject.
    pub fn part_of(&self, outcome: &Outcome) -> &Finding {
        let About { project, environment, subject, .. } = &*outcome.about;
        let is_meant =
            |one: &Occurrence| one.project == *project && one.environment == *environment && one.subject == *subject;
        let mut parts = self.parts().filter(|part| part.rule == outcome.rule);
        parts.find(|part| part.occurrences().any(|one| is_meant(&one))).unwrap_or(self)
    }

    /// By what occurrences of one finding are sorted.
    pub(crate) fn place_among(&self) -> (&str, Option<&str>, &Address, &Address) {
        (&self.project, self.environment.as_deref(), &self.subject, &self.at)
    }

    /// By what the occurrences of one finding are told: what docker compose starts by itself goes before what is laid over it.
    pub(crate) fn order_among(&self) -> impl Ord + '_ {
        (self.home.directory.is_none(), self.place_among())
    }

    /// Every project and environment it holds for, the first one first; one may come several times.
    pub fn holds_for(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let own = (&*self.project, self.environment.as_deref());
        std::iter::once(own).chain(self.others.iter().map(|other| (&*other.project, other.environment.as_deref())))
    }

    /// The identities of all occurrences, that of the finding first.
    pub fn fingerprints(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.fingerprint.as_str()).chain(self.others.iter().map(|other| other.fingerprint.as_str()))
    }

    /// The same without the paths.
    pub fn content_fingerprints(&self) -> impl Iterator<Item = &str> {
        let others = self.others.iter().map(|other| other.content_fingerprint.as_str());
        std::iter::once(self.content_fingerprint.as_str()).chain(others)
    }
}

/// Which findings fail a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The lowest severity that does; `None`: none does.
    pub from: Option<Severity>,
    /// Whether what is for review does, too.
    pub review: bool,
    /// Files with another threshold than the others: severity and review as above.
    own: Option<Arc<HashMap<FileId, (Option<Severity>, bool)>>>,
}

impl Default for Gate {
    /// As a run without options: medium and worse.
    fn default() -> Self {
        Self { from: Some(Severity::Medium), review: false, own: None }
    }
}

/// Why a finding does not fail a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spared {
    /// A waiver covers it.
    Waived,
    /// The baseline has it.
    Unchanged,
    /// The files do not say enough: somebody must look.
    Review,
    /// Its severity is below what fails the run.
    Below,
}

impl Gate {
    /// Everything that is broken fails, whatever its severity.
    pub const ALL: Self = Self { from: Some(Severity::Info), review: false, own: None };

    /// With thresholds of some files' own.
    pub fn of_files(from: Option<Severity>, review: bool, own: HashMap<FileId, (Option<Severity>, bool)>) -> Self {
        Self { from, review, own: (!own.is_empty()).then(|| Arc::new(own)) }
    }

    /// The lowest severity that fails the run in the file of a finding, and whether what is for review does there.
    pub fn of(&self, finding: &Finding) -> (Option<Severity>, bool) {
        let own = self.own.as_ref().and_then(|own| own.get(&finding.primary.span.file));
        own.copied().unwrap_or((self.from, self.review))
    }

    /// Why a finding does not fail the run; `None` where it does.
    pub fn spares(&self, finding: &Finding) -> Option<Spared> {
        let (from, review) = self.of(finding);
        if finding.waiver.is_some() {
            Some(Spared::Waived)
        } else if finding.new == Some(false) {
            Some(Spared::Unchanged)
        } else if finding.verdict == Verdict::Review && !review {
            Some(Spared::Review)
        } else if from.is_none_or(|from| finding.severity < from) {
            Some(Spared::Below)
        } else {
            None
        }
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
    /// What it is about. There are very many rows, and those of one subject share it.
    pub about: Arc<About>,
    /// How it came out.
    pub kind: OutcomeKind,
    /// Indices into the report's findings.
    pub findings: Vec<usize>,
    /// The subject stands for all of its kind that a file may hold which could not be judged: `project` is the path of the file, and a problem tells
    /// why.
    pub unjudged: bool,
    /// Why the rule was not asked here, although it was elsewhere. Only evidence has such rows.
    pub off: Option<Arc<str>>,
}

/// A subject of a project, as outcomes name it.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// Name of the project.
    pub project: Arc<str>,
    /// The environment.
    pub environment: Option<Arc<str>>,
    /// The subject's address.
    pub subject: Address,
    /// Where the subject stands, where some text declares it.
    pub span: Option<Span>,
}

impl About {
    /// What it is told of with.
    pub fn place(&self) -> Place {
        (Arc::clone(&self.project), self.environment.clone())
    }
}

impl Veil for Finding {
    fn veil(&mut self, sources: &Sources) {
        let Self {
            rule: _,
            severity: _,
            verdict: _,
            message,
            help,
            project,
            home: _,
            environment,
            at,
            subject,
            primary,
            related,
            secrets,
            cause,
            fingerprint: _,
            content_fingerprint: _,
            lead: _,
            others,
            absorbed,
            waiver,
            new: _,
        } = self;
        *message = sources.show_message(message, None).into_inner();
        help.veil(sources);
        project.veil(sources);
        environment.veil(sources);
        at.veil(sources);
        subject.veil(sources);
        primary.veil(sources);
        related.veil(sources);
        secrets.veil(sources);
        cause.veil(sources);
        others.veil(sources);
        absorbed.veil(sources);
        waiver.veil(sources);
    }
}

impl Veil for Mark {
    fn veil(&mut self, sources: &Sources) {
        let Self { span: _, label, via: _ } = self;
        *label = sources.show_message(label, None).into_inner();
    }
}

impl Veil for AppliedWaiver {
    fn veil(&mut self, sources: &Sources) {
        let Self { id, reason, owner, expires: _ } = self;
        id.veil(sources);
        *reason = sources.show_message(reason, None).into_inner();
        owner.veil(sources);
    }
}

impl Veil for SecretRef {
    fn veil(&mut self, sources: &Sources) {
        let Self { file, key } = self;
        file.veil(sources);
        key.veil(sources);
    }
}

impl Veil for Occurrence {
    fn veil(&mut self, sources: &Sources) {
        let Self { project, environment, subject, at, fingerprint: _, content_fingerprint: _, message } = self;
        project.veil(sources);
        environment.veil(sources);
        subject.veil(sources);
        at.veil(sources);
        if let Some(message) = message {
            *message = sources.show_message(message, None).into_inner();
        }
    }
}

impl Veil for Outcome {
    fn veil(&mut self, sources: &Sources) {
        let Self { rule: _, about, kind: _, findings: _, unjudged: _, off } = self;
        let mut veiled = About::clone(about);
        let About { project, environment, subject, span: _ } = &mut veiled;
        project.veil(sources);
        off.veil(sources);
        environment.veil(sources);
        subject.veil(sources);
        // What shows nothing stays shared.
        if veiled != **about {
            *about = Arc::new(veiled);
        }
    }
}
