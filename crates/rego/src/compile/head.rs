//! One definition: head, body, `else`.

use regorus::unstable::{Expr as Syntax, Query, Ref, Rule, RuleAssign, RuleBody, RuleHead};

use super::index::Key;
use super::scope::{Names, Scope};
use super::{Builder, Checked, Places, mention};
use crate::error::Place;
use crate::tree::{At, Definition, Expr, Form, Parameter, Stmt};
use crate::value::Value;

/// Writes the definitions of one module.
pub(super) struct Writer<'b, 'm> {
    pub(super) builder: &'b mut Builder<'m>,
    pub(super) module: usize,
    pub(super) places: Places,
    pub(super) scope: Scope,
    /// How deep the expression is within others.
    pub(super) depth: usize,
    pub(super) needs: Vec<(u32, Place)>,
    /// Where the statement begins that is compiled.
    pub(super) at: At,
    /// Statements that the expression which is compiled needs before its own.
    pub(super) pending: Vec<Stmt>,
    /// In how many negations the expression is: nothing is bound there.
    pub(super) closed: usize,
    /// The refusal that is on its way counts only where no later statement binds a variable.
    pub(super) waits: bool,
    /// How many statements were compiled, again and again.
    pub(super) attempts: usize,
}

impl<'b, 'm> Writer<'b, 'm> {
    pub(super) fn new(builder: &'b mut Builder<'m>, module: usize) -> Self {
        let places = builder.modules[module].places.clone();
        Self {
            builder,
            module,
            places,
            scope: Scope::default(),
            depth: 0,
            needs: Vec::new(),
            at: At::default(),
            pending: Vec::new(),
            closed: 0,
            waits: false,
            attempts: 0,
        }
    }

    /// Enters a body that has names of its own.
    pub(super) fn open(&mut self, names: Names) {
        let (builder, module) = (&*self.builder, self.module);
        self.scope.open(names, |name| builder.is_global(module, name));
    }

    /// The definitions that a rule makes: several where bodies follow each other.
    pub(super) fn definitions(&mut self, rule: &Rule) -> Checked<Vec<Definition>> {
        match rule {
            Rule::Default { span, args, value, .. } => {
                self.scope = Scope::default();
                if !is_closed(value) {
                    let instead = "write it out, or collect it in a comprehension";
                    return Err(self.places.refuse(value.span(), "a `default` that depends on something", instead));
                }
                let parameters = self.parameters(args)?;
                self.at = self.places.at(span);
                let branch = self.branch(None, Some(value), None)?;
                let definition = self.definition(span, parameters, None, vec![(branch.0, branch.1)]);
                Ok(vec![Definition { is_default: true, ..definition }])
            }
            Rule::Spec { head, bodies, span } => {
                let starts = bodies.iter().enumerate().filter(|(number, body)| *number > 0 && !body.is_else);
                let mut starts: Vec<usize> = starts.map(|(number, _)| number).collect();
                starts.insert(0, 0);
                starts.push(bodies.len());
                starts.windows(2).map(|two| self.spec(span, head, &bodies[two[0]..two[1]])).collect()
            }
        }
    }

    fn definition(
        &self,
        span: &regorus::unstable::Span,
        parameters: Vec<Parameter>,
        key: Option<Expr>,
        branches: Vec<(Vec<Stmt>, Expr)>,
    ) -> Definition {
        Definition {
            file: self.module as u32,
            at: self.places.at(span),
            parameters,
            slots: self.scope.slots(),
            key,
            is_default: false,
            branches,
        }
    }

    /// One definition: a body, and those that follow it with `else`.
    fn spec(&mut self, span: &regorus::unstable::Span, head: &RuleHead, bodies: &[RuleBody]) -> Checked<Definition> {
        self.scope = Scope::default();
        let (args, key, value): (&[Ref<Syntax>], _, _) = match head {
            RuleHead::Compr { refr, assign, .. } => (
                &[],
                self.builder.index.key(&self.builder.modules[self.module], refr),
                assign.as_ref().map(|assign| assign.value.as_ref()),
            ),
            RuleHead::Set { refr, key, .. } => {
                (&[], self.builder.index.key(&self.builder.modules[self.module], refr), key.as_deref())
            }
            RuleHead::Func { args, assign, .. } => (args, None, assign.as_ref().map(|assign| assign.value.as_ref())),
        };
        let parameters = self.parameters(args)?;
        let is_partial = key.is_some() || matches!(head, RuleHead::Set { .. });
        if let Some(body) = bodies.iter().skip(1).find(|_| is_partial) {
            let what = "`else` of a partial rule";
            return Err(self.places.refuse(&body.span, what, "write a definition of its own"));
        }
        self.at = self.places.at(span);
        let first = bodies.first().map(|body| body.query.as_ref());
        let (body, value, key) = self.branch(first, value, key)?;
        let mut branches = vec![(body, value)];
        for body in bodies.iter().skip(1) {
            let value = body.assign.as_ref().map(|assign: &RuleAssign| assign.value.as_ref());
            let (body, value, _) = self.branch(Some(&body.query), value, None)?;
            branches.push((body, value));
        }
        Ok(self.definition(span, parameters, key, branches))
    }

    fn parameters(&mut self, args: &[Ref<Syntax>]) -> Checked<Vec<Parameter>> {
        let mut names = Names::default();
        args.iter().for_each(|arg| mention::add(&mut names, arg));
        self.scope.open(names, |_| false);
        args.iter().map(|arg| self.parameter(arg)).collect()
    }

    /// A body with the value that it gives; where there is no value it is `true`.
    fn branch(
        &mut self,
        query: Option<&Query>,
        value: Option<&Syntax>,
        key: Option<Key<'_>>,
    ) -> Checked<(Vec<Stmt>, Expr, Option<Expr>)> {
        let mut stmts = Vec::new();
        let mut names = query.map(mention::names).unwrap_or_default();
        value.iter().for_each(|value| mention::add(&mut names, value));
        if let Some(Key::Computed(key)) = key {
            mention::add(&mut names, key);
        }
        self.open(names);
        if let Some(query) = query {
            self.statements(query, &mut stmts)?;
        }
        self.scope.at(usize::MAX);
        let computed = if let Some(Key::Computed(key)) = key { Some(key) } else { None };
        let mut terms = self.terms(&value.into_iter().chain(computed).collect::<Vec<_>>())?;
        let key = match key {
            None => None,
            Some(Key::Named(name)) => Some(Expr::Const(self.builder.pool.text(name))),
            Some(Key::Computed(_)) => terms.pop(),
        };
        let value = terms.pop().unwrap_or(Expr::Const(Value::Bool(true)));
        stmts.append(&mut self.pending);
        self.scope.close();
        Ok((stmts, value, key))
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
        match self.form(arg, false)? {
            Form::Value(Expr::Const(value)) => Ok(Parameter::Const(value)),
            form if self.pending.is_empty() => Ok(Parameter::Form(form)),
            _ => Err(self.places.refuse(
                arg.span(),
                "a parameter that goes through something",
                "name it, and look into it in the body",
            )),
        }
    }
}

/// Whether a value is written out, or collected by comprehensions: what a `default` may be.
fn is_closed(value: &Syntax) -> bool {
    match value {
        Syntax::Array { items, .. } | Syntax::Set { items, .. } => items.iter().all(|item| is_closed(item)),
        Syntax::Object { fields, .. } => fields.iter().all(|(_, key, value)| is_closed(key) && is_closed(value)),
        Syntax::UnaryExpr { expr, .. } => is_closed(expr),
        Syntax::String { .. }
        | Syntax::RawString { .. }
        | Syntax::Number { .. }
        | Syntax::Bool { .. }
        | Syntax::Null { .. }
        | Syntax::ArrayCompr { .. }
        | Syntax::SetCompr { .. }
        | Syntax::ObjectCompr { .. } => true,
        _ => false,
    }
}
