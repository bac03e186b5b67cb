//! Step: documents to the model. Pure: everything comes in through arguments, nothing is read but through [`Files`](crate::files::Files).

pub mod compose;
pub mod image;
pub mod shell;
pub mod short;
