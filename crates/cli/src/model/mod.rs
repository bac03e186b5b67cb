//! `plimsoll model`: what the files come to. This file turns arguments into requests; `compose` prints what came of them.

mod compose;
mod json;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use plimsoll_loader::disk::DiskFiles;
use plimsoll_loader::normalize::compose::{ComposeRequest, Lacking, Options, Paths};
use plimsoll_report as report;
use plimsoll_source::Sources;
use plimsoll_source::files::{Files, join};
use plimsoll_source::problem::{Problem, Severity};

use super::inputs::{Inputs, is_stdin};
use super::root::Places;
use super::scene;
use crate::output;

/// Arguments of `plimsoll model`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// How to print the model
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// Add where each value was set
    #[arg(long)]
    origins: bool,
    /// Print values that are secrets, instead of ***
    #[arg(long)]
    show_secrets: bool,
    /// Leave variables as they are written
    #[arg(long)]
    no_interpolate: bool,
    /// Leave out what is only implied
    #[arg(long)]
    no_normalize: bool,
    /// Leave paths as they are written
    #[arg(long)]
    no_path_resolution: bool,
    /// Leave env files unread
    #[arg(long)]
    no_env_resolution: bool,
    /// Do not check that services fit together
    #[arg(long)]
    no_consistency: bool,
}

/// How the model is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The documents that policies get as input
    Json,
    /// Canonical Compose files, as `docker compose config --format json`
    Compose,
}

pub(crate) fn run(args: Args) -> io::Result<super::Exit> {
    let (problems, sources) = match args.format {
        Format::Compose => {
            let (place, around) = Place::new(&std::env::current_dir()?, &args)?;
            let sources = Arc::new(Sources::default());
            if args.inputs.files.iter().any(|path| is_stdin(path)) {
                sources.add(place.relative(Path::new("-")), scene::stdin_text()?);
            }
            if args.inputs.env_from_shell {
                shell(&place).iter().for_each(|(name, value)| sources.learn_variable(name, value));
            }
            let problems = compose::print(&args, &place, &sources)?;
            (around.into_iter().chain(problems).collect(), sources)
        }
        Format::Json => json::print(&args)?,
    };
    let problems = sources.show(problems);
    report::write_problems(&problems, &sources.showcase(), &report::Options::default(), &mut output::told())?;
    let failed = problems.iter().any(|problem| problem.severity == Severity::Error);
    Ok(if failed { 2 } else { 0 })
}

/// Where the run stands: the root that paths are relative to, and the current directory in it.
struct Place {
    files: DiskFiles,
    here: PathBuf,
}

impl Place {
    /// The root is found as everywhere; what is told of it stands beside.
    fn new(here: &Path, args: &Args) -> io::Result<(Self, Vec<Problem>)> {
        let here = here.canonicalize()?;
        let places = Places::of(&args.inputs, &here)?;
        Ok((Self { files: DiskFiles::new(&places.root)?, here }, places.problems))
    }

    /// A path as typed, relative to the root.
    fn relative(&self, path: &Path) -> String {
        let typed = path.to_string_lossy().replace('\\', "/");
        let here = self.here.to_string_lossy().replace('\\', "/");
        let absolute = join(&here, &typed);
        let root = self.files.absolute(".");
        match absolute.strip_prefix(&root) {
            Some("") => ".".to_owned(),
            Some(inside) if inside.starts_with('/') => inside[1..].to_owned(),
            _ => absolute,
        }
    }
}

/// What is asked for of every project.
fn request(args: &Args, place: &Place, paths: Paths) -> ComposeRequest {
    let relative = |paths: &[PathBuf]| paths.iter().map(|path| place.relative(path)).collect();
    ComposeRequest {
        directory: place.relative(Path::new(".")),
        files: relative(&args.inputs.files),
        project_name: args.inputs.project_name.clone(),
        project_directory: args.inputs.project_directory.as_ref().map(|path| place.relative(path)),
        env_files: relative(&args.inputs.env_file),
        profiles: args.inputs.profile.clone(),
        environment: if args.inputs.env_from_shell { shell(place) } else { BTreeMap::new() },
        options: Options {
            interpolate: !args.no_interpolate,
            normalize: !args.no_normalize,
            paths: if args.no_path_resolution { Paths::AsWritten } else { paths },
            resolve_env: !args.no_env_resolution,
            consistency: !args.no_consistency,
            expand_ports: true,
            lacking: Lacking::Refused,
            fragment: false,
            env_files_may_lack: false,
            complete: true,
        },
    }
}

/// The shell's variables; `PWD` is always known, as docker compose has it.
fn shell(place: &Place) -> BTreeMap<String, String> {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    let mut variables: BTreeMap<String, String> = std::env::vars_os().filter_map(text).collect();
    variables.entry("PWD".to_owned()).or_insert_with(|| place.here.to_string_lossy().into_owned());
    variables
}
