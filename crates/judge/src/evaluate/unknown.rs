//! Verdicts that hang on what is unknown: a rule is not kept by a value that nobody knows, nor broken for lack of one.

use std::collections::{BTreeMap, BTreeSet};

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

/// What is unknown of one attribute, in all that has it.
#[derive(Default)]
struct Lack {
    /// The owners, and whatever holds one of them.
    owners: BTreeSet<Address>,
    /// Values of services that are unknown as a whole, and whatever holds one of them.
    whole: BTreeSet<Address>,
    /// Lists of words of services that have an unknown entry.
    lists: BTreeSet<Address>,
}

/// What is unknown in a project. There may be thousands of both values and subjects: nothing goes through all of one for each of the other.
pub(super) struct Unknowns {
    /// By attribute; `None` where the whole owner is unknown.
    lacks: BTreeMap<Option<String>, Lack>,
    /// A variable that nothing sets has a part in it.
    of_variables: bool,
}

/// What is unknown of the attributes that a rule looks at.
pub(super) struct Touching<'a> {
    lacks: Vec<&'a Lack>,
    /// The rule asks which variables are set, and some are not.
    of_variables: bool,
}

impl Unknowns {
    pub(super) fn of(project: &Project) -> Self {
        let mut unknowns = Self { lacks: BTreeMap::new(), of_variables: false };
        for unknown in &project.unknown {
            let owner = unknown.value.owner();
            let below = owner.as_str().matches('/').count();
            let attribute = unknown.value.segments().nth(below);
            if unknown.cause == UnknownCause::Variable {
                unknowns.of_variables = true;
            }
            // A stage's instructions stand there, whatever image it starts from.
            let is_of_service = unknown.value.segments().next().is_some_and(|first| first != "builds");
            let is_whole = is_of_service && (attribute.is_none() || unknown.value.parent().as_ref() == Some(&owner));
            let is_listed =
                is_of_service && attribute.as_deref().is_some_and(|attribute| OF_WORDS.contains(&attribute));
            let lack = unknowns.lacks.entry(attribute).or_default();
            note(&mut lack.owners, owner);
            if is_whole {
                note(&mut lack.whole, unknown.value.clone());
            }
            if is_listed {
                lack.lists.extend(unknown.value.parent());
            }
        }
        unknowns
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lacks.is_empty()
    }

    /// What of it a rule looks at.
    pub(super) fn touching(&self, rule: &Rule, reads: &Reads) -> Touching<'_> {
        // What only a deployment says is not written here: nothing that must not be written is.
        if rule.category == WRITTEN {
            return Touching { lacks: Vec::new(), of_variables: false };
        }
        let is_touched = |attribute: &Option<String>| attribute.as_deref().is_none_or(|name| is_named(reads, name));
        let lacks = self.lacks.iter().filter(|(attribute, _)| is_touched(attribute)).map(|(_, lack)| lack);
        Touching { lacks: lacks.collect(), of_variables: self.of_variables && reads.names("variables") }
    }
}

impl Touching<'_> {
    /// Whether what the rule says of a subject may hang on something unknown in it.
    pub(super) fn decides(&self, subject: &Address) -> bool {
        // Of a whole project, which variables are set is one of the things to know.
        *subject == Address::root() && self.of_variables || self.lacks.iter().any(|lack| lack.owners.contains(subject))
    }

    /// Whether what the rule finds at an address may hang on something unknown there: that it lacks an attribute which nobody knows, or whose parts
    /// are not all here, or an entry of a list of which nobody knows one.
    pub(super) fn clouds(&self, at: &Address) -> bool {
        *at != Address::root() && self.lacks.iter().any(|lack| lack.whole.contains(at) || lack.lists.contains(at))
    }
}

/// Notes an address and all that hold it.
fn note(noted: &mut BTreeSet<Address>, address: Address) {
    let mut next = Some(address);
    while let Some(address) = next {
        next = address.parent();
        if !noted.insert(address) {
            // With all that hold it.
            return;
        }
    }
}

/// The category of rules about what is written in the files, whatever it is put into.
const WRITTEN: &str = "secrets";

fn is_named(reads: &Reads, attribute: &str) -> bool {
    let facts = FACTS.iter().find(|(name, _)| *name == attribute).map_or(&[][..], |(_, facts)| facts);
    reads.names(attribute) || facts.iter().any(|fact| reads.names(fact))
}
