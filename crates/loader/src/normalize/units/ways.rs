//! Ways of starting among the units: what they add, and which guesses they take the place of.
//!
//! A way adds; nothing that can be started without it is left out for it, since a text beside the files is not what runs. Only a guess that is laid
//! over by nothing more is replaced by the way that says the same and more; and what cannot be started by itself is left to the way that completes it.

use std::collections::{BTreeMap, BTreeSet};

use super::{All, Unit, split};
use crate::normalize::way::{ComposeWay, MAX_PLACES, Way};
use plimsoll_model::{How, Said, Start};

/// A unit's project directory and files.
type Key = (String, Vec<String>);

/// The ways as units, by what they start.
#[derive(Debug, Default)]
pub(super) struct Started {
    units: BTreeMap<Key, Unit>,
    /// Directories in which docker compose is called without files.
    plain: BTreeMap<String, Plain>,
}

/// What calls without files say of a directory.
#[derive(Debug, Default)]
struct Plain {
    said: Vec<Said>,
    count: usize,
    env_files: Vec<String>,
    profiles: Vec<String>,
    /// They say different things.
    mixed: bool,
}

impl Started {
    /// Puts ways that start the same files together; of their options those that most places name hold.
    pub(super) fn new(ways: &[Way<ComposeWay>]) -> Self {
        let mut started = Self::default();
        for way in ways {
            let start = &way.start;
            let Some(first) = start.files.first() else {
                let home = start.project_directory.as_ref().unwrap_or(&start.directory);
                let plain = started.plain.entry(home.clone()).or_default();
                plain.mixed |=
                    plain.count > 0 && (&plain.env_files, &plain.profiles) != (&start.env_files, &start.profiles);
                plain.said.extend(way.said.iter().cloned());
                plain.count += way.count;
                // Those that most places name come first.
                if plain.env_files.is_empty() {
                    plain.env_files.clone_from(&start.env_files);
                }
                if plain.profiles.is_empty() {
                    plain.profiles.clone_from(&start.profiles);
                }
                continue;
            };
            let home = start.project_directory.clone().unwrap_or_else(|| split(first).0.to_owned());
            let unit = started.units.entry((home, start.files.clone())).or_insert_with(|| Unit {
                directory: start.directory.clone(),
                files: start.files.clone(),
                project_directory: start.project_directory.clone(),
                env_files: start.env_files.clone(),
                profiles: start.profiles.clone(),
                project_name: start.project_name.clone(),
                start: Start::of(How::Way),
                ..Unit::default()
            });
            unit.mixed |= (&unit.env_files, &unit.profiles) != (&start.env_files, &start.profiles);
            unit.start.said.extend(way.said.iter().cloned());
            unit.start.count += way.count;
        }
        for unit in started.units.values_mut() {
            unit.start.said.sort();
            unit.start.said.truncate(MAX_PLACES);
        }
        started
    }

    /// Leaves out what starts a file that is none before a template is filled in.
    pub(super) fn leave_templates(&mut self, all: &All) {
        let is_template = |file: &String| all.survey(file).is_some_and(|survey| survey.template);
        self.units.retain(|(_, files), _| !files.iter().any(is_template));
    }

    /// The project directories of all ways.
    pub(super) fn homes(&self) -> impl Iterator<Item = &str> {
        self.plain.keys().chain(self.units.keys().map(|(home, _)| home)).map(String::as_str)
    }

    /// All files that some way starts.
    pub(super) fn files(&self) -> BTreeSet<&str> {
        self.units.keys().flat_map(|(_, files)| files.iter().map(String::as_str)).collect()
    }

    /// Whether a way starts just these files in their own directory.
    pub(super) fn says_home(&self, home: &str, files: &[String]) -> bool {
        self.plain.contains_key(home) || self.units.contains_key(&(home.to_owned(), files.to_vec()))
    }

    /// Whether a file is laid over others by a way, or started alone, with nothing laid over it.
    fn ends_with(&self, files: &[String], all: &All) -> bool {
        let (last, mut lists) = (files.last(), self.lists(all));
        lists.any(|started| started.last() == last && files.iter().all(|file| started.contains(file)))
    }

    /// Whether a way starts all these files and more.
    fn completes(&self, files: &[String], all: &All) -> bool {
        self.lists(all).any(|started| started.len() > files.len() && files.iter().all(|file| started.contains(file)))
    }

    /// What is started: by ways, and by each `.env` that names files.
    fn lists<'a>(&'a self, all: &'a All) -> impl Iterator<Item = &'a Vec<String>> {
        self.units.keys().map(|(_, files)| files).chain(all.names.values())
    }

    /// Takes the place of guesses, marks what only a way completes, and adds the rest.
    pub(super) fn apply(mut self, units: &mut Vec<Unit>, all: &All) {
        for unit in units.iter_mut() {
            let home = unit.project_directory.as_ref().unwrap_or(&unit.directory).clone();
            if !unit.files.is_empty() && unit.start.how != How::Above {
                continue;
            }
            // What docker takes without being told, and a way that says just that. A `.env` goes before what its calls are given.
            let options = |unit: &mut Unit, env_files: Vec<String>, profiles: Vec<String>| {
                if unit.env_files.is_empty() && !all.dotenvs.contains(&unit.directory) {
                    unit.env_files = env_files;
                }
                if unit.profiles.is_empty() {
                    unit.profiles = profiles;
                }
            };
            if unit.files.is_empty()
                && let Some(mut plain) = self.plain.remove(&unit.directory)
            {
                unit.start.said.append(&mut plain.said);
                unit.start.count += plain.count;
                unit.mixed |= plain.mixed;
                options(unit, plain.env_files, plain.profiles);
            }
            if let Some(same) = self.units.remove(&(home, unit.starts.clone())) {
                if unit.start.how == How::Above {
                    unit.start.how = How::Way;
                }
                // Whoever starts it without being told more has none of what others give it.
                let plainly =
                    unit.start.count > 0 && (&unit.env_files, &unit.profiles) != (&same.env_files, &same.profiles);
                unit.mixed |= same.mixed || plainly;
                unit.start.said.extend(same.start.said);
                unit.start.count += same.start.count;
                options(unit, same.env_files, same.profiles);
            }
            unit.start.said.sort();
            unit.start.said.truncate(MAX_PLACES);
        }
        units.retain(|unit| {
            unit.files.is_empty() || unit.start.how == How::Standard || !self.ends_with(&unit.files, all)
        });
        for unit in units.iter_mut() {
            let lacks_something =
                || unit.starts.iter().any(|file| all.survey(file).is_some_and(|survey| !survey.alone));
            unit.guest |= lacks_something() && self.completes(&unit.starts, all);
        }
        units.extend(self.units.into_values().map(|mut unit| {
            unit.starts.clone_from(&unit.files);
            unit
        }));
    }
}
