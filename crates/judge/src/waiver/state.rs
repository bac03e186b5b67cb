//! A waiver as it was read, and what became of it in a run.

use serde::Serialize;

use plimsoll_source::{Sources, Span, Veil};

/// An accepted risk, as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiver {
    /// Id in the waivers file; `inline:PATH:LINE` for a comment; `secrets.allow[N]` in the configuration.
    pub id: String,
    /// Where it is written.
    pub source: WaiverSource,
    /// The place of its entry or comment.
    pub span: Span,
    /// The rules it speaks of, as written; empty where a peer's comment means all of them. Of the configuration: those whose findings it covers.
    pub rules: Vec<String>,
    /// What it covers.
    pub scope: Scope,
    /// What is claimed.
    pub kind: WaiverKind,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Who agreed.
    pub approver: Option<String>,
    /// Where it is tracked.
    pub ticket: Option<String>,
    /// The day it was written, `YYYY-MM-DD`.
    pub created: Option<String>,
    /// The last day it holds, `YYYY-MM-DD`.
    pub expires: Option<String>,
}

/// Where waivers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverSource {
    /// The waivers file.
    File,
    /// A `plimsoll: ignore` comment.
    Comment,
    /// Another tool's comment.
    Peer,
    /// `secrets.allow` of the configuration: it covers findings that rest on secret candidates, whatever the rule.
    Config,
}

/// What is claimed of the findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverKind {
    /// The risk is known and borne.
    #[default]
    RiskAccepted,
    /// The finding is wrong.
    FalsePositive,
    /// Something else keeps the risk down.
    CompensatingControl,
    /// It will be mended later.
    Deferred,
}

/// What a waiver covers; everything that is given must fit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scope {
    /// Bytes of one file (for comments).
    pub range: Option<Span>,
    /// Glob of the file.
    pub path: Option<String>,
    /// Glob of the key that a secret stands under (for what the configuration allows).
    pub key: Option<String>,
    /// Subject: `services.web`, `services.*`, or an address.
    pub subject: Option<String>,
    /// Name of the environment.
    pub environment: Option<String>,
    /// The fingerprints of the occurrences that it covers, one by one; empty where it goes by something else.
    pub identities: Vec<String>,
}

/// What became of a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It covers findings.
    Active,
    /// Its last day is over: it covers nothing.
    Expired,
    /// It is right and covers nothing, because nothing fits it.
    Unused,
    /// It is right and covers nothing of what the run looked at, which was not all that it speaks of.
    OutOfSight,
    /// It is not right: it covers nothing.
    Invalid,
}

/// A waiver and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct WaiverState {
    /// The waiver.
    pub waiver: Waiver,
    /// What became of it.
    pub standing: Standing,
    /// Fingerprints of the findings it covers, sorted.
    pub covers: Vec<String>,
}

impl Veil for WaiverState {
    fn veil(&mut self, sources: &Sources) {
        let Self { waiver, standing: _, covers: _ } = self;
        waiver.veil(sources);
    }
}

impl Veil for Waiver {
    fn veil(&mut self, sources: &Sources) {
        let Self {
            id,
            source: _,
            span: _,
            rules,
            scope,
            kind: _,
            reason,
            owner,
            approver,
            ticket,
            created: _,
            expires: _,
        } = self;
        id.veil(sources);
        rules.veil(sources);
        scope.veil(sources);
        *reason = sources.show_message(reason, None).into_inner();
        owner.veil(sources);
        approver.veil(sources);
        ticket.veil(sources);
    }
}

impl Veil for Scope {
    fn veil(&mut self, sources: &Sources) {
        let Self { range: _, path, key, subject, environment, identities: _ } = self;
        path.veil(sources);
        key.veil(sources);
        subject.veil(sources);
        environment.veil(sources);
    }
}
