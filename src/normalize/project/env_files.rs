//! The env files of a project: those it reads, and those that lie in its directory. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::{Loaded, Surroundings, read};
use crate::document::env::EnvFormat;
use crate::files::Kind;
use crate::load;
use crate::model::{Address, Assignment, EnvFile, Origin};
use crate::normalize::compose::EnvFileUse;
use crate::normalize::units::split;
use crate::problem::Problem;
use crate::source::Span;

/// Endings of the names of env files that are only samples.
const SAMPLES: [&str; 8] = ["example", "sample", "template", "dist", "tmpl", "tpl", "default", "defaults"];

/// How a project uses an env file.
#[derive(Debug, Default)]
pub(super) struct Use {
    services: BTreeSet<String>,
    interpolation: bool,
}

/// Whether an env file is a sample by its name: `.env.example`, `sample.env`, `env.dist`.
pub fn is_sample(path: &str) -> bool {
    let name = split(path).1.to_ascii_lowercase();
    name.split(['.', '-', '_']).any(|part| SAMPLES.contains(&part) || part == "examples" || part == "samples")
}

/// The env files a project has to do with, by path.
pub(super) fn uses(used: &[EnvFileUse], directory: &str, candidates: &BTreeMap<String, Kind>) -> BTreeMap<String, Use> {
    let mut uses: BTreeMap<String, Use> = BTreeMap::new();
    for file in used {
        let entry = uses.entry(file.path.clone()).or_default();
        entry.services.extend(file.services.iter().cloned());
        entry.interpolation |= file.interpolation;
    }
    let beside = candidates.iter().filter(|(path, kind)| **kind == Kind::Env && split(path).0 == directory);
    for (path, _) in beside {
        uses.entry(path.clone()).or_default();
    }
    uses
}

/// Reads env files into the project.
pub(super) fn add(uses: &BTreeMap<String, Use>, loaded: &mut Loaded, around: Surroundings<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, used) in uses {
        // A file that a service names and that is missing is told by the loader.
        if around.files.kind(path).is_none() {
            continue;
        }
        let Some(file) = read(path, around, &mut problems) else { continue };
        let text = around.sources.get(file).text.clone();
        let (document, found) = load::env::document(file, &text, EnvFormat::Dotenv, &|_| None);
        // For a file that the project reads, the loader has told the same problems already.
        if used.services.is_empty() && !used.interpolation {
            problems.extend(found.into_iter().map(|problem| soften(problem, path)));
        }
        let at = Address::root().child("env_files").child(loaded.project.env_files.len());
        let mut assignments = Vec::with_capacity(document.assignments.len());
        for (index, assignment) in document.assignments.into_iter().enumerate() {
            let at = at.child("assignments").child(index);
            loaded.origins.insert(at.clone(), Origin::new(assignment.span).keyed(assignment.key.span));
            assignments.push(Assignment {
                at,
                key: assignment.key.value,
                value: assignment.value,
                quote: assignment.quote.as_str().to_owned(),
                exported: assignment.exported,
            });
        }
        loaded.origins.insert(at.clone(), Origin::new(first_line(&text, file)));
        loaded.used.insert(path.clone());
        loaded.project.env_files.push(EnvFile {
            at,
            path: path.clone(),
            name: split(path).1.to_owned(),
            used_by: used.services.iter().cloned().collect(),
            interpolation: used.interpolation,
            sample: is_sample(path),
            ignored: around.files.ignored(path),
            assignments,
        });
    }
    problems
}

/// Nobody may ever read this file: what is wrong with it does not make the answer incomplete.
fn soften(mut problem: Problem, path: &str) -> Problem {
    problem.severity = crate::problem::Severity::Warning;
    problem.path.get_or_insert_with(|| path.to_owned());
    problem
}

fn first_line(text: &str, file: crate::source::FileId) -> Span {
    Span::new(file, 0, text.find(['\n', '\r']).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_samples_by_name() {
        for name in [".env.example", "sample.env", "a/.env.dist", ".env-template", "example.env"] {
            assert!(is_sample(name), "{name}");
        }
        for name in [".env", "a/.env.prod", "distribution.env", "web.env"] {
            assert!(!is_sample(name), "{name}");
        }
    }
}
