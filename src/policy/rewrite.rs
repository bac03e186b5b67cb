//! OPA's semantics, restored before the engine sees the text. The interpreter of regorus 0.14.1 differs in three ways that matter:
//!
//! 1. `some x` inside a body that runs more than once is an error from the second run on: it moves to the start of its body;
//! 2. a partial rule whose head is computed loses *all* its results when the head is undefined for one of them: the head becomes a
//!    variable, bound last in the body;
//! 3. `not f(x.y)` is true when `x.y` is missing, where OPA's is undefined: operands move before the `not`.
//!
//! Every edit stays on its line, so that the places in the engine's messages hold.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use regorus::unstable::{AssignOp, BoolOp, Expr, Literal, LiteralStmt, Query, Rule, RuleAssign, RuleBody, RuleHead};

use super::syntax::{self, Syntax, Visitor};
use super::{PolicyError, check};

/// Edits nest only as deep as brackets do.
const MAX_PASSES: usize = 16;

/// A replacement of some bytes.
struct Edit {
    bytes: Range<usize>,
    text: String,
}

/// The text with OPA's semantics; borrowed where it has them already.
pub(super) fn restore<'t>(path: &str, text: &'t str) -> Result<Cow<'t, str>, PolicyError> {
    let mut text = Cow::Borrowed(text);
    let mut names = 0;
    for _ in 0..MAX_PASSES {
        let syntax = check::parse(path, &text)?;
        let edits = edits(&syntax, &text, &mut names);
        if edits.is_empty() {
            return Ok(text);
        }
        text = Cow::Owned(apply(&text, edits));
    }
    Err(PolicyError::new("policy-syntax", path, "the policy is nested too deeply to be understood")
        .help("give inner comprehensions and negations names of their own, as helper rules"))
}

/// All edits of one pass. An edit inside another waits for the next pass.
fn edits(syntax: &Syntax, text: &str, names: &mut usize) -> Vec<Edit> {
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut edits = Vec::new();
    for group in groups(syntax, text, names) {
        if taken.iter().any(|t| t.start < group.reach.end && group.reach.start < t.end) {
            continue;
        }
        taken.push(group.reach);
        edits.extend(group.edits);
    }
    edits
}

fn groups(syntax: &Syntax, text: &str, names: &mut usize) -> Vec<Group> {
    let rules = check::names(&syntax.module);
    let mut rewriter = Rewriter { syntax, text, rules, names, groups: Vec::new() };
    for rule in &syntax.module.policy {
        rewriter.heads(rule);
        syntax::visit_rule(rule, &mut rewriter);
    }
    rewriter.groups
}

fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    // Stable: of two insertions at one place the first made comes first.
    edits.sort_by_key(|edit| (edit.bytes.start, edit.bytes.end));
    let mut out = String::with_capacity(text.len() + 64 * edits.len());
    let mut done = 0;
    for edit in edits {
        out.push_str(text.get(done..edit.bytes.start).unwrap_or_default());
        out.push_str(&edit.text);
        done = edit.bytes.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// Edits that belong together, and the bytes within which nobody else may edit in the same pass.
struct Group {
    reason: &'static str,
    reach: Range<usize>,
    edits: Vec<Edit>,
}

/// What would be rewritten: the line, and why. Policies that mean the same in every Rego engine need nothing of it.
pub(super) fn wanted(syntax: &Syntax, text: &str) -> Vec<(u32, &'static str)> {
    let groups = groups(syntax, text, &mut 0);
    let line = |group: &Group| 1 + text.get(..group.reach.start).unwrap_or_default().matches('\n').count() as u32;
    groups.iter().map(|group| (line(group), group.reason)).collect()
}

struct Rewriter<'a> {
    syntax: &'a Syntax,
    text: &'a str,
    /// Rules and imports: a variable of such a name may be undefined.
    rules: BTreeSet<String>,
    names: &'a mut usize,
    groups: Vec<Group>,
}

impl Visitor for Rewriter<'_> {
    fn query(&mut self, query: &Query) {
        let Some(start) = query.stmts.first().and_then(|first| self.statement_bytes(first)).map(|bytes| bytes.start)
        else {
            return;
        };
        for (index, statement) in query.stmts.iter().enumerate() {
            // A `some x` that comes first may stay.
            if let (Literal::SomeVars { .. }, true) = (&statement.literal, index > 0)
                && let Some(bytes) = self.statement_bytes(statement)
            {
                let declaration = format!("{}; ", self.text.get(bytes.clone()).unwrap_or_default());
                let reach = bytes.clone();
                let edits = vec![
                    Edit { bytes: start..start, text: flat(&declaration) },
                    Edit { bytes, text: "true".to_owned() },
                ];
                self.groups.push(Group { reason: "a bare `some x`: write `some x in xs`", reach, edits });
            }
        }
    }

    fn statement(&mut self, statement: &LiteralStmt) {
        if let Literal::NotExpr { expr, .. } = &statement.literal {
            self.negation(statement, expr);
        }
    }
}

impl Rewriter<'_> {
    fn fresh(&mut self) -> String {
        loop {
            *self.names += 1;
            let name = format!("__{}", self.names);
            if !self.text.contains(&name) {
                return name;
            }
        }
    }

    /// Whether some part of the value is looked up or computed. (What a comprehension collects is always defined.)
    fn may_be_undefined(&self, expr: &Expr) -> bool {
        match expr {
            Expr::RefDot { .. } | Expr::RefBrack { .. } | Expr::Call { .. } | Expr::ArithExpr { .. } => true,
            Expr::ArrayCompr { .. } | Expr::SetCompr { .. } | Expr::ObjectCompr { .. } => false,
            Expr::Var { span, .. } => self.rules.contains(span.text()),
            _ => syntax::operands(expr).into_iter().any(|inner| self.may_be_undefined(inner)),
        }
    }

    fn statement_bytes(&self, statement: &LiteralStmt) -> Option<Range<usize>> {
        let tokens = self.syntax.token_range(statement.span.start, statement.span.end)?;
        self.syntax.bytes(&tokens)
    }

    /// (2) Computed heads of partial rules.
    fn heads(&mut self, rule: &Rule) {
        let Rule::Spec { head, bodies, span } = rule else { return };
        let mut computed: Vec<Range<usize>> = Vec::new();
        match head {
            RuleHead::Set { span, key: Some(key), refr } if self.may_be_undefined(key) => {
                computed.extend(self.key_of_set(refr, span.end));
            }
            RuleHead::Compr { refr, assign, .. } => {
                let Some(indices) = self.computed_indices(refr) else { return };
                computed.extend(indices);
                if has_free_index(refr)
                    && let Some(assign) = assign.as_ref().filter(|a| self.may_be_undefined(&a.value))
                {
                    computed.extend(self.assigned(assign));
                }
            }
            _ => {}
        }
        // A constant part stays; and `else` branches have values of their own.
        if computed.is_empty() || bodies.iter().any(|body| body.is_else) {
            return;
        }
        let mut edits = Vec::new();
        let mut bindings = String::new();
        for bytes in computed {
            let name = self.fresh();
            let written = self.text.get(bytes.clone()).unwrap_or_default();
            bindings.push_str(&format!("; {name} := {}", flat(written)));
            let lines = "\n".repeat(written.matches('\n').count());
            edits.push(Edit { bytes, text: format!("{name}{lines}") });
        }
        let Some(tokens) = self.syntax.token_range(span.start, span.end) else { return };
        let Some(reach) = self.syntax.bytes(&tokens) else { return };
        if bodies.is_empty() {
            let text = format!(" if {{ {} }}", bindings.trim_start_matches("; "));
            edits.push(Edit { bytes: reach.end..reach.end, text });
        }
        for body in bodies {
            edits.extend(self.append(body, &bindings).into_iter().flatten());
        }
        self.groups.push(Group { reason: "a computed head: bind it to a variable, last in the body", reach, edits });
    }

    /// Adds statements to the end of a body, with braces where it has none.
    fn append(&self, body: &RuleBody, bindings: &str) -> Option<Vec<Edit>> {
        let first = self.statement_bytes(body.query.stmts.first()?)?;
        let last = self.statement_bytes(body.query.stmts.last()?)?;
        let insert = |at: usize, text: String| Edit { bytes: at..at, text };
        if self.is_braced(first.start) {
            return Some(vec![insert(last.end, bindings.to_owned())]);
        }
        Some(vec![insert(first.start, "{ ".to_owned()), insert(last.end, format!("{bindings} }}"))])
    }

    /// Whether a statement is one of several or stands in brackets: not the single one after `if`.
    fn is_braced(&self, start: usize) -> bool {
        let before = self.syntax.token_at(start).and_then(|token| token.checked_sub(1));
        before.is_some_and(|token| self.syntax.tokens[token].text(self.text) != "if")
    }

    /// The bytes of the key in `x contains key`, or in the older `x[key]`.
    fn key_of_set(&self, refr: &Expr, head_end: u32) -> Option<Range<usize>> {
        let name = self.syntax.token_range(refr.span().start, refr.span().end)?;
        let after = self.syntax.tokens.get(name.end)?;
        let last = self.syntax.token_at((head_end as usize).checked_sub(1)?)?;
        match after.text(self.text) {
            "contains" => self.syntax.bytes(&(name.end + 1..last + 1)),
            "[" => self.syntax.bytes(&(name.end + 1..self.syntax.closing(self.text, name.end)?)),
            _ => None,
        }
    }

    /// The bytes of the computed indices of `x[index]…`.
    fn computed_indices(&self, refr: &Expr) -> Option<Vec<Range<usize>>> {
        let mut found = Vec::new();
        let mut place = refr;
        loop {
            match place {
                Expr::RefDot { refr, .. } => place = refr,
                Expr::RefBrack { refr, index, .. } => {
                    if self.may_be_undefined(index) {
                        let open = self.syntax.token_range(refr.span().start, refr.span().end)?.end;
                        found.push(self.syntax.bytes(&(open + 1..self.syntax.closing(self.text, open)?))?);
                    }
                    place = refr;
                }
                _ => return Some(found),
            }
        }
    }

    fn assigned(&self, assign: &RuleAssign) -> Option<Range<usize>> {
        let tokens = self.syntax.token_range(assign.span.start, assign.span.end)?;
        self.syntax.bytes(&(tokens.start + 1..tokens.end))
    }

    /// (3) Operands of a negation.
    fn negation(&mut self, statement: &LiteralStmt, expr: &Expr) {
        let mut operands = Vec::new();
        if self.operands(expr, &mut operands).is_none() || operands.is_empty() {
            return;
        }
        let Some(reach) = self.statement_bytes(statement) else { return };
        let with = self.with_modifiers(statement);
        let mut edits = Vec::new();
        let mut bindings = String::new();
        for bytes in operands {
            let name = self.fresh();
            let written = self.text.get(bytes.clone()).unwrap_or_default();
            bindings.push_str(&format!("{name} := {}{with}; ", flat(written)));
            let lines = "\n".repeat(written.matches('\n').count());
            edits.push(Edit { bytes, text: format!("{name}{lines}") });
        }
        let (open, close) = if self.is_braced(reach.start) { ("", "") } else { ("{ ", " }") };
        edits.push(Edit { bytes: reach.start..reach.start, text: format!("{open}{bindings}") });
        edits.push(Edit { bytes: reach.end..reach.end, text: close.to_owned() });
        self.groups.push(Group { reason: "something that may be missing inside a negated call or comparison: bind it first, with `object.get`", reach, edits });
    }

    /// The text of ` with … as …`, on one line.
    fn with_modifiers(&self, statement: &LiteralStmt) -> String {
        let whole = self.statement_bytes(statement);
        let first = statement.with_mods.first().and_then(|with| self.syntax.token_at(with.span.start as usize));
        let bytes = whole.zip(first).map(|(whole, first)| self.syntax.tokens[first].bytes.start..whole.end);
        bytes.and_then(|bytes| self.text.get(bytes)).map(|text| format!(" {}", flat(text))).unwrap_or_default()
    }

    /// The operands that OPA evaluates before a negation. `None` where the text cannot be cut.
    fn operands(&self, expr: &Expr, found: &mut Vec<Range<usize>>) -> Option<()> {
        let mut take = |expr: &Expr, tokens: Range<usize>| -> Option<()> {
            if self.may_be_undefined(expr) && !has_wildcard(expr) {
                found.push(self.syntax.bytes(&tokens)?);
            }
            Some(())
        };
        match expr {
            Expr::Call { fcn, params, .. } => {
                let open = self.syntax.token_range(fcn.span().start, fcn.span().end)?.end;
                let parts = self.syntax.parts(self.text, open)?;
                params.iter().zip(parts).try_for_each(|(param, tokens)| take(param, tokens))
            }
            Expr::BoolExpr { op: BoolOp::Eq, lhs, rhs, .. } | Expr::AssignExpr { op: AssignOp::Eq, lhs, rhs, .. } => {
                // OPA unifies here: a missing side makes the negation true, but what is computed on the way is not forgiven.
                for side in [lhs, rhs] {
                    match side.as_ref() {
                        Expr::RefDot { .. } | Expr::RefBrack { .. } => self.operands(side, found)?,
                        _ => {
                            if self.may_be_undefined(side)
                                && !has_wildcard(side)
                                && !matches!(side.as_ref(), Expr::Var { .. })
                            {
                                found.push(self.side(side)?);
                            }
                        }
                    }
                }
                Some(())
            }
            Expr::BoolExpr { lhs, rhs, .. } | Expr::ArithExpr { lhs, rhs, .. } | Expr::BinExpr { lhs, rhs, .. } => {
                [lhs, rhs].into_iter().try_for_each(|side| {
                    if self.may_be_undefined(side) && !has_wildcard(side) {
                        found.push(self.side(side)?);
                    }
                    Some(())
                })
            }
            Expr::Membership { key, value, collection, .. } => {
                key.iter().chain([value, collection]).try_for_each(|side| {
                    if self.may_be_undefined(side) && !has_wildcard(side) {
                        found.push(self.side(side)?);
                    }
                    Some(())
                })
            }
            Expr::RefBrack { refr, index, .. } => {
                if self.may_be_undefined(index) && !has_wildcard(index) && !matches!(index.as_ref(), Expr::Var { .. }) {
                    let open = self.syntax.token_range(refr.span().start, refr.span().end)?.end;
                    found.push(self.syntax.bytes(&(open + 1..self.syntax.closing(self.text, open)?))?);
                }
                self.operands_of_base(refr, found)
            }
            Expr::RefDot { refr, .. } => self.operands_of_base(refr, found),
            _ => Some(()),
        }
    }

    fn operands_of_base(&self, refr: &Expr, found: &mut Vec<Range<usize>>) -> Option<()> {
        match refr {
            Expr::RefBrack { .. } | Expr::RefDot { .. } => self.operands(refr, found),
            Expr::Call { span, .. } if !has_wildcard(refr) => {
                found.push(self.syntax.bytes(&self.syntax.token_range(span.start, span.end)?)?);
                Some(())
            }
            _ => Some(()),
        }
    }

    /// The bytes of one side of an operator, with the parentheses around it.
    fn side(&self, expr: &Expr) -> Option<Range<usize>> {
        let (start, end) = extent(expr);
        let mut tokens = self.syntax.token_range(start, end)?;
        // The engine's spans leave parentheses out: take in those that belong to this side.
        loop {
            let before = tokens.start.checked_sub(1)?;
            let opens = self.syntax.tokens[before].text(self.text) == "(";
            let is_call = before.checked_sub(1).is_some_and(|t| {
                let token = &self.syntax.tokens[t];
                token.bytes.end == self.syntax.tokens[before].bytes.start
                    && token.kind == regorus::unstable::TokenKind::Ident
            });
            match self.syntax.closing(self.text, before) {
                Some(close) if opens && !is_call && close == tokens.end => tokens = before..close + 1,
                _ => break,
            }
        }
        self.balanced(tokens).and_then(|tokens| self.syntax.bytes(&tokens))
    }

    /// A range of tokens whose brackets match; an expression in parentheses at its start or end lost them from the engine's span.
    fn balanced(&self, mut tokens: Range<usize>) -> Option<Range<usize>> {
        loop {
            let mut depth = 0i32;
            let mut lowest = 0i32;
            for token in &self.syntax.tokens[tokens.clone()] {
                match syntax::bracket(token, self.text) {
                    Some(true) => depth += 1,
                    Some(false) => depth -= 1,
                    None => {}
                }
                lowest = lowest.min(depth);
            }
            match (depth, lowest) {
                (0, 0) => return Some(tokens),
                (_, lowest) if lowest < 0 => tokens.start = tokens.start.checked_sub(1)?,
                _ if tokens.end < self.syntax.tokens.len() => tokens.end += 1,
                _ => return None,
            }
        }
    }
}

/// First and last byte of an expression by the spans of everything in it.
fn extent(expr: &Expr) -> (u32, u32) {
    let own = expr.span();
    syntax::operands(expr).into_iter().fold((own.start, own.end), |(start, end), inner| {
        let (first, last) = extent(inner);
        (start.min(first), end.max(last))
    })
}

fn has_wildcard(expr: &Expr) -> bool {
    matches!(expr, Expr::Var { span, .. } if span.text() == "_")
        || syntax::operands(expr).into_iter().any(has_wildcard)
        || syntax::comprehension(expr).is_some()
}

/// Whether a head has an index that is no constant: only then is the rule partial.
fn has_free_index(refr: &Expr) -> bool {
    match refr {
        Expr::RefBrack { refr, index, .. } => {
            !matches!(index.as_ref(), Expr::String { .. } | Expr::RawString { .. } | Expr::Number { .. })
                || has_free_index(refr)
        }
        Expr::RefDot { refr, .. } => has_free_index(refr),
        _ => false,
    }
}

/// Text on one line, without comments; line ends inside raw strings stay.
fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    let mut quote = None;
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '#') => {
                chars.by_ref().find(|c| *c == '\n');
                out.push(' ');
            }
            (None, '\n' | '\r') => out.push(' '),
            (None, '"' | '`') => {
                quote = Some(c);
                out.push(c);
            }
            (Some('"'), '\\') => {
                out.push(c);
                out.extend(chars.next());
            }
            (Some(open), c) if open == c => {
                quote = None;
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}
