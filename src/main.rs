//! The binary: parse the arguments, do what they say, leave with the exit code of the contract.

mod cli;

use std::process::ExitCode;

/// Evaluating policies is a matter of many small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
