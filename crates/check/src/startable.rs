//! What can be started in a scope, one at a time: for who wants to load a certain project, and not all there are.

use plimsoll_loader::discover::Found;
use plimsoll_loader::normalize::compose::ComposeRequest;
use plimsoll_loader::normalize::project::Loaded;
use plimsoll_loader::normalize::way::Building;
use plimsoll_model::{Deployment, Start};
use plimsoll_source::Sources;
use plimsoll_source::files::Files;
use plimsoll_source::problem::Problem;

use crate::environments::groups;
use crate::wanted::{self, Wanted, requests};
use crate::{Judged, Scope};

/// A Compose project that can be started.
#[derive(Debug, Clone)]
pub struct Startable {
    /// The environment it is for, by the name that `environments` lists it under; what it is for, and what says so.
    pub deployment: Deployment,
    /// The directory that holds all environments of its application, where it is one of them.
    pub application: Option<String>,
    /// The environment of the configuration that describes it.
    pub described: Option<String>,
    /// How it is started.
    pub request: ComposeRequest,
    /// Its Compose files in order, also where docker is told none.
    pub files: Vec<String>,
    /// Why these files are taken for a project.
    pub start: Start,
    /// Another one includes it, or a way of starting completes it.
    pub is_guest: bool,
}

/// Everything that can be started in the scope, without loading what it is made of.
pub fn startable(found: &Found, scope: &Scope, files: &dyn Files, sources: &Sources) -> (Vec<Startable>, Vec<Problem>) {
    let building = Building::default();
    let mut judged = Judged::default();
    let around = scope.surroundings(found, files, sources, &building);
    let wanted = requests(found, scope, &scope.ways.compose, around, &mut judged);
    let mut names: Vec<Option<(String, String)>> = vec![None; wanted.len()];
    for group in groups(&wanted) {
        for (index, name) in group.members {
            names[index] = Some((group.directory.clone(), name));
        }
    }
    let one = |(wanted, name): (Wanted, Option<(String, String)>)| {
        let Wanted { environment, request, starts, is_guest, start, named, is_beside: _ } = wanted;
        let (application, name) = name.unzip();
        let deployment = Deployment { name, ..named.deployment };
        Startable { deployment, application, described: environment, request, files: starts, start, is_guest }
    };
    (wanted.into_iter().zip(names).map(one).collect(), judged.problems)
}

/// Loads one of them, as it is when all are.
pub fn load(
    one: &Startable,
    found: &Found,
    scope: &Scope,
    files: &dyn Files,
    sources: &Sources,
) -> (Option<Loaded>, Vec<Problem>) {
    let building = scope.building(scope.ways.builds.clone(), sources);
    let around = scope.surroundings(found, files, sources, &building);
    let (mut loaded, problems) = wanted::load(&one.request, one.described.as_deref(), &one.start, around);
    if let Some(loaded) = &mut loaded {
        // Of files that a caller names, their own names say it.
        if one.deployment.name.is_some() {
            loaded.project.deployment = one.deployment.clone();
        }
    }
    (loaded, problems)
}
