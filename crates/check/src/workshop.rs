//! Where the rules of a run are asked: as many evaluators as work at the same time, each used again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::together::Application;
use plimsoll_judge::config::Layers;
use plimsoll_judge::evaluate::{self, Evaluation, Memory};
use plimsoll_loader::normalize::project::Loaded;
use plimsoll_policy::{Evaluator, Params, PolicyError, PolicySet, Reads, Rule, RuleId};

/// Evaluators of the rules of a run: for each set of parameters, as many as work at the same time.
pub(super) struct Workshop<'a> {
    pub(super) policies: &'a PolicySet,
    pub(super) rules: &'a Arc<[Arc<Rule>]>,
    pub(super) layers: &'a Layers,
    pub(super) at_once: bool,
    /// The rules are ours that others took the place of.
    pub(super) ours: bool,
    /// What was answered before.
    pub(super) memory: Option<&'a Memory>,
    pub(super) made: Mutex<HashMap<Params, (Evaluator, Vec<Evaluator>)>>,
    /// What rules look at, found out once for each.
    pub(super) reads: Mutex<HashMap<RuleId, Arc<Reads>>>,
}

impl Workshop<'_> {
    /// Asks the rules about a project.
    pub(super) fn ask(&self, params: &Params, loaded: &Loaded) -> Result<Evaluation, PolicyError> {
        let mut evaluator = self.take(params)?;
        let reads = |rule: &Rule| self.reads(rule);
        // What others wrote may have been changed since; and where they replace words of ours, ours says something else.
        let memory = self.memory.filter(|_| self.policies.replaced().is_empty());
        let recalled = memory.map(|memory| memory.of(&loaded.project, &(params, self.policies.params())));
        let Loaded { project, origins, bare, .. } = loaded;
        let mut evaluation = evaluate::rules(&mut evaluator, self.rules, project, origins, &reads, recalled);
        if let Some(bare) = bare {
            let Loaded { project: without, origins: places, .. } = &**bare;
            let recalled = memory.map(|memory| memory.of(without, &(params, self.policies.params())));
            let bare = evaluate::rules(&mut evaluator, self.rules, without, places, &reads, recalled);
            evaluate::hold_against_bare(&mut evaluation, bare, project, origins);
        }
        self.give_back(params.clone(), evaluator);
        Ok(evaluation)
    }

    /// Asks the rules for environments about those of one application.
    pub(super) fn ask_together(&self, params: &Params, application: &Application) -> Result<Evaluation, PolicyError> {
        let mut evaluator = self.take(params)?;
        let reads = |rule: &Rule| self.reads(rule);
        let evaluation = evaluate::environments(&mut evaluator, self.rules, &application.together(), &reads);
        self.give_back(params.clone(), evaluator);
        Ok(evaluation)
    }

    fn reads(&self, rule: &Rule) -> Arc<Reads> {
        let known = self.reads.lock().unwrap_or_else(PoisonError::into_inner).get(&rule.id).cloned();
        known.unwrap_or_else(|| {
            let reads = Arc::new(self.policies.reads(rule));
            self.reads.lock().unwrap_or_else(PoisonError::into_inner).insert(rule.id.clone(), Arc::clone(&reads));
            reads
        })
    }

    pub(super) fn take(&self, params: &Params) -> Result<Evaluator, PolicyError> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((first, idle)) = made.get_mut(params) {
            return Ok(idle.pop().unwrap_or_else(|| first.clone()));
        }
        let made_anew = match self.ours {
            true => self.policies.evaluator_beside(self.rules, params)?,
            false => self.policies.evaluator_with(self.rules, params)?,
        };
        let first = made_anew.at_once(self.at_once);
        made.insert(params.clone(), (first.clone(), Vec::new()));
        Ok(first)
    }

    pub(super) fn give_back(&self, params: Params, evaluator: Evaluator) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, idle)) = made.get_mut(&params) {
            idle.push(evaluator);
        }
    }
}
