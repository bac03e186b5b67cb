//! Step 5 of 5: a report to bytes. Decides nothing: what to show, severity, order and waivers are settled before.

mod address;
mod anchor;
mod beside;
mod concise;
mod controls;
mod csv;
pub mod diff;
mod facts;
mod format;
mod gaps;
mod github;
mod gitlab;
mod html;
mod inert;
mod json;
#[cfg(test)]
mod judged;
mod junit;
mod left_out;
mod markdown;
mod occurrences;
mod plain_json;
pub mod remote;
#[cfg(test)]
pub(crate) mod sample;
mod sarif;
mod severity;
mod terms;
#[cfg(test)]
mod tests;
mod text;
mod turned_off;
mod view;
mod window;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

pub use self::controls::controls;
pub use self::csv::HEADER as CSV_COLUMNS;
pub use self::csv::cell;
pub use self::format::{Format, Options, SarifOptions, SarifProfile};
pub use self::gitlab::NO_ISSUES;
pub use self::html::{Esc, STYLE};
pub use self::inert::Guarded;
pub use self::inert::line as printable;
pub use self::markdown::{code as markdown_code, escape as markdown_text};
pub use self::plain_json::{write as write_json, write_value as write_json_value};
pub use self::sarif::DESCRIPTION;
pub use self::terms::{Silent, Terms, UsedFile};
pub use self::text::write_problems;

pub use plimsoll_judge::baseline::Compared as BaselineSummary;
use plimsoll_judge::config::{Floor, TurnedOff};
use plimsoll_judge::control::Controls;
use plimsoll_judge::finding::{Compared, Finding, Outcome, OutcomeKind, Tally};
use plimsoll_judge::waiver::WaiverState;
use plimsoll_model::{Because, Deployment, Said, Start};
use plimsoll_policy::{Framework, Replaced, Rule, SubjectKind};
use plimsoll_source::problem::Problem;
use plimsoll_source::{Showcase, Shown, Sources, Veil};

/// Writes a report in a format. What a format cannot hold is left out loudly: it comes back as warnings to print.
///
/// # Errors
/// Only those of `out`.
pub fn write(
    report: &Shown<Report>,
    format: Format,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<Vec<Problem>> {
    match format {
        Format::Text => text::write(report, options, out)?,
        Format::Concise => concise::write(report, options, out)?,
        Format::Json => json::write(report, options, out)?,
        Format::Github => return github::write(report, out),
        Format::Junit => junit::write(report, options, out)?,
        Format::Gitlab => gitlab::write(report, out)?,
        Format::Markdown => markdown::write(report, out)?,
        Format::Csv => csv::write(report, options, out)?,
        Format::Html => html::write(report, out)?,
        Format::Sarif => return sarif::write(report, options, out),
    }
    Ok(Vec::new())
}

/// `not met` → `Not met`.
fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// How many files a SARIF report needs, when `options.sarif.part` is to write all of them.
pub fn sarif_parts(report: &Shown<Report>, options: &Options) -> usize {
    sarif::parts(report, options)
}

/// The answer of one run. Writers only read it.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What may be shown of the texts that were read.
    pub sources: Showcase,
    /// Every rule whose findings are reported, sorted by id.
    pub rules: Vec<Arc<Rule>>,
    /// Sorted by path, line, column, rule.
    pub findings: Vec<Finding>,
    /// One per rule and subject, sorted by project, subject, rule: all where a format of this run [lists them](Format::lists_outcomes), else those in
    /// which something was found or that could not be judged.
    pub outcomes: Vec<Outcome>,
    /// How many more outcomes there are.
    pub tally: Tally,
    /// What rules were not asked of here, although they ran elsewhere: only evidence has rows of it. Sorted as the others.
    pub off: Vec<Outcome>,
    /// Sorted by path and place.
    pub problems: Vec<Problem>,
    /// What platforms know the first lines of files by that could not be read as text, by path: there they are told of it.
    pub first_lines: BTreeMap<String, String>,
    /// Every waiver that was read and what became of it, sorted by path and place.
    pub waivers: Vec<WaiverState>,
    /// Compliance frameworks, sorted by id.
    pub frameworks: Vec<Framework>,
    /// How their controls come out, and what ran for them only; `None` where nobody asked for controls.
    pub controls: Option<Controls>,
    /// What plimsoll ships and a source of policies took the place of, sorted.
    pub replaced: Vec<Replaced>,
    /// Environments side by side, application by application.
    pub compared: Vec<Compared>,
    /// What was judged.
    pub projects: Vec<ProjectSummary>,
    /// Repository-relative paths of the files that were read and judged, sorted.
    pub files: Vec<String>,
    /// Files that were found and left out: path and reason.
    pub excluded: Vec<(String, String)>,
    /// The scanned repository.
    pub repository: Repository,
    /// Against the baseline, where one was given.
    pub baseline: Option<BaselineSummary>,
    /// What was judged in place of a baseline, where the files of a revision were.
    pub since: Option<Since>,
    /// What could not be judged in the baseline either: path and code.
    pub unjudged_before: BTreeSet<(String, String)>,
    /// The day the run counts as (`YYYY-MM-DD`).
    pub as_of: String,
    /// What the run was asked: configurations, what was chosen and what was turned off.
    pub terms: Terms,
    /// Parameters of rules that configurations set, by the root-relative directory from which on they hold; sorted.
    pub params: Vec<(String, serde_json::Value)>,
    /// The part of the whole that was asked for, in words; `None` where everything below the root was.
    pub part: Option<String>,
    /// What configurations turned off.
    pub turned_off: Vec<TurnedOff>,
    /// The floors that held beneath the configurations; what they overrode are problems whose code begins with `floor-`.
    pub floors: Vec<FloorSummary>,
    /// Every configuration that counted somewhere: root-relative, or as it was named where it lies elsewhere.
    pub configurations: Vec<String>,
}

/// A floor of the run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FloorSummary {
    /// How it calls itself; its path where it does not.
    pub title: String,
    /// As it was named.
    pub path: String,
}

impl FloorSummary {
    /// Of a floor.
    pub fn of(floor: &Floor) -> Self {
        Self { title: floor.title().to_owned(), path: floor.path.clone() }
    }
}

impl Report {
    /// What a deployment has and these files lack: told apart from what is wrong.
    pub fn gaps(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.is_gap())
    }

    /// The outcomes of what was judged that have a row: without those that stand for files which could not be, and which problems tell.
    pub fn judged(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|outcome| !outcome.unjudged)
    }

    /// What was found for an outcome, which other findings may tell.
    pub fn found_for<'r>(&'r self, outcome: &'r Outcome) -> impl Iterator<Item = &'r Finding> {
        outcome.findings.iter().filter_map(|index| Some(self.findings.get(*index)?.part_of(outcome)))
    }

    /// How many outcomes of a kind there are in what was judged.
    fn count(&self, kind: OutcomeKind) -> usize {
        self.judged().filter(|outcome| outcome.kind == kind).count() + self.tally.of_kind(kind)
    }

    /// What narrows the controls: the part that was asked for, and rules that did not run. For the heading of every report that shows controls; `None`
    /// where they are about everything.
    pub fn narrowing(&self) -> Option<String> {
        self.controls.as_ref().and_then(|controls| controls.narrowing(self.part.as_deref()))
    }

    /// How many files and directories were left out, as `3 files, 1 directory`; nothing where none was.
    pub(crate) fn left_out(&self) -> Option<String> {
        let (directories, files): (Vec<&str>, Vec<&str>) =
            self.excluded.iter().map(|(path, _)| path.as_str()).partition(|path| path.ends_with('/'));
        let counted = |n: usize, one: &str, more: &str| match n {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {more}")),
        };
        let parts = [counted(files.len(), "file", "files"), counted(directories.len(), "directory", "directories")];
        let told: Vec<String> = parts.into_iter().flatten().collect();
        (!told.is_empty()).then(|| told.join(", "))
    }
}

/// What was judged as one unit.
#[derive(Debug, Clone)]
pub struct ProjectSummary {
    /// Compose name, or the path of the one file.
    pub name: String,
    /// Its directory, repository-relative.
    pub directory: String,
    /// The environment it was judged for.
    pub environment: Option<String>,
    /// For which environment it is, as the configuration or the names of its files say.
    pub deployment: Deployment,
    /// `compose`, `dockerfile`, `env`.
    pub kind: &'static str,
    /// Its files.
    pub files: Vec<String>,
    /// Why it is taken for one, and who says so.
    pub start: Start,
    /// Number of subjects by kind.
    pub subjects: BTreeMap<SubjectKind, usize>,
    /// For the drawing of the HTML report and evidence: the model as policies saw it (secrets masked).
    pub model: Arc<serde_json::Value>,
}

/// Why the root of a run is where it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RootReason {
    /// It was given.
    Given,
    /// The nearest directory with `.git` above everything that was named.
    Git,
    /// No repository: the nearest directory with a configuration.
    Configuration,
    /// Neither: the directory that everything named lies in.
    #[default]
    Paths,
}

impl RootReason {
    /// In a few words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Given => "as given",
            Self::Git => "the nearest with `.git`",
            Self::Configuration => "the nearest with a configuration, there is no `.git`",
            Self::Paths => "what was named lies in it, there is no `.git` and no configuration",
        }
    }
}

/// Version control, as the files tell it.
#[derive(Debug, Clone, Default)]
pub struct Repository {
    /// Absolute path of the root.
    pub root: String,
    /// The root as it reads from the directory that the run was started in.
    pub shown: String,
    /// Why it is the root.
    pub why: RootReason,
    /// `remote "origin"` of `.git/config`, as [`remote::shown`] has it.
    pub remote: Option<String>,
    /// What the configuration calls it.
    pub name: Option<String>,
    /// What HEAD names.
    pub commit: Option<String>,
    /// Branch.
    pub branch: Option<String>,
}

/// A revision that was judged too, to tell what is new since.
#[derive(Debug, Clone, Default)]
pub struct Since {
    /// The revision.
    pub revision: diff::Revision,
    /// Problems that its files did not have.
    pub new_problems: usize,
    /// Gaps that its files did not have.
    pub new_gaps: usize,
}

impl Since {
    /// How the revision is told of.
    pub(crate) fn told(&self) -> String {
        format!("since {}", self.revision.told())
    }
}

impl Veil for Since {
    fn veil(&mut self, sources: &Sources) {
        let Self { revision, new_problems: _, new_gaps: _ } = self;
        revision.veil(sources);
    }
}

impl Report {
    /// What findings are held against, in words; as in `against the baseline: 2 new`.
    pub(crate) fn held_against(&self) -> String {
        self.since.as_ref().map_or_else(|| "against the baseline".to_owned(), Since::told)
    }
}

/// Rules and frameworks are texts of policies, not of the files that were judged; sources show themselves.
impl Veil for Report {
    fn veil(&mut self, sources: &Sources) {
        let Self {
            sources: _,
            rules: _,
            replaced: _,
            findings,
            outcomes,
            tally,
            off,
            problems,
            waivers,
            frameworks: _,
            controls,
            compared,
            projects,
            files,
            excluded,
            // Digests.
            first_lines: _,
            repository,
            baseline: _,
            since,
            unjudged_before: _,
            as_of: _,
            turned_off,
            floors,
            configurations,
            terms,
            params,
            part,
        } = self;
        findings.veil(sources);
        outcomes.veil(sources);
        tally.veil(sources);
        off.veil(sources);
        problems.veil(sources);
        waivers.veil(sources);
        controls.veil(sources);
        compared.veil(sources);
        projects.veil(sources);
        files.veil(sources);
        excluded.veil(sources);
        repository.veil(sources);
        since.veil(sources);
        for TurnedOff { kind: _, what, rules: _, count: _, span: _ } in turned_off {
            what.veil(sources);
        }
        for FloorSummary { title, path } in floors {
            title.veil(sources);
            path.veil(sources);
        }
        configurations.veil(sources);
        part.veil(sources);
        params.veil(sources);
        terms.veil(sources);
    }
}

impl Veil for Terms {
    fn veil(&mut self, sources: &Sources) {
        let Self { configuration, chosen, weighed, narrowed, turned_off, not_run: _ } = self;
        configuration.iter_mut().for_each(|file| file.path.veil(sources));
        [chosen, weighed, narrowed, turned_off].into_iter().for_each(|told| told.veil(sources));
    }
}

impl Veil for ProjectSummary {
    fn veil(&mut self, sources: &Sources) {
        let Self { name, directory, environment, deployment, kind: _, files, start, subjects: _, model } = self;
        let Start { how: _, said, count: _ } = start;
        for Said { source: _, path, line: _ } in said {
            path.veil(sources);
        }
        name.veil(sources);
        directory.veil(sources);
        environment.veil(sources);
        let Deployment { name, role: _, because } = deployment;
        name.veil(sources);
        if let Some(Because { by: _, text }) = because {
            text.veil(sources);
        }
        files.veil(sources);
        model.veil(sources);
    }
}

impl Veil for Repository {
    fn veil(&mut self, sources: &Sources) {
        let Self { root: _, shown: _, why: _, remote, commit: _, branch, name } = self;
        remote.veil(sources);
        branch.veil(sources);
        name.veil(sources);
    }
}
