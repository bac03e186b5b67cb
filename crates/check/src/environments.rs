//! Which environments there are, and which of them are those of one application.

use std::collections::BTreeMap;

use plimsoll_loader::discover::Found;
use plimsoll_loader::normalize::way::Building;
use plimsoll_model::{Deployment, Start};
use plimsoll_source::Sources;
use plimsoll_source::files::Files;
use plimsoll_source::problem::Problem;

use crate::wanted::{Wanted, requests};
use crate::{Judged, Scope};

/// An environment that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundEnvironment {
    /// Its name, unique among those of the application; what it is for; what says so.
    pub deployment: Deployment,
    /// Where it is started, relative to the root.
    pub directory: String,
    /// Its Compose files in order.
    pub files: Vec<String>,
    /// Env files that it is started with.
    pub env_files: Vec<String>,
    /// Profiles that it is started with.
    pub profiles: Vec<String>,
    /// Why these files are taken for a project.
    pub start: Start,
}

/// The environments of one application, in the order of what they are for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundApplication {
    /// The directory that holds all of it, relative to the root.
    pub directory: String,
    /// They are at least one.
    pub environments: Vec<FoundEnvironment>,
}

/// All environments of the scope, application by application, without loading what they are made of.
pub fn environments(
    found: &Found,
    scope: &Scope,
    files: &dyn Files,
    sources: &Sources,
) -> (Vec<FoundApplication>, Vec<Problem>) {
    let building = Building::default();
    let around = scope.surroundings(found, files, sources, &building);
    let mut judged = Judged::default();
    let wanted = requests(found, scope, &scope.ways.compose, around, &mut judged);
    let application = |group: Group| {
        let environment = |(index, name): (usize, String)| {
            let Wanted { request, starts, start, named, .. } = &wanted[index];
            FoundEnvironment {
                deployment: Deployment { name: Some(name), ..named.deployment.clone() },
                directory: request.project_directory.clone().unwrap_or_else(|| request.directory.clone()),
                files: starts.clone(),
                env_files: request.env_files.clone(),
                profiles: request.profiles.clone(),
                start: start.clone(),
            }
        };
        FoundApplication {
            directory: group.directory,
            environments: group.members.into_iter().map(environment).collect(),
        }
    };
    (groups(&wanted).into_iter().map(application).collect(), judged.problems)
}

/// The environments of one application among what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// The directory that holds all of it.
    pub(crate) directory: String,
    /// What tells it from all others: the directory, with the files of its first environment where several have that.
    pub(crate) label: String,
    /// Number and name of each, in the order of what they are for. No two have the same name.
    pub(crate) members: Vec<(usize, String)>,
}

/// What is wanted, by application, in order; what no environment is named for is in none.
pub(crate) fn groups(wanted: &[Wanted]) -> Vec<Group> {
    let mut by_application: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, one) in wanted.iter().enumerate().filter(|(_, one)| one.named.deployment.name.is_some()) {
        by_application.entry(&one.named.application).or_default().push(index);
    }
    let group = |(_, mut members): (&str, Vec<usize>)| {
        let key = |index: &usize| {
            let Wanted { named, starts, .. } = &wanted[*index];
            (named.deployment.role, named.deployment.name.clone(), starts.clone(), *index)
        };
        members.sort_by_key(key);
        let directories = members.iter().map(|index| wanted[*index].request.directory.as_str());
        let directory = common(directories);
        Group { label: directory.clone(), directory, members: with_names(members, wanted) }
    };
    let mut groups: Vec<Group> = by_application.into_iter().map(group).collect();
    label(&mut groups, wanted);
    groups
}

/// Tells those apart that have several environments each, and lie in one directory.
fn label(groups: &mut [Group], wanted: &[Wanted]) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let are_several = |group: &&mut Group| group.members.len() > 1;
    groups.iter_mut().filter(are_several).for_each(|group| *count.entry(group.directory.clone()).or_default() += 1);
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for group in groups.iter_mut().filter(are_several).filter(|group| count[&group.directory] > 1) {
        let first = group.members.first().map(|(index, _)| wanted[*index].starts.join(" + ")).unwrap_or_default();
        let name = format!("{} ({first})", group.directory);
        let before = taken.entry(name.clone()).or_default();
        *before += 1;
        group.label = if *before > 1 { format!("{name} #{before}") } else { name };
    }
}

/// Names, with the files behind those that several have, and a number where that is not enough.
fn with_names(members: Vec<usize>, wanted: &[Wanted]) -> Vec<(usize, String)> {
    let plain = |index: usize| wanted[index].named.deployment.name.clone().unwrap_or_default();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    members.iter().for_each(|index| *count.entry(plain(*index)).or_default() += 1);
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let name = |index: usize| {
        let name = plain(index);
        let name = match count[&name] {
            1 => name,
            _ => format!("{name} ({})", wanted[index].starts.join(" + ")),
        };
        let before = taken.entry(name.clone()).or_default();
        *before += 1;
        (index, if *before > 1 { format!("{name} #{before}") } else { name })
    };
    members.into_iter().map(name).collect()
}

/// The directory that holds all of these.
fn common<'a>(mut directories: impl Iterator<Item = &'a str>) -> String {
    let parts = |path: &'a str| path.split('/').filter(|part| *part != ".").collect::<Vec<_>>();
    let mut common = directories.next().map(parts).unwrap_or_default();
    for directory in directories {
        let same = common.iter().zip(parts(directory)).take_while(|(a, b)| *a == b).count();
        common.truncate(same);
    }
    if common.is_empty() { ".".to_owned() } else { common.join("/") }
}
