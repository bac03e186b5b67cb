//! The population: what there is to judge in a project, by kind. Each subject passes or breaks a rule exactly once.

use std::collections::BTreeMap;

use crate::model::{Address, Project, ProjectKind};
use crate::policy::{RawFinding, SubjectKind};

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
