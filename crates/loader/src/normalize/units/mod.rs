//! Step 3 of 5, first half: candidates → units, each of which becomes one project. Pure.
//!
//! A directory's standard file with its override is one unit, whoever else includes it; a variant that can stand alone (`compose.prod.yaml` with all it
//! needs) is one of its own; a variant that cannot is joined to the base of its directory, or of the one above. Only what cannot be started by itself
//! is left to the file that includes or extends it, and only where that one is judged.

mod fragments;
mod index;
mod survey;
mod ways;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use self::index::{Index, Surveys};
use self::survey::{Survey, is_elsewhere, survey};
use self::ways::Started;
use crate::document::env::EnvFormat;
use crate::load;
use crate::normalize::way::{ComposeWay, Way};
use plimsoll_model::{How, Said, Start};
use plimsoll_source::Sources;
pub use plimsoll_source::files::{BASE_NAMES, OVERRIDE_NAMES};

use plimsoll_source::files::{EntryKind, Kind};
use plimsoll_source::files::{Files, join, lies_in};
use plimsoll_source::problem::Problem;

/// Services of a file that are judged again under its overlays, all together.
pub const MAX_REPEATED: usize = 1_000;

pub use self::fragments::{MAX_BASES, MAX_NEAR};

/// What is loaded together as one Compose project.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    /// Root-relative directory.
    pub directory: String,
    /// The files in order; empty where the directory's standard files are meant.
    pub files: Vec<String>,
    /// The files that it starts from, also where the standard ones or those of a `.env` are meant.
    pub starts: Vec<String>,
    /// It cannot be started by itself, and no file near it completes it; or it is a base that others complete. What it lacks is no mistake of it.
    pub fragment: bool,
    /// Another project includes it, or a way of starting completes it: where it turns out that it cannot be started by itself, it is only judged there.
    pub guest: bool,
    /// The project directory, where it is not that of the first file.
    pub project_directory: Option<String>,
    /// Env files for interpolation, where they are not what lies in the project directory.
    pub env_files: Vec<String>,
    /// Active profiles.
    pub profiles: Vec<String>,
    /// It is started with different env files and profiles: those above are of one way among several.
    pub mixed: bool,
    /// The project's name.
    pub project_name: Option<String>,
    /// Why it is taken for one.
    pub start: Start,
}

/// What the candidates are judged as.
#[derive(Debug, Default)]
pub struct Units {
    /// Compose projects, sorted.
    pub compose: Vec<Unit>,
    /// Files with a Compose file's name that are none, or are judged elsewhere, with the reason.
    pub excluded: Vec<(String, String)>,
    /// Overlays that are not judged, because their base has too many.
    pub problems: Vec<Problem>,
}

/// Groups all candidates (path → kind) into units, and adds the ways in which files are started.
pub fn units(
    candidates: &BTreeMap<String, Kind>,
    ways: &[Way<ComposeWay>],
    files: &dyn Files,
    sources: &Sources,
) -> Units {
    grouped(candidates, ways, None, files, sources)
}

/// The units that may touch some paths: their own files are among them or below them, or what they name leads there.
pub fn touching(
    named: &[String],
    candidates: &BTreeMap<String, Kind>,
    ways: &[Way<ComposeWay>],
    files: &dyn Files,
    sources: &Sources,
) -> Units {
    grouped(candidates, ways, Some(named), files, sources)
}

/// Whether a project of these files, in this directory, may touch some paths.
pub fn may_touch(directory: &str, paths: &[String], named: &[String], files: &dyn Files, sources: &Sources) -> bool {
    let is_near = |path: &str| named.iter().any(|named| lies_in(path, named) || lies_in(named, path));
    is_near(directory)
        || paths.is_empty()
        || paths.iter().any(|path| {
            is_near(path) || (!is_elsewhere(path, named, files) && survey(path, Some(named), files, sources).touches)
        })
}

fn grouped(
    candidates: &BTreeMap<String, Kind>,
    ways: &[Way<ComposeWay>],
    named: Option<&[String]>,
    files: &dyn Files,
    sources: &Sources,
) -> Units {
    let of_kind = |wanted: Kind| move |(path, kind): (&'_ String, &Kind)| (*kind == wanted).then(|| path.clone());
    let composes: Vec<String> = candidates.iter().filter_map(of_kind(Kind::Compose)).collect();
    let looked = |path: &String| match named {
        Some(named) if is_elsewhere(path, named, files) => None,
        named => Some(survey(path, named, files, sources)),
    };
    let surveys: Vec<Option<Survey>> = composes.par_iter().map(looked).collect();
    let dotenvs = candidates.iter().filter_map(of_kind(Kind::Env)).filter(|path| split(path).1 == ".env");
    let (mut names, mut said) = (BTreeMap::new(), BTreeMap::new());
    for (directory, named, place) in dotenvs.filter_map(|path| compose_file(&path, files, sources)) {
        names.insert(directory.clone(), named);
        said.insert(directory, place);
    }
    // A project judges the env files of its directory, whether it uses them or not.
    let is_named = |path: &String| named.is_some_and(|named| named.iter().any(|named| lies_in(path, named)));
    let env_files = candidates.iter().filter_map(of_kind(Kind::Env)).filter(is_named);
    let judging = env_files.map(|path| split(&path).0.to_owned()).collect();
    let started = Started::new(ways);
    let unknown = started.files().into_iter().filter(|path| candidates.get(*path) != Some(&Kind::Compose));
    let others = unknown.map(|path| (path.to_owned(), survey(path, named, files, sources))).collect();
    let has_dotenv = |directory: &&str| files.kind(&join(directory, ".env")) == Some(EntryKind::File);
    let dotenvs = started.homes().filter(has_dotenv).map(str::to_owned).collect();
    let surveys = composes.into_iter().zip(surveys).collect();
    let mut all = All { files, surveys, index: OnceCell::new(), others, names, said, dotenvs, judging };
    match named {
        None => all.units(started, |_| true),
        Some(named) => {
            all.look_around(named, files, sources);
            let touching = all.touching(named, files, sources);
            all.units(started, |path| touching.contains(path))
        }
    }
}

/// Everything that looks have told.
struct All<'a> {
    files: &'a dyn Files,
    surveys: Surveys,
    /// The same, by what is asked of them.
    index: OnceCell<Index>,
    /// Files that no name and no look tells, and a way of starting names.
    others: BTreeMap<String, Survey>,
    /// Directories whose `.env` names the Compose files, and these.
    names: BTreeMap<String, Vec<String>>,
    /// Where these `.env`s do.
    said: BTreeMap<String, Said>,
    /// Directories that have a `.env`.
    dotenvs: BTreeSet<String>,
    /// Directories of env files that were asked for.
    judging: BTreeSet<String>,
}

impl All<'_> {
    fn survey(&self, path: &str) -> Option<&Survey> {
        self.surveys.get(path).and_then(Option::as_ref).or_else(|| self.others.get(path))
    }

    /// Of all that was looked at: whoever asks does so when no more looks are taken.
    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.surveys, &self.names))
    }

    /// Looks at what may be joined to a file that was asked for or touches what was.
    fn look_around(&mut self, named: &[String], files: &dyn Files, sources: &Sources) {
        let is_near = |path: &String, survey: &Option<Survey>| {
            survey.as_ref().is_some_and(|survey| survey.touches) || named.iter().any(|named| lies_in(path, named))
        };
        let near: BTreeSet<String> = self
            .surveys
            .iter()
            .filter(|(path, s)| is_near(path, s))
            .map(|(path, _)| split(path).0.to_owned())
            .collect();
        for (path, known) in self.surveys.iter_mut().filter(|(_, known)| known.is_none()) {
            let directory = split(path).0;
            let is_above =
                |near: &String| near != "." && split(near).0 == split(directory).0 || lies_in(near, directory);
            if near.contains(directory) || near.contains(split(directory).0) || near.iter().any(is_above) {
                *known = Some(survey(path, Some(named), files, sources));
            }
        }
    }

    /// Files that touch what was asked for, by themselves or through what they include and extend.
    fn touching(&self, named: &[String], files: &dyn Files, sources: &Sources) -> BTreeSet<String> {
        let mut touching: BTreeSet<String> = BTreeSet::new();
        let mut users: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut strangers: Vec<(String, Survey)> = Vec::new();
        let mut add = |path: &str, survey: &Survey, next: &mut Vec<String>, touching: &mut BTreeSet<String>| {
            if survey.touches || self.judging.contains(split(path).0) || named.iter().any(|named| lies_in(path, named))
            {
                touching.insert(path.to_owned());
            }
            for other in survey.others() {
                users.entry(other.to_owned()).or_default().push(path.to_owned());
                next.push(other.to_owned());
            }
        };
        let mut next = Vec::new();
        let known = self.surveys.iter().filter_map(|(path, survey)| Some((path, survey.as_ref()?)));
        for (path, survey) in known.chain(&self.others) {
            add(path, survey, &mut next, &mut touching);
        }
        // Files of other names, that only another file leads to.
        let mut seen: BTreeSet<String> = BTreeSet::new();
        while let Some(path) = next.pop() {
            if !self.surveys.contains_key(&path) && seen.insert(path.clone()) && files.kind(&path).is_some() {
                let survey = survey(&path, Some(named), files, sources);
                add(&path, &survey, &mut next, &mut touching);
                strangers.push((path, survey));
            }
        }
        let mut open: Vec<String> = touching.iter().cloned().collect();
        while let Some(path) = open.pop() {
            for user in users.get(&path).into_iter().flatten() {
                if touching.insert(user.clone()) {
                    open.push(user.clone());
                }
            }
        }
        touching
    }

    fn units(&self, mut started: Started, is_wanted: impl Fn(&str) -> bool) -> Units {
        started.leave_templates(self);
        let included: BTreeSet<&str> =
            self.surveys.values().flatten().flat_map(|s| s.includes.iter().map(String::as_str)).collect();
        let named = started.files();
        // What nobody starts, and nothing but its text makes a Compose file, is what others use it for.
        let is_hidden = |path: &str| !is_usual(split(path).1) && !named.contains(path);
        let mut units = Units::default();
        let mut directories: BTreeSet<&str> = BTreeSet::new();
        // What is left to the file that uses it.
        let mut left: BTreeMap<&str, &'static str> = BTreeMap::new();
        for (path, survey) in self.surveys.iter().filter_map(|(path, survey)| Some((path, survey.as_ref()?))) {
            let (directory, name) = split(path);
            if survey.template {
                let reason = "a template that makes Compose files, judge what it makes";
                units.excluded.push((path.clone(), reason.to_owned()));
            } else if self.is_standard(directory, name) {
                directories.insert(directory);
            } else if survey.empty {
                units.excluded.push((path.clone(), "empty, so that it changes nothing".to_owned()));
            } else if !survey.compose {
                units.excluded.push((path.clone(), "has no top-level key of a Compose file".to_owned()));
            } else if included.contains(path.as_str()) && (!survey.alone || is_hidden(path)) {
                left.insert(path, "included by another file, judged there");
            } else if is_hidden(path) && self.gives_all(path, survey) {
                left.insert(path, "extended by other files, judged there");
            } else if !survey.alone && self.gives_all(path, survey) && self.is_fragment(path, survey) {
                left.insert(path, "extended by another file, judged there");
            } else if !survey.runs() && !survey.alone && !is_usual(name) && !self.belongs(path, survey) {
                // By nothing but its text it is known, and not how it is started.
                if !named.contains(path.as_str()) {
                    units.excluded.push((path.clone(), FRAGMENT.to_owned()));
                }
            } else {
                units.compose.push(self.variant(path, survey));
            }
        }
        self.leave_reversed(&mut units.compose);
        for (directory, files) in &self.names {
            // The standard file that the .env passes over can still be named with -f.
            let passed: Vec<String> = self.standard_files(directory).filter(|file| !files.contains(file)).collect();
            if !passed.is_empty() {
                let files = self.standard_files(directory).collect();
                units.compose.push(Unit { directory: directory.clone(), files, ..Unit::default() });
            }
            directories.insert(directory);
        }
        directories.retain(|directory| !self.is_started_elsewhere(directory));
        for directory in directories {
            if let Some(unit) = self.over_a_base_above(directory, &included) {
                units.compose.push(unit);
                continue;
            }
            let place = self.said.get(directory).cloned();
            let how = if place.is_some() { How::Dotenv } else { How::Standard };
            units.compose.push(Unit {
                directory: directory.to_owned(),
                fragment: self.is_fragment_of_others(directory),
                start: Start { said: place.into_iter().collect(), ..Start::of(how) },
                ..Unit::default()
            });
        }
        for unit in &mut units.compose {
            unit.starts = self.files_of(unit);
            if let Some(home) = self.home_above(unit, &started) {
                unit.files.clone_from(&unit.starts);
                unit.project_directory = Some(home);
                unit.start.how = How::Above;
            }
        }
        started.apply(&mut units.compose, self);
        let judged = self.led_to(&units.compose);
        for (path, reason) in left {
            if judged.contains(path) {
                units.excluded.push((path.to_owned(), reason.to_owned()));
            } else {
                let directory = split(path).0.to_owned();
                let files = vec![path.to_owned()];
                let (starts, start) = (files.clone(), Start::of(How::Alone));
                units.compose.push(Unit { directory, starts, files, fragment: true, start, ..Unit::default() });
            }
        }
        for unit in &mut units.compose {
            unit.guest |= unit.starts.iter().any(|file| included.contains(file.as_str()));
            self.set_variables(unit);
        }
        units.compose.retain(|unit| unit.starts.iter().any(|file| is_wanted(file)));
        units.excluded.retain(|(path, _)| is_wanted(path));
        units.compose.sort();
        self.bound(&mut units);
        units
    }

    /// Leaves out overlays beyond those that repeat as many services of a file as are judged again, wherever that stands among them, and says so.
    fn bound(&self, units: &mut Units) {
        let mut repeated: BTreeMap<String, usize> = BTreeMap::new();
        units.compose.retain(|unit| {
            let [_, .., overlay] = unit.files.as_slice() else { return true };
            let mut beyond = None;
            for file in &unit.files {
                let services = self.survey(file).map_or(0, |survey| survey.services.len());
                let so_far = repeated.entry(file.clone()).or_default();
                *so_far += services;
                if *so_far > MAX_REPEATED && *so_far != services {
                    beyond = beyond.or(Some(file));
                }
            }
            if let Some(base) = beyond {
                let message =
                    format!("{overlay} is not judged: overlays of {base} repeat more than {MAX_REPEATED} services");
                let problem = Problem::error("too-many-overlays", message).in_file(overlay.as_str());
                units
                    .problems
                    .push(problem.help("name the files that belong together as `environments` in plimsoll.yaml"));
            }
            beyond.is_none()
        });
    }

    /// The one standard file of a directory over a file of a directory above that has all it lacks. What another file includes is judged there.
    fn over_a_base_above(&self, directory: &str, included: &BTreeSet<&str>) -> Option<Unit> {
        let path = self.standard_files(directory).next().filter(|path| !included.contains(path.as_str()))?;
        if !self.is_fragment_of_others(directory) {
            return None;
        }
        let survey = self.survey(&path)?;
        let found = self.completed(&path, survey);
        let is_above = |base: &String| split(base).0 != directory && lies_in(directory, split(base).0);
        let joins = found.whole && !found.below.is_empty() && found.below.iter().all(is_above);
        joins.then(|| self.variant(&path, survey))
    }

    /// Whether the one standard file of a directory lacks what other files have, or whoever takes it.
    fn is_fragment_of_others(&self, directory: &str) -> bool {
        let standard: Vec<String> = self.standard_files(directory).collect();
        let [base] = standard.as_slice() else { return false };
        let lacking = self.survey(base).filter(|survey| !survey.alone && !self.names.contains_key(directory));
        lacking.is_some_and(|survey| survey.stand_in || self.is_completed_by_others(base, survey))
    }

    /// Whether the `.env` of another directory says that what docker compose would take in this one is started from there.
    fn is_started_elsewhere(&self, directory: &str) -> bool {
        let is_named = |own: String| self.index().naming(&own).iter().any(|other| other != directory);
        !self.names.contains_key(directory) && self.standard_files(directory).next().is_some_and(is_named)
    }

    /// What is started with a file that a `.env` of another directory names sees the variables of that `.env`, too.
    fn set_variables(&self, unit: &mut Unit) {
        let Some(first) = unit.files.first().filter(|_| unit.env_files.is_empty()) else { return };
        let home = unit.project_directory.as_deref().unwrap_or(split(first).0);
        let mut others = self.index().naming(first).iter().filter(|other| *other != home);
        if let Some(other) = others.next() {
            unit.env_files.push(join(other, ".env"));
        }
    }

    /// Whether docker compose would take this file in its directory without being asked: the first base name there is, or an override beside a base.
    fn is_standard(&self, directory: &str, name: &str) -> bool {
        self.standard_files(directory).any(|file| split(&file).1 == name)
    }

    /// What docker compose takes in a directory.
    fn standard_files(&self, directory: &str) -> impl Iterator<Item = String> + use<> {
        let first = |names: &[&str]| names.iter().map(|name| join(directory, name)).find(|path| self.is_there(path));
        let base = first(&BASE_NAMES);
        let over = base.as_ref().and_then(|_| first(&OVERRIDE_NAMES));
        base.into_iter().chain(over)
    }

    /// Whether a Compose file is there, and no template of one.
    fn is_there(&self, path: &str) -> bool {
        self.surveys.get(path).is_some_and(|survey| survey.as_ref().is_none_or(|survey| !survey.template))
    }

    /// The files that a unit starts from.
    fn files_of(&self, unit: &Unit) -> Vec<String> {
        if !unit.files.is_empty() {
            return unit.files.clone();
        }
        let named = self.names.get(&unit.directory).cloned();
        named.unwrap_or_else(|| self.standard_files(&unit.directory).collect())
    }

    /// Everything that units come to, directly and through other files.
    fn led_to(&self, units: &[Unit]) -> BTreeSet<String> {
        let mut open: Vec<String> = units.iter().flat_map(|unit| self.files_of(unit)).collect();
        let mut met = BTreeSet::new();
        while let Some(path) = open.pop() {
            if met.insert(path.clone()) {
                open.extend(self.survey(&path).into_iter().flat_map(Survey::others).map(str::to_owned));
            }
        }
        met
    }

    /// The base that an overlay belongs to.
    fn base_of(&self, directory: &str) -> Option<String> {
        let here =
            |directory: &str| BASE_NAMES.iter().map(|name| join(directory, name)).find(|path| self.is_there(path));
        here(directory).or_else(|| (directory != ".").then(|| here(split(directory).0)).flatten())
    }

    /// Whether every service of a file is one that another file extends.
    fn gives_all(&self, path: &str, survey: &Survey) -> bool {
        let is_taken = |taken: &BTreeSet<String>| survey.services.keys().all(|name| taken.contains(name));
        !survey.services.is_empty() && self.index().taken(path).is_some_and(is_taken)
    }

    /// Whether a file only gives services to extend: laid over the base it would change nothing that the base does not take from it already.
    fn is_fragment(&self, path: &str, survey: &Survey) -> bool {
        let Some(base) = self.base_of(split(path).0) else { return true };
        let bases: Vec<&Survey> = self.standard_files(split(&base).0).filter_map(|file| self.survey(&file)).collect();
        survey.services.keys().all(|name| {
            let own: Vec<_> = bases.iter().filter_map(|base| base.services.get(name)).collect();
            own.is_empty() || own.iter().any(|base| base.as_ref().is_some_and(|(file, of)| file == path && of == name))
        })
    }
}

/// What is said of a file that only its text makes a Compose file, that says nothing to run, and that nothing completes.
const FRAGMENT: &str = "a part of a Compose project that no file beside it completes, and that no other file uses";

/// Whether a name is one that Compose files usually have.
pub fn is_usual(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.trim_start_matches("docker-").starts_with("compose")
}

/// Directory (`.` for the root) and file name of a path.
pub fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or((".", path))
}

/// The Compose files that a `.env` names for its directory, where it does.
fn compose_file(path: &str, files: &dyn Files, sources: &Sources) -> Option<(String, Vec<String>, Said)> {
    let file = files.read(path, sources).ok()?;
    let text = sources.get(file).text.clone();
    if !text.contains("COMPOSE_FILE") {
        return None;
    }
    let (document, _) = load::env::document(file, &text, EnvFormat::Dotenv, &|_| None);
    let value = |key: &str| {
        document.value(key).and_then(|assignment| assignment.value.clone()).filter(|value| !value.is_empty())
    };
    let separator = value("COMPOSE_PATH_SEPARATOR").unwrap_or_else(|| ":".to_owned());
    let directory = split(path).0;
    let named = value("COMPOSE_FILE")?;
    let line = document.value("COMPOSE_FILE").map_or(1, |assignment| sources.get(file).line(assignment.span.start));
    let said = Said { source: "dotenv", path: path.to_owned(), line };
    Some((directory.to_owned(), named.split(&separator).map(|file| join(directory, file)).collect(), said))
}

#[cfg(test)]
mod tests;
