//! What can go wrong: a policy that is outside the part, and an evaluation that fails.

use std::fmt;

/// Where something stands in a module; lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The path of the module, as it was given.
    pub path: String,
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line, self.column)
    }
}

/// Why a policy is not compiled: it is no Rego, or uses something that this crate would not give OPA's meaning.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{place}: {found}{}", .instead.as_ref().map(|instead| format!("; {instead}")).unwrap_or_default())]
pub struct Refusal {
    /// Where.
    pub place: Place,
    /// What stands there.
    pub found: String,
    /// What to write instead.
    pub instead: Option<String>,
}

/// What an evaluation may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Statements, calls and elements gone through.
    pub steps: u64,
    /// Bytes of the arena for one input: the input itself and everything that is worked out from it.
    pub bytes: usize,
    /// Rules and functions that wait for each other.
    pub depth: u32,
}

impl Default for Budget {
    /// 20 million steps, 256 MiB, 128 calls deep.
    fn default() -> Self {
        Self { steps: 20_000_000, bytes: 256 << 20, depth: 128 }
    }
}

/// Which kind of failure an [`Error`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// [`Budget::steps`] are used up.
    Steps,
    /// [`Budget::bytes`] are used up.
    Bytes,
    /// [`Budget::depth`] is reached.
    Depth,
    /// A complete rule, a function or the key of an object has two different values.
    Conflict,
    /// A built-in function or an operator got something it cannot work with.
    Builtin,
    /// There is no such rule in the program.
    NoRule,
    /// The stored program is damaged.
    Program,
}

/// Why an evaluation has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", .place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default())]
pub struct Error {
    /// The kind.
    pub kind: ErrorKind,
    /// Where it was noticed.
    pub place: Option<Place>,
    /// What happened.
    pub message: String,
}
