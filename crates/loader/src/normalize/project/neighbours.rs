//! What lies around a Dockerfile that no service builds.

use super::super::units::split;
use super::Surroundings;
use crate::normalize::compose;
use plimsoll_source::files::{EntryKind, Kind, join};

/// The Compose files, by their usual names, that lie beside a Dockerfile or in the nearest directory above it that has some. Those that may
/// mean it after all are left out: where a name hangs on a variable, or the project's directory is another one, files do not say.
pub(super) fn of(path: &str, around: Surroundings<'_>) -> Vec<String> {
    let (mut directory, name) = split(path);
    loop {
        let found = [called("compose", directory, around), called("docker-compose", directory, around)].concat();
        if !found.is_empty() || directory == "." || directory.starts_with("..") {
            return found.into_iter().filter(|other| !may_mean(other, name, around)).collect();
        }
        directory = split(directory).0;
    }
}

/// The override file that docker compose takes where it is told nothing, beside the first file of a project, where that is the one which it takes as
/// well; nothing where the project has it.
pub(super) fn idle_override(files: &[String], around: Surroundings<'_>) -> Option<String> {
    let (directory, name) = split(files.first()?);
    if !compose::NAMES.contains(&name) {
        return None;
    }
    let mut paths = compose::OVERRIDES.iter().map(|name| join(directory, name));
    let taken = paths.find(|path| around.files.kind(path) == Some(EntryKind::File))?;
    (!files.contains(&taken)).then_some(taken)
}

/// The Compose files of a directory whose names start so.
fn called(name: &str, directory: &str, around: Surroundings<'_>) -> Vec<String> {
    let prefix = join(directory, name);
    let from = around.candidates.range(prefix.clone()..).take_while(|(other, _)| other.starts_with(&prefix));
    let files = from.filter(|(other, kind)| **kind == Kind::Compose && split(other).0 == directory);
    files.map(|(other, _)| other.clone()).collect()
}

/// Whether a Compose file has a `dockerfile` that may be called so.
fn may_mean(compose: &str, name: &str, around: Surroundings<'_>) -> bool {
    let Ok(file) = around.files.read(compose, around.sources) else { return true };
    let source = around.sources.get(file);
    // What is built from a directory that a variable names may be this one.
    let of_context = |line: &str| {
        ["context:", "build:"].iter().find_map(|key| line.strip_prefix(key)).is_some_and(|value| value.contains('$'))
    };
    if source.text.lines().any(|line| of_context(line.trim())) {
        return true;
    }
    let values = source.text.lines().filter_map(|line| line.trim().strip_prefix("dockerfile:"));
    let mut values = values.map(|value| value.trim().trim_matches(['"', '\'']));
    values.any(|value| match value.split_once('$') {
        Some((prefix, _)) => name.starts_with(prefix.rsplit('/').next().unwrap_or_default()),
        // What is called as everywhere is not told by its name.
        None => name != "Dockerfile" && value.rsplit('/').next() == Some(name),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use plimsoll_model::KnownImages;
    use plimsoll_source::Sources;
    use plimsoll_source::files::MemoryFiles;

    fn found(path: &str, files: &[(&str, &str)]) -> Vec<String> {
        let texts = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        let candidates: BTreeMap<String, Kind> = files.iter().map(|(p, _)| ((*p).to_owned(), Kind::Compose)).collect();
        let (files, sources, known) = (MemoryFiles::new(texts), Sources::default(), KnownImages::default());
        let building = crate::normalize::way::Building::default();
        let around = Surroundings {
            files: &files,
            sources: &sources,
            candidates: &candidates,
            known: &known,
            building: &building,
            show_secrets: false,
        };
        of(path, around)
    }

    #[test]
    fn the_nearest_compose_files_are_found() {
        let files =
            [("compose.yaml", ""), ("a/docker-compose.yml", ""), ("a/docker-compose.dev.yml", ""), ("a/b/x.yml", "")];
        assert_eq!(found("Dockerfile", &files), ["compose.yaml"]);
        assert_eq!(found("a/b/Dockerfile", &files), ["a/docker-compose.dev.yml", "a/docker-compose.yml"]);
        assert_eq!(found("Dockerfile", &[]), Vec::<String>::new());
    }

    #[test]
    fn files_that_may_mean_it_are_left_out() {
        let table = [
            ("dockerfile: Dockerfile.dev", "a/Dockerfile.dev", 0),
            ("dockerfile: 'x/Dockerfile.dev'", "a/Dockerfile.dev", 0),
            ("dockerfile: Dockerfile.${OS:-debian}", "Dockerfile.alpine", 0),
            ("dockerfile: ${FILE}", "Dockerfile", 0),
            ("dockerfile: web.${OS}", "Dockerfile.alpine", 1),
            ("dockerfile: Dockerfile", "a/Dockerfile", 1),
            ("context: ${WHERE}", "a/Dockerfile", 0),
            ("context: ./b", "a/Dockerfile", 1),
        ];
        for (line, path, expected) in table {
            let text = format!("services:\n  web:\n    build:\n      {line}\n");
            assert_eq!(found(path, &[("compose.yaml", text.as_str())]).len(), expected, "{line}");
        }
    }
}
