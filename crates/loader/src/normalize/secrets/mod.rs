//! Step: secrets in a project: where values that may be secrets stand is noted for policies, every place of them is hidden in the
//! texts, and the values are taken out of the model. Pure.
//!
//! What a secret looks like is for [`plimsoll_source::secret`] to say, what follows from one for policies.

mod collect;
mod mask;
mod walk;
mod written;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use self::collect::{Collector, MAX_CANDIDATES};
pub use self::mask::Masks;
use plimsoll_model::{Address, Origin, Origins, Project, Via, ViaKind};
use plimsoll_source::files::Files;
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, Sources, Span};

pub use plimsoll_source::MASK;

/// Fills `secret_candidates`, hides every secret in the texts, and replaces the values in the model unless `show` is asked for. Answers with
/// a problem where there are more than are listed.
pub fn find(
    project: &mut Project,
    origins: &mut Origins,
    sources: &Sources,
    files: &dyn Files,
    show: bool,
) -> Option<Problem> {
    let mut collector = Collector::new(origins, sources, files, &project.env_files);
    walk::project(project, &mut collector);
    let mut found = collector.finish();
    for span in &found.hidden {
        sources.hide(*span);
    }
    carried(&mut found.masks, origins, sources);
    found.masks.global().for_each(|value| sources.learn(value));
    given(project, origins, sources, show);
    if !show {
        mask::apply(project, &found.masks);
    }
    for (candidate, origin) in found.candidates {
        if let Some(origin) = origin {
            origins.insert(candidate.at.clone(), origin);
        }
        project.secret_candidates.push(candidate);
    }
    let message =
        || format!("the project has more than {MAX_CANDIDATES} values that may be secrets; the rest is not judged");
    let problem = found.too_many.then(|| Problem::error("secrets-limit", message()));
    match found.first_left {
        Some(span) => problem.map(|problem| problem.at(span)),
        None => problem,
    }
}

/// What a secret of the project takes its value from is one, whatever the variable is called.
fn given(project: &mut Project, origins: &Origins, sources: &Sources, show: bool) {
    let variable = |secret: &plimsoll_model::Resource| Some(secret.config.get("environment")?.as_str()?.to_owned());
    let variables: BTreeSet<String> = project.secrets.values().filter_map(variable).collect();
    let assignments = project.env_files.iter_mut().flat_map(|file| &mut file.assignments);
    for assignment in assignments.filter(|assignment| variables.contains(&assignment.key)) {
        let Some(value) = assignment.value.as_mut().filter(|value| !value.is_empty()) else { continue };
        if let Some(origin) = origins.get(&assignment.at) {
            sources.hide(origin.span);
        }
        sources.learn(value);
        if !show {
            *value = MASK.to_owned();
        }
    }
}

/// Takes secrets out of a canonical Compose model that is no project yet, such as the one `plimsoll model --format compose` prints.
pub fn mask_document(document: &mut serde_json::Value, origins: &Origins, sources: &Sources, files: &dyn Files) {
    let serde_json::Value::Object(members) = document else { return };
    let mut collector = Collector::new(origins, sources, files, &[]);
    walk::document(members, &mut collector);
    let mut masks = collector.finish().masks;
    carried(&mut masks, origins, sources);
    mask::document(members, &masks);
}

/// What variables brought into values: the secret of the line that set a variable is one in every attribute that the variable is used in,
/// however common a word it is.
fn carried<'o>(masks: &mut Masks, origins: &'o Origins, sources: &Sources) {
    let mut marks: HashMap<FileId, Vec<Range<usize>>> = HashMap::new();
    let by_variable = |(at, origin): (&'o Address, &'o Origin)| {
        origin.via.iter().filter(|via: &&Via| via.kind == ViaKind::Variable).map(move |via| (at, via.span))
    };
    for (at, span) in origins.iter().flat_map(by_variable) {
        let marks = marks.entry(span.file).or_insert_with(|| sources.marked(span.file));
        let first = marks.partition_point(|mark| mark.end <= span.start as usize);
        for mark in marks[first..].iter().take_while(|mark| mark.start < span.end as usize) {
            let value = sources.slice(Span::new(span.file, mark.start, mark.end));
            masks.add(at, at, &value, None);
        }
    }
}
