//! Noun: a policy that cannot be used, with its file and line. Never a pass: the run is incomplete.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::RuleId;

/// A policy that cannot be read, does not compile, failed while it ran, or answered nonsense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// Stable, kebab-case: `policy-syntax`, `policy-metadata`, `policy-failed`, `policy-finding`, ….
    pub code: &'static str,
    /// The rule that failed, where it is known.
    pub rule: Option<RuleId>,
    /// The policy's file.
    pub path: String,
    /// Line in it, from 1.
    pub line: Option<u32>,
    /// One sentence, lower-case, no full stop.
    pub message: String,
    /// The next action that mends it.
    pub help: Option<String>,
}

/// The codes of what can be wrong with a source before any of its rules is asked.
const CODES: [&str; 19] = [
    "policy-arity",
    "policy-compile",
    "policy-data",
    "policy-dialect",
    "policy-failed",
    "policy-framework",
    "policy-hidden-rule",
    "policy-metadata",
    "policy-nothing",
    "policy-recursion",
    "policy-replaces",
    "policy-style",
    "policy-syntax",
    "policy-too-deep",
    "policy-twice",
    "policy-type",
    "policy-unknown-function",
    "policy-unknown-rule",
    "policy-unreadable",
];

/// An error as a place apart sends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mistake {
    code: String,
    path: String,
    line: Option<u32>,
    message: String,
    help: Option<String>,
}

impl From<PolicyError> for Mistake {
    fn from(error: PolicyError) -> Self {
        let PolicyError { code, rule: _, path, line, message, help } = error;
        Self { code: code.to_owned(), path, line, message, help }
    }
}

impl Mistake {
    /// The error; nothing where it has a code that none has.
    pub(super) fn into_error(self) -> Option<PolicyError> {
        let Self { code, path, line, message, help } = self;
        let code = CODES.into_iter().find(|known| *known == code)?;
        Some(PolicyError { code, rule: None, path, line, message, help })
    }
}

/// What to do about some of the engine's messages.
const KNOWN: [(&str, &str); 5] = [
    ("must have a body or assignment", "end the head with `:= true`, or give the rule a body"),
    ("used before definition below", "give the variable a name that no rule of the file has"),
    ("use of undefined variable", "bind the variable with `:=` or `some … in …`, or import what it means"),
    ("execution exceeded time limit", "the policy takes too long on this input"),
    ("expression nesting too deep", "split it into helper rules"),
];

impl PolicyError {
    /// An error in a file.
    pub(crate) fn new(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, rule: None, path: path.into(), line: None, message: message.into(), help: None }
    }

    /// A policy file that could not be read.
    pub fn unreadable(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new("policy-unreadable", path, reason)
    }

    /// A rule whose own tests do not pass, so that nothing can be said by them.
    pub fn failing(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new("policy-failed", path, message).help("run `plimsoll test` and mend what it tells")
    }

    /// With its line.
    #[must_use]
    pub(crate) fn line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    /// With the rule that failed.
    #[must_use]
    pub(crate) fn rule(mut self, rule: &RuleId) -> Self {
        self.rule = Some(rule.clone());
        self
    }

    /// With the next action.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// From an error of the engine, whose text is `--> file:line:column`, an excerpt, and `error: what`.
    pub(crate) fn from_engine(code: &'static str, path: &str, text: &str) -> Self {
        let what = text.split_once("\nerror: ").map_or(text, |(_, what)| what).trim();
        let message = what.lines().next().unwrap_or(what).trim_end_matches('.').to_owned();
        let place = text.split("--> ").nth(1).and_then(|rest| rest.lines().next());
        let mut parts = place.unwrap_or_default().rsplitn(3, ':');
        let (_column, line, file) = (parts.next(), parts.next(), parts.next());
        let mut error = Self::new(code, file.filter(|file| !file.is_empty()).unwrap_or(path), message);
        error.help = KNOWN.iter().find(|(known, _)| error.message.contains(known)).map(|(_, help)| (*help).to_owned());
        match line.and_then(|line| line.parse().ok()) {
            Some(line) => error.line(line),
            None => error,
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(rule) = &self.rule {
            write!(f, " (rule {rule})")?;
        }
        Ok(())
    }
}

impl std::error::Error for PolicyError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of a rule that runs, or of a whole source.
    const LATER: [&str; 4] = ["policy-budget", "policy-finding", "policy-left-out", "policy-replaced"];

    #[test]
    fn every_code_comes_back_from_a_place_apart() {
        let code = regex::Regex::new("\"(policy-[a-z-]*[a-z])\"").expect("a pattern");
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let files = std::fs::read_dir(folder).expect("the sources").map(|file| file.expect("a file").path());
        for file in files.filter(|file| file.is_file()) {
            let text = std::fs::read_to_string(file).expect("a text");
            for found in code.captures_iter(&text) {
                assert!(CODES.contains(&&found[1]) || LATER.contains(&&found[1]), "{}", &found[1]);
            }
        }
        let error = PolicyError::new("policy-syntax", "p/x.rego", "m").line(3).help("h");
        assert_eq!(Mistake::from(error.clone()).into_error(), Some(error));
    }
}
