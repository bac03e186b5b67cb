//! Policies' own tests: every `test_…` rule of every `…_test.rego`, with the lines of the policies that they reach.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::Module;
use regorus::{Engine, Value};

use super::bundle::Bundle;
use super::world::World;
use super::{PolicyError, syntax};

/// How one test came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyTest {
    /// Its file.
    pub path: String,
    /// `test_…`.
    pub name: String,
    /// Line of the rule, from 1.
    pub line: u32,
    /// Why it failed, one sentence; nothing when it passed.
    pub failure: Option<Failure>,
    /// What it printed.
    pub prints: Vec<String>,
}

/// Why and where a test failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The file and line that are at fault, as far as can be told.
    pub path: String,
    /// From 1.
    pub line: u32,
    /// What was wrong.
    pub message: String,
}

/// Which lines of a policy the tests reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Lines that were evaluated.
    pub covered: BTreeSet<u32>,
    /// Lines that were not.
    pub not_covered: BTreeSet<u32>,
}

impl Coverage {
    /// Covered lines in hundred; none where no test reaches anything.
    pub fn percent(&self) -> f64 {
        let (covered, all) = (self.covered.len(), self.covered.len() + self.not_covered.len());
        if all == 0 { 0.0 } else { covered as f64 * 100.0 / all as f64 }
    }

    /// Adds what other tests reached.
    pub fn join(&mut self, other: Self) {
        self.covered.extend(other.covered);
        self.not_covered.extend(other.not_covered);
        self.not_covered.retain(|line| !self.covered.contains(line));
    }
}

/// All tests of a bundle.
#[derive(Debug, Clone, Default)]
pub struct TestRun {
    /// Sorted by file, then in the order of the file.
    pub tests: Vec<PolicyTest>,
    /// Of every policy that is no test, by path.
    pub coverage: BTreeMap<String, Coverage>,
}

/// Runs the tests of a bundle. `below` lends its words and facts, where the bundle has no others of the same name.
///
/// # Errors
/// When a policy is broken; nothing is run then.
pub fn test(bundle: Bundle, below: Bundle) -> Result<TestRun, Vec<PolicyError>> {
    let own: BTreeSet<String> = bundle.modules.iter().map(|m| m.path.to_string()).collect();
    let world = World::load(bundle, below.vocabulary(), None)?;
    let mut engine = world.engine(world.params(&BTreeMap::new())).map_err(|error| vec![error])?;
    engine.set_gather_prints(true);
    engine.set_enable_coverage(true);

    let mut run = TestRun::default();
    let mut modules = engine.get_modules().clone();
    modules.sort_by_key(|m| m.package.span.source.get_path().clone());
    for module in modules.iter().filter(|m| own.contains(m.package.span.source.get_path())) {
        for (name, first, last) in tests(module) {
            let test = run_one(&mut engine, module, name, (first, last)).map_err(|error| vec![error])?;
            run.tests.push(test);
        }
    }
    for file in engine.get_coverage_report().map_err(|error| vec![broken(&error.to_string())])?.files {
        if own.contains(&file.path) && !file.path.ends_with("_test.rego") {
            run.coverage.insert(file.path, Coverage { covered: file.covered, not_covered: file.not_covered });
        }
    }
    for path in own.iter().filter(|path| path.ends_with(".rego") && !path.ends_with("_test.rego")) {
        run.coverage.entry(path.clone()).or_default();
    }
    Ok(run)
}

pub(super) fn broken(message: &str) -> PolicyError {
    PolicyError::from_engine("policy-failed", "policies", message)
}

/// Name, first and last line of the tests of a module. Several rules of one name are one test.
pub(super) fn tests(module: &Module) -> Vec<(&str, u32, u32)> {
    let mut tests: Vec<(&str, u32, u32)> = Vec::new();
    for rule in &module.policy {
        let span = rule.span();
        let Some(name) = syntax::root(syntax::head(rule)).filter(|name| name.starts_with("test_")) else { continue };
        let last = span.line + span.text().matches('\n').count() as u32;
        match tests.iter_mut().find(|(known, ..)| *known == name) {
            Some(test) => test.2 = last,
            None => tests.push((name, span.line, last)),
        }
    }
    tests
}

fn run_one(engine: &mut Engine, module: &Module, name: &str, lines: (u32, u32)) -> Result<PolicyTest, PolicyError> {
    let source = &module.package.span.source;
    let package = plimsoll_policy_text::annotation::package(source.get_contents()).unwrap_or_default();
    let answer = engine.eval_rule(format!("data.{package}.{name}"));
    let prints = engine.take_prints().map_err(|error| broken(&error.to_string()))?;
    let path = source.get_path().clone();
    let failure = match answer {
        Ok(value) => verdict(&value).err().map(|message| {
            let line = stopped_at(engine, &path, package, name, lines);
            Failure { path: path.clone(), line, message }
        }),
        Err(error) => {
            let error = PolicyError::from_engine("policy-failed", &path, &error.to_string());
            Some(Failure { path: error.path, line: error.line.unwrap_or(lines.0), message: error.message })
        }
    };
    Ok(PolicyTest { path, name: name.to_owned(), line: lines.0, failure, prints })
}

/// A test passes when it is true; a table of cases when every case is.
pub(super) fn verdict(value: &Value) -> Result<(), String> {
    let cases = |failed: Vec<String>, count: usize| match (count, failed.as_slice()) {
        (0, _) => Err("no case of the table is true".to_owned()),
        (_, []) => Ok(()),
        (_, failed) => Err(format!("these cases fail: {}", failed.join(", "))),
    };
    match value {
        Value::Bool(true) => Ok(()),
        Value::Undefined => Err("is not true: the marked line is where it stops".to_owned()),
        Value::Object(table) => {
            let failed = table.iter().filter(|(_, value)| verdict(value).is_err()).map(|(case, _)| case.to_string());
            cases(failed.collect(), table.len())
        }
        Value::Set(table) => cases(Vec::new(), table.len()),
        other => Err(format!("is {other}, not true")),
    }
}

/// The last line of the test that was reached: what stands there was not true.
fn stopped_at(engine: &Engine, path: &str, package: &str, name: &str, lines: (u32, u32)) -> u32 {
    let mut engine = engine.clone();
    engine.clear_coverage_data();
    let _failed_as_before = engine.eval_rule(format!("data.{package}.{name}"));
    let report = engine.get_coverage_report().map(|report| report.files).unwrap_or_default();
    let file = report.into_iter().find(|file| file.path == path);
    let reached = file.map(|file| file.covered).unwrap_or_default();
    reached.range(lines.0..=lines.1.max(lines.0)).next_back().copied().unwrap_or(lines.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_of_one_folder_use_fixtures_of_the_library_beside_it() {
        let given = |files: &[(&str, &str)]| {
            Bundle::given(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))).expect("texts")
        };
        let own = given(&[(
            "a/a_test.rego",
            "package policies.a_test\n\nimport data.policies.lib.fixtures_test as f\n\ntest_it if f.one == 1\n",
        )]);
        let library = given(&[(
            "lib/fixtures_test.rego",
            "package policies.lib.fixtures_test\n\none := 1\n\ntest_not_asked if one == 2\n",
        )]);
        let run = test(own, library).expect("nothing is broken");
        let names: Vec<(&str, bool)> = run.tests.iter().map(|t| (t.name.as_str(), t.failure.is_none())).collect();
        assert_eq!(names, [("test_it", true)]);
    }
}
