//! Two projects held side by side: what differs, with the lines that say it.

use std::collections::BTreeSet;

use plimsoll_judge::compare::{self, Side as Compared};
use plimsoll_model::{Address, Difference, Fact, Group, NotCompared, Origin, Project, Service, Unknown, ViaKind};
use plimsoll_report::diff::{self, Diff, Lacking, Line, Open, Place, Spot, Which};
use plimsoll_source::Span;

use super::side::Side;

/// What differs in `to` from `from`.
pub(super) fn diff(from: &Side, to: &Side) -> Diff {
    let side =
        |name, side: &'_ Side| -> (&'static str, plimsoll_model::Role) { (name, side.loaded.project.deployment.role) };
    let ((from_name, from_role), (to_name, to_role)) = (side("from", from), side("to", to));
    let comparison = compare::wholly(
        Compared { name: from_name, role: from_role, project: &from.loaded.project },
        Compared { name: to_name, role: to_role, project: &to.loaded.project },
        &|one, other| is_same_place(one, other, from, to),
    );
    let (one, other) = (&from.loaded.project.services, &to.loaded.project.services);
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let starts = |services: &std::collections::BTreeMap<String, Service>, name: &str| {
        services.get(name).is_some_and(|service| service.active)
    };
    let of = |wanted: bool| -> Vec<String> {
        let those = names.iter().filter(|name| starts(one, name) == wanted && starts(other, name) == wanted);
        those.map(|name| (*name).clone()).collect()
    };
    Diff {
        from: told(from),
        to: told(to),
        compared: of(true),
        idle: of(false),
        differences: comparison.differences.into_iter().map(|one| line(one, from, to)).collect(),
        not_compared: whole(comparison.unknown)
            .into_iter()
            .filter(|one| !is_written_alike(one, from, to))
            .map(|one| open(one, from, to))
            .collect(),
    }
}

/// Whether the same text says both, with variables that are set by the same lines.
fn is_same_place(one: &Address, other: &Address, from: &Side, to: &Side) -> bool {
    // What the configuration sets for one of them has no place in any file.
    if from.startable.request.environment != to.startable.request.environment {
        return false;
    }
    let (Some(one), Some(other)) = (from.loaded.origins.get(one), to.loaded.origins.get(other)) else { return false };
    let are_of_one_time = from.label == to.label;
    written(one, from, are_of_one_time) == written(other, to, are_of_one_time)
        && one.unset.is_empty()
        && other.unset.is_empty()
}

/// What a value is written as, and what its variables are set by: each with its file, and its place in it where that counts.
fn written(origin: &Origin, side: &Side, with_place: bool) -> Vec<(String, Option<u32>, String)> {
    let set = origin.via.iter().filter(|via| matches!(via.kind, ViaKind::Variable | ViaKind::Assumed));
    let all = std::iter::once(origin.span).chain(set.map(|via| via.span));
    let one = |span: Span| {
        let path = side.sources.get(span.file).path.clone();
        (path, with_place.then_some(span.start), side.sources.slice(span))
    };
    all.map(one).collect()
}

/// Whether all that is not known there is written alike at two times: the change does nothing to it.
fn is_written_alike(open: &NotCompared, from: &Side, to: &Side) -> bool {
    if from.label.is_none() && to.label.is_none() {
        return false;
    }
    let of = |side: &Side| -> Option<Vec<_>> {
        let one = |unknown: &Unknown| {
            let (_, origin) = side.loaded.origins.nearest(&unknown.value)?;
            Some((unknown.value.clone(), unknown.name.clone(), written(origin, side, false)))
        };
        let mut all = behind(open, side).map(one).collect::<Option<Vec<_>>>()?;
        all.sort();
        Some(all)
    };
    of(from).zip(of(to)).is_some_and(|(one, other)| !one.is_empty() && one == other)
}

fn told(side: &Side) -> diff::Side {
    let project = &side.loaded.project;
    diff::Side {
        given: side.given.clone(),
        name: project.deployment.name.clone(),
        role: project.deployment.role,
        directory: project.directory.clone(),
        files: project.files.clone(),
        env_files: side.startable.request.env_files.clone(),
        profiles: side.startable.request.profiles.clone(),
        complete: side.is_complete,
    }
}

fn line(one: Difference, from: &Side, to: &Side) -> Line {
    let Difference { service, group, fact, key, from: was, to: is, subject: _, from_at, to_at, effect } = one;
    let described = |value: Option<String>, side: &Side| match fact {
        Fact::Service => value.map(|name| brings(&name, &side.loaded.project)),
        _ => value,
    };
    Line {
        group,
        fact,
        key,
        from: described(was, from),
        to: described(is, to),
        from_at: place(&from_at, from),
        to_at: place(&to_at, to),
        effect,
        service,
    }
}

/// What a service that only one side has comes with.
fn brings(name: &str, project: &Project) -> String {
    let Some(Service { facts, config, .. }) = project.services.get(name) else { return name.to_owned() };
    let image = facts.image.as_ref().map(|image| image.text.clone());
    let mut all = vec![
        image
            .or_else(|| facts.build.as_ref().map(|build| format!("built from {build}")))
            .unwrap_or_else(|| name.to_owned()),
    ];
    for port in &facts.ports {
        let ip = port.host_ip.as_ref().map(|ip| format!("{ip}:")).unwrap_or_default();
        let is_open =
            project.unknown.iter().any(|unknown| port.at.contains(&unknown.value) || unknown.value.contains(&port.at));
        let published = port.published.map(|published| format!("{published}:")).unwrap_or_default();
        let published = if is_open { format!("{}:", compare::NOT_KNOWN) } else { published };
        all.push(format!("publishes {ip}{published}{}/{}", port.target, port.protocol));
    }
    if facts.hardening.privileged {
        all.push("privileged".to_owned());
    }
    all.extend(facts.capabilities.add.iter().map(|capability| format!("adds {}", capability.name)));
    let of_host = facts.mounts.iter().filter(|mount| mount.in_project != Some(true));
    all.extend(of_host.filter_map(|mount| mount.host_path.as_ref()).map(|path| format!("mounts {path}")));
    if config.get("network_mode").and_then(serde_json::Value::as_str) == Some("host") {
        all.push("network of the host".to_owned());
    }
    all.join(", ")
}

/// The line that says it; nothing where an environment does not have the service at all.
fn place(at: &Address, side: &Side) -> Option<Place> {
    let labelled = |path: String| match &side.label {
        Some(label) => format!("{label}:{path}"),
        None => path,
    };
    let (_, inside) = at.in_environment()?;
    if inside == Address::root() {
        return None;
    }
    let (found, origin) = side.loaded.origins.nearest(&inside)?;
    let location = side.sources.location(origin.key.unwrap_or(origin.span));
    let set =
        origin.via.iter().filter(|via| found == inside && matches!(via.kind, ViaKind::Variable | ViaKind::Assumed));
    let variables = set
        .map(|via| side.sources.location(via.span))
        .map(|at| Spot { path: labelled(at.path), line: at.start.line })
        .collect();
    Some(Place { path: labelled(location.path), line: location.start.line, column: location.start.column, variables })
}

/// Without what a whole group that is not compared holds already.
fn whole(unknown: Vec<NotCompared>) -> Vec<NotCompared> {
    let groups: BTreeSet<(String, Group)> =
        unknown.iter().filter(|one| one.key.is_none()).map(|one| (one.service.clone(), one.group)).collect();
    let is_told = |one: &NotCompared| one.key.is_some() && groups.contains(&(one.service.clone(), one.group));
    unknown.into_iter().filter(|one| !is_told(one)).collect()
}

fn open(one: NotCompared, from: &Side, to: &Side) -> Open {
    let mut because = Vec::new();
    for (which, side) in [(Which::From, from), (Which::To, to)] {
        let lacking = |unknown: &Unknown| Lacking { side: which, cause: unknown.cause, name: unknown.name.clone() };
        because.extend(behind(&one, side).map(lacking));
    }
    because.sort();
    because.dedup();
    let NotCompared { service, group, key } = one;
    Open { service, group, key, because }
}

/// What is not known on a side, and keeps something from being compared.
fn behind<'a>(open: &'a NotCompared, side: &'a Side) -> impl Iterator<Item = &'a Unknown> {
    let NotCompared { service, group, key } = open;
    let at = Address::root().child("services").child(service);
    side.loaded.project.unknown.iter().filter(move |unknown| {
        if !at.contains(&unknown.value) {
            return false;
        }
        let segments: Vec<String> = unknown.value.segments().skip(2).collect();
        let attribute = segments.first().map(String::as_str);
        let is_of_it = |attribute: &str| match (group, key) {
            (Group::Variables, Some(key)) => {
                attribute == "env_file" || (attribute == "environment" && segments.get(1).is_none_or(|own| own == key))
            }
            (Group::Settings, Some(key)) => key.split('.').next() == Some(attribute),
            (Group::Privileges, Some(_)) => ["user", "image", "build", "security_opt"].contains(&attribute),
            _ => attributes(*group).is_none_or(|all| all.contains(&attribute)),
        };
        attribute.is_none_or(is_of_it)
    })
}

/// The attributes that facts of a group are made of; `None` where any may be.
fn attributes(group: Group) -> Option<&'static [&'static str]> {
    match group {
        Group::Image => Some(&["image", "build"]),
        Group::Build => Some(&["build"]),
        Group::Exposure => Some(&["ports", "network_mode"]),
        Group::Mounts => Some(&["volumes", "tmpfs", "configs", "volumes_from"]),
        Group::Secrets => Some(&["secrets"]),
        Group::Variables => Some(&["environment", "env_file"]),
        Group::Limits => Some(&["mem_limit", "cpus", "pids_limit", "deploy"]),
        Group::Health => Some(&["healthcheck", "depends_on", "image", "build"]),
        Group::Restart => Some(&["restart", "deploy"]),
        Group::Logging => Some(&["logging"]),
        Group::Process => Some(&["command", "entrypoint", "image", "build"]),
        Group::Networks => Some(&["networks", "network_mode"]),
        Group::Update => Some(&["deploy", "scale"]),
        Group::Privileges => Some(&[
            "privileged",
            "read_only",
            "security_opt",
            "user",
            "cap_add",
            "cap_drop",
            "devices",
            "ipc",
            "pid",
            "userns_mode",
            "uts",
            "cgroup",
        ]),
        Group::Services | Group::Settings => None,
    }
}
