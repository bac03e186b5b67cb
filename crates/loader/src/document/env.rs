//! Noun: an env file as written: its assignments and comments, each with its place.

pub use plimsoll_model::Quote;
use plimsoll_model::{Operator, VariableState};
use plimsoll_source::{Located, Span};

/// How the lines of an env file are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EnvFormat {
    /// With quotes, escapes, trailing comments and variables.
    #[default]
    Dotenv,
    /// `format: raw`: everything after `=` is the value.
    Raw,
}

/// An env file, taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EnvDocument {
    /// Its assignments in order; a name may occur several times, the last one counts.
    pub assignments: Vec<Assignment>,
    /// Its comments with their `#`, in order.
    pub comments: Vec<Located<String>>,
}

/// One statement of an env file.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The name.
    pub key: Located<String>,
    /// The value after escapes and expansion; for a bare name the value around the file. None where nothing gives one.
    pub value: Option<String>,
    /// Where the value is written, quotes included; the name for a bare name.
    pub span: Span,
    /// The same without the quotes.
    pub content: Span,
    /// How the value is quoted.
    pub quote: Quote,
    /// Written with `export`.
    pub exported: bool,
    /// Only a name: the value comes from around the file.
    pub bare: bool,
    /// The variables in the value, in order.
    pub uses: Vec<VariableUse>,
}

/// A variable in a value.
#[derive(Debug, Clone, PartialEq)]
pub struct VariableUse {
    /// Its name.
    pub name: String,
    /// What is done with it.
    pub operator: Operator,
    /// Where its value came from.
    pub state: VariableState,
    /// The whole use.
    pub span: Span,
}

impl EnvDocument {
    /// The value a name ends up with: that of its last statement which has one.
    pub fn value(&self, key: &str) -> Option<&Assignment> {
        self.assignments.iter().rev().find(|a| a.key.value == key && a.value.is_some())
    }
}
