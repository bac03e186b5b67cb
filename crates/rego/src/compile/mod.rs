//! From modules to a program: names are resolved, everything outside the part is refused with its place.

mod body;
mod expr;
mod head;
mod index;
mod mention;
mod needs;
mod negated;
mod pool;
mod reach;
mod reference;
mod scope;
mod target;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use regorus::Source;
use regorus::unstable::{Parser, Span};
use serde::Serialize;

use crate::error::{Place, Refusal};
use crate::program::{Program, Word};
use crate::tree::{At, Definition, Shape};
use crate::value::{InputError, Value};

use index::{Index, Module};
use pool::Pool;

/// A result, or the one reason why there is none.
pub(crate) use index::MAX_ARITY;

type Checked<T> = Result<T, Box<Refusal>>;

/// Collects modules and data, and compiles what some rules need of them.
#[derive(Default)]
pub struct Compiler {
    modules: Vec<Module>,
    pool: Pool,
    data: Vec<(String, Value)>,
    is_open: bool,
}

impl std::fmt::Debug for Compiler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Compiler").field("modules", &self.modules.len()).field("data", &self.data.len()).finish()
    }
}

/// A program of those rules that are within the part, and why the others are not.
#[derive(Debug)]
pub struct Compiled {
    /// What answers.
    pub program: Program,
    /// Rules that were asked for and are not in the program, with the reasons.
    pub refused: Vec<(String, Vec<Refusal>)>,
}

impl Compiler {
    /// One without modules and data.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether documents below `data` that nobody gives are undefined, as in OPA. Without it naming one is refused: it is mostly a mistake.
    #[must_use]
    pub fn open(self, is_open: bool) -> Self {
        Self { is_open, ..self }
    }

    /// Adds a module in Rego v1. The path is what places name.
    ///
    /// # Errors
    /// Where it is no Rego, or its package or an import has a name that is no path of identifiers.
    pub fn module(self, path: &str, text: &str) -> Result<Self, Refusal> {
        self.module_of(path, text, true)
    }

    /// Adds a module in the syntax before Rego v1.
    ///
    /// # Errors
    /// Where it is no Rego, or its package or an import has a name that is no path of identifiers.
    pub fn module_v0(self, path: &str, text: &str) -> Result<Self, Refusal> {
        self.module_of(path, text, false)
    }

    fn module_of(mut self, path: &str, text: &str, is_v1: bool) -> Result<Self, Refusal> {
        let source = Source::from_contents(path.to_owned(), text.to_owned()).map_err(|error| unread(path, &error))?;
        let parsed = Parser::new(&source).and_then(|mut parser| {
            if is_v1 {
                parser.enable_rego_v1()?;
            }
            parser.parse()
        });
        let parsed = parsed.map_err(|error| unread(path, &error))?;
        let module = Module::new(path, text, parsed, is_v1).map_err(|refusal| *refusal)?;
        self.modules.push(module);
        Ok(self)
    }

    /// Adds `data.<name>`. It may be given anew [for an evaluation](crate::Evaluator::set_data); policies that are compiled see that it is
    /// there.
    ///
    /// # Errors
    /// When it is nothing that JSON could say.
    pub fn data<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Result<Self, InputError> {
        let value = self.pool.sink(value)?;
        self.data.retain(|(known, _)| known != name);
        self.data.push((name.to_owned(), value));
        Ok(self)
    }

    /// Compiles rules by their paths (`data.a.b.deny`) with all that they need.
    ///
    /// # Errors
    /// Every reason why one of them is outside the part, sorted by place.
    pub fn compile(self, rules: &[&str]) -> Result<Program, Vec<Refusal>> {
        let Compiled { program, refused } = self.compile_what_fits(rules);
        let refusals: BTreeSet<Refusal> = refused.into_iter().flat_map(|(_, refusals)| refusals).collect();
        if refusals.is_empty() { Ok(program) } else { Err(refusals.into_iter().collect()) }
    }

    /// Compiles those of some rules that are within the part.
    #[must_use]
    pub fn compile_what_fits(self, rules: &[&str]) -> Compiled {
        let Self { modules, mut pool, mut data, is_open } = self;
        let index = Index::new(&modules);
        let (words, data_of_it) = (Vec::new(), &mut data);
        let mut builder = Builder {
            modules: &modules,
            index: &index,
            pool: &mut pool,
            data: data_of_it,
            is_open,
            words,
            numbers: HashMap::new(),
        };
        for rule in rules {
            builder.word(rule);
        }
        // Compiling one word names others, which are appended.
        let mut done = 0;
        while done < builder.words.len() {
            builder.compile(done);
            done += 1;
        }
        let Builder { words, numbers, .. } = builder;
        let refused: Vec<(String, Vec<Refusal>)> = reach::refusals(rules, &index, (&words, &numbers), &modules);
        let names: BTreeSet<&str> = refused.iter().map(|(name, _)| name.as_str()).collect();
        let is_refused = |rule: &str| names.contains(rule);
        let number = |rule: &str| numbers.get(rule).copied();
        let entries = rules.iter().filter(|rule| !is_refused(rule));
        let entries = entries.filter_map(|rule| Some(((*rule).to_owned(), number(rule)?))).collect();
        let words = words.into_iter().map(|word| word.made).collect();
        let files = modules.iter().map(|module| module.path.clone()).collect();
        let program = Program::new(pool.into_arena(), data, files, words, entries);
        let needs = needs::of(&program);
        let program = program.needing(needs);
        Compiled { program, refused }
    }
}

/// A rule or function while it is being compiled.
#[derive(Debug)]
struct Draft {
    name: String,
    made: Word,
    refusals: Vec<Refusal>,
    /// Numbers of what it mentions, with the first place.
    needs: Vec<(u32, Place)>,
}

/// What compiling one word after the other needs.
struct Builder<'m> {
    modules: &'m [Module],
    index: &'m Index<'m>,
    pool: &'m mut Pool,
    data: &'m mut Vec<(String, Value)>,
    /// Documents that nobody gave are undefined.
    is_open: bool,
    words: Vec<Draft>,
    numbers: HashMap<String, u32>,
}

impl Builder<'_> {
    /// Whether a name that is no variable means something in a module.
    fn is_global(&self, module: usize, name: &str) -> bool {
        let module = &self.modules[module];
        matches!(name, "input" | "data")
            || module.imports.contains_key(name)
            || self.index.is_root(&format!("{}.{name}", module.package))
    }

    /// Whether somebody gave a document of this name, or one was made for it.
    fn is_document(&self, name: &str) -> bool {
        self.data.iter().any(|(known, _)| known == name)
    }

    /// The number of a data document; where nobody gave one of this name, it is one without a value.
    fn document(&mut self, name: &str) -> u32 {
        let known = self.data.iter().position(|(known, _)| known == name);
        let place = known.unwrap_or(self.data.len());
        if known.is_none() {
            self.data.push((name.to_owned(), Value::Undefined));
        }
        place as u32
    }

    /// The number of a word; it will be compiled if it is new. Nothing where there is none of this name.
    fn word(&mut self, name: &str) -> Option<u32> {
        // A whole package is a rule that gives all of it.
        let whole = || (name != "data" && self.index.is_package(name)).then_some(Shape::Complete);
        let shape = self.index.shape(name).or_else(whole)?;
        if let Some(known) = self.numbers.get(name) {
            return Some(*known);
        }
        let made = Word::new(shape, Vec::new());
        self.words.push(Draft { name: name.to_owned(), made, refusals: Vec::new(), needs: Vec::new() });
        let number = (self.words.len() - 1) as u32;
        self.numbers.insert(name.to_owned(), number);
        Some(number)
    }

    fn compile(&mut self, number: usize) {
        let name = self.words[number].name.clone();
        let mut refusals: Vec<Refusal> = self.index.complaints(&name).to_vec();
        let mut definitions: Vec<Definition> = Vec::new();
        let mut needs = Vec::new();
        let modules = self.modules;
        for (module, rule) in self.index.definitions(&name) {
            let mut writer = head::Writer::new(self, module);
            match writer.definitions(&modules[module].syntax.policy[rule]) {
                Ok(more) => definitions.extend(more),
                Err(refusal) => refusals.push(*refusal),
            }
            needs.extend(writer.needs);
        }
        if self.index.shape(&name).is_none() {
            let mut writer = head::Writer::new(self, 0);
            match writer.package(&name) {
                Ok(value) => definitions.push(Definition::of_value(value)),
                Err(refusal) => refusals.push(*refusal),
            }
            needs = writer.needs;
        }
        definitions.sort_by_key(|definition| definition.is_default);
        let draft = &mut self.words[number];
        draft.made = Word::new(draft.made.shape(), definitions);
        draft.refusals = refusals;
        draft.needs = needs;
    }
}

/// That a module could not be parsed. The parser says where in its message only.
fn unread(path: &str, error: &dyn std::fmt::Display) -> Refusal {
    let message = error.to_string();
    let mut place = Place { path: path.to_owned(), line: 1, column: 1 };
    // `--> path:line:column`, or `path:line:column error: …`
    if let Some((_, after)) = message.split_once(&format!("{path}:")) {
        let mut numbers = after.split(|c: char| !c.is_ascii_digit()).map(str::parse);
        if let (Some(Ok(line)), Some(Ok(column))) = (numbers.next(), numbers.next()) {
            place = Place { line, column, ..place };
        }
    }
    let said = message.rsplit("error: ").next().unwrap_or(&message).trim();
    Refusal { place, found: format!("this is no Rego: {said}"), instead: None }
}

/// Where things stand in a module. The parser's lines and columns are not always those of the beginning, and count a tab as four.
#[derive(Debug, Clone)]
struct Places {
    path: Arc<str>,
    text: Arc<str>,
    /// Where lines begin.
    lines: Arc<[usize]>,
}

impl Places {
    fn new(path: &str, text: &str) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1)).collect();
        Self { path: path.into(), text: text.into(), lines }
    }

    fn at(&self, span: &Span) -> At {
        let start = (span.start as usize).min(self.text.len());
        // The span of a text leaves its quotes out.
        let quote = self.text.get(..start).is_some_and(|before| before.ends_with(['"', '`']));
        let start = start - usize::from(quote);
        let line = self.lines.partition_point(|line| *line <= start);
        let begin = self.lines[line - 1];
        let column = self.text.get(begin..start).map_or(1, |before| before.chars().count() + 1);
        At { line: line as u32, column: column as u32 }
    }

    fn of(&self, span: &Span) -> Place {
        let At { line, column } = self.at(span);
        Place { path: self.path.to_string(), line, column }
    }

    fn refuse(&self, span: &Span, found: impl Into<String>, instead: &str) -> Box<Refusal> {
        let instead = (!instead.is_empty()).then(|| instead.to_owned());
        Box::new(Refusal { place: self.of(span), found: found.into(), instead })
    }
}
