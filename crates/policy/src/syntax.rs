//! The syntax tree of a policy, and where its pieces really stand in the text (the engine's own spans cover only part of them).

use std::ops::Range;

use regorus::Source;
use regorus::unstable::{Expr, Lexer, Literal, LiteralStmt, Module, Parser, Query, Rule, RuleHead, TokenKind};

use super::PolicyError;

/// A parsed policy with its tokens.
pub(super) struct Syntax {
    pub(super) module: Module,
    pub(super) tokens: Vec<Piece>,
}

/// A token: the bytes it covers, quotes included, and its line.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) bytes: Range<usize>,
    pub(super) line: u32,
    pub(super) kind: TokenKind,
}

impl Piece {
    pub(super) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.bytes.clone()).unwrap_or_default()
    }
}

/// The tokens of a policy.
pub(super) fn tokens(path: &str, text: &str) -> Result<Vec<Piece>, PolicyError> {
    let syntax = |error: &dyn std::fmt::Display| PolicyError::from_engine("policy-syntax", path, &error.to_string());
    let source = Source::from_contents(path.to_owned(), text.to_owned()).map_err(|error| syntax(&error))?;
    let mut lexer = Lexer::new(&source);
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next_token().map_err(|error| syntax(&error))?;
        let quote = usize::from(matches!(token.0, TokenKind::String | TokenKind::RawString));
        if token.0 == TokenKind::Eof {
            return Ok(tokens);
        }
        let bytes = (token.1.start as usize).saturating_sub(quote)..token.1.end as usize + quote;
        tokens.push(Piece { bytes, line: token.1.line, kind: token.0 });
    }
}

/// Parses a policy whose tokens are known to be harmless (see `check::limits`).
pub(super) fn parse(path: &str, text: &str, tokens: Vec<Piece>) -> Result<Syntax, PolicyError> {
    let syntax = |error: &dyn std::fmt::Display| PolicyError::from_engine("policy-syntax", path, &error.to_string());
    let source = Source::from_contents(path.to_owned(), text.to_owned()).map_err(|error| syntax(&error))?;
    let mut parser = Parser::new(&source).map_err(|error| syntax(&error))?;
    parser.enable_rego_v1().map_err(|error| syntax(&error))?;
    let module = parser.parse().map_err(|error| syntax(&error))?;
    Ok(Syntax { module, tokens })
}

impl Syntax {
    /// The token that covers a byte.
    pub(super) fn token_at(&self, byte: usize) -> Option<usize> {
        let index = self.tokens.partition_point(|token| token.bytes.end <= byte);
        self.tokens.get(index).filter(|token| token.bytes.start <= byte).map(|_| index)
    }

    /// The tokens from a first to a last byte of the engine's span.
    pub(super) fn token_range(&self, start: u32, end: u32) -> Option<Range<usize>> {
        let first = self.token_at(start as usize)?;
        let last = self.token_at((end as usize).checked_sub(1)?)?;
        (first <= last).then_some(first..last + 1)
    }

    /// The bytes of a range of tokens.
    pub(super) fn bytes(&self, tokens: &Range<usize>) -> Option<Range<usize>> {
        let first = self.tokens.get(tokens.start)?;
        let last = self.tokens.get(tokens.end.checked_sub(1)?)?;
        Some(first.bytes.start..last.bytes.end)
    }

    /// The token that closes the bracket opened by the token `open`.
    pub(super) fn closing(&self, text: &str, open: usize) -> Option<usize> {
        let mut depth = 0usize;
        for (index, token) in self.tokens.iter().enumerate().skip(open) {
            match bracket(token, text) {
                Some(true) => depth += 1,
                Some(false) => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(index);
                    }
                }
                None => {}
            }
        }
        None
    }
}

/// Whether a token opens (true) or closes (false) a bracket.
pub(super) fn bracket(token: &Piece, text: &str) -> Option<bool> {
    if token.kind != TokenKind::Symbol && token.kind != TokenKind::Ident {
        return None;
    }
    match token.text(text) {
        "(" | "[" | "{" | "set(" => Some(true),
        ")" | "]" | "}" => Some(false),
        _ => None,
    }
}

/// The first name of a reference: `test_x` of `test_x[case]`, `input` of `input.services`.
pub(super) fn root(mut refr: &Expr) -> Option<&str> {
    loop {
        match refr {
            Expr::Var { span, .. } => return Some(span.text()),
            Expr::RefDot { refr: inner, .. } | Expr::RefBrack { refr: inner, .. } => refr = inner,
            _ => return None,
        }
    }
}

/// The reference in a rule's head.
pub(super) fn head(rule: &Rule) -> &Expr {
    match rule {
        Rule::Spec { head, .. } => match head {
            RuleHead::Compr { refr, .. } | RuleHead::Set { refr, .. } | RuleHead::Func { refr, .. } => refr,
        },
        Rule::Default { refr, .. } => refr,
    }
}

/// The expressions directly inside an expression; the queries of comprehensions are left out.
pub(super) fn operands(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::String { .. }
        | Expr::RawString { .. }
        | Expr::Number { .. }
        | Expr::Bool { .. }
        | Expr::Null { .. }
        | Expr::Var { .. } => Vec::new(),
        Expr::Array { items, .. } | Expr::Set { items, .. } => items.iter().map(AsRef::as_ref).collect(),
        Expr::Object { fields, .. } => fields.iter().flat_map(|(_, k, v)| [k.as_ref(), v.as_ref()]).collect(),
        Expr::ArrayCompr { term, .. } | Expr::SetCompr { term, .. } => vec![term],
        Expr::ObjectCompr { key, value, .. } => vec![key, value],
        Expr::Call { fcn, params, .. } => std::iter::once(fcn).chain(params).map(AsRef::as_ref).collect(),
        Expr::UnaryExpr { expr, .. } => vec![expr],
        Expr::RefDot { refr, .. } => vec![refr],
        Expr::RefBrack { refr, index, .. } => vec![refr, index],
        Expr::BinExpr { lhs, rhs, .. }
        | Expr::BoolExpr { lhs, rhs, .. }
        | Expr::ArithExpr { lhs, rhs, .. }
        | Expr::AssignExpr { lhs, rhs, .. } => vec![lhs, rhs],
        Expr::Membership { key, value, collection, .. } => {
            key.iter().map(AsRef::as_ref).chain([value.as_ref(), collection.as_ref()]).collect()
        }
    }
}

/// The query of a comprehension.
pub(super) fn comprehension(expr: &Expr) -> Option<&Query> {
    match expr {
        Expr::ArrayCompr { query, .. } | Expr::SetCompr { query, .. } | Expr::ObjectCompr { query, .. } => Some(query),
        _ => None,
    }
}

/// Everything that looks at a policy's tree.
pub(super) trait Visitor {
    /// A query, before its statements.
    fn query(&mut self, _query: &Query) {}
    /// A statement, before its expressions.
    fn statement(&mut self, _statement: &LiteralStmt) {}
    /// An expression, before the ones inside it.
    fn expr(&mut self, _expr: &Expr) {}
}

/// Visits a rule from its head to its last body.
pub(super) fn visit_rule(rule: &Rule, visitor: &mut dyn Visitor) {
    match rule {
        Rule::Default { args, value, .. } => {
            args.iter().for_each(|arg| visit_expr(arg, visitor));
            visit_expr(value, visitor);
        }
        Rule::Spec { head, bodies, .. } => {
            match head {
                RuleHead::Compr { refr, assign, .. } => {
                    visit_indices(refr, visitor);
                    assign.iter().for_each(|a| visit_expr(&a.value, visitor));
                }
                RuleHead::Set { refr, key, .. } => {
                    visit_indices(refr, visitor);
                    key.iter().for_each(|key| visit_expr(key, visitor));
                }
                RuleHead::Func { args, assign, .. } => {
                    args.iter().for_each(|arg| visit_expr(arg, visitor));
                    assign.iter().for_each(|a| visit_expr(&a.value, visitor));
                }
            }
            for body in bodies {
                body.assign.iter().for_each(|a| visit_expr(&a.value, visitor));
                visit_query(&body.query, visitor);
            }
        }
    }
}

/// The expressions in the brackets of a reference, and the one at its start unless that is a name.
fn visit_indices(refr: &Expr, visitor: &mut dyn Visitor) {
    match refr {
        Expr::RefBrack { refr, index, .. } => {
            visit_indices(refr, visitor);
            visit_expr(index, visitor);
        }
        Expr::RefDot { refr, .. } => visit_indices(refr, visitor),
        Expr::Var { .. } => {}
        start => visit_expr(start, visitor),
    }
}

pub(super) fn visit_query(query: &Query, visitor: &mut dyn Visitor) {
    visitor.query(query);
    for statement in &query.stmts {
        visitor.statement(statement);
        for expr in expressions(&statement.literal) {
            visit_expr(expr, visitor);
        }
        if let Literal::Every { query, .. } = &statement.literal {
            visit_query(query, visitor);
        }
        for with in &statement.with_mods {
            visit_expr(&with.refr, visitor);
            visit_expr(&with.r#as, visitor);
        }
    }
}

/// The expressions directly in a statement.
pub(super) fn expressions(literal: &Literal) -> Vec<&Expr> {
    match literal {
        Literal::SomeVars { .. } => Vec::new(),
        Literal::SomeIn { key, value, collection, .. } => {
            key.iter().map(AsRef::as_ref).chain([value.as_ref(), collection.as_ref()]).collect()
        }
        Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => vec![expr],
        Literal::Every { domain, .. } => vec![domain],
    }
}

pub(super) fn visit_expr(expr: &Expr, visitor: &mut dyn Visitor) {
    visitor.expr(expr);
    match expr {
        // The name of a called function is no reference of its own, and the beginning of a reference is not one more.
        Expr::Call { params, .. } => params.iter().for_each(|param| visit_expr(param, visitor)),
        Expr::RefDot { .. } | Expr::RefBrack { .. } => visit_indices(expr, visitor),
        _ => operands(expr).into_iter().for_each(|inner| visit_expr(inner, visitor)),
    }
    if let Some(query) = comprehension(expr) {
        visit_query(query, visitor);
    }
}
