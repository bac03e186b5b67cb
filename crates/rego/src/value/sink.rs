//! Whatever can be serialized, straight into an arena: no JSON in between.

use serde::ser::{self, Serialize};

use super::{Arena, Number, Value};

/// Collections may nest so deep.
const MAX_DEPTH: usize = 128;

/// Why an input is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// More than 128 collections stand within each other.
    #[error("it nests more than {MAX_DEPTH} deep")]
    TooDeep,
    /// A number that is infinite, not a number, or larger than can be kept.
    #[error("a number in it is no number of JSON")]
    Number,
    /// The key of a map is neither a text nor a number nor a boolean.
    #[error("a key in it is no text")]
    Key,
    /// It takes more than the budget of bytes.
    #[error("it takes more than {0} bytes")]
    TooLarge(usize),
    /// What the value itself said while it was read.
    #[error("{0}")]
    Other(String),
}

impl ser::Error for InputError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::Other(message.to_string())
    }
}

/// A set of names, by their numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Present(Vec<u64>);

impl Present {
    pub(crate) fn has(&self, name: u32) -> bool {
        self.0.get(name as usize / 64).is_some_and(|bits| bits >> (name % 64) & 1 == 1)
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    fn add(&mut self, name: u32) {
        let place = name as usize / 64;
        if place >= self.0.len() {
            self.0.resize(place + 1, 0);
        }
        self.0[place] |= 1 << (name % 64);
    }
}

/// Makes a value of something, within so many bytes of the arena, and tells which names stand in it.
pub(crate) fn sink<T: Serialize + ?Sized>(
    arena: &mut Arena,
    value: &T,
    limit: usize,
    present: Option<&mut Present>,
) -> Result<Value, InputError> {
    value.serialize(&mut Sink { arena, open: Vec::new(), depth: 0, limit, present })
}

struct Sink<'a> {
    arena: &'a mut Arena,
    /// Elements of collections that are not complete yet.
    open: Vec<Value>,
    depth: usize,
    limit: usize,
    present: Option<&'a mut Present>,
}

impl Sink<'_> {
    fn text(&mut self, text: &str) -> Result<Value, InputError> {
        if self.arena.bytes() + text.len() > self.limit {
            return Err(InputError::TooLarge(self.limit));
        }
        Ok(self.put(text))
    }

    fn put(&mut self, text: &str) -> Value {
        let value = self.arena.put(text);
        if let (Value::Text(number), Some(present)) = (value, &mut self.present)
            && self.arena.is_name(number)
        {
            present.add(number);
        }
        value
    }

    fn whole(&mut self, number: impl Into<i128>) -> Value {
        self.arena.number(Number::Int(number.into()))
    }
}

/// A collection that is being filled.
struct Filling<'s, 'a> {
    sink: &'s mut Sink<'a>,
    start: usize,
    /// The variant around it, if there is one.
    variant: Option<&'static str>,
}

impl<'s, 'a> Filling<'s, 'a> {
    fn new(sink: &'s mut Sink<'a>, variant: Option<&'static str>) -> Result<Self, InputError> {
        sink.depth += 1;
        if sink.depth > MAX_DEPTH {
            return Err(InputError::TooDeep);
        }
        let start = sink.open.len();
        Ok(Self { sink, start, variant })
    }

    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), InputError> {
        let value = value.serialize(&mut *self.sink)?;
        self.sink.open.push(value);
        Ok(())
    }

    fn array(self) -> Result<Value, InputError> {
        let sink = self.sink;
        let array = sink.arena.array(&sink.open[self.start..]);
        Self::done(sink, self.start, self.variant, array)
    }

    fn object(self) -> Result<Value, InputError> {
        let sink = self.sink;
        let pairs = sink.open[self.start..].chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        let object = sink.arena.object(pairs);
        Self::done(sink, self.start, self.variant, object)
    }

    fn done(sink: &mut Sink<'a>, start: usize, variant: Option<&str>, value: Value) -> Result<Value, InputError> {
        sink.open.truncate(start);
        sink.depth -= 1;
        if sink.arena.bytes() > sink.limit {
            return Err(InputError::TooLarge(sink.limit));
        }
        Ok(match variant {
            Some(name) => {
                let name = sink.put(name);
                sink.arena.object(vec![(name, value)])
            }
            None => value,
        })
    }
}

impl<'s, 'a> ser::Serializer for &'s mut Sink<'a> {
    type Ok = Value;
    type Error = InputError;
    type SerializeSeq = Filling<'s, 'a>;
    type SerializeTuple = Filling<'s, 'a>;
    type SerializeTupleStruct = Filling<'s, 'a>;
    type SerializeTupleVariant = Filling<'s, 'a>;
    type SerializeMap = Filling<'s, 'a>;
    type SerializeStruct = Filling<'s, 'a>;
    type SerializeStructVariant = Filling<'s, 'a>;

    fn serialize_bool(self, value: bool) -> Result<Value, InputError> {
        Ok(Value::Bool(value))
    }

    fn serialize_i8(self, value: i8) -> Result<Value, InputError> {
        Ok(Value::Int(value.into()))
    }

    fn serialize_i16(self, value: i16) -> Result<Value, InputError> {
        Ok(Value::Int(value.into()))
    }

    fn serialize_i32(self, value: i32) -> Result<Value, InputError> {
        Ok(Value::Int(value.into()))
    }

    fn serialize_i64(self, value: i64) -> Result<Value, InputError> {
        Ok(Value::Int(value))
    }

    fn serialize_i128(self, value: i128) -> Result<Value, InputError> {
        Ok(self.whole(value))
    }

    fn serialize_u8(self, value: u8) -> Result<Value, InputError> {
        Ok(Value::Int(value.into()))
    }

    fn serialize_u16(self, value: u16) -> Result<Value, InputError> {
        Ok(Value::Int(value.into()))
    }

    fn serialize_u32(self, value: u32) -> Result<Value, InputError> {
        Ok(Value::Int(value.into()))
    }

    fn serialize_u64(self, value: u64) -> Result<Value, InputError> {
        Ok(self.whole(value))
    }

    fn serialize_u128(self, value: u128) -> Result<Value, InputError> {
        Ok(self.whole(i128::try_from(value).map_err(|_| InputError::Number)?))
    }

    fn serialize_f32(self, value: f32) -> Result<Value, InputError> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<Value, InputError> {
        Number::from_float(value).map(|number| self.arena.number(number)).ok_or(InputError::Number)
    }

    fn serialize_char(self, value: char) -> Result<Value, InputError> {
        self.text(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<Value, InputError> {
        self.text(value)
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Value, InputError> {
        let bytes: Vec<Value> = value.iter().map(|byte| Value::Int((*byte).into())).collect();
        Ok(self.arena.array(&bytes))
    }

    fn serialize_none(self) -> Result<Value, InputError> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, InputError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, InputError> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, InputError> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Value, InputError> {
        self.text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Value, InputError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, InputError> {
        let value = value.serialize(&mut *self)?;
        let name = self.text(variant)?;
        Ok(self.arena.object(vec![(name, value)]))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Filling<'s, 'a>, InputError> {
        Filling::new(self, None)
    }

    fn serialize_tuple(self, _: usize) -> Result<Filling<'s, 'a>, InputError> {
        Filling::new(self, None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Filling<'s, 'a>, InputError> {
        Filling::new(self, None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Filling<'s, 'a>, InputError> {
        Filling::new(self, Some(variant))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Filling<'s, 'a>, InputError> {
        Filling::new(self, None)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Filling<'s, 'a>, InputError> {
        Filling::new(self, None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Filling<'s, 'a>, InputError> {
        Filling::new(self, Some(variant))
    }
}

/// The ways of filling an array are one.
macro_rules! array {
    ($($way:ident: $element:ident),*) => {$(
        impl ser::$way for Filling<'_, '_> {
            type Ok = Value;
            type Error = InputError;

            fn $element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), InputError> {
                self.push(value)
            }

            fn end(self) -> Result<Value, InputError> {
                self.array()
            }
        }
    )*};
}

array! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field
}

impl ser::SerializeMap for Filling<'_, '_> {
    type Ok = Value;
    type Error = InputError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), InputError> {
        let key = key.serialize(&mut *self.sink)?;
        let text = match key {
            Value::Text(_) => key,
            Value::Bool(flag) => self.sink.text(if flag { "true" } else { "false" })?,
            _ => {
                let number = self.sink.arena.as_number(key).ok_or(InputError::Key)?;
                self.sink.text(&number.to_string())?
            }
        };
        self.sink.open.push(text);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), InputError> {
        self.push(value)
    }

    fn end(self) -> Result<Value, InputError> {
        self.object()
    }
}

/// The ways of filling a struct are one.
macro_rules! fields {
    ($($way:ident),*) => {$(
        impl ser::$way for Filling<'_, '_> {
            type Ok = Value;
            type Error = InputError;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), InputError> {
                let key = self.sink.text(key)?;
                self.sink.open.push(key);
                self.push(value)
            }

            fn end(self) -> Result<Value, InputError> {
                self.object()
            }
        }
    )*};
}

fields!(SerializeStruct, SerializeStructVariant);
