//! Evaluation: one thread's memory, and what it does with a program.

mod body;
mod budget;
mod coverage;
mod expr;
mod machine;
mod operate;
mod word;
mod world;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::Serialize;

use crate::builtin::Patterns;
use crate::error::{Budget, Error, ErrorKind};
use crate::program::{Needs, Program};
use crate::value::{Arena, InputError, Mark, Present, Value, View, sink};

use budget::Meter;
use coverage::Counters;
use machine::Machine;
use word::Known;

pub use budget::Spent;
pub use coverage::Covered;

/// What an evaluation works in. Everything in it is used again for the next input.
#[derive(Debug, Clone)]
pub(crate) struct State {
    arena: Arena,
    /// Data documents.
    data: Vec<Value>,
    input: Value,
    /// The texts of the program that stand in the input.
    present: Present,
    /// Variables of all definitions that are being evaluated.
    slots: Vec<Value>,
    /// What rules gave for this input.
    known: Vec<Known>,
    /// Rules that `with` gives a value.
    given: Vec<(u32, Value)>,
    patterns: Patterns,
    meter: Meter,
    counters: Option<Counters>,
}

/// Asks rules of a program about one input after the other. One per thread: cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Evaluator {
    program: Arc<Program>,
    state: State,
    /// What stays when the next input comes.
    mark: Mark,
    /// The last question, and what was there before it, where nothing that others may need came to it.
    last: Option<(u32, Mark)>,
}

impl Evaluator {
    /// One that asks a program; each question may use so much.
    #[must_use]
    pub fn new(program: Arc<Program>, budget: Budget) -> Self {
        let mut arena = program.constants.clone();
        arena.complete();
        let mark = arena.mark();
        let state = State {
            data: program.data.iter().map(|(_, value)| *value).collect(),
            input: Value::Undefined,
            present: Present::default(),
            slots: Vec::new(),
            known: vec![Known::default(); program.words.len()],
            given: Vec::new(),
            patterns: Patterns::default(),
            meter: Meter::new(budget, arena.bytes()),
            counters: None,
            arena,
        };
        Self { program, state, mark, last: None }
    }

    /// The program that it asks.
    #[must_use]
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// What the following questions may use.
    pub fn set_budget(&mut self, budget: Budget) {
        self.state.meter.set(budget);
    }

    /// Gives a data document anew. The input is forgotten.
    ///
    /// # Errors
    /// When it is nothing that JSON could say, or the program was compiled without a document of this name (then nothing asks it).
    pub fn set_data<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), InputError> {
        let Some(number) = self.program.data.iter().position(|(known, _)| known == name) else {
            return Err(InputError::Other(format!("the program has no data called `{name}`")));
        };
        self.forget();
        self.state.data[number] = sink(&mut self.state.arena, value, u32::MAX as usize, None)?;
        self.mark = self.state.arena.mark();
        self.state.meter.begin(self.state.arena.bytes());
        Ok(())
    }

    /// Sets what is judged: whatever can be serialized, without JSON in between.
    ///
    /// # Errors
    /// When it is nothing that JSON could say, nests too deep or takes more than the budget of bytes. There is no input then.
    pub fn set_input<T: Serialize + ?Sized>(&mut self, input: &T) -> Result<(), InputError> {
        self.forget();
        let limit = self.state.arena.bytes().saturating_add(self.state.meter.budget().bytes);
        let State { arena, present, .. } = &mut self.state;
        let value = sink(arena, input, limit.min(budget::LARGEST), Some(present));
        if value.is_err() {
            self.forget();
        }
        self.state.input = value?;
        self.state.meter.begin(self.state.arena.bytes());
        Ok(())
    }

    /// The input, where there is one.
    #[must_use]
    pub fn input(&self) -> Option<View<'_>> {
        View::new(&self.state.arena, self.state.input)
    }

    /// Forgets the input and all answers.
    fn forget(&mut self) {
        self.last = None;
        self.state.arena.cut(self.mark);
        self.state.input = Value::Undefined;
        self.state.present.clear();
        self.state.known.fill(Known::default());
    }

    /// What a rule gives; nothing where it is undefined. What it needed is remembered for the following questions about the same input, and
    /// still costs each of them what it cost the first: whether a rule is stopped does not depend on what was asked before.
    ///
    /// # Errors
    /// When it fails or uses more than the budget, and when the program does not have it.
    pub fn eval(&mut self, rule: &str) -> Result<Option<View<'_>>, Error> {
        let Some(word) = self.program.entries.get(rule).copied() else {
            let message = format!("the program has no rule `{rule}`");
            return Err(Error { kind: ErrorKind::NoRule, place: None, message });
        };
        self.forget_last();
        self.state.slots.clear();
        self.state.meter.start();
        if self.is_idle(word) {
            let nothing = self.state.arena.set(Vec::new());
            return Ok(View::new(&self.state.arena, nothing));
        }
        let (start, is_known) = (self.state.arena.mark(), self.state.known[word as usize].is_known());
        let mut machine = Machine::new(&self.program, &mut self.state);
        let answer = machine.entry(word);
        let others = if answer.is_ok() { machine.others } else { machine.remembered };
        // What is counted is asked once.
        if !is_known && others.is_within(start) && self.state.counters.is_none() {
            self.last = Some((word, start));
        }
        let value = answer.map_err(|error| *error)?;
        Ok(View::new(&self.state.arena, value))
    }

    /// Forgets what the last question gave, which nobody else needs: it is asked once. Many large answers would add up.
    fn forget_last(&mut self) {
        if let Some((word, start)) = self.last.take() {
            self.state.known[word as usize] = Known::default();
            self.state.arena.free(start);
        }
    }

    /// Whether a set has no element, as is told by what the input has not. Where it is counted what holds, everything is asked.
    fn is_idle(&self, word: u32) -> bool {
        let present = |text: &u32| self.state.present.has(*text);
        let is_open = |needs: &Needs| needs.iter().any(|texts| texts.iter().all(present));
        self.state.counters.is_none() && self.program.needs.get(&word).is_some_and(|needs| !is_open(needs))
    }

    /// What the last question used.
    #[must_use]
    pub fn spent(&self) -> Spent {
        self.state.meter.spent()
    }

    /// Counts from now on how often definitions and statements hold, or no longer does. (What is remembered of this input counts once.)
    pub fn count(&mut self, on: bool) {
        self.state.counters = on.then(Counters::default);
    }

    /// How often definitions and statements held, sorted by place; compare with [`Program::places`].
    #[must_use]
    pub fn covered(&self) -> Vec<Covered> {
        self.state.counters.as_ref().map(|counters| counters.listed(&self.program)).unwrap_or_default()
    }
}
