//! Compose files as they are written: keys, services and elements in order, with their places. Says nothing of what they mean.

use std::collections::BTreeSet;

use super::{Loaded, Surroundings, remotes};
use crate::document::yaml::{Kind, Node, NodeId, Scalar, ScalarStyle, YamlFile};
use crate::load;
use crate::normalize::compose::MAX_DOCUMENTS;
use crate::normalize::deployment;
use crate::normalize::short::number::printed_float;
use plimsoll_model::{
    Address, Origin, Origins, Quote, RemoteAttribute, Role, ScalarKind, WrittenAnchor, WrittenFile, WrittenItem,
    WrittenKey, WrittenRemote, WrittenScalar, WrittenService,
};
use plimsoll_source::Span;

/// Adds the project's own Compose files (not what they include or extend). A file that cannot be read was reported by the loader.
pub(super) fn add(loaded: &mut Loaded, around: Surroundings<'_>) {
    let paths = loaded.project.files.clone();
    for path in paths {
        let Ok(file) = around.files.read(&path, around.sources) else { continue };
        let (yaml, _) = load::yaml::parse(file, around.sources);
        let at = Address::root().child("compose_files").child(loaded.project.compose_files.len());
        loaded.origins.insert(at.clone(), Origin::new(Span::new(file, 0, 0)));
        let role = deployment::of_name(&path, around.known.environments());
        let mut reader = KeyReader { yaml: &yaml, origins: &mut loaded.origins };
        loaded.project.compose_files.push(reader.file(at, path, role));
    }
}

struct KeyReader<'a> {
    yaml: &'a YamlFile,
    origins: &'a mut Origins,
}

impl KeyReader<'_> {
    fn file(&mut self, at: Address, path: String, role: Role) -> WrittenFile {
        // Of more documents the loader reads nothing, and says so.
        let documents = self.yaml.documents.iter().flatten().map(|root| self.entries(*root));
        let read = documents.filter(|entries| !entries.is_empty()).take(MAX_DOCUMENTS);
        let entries: Vec<(NodeId, NodeId)> = read.flatten().collect();
        let keys = self.keys(&at.child("keys"), &entries);
        let services: Vec<(NodeId, NodeId)> = entries
            .iter()
            .filter(|(key, _)| self.text(*key) == Some("services"))
            .flat_map(|(_, v)| self.entries(*v))
            .collect();
        let remotes = self.remotes(&at.child("remotes"), &entries, &services);
        let services =
            services.iter().enumerate().map(|(i, entry)| self.service(at.child("services").child(i), *entry));
        let services = services.collect();
        let anchors = self.anchors(&at.child("anchors"), &entries);
        WrittenFile { at, path, role, keys, services, anchors, remotes }
    }

    fn service(&mut self, at: Address, (key, value): (NodeId, NodeId)) -> WrittenService {
        let entries = self.entries(value);
        self.place(&at, key);
        let name = self.text(key).unwrap_or_default().to_owned();
        let keys = self.keys(&at.child("keys"), &entries);
        let mut items = |attribute: &str| {
            let found = entries.iter().find(|(key, _)| self.text(*key) == Some(attribute)).map(|(_, value)| *value);
            found.map(|value| self.items(&at.child(attribute), value)).unwrap_or_default()
        };
        let (depends_on, ports, expose) = (items("depends_on"), items("ports"), items("expose"));
        let volumes = items("volumes");
        let environment = self.environment(&at.child("environment"), &entries);
        WrittenService { at, key: name, keys, depends_on, ports, expose, volumes, environment }
    }

    /// What `include` and `extends` take from other machines.
    fn remotes(
        &mut self,
        at: &Address,
        entries: &[(NodeId, NodeId)],
        services: &[(NodeId, NodeId)],
    ) -> Vec<WrittenRemote> {
        let mut named: Vec<(RemoteAttribute, Option<String>, NodeId)> = Vec::new();
        for value in self.values(entries, "include").into_iter().flat_map(|value| self.elements(value)) {
            let paths = match self.resolved(value).kind {
                Kind::Mapping { .. } => self.values(&self.entries(value), "path"),
                _ => vec![value],
            };
            named.extend(
                paths
                    .into_iter()
                    .flat_map(|path| self.elements(path))
                    .map(|path| (RemoteAttribute::Include, None, path)),
            );
        }
        for (key, value) in services {
            let extends = self.values(&self.entries(*value), "extends");
            let files = extends.into_iter().flat_map(|extends| self.values(&self.entries(extends), "file"));
            named.extend(files.map(|file| (RemoteAttribute::Extends, self.text(*key).map(str::to_owned), file)));
        }
        let mut found = Vec::new();
        for (attribute, service, node) in named {
            let Some(remote) = self.text(node).and_then(remotes::remote) else { continue };
            let at = at.child(found.len());
            self.place(&at, node);
            let remotes::Remote { kind, reference, pinned } = remote;
            found.push(WrittenRemote { at, attribute, service, kind, reference, pinned });
        }
        found
    }

    /// The values of `environment` as a mapping that readers of YAML do not agree on.
    fn environment(&mut self, at: &Address, entries: &[(NodeId, NodeId)]) -> Vec<WrittenScalar> {
        let values: Vec<(NodeId, NodeId)> =
            self.values(entries, "environment").into_iter().flat_map(|value| self.entries(value)).collect();
        let mut found = Vec::new();
        for (key, value) in values {
            let (Some(name), Some(kind)) = (self.text(key).map(str::to_owned), disputed(self.yaml.node(value))) else {
                continue;
            };
            let at = at.child(found.len());
            self.place(&at, value);
            found.push(WrittenScalar { at, key: name, kind });
        }
        found
    }

    /// The values of a key.
    fn values(&self, entries: &[(NodeId, NodeId)], name: &str) -> Vec<NodeId> {
        entries.iter().filter(|(key, _)| self.text(*key) == Some(name)).map(|(_, value)| *value).collect()
    }

    /// The elements of a list; anything else is its own only element.
    fn elements(&self, id: NodeId) -> Vec<NodeId> {
        match &self.resolved(id).kind {
            Kind::Sequence { items, .. } => items.clone(),
            _ => vec![id],
        }
    }

    fn keys(&mut self, at: &Address, entries: &[(NodeId, NodeId)]) -> Vec<WrittenKey> {
        let written = entries.iter().filter(|(key, _)| !self.yaml.node(*key).is_merge_key());
        let written: Vec<(NodeId, String)> =
            written.filter_map(|(key, _)| Some((*key, self.text(*key)?.to_owned()))).collect();
        let placed = written.into_iter().enumerate().map(|(i, (node, key))| {
            let at = at.child(i);
            self.place(&at, node);
            WrittenKey { at, key }
        });
        placed.collect()
    }

    /// Elements of a list, or the keys of a mapping that stands for one.
    fn items(&mut self, at: &Address, value: NodeId) -> Vec<WrittenItem> {
        let (nodes, flow): (Vec<NodeId>, bool) = match &self.resolved(value).kind {
            Kind::Sequence { items, flow } => (items.clone(), *flow),
            Kind::Mapping { entries, flow } => (entries.iter().map(|(key, _)| *key).collect(), *flow),
            _ => (Vec::new(), false),
        };
        let placed = nodes.into_iter().enumerate().map(|(i, node)| {
            let at = at.child(i);
            self.place(&at, node);
            let (text, quote) = match &self.resolved(node).kind {
                Kind::Scalar { text, style } => (Some(text.clone()), quote(*style)),
                _ => (None, Quote::None),
            };
            WrittenItem { at, text, quote, flow }
        });
        placed.collect()
    }

    fn anchors(&mut self, at: &Address, entries: &[(NodeId, NodeId)]) -> Vec<WrittenAnchor> {
        let used: BTreeSet<NodeId> = self
            .yaml
            .nodes
            .iter()
            .filter_map(|node| if let Kind::Alias { target, .. } = &node.kind { *target } else { None })
            .collect();
        let mut anchors = Vec::new();
        for (number, node) in self.yaml.nodes.iter().enumerate() {
            let Some(anchor) = &node.anchor else { continue };
            let at = at.child(anchors.len());
            self.origins.insert(at.clone(), Origin::new(anchor.span));
            let inside = |(key, value): &&(NodeId, NodeId)| {
                let (first, last) = (self.yaml.node(*key).span.start, self.yaml.node(*value).span.end);
                (first..=last).contains(&anchor.span.start)
            };
            let below = entries.iter().find(inside).and_then(|(key, _)| self.text(*key)).map(str::to_owned);
            let used = u32::try_from(number).is_ok_and(|number| used.contains(&NodeId(number)));
            anchors.push(WrittenAnchor { at, name: anchor.text.clone(), below, used });
        }
        anchors
    }

    fn place(&mut self, at: &Address, node: NodeId) {
        let span = self.yaml.node(node).span;
        self.origins.insert(at.clone(), Origin::new(span));
    }

    /// The entries of a mapping, through an alias; empty for anything else.
    fn entries(&self, id: NodeId) -> Vec<(NodeId, NodeId)> {
        match &self.resolved(id).kind {
            Kind::Mapping { entries, .. } => entries.clone(),
            _ => Vec::new(),
        }
    }

    /// The node an alias stands for; an anchored node is no alias itself, so one step is enough.
    fn resolved(&self, id: NodeId) -> &Node {
        let node = self.yaml.node(id);
        match node.kind {
            Kind::Alias { target: Some(target), .. } => self.yaml.node(target),
            _ => node,
        }
    }

    fn text(&self, id: NodeId) -> Option<&str> {
        match &self.resolved(id).kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }
}

/// Why readers of YAML do not agree on a scalar that is meant as text.
fn disputed(node: &Node) -> Option<ScalarKind> {
    let Kind::Scalar { text, style: ScalarStyle::Plain } = &node.kind else { return None };
    if node.tag.is_some() {
        return None;
    }
    match node.resolve() {
        Ok(Scalar::Bool(_)) => Some(ScalarKind::Boolean),
        Ok(Scalar::Int(value)) => (value.to_string() != *text).then_some(ScalarKind::Number),
        Ok(Scalar::Float(value)) if value.is_finite() => (printed_float(value) != *text).then_some(ScalarKind::Number),
        Ok(Scalar::String(_)) => old_style(text),
        _ => None,
    }
}

/// What YAML 1.1 alone does not take for a text.
fn old_style(text: &str) -> Option<ScalarKind> {
    const WORDS: [&str; 6] = ["y", "n", "yes", "no", "on", "off"];
    let cased = [text.to_ascii_lowercase(), text.to_ascii_uppercase()].iter().any(|same| same == text)
        || text.chars().skip(1).all(|c| c.is_ascii_lowercase());
    if cased && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Some(ScalarKind::Word);
    }
    let mut parts = text.trim_start_matches(['-', '+']).split(':');
    let first = parts.next().is_some_and(|part| part.starts_with(|c: char| matches!(c, '1'..='9')) && is_digits(part));
    let mut rest = parts.peekable();
    let sixtieth = |part: &str| is_digits(part) && part.len() <= 2 && part.parse::<u8>().is_ok_and(|n| n < 60);
    (first && rest.peek().is_some() && rest.all(sixtieth)).then_some(ScalarKind::Sexagesimal)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn quote(style: ScalarStyle) -> Quote {
    match style {
        ScalarStyle::SingleQuoted => Quote::Single,
        ScalarStyle::DoubleQuoted => Quote::Double,
        ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => Quote::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_source::Sources;

    #[test]
    fn what_readers_do_not_agree_on() {
        let kind = |value: &str| {
            let sources = Sources::default();
            let file = sources.add("compose.yaml", format!("a: {value}\n"));
            let (yaml, _) = load::yaml::parse(file, &sources);
            let entries = match &yaml.node(yaml.documents[0].unwrap()).kind {
                Kind::Mapping { entries, .. } => entries.clone(),
                _ => Vec::new(),
            };
            disputed(yaml.node(entries[0].1))
        };
        for (value, expected) in [
            ("true", Some(ScalarKind::Boolean)),
            ("False", Some(ScalarKind::Boolean)),
            ("yes", Some(ScalarKind::Word)),
            ("Off", Some(ScalarKind::Word)),
            ("yEs", None),
            ("022", Some(ScalarKind::Number)),
            ("1.10", Some(ScalarKind::Number)),
            ("0x1f", Some(ScalarKind::Number)),
            ("1_000", Some(ScalarKind::Number)),
            ("12:30", Some(ScalarKind::Sexagesimal)),
            ("80:80", None),
            ("08", Some(ScalarKind::Number)),
            ("22", None),
            ("1.5", None),
            ("\"022\"", None),
            ("'yes'", None),
            ("!!str yes", None),
            ("production", None),
            ("null", None),
        ] {
            assert_eq!(kind(value), expected, "{value}");
        }
    }

    #[test]
    fn a_file_as_it_is_written() {
        let text = "x-base: &base\n  restart: always\nname: demo\nservices:\n  web:\n    <<: *base\n    image: a\n    \
                    ports: [\"80:80\", 81, {target: 5}]\n    expose: [90]\n    depends_on: {db: {condition: service_started}}\n  db: &unused\n    image: b\n";
        let sources = Sources::default();
        let file = sources.add("compose.yaml", text);
        let (yaml, _) = load::yaml::parse(file, &sources);
        let mut origins = Origins::default();
        let at = Address::root().child("compose_files").child(0);
        let written =
            KeyReader { yaml: &yaml, origins: &mut origins }.file(at, "compose.yaml".to_owned(), Role::Unknown);
        let names = |keys: &[WrittenKey]| keys.iter().map(|k| k.key.clone()).collect::<Vec<_>>();
        assert_eq!(names(&written.keys), ["x-base", "name", "services"]);
        let web = &written.services[0];
        assert_eq!(names(&web.keys), ["image", "ports", "expose", "depends_on"]);
        assert_eq!((web.expose[0].text.as_deref(), web.expose[0].quote), (Some("90"), Quote::None));
        let ports: Vec<_> = web.ports.iter().map(|p| (p.text.as_deref(), p.quote)).collect();
        assert_eq!(ports, [(Some("80:80"), Quote::Double), (Some("81"), Quote::None), (None, Quote::None)]);
        assert_eq!(web.depends_on[0].text.as_deref(), Some("db"));
        let anchors: Vec<_> = written.anchors.iter().map(|a| (a.name.as_str(), a.below.as_deref(), a.used)).collect();
        assert_eq!(anchors, [("base", Some("x-base"), true), ("unused", Some("services"), false)]);
        let place = origins.get(&web.ports[1].at).map(|origin| origin.span);
        assert_eq!(place.map(|s| &text[s.start as usize..s.end as usize]), Some("81"));
    }
}
