//! Nouns: env files and the variables of Compose files.

use serde::Serialize;

use super::{Address, Role};

/// An env file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EnvFile {
    /// Its address: `/env_files/0`.
    pub at: Address,
    /// Relative to the repository root.
    pub path: String,
    /// Its file name.
    pub name: String,
    /// Names of the services that read it through `env_file`, sorted.
    pub used_by: Vec<String>,
    /// For which environment it is by its name.
    pub role: Role,
    /// Whether it feeds the interpolation of the project's Compose files (`.env`, `--env-file`).
    pub interpolation: bool,
    /// A sample by its name (`.env.example`, `.env.sample`, `.env.template`, `.env.dist`, …), not meant to hold true values.
    pub sample: bool,
    /// Git-ignored, so not committed (null: there is no repository to ask).
    pub ignored: Option<bool>,
    /// Names of the assignments that are commented out (`# KEY=value`), sorted: variables that may be set.
    pub mentions: Vec<String>,
    /// Its assignments in order.
    pub assignments: Vec<Assignment>,
    /// White space that says nothing, in order; at most 100.
    pub loose: Vec<LooseLine>,
}

/// White space that says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LooseKind {
    /// Behind the last sign of a line.
    TrailingSpace,
    /// A blank line after another.
    ExtraBlankLine,
    /// A blank line at the end of the file.
    BlankLastLine,
}

/// White space in an env file that says nothing.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LooseLine {
    /// Its address: `/env_files/0/loose/1`.
    pub at: Address,
    /// What it is.
    pub kind: LooseKind,
}

/// How a value is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Quote {
    /// Not at all.
    #[serde(rename = "")]
    None,
    /// `'`: taken literally.
    #[serde(rename = "'")]
    Single,
    /// `"`: escapes and variables count.
    #[serde(rename = "\"")]
    Double,
}

impl Quote {
    /// The quote, empty for none.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Single => "'",
            Self::Double => "\"",
        }
    }
}

/// One assignment of an env file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Assignment {
    /// Its address: `/env_files/0/assignments/3`; marks the value (`key`: the name).
    pub at: Address,
    /// The name.
    pub key: String,
    /// The value after expansion, `***` where it is a secret; null where the line only names a variable.
    pub value: Option<String>,
    /// The quotes of the value.
    pub quote: Quote,
    /// Written with `export`.
    pub exported: bool,
    /// It follows the assignment before it on the very next line, without a blank line or a comment in between.
    pub follows: bool,
    /// A variable in it that nothing sets is written without braces right after a letter or digit: `pa$word`.
    pub glued: bool,
    /// No part of the value is a variable: every `$` in it is one.
    #[serde(skip)]
    pub literal: bool,
}

/// Where an interpolated variable got its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum VariableState {
    /// An env file or the environment sets it.
    Set,
    /// Nothing sets it, the place of use gives a default.
    Defaulted,
    /// Nothing sets it and there is no default: Docker takes a blank string.
    Unset,
    /// `${X:?…}` and nothing sets it: Docker refuses to start.
    Required,
}

/// What stands between a variable's name and its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Operator {
    /// `$A`, `${A}`: the value, blank where there is none.
    #[serde(rename = "")]
    None,
    /// `${A:-word}`: the word where the value is unset or empty.
    #[serde(rename = ":-")]
    DefaultIfEmpty,
    /// `${A-word}`: the word where the value is unset.
    #[serde(rename = "-")]
    DefaultIfUnset,
    /// `${A:?word}`: an error where the value is unset or empty.
    #[serde(rename = ":?")]
    RequiredNotEmpty,
    /// `${A?word}`: an error where the value is unset.
    #[serde(rename = "?")]
    Required,
    /// `${A:+word}`: the word where the value is set and not empty, else blank.
    #[serde(rename = ":+")]
    AlternativeIfNotEmpty,
    /// `${A+word}`: the word where the value is set, else blank.
    #[serde(rename = "+")]
    AlternativeIfSet,
}

impl Operator {
    /// Whether its word stands in where the variable has no value.
    pub fn gives_default(self) -> bool {
        matches!(self, Self::DefaultIfEmpty | Self::DefaultIfUnset)
    }
}

/// One use of a variable in a Compose file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Variable {
    /// Its address: `/variables/4`; marks the text that uses it.
    pub at: Address,
    /// Its name.
    pub name: String,
    /// Where it got its value.
    pub state: VariableState,
    /// Nothing sets it, and no file is expected to: it is one that the shell of whoever starts the project has, like `HOME`.
    pub of_caller: bool,
    /// Written without braces right after a letter or digit: `word` of `pa$word`.
    pub glued: bool,
    /// The operator at the place of use; empty for none.
    pub operator: Operator,
    /// The address of the value that uses it, e.g. `/services/web/image`; null for what does not reach the model.
    pub used_at: Option<Address>,
    /// The address of the assignment that set it (`/env_files/0/assignments/1`); null for the environment or where nothing did.
    pub set_at: Option<Address>,
}
