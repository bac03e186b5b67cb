//! What is said of a variable that only a deployment sets.

use crate::document::template::Use;
use plimsoll_model::VariableState;
use plimsoll_source::Span;
use plimsoll_source::problem::{OF_CALLER, Problem};

/// What every login sets for the programs that it starts, on one system or another.
const EXPORTED: [&str; 22] = [
    "APPDATA",
    "COMPUTERNAME",
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
    "HOME",
    "HOMEDRIVE",
    "HOMEPATH",
    "LANG",
    "LOCALAPPDATA",
    "LOGNAME",
    "OLDPWD",
    "PATH",
    "PWD",
    "SHELL",
    "SSH_AUTH_SOCK",
    "TERM",
    "TMPDIR",
    "USER",
    "USERPROFILE",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_RUNTIME_DIR",
];
/// What shells set for themselves: programs see it only where somebody exports it.
const OF_SHELL: [&str; 4] = ["EUID", "GID", "HOSTNAME", "UID"];

/// Whether a variable is one that the shell of whoever starts a project has, and no file is expected to.
pub(super) fn is_of_caller(name: &str) -> bool {
    EXPORTED.contains(&name) || OF_SHELL.contains(&name)
}

/// That a variable is one of the caller's; none where a sample says that the deployment's files set it.
fn of_caller(name: &str, span: Span, assumed: Option<Span>) -> Option<Problem> {
    let message = if assumed.is_some() {
        return None;
    } else if EXPORTED.contains(&name) {
        format!("{name} is what the shell of whoever starts it says")
    } else if OF_SHELL.contains(&name) {
        format!(
            "{name} is what the shell of whoever starts it says, if it is exported there: most shells keep it to themselves"
        )
    } else {
        return None;
    };
    let help = format!("`--env-from-shell` takes it from the shell; `${{{name}:-…}}` gives it a default");
    Some(Problem::gap(OF_CALLER, message).at(span).lacking(name).help(help))
}

/// A use of a variable that nothing sets and that has no default, as a gap. `assumed` is the line of a sample that stands in for it, `refused` what
/// docker compose says of its default, which therefore is none.
pub(super) fn variable(used: &Use, text: &str, span: Span, assumed: Option<Span>, refused: Option<&str>) -> Problem {
    let name = &used.name;
    if let Some(refused) = refused.filter(|_| used.operator.gives_default()) {
        let message = format!("nothing here sets {name}, and docker compose refuses its default: {refused}");
        let gap = Problem::gap("default-refused", message).at(span).lacking(name);
        return gap.help(format!(
            "write a default for {name} that it takes, or ask for a value: `${{{name}:?…}}`; give it one with `--env-file` or `environments.variables`"
        ));
    }
    if let Some(gap) = of_caller(name, span, assumed) {
        return gap;
    }
    let (code, message) = match used.state {
        VariableState::Required => {
            let reason = reason(text.get(used.range.clone()).unwrap_or_default());
            ("variable-required", format!("{name} must be given, and nothing here sets it{reason}"))
        }
        _ => ("variable-unset", format!("nothing here sets {name}, and it has no default")),
    };
    told(code, message, name, span, assumed)
}

/// A variable that a service takes from around under its own name, where nothing sets it. An env file of the service that is not here may: `absent`.
pub(super) fn named(name: &str, span: Span, assumed: Option<Span>, absent: Option<&str>) -> Problem {
    let message = match (absent, of_caller(name, span, assumed)) {
        (Some(file), _) => format!("whether {name} is set nobody knows: {file}, which is not here, may have it"),
        (None, Some(gap)) => return gap,
        (None, None) => format!("nothing here sets {name}, which a service takes from around"),
    };
    told("variable-unset", message, name, span, assumed)
}

fn told(code: &'static str, message: String, name: &str, span: Span, assumed: Option<Span>) -> Problem {
    let gap = Problem::gap(code, message).at(span).lacking(name).help(format!(
        "give {name} a value under `environments.variables` in plimsoll.yaml or with `--env-file`, or a default with `${{{name}:-…}}`"
    ));
    match assumed {
        Some(line) => gap.related(line, "assumed from this sample"),
        None => gap,
    }
}

/// What the author says of a required variable: `: set it in .env`.
fn reason(written: &str) -> String {
    let word = written.split_once('?').map_or("", |(_, word)| word.trim_end_matches('}').trim());
    if word.is_empty() { String::new() } else { format!(": {word}") }
}
