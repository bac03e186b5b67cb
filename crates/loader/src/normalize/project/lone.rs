//! The builds of a Dockerfile that no service builds: as the ways of building it say, and as `docker build` makes it without being told more.

use std::collections::BTreeMap;

use super::builds::{Given, make, named};
use super::{Loaded, Surroundings};
use crate::document::dockerfile::Dockerfile;
use crate::document::text::Mapped;
use crate::load;
use crate::normalize::dockerfile::BuildRequest;
use crate::normalize::way::{BuildWay, MAX_PLACES, Way};
use plimsoll_model::How;
use plimsoll_source::files::{EntryKind, join};
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, Language};

/// Ways of building one Dockerfile that are judged.
const MAX_BUILD_WAYS: usize = 20;
/// Instructions of one Dockerfile that are judged again, all its ways of building together.
const MAX_REBUILT: usize = 500;

/// A Dockerfile by itself; where nobody says what it is built in, in the context of its own directory.
pub(super) fn builds(path: &str, file: FileId, loaded: &mut Loaded, around: Surroundings<'_>) -> Vec<Problem> {
    let directory = join(path, "..");
    let ignores = [join(&directory, ".dockerignore"), format!("{path}.dockerignore")];
    // Nobody says what it is built in; an ignore file beside it does.
    let context = ignores.iter().any(|path| around.files.kind(path) == Some(EntryKind::File)).then_some(directory);
    let plain = BuildRequest {
        key: path.to_owned(),
        dockerfile: path.to_owned(),
        context_assumed: context.is_some(),
        context,
        ..BuildRequest::default()
    };
    around.sources.read_as(file, Language::Dockerfile);
    loaded.languages.insert(path.to_owned(), Language::Dockerfile);
    let whole = Mapped::whole(file, &around.sources.get(file).text);
    let (document, mut problems) = load::dockerfile::parse(&whole);
    let more = MAX_REBUILT / document.instructions.len().max(1);
    let ways = around.building.ways_of(path).filter(|way| has_target(way, &document));
    let ways = ways.take(MAX_BUILD_WAYS.min(1 + more));
    let mut requests: Vec<BuildRequest> = Vec::new();
    for way in ways {
        let target = way.start.target.as_ref().map(|target| format!("#{target}")).unwrap_or_default();
        let key = if requests.is_empty() { path.to_owned() } else { format!("{path}{target}") };
        let is_new = !requests.iter().any(|request| request.key == key);
        let key = if is_new { key } else { format!("{path}#{}", requests.len() + 1) };
        requests.push(of_way(key, way));
        let start = &mut loaded.project.start;
        start.how = How::Way;
        start.count += way.count;
        start.said.extend(way.said.iter().cloned());
    }
    loaded.project.start.said.sort();
    loaded.project.start.said.truncate(MAX_PLACES);
    if requests.is_empty() {
        requests.push(plain.clone());
    }
    let mut is_plain = false;
    for request in &requests {
        let made = make(request, &document, Given::Yes, around, &mut loaded.origins);
        is_plain |= made.stands_for_plain;
        problems.extend(made.problems);
        loaded.project.builds.extend(made.builds);
    }
    if !is_plain {
        let request = BuildRequest { key: format!("{path}#plain"), ..plain };
        let made = make(&request, &document, Given::No, around, &mut loaded.origins);
        // Where everybody gives what the defaults lack, nobody builds it without.
        if made.is_whole {
            problems.extend(made.problems);
            loaded.project.builds.extend(made.builds);
        }
    }
    problems
}

/// Whether the target of a way is there. One that is not is out of date.
fn has_target(way: &Way<BuildWay>, document: &Dockerfile) -> bool {
    let Some(target) = &way.start.target else { return true };
    let froms: Vec<_> = document.instructions.iter().filter(|instruction| instruction.is("FROM")).collect();
    froms.iter().any(|from| from.args.get(2).is_some_and(|alias| alias.text().eq_ignore_ascii_case(target)))
        || target.parse().is_ok_and(|index: usize| index < froms.len())
}

fn of_way(key: String, way: &Way<BuildWay>) -> BuildRequest {
    let BuildWay { dockerfile, context, target, args, contexts } = &way.start;
    BuildRequest {
        key,
        dockerfile: dockerfile.clone(),
        context: context.clone(),
        target: target.clone(),
        args: args.clone(),
        contexts: contexts.iter().map(|(name, value)| (name.clone(), named(value, &BTreeMap::new()))).collect(),
        ..BuildRequest::default()
    }
}
