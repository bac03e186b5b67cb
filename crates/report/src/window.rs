//! Which part of a long line is shown: thousands of findings in one line must not print it thousands of times, and no renderer sees more than this.

use std::ops::Range;

/// Lines up to this many characters are shown whole.
pub(super) const MAX_COLUMNS: usize = 400;

/// Of longer ones, so many characters before the mark …
const BEFORE: usize = 80;

/// … and so many from its start on.
const AFTER: usize = 240;

/// What stands where a part is left out.
pub(super) const ELLIPSIS: char = '…';

/// The bytes of a line that are shown with a mark at these bytes of it.
pub(super) fn cut(line: &str, mark: Range<usize>) -> Range<usize> {
    if line.char_indices().nth(MAX_COLUMNS).is_none() {
        return 0..line.len();
    }
    let mut at = mark.start.min(line.len());
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    let start = line[..at].char_indices().rev().nth(BEFORE - 1).map_or(0, |(start, _)| start);
    let end = line[at..].char_indices().nth(AFTER).map_or(line.len(), |(end, _)| at + end);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let short = "é".repeat(MAX_COLUMNS);
        assert_eq!(cut(&short, 10..12), 0..short.len());
        let long = "é".repeat(5_000);
        assert_eq!(cut(&long, 4_000..9_000), 4_000 - 2 * BEFORE..4_000 + 2 * AFTER);
        assert_eq!(cut(&long, 0..1), 0..2 * AFTER);
        assert_eq!(cut(&long, 9_999..10_000), 9_998 - 2 * BEFORE..10_000);
    }
}
