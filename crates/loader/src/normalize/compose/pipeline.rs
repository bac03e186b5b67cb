//! The way of a project's files to one model: document by document, each over what came before.

use super::context::{Context, Scope};
use super::tree::{Path, Tree};
use super::{canonical, checks, defaults, extends, include, merge, overlay, schema, service_env, unique};
use plimsoll_source::Span;
use plimsoll_source::problem::Problem;

/// Loads files as one model: merged, checked against the schema, in canonical form with defaults; paths as they read from the project directory.
pub(super) fn model(
    context: &mut Context<'_>,
    scope: &Scope,
    files: &[String],
    named_at: Option<Span>,
) -> Option<Tree> {
    let mut model: Option<Tree> = None;
    let mut unread = false;
    for path in files {
        let Some(documents) = context.documents(path, named_at) else {
            unread = true;
            continue;
        };
        unread |= context.has_problem_in(path);
        for document in documents.iter() {
            if !context.spend(document.size, document.tree.origin.span) {
                return None;
            }
            let mut tree = document.tree.clone();
            if !check_top(context, &tree, path) {
                unread = true;
                continue;
            }
            context.interpolate(&mut tree, scope, &scope.directory);
            include::apply(context, scope, &mut tree, &document.marks, path);
            if let Some(model) = &mut model {
                if named_at.is_none() {
                    let (overlays, bases) = overlay::of(model, &tree, &document.marks);
                    context.overlays.extend(overlays);
                    context.bases.extend(bases);
                }
                document.marks.apply(model);
            }
            extends::apply(context, scope, &mut tree, &document.marks, path);
            context.bases.extend(document.bases.iter().cloned());
            let below = model.as_ref().map_or(0, Tree::count);
            if !context.lay_over(below, document.tree.origin.span) {
                return None;
            }
            let mut merged = match model.take() {
                Some(base) => merge::merge(base, tree, &Path::root(), &mut context.problems),
                None => tree,
            };
            unique::enforce(&mut merged, &mut Path::root(), &mut context.problems);
            schema::check(context, &mut merged);
            canonical::apply(&mut merged, context.options, &mut context.problems);
            unique::enforce(&mut merged, &mut Path::root(), &mut context.problems);
            model = Some(merged);
        }
    }
    // A file of nothing but an empty `include` is empty too.
    let model = model.filter(|model| model.as_map().is_some_and(|map| !map.is_empty()));
    let Some(mut model) = model else {
        if !unread {
            let names = files.join(", ");
            let mut problem = Problem::error("compose-empty", format!("empty compose file: {names}"));
            problem.span = named_at;
            problem.path = files.first().cloned();
            context.problems.push(problem.help("write at least `services:`"));
        }
        return None;
    };
    defaults::set(&mut model);
    checks::resources(&model, context.options.open(), &mut context.problems);
    service_env::resolve_names(&mut model, scope);
    Some(model)
}

/// Whether a document has the outline of a Compose file.
fn check_top(context: &mut Context<'_>, tree: &Tree, path: &str) -> bool {
    if tree.as_map().is_none() {
        let problem = Problem::error("compose-invalid", format!("the top-level object must be a mapping in {path}"));
        context.problems.push(problem.at(tree.origin.span).help("a Compose file begins with `services:`"));
        return false;
    }
    match tree.get(&["services"]) {
        Some(services) if services.as_map().is_none() => {
            let problem = Problem::error("compose-invalid", format!("services must be a mapping in {path}"));
            context
                .problems
                .push(problem.at(services.place()).help("write `services:` and below it a name with a mapping"));
            false
        }
        _ => true,
    }
}
