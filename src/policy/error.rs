//! Noun: a policy that cannot be used, with its file and line. Never a pass: the run is incomplete.

use std::fmt;

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
