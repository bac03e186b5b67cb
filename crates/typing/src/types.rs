//! Types of values: what kinds a value may have, and which fields an object has. Each type exists once, so that types compare by number.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// So many alternatives a type may have; one that has more may be anything.
const MAX_ALTERNATIVES: usize = 64;

/// A type, by its place in [`Types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Type(u32);

/// An object's fields, by their place in [`Types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Record(u32);

/// One alternative of a type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Shape {
    Null,
    Boolean,
    Number,
    /// A text that a policy makes, about which nothing is known.
    Text,
    /// A text of the input that is no address.
    Told,
    /// A JSON pointer into the input.
    Address,
    /// This very text.
    Word(Rc<str>),
    List(Type),
    Set(Type),
    Record(Record),
}

/// What a value is to operators and functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Set,
    Object,
}

impl Kind {
    /// As Rego calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Set => "set",
            Self::Object => "object",
        }
    }
}

impl Shape {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Null => Kind::Null,
            Self::Boolean => Kind::Boolean,
            Self::Number => Kind::Number,
            Self::Text | Self::Told | Self::Address | Self::Word(_) => Kind::String,
            Self::List(_) => Kind::Array,
            Self::Set(_) => Kind::Set,
            Self::Record(_) => Kind::Object,
        }
    }
}

/// The fields of an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Fields {
    /// By name.
    pub(crate) named: BTreeMap<Rc<str>, Type>,
    /// The type of all others, where there may be some.
    pub(crate) others: Option<Type>,
    /// The names that the others may have; any, where nothing says.
    pub(crate) names: Option<Names>,
}

/// Names that the unnamed fields of an object may have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Names {
    pub(crate) words: BTreeSet<Rc<str>>,
    pub(crate) prefixes: Vec<Rc<str>>,
}

impl Names {
    fn allow(&self, name: &str) -> bool {
        self.words.contains(name) || self.prefixes.iter().any(|prefix| name.starts_with(prefix.as_ref()))
    }
}

impl Fields {
    /// The type of a field; nothing where there is none of this name.
    pub(crate) fn get(&self, name: &str) -> Option<Type> {
        let other = || self.others.filter(|_| self.names.as_ref().is_none_or(|names| names.allow(name)));
        self.named.get(name).copied().or_else(other)
    }

    /// Every name that is known.
    pub(crate) fn known(&self) -> impl Iterator<Item = &str> {
        let others = self.names.iter().flat_map(|names| names.words.iter());
        self.named.keys().chain(others).map(AsRef::as_ref)
    }
}

/// All types of a run.
#[derive(Debug, Clone)]
pub(crate) struct Types {
    /// The alternatives of each type; nothing where it may be anything.
    all: Vec<Option<Rc<BTreeSet<Shape>>>>,
    index: HashMap<Rc<BTreeSet<Shape>>, Type>,
    records: Vec<Rc<Fields>>,
    interned: HashMap<Rc<Fields>, Record>,
}

impl Types {
    /// What may be anything.
    pub(crate) const ANY: Type = Type(0);
    /// What no value has: the items of an empty list.
    pub(crate) const NEVER: Type = Type(1);

    pub(crate) fn new() -> Self {
        let none = Rc::new(BTreeSet::new());
        let index = HashMap::from([(Rc::clone(&none), Self::NEVER)]);
        Self { all: vec![None, Some(none)], index, records: Vec::new(), interned: HashMap::new() }
    }

    /// The alternatives of a type; nothing where it may be anything.
    pub(crate) fn shapes(&self, of: Type) -> Option<Rc<BTreeSet<Shape>>> {
        self.all[of.0 as usize].clone()
    }

    pub(crate) fn fields(&self, record: Record) -> Rc<Fields> {
        Rc::clone(&self.records[record.0 as usize])
    }

    pub(crate) fn one(&mut self, shape: Shape) -> Type {
        self.of(BTreeSet::from([shape]))
    }

    pub(crate) fn of(&mut self, mut shapes: BTreeSet<Shape>) -> Type {
        if shapes.len() > MAX_ALTERNATIVES {
            let words = |shape: &Shape| matches!(shape, Shape::Word(_));
            if shapes.iter().any(words) {
                shapes.retain(|shape| !words(shape));
                shapes.insert(Shape::Text);
            }
            if shapes.len() > MAX_ALTERNATIVES {
                return Self::ANY;
            }
        }
        if let Some(known) = self.index.get(&shapes) {
            return *known;
        }
        let shapes = Rc::new(shapes);
        let new = Type(u32::try_from(self.all.len()).unwrap_or(0));
        self.all.push(Some(Rc::clone(&shapes)));
        self.index.insert(shapes, new);
        new
    }

    /// What is one or the other.
    pub(crate) fn join(&mut self, one: Type, other: Type) -> Type {
        if one == other {
            return one;
        }
        match (self.shapes(one), self.shapes(other)) {
            (Some(a), Some(b)) => self.of(a.union(&b).cloned().collect()),
            _ => Self::ANY,
        }
    }

    pub(crate) fn list(&mut self, items: Type) -> Type {
        self.one(Shape::List(items))
    }

    pub(crate) fn set(&mut self, items: Type) -> Type {
        self.one(Shape::Set(items))
    }

    pub(crate) fn word(&mut self, text: &str) -> Type {
        self.one(Shape::Word(text.into()))
    }

    /// An object that a policy makes.
    pub(crate) fn object(&mut self, fields: Fields) -> Type {
        let fields = Rc::new(fields);
        let known = self.interned.get(&fields).copied();
        let record = known.unwrap_or_else(|| {
            let record = self.reserve();
            self.records[record.0 as usize] = Rc::clone(&fields);
            self.interned.insert(fields, record);
            record
        });
        self.one(Shape::Record(record))
    }

    /// A place for an object whose fields are not known yet, so that it may hold itself.
    pub(crate) fn reserve(&mut self) -> Record {
        let record = Record(u32::try_from(self.records.len()).unwrap_or(0));
        self.records.push(Rc::new(Fields { named: BTreeMap::new(), others: None, names: None }));
        record
    }

    pub(crate) fn fill(&mut self, record: Record, fields: Fields) {
        self.records[record.0 as usize] = Rc::new(fields);
    }

    /// The kinds of a type; nothing where it may be anything.
    pub(crate) fn kinds(&self, of: Type) -> Option<BTreeSet<Kind>> {
        Some(self.shapes(of)?.iter().map(Shape::kind).collect())
    }

    /// The texts that a type comes down to; nothing where it may be something else.
    pub(crate) fn words(&self, of: Type) -> Option<Vec<Rc<str>>> {
        let word = |shape: &Shape| match shape {
            Shape::Word(text) => Some(Rc::clone(text)),
            _ => None,
        };
        let words: Option<Vec<_>> = self.shapes(of)?.iter().map(word).collect();
        words.filter(|words| !words.is_empty())
    }

    /// What a collection holds, and by what its parts are called.
    pub(crate) fn parts(&mut self, of: Type) -> (Type, Type) {
        let Some(shapes) = self.shapes(of) else { return (Self::ANY, Self::ANY) };
        let (mut keys, mut items) = (Self::NEVER, Self::NEVER);
        for shape in shapes.iter() {
            let (key, item) = match shape {
                Shape::List(items) => (self.one(Shape::Number), *items),
                Shape::Set(items) => (*items, *items),
                Shape::Record(record) => self.all_fields(*record),
                _ => continue,
            };
            keys = self.join(keys, key);
            items = self.join(items, item);
        }
        (keys, items)
    }

    fn all_fields(&mut self, record: Record) -> (Type, Type) {
        let fields = self.fields(record);
        let (mut keys, mut items) = match fields.others {
            Some(others) => (self.one(Shape::Told), others),
            None => (Self::NEVER, Self::NEVER),
        };
        for (name, field) in &fields.named {
            let name = self.word(name);
            keys = self.join(keys, name);
            items = self.join(items, *field);
        }
        (keys, items)
    }
}
