//! What the engine would find out too late or never: texts that would take it forever, unknown functions and rules, wrong numbers of
//! arguments, recursion, locals that hide rules.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_policy_text::annotation;
use plimsoll_typing::nearest;
use regorus::unstable::{AssignOp, BUILTINS, Expr, Literal, LiteralStmt, Module, Query, Rule, RuleHead};

use super::PolicyError;
use super::extension;
use super::syntax::{self, Piece, Syntax, Visitor};

/// The parser takes twice as long for each bracket that opens inside another: deeper texts would never end.
const MAX_BRACKETS: usize = 14;

/// What all brackets of a policy together may cost the parser: each costs as much as its depth makes it.
const MAX_BRACKET_COST: u64 = 1 << 20;

/// A chain of operators becomes a tree as deep as it is long.
const MAX_CHAIN: usize = 200;

/// Parses a policy after making sure that the parser survives it.
pub(super) fn parse(path: &str, text: &str) -> Result<Syntax, PolicyError> {
    let tokens = syntax::tokens(path, text)?;
    limits(path, text, &tokens)?;
    syntax::parse(path, text, tokens)
}

fn limits(path: &str, text: &str, tokens: &[Piece]) -> Result<(), PolicyError> {
    let too_much = |token: &Piece, what: String| {
        let error = PolicyError::new("policy-too-deep", path, what).line(token.line);
        Err(error.help("split it into helper rules"))
    };
    let mut depth = 0usize;
    let mut cost = 0u64;
    let mut chain = 0usize;
    let mut previous: Option<(&str, u32)> = None;
    for token in tokens {
        let word = token.text(text);
        match syntax::bracket(token, text) {
            Some(true) => {
                depth += 1;
                cost += 1u64 << depth.min(MAX_BRACKETS);
            }
            Some(false) => depth = depth.saturating_sub(1),
            None => {}
        }
        if depth > MAX_BRACKETS {
            return too_much(token, format!("brackets are nested more than {MAX_BRACKETS} deep"));
        }
        if cost > MAX_BRACKET_COST {
            return too_much(token, "too many brackets are nested deeply, here the last of them".to_owned());
        }
        let continues =
            is_operator(word) || previous.is_some_and(|(last, line)| is_operator(last) || line == token.line);
        chain = match word {
            ";" | "{" | "}" | "," => 0,
            _ if !continues => 0,
            _ if is_operator(word) || matches!(word, "." | "[" | "not") => chain + 1,
            _ => chain,
        };
        if chain > MAX_CHAIN {
            return too_much(token, format!("more than {MAX_CHAIN} operators in one expression"));
        }
        previous = Some((word, token.line));
    }
    Ok(())
}

fn is_operator(word: &str) -> bool {
    matches!(word, "+" | "-" | "*" | "/" | "%" | "|" | "&" | "==" | "!=" | "<" | "<=" | ">" | ">=" | ":=" | "=" | "in")
}

/// The names of a module's rules and imports.
pub(super) fn names(module: &Module) -> BTreeSet<String> {
    let rules = module.policy.iter().filter_map(|rule| syntax::root(syntax::head(rule))).map(str::to_owned);
    rules.chain(imports(module).into_keys()).collect()
}

/// Imported name → path from `data` or `input` on.
fn imports(module: &Module) -> BTreeMap<String, Vec<String>> {
    let named = module.imports.iter().filter_map(|import| {
        let (path, _) = plimsoll_typing::fixed_path(&import.refr)?;
        let name = import.r#as.as_ref().map_or_else(|| path.last().cloned(), |name| Some(name.text().to_owned()))?;
        (path.first().is_some_and(|first| first == "data" || first == "input")).then_some((name, path))
    });
    named.collect()
}

/// A policy for the checks that look at several.
pub(super) struct Checked<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    pub(super) syntax: &'a Syntax,
    /// Whether to complain about it; all are looked at.
    pub(super) judged: bool,
}

/// What is known of all rules: path from `data` on → number of arguments (none for a rule that is no function).
#[derive(Default)]
struct World {
    rules: BTreeMap<Vec<String>, BTreeSet<Option<usize>>>,
}

/// Everything wrong with the judged policies, in order. `others` are packages of rules that are known to be in order, `data` what else stands
/// below `data`.
pub(super) fn all(policies: &[Checked<'_>], others: &[&str], data: &BTreeSet<Vec<String>>) -> Vec<PolicyError> {
    let mut world = World::default();
    for package in others {
        let deny = package.split('.').chain(["deny"]).map(str::to_owned).collect();
        world.rules.entry(deny).or_default().insert(None);
    }
    for policy in policies {
        let package = package_path(policy.text);
        for rule in &policy.syntax.module.policy {
            let arguments = match rule.as_ref() {
                Rule::Spec { head: RuleHead::Func { args, .. }, .. } => Some(args.len()),
                Rule::Default { args, .. } if !args.is_empty() => Some(args.len()),
                _ => None,
            };
            world.rules.entry(rule_path(&package, rule)).or_default().insert(arguments);
        }
    }
    let mut errors = Vec::new();
    let mut calls: BTreeMap<Vec<String>, Vec<Use>> = BTreeMap::new();
    for policy in policies {
        let package = package_path(policy.text);
        let imports = imports(&policy.syntax.module);
        let own = names(&policy.syntax.module);
        if policy.judged {
            errors.extend(bad_imports(policy, &imports, &world, data));
        }
        for rule in &policy.syntax.module.policy {
            let mut reader = RuleCheck {
                path: policy.path,
                package: &package,
                imports: &imports,
                own: &own,
                world: &world,
                data,
                locals: locals(rule),
                uses: Vec::new(),
                errors: Vec::new(),
            };
            reader.hidden_rules(rule);
            syntax::visit_rule(rule, &mut reader);
            if policy.judged {
                errors.append(&mut reader.errors);
            }
            calls.entry(rule_path(&package, rule)).or_default().append(&mut reader.uses);
        }
    }
    errors.extend(cycles(&calls, policies));
    errors
}

/// Imports of what does not exist.
fn bad_imports(
    policy: &Checked<'_>,
    imports: &BTreeMap<String, Vec<String>>,
    world: &World,
    data: &BTreeSet<Vec<String>>,
) -> Vec<PolicyError> {
    let mut errors = Vec::new();
    for (path, line) in imported(policy.syntax, imports).into_iter().map(|(_, path, line)| (path, line)) {
        if path[0] == "data" && !world.is_known(&path[1..], data) {
            let message = format!("`{}` does not exist", path.join("."));
            let nearest = world.nearest(&path[1..]);
            let help = nearest
                .map_or_else(|| "no loaded policy declares it".to_owned(), |n| format!("did you mean `data.{n}`?"));
            errors.push(PolicyError::new("policy-unknown-rule", policy.path, message).line(line).help(help));
        }
    }
    errors
}

/// Name, path and line of each import.
fn imported(syntax: &Syntax, imports: &BTreeMap<String, Vec<String>>) -> Vec<(String, Vec<String>, u32)> {
    let read = syntax.module.imports.iter().filter_map(|import| {
        let path = plimsoll_typing::fixed_path(&import.refr)?.0;
        let (name, _) = imports.iter().find(|(_, known)| **known == path)?;
        Some((name.clone(), path, import.span.line))
    });
    read.collect()
}

/// Name and line of the imports that nothing uses.
pub(super) fn unused_imports(syntax: &Syntax) -> Vec<(String, u32)> {
    let mut used = Roots::default();
    syntax.module.policy.iter().for_each(|rule| syntax::visit_rule(rule, &mut used));
    let imported = imported(syntax, &imports(&syntax.module)).into_iter();
    imported.filter(|(name, ..)| !used.names.contains(name)).map(|(name, _, line)| (name, line)).collect()
}

/// The first name of everything that is referred to or called.
#[derive(Default)]
struct Roots {
    names: BTreeSet<String>,
}

impl Visitor for Roots {
    fn expr(&mut self, expr: &Expr) {
        let named = if let Expr::Call { fcn, .. } = expr { fcn } else { expr };
        self.names.extend(syntax::root(named).map(str::to_owned));
    }
}

fn package_path(text: &str) -> Vec<String> {
    let package = annotation::package(text).unwrap_or_default();
    package.split('.').map(str::to_owned).collect()
}

fn rule_path(package: &[String], rule: &Rule) -> Vec<String> {
    let name = plimsoll_typing::fixed_path(syntax::head(rule)).map(|(path, _)| path).unwrap_or_default();
    package.iter().cloned().chain(name).collect()
}

/// A place where a rule uses others: everything at or below `target`.
#[derive(Clone)]
struct Use {
    target: Vec<String>,
    path: String,
    line: u32,
}

/// Reads one rule: what it uses, and what is wrong with that.
struct RuleCheck<'a> {
    path: &'a str,
    package: &'a [String],
    imports: &'a BTreeMap<String, Vec<String>>,
    own: &'a BTreeSet<String>,
    world: &'a World,
    data: &'a BTreeSet<Vec<String>>,
    locals: BTreeSet<String>,
    uses: Vec<Use>,
    errors: Vec<PolicyError>,
}

impl Visitor for RuleCheck<'_> {
    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Call { fcn, params, .. } => self.call(fcn, params.len()),
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => self.reference(expr),
            _ => {}
        }
    }
}

impl RuleCheck<'_> {
    fn complain(&mut self, code: &'static str, line: u32, message: String, help: &str) {
        let error = PolicyError::new(code, self.path, message).line(line);
        // One line may make the same mistake several times.
        if !self.errors.iter().any(|known| known.line == error.line && known.code == error.code) {
            self.errors.push(error.help(help));
        }
    }

    /// The path from `data` on that a name or reference means; nothing for locals and `input`.
    fn resolved(&self, expr: &Expr, is_call: bool) -> Option<(Vec<String>, bool)> {
        let (path, whole) = plimsoll_typing::fixed_path(expr)?;
        let first = path.first()?;
        if first == "data" {
            return Some((path[1..].to_vec(), whole));
        }
        if self.locals.contains(first) && !is_call {
            return None;
        }
        if let Some(imported) = self.imports.get(first) {
            let from_data = imported.first().is_some_and(|root| root == "data");
            return from_data.then(|| ([&imported[1..], &path[1..]].concat(), whole));
        }
        self.own.contains(first).then(|| (self.package.iter().cloned().chain(path).collect(), whole))
    }

    fn reference(&mut self, expr: &Expr) {
        let Some((target, _)) = self.resolved(expr, false) else { return };
        let line = expr.span().line;
        if !self.world.is_known(&target, self.data) && !target.is_empty() {
            let shown = format!("data.{}", target.join("."));
            let nearest = self.world.nearest(&target);
            let help = nearest
                .map_or_else(|| "no loaded policy declares it".to_owned(), |n| format!("did you mean `data.{n}`?"));
            self.complain("policy-unknown-rule", line, format!("`{shown}` does not exist"), &help);
        }
        self.uses.push(Use { target, path: self.path.to_owned(), line });
    }

    fn call(&mut self, function: &Expr, given: usize) {
        let line = function.span().line;
        let Some((written, true)) = plimsoll_typing::fixed_path(function) else { return };
        let name = written.join(".");
        if let Some((target, _)) = self.resolved(function, true) {
            let taken = self.world.rules.get(&target);
            let wanted: BTreeSet<usize> = taken.into_iter().flatten().filter_map(|n| *n).collect();
            if taken.is_none() || wanted.is_empty() {
                self.complain(
                    "policy-unknown-function",
                    line,
                    format!("`{name}` is no function"),
                    "no loaded policy declares it",
                );
            } else if !wanted.contains(&given) {
                let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
                let message = format!("`{name}` takes {} arguments, not {given}", wanted.join(" or "));
                self.complain("policy-arity", line, message, "give it as many as its declaration names");
            }
            self.uses.push(Use { target, path: self.path.to_owned(), line });
            return;
        }
        // The engine's own functions can bind their answer to one more argument.
        let own = extension::arity(&name);
        match own.or_else(|| builtin_arity(&name)) {
            None => {
                let nearest = nearest(&name, BUILTINS.keys().copied());
                let help = nearest.map_or_else(
                    || "the function is neither built in nor imported".to_owned(),
                    |n| format!("did you mean `{n}`?"),
                );
                self.complain("policy-unknown-function", line, format!("there is no function `{name}`"), &help);
            }
            Some(wanted) if name != "print" && given != wanted && (own.is_some() || given != wanted + 1) => {
                let message = format!("`{name}` takes {wanted} arguments, not {given}");
                self.complain("policy-arity", line, message, "see OPA's reference of built-in functions");
            }
            Some(_) => {}
        }
    }

    /// Locals that have the name of a rule of the same file: the engine takes one for the other.
    fn hidden_rules(&mut self, rule: &Rule) {
        let mut declared = Declared::default();
        syntax::visit_rule(rule, &mut declared);
        for (name, line) in declared.names {
            if self.own.contains(&name) && !self.imports.contains_key(&name) {
                let message = format!("the variable `{name}` has the name of a rule in the same file");
                self.complain("policy-hidden-rule", line, message, "give the variable another name");
            }
        }
    }
}

fn builtin_arity(name: &str) -> Option<usize> {
    match name {
        "print" => Some(0),
        _ => BUILTINS.get(name).map(|(_, arity)| usize::from(*arity)),
    }
}

impl World {
    fn is_known(&self, path: &[String], data: &BTreeSet<Vec<String>>) -> bool {
        let related = |known: &Vec<String>| known.starts_with(path) || path.starts_with(known);
        // `params` and `known` are data; what stands in them is known too.
        let lower = [path.to_vec(), vec![]].concat();
        self.rules.range(lower..).next().is_some_and(|(known, _)| known.starts_with(path))
            || (1..=path.len()).any(|n| self.rules.contains_key(&path[..n]))
            || data.iter().any(related)
    }

    fn nearest(&self, path: &[String]) -> Option<String> {
        let known: Vec<String> = self.rules.keys().map(|known| known.join(".")).collect();
        nearest(&path.join("."), known.iter().map(String::as_str)).map(str::to_owned)
    }
}

/// Every name that a rule binds for itself: arguments, `some`, `:=`, `every`, and what unification may bind.
fn locals(rule: &Rule) -> BTreeSet<String> {
    let mut declared = Declared::default();
    if let Rule::Spec { head: RuleHead::Func { args, .. }, .. } = rule {
        args.iter().for_each(|arg| declared.pattern(arg));
    }
    syntax::visit_rule(rule, &mut declared);
    declared.names.into_iter().map(|(name, _)| name).collect()
}

#[derive(Default)]
struct Declared {
    names: Vec<(String, u32)>,
}

impl Declared {
    fn pattern(&mut self, expr: &Expr) {
        match expr {
            Expr::Var { span, .. } => self.names.push((span.text().to_owned(), span.line)),
            Expr::Array { items, .. } => items.iter().for_each(|item| self.pattern(item)),
            Expr::Object { fields, .. } => fields.iter().for_each(|(_, _, value)| self.pattern(value)),
            _ => {}
        }
    }
}

impl Visitor for Declared {
    fn query(&mut self, _query: &Query) {}

    fn statement(&mut self, statement: &LiteralStmt) {
        match &statement.literal {
            Literal::SomeVars { vars, .. } => self.names.extend(vars.iter().map(|v| (v.text().to_owned(), v.line))),
            Literal::SomeIn { key, value, .. } => {
                key.iter().for_each(|key| self.pattern(key));
                self.pattern(value);
            }
            Literal::Every { key, value, .. } => {
                self.names.extend(key.iter().chain([value]).map(|v| (v.text().to_owned(), v.line)));
            }
            Literal::Expr { .. } | Literal::NotExpr { .. } => {}
        }
    }

    fn expr(&mut self, expr: &Expr) {
        if let Expr::AssignExpr { op: AssignOp::ColEq, lhs, .. } = expr {
            self.pattern(lhs);
        }
    }
}

/// Rules that need themselves.
fn cycles(calls: &BTreeMap<Vec<String>, Vec<Use>>, policies: &[Checked<'_>]) -> Vec<PolicyError> {
    let judged: BTreeSet<&str> = policies.iter().filter(|p| p.judged).map(|p| p.path).collect();
    let keys: Vec<&Vec<String>> = calls.keys().collect();
    let index: BTreeMap<&Vec<String>, usize> = keys.iter().enumerate().map(|(i, key)| (*key, i)).collect();
    // Rules at or below the target, or the rule that the target looks into.
    let targets = |used: &Use| -> Vec<usize> {
        let from = keys.partition_point(|key| key.as_slice() < used.target.as_slice());
        let below = keys[from..].iter().take_while(|key| key.starts_with(&used.target)).map(|key| index[*key]);
        let above = (1..used.target.len()).filter_map(|n| index.get(&used.target[..n].to_vec()).copied());
        below.chain(above).collect()
    };
    let edges: Vec<Vec<(usize, &Use)>> = calls
        .values()
        .map(|uses| uses.iter().flat_map(|u| targets(u).into_iter().map(move |t| (t, u))).collect())
        .collect();
    let mut errors = Vec::new();
    // 0 = not seen, 1 = on the way, 2 = done.
    let mut state = vec![0u8; keys.len()];
    for start in 0..keys.len() {
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        let mut stack = vec![(start, 0usize)];
        while let Some((rule, next)) = stack.last_mut() {
            let Some((target, used)) = edges[*rule].get(*next).copied() else {
                state[*rule] = 2;
                stack.pop();
                continue;
            };
            *next += 1;
            match state[target] {
                0 => {
                    state[target] = 1;
                    stack.push((target, 0));
                }
                1 if judged.contains(used.path.as_str()) => {
                    let name = keys[target].join(".");
                    let error =
                        PolicyError::new("policy-recursion", used.path.as_str(), format!("`data.{name}` needs itself"));
                    errors.push(
                        error
                            .line(used.line)
                            .help("Rego has no recursion: walk(), graph.reachable() or a comprehension can do it"),
                    );
                }
                _ => {}
            }
        }
    }
    errors
}
