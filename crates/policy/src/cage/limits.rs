//! What a child may use, where the platform can say so, and how it shows that it wanted more.

use std::io;
use std::process::ExitStatus;

use crate::Lost;

/// Bytes of address space.
#[cfg(unix)]
const MEMORY_LIMIT: u64 = 512 << 20;

/// Seconds of processor time for one answer.
#[cfg(unix)]
const PROCESSOR_LIMIT: u64 = 5;

/// Limits this process for good: memory, and no core file. Processor time is limited answer by answer.
#[cfg(unix)]
pub(super) fn of_process() -> io::Result<()> {
    use rustix::process::Resource;
    // Some systems know no such limit; Linux does, and there it must hold.
    narrow(Resource::As, MEMORY_LIMIT, true)
        .or_else(|error| if cfg!(target_os = "linux") { Err(error) } else { Ok(()) })?;
    narrow(Resource::Core, 0, true)?;
    of_next_answer()
}

/// Gives the next answer its processor time: what is used so far and a few seconds more. The system then ends the process.
#[cfg(unix)]
pub(super) fn of_next_answer() -> io::Result<()> {
    use rustix::process::Resource;
    use rustix::time::{ClockId, clock_gettime};
    let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0);
    narrow(Resource::Cpu, used + 1 + PROCESSOR_LIMIT, false)
}

/// Sets a limit, for good or so that it can be raised again; never above what somebody else set for this process.
#[cfg(unix)]
fn narrow(resource: rustix::process::Resource, value: u64, for_good: bool) -> io::Result<()> {
    use rustix::process::{Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(resource).maximum;
    let current = maximum.map_or(value, |maximum| maximum.min(value));
    let maximum = if for_good { Some(current) } else { maximum };
    Ok(setrlimit(resource, Rlimit { current: Some(current), maximum })?)
}

/// The parent's clock and the limits of the engine remain.
#[cfg(not(unix))]
pub(super) fn of_process() -> io::Result<()> {
    Ok(())
}

/// See [`of_process`].
#[cfg(not(unix))]
pub(super) fn of_next_answer() -> io::Result<()> {
    Ok(())
}

/// Why a child ended: by its status and its last words.
pub(super) fn cause(ended: Option<ExitStatus>, words: &str) -> Lost {
    let said = |what: &str| words.contains(what);
    if said("has overflowed its stack") || said("stack overflow") {
        return Lost::Stack;
    }
    if said("memory allocation of") || said("out of memory") || said("capacity overflow") {
        return Lost::Memory;
    }
    if is_out_of_time(ended) {
        return Lost::Time;
    }
    let how = ended.map_or_else(|| "it closed its pipe".to_owned(), |status| status.to_string());
    let words = words.lines().next().map(|line| format!(", saying `{}`", line.trim())).unwrap_or_default();
    Lost::Other(format!("{how}{words}"))
}

#[cfg(unix)]
fn is_out_of_time(ended: Option<ExitStatus>) -> bool {
    use std::os::unix::process::ExitStatusExt;
    let signal = ended.and_then(|status| status.signal());
    signal == Some(rustix::process::Signal::XCPU.as_raw())
}

#[cfg(not(unix))]
fn is_out_of_time(_ended: Option<ExitStatus>) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_words_tell_what_was_too_much() {
        let table = [
            ("memory allocation of 7200000000 bytes failed\n", Lost::Memory),
            ("\nthread '<unnamed>' (1) has overflowed its stack\nfatal runtime error: stack overflow", Lost::Stack),
            (
                "thread 'x' panicked at y",
                Lost::Other("it closed its pipe, saying `thread 'x' panicked at y`".to_owned()),
            ),
        ];
        for (words, expected) in table {
            assert_eq!(cause(None, words), expected);
        }
    }
}
