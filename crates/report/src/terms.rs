//! What a run was asked, as far as its answer depends on it: the configurations in effect, what was chosen, what was turned off. For the first page of
//! reports: a verdict says what it is a verdict of.

use serde::Serialize;

use super::left_out;
use plimsoll_policy::RuleId;

/// On which terms a run was made. Plain words, in an order that follows from the request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// The configurations in effect, by path.
    pub configuration: Vec<UsedFile>,
    /// What was chosen and takes nothing away.
    pub chosen: Vec<String>,
    /// What configurations weigh otherwise than the rules do: severities, thresholds, values that count as no secrets.
    pub weighed: Vec<String>,
    /// What the command line turned off or left out, and what was replaced.
    pub narrowed: Vec<String>,
    /// What configurations turned off or left out.
    pub turned_off: Vec<String>,
    /// Rules that run by default and did not, sorted by id.
    pub not_run: Vec<Silent>,
}

/// A file that takes part, as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UsedFile {
    /// Root-relative path.
    pub path: String,
    /// Digest of its text, lower-case hexadecimal.
    pub sha256: String,
}

/// A rule that runs by default and did not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Silent {
    /// The rule.
    pub rule: RuleId,
    /// Why, in plain words.
    pub why: String,
}

impl Terms {
    /// Whether the answer is about less than plimsoll judges by itself.
    pub fn are_narrowed(&self) -> bool {
        !self.narrowed.is_empty() || !self.turned_off.is_empty() || !self.not_run.is_empty()
    }

    /// As lines of plain words, `code` between backticks: what stands on the first page, beside what configurations turned off.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .configuration
            .iter()
            .map(|file| format!("Configuration `{}`, sha256 `{}`", file.path, file.sha256))
            .collect();
        if lines.is_empty() {
            lines.push("No configuration".to_owned());
        }
        lines.extend(self.chosen.iter().map(|what| format!("Chosen: {what}")));
        lines.extend(self.narrowed.iter().map(|what| format!("Not asked for: {what}")));
        let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
        for silent in &self.not_run {
            match by_reason.iter_mut().find(|(why, _)| *why == silent.why) {
                Some((_, rules)) => rules.push(silent.rule.as_str()),
                None => by_reason.push((&silent.why, vec![silent.rule.as_str()])),
            }
        }
        for (why, rules) in by_reason {
            let more = rules.len().saturating_sub(RULES_NAMED);
            let named: Vec<String> = rules.iter().take(RULES_NAMED).map(|rule| format!("`{rule}`")).collect();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            lines.push(format!(
                "Did not run: {} by default ({why}): {}{more}",
                left_out::rules_that_run(rules.len()),
                named.join(", ")
            ));
        }
        lines
    }
}

/// Of the rules that did not run for one reason, so many are named on the page; `manifest.json` and the `json` report name all.
const RULES_NAMED: usize = 20;

/// The parameters of rules that configurations set, as lines: they say what a rule lets pass.
pub(super) fn params(report: &super::Report) -> Vec<String> {
    let mut lines = Vec::new();
    for (below, rules) in &report.params {
        for (rule, values) in rules.as_object().into_iter().flatten() {
            let shown = |(name, value): (&String, &serde_json::Value)| match value {
                serde_json::Value::String(text) => format!("{name} {text}"),
                other => format!("{name} {other}"),
            };
            let values: Vec<String> = values.as_object().into_iter().flatten().map(shown).collect();
            let place = if below.is_empty() || below == "." { String::new() } else { format!(" below `{below}`") };
            lines.push(format!("Parameters of `{rule}`{place}: {}", values.join("; ")));
        }
    }
    lines
}
