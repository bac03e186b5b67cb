//! What the functions of Rego take and give (OPA's reference of built-in functions), as far as it is fixed.

use super::types::{Kind, Shape, Type, Types};

/// What an argument may be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Takes {
    Any,
    One(Kind),
    Collection,
    /// What has a number of members: a collection or a text.
    Countable,
    /// An array or a set.
    Members,
}

impl Takes {
    pub(crate) fn admits(self, kind: Kind) -> bool {
        match self {
            Self::Any => true,
            Self::One(wanted) => wanted == kind,
            Self::Collection => matches!(kind, Kind::Array | Kind::Set | Kind::Object),
            Self::Countable => matches!(kind, Kind::Array | Kind::Set | Kind::Object | Kind::String),
            Self::Members => matches!(kind, Kind::Array | Kind::Set),
        }
    }

    /// As a message says it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Any => "value",
            Self::One(kind) => kind.name(),
            Self::Collection => "collection",
            Self::Countable => "collection or string",
            Self::Members => "array or set",
        }
    }
}

/// What a function gives.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Gives {
    Any,
    Boolean,
    Number,
    Text,
    Texts,
    Numbers,
    /// The items of its first argument.
    Item,
    /// A list of the items of its first argument.
    Items,
    /// Its first argument again.
    Same,
}

/// A function of Rego.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Builtin {
    pub(crate) takes: &'static [Takes],
    pub(crate) gives: Gives,
    /// Whether it asks what kind of value it is given: a question that always has the same answer is none.
    pub(crate) asks: bool,
}

const S: Takes = Takes::One(Kind::String);
const N: Takes = Takes::One(Kind::Number);
const A: Takes = Takes::One(Kind::Array);
const O: Takes = Takes::One(Kind::Object);
const SET: Takes = Takes::One(Kind::Set);

/// The function of this name; nothing where nothing is said of it here.
pub(crate) fn builtin(name: &str) -> Option<Builtin> {
    let plain = |takes, gives| Some(Builtin { takes, gives, asks: false });
    let asks = |takes| Some(Builtin { takes, gives: Gives::Boolean, asks: true });
    match name {
        "startswith" | "endswith" | "contains" | "regex.match" => plain(&[S, S], Gives::Boolean),
        "glob.match" => plain(&[S, Takes::Any, S], Gives::Boolean),
        "strings.any_prefix_match" | "strings.any_suffix_match" => plain(&[Takes::Any, Takes::Any], Gives::Boolean),
        "lower" | "upper" | "trim_space" | "base64.decode" | "base64.encode" | "hex.encode" | "hex.decode"
        | "urlquery.encode" | "urlquery.decode" => plain(&[S], Gives::Text),
        "trim" | "trim_left" | "trim_right" | "trim_prefix" | "trim_suffix" => plain(&[S, S], Gives::Text),
        "replace" => plain(&[S, S, S], Gives::Text),
        "regex.replace" => plain(&[S, S, S], Gives::Text),
        "substring" => plain(&[S, N, N], Gives::Text),
        "sprintf" => plain(&[S, A], Gives::Text),
        "concat" => plain(&[S, Takes::Members], Gives::Text),
        "split" | "regex.split" => plain(&[S, S], Gives::Texts),
        "regex.find_n" => plain(&[S, S, N], Gives::Texts),
        "indexof" => plain(&[S, S], Gives::Number),
        "indexof_n" => plain(&[S, S], Gives::Numbers),
        "format_int" => plain(&[N, N], Gives::Text),
        "to_number" => plain(&[Takes::Any], Gives::Number),
        "count" => plain(&[Takes::Countable], Gives::Number),
        "sum" | "product" => plain(&[Takes::Members], Gives::Number),
        "min" | "max" => plain(&[Takes::Members], Gives::Item),
        "sort" => plain(&[Takes::Members], Gives::Items),
        "abs" | "ceil" | "floor" | "round" => plain(&[N], Gives::Number),
        "numbers.range" => plain(&[N, N], Gives::Numbers),
        "array.reverse" => plain(&[A], Gives::Same),
        "array.slice" => plain(&[A, N, N], Gives::Same),
        "array.concat" => plain(&[A, A], Gives::Any),
        "object.get" => plain(&[Takes::Any, Takes::Any, Takes::Any], Gives::Any),
        "object.keys" => plain(&[O], Gives::Any),
        "object.remove" | "object.filter" => plain(&[O, Takes::Collection], Gives::Any),
        "object.union" => plain(&[O, O], Gives::Any),
        "union" | "intersection" => plain(&[SET], Gives::Any),
        "json.marshal" => plain(&[Takes::Any], Gives::Text),
        "json.unmarshal" => plain(&[S], Gives::Any),
        "units.parse" | "units.parse_bytes" => plain(&[S], Gives::Number),
        "is_string" => asks(&[S]),
        "is_number" => asks(&[N]),
        "is_boolean" => asks(&[Takes::One(Kind::Boolean)]),
        "is_array" => asks(&[A]),
        "is_object" => asks(&[O]),
        "is_set" => asks(&[SET]),
        "is_null" => asks(&[Takes::One(Kind::Null)]),
        _ => None,
    }
}

impl Builtin {
    /// The type of its answer.
    pub(crate) fn answer(self, types: &mut Types, arguments: &[Type]) -> Type {
        let first = arguments.first().copied().unwrap_or(Types::ANY);
        match self.gives {
            Gives::Any => Types::ANY,
            Gives::Boolean => types.one(Shape::Boolean),
            Gives::Number => types.one(Shape::Number),
            Gives::Text => types.one(Shape::Text),
            Gives::Texts => {
                let text = types.one(Shape::Text);
                types.list(text)
            }
            Gives::Numbers => {
                let number = types.one(Shape::Number);
                types.list(number)
            }
            Gives::Item => types.parts(first).1,
            Gives::Items => {
                let items = types.parts(first).1;
                types.list(items)
            }
            Gives::Same => first,
        }
    }
}
