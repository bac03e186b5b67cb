//! Rules × the environments of one application. What is found stands in one of them, and is told as a finding of the project that runs there; how a rule
//! came out is told once, of all of them together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::compare::{self, Side};
use crate::finding::{About, Compared, Drift, Finding, Outcome, OutcomeKind, Place, ProtectionRow, Verdict};
use plimsoll_model::{
    Address, Below, Comparison, Deployment, EnvFile, Environment, Environments, Group, Origins, Project, Protection,
    Role, SecretCandidate, SecretClass, SecretInEnvironment, SharedSecret,
};
use plimsoll_policy::{Evaluator, RawFinding, RawRelated, Reads, Rule, Seen, SubjectKind};
use plimsoll_source::problem::Problem;

use super::{Evaluation, Quiet, Scene, policy_problem, subjects, unbuilt};

/// An environment to be judged beside others.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// Its name among them.
    pub name: &'a str,
    /// What it is for, and what says so.
    pub deployment: &'a Deployment,
    /// What runs there.
    pub project: &'a Project,
    /// Where that stands.
    pub origins: &'a Origins,
}

/// The environments of one application.
#[derive(Debug, Clone)]
pub struct Together<'a> {
    /// The directory that holds all of it.
    pub directory: &'a str,
    /// What tells it from all others.
    pub label: &'a str,
    /// Those that were loaded, in order.
    pub members: Vec<Member<'a>>,
    /// Names of those that could not be loaded, or not wholly, in order.
    pub broken: Vec<String>,
}

impl<'a> Together<'a> {
    /// What rules get.
    pub fn model(&self) -> Environments<'a> {
        let sides: Vec<Side<'a>> = self.members.iter().map(side).collect();
        let roles: Vec<Role> = sides.iter().map(|side| side.role).collect();
        let pairs = compare::pairs(&sides).into_iter();
        let base = compare::base(&sides);
        let environment = |member: &Member<'a>| Environment {
            at: Address::of_environment(member.name),
            name: member.name.to_owned(),
            role: member.deployment.role,
            because: member.deployment.because.clone(),
            posture: compare::posture(side(member)),
            project: Below::new(Address::of_project_in(member.name), member.project),
        };
        Environments {
            at: Address::root(),
            directory: self.directory.to_owned(),
            roles: roles.iter().copied().collect::<BTreeSet<Role>>().into_iter().collect(),
            environments: self.members.iter().map(|one| (one.name.to_owned(), environment(one))).collect(),
            broken: self.broken.clone(),
            base,
            comparisons: pairs.map(|(from, to)| compare::compared(sides[from], sides[to])).collect(),
            shared_secrets: self.shared_secrets(),
        }
    }

    /// Secrets that are written in several environments, in the order in which they come.
    fn shared_secrets(&self) -> Vec<SharedSecret<'a>> {
        let mut number_of = BTreeMap::new();
        let mut groups: Vec<Vec<SecretInEnvironment<'a>>> = Vec::new();
        for member in &self.members {
            let is_written = |class: SecretClass| !matches!(class, SecretClass::Absent | SecretClass::Reference);
            // What lies beside a project, or stands in for a file that is not there, is nothing that runs in its environment.
            let files = &member.project.env_files;
            let is_idle = |file: &&EnvFile| file.sample || (file.used_by.is_empty() && !file.interpolation);
            let idle: BTreeSet<&str> = files.iter().filter(is_idle).map(|file| file.path.as_str()).collect();
            let counts = |one: &&SecretCandidate| is_written(one.class) && !idle.contains(one.file.as_str());
            for candidate in member.project.secret_candidates.iter().filter(counts) {
                let number = *number_of.entry(candidate.same).or_insert_with(|| {
                    groups.push(Vec::new());
                    groups.len() - 1
                });
                groups[number].push(SecretInEnvironment {
                    environment: member.name.to_owned(),
                    role: member.deployment.role,
                    candidate: Below::new(Address::of_project_in(member.name), candidate),
                });
            }
        }
        let several =
            |places: &[SecretInEnvironment<'_>]| places.iter().any(|one| one.environment != places[0].environment);
        let shared = groups.into_iter().enumerate().filter(|(_, places)| several(places));
        shared.map(|(same, places)| SharedSecret { same, places }).collect()
    }

    /// The environment by which the outcome is told: that for production, where there is one.
    fn leader(&self) -> Option<usize> {
        let is_leader = |member: &Member<'_>| member.deployment.role == Role::Production;
        self.members.iter().position(is_leader).or((!self.members.is_empty()).then_some(0))
    }

    /// How reports call all of it.
    pub fn label(&self) -> String {
        format!("environments of {}", self.label)
    }
}

fn side<'a>(member: &Member<'a>) -> Side<'a> {
    Side { name: member.name, role: member.deployment.role, project: member.project }
}

/// Runs the rules that judge environments. `reads` tells what a rule looks at: it is asked where something is unknown.
pub fn environments(
    evaluator: &mut Evaluator,
    rules: &Arc<[Arc<Rule>]>,
    together: &Together<'_>,
    reads: &dyn Fn(&Rule) -> Arc<Reads>,
) -> Evaluation {
    let mut evaluation = Evaluation::default();
    let is_needed = |rule: &&Arc<Rule>| rule.applies_to == SubjectKind::Environments;
    let Some(leader) = together.leader().filter(|_| rules.iter().any(|rule| is_needed(&rule))) else {
        return evaluation;
    };
    let environments = together.model();
    evaluation.compared = Some(side_by_side(&environments, together));
    evaluator.set_input(&environments);
    evaluator.prepare(rules.iter().filter(is_needed).map(AsRef::as_ref));
    let scenes = together.members.iter().map(|member| Scene::of(member.project, member.origins, reads)).collect();
    let side_by_side = SideBySide { together, comparisons: &environments.comparisons, scenes, reads };
    let model = evaluator.input();
    let span = side_by_side.scenes[leader].place(side_by_side.model(model, leader), &Address::root(), None);
    let about = Arc::new(About {
        project: together.label().into(),
        environment: None,
        subject: Address::root().child("environments"),
        span: span.map(|mark| mark.span),
    });
    evaluation.quiet = Quiet::new(rules, vec![Arc::clone(&about)]);
    for (number, rule) in rules.iter().enumerate().filter(|(_, rule)| is_needed(rule)) {
        let outcome = |kind, findings, unjudged| Outcome {
            rule: rule.id.clone(),
            about: Arc::clone(&about),
            kind,
            findings,
            unjudged,
            off: None,
        };
        let found = match evaluator.run(rule) {
            Ok(found) => found,
            Err(error) => {
                evaluation.problems.push((rule.id.clone(), policy_problem(&error)));
                evaluation.outcomes.push(outcome(OutcomeKind::Error, Vec::new(), false));
                continue;
            }
        };
        let model = evaluator.input();
        let before = evaluation.findings.len();
        for raw in found {
            match side_by_side.finding(rule, raw, model) {
                Some(finding) => evaluation.findings.push(finding),
                None => evaluation.problems.push((rule.id.clone(), unplaced(rule, together))),
            }
        }
        let findings: Vec<usize> = (before..evaluation.findings.len()).collect();
        let fails = findings.iter().any(|index| evaluation.findings[*index].verdict == Verdict::Fail);
        if fails {
            evaluation.outcomes.push(outcome(OutcomeKind::Fail, findings, false));
        } else if !findings.is_empty() {
            evaluation.outcomes.push(outcome(OutcomeKind::Review, findings, false));
        } else if rule.applies_if.is_empty() || subjects::has_what_matters(rule, model) {
            match side_by_side.is_unknown(rule) {
                true => evaluation.outcomes.push(outcome(OutcomeKind::Error, Vec::new(), true)),
                false => evaluation.quiet.push(number, 0, true),
            }
        } else {
            // What could not be loaded may be just what it speaks of.
            match together.broken.is_empty() {
                true => evaluation.quiet.push(number, 0, false),
                false => evaluation.outcomes.push(outcome(OutcomeKind::Error, Vec::new(), true)),
            }
        }
    }
    evaluation.quiet.complete();
    evaluation
}

/// The environments as reports show them, where no rule is asked about them.
pub fn unasked(together: &Together<'_>) -> Evaluation {
    let compared = (!together.members.is_empty()).then(|| side_by_side(&together.model(), together));
    Evaluation { compared, ..Evaluation::default() }
}

/// What reports show of environments side by side.
fn side_by_side(environments: &Environments<'_>, together: &Together<'_>) -> Compared {
    let all: Vec<&Environment<'_>> =
        together.members.iter().filter_map(|member| environments.environments.get(member.name)).collect();
    let services: BTreeSet<&str> =
        all.iter().flat_map(|one| &one.posture).map(|posture| posture.service.as_str()).collect();
    let of = |one: &Environment<'_>, service: &str, protection: Protection| {
        let posture = one.posture.iter().find(|posture| posture.service == service)?;
        posture.protections.get(&protection).copied()
    };
    let row = |(service, protection): (&str, Protection)| ProtectionRow {
        service: service.to_owned(),
        protection,
        states: all.iter().map(|one| of(one, service, protection)).collect(),
    };
    let each = services.iter().flat_map(|service| Protection::ALL.map(|protection| (*service, protection)));
    let protections = each.map(row).filter(|row| row.states.iter().any(Option::is_some)).collect();
    let drift = environments.comparisons.iter().flat_map(|comparison| {
        comparison.differences.iter().map(|difference| {
            // Of these a name says enough.
            let hides = matches!(difference.group, Group::Variables | Group::Secrets);
            let value =
                |value: &Option<String>| value.as_ref().map(|v| if hides { "set".to_owned() } else { v.clone() });
            Drift {
                from: comparison.from.clone(),
                to: comparison.to.clone(),
                service: difference.service.clone(),
                group: difference.group,
                fact: difference.fact,
                key: difference.key.clone(),
                before: value(&difference.from),
                after: value(&difference.to),
                effect: difference.effect,
            }
        })
    });
    Compared {
        label: together.label.to_owned(),
        path: together.leader().and_then(|it| together.members[it].project.files.first().cloned()).unwrap_or_default(),
        environments: all.iter().map(|one| (one.name.clone(), one.role)).collect(),
        broken: together.broken.clone(),
        protections,
        drift: drift.collect(),
        projects: together.members.iter().map(|member| place(member.project)).collect(),
        together: (together.label().into(), None),
    }
}

/// How outcomes of a project name it.
fn place(project: &Project) -> Place {
    (project.label().into(), project.environment.as_deref().map(Into::into))
}

fn unplaced(rule: &Rule, together: &Together<'_>) -> Problem {
    let message = format!("rule {} reports an address that lies in none of the {}", rule.id, together.label());
    Problem::error("finding-without-place", message)
        .in_file(rule.path.as_str())
        .help("answer with the address of something in one of `input.environments`")
}

/// The environments, and where what is in each of them stands.
struct SideBySide<'a> {
    together: &'a Together<'a>,
    comparisons: &'a [Comparison],
    /// One for each environment, in their order.
    scenes: Vec<Scene<'a>>,
    reads: &'a dyn Fn(&Rule) -> Arc<Reads>,
}

impl SideBySide<'_> {
    /// The environment that an address lies in, and the address inside of its project.
    fn inside(&self, at: &Address) -> Option<(usize, Address)> {
        let (name, inside) = at.in_environment()?;
        Some((self.together.members.iter().position(|member| member.name == name)?, inside))
    }

    /// What one of them is serialized to.
    fn model<'m>(&self, model: Option<Seen<'m>>, index: usize) -> Option<Seen<'m>> {
        model?.pointer(Address::of_project_in(self.together.members[index].name).as_str())
    }

    /// `None` where no text stands behind the address.
    fn finding(&self, rule: &Rule, raw: RawFinding, model: Option<Seen<'_>>) -> Option<Finding> {
        let (index, at) = self.inside(&raw.at)?;
        let scene = &self.scenes[index];
        let own = self.model(model, index);
        let mark = |related: &RawRelated| {
            let (index, at) = self.inside(&related.at)?;
            let mark = self.scenes[index].place(self.model(model, index), &at, None)?;
            Some(crate::finding::Mark { label: related.message.clone(), ..mark })
        };
        let pointed: Vec<_> = raw.related.iter().filter_map(mark).collect();
        let related = raw.related.iter().filter_map(|related| {
            let (of, at) = self.inside(&related.at)?;
            (of == index).then(|| RawRelated { at, message: related.message.clone() })
        });
        let related = related.collect();
        let named = raw.subject.as_ref().and_then(|subject| self.inside(subject)).filter(|(of, _)| *of == index);
        let subject = named.map_or_else(|| at.owner(), |(_, subject)| subject);
        let reads = (self.reads)(rule);
        // Of what could not be loaded wholly nobody knows what it lacks, wherever it is held against another.
        let looked_at = std::iter::once(&raw.at).chain(raw.related.iter().map(|related| &related.at));
        let mut names = looked_at.filter_map(|at| at.in_environment()).map(|(name, _)| name);
        let is_broken = names.any(|name| self.together.broken.contains(&name));
        let is_clouded =
            is_broken || (!scene.unknowns.is_empty() && scene.unknowns.touching(rule, &reads).clouds(&at, &subject));
        scene.finding(rule, &subject, RawFinding { at, subject: None, related, ..raw }, own, is_clouded, pointed)
    }

    /// Whether that a rule finds nothing may come from what nobody knows: of an environment that could not be loaded, of an image, of a variable.
    fn is_unknown(&self, rule: &Rule) -> bool {
        let reads = (self.reads)(rule);
        if !self.together.broken.is_empty() {
            return true;
        }
        let is_asked = |group: Group| group.words().iter().any(|word| reads.names(word));
        let mut left = self.comparisons.iter().flat_map(|comparison| &comparison.unknown);
        let compares = reads.names("comparisons");
        if compares && left.any(|left| is_asked(left.group)) {
            return true;
        }
        // What is compared already is not looked at again, unless the rule goes into what runs there by itself.
        if compares && !reads.names("project") {
            return false;
        }
        let root = Address::root();
        (reads.images && self.together.members.iter().any(|member| !unbuilt(member.project).is_empty()))
            || self
                .scenes
                .iter()
                .any(|scene| !scene.unknowns.is_empty() && scene.unknowns.touching(rule, &reads).decides(&root))
    }
}
