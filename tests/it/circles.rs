//! Modules of a crate import each other in one direction: at every level, of those that lie side by side none leads back to itself. What a
//! module takes from the one it lies in is no arrow, and a name that a module hands on (`pub use`) is one to where it is made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use regex::Regex;

use crate::shared;

/// Path of a module in its crate: `["normalize", "compose"]`.
type Module = Vec<String>;

/// Circles that are there: the crate and the module they lie in, who is in it, and why.
const STANDING: [(&str, &str, &str); 4] = [
    (
        "crates/loader/normalize/compose",
        "include pipeline",
        "an included file is loaded by the very steps that include it",
    ),
    (
        "crates/policy",
        "apart compiled engine files keeper others reading set world",
        "policies of others are read and evaluated in processes of their own, by the engine that starts these processes",
    ),
    ("crates/rego", "builtin bytes program", "a stored program reads its definitions when they are first used"),
    ("crates/rego/value", "arena order", "collections are made in order, and the order is one of collections"),
];

/// A crate's modules without tests, each with its code.
struct Crate {
    name: String,
    code: BTreeMap<Module, String>,
    /// What a module hands on or has taken in, by name: where it is made.
    handed: BTreeMap<Module, BTreeMap<String, Module>>,
}

/// Without unit tests and comments.
fn stripped(text: &str) -> String {
    let tests = Regex::new(r"(?s)#\[cfg\(test\)\]\n(pub(\([a-z]+\))? )?mod [a-z_]+ \{.*").expect("a pattern");
    let code = tests.replace(text, "");
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// All paths that a text after `base` names: `a::{b, c::d}` is `base::a::b` and `base::a::c::d`.
fn spread(base: &[String], text: &str) -> Vec<Module> {
    let text = text.trim_start();
    if let Some(list) = text.strip_prefix('{') {
        let mut depth = 1;
        let end = list.char_indices().find(|(_, c)| {
            depth += i32::from(*c == '{') - i32::from(*c == '}');
            depth == 0
        });
        let list = &list[..end.map_or(list.len(), |(at, _)| at)];
        return shared::parts(list).into_iter().flat_map(|part| spread(base, part)).collect();
    }
    let name: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let rest = &text[name.len()..];
    let path = match name.as_str() {
        "" => return vec![base.to_vec()],
        "self" => base.to_vec(),
        "super" => base[..base.len().saturating_sub(1)].to_vec(),
        _ => [base, &[name]].concat(),
    };
    match rest.strip_prefix("::") {
        Some(rest) => spread(&path, rest),
        None => vec![path],
    }
}

impl Crate {
    fn new(name: String, code: BTreeMap<Module, String>) -> Self {
        let mut handed: BTreeMap<Module, BTreeMap<String, Module>> = BTreeMap::new();
        let uses =
            Regex::new(r"(?m)^(?:pub(?:\([a-z ]+\))? )?use (?:(self|crate|super)::)?([^;]+);").expect("a pattern");
        for (module, text) in &code {
            for found in uses.captures_iter(text) {
                let base = match found.get(1).map(|word| word.as_str()) {
                    Some("crate") => Vec::new(),
                    Some("super") => module[..module.len().saturating_sub(1)].to_vec(),
                    Some(_) => module.clone(),
                    // A module of this one, or another crate.
                    None => {
                        let first: String = found[2].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                        let child = [module.as_slice(), &[first]].concat();
                        if !code.contains_key(&child) {
                            continue;
                        }
                        module.clone()
                    }
                };
                for path in spread(&base, &found[2]) {
                    if let Some(name) = path.last() {
                        handed.entry(module.clone()).or_default().insert(name.clone(), path.clone());
                    }
                }
            }
        }
        Self { name, code, handed }
    }

    /// The module where what a path names is made.
    fn maker(&self, path: &[String]) -> Option<Module> {
        let mut path = path.to_vec();
        for _ in 0..8 {
            let length = (0..=path.len()).rev().find(|length| self.code.contains_key(&path[..*length]))?;
            let (module, rest) = path.split_at(length);
            let further = rest.first().and_then(|name| self.handed.get(module)?.get(name)).cloned();
            match further {
                Some(further) if further != path => path = [further.as_slice(), &rest[1..]].concat(),
                _ => return Some(module.to_vec()),
            }
        }
        None
    }

    /// Per level, who imports whom: names of modules that lie side by side, with an example of who does it.
    fn levels(&self) -> BTreeMap<Module, BTreeMap<String, BTreeMap<String, String>>> {
        let start = Regex::new(r"\b(crate|super|self)::").expect("a pattern");
        let mut levels: BTreeMap<Module, BTreeMap<String, BTreeMap<String, String>>> = BTreeMap::new();
        for (module, text) in &self.code {
            let mut end = 0;
            for found in start.captures_iter(text) {
                let whole = found.get(0).expect("all of it");
                // `super::super::x` is one path, and `a::self` none.
                if whole.start() < end || text[..whole.start()].ends_with("::") {
                    continue;
                }
                end = whole.end();
                let base = match &found[1] {
                    "crate" => Vec::new(),
                    "super" => module[..module.len().saturating_sub(1)].to_vec(),
                    _ => module.clone(),
                };
                for target in spread(&base, &text[end..]).iter().filter_map(|path| self.maker(path)) {
                    let shared = module.iter().zip(&target).take_while(|(a, b)| a == b).count();
                    let (Some(from), Some(to)) = (module.get(shared), target.get(shared)) else { continue };
                    let example = format!("{} → {}", module.join("::"), target.join("::"));
                    levels
                        .entry(module[..shared].to_vec())
                        .or_default()
                        .entry(from.clone())
                        .or_default()
                        .entry(to.clone())
                        .or_insert(example);
                }
            }
        }
        levels
    }
}

/// Everybody whom `from` leads to.
fn reach(graph: &BTreeMap<String, BTreeMap<String, String>>, from: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(next) = open.pop() {
        open.extend(
            graph.get(&next).into_iter().flat_map(BTreeMap::keys).filter(|to| found.insert((*to).clone())).cloned(),
        );
    }
    found
}

fn crates() -> Vec<Crate> {
    let mut all: BTreeMap<String, BTreeMap<Module, String>> = BTreeMap::new();
    for (path, file) in shared::rust() {
        let (home, inside) = path.split_once("src/").expect("lies in `src`");
        let mut module: Module = inside.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
            module.pop();
        }
        let is_test = module.iter().any(|part| matches!(part.as_str(), "tests" | "sample"));
        if !is_test && !inside.ends_with("main.rs") {
            let text = fs::read_to_string(file).expect("a source file");
            all.entry(home.trim_end_matches('/').to_owned()).or_default().insert(module, stripped(&text));
        }
    }
    all.into_iter().map(|(name, code)| Crate::new(name, code)).collect()
}

#[test]
fn modules_side_by_side_import_in_one_direction() {
    let mut found = BTreeMap::new();
    let mut arrows = 0;
    for one in crates() {
        for (level, graph) in one.levels() {
            arrows += graph.values().map(BTreeMap::len).sum::<usize>();
            let reached: BTreeMap<&String, BTreeSet<String>> =
                graph.keys().map(|from| (from, reach(&graph, from))).collect();
            let mut seen = BTreeSet::new();
            for (from, all) in &reached {
                if !all.contains(*from) || !seen.insert((*from).clone()) {
                    continue;
                }
                let circle: BTreeSet<&String> =
                    all.iter().filter(|to| reached.get(to).is_some_and(|back| back.contains(*from))).collect();
                seen.extend(circle.iter().map(|name| (*name).clone()));
                let examples = circle.iter().flat_map(|a| {
                    graph[*a].iter().filter(|(b, _)| circle.contains(b)).map(|(_, example)| example.clone())
                });
                let names: Vec<&str> = circle.iter().map(|name| name.as_str()).collect();
                let place = [vec![one.name.clone()], level.clone()].concat().join("/");
                found.insert((place, names.join(" ")), examples.collect::<Vec<_>>().join("\n    "));
            }
        }
    }
    assert!(arrows > 300, "only {arrows} imports were found");
    let new: Vec<String> = found
        .iter()
        .filter(|((place, names), _)| !STANDING.iter().any(|(known, who, _)| known == place && who == names))
        .map(|((place, names), examples)| format!("{place}: {names}\n    {examples}"))
        .collect();
    assert!(new.is_empty(), "circles:\n{}", new.join("\n"));
    let gone: Vec<_> = STANDING
        .iter()
        .filter(|(place, who, _)| !found.contains_key(&((*place).to_owned(), (*who).to_owned())))
        .collect();
    assert!(gone.is_empty(), "no circles any more, take them off the list: {gone:?}");
}
