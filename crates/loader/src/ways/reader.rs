//! One file that is read for ways: where its commands run, what is there, how much may still be read of it, and what was found so far.

use std::cell::Cell;

use super::Found;
use crate::normalize::way::{BuildWay, ComposeWay};
use plimsoll_model::Said;
use plimsoll_source::files::{EntryKind, Files, join};
use plimsoll_source::{FileId, Sources};

/// Ways that one file may name; what it names beyond is its own affair.
pub(super) const MAX_SAID: usize = 1_000;
/// Bytes that are read of a file for each byte of it: aliases and variables may say the same again and again.
pub(super) const MAX_GROWTH: usize = 4;
/// What may be read of the smallest file.
const LEAST: usize = 4 << 10;

/// How many bytes may still be read of a file. Once they are spent it says nothing more.
#[derive(Debug)]
pub(super) struct Budget(Cell<usize>);

impl Budget {
    /// So many bytes for each of a text.
    pub(super) fn of(text: &str, growth: usize) -> Self {
        Self(Cell::new(text.len().saturating_mul(growth).saturating_add(LEAST)))
    }

    /// So many.
    pub(super) fn new(bytes: usize) -> Self {
        Self(Cell::new(bytes))
    }

    /// Takes bytes off; `false` where there are not so many left, nor will be.
    #[must_use]
    pub(super) fn spend(&self, bytes: usize) -> bool {
        let left = self.0.get().checked_sub(bytes);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// Reads one file.
pub(super) struct SourceReader<'a> {
    source: &'static str,
    /// The file, relative to the root.
    pub(super) path: &'a str,
    /// The directory it lies in.
    pub(super) home: &'a str,
    pub(super) text: &'a str,
    pub(super) file: FileId,
    pub(super) sources: &'a Sources,
    pub(super) files: &'a dyn Files,
    pub(super) budget: Budget,
    is_out: &'a (dyn Fn(&str) -> bool + Sync),
    pub(super) found: Found,
}

impl<'a> SourceReader<'a> {
    pub(super) fn new(
        source: &'static str,
        path: &'a str,
        text: &'a str,
        file: FileId,
        sources: &'a Sources,
        files: &'a dyn Files,
        is_out: &'a (dyn Fn(&str) -> bool + Sync),
    ) -> Self {
        let home = path.rsplit_once('/').map_or(".", |(directory, _)| directory);
        Self {
            source,
            path,
            home,
            text,
            file,
            sources,
            files,
            budget: Budget::of(text, MAX_GROWTH),
            is_out,
            found: Found::default(),
        }
    }

    /// Its directory and those above it, up to the root.
    pub(super) fn above(&self) -> Vec<&'a str> {
        let home = (self.home != ".").then_some(self.home);
        let above = std::iter::successors(home, |at| at.rsplit_once('/').map(|(parent, _)| parent));
        above.chain(["."]).collect()
    }

    /// The line of a byte of the text, from 1.
    pub(super) fn line(&self, offset: usize) -> u32 {
        self.sources.get(self.file).line(u32::try_from(offset).unwrap_or(u32::MAX))
    }

    pub(super) fn is_file(&self, path: &str) -> bool {
        self.files.kind(path) == Some(EntryKind::File)
    }

    pub(super) fn is_directory(&self, path: &str) -> bool {
        path == "." || self.files.kind(path) == Some(EntryKind::Directory)
    }

    /// Files, each from a directory; `None` where one is not there, or nobody wants it judged.
    pub(super) fn all_there(&self, directory: &str, names: &[String]) -> Option<Vec<String>> {
        let paths = names.iter().map(|name| join(directory, name));
        paths.map(|path| (self.is_file(&path) && !(self.is_out)(&path)).then_some(path)).collect()
    }

    /// Takes a way up.
    pub(super) fn starts(&mut self, way: ComposeWay, line: u32) {
        if self.found.compose.len() < MAX_SAID {
            let said = self.said(line);
            self.found.compose.push((way, said));
        }
    }

    /// Takes a way of building up.
    pub(super) fn builds(&mut self, way: BuildWay, line: u32) {
        if self.found.builds.len() < MAX_SAID && self.is_file(&way.dockerfile) && !(self.is_out)(&way.dockerfile) {
            let said = self.said(line);
            self.found.builds.push((way, said));
        }
    }

    fn said(&self, line: u32) -> Said {
        Said { source: self.source, path: self.path.to_owned(), line }
    }
}
