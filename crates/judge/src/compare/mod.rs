//! Two environments held side by side, fact by fact: the one place that says what differs, and what makes an environment weaker. Rules for environments
//! get it as `comparisons`, and beside it what all have in common and which protections hold where. Pure.
//!
//! Only what both sides know is compared: that a value is unknown in one of them is no difference.

mod alone;
mod base;
mod posture;
mod rest;
mod service;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_model::{
    Address, Comparison, Difference, Effect, Fact, Group, NotCompared, Project, Role, Service, Unknown,
};

pub use self::base::base;
pub use self::posture::posture;
pub use self::tree::NOT_KNOWN;

/// One side of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What the environment is called.
    pub name: &'a str,
    /// What it is for.
    pub role: Role,
    /// What runs there.
    pub project: &'a Project,
}

impl Side<'_> {
    /// An address of the project as it reads among several environments.
    fn at(&self, inside: &Address) -> Address {
        Address::parse(&format!("{}{inside}", Address::of_project_in(self.name))).unwrap_or_default()
    }
}

/// Which of some environments are held against each other, as numbers: each for production against one for staging, where there is none against one for
/// tests or development. Of several the one counts whose name has most in common (`staging-eu` for `prod-eu`), then the first.
pub fn pairs(sides: &[Side<'_>]) -> Vec<(usize, usize)> {
    let of = |wanted: Role| sides.iter().enumerate().filter(move |(_, side)| side.role == wanted).map(|(i, _)| i);
    let below = [Role::Staging, Role::Test, Role::Development].into_iter().map(|role| of(role).collect::<Vec<_>>());
    let Some(below) = below.into_iter().find(|below| !below.is_empty()) else { return Vec::new() };
    let mut by_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for index in &below {
        words(sides[*index].name).for_each(|word| by_word.entry(word).or_default().push(*index));
    }
    let reference = |to: usize| {
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        let shared = words(sides[to].name).filter_map(|word| by_word.get(word)).flatten();
        shared.for_each(|index| *common.entry(*index).or_default() += 1);
        let most = common.into_iter().max_by_key(|(index, count)| (*count, std::cmp::Reverse(*index)));
        most.map_or(below[0], |(index, _)| index)
    };
    of(Role::Production).map(|to| (reference(to), to)).collect()
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// What differs in `to` from `from`, in order of services and facts: what rules weigh.
pub fn compared(from: Side<'_>, to: Side<'_>) -> Comparison {
    held(from, to, None)
}

/// Whether an address of one side and one of the other stand at the same place of a text, and all that is put in there comes from the same places.
pub type SamePlace<'a> = dyn Fn(&Address, &Address) -> bool + 'a;

/// The same with everything else that is written of a service, and with each single value that cannot be compared.
pub fn wholly(from: Side<'_>, to: Side<'_>, same_place: &SamePlace<'_>) -> Comparison {
    held(from, to, Some(same_place))
}

fn held(from: Side<'_>, to: Side<'_>, wholly: Option<&SamePlace<'_>>) -> Comparison {
    let (mut differences, mut unknown) = (Vec::new(), BTreeSet::new());
    let active = |side: Side<'_>, name: &String| -> bool { side.project.services[name].active };
    let names: BTreeSet<&String> = from.project.services.keys().chain(to.project.services.keys()).collect();
    let (ground_from, ground_to) = (Ground::of(from.project), Ground::of(to.project));
    for name in names {
        let sides = (from.project.services.get(name), to.project.services.get(name));
        match sides {
            // What a part of a service lacks may stand in the file that it is laid over.
            (Some(one), Some(other))
                if one.active && other.active && wholly.is_none() && (one.facts.part || other.facts.part) =>
            {
                let all = Group::COMPARED.into_iter();
                unknown.extend(all.map(|group| NotCompared { service: name.clone(), group, key: None }));
            }
            (Some(one), Some(other)) if one.active && other.active => {
                let grounds = (&ground_from, &ground_to);
                let mut pair = Pair { from, to, one, other, grounds, found: Vec::new(), unknown: BTreeSet::new() };
                service::compare(&mut pair);
                if let Some(same_place) = wholly {
                    rest::compare(&mut pair, same_place);
                }
                differences.append(&mut pair.found);
                let left = pair.unknown.into_iter();
                unknown.extend(left.map(|(group, key)| NotCompared { service: name.clone(), group, key }));
            }
            (one, other) => {
                let (is_in_one, is_in_other) =
                    (one.is_some() && active(from, name), other.is_some() && active(to, name));
                // What could not be read may bring it.
                if (!is_in_one && ground_from.is_open_whole) || (!is_in_other && ground_to.is_open_whole) {
                    if is_in_one != is_in_other {
                        unknown.insert(NotCompared { service: name.clone(), group: Group::Services, key: None });
                    }
                } else if is_in_one != is_in_other {
                    let at = |side: Side<'_>, service: Option<&Service>| {
                        service.map_or_else(|| Address::of_environment(side.name), |service| side.at(&service.at))
                    };
                    differences.push(Difference {
                        service: name.clone(),
                        group: Group::Services,
                        fact: Fact::Service,
                        key: None,
                        from: is_in_one.then(|| name.clone()),
                        to: is_in_other.then(|| name.clone()),
                        subject: at(to, other),
                        from_at: at(from, one),
                        to_at: at(to, other),
                        effect: Effect::Other,
                    });
                    let alone = if is_in_other {
                        other.zip(Some((true, &ground_to)))
                    } else {
                        one.zip(Some((false, &ground_from)))
                    };
                    if let (Some((service, (is_new, ground))), true) = (alone, wholly.is_some()) {
                        let (mut found, open) = alone::compare((from, to), (service, is_new), ground);
                        differences.append(&mut found);
                        unknown.extend(open);
                    }
                }
            }
        }
    }
    differences.sort_by(|a, b| (&a.service, a.group, a.fact, &a.key).cmp(&(&b.service, b.group, b.fact, &b.key)));
    Comparison {
        from: from.name.to_owned(),
        from_role: from.role,
        to: to.name.to_owned(),
        to_role: to.role,
        differences,
        unknown: unknown.into_iter().collect(),
    }
}

/// What a comparison needs of a project, looked up once.
#[derive(Debug)]
struct Ground {
    /// What nobody knows of its services: attributes by service; `None` where all of it is unknown.
    lacks: BTreeMap<Address, BTreeSet<Option<String>>>,
    /// Values that nobody knows, by service.
    open: BTreeMap<Address, Vec<Address>>,
    /// Something that was not read may have more services.
    is_open_whole: bool,
    /// Where the last of its files names each service.
    written: BTreeMap<String, Address>,
}

impl Ground {
    fn of(project: &Project) -> Self {
        let mut lacks: BTreeMap<Address, BTreeSet<Option<String>>> = BTreeMap::new();
        let mut open: BTreeMap<Address, Vec<Address>> = BTreeMap::new();
        for Unknown { value, .. } in &project.unknown {
            let owner = value.owner();
            open.entry(owner.clone()).or_default().push(value.clone());
            let below = owner.segments().count();
            // That the value of a variable is unknown says nothing of the others.
            if value.segments().nth(below).as_deref() == Some("environment") && value.segments().count() > below + 1 {
                continue;
            }
            lacks.entry(owner).or_default().insert(value.segments().nth(below));
        }
        let own = project.files.iter();
        let files = own.filter_map(|path| project.compose_files.iter().find(|file| file.path == *path));
        let services = files.flat_map(|file| &file.services);
        let is_open_whole = project.unknown.iter().any(|one| one.value == Address::root().child("services"));
        Self {
            lacks,
            open,
            is_open_whole,
            written: services.map(|service| (service.key.clone(), service.at.clone())).collect(),
        }
    }

    /// Whether nobody knows what stands there, or a part of it.
    fn is_open(&self, at: &Address) -> bool {
        let open = self.open.get(&at.owner()).into_iter().flatten();
        open.into_iter().any(|open| open.contains(at) || at.contains(open))
    }

    fn lacks(&self, service: &Address, attribute: &str) -> bool {
        let lacks = self.lacks.get(service);
        lacks.is_some_and(|lacks| lacks.iter().any(|lack| lack.as_deref().is_none_or(|lack| lack == attribute)))
    }
}

/// A service as it is in both.
struct Pair<'a> {
    from: Side<'a>,
    to: Side<'a>,
    one: &'a Service,
    other: &'a Service,
    grounds: (&'a Ground, &'a Ground),
    found: Vec<Difference>,
    /// What could not be compared: facts of a group, or one by its key.
    unknown: BTreeSet<(Group, Option<String>)>,
}

/// A value with the place where it stands; the service, where nothing says it.
type Placed = (Option<String>, Option<Address>);

impl Pair<'_> {
    /// Whether both know an attribute, of which facts of a group are made.
    fn know(&mut self, group: Group, attribute: &str) -> bool {
        let knows = !self.grounds.0.lacks(&self.one.at, attribute) && !self.grounds.1.lacks(&self.other.at, attribute);
        if !knows {
            self.doubt(group);
        }
        knows
    }

    /// Whether nothing says that an attribute has more, or other, than both write there.
    fn knows_whole(&self, attribute: &str) -> bool {
        let is_lacking = |ground: &Ground, service: &Service| {
            let at = service.at.child(attribute);
            ground.open.get(&service.at).into_iter().flatten().any(|open| open.contains(&at))
        };
        !is_lacking(self.grounds.0, self.one) && !is_lacking(self.grounds.1, self.other)
    }

    /// That facts of a group cannot be compared, or not all of them.
    fn doubt(&mut self, group: Group) {
        self.unknown.insert((group, None));
    }

    /// That one fact cannot be compared.
    fn doubt_one(&mut self, group: Group, key: String) {
        self.unknown.insert((group, Some(key).filter(|key| !key.is_empty())));
    }

    fn differs(&mut self, (group, fact, key): (Group, Fact, Option<String>), from: Placed, to: Placed, effect: Effect) {
        let at = |side: Side<'_>, ground: &Ground, service: &Service, at: Option<Address>| {
            let named = || ground.written.get(&service.key).unwrap_or(&service.at).clone();
            side.at(&at.unwrap_or_else(named))
        };
        let difference = Difference {
            service: self.one.key.clone(),
            group,
            fact,
            key,
            from: from.0,
            to: to.0,
            subject: self.to.at(&self.other.at),
            from_at: at(self.from, self.grounds.0, self.one, from.1),
            to_at: at(self.to, self.grounds.1, self.other, to.1),
            effect,
        };
        self.found.push(difference);
    }
}
