//! What was in sight in the end: what a run looked at says nothing of what is there and was not judged.

use std::collections::BTreeSet;

use super::{Judged, Run};
use plimsoll_judge::finding::{Outcome, OutcomeKind};
use plimsoll_judge::sight::Sight;
use plimsoll_source::Sources;
use plimsoll_source::problem::{Problem, Severity};

/// The sight of a run without files that could not be judged and rules that failed.
pub(super) fn sight(run: &Run<'_>, judged: &Judged, outcomes: &[Outcome]) -> Sight {
    let has_failed = |outcome: &&Outcome| outcome.kind == OutcomeKind::Error && !outcome.unjudged;
    let failed = outcomes.iter().filter(has_failed).map(|outcome| outcome.rule.clone()).collect();
    Sight { unjudged: unjudged(judged, &run.sources).collect(), failed, ..run.scope.sight.clone() }
}

/// Files that could not be judged, or not wholly.
fn unjudged<'a>(judged: &'a Judged, sources: &'a Sources) -> impl Iterator<Item = String> + 'a {
    let errors = judged.problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.filter_map(|problem: &Problem| {
        problem.span.map(|span| sources.get(span.file).path.clone()).or_else(|| problem.path.clone())
    })
}

/// What was judged, and what should have been.
pub(super) fn touched(judged: &Judged, sources: &Sources) -> BTreeSet<String> {
    judged.files.iter().cloned().chain(unjudged(judged, sources)).collect()
}

/// Files and directories that were left out, without a slash at the end; not those in which something was judged all the same.
pub(super) fn left_out(judged: &Judged) -> BTreeSet<&str> {
    let parents = |file: &'_ str| file.match_indices('/').map(|(end, _)| end).collect::<Vec<_>>();
    let within: BTreeSet<&str> = judged
        .files
        .iter()
        .flat_map(|file| parents(file).into_iter().map(|end| &file[..end]).chain([&**file]))
        .collect();
    let paths = judged.excluded.iter().map(|(path, _)| path.trim_end_matches('/'));
    paths.filter(|path| !within.contains(path)).collect()
}

/// Whether a file is among some files and directories.
pub(super) fn is_among(path: &str, left_out: &BTreeSet<&str>) -> bool {
    let directories = path.match_indices('/').map(|(end, _)| &path[..end]);
    directories.chain([path]).any(|part| left_out.contains(part))
}
