//! `plimsoll environments`: which environments there are, what each is for, and what says so.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use plimsoll_check::{self as check, FoundApplication, FoundEnvironment};
use plimsoll_model::How;
use plimsoll_report as report;
use plimsoll_source::problem::Severity;
use serde_json::{Value, json};

use super::inputs::Inputs;
use super::{output, scene};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where to look
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to list them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Walk into directories that git ignores, or that hold other people's or generated files by their name, too
    #[arg(long)]
    no_ignore: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(crate) fn run(args: &Args) -> io::Result<super::Exit> {
    let inputs = Inputs { paths: args.paths.clone(), no_ignore: args.no_ignore, ..Inputs::default() };
    let mut scene = scene::set(&inputs, &[])?;
    let (applications, met) = check::environments(&scene.found, &scene.scope, &scene.files, &scene.sources);
    let mut problems = std::mem::take(&mut scene.problems);
    problems.extend(scene.layers.take_problems().into_iter().filter(|one| !one.code.starts_with("config-untrusted")));
    problems.extend(scene.found.problems.iter().cloned().chain(met));
    match args.format {
        Format::Json => {
            let listed = json!({"version": 1, "applications": applications.iter().map(as_json).collect::<Vec<_>>()});
            report::write_json(&scene.sources.show(listed), true, &mut output::stdout())?;
        }
        Format::Text => {
            let mut text = Vec::new();
            table(&mut text, &applications)?;
            let text = String::from_utf8_lossy(&text).into_owned();
            output::shown().write_all(scene.sources.show(text).as_bytes())?;
        }
    }
    let failed = problems.iter().any(|problem| problem.severity == Severity::Error);
    let problems = scene.sources.show(problems);
    report::write_problems(&problems, &scene.sources.showcase(), &report::Options::default(), &mut output::told())?;
    Ok(if failed { 2 } else { 0 })
}

fn as_json(application: &FoundApplication) -> Value {
    let environment = |one: &FoundEnvironment| {
        json!({
            "name": one.deployment.name,
            "role": one.deployment.role,
            "because": one.deployment.because,
            "directory": one.directory,
            "files": one.files,
            "env_files": one.env_files,
            "profiles": one.profiles,
            "start": one.start,
        })
    };
    json!({
        "directory": application.directory,
        "environments": application.environments.iter().map(environment).collect::<Vec<_>>(),
    })
}

fn table(out: &mut impl Write, applications: &[FoundApplication]) -> io::Result<()> {
    if applications.is_empty() {
        return writeln!(
            out,
            "no file, directory or configuration names an environment\n  help: name them as `environments` in plimsoll.yaml; `plimsoll init` writes one"
        );
    }
    let all = || applications.iter().flat_map(|application| &application.environments);
    let width = all().map(|one| shown(one).chars().count()).max().unwrap_or(0);
    let roles = all().map(|one| one.deployment.role.as_str().len()).max().unwrap_or(0);
    for (number, application) in applications.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        // Several applications may lie in one directory.
        if number == 0 || applications[number - 1].directory != application.directory {
            writeln!(out, "{}", application.directory)?;
        }
        for one in &application.environments {
            let role = one.deployment.role.as_str();
            writeln!(out, "  {:<width$}  {role:<roles$}  {}", shown(one), one.files.join(" + "))?;
            for (what, all) in [("env files", &one.env_files), ("profiles", &one.profiles)] {
                if !all.is_empty() {
                    writeln!(out, "  {:<width$}  {:<roles$}  {what}: {}", "", "", all.join(", "))?;
                }
            }
            let because = one.deployment.because.as_ref();
            let because = because.map(|because| format!("{} {}", because.by.shown(), because.text)).unwrap_or_default();
            let start = match one.start.how {
                How::Environment => String::new(),
                _ => format!("; {}", one.start.shown()),
            };
            writeln!(out, "  {:<width$}  {:<roles$}  {because}{start}", "", "")?;
        }
    }
    Ok(())
}

fn shown(one: &FoundEnvironment) -> &str {
    one.deployment.name.as_deref().unwrap_or_default()
}
