//! The constants of a program while it is being made: each text once.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use crate::value::{Arena, InputError, Names, Number, Value, sink};

/// Constants, and the numbers of their texts.
#[derive(Debug, Default)]
pub(super) struct Pool {
    arena: Arena,
    texts: HashMap<String, u32>,
}

impl Pool {
    pub(super) fn arena(&self) -> &Arena {
        &self.arena
    }

    /// The number of a text.
    pub(super) fn name(&mut self, text: &str) -> u32 {
        if let Some(known) = self.texts.get(text) {
            return *known;
        }
        let Value::Text(number) = self.arena.put(text) else { unreachable!("internal: what is put is a text") };
        self.texts.insert(text.to_owned(), number);
        number
    }

    pub(super) fn text(&mut self, text: &str) -> Value {
        Value::Text(self.name(text))
    }

    pub(super) fn number(&mut self, number: Number) -> Value {
        self.arena.number(number)
    }

    pub(super) fn array(&mut self, items: &[Value]) -> Value {
        self.arena.array(items)
    }

    pub(super) fn set(&mut self, items: Vec<Value>) -> Value {
        self.arena.set(items)
    }

    pub(super) fn object(&mut self, pairs: Vec<(Value, Value)>) -> Value {
        self.arena.object(pairs)
    }

    /// A document as a constant.
    pub(super) fn sink<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<Value, InputError> {
        let mut apart = Arena::default();
        let value = sink(&mut apart, value, u32::MAX as usize, None)?;
        Ok(self.copy(&apart, value))
    }

    fn copy(&mut self, from: &Arena, value: Value) -> Value {
        match value {
            Value::Text(number) => self.text(from.text(number)),
            Value::Big(_) => from.as_number(value).map_or(value, |number| self.number(number)),
            Value::Array(span) => {
                let items: Vec<Value> = from.items(span).iter().map(|item| self.copy(from, *item)).collect();
                self.array(&items)
            }
            Value::Object(span) => {
                let pairs = from.pairs(span).map(|(key, value)| (self.copy(from, key), self.copy(from, value)));
                let pairs: Vec<(Value, Value)> = pairs.collect();
                self.object(pairs)
            }
            Value::Set(span) => {
                let items = from.items(span).iter().map(|item| self.copy(from, *item)).collect();
                self.set(items)
            }
            _ => value,
        }
    }

    /// The constants with a table of their texts.
    pub(super) fn into_arena(self) -> Arena {
        let mut arena = self.arena;
        let count = arena.texts().len() as u32;
        let texts: Vec<&str> = (0..count).map(|number| arena.text(number)).collect();
        let names = Arc::new(Names::new(texts.into_iter()));
        arena.name(names);
        arena
    }
}
