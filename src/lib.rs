//! plimsoll: are these containers fit to ship, and can we prove it?
pub mod files;
pub mod model;
pub mod problem;
pub mod source;
