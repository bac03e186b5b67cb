//! YAML files that hold commands: every mapping of a file with the texts below some of its keys.

use super::reader::{Budget, SourceReader};
use crate::document::yaml::{Kind, Node, NodeId, YamlFile};
use crate::load;

/// A file that was parsed.
pub(super) struct Tree(YamlFile);

impl Tree {
    /// Parses the file that is read. What of it is not YAML says nothing.
    pub(super) fn of(reader: &SourceReader<'_>) -> Self {
        Self(load::yaml::parse(reader.file, reader.sources).0)
    }

    fn node(&self, id: NodeId) -> &Node {
        match &self.0.node(id).kind {
            Kind::Alias { target: Some(target), .. } => self.0.node(*target),
            _ => self.0.node(id),
        }
    }

    /// Every mapping, in order.
    pub(super) fn mappings(&self) -> impl Iterator<Item = Mapping<'_>> {
        self.0.nodes.iter().filter_map(|node| match &node.kind {
            Kind::Mapping { entries, .. } => Some(Mapping { tree: self, entries }),
            _ => None,
        })
    }

    /// The mapping at the top.
    pub(super) fn top(&self) -> Option<Mapping<'_>> {
        let root = self.0.documents.iter().flatten().next()?;
        match &self.node(*root).kind {
            Kind::Mapping { entries, .. } => Some(Mapping { tree: self, entries }),
            _ => None,
        }
    }
}

/// A mapping.
#[derive(Clone, Copy)]
pub(super) struct Mapping<'a> {
    tree: &'a Tree,
    entries: &'a [(NodeId, NodeId)],
}

impl<'a> Mapping<'a> {
    fn value(&self, key: &str) -> Option<NodeId> {
        let is_key =
            |(id, _): &&(NodeId, NodeId)| matches!(&self.tree.node(*id).kind, Kind::Scalar { text, .. } if text == key);
        self.entries.iter().find(is_key).map(|(_, value)| *value)
    }

    /// The text of a key.
    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        match &self.tree.node(self.value(key)?).kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The mapping of a key.
    pub(super) fn mapping(&self, key: &str) -> Option<Self> {
        match &self.tree.node(self.value(key)?).kind {
            Kind::Mapping { entries, .. } => Some(Mapping { tree: self.tree, entries }),
            _ => None,
        }
    }

    /// How many entries it has.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The texts below a key, one or a list, each with the byte where it begins. By aliases many keys may have one list.
    pub(super) fn texts(&self, key: &str, budget: &Budget) -> Vec<(&'a str, usize)> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let text = |id: NodeId| match &self.tree.node(id) {
            Node { kind: Kind::Scalar { text, .. }, span, .. } => Some((text.as_str(), span.start as usize)),
            _ => None,
        };
        match &self.tree.node(value).kind {
            Kind::Sequence { items, .. } if !budget.spend(items.len()) => Vec::new(),
            Kind::Sequence { items, .. } => items.iter().filter_map(|item| text(*item)).collect(),
            _ => text(value).into_iter().collect(),
        }
    }

    /// All texts of it, with their places.
    pub(super) fn all(&self) -> Vec<(&'a str, usize)> {
        let text = |(_, id): &(NodeId, NodeId)| match &self.tree.node(*id) {
            Node { kind: Kind::Scalar { text, .. }, span, .. } => Some((text.as_str(), span.start as usize)),
            _ => None,
        };
        self.entries.iter().filter_map(text).collect()
    }

    /// Its keys and texts.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let (tree, entries) = (self.tree, self.entries);
        let text = move |id: NodeId| match &tree.node(id).kind {
            Kind::Scalar { text, .. } => Some(text.as_str()),
            _ => None,
        };
        entries.iter().filter_map(move |(key, value)| Some((text(*key)?, text(*value)?)))
    }

    /// Where it begins.
    pub(super) fn place(&self) -> usize {
        self.entries.first().map_or(0, |(key, _)| self.tree.node(*key).span.start as usize)
    }
}
