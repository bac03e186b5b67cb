//! Nothing judged is never a pass: what was asked for and came to nothing is told, and makes the run incomplete.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Judged, Scope};
use plimsoll_judge::config::Layer;
use plimsoll_judge::evaluate::Evaluation;
use plimsoll_loader::discover::Found;
use plimsoll_source::Sources;
use plimsoll_source::files::lies_in;
use plimsoll_source::problem::{Problem, Severity};

/// Codes of the problems that say that something asked for was not judged at all.
pub const NOTHING: [&str; 4] = ["nothing-found", "nothing-judged", "not-judged", "no-rules"];

/// So many of what was left out are named.
const TOLD: usize = 3;

/// What came to nothing, in the layers that rule what was judged.
pub(super) fn judged(
    found: &Found,
    scope: &Scope,
    judged: &Judged,
    ruling: &[&Arc<Layer>],
    sources: &Sources,
) -> Vec<Problem> {
    let mut problems = paths(found, scope, &judged.files, &judged.excluded, &judged.problems, sources);
    // A part that no rule is left for is as little judged as the whole.
    let mute = ruling.iter().filter(|layer| !layer.runs_any());
    let parts: BTreeSet<Option<(&str, &str)>> =
        mute.map(|layer| layer.innermost_place().filter(|(below, _)| *below != ".")).collect();
    problems.extend(parts.into_iter().map(no_rules));
    let is_error = |problem: &Problem| problem.severity == Severity::Error;
    let is_hollow = |one: &Evaluation| one.is_hollow && one.findings.is_empty();
    let is_told = !problems.is_empty() || judged.problems.iter().any(is_error);
    if judged.projects.is_empty() && !is_told {
        problems.push(empty("nothing-judged", "nothing was judged".to_owned(), scope));
    } else if !is_told && judged.evaluations.iter().all(is_hollow) {
        let files = judged.files.iter().take(TOLD).map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
        let message = format!("nothing was judged: there is no service, build or variable in {files}");
        problems.push(empty("nothing-judged", message, scope));
    }
    problems
}

/// That no rule runs: at all, or below a directory that a configuration rules.
fn no_rules(part: Option<(&str, &str)>) -> Problem {
    let help = "choose rules with --rule, --set, --policy or the configuration; `plimsoll rules` lists ours";
    let problem = match part {
        None => Problem::error("no-rules", "no rule runs, so nothing is judged"),
        Some((below, config)) => {
            let message = format!("no rule runs below `{below}`, so nothing is judged there");
            Problem::error("no-rules", message).in_file(config)
        }
    };
    problem.help(help)
}

/// What came to nothing of the paths that were asked for, where `files` were judged, `excluded` left out, and `met` went wrong.
pub fn paths(
    found: &Found,
    scope: &Scope,
    files: &BTreeSet<String>,
    excluded: &[(String, String)],
    met: &[Problem],
    sources: &Sources,
) -> Vec<Problem> {
    let place = |problem: &Problem| {
        problem.span.map(|span| sources.get(span.file).path.clone()).or_else(|| problem.path.clone())
    };
    let wrong: BTreeSet<String> =
        met.iter().filter(|problem| problem.severity == Severity::Error).filter_map(place).collect();
    let mut problems: Vec<Problem> = found.unknown.iter().map(|path| unknown(path)).collect();
    for asked in &scope.asked {
        let is_told = found.unknown.contains(asked);
        let is_inside = |path: &String| lies_in(path, asked);
        if is_told || files.iter().any(is_inside) || wrong.iter().any(is_inside) {
            continue;
        }
        let left: Vec<&(String, String)> = excluded.iter().filter(|(path, _)| is_inside(path)).collect();
        let name = if asked == "." { "here".to_owned() } else { format!("in `{asked}`") };
        problems.push(match left.as_slice() {
            [(path, reason)] if path == asked => {
                empty("not-judged", format!("`{asked}` is not judged: {reason}"), scope)
            }
            [] if found.candidates.contains_key(asked) => {
                empty("not-judged", format!("`{asked}` is not judged: nothing uses it"), scope)
            }
            [] => empty("nothing-found", format!("no Compose file, Dockerfile or env file was found {name}"), scope),
            left => empty(
                "nothing-judged",
                format!("everything that was found {name} was left out: {}", listed(left)),
                scope,
            ),
        });
    }
    problems
}

fn listed(left: &[&(String, String)]) -> String {
    let mut told: Vec<String> = left.iter().take(TOLD).map(|(path, reason)| format!("`{path}` ({reason})")).collect();
    if left.len() > TOLD {
        told.push(format!("{} more", left.len() - TOLD));
    }
    told.join(", ")
}

/// A hook that gives the files that it filtered may have none: who says so gets a warning.
fn empty(code: &'static str, message: String, scope: &Scope) -> Problem {
    if scope.allow_empty {
        return Problem::warning(code, message).help("--allow-empty takes this for good");
    }
    Problem::error(code, message).help("name what is to be judged, or say --allow-empty where that may be nothing")
}

fn unknown(path: &str) -> Problem {
    let message = format!(
        "`{path}` is not judged: neither its name nor its text is that of a Compose file, Dockerfile or env file"
    );
    Problem::error("not-judged", message)
        .in_file(path)
        .help("leave it out; a Compose file has `services:` at its top, a Dockerfile starts with FROM, an env file is KEY=value; -f names a Compose file")
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_source::files::Kind;

    fn told(asked: &[&str], files: &[&str], excluded: &[(&str, &str)], allow_empty: bool) -> Vec<(Severity, String)> {
        let found = Found {
            candidates: [("a/.dockerignore".to_owned(), Kind::Dockerignore)].into(),
            unknown: vec!["README.md".to_owned()],
            ..Found::default()
        };
        let scope =
            Scope { asked: asked.iter().map(|path| (*path).to_owned()).collect(), allow_empty, ..Scope::default() };
        let files = files.iter().map(|path| (*path).to_owned()).collect();
        let excluded: Vec<_> = excluded.iter().map(|(path, why)| ((*path).to_owned(), (*why).to_owned())).collect();
        let problems = paths(&found, &scope, &files, &excluded, &[], &Sources::default());
        problems
            .into_iter()
            .skip(1)
            .map(|problem| (problem.severity, format!("{}: {}", problem.code, problem.message)))
            .collect()
    }

    #[test]
    fn each_path_that_came_to_nothing_is_told() {
        let one = |asked: &str, excluded: &[(&str, &str)]| {
            let mut told = told(&[asked], &["web/Dockerfile"], excluded, false);
            assert!(told.len() < 2);
            told.pop().map(|(_, text)| text).unwrap_or_default()
        };
        assert_eq!(one(".", &[]), "");
        assert_eq!(one("web", &[]), "");
        assert_eq!(one("web/Dockerfile", &[]), "");
        assert_eq!(one("README.md", &[]), "");
        assert_eq!(one("we", &[]), "nothing-found: no Compose file, Dockerfile or env file was found in `we`");
        assert_eq!(one("a/.dockerignore", &[]), "not-judged: `a/.dockerignore` is not judged: nothing uses it");
        assert_eq!(one("b.yml", &[("b.yml", "no top")]), "not-judged: `b.yml` is not judged: no top");
        let left = one("b", &[("b/1", "x"), ("b/2", "x"), ("b/3", "x"), ("b/4/", "x"), ("c", "x")]);
        assert_eq!(
            left,
            "nothing-judged: everything that was found in `b` was left out: `b/1` (x), `b/2` (x), `b/3` (x), 1 more"
        );
        assert_eq!(told(&["b"], &[], &[], true)[0].0, Severity::Warning);
    }
}
