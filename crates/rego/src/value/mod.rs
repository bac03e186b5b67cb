//! Values: small, `Copy`, and meaningful only together with the [`Arena`] that holds what they point to.

mod arena;
mod items;
mod names;
mod number;
mod order;
mod sink;
mod view;

pub(crate) use arena::{Arena, Mark};
pub(crate) use names::Names;
pub(crate) use number::{Number, Trouble};
pub(crate) use order::{compare, equal, field, get, has, has_pair, index, set_has};
pub use sink::InputError;
pub(crate) use sink::{Present, sink};
pub use view::View;
pub(crate) use view::json;

/// Where the elements of a collection stand in an arena. An object's keys and values take turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Span {
    pub(crate) start: u32,
    /// Elements of arrays and sets, pairs of objects.
    pub(crate) len: u32,
}

/// A value of Rego, or that there is none.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value {
    Undefined,
    Null,
    Bool(bool),
    Int(i64),
    /// A whole number beyond `Int`: its index in the arena.
    Big(u32),
    /// A number that is not whole; never NaN, never infinite.
    Float(f64),
    /// The index of a text in the arena.
    Text(u32),
    Array(Span),
    /// Sorted by key, each key once.
    Object(Span),
    /// Sorted, each element once.
    Set(Span),
}

impl Value {
    /// Whether a statement of this value holds.
    pub(crate) fn holds(self) -> bool {
        !matches!(self, Self::Undefined | Self::Bool(false))
    }

    pub(crate) fn is_undefined(self) -> bool {
        matches!(self, Self::Undefined)
    }

    /// As OPA calls the type.
    pub(crate) fn type_name(self) -> &'static str {
        match self {
            Self::Undefined => "undefined",
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Int(_) | Self::Big(_) | Self::Float(_) => "number",
            Self::Text(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
            Self::Set(_) => "set",
        }
    }
}
