//! Step 1 of 5: roots → candidates. Decides by name alone what a file may be; reads no file's text.

use std::collections::BTreeMap;
use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use crate::disk::{DiskFiles, display_path, is_pruned};
use crate::files::Kind;
use crate::problem::Problem;

/// The most candidates of one run. A monorepo of a hundred thousand projects stays far below.
pub const CANDIDATE_LIMIT: usize = 2_000_000;

/// Directories nested deeper than this are not walked into.
pub const DEPTH_LIMIT: usize = 64;

/// What follows `env.` in the names of samples that are written without a dot in front.
const ENV_SAMPLES: [&str; 8] = ["example", "sample", "template", "dist", "tmpl", "tpl", "default", "defaults"];

/// Endings that say that a file with a Dockerfile's name is a text about one, or makes one.
const NO_DOCKERFILE: [&str; 14] = [
    ".md",
    ".txt",
    ".j2",
    ".jinja",
    ".jinja2",
    ".tmpl",
    ".tpl",
    ".template",
    ".erb",
    ".mustache",
    ".bak",
    ".orig",
    ".swp",
    ".sh",
];

/// What a file of this name may be. One table for the whole product.
pub fn kind_of(name: &str) -> Option<Kind> {
    let lower = name.to_ascii_lowercase();
    let yaml = lower.ends_with(".yml") || lower.ends_with(".yaml");
    if yaml && (lower.starts_with("compose") || lower.starts_with("docker-compose")) {
        let rest = lower.trim_start_matches("docker-").trim_start_matches("compose");
        return rest.starts_with(['.', '-', '_']).then_some(Kind::Compose);
    }
    if lower == ".dockerignore" || lower.ends_with(".dockerignore") {
        return Some(Kind::Dockerignore);
    }
    let docker = ["dockerfile", "containerfile"];
    if docker.iter().any(|d| lower == *d || lower.starts_with(&format!("{d}.")) || lower.starts_with(&format!("{d}-")))
    {
        return (!NO_DOCKERFILE.iter().any(|end| lower.ends_with(end))).then_some(Kind::Dockerfile);
    }
    if docker.iter().any(|d| lower.ends_with(&format!(".{d}")) || lower.ends_with(&format!("-{d}"))) {
        return Some(Kind::Dockerfile);
    }
    let sample = lower.strip_prefix("env.").is_some_and(|rest| ENV_SAMPLES.contains(&rest));
    (lower == ".env" || lower.starts_with(".env.") || lower.ends_with(".env") || sample).then_some(Kind::Env)
}

/// Which paths are left out, beyond what the walk prunes by itself.
#[derive(Debug, Default)]
pub struct Selection {
    /// Only these, when there are any.
    include: Option<GlobSet>,
    /// Never these.
    exclude: Option<GlobSet>,
    /// Walk into git-ignored directories too.
    pub no_ignore: bool,
}

impl Selection {
    /// From globs over repository-relative paths (`**` crosses directories, a trailing `/` means everything below).
    ///
    /// # Errors
    /// The first glob that does not compile, with the reason.
    pub fn new(include: &[String], exclude: &[String], no_ignore: bool) -> Result<Self, String> {
        Ok(Self { include: globs(include)?, exclude: globs(exclude)?, no_ignore })
    }

    fn leaves_out(&self, path: &str) -> bool {
        self.exclude.as_ref().is_some_and(|set| set.is_match(path))
            || self.include.as_ref().is_some_and(|set| !set.is_match(path))
    }
}

fn globs(patterns: &[String]) -> Result<Option<GlobSet>, String> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let whole = pattern.strip_prefix("./").unwrap_or(pattern);
        let whole = whole.strip_suffix('/').map_or_else(|| whole.to_owned(), |dir| format!("{dir}/**"));
        let glob = GlobBuilder::new(&whole).literal_separator(true).build().map_err(|e| e.to_string())?;
        set.add(glob);
    }
    set.build().map(Some).map_err(|e| e.to_string())
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Found {
    /// Candidates by repository-relative path.
    pub candidates: BTreeMap<String, Kind>,
    /// Paths that configuration leaves out.
    pub excluded: Vec<(String, String)>,
    /// What could not be listed.
    pub problems: Vec<Problem>,
}

/// Walks directories (root-relative) and takes up files; a file named by itself is taken whatever its name and place.
pub fn candidates(files: &DiskFiles, roots: &[String], selection: &Selection) -> Found {
    let mut found = Found::default();
    for root in roots {
        let full = files.root().join(root);
        if full.is_dir() {
            walk(files, &full, selection, &mut found);
        } else {
            let name = root.rsplit('/').next().unwrap_or(root);
            found.candidates.insert(root.clone(), kind_of(name).unwrap_or_else(|| guess(name)));
        }
    }
    found
}

/// A file that was named explicitly but has no telling name: by its ending.
fn guess(name: &str) -> Kind {
    let lower = name.to_ascii_lowercase();
    if lower.ends_with(".yml") || lower.ends_with(".yaml") || lower.ends_with(".json") {
        Kind::Compose
    } else if lower.contains("env") {
        Kind::Env
    } else {
        Kind::Dockerfile
    }
}

fn walk(files: &DiskFiles, directory: &Path, selection: &Selection, found: &mut Found) {
    let enters = |entry: &DirEntry| {
        if !entry.file_type().is_dir() || entry.depth() == 0 {
            return true;
        }
        let pruned = entry.file_name().to_str().is_some_and(is_pruned);
        !pruned && (selection.no_ignore || !files.ignores_directory(entry.path()))
    };
    let walk = WalkDir::new(directory).max_depth(DEPTH_LIMIT).sort_by_file_name().into_iter().filter_entry(enters);
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {
                if entry.depth() == DEPTH_LIMIT {
                    found.problems.push(too_deep(files, &entry));
                }
            }
            Ok(entry) => take(files, &entry, selection, found),
            Err(error) => found.problems.push(unlisted(files, &error)),
        }
        if found.candidates.len() >= CANDIDATE_LIMIT {
            let message = format!("more than {CANDIDATE_LIMIT} files to judge");
            found.problems.push(Problem::error("too-many-files", message).help("scan the directories one by one"));
            return;
        }
    }
}

fn too_deep(files: &DiskFiles, entry: &DirEntry) -> Problem {
    let path = display_path(files.root(), entry.path()).unwrap_or_default();
    let message = format!("{path} lies more than {DEPTH_LIMIT} directories deep and is not looked into");
    Problem::error("too-deep", message).in_file(path).help("scan it by itself, or leave it out under `paths.exclude`")
}

fn take(files: &DiskFiles, entry: &DirEntry, selection: &Selection, found: &mut Found) {
    let Some(kind) = entry.file_name().to_str().and_then(kind_of) else { return };
    let Some(path) = display_path(files.root(), entry.path()) else { return };
    if selection.leaves_out(&path) {
        found.excluded.push((path, "left out by the configuration".to_owned()));
    } else if entry.path_is_symlink() {
        take_link(files, entry, path, kind, found);
    } else {
        found.candidates.insert(path, kind);
    }
}

/// A link inside the tree leads to a file that is judged where it really is; one that leaves the tree is not followed.
fn take_link(files: &DiskFiles, entry: &DirEntry, path: String, kind: Kind, found: &mut Found) {
    match entry.path().canonicalize() {
        Ok(real) if !real.starts_with(files.root()) => {
            found.excluded.push((path, "a link that leaves the root is not followed".to_owned()));
        }
        Ok(real) if real.is_dir() => {}
        Ok(real) => {
            let same = display_path(files.root(), &real)
                .is_some_and(|real| real.rsplit('/').next().and_then(kind_of) == Some(kind));
            if same {
                found.excluded.push((path, "a link to a file that is judged where it lies".to_owned()));
            } else {
                found.candidates.insert(path, kind);
            }
        }
        Err(_) => found.excluded.push((path, "a link that leads nowhere".to_owned())),
    }
}

fn unlisted(files: &DiskFiles, error: &walkdir::Error) -> Problem {
    let path = error.path().and_then(|path| display_path(files.root(), path)).unwrap_or_default();
    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Problem::error("unreadable-directory", format!("`{path}` cannot be listed: {reason}"))
        .in_file(path)
        .help("give read permission, or leave it out under `paths.exclude`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_files_by_their_names() {
        let cases = [
            ("compose.yaml", Some(Kind::Compose)),
            ("compose.prod.yml", Some(Kind::Compose)),
            ("docker-compose-dev.yaml", Some(Kind::Compose)),
            ("docker-compose.override.yml", Some(Kind::Compose)),
            ("composer.yml", None),
            ("Dockerfile", Some(Kind::Dockerfile)),
            ("Dockerfile.alpine", Some(Kind::Dockerfile)),
            ("web.Dockerfile", Some(Kind::Dockerfile)),
            ("Containerfile.dev", Some(Kind::Dockerfile)),
            ("Dockerfile.dockerignore", Some(Kind::Dockerignore)),
            (".dockerignore", Some(Kind::Dockerignore)),
            ("Dockerfile.j2", None),
            (".env", Some(Kind::Env)),
            (".env.production", Some(Kind::Env)),
            ("web.env", Some(Kind::Env)),
            ("env.example", Some(Kind::Env)),
            ("env.ts", None),
            (".envrc", None),
            ("environment.yml", None),
        ];
        for (name, kind) in cases {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }

    #[test]
    fn walks_without_what_is_ignored_pruned_or_excluded() {
        let dir = tempfile::tempdir().unwrap();
        let make = |path: &str| {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        };
        for path in
            ["a/compose.yaml", "a/.env", "node_modules/x/Dockerfile", "gen/Dockerfile", "old/Dockerfile", ".git/HEAD"]
        {
            make(path);
        }
        std::fs::write(dir.path().join(".gitignore"), "gen/\n.env\n").unwrap();
        let files = DiskFiles::new(dir.path()).unwrap();
        let selection = Selection::new(&[], &["old/".to_owned()], false).unwrap();
        let found = candidates(&files, &[".".to_owned()], &selection);
        // A git-ignored env file is still there when the project runs, so it is judged.
        assert_eq!(found.candidates.keys().map(String::as_str).collect::<Vec<_>>(), ["a/.env", "a/compose.yaml"]);
        assert_eq!(found.excluded.len(), 1);
    }
}
