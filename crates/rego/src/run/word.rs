//! Rules and functions: their definitions, and the one answer that these make.

use super::budget::Cost;
use super::machine::{Machine, Run};
use crate::error::ErrorKind;
use crate::program::Made;
use crate::tree::{At, Definition, Parameter, Shape};
use crate::value::{Arena, Value, compare, equal};

/// What a rule gave for this input.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// Nothing while it has not been worked out.
    value: Option<Value>,
    /// What it cost without what it needed.
    cost: Cost,
    /// The rules that it came upon directly.
    needs: Vec<u32>,
    /// The last question that paid for it.
    paid: u64,
    /// While it is worked out: what others cost in the meantime.
    of_others: Cost,
}

impl Known {
    pub(super) fn is_known(&self) -> bool {
        self.value.is_some()
    }

    /// A rule that has this value whatever its definitions say.
    pub(super) fn given(value: Value) -> Self {
        Self { value: Some(value), ..Self::default() }
    }
}

/// Whether more answers are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Enough,
}

impl<'a> Machine<'a> {
    /// The value of a rule; worked out once for an input.
    pub(super) fn rule(&mut self, word: u32, at: At) -> Run<Value> {
        let question = self.state.meter.question;
        if let Some(parent) = self.open.last().copied() {
            self.state.known[parent as usize].needs.push(word);
        }
        if let Some(value) = self.state.known[word as usize].value {
            if self.state.known[word as usize].paid != question {
                self.pay(word, at)?;
            }
            return Ok(value);
        }
        let before = self.state.meter.now(self.state.arena.bytes());
        self.enter(at)?;
        self.open.push(word);
        self.state.known[word as usize].needs.clear();
        self.state.known[word as usize].of_others = Cost::default();
        let (mark, taken) = (self.arena().mark(), self.taken);
        let value = self.work_out(word, at);
        self.taken = taken;
        self.open.pop();
        self.leave();
        let value = self.settled(value?, mark);
        self.others = self.remembered;
        self.remembered = self.remembered.or(Arena::end(value));
        let all = self.state.meter.now(self.state.arena.bytes()).since(before);
        let known = &mut self.state.known[word as usize];
        let cost = all.since(known.of_others);
        known.needs.sort_unstable();
        known.needs.dedup();
        (known.value, known.cost, known.paid) = (Some(value), cost, question);
        self.not_own(all);
        Ok(value)
    }

    /// Tells the rule that is being worked out that a cost is not its own.
    fn not_own(&mut self, cost: Cost) {
        if let Some(parent) = self.open.last() {
            let parent = &mut self.state.known[*parent as usize];
            parent.of_others = parent.of_others.plus(cost);
        }
    }

    /// Charges this question for a remembered rule and all that it needed, each once.
    fn pay(&mut self, word: u32, at: At) -> Run<()> {
        let question = self.state.meter.question;
        let before = self.state.meter.now(self.state.arena.bytes());
        let mut open = vec![word];
        while let Some(word) = open.pop() {
            let known = &mut self.state.known[word as usize];
            if known.paid == question {
                continue;
            }
            known.paid = question;
            open.extend(&known.needs);
            let cost = known.cost;
            if !self.state.meter.charge(cost) {
                return self.out_of_steps(at);
            }
        }
        self.fits(at)?;
        let all = self.state.meter.now(self.state.arena.bytes()).since(before);
        self.not_own(all);
        Ok(())
    }

    fn work_out(&mut self, word: u32, at: At) -> Run<Value> {
        let program = self.program;
        let made = program.made(word)?;
        match program.words[word as usize].shape() {
            Shape::Complete | Shape::Function(_) => self.one(made, &[], at),
            Shape::Set => self.set(made),
            Shape::Object => self.object(made),
            Shape::ObjectOfSets => self.object_of_sets(made),
        }
    }

    /// A function's value for some arguments.
    pub(super) fn call(&mut self, word: u32, at: At, args: &[Value]) -> Run<Value> {
        self.step(1, at)?;
        self.enter(at)?;
        let program = self.program;
        let (mark, taken) = (self.arena().mark(), self.taken);
        let value = self.one(program.made(word)?, args, at)?;
        self.taken = taken;
        self.leave();
        Ok(self.settled(value, mark))
    }

    /// Runs a definition for arguments: each time its body and head hold, `each` gets the value.
    fn define(
        &mut self,
        definition: &'a Definition,
        args: &[Value],
        each: &mut dyn FnMut(&mut Self, Value) -> Run<Flow>,
    ) -> Run<()> {
        let outer = (self.file, self.base);
        let base = self.state.slots.len();
        self.state.slots.resize(base + definition.slots as usize, Value::Undefined);
        (self.file, self.base) = (definition.file, base);
        if self.takes(definition, args)? {
            self.branches(definition, each)?;
        }
        self.state.slots.truncate(base);
        (self.file, self.base) = outer;
        Ok(())
    }

    /// Whether a definition is for these arguments, which its parameters are bound to.
    fn takes(&mut self, definition: &'a Definition, args: &[Value]) -> Run<bool> {
        for (parameter, arg) in definition.parameters.iter().zip(args) {
            let fits = match parameter {
                Parameter::Any => true,
                Parameter::Slot(slot) => {
                    self.bind(*slot, *arg);
                    true
                }
                Parameter::Const(value) => equal(self.arena(), *value, *arg),
                Parameter::Form(form) => self.matches(form, *arg)?,
            };
            if !fits {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn branches(&mut self, definition: &'a Definition, each: &mut dyn FnMut(&mut Self, Value) -> Run<Flow>) -> Run<()> {
        for (body, head) in &definition.branches {
            let mut has_held = false;
            self.run(body, &mut |machine: &mut Self| {
                let value = machine.expr(head)?;
                if value.is_undefined() {
                    return Ok(Flow::Next);
                }
                has_held = true;
                machine.held(definition.at);
                each(machine, value)
            })?;
            if has_held {
                break;
            }
        }
        Ok(())
    }

    /// The one value of a complete rule or function.
    fn one(&mut self, made: &'a Made, args: &[Value], at: At) -> Run<Value> {
        let mut found = Value::Undefined;
        // Defaults stand last.
        for definition in &made.definitions {
            if definition.is_default && !found.is_undefined() {
                break;
            }
            self.define(definition, args, &mut |machine: &mut Self, value| {
                if found.is_undefined() {
                    found = value;
                    machine.take(value);
                } else if !equal(machine.arena(), found, value) {
                    let message = match args.is_empty() {
                        true => "complete rules must not produce multiple outputs",
                        false => "functions must not produce multiple outputs for same inputs",
                    };
                    return machine.error(ErrorKind::Conflict, definition.at, message);
                }
                Ok(if made.is_alike { Flow::Enough } else { Flow::Next })
            })?;
            if made.is_alike && !found.is_undefined() {
                break;
            }
        }
        self.fits(at)?;
        Ok(found)
    }

    fn set(&mut self, made: &'a Made) -> Run<Value> {
        let mut all = Vec::new();
        for definition in &made.definitions {
            self.define(definition, &[], &mut |machine: &mut Self, value| {
                all.push(value);
                machine.take(value);
                Ok(Flow::Next)
            })?;
        }
        Ok(self.state.arena.set(all))
    }

    /// Keys with values, in the order of their definitions.
    fn pairs(&mut self, made: &'a Made) -> Run<Vec<(Value, Value, &'a Definition)>> {
        let mut all = Vec::new();
        for definition in &made.definitions {
            let Some(key) = &definition.key else { continue };
            self.define(definition, &[], &mut |machine: &mut Self, value| {
                let key = machine.expr(key)?;
                if !key.is_undefined() {
                    all.push((key, value, definition));
                    machine.take(key);
                    machine.take(value);
                }
                Ok(Flow::Next)
            })?;
        }
        all.sort_by(|a, b| compare(self.arena(), a.0, b.0));
        Ok(all)
    }

    fn object(&mut self, made: &'a Made) -> Run<Value> {
        let pairs = self.pairs(made)?;
        for two in pairs.windows(2) {
            let [first, second] = two else { continue };
            if equal(self.arena(), first.0, second.0) && !equal(self.arena(), first.1, second.1) {
                self.file = second.2.file;
                return self.error(ErrorKind::Conflict, second.2.at, "object keys must be unique");
            }
        }
        Ok(self.state.arena.object(pairs.into_iter().map(|(key, value, _)| (key, value)).collect()))
    }

    fn object_of_sets(&mut self, made: &'a Made) -> Run<Value> {
        let pairs = self.pairs(made)?;
        let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
        for (key, value, _) in pairs {
            match groups.last_mut() {
                Some((last, elements)) if equal(self.arena(), *last, key) => elements.push(value),
                _ => groups.push((key, vec![value])),
            }
        }
        let sets = groups.into_iter().map(|(key, elements)| (key, self.state.arena.set(elements)));
        let sets = sets.collect();
        Ok(self.state.arena.object(sets))
    }
}
