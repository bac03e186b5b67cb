//! The working tree as plain values with a table of origins.

use std::collections::{BTreeSet, HashMap};

use super::bind::Kept;
use super::context::Context;
use super::project::Project;
use super::tree::Tree;
use super::{ComposeModel, checks, weakening};
use crate::document::template::is_glued;
use plimsoll_model::{Address, Origin, Origins, Variable};
use plimsoll_source::problem::Problem;
use plimsoll_source::{Sources, Span};

/// Problems of one project that are told one by one.
pub const MAX_PROBLEMS: usize = 500;
/// Gaps of one project that are told one by one; values are unknown all the same.
pub const MAX_GAPS: usize = 2_000;

pub(super) fn model(
    context: &mut Context<'_>,
    project: Project,
    model: &Tree,
    inactive: BTreeSet<String>,
    kept: Kept,
) -> ComposeModel {
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
        let variable = Variable {
            at: at.child(i),
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
pub(super) fn sorted(problems: Vec<Problem>, sources: &Sources) -> Vec<Problem> {
    let mut sorted: Vec<Problem> = Vec::with_capacity(problems.len());
    let key = |problem: &Problem| {
        let path = problem.span.map(|span| sources.get(span.file).path.clone()).or_else(|| problem.path.clone());
        (path, problem.span.map(|span| (span.start, span.end)), problem.code, problem.message.clone())
    };
    let mut keyed: Vec<_> = problems.into_iter().map(|problem| (key(&problem), problem)).collect();
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    keyed.dedup_by(|a, b| a.0 == b.0);
    // What is lacking comes at each place where it is used, and hides no mistake.
    let (gaps, mut keyed): (Vec<_>, Vec<_>) = keyed.into_iter().partition(|(_, problem)| problem.is_gap());
    sorted.extend(gaps.into_iter().take(MAX_GAPS).map(|(_, gap)| gap));
    let more = keyed.len().saturating_sub(MAX_PROBLEMS);
    sorted.extend(keyed.drain(..).take(MAX_PROBLEMS).map(|(_, problem)| problem));
    if more > 0 {
        sorted.push(
            Problem::error("too-many-problems", format!("{more} more problems were met")).help("mend the first ones"),
        );
    }
    sorted
}
