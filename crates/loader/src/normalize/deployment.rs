//! For which environment files are, as their names say: one table of words (`policies/data/environment_names.yaml`), the same for overlays and for full
//! copies. What no name says is not claimed.

use plimsoll_model::{Because, Deployment, NamedBy, Role, RoleNames};

use super::units::split;

/// How a project is started, as far as it may say for which environment.
#[derive(Debug, Clone, Copy)]
pub struct Started<'a> {
    /// Where it is started.
    pub directory: &'a str,
    /// Its files in order.
    pub files: &'a [String],
    /// Env files that it is started with.
    pub env_files: &'a [String],
    /// Profiles that it is started with.
    pub profiles: &'a [String],
}

/// For which environment something is, and what it has in common with the same in other environments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// The environment.
    pub deployment: Deployment,
    /// The application: equal for its environments, whether they are overlays or copies, side by side or in directories of their own.
    pub application: String,
}

/// Words of names of files that say nothing of them.
const NOISE: [&str; 13] = [
    "docker",
    "compose",
    "podman",
    "stack",
    "swarm",
    "env",
    "yml",
    "yaml",
    "override",
    "dockerfile",
    "containerfile",
    "example",
    "sample",
];

/// So many directories above a file are looked at.
const ABOVE: usize = 2;

/// For which environment a project is started. What its own files are called counts before the env files and profiles it is started with, and these
/// before the directories it lies in.
pub fn named(started: Started<'_>, names: &RoleNames) -> Named {
    let directory = started.files.first().map_or(started.directory, |file| split(file).0);
    let first = started.files.first().map(|file| words(file)).unwrap_or_default();
    let application = format!("{}|{}", without_roles(directory, names), rest(&first, names).join("-"));
    let by_file = said(started.files, NamedBy::File, names);
    // One way of starting it may take the file of one environment, and another one the profile of another.
    let by_start = || {
        let by_env_file = said(started.env_files, NamedBy::EnvFile, names);
        let by_profile = said(started.profiles, NamedBy::Profile, names);
        match (by_env_file, by_profile) {
            (Some(one), Some(other)) if one.role != other.role => Some(Deployment { role: Role::Unknown, ..one }),
            (one, other) => one.or(other),
        }
    };
    let deployment = by_file.or_else(by_start).or_else(|| of_directory(directory, names));
    Named { deployment: deployment.unwrap_or_default(), application }
}

/// For which environment a single file is: a Dockerfile, an env file.
pub fn of_file(path: &str, names: &RoleNames) -> Deployment {
    let by_name = said(&[path.to_owned()], NamedBy::File, names);
    by_name.or_else(|| of_directory(split(path).0, names)).unwrap_or_default()
}

/// What the name of a file says alone, whatever directory it lies in.
pub fn of_name(path: &str, names: &RoleNames) -> Role {
    said(&[path.to_owned()], NamedBy::File, names).map(|said| said.role).unwrap_or_default()
}

/// What an environment is for by what its user calls it.
pub fn role_of(name: &str, names: &RoleNames) -> Role {
    names.role(&words(name)).unwrap_or_default()
}

/// What some names say together: the last of them names the environment, and where they contradict each other nobody knows what it is for.
fn said(all: &[String], by: NamedBy, names: &RoleNames) -> Option<Deployment> {
    let telling: Vec<(&String, Role)> = all.iter().filter_map(|name| Some((name, names.role(&words(name))?))).collect();
    let (last, role) = telling.last()?;
    let agree = telling.iter().all(|(_, other)| other == role);
    Some(Deployment {
        name: Some(words(last).join("-")),
        role: if agree { *role } else { Role::Unknown },
        because: Some(Because { by, text: (*last).clone() }),
    })
}

/// The nearest directory that is called like an environment, or that lies where environments lie.
fn of_directory(directory: &str, names: &RoleNames) -> Option<Deployment> {
    let (end, role) = role_above(directory, names).next()?;
    let path = &directory[..end];
    Some(Deployment {
        name: Some(split(path).1.to_owned()),
        role,
        because: Some(Because { by: NamedBy::Directory, text: path.to_owned() }),
    })
}

/// Where the names of directories end that are environments, with what they are for, from below.
fn role_above<'a>(directory: &'a str, names: &'a RoleNames) -> impl Iterator<Item = (usize, Role)> + 'a {
    let ends = std::iter::once(directory.len()).chain(directory.rmatch_indices('/').map(|(end, _)| end));
    ends.take(ABOVE).filter_map(move |end| {
        let (above, name) = split(&directory[..end]);
        let words = words(name);
        let is_placed = names.is_folder(split(above).1);
        let is_whole = rest(&words, names).is_empty();
        let role = names.role(&words).filter(|_| is_placed || is_whole)?;
        Some((end, role))
    })
}

/// A directory with a star in place of each environment.
fn without_roles(directory: &str, names: &RoleNames) -> String {
    let ends: Vec<usize> = role_above(directory, names).map(|(end, _)| end).collect();
    let mut at = 0;
    let part = |part: &str| {
        at += part.len();
        let is_role = ends.contains(&at);
        at += 1;
        if is_role { "*".to_owned() } else { part.to_owned() }
    };
    directory.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The words of a name that may say something.
fn words(path: &str) -> Vec<&str> {
    let all = split(path).1.split(['.', '-', '_', ' ']);
    all.filter(|word| !word.is_empty() && !NOISE.contains(&word.to_ascii_lowercase().as_str())).collect()
}

/// Words that are no part of the name of an environment.
fn rest<'w>(words: &[&'w str], names: &RoleNames) -> Vec<&'w str> {
    let mut rest = Vec::new();
    let mut left = words;
    while let Some((word, after)) = left.split_first() {
        let next = after.first().copied();
        let is_pair = next.is_some_and(|next| names.role(&[format!("{word}{next}")]).is_some());
        if !is_pair && !names.is_word(word, None) {
            rest.push(*word);
        }
        left = if is_pair { &after[1..] } else { after };
    }
    rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names() -> RoleNames {
        let table = json!({
            "roles": {"development": ["dev"], "test": ["test", "ci"], "staging": ["staging", "preprod"], "production": ["prod", "production"]},
            "alone": {"production": ["live"]}, "weak": {"development": ["local"]}, "unknown": ["demo"], "folders": ["environments", "deploy"],
        });
        serde_json::from_value(table).expect("it is a table of names")
    }

    fn started(directory: &str, files: &[&str], env_files: &[&str], profiles: &[&str]) -> Named {
        let texts = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        let (files, env_files, profiles) = (texts(files), texts(env_files), texts(profiles));
        let started = Started { directory, files: &files, env_files: &env_files, profiles: &profiles };
        named(started, &names())
    }

    #[test]
    fn names_of_files_directories_and_profiles_say_it() {
        for (directory, files, env_files, profiles, name, role, application) in [
            (".", &["compose.yaml", "compose.prod.yaml"][..], &[][..], &[][..], Some("prod"), Role::Production, ".|"),
            (".", &["docker-compose-staging.yml"], &[], &[], Some("staging"), Role::Staging, ".|"),
            (".", &["compose.prod.yaml"], &[".env.dev"], &[], Some("prod"), Role::Production, ".|"),
            (".", &["compose.yaml"], &[".env.production"], &[], Some("production"), Role::Production, ".|"),
            (".", &["compose.yaml"], &["prod.env"], &[], Some("prod"), Role::Production, ".|"),
            (".", &["compose.yaml"], &[], &["dev"], Some("dev"), Role::Development, ".|"),
            (".", &["compose.yaml"], &["prod.env"], &["dev"], Some("prod"), Role::Unknown, ".|"),
            (".", &["docker-compose.app.prod.yml"], &[], &[], Some("app-prod"), Role::Production, ".|app"),
            (".", &["compose.pre-prod.yaml"], &[], &[], Some("pre-prod"), Role::Staging, ".|"),
            (".", &["compose.yaml", "compose.prod.yaml", "compose.ci.yaml"], &[], &[], Some("ci"), Role::Unknown, ".|"),
            ("environments/prod-eu", &[], &[], &[], Some("prod-eu"), Role::Production, "environments/*|"),
            (
                "deploy/production",
                &["deploy/production/compose.yaml"],
                &[],
                &[],
                Some("production"),
                Role::Production,
                "deploy/*|",
            ),
            ("dev/app", &["dev/app/compose.yaml"], &[], &[], Some("dev"), Role::Development, "*/app|"),
            ("dev-tools", &["dev-tools/compose.yaml"], &[], &[], None, Role::Unknown, "dev-tools|"),
            ("live-chat", &["live-chat/compose.yaml"], &[], &[], None, Role::Unknown, "live-chat|"),
            (".", &["compose.yaml", "compose.override.yaml"], &[], &[], None, Role::Unknown, ".|"),
            (".", &["compose.demo.yaml"], &[], &[], Some("demo"), Role::Unknown, ".|"),
        ] {
            let found = started(directory, files, env_files, profiles);
            let got = (found.deployment.name.as_deref(), found.deployment.role, found.application.as_str());
            assert_eq!(got, (name, role, application), "{directory} {files:?} {env_files:?} {profiles:?}");
        }
    }

    #[test]
    fn single_files_say_it_too() {
        for (path, role) in [
            (".env.production.local", Role::Production),
            ("config/prod.env", Role::Production),
            ("Dockerfile.dev", Role::Development),
            ("Dockerfile", Role::Unknown),
            ("environments/ci/.env", Role::Test),
        ] {
            assert_eq!(of_file(path, &names()).role, role, "{path}");
        }
    }
}
