//! Noun: a service as it will run, and the facts that follow from it, its image and its Dockerfile.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Address, Argv, ImageRef, Overlaid};

/// A service: the attributes of the Compose model, flattened, with `at`, `key`, `active` and `facts` beside them.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Service {
    /// Its address: `/services/web`.
    pub at: Address,
    /// Its name.
    pub key: String,
    /// Whether it starts: the active profiles select it, and it does not ask for no container at all (`scale: 0`).
    pub active: bool,
    /// What follows from it.
    pub facts: ServiceFacts,
    /// The attributes as `docker compose config` prints them (short forms expanded, env files resolved), paths relative to the
    /// repository root; an address is `/services/web/<attribute>`.
    #[serde(flatten)]
    pub config: Map<String, Value>,
}

/// Facts computed once, so that rules compare values instead of parsing text. Each names the address that set it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ServiceFacts {
    /// The image to run; null where it is only built.
    pub image: Option<ImageRef>,
    /// Key in `builds` of the image it builds; null where it does not build or the Dockerfile is not at hand.
    pub build: Option<String>,
    /// It says neither an image nor a build: a part of a service, and what it lacks the file that it is laid over may have.
    pub part: bool,
    /// `false` where it builds from a place that could not be read (remote context, missing Dockerfile): image facts are then unknown.
    pub build_known: bool,
    /// Names of the images at the bottom: the base of the built target stage (through local stages), else `image`. Null where unknown.
    pub base_image: Option<ImageRef>,
    /// The user its first process runs as.
    pub user: User,
    /// Its healthcheck.
    pub healthcheck: Healthcheck,
    /// The environment it will see: image ENV, then env files, then `environment`; by name.
    pub environment: BTreeMap<String, EnvValue>,
    /// Ports published on the host.
    pub ports: Vec<Port>,
    /// Container ports the image or `expose` names: `8080/tcp`.
    pub exposed: Vec<String>,
    /// Everything mounted into it: `volumes`, `tmpfs`, `secrets`, `configs`, the API socket; also through `volumes_from` of services.
    pub mounts: Vec<Mount>,
    /// Limits, from either place they can be written.
    pub limits: Limits,
    /// Capabilities, normalized: upper case, without `CAP_`.
    pub capabilities: Capabilities,
    /// `security_opt`, `privileged`, `read_only` and the rest, as the engine takes them.
    pub hardening: Hardening,
    /// When it is started again.
    pub restart: Restart,
    /// Where its output goes.
    pub logging: Logging,
    /// The networks it joins, with the implicit `default`.
    pub networks: Vec<NetworkUse>,
    /// What it runs: `entrypoint` and `command` over the image's; null where the image's is unknown.
    pub entrypoint: Option<Argv>,
    /// The same for the command.
    pub command: Option<Argv>,
    /// Names of the services it depends on, by whatever attribute, sorted.
    pub depends_on: Vec<String>,
    /// Controls that what it is made from (what it extends, merges by an alias, or lies over in a file before) sets, and that it does not have in the end.
    pub weakened: Vec<Weakened>,
    /// Env files that it may do without (`required: false`) and that are not here: a deployment may have them.
    pub absent_env_files: Vec<String>,
    /// What later files of the project do to it, attribute by attribute in the order of writing.
    pub overlaid: Vec<Overlaid>,
}

/// A way in which a container is shut in, or watched. In the order of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum ServiceControl {
    /// An AppArmor profile.
    #[serde(rename = "apparmor")]
    Apparmor,
    /// A capability that is dropped.
    #[serde(rename = "cap_drop")]
    CapDrop,
    /// A limit of CPUs.
    #[serde(rename = "cpus")]
    Cpus,
    /// A healthcheck that tests something.
    #[serde(rename = "healthcheck")]
    Healthcheck,
    /// A limit of memory.
    #[serde(rename = "memory")]
    Memory,
    /// `network_mode: none`.
    #[serde(rename = "network_mode")]
    NetworkMode,
    /// `no-new-privileges`.
    #[serde(rename = "no-new-privileges")]
    NoNewPrivileges,
    /// A limit of processes.
    #[serde(rename = "pids")]
    Pids,
    /// `privileged: false`.
    #[serde(rename = "privileged")]
    Privileged,
    /// `read_only: true`.
    #[serde(rename = "read_only")]
    ReadOnly,
    /// A seccomp profile.
    #[serde(rename = "seccomp")]
    Seccomp,
    /// A user other than root.
    #[serde(rename = "user")]
    User,
}

/// How a base comes into a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BaseRoute {
    /// By `extends`.
    Extends,
    /// By an alias or a merge key.
    Alias,
    /// By a file before, of those that are merged.
    Override,
}

/// A control that a service lost against what it is made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Weakened {
    /// Its address: `/services/web/facts/weakened/0`; marks what weakens it, or the service where it is just gone.
    pub at: Address,
    /// Where the control is set: `/services/web/facts/weakened/0/base`.
    pub base: Address,
    /// What was lost.
    pub control: ServiceControl,
    /// How the base comes in.
    pub through: BaseRoute,
    /// Something stands against it, as opposed to nothing any more.
    pub replaced: bool,
}

/// What sets the user of a process.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UserSource {
    /// The Compose file.
    Compose,
    /// The Dockerfile.
    Dockerfile,
    /// The image, as the table of well-known images has it.
    KnownImage,
    /// Nothing that is known.
    #[default]
    Unknown,
}

/// The user of a service's or stage's processes.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct User {
    /// Where it is set: `/services/web/user`, the USER instruction, or the FROM/image that implies it; null where nothing is known.
    pub at: Option<Address>,
    /// As written: `1000:1000`, `app`; null where nothing sets it.
    pub text: Option<String>,
    /// The user part as a number, where it is one.
    pub uid: Option<u64>,
    /// The group part as a number, where it is one.
    pub gid: Option<u64>,
    /// True for uid 0 or `root`; null where the files do not say (a remote base image nobody knows, an unset variable).
    pub root: Option<bool>,
    /// What sets it.
    pub source: UserSource,
}

/// Whether there is a healthcheck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HealthcheckState {
    /// There is one.
    Defined,
    /// It is switched off.
    Disabled,
    /// There is none.
    Missing,
    /// The base image may bring one.
    Unknown,
}

/// What sets a healthcheck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HealthcheckSource {
    /// The Compose file.
    Compose,
    /// The Dockerfile.
    Dockerfile,
    /// The image, as the table of well-known images has it.
    KnownImage,
}

/// A healthcheck, of a service or a stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Healthcheck {
    /// Where it is set (the Compose attribute or the instruction); null where nothing is.
    pub at: Option<Address>,
    /// Whether there is one.
    pub state: HealthcheckState,
    /// What sets it; null where nothing is known to.
    pub source: Option<HealthcheckSource>,
    /// The image (Dockerfile) defines one which the Compose file disables or replaces.
    pub overrides_image: bool,
    /// The test command.
    pub test: Option<Argv>,
    /// Nanoseconds; null where not written.
    pub interval_ns: Option<i64>,
    /// Nanoseconds.
    pub timeout_ns: Option<i64>,
    /// Nanoseconds.
    pub start_period_ns: Option<i64>,
    /// How often it may fail.
    pub retries: Option<i64>,
}

impl Healthcheck {
    /// One of which only is known whether it is there, and what says so.
    pub fn of_state(at: Option<Address>, state: HealthcheckState, source: Option<HealthcheckSource>) -> Self {
        Self {
            at,
            state,
            source,
            overrides_image: false,
            test: None,
            interval_ns: None,
            timeout_ns: None,
            start_period_ns: None,
            retries: None,
        }
    }
}

/// What sets an environment variable of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EnvSource {
    /// `environment`.
    Environment,
    /// A file of `env_file`.
    EnvFile,
    /// The image's ENV.
    Image,
}

/// One environment variable of a running container.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EnvValue {
    /// `/services/web/environment/KEY`, the env file's assignment, or the ENV pair.
    pub at: Address,
    /// The value, `***` where it is a secret; null where it is passed through from a shell nobody knows.
    pub value: Option<String>,
    /// What sets it.
    pub source: EnvSource,
}

/// From where a published port can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// From everywhere: no address, 0.0.0.0 or ::.
    All,
    /// From the host alone.
    Loopback,
    /// Where one other address is.
    Address,
    /// A variable that nothing sets decides.
    Unknown,
}

/// A published port.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Port {
    /// `/services/web/ports/0`.
    pub at: Address,
    /// The address it listens on, as written; null where none is.
    pub host_ip: Option<String>,
    /// From where it can be reached.
    pub reach: Reach,
    /// First host port; null where the engine picks one.
    pub published: Option<u32>,
    /// Last host port of a range: each for one container port, or for one container port to pick from.
    pub published_end: Option<u32>,
    /// Container port, the first of a range.
    pub target: u32,
    /// Last container port of a range; null where there is one. Each stands as far from `target` as its host port from `published`.
    pub target_end: Option<u32>,
    /// `tcp`, `udp`, `sctp`.
    pub protocol: String,
    /// `ingress` or `host`.
    pub mode: Option<String>,
}

/// The attribute a mount comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MountFrom {
    /// `volumes`.
    Volumes,
    /// `tmpfs`.
    Tmpfs,
    /// `secrets`.
    Secrets,
    /// `configs`.
    Configs,
    /// `volumes_from`.
    VolumesFrom,
    /// `use_api_socket`.
    UseApiSocket,
}

/// Something mounted into a container.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Mount {
    /// Where it is written.
    pub at: Address,
    /// `bind`, `volume`, `tmpfs`, `image`, `npipe`, `cluster`, `secret`, `config`, `api-socket`.
    pub kind: String,
    /// The named volume, secret or config; null for others.
    pub source: Option<String>,
    /// For everything that is a file or directory of the host (a bind, `file:` of a secret or config, a volume that is a bind in disguise): the path, cleaned,
    /// absolute (`/var/run/docker.sock`, `~/.ssh`) or relative to the repository root (`web/data`, `.`, `../x` outside of it). Null for others.
    pub host_path: Option<String>,
    /// Whether the host path lies in the project directory; null where there is none or it is unknown.
    pub in_project: Option<bool>,
    /// Whether the host path exists, for paths inside what was read; null otherwise.
    pub exists: Option<bool>,
    /// Path in the container, cleaned; null where unknown.
    pub target: Option<String>,
    /// Mounted read-only.
    pub read_only: bool,
    /// `shared`, `rshared`, `slave`, …; null where not written.
    pub propagation: Option<String>,
    /// `z` or `Z`; null where not written.
    pub selinux: Option<String>,
    /// The attribute it comes from.
    pub from: MountFrom,
    /// Written in short syntax (a missing host path is then created, owned by root).
    pub short: bool,
    /// Options of a tmpfs as written (`noexec`, `size=64m`), otherwise empty.
    pub options: Vec<String>,
}

/// An amount and the address that set it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(inline))]
pub struct Amount<T> {
    /// Where it is set.
    pub at: Address,
    /// Bytes, cores or a count.
    pub value: T,
}

/// Limits; null where none is set (a 0 or -1 that means "no limit" is null in `…` and stays readable in the attribute).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Limits {
    /// Bytes: `mem_limit` or `deploy.resources.limits.memory`.
    pub memory: Option<Amount<u64>>,
    /// Bytes: `mem_reservation` or `deploy.resources.reservations.memory`.
    pub memory_reservation: Option<Amount<u64>>,
    /// Bytes; -1 = unlimited swap.
    pub memory_swap: Option<Amount<i64>>,
    /// Cores: `cpus`, `deploy.resources.limits.cpus`, or `cpu_quota`/`cpu_period`.
    pub cpus: Option<Amount<f64>>,
    /// Processes: `pids_limit` or `deploy.resources.limits.pids`.
    pub pids: Option<Amount<i64>>,
}

/// One capability.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Capability {
    /// Where it is written.
    pub at: Address,
    /// `SYS_ADMIN`, `ALL`.
    pub name: String,
}

/// Capabilities added and dropped.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Capabilities {
    /// `cap_add`, in order.
    pub add: Vec<Capability>,
    /// `cap_drop`, in order.
    pub drop: Vec<Capability>,
    /// `cap_drop` has ALL.
    pub drops_all: bool,
}

/// What a seccomp profile does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProfileState {
    /// It refuses something.
    Filters,
    /// It refuses nothing.
    AllowsAll,
    /// It is no JSON, or no profile.
    Invalid,
    /// It is not there.
    Missing,
    /// It lies outside of what was read.
    Unknown,
}

/// A seccomp profile of the project's own.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SeccompProfile {
    /// Relative to the repository root, or absolute; null where it is written in place.
    pub path: Option<String>,
    /// What it does.
    pub state: ProfileState,
}

/// How far the container is shut in.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Hardening {
    /// `privileged: true`, in any spelling.
    pub privileged: bool,
    /// `read_only: true`.
    pub read_only: bool,
    /// `no-new-privileges`: null where not written, else the last entry.
    pub no_new_privileges: Option<Amount<bool>>,
    /// The seccomp profile as written: `unconfined`, a path, `builtin`; null where not written.
    pub seccomp: Option<Amount<String>>,
    /// The file behind it; null where it names none.
    pub seccomp_profile: Option<SeccompProfile>,
    /// The AppArmor profile.
    pub apparmor: Option<Amount<String>>,
    /// SELinux labels: `disable`, `type:spc_t`, ….
    pub labels: Vec<Amount<String>>,
    /// `systempaths=unconfined`.
    pub systempaths: Option<Amount<String>>,
    /// Other `security_opt` entries.
    pub other: Vec<Amount<String>>,
}

/// When a container is started again.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Restart {
    /// Where it is set; null where nothing is.
    pub at: Option<Address>,
    /// `no`, `always`, `on-failure`, `unless-stopped`, or `deploy` (deploy.restart_policy); null where not set.
    pub policy: Option<String>,
    /// Attempts, where limited.
    pub max_attempts: Option<u64>,
}

/// Where the output goes.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Logging {
    /// `/services/web/logging`; null where not set.
    pub at: Option<Address>,
    /// `json-file`, `local`, `none`, …; null where not set.
    pub driver: Option<String>,
    /// Driver options.
    pub options: BTreeMap<String, String>,
}

/// A network a service joins.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NetworkUse {
    /// Where it is written; the service where it is implied.
    pub at: Address,
    /// Key in `networks`.
    pub key: String,
    /// `internal: true` on the network.
    pub internal: bool,
    /// `external` on the network.
    pub external: bool,
}
