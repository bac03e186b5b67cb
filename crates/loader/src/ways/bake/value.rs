//! What expressions of bake files come to: variables at their defaults, the file's own functions, and those that bake brings. Unknown is what hangs on
//! anything else; by which name is remembered.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::{BinaryOperator, Expression, FuncCall, ObjectKey, TraversalOperator, UnaryOperator};
use hcl_edit::template::{Element, Template};
use serde_json::{Map, Value};

use crate::ways::reader::Budget;

/// How deep expressions and calls may nest.
const MAX_DEPTH: usize = 64;
/// Bytes that one text may grow to.
const MAX_TEXT: usize = 64 << 10;
/// Steps of all expressions of a file, and bytes of what they come to: functions that call others twice would be without end.
const MAX_WORK: usize = 4 << 20;

/// A function of the file.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) parameters: Vec<String>,
    /// What takes the arguments beyond.
    pub(super) rest: Option<String>,
    pub(super) result: Expression,
}

/// What names stand for.
#[derive(Debug)]
pub(super) struct Scope {
    /// Variables; `None` where nothing gives a value.
    pub(super) variables: BTreeMap<String, Option<Value>>,
    pub(super) functions: BTreeMap<String, Function>,
    /// Names that something unknown hung on.
    unknown: RefCell<BTreeSet<String>>,
    /// Steps and bytes that are left.
    budget: Budget,
}

/// Names that hold in one place only: parameters, and what a matrix gives.
pub(super) type Locals = BTreeMap<String, Value>;

impl Scope {
    /// One without names.
    pub(super) fn new() -> Self {
        Self {
            variables: BTreeMap::new(),
            functions: BTreeMap::new(),
            unknown: RefCell::default(),
            budget: Budget::new(MAX_WORK),
        }
    }

    /// The names that what was asked for since the last time hung on.
    pub(super) fn take_unknown(&self) -> Vec<String> {
        std::mem::take(&mut *self.unknown.borrow_mut()).into_iter().collect()
    }

    /// What an expression comes to; `None` where that is unknown.
    pub(super) fn value(&self, expression: &Expression, locals: &Locals) -> Option<Value> {
        self.at(expression, locals, MAX_DEPTH)
    }

    /// What a template comes to.
    pub(super) fn template(&self, template: &Template, locals: &Locals) -> Option<String> {
        self.text(template.iter(), locals, MAX_DEPTH)
    }

    fn miss<T>(&self, name: &str) -> Option<T> {
        self.unknown.borrow_mut().insert(name.to_owned());
        None
    }

    fn at(&self, expression: &Expression, locals: &Locals, depth: usize) -> Option<Value> {
        let Some(depth) = depth.checked_sub(1) else { return self.miss("expressions that nest too deep") };
        if !self.budget.spend(1) {
            return self.miss("expressions that come to too much");
        }
        let go = |expression: &Expression| self.at(expression, locals, depth);
        let copy = |value: &Value| if self.budget.spend(size(value)) { Some(value.clone()) } else { None };
        match expression {
            Expression::Null(_) => Some(Value::Null),
            Expression::Bool(value) => Some(Value::Bool(*value.value())),
            Expression::Number(number) => {
                let number = number.value();
                number.as_i64().map(Value::from).or_else(|| number.as_f64().map(Value::from))
            }
            Expression::String(text) => Some(Value::String(text.as_str().to_owned())),
            Expression::StringTemplate(template) => self.text(template.iter(), locals, depth).map(Value::String),
            Expression::HeredocTemplate(heredoc) => {
                self.text(heredoc.template.iter(), locals, depth).map(Value::String)
            }
            Expression::Array(items) => items.iter().map(go).collect::<Option<Vec<Value>>>().map(Value::Array),
            Expression::Object(members) => {
                let mut object = Map::new();
                for (key, member) in members {
                    let key = match key {
                        ObjectKey::Ident(name) => name.as_str().to_owned(),
                        ObjectKey::Expression(key) => shown(&go(key)?)?,
                    };
                    object.insert(key, go(member.expr())?);
                }
                Some(Value::Object(object))
            }
            Expression::Parenthesis(inside) => go(inside.inner()),
            Expression::Variable(name) => match locals.get(name.as_str()) {
                Some(value) => copy(value),
                None => match self.variables.get(name.as_str()) {
                    Some(Some(value)) => copy(value),
                    _ => self.miss(name.as_str()),
                },
            },
            Expression::Conditional(conditional) => {
                let holds = go(&conditional.cond_expr)?.as_bool()?;
                go(if holds { &conditional.true_expr } else { &conditional.false_expr })
            }
            Expression::UnaryOp(operation) => match (operation.operator.value(), go(&operation.expr)?) {
                (UnaryOperator::Not, Value::Bool(value)) => Some(Value::Bool(!value)),
                (UnaryOperator::Neg, value) => Some(Value::from(-value.as_i64()?)),
                (UnaryOperator::Not, _) => None,
            },
            Expression::BinaryOp(operation) => {
                binary(*operation.operator.value(), &go(&operation.lhs_expr)?, &go(&operation.rhs_expr)?)
            }
            Expression::Traversal(traversal) => {
                traversal.operators.iter().try_fold(go(&traversal.expr)?, |value, operator| match operator.value() {
                    TraversalOperator::GetAttr(name) => value.get(name.as_str()).cloned(),
                    TraversalOperator::Index(index) => match go(index)? {
                        Value::String(key) => value.get(&key).cloned(),
                        index => value.get(usize::try_from(index.as_u64()?).ok()?).cloned(),
                    },
                    _ => None,
                })
            }
            Expression::FuncCall(call) => self.call(call, locals, depth),
            Expression::ForExpr(_) => self.miss("a for expression"),
        }
    }

    fn text<'e>(&self, elements: impl Iterator<Item = &'e Element>, locals: &Locals, depth: usize) -> Option<String> {
        let mut text = String::new();
        for element in elements {
            match element {
                Element::Literal(literal) => text.push_str(literal.as_str()),
                Element::Interpolation(inside) => text.push_str(&shown(&self.at(&inside.expr, locals, depth)?)?),
                Element::Directive(_) => return self.miss("a directive in a text"),
            }
            if text.len() > MAX_TEXT {
                return self.miss("a text that grows too long");
            }
        }
        Some(text)
    }

    fn call(&self, call: &FuncCall, locals: &Locals, depth: usize) -> Option<Value> {
        let name = call.name.name.as_str();
        let mut arguments =
            call.args.iter().map(|argument| self.at(argument, locals, depth)).collect::<Option<Vec<Value>>>()?;
        if call.args.expand_final() {
            let Value::Array(last) = arguments.pop()? else { return None };
            arguments.extend(last);
        }
        let Some(function) = self.functions.get(name) else {
            return built_in(name, &arguments).filter(is_bounded).or_else(|| self.miss(&format!("{name}()")));
        };
        let beyond = arguments.split_off(function.parameters.len().min(arguments.len()));
        if arguments.len() < function.parameters.len() {
            return self.miss(&format!("{name}()"));
        }
        let mut inner: Locals = function.parameters.iter().cloned().zip(arguments).collect();
        inner.extend(function.rest.iter().map(|rest| (rest.clone(), Value::Array(beyond.clone()))));
        self.at(&function.result, &inner, depth)
    }
}

/// Bytes of the texts of a value, and one for each part.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.iter().map(|(key, value)| key.len() + size(value)).sum(),
        _ => 0,
    }
}

fn is_bounded(value: &Value) -> bool {
    value.as_str().is_none_or(|text| text.len() <= MAX_TEXT)
}

/// A value as a text has it.
pub(super) fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn binary(operator: BinaryOperator, left: &Value, right: &Value) -> Option<Value> {
    let integers = || Some((left.as_i64()?, right.as_i64()?));
    Some(match operator {
        BinaryOperator::Eq => Value::Bool(left == right),
        BinaryOperator::NotEq => Value::Bool(left != right),
        BinaryOperator::And => Value::Bool(left.as_bool()? && right.as_bool()?),
        BinaryOperator::Or => Value::Bool(left.as_bool()? || right.as_bool()?),
        BinaryOperator::Less => Value::Bool(left.as_f64()? < right.as_f64()?),
        BinaryOperator::LessEq => Value::Bool(left.as_f64()? <= right.as_f64()?),
        BinaryOperator::Greater => Value::Bool(left.as_f64()? > right.as_f64()?),
        BinaryOperator::GreaterEq => Value::Bool(left.as_f64()? >= right.as_f64()?),
        BinaryOperator::Plus => Value::from(integers()?.0.checked_add(integers()?.1)?),
        BinaryOperator::Minus => Value::from(integers()?.0.checked_sub(integers()?.1)?),
        BinaryOperator::Mul => Value::from(integers()?.0.checked_mul(integers()?.1)?),
        BinaryOperator::Mod => Value::from(integers()?.0.checked_rem(integers()?.1)?),
        BinaryOperator::Div => return None,
    })
}

/// What a function that bake brings makes of its arguments; `None` for one that is not known here, or that does not take them.
fn built_in(name: &str, arguments: &[Value]) -> Option<Value> {
    let text = |index: usize| arguments.get(index).and_then(shown);
    let of = |text: &str| Some(Value::String(text.to_owned()));
    let bool = |index: usize| arguments.get(index).and_then(Value::as_bool);
    let texts = |value: &Value| value.as_array()?.iter().map(shown).collect::<Option<Vec<String>>>();
    match name {
        "equal" => Some(Value::Bool(arguments.first()? == arguments.get(1)?)),
        "notequal" => Some(Value::Bool(arguments.first()? != arguments.get(1)?)),
        "not" => Some(Value::Bool(!bool(0)?)),
        "and" => Some(Value::Bool(bool(0)? && bool(1)?)),
        "or" => Some(Value::Bool(bool(0)? || bool(1)?)),
        "add" => binary(BinaryOperator::Plus, arguments.first()?, arguments.get(1)?),
        "subtract" => binary(BinaryOperator::Minus, arguments.first()?, arguments.get(1)?),
        "upper" => of(&text(0)?.to_uppercase()),
        "lower" => of(&text(0)?.to_lowercase()),
        "trimspace" => of(text(0)?.trim()),
        "trim" => of(text(0)?.trim_matches(|c| text(1).is_some_and(|set| set.contains(c)))),
        "trimprefix" => of(text(0)?.strip_prefix(&text(1)?).unwrap_or(&text(0)?)),
        "trimsuffix" => of(text(0)?.strip_suffix(&text(1)?).unwrap_or(&text(0)?)),
        "replace" => {
            let (whole, old, new) = (text(0)?, text(1)?, text(2)?);
            let grows_by = whole.matches(&old).count().saturating_mul(new.len());
            (whole.len() + grows_by <= MAX_TEXT).then(|| Value::String(whole.replace(&old, &new)))
        }
        "basename" => of(text(0)?.rsplit('/').next()?),
        "dirname" => of(text(0)?.rsplit_once('/').map_or(".", |(directory, _)| directory)),
        "sanitize" => {
            let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' };
            Some(Value::String(text(0)?.chars().map(plain).collect()))
        }
        "strlen" => Some(Value::from(text(0)?.chars().count())),
        "length" => Some(Value::from(match arguments.first()? {
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            _ => return None,
        })),
        "join" => {
            let lists = arguments.get(1..)?.iter().map(texts).collect::<Option<Vec<Vec<String>>>>()?;
            let (items, between) = (lists.concat(), text(0)?);
            let length = items.iter().map(|item| item.len() + between.len()).sum::<usize>();
            (length <= MAX_TEXT).then(|| Value::String(items.join(&between)))
        }
        "split" => {
            let parts = text(1)?;
            Some(Value::Array(parts.split(&text(0)?).map(|part| Value::String(part.to_owned())).collect()))
        }
        "format" => formatted(&text(0)?, arguments.get(1..)?),
        "contains" => Some(Value::Bool(arguments.first()?.as_array()?.contains(arguments.get(1)?))),
        "concat" => {
            let lists = arguments.iter().map(|list| list.as_array().cloned()).collect::<Option<Vec<_>>>()?;
            Some(Value::Array(lists.concat()))
        }
        "merge" => {
            let objects = arguments.iter().map(|object| object.as_object().cloned()).collect::<Option<Vec<_>>>()?;
            Some(Value::Object(objects.into_iter().flatten().collect()))
        }
        "keys" => Some(Value::Array(arguments.first()?.as_object()?.keys().cloned().map(Value::String).collect())),
        "values" => Some(Value::Array(arguments.first()?.as_object()?.values().cloned().collect())),
        "coalesce" => arguments.iter().find(|value| !value.is_null()).cloned(),
        "lookup" => arguments.first()?.get(text(1)?).or_else(|| arguments.get(2)).cloned(),
        "element" => {
            let items = arguments.first()?.as_array()?;
            items.get(usize::try_from(arguments.get(1)?.as_u64()?).ok()?.checked_rem(items.len())?).cloned()
        }
        _ => None,
    }
}

/// `format`, with `%s`, `%d` and `%v`.
fn formatted(pattern: &str, arguments: &[Value]) -> Option<Value> {
    let (mut text, mut rest, mut arguments) = (String::new(), pattern, arguments.iter());
    while let Some((before, behind)) = rest.split_once('%') {
        text.push_str(before);
        match behind.chars().next()? {
            '%' => text.push('%'),
            's' | 'd' | 'v' => text.push_str(&shown(arguments.next()?)?),
            _ => return None,
        }
        rest = &behind[1..];
    }
    text.push_str(rest);
    Some(Value::String(text))
}
