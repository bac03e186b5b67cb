//! Noun: what is to be judged, besides the files themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plimsoll_judge::evaluate::Memory;
use plimsoll_judge::sight::Sight;
use plimsoll_loader::discover::Found;
use plimsoll_loader::normalize::compose::ComposeRequest;
use plimsoll_loader::normalize::project::Surroundings;
use plimsoll_loader::normalize::way::{BuildWay, Building, Way, Ways};
use plimsoll_model::{KnownImages, Role};
use plimsoll_source::Sources;
use plimsoll_source::files::Files;

/// So many paths that were asked for are named in a heading.
const PATHS_NAMED: usize = 3;

/// An environment that a configuration describes.
#[derive(Debug, Clone, Default)]
pub struct Described {
    /// What it is called.
    pub name: String,
    /// What it is for, where the configuration says so; else its name does.
    pub role: Option<Role>,
    /// Path of the configuration.
    pub configuration: String,
    /// How it is started.
    pub request: ComposeRequest,
}

/// What is to be judged, besides the files themselves.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// What is known of images.
    pub known: Arc<KnownImages>,
    /// One Compose project given file by file (`-f`), instead of those that discovery finds.
    pub project: Option<ComposeRequest>,
    /// Environments of named projects, besides what a plain `docker compose up` takes in their directories.
    pub environments: Vec<Described>,
    /// Files and project directories of environments whose configuration says that nobody starts them plainly, root-relative.
    pub never_plain: BTreeSet<String>,
    /// Only this environment.
    pub only_environment: Option<String>,
    /// How projects are started and images are built, as what lies beside them says.
    pub ways: Ways,
    /// Build arguments: of directories by their configurations, those further in behind those further out, and last the caller's.
    pub build_args: Vec<(String, BTreeMap<String, String>)>,
    /// For every project that discovery finds: `--profile`, `--env-file`, and the shell's variables.
    pub defaults: ComposeRequest,
    /// Keep each project's serialized model, for reports that draw or print it.
    pub keep_models: bool,
    /// What was answered before about the same models, or is to be kept for who asks after.
    pub memory: Option<Arc<Memory>>,
    /// Keep a row of each rule and subject, for reports that list them; without it, rows in which nothing was found are only counted.
    pub keep_rows: bool,
    /// Keep a row of each rule and file that could not be judged, for reports that list what stands open of controls; else they are only counted.
    pub keep_unjudged: bool,
    /// Leave secret values in the models.
    pub show_secrets: bool,
    /// The paths that were asked for, root-relative: each must come to something.
    pub asked: Vec<String>,
    /// What the files lack is an error: they are those of a deployment.
    pub complete: bool,
    /// Take it for good when nothing is there to judge.
    pub allow_empty: bool,
    /// Which part of the whole is asked for: projects that touch it are judged whole, and only what they say of it is told.
    pub sight: Sight,
}

impl Scope {
    /// What projects are loaded by, whatever they turn out to be.
    pub fn requests_mut(&mut self) -> impl Iterator<Item = &mut ComposeRequest> {
        let described = self.environments.iter_mut().map(|described| &mut described.request);
        described.chain(self.project.as_mut()).chain([&mut self.defaults])
    }

    /// Takes the files for those of a deployment.
    pub fn make_complete(&mut self) {
        self.complete = true;
        self.requests_mut().for_each(|request| request.options.complete = true);
    }

    /// How images are built. Words of a text beside the files may be secrets as any.
    pub(crate) fn building(&self, ways: Vec<Way<BuildWay>>, sources: &Sources) -> Building {
        let given = ways.iter().flat_map(|way| &way.start.args);
        given.for_each(|(name, value)| value.iter().for_each(|value| sources.learn_variable(name, value)));
        Building { args: self.build_args.clone(), ways }
    }

    /// What projects are loaded with; no secret is shown.
    pub(crate) fn surroundings<'a>(
        &'a self,
        found: &'a Found,
        files: &'a dyn Files,
        sources: &'a Sources,
        building: &'a Building,
    ) -> Surroundings<'a> {
        let known = &self.known;
        Surroundings { files, sources, candidates: &found.candidates, known, building, show_secrets: false }
    }

    /// The part of the whole that is asked for, in words; `None` where everything below the root is.
    pub(crate) fn part(&self) -> Option<String> {
        let named = |paths: &[String]| {
            let more = paths.len().saturating_sub(PATHS_NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let named: Vec<String> = paths.iter().take(PATHS_NAMED).map(|path| format!("`{path}`")).collect();
            format!("{}{more}", named.join(", "))
        };
        match (&self.sight.part, &self.project, &self.only_environment) {
            (_, Some(project), _) => Some(format!("the project of {}", named(&project.files))),
            (Some(part), _, Some(environment)) => Some(format!("{} in the environment `{environment}`", named(part))),
            (Some(part), _, None) => Some(named(part)),
            (None, _, Some(environment)) => Some(format!("the environment `{environment}`")),
            (None, None, None) => None,
        }
    }
}
