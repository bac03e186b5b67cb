//! Which services the active profiles select.

use std::collections::BTreeSet;

use super::context::Scope;
use super::tree::{Map, Tree};

/// The profiles asked for, else those of `COMPOSE_PROFILES`.
pub(super) fn active(asked: &[String], scope: &Scope) -> Vec<String> {
    if !asked.is_empty() {
        return asked.to_vec();
    }
    let list = scope.environment.value("COMPOSE_PROFILES").unwrap_or_default();
    list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Names of the services that no active profile selects.
pub(super) fn inactive(model: &Tree, active: &[String]) -> BTreeSet<String> {
    let services = model.get(&["services"]).and_then(Tree::as_map).into_iter().flat_map(Map::iter);
    services.filter(|(_, service)| !selected(service, active)).map(|(name, _)| name.clone()).collect()
}

fn selected(service: &Tree, active: &[String]) -> bool {
    let profiles = service.get(&["profiles"]).and_then(Tree::as_list).unwrap_or_default();
    profiles.is_empty()
        || profiles
            .iter()
            .filter_map(Tree::as_str)
            .any(|profile| active.iter().any(|name| name == profile || name == "*"))
}
