//! Which names a body declares and mentions.

use regorus::unstable::{AssignOp, Expr as Syntax, Literal, Query};

use super::scope::Names;

/// The names of a body, without those of comprehensions and `every` in it.
pub(super) fn names(query: &Query) -> Names {
    let mut names = Names::default();
    for (number, statement) in query.stmts.iter().enumerate() {
        let mut declare = |name: &str| {
            if name != "_" {
                names.declared.entry(name.to_owned()).or_insert(number);
            }
        };
        let mut seen = Vec::new();
        match &statement.literal {
            Literal::SomeVars { vars, .. } => vars.iter().for_each(|span| declare(span.text())),
            Literal::SomeIn { key, value, collection, .. } => {
                key.iter().for_each(|key| pattern(key, &mut declare));
                pattern(value, &mut declare);
                mentions(collection, &mut seen);
            }
            Literal::Expr { expr, .. } => match expr.as_ref() {
                Syntax::AssignExpr { op: AssignOp::ColEq, lhs, rhs, .. } => {
                    pattern(lhs, &mut declare);
                    mentions(rhs, &mut seen);
                }
                expr => mentions(expr, &mut seen),
            },
            Literal::NotExpr { expr, .. } => mentions(expr, &mut seen),
            Literal::Every { domain, .. } => mentions(domain, &mut seen),
        }
        for with in &statement.with_mods {
            mentions(&with.r#as, &mut seen);
        }
        names.mentioned.extend(seen.into_iter().filter(|name| *name != "_").map(str::to_owned));
    }
    names
}

/// Adds what a head mentions.
pub(super) fn add(names: &mut Names, expr: &Syntax) {
    let mut seen = Vec::new();
    mentions(expr, &mut seen);
    names.mentioned.extend(seen.into_iter().filter(|name| *name != "_").map(str::to_owned));
}

/// The variables of a pattern that declares them.
fn pattern(expr: &Syntax, declare: &mut dyn FnMut(&str)) {
    match expr {
        Syntax::Var { span, .. } => declare(span.text()),
        Syntax::Array { items, .. } => items.iter().for_each(|item| pattern(item, declare)),
        Syntax::Object { fields, .. } => fields.iter().for_each(|(_, _, value)| pattern(value, declare)),
        _ => {}
    }
}

fn mentions<'s>(expr: &'s Syntax, seen: &mut Vec<&'s str>) {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        match expr {
            Syntax::Var { span, .. } => seen.push(span.text()),
            Syntax::Array { items, .. } | Syntax::Set { items, .. } => open.extend(items.iter().map(AsRef::as_ref)),
            Syntax::Object { fields, .. } => {
                open.extend(fields.iter().flat_map(|(_, key, value)| [key.as_ref(), value.as_ref()]));
            }
            Syntax::Call { params, .. } => open.extend(params.iter().map(AsRef::as_ref)),
            Syntax::UnaryExpr { expr, .. } => open.push(expr),
            Syntax::RefDot { refr, .. } => open.push(refr),
            Syntax::RefBrack { refr, index, .. } => open.extend([refr.as_ref(), index.as_ref()]),
            Syntax::BinExpr { lhs, rhs, .. }
            | Syntax::BoolExpr { lhs, rhs, .. }
            | Syntax::ArithExpr { lhs, rhs, .. }
            | Syntax::AssignExpr { lhs, rhs, .. } => open.extend([lhs.as_ref(), rhs.as_ref()]),
            Syntax::Membership { key, value, collection, .. } => {
                open.extend(key.iter().map(AsRef::as_ref));
                open.extend([value.as_ref(), collection.as_ref()]);
            }
            _ => {}
        }
    }
}
