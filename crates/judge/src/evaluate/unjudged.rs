//! Files that could not be judged, as outcomes: without them a control would be met by what happened to be readable.
//!
//! Each such file stands for all subjects that it may hold: one stand-in per kind, which is an error for every rule of that kind, and not applicable to
//! those that look at nothing of what is missing. What was judged beside it keeps its own outcomes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::finding::{About, Outcome, OutcomeKind};
use plimsoll_model::{Address, Project};
use plimsoll_policy::{Reads, Rule, RuleId, SubjectKind};
use plimsoll_source::files::Kind;
use plimsoll_source::problem::{Open, Problem};
use plimsoll_source::{Sources, Span};

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

/// The stand-ins of every file that an error names, and of what a problem leaves open besides, for the rules that ran. `problems` are those of
/// loading, not those of rules. `reads` tells what a rule looks at besides its own subject. They are given one by one: there is one for every rule
/// and file, and most runs only count them.
pub fn unjudged(
    problems: &[Problem],
    rules: &[Arc<Rule>],
    population: Population<'_>,
    sources: &Sources,
    reads: &dyn Fn(&Rule) -> Reads,
    take: &mut dyn FnMut(Outcome),
) {
    let mut files: BTreeMap<String, (Option<Span>, BTreeSet<Option<Open>>)> = BTreeMap::new();
    for problem in problems.iter().filter(|problem| problem.is_unjudged()) {
        let path = match (problem.span, &problem.path) {
            (Some(span), _) => sources.get(span.file).path.clone(),
            (None, Some(path)) => path.clone(),
            // What names no file speaks of the whole tree.
            (None, None) => ".".to_owned(),
        };
        files.entry(path).or_insert((problem.span, BTreeSet::new())).1.insert(problem.open);
    }
    let is_open = files.values().any(|(_, open)| open.iter().any(Option::is_some));
    let reads: BTreeMap<&RuleId, Reads> =
        rules.iter().filter(|_| is_open).map(|rule| (&rule.id, reads(rule))).collect();
    let rests_on = |rule: &Rule, open: Open| match open {
        Open::Dockerfile => {
            matches!(rule.applies_to, SubjectKind::Build | SubjectKind::Stage) || reads[&rule.id].images
        }
        Open::Copied => reads[&rule.id].files,
        Open::Composed => OF_COMPOSE.contains(&rule.applies_to),
        Open::EnvFile => rule.applies_to == SubjectKind::EnvFile,
    };
    let subjects: BTreeMap<SubjectKind, Address> = rules
        .iter()
        .map(|rule| (rule.applies_to, Address::root().child("unjudged").child(rule.applies_to.as_str())))
        .collect();
    for (path, (span, open)) in files {
        let held = if open.contains(&None) { population.may_hold(&path) } else { BTreeSet::new() };
        let project: Arc<str> = path.into();
        let is_left = |rule: &&Arc<Rule>| {
            held.contains(&rule.applies_to) || open.iter().flatten().any(|open| rests_on(rule, *open))
        };
        // Each subject has a row of every rule of its kind. A rule that does not look at what is missing has no question there.
        let kinds: BTreeSet<SubjectKind> = rules.iter().filter(is_left).map(|rule| rule.applies_to).collect();
        let about = |kind: &SubjectKind| {
            let (project, subject) = (Arc::clone(&project), subjects[kind].clone());
            (*kind, Arc::new(About { project, environment: None, subject, span }))
        };
        let abouts: BTreeMap<SubjectKind, Arc<About>> = kinds.iter().map(about).collect();
        for (rule, about) in rules.iter().filter_map(|rule| Some((rule, abouts.get(&rule.applies_to)?))) {
            take(Outcome {
                rule: rule.id.clone(),
                about: Arc::clone(about),
                kind: if is_left(&rule) { OutcomeKind::Error } else { OutcomeKind::NotApplicable },
                findings: Vec::new(),
                unjudged: true,
                off: None,
            });
        }
    }
}

/// Services whose image nobody knows, because what it is built from was not read: project, environment and subject.
pub type Unbuilt = BTreeSet<(Arc<str>, Option<Arc<str>>, Address)>;

/// The services of a project whose image nobody knows.
pub fn unbuilt(project: &Project) -> Unbuilt {
    let (label, environment) = (Arc::from(project.label()), project.environment.as_deref().map(Arc::from));
    let unknown = project.services.values().filter(|service| !service.facts.build_known);
    unknown.map(|service| (Arc::clone(&label), environment.clone(), service.at.clone())).collect()
}

/// Which passes are none: that a rule which looks at images is kept by a service whose image nobody knows is taken back.
pub struct Withheld<'a> {
    unbuilt: Unbuilt,
    reads: &'a dyn Fn(&RuleId) -> Reads,
    /// Whether a rule looks at images.
    known: BTreeMap<RuleId, bool>,
}

impl<'a> Withheld<'a> {
    /// Of these services; `reads` tells what a rule looks at besides its own subject.
    pub fn new(unbuilt: Unbuilt, reads: &'a dyn Fn(&RuleId) -> Reads) -> Self {
        Self { unbuilt, reads, known: BTreeMap::new() }
    }

    /// Whether nobody knows the image of a subject.
    pub fn is_unbuilt(&self, about: &About) -> bool {
        let place = || (Arc::clone(&about.project), about.environment.clone(), about.subject.clone());
        !self.unbuilt.is_empty() && self.unbuilt.contains(&place())
    }

    /// Whether a rule looks at images, so that such a subject keeps it by nothing.
    pub fn is_of(&mut self, rule: &RuleId) -> bool {
        match self.known.get(rule) {
            Some(known) => *known,
            None => *self.known.entry(rule.clone()).or_insert((self.reads)(rule).images),
        }
    }
}
