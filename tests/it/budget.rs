//! What our own rules may use: counted, the same everywhere, and far above what real projects ask for.

use std::collections::BTreeMap;
use std::sync::Arc;

use plimsoll_check::{self as check};
use plimsoll_loader::discover::{self, Selection};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_loader::normalize::project::Loaded;
use plimsoll_policy::{Bundle, Evaluator, PolicySet, Rule, STEP_LIMIT};
use plimsoll_source::Sources;

use crate::{scaling, shared};

/// How many times what any real project needs the limit is at least.
const FAR: u32 = 20;

/// Those of the real projects whose models are the largest.
const LARGE: &[&str] = &["laradock__laradock", "getsentry__self-hosted"];

fn evaluator(policies: &PolicySet, rules: &[Arc<Rule>]) -> Evaluator {
    let mut evaluator = policies.evaluator(rules).unwrap();
    evaluator.prepare(rules.iter().map(AsRef::as_ref));
    evaluator
}

/// What each rule answers: its findings, or the code of what is told.
fn answers(rules: &[Arc<Rule>], evaluator: &mut Evaluator) -> BTreeMap<String, Result<usize, &'static str>> {
    let answer = |rule: &Arc<Rule>| {
        (rule.id.to_string(), evaluator.run(rule).map(|found| found.len()).map_err(|error| error.code))
    };
    rules.iter().map(answer).collect()
}

#[test]
fn a_rule_beyond_its_budget_is_an_error_and_the_others_answer() {
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).unwrap();
    let all = policies.rules().iter();
    let rules: Vec<Arc<Rule>> = all.filter(|rule| rule.id.as_str().starts_with("compose/s")).cloned().collect();
    let text: String = (0..8).map(|i| format!("  s{i}: {{image: 'postgres:14', privileged: true}}\n")).collect();
    let mut projects =
        scaling::sized(&evaluator(&policies, &rules), vec![("compose.yaml".into(), format!("services:\n{text}"))]);
    let all = answers(&rules, &mut projects[0]);
    assert!(all.values().all(Result::is_ok), "{all:?}");
    // A budget that all but one of them keep.
    let (mut failing, mut budget) = (rules.clone(), 200);
    while failing.len() > 1 {
        budget += budget / 10;
        failing.retain(|rule| !scaling::ends(&mut projects, rule, budget));
    }
    let hungry = failing.first().expect("one is clearly the hungriest").id.to_string();
    projects[0].set_budget(budget);
    let now = answers(&rules, &mut projects[0]);
    for (rule, answer) in &now {
        let expected = if *rule == hungry { Err("policy-budget") } else { all[rule] };
        assert_eq!(*answer, expected, "{rule}");
    }
}

#[test]
fn real_projects_need_a_small_part_of_the_budget() {
    let Some(corpus) = shared::folder("corpus") else { return };
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).unwrap();
    let mut evaluator = evaluator(&policies, policies.rules());
    evaluator.set_budget(STEP_LIMIT / FAR);
    for name in LARGE.iter().map(|name| corpus.join(name)).filter(|folder| folder.is_dir()) {
        let files = DiskFiles::new(&name).unwrap();
        let found = discover::candidates(&files, &[".".to_owned()], &Selection::default());
        let (loaded, _) = check::projects(&found, &crate::shared::scope(), &files, &Sources::default());
        let services = |loaded: &&Loaded| loaded.project.services.len();
        let largest = loaded.iter().max_by_key(services).expect("it has projects");
        evaluator.set_input(&largest.project);
        let failed: Vec<_> =
            answers(policies.rules(), &mut evaluator).into_iter().filter(|(_, a)| a.is_err()).collect();
        assert!(failed.is_empty(), "{}: {failed:?}", largest.project.label());
    }
}
