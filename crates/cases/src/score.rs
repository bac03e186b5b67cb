//! The score of tests: how many mutants of the rules they find out.

use std::collections::BTreeMap;
use std::sync::Arc;

use plimsoll_policy::{Evaluator, Mutant, PolicyError, PolicySet, Reads, Rule, mutants};
use rayon::prelude::*;
use serde_json::Value;

use super::case::Case;
use super::examples::{self, Example};
use super::judge::{Scene, complaints};
use super::run::Tested;

/// What became of the mutants.
#[derive(Debug, Clone, Default)]
pub struct Score {
    /// By rule, sorted by its id; rules without mutants too.
    pub rules: Vec<RuleScore>,
}

/// The mutants of one rule.
#[derive(Debug, Clone)]
pub struct RuleScore {
    /// The rule's id.
    pub rule: String,
    /// Its file.
    pub path: String,
    /// Mutants that mean something: those that the engine refuses are none.
    pub mutants: usize,
    /// Those that no test finds out.
    pub survivors: Vec<Mutant>,
}

/// Which mutants are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// So many of all.
    pub count: usize,
    /// The same number chooses the same mutants.
    pub seed: u64,
}

/// Asks the tests of some rules about mutants of these. `texts` are the policies as they are written.
///
/// # Errors
/// When the tests of a rule do not pass as it is, or it cannot be read.
pub fn score(
    tested: Tested<'_>,
    texts: &BTreeMap<String, String>,
    chosen: &(dyn Fn(&Rule) -> bool + Sync),
    sample: Option<Sample>,
) -> Result<Score, Vec<PolicyError>> {
    let rules: Vec<&Arc<Rule>> = tested.policies.rules().iter().filter(|rule| chosen(rule)).collect();
    let made = rules.iter().map(|rule| {
        let text = texts.get(rule.path.as_str()).map_or("", String::as_str);
        mutants(&rule.path, text)
    });
    let mut made = made.collect::<Result<Vec<_>, _>>().map_err(|error| vec![error])?;
    if let Some(sample) = sample {
        thin(&mut made, sample);
    }
    let work: Vec<(&Arc<Rule>, Vec<Mutant>)> = rules.into_iter().zip(made).collect();
    let scores: Vec<_> = work
        .into_par_iter()
        .filter(|(_, mutants)| sample.is_none() || !mutants.is_empty())
        .map(|(rule, mutants)| of_rule(tested, rule, mutants))
        .collect();
    let mut all = Score::default();
    let mut errors = Vec::new();
    for one in scores {
        match one {
            Ok(one) => all.rules.push(one),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(all) } else { Err(errors) }
}

/// Leaves some of all mutants: those whose number, shuffled by the seed, comes first.
fn thin(made: &mut [Vec<Mutant>], sample: Sample) {
    let mut keys: Vec<u64> = Vec::new();
    for number in 0..made.iter().map(Vec::len).sum::<usize>() {
        keys.push(shuffled(sample.seed ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    }
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    let Some(most) = sample.count.checked_sub(1).map(|last| sorted.get(last).copied().unwrap_or(u64::MAX)) else {
        made.iter_mut().for_each(Vec::clear);
        return;
    };
    let mut keys = keys.into_iter();
    for mutants in made {
        mutants.retain(|_| keys.next().is_some_and(|key| key <= most));
    }
}

/// A number as good as drawn by lot (splitmix64).
fn shuffled(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A test with what the rule itself answers.
struct Asked {
    test: Test,
    params: BTreeMap<String, Value>,
    answers: Vec<Option<Value>>,
}

enum Test {
    Case(Box<Case>, Box<Scene>),
    Example(Box<Example>),
}

impl Asked {
    fn scene(&self) -> &Scene {
        match &self.test {
            Test::Case(_, scene) => scene,
            Test::Example(example) => &example.scene,
        }
    }

    /// Whether the test fails for a mutant. Only where the mutant answers something else it is looked at what is said of that.
    fn finds_out(&self, evaluator: &mut Evaluator, rule: &Arc<Rule>, reads: &Reads) -> bool {
        if self.scene().raw(evaluator, rule) == self.answers {
            return false;
        }
        let answer = self.scene().ask(evaluator, rule, reads);
        match &self.test {
            Test::Case(case, scene) => !complaints(case, scene, &answer, rule).is_empty(),
            Test::Example(example) => !example.complaints(&answer, rule).is_empty(),
        }
    }
}

fn of_rule(tested: Tested<'_>, rule: &Arc<Rule>, made: Vec<Mutant>) -> Result<RuleScore, PolicyError> {
    let policies = tested.policies;
    let reads = &policies.reads(rule);
    let mut tests = Vec::new();
    let broken = |what: &str| {
        let message = format!("{what} fails for the rule as it is; a mutant says nothing then");
        PolicyError::failing(rule.path.as_str(), message)
    };
    for case in tested.cases_of(rule) {
        let scene = Scene::of(&case, tested.known);
        let mut evaluator = policies.lone(rule, None, &case.params)?;
        let answers = scene.raw(&mut evaluator, rule);
        let answer = scene.ask(&mut evaluator, rule, reads);
        if !complaints(&case, &scene, &answer, rule).is_empty() {
            return Err(broken(&format!("the case `{}`", case.name)));
        }
        tests.push(Asked { params: case.params.clone(), test: Test::Case(Box::new(case), Box::new(scene)), answers });
    }
    for example in examples::of(rule, tested.known).into_iter().flatten() {
        let mut evaluator = policies.lone(rule, None, &BTreeMap::new())?;
        let answers = example.scene.raw(&mut evaluator, rule);
        tests.push(Asked { params: BTreeMap::new(), test: Test::Example(Box::new(example)), answers });
    }
    if policies.lone_tests(rule, None)?.iter().any(|(_, passed)| !passed) {
        return Err(broken("a test in Rego"));
    }
    let mut score = RuleScore { rule: rule.id.to_string(), path: rule.path.clone(), mutants: 0, survivors: Vec::new() };
    for mutant in made {
        match survives(policies, rule, reads, &mutant, &tests) {
            // The engine refuses it: it is no policy.
            None => {}
            Some(false) => score.mutants += 1,
            Some(true) => {
                score.mutants += 1;
                score.survivors.push(mutant);
            }
        }
    }
    Ok(score)
}

/// Whether no test finds a mutant out; nothing for one that is no policy.
fn survives(policies: &PolicySet, rule: &Arc<Rule>, reads: &Reads, mutant: &Mutant, tests: &[Asked]) -> Option<bool> {
    let text = Some(mutant.text.as_str());
    let mut evaluator = policies.lone(rule, text, &BTreeMap::new()).ok()?;
    for test in tests {
        let found = if test.params.is_empty() {
            test.finds_out(&mut evaluator, rule, reads)
        } else {
            test.finds_out(&mut policies.lone(rule, text, &test.params).ok()?, rule, reads)
        };
        if found {
            return Some(false);
        }
    }
    Some(policies.lone_tests(rule, text).ok()?.iter().all(|(_, passed)| *passed))
}

impl Score {
    /// Mutants of all rules.
    pub fn mutants(&self) -> usize {
        self.rules.iter().map(|rule| rule.mutants).sum()
    }

    /// Mutants that no test finds out.
    pub fn survivors(&self) -> usize {
        self.rules.iter().map(|rule| rule.survivors.len()).sum()
    }

    /// Mutants that tests find out, in hundred; all where there are none.
    pub fn percent(&self) -> f64 {
        percent(self.mutants(), self.survivors())
    }

    /// The same by the first part of the rules' ids: mutants, survivors.
    pub fn by_target(&self) -> BTreeMap<&str, (usize, usize)> {
        let mut targets: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for rule in &self.rules {
            let target = targets.entry(rule.rule.split('/').next().unwrap_or_default()).or_default();
            target.0 += rule.mutants;
            target.1 += rule.survivors.len();
        }
        targets
    }
}

/// Those of some mutants that did not survive, in hundred.
pub fn percent(mutants: usize, survivors: usize) -> f64 {
    if mutants == 0 { 100.0 } else { (mutants - survivors) as f64 * 100.0 / mutants as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_policy::Change;

    fn mutant(number: u32) -> Mutant {
        Mutant { line: number, change: Change::Drop, piece: String::new(), text: String::new() }
    }

    #[test]
    fn a_sample_is_as_large_as_asked_for_and_the_same_for_the_same_seed() {
        let drawn = |count, seed| {
            let mut all = vec![(0..40).map(mutant).collect::<Vec<_>>(), Vec::new(), (40..100).map(mutant).collect()];
            thin(&mut all, Sample { count, seed });
            all.concat().iter().map(|mutant| mutant.line).collect::<Vec<_>>()
        };
        assert_eq!(drawn(10, 7).len(), 10);
        assert_eq!(drawn(10, 7), drawn(10, 7));
        assert_ne!(drawn(10, 7), drawn(10, 8));
        assert_eq!((drawn(0, 7).len(), drawn(1000, 7).len()), (0, 100));
    }
}
