//! `plimsoll parse`: one file's syntax tree with spans, as JSON. One file per kind of input: an arm turns a text into a [`Tree`].

mod compose;
mod dockerfile;
mod dockerignore;
mod env;
mod veil;

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use plimsoll_loader::disk::FILE_SIZE_LIMIT;
use plimsoll_report as report;
use plimsoll_source::files::ReadError;
use plimsoll_source::problem::{Problem, Severity};
use plimsoll_source::{FileId, Sources};
use serde_json::{Map, Value, json};

use self::veil::Veil;
use crate::output;

/// Arguments of `plimsoll parse`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file to read
    file: PathBuf,
    /// Read it as this kind instead of the kind its name tells
    #[arg(long = "as", value_name = "KIND")]
    kind: Option<Kind>,
    /// Dockerfiles: also print the arguments after variable expansion
    #[arg(long)]
    expand: bool,
    /// Build arguments of a Dockerfile, or the variables around an env file
    #[arg(long, value_name = "KEY=VALUE", value_parser = definition)]
    define: Vec<(String, String)>,
    /// Env files: how values are read
    #[arg(long, value_name = "FORMAT")]
    env_file_format: Option<EnvFormat>,
    /// Print values that are secrets, instead of ***
    #[arg(long)]
    show_secrets: bool,
}

/// A kind of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Compose,
    Dockerfile,
    Env,
    Dockerignore,
}

/// How the values of an env file are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EnvFormat {
    /// Everything after `=` is the value
    Raw,
}

/// What an arm is asked for.
struct Request {
    expand: bool,
    define: BTreeMap<String, String>,
    raw: bool,
    veil: Veil,
}

/// What an arm answers: the members of the printed object, without `problems`.
struct Tree {
    members: Map<String, Value>,
    problems: Vec<Problem>,
}

pub(crate) fn run(args: Args) -> io::Result<super::Exit> {
    let sources = Arc::new(Sources::default());
    let Some(kind) = args.kind.or_else(|| guess(&args.file)) else {
        let name = args.file.display();
        let problem = Problem::error("unknown-kind", format!("{name} has no name that tells what it is"))
            .help("say what it is with --as compose, dockerfile, env or dockerignore");
        return finish(Tree { members: Map::new(), problems: vec![problem] }, &Veil::none(&sources), &sources);
    };
    let file = match read(&args.file, &sources) {
        Ok(file) => file,
        Err(error) => {
            let name = args.file.display().to_string();
            let problem = Problem::error("unreadable-file", format!("{name}: {error}")).in_file(name);
            return finish(Tree { members: Map::new(), problems: vec![problem] }, &Veil::none(&sources), &sources);
        }
    };
    let veil = if args.show_secrets { Veil::none(&sources) } else { Veil::over(kind, file, &sources) };
    args.define.iter().for_each(|(name, value)| sources.learn_variable(name, value));
    let request = Request {
        expand: args.expand,
        define: args.define.into_iter().collect(),
        raw: args.env_file_format == Some(EnvFormat::Raw),
        veil,
    };
    let tree = match kind {
        Kind::Compose => compose::tree(&request, file, &sources),
        Kind::Dockerfile => dockerfile::tree(&request, file, &sources),
        Kind::Env => env::tree(&request, file, &sources),
        Kind::Dockerignore => dockerignore::tree(&request, file, &sources),
    };
    finish(tree, &request.veil, &sources)
}

/// Prints the tree on stdout and its problems on stderr.
fn finish(tree: Tree, veil: &Veil, sources: &Arc<Sources>) -> io::Result<super::Exit> {
    let Tree { members, problems } = tree;
    let mut document = veil.whole(Value::Object(members)).into_inner();
    let problems = sources.show(problems);
    document["problems"] = problems.iter().map(|problem| problem_json(problem, sources)).collect();
    let mut out = io::BufWriter::new(output::stdout());
    report::write_json(&document, true, &mut out)?;
    out.flush()?;
    report::write_problems(&problems, &sources.showcase(), &report::Options::default(), &mut output::told())?;
    let failed = problems.iter().any(|problem| problem.severity == Severity::Error);
    Ok(if failed { 2 } else { 0 })
}

fn problem_json(problem: &Problem, sources: &Sources) -> Value {
    json!({
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "help": problem.help,
        "path": problem.path,
        "location": problem.span.map(|span| sources.shown_location(span)),
    })
}

fn definition(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("expected KEY=VALUE".to_owned()),
    }
}

/// The kind that a file's name tells.
fn guess(path: &Path) -> Option<Kind> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let dockerfile = |name: &str| name == "dockerfile" || name == "containerfile";
    if extension == "dockerignore" || extension == "containerignore" {
        return Some(Kind::Dockerignore);
    }
    if matches!(extension, "yaml" | "yml") {
        return Some(Kind::Compose);
    }
    let stem = name.split('.').next().unwrap_or_default();
    if dockerfile(stem) || dockerfile(extension) {
        return Some(Kind::Dockerfile);
    }
    (name == ".env" || name.starts_with(".env.") || extension == "env" || name == "env").then_some(Kind::Env)
}

fn read(path: &Path, sources: &Sources) -> Result<FileId, ReadError> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => ReadError::NotFound,
        io::ErrorKind::IsADirectory => ReadError::Directory,
        _ => ReadError::Unreadable(error.to_string()),
    };
    // A pipe or a device has no size beforehand.
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    file.take(FILE_SIZE_LIMIT + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    let size = size.max(bytes.len() as u64);
    if size > FILE_SIZE_LIMIT {
        return Err(ReadError::TooLarge { size, limit: FILE_SIZE_LIMIT });
    }
    let text = String::from_utf8(bytes).map_err(|e| ReadError::NotText { offset: e.utf8_error().valid_up_to() })?;
    Ok(sources.add(path.to_string_lossy().replace('\\', "/"), text))
}
