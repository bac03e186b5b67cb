//! Noun: a case of a rule's test: files, and what the rule must say of them.

use std::collections::BTreeMap;

use plimsoll_judge::finding::OutcomeKind;
use plimsoll_model::Role;
use plimsoll_policy::Severity;
use serde_json::Value;

/// The cases of one file, and what is wrong with how they are written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cases {
    /// In the order of the file.
    pub cases: Vec<Case>,
    /// Line of the file, from 1, and what is wrong there.
    pub mistakes: Vec<(u32, String)>,
}

/// One case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Case {
    /// Its heading.
    pub name: String,
    /// Line of the heading, from 1.
    pub line: u32,
    /// Its files, by path.
    pub files: BTreeMap<String, CaseFile>,
    /// What must be found; nothing else may be.
    pub marks: Vec<Mark>,
    /// What findings must point at besides; looked at where there is one at least.
    pub related: Vec<Mark>,
    /// How subjects must come out.
    pub outcomes: Vec<Wanted>,
    /// Codes of problems that loading must meet.
    pub problems: Vec<(u32, String)>,
    /// Parameters of the rule.
    pub params: BTreeMap<String, Value>,
    /// Environments as a configuration would describe them, besides those that names of files tell.
    pub environments: Vec<CaseEnvironment>,
    /// There is nothing in it that the rule judges.
    pub is_beside: bool,
}

/// An environment of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CaseEnvironment {
    /// What it is called.
    pub name: String,
    /// What it is for, where its name does not say it.
    pub role: Option<Role>,
    /// Compose files in order, and env files.
    pub files: Vec<String>,
}

/// A file of a case.
#[derive(Debug, Clone, Default)]
pub(crate) struct CaseFile {
    /// Without the marks.
    pub text: String,
    /// For each of its lines, the line in the file of cases.
    pub lines: Vec<u32>,
}

/// A place that must be marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Where it was asked for.
    pub line: u32,
    /// The file.
    pub path: String,
    /// Its line, from 1.
    pub at: u32,
    /// That somebody must look, and not that the rule is broken.
    pub review: bool,
    /// Another severity than the rule's.
    pub severity: Option<Severity>,
    /// What must be said; `…` stands for any text.
    pub message: Option<String>,
}

/// How a subject must come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Where it was asked for.
    pub line: u32,
    /// Address of the subject.
    pub subject: String,
    /// How.
    pub kind: OutcomeKind,
}

/// The words of outcomes.
pub(crate) const OUTCOMES: [(&str, OutcomeKind); 5] = [
    ("passes", OutcomeKind::Pass),
    ("fails", OutcomeKind::Fail),
    ("review", OutcomeKind::Review),
    ("not applicable", OutcomeKind::NotApplicable),
    ("unknown", OutcomeKind::Error),
];

/// An outcome as cases write it.
pub(crate) fn word(kind: OutcomeKind) -> &'static str {
    OUTCOMES.iter().find(|(_, known)| *known == kind).map_or("waived", |(word, _)| word)
}

impl Mark {
    /// Whether a message is the one asked for.
    pub(crate) fn says(&self, message: &str) -> bool {
        self.message.as_ref().is_none_or(|wanted| matches(wanted, message))
    }
}

/// Whether a text is like a pattern in which `…` stands for anything.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
    for part in between {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ellipsis_stands_for_any_text() {
        for (pattern, text, same) in [
            ("a b", "a b", true),
            ("a b", "a b c", false),
            ("a…", "a b c", true),
            ("…c", "a b c", true),
            ("a…b…c", "a x b y c", true),
            ("a…d…c", "a x b y c", false),
            ("…", "", true),
            ("ab…bc", "abc", false),
        ] {
            assert_eq!(matches(pattern, text), same, "{pattern} and {text}");
        }
    }
}
