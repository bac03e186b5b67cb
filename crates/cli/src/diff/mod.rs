//! `plimsoll diff A B`: what differs between two projects as they will run, and which way it points. `given` makes out what is meant, `side` loads
//! projects, `assembled` holds two of them side by side, `revisions` all those of two revisions.

mod assembled;
mod given;
mod revisions;
mod side;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;
use plimsoll_report::diff;
use plimsoll_source::problem::{Problem, Severity};
use plimsoll_source::{Shown, Sources, Veil};

use self::given::Given;
use self::side::Stage;
use super::judge;
use super::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What is held against: an environment (`plimsoll environments` lists them; `DIR:NAME` where several have the name), a directory, Compose files
    /// in the order of merging (`compose.yaml,compose.prod.yaml`), or a revision of git (`main`; one project of it as `main:DIR`, `main:NAME`, `main:FILES`)
    #[arg(value_name = "A")]
    from: String,
    /// What is held against it, in the same words; without it A is a revision that the work tree is held against, `A..B` for two revisions, or `A...B`
    /// for what B did since it left A
    #[arg(value_name = "B")]
    to: Option<String>,
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
    let given = match given::read(args)? {
        Ok(given) => given,
        Err(problem) => return judge::refused(problem),
    };
    match given {
        Given::Sides(from, to) => sides(args, &from, &to),
        Given::Revisions(from, to) => revisions::run(args, &from, &to),
    }
}

/// Two projects.
fn sides(args: &Args, from: &given::Side, to: &given::Side) -> io::Result<super::Exit> {
    let (mut told, mut loaded) = (Told::default(), Vec::new());
    let (mut is_missing, mut missing) = (false, Vec::new());
    let of_a = (&args.env_file_a, &args.profile_a);
    for (given, (env_files, profiles)) in [(from, of_a), (to, (&args.env_file_b, &args.profile_b))] {
        let stage = Stage::new(&given.place.scene, &args.root, given.place.label())?;
        told.begin(&given.place);
        let asked = side::Asked::read(&given.text, &args.root, stage.then().as_ref());
        match stage.load(&asked.started_with(&args.root, env_files, profiles), given.near.as_deref()) {
            Ok((side, met)) => {
                told.add(&given.place, met);
                if side.is_none() {
                    told.add(&given.place, stage.problems.clone());
                }
                is_missing |= side.is_none();
                loaded.extend(side);
            }
            Err(message) => {
                is_missing = true;
                told.add(&given.place, stage.problems.clone());
                missing.push((given.text == "." && given.place.then.is_some(), message));
            }
        }
        told.end(&given.place);
    }
    // A whole revision is held against another one, which is what is lacking.
    let is_other = missing.iter().any(|(is_whole, _)| !is_whole);
    for (_, message) in missing.iter().filter(|(is_whole, _)| !(*is_whole && is_other)) {
        super::complain(message)?;
    }
    let mut is_weaker = false;
    if let ([from, to], false) = (loaded.as_slice(), is_missing) {
        let shown = shown(assembled::diff(from, to), [&from.sources, &to.sources]);
        is_weaker = shown.counts().weaker > 0;
        written(args, &|format, out| diff::write(&shown, format, out))?;
    }
    let failed = is_missing || told.has_error();
    told.write()?;
    Ok(exit(args, failed, is_weaker))
}

fn exit(args: &Args, failed: bool, is_weaker: bool) -> super::Exit {
    match (failed, is_weaker && args.fail_on_weakening) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => 0,
    }
}

/// A value with the secrets of neither side.
fn shown<T: Veil>(value: T, [one, other]: [&Arc<Sources>; 2]) -> Shown<T> {
    one.show(value).without_those_of(other)
}

fn written(args: &Args, write: &dyn Fn(diff::Format, &mut dyn io::Write) -> io::Result<()>) -> io::Result<()> {
    match args.format {
        Format::Text => write(diff::Format::Text, &mut output::shown()),
        Format::Json => write(diff::Format::Json, &mut output::stdout()),
        Format::Markdown => write(diff::Format::Markdown, &mut output::stdout()),
        Format::Html => write(diff::Format::Html, &mut output::stdout()),
    }
}

/// Problems that are told, each with the texts that it stands in.
#[derive(Default)]
struct Told(Vec<(Arc<Sources>, Option<String>, Vec<Problem>)>);

impl Told {
    /// What was met while a place was made.
    fn begin(&mut self, place: &given::Place) {
        // Nothing of a configuration is run or written here.
        let of_interest = |problem: &&Problem| !problem.code.starts_with("config-untrusted");
        self.add(place, place.met.iter().filter(of_interest).cloned().collect());
    }

    fn add(&mut self, place: &given::Place, problems: Vec<Problem>) {
        let (sources, label) = (&place.scene.sources, place.label());
        let own = match self.0.iter_mut().position(|(known, ..)| Arc::ptr_eq(known, sources)) {
            Some(index) => &mut self.0[index].2,
            None => {
                self.0.push((Arc::clone(sources), label.clone(), Vec::new()));
                let last = self.0.len() - 1;
                &mut self.0[last].2
            }
        };
        for mut problem in problems {
            if let (Some(label), Some(path), None) = (&label, &problem.path, problem.span) {
                problem.path = Some(format!("{label}:{path}"));
            }
            if !own.contains(&problem) {
                own.push(problem);
            }
        }
    }

    /// Objects that could not be read while something was loaded.
    fn end(&mut self, place: &given::Place) {
        self.add(place, place.unread().into_iter().collect());
    }

    fn has_error(&self) -> bool {
        self.0.iter().flat_map(|(_, _, problems)| problems).any(|problem| problem.severity == Severity::Error)
    }

    fn write(self) -> io::Result<()> {
        for (sources, label, problems) in self.0 {
            let showcase = match label {
                Some(label) => sources.showcase().called(&label),
                None => sources.showcase(),
            };
            let options = plimsoll_report::Options::default();
            plimsoll_report::write_problems(&sources.show(problems), &showcase, &options, &mut output::told())?;
        }
        Ok(())
    }
}
