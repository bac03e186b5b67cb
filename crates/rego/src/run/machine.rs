//! The machine: a program, and the state that it changes.

use super::State;
use crate::builtin::{self, Hands};
use crate::error::{Error, ErrorKind};
use crate::program::Program;
use crate::tree::At;
use crate::value::{Arena, Mark, Value};

/// What an evaluation gives, or why it stops.
pub(super) type Run<T> = Result<T, Box<Error>>;

/// Evaluates words of a program.
pub(super) struct Machine<'a> {
    pub(super) program: &'a Program,
    pub(super) state: &'a mut State,
    /// The module and slots of the definition that is evaluated.
    pub(super) file: u32,
    pub(super) base: usize,
    /// The statement that is evaluated.
    pub(super) stmt: At,
    /// The rules that are being worked out, the innermost last.
    pub(super) open: Vec<u32>,
    /// Where what collections under way have taken ends.
    pub(super) taken: Mark,
    /// Where what is remembered of rules ends.
    pub(super) remembered: Mark,
    /// The same without the rule that was worked out last.
    pub(super) others: Mark,
}

impl<'a> Machine<'a> {
    pub(super) fn new(program: &'a Program, state: &'a mut State) -> Self {
        let bytes = state.arena.bytes();
        state.meter.others(bytes);
        Self {
            program,
            state,
            file: 0,
            base: 0,
            stmt: At::default(),
            open: Vec::new(),
            taken: Mark::default(),
            remembered: Mark::default(),
            others: Mark::default(),
        }
    }

    /// The value of a rule that is asked from outside.
    pub(super) fn entry(&mut self, word: u32) -> Run<Value> {
        let value = self.rule(word, At::default());
        self.state.meter.finish(self.state.arena.bytes());
        value
    }

    pub(super) fn arena(&self) -> &Arena {
        &self.state.arena
    }

    #[inline]
    pub(super) fn slot(&self, slot: u32) -> Value {
        self.state.slots[self.base + slot as usize]
    }

    #[inline]
    pub(super) fn bind(&mut self, slot: u32, value: Value) {
        self.state.slots[self.base + slot as usize] = value;
    }

    /// A collection under way takes a value: it stays until the collection is made.
    #[inline]
    pub(super) fn take(&mut self, value: Value) {
        self.taken = self.taken.or(Arena::end(value));
    }

    /// Frees what came after a mark, unless something of it is still wanted.
    #[inline]
    pub(super) fn sweep(&mut self, mark: Mark) {
        if self.taken.is_within(mark) && self.remembered.is_within(mark) {
            self.state.arena.free(mark);
        }
    }

    /// Frees what it took to work out a value since a mark.
    pub(super) fn settled(&mut self, value: Value, mark: Mark) -> Value {
        if !self.remembered.is_within(mark) {
            return value;
        }
        if Arena::end(value).is_within(mark) {
            self.state.arena.free(mark);
            return value;
        }
        if let Value::Text(number) = value { self.state.arena.free_but(mark, number) } else { value }
    }

    pub(super) fn error<T>(&self, kind: ErrorKind, at: At, message: impl Into<String>) -> Run<T> {
        // What is asked from outside has no place.
        let place = (at != At::default()).then(|| self.program.place(self.file, at));
        Err(Box::new(Error { kind, place, message: message.into() }))
    }

    /// Counts steps, and stops when there are too many.
    #[inline]
    pub(super) fn step(&mut self, count: u64, at: At) -> Run<()> {
        if self.state.meter.step(count) { Ok(()) } else { self.out_of_steps(at) }
    }

    #[cold]
    pub(super) fn out_of_steps<T>(&self, at: At) -> Run<T> {
        let message = format!("more than {} steps are needed", self.state.meter.budget().steps);
        self.error(ErrorKind::Steps, at, message)
    }

    /// Stops when the arena has grown too large.
    #[inline]
    pub(super) fn fits(&self, at: At) -> Run<()> {
        if self.state.meter.fits(self.state.arena.bytes()) {
            return Ok(());
        }
        let message = format!("more than {} bytes are needed", self.state.meter.budget().bytes);
        self.error(ErrorKind::Bytes, at, message)
    }

    /// Enters something that others wait for.
    pub(super) fn enter(&mut self, at: At) -> Run<()> {
        self.state.meter.depth += 1;
        if self.state.meter.depth > self.state.meter.budget().depth {
            let message =
                format!("more than {} rules and functions wait for each other", self.state.meter.budget().depth);
            return self.error(ErrorKind::Depth, at, message);
        }
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.state.meter.depth -= 1;
    }

    pub(super) fn held(&mut self, at: At) {
        if let Some(counters) = &mut self.state.counters {
            counters.add(self.file, at);
        }
    }

    pub(super) fn builtin(&mut self, number: u16, at: At, args: &[Value]) -> Run<Value> {
        let known = &builtin::TABLE[usize::from(number)];
        let weight = if known.reads { args.iter().map(|arg| self.weight(*arg)).sum::<u64>() } else { 0 };
        self.step(1 + weight, at)?;
        let State { arena, patterns, .. } = &mut *self.state;
        let mut hands = Hands { arena, program: self.program, patterns };
        match (known.run)(&mut hands, args) {
            Ok(value) => {
                self.fits(at)?;
                Ok(value)
            }
            Err(message) => self.error(ErrorKind::Builtin, at, format!("{}: {message}", known.name)),
        }
    }

    /// Steps that it costs to go through a value: one for eight elements or 64 bytes.
    pub(super) fn weight(&self, value: Value) -> u64 {
        match value {
            Value::Text(number) => self.arena().text(number).len() as u64 / 64,
            Value::Array(span) | Value::Set(span) | Value::Object(span) => u64::from(span.len) / 8,
            _ => 0,
        }
    }
}
