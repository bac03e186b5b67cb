//! What rules of ours answered about models, kept by what they were asked: a model that is the same at another time is not judged twice.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use plimsoll_model::Project;
use plimsoll_policy::{Evaluator, PolicyError, RawFinding, Rule, RuleId};
use sha2::{Digest as _, Sha256};

/// Answers by rule.
type Answers = HashMap<RuleId, Vec<RawFinding>>;

/// Answers of rules that come with the program, by a digest of all that they were asked with.
#[derive(Debug, Default)]
pub struct Memory {
    known: Mutex<HashMap<[u8; 32], Arc<Answers>>>,
    is_closed: AtomicBool,
}

impl Memory {
    /// From now on it is asked, and not added to.
    pub fn close(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
    }

    /// What is known of a project that is judged with some parameters.
    pub fn of(&self, project: &Project, params: &dyn Debug) -> Recalled<'_> {
        let mut digest = Sha256::new();
        digest.update(format!("{params:?}\0").as_bytes());
        digest.update(serde_json::to_vec(project).expect("internal: a project is JSON"));
        let key = digest.finalize().into();
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        Recalled { memory: self, key, known, answered: Answers::new() }
    }
}

/// What is known of a project, and what is found out of it.
#[derive(Debug)]
pub struct Recalled<'a> {
    memory: &'a Memory,
    key: [u8; 32],
    known: Option<Arc<Answers>>,
    answered: Answers,
}

impl Recalled<'_> {
    /// Whether a rule need not be asked again. Policies that are not ours may have been written otherwise then.
    pub(super) fn knows(&self, rule: &Rule) -> bool {
        rule.source.is_none() && self.known.as_ref().is_some_and(|known| known.contains_key(&rule.id))
    }

    /// What a rule says.
    pub(super) fn ask(&mut self, evaluator: &mut Evaluator, rule: &Rule) -> Result<Vec<RawFinding>, PolicyError> {
        if rule.source.is_some() {
            return evaluator.run(rule);
        }
        if let Some(known) = self.known.as_ref().and_then(|known| known.get(&rule.id)) {
            return Ok(known.clone());
        }
        let found = evaluator.run(rule)?;
        if !self.memory.is_closed.load(Ordering::Relaxed) {
            self.answered.insert(rule.id.clone(), found.clone());
        }
        Ok(found)
    }
}

impl Drop for Recalled<'_> {
    fn drop(&mut self) {
        if !self.answered.is_empty() {
            let mut answered = std::mem::take(&mut self.answered);
            if let Some(known) = &self.known {
                answered.extend(known.iter().map(|(rule, found)| (rule.clone(), found.clone())));
            }
            let answered = Arc::new(answered);
            self.memory.known.lock().unwrap_or_else(PoisonError::into_inner).insert(self.key, answered);
        }
    }
}
