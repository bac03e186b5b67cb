//! Makes paths relative to another directory, or absolute: wherever the model names a file of the host.

use super::context::Context;
use super::remote::is_remote_context;
use super::tree::{Map, Tree, Value};
use plimsoll_source::files::join;
use plimsoll_source::problem::Problem;

/// Rewrites every relative path of the model so that it reads from where `base` reads: `base` joined with it.
pub(super) fn resolve(model: &mut Tree, base: &str, context: &mut Context<'_>) {
    let home = context.home.clone();
    let resolver = Resolver { base, home: home.as_deref() };
    for (_, service) in entries(model, "services") {
        resolver.service(service, &mut context.problems);
    }
    for kind in ["configs", "secrets"] {
        for (_, resource) in entries(model, kind) {
            resolver.at(resource, &["file"], Resolver::unix);
        }
    }
    for (_, volume) in entries(model, "volumes") {
        let bind = volume.text(&["driver"]) == Some("local") && volume.text(&["driver_opts", "o"]) == Some("bind");
        if bind {
            resolver.at(volume, &["driver_opts", "device"], Resolver::unix);
        }
    }
}

fn entries<'t>(model: &'t mut Tree, kind: &str) -> impl Iterator<Item = (&'t String, &'t mut Tree)> {
    model.get_mut(&[kind]).and_then(Tree::as_map_mut).map(Map::iter_mut).into_iter().flatten()
}

struct Resolver<'a> {
    base: &'a str,
    home: Option<&'a str>,
}

impl Resolver<'_> {
    fn service(&self, service: &mut Tree, problems: &mut Vec<Problem>) {
        self.at(service, &["build", "context"], Self::context);
        self.each(service, &["build", "additional_contexts"], Self::context);
        self.each(service, &["build", "ssh"], Self::unix);
        self.each(service, &["label_file"], Self::path);
        self.at(service, &["extends", "file"], Self::path);
        for file in service.get_mut(&["env_file"]).and_then(Tree::as_list_mut).into_iter().flatten() {
            self.at(file, &["path"], Self::path);
        }
        for watch in service.get_mut(&["develop", "watch"]).and_then(Tree::as_list_mut).into_iter().flatten() {
            self.at(watch, &["path"], Self::path);
        }
        for volume in service.get_mut(&["volumes"]).and_then(Tree::as_list_mut).into_iter().flatten() {
            if volume.text(&["type"]) != Some("bind") {
                continue;
            }
            if volume.get(&["source"]).is_none() {
                let message = "invalid mount config for type \"bind\": field source must not be empty";
                let problem = Problem::error("compose-invalid", message).at(volume.origin.span);
                if !problems.contains(&problem) {
                    problems.push(problem.help("name the directory or file to mount as `source`"));
                }
                continue;
            }
            self.at(volume, &["source"], Self::unix);
        }
    }

    fn at(&self, tree: &mut Tree, keys: &[&str], change: fn(&Self, &str) -> String) {
        if let Some(Tree { value: Value::String(path), .. }) = tree.get_mut(keys) {
            *path = change(self, path);
        }
    }

    /// Every string of a list or mapping.
    fn each(&self, tree: &mut Tree, keys: &[&str], change: fn(&Self, &str) -> String) {
        let Some(tree) = tree.get_mut(keys) else { return };
        let change = |item: &mut Tree| {
            if let Value::String(path) = &mut item.value {
                *path = change(self, path);
            }
        };
        match &mut tree.value {
            Value::Map(map) => map.values_mut().for_each(change),
            Value::List(items) => items.iter_mut().for_each(change),
            _ => {}
        }
    }

    fn expand_home(&self, path: &str) -> String {
        match (self.home, path.strip_prefix('~')) {
            (Some(home), Some(rest)) => join("", &format!("{home}/{rest}")),
            _ => path.to_owned(),
        }
    }

    fn path(&self, path: &str) -> String {
        let path = self.expand_home(path);
        if path.is_empty() || path.starts_with(['/', '~']) { path } else { join(self.base, &path) }
    }

    /// Paths that may be another system's, so that a Windows client can address a Unix engine and the other way round.
    fn unix(&self, path: &str) -> String {
        let path = self.expand_home(path);
        if path.starts_with(['/', '~']) || is_windows_absolute(&path) { path } else { join(self.base, &path) }
    }

    fn context(&self, path: &str) -> String {
        if is_remote_context(path) { path.to_owned() } else { self.path(path) }
    }
}

/// A drive with a slash, a share, or a device.
fn is_windows_absolute(path: &str) -> bool {
    let bytes = path.as_bytes();
    let slash = |b: Option<&u8>| matches!(b, Some(b'/' | b'\\'));
    let drive =
        bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1) == Some(&b':') && slash(bytes.get(2));
    drive || path.starts_with("\\\\")
}
