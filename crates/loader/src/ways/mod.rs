//! How projects are started, read from what lies beside them and never run: build files, scripts, workflows, texts, and the settings of tools.
//!
//! A way names Compose files, or a Dockerfile with how it is built; all that it names must be there. Each kind of source is a module of its own and a
//! line of the registry. Pure but for [`Files`].

mod bake;
mod build;
mod call;
mod compose;
mod devcontainer;
mod dotenv;
mod gitlab;
mod justfile;
mod makefile;
mod markdown;
mod options;
mod package;
mod reader;
mod script;
mod taskfile;
#[cfg(test)]
mod tests;
mod variables;
mod workflow;
mod yaml;

use std::collections::BTreeMap;

use rayon::prelude::*;

use self::reader::SourceReader;
use crate::normalize::way::{BuildWay, ComposeWay, MAX_PLACES, Way, Ways};
use plimsoll_model::Said;
use plimsoll_source::Sources;
use plimsoll_source::files::Files;
use plimsoll_source::guard;
use plimsoll_source::problem::Problem;

/// Files that are read for ways of starting.
pub const MAX_WAY_FILES: usize = 10_000;
/// Ways of starting Compose projects, and as many of building images, that are followed.
pub const MAX_WAYS: usize = 500;

/// A kind of files that say how projects are started.
struct Source {
    /// What it is called.
    name: &'static str,
    /// Whether a file is one of it, by its path.
    takes: fn(&str) -> bool,
    /// Tells a reader what the file says.
    read: fn(&mut SourceReader<'_>),
}

/// Every kind there is. The first that takes a file reads it.
const SOURCES: [Source; 11] = [
    dotenv::SOURCE,
    devcontainer::SOURCE,
    bake::SOURCE,
    makefile::SOURCE,
    justfile::SOURCE,
    taskfile::SOURCE,
    package::SOURCE,
    gitlab::SOURCE,
    workflow::SOURCE,
    script::SOURCE,
    markdown::SOURCE,
];

impl SourceReader<'_> {
    /// A script that begins in a line and runs in the first of these directories in which all that it names is there.
    pub(super) fn script(&mut self, text: &str, line: u32, places: &[&str]) {
        // One more for each, so that none is for nothing.
        if !self.budget.spend(text.len() + 1)
            || !["docker", "podman", "nerdctl", "compose"].iter().any(|name| text.contains(name))
        {
            return;
        }
        let mut directories: Vec<String> = Vec::new();
        for place in places {
            if !directories.iter().any(|known| known == place) {
                directories.push((*place).to_owned());
            }
        }
        for called in call::calls(text, line, directories, self) {
            match called.tool {
                call::Tool::Compose => compose::call(self, &called),
                call::Tool::Stack => compose::stack(self, &called),
                call::Tool::Build => build::call(self, &called),
            }
        }
    }
}

/// Whether a file, by its path, may say how something is started.
pub fn may_say(path: &str) -> bool {
    source_of(path).is_some()
}

fn source_of(path: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|source| (source.takes)(path))
}

/// Reads the ways out of these files. `is_out` tells what nobody wants to be judged.
pub fn find(paths: &[String], files: &dyn Files, is_out: &(dyn Fn(&str) -> bool + Sync)) -> (Ways, Vec<Problem>) {
    let mut problems = Vec::new();
    if let Some(beyond) = paths.get(MAX_WAY_FILES) {
        let message =
            format!("more than {MAX_WAY_FILES} files may say how projects are started; the others are not read for it");
        problems.push(limit(message, beyond));
    }
    let looked: Vec<Found> = paths.par_iter().take(MAX_WAY_FILES).map(|path| read(path, files, is_out)).collect();
    let (mut composes, mut builds) = (Vec::new(), Vec::new());
    for found in looked {
        composes.extend(found.compose);
        builds.extend(found.builds);
        problems.extend(found.problems);
    }
    let ways = Ways { compose: grouped(composes, &mut problems), builds: grouped(builds, &mut problems) };
    (ways, problems)
}

/// What one file says.
#[derive(Debug, Default)]
struct Found {
    compose: Vec<(ComposeWay, Said)>,
    builds: Vec<(BuildWay, Said)>,
    /// What it says and cannot be followed.
    problems: Vec<Problem>,
}

/// Reads one file. None of what it says is needed, so what cannot be read says nothing, and a bug costs no more than that.
fn read(path: &str, files: &dyn Files, is_out: &(dyn Fn(&str) -> bool + Sync)) -> Found {
    let Some(source) = source_of(path) else { return Found::default() };
    // The texts are no part of what is judged, and are dropped.
    let looked = Sources::passing();
    let Ok(file) = files.read(path, &looked) else { return Found::default() };
    let text = looked.get(file).text.clone();
    if !MARKS.iter().any(|mark| text.contains(mark)) {
        return Found::default();
    }
    guard::guarded(|| {
        let mut reader = SourceReader::new(source.name, path, &text, file, &looked, files, is_out);
        (source.read)(&mut reader);
        reader.found
    })
    .unwrap_or_default()
}

/// One of these words is in every file that says something.
const MARKS: [&str; 7] = ["docker", "Docker", "compose", "podman", "nerdctl", "COMPOSE_", "target"];

/// Puts equal ways together, those that most places name first.
fn grouped<T: Ord + Clone>(found: Vec<(T, Said)>, problems: &mut Vec<Problem>) -> Vec<Way<T>> {
    let mut places: BTreeMap<T, Vec<Said>> = BTreeMap::new();
    for (start, said) in found {
        places.entry(start).or_default().push(said);
    }
    let mut ways: Vec<Way<T>> = places
        .into_iter()
        .map(|(start, mut said)| {
            said.sort();
            said.dedup();
            let count = said.len();
            said.truncate(MAX_PLACES);
            Way { start, said, count }
        })
        .collect();
    // Of those that as many name, the first in order.
    ways.sort_by_key(|way| std::cmp::Reverse(way.count));
    if let Some(path) = ways.get(MAX_WAYS).and_then(|way| way.said.first()).map(|said| said.path.clone()) {
        problems.push(limit(
            format!("more than {MAX_WAYS} ways of starting; those that fewer places name are not followed"),
            &path,
        ));
        ways.truncate(MAX_WAYS);
    }
    ways
}

fn limit(message: String, path: &str) -> Problem {
    Problem::warning("too-many-ways", message)
        .in_file(path)
        .help("name the files that belong together as `environments` in plimsoll.yaml")
}
