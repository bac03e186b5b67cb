//! `plimsoll completions SHELL`: completion scripts, made from the same definitions as `--help`.

use std::io;

use super::output;
use clap::CommandFactory;
use clap_complete::Shell;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// bash, elvish, fish, powershell or zsh
    shell: Shell,
}

pub(crate) fn run(args: Args) -> io::Result<super::Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Args::command(), "plimsoll", &mut script);
    io::Write::write_all(&mut output::stdout(), &script)?;
    Ok(0)
}
