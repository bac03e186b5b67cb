//! Step 3 of 5: documents to projects. Pure: everything comes in through arguments, nothing is read but through [`Files`](plimsoll_source::files::Files).

mod argv;
pub mod compose;
pub mod deployment;
pub mod dockerfile;
mod fits;
pub mod image;
pub mod project;
pub mod schema;
pub mod secrets;
mod service;
pub mod shell;
pub mod short;
mod submodules;
pub mod units;
pub mod way;
