#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]

mod builtin;
mod bytes;
mod compile;
mod error;
pub mod format;
pub mod pattern;
mod program;
mod run;
mod tree;
mod value;

pub use compile::{Compiled, Compiler};
pub use error::{Budget, Error, ErrorKind, Place, Refusal};
pub use program::Program;
pub use run::{Covered, Evaluator, Spent};
pub use value::{InputError, View};
