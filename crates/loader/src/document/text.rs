//! Noun: a text put together from pieces of a file, such as a line with its continuations joined, that still knows where each byte of it
//! was written.

use std::ops::Range;

use plimsoll_source::{FileId, Span};

/// A run of bytes of the text and the bytes of the file it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Where it starts in the text.
    at: u32,
    /// Its first byte in the file.
    start: u32,
    /// One past its last byte in the file.
    end: u32,
    /// The bytes are those of the file; otherwise the text is what an escape sequence stands for, or a stand-in.
    verbatim: bool,
}

/// A text that knows where each byte of it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    text: String,
    file: FileId,
    pieces: Vec<Piece>,
}

fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

impl Mapped {
    /// An empty text of a file.
    pub fn empty(file: FileId) -> Self {
        Self { text: String::new(), file, pieces: Vec::new() }
    }

    /// A whole file.
    pub fn whole(file: FileId, text: &str) -> Self {
        let mut whole = Self::empty(file);
        whole.push_verbatim(text, 0);
        whole
    }

    /// The value of a scalar that is written at `span` of a file's text: its lines are looked for one after the other, so that block scalars
    /// and quoted texts keep their places; a line that is not written as it reads stands for the whole scalar.
    pub fn of_value(span: Span, source: &str, value: &str) -> Self {
        let mut mapped = Self::empty(span.file);
        let written = source.get(span.range()).unwrap_or_default();
        let mut from = 0;
        for line in value.split_inclusive('\n') {
            let bare = line.trim_end_matches('\n');
            match written.get(from..).and_then(|rest| rest.find(bare)).filter(|_| !bare.is_empty()) {
                Some(found) => {
                    let start = from + found;
                    mapped.push_verbatim(bare, span.start as usize + start);
                    from = start + bare.len();
                }
                None => mapped.push_meaning(bare, span),
            }
            let point = span.start as usize + from;
            mapped.push_meaning(&line[bare.len()..], Span::new(span.file, point, point));
        }
        mapped
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same places with other bytes, as many.
    #[must_use]
    pub fn reading(&self, text: String) -> Self {
        debug_assert_eq!(text.len(), self.text.len());
        Self { text, file: self.file, pieces: self.pieces.clone() }
    }

    /// Characters in the longest stretch that was written without a break.
    pub fn width(&self) -> usize {
        let end = |i: usize| self.pieces.get(i + 1).map_or(self.text.len(), |next| next.at as usize);
        let stretch = |(i, piece): (usize, &Piece)| self.text.get(piece.at as usize..end(i)).unwrap_or_default();
        self.pieces.iter().enumerate().map(stretch).map(|text| text.trim_end().chars().count()).max().unwrap_or(0)
    }

    /// The file it was written in.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// Appends bytes as they stand in the file from `start`.
    pub fn push_verbatim(&mut self, text: &str, start: usize) {
        if !text.is_empty() {
            let piece = Piece {
                at: clamp(self.text.len()),
                start: clamp(start),
                end: clamp(start + text.len()),
                verbatim: true,
            };
            self.push_piece(piece);
            self.text.push_str(text);
        }
    }

    /// Appends text that `span` stands for without being written so, such as what an escape sequence means.
    pub fn push_meaning(&mut self, text: &str, span: Span) {
        if !text.is_empty() {
            self.push_piece(Piece { at: clamp(self.text.len()), start: span.start, end: span.end, verbatim: false });
            self.text.push_str(text);
        }
    }

    /// Appends a part of another text of the same file.
    pub fn push_part(&mut self, of: &Self, range: Range<usize>) {
        let Some(text) = of.text.get(range.clone()) else { return };
        if text.is_empty() {
            return;
        }
        let base = clamp(self.text.len());
        let (from, to) = (clamp(range.start), clamp(range.end));
        let first = of.pieces.partition_point(|piece| piece.at <= from).saturating_sub(1);
        for (i, piece) in of.pieces.iter().enumerate().skip(first) {
            if piece.at >= to {
                break;
            }
            let piece_end = of.pieces.get(i + 1).map_or(clamp(of.text.len()), |next| next.at);
            let (cut_start, cut_end) = (from.max(piece.at), to.min(piece_end));
            let (start, end) = if piece.verbatim {
                (piece.start + (cut_start - piece.at), piece.start + (cut_end - piece.at))
            } else {
                (piece.start, piece.end)
            };
            self.push_piece(Piece { at: base + (cut_start - from), start, end, verbatim: piece.verbatim });
        }
        self.text.push_str(text);
    }

    /// A part of it.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        let mut part = Self::empty(self.file);
        part.push_part(self, range.clone());
        if part.pieces.is_empty() {
            let point = self.locate(range.start..range.start);
            part.pieces.push(Piece { at: 0, start: point.start, end: point.start, verbatim: true });
        }
        part
    }

    /// Where a range of it was written: from the first byte to the last, with what the pieces leave out in between.
    pub fn locate(&self, range: Range<usize>) -> Span {
        let (from, to) = (clamp(range.start), clamp(range.end.max(range.start)));
        let span = |start: u32, end: u32| Span::new(self.file, start as usize, end as usize);
        let Some(first) = self.piece(from) else { return span(0, 0) };
        let start = if first.verbatim { (first.start + (from - first.at)).min(first.end) } else { first.start };
        if from == to {
            return span(start, start);
        }
        let Some(last) = self.piece(to - 1) else { return span(start, start) };
        let end = if last.verbatim { (last.start + (to - last.at)).min(last.end) } else { last.end };
        span(start, end.max(start))
    }

    /// Where all of it was written.
    pub fn span(&self) -> Span {
        self.locate(0..self.text.len())
    }

    /// The piece that holds a byte; the last one past the end.
    fn piece(&self, at: u32) -> Option<Piece> {
        let after = self.pieces.partition_point(|piece| piece.at <= at);
        after.checked_sub(1).and_then(|i| self.pieces.get(i)).or_else(|| self.pieces.first()).copied()
    }

    /// Joins a piece to the one before it where nothing lies between them.
    fn push_piece(&mut self, piece: Piece) {
        if let Some(last) = self.pieces.last_mut() {
            if last.at == piece.at {
                *last = piece;
                return;
            }
            if last.verbatim && piece.verbatim && last.end == piece.start {
                last.end = piece.end;
                return;
            }
        }
        self.pieces.push(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_source::Sources;

    #[test]
    fn parts_know_where_they_were_written() {
        let sources = Sources::default();
        let file = sources.add("f", "RUN a \\\n  b\"\\n\"c");
        let whole = Mapped::whole(file, "RUN a \\\n  b\"\\n\"c");
        let mut line = Mapped::empty(file);
        line.push_part(&whole, 0..6);
        line.push_part(&whole, 8..11);
        line.push_meaning("\n", Span::new(file, 12, 14));
        line.push_part(&whole, 15..16);
        assert_eq!(line.as_str(), "RUN a   b\nc");
        for (range, want) in [
            (0..3, "RUN"),
            (4..5, "a"),
            (8..9, "b"),
            (4..9, "a \\\n  b"),
            (9..10, "\\n"),
            (10..11, "c"),
            (8..11, "b\"\\n\"c"),
            (0..0, ""),
            (11..11, ""),
            (50..60, ""),
        ] {
            assert_eq!(sources.slice(line.locate(range.clone())), want, "{range:?}");
            let part = line.part(range.clone());
            if range.end <= 11 {
                assert_eq!(part.as_str(), &line.as_str()[range]);
                assert_eq!(sources.slice(part.span()), want);
            }
        }
        assert_eq!(line.part(8..11).part(2..3).span(), Span::new(file, 15, 16));
    }
}
