//! The working form of a Compose model: plain values, each with the [`Origin`] that every step carries along.

use indexmap::IndexMap;
use serde_json::Number;

use crate::normalize::short;
use plimsoll_model::{Address, Origin, Origins, Via, ViaKind};
use plimsoll_source::Span;

/// How many replaced values an origin remembers.
const MAX_OVERRIDES: usize = 16;

/// A mapping in order of writing.
pub(super) type Map = IndexMap<String, Tree>;

/// A value and where it comes from.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    pub(super) value: Value,
    pub(super) origin: Origin,
}

/// A value as go-yaml types it.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    String(String),
    List(Vec<Tree>),
    Map(Map),
}

impl Tree {
    pub(super) fn new(value: Value, origin: Origin) -> Self {
        Self { value, origin }
    }

    pub(super) fn string(text: impl Into<String>, origin: &Origin) -> Self {
        Self::new(Value::String(text.into()), origin.clone())
    }

    pub(super) fn bool(value: bool, origin: &Origin) -> Self {
        Self::new(Value::Bool(value), origin.clone())
    }

    pub(super) fn null(origin: &Origin) -> Self {
        Self::new(Value::Null, origin.clone())
    }

    pub(super) fn map(entries: Map, origin: &Origin) -> Self {
        Self::new(Value::Map(entries), origin.clone())
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    pub(super) fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    pub(super) fn as_map_mut(&mut self) -> Option<&mut Map> {
        match &mut self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    pub(super) fn as_list(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    pub(super) fn as_list_mut(&mut self) -> Option<&mut Vec<Self>> {
        match &mut self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The value below a chain of keys.
    pub(super) fn get(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |tree, key| tree.as_map()?.get(*key))
    }

    /// The value below a chain of keys.
    pub(super) fn get_mut(&mut self, keys: &[&str]) -> Option<&mut Self> {
        keys.iter().try_fold(self, |tree, key| tree.as_map_mut()?.get_mut(*key))
    }

    /// The text below a chain of keys.
    pub(super) fn text(&self, keys: &[&str]) -> Option<&str> {
        self.get(keys)?.as_str()
    }

    /// Removes a key; null stays away too.
    pub(super) fn remove(&mut self, key: &str) -> Option<Self> {
        self.as_map_mut()?.shift_remove(key)
    }

    /// Sets a key of a mapping; nothing happens on other values.
    pub(super) fn set(&mut self, key: &str, tree: Self) {
        if let Some(map) = self.as_map_mut() {
            map.insert(key.to_owned(), tree);
        }
    }

    /// Whether a variable that nothing sets has a part in it, or in something below.
    pub(super) fn hangs_on_unset(&self) -> bool {
        let below = match &self.value {
            Value::Map(map) => map.values().any(Self::hangs_on_unset),
            Value::List(items) => items.iter().any(Self::hangs_on_unset),
            _ => false,
        };
        below || !self.origin.unset.is_empty()
    }

    /// Where a person should look for this value: its key where it is a collection.
    pub(super) fn place(&self) -> Span {
        match (&self.value, self.origin.key) {
            (Value::Map(_) | Value::List(_) | Value::Null, Some(key)) => key,
            _ => self.origin.span,
        }
    }

    /// Records on this value and everything below how it came here, outermost first.
    pub(super) fn came_through(&mut self, kind: ViaKind, span: Span) {
        self.origin.via.insert(0, Via { kind, span });
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.came_through(kind, span)),
            Value::Map(map) => map.values_mut().for_each(|item| item.came_through(kind, span)),
            _ => {}
        }
    }

    /// Records that this value stands in place of another; below, key by key.
    pub(super) fn replaces(&mut self, old: &Self) {
        if self.origin.span != old.origin.span {
            self.origin.via.push(Via { kind: ViaKind::Override, span: old.origin.span });
        }
        // What was replaced long ago explains nothing any more.
        let own = self.origin.via.iter().filter(|via| via.kind == ViaKind::Override).count();
        let earlier = old.origin.via.iter().filter(|via| via.kind == ViaKind::Override);
        self.origin.via.extend(earlier.take(MAX_OVERRIDES.saturating_sub(own)).cloned());
        if let (Value::Map(new), Value::Map(old)) = (&mut self.value, &old.value) {
            for (key, new) in new {
                if let Some(old) = old.get(key) {
                    new.replaces(old);
                }
            }
        }
    }

    /// How a scalar reads as text, as Go's `%v` prints it; `None` for collections.
    pub(super) fn scalar_text(&self) -> Option<String> {
        match &self.value {
            Value::Null => Some(String::new()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Int(value) => Some(value.to_string()),
            Value::Float(value) => Some(short::number::printed_float(*value)),
            Value::String(text) => Some(text.clone()),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Whether two values are equal, wherever they were written.
    pub(super) fn same_value(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same_value(b)),
            (Value::Map(a), Value::Map(b)) => {
                a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| a.same_value(b)))
            }
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Float(a), Value::Float(b)) => a == b,
            (Value::String(a), Value::String(b)) => a == b,
            _ => false,
        }
    }

    /// How many values it is made of.
    pub(super) fn count(&self) -> usize {
        match &self.value {
            Value::List(items) => 1 + items.iter().map(Self::count).sum::<usize>(),
            Value::Map(map) => 1 + map.values().map(Self::count).sum::<usize>(),
            _ => 1,
        }
    }

    /// The plain value.
    pub(super) fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Int(value) => integer(*value),
            Value::Float(value) => Number::from_f64(*value).map_or(Json::Null, Json::Number),
            Value::String(text) => Json::String(text.clone()),
            Value::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Value::Map(map) => Json::Object(map.iter().map(|(key, item)| (key.clone(), item.to_json())).collect()),
        }
    }

    /// The origins of this value and everything below, by address.
    pub(super) fn origins(&self, at: &Address, into: &mut Origins) {
        into.insert(at.clone(), self.origin.clone());
        match &self.value {
            Value::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    item.origins(&at.child(i), into);
                }
            }
            Value::Map(map) => {
                for (key, item) in map {
                    item.origins(&at.child(key), into);
                }
            }
            _ => {}
        }
    }
}

fn integer(value: i128) -> serde_json::Value {
    if let Ok(value) = i64::try_from(value) {
        return value.into();
    }
    u64::try_from(value).map_or(serde_json::Value::Null, Into::into)
}

/// The place of a value in the model, as docker compose writes it in messages: `services.a.ports.[0]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Path(Vec<String>);

impl Path {
    pub(super) fn root() -> Self {
        Self::default()
    }

    pub(super) fn of(segments: &[&str]) -> Self {
        Self(segments.iter().map(|s| (*s).to_owned()).collect())
    }

    #[must_use]
    pub(super) fn child(&self, segment: &str) -> Self {
        let mut segments = Vec::with_capacity(self.0.len() + 1);
        segments.extend_from_slice(&self.0);
        segments.push(segment.to_owned());
        Self(segments)
    }

    #[must_use]
    pub(super) fn index(&self, index: usize) -> Self {
        self.child(&format!("[{index}]"))
    }

    /// Goes one step down; [`Path::pop`] comes back.
    pub(super) fn push(&mut self, segment: &str) {
        self.0.push(segment.to_owned());
    }

    /// A step from the root.
    pub(super) fn segment(&self, index: usize) -> Option<&str> {
        self.0.get(index).map(String::as_str)
    }

    /// Goes one step down to an element.
    pub(super) fn push_index(&mut self, index: usize) {
        self.0.push(format!("[{index}]"));
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    pub(super) fn segments(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the path has this shape: dotted, `*` for any segment.
    pub(super) fn matches(&self, pattern: &str) -> bool {
        let mut segments = self.0.iter();
        pattern.split('.').all(|want| segments.next().is_some_and(|have| want == "*" || want == have))
            && segments.next().is_none()
    }

    pub(super) fn matches_any(&self, patterns: &[&str]) -> bool {
        patterns.iter().any(|pattern| self.matches(pattern))
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join("."))
    }
}
