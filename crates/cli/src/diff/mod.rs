//! `plimsoll diff A B`: what differs between two projects as they will run, and which way it points. `side` loads them, `assembled` holds them side by side.

mod assembled;
mod side;

use std::io;
use std::path::PathBuf;

use clap::ValueEnum;
use plimsoll_report::{self as report, diff};
use plimsoll_source::problem::{Problem, Severity};

use super::inputs::Inputs;
use super::{output, scene};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What is held against: an environment (`plimsoll environments` lists them; `DIR:NAME` where several have the name), a directory, or Compose files
    /// in the order of merging (`compose.yaml,compose.prod.yaml`)
    #[arg(value_name = "A")]
    from: String,
    /// What is held against it, in the same words
    #[arg(value_name = "B")]
    to: String,
    /// Where environments are looked for, and paths start
    #[arg(long, value_name = "PATH", default_value = ".")]
    root: PathBuf,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Exit with 1 where B is weaker than A in anything
    #[arg(long)]
    fail_on_weakening: bool,
    /// An env file for interpolation in A, instead of its own (repeatable)
    #[arg(long, value_name = "FILE")]
    env_file_a: Vec<PathBuf>,
    /// The same for B
    #[arg(long, value_name = "FILE")]
    env_file_b: Vec<PathBuf>,
    /// A profile to activate in A, instead of its own (repeatable)
    #[arg(long, value_name = "PROFILE")]
    profile_a: Vec<String>,
    /// The same for B
    #[arg(long, value_name = "PROFILE")]
    profile_b: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For terminals
    Text,
    /// For programs
    Json,
    /// For a comment on a pull request
    Markdown,
    /// A page by itself
    Html,
}

pub(crate) fn run(args: &Args) -> io::Result<super::Exit> {
    let from = side::Asked::read(&args.from, &args.root, &args.env_file_a, &args.profile_a);
    let to = side::Asked::read(&args.to, &args.root, &args.env_file_b, &args.profile_b);
    let mut paths: Vec<PathBuf> = [&from, &to].into_iter().flat_map(|side| side.paths(&args.root)).collect();
    paths.sort();
    paths.dedup();
    let mut scene = scene::set(&Inputs { paths, ..Inputs::default() }, &[])?;
    // Nothing of a configuration is run or written here.
    let of_interest = |problem: &Problem| !problem.code.starts_with("config-untrusted");
    let mut problems = std::mem::take(&mut scene.problems);
    problems.extend(scene.layers.take_problems().into_iter().filter(of_interest));
    let stage = side::Stage::new(&scene, &args.root)?;
    let mut loaded = Vec::new();
    let mut is_missing = false;
    for asked in [&from, &to] {
        match stage.load(asked) {
            Ok((side, met)) => {
                problems.extend(met);
                is_missing |= side.is_none();
                loaded.extend(side);
            }
            Err(message) => {
                is_missing = true;
                super::complain(&message)?;
            }
        }
    }
    if is_missing {
        problems.extend(stage.problems.iter().cloned());
    }
    let mut is_weaker = false;
    if let ([from, to], false) = (loaded.as_slice(), is_missing) {
        let shown = scene.sources.show(assembled::diff(from, to, &scene.sources));
        is_weaker = shown.counts().weaker > 0;
        match args.format {
            Format::Text => diff::write(&shown, diff::Format::Text, &mut output::shown())?,
            Format::Json => diff::write(&shown, diff::Format::Json, &mut output::stdout())?,
            Format::Markdown => diff::write(&shown, diff::Format::Markdown, &mut output::stdout())?,
            Format::Html => diff::write(&shown, diff::Format::Html, &mut output::stdout())?,
        }
    }
    let failed = is_missing || problems.iter().any(|problem| problem.severity == Severity::Error);
    let mut told: Vec<Problem> = Vec::new();
    problems.into_iter().for_each(|problem| {
        if !told.contains(&problem) {
            told.push(problem);
        }
    });
    let told = scene.sources.show(told);
    report::write_problems(&told, &scene.sources.showcase(), &report::Options::default(), &mut output::told())?;
    Ok(match (failed, is_weaker && args.fail_on_weakening) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => 0,
    })
}
