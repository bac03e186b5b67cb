//! The schema's violations, each at the place of the value at fault.

use super::context::Context;
use super::tree::{Tree, Value};
use crate::normalize::schema::{Violation, violations};
use plimsoll_source::Span;
use plimsoll_source::problem::{Problem, Severity};

/// Checks a model against the schema of Compose files and takes the obsolete `version` away.
pub(super) fn check(context: &mut Context<'_>, model: &mut Tree) {
    for violation in violations(&model.to_json()) {
        let (tree, exact) = find(model, &violation.pointer);
        let is_value = violation.pointer.matches('/').count() > 2;
        if context.options.open() && exact && is_value && !violation.on_key && tree.hangs_on_unset() {
            // Nobody knows what it is: the variable is told.
            continue;
        }
        let span = match tree.origin.key {
            Some(key) if violation.on_key && exact => key,
            _ => tree.place(),
        };
        if let Some(service) = service_of(&violation.pointer) {
            context.broken.insert(service);
        }
        if !told(context, [span, tree.origin.span], &violation) {
            let mut problem = Problem::error("compose-schema", violation.message).at(span);
            problem.help = match tree.origin.unset.first() {
                Some(unset) => Some(format!("set {unset}, nothing gives it a value")),
                None => violation.help,
            };
            context.problems.push(problem);
        }
    }
    model.remove("version");
}

/// Whether an error about this very value has been told: the schema would only repeat it.
fn told(context: &Context<'_>, spans: [Span; 2], violation: &Violation) -> bool {
    let at_value = |problem: &Problem| problem.span.is_some_and(|span| spans.contains(&span));
    let same = |problem: &&Problem| at_value(problem) && problem.severity == Severity::Error;
    context
        .problems
        .iter()
        .filter(same)
        .any(|problem| problem.code != "compose-schema" || problem.message == violation.message)
}

/// The name of the service a pointer leads into.
fn service_of(pointer: &str) -> Option<String> {
    let name = pointer.strip_prefix("/services/")?.split('/').next()?;
    Some(name.replace("~1", "/").replace("~0", "~"))
}

/// The value a JSON pointer leads to, or the last one on the way; and whether it is the value itself.
fn find<'t>(model: &'t Tree, pointer: &str) -> (&'t Tree, bool) {
    let mut tree = model;
    for segment in pointer.split('/').skip(1) {
        let segment = segment.replace("~1", "/").replace("~0", "~");
        let next = match &tree.value {
            Value::Map(map) => map.get(&segment),
            Value::List(items) => segment.parse::<usize>().ok().and_then(|i| items.get(i)),
            _ => None,
        };
        let Some(next) = next else { return (tree, false) };
        tree = next;
    }
    (tree, true)
}
