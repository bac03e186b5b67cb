//! Noun: the syntax of policies: definitions, and references as names.

use regorus::unstable::{Expr, Rule, RuleHead};

/// One definition of a rule or function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Definition<'a> {
    /// Its module.
    pub(crate) home: usize,
    pub(crate) rule: &'a Rule,
}

impl<'a> Definition<'a> {
    /// What its head begins with: `deny`, `names[key]`.
    pub(crate) fn reference(self) -> &'a Expr {
        match self.rule {
            Rule::Default { refr, .. } => refr,
            Rule::Spec { head, .. } => match head {
                RuleHead::Compr { refr, .. } | RuleHead::Set { refr, .. } | RuleHead::Func { refr, .. } => refr,
            },
        }
    }

    pub(crate) fn parameters(self) -> Option<&'a [regorus::unstable::Ref<Expr>]> {
        match self.rule {
            Rule::Spec { head: RuleHead::Func { args, .. }, .. } => Some(args),
            Rule::Default { args, .. } if !args.is_empty() => Some(args),
            _ => None,
        }
    }
}

/// A reference as names, as far as they are fixed: `input.services[name].image` → `[input, services]`, and whether that is all of it.
pub fn fixed_path(refr: &Expr) -> Option<(Vec<String>, bool)> {
    match refr {
        Expr::Var { span, .. } => Some((vec![span.text().to_owned()], true)),
        Expr::RefDot { refr, field, .. } => {
            let (mut path, whole) = fixed_path(refr)?;
            if whole {
                path.push(field.0.text().to_owned());
            }
            Some((path, whole))
        }
        Expr::RefBrack { refr, index, .. } => {
            let (mut path, whole) = fixed_path(refr)?;
            match index.as_ref() {
                index if whole => match text(index) {
                    Some(name) => {
                        path.push(name);
                        Some((path, true))
                    }
                    None => Some((path, false)),
                },
                _ => Some((path, false)),
            }
        }
        _ => None,
    }
}

/// The same without the word of whether that is all.
pub(crate) fn named_path(reference: &Expr) -> Option<Vec<String>> {
    fixed_path(reference).map(|(path, _)| path)
}

/// A reference as a message shows it: `s.ports[_].number`.
pub(crate) fn shown(reference: &Expr) -> Option<String> {
    match reference {
        Expr::Var { span, .. } => Some(span.text().to_owned()),
        Expr::RefDot { refr, field, .. } => Some(format!("{}.{}", shown(refr)?, field.0.text())),
        Expr::RefBrack { refr, index, .. } => {
            let index = text(index).map(|text| format!("{text:?}")).or_else(|| shown(index));
            Some(format!("{}[{}]", shown(refr)?, index.as_deref().unwrap_or("…")))
        }
        _ => None,
    }
}

/// The text that an expression is.
pub(crate) fn text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::String { value, .. } | Expr::RawString { value, .. } => {
            value.as_string().ok().map(|text| text.to_string())
        }
        _ => None,
    }
}
