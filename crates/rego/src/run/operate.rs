//! Arithmetic, and what is worked out of two sets.

use super::machine::{Machine, Run};
use crate::error::ErrorKind;
use crate::tree::{At, Operator};
use crate::value::{Number, Span, Value, set_has};

impl Machine<'_> {
    pub(super) fn operate(&mut self, operator: Operator, at: At, left: Value, right: Value) -> Run<Value> {
        let arena = self.arena();
        if let (Value::Set(a), Value::Set(b)) = (left, right) {
            return self.sets(operator, at, a, b);
        }
        let (Some(a), Some(b)) = (arena.as_number(left), arena.as_number(right)) else {
            let message = format!("{} cannot work with {} and {}", name(operator), left.type_name(), right.type_name());
            return self.error(ErrorKind::Builtin, at, message);
        };
        let result = match operator {
            Operator::Add => a.add(b),
            Operator::Subtract => a.subtract(b),
            Operator::Multiply => a.multiply(b),
            Operator::Divide => a.divide(b),
            Operator::Modulo => a.modulo(b),
            Operator::Union | Operator::Intersection => {
                return self.error(ErrorKind::Builtin, at, format!("{} works with sets, not numbers", name(operator)));
            }
        };
        match result {
            Ok(Number::Int(whole)) => Ok(self.state.arena.number(Number::Int(whole))),
            Ok(float) => Ok(self.state.arena.number(float)),
            Err(trouble) => self.error(ErrorKind::Builtin, at, format!("{}: {trouble}", name(operator))),
        }
    }

    fn sets(&mut self, operator: Operator, at: At, a: Span, b: Span) -> Run<Value> {
        self.step(u64::from(a.len + b.len) / 8, at)?;
        let arena = self.arena();
        let value = match operator {
            Operator::Union => {
                let all = [arena.items(a), arena.items(b)].concat();
                self.state.arena.set(all)
            }
            Operator::Intersection | Operator::Subtract => {
                let wanted = operator == Operator::Intersection;
                let left = arena.items(a).iter().copied();
                let all: Vec<Value> = left.filter(|element| set_has(arena, b, *element) == wanted).collect();
                self.state.arena.sorted_set(&all)
            }
            _ => return self.error(ErrorKind::Builtin, at, format!("{} cannot work with sets", name(operator))),
        };
        self.fits(at)?;
        Ok(value)
    }
}

fn name(operator: Operator) -> &'static str {
    match operator {
        Operator::Add => "plus",
        Operator::Subtract => "minus",
        Operator::Multiply => "mul",
        Operator::Divide => "div",
        Operator::Modulo => "rem",
        Operator::Union => "or",
        Operator::Intersection => "and",
    }
}
