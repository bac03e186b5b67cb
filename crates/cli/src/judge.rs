//! What every judging verb shares: which rules, as of which day, and the run from the scene to the report.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use plimsoll_check::{self as check, Settlement};
use plimsoll_judge::baseline::{self, Baseline};
use plimsoll_judge::config::{Config, Layers, Lies, Origin, Output, RuleStanding};
use plimsoll_judge::evaluate::policy_problem;
use plimsoll_judge::waiver::WaiversAt;
use plimsoll_loader::disk;
use plimsoll_loader::normalize::project;
use plimsoll_policy::{PolicyError, PolicySet, Rule, RuleId};
use plimsoll_report::{Options, Report};
use plimsoll_source::files::{Files, ReadError, join};
use plimsoll_source::problem::Problem;
use plimsoll_source::timings;
use plimsoll_source::{Shown, Sources};

use super::choice::know;
use super::configure::{self, Kept};
use super::inputs::Inputs;
use super::judging::{Judging, VerbOptions};
use super::scene::{self, Scene};
use super::{output, policies, terminal, terms};

/// Today, in UTC.
pub(crate) fn today() -> String {
    jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date().to_string()
}

/// Says why the job cannot be done, and that it is not.
pub(crate) fn refused(problem: Problem) -> io::Result<super::Exit> {
    let sources = Arc::new(Sources::default());
    let options = terminal::stderr(Options::default(), None);
    plimsoll_report::write_problems(
        &sources.show(vec![problem]),
        &sources.showcase(),
        &options,
        &mut output::stderr(),
    )?;
    Ok(2)
}

/// A report with what it was made from.
pub(crate) struct Judged {
    pub(crate) report: Shown<Report>,
    /// Every text that was read, with its secrets.
    pub(crate) sources: Arc<Sources>,
    pub(crate) layers: Layers,
    /// What is to be written where the command line does not say.
    pub(crate) output: Wanted,
    /// What of the configurations lies outside of the tree.
    pub(crate) kept: Kept,
    /// The configuration that rules the run, as the files of the tree are named.
    pub(crate) config_path: Option<String>,
    /// Never freed: the process ends with the report, and taking compiled policies apart would cost a tenth of its time.
    pub(crate) policies: ManuallyDrop<PolicySet>,
}

/// Loads and judges. `None` when there is nothing to judge by; stderr then says why.
pub(crate) fn run(inputs: &Inputs, judging: &Judging, options: &VerbOptions) -> io::Result<Option<Judged>> {
    run_with(inputs, judging, options, None)
}

/// The same by policies that are there already.
pub(crate) fn run_with(
    inputs: &Inputs,
    judging: &Judging,
    options: &VerbOptions,
    given: Option<PolicySet>,
) -> io::Result<Option<Judged>> {
    take_threads(judging)?;
    let setting = timings::step("scene");
    let scene = scene::set(inputs, &judging.policy.iter().map(|named| named.path.clone()).collect::<Vec<_>>())?;
    drop(setting);
    let Some(mut evaluated) = Evaluated::of(scene, inputs, judging, options, given)? else { return Ok(None) };
    let settlement = settlement(judging, options, &mut evaluated.scene)?;
    let config_path = evaluated.scene.ruling_path();
    evaluated.scene.scope.memory = options.before.as_ref().map(|before| Arc::clone(&before.memory));
    let Some(mut report) = evaluated.report(options, settlement)? else { return Ok(None) };
    if let Some(before) = &options.before {
        let since = evaluated.scene.sources.show(Some(before.compared(&report)));
        report = report.with(since, |report: &mut Report, since| report.since = since);
    }
    let Evaluated { scene, policies, output, .. } = evaluated;
    let Scene { sources, layers, kept, .. } = scene;
    let asked = terms::Asked { inputs, judging, layers: &layers, policies: &policies };
    let terms = match terms::terms(&asked, &report) {
        Ok(terms) => terms,
        Err(errors) => {
            policies::complain(&errors)?;
            return Ok(None);
        }
    };
    let ruling = layers.configs().find(|config| Some(&config.path) == config_path.as_ref());
    let name = sources.show(ruling.and_then(|config| config.name.clone()));
    let report = report.with(sources.show(terms), |report: &mut Report, terms| report.terms = terms);
    let report = report.with(name, |report, name| report.repository.name = name);
    let policies = ManuallyDrop::new(policies);
    Ok(Some(Judged { report, sources, layers, output, kept, config_path, policies }))
}

/// Takes as many threads as the caller wants: once, whatever is judged how often.
pub(crate) fn take_threads(judging: &Judging) -> io::Result<()> {
    static TAKEN: OnceLock<()> = OnceLock::new();
    match judging.threads.filter(|count| *count > 0 && TAKEN.set(()).is_ok()) {
        Some(count) => rayon::ThreadPoolBuilder::new().num_threads(count).build_global().map_err(io::Error::other),
        None => Ok(()),
    }
}

/// A scene with the rules that it is judged by.
pub(crate) struct Evaluated {
    pub(crate) scene: Scene,
    policies: PolicySet,
    output: Wanted,
}

impl Evaluated {
    /// Opens the policies, `given` ones or those that the caller and the configurations name. `None` when there is nothing to judge by; stderr then
    /// says why.
    pub(crate) fn of(
        mut scene: Scene,
        inputs: &Inputs,
        judging: &Judging,
        options: &VerbOptions,
        given: Option<PolicySet>,
    ) -> io::Result<Option<Self>> {
        if judging.complete {
            scene.scope.make_complete();
        }
        let output = Wanted::of(&mut scene);
        if judging.no_builtin
            && let Some(floor) = scene.layers.floors().all().iter().find(|floor| floor.builtin)
        {
            let message = format!(
                "--no-builtin leaves the built-in rules out; that does not count, because \"{}\" demands otherwise",
                floor.title()
            );
            scene.problems.push(Problem::warning("floor-builtin", message).help("leave --no-builtin away"));
        }
        let is_drawn = |format: &String| format.split('=').next() == Some("html");
        scene.scope.keep_rows = options.rows.are_listed_by(&output.says);
        scene.scope.keep_unjudged = options.controls.are_listed();
        scene.scope.keep_models = options.models || output.says.formats.iter().any(is_drawn);
        let _opening = timings::step("policies");
        let (policies, origins, left_out) = match given {
            Some(policies) => (policies, origins_before(inputs), Vec::new()),
            None => match compile(judging, &scene) {
                Ok((policies, errors)) if errors.is_empty() || options.leaves_out => {
                    scene.problems.extend(errors.iter().map(policy_problem));
                    let origins = origins(&policies, judging, &scene);
                    (policies, origins, errors)
                }
                Ok((_, errors)) | Err(errors) => {
                    policies::complain(&errors)?;
                    return Ok(None);
                }
            },
        };
        let mut policies = match know(judging, options, &mut scene, policies, origins) {
            Ok(policies) => policies,
            Err(error) => {
                // What is asked for may be in a source that is left out.
                policies::complain(&left_out)?;
                return Err(error);
            }
        };
        policies.answer_by(judging.engine.into());
        if judging.is_narrow() {
            // What a configuration turns off or does not choose is known not to be found; what the caller narrows away is not.
            let is_known =
                |standing| matches!(standing, RuleStanding::On | RuleStanding::NotChosen | RuleStanding::Off(_));
            let has_run = |rule: &RuleId| scene.layers.standings(rule).any(is_known);
            let ran = policies.rules().iter().map(|rule| rule.id.clone()).filter(has_run).collect();
            scene.scope.sight.rules = Some(ran);
        }
        Ok(Some(Self { scene, policies, output }))
    }

    /// Judges everything in the scene. `None` when the policies do not compile; stderr then says why.
    pub(crate) fn report(
        &mut self,
        options: &VerbOptions,
        settlement: Settlement,
    ) -> io::Result<Option<Shown<Report>>> {
        let Self { scene, policies, output } = self;
        let run = check::Run {
            found: &scene.found,
            scope: &scene.scope,
            files: &scene.files,
            sources: Arc::clone(&scene.sources),
            policies,
            shows_controls: options.controls.are_shown_by(&output.says),
            is_about_controls: options.controls.are_the_point(),
            repository: std::mem::take(&mut scene.repository),
        };
        match check::report(run, &mut scene.layers, settlement, std::mem::take(&mut scene.problems)) {
            Ok(report) => Ok(Some(report)),
            Err(error) => {
                policies::complain(&[error])?;
                Ok(None)
            }
        }
    }
}

/// What the configuration that rules the run wants to be written.
pub(crate) struct Wanted {
    pub(crate) says: Output,
    /// The root and the directory its paths start from, where the tree's own configuration names them; `None` where the caller did.
    pub(crate) confined: Option<(PathBuf, String)>,
}

impl Wanted {
    fn of(scene: &mut Scene) -> Self {
        let layer = Arc::clone(scene.layers.of_directory(&scene.ruling));
        let own: Vec<Arc<Config>> = scene.layers.own().into_iter().map(|(_, config)| Arc::clone(config)).collect();
        let rules = |config: &Config| layer.configs().any(|ruling| ruling.path == config.path);
        for config in own.iter().filter(|config| !rules(config)) {
            scene.problems.extend(config.not_ruling());
        }
        let Some((config, says)) = layer.output() else { return Self { says: Output::default(), confined: None } };
        let confined = (!config.trusted).then(|| (scene.files.root().to_owned(), config.home.clone()));
        Self { says, confined }
    }
}

/// The policies asked for, and what is wrong with the sources that are left out.
pub(crate) fn compile(judging: &Judging, scene: &Scene) -> Result<(PolicySet, Vec<PolicyError>), Vec<PolicyError>> {
    // Where a floor demands our rules, no option leaves them out.
    let demanded = scene.layers.floors().all().iter().any(|floor| floor.builtin);
    let builtin = demanded || (scene.layers.wants_builtin() && !judging.no_builtin);
    let mut sources: Vec<policies::Named> = configured(scene).map(|(named, _)| named).collect();
    sources.extend(judging.policy.iter().map(|named| named.below(scene.files.root())));
    policies::set_under(&sources, builtin, scene.layers.floors())
}

/// The sources of policies that configurations name, each with the configuration.
fn configured(scene: &Scene) -> impl Iterator<Item = (policies::Named, &Config)> {
    scene.layers.configs().flat_map(|config| {
        policies::configured(config, &scene.files).into_iter().map(move |named| (named, config.as_ref()))
    })
}

/// Who brings each rule.
fn origins(policies: &PolicySet, judging: &Judging, scene: &Scene) -> HashMap<RuleId, Origin> {
    let of_tree: HashMap<String, Origin> =
        configured(scene).map(|(named, config)| (named.name, Origin::Tree(config.path.clone()))).collect();
    let of_caller: BTreeSet<String> = judging.policy.iter().map(|named| named.below(scene.files.root()).name).collect();
    let origin = |rule: &Rule| match &rule.source {
        None => Origin::Ours,
        // What the caller names himself runs everywhere.
        Some(source) if of_caller.contains(&**source) => Origin::Caller,
        Some(source) => of_tree.get(&**source).cloned().unwrap_or(Origin::Caller),
    };
    policies.rules().iter().map(|rule| (rule.id.clone(), origin(rule))).collect()
}

/// The same of the run that is replayed.
fn origins_before(inputs: &Inputs) -> HashMap<RuleId, Origin> {
    let kept = inputs.configuring.kept.iter().flat_map(|kept| &kept.origins);
    kept.map(|(rule, path)| (RuleId::new(rule.as_str()), path.clone().map_or(Origin::Caller, Origin::Tree))).collect()
}

/// The day that a run counts as.
pub(crate) fn as_of(judging: &Judging) -> String {
    judging.as_of.clone().unwrap_or_else(today)
}

fn settlement(judging: &Judging, options: &VerbOptions, scene: &mut Scene) -> io::Result<Settlement> {
    let as_of = as_of(judging);
    let baseline = match (&options.before, &options.baseline) {
        (Some(before), _) => Some(before.baseline.clone()),
        (None, Some(path)) => {
            Some(read_baseline(path, &path.display().to_string(), &scene.sources).map_err(io::Error::other)?)
        }
        (None, None) => configured_baseline(scene),
    };
    let waivers = if judging.no_waivers { None } else { Some(waiver_files(scene)) };
    Ok(Settlement { as_of, waivers, baseline })
}

/// The baseline that the configuration names which rules the run. One that is no report must not go unnoticed.
fn configured_baseline(scene: &mut Scene) -> Option<Baseline> {
    let layer = Arc::clone(scene.layers.of_directory(&scene.ruling));
    let (config, path) = layer.baseline()?;
    if !scene.layers.allows_baseline(config, path) {
        return None;
    }
    let read = if config.lies == Lies::Kept {
        Err(format!("the baseline `{path}` lies beside a configuration from elsewhere, and is not kept with it"))
    } else if config.trusted {
        read_baseline(&configure::beside(config, path, &scene.files), path, &scene.sources)
    } else {
        let text = scene.files.text(&join(&config.home, path), baseline::MAX_BYTES);
        text.map_err(|error| unread_baseline(path, &error)).and_then(|text| parsed_baseline(path, text, &scene.sources))
    };
    match read {
        Ok(baseline) => Some(baseline),
        Err(message) => {
            scene.problems.push(config.about_baseline(message));
            None
        }
    }
}

fn read_baseline(path: &Path, shown: &str, sources: &Sources) -> Result<Baseline, String> {
    let text = disk::read_text_up_to(path, baseline::MAX_BYTES).map_err(|error| unread_baseline(shown, &error))?;
    parsed_baseline(shown, text, sources)
}

fn unread_baseline(shown: &str, error: &ReadError) -> String {
    format!("cannot read the baseline `{shown}`: it {error}")
}

fn parsed_baseline(shown: &str, text: String, sources: &Sources) -> Result<Baseline, String> {
    let file = sources.add(shown, text);
    Baseline::parse(sources, file).map_err(|problem| problem.message)
}

/// The waivers files, each with the place where it counts.
fn waiver_files(scene: &mut Scene) -> Vec<WaiversAt> {
    let mut found = Vec::new();
    for (path, below, named) in scene.layers.waivers_files() {
        if !named && scene.files.kind(&path).is_none() {
            continue;
        }
        match scene.files.read(&path, &scene.sources) {
            Ok(file) => found.push(WaiversAt { file, below }),
            Err(error) => scene.problems.push(project::unreadable(&path, &error)),
        }
    }
    found
}
