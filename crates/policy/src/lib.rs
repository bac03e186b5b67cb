//! Nouns: rules and everything known about them. Nothing about a single rule lives in Rust: all of it is read from `policies/`.

mod apart;
mod bundle;
pub mod cage;
mod call;
mod capped;
mod check;
mod compiled;
mod contract;
mod dialect;
mod engine;
mod error;
mod extension;
mod files;
mod finding;
mod framework;
mod images;
mod index;
mod joining;
mod keeper;
mod lint;
mod lone;
mod metadata;
mod mutants;
mod others;
mod page;
mod reading;
mod reads;
mod repaired;
mod rewrite;
mod rule;
mod set;
mod source;
mod syntax;
mod testing;
mod world;
mod yaml;

pub use plimsoll_policy_text::Shipped;

pub use self::bundle::Bundle;
pub use self::engine::{Evaluator, STEP_LIMIT, Seen};
pub use self::error::PolicyError;
pub use self::finding::{FINDING_SCHEMA, MarkPart, RawFinding, RawOutcome, RawRelated};
pub use self::framework::{Baseline, Control, FRAMEWORK_SCHEMA, Framework, Mapping, Strength};
pub use self::images::known_images;
pub use self::index::index;
pub use self::keeper::{Keeper, Kept, Lost, Reply, Request, Sent, Ward};
pub use self::lint::lint;
pub use self::metadata::RULE_SCHEMA;
pub use self::mutants::{Change, Mutant, mutants};
pub use self::page::page;
pub use self::reading::{Ours, Reading, Unread};
pub use self::reads::Reads;
pub use self::rule::{Alias, Confidence, Example, Param, Reference, Rule, RuleId, RuleSet, Severity, SubjectKind};
pub use self::set::{Engine, ParamError, Params, PolicySet};
pub use self::source::{Replaced, ReplacedKind, Source};
pub use self::testing::{Coverage, Failure, PolicyTest, TestRun, test};

#[cfg(test)]
mod tests;
