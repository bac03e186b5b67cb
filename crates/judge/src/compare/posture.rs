//! Which protections the services of one environment have: the one definition, for rules and for the matrix of reports.

use std::collections::BTreeMap;

use plimsoll_model::{HealthcheckState, Held, Posture, Protection, Service};

use super::{Ground, Side};

/// The protections of every service that runs in an environment, in order of names.
pub fn posture(side: Side<'_>) -> Vec<Posture> {
    let ground = Ground::of(side.project);
    let running = side.project.services.values().filter(|service| service.active);
    running.map(|service| of_service(side, service, &ground)).collect()
}

/// The protections of one service.
pub(super) fn of_service(side: Side<'_>, service: &Service, ground: &Ground) -> Posture {
    let states = Protection::ALL.into_iter().filter_map(|it| Some((it, held(it, service, ground)?)));
    Posture {
        at: side.at(ground.written.get(&service.key).unwrap_or(&service.at)),
        subject: side.at(&service.at),
        service: service.key.clone(),
        protections: states.collect::<BTreeMap<_, _>>(),
    }
}

/// Whether a service has a healthcheck, or none, by what is written of itself.
pub(super) fn writes_healthcheck(service: &Service) -> bool {
    service.config.get("healthcheck").is_some_and(|healthcheck| !healthcheck.is_null())
}

/// The attributes that say whether a service has a protection.
fn attributes(protection: Protection) -> &'static [&'static str] {
    match protection {
        Protection::NoNewPrivileges => &["security_opt"],
        Protection::ReadOnly => &["read_only"],
        Protection::CapDropAll => &["cap_drop"],
        Protection::NonRoot => &["user"],
        Protection::MemoryLimit => &["mem_limit", "deploy"],
        Protection::CpuLimit => &["cpus", "deploy"],
        Protection::PidsLimit => &["pids_limit", "deploy"],
        Protection::Healthcheck => &["healthcheck", "image"],
        Protection::LogRotation => &["logging"],
        Protection::Restart => &["restart", "deploy"],
        Protection::PinnedImage => &["image"],
    }
}

/// Drivers that keep a log on the host and cut it off only where they are told to; none is written where the daemon decides.
const UNBOUNDED: [&str; 2] = ["json-file", "none"];

/// Whether a service has a protection; nothing where that does not concern it.
fn held(protection: Protection, service: &Service, ground: &Ground) -> Option<Held> {
    let facts = &service.facts;
    // What is built here has no digest that could be written down.
    if protection == Protection::PinnedImage && (facts.build.is_some() || service.config.contains_key("build")) {
        return None;
    }
    let has = match protection {
        Protection::NoNewPrivileges => Some(facts.hardening.no_new_privileges.as_ref().is_some_and(|it| it.value)),
        Protection::ReadOnly => Some(facts.hardening.read_only),
        Protection::CapDropAll => Some(facts.capabilities.drops_all),
        Protection::NonRoot => facts.user.root.map(|is_root| !is_root),
        Protection::MemoryLimit => Some(facts.limits.memory.as_ref().is_some_and(|limit| limit.value > 0)),
        Protection::CpuLimit => Some(facts.limits.cpus.as_ref().is_some_and(|limit| limit.value > 0.0)),
        Protection::PidsLimit => Some(facts.limits.pids.as_ref().is_some_and(|limit| limit.value > 0)),
        Protection::Healthcheck => match facts.healthcheck.state {
            HealthcheckState::Defined => Some(true),
            HealthcheckState::Disabled | HealthcheckState::Missing => Some(false),
            HealthcheckState::Unknown => None,
        },
        Protection::LogRotation => match facts.logging.driver.as_deref() {
            None => facts.logging.options.contains_key("max-size").then_some(true),
            Some(driver) => Some(!UNBOUNDED.contains(&driver) || facts.logging.options.contains_key("max-size")),
        },
        Protection::Restart => Some(facts.restart.policy.as_deref().is_some_and(|policy| policy != "no")),
        Protection::PinnedImage => facts.image.as_ref().filter(|it| it.known && it.valid).map(|it| it.digest.is_some()),
    };
    // What is written counts, whatever the image brings along.
    let is_settled = protection == Protection::Healthcheck && writes_healthcheck(service);
    let mut asked = attributes(protection).iter().filter(|attribute| !(is_settled && **attribute == "image"));
    let is_open = asked.any(|attribute| ground.lacks(&service.at, attribute));
    Some(match has {
        // What a part of a service lacks may stand in the file that it is laid over.
        _ if is_open => Held::Unknown,
        Some(false) if facts.part => Held::Unknown,
        Some(true) => Held::Holds,
        Some(false) => Held::Lacks,
        None => Held::Unknown,
    })
}
