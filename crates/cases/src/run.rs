//! All cases and examples of rules, each through the loader and its rule.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;
use std::sync::Arc;

use plimsoll_model::KnownImages;
use plimsoll_policy::{Coverage, Evaluator, Failure, PolicyError, PolicySet, PolicyTest, Rule};
use rayon::prelude::*;
use serde_json::{Value, json};

use super::case::Case;
use super::judge::{Scene, complaints};
use super::{examples, parse};

/// How a file of cases, or an example, is told from other files.
const ENDING: &str = "_test.md";

/// What the cases and examples came to.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// Sorted by file, then in the order of the file.
    pub tests: Vec<PolicyTest>,
    /// Lines of policies that they reached, by path.
    pub coverage: BTreeMap<String, Coverage>,
}

/// What is tested: rules as their tests ask them, and the texts of the files of cases by path.
#[derive(Debug, Clone, Copy)]
pub struct Tested<'a> {
    /// As [`PolicySet::for_tests`] makes them.
    pub policies: &'a PolicySet,
    /// `<rule>_test.md`, each beside its rule.
    pub files: &'a [(String, String)],
    /// Facts about images, for the loader.
    pub known: &'a Arc<KnownImages>,
}

impl<'a> Tested<'a> {
    /// The rule that a file of cases is about.
    fn rule_of(self, path: &str) -> Option<&'a Arc<Rule>> {
        let own = format!("{}.rego", path.strip_suffix(ENDING)?);
        self.policies.rules().iter().find(|rule| rule.path == own)
    }

    /// The cases about a rule.
    pub(crate) fn cases_of(self, rule: &Rule) -> Vec<Case> {
        let own = rule.path.strip_suffix(".rego").map(|stem| format!("{stem}{ENDING}"));
        let file = self.files.iter().find(|(path, _)| Some(path) == own.as_ref());
        file.map(|(_, text)| parse::cases(text).cases).unwrap_or_default()
    }
}

/// Runs all cases and examples.
///
/// # Errors
/// When the engine cannot tell what was reached.
pub fn run(tested: Tested<'_>) -> Result<Run, PolicyError> {
    let files: Vec<_> = tested.files.par_iter().map(|(path, text)| of_file(tested, path, text)).collect();
    let examples: Vec<_> = tested.policies.rules().par_iter().map(|rule| of_examples(tested, rule)).collect();
    let mut run = Run::default();
    for one in files.into_iter().chain(examples.into_iter().map(Ok)) {
        let one = one?;
        run.tests.extend(one.tests);
        for (path, coverage) in one.coverage {
            run.coverage.entry(path).or_default().join(coverage);
        }
    }
    run.tests.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    Ok(run)
}

/// Evaluators of one rule, one for each set of parameters: compiling it is what takes time.
struct Evaluators<'a> {
    policies: &'a PolicySet,
    rule: &'a Arc<Rule>,
    made: BTreeMap<String, Evaluator>,
}

impl Evaluators<'_> {
    fn with(&mut self, params: &BTreeMap<String, Value>) -> Result<&mut Evaluator, PolicyError> {
        match self.made.entry(json!(params).to_string()) {
            Entry::Occupied(made) => Ok(made.into_mut()),
            Entry::Vacant(place) => {
                let mut evaluator = self.policies.lone(self.rule, None, params)?;
                evaluator.watch()?;
                Ok(place.insert(evaluator))
            }
        }
    }
}

fn of_examples(tested: Tested<'_>, rule: &Arc<Rule>) -> Run {
    let tests = examples::of(rule, tested.known).into_iter();
    let tests =
        tests.map(|example| example.map_or_else(|failed| failed, |example| example.test(tested.policies, rule)));
    Run { tests: tests.collect(), coverage: BTreeMap::new() }
}

fn of_file(tested: Tested<'_>, path: &str, text: &str) -> Result<Run, PolicyError> {
    let mut run = Run::default();
    let mut mistake = |line: u32, message: String| {
        let failure = Failure { path: path.to_owned(), line, message };
        run.tests.push(PolicyTest {
            path: path.to_owned(),
            name: "format".to_owned(),
            line,
            failure: Some(failure),
            prints: Vec::new(),
        });
    };
    let Some(rule) = tested.rule_of(path) else {
        let name = Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or(path);
        let rule = name.strip_suffix(ENDING).unwrap_or(name);
        mistake(1, format!("there is no rule `{rule}.rego` beside it"));
        return Ok(run);
    };
    let read = parse::cases(text);
    if read.cases.is_empty() && read.mistakes.is_empty() {
        mistake(1, "has no case: a heading, and below it a block such as ```yaml compose.yaml".to_owned());
    }
    read.mistakes.into_iter().for_each(|(line, message)| mistake(line, message));
    let mut evaluators = Evaluators { policies: tested.policies, rule, made: BTreeMap::new() };
    let reads = &tested.policies.reads(rule);
    for case in read.cases {
        let scene = Scene::of(&case, tested.known);
        let answer = scene.ask(evaluators.with(&case.params)?, rule, reads);
        let told = [unknown_params(&case, rule), complaints(&case, &scene, &answer, rule)].concat();
        let mut told = told.into_iter();
        let failure = told.next().map(|(line, message)| Failure { path: path.to_owned(), line, message });
        let prints = told.map(|(line, message)| format!("{path}:{line}: {message}")).collect();
        run.tests.push(PolicyTest { path: path.to_owned(), name: case.name, line: case.line, failure, prints });
    }
    for evaluator in evaluators.made.values_mut() {
        for (path, coverage) in evaluator.coverage()? {
            run.coverage.entry(path).or_default().join(coverage);
        }
    }
    Ok(run)
}

/// Parameters that the rule does not have.
fn unknown_params(case: &Case, rule: &Rule) -> Vec<(u32, String)> {
    let unknown = case.params.keys().filter(|name| !rule.params.contains_key(*name));
    unknown.map(|name| (case.line, format!("the rule has no parameter `{name}`"))).collect()
}

/// The models that the cases come to, for other engines: by rule and case, each with the parameters that the case sets.
pub fn inputs(tested: Tested<'_>) -> Value {
    let of_rule = |rule: &Arc<Rule>| {
        let case = |case: Case| {
            let scene = Scene::of(&case, tested.known);
            let answers = tested.policies.lone(rule, None, &case.params).map(|mut one| scene.raw(&mut one, rule));
            json!({"case": case.name, "params": case.params, "inputs": scene.models(rule), "answers": answers.unwrap_or_default()})
        };
        let cases: Vec<Value> = tested.cases_of(rule).into_iter().map(case).collect();
        (!cases.is_empty()).then(|| json!({"rule": rule.id, "package": rule.package, "cases": cases}))
    };
    tested.policies.rules().par_iter().filter_map(of_rule).collect::<Vec<Value>>().into()
}
