//! What the schema cannot say about one resource or entry by itself.

use super::tree::{Map, Tree};
use crate::normalize::short;
use plimsoll_source::problem::Problem;

/// Checks resources, published addresses, device requests and watched paths. What hangs on a variable that nothing sets is unknown where that is `open`.
pub(super) fn resources(model: &Tree, open: bool, problems: &mut Vec<Problem>) {
    let is_known = |tree: &&Tree| !open || tree.origin.unset.is_empty();
    for (name, volume) in entries(model, "volumes") {
        external(name, volume, problems);
    }
    for (name, config) in entries(model, "configs") {
        content("configs", name, config, &["file", "environment", "content"], problems);
    }
    for (name, secret) in entries(model, "secrets") {
        content("secrets", name, secret, &["file", "environment"], problems);
    }
    for (name, service) in entries(model, "services") {
        published(name, service, &is_known, problems);
        devices(name, service, problems);
        watched(name, service, &is_known, problems);
    }
}

pub(super) fn entries<'t>(model: &'t Tree, kind: &str) -> impl Iterator<Item = (&'t String, &'t Tree)> {
    model.get(&[kind]).and_then(Tree::as_map).into_iter().flat_map(Map::iter)
}

pub(super) fn items<'t>(tree: &'t Tree, keys: &[&str]) -> impl Iterator<Item = (usize, &'t Tree)> {
    tree.get(keys).and_then(Tree::as_list).into_iter().flatten().enumerate()
}

fn external(name: &str, volume: &Tree, problems: &mut Vec<Problem>) {
    if volume.get(&["external"]).and_then(Tree::as_bool) != Some(true) {
        return;
    }
    for (key, value) in volume.as_map().into_iter().flatten() {
        if key != "name" && key != "external" && !key.starts_with("x-") {
            let message = format!("conflicting parameters \"external\" and {key:?} specified (volumes.{name})");
            let problem = Problem::error("compose-invalid", message).at(value.place());
            problems.push(problem.help("an external volume is made elsewhere: take the other parameters away"));
        }
    }
}

fn content(kind: &str, name: &str, resource: &Tree, keys: &[&str], problems: &mut Vec<Problem>) {
    let Some(map) = resource.as_map() else { return };
    let set: Vec<&Tree> = keys.iter().filter_map(|key| map.get(*key)).collect();
    let all = keys.join("|");
    match set.as_slice() {
        [] if !map.contains_key("driver") && !map.contains_key("external") => {
            let message = format!("one of {all} must be set in {kind}.{name}");
            let problem = Problem::error("compose-invalid", message).at(resource.place());
            problems.push(problem.help("say where its content comes from"));
        }
        [first, second, ..] => {
            let message = format!("{all} attributes are mutually exclusive in {kind}.{name}");
            let problem = Problem::error("compose-invalid", message).at(second.place());
            problems.push(problem.related(first.place(), "the other one").help("keep one of them"));
        }
        _ => {}
    }
}

fn published(name: &str, service: &Tree, is_known: &dyn Fn(&&Tree) -> bool, problems: &mut Vec<Problem>) {
    for (i, port) in items(service, &["ports"]) {
        let Some(address) = port.get(&["host_ip"]).filter(is_known) else { continue };
        let Some(text) = address.as_str().filter(|text| !short::port::address(text)) else { continue };
        let message = format!("invalid ip address: host_ip {text:?} (services.{name}.ports.[{i}])");
        let problem = Problem::error("compose-invalid", message).at(address.origin.span);
        problems.push(problem.help("write a literal address such as 127.0.0.1"));
    }
}

fn devices(name: &str, service: &Tree, problems: &mut Vec<Problem>) {
    let places = [
        ("gpus", &["gpus"][..]),
        ("deploy.resources.reservations.devices", &["deploy", "resources", "reservations", "devices"]),
    ];
    for (place, keys) in places {
        for (i, request) in items(service, keys) {
            if let (Some(count), Some(ids)) = (request.get(&["count"]), request.get(&["device_ids"])) {
                let message =
                    format!("\"count\" and \"device_ids\" attributes are exclusive (services.{name}.{place}.[{i}])");
                let problem = Problem::error("compose-invalid", message).at(ids.place());
                problems.push(problem.related(count.place(), "the other one").help("keep one of them"));
            }
        }
    }
}

fn watched(name: &str, service: &Tree, is_known: &dyn Fn(&&Tree) -> bool, problems: &mut Vec<Problem>) {
    for (i, watch) in items(service, &["develop", "watch"]) {
        if let Some(path) = watch.get(&["path"]).filter(is_known).filter(|path| path.as_str() == Some("")) {
            let message = format!("value can't be blank (services.{name}.develop.watch.[{i}].path)");
            problems
                .push(Problem::error("compose-invalid", message).at(path.origin.span).help("name the path to watch"));
        }
    }
}
