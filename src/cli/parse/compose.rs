//! `plimsoll parse --as compose`.

use plimsoll::problem::Problem;
use plimsoll::source::{FileId, Sources};
use serde_json::Map;

use super::{Request, Tree};

pub(super) fn tree(_request: &Request, _file: FileId, _sources: &Sources) -> Tree {
    let problem = Problem::error("unsupported-kind", "compose files cannot be printed yet");
    Tree { members: Map::new(), problems: vec![problem] }
}
