//! Step 3 of 5, services: the facts that follow from a service's attributes, its image and its Dockerfile. Pure.
//!
//! Everything is computed once here so that rules compare values instead of parsing text. Knows nothing of rules.

mod hardening;
mod limits;
mod mounts;
mod network;
mod runtime;
mod seccomp;
mod volumes;

pub(crate) use self::runtime::parse_user;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

pub(crate) use self::volumes::host_path_of;
use super::image;
use plimsoll_model::KnownImages;
use plimsoll_model::{Address, Build, ImageRef, Origins, ServiceFacts, StageBase};
use plimsoll_source::Sources;
use plimsoll_source::files::Files;

/// What the facts of a service are computed from.
pub(crate) struct Surroundings<'a> {
    /// Root-relative project directory.
    pub(crate) directory: &'a str,
    /// The whole canonical document.
    pub(crate) document: &'a Map<String, Value>,
    /// Builds of the project by key.
    pub(crate) builds: &'a BTreeMap<String, Build>,
    /// Build key by service name.
    pub(crate) build_of: &'a BTreeMap<String, String>,
    /// Facts about well-known images.
    pub(crate) known: &'a KnownImages,
    /// The texts of commands that were strings, by address.
    pub(crate) raw: &'a BTreeMap<Address, String>,
    /// Entries of `volumes` that were written in short syntax.
    pub(crate) short: &'a BTreeSet<Address>,
    /// To see whether mounted paths exist.
    pub(crate) files: &'a dyn Files,
    /// The texts behind origins.
    pub(crate) sources: &'a Sources,
}

/// All facts about one service.
pub(crate) fn facts(name: &str, around: &Surroundings<'_>, origins: &mut Origins) -> ServiceFacts {
    let empty = Map::new();
    let config = service(around, name).unwrap_or(&empty);
    let at = Address::root().child("services").child(name);
    let build = around.build_of.get(name).and_then(|key| around.builds.get(key));
    let builds = config.get("build").is_some_and(|b| !b.is_null());
    let image = config.get("image").and_then(Value::as_str).map(|text| image_at(text, &at.child("image"), origins));
    let base_image = base_image(build, builds, image.as_ref());
    let known = base_image.as_ref().and_then(|image| around.known.get(image));
    let tag = base_image.as_ref().and_then(|image| image.tag.as_deref());
    let base = Base { build, known, tag, builds };
    let mut hardening = hardening::hardening(config, &at);
    hardening.seccomp_profile = seccomp::profile(hardening.seccomp.as_ref(), around);
    ServiceFacts {
        build: build.map(|b| b.key.clone()),
        part: !builds && config.get("image").is_none_or(Value::is_null),
        build_known: !builds || build.is_some_and(|b| b.effect.is_some()),
        user: runtime::user(config, &at, &base, around, origins),
        healthcheck: runtime::healthcheck(config, &at, &base, around, origins),
        environment: runtime::environment(config, &at, &base, origins),
        ports: network::ports(config, &at),
        exposed: network::exposed(config, &base),
        mounts: mounts::mounts(name, around),
        limits: limits::limits(config, &at),
        capabilities: hardening::capabilities(config, &at),
        hardening,
        restart: runtime::restart(config, &at),
        logging: runtime::logging(config, &at),
        networks: network::networks(config, &at, around.document),
        entrypoint: runtime::entrypoint(config, &at, &base, around, origins),
        command: runtime::command(config, &at, &base, around, origins),
        depends_on: network::depends_on(config),
        // Told by the loader, which alone has seen what the service is made from.
        weakened: Vec::new(),
        overlaid: Vec::new(),
        absent_env_files: Vec::new(),
        image,
        base_image,
    }
}

/// Whether a service asks for no container: `scale: 0`, or `replicas: 0`.
pub(crate) fn asks_for_none(config: &Map<String, Value>) -> bool {
    let replicas = config.get("deploy").and_then(|deploy| deploy.get("replicas"));
    let count = config.get("scale").filter(|scale| !scale.is_null()).or(replicas);
    count.and_then(Value::as_i64) == Some(0)
}

/// What the container starts from, before the Compose file changes it.
pub(crate) struct Base<'a> {
    /// The local build, where its Dockerfile is at hand.
    build: Option<&'a Build>,
    /// What is known of the image at the bottom.
    known: Option<&'a plimsoll_model::KnownImage>,
    /// The tag the image is taken at.
    tag: Option<&'a str>,
    /// The service builds its image (here or elsewhere).
    builds: bool,
}

impl Base<'_> {
    /// The image a local build makes.
    fn effect(&self) -> Option<&plimsoll_model::StageEffect> {
        self.build.and_then(|b| b.effect.as_ref())
    }
}

fn base_image(build: Option<&Build>, builds: bool, image: Option<&ImageRef>) -> Option<ImageRef> {
    match build {
        Some(build) => build.effect.as_ref().and_then(|effect| effect.base.clone()).or_else(|| bottom(build)),
        None if builds => None,
        None => image.cloned(),
    }
}

/// The registry image below the target stage, through local stages.
fn bottom(build: &Build) -> Option<ImageRef> {
    let mut stage = build.stages.get(build.target_stage?)?;
    loop {
        match &stage.from.base {
            StageBase::Image { image } => return Some(image.clone()),
            StageBase::Stage { stage: below } if *below < stage.index => stage = build.stages.get(*below)?,
            _ => return None,
        }
    }
}

fn image_at(text: &str, at: &Address, origins: &Origins) -> ImageRef {
    let known = origins.get(at).is_none_or(|origin| origin.unset.is_empty());
    image::parse(text, at.clone(), known)
}

fn service<'a>(around: &Surroundings<'a>, name: &str) -> Option<&'a Map<String, Value>> {
    around.document.get("services")?.as_object()?.get(name)?.as_object()
}

/// A top-level resource: `resource(document, "volumes", "data")`.
pub(crate) fn resource<'a>(document: &'a Map<String, Value>, kind: &str, key: &str) -> Option<&'a Map<String, Value>> {
    document.get(kind)?.as_object()?.get(key)?.as_object()
}

/// An attribute as text, numbers and booleans too.
pub(crate) fn text(map: &Map<String, Value>, key: &str) -> Option<String> {
    scalar(map.get(key)?)
}

/// A scalar as text.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        _ => None,
    }
}

/// The elements of a list attribute with their addresses; nothing where it is no list.
pub(crate) fn items<'a>(
    map: &'a Map<String, Value>,
    at: &Address,
    key: &str,
) -> impl Iterator<Item = (Address, &'a Value)> {
    let list_at = at.child(key);
    let list = map.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().enumerate().map(move |(i, value)| (list_at.child(i), value))
}
