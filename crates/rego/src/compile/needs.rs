//! What must stand in an input for a set to have any element. Where it does not, the rule need not be asked: it gives the empty set, and no part of it
//! comes to fail before it comes upon what is missing.
//!
//! Everything is told rather too little than too much: what is not told, is asked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::builtin;
use crate::program::{Made, Needs, Program};
use crate::tree::{Comparison, Definition, Expr, Form, Kind, Parameter, Shape, Stmt};
use crate::value::{Arena, Value};

/// Built-in functions that never fail.
const SURE: [&str; 8] =
    ["is_array", "is_boolean", "is_null", "is_number", "is_object", "is_set", "is_string", "type_name"];

/// Rules and functions behind each other that are looked through: of what lies deeper nothing is told.
const MAX_DEPTH: usize = 128;

/// For each of these sets what must be there.
pub(super) fn of(program: &Program) -> BTreeMap<u32, Needs> {
    let mut finder = Finder { program, known: HashMap::new(), open: Vec::new() };
    let sets = program.entries.values().filter(|word| program.words[**word as usize].shape() == Shape::Set);
    let found = sets.map(|word| (*word, finder.answer(*word, &[]).each));
    // A definition that needs nothing has to be asked.
    let found = found.filter(|(_, each)| each.iter().all(|need| !need.texts.is_empty()));
    found.map(|(word, each)| (word, each.into_iter().map(|need| need.texts.into_iter().collect()).collect())).collect()
}

/// Texts that must stand in the input before anything may fail, and whether something may.
#[derive(Debug, Clone, Default)]
struct Need {
    texts: BTreeSet<u32>,
    fails: bool,
}

impl Need {
    /// This first, then something else.
    fn then(mut self, next: Self) -> Self {
        if !self.fails {
            self.texts.extend(next.texts);
        }
        self.fails |= next.fails;
        self
    }

    fn text(self, text: u32) -> Self {
        self.then(Self { texts: BTreeSet::from([text]), fails: false })
    }

    fn may_fail(self) -> Self {
        Self { fails: true, ..self }
    }

    /// Something that always has a value.
    fn no_more(self) -> Self {
        Self { texts: BTreeSet::new(), ..self }
    }

    /// One of these.
    fn either(mut all: impl Iterator<Item = Self>) -> Self {
        let Some(first) = all.next() else { return Self::default() };
        all.fold(first, |one, other| Self {
            texts: one.texts.intersection(&other.texts).copied().collect(),
            fails: one.fails || other.fails,
        })
    }
}

/// What is known of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Origin {
    /// The fields of its objects are fields of the input.
    objects: bool,
    /// Its texts stand in the input.
    texts: bool,
    /// It is this text.
    constant: Option<u32>,
}

impl Origin {
    const INPUT: Self = Self { objects: true, texts: true, constant: None };

    fn and(self, other: Self) -> Self {
        Self { objects: self.objects && other.objects, texts: self.texts && other.texts, constant: None }
    }

    fn part(self) -> Self {
        Self { constant: None, ..self }
    }

    fn is_of_input(self) -> bool {
        self.objects && self.texts
    }
}

/// What an expression needs for a value, what that value is, and what it needs to have an element.
#[derive(Debug, Clone, Default)]
struct Known {
    need: Need,
    origin: Origin,
    filled: Need,
}

/// What a word gives for some arguments.
#[derive(Debug, Clone, Default)]
struct Answer {
    known: Known,
    /// What each definition needs.
    each: Vec<Need>,
}

/// Variables of a definition: what they are, and what they need to have an element.
type Scope = Vec<(Origin, Need)>;

struct Finder<'p> {
    program: &'p Program,
    known: HashMap<(u32, Vec<Origin>), Answer>,
    open: Vec<u32>,
}

impl<'p> Finder<'p> {
    fn constants(&self) -> &'p Arena {
        &self.program.constants
    }

    fn answer(&mut self, word: u32, arguments: &[Origin]) -> Answer {
        let key = (word, arguments.to_vec());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let program = self.program;
        let unknown = Known { need: Need::default().may_fail(), ..Known::default() };
        let made = program.made(word).ok().filter(|_| self.open.len() < MAX_DEPTH && !self.open.contains(&word));
        let Some(made) = made else { return Answer { known: unknown, each: vec![Need::default()] } };
        self.open.push(word);
        let answer = self.made(made, program.words[word as usize].shape(), arguments);
        self.open.pop();
        self.known.insert(key, answer.clone());
        answer
    }

    fn made(&mut self, made: &Made, shape: Shape, arguments: &[Origin]) -> Answer {
        let branches: Vec<Vec<Known>> =
            made.definitions.iter().filter_map(|definition| self.definition(definition, arguments)).collect();
        let all = || branches.iter().flatten();
        let either = |need: fn(&Known) -> &Need| Need::either(all().map(|known| need(known).clone()));
        let each = branches.iter().map(|all| Need::either(all.iter().map(|known| known.need.clone()))).collect();
        let origins = all().map(|known| known.origin);
        let origin = origins.reduce(|one, other| if one == other { one } else { one.and(other) }).unwrap_or_default();
        let value = either(|known| &known.need);
        let known = match shape {
            Shape::Complete | Shape::Function(_) => {
                let is_single = made.definitions.len() == 1 && !made.definitions.iter().any(goes_through);
                let fails = value.fails || !(made.is_alike || is_single);
                let filled = either(|known| &known.filled);
                Known { need: Need { fails, ..value }, origin, filled: Need { fails, ..filled } }
            }
            Shape::Set => Known { need: value.clone().no_more(), origin: origin.part(), filled: value },
            Shape::Object | Shape::ObjectOfSets => {
                let need = value.no_more().may_fail();
                Known { filled: need.clone(), need, origin: Origin::default() }
            }
        };
        Answer { known, each }
    }

    /// Each branch of a definition; nothing where it is not for these arguments.
    fn definition(&mut self, definition: &Definition, arguments: &[Origin]) -> Option<Vec<Known>> {
        let mut scope: Scope = vec![Default::default(); definition.slots as usize];
        let mut need = Need::default();
        for (parameter, argument) in definition.parameters.iter().zip(arguments) {
            match parameter {
                Parameter::Any => {}
                Parameter::Slot(slot) => set(&mut scope, *slot, (*argument, Need::default())),
                Parameter::Const(Value::Text(text)) if argument.constant.is_some_and(|given| given != *text) => {
                    return None;
                }
                Parameter::Const(value) => need = need.then(equals(*argument, *value)),
                Parameter::Form(form) => need = need.then(self.form(form, *argument, &mut scope)),
            }
        }
        let branches = definition.branches.iter().map(|(body, head)| {
            let mut scope = scope.clone();
            let body = need.clone().then(self.body(body, &mut scope));
            let head = self.expr(head, &scope);
            let key = definition.key.as_ref().map(|key| self.expr(key, &scope).need).unwrap_or_default();
            Known { need: body.clone().then(head.need).then(key), origin: head.origin, filled: body.then(head.filled) }
        });
        Some(branches.collect())
    }

    fn body(&mut self, body: &[Stmt], scope: &mut Scope) -> Need {
        let mut need = Need::default();
        for stmt in body {
            let next = match &stmt.kind {
                Kind::Holds(expr) => self.holds(expr, scope),
                Kind::Not(expr) => self.expr(expr, scope).need.no_more(),
                Kind::Let(slot, expr) => {
                    let known = self.expr(expr, scope);
                    set(scope, *slot, (known.origin, known.filled));
                    known.need
                }
                Kind::Each { key, value, collection } => {
                    let known = self.expr(collection, scope);
                    for slot in [key, value].into_iter().flatten() {
                        set(scope, *slot, (known.origin.part(), Need::default()));
                    }
                    known.filled
                }
                Kind::Every { key, value, collection, body } => {
                    let known = self.expr(collection, scope);
                    for slot in [key, value].into_iter().flatten() {
                        set(scope, *slot, (known.origin.part(), Need::default()));
                    }
                    let inner = self.body(body, &mut scope.clone());
                    known.need.then(inner.no_more())
                }
                Kind::Match(form, expr) => {
                    let known = self.expr(expr, scope);
                    known.need.then(self.form(form, known.origin, scope))
                }
                // Another input counts from here on.
                Kind::With { .. } => return need.may_fail(),
            };
            need = need.then(next);
        }
        need
    }

    fn form(&mut self, form: &Form, origin: Origin, scope: &mut Scope) -> Need {
        match form {
            Form::Any => Need::default(),
            Form::Bind(slot) => {
                set(scope, *slot, (origin, Need::default()));
                Need::default()
            }
            Form::Value(Expr::Const(value)) => equals(origin, *value),
            Form::Value(expr) => self.expr(expr, scope).need,
            Form::Array(forms) => {
                forms.iter().fold(Need::default(), |need, form| need.then(self.form(form, origin.part(), scope)))
            }
            Form::Object(forms) => forms.iter().fold(Need::default(), |need, (key, form)| {
                let key = self.expr(key, scope).need;
                need.then(key).then(self.form(form, origin.part(), scope))
            }),
        }
    }

    /// What an expression needs to be true.
    fn holds(&mut self, expr: &Expr, scope: &Scope) -> Need {
        match expr {
            Expr::Compare(Comparison::Equal, pair) => {
                let (left, right) = (self.expr(&pair.0, scope), self.expr(&pair.1, scope));
                let equal = match (left.origin.constant, right.origin.constant) {
                    (Some(text), None) => equals(right.origin, Value::Text(text)),
                    (None, Some(text)) => equals(left.origin, Value::Text(text)),
                    _ => Need::default(),
                };
                left.need.then(right.need).then(equal)
            }
            Expr::Compare(Comparison::Greater, pair) => match &**pair {
                (Expr::Builtin(number, _, args), Expr::Const(Value::Int(0)))
                    if builtin::TABLE[usize::from(*number)].name == "count" =>
                {
                    let counted = self.expr(&args[0], scope);
                    counted.need.then(counted.filled).may_fail()
                }
                _ => self.expr(expr, scope).need,
            },
            Expr::In(pair) => {
                let (element, collection) = (self.expr(&pair.0, scope), self.expr(&pair.1, scope));
                let there = element.origin.constant.map(|text| equals(collection.origin, Value::Text(text)));
                element.need.then(collection.need).then(collection.filled).then(there.unwrap_or_default())
            }
            expr => self.expr(expr, scope).need,
        }
    }

    fn expr(&mut self, expr: &Expr, scope: &Scope) -> Known {
        match expr {
            Expr::Const(value) => plain(Need::default(), self.constant(*value)),
            Expr::Slot(slot) => {
                let (origin, filled) = scope.get(*slot as usize).cloned().unwrap_or_default();
                Known { need: Need::default(), origin, filled }
            }
            Expr::Input => plain(Need::default(), Origin::INPUT),
            Expr::Data(_) => Known::default(),
            Expr::Path(start, names) => {
                let known = self.expr(start, scope);
                let texts = names.iter().copied().filter(|_| known.origin.is_of_input()).collect();
                plain(known.need.then(Need { texts, fails: false }), known.origin.part())
            }
            Expr::Index(pair) => {
                let (of, key) = (self.expr(&pair.0, scope), self.expr(&pair.1, scope));
                let need = of.need.then(key.need);
                let named = key.origin.constant.filter(|_| of.origin.is_of_input());
                plain(named.into_iter().fold(need, Need::text), of.origin.part())
            }
            Expr::Rule(word, _) => self.answer(*word, &[]).known,
            Expr::Call(word, _, args) => {
                let (need, origins) = self.all(args, scope);
                let known = self.answer(*word, &origins).known;
                Known { need: need.clone().then(known.need), filled: need.then(known.filled), origin: known.origin }
            }
            Expr::Builtin(number, _, args) => {
                let (need, origins) = self.all(args, scope);
                let name = builtin::TABLE[usize::from(*number)].name;
                let is_sure = SURE.contains(&name);
                let origin = origins.into_iter().fold(Origin::INPUT, Origin::and);
                // Only this one gives texts as it found them.
                let origin = Origin { texts: origin.texts && name == "object.get", ..origin };
                plain(if is_sure { need } else { need.may_fail() }, origin)
            }
            Expr::Array(items) | Expr::Set(items) => {
                let (need, origins) = self.all(items, scope);
                plain(need, origins.into_iter().fold(Origin::INPUT, Origin::and))
            }
            Expr::Object(pairs) => {
                let both = pairs.iter().flat_map(|(key, value)| [key, value]);
                let need = both.fold(Need::default(), |need, part| need.then(self.expr(part, scope).need));
                plain(need, Origin::default())
            }
            Expr::Sparse(fields) => {
                let all = fields.iter();
                let need = all.fold(Need::default(), |need, (_, part)| need.then(self.expr(part, scope).need));
                plain(need.no_more(), Origin::default())
            }
            Expr::ArrayOf(parts) | Expr::SetOf(parts) => {
                let mut scope = scope.clone();
                let body = self.body(&parts.0, &mut scope);
                let term = self.expr(&parts.1, &scope);
                let filled = body.then(term.need);
                Known { need: filled.clone().no_more(), origin: term.origin.part(), filled }
            }
            Expr::ObjectOf(_, parts) => {
                let mut scope = scope.clone();
                let body = self.body(&parts.0, &mut scope);
                let need = body.then(self.expr(&parts.1, &scope).need).then(self.expr(&parts.2, &scope).need);
                let filled = need.may_fail();
                Known { need: filled.clone().no_more(), origin: Origin::default(), filled }
            }
            Expr::Compare(_, pair) | Expr::In(pair) => {
                plain(self.expr(&pair.0, scope).need.then(self.expr(&pair.1, scope).need), Origin::INPUT)
            }
            Expr::Operate(_, _, pair) => {
                let (left, right) = (self.expr(&pair.0, scope), self.expr(&pair.1, scope));
                plain(left.need.then(right.need).may_fail(), left.origin.and(right.origin))
            }
            Expr::PairIn(three) => {
                let all = [&three.0, &three.1, &three.2].into_iter();
                plain(all.fold(Need::default(), |need, part| need.then(self.expr(part, scope).need)), Origin::INPUT)
            }
        }
    }

    fn all(&mut self, exprs: &[Expr], scope: &Scope) -> (Need, Vec<Origin>) {
        let mut need = Need::default();
        let mut origins = Vec::with_capacity(exprs.len());
        for expr in exprs {
            let known = self.expr(expr, scope);
            need = need.then(known.need);
            origins.push(known.origin);
        }
        (need, origins)
    }

    fn constant(&self, value: Value) -> Origin {
        let items = |value: Value| match value {
            Value::Array(span) | Value::Set(span) => Some(self.constants().items(span)),
            _ => None,
        };
        match value {
            Value::Text(text) => Origin { objects: true, texts: false, constant: Some(text) },
            Value::Object(_) => Origin::default(),
            value => {
                let items = items(value).unwrap_or_default().iter();
                items.map(|item| self.constant(*item)).fold(Origin::INPUT, Origin::and)
            }
        }
    }
}

/// What has as many elements as its value says.
fn plain(need: Need, origin: Origin) -> Known {
    Known { filled: need.clone(), need, origin }
}

fn set(scope: &mut Scope, slot: u32, value: (Origin, Need)) {
    if let Some(known) = scope.get_mut(slot as usize) {
        *known = value;
    }
}

/// What it needs for a value to be a constant.
fn equals(origin: Origin, value: Value) -> Need {
    match value {
        Value::Text(text) if origin.texts => Need::default().text(text),
        _ => Need::default(),
    }
}

/// Whether a definition may give several values.
fn goes_through(definition: &Definition) -> bool {
    let mut bodies = definition.branches.iter().map(|(body, _)| body);
    bodies.any(|body| body.iter().any(|stmt| matches!(stmt.kind, Kind::Each { .. } | Kind::With { .. })))
}
