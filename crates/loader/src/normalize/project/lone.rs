//! The builds of a Dockerfile that no service builds: as the ways of building it say, and as `docker build` makes it without being told more.

use std::collections::BTreeMap;

use super::builds::{Given, make, named};
use super::{Loaded, Surroundings};
use crate::document::dockerfile::Dockerfile;
use crate::document::text::Mapped;
use crate::load;
use crate::normalize::dockerfile::{BuildRequest, Named};
use crate::normalize::units::split;
use crate::normalize::way::{BuildWay, MAX_PLACES, Way};
use plimsoll_model::{How, Origins, StageEffect};
use plimsoll_source::files::{EntryKind, join};
use plimsoll_source::problem::{Problem, Severity};
use plimsoll_source::{FileId, Language};

/// Ways of building one Dockerfile that are judged.
const MAX_BUILD_WAYS: usize = 20;
/// Instructions of one Dockerfile that are judged again, all its ways of building together.
const MAX_REBUILT: usize = 500;

/// A Dockerfile by itself, or why it is none; where nobody says what it is built in, in the context of its own directory.
pub(super) fn builds(
    path: &str,
    file: FileId,
    loaded: &mut Loaded,
    around: Surroundings<'_>,
) -> Result<Vec<Problem>, &'static str> {
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
    let (document, mut problems) = load::dockerfile::parse_open(&whole, path);
    problems.extend(load::with_other_bytes(file, around.sources));
    let is_refused = problems.iter().any(|problem| problem.severity == Severity::Error);
    if is_refused && load::dockerfile::is_template(&document, whole.as_str()) {
        return Err("a template that makes Dockerfiles, judge what it makes");
    }
    if is_refused && around.building.ways_of(path).next().is_none() && is_part(path, &document, &problems) {
        return Err("a part of a Dockerfile without a FROM, judge the whole that it is put into");
    }
    let more = MAX_REBUILT / document.instructions.len().max(1);
    let ways = around.building.ways_of(path).filter(|way| has_target(way, &document));
    let ways = ways.take(MAX_BUILD_WAYS.min(1 + more));
    let mut requests: Vec<BuildRequest> = Vec::new();
    for way in ways {
        let target = way.start.target.as_ref().map(|target| format!("#{target}")).unwrap_or_default();
        let key = if requests.is_empty() { path.to_owned() } else { format!("{path}{target}") };
        let is_new = !requests.iter().any(|request| request.key == key);
        let key = if is_new { key } else { format!("{path}#{}", requests.len() + 1) };
        requests.push(of_way(key, &way.start, around));
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
    Ok(problems)
}

/// Whether a file has no stage, and nothing else that the builder refuses; what a plain build takes, and what is called a Dockerfile by its ending,
/// is meant for a whole one.
fn is_part(path: &str, document: &Dockerfile, problems: &[Problem]) -> bool {
    let name = split(path).1.to_ascii_lowercase();
    let is_whole = ["dockerfile", "containerfile"].iter().any(|whole| name.ends_with(whole));
    !is_whole
        && !document.instructions.iter().any(|instruction| instruction.is("FROM"))
        && problems
            .iter()
            .all(|problem| problem.severity != Severity::Error || load::dockerfile::OF_PARTS.contains(&problem.code))
}

/// Whether the target of a way is there. One that is not is out of date.
fn has_target(way: &Way<BuildWay>, document: &Dockerfile) -> bool {
    let Some(target) = &way.start.target else { return true };
    let froms: Vec<_> = document.instructions.iter().filter(|instruction| instruction.is("FROM")).collect();
    froms.iter().any(|from| from.args.get(2).is_some_and(|alias| alias.text().eq_ignore_ascii_case(target)))
        || target.parse().is_ok_and(|index: usize| index < froms.len())
}

fn of_way(key: String, way: &BuildWay, around: Surroundings<'_>) -> BuildRequest {
    let BuildWay { dockerfile, context, target, args, contexts, built } = way;
    let context_of = |(name, value): (&String, &String)| {
        let made = built.get(name).and_then(|other| made(other, around));
        let named = made.map_or_else(|| named(value, &BTreeMap::new()), |effect| Named::Built(Box::new(effect)));
        (name.clone(), named)
    };
    BuildRequest {
        key,
        dockerfile: dockerfile.clone(),
        context: context.clone(),
        target: target.clone(),
        args: args.clone(),
        contexts: contexts.iter().map(context_of).collect(),
        ..BuildRequest::default()
    }
}

/// The image that another build makes, where it can be told. What is wrong with it is told where it is judged itself.
fn made(way: &BuildWay, around: Surroundings<'_>) -> Option<StageEffect> {
    let file = around.files.read(&way.dockerfile, around.sources).ok()?;
    let whole = Mapped::whole(file, &around.sources.get(file).text);
    let (document, _) = load::dockerfile::parse_open(&whole, &way.dockerfile);
    let request = of_way(way.dockerfile.clone(), way, around);
    let mut made = make(&request, &document, Given::Yes, around, &mut Origins::default());
    made.builds.remove(&request.key)?.effect
}
