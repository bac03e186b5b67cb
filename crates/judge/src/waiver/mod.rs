//! Noun: accepted risks: what a waiver is, where it is written, and which findings it covers. Fails closed: a waiver that is not right waives nothing.

mod apply;
mod candidate;
mod check;
mod directive;
mod file;
mod inline;
mod peer;
mod policy;
mod reach;
mod state;
#[cfg(test)]
mod tests;

pub use self::apply::{apply, mark_waived, name_covered, read, rules_named};
pub use self::candidate::{WaiversAt, Waiving};
pub use self::file::SCHEMA;
pub use self::policy::{DEFAULT_FILE, Peer, Policies, Requirement, WaiverPolicy};
pub use self::state::{Scope, Standing, Waiver, WaiverKind, WaiverSource, WaiverState};
