//! No file can hide: in random trees of links, ignores, includes and odd names, whatever docker would load in a directory is judged or told.
//! `HIDING_TREES=10000 cargo test hiding` looks longer, `HIDING_SEED=2` at other trees.

#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use plimsoll_check::{self as check, Run, Settlement};
use plimsoll_judge::config::Layers;
use plimsoll_loader::discover::{self, DEPTH_LIMIT, Request, Selection};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_policy::{Bundle, PolicySet};
use plimsoll_report::{Report, Repository};
use plimsoll_source::files::lies_in;
use plimsoll_source::problem::Severity;
use plimsoll_source::{Shown, Sources};

use crate::shared::Dice;

/// Read once: no rule is asked, only what is loaded counts.
static POLICIES: LazyLock<PolicySet> = LazyLock::new(|| {
    PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).unwrap_or_else(|errors| panic!("{}", errors[0]))
});

const DIRECTORIES: [&[u8]; 12] = [
    b".",
    b"a",
    b"a/b",
    b"a\\b",
    b"vendor",
    b"vendor/x",
    b"gen/y",
    b".cache/z",
    b"node_modules/m/n",
    b"n\xff",
    b"a/target",
    b"A",
];
const FILES: [&[u8]; 16] = [
    b"compose.yaml",
    b"compose.yml",
    b"docker-compose.yml",
    b"docker-compose.yaml",
    b"compose.override.yaml",
    b"docker-compose.override.yml",
    b"compose.prod.yaml",
    b"compose.zz.yaml",
    b"Compose.yaml",
    b"base.yml",
    b"Dockerfile",
    b"Dockerfile.dev",
    b"dockerfile",
    b".env",
    b"Dockerfile.\xff",
    b"README.md",
];
const BASES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const OVERRIDES: [&str; 4] =
    ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];

fn pick<'t>(all: &[&'t [u8]], dice: &mut Dice) -> &'t OsStr {
    OsStr::from_bytes(all[dice.roll(all.len())])
}

/// The way from a directory to a file, up to the root and down again.
fn way(directory: &OsStr, dice: &mut Dice) -> String {
    let up = "../".repeat(Path::new(directory).components().filter(|part| part.as_os_str() != ".").count());
    let (to, file) = (pick(&DIRECTORIES, dice), pick(&FILES, dice));
    let to = if to == "." { String::new() } else { format!("{}/", to.to_string_lossy()) };
    format!("{up}{to}{}", file.to_string_lossy())
}

fn content(name: &str, directory: &OsStr, dice: &mut Dice) -> String {
    if name.starts_with("Dockerfile") || name == "dockerfile" {
        return "FROM alpine:3.20\n".to_owned();
    }
    if name == ".env" {
        return match dice.roll(4) {
            0 => "COMPOSE_FILE=compose.prod.yaml\n".to_owned(),
            1 => format!("COMPOSE_FILE=base.yml:{}\n", way(directory, dice)),
            _ => "A=1\n".to_owned(),
        };
    }
    if name == "README.md" {
        return "# Text\n".to_owned();
    }
    let whole = "services:\n  web:\n    image: x:1.0\n";
    match dice.roll(13) {
        0 => format!("include:\n- {}\n", way(directory, dice)),
        1 => format!("include:\n- path: [{}, {}]\n{whole}", way(directory, dice), way(directory, dice)),
        2 => format!("services:\n  web:\n    extends:\n      file: {}\n      service: web\n", way(directory, dice)),
        3 => "services:\n  web:\n    privileged: true\n".to_owned(),
        4 => "services:\n  web:\n    image: x:1.0\n    networks: [n]\n".to_owned(),
        5 => format!("{whole}---\nservices:\n  web:\n    tty: true\n"),
        6 => "on: push\n".to_owned(),
        7 => format!("{whole}    build: {{context: ., dockerfile: Dockerfile.dev}}\n"),
        8 => format!("include:\n- {name}\n{whole}"),
        9 => format!("services:\n  web:\n    extends: {{file: {name}, service: web}}\n"),
        10 => format!(
            "include:\n- path: [{}, {}]\nservices:\n  web: !override {{image: \"y:1\"}}\n",
            way(directory, dice),
            way(directory, dice)
        ),
        _ => whole.to_owned(),
    }
}

fn grow(root: &Path, dice: &mut Dice) {
    for directory in DIRECTORIES {
        fs::create_dir_all(root.join(OsStr::from_bytes(directory))).unwrap();
    }
    fs::create_dir_all(root.join(".git")).unwrap();
    fs::write(root.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    fs::write(root.join(".gitignore"), ["gen/\n", "gen/\n.env\n", "a/b/\n*.yml\n", ""][dice.roll(4)]).unwrap();
    for _ in 0..4 + dice.roll(10) {
        let (directory, name) = (pick(&DIRECTORIES, dice), pick(&FILES, dice));
        let path = root.join(directory).join(name);
        if path.symlink_metadata().is_ok() {
            continue;
        }
        match dice.roll(12) {
            0 => symlink("nowhere", &path).unwrap(),
            1 => symlink("/etc/hostname", &path).unwrap(),
            2 | 3 => symlink(way(directory, dice), &path).unwrap(),
            4 => {
                // A link to a directory, of any name.
                let up = "../".repeat(Path::new(directory).components().filter(|part| part.as_os_str() != ".").count());
                let mut to = PathBuf::from(up);
                to.push(pick(&DIRECTORIES, dice));
                let link = root.join(directory).join(["app", "web", "compose"][dice.roll(3)]);
                if link.symlink_metadata().is_err() {
                    symlink(to, link).unwrap();
                }
            }
            _ => fs::write(&path, content(&name.to_string_lossy(), directory, dice)).unwrap(),
        }
    }
}

/// Every directory that somebody can be in: real ones, and those that links lead to under the name of the link; each real place a few times at most.
fn directories(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![(root.to_owned(), 0)];
    while let Some((directory, links)) = open.pop() {
        for entry in fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            let is_link = path.symlink_metadata().unwrap().is_symlink();
            let is_inside = || path.canonicalize().is_ok_and(|real| real.starts_with(root));
            if path.is_dir() && path.file_name() != Some(OsStr::new(".git")) && links < 2 && is_inside() {
                open.push((path, links + usize::from(is_link)));
            }
        }
        found.push(directory);
    }
    found
}

/// What docker would load in a directory without being told a name.
fn loaded(directory: &Path) -> Vec<PathBuf> {
    let first = |names: &[&str]| names.iter().map(|name| directory.join(name)).find(|path| path.is_file());
    let named = fs::read_to_string(directory.join(".env")).unwrap_or_default();
    let named = named.lines().find_map(|line| line.strip_prefix("COMPOSE_FILE="));
    let composes: Vec<PathBuf> = match named {
        // As docker compose has it, `..` is taken away before anybody looks.
        Some(list) => {
            let clean = |file: &str| PathBuf::from(plimsoll_source::files::join(&directory.to_string_lossy(), file));
            list.split(':').map(clean).filter(|path| path.is_file()).collect()
        }
        None => first(&BASES)
            .map(|base| [Some(base), first(&OVERRIDES)].into_iter().flatten().collect())
            .unwrap_or_default(),
    };
    composes.into_iter().chain(first(&["Dockerfile", "dockerfile"])).collect()
}

fn judged(root: &Path) -> Shown<Report> {
    let files = DiskFiles::new(root).unwrap();
    let roots = [(".".to_owned(), DEPTH_LIMIT)];
    let selection = Selection::default();
    let asked = [".".to_owned()];
    let found = discover::find(
        &files,
        &Request {
            roots: &roots,
            named: &asked,
            selection: &selection,
            choice: &selection,
            tracked: &|_| Vec::new(),
            says: &|_| false,
        },
    );
    let scope = crate::shared::scope();
    let run = Run {
        found: &found,
        scope: &scope,
        files: &files,
        sources: Arc::new(Sources::default()),
        policies: &POLICIES,
        shows_controls: false,
        is_about_controls: false,
        repository: Repository::default(),
    };
    let settlement = Settlement { as_of: "2026-11-29".to_owned(), ..Settlement::default() };
    check::report(run, &mut Layers::of_rules(&[]), settlement, Vec::new()).unwrap_or_else(|error| panic!("{error}"))
}

/// The path as reports have it: from the root, `..` taken away.
fn shown(root: &Path, path: &Path) -> String {
    plimsoll_source::files::join(".", &path.strip_prefix(root).unwrap_or(path).to_string_lossy())
}

fn try_tree(number: usize, dice: &mut Dice) -> usize {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    grow(&root, dice);
    let report = judged(&root);
    let wrong: Vec<(Severity, String)> = report
        .problems
        .iter()
        .filter(|problem| problem.code != "no-rules")
        .map(|problem| {
            let place = problem.span.map(|span| report.sources.path(span.file));
            (problem.severity, place.or_else(|| problem.path.clone()).unwrap_or_default())
        })
        .collect();
    let is_told = |path: &str, full: &Path| {
        let left = report.excluded.iter().any(|(left, _)| lies_in(path, left.trim_end_matches('/')));
        // A project that cannot be loaded is told at the file at fault, which may be one that it leads to.
        let leads =
            fs::read_to_string(full).is_ok_and(|text| ["include", "extends"].iter().any(|word| text.contains(word)));
        let named = full.parent().is_some_and(|parent| {
            fs::read_to_string(parent.join(".env")).is_ok_and(|text| text.contains("COMPOSE_FILE"))
        });
        let over = path.contains("override")
            || wrong
                .iter()
                .any(|(_, place)| place.contains("override") && Path::new(place).parent() == Path::new(path).parent());
        let is_error =
            |place: &dyn Fn(&str) -> bool| wrong.iter().any(|(severity, at)| *severity == Severity::Error && place(at));
        left || is_error(&|at| at == path) || ((leads || named || over) && is_error(&|_| true))
    };
    let judged: BTreeSet<&String> = report.files.iter().collect();
    // A file that another project takes in, and perhaps overrides, still stands for a project of its own where it could be started.
    let by_itself: BTreeSet<&String> =
        report.projects.iter().filter(|project| project.kind == "compose").map(|project| &project.directory).collect();
    let mut count = 0;
    for directory in directories(&root) {
        for full in loaded(&directory) {
            let path = shown(&root, &full);
            if path.starts_with("..") {
                continue;
            }
            count += 1;
            let own = shown(&root, &directory);
            // What has no image of its own docker refuses there: it is judged with the file above that gives it one.
            let starts = |text: String| {
                ["image:", "build:", "extends:", "include:", "provider:"].iter().any(|key| text.contains(key))
            };
            let is_base = BASES.iter().any(|base| full.file_name() == Some(OsStr::new(base)));
            let is_compose = is_base && fs::read_to_string(&full).is_ok_and(starts);
            // Docker builds nothing there: it is judged from the directory above that has what it builds.
            let above = report
                .projects
                .iter()
                .any(|project| project.start.how == plimsoll_model::How::Above && project.files.first() == Some(&path));
            assert!(
                !is_compose || above || by_itself.contains(&own) || is_told(&path, &full),
                "tree {number}: {path} is judged, but not as the project that docker starts in {own}\nprojects {by_itself:?}\nleft out {:?}\nproblems {wrong:?}\n{}",
                report.excluded,
                listing(&root)
            );
            assert!(
                judged.contains(&path) || is_told(&path, &full),
                "tree {number}: docker loads {path}, which is neither judged nor told\njudged {judged:?}\nleft out {:?}\nproblems {wrong:?}\n{}",
                report.excluded,
                listing(&root)
            );
        }
    }
    count
}

fn listing(root: &Path) -> String {
    let mut lines = Vec::new();
    for entry in walkdir::WalkDir::new(root).sort_by_file_name().into_iter().filter_map(Result::ok) {
        if entry.file_type().is_dir() {
            continue;
        }
        let what = match fs::read_link(entry.path()) {
            Ok(to) => format!("-> {}", to.display()),
            Err(_) => format!("{:?}", fs::read_to_string(entry.path()).unwrap_or_default()),
        };
        lines.push(format!("{}: {what}", entry.path().strip_prefix(root).unwrap_or(root).display()));
    }
    lines.join("\n")
}

#[test]
fn what_docker_would_load_is_judged_or_told() {
    let trees = std::env::var("HIDING_TREES").ok().and_then(|count| count.parse().ok()).unwrap_or(150);
    let seed: u64 = std::env::var("HIDING_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    let mut dice = Dice(0x5eed_1e55 ^ (seed << 32));
    let files: usize = (0..trees).map(|number| try_tree(number, &mut dice)).sum();
    println!("{trees} trees, {files} files that docker would load");
    assert!(files > trees / 2, "only {files} files were tried");
}
