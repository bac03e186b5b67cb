//! Noun: a shell command inside a RUN, a command, an entrypoint or a healthcheck, taken apart so that rules need no regular expressions.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Address;

/// One simple command of a shell text: `FOO=1 apt-get install -y curl=8 >/dev/null` in `apt-get update && FOO=1 apt-get …`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Command {
    /// Its address, below the instruction or attribute that holds it: `…/commands/2`. Marks the whole command.
    pub at: Address,
    /// The program without directory (`/usr/bin/apt-get` → `apt-get`), quotes removed; empty for bare assignments or redirections. Wrappers (`sudo`, `env`, `exec`,
    /// `time`, `nice`, `command`) are not removed here: see `wrappers`.
    pub name: String,
    /// Wrappers in front of `name`: `["sudo"]`, `["env"]`, with their own options dropped.
    pub wrappers: Vec<String>,
    /// The words after `name` (each with its own `at` = `…/commands/2/args/0`), quotes removed.
    pub args: Vec<Word>,
    /// Just the texts of `args`, for matching.
    pub words: Vec<String>,
    /// The first argument that is no option: `install` of `apt-get -y install`; null where there is none.
    pub subcommand: Option<String>,
    /// Arguments that start with `-` (`-y`, `--no-install-recommends`, `--target=x`); after `--` nothing is an option.
    pub flags: Vec<String>,
    /// Arguments that are no options, without the subcommand (values of options that take one cannot be told apart and are in here too).
    pub operands: Vec<String>,
    /// Assignments in front of the command.
    pub assignments: BTreeMap<String, String>,
    /// Redirections as written, operator first: `>/dev/null`, `2>&1`, `<<EOF`.
    pub redirects: Vec<String>,
    /// What joins it to the command before it; null for the first.
    pub operator: Option<Joiner>,
    /// Commands joined by `|` share a number, in order of the text from 0.
    pub pipeline: usize,
    /// How many subshells, groups, functions, `sh -c` texts or substitutions it is in.
    pub depth: usize,
    /// Some word depends on a variable or substitution, so its text is only part of the truth.
    pub dynamic: bool,
}

/// A word with its address.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Word {
    /// Its address.
    pub at: Address,
    /// Quotes removed, variables expanded where they are known.
    pub text: String,
    /// As written.
    pub raw: String,
    /// Every variable in it is known.
    pub known: bool,
}

/// What joins two commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Joiner {
    /// The second runs where the first succeeded.
    #[serde(rename = "&&")]
    And,
    /// The second runs where the first failed.
    #[serde(rename = "||")]
    Or,
    /// The second runs after the first.
    #[serde(rename = ";")]
    Then,
    /// The second reads what the first writes.
    #[serde(rename = "|")]
    Pipe,
    /// The second runs beside the first.
    #[serde(rename = "&")]
    Background,
    /// As `;`.
    #[serde(rename = "\n")]
    Newline,
}

/// A command line (CMD, ENTRYPOINT, `command:`, `entrypoint:`, a healthcheck's test) in its two forms.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Argv {
    /// Where it is written.
    pub at: Address,
    /// Shell form (run by a shell) as opposed to a list of words.
    pub shell: bool,
    /// The words: of the list, or as the engine splits a string; for shell form the shell's own words come first (`/bin/sh -c …`) only in the engine, not here.
    pub words: Vec<String>,
    /// The text as written, when it was a string.
    pub raw: Option<String>,
    /// The simple commands in it (also of `sh -c "…"`).
    pub commands: Vec<Command>,
    /// `commands` holds all of them: no limit was met. Where not, a problem says so, and the run is incomplete.
    #[serde(skip)]
    pub complete: bool,
}
