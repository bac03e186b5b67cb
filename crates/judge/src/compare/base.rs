//! What all environments of an application have in common.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_model::{Base, Service};
use serde_json::{Map, Value};

use super::{Ground, Side};

/// What is the same in all of them: files, and of the services that all have the attributes with the values that all have.
pub fn base(sides: &[Side<'_>]) -> Base {
    let Some((first, others)) = sides.split_first() else { return Base::default() };
    let is_shared = |path: &&String| others.iter().all(|other| other.project.files.contains(path));
    let files = first.project.files.iter().filter(is_shared).cloned().collect();
    let grounds: Vec<Ground> = sides.iter().map(|side| Ground::of(side.project)).collect();
    let mut services = BTreeMap::new();
    for (name, service) in &first.project.services {
        let Some(more) = others.iter().map(|other| other.project.services.get(name)).collect::<Option<Vec<_>>>() else {
            continue;
        };
        let all: Vec<&Service> = std::iter::once(service).chain(more).collect();
        let mut config: Map<String, Value> =
            all[1..].iter().fold(service.config.clone(), |common, other| shared(&common, &other.config));
        // A value that nobody knows is no common one.
        let open: BTreeSet<String> = config
            .keys()
            .filter(|key| all.iter().zip(&grounds).any(|(service, ground)| ground.is_open(&service.at.child(key))))
            .cloned()
            .collect();
        config.retain(|key, _| !open.contains(key));
        services.insert(name.clone(), config);
    }
    Base { files, services }
}

/// What two mappings have in common; of mappings in them as well.
fn shared(one: &Map<String, Value>, other: &Map<String, Value>) -> Map<String, Value> {
    let common = |(key, value): (&String, &Value)| {
        let value = match (value, other.get(key)?) {
            (Value::Object(one), Value::Object(other)) => {
                let common = shared(one, other);
                (!common.is_empty() || (one.is_empty() && other.is_empty())).then_some(Value::Object(common))?
            }
            (one, other) => (one == other).then(|| one.clone())?,
        };
        Some((key.clone(), value))
    };
    one.iter().filter_map(common).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn what_two_mappings_have_in_common() {
        let map = |value: serde_json::Value| value.as_object().cloned().unwrap_or_default();
        let one = map(
            json!({"image": "a", "environment": {"A": "1", "B": "2"}, "cap_drop": ["ALL"], "build": {"context": "a"}, "labels": {}}),
        );
        let other = map(
            json!({"image": "b", "environment": {"A": "1", "B": "3"}, "cap_drop": ["ALL"], "build": {"context": "b"}, "labels": {}}),
        );
        let expected = map(json!({"environment": {"A": "1"}, "cap_drop": ["ALL"], "labels": {}}));
        assert_eq!(super::shared(&one, &other), expected);
    }
}
