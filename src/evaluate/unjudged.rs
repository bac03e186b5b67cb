//! Files that could not be judged, as outcomes: without them a control would be met by what happened to be readable.
//!
//! Each such file stands for all subjects that it may hold: one stand-in per kind, which is an error for every rule of that kind. What was judged beside
//! it keeps its own outcomes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::files::Kind;
use crate::finding::{Outcome, OutcomeKind};
use crate::model::Address;
use crate::policy::{Rule, SubjectKind};
use crate::problem::{Problem, Severity};
use crate::source::{Sources, Span};

/// What a Compose file may hold; images may be built in it, too.
const OF_COMPOSE: [SubjectKind; 8] = [
    SubjectKind::Project,
    SubjectKind::Service,
    SubjectKind::Network,
    SubjectKind::Volume,
    SubjectKind::Secret,
    SubjectKind::Config,
    SubjectKind::Build,
    SubjectKind::Stage,
];

/// What a file says besides when a Compose project uses it: services take their user from a Dockerfile, and values from an env file.
const OF_USER: [SubjectKind; 2] = [SubjectKind::Project, SubjectKind::Service];

/// What is known of the files of a run.
#[derive(Clone, Copy)]
pub struct Population<'a> {
    /// What a file may be, where that is known.
    pub kind_of: &'a dyn Fn(&str) -> Option<Kind>,
    /// Files that have a part in a Compose project.
    pub composed: &'a BTreeSet<String>,
}

impl Population<'_> {
    /// What a file may hold. Of what is no known kind of file (a directory that cannot be listed, an included file) nobody can tell.
    fn may_hold(&self, path: &str) -> BTreeSet<SubjectKind> {
        let own: &[SubjectKind] = match (self.kind_of)(path) {
            Some(Kind::Compose) => &OF_COMPOSE,
            Some(Kind::Dockerfile | Kind::Dockerignore) => &[SubjectKind::Build, SubjectKind::Stage],
            Some(Kind::Env) => &[SubjectKind::EnvFile],
            None => return OF_COMPOSE.into_iter().chain([SubjectKind::EnvFile]).collect(),
        };
        let of_user = OF_USER.into_iter().filter(|_| self.composed.contains(path));
        own.iter().copied().chain(of_user).collect()
    }
}

/// The stand-ins of every file that an error names, for the rules that ran. `problems` are those of loading, not those of rules.
pub fn unjudged(
    problems: &[Problem],
    rules: &[Arc<Rule>],
    population: Population<'_>,
    sources: &Sources,
) -> Vec<Outcome> {
    let mut files: BTreeMap<String, Option<Span>> = BTreeMap::new();
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        let path = match (problem.span, &problem.path) {
            (Some(span), _) => sources.get(span.file).path.clone(),
            (None, Some(path)) => path.clone(),
            // What names no file speaks of the whole tree.
            (None, None) => ".".to_owned(),
        };
        files.entry(path).or_insert(problem.span);
    }
    let mut outcomes = Vec::new();
    for (path, span) in files {
        let held = population.may_hold(&path);
        let project: Arc<str> = path.into();
        for rule in rules.iter().filter(|rule| held.contains(&rule.applies_to)) {
            outcomes.push(Outcome {
                rule: rule.id.clone(),
                project: Arc::clone(&project),
                environment: None,
                subject: Address::root().child("unjudged").child(rule.applies_to.as_str()),
                kind: OutcomeKind::Error,
                span,
                findings: Vec::new(),
                unjudged: true,
            });
        }
    }
    outcomes
}
