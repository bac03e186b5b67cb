//! The one table from our severities to the words of other tools, so that no two formats disagree.

use plimsoll_judge::finding::{Finding, Verdict};
use plimsoll_policy::Severity;

/// Level of SARIF and of GitHub annotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `error`
    Error,
    /// `warning`
    Warning,
    /// `note`, `notice`
    Note,
}

/// A severity in the words of others.
pub(super) struct Words {
    pub(super) level: Level,
    pub(super) gitlab: &'static str,
}

/// The words for a finding: what is for review is no failure, whatever its severity.
pub(super) fn of(finding: &Finding) -> Words {
    match finding.verdict {
        Verdict::Fail => words(finding.severity),
        Verdict::Review => Words { level: Level::Note, gitlab: "info" },
    }
}

/// The table.
pub(super) fn words(severity: Severity) -> Words {
    let (level, gitlab) = match severity {
        Severity::Critical => (Level::Error, "blocker"),
        Severity::High => (Level::Error, "critical"),
        Severity::Medium => (Level::Warning, "major"),
        Severity::Low => (Level::Note, "minor"),
        Severity::Info => (Level::Note, "info"),
    };
    Words { level, gitlab }
}
