//! Drops what a later element of a list redefines: the later one takes the place of the earlier.

use std::collections::HashMap;

use super::tree::{Path, Tree, Value};
use crate::normalize::short;
use plimsoll_source::problem::Problem;

const BY_NAME: &[&str] = &[
    "networks.*.labels",
    "networks.*.ipam.options",
    "volumes.*.labels",
    "services.*.annotations",
    "services.*.build.args",
    "services.*.build.additional_contexts",
    "services.*.build.platform",
    "services.*.build.tags",
    "services.*.build.labels",
    "services.*.cap_add",
    "services.*.cap_drop",
    "services.*.deploy.labels",
    "services.*.dns",
    "services.*.dns_opt",
    "services.*.dns_search",
    "services.*.environment",
    "services.*.label_file",
    "services.*.labels",
    "services.*.links",
    "services.*.networks.*.aliases",
    "services.*.networks.*.link_local_ips",
    "services.*.profiles",
    "services.*.sysctls",
    "services.*.tmpfs",
    "services.*.volumes.*.volume.labels",
];

/// Applies to every list of the model that has keys.
pub(super) fn enforce(tree: &mut Tree, at: &mut Path, problems: &mut Vec<Problem>) {
    match &mut tree.value {
        Value::Map(map) => {
            for (key, item) in map {
                at.push(key);
                enforce(item, at, problems);
                at.pop();
            }
        }
        Value::List(items) => {
            if let Some(key) = indexer(at) {
                *items = unique(std::mem::take(items), key, at, problems);
            }
        }
        _ => {}
    }
}

/// What two elements must share to be the same; an error is what the element lacks.
type Indexer = fn(&Tree) -> Result<Option<String>, &'static str>;

fn indexer(at: &Path) -> Option<Indexer> {
    // All of these stand at least three deep.
    if at.len() < 3 {
        return None;
    }
    if at.matches_any(BY_NAME) {
        return Some(|item| Ok(item.as_str().map(|text| text.split('=').next().unwrap_or(text).to_owned())));
    }
    let table: [(&str, Indexer); 7] = [
        ("services.*.env_file", env_file),
        ("services.*.expose", |item| Ok(item.scalar_text())),
        ("services.*.ports", port),
        ("services.*.volumes", volume),
        ("services.*.devices", device),
        ("services.*.secrets", |item| Ok(mount(item, "/run/secrets/"))),
        ("services.*.configs", |item| Ok(mount(item, "/"))),
    ];
    table.into_iter().find(|(pattern, _)| at.matches(pattern)).map(|(_, indexer)| indexer)
}

fn unique(items: Vec<Tree>, key: Indexer, at: &Path, problems: &mut Vec<Problem>) -> Vec<Tree> {
    let mut kept: Vec<Tree> = Vec::with_capacity(items.len());
    let mut places: HashMap<String, usize> = HashMap::with_capacity(items.len());
    for (i, mut item) in items.into_iter().enumerate() {
        let key = key(&item).unwrap_or_else(|lacks| {
            let place = at.index(i);
            problems.push(Problem::error("compose-invalid", format!("{place} is missing {lacks}")).at(item.place()));
            None
        });
        let Some(key) = key else {
            kept.push(item);
            continue;
        };
        match places.get(&key) {
            Some(place) => {
                item.replaces(&kept[*place]);
                kept[*place] = item;
            }
            None => {
                places.insert(key, kept.len());
                kept.push(item);
            }
        }
    }
    kept
}

fn env_file(item: &Tree) -> Result<Option<String>, &'static str> {
    match &item.value {
        Value::Map(map) => map.get("path").map(Tree::scalar_text).ok_or("a path"),
        _ => Ok(item.scalar_text()),
    }
}

fn port(item: &Tree) -> Result<Option<String>, &'static str> {
    let Some(map) = item.as_map() else { return Ok(item.scalar_text()) };
    let text = |key: &str, default: &str| {
        map.get(key).and_then(Tree::scalar_text).filter(|text| !text.is_empty()).unwrap_or_else(|| default.to_owned())
    };
    if !map.contains_key("target") {
        return Err("a target port");
    }
    let (host, published) = (text("host_ip", "0.0.0.0"), text("published", ""));
    Ok(Some(format!("{host}:{published}:{}/{}", text("target", ""), text("protocol", "tcp"))))
}

fn volume(item: &Tree) -> Result<Option<String>, &'static str> {
    match &item.value {
        Value::Map(map) => match map.get("target").and_then(Tree::as_str) {
            Some(target) => Ok(Some(short::volume::cleaned(target))),
            None => Err("a mount target"),
        },
        Value::String(text) => Ok(short::volume::volume(text).ok().map(|volume| volume.target)),
        _ => Ok(None),
    }
}

fn device(item: &Tree) -> Result<Option<String>, &'static str> {
    match &item.value {
        Value::Map(map) => map.get("target").map(Tree::scalar_text).ok_or("a mount target"),
        Value::String(text) => {
            let mut parts = text.split(':');
            let first = parts.next().unwrap_or_default();
            Ok(Some(parts.next().unwrap_or(first).to_owned()))
        }
        _ => Ok(None),
    }
}

fn mount(item: &Tree, directory: &str) -> Option<String> {
    match &item.value {
        Value::Map(map) => match map.get("target").and_then(Tree::scalar_text) {
            Some(target) => Some(target),
            None => Some(format!("{directory}{}", map.get("source").and_then(Tree::scalar_text).unwrap_or_default())),
        },
        Value::String(text) => Some(format!("{directory}{text}")),
        _ => None,
    }
}
