//! Tests of loading whole projects: small files in, values, places and problems out.

mod errors;
mod limits;
mod merging;
mod places;

use serde_json::Value;

use super::{ComposeModel, ComposeRequest, Lacking, Options, load};
use plimsoll_source::Sources;
use plimsoll_source::files::MemoryFiles;
use plimsoll_source::problem::Problem;

/// A project of files in memory.
struct Loaded {
    model: Option<ComposeModel>,
    problems: Vec<Problem>,
    sources: Sources,
}

/// Loads the first file (and the others named `o.yaml`, `p.yaml` as overrides) out of a set of files.
fn project(files: &[(&str, &str)]) -> Loaded {
    let named = files.iter().filter(|(path, _)| ["compose.yaml", "o.yaml", "p.yaml"].contains(path));
    let files_named = named.map(|(path, _)| (*path).to_owned()).collect();
    // As docker compose has it.
    let options = Options { expand_ports: true, lacking: Lacking::Refused, ..Options::default() };
    request(ComposeRequest { files: files_named, options, ..ComposeRequest::default() }, files)
}

fn request(mut request: ComposeRequest, files: &[(&str, &str)]) -> Loaded {
    request.directory = ".".to_owned();
    let sources = Sources::default();
    let files = MemoryFiles::new(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    let (model, problems) = load(&request, &files, &sources);
    Loaded { model, problems, sources }
}

impl Loaded {
    /// The value at a pointer; null where there is none.
    fn at(&self, pointer: &str) -> Value {
        self.model.as_ref().and_then(|model| model.document.pointer(pointer)).cloned().unwrap_or_default()
    }

    /// `path:line` of each problem with its message.
    fn told(&self) -> Vec<String> {
        let tell = |problem: &Problem| match problem.location(&self.sources) {
            Some(at) => format!("{}:{} {}", at.path, at.start.line, problem.message),
            None => problem.message.clone(),
        };
        self.problems.iter().map(tell).collect()
    }
}
