//! What a question may use, counted exactly.
//!
//! Rules are worked out once per input and remembered. For the count to be the same whatever was asked before, a remembered rule keeps what
//! it cost itself and which rules it needed; a question pays for each rule that it comes upon once.

use crate::error::Budget;

/// An arena is never larger: its places are numbers of 32 bits.
pub(super) const LARGEST: usize = u32::MAX as usize / 2;

/// What a question used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Statements, calls and elements gone through.
    pub steps: u64,
    /// Bytes of the arena, the input's included.
    pub bytes: usize,
}

/// The counters of one question.
#[derive(Debug, Clone)]
pub(super) struct Meter {
    budget: Budget,
    /// Bytes of constants and data, which are nobody's cost.
    ground: usize,
    /// Bytes of the input.
    input: usize,
    steps: u64,
    /// Bytes for which remembered rules, made in earlier questions, are charged.
    charged: usize,
    /// Bytes of the arena that belong to other questions.
    others: usize,
    pub(super) depth: u32,
    /// Counts questions, so that a remembered rule knows whether it was charged.
    pub(super) question: u64,
}

impl Meter {
    /// With so many bytes of constants.
    pub(super) fn new(budget: Budget, ground: usize) -> Self {
        Self { budget, ground, input: 0, steps: 0, charged: 0, others: ground, depth: 0, question: 0 }
    }

    pub(super) fn budget(&self) -> Budget {
        self.budget
    }

    pub(super) fn set(&mut self, budget: Budget) {
        self.budget = budget;
    }

    /// A new input ends at so many bytes.
    pub(super) fn begin(&mut self, bytes: usize) {
        self.input = bytes.saturating_sub(self.ground);
    }

    /// Begins a question.
    pub(super) fn start(&mut self) {
        self.steps = 0;
        self.charged = self.input;
        self.others = usize::MAX;
        self.depth = 0;
        self.question += 1;
    }

    /// Tells how large the arena is when the question begins.
    pub(super) fn others(&mut self, bytes: usize) {
        self.others = bytes;
    }

    #[inline]
    pub(super) fn step(&mut self, count: u64) -> bool {
        self.steps += count;
        self.steps <= self.budget.steps
    }

    /// Charges what a remembered rule cost itself.
    pub(super) fn charge(&mut self, cost: Cost) -> bool {
        self.charged = self.charged.saturating_add(cost.bytes);
        self.step(cost.steps)
    }

    fn bytes(&self, arena: usize) -> usize {
        self.charged.saturating_add(arena.saturating_sub(self.others))
    }

    /// Whether an arena of so many bytes is within the budget.
    #[inline]
    pub(super) fn fits(&self, arena: usize) -> bool {
        self.bytes(arena) <= self.budget.bytes && arena <= LARGEST
    }

    /// What has been used until now, in the arena's bytes.
    pub(super) fn now(&self, arena: usize) -> Cost {
        Cost { steps: self.steps, bytes: self.bytes(arena) }
    }

    pub(super) fn finish(&mut self, arena: usize) {
        self.charged = self.bytes(arena);
        self.others = usize::MAX;
    }

    pub(super) fn spent(&self) -> Spent {
        Spent { steps: self.steps, bytes: self.charged }
    }
}

/// What a rule cost without the rules that it needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) steps: u64,
    pub(super) bytes: usize,
}

impl Cost {
    pub(super) fn since(self, earlier: Self) -> Self {
        Self { steps: self.steps - earlier.steps, bytes: self.bytes.saturating_sub(earlier.bytes) }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self { steps: self.steps + other.steps, bytes: self.bytes + other.bytes }
    }
}
