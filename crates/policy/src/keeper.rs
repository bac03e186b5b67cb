//! The seam to a place apart where policies that are not ours are evaluated, and the side of it that evaluates.
//!
//! Whoever has a program to start gives a [`Keeper`]; without one such policies run in this process, within the limits of the engine alone.

use std::fmt;
use std::time::Duration;

use plimsoll_policy_text::Shipped;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::engine::Text;
use super::error::Mistake;
use super::others::Others;
use super::reading::{Reading, Unread};
use super::set::Engine;

/// All rules of others together may be waited for so long.
pub(super) const RUN_LIMIT: Duration = Duration::from_secs(120);

/// A rule's answer may have so many bytes.
const MAX_ANSWER: usize = 8 << 20;

/// A policy as it is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    path: String,
    rego: String,
    package: String,
    trusted: bool,
}

impl From<&Text> for Sent {
    fn from(text: &Text) -> Self {
        Self {
            path: text.path.to_string(),
            rego: text.rego.to_string(),
            package: text.package.clone(),
            trusted: text.trusted,
        }
    }
}

/// What is asked, one after the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Read this source: nothing is loaded by that.
    Read(Unread),
    /// Compile these policies over these data. Comes first.
    Load {
        /// The policies of one source, and the words it uses.
        policies: Vec<Sent>,
        /// `data`.
        data: Value,
        /// Which engine answers.
        engine: Engine,
    },
    /// Judge this project from now on.
    Input(Value),
    /// What is at this path of `data`?
    Ask(String),
}

/// What comes back: one for each request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// It is loaded, or set.
    Done,
    /// What a source holds.
    Read(Box<Reading>),
    /// What is wrong with a source.
    Mistakes(Vec<Mistake>),
    /// What a rule answers.
    Answer(Value),
    /// What the engine says is wrong.
    Failed(String),
    /// The policies do not compile.
    Refused {
        /// The policy's file.
        path: String,
        /// Line in it, from 1.
        line: Option<u32>,
        /// What is wrong.
        message: String,
    },
}

/// Why no reply came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// It wanted more memory than it may have.
    Memory,
    /// It took longer than it may.
    Time,
    /// It needed a deeper stack than there is.
    Stack,
    /// It ended in another way.
    Other(String),
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("it needs more memory than a policy may have"),
            Self::Time => f.write_str("it takes longer than a policy may"),
            Self::Stack => f.write_str("its rules call each other more deeply than the stack allows"),
            Self::Other(what) => write!(f, "the process that evaluates it ended: {what}"),
        }
    }
}

/// Makes places apart.
pub trait Keeper: fmt::Debug + Send + Sync {
    /// A new one in which nothing is loaded.
    ///
    /// # Errors
    /// When none can be made.
    fn start(&self) -> Result<Box<dyn Kept>, Lost>;
}

/// A place apart. Whatever happens in it, it answers or is lost within the time that is given.
pub trait Kept: fmt::Debug + Send {
    /// Asks and waits for the reply. After an error it is of no more use.
    ///
    /// # Errors
    /// When no reply came.
    fn ask(&mut self, request: &Request, limit: Duration) -> Result<Reply, Lost>;
}

/// The side that evaluates: knows the policies of one source, and answers request by request.
#[derive(Debug)]
pub struct Ward {
    shipped: &'static Shipped,
    others: Option<Others>,
}

impl Ward {
    /// One of a program that ships these policies.
    pub fn new(shipped: &'static Shipped) -> Self {
        Self { shipped, others: None }
    }

    /// Does what a request says.
    pub fn reply(&mut self, request: Request) -> Reply {
        match (request, &mut self.others) {
            (Request::Read(unread), _) => match unread.read_here(self.shipped) {
                Ok(reading) => Reply::Read(Box::new(reading)),
                Err(errors) => Reply::Mistakes(errors.into_iter().map(Mistake::from).collect()),
            },
            (Request::Load { policies, data, engine }, _) => {
                let texts: Vec<Text> = policies.into_iter().map(text).collect();
                match Others::new(&texts, &data, engine) {
                    Ok(others) => {
                        self.others = Some(others);
                        Reply::Done
                    }
                    Err(error) => Reply::Refused { path: error.path, line: error.line, message: error.message },
                }
            }
            (_, None) => Reply::Failed("nothing is loaded".to_owned()),
            (Request::Input(input), Some(others)) => {
                others.set_input(input);
                Reply::Done
            }
            (Request::Ask(path), Some(others)) => match others.ask(path) {
                Ok(answer) => Reply::Answer(answer),
                Err(error) => Reply::Failed(error),
            },
        }
    }
}

fn text(sent: Sent) -> Text {
    Text { path: sent.path.into(), rego: sent.rego.into(), package: sent.package, trusted: sent.trusted }
}

/// A value as JSON, unless it is too large: a policy must not fill reports.
pub(super) fn bounded(value: &impl Serialize) -> Result<Value, String> {
    let mut left = Left(MAX_ANSWER);
    serde_json::to_writer(&mut left, value).map_err(|error| match left.0 {
        0 => format!("the answer has more than {MAX_ANSWER} bytes"),
        _ => error.to_string(),
    })?;
    serde_json::to_value(value).map_err(|error| error.to_string())
}

/// Counts down what is written.
struct Left(usize);

impl std::io::Write for Left {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let Some(left) = self.0.checked_sub(bytes.len()) else {
            self.0 = 0;
            return Err(std::io::Error::other("too much"));
        };
        self.0 = left;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
