//! What every judging verb shares: which rules, as of which day, and the run from the scene to the report.

use std::collections::BTreeSet;
use std::io;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plimsoll::baseline::Baseline;
use plimsoll::check::{self, Settlement};
use plimsoll::config::{self, Config};
use plimsoll::files::{Files, join};
use plimsoll::normalize::project;
use plimsoll::policy::{PolicyError, PolicySet, Rule, RuleId, RuleSet, Severity};
use plimsoll::report::Report;
use plimsoll::source::FileId;
use plimsoll::waiver::DEFAULT_FILE;

use super::policies;
use super::scene::{self, Inputs, Scene};

/// By which rules, as of when.
#[derive(Debug, Clone, Default, clap::Args, serde::Serialize, serde::Deserialize)]
pub(crate) struct Judging {
    /// A directory of further policies (repeatable); a package of the same name replaces ours
    #[arg(long, value_name = "DIR")]
    pub(crate) policy: Vec<PathBuf>,
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
    /// Waive nothing
    #[arg(long)]
    pub(crate) no_waivers: bool,
    /// The day the run counts as, for waivers that expire [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) as_of: Option<String>,
    /// Number of threads [default: one per core]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

fn day(text: &str) -> Result<String, String> {
    let date: Result<jiff::civil::Date, _> = text.parse();
    date.map(|date| date.to_string()).map_err(|_| format!("`{text}` is no day; write it as 2027-01-31"))
}

/// Today, in UTC.
pub(crate) fn today() -> String {
    jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date().to_string()
}

/// What is settled by the verb's own options.
#[derive(Debug, Default)]
pub(crate) struct Wishes {
    /// Keep each project's model in the report.
    pub(crate) models: bool,
    /// Findings below are not reported.
    pub(crate) min_severity: Option<Severity>,
    /// A previous report.
    pub(crate) baseline: Option<PathBuf>,
}

/// A report with what it was made from.
pub(crate) struct Judged {
    pub(crate) report: Report,
    pub(crate) config: Config,
    /// Root-relative path of the configuration, where there is one.
    pub(crate) config_path: Option<String>,
    /// Never freed: the process ends with the report, and taking compiled policies apart would cost a tenth of its time.
    pub(crate) policies: ManuallyDrop<PolicySet>,
}

/// Loads and judges. `None` when there is nothing to judge by; stderr then says why.
pub(crate) fn run(inputs: &Inputs, judging: &Judging, wishes: &Wishes) -> io::Result<Option<Judged>> {
    run_with(inputs, judging, wishes, None)
}

/// The same by policies that are there already.
pub(crate) fn run_with(
    inputs: &Inputs,
    judging: &Judging,
    wishes: &Wishes,
    given: Option<PolicySet>,
) -> io::Result<Option<Judged>> {
    if let Some(count) = judging.threads.filter(|count| *count > 0) {
        rayon::ThreadPoolBuilder::new().num_threads(count).build_global().map_err(io::Error::other)?;
    }
    let mut scene = scene::set(inputs)?;
    let is_drawn = |format: &String| format.split('=').next() == Some("html");
    scene.scope.keep_models = wishes.models || scene.config.output.formats.iter().any(is_drawn);
    let policy_set = match given.map_or_else(|| compile(judging, &scene), Ok) {
        Ok(policies) => policies,
        Err(errors) => {
            policies::complain(&errors)?;
            return Ok(None);
        }
    };
    let rules = choose(judging, &mut scene, &policy_set)?;
    let settlement = settle(judging, wishes, &mut scene)?;
    let Scene { files, sources, config, config_path, found, scope, problems, repository, .. } = scene;
    let run =
        check::Run { found: &found, scope: &scope, files: &files, sources, policies: &policy_set, rules, repository };
    match check::report(run, &config, settlement, problems) {
        Ok(report) => Ok(Some(Judged { report, config, config_path, policies: ManuallyDrop::new(policy_set) })),
        Err(error) => {
            policies::complain(&[error])?;
            Ok(None)
        }
    }
}

/// The policies asked for, with configured parameters.
pub(crate) fn compile(judging: &Judging, scene: &Scene) -> Result<PolicySet, Vec<PolicyError>> {
    let home = scene.config_path.as_deref().map(|path| scene.files.root().join(path));
    let home = home.as_deref().and_then(Path::parent).unwrap_or(Path::new("."));
    let configured = scene.config.policies.iter().map(|directory| home.join(directory));
    let directories: Vec<PathBuf> = configured.chain(judging.policy.iter().cloned()).collect();
    let mut set = policies::set(&directories, !judging.no_builtin && scene.config.builtin != Some(false))?;
    for rule in set.rules().to_vec() {
        for (name, value) in scene.config.effective(&rule.id).params {
            // What does not fit is told at its line by the check of the configuration, and keeps its default.
            let _unfit = set.configure(&rule.id, &name, value);
        }
    }
    Ok(set)
}

/// The rules that run: named ones whatever their set, else those of the set and the configuration.
fn choose(judging: &Judging, scene: &mut Scene, policies: &PolicySet) -> io::Result<Vec<Arc<Rule>>> {
    if let Some(set) = &judging.set {
        scene.config.set = Some(match set.as_str() {
            "recommended" => RuleSet::Recommended,
            "strict" => RuleSet::Strict,
            "all" => RuleSet::All,
            _ => return Err(io::Error::other(format!("`{set}` is no set of rules: recommended, strict, all"))),
        });
    }
    scene.problems.extend(scene.config.check_rules(policies.rules()));
    let named = |patterns: &[String]| -> io::Result<BTreeSet<RuleId>> {
        let mut ids = BTreeSet::new();
        for pattern in patterns {
            let matching = policies.rules().iter().filter(|rule| config::matches(pattern, &rule.id));
            let found: Vec<RuleId> = matching.chain(policies.find(pattern)).map(|rule| rule.id.clone()).collect();
            if found.is_empty() {
                let meant = policies.nearest(pattern).map(|id| format!("; did you mean `{id}`?")).unwrap_or_default();
                let message = format!("no rule is named `{pattern}`{meant} (`plimsoll rules` lists them)");
                return Err(io::Error::other(message));
            }
            ids.extend(found);
        }
        Ok(ids)
    };
    let (only, skipped) = (named(&judging.rule)?, named(&judging.skip)?);
    let framework = match &judging.framework {
        Some(name) => Some(policies.framework(name).ok_or_else(|| no_framework(name, policies))?.id.clone()),
        None => None,
    };
    let wanted = |rule: &&Arc<Rule>| {
        let chosen = match (only.is_empty(), &framework) {
            (false, _) => only.contains(&rule.id),
            (true, Some(id)) => {
                rule.controls.contains_key(id) && scene.config.effective(&rule.id).enabled != Some(false)
            }
            (true, None) => scene.config.enables(rule),
        };
        chosen && !skipped.contains(&rule.id)
    };
    Ok(policies.rules().iter().filter(wanted).cloned().collect())
}

fn no_framework(name: &str, policies: &PolicySet) -> io::Error {
    let known: Vec<&str> = policies.frameworks().iter().map(|framework| framework.id.as_str()).collect();
    io::Error::other(format!("no framework is named `{name}`; there are {}", known.join(", ")))
}

fn settle(judging: &Judging, wishes: &Wishes, scene: &mut Scene) -> io::Result<Settlement> {
    let as_of = judging.as_of.clone().unwrap_or_else(today);
    let configured = scene.config.baseline.as_ref().map(|path| scene.beside_config(path));
    let baseline = match wishes.baseline.clone().or(configured) {
        Some(path) => Some(read_baseline(&path, scene)?),
        None => None,
    };
    let waivers = if judging.no_waivers { None } else { Some(waiver_files(scene)) };
    Ok(Settlement { as_of, waivers, min_severity: wishes.min_severity.or(scene.config.min_severity), baseline })
}

/// A baseline is the user's own file, wherever it lies. One that is no report must not go unnoticed.
fn read_baseline(path: &Path, scene: &Scene) -> io::Result<Baseline> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| io::Error::new(error.kind(), format!("cannot read the baseline `{shown}`: {error}")))?;
    let file = scene.sources.add(shown, text);
    Baseline::parse(&scene.sources, file).map_err(|problem| io::Error::other(problem.message))
}

/// The waivers files of the configuration, else the one of the default name beside the configuration or in the root.
fn waiver_files(scene: &mut Scene) -> Vec<FileId> {
    let named = scene.config.waivers.files.clone();
    let paths: Vec<String> = match &named {
        Some(files) => files.iter().map(|file| join(&scene.config_directory(), file)).collect(),
        None => {
            let candidates = [join(&scene.config_directory(), DEFAULT_FILE), DEFAULT_FILE.to_owned()];
            candidates.into_iter().find(|path| scene.files.kind(path).is_some()).into_iter().collect()
        }
    };
    let mut found = Vec::new();
    for path in paths {
        match scene.files.read(&path, &scene.sources) {
            Ok(file) => found.push(file),
            Err(error) => scene.problems.push(project::unreadable(&path, &error)),
        }
    }
    found
}
