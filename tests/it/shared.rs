//! The shared material beside the checkout: recorded answers of the reference implementations and real repositories. It is no part of
//! the project, so tests that use it say a word and pass where it is absent.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// A folder of the shared material; none where it is absent, which is told.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .skip(1)
        .take(3)
        .map(|above| above.join("shared").join(name))
        .find(|path| path.is_dir());
    if found.is_none() {
        println!("skipped: there is no ../shared/{name}");
    }
    found
}

/// The rows of all `.jsonl` files of a folder whose name begins so.
pub(crate) fn rows(folder: &Path, prefix: &str) -> Vec<Value> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let wanted = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with(prefix) && name.ends_with(".jsonl")
    };
    files
        .into_iter()
        .filter(wanted)
        .flat_map(|path| {
            let text = fs::read_to_string(path).unwrap();
            text.lines()
                .filter(|line| !line.is_empty())
                .map(|line| serde_json::from_str(line).unwrap())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// All files below a folder that the filter takes, sorted.
pub(crate) fn files(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file() && wanted(&entry.file_name().to_string_lossy()))
        .map(walkdir::DirEntry::into_path)
        .collect();
    found.sort();
    found
}

/// Numbers that look random and are the same every time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `n`.
    pub(crate) fn roll(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

/// Everything, with what is known of images.
pub(crate) fn scope() -> plimsoll_check::Scope {
    let known = plimsoll_policy::known_images(&plimsoll_rules::SHIPPED);
    plimsoll_check::Scope { known: std::sync::Arc::new(known), keep_rows: true, ..plimsoll_check::Scope::default() }
}

/// The Rust files of the program: those in `src/` and in `src/` of every crate, each below its path in the repository.
pub(crate) fn rust() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let crates = std::fs::read_dir(root.join("crates")).expect("there are crates").flatten().map(|entry| entry.path());
    let homes = crates.chain([root.to_owned()]).map(|home| home.join("src")).filter(|home| home.is_dir());
    let all = homes.flat_map(|home| files(&home, &|name| name.ends_with(".rs")));
    let mut named: Vec<(String, PathBuf)> = all
        .map(|path| (path.strip_prefix(root).expect("lies in it").to_string_lossy().replace('\\', "/"), path))
        .collect();
    named.sort();
    assert!(named.len() > 300, "the program was not found");
    named
}

/// How lists of files in tests call one: `crates/report/src/json.rs` is `report/json.rs`; crates of several modules lend their name to none of them, so
/// `crates/judge/src/waiver/file.rs` is `waiver/file.rs`.
pub(crate) fn short(path: &str) -> String {
    let Some((home, inside)) = path.strip_prefix("crates/").and_then(|path| path.split_once("/src/")) else {
        return path.strip_prefix("src/").unwrap_or(path).to_owned();
    };
    if MANY_MODULES.contains(&home) && inside != "lib.rs" { inside.to_owned() } else { format!("{home}/{inside}") }
}

/// Crates whose modules have names of their own in ARCHITECTURE.md.
pub(crate) const MANY_MODULES: [&str; 2] = ["judge", "loader"];

/// The parts of a path's list: `a, b::{c, d}` is `a` and `b::{c, d}`.
pub(crate) fn parts(list: &str) -> Vec<&str> {
    let (mut depth, mut begin, mut all) = (0, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => all.push(&list[std::mem::replace(&mut begin, at + 1)..at]),
            _ => {}
        }
    }
    all.push(&list[begin..]);
    all.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}
