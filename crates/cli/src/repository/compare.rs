//! Whether the files of a checkout are those of its commit: index against commit, files against index, and nothing judged that is in neither.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use plimsoll_loader::disk::Below;

use super::index::{self, Entry};
use super::objects::Hash;
use super::{Git, bytes, history, text};

/// An index larger than this is not read.
pub(super) const INDEX_LIMIT: u64 = 512 << 20;
/// Files that git has not seen in their present state are read; all of them together not further than this.
const READ_LIMIT: u64 = 1 << 30;
/// So many differences are told.
const TOLD: usize = 20;

/// What keeps the checkout from being the commit, or from being shown to be it; nothing where every tracked file is as in the commit, and every file
/// that was read is tracked.
/// Files that git ignores are in no commit by intent: those of them that were read are told apart.
pub(crate) fn differences<'a>(
    root: &Path,
    commit: &str,
    read: impl Iterator<Item = &'a str>,
    is_ignored: &dyn Fn(&str) -> bool,
) -> (Vec<String>, Vec<String>) {
    let (mut found, ignored) = match compared(root, commit, read.collect(), is_ignored) {
        Ok(found) => found,
        Err(reason) => return (vec![reason.to_owned()], Vec::new()),
    };
    let more = found.len().saturating_sub(TOLD);
    found.truncate(TOLD);
    if more > 0 {
        found.push(format!("{more} more"));
    }
    (found, ignored)
}

fn compared(
    root: &Path,
    commit: &str,
    read: BTreeSet<&str>,
    is_ignored: &dyn Fn(&str) -> bool,
) -> Result<(Vec<String>, Vec<String>), &'static str> {
    let hash = Hash::of(commit);
    let git = Git::of(root).ok_or("the repository cannot be read")?;
    let path = git.own.join("index");
    let entries =
        index::parse(&bytes(&git.own, "index", INDEX_LIMIT).map_err(|_| "the index of git cannot be read")?, hash)?;
    let written =
        fs::symlink_metadata(&path).and_then(|meta| meta.modified()).map_err(|_| "the index of git cannot be read")?;
    let tree =
        history::commit(&git.store(commit), commit).map_err(|_| "the commit cannot be read from the repository")?.tree;
    let mut found = Vec::new();
    if index::tree(&entries, hash) != tree {
        found.push("what is staged differs from the commit".to_owned());
    }
    let config = text(&git.common, "config").unwrap_or_default().to_ascii_lowercase();
    let checkout = Checkout {
        root,
        below: Below::new(root).map_err(|_| "the checkout cannot be read")?,
        hash,
        modes: !config.lines().any(|line| line.split_whitespace().collect::<String>() == "filemode=false"),
        written: written.duration_since(UNIX_EPOCH).unwrap_or_default(),
        read: &read,
    };
    let mut left = READ_LIMIT;
    for entry in &entries {
        if let Some(how) = checkout.differs(entry, &mut left)? {
            found.push(format!("{} {how}", entry.path));
        }
    }
    let tracked: BTreeMap<&str, ()> = entries.iter().map(|entry| (entry.path.as_str(), ())).collect();
    let untracked = read.iter().copied().filter(|path| !tracked.contains_key(path));
    let (ignored, others): (Vec<&str>, Vec<&str>) = untracked.partition(|path| is_ignored(path));
    found.extend(others.into_iter().map(|path| format!("{path} is not in the commit")));
    Ok((found, ignored.into_iter().map(str::to_owned).collect()))
}

struct Checkout<'a> {
    root: &'a Path,
    /// Where tracked files are opened: through no link, as git has it.
    below: Below,
    hash: Hash,
    /// Whether the file system knows executable files.
    modes: bool,
    /// When the index was written.
    written: Duration,
    /// What the run has read: it is compared by content whatever the file system says.
    read: &'a BTreeSet<&'a str>,
}

impl Checkout<'_> {
    fn differs(&self, entry: &Entry, left: &mut u64) -> Result<Option<&'static str>, &'static str> {
        const FILE: u32 = 0o100_000;
        const LINK: u32 = 0o120_000;
        const SUBMODULE: u32 = 0o160_000;
        let path = self.root.join(&entry.path);
        let meta = match fs::symlink_metadata(&path) {
            Ok(meta) => meta,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Some("is not there")),
            Err(_) => return Ok(Some("cannot be read")),
        };
        let same = match entry.mode & 0o170_000 {
            FILE if meta.is_file() => {
                if self.modes && executable(&meta) != (entry.mode & 0o100 != 0) {
                    return Ok(Some("is executable, or no longer"));
                }
                self.is_same_file(&meta, entry, left)?
            }
            LINK if meta.is_symlink() => {
                let target = fs::read_link(&path).map_err(|_| "a link cannot be read")?;
                self.hash.object("blob", target.as_os_str().as_encoded_bytes()) == entry.id
            }
            // Of a submodule only that it is empty can be told without reading all of it.
            SUBMODULE if meta.is_dir() => {
                if fs::read_dir(&path).is_ok_and(|mut inside| inside.next().is_none()) {
                    return Ok(None);
                }
                return Ok(Some("is a submodule, whose files are not compared"));
            }
            _ => false,
        };
        Ok((!same).then_some("differs"))
    }

    fn is_same_file(&self, meta: &Metadata, entry: &Entry, left: &mut u64) -> Result<bool, &'static str> {
        let must_read = self.read.contains(entry.path.as_str());
        let changed = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        let seen = Duration::new(u64::from(entry.changed.0), entry.changed.1.min(999_999_999));
        // As git does: what has the size and time that it saw, from before it wrote that down, is what it saw.
        if !must_read && changed == seen && meta.len() as u32 == entry.size && changed < self.written {
            return Ok(true);
        }
        *left = left.checked_sub(meta.len()).ok_or("too much was changed since git last looked")?;
        let mut hasher = self.hash.start("blob", meta.len());
        let (file, _) = self.below.open_regular(Path::new(&entry.path)).map_err(|_| "a tracked file cannot be read")?;
        let mut file = file.take(meta.len());
        let mut piece = vec![0; 1 << 16];
        loop {
            match file.read(&mut piece).map_err(|_| "a tracked file cannot be read")? {
                0 => break,
                count => hasher.update(&piece[..count]),
            }
        }
        Ok(hasher.finish() == entry.id)
    }
}

#[cfg(unix)]
fn executable(meta: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    meta.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn executable(_meta: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// Runs git in a directory; `None` on a machine without it.
    fn git(root: &Path, words: &[&str]) -> Option<String> {
        let done = Command::new("git")
            .current_dir(root)
            .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
            .args(words)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("HOME", root)
            .output()
            .ok()?;
        assert!(done.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&done.stderr));
        Some(String::from_utf8_lossy(&done.stdout).trim().to_owned())
    }

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, text).expect("a file");
    }

    /// What is told of a checkout whose run read `compose.yaml`.
    fn told(root: &Path, read: &[&str]) -> Vec<String> {
        let commit = super::super::describe(root).commit.expect("a commit");
        // As git would say of them.
        let is_ignored = |path: &str| path.ends_with(".local");
        let (differs, ignored) = differences(root, &commit, read.iter().copied(), &is_ignored);
        assert!(ignored.iter().all(|path| path.ends_with(".local")), "{ignored:?}");
        differs
    }

    #[test]
    fn a_checkout_is_its_commit_until_something_is_changed() {
        let there = Command::new("git").arg("--version").output().is_ok();
        if !there {
            return;
        }
        for format in [&["init", "-q"][..], &["init", "-q", "--object-format=sha256"]] {
            let directory = tempfile::tempdir().expect("a directory");
            let root = directory.path();
            git(root, format);
            for (path, text) in
                [("compose.yaml", "a"), ("a/b/c", "b"), ("a.b", "c"), ("a-b", "d"), ("z/Dockerfile", "e")]
            {
                write(root, path, text);
            }
            git(root, &["add", "-A"]);
            git(root, &["commit", "-qm", "1"]);
            assert_eq!(told(root, &["compose.yaml"]), Vec::<String>::new());
            // Untracked and not read: another matter. Read: it is not in the commit.
            write(root, "other.yaml", "x");
            assert_eq!(told(root, &["compose.yaml"]), Vec::<String>::new());
            assert_eq!(told(root, &["other.yaml"]), ["other.yaml is not in the commit"]);
            write(root, "compose.yaml", "A");
            assert_eq!(told(root, &["compose.yaml"]), ["compose.yaml differs"]);
            git(root, &["add", "compose.yaml"]);
            assert_eq!(told(root, &["compose.yaml"]), ["what is staged differs from the commit"]);
            git(root, &["commit", "-qm", "2"]);
            fs::remove_file(root.join("a/b/c")).expect("removed");
            assert_eq!(told(root, &[]), ["a/b/c is not there"]);
            git(root, &["checkout", "-q", "."]);
            assert_eq!(told(root, &[]), Vec::<String>::new());
            // The same from packs, with every version of the index, and from a second checkout.
            git(root, &["gc", "-q"]);
            for version in ["2", "3", "4"] {
                git(root, &["update-index", "--index-version", version]);
                assert_eq!(told(root, &["compose.yaml"]), Vec::<String>::new(), "version {version}");
            }
            git(root, &["worktree", "add", "-q", "second"]);
            assert_eq!(told(&root.join("second"), &["compose.yaml"]), Vec::<String>::new());
            write(root, "second/a.b", "changed");
            assert_eq!(told(&root.join("second"), &[]), ["a.b differs"]);
        }
    }

    #[test]
    fn a_commit_that_is_a_delta_is_read() {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        if git(root, &["init", "-q"]).is_none() {
            return;
        }
        let message = "a long message that makes deltas worth while ".repeat(40);
        for n in 0..8 {
            write(root, "compose.yaml", &n.to_string());
            git(root, &["add", "-A"]);
            git(root, &["commit", "-qm", &format!("{message}{n}")]);
        }
        let commits = git(root, &["log", "--format=%H %T"]).expect("git is there");
        git(root, &["repack", "-adfq", "--depth=50", "--window=50"]);
        git(root, &["prune"]);
        for line in commits.lines() {
            let (commit, tree) = line.split_once(' ').expect("two ids");
            let git = Git::of(root).expect("a repository");
            assert_eq!(history::commit(&git.store(commit), commit).map(|commit| commit.tree).as_deref(), Ok(tree));
        }
    }

    #[test]
    fn what_is_no_index_is_told() {
        for bytes in
            [&b""[..], b"DIRC", b"DIRC\0\0\0\x09\0\0\0\0", b"DIRC\0\0\0\x02\xff\xff\xff\xff", b"nothing at all"]
        {
            assert!(index::parse(bytes, Hash::Sha1).is_err(), "{bytes:?}");
        }
    }
}
