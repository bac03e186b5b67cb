//! Environments of one application wait for each other, and are judged together as soon as the last of them is there. Nothing else of a run is kept.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use plimsoll_judge::evaluate::{Evaluation, Member, Together};
use plimsoll_loader::normalize::project::Loaded;
use plimsoll_source::problem::Problem;

use crate::environments::{Group, groups};
use crate::wanted::Wanted;

/// The environments of an application, as they were loaded.
#[derive(Debug, Default)]
pub struct Application {
    /// The directory that holds all of it.
    pub directory: String,
    /// What tells it from all others.
    pub label: String,
    /// Those that could be loaded, with their names, in the order of what they are for.
    pub members: Vec<(String, Loaded)>,
    /// Names of those that could not be loaded, or not wholly.
    pub broken: Vec<String>,
}

impl Application {
    /// Whether there is something to hold side by side, or there would be if all of it could be loaded.
    pub fn is_several(&self) -> bool {
        let names = self.members.iter().map(|(name, _)| name).chain(&self.broken);
        names.collect::<BTreeSet<_>>().len() > 1
    }

    /// As rules are asked about it.
    pub fn together(&self) -> Together<'_> {
        Together {
            directory: &self.directory,
            label: &self.label,
            members: self
                .members
                .iter()
                .map(|(name, loaded)| Member {
                    name,
                    deployment: &loaded.project.deployment,
                    project: &loaded.project,
                    origins: &loaded.origins,
                })
                .collect(),
            broken: self.broken.clone(),
        }
    }
}

/// Environments of one application that are held side by side: all of them are kept until the last is there.
pub(crate) const MAX_TOGETHER: usize = 100;

fn too_many(group: &Group, wanted: &[Wanted]) -> Problem {
    let message = format!(
        "the {} environments of {} are not held against each other: there are more than {MAX_TOGETHER}",
        group.members.len(),
        group.label
    );
    let first = group.members.first().and_then(|(index, _)| wanted[*index].starts.first());
    Problem::error("too-many-environments", message)
        .in_file(first.map_or(group.directory.as_str(), String::as_str))
        .help("look at a part of them at a time, by naming their directories")
}

/// What is done with an application once its environments are there.
pub(super) type Meet<'a> = dyn Fn(Application) -> Option<Evaluation> + Sync + 'a;

/// What became of an environment.
pub(super) enum Arrived {
    /// It was loaded; `true` where all of it was.
    Loaded(Box<Loaded>, bool),
    /// Nothing of it could be.
    Broken,
    /// It is none after all.
    Gone,
}

/// All applications of a run that have several environments.
pub(super) struct Waiting<'a> {
    meet: Option<&'a Meet<'a>>,
    /// The application and the place in it of each that is wanted.
    seats: Vec<Option<(usize, usize)>>,
    groups: Vec<(Group, Mutex<Vec<Option<Arrived>>>)>,
    told: Vec<Mutex<Option<Evaluation>>>,
}

impl<'a> Waiting<'a> {
    /// For those among what is wanted, with what is told of applications that have too many.
    pub(super) fn new(wanted: &[Wanted], meet: Option<&'a Meet<'a>>) -> (Self, Vec<Problem>) {
        let groups: Vec<Group> = match meet {
            Some(_) => groups(wanted).into_iter().filter(|group| group.members.len() > 1).collect(),
            None => Vec::new(),
        };
        let (groups, outsized): (Vec<Group>, Vec<Group>) =
            groups.into_iter().partition(|group| group.members.len() <= MAX_TOGETHER);
        let problems = outsized.iter().map(|group| too_many(group, wanted)).collect();
        let mut seats = vec![None; wanted.len()];
        for (number, group) in groups.iter().enumerate() {
            group.members.iter().enumerate().for_each(|(seat, (index, _))| seats[*index] = Some((number, seat)));
        }
        let told = groups.iter().map(|_| Mutex::default()).collect();
        let empty = |group: Group| {
            let seats = group.members.iter().map(|_| None).collect();
            (group, Mutex::new(seats))
        };
        (Self { meet, seats, groups: groups.into_iter().map(empty).collect(), told }, problems)
    }

    /// Whether others wait for one of those that are wanted.
    pub(super) fn waits_for(&self, index: usize) -> bool {
        self.seats[index].is_some()
    }

    /// That one has arrived. Whoever comes last has all of them judged.
    pub(super) fn arrive(&self, index: usize, arrived: Arrived) {
        let (Some((number, seat)), Some(meet)) = (self.seats[index], self.meet) else { return };
        let (group, seats) = &self.groups[number];
        let all: Vec<Option<Arrived>> = {
            let mut seats = seats.lock().unwrap_or_else(PoisonError::into_inner);
            seats[seat] = Some(arrived);
            if seats.iter().any(Option::is_none) {
                return;
            }
            std::mem::take(&mut *seats)
        };
        let (directory, label) = (group.directory.clone(), group.label.clone());
        let mut application = Application { directory, label, ..Application::default() };
        for ((_, name), arrived) in group.members.iter().zip(all.into_iter().flatten()) {
            match arrived {
                Arrived::Loaded(loaded, is_whole) => {
                    if !is_whole {
                        application.broken.push(name.clone());
                    }
                    application.members.push((name.clone(), *loaded));
                }
                Arrived::Broken => application.broken.push(name.clone()),
                Arrived::Gone => {}
            }
        }
        application.broken.sort();
        if !application.members.is_empty() {
            *self.told[number].lock().unwrap_or_else(PoisonError::into_inner) = meet(application);
        }
    }

    /// What was told of them, in the order of applications.
    pub(super) fn told(self) -> impl Iterator<Item = Evaluation> {
        self.told.into_iter().filter_map(|told| told.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}
