//! The child: limits itself, then answers line by line until nobody asks any more.

use std::io::{self, BufRead, BufReader, Write};
use std::thread;

use plimsoll_policy_text::Shipped;

use super::limits;
use crate::{Reply, Request, Ward};

/// Bytes of the stack that policies are evaluated on: their rules call each other as deeply as they like.
const STACK_LIMIT: usize = 16 << 20;

/// Serves the parent over standard input and output.
///
/// # Errors
/// When the process cannot limit itself, or a pipe breaks.
pub fn serve(shipped: &'static Shipped) -> io::Result<()> {
    limits::of_process()?;
    let worker = thread::Builder::new().stack_size(STACK_LIMIT).spawn(move || answer_all(shipped))?;
    worker.join().unwrap_or_else(|_| Err(io::Error::other("evaluation panicked")))
}

fn answer_all(shipped: &'static Shipped) -> io::Result<()> {
    let mut lines = BufReader::new(io::stdin());
    let mut out = io::stdout();
    let mut ward = Ward::new(shipped);
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        limits::of_next_answer()?;
        let reply = match serde_json::from_slice::<Request>(&line) {
            Ok(request) => ward.reply(request),
            // A project that is nested too deeply, mostly: the rule fails for it.
            Err(error) => Reply::Failed(format!("the project cannot be handed to the policy: {error}")),
        };
        let mut text = serde_json::to_vec(&reply)?;
        text.push(b'\n');
        out.write_all(&text)?;
        out.flush()?;
    }
}
