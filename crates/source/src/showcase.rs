//! The texts of a run behind glass: what writers of reports may know of them, and nothing else.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{Encoding, FileId, LineHash, Location, Page, Position, Shown, Sources, Span, Veil, line_hashes};

/// What may be shown of the texts of a run: pages with masks, places, digests. There is no way from here to a text with its secrets.
///
/// ```
/// # use std::sync::Arc;
/// # use plimsoll_source::Sources;
/// let sources = Arc::new(Sources::default());
/// let file = sources.add("x.env", "DB_PASSWORD=Zq7-Rk29-fjQ0\n");
/// let showcase = sources.showcase();
/// assert_eq!(&**showcase.page(file).text(), "DB_PASSWORD=***\n");
/// assert_eq!(*showcase.show("it is Zq7-Rk29-fjQ0".to_owned()), "it is ***");
/// ```
///
/// The files themselves cannot be had from it,
///
/// ```compile_fail,E0599
/// # use std::sync::Arc;
/// # use plimsoll_source::Sources;
/// # let sources = Arc::new(Sources::default());
/// # let file = sources.add("x.env", "DB_PASSWORD=Zq7-Rk29-fjQ0\n");
/// sources.showcase().get(file);
/// ```
///
/// nor can the sources,
///
/// ```compile_fail,E0616
/// # use std::sync::Arc;
/// # use plimsoll_source::Sources;
/// # let sources = Arc::new(Sources::default());
/// sources.showcase().sources;
/// ```
///
/// and nothing else makes a thing shown.
///
/// ```compile_fail,E0423
/// # use plimsoll_source::Shown;
/// let shown: Shown<String> = Shown("as it was read".to_owned());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Showcase {
    sources: Arc<Sources>,
    /// Stands before every path, where the files are those of another time or place.
    label: Option<Arc<str>>,
}

impl Sources {
    /// What may be shown of these.
    pub fn showcase(self: &Arc<Self>) -> Showcase {
        Showcase { sources: Arc::clone(self), label: None }
    }
}

impl Showcase {
    /// The same with a label before every path: `main:compose.yaml`.
    #[must_use]
    pub fn called(self, label: &str) -> Self {
        Self { label: Some(label.into()), ..self }
    }

    /// A value as it may be shown.
    pub fn show<T: Veil>(&self, value: T) -> Shown<T> {
        self.sources.show(value)
    }

    /// A file as it may be shown.
    pub fn page(&self, file: FileId) -> Page {
        Page::new(self.sources.get(file), self.path(file), &self.sources.hidden(file))
    }

    /// The text of a page alone.
    pub fn show_file(&self, file: FileId) -> Shown<String> {
        self.sources.show_file(file)
    }

    /// The path of a file alone.
    pub fn path(&self, file: FileId) -> String {
        self.location(Span::new(file, 0, 0)).path
    }

    /// The number of a path.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.sources.find(path)
    }

    /// A span as path, lines and columns of the file, which masks do not move.
    pub fn location(&self, span: Span) -> Location {
        let location = self.sources.shown_location(span);
        match &self.label {
            Some(label) => Location { path: format!("{label}:{}", location.path), ..location },
            None => location,
        }
    }

    /// Where a span begins, as lines and columns of the file.
    pub fn start(&self, span: Span) -> Position {
        self.sources.get(span.file).position(span.start)
    }

    /// The part of a span that a mark covers: on one line, not empty where the line is not, without blanks at its ends.
    pub fn tight(&self, span: Span) -> Span {
        let file = self.sources.get(span.file);
        let text = &*file.text;
        let (start, end) = (file.boundary(span.start), file.boundary(span.end));
        let line = file.line(start as u32);
        let line_start = file.line_starts()[line as usize - 1] as usize;
        let line_end = line_start + file.line_text(line).len();
        let cut = text.get(start..end.min(line_end).max(start)).unwrap_or_default();
        if !cut.trim().is_empty() {
            let start = start + (cut.len() - cut.trim_start().len());
            return Span::new(span.file, start, start + cut.trim().len());
        }
        // Nothing visible is meant: the rest of the line, else the whole line.
        let rest = if start < line_end { &text[start..line_end] } else { "" };
        let (from, visible) =
            if rest.trim().is_empty() { (line_start, &text[line_start..line_end]) } else { (start, rest) };
        let visible_start = visible.trim_start_matches('\u{feff}');
        let from = from + (visible.len() - visible_start.trim_start().len());
        Span::new(span.file, from, from + visible_start.trim().len())
    }

    /// What platforms know the lines of a file by. They take every file for UTF-8, whatever it is.
    pub fn line_hashes(&self, file: FileId) -> Vec<LineHash> {
        let text = &self.sources.get(file).text;
        match self.sources.encoding(file) {
            Encoding::Utf8 | Encoding::Broken(_) => line_hashes(text),
            other => line_hashes(&String::from_utf8_lossy(&other.bytes_of(text))),
        }
    }

    /// The digest of a file's text behind a salt, in hexadecimal digits.
    pub fn sha256(&self, file: FileId, salt: &str) -> String {
        let mut digest = Sha256::new();
        digest.update(salt.as_bytes());
        let text = &self.sources.get(file).text;
        match self.sources.encoding(file) {
            Encoding::Utf8 => digest.update(text.as_bytes()),
            other => digest.update(other.bytes_of(text)),
        }
        digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
