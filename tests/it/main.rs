//! All integration tests, in one binary.

mod compose_schema;
mod shared;
