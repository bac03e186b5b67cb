//! Statements. They are compiled in the order in which they stand; one that needs a variable which a later one binds waits for it, as in OPA.

use regorus::unstable::{AssignOp, Expr as Syntax, Literal, LiteralStmt, Query, Ref, Span};

use super::head::Writer;
use super::scope::{Names, Point, Variable};
use super::{Checked, mention};
use crate::builtin;
use crate::tree::{At, Comparison, Expr, Form, Kind, Stmt};
use crate::value::Value;

/// Statements of a definition that are compiled, those included that have to wait and are compiled again.
const MAX_ATTEMPTS: usize = 20_000;

impl Writer<'_, '_> {
    /// The statements of a body whose scope is open.
    pub(super) fn statements(&mut self, query: &Query, out: &mut Vec<Stmt>) -> Checked<()> {
        let mut waiting: Vec<usize> = (0..query.stmts.len()).collect();
        while !waiting.is_empty() {
            let (mut left, mut first) = (Vec::new(), None);
            for number in &waiting {
                let statement = &query.stmts[*number];
                self.attempts += 1;
                if self.attempts > MAX_ATTEMPTS {
                    let found = format!("a definition of more than {MAX_ATTEMPTS} statements");
                    return Err(self.places.refuse(&statement.span, found, "name its parts"));
                }
                self.scope.at(*number);
                let outer = std::mem::take(&mut self.pending);
                let mark = self.mark();
                let mut written = Vec::new();
                let result = self.statement(statement, &mut written);
                match result {
                    Ok(()) => out.append(&mut written),
                    Err(refusal) if self.waits => {
                        self.back(mark);
                        left.push(*number);
                        first.get_or_insert(refusal);
                    }
                    Err(refusal) => return Err(refusal),
                }
                self.pending = outer;
            }
            match first {
                Some(refusal) if left.len() == waiting.len() => {
                    // What is open here may be bound by a body around this one.
                    self.waits = true;
                    return Err(refusal);
                }
                _ => waiting = left,
            }
        }
        Ok(())
    }

    /// The values of terms that stand side by side: what one binds the others may use.
    pub(super) fn terms(&mut self, terms: &[&Syntax]) -> Checked<Vec<Expr>> {
        let mut written: Vec<Option<Expr>> = vec![None; terms.len()];
        loop {
            let (mut is_more, mut first) = (false, None);
            for (term, written) in terms.iter().zip(&mut written).filter(|(_, written)| written.is_none()) {
                let mark = self.mark();
                match self.expr(term) {
                    Ok(expr) => {
                        *written = Some(expr);
                        is_more = true;
                    }
                    Err(refusal) if self.waits => {
                        self.back(mark);
                        first.get_or_insert(refusal);
                    }
                    Err(refusal) => return Err(refusal),
                }
            }
            match first {
                None => return Ok(written.into_iter().flatten().collect()),
                Some(refusal) if !is_more => {
                    self.waits = true;
                    return Err(refusal);
                }
                Some(_) => {}
            }
        }
    }

    /// Where the writer is.
    fn mark(&mut self) -> Mark {
        Mark {
            point: self.scope.point(),
            needs: self.needs.len(),
            pending: self.pending.len(),
            depth: self.depth,
            closed: self.closed,
            at: self.at,
        }
    }

    /// Goes back to where the writer was before it came upon something that has to wait.
    fn back(&mut self, mark: Mark) {
        self.waits = false;
        self.scope.back(mark.point);
        self.needs.truncate(mark.needs);
        self.pending.truncate(mark.pending);
        (self.depth, self.closed, self.at) = (mark.depth, mark.closed, mark.at);
    }

    /// A refusal that counts only where no later statement binds the variable.
    pub(super) fn wait<T>(&mut self, span: &Span, found: impl Into<String>, instead: &str) -> Checked<T> {
        self.waits = true;
        Err(self.places.refuse(span, found, instead))
    }

    fn statement(&mut self, statement: &LiteralStmt, out: &mut Vec<Stmt>) -> Checked<()> {
        self.at = self.places.at(&statement.span);
        let at = self.at;
        if statement.with_mods.is_empty() {
            return self.plain(statement, at, out);
        }
        let mut replaced = Vec::new();
        for with in &statement.with_mods {
            let value = self.expr(&with.r#as)?;
            out.append(&mut self.pending);
            replaced.push((self.target(&with.refr)?, value));
        }
        let mut body = Vec::new();
        self.plain(statement, at, &mut body)?;
        out.push(Stmt { at, kind: Kind::With { replaced, body } });
        Ok(())
    }

    fn plain(&mut self, statement: &LiteralStmt, at: At, out: &mut Vec<Stmt>) -> Checked<()> {
        match &statement.literal {
            Literal::SomeVars { vars, .. } => vars.iter().try_for_each(|span| self.may_declare(span)),
            Literal::SomeIn { key, value, collection, .. } => {
                let collection = self.expr(collection)?;
                let key = key.as_ref().map_or(Ok(Form::Any), |key| self.form(key, true))?;
                let value = self.form(value, true)?;
                out.append(&mut self.pending);
                self.each(at, (key, value), collection, out);
                Ok(())
            }
            Literal::Expr { expr, .. } => self.holds(expr, at, out),
            Literal::NotExpr { expr, .. } => {
                self.closed += 1;
                let expr = self.expr(expr)?;
                self.closed -= 1;
                out.append(&mut self.pending);
                let left = super::negated::define_first(expr, at, &mut self.scope, out);
                out.push(Stmt { at, kind: Kind::Not(left) });
                Ok(())
            }
            Literal::Every { key, value, domain, query, .. } => {
                let collection = self.expr(domain)?;
                out.append(&mut self.pending);
                let closed = std::mem::take(&mut self.closed);
                self.scope.open(Names::default(), |_| true);
                let key = key.as_ref().map(|span| self.declare(span)).transpose()?.flatten();
                let value = self.declare(value)?;
                self.open(mention::names(query));
                let mut body = Vec::new();
                self.statements(query, &mut body)?;
                self.scope.close();
                self.scope.close();
                self.closed = closed;
                out.push(Stmt { at, kind: Kind::Every { key, value, collection, body } });
                Ok(())
            }
        }
    }

    /// Goes through a collection; what is no plain variable is matched with each key and element.
    pub(super) fn each(&mut self, at: At, (key, value): (Form, Form), collection: Expr, out: &mut Vec<Stmt>) {
        let (key, key_form) = self.slot_of(key);
        let (value, value_form) = self.slot_of(value);
        out.push(Stmt { at, kind: Kind::Each { key, value, collection } });
        let matches = [key_form, value_form].into_iter().flatten();
        out.extend(matches.map(|(form, slot)| Stmt { at, kind: Kind::Match(form, Expr::Slot(slot)) }));
    }

    /// The slot that a form binds, or one that has to be matched with it.
    fn slot_of(&mut self, form: Form) -> (Option<u32>, Option<(Form, u32)>) {
        match form {
            Form::Any => (None, None),
            Form::Bind(slot) => (Some(slot), None),
            other => {
                let slot = self.scope.fresh();
                (Some(slot), Some((other, slot)))
            }
        }
    }

    fn holds(&mut self, expr: &Syntax, at: At, out: &mut Vec<Stmt>) -> Checked<()> {
        match expr {
            Syntax::AssignExpr { op: AssignOp::ColEq, lhs, rhs, .. } => {
                let value = self.expr(rhs)?;
                out.append(&mut self.pending);
                let form = self.form(lhs, true)?;
                self.bind(form, value, at, out);
                Ok(())
            }
            Syntax::AssignExpr { op: AssignOp::Eq, lhs, rhs, .. } => self.unify(lhs, rhs, at, out),
            Syntax::Call { span, fcn, params, .. } => match self.relation(fcn, params)? {
                Relation::Print => Ok(()),
                Relation::No => self.defined(expr, at, out),
                Relation::Yes => {
                    let (result, args) = params.split_last().expect("internal: a relation has a last argument");
                    let value = self.call(span, fcn, args)?;
                    out.append(&mut self.pending);
                    let form = self.form(result, false)?;
                    out.append(&mut self.pending);
                    self.bind(form, value, at, out);
                    Ok(())
                }
            },
            expr => self.defined(expr, at, out),
        }
    }

    fn defined(&mut self, expr: &Syntax, at: At, out: &mut Vec<Stmt>) -> Checked<()> {
        let expr = self.expr(expr)?;
        out.append(&mut self.pending);
        out.push(Stmt { at, kind: Kind::Holds(expr) });
        Ok(())
    }

    fn bind(&mut self, form: Form, value: Expr, at: At, out: &mut Vec<Stmt>) {
        out.append(&mut self.pending);
        let kind = match form {
            Form::Any => Kind::Let(self.scope.fresh(), value),
            Form::Bind(slot) => Kind::Let(slot, value),
            form => Kind::Match(form, value),
        };
        out.push(Stmt { at, kind });
    }

    /// Whether a call as a statement names what it returns, or only prints.
    fn relation(&mut self, called: &Syntax, params: &[Ref<Syntax>]) -> Checked<Relation> {
        let arity = match self.function(called)? {
            Some((_, arity)) => arity,
            None => match builtin::find(called.span().text()) {
                Some((_, known)) => known.arity,
                None if called.span().text() == "print" => return Ok(Relation::Print),
                None => return Ok(Relation::No),
            },
        };
        Ok(if params.len() == usize::from(arity) + 1 { Relation::Yes } else { Relation::No })
    }

    /// `=`: what is open on one side is bound to what stands on the other.
    fn unify(&mut self, left: &Syntax, right: &Syntax, at: At, out: &mut Vec<Stmt>) -> Checked<()> {
        let (left_opens, right_opens) = (self.opens(left), self.opens(right));
        match (left, right) {
            (Syntax::Array { items: a, .. }, Syntax::Array { items: b, .. }) if left_opens || right_opens => {
                if a.len() != b.len() {
                    out.push(Stmt { at, kind: Kind::Holds(Expr::Const(Value::Bool(false))) });
                    return Ok(());
                }
                a.iter().zip(b).try_for_each(|(left, right)| self.unify(left, right, at, out))
            }
            _ if left_opens && right_opens => {
                self.wait(left.span(), "`=` with open variables on both sides", "bind those of one side first")
            }
            _ if !left_opens && !right_opens => {
                let (left, right) = (self.expr(left)?, self.expr(right)?);
                out.append(&mut self.pending);
                let pair = Box::new((left, right));
                out.push(Stmt { at, kind: Kind::Holds(Expr::Compare(Comparison::Equal, pair)) });
                Ok(())
            }
            _ => {
                let (pattern, value) = if left_opens { (left, right) } else { (right, left) };
                let value = self.expr(value)?;
                out.append(&mut self.pending);
                let form = self.form(pattern, false)?;
                self.bind(form, value, at, out);
                Ok(())
            }
        }
    }

    /// Whether a term has variables that a value for it binds.
    pub(super) fn opens(&self, term: &Syntax) -> bool {
        self.closed == 0
            && match term {
                Syntax::Var { span, .. } => span.text() == "_" || self.scope.find(span.text()) == Variable::Open,
                Syntax::Array { items, .. } => items.iter().any(|item| self.opens(item)),
                Syntax::Object { fields, .. } => fields.iter().any(|(_, _, value)| self.opens(value)),
                _ => false,
            }
    }

    /// A term as a form; its variables are new ones where it `declares` them, and else those that are open.
    pub(super) fn form(&mut self, term: &Syntax, declares: bool) -> Checked<Form> {
        match term {
            Syntax::Var { span, .. } if declares => Ok(self.declare(span)?.map_or(Form::Any, Form::Bind)),
            Syntax::Var { span, .. } if self.opens(term) => match span.text() {
                "_" => Ok(Form::Any),
                name => Ok(Form::Bind(self.scope.bind(name).expect("internal: an open variable has no value"))),
            },
            Syntax::Array { items, .. } if declares || self.opens(term) => {
                Ok(Form::Array(items.iter().map(|item| self.form(item, declares)).collect::<Checked<_>>()?))
            }
            Syntax::Object { fields, .. } if declares || self.opens(term) => {
                let pairs = fields.iter().map(|(_, key, value)| Ok((self.expr(key)?, self.form(value, declares)?)));
                Ok(Form::Object(pairs.collect::<Checked<_>>()?))
            }
            other => Ok(Form::Value(self.expr(other)?)),
        }
    }

    /// The slot of a variable that a statement declares; nothing for `_`.
    fn declare(&mut self, span: &Span) -> Checked<Option<u32>> {
        let name = span.text();
        if name == "_" {
            return Ok(None);
        }
        self.may_declare(span)?;
        match self.scope.bind(name) {
            Some(slot) => Ok(Some(slot)),
            None => Err(self.twice(span)),
        }
    }

    fn may_declare(&self, span: &Span) -> Checked<()> {
        let name = span.text();
        if matches!(name, "input" | "data") || self.scope.is_parameter(name) {
            return Err(self.places.refuse(span, format!("`{name}` bound again"), "choose another name"));
        }
        if self.scope.is_declared_before(name) { Err(self.twice(span)) } else { Ok(()) }
    }

    fn twice(&self, span: &Span) -> Box<crate::error::Refusal> {
        let found = format!("`{}` bound twice in one body", span.text());
        self.places.refuse(span, found, "choose another name")
    }
}

/// Where a writer was.
struct Mark {
    point: Point,
    needs: usize,
    pending: usize,
    depth: usize,
    closed: usize,
    at: At,
}

/// What a call as a statement is.
enum Relation {
    /// Its last argument is what it returns.
    Yes,
    No,
    /// It prints, which changes nothing.
    Print,
}
