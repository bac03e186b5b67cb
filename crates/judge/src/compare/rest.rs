//! What nobody weighs and a reader of a change wants to see all the same: every attribute that is written, as far as `service` has not told of it.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_model::{
    Address, Effect, EnvSource, EnvValue, Fact, Group, HealthcheckState, Mount, MountFrom, NetworkUse, Project,
    Service, User, UserSource,
};
use plimsoll_source::MASK;
use serde_json::Value;

use super::tree::{Leaves, NOT_KNOWN, inside, leaves, text};
use super::{Pair, Placed, SamePlace, posture};

/// Adds everything else that differs.
pub(super) fn compare(pair: &mut Pair<'_>, place: &SamePlace<'_>) {
    process(pair, place);
    user(pair);
    build(pair, place);
    host_ports(pair);
    mounts(pair, place);
    secret_sources(pair, place);
    hidden_variables(pair, place);
    health(pair, place);
    dependencies(pair, place);
    networks(pair, place);
    attributes(pair, place);
    images_own(pair);
}

fn found(pair: &Pair<'_>, fact: Fact, key: Option<&str>) -> bool {
    pair.found.iter().any(|one| one.fact == fact && key.is_none_or(|key| one.key.as_deref() == Some(key)))
}

/// What an attribute holds, taken apart; nothing, and a doubt, where nobody knows what is in it.
fn taken(pair: &mut Pair<'_>, group: Group, name: &str, root: &str) -> Option<(Leaves, Leaves)> {
    if !pair.knows_whole(name) {
        pair.doubt_one(group, name.to_owned());
        return None;
    }
    let of = |service: &Service| {
        let mut all = Leaves::new();
        leaves(service.config.get(name), root, &service.at.child(name), &mut all);
        all
    };
    Some((of(pair.one), of(pair.other)))
}

/// The command and the entrypoint: as they are written, else as the Dockerfiles have them.
fn process(pair: &mut Pair<'_>, place: &SamePlace<'_>) {
    for (name, fact) in [("entrypoint", Fact::Entrypoint), ("command", Fact::Command)] {
        let Some((mut before, mut after)) = taken(pair, Group::Process, name, name) else { continue };
        if before.is_empty() && after.is_empty() {
            let of = |service: &Service| {
                let argv = if fact == Fact::Command { &service.facts.command } else { &service.facts.entrypoint };
                let word = |word: &String| Value::from(word.as_str());
                argv.as_ref()
                    .map(|argv| (Value::Array(argv.words.iter().map(word).collect()).to_string(), argv.at.clone()))
            };
            let (Some(one), Some(other)) = (of(pair.one), of(pair.other)) else { continue };
            before.insert(name.to_owned(), one);
            after.insert(name.to_owned(), other);
        }
        pair.each((Group::Process, fact), &before, &after, place);
    }
}

/// What images bring along: where they are not the same, and one or neither is known, nobody can tell. Whatever it is, it may differ either way.
fn images_own(pair: &mut Pair<'_>) {
    let has_image = |service: &Service| service.facts.build.is_none();
    let is_other = match has_image(pair.one) && has_image(pair.other) {
        true => found(pair, Fact::Image, None) || pair.unknown.contains(&(Group::Image, None)),
        false => pair.found.iter().any(|one| one.group == Group::Build || one.fact == Fact::BaseImage),
    };
    let (one, other) = (&pair.one.facts, &pair.other.facts);
    let users = (one.user.root, other.user.root);
    let is_user_open = match users {
        (None, None) => is_other && one.user.text == other.user.text,
        (one, other) => one.is_none() || other.is_none(),
    };
    let lacks_check = |service: &Service| service.facts.healthcheck.state == HealthcheckState::Unknown;
    let is_check_open = match (lacks_check(pair.one), lacks_check(pair.other)) {
        (true, true) => is_other,
        (one, other) => one || other,
    };
    // A user that one of them names is told as it is written.
    if is_user_open && !found(pair, Fact::User, None) {
        pair.doubt_one(Group::Privileges, "user".to_owned());
    }
    if is_check_open && !found(pair, Fact::Healthcheck, None) {
        pair.doubt_one(Group::Health, "healthcheck".to_owned());
    }
}

fn user(pair: &mut Pair<'_>) {
    let (one, other) = (&pair.one.facts.user, &pair.other.facts.user);
    let is_known = pair.one.facts.build_known && pair.other.facts.build_known;
    if !is_known || one.text == other.text || found(pair, Fact::RootUser, None) || !pair.knows_whole("user") {
        return;
    }
    // Of an image that nobody knows it is said already that its user is not compared.
    let is_sure = |user: &User| user.text.is_some() || user.root.is_some();
    let is_written = [one, other].into_iter().any(|user| user.source == UserSource::Compose);
    if !(is_written || is_sure(one) && is_sure(other)) {
        return;
    }
    let placed = |service: &Service| {
        let user = &service.facts.user;
        (user.text.clone(), user.at.clone().filter(|_| user.text.is_some()))
    };
    let (from, to) = (placed(pair.one), placed(pair.other));
    pair.differs((Group::Privileges, Fact::User, None), from, to, Effect::Other);
}

fn build(pair: &mut Pair<'_>, place: &SamePlace<'_>) {
    let (one, other) = (pair.one, pair.other);
    if one.facts.build.is_some() && other.facts.build.is_some() {
        let base = |service: &Service| {
            let base = service.facts.base_image.as_ref().filter(|base| base.known);
            base.map(|base| (base.text.clone(), base.at.clone()))
        };
        match (base(one), base(other)) {
            (Some(was), Some(is)) if was.0 != is.0 => {
                let placed = |(text, at): (String, Address)| (Some(text), Some(at));
                let what = (Group::Image, Fact::BaseImage, None);
                pair.differs(what, placed(was), placed(is), Effect::Other);
            }
            (Some(_), Some(_)) => {}
            _ => pair.doubt_one(Group::Image, "base image".to_owned()),
        }
    }
    let Some((before, after)) = taken(pair, Group::Build, "build", "") else { return };
    if before.is_empty() || after.is_empty() {
        return;
    }
    let inside = |all: Leaves, project: &Project| -> Leaves {
        let kept = all.into_iter().filter(|(name, _)| name != "target");
        let kept = kept.map(|(name, (text, at))| match name.as_str() {
            "context" => (name, (inside(&text, project).to_owned(), at)),
            _ => (name, (text, at)),
        });
        kept.collect()
    };
    let (before, after) = (inside(before, pair.from.project), inside(after, pair.to.project));
    pair.each((Group::Build, Fact::BuildSetting), &before, &after, place);
}

/// Ports that can be reached from the same places by other numbers.
fn host_ports(pair: &mut Pair<'_>) {
    if !pair.knows_whole("ports") {
        return;
    }
    let of = |service: &Service| {
        let mut all: BTreeMap<String, BTreeMap<String, Address>> = BTreeMap::new();
        for port in &service.facts.ports {
            let ip = port.host_ip.as_ref().map(|ip| format!("{ip}:")).unwrap_or_default();
            let end = |end: Option<u32>| end.map(|end| format!("-{end}")).unwrap_or_default();
            let published = port.published.map(|first| format!("{first}{}:", end(port.published_end)));
            let target = format!("{}{}/{}", port.target, end(port.target_end), port.protocol);
            let shown = format!("{ip}{}{target}", published.unwrap_or_default());
            all.entry(target).or_default().insert(shown, port.at.clone());
        }
        all
    };
    let (before, after) = (of(pair.one), of(pair.other));
    for (key, was) in &before {
        let Some(is) = after.get(key) else { continue };
        let told = |fact| pair.found.iter().any(|one| one.fact == fact && one.key.as_ref() == Some(key));
        if was.keys().eq(is.keys()) || told(Fact::Reach) {
            continue;
        }
        let at = was.values().chain(is.values()).find(|at| pair.grounds.0.is_open(at) || pair.grounds.1.is_open(at));
        if at.is_some() {
            pair.doubt_one(Group::Exposure, key.clone());
            continue;
        }
        let placed = |ports: &BTreeMap<String, Address>| -> Placed {
            let shown: Vec<&str> = ports.keys().map(String::as_str).collect();
            (Some(shown.join(", ")), ports.values().next().cloned())
        };
        pair.differs((Group::Exposure, Fact::HostPort, Some(key.clone())), placed(was), placed(is), Effect::Other);
    }
}

fn mounts(pair: &mut Pair<'_>, place: &SamePlace<'_>) {
    if !pair.knows_whole("volumes") {
        return;
    }
    let of_host = |mount: &&Mount| mount.from == MountFrom::Volumes && mount.host_path.is_some();
    let from_host = |service: &Service, project: &Project| -> Leaves {
        let all = service.facts.mounts.iter().filter(of_host);
        let named = all.filter_map(|mount| Some((mount.target.clone()?, mount)));
        named
            .map(|(target, mount)| {
                let path = mount.host_path.as_deref().unwrap_or_default();
                (target, (inside(path, project).to_owned(), mount.at.clone()))
            })
            .collect()
    };
    let (mut before, mut after) = (from_host(pair.one, pair.from.project), from_host(pair.other, pair.to.project));
    // What only one of them has is told already.
    before.retain(|target, _| after.contains_key(target));
    after.retain(|target, _| before.contains_key(target));
    pair.each((Group::Mounts, Fact::MountSource), &before, &after, place);
    let is_other = |mount: &&Mount| mount.from != MountFrom::Secrets && !of_host(mount);
    let others = |service: &Service| -> Leaves {
        let all = service.facts.mounts.iter().filter(is_other);
        all.map(|mount| {
            let source = mount.source.as_deref().or(mount.host_path.as_deref());
            let source = source.map(|source| format!(" {source}")).unwrap_or_default();
            let read_only = if mount.read_only && mount.kind != "config" { " (read-only)" } else { "" };
            let options =
                if mount.options.is_empty() { String::new() } else { format!(" {}", mount.options.join(",")) };
            let name = mount.target.clone().or_else(|| mount.source.clone()).unwrap_or_else(|| mount.kind.clone());
            (name, (format!("{}{source}{options}{read_only}", mount.kind), mount.at.clone()))
        })
        .collect()
    };
    let (before, after) = (others(pair.one), others(pair.other));
    pair.each((Group::Mounts, Fact::Volume), &before, &after, place);
}

fn secret_sources(pair: &mut Pair<'_>, place: &SamePlace<'_>) {
    let of = |service: &Service, project: &Project| -> Leaves {
        let mounts = service.facts.mounts.iter().filter(|mount| mount.from == MountFrom::Secrets);
        let named = mounts.filter_map(|mount| Some((mount.source.clone()?, mount)));
        named
            .filter_map(|(name, mount)| {
                let secret = project.secrets.get(&name)?;
                let external = secret.config.get("external").is_some_and(|external| *external != Value::Bool(false));
                let variable = secret.config.get("environment").map(text);
                let source = match (external, &mount.host_path, variable) {
                    (true, _, _) => "external".to_owned(),
                    (false, Some(path), _) => format!("file {}", inside(path, project)),
                    (false, None, Some(variable)) => format!("variable {variable}"),
                    (false, None, None) => "written in place".to_owned(),
                };
                Some((name, (source, secret.at.clone())))
            })
            .collect()
    };
    let (mut before, mut after) = (of(pair.one, pair.from.project), of(pair.other, pair.to.project));
    before.retain(|name, _| after.contains_key(name));
    after.retain(|name, _| before.contains_key(name));
    pair.each((Group::Secrets, Fact::SecretSource), &before, &after, place);
}

/// Variables whose values are secrets: whether they are the same, and never which they are. What comes from around may be any.
fn hidden_variables(pair: &mut Pair<'_>, place: &SamePlace<'_>) {
    if !pair.knows_whole("environment") || !pair.knows_whole("env_file") {
        return;
    }
    let (one, other) = (pair.one, pair.other);
    let of = |service: &'_ Service| -> BTreeMap<String, EnvValue> {
        let all = service.facts.environment.iter().filter(|(_, value)| value.source != EnvSource::Image);
        all.map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    let (before, after) = (of(one), of(other));
    for name in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        match (before.get(name), after.get(name)) {
            (Some(was), Some(is)) => {
                let is_open = pair.is_open(Some(&was.at), Some(&is.at));
                let same = match (&was.value, &is.value) {
                    (Some(_), Some(_)) if is_open => None,
                    (Some(before), Some(after)) if before != after || !before.contains(MASK) => continue,
                    (Some(_), Some(_)) => pair.has_same_secrets(&was.at, &is.at, place),
                    _ => None,
                };
                let placed = |value: &EnvValue| (value.value.clone(), Some(value.at.clone()));
                let what = (Group::Variables, Fact::Variable, Some(name.clone()));
                match same {
                    Some(true) => {}
                    Some(false) => pair.differs(what, placed(was), placed(is), Effect::Other),
                    None => pair.doubt_one(Group::Variables, name.clone()),
                }
            }
            // That only one has it is sure; what its value is may not be.
            (was, is) => {
                let lone = was.or(is).filter(|value| {
                    value.value.is_none() || pair.is_open(Some(&value.at), None) || pair.is_open(None, Some(&value.at))
                });
                if lone.is_some() {
                    let told = pair
                        .found
                        .iter_mut()
                        .filter(|one| one.fact == Fact::Variable && one.key.as_ref() == Some(name));
                    let sides = told.flat_map(|one| [&mut one.from, &mut one.to]).flatten();
                    sides.for_each(|value| *value = NOT_KNOWN.to_owned());
                }
            }
        }
    }
}

fn health(pair: &mut Pair<'_>, place: &SamePlace<'_>) {
    let defined = |service: &Service| service.facts.healthcheck.state == HealthcheckState::Defined;
    let left = |service: &Service| service.facts.healthcheck.state == HealthcheckState::Unknown;
    let written = |service: &Service| posture::writes_healthcheck(service);
    let gives = |one: &Service, other: &Service| defined(one) && written(one) && left(other) && !written(other);
    // That only one of them writes it is sure, whatever the image of the other brings along.
    if gives(pair.one, pair.other) || gives(pair.other, pair.one) {
        let placed = |service: &Service| match written(service) {
            true => (Some("healthcheck".to_owned()), Some(service.at.child("healthcheck"))),
            false => (Some(NOT_KNOWN.to_owned()), None),
        };
        let (from, to) = (placed(pair.one), placed(pair.other));
        pair.unknown.remove(&(Group::Health, Some("healthcheck".to_owned())));
        return pair.differs((Group::Health, Fact::Healthcheck, None), from, to, Effect::Other);
    }
    if !defined(pair.one) || !defined(pair.other) {
        return;
    }
    let Some((before, after)) = taken(pair, Group::Health, "healthcheck", "") else { return };
    pair.each((Group::Health, Fact::HealthcheckSetting), &before, &after, place);
}

/// Dependencies on services that start in both.
fn dependencies(pair: &mut Pair<'_>, place: &SamePlace<'_>) {
    let starts = |project: &Project, name: &str| project.services.get(name).is_some_and(|service| service.active);
    let (from, to) = (pair.from.project, pair.to.project);
    let of = |service: &Service| -> Leaves {
        let named = service.config.get("depends_on").and_then(Value::as_object).into_iter().flatten();
        let both = named.filter(|(name, _)| starts(from, name) && starts(to, name));
        both.map(|(name, _)| (name.clone(), (name.clone(), service.at.child("depends_on").child(name)))).collect()
    };
    let (before, after) = (of(pair.one), of(pair.other));
    pair.each((Group::Health, Fact::Dependency), &before, &after, place);
}

fn networks(pair: &mut Pair<'_>, place: &SamePlace<'_>) {
    if !pair.knows_whole("networks") {
        pair.doubt(Group::Networks);
        return;
    }
    let (one, other) = (pair.one, pair.other);
    let of = |service: &Service| -> Leaves {
        let all = service.facts.networks.iter();
        all.map(|network| (network.key.clone(), (network.key.clone(), network.at.clone()))).collect()
    };
    let (before, after) = (of(one), of(other));
    match (before.values().next(), after.values().next()) {
        // Of two that join one network each, it is one difference.
        (Some(was), Some(is)) if before.len() == 1 && after.len() == 1 && was.0 != is.0 => {
            let placed = |one: &(String, Address)| (Some(one.0.clone()), Some(one.1.clone()));
            pair.differs((Group::Networks, Fact::Network, None), placed(was), placed(is), Effect::Other);
        }
        _ => pair.each((Group::Networks, Fact::Network), &before, &after, place),
    }
    for was in &one.facts.networks {
        let same = |is: &&NetworkUse| is.key == was.key;
        let Some(is) = other.facts.networks.iter().find(same).filter(|is| is.internal != was.internal) else {
            continue;
        };
        let placed = |network: &NetworkUse| {
            let word = if network.internal { "internal" } else { "open" };
            (Some(word.to_owned()), Some(Address::root().child("networks").child(&network.key)))
        };
        let effect = if was.internal { Effect::Weaker } else { Effect::Stronger };
        let what = (Group::Networks, Fact::InternalNetwork, Some(was.key.clone()));
        pair.differs(what, placed(was), placed(is), effect);
    }
    // Aliases and addresses in networks that both join.
    if let Some((mut before, mut after)) = taken(pair, Group::Networks, "networks", "networks") {
        before.retain(|_, (text, _)| text != "{}");
        after.retain(|_, (text, _)| text != "{}");
        let joined = |service: &Service, name: &str| {
            service.facts.networks.iter().any(|network| {
                name.strip_prefix("networks.").is_some_and(|rest| {
                    rest.strip_prefix(network.key.as_str()).is_some_and(|rest| rest.starts_with('.'))
                })
            })
        };
        let in_both = |name: &String| joined(one, name) && joined(other, name);
        before.retain(|name, _| in_both(name));
        after.retain(|name, _| in_both(name));
        pair.each((Group::Settings, Fact::Setting), &before, &after, place);
    }
}

/// Attributes that are compared by what follows from them, and those that say nothing of a running container.
const TOLD: [&str; 31] = [
    "build",
    "cap_add",
    "cap_drop",
    "command",
    "configs",
    "cpus",
    "deploy",
    "depends_on",
    "develop",
    "devices",
    "entrypoint",
    "env_file",
    "environment",
    "healthcheck",
    "image",
    "label_file",
    "logging",
    "mem_limit",
    "networks",
    "pids_limit",
    "ports",
    "privileged",
    "profiles",
    "read_only",
    "scale",
    "secrets",
    "security_opt",
    "tmpfs",
    "use_api_socket",
    "user",
    "volumes",
];

/// Limits that stand below `deploy` and are compared as such.
const DEPLOY_LIMITS: [&str; 3] = ["resources.limits.cpus", "resources.limits.memory", "resources.limits.pids"];

fn attributes(pair: &mut Pair<'_>, place: &SamePlace<'_>) {
    if let Some((mut before, mut after)) = taken(pair, Group::Update, "deploy", "") {
        for all in [&mut before, &mut after] {
            all.retain(|name, _| !DEPLOY_LIMITS.contains(&name.as_str()));
        }
        pair.each((Group::Update, Fact::Deploy), &before, &after, place);
    }
    if let Some((before, after)) = taken(pair, Group::Update, "scale", "scale") {
        pair.each((Group::Update, Fact::Deploy), &before, &after, place);
    }
    if let Some((mut before, mut after)) = taken(pair, Group::Logging, "logging", "") {
        let rotation = found(pair, Fact::LogRotation, None);
        for all in [&mut before, &mut after] {
            all.retain(|name, _| name != "driver" && !(rotation && name == "options.max-size"));
            *all = std::mem::take(all)
                .into_iter()
                .map(|(name, value)| (name.trim_start_matches("options.").to_owned(), value))
                .collect();
        }
        pair.each((Group::Logging, Fact::LogOption), &before, &after, place);
    }
    security_options(pair, place);
    let names = pair.one.config.keys().chain(pair.other.config.keys());
    let names: BTreeSet<String> = names.filter(|name| !TOLD.contains(&name.as_str())).cloned().collect();
    for name in names {
        let is_told = match name.as_str() {
            "restart" => found(pair, Fact::Restart, None) || pair.unknown.contains(&(Group::Restart, None)),
            "network_mode" => found(pair, Fact::HostNetwork, None),
            name => found(pair, Fact::HostNamespace, Some(name)),
        };
        if is_told {
            continue;
        }
        if let Some((before, after)) = taken(pair, Group::Settings, &name, &name) {
            pair.each((Group::Settings, Fact::Setting), &before, &after, place);
        }
    }
}

/// Entries of `security_opt` that no other fact is made of.
fn security_options(pair: &mut Pair<'_>, place: &SamePlace<'_>) {
    if !pair.knows_whole("security_opt") {
        return;
    }
    let of = |service: &Service| -> Leaves {
        let all = service.config.get("security_opt").and_then(Value::as_array).into_iter().flatten().enumerate();
        let entry =
            |(i, entry): (usize, &Value)| (text(entry), (text(entry), service.at.child("security_opt").child(i)));
        let is_told = |name: &str| {
            let name = name.replace('=', ":");
            name.starts_with("no-new-privileges") || name == "seccomp:unconfined" || name == "apparmor:unconfined"
        };
        all.map(entry).filter(|(name, _)| !is_told(name)).collect()
    };
    let (before, after) = (of(pair.one), of(pair.other));
    pair.each((Group::Privileges, Fact::SecurityOpt), &before, &after, place);
}
