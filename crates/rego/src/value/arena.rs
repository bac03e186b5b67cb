//! Where values live: texts, elements and large numbers in a few vectors, so that a value is a number, and all of it is gone at once.

use std::sync::Arc;

use super::items::Items;
use super::{Names, Number, Span, Value, order};

/// So many bytes of a kind stay at hand for the next input, however small it is.
const SPARE: usize = 2 << 20;

/// The memory of one evaluation. Its beginning are the constants of the program, which stay; what comes after the [`Mark`] goes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arena {
    pub(super) text: String,
    /// Start and length of each text.
    pub(super) texts: Vec<(u32, u32)>,
    items: Items,
    pub(super) bigs: Vec<i128>,
    pub(super) names: Arc<Names>,
    /// Bytes that were taken for this input and are free again.
    freed: usize,
}

/// How much is in an arena, which is stopped long before four gigabytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    text: u32,
    texts: u32,
    items: u32,
    bigs: u32,
}

impl Mark {
    /// Whether nothing before this mark came after another one.
    #[inline]
    pub(crate) fn is_within(self, other: Self) -> bool {
        self.text <= other.text && self.texts <= other.texts && self.items <= other.items && self.bigs <= other.bigs
    }

    /// What is before either of two marks.
    #[inline]
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            text: self.text.max(other.text),
            texts: self.texts.max(other.texts),
            items: self.items.max(other.items),
            bigs: self.bigs.max(other.bigs),
        }
    }
}

impl Arena {
    /// An arena with these constants and no names yet.
    pub(crate) fn new(text: String, texts: Vec<(u32, u32)>, items: Vec<Value>, bigs: Vec<i128>) -> Self {
        Self { text, texts, items: Items::new(items), bigs, names: Arc::default(), freed: 0 }
    }

    /// From now on what equals a name is that name. All texts that are there must be different ones, and are the names.
    pub(crate) fn name(&mut self, names: Arc<Names>) {
        self.names = names;
    }

    /// That all constants are there.
    pub(crate) fn complete(&mut self) {
        self.items.complete();
    }

    /// The start and length of each text.
    pub(crate) fn texts(&self) -> &[(u32, u32)] {
        &self.texts
    }

    /// The elements of all constants.
    pub(crate) fn all_items(&self) -> &[Value] {
        self.items.fixed()
    }

    /// The numbers beyond `Int`.
    pub(crate) fn bigs(&self) -> &[i128] {
        &self.bigs
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark {
            text: self.text.len() as u32,
            texts: self.texts.len() as u32,
            items: self.items.end(),
            bigs: self.bigs.len() as u32,
        }
    }

    /// Forgets what came after a mark, and gives back the memory that a large input took.
    pub(crate) fn cut(&mut self, mark: Mark) {
        self.truncate(mark);
        self.text.shrink_to(self.text.len() + SPARE);
        self.texts.shrink_to(self.texts.len() + SPARE / size_of::<(u32, u32)>());
        self.freed = 0;
    }

    #[inline]
    fn truncate(&mut self, mark: Mark) {
        self.text.truncate(mark.text as usize);
        self.texts.truncate(mark.texts as usize);
        self.items.truncate(mark.items);
        self.bigs.truncate(mark.bigs as usize);
    }

    /// Frees what came after a mark for what comes next. It still counts as taken: whether a question is stopped does not depend on when it is freed.
    #[inline]
    pub(crate) fn free(&mut self, mark: Mark) {
        if self.mark() != mark {
            let before = self.held();
            self.truncate(mark);
            self.freed += before - self.held();
        }
    }

    /// Frees what came after a mark but for one text, which is moved.
    pub(crate) fn free_but(&mut self, mark: Mark, number: u32) -> Value {
        let (start, len) = self.texts[number as usize];
        if start < mark.text {
            // It is a part of an older one.
            self.free(mark);
            return self.push_text(start as usize, len as usize);
        }
        let before = self.held();
        self.text.truncate((start + len) as usize);
        self.text.drain(mark.text as usize..start as usize);
        self.truncate(Mark { text: mark.text + len, ..mark });
        let value = self.push_text(mark.text as usize, len as usize);
        self.freed += before - self.held();
        value
    }

    /// Where the last of what a value is made of ends.
    #[inline]
    pub(crate) fn end(value: Value) -> Mark {
        let nothing = Mark::default();
        match value {
            Value::Text(number) => Mark { texts: number + 1, ..nothing },
            Value::Big(number) => Mark { bigs: number + 1, ..nothing },
            // Elements are there before their collection.
            Value::Array(span) | Value::Set(span) => Mark { items: span.start + span.len, ..nothing },
            Value::Object(span) => Mark { items: span.start + 2 * span.len, ..nothing },
            Value::Undefined | Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => nothing,
        }
    }

    /// Bytes that have been taken, those that are free again included.
    #[inline]
    pub(crate) fn bytes(&self) -> usize {
        self.held() + self.freed
    }

    #[inline]
    pub(crate) fn held(&self) -> usize {
        self.text.len() + self.texts.len() * 8 + self.items.count() * size_of::<Value>() + self.bigs.len() * 16
    }

    /// A text of an arena.
    #[inline]
    pub(crate) fn text(&self, number: u32) -> &str {
        let (start, len) = self.texts[number as usize];
        &self.text[start as usize..(start + len) as usize]
    }

    /// The text of a value that is one.
    pub(crate) fn str(&self, value: Value) -> Option<&str> {
        if let Value::Text(number) = value { Some(self.text(number)) } else { None }
    }

    /// The name that a text is, if it is one.
    #[inline]
    pub(crate) fn named(&self, text: &str) -> Option<u32> {
        self.names.find(text, |number| self.text(number))
    }

    /// Whether a text has a number of its own in the program.
    #[inline]
    pub(super) fn is_name(&self, number: u32) -> bool {
        number < self.names.count
    }

    /// A text as a value.
    pub(crate) fn put(&mut self, text: &str) -> Value {
        if let Some(number) = self.named(text) {
            return Value::Text(number);
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.push_text(start, text.len())
    }

    /// A part of a text, which is not copied.
    pub(crate) fn part(&mut self, number: u32, start: usize, end: usize) -> Value {
        let whole = self.texts[number as usize];
        if start == 0 && end == whole.1 as usize {
            return Value::Text(number);
        }
        match self.named(&self.text(number)[start..end]) {
            Some(name) => Value::Text(name),
            None => self.push_text(whole.0 as usize + start, end - start),
        }
    }

    fn push_text(&mut self, start: usize, len: usize) -> Value {
        let place = |n: usize| u32::try_from(n).expect("internal: an arena is stopped long before four gigabytes");
        self.texts.push((place(start), place(len)));
        Value::Text(place(self.texts.len() - 1))
    }

    /// A number as a value: what fits into `Int` is one.
    pub(crate) fn number(&mut self, number: Number) -> Value {
        match number {
            Number::Int(whole) => match i64::try_from(whole) {
                Ok(small) => Value::Int(small),
                Err(_) => {
                    self.bigs.push(whole);
                    Value::Big((self.bigs.len() - 1) as u32)
                }
            },
            Number::Float(number) => Value::Float(number),
        }
    }

    /// The number that a value is.
    pub(crate) fn as_number(&self, value: Value) -> Option<Number> {
        match value {
            Value::Int(small) => Some(Number::Int(small.into())),
            Value::Big(index) => Some(Number::Int(self.bigs[index as usize])),
            Value::Float(number) => Some(Number::Float(number)),
            _ => None,
        }
    }

    /// The elements of an array or a set.
    #[inline]
    pub(crate) fn items(&self, span: Span) -> &[Value] {
        self.items.of(span.start, span.len as usize)
    }

    #[inline]
    pub(crate) fn item(&self, span: Span, index: u32) -> Value {
        self.items.one(span.start, index as usize)
    }

    /// The pair of an object.
    #[inline]
    pub(crate) fn pair(&self, span: Span, index: u32) -> (Value, Value) {
        let pair = &self.items.of(span.start, span.doubled())[2 * index as usize..];
        (pair[0], pair[1])
    }

    /// The pairs of an object, in the order of their keys.
    pub(crate) fn pairs(&self, span: Span) -> impl ExactSizeIterator<Item = (Value, Value)> + '_ {
        self.items.of(span.start, span.doubled()).chunks_exact(2).map(|p| (p[0], p[1]))
    }

    /// The elements of what has elements; nothing for other values.
    pub(crate) fn elements(&self, value: Value) -> Option<&[Value]> {
        if let Value::Array(span) | Value::Set(span) = value { Some(self.items(span)) } else { None }
    }

    fn push_items(&mut self, items: &[Value], len: usize) -> Span {
        let start = self.items.push(items.len(), items.iter().copied());
        Span { start, len: len as u32 }
    }

    pub(crate) fn array(&mut self, items: &[Value]) -> Value {
        Value::Array(self.push_items(items, items.len()))
    }

    /// A set of some elements, in whatever order and however often they come.
    pub(crate) fn set(&mut self, mut items: Vec<Value>) -> Value {
        items.sort_by(|a, b| order::compare(self, *a, *b));
        items.dedup_by(|a, b| order::equal(self, *a, *b));
        Value::Set(self.push_items(&items, items.len()))
    }

    /// A set of elements that are sorted already.
    pub(crate) fn sorted_set(&mut self, items: &[Value]) -> Value {
        Value::Set(self.push_items(items, items.len()))
    }

    /// An object of some pairs; of two with the same key the later stays.
    pub(crate) fn object(&mut self, mut pairs: Vec<(Value, Value)>) -> Value {
        let is_sorted = |pair: &[(Value, Value)]| order::compare(self, pair[0].0, pair[1].0).is_lt();
        if !pairs.windows(2).all(is_sorted) {
            pairs.sort_by(|a, b| order::compare(self, a.0, b.0));
            pairs.dedup_by(|later, earlier| {
                let same = order::equal(self, later.0, earlier.0);
                if same {
                    earlier.1 = later.1;
                }
                same
            });
        }
        let all = pairs.iter().flat_map(|(key, value)| [*key, *value]);
        let start = self.items.push(2 * pairs.len(), all);
        Value::Object(Span { start, len: pairs.len() as u32 })
    }
}
