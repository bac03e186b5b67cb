//! Expressions: what type they have, and what in them can never be.

use std::collections::BTreeMap;

use regorus::unstable::{ArithOp, AssignOp, BoolOp, Expr, Query, Ref};

use super::builtins::{Takes, builtin};
use super::checker::{Checker, Scope};
use super::near::nearest;
use super::syntax::{named_path, shown, text};
use super::types::{Fields, Kind, Shape, Type, Types};

impl Checker<'_> {
    /// The type of an expression; it may bind variables on its way.
    pub(crate) fn expr(&mut self, home: usize, expr: &Expr, scope: &mut Scope) -> Type {
        if !self.step() {
            return Types::ANY;
        }
        match expr {
            Expr::String { .. }
            | Expr::RawString { .. }
            | Expr::Number { .. }
            | Expr::Bool { .. }
            | Expr::Null { .. } => self.literal(expr),
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => self.reference(home, expr, scope),
            Expr::Array { items, .. } => {
                let items = self.joined(home, items, scope);
                self.types.list(items)
            }
            Expr::Set { items, .. } => {
                let items = self.joined(home, items, scope);
                self.types.set(items)
            }
            Expr::Object { fields, .. } => self.object(home, fields.iter().map(|(_, key, value)| (key, value)), scope),
            Expr::ArrayCompr { term, query, .. } => {
                let item = self.comprehended(home, term, query, scope);
                self.types.list(item)
            }
            Expr::SetCompr { term, query, .. } => {
                let item = self.comprehended(home, term, query, scope);
                self.types.set(item)
            }
            Expr::ObjectCompr { key, value, query, .. } => {
                let mut inner = scope.clone();
                self.query(home, query, &mut inner);
                self.expr(home, key, &mut inner);
                let others = self.expr(home, value, &mut inner);
                self.types.object(Fields { named: BTreeMap::new(), others: Some(others), names: None })
            }
            Expr::Call { fcn, params, .. } => self.function(home, expr, fcn, params, scope),
            Expr::UnaryExpr { expr, .. } => {
                self.expr(home, expr, scope);
                self.types.one(Shape::Number)
            }
            Expr::BinExpr { lhs, rhs, .. } => {
                let one = self.expr(home, lhs, scope);
                let other = self.expr(home, rhs, scope);
                for (place, operand) in [(lhs, one), (rhs, other)] {
                    self.takes(home, place, operand, Takes::One(Kind::Set), "the operator takes a set");
                }
                self.types.join(one, other)
            }
            Expr::ArithExpr { op, lhs, rhs, .. } => self.arithmetic(home, op, lhs, rhs, scope),
            Expr::BoolExpr { op, lhs, rhs, .. } => self.comparison(home, op, lhs, rhs, scope),
            Expr::AssignExpr { op, lhs, rhs, .. } => self.assignment(home, op, lhs, rhs, scope),
            Expr::Membership { key, value, collection, .. } => {
                if let Some(key) = key {
                    self.expr(home, key, scope);
                }
                let value_type = self.expr(home, value, scope);
                let collection_type = self.expr(home, collection, scope);
                let items = self.types.parts(collection_type).1;
                self.never_equal(home, (value, value_type), items);
                self.types.one(Shape::Boolean)
            }
        }
    }

    /// The type of what is written as a value.
    pub(crate) fn literal(&mut self, expr: &Expr) -> Type {
        let shape = match expr {
            Expr::Number { .. } => Shape::Number,
            Expr::Bool { .. } => Shape::Boolean,
            Expr::Null { .. } => Shape::Null,
            other => match text(other) {
                Some(text) => Shape::Word(text.into()),
                None => return Types::ANY,
            },
        };
        self.types.one(shape)
    }

    fn joined(&mut self, home: usize, items: &[Ref<Expr>], scope: &mut Scope) -> Type {
        let mut joined = Types::NEVER;
        for item in items {
            let item = self.expr(home, item, scope);
            joined = self.types.join(joined, item);
        }
        joined
    }

    fn object<'e>(
        &mut self,
        home: usize,
        fields: impl Iterator<Item = (&'e Ref<Expr>, &'e Ref<Expr>)>,
        scope: &mut Scope,
    ) -> Type {
        let mut named = BTreeMap::new();
        let mut others = None;
        for (key, value) in fields {
            let key_type = self.expr(home, key, scope);
            let value = self.expr(home, value, scope);
            match self.types.words(key_type).as_deref() {
                Some([name]) => drop(named.insert(std::rc::Rc::clone(name), value)),
                _ => others = Some(self.types.join(others.unwrap_or(Types::NEVER), value)),
            }
        }
        self.types.object(Fields { named, others, names: None })
    }

    fn comprehended(&mut self, home: usize, term: &Expr, query: &Query, scope: &Scope) -> Type {
        let mut inner = scope.clone();
        self.query(home, query, &mut inner);
        self.expr(home, term, &mut inner)
    }

    fn assignment(&mut self, home: usize, op: &AssignOp, lhs: &Expr, rhs: &Expr, scope: &mut Scope) -> Type {
        let right = self.expr(home, rhs, scope);
        let is_new =
            |expr: &Expr, scope: &Scope| matches!(expr, Expr::Var { span, .. } if !scope.contains_key(span.text()));
        match (op, lhs) {
            (AssignOp::ColEq, _) | (AssignOp::Eq, Expr::Array { .. } | Expr::Object { .. }) => {
                self.bind(lhs, right, scope);
            }
            (AssignOp::Eq, _) if is_new(lhs, scope) => self.bind(lhs, right, scope),
            (AssignOp::Eq, _) => {
                let left = self.expr(home, lhs, scope);
                if is_new(rhs, scope) {
                    self.bind(rhs, left, scope);
                } else {
                    self.never_equal(home, (lhs, left), right);
                }
            }
        }
        self.types.one(Shape::Boolean)
    }

    fn comparison(&mut self, home: usize, op: &BoolOp, lhs: &Expr, rhs: &Expr, scope: &mut Scope) -> Type {
        let left = self.expr(home, lhs, scope);
        let right = self.expr(home, rhs, scope);
        match op {
            BoolOp::Eq | BoolOp::Ne => self.never_equal(home, (lhs, left), right),
            BoolOp::Lt | BoolOp::Le | BoolOp::Ge | BoolOp::Gt => {
                let kinds = (self.types.kinds(left), self.types.kinds(right));
                if let (Some(a), Some(b)) = kinds
                    && !a.is_empty()
                    && !b.is_empty()
                    && a.is_disjoint(&b)
                {
                    let (what, with) = (self.what(lhs, left), self.types.described(right));
                    let message = format!("{what}: comparing it with {with} always gives the same answer");
                    self.complain(home, lhs.span(), message, None);
                }
            }
        }
        self.types.one(Shape::Boolean)
    }

    /// Complains where two things are never the same.
    fn never_equal(&mut self, home: usize, (place, one): (&Expr, Type), other: Type) {
        if !self.types.apart(one, other) {
            return;
        }
        let message = format!("{}, never {}", self.what(place, one), self.types.described(other));
        let words = (self.types.words(one), self.types.words(other));
        let near = match (words.0.as_deref(), words.1.as_deref()) {
            (Some([meant]), Some(words)) | (Some(words), Some([meant])) => {
                nearest(meant, words.iter().map(AsRef::as_ref))
            }
            _ => None,
        };
        let help = near.map(|near| format!("did you mean {near:?}?"));
        self.complain(home, place.span(), message, help);
    }

    /// An expression and what it is, as a message begins: "`service.facts.image` is null or an object".
    pub(crate) fn what(&self, expr: &Expr, of: Type) -> String {
        let described = self.types.described(of);
        match shown(expr) {
            Some(path) => format!("`{path}` is {described}"),
            None => format!("this is {described}"),
        }
    }

    fn arithmetic(&mut self, home: usize, op: &ArithOp, lhs: &Expr, rhs: &Expr, scope: &mut Scope) -> Type {
        let left = self.expr(home, lhs, scope);
        let right = self.expr(home, rhs, scope);
        let has_set = self.types.kinds(left).is_none_or(|kinds| kinds.contains(&Kind::Set));
        if matches!(op, ArithOp::Sub) && has_set {
            return left;
        }
        for (place, operand) in [(lhs, left), (rhs, right)] {
            self.takes(home, place, operand, Takes::One(Kind::Number), "the operator takes a number");
        }
        self.types.one(Shape::Number)
    }

    /// Complains of what is never of the kind that is taken.
    fn takes(&mut self, home: usize, place: &Expr, given: Type, wanted: Takes, what: &str) {
        let Some(kinds) = self.types.kinds(given) else { return };
        if !kinds.is_empty() && !kinds.iter().any(|kind| wanted.admits(*kind)) {
            let given = self.what(place, given);
            self.complain(home, place.span(), format!("{given}, and {what}"), None);
        }
    }

    fn function(
        &mut self,
        home: usize,
        place: &Expr,
        function: &Expr,
        params: &[Ref<Expr>],
        scope: &mut Scope,
    ) -> Type {
        let arguments: Vec<Type> = params.iter().map(|param| self.expr(home, param, scope)).collect();
        let Some(path) = named_path(function) else { return Types::ANY };
        if let Some(name) = self.rule_name(home, &path) {
            return self.call(home, place, &name, &arguments);
        }
        let name = path.join(".");
        let Some(known) = builtin(&name) else { return Types::ANY };
        for (index, (takes, given)) in known.takes.iter().zip(&arguments).enumerate() {
            let what = match known.asks {
                true => format!("`{name}` always says no"),
                false => format!("argument {} of `{name}` is a {}", index + 1, takes.name()),
            };
            self.takes(home, &params[index], *given, *takes, &what);
        }
        match (name.as_str(), arguments.as_slice()) {
            ("object.get", [of, _, otherwise]) => self.get(home, *of, &params[1], *otherwise),
            ("object.union", [one, other]) => self.union(*one, *other),
            ("object.keys", [of]) => {
                let keys = self.types.parts(*of).0;
                self.types.set(keys)
            }
            ("array.concat", [one, other]) => {
                let (one, other) = (self.types.parts(*one).1, self.types.parts(*other).1);
                let items = self.types.join(one, other);
                self.types.list(items)
            }
            _ => known.answer(&mut self.types, &arguments),
        }
    }

    /// `object.get`: by one name, or by a list of names.
    fn get(&mut self, home: usize, of: Type, by: &Expr, otherwise: Type) -> Type {
        let names: Vec<&Expr> = match by {
            Expr::Array { items, .. } => items.iter().map(AsRef::as_ref).collect(),
            single => vec![single],
        };
        let mut at = of;
        for name in names {
            let Some(written) = text(name) else { return Types::ANY };
            match self.part(at, &written) {
                Ok(part) => at = part,
                Err(missing) => {
                    self.complain(
                        home,
                        name.span(),
                        format!("there is no field `{written}` here"),
                        missing.help(&written),
                    );
                    return Types::ANY;
                }
            }
        }
        self.types.join(at, otherwise)
    }

    fn union(&mut self, one: Type, other: Type) -> Type {
        let record = |types: &Types, of: Type| match types.shapes(of)?.iter().collect::<Vec<_>>().as_slice() {
            [Shape::Record(record)] => Some(types.fields(*record)),
            _ => None,
        };
        let (Some(one), Some(other)) = (record(&self.types, one), record(&self.types, other)) else {
            return Types::ANY;
        };
        let mut fields = (*one).clone();
        fields.named.extend(other.named.iter().map(|(name, of)| (std::rc::Rc::clone(name), *of)));
        fields.others = match (fields.others, other.others) {
            (Some(a), Some(b)) => Some(self.types.join(a, b)),
            (a, b) => a.or(b),
        };
        fields.names = None;
        self.types.object(fields)
    }
}
