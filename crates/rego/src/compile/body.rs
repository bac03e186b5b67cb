//! Statements.

use std::collections::HashSet;

use regorus::unstable::{AssignOp, Expr as Syntax, Literal, LiteralStmt, Query, Span};

use super::Checked;
use super::head::Writer;
use crate::tree::{Kind, Stmt};

/// The names that the statements of a body bind.
pub(super) fn declared(query: &Query) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut add = |expr: &Syntax| {
        if let Syntax::Var { span, .. } = expr {
            names.insert(span.text().to_owned());
        }
    };
    for statement in &query.stmts {
        match &statement.literal {
            Literal::SomeIn { key, value, .. } => {
                key.iter().for_each(|key| add(key));
                add(value);
            }
            Literal::Expr { expr, .. } => {
                if let Syntax::AssignExpr { op: AssignOp::ColEq, lhs, .. } = expr.as_ref() {
                    add(lhs);
                }
            }
            _ => {}
        }
    }
    names.remove("_");
    names
}

impl Writer<'_, '_> {
    /// The statements of a body whose scope is open.
    pub(super) fn statements(&mut self, query: &Query, out: &mut Vec<Stmt>) -> Checked<()> {
        for statement in &query.stmts {
            self.statement(statement, out)?;
        }
        Ok(())
    }

    fn statement(&mut self, statement: &LiteralStmt, out: &mut Vec<Stmt>) -> Checked<()> {
        if let Some(with) = statement.with_mods.first() {
            let instead = "pass what is replaced to a function; tests with `with` run in another engine";
            return Err(self.places.refuse(&with.span, "`with`", instead));
        }
        let at = self.places.at(&statement.span);
        let kind = match &statement.literal {
            Literal::SomeVars { span, .. } => {
                return Err(self.places.refuse(span, "`some` without `in`", "write `some x in xs`"));
            }
            Literal::SomeIn { key, value, collection, .. } => {
                let collection = self.expr(collection)?;
                let key = key.as_ref().map(|key| self.variable(key)).transpose()?.flatten();
                let value = self.variable(value)?;
                Kind::Each { key, value, collection }
            }
            Literal::Expr { expr, .. } => match expr.as_ref() {
                Syntax::AssignExpr { op: AssignOp::ColEq, lhs, rhs, .. } => {
                    let value = self.expr(rhs)?;
                    let slot = self.variable(lhs)?.unwrap_or_else(|| self.scope.fresh());
                    Kind::Let(slot, value)
                }
                expr => Kind::Holds(self.expr(expr)?),
            },
            Literal::NotExpr { expr, .. } => {
                let expr = self.expr(expr)?;
                Kind::Not(super::settle::settle(expr, at, &mut self.scope, out))
            }
            Literal::Every { key, value, domain, query, .. } => {
                let collection = self.expr(domain)?;
                self.scope.open(HashSet::new());
                let key = key.as_ref().map(|span| self.bound(span)).transpose()?.flatten();
                let value = self.bound(value)?;
                self.scope.open(declared(query));
                let mut body = Vec::new();
                self.statements(query, &mut body)?;
                self.scope.close();
                self.scope.close();
                Kind::Every { key, value, collection, body }
            }
        };
        out.push(Stmt { at, kind });
        Ok(())
    }

    /// The slot of a variable that a statement binds; nothing for `_`.
    fn variable(&mut self, expr: &Syntax) -> Checked<Option<u32>> {
        match expr {
            Syntax::Var { span, .. } => self.bound(span),
            other => Err(self.places.refuse(
                other.span(),
                "a pattern where a variable is bound",
                "bind a variable, and look into it in a statement of its own",
            )),
        }
    }

    fn bound(&mut self, span: &Span) -> Checked<Option<u32>> {
        let name = span.text();
        if name == "_" {
            return Ok(None);
        }
        if matches!(name, "input" | "data") || self.scope.is_parameter(name) {
            return Err(self.places.refuse(span, format!("`{name}` bound again"), "choose another name"));
        }
        match self.scope.bind(name) {
            Some(slot) => Ok(Some(slot)),
            None => Err(self.places.refuse(span, format!("`{name}` bound twice in one body"), "choose another name")),
        }
    }
}
