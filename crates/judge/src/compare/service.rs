//! A service in two environments: each fact that can be compared, and which way it points.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_model::{
    Address, Effect, EnvSource, Fact, Group, HealthcheckState, ImageRef, Mount, MountFrom, Port, Reach, Service,
};
use serde_json::Value;

use super::{Pair, Placed, posture};

/// Adds everything that differs.
pub(super) fn compare(pair: &mut Pair<'_>) {
    image(pair);
    build(pair);
    exposure(pair);
    privileges(pair);
    capabilities(pair);
    namespaces(pair);
    mounts(pair);
    variables(pair);
    limits(pair);
    health(pair);
    restart(pair);
    logging(pair);
}

/// Adds what opens something, or shuts it.
pub(super) fn opened(pair: &mut Pair<'_>) {
    exposure(pair);
    privileges(pair);
    capabilities(pair);
    namespaces(pair);
    mounts(pair);
}

/// What a flag that should be set comes to.
fn lost(from: bool, to: bool) -> Effect {
    if from && !to { Effect::Weaker } else { Effect::Stronger }
}

/// What a flag that should not be set comes to.
fn gained(from: bool, to: bool) -> Effect {
    if to && !from { Effect::Weaker } else { Effect::Stronger }
}

fn flag(is_set: bool, word: &str, at: Option<Address>) -> Placed {
    (is_set.then(|| word.to_owned()), at.filter(|_| is_set))
}

/// The address of an attribute, where it is written.
fn attribute(service: &Service, name: &str) -> Option<Address> {
    service.config.contains_key(name).then(|| service.at.child(name))
}

fn image(pair: &mut Pair<'_>) {
    let (Some(one), Some(other)) = (&pair.one.facts.image, &pair.other.facts.image) else { return };
    let is_sure = |image: &ImageRef| image.known && image.valid;
    if !pair.know(Group::Image, "image") || !is_sure(one) || !is_sure(other) {
        return pair.doubt(Group::Image);
    }
    let placed = |image: &ImageRef| (Some(image.text.clone()), Some(image.at.clone()));
    let (from, to) = (placed(one), placed(other));
    // Spelled otherwise it may be the same: `redis` is `docker.io/library/redis:latest`.
    let named = |image: &ImageRef| {
        let tag = image.tag.clone().or_else(|| image.digest.is_none().then(|| "latest".to_owned()));
        (image.registry.clone(), image.repository.clone(), tag, image.digest.clone())
    };
    if named(one) != named(other) {
        pair.differs((Group::Image, Fact::Image, None), from.clone(), to.clone(), Effect::Other);
    }
    // What is built here has no name that anybody pulls.
    let is_pulled = |service: &Service| service.facts.build.is_none() && !service.config.contains_key("build");
    let (before, after) = (pinning(one), pinning(other));
    if before != after && is_pulled(pair.one) && is_pulled(pair.other) {
        pair.differs(
            (Group::Image, Fact::Pinning, None),
            from,
            to,
            if after < before { Effect::Weaker } else { Effect::Stronger },
        );
    }
}

/// How exactly an image is named.
fn pinning(image: &ImageRef) -> u8 {
    match (&image.digest, image.tag.as_deref()) {
        (Some(_), _) => 2,
        // A tag without a number in it moves with every build, whatever it is called.
        (None, Some(tag)) if tag.contains(|c: char| c.is_ascii_digit()) => 1,
        (None, _) => 0,
    }
}

fn build(pair: &mut Pair<'_>) {
    let target = |service: &Service| {
        let target = service.config.get("build").and_then(|build| build.get("target")).and_then(Value::as_str);
        (target.map(str::to_owned), target.map(|_| service.at.child("build").child("target")))
    };
    let has = |service: &Service| service.config.get("build").is_some_and(|build| !build.is_null());
    let (one, other) = (pair.one, pair.other);
    if has(one) != has(other) {
        let placed = |service: &Service| flag(has(service), "build", attribute(service, "build"));
        pair.differs((Group::Build, Fact::Build, None), placed(one), placed(other), Effect::Other);
    } else if pair.know(Group::Build, "build") && target(one).0 != target(other).0 {
        pair.differs((Group::Build, Fact::Target, None), target(one), target(other), Effect::Other);
    }
}

/// Published ports by container port, each from where it can be reached at most.
fn ports(service: &Service) -> BTreeMap<String, &Port> {
    let mut ports: BTreeMap<String, &Port> = BTreeMap::new();
    for port in &service.facts.ports {
        let end = port.target_end.map(|end| format!("-{end}")).unwrap_or_default();
        let known = ports.entry(format!("{}{end}/{}", port.target, port.protocol)).or_insert(port);
        if openness(port.reach) > openness(known.reach) {
            *known = port;
        }
    }
    ports
}

fn openness(reach: Reach) -> u8 {
    match reach {
        Reach::Loopback => 0,
        Reach::Address => 1,
        Reach::Unknown => 2,
        Reach::All => 3,
    }
}

/// A port as it is published.
fn published(port: Option<&&Port>) -> Placed {
    let shown = |port: &&Port| {
        let ip = port.host_ip.as_ref().map(|ip| format!("{ip}:")).unwrap_or_default();
        let published = port.published.map(|published| format!("{published}:")).unwrap_or_default();
        format!("{ip}{published}{}/{}", port.target, port.protocol)
    };
    (port.map(shown), port.map(|port| port.at.clone()))
}

fn exposure(pair: &mut Pair<'_>) {
    if !pair.know(Group::Exposure, "ports") {
        return;
    }
    let (one, other) = (ports(pair.one), ports(pair.other));
    let keys: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    for key in keys {
        let (before, after) = (one.get(key), other.get(key));
        let sides = (published(before), published(after));
        match (before, after) {
            (None, Some(_)) => {
                pair.differs((Group::Exposure, Fact::Port, Some(key.clone())), sides.0, sides.1, Effect::Weaker)
            }
            (Some(_), None) => {
                pair.differs((Group::Exposure, Fact::Port, Some(key.clone())), sides.0, sides.1, Effect::Stronger)
            }
            (Some(before), Some(after)) if is_clear(before.reach, after.reach) => {
                let effect =
                    if openness(after.reach) > openness(before.reach) { Effect::Weaker } else { Effect::Stronger };
                pair.differs((Group::Exposure, Fact::Reach, Some(key.clone())), sides.0, sides.1, effect);
            }
            _ => {}
        }
    }
}

/// Whether two reaches are known, and not the same.
fn is_clear(before: Reach, after: Reach) -> bool {
    before != after && before != Reach::Unknown && after != Reach::Unknown
}

fn privileges(pair: &mut Pair<'_>) {
    let (one, other) = (pair.one, pair.other);
    let (before, after) = (&one.facts.hardening, &other.facts.hardening);
    if pair.know(Group::Privileges, "privileged") && before.privileged != after.privileged {
        let placed = |service: &Service, is_set| flag(is_set, "privileged: true", attribute(service, "privileged"));
        let effect = gained(before.privileged, after.privileged);
        let (from, to) = (placed(one, before.privileged), placed(other, after.privileged));
        pair.differs((Group::Privileges, Fact::Privileged, None), from, to, effect);
    }
    if pair.know(Group::Privileges, "read_only") && before.read_only != after.read_only {
        let placed = |service: &Service, is_set| flag(is_set, "read_only: true", attribute(service, "read_only"));
        let effect = lost(before.read_only, after.read_only);
        let (from, to) = (placed(one, before.read_only), placed(other, after.read_only));
        pair.differs((Group::Privileges, Fact::ReadOnly, None), from, to, effect);
    }
    let is_kept = |service: &Service| service.facts.hardening.no_new_privileges.as_ref().is_some_and(|it| it.value);
    if pair.know(Group::Privileges, "security_opt") && is_kept(one) != is_kept(other) {
        let placed = |service: &Service| {
            let at = service.facts.hardening.no_new_privileges.as_ref().map(|it| it.at.clone());
            flag(is_kept(service), "no-new-privileges", at)
        };
        let effect = lost(is_kept(one), is_kept(other));
        pair.differs((Group::Privileges, Fact::NoNewPrivileges, None), placed(one), placed(other), effect);
    }
    let profile = |service: &Service, fact: Fact| {
        let hardening = &service.facts.hardening;
        let profile = if fact == Fact::Seccomp { &hardening.seccomp } else { &hardening.apparmor };
        profile.as_ref().filter(|profile| profile.value == "unconfined").map(|profile| profile.at.clone())
    };
    for fact in [Fact::Seccomp, Fact::Apparmor] {
        let (before, after) = (profile(one, fact), profile(other, fact));
        if pair.know(Group::Privileges, "security_opt") && before.is_some() != after.is_some() {
            let effect = gained(before.is_some(), after.is_some());
            let placed = |at: Option<Address>| flag(at.is_some(), "unconfined", at);
            pair.differs((Group::Privileges, fact, None), placed(before), placed(after), effect);
        }
    }
    let roots = (one.facts.user.root, other.facts.user.root);
    let is_known = pair.know(Group::Privileges, "user") && one.facts.build_known && other.facts.build_known;
    match roots {
        (Some(before), Some(after)) if is_known && before != after => {
            let placed = |service: &Service| {
                // The image's own is not written in a place of one environment.
                let at = service.facts.user.at.clone().filter(|at| service.at.contains(at));
                (Some(service.facts.user.text.clone().unwrap_or_else(|| "root".to_owned())), at)
            };
            let effect = gained(before, after);
            pair.differs((Group::Privileges, Fact::RootUser, None), placed(one), placed(other), effect);
        }
        // What is unknown of both is that of one image, mostly.
        (Some(false), None) | (None, Some(true)) => pair.doubt_one(Group::Privileges, "user".to_owned()),
        _ => {}
    }
}

fn capabilities(pair: &mut Pair<'_>) {
    if !pair.know(Group::Privileges, "cap_add") || !pair.know(Group::Privileges, "cap_drop") {
        return;
    }
    let (one, other) = (pair.one, pair.other);
    let named = |service: &Service, fact: Fact| -> BTreeMap<String, Address> {
        let all = &service.facts.capabilities;
        let all = if fact == Fact::CapAdd { &all.add } else { &all.drop };
        all.iter().map(|each| (each.name.clone(), each.at.clone())).collect()
    };
    // Who drops all drops each.
    let drops_all = (one.facts.capabilities.drops_all, other.facts.capabilities.drops_all);
    for fact in [Fact::CapAdd, Fact::CapDrop] {
        let (before, after) = (named(one, fact), named(other, fact));
        let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for key in keys {
            let (was, is) = (before.get(key), after.get(key));
            let is_implied = fact == Fact::CapDrop && key != "ALL" && (drops_all.0 || drops_all.1);
            if was.is_some() == is.is_some() || is_implied {
                continue;
            }
            let effect = match fact {
                Fact::CapAdd => gained(was.is_some(), is.is_some()),
                _ => lost(was.is_some(), is.is_some()),
            };
            let placed = |at: Option<&Address>| flag(at.is_some(), key, at.cloned());
            pair.differs((Group::Privileges, fact, Some(key.clone())), placed(was), placed(is), effect);
        }
    }
}

/// Namespaces that can be those of the host.
const NAMESPACES: [&str; 5] = ["ipc", "pid", "userns_mode", "uts", "cgroup"];

fn namespaces(pair: &mut Pair<'_>) {
    let (one, other) = (pair.one, pair.other);
    let is_host = |service: &Service, name: &str| service.config.get(name).and_then(Value::as_str) == Some("host");
    for name in NAMESPACES.into_iter().chain(["network_mode"]) {
        let (before, after) = (is_host(one, name), is_host(other, name));
        let what = match name {
            "network_mode" => (Group::Exposure, Fact::HostNetwork, None),
            name => (Group::Privileges, Fact::HostNamespace, Some(name.to_owned())),
        };
        if !pair.know(what.0, name) || before == after {
            continue;
        }
        let placed = |service: &Service, is_set| flag(is_set, "host", attribute(service, name));
        pair.differs(what, placed(one, before), placed(other, after), gained(before, after));
    }
    let devices = |service: &Service| -> BTreeMap<String, Address> {
        let list = service.config.get("devices").and_then(Value::as_array).into_iter().flatten().enumerate();
        let path = |device: &Value| device.get("source").or(Some(device)).and_then(Value::as_str).map(str::to_owned);
        list.filter_map(|(i, device)| Some((path(device)?, service.at.child("devices").child(i)))).collect()
    };
    let (before, after) = (devices(one), devices(other));
    for key in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (before.get(key), after.get(key));
        if pair.know(Group::Privileges, "devices") && was.is_some() != is.is_some() {
            let placed = |at: Option<&Address>| flag(at.is_some(), key, at.cloned());
            let effect = gained(was.is_some(), is.is_some());
            pair.differs((Group::Privileges, Fact::Device, Some(key.clone())), placed(was), placed(is), effect);
        }
    }
}

fn mounts(pair: &mut Pair<'_>) {
    if !pair.know(Group::Mounts, "volumes") {
        return;
    }
    let is_bind = |mount: &&Mount| mount.host_path.is_some() && mount.from == MountFrom::Volumes;
    let binds = |service: &'_ Service| -> BTreeMap<String, Mount> {
        let binds = service.facts.mounts.iter().filter(is_bind);
        binds.filter_map(|mount| Some((mount.target.clone()?, mount.clone()))).collect()
    };
    let (before, after) = (binds(pair.one), binds(pair.other));
    for key in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (before.get(key), after.get(key));
        let placed = |mount: Option<&Mount>| {
            let text = |mount: &Mount| mount.host_path.clone().unwrap_or_default();
            (mount.map(text), mount.map(|mount| mount.at.clone()))
        };
        match (was, is) {
            (Some(was), Some(is)) if was.read_only != is.read_only => {
                let effect = lost(was.read_only, is.read_only);
                let what = (Group::Mounts, Fact::WritableMount, Some(key.clone()));
                pair.differs(what, placed(Some(was)), placed(Some(is)), effect);
            }
            (Some(_), Some(_)) => {}
            (was, is) => {
                let effect = gained(was.is_some(), is.is_some());
                pair.differs((Group::Mounts, Fact::HostMount, Some(key.clone())), placed(was), placed(is), effect);
            }
        }
    }
    secrets(pair);
}

fn secrets(pair: &mut Pair<'_>) {
    let named = |service: &Service| -> BTreeMap<String, Address> {
        let mounts = service.facts.mounts.iter().filter(|mount| mount.from == MountFrom::Secrets);
        mounts.filter_map(|mount| Some((mount.source.clone()?, mount.at.clone()))).collect()
    };
    let (before, after) = (named(pair.one), named(pair.other));
    for key in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (before.get(key), after.get(key));
        if was.is_some() != is.is_some() {
            let placed = |at: Option<&Address>| flag(at.is_some(), key, at.cloned());
            let what = (Group::Secrets, Fact::Secret, Some(key.clone()));
            pair.differs(what, placed(was), placed(is), Effect::Other);
        }
    }
}

fn variables(pair: &mut Pair<'_>) {
    // Of what comes out of an env file that is not there nobody knows a name.
    if !pair.know(Group::Variables, "environment") || !pair.know(Group::Variables, "env_file") {
        return;
    }
    let (one, other) = (pair.one, pair.other);
    let written = |service: &'_ Service| -> BTreeSet<String> {
        let all = service.facts.environment.iter().filter(|(_, value)| value.source != EnvSource::Image);
        all.map(|(name, _)| name.clone()).collect()
    };
    for key in &written(one) | &written(other) {
        // What only one of them writes the image may set for the other.
        let of = |service: &Service| {
            let value = service.facts.environment.get(&key)?;
            Some((value.value.clone(), value.at.clone()))
        };
        let (was, is) = (of(one), of(other));
        let may_come = |service: &Service| !service.facts.absent_env_files.is_empty();
        if (was.is_none() && may_come(one)) || (is.is_none() && may_come(other)) {
            pair.doubt_one(Group::Variables, key);
            continue;
        }
        let (was, is) = (was.as_ref(), is.as_ref());
        let same = match (was, is) {
            // Nor is known what is made with a variable that nothing sets.
            (Some((Some(was), at)), Some((Some(is), other))) => was == is || pair.is_open(Some(at), Some(other)),
            // A value from outside may be any.
            (Some(_), Some(_)) => true,
            _ => false,
        };
        if !same {
            let placed = |one: Option<&(Option<String>, Address)>| {
                (one.map(|(value, _)| value.clone().unwrap_or_default()), one.map(|(_, at)| at.clone()))
            };
            let what = (Group::Variables, Fact::Variable, Some(key));
            pair.differs(what, placed(was), placed(is), Effect::Other);
        }
    }
}

fn limits(pair: &mut Pair<'_>) {
    let (one, other) = (pair.one, pair.other);
    let of = |service: &Service| {
        let limits = &service.facts.limits;
        [
            (Fact::Memory, "mem_limit", limits.memory.as_ref().map(|it| (it.value.to_string(), it.at.clone()))),
            (Fact::Cpus, "cpus", limits.cpus.as_ref().map(|it| (it.value.to_string(), it.at.clone()))),
            (Fact::Pids, "pids_limit", limits.pids.as_ref().map(|it| (it.value.to_string(), it.at.clone()))),
        ]
    };
    for ((fact, name, before), (_, _, after)) in of(one).into_iter().zip(of(other)) {
        let value = |limit: &Option<(String, Address)>| limit.as_ref().map(|(value, _)| value.clone());
        let is_known = pair.know(Group::Limits, name) && pair.know(Group::Limits, "deploy");
        if !is_known || value(&before) == value(&after) {
            continue;
        }
        let effect = match (&before, &after) {
            (Some(_), None) => Effect::Weaker,
            (None, Some(_)) => Effect::Stronger,
            _ => Effect::Other,
        };
        let placed =
            |limit: Option<(String, Address)>| limit.map_or((None, None), |(value, at)| (Some(value), Some(at)));
        pair.differs((Group::Limits, fact, None), placed(before), placed(after), effect);
    }
}

fn health(pair: &mut Pair<'_>) {
    let (one, other) = (pair.one, pair.other);
    let has = |service: &Service| match service.facts.healthcheck.state {
        HealthcheckState::Defined => Some(true),
        HealthcheckState::Disabled | HealthcheckState::Missing => Some(false),
        HealthcheckState::Unknown => None,
    };
    // Where both write it, what their images bring along says nothing.
    let is_written = posture::writes_healthcheck(one) && posture::writes_healthcheck(other);
    let is_known = pair.know(Group::Health, "healthcheck") && (is_written || pair.know(Group::Health, "image"));
    match (has(one), has(other)) {
        (Some(before), Some(after)) if is_known && before != after => {
            let placed = |service: &Service, is_set: bool| {
                let at = service.facts.healthcheck.at.clone().filter(|at| service.at.contains(at));
                (is_set.then(|| "healthcheck".to_owned()), at)
            };
            let what = (Group::Health, Fact::Healthcheck, None);
            pair.differs(what, placed(one, before), placed(other, after), lost(before, after));
        }
        (Some(true), None) | (None, Some(false)) => pair.doubt_one(Group::Health, "healthcheck".to_owned()),
        _ => {}
    }
    let conditions = |service: &Service| -> BTreeMap<String, String> {
        let all = service.config.get("depends_on").and_then(Value::as_object).into_iter().flatten();
        let condition =
            |it: &Value| it.get("condition").and_then(Value::as_str).unwrap_or("service_started").to_owned();
        all.map(|(name, it)| (name.clone(), condition(it))).collect()
    };
    let (before, after) = (conditions(one), conditions(other));
    // That a service does not depend on one that its environment does not have is told of the other one.
    for (name, was) in &before {
        let Some(is) = after.get(name).filter(|is| *is != was) else { continue };
        let at = |service: &Service| Some(service.at.child("depends_on").child(name));
        let effect = lost(was == "service_healthy", is == "service_healthy");
        let effect = if [was.as_str(), is.as_str()].contains(&"service_healthy") { effect } else { Effect::Other };
        let what = (Group::Health, Fact::DependsOn, Some(name.clone()));
        pair.differs(what, (Some(was.clone()), at(one)), (Some(is.clone()), at(other)), effect);
    }
}

fn restart(pair: &mut Pair<'_>) {
    let (one, other) = (pair.one, pair.other);
    let policy = |service: &Service| service.facts.restart.policy.clone().filter(|policy| policy != "no");
    let (before, after) = (policy(one), policy(other));
    if !pair.know(Group::Restart, "restart") || !pair.know(Group::Restart, "deploy") || before == after {
        return;
    }
    let effect = match (&before, &after) {
        (Some(_), None) => Effect::Weaker,
        (None, Some(_)) => Effect::Stronger,
        _ => Effect::Other,
    };
    let at = |service: &Service| service.facts.restart.at.clone();
    pair.differs((Group::Restart, Fact::Restart, None), (before, at(one)), (after, at(other)), effect);
}

/// Drivers that keep a log on the host and cut it off only where they are told to.
const UNBOUNDED: [&str; 1] = ["json-file"];

fn logging(pair: &mut Pair<'_>) {
    if !pair.know(Group::Logging, "logging") {
        return;
    }
    let (one, other) = (pair.one, pair.other);
    let driver = |service: &Service| service.facts.logging.driver.clone();
    let (before, after) = (driver(one), driver(other));
    let at = |service: &Service| service.facts.logging.at.clone();
    if before != after {
        let is_off = |driver: &Option<String>| driver.as_deref() == Some("none");
        let effect = match (is_off(&before), is_off(&after)) {
            (false, true) => Effect::Weaker,
            (true, false) => Effect::Stronger,
            _ => Effect::Other,
        };
        let sides = ((before.clone(), at(one)), (after.clone(), at(other)));
        pair.differs((Group::Logging, Fact::LogDriver, None), sides.0, sides.1, effect);
    }
    // Where no driver is written the daemon decides.
    let may_grow = |driver: &Option<String>| driver.as_deref().is_none_or(|driver| UNBOUNDED.contains(&driver));
    let size = |service: &Service| service.facts.logging.options.get("max-size").cloned();
    let (was, is) = (size(one), size(other));
    if was.is_some() != is.is_some() && may_grow(&before) && may_grow(&after) {
        let effect = lost(was.is_some(), is.is_some());
        pair.differs((Group::Logging, Fact::LogRotation, None), (was, at(one)), (is, at(other)), effect);
    }
}
