//! Noun: the texts plimsoll read, and places in them.
//!
//! A [`Span`] is two byte offsets into one file and nothing more; lines and columns are worked out from it
//! where a person or another tool reads them, never before. Knows no format and does no I/O.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use serde::Serialize;

use crate::secret::{Known, Sameness, SamenessKey};

pub mod files;
pub mod guard;
mod line_hash;
pub mod near;
mod page;
pub mod problem;
pub mod secret;
mod showcase;
mod shown;
mod spot;
pub mod timings;

pub use self::line_hash::{LineHash, line_hashes};
pub use self::page::Page;
pub use self::showcase::Showcase;
pub use self::shown::{MASK, Shown, Veil, masked};

/// Identifies a file of one [`Sources`]. Numbers follow the order of loading, so never show or sort by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(u32);

/// How a text stands in its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Encoding {
    /// As it is here.
    #[default]
    Utf8,
    /// Little-endian, after a byte-order mark.
    Utf16Le,
    /// Big-endian, after a byte-order mark.
    Utf16Be,
    /// Bytes that are no UTF-8 stand in it, perhaps of ISO 8859-1. The text has U+FFFD where they are, as everybody has it who takes files for
    /// UTF-8; these are the bytes of the file.
    Broken(Arc<[u8]>),
}

impl Encoding {
    /// The bytes of the file that a text was read from.
    pub fn bytes_of(&self, text: &str) -> Vec<u8> {
        let units = || std::iter::once(0xfeff).chain(text.encode_utf16());
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Utf16Le => units().flat_map(u16::to_le_bytes).collect(),
            Self::Utf16Be => units().flat_map(u16::to_be_bytes).collect(),
            Self::Broken(bytes) => bytes.to_vec(),
        }
    }
}

/// The language a file was read in. Decided where the file is used, never by its name, and kept with its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// YAML, as Compose files are; JSON is a part of it.
    Yaml,
    /// A Dockerfile.
    Dockerfile,
    /// An env or label file with quotes and comments behind values.
    Dotenv,
    /// An env file of `format: raw`.
    RawEnv,
    /// An ignore file of a build context.
    Dockerignore,
}

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte; equal to `start` for a point.
    pub end: u32,
}

impl Span {
    /// A range of bytes; an `end` before `start` is taken as `start`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The bytes as a range for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether the two ranges share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.file == other.file && self.start < other.end && other.start < self.end
    }
}

/// A value and the place it was written at. Ends where documents end: the model holds plain values.
#[derive(Debug, Clone, PartialEq)]
pub struct Located<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

/// A place as people count: line and column from 1, the column in UTF-16 code units (SARIF's default).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1, in UTF-16 code units.
    pub column: u32,
}

/// A place in a file as other tools read it: repository-relative path, start, and end (exclusive).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Location {
    /// Relative to the repository root, with forward slashes.
    pub path: String,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

/// One file's text under its display path. The text never changes once loaded.
#[derive(Debug)]
pub struct SourceFile {
    /// Relative to the repository root, with forward slashes.
    pub path: String,
    /// The whole text, UTF-8, a byte-order mark kept.
    pub text: Arc<str>,
    /// The parts that may be secrets, found without parsing.
    marked: OnceLock<Vec<Range<usize>>>,
    line_starts: OnceLock<Vec<u32>>,
    units: OnceLock<Vec<UnitMark>>,
}

/// How many UTF-16 code units stand before a byte: one every so often, so that columns in very long lines cost no walk over the line.
#[derive(Debug, Clone, Copy)]
struct UnitMark {
    byte: usize,
    units: usize,
}

impl UnitMark {
    /// Bytes between two marks.
    const STRIDE: usize = 1 << 12;
}

impl SourceFile {
    /// A file of this path and text.
    pub fn new(path: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let path = path.into();
        Self { path, text, marked: OnceLock::new(), line_starts: OnceLock::new(), units: OnceLock::new() }
    }

    fn marked(&self) -> &[Range<usize>] {
        self.marked.get_or_init(|| secret::lexical_in_file(&self.path, &self.text))
    }

    /// Byte offsets at which lines start; `\n`, `\r\n` and a lone `\r` end a line.
    pub fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let mut starts = vec![0];
            for (i, b) in bytes.iter().enumerate() {
                let ends_line = *b == b'\n' || (*b == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
                if ends_line {
                    starts.push(u32::try_from(i + 1).unwrap_or(u32::MAX));
                }
            }
            starts
        })
    }

    /// Line (from 1) of a byte offset; an offset past the end counts as the end.
    pub fn line(&self, offset: u32) -> u32 {
        let line = self.line_starts().partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The character boundary at or before a byte offset.
    fn boundary(&self, offset: u32) -> usize {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: u32) -> Position {
        let offset = self.boundary(offset);
        let line = self.line(offset as u32);
        let start = self.line_starts()[line as usize - 1] as usize;
        let marks = self.text[start..offset].chars().take_while(|c| *c == '\u{feff}').count();
        let column = self.units_before(offset) - self.units_before(start) - marks + 1;
        Position { line, column: u32::try_from(column).unwrap_or(u32::MAX) }
    }

    /// UTF-16 code units before a character boundary.
    fn units_before(&self, offset: usize) -> usize {
        let marks = self.units.get_or_init(|| {
            if self.text.is_ascii() {
                return Vec::new();
            }
            let mut marks = vec![UnitMark { byte: 0, units: 0 }];
            let mut units = 0;
            for (byte, c) in self.text.char_indices() {
                if byte >= marks.len() * UnitMark::STRIDE {
                    marks.push(UnitMark { byte, units });
                }
                units += c.len_utf16();
            }
            marks
        });
        let before = marks.partition_point(|mark| mark.byte <= offset);
        // A text of ASCII alone has no marks.
        let Some(mark) = before.checked_sub(1).and_then(|last| marks.get(last)) else { return offset };
        mark.units + self.text[mark.byte..offset].encode_utf16().count()
    }

    /// The text of a line (from 1) without its line end; empty past the last line.
    pub fn line_text(&self, line: u32) -> &str {
        let starts = self.line_starts();
        let Some(start) = (line as usize).checked_sub(1).and_then(|i| starts.get(i)) else { return "" };
        let end = starts.get(line as usize).map_or(self.text.len(), |end| *end as usize);
        self.text[*start as usize..end].trim_end_matches(['\n', '\r'])
    }
}

/// Every text of a run, and which parts of them are secrets that no report may show.
#[derive(Debug, Default)]
pub struct Sources {
    inner: RwLock<Inner>,
    /// What is known of secrets, and where they stand, as of a generation.
    known: Mutex<Option<(u64, Arc<Known>)>>,
    hidden: Mutex<HashMap<FileId, (u64, Arc<[Range<usize>]>)>>,
    /// Shared texts by their addresses that hold nothing of it, as of a generation.
    clean: Mutex<(u64, HashMap<usize, Arc<str>>)>,
    /// Messages that hold nothing of it and nothing that looks like it, as of a generation: rules say the same of many projects.
    plain: Mutex<(u64, HashSet<Box<str>>)>,
    /// Nearly none of the texts is shown.
    is_passing: bool,
    /// Tells equal values.
    sameness: SamenessKey,
}

#[derive(Debug, Default)]
struct Inner {
    files: Vec<Arc<SourceFile>>,
    by_path: HashMap<String, FileId>,
    secrets: HashMap<FileId, BTreeSet<(u32, u32)>>,
    /// Secrets that stand in no file, or otherwise than they read.
    learned: BTreeSet<String>,
    /// Values of variables that the caller gave under names of secrets.
    given: BTreeSet<String>,
    /// Grows with every text, mark and value.
    generation: u64,
    languages: BTreeSet<(FileId, Language)>,
    /// Of texts that are not in their files as they are here.
    encodings: HashMap<FileId, Encoding>,
}

impl Sources {
    /// What tells whether a value is the same as another one of this run.
    pub fn sameness(&self, value: &str) -> Sameness {
        self.sameness.of(value)
    }

    /// For texts that are looked at and dropped: what of one may be secret is found out when somebody asks, and not while it is added.
    pub fn passing() -> Self {
        Self { is_passing: true, ..Self::default() }
    }

    /// For the same files at another time: a value is the same here and there where it is the same.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self { sameness: self.sameness.clone(), ..Self::default() }
    }

    /// Adds a text; a path that is known already keeps its first text and number.
    pub fn add(&self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let path = path.into();
        if let Some(id) = self.find(&path) {
            return id;
        }
        let file = Arc::new(SourceFile::new(path.clone(), text));
        if !self.is_passing {
            // Here texts are read side by side, and where they are shown one after the other.
            file.marked();
        }
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = inner.by_path.get(&path) {
            return *id;
        }
        let id = FileId(u32::try_from(inner.files.len()).unwrap_or(u32::MAX));
        inner.files.push(file);
        inner.generation += 1;
        inner.by_path.insert(path, id);
        id
    }

    /// The file of a number given out by this arena.
    pub fn get(&self, id: FileId) -> Arc<SourceFile> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&inner.files[id.0 as usize])
    }

    /// The number of a display path, where it was loaded.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner).by_path.get(path).copied()
    }

    /// All files, sorted by path.
    pub fn all(&self) -> Vec<(FileId, Arc<SourceFile>)> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = inner.files.iter().enumerate().map(|(i, f)| (FileId(i as u32), Arc::clone(f))).collect();
        all.sort_by(|a, b| a.1.path.cmp(&b.1.path));
        all
    }

    /// The text a span covers; empty where it does not fit the text.
    pub fn slice(&self, span: Span) -> String {
        self.get(span.file).text.get(span.range()).unwrap_or_default().to_owned()
    }

    /// A span as path, lines and columns.
    pub fn location(&self, span: Span) -> Location {
        let file = self.get(span.file);
        Location { path: file.path.clone(), start: file.position(span.start), end: file.position(span.end) }
    }

    /// The same for what is shown: a path is no place for a secret, but some have one in it.
    pub fn shown_location(&self, span: Span) -> Location {
        let location = self.location(span);
        Location { path: self.veiled(&location.path).into_owned(), ..location }
    }

    /// Adds a text with the encoding that its file has.
    pub fn add_encoded(&self, path: impl Into<String>, text: impl Into<Arc<str>>, encoding: Encoding) -> FileId {
        let path = path.into();
        if let Some(id) = self.find(&path) {
            return id;
        }
        let id = self.add(path, text);
        if encoding != Encoding::Utf8 {
            self.inner.write().unwrap_or_else(PoisonError::into_inner).encodings.insert(id, encoding);
        }
        id
    }

    /// How a text stands in its file.
    pub fn encoding(&self, file: FileId) -> Encoding {
        self.inner.read().unwrap_or_else(PoisonError::into_inner).encodings.get(&file).cloned().unwrap_or_default()
    }

    /// Notes the language that a file was read in; one file may be used for several things.
    pub fn read_as(&self, file: FileId, language: Language) {
        self.inner.write().unwrap_or_else(PoisonError::into_inner).languages.insert((file, language));
    }

    /// Every language that a file was read in.
    pub fn languages(&self, file: FileId) -> Vec<Language> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        let all = inner.languages.range((file, Language::Yaml)..=(file, Language::Dockerignore));
        all.map(|(_, language)| *language).collect()
    }

    /// Marks a span as a secret: from now on nothing shows it, nor copies of it that are particular enough.
    pub fn hide(&self, span: Span) {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let new = inner.secrets.entry(span.file).or_default().insert((span.start, span.end));
        inner.generation += u64::from(new);
    }

    /// A value that is a secret and may stand in no file as it reads: from now on nothing shows it, if it is particular enough.
    pub fn learn(&self, value: &str) {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        if inner.learned.insert(value.to_owned()) {
            inner.generation += 1;
        }
    }

    /// A variable that the caller gave: its value is a secret where its name says so, or where it looks like one.
    pub fn learn_variable(&self, name: &str, value: &str) {
        let sure = secret::holds_secret(name, value);
        for found in secret::lexical(value) {
            self.learn(&value[found]);
        }
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        if sure && inner.given.insert(value.to_owned()) {
            inner.generation += 1;
        }
    }

    /// The secret parts of a file in order, overlapping ones joined: what was marked before parsing, what loading hid, and copies of the
    /// secrets of all files.
    pub fn hidden(&self, id: FileId) -> Arc<[Range<usize>]> {
        let known = self.known();
        let generation = self.inner.read().unwrap_or_else(PoisonError::into_inner).generation;
        let mut hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, ranges)) = hidden.get(&id)
            && *of == generation
        {
            return Arc::clone(ranges);
        }
        let mut ranges = self.marks(id);
        ranges.extend(known.find(&self.get(id).text));
        let ranges: Arc<[Range<usize>]> = secret::joined(ranges).into();
        hidden.insert(id, (generation, Arc::clone(&ranges)));
        ranges
    }

    /// What was marked in a file, in order, without copies from elsewhere: what is known before every file is read.
    pub fn marked(&self, id: FileId) -> Vec<Range<usize>> {
        secret::joined(self.marks(id))
    }

    fn marks(&self, id: FileId) -> Vec<Range<usize>> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        let file = &inner.files[id.0 as usize];
        let end = |offset: u32| {
            let mut offset = (offset as usize).min(file.text.len());
            while !file.text.is_char_boundary(offset) {
                offset += 1;
            }
            offset
        };
        let hidden = inner.secrets.get(&id).into_iter().flatten();
        file.marked().iter().cloned().chain(hidden.map(|(from, to)| file.boundary(*from)..end(*to))).collect()
    }

    /// Every secret of the run.
    fn known(&self) -> Arc<Known> {
        let mut cached = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let generation = self.inner.read().unwrap_or_else(PoisonError::into_inner).generation;
        if let Some((of, known)) = &*cached
            && *of == generation
        {
            return Arc::clone(known);
        }
        let (learned, given) = {
            let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
            (inner.learned.clone(), inner.given.clone())
        };
        let files = self.all();
        let mut values: BTreeSet<&str> = learned.iter().chain(&given).map(String::as_str).collect();
        let mut marked = Vec::with_capacity(files.len());
        for (id, file) in &files {
            let marks = self.marks(*id);
            values.extend(marks.iter().map(|range| &file.text[range.clone()]));
            // A path is no place for a secret, but some have one in it.
            values.extend(secret::lexical(&file.path).into_iter().map(|range| &file.path[range]));
            marked.push(secret::joined(marks));
        }
        let texts = files.iter().zip(&marked).map(|((_, file), marked)| (&*file.text, marked.as_slice()));
        let known = Known::new(values, texts);
        let known = Arc::new(known);
        *cached = Some((generation, Arc::clone(&known)));
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_hidden_as_well() {
        let text = "export DB_PASSWORD=Tr0ub4dor-and-3\n";
        let (kept, passing) = (Sources::default(), Sources::passing());
        let hidden = |sources: &Sources| sources.hidden(sources.add("run.sh", text)).to_vec();
        assert!(!hidden(&kept).is_empty());
        assert_eq!(hidden(&kept), hidden(&passing));
    }

    #[test]
    fn columns_count_utf16_code_units_however_long_the_line() {
        let line = "a\u{e9}\u{1f389}".repeat(5_000);
        let text = format!("\u{feff}x\n{line}\r\nend");
        let file = SourceFile::new("f", text.as_str());
        for (offset, c) in text.char_indices().step_by(97) {
            let (before, start) = (&text[..offset], text[..offset].rfind('\n').map_or(0, |i| i + 1));
            let expected = Position {
                line: before.matches('\n').count() as u32 + 1,
                column: text[start..offset].trim_start_matches('\u{feff}').encode_utf16().count() as u32 + 1,
            };
            assert_eq!(file.position(offset as u32), expected, "{c:?} at {offset}");
        }
        let ascii = SourceFile::new("f", "ab\ncd");
        assert_eq!(ascii.position(4), Position { line: 2, column: 2 });
    }
}
