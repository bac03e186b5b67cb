//! Verb: a template, and the values of its variables → the text.

use std::ops::Range;

use super::{
    EXPANSION_LIMIT, Expanded, Lookup, Operator, Part, Template, TemplateError, TemplateErrorKind, USES_LIMIT, Unset,
    Use, Variable,
};
use plimsoll_model::VariableState;

/// Puts values in; `open` where what nothing sets is only not known yet.
pub(super) fn of(
    template: &Template<'_>,
    lookup: Lookup<'_>,
    open: Option<Unset<'_>>,
) -> Result<Expanded, TemplateError> {
    let mut expansion = Expansion { template: template.text, lookup, open, added: 0, result: Expanded::default() };
    expansion.parts(&template.parts)?;
    Ok(expansion.result)
}

struct Expansion<'a> {
    template: &'a str,
    lookup: Lookup<'a>,
    /// Where what nothing sets is only not known yet.
    open: Option<Unset<'a>>,
    added: usize,
    result: Expanded,
}

impl Expansion<'_> {
    fn parts(&mut self, parts: &[Part]) -> Result<(), TemplateError> {
        for part in parts {
            match part {
                Part::Literal(range) => {
                    let mut pieces = self.template[range.clone()].split("$$");
                    self.result.text.extend(pieces.next());
                    pieces.for_each(|piece| self.result.text.extend(["$", piece]));
                }
                Part::Variable(variable) => self.variable(variable)?,
                Part::Placeholder(range, _) if self.open.is_some() => self.placeholder(range),
                Part::Invalid(error) | Part::Placeholder(_, error) => return Err(error.clone()),
            }
        }
        Ok(())
    }

    fn is_without_default(&self, name: &str) -> bool {
        self.open.is_some_and(|open| (open.without_default)(name))
    }

    fn variable(&mut self, variable: &Variable) -> Result<(), TemplateError> {
        let mut value = (self.lookup)(&variable.name);
        let (set, filled) = (value.is_some(), value.as_ref().is_some_and(|value| !value.is_empty()));
        let (state, from_word) = match variable.operator {
            Operator::None => (if set { VariableState::Set } else { VariableState::Unset }, false),
            Operator::DefaultIfEmpty if filled => (VariableState::Set, false),
            Operator::DefaultIfUnset if set => (VariableState::Set, false),
            Operator::DefaultIfEmpty | Operator::DefaultIfUnset if self.is_without_default(&variable.name) => {
                (VariableState::Unset, false)
            }
            Operator::DefaultIfEmpty | Operator::DefaultIfUnset => (VariableState::Defaulted, true),
            Operator::AlternativeIfNotEmpty if filled => (VariableState::Set, true),
            Operator::AlternativeIfSet if set => (VariableState::Set, true),
            // Blank is what the author asked for, so nothing is unknown here.
            Operator::AlternativeIfNotEmpty | Operator::AlternativeIfSet => (VariableState::Defaulted, false),
            Operator::RequiredNotEmpty if filled => (VariableState::Set, false),
            Operator::Required if set => (VariableState::Set, false),
            Operator::RequiredNotEmpty | Operator::Required if self.open.is_some() => (VariableState::Required, false),
            Operator::RequiredNotEmpty | Operator::Required => return Err(self.missing(variable)),
        };
        let is_open = matches!(state, VariableState::Unset | VariableState::Required);
        let assumed = self.open.filter(|_| is_open).and_then(|open| (open.assumed)(&variable.name));
        let is_assumed = assumed.is_some();
        value = assumed.or(value);
        let start = self.result.text.len();
        let index = self.result.uses.len();
        if index == USES_LIMIT {
            let message = format!("a value uses variables more than {USES_LIMIT} times");
            return Err(TemplateError { kind: TemplateErrorKind::Limit, range: variable.range.clone(), message });
        }
        self.result.uses.push(Use {
            name: variable.name.clone(),
            operator: variable.operator,
            state,
            assumed: is_assumed,
            placeholder: false,
            range: variable.range.clone(),
            output: start..start,
        });
        if from_word {
            self.parts(&variable.parts)?;
        } else if matches!(variable.operator, Operator::AlternativeIfNotEmpty | Operator::AlternativeIfSet) {
            // Blank.
        } else if let Some(value) = value {
            self.put(variable, &value)?;
        }
        self.result.uses[index].output.end = self.result.text.len();
        Ok(())
    }

    /// Stays as written, and what hangs on it is as unknown as with a variable that nothing sets.
    fn placeholder(&mut self, range: &Range<usize>) {
        let (written, start) = (&self.template[range.clone()], self.result.text.len());
        self.result.text.push_str(written);
        let name = written.trim_start_matches(['$', '{']).trim_end_matches('}').trim().to_owned();
        let (operator, state, output) = (Operator::None, VariableState::Unset, start..self.result.text.len());
        self.result.uses.push(Use {
            name,
            operator,
            state,
            assumed: false,
            placeholder: true,
            range: range.clone(),
            output,
        });
    }

    fn put(&mut self, variable: &Variable, value: &str) -> Result<(), TemplateError> {
        self.added += value.len();
        if self.added > EXPANSION_LIMIT {
            let message =
                format!("variables add more than {EXPANSION_LIMIT} bytes to one value, {} among them", variable.name);
            return Err(TemplateError { kind: TemplateErrorKind::Limit, range: variable.range.clone(), message });
        }
        self.result.text.push_str(value);
        Ok(())
    }

    /// The reason is given as written: expanded, it might tell a value.
    fn missing(&self, variable: &Variable) -> TemplateError {
        let (name, reason) = (&variable.name, self.template[variable.word.clone()].trim());
        let message = if reason.is_empty() {
            format!("required variable {name} is missing a value")
        } else {
            format!("required variable {name} is missing a value: {reason}")
        };
        TemplateError {
            kind: TemplateErrorKind::Required { name: name.clone() },
            range: variable.range.clone(),
            message,
        }
    }
}
