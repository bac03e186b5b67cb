//! Nouns: the normalized world that policies see. Plain values, ordered, without spans.
//!
//! The serialized form of a [`Project`] *is* the `input` of policies: `schemas/input.json` describes it and a test keeps
//! them equal. Every object carries its own `at`, the [`Address`] that [`Origins`] turns back into a place. What cannot be known from the
//! files is `null` (or `unknown`), never guessed to be safe. Secret values are replaced by `***` before a project is built.

mod address;
mod build;
mod command;
mod comparison;
mod env;
mod environments;
mod image;
mod known;
mod origin;
mod overlaid;
mod posture;
mod remark;
mod role;
mod secret;
mod service;
mod start;
#[cfg(test)]
mod tests;
mod unknown;
mod written;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

pub use self::address::Address;
pub use self::build::{
    BaseKind, Build, BuildContext, ContextFile, Copied, Expose, Flag, IgnoreFile, IgnorePattern, Instruction, Layered,
    Pair, RunMount, Stage, StageBase, StageEffect, StageFrom,
};
pub use self::command::{Argv, Command, Joiner, Word};
pub use self::comparison::{Comparison, Difference, Effect, Fact, Group, NotCompared};
pub use self::env::{Assignment, EnvFile, LooseKind, LooseLine, Operator, Quote, Variable, VariableState};
pub use self::environments::{Base, Below, Environment, Environments, SecretInEnvironment, SharedSecret};
pub use self::image::ImageRef;
pub use self::known::{ImageAliases, KnownImage, KnownImages};
pub use self::origin::{Origin, Origins, Via, ViaKind};
pub use self::overlaid::{Overlaid, OverlaidHow};
pub use self::posture::{Held, Posture, Protection};
pub use self::remark::{Remark, RemarkKind};
pub use self::role::{Because, Deployment, NamedBy, Role, RoleNames};
pub use self::secret::{
    Charset, Placeholder, Sameness, SecretCandidate, SecretClass, SecretConfidence, SecretKind, SecretPlace, Weakness,
};
pub use self::service::{
    Amount, BaseRoute, Capabilities, Capability, EnvSource, EnvValue, Hardening, Healthcheck, HealthcheckSource,
    HealthcheckState, Limits, Logging, Mount, MountFrom, NetworkUse, Port, ProfileState, Reach, Restart,
    SeccompProfile, Service, ServiceControl, ServiceFacts, User, UserSource, Weakened,
};
pub use self::start::{How, Said, Start};
pub use self::unknown::{Unknown, UnknownCause};
pub use self::written::{
    RemoteAttribute, RemoteKind, ScalarKind, WrittenAnchor, WrittenFile, WrittenItem, WrittenKey, WrittenRemote,
    WrittenScalar, WrittenService,
};

/// What a project is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ProjectKind {
    /// Compose files with all that they refer to.
    Compose,
    /// A Dockerfile that no service builds.
    Dockerfile,
    /// An env file that no project uses.
    Env,
}

/// One unit of judgement: a Compose project with all that belongs to it, or a Dockerfile or env file by itself.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Project {
    /// The project itself: the empty address.
    pub at: Address,
    /// What it is made of.
    pub kind: ProjectKind,
    /// The Compose project name, or the path of the file that stands alone.
    pub name: String,
    /// The project directory, relative to the repository root (`.` for the root).
    pub directory: String,
    /// The environment it was loaded for, where the configuration names environments.
    pub environment: Option<String>,
    /// For which environment it is, as the configuration or the names of its files say.
    pub deployment: Deployment,
    /// Why it is taken for one.
    pub start: Start,
    /// Paths of the Compose files (or of the one Dockerfile or env file), in the order they were merged.
    pub files: Vec<String>,
    /// The top-level attributes of the Compose model other than those below (`x-…`, `name`), as `docker compose config` prints them.
    pub extensions: Map<String, Value>,
    /// Services by name; also the ones that no active profile selects (`active: false`).
    pub services: BTreeMap<String, Service>,
    /// Networks by name: the attributes of the Compose model with `name_in_file` and `at`, and `facts` (see [`ResourceFacts`]).
    pub networks: BTreeMap<String, Resource>,
    /// Volumes by name.
    pub volumes: BTreeMap<String, Resource>,
    /// Secrets by name.
    pub secrets: BTreeMap<String, Resource>,
    /// Configs by name.
    pub configs: BTreeMap<String, Resource>,
    /// Image builds by id: `path/to/Dockerfile`, or `path/to/Dockerfile#target`; `#2`… appended where arguments differ.
    pub builds: BTreeMap<String, Build>,
    /// Env files that the project reads or that lie in its directory.
    pub env_files: Vec<EnvFile>,
    /// Variables that the Compose files interpolate, one entry per place of use.
    pub variables: Vec<Variable>,
    /// What is unknown because a deployment has it and the files lack it, in order of address (at most 2,000).
    pub unknown: Vec<Unknown>,
    /// The Compose files as they are written, for rules about their form.
    pub compose_files: Vec<WrittenFile>,
    /// Comments of its files that silence a tool or say that something is left to do (at most 1,000).
    pub remarks: Vec<Remark>,
    /// For a Dockerfile that no service builds: the Compose files of its directory or the nearest one above that has some, without those that may mean it.
    pub neighbours: Vec<String>,
    /// The override file beside its first file that a bare `docker compose up` takes there, and that is none of its files.
    pub idle_override: Option<String>,
    /// Values that may be secrets, wherever they stand (never the value itself).
    pub secret_candidates: Vec<SecretCandidate>,
}

impl Project {
    /// What reports call it: its first file, with the names of those merged over it; unique where Compose's project name is not.
    pub fn label(&self) -> String {
        let base = |path: &String| path.rsplit('/').next().unwrap_or(path).to_owned();
        match self.files.split_first() {
            Some((first, rest)) => rest.iter().fold(first.clone(), |label, file| format!("{label} + {}", base(file))),
            None => self.name.clone(),
        }
    }
}

/// A top-level network, volume, secret or config.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Resource {
    /// Its address, e.g. `/volumes/data`.
    pub at: Address,
    /// The key under which the file declares it (`name` is what the engine calls it).
    pub key: String,
    /// What follows from it.
    pub facts: ResourceFacts,
    /// The attributes as `docker compose config` prints them (`name`, `external`, `driver`, `driver_opts`, `file`, `content`, …).
    #[serde(flatten)]
    pub config: Map<String, Value>,
}

/// What follows from a resource and the services that use it.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ResourceFacts {
    /// Names of the services that use it, sorted.
    pub used_by: Vec<String>,
    /// Declared `external`.
    pub external: bool,
    /// False for what the loader adds by itself (the implicit `default` network).
    pub declared: bool,
    /// The host path a volume with `driver_opts` `type: none`/`o: bind` really is.
    pub host_path: Option<String>,
    /// For `file:` of secrets and configs: path relative to the root, and whether a file is there (null: outside of what was read).
    pub file: Option<String>,
    /// Whether that file exists.
    pub file_exists: Option<bool>,
    /// Whether that file is git-ignored (null: not known).
    pub file_ignored: Option<bool>,
}

/// The fields of `Service` and others that hold facts, so that a Compose attribute never collides with them.
pub const RESERVED: [&str; 4] = ["at", "key", "facts", "active"];
