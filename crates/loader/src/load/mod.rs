//! Step 2 of 5: texts → documents. Parses purely; never fails: what cannot be understood becomes a [`Problem`].

pub mod comments;
pub mod dockerfile;
pub mod env;
pub mod policies;
pub(crate) mod templates;
pub mod yaml;
mod yaml_lines;
mod yaml_tabs;
pub mod yaml_templates;

use plimsoll_source::problem::Problem;
use plimsoll_source::{Encoding, FileId, Sources, Span};

/// What docker says of an env file or Dockerfile in UTF-16, which it reads byte by byte; `None` for a text that it can read.
pub fn in_utf16(file: FileId, code: &'static str, sources: &Sources) -> Option<Problem> {
    let mark = match sources.encoding(file) {
        Encoding::Utf8 | Encoding::Broken(_) => return None,
        Encoding::Utf16Le => "\\xff\\xfe",
        Encoding::Utf16Be => "\\xfe\\xff",
    };
    let message = format!("{} is UTF-16: docker reads bytes, and stops at {mark}", sources.get(file).path);
    Some(Problem::error(code, message).at(Span::new(file, 0, 0)).help("save it as UTF-8"))
}

/// What docker compose says of a Compose file that is no UTF-8.
pub(crate) fn not_utf8(file: FileId, sources: &Sources) -> Option<Problem> {
    let problem = Problem::error("unreadable-file", format!("{} is not UTF-8", sources.get(file).path));
    Some(problem.at(first_broken(file, sources)?).help("save it as UTF-8"))
}

/// That an env file or Dockerfile has bytes in another encoding, which docker takes as they are: it is judged, but for them.
pub(crate) fn with_other_bytes(file: FileId, sources: &Sources) -> Option<Problem> {
    let at = first_broken(file, sources)?;
    let message =
        format!("{} is not UTF-8: a byte that is none is judged as an unknown character", sources.get(file).path);
    Some(Problem::warning("other-encoding", message).at(at).help("save it as UTF-8"))
}

/// The first place in a text that is no UTF-8.
fn first_broken(file: FileId, sources: &Sources) -> Option<Span> {
    let is_broken = matches!(sources.encoding(file), Encoding::Broken(_));
    let at = is_broken.then(|| sources.get(file).text.find(char::REPLACEMENT_CHARACTER)).flatten()?;
    Some(Span::new(file, at, at + char::REPLACEMENT_CHARACTER.len_utf8()))
}
