//! Which files lie where, what they declare and what they take from each other: each file asks all others, so nobody looks through all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fragments::OVER;
use super::split;
use super::survey::{Need, Survey};
use plimsoll_source::files::join;

/// By path; `None` where no look was needed.
pub(super) type Surveys = BTreeMap<String, Option<Survey>>;

/// How early a file is tried as a base: one that can stand alone, and that does not lie over another, comes first.
type Rank = (bool, bool);

/// What looks have told, by what is asked for.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Files that others may lie over.
    bases: BTreeSet<Arc<str>>,
    /// The same by their directory, those to be tried first in front.
    here: BTreeMap<Arc<str>, Vec<(Rank, Arc<str>)>>,
    /// The same by the directory above theirs.
    beside: BTreeMap<Arc<str>, Vec<(Rank, Arc<str>)>>,
    /// The same by their name, too.
    named: BTreeMap<(Arc<str>, Arc<str>), Vec<(Rank, Arc<str>)>>,
    /// What Compose files declare: each with the directories and paths of those that do.
    declared: BTreeMap<Need, BTreeSet<(Arc<str>, Arc<str>)>>,
    /// Files and services of them that other files extend.
    taken: BTreeMap<String, BTreeSet<String>>,
    /// Files that `.env`s name, each with the directories of these, in order.
    naming: BTreeMap<String, Vec<String>>,
}

impl Index {
    /// Of looks, and of the files that the `.env` of a directory names.
    pub(super) fn of(surveys: &Surveys, names: &BTreeMap<String, Vec<String>>) -> Self {
        let mut index = Self::default();
        for (directory, file) in names.iter().flat_map(|(directory, files)| files.iter().map(move |f| (directory, f))) {
            index.naming.entry(file.clone()).or_default().push(directory.clone());
        }
        for (path, survey) in surveys.iter().filter_map(|(path, survey)| Some((path, survey.as_ref()?))) {
            for (file, name) in survey.services.values().flatten().filter(|(file, _)| file != path) {
                index.taken.entry(file.clone()).or_default().insert(name.clone());
            }
            if survey.compose {
                index.add(path, survey);
            }
        }
        let lists = index.here.values_mut().chain(index.beside.values_mut()).chain(index.named.values_mut());
        lists.for_each(|files| files.sort_unstable());
        index
    }

    fn add(&mut self, path: &str, survey: &Survey) {
        let (home, name) = split(path);
        let (path, above) = (Arc::<str>::from(path), Arc::<str>::from(split(home).0));
        let (home, name) = (Arc::<str>::from(home), Arc::<str>::from(name));
        for need in &survey.has {
            let place = (Arc::clone(&home), Arc::clone(&path));
            self.declared.entry(need.clone()).or_default().insert(place);
        }
        // A file of networks and volumes only is a base, too.
        if !survey.has.is_empty() {
            let rank = (!survey.alone, OVER.iter().any(|word| name.contains(word)));
            self.bases.insert(Arc::clone(&path));
            self.here.entry(home).or_default().push((rank, Arc::clone(&path)));
            self.beside.entry(Arc::clone(&above)).or_default().push((rank, Arc::clone(&path)));
            self.named.entry((above, name)).or_default().push((rank, path));
        }
    }

    /// The bases of a directory, the one of a name first, the standard one then.
    pub(super) fn here<'a>(
        &'a self,
        home: &str,
        name: &str,
        standard: Option<&str>,
    ) -> impl Iterator<Item = &'a str> + use<'a> {
        let all = self.here.get(home).map(Vec::as_slice).unwrap_or_default();
        let one = |wanted: &str| self.bases.get(wanted).map(|path| &**path);
        let first = one(&join(home, name));
        let second = standard.filter(|path| split(path).0 == home).and_then(one).filter(|path| Some(*path) != first);
        let is_other = move |path: &&str| Some(*path) != first && Some(*path) != second;
        first.into_iter().chain(second).chain(all.iter().map(|(_, path)| &**path).filter(is_other))
    }

    /// The bases of the directories in one, those of a name first.
    pub(super) fn beside<'a>(&'a self, parent: &str, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let named = self.named.get(&(parent.into(), name.into())).map(Vec::as_slice).unwrap_or_default();
        let all = self.beside.get(parent).map(Vec::as_slice).unwrap_or_default();
        let name = name.to_owned();
        let others = all.iter().filter(move |(_, path)| split(path).1 != name);
        named.iter().chain(others).map(|(_, path)| &**path)
    }

    /// Whether a file other than this one declares something, in one of these directories or anywhere in the last.
    pub(super) fn is_declared<'a>(
        &self,
        need: &Need,
        but: &str,
        homes: impl Iterator<Item = &'a str>,
        below: &'a str,
    ) -> bool {
        let Some(places) = self.declared.get(need) else { return false };
        let empty = || Arc::<str>::from("");
        let is_other = |place: &&(Arc<str>, Arc<str>)| *place.1 != *but;
        let is_here = |home: &str| {
            let from = places.range((Arc::from(home), empty())..);
            from.take_while(|(other, _)| **other == *home).any(|place| is_other(&place))
        };
        let is_below = |top: &str| {
            let start = format!("{top}/");
            let from = places.range((Arc::from(start.as_str()), empty())..);
            from.take_while(|(other, _)| other.starts_with(&start)).any(|place| is_other(&place))
        };
        let is_anywhere = || below == "." && places.iter().any(|place| is_other(&place));
        homes.chain([below]).any(is_here) || is_anywhere() || is_below(below)
    }

    /// Services of a file that other files extend.
    pub(super) fn taken(&self, path: &str) -> Option<&BTreeSet<String>> {
        self.taken.get(path)
    }

    /// The directories whose `.env` names a file.
    pub(super) fn naming(&self, path: &str) -> &[String] {
        self.naming.get(path).map(Vec::as_slice).unwrap_or_default()
    }
}
