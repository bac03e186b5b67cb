//! Noun: a comment that speaks to a tool, or that says something is not finished.

use serde::Serialize;

use super::Address;

/// What a remark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RemarkKind {
    /// It silences a tool.
    Suppression,
    /// Something is left to do.
    Todo,
}

/// A comment of a judged file that means more than an explanation. Its text is left out: who knows what it says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Remark {
    /// Its address: `/remarks/0`; marks the words that make it one.
    pub at: Address,
    /// Path of its file, relative to the repository root.
    pub file: String,
    /// What it says.
    pub kind: RemarkKind,
    /// The tool that is silenced, by the name its table has for it: `hadolint`; null for `todo`.
    pub tool: Option<&'static str>,
    /// The words that make it one: `hadolint ignore`, `TODO`.
    pub word: String,
}
