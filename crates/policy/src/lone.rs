//! Rules by themselves, each with nothing but what it needs, as their tests ask them: with the text it has, or with another one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::bundle::Bundle;
use super::call::Patterns;
use super::engine::{self, Evaluator, Program, Text};
use super::testing::{self, Coverage};
use super::world::World;
use super::{PolicyError, PolicySet, Rule, rewrite};

impl PolicySet {
    /// The rules of a bundle with their tests, to be asked one by one. `below` lends its words and facts, where the bundle has no others of the same
    /// name.
    ///
    /// # Errors
    /// Everything that is wrong with the policies, sorted by file and line.
    pub fn for_tests(bundle: Bundle, below: Bundle) -> Result<Self, Vec<PolicyError>> {
        Self::of_worlds(vec![World::load(bundle, below.vocabulary(), None)?], Vec::new())
    }

    /// An evaluator of one rule, with these parameters over the defaults. `text` stands in the place of its own.
    ///
    /// # Errors
    /// When it does not compile.
    pub fn lone(
        &self,
        rule: &Arc<Rule>,
        text: Option<&str>,
        params: &BTreeMap<String, Value>,
    ) -> Result<Evaluator, PolicyError> {
        let own = self.texts_of(rule, text, |other| !other.path.ends_with("_test.rego"))?;
        let program = Program::lone(rule, own, &self.data_with(rule, params));
        program.compiles(0)?;
        Ok(Evaluator::new(Arc::new(program)))
    }

    /// Whether each of the tests in `<rule>_test.rego` passes, in the order of the file; nothing where there is no such file. `text` stands in the place
    /// of the rule's own.
    ///
    /// # Errors
    /// When it does not compile.
    pub fn lone_tests(&self, rule: &Rule, text: Option<&str>) -> Result<Vec<(String, bool)>, PolicyError> {
        let package = format!("{}_test", rule.package);
        let tests = |other: &Text| other.package == package;
        if !self.worlds.iter().any(|world| world.texts.iter().any(tests)) {
            return Ok(Vec::new());
        }
        let texts = self.texts_of(rule, text, |other| {
            tests(other) || other.word().is_some() || !other.path.ends_with("_test.rego")
        })?;
        let data = self.data_with(rule, &BTreeMap::new());
        let mut engine = engine::prepare(texts.iter(), &data, &Patterns::default())?;
        let modules = engine.get_modules().clone();
        let mut passed = Vec::new();
        for module in modules.iter() {
            let source = module.package.span.source.get_contents();
            if plimsoll_policy_text::annotation::package(source) != Some(package.as_str()) {
                continue;
            }
            for (name, ..) in testing::tests(module) {
                let answer = engine.eval_rule(format!("data.{package}.{name}"));
                let is_true = answer.is_ok_and(|value| testing::verdict(&value).is_ok());
                passed.push((name.to_owned(), is_true));
            }
        }
        Ok(passed)
    }

    /// The Rego of a file, without METADATA.
    pub fn text(&self, path: &str) -> Option<&str> {
        let mut texts = self.worlds.iter().flat_map(|world| world.texts.iter());
        texts.find(|text| text.path == path).map(|text| &*text.rego)
    }

    fn data_with(&self, rule: &Rule, params: &BTreeMap<String, Value>) -> regorus::Value {
        let world = &self.worlds[0];
        let configured = BTreeMap::from([(rule.id.to_string(), params.clone())]);
        engine::data(world.params(&configured), &world.known)
    }

    /// The texts of a rule, of what is chosen, and of all that these use. They are as good as ours here: steps are counted, so that a mutant stops at the
    /// same step everywhere.
    fn texts_of(
        &self,
        rule: &Rule,
        text: Option<&str>,
        chosen: impl Fn(&Text) -> bool,
    ) -> Result<Vec<Text>, PolicyError> {
        let own: Vec<Text> = self.worlds[0].texts.iter().filter(|text| text.package == rule.package).cloned().collect();
        let rewritten = text.map(|text| rewrite::restore(&rule.path, text)).transpose()?;
        let own = own.into_iter().map(|own| match &rewritten {
            Some(text) if own.path == rule.path.as_str() => Text { rego: Cow::Owned(text.clone().into_owned()), ..own },
            _ => own,
        });
        let mut texts: Vec<Text> = own.collect();
        let of_tests = format!("{}_test", rule.package);
        texts.extend(self.worlds[0].texts.iter().filter(|text| text.package == of_tests && chosen(text)).cloned());
        let others: Vec<&Text> =
            self.worlds[0].texts.iter().filter(|text| text.package != rule.package && chosen(text)).collect();
        let mut next = 0;
        while let Some(text) = texts.get(next).cloned() {
            let uses = |other: &&&Text| match other.word() {
                Some(word) => text.rego.contains(word),
                None => text.rego.contains(&format!("data.{}", other.package)),
            };
            for other in others.iter().filter(uses) {
                if !texts.iter().any(|known| known.path == other.path) {
                    texts.push((*other).clone());
                }
            }
            next += 1;
        }
        texts.iter_mut().for_each(|text| text.trusted = true);
        texts.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(texts)
    }
}

impl Evaluator {
    /// Notes from now on which lines are reached.
    ///
    /// # Errors
    /// When a policy does not compile.
    pub fn watch(&mut self) -> Result<(), PolicyError> {
        self.engines()?.into_iter().for_each(|engine| engine.set_enable_coverage(true));
        Ok(())
    }

    /// Which lines were reached since then, by file.
    ///
    /// # Errors
    /// When the engine cannot tell.
    pub fn coverage(&mut self) -> Result<BTreeMap<String, Coverage>, PolicyError> {
        let mut all: BTreeMap<String, Coverage> = BTreeMap::new();
        for engine in self.engines()? {
            let report = engine.get_coverage_report().map_err(|error| testing::broken(&error.to_string()))?;
            for file in report.files {
                let coverage = Coverage { covered: file.covered, not_covered: file.not_covered };
                all.entry(file.path).or_default().join(coverage);
            }
        }
        Ok(all)
    }
}
