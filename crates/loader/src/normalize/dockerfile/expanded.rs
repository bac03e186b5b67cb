//! The arguments of a Dockerfile's instructions after variable expansion, for showing what the builder sees.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::instruction::EXPANDED;
use super::pair::{argument, expansion_problem};
use super::scope::{Globals, Heritage, Scope};
use super::{MAX_INHERITED, MAX_VARIABLES};
use crate::document::dockerfile::expand::{ExpandError, Expansion, Lexer, Value};
use crate::document::dockerfile::{Dockerfile, Instruction, Word};
use plimsoll_source::problem::Problem;

/// Per instruction its arguments after expansion (values for ENV and LABEL as `key=value`); none where the builder expands nothing.
pub fn expanded(document: &Dockerfile, args: &BTreeMap<String, String>) -> (Vec<Option<Vec<String>>>, Vec<Problem>) {
    let given = args.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
    let mut globals = Globals::new(&given, &document.placeholders);
    let lexer = Lexer::new(document.escape);
    let mut problems = Vec::new();
    let mut results = Vec::with_capacity(document.instructions.len());
    for instruction in document.instructions.iter().take_while(|instruction| instruction.stage.is_none()) {
        let mut words = Vec::new();
        for word in instruction.args.iter().filter(|_| instruction.is("ARG")) {
            let (key, default) = argument(word.text());
            let default = default.and_then(|text| taken(globals.expand(&lexer, text), word, "ARG", &mut problems));
            words.push(shown(key, globals.declare(key, default)));
        }
        results.push(instruction.is("ARG").then_some(words));
    }
    let globals = Rc::new(globals);
    let mut stages: BTreeMap<String, Heritage> = BTreeMap::new();
    let scope = Scope::new(Rc::clone(&globals), Heritage::default());
    let mut stage = Stage { lexer, scope, name: None, problems, inherited: 0 };
    for instruction in document.instructions.iter().skip(results.len()) {
        if instruction.is("FROM") {
            if let Some(name) = stage.name.take() {
                let ended = std::mem::replace(&mut stage.scope, Scope::new(Rc::clone(&globals), Heritage::default()));
                stages.insert(name, ended.into_heritage());
            }
            stage.start(&globals, &stages, instruction, &mut results);
        } else {
            let words = stage.instruction(instruction);
            results.push(words);
            stage.check_full(instruction);
        }
    }
    (results, stage.problems)
}

fn shown(key: &str, value: Option<Value>) -> String {
    match value {
        Some(value) => format!("{key}={}", value.text),
        None => key.to_owned(),
    }
}

fn taken(
    result: Result<Expansion, ExpandError>,
    word: &Word,
    keyword: &str,
    problems: &mut Vec<Problem>,
) -> Option<Value> {
    match result {
        Ok(expansion) => Some(Value { text: expansion.text, known: expansion.known }),
        Err(error) => {
            problems.push(expansion_problem(&error, keyword).at(word.span()));
            None
        }
    }
}

struct Stage<'g> {
    lexer: Lexer,
    scope: Scope<'g>,
    name: Option<String>,
    problems: Vec<Problem>,
    /// Bytes that stages took over from other stages.
    inherited: usize,
}

impl<'g> Stage<'g> {
    fn start(
        &mut self,
        globals: &Rc<Globals<'g>>,
        stages: &BTreeMap<String, Heritage>,
        from: &Instruction,
        results: &mut Vec<Option<Vec<String>>>,
    ) {
        let mut words = Vec::new();
        for word in &from.args {
            let value = taken(globals.expand(&self.lexer, word.text()), word, "FROM", &mut self.problems);
            words.push(value.map(|value| value.text).unwrap_or_default());
        }
        let env = words.first().and_then(|base| stages.get(base)).cloned().unwrap_or_default();
        let env = self.within_limit(env, from);
        self.scope = Scope::new(Rc::clone(globals), env);
        self.name = from.args.get(2).map(|name| name.text().to_lowercase());
        results.push(Some(words));
    }

    /// What a stage takes over, or nothing where all stages together took over too much.
    fn within_limit(&mut self, env: Heritage, from: &Instruction) -> Heritage {
        let before = self.inherited;
        self.inherited += env.weight();
        if self.inherited <= MAX_INHERITED {
            return env;
        }
        if before <= MAX_INHERITED {
            let message = format!(
                "the stages of the project's Dockerfiles inherit more than {MAX_INHERITED} bytes from each other"
            );
            self.problems.push(Problem::error("dockerfile-limit", message).at(from.first_line));
        }
        Heritage::default()
    }

    /// Says where variables were left out.
    fn check_full(&mut self, instruction: &Instruction) {
        if std::mem::take(&mut self.scope.full)
            && !self.problems.iter().any(|problem| problem.code == "dockerfile-limit")
        {
            let message =
                format!("a stage of the Dockerfile has more than {MAX_VARIABLES} variables; the rest is unset");
            self.problems.push(Problem::error("dockerfile-limit", message).at(instruction.first_line));
        }
    }

    fn expand(&mut self, word: &Word, keyword: &str) -> Option<Expansion> {
        match self.scope.expand(&self.lexer, word.text()) {
            Ok(expansion) => Some(expansion),
            Err(error) => {
                self.problems.push(expansion_problem(&error, keyword).at(word.span()));
                None
            }
        }
    }

    fn instruction(&mut self, instruction: &Instruction) -> Option<Vec<String>> {
        let keyword = instruction.keyword.text().to_ascii_uppercase();
        match keyword.as_str() {
            "ARG" => {
                let mut words = Vec::new();
                for word in &instruction.args {
                    let (key, default) = argument(word.text());
                    let scope = &self.scope;
                    let default = default
                        .and_then(|text| taken(scope.expand(&self.lexer, text), word, "ARG", &mut self.problems));
                    words.push(shown(key, self.scope.declare(key, default)));
                }
                Some(words)
            }
            "ENV" | "LABEL" => {
                let mut pairs = Vec::new();
                for pair in &instruction.pairs {
                    let key = self.expand(&pair.key, &keyword).map(|expansion| expansion.text).unwrap_or_default();
                    let value = self.expand(&pair.value, &keyword).unwrap_or_default();
                    pairs.push((key, Value { text: value.text, known: value.known }));
                }
                let words = pairs.iter().map(|(key, value)| format!("{key}={}", value.text)).collect();
                for (key, value) in pairs.into_iter().filter(|_| keyword == "ENV") {
                    self.scope.set(&key, value);
                }
                Some(words)
            }
            keyword if EXPANDED.contains(&keyword) => {
                let mut words = Vec::new();
                for word in &instruction.args {
                    let Some(expansion) = self.expand(word, keyword) else { continue };
                    if keyword == "EXPOSE" {
                        words.extend(expansion.words);
                    } else {
                        words.push(expansion.text);
                    }
                }
                Some(words)
            }
            _ => None,
        }
    }
}
