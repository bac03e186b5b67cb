//! Which rules, functions and packages there are, before any is compiled.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::{self as syntax, Expr, Rule, RuleHead};

use super::{Checked, Places};
use crate::error::Refusal;
use crate::tree::Shape;

/// A parsed module.
pub(super) struct Module {
    pub(super) path: String,
    pub(super) places: Places,
    /// `data.a.b`.
    pub(super) package: String,
    /// Names of imports, and the paths they stand for (`data.…` or `input.…`).
    pub(super) imports: BTreeMap<String, Vec<String>>,
    pub(super) syntax: syntax::Module,
}

impl Module {
    pub(super) fn new(path: &str, text: &str, syntax: syntax::Module) -> Checked<Self> {
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
        Ok(Self { path: path.to_owned(), places, package, imports, syntax })
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
}

/// What can be named.
pub(super) struct Index<'m> {
    entries: BTreeMap<String, Entry>,
    packages: BTreeSet<&'m str>,
    data: Vec<&'m str>,
}

impl<'m> Index<'m> {
    pub(super) fn new(modules: &'m [Module], data: Vec<&'m str>) -> Self {
        let packages = modules.iter().map(|module| module.package.as_str()).collect();
        let mut index = Self { entries: BTreeMap::new(), packages, data };
        for (number, module) in modules.iter().enumerate() {
            for (place, rule) in module.syntax.policy.iter().enumerate() {
                index.add(module, number, place, rule);
            }
        }
        index
    }

    fn add(&mut self, module: &Module, number: usize, place: usize, rule: &Rule) {
        let (name, shape) = declared(module, rule);
        let name = format!("{}.{name}", module.package);
        let mut complaints = Vec::new();
        let entry = self.entries.entry(name).or_insert_with(|| Entry {
            shape: *shape.as_ref().unwrap_or(&Shape::Complete),
            definitions: Vec::new(),
            complaints: Vec::new(),
        });
        match shape {
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

    pub(super) fn shape(&self, name: &str) -> Option<Shape> {
        self.entries.get(name).map(|entry| entry.shape)
    }

    pub(super) fn definitions(&self, name: &str) -> Vec<(usize, usize)> {
        self.entries.get(name).map(|entry| entry.definitions.clone()).unwrap_or_default()
    }

    pub(super) fn complaints(&self, name: &str) -> &[Refusal] {
        self.entries.get(name).map_or(&[], |entry| entry.complaints.as_slice())
    }

    /// The number of a data document.
    pub(super) fn data(&self, name: &str) -> Option<u32> {
        self.data.iter().position(|known| *known == name).map(|number| number as u32)
    }

    /// Whether it is a package, or leads to one.
    pub(super) fn is_package(&self, path: &str) -> bool {
        self.packages
            .iter()
            .any(|package| package.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    }
}

/// The name that a rule defines, and what it makes of it.
fn declared(module: &Module, rule: &Rule) -> (String, Checked<Shape>) {
    let places = &module.places;
    match rule {
        Rule::Default { span, refr, .. } => {
            let instead = "write a second definition with the opposite condition, or `else`";
            (root(refr), Err(places.refuse(span, "`default`", instead)))
        }
        Rule::Spec { head, span, .. } => match head {
            RuleHead::Compr { refr, .. } => (
                root(refr),
                place_of_rule(refr).ok_or(()).map_or_else(
                    |()| Err(places.refuse(span, "a rule whose name is a longer path", "write `name[key] := value`")),
                    |is_keyed| Ok(if is_keyed { Shape::Object } else { Shape::Complete }),
                ),
            ),
            RuleHead::Set { refr, key: Some(key), .. } => {
                let between = refr.span().end as usize..key.span().start as usize;
                let written = key.span().source.contents().get(between).unwrap_or_default();
                let shape = match place_of_rule(refr) {
                    _ if !written.contains("contains") => Err(places.refuse(
                        span,
                        "a partial set in the older notation",
                        "write `name contains element if { … }`",
                    )),
                    Some(false) => Ok(Shape::Set),
                    Some(true) => Ok(Shape::ObjectOfSets),
                    None => Err(places.refuse(
                        span,
                        "a rule whose name is a longer path",
                        "write `name[key] contains element`",
                    )),
                };
                (root(refr), shape)
            }
            RuleHead::Set { refr, .. } => {
                (root(refr), Err(places.refuse(span, "a rule without a value", "write `name if { … }`")))
            }
            RuleHead::Func { refr, args, .. } => {
                let shape = match (place_of_rule(refr), u8::try_from(args.len())) {
                    (Some(false), Ok(arity)) if arity as usize <= super::head::MAX_ARITY => Ok(Shape::Function(arity)),
                    (Some(false), _) => Err(places.refuse(span, "a function of many arguments", "pass an object")),
                    _ => Err(places.refuse(span, "a function whose name is a path", "give it a plain name")),
                };
                (root(refr), shape)
            }
        },
    }
}

/// Whether the head is `name[key]` (true) or `name` (false).
fn place_of_rule(refr: &Expr) -> Option<bool> {
    match refr {
        Expr::Var { .. } => Some(false),
        Expr::RefBrack { refr, .. } => matches!(refr.as_ref(), Expr::Var { .. }).then_some(true),
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
