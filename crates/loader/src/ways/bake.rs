//! Bake files (`docker-bake.hcl`, `.json`): targets with what they inherit, their variables at their defaults.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, BlockLabel, Body};
use hcl_edit::template::{Element, StringTemplate};
use serde_json::Value;

use super::Source;
use super::build::Wish;
use super::reader::{Budget, MAX_SAID, Reader};

pub(super) const SOURCE: Source = Source { name: "bake", takes, read };

/// Bytes of a bake file that is read.
pub(super) const MAX_BAKE: usize = 128 << 10;
/// Targets in a row that inherit from each other.
const MAX_INHERITS: usize = 16;
/// Bytes of texts for each byte of a bake file, what variables bring and what is inherited counted each time.
const MAX_TEXTS: usize = 32;

fn takes(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.ends_with(".hcl") || (name.starts_with("docker-bake") && name.ends_with(".json"))
}

fn read(reader: &mut Reader<'_>) {
    if reader.text.len() > MAX_BAKE {
        return;
    }
    let budget = Budget::of(reader.text, MAX_TEXTS);
    let bake =
        if reader.path.ends_with(".json") { of_json(reader.text, &budget) } else { of_hcl(reader.text, &budget) };
    let Some(bake) = bake else { return };
    let places = [reader.home.to_owned(), ".".to_owned()];
    let parents: BTreeSet<&String> = bake.targets.values().flat_map(|target| &target.inherits).collect();
    for (name, target) in bake.targets.iter().take(MAX_SAID) {
        // What others are made from is built only where a group says so.
        let is_base = name.starts_with('_') || parents.contains(name);
        if is_base && !bake.grouped.contains(name) && name != "default" {
            continue;
        }
        let mut whole = Target::default();
        if !whole.lay_over(target, &bake.targets, MAX_INHERITS, &budget) {
            return;
        }
        let texts = [&whole.dockerfile, &whole.context, &whole.target];
        if whole.is_inline || texts.iter().any(|text| matches!(text, Some(None))) {
            continue;
        }
        let known = |text: Option<Option<String>>| text.flatten();
        let contexts = whole.contexts.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let wish = Wish {
            file: Some(known(whole.dockerfile).unwrap_or_else(|| "Dockerfile".to_owned())),
            context: Some(known(whole.context).unwrap_or_else(|| ".".to_owned())),
            target: known(whole.target),
            args: whole.args.into_iter().collect(),
            contexts: contexts.collect(),
            is_from_context: true,
        };
        let marks = [format!("target \"{name}\""), format!("\"{name}\"")];
        let line = reader.line(marks.iter().find_map(|mark| reader.text.find(mark.as_str())).unwrap_or(0));
        wish.take_up(reader, &places, line);
    }
}

/// A bake file.
#[derive(Debug, Default)]
struct Bake {
    targets: BTreeMap<String, Target>,
    /// Targets that a group lists.
    grouped: BTreeSet<String>,
}

/// A text as far as it is known.
type Text = Option<String>;

/// A target as it is written.
#[derive(Debug, Default)]
struct Target {
    context: Option<Text>,
    dockerfile: Option<Text>,
    target: Option<Text>,
    is_inline: bool,
    args: BTreeMap<String, Text>,
    contexts: BTreeMap<String, Text>,
    inherits: Vec<String>,
}

impl Target {
    /// Lays what a target inherits over this one, and then the target itself; `false` where that is too much.
    fn lay_over(&mut self, other: &Self, all: &BTreeMap<String, Self>, depth: usize, budget: &Budget) -> bool {
        let of_map = |map: &BTreeMap<String, Text>| -> usize {
            map.iter().map(|(name, text)| name.len() + text.as_ref().map_or(0, String::len)).sum()
        };
        if !budget.spend(1 + of_map(&other.args) + of_map(&other.contexts)) {
            return false;
        }
        if let Some(depth) = depth.checked_sub(1) {
            for parent in other.inherits.iter().filter_map(|name| all.get(name)) {
                if !self.lay_over(parent, all, depth, budget) {
                    return false;
                }
            }
        }
        for (mine, theirs) in [
            (&mut self.context, &other.context),
            (&mut self.dockerfile, &other.dockerfile),
            (&mut self.target, &other.target),
        ] {
            if theirs.is_some() {
                mine.clone_from(theirs);
            }
        }
        self.is_inline |= other.is_inline;
        self.args.extend(other.args.clone());
        self.contexts.extend(other.contexts.clone());
        true
    }

    fn set(&mut self, key: &str, text: Text) {
        match key {
            "context" => self.context = Some(text),
            "dockerfile" => self.dockerfile = Some(text),
            "target" => self.target = Some(text),
            "dockerfile-inline" => self.is_inline = true,
            _ => {}
        }
    }
}

fn of_json(text: &str, budget: &Budget) -> Option<Bake> {
    let Value::Object(top) = serde_json::from_str(text).ok()? else { return None };
    let mut variables = BTreeMap::new();
    for (name, variable) in top.get("variable").and_then(Value::as_object).into_iter().flatten() {
        variables.insert(name.clone(), variable.get("default").and_then(Value::as_str).map(str::to_owned));
    }
    let put_in = |value: &Value| match value {
        Value::String(text) => with_variables(text, &variables, budget),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    };
    let list = |value: Option<&Value>| -> Vec<String> {
        value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let mut bake = Bake::default();
    for (_, group) in top.get("group").and_then(Value::as_object).into_iter().flatten() {
        bake.grouped.extend(list(group.get("targets")));
    }
    for (name, written) in top.get("target").and_then(Value::as_object).into_iter().flatten() {
        let mut target = Target { inherits: list(written.get("inherits")), ..Target::default() };
        for (key, value) in written.as_object().into_iter().flatten() {
            match (key.as_str(), value.as_object()) {
                ("args", Some(map)) => {
                    target.args.extend(map.iter().map(|(name, value)| (name.clone(), put_in(value))))
                }
                ("contexts", Some(map)) => {
                    target.contexts.extend(map.iter().map(|(name, value)| (name.clone(), put_in(value))));
                }
                (key, None) => target.set(key, put_in(value)),
                _ => {}
            }
        }
        bake.targets.insert(name.clone(), target);
    }
    Some(bake)
}

/// A text with `${NAME}` put in; `None` where something else is asked for, or a variable has no default.
fn with_variables(text: &str, variables: &BTreeMap<String, Text>, budget: &Budget) -> Text {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, inside)) = rest.split_once("${") {
        let (name, behind) = inside.split_once('}')?;
        out.push_str(before);
        let value = variables.get(name.trim())?.as_deref()?;
        if !budget.spend(value.len()) {
            return None;
        }
        out.push_str(value);
        rest = behind;
    }
    out.push_str(rest);
    Some(out)
}

fn of_hcl(text: &str, budget: &Budget) -> Option<Bake> {
    if !text.contains("target") {
        return None;
    }
    let body: Body = hcl_edit::parser::parse_body(text).ok()?;
    let mut variables: BTreeMap<String, Text> = BTreeMap::new();
    let of_kind = |kind: &'static str| body.blocks().filter(move |block| block.ident.as_str() == kind);
    for block in of_kind("variable") {
        let default = block.body.attributes().find(|attribute| attribute.key.as_str() == "default");
        let value = default.and_then(|attribute| value(&attribute.value, &variables, budget));
        variables.insert(label(block)?, value);
    }
    let mut bake = Bake::default();
    for block in of_kind("group") {
        for attribute in block.body.attributes().filter(|attribute| attribute.key.as_str() == "targets") {
            bake.grouped.extend(list(&attribute.value, &variables, budget));
        }
    }
    for block in of_kind("target") {
        let mut target = Target::default();
        for attribute in block.body.attributes() {
            match attribute.key.as_str() {
                "args" => target.args.extend(object(&attribute.value, &variables, budget)),
                "contexts" => target.contexts.extend(object(&attribute.value, &variables, budget)),
                "inherits" => target.inherits = list(&attribute.value, &variables, budget),
                key => target.set(key, value(&attribute.value, &variables, budget)),
            }
        }
        bake.targets.insert(label(block)?, target);
    }
    Some(bake)
}

fn label(block: &Block) -> Option<String> {
    Some(match block.labels.first()? {
        BlockLabel::Ident(ident) => ident.as_str().to_owned(),
        BlockLabel::String(text) => text.as_str().to_owned(),
    })
}

/// What an expression comes to, where that needs no function and no condition.
fn value(expression: &Expression, variables: &BTreeMap<String, Text>, budget: &Budget) -> Text {
    match expression {
        Expression::String(text) => Some(text.as_str().to_owned()),
        Expression::Number(number) => Some(number.value().to_string()),
        Expression::Bool(value) => Some(value.value().to_string()),
        Expression::Variable(name) => {
            variables.get(name.as_str())?.as_ref().filter(|text| budget.spend(text.len())).cloned()
        }
        Expression::Parenthesis(inside) => value(inside.inner(), variables, budget),
        Expression::StringTemplate(template) => template_value(template, variables, budget),
        _ => None,
    }
}

fn template_value(template: &StringTemplate, variables: &BTreeMap<String, Text>, budget: &Budget) -> Text {
    let part = |element: &Element| match element {
        Element::Literal(text) => Some(text.as_str().to_owned()),
        Element::Interpolation(inside) => value(&inside.expr, variables, budget),
        Element::Directive(_) => None,
    };
    template.iter().map(part).collect()
}

fn list(expression: &Expression, variables: &BTreeMap<String, Text>, budget: &Budget) -> Vec<String> {
    match expression {
        Expression::Array(items) => items.iter().filter_map(|item| value(item, variables, budget)).collect(),
        _ => Vec::new(),
    }
}

fn object(expression: &Expression, variables: &BTreeMap<String, Text>, budget: &Budget) -> BTreeMap<String, Text> {
    let Expression::Object(members) = expression else { return BTreeMap::new() };
    let entry = |(key, member): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
        let name = match key {
            ObjectKey::Ident(ident) => ident.as_str().to_owned(),
            ObjectKey::Expression(key) => value(key, variables, budget)?,
        };
        // What is null is not given.
        let is_null = matches!(member.expr(), Expression::Null(_));
        (!is_null).then(|| (name, value(member.expr(), variables, budget)))
    };
    members.iter().filter_map(entry).collect()
}
