//! Step 4 of 5: rules × a project → findings and outcomes, addresses turned back into places. Pure.
//!
//! Each rule is evaluated by itself, so that one that fails is named, costs only its own answer, and is never taken for a pass.

mod absorb;
mod assumed;
mod environments;
mod identity;
mod instructions;
mod memory;
mod place;
mod quiet;
mod secrets;
mod subjects;
pub mod triage;
mod unjudged;
mod unknown;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::finding::{About, Compared, Finding, Home, Mark, Outcome, OutcomeKind, Verdict};
use plimsoll_model::{Address, Origins, Project};
use plimsoll_policy::{
    Evaluator, MarkPart, PolicyError, RawFinding, RawOutcome, RawRelated, Reads, Replaced, Rule, RuleId, Seen,
    SubjectKind,
};
use plimsoll_source::problem::Problem;

pub use self::absorb::absorbed;
pub use self::assumed::hold_against_bare;
pub use self::environments::{Member, Together, environments, unasked};
use self::identity::Identities;
pub use self::memory::{Memory, Recalled};
pub use self::quiet::Quiet;
use self::secrets::Candidates;
pub use self::subjects::subjects;
pub use self::unjudged::{Population, Unbuilt, Withheld, unbuilt, unjudged};
use self::unknown::Unknowns;

/// What rules say about one project. Indices in `outcomes` point into `findings`.
#[derive(Debug, Default)]
pub struct Evaluation {
    /// What was found, in order of rule and address; severity and waivers are not settled yet.
    pub findings: Vec<Finding>,
    /// One per rule and subject, where something was found or the rule failed.
    pub outcomes: Vec<Outcome>,
    /// The other rules and subjects.
    pub quiet: Quiet,
    /// Rules that failed, each with what is told of it.
    pub problems: Vec<(RuleId, Problem)>,
    /// Whether every subject holds nothing.
    pub is_hollow: bool,
    /// Services whose image nobody knows.
    pub unbuilt: Unbuilt,
    /// How many subjects of each kind there were.
    pub subjects: BTreeMap<SubjectKind, usize>,
    /// These are rules of ours that others took the place of in a part of the tree.
    pub ours: bool,
    /// Environments side by side, where it was asked about several.
    pub compared: Option<Compared>,
    /// What such rules say of the same project.
    pub beside: Option<Box<Evaluation>>,
}

/// Runs rules on a project. A rule that has nothing to judge costs nothing. `reads` tells what a rule looks at: it is asked where something is unknown.
/// What is `recalled` of the same project is not asked again.
pub fn rules(
    evaluator: &mut Evaluator,
    rules: &Arc<[Arc<Rule>]>,
    project: &Project,
    origins: &Origins,
    reads: &dyn Fn(&Rule) -> Arc<Reads>,
    mut recalled: Option<Recalled<'_>>,
) -> Evaluation {
    let population = subjects(project);
    let mut evaluation = Evaluation {
        subjects: population.iter().map(|(kind, all)| (*kind, all.len())).collect(),
        unbuilt: unbuilt(project),
        ..Evaluation::default()
    };
    let hollow = subjects::hollow(project);
    evaluation.is_hollow = population.values().flatten().all(|subject| hollow.contains(subject));
    // What others wrote may say that it judges another kind than it does: then it finds something where there is none of that kind.
    let is_needed =
        |rule: &&Arc<Rule>| population.get(&rule.applies_to).is_some_and(|all| !all.is_empty()) || may_mistake(rule);
    if !rules.iter().any(|rule| is_needed(&rule)) {
        return evaluation;
    }
    evaluator.set_input(project);
    let is_known = |rule: &&Arc<Rule>| recalled.as_ref().is_some_and(|recalled| recalled.knows(rule));
    evaluator.prepare(rules.iter().filter(is_needed).filter(|rule| !is_known(rule)).map(AsRef::as_ref));
    let mut scene = Scene { hollow, ..Scene::of(project, origins, reads) };
    let model = evaluator.input();
    scene.abouts = population.values().flatten().map(|subject| scene.about(model, subject)).collect();
    let starts = population.values().scan(0, |next, all| Some(std::mem::replace(next, *next + all.len())));
    let starts: BTreeMap<SubjectKind, usize> = population.keys().copied().zip(starts).collect();
    evaluation.quiet = Quiet::new(rules, scene.abouts.clone());
    for (number, rule) in rules.iter().enumerate() {
        let Some(judged) = population.get(&rule.applies_to).filter(|all| !all.is_empty()) else {
            // That it fails where it has nothing to judge is nobody's loss.
            if may_mistake(rule)
                && let Ok(found) = evaluator.run(rule)
                && let Some(raw) = found.iter().find(|raw| !subjects::is_of(raw, &[], &population))
            {
                evaluation.problems.push((rule.id.clone(), of_another_kind(rule, raw, project)));
            }
            continue;
        };
        let judged = Judged { rule, number, subjects: judged, start: starts[&rule.applies_to] };
        let answer = match &mut recalled {
            Some(recalled) => recalled.ask(evaluator, rule),
            None => evaluator.run(rule),
        };
        match answer {
            Ok(found)
                if rule.source.is_some()
                    && found.iter().any(|raw| !subjects::is_of(raw, judged.subjects, &population)) =>
            {
                let mut elsewhere = found.iter().filter(|raw| !subjects::is_of(raw, judged.subjects, &population));
                let problem = elsewhere.next().map(|raw| of_another_kind(rule, raw, project));
                scene.fail(&judged, problem, &mut evaluation);
            }
            Ok(found) => scene.record(&judged, found, evaluator.input(), &mut evaluation),
            Err(error) => scene.fail(&judged, Some(policy_problem(&error)), &mut evaluation),
        }
    }
    evaluation.quiet.complete();
    // They wait for those of all other projects.
    evaluation.findings.shrink_to_fit();
    evaluation.outcomes.shrink_to_fit();
    evaluation
}

/// A rule and the subjects that it judges.
struct Judged<'a> {
    rule: &'a Rule,
    /// The rule's number among those that are asked.
    number: usize,
    subjects: &'a [Address],
    /// The number of the first one among all subjects.
    start: usize,
}

/// What addresses are looked up in.
struct Scene<'a> {
    project: &'a Project,
    origins: &'a Origins,
    identities: Identities<'a>,
    secrets: Candidates<'a>,
    home: Arc<Home>,
    label: Arc<str>,
    environment: Option<Arc<str>>,
    /// Subjects that hold nothing.
    hollow: BTreeSet<Address>,
    /// What nobody knows.
    unknowns: Unknowns,
    reads: &'a dyn Fn(&Rule) -> Arc<Reads>,
    /// What outcomes say of each subject, in order of kinds.
    abouts: Vec<Arc<About>>,
}

impl<'a> Scene<'a> {
    /// Of a project of which nothing was told yet.
    fn of(project: &'a Project, origins: &'a Origins, reads: &'a dyn Fn(&Rule) -> Arc<Reads>) -> Self {
        Self {
            project,
            origins,
            identities: Identities::of(project),
            secrets: Candidates::of(project),
            hollow: BTreeSet::new(),
            label: project.label().into(),
            home: Arc::new(identity::home(project)),
            environment: project.environment.as_deref().map(Arc::from),
            unknowns: Unknowns::of(project),
            reads,
            abouts: Vec::new(),
        }
    }

    /// What marks an address.
    fn place(&self, model: Option<Seen<'_>>, at: &Address, part: Option<MarkPart>) -> Option<Mark> {
        place::primary(self.origins, model, at, part)
    }

    fn record(
        &self,
        judged: &Judged<'_>,
        found: Vec<RawFinding>,
        model: Option<Seen<'_>>,
        evaluation: &mut Evaluation,
    ) {
        let rule = judged.rule;
        let mut by_subject: BTreeMap<Address, Vec<usize>> = BTreeMap::new();
        let touching = (!self.unknowns.is_empty()).then(|| self.unknowns.touching(rule, &(self.reads)(rule)));
        let is_unknown = |subject: &Address| touching.as_ref().is_some_and(|touching| touching.decides(subject));
        for raw in found {
            let subject = subjects::subject_of(&raw, judged.subjects);
            let is_clouded = touching.as_ref().is_some_and(|touching| touching.clouds(&raw.at, &subject))
                || model.is_some_and(|model| words::clouds(model, &raw.at, || (self.reads)(rule)));
            let mark =
                |raw: &RawRelated| Some(Mark { label: raw.message.clone(), ..self.place(model, &raw.at, None)? });
            let pointed = raw.related.iter().filter_map(mark).collect();
            match self.finding(rule, &subject, raw, model, is_clouded, pointed) {
                Some(finding) => {
                    by_subject.entry(subject).or_default().push(evaluation.findings.len());
                    evaluation.findings.push(finding);
                }
                None => evaluation.problems.push((rule.id.clone(), unplaced(rule, self.project))),
            }
        }
        for (subject, number) in judged.subjects.iter().zip(judged.start..) {
            let Some(findings) = by_subject.remove(subject) else {
                let seen = || model.and_then(|model| model.pointer(subject.as_str()));
                let is_concerned = !self.hollow.contains(subject)
                    && (rule.applies_if.is_empty() || subjects::has_what_matters(rule, seen()));
                if is_concerned && is_unknown(subject) {
                    // What nobody knows is no failure of the rule.
                    let outcome = self.outcome(rule, number, OutcomeKind::Error, Vec::new());
                    evaluation.outcomes.push(Outcome { unjudged: true, ..outcome });
                } else {
                    evaluation.quiet.push(judged.number, number, is_concerned);
                }
                continue;
            };
            let fails = findings.iter().any(|i| evaluation.findings[*i].verdict == Verdict::Fail);
            let kind = if fails { OutcomeKind::Fail } else { OutcomeKind::Review };
            evaluation.outcomes.push(self.outcome(rule, number, kind, findings));
        }
    }

    /// That a rule could not be judged, for all of its subjects.
    fn fail(&self, judged: &Judged<'_>, problem: Option<Problem>, evaluation: &mut Evaluation) {
        evaluation.problems.extend(problem.map(|problem| (judged.rule.id.clone(), problem)));
        let numbers = judged.start..judged.start + judged.subjects.len();
        let outcomes = numbers.map(|number| self.outcome(judged.rule, number, OutcomeKind::Error, Vec::new()));
        evaluation.outcomes.extend(outcomes);
    }

    fn about(&self, model: Option<Seen<'_>>, subject: &Address) -> Arc<About> {
        let span = self.place(model, subject, None).map(|found| found.span);
        let (project, environment) = (Arc::clone(&self.label), self.environment.clone());
        Arc::new(About { project, environment, subject: subject.clone(), span })
    }

    /// Of a subject by its number among all.
    fn outcome(&self, rule: &Rule, subject: usize, kind: OutcomeKind, findings: Vec<usize>) -> Outcome {
        let about = Arc::clone(&self.abouts[subject]);
        Outcome { rule: rule.id.clone(), about, kind, findings, unjudged: false, off: None }
    }

    /// `None` where no text stands behind the address. `pointed` are the marks of what the rule points at besides.
    fn finding(
        &self,
        rule: &Rule,
        subject: &Address,
        raw: RawFinding,
        model: Option<Seen<'_>>,
        is_clouded: bool,
        pointed: Vec<Mark>,
    ) -> Option<Finding> {
        let primary = self.place(model, &raw.at, raw.mark)?;
        let related = place::related(self.origins, &raw.at, &primary, pointed);
        let secrets = self.secrets.behind(rule, &raw);
        let unset = place::depends_on_unset(self.origins, &raw.at);
        let review = raw.outcome == RawOutcome::Review || unset || is_clouded;
        let (cause, content_fingerprint) = self.identities.of_finding(&rule.id, model, &raw.at);
        Some(Finding {
            rule: rule.id.clone(),
            severity: raw.severity.unwrap_or(rule.severity),
            verdict: if review { Verdict::Review } else { Verdict::Fail },
            cause,
            fingerprint: String::new(),
            content_fingerprint,
            lead: Arc::from(""),
            message: raw.message,
            help: raw.help.map_or_else(|| Arc::clone(&rule.remediation), Arc::from),
            project: Arc::clone(&self.label),
            home: Arc::clone(&self.home),
            environment: self.environment.clone(),
            at: raw.at,
            subject: subject.clone(),
            primary,
            related,
            secrets,
            others: Vec::new(),
            absorbed: Vec::new(),
            waiver: None,
            new: None,
        })
    }
}

/// A rule of others that judges a part of a project, of which there may be none where it finds something.
fn may_mistake(rule: &Rule) -> bool {
    rule.source.is_some() && !matches!(rule.applies_to, SubjectKind::Project | SubjectKind::Environments)
}

fn of_another_kind(rule: &Rule, raw: &RawFinding, project: &Project) -> Problem {
    let kind = rule.applies_to.as_str();
    let message = format!(
        "rule {} judges each {kind} and reports {} of project {}, which lies in none: it is not judged",
        rule.id,
        raw.subject.as_ref().unwrap_or(&raw.at),
        project.name
    );
    Problem::error("policy-subject", message)
        .in_file(rule.path.as_str())
        .help("say in METADATA what it judges with `applies_to`, or name the subject in the finding with `\"subject\"`")
}

fn unplaced(rule: &Rule, project: &Project) -> Problem {
    let message = format!("rule {} reports an address of project {} that no file stands behind", rule.id, project.name);
    Problem::error("finding-without-place", message)
        .in_file(rule.path.as_str())
        .help("answer with `lib.at(object, path)`, where `object` has an `at`")
}

/// So many things that a source replaces are named.
const NAMED: usize = 20;

/// That sources took the place of what we ship, one warning for each source: every report tells of it.
pub fn replaced_problems(replaced: &[Replaced]) -> Vec<Problem> {
    let mut by_source: BTreeMap<&str, Vec<&Replaced>> = BTreeMap::new();
    for one in replaced {
        by_source.entry(&one.source).or_default().push(one);
    }
    let problem = |(source, replaced): (&str, Vec<&Replaced>)| {
        let named: Vec<String> = replaced.iter().take(NAMED).map(ToString::to_string).collect();
        let more = match replaced.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!("policies of `{source}` replace what plimsoll ships: {}{more}", named.join(", "));
        Problem::warning("policy-replaced", message)
            .help("the controls of our frameworks do not follow a rule that is replaced; `custom.controls` in its METADATA claims them")
    };
    by_source.into_iter().map(problem).collect()
}

/// A policy that failed, as a problem: the answer is incomplete.
pub fn policy_problem(error: &PolicyError) -> Problem {
    let place = error.line.map_or_else(|| error.path.clone(), |line| format!("{}:{line}", error.path));
    let rule = error.rule.as_ref().map(|rule| format!("rule {rule}: ")).unwrap_or_default();
    let mut problem = Problem::error(error.code, format!("{rule}{} ({place})", error.message)).in_file(&error.path);
    problem.help.clone_from(&error.help);
    problem
}
