//! The elements of all collections, in pieces: where there are very many, more of them never means a second copy of those that are there.

use super::{Span, Value};

/// An index says by these bits where in a piece it is.
const BITS: u32 = 16;

/// Elements of a piece: a megabyte.
const PIECE: usize = 1 << BITS;

/// Collections with more elements have a piece to themselves, so that little is left empty at the end of one.
const LARGE: usize = PIECE / 16;

/// So many empty pieces stay at hand.
const SPARE: usize = 2;

/// All elements by index. A collection lies in one piece; one that is larger than a piece takes the indices of the following ones, too.
#[derive(Debug, Clone, Default)]
pub(super) struct Items {
    /// Those of the program, without gaps: they come first, and stay.
    fixed: Vec<Value>,
    pieces: Vec<Vec<Value>>,
    spare: Vec<Vec<Value>>,
    /// No more of the program come.
    is_complete: bool,
    /// The index behind the last one.
    end: u32,
    /// How many there are.
    count: usize,
}

fn index(n: usize) -> u32 {
    u32::try_from(n).expect("internal: an arena is stopped long before that")
}

impl Items {
    pub(super) fn new(fixed: Vec<Value>) -> Self {
        Self { end: index(fixed.len()), count: fixed.len(), fixed, ..Self::default() }
    }

    /// Those of the program are all there.
    pub(super) fn complete(&mut self) {
        self.is_complete = true;
    }

    /// Those of a program.
    pub(super) fn fixed(&self) -> &[Value] {
        &self.fixed
    }

    /// The index behind the last one.
    #[inline]
    pub(super) fn end(&self) -> u32 {
        self.end
    }

    #[inline]
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// So many elements from an index on, of one collection.
    #[inline]
    pub(super) fn of(&self, start: u32, len: usize) -> &[Value] {
        let start = start as usize;
        if start < self.fixed.len() {
            return &self.fixed[start..start + len];
        }
        let at = start - self.fixed.len();
        // What is empty lies nowhere.
        let piece = self.pieces.get(at >> BITS).map(Vec::as_slice).unwrap_or_default();
        let from = at & (PIECE - 1);
        &piece[from..from + len]
    }

    /// One element of a collection.
    #[inline]
    pub(super) fn one(&self, start: u32, number: usize) -> Value {
        let start = start as usize;
        if start < self.fixed.len() {
            return self.fixed[start + number];
        }
        let at = start - self.fixed.len();
        self.pieces[at >> BITS][(at & (PIECE - 1)) + number]
    }

    /// Adds a collection of so many elements; gives back where it begins.
    pub(super) fn push(&mut self, len: usize, all: impl Iterator<Item = Value>) -> u32 {
        if len == 0 {
            return 0;
        }
        self.count += len;
        if !self.is_complete {
            let start = index(self.fixed.len());
            self.fixed.extend(all);
            self.end = index(self.fixed.len());
            return start;
        }
        let has_room = |piece: &Vec<Value>| piece.len() + len <= PIECE.min(piece.capacity());
        if len > LARGE {
            self.pieces.push(Vec::with_capacity(len));
        } else if !self.pieces.last().is_some_and(has_room) {
            self.pieces.push(self.spare.pop().unwrap_or_else(|| Vec::with_capacity(PIECE)));
        }
        let number = self.pieces.len() - 1;
        let piece = &mut self.pieces[number];
        let start = self.fixed.len() + (number << BITS) + piece.len();
        piece.extend(all);
        self.end = index(start + len);
        // The indices of the pieces that it reaches over are its own.
        self.pieces.resize_with(number + len.div_ceil(PIECE), Vec::new);
        index(start)
    }

    /// Forgets what is behind an index that was the last one once.
    #[inline]
    pub(super) fn truncate(&mut self, end: u32) {
        if end >= self.end {
            return;
        }
        self.end = end;
        let Some(at) = (end as usize).checked_sub(self.fixed.len()).filter(|_| self.is_complete) else {
            self.count = end as usize;
            self.fixed.truncate(end as usize);
            self.pieces.clear();
            return;
        };
        let mut number = at >> BITS;
        // It may lie in a collection that reaches over several pieces.
        while number > 0 && self.pieces.get(number).is_some_and(|piece| piece.capacity() == 0) {
            number -= 1;
        }
        let len = at - (number << BITS);
        while self.pieces.len() > number + len.div_ceil(PIECE).max(1) {
            self.drop_last();
        }
        if let Some(piece) = self.pieces.get_mut(number) {
            self.count -= piece.len() - len;
            piece.truncate(len);
        }
    }

    fn drop_last(&mut self) {
        let Some(mut piece) = self.pieces.pop() else { return };
        self.count -= piece.len();
        if piece.capacity() == PIECE && self.spare.len() < SPARE {
            piece.clear();
            self.spare.push(piece);
        }
    }
}

impl Span {
    /// The elements of pairs.
    #[inline]
    pub(super) fn doubled(self) -> usize {
        2 * self.len as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(from: i64, len: usize) -> impl Iterator<Item = Value> {
        (from..).take(len).map(Value::Int)
    }

    fn is(items: &Items, start: u32, from: i64, len: usize) -> bool {
        let is_it = |(value, wanted): (&Value, i64)| matches!(value, Value::Int(number) if *number == wanted);
        items.of(start, len).len() == len
            && items.of(start, len).iter().zip(from..).all(is_it)
            && (0..len).all(|n| is_it((&items.one(start, n), from + n as i64)))
    }

    #[test]
    fn collections_of_all_sizes_are_found_again_and_forgotten_from_the_end() {
        let mut items = Items::new(numbers(0, 10).collect());
        assert_eq!(items.push(3, numbers(10, 3)), 10);
        assert_eq!(items.fixed().len(), 13);
        items.complete();
        let sizes = [1, 7, LARGE, LARGE + 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 2, 2 * PIECE + 5, 30, LARGE, 1];
        let mut rounds = Vec::new();
        for round in 0..3 {
            let mut met = Vec::new();
            for (n, len) in sizes.iter().cycle().take(40).enumerate() {
                let (end, count) = (items.end(), items.count());
                let from = (n * 1_000_000) as i64 + round;
                let start = items.push(*len, numbers(from, *len));
                assert!(start >= end);
                assert_eq!(items.count(), count + len);
                assert_eq!(items.end(), start + *len as u32);
                met.push((end, count, start, from, *len));
            }
            assert!(met.iter().all(|(_, _, start, from, len)| is(&items, *start, *from, *len)));
            while let Some((end, count, ..)) = met.pop() {
                items.truncate(end);
                assert_eq!((items.end(), items.count()), (end, count));
                assert!(met.iter().rev().take(3).all(|(_, _, start, from, len)| is(&items, *start, *from, *len)));
            }
            rounds.push((items.end(), items.count()));
        }
        assert_eq!(rounds, [(13, 13); 3]);
        assert!((0..13).all(|n| is(&items, n, n.into(), 1)));
    }

    #[test]
    fn a_part_of_a_collection_may_stay() {
        for len in [5, LARGE + 5, 3 * PIECE] {
            let mut items = Items::default();
            items.complete();
            let start = items.push(len, numbers(0, len));
            for end in [len - 1, len / 2, 1] {
                items.truncate(start + end as u32);
                assert_eq!((items.end(), items.count()), (start + end as u32, end));
                assert!(is(&items, start, 0, end));
                let (before, next) = (items.end(), items.push(9, numbers(7, 9)));
                assert!(is(&items, next, 7, 9) && is(&items, start, 0, end));
                items.truncate(before);
            }
        }
    }

    #[test]
    fn what_is_empty_lies_nowhere() {
        let mut items = Items::default();
        for _ in 0..2 {
            let start = items.push(0, std::iter::empty());
            assert!(items.of(start, 0).is_empty());
            items.complete();
        }
        assert_eq!(items.count(), 0);
    }
}
