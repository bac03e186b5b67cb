//! A JSON Schema as types: what of it says which fields there are, and what kinds of values they have. Everything else only narrows, so that leaving
//! it out never calls a policy wrong.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use serde_json::Value;

use super::types::{Fields, Names, Record, Shape, Type, Types};

/// What `input` is.
#[derive(Debug, Clone)]
pub struct Contract {
    pub(crate) types: Types,
    pub(crate) input: Type,
}

/// A schema that this reader does not understand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    /// JSON pointer into the schema.
    pub at: String,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.message)
    }
}

impl std::error::Error for SchemaError {}

impl Contract {
    /// Reads a JSON Schema (2020-12): `type`, `properties`, `additionalProperties`, `items`, `enum`, `const`, `anyOf`, `oneOf`, local `$ref`, and
    /// `format: json-pointer` for addresses. `x-names` beside `additionalProperties` is a schema of the names that can be meant there: an `enum`, a `pattern`
    /// that is a beginning such as `^x-`, or `anyOf` these. It is no demand on the input, which may hold mistakes of others.
    ///
    /// # Errors
    /// When a `$ref` leads nowhere.
    pub fn new(schema: &Value) -> Result<Self, SchemaError> {
        let mut reader = SchemaWalk { root: schema, types: Types::new(), records: HashMap::new(), open: Vec::new() };
        let input = reader.read(schema, "")?;
        Ok(Self { types: reader.types, input })
    }
}

struct SchemaWalk<'s> {
    root: &'s Value,
    types: Types,
    records: HashMap<String, Record>,
    open: Vec<String>,
}

impl SchemaWalk<'_> {
    fn read(&mut self, node: &Value, at: &str) -> Result<Type, SchemaError> {
        if let Some(target) = node["$ref"].as_str() {
            return self.follow(target, at);
        }
        for word in ["anyOf", "oneOf"] {
            if let Some(choices) = node[word].as_array() {
                let mut joined = Types::NEVER;
                for (index, choice) in choices.iter().enumerate() {
                    let choice = self.read(choice, &format!("{at}/{word}/{index}"))?;
                    joined = self.types.join(joined, choice);
                }
                return Ok(joined);
            }
        }
        if let Some(values) = node["enum"].as_array() {
            return Ok(values.iter().fold(Types::NEVER, |joined, value| {
                let one = self.constant(value);
                self.types.join(joined, one)
            }));
        }
        if let Some(value) = node.get("const") {
            return Ok(self.constant(value));
        }
        let kinds: Vec<&str> = match &node["type"] {
            Value::String(kind) => vec![kind],
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            _ if node["properties"].is_object() => vec!["object"],
            _ => return Ok(Types::ANY),
        };
        let mut joined = Types::NEVER;
        for kind in kinds {
            let one = self.kind(node, kind, at)?;
            joined = self.types.join(joined, one);
        }
        Ok(joined)
    }

    fn kind(&mut self, node: &Value, kind: &str, at: &str) -> Result<Type, SchemaError> {
        let shape = match kind {
            "null" => Shape::Null,
            "boolean" => Shape::Boolean,
            "number" | "integer" => Shape::Number,
            "string" if node["format"] == "json-pointer" => Shape::Address,
            "string" => Shape::Told,
            "array" => {
                let items = match node.get("items") {
                    Some(items) => self.read(items, &format!("{at}/items"))?,
                    None => Types::ANY,
                };
                Shape::List(items)
            }
            "object" => Shape::Record(self.record(node, at)?),
            _ => return Ok(Types::ANY),
        };
        Ok(self.types.one(shape))
    }

    fn record(&mut self, node: &Value, at: &str) -> Result<Record, SchemaError> {
        if let Some(known) = self.records.get(at) {
            return Ok(*known);
        }
        let record = self.types.reserve();
        self.records.insert(at.to_owned(), record);
        let mut named = BTreeMap::new();
        for (name, field) in node["properties"].as_object().into_iter().flatten() {
            let field = self.read(field, &format!("{at}/properties/{name}"))?;
            named.insert(name.as_str().into(), field);
        }
        let others = match node.get("additionalProperties") {
            Some(Value::Bool(false)) => None,
            None | Some(Value::Bool(true)) => Some(Types::ANY),
            Some(schema) => Some(self.read(schema, &format!("{at}/additionalProperties"))?),
        };
        let names = node.get("x-names").and_then(names);
        self.types.fill(record, Fields { named, others, names });
        Ok(record)
    }

    fn follow(&mut self, target: &str, at: &str) -> Result<Type, SchemaError> {
        let pointer = target.strip_prefix('#').unwrap_or(target);
        let nowhere = || SchemaError { at: at.to_owned(), message: format!("`{target}` leads nowhere") };
        let node = self.root.pointer(pointer).ok_or_else(nowhere)?;
        // An object holds itself by its record; what else holds itself is left open.
        if self.open.iter().any(|open| open == pointer) {
            return Ok(match self.records.get(pointer) {
                Some(record) => self.types.one(Shape::Record(*record)),
                None => Types::ANY,
            });
        }
        self.open.push(pointer.to_owned());
        let read = self.read(node, pointer);
        self.open.pop();
        read
    }

    fn constant(&mut self, value: &Value) -> Type {
        let shape = match value {
            Value::Null => Shape::Null,
            Value::Bool(_) => Shape::Boolean,
            Value::Number(_) => Shape::Number,
            Value::String(text) => Shape::Word(text.as_str().into()),
            Value::Array(_) | Value::Object(_) => return Types::ANY,
        };
        self.types.one(shape)
    }
}

/// The names that a schema of names allows; nothing where it cannot be told.
fn names(schema: &Value) -> Option<Names> {
    let mut names = Names::default();
    let alone = std::slice::from_ref(schema);
    for choice in schema["anyOf"].as_array().map_or(alone, Vec::as_slice) {
        if let Some(words) = choice["enum"].as_array() {
            let words: BTreeSet<_> = words.iter().filter_map(Value::as_str).map(Into::into).collect();
            names.words.extend(words);
        } else {
            let prefix = choice["pattern"].as_str()?.strip_prefix('^')?;
            let plain = prefix.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
            names.prefixes.push(plain.then_some(prefix)?.into());
        }
    }
    Some(names)
}
