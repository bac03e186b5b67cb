//! Statements.

use super::machine::{Machine, Run};
use super::word::Flow;
use crate::tree::{Expr, Form, Kind, Stmt};
use crate::value::{Value, equal, get};

impl<'a> Machine<'a> {
    /// Runs statements; `end` is called each time all of them hold, with the variables bound.
    pub(super) fn run(&mut self, stmts: &'a [Stmt], end: &mut dyn FnMut(&mut Self) -> Run<Flow>) -> Run<Flow> {
        for (index, stmt) in stmts.iter().enumerate() {
            self.stmt = stmt.at;
            self.step(1, stmt.at)?;
            let holds = match &stmt.kind {
                Kind::Holds(expr) => self.is_held(expr)?,
                Kind::Not(expr) => !self.is_held(expr)?,
                Kind::Let(slot, expr) => {
                    let value = self.expr(expr)?;
                    self.bind(*slot, value);
                    !value.is_undefined()
                }
                Kind::Each { key, value, collection } => {
                    let collection = self.expr(collection)?;
                    let rest = &stmts[index + 1..];
                    return self.each(stmt, collection, (*key, *value), &mut |machine: &mut Self| {
                        machine.held(stmt.at);
                        machine.run(rest, end)
                    });
                }
                Kind::Every { key, value, collection, body } => {
                    let collection = self.expr(collection)?;
                    self.every(stmt, collection, (*key, *value), body)?
                }
                Kind::Match(form, expr) => self.matched(form, expr)?,
                Kind::With { replaced, body } => {
                    let rest = &stmts[index + 1..];
                    return self.with((replaced, body), stmt.at, &mut |machine: &mut Self| {
                        machine.held(stmt.at);
                        machine.run(rest, end)
                    });
                }
            };
            if !holds {
                return Ok(Flow::Next);
            }
            self.held(stmt.at);
        }
        end(self)
    }

    /// Whether an expression holds; nothing of its value is wanted any more.
    fn is_held(&mut self, expr: &'a Expr) -> Run<bool> {
        let mark = self.arena().mark();
        let holds = self.expr(expr)?.holds();
        self.sweep(mark);
        Ok(holds)
    }

    fn matched(&mut self, form: &'a Form, expr: &'a Expr) -> Run<bool> {
        let value = self.expr(expr)?;
        self.matches(form, value)
    }

    /// Whether a value has a form; what the form names is bound.
    pub(super) fn matches(&mut self, form: &'a Form, value: Value) -> Run<bool> {
        if value.is_undefined() {
            return Ok(false);
        }
        match form {
            Form::Any => Ok(true),
            Form::Bind(slot) => {
                self.bind(*slot, value);
                Ok(true)
            }
            Form::Value(expr) => {
                let expected = self.expr(expr)?;
                Ok(!expected.is_undefined() && equal(self.arena(), expected, value))
            }
            Form::Array(forms) => {
                let Value::Array(span) = value else { return Ok(false) };
                if span.len as usize != forms.len() {
                    return Ok(false);
                }
                for (index, form) in forms.iter().enumerate() {
                    let item = self.arena().item(span, index as u32);
                    if !self.matches(form, item)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Form::Object(forms) => {
                let Value::Object(span) = value else { return Ok(false) };
                if span.len as usize != forms.len() {
                    return Ok(false);
                }
                for (key, form) in forms {
                    let key = self.expr(key)?;
                    if key.is_undefined() {
                        return Ok(false);
                    }
                    let found = get(self.arena(), span, key);
                    if !self.matches(form, found.unwrap_or(Value::Undefined))? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
        }
    }

    /// Goes through a collection; what is none has no elements.
    fn each(
        &mut self,
        stmt: &Stmt,
        collection: Value,
        (key, value): (Option<u32>, Option<u32>),
        rest: &mut dyn FnMut(&mut Self) -> Run<Flow>,
    ) -> Run<Flow> {
        let (Value::Array(span) | Value::Set(span) | Value::Object(span)) = collection else { return Ok(Flow::Next) };
        for index in 0..span.len {
            self.step(1, stmt.at)?;
            let mark = self.arena().mark();
            let (found_key, found) = match collection {
                Value::Array(_) => (Value::Int(index.into()), self.arena().item(span, index)),
                Value::Object(_) => self.arena().pair(span, index),
                _ => (self.arena().item(span, index), self.arena().item(span, index)),
            };
            if let Some(key) = key {
                self.bind(key, found_key);
            }
            if let Some(value) = value {
                self.bind(value, found);
            }
            let flow = rest(self)?;
            // What the variables were bound to on the way is bound anew for the next element.
            self.sweep(mark);
            if flow == Flow::Enough {
                return Ok(Flow::Enough);
            }
        }
        Ok(Flow::Next)
    }

    /// Whether a body holds for all of a collection. For what is none it does not hold.
    fn every(
        &mut self,
        stmt: &Stmt,
        collection: Value,
        variables: (Option<u32>, Option<u32>),
        body: &'a [Stmt],
    ) -> Run<bool> {
        if !matches!(collection, Value::Array(_) | Value::Set(_) | Value::Object(_)) {
            return Ok(false);
        }
        let mut all = true;
        self.each(stmt, collection, variables, &mut |machine: &mut Self| {
            all = machine.run(body, &mut |_| Ok(Flow::Enough))? == Flow::Enough;
            Ok(if all { Flow::Next } else { Flow::Enough })
        })?;
        Ok(all)
    }
}
