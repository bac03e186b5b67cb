//! Noun: what a deployment has and the files lack, where the model shows it.

use serde::Serialize;

use super::Address;

/// Why something is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UnknownCause {
    /// A variable, or a build argument, that nothing sets.
    Variable,
    /// An env file or label file that is not there.
    EnvFile,
    /// A file that has a part in it and lies elsewhere: an include, a base, a Dockerfile.
    File,
}

/// A value that nobody can tell from the files: neither blank nor safe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Unknown {
    /// Its own address: `/unknown/0`.
    pub at: Address,
    /// The address of what is unknown: a value, or a mapping or list in which something may be missing.
    pub value: Address,
    /// Why.
    pub cause: UnknownCause,
    /// What is lacking: the name of the variable, the path of the file.
    pub name: String,
    /// The model shows what a sample (`.env.example`) says instead.
    pub assumed: bool,
}
