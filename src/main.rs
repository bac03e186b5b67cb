//! The binary: the command line over the policies in it.

use std::process::ExitCode;

/// Evaluating policies is a matter of many small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    plimsoll_cli::main(&plimsoll_rules::SHIPPED)
}
