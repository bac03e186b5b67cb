//! Nouns: the environments of an application as reports show them side by side: which protection holds where, and what differs.

use std::sync::Arc;

use plimsoll_model::{Effect, Fact, Group, Held, Protection, Role};
use plimsoll_source::{Sources, Veil};
use serde::Serialize;

/// A project and its environment, as outcomes name them.
pub type Place = (Arc<str>, Option<Arc<str>>);

/// The environments of one application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// What tells it from all others: the directory that holds all of it, with files where several lie there.
    pub label: String,
    /// A file of it, where something is told of all.
    pub path: String,
    /// Names and what each is for, in order.
    pub environments: Vec<(String, Role)>,
    /// Those of which not everything could be read.
    pub broken: Vec<String>,
    /// By service and protection.
    pub protections: Vec<ProtectionRow>,
    /// By pair, service and fact.
    pub drift: Vec<Drift>,
    /// What runs in each, in their order: how outcomes name it.
    pub projects: Vec<Place>,
    /// How outcomes name all of it, where a rule judges the environments together.
    pub together: Place,
}

/// A protection of a service, environment by environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProtectionRow {
    /// The service.
    pub service: String,
    /// The protection.
    pub protection: Protection,
    /// In the order of environments; nothing where the service does not run, or the protection does not concern it.
    pub states: Vec<Option<Held>>,
}

/// Something that differs between two environments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The one that the other is held against.
    pub from: String,
    /// The other one.
    pub to: String,
    /// The service.
    pub service: String,
    /// What the fact belongs to.
    pub group: Group,
    /// What differs.
    pub fact: Fact,
    /// Which of several.
    pub key: Option<String>,
    /// How it is in the first; of variables and secrets only whether there is one.
    pub before: Option<String>,
    /// How it is in the other one.
    pub after: Option<String>,
    /// What it makes of the other one.
    pub effect: Effect,
}

impl Veil for Compared {
    fn veil(&mut self, sources: &Sources) {
        let Self { label, path, environments, broken, protections, drift, projects, together } = self;
        label.veil(sources);
        path.veil(sources);
        for (name, _) in environments {
            name.veil(sources);
        }
        broken.veil(sources);
        for (project, environment) in projects.iter_mut().chain([together]) {
            project.veil(sources);
            environment.veil(sources);
        }
        for ProtectionRow { service, protection: _, states: _ } in protections {
            service.veil(sources);
        }
        for Drift { from, to, service, group: _, fact: _, key, before, after, effect: _ } in drift {
            for text in [from, to, service] {
                text.veil(sources);
            }
            for text in [key, before, after] {
                text.veil(sources);
            }
        }
    }
}
