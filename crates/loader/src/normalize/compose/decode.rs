//! From the YAML tree to the working tree: aliases expanded, merge keys merged, scalars typed, `!reset` and `!override` noted.

use std::collections::{BTreeSet, HashSet};

use super::tree::{Map, Path, Tree, Value};
use super::weakening::{self, Base};
use crate::document::yaml::{Kind, Node, NodeId, Scalar, YamlFile};
use plimsoll_model::{BaseRoute, Origin, Via, ViaKind};
use plimsoll_source::Span;
use plimsoll_source::problem::Problem;

/// Values that files, includes and bases may add up to.
pub const MAX_VALUES: usize = 16_000;
/// Nodes that the aliases of one document may expand to.
pub const MAX_ALIAS_NODES: usize = 100_000;
/// Bytes of text that the aliases of one document may expand to.
pub const MAX_ALIAS_BYTES: usize = 4 << 20;
/// Collections that may stand inside each other once aliases are expanded.
pub const MAX_DEPTH: usize = 256;

/// One document of a Compose file.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) tree: Tree,
    pub(super) marks: Marks,
    /// How many values it is made of.
    pub(super) size: usize,
    /// What merge keys bring to services that say more themselves.
    pub(super) bases: Vec<Base>,
}

/// The paths that a document resets (`!reset`) or overrides (`!override`) in the model it is merged into.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    paths: BTreeSet<Path>,
}

impl Marks {
    /// Removes the marked values from a model.
    pub(super) fn apply(&self, model: &mut Tree) {
        if !self.paths.is_empty() {
            self.apply_at(model, &Path::root());
        }
    }

    /// Removes the marked values from a part of a model that stands at `at`.
    pub(super) fn apply_below(&self, part: &mut Tree, at: &Path) {
        if !self.paths.is_empty() {
            self.apply_at(part, at);
        }
    }

    /// Takes over the marks of another document.
    pub(super) fn extend(&mut self, other: &Self) {
        self.paths.extend(other.paths.iter().cloned());
    }

    fn apply_at(&self, tree: &mut Tree, at: &Path) {
        match &mut tree.value {
            Value::Map(map) => {
                map.retain(|key, _| !self.marked(&at.child(key)));
                for (key, item) in map {
                    self.apply_at(item, &at.child(key));
                }
            }
            Value::List(items) => {
                for (i, item) in items.iter_mut().enumerate() {
                    self.apply_at(item, &at.index(i));
                }
            }
            _ => {}
        }
    }

    /// Attributes of a service that are marked.
    pub(super) fn of_service<'m>(&'m self, name: &'m str) -> impl Iterator<Item = &'m str> {
        let paths = self.paths.iter().filter(|path| path.len() == 3);
        let of_it = paths.filter(move |path| path.segment(0) == Some("services") && path.segment(1) == Some(name));
        of_it.filter_map(|path| path.segment(2))
    }

    fn marked(&self, path: &Path) -> bool {
        self.paths.contains(path)
    }
}

/// Documents that a file may have.
pub const MAX_DOCUMENTS: usize = 50;

/// The documents of a file that have content.
pub(super) fn documents(yaml: &YamlFile, path: &str) -> (Vec<Document>, Vec<Problem>) {
    let mut documents = Vec::new();
    let mut problems = Vec::new();
    let mut end = None;
    for (number, root) in yaml.documents.iter().enumerate() {
        if number == MAX_DOCUMENTS {
            let message = format!("{path} has more than {MAX_DOCUMENTS} documents");
            let problem =
                Problem::error("yaml-too-many-documents", message).help("the rest is not read: split the file");
            let span = root.map(|root| yaml.node(root).span).or(end);
            problems.push(match span {
                Some(span) => problem.at(span),
                None => problem.in_file(path),
            });
            break;
        }
        let Some(root) = root else {
            problems.extend(end.map(no_mapping));
            continue;
        };
        let mut decoder = Decoder::new(yaml);
        let tree = decoder.node(*root, &mut Path::root(), None);
        let (marks, size) = (Marks { paths: std::mem::take(&mut decoder.marks) }, decoder.visited);
        problems.append(&mut decoder.problems);
        let span = yaml.node(*root).span;
        if tree.as_ref().is_some_and(Tree::is_null) {
            problems.extend(end.map(|_| no_mapping(span)));
        }
        end = Some(Span::new(span.file, span.end as usize, span.end as usize));
        if let Some(tree) = tree.filter(|tree| !tree.is_null()) {
            documents.push(Document { tree, marks, size, bases: decoder.bases });
        }
    }
    (documents, problems)
}

/// A document without anything in it, behind another one.
fn no_mapping(span: Span) -> Problem {
    let message = "top-level object must be a mapping: there is nothing in the document after `---`";
    Problem::error("compose-invalid", message).at(span).help("take the `---` away")
}

struct Decoder<'y> {
    yaml: &'y YamlFile,
    marks: BTreeSet<Path>,
    problems: Vec<Problem>,
    /// Aliases that are being expanded, for the `via` of what they bring.
    through: Vec<Span>,
    /// Anchored nodes that are being expanded.
    active: HashSet<NodeId>,
    visited: usize,
    expanded: usize,
    expanded_bytes: usize,
    exhausted: bool,
    depth: usize,
    bases: Vec<Base>,
}

impl<'y> Decoder<'y> {
    fn new(yaml: &'y YamlFile) -> Self {
        Self {
            yaml,
            marks: BTreeSet::new(),
            problems: Vec::new(),
            through: Vec::new(),
            active: HashSet::new(),
            visited: 0,
            expanded: 0,
            expanded_bytes: 0,
            exhausted: false,
            depth: 0,
            bases: Vec::new(),
        }
    }

    /// A node as a value; `None` for what is left out: `!reset`, and what exceeds the budget.
    fn node(&mut self, id: NodeId, path: &mut Path, key: Option<Span>) -> Option<Tree> {
        let yaml = self.yaml;
        let node = yaml.node(id);
        if !self.within_budget(node, path) {
            return None;
        }
        if let Kind::Alias { target, .. } = &node.kind {
            // An alias that leads nowhere stands for nothing, in its place: so that only it is told.
            let target = target.and_then(|target| self.alias(node, target, path, key));
            let nothing = || Tree::null(&Origin { key, ..Origin::new(node.span) });
            return target.or_else(|| (!self.marks.contains(path)).then(nothing));
        }
        match node.tag.as_ref().map(|tag| tag.text.as_str()) {
            Some("!reset") => {
                self.marks.insert(path.clone());
                return None;
            }
            Some("!override") => {
                self.marks.insert(path.clone());
            }
            _ => {}
        }
        let via = self.through.iter().map(|span| Via { kind: ViaKind::Alias, span: *span }).collect();
        let origin = Origin { span: node.span, key, via, unset: Vec::new() };
        self.depth += 1;
        let value = match &node.kind {
            Kind::Sequence { items, .. } => {
                let mut list = Vec::with_capacity(items.len());
                for (i, item) in items.iter().enumerate() {
                    path.push_index(i);
                    list.extend(self.node(*item, path, None));
                    path.pop();
                }
                Value::List(list)
            }
            Kind::Mapping { entries, .. } => Value::Map(self.mapping(entries, path)),
            Kind::Scalar { .. } | Kind::Alias { .. } => self.scalar(node, path),
        };
        self.depth -= 1;
        Some(Tree::new(value, origin))
    }

    fn within_budget(&mut self, node: &Node, path: &Path) -> bool {
        self.visited += 1;
        // The project is refused for its size then, and needs no more of the document.
        if self.visited - self.expanded > MAX_VALUES {
            return false;
        }
        if !self.through.is_empty() {
            self.expanded += 1;
            if let Kind::Scalar { text, .. } = &node.kind {
                self.expanded_bytes += text.len();
            }
        }
        if self.exhausted {
            return false;
        }
        let ratio = self.expanded as f64 / self.visited as f64;
        let excessive = self.expanded > 100 && self.visited > 1000 && ratio > 0.99;
        let too_much = self.expanded > MAX_ALIAS_NODES || self.expanded_bytes > MAX_ALIAS_BYTES;
        let problem = if too_much || excessive {
            Problem::error("yaml-excessive-aliasing", "document contains excessive aliasing").help(format!(
                "aliases may expand to {MAX_ALIAS_NODES} nodes and {MAX_ALIAS_BYTES} bytes in a document"
            ))
        } else if self.depth > MAX_DEPTH {
            Problem::error("yaml-too-deep", format!("{path} is nested too deep"))
                .help(format!("values may be nested {MAX_DEPTH} deep, aliases expanded"))
        } else {
            return true;
        };
        self.exhausted = true;
        self.problems.push(problem.at(self.through.first().copied().unwrap_or(node.span)));
        false
    }

    fn alias(&mut self, node: &Node, target: NodeId, path: &mut Path, key: Option<Span>) -> Option<Tree> {
        if !self.active.insert(target) {
            let message = format!("cycle detected: the alias at {path} stands inside the node it refers to");
            let problem = Problem::error("yaml-alias-cycle", message)
                .at(node.span)
                .related(self.yaml.node(target).span, "the anchored node")
                .help("a node cannot contain itself");
            self.problems.push(problem);
            return None;
        }
        self.through.push(node.span);
        let tree = self.node(target, path, key);
        self.through.pop();
        self.active.remove(&target);
        tree
    }

    fn scalar(&mut self, node: &Node, path: &Path) -> Value {
        match node.resolve() {
            Ok(Scalar::Null) => Value::Null,
            Ok(Scalar::Bool(value)) => Value::Bool(value),
            Ok(Scalar::Int(value)) => Value::Int(value),
            Ok(Scalar::Float(value)) if !value.is_finite() => {
                let problem =
                    Problem::error("yaml-number", format!("a value must be a finite number in {path}")).at(node.span);
                self.problems.push(problem.help("put it in quotes if it is meant as text"));
                Value::Null
            }
            Ok(Scalar::Float(value)) => Value::Float(value),
            Ok(Scalar::String(text)) => {
                if node.is_timestamp() {
                    let message =
                        format!("docker compose reads the date in {path} as a point in time and prints it so");
                    let problem = Problem::warning("yaml-timestamp", message).at(node.span);
                    self.problems.push(problem.help("put it in quotes"));
                }
                Value::String(text)
            }
            Err(mismatch) => {
                let message = format!("{path} cannot be read as {}", mismatch.tag);
                let problem = Problem::error("yaml-tag-mismatch", message).at(node.span);
                self.problems.push(problem.help("take the tag away or correct the value"));
                Value::Null
            }
        }
    }

    /// Explicit keys win over merged ones, wherever they stand; of merged mappings the first wins.
    fn mapping(&mut self, entries: &[(NodeId, NodeId)], path: &mut Path) -> Map {
        let mut map = Map::new();
        let mut merges = Vec::new();
        let mut names = HashSet::new();
        for (key, value) in entries {
            let key_node = self.yaml.node(*key);
            if key_node.is_merge_key() {
                merges.push(*value);
                continue;
            }
            let Some(name) = self.key(*key, path) else { continue };
            if !names.insert(name.clone()) {
                continue;
            }
            path.push(&name);
            let tree = self.node(*value, path, Some(key_node.span));
            path.pop();
            if let Some(tree) = tree {
                map.insert(name, tree);
            }
        }
        for value in merges {
            self.merge(value, path, &names, &mut map);
        }
        map
    }

    fn merge(&mut self, value: NodeId, path: &mut Path, explicit: &HashSet<String>, into: &mut Map) {
        let target = self.target(value);
        let sources = match &self.yaml.node(target).kind {
            Kind::Sequence { items, .. } => items.clone(),
            _ => vec![value],
        };
        for source in sources {
            let is_map = matches!(self.yaml.node(self.target(source)).kind, Kind::Mapping { .. });
            if !is_map {
                let problem =
                    Problem::error("yaml-merge-value", "map merge requires map or sequence of maps as the value")
                        .at(self.yaml.node(source).span)
                        .help("`<<` takes a mapping, an alias of one, or a list of these");
                self.problems.push(problem);
                continue;
            }
            let Some(Tree { value: Value::Map(merged), .. }) = self.node(source, path, None) else { continue };
            if let ["services", name] = path.segments()[..] {
                let base = Tree::map(merged.clone(), &Origin::new(self.yaml.node(source).span));
                self.bases.extend(weakening::base(name, &base, BaseRoute::Alias));
            }
            for (key, tree) in merged {
                if !explicit.contains(&key) {
                    into.entry(key).or_insert(tree);
                }
            }
        }
    }

    /// Where a chain of aliases leads.
    fn target(&self, id: NodeId) -> NodeId {
        match self.yaml.node(id).kind {
            Kind::Alias { target: Some(target), .. } => target,
            _ => id,
        }
    }

    fn key(&mut self, id: NodeId, path: &Path) -> Option<String> {
        let node = self.yaml.node(self.target(id));
        let shown = match (&node.kind, node.resolve()) {
            (Kind::Scalar { .. }, Ok(Scalar::String(name))) => return Some(name),
            (Kind::Scalar { text, .. }, _) if !text.is_empty() => text.clone(),
            (Kind::Scalar { .. }, _) => "null".to_owned(),
            _ => "a collection".to_owned(),
        };
        let place = if path.len() == 0 { "at top level".to_owned() } else { format!("in {path}") };
        let problem = Problem::error("yaml-non-string-key", format!("non-string key {place}: {shown}"))
            .at(self.yaml.node(id).span)
            .help("put the key in quotes");
        self.problems.push(problem);
        None
    }
}
