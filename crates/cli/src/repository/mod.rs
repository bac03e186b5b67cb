//! What version control says of a checkout: commit, branch, remote, and whether the files are those of the commit. All of it is read from files, with limits;
//! nothing is executed, so neither hooks nor settings of an untrusted tree can do anything.

mod compare;
mod history;
mod index;
mod objects;
mod revision;
mod snapshot;
mod store;
mod tracked;
mod unpacked;

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use plimsoll_loader::disk::{Below, slashed};
use plimsoll_report::{Repository, remote};
use plimsoll_source::files::ReadError;
use plimsoll_source::problem::Problem;

pub(crate) use self::compare::differences;
use self::objects::Hash;
pub(crate) use self::revision::{Revision, Revisions};
pub(crate) use self::snapshot::Faults;
use self::store::Store;
pub(crate) use self::tracked::Tracked;

/// HEAD, references and configuration are small.
const TEXT_LIMIT: u64 = 4 << 20;

/// Where git keeps what it knows of a checkout. Both without links.
struct Git {
    /// Of this checkout: HEAD and index.
    own: PathBuf,
    /// Of all checkouts of the repository: objects, references, configuration.
    common: PathBuf,
}

impl Git {
    /// A directory `.git`, or a file that names it (checkouts besides the first one, submodules). What lies outside of the checkout is only taken where it
    /// belongs to the same owner and names this checkout itself, as git writes it: a tree cannot pass off somebody's repository as its own.
    fn of(root: &Path) -> Option<Self> {
        Self::within(root, None)
    }

    /// The same as far as all of it lies below a directory: a checkout within a tree has no say in what is opened outside of it.
    fn within(root: &Path, limit: Option<&Path>) -> Option<Self> {
        let lies_within = |path: &Path| limit.is_none_or(|limit| path.starts_with(limit));
        let root = root.canonicalize().ok()?;
        let given = root.join(".git");
        let own = if given.is_dir() { given } else { root.join(text(&root, ".git")?.strip_prefix("gitdir:")?.trim()) };
        let own = own.canonicalize().ok()?;
        if !lies_within(&own) {
            return None;
        }
        let common = match text(&own, "commondir") {
            Some(path) => own.join(path.trim()).canonicalize().ok()?,
            None => own.clone(),
        };
        if !lies_within(&common) {
            return None;
        }
        let git = Self { own, common };
        (git.head().is_some() && git.is_repository() && git.is_ours(&root) && git.belongs_to(&root)).then_some(git)
    }

    /// Whether it lies in the checkout, or names it: by `gitdir` where it is that of a further checkout (`git worktree`), by `core.worktree` where it is
    /// that of a submodule.
    fn belongs_to(&self, root: &Path) -> bool {
        let is_inside = |path: &Path| path.starts_with(root);
        let names = |base: &Path, path: &str, expected: &Path| {
            base.join(path.trim()).canonicalize().is_ok_and(|path| path == expected)
        };
        // The link or file `.git` itself, which `canonicalize` would follow.
        let names_file = |path: &str| {
            let path = self.own.join(path.trim());
            path.file_name() == Some(OsStr::new(".git"))
                && path.parent().and_then(|above| above.canonicalize().ok()).is_some_and(|above| above == root)
        };
        let is_own = is_inside(&self.own)
            || text(&self.own, "gitdir").is_some_and(|path| names_file(&path))
            || text(&self.own, "config")
                .and_then(|config| setting(&config, "core", "worktree"))
                .is_some_and(|path| names(&self.own, &path, root));
        let is_further = self.own.parent() == Some(&self.common.join("worktrees"));
        is_own && (is_inside(&self.common) || self.common == self.own || is_further)
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

    /// The objects, named as this one is.
    fn store(&self, id: &str) -> Store {
        Store::new(&self.common, Hash::of(id), &[&self.common])
    }

    fn reference(&self, name: &str) -> Option<String> {
        let loose = || text(&self.own, name).or_else(|| text(&self.common, name));
        let packed = || packed(&text(&self.common, "packed-refs")?, name);
        is_plain_reference(name).then(|| loose().map(|id| id.trim().to_owned()).or_else(packed)).flatten()
    }
}

/// Whether a reference is one of git's, and leads nowhere else.
fn is_plain_reference(name: &str) -> bool {
    name.starts_with("refs/") && !name.split('/').any(|part| part.is_empty() || part == "..")
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
    history::first(&git.store(commit), commit)
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn packed(refs: &str, reference: &str) -> Option<String> {
    refs.lines()
        .find_map(|line| line.split_once(' ').filter(|(_, name)| *name == reference).map(|(id, _)| id.to_owned()))
}

/// Why what is called `.git` is no repository of this checkout, or is read in part only; nothing where it is one, or there is none.
pub(crate) fn problem(root: &Path) -> Option<Problem> {
    let is_there = root.join(".git").symlink_metadata().is_ok_and(|meta| !meta.is_dir());
    let leads_out = is_there || text(root, ".git/commondir").is_some();
    let git = Git::of(root);
    if leads_out && git.is_none() {
        let message = "`.git` leads to a directory that is no repository of this checkout, so no commit, remote or tracked file is known";
        let help = "a repository elsewhere counts where it belongs to the same user and names this checkout, as `git worktree` and submodules have it";
        return Some(Problem::warning("repository-elsewhere", message).in_file(".git").help(help));
    }
    let given = root.join(".git");
    let directories = git.as_ref().map_or(vec![&given], |git| vec![&git.own, &git.common]);
    let link = directories.into_iter().find_map(|directory| link_within(directory))?;
    let message = format!(
        "`{link}` in the directory of git is a link, and none is followed there, so the commit, the remote or what is tracked is not known"
    );
    Some(Problem::warning("repository-link", message).in_file(".git").help("put what the link leads to in its place"))
}

/// The first of what is read in a directory of git's that is a link, by its path there.
fn link_within(directory: &Path) -> Option<String> {
    const READ: [&str; 9] =
        ["HEAD", "commondir", "config", "gitdir", "index", "objects", "objects/pack", "packed-refs", "refs"];
    let there = |path: &str| directory.join(path).symlink_metadata().ok();
    let is_link = |path: &str| there(path).is_some_and(|meta| meta.is_symlink());
    let head = text(directory, "HEAD").and_then(|head| head.trim().strip_prefix("ref: ").map(str::to_owned));
    let reference = head.as_deref().filter(|head| is_plain_reference(head)).and_then(|head| {
        let ends = head.match_indices('/').map(|(at, _)| at).chain([head.len()]);
        ends.map(|end| &head[..end]).take_while(|path| there(path).is_some()).find(|path| is_link(path))
    });
    READ.into_iter().find(|path| is_link(path)).or(reference).map(str::to_owned)
}

/// The URL of the remote `origin`, without anything in it that may be a secret.
fn origin_url(config: &str) -> Option<String> {
    remote::shown(&setting(config, "remote \"origin\"", "url")?)
}

/// A value of git's configuration.
fn setting(config: &str, section: &str, key: &str) -> Option<String> {
    let lines = config.lines().map(str::trim);
    let body =
        lines.skip_while(|line| !line.strip_prefix('[').is_some_and(|line| line.starts_with(&format!("{section}]"))));
    let mut body = body.skip(1).take_while(|line| !line.starts_with('['));
    body.find_map(|line| {
        let (name, value) = line.split_once('=')?;
        name.trim().eq_ignore_ascii_case(key).then(|| unquoted(value.trim()))
    })
}

/// A value as git reads it: quotes and backslashes taken away, and what comes after `#` or `;`.
fn unquoted(value: &str) -> String {
    let mut out = String::new();
    let mut is_quoted = false;
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => is_quoted = !is_quoted,
            '\\' => out.extend(chars.next()),
            '#' | ';' if !is_quoted => break,
            c => out.push(c),
        }
    }
    out.trim_end().to_owned()
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

/// Whether no part of a path is a link.
fn is_direct(path: &Path) -> bool {
    path.canonicalize().is_ok_and(|real| real == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remote_is_read_as_git_reads_it_and_never_shows_credentials() {
        let config = "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = https://me:pw@example.com/a/b.git\n\tfetch = x\n[branch \"main\"]\n";
        assert_eq!(origin_url(config).as_deref(), Some("https://example.com/a/b.git"));
        let ssh = "[remote \"origin\"]\n\turl = git@example.com:a/b.git\n";
        assert_eq!(origin_url(ssh).as_deref(), Some("example.com:a/b.git"));
        let quoted = "[remote \"origin\"]\n\tURL = \"https://example.com/a/b.git#x\" ; own\n";
        assert_eq!(origin_url(quoted).as_deref(), Some("https://example.com/a/b.git"));
        assert_eq!(origin_url("[remote \"other\"]\n\turl = https://h/x\n"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_repository_elsewhere_counts_only_where_it_names_the_checkout() {
        use std::os::unix::fs::symlink;
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path().canonicalize().expect("real");
        let make = |git: &Path| {
            fs::create_dir_all(git.join("objects")).expect("made");
            fs::create_dir_all(git.join("refs")).expect("made");
            fs::write(git.join("HEAD"), "ref: refs/heads/main\n").expect("written");
            fs::write(git.join("config"), "[remote \"origin\"]\n\turl = https://h/victim\n").expect("written");
        };
        let victim = root.join("victim/.git");
        make(&victim);
        let checkout = root.join("tree");
        let dotgit = checkout.join(".git");
        fs::create_dir(&checkout).expect("made");
        let remote = || describe(&checkout).remote;

        fs::write(&dotgit, format!("gitdir: {}\n", victim.display())).expect("written");
        assert_eq!((remote(), problem(&checkout).map(|p| p.code)), (None, Some("repository-elsewhere")));
        fs::remove_file(&dotgit).expect("removed");
        symlink(&victim, &dotgit).expect("linked");
        assert_eq!((remote(), problem(&checkout).is_some()), (None, true));
        fs::remove_file(&dotgit).expect("removed");
        make(&dotgit);
        fs::write(dotgit.join("commondir"), victim.display().to_string()).expect("written");
        assert_eq!((remote(), problem(&checkout).is_some()), (None, true));
        fs::remove_dir_all(&dotgit).expect("removed");

        // As `git worktree add` makes it.
        let further = victim.join("worktrees/tree");
        fs::create_dir_all(&further).expect("made");
        fs::write(further.join("HEAD"), "ref: refs/heads/other\n").expect("written");
        fs::write(further.join("commondir"), "../..\n").expect("written");
        fs::write(further.join("gitdir"), format!("{}\n", dotgit.display())).expect("written");
        fs::write(&dotgit, format!("gitdir: {}\n", further.display())).expect("written");
        assert_eq!((remote().as_deref(), problem(&checkout).is_some()), (Some("https://h/victim"), false));
        // As a submodule has it.
        let module = victim.join("modules/tree");
        make(&module);
        fs::write(&dotgit, "gitdir: ../victim/.git/modules/tree\n").expect("written");
        assert_eq!(remote(), None);
        fs::write(
            module.join("config"),
            "[core]\n\tworktree = ../../../../tree\n[remote \"origin\"]\n\turl = https://h/m\n",
        )
        .expect("written");
        assert_eq!(remote().as_deref(), Some("https://h/m"));

        // No link within a repository leads out of it.
        fs::remove_file(&dotgit).expect("removed");
        make(&dotgit);
        fs::write(dotgit.join("HEAD"), "ref: refs/heads/x/main\n").expect("written");
        fs::create_dir_all(victim.join("refs/heads")).expect("made");
        fs::write(victim.join("refs/heads/main"), "a".repeat(40)).expect("written");
        fs::create_dir(dotgit.join("refs/heads")).expect("made");
        symlink(victim.join("refs/heads"), dotgit.join("refs/heads/x")).expect("linked");
        assert_eq!(describe(&checkout).commit, None);
        let link = |checkout: &Path| problem(checkout).map(|problem| (problem.code, problem.message));
        let told = link(&checkout).expect("the link is told");
        assert!(told.0 == "repository-link" && told.1.contains("`refs/heads/x`"), "{told:?}");
        // Nor is one followed in place of what git keeps there, and each is told.
        for name in ["HEAD", "config", "index", "objects", "refs", "packed-refs"] {
            fs::remove_dir_all(&dotgit).expect("removed");
            make(&dotgit);
            assert_eq!(link(&checkout), None);
            let _was_there = fs::remove_file(dotgit.join(name)).or_else(|_| fs::remove_dir(dotgit.join(name)));
            symlink(victim.join(name), dotgit.join(name)).expect("linked");
            let told = link(&checkout).expect("the link is told");
            assert!(told.0 == "repository-link" && told.1.contains(&format!("`{name}`")), "{told:?}");
        }
    }
}
