//! What follows from the model as a whole: names of resources, the default network, dependencies that other attributes imply.

use super::context::Scope;
use super::defaults::default;
use super::tree::{Map, Tree, Value};
use crate::normalize::short;
use plimsoll_model::Origin;

/// Fills in what docker compose takes as implied.
pub(super) fn set(model: &mut Tree, name: &str, scope: &Scope) {
    networks(model);
    for service in model.get_mut(&["services"]).and_then(Tree::as_map_mut).into_iter().flat_map(Map::values_mut) {
        self::service(service, scope);
    }
    names(model, name);
}

fn service(service: &mut Tree, scope: &Scope) {
    if service.text(&["pull_policy"]) == Some("if_not_present")
        && let Some(policy) = service.get_mut(&["pull_policy"])
    {
        policy.value = Value::String("missing".to_owned());
    }
    if let Some(build) = service.get_mut(&["build"]) {
        default(build, "context", |origin| Tree::string(".", origin));
        if build.get(&["dockerfile_inline"]).is_none_or(Tree::is_null) {
            default(build, "dockerfile", |origin| Tree::string("Dockerfile", origin));
        }
        if let Some(args) = build.get_mut(&["args"]) {
            super::service_env::build_args(args, scope);
        }
    }
    if let Some(volumes) = service.get_mut(&["volumes"]).and_then(Tree::as_list_mut) {
        for volume in volumes {
            if let Some(Tree { value: Value::String(target), .. }) = volume.get_mut(&["target"]) {
                *target = short::volume::cleaned(target);
            }
        }
    }
    pre_start(service);
    dependencies(service);
}

/// A hook before the start runs in the service's image unless it names its own.
fn pre_start(service: &mut Tree) {
    let Some(image) = service.get(&["image"]).filter(|image| image.as_str().is_some()).cloned() else { return };
    for hook in service.get_mut(&["pre_start"]).and_then(Tree::as_list_mut).into_iter().flatten() {
        default(hook, "image", |_| image.clone());
    }
}

fn dependencies(service: &mut Tree) {
    let mut implied: Vec<(String, bool, Origin)> = Vec::new();
    let texts = |key: &str| -> Vec<(String, Origin)> {
        let items = service.get(&[key]).and_then(Tree::as_list).into_iter().flatten();
        items.filter_map(|item| Some((item.as_str()?.to_owned(), item.origin.clone()))).collect()
    };
    for (link, origin) in texts("links") {
        let parts: Vec<&str> = link.split(':').collect();
        let target = if parts.len() == 2 { parts[0] } else { link.as_str() };
        implied.push((target.to_owned(), true, origin));
    }
    for key in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
        let shared =
            service.get(&[key]).and_then(|tree| Some((tree.as_str()?.strip_prefix("service:")?, &tree.origin)));
        if let Some((target, origin)) = shared {
            implied.push((target.to_owned(), true, origin.clone()));
        }
    }
    for (from, origin) in texts("volumes_from") {
        if !from.starts_with("container:") {
            implied.push((from.split(':').next().unwrap_or_default().to_owned(), false, origin));
        }
    }
    if implied.is_empty() {
        return;
    }
    if service.get(&["depends_on"]).and_then(Tree::as_map).is_none() {
        let origin = implied[0].2.clone();
        service.set("depends_on", Tree::map(Map::new(), &origin));
    }
    let Some(known) = service.get_mut(&["depends_on"]).and_then(Tree::as_map_mut) else { return };
    for (target, restart, origin) in implied {
        known.entry(target).or_insert_with(|| {
            let mut dependency = super::merge::started(&origin);
            dependency.set("restart", Tree::bool(restart, &origin));
            dependency
        });
    }
}

/// Services join the `default` network unless they say otherwise; it exists only where one does.
fn networks(model: &mut Tree) {
    let mut used_by: Option<Origin> = None;
    for service in model.get_mut(&["services"]).and_then(Tree::as_map_mut).into_iter().flat_map(Map::values_mut) {
        if service.get(&["provider"]).is_some() || service.get(&["network_mode"]).is_some() {
            continue;
        }
        let origin = service.origin.clone();
        let joins_default = match service.get(&["networks"]).map(|networks| &networks.value) {
            Some(Value::Map(networks)) if !networks.is_empty() => networks.contains_key("default"),
            None | Some(Value::Map(_) | Value::Null) => {
                let origin = service.get(&["networks"]).map_or(&origin, |networks| &networks.origin).clone();
                let networks = Map::from_iter([("default".to_owned(), Tree::null(&origin))]);
                service.set("networks", Tree::map(networks, &origin));
                true
            }
            Some(_) => false,
        };
        if joins_default {
            used_by.get_or_insert(origin);
        }
    }
    let Some(origin) = used_by else { return };
    if model.get(&["networks"]).and_then(Tree::as_map).is_none() {
        model.set("networks", Tree::map(Map::new(), &origin));
    }
    if let Some(networks) = model.get_mut(&["networks"]).and_then(Tree::as_map_mut) {
        networks.entry("default".to_owned()).or_insert_with(|| Tree::null(&origin));
    }
}

/// Resources are called by their key behind the project's name, external ones by their key.
fn names(model: &mut Tree, project: &str) {
    for kind in ["networks", "volumes", "configs", "secrets"] {
        for (key, resource) in model.get_mut(&[kind]).and_then(Tree::as_map_mut).into_iter().flatten() {
            if resource.is_null() {
                resource.value = Value::Map(Map::new());
            }
            let external = resource.get(&["external"]).and_then(Tree::as_bool) == Some(true);
            let name = if external { key.clone() } else { format!("{project}_{key}") };
            default(resource, "name", |origin| Tree::string(name, origin));
        }
    }
}
