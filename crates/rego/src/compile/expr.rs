//! Expressions.

use regorus::unstable::{ArithOp, AssignOp, BinOp, BoolOp, Expr as Syntax, Query, Ref, Span};

use super::head::Writer;
use super::index::MAX_ARITY;
use super::{Checked, mention};
use crate::tree::{Comparison, Expr, Form, Operator, Stmt};
use crate::value::{Number, Value};
use crate::{builtin, pattern};

/// Expressions nest no deeper.
const MAX_DEPTH: usize = 64;

impl Writer<'_, '_> {
    pub(super) fn expr(&mut self, expr: &Syntax) -> Checked<Expr> {
        if self.depth >= MAX_DEPTH {
            let found = format!("an expression more than {MAX_DEPTH} deep");
            return Err(self.places.refuse(expr.span(), found, "name its parts"));
        }
        self.depth += 1;
        let written = self.written(expr);
        self.depth -= 1;
        written
    }

    fn written(&mut self, expr: &Syntax) -> Checked<Expr> {
        match expr {
            Syntax::String { value, .. } | Syntax::RawString { value, .. } => match value.as_string() {
                Ok(text) => Ok(Expr::Const(self.builder.pool.text(text))),
                Err(_) => Err(self.places.refuse(expr.span(), "a text that is none", "")),
            },
            Syntax::Number { span, .. } => self.number(span, false),
            Syntax::Bool { value, .. } => Ok(Expr::Const(Value::Bool(value.as_bool().is_ok_and(|flag| *flag)))),
            Syntax::Null { .. } => Ok(Expr::Const(Value::Null)),
            Syntax::Var { .. } | Syntax::RefDot { .. } | Syntax::RefBrack { .. } => self.reference(expr),
            Syntax::Array { items, .. } => {
                let items = self.all(items)?;
                Ok(match constants(&items) {
                    Some(items) => Expr::Const(self.builder.pool.array(&items)),
                    None => Expr::Array(items.into()),
                })
            }
            Syntax::Set { items, .. } => {
                let items = self.all(items)?;
                Ok(match constants(&items) {
                    Some(items) => Expr::Const(self.builder.pool.set(items)),
                    None => Expr::Set(items.into()),
                })
            }
            Syntax::Object { fields, .. } => self.object(fields),
            Syntax::ArrayCompr { term, query, .. } => {
                let (body, mut terms) = self.comprehension(query, &[term])?;
                Ok(Expr::ArrayOf(Box::new((body, terms.remove(0)))))
            }
            Syntax::SetCompr { term, query, .. } => {
                let (body, mut terms) = self.comprehension(query, &[term])?;
                Ok(Expr::SetOf(Box::new((body, terms.remove(0)))))
            }
            Syntax::ObjectCompr { span, key, value, query, .. } => {
                let (body, mut terms) = self.comprehension(query, &[key, value])?;
                let key = terms.remove(0);
                Ok(Expr::ObjectOf(self.places.at(span), Box::new((body, key, terms.remove(0)))))
            }
            Syntax::Call { span, fcn, params, .. } => self.call(span, fcn, params),
            Syntax::UnaryExpr { span, expr, .. } => match expr.as_ref() {
                Syntax::Number { span, .. } => self.number(span, true),
                inner => {
                    let inner = self.expr(inner)?;
                    let pair = Box::new((Expr::Const(Value::Int(0)), inner));
                    Ok(Expr::Operate(Operator::Subtract, self.places.at(span), pair))
                }
            },
            Syntax::BinExpr { span, op, lhs, rhs, .. } => {
                let operator = match op {
                    BinOp::Union => Operator::Union,
                    BinOp::Intersection => Operator::Intersection,
                };
                Ok(Expr::Operate(operator, self.places.at(span), self.two(lhs, rhs)?))
            }
            Syntax::ArithExpr { span, op, lhs, rhs, .. } => {
                let operator = match op {
                    ArithOp::Add => Operator::Add,
                    ArithOp::Sub => Operator::Subtract,
                    ArithOp::Mul => Operator::Multiply,
                    ArithOp::Div => Operator::Divide,
                    ArithOp::Mod => Operator::Modulo,
                };
                Ok(Expr::Operate(operator, self.places.at(span), self.two(lhs, rhs)?))
            }
            Syntax::BoolExpr { op, lhs, rhs, .. } => {
                let comparison = match op {
                    BoolOp::Eq => Comparison::Equal,
                    BoolOp::Ne => Comparison::Unequal,
                    BoolOp::Lt => Comparison::Less,
                    BoolOp::Le => Comparison::LessOrEqual,
                    BoolOp::Gt => Comparison::Greater,
                    BoolOp::Ge => Comparison::GreaterOrEqual,
                };
                Ok(Expr::Compare(comparison, self.two(lhs, rhs)?))
            }
            Syntax::Membership { key, value, collection, .. } => {
                let key = key.as_ref().map(|key| self.expr(key)).transpose()?;
                let (value, collection) = *self.two(value, collection)?;
                Ok(match key {
                    Some(key) => Expr::PairIn(Box::new((key, value, collection))),
                    None => Expr::In(Box::new((value, collection))),
                })
            }
            Syntax::AssignExpr { op: AssignOp::Eq, lhs, rhs, .. } if self.closed > 0 => {
                Ok(Expr::Compare(Comparison::Equal, self.two(lhs, rhs)?))
            }
            Syntax::AssignExpr { span, op, .. } => Err(match op {
                AssignOp::Eq => self.places.refuse(span, "`=` within an expression", "give it a statement of its own"),
                AssignOp::ColEq => {
                    self.places.refuse(span, "`:=` within an expression", "give it a statement of its own")
                }
            }),
        }
    }

    fn two(&mut self, left: &Syntax, right: &Syntax) -> Checked<Box<(Expr, Expr)>> {
        Ok(Box::new((self.expr(left)?, self.expr(right)?)))
    }

    fn all(&mut self, exprs: &[Ref<Syntax>]) -> Checked<Vec<Expr>> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    fn number(&mut self, span: &Span, negative: bool) -> Checked<Expr> {
        let text = span.text();
        let number = Number::parse(text).and_then(|number| if negative { number.negate() } else { Ok(number) });
        match number {
            Ok(number) => Ok(Expr::Const(self.builder.pool.number(number))),
            Err(trouble) => {
                Err(self.places.refuse(span, format!("the number {text}: {trouble}"), "write fewer digits"))
            }
        }
    }

    fn object(&mut self, fields: &[(Span, Ref<Syntax>, Ref<Syntax>)]) -> Checked<Expr> {
        let pairs = fields.iter().map(|(_, key, value)| Ok((self.expr(key)?, self.expr(value)?)));
        let pairs = pairs.collect::<Checked<Vec<_>>>()?;
        let constant = |pair: &(Expr, Expr)| match pair {
            (Expr::Const(key), Expr::Const(value)) => Some((*key, *value)),
            _ => None,
        };
        Ok(match pairs.iter().map(constant).collect::<Option<Vec<_>>>() {
            Some(pairs) => Expr::Const(self.builder.pool.object(pairs)),
            None => Expr::Object(self.sorted(pairs).into()),
        })
    }

    /// Fields in the order of their names, where all are known: then nothing is sorted later.
    fn sorted(&self, mut pairs: Vec<(Expr, Expr)>) -> Vec<(Expr, Expr)> {
        let arena = self.builder.pool.arena();
        let name = |pair: &(Expr, Expr)| if let Expr::Const(name) = pair.0 { Some(name) } else { None };
        if pairs.iter().all(|pair| name(pair).is_some()) {
            let order = |a: &Value, b: &Value| crate::value::compare(arena, *a, *b);
            pairs.sort_by(|a, b| match (name(a), name(b)) {
                (Some(a), Some(b)) => order(&a, &b),
                _ => std::cmp::Ordering::Equal,
            });
        }
        pairs
    }

    /// The body of a comprehension, and what it collects.
    fn comprehension(&mut self, query: &Query, terms: &[&Ref<Syntax>]) -> Checked<(Vec<Stmt>, Vec<Expr>)> {
        let (outer, closed) = (std::mem::take(&mut self.pending), std::mem::take(&mut self.closed));
        let mut names = mention::names(query);
        terms.iter().for_each(|term| mention::add(&mut names, term));
        self.open(names);
        let mut body = Vec::new();
        self.statements(query, &mut body)?;
        self.scope.at(usize::MAX);
        let terms = self.terms(&terms.iter().map(|term| term.as_ref()).collect::<Vec<_>>())?;
        body.append(&mut self.pending);
        self.scope.close();
        (self.pending, self.closed) = (outer, closed);
        Ok((body, terms))
    }

    pub(super) fn call(&mut self, span: &Span, called: &Syntax, params: &[Ref<Syntax>]) -> Checked<Expr> {
        let function = self.function(called)?;
        let name = called.span().text();
        let found = if function.is_none() { builtin::find(name) } else { None };
        if function.is_none() && found.is_none() {
            let what = format!("the function `{name}`, which is not there");
            return Err(self.places.refuse(called.span(), what, builtin::hint(name)));
        }
        let args: Box<[Expr]> = self.all(params)?.into();
        let wrong = |arity: usize| {
            let found = format!("`{name}` with {} arguments, not {arity}", args.len());
            self.places.refuse(span, found, "what it returns is bound with `:=`")
        };
        if let Some((word, arity)) = function {
            return match args.len() == usize::from(arity) && args.len() <= MAX_ARITY {
                true => Ok(Expr::Call(word, self.places.at(span), args)),
                false => Err(wrong(arity.into())),
            };
        }
        let (number, known) = found.expect("internal: it is one of the policies, or built in");
        if args.len() != usize::from(known.arity) {
            return Err(wrong(known.arity.into()));
        }
        if let Some(place) = known.pattern
            && let Some(Expr::Const(value)) = args.get(usize::from(place))
            && let Some(text) = self.builder.pool.arena().str(*value)
            && let Err(why) = pattern::check(text)
        {
            return Err(self.places.refuse(params[usize::from(place)].span(), why, "patterns are RE2's"));
        }
        let call = Expr::Builtin(number, self.places.at(span), args);
        if !known.is_relation {
            return Ok(call);
        }
        if self.closed > 0 {
            let instead = "collect what it gives in a comprehension first";
            return Err(self.places.refuse(span, format!("`{name}` in a negation"), instead));
        }
        // It gives one value after the other.
        let (slot, mut pending, at) = (self.scope.fresh(), std::mem::take(&mut self.pending), self.at);
        self.each(at, (Form::Any, Form::Bind(slot)), call, &mut pending);
        self.pending = pending;
        Ok(Expr::Slot(slot))
    }
}

/// The values, where all are constants.
fn constants(items: &[Expr]) -> Option<Vec<Value>> {
    items.iter().map(|item| if let Expr::Const(value) = item { Some(*value) } else { None }).collect()
}
