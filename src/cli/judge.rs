//! What every judging verb shares: which rules, as of which day, and the run from the scene to the report.

use std::io;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use plimsoll::baseline::Baseline;
use plimsoll::check::{self, Settlement};
use plimsoll::config::Config;
use plimsoll::control::Choice;
use plimsoll::files::{Files, join};
use plimsoll::normalize::project;
use plimsoll::policy::{PolicyError, PolicySet, Severity};
use plimsoll::report::{Format, Report};
use plimsoll::source::FileId;
use plimsoll::waiver::DEFAULT_FILE;

use super::choice::choose;
use super::policies;
use super::scene::{self, Inputs, Scene};

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
    /// Whose findings are reported: recommended, strict or all [default: recommended]
    #[arg(long, value_name = "SET")]
    pub(crate) set: Option<String>,
    /// Only findings of rules that speak of a framework's controls, whatever their set
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

impl Judging {
    /// Whether only some rules were asked for: of the others nothing can be told.
    fn is_narrow(&self) -> bool {
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
    /// Whether somebody wants to know how controls come out.
    pub(crate) controls: ControlsWish,
}

/// Whether controls are worked out: rules that only they rest on cost time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum ControlsWish {
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

impl ControlsWish {
    pub(crate) fn are_shown_by(self, config: &Config) -> bool {
        let formats = &config.output.formats;
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

    pub(crate) fn are_the_point(self) -> bool {
        self == Self::ThePoint
    }
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

/// The same by policies that are there already, and what of them runs.
pub(crate) fn run_with(
    inputs: &Inputs,
    judging: &Judging,
    wishes: &Wishes,
    given: Option<(PolicySet, Choice)>,
) -> io::Result<Option<Judged>> {
    if let Some(count) = judging.threads.filter(|count| *count > 0) {
        rayon::ThreadPoolBuilder::new().num_threads(count).build_global().map_err(io::Error::other)?;
    }
    let mut scene = scene::set(inputs)?;
    let is_drawn = |format: &String| format.split('=').next() == Some("html");
    scene.scope.keep_models = wishes.models || scene.config.output.formats.iter().any(is_drawn);
    let (policy_set, rules) = match given {
        Some(given) => given,
        None => match compile(judging, &scene) {
            Ok(policies) => {
                let rules = choose(judging, wishes, &mut scene, &policies)?;
                (policies, rules)
            }
            Err(errors) => {
                policies::complain(&errors)?;
                return Ok(None);
            }
        },
    };
    scene.problems.extend(scene.config.check_rules(policy_set.rules()));
    if judging.is_narrow() {
        let ran = rules.reported.iter().chain(&rules.for_controls).map(|rule| rule.id.clone());
        scene.scope.sight.rules = Some(ran.collect());
    }
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
    let mut sources = policies::configured(&scene.config, scene.files.root(), &scene.config_directory());
    sources.extend(judging.policy.iter().map(|named| named.below(scene.files.root())));
    let mut set = policies::set(&sources, !judging.no_builtin && scene.config.builtin != Some(false))?;
    for rule in set.rules().to_vec() {
        for (name, value) in scene.config.effective(&rule.id).params {
            // What does not fit is told at its line by the check of the configuration, and keeps its default.
            let _unfit = set.configure(&rule.id, &name, value);
        }
    }
    Ok(set)
}

fn settle(judging: &Judging, wishes: &Wishes, scene: &mut Scene) -> io::Result<Settlement> {
    let as_of = judging.as_of.clone().unwrap_or_else(today);
    let configured = scene.config.baseline.as_ref().map(|path| scene.beside_config(path));
    let baseline = match wishes.baseline.clone().or(configured) {
        Some(path) => Some(read_baseline(&path, scene)?),
        None => None,
    };
    let waivers = if judging.no_waivers { None } else { Some(waiver_files(scene)) };
    // What is about controls holds every finding that one rests on.
    let least = if wishes.controls.are_the_point() { None } else { wishes.min_severity.or(scene.config.min_severity) };
    Ok(Settlement { as_of, waivers, min_severity: least, baseline })
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
