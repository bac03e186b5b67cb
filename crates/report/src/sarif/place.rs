//! Places in SARIF: path, region, snippet and GitHub's line hash.

use std::cell::RefCell;
use std::rc::Rc;

use serde_sarif::sarif::{ArtifactContent, ArtifactLocation, Location, Message, PhysicalLocation, Region};

use super::super::address::RepoPath;
use super::super::view::View;
use plimsoll_source::{FileId, LineHash, Span};

/// The base that all paths are relative to.
pub(super) const ROOT: &str = "%SRCROOT%";

/// Lines of context before and after a region.
const CONTEXT: u32 = 2;

/// Turns spans into places. Results are sorted by file, so the hashes of one file are kept at a time.
pub(super) struct Places<'a> {
    pub(super) view: &'a View<'a>,
    hashes: RefCell<Option<(FileId, Rc<[LineHash]>)>>,
}

/// A result's place.
pub(super) struct Place {
    pub(super) location: Location,
    pub(super) line_hash: Option<String>,
}

impl<'a> Places<'a> {
    pub(super) fn new(view: &'a View<'a>) -> Self {
        Self { view, hashes: RefCell::default() }
    }

    /// Whether a result can be placed: whether the file lies in the repository.
    pub(super) fn is_home(&self, span: Span) -> bool {
        RepoPath::new(&self.view.path(span.file)).is_some()
    }

    /// The place of a result; `None` for a file that does not lie in the repository.
    pub(super) fn primary(&self, span: Span) -> Option<Place> {
        let span = self.view.tight(span);
        let mut physical = self.physical(span)?;
        let seen = self.view.seen(span.file);
        let line = seen.page.line(span);
        // Text that is too long to look at is left out: a snippet must say what stands there, so it is not cut.
        physical.context_region = self.context(span.file, line);
        if let Some(region) = &mut physical.region {
            let shown = seen.page.range(span);
            region.snippet = (shown.len() <= MAX_SNIPPET).then(|| content(seen.verbatim(shown)));
        }
        let line_hash = self.hashes(span.file).get(line as usize - 1).map(ToString::to_string);
        Some(Place { location: Location::builder().physical_location(physical).build(), line_hash })
    }

    /// Another place, under a number that messages link to.
    pub(super) fn related(&self, span: Span, number: i64, text: &str) -> Option<Location> {
        let physical = self.physical(self.view.tight(span))?;
        let message = Message::builder().text(text).build();
        Some(Location::builder().id(number).message(message).physical_location(physical).build())
    }

    /// A place without a number.
    pub(super) fn plain(&self, span: Span) -> Option<Location> {
        let physical = self.physical(self.view.tight(span))?;
        Some(Location::builder().physical_location(physical).build())
    }

    fn physical(&self, span: Span) -> Option<PhysicalLocation> {
        let place = self.view.report.sources.location(span);
        let artifact = artifact(&place.path)?;
        let region = Region::builder()
            .start_line(i64::from(place.start.line))
            .start_column(i64::from(place.start.column))
            .end_line(i64::from(place.end.line))
            .end_column(i64::from(place.end.column))
            .build();
        Some(PhysicalLocation::builder().artifact_location(artifact).region(region).build())
    }

    fn context(&self, file: FileId, line: u32) -> Option<Region> {
        let seen = self.view.seen(file);
        let lines = seen.page.lines();
        // What follows the last line end is no line to show.
        let last_line = if seen.page.line_range(lines).is_empty() { (lines - 1).max(1) } else { lines };
        let first = line.saturating_sub(CONTEXT).max(1);
        let last = (line + CONTEXT).min(last_line).max(line);
        let ranges = || (first..=last).map(|line| seen.page.line_range(line));
        if ranges().map(|range| range.len()).sum::<usize>() > MAX_SNIPPET {
            return None;
        }
        let text: Vec<&str> = ranges().map(|range| seen.verbatim(range)).collect();
        let region = Region::builder().start_line(i64::from(first)).end_line(i64::from(last));
        Some(region.snippet(content(&text.join("\n"))).build())
    }

    /// The hash of a file's first line, by what is known of the file.
    pub(super) fn first_line(&self, path: &str) -> Option<String> {
        match self.view.report.sources.find(path) {
            Some(file) => self.hashes(file).first().map(ToString::to_string),
            None => self.view.report.first_lines.get(path).cloned(),
        }
    }

    fn hashes(&self, file: FileId) -> Rc<[LineHash]> {
        let mut last = self.hashes.borrow_mut();
        match &*last {
            Some((of, hashes)) if *of == file => Rc::clone(hashes),
            _ => {
                let hashes = Rc::from(self.view.report.sources.line_hashes(file));
                *last = Some((file, Rc::clone(&hashes)));
                hashes
            }
        }
    }
}

/// Bytes of a snippet.
const MAX_SNIPPET: usize = 4096;

/// A path of the repository.
pub(super) fn artifact(path: &str) -> Option<ArtifactLocation> {
    let path = RepoPath::new(path)?;
    Some(ArtifactLocation::builder().uri(path.as_str()).uri_base_id(ROOT).build())
}

fn content(text: &str) -> ArtifactContent {
    ArtifactContent::builder().text(text.trim_start_matches('\u{feff}')).build()
}
