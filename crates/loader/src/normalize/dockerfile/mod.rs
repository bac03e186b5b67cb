//! Dockerfiles to builds: variables resolved, stages linked, each stage's effective image computed, copies matched against the context.
//! Knows what instructions do; how they are written is settled before.

mod context;
mod effect;
mod expanded;
mod graph;
mod instruction;
mod named;
mod pair;
mod platforms;
mod scope;
mod stage;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::document::dockerfile::Dockerfile;
use plimsoll_model::{Address, Build, KnownImages, Origins, Stage, StageBase};
use plimsoll_source::Sources;
use plimsoll_source::files::Files;
use plimsoll_source::problem::Problem;

pub use self::context::ignore_problems;
pub use self::expanded::expanded;
pub use self::named::Named;
pub use self::platforms::{Platform, others as other_platforms};

/// More stages than any Dockerfile has; what follows is not judged.
pub const MAX_STAGES: usize = 256;
/// More variables, labels, ports or volumes than any image has; what follows is not taken into its effect.
pub const MAX_VARIABLES: usize = 500;
/// More words of commands than any Dockerfile has; the commands after them are left out.
pub const MAX_COMMAND_WORDS: usize = 20_000;
/// Bytes that all stages of a project's builds may take over from the stages they build on; what follows is not judged.
pub const MAX_INHERITED: usize = 4 << 20;

/// An image build that is asked for.
#[derive(Debug, Clone, Default)]
pub struct BuildRequest {
    /// Its key in `builds`.
    pub key: String,
    /// Path of the Dockerfile, relative to the repository root; of the Compose file for `dockerfile_inline`.
    pub dockerfile: String,
    /// The Dockerfile is written inside a Compose file.
    pub inline: bool,
    /// The context directory, relative to the repository root; none where it is remote or nobody says.
    pub context: Option<String>,
    /// Nobody names the context: the Dockerfile's own directory is taken for it.
    pub context_assumed: bool,
    /// The target asked for; none for the last stage.
    pub target: Option<String>,
    /// Arguments given from outside; null: taken from the shell.
    pub args: BTreeMap<String, Option<String>>,
    /// Named contexts: what a name stands for in it.
    pub contexts: BTreeMap<String, Named>,
    /// Names of the services that build it.
    pub services: Vec<String>,
    /// Bytes that other builds of the project inherit already.
    pub inherited: usize,
    /// Stages that nobody builds this way: what their FROM names is no image.
    pub unserved: BTreeSet<usize>,
}

/// Bytes that the stages of a build inherit from each other.
pub fn inherited(build: &Build) -> usize {
    let inherits = |stage: &&Stage| matches!(stage.from.base, StageBase::Stage { .. });
    build.stages.iter().filter(inherits).map(|stage| effect::weight(&stage.effect)).sum()
}

/// Builds the model of an image build; every `at` in it gets an origin.
pub fn build(
    request: &BuildRequest,
    document: &Dockerfile,
    files: &dyn Files,
    sources: &Sources,
    known: &KnownImages,
    origins: &mut Origins,
) -> (Build, Vec<Problem>) {
    let at = Address::root().child("builds").child(&request.key);
    let mut problems = Vec::new();
    let whole = document.instructions.first().map(|instruction| instruction.first_line);
    if let Some(span) = whole {
        origins.insert(at.clone(), plimsoll_model::Origin::new(span));
    }
    let context = context::build_context(request, files, sources, &at, origins, &mut problems);
    let mut builder = stage::Builder::new(request, document, known, &at, origins, &mut problems);
    builder.globals();
    let mut stages = builder.stages();
    let (global_args, preamble) = builder.take_preamble();
    let target_stage = graph::link(request, document, &mut stages, &mut problems);
    if let Some(context) = &context {
        context::match_copies(request, context, &mut stages, &mut problems);
    }
    let effect = target_stage.and_then(|index| stages.get(index)).map(|stage| stage.effect.clone());
    let directives = document.directives.iter().map(|d| (d.name.clone(), d.value.clone())).collect();
    let mut services = request.services.clone();
    services.sort();
    let build = Build {
        at,
        key: request.key.clone(),
        dockerfile: request.dockerfile.clone(),
        inline: request.inline,
        services,
        target: request.target.clone(),
        args: request.args.clone(),
        directives,
        global_args,
        preamble,
        stages,
        target_stage,
        effect,
        context,
    };
    (build, problems)
}
