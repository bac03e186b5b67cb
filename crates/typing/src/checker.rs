//! What a check needs from its first policy to its last complaint.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use regorus::unstable::{Module, Rule, Span};

use super::schema::Contract;
use super::syntax::{Definition, named_path};
use super::types::{Type, Types};

/// So many expressions are looked at, again and again where functions are called with different things (400 rules of ordinary size take some 100,000).
const MAX_STEPS: u64 = 1_000_000;

/// A policy to be looked at.
#[derive(Debug, Clone, Copy)]
pub struct Policy<'a> {
    /// What it is called in complaints.
    pub path: &'a str,
    /// Its syntax tree.
    pub module: &'a Module,
    /// Whether it is complained of; others only lend their rules and functions.
    pub judged: bool,
}

/// Members of a rule's answers that must be addresses.
#[derive(Debug, Clone, Copy)]
pub struct Answers<'a> {
    /// The rule's own name, in every policy that is judged: `deny`.
    pub rule: &'a str,
    /// The member: `at`.
    pub member: &'a str,
}

/// Something that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// The policy's path.
    pub path: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// One sentence, lower-case, no full stop.
    pub message: String,
    /// The next action that mends it.
    pub help: Option<String>,
}

/// Policies whose types cannot be worked out in a bounded number of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMuch;

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "their types cannot be worked out in {MAX_STEPS} steps")
    }
}

impl std::error::Error for TooMuch {}

/// Looks at policies that refer to each other, and tells what is wrong with those that are judged, sorted by place.
///
/// # Errors
/// When functions call each other in so many ways that it would take too long.
pub fn check(contract: &Contract, policies: &[Policy<'_>], answers: &[Answers<'_>]) -> Result<Vec<Complaint>, TooMuch> {
    let mut checker = Checker::new(contract, policies);
    // What functions are called with becomes known by looking at their callers, which may be functions themselves.
    while checker.round(answers)? {}
    checker.told = BTreeSet::new();
    checker.round(answers)?;
    Ok(checker.told.into_iter().collect())
}

/// The types of a rule's variables.
pub(crate) type Scope = HashMap<String, Type>;

pub(crate) struct Checker<'a> {
    pub(crate) types: Types,
    pub(crate) input: Type,
    pub(crate) modules: Vec<Home<'a>>,
    /// Full names, without `data`, to what they are defined by.
    pub(crate) rules: BTreeMap<Vec<String>, Vec<Definition<'a>>>,
    /// What a call gives, by name and arguments, and why it can never give anything.
    pub(crate) calls: HashMap<(Vec<String>, Vec<Type>), (Type, Option<Complaint>)>,
    /// What a rule without arguments comes to.
    pub(crate) values: HashMap<Vec<String>, Type>,
    /// All that judged functions are called with.
    pub(crate) given: HashMap<Vec<String>, Vec<Type>>,
    /// Complaints of what is being looked at.
    pub(crate) found: Vec<Complaint>,
    told: BTreeSet<Complaint>,
    /// A variable was used before anything said what it is.
    pub(crate) early: bool,
    pub(crate) depth: usize,
    steps: u64,
}

/// A module with its names worked out.
pub(crate) struct Home<'a> {
    pub(crate) path: &'a str,
    pub(crate) package: Vec<String>,
    /// Imported name → path from `data` or `input` on.
    pub(crate) imports: HashMap<String, Vec<String>>,
    pub(crate) judged: bool,
}

impl<'a> Checker<'a> {
    fn new(contract: &Contract, policies: &[Policy<'a>]) -> Self {
        let mut modules = Vec::with_capacity(policies.len());
        let mut rules: BTreeMap<Vec<String>, Vec<Definition<'a>>> = BTreeMap::new();
        for (home, policy) in policies.iter().enumerate() {
            let module = Home::new(policy);
            for rule in &policy.module.policy {
                let rule: &'a Rule = rule.as_ref();
                if let Some(name) = named_path(Definition { home, rule }.reference()) {
                    let full = module.package.iter().cloned().chain(name).collect();
                    rules.entry(full).or_default().push(Definition { home, rule });
                }
            }
            modules.push(module);
        }
        Self {
            types: contract.types.clone(),
            input: contract.input,
            modules,
            rules,
            calls: HashMap::new(),
            values: HashMap::new(),
            given: HashMap::new(),
            found: Vec::new(),
            told: BTreeSet::new(),
            early: false,
            depth: 0,
            steps: 0,
        }
    }

    /// Looks at everything that is judged, and whether functions are called with more than was known before.
    fn round(&mut self, answers: &[Answers<'_>]) -> Result<bool, TooMuch> {
        let before = self.given.clone();
        let names: Vec<Vec<String>> = self.rules.keys().cloned().collect();
        for name in names {
            for definition in self.rules[&name].clone() {
                if self.modules[definition.home].judged {
                    let given = self.given.get(&name).cloned();
                    self.found.clear();
                    let value = self.definition(definition, given.as_deref());
                    self.answers(&name, definition, value, answers);
                    self.told.extend(self.found.drain(..));
                    if self.steps > MAX_STEPS {
                        return Err(TooMuch);
                    }
                }
            }
        }
        Ok(before != self.given)
    }

    /// Counts a step; false where there have been too many.
    pub(crate) fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps <= MAX_STEPS
    }

    pub(crate) fn complain(&mut self, home: usize, place: &Span, message: String, help: Option<String>) {
        let before = place.source.contents().get(..place.start as usize).unwrap_or_default();
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        let column = u32::try_from(column).unwrap_or(u32::MAX);
        let path = self.modules[home].path.to_owned();
        self.found.push(Complaint { path, line: place.line, column, message, help });
    }
}

impl<'a> Home<'a> {
    fn new(policy: &Policy<'a>) -> Self {
        let mut package = named_path(&policy.module.package.refr).unwrap_or_default();
        if package.first().is_some_and(|first| first == "data") {
            package.remove(0);
        }
        let imports = policy.module.imports.iter().filter_map(|import| {
            let path = named_path(&import.refr)?;
            let alias = import.r#as.as_ref().map(|name| name.text().to_owned());
            Some((alias.or_else(|| path.last().cloned())?, path))
        });
        Self { path: policy.path, package, imports: imports.collect(), judged: policy.judged }
    }
}
