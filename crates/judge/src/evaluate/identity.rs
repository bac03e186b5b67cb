//! The stable identity of a finding: rule and meaning of the address, without line, path of the project, or value. `triage` adds the path.
//!
//! It survives moved lines, re-indentation, reordered keys and list items, another line end, and the project moving to another directory.
//! List items are named by what they are (a port's target, an instruction's text), not by their number.

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use plimsoll_model::{Address, Project, ProjectKind};
use plimsoll_policy::RuleId;
use plimsoll_source::files::{self, BASE_NAMES, OVERRIDE_NAMES};

use crate::finding::Home;

/// Names what stands at the addresses of one project.
pub(super) struct Identities<'a> {
    project: &'a Project,
    /// Its serialized form, without secret values in it.
    model: &'a Value,
    /// For each item of the lists that were looked into, how many before it have its name. A list is known by where it lies in the model.
    before: RefCell<HashMap<*const Value, Vec<u32>>>,
}

impl<'a> Identities<'a> {
    pub(super) fn of(project: &'a Project, model: &'a Value) -> Self {
        Self { project, model, before: RefCell::default() }
    }

    /// A hash of the identity, 32 hexadecimal digits.
    pub(super) fn fingerprint(&self, rule: &RuleId, at: &Address) -> String {
        let mut hash = Sha256::new();
        hash.update(b"plimsoll/v1\0");
        hash.update(rule.as_str());
        for part in self.identity(at) {
            hash.update(b"\0");
            hash.update(part);
        }
        let environment = self.project.environment.as_deref().unwrap_or_default();
        hash.update(format!("\0\0{environment}"));
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Why a finding stands where it does, whomever it concerns: the address below its [`Address::owner`], each segment named by what it is. Services
    /// that take a value from one anchor have the same cause.
    pub(super) fn cause(&self, at: &Address) -> String {
        let owner = holder(self.model, at).unwrap_or_else(|| at.clone()).owner();
        // The first part says what the project is.
        self.identity(at).into_iter().skip(1 + owner.segments().count()).collect::<Vec<_>>().join("/")
    }

    /// The segments of an address, each named by what it is.
    fn identity(&self, at: &Address) -> Vec<String> {
        let project = self.project;
        // An env file is the same whether it is judged by itself or with the project beside it.
        let mut parts = vec![match project.kind {
            ProjectKind::Compose | ProjectKind::Env => String::new(),
            ProjectKind::Dockerfile => base_name(&project.name).to_owned(),
        }];
        let at = holder(self.model, at).unwrap_or_else(|| at.clone());
        let mut value = Some(self.model);
        for segment in at.segments() {
            let (part, below) = match value {
                Some(Value::Array(list)) => {
                    let index = segment.parse::<usize>().ok().filter(|i| *i < list.len());
                    (index.map_or_else(|| segment.clone(), |i| self.item(list, i)), index.and_then(|i| list.get(i)))
                }
                Some(Value::Object(map)) if parts.len() == 2 && parts[1] == "builds" => {
                    (seen_from(project, &segment), map.get(&segment))
                }
                Some(Value::Object(map)) => (inside(project, &segment).to_owned(), map.get(&segment)),
                _ => (segment.clone(), None),
            };
            parts.push(part);
            value = below;
        }
        parts
    }

    /// The name of a list item, with a number where several have the same.
    fn item(&self, list: &[Value], index: usize) -> String {
        let name = name_of(self.project, &list[index]);
        let mut known = self.before.borrow_mut();
        let before = known.entry(list.as_ptr()).or_insert_with(|| {
            let mut seen: HashMap<String, u32> = HashMap::new();
            let number = |item: &Value| {
                let count = seen.entry(name_of(self.project, item)).or_default();
                *count += 1;
                *count - 1
            };
            list.iter().map(number).collect()
        });
        match before[index] {
            0 => name,
            before => format!("{name}#{before}"),
        }
    }
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
fn holder(model: &Value, at: &Address) -> Option<Address> {
    let mut segments = at.segments();
    let (first, index) = (segments.next()?, segments.next()?);
    if first != "secret_candidates" {
        return None;
    }
    let held = model.get("secret_candidates")?.get(index.parse::<usize>().ok()?)?.get("holder")?;
    Address::parse(held.as_str()?)
}

fn name_of(project: &Project, value: &Value) -> String {
    let Value::Object(map) = value else {
        return value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    };
    let field = |key: &str| map.get(key).and_then(Value::as_str);
    if let (Some(keyword), Some(text)) = (field("keyword"), field("text")) {
        return format!("{keyword} {}", text.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    if let Some(words) = map.get("words").and_then(Value::as_array) {
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        return format!("{} {}", field("name").unwrap_or_default(), words.join(" "));
    }
    let path = field("path").map(|path| inside(project, path).to_owned());
    path.or_else(|| target(map))
        .or_else(|| {
            ["key", "name", "pattern", "text", "source", "subnet"].into_iter().find_map(field).map(str::to_owned)
        })
        .unwrap_or_default()
}

/// Ports and mounts are known by where they lead.
fn target(map: &Map<String, Value>) -> Option<String> {
    let target = map.get("target").filter(|t| !t.is_null())?;
    let published = map.get("published").filter(|p| !p.is_null());
    Some(published.map_or_else(|| target.to_string(), |published| format!("{published}:{target}")))
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
