//! `plimsoll init`: writes a commented configuration that fits the repository it finds.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::PathBuf;

use plimsoll_judge::config::{Config, FILE_NAMES, Floor};
use plimsoll_loader::normalize::units;
use plimsoll_source::Sources;
use plimsoll_source::files::{Files, Kind, lies_in};

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
    files: Vec<String>,
    env_file: Option<String>,
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
        text.push_str("# environments:\n#   - name: prod\n#     files: [compose.yaml, compose.prod.yaml]\n#     env_files: [.env.prod]\n#     profiles: []\n\n");
        return;
    }
    text.push_str("environments:\n");
    let quoted = |text: &str| {
        let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/'))
            && !text.starts_with(['-', '.']);
        if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
    };
    for ((name, _), environment) in found {
        let files: Vec<String> = environment.files.iter().map(|file| quoted(file)).collect();
        let _infallible = writeln!(text, "  - name: {name}");
        if environment.directory != "." {
            let _infallible = writeln!(text, "    directory: {}", quoted(&environment.directory));
        }
        let _infallible = writeln!(text, "    files: [{}]", files.join(", "));
        if let Some(file) = &environment.env_file {
            let _infallible = writeln!(text, "    env_files: [{}]", quoted(file));
        }
    }
    text.push('\n');
}

/// `compose.prod.yaml` beside or on top of `compose.yaml` is the environment `prod`.
fn suggested(scene: &Scene, base: &str) -> BTreeMap<(String, String), Suggested> {
    let mut found = BTreeMap::new();
    for unit in units::units(&scene.found.candidates, &[], &scene.files, &scene.sources).compose {
        let Some(last) = unit.files.last() else { continue };
        let name = last.rsplit('/').next().unwrap_or(last);
        let Some(environment) = environment_name(name) else { continue };
        let inside =
            |path: &str| path.strip_prefix(&unit.directory).and_then(|rest| rest.strip_prefix('/')).map(str::to_owned);
        let in_unit = |path: &String| if unit.directory == "." { Some(path.clone()) } else { inside(path) };
        let Some(files) = unit.files.iter().map(in_unit).collect::<Option<Vec<String>>>() else { continue };
        let directory = if base == "." { Some(unit.directory.clone()) } else { below(base, &unit.directory) };
        let Some(directory) = directory else { continue };
        let env_file = [format!(".env.{environment}"), format!("{environment}.env")].into_iter().find(|file| {
            let path = if unit.directory == "." { file.clone() } else { format!("{}/{file}", unit.directory) };
            scene.files.kind(&path).is_some()
        });
        found.insert((environment, directory.clone()), Suggested { directory, files, env_file });
    }
    found
}

fn below(base: &str, path: &str) -> Option<String> {
    if path == base { Some(".".to_owned()) } else { path.strip_prefix(base)?.strip_prefix('/').map(str::to_owned) }
}

/// The middle of `compose.prod.yaml` and `docker-compose-prod.yml`, where it is the name of an environment.
fn environment_name(file: &str) -> Option<String> {
    const KNOWN: [&str; 15] = [
        "prod",
        "production",
        "staging",
        "stage",
        "dev",
        "development",
        "test",
        "testing",
        "ci",
        "local",
        "qa",
        "uat",
        "preview",
        "demo",
        "live",
    ];
    let stem = file.strip_suffix(".yaml").or_else(|| file.strip_suffix(".yml"))?;
    let rest = stem.strip_prefix("docker-compose").or_else(|| stem.strip_prefix("compose"))?;
    let name = rest.strip_prefix(['.', '-', '_'])?.to_ascii_lowercase();
    KNOWN.contains(&name.as_str()).then_some(name)
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
    fn file_names_suggest_environments() {
        for (file, expected) in [
            ("compose.prod.yaml", Some("prod")),
            ("docker-compose-staging.yml", Some("staging")),
            ("docker-compose.override.yml", None),
            ("compose.yaml", None),
            ("docker-compose.redis.yml", None),
        ] {
            assert_eq!(environment_name(file).as_deref(), expected, "{file}");
        }
    }

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
