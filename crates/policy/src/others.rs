//! Policies that are not ours, at work: compiled as far as they are within the compiled part of Rego, and by regorus where not.

use std::sync::Arc;

use plimsoll_rego::{Budget, Compiler, Evaluator};
use serde_json::Value;

use super::PolicyError;
use super::call::Patterns;
use super::engine::{self, STEP_LIMIT, Text};
use super::keeper;
use super::set::Engine;

/// Bytes that a question to a compiled policy of others may take, the input included: less than its process may have.
const BYTE_LIMIT: usize = 96 << 20;

/// The policies of one source over their data.
#[derive(Debug)]
pub(super) struct Others {
    compiled: Option<Evaluator>,
    interpreter: regorus::Engine,
    /// Why the input cannot be judged compiled.
    refused: Option<String>,
    /// What the interpreter has not been told yet.
    input: Option<Value>,
}

impl Others {
    /// Compiles what can be compiled.
    ///
    /// # Errors
    /// Where the policies cannot be prepared at all.
    pub(super) fn new(texts: &[Text], data: &Value, engine: Engine) -> Result<Self, PolicyError> {
        let interpreter = engine::prepare(texts.iter(), &data.clone().into(), &Patterns::default())?;
        let compiled = match engine {
            Engine::Compiled => compiled(texts, data),
            Engine::Regorus => None,
        };
        Ok(Self { compiled, interpreter, refused: None, input: None })
    }

    /// Sets what is judged.
    pub(super) fn set_input(&mut self, input: Value) {
        if let Some(evaluator) = &mut self.compiled {
            self.refused = evaluator.set_input(&input).err().map(|error| error.to_string());
        }
        self.input = Some(input);
    }

    /// What stands at a path of `data`, within the size that an answer may have.
    ///
    /// # Errors
    /// Why there is no answer, as an engine says it.
    pub(super) fn ask(&mut self, path: String) -> Result<Value, String> {
        if let Some(evaluator) = self.compiled.as_mut().filter(|evaluator| evaluator.program().has(&path)) {
            if let Some(why) = &self.refused {
                return Err(format!("the project cannot be judged: {why}"));
            }
            let view = evaluator.eval(&path).map_err(|error| match &error.place {
                Some(place) => format!("--> {place}\nerror: {}", error.message),
                None => error.message.clone(),
            })?;
            return keeper::bounded(&view);
        }
        if let Some(input) = self.input.take() {
            self.interpreter.set_input(input.into());
        }
        engine::ask(&mut self.interpreter, path)
    }
}

/// An evaluator of those of their rules that are within the compiled part, unless it can be none.
fn compiled(texts: &[Text], data: &Value) -> Option<Evaluator> {
    let mut compiler = Compiler::new().open(true);
    for text in texts {
        compiler = compiler.module(&text.path, &text.rego).ok()?;
    }
    for (name, value) in data.as_object()? {
        compiler = compiler.data(name, value).ok()?;
    }
    let rules: Vec<String> = texts.iter().map(|text| format!("data.{}.deny", text.package)).collect();
    let program = compiler.compile_what_fits(&rules.iter().map(String::as_str).collect::<Vec<_>>()).program;
    let budget = Budget { steps: STEP_LIMIT.into(), bytes: BYTE_LIMIT, ..Budget::default() };
    Some(Evaluator::new(Arc::new(program), budget))
}
