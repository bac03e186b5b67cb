//! A case through the real loader and the rule, and what of the answer is not as it was asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plimsoll_check::{self as check, Application, Described, Scope};
use plimsoll_judge::evaluate::{self, Evaluation, Withheld};
use plimsoll_judge::finding::{OutcomeKind, Verdict};
use plimsoll_loader::discover::{self, Found};
use plimsoll_loader::normalize::compose::ComposeRequest;
use plimsoll_loader::normalize::project::Loaded;
use plimsoll_model::KnownImages;
use plimsoll_policy::{Evaluator, Reads, Rule, RuleId, Severity, SubjectKind};
use plimsoll_source::Sources;
use plimsoll_source::files::{Files, Kind, MemoryFiles};
use plimsoll_source::problem::{self, Problem};
use serde_json::Value;

use super::case::{Case, CaseEnvironment, Mark, word};

/// Something that is not as the case says: its line in the file of cases, and what.
pub(crate) type Complaint = (u32, String);

/// The projects that a case comes to.
pub(crate) struct Scene {
    /// Projects by themselves.
    projects: Vec<Loaded>,
    /// Those that are environments of one application.
    applications: Vec<Application>,
    problems: Vec<Problem>,
    sources: Sources,
}

/// A finding as cases see it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Said {
    pub(crate) path: String,
    pub(crate) line: u32,
    review: bool,
    severity: Severity,
    message: String,
}

/// What a rule says of a case.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) said: BTreeSet<Said>,
    related: BTreeSet<(String, u32, String)>,
    outcomes: Vec<(String, OutcomeKind)>,
    pub(crate) failures: Vec<String>,
}

impl Scene {
    /// Of the files of a case.
    pub(crate) fn of(case: &Case, known: &Arc<KnownImages>) -> Self {
        let files = MemoryFiles::new(case.files.iter().map(|(path, file)| (path.clone(), file.text.clone())));
        let kind = |path: &String| discover::kind_of(path.rsplit('/').next().unwrap_or(path));
        let candidates = case.files.keys().filter_map(|path| Some((path.clone(), kind(path)?))).collect();
        let environments = case.environments.iter().map(described).collect();
        Self::loaded(&Found { candidates, ..Found::default() }, environments, &files, known)
    }

    /// Of what was found.
    pub(crate) fn found(found: &Found, files: &dyn Files, known: &Arc<KnownImages>) -> Self {
        Self::loaded(found, Vec::new(), files, known)
    }

    fn loaded(found: &Found, environments: Vec<Described>, files: &dyn Files, known: &Arc<KnownImages>) -> Self {
        let sources = Sources::default();
        let scope = Scope { known: Arc::clone(known), environments, ..Scope::default() };
        let (projects, applications, problems) = check::applications(found, &scope, files, &sources);
        Self { projects, applications, problems, sources }
    }

    /// All projects, also those that are environments of one application.
    fn projects(&self) -> impl Iterator<Item = &Loaded> {
        let members = self.applications.iter().flat_map(|application| &application.members);
        self.projects.iter().chain(members.map(|(_, loaded)| loaded))
    }

    /// The models, as a rule sees them, but for secrets: they are printed.
    pub(crate) fn models(&self, rule: &Rule) -> Vec<Value> {
        let shown = |model: serde_json::Result<Value>| {
            self.sources.show(model.expect("internal: what rules judge is JSON")).into_inner()
        };
        match rule.applies_to {
            SubjectKind::Environments => {
                let all = self.applications.iter();
                all.map(|application| shown(serde_json::to_value(application.together().model()))).collect()
            }
            _ => self.projects().map(|loaded| shown(serde_json::to_value(&loaded.project))).collect(),
        }
    }

    /// What the rule answers for each of these models, as it stands; nothing of one for which it fails. Another engine, which is given the same,
    /// must answer the same: that secrets are taken out of it changes what a rule sees.
    pub(crate) fn raw(&self, evaluator: &mut Evaluator, rule: &Rule) -> Vec<Option<Value>> {
        let answer = |model: &Value| {
            evaluator.set_input(model);
            Some(self.sources.show(evaluator.answer(rule).ok()?).into_inner())
        };
        self.models(rule).iter().map(answer).collect()
    }

    /// What the rule finds, with the places.
    pub(crate) fn ask(&self, evaluator: &mut Evaluator, rule: &Arc<Rule>, reads: &Reads) -> Answer {
        let mut answer = Answer::default();
        let rules: Arc<[Arc<Rule>]> = Arc::from(std::slice::from_ref(rule));
        let reads = Arc::new(reads.clone());
        let reads_of = |_: &Rule| Arc::clone(&reads);
        let evaluations: Vec<Evaluation> = match rule.applies_to {
            SubjectKind::Environments => {
                let all = self.applications.iter().map(Application::together);
                all.map(|together| evaluate::environments(evaluator, &rules, &together, &reads_of)).collect()
            }
            _ => {
                let all = self.projects().map(|loaded| (&loaded.project, &loaded.origins));
                all.map(|(project, origins)| evaluate::rules(evaluator, &rules, project, origins, &reads_of, None))
                    .collect()
            }
        };
        for evaluation in evaluations {
            let of_rule = |_: &RuleId| Reads::clone(&reads);
            let mut withheld = Withheld::new(evaluation.unbuilt, &of_rule);
            answer.failures.extend(evaluation.problems.into_iter().map(|(_, problem)| problem.message));
            let found = evaluation.outcomes.into_iter();
            let quiet =
                evaluation.quiet.rows().map(|(rule, subject, kind)| evaluation.quiet.outcome(rule, subject, kind));
            answer.outcomes.extend(found.chain(quiet).map(|outcome| {
                let is_open = outcome.kind == OutcomeKind::Pass
                    && withheld.is_unbuilt(&outcome.about)
                    && withheld.is_of(&rule.id);
                let kind = if is_open { OutcomeKind::Error } else { outcome.kind };
                (outcome.about.subject.to_string(), kind)
            }));
            for finding in &evaluation.findings {
                let place = self.sources.location(finding.primary.span);
                answer.said.insert(Said {
                    path: place.path,
                    line: place.start.line,
                    review: finding.verdict == Verdict::Review,
                    severity: finding.severity,
                    message: self.shown(&finding.message),
                });
                for besides in finding.related.iter().filter(|mark| mark.via.is_none()) {
                    let place = self.sources.location(besides.span);
                    answer.related.insert((place.path, place.start.line, self.shown(&besides.label)));
                }
            }
        }
        answer.outcomes.sort_by(|a, b| a.0.cmp(&b.0));
        answer
    }

    /// What policies must not have met: errors of loading.
    fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.severity == problem::Severity::Error)
    }

    fn shown(&self, text: &str) -> String {
        self.sources.show_message(text, None).to_string()
    }
}

/// An environment as a configuration at the top of the case would describe it.
fn described(environment: &CaseEnvironment) -> Described {
    let is_env = |path: &&String| discover::kind_of(path.rsplit('/').next().unwrap_or(path)) == Some(Kind::Env);
    let (env_files, files): (Vec<&String>, Vec<&String>) = environment.files.iter().partition(is_env);
    let request = ComposeRequest {
        directory: ".".to_owned(),
        files: files.into_iter().cloned().collect(),
        env_files: env_files.into_iter().cloned().collect(),
        ..ComposeRequest::default()
    };
    let configuration = "plimsoll.yaml".to_owned();
    Described { name: environment.name.clone(), role: environment.role, configuration, request }
}

impl Said {
    fn told(&self, rule: &Rule) -> String {
        let review = if self.review { " review" } else { "" };
        let severity = if self.severity == rule.severity { String::new() } else { format!(" {}", self.severity) };
        format!("`# expect{review}{severity}: {}`", self.message)
    }

    fn is_as(&self, mark: &Mark, rule: &Rule) -> bool {
        let severity = mark.severity.unwrap_or(rule.severity);
        (self.path == mark.path && self.line == mark.at)
            && (self.review == mark.review && self.severity == severity && mark.says(&self.message))
    }
}

/// What is not as the case says, in the order of its lines.
pub(crate) fn complaints(case: &Case, scene: &Scene, answer: &Answer, rule: &Rule) -> Vec<Complaint> {
    let mut told = loading(case, scene);
    told.extend(answer.failures.iter().map(|message| (case.line, message.clone())));
    told.extend(found(case, answer, rule));
    told.extend(besides(case, answer));
    for wanted in &case.outcomes {
        let kinds = answer.outcomes.iter().filter(|(subject, _)| *subject == wanted.subject).map(|(_, kind)| *kind);
        let kinds: Vec<_> = kinds.collect();
        if kinds.is_empty() {
            let there: Vec<&str> = answer.outcomes.iter().map(|(subject, _)| subject.as_str()).collect();
            told.push((wanted.line, format!("there is no {}; the rule judges {}", wanted.subject, listed(&there))));
        }
        for kind in kinds.into_iter().filter(|kind| *kind != wanted.kind) {
            let message = format!("expected {}: {}, and it is {}", word(wanted.kind), wanted.subject, word(kind));
            told.push((wanted.line, message));
        }
    }
    match (case.is_beside, answer.outcomes.is_empty()) {
        (false, true) if answer.failures.is_empty() => told.push((
            case.line,
            format!(
                "there is no {} that the rule could judge; where that is meant, say `judged: nothing`",
                rule.applies_to.as_str()
            ),
        )),
        (true, false) => told.push((case.line, "expected nothing to judge, and there is something".to_owned())),
        _ => {}
    }
    told.sort();
    told
}

fn loading(case: &Case, scene: &Scene) -> Vec<Complaint> {
    let is_wanted = |problem: &Problem| case.problems.iter().any(|(_, code)| code == problem.code);
    let place = |problem: &Problem| {
        let place = problem.location(&scene.sources)?;
        in_case(case, &place.path, place.start.line)
    };
    let unwanted = scene.errors().filter(|problem| !is_wanted(problem)).map(|problem| {
        let message = scene.shown(&problem.message);
        (place(problem).unwrap_or(case.line), format!("the case cannot be loaded: {message} ({})", problem.code))
    });
    let missing = case.problems.iter().filter(|(_, code)| !scene.errors().any(|problem| problem.code == code));
    let missing = missing.map(|(line, code)| (*line, format!("expected the problem `{code}`, which did not come")));
    unwanted.chain(missing).collect()
}

/// Marks and findings that have no counterpart. Marks that say more choose first.
fn found(case: &Case, answer: &Answer, rule: &Rule) -> Vec<Complaint> {
    let mut left: Vec<&Said> = answer.said.iter().collect();
    let mut told = Vec::new();
    let mut marks: Vec<&Mark> = case.marks.iter().collect();
    marks.sort_by_key(|mark| match &mark.message {
        None => 2,
        Some(message) => usize::from(message.contains('…')),
    });
    for mark in marks {
        match left.iter().position(|said| said.is_as(mark, rule)) {
            Some(index) => drop(left.remove(index)),
            None => {
                let there: Vec<String> = answer
                    .said
                    .iter()
                    .filter(|said| said.path == mark.path && said.line == mark.at)
                    .map(|said| said.told(rule))
                    .collect();
                let wanted = mark.message.as_deref().map_or(String::new(), |message| format!(" that says `{message}`"));
                let there: Vec<&str> = there.iter().map(String::as_str).collect();
                told.push((mark.line, format!("expected a finding{wanted}; found here is {}", listed(&there))));
            }
        }
    }
    let unmarked = left.into_iter().map(|said| {
        let line = in_case(case, &said.path, said.line).unwrap_or(case.line);
        (line, format!("nothing is expected here, and found is {}", said.told(rule)))
    });
    told.extend(unmarked);
    told
}

/// What findings point at besides, where the case says anything of it.
fn besides(case: &Case, answer: &Answer) -> Vec<Complaint> {
    if case.related.is_empty() {
        return Vec::new();
    }
    let mut left: BTreeMap<&(String, u32, String), bool> = answer.related.iter().map(|one| (one, false)).collect();
    let mut told = Vec::new();
    for mark in &case.related {
        let found = left.iter_mut().find(|((path, line, message), met)| {
            !**met && *path == mark.path && *line == mark.at && mark.says(message)
        });
        match found {
            Some((_, met)) => *met = true,
            None => told.push((mark.line, "no finding points at this place besides, with these words".to_owned())),
        }
    }
    for ((path, line, message), _) in left.into_iter().filter(|(_, met)| !met) {
        let place = in_case(case, path, *line).unwrap_or(case.line);
        told.push((place, format!("a finding points here besides: `# related: {message}`")));
    }
    told
}

/// The line of the file of cases that a line of a case's file stands in.
fn in_case(case: &Case, path: &str, line: u32) -> Option<u32> {
    case.files.get(path)?.lines.get((line as usize).checked_sub(1)?).copied()
}

fn listed(items: &[&str]) -> String {
    if items.is_empty() { "nothing".to_owned() } else { items.join(", ") }
}
