//! What holds where a file says nothing. A default's origin is its cause: the mapping or entry that lacks it.

use super::tree::{Map, Tree, Value};
use plimsoll_model::Origin;

/// Fills in the defaults that do not depend on other services.
pub(super) fn set(model: &mut Tree) {
    for service in model.get_mut(&["services"]).and_then(Tree::as_map_mut).into_iter().flat_map(Map::values_mut) {
        if let Some(build) = service.get_mut(&["build"]) {
            default(build, "context", |origin| Tree::string(".", origin));
        }
        for secret in items(service, &["secrets"]) {
            let source = secret.text(&["source"]).map(|source| format!("/run/secrets/{source}"));
            if let Some(target) = source {
                default(secret, "target", |origin| Tree::string(target, origin));
            }
        }
        for port in items(service, &["ports"]) {
            default(port, "protocol", |origin| Tree::string("tcp", origin));
            default(port, "mode", |origin| Tree::string("ingress", origin));
        }
        for request in items(service, &["deploy", "resources", "reservations", "devices"]) {
            all_devices(request);
        }
        for request in items(service, &["gpus"]) {
            all_devices(request);
        }
        for volume in items(service, &["volumes"]) {
            if let Some(bind) = volume.get_mut(&["bind"]) {
                if bind.is_null() {
                    bind.value = Value::Map(Map::new());
                }
                default(bind, "create_host_path", |origin| Tree::bool(true, origin));
            }
        }
    }
}

fn items<'t>(tree: &'t mut Tree, keys: &[&str]) -> impl Iterator<Item = &'t mut Tree> {
    tree.get_mut(keys).and_then(Tree::as_list_mut).into_iter().flatten()
}

/// Sets a key of a mapping where it is missing.
pub(super) fn default(tree: &mut Tree, key: &str, value: impl FnOnce(&Origin) -> Tree) {
    let origin = tree.origin.clone();
    if let Some(map) = tree.as_map_mut()
        && map.get(key).is_none_or(Tree::is_null)
    {
        map.insert(key.to_owned(), value(&origin));
    }
}

fn all_devices(request: &mut Tree) {
    if request.get(&["count"]).is_none() && request.get(&["device_ids"]).is_none() {
        default(request, "count", |origin| Tree::string("all", origin));
    }
}
