//! Noun: the configuration, `plimsoll.yaml`: parsed, checked against `schemas/config.json`, then against the rules there are.
//!
//! Says what the user wants; finding the file and doing what it says is for the steps. The command line wins over it.

mod policies;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

pub use self::policies::PolicySource;
use crate::policy::{Rule, RuleId, RuleSet, Severity};
use crate::problem::Problem;
use crate::settings::{self, Places, Pointer};
use crate::source::{FileId, Sources, Span};
use crate::waiver::{Scope, Waiver, WaiverKind, WaiverPolicy, WaiverSource};

/// The names under which the configuration is looked for, in this order.
pub const FILE_NAMES: [&str; 4] = ["plimsoll.yaml", "plimsoll.yml", ".plimsoll.yaml", ".plimsoll.yml"];

/// The JSON Schema of the configuration, for editors.
pub const SCHEMA: &str = include_str!("../../schemas/config.json");

const CODE: &str = "config-invalid";

/// What `plimsoll.yaml` says; everything has a default. Paths and globs are relative to the file's directory, as written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    version: u32,
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
    pub waivers: WaiverPolicy,
    secrets: Secrets,
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

/// What the configuration says of one rule; what is `None` is left to the rule and the set.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Effective {
    /// On or off.
    pub enabled: Option<bool>,
    /// Severity.
    pub severity: Option<Severity>,
    /// Parameters.
    pub params: Map<String, Value>,
}

impl Config {
    /// Reads a configuration. With an error among the problems nothing of it holds: the default is returned beside them.
    pub fn parse(sources: &Sources, file: FileId) -> (Self, Vec<Problem>) {
        match settings::read::<Self>(sources, file, SCHEMA, CODE) {
            Ok(read) => {
                let config = Self { places: Some(read.places), ..read.value };
                let problems = config.own_problems();
                if problems.is_empty() { (config, problems) } else { (Self::default(), problems) }
            }
            Err(problems) => (Self::default(), problems),
        }
    }

    /// What the configuration says of a rule: of all patterns that match, the longer one wins, and the id itself over every pattern.
    pub fn effective(&self, rule: &RuleId) -> Effective {
        let mut matching: Vec<(&String, &RuleSetting)> =
            self.rules.iter().filter(|(pattern, _)| matches(pattern, rule)).collect();
        matching.sort_by_key(|(pattern, _)| (pattern.as_str() == rule.as_str(), pattern.len()));
        let mut effective = Effective::default();
        for (_, setting) in matching {
            effective.take(setting);
        }
        effective
    }

    /// Whether a rule runs, by its set and its own setting.
    pub fn enables(&self, rule: &Rule) -> bool {
        let set = self.set.unwrap_or(RuleSet::Recommended);
        self.effective(&rule.id).enabled.unwrap_or(rule.set <= set)
    }

    /// What does not fit the rules there are: patterns that match none, parameters that no rule has or of another type.
    pub fn check_rules(&self, rules: &[std::sync::Arc<Rule>]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (pattern, setting) in &self.rules {
            let matching: Vec<&Rule> =
                rules.iter().filter(|rule| matches(pattern, &rule.id)).map(AsRef::as_ref).collect();
            let way = ["rules".into(), Pointer::Key(pattern.clone())];
            if matching.is_empty() {
                let problem = Problem::error("config-unknown-rule", format!("no rule is named `{pattern}`"));
                let meant = settings::nearest(pattern, rules.iter().map(|rule| rule.id.as_str()));
                let help = match meant {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "`plimsoll rules` lists all rules".to_owned(),
                };
                problems.push(self.placed(problem, &way, true).help(help));
            } else if let RuleSetting::Detailed(details) = setting {
                problems.extend(self.check_params(pattern, details, &matching));
            }
        }
        problems.sort_by_key(|problem| problem.span.map(|span| span.start));
        problems
    }

    fn check_params(&self, pattern: &str, details: &RuleDetails, rules: &[&Rule]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (name, value) in &details.params {
            let way = ["rules".into(), Pointer::Key(pattern.to_owned()), "params".into(), Pointer::Key(name.clone())];
            let Some(param) = rules.iter().find_map(|rule| rule.params.get(name)) else {
                let known: Vec<&str> = rules.iter().flat_map(|rule| rule.params.keys()).map(String::as_str).collect();
                let help = match settings::nearest(name, known.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None if known.is_empty() => "it has no parameters".to_owned(),
                    None => format!("its parameters: {}", known.join(", ")),
                };
                let problem = Problem::error("config-unknown-param", format!("`{pattern}` has no parameter `{name}`"));
                problems.push(self.placed(problem, &way, true).help(help));
                continue;
            };
            if std::mem::discriminant(value) != std::mem::discriminant(&param.default) {
                let message = format!("parameter `{name}` of `{pattern}` cannot be {}", settings::described(value));
                let help = format!("write a value like its default, {}", param.default);
                problems.push(self.placed(Problem::error("config-param-type", message), &way, false).help(help));
            }
        }
        problems
    }

    /// What `secrets.allow` says, as waivers of the findings that rest on these secrets; their globs start at the root.
    pub fn allowed_secrets(&self, sources: &Sources) -> Vec<Waiver> {
        let Some(places) = &self.places else { return Vec::new() };
        let waiver = |(index, allowed): (usize, &AllowedSecret)| {
            let span = places.value(&["secrets".into(), "allow".into(), index.into()]);
            let home = sources.get(span.file);
            let path = allowed.path.as_deref().map(|glob| match directory(&home.path) {
                "." => glob.trim_start_matches("./").to_owned(),
                directory => format!("{}/{}", globset::escape(directory), glob.trim_start_matches("./")),
            });
            Waiver {
                id: format!("secrets.allow[{index}]"),
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
            if let Err(error) = globset::Glob::new(glob) {
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
        let mut seen = std::collections::BTreeSet::new();
        for (index, environment) in self.environments.iter().enumerate() {
            let project = environment.directory.as_deref().or(environment.files.first().map(|file| directory(file)));
            if !seen.insert((environment.name.as_str(), project)) {
                let problem = Problem::error(CODE, format!("environment `{}` is described twice", environment.name));
                problems.push(self.placed(problem, &["environments".into(), index.into(), "name".into()], false));
            }
        }
        problems
    }

    fn placed(&self, problem: Problem, way: &[Pointer], key: bool) -> Problem {
        let span: Option<Span> = self.places.as_ref().map(|p| if key { p.key(way) } else { p.value(way) });
        match span {
            Some(span) => problem.at(span),
            None => problem,
        }
    }
}

impl Effective {
    fn take(&mut self, setting: &RuleSetting) {
        match setting {
            RuleSetting::Switch(on) => self.enabled = Some(*on),
            RuleSetting::Word(RuleWord::Off) => self.enabled = Some(false),
            RuleSetting::Word(RuleWord::On) => self.enabled = Some(true),
            RuleSetting::Word(RuleWord::Severity(severity)) => {
                self.enabled = Some(true);
                self.severity = Some(*severity);
            }
            RuleSetting::Detailed(details) => {
                self.enabled = details.enabled.or(self.enabled);
                self.severity = details.severity.or(self.severity);
                self.params.extend(details.params.clone());
            }
        }
    }
}

/// Whether a rule's id fits a pattern, in which `*` stands for any text.
pub fn matches(pattern: &str, rule: &RuleId) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = rule.as_str().strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

fn directory(path: &str) -> &str {
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
