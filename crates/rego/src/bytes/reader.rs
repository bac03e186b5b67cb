//! Reading. Every number is checked, so that no damage can lead an evaluation astray.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::{COMPARISONS, MAGIC, OPERATORS, tag};
use crate::builtin;
use crate::program::{Needs, Program, Word};
use crate::tree::{At, Definition, Expr, Form, Kind, Parameter, Shape, Stmt, Target};
use crate::value::{Arena, Names, Span, Value};

/// Trees nest no deeper than the compiler lets them; damaged bytes must not fill the stack.
const MAX_DEPTH: usize = 512;

/// A program, unless the bytes are damaged.
pub(crate) fn read(bytes: Cow<'static, [u8]>) -> Option<Program> {
    let mut reader = ByteReader::new(bytes.strip_prefix(MAGIC)?);
    let texts: Vec<usize> = reader.list(ByteReader::size)?;
    let total = texts.iter().try_fold(0_usize, |sum, length| sum.checked_add(*length))?;
    let text = std::str::from_utf8(reader.take(total)?).ok()?.to_owned();
    let mut start = 0_u32;
    let mut places = Vec::with_capacity(texts.len());
    for length in texts {
        let length = u32::try_from(length).ok()?;
        places.push((start, length));
        start = start.checked_add(length)?;
        text.is_char_boundary(start as usize).then_some(())?;
    }
    let names = places.iter().map(|(start, length)| &text[*start as usize..(*start + *length) as usize]);
    let names = Names::new(names.collect::<Vec<_>>().into_iter());
    let bigs: Vec<i128> = reader.list(|reader| Some(i128::from_le_bytes(reader.take(16)?.try_into().ok()?)))?;
    reader.limits = Limits { texts: places.len(), bigs: bigs.len(), ..Limits::default() };
    let count = reader.size()?;
    let mut items = Vec::with_capacity(count.min(reader.rest.len()));
    for index in 0..count {
        // What an element consists of stands before it: nothing contains itself.
        reader.limits.items = index;
        items.push(reader.value()?);
    }
    reader.limits.items = count;
    let mut constants = Arena::new(text, places, items, bigs);
    constants.name(Arc::new(names));
    let data: Vec<(String, Value)> = reader.list(|reader| Some((reader.text()?, reader.document()?)))?;
    let files = reader.list(ByteReader::text)?;
    let used = reader.list(|reader| builtin::find(&reader.text()?).map(|(number, _)| number))?;
    let entries: Vec<(String, u32)> = reader.list(|reader| Some((reader.text()?, reader.u32()?)))?;
    let texts = constants.texts().len();
    let needs: Vec<(u32, Needs)> = reader.list(|reader| {
        let word = reader.u32()?;
        let of_each: Vec<Vec<u32>> = reader.list(|reader| reader.list(|reader| reader.below(texts)))?;
        Some((word, of_each.into_iter().map(Vec::into_boxed_slice).collect()))
    })?;
    let contents: Vec<(Shape, usize)> = reader.list(|reader| Some((reader.shape()?, reader.size()?)))?;
    if entries.iter().any(|(_, word)| *word as usize >= contents.len()) {
        return None;
    }
    let mut at = bytes.len() - reader.rest.len();
    let mut words = Vec::with_capacity(contents.len());
    for (shape, length) in contents {
        let end = at.checked_add(length).filter(|end| *end <= bytes.len())?;
        words.push(Word::stored(shape, at..end));
        at = end;
    }
    let program = Program::new(constants, data, files, words, entries.into_iter().collect());
    Some(program.needing(needs.into_iter().collect()).over(bytes, used))
}

/// The definitions of a word.
pub(crate) fn definitions(program: &Program, bytes: &[u8], stored: Range<usize>) -> Option<Vec<Definition>> {
    let mut reader = ByteReader::new(bytes.get(stored)?);
    let constants = &program.constants;
    let (texts, items, bigs) = (constants.texts().len(), constants.all_items().len(), constants.bigs().len());
    reader.limits = Limits { texts, items, bigs, slots: 0 };
    reader.program = Some(program);
    reader.list(ByteReader::definition)
}

/// Numbers must be smaller than these.
#[derive(Default)]
struct Limits {
    texts: usize,
    items: usize,
    bigs: usize,
    slots: u32,
}

struct ByteReader<'b> {
    rest: &'b [u8],
    limits: Limits,
    program: Option<&'b Program>,
    /// The line that places are told from.
    line: u32,
    depth: usize,
}

impl<'b> ByteReader<'b> {
    fn new(rest: &'b [u8]) -> Self {
        Self { rest, limits: Limits::default(), program: None, line: 0, depth: 0 }
    }

    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn u32(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn size(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    fn below(&mut self, limit: usize) -> Option<u32> {
        self.u32().filter(|number| (*number as usize) < limit)
    }

    fn text(&mut self) -> Option<String> {
        let size = self.size()?;
        Some(std::str::from_utf8(self.take(size)?).ok()?.to_owned())
    }

    fn list<T, C: FromIterator<T>>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<C> {
        let count = self.size()?;
        (0..count).map(|_| read(self)).collect()
    }

    fn shape(&mut self) -> Option<Shape> {
        match self.byte()? {
            0 => Some(Shape::Complete),
            1 => Some(Shape::Set),
            2 => Some(Shape::Object),
            3 => Some(Shape::ObjectOfSets),
            more => Some(Shape::Function(more - 4)),
        }
    }

    /// What a data document is; it may be there without a value.
    fn document(&mut self) -> Option<Value> {
        if self.rest.first() == Some(&tag::UNDEFINED) {
            self.byte()?;
            return Some(Value::Undefined);
        }
        self.value()
    }

    fn value(&mut self) -> Option<Value> {
        Some(match self.byte()? {
            tag::NULL => Value::Null,
            tag::FALSE => Value::Bool(false),
            tag::TRUE => Value::Bool(true),
            tag::INT => {
                let number = self.number()?;
                Value::Int((number >> 1) as i64 ^ -((number & 1) as i64))
            }
            tag::BIG => Value::Big(self.below(self.limits.bigs)?),
            tag::FLOAT => {
                Value::Float(Some(f64::from_le_bytes(self.take(8)?.try_into().ok()?)).filter(|f| f.is_finite())?)
            }
            tag::TEXT => Value::Text(self.below(self.limits.texts)?),
            tag::ARRAY => Value::Array(self.span(1)?),
            tag::OBJECT => Value::Object(self.span(2)?),
            tag::SET => Value::Set(self.span(1)?),
            _ => return None,
        })
    }

    fn span(&mut self, each: usize) -> Option<Span> {
        let (start, len) = (self.u32()?, self.u32()?);
        let end = (start as usize).checked_add((len as usize).checked_mul(each)?)?;
        (end <= self.limits.items).then_some(Span { start, len })
    }

    fn definition(&mut self) -> Option<Definition> {
        let file = self.below(self.program?.files.len())?;
        self.line = 0;
        let at = self.at()?;
        self.line = at.line;
        let slots = self.u32().filter(|slots| *slots < 1 << 16)?;
        self.limits.slots = slots;
        let parameters = self.list(|reader| {
            Some(match reader.byte()? {
                0 => Parameter::Any,
                1 => Parameter::Slot(reader.slot()?),
                2 => Parameter::Const(reader.value()?),
                3 => Parameter::Form(reader.form()?),
                _ => return None,
            })
        })?;
        let is_default = self.byte()? == 1;
        let key = if self.byte()? == 1 { Some(self.expr()?) } else { None };
        let branches = self.list(|reader| Some((reader.body()?, reader.expr()?)))?;
        Some(Definition { file, at, parameters, slots, key, is_default, branches })
    }

    fn at(&mut self) -> Option<At> {
        Some(At { line: self.line.checked_add(self.u32()?)?, column: self.u32()? })
    }

    fn slot(&mut self) -> Option<u32> {
        self.below(self.limits.slots as usize)
    }

    /// A slot, or that there is none.
    fn variable(&mut self) -> Option<Option<u32>> {
        Some(self.below(self.limits.slots as usize + 1)?.checked_sub(1))
    }

    fn body(&mut self) -> Option<Vec<Stmt>> {
        self.list(|reader| {
            let at = reader.at()?;
            let kind = match reader.byte()? {
                tag::HOLDS => Kind::Holds(reader.expr()?),
                tag::NOT => Kind::Not(reader.expr()?),
                tag::LET => Kind::Let(reader.slot()?, reader.expr()?),
                tag::EACH => {
                    Kind::Each { key: reader.variable()?, value: reader.variable()?, collection: reader.expr()? }
                }
                tag::EVERY => Kind::Every {
                    key: reader.variable()?,
                    value: reader.variable()?,
                    collection: reader.expr()?,
                    body: reader.deeper(Self::body)?,
                },
                tag::MATCH => Kind::Match(reader.form()?, reader.expr()?),
                tag::WITH => Kind::With {
                    replaced: reader.list(|reader| Some((reader.target()?, reader.expr()?)))?,
                    body: reader.deeper(Self::body)?,
                },
                _ => return None,
            };
            Some(Stmt { at, kind })
        })
    }

    fn names(&mut self) -> Option<Box<[u32]>> {
        let texts = self.limits.texts;
        self.list(|reader| reader.below(texts))
    }

    fn target(&mut self) -> Option<Target> {
        Some(match self.byte()? {
            0 => Target::Input(self.names()?),
            1 => Target::Data(self.below(self.program?.data.len())?, self.names()?),
            2 => Target::Rule(self.word(None)?),
            _ => return None,
        })
    }

    fn form(&mut self) -> Option<Form> {
        self.deeper(|reader| {
            Some(match reader.byte()? {
                tag::ANY => Form::Any,
                tag::BIND => Form::Bind(reader.slot()?),
                tag::EQUAL => Form::Value(reader.expr()?),
                tag::ARRAY_FORM => Form::Array(reader.list(Self::form)?),
                tag::OBJECT_FORM => Form::Object(reader.list(|reader| Some((reader.expr()?, reader.form()?)))?),
                _ => return None,
            })
        })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.depth += 1;
        let value = (self.depth <= MAX_DEPTH).then(|| read(self)).flatten();
        self.depth -= 1;
        value
    }

    fn expr(&mut self) -> Option<Expr> {
        self.deeper(Self::read_expr)
    }

    fn two(&mut self) -> Option<Box<(Expr, Expr)>> {
        Some(Box::new((self.expr()?, self.expr()?)))
    }

    fn exprs(&mut self) -> Option<Box<[Expr]>> {
        self.list(Self::expr)
    }

    fn word(&mut self, function: Option<usize>) -> Option<u32> {
        let words = &self.program?.words;
        let word = self.below(words.len())?;
        let arity = match words[word as usize].shape() {
            Shape::Function(arity) => Some(usize::from(arity)),
            _ => None,
        };
        (arity == function).then_some(word)
    }

    fn read_expr(&mut self) -> Option<Expr> {
        Some(match self.byte()? {
            tag::CONST => Expr::Const(self.value()?),
            tag::SLOT => Expr::Slot(self.slot()?),
            tag::INPUT => Expr::Input,
            tag::DATA => Expr::Data(self.below(self.program?.data.len())?),
            tag::PATH => {
                let names = self.names()?;
                Expr::Path(Box::new(self.expr()?), names)
            }
            tag::INDEX => Expr::Index(self.two()?),
            tag::RULE => {
                let at = self.at()?;
                Expr::Rule(self.word(None)?, at)
            }
            tag::CALL => {
                let args = self.exprs()?;
                let at = self.at()?;
                Expr::Call(self.word(Some(args.len()))?, at, args)
            }
            tag::BUILTIN => {
                let args = self.exprs()?;
                let at = self.at()?;
                let used = &self.program?.builtins;
                let number = *used.get(self.size()?)?;
                let fits = usize::from(builtin::TABLE[usize::from(number)].arity) == args.len();
                fits.then_some(Expr::Builtin(number, at, args))?
            }
            tag::ARRAY_EXPR => Expr::Array(self.exprs()?),
            tag::SET_EXPR => Expr::Set(self.exprs()?),
            tag::OBJECT_EXPR => Expr::Object(self.list(|reader| Some((reader.expr()?, reader.expr()?)))?),
            tag::ARRAY_OF => Expr::ArrayOf(Box::new((self.body()?, self.expr()?))),
            tag::SET_OF => Expr::SetOf(Box::new((self.body()?, self.expr()?))),
            tag::OBJECT_OF => {
                let parts = Box::new((self.body()?, self.expr()?, self.expr()?));
                Expr::ObjectOf(self.at()?, parts)
            }
            tag::COMPARE => {
                let pair = self.two()?;
                Expr::Compare(*COMPARISONS.get(self.size()?)?, pair)
            }
            tag::OPERATE => {
                let pair = self.two()?;
                let at = self.at()?;
                Expr::Operate(*OPERATORS.get(self.size()?)?, at, pair)
            }
            tag::IN => Expr::In(self.two()?),
            tag::PAIR_IN => Expr::PairIn(Box::new((self.expr()?, self.expr()?, self.expr()?))),
            tag::SPARSE => Expr::Sparse(self.list(|reader| Some((reader.value()?, reader.expr()?)))?),
            _ => return None,
        })
    }
}
