//! What the containers of a service see as environment and labels: the attribute over env files, names without a value looked up.

use std::collections::{BTreeMap, BTreeSet};

use super::canonical::pairs_to_map;
use super::context::{Context, Scope};
use super::lacking;
use super::tree::{Map, Tree, Value};
use crate::document::env::{EnvDocument, EnvFormat};
use crate::normalize::short;
use plimsoll_model::{Address, Origin, UnknownCause, Via, ViaKind};
use plimsoll_source::Span;
use plimsoll_source::files::{EntryKind, join};
use plimsoll_source::problem::Problem;

/// Names in a list without a value get that of the project's environment; in a mapping they wait until the end.
pub(super) fn resolve_names(model: &mut Tree, scope: &Scope) {
    for service in model.get_mut(&["services"]).and_then(Tree::as_map_mut).into_iter().flat_map(Map::values_mut) {
        for item in service.get_mut(&["environment"]).and_then(Tree::as_list_mut).into_iter().flatten() {
            let Some(setting) = item.as_str().and_then(|name| scope.environment.get(name)) else { continue };
            let name = item.as_str().unwrap_or_default();
            item.value = Value::String(format!("{name}={}", setting.value));
            through(&mut item.origin, setting.at);
        }
    }
}

fn through(origin: &mut Origin, at: Option<Span>) {
    origin.via.extend(at.map(|span| Via { kind: ViaKind::Variable, span }));
}

/// Build arguments without a value: from the project's environment, else none at all.
pub(super) fn build_args(args: &mut Tree, scope: &Scope) {
    pairs_to_map(args);
    let Some(map) = args.as_map_mut() else { return };
    map.retain(|name, value| !value.is_null() || scope.environment.get(name).is_some());
    fill(map, scope);
}

fn fill(map: &mut Map, scope: &Scope) {
    for (name, value) in map {
        if let Some(setting) = scope.environment.get(name).filter(|_| value.is_null()) {
            value.value = Value::String(setting.value.clone());
            through(&mut value.origin, setting.at);
        }
    }
}

/// What is taken from around and nothing here sets: unknown, as `KEY: ${KEY}` is. `absent` is an env file of the service that may have it.
fn lack(context: &mut Context<'_>, scope: &Scope, map: &mut Map, absent: Option<&str>) {
    for (name, value) in map.iter_mut().filter(|(_, value)| value.is_null()) {
        value.origin.unset.push(name.clone());
        // What a sample has would be no value that this file writes.
        let assumed = scope.assumed.get(name).and_then(|setting| setting.at);
        let gap = lacking::named(name, value.origin.span, assumed, absent);
        context.problems.push(gap);
    }
}

/// Resolves the environment of every service that will run. Without `read`, env files stay named and unread.
pub(super) fn resolve(
    context: &mut Context<'_>,
    scope: &Scope,
    model: &mut Tree,
    inactive: &BTreeSet<String>,
    read: bool,
) {
    let Some(services) = model.get_mut(&["services"]).and_then(Tree::as_map_mut) else { return };
    for (name, service) in services {
        note_env_files(context, scope, name, service);
        check_names(context, name, service);
        if inactive.contains(name) {
            continue;
        }
        labels(context, scope, name, service);
        if read {
            environment(context, scope, name, service);
        }
    }
}

/// A name in a list may not end in white space: it would be part of the name.
fn check_names(context: &mut Context<'_>, name: &str, service: &Tree) {
    for item in service.get(&["environment"]).and_then(Tree::as_list).into_iter().flatten() {
        if let Some(Err(invalid)) = item.as_str().map(short::pair::variable) {
            let message = format!("{invalid} (services.{name}.environment)");
            let problem = Problem::error("compose-invalid", message).at(item.origin.span);
            context.problems.push(problem.help("take the blank before `=` away"));
        }
    }
}

/// Remembers the env files of every service, of those that do not run too.
fn note_env_files(context: &mut Context<'_>, scope: &Scope, name: &str, service: &Tree) {
    for file in service.get(&["env_file"]).and_then(Tree::as_list).into_iter().flatten() {
        if let Some(path) = file.text(&["path"]) {
            let path = join(&scope.directory, path);
            if context.files.kind(&path) == Some(EntryKind::File) {
                let raw = file.text(&["format"]) == Some("raw");
                context.note_env_file(&path, if raw { EnvFormat::Raw } else { EnvFormat::Dotenv }, Some(name));
            } else if file.get(&["required"]).and_then(Tree::as_bool) == Some(false) && !context.is_spent() {
                context.absent_env_files.push((name.to_owned(), path));
            }
        }
    }
}

/// The first env file of a service that is not here, needed or not.
fn absent(context: &Context<'_>, scope: &Scope, service: &Tree) -> Option<String> {
    let files = service.get(&["env_file"]).and_then(Tree::as_list).into_iter().flatten();
    let mut paths = files.filter_map(|file| Some(join(&scope.directory, file.text(&["path"])?)));
    paths.find(|path| context.files.kind(path).is_none())
}

fn environment(context: &mut Context<'_>, scope: &Scope, name: &str, service: &mut Tree) {
    let absent = absent(context, scope, service);
    if let Some(environment) = service.get_mut(&["environment"]) {
        pairs_to_map(environment);
        if let Some(map) = environment.as_map_mut() {
            fill(map, scope);
            if context.options.open() {
                lack(context, scope, map, absent.as_deref());
            }
        }
    }
    let Some(files) = service.remove("env_file") else { return };
    let own = service.get(&["environment"]).and_then(Tree::as_map).cloned().unwrap_or_default();
    let mut together = Map::new();
    for file in files.as_list().unwrap_or_default() {
        // What is too large to be judged is not read for every service.
        if context.is_spent() {
            break;
        }
        let Some((document, lacks)) = env_file(context, scope, name, file, &own, &together) else { continue };
        // Each service takes a copy of its own.
        if !context.spend(document.assignments.len(), file.origin.span) {
            break;
        }
        add(&mut together, &document, file.origin.span, lacks.as_deref());
    }
    if together.is_empty() && own.is_empty() {
        return;
    }
    for (key, mut value) in own {
        if let Some(old) = together.get(&key) {
            value.replaces(old);
        }
        together.insert(key, value);
    }
    let origin = service.get(&["environment"]).map_or_else(|| files.origin.clone(), |own| own.origin.clone());
    service.set("environment", Tree::map(together, &origin));
}

/// Adds what a file sets, over what earlier ones set. What only the sample of a file sets is unknown: that file `lacks`.
fn add(into: &mut Map, document: &EnvDocument, named_at: Span, lacks: Option<&str>) {
    for assignment in &document.assignments {
        let Some(value) = &assignment.value else { continue };
        let mut origin = Origin::new(assignment.span).keyed(assignment.key.span);
        origin.via.push(Via { kind: ViaKind::EnvFile, span: named_at });
        if let Some(lacking) = lacks {
            origin.via.push(Via { kind: ViaKind::Assumed, span: assignment.key.span });
            origin.unset.push(lacking.to_owned());
        }
        let mut tree = Tree::string(value.clone(), &origin);
        if let Some(old) = into.get(&assignment.key.value) {
            tree.replaces(old);
        }
        into.insert(assignment.key.value.clone(), tree);
    }
}

/// What an env file sets, or what the sample of one that is not there says, with the path of that one.
fn env_file(
    context: &mut Context<'_>,
    scope: &Scope,
    service: &str,
    file: &Tree,
    own: &Map,
    earlier: &Map,
) -> Option<(EnvDocument, Option<String>)> {
    let entry = file.get(&["path"])?;
    let path = join(&scope.directory, entry.as_str()?);
    let required = file.get(&["required"]).and_then(Tree::as_bool) != Some(false);
    let format = match file.text(&["format"]) {
        None | Some("") => EnvFormat::Dotenv,
        Some("raw") => EnvFormat::Raw,
        Some(other) => {
            let message = format!("unsupported env_file format {other:?} (services.{service}.env_file)");
            let problem = Problem::error("env-file-format", message).at(file.origin.span);
            context.problems.push(problem.help("the only other format is `raw`"));
            return None;
        }
    };
    let at = Address::root().child("services").child(service).child("environment");
    context.doubt(entry);
    let kind = context.files.kind(&path);
    if context.is_doubtful(entry.origin.span) && kind.is_some_and(|kind| kind != EntryKind::File) {
        context.unknown.push((at.clone(), UnknownCause::EnvFile, path.clone()));
    }
    if kind.is_none() {
        let outside = path.starts_with("..") || path.starts_with('/');
        match (required, outside) {
            (true, false) => {
                let message = format!("env file {path} not found (services.{service})");
                let problem = Problem::error("env-file-missing", message).at(entry.origin.span).in_file(&path);
                let problem = problem.lacking(&path).help("create it, correct the path, or write `required: false`");
                context.lack(problem, at, UnknownCause::EnvFile);
                return Some((context.sample_document(&path, format, &scope.environment)?, Some(path)));
            }
            (false, false) => {
                // The service starts without it, and the deployment may have it all the same.
                if context.options.open() && !context.options.complete {
                    let message =
                        format!("env file {path}, which a service may do without, is not here (services.{service})");
                    let problem = Problem::gap("env-file-optional", message).at(entry.origin.span).in_file(&path);
                    let problem =
                        problem.lacking(&path).help("check the tree that the deployment has, with `--complete`");
                    context.lack(problem, at, UnknownCause::EnvFile);
                }
                return None;
            }
            (false, true) => {
                let message =
                    format!("env file {path} lies outside the scanned root, so it is not read (services.{service})");
                let problem = Problem::warning("env-file-outside", message).at(entry.origin.span).in_file(&path);
                let problem = problem.lacking(path).help("scan a directory that holds it too");
                context.lack(problem, at, UnknownCause::EnvFile);
                return None;
            }
            // Reading it tells why it cannot be read.
            (true, true) => context.unknown.push((at, UnknownCause::EnvFile, path.clone())),
        }
    }
    let text = |map: &Map, name: &str| map.get(name).and_then(Tree::scalar_text);
    let around = |name: &str| {
        let project = scope.environment.value(name);
        project
            .or_else(|| own.get(name).filter(|value| !value.is_null()).and_then(|_| text(own, name)))
            .or_else(|| text(earlier, name))
    };
    Some((context.env_document(&path, Some(entry.origin.span), format, &around)?, None))
}

fn labels(context: &mut Context<'_>, scope: &Scope, name: &str, service: &mut Tree) {
    let Some(files) = service.remove("label_file") else { return };
    let mut together = Map::new();
    for file in files.as_list().unwrap_or_default() {
        let Some(path) = file.as_str().filter(|_| !context.is_spent()) else { continue };
        let path = join(&scope.directory, path);
        if context.files.kind(&path).is_none() && !path.starts_with("..") && !path.starts_with('/') {
            let message = format!("label file {path} not found (services.{name})");
            let problem = Problem::error("label-file-missing", message).at(file.origin.span).in_file(&path);
            let at = Address::root().child("services").child(name).child("labels");
            context.lack(problem.lacking(path).help("create it, or correct the path"), at, UnknownCause::EnvFile);
            continue;
        }
        let values: BTreeMap<String, String> =
            together.iter().filter_map(|(k, v): (&String, &Tree)| Some((k.clone(), v.scalar_text()?))).collect();
        let around = |name: &str| values.get(name).cloned();
        context.doubt(file);
        let document = context.env_document(&path, Some(file.origin.span), EnvFormat::Dotenv, &around);
        if let Some(document) = document.filter(|read| context.spend(read.assignments.len(), file.origin.span)) {
            add(&mut together, &document, file.origin.span, None);
        }
    }
    let mut own = service.remove("labels").unwrap_or_else(|| Tree::map(Map::new(), &files.origin));
    pairs_to_map(&mut own);
    for (key, value) in own.as_map().cloned().unwrap_or_default() {
        together.insert(key, value);
    }
    let origin = own.origin.clone();
    service.set("labels", Tree::map(together, &origin));
}
