//! Compose files to one canonical model, as docker compose loads them, with the place of every value.
//!
//! [`load`] finds the project's files and merges them document by document (`pipeline`); what follows from the whole comes after: implied
//! values, profiles, env files, types, consistency. Trees carry their origins through every step and become plain values last.

mod bind;
mod canonical;
mod checks;
mod consistency;
mod context;
mod decode;
mod defaults;
mod environment;
mod extends;
mod implied;
mod include;
mod interpolate;
mod limits;
mod merge;
mod output;
mod paths;
mod pipeline;
mod profiles;
mod project;
mod schema;
mod service_env;
#[cfg(test)]
mod tests;
mod tree;
mod unique;
mod weakening;

use std::collections::{BTreeMap, BTreeSet};

use self::context::Context;
use self::tree::Tree;
use plimsoll_model::{Address, Origin, Origins, Variable};
use plimsoll_source::Sources;
use plimsoll_source::files::Files;
use plimsoll_source::problem::Problem;

pub use self::canonical::MAX_EXPANDED;
pub use self::context::{MAX_DOCUMENTS, MAX_FILES, MAX_INTERPOLATED, MAX_MERGED, MAX_USES, MAX_VALUES};
pub use self::decode::{MAX_ALIAS_BYTES, MAX_ALIAS_NODES, MAX_DEPTH};
pub use self::extends::MAX_EXTENDS;
pub use self::include::{MAX_INCLUDE_DEPTH, MAX_INCLUDES};
pub use self::limits::MAX_SERVICES;
pub use self::output::MAX_PROBLEMS;
pub(crate) use self::paths::is_remote;
pub(crate) use self::paths::shown as remote_name;
pub use self::weakening::Weakening;

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
    /// Controls that services lost against what they are made from.
    pub weakened: Vec<Weakening>,
}

/// Loads a project. What cannot be loaded is told in the problems; the model is the best there is of the rest.
pub fn load(request: &ComposeRequest, files: &dyn Files, sources: &Sources) -> (Option<ComposeModel>, Vec<Problem>) {
    let mut context = Context::new(request.options, files, sources);
    let model = load_project(&mut context, request);
    (model, output::sorted(context.problems, sources))
}

fn load_project(context: &mut Context<'_>, request: &ComposeRequest) -> Option<ComposeModel> {
    let options = request.options;
    let project = project::find(context, request)?;
    let scope = &project.scope;
    let mut model = pipeline::model(context, scope, &project.files, None)?;
    canonical::ranges(&mut model);
    let origin = model.origin.clone();
    if let Some(name) = model.get(&["name"]).map(|name| name.origin.clone()) {
        model.set("name", Tree::string(&project.name, &name));
    } else {
        model.set("name", Tree::string(&project.name, &origin));
    }
    let active = profiles::active(&request.profiles, scope);
    let inactive = profiles::inactive(&model, &active);
    if options.normalize {
        implied::set(&mut model, &project.name, scope);
    }
    service_env::resolve(context, scope, &mut model, &inactive, options.resolve_env);
    match options.paths {
        Paths::Absolute => paths::resolve(&mut model, &context.files.absolute(&scope.directory), context),
        Paths::RootRelative => paths::resolve(&mut model, &scope.directory, context),
        Paths::AsWritten => {}
    }
    let kept = bind::apply(&mut model, options, &mut context.problems);
    if let Some(problem) = limits::beyond(&model) {
        context.problems.push(problem);
        return None;
    }
    if options.consistency {
        consistency::check(&model, &inactive, &context.broken, &mut context.problems);
        consistency::equate_scale(&mut model);
    }
    Some(output::model(context, project, &model, inactive, kept))
}
