//! The binary: parse the arguments, do what they say, leave with the exit code of the contract.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
