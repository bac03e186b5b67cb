//! What a service runs, as whom, with which environment, and how it is watched. Pure.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Base, Surroundings, scalar, text};
use crate::document::template::Template;
use crate::normalize::argv;
use crate::normalize::short::duration::nanoseconds;
use plimsoll_model::{
    Address, Argv, EnvSource, EnvValue, Healthcheck, HealthcheckSource, HealthcheckState, Logging, Origin, Origins,
    Restart, User, UserSource, ViaKind,
};
use plimsoll_source::Sources;

/// The user its first process runs as: `user`, else the image's.
pub(super) fn user(
    config: &Map<String, Value>,
    at: &Address,
    base: &Base<'_>,
    around: &Surroundings<'_>,
    origins: &Origins,
) -> User {
    let user_at = at.child("user");
    if let Some(text) = text(config, "user").filter(|user| !user.is_empty()) {
        let known = origins.get(&user_at).is_none_or(|origin| user_is_known(origin, around.sources));
        return parse_user(&text, Some(user_at), known, UserSource::Compose);
    }
    if let Some(effect) = base.effect() {
        return effect.user.clone();
    }
    match base.known.and_then(|image| image.user_of(base.tag)) {
        Some(user) if !base.builds => parse_user(user, Some(at.child("image")), true, UserSource::KnownImage),
        _ => User::default(),
    }
}

/// Whether the part before the colon is settled: an unset group leaves the user as it is written (`0:${GID}`).
fn user_is_known(origin: &Origin, sources: &Sources) -> bool {
    if origin.unset.is_empty() {
        return true;
    }
    let written = sources.slice(origin.span);
    let template = Template::parse(&written);
    let variables = template.variables();
    let colon = written.char_indices().find(|(at, c)| *c == ':' && !variables.iter().any(|v| v.range.contains(at)));
    colon.is_some_and(|(end, _)| {
        variables.iter().filter(|v| v.range.start < end).all(|v| !origin.unset.contains(&v.name))
    })
}

/// Takes `uid[:gid]` apart. A name other than `root` counts as no root: nobody names root otherwise.
pub(crate) fn parse_user(text: &str, at: Option<Address>, known: bool, source: UserSource) -> User {
    let (user, group) = text.split_once(':').unwrap_or((text, ""));
    let number = |part: &str| part.trim().trim_start_matches('+').parse::<u64>().ok();
    let uid = number(user);
    let root = match uid {
        _ if !known => None,
        Some(uid) => Some(uid == 0),
        None if user.trim().is_empty() => None,
        None => Some(user.trim() == "root"),
    };
    User { at, text: Some(text.to_owned()), uid, gid: number(group), root, source }
}

/// Its healthcheck: the attribute over the image's.
pub(super) fn healthcheck(
    config: &Map<String, Value>,
    at: &Address,
    base: &Base<'_>,
    around: &Surroundings<'_>,
    origins: &mut Origins,
) -> Healthcheck {
    let image = image_healthcheck(at, base);
    let Some(written) = config.get("healthcheck").and_then(Value::as_object) else { return image };
    let at = at.child("healthcheck");
    let duration = |key: &str| text(written, key).and_then(|text| nanoseconds(&text).ok());
    let mut check = Healthcheck {
        at: Some(at.clone()),
        source: Some(HealthcheckSource::Compose),
        overrides_image: false,
        interval_ns: duration("interval").or(image.interval_ns),
        timeout_ns: duration("timeout").or(image.timeout_ns),
        start_period_ns: duration("start_period").or(image.start_period_ns),
        retries: text(written, "retries").and_then(|r| r.parse().ok()).or(image.retries),
        ..image.clone()
    };
    let words: Vec<String> =
        written.get("test").and_then(Value::as_array).into_iter().flatten().filter_map(scalar).collect();
    let none = words.first().is_some_and(|first| first == "NONE");
    if none || written.get("disable").and_then(Value::as_bool) == Some(true) {
        check.state = HealthcheckState::Disabled;
        check.test = None;
        check.overrides_image = image.state == HealthcheckState::Defined;
    } else if let Some((form, rest)) = words.split_first() {
        let test_at = at.child("test");
        check.state = HealthcheckState::Defined;
        check.overrides_image = image.state == HealthcheckState::Defined;
        check.test = Some(match form.as_str() {
            "CMD-SHELL" => argv::shell(&rest.join(" "), &test_at, around.raw.get(&test_at), around.sources, origins),
            "CMD" => argv::words(rest, &test_at, 1, around.sources, origins),
            _ => argv::words(&words, &test_at, 0, around.sources, origins),
        });
    }
    check
}

fn image_healthcheck(at: &Address, base: &Base<'_>) -> Healthcheck {
    if let Some(effect) = base.effect() {
        return effect.healthcheck.clone();
    }
    let known = if base.builds { None } else { base.known.and_then(|image| image.healthcheck) };
    let (state, source) = match known {
        Some(true) => (HealthcheckState::Defined, Some(HealthcheckSource::KnownImage)),
        Some(false) => (HealthcheckState::Missing, Some(HealthcheckSource::KnownImage)),
        None => (HealthcheckState::Unknown, None),
    };
    Healthcheck::of_state(known.filter(|has| *has).map(|_| at.child("image")), state, source)
}

/// The environment it will see: the image's ENV under what the Compose file and its env files set.
pub(super) fn environment(
    config: &Map<String, Value>,
    at: &Address,
    base: &Base<'_>,
    origins: &Origins,
) -> BTreeMap<String, EnvValue> {
    let image = base.effect().into_iter().flat_map(|effect| &effect.env);
    let mut all: BTreeMap<String, EnvValue> = image
        .map(|(key, set)| {
            (key.clone(), EnvValue { at: set.at.clone(), value: Some(set.value.clone()), source: EnvSource::Image })
        })
        .collect();
    let environment_at = at.child("environment");
    for (key, value) in config.get("environment").and_then(Value::as_object).into_iter().flatten() {
        let key_at = environment_at.child(key);
        // The loader has merged env files into `environment`; the origin tells which of the two a key came from.
        let from_file = origins.get(&key_at).is_some_and(|o| o.via.iter().any(|via| via.kind == ViaKind::EnvFile));
        let source = if from_file { EnvSource::EnvFile } else { EnvSource::Environment };
        all.insert(key.clone(), EnvValue { at: key_at, value: scalar(value), source });
    }
    all
}

/// `restart`, or the restart policy of `deploy`.
pub(super) fn restart(config: &Map<String, Value>, at: &Address) -> Restart {
    let policy = config.get("deploy").and_then(|d| d.get("restart_policy")).and_then(Value::as_object);
    if let Some(policy) = policy {
        return Restart {
            at: Some(at.child("deploy").child("restart_policy")),
            policy: Some("deploy".to_owned()),
            max_attempts: text(policy, "max_attempts").and_then(|n| n.parse().ok()),
        };
    }
    let Some(written) = text(config, "restart").filter(|r| !r.is_empty()) else { return Restart::default() };
    let (policy, attempts) = written.split_once(':').unwrap_or((&written, ""));
    Restart { at: Some(at.child("restart")), policy: Some(policy.to_owned()), max_attempts: attempts.parse().ok() }
}

/// `logging`.
pub(super) fn logging(config: &Map<String, Value>, at: &Address) -> Logging {
    let Some(written) = config.get("logging").and_then(Value::as_object) else { return Logging::default() };
    let options = written.get("options").and_then(Value::as_object).into_iter().flatten();
    Logging {
        at: Some(at.child("logging")),
        driver: text(written, "driver"),
        options: options.filter_map(|(k, v)| Some((k.clone(), scalar(v)?))).collect(),
    }
}

/// The entrypoint: the attribute, else the image's.
pub(super) fn entrypoint(
    config: &Map<String, Value>,
    at: &Address,
    base: &Base<'_>,
    around: &Surroundings<'_>,
    origins: &mut Origins,
) -> Option<Argv> {
    line(config, at, "entrypoint", around, origins).or_else(|| base.effect()?.entrypoint.clone())
}

/// The command: the attribute; the image's only where the entrypoint is the image's too.
pub(super) fn command(
    config: &Map<String, Value>,
    at: &Address,
    base: &Base<'_>,
    around: &Surroundings<'_>,
    origins: &mut Origins,
) -> Option<Argv> {
    let own = line(config, at, "command", around, origins);
    let resets = config.get("entrypoint").is_some_and(|e| !e.is_null());
    if own.is_some() || resets { own } else { base.effect()?.command.clone() }
}

fn line(
    config: &Map<String, Value>,
    at: &Address,
    key: &str,
    around: &Surroundings<'_>,
    origins: &mut Origins,
) -> Option<Argv> {
    let words: Vec<String> = config.get(key)?.as_array()?.iter().filter_map(scalar).collect();
    let at = at.child(key);
    let mut argv = argv::words(&words, &at, 0, around.sources, origins);
    argv.raw = around.raw.get(&at).cloned();
    Some(argv)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_root_in_every_spelling() {
        let cases = [
            ("0", Some(true)),
            ("+0", Some(true)),
            ("000:5", Some(true)),
            ("root:staff", Some(true)),
            ("0:1000", Some(true)),
            ("1000:0", Some(false)),
            ("app", Some(false)),
            ("", None),
        ];
        for (text, root) in cases {
            assert_eq!(parse_user(text, None, true, UserSource::Compose).root, root, "{text:?}");
        }
        assert_eq!(parse_user("1000", None, false, UserSource::Compose).root, None);
    }
}
