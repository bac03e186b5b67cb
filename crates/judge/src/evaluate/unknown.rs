//! Verdicts that hang on what is unknown: a rule is not kept by a value that nobody knows, nor broken for lack of one.

use plimsoll_model::{Address, Project, UnknownCause};
use plimsoll_policy::{Reads, Rule};

/// What is called by other names in the facts of a service: attribute, names of facts.
const FACTS: [(&str, &[&str]); 22] = [
    ("image", &["base_image", "user", "healthcheck", "exposed"]),
    ("build", &["build_known", "base_image", "builds"]),
    ("environment", &["env_files"]),
    ("ports", &["published", "host_ip"]),
    ("expose", &["exposed"]),
    ("volumes", &["mounts"]),
    ("tmpfs", &["mounts"]),
    ("secrets", &["mounts"]),
    ("configs", &["mounts"]),
    ("devices", &["mounts"]),
    ("cap_add", &["capabilities"]),
    ("cap_drop", &["capabilities"]),
    ("privileged", &["hardening"]),
    ("read_only", &["hardening"]),
    ("security_opt", &["hardening"]),
    ("userns_mode", &["hardening"]),
    ("deploy", &["limits", "restart"]),
    ("mem_limit", &["limits"]),
    ("cpus", &["limits"]),
    ("pids_limit", &["limits"]),
    ("network_mode", &["networks"]),
    ("depends_on", &["depends_on"]),
];

/// Lists whose entries are words: of one that nobody knows, nothing is known.
const OF_WORDS: [&str; 4] = ["cap_add", "cap_drop", "security_opt", "group_add"];

/// Something unknown, and by which names rules look at it.
struct Lack {
    value: Address,
    owner: Address,
    /// The attribute; `None` where the whole owner is unknown.
    attribute: Option<String>,
    /// A variable that nothing sets has a part in it.
    variable: bool,
}

/// What is unknown in a project, by subject.
pub(super) struct Unknowns {
    lacks: Vec<Lack>,
}

impl Unknowns {
    pub(super) fn of(project: &Project) -> Self {
        let lack = |unknown: &plimsoll_model::Unknown| {
            let owner = unknown.value.owner();
            let below = owner.as_str().matches('/').count();
            let attribute = unknown.value.segments().nth(below);
            let variable = unknown.cause == UnknownCause::Variable;
            Lack { value: unknown.value.clone(), owner, attribute, variable }
        };
        Self { lacks: project.unknown.iter().map(lack).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lacks.is_empty()
    }

    /// Whether what a rule says of a subject may hang on something unknown in it.
    pub(super) fn decide(&self, rule: &Rule, reads: &Reads, subject: &Address) -> bool {
        // Of a whole project, which variables are set is one of the things to know.
        let of_variables = *subject == Address::root() && rule.category != WRITTEN && reads.names("variables");
        of_variables && self.lacks.iter().any(|lack| lack.variable)
            || self.touching(rule, reads).any(|lack| lack.owner == *subject || subject.contains(&lack.owner))
    }

    /// Whether what a rule finds at an address may hang on something unknown there: that it lacks an attribute which nobody knows, or whose parts are
    /// not all here, or an entry of a list of which nobody knows one.
    pub(super) fn cloud(&self, rule: &Rule, reads: &Reads, at: &Address) -> bool {
        // A stage's instructions stand there, whatever image it starts from.
        let is_of_service = |lack: &Lack| lack.value.segments().next().is_some_and(|first| first != "builds");
        let is_whole = |lack: &Lack| {
            is_of_service(lack) && (lack.attribute.is_none() || lack.value.parent().as_ref() == Some(&lack.owner))
        };
        let is_entry = |lack: &Lack| {
            let is_listed = lack.attribute.as_deref().is_some_and(|attribute| OF_WORDS.contains(&attribute));
            is_of_service(lack) && is_listed && lack.value.parent().as_ref() == Some(at)
        };
        self.touching(rule, reads)
            .any(|lack| at.contains(&lack.value) && *at != Address::root() && (is_whole(lack) || is_entry(lack)))
    }

    fn touching<'a>(&'a self, rule: &'a Rule, reads: &'a Reads) -> impl Iterator<Item = &'a Lack> {
        // What only a deployment says is not written here: nothing that must not be written is.
        let is_about_written = rule.category == WRITTEN;
        self.lacks.iter().filter(move |lack| {
            let attribute = lack.attribute.as_deref();
            !is_about_written && attribute.is_none_or(|attribute| is_named(reads, attribute))
        })
    }
}

/// The category of rules about what is written in the files, whatever it is put into.
const WRITTEN: &str = "secrets";

fn is_named(reads: &Reads, attribute: &str) -> bool {
    let facts = FACTS.iter().find(|(name, _)| *name == attribute).map_or(&[][..], |(_, facts)| facts);
    reads.names(attribute) || facts.iter().any(|fact| reads.names(fact))
}
