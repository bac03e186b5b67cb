//! Random policies within the part, with inputs: typed, so that most of them answer something, and with gaps, so that much is undefined.

mod terms;

use serde_json::{Map, Value, json};

/// What an expression gives, if it gives anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Text,
    Flag,
    Numbers,
    Texts,
    TextSet,
    /// Texts to numbers.
    Counts,
    /// An object of which any field may be missing.
    Item,
    /// Texts to items.
    Items,
}

use Type::*;

const TYPES: [Type; 7] = [Number, Text, Flag, Numbers, Texts, TextSet, Counts];
const WORDS: [&str; 8] = ["a", "b", "ab", "abc-1", "B2", "", "é x", "12"];

/// A policy `data.t` and what it is asked about.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) text: String,
    pub(crate) rules: Vec<String>,
    pub(crate) input: Value,
}

/// A policy that a seed stands for. A plain one leaves out what regorus takes in its own way: negations of more than a
/// reference, computed heads.
pub(crate) fn case(seed: u64, plain: bool) -> Case {
    let mut gen_ = Generator { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, plain, ..Generator::default() };
    let input = gen_.input();
    let mut text = "package t\n".to_owned();
    for number in 0..2 + gen_.below(3) {
        text.push_str(&gen_.function(number));
    }
    for number in 0..4 + gen_.below(5) {
        text.push_str(&gen_.rule(number));
    }
    for number in 1..=gen_.names {
        text = without_unused(&text, &format!("v{number}"));
    }
    Case { text, rules: gen_.asked, input }
}

/// What `some` and `every` declare has to be used: a name that occurs once becomes `_`.
fn without_unused(text: &str, name: &str) -> String {
    let is_whole = |(at, _): &(usize, &str)| !text[at + name.len()..].starts_with(|c: char| c.is_ascii_digit());
    let mut places = text.match_indices(name).filter(is_whole).map(|(at, _)| at);
    let (Some(at), None) = (places.next(), places.next()) else { return text.to_owned() };
    let (before, after) = (&text[..at], &text[at + name.len()..]);
    if after.starts_with(" :=") { text.to_owned() } else { format!("{before}_{after}") }
}

#[derive(Default)]
struct Generator {
    state: u64,
    plain: bool,
    variables: Vec<(String, Type)>,
    functions: Vec<(String, Vec<Type>, Type)>,
    /// Those that others may use.
    rules: Vec<(String, Type)>,
    asked: Vec<String>,
    names: usize,
}

impl Generator {
    fn next(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    fn input(&mut self) -> Value {
        let mut items = Map::new();
        for _ in 0..self.below(4) {
            let mut item = Map::new();
            if !self.one_in(3) {
                item.insert("n".to_owned(), self.number());
            }
            if !self.one_in(3) {
                item.insert("s".to_owned(), self.word());
            }
            if !self.one_in(3) {
                item.insert("f".to_owned(), json!(self.one_in(2)));
            }
            if !self.one_in(3) {
                item.insert("xs".to_owned(), json!((0..self.below(4)).map(|_| self.number()).collect::<Vec<_>>()));
            }
            items.insert(self.pick(&WORDS).to_owned(), item.into());
        }
        let mut input = Map::new();
        input.insert("items".to_owned(), items.into());
        for (name, size) in [("xs", 4), ("ys", 3)] {
            input.insert(name.to_owned(), json!((0..self.below(size)).map(|_| self.number()).collect::<Vec<_>>()));
        }
        input.insert("ss".to_owned(), json!((0..self.below(4)).map(|_| self.word()).collect::<Vec<_>>()));
        let counts: Map<String, Value> =
            (0..self.below(4)).map(|_| (self.pick(&WORDS).to_owned(), self.number())).collect();
        input.insert("counts".to_owned(), counts.into());
        for name in ["n", "s", "f"] {
            if !self.one_in(4) {
                let value = match name {
                    "n" => self.number(),
                    "s" => self.word(),
                    _ => json!(self.one_in(2)),
                };
                input.insert(name.to_owned(), value);
            }
        }
        input.into()
    }

    fn number(&mut self) -> Value {
        if self.one_in(5) { json!(self.below(9) as f64 / 2.0 + 0.25) } else { json!(self.below(7) as i64 - 2) }
    }

    fn word(&mut self) -> Value {
        json!(self.pick(&WORDS))
    }

    fn fresh(&mut self) -> String {
        self.names += 1;
        format!("v{}", self.names)
    }

    fn function(&mut self, number: usize) -> String {
        let name = format!("f{number}");
        let arity = 1 + self.below(2);
        let types: Vec<Type> = (0..arity).map(|_| self.pick(&[Number, Text, Texts, Item])).collect();
        let result = self.pick(&TYPES);
        let mut text = String::new();
        // Several definitions give the same value, or are for different constants.
        for definition in 0..1 + self.below(3) {
            let depth = self.variables.len();
            let mut parameters = Vec::new();
            for kind in &types {
                parameters.push(match kind {
                    Text if self.one_in(3) => format!("{:?}", self.pick(&WORDS)),
                    Number if self.one_in(3) => self.below(3).to_string(),
                    _ if definition > 0 && self.one_in(4) => "_".to_owned(),
                    kind => {
                        let name = self.fresh();
                        self.variables.push((name.clone(), *kind));
                        name
                    }
                });
            }
            let body = self.body(2, false);
            let value = if definition > 0 && result == Flag { "true".to_owned() } else { self.expr(result, 2) };
            self.variables.truncate(depth);
            text.push_str(&format!("{name}({}) := {value} if {{\n{body}}}\n", parameters.join(", ")));
        }
        self.functions.push((name, types, result));
        text
    }

    fn rule(&mut self, number: usize) -> String {
        let name = format!("r{number}");
        let depth = self.variables.len();
        let (text, kind) = match self.below(6) {
            0 | 1 => {
                let kind = self.pick(&TYPES);
                let has_loops = self.one_in(6);
                let body = self.body(3, has_loops);
                let value = self.expr(kind, 3);
                let mut text = format!("{name} := {value} if {{\n{body}}}");
                self.variables.truncate(depth);
                for _ in 0..self.below(3) {
                    let body = self.body(2, false);
                    let value = self.expr(kind, 2);
                    self.variables.truncate(depth);
                    text.push_str(&format!(" else := {value} if {{\n{body}}}"));
                }
                (format!("{text}\n"), kind)
            }
            2 => {
                let body = self.body(3, true);
                (format!("{name} if {{\n{body}}}\n"), Flag)
            }
            3 => {
                let mut text = String::new();
                for _ in 0..1 + self.below(2) {
                    let body = self.body(3, true);
                    let (last, element) = self.head(Text);
                    let body = format!("{body}{last}");
                    self.variables.truncate(depth);
                    text.push_str(&format!("{name} contains {element} if {{\n{body}}}\n"));
                }
                (text, TextSet)
            }
            4 => {
                let key = self.fresh();
                let from = self.pick(&["input.counts", "input.items"]);
                let item = self.fresh();
                self.variables.push((key.clone(), Text));
                self.variables.push((item.clone(), if from == "input.items" { Item } else { Number }));
                let body = self.body(2, false);
                let (last, value) = self.head(Number);
                let body = format!("{body}{last}");
                (format!("{name}[{key}] := {value} if {{\n\tsome {key}, {item} in {from}\n{body}}}\n"), Counts)
            }
            _ => {
                let word = self.fresh();
                self.variables.push((word.clone(), Text));
                let body = self.body(2, true);
                let key = self.pick(&self.named(Text));
                let (last, element) = self.head(Text);
                let body = format!("{body}{last}");
                let text = format!("{name}[{key}] contains {element} if {{\n\tsome {word} in input.ss\n{body}}}\n");
                (text, Items)
            }
        };
        self.variables.truncate(depth);
        self.asked.push(name.clone());
        // Empty ones are undefined in regorus.
        if !(self.plain && matches!(kind, Counts | Items) && text.contains(&format!("{name}["))) {
            self.rules.push((name, kind));
        }
        text
    }

    /// The head of a partial rule, with a last statement that binds it where another engine needs that.
    fn head(&mut self, kind: Type) -> (String, String) {
        let value = self.expr(kind, 2);
        if !self.plain {
            return (String::new(), value);
        }
        let name = self.fresh();
        (format!("\t{name} := {value}\n"), name)
    }

    /// Statements; what they bind stays bound.
    fn body(&mut self, depth: usize, has_loops: bool) -> String {
        let mut text = String::new();
        for _ in 0..1 + self.below(3) {
            // A bracket at the beginning of a line would go on with the line before it.
            text.push_str(&format!("\ttrue; {}\n", self.statement(depth, has_loops)));
        }
        text
    }

    fn statement(&mut self, depth: usize, has_loops: bool) -> String {
        match self.below(if has_loops { 9 } else { 6 }) {
            0 | 1 => {
                let kind = self.pick(&TYPES);
                let value = self.expr(kind, depth);
                let name = self.fresh();
                self.variables.push((name.clone(), kind));
                format!("{name} := {value}")
            }
            2 => self.expr(Flag, depth),
            3 => self.reference(),
            4 => {
                let negated = match self.plain || self.one_in(2) {
                    true => self.reference(),
                    false => self.expr(Flag, depth),
                };
                format!("not {negated}")
            }
            5 => {
                let (collection, kind) = self.collection(1);
                let outer = self.variables.len();
                let name = self.fresh();
                self.variables.push((name.clone(), kind));
                let condition = self.expr(Flag, 1);
                self.variables.truncate(outer);
                format!("every {name} in {collection} {{ {condition} }}")
            }
            6 | 7 => {
                let (collection, kind) = self.collection(depth);
                let name = self.fresh();
                self.variables.push((name.clone(), kind));
                format!("some {name} in {collection}")
            }
            _ => {
                let (key, value) = (self.fresh(), self.fresh());
                let (collection, kind) = match self.below(3) {
                    0 => ("input.items".to_owned(), Item),
                    _ => (self.expr(Counts, depth), Number),
                };
                self.variables.push((key.clone(), Text));
                self.variables.push((value.clone(), kind));
                format!("some {key}, {value} in {collection}")
            }
        }
    }
}
