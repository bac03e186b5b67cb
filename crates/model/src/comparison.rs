//! Nouns: what differs between two environments, fact by fact.

use serde::Serialize;

use super::{Address, Role};

/// Two environments of one application held side by side.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Comparison {
    /// The environment that the other one is held against.
    pub from: String,
    /// What that one is for.
    pub from_role: Role,
    /// The other one.
    pub to: String,
    /// What it is for.
    pub to_role: Role,
    /// What differs, by service, group and fact.
    pub differences: Vec<Difference>,
    /// What could not be compared, because nobody knows it on one side, and might make the other environment weaker.
    pub unknown: Vec<NotCompared>,
}

/// Facts of a service that could not be compared, or not all of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NotCompared {
    /// The service.
    pub service: String,
    /// What the facts belong to.
    pub group: Group,
    /// Which one alone; null where it is not known of any of the group, or not of one that has no name.
    pub key: Option<String>,
}

/// What a fact belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Which services there are.
    Services,
    /// What is run.
    Image,
    /// How it is built.
    Build,
    /// From where it can be reached.
    Exposure,
    /// What it may do.
    Privileges,
    /// What it sees of the host, and what it keeps.
    Mounts,
    /// Secrets that are handed to it.
    Secrets,
    /// Its environment variables.
    Variables,
    /// What it may use up.
    Limits,
    /// How it is seen to work.
    Health,
    /// When it is started again.
    Restart,
    /// Where its output goes.
    Logging,
    /// What is started in it.
    Process,
    /// Which networks it joins.
    Networks,
    /// How many of it there are, and how they are replaced.
    Update,
    /// Everything else that is written of it.
    Settings,
}

impl Group {
    /// All that rules compare.
    pub const COMPARED: [Self; 11] = [
        Self::Image,
        Self::Build,
        Self::Exposure,
        Self::Privileges,
        Self::Mounts,
        Self::Secrets,
        Self::Variables,
        Self::Limits,
        Self::Health,
        Self::Restart,
        Self::Logging,
    ];

    /// Words by which a rule may ask for facts of the group: its own, and how the names of its facts begin.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Services => &["services", "service"],
            Self::Image => &["image", "pinning"],
            Self::Build => &["build", "target"],
            Self::Exposure => &["exposure", "port", "reach", "host"],
            Self::Privileges => {
                &["privileges", "privileged", "cap", "no", "read", "root", "seccomp", "apparmor", "host", "device"]
            }
            Self::Mounts => &["mounts", "host", "writable"],
            Self::Secrets => &["secrets", "secret"],
            Self::Variables => &["variables", "variable"],
            Self::Limits => &["limits", "memory", "cpus", "pids"],
            Self::Health => &["health", "healthcheck", "depends"],
            Self::Restart => &["restart"],
            Self::Logging => &["logging", "log"],
            Self::Process => &["process", "command", "entrypoint"],
            Self::Networks => &["networks", "network", "internal"],
            Self::Update => &["update", "deploy"],
            Self::Settings => &["settings", "setting"],
        }
    }
}

/// What can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// The service itself.
    Service,
    /// Protections that a service which only the other side has comes without.
    Unprotected,
    /// The reference of the image, with tag and digest.
    Image,
    /// How exactly the image is named: a digest, a tag, nothing.
    Pinning,
    /// Whether it is built, instead of taken as it is.
    Build,
    /// The stage that is built.
    Target,
    /// A port that is published; the key is the container port with its protocol.
    Port,
    /// From where a published port can be reached; the key is the container port with its protocol.
    Reach,
    /// `network_mode: host`.
    HostNetwork,
    /// `privileged: true`.
    Privileged,
    /// A capability that is added; the key is its name.
    CapAdd,
    /// A capability that is dropped; the key is its name.
    CapDrop,
    /// `no-new-privileges`.
    NoNewPrivileges,
    /// A root filesystem that cannot be written to.
    ReadOnly,
    /// Whether the first process is root.
    RootUser,
    /// A seccomp profile that is turned off.
    Seccomp,
    /// An AppArmor profile that is turned off.
    Apparmor,
    /// The namespaces of the host (`pid: host`, `ipc: host`, …); the key is the attribute.
    HostNamespace,
    /// A device of the host; the key is its path.
    Device,
    /// A directory or file of the host; the key is where it is mounted.
    HostMount,
    /// Whether that can be written to; the key is where it is mounted.
    WritableMount,
    /// A mounted secret; the key is its name.
    Secret,
    /// A variable; the key is its name.
    Variable,
    /// A limit of memory.
    Memory,
    /// A limit of processors.
    Cpus,
    /// A limit of processes.
    Pids,
    /// A healthcheck.
    Healthcheck,
    /// The condition under which a dependency counts as there; the key is the other service.
    DependsOn,
    /// When it is started again.
    Restart,
    /// The driver of its log.
    LogDriver,
    /// Whether its log is cut off at a size.
    LogRotation,
    /// The image that its own is built on.
    BaseImage,
    /// An attribute of the build; the key is its path below `build`.
    BuildSetting,
    /// The port of the host that a port is published as, where it can be reached from the same places; the key is the container port with its protocol.
    HostPort,
    /// Another entry of `security_opt`; the key is the entry.
    SecurityOpt,
    /// The user that is named, where it says nothing new about root.
    User,
    /// What of the host is mounted; the key is where.
    MountSource,
    /// Something mounted that is not of the host: a volume, a tmpfs, a config; the key is where.
    Volume,
    /// Where a mounted secret comes from; the key is its name.
    SecretSource,
    /// An attribute of the healthcheck; the key is its name.
    HealthcheckSetting,
    /// A dependency; the key is the other service.
    Dependency,
    /// An option of the log; the key is its name.
    LogOption,
    /// The command.
    Command,
    /// The entrypoint.
    Entrypoint,
    /// A network that is joined; the key is its name.
    Network,
    /// Whether a network leads nowhere outside; the key is its name.
    InternalNetwork,
    /// An attribute of `deploy`, or the number of containers; the key is its path.
    Deploy,
    /// Any other attribute; the key is its path.
    Setting,
}

/// Whether a difference makes an environment weaker or stronger than the one it is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It opens or takes away something.
    Weaker,
    /// It shuts or adds something.
    Stronger,
    /// Neither, or nobody can tell.
    Other,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Difference {
    /// The service.
    pub service: String,
    /// What the fact belongs to.
    pub group: Group,
    /// What differs.
    pub fact: Fact,
    /// Which of several; null where there is one.
    pub key: Option<String>,
    /// How it is in the first environment, as it is written; null where there is nothing.
    pub from: Option<String>,
    /// How it is in the other one.
    pub to: Option<String>,
    /// The service in the other environment, or the environment where it is not there: what a finding about it concerns.
    pub subject: Address,
    /// Where it stands in the first environment: of what is not there the service, where the last file names it, and of a service that is not there the
    /// environment.
    pub from_at: Address,
    /// Where it stands in the other one.
    pub to_at: Address,
    /// What it makes of the other one.
    pub effect: Effect,
}
