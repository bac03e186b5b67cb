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

use self::context::Context;
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
        let broken = context.broken();
        let lacks = consistency::check(&model, &inactive, &broken, options, &mut context.problems);
        context.incomplete(&project.files, lacks);
        consistency::equate_scale(&mut model);
    }
    Some(output::model(context, project, &model, inactive, kept))
}
