//! Networks, volumes, secrets and configs of a project, and who uses them. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::Surroundings;
use crate::normalize::service::{host_path_of, text};
use plimsoll_model::{Address, Project, Resource, ResourceFacts, Service};
use plimsoll_source::files::join;

/// Fills in the four kinds of resources.
pub(super) fn add(document: &Map<String, Value>, project: &mut Project, around: Surroundings<'_>) {
    let build = |kind: &str| -> BTreeMap<String, Resource> {
        let declared = document.get(kind).and_then(Value::as_object);
        let users = users(&project.services, kind);
        let resource = |(key, value): (&String, &Value)| {
            let config = value.as_object().cloned().unwrap_or_default();
            let at = Address::root().child(kind).child(key);
            let facts = ResourceFacts {
                used_by: users
                    .get(key.as_str())
                    .map(|u| u.iter().map(|s| (*s).to_owned()).collect())
                    .unwrap_or_default(),
                external: config.get("external").is_some_and(|e| e.as_bool().unwrap_or(!e.is_null())),
                declared: !(kind == "networks" && key == "default" && bare(&config)),
                host_path: (kind == "volumes").then(|| host_path_of(document, key)).flatten(),
                ..file_facts(&config, around)
            };
            (key.clone(), Resource { at, key: key.clone(), facts, config: super::plain(config) })
        };
        declared.into_iter().flatten().map(resource).collect()
    };
    let (networks, volumes, secrets, configs) =
        (build("networks"), build("volumes"), build("secrets"), build("configs"));
    project.networks = networks;
    project.volumes = volumes;
    project.secrets = secrets;
    project.configs = configs;
}

/// Only what normalization gives it.
fn bare(config: &Map<String, Value>) -> bool {
    config.iter().all(|(key, value)| key == "name" || (key == "ipam" && value.as_object().is_some_and(Map::is_empty)))
}

fn file_facts(config: &Map<String, Value>, around: Surroundings<'_>) -> ResourceFacts {
    let Some(file) = text(config, "file") else { return ResourceFacts::default() };
    let path = if file.starts_with(['/', '~']) { file } else { join(".", &file) };
    let inside = !path.starts_with(['/', '~']) && path != ".." && !path.starts_with("../");
    ResourceFacts {
        file_exists: inside.then(|| around.files.kind(&path).is_some()),
        file_ignored: if inside { around.files.ignored(&path) } else { None },
        file: Some(path),
        ..ResourceFacts::default()
    }
}

/// Key → names of the services that use it.
fn users<'a>(services: &'a BTreeMap<String, Service>, kind: &str) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, service) in services {
        let mut used: Vec<&str> = match kind {
            "networks" => service.facts.networks.iter().map(|n| n.key.as_str()).collect(),
            _ => {
                let mounts = service.facts.mounts.iter().filter(|m| mount_of(kind) == m.kind);
                mounts.filter_map(|m| m.source.as_deref()).collect()
            }
        };
        let build = service.config.get("build").and_then(|b| b.get("secrets")).and_then(Value::as_array);
        if kind == "secrets" {
            used.extend(build.into_iter().flatten().filter_map(|s| s.get("source")?.as_str()));
        }
        for key in used {
            users.entry(key).or_default().insert(name);
        }
    }
    users
}

fn mount_of(kind: &str) -> &'static str {
    match kind {
        "volumes" => "volume",
        "secrets" => "secret",
        _ => "config",
    }
}
