//! Bodies: which variables they bind, and to what.

use regorus::unstable::{Expr, Literal, LiteralStmt, Query};

use super::builtins::Takes;
use super::checker::{Checker, Scope};
use super::types::{Type, Types};

/// Statements may stand in any order: so often a body is read again after something was used before it was bound.
const MAX_READINGS: usize = 3;

impl Checker<'_> {
    /// Reads a body; the scope then has what it binds.
    pub(crate) fn query(&mut self, home: usize, query: &Query, scope: &mut Scope) {
        for reading in 1..=MAX_READINGS {
            let before = self.found.len();
            let outside = std::mem::replace(&mut self.early, false);
            for statement in &query.stmts {
                self.statement(home, statement, scope);
            }
            let early = std::mem::replace(&mut self.early, outside);
            if !early || reading == MAX_READINGS {
                break;
            }
            self.found.truncate(before);
        }
    }

    fn statement(&mut self, home: usize, statement: &LiteralStmt, scope: &mut Scope) {
        // What `with` replaces is not what the schema describes.
        if !statement.with_mods.is_empty() {
            return;
        }
        match &statement.literal {
            Literal::SomeVars { vars, .. } => {
                for variable in vars {
                    scope.remove(variable.text());
                }
            }
            Literal::SomeIn { key, value, collection: place, .. } => {
                let found = self.expr(home, place, scope);
                let (keys, items) = self.members(home, place, found);
                if let Some(key) = key {
                    self.bind(key, keys, scope);
                }
                self.bind(value, items, scope);
            }
            Literal::Every { key, value, domain, query, .. } => {
                let domain_type = self.expr(home, domain, scope);
                let (keys, items) = self.members(home, domain, domain_type);
                let mut inner = scope.clone();
                if let Some(key) = key {
                    inner.insert(key.text().to_owned(), keys);
                }
                inner.insert(value.text().to_owned(), items);
                self.query(home, query, &mut inner);
            }
            Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => {
                self.expr(home, expr, scope);
            }
        }
    }

    /// What a collection's parts are called and are; a complaint where it is none.
    fn members(&mut self, home: usize, place: &Expr, collection: Type) -> (Type, Type) {
        if let Some(kinds) = self.types.kinds(collection)
            && !kinds.is_empty()
            && !kinds.iter().any(|kind| Takes::Collection.admits(*kind))
        {
            let what = format!("{}, which has no members to go through", self.what(place, collection));
            self.complain(home, place.span(), what, None);
        }
        self.types.parts(collection)
    }

    /// Binds a pattern: a variable, or a list or object of patterns.
    pub(crate) fn bind(&mut self, pattern: &Expr, to: Type, scope: &mut Scope) {
        match pattern {
            Expr::Var { span, .. } if span.text() != "_" => {
                scope.insert(span.text().to_owned(), to);
            }
            Expr::Array { items, .. } => {
                let item = self.types.parts(to).1;
                for pattern in items {
                    self.bind(pattern, item, scope);
                }
            }
            Expr::Object { fields, .. } => {
                for (_, key, value) in fields {
                    let name = super::syntax::text(key);
                    let field = name.map_or(Types::ANY, |name| self.field(to, &name).unwrap_or(Types::ANY));
                    self.bind(value, field, scope);
                }
            }
            _ => {}
        }
    }
}
