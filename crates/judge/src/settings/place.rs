//! A settings file as plain values, and where each part of it stands. Read once, with the parser that Compose files are read with.

use std::collections::HashMap;

use serde_json::{Map, Value};

use plimsoll_loader::document::yaml::{Kind, NodeId, Scalar, YamlFile};
use plimsoll_loader::load::yaml;
use plimsoll_source::problem::{Problem, Severity};
use plimsoll_source::{FileId, Sources, Span};

/// Values that a file's aliases may stand for, beyond those that are written.
const MAX_ALIAS_VALUES: usize = 10_000;

/// One step on the way into a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pointer {
    /// Into the value of a key.
    Key(String),
    /// Into an element.
    Index(usize),
}

impl From<&str> for Pointer {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Pointer {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// Where a part stands, and its own parts.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// The key of the entry, where it is one.
    key: Option<Span>,
    /// The value: one line of it at most.
    value: Span,
    parts: Parts,
}

#[derive(Debug, Clone)]
enum Parts {
    None,
    Entries(HashMap<String, Placed>),
    Items(Vec<Placed>),
}

impl Placed {
    fn part(&self, step: &Pointer) -> Option<&Self> {
        match (&self.parts, step) {
            (Parts::Entries(entries), Pointer::Key(key)) => entries.get(key),
            (Parts::Items(items), Pointer::Index(index)) => items.get(*index),
            _ => None,
        }
    }

    /// Whether there is what `pointer` names.
    pub(super) fn has(&self, pointer: &[Pointer]) -> bool {
        pointer.iter().try_fold(self, |here, step| here.part(step)).is_some()
    }

    /// The place of what `pointer` names, or of what is nearest above it.
    pub(super) fn find(&self, pointer: &[Pointer], key: bool) -> Span {
        let mut here = self;
        for (depth, step) in pointer.iter().enumerate() {
            let Some(part) = here.part(step) else { return here.value };
            here = part;
            if key && depth + 1 == pointer.len() {
                return here.key.unwrap_or(here.value);
            }
        }
        here.value
    }
}

/// Reads YAML as JSON with places. Duplicate keys, keys that are no text, several documents and unknown tags are refused; an empty file is null.
///
/// # Errors
/// What is wrong with the text, at its place; under the code of the YAML reader.
pub(super) fn parse(sources: &Sources, file: FileId) -> Result<(Value, Placed), Vec<Problem>> {
    let (yaml, problems) = yaml::parse(file, sources);
    let errors: Vec<Problem> = problems.into_iter().filter(|problem| problem.severity == Severity::Error).collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut documents = yaml.documents.iter().flatten();
    let Some(root) = documents.next() else {
        return Ok((Value::Null, Placed { key: None, value: Span::new(file, 0, 0), parts: Parts::None }));
    };
    if let Some(second) = documents.next() {
        let message = "a settings file is one document, and here a second one begins";
        return Err(vec![Problem::error("yaml-documents", message).at(yaml.node(*second).span)]);
    }
    let source = sources.get(file);
    let mut reader = PlaceReader { yaml: &yaml, text: &source.text, through: Vec::new(), left: MAX_ALIAS_VALUES };
    reader.node(*root, None).map_err(|problem| vec![problem])
}

struct PlaceReader<'y> {
    yaml: &'y YamlFile,
    text: &'y str,
    /// Aliases that are being followed: their nodes.
    through: Vec<NodeId>,
    /// Values that aliases may still stand for.
    left: usize,
}

impl PlaceReader<'_> {
    fn node(&mut self, id: NodeId, key: Option<Span>) -> Result<(Value, Placed), Problem> {
        let yaml = self.yaml;
        let node = yaml.node(id);
        let here = self.line_of(node.span);
        let refuse = |message: String| Err(Problem::error("yaml-value", message).at(here));
        if !self.through.is_empty() {
            match self.left.checked_sub(1) {
                Some(left) => self.left = left,
                None => return refuse(format!("aliases stand for more than {MAX_ALIAS_VALUES} values")),
            }
        }
        if let Some(tag) = &node.tag
            && !tag.text.starts_with("!!")
            && !tag.text.starts_with("tag:yaml.org,2002:")
        {
            return refuse(format!("settings have no tag `{}`", super::shortened(&tag.text)));
        }
        let placed = |value: Span, parts: Parts| Placed { key, value, parts };
        match &node.kind {
            Kind::Alias { name, target } => {
                let Some(target) = target.filter(|target| !self.through.contains(target)) else {
                    return refuse(format!("`*{}` leads nowhere or to itself", super::shortened(name)));
                };
                self.through.push(target);
                let read = self.node(target, key);
                self.through.pop();
                read
            }
            Kind::Scalar { .. } => {
                let scalar = node.resolve().map_err(|mismatch| {
                    Problem::error("yaml-value", format!("this is no `{}`", super::shortened(&mismatch.tag))).at(here)
                })?;
                Ok((plain(scalar), placed(here, Parts::None)))
            }
            Kind::Sequence { items, flow } => {
                let (mut values, mut parts) = (Vec::with_capacity(items.len()), Vec::with_capacity(items.len()));
                for item in items {
                    let (value, part) = self.node(*item, None)?;
                    values.push(value);
                    parts.push(part);
                }
                let span = match parts.first().filter(|_| !flow) {
                    Some(first) => first.value,
                    None => here,
                };
                Ok((Value::Array(values), placed(span, Parts::Items(parts))))
            }
            Kind::Mapping { entries, flow } => {
                let (mut values, mut parts) = (Map::new(), HashMap::with_capacity(entries.len()));
                let mut first = None;
                for (name, item) in entries {
                    let named = yaml.node(*name);
                    let at = self.line_of(named.span);
                    first.get_or_insert(at);
                    let Kind::Scalar { text, .. } = &named.kind else {
                        return Err(Problem::error("yaml-value", "a key must be text").at(at));
                    };
                    let (value, part) = self.node(*item, Some(at))?;
                    values.insert(text.clone(), value);
                    parts.insert(text.clone(), part);
                }
                let span = first.filter(|_| !flow).unwrap_or(here);
                Ok((Value::Object(values), placed(span, Parts::Entries(parts))))
            }
        }
    }

    /// The first line of a place, without blanks at its end.
    fn line_of(&self, span: Span) -> Span {
        let text = self.text.get(span.range()).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default().trim_end();
        Span::new(span.file, span.start as usize, span.start as usize + line.len())
    }
}

fn plain(scalar: Scalar) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => value.into(),
        Scalar::Int(value) => match (i64::try_from(value), u64::try_from(value)) {
            (Ok(value), _) => value.into(),
            (_, Ok(value)) => value.into(),
            _ => Value::String(value.to_string()),
        },
        Scalar::Float(value) => {
            serde_json::Number::from_f64(value).map_or_else(|| Value::String(value.to_string()), Value::Number)
        }
        Scalar::String(text) => Value::String(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Sources, Result<(Value, Placed), Vec<Problem>>) {
        let sources = Sources::default();
        let file = sources.add("x.yaml", text);
        let read = parse(&sources, file);
        (sources, read)
    }

    #[test]
    fn parts_are_found_where_they_are_written() {
        let text = "\u{feff}a: 1\nlist:\n  - x\n  - name: \"two words\"\n    deep: {k: [v, w]} # c\n'q': off\n";
        let (sources, read) = read(text);
        let (value, placed) = read.expect("YAML");
        assert_eq!(value["q"], "off");
        assert_eq!(value["a"], 1);
        let table: [(&[Pointer], bool, &str, u32); 8] = [
            (&["a".into()], false, "1", 1),
            (&["list".into(), 0.into()], false, "x", 3),
            (&["list".into(), 1.into(), "name".into()], false, "\"two words\"", 4),
            (&["list".into(), 1.into(), "name".into()], true, "name", 4),
            (&["list".into(), 1.into(), "deep".into(), "k".into(), 1.into()], false, "w", 5),
            (&["q".into()], true, "'q'", 6),
            (&["q".into()], false, "off", 6),
            (&["list".into(), 1.into(), "missing".into()], true, "name", 4),
        ];
        for (pointer, key, expected, line) in table {
            let span = placed.find(pointer, key);
            assert_eq!(sources.slice(span), expected, "{pointer:?}");
            assert_eq!(sources.location(span).start.line, line, "{pointer:?}");
        }
    }

    #[test]
    fn what_settings_do_not_know_is_refused_at_its_line() {
        let deep = "[".repeat(200_000);
        let bomb: String = (0..20)
            .map(|n| format!("k{n}: &k{n} [{0}, {0}]\n", if n == 0 { "x".to_owned() } else { format!("*k{}", n - 1) }))
            .collect();
        for (text, line) in [
            ("a: 1\nb: 2\na: 3\n", 3),
            ("a:\n  - [1, 2\nb: 3\n", 2),
            ("a: b: c\n", 1),
            ("a: 1\n---\nb: 1\n", 3),
            ("a: !secret x\n", 1),
            ("a: !!int x\n", 1),
            ("? [a]\n: 1\n", 1),
            ("a: *nobody\n", 1),
            ("a: &a [*a]\n", 1),
            (deep.as_str(), 1),
            (bomb.as_str(), 1),
        ] {
            let (sources, read) = read(text);
            let shown: String = text.chars().take(40).collect();
            let problems = read.expect_err(&shown);
            let at = sources.location(problems[0].span.expect("a place"));
            assert!(at.start.line >= line, "{shown}: {problems:?}");
            assert!(problems[0].message.len() < 300, "{problems:?}");
        }
    }

    #[test]
    fn aliases_stand_for_what_they_name() {
        let (_, read) = read("a: &a [x, 1.5, ~, true]\nb: *a\n");
        let (value, placed) = read.expect("YAML");
        assert_eq!(value["b"], serde_json::json!(["x", 1.5, null, true]));
        assert_eq!(placed.find(&["b".into(), 0.into()], false), placed.find(&["a".into(), 0.into()], false));
    }
}
