//! The rules, facts and frameworks that plimsoll ships, as data: `policies/` as it was when this was built.
//!
//! Nothing else is in here, and only programs and tests depend on it: whoever edits a rule compiles this and links.

use plimsoll_policy_text::{Shipped, ShippedPolicy, ShippedReads, Words};

include!(concat!(env!("OUT_DIR"), "/policies.rs"));

/// All of it.
pub static SHIPPED: Shipped =
    Shipped { policies: POLICIES, data: DATA, frameworks: FRAMEWORKS, compiled: COMPILED, words: WORDS };
