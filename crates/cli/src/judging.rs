//! What a judging verb is asked: by which rules, as of when, and what the verb itself makes of it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use plimsoll_judge::baseline::Baseline;
use plimsoll_judge::config::{FailOn, Output};
use plimsoll_judge::evaluate::Memory;
use plimsoll_policy::Severity;
use plimsoll_report::{Format, Options, Report, SarifOptions, SarifProfile, Since, diff};
use plimsoll_source::problem::Problem;

use super::engine::Engine;
use super::policies;

/// By which rules, as of when.
#[derive(Debug, Clone, Default, clap::Args, serde::Serialize, serde::Deserialize)]
pub(crate) struct Judging {
    /// A directory of further policies (repeatable); `replaces:DIR` where it may take the place of what plimsoll ships
    #[arg(long, value_name = "[replaces:]DIR")]
    pub(crate) policy: Vec<policies::Named>,
    /// Leave the built-in rules out
    #[arg(long)]
    pub(crate) no_builtin: bool,
    /// Only these rules, whatever their set: an id, another tool's id, or a glob (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(crate) rule: Vec<String>,
    /// Not these rules (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(crate) skip: Vec<String>,
    /// Which rules run: recommended, strict or all [default: recommended]
    #[arg(long, value_name = "SET")]
    pub(crate) set: Option<String>,
    /// Only rules that speak of a framework's controls, all of them
    #[arg(long, value_name = "NAME")]
    pub(crate) framework: Option<String>,
    /// These are the files of a deployment, not a checkout: what they lack (env files, variables, files elsewhere) is an error
    #[arg(long)]
    #[serde(default)]
    pub(crate) complete: bool,
    /// Waive nothing
    #[arg(long)]
    pub(crate) no_waivers: bool,
    /// The day the run counts as, for waivers that expire [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) as_of: Option<String>,
    /// Which engine answers rules: `regorus` for a second opinion by another implementation of Rego
    #[arg(long, value_enum, value_name = "ENGINE", default_value_t, hide_possible_values = true)]
    #[serde(skip)]
    pub(crate) engine: Engine,
    /// Number of threads [default: one per core]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

impl Judging {
    /// Whether only some rules were asked for: of the others nothing can be told.
    pub(crate) fn is_narrow(&self) -> bool {
        self.set.is_some()
            || self.framework.is_some()
            || !self.rule.is_empty()
            || !self.skip.is_empty()
            || self.no_builtin
    }
}

fn day(text: &str) -> Result<String, String> {
    let date: Result<jiff::civil::Date, _> = text.parse();
    date.map(|date| date.to_string()).map_err(|_| format!("`{text}` is no day; write it as 2027-01-31"))
}

/// What is settled by the verb's own options.
#[derive(Debug, Default)]
pub(crate) struct VerbOptions {
    /// Keep each project's model in the report.
    pub(crate) models: bool,
    /// Whether rules and subjects in which nothing was found have rows in the report.
    pub(crate) rows: RowsAsked,
    /// Findings below are not reported.
    pub(crate) min_severity: Option<Severity>,
    /// What is for review fails the run, too.
    pub(crate) fail_on_review: bool,
    /// Findings of this severity and worse fail the run.
    pub(crate) fail_on: Option<FailOn>,
    /// A previous report.
    pub(crate) baseline: Option<PathBuf>,
    /// A revision that was judged in place of one.
    pub(crate) before: Option<Before>,
    /// Whether somebody wants to know how controls come out.
    pub(crate) controls: ControlsAsked,
    /// Whether the others judge where something is wrong with a source of policies.
    pub(crate) leaves_out: bool,
}

/// What a revision came to that was judged in place of a baseline.
#[derive(Debug)]
pub(crate) struct Before {
    /// What is known of it.
    pub(crate) baseline: Baseline,
    /// What rules said of its models.
    pub(crate) memory: Arc<Memory>,
    revision: diff::Revision,
    problems: BTreeSet<Known>,
}

/// A problem by its code, file and words.
type Known = (&'static str, Option<String>, String);

impl Before {
    /// Of the report about it.
    pub(crate) fn new(baseline: Baseline, memory: Arc<Memory>, revision: diff::Revision, report: &Report) -> Self {
        let problems = report.problems.iter().map(|problem| known(problem, report)).collect();
        Self { baseline, memory, revision, problems }
    }

    /// What a report of now is held against, and how many of its problems are new.
    pub(crate) fn compared(&self, report: &Report) -> Since {
        let new = report.problems.iter().filter(|problem| !self.problems.contains(&known(problem, report)));
        let (gaps, problems): (Vec<&Problem>, Vec<&Problem>) = new.partition(|problem| problem.is_gap());
        Since { revision: self.revision.clone(), new_problems: problems.len(), new_gaps: gaps.len() }
    }
}

fn known(problem: &Problem, report: &Report) -> Known {
    let path = problem.span.map(|span| report.sources.path(span.file)).or_else(|| problem.path.clone());
    (problem.code, path, problem.message.clone())
}

/// Who lists each rule and subject, also where nothing was found.
#[derive(Debug, Clone, Default)]
pub(crate) enum RowsAsked {
    /// Nobody.
    #[default]
    No,
    /// Whoever the report is for.
    All,
    /// Formats as far as the command line names any, else those that the configuration asks for.
    Formats {
        /// Those of the command line.
        named: Vec<Format>,
        /// `--outcomes`.
        outcomes: bool,
        /// `--sarif-profile`.
        profile: Option<SarifProfile>,
    },
}

impl RowsAsked {
    pub(crate) fn are_listed_by(&self, output: &Output) -> bool {
        let (named, outcomes, profile) = match self {
            Self::No => return false,
            Self::All => return true,
            Self::Formats { named, outcomes, profile } => (named, *outcomes, *profile),
        };
        // What is no format or profile is refused when the report is written.
        let configured = || output.sarif_profile.as_deref().and_then(|text| text.parse().ok());
        let profile = profile.or_else(configured).unwrap_or_default();
        let sarif = SarifOptions { profile, ..SarifOptions::default() };
        let options = Options { outcomes, sarif, ..Options::default() };
        let of_text = |text: &String| text.split('=').next()?.parse::<Format>().ok();
        match named.is_empty() {
            true => output.formats.iter().filter_map(of_text).any(|format| format.lists_outcomes(&options)),
            false => named.iter().any(|format| format.lists_outcomes(&options)),
        }
    }
}

/// Whether controls are worked out: rules that only they rest on cost time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum ControlsAsked {
    /// Nobody asked.
    #[default]
    No,
    /// When a format that the configuration asks for shows them (by default text, which does).
    AsConfigured,
    /// They are shown beside the findings.
    Shown,
    /// The run is about them.
    ThePoint,
}

impl ControlsAsked {
    pub(crate) fn are_shown_by(self, output: &Output) -> bool {
        let formats = &output.formats;
        let shows = |text: &String| {
            let name = text.split('=').next().unwrap_or(text);
            name.parse::<Format>().is_ok_and(Format::shows_controls)
        };
        match self {
            Self::No => false,
            Self::AsConfigured => formats.is_empty() || formats.iter().any(shows),
            Self::Shown | Self::ThePoint => true,
        }
    }

    /// Whether somebody may list what stands open of each.
    pub(crate) fn are_listed(self) -> bool {
        matches!(self, Self::Shown | Self::ThePoint)
    }

    pub(crate) fn are_the_point(self) -> bool {
        self == Self::ThePoint
    }
}
