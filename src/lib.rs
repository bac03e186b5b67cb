//! plimsoll: are these containers fit to ship, and can we prove it?
pub mod baseline;
pub mod check;
pub mod config;
pub mod discover;
pub mod disk;
pub mod document;
pub mod evaluate;
pub mod files;
pub mod finding;
pub mod load;
pub mod model;
pub mod normalize;
pub mod policy;
pub mod problem;
pub mod report;
mod settings;
pub mod source;
pub mod waiver;
