//! How what was judged is called in a bundle.

use plimsoll_model::Address;

/// A subject: `compose.yaml#services.web`, with `@prod` where it was judged for an environment.
pub(super) fn subject(project: &str, environment: Option<&str>, address: &Address) -> String {
    let path: Vec<String> = address.segments().collect();
    let inside = if path.is_empty() { "project".to_owned() } else { path.join(".") };
    format!("{}#{inside}", self::project(project, environment))
}

/// What stands before the `#` of all subjects of a project.
pub(super) fn project(project: &str, environment: Option<&str>) -> String {
    let environment = environment.map(|name| format!("@{name}")).unwrap_or_default();
    format!("{project}{environment}")
}
