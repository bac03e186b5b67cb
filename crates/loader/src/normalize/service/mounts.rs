//! Everything mounted into a service: volumes, tmpfs, secrets, configs, the API socket, and what `volumes_from` brings. Pure.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Surroundings, items, resource, scalar, service, text, volumes};
use plimsoll_model::{Address, Mount, MountFrom};
use plimsoll_source::files;

/// The API socket that `use_api_socket` mounts.
const API_SOCKET: &str = "/var/run/docker.sock";

/// Everything mounted into a service, its own mounts first.
pub(super) fn mounts(name: &str, around: &Surroundings<'_>) -> Vec<Mount> {
    let mut seen = BTreeSet::new();
    own_and_inherited(name, around, &mut seen)
}

fn own_and_inherited(name: &str, around: &Surroundings<'_>, seen: &mut BTreeSet<String>) -> Vec<Mount> {
    // A service that takes volumes from itself, however far around, adds nothing new.
    if !seen.insert(name.to_owned()) {
        return Vec::new();
    }
    let Some(config) = service(around, name) else { return Vec::new() };
    let at = Address::root().child("services").child(name);
    let mut mounts = Vec::new();
    for (at, value) in items(config, &at, "volumes") {
        mounts.extend(value.as_object().map(|entry| volume(at, entry, around)).unwrap_or_default());
    }
    mounts.extend(tmpfs(config, &at));
    mounts.extend(files_of(config, &at, MountFrom::Secrets, around));
    mounts.extend(files_of(config, &at, MountFrom::Configs, around));
    if config.get("use_api_socket").and_then(Value::as_bool) == Some(true) {
        let socket = Mount {
            host_path: Some(API_SOCKET.to_owned()),
            target: Some(API_SOCKET.to_owned()),
            ..mount(at.child("use_api_socket"), "api-socket", MountFrom::UseApiSocket)
        };
        mounts.push(socket);
    }
    for (at, value) in items(config, &at, "volumes_from") {
        let Some(entry) = scalar(value) else { continue };
        let (source, mode) =
            entry.rsplit_once(':').filter(|(_, m)| matches!(*m, "ro" | "rw")).unwrap_or((&entry, "rw"));
        if source.starts_with("container:") {
            continue;
        }
        mounts.extend(own_and_inherited(source, around, seen).into_iter().map(|inherited| Mount {
            at: at.clone(),
            read_only: inherited.read_only || mode == "ro",
            from: MountFrom::VolumesFrom,
            ..inherited
        }));
    }
    mounts
}

fn mount(at: Address, kind: &str, from: MountFrom) -> Mount {
    Mount {
        at,
        kind: kind.to_owned(),
        source: None,
        host_path: None,
        in_project: None,
        exists: None,
        target: None,
        read_only: false,
        propagation: None,
        selinux: None,
        from,
        short: false,
        options: Vec::new(),
    }
}

/// What an entry of `volumes` mounts: one thing, or each place of the host that the volume shows.
fn volume(at: Address, entry: &Map<String, Value>, around: &Surroundings<'_>) -> Vec<Mount> {
    let Some(kind) = text(entry, "type") else { return Vec::new() };
    let source = text(entry, "source").filter(|s| !s.is_empty());
    let nested = |outer: &str, key: &str| entry.get(outer).and_then(Value::as_object).and_then(|map| text(map, key));
    let short = around.short.contains(&at);
    let mut mount = Mount {
        target: text(entry, "target").map(|target| clean(&target)),
        read_only: entry.get("read_only").and_then(Value::as_bool).unwrap_or(false),
        propagation: nested("bind", "propagation"),
        selinux: nested("bind", "selinux"),
        short,
        ..mount(at, &kind, MountFrom::Volumes)
    };
    match kind.as_str() {
        "bind" => match source {
            Some(source) => on_host(&mut mount, source, around),
            None => return Vec::new(),
        },
        "volume" => {
            let places = source.as_deref().map(|key| volumes::on_host(around.document, key)).unwrap_or_default();
            mount.source = source;
            let subpath = nested("volume", "subpath").filter(|path| !path.is_empty());
            let shown = |place: volumes::OnHost| {
                let mut mount = Mount { read_only: mount.read_only || place.read_only, ..mount.clone() };
                let path = match &subpath {
                    Some(inside) if place.is_bind => files::join(&place.path, inside.trim_start_matches('/')),
                    _ => place.path,
                };
                on_host(&mut mount, path, around);
                mount
            };
            let shown: Vec<Mount> = places.into_iter().map(shown).collect();
            if !shown.is_empty() {
                return shown;
            }
        }
        "tmpfs" => {
            let option = |key: &str| nested("tmpfs", key).map(|value| format!("{key}={value}"));
            mount.options = ["size", "mode"].into_iter().filter_map(option).collect();
        }
        _ => mount.source = source,
    }
    vec![mount]
}

fn on_host(mount: &mut Mount, path: String, around: &Surroundings<'_>) {
    let path = clean(&path);
    let outside = path.starts_with(['/', '~']) || path == ".." || path.starts_with("../");
    let in_project = !outside
        && (around.directory == "."
            || path == around.directory
            || path.strip_prefix(around.directory).is_some_and(|rest| rest.starts_with('/')));
    mount.in_project = Some(in_project);
    mount.exists = (!outside).then(|| around.files.kind(&path).is_some());
    mount.host_path = Some(path);
}

/// Cleans a path; `~`, drive letters and named pipes stay as they are.
fn clean(path: &str) -> String {
    let windows = path.contains('\\') || path.as_bytes().get(1) == Some(&b':');
    if path.is_empty() || windows { path.to_owned() } else { files::join(".", path) }
}

fn tmpfs(config: &Map<String, Value>, at: &Address) -> Vec<Mount> {
    let list_at = at.child("tmpfs");
    let entries: Vec<(Address, String)> = match config.get("tmpfs") {
        Some(Value::String(one)) => vec![(list_at, one.clone())],
        Some(Value::Array(list)) => {
            list.iter().enumerate().filter_map(|(i, v)| Some((list_at.child(i), scalar(v)?))).collect()
        }
        _ => Vec::new(),
    };
    let read = |(at, entry): (Address, String)| {
        let (target, options) = entry.split_once(':').unwrap_or((&entry, ""));
        let options: Vec<String> = options.split(',').filter(|o| !o.is_empty()).map(str::to_owned).collect();
        let read_only = options.iter().any(|o| o == "ro");
        Mount { target: Some(clean(target)), read_only, short: true, options, ..mount(at, "tmpfs", MountFrom::Tmpfs) }
    };
    entries.into_iter().map(read).collect()
}

/// The mounts of `secrets` or `configs`.
fn files_of(config: &Map<String, Value>, at: &Address, from: MountFrom, around: &Surroundings<'_>) -> Vec<Mount> {
    let (attribute, kind, default_directory) = match from {
        MountFrom::Secrets => ("secrets", "secret", "/run/secrets/"),
        _ => ("configs", "config", "/"),
    };
    let read = |(at, value): (Address, &Value)| {
        let entry = value.as_object()?;
        let source = text(entry, "source")?;
        let target = match text(entry, "target").filter(|t| !t.is_empty()) {
            Some(target) if target.starts_with('/') => target,
            Some(target) => format!("{default_directory}{target}"),
            None => format!("{default_directory}{source}"),
        };
        let mut mount = Mount { target: Some(clean(&target)), read_only: true, ..mount(at, kind, from) };
        if let Some(path) = resource(around.document, attribute, &source).and_then(|r| text(r, "file")) {
            on_host(&mut mount, path, around);
        }
        mount.source = Some(source);
        Some(mount)
    };
    items(config, at, attribute).filter_map(read).collect()
}
