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
mod directories;
mod environment;
mod extends;
mod implied;
mod include;
mod interpolate;
mod lacking;
mod limits;
mod merge;
mod output;
mod overlay;
mod paths;
mod pipeline;
mod profiles;
mod project;
mod refusals;
mod remote;
mod request;
mod samples;
mod schema;
mod service_env;
mod templates;
#[cfg(test)]
mod tests;
mod tree;
mod unique;
mod weakening;

use std::collections::{BTreeMap, BTreeSet};

use self::bind::Kept;
use self::context::Context;
use self::project::Project;
use self::tree::Tree;
use plimsoll_source::Sources;
use plimsoll_source::files::Files;
use plimsoll_source::problem::Problem;

pub use self::canonical::MAX_EXPANDED;
pub use self::context::{MAX_FILES, MAX_MERGED};
pub use self::decode::MAX_DOCUMENTS;
pub use self::decode::{MAX_ALIAS_BYTES, MAX_ALIAS_NODES, MAX_DEPTH, MAX_VALUES};
pub use self::extends::MAX_EXTENDS;
pub use self::include::{MAX_INCLUDE_DEPTH, MAX_INCLUDES};
pub use self::interpolate::{MAX_INTERPOLATED, MAX_USES};
pub use self::limits::MAX_SERVICES;
pub use self::output::{MAX_GAPS, MAX_PROBLEMS};
pub use self::overlay::Overlay;
pub(super) use self::project::{NAMES, OVERRIDES};
pub(crate) use self::remote::{is_remote, is_remote_context, shown as remote_name};
pub use self::request::{ComposeModel, ComposeRequest, EnvFileUse, Lacking, Options, Paths};
pub use self::weakening::Weakening;

/// Loads a project. What cannot be loaded is told in the problems; the model is the best there is of the rest.
pub fn load(request: &ComposeRequest, files: &dyn Files, sources: &Sources) -> (Option<ComposeModel>, Vec<Problem>) {
    let (mut refused, mut rounds) = (BTreeMap::new(), 1);
    loop {
        let mut context = Context::new(request.options, files, sources);
        context.refused = refused;
        let composed = compose(&mut context, request);
        let more = refusals::of_defaults(&context);
        if more.is_empty() || rounds == MAX_ROUNDS {
            let model = composed.map(|composed| output::model(&mut context, composed));
            return (model, output::sorted(context.problems, sources));
        }
        rounds += 1;
        refused = context.refused;
        refused.extend(more);
    }
}

/// How often a project is loaded, each time without the defaults that docker compose refused before: what is refused may hide more.
const MAX_ROUNDS: usize = 4;

/// A project whose files are one tree, complete.
struct Composed {
    project: Project,
    model: Tree,
    inactive: BTreeSet<String>,
    kept: Kept,
}

fn compose(context: &mut Context<'_>, request: &ComposeRequest) -> Option<Composed> {
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
        let broken = context.broken();
        let elsewhere = context.part_elsewhere();
        let is_part = options.open() && (options.fragment || elsewhere.is_some());
        let lacks = consistency::check(&model, &inactive, &broken, options, is_part, &mut context.problems);
        match elsewhere {
            Some(file) => context.left_to(&file, lacks),
            None => context.incomplete(&project.files, lacks),
        }
        consistency::equate_scale(&mut model);
    }
    Some(Composed { project, model, inactive, kept })
}
