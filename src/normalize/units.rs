//! Step 3 of 5, first half: candidates → units, each of which becomes one project. Pure.
//!
//! A directory's standard file with its override is one unit; a variant that can stand alone (`compose.prod.yaml` with all it needs) is one of its own;
//! a variant that cannot is joined to the base of its directory, or of the one above; a file that another includes or extends is judged there.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::document::yaml::{self, Node, NodeId, YamlFile};
use crate::files::Kind;
use crate::files::{Files, join};
use crate::load;
use crate::source::Sources;

/// The names that docker compose looks for, in its order.
pub const BASE_NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// The names of override files that are taken without being asked for, in order.
pub const OVERRIDE_NAMES: [&str; 4] =
    ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];

/// The top-level keys that make a YAML file a Compose file.
const TOP_LEVEL: [&str; 7] = ["services", "include", "networks", "volumes", "secrets", "configs", "models"];

/// What is loaded together as one Compose project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    /// Root-relative directory.
    pub directory: String,
    /// The files in order; empty where the directory's standard files are meant.
    pub files: Vec<String>,
}

/// What the candidates are judged as.
#[derive(Debug, Default)]
pub struct Units {
    /// Compose projects, sorted.
    pub compose: Vec<Unit>,
    /// Files with a Compose file's name that are none, or are judged elsewhere, with the reason.
    pub excluded: Vec<(String, String)>,
}

/// What a look at one Compose file tells.
#[derive(Debug, Default)]
struct Survey {
    /// It has a top-level key of a Compose file, or could not be read (which loading will tell).
    compose: bool,
    /// Every service says what to run and everything it names is there.
    alone: bool,
    /// Files that it includes.
    includes: Vec<String>,
    /// Files whose services it extends.
    extends: Vec<String>,
}

/// Groups candidates (path → kind) into units.
pub fn units(candidates: &BTreeMap<String, Kind>, files: &dyn Files, sources: &Sources) -> Units {
    let composes: Vec<&String> =
        candidates.iter().filter(|(_, kind)| **kind == Kind::Compose).map(|(p, _)| p).collect();
    let surveys: BTreeMap<&str, Survey> =
        composes.par_iter().map(|path| (path.as_str(), survey(path, files, sources))).collect();
    let included: BTreeSet<&str> = surveys.values().flat_map(|s| s.includes.iter().map(String::as_str)).collect();
    let extended: BTreeSet<&str> = surveys
        .iter()
        .flat_map(|(path, s)| s.extends.iter().map(String::as_str).filter(move |other| other != path))
        .collect();
    let mut units = Units::default();
    let mut directories: BTreeSet<&str> = BTreeSet::new();
    for (path, survey) in &surveys {
        let (directory, name) = split(path);
        if included.contains(path) {
            units.excluded.push(((*path).to_owned(), "included by another file, judged there".to_owned()));
        } else if standard(directory, name, &surveys) {
            directories.insert(directory);
        } else if !survey.compose {
            units.excluded.push(((*path).to_owned(), "has no top-level key of a Compose file".to_owned()));
        } else if extended.contains(path) && !survey.alone {
            units.excluded.push(((*path).to_owned(), "extended by another file, judged there".to_owned()));
        } else {
            let base = if survey.alone { None } else { base_of(directory, &surveys) };
            let home = base.as_deref().map_or(directory, |base| split(base).0).to_owned();
            let files = base.into_iter().chain([(*path).to_owned()]).collect();
            units.compose.push(Unit { directory: home, files });
        }
    }
    let bases = directories.into_iter().map(|d| Unit { directory: d.to_owned(), files: Vec::new() });
    units.compose.extend(bases);
    units.compose.sort();
    units
}

/// Whether docker compose would take this file in its directory without being asked: the first base name there is, or an override beside a base.
fn standard(directory: &str, name: &str, surveys: &BTreeMap<&str, Survey>) -> bool {
    let first = |names: &[&str]| {
        names.iter().find(|n| surveys.contains_key(join(directory, n).as_str())).map(|n| (*n).to_owned())
    };
    let base = first(&BASE_NAMES);
    base.as_deref() == Some(name) || (base.is_some() && first(&OVERRIDE_NAMES).as_deref() == Some(name))
}

/// The base that an overlay belongs to.
fn base_of(directory: &str, surveys: &BTreeMap<&str, Survey>) -> Option<String> {
    let here = |directory: &str| {
        BASE_NAMES.iter().map(|name| join(directory, name)).find(|path| surveys.contains_key(path.as_str()))
    };
    here(directory).or_else(|| (directory != ".").then(|| here(split(directory).0)).flatten())
}

/// Directory (`.` for the root) and file name of a path.
pub fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or((".", path))
}

fn survey(path: &str, files: &dyn Files, sources: &Sources) -> Survey {
    // What cannot be read or parsed is reported when it is loaded.
    let unreadable = Survey { compose: true, alone: true, ..Survey::default() };
    let Ok(file) = files.read(path, sources) else { return unreadable };
    let (document, problems) = load::yaml::parse(file, sources);
    let roots: Vec<NodeId> = document.documents.iter().flatten().copied().collect();
    if roots.is_empty() || !problems.is_empty() {
        return unreadable;
    }
    let look = Look { yaml: &document };
    let directory = split(path).0;
    let mut survey = Survey { alone: true, ..Survey::default() };
    for root in roots {
        survey.compose |= TOP_LEVEL.iter().any(|key| look.get(root, key).is_some());
        survey.includes.extend(look.includes(root).into_iter().map(|p| join(directory, &p)));
        survey.extends.extend(look.extends(root).into_iter().map(|p| join(directory, &p)));
        survey.alone &= look.stands_alone(root);
    }
    survey
}

/// Reads just enough of a YAML tree.
struct Look<'a> {
    yaml: &'a YamlFile,
}

impl<'a> Look<'a> {
    fn node(&self, id: NodeId) -> &'a Node {
        match &self.yaml.node(id).kind {
            yaml::Kind::Alias { target: Some(target), .. } => self.yaml.node(*target),
            _ => self.yaml.node(id),
        }
    }

    fn text(&self, id: NodeId) -> Option<&'a str> {
        match &self.node(id).kind {
            yaml::Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    fn entries(&self, id: NodeId) -> &'a [(NodeId, NodeId)] {
        match &self.node(id).kind {
            yaml::Kind::Mapping { entries, .. } => entries,
            _ => &[],
        }
    }

    fn items(&self, id: NodeId) -> &'a [NodeId] {
        match &self.node(id).kind {
            yaml::Kind::Sequence { items, .. } => items,
            _ => &[],
        }
    }

    /// The value of a key; of a merged mapping too.
    fn get(&self, map: NodeId, key: &str) -> Option<NodeId> {
        self.lookup(map, key, 8)
    }

    fn lookup(&self, map: NodeId, key: &str, depth: usize) -> Option<NodeId> {
        let depth = depth.checked_sub(1)?;
        let entries = self.entries(map);
        let own = entries.iter().find(|(k, _)| self.text(*k) == Some(key)).map(|(_, value)| *value);
        own.or_else(|| {
            let merged = entries.iter().find(|(k, _)| self.yaml.node(*k).is_merge_key()).map(|(_, value)| *value)?;
            let list = self.items(merged);
            let sources = if list.is_empty() { std::slice::from_ref(&merged) } else { list };
            sources.iter().find_map(|source| self.lookup(*source, key, depth))
        })
    }

    fn includes(&self, root: NodeId) -> Vec<String> {
        let Some(list) = self.get(root, "include") else { return Vec::new() };
        let mut paths = Vec::new();
        for item in self.items(list) {
            match self.text(*item) {
                Some(path) => paths.push(path.to_owned()),
                None => paths.extend(self.get(*item, "path").into_iter().flat_map(|p| self.texts(p))),
            }
        }
        paths
    }

    fn texts(&self, id: NodeId) -> Vec<String> {
        match self.text(id) {
            Some(text) => vec![text.to_owned()],
            None => self.items(id).iter().filter_map(|item| self.text(*item).map(str::to_owned)).collect(),
        }
    }

    fn services(&self, root: NodeId) -> &'a [(NodeId, NodeId)] {
        self.get(root, "services").map(|services| self.entries(services)).unwrap_or_default()
    }

    fn extends(&self, root: NodeId) -> Vec<String> {
        let files = self.services(root).iter().filter_map(|(_, service)| {
            let extends = self.get(*service, "extends")?;
            self.text(self.get(extends, "file")?).map(str::to_owned)
        });
        files.collect()
    }

    /// Every service says what to run, and names no network, volume, service, secret or config that the file lacks.
    fn stands_alone(&self, root: NodeId) -> bool {
        let services = self.services(root);
        let includes = self.get(root, "include").is_some();
        let has = |kind: &str, name: &str| self.get(root, kind).is_some_and(|map| self.get(map, name).is_some());
        let runs = |service: NodeId| {
            ["image", "build", "extends", "provider"].iter().any(|key| self.get(service, key).is_some())
        };
        let declared = |service: NodeId| {
            let pairs =
                [("networks", "networks"), ("secrets", "secrets"), ("configs", "configs"), ("depends_on", "services")];
            pairs.iter().all(|(attribute, kind)| {
                let names = self.get(service, attribute).map(|value| self.names(value)).unwrap_or_default();
                names.iter().all(|name| (*kind == "networks" && name == "default") || has(kind, name))
            })
        };
        let whole = services.iter().all(|(_, service)| runs(*service) && declared(*service));
        (whole && !services.is_empty()) || includes
    }

    /// The names in a list (`- name`, `- source: name`) or the keys of a mapping.
    fn names(&self, id: NodeId) -> Vec<String> {
        let from_map = self.entries(id).iter().filter_map(|(key, _)| self.text(*key).map(str::to_owned));
        let from_list = self.items(id).iter().filter_map(|item| {
            let text = self.text(*item).or_else(|| self.get(*item, "source").and_then(|s| self.text(s)));
            text.map(str::to_owned)
        });
        from_map.chain(from_list).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::MemoryFiles;

    fn group(files: &[(&str, &str)]) -> Units {
        let files: Vec<(String, String)> = files.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
        let candidates = files.iter().map(|(path, _)| (path.clone(), Kind::Compose)).collect();
        units(&candidates, &MemoryFiles::new(files), &Sources::default())
    }

    fn shown(units: &Units) -> Vec<String> {
        units.compose.iter().map(|u| format!("{}: {}", u.directory, u.files.join(" "))).collect()
    }

    const WHOLE: &str = "services: {a: {image: x}}";

    #[test]
    fn a_base_and_its_override_are_one() {
        let found = group(&[("a/compose.yaml", WHOLE), ("a/compose.override.yaml", "services: {a: {tty: true}}")]);
        assert_eq!(shown(&found), ["a: "]);
    }

    #[test]
    fn an_overlay_joins_its_base_and_a_full_variant_stands_alone() {
        let found = group(&[
            ("compose.yaml", WHOLE),
            ("compose.dev.yaml", "services: {a: {tty: true}}"),
            ("compose.prod.yaml", WHOLE),
            ("overrides/compose.db.yaml", "services: {a: {image: x, networks: [db]}}"),
        ]);
        let expected = [
            ".: ",
            ".: compose.prod.yaml",
            ".: compose.yaml compose.dev.yaml",
            ".: compose.yaml overrides/compose.db.yaml",
        ];
        assert_eq!(shown(&found), expected);
    }

    #[test]
    fn parts_are_judged_where_they_are_used() {
        let found = group(&[
            (
                "compose.yaml",
                "include: [db/compose.yaml]\nservices: {a: {extends: {file: docker-compose-common.yml, service: c}}}",
            ),
            ("db/compose.yaml", WHOLE),
            ("docker-compose-common.yml", "services: {c: {tty: true}}"),
            ("docker-compose-ci.yml", "on: push\njobs: {}"),
        ]);
        assert_eq!(shown(&found), [".: "]);
        assert_eq!(found.excluded.len(), 3);
    }
}
