//! The file behind `seccomp:./profile.json`: whether it is there, and whether it filters anything. Reads it, knows no rule.

use serde_json::Value;

use super::Surroundings;
use plimsoll_model::{Amount, ProfileState, SeccompProfile};
use plimsoll_source::files::{ReadError, join};

/// The profile that a setting names; `None` where it names none of its own (`unconfined`, `builtin`).
pub(super) fn profile(setting: Option<&Amount<String>>, around: &Surroundings<'_>) -> Option<SeccompProfile> {
    let value = setting?.value.trim();
    if matches!(value, "" | "unconfined" | "builtin" | "default") {
        return None;
    }
    if value.starts_with('{') {
        return Some(SeccompProfile { path: None, state: state(value) });
    }
    let path = if value.starts_with(['/', '~']) { value.to_owned() } else { join(around.directory, value) };
    let outside = path.starts_with(['/', '~']) || path == ".." || path.starts_with("../");
    let state = if outside {
        ProfileState::Unknown
    } else {
        match around.files.read(&path, around.sources) {
            Ok(file) => state(&around.sources.get(file).text),
            Err(ReadError::NotFound) => ProfileState::Missing,
            Err(ReadError::Directory | ReadError::NotText { .. }) => ProfileState::Invalid,
            Err(_) => ProfileState::Unknown,
        }
    };
    Some(SeccompProfile { path: Some(path), state })
}

fn state(text: &str) -> ProfileState {
    let Ok(Value::Object(profile)) = serde_json::from_str::<Value>(text) else { return ProfileState::Invalid };
    let Some(default) = profile.get("defaultAction").and_then(Value::as_str) else { return ProfileState::Invalid };
    let denies = |action: &str| !matches!(action, "SCMP_ACT_ALLOW" | "SCMP_ACT_LOG" | "SCMP_ACT_TRACE");
    let rules = profile.get("syscalls").and_then(Value::as_array).into_iter().flatten();
    let mut actions = rules.filter_map(|rule| rule.get("action").and_then(Value::as_str));
    if denies(default) || actions.any(denies) { ProfileState::Filters } else { ProfileState::AllowsAll }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_filters_or_not() {
        let table = [
            ("", ProfileState::Invalid),
            ("[]", ProfileState::Invalid),
            ("{\"syscalls\": []}", ProfileState::Invalid),
            ("{\"defaultAction\": \"SCMP_ACT_ALLOW\"}", ProfileState::AllowsAll),
            (
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"action\": \"SCMP_ACT_ERRNO\"}]}",
                ProfileState::Filters,
            ),
            ("{\"defaultAction\": \"SCMP_ACT_ERRNO\"}", ProfileState::Filters),
        ];
        for (text, expected) in table {
            assert_eq!(state(text), expected, "{text}");
        }
    }
}
