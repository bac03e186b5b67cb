//! Noun: accepted risks: what a waiver is, where it is written, and which findings it covers. Fails closed: a waiver that is not right waives nothing.

mod policy;
mod state;

pub use self::policy::{DEFAULT_FILE, Peer, Requirement, WaiverPolicy};
pub use self::state::{Scope, Standing, Waiver, WaiverKind, WaiverSource, WaiverState};
