//! `extends`: a service's base, from the same document or another file, merged under it.

use super::context::{Context, Scope};
use super::decode::Marks;
use super::tree::{Map, Path, Tree, Value};
use super::{canonical, directories, merge, paths, remote, weakening};
use plimsoll_model::{Address, BaseRoute, UnknownCause, ViaKind};
use plimsoll_source::Span;
use plimsoll_source::files::join;
use plimsoll_source::problem::Problem;

/// Services that may extend each other in a row.
pub const MAX_EXTENDS: usize = 100;

/// What the services of a document are looked up in, and which marks apply to what is extended there.
struct Place<'s> {
    services: &'s Map,
    file: String,
    marks: Vec<&'s Marks>,
}

/// Resolves all `extends` of a document.
pub(super) fn apply(context: &mut Context<'_>, scope: &Scope, document: &mut Tree, marks: &Marks, file: &str) {
    let Some(Value::Map(services)) = document.get(&["services"]).map(|services| services.value.clone()) else { return };
    if !services.values().any(|service| service.get(&["extends"]).is_some()) {
        return;
    }
    let place = Place { services: &services, file: file.to_owned(), marks: vec![marks] };
    let names: Vec<&String> = services.keys().collect();
    for name in names {
        if services.get(name).is_some_and(|service| service.get(&["extends"]).is_some()) {
            let before = context.problems.len();
            let resolved = service(context, scope, name, &place, &mut Vec::new());
            if context.problems.len() > before || context.looping.contains(name) {
                // What it lacks now, its base would have brought.
                context.broken.insert(name.clone());
            }
            if let (Some(resolved), Some(all)) = (resolved, document.get_mut(&["services"])) {
                all.set(name, resolved);
            }
        }
    }
}

/// `extends`, taken apart.
struct Reference {
    service: String,
    /// A variable that has a part in that name and that nothing sets.
    unset: Option<String>,
    file: Option<(String, Span)>,
    span: Span,
}

fn reference(context: &mut Context<'_>, name: &str, extends: &Tree) -> Option<Reference> {
    let span = extends.place();
    let (service, file) = match &extends.value {
        Value::String(service) => (Some(service.as_str()), None),
        _ => (extends.text(&["service"]), extends.get(&["file"])),
    };
    let named = extends.get(&["service"]).unwrap_or(extends);
    let unset = named.origin.unset.first().filter(|_| context.options.open()).cloned();
    let Some(service) = service.filter(|service| !service.is_empty() || unset.is_some()) else {
        let problem = Problem::error("extends-invalid", format!("extends.{name}.service is required")).at(span);
        context.problems.push(problem.help("name the service to extend"));
        return None;
    };
    file.into_iter().for_each(|file| context.doubt(file));
    let file = file.and_then(|file| Some((file.as_str()?.to_owned(), file.origin.span)));
    let span = if file.is_none() && extends.as_map().is_none() { extends.origin.span } else { span };
    Some(Reference { service: service.to_owned(), unset, file, span })
}

/// A service with everything it extends under it; the service itself where that fails.
fn service(
    context: &mut Context<'_>,
    scope: &Scope,
    name: &str,
    place: &Place<'_>,
    trail: &mut Vec<(String, String)>,
) -> Option<Tree> {
    let own = place.services.get(name)?;
    if context.is_spent() {
        return Some(own.clone());
    }
    let Some(extends) = own.get(&["extends"]) else { return Some(own.clone()) };
    let mut own = own.clone();
    own.remove("extends");
    let Some(reference) = reference(context, name, extends) else { return Some(own) };
    if looped(context, trail, name, place, reference.span) {
        return Some(own);
    }
    trail.push((place.file.clone(), name.to_owned()));
    let base = base(context, scope, name, place, &reference, trail);
    trail.pop();
    let Some(mut base) = base else { return Some(own) };
    let at = Path::of(&["services", name]);
    if !context.spend(base.count(), reference.span) {
        return Some(own);
    }
    if trail.is_empty() {
        context.bases.extend(weakening::base(name, &base, BaseRoute::Extends));
    }
    base.came_through(ViaKind::Extends, reference.span);
    for marks in &place.marks {
        marks.apply_below(&mut base, &at);
    }
    if base.is_null() || base.as_map().is_none() {
        let message = format!("services.{} must be a mapping, {name} extends it", reference.service);
        context.problems.push(Problem::error("extends-invalid", message).at(base.place()));
        return Some(own);
    }
    // The service stays where it is written; its base only fills it.
    let origin = own.origin.clone();
    let mut merged = merge::merge(base, own, &at, &mut context.problems);
    merged.origin = origin;
    Some(merged)
}

fn looped(context: &mut Context<'_>, trail: &[(String, String)], name: &str, place: &Place<'_>, span: Span) -> bool {
    let again = trail.iter().position(|(file, service)| *file == place.file && service == name);
    if again.is_none() && trail.len() < MAX_EXTENDS {
        return false;
    }
    let problem = if let Some(again) = again {
        // A cycle is the same from wherever it is entered.
        let members = trail[again..].iter().map(|(_, service)| service.clone());
        let known = context.looping.contains(name);
        context.looping.extend(members);
        if known {
            return true;
        }
        let way = trail.iter().map(|(file, service)| format!("{service} in {file}"));
        let way: Vec<String> = way.chain([format!("{name} in {}", place.file)]).collect();
        Problem::error("extends-cycle", format!("circular reference: {}", way.join(" extends ")))
            .help("a service cannot extend itself, not even by a detour")
    } else {
        Problem::error("extends-too-deep", format!("{name} in {} extends too many services in a row", place.file))
            .help(format!("up to {MAX_EXTENDS} are followed"))
    };
    context.problems.push(problem.at(span));
    true
}

fn base(
    context: &mut Context<'_>,
    scope: &Scope,
    name: &str,
    place: &Place<'_>,
    reference: &Reference,
    trail: &mut Vec<(String, String)>,
) -> Option<Tree> {
    let wanted = &reference.service;
    let fail = |context: &mut Context<'_>, why: String| {
        if let Some(unset) = &reference.unset {
            let message = format!("which service {name:?} extends is not known: nothing sets {unset}");
            let problem = Problem::error("extends-unknown", message).at(reference.span).lacking(unset);
            let problem = problem.help(format!("give {unset} a value under `environments.variables` in plimsoll.yaml"));
            return context.lack(problem, Address::root().child("services").child(name), UnknownCause::File);
        }
        let message = format!("cannot extend service {name:?} in {}: {why}", place.file);
        let problem = Problem::error("extends-not-found", message).at(reference.span);
        context.problems.push(problem.help("correct the name of the service or of the file"));
    };
    let Some((file, span)) = &reference.file else {
        if !place.services.contains_key(wanted) {
            fail(context, format!("service {wanted:?} not found"));
            return None;
        }
        return service(context, scope, wanted, place, trail);
    };
    if remote::is_remote(file) {
        context.remote(file, *span, Address::root().child("services").child(name));
        return None;
    }
    let path = join(&scope.directory, file);
    let lacked = context.lacked();
    let Some((document, marks)) = context.extended_file(scope, &path, *span) else {
        if context.lacked() > lacked {
            let at = Address::root().child("services").child(name);
            context.unknown.push((at, UnknownCause::File, path));
        }
        return None;
    };
    let Some(services) = document.get(&["services"]).and_then(Tree::as_map) else {
        fail(context, format!("no services section in {path}"));
        return None;
    };
    if !services.contains_key(wanted) {
        fail(context, format!("service {wanted:?} not found in {path}"));
        return None;
    }
    let services = chain(context, services, wanted, file);
    let mut all = place.marks.clone();
    all.push(&marks);
    let place = Place { services: &services, file: path, marks: all };
    service(context, scope, wanted, &place, trail)
}

/// The wanted service and those it extends in the same file, in canonical form, with paths as they read from the project directory.
fn chain(context: &mut Context<'_>, services: &Map, wanted: &str, file: &str) -> Map {
    let mut chain = Map::new();
    let mut next = Some(wanted.to_owned());
    while let Some(name) = next.take() {
        let Some(service) = services.get(&name) else { break };
        if chain.contains_key(&name) {
            break;
        }
        let mut one = Tree::map(Map::from_iter([(name.clone(), service.clone())]), &service.origin);
        one = Tree::map(Map::from_iter([("services".to_owned(), one)]), &service.origin);
        canonical::apply(&mut one, context.options, &mut context.problems);
        paths::resolve(&mut one, directories::of(file), context);
        let Some(service) = one.get(&["services", &name]).cloned() else { break };
        if service.get(&["extends", "file"]).is_none() {
            next = service.text(&["extends", "service"]).map(str::to_owned);
        }
        chain.insert(name, service);
    }
    chain
}
