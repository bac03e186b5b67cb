//! Which file completes one that cannot stand alone: the nearest one that has what it lacks.

use std::collections::BTreeSet;

use super::survey::{Need, Survey, homes};
use super::ways::Started;
use super::{All, Unit, is_usual, split};
use plimsoll_model::{How, Start};
use plimsoll_source::files::join;

/// Files that are tried as the base of one fragment.
pub const MAX_BASES: usize = 64;

/// Files near a fragment of which it is asked whether they are bases to try.
pub const MAX_NEAR: usize = 1_024;

/// Words in the name of a file that lies over another one.
pub(super) const OVER: [&str; 3] = ["override", "overlay", "overrides"];

/// What a fragment is laid over, and whether that gives it all it lacks.
pub(super) struct Completed {
    /// The files below it, in order.
    pub(super) below: Vec<String>,
    pub(super) whole: bool,
}

impl All<'_> {
    /// What a file belongs over. Where what it builds is not there from its own directory: the first file near it that has its services, and from whose
    /// directory it is. Else, where it cannot stand alone: the first one that has what it lacks, by itself or over its own base; the base of its directory
    /// where none has.
    pub(super) fn completed(&self, path: &str, survey: &Survey) -> Completed {
        let needs_none = Completed { below: Vec::new(), whole: true };
        if survey.alone && survey.homes.is_empty() {
            return needs_none;
        }
        let directory = split(path).0;
        // What has its env files beside it is not started from another directory, where they are not.
        let is_there = |home: &str| {
            let mut env_files = survey.env_files.iter();
            home == directory
                || survey.env_files.is_empty()
                || env_files.any(|path| self.files.kind(&join(home, path)).is_some())
        };
        let standard = self.base_of(directory).filter(|base| is_there(split(base).0));
        let near = self.near(path, standard.as_deref()).take(MAX_NEAR).filter(|base| is_there(split(base).0));
        let near: Vec<&str> = near.take(MAX_BASES).collect();
        if let Some(base) = near.iter().find(|base| self.has_builds_of(base, survey)) {
            return Completed { below: vec![(*base).to_owned()], whole: true };
        }
        if survey.alone {
            return needs_none;
        }
        for base in &near {
            let Some(below) = self.survey(base) else { continue };
            if below.is_whole_with(&[survey]) {
                return Completed { below: vec![(*base).to_owned()], whole: true };
            }
        }
        // A fragment over another one, which the standard file of the directory completes.
        if let Some(standard) = standard.as_deref()
            && let Some(lowest) = self.survey(standard)
        {
            for base in near.iter().filter(|base| **base != standard) {
                let Some(below) = self.survey(base).filter(|below| !below.alone) else { continue };
                if lowest.is_whole_with(&[below, survey]) {
                    return Completed { below: vec![standard.to_owned(), (*base).to_owned()], whole: true };
                }
            }
        }
        Completed { below: standard.into_iter().collect(), whole: false }
    }

    /// Whether a file that builds what is not there from its own directory means services of this one, from whose directory it is there.
    fn has_builds_of(&self, base: &str, survey: &Survey) -> bool {
        let is_home = survey.homes.iter().any(|home| home == split(base).0);
        is_home && self.survey(base).is_some_and(|below| survey.means(below) && below.is_whole_with(&[survey]))
    }

    /// Whether files near one that cannot stand alone have all that it lacks, or one of them has a service of it.
    pub(super) fn belongs(&self, path: &str, survey: &Survey) -> bool {
        let found = self.completed(path, survey);
        let means = |base: &str| self.survey(base).is_some_and(|below| survey.means(below));
        (found.whole && !found.below.is_empty()) || self.near(path, None).take(MAX_BASES).any(means)
    }

    /// A file with a name of its own: by itself where it can be, else over the base that it belongs to.
    pub(super) fn variant(&self, path: &str, survey: &Survey) -> Unit {
        let directory = split(path).0;
        let mut found = self.completed(path, survey);
        let means = |base: &String| self.survey(base).is_some_and(|below| survey.means(below));
        if !found.whole && !is_usual(split(path).1) && !found.below.iter().any(means) {
            // Nothing says that the two have to do with each other.
            found.below.clear();
        }
        let (below, fragment) = (found.below, !found.whole);
        let home = below.first().map_or(directory, |base| split(base).0).to_owned();
        let start = Start::of(if below.is_empty() { How::Alone } else { How::Overlay });
        Unit {
            directory: home,
            files: below.into_iter().chain([path.to_owned()]).collect(),
            fragment,
            start,
            ..Unit::default()
        }
    }

    /// Of two files that complete each other, the one with fewer services is laid over the other, and not the other way round, too.
    pub(super) fn leave_reversed(&self, units: &mut Vec<Unit>) {
        let is_pair = |unit: &&Unit| unit.start.how == How::Overlay && unit.files.len() == 2;
        let pairs: BTreeSet<Vec<String>> = units.iter().filter(is_pair).map(|unit| unit.files.clone()).collect();
        let services = |file: &String| self.survey(file).map_or(0, |survey| survey.services.len());
        let goes_below = |file: &String| (std::cmp::Reverse(services(file)), file.clone());
        units.retain(|unit| {
            let [below, over] = unit.files.as_slice() else { return true };
            let reversed = vec![over.clone(), below.clone()];
            !(is_pair(&unit) && pairs.contains(&reversed) && goes_below(over) < goes_below(below))
        });
    }

    /// The directory above that a unit is started from, since nothing that it builds is there from its own. What somebody says of it goes before.
    pub(super) fn home_above(&self, unit: &Unit, started: &Started) -> Option<String> {
        let home = split(unit.starts.first()?).0;
        if unit.start.how == How::Dotenv || started.says_home(home, &unit.starts) {
            return None;
        }
        let surveys = unit.starts.iter().filter_map(|file| self.survey(file));
        let dockerfiles = surveys.flat_map(|survey| survey.dockerfiles.iter().cloned()).collect();
        homes(home, &dockerfiles, self.files).into_iter().next()
    }

    /// Whether files near a base have what it lacks, all of it: then nobody starts it by itself. They lie in a directory above it, or anywhere below the
    /// directory above it. What nobody declares is a mistake.
    pub(super) fn is_completed_by_others(&self, path: &str, survey: &Survey) -> bool {
        let lacking: BTreeSet<&Need> = survey.needs.difference(&survey.has).collect();
        let directory = split(path).0;
        let parent = split(directory).0;
        let below = if directory == "." || parent == "." { directory } else { parent };
        let is_had = |need: &&Need| self.index().is_declared(need, path, above(directory), below);
        !lacking.is_empty() && lacking.iter().all(is_had)
    }

    /// Files that may complete one, the nearest first: those of its directory, of the directories above, and of those beside it; of each the one that it
    /// is named for comes first (`app.yml` for `app.override.yml`), and the standard one then.
    fn near<'a>(&'a self, path: &'a str, standard: Option<&str>) -> impl Iterator<Item = &'a str> {
        let (directory, name) = split(path);
        let (index, name) = (self.index(), below_by_name(name));
        let own: Vec<_> = above(directory).map(|home| index.here(home, &name, standard)).collect();
        let is_own = move |other: &str| above(directory).any(|home| home == split(other).0);
        let beside = above(directory).nth(1).map(|parent| index.beside(parent, &name));
        let beside = beside.into_iter().flatten().filter(move |other| !is_own(other));
        own.into_iter().flatten().chain(beside).filter(move |other| *other != path)
    }
}

/// A directory and those above it.
fn above(directory: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(directory), |at| (*at != ".").then(|| split(at).0))
}

/// The name of a file without the words that say that it lies over another.
fn below_by_name(name: &str) -> String {
    OVER.iter().fold(name.to_owned(), |name, word| {
        ['.', '-', '_'].iter().fold(name, |name, mark| name.replace(&format!("{mark}{word}."), "."))
    })
}

impl Survey {
    /// Whether it lacks nothing once others are laid over it, and the others lack nothing that it does not have.
    pub(super) fn is_whole_with(&self, over: &[&Self]) -> bool {
        let all = || std::iter::once(self).chain(over.iter().copied());
        let has: BTreeSet<&Need> = all().flat_map(|one| &one.has).collect();
        all().flat_map(|one| &one.needs).all(|need| has.contains(need))
    }
}
