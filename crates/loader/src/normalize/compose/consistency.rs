//! Whether the services that will run fit together: what they refer to exists, what they say twice agrees, and nothing waits for itself.

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use super::checks::{entries, items};
use super::tree::{Map, Tree};
use plimsoll_model::Address;
use plimsoll_source::Span;
use plimsoll_source::problem::Problem;

/// Checks the services that are selected; of those the schema found `broken` only how others refer to them.
/// Where what is lacking is a gap (`open`), nothing is said of what a variable that nothing sets has a part in; what a part of something refers to
/// (`is_part`) the rest may declare.
pub(super) fn check(
    model: &Tree,
    inactive: &BTreeSet<String>,
    broken: &BTreeSet<String>,
    options: Options,
    is_part: bool,
    problems: &mut Vec<Problem>,
) -> Vec<(Address, Span)> {
    let open = options.open();
    let mut checker = Checker { model, inactive, open, is_part, lacks: Vec::new(), problems };
    let judged = |name: &String| !inactive.contains(name) && !broken.contains(name);
    let active: Vec<(&String, &Tree)> = entries(model, "services").filter(|(name, _)| judged(name)).collect();
    for (name, service) in &active {
        checker.build(name, service);
        checker.references(name, service);
        checker.depends_on(name, service);
        checker.amounts(name, service);
        checker.health_and_watch(name, service);
        checker.mounts(name, service);
    }
    checker.cycles(&active);
    checker.container_names(&active);
    checker.lacks
}

/// `scale` is `deploy.replicas` by another name: where both can stand, both do.
pub(super) fn equate_scale(model: &mut Tree) {
    for service in model.get_mut(&["services"]).and_then(Tree::as_map_mut).into_iter().flat_map(Map::values_mut) {
        let Some(scale) = service.get(&["scale"]).filter(|scale| !scale.is_null()).cloned() else { continue };
        if let Some(deploy) = service.get_mut(&["deploy"]) {
            super::defaults::default(deploy, "replicas", |_| scale);
        }
    }
}

/// Other places of a contradiction that are told.
const MAX_RELATED: usize = 8;

struct Checker<'m> {
    model: &'m Tree,
    inactive: &'m BTreeSet<String>,
    open: bool,
    /// What is not declared stands in a file that is not at hand.
    is_part: bool,
    /// What it would have said, and where it is wanted.
    lacks: Vec<(Address, Span)>,
    problems: &'m mut Vec<Problem>,
}

fn text<'t>(tree: &'t Tree, keys: &[&str]) -> Option<&'t str> {
    tree.text(keys).filter(|text| !text.is_empty())
}

impl Checker<'_> {
    fn error(&mut self, at: &Tree, message: String, help: &str) {
        self.contradiction(at, None, message, help);
    }

    /// Values that do not fit together: `at` with others.
    fn contradiction<'t>(
        &mut self,
        at: &'t Tree,
        others: impl IntoIterator<Item = &'t Tree>,
        message: String,
        help: &str,
    ) {
        let others: Vec<&Tree> = others.into_iter().take(MAX_RELATED).collect();
        if self.open && others.iter().chain([&at]).any(|tree| !tree.origin.unset.is_empty()) {
            return;
        }
        let mut problem = Problem::error("compose-inconsistent", message).at(at.place()).help(help);
        for other in others {
            problem = problem.related(other.place(), "with this");
        }
        if let Some(unset) = at.origin.unset.first() {
            problem = problem.help(format!("{help}; {unset} is not set"));
        }
        self.problems.push(problem);
    }

    /// Something that is not declared: a mistake, unless another file is to declare it.
    fn missing(&mut self, at: &Tree, address: Address, message: String, help: &str) {
        if self.is_part {
            self.lacks.push((address, at.place()));
        } else {
            self.error(at, message, help);
        }
    }

    fn build(&mut self, name: &str, service: &Tree) {
        let build = service.get(&["build"]).filter(|build| !build.is_null());
        let Some(build) = build else {
            if text(service, &["image"]).is_none() && service.get(&["provider"]).is_none() {
                let message = format!(
                    "service {name:?} has neither an image nor a build context specified (invalid compose project)"
                );
                let at = service.get(&["image"]).unwrap_or(service);
                self.missing(
                    at,
                    Address::root().child("services").child(name).child("image"),
                    message,
                    "give it `image:` or `build:`",
                );
            }
            return;
        };
        if let (Some(inline), Some(_)) =
            (text(build, &["dockerfile_inline"]).and(build.get(&["dockerfile_inline"])), text(build, &["dockerfile"]))
        {
            let message = format!(
                "service {name:?} declares mutually exclusive dockerfile and dockerfile_inline (invalid compose project)"
            );
            self.error(inline, message, "keep one of them");
        }
        for (context, value) in build.get(&["additional_contexts"]).and_then(Tree::as_map).into_iter().flatten() {
            let Some(target) = value.as_str().and_then(|text| text.strip_prefix("service:")) else { continue };
            match self.model.get(&["services", target]) {
                None => {
                    let message = format!(
                        "service {name:?} declares unknown service {target:?} as additional contexts {context}"
                    );
                    let at = Address::root().child("services").child(name).child("build");
                    self.missing(value, at, message, "name a service of this project");
                }
                Some(other) if other.get(&["build"]).is_none() => {
                    let message = format!(
                        "service {name:?} declares non-buildable service {target:?} as additional contexts {context}"
                    );
                    self.error(value, message, "name a service with `build:`");
                }
                Some(_) => {}
            }
        }
        let platforms = build.get(&["platforms"]).and_then(Tree::as_list).unwrap_or_default();
        if let Some(platform) = text(service, &["platform"])
            && !platforms.is_empty()
            && !platforms.iter().any(|have| have.as_str() == Some(platform))
        {
            let message = format!(
                "service.build.platforms of service {name:?} MUST include service.platform {platform:?} (invalid compose project)"
            );
            let at = build.get(&["platforms"]).unwrap_or(build);
            self.contradiction(at, service.get(&["platform"]), message, "add it to build.platforms");
        }
    }

    fn references(&mut self, name: &str, service: &Tree) {
        let networks = service.get(&["networks"]).and_then(Tree::as_map);
        if let Some(networks) = networks {
            if let Some(mode) =
                text(service, &["network_mode"]).and(service.get(&["network_mode"])).filter(|_| !networks.is_empty())
            {
                let message = format!(
                    "service {name} declares mutually exclusive `network_mode` and `networks` (invalid compose project)"
                );
                self.error(mode, message, "keep one of them");
            }
            for (network, value) in networks {
                self.defined(name, "network", "networks", network, value);
            }
        }
        for (_, volume) in items(service, &["volumes"]) {
            if volume.text(&["type"]) == Some("volume")
                && let (Some(source), Some(at)) = (text(volume, &["source"]), volume.get(&["source"]))
            {
                self.defined(name, "volume", "volumes", source, at);
            }
        }
        let mounts = [
            (&["build", "secrets"][..], "build secret", "secrets"),
            (&["configs"][..], "config", "configs"),
            (&["secrets"][..], "secret", "secrets"),
        ];
        for (keys, what, section) in mounts {
            for (_, mount) in items(service, keys) {
                if let Some(source) = text(mount, &["source"]) {
                    self.defined(name, what, section, source, mount.get(&["source"]).unwrap_or(mount));
                }
            }
        }
        for (key, value) in service.get(&["models"]).and_then(Tree::as_map).into_iter().flatten() {
            self.defined(name, "model", "models", key, value);
        }
    }

    fn defined(&mut self, service: &str, what: &str, section: &str, key: &str, at: &Tree) {
        if self.model.get(&[section, key]).is_none() {
            let message = format!("service {service:?} refers to undefined {what} {key} (invalid compose project)");
            let help = format!("define it under the top-level `{section}:`, or correct its name");
            self.missing(at, Address::root().child("services").child(service).child(section), message, &help);
        }
    }

    fn depends_on(&mut self, name: &str, service: &Tree) {
        for (target, dependency) in service.get(&["depends_on"]).and_then(Tree::as_map).into_iter().flatten() {
            let exists = self.model.get(&["services", target]).is_some();
            let optional = dependency.get(&["required"]).and_then(Tree::as_bool) == Some(false);
            let disabled = self.inactive.contains(target);
            if exists && (!disabled || optional) {
                continue;
            }
            let message = format!("service {name:?} depends on undefined service {target:?} (invalid compose project)");
            let help = if exists {
                "no active profile selects it: add the profile, or `required: false`"
            } else {
                "define it, or correct its name"
            };
            let at = Address::root().child("services").child(name).child("depends_on");
            if exists {
                self.error(dependency, message, help);
            } else {
                self.missing(dependency, at, message, help);
            }
        }
    }

    fn amounts(&mut self, name: &str, service: &Tree) {
        let number =
            |keys: &[&str]| service.get(keys).and_then(Tree::scalar_text).and_then(|text| text.parse::<f64>().ok());
        if let (Some(scale), Some(value)) = (service.get(&["scale"]), number(&["scale"]))
            && value < 0.0
        {
            let message = format!("services.{name}.scale must be greater than or equal to 0");
            self.error(scale, message, "write 0 or more");
        }
        if service.get(&["deploy"]).is_none_or(Tree::is_null) {
            return;
        }
        let limits = ["deploy", "resources", "limits"];
        let reservations = ["deploy", "resources", "reservations"];
        let pairs: [(&str, &[&str], &str); 4] = [
            ("cpus", &limits, "cpus"),
            ("mem_limit", &limits, "memory"),
            ("mem_reservation", &reservations, "memory"),
            ("pids_limit", &limits, "pids"),
        ];
        let conflict = |checker: &mut Self, key: &str, other: &str| {
            let message = format!(
                "can't set distinct values on '{key}' and '{other}' (invalid compose project, services.{name})"
            );
            let at = service.get(&[key]).unwrap_or(service);
            checker.error(at, message, "set only one of them, or the same value");
        };
        if let (Some(scale), Some(replicas)) = (number(&["scale"]), number(&["deploy", "replicas"]))
            && scale != replicas
        {
            conflict(self, "scale", "deploy.replicas");
        }
        for (key, section, other) in pairs {
            let Some(own) = number(&[key]).filter(|own| *own != 0.0) else { continue };
            if service.get(section).is_none_or(Tree::is_null) {
                continue;
            }
            let other_keys: Vec<&str> = section.iter().copied().chain([other]).collect();
            let theirs = number(&other_keys).unwrap_or(0.0);
            if (own - theirs).abs() > 1e-6 * own.abs() {
                conflict(self, key, &other_keys.join("."));
            }
        }
    }

    fn health_and_watch(&mut self, name: &str, service: &Tree) {
        if let Some(test) = service.get(&["healthcheck", "test"])
            && let Some(first) = test.as_list().and_then(<[Tree]>::first)
            && !matches!(first.as_str(), Some("CMD" | "CMD-SHELL" | "NONE"))
        {
            let message =
                format!("healthcheck.test must start either by \"CMD\", \"CMD-SHELL\" or \"NONE\" (services.{name})");
            self.error(first, message, "put one of them first, or write the test as a string");
        }
        for (i, watch) in items(service, &["develop", "watch"]) {
            let action = text(watch, &["action"]).unwrap_or_default();
            if text(watch, &["target"]).is_none() && !matches!(action, "rebuild" | "restart") {
                let message = format!(
                    "target is required for non-rebuild actions (invalid compose project, services.{name}.develop.watch[{i}])"
                );
                self.contradiction(watch, watch.get(&["action"]), message, "say where in the container the files go");
            }
        }
        let scale = service.get(&["scale"]).or_else(|| service.get(&["deploy", "replicas"]));
        let many = scale.and_then(Tree::scalar_text).and_then(|text| text.parse::<i64>().ok()).is_some_and(|n| n > 1);
        if let Some(container) =
            text(service, &["container_name"]).and(service.get(&["container_name"])).filter(|_| many)
        {
            let attribute = if service.get(&["scale"]).is_some() { "scale" } else { "deploy.replicas" };
            let message = format!(
                "can't set container_name and {attribute} as container name must be unique (invalid compose project, services.{name})"
            );
            self.contradiction(container, scale, message, "take one of them away");
        }
    }

    fn mounts(&mut self, name: &str, service: &Tree) {
        let mut mounted: BTreeMap<String, String> = BTreeMap::new();
        let tmpfs = items(service, &["tmpfs"]).filter_map(|(i, item)| {
            let path = item.as_str()?.split(':').next()?.to_owned();
            Some((format!("services.{name}.tmpfs[{i}]"), path, item))
        });
        let volumes = items(service, &["volumes"]).filter_map(|(i, item)| {
            Some((format!("services.{name}.volumes[{i}]"), item.text(&["target"])?.to_owned(), item))
        });
        for (place, target, item) in tmpfs.chain(volumes) {
            match mounted.get(&target) {
                Some(other) => {
                    let message = format!("target {target} already mounted as {other} ({place})");
                    self.error(item, message, "mount one thing at one place");
                }
                None => {
                    mounted.insert(target, place);
                }
            }
        }
    }

    /// Depth first over what services wait for; each cycle is told once.
    fn cycles(&mut self, active: &[(&String, &Tree)]) {
        let graph: BTreeMap<&str, Vec<&str>> = active
            .iter()
            .map(|(name, service)| {
                let targets = service.get(&["depends_on"]).and_then(Tree::as_map).into_iter().flat_map(Map::keys);
                (name.as_str(), targets.map(String::as_str).collect())
            })
            .collect();
        let mut done: BTreeSet<&str> = BTreeSet::new();
        for start in graph.keys() {
            let mut trail: Vec<(&str, usize)> = vec![(start, 0)];
            let mut on_trail: BTreeSet<&str> = BTreeSet::from([*start]);
            while let Some((node, next)) = trail.last().copied() {
                let target =
                    graph.get(node).filter(|_| !done.contains(node)).and_then(|targets| targets.get(next)).copied();
                let Some(target) = target else {
                    done.insert(node);
                    on_trail.remove(node);
                    trail.pop();
                    continue;
                };
                if let Some(top) = trail.last_mut() {
                    top.1 += 1;
                }
                if on_trail.contains(target) {
                    let from = trail.iter().position(|(name, _)| *name == target).unwrap_or(0);
                    let way: Vec<&str> = trail[from..].iter().map(|(name, _)| *name).chain([target]).collect();
                    let model = self.model;
                    let edge = |from: &str, to: &str| model.get(&["services", from, "depends_on", to]);
                    let at = edge(node, target).unwrap_or(model);
                    let edges = way.windows(2).filter_map(|pair| edge(pair[0], pair[1]));
                    self.contradiction(
                        at,
                        edges.filter(|other| other.place() != at.place()),
                        format!("dependency cycle detected: {}", way.join(" -> ")),
                        "break the cycle at one of them",
                    );
                } else if !done.contains(target) && graph.contains_key(target) {
                    on_trail.insert(target);
                    trail.push((target, 0));
                }
            }
        }
    }

    fn container_names(&mut self, active: &[(&String, &Tree)]) {
        let mut taken: BTreeMap<&str, (&str, &Tree)> = BTreeMap::new();
        for (name, service) in active {
            let Some(container) = text(service, &["container_name"]) else { continue };
            let at = service.get(&["container_name"]).unwrap_or(service);
            match taken.get(container) {
                Some((other, theirs)) => {
                    let message = format!(
                        "container name {container:?} is already in use by service {other:?} (services.{name})"
                    );
                    self.contradiction(at, [*theirs], message, "give each its own name, or none");
                }
                None => {
                    taken.insert(container, (name, at));
                }
            }
        }
    }
}
