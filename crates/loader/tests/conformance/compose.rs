//! Rows about Compose files and env files: each becomes a small project that is loaded as docker compose loads it.

use std::collections::BTreeMap;

use plimsoll_loader::normalize::compose::{ComposeRequest, Lacking, Options, Paths, load};
use plimsoll_loader::source::Sources;
use plimsoll_loader::source::files::MemoryFiles;
use plimsoll_loader::source::problem::Severity;

use crate::Answer;
use crate::table::{Row, Table};

/// The directory of every project, and so its name where nothing else gives one.
const HOME: &str = "case";

/// What services of rows may name.
const AROUND: &str = "  b: {image: i}
  c: {image: i}
  cache: {image: i}
  queue: {image: i}
networks: {n: {}, m: {}, front: {}, back: {}}
volumes: {one: {}, two: {}, ledger: {}, v: {}}
secrets: {s: {file: s.txt}, token: {file: t.txt}}
configs: {c: {file: c.txt}, d: {file: d.txt}, site: {file: e.txt}}
";

/// What is loaded, and what of it is looked at.
#[derive(Default)]
struct Project {
    files: Vec<(String, String)>,
    request: ComposeRequest,
    look: String,
    /// Services of profiles that are not active are not there.
    active_only: bool,
}

impl Project {
    /// Of one file or two, of which the second overrides, with nothing read besides and nothing held against anything else.
    fn loose(texts: &[String], look: &str) -> Self {
        let names = ["compose.yaml", "override.yaml"];
        let files: Vec<_> = names.iter().zip(texts).map(|(name, text)| ((*name).to_owned(), text.clone())).collect();
        let named = files.iter().map(|(name, _)| format!("{HOME}/{name}")).collect();
        let options = Options { resolve_env: false, consistency: false, ..strict() };
        Self {
            files,
            request: ComposeRequest { files: named, options, ..Default::default() },
            look: look.to_owned(),
            active_only: false,
        }
    }

    fn answer(mut self) -> Answer {
        HOME.clone_into(&mut self.request.directory);
        let files = MemoryFiles::new(self.files.into_iter().map(|(path, text)| (format!("{HOME}/{path}"), text)));
        let sources = Sources::default();
        let (model, problems) = load(&self.request, &files, &sources);
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
        let reasons: Vec<String> = errors
            .map(|problem| match problem.location(&sources) {
                Some(at) => format!("{}:{} {} {:?}", at.path, at.start.line, problem.message, problem.help),
                None => format!("{} {:?}", problem.message, problem.help),
            })
            .collect();
        match model {
            Some(model) if reasons.is_empty() => {
                let hidden = self.active_only
                    && model.inactive.iter().any(|name| self.look.starts_with(&format!("/services/{name}")));
                let value = model.document.pointer(&self.look).filter(|_| !hidden).cloned();
                Answer::Taken(value.unwrap_or_default().to_string())
            }
            _ => Answer::Refused(reasons),
        }
    }
}

fn strict() -> Options {
    Options { expand_ports: true, lacking: Lacking::Refused, paths: Paths::AsWritten, ..Options::default() }
}

fn text_of(name: &str, attributes: &str, image: bool) -> String {
    let image = if image && !attributes.starts_with("image:") { "    image: i\n" } else { "" };
    let attributes: String =
        attributes.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("    {line}\n")).collect();
    format!("  {name}:\n{image}{attributes}")
}

/// Attributes of a service; what the attribute comes to that the table looks at.
pub(crate) fn service(table: &Table, row: &Row) -> Answer {
    Project::loose(
        &[format!("services:\n{}{AROUND}", text_of("a", row.given(0), true))],
        &format!("/services/a/{}", table.look),
    )
    .answer()
}

/// Attributes of a service; the attribute that is looked at.
pub(crate) fn attribute(_: &Table, row: &Row) -> Answer {
    let text = format!("services:\n{}{AROUND}", text_of("a", row.given(0), true));
    Project::loose(&[text], &format!("/services/a/{}", row.given(1))).answer()
}

/// A whole file that is refused.
pub(crate) fn refused(_: &Table, row: &Row) -> Answer {
    let mut project = Project::loose(&[row.given(0).to_owned()], "");
    project.request.options.consistency = true;
    project.answer()
}

/// A value; the variables around.
pub(crate) fn interpolation(_: &Table, row: &Row) -> Answer {
    let value = serde_json::Value::from(row.given(0));
    let text = format!("services: {{a: {{image: i, environment: {{V: {value}}}}}}}");
    let mut project = Project::loose(&[text], "/services/a/environment/V");
    project.request.environment = variables(row.given(1));
    project.answer()
}

/// Attributes of a service; those of the file over it; the attribute that is looked at.
pub(crate) fn merge(_: &Table, row: &Row) -> Answer {
    let below = format!("services:\n{}{AROUND}", text_of("a", row.given(0), true));
    let above = format!("services:\n{}", text_of("a", row.given(1), false));
    Project::loose(&[below, above], &format!("/services/a/{}", row.given(2))).answer()
}

/// Attributes of a service; those of the one that extends it; the attribute that is looked at.
pub(crate) fn extends(_: &Table, row: &Row) -> Answer {
    let above = text_of("a", &format!("extends: base\n{}", row.given(1)), false);
    let text = format!("services:\n{above}{}{AROUND}", text_of("base", row.given(0), true));
    Project::loose(&[text], &format!("/services/a/{}", row.given(2))).answer()
}

/// Files as `name << text` (of which `o.yaml` overrides), variables of the shell as `$ A=1 B=2`, options of the command line, and what is looked at.
pub(crate) fn project(_: &Table, row: &Row) -> Answer {
    let mut project = Project { active_only: true, ..Default::default() };
    project.request.options = strict();
    for given in &row.given {
        if let Some((name, text)) = given.split_once(" << ") {
            project.files.push((name.to_owned(), text.to_owned()));
        } else if let Some(shell) = given.strip_prefix("$ ") {
            project.request.environment = variables(shell);
        } else if given.starts_with('/') {
            given.clone_into(&mut project.look);
        } else {
            options(given, &mut project.request);
        }
    }
    if project.files.iter().any(|(name, _)| name == "o.yaml") {
        project.request.files = ["compose.yaml", "o.yaml"].map(|name| format!("{HOME}/{name}")).into();
    }
    project.answer()
}

fn options(line: &str, request: &mut ComposeRequest) {
    let words: Vec<&str> = line.split(' ').collect();
    for pair in words.chunks(2) {
        match pair {
            ["-p", name] => request.project_name = Some((*name).to_owned()),
            ["--profile", name] => request.profiles.push((*name).to_owned()),
            ["--env-file", path] => request.env_files.push(format!("{HOME}/{path}")),
            other => panic!("no option {other:?}"),
        }
    }
}

/// An env file of a service; its variables.
pub(crate) fn dotenv(_: &Table, row: &Row) -> Answer {
    env_file("x.env", row.given(0))
}

/// An env file with `format: raw`; its variables.
pub(crate) fn dotenv_raw(_: &Table, row: &Row) -> Answer {
    env_file("{path: x.env, format: raw}", row.given(0))
}

fn env_file(entry: &str, text: &str) -> Answer {
    let compose = format!("services: {{a: {{image: i, environment: {{}}, env_file: [{entry}]}}}}");
    let files = vec![("compose.yaml".to_owned(), compose), ("x.env".to_owned(), text.to_owned())];
    let request = ComposeRequest { options: strict(), ..Default::default() };
    Project { files, request, look: "/services/a/environment".to_owned(), active_only: true }.answer()
}

/// `A=1 B=two`, as a shell has them.
pub(crate) fn variables(text: &str) -> BTreeMap<String, String> {
    let pairs = text.split(' ').filter(|word| !word.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap()).map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}
