//! `plimsoll evidence create`.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::{Timestamp, ToSpan};
use plimsoll_evidence::{self as evidence, Circumstances, Signer};
use plimsoll_judge::finding::OutcomeKind;
use plimsoll_loader::disk::DiskFiles;
use plimsoll_report::{self as report, Options, Report, Repository};
use plimsoll_source::files::Files as _;
use plimsoll_source::problem::Severity;
use plimsoll_source::{Shown, Sources};
use serde_json::Value;

use super::folder;
use super::request::Request;
use crate::confined;
use crate::inputs::Inputs;
use crate::judge::{self, Judged};
use crate::judging::{ControlsAsked, Judging, RowsAsked, VerbOptions};
use crate::output;
use crate::policies;
use crate::repository;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    judging: Judging,
    /// Where to write the bundle: a directory that does not exist yet, or is empty; or one archive, with a name that ends in .tar.gz
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Beside the directory, write the same as one archive, DIR.tar.gz
    #[arg(long)]
    archive: bool,
    /// An Ed25519 private key in PKCS#8 PEM to sign with (`openssl genpkey -algorithm ed25519`)
    #[arg(long, value_name = "FILE", conflicts_with = "key_env")]
    key: Option<PathBuf>,
    /// The environment variable that holds such a key
    #[arg(long, value_name = "VARIABLE")]
    key_env: Option<String>,
    /// The bundle of the run before this one
    #[arg(long, value_name = "BUNDLE")]
    previous: Option<PathBuf>,
    /// What to call the repository, instead of its remote: runs of one name make one chain
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// How long the bundle is to be kept [default: 13 months]
    #[arg(long, value_name = "YYYY-MM-DD")]
    retain_until: Option<jiff::civil::Date>,
    /// Keep the judged files in the bundle too, secrets blanked
    #[arg(long)]
    with_inputs: bool,
}

pub(super) fn run(args: &Args) -> io::Result<crate::Exit> {
    let started = Timestamp::now();
    let today = started.to_zoned(jiff::tz::TimeZone::UTC).date();
    if let Some(day) = args.retain_until.filter(|day| *day <= today) {
        return Err(io::Error::other(format!("a bundle of {today} cannot be retained until {day} only")));
    }
    let signer = signer(args)?;
    let previous = args.previous.as_deref().map(previous).transpose()?;
    let options =
        VerbOptions { models: true, rows: RowsAsked::All, controls: ControlsAsked::ThePoint, ..VerbOptions::default() };
    let (mut asked, judging) = by_name(args);
    let Some(judged) = judge::run(&asked, &judging, &options)? else { return Ok(2) };
    let Judged { report, sources, policies, config_path, .. } = &judged;
    let beside = report.controls.iter().flat_map(|controls| &controls.outcomes);
    let says_nothing = report.outcomes.iter().chain(beside).all(|outcome| outcome.kind == OutcomeKind::NotApplicable);
    if report.projects.is_empty() || report.rules.is_empty() || says_nothing {
        let problems = report.sources.show(report.problems.clone());
        report::write_problems(&problems, &report.sources, &Options::default(), &mut output::stderr())?;
        let message = "nothing was judged, so there is no evidence to create";
        return Err(io::Error::other(message));
    }
    let root = Path::new(&report.repository.root);
    // A bundle holds no secret that somebody gave as a build argument, though a replay then asks with another value.
    for (_, value) in &mut asked.build_arg {
        if *sources.show(value.clone()) != *value {
            "***".clone_into(value);
        }
    }
    let request = Request::of(asked, judging, judged.kept.clone(), args.name.clone(), root)?;
    let finished = Timestamp::now();
    let retain_until = match args.retain_until {
        Some(day) => day,
        None => today.saturating_add(13.months()),
    };
    let config = config_path.as_ref().and_then(|path| report.sources.find(path));
    let read = read(report, sources);
    let (differs, ignored) = differs(report, &read)?;
    let circumstances = Circumstances {
        run_id: uuid::Uuid::new_v4().to_string(),
        tool_sha256: super::own_digest()?,
        argv: report.sources.show(argv(&report.repository.root)).into_inner(),
        request: serde_json::to_value(&request)?,
        config_sha256: config.map(|file| report.sources.sha256(file, "")),
        started: moment(started),
        finished: moment(finished),
        retain_until: retain_until.to_string(),
        actor: actor(),
        differs: report.sources.show(differs).into_inner(),
        ignored: report.sources.show(ignored).into_inner(),
        name: args.name.clone(),
        root_commit: root_commit(report),
        read: report.sources.show(read).into_inner(),
        previous,
        salt: uuid::Uuid::new_v4().simple().to_string(),
        inputs: if args.with_inputs { inputs(report, sources) } else { BTreeMap::new() },
    };
    confined::through_no_link(root, &args.out)?;
    let files = evidence::create(report, policies, &circumstances, signer.as_ref())?;
    if let Some(place) = &args.previous {
        follows(place, &files)?;
    }
    let written = write(args, &files)?;
    let problems = report.sources.show(report.problems.clone());
    report::write_problems(&problems, &report.sources, &Options::default(), &mut output::stderr())?;
    let signed = if signer.is_some() { "signed" } else { evidence::UNSIGNED };
    writeln!(output::shown(), "{written}: run {}, {} files, {signed}", circumstances.run_id, files.len())?;
    let incomplete = report.problems.iter().any(|p| p.severity == Severity::Error);
    Ok(if incomplete { 2 } else { 0 })
}

/// Writes the bundle in the forms that are asked for, and says where.
fn write(args: &Args, files: &evidence::Files) -> io::Result<String> {
    const ENDING: &str = ".tar.gz";
    let shown = args.out.display().to_string();
    if shown.ends_with(ENDING) {
        folder::write_archive(&args.out, files)?;
        return Ok(shown);
    }
    folder::write(&args.out, files)?;
    if !args.archive {
        return Ok(shown);
    }
    let name = args.out.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = args.out.with_file_name(format!("{name}{ENDING}"));
    folder::write_archive(&beside, files)?;
    Ok(format!("{shown} and {}", beside.display()))
}

/// Every file of the checkout that was read.
pub(super) fn read(report: &Report, sources: &Sources) -> Vec<String> {
    let root = Path::new(&report.repository.root);
    let paths = sources.all().into_iter().map(|(_, file)| file.path.clone());
    paths.filter(|path| Path::new(path).is_relative() && root.join(path).is_file()).collect()
}

/// What differs from the commit, and what was read that git ignores.
pub(super) fn differs(report: &Report, read: &[String]) -> io::Result<(Vec<String>, Vec<String>)> {
    let Some(commit) = &report.repository.commit else { return Ok((Vec::new(), Vec::new())) };
    let root = Path::new(&report.repository.root);
    let files = DiskFiles::new(root)?;
    let is_ignored = |path: &str| files.ignored(path) == Some(true);
    Ok(repository::differences(root, commit, read.iter().map(String::as_str), &is_ignored))
}

/// The first commit, where nothing else names the repository.
pub(super) fn root_commit(report: &Report) -> Option<String> {
    let Repository { root, remote, name, commit, .. } = &report.repository;
    if remote.is_some() || name.is_some() {
        return None;
    }
    repository::root_commit(Path::new(root), commit.as_ref()?)
}

fn moment(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn signer(args: &Args) -> io::Result<Option<Signer>> {
    let (name, pem) = match (&args.key, &args.key_env) {
        (Some(path), _) => {
            let name = format!("`{}`", path.display());
            let pem = fs::read_to_string(path)
                .map_err(|e| io::Error::new(e.kind(), format!("cannot read the key {name}: {e}")))?;
            (name, pem)
        }
        (None, Some(variable)) => {
            let name = format!("the variable {variable}");
            let pem = env::var(variable)
                .map_err(|_| io::Error::other(format!("{name} is not set, so there is no key to sign with")))?;
            (name, pem)
        }
        (None, None) => return Ok(None),
    };
    Signer::from_pem(&pem).map(Some).map_err(|error| io::Error::other(format!("{name} {error}")))
}

fn previous(place: &Path) -> io::Result<(String, String)> {
    let bytes = folder::manifest(place)?;
    let manifest: Value = serde_json::from_slice(&bytes)
        .map_err(|e| io::Error::other(format!("the manifest of `{}` is not JSON: {e}", place.display())))?;
    let run =
        manifest["run_id"].as_str().ok_or_else(|| io::Error::other(format!("`{}` names no run", place.display())))?;
    Ok((run.to_owned(), evidence::sha256(&bytes)))
}

/// Says where the run before is one of another repository: a chain keeps them apart, so nothing would follow it.
fn follows(place: &Path, files: &evidence::Files) -> io::Result<()> {
    let identity = |bytes: &[u8]| -> Option<String> {
        let manifest: Value = serde_json::from_slice(bytes).ok()?;
        manifest["repository"]["identity"].as_str().map(str::to_owned)
    };
    let own = files.get("manifest.json").and_then(|bytes| identity(bytes));
    match (identity(&folder::manifest(place)?), own) {
        (Some(before), Some(own)) if before != own => {
            let place = place.display();
            let message = format!(
                "warning: the run in `{place}` is of the repository `{before}`, and this one of `{own}`: a chain keeps them apart"
            );
            super::super::complain(&message)?;
            super::super::complain(
                "  help: name the run of this repository, or say --name where it is called otherwise now",
            )
        }
        _ => Ok(()),
    }
}

/// The command line without directories of this machine.
fn argv(root: &str) -> Vec<String> {
    let inside = format!("{root}/");
    let without = |word: String| {
        if word == root {
            return ".".to_owned();
        }
        let word = word.replace(&inside, "./");
        // An absolute path of its own, or behind `--option=` or `replaces:`, tells its last part alone.
        let start = word.find(['=', ':']).map_or(0, |at| at + 1);
        let start = if word.starts_with('/') { 0 } else { start };
        match word[start..].strip_prefix('/').filter(|rest| !rest.starts_with('/')) {
            Some(rest) => {
                let last = rest.trim_end_matches('/').rsplit('/').next().unwrap_or(rest);
                format!("{}…/{last}", &word[..start])
            }
            None => word,
        }
    };
    let mut words: Vec<String> = env::args_os().map(|word| without(word.to_string_lossy().into_owned())).collect();
    if let Some(program) = words.first_mut() {
        *program = program.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    }
    words
}

/// What was asked, with everything from outside of the tree called by its name: a bundle tells no directory of this machine.
fn by_name(args: &Args) -> (Inputs, Judging) {
    let (mut inputs, mut judging) = (args.inputs.clone(), args.judging.clone());
    inputs.configuring.by_name = true;
    judging.policy = policies::by_name(&judging.policy);
    (inputs, judging)
}

/// Who or what says that it ran this.
fn actor() -> BTreeMap<String, String> {
    let known = [
        ("name", "USER"),
        ("github_actor", "GITHUB_ACTOR"),
        ("github_repository", "GITHUB_REPOSITORY"),
        ("github_run_id", "GITHUB_RUN_ID"),
        ("github_workflow", "GITHUB_WORKFLOW"),
        ("gitlab_user", "GITLAB_USER_LOGIN"),
        ("gitlab_job_url", "CI_JOB_URL"),
    ];
    let mut actor: BTreeMap<String, String> =
        known.iter().filter_map(|(key, variable)| Some(((*key).to_owned(), env::var(variable).ok()?))).collect();
    actor.entry("name".to_owned()).or_insert_with(|| "unknown".to_owned());
    actor
}

fn inputs(report: &Report, sources: &Sources) -> BTreeMap<String, Shown<String>> {
    // A path may have a secret in it, too: the report names it without.
    let all = sources.all().into_iter().map(|(id, file)| (sources.show(file.path.clone()).into_inner(), id));
    let judged = all.filter(|(path, _)| report.files.contains(path));
    judged.map(|(path, id)| (path, sources.show_file(id))).collect()
}
