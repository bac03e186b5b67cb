//! Negations as OPA means them: `not f(x.y)` is undefined where `x.y` is, so what a negated call or operator works on is worked out before
//! the negation. A negated reference is true where it leads nowhere.

use super::scope::Scope;
use crate::tree::{At, Comparison, Expr, Kind, Stmt};

/// What is left to negate; what has to be defined first is bound by statements before it.
pub(super) fn define_first(expr: Expr, at: At, scope: &mut Scope, before: &mut Vec<Stmt>) -> Expr {
    let mut binder = Binder { at, scope, before };
    match expr {
        Expr::Path(..) | Expr::Index(..) => binder.reference(expr),
        Expr::Call(word, at, args) => Expr::Call(word, at, binder.all(args)),
        Expr::Builtin(number, at, args) => Expr::Builtin(number, at, binder.all(args)),
        Expr::Array(items) => Expr::Array(binder.all(items)),
        Expr::Set(items) => Expr::Set(binder.all(items)),
        Expr::Object(pairs) => Expr::Object(Vec::from(pairs).into_iter().map(|pair| binder.pair(pair)).collect()),
        // OPA unifies here: where a reference of one side leads nowhere, the sides are not equal.
        Expr::Compare(Comparison::Equal, pair) => {
            let (left, right) = (binder.reference(pair.0), binder.reference(pair.1));
            Expr::Compare(Comparison::Equal, Box::new((left, right)))
        }
        Expr::Compare(comparison, pair) => Expr::Compare(comparison, Box::new(binder.pair(*pair))),
        Expr::Operate(operator, at, pair) => Expr::Operate(operator, at, Box::new(binder.pair(*pair))),
        Expr::In(pair) => Expr::In(Box::new(binder.pair(*pair))),
        Expr::PairIn(three) => {
            let (key, value, collection) = *three;
            Expr::PairIn(Box::new((binder.bound(key), binder.bound(value), binder.bound(collection))))
        }
        other => other,
    }
}

struct Binder<'s> {
    at: At,
    scope: &'s mut Scope,
    before: &'s mut Vec<Stmt>,
}

impl Binder<'_> {
    /// The value in a variable, unless it is sure to be defined.
    fn bound(&mut self, expr: Expr) -> Expr {
        if matches!(expr, Expr::Const(_) | Expr::Slot(_)) {
            return expr;
        }
        let slot = self.scope.fresh();
        self.before.push(Stmt { at: self.at, kind: Kind::Let(slot, expr) });
        Expr::Slot(slot)
    }

    fn pair(&mut self, (left, right): (Expr, Expr)) -> (Expr, Expr) {
        (self.bound(left), self.bound(right))
    }

    fn all(&mut self, exprs: Box<[Expr]>) -> Box<[Expr]> {
        Vec::from(exprs).into_iter().map(|expr| self.bound(expr)).collect()
    }

    /// A reference may lead nowhere; its computed keys may not, and neither may what it starts from.
    fn reference(&mut self, expr: Expr) -> Expr {
        match expr {
            Expr::Path(base, names) => Expr::Path(Box::new(self.reference(*base)), names),
            Expr::Index(pair) => {
                let base = self.reference(pair.0);
                Expr::Index(Box::new((base, self.bound(pair.1))))
            }
            Expr::Input | Expr::Data(_) | Expr::Rule(..) => expr,
            start => self.bound(start),
        }
    }
}
