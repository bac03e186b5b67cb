//! `plimsoll evidence verify`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use plimsoll::evidence;

use super::{folder, replay};
use crate::cli::output;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The bundle
    #[arg(value_name = "DIR")]
    bundle: PathBuf,
    /// The public key of its signer, Ed25519 in PEM
    #[arg(long, value_name = "FILE", required_unless_present = "unsigned")]
    key: Option<PathBuf>,
    /// Accept a bundle that nobody signed: its files can then only be shown to fit together
    #[arg(long)]
    unsigned: bool,
    /// Evaluate the bundled policies again, as of the recorded day: results.json must come out the same, byte for byte
    #[arg(long)]
    replay: bool,
    /// The checkout that was judged, for --replay [default: .]
    #[arg(long, value_name = "CHECKOUT", requires = "replay")]
    src: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> io::Result<crate::cli::Exit> {
    let found = folder::read(&args.bundle)?;
    let key = args.key.as_deref().map(folder::public_key).transpose()?;
    let mut failures = found.failures(key.as_ref());
    let files = found.files;
    if args.replay && failures.is_empty() {
        failures = replay::failures(&files, args.src.as_deref().unwrap_or(Path::new(".")))?;
    }
    let mut out = output::shown();
    for note in evidence::notes(&files) {
        writeln!(out, "note: {note}")?;
    }
    for failure in &failures {
        writeln!(out, "{failure}")?;
    }
    let signed = if args.key.is_some() { "signed" } else { evidence::UNSIGNED };
    let replayed = if args.replay && failures.is_empty() { ", replayed with the same results" } else { "" };
    match failures.len() {
        0 => writeln!(out, "{}: holds ({} files, {signed}{replayed})", args.bundle.display(), files.len())?,
        count => writeln!(out, "{}: does not hold: {count} broken promises", args.bundle.display())?,
    }
    Ok(u8::from(!failures.is_empty()))
}
