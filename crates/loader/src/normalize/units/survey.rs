//! What a look at one Compose file tells, without loading it: what it is, what it needs, and which paths it may reach.

use std::collections::{BTreeMap, BTreeSet};

use super::split;
use crate::document::yaml::{self, Node, NodeId, YamlFile};
use crate::load;
use crate::normalize::compose::is_remote_context;
use plimsoll_source::Sources;
use plimsoll_source::files::{EntryKind, Files, join, lies_in};
use plimsoll_source::guard;
use plimsoll_source::secret::is_stand_in;

/// The top-level keys that make a YAML file a Compose file.
const TOP_LEVEL: [&str; 7] = ["services", "include", "networks", "volumes", "secrets", "configs", "models"];

/// Attributes of services that name what a file declares, with what that is.
const NAMED: &[(&str, &str)] =
    &[("networks", "networks"), ("secrets", "secrets"), ("configs", "configs"), ("depends_on", "services")];

/// Mappings merged into each other that are followed.
const MERGED: usize = 8;

/// Something that a service needs to be declared: a kind (`runs`, `services`, `networks`, …) and a name.
pub(super) type Need = (&'static str, String);

/// What a look at one Compose file tells.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// It has a top-level key of a Compose file, or could not be read (which loading will tell).
    pub(super) compose: bool,
    /// Every service says what to run and everything it names is there.
    pub(super) alone: bool,
    /// What its services must say or name.
    pub(super) needs: BTreeSet<Need>,
    /// What it says and declares.
    pub(super) has: BTreeSet<Need>,
    /// Nothing stands in it.
    pub(super) empty: bool,
    /// It is a template that makes YAML, and none as it stands.
    pub(super) template: bool,
    /// The name of a service that says nothing to run is for whoever takes the file to put in.
    pub(super) stand_in: bool,
    /// Files that it includes.
    pub(super) includes: BTreeSet<String>,
    /// Its services, with the file and service that each extends, where that is another file's.
    pub(super) services: BTreeMap<String, Option<(String, String)>>,
    /// The Dockerfiles of this tree that its services build, as they read from the project's directory.
    pub(super) dockerfiles: BTreeSet<String>,
    /// The directories above it from which they are there, the nearest first, where none of them is from its own.
    pub(super) homes: Vec<String>,
    /// The env files of its services that are there from its own directory, as they read from the project's.
    pub(super) env_files: BTreeSet<String>,
    /// It names one of the paths that were asked for, or may.
    pub(super) touches: bool,
}

impl Survey {
    /// Whether one of its services says what to run.
    pub(super) fn runs(&self) -> bool {
        self.has.iter().any(|(kind, _)| *kind == "runs")
    }

    /// Whether one of its services is one of another file's, too.
    pub(super) fn means(&self, below: &Self) -> bool {
        self.services.keys().any(|name| below.services.contains_key(name))
    }

    /// Files that it includes, or whose services it extends.
    pub(super) fn others(&self) -> impl Iterator<Item = &str> {
        let extended = self.services.values().flatten().map(|(file, _)| file.as_str());
        self.includes.iter().map(String::as_str).chain(extended)
    }
}

/// Whether a Compose file has to be looked into at all to know that it has nothing to do with the paths asked for: it lies beside them, and no word
/// in it leads out of its directory or to another file.
pub(super) fn is_elsewhere(path: &str, named: &[String], files: &dyn Files) -> bool {
    let directory = split(path).0;
    if named.iter().any(|named| lies_in(named, directory) || lies_in(path, named)) {
        return false;
    }
    // Most are looked at and laid aside: they are no part of the run.
    let looked = Sources::default();
    let Ok(file) = files.read(path, &looked) else { return true };
    let text = &looked.get(file).text;
    // An alias or escape can hide a word, but not from a file that has none of the marks either.
    // What it builds may lie in a directory above.
    !["..", "include", "extends", "build", "\\"].iter().any(|word| text.contains(word))
        && !text.contains(&files.absolute("."))
}

/// Looks at a Compose file. `named` are the paths that were asked for, where it is not everything.
pub(super) fn survey(path: &str, named: Option<&[String]>, files: &dyn Files, sources: &Sources) -> Survey {
    // What cannot be read or parsed is reported when it is loaded.
    let directory = split(path).0;
    let unreadable = || Survey {
        compose: true,
        alone: true,
        touches: named.is_none_or(|named| named.iter().any(|named| lies_in(named, directory))),
        ..Survey::default()
    };
    // A bug meets the file again when it is loaded, and is told there.
    guard::guarded(|| readable(path, named, files, sources)).ok().flatten().unwrap_or_else(unreadable)
}

/// What a file that can be read and parsed says.
fn readable(path: &str, named: Option<&[String]>, files: &dyn Files, sources: &Sources) -> Option<Survey> {
    let directory = split(path).0;
    let file = files.read(path, sources).ok()?;
    let (document, problems, _) = load::yaml_templates::parse_open(file, sources);
    if !problems.is_empty() && load::yaml_templates::is_template(file, sources) {
        return Some(Survey { template: true, ..Survey::default() });
    }
    let roots: Vec<NodeId> = document.documents.iter().flatten().copied().collect();
    if !problems.is_empty() {
        return None;
    }
    let look = Look { yaml: &document };
    // A null is what a text of comments comes to.
    let empty =
        roots.iter().all(|root| matches!(&look.node(*root).kind, yaml::Kind::Scalar { text, .. } if text.is_empty()));
    let mut survey = Survey { alone: true, empty, ..Survey::default() };
    for root in roots {
        survey.compose |= TOP_LEVEL.iter().any(|key| look.get(root, key).is_some());
        survey.includes.extend(look.includes(root).into_iter().map(|p| join(directory, &p)));
        survey.services.extend(look.extends(root, directory));
        survey.alone &= look.has_services_or_includes(root);
        look.needs(root, &mut survey.needs);
        look.has(root, &mut survey.has);
        survey.dockerfiles.extend(look.dockerfiles(root));
        survey.env_files.extend(look.env_files(root));
    }
    survey.env_files.retain(|path| files.kind(&join(directory, path)) == Some(EntryKind::File));
    survey.homes = homes(directory, &survey.dockerfiles, files);
    let places = || survey.homes.iter().map(String::as_str).chain([directory]);
    survey.touches = named.is_none_or(|named| places().any(|place| look.touches(place, named, &files.absolute("."))));
    let lacking = survey.needs.difference(&survey.has);
    survey.stand_in = lacking.into_iter().any(|(kind, name)| *kind == "runs" && is_stand_in(name));
    // What it includes may bring anything.
    survey.alone &= !survey.includes.is_empty() || survey.needs.is_subset(&survey.has);
    Some(survey)
}

/// The directories above one from which some of these Dockerfiles are there, the nearest first, where none of them is from the directory itself.
pub(super) fn homes(directory: &str, dockerfiles: &BTreeSet<String>, files: &dyn Files) -> Vec<String> {
    let is_file = |path: &str| files.kind(path) == Some(EntryKind::File);
    let is_there = |path: String| {
        is_file(&path) || path.strip_suffix("Dockerfile").is_some_and(|start| is_file(&format!("{start}dockerfile")))
    };
    let holds_some = |home: &str| dockerfiles.iter().any(|path| is_there(join(home, path)));
    if dockerfiles.is_empty() || holds_some(directory) {
        return Vec::new();
    }
    let above = std::iter::successors(Some(directory), |at| (*at != ".").then(|| split(at).0)).skip(1);
    above.filter(|home| holds_some(home)).map(str::to_owned).collect()
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

    /// Whether any word of the file, taken for a path, leads to something that was asked for or to what holds it. Which attribute it stands under does
    /// not matter: a project too many is loaded at worst, and shown only where it has a part in what was asked for.
    fn touches(&self, directory: &str, named: &[String], root: &str) -> bool {
        let is_asked = |path: &str| named.iter().any(|named| lies_in(named, path) || lies_in(path, named));
        let dotenv = join(directory, ".env");
        named.contains(&dotenv)
            || self.yaml.nodes.iter().any(|node| match &node.kind {
                yaml::Kind::Scalar { text, .. } => words(text).any(|word| {
                    is_asked(&join(directory, word.strip_prefix(root).map_or(word, |r| r.trim_start_matches('/'))))
                }),
                // A build without a context has its own directory for one.
                yaml::Kind::Mapping { entries, .. } => {
                    entries.iter().any(|(key, value)| {
                        self.text(*key) == Some("build")
                            && self.text(*value).is_none()
                            && self.get(*value, "context").is_none()
                    }) && is_asked(directory)
                }
                _ => false,
            })
    }

    /// The value of a key; of a merged mapping too.
    fn get(&self, map: NodeId, key: &str) -> Option<NodeId> {
        self.lookup(map, key, MERGED)
    }

    fn is_reset(&self, id: NodeId) -> bool {
        self.yaml.node(id).tag.as_ref().is_some_and(|tag| tag.text == "!reset")
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

    fn extends(&self, root: NodeId, directory: &str) -> Vec<(String, Option<(String, String)>)> {
        let base = |service: NodeId| {
            let extends = self.get(service, "extends")?;
            let file = self.text(self.get(extends, "file")?)?;
            let other = self.get(extends, "service").and_then(|other| self.text(other)).unwrap_or_default();
            Some((join(directory, file), other.to_owned()))
        };
        let named = self.services(root).iter().filter_map(|(name, service)| Some((self.text(*name)?, *service)));
        named.map(|(name, service)| (name.to_owned(), base(service))).collect()
    }

    /// The Dockerfiles that services build, as far as they are written out and lie in this tree.
    fn dockerfiles(&self, root: NodeId) -> Vec<String> {
        let one = |service: NodeId| {
            let build = self.get(service, "build")?;
            let text = |key: &str| self.get(build, key).and_then(|value| self.text(value));
            if self.get(build, "dockerfile_inline").is_some() {
                return None;
            }
            let context = self.text(build).or_else(|| text("context")).unwrap_or(".");
            let dockerfile = text("dockerfile").unwrap_or("Dockerfile");
            let is_elsewhere = |path: &str| path.contains('$') || path.contains("://") || path.starts_with('/');
            let is_known = !is_elsewhere(context) && !is_elsewhere(dockerfile) && !is_remote_context(context);
            is_known.then(|| join(context, dockerfile))
        };
        self.services(root).iter().filter_map(|(_, service)| one(*service)).collect()
    }

    /// The env files that services name, as far as they are written out.
    fn env_files(&self, root: NodeId) -> Vec<String> {
        let lists = self.services(root).iter().filter_map(|(_, service)| self.get(*service, "env_file"));
        let one = |id: NodeId| self.text(id).or_else(|| self.text(self.get(id, "path")?)).map(str::to_owned);
        let named = |list: NodeId| match self.text(list) {
            Some(path) => vec![path.to_owned()],
            None => self.items(list).iter().filter_map(|item| one(*item)).collect(),
        };
        lists.flat_map(named).filter(|path| !path.contains('$') && !path.starts_with('/')).collect()
    }

    fn has_services_or_includes(&self, root: NodeId) -> bool {
        !self.services(root).is_empty() || self.get(root, "include").is_some()
    }

    /// What services must say (what to run) or name (networks, volumes, secrets, configs, other services).
    fn needs(&self, root: NodeId, needs: &mut BTreeSet<Need>) {
        for (name, service) in self.services(root) {
            needs.extend(self.text(*name).map(|name| ("runs", name.to_owned())));
            for (attribute, kind) in NAMED {
                let names = self.get(*service, attribute).map(|value| self.names(value)).unwrap_or_default();
                let names = names.into_iter().filter(|name| *kind != "networks" || name != "default");
                needs.extend(names.map(|name| (*kind, name)));
            }
            let volumes = self.get(*service, "volumes").map(|value| self.volumes(value)).unwrap_or_default();
            needs.extend(volumes.into_iter().map(|name| ("volumes", name)));
        }
    }

    /// What a file says and declares.
    fn has(&self, root: NodeId, has: &mut BTreeSet<Need>) {
        for (name, service) in self.services(root) {
            let Some(name) = self.text(*name) else { continue };
            has.insert(("services", name.to_owned()));
            // `!reset` says what another file has said.
            let says = |key: &&str| self.get(*service, key).is_some_and(|value| !self.is_reset(value));
            if ["image", "build", "extends", "provider"].iter().any(says) {
                has.insert(("runs", name.to_owned()));
            }
        }
        for kind in ["networks", "volumes", "secrets", "configs"] {
            let declared = self.get(root, kind).map(|map| self.entries(map)).unwrap_or_default();
            has.extend(declared.iter().filter_map(|(name, _)| Some((kind, self.text(*name)?.to_owned()))));
        }
    }

    /// The volumes that a list of mounts names.
    fn volumes(&self, id: NodeId) -> Vec<String> {
        let is_name = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_alphanumeric())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
        };
        let named = self.items(id).iter().filter_map(|item| match self.text(*item) {
            Some(text) => text.split_once(":/").map(|(name, _)| name.to_owned()),
            None => {
                let is_volume = self.get(*item, "type").and_then(|kind| self.text(kind)) == Some("volume");
                self.get(*item, "source").and_then(|source| self.text(source)).filter(|_| is_volume).map(str::to_owned)
            }
        });
        // One letter is a drive of Windows.
        named.filter(|name| name.len() > 1 && is_name(name)).collect()
    }

    /// The names in a list (`- name`, `- source: name`) or the keys of a mapping.
    fn names(&self, id: NodeId) -> Vec<String> {
        let mut from_map = Vec::new();
        self.keys(id, &mut from_map, MERGED);
        let from_list = self.items(id).iter().filter_map(|item| {
            let text = self.text(*item).or_else(|| self.get(*item, "source").and_then(|s| self.text(s)));
            text.map(str::to_owned)
        });
        from_map.into_iter().chain(from_list).collect()
    }

    /// The keys of a mapping, and of those that are merged into it.
    fn keys(&self, id: NodeId, keys: &mut Vec<String>, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        for (key, value) in self.entries(id) {
            if self.yaml.node(*key).is_merge_key() {
                let list = self.items(*value);
                let merged = if list.is_empty() { std::slice::from_ref(value) } else { list };
                merged.iter().for_each(|one| self.keys(*one, keys, depth));
            } else {
                keys.extend(self.text(*key).map(str::to_owned));
            }
        }
    }
}

/// What of a scalar may be a path: the whole, and its parts around `:`, `=` and `,`; each up to the directory before a variable, which may lead
/// anywhere below it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split([':', '=', ',']).filter(|part| part.len() < text.len());
    std::iter::once(text).chain(parts).filter(|word| !word.is_empty() && word.len() < 4096).map(|word| {
        let plain = word.find('$').map_or(word, |at| &word[..at]);
        if plain.len() == word.len() { word } else { plain.rsplit_once('/').map_or(".", |(directory, _)| directory) }
    })
}
