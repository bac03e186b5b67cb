//! What is unknown in a project: every value that a variable which nothing sets has a part in, and what lacking files would have brought.

use std::collections::{BTreeMap, BTreeSet};

use super::Loaded;
use plimsoll_model::{Address, Origin, Origins, Unknown, UnknownCause, ViaKind};

/// Unknown values of one project that rules see one by one.
pub(super) const MAX_UNKNOWN: usize = 2_000;

/// Lists what is unknown, with the places. `more` is what lacking files would have brought.
pub(super) fn add(loaded: &mut Loaded, more: Vec<(Address, UnknownCause, String)>) {
    let more: BTreeSet<(Address, UnknownCause, String)> = more.into_iter().collect();
    let paths: BTreeSet<&str> = more.iter().map(|(_, _, name)| name.as_str()).collect();
    // A value and all that came of it (the parts of a port) are one.
    let mut found: BTreeMap<(Address, UnknownCause, String), bool> = BTreeMap::new();
    let mut last: Option<Address> = None;
    for (at, origin) in loaded.origins.iter().filter(|(at, origin)| is_of_model(at) && !origin.unset.is_empty()) {
        if last.as_ref().is_some_and(|above| above.contains(at) && same(&loaded.origins, above, origin)) {
            continue;
        }
        last = Some(at.clone());
        let assumed = origin.via.iter().any(|via| via.kind == ViaKind::Assumed);
        for name in &origin.unset {
            let cause = if paths.contains(name.as_str()) { UnknownCause::EnvFile } else { UnknownCause::Variable };
            found.insert((at.clone(), cause, name.clone()), assumed);
        }
    }
    for one in more {
        found.entry(one).or_insert(false);
    }
    let list = Address::root().child("unknown");
    let mut before: Option<Address> = None;
    for (index, ((value, cause, name), assumed)) in found.into_iter().take(MAX_UNKNOWN).enumerate() {
        let at = list.child(index);
        if let Some((_, origin)) = loaded.origins.nearest(&value) {
            // Of one value that hangs on many variables the first has the way it came.
            let via = if before.as_ref() == Some(&value) { Vec::new() } else { origin.via.clone() };
            let origin = Origin { via, unset: Vec::new(), ..*origin };
            loaded.origins.insert(at.clone(), origin);
        }
        before = Some(value.clone());
        loaded.project.unknown.push(Unknown { at, value, cause, name, assumed });
    }
}

/// Not the lists beside the model (uses of variables, env files). Of Dockerfiles the base image, and the words, flags and programs of instructions that
/// may be anything: what a variable of an ENV or a LABEL is, no rule is kept or broken by.
fn is_of_model(at: &Address) -> bool {
    let way: Vec<String> = at.segments().collect();
    match way.first().map(String::as_str) {
        Some("builds") => match way.get(4).map(String::as_str) {
            Some("from") => true,
            Some("instructions") => {
                way.get(6).is_some_and(|part| matches!(part.as_str(), "args" | "flags" | "commands")) && way.len() == 8
            }
            _ => false,
        },
        Some(first) => matches!(first, "services" | "networks" | "volumes" | "secrets" | "configs"),
        None => false,
    }
}

fn same(origins: &Origins, above: &Address, origin: &Origin) -> bool {
    origins.get(above).is_some_and(|other| other.unset == origin.unset)
}
