//! Rules of one source that are asked in a place apart: started when first needed, thrown away with the rule that ruins it.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::engine::{TIME_LIMIT, Text};
use super::keeper::{Keeper, Kept, Lost, RUN_LIMIT, Reply, Request, Sent};
use super::set::Engine;
use super::{PolicyError, Rule};

/// The engine in the place apart stops a rule by itself after [`TIME_LIMIT`]; what does not come back so much later does not look at its clock.
const GRACE: Duration = Duration::from_secs(2);

/// The time that all rules of others have taken so far in a run.
#[derive(Debug, Clone, Default)]
pub(super) struct Purse(Arc<Mutex<Duration>>);

impl Purse {
    fn is_empty(&self) -> bool {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) >= RUN_LIMIT
    }

    fn pay<T>(&self, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += started.elapsed();
        done
    }
}

/// One question in a place of its own.
///
/// # Errors
/// When no place can be made, or it is ruined.
pub(super) fn ask_once(keeper: &dyn Keeper, request: &Request) -> Result<Reply, Lost> {
    keeper.start()?.ask(request, TIME_LIMIT + GRACE)
}

/// The policies of one source, and where they are asked.
#[derive(Debug)]
pub(super) struct Apart {
    keeper: Arc<dyn Keeper>,
    load: Request,
    /// Loaded, and not yet taken by anybody.
    spare: Mutex<Vec<Box<dyn Kept>>>,
    /// Whether the policies can be loaded at all: found out once.
    loads: OnceLock<Result<(), Broken>>,
}

/// Why nothing can be asked.
#[derive(Debug, Clone)]
enum Broken {
    /// The policies do not compile.
    Refused(PolicyError),
    /// Compiling them ruins the place.
    Lost(Lost),
}

impl Apart {
    pub(super) fn new(keeper: Arc<dyn Keeper>, texts: &[Text], data: &Value, engine: Engine) -> Self {
        let load = Request::Load { policies: texts.iter().map(Sent::from).collect(), data: data.clone(), engine };
        Self { keeper, load, spare: Mutex::default(), loads: OnceLock::new() }
    }

    /// Makes sure that the policies compile. Where compiling is what ruins the place, each rule tells when it is asked.
    pub(super) fn compile(&self, purse: &Purse) -> Result<(), PolicyError> {
        let loads = self.loads.get_or_init(|| {
            let kept = self.start(purse)?;
            self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(kept);
            Ok(())
        });
        match loads {
            Err(Broken::Refused(error)) => Err(error.clone()),
            Ok(()) | Err(Broken::Lost(_)) => Ok(()),
        }
    }

    /// A place in which the policies are loaded.
    fn start(&self, purse: &Purse) -> Result<Box<dyn Kept>, Broken> {
        purse.pay(|| {
            let mut kept = self.keeper.start().map_err(Broken::Lost)?;
            match kept.ask(&self.load, TIME_LIMIT + GRACE).map_err(Broken::Lost)? {
                Reply::Done => Ok(kept),
                Reply::Refused { path, line, message } => {
                    let error = PolicyError::new("policy-compile", path, message);
                    Err(Broken::Refused(match line {
                        Some(line) => error.line(line),
                        None => error,
                    }))
                }
                Reply::Answer(_) | Reply::Read(_) | Reply::Mistakes(_) => {
                    Err(Broken::Lost(Lost::Other("it answers what nobody asked".to_owned())))
                }
                Reply::Failed(what) => Err(Broken::Lost(Lost::Other(what))),
            }
        })
    }
}

/// The place that one worker asks, and whether it knows the project.
#[derive(Debug, Default)]
pub(super) struct Seat {
    /// Never locked: only the worker itself asks.
    kept: Option<Mutex<Box<dyn Kept>>>,
    is_told: bool,
}

impl Seat {
    /// The next question is about another project.
    pub(super) fn turn(&mut self) {
        self.is_told = false;
    }

    /// What a rule's `deny` is for a project.
    ///
    /// # Errors
    /// When the rule fails, or ruins the place: it is asked once more in a new one if others had been asked there before.
    pub(super) fn ask(
        &mut self,
        apart: &Apart,
        purse: &Purse,
        input: &dyn Fn() -> Value,
        rule: &Rule,
    ) -> Result<Value, PolicyError> {
        let lost = |lost: Lost| {
            let help = "the policy asks too much of one project; docs/limits.md lists what policies of others may use";
            PolicyError::new("policy-failed", rule.path.as_str(), lost.to_string()).rule(&rule.id).help(help)
        };
        apart.compile(purse)?;
        loop {
            if purse.is_empty() {
                let message =
                    format!("policies that are not plimsoll's have taken {} seconds together", RUN_LIMIT.as_secs());
                let error = PolicyError::new("policy-failed", rule.path.as_str(), message).rule(&rule.id);
                return Err(error.help("find the slow ones with `plimsoll rules --profile PATH`"));
            }
            let was_used = self.kept.is_some();
            let answer = self.try_ask(apart, purse, input, rule);
            if answer.is_err() {
                *self = Self::default();
            }
            return match answer {
                Ok(Reply::Answer(answer)) => Ok(answer),
                Ok(Reply::Failed(what) | Reply::Refused { message: what, .. }) => {
                    Err(PolicyError::from_engine("policy-failed", &rule.path, &what).rule(&rule.id))
                }
                Ok(Reply::Done | Reply::Read(_) | Reply::Mistakes(_)) => {
                    Err(lost(Lost::Other("it answers nothing".to_owned())))
                }
                // What others left behind there may be to blame.
                Err(Broken::Lost(Lost::Memory | Lost::Stack | Lost::Other(_))) if was_used => continue,
                Err(Broken::Lost(why)) => Err(lost(why)),
                Err(Broken::Refused(error)) => Err(error),
            };
        }
    }

    fn try_ask(
        &mut self,
        apart: &Apart,
        purse: &Purse,
        input: &dyn Fn() -> Value,
        rule: &Rule,
    ) -> Result<Reply, Broken> {
        if let Some(Err(broken)) = apart.loads.get() {
            return Err(broken.clone());
        }
        let spare = || apart.spare.lock().unwrap_or_else(PoisonError::into_inner).pop().map(Mutex::new);
        let kept = match self.kept.take().or_else(spare) {
            Some(kept) => kept,
            None => Mutex::new(apart.start(purse)?),
        };
        let kept = self.kept.insert(kept).get_mut().unwrap_or_else(PoisonError::into_inner);
        purse.pay(|| {
            if !self.is_told {
                match kept.ask(&Request::Input(input()), TIME_LIMIT + GRACE).map_err(Broken::Lost)? {
                    Reply::Done => self.is_told = true,
                    other => return Ok(other),
                }
            }
            kept.ask(&Request::Ask(format!("data.{}.deny", rule.package)), TIME_LIMIT + GRACE).map_err(Broken::Lost)
        })
    }
}

impl Clone for Seat {
    /// Another worker takes a place of its own.
    fn clone(&self) -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use serde_json::json;

    use super::*;
    use crate::{Bundle, Ours, PolicySet};

    /// Starts places that reply as the script says, one script for each; notes what they are asked.
    #[derive(Debug, Default)]
    struct Scripted {
        scripts: Mutex<VecDeque<Vec<Result<Reply, Lost>>>>,
        asked: Arc<Mutex<Vec<&'static str>>>,
    }

    #[derive(Debug)]
    struct Place {
        replies: VecDeque<Result<Reply, Lost>>,
        asked: Arc<Mutex<Vec<&'static str>>>,
    }

    impl Keeper for Scripted {
        fn start(&self) -> Result<Box<dyn Kept>, Lost> {
            self.asked.lock().expect("not poisoned").push("start");
            let replies = self.scripts.lock().expect("not poisoned").pop_front().expect("a script for each place");
            Ok(Box::new(Place { replies: replies.into(), asked: Arc::clone(&self.asked) }))
        }
    }

    impl Kept for Place {
        fn ask(&mut self, request: &Request, _limit: Duration) -> Result<Reply, Lost> {
            let name = match request {
                Request::Read(_) => "read",
                Request::Load { .. } => "load",
                Request::Input(_) => "input",
                Request::Ask(_) => "ask",
            };
            self.asked.lock().expect("not poisoned").push(name);
            self.replies.pop_front().expect("a reply for each request")
        }
    }

    const RULE: &str = "# METADATA\n# title: t\n# custom: {severity: low, applies_to: service}\npackage acme.x\n\ndeny contains finding if { finding := {} }\n";

    /// What comes of asking the rule so many times about one project, and what the places were asked.
    fn told(times: usize, scripts: Vec<Vec<Result<Reply, Lost>>>) -> (Vec<Result<Value, String>>, String) {
        let keeper = Arc::new(Scripted { scripts: Mutex::new(scripts.into()), ..Scripted::default() });
        let bundle = Bundle::given([("x.rego".to_owned(), RULE.to_owned())]).expect("a text");
        let set = PolicySet::load(bundle).expect("a rule");
        let apart = Apart::new(Arc::clone(&keeper) as Arc<dyn Keeper>, &[], &json!({}), Engine::default());
        let (mut seat, purse) = (Seat::default(), Purse::default());
        let ask = |_| seat.ask(&apart, &purse, &|| json!({}), &set.rules()[0]).map_err(|error| error.message);
        let answers = (0..times).map(ask).collect();
        let asked = keeper.asked.lock().expect("not poisoned").join(" ");
        (answers, asked)
    }

    #[test]
    fn a_rule_that_ruins_a_used_place_is_asked_once_more_in_a_new_one() {
        let (done, one) = (|| Ok(Reply::Done), || Ok(Reply::Answer(json!(1))));
        let (answers, asked) =
            told(2, vec![vec![done(), done(), one(), Err(Lost::Memory)], vec![done(), done(), one()]]);
        assert_eq!(answers, [Ok(json!(1)), Ok(json!(1))]);
        assert_eq!(asked, "start load input ask ask start load input ask");
        let (answers, _) =
            told(2, vec![vec![done(), done(), one(), Err(Lost::Stack)], vec![done(), done(), Err(Lost::Stack)]]);
        assert_eq!(answers[1], Err(Lost::Stack.to_string()));
        // What takes too long once takes too long.
        let (answers, asked) = told(2, vec![vec![done(), done(), one(), Err(Lost::Time)]]);
        assert_eq!((answers[1].clone(), asked.as_str()), (Err(Lost::Time.to_string()), "start load input ask ask"));
    }

    #[test]
    fn policies_that_ruin_the_place_when_they_are_loaded_are_tried_once() {
        let (answers, asked) = told(3, vec![vec![Err(Lost::Memory)]]);
        assert!(answers.iter().all(|answer| *answer == Err(Lost::Memory.to_string())), "{answers:?}");
        assert_eq!(asked, "start load");
    }

    #[test]
    fn nothing_is_started_for_our_own_rules() {
        let keeper = Arc::new(Scripted::default());
        let place = Some(Arc::clone(&keeper) as Arc<dyn Keeper>);
        let set = PolicySet::with(&plimsoll_rules::SHIPPED, &Ours::Shipped, Vec::new(), place).expect("ours");
        let rules = &set.rules()[..3];
        let mut evaluator = set.evaluator(rules).expect("they compile");
        evaluator.set_input(&json!({"services": {}}));
        for rule in rules {
            evaluator.run(rule).expect("an answer");
        }
        assert!(keeper.asked.lock().expect("not poisoned").is_empty());
    }
}
