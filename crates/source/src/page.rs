//! A file as it may be shown: its text with one mask for each secret, whatever the length of what it hides, and where the places of the file stand in it.

use std::ops::Range;
use std::sync::Arc;

use super::shown::{MASK, by_line};
use super::{SourceFile, Span};

/// The text of one file as it may be shown. Lines are those of the file, offsets are not: [`Page::range`] says where a place of the file stands.
#[derive(Debug)]
pub struct Page {
    file: Arc<SourceFile>,
    path: String,
    text: Arc<str>,
    masks: Vec<Masked>,
    line_starts: Vec<usize>,
}

/// A secret of the file, and where its mask begins in what is shown.
#[derive(Debug)]
struct Masked {
    hidden: Range<usize>,
    shown: usize,
}

impl Page {
    /// A file under the path that may be shown, without these parts of it, which are in order and do not overlap.
    pub(super) fn new(file: Arc<SourceFile>, path: String, hidden: &[Range<usize>]) -> Self {
        let mut text = String::with_capacity(file.text.len());
        let mut masks: Vec<Masked> = Vec::with_capacity(hidden.len());
        let mut at = 0;
        for range in by_line(&file.text, hidden) {
            match masks.last_mut() {
                Some(last) if last.hidden.end == range.start => last.hidden.end = range.end,
                _ => {
                    text.push_str(&file.text[at..range.start]);
                    masks.push(Masked { hidden: range.clone(), shown: text.len() });
                    text.push_str(MASK);
                }
            }
            at = range.end;
        }
        text.push_str(&file.text[at..]);
        let mut page = Self { text: text.into(), line_starts: Vec::new(), file, path, masks };
        page.line_starts = page.file.line_starts().iter().map(|start| page.offset(*start as usize, false)).collect();
        page
    }

    /// Its path, repository-relative.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// How many lines there are; what follows the last line end is one, too.
    pub fn lines(&self) -> u32 {
        u32::try_from(self.line_starts.len()).unwrap_or(u32::MAX)
    }

    /// The line (from 1) that a place of the file begins in.
    pub fn line(&self, span: Span) -> u32 {
        self.file.line(span.start)
    }

    /// The bytes of a line (from 1) in the text that is shown, without its line end; empty past the last line.
    pub fn line_range(&self, line: u32) -> Range<usize> {
        let index = line as usize;
        let Some(start) = index.checked_sub(1).and_then(|before| self.line_starts.get(before)).copied() else {
            return self.text.len()..self.text.len();
        };
        let end = self.line_starts.get(index).copied().unwrap_or(self.text.len());
        start..start + self.text[start..end].trim_end_matches(['\n', '\r']).len()
    }

    /// The bytes of the text that is shown at which a place of the file stands. A mask is in it as a whole or not at all.
    pub fn range(&self, span: Span) -> Range<usize> {
        let start = self.offset(self.file.boundary(span.start), false);
        let end = self.offset(self.file.boundary(span.end), true);
        start..end.max(start)
    }

    /// Where a byte of the file stands in the text that is shown; within a secret, before its mask or behind it.
    fn offset(&self, at: usize, behind: bool) -> usize {
        let before = self.masks.partition_point(|mask| mask.hidden.start < at);
        let Some(mask) = before.checked_sub(1).map(|last| &self.masks[last]) else { return at };
        match at.checked_sub(mask.hidden.end) {
            Some(rest) => mask.shown + MASK.len() + rest,
            None if behind => mask.shown + MASK.len(),
            None => mask.shown,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::{Sources, Span};

    #[test]
    fn a_mask_has_one_length_and_places_behind_it_are_found() {
        let long = "kw7-Rk29-fjQ0-".repeat(9);
        let mut pages = Vec::new();
        for secret in ["kw7-Rk29-fjQ0", &long] {
            let sources = Arc::new(Sources::default());
            let text = format!("a: {secret} # é\r\nb: \"{secret}{secret}\"\nc");
            let file = sources.add("x.yaml", text.as_str());
            for (at, _) in text.match_indices(secret) {
                sources.hide(Span::new(file, at, at + secret.len()));
            }
            let page = sources.showcase().page(file);
            let shown = |from: &str, to: &str| {
                let start = text.find(from).expect("it stands there");
                let end = start + text[start..].find(to).expect("it stands there") + to.len();
                page.text()[page.range(Span::new(file, start, end))].to_owned()
            };
            assert_eq!(&**page.text(), "a: *** # é\r\nb: \"***\"\nc");
            assert_eq!(
                (shown("# é", "é"), shown("b:", "b:"), shown("c", "c")),
                ("# é".into(), "b:".into(), "c".into())
            );
            // Half a secret is shown as all of it.
            assert_eq!(shown("a: kw7", "kw7"), "a: ***");
            assert_eq!(shown("fjQ0", "#"), "*** #");
            assert_eq!((page.lines(), page.line(Span::new(file, text.len(), text.len()))), (3, 3));
            let lines: Vec<&str> = (0..5).map(|line| &page.text()[page.line_range(line)]).collect();
            assert_eq!(lines, ["", "a: *** # é", "b: \"***\"", "c", ""]);
            pages.push(page.text().to_string());
        }
        assert_eq!(pages[0], pages[1]);
    }
}
