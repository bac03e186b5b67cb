//! Which variables an instruction sees: global ARGs for FROM, then per stage what the base stage's ENV, ARG and ENV give.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use super::MAX_VARIABLES;
use crate::document::dockerfile::expand::{ExpandError, Expansion, Lexer, Use, Value};
use crate::load::templates;
use plimsoll_source::Span;
use plimsoll_source::problem::Problem;

/// ARGs that the builder knows without a declaration, before the first FROM and, once declared, in stages.
const PLATFORM: [(&str, &str); 13] = [
    ("BUILDPLATFORM", "linux/amd64"),
    ("BUILDOS", "linux"),
    ("BUILDOSVERSION", ""),
    ("BUILDARCH", "amd64"),
    ("BUILDVARIANT", ""),
    ("TARGETPLATFORM", "linux/amd64"),
    ("TARGETOS", "linux"),
    ("TARGETOSVERSION", ""),
    ("TARGETARCH", "amd64"),
    ("TARGETVARIANT", ""),
    ("TARGETSTAGE", ""),
    ("BUILDKIT_SYNTAX", ""),
    ("BUILDKIT_DOCKERFILE_CHECK", ""),
];

/// ARGs that may be given and used in RUN without a declaration.
const PROXY: [&str; 10] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "FTP_PROXY",
    "ftp_proxy",
    "NO_PROXY",
    "no_proxy",
    "ALL_PROXY",
    "all_proxy",
];

/// Arguments given from outside; null: taken from a shell nobody knows.
pub(super) type Arguments = BTreeMap<String, Option<String>>;

/// The ARGs before the first FROM.
#[derive(Debug, Clone)]
pub(super) struct Globals<'a> {
    given: &'a Arguments,
    /// Variables that stand for placeholders of a template.
    placeholders: &'a BTreeMap<String, String>,
    values: BTreeMap<String, Value>,
}

impl<'a> Globals<'a> {
    pub(super) fn new(given: &'a Arguments, placeholders: &'a BTreeMap<String, String>) -> Self {
        let platform = |(name, text): &(&str, &str)| {
            let value = match given.get(*name) {
                Some(Some(text)) => Value { text: text.clone(), known: true },
                // What it is built for is the builder's choice.
                _ => Value { text: (*text).to_owned(), known: false },
            };
            ((*name).to_owned(), value)
        };
        Self { given, placeholders, values: PLATFORM.iter().map(platform).collect() }
    }

    pub(super) fn expand(&self, lexer: &Lexer, text: &str) -> Result<Expansion, ExpandError> {
        opaque(
            lexer,
            text,
            lexer.expand(text, &|name| self.values.get(name).cloned().or_else(|| self.placeholder(name)))?,
        )
    }

    /// What is written in the place of a variable that stands for a placeholder.
    fn placeholder(&self, name: &str) -> Option<Value> {
        self.placeholders.get(name).map(|written| Value { text: written.clone(), known: false })
    }

    /// Whether a variable has a value that is blank, as one that must be given has.
    pub(super) fn is_blank(&self, name: &str) -> bool {
        self.values.get(name).is_some_and(|value| value.text.is_empty())
    }

    /// Takes a declaration, `default` already expanded; gives the value it has.
    pub(super) fn declare(&mut self, name: &str, default: Option<Value>) -> Option<Value> {
        let value = given(self.given, name, default);
        if let Some(value) = &value {
            self.values.insert(name.to_owned(), value.clone());
        }
        value
    }
}

/// That a template fills in a part of what was expanded.
pub(super) fn filled_in(expansion: &Expansion, dockerfile: &str, span: Span) -> Option<Problem> {
    expansion.opaque.then(|| templates::told(dockerfile, 1).at(span))
}

/// Where a checkout is judged, what a build tool puts in place of `@NAME@` and the like is unknown.
fn opaque(lexer: &Lexer, text: &str, mut expansion: Expansion) -> Result<Expansion, ExpandError> {
    expansion.opaque |= lexer.open && templates::in_text(text).is_some();
    expansion.known &= !expansion.opaque;
    Ok(expansion)
}

fn given(given: &Arguments, name: &str, default: Option<Value>) -> Option<Value> {
    match given.get(name) {
        // A blank argument comes from a variable that nothing sets, as good as always.
        Some(Some(text)) => Some(Value { text: text.clone(), known: !text.is_empty() }),
        Some(None) => Some(Value { text: default.map(|value| value.text).unwrap_or_default(), known: false }),
        None => default,
    }
}

/// What nobody knows of a text.
pub(super) struct Lack {
    /// The variable, or the placeholder as it is written.
    pub(super) name: String,
    /// Where it stands in the text.
    pub(super) range: Range<usize>,
    /// It is an argument that nothing gives.
    pub(super) is_argument: bool,
}

/// What the instructions of a stage see.
#[derive(Debug, Clone)]
pub(super) struct Scope<'a> {
    globals: Rc<Globals<'a>>,
    values: BTreeMap<String, Value>,
    declared: BTreeSet<String>,
    /// Variables that hang on the builder's choices alone.
    chosen: BTreeSet<String>,
    /// Something was left out, because there are [`MAX_VARIABLES`] already.
    pub(super) full: bool,
}

/// What goes on to stages built on a stage: its ENV and its ARGs.
#[derive(Debug, Clone, Default)]
pub(super) struct Heritage {
    values: BTreeMap<String, Value>,
    declared: BTreeSet<String>,
    chosen: BTreeSet<String>,
}

impl Heritage {
    /// How many bytes it takes.
    pub(super) fn weight(&self) -> usize {
        self.values.iter().map(|(name, value)| name.len() + value.text.len()).sum()
    }
}

impl<'a> Scope<'a> {
    /// With what the base stage leaves.
    pub(super) fn new(globals: Rc<Globals<'a>>, base: Heritage) -> Self {
        Self { globals, values: base.values, declared: base.declared, chosen: base.chosen, full: false }
    }

    /// What goes on to stages built on this one.
    pub(super) fn into_heritage(self) -> Heritage {
        Heritage { values: self.values, declared: self.declared, chosen: self.chosen }
    }

    pub(super) fn expand(&self, lexer: &Lexer, text: &str) -> Result<Expansion, ExpandError> {
        opaque(lexer, text, lexer.expand(text, &|name| self.get(name))?)
    }

    fn get(&self, name: &str) -> Option<Value> {
        if let Some(value) = self.values.get(name) {
            return Some(value.clone());
        }
        if let Some(value) = self.globals.placeholder(name) {
            return Some(value);
        }
        // Every image has a PATH, even where nothing says which.
        (name == "PATH").then(|| Value {
            text: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned(),
            known: false,
        })
    }

    /// What nobody knows of a text, as it is written: arguments without a value, what a base image may set, placeholders. What the builder chooses is none.
    pub(super) fn lacks(&self, text: &str, expansion: &Expansion) -> Vec<Lack> {
        if expansion.known {
            return Vec::new();
        }
        let has_default = |used: &Use| !used.set && used.operator.contains(['-', '+', '?']);
        let open = expansion.uses.iter().filter(|used| !has_default(used) && self.is_open(&used.name));
        let lack = |used: &Use| match self.globals.placeholders.get(&used.name) {
            Some(written) => Lack { name: written.clone(), range: used.range.clone(), is_argument: false },
            None => {
                let is_argument = self.declared.contains(&used.name);
                Lack { name: used.name.clone(), range: used.range.clone(), is_argument }
            }
        };
        let filled = templates::in_text(text).filter(|_| expansion.opaque).and_then(|written| {
            let at = text.find(written)?;
            Some(Lack { name: written.to_owned(), range: at..at + written.len(), is_argument: false })
        });
        open.map(lack).chain(filled).collect()
    }

    /// The placeholder that the name of a program is, as it is written.
    pub(super) fn placeholder_in(&self, name: &str) -> Option<String> {
        let variable = name.strip_prefix('$').map(|name| name.trim_start_matches('{').trim_end_matches('}'));
        let masked = variable.and_then(|name| self.globals.placeholders.get(name)).cloned();
        masked.or_else(|| templates::in_text(name).filter(|written| *written == name).map(str::to_owned))
    }

    fn is_open(&self, name: &str) -> bool {
        let is_builders = || name == "PATH" || PLATFORM.iter().any(|(known, _)| *known == name);
        self.get(name).is_none_or(|value| !value.known && !is_builders() && !self.chosen.contains(name))
    }

    /// Notes whether a variable that is not known, with the expansion of its value, hangs on the builder's choices alone.
    pub(super) fn note_choice(&mut self, name: &str, text: &str, expansion: &Expansion) {
        if !expansion.known && self.lacks(text, expansion).is_empty() {
            self.chosen.insert(name.to_owned());
        } else {
            self.chosen.remove(name);
        }
    }

    /// Whether some ARG or ENV names the variable at this point.
    pub(super) fn declares(&self, name: &str) -> bool {
        self.declared.contains(name) || self.get(name).is_some() || PROXY.contains(&name)
    }

    /// ARG in a stage: what is given, else its default, else what the global ARG of that name has.
    pub(super) fn declare(&mut self, name: &str, default: Option<Value>) -> Option<Value> {
        if self.values.len() >= MAX_VARIABLES && !self.values.contains_key(name) {
            self.full = true;
            return None;
        }
        self.declared.insert(name.to_owned());
        let inherited = || self.globals.values.get(name).cloned();
        let value = given(self.globals.given, name, default.or_else(inherited));
        if let Some(value) = &value {
            self.values.insert(name.to_owned(), value.clone());
        }
        value
    }

    /// ENV.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        if self.values.len() < MAX_VARIABLES || self.values.contains_key(name) {
            self.values.insert(name.to_owned(), value);
        } else {
            self.full = true;
        }
    }
}
