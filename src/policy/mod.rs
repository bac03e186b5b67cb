//! Nouns: rules and everything known about them. Nothing about a single rule lives in Rust: all of it is read from `policies/`.

mod rule;

pub use self::rule::{Alias, Confidence, Param, Reference, Rule, RuleId, RuleSet, Severity, SubjectKind};
