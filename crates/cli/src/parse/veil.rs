//! What of a file `plimsoll parse` may show: values that are secrets become `***`.
//!
//! The file is loaded as a project of its own, as `plimsoll model` would; what that finds to be secret is hidden here by place.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use plimsoll_loader::normalize::compose::ComposeRequest;
use plimsoll_loader::normalize::project::{self, Surroundings};
use plimsoll_loader::normalize::way::Building;
use plimsoll_model::KnownImages;
use plimsoll_source::files::{Kind as FileKind, MemoryFiles};
use plimsoll_source::{FileId, Shown, Sources, Span};
use serde_json::Value;

use super::Kind;

/// Shows parts of a file.
pub(super) struct Veil {
    sources: Arc<Sources>,
    /// Nothing is taken out: the user asked for secrets.
    open: bool,
}

impl Veil {
    /// Nothing is secret.
    pub(super) fn none(sources: &Arc<Sources>) -> Self {
        Self { sources: Arc::clone(sources), open: true }
    }

    /// Finds what is secret in a file of this kind.
    pub(super) fn over(kind: Kind, file: FileId, sources: &Arc<Sources>) -> Self {
        let source = sources.get(file);
        let name =
            Path::new(&source.path).file_name().map_or(source.path.clone(), |name| name.to_string_lossy().into_owned());
        // The loader knows the file by its name alone, wherever it lies.
        let copy = sources.add(name.as_str(), Arc::clone(&source.text));
        let files = MemoryFiles::new([(name.clone(), source.text.to_string())]);
        let (candidates, known) = (BTreeMap::<String, FileKind>::new(), KnownImages::default());
        let building = Building::default();
        let around = Surroundings {
            files: &files,
            sources,
            candidates: &candidates,
            known: &known,
            building: &building,
            show_secrets: false,
        };
        // Only the marks that loading leaves in the sources are wanted; its problems are told by the arm itself.
        match kind {
            Kind::Compose => {
                let request =
                    ComposeRequest { directory: ".".to_owned(), files: vec![name], ..ComposeRequest::default() };
                drop(project::compose(&request, None, around));
            }
            Kind::Dockerfile => drop(project::dockerfile(&name, false, around)),
            Kind::Env => drop(project::env_file(&name, around)),
            Kind::Dockerignore => {}
        }
        for range in sources.hidden(copy).iter() {
            sources.hide(Span::new(file, range.start, range.end));
        }
        Self { sources: Arc::clone(sources), open: false }
    }

    /// A text that was read from `span`, without the secrets in it. Where a secret is written in another way than it reads, nothing is left.
    pub(super) fn text(&self, text: &str, span: Span) -> String {
        if self.open { text.to_owned() } else { self.sources.show_at(text, span).into_inner() }
    }

    /// Every string of a tree that describes `span`, without the secrets in it.
    pub(super) fn tree(&self, tree: &mut Value, span: Span) {
        if !self.open {
            *tree = self.sources.show_tree_at(std::mem::take(tree), span).into_inner();
        }
    }

    /// All that is printed.
    pub(super) fn whole(&self, tree: Value) -> Shown<Value> {
        if self.open { Shown::on_demand(tree) } else { self.sources.show(tree) }
    }
}
