//! `plimsoll parse --as dockerignore`: the patterns in order, as the builder cleans them.

use plimsoll_loader::document::dockerignore::Dockerignore;
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, Sources};
use serde_json::{Map, Value, json};

use super::{Request, Tree};

pub(super) fn tree(_request: &Request, file: FileId, sources: &Sources) -> Tree {
    let source = sources.get(file);
    let ignore = Dockerignore::parse(file, &source.text);
    let patterns = ignore.patterns.iter().map(|pattern| {
        let location = sources.shown_location(pattern.span);
        json!({"pattern": pattern.pattern, "negated": pattern.negated, "line": pattern.line, "location": location})
    });
    let patterns: Value = patterns.collect();
    let problems: Vec<Problem> = plimsoll_loader::normalize::dockerfile::ignore_problems(&source.path, &ignore);
    Tree { members: Map::from_iter([("patterns".to_owned(), patterns)]), problems }
}
