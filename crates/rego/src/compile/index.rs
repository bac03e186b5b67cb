//! Which rules, functions and packages there are, before any is compiled.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::{self as syntax, Expr, Rule, RuleHead};

use super::{Checked, Places};
use crate::error::Refusal;
use crate::tree::Shape;

/// Functions take no more arguments.
pub(crate) const MAX_ARITY: usize = 8;

/// A parsed module.
pub(super) struct Module {
    pub(super) path: String,
    pub(super) places: Places,
    /// `data.a.b`.
    pub(super) package: String,
    /// Names of imports, and the paths they stand for (`data.…` or `input.…`).
    pub(super) imports: BTreeMap<String, Vec<String>>,
    pub(super) syntax: syntax::Module,
    /// In Rego v1.
    is_v1: bool,
}

impl Module {
    pub(super) fn new(path: &str, text: &str, syntax: syntax::Module, is_v1: bool) -> Checked<Self> {
        let places = Places::new(path, text);
        let package = match segments(&syntax.package.refr) {
            Some(segments) => format!("data.{}", segments.join(".")),
            None => return Err(places.refuse(&syntax.package.span, "a package with a computed name", "")),
        };
        let mut imports = BTreeMap::new();
        for import in &syntax.imports {
            let Some(segments) = segments(&import.refr) else {
                let instead = "import a path of identifiers";
                return Err(places.refuse(&import.span, "an import of something that is no plain path", instead));
            };
            if matches!(segments[0].as_str(), "rego" | "future") {
                continue;
            }
            let last = segments.last().cloned().unwrap_or_default();
            let alias = import.r#as.as_ref().map_or(last, |span| span.text().to_owned());
            if imports.insert(alias.clone(), segments).is_some() {
                return Err(places.refuse(
                    &import.span,
                    format!("a second import called `{alias}`"),
                    "give it an alias with `as`",
                ));
            }
        }
        Ok(Self { path: path.to_owned(), places, package, imports, syntax, is_v1 })
    }
}

/// The segments of a path of identifiers (or texts that look like identifiers).
fn segments(expr: &Expr) -> Option<Vec<String>> {
    let is_plain = |text: &str| !text.is_empty() && !text.contains('.');
    match expr {
        Expr::Var { span, .. } => Some(vec![span.text().to_owned()]),
        Expr::RefDot { refr, field, .. } => {
            let mut path = segments(refr)?;
            path.push(field.0.text().to_owned());
            Some(path)
        }
        Expr::RefBrack { refr, index, .. } => match index.as_ref() {
            Expr::String { value, .. } | Expr::RawString { value, .. } => {
                let mut path = segments(refr)?;
                path.push(value.as_string().ok().filter(|text| is_plain(text))?.to_string());
                Some(path)
            }
            _ => None,
        },
        _ => None,
    }
}

/// All definitions of one name.
struct Entry {
    shape: Shape,
    /// Module and rule in it.
    definitions: Vec<(usize, usize)>,
    complaints: Vec<Refusal>,
    has_default: bool,
}

/// What can be named.
pub(super) struct Index<'m> {
    entries: BTreeMap<String, Entry>,
    packages: BTreeSet<&'m str>,
    /// Rules whose heads have a computed key somewhere: a name after them is a key, too.
    keyed: BTreeSet<String>,
    /// What heads begin with: `data.a.b` for `b.c := 1` in package `a`.
    roots: BTreeSet<String>,
}

impl<'m> Index<'m> {
    pub(super) fn new(modules: &'m [Module]) -> Self {
        let packages = modules.iter().map(|module| module.package.as_str()).collect();
        let mut index = Self { entries: BTreeMap::new(), packages, keyed: BTreeSet::new(), roots: BTreeSet::new() };
        for module in modules {
            let heads = module.syntax.policy.iter().filter_map(|rule| head_of(rule));
            let computed = heads.filter(|refr| segments(refr).is_none()).filter_map(before_key);
            index.keyed.extend(computed.map(|path| format!("{}.{path}", module.package)));
        }
        for (number, module) in modules.iter().enumerate() {
            for (place, rule) in module.syntax.policy.iter().enumerate() {
                index.add(module, number, place, rule);
            }
        }
        index.complain_of_overlaps(modules);
        index
    }

    fn add(&mut self, module: &Module, number: usize, place: usize, rule: &Rule) {
        let (name, shape) = self.declared(module, rule);
        self.roots.insert(format!("{}.{}", module.package, name.split('.').next().unwrap_or_default()));
        let name = format!("{}.{name}", module.package);
        let mut complaints = Vec::new();
        let entry = self.entries.entry(name).or_insert_with(|| Entry {
            shape: *shape.as_ref().unwrap_or(&Shape::Complete),
            definitions: Vec::new(),
            complaints: Vec::new(),
            has_default: false,
        });
        let is_default = matches!(rule, Rule::Default { .. });
        match shape {
            Ok(_) if is_default && std::mem::replace(&mut entry.has_default, true) => {
                complaints.push(*module.places.refuse(rule.span(), "a second `default`", "leave one of them out"));
            }
            Ok(shape) if shape == entry.shape => entry.definitions.push((number, place)),
            Ok(_) => complaints.push(*module.places.refuse(
                rule.span(),
                "a definition of another kind than the one before it",
                "let all definitions of a name be complete rules, partial ones, or functions of as many arguments",
            )),
            Err(refusal) => complaints.push(*refusal),
        }
        entry.complaints.extend(complaints);
    }

    /// The name that a rule defines, and what it makes of it.
    fn declared(&self, module: &Module, rule: &Rule) -> (String, Checked<Shape>) {
        let places = &module.places;
        let long =
            |span| places.refuse(span, "a rule whose name has several computed keys", "write `name[key] := value`");
        match rule {
            Rule::Default { span, refr, args, .. } => match (segments(refr), u8::try_from(args.len())) {
                (Some(path), Ok(0)) => (path.join("."), Ok(Shape::Complete)),
                (Some(path), Ok(arity)) if usize::from(arity) <= MAX_ARITY => {
                    (path.join("."), Ok(Shape::Function(arity)))
                }
                _ => (root(refr), Err(places.refuse(span, "a `default` of this kind", "give it a plain name"))),
            },
            Rule::Spec { head, span, .. } => match head {
                RuleHead::Compr { refr, .. } => match self.named(module, refr) {
                    Some((name, is_keyed)) => (name, Ok(if is_keyed { Shape::Object } else { Shape::Complete })),
                    None => (root(refr), Err(long(span))),
                },
                RuleHead::Set { refr, key: Some(key), .. } => {
                    let between = refr.span().end as usize..key.span().start as usize;
                    let written = key.span().source.contents().get(between).unwrap_or_default();
                    if module.is_v1 && !written.contains("contains") {
                        let instead = "write `name contains element if { … }`";
                        return (root(refr), Err(places.refuse(span, "a partial set in the older notation", instead)));
                    }
                    match self.named(module, refr) {
                        Some((name, is_keyed)) => (name, Ok(if is_keyed { Shape::ObjectOfSets } else { Shape::Set })),
                        None => (root(refr), Err(long(span))),
                    }
                }
                RuleHead::Set { refr, .. } => {
                    (root(refr), Err(places.refuse(span, "a rule without a value", "write `name if { … }`")))
                }
                RuleHead::Func { refr, args, .. } => {
                    let shape = match u8::try_from(args.len()) {
                        Ok(arity) if usize::from(arity) <= MAX_ARITY => Ok(Shape::Function(arity)),
                        _ => Err(places.refuse(span, "a function of many arguments", "pass an object")),
                    };
                    match segments(refr) {
                        Some(path) => (path.join("."), shape),
                        None => {
                            let found = "a function whose name is computed";
                            (root(refr), Err(places.refuse(span, found, "give it a plain name")))
                        }
                    }
                }
            },
        }
    }

    /// The name of a head without its key, and whether it has one.
    fn named(&self, module: &Module, refr: &Expr) -> Option<(String, bool)> {
        match self.key(module, refr) {
            Some(_) => Some((before_key(refr)?, true)),
            None => Some((segments(refr)?.join("."), false)),
        }
    }

    /// The key in a head. A name after others is a part of the rule's name, unless a computed key stands there in another head.
    pub(super) fn key<'s>(&self, module: &Module, refr: &'s Expr) -> Option<Key<'s>> {
        let is_name = segments(refr).is_some();
        let is_keyed =
            || before_key(refr).is_some_and(|path| self.keyed.contains(&format!("{}.{path}", module.package)));
        match refr {
            Expr::RefBrack { index, .. } if !is_name || is_keyed() => Some(Key::Computed(index)),
            Expr::RefDot { field, .. } if !is_name || is_keyed() => Some(Key::Named(field.0.text())),
            _ => None,
        }
    }

    /// A rule below another one, or one that is called like a package, would hide a part of it.
    fn complain_of_overlaps(&mut self, modules: &[Module]) {
        let is_below = |below: &str, name: &str| below.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        let names: Vec<String> = self.entries.keys().cloned().collect();
        let mut overlapping = BTreeSet::new();
        for (number, name) in names.iter().enumerate() {
            for below in names[number + 1..].iter().take_while(|below| below.starts_with(name.as_str())) {
                if is_below(below, name) {
                    overlapping.extend([name.clone(), below.clone()]);
                }
            }
            if self.packages.iter().any(|package| *package == name || is_below(package, name)) {
                overlapping.insert(name.clone());
            }
        }
        for name in overlapping {
            let Some(entry) = self.entries.get_mut(&name) else { continue };
            let Some((module, place)) = entry.definitions.first().copied() else { continue };
            let module = &modules[module];
            let span = module.syntax.policy[place].span();
            let found = "a name that is the beginning of another rule's or package's, or goes on after one";
            entry.complaints.push(*module.places.refuse(span, found, "rename one"));
        }
    }

    pub(super) fn shape(&self, name: &str) -> Option<Shape> {
        self.entries.get(name).map(|entry| entry.shape)
    }

    pub(super) fn definitions(&self, name: &str) -> Vec<(usize, usize)> {
        self.entries.get(name).map(|entry| entry.definitions.clone()).unwrap_or_default()
    }

    pub(super) fn complaints(&self, name: &str) -> &[Refusal] {
        self.entries.get(name).map_or(&[], |entry| entry.complaints.as_slice())
    }

    /// Whether a head begins so.
    pub(super) fn is_root(&self, path: &str) -> bool {
        self.roots.contains(path)
    }

    /// Whether it is a package, or leads to one or to a rule.
    pub(super) fn is_package(&self, path: &str) -> bool {
        let leads = |name: &str| name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.packages.iter().any(|package| leads(package))
            || self.entries.keys().any(|name| *name != path && leads(name))
    }

    /// The names that stand directly below a path, sorted.
    pub(super) fn below(&self, path: &str) -> BTreeSet<String> {
        let names = self.entries.keys().map(String::as_str).chain(self.packages.iter().copied());
        let below = names.filter_map(|name| name.strip_prefix(path)?.strip_prefix('.')?.split('.').next());
        below.map(str::to_owned).collect()
    }
}

/// The key of a partial rule's head.
#[derive(Clone, Copy)]
pub(super) enum Key<'s> {
    /// `name.key`
    Named(&'s str),
    /// `name[key]`
    Computed(&'s Expr),
}

/// What stands in a head; nothing for functions and defaults, which have no keys.
fn head_of(rule: &Rule) -> Option<&Expr> {
    match rule {
        Rule::Spec { head: RuleHead::Compr { refr, .. } | RuleHead::Set { refr, .. }, .. } => Some(refr),
        _ => None,
    }
}

/// The path before the last part of a head.
fn before_key(refr: &Expr) -> Option<String> {
    match refr {
        Expr::RefBrack { refr, .. } | Expr::RefDot { refr, .. } => Some(segments(refr)?.join(".")),
        _ => None,
    }
}

/// The name that a head begins with.
fn root(refr: &Expr) -> String {
    match refr {
        Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } => root(refr),
        other => other.span().text().to_owned(),
    }
}
