//! Noun: the configuration, `plimsoll.yaml`: parsed, checked against `schemas/config.json`, then against the rules there are.
//!
//! Says what the user wants; finding the file and doing what it says is for the steps. The command line wins over it. A tree may have several
//! of them, which [`Layers`] puts in their place; a [`Floor`] is what none of them may go below.

mod above;
mod command;
mod floor;
mod layer;
mod layers;
mod policies;
mod rules;
mod stated;
#[cfg(test)]
pub(crate) mod tests;
mod trust;
mod turned_off;
mod waivers;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

pub use self::command::{Command, Lies, Origin, Source};
pub use self::floor::{Floor, Floors};
pub use self::layer::{Layer, Loosened, RuleStanding};
pub use self::layers::Layers;
pub use self::policies::PolicySource;
pub use self::rules::{Effective, matches};
pub use self::turned_off::{TurnedOff, TurnedOffKind};
pub use self::waivers::WaiverSettings;

use crate::settings::{self, Places, Pointer};
use crate::waiver::{Scope, Waiver, WaiverKind, WaiverSource};
use plimsoll_model::Role;
use plimsoll_policy::{RuleSet, Severity};
use plimsoll_source::problem::{self, Problem};
use plimsoll_source::{FileId, Sources, Span};

/// The names under which the configuration is looked for, in this order.
pub const FILE_NAMES: [&str; 4] = ["plimsoll.yaml", "plimsoll.yml", ".plimsoll.yaml", ".plimsoll.yml"];

/// The JSON Schema of the configuration, for editors.
pub const SCHEMA: &str = include_str!("../../schemas/config.json");

const CODE: &str = "config-invalid";

/// Entries that a list of a configuration may have: rules, globs, allowed secrets, files. Real ones have a few dozen.
const MAX_ENTRIES: usize = 1_000;
/// Environments of a configuration: for each of them a project is judged anew.
const MAX_ENVIRONMENTS: usize = 200;

/// What `plimsoll.yaml` says; everything has a default. Paths and globs are relative to the file's directory, as written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    version: u32,
    /// Whether it stands alone: configurations in the directories above do not count here.
    pub root: bool,
    /// Another configuration of the tree that holds here too, beneath this one.
    pub extends: Option<String>,
    /// What the repository is called, in evidence: where no remote names it.
    pub name: Option<String>,
    /// Which rules are on unless said otherwise.
    pub set: Option<RuleSet>,
    /// Settings of single rules, by id or pattern.
    pub rules: IndexMap<String, RuleSetting>,
    /// Further policies.
    pub policies: Vec<PolicySource>,
    /// Whether the built-in rules run; yes when not said.
    pub builtin: Option<bool>,
    /// What is judged.
    pub paths: Paths,
    /// The environments each named project is judged for.
    pub environments: Vec<Environment>,
    /// Whether anybody starts what the environments describe by a plain `docker compose up`, too; yes when not said.
    pub plain_start: Option<bool>,
    /// Whether this is the tree that is deployed, so that what it lacks is an error; no when not said.
    pub complete: Option<bool>,
    /// Whether samples (`.env.example`) stand in for env files that are not there; yes when not said.
    pub assume: Option<bool>,
    /// Build arguments of the Dockerfiles below it.
    #[serde(deserialize_with = "texts")]
    pub build_args: BTreeMap<String, String>,
    /// The lowest severity that fails the run.
    pub fail_on: Option<FailOn>,
    /// Whether what is for review fails the run like other findings; no when not said.
    pub fail_on_review: Option<bool>,
    /// Findings below are not reported.
    pub min_severity: Option<Severity>,
    /// What `check` writes.
    pub output: Output,
    /// A previous report.
    pub baseline: Option<String>,
    /// What a waiver must be like.
    pub waivers: WaiverSettings,
    secrets: Secrets,
    /// Its own path, root-relative, or as it was named where it lies elsewhere.
    #[serde(skip)]
    pub path: String,
    /// The directory that its paths and globs start from, root-relative.
    #[serde(skip)]
    pub home: String,
    /// Whether the caller vouches for it: named by `--config`, or `--trust-config`.
    #[serde(skip)]
    pub trusted: bool,
    /// Where it lies.
    #[serde(skip)]
    pub lies: Lies,
    /// What relative paths in it are joined to: its own path, or where it lies elsewhere its path from the directory of the one that was named.
    #[serde(skip)]
    pub key: String,
    #[serde(skip)]
    places: Option<Places>,
}

/// What the user wants of a rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum RuleSetting {
    /// `true` or `false`.
    Switch(bool),
    /// `off`, `on`, or a severity.
    Word(RuleWord),
    /// All of it.
    Detailed(RuleDetails),
}

/// A rule's setting in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleWord {
    /// Does not run.
    Off,
    /// Runs, whatever the set says.
    On,
    /// Runs with this severity.
    #[serde(untagged)]
    Severity(Severity),
}

/// A rule's setting in full.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RuleDetails {
    /// On or off, whatever the set says.
    pub enabled: Option<bool>,
    /// Instead of the rule's own.
    pub severity: Option<Severity>,
    /// Values of parameters by name.
    pub params: Map<String, Value>,
}

/// The lowest severity that fails the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Findings never fail the run.
    Never,
    /// Findings of this severity and worse do.
    #[serde(untagged)]
    Severity(Severity),
}

/// What is judged.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paths {
    /// Only what matches one of these globs; everything when empty.
    pub include: Vec<String>,
    /// What is left out.
    pub exclude: Vec<Exclude>,
}

/// A glob of files to leave out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Exclude {
    /// Without a reason.
    Glob(String),
    /// With the reason that audits see.
    Reasoned {
        /// Glob.
        path: String,
        /// Why.
        reason: String,
    },
}

impl Exclude {
    /// The glob.
    pub fn glob(&self) -> &str {
        match self {
            Self::Glob(glob) | Self::Reasoned { path: glob, .. } => glob,
        }
    }

    /// The reason, as reports and evidence give it.
    pub fn reason(&self) -> String {
        match self {
            Self::Glob(glob) => format!("excluded by `{glob}` in the configuration"),
            Self::Reasoned { reason, .. } => reason.clone(),
        }
    }
}

/// A project as it runs in one environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Environment {
    /// `prod`.
    pub name: String,
    /// What it is for, where its name does not say it.
    pub role: Option<Role>,
    /// `--project-directory`.
    pub directory: Option<String>,
    /// `-p`.
    pub project_name: Option<String>,
    /// `-f`, in order.
    pub files: Vec<String>,
    /// `--env-file`, in order.
    pub env_files: Vec<String>,
    /// `--profile`.
    pub profiles: Vec<String>,
    /// What the shell or CI sets there.
    #[serde(deserialize_with = "texts")]
    pub variables: BTreeMap<String, String>,
}

/// What `check` writes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Output {
    /// `FORMAT` or `FORMAT=PATH`.
    pub formats: Vec<String>,
    /// `github` or `full`.
    pub sarif_profile: Option<String>,
    /// GitHub code scanning category.
    pub sarif_category: Option<String>,
    /// `auto`, `always` or `never`.
    pub color: Option<String>,
}

impl Output {
    /// Whether nothing is said.
    fn is_silent(&self) -> bool {
        let Self { formats, sarif_profile, sarif_category, color } = self;
        formats.is_empty() && sarif_profile.is_none() && sarif_category.is_none() && color.is_none()
    }
}

/// What is no secret.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Secrets {
    allow: Vec<AllowedSecret>,
}

/// A value that looks like a secret and is none: everything that is given must match.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct AllowedSecret {
    /// Glob of the file.
    path: Option<String>,
    /// Glob of the key.
    key: Option<String>,
    /// Why it is none.
    reason: String,
}

impl Config {
    /// Reads a configuration. With an error among the problems nothing of it holds: the default is returned beside them.
    pub fn parse(sources: &Sources, file: FileId) -> (Self, Vec<Problem>) {
        match settings::read::<Self>(sources, file, SCHEMA, CODE) {
            Ok(read) => {
                let path = sources.get(file).path.clone();
                let home = directory(&path).to_owned();
                let config = Self { places: Some(read.places), path, home, ..read.value };
                let problems = config.own_problems();
                let is_wrong = problems.iter().any(|problem| problem.severity == problem::Severity::Error);
                if is_wrong { (Self::default(), problems) } else { (config, problems) }
            }
            Err(problems) => (Self::default(), problems),
        }
    }

    /// What `secrets.allow` says, as waivers of the findings that rest on these secrets in files below the given directory. Globs start at the root.
    fn allowed_secrets(&self, below: &str) -> Vec<Waiver> {
        let Some(places) = &self.places else { return Vec::new() };
        let waiver = |(index, allowed): (usize, &AllowedSecret)| {
            let span = places.value(&["secrets".into(), "allow".into(), index.into()]);
            let path = match &allowed.path {
                Some(glob) => Some(in_directory(&self.home, glob)),
                None if below == "." => None,
                None => Some(in_directory(below, "**")),
            };
            let id = format!("secrets.allow[{index}]");
            Waiver {
                id: if self.home == "." { id } else { format!("{}:{id}", self.path) },
                source: WaiverSource::Config,
                span,
                rules: Vec::new(),
                scope: Scope { path, key: allowed.key.clone(), ..Scope::default() },
                kind: WaiverKind::FalsePositive,
                reason: allowed.reason.trim().to_owned(),
                owner: None,
                approver: None,
                ticket: None,
                created: None,
                expires: None,
            }
        };
        self.secrets.allow.iter().enumerate().map(waiver).collect()
    }

    /// What the schema cannot say.
    fn own_problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let globs = self.paths.include.iter().map(String::as_str).enumerate().map(|(i, glob)| ("include", i, glob));
        let globs =
            globs.chain(self.paths.exclude.iter().enumerate().map(|(i, exclude)| ("exclude", i, exclude.glob())));
        for (list, index, glob) in globs {
            if let Err(error) = stated::glob(glob) {
                let problem = Problem::error(CODE, format!("`{glob}` is no glob pattern: {}", error.kind()));
                problems.push(self.placed(problem, &["paths".into(), list.into(), index.into()], false));
            }
        }
        for (index, allowed) in self.secrets.allow.iter().enumerate() {
            for (key, glob) in [("path", &allowed.path), ("key", &allowed.key)] {
                let Some(Err(error)) = glob.as_deref().map(globset::Glob::new) else { continue };
                let problem = Problem::error(
                    CODE,
                    format!("`secrets.allow[{index}].{key}` is no glob pattern: {}", error.kind()),
                );
                problems.push(self.placed(
                    problem,
                    &["secrets".into(), "allow".into(), index.into(), key.into()],
                    false,
                ));
            }
        }
        let counts = [
            (&["rules"] as &[&str], self.rules.len()),
            (&["policies"], self.policies.len()),
            (&["paths", "include"], self.paths.include.len()),
            (&["paths", "exclude"], self.paths.exclude.len()),
            (&["secrets", "allow"], self.secrets.allow.len()),
            (&["waivers", "files"], self.waivers.files.as_ref().map_or(0, Vec::len)),
        ];
        let limits = counts.into_iter().map(|(way, count)| (way, count, MAX_ENTRIES));
        let environments = (&["environments"] as &[&str], self.environments.len(), MAX_ENVIRONMENTS);
        for (way, count, most) in limits.chain([environments]).filter(|(_, count, most)| count > most) {
            let message = format!("`{}` has {count} entries; the limit is {most}", way.join("."));
            let way: Vec<Pointer> = way.iter().map(|key| Pointer::from(*key)).collect();
            problems.push(self.placed(Problem::error(CODE, message), &way, true));
        }
        let mut seen = std::collections::BTreeSet::new();
        for (index, environment) in self.environments.iter().enumerate() {
            let project = environment.directory.as_deref().or(environment.files.first().map(|file| directory(file)));
            if !seen.insert((environment.name.as_str(), project)) {
                let problem = Problem::error(CODE, format!("environment `{}` is described twice", environment.name));
                problems.push(self.placed(problem, &["environments".into(), index.into(), "name".into()], false));
            }
            let is_same = |other: &&Environment| {
                Environment { name: environment.name.clone(), ..(*other).clone() } == *environment
            };
            let before = self.environments[..index].iter().filter(|other| other.name != environment.name);
            if let Some(twin) = before.clone().find(is_same) {
                let message = format!(
                    "environments `{}` and `{}` are started alike: nothing can differ between them",
                    twin.name, environment.name
                );
                let problem = Problem::warning(CODE, message).help("name the files, env files or variables of each");
                problems.push(self.placed(problem, &["environments".into(), index.into(), "name".into()], false));
            }
        }
        settings::bounded(problems)
    }

    /// The place of a setting (or of its key); of what is nearest above it, where it is not there.
    fn place(&self, way: &[Pointer], key: bool) -> Option<Span> {
        self.places.as_ref().map(|places| if key { places.key(way) } else { places.value(way) })
    }

    /// Whether the file has a setting.
    fn has(&self, way: &[Pointer]) -> bool {
        self.places.as_ref().is_some_and(|places| places.has(way))
    }

    fn placed(&self, problem: Problem, way: &[Pointer], key: bool) -> Problem {
        match self.place(way, key) {
            Some(span) => problem.at(span),
            None => problem,
        }
    }
}

/// A glob that starts at a directory, as one that starts at the root.
fn in_directory(directory: &str, glob: &str) -> String {
    let glob = glob.trim_start_matches("./");
    if directory == "." { glob.to_owned() } else { format!("{}/{glob}", globset::escape(directory)) }
}

/// The directory of a root-relative path, `.` for the root.
pub(crate) fn directory(path: &str) -> &str {
    path.rsplit_once('/').map_or(".", |(directory, _)| directory)
}

/// Values as the shell would hold them.
fn texts<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let values = BTreeMap::<String, Value>::deserialize(deserializer)?;
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(values.into_iter().map(|(key, value)| (key, text(value))).collect())
}
