//! All integration tests, in one binary.

mod architecture;
mod compose_schema;
mod contract;
mod docs;
mod dockerfile;
mod frameworks;
mod hostile;
mod rule_examples;
mod rules;
mod shared;
