//! Mutants: the texts of a policy with one small mistake each. Tests that are worth something fail on every one that means something else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use regorus::unstable::{AssignOp, BoolOp, Expr, Literal, LiteralStmt, Query, Rule};

use super::syntax::{self, Syntax, Visitor};
use super::{PolicyError, check};

/// Bytes of a piece of a policy that a mutant quotes.
const QUOTED: usize = 60;

/// What a mutant does to the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A condition of a body is gone.
    Drop,
    /// A condition is its opposite.
    Negate,
    /// A comparison is another one.
    Flip,
    /// A set, a list or a table of constants lacks one of its members.
    Lose,
    /// One of several definitions of a rule is gone.
    Undefine,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Drop => "without",
            Self::Negate => "the opposite of",
            Self::Flip => "another comparison in",
            Self::Lose => "without the member",
            Self::Undefine => "without the definition",
        })
    }
}

/// A policy with one small mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// Line of the mistake, from 1.
    pub line: u32,
    /// What was done.
    pub change: Change,
    /// The piece of the policy that it was done to, shortened.
    pub piece: String,
    /// All of the policy.
    pub text: String,
}

/// The mutants of a policy, in the order of the file.
///
/// A guard that only asks for a type (`is_string(x)`) is not dropped: whether there can be another type is what the check against the schema tells. A
/// condition that is compared by `==` or `!=` is flipped, and not negated besides.
///
/// # Errors
/// When the policy cannot be read.
pub fn mutants(path: &str, text: &str) -> Result<Vec<Mutant>, PolicyError> {
    let syntax = check::parse(path, text)?;
    let mut maker = Maker { syntax: &syntax, text, made: Vec::new(), begins: Vec::new(), arguments: BTreeSet::new() };
    maker.begins = syntax.module.policy.iter().filter_map(|rule| maker.first(rule.span().start)).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in &syntax.module.policy {
        *counts.entry(syntax::root(syntax::head(rule)).unwrap_or_default()).or_default() += 1;
    }
    for rule in &syntax.module.policy {
        let is_one_of_many = counts[syntax::root(syntax::head(rule)).unwrap_or_default()] > 1;
        if is_one_of_many || matches!(rule.as_ref(), Rule::Default { .. }) {
            maker.undefine(rule);
        }
        syntax::visit_rule(rule, &mut maker);
    }
    let mut made = maker.made;
    made.sort_by(|a, b| (a.line, a.change, &a.piece).cmp(&(b.line, b.change, &b.piece)));
    let mut known = BTreeSet::new();
    made.retain(|mutant| mutant.text != text && known.insert(mutant.text.clone()));
    Ok(made)
}

struct Maker<'t> {
    syntax: &'t Syntax,
    text: &'t str,
    made: Vec<Mutant>,
    /// The first tokens of the rules.
    begins: Vec<usize>,
    /// Where lists begin that are an argument of a function: what is left out there is another question, not a smaller list.
    arguments: BTreeSet<u32>,
}

impl Maker<'_> {
    fn first(&self, byte: u32) -> Option<usize> {
        self.syntax.token_at(byte as usize)
    }

    fn word(&self, token: usize) -> &str {
        self.syntax.tokens.get(token).map_or("", |piece| piece.text(self.text))
    }

    /// Writes something in the place of some tokens.
    fn replace(&mut self, change: Change, tokens: &Range<usize>, with: &str, told: &Range<usize>) {
        let (Some(bytes), Some(piece)) = (self.syntax.bytes(tokens), self.syntax.bytes(told)) else { return };
        let line = self.syntax.tokens[told.start].line;
        let text = format!("{}{with}{}", &self.text[..bytes.start], &self.text[bytes.end..]);
        let piece = self.text[piece].split_whitespace().collect::<Vec<_>>().join(" ");
        self.made.push(Mutant { line, change, piece: shortened(&piece), text });
    }

    /// The tokens of a statement: up to the next one, or to the bracket that closes around it, or to the next rule.
    fn extent(&self, statement: &LiteralStmt, next: Option<&LiteralStmt>) -> Option<Range<usize>> {
        let first = self.first(statement.span.start)?;
        let next = next.and_then(|next| self.first(next.span.start));
        let rule = self.begins.iter().copied().find(|begin| *begin > first);
        let most = next.or(rule).unwrap_or(self.syntax.tokens.len());
        let mut depth = 0usize;
        let mut end = first;
        while end < most {
            match syntax::bracket(&self.syntax.tokens[end], self.text) {
                Some(true) => depth += 1,
                Some(false) if depth == 0 => break,
                Some(false) => depth -= 1,
                None if depth == 0 && matches!(self.word(end), ";" | "else") => break,
                None => {}
            }
            end += 1;
        }
        (first < end).then_some(first..end)
    }

    /// A definition of a rule, up to the next one.
    fn undefine(&mut self, rule: &Rule) {
        let Some(first) = self.first(rule.span().start) else { return };
        let end = self.begins.iter().copied().find(|begin| *begin > first).unwrap_or(self.syntax.tokens.len());
        self.replace(Change::Undefine, &(first..end), "", &(first..end));
    }

    /// The members between a bracket and the one that closes it, each gone once.
    fn lose(&mut self, open: usize) {
        let Some(close) = self.syntax.closing(self.text, open) else { return };
        let mut depth = 0usize;
        let mut members = vec![open + 1..open + 1];
        for token in open + 1..close {
            match syntax::bracket(&self.syntax.tokens[token], self.text) {
                Some(true) => depth += 1,
                Some(false) => depth -= 1,
                None if depth == 0 && self.word(token) == "," => {
                    members.push(token + 1..token + 1);
                    continue;
                }
                None => {}
            }
            if let Some(last) = members.last_mut() {
                last.end = token + 1;
            }
        }
        members.retain(|member| !member.is_empty());
        if members.len() < 2 {
            return;
        }
        for (index, member) in members.iter().enumerate() {
            let gone = match members.get(index + 1) {
                Some(next) => member.start..next.start,
                None => members[index - 1].end..member.end,
            };
            self.replace(Change::Lose, &gone, "", member);
        }
    }

    fn condition(&mut self, statement: &LiteralStmt, extent: &Range<usize>) {
        match &statement.literal {
            Literal::SomeVars { .. } | Literal::SomeIn { .. } => {}
            Literal::Expr { expr, .. } if matches!(expr.as_ref(), Expr::AssignExpr { .. }) => {}
            Literal::Expr { expr, .. } => {
                if !asks_for_type(expr) {
                    self.replace(Change::Drop, extent, "true", extent);
                }
                let is_flipped = matches!(expr.as_ref(), Expr::BoolExpr { op: BoolOp::Eq | BoolOp::Ne, .. });
                if !is_flipped && let Some(bytes) = self.syntax.bytes(extent) {
                    let opposite = format!("not {}", &self.text[bytes]);
                    self.replace(Change::Negate, extent, &opposite, extent);
                }
            }
            Literal::NotExpr { expr, .. } => {
                if !asks_for_type(expr) {
                    self.replace(Change::Drop, extent, "true", extent);
                }
                if self.word(extent.start) == "not" && extent.len() > 1 {
                    self.replace(Change::Negate, &(extent.start..extent.start + 1), "", extent);
                }
            }
            Literal::Every { .. } => self.replace(Change::Drop, extent, "true", extent),
        }
    }

    fn flip(&mut self, op: &BoolOp, right: &Expr, whole: &Expr) {
        let Some(mut token) = self.first(right.span().start) else { return };
        let (is, other) = match op {
            BoolOp::Eq => ("==", "!="),
            BoolOp::Ne => ("!=", "=="),
            BoolOp::Lt => ("<", "<="),
            BoolOp::Le => ("<=", "<"),
            BoolOp::Gt => (">", ">="),
            BoolOp::Ge => (">=", ">"),
        };
        while token > 0 && self.word(token) != is {
            token -= 1;
        }
        let left = match whole {
            Expr::BoolExpr { lhs, .. } => self.first(lhs.span().start).unwrap_or(token),
            _ => token,
        };
        let end = self.syntax.token_range(right.span().start, right.span().end).map_or(token + 1, |range| range.end);
        self.replace(Change::Flip, &(token..token + 1), other, &(left.min(token)..end.max(token + 1)));
    }
}

impl Visitor for Maker<'_> {
    fn query(&mut self, query: &Query) {
        for (index, statement) in query.stmts.iter().enumerate() {
            if let Some(extent) = self.extent(statement, query.stmts.get(index + 1)) {
                self.condition(statement, &extent);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        let is_constant = |item: &Expr| {
            matches!(item, Expr::String { .. } | Expr::RawString { .. } | Expr::Number { .. } | Expr::Array { .. })
        };
        match expr {
            Expr::BoolExpr { op, rhs, .. } => self.flip(op, rhs, expr),
            Expr::Set { span, items, .. } if items.len() > 1 => {
                if let Some(open) = self.first(span.start) {
                    self.lose(open);
                }
            }
            Expr::Array { span, items, .. } if items.len() > 1 && items.iter().all(|item| is_constant(item)) => {
                if !self.arguments.contains(&span.start)
                    && let Some(open) = self.first(span.start)
                {
                    self.lose(open);
                }
            }
            Expr::Object { span, fields, .. } if fields.len() > 1 && fields.iter().all(|(_, _, v)| is_constant(v)) => {
                if let Some(open) = self.first(span.start) {
                    self.lose(open);
                }
            }
            Expr::Call { params, .. } => {
                let lists = params.iter().filter(|param| matches!(param.as_ref(), Expr::Array { .. }));
                self.arguments.extend(lists.map(|list| list.span().start));
            }
            Expr::AssignExpr { op: AssignOp::ColEq | AssignOp::Eq, .. } => {}
            _ => {}
        }
    }
}

/// `is_string(x)` and the like.
fn asks_for_type(expr: &Expr) -> bool {
    const TYPES: [&str; 7] = ["is_string", "is_number", "is_array", "is_object", "is_boolean", "is_set", "is_null"];
    matches!(expr, Expr::Call { fcn, .. } if TYPES.iter().any(|name| fcn.span().text() == *name))
}

fn shortened(piece: &str) -> String {
    if piece.len() <= QUOTED {
        return piece.to_owned();
    }
    let end = (0..=QUOTED).rev().find(|end| piece.is_char_boundary(*end)).unwrap_or(0);
    format!("{}…", &piece[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = r#"package a

import rego.v1

default _b(_) := false

_b(x) if x < 3

deny contains finding if {
	some service in input.services
	is_string(service.image)
	service.image == "a"
	not _b(service.size)
	service.name in {"x", "y"}
	finding := {"message": concat("", ["m", "n"]), "at": service.at}
}

deny contains finding if { input.x; finding := {"message": "m", "at": ""} }
"#;

    #[test]
    fn each_makes_one_mistake() {
        let made = mutants("a.rego", POLICY).expect("it can be read");
        let told: Vec<String> = made.iter().map(|m| format!("{}: {} {}", m.line, m.change, m.piece)).collect();
        assert_eq!(
            told,
            [
                "5: without the definition default _b(_) := false",
                "7: without x < 3",
                "7: the opposite of x < 3",
                "7: another comparison in x < 3",
                "7: without the definition _b(x) if x < 3",
                "9: without the definition deny contains finding if { some service in input.services is…",
                "11: the opposite of is_string(service.image)",
                "12: without service.image == \"a\"",
                "12: another comparison in service.image == \"a\"",
                "13: without not _b(service.size)",
                "13: the opposite of not _b(service.size)",
                "14: without service.name in {\"x\", \"y\"}",
                "14: the opposite of service.name in {\"x\", \"y\"}",
                "14: without the member \"x\"",
                "14: without the member \"y\"",
                "18: without input.x",
                "18: the opposite of input.x",
                "18: without the definition deny contains finding if { input.x; finding := {\"message\": \"…",
            ]
        );
        let text = |line, change| made.iter().find(|m| m.line == line && m.change == change).map(|m| m.text.as_str());
        assert!(text(14, Change::Lose).is_some_and(|text| text.contains("service.name in { \"y\"}")));
        assert!(text(12, Change::Flip).is_some_and(|text| text.contains("service.image != \"a\"")));
        assert!(text(18, Change::Negate).is_some_and(|text| text.contains("if { not input.x; finding")));
        assert!(
            text(7, Change::Undefine).is_some_and(|text| !text.contains("if x < 3") && text.contains("deny contains"))
        );
    }
}
