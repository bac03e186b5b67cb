//! `plimsoll evidence verify`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use plimsoll_evidence as evidence;
use plimsoll_report::printable;

use super::{folder, replay};
use crate::engine::Engine;
use crate::output;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The bundle, a directory or an archive
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,
    /// The public key of its signer, Ed25519 in PEM
    #[arg(long, value_name = "FILE", required_unless_present = "unsigned")]
    key: Option<PathBuf>,
    /// Accept a bundle that nobody signed: its files can then only be shown to fit together
    #[arg(long)]
    unsigned: bool,
    /// Evaluate the bundled policies again, as of the recorded day: every document must come out the same, byte for byte
    #[arg(long)]
    replay: bool,
    /// The checkout that was judged, for --replay: its commit must be the recorded one, too [default: .]
    #[arg(long, value_name = "CHECKOUT", requires = "replay")]
    src: Option<PathBuf>,
    /// Which engine replays: `regorus` for another implementation of Rego than the one that judged
    #[arg(long, value_enum, value_name = "ENGINE", requires = "replay", default_value_t, hide_possible_values = true)]
    engine: Engine,
    /// Replay a bundle that another build of plimsoll made: results must come out the same all the same, other documents may differ
    #[arg(long, requires = "replay")]
    other_build: bool,
}

pub(super) fn run(args: &Args) -> io::Result<crate::Exit> {
    let found = folder::read(&args.bundle)?;
    let key = args.key.as_deref().map(folder::public_key).transpose()?;
    let mut failures = found.failures(key.as_ref());
    let files = found.files;
    let mut notes = evidence::notes(&files);
    if args.key.is_none() && files.contains_key(evidence::ATTESTATIONS) {
        notes.push("it is signed, but no key was given: nobody checked by whom".to_owned());
    }
    if args.replay && failures.is_empty() {
        let replayed =
            replay::replay(&files, args.src.as_deref().unwrap_or(Path::new(".")), args.engine, args.other_build)?;
        failures = replayed.failures;
        notes.extend(replayed.notes);
    }
    let mut out = output::stdout();
    // Names and words of a bundle are somebody else's: none of them may act on a terminal, or begin a line of ours.
    let mut line = |text: &str| writeln!(out, "{}", printable(text));
    for said in evidence::told(&files) {
        line(&said)?;
    }
    for note in notes {
        line(&format!("note: {note}"))?;
    }
    for failure in &failures {
        line(&format!("broken: {failure}"))?;
    }
    line(&format!("not checked: {}", not_checked(args)))?;
    let signed = if args.key.is_some() { "signed" } else { evidence::UNSIGNED };
    let replayed = if args.replay { ", replayed with the same results" } else { "" };
    let name = args.bundle.display();
    match failures.len() {
        0 => line(&format!("{name}: holds ({} files, {signed}{replayed})", files.len()))?,
        count => line(&format!("{name}: does not hold: {count} broken promises"))?,
    }
    Ok(u8::from(!failures.is_empty()))
}

/// What nobody should take for checked.
fn not_checked(args: &Args) -> String {
    let mut parts = Vec::new();
    if args.key.is_none() {
        parts.push("who made it");
    }
    if !args.replay {
        parts.push("that these policies come to these results over these files, and that the reports say what results.json says (--replay --src CHECKOUT does)");
    }
    parts.push("who ran it where, by which command line and which version of plimsoll");
    parts.push("when it was made, by any clock but its own");
    parts.push("whether there is a later run (chain does)");
    parts.push("that what was judged is what is deployed");
    format!("{}.", parts.join("; "))
}
