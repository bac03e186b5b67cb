//! All integration tests, in one binary.

mod compose_schema;
mod rules;
mod shared;
