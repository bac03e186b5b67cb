//! Everything at two times: which projects became which, and what differs in each.

use std::collections::BTreeMap;
use std::io;

use plimsoll_check::Startable;
use plimsoll_report::diff::{self, Change, ChangeKind, Changes};
use plimsoll_source::problem::{Problem, Severity};

use super::given::Place;
use super::side::{Side, Stage, directory_of};
use super::{Args, Told, assembled, exit, shown, written};

pub(super) fn run(args: &Args, from: &Place, to: &Place) -> io::Result<crate::Exit> {
    let given = |given: &[std::path::PathBuf], profiles: &[String]| !given.is_empty() || !profiles.is_empty();
    if given(&args.env_file_a, &args.profile_a) || given(&args.env_file_b, &args.profile_b) {
        let message = "`--env-file-a`, `--env-file-b`, `--profile-a` and `--profile-b` are for one project: name it, as in `main:production`";
        return Err(io::Error::other(message));
    }
    let stages = [Stage::new(&from.scene, &args.root, from.label())?, Stage::new(&to.scene, &args.root, to.label())?];
    let mut changes = Changes { from: told(from), to: told(to), ..Changes::default() };
    let mut met: [Vec<Problem>; 2] = [stages[0].problems.clone(), stages[1].problems.clone()];
    for pair in paired(&stages[0], &stages[1]) {
        compared(&stages, pair, &mut changes, &mut met);
    }
    let mut all = Told::default();
    let [before, after] = met;
    // What was there before is no part of the change, but for what keeps it from being compared.
    let is_known = |problem: &Problem| {
        problem.severity != Severity::Error
            && before.iter().any(|known| (known.code, &known.message) == (problem.code, &problem.message))
    };
    let after: Vec<Problem> = after.into_iter().filter(|problem| !is_known(problem)).collect();
    let before = before.into_iter().filter(|problem| problem.severity == Severity::Error).collect();
    for (place, problems) in [(from, before), (to, after)] {
        all.begin(place);
        all.add(place, problems);
        all.end(place);
    }
    let shown = shown(changes, [&from.scene.sources, &to.scene.sources]);
    written(args, &|format, out| diff::write_changes(&shown, format, out))?;
    let failed = all.has_error();
    all.write()?;
    Ok(exit(args, failed, shown.counts().weaker > 0))
}

fn told(place: &Place) -> diff::Revision {
    let commit = place.then.as_ref().map(|then| then.revision.id().to_owned());
    diff::Revision { given: place.name(), commit }
}

/// A project then and now; nothing where it is not there.
type Pair<'a> = (Option<&'a Startable>, Option<&'a Startable>);

/// Which project became which: one that is started from the same files, else the one of the same directory or application that has the same name.
fn paired<'a>(from: &'a Stage<'_>, to: &'a Stage<'_>) -> Vec<Pair<'a>> {
    let home = |one: &'a Startable| one.application.as_deref().unwrap_or_else(|| directory_of(one));
    let name = |one: &'a Startable| (one.deployment.name.as_deref(), one.described.as_deref());
    let mut before: Vec<&Startable> = from.whole();
    let mut after: Vec<(usize, &Startable)> = to.whole().into_iter().enumerate().collect();
    let mut pairs: BTreeMap<usize, Pair<'a>> = BTreeMap::new();
    let is_same = |one: &'a Startable, other: &'a Startable| {
        directory_of(one) == directory_of(other) && one.files == other.files && name(one) == name(other)
    };
    after.retain(|(number, other)| {
        let found = before.iter().position(|one| is_same(one, other));
        found.is_none_or(|at| {
            pairs.insert(*number, (Some(before.remove(at)), Some(other)));
            false
        })
    });
    let is_alike = |one: &'a Startable, other: &'a Startable| home(one) == home(other) && name(one) == name(other);
    let others: Vec<&Startable> = after.iter().map(|(_, other)| *other).collect();
    after.retain(|(number, other)| {
        let those: Vec<usize> = (0..before.len()).filter(|at| is_alike(before[*at], other)).collect();
        let is_only = others.iter().filter(|one| is_alike(one, other)).count() == 1;
        match those.as_slice() {
            [at] if is_only => {
                pairs.insert(*number, (Some(before.remove(*at)), Some(other)));
                false
            }
            _ => true,
        }
    });
    pairs.extend(after.into_iter().map(|(number, other)| (number, (None, Some(other)))));
    let gone = before.into_iter().map(|one| (Some(one), None));
    pairs.into_values().chain(gone).collect()
}

/// What a project is known by.
fn label(one: &Startable) -> String {
    let files = one.files.join(" + ");
    match &one.deployment.name {
        Some(name) => format!("{name}: {files}"),
        None => files,
    }
}

fn compared(stages: &[Stage<'_>; 2], (from, to): Pair<'_>, changes: &mut Changes, met: &mut [Vec<Problem>; 2]) {
    let Some(project) = to.or(from).map(label) else { return };
    let mut load = |which: usize, one: &Startable| -> Option<Side> {
        let stage = &stages[which];
        let (side, problems) = stage.one(one, &stage.name());
        met[which].extend(problems);
        side
    };
    let sides = match (from, to) {
        (Some(one), Some(other)) => load(0, one).zip(load(1, other)),
        (Some(one), None) => load(0, one).zip(load(0, one).map(|side| side.emptied(&stages[1]))),
        (None, Some(other)) => load(1, other).map(|side| side.emptied(&stages[0])).zip(load(1, other)),
        (None, None) => None,
    };
    let Some((one, other)) = sides else {
        changes.unread.push(project);
        return;
    };
    let diff = assembled::diff(&one, &other);
    let kind = match (from, to) {
        (Some(_), Some(_)) => ChangeKind::Changed,
        (None, _) => ChangeKind::Added,
        (_, None) => ChangeKind::Removed,
    };
    let is_same = kind == ChangeKind::Changed && diff.differences.is_empty() && diff.not_compared.is_empty();
    match is_same && diff.is_complete() {
        true => changes.unchanged.push(project),
        false => changes.projects.push(Change { project, kind, diff }),
    }
}
