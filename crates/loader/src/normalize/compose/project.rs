//! Which files make up a project, where it stands, what it is called, and which variables it sees.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::context::{Context, Scope};
use super::environment::{Environment, Setting};
use super::tree::Path;
use super::{ComposeRequest, directories, interpolate::Interpolation};
use plimsoll_source::Span;
use plimsoll_source::files::{EntryKind, Files, join};
use plimsoll_source::problem::Problem;

/// Names of a project's first file, best first.
pub(in crate::normalize) const NAMES: [&str; 4] =
    ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
/// Names of the file that overrides it.
pub(in crate::normalize) const OVERRIDES: [&str; 4] =
    ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];

/// What is settled before the first file is merged.
pub(super) struct Project {
    pub(super) files: Vec<String>,
    pub(super) name: String,
    pub(super) scope: Scope,
}

/// Finds a project. Problems tell where there is none.
pub(super) fn find(context: &mut Context<'_>, request: &ComposeRequest) -> Option<Project> {
    let mut environment = Environment::of_shell(&request.environment);
    context.home = request.environment.get("HOME").filter(|home| !home.is_empty()).cloned();
    context.started_in = Some(request.directory.clone());
    let fixed = !request.files.is_empty() || request.project_directory.is_some();
    if !fixed {
        // Where nothing says where the project is, the .env at hand may.
        dotenv(context, &mut environment, request, &request.directory);
    }
    let files =
        if request.files.is_empty() { discover(context, request, &environment)? } else { request.files.clone() };
    let directory = match &request.project_directory {
        Some(directory) => directory.clone(),
        None => directories::of(files.first()?).to_owned(),
    };
    if fixed || directory != request.directory {
        dotenv(context, &mut environment, request, &directory);
    }
    let name = name(context, request, &files, &directory, &environment);
    environment.set("COMPOSE_PROJECT_NAME", &name);
    let assumed = assumed(context, request, &directory, &environment);
    let scope = Scope { directory, environment, assumed, trail: Vec::new(), id: 0 };
    Some(Project { files, name, scope })
}

/// Fills the environment from the env files asked for, or from the `.env` of a directory.
fn dotenv(context: &mut Context<'_>, environment: &mut Environment, request: &ComposeRequest, directory: &str) {
    let named: Vec<String> = match environment.value("COMPOSE_ENV_FILES") {
        Some(list) if request.env_files.is_empty() && !list.is_empty() => {
            list.split(',').map(|path| join(&request.directory, path)).collect()
        }
        _ => request.env_files.clone(),
    };
    if !named.is_empty() {
        let (lacking, named): (Vec<_>, Vec<_>) = named.into_iter().partition(|path| is_lacking(context, request, path));
        for path in lacking {
            let message = format!("the project is started with the env file {path}, which is not here");
            let gap = Problem::gap("env-file-missing", message).in_file(path.as_str()).lacking(path);
            context.problems.push(gap.help("check the tree that has it, with `--complete`, or correct its path"));
        }
        let named: Vec<_> = named.into_iter().map(|path| (path, None)).collect();
        context.fill(environment, &named);
        return;
    }
    let disabled =
        environment.value("COMPOSE_DISABLE_ENV_FILE").is_some_and(|value| matches!(value.as_str(), "1" | "true"));
    let path = join(directory, ".env");
    if !disabled && context.files.kind(&path) == Some(EntryKind::File) {
        let settings = context.interpolation_file(&path, None, environment);
        environment.fill(settings);
    }
}

/// Whether an env file for interpolation is not in this checkout, and need not be.
fn is_lacking(context: &Context<'_>, request: &ComposeRequest, path: &str) -> bool {
    request.options.env_files_may_lack && context.options.open() && context.files.kind(path).is_none()
}

/// What a sample says of the variables that a `.env` would set, where there is none and no other env file takes its place, or that
/// the env files would set which are not here.
fn assumed(
    context: &mut Context<'_>,
    request: &ComposeRequest,
    directory: &str,
    environment: &Environment,
) -> Rc<BTreeMap<String, Setting>> {
    let plain = [join(directory, ".env")];
    let mut named = request.env_files.clone();
    if named.is_empty() {
        named.extend(plain.into_iter().filter(|path| context.files.kind(path).is_none()));
    } else {
        named.retain(|path| is_lacking(context, request, path));
    }
    Rc::new(named.iter().flat_map(|path| context.sample(path, environment)).collect())
}

/// The files that `docker compose` would take in a directory.
fn discover(context: &mut Context<'_>, request: &ComposeRequest, environment: &Environment) -> Option<Vec<String>> {
    if let Some(list) = environment.value("COMPOSE_FILE").filter(|list| !list.is_empty()) {
        let separator = environment.value("COMPOSE_PATH_SEPARATOR").filter(|text| !text.is_empty());
        let separator = separator.as_deref().unwrap_or(":");
        return Some(list.split(separator).map(|path| join(&request.directory, path)).collect());
    }
    let directory = request.project_directory.as_ref().unwrap_or(&request.directory);
    let found = present(context.files, directory, &NAMES);
    let Some(first) = found.first() else {
        let message = format!("no configuration file provided: {directory} has no compose.yaml");
        let problem = Problem::error("compose-file-missing", message).in_file(directory.clone());
        context.problems.push(problem.help("name the files with -f, or run where a compose.yaml is"));
        return None;
    };
    if found.len() > 1 {
        let message = format!("found multiple config files with supported names: {}; using {first}", found.join(", "));
        let problem = Problem::warning("compose-files-ambiguous", message).in_file(first.clone());
        context.problems.push(problem.help("keep one of them, or name the files with -f"));
    }
    let mut files = vec![first.clone()];
    files.extend(present(context.files, directory, &OVERRIDES).into_iter().next());
    Some(files)
}

fn present(files: &dyn Files, directory: &str, names: &[&str]) -> Vec<String> {
    let paths = names.iter().map(|name| join(directory, name));
    paths.filter(|path| files.kind(path) == Some(EntryKind::File)).collect()
}

/// The name: asked for, from the environment, from the files, from the directory.
fn name(
    context: &mut Context<'_>,
    request: &ComposeRequest,
    files: &[String],
    directory: &str,
    environment: &Environment,
) -> String {
    let from_environment = environment.get("COMPOSE_PROJECT_NAME").filter(|_| request.project_name.is_none());
    let asked = request.project_name.clone().or_else(|| from_environment.map(|setting| setting.value.clone()));
    if let Some(name) = asked.filter(|name| !name.is_empty()) {
        if name != normalize(&name) {
            let message = format!(
                "invalid project name {name:?}: must consist only of lowercase alphanumeric characters, hyphens, and \
                 underscores as well as start with a letter or number"
            );
            let help = format!("call it {:?}", normalize(&name));
            let mut problem = Problem::error("project-name-invalid", message).help(help);
            problem.span = from_environment.and_then(|setting| setting.at);
            context.problems.push(problem);
        }
        return name;
    }
    let written = files.iter().filter_map(|path| written_name(context, path, environment)).next_back();
    // What comes out blank because nobody knows a variable yet is not what is meant.
    let is_known =
        |written: &WrittenName| !(context.options.open() && written.unset && normalize(&written.name).is_empty());
    if let Some(WrittenName { name: written, span, .. }) = written.filter(is_known) {
        let name = normalize(&written);
        if name.is_empty() {
            let problem = Problem::error("project-name-invalid", "project name must not be empty").at(span);
            context.problems.push(problem.help("a name needs a letter from a to z or a digit"));
        }
        return name;
    }
    let absolute = context.files.absolute(directory);
    let name = normalize(absolute.rsplit('/').next().unwrap_or_default());
    if name.is_empty() {
        let problem = Problem::error("project-name-invalid", "project name must not be empty");
        // `name:` would stand at the begin of the first file.
        let first = files.first().and_then(|path| context.sources.find(path));
        let problem = match first {
            Some(file) => problem.at(Span::new(file, 0, 0)),
            None => problem.in_file(directory),
        };
        context.problems.push(problem.help("write `name:` into the Compose file, or give one with -p"));
    }
    name
}

/// A `name:` with its variables put in.
struct WrittenName {
    name: String,
    span: Span,
    /// Nothing sets a variable in it.
    unset: bool,
}

/// `name:` of a file, of the last document that has one.
fn written_name(context: &mut Context<'_>, path: &str, environment: &Environment) -> Option<WrittenName> {
    // Problems of the file are told when it is loaded.
    let known = context.problems.len();
    let documents = context.documents(path, None);
    let mut name = None;
    for document in documents.iter().flat_map(|documents| documents.iter()) {
        let written = document.tree.get(&["name"]);
        if let Some(tree) = written.filter(|tree| tree.as_str().is_some_and(|name| !name.is_empty())) {
            let mut tree = tree.clone();
            if context.options.interpolate {
                Interpolation::new(environment, context.sources).tree(&mut tree, &mut Path::root());
            }
            let unset = !tree.origin.unset.is_empty();
            let written = tree.as_str().map(str::to_owned);
            name = written.map(|name| WrittenName { name, span: tree.origin.span, unset }).or(name);
        }
    }
    if documents.is_none() {
        context.problems.truncate(known);
    }
    name
}

/// Lower case, only `a-z0-9_-`, starting with a letter or digit.
fn normalize(name: &str) -> String {
    let lower = name.to_lowercase();
    let kept: String =
        lower.chars().filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-')).collect();
    kept.trim_start_matches(['_', '-']).to_owned()
}
