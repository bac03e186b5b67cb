//! What a verb is given to look at: paths, files and options in the words of `docker compose`.

use std::path::{Path, PathBuf};

use super::configure::Configuring;

/// What is to be loaded, and how, in the words of `docker compose`.
#[derive(Debug, Clone, Default, clap::Args, serde::Serialize, serde::Deserialize)]
pub(crate) struct Inputs {
    /// Files and directories; a directory is walked, and every project, Dockerfile and env file in it is found
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// A Compose file of one project (`-` for standard input); repeat it in the order of merging, as with `docker compose -f`
    #[arg(short = 'f', long = "file", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Name of the project
    #[arg(short = 'p', long, value_name = "NAME")]
    pub(crate) project_name: Option<String>,
    /// Directory that the project's relative paths start from
    #[arg(long, value_name = "DIR")]
    pub(crate) project_directory: Option<PathBuf>,
    /// An env file for interpolation, instead of `.env` (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Vec<PathBuf>,
    /// A profile to activate (repeatable); services of other profiles are judged too, and marked
    #[arg(long, value_name = "PROFILE")]
    pub(crate) profile: Vec<String>,
    /// A build argument of every Dockerfile that asks for it, as with `docker build` (repeatable)
    #[arg(long, value_name = "NAME=VALUE", value_parser = build_arg)]
    #[serde(default)]
    pub(crate) build_arg: Vec<(String, String)>,
    /// Let the shell's environment variables take part in interpolation, as docker compose does
    #[arg(long)]
    pub(crate) env_from_shell: bool,
    /// Judge only this environment of the configuration
    #[arg(long, value_name = "NAME")]
    pub(crate) environment: Option<String>,
    /// Walk into directories that git ignores, or that hold other people's or generated files by their name, too
    #[arg(long)]
    pub(crate) no_ignore: bool,
    /// Leave out what the configuration excludes even where it is named
    #[arg(long)]
    #[serde(default)]
    pub(crate) force_exclude: bool,
    /// Take it for good when there is nothing to judge, as a hook may that filters files
    #[arg(long)]
    #[serde(default)]
    pub(crate) allow_empty: bool,
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) configuring: Configuring,
    /// The root of what is looked at, where it is known: else the repository around the paths, or their common directory.
    #[arg(skip)]
    #[serde(skip)]
    pub(crate) root: Option<PathBuf>,
}

fn build_arg(text: &str) -> Result<(String, String), String> {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match text.split_once('=') {
        Some((name, value)) if is_name(name) => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

/// The name that stands for standard input, as in `docker compose -f -`.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}
