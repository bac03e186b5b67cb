//! Noun: which text set a value, and how it got there.

use std::collections::BTreeMap;

use super::Address;
use plimsoll_source::Span;

/// How another place had a part in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ViaKind {
    /// The line that gave an interpolated variable its value.
    Variable,
    /// The value that this one replaced.
    Override,
    /// The `extends` that brought it in.
    Extends,
    /// The `include` that brought it in.
    Include,
    /// The alias or merge key where an anchored value is used.
    Alias,
    /// The `env_file` entry that names the file.
    EnvFile,
    /// The line of a sample (`.env.example`) that stands in for what nothing sets.
    Assumed,
}

/// A place that had a part in a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Via {
    /// In what way.
    pub kind: ViaKind,
    /// Where.
    pub span: Span,
}

/// Where a value was set.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// The text that supplied the value: a scalar with its quotes, a whole mapping or list, an instruction, a word.
    pub span: Span,
    /// The key it stands under, where it has one: marked instead of `span` when a whole mapping is meant.
    pub key: Option<Span>,
    /// The other places that had a part in it, outermost first.
    pub via: Vec<Via>,
    /// Variables in it that nothing set and that have no default: Docker would take them as blank, the truth is unknown.
    pub unset: Vec<String>,
}

impl Origin {
    /// A value written at `span`, with no history.
    pub fn new(span: Span) -> Self {
        Self { span, key: None, via: Vec::new(), unset: Vec::new() }
    }

    /// With the place of its key.
    #[must_use]
    pub fn keyed(mut self, key: Span) -> Self {
        self.key = Some(key);
        self
    }
}

/// Address → origin, for every value of a project that some text set.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    table: BTreeMap<Address, Origin>,
}

impl Origins {
    /// Records where the value at `at` was set; a later call replaces an earlier one.
    pub fn insert(&mut self, at: Address, origin: Origin) {
        self.table.insert(at, origin);
    }

    /// The origin of exactly this address.
    pub fn get(&self, at: &Address) -> Option<&Origin> {
        self.table.get(at)
    }

    /// The origin of this address or of its nearest ancestor that has one, with the address it belongs to:
    /// so "`user` is missing" points at the service.
    pub fn nearest(&self, at: &Address) -> Option<(Address, &Origin)> {
        let mut at = at.clone();
        loop {
            if let Some(origin) = self.table.get(&at) {
                return Some((at, origin));
            }
            at = at.parent()?;
        }
    }

    /// All entries in order of address.
    pub fn iter(&self) -> impl Iterator<Item = (&Address, &Origin)> {
        self.table.iter()
    }

    /// Takes over all entries of another table.
    pub fn extend(&mut self, other: Self) {
        self.table.extend(other.table);
    }
}
