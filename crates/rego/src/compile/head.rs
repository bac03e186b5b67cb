//! One definition: head, body, `else`.

use std::collections::HashSet;

use regorus::unstable::{Expr as Syntax, Query, Rule, RuleAssign, RuleHead};

use super::scope::Scope;
use super::{Builder, Checked, Places};
use crate::error::Place;
use crate::tree::{Definition, Expr, Parameter, Stmt};
use crate::value::Value;

/// Functions take no more arguments.
pub(crate) const MAX_ARITY: usize = 8;

/// Writes the definitions of one module.
pub(super) struct Writer<'b, 'm> {
    pub(super) builder: &'b mut Builder<'m>,
    pub(super) module: usize,
    pub(super) places: Places,
    pub(super) scope: Scope,
    /// How deep the expression is within others.
    pub(super) depth: usize,
    pub(super) needs: Vec<(u32, Place)>,
}

impl<'b, 'm> Writer<'b, 'm> {
    pub(super) fn new(builder: &'b mut Builder<'m>, module: usize) -> Self {
        let places = builder.modules[module].places.clone();
        Self { builder, module, places, scope: Scope::default(), depth: 0, needs: Vec::new() }
    }

    pub(super) fn definition(&mut self, rule: &Rule) -> Checked<Definition> {
        let Rule::Spec { head, bodies, span } = rule else {
            unreachable!("internal: the index refuses `default`");
        };
        self.scope.open(HashSet::new());
        let parameters = match head {
            RuleHead::Func { args, .. } => args.iter().map(|arg| self.parameter(arg)).collect::<Checked<_>>()?,
            _ => Vec::new(),
        };
        let (key, value) = match head {
            RuleHead::Compr { refr, assign, .. } => (key_of(refr), assign.as_ref().map(|assign| assign.value.as_ref())),
            RuleHead::Set { refr, key, .. } => (key_of(refr), key.as_deref()),
            RuleHead::Func { assign, .. } => (None, assign.as_ref().map(|assign| assign.value.as_ref())),
        };
        let is_partial = key.is_some() || matches!(head, RuleHead::Set { .. });
        if let Some(body) = bodies.iter().skip(1).find(|body| is_partial || !body.is_else) {
            let what = if body.is_else { "`else` of a partial rule" } else { "a second body" };
            return Err(self.places.refuse(&body.span, what, "write a definition of its own"));
        }
        let mut branches = Vec::new();
        let mut written_key = None;
        let first = bodies.first().map(|body| body.query.as_ref());
        branches.push(self.branch(first, value, key, &mut written_key)?);
        for body in bodies.iter().skip(1) {
            let value = body.assign.as_ref().map(|assign: &RuleAssign| assign.value.as_ref());
            branches.push(self.branch(Some(&body.query), value, None, &mut None)?);
        }
        let file = self.module as u32;
        Ok(Definition {
            file,
            at: self.places.at(span),
            parameters,
            slots: self.scope.slots(),
            key: written_key,
            branches,
        })
    }

    /// A body with the value that it gives; where there is no value it is `true`.
    fn branch(
        &mut self,
        query: Option<&Query>,
        value: Option<&Syntax>,
        key: Option<&Syntax>,
        written_key: &mut Option<Expr>,
    ) -> Checked<(Vec<Stmt>, Expr)> {
        let mut stmts = Vec::new();
        self.scope.open(query.map(super::body::declared).unwrap_or_default());
        if let Some(query) = query {
            self.statements(query, &mut stmts)?;
        }
        let value = value.map(|value| self.expr(value)).transpose()?.unwrap_or(Expr::Const(Value::Bool(true)));
        *written_key = key.map(|key| self.expr(key)).transpose()?;
        self.scope.close();
        Ok((stmts, value))
    }

    fn parameter(&mut self, arg: &Syntax) -> Checked<Parameter> {
        if let Syntax::Var { span, .. } = arg {
            let name = span.text();
            if name == "_" {
                return Ok(Parameter::Any);
            }
            return match self.scope.bind(name) {
                Some(slot) => Ok(Parameter::Slot(slot)),
                None => {
                    Err(self.places.refuse(span, format!("the parameter `{name}` twice"), "compare them in the body"))
                }
            };
        }
        match self.expr(arg)? {
            Expr::Const(value) => Ok(Parameter::Const(value)),
            _ => Err(self.places.refuse(
                arg.span(),
                "a parameter that is a pattern",
                "name it, and look into it in the body",
            )),
        }
    }
}

/// The index of `name[index]`.
fn key_of(refr: &Syntax) -> Option<&Syntax> {
    if let Syntax::RefBrack { index, .. } = refr { Some(index) } else { None }
}
