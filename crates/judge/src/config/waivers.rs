//! What a configuration says of waivers, and what comes of several that say something.

use serde::Deserialize;

use crate::waiver::{Peer, Requirement, WaiverPolicy};
use plimsoll_policy::Severity;

/// What a waiver must be like to hold, as one configuration states it; what is `None` is left to the one above, or to the default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WaiverSettings {
    /// Waiver files, relative to the configuration.
    pub files: Option<Vec<String>>,
    /// Whether comments in the judged files count.
    pub inline: Option<bool>,
    /// Other tools whose comments count.
    pub peers: Option<Vec<Peer>>,
    /// What an inline waiver must name besides its reason.
    pub require: Option<Vec<Requirement>>,
    /// The longest time that a waiver may hold, in days.
    pub max_days: Option<u32>,
    /// Whether the approver must be named and differ from the owner.
    pub separate_approver: Option<bool>,
    /// The worst severity that can be waived.
    pub max_severity: Option<Severity>,
}

impl WaiverSettings {
    /// Lays this over what the configurations above say.
    pub(super) fn over(&self, policy: &mut WaiverPolicy) {
        // Files are those of each configuration; the others are laid over each other.
        let Self { files: _, inline, peers, require, max_days, separate_approver, max_severity } = self;
        if let Some(inline) = inline {
            policy.inline = *inline;
        }
        if let Some(peers) = peers {
            policy.peers.clone_from(peers);
        }
        if let Some(require) = require {
            policy.require.clone_from(require);
        }
        if let Some(separate) = separate_approver {
            policy.separate_approver = *separate;
        }
        policy.max_days = max_days.or(policy.max_days);
        policy.max_severity = max_severity.or(policy.max_severity);
    }
}
