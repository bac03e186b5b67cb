//! The population: what there is to judge in a project, by kind. Each subject passes or breaks a rule exactly once.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_model::{Address, Project, ProjectKind};
use plimsoll_policy::{RawFinding, Rule, Seen, SubjectKind};

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
pub(super) fn has_what_matters(rule: &Rule, subject: Option<Seen<'_>>) -> bool {
    if rule.applies_if.is_empty() {
        return true;
    }
    let Some(subject) = subject else { return true };
    let holds = |condition: &String| match condition.split_once('=') {
        Some((path, wanted)) => has(subject, path, Some(wanted)),
        None => has(subject, condition, None),
    };
    rule.applies_if.iter().any(holds)
}

/// Whether something stands at a path, where a value is wanted that very one. Of a list one item is enough; what is empty is nothing.
fn has(value: Seen<'_>, path: &str, wanted: Option<&str>) -> bool {
    let (key, rest) = match path.split_once('.') {
        Some((key, rest)) => (key, Some(rest)),
        None => (path, None),
    };
    if value.is_array() {
        return value.elements().any(|item| has(item, path, wanted));
    }
    let Some(found) = value.get(key) else { return false };
    match rest {
        Some(rest) => has(found, rest, wanted),
        None => is_it(found, wanted),
    }
}

fn is_it(found: Seen<'_>, wanted: Option<&str>) -> bool {
    match wanted {
        _ if found.is_null() => false,
        None => !found.is_empty(),
        Some(_) if found.is_array() => found.elements().any(|item| is_it(item, wanted)),
        Some(wanted) => match found.as_str() {
            Some(text) => text == wanted,
            None => serde_json::to_string(&found).is_ok_and(|text| text == wanted),
        },
    }
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_rego::{Budget, Evaluator, Program};
    use serde_json::json;

    use super::has;

    #[test]
    fn what_a_subject_has() {
        let subject = json!({
            "driver": "overlay", "none": null, "empty": [], "bare": {}, "build": {"context": "."},
            "assignments": [{"key": "A", "value": "1"}, {"key": "B", "value": null}], "ports": ["80:80"], "privileged": true,
        });
        let mut evaluator = Evaluator::new(Arc::new(Program::empty()), Budget::default());
        evaluator.set_input(&subject).expect("it fits");
        let subject = evaluator.input().expect("it was set");
        for (path, wanted, expected) in [
            ("driver", None, true),
            ("driver", Some("overlay"), true),
            ("driver", Some("bridge"), false),
            ("driver.name", None, false),
            ("none", None, false),
            ("missing", None, false),
            ("empty", None, false),
            ("bare", None, false),
            ("build", None, true),
            ("build.context", Some("."), true),
            ("build.target", None, false),
            ("assignments.key", Some("B"), true),
            ("assignments.key", Some("C"), false),
            ("assignments.value", None, true),
            ("ports", Some("80:80"), true),
            ("ports", Some("81:81"), false),
            ("privileged", Some("true"), true),
        ] {
            assert_eq!(has(subject, path, wanted), expected, "{path} {wanted:?}");
        }
    }
}
