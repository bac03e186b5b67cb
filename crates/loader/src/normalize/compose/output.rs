//! The working tree as plain values with a table of origins.

use std::collections::{BTreeSet, HashMap};

use super::context::Context;
use super::lacking::is_of_caller;
use super::tree::Tree;
use super::{ComposeModel, Composed, checks, overlay, weakening};
use crate::document::template::is_glued;
use plimsoll_model::{Address, Origin, Origins, Variable, VariableState};
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, Sources, Span};

/// Problems of one project that are told one by one.
pub const MAX_PROBLEMS: usize = 500;
/// Gaps of one project that are told one by one; values are unknown all the same.
pub const MAX_GAPS: usize = 2_000;

pub(super) fn model(context: &mut Context<'_>, composed: Composed) -> ComposeModel {
    let Composed { project, model, inactive, kept } = composed;
    let model = &model;
    let mut origins = Origins::default();
    model.origins(&Address::root(), &mut origins);
    let variables = variables(context, &origins);
    let mut env_files = std::mem::take(&mut context.env_files);
    env_files.sort_by(|a, b| a.path.cmp(&b.path));
    ComposeModel {
        name: project.name,
        directory: project.scope.directory,
        files: project.files,
        document: model.to_json(),
        short_volumes: short_volumes(model),
        origins,
        variables,
        inactive,
        env_files,
        raw: kept.raw,
        unknown: std::mem::take(&mut context.unknown),
        weakened: weakening::find(model, &context.bases),
        absent_env_files: std::mem::take(&mut context.absent_env_files),
        overlays: overlay::finish(std::mem::take(&mut context.overlays), model),
    }
}

/// The uses of variables in order of their places.
fn variables(context: &mut Context<'_>, origins: &Origins) -> Vec<(Variable, Origin)> {
    let mut used_at: HashMap<Span, &Address> = HashMap::new();
    for (address, origin) in origins.iter() {
        // The longest address is the value itself, not a mapping around it.
        used_at.insert(origin.span, address);
    }
    let mut uses = std::mem::take(&mut context.uses);
    let path = |span: Span| context.sources.get(span.file).path.clone();
    uses.sort_by_cached_key(|used| (path(used.span), used.span.start, used.span.end, used.name.clone()));
    uses.dedup_by(|a, b| a.span == b.span && a.name == b.name && a.set_at == b.set_at);
    let at = Address::root().child("variables");
    let variable = |(i, used): (usize, super::interpolate::VariableUse)| {
        let is_open = matches!(used.state, VariableState::Unset | VariableState::Required);
        let variable = Variable {
            at: at.child(i),
            of_caller: is_open && is_of_caller(&used.name),
            name: used.name,
            state: used.state,
            glued: is_glued(
                &context.sources.get(used.span.file).text,
                used.span.start as usize..used.span.end as usize,
            ),
            operator: used.operator,
            used_at: used_at.get(&used.scalar).map(|address| (*address).clone()),
            set_at: None,
        };
        let mut origin = Origin::new(used.span);
        origin
            .via
            .extend(used.set_at.map(|span| plimsoll_model::Via { kind: plimsoll_model::ViaKind::Variable, span }));
        (variable, origin)
    };
    uses.into_iter().enumerate().map(variable).collect()
}

/// Entries whose fields all come of one scalar.
fn short_volumes(model: &Tree) -> BTreeSet<Address> {
    let mut short = BTreeSet::new();
    for (name, service) in checks::entries(model, "services") {
        for (i, volume) in checks::items(service, &["volumes"]) {
            let target = volume.get(&["target"]);
            if target.is_some_and(|target| target.origin.span == volume.origin.span) {
                short.insert(Address::root().child("services").child(name).child("volumes").child(i));
            }
        }
    }
    short
}

/// Problems in order of their places, each once.
pub(super) fn sorted(mut problems: Vec<Problem>, sources: &Sources) -> Vec<Problem> {
    let mut paths: HashMap<FileId, String> = HashMap::new();
    for span in problems.iter().filter_map(|problem| problem.span) {
        paths.entry(span.file).or_insert_with(|| sources.get(span.file).path.clone());
    }
    let order = |a: &Problem, b: &Problem| {
        let path = |problem: &Problem| problem.span.map(|span| &paths[&span.file]);
        let place = |problem: &Problem| problem.span.map(|span| (span.start, span.end));
        let of_path = path(a).or(a.path.as_ref()).cmp(&path(b).or(b.path.as_ref()));
        of_path.then_with(|| (place(a), a.code, &a.message).cmp(&(place(b), b.code, &b.message)))
    };
    problems.sort_by(order);
    problems.dedup_by(|a, b| order(a, b).is_eq());
    // What is lacking comes at each place where it is used, and hides no mistake.
    let mut sorted: Vec<Problem> = problems.extract_if(.., |problem| problem.is_gap()).collect();
    sorted.truncate(MAX_GAPS);
    let more = problems.len().saturating_sub(MAX_PROBLEMS);
    sorted.extend(problems.into_iter().take(MAX_PROBLEMS));
    if more > 0 {
        sorted.push(
            Problem::error("too-many-problems", format!("{more} more problems were met")).help("mend the first ones"),
        );
    }
    sorted
}
