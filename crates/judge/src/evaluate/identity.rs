//! The stable identity of a finding: rule and meaning of the address, without line, path of the project, or value. `triage` adds the path.
//!
//! It survives moved lines, re-indentation, reordered keys and list items, another line end, and the project moving to another directory.
//! List items are named by what they are (a port's target, an instruction's text), not by their number.

use std::cell::RefCell;
use std::collections::HashMap;

use sha2::{Digest, Sha256};

use plimsoll_model::{Address, Project, ProjectKind};
use plimsoll_policy::{RuleId, Seen};
use plimsoll_source::files::{self, BASE_NAMES, OVERRIDE_NAMES};

use crate::finding::Home;

/// Names what stands at the addresses of one project.
pub(super) struct Identities<'a> {
    project: &'a Project,
    /// For each item of the lists that were looked into, how many before it have its name. A list is known by its address.
    before: RefCell<HashMap<String, Vec<u32>>>,
}

impl<'a> Identities<'a> {
    pub(super) fn of(project: &'a Project) -> Self {
        Self { project, before: RefCell::default() }
    }

    /// Why a finding stands where it does, and a hash of its identity. `model` is what the project is serialized to, without secret values in it;
    /// nothing where it could not be looked at.
    pub(super) fn of_finding(&self, rule: &RuleId, model: Option<Seen<'_>>, at: &Address) -> (String, String) {
        let at = holder(model, at).unwrap_or_else(|| at.clone());
        let parts = self.identity(model, &at);
        (cause(&at, &parts), self.fingerprint(rule, &parts))
    }

    /// A hash of an identity, 32 hexadecimal digits.
    fn fingerprint(&self, rule: &RuleId, parts: &[String]) -> String {
        let mut hash = Sha256::new();
        hash.update(b"plimsoll/v1\0");
        hash.update(rule.as_str());
        for part in parts {
            hash.update(b"\0");
            hash.update(part);
        }
        let environment = self.project.environment.as_deref().unwrap_or_default();
        hash.update(format!("\0\0{environment}"));
        hexadecimal(hash.finalize().iter().take(16))
    }

    /// The segments of an address, each named by what it is.
    fn identity(&self, model: Option<Seen<'_>>, at: &Address) -> Vec<String> {
        let project = self.project;
        // An env file is the same whether it is judged by itself or with the project beside it.
        let mut parts = vec![match project.kind {
            ProjectKind::Compose | ProjectKind::Env => String::new(),
            ProjectKind::Dockerfile => base_name(&project.name).to_owned(),
        }];
        let ends = at.as_str().match_indices('/').map(|(end, _)| &at.as_str()[..end]);
        let mut value = model;
        for (segment, above) in at.segments().zip(ends) {
            let (part, below) = match value {
                Some(list) if list.is_array() => {
                    let item = segment.parse::<usize>().ok().and_then(|i| Some((i, list.nth(i)?)));
                    let part = item.map_or_else(|| segment.clone(), |(i, item)| self.item(above, list, i, item));
                    (part, item.map(|(_, item)| item))
                }
                Some(map) if map.is_object() && parts.len() == 2 && parts[1] == "builds" => {
                    (seen_from(project, &segment), map.get(&segment))
                }
                Some(map) if map.is_object() => (inside(project, &segment).to_owned(), map.get(&segment)),
                _ => (segment.clone(), None),
            };
            parts.push(part);
            value = below;
        }
        parts
    }

    /// The name of an item of the list at an address, with a number where several have the same.
    fn item(&self, at: &str, list: Seen<'_>, index: usize, item: Seen<'_>) -> String {
        let name = name_of(self.project, item);
        let mut known = self.before.borrow_mut();
        if !known.contains_key(at) {
            let mut seen: HashMap<String, u32> = HashMap::new();
            let number = |item: Seen<'_>| {
                let count = seen.entry(name_of(self.project, item)).or_default();
                *count += 1;
                *count - 1
            };
            known.insert(at.to_owned(), list.elements().map(number).collect());
        }
        match known[at][index] {
            0 => name,
            before => format!("{name}#{before}"),
        }
    }
}

/// Why a finding stands where it does, whomever it concerns: the address below its [`Address::owner`], each segment named by what it is. Services
/// that take a value from one anchor have the same cause.
fn cause(at: &Address, parts: &[String]) -> String {
    // The first part says what the project is.
    let above = 1 + at.owner().segments().count();
    parts.get(above..).map(|parts| parts.join("/")).unwrap_or_default()
}

/// Bytes as they are written: there may be very many findings.
pub(super) fn hexadecimal<'b>(bytes: impl Iterator<Item = &'b u8>) -> String {
    bytes.flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// Which files are a project's own.
pub(super) fn home(project: &Project) -> Home {
    let is_beside = |path: &String, names: &[&str]| {
        names.contains(&base_name(path)) && files::join(&project.directory, base_name(path)) == *path
    };
    let Some((first, over)) = project.files.split_first() else { return Home::default() };
    let (taken, named): (Vec<&String>, Vec<&String>) = over.iter().partition(|path| is_beside(path, &OVERRIDE_NAMES));
    let is_base = is_beside(first, &BASE_NAMES);
    let is_plain = is_base && named.is_empty() && taken.len() <= 1;
    let parts = if is_base { named } else { over.iter().collect() };
    Home {
        name: std::iter::once(first).chain(parts).map(String::as_str).collect::<Vec<_>>().join(" + "),
        directory: is_plain.then(|| project.directory.clone()),
        last: over.last().unwrap_or(first).clone(),
    }
}

/// What a secret candidate was found in: its own number says nothing.
fn holder(model: Option<Seen<'_>>, at: &Address) -> Option<Address> {
    let mut segments = at.segments();
    let (first, index) = (segments.next()?, segments.next()?);
    if first != "secret_candidates" {
        return None;
    }
    let held = model?.get("secret_candidates")?.nth(index.parse::<usize>().ok()?)?.get("holder")?;
    let held = Address::parse(held.as_str()?)?;
    // Beside other environments it is written as it reads from above.
    Some(held.in_environment().map_or(held, |(_, inside)| inside))
}

fn name_of(project: &Project, value: Seen<'_>) -> String {
    if !value.is_object() {
        return value.as_str().map_or_else(|| json(value), str::to_owned);
    }
    let field = |key: &str| value.get(key).and_then(|field| field.as_str());
    if let (Some(keyword), Some(text)) = (field("keyword"), field("text")) {
        return format!("{keyword} {}", text.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    if let Some(words) = value.get("words").filter(Seen::is_array) {
        let words: Vec<&str> = words.elements().filter_map(|word| word.as_str()).collect();
        return format!("{} {}", field("name").unwrap_or_default(), words.join(" "));
    }
    let path = field("path").map(|path| inside(project, path).to_owned());
    path.or_else(|| target(value))
        .or_else(|| {
            ["key", "name", "pattern", "text", "source", "subnet"].into_iter().find_map(field).map(str::to_owned)
        })
        .unwrap_or_default()
}

/// Ports and mounts are known by where they lead.
fn target(value: Seen<'_>) -> Option<String> {
    let field = |key: &str| value.get(key).filter(|field| !field.is_null()).map(json);
    let target = field("target")?;
    Some(field("published").map_or_else(|| target.clone(), |published| format!("{published}:{target}")))
}

fn json(value: Seen<'_>) -> String {
    serde_json::to_string(&value).expect("internal: what a project is serialized to is JSON")
}

/// A path below the project directory without that directory: a project may move.
fn inside<'a>(project: &Project, path: &'a str) -> &'a str {
    let below = path.strip_prefix(project.directory.as_str()).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path);
    match project.kind {
        ProjectKind::Compose => below,
        _ if path == project.name || path.starts_with(&format!("{}#", project.name)) => base_name(below),
        _ => below,
    }
}

/// A build's key, which begins with a Dockerfile's path, as seen from the project directory: `../web/Dockerfile` where it lies outside.
fn seen_from(project: &Project, key: &str) -> String {
    let below = inside(project, key);
    if below != key || project.kind != ProjectKind::Compose || project.directory == "." {
        return below.to_owned();
    }
    relative(&project.directory, key)
}

/// A path as seen from a directory, both below the repository.
fn relative(directory: &str, path: &str) -> String {
    let directory: Vec<&str> = directory.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    let common = directory.iter().zip(&path).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", directory.len() - common);
    up.chain(path[common..].iter().copied()).collect::<Vec<_>>().join("/")
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn a_path_outside_of_the_project_is_the_same_wherever_both_lie() {
        for above in ["", "sub/", "sub/deep/"] {
            let table = [
                ("app", "worker/Dockerfile", "../worker/Dockerfile"),
                ("app", "worker/Dockerfile#final", "../worker/Dockerfile#final"),
                ("app/here", "app/there/Dockerfile", "../there/Dockerfile"),
                ("a/b/c", "a/Dockerfile", "../../Dockerfile"),
                ("app", "app2/Dockerfile", "../app2/Dockerfile"),
                ("app", "app/Dockerfile", "Dockerfile"),
            ];
            for (directory, path, expected) in table {
                let (directory, path) = (format!("{above}{directory}"), format!("{above}{path}"));
                assert_eq!(relative(&directory, &path), expected, "{path} from {directory}");
            }
        }
    }
}
