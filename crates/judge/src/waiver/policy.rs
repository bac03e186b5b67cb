//! What a waiver must be like to hold.

use serde::Deserialize;

use plimsoll_policy::Severity;

/// The waivers file that is read when none is named.
pub const DEFAULT_FILE: &str = "plimsoll-waivers.yaml";

/// What a waiver must be like to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverPolicy {
    /// Whether comments in the judged files count.
    pub inline: bool,
    /// Other tools whose comments count.
    pub peers: Vec<Peer>,
    /// What an inline waiver must name besides its reason.
    pub require: Vec<Requirement>,
    /// The longest time that a waiver may hold, in days.
    pub max_days: Option<u32>,
    /// Whether the approver must be named and differ from the owner.
    pub separate_approver: bool,
    /// The worst severity that can be waived.
    pub max_severity: Option<Severity>,
}

/// What waivers must be like, by the file of the finding they are to cover.
pub trait Policies: std::fmt::Debug + Sync {
    /// What a waiver of findings in this file (root-relative) must be like.
    fn policy(&self, path: &str) -> &WaiverPolicy;
}

/// One for all files.
impl Policies for WaiverPolicy {
    fn policy(&self, _path: &str) -> &WaiverPolicy {
        self
    }
}

impl Default for WaiverPolicy {
    fn default() -> Self {
        Self {
            inline: true,
            peers: Vec::new(),
            require: Vec::new(),
            max_days: None,
            separate_approver: false,
            max_severity: None,
        }
    }
}

/// A tool whose ignore comments may be honoured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Peer {
    /// `# hadolint ignore=DL3002`
    Hadolint,
    /// `# trivy:ignore:DS-0002`
    Trivy,
    /// `# checkov:skip=CKV_DOCKER_3:reason`
    Checkov,
    /// `# kics-scan ignore-line`
    Kics,
    /// `# dclint disable-line rule`
    Dclint,
    /// `# check=skip=StageNameCasing`
    Buildkit,
}

/// What an inline waiver may have to name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Requirement {
    /// `owner=`
    Owner,
    /// `approver=`
    Approver,
    /// `created=`
    Created,
    /// `until=`
    Until,
}
