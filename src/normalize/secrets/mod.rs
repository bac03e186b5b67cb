//! Step: secrets in a project: where values that may be secrets stand is noted for policies, every place of them is hidden in the
//! texts, and the values are taken out of the model. Pure.
//!
//! What a secret looks like is for [`crate::secret`] to say, what follows from one for policies.

mod collect;
mod mask;
mod walk;
mod written;

use aho_corasick::AhoCorasick;

use self::collect::{Collector, MAX_CANDIDATES};
pub use self::mask::Masks;
use crate::files::Files;
use crate::model::{Origins, Project};
use crate::problem::Problem;
use crate::source::{FileId, Sources, Span};

/// What stands where a secret stood.
pub const MASK: &str = "***";

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
    let found = collector.finish();
    for span in &found.hidden {
        sources.hide(*span);
    }
    hide_everywhere(&found.masks, origins, sources);
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

/// Takes secrets out of a canonical Compose model that is no project yet, such as the one `plimsoll model --format compose` prints.
pub fn mask_document(document: &mut serde_json::Value, origins: &Origins, sources: &Sources, files: &dyn Files) {
    let serde_json::Value::Object(members) = document else { return };
    let mut collector = Collector::new(origins, sources, files, &[]);
    walk::document(members, &mut collector);
    mask::document(members, &collector.finish().masks);
}

/// Hides a secret wherever else its text stands in the files of the project.
fn hide_everywhere(masks: &Masks, origins: &Origins, sources: &Sources) {
    let texts: Vec<&str> = masks.global().collect();
    if texts.is_empty() {
        return;
    }
    let mut ids: Vec<FileId> = origins.iter().map(|(_, origin)| origin.span.file).collect();
    ids.sort_unstable();
    ids.dedup();
    let files: Vec<_> = ids.into_iter().map(|id| (id, sources.get(id))).collect();
    // A few texts at a time: an automaton of a hostile number of long texts would be large.
    for some in texts.chunks(1000) {
        let Ok(automaton) = AhoCorasick::new(some) else { continue };
        for (id, file) in &files {
            for hit in automaton.find_overlapping_iter(file.text.as_ref()) {
                sources.hide(Span::new(*id, hit.start(), hit.end()));
            }
        }
    }
}
