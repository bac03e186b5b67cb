//! OPA's semantics, restored before the engine sees the text. The interpreter of regorus 0.14.1 differs in three ways that matter:
//!
//! 1. `some x` inside a body that runs more than once is an error from the second run on: it moves to the start of its body;
//! 2. a partial rule whose head is computed loses *all* its results when the head is undefined for one of them: the head becomes a
//!    variable, bound last in the body;
//! 3. `not f(x.y)` is true when `x.y` is missing, where OPA's is undefined: operands move before the `not` (see `negation`).
//!
//! Every edit stays on its line, so that the places in the engine's messages hold.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use regorus::unstable::{Expr, Literal, LiteralStmt, Query, Rule, RuleAssign, RuleBody, RuleHead};

use super::syntax::{self, Syntax, Visitor};
use super::{PolicyError, check};
use plimsoll_policy_text::negation::{self, flat};

/// Edits nest only as deep as brackets do.
const MAX_PASSES: usize = 16;

/// A replacement of some bytes.
struct Edit {
    bytes: Range<usize>,
    text: String,
}

/// The text with OPA's semantics; borrowed where it has them already.
pub(super) fn restore<'t>(path: &str, text: &'t str) -> Result<Cow<'t, str>, PolicyError> {
    let settled = negation::settled(text);
    let mut text = settled.map_or(Cow::Borrowed(text), Cow::Owned);
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
}

impl Rewriter<'_> {
    fn fresh(&mut self) -> String {
        loop {
            *self.names += 1;
            let name = format!("__h{}", self.names);
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
