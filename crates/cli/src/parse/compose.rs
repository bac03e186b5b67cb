//! `plimsoll parse --as compose`: the YAML node tree of each document.

use plimsoll_loader::document::yaml::{Kind, Name, NodeId, ScalarStyle, YamlFile};
use plimsoll_loader::load::yaml;
use plimsoll_source::{FileId, Sources, Span};
use serde_json::{Map, Value, json};

use super::{Request, Tree};

pub(super) fn tree(request: &Request, file: FileId, sources: &Sources) -> Tree {
    let (yaml, problems) = yaml::parse(file, sources);
    let printer = Printer { yaml: &yaml, sources, request };
    let document = |root: &Option<NodeId>| root.map_or(Value::Null, |root| printer.node(root));
    let comment = |comment: &plimsoll_loader::document::yaml::Comment| {
        let mut value = printer.place(comment.span);
        value["text"] = json!(request.veil.text(&comment.text, comment.span));
        value
    };
    let mut members = Map::new();
    members.insert("documents".to_owned(), yaml.documents.iter().map(document).collect());
    members.insert("comments".to_owned(), yaml.comments.iter().map(comment).collect());
    Tree { members, problems }
}

struct Printer<'a> {
    yaml: &'a YamlFile,
    sources: &'a Sources,
    request: &'a Request,
}

impl Printer<'_> {
    fn place(&self, span: Span) -> Value {
        let at = self.sources.shown_location(span);
        json!({"start": at.start, "end": at.end})
    }

    /// A node. Aliases are printed as such, so the output is as large as the file.
    fn node(&self, id: NodeId) -> Value {
        let node = self.yaml.node(id);
        let mut value = self.place(node.span);
        match &node.kind {
            Kind::Scalar { text, style } => {
                value["kind"] = json!("scalar");
                value["value"] = json!(self.request.veil.text(text, node.span));
                value["style"] = json!(style_name(*style));
            }
            Kind::Sequence { items, flow } => {
                value["kind"] = json!("sequence");
                value["flow"] = json!(flow);
                value["items"] = items.iter().map(|item| self.node(*item)).collect();
            }
            Kind::Mapping { entries, flow } => {
                value["kind"] = json!("mapping");
                value["flow"] = json!(flow);
                let entry = |(key, item): &(NodeId, NodeId)| json!({"key": self.node(*key), "value": self.node(*item)});
                value["entries"] = entries.iter().map(entry).collect();
            }
            Kind::Alias { name, target } => {
                value["kind"] = json!("alias");
                value["name"] = json!(name);
                value["target"] = target.map_or(Value::Null, |target| self.place(self.yaml.node(target).span));
            }
        }
        for (key, name) in [("tag", &node.tag), ("anchor", &node.anchor)] {
            if let Some(name) = name {
                value[key] = self.name(name);
            }
        }
        value
    }

    fn name(&self, name: &Name) -> Value {
        let mut value = self.place(name.span);
        value["text"] = json!(name.text);
        value
    }
}

fn style_name(style: ScalarStyle) -> &'static str {
    match style {
        ScalarStyle::Plain => "plain",
        ScalarStyle::SingleQuoted => "single-quoted",
        ScalarStyle::DoubleQuoted => "double-quoted",
        ScalarStyle::Literal => "literal",
        ScalarStyle::Folded => "folded",
    }
}
