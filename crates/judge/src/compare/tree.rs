//! Attributes as they are written, taken apart into single values, and held against each other one by one.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_model::{Address, Effect, Fact, Group, Project, Sameness};
use plimsoll_source::MASK;
use serde_json::Value;

use super::{Pair, SamePlace};

/// What stands for a value that is given, and nobody knows which.
pub const NOT_KNOWN: &str = "(not known)";

/// Single values by name, each with where it stands.
pub(super) type Leaves = BTreeMap<String, (String, Address)>;

/// The values of a tree by their paths. A list is one value, since its order may matter; what is empty is none.
pub(super) fn leaves(value: Option<&Value>, name: &str, at: &Address, into: &mut Leaves) {
    let is_mapping = |value: &&Value| value.as_object().is_some_and(|members| !members.is_empty());
    match value {
        None | Some(Value::Null) => {}
        Some(Value::Object(members)) => {
            for (key, member) in members {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                let at = at.child(key);
                match Some(member).filter(|member| member.is_null() || is_mapping(member)) {
                    Some(member) => leaves(Some(member), &name, &at, into),
                    None => drop(into.insert(name, (text(member), at))),
                }
            }
        }
        Some(value) => drop(into.insert(name.to_owned(), (text(value), at.clone()))),
    }
}

/// A value as one text.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A path as it reads from the project directory: two copies of a project lie in different places.
pub(super) fn inside<'p>(path: &'p str, project: &Project) -> &'p str {
    let directory = project.directory.as_str();
    match path.strip_prefix(directory) {
        Some("") => ".",
        Some(rest) if rest.starts_with('/') => &rest[1..],
        _ => path,
    }
}

impl Pair<'_> {
    /// Whether nobody knows what stands at one of these places, or at a part of it.
    pub(super) fn is_open(&self, one: Option<&Address>, other: Option<&Address>) -> bool {
        let open = |ground: &super::Ground, at: Option<&Address>| at.is_some_and(|at| ground.is_open(at));
        open(self.grounds.0, one) || open(self.grounds.1, other)
    }

    /// Whether secrets at two places are the same: nothing where there are none, or they are not known.
    pub(super) fn has_same_secrets(&self, one: &Address, other: &Address, place: &SamePlace<'_>) -> Option<bool> {
        if place(one, other) {
            return Some(true);
        }
        let of = |project: &Project, at: &Address| -> Vec<Sameness> {
            let all = project.secret_candidates.iter().filter(|candidate| at.contains(&candidate.holder));
            all.map(|candidate| candidate.same).collect()
        };
        let (was, is) = (of(self.from.project, one), of(self.to.project, other));
        (!was.is_empty() && !is.is_empty()).then(|| was == is)
    }

    /// Holds values against each other by their names: each that differs, and each that cannot be compared.
    pub(super) fn each(
        &mut self,
        (group, fact): (Group, Fact),
        before: &Leaves,
        after: &Leaves,
        place: &SamePlace<'_>,
    ) {
        for key in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
            let (was, is) = (before.get(key), after.get(key));
            // A command has no other name than its fact.
            let name = (!matches!(fact, Fact::Command | Fact::Entrypoint)).then(|| key.clone());
            if self.is_open(was.map(|(_, at)| at), is.map(|(_, at)| at)) {
                // That only one has it is sure; what it is, is not.
                let hidden =
                    |one: Option<&(String, Address)>| one.map(|(_, at)| (NOT_KNOWN.to_owned(), at.clone())).unzip();
                match (was, is) {
                    (Some(_), Some(_)) => self.doubt_one(group, key.clone()),
                    _ => self.differs((group, fact, name), hidden(was), hidden(is), Effect::Other),
                }
                continue;
            }
            let same = match (was, is) {
                (Some((was, at)), Some((is, other))) if was == is && was.contains(MASK) => {
                    self.has_same_secrets(at, other, place)
                }
                (was, is) => Some(was.map(|(text, _)| text) == is.map(|(text, _)| text)),
            };
            let placed = |one: Option<&(String, Address)>| one.cloned().unzip();
            match same {
                Some(true) => {}
                Some(false) => self.differs((group, fact, name), placed(was), placed(is), Effect::Other),
                None => self.doubt_one(group, key.clone()),
            }
        }
    }
}
