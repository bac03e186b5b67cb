//! `json`: everything, in the form of `schemas/diff.json`; of two revisions in that of `schemas/diff_revisions.json`.

use std::io::{self, Write};

use plimsoll_source::Shown;
use serde::Serialize;

use super::{Changes, Counts, Diff};
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

/// The same of two revisions.
#[derive(Serialize)]
struct AllChanges<'a> {
    version: u32,
    counts: Counts,
    #[serde(flatten)]
    changes: &'a Changes,
}

pub(super) fn changes(changes: &Shown<Changes>, out: &mut dyn Write) -> io::Result<()> {
    plain_json::write(&AllChanges { version: 1, counts: changes.counts(), changes }, true, out)
}
