//! Shell texts to simple commands: RUN, CMD, healthchecks, heredoc scripts, and the command texts of Compose files. Good enough for a
//! rule to ask which program runs with which words; it runs nothing and knows no program but shells and wrappers.

mod lex;
mod walk;
mod wrappers;

#[cfg(test)]
mod tests;

use crate::document::dockerfile::Heredoc;
use crate::document::text::Mapped;
use plimsoll_model::{Address, Command, Origin, Origins};
use plimsoll_source::problem::Problem;

use self::walk::{MAX_BYTES, MAX_NESTING, Simple, Walk};

/// More commands than any text has; what follows is left out, and the caller says so.
pub const MAX_COMMANDS: usize = 2_000;
/// More words than any text has; the commands after them are left out, and the caller says so.
pub const MAX_WORDS: usize = 10_000;

/// No text is longer: a Unix system takes no longer argument of a program, so no shell could be given it.
pub const MAX_TEXT: usize = 131_072;

/// What a text is for the splitter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dialect {
    /// A Windows shell runs it: the backslash is a character like others.
    pub windows: bool,
}

impl Dialect {
    /// By the words of a SHELL instruction; `/bin/sh` where there is none.
    pub fn of(shell: &[String]) -> Self {
        let name = shell.first().map(|word| word.to_ascii_lowercase()).unwrap_or_default();
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".exe").to_owned();
        Self { windows: matches!(name.as_str(), "cmd" | "powershell" | "pwsh") }
    }
}

/// The commands of a text, and whether that is all of them: no limit was met.
pub type Commands = (Vec<Command>, bool);

/// The simple commands of a shell text that stands at `at`, each with an origin at `…/commands/N` and for its words below that.
pub fn commands(text: &Mapped, at: &Address, origins: &mut Origins) -> Commands {
    script(text, &[], Dialect::default(), MAX_WORDS, at, origins)
}

/// The same for the text of a RUN: the builder runs a heredoc that stands alone as a script. Commands past so many words are left out.
pub fn script(
    text: &Mapped,
    heredocs: &[Heredoc],
    dialect: Dialect,
    words: usize,
    at: &Address,
    origins: &mut Origins,
) -> Commands {
    let mut walk = Walk::new(!dialect.windows, MAX_COMMANDS, words.min(MAX_WORDS));
    walk.cut = text.as_str().len() > MAX_TEXT;
    if !walk.cut {
        walk.text(text, heredocs, 0);
    }
    finish(walk, at, origins)
}

/// The simple commands of a list of words (exec form): the program itself, and what a `sh -c` in it runs.
pub fn argv(words: &[Mapped], limit: usize, at: &Address, origins: &mut Origins) -> Commands {
    let limit = limit.min(MAX_WORDS);
    let mut walk = Walk::new(true, MAX_COMMANDS, limit);
    walk.argv(&words[..words.len().min(limit)]);
    walk.cut |= words.len() > limit;
    finish(walk, at, origins)
}

/// What is said of a text that has more commands than are judged; `of` names it.
pub fn cut(code: &'static str, of: &str) -> Problem {
    let message = format!(
        "{of} is longer than {MAX_TEXT} bytes, has more than {MAX_COMMANDS} commands, {MAX_WORDS} words or {MAX_BYTES} bytes, or nests more than {MAX_NESTING} deep; the rest is not judged"
    );
    Problem::error(code, message).help("split it, or move it into a script")
}

fn finish(walk: Walk, at: &Address, origins: &mut Origins) -> Commands {
    let at = at.child("commands");
    let commands = walk.done.into_iter().enumerate().map(|(i, simple)| command(simple, at.child(i), origins));
    (commands.collect(), !walk.cut)
}

fn command(simple: Simple, at: Address, origins: &mut Origins) -> Command {
    origins.insert(at.clone(), Origin::new(simple.span));
    let list = at.child("args");
    let mut options = true;
    let (mut flags, mut operands) = (Vec::new(), Vec::new());
    let mut args = Vec::with_capacity(simple.args.len());
    for (i, word) in simple.args.iter().enumerate() {
        let text = word.text.as_str().to_owned();
        let at = list.child(i);
        origins.insert(at.clone(), Origin::new(word.span));
        if options && text == "--" {
            options = false;
        } else if options && text.starts_with('-') && text.len() > 1 {
            flags.push(text.clone());
        } else {
            operands.push(text.clone());
        }
        args.push(plimsoll_model::Word { at, text, raw: word.raw.clone(), known: !word.dynamic });
    }
    let subcommand = (!operands.is_empty()).then(|| operands.remove(0));
    Command {
        at,
        name: simple.name,
        wrappers: simple.wrappers,
        words: args.iter().map(|word| word.text.clone()).collect(),
        args,
        subcommand,
        flags,
        operands,
        assignments: simple.assignments,
        redirects: simple.redirects,
        operator: simple.operator,
        pipeline: simple.pipeline,
        depth: simple.depth,
        dynamic: simple.dynamic,
    }
}
