//! Nouns: what is asked of loading a project, and what comes of it.

use std::collections::{BTreeMap, BTreeSet};

use super::overlay::Overlay;
use super::weakening::Weakening;
use plimsoll_model::{Address, Origin, Origins, UnknownCause, Variable};

/// How paths of the model read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paths {
    /// As the operating system knows them.
    Absolute,
    /// Relative to the root of the run: the same on every machine.
    #[default]
    RootRelative,
    /// As they are written (those of included and extended files from the project directory).
    AsWritten,
}

/// What becomes of what a deployment has and these files lack: variables, env files, bases on other machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lacking {
    /// A gap: its value is unknown. Where a sample (`.env.example`) has one, that is assumed, so that more can be understood.
    #[default]
    Assumed,
    /// A gap, and nothing is assumed.
    Unknown,
    /// An error, as docker compose has it.
    Refused,
}

/// What of the loading is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Put variables in.
    pub interpolate: bool,
    /// Fill in what is implied.
    pub normalize: bool,
    /// How paths read.
    pub paths: Paths,
    /// Read env files and label files into `environment` and `labels`.
    pub resolve_env: bool,
    /// Check that services fit together.
    pub consistency: bool,
    /// A range of ports is an entry for each port, as docker compose prints it; else one entry with a `target_end`.
    pub expand_ports: bool,
    /// What becomes of what is lacking.
    pub lacking: Lacking,
    /// The files are a part of something that only others complete: what they lack is a gap.
    pub fragment: bool,
    /// The env files for interpolation are those that a configuration or a way of starting names: a checkout may lack them.
    pub env_files_may_lack: bool,
    /// The files are those of a deployment: what it may do without and is not here is not there either.
    pub complete: bool,
}

impl Options {
    /// Whether what is lacking is a gap.
    pub(super) fn open(&self) -> bool {
        self.lacking != Lacking::Refused
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            interpolate: true,
            normalize: true,
            paths: Paths::default(),
            resolve_env: true,
            consistency: true,
            expand_ports: false,
            lacking: Lacking::default(),
            fragment: false,
            env_files_may_lack: false,
            complete: false,
        }
    }
}

/// What to load.
#[derive(Debug, Clone, Default)]
pub struct ComposeRequest {
    /// Where files are looked for, relative to the root: the place `docker compose` would be run at.
    pub directory: String,
    /// The files in order (`-f`), relative to the root; empty to find them in `directory`.
    pub files: Vec<String>,
    /// The project's name (`-p`).
    pub project_name: Option<String>,
    /// The project directory, relative to the root (`--project-directory`).
    pub project_directory: Option<String>,
    /// Env files for interpolation (`--env-file`), relative to the root.
    pub env_files: Vec<String>,
    /// Active profiles (`--profile`).
    pub profiles: Vec<String>,
    /// The shell's environment; empty for the same answer everywhere.
    pub environment: BTreeMap<String, String>,
    /// What of the loading is done.
    pub options: Options,
}

/// An env file and who reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnvFileUse {
    /// Relative to the root.
    pub path: String,
    /// Services that name it as `env_file`.
    pub services: BTreeSet<String>,
    /// It feeds the interpolation of the Compose files.
    pub interpolation: bool,
    /// Some service takes it with `format: raw`.
    pub raw: bool,
    /// Somebody takes it with quotes and variables.
    pub dotenv: bool,
}

/// A loaded project.
#[derive(Debug, Clone)]
pub struct ComposeModel {
    /// The project's name.
    pub name: String,
    /// The project directory, relative to the root.
    pub directory: String,
    /// The Compose files in the order of merging (without included and extended ones).
    pub files: Vec<String>,
    /// The canonical model, as `docker compose config --format json` prints it, with a literal `$` as it is.
    pub document: serde_json::Value,
    /// Origins by JSON pointer into `document`.
    pub origins: Origins,
    /// Every use of a variable with its place; `set_at` of the [`Variable`] is left to who knows the addresses of env files.
    pub variables: Vec<(Variable, Origin)>,
    /// Services that no active profile selects.
    pub inactive: BTreeSet<String>,
    /// Env files that exist and who reads them, by path.
    pub env_files: Vec<EnvFileUse>,
    /// Texts of command lines and healthchecks that were one string, by address.
    pub raw: BTreeMap<Address, String>,
    /// Entries of `volumes` in short syntax.
    pub short_volumes: BTreeSet<Address>,
    /// What is unknown because a deployment has it and these files lack it, besides variables.
    pub unknown: Vec<(Address, UnknownCause, String)>,
    /// Controls that services lost against what they are made from.
    pub weakened: Vec<Weakening>,
    /// Env files that services may do without, and that are not here: service and path.
    pub absent_env_files: Vec<(String, String)>,
    /// What later files do to services of those before, in the order of merging.
    pub overlays: Vec<Overlay>,
}
