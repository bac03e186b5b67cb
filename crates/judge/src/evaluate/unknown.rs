//! Verdicts that hang on what is unknown: a rule is not kept by a value that nobody knows, nor broken for lack of one.

use std::collections::{BTreeMap, BTreeSet};

use super::instructions::{self, Open};
use plimsoll_model::{Address, Project, UnknownCause};
use plimsoll_policy::{Reads, Rule};

/// What is called by other names in the facts of a service: attribute, names of facts.
const FACTS: [(&str, &[&str]); 27] = [
    ("image", &["base_image", "user", "healthcheck", "exposed"]),
    ("build", &["build_known", "base_image", "builds"]),
    ("environment", &["env_files"]),
    ("ports", &["published", "host_ip"]),
    ("expose", &["exposed"]),
    ("volumes", &["mounts", "used_by"]),
    ("tmpfs", &["mounts"]),
    ("secrets", &["mounts", "used_by"]),
    ("configs", &["mounts", "used_by"]),
    ("devices", &["mounts"]),
    ("cap_add", &["capabilities"]),
    ("cap_drop", &["capabilities"]),
    ("privileged", &["hardening"]),
    ("read_only", &["hardening"]),
    ("security_opt", &["hardening"]),
    ("userns_mode", &["hardening"]),
    ("deploy", &["limits", "restart"]),
    ("mem_limit", &["limits", "memory"]),
    ("mem_reservation", &["limits", "memory_reservation"]),
    ("memswap_limit", &["limits", "memory_swap"]),
    ("cpus", &["limits"]),
    ("pids_limit", &["limits"]),
    ("network_mode", &["networks"]),
    ("networks", &["used_by"]),
    ("interval", &["interval_ns"]),
    ("timeout", &["timeout_ns"]),
    ("start_period", &["start_period_ns"]),
];

/// Lists whose entries are words: of one that nobody knows, nothing is known.
const OF_WORDS: [&str; 4] = ["cap_add", "cap_drop", "security_opt", "group_add"];

/// Mappings whose keys are the user's own words: which of them is unknown, no rule says by name.
const OF_KEYS: [&str; 9] = [
    "environment",
    "labels",
    "annotations",
    "args",
    "sysctls",
    "driver_opts",
    "options",
    "storage_opt",
    "additional_contexts",
];

/// Mappings of the user's own words to attributes that rules do name.
const OF_NAMES: [&str; 2] = ["networks", "depends_on"];

/// What is unknown of one attribute, in all that has it.
#[derive(Default)]
struct Lack {
    /// The owners, and whatever holds one of them.
    owners: BTreeSet<Address>,
    /// Values of services that are unknown as a whole, and whatever holds one of them.
    whole: BTreeSet<Address>,
    /// Lists of words of services that have an unknown entry.
    lists: BTreeSet<Address>,
    /// The values, and whatever holds one of them in its owner.
    inside: BTreeSet<Address>,
    /// By owner the values, or the entries of lists that they lie in.
    entries: BTreeMap<Address, BTreeSet<Address>>,
    /// Those owners, and whatever holds one of them.
    holders: BTreeSet<Address>,
    /// What they are: `services`, `volumes`.
    kinds: BTreeSet<String>,
}

impl Lack {
    /// Notes a value and where it lies.
    fn hold(&mut self, value: &Address, owner: &Address, kind: &str) {
        let below = |address: &Address| address.as_str().len() > owner.as_str().len();
        let mut next = Some(value.clone()).filter(below);
        while let Some(address) = next {
            next = address.parent().filter(below);
            self.inside.insert(address);
        }
        self.entries.entry(owner.clone()).or_default().insert(entry(value, owner));
        note(&mut self.holders, owner.clone());
        self.kinds.insert(kind.to_owned());
    }
}

/// What is unknown in a project. There may be thousands of both values and subjects: nothing goes through all of one for each of the other.
#[derive(Default)]
pub(super) struct Unknowns {
    /// By the names on the way from the owner to the value: `healthcheck`, `interval`; none where the whole owner is unknown.
    lacks: BTreeMap<Vec<String>, Lack>,
    /// By the attribute and the user's own word: `logging`, `options`, `gelf-address`.
    keyed: BTreeMap<Vec<String>, Lack>,
    /// A variable that nothing sets has a part in it.
    of_variables: bool,
}

/// What is unknown of the attributes that a rule looks at.
#[derive(Default)]
pub(super) struct Touching<'a> {
    /// Of an attribute that it looks at.
    lacks: Vec<&'a Lack>,
    /// Of which it names the value itself.
    named: Vec<&'a Lack>,
    /// Which it may speak for lack of: because the value is not there or otherwise.
    doubted: Vec<&'a Lack>,
    /// It may speak for lack of a service that uses its subject, and what some service uses nobody knows.
    elsewhere: bool,
    /// It may speak for lack of another service that means its subject, and what some service means nobody knows.
    others: bool,
    /// The rule asks which variables are set, and some are not.
    of_variables: bool,
}

impl Unknowns {
    pub(super) fn of(project: &Project) -> Self {
        let mut unknowns = Self::default();
        let only_tag = only_tag(project);
        for unknown in &project.unknown {
            if let Some((instruction, opens)) = instructions::open(project, &unknown.value) {
                for Open { names, owners } in opens {
                    let lack = unknowns.lacks.entry(names).or_default();
                    lack.inside.insert(instruction.clone());
                    owners.into_iter().for_each(|owner| note(&mut lack.owners, owner));
                }
                continue;
            }
            let owner = unknown.value.owner();
            let names = match names(&unknown.value, &owner) {
                image if image == ["image"] && only_tag.contains(&unknown.value) => TAG.map(str::to_owned).to_vec(),
                names => names,
            };
            let attribute = names.first();
            if unknown.cause == UnknownCause::Variable {
                unknowns.of_variables = true;
            }
            // A stage's instructions stand there, whatever image it starts from.
            let kind = unknown.value.segments().next().unwrap_or_default();
            let is_of_service = kind != "builds";
            let is_whole = is_of_service && (attribute.is_none() || unknown.value.parent().as_ref() == Some(&owner));
            let is_listed = is_of_service && attribute.is_some_and(|attribute| OF_WORDS.contains(&attribute.as_str()));
            if let Some(key) = is_of_service.then(|| own_word(&unknown.value, &owner)).flatten() {
                let keyed = names.iter().filter(|name| !name.is_empty()).cloned().chain([key]).collect();
                unknowns.keyed.entry(keyed).or_default().hold(&unknown.value, &owner, &kind);
            }
            let lack = unknowns.lacks.entry(names).or_default();
            if is_of_service {
                lack.hold(&unknown.value, &owner, &kind);
            }
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
        let by_last =
            |names: &[String]| names.last().is_some_and(|name| facts(name).iter().any(|fact| reads.names(fact)));
        let by_name = |names: &[String]| names.first().is_none_or(|name| is_named(reads, name)) || by_last(names);
        let is_touched = |names: &[String]| match names {
            // A rule may look at other parts of such instructions.
            [keyword, part] if instructions::is_keyword(keyword) => reads.names(keyword) && reads.names(part),
            _ => by_name(names),
        };
        // What `deploy` has, its own names tell apart: a limit is no policy of restarts.
        let facts =
            |names: &[String]| names.first().filter(|first| *first != "deploy").map_or(&[][..], |name| facts(name));
        let is_named = |names: &[String]| {
            let own = || names.last().is_some_and(|name| is_named(reads, name));
            // Of the user's own words nobody can say whether a rule means them.
            let is_key = names.last().is_some_and(String::is_empty);
            !is_key && is_touched(names) && (own() || facts(names).iter().any(|fact| reads.names(fact)))
        };
        let is_doubted = |names: &[String]| {
            let own = || names.last().is_some_and(|name| is_doubted(reads, name));
            let by_facts = || !is_tag(names) && facts(names).iter().any(|fact| reads.doubts(fact));
            is_named(names) && (own() || by_facts())
        };
        let of = |is: &dyn Fn(&[String]) -> bool| -> Vec<&Lack> {
            self.lacks.iter().filter(|(names, _)| is(names)).map(|(_, lack)| lack).collect()
        };
        // Of a word that a rule writes in quotes, what it reads begins it: `"gelf-address"`.
        let is_key_doubted = |names: &[String]| {
            let word = names.last().and_then(|name| name.split(|c: char| !is_word(c)).find(|word| !word.is_empty()));
            word.is_some_and(|word| reads.doubts(word)) && is_touched(names)
        };
        let is_asked = |lack: &&Lack| lack.kinds.iter().any(|kind| kind == "services" || reads.names(kind));
        let keyed = self.keyed.iter().filter(|(names, _)| is_key_doubted(names)).map(|(_, lack)| lack);
        let doubted: Vec<&Lack> = of(&is_doubted).into_iter().chain(keyed).filter(is_asked).collect();
        let elsewhere = reads.doubts(USERS) && doubted.iter().any(|lack| lack.kinds.contains("services"));
        let refers = |names: &[String]| REFERRING.iter().any(|way| way.iter().eq(names)) && is_doubted(names);
        let others = reads.doubts("services") && !of(&refers).is_empty();
        // What only a deployment says is not written here: nothing that must not be written is.
        if rule.category == WRITTEN {
            return Touching { elsewhere, others, ..Touching::default() };
        }
        Touching {
            lacks: of(&is_touched),
            named: of(&is_named),
            doubted,
            elsewhere,
            others,
            of_variables: self.of_variables && reads.names("variables"),
        }
    }
}

impl Touching<'_> {
    /// Whether what the rule says of a subject may hang on something unknown in it.
    pub(super) fn decides(&self, subject: &Address) -> bool {
        // Of a whole project, which variables are set is one of the things to know.
        *subject == Address::root() && self.of_variables || self.lacks.iter().any(|lack| lack.owners.contains(subject))
    }

    /// Whether what the rule finds at an address may hang on something unknown: that it lacks an attribute which nobody knows, or whose parts are not
    /// all here, or an entry of a list of which nobody knows one; a value of what is marked; or a value of the subject without which, or with another
    /// one, the rule would not speak.
    pub(super) fn clouds(&self, at: &Address, subject: &Address) -> bool {
        *at != Address::root() && self.lacks.iter().any(|lack| lack.whole.contains(at) || lack.lists.contains(at))
            || self.named.iter().any(|lack| lack.inside.contains(at))
            || self.elsewhere
            || self.others
            || self.doubted.iter().any(|lack| match lack.entries.get(subject) {
                // What one entry of a list is, another one does not tell.
                Some(entries) => entries.iter().any(|entry| !are_siblings(entry, at, subject)),
                None => lack.holders.contains(subject),
            })
    }
}

/// The fact of a resource which services use it.
const USERS: &str = "used_by";

/// By what a service means another one or its build, which a rule about those may ask it for.
const REFERRING: [&[&str]; 7] = [
    &["depends_on"],
    &["depends_on", "condition"],
    &["links"],
    &["volumes_from"],
    &["network_mode"],
    &["security_opt"],
    &["build", "secrets"],
];

/// The names on the way to the tag of an image.
const TAG: [&str; 2] = ["image", "tag"];

fn is_tag(names: &[String]) -> bool {
    names == TAG
}

/// Images of services of which a variable that nothing sets is the tag or a part of it, and nothing else: a tag of nothing, or one that begins or ends
/// with a separator, is none without it.
fn only_tag(project: &Project) -> BTreeSet<Address> {
    let mut variables: BTreeMap<&Address, usize> = BTreeMap::new();
    project.unknown.iter().for_each(|unknown| *variables.entry(&unknown.value).or_default() += 1);
    let has_part = |tag: &str| tag.is_empty() || tag.starts_with(['-', '.']) || tag.ends_with(['-', '.']);
    let images = project.services.values().filter_map(|service| {
        let (text, at) = (service.facts.image.as_ref()?.text.as_str(), service.at.child("image"));
        let (name, tag) = text.rsplit_once(':')?;
        let is_named = !name.is_empty() && !name.starts_with('/') && !name.contains("//") && !tag.contains('/');
        (is_named && has_part(tag) && variables.get(&at) == Some(&1)).then_some(at)
    });
    images.collect()
}

/// A value, or the entry of the list in its owner that it lies in.
fn entry(value: &Address, owner: &Address) -> Address {
    let mut entry = owner.clone();
    for segment in value.segments().skip(owner.as_str().matches('/').count()) {
        entry = entry.child(&segment);
        if is_number(&segment) {
            break;
        }
    }
    entry
}

/// Whether an address lies in another entry of the same list.
fn are_siblings(one: &Address, at: &Address, owner: &Address) -> bool {
    let other = entry(at, owner);
    let is_entry = |address: &Address| address.segments().last().is_some_and(|last| is_number(&last));
    is_entry(one) && is_entry(&other) && *one != other && one.parent() == other.parent()
}

fn is_number(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit())
}

/// The names on the way from an owner to a value in it, without numbers and without the user's own words.
fn names(value: &Address, owner: &Address) -> Vec<String> {
    let below = owner.as_str().matches('/').count();
    let mut names: Vec<String> = Vec::new();
    for (depth, segment) in value.segments().skip(below).enumerate() {
        match names.last().map(String::as_str) {
            Some(last) if OF_KEYS.contains(&last) => {
                names.push(String::new());
                return names;
            }
            Some(last) if depth == 1 && OF_NAMES.contains(&last) => {}
            _ if is_number(&segment) => {}
            _ => names.push(segment),
        }
    }
    names
}

/// The user's own word that a value stands under, of mappings in which rules name some. Variables of the environment and build arguments are the
/// user's business.
fn own_word(value: &Address, owner: &Address) -> Option<String> {
    let way: Vec<String> = value.segments().skip(owner.as_str().matches('/').count()).collect();
    let at = way.iter().position(|name| OF_KEYS.contains(&name.as_str()))?;
    let is_named = !["environment", "args"].contains(&way[at].as_str());
    way.get(at + 1).filter(|_| is_named).cloned()
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
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
pub(super) const WRITTEN: &str = "secrets";

fn is_named(reads: &Reads, attribute: &str) -> bool {
    reads.names(attribute) || facts(attribute).iter().any(|fact| reads.names(fact))
}

fn is_doubted(reads: &Reads, attribute: &str) -> bool {
    reads.doubts(attribute) || facts(attribute).iter().any(|fact| reads.doubts(fact))
}

/// What an attribute is called in the facts of a service.
fn facts(attribute: &str) -> &'static [&'static str] {
    FACTS.iter().find(|(name, _)| *name == attribute).map_or(&[], |(_, facts)| facts)
}
