//! Writing.

use super::{COMPARISONS, MAGIC, OPERATORS, tag};
use crate::builtin;
use crate::program::Program;
use crate::tree::{At, Definition, Expr, Form, Kind, Parameter, Shape, Stmt, Target};
use crate::value::{Span, Value};

/// A program as bytes.
pub(crate) fn write(program: &Program) -> Vec<u8> {
    let mut bodies = Writer::default();
    let mut lengths = Vec::with_capacity(program.words.len());
    for word in 0..program.words.len() as u32 {
        let start = bodies.out.len();
        let made = program.made(word).expect("internal: a program that is written was compiled or read as a whole");
        bodies.definitions(&made.definitions);
        lengths.push(bodies.out.len() - start);
    }
    let mut head = Writer { out: MAGIC.to_vec(), ..Writer::default() };
    head.constants(program);
    head.list(&program.data, |out, (name, value)| {
        out.text(name);
        out.value(*value);
    });
    head.list(&program.files, |out, path| out.text(path));
    head.size(bodies.builtins.len());
    for number in &bodies.builtins {
        head.text(builtin::TABLE[usize::from(*number)].name);
    }
    head.size(program.entries.len());
    for (name, word) in &program.entries {
        head.text(name);
        head.number(u64::from(*word));
    }
    head.size(program.needs.len());
    for (word, needs) in &program.needs {
        head.number(u64::from(*word));
        head.list(needs, |out, texts| out.list(texts, |out, text| out.number(u64::from(*text))));
    }
    head.size(program.words.len());
    for (word, length) in program.words.iter().zip(lengths) {
        match word.shape() {
            Shape::Complete => head.byte(0),
            Shape::Set => head.byte(1),
            Shape::Object => head.byte(2),
            Shape::ObjectOfSets => head.byte(3),
            Shape::Function(arity) => head.byte(4 + arity),
        }
        head.size(length);
    }
    head.out.extend(bodies.out);
    head.out
}

#[derive(Default)]
struct Writer {
    out: Vec<u8>,
    /// The built-in functions that are used, in the order of their first use.
    builtins: Vec<u16>,
    /// The line that places are told from.
    line: u32,
}

impl Writer {
    fn byte(&mut self, byte: u8) {
        self.out.push(byte);
    }

    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.byte(number as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8);
    }

    fn size(&mut self, size: usize) {
        self.number(size as u64);
    }

    fn text(&mut self, text: &str) {
        self.size(text.len());
        self.out.extend(text.as_bytes());
    }

    fn list<T>(&mut self, all: &[T], write: impl Fn(&mut Self, &T)) {
        self.size(all.len());
        all.iter().for_each(|one| write(self, one));
    }

    fn constants(&mut self, program: &Program) {
        let constants = &program.constants;
        let texts = constants.texts();
        self.size(texts.len());
        for (_, length) in texts {
            self.number(u64::from(*length));
        }
        for number in 0..texts.len() as u32 {
            self.out.extend(constants.text(number).as_bytes());
        }
        self.list(constants.bigs(), |out, big| out.out.extend(big.to_le_bytes()));
        self.list(constants.all_items(), |out, item| out.value(*item));
    }

    fn value(&mut self, value: Value) {
        let span = |out: &mut Self, tag: u8, span: Span| {
            out.byte(tag);
            out.number(u64::from(span.start));
            out.number(u64::from(span.len));
        };
        match value {
            Value::Undefined => self.byte(tag::UNDEFINED),
            Value::Null => self.byte(tag::NULL),
            Value::Bool(false) => self.byte(tag::FALSE),
            Value::Bool(true) => self.byte(tag::TRUE),
            Value::Int(number) => {
                self.byte(tag::INT);
                self.number(((number << 1) ^ (number >> 63)) as u64);
            }
            Value::Big(index) => {
                self.byte(tag::BIG);
                self.number(u64::from(index));
            }
            Value::Float(number) => {
                self.byte(tag::FLOAT);
                self.out.extend(number.to_le_bytes());
            }
            Value::Text(number) => {
                self.byte(tag::TEXT);
                self.number(u64::from(number));
            }
            Value::Array(all) => span(self, tag::ARRAY, all),
            Value::Object(all) => span(self, tag::OBJECT, all),
            Value::Set(all) => span(self, tag::SET, all),
        }
    }

    fn definitions(&mut self, definitions: &[Definition]) {
        self.size(definitions.len());
        for definition in definitions {
            self.number(u64::from(definition.file));
            self.line = 0;
            self.at(definition.at);
            self.line = definition.at.line;
            self.number(u64::from(definition.slots));
            self.list(&definition.parameters, |out, parameter| match parameter {
                Parameter::Any => out.byte(0),
                Parameter::Slot(slot) => {
                    out.byte(1);
                    out.number(u64::from(*slot));
                }
                Parameter::Const(value) => {
                    out.byte(2);
                    out.value(*value);
                }
                Parameter::Form(form) => {
                    out.byte(3);
                    out.form(form);
                }
            });
            self.byte(u8::from(definition.is_default));
            self.byte(u8::from(definition.key.is_some()));
            if let Some(key) = &definition.key {
                self.expr(key);
            }
            self.size(definition.branches.len());
            for (body, value) in &definition.branches {
                self.body(body);
                self.expr(value);
            }
        }
    }

    fn at(&mut self, at: At) {
        self.number(u64::from(at.line - self.line));
        self.number(u64::from(at.column));
    }

    fn body(&mut self, body: &[Stmt]) {
        self.size(body.len());
        for stmt in body {
            self.at(stmt.at);
            match &stmt.kind {
                Kind::Holds(expr) => {
                    self.byte(tag::HOLDS);
                    self.expr(expr);
                }
                Kind::Not(expr) => {
                    self.byte(tag::NOT);
                    self.expr(expr);
                }
                Kind::Let(slot, expr) => {
                    self.byte(tag::LET);
                    self.number(u64::from(*slot));
                    self.expr(expr);
                }
                Kind::Each { key, value, collection } => {
                    self.byte(tag::EACH);
                    self.variables(*key, *value);
                    self.expr(collection);
                }
                Kind::Every { key, value, collection, body } => {
                    self.byte(tag::EVERY);
                    self.variables(*key, *value);
                    self.expr(collection);
                    self.body(body);
                }
                Kind::Match(form, expr) => {
                    self.byte(tag::MATCH);
                    self.form(form);
                    self.expr(expr);
                }
                Kind::With { replaced, body } => {
                    self.byte(tag::WITH);
                    self.size(replaced.len());
                    for (target, expr) in replaced {
                        self.target(target);
                        self.expr(expr);
                    }
                    self.body(body);
                }
            }
        }
    }

    fn target(&mut self, target: &Target) {
        let path = |out: &mut Self, names: &[u32]| out.list(names, |out, name| out.number(u64::from(*name)));
        match target {
            Target::Input(names) => {
                self.byte(0);
                path(self, names);
            }
            Target::Data(document, names) => {
                self.byte(1);
                self.number(u64::from(*document));
                path(self, names);
            }
            Target::Rule(word) => {
                self.byte(2);
                self.number(u64::from(*word));
            }
        }
    }

    fn form(&mut self, form: &Form) {
        match form {
            Form::Any => self.byte(tag::ANY),
            Form::Bind(slot) => {
                self.byte(tag::BIND);
                self.number(u64::from(*slot));
            }
            Form::Value(expr) => {
                self.byte(tag::EQUAL);
                self.expr(expr);
            }
            Form::Array(items) => {
                self.byte(tag::ARRAY_FORM);
                self.list(items, |out, item| out.form(item));
            }
            Form::Object(pairs) => {
                self.byte(tag::OBJECT_FORM);
                self.list(pairs, |out, (key, value)| {
                    out.expr(key);
                    out.form(value);
                });
            }
        }
    }

    fn variables(&mut self, key: Option<u32>, value: Option<u32>) {
        for slot in [key, value] {
            self.number(slot.map_or(0, |slot| u64::from(slot) + 1));
        }
    }

    fn tagged(&mut self, tag: u8, exprs: &[Expr]) {
        self.byte(tag);
        self.list(exprs, |out, expr| out.expr(expr));
    }

    fn two(&mut self, tag: u8, pair: &(Expr, Expr)) {
        self.byte(tag);
        self.expr(&pair.0);
        self.expr(&pair.1);
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Const(value) => {
                self.byte(tag::CONST);
                self.value(*value);
            }
            Expr::Slot(slot) => {
                self.byte(tag::SLOT);
                self.number(u64::from(*slot));
            }
            Expr::Input => self.byte(tag::INPUT),
            Expr::Data(document) => {
                self.byte(tag::DATA);
                self.number(u64::from(*document));
            }
            Expr::Path(start, names) => {
                self.byte(tag::PATH);
                self.list(names, |out, name| out.number(u64::from(*name)));
                self.expr(start);
            }
            Expr::Index(pair) => self.two(tag::INDEX, pair),
            Expr::Rule(word, at) => {
                self.byte(tag::RULE);
                self.at(*at);
                self.number(u64::from(*word));
            }
            Expr::Call(word, at, args) => {
                self.tagged(tag::CALL, args);
                self.at(*at);
                self.number(u64::from(*word));
            }
            Expr::Builtin(number, at, args) => {
                self.tagged(tag::BUILTIN, args);
                self.at(*at);
                let known = self.builtins.iter().position(|used| used == number);
                let place = known.unwrap_or(self.builtins.len());
                if known.is_none() {
                    self.builtins.push(*number);
                }
                self.size(place);
            }
            Expr::Array(items) => self.tagged(tag::ARRAY_EXPR, items),
            Expr::Set(items) => self.tagged(tag::SET_EXPR, items),
            Expr::Object(pairs) => {
                self.byte(tag::OBJECT_EXPR);
                self.list(pairs, |out, (key, value)| {
                    out.expr(key);
                    out.expr(value);
                });
            }
            Expr::ArrayOf(parts) => self.collected(tag::ARRAY_OF, &parts.0, &[&parts.1]),
            Expr::SetOf(parts) => self.collected(tag::SET_OF, &parts.0, &[&parts.1]),
            Expr::ObjectOf(at, parts) => {
                self.collected(tag::OBJECT_OF, &parts.0, &[&parts.1, &parts.2]);
                self.at(*at);
            }
            Expr::Compare(comparison, pair) => {
                self.two(tag::COMPARE, pair);
                self.size(COMPARISONS.iter().position(|known| known == comparison).unwrap_or_default());
            }
            Expr::Operate(operator, at, pair) => {
                self.two(tag::OPERATE, pair);
                self.at(*at);
                self.size(OPERATORS.iter().position(|known| known == operator).unwrap_or_default());
            }
            Expr::In(pair) => self.two(tag::IN, pair),
            Expr::PairIn(three) => {
                self.byte(tag::PAIR_IN);
                self.expr(&three.0);
                self.expr(&three.1);
                self.expr(&three.2);
            }
            Expr::Sparse(fields) => {
                self.byte(tag::SPARSE);
                self.list(fields, |out, (name, value)| {
                    out.value(*name);
                    out.expr(value);
                });
            }
        }
    }

    fn collected(&mut self, tag: u8, body: &[Stmt], terms: &[&Expr]) {
        self.byte(tag);
        self.body(body);
        terms.iter().for_each(|term| self.expr(term));
    }
}
