//! References: from `input`, a variable, a rule or an import on, step by step.

use regorus::unstable::{Expr, Span};

use super::checker::{Checker, Scope};
use super::syntax::{shown, text};
use super::types::{Type, Types};

/// One step of a reference: `.name`, `["name"]`, or `[what varies]`.
enum Access<'e> {
    /// With the whole reference up to it, and the place of the name itself.
    Name(&'e Expr, &'e Span, String),
    Index(&'e Expr),
}

impl Checker<'_> {
    /// The full name of the rule that a path means; nothing where it means none.
    pub(crate) fn rule_name(&self, home: usize, path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        let module = &self.modules[home];
        let full = match module.imports.get(first) {
            Some(import) => [import.get(1..).filter(|_| import[0] == "data")?, rest].concat(),
            None if first == "data" => rest.to_vec(),
            None => [module.package.as_slice(), path].concat(),
        };
        self.rules.contains_key(&full).then_some(full)
    }

    pub(crate) fn reference(&mut self, home: usize, expr: &Expr, scope: &mut Scope) -> Type {
        let mut accesses = Vec::new();
        let mut base = expr;
        loop {
            match base {
                Expr::RefDot { field, .. } => {
                    accesses.push(Access::Name(base, &field.0, field.0.text().to_owned()));
                }
                Expr::RefBrack { index, .. } => accesses.push(match text(index) {
                    Some(name) => Access::Name(base, index.span(), name),
                    None => Access::Index(index),
                }),
                _ => break,
            }
            if let Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } = base {
                base = refr;
            }
        }
        accesses.reverse();
        let (mut at, used) = match base {
            Expr::Var { span, .. } => self.start(home, span.text(), &accesses, scope),
            other => (self.expr(home, other, scope), 0),
        };
        for access in &accesses[used..] {
            at = match access {
                Access::Name(whole, place, name) => self.named(home, (whole, place), at, name),
                Access::Index(index) => self.indexed(home, index, at, scope),
            };
        }
        at
    }

    /// What a reference starts with, and how many of its steps that took.
    fn start(&mut self, home: usize, name: &str, accesses: &[Access<'_>], scope: &Scope) -> (Type, usize) {
        if let Some(known) = scope.get(name) {
            return (*known, 0);
        }
        if name == "input" {
            return (self.input, 0);
        }
        let mut path = vec![name.to_owned()];
        path.extend(accesses.iter().map_while(|access| match access {
            Access::Name(_, _, name) => Some(name.clone()),
            Access::Index(_) => None,
        }));
        let mut imported = self.modules[home].imports.get(name).cloned();
        if let Some(import) = imported.take_if(|import| import[0] == "input") {
            let steps = &import[1..];
            let at = steps.iter().fold(self.input, |at, step| self.field(at, step).unwrap_or(Types::ANY));
            return (at, 0);
        }
        for length in (1..=path.len()).rev() {
            if let Some(full) = self.rule_name(home, &path[..length]) {
                return (self.value(&full), length - 1);
            }
        }
        let is_other_data = imported.is_some() || name == "data";
        self.early |= !is_other_data && name != "_";
        // Whatever stands in data may be anything.
        (Types::ANY, 0)
    }

    fn named(&mut self, home: usize, (whole, place): (&Expr, &Span), of: Type, name: &str) -> Type {
        match self.part(of, name) {
            Ok(part) => part,
            Err(missing) => {
                let whole = match whole {
                    Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } => shown(refr),
                    _ => None,
                };
                let shown = whole.map_or_else(|| "this".to_owned(), |whole| format!("`{whole}`"));
                let message = match missing.scalar {
                    Some(kind) if missing.known.is_empty() => {
                        format!("`{name}` is no field of a {} ({shown})", kind.name())
                    }
                    _ => format!("`{name}` is no field of {shown}"),
                };
                self.complain(home, place, message, missing.help(name));
                Types::ANY
            }
        }
    }

    fn indexed(&mut self, home: usize, index: &Expr, of: Type, scope: &mut Scope) -> Type {
        let (keys, items) = self.types.parts(of);
        if let Expr::Var { span, .. } = index {
            let name = span.text();
            let is_rule = self.rule_name(home, &[name.to_owned()]).is_some();
            if name != "_" && !scope.contains_key(name) && !is_rule && !self.modules[home].imports.contains_key(name) {
                scope.insert(name.to_owned(), keys);
                return items;
            }
        }
        let index_type = self.expr(home, index, scope);
        let Some(words) = self.types.words(index_type) else { return items };
        let mut joined = Types::NEVER;
        let mut missing = None;
        for word in &words {
            match self.part(of, word) {
                Ok(part) => joined = self.types.join(joined, part),
                Err(without) => missing = missing.or(Some((word, without))),
            }
        }
        if joined != Types::NEVER {
            return joined;
        }
        if let Some((word, missing)) = missing {
            self.complain(home, index.span(), format!("there is no field `{word}` here"), missing.help(word));
        }
        Types::ANY
    }
}
