//! Merges one model over another, attribute by attribute as docker compose does.

use super::tree::{Map, Path, Tree, Value};
use plimsoll_source::problem::Problem;

/// Both sides become lists of `K=V`, which later lose all but the last of each key.
const AS_LISTS: &[&str] = &[
    "networks.*.labels",
    "volumes.*.labels",
    "services.*.annotations",
    "services.*.build.args",
    "services.*.build.additional_contexts",
    "services.*.build.labels",
    "services.*.deploy.labels",
    "services.*.dns",
    "services.*.dns_opt",
    "services.*.dns_search",
    "services.*.env_file",
    "services.*.label_file",
    "services.*.environment",
    "services.*.labels",
    "services.*.volumes.*.volume.labels",
    "services.*.sysctls",
    "services.*.tmpfs",
];
const HOSTS: &[&str] = &["services.*.extra_hosts", "services.*.build.extra_hosts"];
const REPLACED: &[&str] =
    &["services.*.command", "services.*.entrypoint", "services.*.healthcheck.test", "services.*.ulimits.*"];
const AS_MAPS: &[&str] = &["services.*.networks", "services.*.models"];

/// Merges `over` over `base`. Where they do not fit, `over` wins and a problem tells.
pub(super) fn merge(base: Tree, over: Tree, at: &Path, problems: &mut Vec<Problem>) -> Tree {
    if at.matches_any(REPLACED) {
        return replace(base, over);
    }
    if at.matches_any(AS_LISTS) {
        return append(sequence(base), sequence(over));
    }
    if at.matches_any(HOSTS) {
        return merge_hosts(base, over);
    }
    if at.matches_any(AS_MAPS) {
        return merge_maps(keyed(base, Tree::null), keyed(over, Tree::null), at, problems);
    }
    if at.matches("services.*.depends_on") {
        return merge_maps(keyed(base, started), keyed(over, started), at, problems);
    }
    if at.matches("services.*.build") {
        return merge_maps(build(base), build(over), at, problems);
    }
    if at.matches("services.*.logging") && other_driver(&base, &over) {
        return replace(base, over);
    }
    if at.matches("networks.*.ipam.config") {
        return merge_subnets(base, over, at, problems);
    }
    merge_values(base, over, at, problems)
}

/// The general rule: null keeps, mappings merge, lists append, the rest is replaced.
fn merge_values(base: Tree, over: Tree, at: &Path, problems: &mut Vec<Problem>) -> Tree {
    match (&base.value, &over.value) {
        (_, Value::Null) => base,
        (Value::Map(_), Value::Map(_)) => merge_maps(base, over, at, problems),
        (Value::List(_), Value::List(_)) => append(base, over),
        (Value::Map(_) | Value::List(_), _) => {
            let kind = if base.as_map().is_some() { "a mapping" } else { "a list" };
            let problem =
                Problem::error("merge-conflict", format!("cannot override {at}: it is {kind} in the file below"))
                    .at(over.place())
                    .related(base.place(), "overridden here")
                    .help("write both in the same form");
            problems.push(problem);
            replace(base, over)
        }
        _ => replace(base, over),
    }
}

fn replace(base: Tree, mut over: Tree) -> Tree {
    over.replaces(&base);
    over
}

fn append(mut base: Tree, over: Tree) -> Tree {
    let (Value::List(items), Value::List(more)) = (&mut base.value, over.value) else { return base };
    items.extend(more);
    base
}

fn merge_maps(base: Tree, over: Tree, at: &Path, problems: &mut Vec<Problem>) -> Tree {
    let Tree { value: Value::Map(mut map), origin } = base else { return merge_unlike(base, over, at, problems) };
    let Tree { value: Value::Map(entries), .. } = over else {
        return merge_unlike(Tree::map(map, &origin), over, at, problems);
    };
    for (key, value) in entries {
        let below = at.child(&key);
        let merged = match map.get_mut(&key) {
            Some(slot) => {
                let old = std::mem::replace(slot, Tree::null(&origin));
                merge(old, value, &below, problems)
            }
            None => value,
        };
        map.insert(key, merged);
    }
    Tree::map(map, &origin)
}

/// Values that should be mappings and are not: the schema tells, here the later one stands.
fn merge_unlike(base: Tree, over: Tree, at: &Path, problems: &mut Vec<Problem>) -> Tree {
    if over.is_null() {
        return base;
    }
    if base.is_null() {
        return replace(base, over);
    }
    let problem = Problem::error("merge-conflict", format!("cannot override {at}"))
        .at(over.place())
        .related(base.place(), "overridden here")
        .help("write both in the same form");
    problems.push(problem);
    replace(base, over)
}

/// A mapping as a list of `K=V`, sorted; a scalar as a list of one.
fn sequence(tree: Tree) -> Tree {
    let origin = tree.origin;
    let items = match tree.value {
        Value::List(items) => items,
        Value::Map(map) => {
            let mut items: Vec<Tree> = map.into_iter().flat_map(|(key, value)| pairs(&key, value)).collect();
            items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
            items
        }
        value @ Value::String(_) => vec![Tree::new(value, origin.clone())],
        _ => Vec::new(),
    };
    Tree::new(Value::List(items), origin)
}

fn pairs(key: &str, value: Tree) -> Vec<Tree> {
    match &value.value {
        Value::Null => vec![Tree::string(key, &value.origin)],
        Value::List(items) => {
            let pair =
                |item: &Tree| Tree::string(format!("{key}={}", item.scalar_text().unwrap_or_default()), &item.origin);
            items.iter().map(pair).collect()
        }
        _ => vec![Tree::string(format!("{key}={}", value.scalar_text().unwrap_or_default()), &value.origin)],
    }
}

fn merge_hosts(base: Tree, over: Tree) -> Tree {
    let (mut base, over) = (sequence(base), sequence(over));
    let (Value::List(items), Value::List(more)) = (&mut base.value, over.value) else { return base };
    for item in more {
        if !items.iter().any(|have| have.same_value(&item)) {
            items.push(item);
        }
    }
    base
}

/// A list of names as a mapping; what else there is stays.
fn keyed(tree: Tree, value: fn(&plimsoll_model::Origin) -> Tree) -> Tree {
    let Value::List(items) = &tree.value else { return tree };
    let mut map = Map::new();
    for item in items {
        if let Some(key) = item.as_str() {
            let mut value = value(&item.origin);
            value.origin.key = Some(item.origin.span);
            map.insert(key.to_owned(), value);
        }
    }
    Tree::map(map, &tree.origin)
}

pub(super) fn started(origin: &plimsoll_model::Origin) -> Tree {
    let map = Map::from_iter([
        ("condition".to_owned(), Tree::string("service_started", origin)),
        ("required".to_owned(), Tree::bool(true, origin)),
    ]);
    Tree::map(map, origin)
}

fn build(tree: Tree) -> Tree {
    match tree.value {
        Value::String(_) => {
            let origin = tree.origin.clone();
            Tree::map(Map::from_iter([("context".to_owned(), tree)]), &origin)
        }
        _ => tree,
    }
}

/// Options of different log drivers do not mix.
fn other_driver(base: &Tree, over: &Tree) -> bool {
    match (base.get(&["driver"]), over.get(&["driver"])) {
        (Some(base), Some(over)) => !base.same_value(over),
        _ => false,
    }
}

fn merge_subnets(base: Tree, over: Tree, at: &Path, problems: &mut Vec<Problem>) -> Tree {
    let (Value::List(_), Value::List(_)) = (&base.value, &over.value) else {
        return merge_values(base, over, at, problems);
    };
    let origin = base.origin.clone();
    let (Value::List(items), Value::List(more)) = (base.value, over.value) else { return Tree::null(&origin) };
    let same = |a: &Tree, b: &Tree| a.text(&["subnet"]) == b.text(&["subnet"]);
    let mut merged: Vec<Tree> = Vec::new();
    for item in items {
        for change in &more {
            if same(change, &item) {
                let value = merge_maps(item.clone(), change.clone(), at, problems);
                match merged.iter_mut().find(|have| same(have, &value)) {
                    Some(have) => *have = value,
                    None => merged.push(value),
                }
            } else {
                for one in [&item, change] {
                    if !merged.iter().any(|have| same(have, one)) {
                        merged.push(one.clone());
                    }
                }
            }
        }
        if more.is_empty() {
            merged.push(item);
        }
    }
    Tree::new(Value::List(merged), origin)
}
