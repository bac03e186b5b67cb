//! `plimsoll init`: writes a commented configuration that fits the repository it finds.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::PathBuf;

use plimsoll_check::{self as check, FoundEnvironment};
use plimsoll_judge::config::{Config, FILE_NAMES, Floor};
use plimsoll_model::Role;
use plimsoll_source::Sources;
use plimsoll_source::files::{Files, Kind, join, lies_in};

use super::confined;
use super::inputs::Inputs;
use super::output;
use super::scene::{self, Scene};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The directory to write it for
    #[arg(default_value = ".")]
    directory: PathBuf,
    /// Print it instead of writing it
    #[arg(long)]
    print: bool,
    /// Replace a configuration that is there
    #[arg(long)]
    force: bool,
    /// Print the JSON Schema that editors check a file of ours by, and write nothing
    #[arg(long, value_name = "OF", value_parser = ["config", "waivers", "floor"], num_args = 0..=1, default_missing_value = "config")]
    schema: Option<String>,
}

pub(crate) fn run(args: &Args) -> io::Result<super::Exit> {
    if let Some(of) = &args.schema {
        let schema = match of.as_str() {
            "waivers" => plimsoll_judge::waiver::SCHEMA,
            "floor" => Floor::SCHEMA,
            _ => plimsoll_judge::config::SCHEMA,
        };
        output::stdout().write_all(schema.as_bytes())?;
        return Ok(0);
    }
    let scene = scene::set(&Inputs { paths: vec![args.directory.clone()], ..Inputs::default() }, &[])?;
    let text = configuration(&scene, &base(&scene));
    let sources = Sources::default();
    let file = sources.add(FILE_NAMES[0], text.as_str());
    if let (_, problems) = Config::parse(&sources, file)
        && let Some(problem) = problems.first()
    {
        return Err(io::Error::other(format!(
            "a name in this repository does not fit a configuration: {}",
            problem.message
        )));
    }
    if args.print {
        output::stdout().write_all(text.as_bytes())?;
        return Ok(0);
    }
    if let Some(there) =
        FILE_NAMES.iter().map(|name| args.directory.join(name)).find(|path| path.symlink_metadata().is_ok())
        && !args.force
    {
        return Err(io::Error::other(format!(
            "`{}` is there already; --force replaces plimsoll.yaml",
            there.display()
        )));
    }
    let path = args.directory.join(FILE_NAMES[0]);
    confined::write(&path, &text)?;
    writeln!(output::shown(), "wrote {}; `plimsoll check {}` uses it", path.display(), args.directory.display())?;
    Ok(0)
}

/// Root-relative directory that the configuration is for.
fn base(scene: &Scene) -> String {
    scene.base.clone()
}

/// One environment as the file names suggest it.
struct Suggested {
    directory: String,
    role: Role,
    files: Vec<String>,
    env_files: Vec<String>,
    profiles: Vec<String>,
}

fn configuration(scene: &Scene, base: &str) -> String {
    let is_inside = |path: &str| base == "." || lies_in(path, base);
    let inside = || scene.found.candidates.iter().filter(|(path, _)| is_inside(path));
    let count = |kind| inside().filter(|(_, k)| **k == kind).count();
    let mut text = String::from(
        "# What plimsoll judges here, by which rules, and how strictly. `plimsoll rules` lists the rules, `plimsoll explain RULE` shows one.\n\
         # Editors complete and check this file after `plimsoll init --schema > plimsoll.schema.json` and with this line on top:\n\
         #   yaml-language-server: $schema=./plimsoll.schema.json\n",
    );
    // Writing to a string cannot fail.
    let _infallible = writeln!(
        text,
        "# Found: {} Compose files, {} Dockerfiles, {} env files.\n\
         version: 1\n\n\
         # recommended (high precision), strict (everything that matters), or all\n\
         set: recommended\n\n\
         # The lowest severity that fails a run: critical, high, medium, low, info or never\n\
         fail_on: medium\n",
        count(Kind::Compose),
        count(Kind::Dockerfile),
        count(Kind::Env)
    );
    environments(scene, base, &mut text);
    text.push_str(REST);
    text
}

fn environments(scene: &Scene, base: &str, text: &mut String) {
    let found = suggested(scene, base);
    text.push_str("# Environments: each project is judged as `docker compose` would run it there.\n");
    if found.is_empty() {
        text.push_str("# environments:\n#   - name: prod\n#     role: production\n#     files: [compose.yaml, compose.prod.yaml]\n#     env_files: [.env.prod]\n#     profiles: []\n\n");
        return;
    }
    text.push_str("environments:\n");
    let quoted = |text: &str| {
        let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/'))
            && !text.starts_with(['-', '.']);
        if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
    };
    for ((name, _), environment) in found {
        let _infallible = writeln!(text, "  - name: {name}");
        if environment.role != Role::Unknown {
            let _infallible = writeln!(text, "    role: {}", environment.role.as_str());
        }
        if environment.directory != "." {
            let _infallible = writeln!(text, "    directory: {}", quoted(&environment.directory));
        }
        let listed = |all: &[String]| all.iter().map(|one| quoted(one)).collect::<Vec<_>>().join(", ");
        let _infallible = writeln!(text, "    files: [{}]", listed(&environment.files));
        for (key, all) in [("env_files", &environment.env_files), ("profiles", &environment.profiles)] {
            if !all.is_empty() {
                let _infallible = writeln!(text, "    {key}: [{}]", listed(all));
            }
        }
    }
    text.push('\n');
}

/// The environments that nobody described, as they were found.
fn suggested(scene: &Scene, base: &str) -> BTreeMap<(String, String), Suggested> {
    let mut found = BTreeMap::new();
    let (applications, _) = check::environments(&scene.found, &scene.scope, &scene.files, &scene.sources);
    for one in applications.into_iter().flat_map(|application| application.environments) {
        let FoundEnvironment { deployment, directory: home, files, env_files, profiles, .. } = one;
        let Some(name) = deployment.name.as_deref().map(written) else { continue };
        if name.is_empty() {
            continue;
        }
        let inside = |path: &String| if home == "." { Some(path.clone()) } else { below(&home, path) };
        let Some(files) = files.iter().map(inside).collect::<Option<Vec<String>>>() else { continue };
        let Some(mut env_files) = env_files.iter().map(inside).collect::<Option<Vec<String>>>() else { continue };
        let directory = if base == "." { Some(home.clone()) } else { below(base, &home) };
        let Some(directory) = directory else { continue };
        if env_files.is_empty() {
            let beside = [format!(".env.{name}"), format!("{name}.env")];
            let is_there = |file: &String| scene.files.kind(&join(&home, file)).is_some();
            env_files.extend(beside.into_iter().find(is_there));
        }
        let suggested = Suggested { directory: directory.clone(), role: deployment.role, files, env_files, profiles };
        found.entry((name, directory)).or_insert(suggested);
    }
    found
}

/// A name as a configuration may have it: what was added to tell it from others, and letters that it cannot have, are left out.
fn written(name: &str) -> String {
    let name = name.split(" (").next().unwrap_or(name);
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let kept: String = name.chars().map(|c| if fits(c) { c } else { '-' }).collect();
    kept.trim_start_matches(['.', '_', '-']).to_owned()
}

fn below(base: &str, path: &str) -> Option<String> {
    if path == base { Some(".".to_owned()) } else { path.strip_prefix(base)?.strip_prefix('/').map(str::to_owned) }
}

const REST: &str = r#"# Single rules by id, or by pattern with *: off, on, a severity, or a mapping
# rules:
#   compose/healthcheck-missing: low
#   compose/*-limit-missing: {severity: info}

# What is judged: glob patterns relative to this file
# paths:
#   exclude:
#     - {path: "examples/**", reason: demonstration only}

# Rules of your own
# policies: [policies]

# What `plimsoll check` writes when the command line does not say: FORMAT or FORMAT=PATH
# output:
#   formats: [text, sarif=plimsoll.sarif]

# What a waiver must be like to hold. Waivers stand in plimsoll-waivers.yaml, or in comments:
#   # plimsoll: ignore[RULE] reason="why" until=2027-01-31 owner=name
waivers:
  require: [owner, until]
  max_days: 365
#   peers: [hadolint, trivy]     # other tools whose ignore comments hold

# Values that look like secrets and are none
# secrets:
#   allow:
#     - {path: "tests/**", key: "*_PASSWORD", reason: test data}
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_comments_hold_when_they_are_uncommented() {
        // Prose starts with a capital letter.
        let uncomment = |line: &str| match line.strip_prefix("# ") {
            Some(rest)
                if rest.starts_with(|c: char| c.is_lowercase() || c == ' ') && !rest.trim_start().starts_with('#') =>
            {
                rest.to_owned()
            }
            _ => line.to_owned(),
        };
        let uncommented: String = REST.lines().map(|line| uncomment(line) + "\n").collect();
        assert!(uncommented.contains("\nrules:\n  compose/"));
        let sources = Sources::default();
        let file = sources.add("plimsoll.yaml", format!("version: 1\n{uncommented}"));
        let (_, problems) = Config::parse(&sources, file);
        assert!(problems.is_empty(), "{problems:?}\n{uncommented}");
    }
}
