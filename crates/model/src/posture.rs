//! Nouns: which protections the services of an environment have.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Address;

/// The protections of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Posture {
    /// Where the last file of the environment names it.
    pub at: Address,
    /// Its address among several environments.
    pub subject: Address,
    /// Its name.
    pub service: String,
    /// Whether it has each; what does not concern it is left out.
    pub protections: BTreeMap<Protection, Held>,
}

/// What a service in production should have, whatever it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Protection {
    /// `no-new-privileges`.
    NoNewPrivileges,
    /// A root filesystem that cannot be written to.
    ReadOnly,
    /// All capabilities dropped.
    CapDropAll,
    /// A first process that is not root.
    NonRoot,
    /// A limit of memory.
    MemoryLimit,
    /// A limit of processors.
    CpuLimit,
    /// A limit of processes.
    PidsLimit,
    /// A healthcheck.
    Healthcheck,
    /// A log that is cut off at a size, or kept elsewhere.
    LogRotation,
    /// It is started again.
    Restart,
    /// An image that is named by digest.
    PinnedImage,
}

impl Protection {
    /// All, in order.
    pub const ALL: [Self; 11] = [
        Self::NoNewPrivileges,
        Self::ReadOnly,
        Self::CapDropAll,
        Self::NonRoot,
        Self::MemoryLimit,
        Self::CpuLimit,
        Self::PidsLimit,
        Self::Healthcheck,
        Self::LogRotation,
        Self::Restart,
        Self::PinnedImage,
    ];

    /// In words, for people.
    pub fn shown(self) -> &'static str {
        match self {
            Self::NoNewPrivileges => "no new privileges",
            Self::ReadOnly => "read-only root filesystem",
            Self::CapDropAll => "all capabilities dropped",
            Self::NonRoot => "user other than root",
            Self::MemoryLimit => "limit of memory",
            Self::CpuLimit => "limit of processors",
            Self::PidsLimit => "limit of processes",
            Self::Healthcheck => "healthcheck",
            Self::LogRotation => "bounded log",
            Self::Restart => "restart policy",
            Self::PinnedImage => "image by digest",
        }
    }
}

/// Whether a service has a protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    /// It has it.
    Holds,
    /// It lacks it.
    Lacks,
    /// Nobody knows: a variable, an image or a file that is not there says it.
    Unknown,
}
