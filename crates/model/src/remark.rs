//! Noun: a comment that speaks to a tool, or that says something is not finished.

use serde::Serialize;

use super::Address;

/// A comment of a judged file that means more than an explanation. Its text is left out: who knows what it says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Remark {
    /// Its address: `/remarks/0`; marks the words that make it one.
    pub at: Address,
    /// Path of its file, relative to the repository root.
    pub file: String,
    /// `suppression` (it silences a tool) or `todo` (something is left to do).
    pub kind: &'static str,
    /// The tool that is silenced: `hadolint`; null for `todo`.
    pub tool: Option<&'static str>,
    /// The words that make it one: `hadolint ignore`, `TODO`.
    pub word: String,
}
