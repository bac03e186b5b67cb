//! What names and paths lead to: variables, the input, data, rules.

use regorus::unstable::{Expr as Syntax, Span};

use super::Checked;
use super::head::Writer;
use super::scope::Variable;
use crate::error::{Place, Refusal};
use crate::tree::{At, Expr, Form, Shape};
use crate::value::Value;

/// A step of a path.
pub(super) enum Step<'s> {
    Field(String),
    Computed(&'s Syntax),
}

/// A reference taken apart: where it starts, and its steps.
pub(super) fn steps(expr: &Syntax) -> (&Syntax, Vec<Step<'_>>) {
    match expr {
        Syntax::RefDot { refr, field, .. } => {
            let (start, mut all) = steps(refr);
            all.push(Step::Field(field.0.text().to_owned()));
            (start, all)
        }
        Syntax::RefBrack { refr, index, .. } => {
            let (start, mut all) = steps(refr);
            all.push(match index.as_ref() {
                Syntax::String { value, .. } | Syntax::RawString { value, .. } => match value.as_string() {
                    Ok(text) => Step::Field(text.to_string()),
                    Err(_) => Step::Computed(index),
                },
                _ => Step::Computed(index),
            });
            (start, all)
        }
        other => (other, Vec::new()),
    }
}

impl Writer<'_, '_> {
    /// A variable or a path.
    pub(super) fn reference(&mut self, expr: &Syntax) -> Checked<Expr> {
        let (start, all) = steps(expr);
        let Syntax::Var { span, .. } = start else {
            let start = self.expr(start)?;
            return self.follow(start, &all);
        };
        let name = span.text();
        match self.scope.find(name) {
            Variable::Slot(slot) => return self.follow(Expr::Slot(slot), &all),
            Variable::Undeclared => {
                let instead = "move the statement that binds it before this one";
                return Err(self.places.refuse(span, format!("`{name}` before it is bound"), instead));
            }
            Variable::Open | Variable::Outer => {
                let instead = "bind it first (`some … in`, `:=`)";
                return self.wait(span, format!("`{name}`, which is nowhere bound or declared"), instead);
            }
            Variable::None => {}
        }
        match self.absolute(name, span)?.as_deref() {
            Some([root, rest @ ..]) => {
                let mut path: Vec<Step<'_>> = rest.iter().cloned().map(Step::Field).collect();
                path.extend(all);
                if root == "input" { self.follow(Expr::Input, &path) } else { self.data(span, path) }
            }
            _ => Err(self.unknown(span, name)),
        }
    }

    fn unknown(&self, span: &Span, name: &str) -> Box<crate::error::Refusal> {
        match name {
            "_" => {
                self.places.refuse(span, "`_` where a value is needed", "go through the collection with `some … in`")
            }
            _ => {
                let instead = "bind it first (`some … in`, `:=`); a key that is not bound goes through nothing here";
                self.places.refuse(span, format!("`{name}`, which is nowhere bound or declared"), instead)
            }
        }
    }

    /// The path that a name which is no variable stands for.
    pub(super) fn absolute(&self, name: &str, span: &Span) -> Checked<Option<Vec<String>>> {
        let module = &self.builder.modules[self.module];
        let own = format!("{}.{name}", module.package);
        let is_own = self.builder.index.is_root(&own);
        match module.imports.get(name) {
            Some(_) if is_own => {
                Err(self.places.refuse(span, format!("`{name}`, which is a rule and an import"), "rename one"))
            }
            Some(path) => Ok(Some(path.clone())),
            None if matches!(name, "input" | "data") => Ok(Some(vec![name.to_owned()])),
            None if is_own => Ok(Some(own.split('.').map(str::to_owned).collect())),
            None => Ok(None),
        }
    }

    /// What a path below `data` leads to.
    fn data(&mut self, span: &Span, path: Vec<Step<'_>>) -> Checked<Expr> {
        let mut name = "data".to_owned();
        let mut done = 0;
        for (index, step) in path.iter().enumerate() {
            let Step::Field(field) = step else { break };
            name = format!("{name}.{field}");
            if let Some(shape) = self.builder.index.shape(&name) {
                if matches!(shape, Shape::Function(_)) {
                    return Err(self.places.refuse(
                        span,
                        format!("the function `{name}` without arguments"),
                        "call it",
                    ));
                }
                let rule = Expr::Rule(self.word(span, &name)?, self.places.at(span));
                return self.follow(rule, &path[index + 1..]);
            }
            if index == 0 && self.builder.is_document(field) && !self.builder.index.is_package(&name) {
                let document = Expr::Data(self.builder.document(field));
                return self.follow(document, &path[1..]);
            }
            done = index + 1;
        }
        if self.builder.index.is_package(&name) && name != "data" {
            let whole = Expr::Rule(self.word(span, &name)?, self.places.at(span));
            return self.follow(whole, &path[done..]);
        }
        match path.first() {
            Some(Step::Field(field)) if self.builder.is_open => {
                let document = Expr::Data(self.builder.document(field));
                self.follow(document, &path[1..])
            }
            Some(Step::Field(_)) => {
                Err(self.places.refuse(span, format!("`{name}`, which does not exist"), "name one rule"))
            }
            _ => Err(self.places.refuse(span, "`data` as a whole", "name one rule or document")),
        }
    }

    /// All rules of a package and of those below it, as an object.
    pub(super) fn package(&mut self, name: &str) -> Checked<Expr> {
        let place = Place { path: self.places.path.to_string(), line: 1, column: 1 };
        if self.builder.is_document(name.split('.').nth(1).unwrap_or_default()) {
            let found = format!("`{name}` as a whole, which is a package and a document");
            return Err(Box::new(Refusal { place, found, instead: Some("name one rule".to_owned()) }));
        }
        let mut fields = Vec::new();
        for field in self.builder.index.below(name) {
            let path = format!("{name}.{field}");
            if matches!(self.builder.index.shape(&path), Some(Shape::Function(_))) {
                continue;
            }
            let Some(word) = self.builder.word(&path) else { continue };
            self.needs.push((word, place.clone()));
            fields.push((self.builder.pool.text(&field), Expr::Rule(word, At::default())));
        }
        Ok(Expr::Sparse(fields.into()))
    }

    /// The number of a rule or function that is there.
    pub(super) fn word(&mut self, span: &Span, name: &str) -> Checked<u32> {
        let Some(number) = self.builder.word(name) else {
            return Err(self.places.refuse(span, format!("`{name}`, which does not exist"), ""));
        };
        if !self.needs.iter().any(|(known, _)| *known == number) {
            self.needs.push((number, self.places.of(span)));
        }
        Ok(number)
    }

    /// Step after step from a value.
    fn follow(&mut self, start: Expr, steps: &[Step<'_>]) -> Checked<Expr> {
        let mut value = start;
        let mut names = Vec::new();
        for step in steps {
            match step {
                Step::Field(field) => names.push(self.builder.pool.name(field)),
                Step::Computed(key) => {
                    value = self.path(value, &mut names);
                    if self.opens(key) {
                        value = self.through(value, key)?;
                        continue;
                    }
                    let key = self.expr(key)?;
                    value = match key {
                        Expr::Const(Value::Text(name)) => Expr::Path(Box::new(value), [name].into()),
                        key => Expr::Index(Box::new((value, key))),
                    };
                }
            }
        }
        Ok(self.path(value, &mut names))
    }

    /// Goes through a collection, and binds what is open in the key.
    fn through(&mut self, collection: Expr, key: &Syntax) -> Checked<Expr> {
        let key = self.form(key, false)?;
        let (slot, mut pending, at) = (self.scope.fresh(), std::mem::take(&mut self.pending), self.at);
        self.each(at, (key, Form::Bind(slot)), collection, &mut pending);
        self.pending = pending;
        Ok(Expr::Slot(slot))
    }

    fn path(&self, value: Expr, names: &mut Vec<u32>) -> Expr {
        if names.is_empty() {
            return value;
        }
        Expr::Path(Box::new(value), std::mem::take(names).into())
    }

    /// The function that is called by a name: one of the policies, or nothing where it must be a built-in one.
    pub(super) fn function(&mut self, called: &Syntax) -> Checked<Option<(u32, u8)>> {
        let (start, all) = steps(called);
        let Syntax::Var { span, .. } = start else {
            return Err(self.places.refuse(
                called.span(),
                "a call of something computed",
                "call a function by its name",
            ));
        };
        let name = span.text();
        if self.scope.find(name) != Variable::None {
            return Err(self.places.refuse(
                span,
                format!("a call of the variable `{name}`"),
                "call a function by its name",
            ));
        }
        let Some(mut path) = self.absolute(name, span)? else { return Ok(None) };
        for step in all {
            match step {
                Step::Field(field) => path.push(field),
                Step::Computed(key) => {
                    return Err(self.places.refuse(
                        key.span(),
                        "a call of something computed",
                        "call a function by its name",
                    ));
                }
            }
        }
        let path = path.join(".");
        match self.builder.index.shape(&path) {
            Some(Shape::Function(arity)) => Ok(Some((self.word(span, &path)?, arity))),
            Some(_) => Err(self.places.refuse(span, format!("a call of `{path}`, which is no function"), "")),
            None => Err(self.places.refuse(span, format!("a call of `{path}`, which does not exist"), "")),
        }
    }
}
