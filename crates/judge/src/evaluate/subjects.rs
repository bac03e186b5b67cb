//! The population: what there is to judge in a project, by kind. Each subject passes or breaks a rule exactly once.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_model::{Address, Project, ProjectKind};
use plimsoll_policy::{RawFinding, Rule, SubjectKind};
use serde_json::Value;

/// Every subject of a project by kind, in order.
pub fn subjects(project: &Project) -> BTreeMap<SubjectKind, Vec<Address>> {
    let mut all: BTreeMap<SubjectKind, Vec<Address>> = BTreeMap::new();
    if project.kind == ProjectKind::Compose {
        all.insert(SubjectKind::Project, vec![project.at.clone()]);
    }
    all.insert(SubjectKind::Service, project.services.values().map(|s| s.at.clone()).collect());
    let resources = [
        (SubjectKind::Network, &project.networks),
        (SubjectKind::Volume, &project.volumes),
        (SubjectKind::Secret, &project.secrets),
        (SubjectKind::Config, &project.configs),
    ];
    for (kind, map) in resources {
        all.insert(kind, map.values().map(|r| r.at.clone()).collect());
    }
    all.insert(SubjectKind::Build, project.builds.values().map(|b| b.at.clone()).collect());
    let stages = project.builds.values().flat_map(|b| b.stages.iter().map(|s| s.at.clone()));
    all.insert(SubjectKind::Stage, stages.collect());
    all.insert(SubjectKind::EnvFile, project.env_files.iter().map(|f| f.at.clone()).collect());
    all.retain(|_, subjects| !subjects.is_empty());
    all
}

/// Subjects that hold nothing which could be kept or broken: a project without services, an env file without assignments. What a rule finds
/// wrong with one is told; that it finds nothing is no pass.
pub(super) fn hollow(project: &Project) -> BTreeSet<Address> {
    let is_bare = project.services.is_empty() && project.kind == ProjectKind::Compose;
    let networks = project.networks.values().filter(|network| is_bare && !network.facts.declared).map(|n| n.at.clone());
    let env_files = project.env_files.iter().filter(|file| file.assignments.is_empty()).map(|file| file.at.clone());
    is_bare.then(|| project.at.clone()).into_iter().chain(networks).chain(env_files).collect()
}

/// Whether a subject has what a rule speaks of: that a rule finds nothing where there is nothing of the kind is no pass.
pub(super) fn has_what_matters(rule: &Rule, model: &Value, subject: &Address) -> bool {
    let Some(subject) = model.pointer(subject.as_str()) else { return true };
    let holds = |condition: &String| {
        let (path, wanted) = match condition.split_once('=') {
            Some((path, wanted)) => (path, Some(wanted)),
            None => (condition.as_str(), None),
        };
        let found = path.split('.').try_fold(subject, |at, key| at.get(key));
        match (found, wanted) {
            (None | Some(Value::Null), _) => false,
            (Some(Value::String(text)), Some(wanted)) => text == wanted,
            (Some(other), Some(wanted)) => *other == *wanted,
            (Some(_), None) => true,
        }
    };
    rule.applies_if.is_empty() || rule.applies_if.iter().any(holds)
}

/// Whether a finding belongs to one of the judged subjects, or to something that is no subject of another kind.
pub(super) fn is_of(raw: &RawFinding, judged: &[Address], population: &BTreeMap<SubjectKind, Vec<Address>>) -> bool {
    let wanted = raw.subject.as_ref().unwrap_or(&raw.at);
    let near = |subject: &Address| subject.contains(wanted) || wanted.contains(subject);
    judged.iter().any(near)
        || !population.values().flatten().any(|subject| subject.contains(wanted) && *subject != Address::root())
}

/// The judged subject a finding belongs to: the one it names, else the one its address lies in, else the first that lies below the address.
/// `judged` is never empty.
pub(super) fn subject_of(raw: &RawFinding, judged: &[Address]) -> Address {
    let wanted = raw.subject.as_ref().unwrap_or(&raw.at);
    let around = judged.iter().filter(|s| s.contains(wanted)).max_by_key(|s| s.as_str().len());
    let below = || judged.iter().find(|s| wanted.contains(s));
    around
        .or_else(below)
        .or_else(|| judged.first())
        .cloned()
        .expect("internal: a rule runs where there is something to judge")
}
