//! The cage of policies that are not ours: child processes of this very program, which limit themselves before they read a policy. Its texts are parsed
//! there and nowhere else.
//!
//! Requests and replies are lines of JSON over pipes. What a policy does to its process ends there: the parent waits for a while, says what became
//! of the rule, and starts another one for the next. The only room of `rustix`'s limits.

mod child;
mod limits;

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

pub use self::child::serve;
use crate::{Keeper, Kept, Lost, Reply, Request};

/// The verb that makes a process a child: not for people.
pub const VERB: &str = "evaluate-apart";

/// A reply may have so many bytes: the answer of a rule, or what a source holds, and what stands around it.
const MAX_REPLY: u64 = 32 << 20;

/// What a process says when it dies is read up to here.
const LAST_WORDS_LIMIT: u64 = 4096;

/// Starts children of a program.
#[derive(Debug, Clone)]
pub struct Cage {
    program: PathBuf,
}

impl Cage {
    /// Of the program that runs; nothing where it cannot be told which that is.
    pub fn of_this_program() -> Option<Self> {
        std::env::current_exe().ok().map(|program| Self { program })
    }

    /// Of another program that has the verb.
    pub fn of(program: PathBuf) -> Self {
        Self { program }
    }
}

impl Keeper for Cage {
    fn start(&self) -> Result<Box<dyn Kept>, Lost> {
        let failed = |error: io::Error| Lost::Other(format!("it cannot be started: {error}"));
        let mut command = Command::new(&self.program);
        command.arg(VERB).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.envs(needed());
        let mut child = command.spawn().map_err(failed)?;
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Lost::Other("it has no pipes".to_owned()));
        };
        // Pipes have no time limit: two threads wait for them, and end with the child.
        let (requests, to_send) = mpsc::channel::<Vec<u8>>();
        thread::spawn(move || {
            for line in to_send {
                if stdin.write_all(&line).and_then(|()| stdin.flush()).is_err() {
                    break;
                }
            }
        });
        let (arrived, replies) = mpsc::channel();
        thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            loop {
                let mut line = Vec::new();
                let read = stdout.by_ref().take(MAX_REPLY).read_until(b'\n', &mut line);
                let is_whole = read.is_ok() && line.ends_with(b"\n");
                if !is_whole || arrived.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Box::new(Process { child, requests, replies }))
    }
}

/// The environment of a child: what the system itself needs to start a program, and that its allocator takes no address space in advance, as
/// that counts as memory.
fn needed() -> impl Iterator<Item = (&'static str, OsString)> {
    let system = std::env::var_os("SystemRoot").filter(|_| cfg!(windows)).map(|root| ("SystemRoot", root));
    system.into_iter().chain([("MIMALLOC_ARENA_RESERVE", OsString::from("0"))])
}

/// One child.
#[derive(Debug)]
struct Process {
    child: Child,
    requests: Sender<Vec<u8>>,
    replies: Receiver<Vec<u8>>,
}

impl Kept for Process {
    fn ask(&mut self, request: &Request, limit: Duration) -> Result<Reply, Lost> {
        let mut line = serde_json::to_vec(request).map_err(|error| Lost::Other(error.to_string()))?;
        line.push(b'\n');
        if self.requests.send(line).is_err() {
            return Err(self.end());
        }
        match self.replies.recv_timeout(limit) {
            // Too deep for us, mostly: whatever it is, it is no finding.
            Ok(line) => Ok(serde_json::from_slice(&line)
                .unwrap_or_else(|error| Reply::Failed(format!("the answer cannot be read: {error}")))),
            Err(RecvTimeoutError::Timeout) => {
                self.kill();
                Err(Lost::Time)
            }
            Err(RecvTimeoutError::Disconnected) => Err(self.end()),
        }
    }
}

impl Process {
    /// Why it ended, as far as it can be told from outside.
    fn end(&mut self) -> Lost {
        // It may have closed its pipe without ending.
        let ended = self.wait_a_moment();
        self.kill();
        let mut words = Vec::new();
        if let Some(stderr) = &mut self.child.stderr {
            // What cannot be read was not said.
            let _unread = stderr.take(LAST_WORDS_LIMIT).read_to_end(&mut words);
        }
        limits::cause(ended, &String::from_utf8_lossy(&words))
    }

    fn wait_a_moment(&mut self) -> Option<ExitStatus> {
        for _ in 0..100 {
            match self.child.try_wait() {
                Ok(None) => thread::sleep(Duration::from_millis(10)),
                Ok(Some(status)) => return Some(status),
                Err(_) => return None,
            }
        }
        None
    }

    fn kill(&mut self) {
        // It may have ended already.
        let _gone = self.child.kill();
        let _waited = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
