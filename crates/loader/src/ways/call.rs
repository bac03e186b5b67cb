//! Calls of docker in a shell text: which tool, with which words, from which directories. Nothing is run; what hangs on a variable is not known.

use super::reader::SourceReader;
use crate::document::text::Mapped;
use crate::normalize::shell;
use plimsoll_model::{Address, Command, Origins};
use plimsoll_source::Sources;
use plimsoll_source::files::join;

/// What is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    /// `docker compose`.
    Compose,
    /// `docker stack deploy`.
    Stack,
    /// `docker build`.
    Build,
}

/// A word of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// Nothing in it hangs on a variable.
    pub(super) known: bool,
}

/// A call.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) tool: Tool,
    /// The words behind the name of the tool.
    pub(super) words: Vec<Word>,
    /// `COMPOSE_FILE=…` and the like in front of it.
    pub(super) variables: Vec<(String, String)>,
    /// Where it may run, likeliest first.
    pub(super) directories: Vec<String>,
    pub(super) line: u32,
}

/// The calls of a shell text that begins in a line and runs in one of these directories.
pub(super) fn calls(text: &str, line: u32, directories: Vec<String>, reader: &SourceReader<'_>) -> Vec<Call> {
    let sources = Sources::default();
    let text = placeholders(text);
    let text = text.as_str();
    let mapped = Mapped::whole(sources.add("script", text), text);
    let mut origins = Origins::default();
    let (commands, _) = shell::commands(&mapped, &Address::root(), &mut origins);
    let mut found = Vec::new();
    // A directory holds for the subshell that goes there.
    let mut stack: Vec<(usize, Vec<String>)> = vec![(0, directories)];
    // What a text makes clones of is this very tree, where it goes into one.
    let mut clones: Vec<String> = Vec::new();
    for command in commands {
        while stack.len() > 1 && stack.last().is_some_and(|(depth, _)| *depth > command.depth) {
            stack.pop();
        }
        let directories = stack.last().map(|(_, directories)| directories.clone()).unwrap_or_default();
        if command.name == "git" {
            clones.extend(cloned(&command));
        }
        if matches!(command.name.as_str(), "cd" | "pushd") {
            if let Some(moved) = moved(&command, &directories, &clones, reader) {
                match stack.last_mut() {
                    Some((depth, directories)) if *depth == command.depth => *directories = moved,
                    _ => stack.push((command.depth, moved)),
                }
            }
            continue;
        }
        let start = origins.get(&command.at).map_or(0, |origin| origin.span.start as usize);
        let line = line + u32::try_from(text.get(..start).unwrap_or_default().matches('\n').count()).unwrap_or(0);
        // `DC="docker compose -f a.yml"` is a call that comes later.
        let kept = command.assignments.values().filter_map(|value| kept(value));
        found.extend(kept.map(|(tool, words)| Call {
            tool,
            words,
            variables: Vec::new(),
            directories: directories.clone(),
            line,
        }));
        let words: Vec<Word> = command.args.iter().map(|word| of(&word.text, word.known)).collect();
        if let Some((tool, words)) = tool(&command.name, &words) {
            let variables = command.assignments.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
            found.push(Call { tool, words, variables, directories, line });
        }
    }
    found
}

/// Marks of placeholders that other languages put into a command.
const PLACEHOLDERS: [&str; 6] = ["{{", "${", "$(", "<%", "%}", "..."];

fn of(text: &str, known: bool) -> Word {
    let is_placeholder =
        PLACEHOLDERS.iter().any(|mark| text.contains(mark)) || (text.starts_with('<') && text.ends_with('>'));
    Word { text: text.to_owned(), known: known && !is_placeholder && !text.contains('$') }
}

/// Bytes of a word for somebody to fill in.
const LONGEST_PLACEHOLDER: usize = 64;

/// A text with words for somebody to fill in (`--name <project>`) as variables: to a shell they were redirections.
fn placeholders(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, behind) = (&rest[..at], &rest[at + 1..]);
        let is_part = before.is_empty() || before.ends_with([' ', '=', '/', ':', '\n']);
        let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_ /.".contains(byte);
        let length = behind.bytes().take(LONGEST_PLACEHOLDER).take_while(is_of_word).count();
        let is_word = behind.starts_with(|c: char| c.is_ascii_alphabetic()) && behind[length..].starts_with('>');
        out.push_str(before);
        out.push_str(if is_part && is_word { "${}" } else { "<" });
        rest = if is_part && is_word { &behind[length + 1..] } else { behind };
    }
    out.push_str(rest);
    out
}

/// The directory that a `git clone` makes.
fn cloned(command: &Command) -> Option<String> {
    let mut words = command.args.iter().filter(|word| !word.text.starts_with('-')).map(|word| word.text.as_str());
    words.next().filter(|verb| *verb == "clone")?;
    let url = words.find(|word| word.contains([':', '/']))?;
    let name = words.next().unwrap_or_else(|| url.trim_end_matches('/').trim_end_matches(".git"));
    name.rsplit(['/', ':']).next().filter(|name| !name.is_empty()).map(str::to_owned)
}

/// A call kept in a variable.
fn kept(value: &str) -> Option<(Tool, Vec<Word>)> {
    let mut words = value.split_whitespace();
    let name = words.next()?;
    let words: Vec<Word> = words.map(|word| of(word, true)).collect();
    // A name alone says nothing.
    tool(name, &words).filter(|(_, words)| !words.is_empty())
}

/// Which tool a command is, and the words behind its name.
fn tool(name: &str, words: &[Word]) -> Option<(Tool, Vec<Word>)> {
    let at = |from: usize| words.get(from..).unwrap_or_default().to_vec();
    match name {
        "docker-compose" | "podman-compose" => return Some((Tool::Compose, at(0))),
        "docker" | "podman" | "nerdctl" => {}
        _ => return None,
    }
    // `docker --context x compose …`.
    let mut start = 0;
    while let Some(word) = words.get(start).filter(|word| word.text.starts_with('-')) {
        let takes_value =
            ["-c", "--context", "-H", "--host", "-l", "--log-level", "--config"].contains(&word.text.as_str());
        start += if takes_value { 2 } else { 1 };
    }
    let word = |index: usize| words.get(start + index).map(|word| word.text.as_str());
    match (word(0)?, word(1)) {
        ("compose", _) => Some((Tool::Compose, at(start + 1))),
        ("stack", Some("deploy" | "up")) => Some((Tool::Stack, at(start + 2))),
        ("build", _) => Some((Tool::Build, at(start + 1))),
        ("buildx" | "image" | "builder", Some("build" | "b")) => Some((Tool::Build, at(start + 2))),
        _ => None,
    }
}

/// Where a `cd` leads; `None` where it leads nowhere known, as into the clone that a text speaks of.
fn moved(
    command: &Command,
    directories: &[String],
    clones: &[String],
    reader: &SourceReader<'_>,
) -> Option<Vec<String>> {
    let word = command.args.iter().find(|word| !word.text.starts_with('-'))?;
    // `cd "$(dirname "$0")/.."` and its kin lead from where the script lies.
    let own = ["dirname $0", "dirname \"$0\"", "dirname \"${BASH_SOURCE", "dirname ${BASH_SOURCE", "dirname -- "];
    if let Some(rest) = own.iter().any(|mark| word.text.contains(mark)).then(|| word.text.rsplit(')').next()).flatten()
    {
        let rest = rest.trim_matches(['"', '\'', '/']);
        let there = join(reader.home, if rest.is_empty() { "." } else { rest });
        return reader.is_directory(&there).then(|| vec![there]);
    }
    if !word.known || word.text.contains("{{") || word.text.starts_with('/') {
        return None;
    }
    let in_clone = word.text.split_once('/').filter(|(first, _)| clones.iter().any(|clone| clone == first));
    if let Some((_, rest)) = in_clone {
        let there = join(".", rest);
        return reader.is_directory(&there).then(|| vec![there]);
    }
    let there: Vec<String> = directories
        .iter()
        .map(|directory| join(directory, &word.text))
        .filter(|path| !path.starts_with("..") && reader.is_directory(path))
        .collect();
    (!there.is_empty()).then_some(there)
}
