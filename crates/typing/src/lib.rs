//! Types of Rego policies: every reference below `input`, through assignments, `some … in`, comprehensions, `every`, rules and functions, is held
//! against a JSON Schema of the input.
//!
//! A policy that asks for `service.facts.hardning` compiles, and then it never holds, or under `not` it always does. With a [`Contract`] made from the
//! schema of its input, [`check`] tells such a place: a field that no value there has, a comparison of things that are never equal, an argument that a
//! function never takes, an answer that names no place.
//!
//! ```
//! use plimsoll_typing::{Contract, Policy, check};
//! use regorus::unstable::Parser;
//!
//! let schema = serde_json::json!({
//!     "type": "object",
//!     "properties": {"servers": {"type": "array", "items": {
//!         "type": "object", "properties": {"public": {"type": "boolean"}}, "additionalProperties": false,
//!     }}},
//!     "additionalProperties": false,
//! });
//! let text = "package p\nimport rego.v1\ndeny contains s if {\n  some s in input.servers\n  s.pubic\n}\n";
//! let source = regorus::Source::from_contents("p.rego".to_owned(), text.to_owned())?;
//! let module = Parser::new(&source)?.parse()?;
//! let contract = Contract::new(&schema)?;
//! let found = check(&contract, &[Policy { path: "p.rego", module: &module, judged: true }], &[])?;
//! assert_eq!(found[0].message, "`pubic` is no field of `s`");
//! assert_eq!((found[0].line, found[0].help.as_deref()), (5, Some("did you mean `public`?")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What a schema leaves open may be anything, and is never complained of: no complaint means that nothing is known to be wrong, not that all is right.
//! Tests (which replace `input` by `with`) are not for this check.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod builtins;
mod checker;
mod expressions;
mod fields;
mod near;
mod references;
mod rules;
mod schema;
mod statements;
mod syntax;
mod types;

#[cfg(test)]
mod tests;

pub use checker::{Answers, Complaint, Policy, TooMuch, check};
pub use near::nearest;
pub use schema::{Contract, SchemaError};
pub use syntax::fixed_path;
