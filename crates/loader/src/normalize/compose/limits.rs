//! How large a loaded project may be. What is larger is not judged at all: half a project would be told as if it were the whole.

use std::collections::BTreeMap;

use super::decode::MAX_VALUES;
use super::tree::{Map, Tree};
use plimsoll_source::problem::Problem;

/// Services of a project.
pub const MAX_SERVICES: usize = 1_000;

/// Services that may take volumes from each other in a row: each brings all that it took to the next.
const MAX_VOLUMES_FROM: usize = 8;

/// What is told of a project that is too large, at the service where it becomes so.
pub(super) fn beyond(model: &Tree) -> Option<Problem> {
    let services = model.get(&["services"])?.as_map()?;
    let told = |message: String, at: &Tree| {
        let problem = Problem::error("compose-too-large", message).at(at.place());
        problem.help("nothing of the project is judged: split it into several")
    };
    if let Some(service) = services.values().nth(MAX_SERVICES) {
        return Some(told(format!("the project has more than {MAX_SERVICES} services"), service));
    }
    let mut rows = BTreeMap::new();
    let too_far = services.iter().find(|(name, _)| row(services, name, &mut rows) > MAX_VOLUMES_FROM);
    if let Some((_, service)) = too_far {
        let message = format!("services take volumes from each other more than {MAX_VOLUMES_FROM} times in a row");
        return Some(told(message, service));
    }
    let whole = model.count();
    if whole <= MAX_VALUES {
        return None;
    }
    let mut values = whole - services.values().map(Tree::count).sum::<usize>();
    let last = services.values().find(|service| {
        values += service.count();
        values > MAX_VALUES
    });
    Some(told(format!("the project comes to more than {MAX_VALUES} values"), last.unwrap_or(model)))
}

/// How many services a service takes volumes from in a row; what is on its way counts as nothing, so that a circle ends.
fn row(services: &Map, name: &str, known: &mut BTreeMap<String, usize>) -> usize {
    if let Some(known) = known.get(name) {
        return *known;
    }
    known.insert(name.to_owned(), 0);
    let sources = services.get(name).and_then(|service| service.get(&["volumes_from"])).and_then(Tree::as_list);
    let names = sources.unwrap_or_default().iter().filter_map(Tree::as_str);
    let rows = names.map(|source| 1 + row(services, source.split(':').next().unwrap_or(source), known));
    let longest = rows.max().unwrap_or_default();
    known.insert(name.to_owned(), longest);
    longest
}
