//! What version control says of a checkout: commit, branch, remote, and whether the files are those of the commit. All of it is read from files, with limits;
//! nothing is executed, so neither hooks nor settings of an untrusted tree can do anything.

mod compare;
mod index;
mod objects;
mod tracked;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use plimsoll::disk::{Below, slashed};
use plimsoll::files::ReadError;
use plimsoll::report::Repository;

pub(crate) use self::compare::differences;
pub(crate) use self::tracked::Tracked;

/// HEAD, references and configuration are small.
const TEXT_LIMIT: u64 = 4 << 20;

/// Where git keeps what it knows of a checkout.
struct Git {
    /// Of this checkout: HEAD and index.
    own: PathBuf,
    /// Of all checkouts of the repository: objects, references, configuration.
    common: PathBuf,
}

impl Git {
    /// A directory `.git`, or a file that names it (checkouts besides the first one, submodules). What it names is only taken for what git itself
    /// would take: a directory of the same owner that has what a repository has.
    fn of(root: &Path) -> Option<Self> {
        Self::within(root, None)
    }

    /// The same as far as all of it lies below a directory: a checkout within a tree has no say in what is opened outside of it.
    fn within(root: &Path, limit: Option<&Path>) -> Option<Self> {
        let lies_within =
            |path: &Path| limit.is_none_or(|limit| path.canonicalize().is_ok_and(|real| real.starts_with(limit)));
        let given = root.join(".git");
        let own = if given.is_dir() { given } else { root.join(text(root, ".git")?.strip_prefix("gitdir:")?.trim()) };
        if !lies_within(&own) {
            return None;
        }
        let common = match text(&own, "commondir") {
            Some(path) => own.join(path.trim()),
            None => own.clone(),
        };
        if !lies_within(&common) {
            return None;
        }
        let git = Self { own, common };
        (git.head().is_some() && git.is_repository() && git.is_ours(root)).then_some(git)
    }

    fn is_repository(&self) -> bool {
        self.common.join("objects").is_dir() && self.common.join("refs").is_dir()
    }

    /// Whether the directory belongs to who owns the checkout.
    #[cfg(unix)]
    fn is_ours(&self, root: &Path) -> bool {
        use std::os::unix::fs::MetadataExt;
        let owner = |path: &Path| fs::metadata(path).map(|meta| meta.uid());
        let checkout = fs::symlink_metadata(root.join(".git")).map(|meta| meta.uid());
        checkout.is_ok_and(|checkout| {
            [&self.own, &self.common].iter().all(|dir| owner(dir).is_ok_and(|uid| uid == checkout))
        })
    }

    #[cfg(not(unix))]
    fn is_ours(&self, _root: &Path) -> bool {
        true
    }

    /// What HEAD says, where it is one: a reference or a commit.
    fn head(&self) -> Option<String> {
        let head = text(&self.own, "HEAD")?.trim().to_owned();
        (head.starts_with("ref: refs/") || is_id(&head)).then_some(head)
    }

    fn reference(&self, name: &str) -> Option<String> {
        let is_plain = name.starts_with("refs/") && !name.split('/').any(|part| part.is_empty() || part == "..");
        let loose = || text(&self.own, name).or_else(|| text(&self.common, name));
        let packed = || packed(&text(&self.common, "packed-refs")?, name);
        is_plain.then(|| loose().map(|id| id.trim().to_owned()).or_else(packed)).flatten()
    }
}

/// What `.git` says of itself.
pub(crate) fn describe(root: &Path) -> Repository {
    let git = Git::of(root);
    let head = git.as_ref().and_then(Git::head);
    let branch = head.as_ref().and_then(|head| head.strip_prefix("ref: ")).map(str::to_owned);
    let commit = match &branch {
        Some(reference) => git.as_ref().and_then(|git| git.reference(reference)),
        None => head,
    };
    Repository {
        root: slashed(&root.to_string_lossy()).into_owned(),
        name: None,
        remote: git.and_then(|git| origin_url(&text(&git.common, "config")?)),
        commit: commit.filter(|id| is_id(id)),
        branch: branch.map(|b| b.trim_start_matches("refs/heads/").to_owned()),
        ..Repository::default()
    }
}

/// The commit that the history starts with; `None` where that cannot be told, or where the clone is shallow and only seems to start there.
pub(crate) fn root_commit(root: &Path, commit: &str) -> Option<String> {
    let git = Git::of(root)?;
    if git.common.join("shallow").exists() {
        return None;
    }
    objects::root_of(&git.common, commit)
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn packed(refs: &str, reference: &str) -> Option<String> {
    refs.lines()
        .find_map(|line| line.split_once(' ').filter(|(_, name)| *name == reference).map(|(id, _)| id.to_owned()))
}

/// The URL of `[remote "origin"]`, without a user and password in it.
fn origin_url(config: &str) -> Option<String> {
    let section = config.split("[remote \"origin\"]").nth(1)?;
    let body = section.split("\n[").next()?;
    let url = body.lines().find_map(|line| line.trim().strip_prefix("url")?.trim_start().strip_prefix('='))?.trim();
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
            Some(format!("{scheme}://{host}/{path}"))
        }
        None => Some(url.to_owned()),
    }
}

fn text(directory: &Path, inside: &str) -> Option<String> {
    String::from_utf8(bytes(directory, inside, TEXT_LIMIT).ok()?).ok()
}

/// A plain file that is not larger than it may be, by its path in a directory of git's: no link, pipe or device of a hostile tree is opened, and no link
/// on the way is followed.
fn bytes(directory: &Path, inside: &str, limit: u64) -> io::Result<Vec<u8>> {
    let told = |error: ReadError| io::Error::other(error.to_string());
    Below::new(directory)?.read_bytes(Path::new(inside), limit).map_err(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remote_never_shows_credentials() {
        let config = "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = https://me:pw@example.com/a/b.git\n\tfetch = x\n[branch \"main\"]\n";
        assert_eq!(origin_url(config).as_deref(), Some("https://example.com/a/b.git"));
        let ssh = "[remote \"origin\"]\n\turl = git@example.com:a/b.git\n";
        assert_eq!(origin_url(ssh).as_deref(), Some("git@example.com:a/b.git"));
    }
}
