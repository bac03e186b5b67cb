//! A service that only one side has: what it opens, and which protections it comes without. Held against the same service with nothing opened, so that
//! what counts as weaker is what counts as weaker everywhere.

use std::collections::BTreeSet;

use plimsoll_model::{Address, Capabilities, Difference, Effect, Fact, Group, Held, NotCompared, Service};

use super::{Ground, Pair, Side, posture, service};

/// What a service that only `to` has makes weaker there, or one that only `from` has takes away with it.
pub(super) fn compare(
    (from, to): (Side<'_>, Side<'_>),
    (one, is_new): (&Service, bool),
    ground: &Ground,
) -> (Vec<Difference>, Vec<NotCompared>) {
    let mut real = one.clone();
    let facts = &mut real.facts;
    // A file of the project opens nothing of the host.
    facts.mounts.retain(|mount| mount.in_project != Some(true) && !ground.is_open(&mount.at));
    facts.ports.retain(|port| !ground.is_open(&port.at));
    facts.capabilities.add.retain(|capability| !ground.is_open(&capability.at));
    let shut = shut(&real);
    let (before, after, wanted) = match is_new {
        true => (&shut, &real, Effect::Weaker),
        false => (&real, &shut, Effect::Stronger),
    };
    // Where one entry of a list is not known, the others are.
    let known = ground.without_lists(&one.at);
    let (found, unknown) = (Vec::new(), BTreeSet::new());
    let mut pair = Pair { from, to, one: before, other: after, grounds: (&known, &known), found, unknown };
    service::opened(&mut pair);
    for (attribute, group) in LISTS {
        if ground.lacks(&one.at, attribute) {
            pair.doubt(group);
        }
    }
    let (mut differences, unknown) = (pair.found, pair.unknown);
    differences.retain(|difference| difference.effect == wanted);
    for difference in &mut differences {
        match is_new {
            true => difference.from_at = Address::of_environment(from.name),
            false => {
                difference.to_at = Address::of_environment(to.name);
                difference.subject = difference.to_at.clone();
            }
        }
    }
    if is_new {
        differences.extend(lacking(from, to, one, ground));
    }
    let unknown = unknown.into_iter().map(|(group, key)| NotCompared { service: one.key.clone(), group, key });
    (differences, unknown.collect())
}

/// Attributes by which a service opens something.
const OPENS: [&str; 12] = [
    "ports",
    "privileged",
    "security_opt",
    "cap_add",
    "ipc",
    "pid",
    "userns_mode",
    "uts",
    "cgroup",
    "network_mode",
    "devices",
    "volumes",
];

/// Attributes whose entries stand for themselves, with what they belong to.
const LISTS: [(&str, Group); 3] =
    [("ports", Group::Exposure), ("volumes", Group::Mounts), ("cap_add", Group::Privileges)];

impl Ground {
    /// As if all entries of lists of a service were known.
    fn without_lists(&self, service: &Address) -> Self {
        let is_list = |attribute: &Option<String>| LISTS.iter().any(|(name, _)| attribute.as_deref() == Some(name));
        let own = self.lacks.get(service).into_iter().flatten().filter(|attribute| !is_list(attribute));
        Self {
            lacks: [(service.clone(), own.cloned().collect())].into(),
            open: self.open.clone(),
            is_open_whole: self.is_open_whole,
            written: self.written.clone(),
        }
    }
}

/// The same service with nothing opened.
fn shut(service: &Service) -> Service {
    let mut shut = service.clone();
    for name in OPENS {
        shut.config.remove(name);
    }
    let facts = &mut shut.facts;
    facts.ports.clear();
    facts.mounts.clear();
    facts.capabilities = Capabilities::default();
    facts.hardening.privileged = false;
    facts.hardening.seccomp = None;
    facts.hardening.apparmor = None;
    shut
}

/// The protections that a new service does not have, as one difference.
fn lacking(from: Side<'_>, to: Side<'_>, service: &Service, ground: &Ground) -> Option<Difference> {
    let posture = posture::of_service(to, service, ground);
    let lacks = posture.protections.iter().filter(|(_, held)| **held == Held::Lacks);
    let names: Vec<&str> = lacks.map(|(protection, _)| protection.shown()).collect();
    (!names.is_empty()).then(|| Difference {
        service: service.key.clone(),
        group: Group::Services,
        fact: Fact::Unprotected,
        key: None,
        from: None,
        to: Some(names.join(", ")),
        subject: posture.subject,
        from_at: Address::of_environment(from.name),
        to_at: posture.at,
        // Nothing that ran before is less protected for it.
        effect: Effect::Other,
    })
}
