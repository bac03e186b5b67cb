//! Calls of `docker compose` and `docker stack deploy`: which files they start from.

use super::call::Call;
use super::options::{Given, Known};
use super::reader::SourceReader;
use crate::normalize::way::ComposeWay;
use plimsoll_source::files::join;

/// Options of `docker compose` in front of its command.
const OPTIONS: Known = Known {
    values: &[
        "file",
        "project-name",
        "project-directory",
        "workdir",
        "env-file",
        "profile",
        "ansi",
        "parallel",
        "progress",
        "context",
        "host",
        "log-level",
    ],
    letters: &[('f', "file"), ('p', "project-name")],
    mixed: false,
};

/// How a script names all that it was called with.
const HANDED_ON: [&str; 4] = ["$@", "${@}", "$*", "${*}"];

/// Commands that look at no project, and those that end one: they name whatever may have been started.
const IDLE: [&str; 8] = ["version", "ls", "help", "completion", "down", "stop", "rm", "kill"];

/// Options of `docker stack deploy`.
const STACK: Known = Known {
    values: &["compose-file", "resolve-image", "orchestrator", "context"],
    letters: &[('c', "compose-file")],
    mixed: true,
};

/// Takes up a call of `docker compose`.
pub(super) fn call(reader: &mut SourceReader<'_>, call: &Call) {
    let given = Given::of(&call.words, &OPTIONS);
    let Some(mut files) = given.all("file") else { return };
    let command = given.operands.first();
    // `docker compose $FILES up`: nobody knows which. What a script is called with (`-f a.yml "$@"`) is a command, where it says the files itself.
    let is_handed_on = command.is_some_and(|word| HANDED_ON.contains(&word.text.as_str())) && !files.is_empty();
    let is_idle = command.is_some_and(|word| IDLE.contains(&word.text.as_str()));
    if (given.is_open && !is_handed_on) || is_idle {
        return;
    }
    let variable = |name: &str| {
        call.variables
            .iter()
            .find(|(known, value)| known == name && !value.contains('$'))
            .map(|(_, value)| value.as_str())
    };
    if files.is_empty()
        && let Some(list) = variable("COMPOSE_FILE")
    {
        let separator = variable("COMPOSE_PATH_SEPARATOR").unwrap_or(":");
        files = list.split(separator).filter(|file| !file.is_empty()).map(str::to_owned).collect();
    }
    let directory = match (given.last("project-directory"), given.last("workdir")) {
        (Err(()), _) | (_, Err(())) => return,
        (Ok(directory), Ok(older)) => directory.or(older),
    };
    let mut profiles = given.known("profile");
    profiles.extend(variable("COMPOSE_PROFILES").into_iter().flat_map(|list| list.split(',')).map(str::to_owned));
    let name = given.last("project-name").ok().flatten();
    let mut env_files = given.known("env-file");
    if env_files.is_empty() {
        let list = variable("COMPOSE_ENV_FILES").unwrap_or_default();
        env_files = list.split(',').filter(|file| !file.is_empty()).map(str::to_owned).collect();
    }
    let wish = Wish { files, directory, env_files, profiles, name };
    wish.take_up(reader, &call.directories, call.line);
}

/// Takes up a call of `docker stack deploy`.
pub(super) fn stack(reader: &mut SourceReader<'_>, call: &Call) {
    let given = Given::of(&call.words, &STACK);
    let Some(files) = given.all("compose-file").filter(|files| !files.is_empty()) else { return };
    Wish { files, ..Wish::default() }.take_up(reader, &call.directories, call.line);
}

/// What somebody wants to start.
#[derive(Debug, Default)]
pub(super) struct Wish {
    pub(super) files: Vec<String>,
    pub(super) directory: Option<String>,
    pub(super) env_files: Vec<String>,
    pub(super) profiles: Vec<String>,
    pub(super) name: Option<String>,
}

/// What docker compose takes in a directory without being told.
const BASES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

impl Wish {
    /// Takes it up from the first directory in which everything is there.
    pub(super) fn take_up(mut self, reader: &mut SourceReader<'_>, directories: &[String], line: u32) {
        for place in directories {
            let there = self.directory.as_ref().map(|directory| join(place, directory));
            if there.as_ref().is_some_and(|there| !reader.is_directory(there)) {
                continue;
            }
            let Some(files) = reader.all_there(place, &self.files) else { continue };
            let home = there.as_deref().unwrap_or(place);
            if files.is_empty() && !BASES.iter().any(|name| reader.is_file(&join(home, name))) {
                continue;
            }
            // A checkout may lack them; what lies outside of it is nobody's to look for.
            let mut env_files: Vec<String> = self.env_files.iter().map(|file| join(place, file)).collect();
            env_files.retain(|path| reader.is_file(path) || !(path.starts_with("..") || path.starts_with('/')));
            self.profiles.retain(|profile| !profile.is_empty());
            self.profiles.sort();
            self.profiles.dedup();
            let way = ComposeWay {
                directory: place.clone(),
                files,
                project_directory: there,
                env_files,
                profiles: std::mem::take(&mut self.profiles),
                project_name: self.name.take().filter(|name| is_name(name)),
            };
            return reader.starts(way, line);
        }
    }
}

/// Whether docker compose takes a text for a project's name.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
}
