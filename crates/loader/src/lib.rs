//! Loads Compose files, Dockerfiles and env files as Docker does: by the Compose Specification with interpolation, `extends`, `include`, profiles and
//! merging, by BuildKit's reading of Dockerfiles, and by the shell-like dialect of env files. Every value comes with its place.

pub mod discover;
pub mod disk;
pub mod document;
pub mod load;
pub mod normalize;

pub use plimsoll_model as model;
