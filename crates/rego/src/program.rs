//! A compiled program: constants, rules and functions. It is only read, and shared by all threads.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use crate::error::{Error, ErrorKind, Place};
use crate::pattern::{self, Pattern};
use crate::tree::{At, Definition, Kind, Shape, Stmt};
use crate::value::{Arena, Value};
use crate::{bytes, tree};

/// More patterns than policies have; one that makes patterns from its input must not fill the memory.
const MAX_PATTERNS: usize = 4096;

/// A rule or function.
#[derive(Debug)]
pub(crate) struct Word {
    shape: Shape,
    /// Where its definitions stand in the bytes.
    stored: Range<usize>,
    /// Read when it is first asked; nothing where the bytes are damaged.
    definitions: OnceLock<Option<Made>>,
}

/// The definitions of a word.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) definitions: Vec<Definition>,
    /// All give the same constant: the first that holds says it all.
    pub(crate) is_alike: bool,
}

impl Made {
    fn new(definitions: Vec<Definition>) -> Self {
        let own = definitions.iter().filter(|definition| !definition.is_default);
        let mut values = own.flat_map(|definition| &definition.branches).map(|(_, value)| value);
        let flag = |value: &tree::Expr| match value {
            tree::Expr::Const(Value::Bool(flag)) => Some(*flag),
            _ => None,
        };
        let first = values.next().and_then(flag);
        let is_alike = first.is_some() && values.all(|value| flag(value) == first);
        Self { definitions, is_alike }
    }
}

impl Word {
    pub(crate) fn new(shape: Shape, definitions: Vec<Definition>) -> Self {
        Self { shape, stored: 0..0, definitions: OnceLock::from(Some(Made::new(definitions))) }
    }

    pub(crate) fn stored(shape: Shape, stored: Range<usize>) -> Self {
        Self { shape, stored, definitions: OnceLock::new() }
    }

    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }
}

/// The texts that must stand in an input for each definition of a set to hold.
pub(crate) type Needs = Vec<Box<[u32]>>;

/// Rules that can be asked, with everything they need. Made by a [`Compiler`](crate::Compiler), or read from bytes.
#[derive(Debug)]
pub struct Program {
    pub(crate) constants: Arena,
    /// Names of data documents and what they are unless they are given anew.
    pub(crate) data: Vec<(String, Value)>,
    pub(crate) files: Vec<String>,
    pub(crate) words: Vec<Word>,
    pub(crate) entries: BTreeMap<String, u32>,
    /// Of sets that need something.
    pub(crate) needs: BTreeMap<u32, Needs>,
    /// The built-in functions that the stored definitions name, by their numbers there.
    pub(crate) builtins: Vec<u16>,
    bytes: Cow<'static, [u8]>,
    patterns: RwLock<HashMap<Box<str>, Arc<Pattern>>>,
}

impl Program {
    pub(crate) fn new(
        constants: Arena,
        data: Vec<(String, Value)>,
        files: Vec<String>,
        words: Vec<Word>,
        entries: BTreeMap<String, u32>,
    ) -> Self {
        let (builtins, bytes, patterns) = (Vec::new(), Cow::Borrowed(&[][..]), RwLock::default());
        let needs = BTreeMap::new();
        Self { constants, data, files, words, entries, needs, builtins, bytes, patterns }
    }

    /// One without rules: for whoever only looks at inputs.
    #[must_use]
    pub fn empty() -> Self {
        Self::new(Arena::default(), Vec::new(), Vec::new(), Vec::new(), BTreeMap::new())
    }

    /// The same over its bytes, in which built-in functions have these numbers.
    pub(crate) fn over(self, bytes: Cow<'static, [u8]>, builtins: Vec<u16>) -> Self {
        Self { bytes, builtins, ..self }
    }

    /// The same, where for some sets is known what they need.
    pub(crate) fn needing(self, needs: BTreeMap<u32, Needs>) -> Self {
        Self { needs, ..self }
    }

    /// The rules that it answers, sorted.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Whether it answers a rule.
    #[must_use]
    pub fn has(&self, rule: &str) -> bool {
        self.entries.contains_key(rule)
    }

    /// The program as bytes, for [`Self::from_bytes`] of the same version of this crate.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        bytes::write(self)
    }

    /// Opens a stored program; its definitions are read when they are first used.
    ///
    /// # Errors
    /// [`ErrorKind::Program`] where the bytes are damaged or of another version. Damage within a definition is told when it is used.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, Error> {
        bytes::read(bytes.into()).ok_or_else(damaged)
    }

    /// The definitions of a word.
    pub(crate) fn made(&self, word: u32) -> Result<&Made, Box<Error>> {
        let word = &self.words[word as usize];
        let read = || bytes::definitions(self, &self.bytes, word.stored.clone()).map(Made::new);
        word.definitions.get_or_init(read).as_ref().ok_or_else(|| Box::new(damaged()))
    }

    /// Where every definition and statement stands: what coverage counts can be held against it.
    ///
    /// # Errors
    /// Where the stored program is damaged.
    pub fn places(&self) -> Result<Vec<Place>, Error> {
        let mut places = Vec::new();
        for word in 0..self.words.len() as u32 {
            for definition in &self.made(word).map_err(|error| *error)?.definitions {
                places.push(self.place(definition.file, definition.at));
                for (body, _) in &definition.branches {
                    self.places_of(definition.file, body, &mut places);
                }
            }
        }
        places.sort();
        places.dedup();
        Ok(places)
    }

    fn places_of(&self, file: u32, body: &[Stmt], out: &mut Vec<Place>) {
        for stmt in body {
            out.push(self.place(file, stmt.at));
            if let Kind::Every { body, .. } | Kind::With { body, .. } = &stmt.kind {
                self.places_of(file, body, out);
            }
        }
    }

    pub(crate) fn place(&self, file: u32, at: At) -> Place {
        let path = self.files.get(file as usize).cloned().unwrap_or_default();
        Place { path, line: at.line, column: at.column }
    }

    /// A pattern, read once for all threads.
    pub(crate) fn pattern(&self, text: &str) -> Result<Arc<Pattern>, String> {
        if let Some(known) = self.patterns.read().unwrap_or_else(PoisonError::into_inner).get(text) {
            return Ok(Arc::clone(known));
        }
        let pattern = Arc::new(pattern::read(text)?);
        let mut known = self.patterns.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MAX_PATTERNS {
            known.insert(text.into(), Arc::clone(&pattern));
        }
        Ok(pattern)
    }
}

fn damaged() -> Error {
    let message = "the stored program is damaged, or of another version".to_owned();
    Error { kind: ErrorKind::Program, place: None, message }
}
