//! Loads Compose files, Dockerfiles and env files as Docker does, and keeps the place of every value.
//!
//! - [`load`] parses a text into a [`document`]: a tree that still knows where each part stands. Parsers never fail: they give what they understood, and
//!   problems with a place, what was found, what was expected, and how to mend it.
//! - [`normalize`] makes a project of documents: merged in order, variables interpolated, `extends`, `include` and `env_file` followed, profiles applied,
//!   as `docker compose config` prints it; Dockerfiles read as BuildKit reads them, with the stages that a target needs. Every object of a
//!   [`Project`](model::Project) has an [`Address`](model::Address), and [`Origins`](model::Origins) leads from there back to the place in the text.
//! - [`ways`] reads how projects are started out of build files, scripts, workflows and texts beside them.
//! - [`discover`] and [`disk`] find files below a directory, without leaving it and without waiting for pipes. They are the only part that does I/O:
//!   everything else takes files through [`Files`](source::files::Files), so that the same request gives the same answer everywhere.
//!
//! Nothing here knows policies, and texts are guarded: what may be a secret is marked when a text comes in, and shown only masked.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use plimsoll_loader::model::KnownImages;
//! use plimsoll_loader::normalize::compose::ComposeRequest;
//! use plimsoll_loader::normalize::project::{Surroundings, compose};
//! use plimsoll_loader::normalize::way::Building;
//! use plimsoll_loader::source::Sources;
//! use plimsoll_loader::source::files::MemoryFiles;
//!
//! let files = MemoryFiles::new([
//!     ("compose.yaml".to_owned(), "services:\n  web:\n    image: nginx:${TAG:-1.27}\n".to_owned()),
//!     (".env".to_owned(), "TAG=1.29\n".to_owned()),
//! ]);
//! let (sources, candidates, known) = (Sources::default(), BTreeMap::new(), KnownImages::default());
//! let building = Building::default();
//! let around = Surroundings {
//!     files: &files, sources: &sources, candidates: &candidates, known: &known, building: &building, show_secrets: false,
//! };
//! let request = ComposeRequest { directory: ".".to_owned(), ..ComposeRequest::default() };
//!
//! let (loaded, problems) = compose(&request, None, around);
//! assert!(problems.is_empty());
//! let loaded = loaded.expect("it could be understood");
//! let web = &loaded.project.services["web"];
//! assert_eq!(web.config["image"], "nginx:1.29");
//!
//! let (_, origin) = loaded.origins.nearest(&web.at.child("image")).expect("every value has a place");
//! let place = sources.location(origin.span);
//! assert_eq!((place.path.as_str(), place.start.line), ("compose.yaml", 3));
//! ```
//!
//! `examples/services.rs` loads a directory from the disk.

pub mod discover;
pub mod disk;
pub mod document;
pub mod load;
pub mod normalize;
pub mod ways;

pub use plimsoll_model as model;
pub use plimsoll_source as source;
