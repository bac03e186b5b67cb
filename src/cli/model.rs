//! `plimsoll model`.

use std::io;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: Args) -> io::Result<super::Exit> {
    Ok(0)
}
