//! `include`: whole projects, loaded by themselves and put under the document that includes them.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::context::{Context, Scope};
use super::decode::Marks;
use super::environment::Setting;
use super::tree::{Map, Path, Tree, Value};
use super::{merge, pipeline};
use plimsoll_model::{Address, UnknownCause, ViaKind};
use plimsoll_source::Span;
use plimsoll_source::files::{EntryKind, join};
use plimsoll_source::problem::{Open, Problem};

/// Projects that may include each other in a row.
pub const MAX_INCLUDE_DEPTH: usize = 30;
/// Projects that one project may include, directly and indirectly.
pub const MAX_INCLUDES: usize = 500;

/// What an included project brings.
const IMPORTED: [&str; 6] = ["services", "volumes", "networks", "secrets", "configs", "models"];

/// Loads what a document includes and puts its resources into it.
pub(super) fn apply(context: &mut Context<'_>, scope: &Scope, document: &mut Tree, marks: &Marks, file: &str) {
    let Some(include) = document.remove("include") else { return };
    let entries = match include.value {
        Value::List(entries) => entries,
        Value::Null => return,
        _ => {
            let got = include.scalar_text().unwrap_or_else(|| "a mapping".to_owned());
            let problem = Problem::error("include-invalid", format!("`include` must be a list, got {got}"));
            context.problems.push(problem.at(include.place()).help("write `include: [PATH]`"));
            return;
        }
    };
    for entry in entries {
        let span = entry.origin.span;
        let Some(wanted) = wanted(context, &entry) else { continue };
        if let Some(mut model) = load(context, scope, &wanted, file, span) {
            model.came_through(ViaKind::Include, span);
            import(context, model, document, marks);
        }
    }
}

/// An entry of `include`, taken apart.
struct Wanted {
    paths: Vec<(String, Span)>,
    directory: Option<String>,
    env_files: Vec<(String, Span)>,
}

fn wanted(context: &mut Context<'_>, entry: &Tree) -> Option<Wanted> {
    let mut texts = |tree: Option<&Tree>| -> Vec<(String, Span)> {
        let Some(tree) = tree else { return Vec::new() };
        let one = std::slice::from_ref(tree);
        let items = tree.as_list().unwrap_or(one);
        items.iter().for_each(|item| context.doubt(item));
        items.iter().filter_map(|item| Some((item.as_str()?.to_owned(), item.origin.span))).collect()
    };
    let wanted = match &entry.value {
        Value::Map(map) => Wanted {
            paths: texts(map.get("path")),
            directory: map.get("project_directory").and_then(Tree::as_str).filter(|d| !d.is_empty()).map(str::to_owned),
            env_files: texts(map.get("env_file")),
        },
        _ => Wanted { paths: texts(Some(entry)), directory: None, env_files: Vec::new() },
    };
    if wanted.paths.is_empty() {
        let problem = Problem::error("include-invalid", "an entry of `include` names no path").at(entry.place());
        context.problems.push(problem.help("write a path, or `path:`"));
        return None;
    }
    Some(wanted)
}

fn load(context: &mut Context<'_>, scope: &Scope, wanted: &Wanted, file: &str, span: Span) -> Option<Tree> {
    if let Some((remote, at)) = wanted.paths.iter().find(|(path, _)| super::remote::is_remote(path)) {
        context.remote(remote, *at, Address::root().child("services"));
        return None;
    }
    let paths: Vec<String> = wanted.paths.iter().map(|(path, _)| join(&scope.directory, path)).collect();
    let mut trail = scope.trail.clone();
    if !trail.iter().any(|have| have == file) {
        trail.push(file.to_owned());
    }
    let mut named = paths.iter().zip(&wanted.paths);
    if let Some((again, (_, place))) = named.find(|(path, _)| trail.contains(path)) {
        if context.is_doubtful(*place) {
            let message = format!("{again} is included by itself, as nothing sets a variable in the path");
            let problem =
                Problem::error("compose-file-elsewhere", message).at(span).lacking(again).leaves_open(Open::Composed);
            let problem = problem.help("give the variable a value under `environments.variables` in plimsoll.yaml");
            context.lack(problem, Address::root().child("services"), UnknownCause::File);
            return None;
        }
        let message = format!("include cycle detected: {} include {again}", trail.join(" include "));
        context.problems.push(Problem::error("include-cycle", message).at(span).help("a file cannot include itself"));
        return None;
    }
    context.includes += 1;
    if trail.len() > MAX_INCLUDE_DEPTH || context.includes > MAX_INCLUDES {
        let message = format!("{file} includes too many projects");
        let help = format!("up to {MAX_INCLUDES} are loaded, up to {MAX_INCLUDE_DEPTH} in a row");
        context.problems.push(Problem::error("include-limit", message).at(span).help(help));
        return None;
    }
    let first = &wanted.paths[0].0;
    let relative = wanted.directory.clone().unwrap_or_else(|| super::directories::of(first).to_owned());
    let directory = join(&scope.directory, &relative);
    let mut environment = scope.environment.clone();
    let files = env_files(context, scope, wanted, &directory);
    context.fill(&mut environment, &files);
    let assumed = assumed(context, scope, wanted, &directory);
    let inner = Scope { directory, environment, assumed, trail, id: context.next_scope() };
    // What stands at the entry is told there.
    if wanted.paths.iter().any(|(_, place)| context.is_doubtful(*place)) {
        context.doubt_at(span);
    }
    let lacked = context.lacked();
    let Some(mut model) = pipeline::model(context, &inner, &paths, Some(span)) else {
        if context.lacked() > lacked {
            context.unknown.push((Address::root().child("services"), UnknownCause::File, first.clone()));
        }
        return None;
    };
    super::paths::resolve(&mut model, &relative, context);
    Some(model)
}

/// What samples say of what nothing sets in an included project: its own, over those of the one that includes it.
fn assumed(
    context: &mut Context<'_>,
    scope: &Scope,
    wanted: &Wanted,
    directory: &str,
) -> Rc<BTreeMap<String, Setting>> {
    let path = join(directory, ".env");
    if !wanted.env_files.is_empty() || context.files.kind(&path).is_some() {
        return Rc::clone(&scope.assumed);
    }
    let mut assumed = BTreeMap::clone(&scope.assumed);
    assumed.extend(context.sample(&path, &scope.environment));
    Rc::new(assumed)
}

/// The env files of an included project: those it names, else its `.env`.
fn env_files(
    context: &mut Context<'_>,
    scope: &Scope,
    wanted: &Wanted,
    directory: &str,
) -> Vec<(String, Option<Span>)> {
    if wanted.env_files.is_empty() {
        let path = join(directory, ".env");
        let there = context.files.kind(&path) == Some(EntryKind::File);
        return if there { vec![(path, None)] } else { Vec::new() };
    }
    let named = wanted.env_files.iter().filter(|(path, _)| path != "/dev/null");
    named.map(|(path, span)| (join(&scope.directory, path), Some(*span))).collect()
}

/// Puts the included resources under the document's own: what both define is merged, the document's over the included one.
fn import(context: &mut Context<'_>, mut model: Tree, document: &mut Tree, marks: &Marks) {
    for kind in IMPORTED {
        let Some(Tree { value: Value::Map(resources), origin }) = model.remove(kind) else { continue };
        if document.get(&[kind]).and_then(Tree::as_map).is_none() {
            document.set(kind, Tree::map(Map::new(), &origin));
        }
        for (name, mut resource) in resources {
            let at = Path::of(&[kind, &name]);
            let own = document.get_mut(&[kind]).and_then(|all| all.remove(&name));
            let merged = match own {
                Some(own) => {
                    marks.apply_below(&mut resource, &at);
                    merge::merge(resource, own, &at, &mut context.problems)
                }
                None => resource,
            };
            if let Some(all) = document.get_mut(&[kind]) {
                all.set(&name, merged);
            }
        }
    }
}
