//! The command line: arguments to requests, results to the terminal. One file per verb. Which policies it ships, the program says that is made of it.

mod check;
mod choice;
mod completions;
mod configure;
mod confined;
mod controls;
mod diff;
mod engine;
mod environments;
mod evidence;
mod explain;
mod init;
mod inputs;
mod judge;
mod judging;
mod model;
mod output;
mod ownership;
mod parse;
mod policies;
mod profile;
mod repository;
mod root;
mod rules;
mod scene;
mod since;
mod terminal;
mod terms;
mod test;
mod waivers;
mod why;

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::{Parser, Subcommand};
use plimsoll_policy::{Shipped, cage};
use plimsoll_source::Sources;
use plimsoll_source::guard;

/// Are our containers fit to ship, and can we prove it?
#[derive(Debug, Parser)]
#[command(name = "plimsoll", version, about, propagate_version = true, arg_required_else_help = true)]
struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Load, judge, report
    Check(Box<check::Args>),
    /// Print the normalized model that policies see
    Model(Box<model::Args>),
    /// Print one file's syntax tree with spans
    Parse(parse::Args),
    /// List the rules
    Rules(rules::Args),
    /// Show one rule's page: why, examples, what to do, controls, other tools' ids
    Explain(explain::Args),
    /// Show how far a rule came for the projects of a file or directory, line by line
    Why(why::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
    /// Audit evidence: bundles that can be checked without us
    Evidence(evidence::Args),
    /// How the controls of a framework come out
    Controls(Box<controls::Args>),
    /// Run the tests of policies, with coverage
    Test(test::Args),
    /// List, check or add waivers
    Waivers(waivers::Args),
    /// List the environments that names of files, directories, profiles and the configuration tell
    Environments(environments::Args),
    /// Show what differs between two environments, directories or sets of Compose files, and whether it weakens or hardens
    Diff(diff::Args),
    /// Write a commented plimsoll.yaml that fits the repository
    Init(init::Args),
    /// Evaluate policies for a process that asks over pipes
    #[command(name = cage::VERB, hide = true)]
    EvaluateApart,
}

/// What a verb did, as an exit code: 0 judged and clean, 1 judged with findings, 2 not judged.
type Exit = u8;

/// What the program ships, said once when it starts.
static SHIPPED: OnceLock<&'static Shipped> = OnceLock::new();

/// What the program ships.
pub(crate) fn shipped() -> &'static Shipped {
    SHIPPED.get().copied().expect("internal: the program says what it ships before anything else")
}

/// Runs the program that ships these policies: parses the arguments, does what they say, and gives the exit code of the contract.
pub fn main(shipped: &'static Shipped) -> ExitCode {
    SHIPPED.get_or_init(|| shipped);
    guard::plain_panics();
    take_small_pages();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Printing can only fail when nobody reads; the exit code still tells.
            let _unread = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    // A bug that nothing nearer caught is no verdict either.
    let code = match guard::guarded(|| run(args.verb)) {
        Ok(code) => code,
        Err(bug) => {
            let _unread = complain(&format!("{bug}; this is a mistake of plimsoll, please report it"));
            2
        }
    };
    ExitCode::from(code)
}

/// Lets the system give memory by small pages. The allocator asks for huge ones, of which a run over a few files touches many and fills none: half of
/// what it would hold. What this process starts inherits it.
#[cfg(target_os = "linux")]
fn take_small_pages() {
    // A system that knows no huge pages has none to keep away.
    let _knows_none = rustix::thread::disable_transparent_huge_pages(true);
}

/// Elsewhere the system gives none by itself.
#[cfg(not(target_os = "linux"))]
fn take_small_pages() {}

/// Runs a verb; an error of its own, or of writing what it said, is told and makes the answer incomplete.
fn run(verb: Verb) -> Exit {
    let result = match verb {
        Verb::Check(args) => check::run(*args),
        Verb::Model(args) => model::run(*args),
        Verb::Parse(args) => parse::run(args),
        Verb::Rules(args) => rules::run(&args),
        Verb::Explain(args) => explain::run(&args),
        Verb::Why(args) => why::run(&args),
        Verb::Completions(args) => completions::run(args),
        Verb::Evidence(args) => evidence::run(args),
        Verb::Controls(args) => controls::run(&args),
        Verb::Test(args) => test::run(&args),
        Verb::Waivers(args) => waivers::run(args),
        Verb::Environments(args) => environments::run(&args),
        Verb::Diff(args) => diff::run(&args),
        Verb::Init(args) => init::run(&args),
        Verb::EvaluateApart => cage::serve(shipped()).map(|()| 0),
    };
    match result.and_then(|code| output::finish().map(|()| code)) {
        Ok(code) => code,
        Err(error) => {
            // Where stderr cannot be written either, the exit code still tells.
            let _unread = complain(&error.to_string());
            2
        }
    }
}

/// Says on stderr what stands in the way. The message may quote a file that was not read into the sources of a run.
fn complain(message: &str) -> io::Result<()> {
    writeln!(output::told(), "plimsoll: {}", Sources::default().show_message(message, None))
}
