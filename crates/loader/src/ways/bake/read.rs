//! The two forms of bake files, HCL and JSON, read into targets.

use std::collections::BTreeMap;

use hcl_edit::expr::Expression;
use hcl_edit::parser;
use hcl_edit::structure::{Block, BlockLabel, Body};
use serde_json::Value;

use super::value::{Function, Locals, Scope, shown};
use super::{Bake, MAX_TARGETS, Target, Text};

/// An attribute as a form writes it.
enum Written<'a> {
    Hcl(&'a Expression),
    Json(&'a Value),
}

impl Written<'_> {
    fn value(&self, scope: &Scope, locals: &Locals) -> Option<Value> {
        match self {
            Self::Hcl(expression) => scope.value(expression, locals),
            Self::Json(value) => filled_in(value, scope, locals),
        }
    }

    /// Its members, each by itself; `None` where it is none of braces.
    fn members(&self, scope: &Scope, locals: &Locals) -> Option<Vec<(String, Option<Value>)>> {
        match self {
            Self::Hcl(Expression::Object(members)) => {
                let member = |(key, member): (&hcl_edit::expr::ObjectKey, &hcl_edit::expr::ObjectValue)| {
                    let key = match key {
                        hcl_edit::expr::ObjectKey::Ident(name) => name.as_str().to_owned(),
                        hcl_edit::expr::ObjectKey::Expression(key) => shown(&scope.value(key, locals)?)?,
                    };
                    Some((key, scope.value(member.expr(), locals)))
                };
                Some(members.iter().filter_map(member).collect())
            }
            Self::Json(Value::Object(members)) => {
                Some(members.iter().map(|(key, value)| (key.clone(), filled_in(value, scope, locals))).collect())
            }
            _ => match self.value(scope, locals)? {
                Value::Object(members) => Some(members.into_iter().map(|(key, value)| (key, Some(value))).collect()),
                _ => None,
            },
        }
    }

    fn texts(&self, scope: &Scope, locals: &Locals) -> Vec<String> {
        let items: Vec<Value> = match self {
            // What is unknown in a list hides nothing else in it.
            Self::Hcl(Expression::Array(items)) => items.iter().filter_map(|item| scope.value(item, locals)).collect(),
            _ => self.value(scope, locals).and_then(|value| value.as_array().cloned()).unwrap_or_default(),
        };
        items.iter().filter_map(shown).collect()
    }
}

/// A value of JSON with the templates in its texts put in.
fn filled_in(value: &Value, scope: &Scope, locals: &Locals) -> Option<Value> {
    match value {
        Value::String(text) if text.contains("${") => {
            scope.template(&parser::parse_template(text).ok()?, locals).map(Value::String)
        }
        Value::Array(items) => {
            items.iter().map(|item| filled_in(item, scope, locals)).collect::<Option<Vec<Value>>>().map(Value::Array)
        }
        other => Some(other.clone()),
    }
}

/// What an attribute says as a text, or what it hangs on.
fn text(value: Option<Value>, scope: &Scope) -> Text {
    value.as_ref().and_then(shown).ok_or_else(|| {
        let names = scope.take_unknown();
        if names.is_empty() { "an expression that is not known here".to_owned() } else { names.join(", ") }
    })
}

/// A target by the attributes that are written for it, once for each combination of its matrix.
fn add(bake: &mut Bake, name: &str, attributes: &BTreeMap<String, Written<'_>>, scope: &Scope) {
    let combinations = match attributes.get("matrix").map(|matrix| combinations(matrix, scope)) {
        None => vec![Locals::new()],
        Some(Some(combinations)) => combinations,
        Some(None) => {
            let why = text(None, scope).unwrap_or_else(|on| format!("its matrix hangs on {on}"));
            return bake.lost.push((name.to_owned(), why));
        }
    };
    for locals in combinations {
        let own = attributes.get("name").filter(|_| attributes.contains_key("matrix"));
        let called = match own.map(|own| text(own.value(scope, &locals), scope)) {
            None => name.to_owned(),
            Some(Ok(own)) => own,
            Some(Err(on)) => return bake.lost.push((name.to_owned(), format!("its name hangs on {on}"))),
        };
        if bake.targets.len() >= MAX_TARGETS {
            let why = format!("the file has more than {MAX_TARGETS} targets");
            return bake.lost.push((called, why));
        }
        bake.targets.insert(called, target(name, attributes, scope, &locals));
    }
}

fn target(name: &str, attributes: &BTreeMap<String, Written<'_>>, scope: &Scope, locals: &Locals) -> Target {
    let mut target = Target { written: name.to_owned(), ..Target::default() };
    for (key, written) in attributes {
        match key.as_str() {
            "args" | "contexts" => {
                let all = if key == "args" { &mut target.args } else { &mut target.contexts };
                for (name, value) in written.members(scope, locals).unwrap_or_default() {
                    // What is null is not given.
                    if value != Some(Value::Null) {
                        all.insert(name, text(value, scope));
                    }
                }
            }
            "tags" | "output" => target.is_kept |= !written.texts(scope, locals).is_empty(),
            "inherits" => target.inherits = written.texts(scope, locals),
            "context" | "dockerfile" | "target" | "dockerfile-inline" => match written.value(scope, locals) {
                Some(Value::Null) => {}
                value => target.set(key, text(value, scope)),
            },
            _ => {}
        }
    }
    target
}

/// Every combination of what a matrix lists; `None` where that is unknown, or more than are followed.
fn combinations(matrix: &Written<'_>, scope: &Scope) -> Option<Vec<Locals>> {
    let mut all = vec![Locals::new()];
    for (name, values) in matrix.members(scope, &Locals::new())? {
        let values = values?;
        let values = values.as_array()?;
        if values.is_empty() || all.len().saturating_mul(values.len()) > MAX_TARGETS {
            return None;
        }
        let with = |locals: &Locals, value: &Value| {
            let mut locals = locals.clone();
            locals.insert(name.clone(), value.clone());
            locals
        };
        all = all.iter().flat_map(|locals| values.iter().map(move |value| with(locals, value))).collect();
    }
    Some(all)
}

/// Takes variables up, of which each may be written with others.
fn take_up(scope: &mut Scope, defaults: &BTreeMap<String, Option<Written<'_>>>) {
    scope.variables = defaults.keys().map(|name| (name.clone(), None)).collect();
    for _ in 0..defaults.len() {
        let mut more = BTreeMap::new();
        for (name, default) in defaults.iter().filter(|(name, _)| scope.variables[*name].is_none()) {
            // What is null is for whoever builds to give.
            let value = default.as_ref().and_then(|default| default.value(scope, &Locals::new()));
            more.extend(value.filter(|value| !value.is_null()).map(|value| (name.clone(), Some(value))));
        }
        if more.is_empty() {
            break;
        }
        scope.variables.extend(more);
    }
    scope.take_unknown();
}

pub(super) fn of_json(source: &str) -> Result<Bake, String> {
    let top: Value = serde_json::from_str(source).map_err(|error| format!("it is no JSON: {error}"))?;
    let Value::Object(top) = top else { return Err("it is no JSON object".to_owned()) };
    let blocks = |kind: &str| top.get(kind).and_then(Value::as_object).into_iter().flatten();
    let mut scope = Scope::new();
    let defaults =
        blocks("variable").map(|(name, variable)| (name.clone(), variable.get("default").map(Written::Json)));
    take_up(&mut scope, &defaults.collect());
    let mut bake = Bake::default();
    for (_, group) in blocks("group") {
        bake.grouped.extend(
            group
                .get("targets")
                .map(|targets| Written::Json(targets).texts(&scope, &Locals::new()))
                .unwrap_or_default(),
        );
    }
    for (name, written) in blocks("target") {
        let attributes = written.as_object().into_iter().flatten();
        let attributes = attributes.map(|(key, value)| (key.clone(), Written::Json(value))).collect();
        add(&mut bake, name, &attributes, &scope);
    }
    Ok(bake)
}

pub(super) fn of_hcl(source: &str) -> Result<Bake, String> {
    if !source.contains("target") {
        return Ok(Bake::default());
    }
    let body: Body = parser::parse_body(source).map_err(|error| {
        let place = error.location();
        format!("it is no HCL at line {}", place.line())
    })?;
    let of_kind = |kind: &'static str| body.blocks().filter(move |block| block.ident.as_str() == kind);
    let mut scope = Scope::new();
    for block in of_kind("function") {
        let written = attributes(block);
        let (Some(name), Some(Written::Hcl(result))) = (label(block), written.get("result")) else { continue };
        let names = |key: &str| written.get(key).map(identifiers).unwrap_or_default();
        let rest = names("variadic_params").pop();
        let function = Function { parameters: names("params"), rest, result: (*result).clone() };
        scope.functions.insert(name, function);
    }
    let defaults = of_kind("variable").filter_map(|block| Some((label(block)?, attributes(block).remove("default"))));
    take_up(&mut scope, &defaults.collect());
    let mut bake = Bake::default();
    for block in of_kind("group") {
        bake.grouped
            .extend(attributes(block).get("targets").map(|t| t.texts(&scope, &Locals::new())).unwrap_or_default());
    }
    for block in of_kind("target") {
        if let Some(name) = label(block) {
            add(&mut bake, &name, &attributes(block), &scope);
        }
    }
    Ok(bake)
}

fn attributes(block: &Block) -> BTreeMap<String, Written<'_>> {
    block.body.attributes().map(|one| (one.key.as_str().to_owned(), Written::Hcl(&one.value))).collect()
}

/// The names in `[a, b]`, or `a` by itself.
fn identifiers(written: &Written<'_>) -> Vec<String> {
    match written {
        Written::Hcl(Expression::Variable(name)) => vec![name.as_str().to_owned()],
        Written::Hcl(Expression::Array(items)) => {
            let name = |item: &Expression| match item {
                Expression::Variable(name) => Some(name.as_str().to_owned()),
                _ => None,
            };
            items.iter().filter_map(name).collect()
        }
        _ => Vec::new(),
    }
}

fn label(block: &Block) -> Option<String> {
    Some(match block.labels.first()? {
        BlockLabel::Ident(ident) => ident.as_str().to_owned(),
        BlockLabel::String(text) => text.as_str().to_owned(),
    })
}
