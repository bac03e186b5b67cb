//! All integration tests, in one binary.

mod architecture;
mod compose_schema;
mod contract;
mod dockerfile;
mod docs;
mod frameworks;
mod hostile;
mod parse;
mod rule_examples;
mod rules;
mod secrets;
mod shared;
