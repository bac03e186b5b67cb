//! `plimsoll evidence create|verify|chain`: audit evidence on disk.

mod chain;
mod create;
mod folder;
mod replay;
mod request;
mod verify;

use std::env;
use std::fs;
use std::io;

use plimsoll_evidence as evidence;

/// Arguments of `plimsoll evidence`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Judge, and keep what was found as a bundle that auditors can check
    Create(Box<create::Args>),
    /// Check a bundle: digests, signatures, sums, waiver dates, and with --replay the verdicts themselves
    Verify(verify::Args),
    /// Put bundles in order: gaps, when findings opened and closed, how long controls were met
    Chain(chain::Args),
}

pub(crate) fn run(args: Args) -> io::Result<super::Exit> {
    match args.verb {
        Verb::Create(args) => create::run(&args),
        Verb::Verify(args) => verify::run(&args),
        Verb::Chain(args) => chain::run(&args),
    }
}

/// Digest of this program's file.
fn own_digest() -> io::Result<String> {
    Ok(evidence::sha256(&fs::read(env::current_exe()?)?))
}
