//! `json`: everything, in the form of `schemas/diff.json`.

use std::io::{self, Write};

use plimsoll_source::Shown;
use serde::Serialize;

use super::{Counts, Diff};
use crate::plain_json;

/// What stands in the document besides.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    counts: Counts,
    #[serde(flatten)]
    diff: &'a Diff,
}

pub(super) fn write(diff: &Shown<Diff>, out: &mut dyn Write) -> io::Result<()> {
    plain_json::write(&Document { version: 1, counts: diff.counts(), diff }, true, out)
}
