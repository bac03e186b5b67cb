//! Expressions.

use super::machine::{Machine, Run};
use super::word::Flow;
use crate::error::ErrorKind;
use crate::tree::{At, Comparison, Expr, Stmt};
use crate::value::{Value, compare, equal, field, has, has_pair, index};

/// No function takes more arguments.
const ARGUMENTS: usize = crate::compile::MAX_ARITY;

impl<'a> Machine<'a> {
    /// The value of an expression; undefined where a part of it is.
    pub(super) fn expr(&mut self, expr: &'a Expr) -> Run<Value> {
        match expr {
            Expr::Const(value) => Ok(*value),
            Expr::Slot(slot) => Ok(self.slot(*slot)),
            Expr::Input => Ok(self.state.input),
            Expr::Data(document) => Ok(self.state.data[*document as usize]),
            Expr::Path(start, names) => {
                let mut value = self.expr(start)?;
                for name in names {
                    value = field(self.arena(), value, *name);
                }
                Ok(value)
            }
            Expr::Index(pair) => {
                let value = self.expr(&pair.0)?;
                if value.is_undefined() {
                    return Ok(value);
                }
                let key = self.expr(&pair.1)?;
                Ok(index(self.arena(), value, key))
            }
            Expr::Rule(word, at) => self.rule(*word, *at),
            Expr::Call(word, at, args) => self.called(*word, *at, args),
            Expr::Builtin(number, at, args) => self.built_in(*number, *at, args),
            Expr::Array(items) => Ok(self.all(items)?.map_or(Value::Undefined, |all| self.state.arena.array(&all))),
            Expr::Set(items) => Ok(self.all(items)?.map_or(Value::Undefined, |all| self.state.arena.set(all))),
            Expr::Object(pairs) => self.object_of(pairs),
            Expr::ArrayOf(parts) => {
                let all = self.collected(&parts.0, &parts.1)?;
                Ok(self.state.arena.array(&all))
            }
            Expr::SetOf(parts) => {
                let all = self.collected(&parts.0, &parts.1)?;
                Ok(self.state.arena.set(all))
            }
            Expr::ObjectOf(at, parts) => self.object_comprehension(*at, &parts.0, &parts.1, &parts.2),
            Expr::Compare(comparison, pair) => match self.both(pair)? {
                Some((left, right)) => Ok(Value::Bool(self.compared(*comparison, left, right))),
                None => Ok(Value::Undefined),
            },
            Expr::Operate(operator, at, pair) => match self.both(pair)? {
                Some((left, right)) => self.operate(*operator, *at, left, right),
                None => Ok(Value::Undefined),
            },
            Expr::In(pair) => match self.both(pair)? {
                Some((value, collection)) => {
                    // A set is looked into, everything else is gone through.
                    let weight = if matches!(collection, Value::Set(_)) { 0 } else { self.weight(collection) };
                    self.step(weight, self.stmt)?;
                    Ok(Value::Bool(has(self.arena(), collection, value)))
                }
                None => Ok(Value::Undefined),
            },
            Expr::PairIn(three) => {
                let (key, value, collection) = (self.expr(&three.0)?, self.expr(&three.1)?, self.expr(&three.2)?);
                if key.is_undefined() || value.is_undefined() || collection.is_undefined() {
                    return Ok(Value::Undefined);
                }
                Ok(Value::Bool(has_pair(self.arena(), collection, key, value)))
            }
            Expr::Sparse(fields) => self.sparse(fields),
        }
    }

    // The arguments have frames of their own: those of nested expressions add up.
    fn called(&mut self, word: u32, at: At, args: &'a [Expr]) -> Run<Value> {
        match self.arguments(args)? {
            Some(values) => self.call(word, at, &values[..args.len()]),
            None => Ok(Value::Undefined),
        }
    }

    fn built_in(&mut self, number: u16, at: At, args: &'a [Expr]) -> Run<Value> {
        match self.arguments(args)? {
            Some(values) => self.builtin(number, at, &values[..args.len()]),
            None => Ok(Value::Undefined),
        }
    }

    fn sparse(&mut self, fields: &'a [(Value, Expr)]) -> Run<Value> {
        let mut pairs = Vec::with_capacity(fields.len());
        for (name, expr) in fields {
            let value = self.expr(expr)?;
            if !value.is_undefined() {
                pairs.push((*name, value));
            }
        }
        Ok(self.state.arena.object(pairs))
    }

    fn both(&mut self, pair: &'a (Expr, Expr)) -> Run<Option<(Value, Value)>> {
        let left = self.expr(&pair.0)?;
        if left.is_undefined() {
            return Ok(None);
        }
        let right = self.expr(&pair.1)?;
        Ok((!right.is_undefined()).then_some((left, right)))
    }

    /// The values of arguments, unless one is undefined.
    fn arguments(&mut self, args: &'a [Expr]) -> Run<Option<[Value; ARGUMENTS]>> {
        let mut values = [Value::Undefined; ARGUMENTS];
        for (value, arg) in values.iter_mut().zip(args) {
            *value = self.expr(arg)?;
            if value.is_undefined() {
                return Ok(None);
            }
        }
        Ok(Some(values))
    }

    /// All values, unless one is undefined.
    fn all(&mut self, exprs: &'a [Expr]) -> Run<Option<Vec<Value>>> {
        let mut values = Vec::with_capacity(exprs.len());
        for expr in exprs {
            let value = self.expr(expr)?;
            if value.is_undefined() {
                return Ok(None);
            }
            values.push(value);
        }
        Ok(Some(values))
    }

    fn object_of(&mut self, pairs: &'a [(Expr, Expr)]) -> Run<Value> {
        let mut values = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let Some(pair) = self.both(pair)? else { return Ok(Value::Undefined) };
            values.push(pair);
        }
        Ok(self.state.arena.object(values))
    }

    /// What a term is each time that a body holds; where it is undefined, it is left out.
    fn collected(&mut self, body: &'a [Stmt], term: &'a Expr) -> Run<Vec<Value>> {
        let (mut all, taken) = (Vec::new(), self.taken);
        self.run(body, &mut |machine: &mut Self| {
            let value = machine.expr(term)?;
            if !value.is_undefined() {
                all.push(value);
                machine.take(value);
            }
            Ok(Flow::Next)
        })?;
        // What it has taken is in its value.
        self.taken = taken;
        Ok(all)
    }

    fn object_comprehension(&mut self, at: At, body: &'a [Stmt], key: &'a Expr, value: &'a Expr) -> Run<Value> {
        let taken = self.taken;
        let mut all: Vec<(Value, Value)> = Vec::new();
        self.run(body, &mut |machine: &mut Self| {
            let (key, value) = (machine.expr(key)?, machine.expr(value)?);
            if !key.is_undefined() && !value.is_undefined() {
                all.push((key, value));
                machine.take(key);
                machine.take(value);
            }
            Ok(Flow::Next)
        })?;
        self.taken = taken;
        all.sort_by(|a, b| compare(self.arena(), a.0, b.0));
        for two in all.windows(2) {
            if equal(self.arena(), two[0].0, two[1].0) && !equal(self.arena(), two[0].1, two[1].1) {
                return self.error(ErrorKind::Conflict, at, "object keys must be unique");
            }
        }
        Ok(self.state.arena.object(all))
    }

    fn compared(&self, comparison: Comparison, left: Value, right: Value) -> bool {
        match comparison {
            Comparison::Equal => equal(self.arena(), left, right),
            Comparison::Unequal => !equal(self.arena(), left, right),
            Comparison::Less => compare(self.arena(), left, right).is_lt(),
            Comparison::LessOrEqual => compare(self.arena(), left, right).is_le(),
            Comparison::Greater => compare(self.arena(), left, right).is_gt(),
            Comparison::GreaterOrEqual => compare(self.arena(), left, right).is_ge(),
        }
    }
}
