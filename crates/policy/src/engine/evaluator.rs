//! Asks rules, one input after the other.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;
use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, Value};
use serde::{Deserialize, Serialize};

use super::{ALL, Program, STEP_LIMIT, Seen, place};
use crate::apart::Seat;
use crate::compiled::Bench;
use crate::finding::{self, RawFinding};
use crate::{PolicyError, Rule, keeper};

/// Runs rules on one input after the other. One per worker.
#[derive(Debug, Clone)]
pub struct Evaluator {
    program: Arc<Program>,
    desks: Vec<Desk>,
    benches: Vec<Bench>,
    asked: Asked,
    at_once: bool,
}

/// What all questions are about.
#[derive(Debug, Clone, Default)]
struct Asked {
    input: Option<Value>,
    /// How many steps one question may take, where it is not [`STEP_LIMIT`].
    budget: Option<u32>,
}

/// One group at work: its engine, once it is needed, and what all its rules answer for the input (`Value::Undefined` where they cannot be
/// asked together).
#[derive(Debug, Clone, Default)]
struct Desk {
    engine: Option<Engine>,
    answers: Option<Value>,
    /// Where the rules are asked if not here.
    seat: Seat,
}

impl Desk {
    fn engine(&mut self, program: &Program, group: usize, asked: &Asked) -> Result<&mut Engine, PolicyError> {
        if self.engine.is_none() {
            let mut engine = program.engine(group)?.clone();
            if let Some(input) = &asked.input {
                engine.set_input(input.clone());
            }
            if let Some(steps) = asked.budget.filter(|_| program.groups[group].together) {
                engine.set_execution_timer_config(stopped_after(steps));
            }
            self.engine = Some(engine);
        }
        Ok(self.engine.as_mut().expect("internal: it was just made"))
    }

    /// The answers of all rules of the group. Where one of them fails, or all together take as many steps as one may, there are none: asking
    /// one by one then tells which.
    fn together(&mut self, program: &Program, group: usize, asked: &Asked) -> Result<&Value, PolicyError> {
        if self.answers.is_none() {
            let answers = match program.groups[group].together {
                false => Value::Undefined,
                true => self
                    .engine(program, group, asked)?
                    .eval_rule(format!("data.{ALL}.answers"))
                    .unwrap_or(Value::Undefined),
            };
            self.answers = Some(answers);
        }
        Ok(self.answers.as_ref().expect("internal: it was just answered"))
    }
}

impl Evaluator {
    pub(crate) fn new(program: Arc<Program>) -> Self {
        let desks = vec![Desk::default(); program.groups.len()];
        let mut benches = program.benches.clone();
        if benches.is_empty() {
            benches.push(Bench::empty());
        }
        Self { program, desks, benches, asked: Asked::default(), at_once: false }
    }

    /// The engines of all groups.
    pub(crate) fn engines(&mut self) -> Result<Vec<&mut Engine>, PolicyError> {
        let (program, asked) = (&self.program, &self.asked);
        let desks = self.desks.iter_mut().enumerate();
        desks.map(|(group, desk)| desk.engine(program, group, asked)).collect()
    }

    /// Stops each question to our own rules after so many steps of the engine instead of [`STEP_LIMIT`], at the same step on every machine:
    /// it is a rule that fails then.
    pub fn set_budget(&mut self, steps: u32) {
        self.asked.budget = Some(steps);
        self.benches.iter_mut().for_each(|bench| bench.set_budget(steps));
        for (desk, group) in self.desks.iter_mut().zip(&self.program.groups) {
            desk.answers = None;
            if let Some(engine) = desk.engine.as_mut().filter(|_| group.together) {
                engine.set_execution_timer_config(stopped_after(steps));
            }
        }
    }

    /// Asks the groups of one input at the same time: worth it where there are too few inputs to keep all processors busy.
    #[must_use]
    pub fn at_once(self, at_once: bool) -> Self {
        Self { at_once, ..self }
    }

    /// Sets what the following runs judge: what a project is serialized to. Each engine makes its own values of it.
    ///
    /// # Panics
    /// When it is nothing that JSON could say: a mistake of plimsoll.
    pub fn set_input<T: Serialize + ?Sized>(&mut self, input: &T) {
        self.benches.iter_mut().for_each(|bench| bench.set_input(input));
        if self.desks.is_empty() {
            return;
        }
        let json = serde_json::to_value(input).expect("internal: a project is JSON");
        let value = Value::deserialize(json).expect("internal: what is JSON is a value");
        self.asked.input = Some(value.clone());
        for desk in &mut self.desks {
            desk.answers = None;
            desk.seat.turn();
            if let Some(engine) = &mut desk.engine {
                engine.set_input(value.clone());
            }
        }
    }

    /// What is judged, to be looked at; nothing where it is too large or too deep for that.
    pub fn input(&self) -> Option<Seen<'_>> {
        self.benches.first().and_then(Bench::input)
    }

    /// Compiles what some rules need, at the same time where there are several processors, and asks them already if groups are asked
    /// [at once](Self::at_once). Without it each is compiled and asked when it is first run.
    pub fn prepare<'r>(&mut self, rules: impl Iterator<Item = &'r Rule>) {
        let groups: BTreeSet<usize> = rules.filter_map(|rule| self.program.by_rule.get(&rule.id).copied()).collect();
        let (program, asked, at_once) = (&self.program, &self.asked, self.at_once);
        let needed = self.desks.par_iter_mut().enumerate().filter(|(group, _)| groups.contains(group));
        // An error comes back when a rule of the group is run.
        needed.for_each(|(group, desk)| match asked.input.is_some() && at_once {
            _ if program.groups[group].apart.is_some() => {}
            true => drop(desk.together(program, group, asked)),
            false => drop(program.engine(group)),
        });
    }

    fn group(&self, rule: &Rule) -> Result<usize, PolicyError> {
        self.program.by_rule.get(&rule.id).copied().ok_or_else(|| {
            let message = format!("rule {} is none of the loaded ones", rule.id);
            PolicyError::new("policy-failed", rule.path.as_str(), message)
        })
    }

    /// What a rule finds in the input, sorted.
    ///
    /// # Errors
    /// When the rule fails, or answers something that is no finding.
    pub fn run(&mut self, rule: &Rule) -> Result<Vec<RawFinding>, PolicyError> {
        if let Some(bench) = self.program.compiled.get(&rule.id) {
            return self.benches[*bench].found(rule);
        }
        let group = self.group(rule)?;
        let (folder, name) = place(rule).unwrap_or_default();
        match &self.desks[group].together(&self.program, group, &self.asked)?[folder][name]["deny"] {
            Value::Undefined => finding::read(rule, &self.answer(rule)?),
            answer => finding::read(rule, &to_json(rule, answer)?),
        }
    }

    /// What a rule's `deny` is, as it stands, asked by itself.
    ///
    /// # Errors
    /// When the rule fails.
    pub fn answer(&mut self, rule: &Rule) -> Result<serde_json::Value, PolicyError> {
        if let Some(bench) = self.program.compiled.get(&rule.id) {
            return self.benches[*bench].answer(rule);
        }
        let group = self.group(rule)?;
        if let Some(apart) = &self.program.groups[group].apart {
            let input = self.asked.input.as_ref();
            let input = || input.map(data_as_json).unwrap_or_default();
            return self.desks[group].seat.ask(apart, &self.program.purse, &input, rule);
        }
        let counted = self.program.groups[group].together;
        let engine = self.desks[group].engine(&self.program, group, &self.asked)?;
        ask(engine, format!("data.{}.deny", rule.package)).map_err(|error| {
            match counted && error.contains(OUT_OF_TIME) {
                true => over_budget(rule, self.asked.budget.unwrap_or(STEP_LIMIT)),
                false => PolicyError::from_engine("policy-failed", &rule.path, &error).rule(&rule.id),
            }
        })
    }
}

/// What stands at a path of `data`, within the size that an answer may have.
pub(crate) fn ask(engine: &mut Engine, path: String) -> Result<serde_json::Value, String> {
    let answer = engine.eval_rule(path).map_err(|error| error.to_string());
    // Nobody reads what it printed, and it must not pile up.
    let _prints = engine.take_prints();
    keeper::bounded(&answer?)
}

/// The engine counts steps to know when to look at its clock; a limit of no time at all stops it at the first look.
pub(super) fn stopped_after(steps: u32) -> ExecutionTimerConfig {
    ExecutionTimerConfig {
        limit: Duration::ZERO,
        check_interval: NonZeroU32::new(steps.max(1)).expect("internal: it is at least one"),
    }
}

/// What the engine says when it stops at its limit.
const OUT_OF_TIME: &str = "execution exceeded time limit";

pub(crate) fn over_budget(rule: &Rule, steps: u32) -> PolicyError {
    let message = format!("the project asks for more than {steps} steps of the rule");
    let help = "split the project into smaller ones; docs/limits.md says what a rule may use";
    PolicyError::new("policy-budget", rule.path.as_str(), message).rule(&rule.id).help(help)
}

/// Data or an input as it is sent.
pub(super) fn data_as_json(value: &Value) -> serde_json::Value {
    serde_json::to_value(value).expect("internal: what was made of JSON is JSON")
}

fn to_json(rule: &Rule, value: &Value) -> Result<serde_json::Value, PolicyError> {
    serde_json::to_value(value)
        .map_err(|error| PolicyError::new("policy-finding", rule.path.as_str(), error.to_string()).rule(&rule.id))
}
